"""The calendar against the standard library's, and against days counted by hand."""

import calendar as months
from datetime import MAXYEAR, date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.language.calendar import (
    ANY_DAY,
    HIGHEST,
    LOWEST,
    DaysTable,
    Duration,
    age,
    day_of,
    hours_after,
    hours_between,
    key_of,
    ordinal,
    plus,
    read_date,
    read_duration,
    read_time,
    zone,
)

DAYS = st.dates()
CONVENTIONS = ("feb-28", "mar-1")


def key(text: str) -> int:
    return key_of(date.fromisoformat(text))


# Days as keys


@given(DAYS)
def test_a_key_is_the_day_written_as_a_number(day: date) -> None:
    assert key_of(day) == int(day.isoformat().replace("-", ""))
    assert read_date(day.isoformat()) == (key_of(day), key_of(day))
    assert ordinal(key_of(day)) == day.toordinal()


@given(DAYS, DAYS)
def test_keys_order_like_days(a: date, b: date) -> None:
    assert (key_of(a) < key_of(b)) == (a < b)
    assert ordinal(key_of(b)) - ordinal(key_of(a)) == (b - a).days


@given(DAYS)
def test_every_key_lies_between_the_bounds_of_what_is_not_known(day: date) -> None:
    assert (LOWEST, HIGHEST) == ANY_DAY == (-(2**63) - 1, 2**63)
    assert LOWEST < key_of(day) < HIGHEST


# Partial dates


@given(DAYS)
def test_a_month_is_the_interval_of_its_days(day: date) -> None:
    found = read_date(f"{day.year:04}-{day.month:02}")
    last = months.monthrange(day.year, day.month)[1]
    assert found == (key_of(day.replace(day=1)), key_of(day.replace(day=last)))


@given(DAYS)
def test_a_year_is_the_interval_of_its_days(day: date) -> None:
    assert read_date(f"{day.year:04}") == (key_of(date(day.year, 1, 1)), key_of(date(day.year, 12, 31)))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1999", (19990101, 19991231)),
        ("1999-05", (19990501, 19990531)),
        ("1999-05-02", (19990502, 19990502)),
        ("2000-02", (20000201, 20000229)),
        ("1999-02", (19990201, 19990228)),
        ("1900-02", (19000201, 19000228)),
        ("2024-02-29", (20240229, 20240229)),
        ("0001", (10101, 11231)),
        ("0001-01-01", (10101, 10101)),
        ("9999-12-31", (99991231, 99991231)),
    ],
)
def test_a_date_is_read_as_its_first_and_last_day(text: str, days: tuple[int, int]) -> None:
    assert read_date(text) == days


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "99",
        "999",
        "19990",
        "0000",
        "0000-01-01",
        "-1999",
        "+1999",
        "1999-",
        "1999-5",
        "1999-00",
        "1999-13",
        "1999-05-0",
        "1999-05-00",
        "1999-05-32",
        "1999-04-31",
        "2023-02-29",
        "1900-02-29",
        "1999/05/02",
        "19990502",
        "1999-05-02 ",
        " 1999",
        "1999\n",
        "1999-05-02T00:00:00Z",
        "02.05.1999",
        "١٩٩٩",
        "１９９９",
        "open",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text) is None


def test_the_table_of_days_knows_every_date_and_what_is_none() -> None:
    table = DaysTable(1999, 2001)
    size = len(table)
    assert table["2000-02-29"] == (20000229, 20000229)
    assert table["1999"] == (19990101, 19991231)
    assert table["1880-05-02"] == (18800502, 18800502)
    assert table["2001-02-29"] == table["soon"] == table[None] == table[5] == table[True] == ANY_DAY
    assert len(table) == size, "what is asked for is not remembered"


# Ages


def birthdays_passed(birth: date, on: date, leap_day: str) -> int:
    """Completed years, by trying one birthday after another."""
    years = -1 if on < birth else 0
    step = 1 if on >= birth else -1
    while True:
        later = birth.year + years + step
        if not 1 <= later <= MAXYEAR:
            return years
        anniversary = _anniversary(birth, later, leap_day)
        if step > 0 and anniversary > on:
            return years
        if step < 0 and _anniversary(birth, birth.year + years, leap_day) <= on:
            return years
        years += step


def _anniversary(birth: date, year: int, leap_day: str) -> date:
    try:
        return birth.replace(year=year)
    except ValueError:
        return date(year, 2, 28) if leap_day == "feb-28" else date(year, 3, 1)


NEAR = st.dates(date(1896, 1, 1), date(2104, 12, 31))
LEAP_DAYS = st.sampled_from([date(year, 2, 29) for year in range(1896, 2105) if months.isleap(year)])


@pytest.mark.parametrize("leap_day", CONVENTIONS)
@given(birth=NEAR | LEAP_DAYS, on=NEAR | LEAP_DAYS)
def test_an_age_is_the_number_of_birthdays_passed(leap_day: str, birth: date, on: date) -> None:
    assert age(key_of(birth), key_of(on), leap_day) == birthdays_passed(birth, on, leap_day)


