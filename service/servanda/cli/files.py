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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any, Literal, TypeAlias, TypeVar

from servanda.cli.terminal import InputError, Status, fail
from servanda.errors import Problem, SubmissionError
from servanda.evaluation.strict import read_json
from servanda.evaluation.values import is_id
from servanda.language.types import BOOL, INT, ListOf, Type
from servanda.language.vocabulary import KINDS, Field

Kind: TypeAlias = Literal["json", "csv", "ndjson"]
SUFFIXES: Mapping[str, Kind] = {".json": "json", ".csv": "csv", ".ndjson": "ndjson", ".jsonl": "ndjson"}
SEPARATORS = re.compile(r"[\s|]+")  # between the items of a cell that holds a list
T = TypeVar("T")
R = TypeVar("R")
WHOLE = re.compile(r"[+-]?[0-9]{1,19}")


# The members of a submission and of a list's header that options say, with the options.
SETTINGS = {name: f"--{name.replace('_', '-')}" for name in ("as_of", "readings", "account", "conduct_of", "detail")}
OF_LISTS = ("kind", "role", "by", "to", "date", "transfer_on", "channel", "in_reply_to", "id", "final")
HEADER = {name: f"--{name.replace('_', '-')}" for name in OF_LISTS}

# What begins a file that is no text, and what to do with it.
BINARY = {
    b"PK\x03\x04": "an Excel workbook or another archive, save the list as CSV",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook, save the list as CSV",
    b"\x1f\x8b": "compressed, unpack it first",
}
POINTER = re.compile(r"`(/lists/[0-9]+(?:/entries/[0-9]+)?)`")  # as a message names another entry


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
    words: Callable[[Problem], str] = attrgetter("message")


@dataclass(frozen=True, slots=True)
class ListFile:
    """The entries of one file, with the line on which each of them begins."""

    name: str
    entries: tuple[dict[str, Any], ...]
    lines: tuple[int, ...]
    fields: Mapping[str, Field] = field(default_factory=dict)  # of a table: what its cells are typed by

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
    files = _each(partial(_read, kind=kind), names)
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
    name = "standard input" if name == "-" else name
    for start, what in BINARY.items():
        if data.startswith(start):
            raise InputError(f"{name}: {what}")
    return File(name, kind or kind_of(name, data), data)


def _each(read: Callable[[T], R], sources: Iterable[T]) -> list[R]:
    """What is read from each; raises one InputError for all that cannot be read."""
    found, wrong = list[R](), list[str]()
    for source in sources:
        try:
            found.append(read(source))
        except InputError as error:
            wrong += error.lines
    if wrong:
        raise InputError(*wrong)
    return found


def _from_submission(file: File, settings: Mapping[str, Any]) -> Request:
    if not settings:
        return Request(file.data, partial(place_in, file, True))
    try:
        submission = read_json(file.data)
    except SubmissionError as error:
        raise unreadable(error, partial(place_in, file, True)) from None
    if not isinstance(submission, dict):
        raise InputError(f"{file.name}: a submission must be an object")
    return Request(json.dumps({**submission, **settings}).encode(), partial(_place_among, file, settings))


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
    lists = _each(partial(read_list, fields=fields[KINDS[header["kind"]]]), files)
    heads = [_answering({"id": id_, **header}) for id_ in _ids([read.name for read in lists])]
    wire = [{**head, "entries": read.entries} for head, read in zip(heads, lists, strict=True)]
    body = json.dumps({**settings, "lists": wire}).encode()
    return Request(body, partial(place_of, lists), partial(words_of, lists))


def _answering(header: dict[str, Any]) -> dict[str, Any]:
    """The header without the lists that it answers where it is of one of them."""
    if header["id"] not in header.get("in_reply_to", ()):
        return header
    return {name: value for name, value in header.items() if name != "in_reply_to"}


def _ids(names: Sequence[str]) -> list[str]:
    """The ids of lists: what their files are called, or `list-2` where that is no id, or that of another file."""
    stems = ["list" if name == "standard input" else Path(name).name.partition(".")[0] for name in names]
    return [stem if is_id(stem) and stems.count(stem) == 1 else f"list-{place}" for place, stem in enumerate(stems, 1)]


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
    is_table = file.kind == "csv"
    rows = _csv(name, text, fields) if is_table else _ndjson(name, text)
    numbered = list(rows)
    if not numbered:
        raise InputError(f"{name}: no entries")
    entries, lines = tuple(entry for _, entry in numbered), tuple(line for line, _ in numbered)
    return ListFile(name, entries, lines, fields if is_table else {})


