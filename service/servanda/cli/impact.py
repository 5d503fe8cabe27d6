"""`servanda impact`: who changes under another ruleset, and why."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Annotated, Literal

import typer

from servanda import evaluation
from servanda.analysis.impact import Impact, impact
from servanda.cli import options
from servanda.cli.drafts import Ruled, names_ruleset, ruled
from servanda.cli.output import Output, deliver, ready
from servanda.cli.request import Options, submissions
from servanda.cli.terminal import CATALOGUE, Rulesets, Status, fail, laid_out, progress
from servanda.report.impact import impact_document
from servanda.report.impact_markdown import impact_markdown
from servanda.report.impact_table import impact_table

EPILOG = """The rulesets stand first, each as AGREEMENT@VERSION or as the FILE.yaml of a draft; then the files, as
`servanda evaluate` reads them. With --set one ruleset is enough, and is compared with what --set makes of it:

servanda impact istanbul-2025@2.0.0 U.csv --as-of 2025-06-07 --by UKR --set young.RU-LT25='age < 26'

--set gives a term or a definition another value, in the second ruleset: NAME=VALUE, or NAME.READING=VALUE of one that
has readings. Where a term and a definition have the same name, terms.NAME or definitions.NAME says which.

Exit status: 0 compared, whoever changes; 2 usage; 3 invalid input, or a draft that is no ruleset; 4 the service
failed."""


def compare(  # noqa: PLR0913, PLR0917 - an option each
    arguments: Annotated[
        list[str], typer.Argument(metavar="RULESET [RULESET] FILE...", help="What is compared, for which submission.")
    ],
    changes: Annotated[
        list[str], typer.Option("--set", metavar="NAME=VALUE", help="Another value in the second ruleset (repeatable).")
    ] = [],  # noqa: B006 - typer reads it, nobody writes to it
    as_of: options.AsOf = "",
    kind: options.ListKind = "",
    role: options.Role = "",
    by: options.By = "",
    to: options.To = "",
    date: options.Date = "",
    transfer_on: options.TransferOn = "",
    channel: options.Channel = "",
    in_reply_to: options.InReplyTo = [],  # noqa: B006
    reply: options.ReplyFile = [],  # noqa: B006
    id_: options.ListId = "",
    final: options.Final = False,
    readings: options.Readings = [],  # noqa: B006
    account: options.Account = "",
    conduct_of: options.ConductOf = "",
    format_: Annotated[
        Literal["table", "json", "markdown"],
        typer.Option("--format", help="For people, for programs, for the summary of a run of CI."),
    ] = "table",
    output: Output = None,
    everyone: Annotated[bool, typer.Option("--all", help="Name everybody in the table, however many.")] = False,
    language: options.Language = "en",
    input_: options.InputKind = None,
    sheet: options.Sheet = "",
    directory: Rulesets = CATALOGUE,
) -> None:
    """Compare what a submission comes to under two rulesets."""
    rulesets, files = _split(arguments, bool(changes))
    ready(output, inputs=[*files, *reply])
    before, after = ruled(rulesets[0], directory), ruled(rulesets[-1], directory, changes)
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
        "readings": options.readings_of(readings),
        "account": account,
        "conduct_of": conduct_of,
    }
    for side in (before, after):
        language = options.language_of(language, side.program)
        options.check_readings(settings["readings"], side.program.ruleset)
    told = Options(options.given(header), options.given(settings), input_, sheet, reply)
    found = _compared(before, after, files, told, language)
    drafts = (before.is_draft, after.is_draft)
    document, names = impact_document(found, drafts, language), (before.name, after.name)
    match format_:
        case "json":
            written = json.dumps(document, ensure_ascii=False, indent=2)
        case "markdown":
            written = impact_markdown(document, (before.name, ", ".join((after.name, *after.changes))))
        case "table":
            table = impact_table(found, names, after.changes, language, everyone)
            written = laid_out(table, output is None and sys.stdout.isatty())
    deliver(written, output)


def _split(arguments: Sequence[str], changed: bool) -> tuple[Sequence[str], Sequence[str]]:
    """The rulesets that are named first, and the files that follow."""
    count = 0
    while count < min(2, len(arguments)) and names_ruleset(arguments[count]):
        count += 1
    if count == 0:
        fail(Status.USAGE, f"`{arguments[0]}` names no ruleset: AGREEMENT@VERSION or a FILE.yaml stands first")
    if count == 1 and not changed:
        fail(Status.USAGE, "what is it compared with? Name a second ruleset, or change the first with --set")
    if count == len(arguments):
        fail(Status.USAGE, "for which submission? Name a FILE after the rulesets")
    return arguments[:count], arguments[count:]


def _compared(before: Ruled, after: Ruled, files: Sequence[str], told: Options, language: str) -> Impact:
    programs = [before.program, after.program]
    read = submissions(files, told, programs, language)
    with progress("judging"):
        verdicts = [evaluation.evaluate(p, s, language) for p, s in zip(programs, read, strict=True)]
        return impact(*verdicts)
