"""Dates as keys, partial dates as intervals, times as moments, and the arithmetic of the calendar.

A day is the int YYYYMMDD: keys order like days, and the completed years between two days are ``(on - birth) // 10000``.
A moment is the number of its day in a time zone times `MOMENTS`, and the microseconds that passed since that day began:
moments order like instants, and tell their day. A time is its first and last moment; that of a whole day has them all.
"""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

LOWEST = -(2**63) - 1
HIGHEST = 2**63
"""The bounds of what is not known at all; every value of the language lies strictly between them."""

Days = tuple[int, int]
ANY_DAY: Days = (LOWEST, HIGHEST)

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z][A-Za-z0-9_+-]*)*")
_DURATION = re.compile(r"P(?=[0-9])(?:([0-9]{1,4})Y)?(?:([0-9]{1,5})M)?(?:([0-9]{1,5})W)?(?:([0-9]{1,6})D)?")
_HOURS = re.compile(r"PT([1-9][0-9]{0,5})H")

MOMENTS = 10**11
"""More than a day has, also one on which clocks are put back; the last one stands for the end of the day."""
_MICROSECOND = timedelta(microseconds=1)
_LAST_INSTANT = datetime.max.replace(tzinfo=UTC)


def read_date(text: str) -> Days | None:
    """The first and last day of a date such as 1999, 1999-05 or 1999-05-02, or None if there is no such date."""
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    if year < 1 or (month is not None and not 1 <= month <= 12):
        return None
    if month is None:
        return year * 10000 + 101, year * 10000 + 1231
    last = monthrange(year, month)[1]
    if day is None:
        return key(year, month, 1), key(year, month, last)
    return (key(year, month, day),) * 2 if 1 <= day <= last else None


def write_day(day: int) -> str:
    """The ISO 8601 text of a day."""
    return f"{day // 10000:04}-{day // 100 % 100:02}-{day % 100:02}"


def key(year: int, month: int, day: int) -> int:
    """The key of a day."""
    return year * 10000 + month * 100 + day


def key_of(day: date) -> int:
    """The key of a calendar date."""
    return key(day.year, day.month, day.day)


