"""A list as a workbook (XLSX): one sheet, whose first row names the columns, one entry a row."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from servanda.cli.cells import EXACT, Unfit, is_text, value_of
from servanda.cli.extra import extra
from servanda.cli.faults import at, said
from servanda.cli.listed import ListFile, columns, is_head, told
from servanda.cli.package import Sheet, Unreadable, letters_of, repacked, sheets_of, unpacked
from servanda.cli.terminal import InputError, Status, fail
from servanda.language.types import Type
from servanda.language.vocabulary import Field

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

ENTRIES, HELP = "entries", "help"  # the sheets of a template
HELP_MARK = "servanda template"  # begins the first cell of a template's help


def read_workbook(name: str, data: bytes, fields: Mapping[str, Field], wanted: str = "") -> ListFile:
    """The entries of the one sheet of a workbook that holds any, or of the one that is wanted."""
    calamine = extra("python_calamine", "XLSX")
    try:
        parts = unpacked(data)
        sheets = sheets_of(parts)
        held = [sheet for sheet in sheets if sheet.cells]
        values = _values(calamine, parts, held)
    except Unreadable as error:
        raise InputError(at(name, error.message)) from None
    sheet = _chosen(name, [s for s in held if not _is_help(s, values[s.name])], sheets, wanted)
    return _Table(name, sheet, fields).read(values[sheet.name])


def _values(calamine: Any, parts: Mapping[str, bytes], sheets: Sequence[Sheet]) -> dict[str, CalamineSheet]:
    """The values of the sheets that hold any, by name."""
    try:
        with calamine.load_workbook(io.BytesIO(repacked(parts))) as book:
            return {sheet.name: book.get_sheet_by_name(sheet.name) for sheet in sheets}
    except (KeyboardInterrupt, MemoryError):
        raise
    except BaseException:  # its panics are no Exceptions, and its messages may hold values
        raise Unreadable(said("book-unread")) from None


def _is_help(sheet: Sheet, values: CalamineSheet) -> bool:
    first = next(iter(next(iter(values.to_python(skip_empty_area=False, nrows=1)), [])), "")
    return sheet.name == HELP and isinstance(first, str) and first.startswith(HELP_MARK)


def _chosen(name: str, held: Sequence[Sheet], sheets: Sequence[Sheet], wanted: str) -> Sheet:
    """The sheet that is read. INVARIANT: one that holds something is never passed over unsaid."""
    if wanted:
        found = next((sheet for sheet in sheets if sheet.name == wanted), None)
        if found is None:
            there = ", ".join(f"`{sheet.name}`" for sheet in sheets)
            fail(Status.USAGE, f"{name}: no sheet `{wanted}`, there is {there}")
        if found not in held:
            raise InputError(at(at(name, wanted), said("no-entries")))
        return found
    if not held:
        raise InputError(at(name, said("book-empty")))
    if len(held) > 1 or not held[0].visible:
        choice = tuple(f"`{sheet.name}`" if sheet.visible else said("hidden", name=sheet.name) for sheet in held)
        raise InputError(at(name, said("which-sheet", sheets=choice)))
    return held[0]


@dataclass(frozen=True, slots=True)
class _Table:
    """One sheet, as it is read."""

    name: str
    sheet: Sheet
    fields: Mapping[str, Field]

    def _at(self, row: int, column: int = 0) -> str:
        """``list.xlsx: entries!C17``"""
        return self._in(f"{letters_of(column)}{row}")

    def _in(self, cells: str) -> str:
        return at(self.name, f"{self.sheet.name}!{cells}")

    def read(self, values: CalamineSheet) -> ListFile:
        """The entries of the sheet; raises InputError with all the cells that can be none."""
        if self.sheet.merged:
            raise InputError(at(self._in(self.sheet.merged), said("merged")))
        if self.sheet.hidden:
            raise InputError(at(self._in(self.sheet.hidden), said("hidden-cells")))
        rows = self._rows(values)
        numbered = self._named(*next(rows, (1, {})))
        names = {letter: column for column, letter in numbered.items()}
        faults, entries = list[str](), dict[int, dict[str, Any]]()
        for row, cells in rows:
            entries[row] = {}
            if is_head({numbered[column]: cell for column, cell in cells.items() if column in numbered}, self.fields):
                faults.append(at(self._at(row), said("head-again")))
            for column, cell in cells.items():
                try:
                    value = self._value(row, column, cell, numbered)
                except Unfit as unfit:
                    what = at(numbered[column], unfit.message) if column in numbered else unfit.message
                    faults.append(at(self._at(row, column), what))
                else:
                    if value is not None:
                        entries[row][numbered[column]] = value
        if faults:
            raise told(faults)
        place = lambda row, field: self._at(row, names.get(field, 0))  # noqa: E731
        return ListFile(self.name, tuple(entries.values()), tuple(entries), place, "row", self.fields)

    def _rows(self, values: CalamineSheet) -> Iterator[tuple[int, dict[int, object]]]:
        """The rows that hold something, with their cells by column; all counted from 1.

        INVARIANT: no cell in which the file holds something is missing, whatever the reader of values made of it.
        """
        found: dict[int, dict[int, object]] = {}
        for row, cells in enumerate(values.to_python(skip_empty_area=False), 1):
            for column, cell in enumerate(cells, 1):
                if not isinstance(cell, str) or cell.strip():
                    found.setdefault(row, {})[column] = cell
        for (row, column), solid in self.sheet.cells.items():
            if solid:
                found.setdefault(row, {}).setdefault(column, "")
        yield from ((row, dict(sorted(found[row].items()))) for row in sorted(found))

    def _named(self, row: int, cells: Mapping[int, object]) -> dict[int, str]:
        """The fields by their columns."""
        numbers = list(cells)
        texts = [cell.strip() if isinstance(cell, str) else "" for cell in cells.values()]
        names = columns(texts, self.fields, self._at(row), lambda place: self._at(row, numbers[place - 1]))
        return dict(zip(numbers, names, strict=True))

    def _value(self, row: int, column: int, cell: object, numbered: Mapping[int, str]) -> Any:
        place = row, column
        if fault := self.sheet.faults.get(place):
            raise Unfit(fault)
        if cell == "":
            raise Unfit(said("cell-unread"))
        if column not in numbered:
            raise Unfit(said("cell-outside"))
        type_ = self.fields[numbered[column]].type
        return value_of(self._shown(place, cell, type_), type_)

    def _shown(self, place: tuple[int, int], cell: object, type_: Type) -> object:
        """The cell as far as it is shown: a month typed as `2000-05` was made the first of its days."""
        if isinstance(cell, date) and (shape := self.sheet.shapes.get(place)):
            if shape == "no year":
                raise Unfit(said("date-without-year"))
            return cell.isoformat()[: 7 if shape == "month" else 4]
        if is_text(type_) and isinstance(cell, int | float) and not isinstance(cell, bool):
            return _digits(cell, self.sheet.formats.get(place, ""))
        return cell


def _digits(cell: int | float, format_: str) -> int | float | str:
    """The number as a format shows it: with zeros before it, or as it is. Raises Unfit where it shows another one."""
    if not format_:
        return cell
    if format_.strip("0") or cell % 1:
        raise Unfit(said("number-format"))
    return f"{int(cell):0{len(format_) + (cell < 0)}}" if abs(cell) < EXACT else cell