@pytest.mark.parametrize("leap_day", CONVENTIONS)
@given(birth=NEAR | LEAP_DAYS, years=st.integers(0, 100))
def test_an_age_changes_on_the_birthday_and_not_a_day_before(leap_day: str, birth: date, years: int) -> None:
    birthday = _anniversary(birth, birth.year + years, leap_day)
    assert age(key_of(birth), key_of(birthday), leap_day) == years
    assert age(key_of(birth), key_of(birthday - timedelta(1)), leap_day) == years - 1


@pytest.mark.parametrize("leap_day", CONVENTIONS)
@given(birth=NEAR, on=NEAR)
def test_an_age_only_ever_grows(leap_day: str, birth: date, on: date) -> None:
    here = age(key_of(birth), key_of(on), leap_day)
    assert here <= age(key_of(birth), key_of(on + timedelta(1)), leap_day) <= here + 1
    assert here >= age(key_of(birth + timedelta(1)), key_of(on), leap_day) >= here - 1


@pytest.mark.parametrize(
    ("birth", "on", "feb_28", "mar_1"),
    [
        ("2004-02-29", "2022-02-27", 17, 17),
        ("2004-02-29", "2022-02-28", 18, 17),
        ("2004-02-29", "2022-03-01", 18, 18),
        ("2004-02-29", "2024-02-28", 19, 19),  # a leap year has the day itself
        ("2004-02-29", "2024-02-29", 20, 20),
        ("1896-02-29", "1900-02-28", 4, 3),  # 1900 was no leap year
        ("1896-02-29", "1900-03-01", 4, 4),
        ("1996-02-29", "2000-02-28", 3, 3),  # 2000 was one
        ("1996-02-29", "2000-02-29", 4, 4),
        ("2004-02-28", "2022-02-27", 17, 17),
        ("2004-02-28", "2022-02-28", 18, 18),
        ("2004-03-01", "2022-02-28", 17, 17),
        ("2004-03-01", "2022-03-01", 18, 18),
        ("2000-06-02", "2025-06-01", 24, 24),
        ("2000-06-02", "2025-06-02", 25, 25),
        ("2025-06-02", "2025-06-02", 0, 0),
        ("2025-06-02", "2025-06-01", -1, -1),
        ("2025-06-02", "2024-06-02", -1, -1),
        ("2025-06-02", "2024-06-01", -2, -2),
        ("2000-02-29", "1999-02-28", -1, -2),
        ("0001-01-01", "9999-12-31", 9998, 9998),
    ],
)
def test_ages_worked_out_by_hand(birth: str, on: str, feb_28: int, mar_1: int) -> None:
    assert age(key(birth), key(on), "feb-28") == feb_28
    assert age(key(birth), key(on), "mar-1") == mar_1


# Durations


@pytest.mark.parametrize(
    ("text", "months_", "days"),
    [
        ("P0D", 0, 0),
        ("P7D", 0, 7),
        ("P3M", 3, 0),
        ("P1Y", 12, 0),
        ("P2W", 0, 14),
        ("P1Y2M3W4D", 14, 25),
        ("P01D", 0, 1),
        ("P9999Y99999M99999W999999D", 9999 * 12 + 99999, 99999 * 7 + 999999),
    ],
)
def test_a_duration_is_months_and_days(text: str, months_: int, days: int) -> None:
    assert read_duration(text) == Duration(months_, days)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "7D",
        "P7",
        "PD",
        "P1D1Y",
        "P1.5D",
        "P-1D",
        "-P1D",
        "P1DT1H",
        "p7d",
        " P7D",
        "P7D\n",
        "P1000000D",
        "P٧D",
    ],
)
def test_what_is_no_duration_is_none(text: str) -> None:
    assert read_duration(text) is None


@pytest.mark.parametrize(
    ("day", "duration", "expected"),
    [
        ("2025-01-31", "P1M", "2025-02-28"),
        ("2024-01-31", "P1M", "2024-02-29"),
        ("2025-01-28", "P1M", "2025-02-28"),
        ("2025-01-31", "P2M", "2025-03-31"),
        ("2025-03-31", "P1M", "2025-04-30"),
        ("2025-11-30", "P3M", "2026-02-28"),
        ("2025-12-01", "P1M", "2026-01-01"),
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2024-02-29", "P4Y", "2028-02-29"),
        ("2025-01-31", "P1M1D", "2025-03-01"),  # the months first, then the days
        ("2025-02-28", "P1D", "2025-03-01"),
        ("2024-02-28", "P1D", "2024-02-29"),
        ("2025-12-31", "P1D", "2026-01-01"),
        ("2025-06-02", "P0D", "2025-06-02"),
        ("9999-12-30", "P1D", "9999-12-31"),
        ("9998-12-31", "P1Y", "9999-12-31"),
    ],
)
def test_a_day_later_is_clamped_to_the_end_of_its_month(day: str, duration: str, expected: str) -> None:
    length = read_duration(duration)
    assert length is not None
    assert plus(key(day), length) == key(expected)