def ordinal(day: int) -> int:
    """The number of a day, counted from 0001-01-01."""
    return date(day // 10000, day // 100 % 100, day % 100).toordinal()


def age(birth: int, on: int, leap_day: str) -> int:
    """Completed years from ``birth`` to ``on``; negative before birth. ``leap_day`` is feb-28 or mar-1."""
    if leap_day == "feb-28" and birth % 10000 == 229 and not isleap(on // 10000):
        birth -= 1
    return (on - birth) // 10000


class DaysTable(dict[object, Days]):
    """The days of a date as submitted; what is absent or no date at all could be any day.

    Dates near our time are looked up, all others are read when asked for. Nothing is added after it is built.
    """

    def __init__(self, first_year: int = 1900, last_year: int = 2099) -> None:
        super().__init__()
        of_year = {isleap(year): list(_parts_of(year)) for year in (2023, 2024)}
        for year in range(first_year, last_year + 1):
            start = key(year, 0, 0)
            self.update([(f"{year}{text}", (start + low, start + high)) for text, low, high in of_year[isleap(year)]])

    def __missing__(self, text: object) -> Days:
        return (read_date(text) if isinstance(text, str) else None) or ANY_DAY


def _parts_of(year: int) -> Iterator[tuple[str, int, int]]:
    """The year, its months and its days: what follows the year in a date, and the keys less that of the year."""
    yield "", key(0, 1, 1), key(0, 12, 31)
    for month in range(1, 13):
        last = monthrange(year, month)[1]
        yield f"-{month:02}", key(0, month, 1), key(0, month, last)
        yield from ((f"-{month:02}-{day:02}", *(key(0, month, day),) * 2) for day in range(1, last + 1))


DAYS = DaysTable()


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of calendar time: months, then days; or hours by the clock."""

    months: int
    days: int
    hours: int = 0

    def __mul__(self, times: int) -> Duration:
        return Duration(self.months * times, self.days * times, self.hours * times)


def read_duration(text: str) -> Duration | None:
    """The duration of an ISO 8601 text such as P7D, P3M, P1Y2M or PT72H, or None."""
    if hours := _HOURS.fullmatch(text):
        return Duration(0, 0, int(hours[1]))
    found = _DURATION.fullmatch(text)
    if not found:
        return None
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    return Duration(years * 12 + months, weeks * 7 + days)


def plus(day: int, duration: Duration) -> int | None:
    """The day that much later, clamped to the end of its month; None outside the calendar."""
    month = day // 10000 * 12 + day // 100 % 100 - 1 + duration.months
    year, month = month // 12, month % 12 + 1
    if not 1 <= year <= MAXYEAR:
        return None
    number = ordinal(key(year, month, min(day % 100, monthrange(year, month)[1]))) + duration.days
    return key_of(date.fromordinal(number)) if 1 <= number <= date.max.toordinal() else None


@cache
def zone(name: str) -> ZoneInfo | None:
    """The time zone of that IANA name, or None; always of the `tzdata` package, so that every machine has the same."""
    if len(name) > 64 or not _ZONE.fullmatch(name) or name == "Factory":
        return None
    place = resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
    if not place.is_file():
        return None
    with place.open("rb") as file:
        try:
            return ZoneInfo.from_file(file, name)
        except ValueError:  # a table of names, not a zone
            return None


def day_of(time: str, time_zone: str) -> int:
    """The key of the day of ``time`` (a date or an RFC 3339 instant) in a time zone."""
    if len(time) == 10:
        return int(time.replace("-", ""))
    instant = datetime.fromisoformat(time.upper().replace("Z", "+00:00"))
    try:
        return key_of(instant.astimezone(zone(time_zone)).date())
    except OverflowError:  # the first or last hours of the calendar
        return key_of(instant.date())


def whole_day(day: int) -> Days:
    """The first and last moment of a day."""
    start = ordinal(day) * MOMENTS
    return start, start + MOMENTS - 1


def is_whole_day(first: int, last: int) -> bool:
    """Whether a time has all moments of one day."""
    return last - first == MOMENTS - 1 and first % MOMENTS == 0


def day_at(moment: int) -> int:
    """The day of a moment."""
    return key_of(date.fromordinal(moment // MOMENTS))


def read_time(text: str, time_zone: str) -> Days:
    """The first and last moment of a day, or the one moment of an RFC 3339 instant, in a time zone."""
    if len(text) == 10:
        return whole_day(int(text.replace("-", "")))
    instant = datetime.fromisoformat(text.upper().replace("Z", "+00:00"))
    return (_moment(instant, time_zone),) * 2


def end_of(text: str, time_zone: str) -> int:
    """The moment of an instant, or the last microsecond of a day."""
    last = read_time(text, time_zone)[1]
    return _moment(instant_at(last, time_zone), time_zone) if len(text) == 10 else last


def _moment(instant: datetime, time_zone: str) -> int:
    try:
        day = instant.astimezone(zone(time_zone)).date()
        passed = instant - _midnight(day, time_zone)
    except OverflowError:  # the first or last hours of the calendar
        day = instant.date()
        passed = instant - datetime(day.year, day.month, day.day, tzinfo=instant.tzinfo)
    return day.toordinal() * MOMENTS + min(max(passed // _MICROSECOND, 0), MOMENTS - 1)


def _midnight(day: date, time_zone: str) -> datetime:
    """When a day begins, in UTC: only there differences are what has passed."""
    return datetime(day.year, day.month, day.day, tzinfo=zone(time_zone)).astimezone(UTC)


def instant_at(moment: int, time_zone: str) -> datetime:
    """The instant of a moment, in UTC; that of the last moment of a day is its last microsecond."""
    day = date.fromordinal(moment // MOMENTS)
    start, passed = _midnight(day, time_zone), moment % MOMENTS * _MICROSECOND
    if day == date.max:  # which no midnight ends
        return start + min(passed, timedelta(days=1) - _MICROSECOND, _LAST_INSTANT - start)
    if passed < timedelta(hours=22):
        return start + passed
    return min(start + passed, _midnight(day + timedelta(days=1), time_zone) - _MICROSECOND)


def hours_between(a: int, b: int, time_zone: str) -> int | None:
    """The whole hours from one moment to another, toward zero; None at the very ends of the calendar."""
    try:
        passed = instant_at(b, time_zone) - instant_at(a, time_zone)
    except (OverflowError, ValueError):
        return None
    hours = abs(passed) // timedelta(hours=1)
    return hours if passed >= timedelta(0) else -hours


def hours_after(moment: int, hours: int, time_zone: str) -> int | None:
    """The moment that many hours later; None outside the calendar."""
    try:
        return _moment(instant_at(moment, time_zone) + timedelta(hours=hours), time_zone)
    except (OverflowError, ValueError):
        return None


def write_time(first: int, last: int, time_zone: str) -> str | list[str]:
    """A time as ISO 8601: a day, an instant with its offset, or the first and last instant that it may be."""
    if is_whole_day(first, last) or (first == last and _ends_its_day(first, time_zone)):
        return write_day(day_at(first))
    first_text, last_text = (_write_instant(moment, time_zone) for moment in (first, last))
    return first_text if first == last else [first_text, last_text]


def _ends_its_day(moment: int, time_zone: str) -> bool:
    return moment == end_of(write_day(day_at(moment)), time_zone)


def _write_instant(moment: int, time_zone: str) -> str:
    return instant_at(moment, time_zone).astimezone(zone(time_zone)).isoformat()


class Times(dict[object, Days]):
    """The moments of times as submitted, in one zone, for one request; what is absent could be any moment."""

    def __init__(self, time_zone: str) -> None:
        super().__init__()
        self._zone = time_zone

    def __missing__(self, text: object) -> Days:
        found = self[text] = read_time(text, self._zone) if isinstance(text, str) else ANY_DAY
        return found
