"""`servanda evaluate`: one verdict on a submission, or on lists in files."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from servanda import evaluation
from servanda.cli.extra import extra
from servanda.cli.files import Kind, unreadable
from servanda.cli.output import Output, deliver, ready, write_file
from servanda.cli.request import Options, Request, request
from servanda.cli.terminal import CATALOGUE, InputError, Rulesets, Status, fail, laid_out, load_one, progress
from servanda.errors import SubmissionError, tell
from servanda.evaluation.submission import Reader, Submission
from servanda.language import Program
from servanda.language.ruleset import Ruleset, languages
from servanda.language.scope import suggest
from servanda.report.csv_table import csv_table
from servanda.report.letter_files import WRITERS, letter
from servanda.report.table import report
from servanda.report.wire import Submitted
from servanda.report.workbook import workbook

STATUSES = {"compliant": Status.OK, "non_compliant": Status.FAILED}

NO_SUMMARY = "--clarifications: a summary says nothing of single people, ask with --detail findings"

EPILOG = """FILE is a submission in JSON, or a list: CSV (separated by commas, semicolons or tabs), XLSX or Parquet,
whose columns are field names, or NDJSON (an entry a line). `servanda template` writes an empty one. The items of a cell
such as health_codes are separated by blanks or |; an empty cell is absent. `-` is standard input. What happened
(`events`) and what is proposed (`action`) stand in a submission in JSON, with lists or without.

A list needs --as-of and --by; what else its header says is said by the options marked `of the lists`. Several lists
make one submission; what one of them alone says stands behind its name, and goes before the options:

servanda evaluate U.csv:by=UKR V.xlsx:by=RUS,role=returned,in_reply_to=U held.csv:by=RUS,role=register ...

Any field of a list's header can stand there (in_reply_to several times), and sheet=NAME of a workbook.

--reply FILE is the list that came back: of role returned, of the same kind, by the other party of two, and an answer to
the lists that stand as FILE, registers excepted; what stands behind its name may say otherwise, and options of the
lists say nothing of it. The table then tells who was kept, changed, dropped and added.

--clarifications FILE.md, .csv or .xlsx writes the questions to send to the other side, in the language of --lang. It
names people by their ids alone, and repeats nothing else that was submitted.

--format csv writes a row for the submission, for every list and entry, for all lists together, and for every act,
party and duty. --format xlsx writes a workbook, in which ids stay as they are: in a CSV file a spreadsheet may take
one such as 007 for a number. With --output there is a whole file or none.

