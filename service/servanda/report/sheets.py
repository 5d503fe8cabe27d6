"""Rows → the sheets of an XLSX file: text as text, never a formula, a link or a number; the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from io import BytesIO
from itertools import chain
from typing import Any, TypeAlias

from servanda.errors import ServandaError
from servanda.report.escape import visible

CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - written as it is, the format has no time zones
LONGEST = 16_000  # code points of a cell; the format takes 32,767 UTF-16 units
MOST_ROWS = 1_048_576  # that the format has
WIDEST = 60  # characters of a column
OPTIONS = {
    "in_memory": True,  # INVARIANT: nothing of a verdict goes through a temporary file
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# Light grounds under dark words: in black and white only the words are left, and they say it all.
LOOKS: Mapping[str, Mapping[str, object]] = {
    "compliant": {"bg_color": "#E2F0D9"},
    "non_compliant": {"bg_color": "#F4CCCC", "bold": True},
    "violated": {"bg_color": "#F4CCCC", "bold": True},
    "disputed": {"bg_color": "#E4DFEC"},
    "indeterminate": {"bg_color": "#FFF2CC"},
    "pending": {"bg_color": "#DDEBF7"},
}


class TooManyRows(ServandaError):
    """More than a sheet can hold."""


@dataclass(frozen=True, repr=False)
class Colour:
    """A word with the look of a verdict or status."""

    look: str
    word: str


Cell: TypeAlias = str | int | Colour | None


@dataclass(frozen=True, repr=False)
class Sheet:
    """A sheet: its heads stay in view and have filters; without heads it is rows alone."""

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def written(sheets: Iterable[Sheet]) -> bytes:
    """The file with these sheets. Needs the extra `files`."""
    out = BytesIO()
    book = import_module("xlsxwriter").Workbook(out, OPTIONS)
    book.set_properties({"created": CREATED})
    looks = {word: _look(book, **look) for word, look in LOOKS.items()}
    looks |= {"": _look(book), "head": _look(book, bold=True)}
    for sheet in sheets:
        _write(book.add_worksheet(sheet.name), sheet, looks)
    book.close()
    return out.getvalue()


def _look(book: Any, **look: object) -> Any:
    return book.add_format({"valign": "top", "text_wrap": True, **look})


def _write(page: Any, sheet: Sheet, looks: Mapping[str, Any]) -> None:
    head = [[Colour("head", text) for text in sheet.heads]] if sheet.heads else []
    widths: dict[int, int] = {}
    number = -1
    for number, row in enumerate(chain(head, sheet.rows)):
        if number >= MOST_ROWS:
            raise TooManyRows("a sheet has no room for so many rows, ask for --format csv or json")
        for place, cell in enumerate(row):
            widths[place] = max(widths.get(place, 0), _cell(page, number, place, cell, looks))
    for place, width in widths.items():
        page.set_column(place, place, min(width + 3, WIDEST))  # 3: the mark of the filter
    if sheet.heads:
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, number, len(sheet.heads) - 1)


def _cell(page: Any, row: int, column: int, cell: Cell, looks: Mapping[str, Any]) -> int:
    """Writes a cell; how many characters wide it is."""
    look, value = (cell.look, cell.word) if isinstance(cell, Colour) else ("", cell)
    if value is None or value == "":
        return 0
    look = looks.get(look, looks[""])
    if isinstance(value, int):
        failed = page.write_number(row, column, value, look)
    else:
        value = visible(value)
        value = value if len(value) <= LONGEST else value[:LONGEST] + "…"
        failed = page.write_string(row, column, value, look)
    assert not failed, failed  # a cell that is not written must not go unnoticed
    return len(str(value))
