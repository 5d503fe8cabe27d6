"""A list as CSV: columns are fields, separated by commas, semicolons or tabs; one entry a record."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from servanda.cli.cells import typed
from servanda.cli.faults import at, on, said
from servanda.cli.listed import ListFile, columns
from servanda.cli.terminal import InputError
from servanda.errors import Message
from servanda.language.vocabulary import Field

SEPARATORS = (",", ";", "\t")
TOLD = re.compile(r'"?sep=(.)"?[,;\t]*\r?\n')  # as Excel begins a file, and as it is saved once more


def read_csv(name: str, text: str, fields: Mapping[str, Field]) -> ListFile:
    """The entries of a table of text."""
    rows = list(_rows(name, text, fields))
    numbers, entries = tuple(line for line, _ in rows), tuple(entry for _, entry in rows)
    return ListFile(name, entries, numbers, lambda line, _: on(name, line), fields=fields)


def _rows(name: str, text: str, fields: Mapping[str, Field]) -> Iterator[tuple[int, dict[str, Any]]]:
    records = _records(name, text, fields)
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
        yield line, {c: typed(cell, fields[c].type) for c, cell in zip(names, row, strict=True) if cell}


def _records(name: str, text: str, fields: Mapping[str, Field]) -> Iterator[tuple[int, list[str]]]:
    """The records that are not blank, their cells without blanks around them, each with the line on which it begins."""
    told = TOLD.match(text)
    before, text = (1, text[told.end() :]) if told else (0, text)
    separator = told[1] if told else separator_of(text, fields)
    if separator not in SEPARATORS:
        raise InputError(at(on(name, 1), said("csv-separators")))
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
