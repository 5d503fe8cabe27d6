"""The workbook of a template: a sheet of entries to fill in, and a sheet that explains its columns."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from servanda.cli.extra import extra
from servanda.cli.field_texts import WORDS, text
from servanda.cli.package import letters_of
from servanda.cli.workbook import ENTRIES, HELP, HELP_MARK
from servanda.evaluation.form import MOST_ENTRIES
from servanda.language.types import BOOL, Enumeration, Type

MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - the same bytes whenever it is written
MOST_LISTED = 255  # characters of the words of a drop-down list, in the format itself
AS_TEXT = 49  # the number of the format `@`, which spreadsheets have built in
HEADINGS = ("column", "meaning", "what", "needed", "rules", "advice")
WIDTHS = (22, 60, 50, 30, 30, 50)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list, and all that is said of it."""

    name: str
    type: Type
    meaning: str
    holds: str
    needed: str
    rules: tuple[str, ...]
    read_by: str
    advice: str


def workbook(title: str, columns: Sequence[Column], language: str) -> bytes:
    """The bytes of the workbook, the same for the same columns. INVARIANT: no cell holds a formula or a link."""
    xlsxwriter = extra("xlsxwriter", "XLSX")
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, options) as book:
        book.set_properties({"title": title, "created": MADE})
        _entries(book, columns, language)
        _help(book, title, columns, language)
    return made.getvalue()


def _entries(book: Any, columns: Sequence[Column], language: str) -> None:
    sheet = book.add_worksheet(ENTRIES)
    head = book.add_format({"bold": True, "bottom": 1, "num_format": AS_TEXT})
    # As text a service number keeps its zeros, and `2000-05` does not become the first of May.
    cells = book.add_format({"num_format": AS_TEXT})
    sheet.freeze_panes(1, 1)
    # Else the spreadsheet offers to make numbers of service numbers, and their zeros are lost.
    sheet.ignore_errors({"number_stored_as_text": f"A2:{letters_of(len(columns))}{MOST_ENTRIES + 1}"})
    for number, column in enumerate(columns):
        sheet.set_column(number, number, max(14, len(column.name) + 2), cells)
        sheet.write_string(0, number, column.name, head)
        said = (column.meaning, column.holds, column.needed, column.read_by, column.advice)
        lines = [line for line in said if line]
        height = 20 * sum(1 + len(line) // 45 for line in lines)
        sheet.write_comment(0, number, "\n".join(lines), {"author": "", "width": 320, "height": height})
        if words := _choices(column.type):
            sheet.data_validation(1, number, MOST_ENTRIES, number, _validation(words, language))


def _choices(type_: Type) -> list[str]:
    """The words of a drop-down list, where there is one and the format has room for it."""
    words = list(type_.values) if isinstance(type_, Enumeration) else ["true", "false"] if type_ == BOOL else []
    return words if len(",".join(words)) <= MOST_LISTED else []


def _validation(words: list[str], language: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": words,
        "error_title": "servanda",
        "error_message": text(WORDS, "wrong", language),
    }


def _help(book: Any, title: str, columns: Sequence[Column], language: str) -> None:
    sheet = book.add_worksheet(HELP)
    bold = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, f"{HELP_MARK}: {title}", bold)
    for number, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
        sheet.set_column(number, number, width)
        sheet.write_string(2, number, text(WORDS, heading, language), bold)
    sheet.freeze_panes(3, 1)
    for row, column in enumerate(columns, 3):
        rules = ", ".join(column.rules)
        said = (column.name, column.meaning, column.holds, column.needed, rules, column.advice)
        for number, words in enumerate(said):
            sheet.write_string(row, number, words, wrapped)
