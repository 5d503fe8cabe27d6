"""What generated code calls: three-valued tables and operations on intervals and words.

An interval is ``low, high, cause``; a word that is not known is its cause (an int). The specification is in
docs/language.md, "Unknown, exactly".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from servanda.language import calendar
from servanda.language.calendar import ANY_DAY, HIGHEST, LOWEST, MOMENTS, Duration, age, ordinal, plus
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


def is_inexact(low: int, high: int) -> bool:
    """Whether data is missing of a value; of a time that is a whole day none is."""
    return low != high and not calendar.is_whole_day(low, high)


def cause_of(operands: Iterable[Interval]) -> int:
    """Why a strict operation on these intervals is not decided."""
    inexact = [(low, cause) for low, high, cause in operands if is_inexact(low, high)]
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
        return word_cause(a, b) if b.__class__ is int and b != a else a
    return b if b.__class__ is int else 1 if a == b else 0


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
    return LOWEST, HIGHEST, worst((condition, *(cause for low, high, cause in (a, b) if is_inexact(low, high))))


def choose_word(condition: int, a: Any, b: Any) -> Any:
    """`?:` over words and lists, for a condition that is undecided."""
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


def days(low: int, high: int, cause: int) -> Interval:
    """The days on which a time may fall."""
    if low == LOWEST:
        return LOWEST, HIGHEST, cause
    first = calendar.day_at(low)
    return first, first if low // MOMENTS == high // MOMENTS else calendar.day_at(high), cause


def moments(low: int, high: int, cause: int) -> Interval:
    """The moments of the days that a date may be."""
    if low == LOWEST:
        return LOWEST, HIGHEST, cause
    return calendar.whole_day(low)[0], calendar.whole_day(high)[1], cause


def compare_times(op: str, *flat: int) -> int:
    """`<`, `<=` or `==` of two times: by their days where one is a whole day and the other is exact too."""
    a, b = _triples(flat)
    (a_low, a_high, _), (b_low, b_high, _) = a, b
    whole_a, whole_b = calendar.is_whole_day(a_low, a_high), calendar.is_whole_day(b_low, b_high)
    if (whole_a and (whole_b or b_low == b_high)) or (whole_b and a_low == a_high):
        a_low, a_high, b_low, b_high = (moment // MOMENTS for moment in (a_low, a_high, b_low, b_high))
    if op == "<":
        true, false = a_high < b_low, a_low >= b_high
    elif op == "<=":
        true, false = a_high <= b_low, a_low > b_high
    else:
        true, false = a_low == a_high == b_low == b_high, a_high < b_low or b_high < a_low
    return TRUE if true else FALSE if false else cause_of((a, b))


def not_after(a_low: int, a_high: int, b_low: int, b_high: int) -> int:
    """Whether a time of the history is not after another one."""
    if a_high <= b_low and a_low != LOWEST:
        return TRUE
    return compare_times("<=", a_low, a_high, UNKNOWN, b_low, b_high, UNKNOWN)


def hours(time_zone: str) -> Callable[..., Interval]:
    """The function hours_between in a time zone."""

    def hours_between(*flat: int) -> Interval:
        a, b = _triples(flat)

        def bounds() -> tuple[int, int] | None:
            low = calendar.hours_between(a[1], b[0], time_zone)
            high = calendar.hours_between(a[0], b[1], time_zone)
            return None if low is None or high is None else (low, high)

        return _strict((a, b), bounds)

    return hours_between


def later_times(time_zone: str) -> Callable[..., Interval]:
    """The function plus(time, duration) in a time zone; a duration that is not known is its cause."""

    def later_time(low: int, high: int, cause: int, duration: Duration | int) -> Interval:
        if isinstance(duration, int):
            return LOWEST, HIGHEST, cause_of(((low, high, cause), (*ANY_DAY, duration)))

        def moved() -> tuple[int, int] | None:
            if duration.hours:
                found = [calendar.hours_after(moment, duration.hours, time_zone) for moment in (low, high)]
            else:
                ends = [plus(calendar.day_at(moment), duration) for moment in (low, high)]
                found = [end and calendar.whole_day(end)[place] for place, end in enumerate(ends)]
            return None if found[0] is None or found[1] is None else (found[0], found[1])

        return _strict(((low, high, cause),), moved)

    return later_time


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


def is_among(on_record: Any, name: str) -> int:
    """Whether a field is held by the caller, who does not send it."""
    return int(on_record.__class__ in (list, tuple) and name in on_record)


def read_word(value: Any) -> Any:
    """A word as submitted, or missing."""
    return value if value.__class__ is str else UNKNOWN


def any_absent(profiles: Iterable[int], bit: int) -> int:
    """Whether that bit is set in any profile."""
    return int(any(profile >> bit & 1 for profile in profiles))


def any_absent_in(lists: Iterable[tuple[Any, int, int, int, Any]], bits: Mapping[str, int]) -> int:
    """Whether any list's profile has the bit of its kind set; a kind that has none sets nothing."""
    return int(any(profile >> bits[header.kind] & 1 for header, _, _, profile, _ in lists if header.kind in bits))


