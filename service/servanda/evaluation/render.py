"""A calculated value as the answer gives it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from servanda.language.calendar import LOWEST, write_day
from servanda.language.truth import NAMES
from servanda.language.types import BOOL, INT, ListOf, MapOf, Type, is_span


def render(type_: Type, flat: Sequence[Any], index: int) -> Any:
    """The value at ``index``: a truth word, a number, a date, a word, `[low, high]`, or None where nothing is known."""
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
    shown = (low, high) if type_ == INT else (write_day(low), write_day(high))
    return shown[0] if low == high else list(shown)