@pytest.mark.parametrize(
    ("day", "duration"),
    [
        ("9999-12-31", "P1D"),
        ("9999-12-01", "P1M"),
        ("9999-01-01", "P1Y"),
        ("2025-01-01", "P9999Y"),
        ("9000-01-01", "P999999D"),
    ],
)
def test_a_day_after_the_calendar_is_none(day: str, duration: str) -> None:
    length = read_duration(duration)
    assert length is not None
    assert plus(key(day), length) is None


@given(DAYS, st.integers(0, 100_000))
def test_days_are_added_one_by_one(day: date, days: int) -> None:
    number = day.toordinal() + days
    expected = key_of(date.fromordinal(number)) if number <= date.max.toordinal() else None
    assert plus(key_of(day), Duration(0, days)) == expected


@given(st.dates(max_value=date(9000, 12, 31)), st.integers(0, 1200))
def test_months_keep_the_day_or_take_the_last_one(day: date, count: int) -> None:
    found = plus(key_of(day), Duration(count, 0))
    assert found is not None
    assert found // 10000 * 12 + found // 100 % 100 == day.year * 12 + day.month + count
    last = months.monthrange(found // 10000, found // 100 % 100)[1]
    assert found % 100 == min(day.day, last)


@given(st.dates(max_value=date(9000, 12, 30)), st.integers(0, 1200), st.integers(0, 1000))
def test_a_later_day_never_ends_earlier(day: date, count: int, days: int) -> None:
    ends = [plus(key_of(d), Duration(count, days)) for d in (day, day + timedelta(1))]
    assert all(a is not None and b is not None and a <= b for a, b in pairwise(ends))


# Times and zones


@pytest.mark.parametrize(
    ("time", "time_zone", "day"),
    [
        ("2025-06-02", "Europe/Istanbul", 20250602),
        ("2025-06-01T20:59:59Z", "Europe/Istanbul", 20250601),
        ("2025-06-01T21:00:00Z", "Europe/Istanbul", 20250602),
        ("2025-06-01t21:00:00z", "Europe/Istanbul", 20250602),
        ("2025-06-02T00:00:00+03:00", "Europe/Istanbul", 20250602),
        ("2025-06-02T00:00:00+03:00", "UTC", 20250601),
        ("2025-06-02T23:59:59-12:00", "Pacific/Kiritimati", 20250604),
        ("2025-06-02T12:00:00.5+00:00", "UTC", 20250602),
    ],
)
def test_a_time_is_a_day_in_the_zone_of_the_ruleset(time: str, time_zone: str, day: int) -> None:
    assert day_of(time, time_zone) == day


@pytest.mark.parametrize("name", ["UTC", "Europe/Istanbul", "America/Argentina/Buenos_Aires"])
def test_a_zone_of_the_database_is_found(name: str) -> None:
    assert zone(name) is not None


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Europe",
        "leapseconds",
        "tzdata",
        "Europe/",
        "/etc/localtime",
        "../UTC",
        "Europe/../UTC",
        "Europe/Atlantis",
        "é",
        "a\0b",
        "x" * 5000,
    ],
)
def test_what_is_no_zone_is_none(name: str) -> None:
    assert zone(name) is None


@pytest.mark.parametrize(
    ("a", "b", "time_zone", "hours"),
    [
        ("2025-06-01T00:00:00Z", "2025-06-01T02:59:59Z", "UTC", 2),
        ("2025-06-01T02:59:59Z", "2025-06-01T00:00:00Z", "UTC", -2),
        ("0001-01-01T00:00:00Z", "0001-01-01T05:00:00Z", "UTC", 5),
        ("0001-01-01T00:00:00Z", "2025-06-01T02:59:59Z", "Europe/Kyiv", None),  # whose first midnight is before it
        ("2025-06-01T02:59:59Z", "0001-01-01T00:00:00Z", "Europe/Kyiv", None),
    ],
)
def test_hours_lie_between_moments_of_the_calendar(a: str, b: str, time_zone: str, hours: int | None) -> None:
    first, second = (read_time(text, time_zone)[0] for text in (a, b))
    assert hours_between(first, second, time_zone) == hours


@pytest.mark.parametrize(
    ("time", "hours", "after"),
    [
        ("2025-06-01T23:00:00Z", 2, "2025-06-02T01:00:00Z"),
        ("9999-12-31T20:00:00Z", 3, "9999-12-31T23:00:00Z"),
        ("9999-12-31T20:00:00Z", 4, None),
    ],
)
def test_hours_end_with_the_calendar(time: str, hours: int, after: str | None) -> None:
    expected = after and read_time(after, "UTC")[0]
    assert hours_after(read_time(time, "UTC")[0], hours, "UTC") == expected
