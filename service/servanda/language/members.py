"""What generated code does with lists.

A list is a sequence of ``(membership, value)``, membership being TRUE or the cause why a member is only possibly in it;
a list that is not known is its cause (an int). Values are words, truths, or intervals ``(low, high, cause)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from servanda.language.calendar import ANY_DAY, HIGHEST, LOWEST, read_date
from servanda.language.runtime import (
    Interval,
    cause_of,
    compare_times,
    days,
    is_inexact,
    is_void,
    word_cause,
    word_equal,
    worst,
)
from servanda.language.truth import FALSE, OPEN, TRUE, UNKNOWN, any_of

Members = Any  # Sequence[tuple[int, Any]] | int


def certain(values: object) -> Members:
    """The list of a field: all of its values, or missing."""
    return tuple((TRUE, value) for value in values) if isinstance(values, list | tuple) else UNKNOWN


def certain_ints(values: object) -> Members:
    """The list of a field of ints."""
    return tuple((TRUE, (v, v, 0)) for v in values) if isinstance(values, list | tuple) else UNKNOWN


def certain_days(values: object) -> Members:
    """The list of a field of dates."""
    if not isinstance(values, list | tuple):
        return UNKNOWN
    days = [read_date(value) or ANY_DAY for value in values]
    return tuple((TRUE, (first, last, 0 if first == last else UNKNOWN)) for first, last in days)


def contains(word: Any, members: Members) -> int:
    """``word in members``; strict in both."""
    if members.__class__ is int:
        return word_cause(word, members)
    if word.__class__ is int and (members or word != UNKNOWN):
        return int(word) if word != UNKNOWN else word_cause(word, *(value for _, value in members))
    found = [_both(membership, word_equal(word, value)) for membership, value in members]
    return any_of(found)


def contains_truth(truth: int, members: Members) -> int:
    """``x in members`` for bools."""
    if members.__class__ is int or truth >= OPEN:
        return worst([c for c in (truth, members) if c.__class__ is int and c >= OPEN] or [UNKNOWN])
    return any_of([_both(membership, _same_truth(truth, value)) for membership, value in members])


def _same_truth(a: int, b: int) -> int:
    return int(a == b) if a <= TRUE and b <= TRUE else word_cause(*(t for t in (a, b) if t > TRUE))


def contains_interval(interval: Interval, members: Members) -> int:
    """``x in members`` for ints and dates."""
    if members.__class__ is int:
        return cause_of((interval, (*ANY_DAY, members)))
    if is_void(interval[0], interval[2]):
        return interval[2]
    return any_of([_both(membership, _equal(interval, value)) for membership, value in members])


def contains_time(time: Interval, members: Members) -> int:
    """``x in members`` for times."""
    if members.__class__ is int:
        return cause_of((time, (*ANY_DAY, members)))
    if is_void(time[0], time[2]):
        return time[2]
    return any_of([_both(membership, compare_times("==", *time, *value)) for membership, value in members])


def days_of(members: Members) -> Members:
    """Times as the days on which they may fall."""
    return members if members.__class__ is int else tuple((membership, days(*value)) for membership, value in members)


def _both(a: int, b: int) -> int:
    return FALSE if FALSE in (a, b) else worst(t for t in (a, b) if t > TRUE) if a > TRUE or b > TRUE else TRUE


def _equal(a: Interval, b: Interval) -> int:
    if a[1] < b[0] or b[1] < a[0]:
        return FALSE
    exact = a[0] == a[1] and b[0] == b[1]
    return TRUE if exact else cause_of((a, b))


def exactly_one(found: Sequence[int]) -> int:
    """Whether exactly one of these truths is true."""
    true = sum(t == TRUE for t in found)
    doubts = [t for t in found if t > TRUE]
    if true > 1 or not (true or doubts):
        return FALSE
    return worst(doubts) if doubts else TRUE


def size(members: Members) -> Interval:
    """How many there are."""
    if members.__class__ is int:
        return (*ANY_DAY, members)
    doubts = [membership for membership, _ in members if membership != TRUE]
    return len(members) - len(doubts), len(members), worst(doubts)


def _weighed(members: Sequence[tuple[int, Any]]) -> tuple[int, Interval | None]:
    """The cause of an aggregate over intervals; and the aggregate itself where a value is not known at all."""
    unknown = [value for _, value in members if value[0] == LOWEST]
    doubts = [membership for membership, _ in members if membership != TRUE]
    inexact = [value[2] for _, value in members if is_inexact(*value[:2])]
    if unknown:
        voids = [value[2] for value in unknown if is_void(value[0], value[2])]
        return UNKNOWN, (*ANY_DAY, worst(voids or (*doubts, *inexact)))
    return worst((*doubts, *inexact)), None


def total(members: Members) -> Interval:
    """The sum of ints."""
    if members.__class__ is int:
        return (*ANY_DAY, members)
    cause, nothing = _weighed(members)
    if nothing:
        return nothing
    low = sum(value[0] if membership == TRUE else min(0, value[0]) for membership, value in members)
    high = sum(value[1] if membership == TRUE else max(0, value[1]) for membership, value in members)
    return (low, high, cause) if low > LOWEST and high < HIGHEST else (*ANY_DAY, UNKNOWN)


def least(members: Members) -> Interval:
    """The smallest int or the earliest date."""
    return _extreme(members, 1)


def greatest(members: Members) -> Interval:
    """The largest int or the latest date."""
    return _extreme(members, -1)


def _extreme(members: Members, sign: int) -> Interval:
    if members.__class__ is int:
        return (*ANY_DAY, members)
    cause, nothing = _weighed(members)
    surely = [value for membership, value in members if membership == TRUE]
    if nothing or not surely:
        return nothing or (*ANY_DAY, cause)
    if sign > 0:
        return min(value[0] for _, value in members), min(value[1] for value in surely), cause
    return max(value[0] for value in surely), max(value[1] for _, value in members), cause


def distinct(members: Members) -> Members:
    """Each known value once, in order of first occurrence; what is not exactly known stays, as possible."""
    if members.__class__ is int:
        return members
    known: dict[Any, list[int]] = {}
    found: list[list[Any]] = []
    for membership, value in members:
        doubt = _doubt(value)
        if doubt:
            found.append([worst((doubt, *([membership] if membership != TRUE else []))), value])
            continue
        same = value[:2] if isinstance(value, tuple) else value  # exact values may carry any cause: it says nothing
        if same not in known:
            found.append([known.setdefault(same, []), value])
        known[same].append(membership)
    return tuple((_surest(m) if isinstance(m, list) else m, value) for m, value in found)


def _doubt(value: Any) -> int:
    """Why a word or interval is not exactly known, or 0."""
    if isinstance(value, tuple):
        return int(value[2]) if value[0] != value[1] else 0
    return value if value.__class__ is int else 0


def _surest(memberships: list[int]) -> int:
    return TRUE if TRUE in memberships else worst(memberships)


def is_sorted(members: Members) -> int:
    """Whether ints or dates ascend."""
    if members.__class__ is int:
        return int(members)
    voids = [value[2] for _, value in members if is_void(value[0], value[2])]
    if voids:
        return worst(voids)
    values = [value for _, value in members]
    if all(a[1] <= b[0] for a, b in pairwise(values)):
        return TRUE
    highest_low = LOWEST
    for membership, value in members:
        if membership == TRUE:
            if highest_low > value[1]:
                return FALSE
            highest_low = max(highest_low, value[0])
    return _weighed(members)[0]
