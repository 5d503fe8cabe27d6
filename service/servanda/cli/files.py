"""Files and standard input: their bytes, their formats, and the entries that they list.

A list is a table (CSV, XLSX, Parquet: an entry a row, columns are fields) or NDJSON (an entry a line).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any, Literal, TypeAlias

from servanda.cli.csv_list import read_csv
from servanda.cli.faults import at, on, said
from servanda.cli.listed import ListFile
from servanda.cli.parquet import read_parquet
from servanda.cli.terminal import InputError, Status, fail
from servanda.cli.workbook import read_workbook
from servanda.errors import Problem, SubmissionError
from servanda.evaluation.strict import read_json
from servanda.language.vocabulary import Field

Kind: TypeAlias = Literal["json", "csv", "ndjson", "xlsx", "parquet"]
SUFFIXES: Mapping[str, Kind] = {
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".parquet": "parquet",
}
MAGIC: Mapping[bytes, Kind] = {b"PK\x03\x04": "xlsx", b"PAR1": "parquet"}
OLD, LOCKED = b"\xd0\xcf\x11\xe0", "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class File:
    """A file that was read, or standard input."""

    name: str
    kind: Kind
    data: bytes


def read_file(name: str, kind: Kind | None) -> File:
    """The bytes of a file, or of standard input where the name is ``-``."""
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        fail(Status.USAGE, f"{name}: {error.strerror or error}")
    name = said("input") if name == "-" else name
    if what := _unreadable(data):
        raise InputError(at(name, said(what)))
    found = kind or kind_of(name, data)
    if (found in MAGIC.values() or kind) and found != _by_magic(data, found):
        raise InputError(at(name, said("not-format", format=found.upper())))
    return File(name, found, data)


def _unreadable(data: bytes) -> str:
    """The key of what a file is that nobody reads, from its first bytes."""
    if data.startswith(OLD):
        return "locked" if LOCKED in data else "old"
    return "compressed" if data.startswith(b"\x1f\x8b") else ""


def _by_magic(data: bytes, otherwise: Kind) -> Kind | None:
    """The format that the first bytes tell; of text, which begins with none, another one."""
    found = next((kind for start, kind in MAGIC.items() if data.startswith(start)), None)
    return found or (None if otherwise in MAGIC.values() else otherwise)


def kind_of(name: str, data: bytes) -> Kind:
    """The format of a file, from its first bytes, or else from its name, or else from its first line."""
    if found := next((kind for start, kind in MAGIC.items() if data.startswith(start)), None):
        return found
    for suffix, kind in SUFFIXES.items():
        if name.lower().endswith(suffix):
            return kind
    if not data.lstrip().startswith(b"{"):
        return "csv"
    try:
        first = json.loads(data.lstrip().partition(b"\n")[0])
    except (ValueError, RecursionError):  # what is wrong with it is told when it is read
        return "json"
    return "json" if {"lists", "as_of", "action", "events"} & set(first) else "ndjson"


def read_list(file: File, fields: Mapping[str, Field], sheet: str = "") -> ListFile:
    """The entries of a file that holds a list; there is at least one."""
    match file.kind:
        case "xlsx":
            found = read_workbook(file.name, file.data, fields, sheet)
        case "parquet":
            found = read_parquet(file.name, file.data, fields)
        case "csv":
            found = read_csv(file.name, _text(file.name, file.data), fields)
        case _:
            found = _ndjson(file.name, _text(file.name, file.data))
    if not found.entries:
        raise InputError(at(file.name, said("no-entries")))
    return found


def _text(name: str, data: bytes) -> str:
    """The text of a file in UTF-8, or in UTF-16 as its byte order mark says (`Unicode text` of spreadsheets)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise InputError(at(name, said("not-utf16"))) from None
    try:
        return data.decode("utf-8-sig")  # spreadsheets write a byte order mark
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(at(on(name, line), said("not-utf8"))) from None


def _ndjson(name: str, text: str) -> ListFile:
    rows = list(_objects(name, text))
    numbers, entries = tuple(line for line, _ in rows), tuple(entry for _, entry in rows)
    return ListFile(name, entries, numbers, lambda line, _: on(name, line))


def _objects(name: str, text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, row in enumerate(text.split("\n"), 1):
        if not row.strip():
            continue
        try:
            entry = read_json(row.encode())
        except SubmissionError as error:
            raise unreadable(error, partial(_in_line, name, line)) from None
        if not isinstance(entry, dict):
            raise InputError(at(on(name, line), said("entry-no-object")))
        yield line, entry


def _in_line(name: str, line: int, problem: Problem) -> str:
    return on(name, line, problem.column or 1)


def unreadable(
    error: SubmissionError,
    place: Callable[[Problem], str],
    words: Callable[[Problem], str] = attrgetter("message"),
    status: Status = Status.INVALID,
) -> InputError:
    """The problems of a submission, each with its place."""
    rest = error.total - len(error.problems)
    left_out = [said("more", count=rest)] if rest > 0 else []
    return InputError(*(at(place(problem), words(problem)) for problem in error.problems), *left_out, status=status)
