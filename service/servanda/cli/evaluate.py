"""`servanda evaluate`: one verdict on a submission, or on lists in files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import typer

from servanda import evaluation
from servanda.cli.files import Request, request, unreadable
from servanda.cli.terminal import CATALOGUE, Format, Rulesets, Status, fail, load, named, progress, show, write
from servanda.errors import SubmissionError
from servanda.evaluation.submission import Reader
from servanda.language import Program
from servanda.language.ruleset import languages
from servanda.report.table import report

STATUSES = {"compliant": Status.OK, "non_compliant": Status.FAILED}

EPILOG = """FILE is a submission in JSON, or a list: CSV (columns are field names; the items of a cell such as
health_codes are separated by blanks or |; an empty cell is absent) or NDJSON (an entry a line). Several lists make one
submission. `-` is standard input.

Exit status: 0 compliant; 1 non-compliant; 2 usage; 3 invalid input; 4 the service failed; 5 disputed, indeterminate,
pending or not applicable. Only 0 means that nothing stands against the lists."""


def evaluate(  # noqa: PLR0913, PLR0917 - an option each
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="A submission, or lists; `-`: standard input.")],
    ruleset: Annotated[str, typer.Option(metavar="AGREEMENT@VERSION", help="Such as istanbul-2025@2.0.0.")],
    as_of: Annotated[str, typer.Option(metavar="TIME", help="The day or instant as of which is judged.")] = "",
    kind: Annotated[str, typer.Option(help="Of the lists: prisoners or remains.")] = "",
    role: Annotated[str, typer.Option(help="Of the lists: proposed, returned, agreed, delivered or register.")] = "",
    by: Annotated[str, typer.Option(metavar="PARTY", help="Whose lists they are.")] = "",
    to: Annotated[str, typer.Option(metavar="PARTY", help="Whom they are addressed to.")] = "",
    date: Annotated[str, typer.Option(metavar="DATE", help="The date of the lists.")] = "",
    id_: Annotated[str, typer.Option("--id", help="The id of the list; otherwise the name of its file.")] = "",
    final: Annotated[bool, typer.Option("--final", help="The lists are complete, not an open tranche.")] = False,
    readings: Annotated[
        list[str], typer.Option(metavar="WHICH", help="all, common, a party, or young=RU-LT25,UA-LE25 (repeatable).")
    ] = [],  # noqa: B006 - typer reads it, nobody writes to it
    account: Annotated[str, typer.Option(metavar="WHOSE", help="all or a party.")] = "",
    conduct_of: Annotated[str, typer.Option(metavar="PARTY", help="Fold only what this party does.")] = "",
    detail: Annotated[str, typer.Option(help="summary, findings or trace.")] = "",
    format_: Format = "table",
    everyone: Annotated[bool, typer.Option("--all", help="Name everybody in the table, however many.")] = False,
    language: Annotated[str, typer.Option("--lang", metavar="LANGUAGE", help="Of the messages.")] = "en",
    input_: Annotated[
        Literal["json", "csv", "ndjson"] | None, typer.Option("--input", help="The format of the files.")
    ] = None,
    directory: Rulesets = CATALOGUE,
) -> None:
    """Judge a submission, or lists in files."""
    header = {"kind": kind, "role": role, "by": by, "to": to, "date": date, "id": id_, "final": final}
    settings = {
        "as_of": as_of,
        "readings": _readings(readings),
        "account": account,
        "conduct_of": conduct_of,
        "detail": detail,
    }
    program = named(load(directory), ruleset)
    _check_language(language, program)
    asked = request(files, input_, _given(header), _given(settings), program.ruleset.fields)
    with progress("judging"):
        verdict = _judged(asked, program, language)
    wire = json.loads(verdict)
    if format_ == "json":
        write(verdict.decode())
    else:
        show(report(wire, program.ruleset, language, everyone))
    raise typer.Exit(STATUSES.get(wire["verdict"], Status.UNDECIDED))


def _judged(asked: Request, program: Program, language: str) -> bytes:
    """The verdict as JSON."""
    try:
        submission = Reader(program.ruleset).read(asked.body)
    except SubmissionError as error:
        raise unreadable(error, asked.place) from None
    return evaluation.encode(evaluation.evaluate(program, submission, language))


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


def _check_language(language: str, program: Program) -> None:
    known = languages(program.ruleset)
    if language not in known:
        fail(Status.USAGE, f"--lang: this ruleset has messages in {', '.join(sorted(known))}, not in `{language}`")
