"""What generated code calls: three-valued tables and operations on intervals and words.

An interval is ``low, high, cause``; a word that is not known is its cause (an int). The specification is in
docs/language.md, "Unknown, exactly".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from servanda.language.calendar import ANY_DAY, HIGHEST, LOWEST, Duration, age, ordinal, plus
from servanda.language.truth import FALSE, OPEN, SILENT, TRUE, UNKNOWN, all_of, any_of

Interval = tuple[int, int, int]
NOTHING: Interval = (*ANY_DAY, UNKNOWN)

AND = tuple(all_of((a, b)) for a in range(5) for b in range(5))
OR = tuple(any_of((a, b)) for a in range(5) for b in range(5))
NOT = (TRUE, FALSE, UNKNOWN, OPEN, SILENT)


def worst(causes: Iterable[int]) -> int:
    """The cause that outranks the others: missing, open, silent."""
    return min(causes, default=UNKNOWN)


def is_void(low: int, cause: int) -> bool:
    """Whether no data could ever make the value known."""
    return low == LOWEST and cause >= OPEN


def cause_of(operands: Iterable[Interval]) -> int:
    """Why a strict operation on these intervals is not decided."""
    inexact = [(low, cause) for low, high, cause in operands if low != high]
    voids = [cause for low, cause in inexact if is_void(low, cause)]
    return worst(voids) if voids else worst(cause for _, cause in inexact)


def word_cause(*words: Any) -> int:
    """Why a strict operation on these words is not decided."""
    causes = [word for word in words if word.__class__ is int]
    voids = [cause for cause in causes if cause >= OPEN]
    return worst(voids or causes)


def undecided(*bounds: int) -> int:
    """`cause_of` for intervals given flat."""
    return cause_of(_triples(bounds))


def _triples(flat: Sequence[int]) -> list[Interval]:
    return [(flat[i], flat[i + 1], flat[i + 2]) for i in range(0, len(flat), 3)]


def word_equal(a: Any, b: Any) -> int:
    """Whether two words are equal."""
    if a.__class__ is int:
        return word_cause(a, b) if b.__class__ is int else int(a)
    return int(b) if b.__class__ is int else int(a == b)


def choose_truth(condition: int, a: int, b: int) -> int:
    """`?:` over truth, for a condition that is undecided."""
    return a if a == b and a <= TRUE else worst(t for t in (condition, a, b) if t > TRUE)


def choose_interval(condition: int, *flat: int) -> Interval:
    """`?:` over intervals."""
    a, b = _triples(flat)
    if condition <= TRUE:
        return a if condition else b
    if a[:2] == b[:2] and a[0] != LOWEST:
        return (a[0], a[1], worst(c for low, high, c in (a, b) if low != high)) if a[0] != a[1] else a
    return LOWEST, HIGHEST, worst((condition, *(cause for low, high, cause in (a, b) if low != high)))


def choose_word(condition: int, a: Any, b: Any) -> Any:
    """`?:` over words and lists."""
    if condition <= TRUE:
        return a if condition else b
    if a.__class__ is not int and a == b:
        return a
    return worst((condition, *(word for word in (a, b) if word.__class__ is int)))


def _strict(operands: Sequence[Interval], bounds: Callable[[], tuple[int, int] | None]) -> Interval:
    """The interval that ``bounds`` gives, or not known at all where an operand is, or where it gives None."""
    if any(low == LOWEST for low, _, _ in operands):
        return LOWEST, HIGHEST, cause_of(operands)
    found = bounds()
    if found is None:
        return NOTHING
    return *found, UNKNOWN if found[0] == found[1] else cause_of(operands)


def _fitting(low: int, high: int) -> tuple[int, int] | None:
    return (low, high) if low > LOWEST and high < HIGHEST else None


def add(*flat: int) -> Interval:
    """a + b"""
    a, b = _triples(flat)
    return _strict((a, b), lambda: _fitting(a[0] + b[0], a[1] + b[1]))


def subtract(*flat: int) -> Interval:
    """a - b"""
    a, b = _triples(flat)
    return _strict((a, b), lambda: _fitting(a[0] - b[1], a[1] - b[0]))


def negative(low: int, high: int, cause: int) -> Interval:
    """-a"""
    return _strict(((low, high, cause),), lambda: _fitting(-high, -low))


def multiply(*flat: int) -> Interval:
    """a * b"""
    a, b = _triples(flat)
    return _strict((a, b), lambda: _corners(a, b, lambda x, y: x * y))


def divide(*flat: int) -> Interval:
    """a / b, toward zero"""
    a, b = _triples(flat)
    return _strict((a, b), lambda: None if b[0] <= 0 <= b[1] else _corners(a, b, _quotient))


def remainder(*flat: int) -> Interval:
    """a % b, with the sign of a"""
    a, b = _triples(flat)
    if all(low != LOWEST for low, _, _ in (a, b)) and (a[0] != a[1] or b[0] != b[1]):
        return LOWEST, HIGHEST, cause_of((a, b))
    return _strict((a, b), lambda: (a[0] - b[0] * _quotient(a[0], b[0]),) * 2 if b[0] else None)


def _quotient(a: int, b: int) -> int:
    return a // b if (a < 0) == (b < 0) else -(-a // b)


def _corners(a: Interval, b: Interval, operation: Callable[[int, int], int]) -> tuple[int, int] | None:
    found = [operation(x, y) for x in a[:2] for y in b[:2]]
    return _fitting(min(found), max(found))


def ages(leap_day: str) -> Callable[..., Interval]:
    """The function age_on under a convention for people born on 29 February."""

    def age_on(*flat: int) -> Interval:
        birth, on = _triples(flat)
        return _strict((birth, on), lambda: (age(birth[1], on[0], leap_day), age(birth[0], on[1], leap_day)))

    return age_on


def year(low: int, high: int, cause: int) -> Interval:
    """The year of a date."""
    return _strict(((low, high, cause),), lambda: (low // 10000, high // 10000))


def month(low: int, high: int, cause: int) -> Interval:
    """The month of a date."""
    same = low // 10000 == high // 10000
    return _strict(((low, high, cause),), lambda: (low // 100 % 100, high // 100 % 100) if same else (1, 12))


def day(low: int, high: int, cause: int) -> Interval:
    """The day of the month of a date."""
    same = low // 100 == high // 100
    return _strict(((low, high, cause),), lambda: (low % 100, high % 100) if same else (1, 31))


def days_between(*flat: int) -> Interval:
    """The days from a to b."""
    a, b = _triples(flat)
    return _strict((a, b), lambda: (ordinal(b[0]) - ordinal(a[1]), ordinal(b[1]) - ordinal(a[0])))


def later(low: int, high: int, cause: int, duration: Duration | int) -> Interval:
    """plus(date, duration); a duration that is not known is its cause."""
    if isinstance(duration, int):
        length: Interval = (*ANY_DAY, duration)
        return LOWEST, HIGHEST, cause_of(((low, high, cause), length))

    def moved() -> tuple[int, int] | None:
        first, last = plus(low, duration), plus(high, duration)
        return None if first is None or last is None else (first, last)

    return _strict(((low, high, cause),), moved)


def test_word(test: Callable[[str, str], bool], a: Any, b: Any) -> int:
    """A test of two texts, such as startsWith."""
    return word_cause(a, b) if a.__class__ is int or b.__class__ is int else int(test(a, b))


def look_up(table: Any, word: Any) -> Any:
    """``table[word]`` for words; an absent key is missing."""
    if table.__class__ is int or word.__class__ is int:
        return word_cause(table, word)
    return table.get(word, UNKNOWN)


def look_up_interval(table: Any, word: Any) -> Interval:
    """``table[word]`` for ints and dates."""
    found = look_up(table, word)
    return (*ANY_DAY, found) if found.__class__ is int else found


PRESENT = frozenset({str, int, bool, list, tuple})


def has(value: Any, on_record: Any, name: str) -> int:
    """Whether a field is there, or held by the caller and not sent."""
    return int(value.__class__ in PRESENT or (on_record.__class__ in (list, tuple) and name in on_record))


def read_word(value: Any) -> Any:
    """A word as submitted, or missing."""
    return value if value.__class__ is str else UNKNOWN


def any_absent(profiles: Iterable[int], bit: int) -> int:
    """Whether that bit is set in any profile."""
    return int(any(profile >> bit & 1 for profile in profiles))


def any_absent_in(lists: Iterable[tuple[Any, int, int, int, Any]], bits: Mapping[str, int]) -> int:
    """Whether any list's profile has the bit of its kind set; a kind that has none sets nothing."""
    return int(any(profile >> bits[header.kind] & 1 for header, _, _, profile, _ in lists if header.kind in bits))
