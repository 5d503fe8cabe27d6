"""Dates as keys, partial dates as intervals, and the arithmetic of the calendar.

A day is the int YYYYMMDD: keys order like days, and the completed years between two days are ``(on - birth) // 10000``.
"""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime
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
        for year in range(first_year, last_year + 1):
            self[f"{year}"] = key(year, 1, 1), key(year, 12, 31)
            for month in range(1, 13):
                last = monthrange(year, month)[1]
                self[f"{year}-{month:02}"] = key(year, month, 1), key(year, month, last)
                for day in range(1, last + 1):
                    self[f"{year}-{month:02}-{day:02}"] = (key(year, month, day),) * 2

    def __missing__(self, text: object) -> Days:
        return (read_date(text) if isinstance(text, str) else None) or ANY_DAY


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of calendar time: months, then days."""

    months: int
    days: int


def read_duration(text: str) -> Duration | None:
    """The duration of an ISO 8601 text such as P7D, P3M or P1Y2M, or None."""
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
    return key_of(date.fromordinal(number)) if number <= date.max.toordinal() else None


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
