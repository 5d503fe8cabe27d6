"""A calculated value as the answer gives it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from servanda.language.calendar import LOWEST, write_day, write_time
from servanda.language.truth import NAMES
from servanda.language.types import BOOL, INT, TIME, ListOf, MapOf, Type, is_span


def render(type_: Type, flat: Sequence[Any], index: int, time_zone: str) -> Any:
    """The value at ``index``: a truth, a number, a date, a time, a word, `[low, high]`, or None: nothing is known."""
    low = flat[index]
    if type_ == BOOL:
        return NAMES[low]
    if isinstance(type_, ListOf | MapOf):
        return None
    if not is_span(type_):
        return None if low.__class__ is int else low
    high = flat[index + 1]
    if low == LOWEST:
        return None
    if type_ == TIME:
        return write_time(low, high, time_zone)
    shown = (low, high) if type_ == INT else (write_day(low), write_day(high))
    return shown[0] if low == high else list(shown)
