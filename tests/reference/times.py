"""Times: intervals of moments, and the days of a time zone on which they may fall.

A moment is a datetime in UTC. An instant is one moment, a whole day all moments of that day in the ruleset's zone.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from typing import Any

from servanda.language.calendar import Duration

from .values import MISSING, Span, Value, later, span

TICK = timedelta(microseconds=1)


def is_time(value: Value) -> bool:
    return isinstance(value, Span) and isinstance(value.low, datetime)


@cache
def first_moment(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def last_moment(day: date, zone: tzinfo) -> datetime:
    return first_moment(day + timedelta(days=1), zone) - TICK


def moments(days: Span, zone: tzinfo) -> Span:
    """All moments of some days; of one day that is as exact as times are given, so it has no cause."""
    cause = None if days.low == days.high else days.cause
    return Span(first_moment(days.low, zone), last_moment(days.high, zone), cause)


@cache
def time_of(text: str, zone: tzinfo) -> Span:
    """The moments of `2025-06-02` or of an instant."""
    if "T" not in text.upper():
        day = date.fromisoformat(text)
        return moments(Span(day, day), zone)
    moment = datetime.fromisoformat(text.upper().replace("Z", "+00:00")).astimezone(UTC)
    return Span(moment, moment)


def as_of(text: str, zone: tzinfo) -> Span:
    """The time of judgement: an instant, or the last moment of a day."""
    end = time_of(text, zone).high
    return Span(end, end)


def days_of_time(time: Span, zone: tzinfo) -> Span:
    """The days on which a time may fall."""
    return span(time.low.astimezone(zone).date(), time.high.astimezone(zone).date(), [time])


def is_whole_day(time: Span, zone: tzinfo) -> bool:
    """Whether a time is a day, and not a moment that may be any of that day."""
    days = days_of_time(time, zone)
    return days.low == days.high and time == moments(days, zone)


def comparable(a: Value, b: Value, zone: tzinfo) -> tuple[Value, Value]:
    """Two values as they are compared: days where one is a date, or where a whole day meets another or an instant."""
    spans = isinstance(a, Span) and isinstance(b, Span)
    if not spans or not (is_time(a) or is_time(b)):
        return a, b
    if is_time(a) and is_time(b):
        plain = all(time.low == time.high or is_whole_day(time, zone) for time in (a, b))
        if not plain or (a.low == a.high and b.low == b.high):
            return a, b
    return days_if_time(a, zone), days_if_time(b, zone)


def days_if_time(value: Value, zone: tzinfo) -> Value:
    return days_of_time(value, zone) if is_time(value) else value


def hours_between(a: Span, b: Span) -> Span:
    """The whole hours that pass, toward zero."""

    def hours(passed: timedelta) -> int:
        return int(abs(passed) // timedelta(hours=1)) * (1 if passed > timedelta(0) else -1)

    return span(hours(b.low - a.high), hours(b.high - a.low), [a, b])


def plus(value: Span, length: Duration, zone: tzinfo) -> Value:
    """The date, the days or the moments that much later, bound by bound; of a time some days later whole days."""
    try:
        if not is_time(value):
            return later_days(value, length)
        if length.hours:
            return span(value.low + timedelta(hours=length.hours), value.high + timedelta(hours=length.hours), [value])
        days = later_days(days_of_time(value, zone), length)
        return moments(days, zone) if isinstance(days, Span) else days
    except OverflowError:  # after the end of the calendar
        return MISSING


def later_days(days: Span, length: Duration) -> Value:
    bounds = [later(day, length.months, length.days) for day in (days.low, days.high)]
    return MISSING if None in bounds else span(*bounds, [days])


def shown_time(time: Span, zone: tzinfo) -> Any:
    """A time as it is shown: a day, an instant of the zone, or the two that it lies between."""
    day = days_of_time(time, zone)
    if is_whole_day(time, zone) or time.low == time.high == last_moment(day.high, zone):
        return day.low.isoformat()
    low, high = (moment.astimezone(zone).isoformat() for moment in (time.low, time.high))
    return low if low == high else [low, high]
