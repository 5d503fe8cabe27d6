"""The bytes of an XLSX file → its parts, measured before they are unpacked, and what its sheets say of their cells.

The reader of values tells neither errors from empty cells nor how a number is shown: both are read here.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from xml.parsers import expat

from servanda.cli.faults import said
from servanda.errors import Message

MOST_UNPACKED = 128 * 2**20  # bytes; ten thousand entries of every field are a third of that
MOST_PACKED_TIMES = 200
UNSUSPICIOUS = 16 * 2**20  # bytes; below it, however well they were packed
MOST_COLUMNS = 16_384  # of a sheet, XFD
MOST_CELLS = 2_000_000  # of the rectangle from A1 that a sheet fills: the reader of values holds all of it

Shape = Literal["", "month", "year", "no year"]
"""How much of a date its cell shows: what nobody sees, nobody has stated."""


class Unreadable(Exception):
    """Not a workbook that can be read; the message says why and holds nothing of it."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


@dataclass(slots=True)
class Sheet:
    """A sheet: where its cells are, those that hold no value of their own, and how much of its dates is shown."""

    name: str
    part: str
    visible: bool
    # Those that hold something, by row and column, counted from 1; whether it is other than a text, which may be empty.
    cells: dict[tuple[int, int], bool] = field(default_factory=dict)
    faults: dict[tuple[int, int], Message] = field(default_factory=dict)
    shapes: dict[tuple[int, int], Shape] = field(default_factory=dict)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)  # of numbers, other than as they are
    hidden: str = ""  # the first cell that holds something in a hidden row or column
    merged: str = ""


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of a package that make a workbook, by name; raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            wanted = _measured(package.infolist())
            return {part.filename: package.read(part) for part in wanted}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError):
        raise Unreadable(said("book-damaged")) from None


