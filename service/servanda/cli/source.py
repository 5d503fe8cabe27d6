"""An argument such as ``V.csv:by=RUS,role=returned``: a file, and what it says of its list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from servanda.cli.cells import typed
from servanda.cli.terminal import Status, fail
from servanda.language.scope import suggest
from servanda.language.types import ListOf
from servanda.language.vocabulary import Field

SAYING = re.compile(r"(.+?):([A-Za-z_-]+=.*)", re.DOTALL)
SHEET, REMOVALS = "sheet", "removals"  # beside the members of a list's header


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was named, and with it the members of its list's header, its sheet, and the file of its removals."""

    name: str
    says: Mapping[str, Any] = field(default_factory=dict)
    sheet: str = ""
    removals: str = ""


def file_of(argument: str) -> str:
    """The name of the file that an argument names; a file that has the whole of it as its name comes first."""
    found = SAYING.fullmatch(argument)
    return argument if not found or Path(argument).exists() else found[1]


def files_of(argument: str) -> Iterator[str]:
    """The names of all files that an argument names."""
    file = file_of(argument)
    yield file
    options = argument[len(file) + 1 :].split(",")
    yield from (value for name, _, value in (option.partition("=") for option in options) if name.strip() == REMOVALS)


def source_of(argument: str, header: Mapping[str, Field]) -> Source:
    """The file that an argument names, and what the argument says of it."""
    file = file_of(argument)
    if file == argument:
        return Source(argument)
    said: dict[str, str] = {}
    for option in argument[len(file) + 1 :].split(","):
        name, sign, value = option.partition("=")
        name = name.strip().replace("-", "_")
        _check(argument, name, bool(sign and value), said, header)
        said[name] = f"{said[name]} {value}" if name in said else value
    sheet, removals = said.pop(SHEET, ""), said.pop(REMOVALS, "")
    return Source(file, {name: typed(value, header[name].type) for name, value in said.items()}, sheet, removals)


def _check(argument: str, name: str, complete: bool, said: Mapping[str, str], header: Mapping[str, Field]) -> None:
    known = [*header, SHEET, REMOVALS]
    if name not in known:
        near = suggest(name, known) or f"there is {', '.join(known)}"
        fail(Status.USAGE, f"{argument}: a list has no `{name}`, {near}")
    if not complete:
        fail(Status.USAGE, f"{argument}: `{name}` is not such as {name}=VALUE")
    if name in said and not (name in header and isinstance(header[name].type, ListOf)):
        fail(Status.USAGE, f"{argument}: `{name}` stands twice")
