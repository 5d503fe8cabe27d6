"""`servanda evaluate`: one verdict on a submission, or on lists in files."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from servanda import evaluation
from servanda.cli import options
from servanda.cli.drafts import load_draft
from servanda.cli.extra import extra
from servanda.cli.letter import addressee, letter_kind, letter_of
from servanda.cli.output import Output, deliver, ready, write_file
from servanda.cli.request import submissions
from servanda.cli.terminal import CATALOGUE, Rulesets, Status, fail, laid_out, load_one, progress
from servanda.language import Program
from servanda.report.csv_table import csv_table
from servanda.report.layout import Frame
from servanda.report.table import report
from servanda.report.words import words
from servanda.report.workbook import workbook

STATUSES = {"compliant": Status.OK, "non_compliant": Status.FAILED}

EPILOG = """FILE is a submission in JSON, or a list: CSV (separated by commas, semicolons or tabs), XLSX or Parquet,
whose columns are field names, or NDJSON (an entry a line). `servanda template` writes an empty one. The items of a cell
such as health_codes are separated by blanks or |; an empty cell is absent. `-` is standard input. What happened
(`events`) and what is proposed (`action`) stand in a submission in JSON, with lists or without.

A list needs --as-of and --by; what else its header says is said by the options marked `of the lists`. Several lists
make one submission; what one of them alone says stands behind its name, and goes before the options:

servanda evaluate U.csv:by=UKR V.xlsx:by=RUS,role=returned,in_reply_to=U held.csv:by=RUS,role=register ...

Any field of a list's header can stand there (in_reply_to several times), and sheet=NAME of a workbook.

--reply FILE is the list that came back: of role returned, of the same kind, by the other party of two, and an answer to
the list that stands as FILE, registers excepted; of several it says which: V.csv:in_reply_to=U,in_reply_to=W. What
stands behind its name may say otherwise, and options of the lists say nothing of it. The table then tells who was kept,
changed, dropped and added. Whom a list says it leaves out, and why, stands in a file of its own, with the columns id
and reason: V.csv:removals=GONE.csv

--clarifications FILE.md, .csv or .xlsx writes the questions to send to the other side, in the language of --lang. They
go to the party whose list answers another, or whose list it is where none does; where that may be several, --ask PARTY
says which. What your own list lacks is not in it, but in the table. It names people by their ids alone, and repeats
nothing else that was submitted.

--format csv writes a row for the submission, for every list and entry, for all lists together, and for every act,
party and duty. --format xlsx writes a workbook, in which ids stay as they are: in a CSV file a spreadsheet may take
one such as 007 for a number. With --output there is a whole file or none.

--draft FILE judges under a draft that nobody has published; the verdict says so. `servanda impact` tells what it
would change.

Exit status: 0 compliant, perhaps with warnings; 1 non-compliant; 2 usage; 3 invalid input; 4 the service failed;
5 disputed, indeterminate, pending or not applicable."""


def evaluate(  # noqa: PLR0913, PLR0917 - an option each; those of `options` are read from the context, all together
    context: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="A submission, or lists; `-`: standard input.")],
    ruleset: Annotated[str, typer.Option(metavar="AGREEMENT@VERSION", help="Such as istanbul-2025@2.0.0.")] = "",
    draft: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A draft in YAML, in the place of a published ruleset.")
    ] = None,
    as_of: options.AsOf = "",
    kind: options.ListKind = "",
    role: options.Role = "",
    by: options.By = "",
    to: options.To = "",
    date: options.Date = "",
    transfer_on: options.TransferOn = "",
    channel: options.Channel = "",
    in_reply_to: options.InReplyTo = [],  # noqa: B006 - typer reads it, nobody writes to it
    reply: options.ReplyFile = [],  # noqa: B006
    id_: options.ListId = "",
    final: options.Final = False,
    readings: options.Readings = [],  # noqa: B006
    account: options.Account = "",
    conduct_of: options.ConductOf = "",
    detail: Annotated[str, typer.Option(help="summary, findings, or trace (in JSON only).  [default: findings]")] = "",
    format_: Annotated[
        Literal["table", "json", "csv", "xlsx"] | None,
        typer.Option(
            "--format",
            help="For people, for programs, for spreadsheets.  [default: as the output FILE is named, else table]",
        ),
    ] = None,
    output: Output = None,
    clarifications: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the questions to send to the other side: .md, .csv or .xlsx."),
    ] = None,
    ask: Annotated[
        str,
        typer.Option(metavar="PARTY", help="Whom these questions go to.  [default: whose list answers another]"),
    ] = "",
    everyone: Annotated[bool, typer.Option("--all", help="Name everybody in the table, however many.")] = False,
    language: options.Language = "en",
    input_: options.InputKind = None,
    sheet: options.Sheet = "",
    directory: Rulesets = CATALOGUE,
) -> None:
    """Judge a submission, or lists in files."""
    wanted = _format(format_, output)
    if detail == "trace" and wanted != "json":
        fail(Status.USAGE, "--detail: a trace does not fit in a table, ask for it with --format json")
    asks = letter_kind(clarifications, ask, output, detail)
    if "xlsx" in (wanted, asks):
        extra("xlsxwriter", "XLSX")
    ready(output, binary=wanted == "xlsx", inputs=[*files, *reply])
    ready(clarifications, inputs=[*files, *reply], option="--clarifications")
    program = _program(ruleset, draft, directory)
    language = options.language_of(language, program)
    (submission,) = submissions(files, options.told(context.params, [program]), [program], language)
    to = addressee(asks, ask, submission, program.ruleset)
    with progress("judging"):
        verdict = evaluation.encode(evaluation.evaluate(program, submission, language), draft is not None)
    wire = json.loads(verdict)
    acts: dict[str, Any] = {"action": submission.action, "events": submission.events}
    with progress("writing the verdict"):
        match wanted:
            case "json":
                written: str | bytes = verdict.decode()
            case "csv":
                written = csv_table(wire, program.ruleset, language, submission.lists, **acts)
            case "xlsx":
                written = workbook(wire, program.ruleset, language, submission.lists, **acts)
            case "table":
                shown = report(wire, program.ruleset, language, everyone, submission.lists, **acts)
                written = laid_out(shown, output is None and sys.stdout.isatty())
        asked = letter_of(asks, wire, submission, Frame(words(language), program.ruleset, language, None), to)
    if clarifications:
        write_file(clarifications, asked, "--clarifications")
    deliver(written, output)
    raise typer.Exit(STATUSES.get(wire["verdict"], Status.UNDECIDED))


def _program(ruleset: str, draft: Path | None, directory: Path) -> Program:
    """The program of what is judged under."""
    if bool(ruleset) == (draft is not None):
        fail(Status.USAGE, "--ruleset AGREEMENT@VERSION or --draft FILE says what is judged under")
    return load_draft(draft, directory).program if draft else load_one(directory, ruleset)


def _format(asked: str | None, output: Path | None) -> str:
    """The format that is asked for, else the one that the file's name tells; refuses a name that tells another."""
    told = output.suffix.lower().removeprefix(".") if output else ""
    if told not in ("json", "csv", "xlsx"):
        return asked or "table"
    if asked not in (None, told):
        fail(Status.USAGE, f"--format: `{output}` is named as {told}, not as {asked}")
    return told