Performing = tuple[int, int, int, int, int]
"""An event that may perform a duty: whether it does, its moments, the bounds of its count."""


def early_enough(*flat: int) -> int:
    """Whether what has to come ahead comes no later: by days where it is counted in days, else by the moment."""
    first, last = _triples(flat)
    if calendar.is_whole_day(*first[:2]):
        return compare_times("<=", *flat)
    return _not_after(first, last)


def done_ahead(found: Sequence[Performing], total: Interval | None) -> int:
    """Whether a duty was performed, of the events that came early enough."""
    return _enough([(does, low, high) for does, _, _, low, high in found], total)


def performed(
    found: Sequence[Performing], total: Interval | None, due: Interval | None, by_day: bool, as_of: int
) -> int:
    """Whether a duty is performed in time; OPEN where that is not so yet, and no time for it has passed."""
    ever = _enough([(does, low, high) for does, _, _, low, high in found], total)
    if due is None:
        return ever if ever != FALSE else OPEN
    if is_void(due[0], due[2]):  # no time is set: whatever was done was done in time
        return TRUE if ever == TRUE else due[2] if ever == FALSE else worst((ever, due[2]))

    def until(first: int, last: int) -> int:
        if by_day:
            return _not_after(days(first, last, UNKNOWN), due)
        if calendar.is_whole_day(*due[:2]):
            return compare_times("<=", first, last, UNKNOWN, *due)
        return _not_after((first, last, UNKNOWN), due)  # by the hour: a day may be too late, or not

    timely = [(all_of((does, until(first, last))), low, high) for does, first, last, low, high in found]
    in_time = _enough(timely, total)
    late = NOT[until(as_of, as_of)]
    if late == FALSE:
        return any_of((in_time, OPEN))
    if TRUE in (late, in_time):
        return in_time
    return worst(cause for cause in (late, in_time) if cause > TRUE)


def _not_after(a: Interval, b: Interval) -> int:
    return TRUE if a[1] <= b[0] else FALSE if a[0] > b[1] else cause_of((a, b))


def _enough(found: Sequence[tuple[int, int, int]], total: Interval | None) -> int:
    """Whether an event is among those that perform, or their counts come to the total."""
    if total is None:
        return any_of([does for does, *_ in found])
    if is_void(total[0], total[2]):
        return total[2]
    counted = [(does, max(low, 0), min(high, HIGHEST - 1)) for does, low, high in found if does != FALSE]
    low = sum(least for does, least, _ in counted if does == TRUE)
    high = sum(most for _, _, most in counted)
    if low >= total[1]:
        return TRUE
    if high < total[0]:
        return FALSE
    causes = [total[2]] if total[0] != total[1] else []
    if low != high:
        causes += [does for does, _, _ in counted if does > TRUE]
        causes += [UNKNOWN for _, least, most in counted if least != most]
    return worst(causes)


def exact_day(first: int, last: int) -> str | int:
    """The day that a date is, as a word to look up; not known where it may be another one."""
    return str(first) if first == last else UNKNOWN


def holders(told: Any) -> Sequence[tuple[int, Any]]:
    """Whose a duty is: a party, several, or somebody who is not known."""
    return told if told.__class__ in (list, tuple) else ((TRUE, told),)


def periods(on: Interval, every: Any, until: Interval | None, as_of: int, later: Callable[..., Interval]) -> list[Any]:
    """The moments from which and up to which a repeated duty runs, period by period, up to a time."""
    unknown = every.__class__ is int
    known = on[0] == on[1] or (calendar.is_whole_day(*on[:2]) and (unknown or not every.hours))
    if not known:
        nothing = (LOWEST, HIGHEST, on[2])
        return [(nothing, nothing)]
    if unknown:  # how often: once the first one has begun, what follows it is not known
        nothing = (LOWEST, HIGHEST, every)
        begun = on[0] <= as_of and not (until and on[0] > until[1])
        return [((*on[:2], UNKNOWN), nothing), (nothing, nothing)] if begun else []
    found: list[Any] = []
    start = on
    while start[0] <= as_of and not (until and start[0] > until[1]):
        if len(found) >= MOST_PERIODS:
            raise TooManyPeriods
        following = later(*on, every * (len(found) + 1))
        if following[0] <= start[0]:  # after the calendar, or no time at all
            found.append(((*start[:2], UNKNOWN), (LOWEST, HIGHEST, UNKNOWN)))
            break
        end = calendar.whole_day(calendar.day_at(following[0] - 1))[1] if not every.hours else following[0] - 1
        last = calendar.whole_day(calendar.day_at(end))[0] if not every.hours else end
        found.append(((*start[:2], UNKNOWN), (last, end, UNKNOWN)))
        start = following
    return found


MOST_PERIODS = 1_000


class TooManyPeriods(Exception):
    """A repeated duty that comes to more periods than anybody reads."""
