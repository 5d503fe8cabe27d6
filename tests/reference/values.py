"""The values of the language, known or not, and what is done with them (docs/language.md, "Unknown, exactly").

Tables, calendar and lists are written down a second time here; the production path gives only the type of durations.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise, product
from typing import Any

from servanda.language.calendar import Duration

Value = Any
"""True, False, a word (str), a Span, a duration, Members, a dict, a Subject, or Unknown."""


@dataclass(frozen=True)
class Unknown:
    """Not known at all, because of a cause: missing, open or silent."""

    cause: str


@dataclass(frozen=True)
class Span:
    """An int or a date that lies between two bounds; exact, and then without a cause, if they are the same."""

    low: Any
    high: Any
    cause: str | None = None


@dataclass(frozen=True)
class Member:
    """A member of a list; ``cause`` says why it is only possibly in it."""

    value: Value
    cause: str | None = None


@dataclass(frozen=True)
class Members:
    """A list."""

    items: tuple[Member, ...]


MISSING = Unknown("missing")


# Causes


def worst(causes: list[str]) -> str:
    """The cause that outranks the others."""
    return min(causes, key=("missing", "open", "silent").index)


def cause_of(value: Value) -> str | None:
    """Why a value is not exactly known; None if it is."""
    return value.cause if isinstance(value, Unknown | Span) else None


def void(values: list[Value]) -> Unknown | None:
    """What a strict operation gives if one of its operands can never be known."""
    causes = [value.cause for value in values if isinstance(value, Unknown) and value.cause != "missing"]
    return Unknown("open" if "open" in causes else "silent") if causes else None


def undecided(values: list[Value]) -> Unknown:
    """What a strict operation gives that its operands do not decide."""
    return void(values) or Unknown(worst([cause for cause in map(cause_of, values) if cause] or ["missing"]))


def span(low: Any, high: Any, operands: list[Value]) -> Span:
    """The interval that a strict operation gives."""
    return Span(low, high, None if low == high else undecided(operands).cause)


# Truth


def negation(value: Value) -> Value:
    return value if isinstance(value, Unknown) else not value


def conjunction(values: list[Value]) -> Value:
    if False in values:
        return False
    causes = [value.cause for value in values if isinstance(value, Unknown)]
    return Unknown(worst(causes)) if causes else True


def disjunction(values: list[Value]) -> Value:
    return negation(conjunction([negation(value) for value in values]))


# Comparisons and arithmetic


def equal(a: Value, b: Value) -> bool | None:
    """Whether two values are equal; None if they do not decide it."""
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return None
    if not isinstance(a, Span):
        return bool(a == b)
    if a.high < b.low or b.high < a.low:
        return False
    return True if a.low == a.high == b.low == b.high else None


def less(a: Value, b: Value) -> bool | None:
    """Whether a value is less than another; None if they do not decide it."""
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return None
    if not isinstance(a, Span):
        return bool(a < b)
    if a.high < b.low:
        return True
    return False if a.low >= b.high else None


def opposite(decided: bool | None) -> bool | None:
    return None if decided is None else not decided


COMPARISONS: dict[str, Callable[[Value, Value], bool | None]] = {
    "==": equal,
    "!=": lambda a, b: opposite(equal(a, b)),
    "<": less,
    ">=": lambda a, b: opposite(less(a, b)),
    ">": lambda a, b: less(b, a),
    "<=": lambda a, b: opposite(less(b, a)),
}


def compare(op: str, a: Value, b: Value) -> Value:
    decided = COMPARISONS[op](a, b)
    return void([a, b]) or (undecided([a, b]) if decided is None else decided)


def quotient(a: int, b: int) -> int:
    """CEL's division: toward zero."""
    size = abs(a) // abs(b)
    return size if (a < 0) == (b < 0) else -size


def fits(number: int) -> bool:
    return -(2**63) <= number <= 2**63 - 1


def arithmetic(op: str, a: Value, b: Value) -> Value:
    unknown = void([a, b])
    if unknown:
        return unknown
    if op in "/%" and isinstance(b, Span) and b.low <= 0 <= b.high and (op == "/" or b.low == b.high):
        return MISSING
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return undecided([a, b])
    if op == "%":
        exact = a.low == a.high and b.low == b.high
        return Span(*[a.low - b.low * quotient(a.low, b.low)] * 2) if exact else undecided([a, b])
    calculate: Callable[[int, int], int] = {
        "+": lambda x, y: x + y,
        "-": lambda x, y: x - y,
        "*": lambda x, y: x * y,
        "/": quotient,
    }[op]
    results = [calculate(x, y) for x, y in product((a.low, a.high), (b.low, b.high))]
    if not all(map(fits, results)):
        return MISSING
    return span(min(results), max(results), [a, b])


def choice(condition: Value, then: Value, otherwise: Value) -> Value:
    if not isinstance(condition, Unknown):
        return then if condition else otherwise
    if isinstance(then, bool | str | Duration) and then == otherwise:
        return then
    spans = isinstance(then, Span) and isinstance(otherwise, Span)
    if spans and (then.low, then.high) == (otherwise.low, otherwise.high):
        return then if then.cause is None else span(then.low, then.high, [then, otherwise])
    causes = [condition.cause, *(cause for cause in (cause_of(then), cause_of(otherwise)) if cause)]
    return Unknown(worst(causes))


