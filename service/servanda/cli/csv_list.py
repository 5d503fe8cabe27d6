"""A list as CSV: columns are fields, separated by commas, semicolons or tabs; one entry a record."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from servanda.cli.cells import Unfit, value_in
from servanda.cli.faults import at, on, said
from servanda.cli.listed import ListFile, columns, is_head, told
from servanda.cli.terminal import InputError
from servanda.errors import Message
from servanda.language.types import ListOf, Type
from servanda.language.vocabulary import Field

SEPARATORS = (",", ";", "\t")
STRAY = re.compile(r"[^\S \u00a0]")  # blanks that separate no items: they come of a quotation mark too many
TOLD = re.compile(r'"?sep=(.)"?[,;\t]*\r?\n')  # as Excel begins a file, and as it is saved once more


def read_csv(name: str, text: str, fields: Mapping[str, Field]) -> ListFile:
    """The entries of a table of text."""
    rows = list(_rows(name, text, fields))
    numbers, entries = tuple(line for line, _ in rows), tuple(entry for _, entry in rows)
    return ListFile(name, entries, numbers, lambda line, _: on(name, line), fields=fields)


def _rows(name: str, text: str, fields: Mapping[str, Field]) -> Iterator[tuple[int, dict[str, Any]]]:
    separator, before, text = _begun(name, text, fields)
    records = _records(name, text, separator, before)
    head = next(records, None)
    if head is None:
        raise InputError(at(name, said("csv-empty")))
    here = on(name, head[0])
    names = columns(
        _without_blanks(head[1], 0), fields, here, lambda number: at(here, said("column", number=str(number)))
    )
    for line, record in records:
        row = _without_blanks(record, len(names))
        if len(row) != len(names):
            cells = said("csv-cells", cells=str(len(row)), columns=str(len(names)))
            raise InputError(at(on(name, line), cells))
        filled = {column: cell for column, cell in zip(names, row, strict=True) if cell}
        yield line, _entry(on(name, line), filled, fields, separator)


def _entry(place: str, cells: Mapping[str, str], fields: Mapping[str, Field], separator: str) -> dict[str, Any]:
    """The values of a record by their fields; raises InputError with all the cells that can be none."""
    if is_head(cells, fields):
        raise InputError(at(place, said("head-again")))
    faults, entry = list[str](), dict[str, Any]()
    for column, cell in cells.items():
        try:
            entry[column] = _value(cell, fields[column].type, separator)
        except Unfit as unfit:
            faults.append(at(place, at(column, unfit.message)))
    if faults:
        raise told(faults)
    return entry


def _value(cell: str, type_: Type, separator: str) -> Any:
    # INVARIANT: records that a stray quotation mark has drawn into one cell do not become items.
    if isinstance(type_, ListOf) and (separator in cell or STRAY.search(cell)):
        raise Unfit(said("csv-stray"))
    return value_in(cell, type_)


def _begun(name: str, text: str, fields: Mapping[str, Field]) -> tuple[str, int, str]:
    """The separator, how many lines say it, and the text after them."""
    says = TOLD.match(text)
    before, text = (1, text[says.end() :]) if says else (0, text)
    separator = says[1] if says else separator_of(text, fields)
    if separator not in SEPARATORS:
        raise InputError(at(on(name, 1), said("csv-separators")))
    return separator, before, text


def _records(name: str, text: str, separator: str, before: int) -> Iterator[tuple[int, list[str]]]:
    """The records that are not blank, their cells without blanks around them, each with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + before + 1  # a quoted cell may hold line breaks: a record begins after the one before
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError(at(on(name, line), _not_csv(str(error)))) from None
        if any(cells):
            yield line, cells


def separator_of(text: str, fields: Mapping[str, Field]) -> str:
    """The separator that makes the most names of fields of the first record, else the most cells; else a comma."""
    first = re.search(r'[^\r\n]*[^\s,;"][^\r\n]*', text)
    line = first[0] if first else ""

    def score(separator: str) -> tuple[int, int]:
        try:
            cells = [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]
        except csv.Error:
            return 0, 0
        return sum(cell in fields for cell in cells), len(cells)

    return max(SEPARATORS, key=score)


def _not_csv(message: str) -> Message:
    """What is wrong with a record, whose beginning is the line that is named."""
    if message == "unexpected end of data":
        return said("csv-open")
    if message.startswith("field larger than"):
        return said("csv-long", most=str(csv.field_size_limit()))
    separator, sign, _ = message.partition(" expected after '\"'")
    return said("csv-quoted", separator=separator) if sign else said("csv-other", reason=message)


def _without_blanks(cells: list[str], most: int) -> list[str]:
    """The cells without the empty ones at the end, of which ``most`` cells are kept."""
    end = len(cells)
    while end > most and not cells[end - 1]:
        end -= 1
    return cells[:end]
