"""A cell of a table → the JSON value of its field."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from servanda.cli.faults import said
from servanda.errors import Message
from servanda.language.types import BOOL, DATE, ID, INT, TEXT, TIME, ListOf, Type

SEPARATORS = re.compile(r"[\s|]+")  # between the items of a cell that holds a list
WHOLE = re.compile(r"[+-]?[0-9]{1,19}")
SHORTENED = re.compile(r"[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+")  # as spreadsheets write out long numbers
EXACT = 10**15  # a spreadsheet keeps 15 digits of a number and makes the others zeros


class Unfit(Exception):
    """A cell that can be no value of its field; the message holds nothing of the cell."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


def item_of(type_: Type) -> Type:
    """The type of the items of a list, or else the type itself."""
    return type_.item if isinstance(type_, ListOf) else type_


def is_text(type_: Type) -> bool:
    """Whether every character of a cell counts, so that a number must be the one that was written."""
    return item_of(type_) in (TEXT, ID)


def typed(cell: str, type_: Type) -> Any:
    """The value of a text; one that is none of its type stays a text, for the reader to refuse."""
    if type_ == BOOL and cell.lower() in ("true", "false"):  # spreadsheets write them in capitals
        return cell.lower() == "true"
    if type_ == INT and WHOLE.fullmatch(cell):
        return int(cell)
    if isinstance(type_, ListOf):
        return [typed(item, type_.item) for item in SEPARATORS.split(cell) if item]
    return cell


def value_in(cell: str, type_: Type) -> Any:
    """The value of a text in a table; raises Unfit."""
    value = typed(cell, type_)
    items = value if isinstance(value, list) else [value]
    if is_text(type_) and any(SHORTENED.fullmatch(item) for item in items):
        raise Unfit(said("short-number"))
    return value


def value_of(cell: object, type_: Type) -> Any:
    """The value of a cell that has a type of its own, None where it is empty; raises Unfit.

    A value of another JSON type than the field's is given back as it is, for the reader to refuse.
    """
    if isinstance(cell, str):
        return value_in(cell.strip(), type_) if cell.strip() else None
    if isinstance(cell, list):
        return _items(cell, type_)
    if isinstance(type_, ListOf) and cell is not None:
        return [value_of(cell, type_.item)]
    if cell is None or isinstance(cell, bool):
        return cell
    if isinstance(cell, int | float):
        return _number(cell, type_)
    if isinstance(cell, date):  # a datetime is one
        return _day(cell, type_)
    raise Unfit(said("other-value"))


def _items(cells: Sequence[object], type_: Type) -> list[Any]:
    item = type_.item if isinstance(type_, ListOf) else type_
    values = [value_of(cell, item) for cell in cells]
    if None in values:
        raise Unfit(said("empty-item"))
    return values


def _number(cell: int | float, type_: Type) -> int | float | str:
    """The number, or its digits where the field is text: spreadsheets make numbers of service numbers."""
    if not math.isfinite(cell):
        raise Unfit(said("no-number"))
    whole = cell == int(cell)
    if type_ == INT:
        return int(cell) if whole else cell
    if type_ == BOOL:
        return cell
    if isinstance(cell, float) and abs(cell) >= EXACT:
        raise Unfit(said("long-number"))
    return str(int(cell)) if whole else f"{cell:.15g}"


def _day(cell: date, type_: Type) -> str:
    if type_ not in (DATE, TIME):
        raise Unfit(said("stray-date"))
    if isinstance(cell, datetime):
        if cell.tzinfo is not None:
            raise Unfit(said("date-in-zone"))
        if cell.time() != time():
            raise Unfit(said("date-with-time"))
        cell = cell.date()
    return cell.isoformat()