def _measured(parts: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    names = {part.filename for part in parts}
    if "xl/workbook.bin" in names or "mimetype" in names:
        raise Unreadable(said("book-other"))
    if "xl/workbook.xml" not in names:
        raise Unreadable(said("archive"))
    if len(names) < len(parts):
        raise Unreadable(said("book-damaged"))
    wanted = [part for part in parts if part.filename.endswith((".xml", ".rels"))]
    size, packed = sum(part.file_size for part in wanted), sum(part.compress_size for part in wanted)
    if size > MOST_UNPACKED or size > max(UNSUSPICIOUS, packed * MOST_PACKED_TIMES):
        raise Unreadable(said("book-unpacks"))
    return wanted


def repacked(parts: Mapping[str, bytes]) -> bytes:
    """The parts as a package.

    INVARIANT: the reader of values sees what was measured; sizes that a package states of itself may be lies.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return made.getvalue()


def sheets_of(parts: Mapping[str, bytes]) -> list[Sheet]:
    """The sheets of a workbook in their order; raises Unreadable."""
    targets = _targets(parts)
    formats = _formats(parts.get("xl/styles.xml", b""))
    sheets = []
    for name, attributes in _elements(parts["xl/workbook.xml"]):
        if name == "sheet" and (part := targets.get(attributes.get("id", ""), "")):
            sheet = Sheet(attributes.get("name", ""), part, attributes.get("state", "visible") == "visible")
            _Scan(sheet, formats).run(parts[part])
            sheets.append(sheet)
    return sheets


def _targets(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The parts that are sheets of cells, by the id of their relation to the workbook."""
    found = {}
    for name, attributes in _elements(parts.get("xl/_rels/workbook.xml.rels", b"")):
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            part = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", ""))).lstrip("/")
            if part not in parts:
                raise Unreadable(said("book-damaged"))
            found[attributes.get("Id", "")] = part
    return found


def _elements(text: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    _parse(text, lambda name, attributes: found.append((name, attributes))) if text else None
    yield from found


def _parse(
    text: bytes,
    start: Callable[[str, dict[str, str]], object],
    end: Callable[[str], object] = lambda _: None,
    words: Callable[[str], object] = lambda _: None,
) -> None:
    """Calls back with the elements of an XML text by their local names; a document type is refused."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, said: start(_local(name), {_local(key): said[key] for key in said})
    parser.EndElementHandler = lambda name: end(_local(name))
    parser.CharacterDataHandler = words
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, LookupError, ValueError):  # it may declare an encoding that there is not
        raise Unreadable(said("book-damaged")) from None


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _refuse(*_: object) -> None:
    raise Unreadable(said("book-doctype"))


PLAIN = ("", "general", "@")  # the formats that show a number as it is
BUILT_IN = {0: "", 1: "0", 49: "@", 14: "m/d/yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 22: "m/d/yy h:mm"}
BESIDES = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')  # what a format writes as it is, spacing, conditions, locales


def _formats(styles: bytes) -> list[str]:
    """The number format of each style of cells."""
    codes, ids, inside = dict(BUILT_IN), list[int](), False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        number = attributes.get("numFmtId", "0")
        if name == "numFmt" and number.isdecimal():
            codes[int(number)] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            ids.append(int(number) if number.isdecimal() else 0)

    def end(name: str) -> None:
        nonlocal inside
        inside = inside and name != "cellXfs"

    if styles:
        _parse(styles, start, end)
    return [codes.get(id_, "other") for id_ in ids]


def shape_of(format_: str) -> Shape:
    """How much of a date a format shows."""
    format_ = BESIDES.sub("", format_).partition(";")[0].lower()
    if "d" in format_ and "y" in format_:
        return ""
    if "y" in format_:
        return "month" if "m" in format_ else "year"
    return "no year" if re.search("[dm]", format_) and not re.search("[hs]", format_) and format_ != "general" else ""


class _Scan:
    """Reads what one sheet says of its cells."""

    def __init__(self, sheet: Sheet, formats: list[str]) -> None:
        self._sheet = sheet
        self._shapes = {str(i): shape for i, text in enumerate(formats) if (shape := shape_of(text))}
        self._formats = {str(i): text for i, text in enumerate(formats) if text.lower() not in PLAIN}
        self._hidden, self._in_hidden_row = bytearray(MOST_COLUMNS + 1), False  # by the number of a column
        self._row = self._column = 0
        self._type = self._style = ""
        self._formula = self._value = self._inside = False

    def run(self, text: bytes) -> None:
        """Fills in the sheet."""
        _parse(text, self._start, self._end, self._words)
        rows, columns = (max(numbers) for numbers in zip(*self._sheet.cells, (1, 1), strict=True))
        if rows * columns > MOST_CELLS:
            raise Unreadable(said("many-cells", most=MOST_CELLS))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "row":
                number = attributes.get("r", "")
                self._row, self._column = int(number) if number.isdecimal() else self._row + 1, 0
                self._in_hidden_row = _is_true(attributes.get("hidden"))
            case "col" if _is_true(attributes.get("hidden")):
                self._hide(attributes.get("min", ""), attributes.get("max", ""))
            case "c":
                self._place(attributes.get("r", ""))
                self._type, self._style = attributes.get("t", ""), attributes.get("s", "0")
                self._formula = self._value = False
            case "f":
                self._formula = True
            case "v" | "t":
                self._inside = True
            case "mergeCell":
                self._sheet.merged = self._sheet.merged or attributes.get("ref", "")

    def _hide(self, first: str, last: str) -> None:
        if not (first.isdecimal() and last.isdecimal()):
            raise Unreadable(said("book-damaged"))
        columns = slice(min(int(first), MOST_COLUMNS), min(int(last), MOST_COLUMNS) + 1)
        self._hidden[columns] = b"\1" * len(self._hidden[columns])

    def _place(self, reference: str) -> None:
        found = re.fullmatch(r"([A-Z]{1,3})([1-9][0-9]{0,6})", reference)
        if found:
            self._row, self._column = int(found[2]), number_of(found[1])
        elif reference:
            raise Unreadable(said("book-damaged"))
        else:
            self._column += 1

    def _words(self, words: str) -> None:
        self._value = self._value or (self._inside and words != "")

    def _end(self, name: str) -> None:
        if name in ("v", "t"):
            self._inside = False
        elif name == "c":
            self._cell((self._row, self._column))

    def _cell(self, place: tuple[int, int]) -> None:
        sheet = self._sheet
        if self._type == "e":
            sheet.faults[place] = said("cell-error")
        elif self._formula and not self._value and self._type != "str":
            sheet.faults[place] = said("cell-formula")
        elif not self._value:
            return
        if place in sheet.cells:  # which of the two is shown depends on the program
            raise Unreadable(said("book-damaged"))
        sheet.cells[place] = self._type not in ("s", "str", "inlineStr")
        if shape := self._shapes.get(self._style):
            sheet.shapes[place] = shape
        if format_ := self._formats.get(self._style):
            sheet.formats[place] = format_
        if not sheet.hidden and (self._in_hidden_row or self._hidden[min(self._column, MOST_COLUMNS)]):
            sheet.hidden = f"{letters_of(self._column)}{self._row}"


def _is_true(said: str | None) -> bool:
    return said in ("1", "true")


def number_of(letters: str) -> int:
    """The number of a column, from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def letters_of(number: int) -> str:
    """The letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