# The calendar


def last_of_month(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def days_of(text: str) -> Span:
    """The days of `1999`, `1999-05` or `1999-05-17`."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return Span(date(*parts), date(*parts))
    first, last = (parts[1], parts[1]) if len(parts) == 2 else (1, 12)
    return Span(date(parts[0], first, 1), last_of_month(parts[0], last), "missing")


def birthday(birth: date, year: int, leap_day: str | None) -> date:
    if (birth.month, birth.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 2, 28) if leap_day == "feb-28" else date(year, 3, 1)
    return date(year, birth.month, birth.day)


def age(birth: date, on: date, leap_day: str | None) -> int:
    return on.year - birth.year - (birthday(birth, on.year, leap_day) > on)


def later(day: date, months: int, days: int) -> date | None:
    """The day that lies so many months and then so many days later; None if there is none in the calendar."""
    month = 12 * day.year + day.month - 1 + months
    try:
        end = last_of_month(month // 12, month % 12 + 1)
        return end.replace(day=min(day.day, end.day)) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None


# Lists


def truth_of_members(members: Members, bodies: list[Value]) -> list[Value]:
    """For each member, whether it is in the list and its body true."""
    there = [Unknown(m.cause) if m.cause else True for m in members.items]
    return [conjunction([here, body]) for here, body in zip(there, bodies, strict=True)]


def exists_one(both: list[Value]) -> Value:
    certain, causes = both.count(True), [value.cause for value in both if isinstance(value, Unknown)]
    if certain > 1 or not (certain or causes):
        return False
    return Unknown(worst(causes)) if causes else True


def macro(name: str, members: Members, bodies: list[Value]) -> Value:
    """The value of a macro, given that of its body for each member."""
    if name == "map":
        return Members(tuple(Member(body, m.cause) for m, body in zip(members.items, bodies, strict=True)))
    both = truth_of_members(members, bodies)
    if name == "filter":
        causes = [value.cause if isinstance(value, Unknown) else None for value in both]
        kept = zip(members.items, both, causes, strict=True)
        return Members(tuple(Member(m.value, cause) for m, value, cause in kept if value is not False))
    if name == "exists":
        return disjunction(both)
    if name == "all":  # !in || body  ==  !(in && !body)
        return negation(disjunction(truth_of_members(members, [negation(body) for body in bodies])))
    assert name == "exists_one", name
    return exists_one(both)


def causes_in(members: Members) -> list[str]:
    """The causes of everything in a list that is inexact or only possibly there."""
    return [cause for m in members.items for cause in (m.cause, cause_of(m.value)) if cause]


def size(members: Members) -> Value:
    certain = sum(not m.cause for m in members.items)
    possible = [m.cause for m in members.items if m.cause]
    return Span(certain, certain + len(possible), worst(possible) if possible else None)


def total(members: Members) -> Value:
    values = [m.value for m in members.items]
    if any(isinstance(value, Unknown) for value in values):
        return void(values) or Unknown(worst(causes_in(members)))
    low = sum(min(0, m.value.low) if m.cause else m.value.low for m in members.items)
    high = sum(max(0, m.value.high) if m.cause else m.value.high for m in members.items)
    if not (fits(low) and fits(high)):
        return MISSING
    return Span(low, high, None if low == high else worst(causes_in(members)))


def extreme(members: Members, name: str) -> Value:
    """The least or the greatest of a list."""
    values = [m.value for m in members.items]
    unknown, certain = void(values), [m.value for m in members.items if not m.cause]
    if unknown or not values:
        return unknown or MISSING
    if not certain or any(isinstance(value, Unknown) for value in values):
        return Unknown(worst(causes_in(members)))
    lows, highs = [v.low for v in values], [v.high for v in values]
    if name == "min":
        low, high = min(lows), min(v.high for v in certain)
    else:
        low, high = max(v.low for v in certain), max(highs)
    as_given = any((low, high, None) == (v.low, v.high, v.cause) for v in values)  # the same day of several
    return Span(low, high, None if low == high or as_given else worst(causes_in(members) or ["missing"]))


def distinct(members: Members) -> Members:
    kept: list[Member] = []
    done: list[Value] = []
    for member in members.items:
        if cause_of(member.value):
            causes = [cause for cause in (member.cause, cause_of(member.value)) if cause]
            kept.append(Member(member.value, worst(causes)))
        elif member.value not in done:
            done.append(member.value)
            causes = [m.cause for m in members.items if m.value == member.value]
            kept.append(Member(member.value, None if None in causes else worst(causes)))
    return Members(tuple(kept))


def is_sorted(members: Members) -> Value:
    values = [m.value for m in members.items]
    unknown = void(values)
    if unknown:
        return unknown
    if all(opposite(less(right, left)) for left, right in pairwise(values)):
        return True
    certain = [m.value for m in members.items if not m.cause]
    if any(less(certain[j], certain[i]) for j in range(len(certain)) for i in range(j)):
        return False
    return Unknown(worst(causes_in(members)))


METHODS: dict[str, Callable[[Members], Value]] = {
    "size": size,
    "sum": total,
    "min": lambda members: extreme(members, "min"),
    "max": lambda members: extreme(members, "max"),
    "distinct": distinct,
    "isSorted": is_sorted,
}