Exit status: 0 compliant, perhaps with warnings; 1 non-compliant; 2 usage; 3 invalid input; 4 the service failed;
5 disputed, indeterminate, pending or not applicable."""


def evaluate(  # noqa: PLR0913, PLR0917 - an option each
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="A submission, or lists; `-`: standard input.")],
    ruleset: Annotated[str, typer.Option(metavar="AGREEMENT@VERSION", help="Such as istanbul-2025@2.0.0.")],
    as_of: Annotated[
        str, typer.Option(metavar="TIME", help="The day or instant as of which is judged; needed with lists.")
    ] = "",
    kind: Annotated[str, typer.Option(help="Of the lists: prisoners or remains.  [default: prisoners]")] = "",
    role: Annotated[
        str,
        typer.Option(help="Of the lists: proposed, returned, agreed, delivered or register.  [default: proposed]"),
    ] = "",
    by: Annotated[str, typer.Option(metavar="PARTY", help="Of the lists: whose they are; needed with lists.")] = "",
    to: Annotated[str, typer.Option(metavar="PARTY", help="Of the lists: whom they are addressed to.")] = "",
    date: Annotated[str, typer.Option(metavar="DATE", help="Of the lists: their date.")] = "",
    transfer_on: Annotated[str, typer.Option(metavar="DATE", help="Of the lists: the day of the transfer.")] = "",
    channel: Annotated[str, typer.Option(help="Of the lists: regular or sanitary.")] = "",
    in_reply_to: Annotated[
        list[str], typer.Option(metavar="ID", help="Of the lists: another list that they answer (repeatable).")
    ] = [],  # noqa: B006 - typer reads it, nobody writes to it
    reply: Annotated[
        list[str], typer.Option(metavar="FILE", help="A list that answers those that stand as FILE (repeatable).")
    ] = [],  # noqa: B006 - typer reads it, nobody writes to it
    id_: Annotated[str, typer.Option("--id", help="Of the list: its id.  [default: the name of its file]")] = "",
    final: Annotated[
        bool, typer.Option("--final", help="Of the lists: they are complete.  [default: an open tranche]")
    ] = False,
    readings: Annotated[
        list[str], typer.Option(metavar="WHICH", help="all, common, a party, or young=RU-LT25,UA-LE25 (repeatable).")
    ] = [],  # noqa: B006 - typer reads it, nobody writes to it
    account: Annotated[str, typer.Option(metavar="WHOSE", help="all or a party: what happened, as it tells it.")] = "",
    conduct_of: Annotated[str, typer.Option(metavar="PARTY", help="Fold only what this party does.")] = "",
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
    everyone: Annotated[bool, typer.Option("--all", help="Name everybody in the table, however many.")] = False,
    language: Annotated[
        str, typer.Option("--lang", metavar="LANGUAGE", help="Of the messages and reports: en, uk, ru.")
    ] = "en",
    input_: Annotated[
        Kind | None, typer.Option("--input", help="The format of the files.  [default: as their names or bytes tell]")
    ] = None,
    sheet: Annotated[str, typer.Option(metavar="NAME", help="Of a workbook: the sheet that is the list.")] = "",
    directory: Rulesets = CATALOGUE,
) -> None:
    """Judge a submission, or lists in files."""
    wanted = _format(format_, output)
    if detail == "trace" and wanted != "json":
        fail(Status.USAGE, "--detail: a trace does not fit in a table, ask for it with --format json")
    letter_kind = _letter_kind(clarifications, output, detail)
    if "xlsx" in (wanted, letter_kind):
        extra("xlsxwriter", "XLSX")
    ready(output, binary=wanted == "xlsx", inputs=[*files, *reply])
    ready(clarifications, inputs=[*files, *reply], option="--clarifications")
    header = {
        "kind": kind,
        "role": role,
        "by": by,
        "to": to,
        "date": date,
        "transfer_on": transfer_on,
        "channel": channel,
        "in_reply_to": in_reply_to,
        "id": id_,
        "final": final,
    }
    settings = {
        "as_of": as_of,
        "readings": _readings(readings),
        "account": account,
        "conduct_of": conduct_of,
        "detail": detail,
    }
    program = load_one(directory, ruleset)
    language = _language(language, program)
    _check_readings(settings["readings"], program.ruleset)
    options = Options(_given(header), _given(settings), input_, sheet, reply)
    submission = _submission(files, options, program, language)
    with progress("judging"):
        verdict = evaluation.encode(evaluation.evaluate(program, submission, language))
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
        asked = _letter(letter_kind, wire, program, language, submission)
    if clarifications:
        write_file(clarifications, asked, "--clarifications")
    deliver(written, output)
    raise typer.Exit(STATUSES.get(wire["verdict"], Status.UNDECIDED))


def _letter_kind(file: Path | None, output: Path | None, detail: str) -> str:
    """The kind of file that the questions go into; refuses a name that tells none, and what names nobody."""
    if file is None:
        return ""
    kind = file.suffix.lower().removeprefix(".")
    if kind not in WRITERS:
        fail(Status.USAGE, f"--clarifications: `{file}` is named neither .md nor .csv nor .xlsx")
    if output is not None and file.resolve() == output.resolve():
        fail(Status.USAGE, f"--clarifications: `{file}` is the file of --output")
    if detail == "summary":
        fail(Status.USAGE, NO_SUMMARY)
    return kind


def _letter(kind: str, wire: Any, program: Program, language: str, submission: Submission) -> bytes:
    if not kind:
        return b""
    if submission.detail == "summary":
        fail(Status.USAGE, NO_SUMMARY)
    submitted = Submitted(submission.lists, submission.action, submission.events or ())
    return letter(kind, wire, program.ruleset, language, submitted)


def _submission(files: Sequence[str], options: Options, program: Program, language: str) -> Submission:
    """The submission that files and options make; what is wrong with it is told in the language."""
    try:
        asked = request(files, options, program.ruleset.fields, program.ruleset.parties)
        with progress("reading the submission"):
            return _read(asked, program)
    except InputError as error:
        fail(error.status, *(tell(line, language) for line in error.lines))


def _read(asked: Request, program: Program) -> Submission:
    """The submission; what is wrong with options alone is a matter of usage, not of the input."""
    try:
        return Reader(program.ruleset).read(asked.body)
    except SubmissionError as error:
        is_usage = all(map(asked.is_usage, error.problems))
        raise unreadable(error, asked.place, asked.words, Status.USAGE if is_usage else Status.INVALID) from None


def _format(asked: str | None, output: Path | None) -> str:
    """The format that is asked for, else the one that the file's name tells; refuses a name that tells another."""
    told = output.suffix.lower().removeprefix(".") if output else ""
    if told not in ("json", "csv", "xlsx"):
        return asked or "table"
    if asked not in (None, told):
        fail(Status.USAGE, f"--format: `{output}` is named as {told}, not as {asked}")
    return told


def _given(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value}


def _readings(options: Sequence[str]) -> str | dict[str, list[str]]:
    """What `--readings` says: one word, or names with the readings that are left to each."""
    if not any("=" in option for option in options):
        if len(options) > 1:
            fail(Status.USAGE, "--readings: all, common or one party, or only such as young=RU-LT25")
        return "".join(options)
    chosen: dict[str, list[str]] = {}
    for option in options:
        name, sign, readings = option.partition("=")
        if not sign or not name or not readings:
            fail(Status.USAGE, f"--readings: `{option}` is not such as young=RU-LT25,UA-LE25")
        chosen.setdefault(name, []).extend(readings.split(","))
    return chosen


def _check_readings(asked: str | Mapping[str, Sequence[str]], ruleset: Ruleset) -> None:
    """Refuses words, names and readings that the ruleset does not have, with the near ones."""
    if isinstance(asked, str):
        words = ("all", "common", *ruleset.parties)
        if asked and asked not in words:
            fail(Status.USAGE, f"--readings: `{asked}` is none of {', '.join(words)}{_near(asked, words)}")
        return
    disputed = {name: [reading.name for reading in item.readings] for name, item in ruleset.disputed.items()}
    for name, readings in asked.items():
        if name not in disputed:
            fail(Status.USAGE, f"--readings: `{name}` is not a disputed name of this ruleset{_near(name, disputed)}")
        for reading in readings:
            if reading not in disputed[name]:
                there = _near(reading, disputed[name]) or f", there is {', '.join(disputed[name])}"
                fail(Status.USAGE, f"--readings: `{reading}` is no reading of {name}{there}")


def _near(name: str, known: Iterable[str]) -> str:
    near = suggest(name, known)
    return f", {near}" if near else ""


def _language(asked: str, program: Program) -> str:
    """The language of the ruleset that a tag such as `uk-UA` asks for."""
    known = languages(program.ruleset)
    language = re.split("[-_]", asked.lower())[0]
    if language not in known:
        fail(Status.USAGE, f"--lang: this ruleset has messages in {', '.join(sorted(known))}, not in `{asked}`")
    return language
