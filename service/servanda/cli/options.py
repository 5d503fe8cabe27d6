"""The options that say what is judged, of every command that judges; and what they make of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, TypeAlias

import typer

from servanda.cli.files import Kind
from servanda.cli.request import OF_LISTS, SETTINGS, Options
from servanda.cli.terminal import Status, fail
from servanda.language import Program
from servanda.language.ruleset import Ruleset, languages
from servanda.language.scope import suggest

AsOf: TypeAlias = Annotated[
    str, typer.Option(metavar="TIME", help="The day or instant as of which is judged; needed with lists.")
]
ListKind: TypeAlias = Annotated[str, typer.Option(help="Of the lists: prisoners or remains.  [default: prisoners]")]
Role: TypeAlias = Annotated[
    str, typer.Option(help="Of the lists: proposed, returned, agreed, delivered or register.  [default: proposed]")
]
By: TypeAlias = Annotated[str, typer.Option(metavar="PARTY", help="Of the lists: whose they are; needed with lists.")]
To: TypeAlias = Annotated[str, typer.Option(metavar="PARTY", help="Of the lists: whom they are addressed to.")]
Date: TypeAlias = Annotated[str, typer.Option(metavar="DATE", help="Of the lists: their date.")]
TransferOn: TypeAlias = Annotated[str, typer.Option(metavar="DATE", help="Of the lists: the day of the transfer.")]
Channel: TypeAlias = Annotated[str, typer.Option(help="Of the lists: regular or sanitary.")]
InReplyTo: TypeAlias = Annotated[
    list[str], typer.Option(metavar="ID", help="Of the lists: another list that they answer (repeatable).")
]
ReplyFile: TypeAlias = Annotated[
    list[str], typer.Option(metavar="FILE", help="A list that answers what stands as FILE (repeatable).")
]
ListId: TypeAlias = Annotated[str, typer.Option("--id", help="Of the list: its id.  [default: the name of its file]")]
Final: TypeAlias = Annotated[
    bool, typer.Option("--final", help="Of the lists: they are complete.  [default: an open tranche]")
]
Readings: TypeAlias = Annotated[
    list[str], typer.Option(metavar="WHICH", help="all, common, a party, or young=RU-LT25,UA-LE25 (repeatable).")
]
Account: TypeAlias = Annotated[
    str, typer.Option(metavar="WHOSE", help="all or a party: what happened, as it tells it.")
]
ConductOf: TypeAlias = Annotated[str, typer.Option(metavar="PARTY", help="Fold only what this party does.")]
Language: TypeAlias = Annotated[
    str, typer.Option("--lang", metavar="LANGUAGE", help="Of the messages and reports: en, uk, ru.")
]
InputKind: TypeAlias = Annotated[
    Kind | None, typer.Option("--input", help="The format of the files.  [default: as their names or bytes tell]")
]
Sheet: TypeAlias = Annotated[str, typer.Option(metavar="NAME", help="Of a workbook: the sheet that is the list.")]


def told(parameters: Mapping[str, Any], reads: Sequence[Program]) -> Options:
    """What a command was told of lists and of the submission; refuses readings that a ruleset does not have."""
    header = {name: parameters["id_" if name == "id" else name] for name in OF_LISTS}
    settings = {name: parameters[name] for name in SETTINGS if name in parameters}
    settings["readings"] = readings_of(parameters["readings"])
    for program in reads:
        check_readings(settings["readings"], program.ruleset)
    return Options(_used(header), _used(settings), parameters["input_"], parameters["sheet"], parameters["reply"])


def _used(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value}


def readings_of(options: Sequence[str]) -> str | dict[str, list[str]]:
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


def check_readings(asked: str | Mapping[str, Sequence[str]], ruleset: Ruleset) -> None:
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


def language_of(asked: str, program: Program) -> str:
    """The language of the ruleset that a tag such as `uk-UA` asks for."""
    known = languages(program.ruleset)
    language = re.split("[-_]", asked.lower())[0]
    if language not in known:
        fail(Status.USAGE, f"--lang: this ruleset has messages in {', '.join(sorted(known))}, not in `{asked}`")
    return language
