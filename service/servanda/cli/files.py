"""Files → the JSON of one submission, and back from a problem of that submission to the place in its file.

A list is a spreadsheet: one entry a line (CSV, whose columns are vocabulary names) or one JSON object a line (NDJSON).
Nothing is judged here: the text that comes out goes through the same reader as a request over HTTP.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeAlias

from servanda.cli.terminal import InputError, Status, fail
from servanda.errors import Problem, SubmissionError
from servanda.evaluation.strict import read_json
from servanda.language.types import BOOL, INT, ListOf, Type
from servanda.language.vocabulary import KINDS, Field

Kind: TypeAlias = Literal["json", "csv", "ndjson"]
SUFFIXES: Mapping[str, Kind] = {".json": "json", ".csv": "csv", ".ndjson": "ndjson", ".jsonl": "ndjson"}
SEPARATORS = re.compile(r"[\s|]+")  # between the items of a cell that holds a list
WHOLE = re.compile(r"[+-]?[0-9]{1,19}")


# The members of a submission and of a list's header that options say, with the options.
SETTINGS = {name: f"--{name.replace('_', '-')}" for name in ("as_of", "readings", "account", "conduct_of", "detail")}
HEADER = {name: f"--{name}" for name in ("kind", "role", "by", "to", "date", "id", "final")}


@dataclass(frozen=True, slots=True)
class File:
    """A file that was read, or standard input."""

    name: str
    kind: Kind
    data: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """The bytes of a submission, and where a problem of it stands."""

    body: bytes
    place: Callable[[Problem], str]


@dataclass(frozen=True, slots=True)
class ListFile:
    """The entries of one file, with the line on which each of them begins."""

    name: str
    entries: tuple[dict[str, Any], ...]
    lines: tuple[int, ...]

    def place(self, entry: int, rest: Sequence[str]) -> str:
        """``U.csv:17: health``"""
        line = f"{self.name}:{self.lines[entry]}" if entry < len(self.lines) else self.name
        return ": ".join([line, *rest[:1]])


def request(
    names: Sequence[str],
    kind: Kind | None,
    header: Mapping[str, Any],
    settings: Mapping[str, Any],
    fields: Mapping[str, Mapping[str, Field]],
) -> Request:
    """The submission that files and options make together."""
    if names.count("-") > 1:
        fail(Status.USAGE, "`-` is standard input, and can be read once only")
    files = [_read(name, kind) for name in names]
    if all(file.kind != "json" for file in files):
        return _from_lists(files, header, settings, fields)
    if len(files) > 1:
        fail(Status.USAGE, "a submission in JSON stands alone: put all lists into it")
    if header:
        options = ", ".join(HEADER[name] for name in header)
        fail(Status.USAGE, f"{options}: a submission in JSON says this itself, in the header of each list")
    return _from_submission(files[0], settings)


def _read(name: str, kind: Kind | None) -> File:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        fail(Status.USAGE, f"{name}: {error.strerror or error}")
    return File("standard input" if name == "-" else name, kind or kind_of(name, data), data)


def _from_submission(file: File, settings: Mapping[str, Any]) -> Request:
    if not settings:
        return Request(file.data, partial(place_in, file, True))
    try:
        submission = read_json(file.data)
    except SubmissionError as error:
        raise unreadable(error, partial(place_in, file, True)) from None
    if not isinstance(submission, dict):
        raise InputError(f"{file.name}: a submission must be an object")
    return Request(json.dumps({**submission, **settings}).encode(), partial(place_in, file, False))


def _from_lists(
    files: Sequence[File],
    header: Mapping[str, Any],
    settings: Mapping[str, Any],
    fields: Mapping[str, Mapping[str, Field]],
) -> Request:
    header = {"kind": "prisoners", "role": "proposed", **header}
    missing = [option for name, option in (("as_of", "--as-of"), ("by", "--by")) if name not in {**header, **settings}]
    if missing:
        fail(Status.USAGE, f"{' and '.join(missing)}: needed with a list, which cannot say it itself")
    if header["kind"] not in KINDS:
        fail(Status.USAGE, f"--kind: must be one of {', '.join(KINDS)}")
    if len(files) > 1 and "id" in header:
        fail(Status.USAGE, "--id: only with one list; several are named after their files")
    lists = [read_list(file, fields[KINDS[header["kind"]]]) for file in files]
    wire = [{"id": _stem(read.name), **header, "entries": read.entries} for read in lists]
    return Request(json.dumps({**settings, "lists": wire}).encode(), partial(place_of, lists))


def _stem(name: str) -> str:
    return "list" if name == "standard input" else Path(name).name.partition(".")[0]


def kind_of(name: str, data: bytes) -> Kind:
    """The format of a file, from its name or else from its first line."""
    for suffix, kind in SUFFIXES.items():
        if name.lower().endswith(suffix):
            return kind
    if not data.lstrip().startswith(b"{"):
        return "csv"
    try:
        first = json.loads(data.lstrip().partition(b"\n")[0])
    except ValueError:
        return "json"
    return "json" if {"lists", "as_of", "action", "events"} & set(first) else "ndjson"


def read_list(file: File, fields: Mapping[str, Field]) -> ListFile:
    """The entries of a CSV or NDJSON file."""
    name, data = file.name, file.data
    try:
        text = data.decode("utf-8-sig")  # spreadsheets write a byte order mark
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{name}:{line}: not UTF-8, save the file as UTF-8") from None
    rows = _csv(name, text, fields) if file.kind == "csv" else _ndjson(name, text)
    numbered = list(rows)
    if not numbered:
        raise InputError(f"{name}: no entries")
    return ListFile(name, tuple(entry for _, entry in numbered), tuple(line for line, _ in numbered))


def _csv(name: str, text: str, fields: Mapping[str, Field]) -> Iterator[tuple[int, dict[str, Any]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns: list[str] = []
    while True:
        line = reader.line_num + 1  # a quoted cell may hold line breaks: a record begins after the one before
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            raise InputError(f"{name}:{line}: not CSV: {error}") from None
        if not cells:
            continue
        if not columns:
            columns = _columns(f"{name}:{line}", cells, fields)
        elif len(cells) != len(columns):
            raise InputError(f"{name}:{line}: {len(cells)} cells, but {len(columns)} columns")
        else:
            yield line, {c: typed(cell, fields[c].type) for c, cell in zip(columns, cells, strict=True) if cell != ""}
    if not columns:
        raise InputError(f"{name}: empty, the first line must name the columns")


def _columns(place: str, cells: list[str], fields: Mapping[str, Field]) -> list[str]:
    """The names of the columns, where all of them are fields, none twice and none missing that is required."""
    if len(cells) == 1 and (";" in cells[0] or "\t" in cells[0]):
        raise InputError(f"{place}: the columns must be separated by commas")
    wrong = [f"{place}: column {i}: {_unknown(cell, fields)}" for i, cell in enumerate(cells, 1) if cell not in fields]
    wrong += [f"{place}: column `{cell}` stands twice" for cell in dict.fromkeys(cells) if cells.count(cell) > 1]
    wrong += [f"{place}: no column `{f.name}`" for f in fields.values() if f.required and f.name not in cells]
    if wrong:
        raise InputError(*wrong)
    return cells


def _unknown(column: str, fields: Mapping[str, Field]) -> str:
    near = get_close_matches(column.lower(), fields, n=1)
    shown = f"unknown field `{column}`" if re.fullmatch(r"[A-Za-z_]{1,64}", column) else "not the name of a field"
    return shown + (f", did you mean `{near[0]}`?" if near else "")


def typed(cell: str, type_: Type) -> Any:
    """The value of a cell; a text that is none of its type stays a text, for the reader to refuse."""
    if type_ == BOOL and cell.lower() in ("true", "false"):  # spreadsheets write them in capitals
        return cell.lower() == "true"
    if type_ == INT and WHOLE.fullmatch(cell):
        return int(cell)
    if isinstance(type_, ListOf):
        return [typed(item, type_.item) for item in SEPARATORS.split(cell) if item]
    return cell


def _ndjson(name: str, text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, row in enumerate(text.split("\n"), 1):
        if not row.strip():
            continue
        try:
            entry = read_json(row.encode())
        except SubmissionError as error:
            raise unreadable(error, partial(_in_line, f"{name}:{line}")) from None
        if not isinstance(entry, dict):
            raise InputError(f"{name}:{line}: an entry must be an object")
        yield line, entry


def unreadable(error: SubmissionError, place: Callable[[Problem], str]) -> InputError:
    """The problems of a submission, each with its place."""
    rest = error.total - len(error.problems)
    left_out = [f"and {rest:,} more"] if rest > 0 else []
    return InputError(*(f"{place(problem)}: {problem.message}" for problem in error.problems), *left_out)


def _in_line(line: str, problem: Problem) -> str:
    return f"{line}:{problem.column or 1}"


def place_of(files: Sequence[ListFile], problem: Problem) -> str:
    """Where a problem of a submission made from list files stands: a line of a file, or an option."""
    match problem.pointer.split("/")[1:]:
        case ["lists", index, "entries", entry, *rest]:
            return files[int(index)].place(int(entry), rest)
        case ["lists", index, *rest]:
            return HEADER.get("".join(rest), files[int(index)].name)
        case [member, *_] if member in SETTINGS:
            return SETTINGS[member]
    return problem.pointer or ", ".join(file.name for file in files)


def place_in(file: File, exact: bool, problem: Problem) -> str:
    """Where a problem of a submission in JSON stands; ``exact``: its bytes went to the reader as they are."""
    if exact and problem.line is not None:
        return f"{file.name}:{problem.line}:{problem.column or 1}"
    return f"{file.name}: {problem.pointer}" if problem.pointer else file.name