def _csv(name: str, text: str, fields: Mapping[str, Field]) -> Iterator[tuple[int, dict[str, Any]]]:
    columns: list[str] = []
    for line, cells in _records(name, text):
        if not columns:
            columns = _columns(f"{name}:{line}", _without_blanks(cells, 0), fields)
            continue
        row = _without_blanks(cells, len(columns))
        if len(row) != len(columns):
            raise InputError(f"{name}:{line}: {len(row)} cells, but {len(columns)} columns")
        yield line, {c: typed(cell, fields[c].type) for c, cell in zip(columns, row, strict=True) if cell}
    if not columns:
        raise InputError(f"{name}: empty, the first line must name the columns")


def _records(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """The records that are not blank, their cells without blanks around them, each with the line on which it begins."""
    _check_separator(name, text)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1  # a quoted cell may hold line breaks: a record begins after the one before
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError(f"{name}:{line}: {_not_csv(str(error))}") from None
        if any(cells) and not (line == 1 and cells == ["sep=", ""]):  # as Excel begins a file
            yield line, cells


def _check_separator(name: str, text: str) -> None:
    """Refuses a table of other separators; before it is read, because quotes around them are no CSV either."""
    lines = [(number, row) for number, row in enumerate(text.splitlines()[:100], 1) if row.strip()]
    number, row = lines[0] if lines else (1, "")
    if "," not in row and re.search(r"[;\t]", row):
        raise InputError(f"{name}:{number}: the columns must be separated by commas")


def _not_csv(message: str) -> str:
    """What is wrong with a record, whose beginning is the line that is named."""
    if message == "unexpected end of data":
        return "not CSV: a quotation mark is opened here and never closed"
    return f"not CSV: {message}"


def _without_blanks(cells: list[str], most: int) -> list[str]:
    """The cells without the empty ones at the end, of which ``most`` cells are kept."""
    end = len(cells)
    while end > most and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _columns(place: str, cells: list[str], fields: Mapping[str, Field]) -> list[str]:
    """The names of the columns, where all of them are fields, none twice and none missing that is required."""
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


def unreadable(
    error: SubmissionError,
    place: Callable[[Problem], str],
    words: Callable[[Problem], str] = attrgetter("message"),
) -> InputError:
    """The problems of a submission, each with its place."""
    rest = error.total - len(error.problems)
    left_out = [f"and {rest:,} more"] if rest > 0 else []
    return InputError(*(f"{place(problem)}: {words(problem)}" for problem in error.problems), *left_out)


def _in_line(line: str, problem: Problem) -> str:
    return f"{line}:{problem.column or 1}"


def place_of(files: Sequence[ListFile], problem: Problem) -> str:
    """Where a problem of a submission made from list files stands: a line of a file, or an option."""
    match problem.pointer.split("/")[1:]:
        case ["lists", index, "entries", entry, *rest]:
            return files[int(index)].place(int(entry), rest)
        case ["lists", index, *rest]:
            # An id that is wrong was given: those made from the names of files are sound.
            return HEADER.get("".join(rest[:1]), files[int(index)].name)
        case [member, *_] if member in SETTINGS:
            return SETTINGS[member]
    return problem.pointer or ", ".join(file.name for file in files)


def words_of(files: Sequence[ListFile], problem: Problem) -> str:
    """What is wrong, in words of the file: another entry is named by its line, and a cell is always text."""
    message = POINTER.sub(lambda found: _line(files, found[1]), problem.message)
    match problem.pointer.split("/")[1:]:
        case ["lists", index, "entries", _, name, *items] if name in files[int(index)].fields:
            message = message.removesuffix(", not text")
            return message + ("; items are separated by blanks or |" if items else "")
    return message


def _line(files: Sequence[ListFile], pointer: str) -> str:
    """``line 2``: where another entry of the same list stands."""
    _, _, index, *rest = pointer.split("/")
    return f"line {files[int(index)].lines[int(rest[1])]}" if rest else f"list {int(index) + 1}"


def _place_among(file: File, settings: Mapping[str, Any], problem: Problem) -> str:
    """Where a problem stands of a submission in JSON whose settings options override."""
    member = problem.pointer.partition("/")[2].partition("/")[0]
    return SETTINGS[member] if member in settings else place_in(file, False, problem)


def place_in(file: File, exact: bool, problem: Problem) -> str:
    """Where a problem of a submission in JSON stands; ``exact``: its bytes went to the reader as they are."""
    if exact and problem.line is not None:
        return f"{file.name}:{problem.line}:{problem.column or 1}"
    return f"{file.name}: {problem.pointer}" if problem.pointer else file.name
