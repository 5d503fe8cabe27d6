"""Times: days and instants side by side, hours and days later, in zones with daylight saving."""

from __future__ import annotations

from typing import Any

import pytest
from tiny import ANY, Json, compiled, text_of, whole

from servanda.language import check_text

HOLDS = {"true": True, "false": False, "unknown": None}
KYIV = {"time_zone": "Europe/Kyiv", "leap_day": "mar-1"}  # clocks go forward on 30 March 2025, back on 26 October
OPS = ("<", "<=", "==", "!=", ">=", ">")
BEFORE, SAME, AFTER = "110100", "011010", "000111"  # of which operators hold, in the order above


def of_act(expression: str, as_of: str = "2025-12-31", conventions: Json | None = None, **told: Any) -> Any:
    """A truth (None: unknown) or a value of a proposed act."""
    zone = {"conventions": conventions} if conventions else {}
    terms = told.pop("terms", {})
    program = compiled({"it": {"of": "action", "is": expression, "shown": "true"}}, ANY, terms=terms, **zone)
    found = whole(program, as_of=as_of, action={"kind": "visit", "actor": "AAA", **told})["action"]
    return HOLDS[found["holds"]["it"]] if found["holds"] else found["values"]["it"]


def of_record(expression: str, events: list[Json] | None, as_of: str) -> Any:
    """A truth of the record (None: unknown)."""
    program = compiled({"it": {"of": "record", "is": expression, "shown": "true"}}, ANY)
    lists = [{"id": "L", "kind": "prisoners", "role": "proposed", "by": "AAA", "entries": [{"id": "P"}]}]
    return HOLDS[whole(program, as_of=as_of, events=events, lists=lists)["record"]["holds"]["it"]]


def compared(a: str, b: str, *, conventions: Json | None = None, as_of: str | None = None, **told: Any) -> str:
    """For each operator, whether it holds: 1, 0, or ? where that is not known."""
    found = [of_act(f"{a} {op} {b}", as_of or "2025-12-31", conventions, **told) for op in OPS]
    return "".join({True: "1", False: "0", None: "?"}[truth] for truth in found)


# Comparing


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2025-06-10T08:59:59Z", BEFORE),
        ("2025-06-10T09:00:00Z", SAME),
        ("2025-06-10T12:00:00+03:00", SAME),  # the same moment
        ("2025-06-10T09:00:00.000001Z", AFTER),
        ("2025-06-09", BEFORE),
        ("2025-06-10", SAME),  # a day and an instant of it
        ("2025-06-11", AFTER),
    ],
)
def test_instants_are_compared_as_moments_and_a_day_with_the_day_of_an_instant(at: str, expected: str) -> None:
    assert compared("at", "as_of", as_of="2025-06-10T09:00:00Z", at=at) == expected


def test_a_time_that_is_not_known_is_before_and_after_everything() -> None:
    assert compared("at", "as_of") == "??????"


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2025-06-09T20:59:59Z", BEFORE),  # still the ninth in Istanbul
        ("2025-06-09T21:00:00Z", SAME),
        ("2025-06-10T20:59:59Z", SAME),
        ("2025-06-10T21:00:00Z", AFTER),
        ("2025-06-10", SAME),
        ("2025-06-09", BEFORE),
    ],
)
def test_a_time_beside_a_date_is_its_day_in_the_zone_of_the_ruleset(at: str, expected: str) -> None:
    assert compared("at", "date", at=at, date="2025-06-10") == expected
    assert compared("at", 'date("2025-06-10")', at=at) == expected


def test_a_time_beside_a_partial_date_is_compared_with_all_of_its_days() -> None:
    assert compared("at", "date", at="2025-05-31T09:00:00Z", date="2025-06") == BEFORE
    assert compared("at", "date", at="2025-06-01", date="2025-06") == "?1???0"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("2025-06-10", "2025-06-10", SAME), ("2025-06-09", "2025-06-10", BEFORE), ("2025-06-11", "2025-06-10", AFTER)],
)
def test_two_days_are_compared_as_days(first: str, second: str, expected: str) -> None:
    one, other = ({"kind": kind, "actor": "AAA", "at": at} for kind, at in (("visit", first), ("sign", second)))
    pair = 'events.exists(e, e.kind == "visit" && events.exists(f, f.kind == "sign" && e.at {} f.at))'
    program = compiled(
        {f"d{n}": {"of": "record", "is": pair.format(op), "shown": "true"} for n, op in enumerate(OPS)}, ANY
    )
    found = whole(program, as_of="2025-12-31", events=[one, other])["record"]["holds"]
    assert "".join(str(int(holds == "true")) for holds in found.values()) == expected


def test_the_time_of_judgement_given_as_a_day_is_its_last_moment() -> None:
    assert of_act("hours_between(as_of, at)", as_of="2025-06-10", at="2025-06-10T21:00:00Z") == 0
    assert of_act("hours_between(at, as_of)", as_of="2025-06-10", at="2025-06-10T20:00:00Z") == 0
    assert of_act("hours_between(at, as_of)", as_of="2025-06-10", at="2025-06-10T19:59:59Z") == 1
    assert compared("at", "as_of", as_of="2025-06-10", at="2025-06-10") == SAME
    assert compared("at", "as_of", as_of="2025-06-10", at="2025-06-10T20:59:59Z") == BEFORE


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2025-06-10T21:00:00Z", False),
        ("2025-06-10T21:00:00.000001Z", None),
        ("2025-06-11T20:59:59.999999Z", None),
        ("2025-06-11T21:00:00Z", True),
    ],
)
def test_a_day_and_some_hours_is_a_range_of_moments(as_of: str, expected: Any) -> None:
    """24 hours after a moment of the tenth: a moment of the eleventh, in Istanbul."""
    assert of_act('plus(at, "PT24H") < as_of', as_of=as_of, at="2025-06-10") is expected


# Hours


@pytest.mark.parametrize(
    ("at", "as_of", "hours"),
    [
        ("2025-06-10T09:00:00Z", "2025-06-10T10:59:59Z", 1),
        ("2025-06-10T09:00:00Z", "2025-06-10T11:00:00Z", 2),
        ("2025-06-10T10:59:59Z", "2025-06-10T09:00:00Z", -1),  # toward zero
        ("2025-06-10T09:30:00Z", "2025-06-10T09:00:00Z", 0),
        ("2025-06-10", "2025-06-11T21:00:00Z", [24, 48]),  # from some moment of the tenth, in Istanbul
        (None, "2025-06-11T21:00:00Z", None),
    ],
)
def test_whole_hours_pass_between_two_times(at: str | None, as_of: str, hours: Any) -> None:
    assert of_act("hours_between(at, as_of)", as_of=as_of, **({"at": at} if at else {})) == hours


@pytest.mark.parametrize(
    ("at", "as_of", "hours"),
    [
        ("2025-03-29T22:00:00Z", "2025-03-30T21:00:00Z", 23),  # the day on which clocks go forward
        ("2025-10-25T21:00:00Z", "2025-10-26T22:00:00Z", 25),  # the day on which they go back
        ("2025-10-26T00:30:00Z", "2025-10-26T01:30:00Z", 1),  # half past three, twice
    ],
)
def test_hours_are_those_that_pass_not_those_that_clocks_show(at: str, as_of: str, hours: int) -> None:
    assert of_act("hours_between(at, as_of)", as_of=as_of, at=at, conventions=KYIV) == hours
    assert of_act("days_between(at, as_of)", as_of=as_of, at=at, conventions=KYIV) in (0, 1)


@pytest.mark.parametrize(
    ("at", "length", "later"),
    [
        ("2025-06-10T09:00:00Z", "PT48H", "2025-06-12T12:00:00+03:00"),
        ("2025-03-29T12:00:00+02:00", "PT24H", "2025-03-30T13:00:00+03:00"),
        ("2025-10-25T12:00:00+03:00", "PT24H", "2025-10-26T11:00:00+02:00"),
        ("2025-03-29T12:00:00+02:00", "P1D", "2025-03-30"),
        ("2025-03-29", "PT24H", ["2025-03-30T00:00:00+02:00", "2025-03-31T00:59:59.999999+03:00"]),
        ("2025-06-10", "P7D", "2025-06-17"),
        ("2025-06-10T20:59:59Z", "P7D", "2025-06-17"),
        ("2025-06-10T21:00:00Z", "P7D", "2025-06-18"),
        ("2025-01-31", "P1M", "2025-02-28"),
        ("9999-12-31", "P1D", None),
    ],
)
def test_hours_are_added_to_moments_and_days_to_days(at: str, length: str, later: Any) -> None:
    kyiv = KYIV if "T12:00" in at or at == "2025-03-29" else {"time_zone": "Europe/Kyiv"}
    assert of_act(f'plus(at, "{length}")', at=at, conventions=kyiv) == later


def test_days_after_a_range_are_a_range_of_days() -> None:
    assert of_act('plus(plus(at, "PT24H"), "P1D")', at="2025-06-10") == "2025-06-12"
    found = of_act('plus(plus(at, "PT36H"), "P1D")', at="2025-06-10")
    assert found == ["2025-06-12T00:00:00+03:00", "2025-06-13T23:59:59.999999+03:00"]


@pytest.mark.parametrize(("value", "expected"), [("PT48H", True), ("P3D", False), ("open", None), ("none", None)])
def test_a_length_may_be_a_term(value: str, expected: Any) -> None:
    terms = {"wait": {"type": "duration", "is": value}}
    told = {"at": "2025-06-10T09:00:00Z", "as_of": "2025-06-12T09:00:00Z"}
    assert of_act("plus(at, terms.wait) <= as_of", terms=terms, **told) is expected


# The days of a time


def test_functions_of_dates_take_the_day_of_a_time() -> None:
    night = {"at": "2025-06-30T21:00:00Z"}  # the first of July in Istanbul
    assert of_act("date_of(at)", **night) == "2025-07-01"
    assert [of_act(f"{part}(at)", **night) for part in ("year", "month", "day")] == [2025, 7, 1]
    assert of_act('days_between(date("2025-06-30"), at)', **night) == 1
    assert of_act("age_on(date, at)", date="2007-07-01", **night) == 18
    assert of_act('date_of(plus(at, "PT24H"))', at="2025-06-10") == "2025-06-11"
    assert of_act('date_of(plus(at, "PT36H"))', at="2025-06-10") == ["2025-06-11", "2025-06-12"]


def test_first_and_last_of_several_times() -> None:
    times = ("2025-06-10T09:00:00Z", "2025-06-10T08:00:00Z", "2025-06-09")
    events = [{"kind": "visit", "actor": "AAA", "at": at} for at in times]
    program = compiled(
        {
            "first": {"of": "record", "is": "events.map(e, e.at).min()", "shown": "true"},
            "last": {"of": "record", "is": "events.map(e, e.at).max()", "shown": "true"},
            "number": {"of": "record", "is": "events.map(e, e.at).size()", "shown": "true"},
            "there": {"of": "record", "is": "events.map(e, e.at).exists(t, t == as_of)", "shown": "true"},
        },
        ANY,
    )
    found = whole(program, as_of="2025-06-10T09:00:00Z", events=events)["record"]
    assert found["values"] == {"first": "2025-06-09", "last": "2025-06-10T12:00:00+03:00", "number": 3}
    assert found["holds"] == {"there": "true"}


@pytest.mark.parametrize(("silent", "expected"), [("open", "pending"), ("none", "not_applicable")])
def test_days_lack_no_data_where_the_agreement_leaves_open_which_of_them_count(silent: str, expected: str) -> None:
    readings = {"A": {"held_by": [], "is": silent}, "B": {"held_by": [], "is": True}}
    program = compiled(
        {"late": {"of": "action", "is": "events.filter(e, terms.counts).map(e, e.at).max() > as_of"}},
        {"in-time": {"of": "action", "requires": "!late"}},
        terms={"counts": {"type": "bool", "readings": readings}},
    )
    event = {"kind": "visit", "actor": "AAA", "at": "2025-06-02"}
    action = {"kind": "visit", "actor": "AAA", "at": "2025-06-05"}
    found = whole(program, action=action, events=[event], readings={"counts": ["A"]})
    assert found["action"]["verdict"] == expected


# What is refused


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ('plus(date, "PT48H") < as_of', "bad-duration"),
        ('plus(date_of(at), "PT48H") < as_of', "bad-duration"),
        ('plus(at, "PT48H") < as_of', ""),
        ('plus(at, "P1DT12H") < as_of', "bad-duration"),
        ('plus(at, "PT30M") < as_of', "bad-duration"),
        ("plus(at, terms.wait) < as_of", ""),
        ("plus(date, terms.wait) < as_of", "bad-duration"),
        ("hours_between(date, at) > 5", "wrong-type"),
        ("hours_between(at, as_of) > 5", ""),
        ("hours_between(at) > 5", "wrong-arguments"),
        ("hours_between(at, 5) > 5", "wrong-type"),
        ("events.map(e, e.at).distinct().size() > 1", "wrong-type"),
        ("events.map(e, e.at).isSorted()", "wrong-type"),
        ("events.map(e, e.date).isSorted()", ""),
        ("at == count", "wrong-type"),
    ],
)
def test_hours_are_of_times_only(expression: str, code: str) -> None:
    readings = {"A": {"held_by": ["AAA"], "is": "P2D"}, "B": {"held_by": [], "is": "PT48H"}}
    terms = {"wait": {"type": "duration", "readings": readings}} if "wait" in expression else {}
    told = check_text(text_of({"it": {"of": "action", "is": expression, "shown": "true"}}, ANY, terms))
    assert [diagnostic.code for diagnostic in told] == ([code] if code else [])


# The last day of the calendar


@pytest.mark.parametrize("time_zone", ["UTC", "Europe/Kyiv", "America/New_York"])
@pytest.mark.parametrize("as_of", ["9999-12-30", "9999-12-31", "9999-12-31T12:00:00Z", "9999-12-31T23:59:59.999999Z"])
def test_a_verdict_is_given_to_the_end_of_the_calendar(as_of: str, time_zone: str) -> None:
    program = compiled(
        {"it": {"of": "prisoner", "is": "true", "shown": "true"}}, ANY, conventions={"time_zone": time_zone}
    )
    header = {"id": "L", "kind": "prisoners", "role": "proposed", "by": "AAA"}
    found = whole(program, as_of=as_of, lists=[{**header, "entries": [{"id": "P", "pregnant": True}]}])
    assert found["verdict"] == "compliant"


@pytest.mark.parametrize(
    ("time_zone", "at", "shown"),
    [
        ("UTC", "9999-12-31", "9999-12-31"),
        ("UTC", "9999-12-31T23:59:58Z", "9999-12-31T23:59:58+00:00"),
        ("Europe/Kyiv", "9999-12-31T21:59:58Z", "9999-12-31T23:59:58+02:00"),
        ("America/New_York", "9999-12-31T23:59:58Z", "9999-12-31T18:59:58-05:00"),
        ("America/New_York", "9999-12-31T04:59:59Z", "9999-12-30T23:59:59-05:00"),
    ],
)
def test_the_last_instants_of_the_calendar_are_written(time_zone: str, at: str, shown: str) -> None:
    assert of_act("at", "9999-12-31T23:59:59Z", {"time_zone": time_zone}, at=at) == shown


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("hours_between(at, as_of)", 3),
        ('plus(at, "PT1H") > at', True),
        ('plus(at, "PT48H") > at', None),
        ("days_between(plus(at, terms.wait), as_of) > 0", None),
    ],
)
def test_hours_are_counted_within_the_calendar(expression: str, expected: Any) -> None:
    zone, terms = {"time_zone": "UTC"}, {"wait": {"type": "duration", "is": "open"}}
    assert of_act(expression, "9999-12-31T23:30:00Z", zone, terms=terms, at="9999-12-31T20:00:00Z") == expected


# Times among others


INSTANT = "2025-06-05T10:00:00Z"


@pytest.mark.parametrize(
    ("expression", "at", "expected"),
    [
        ("as_of in events.map(e, e.at)", [INSTANT], True),
        ("as_of in events.map(e, e.at)", ["2025-06-05T09:59:59Z"], False),
        ("as_of in events.map(e, e.at)", ["2025-06-05T09:59:59Z", INSTANT], True),
        ("as_of in events.map(e, e.at)", ["2025-06-05"], True),  # a day beside an instant: the days are compared
        ("as_of in events.map(e, e.at)", ["2025-06-04"], False),
        ("as_of in events.map(e, e.at)", [None], None),
        ("as_of in events.map(e, e.at)", [], False),
        ("as_of in events.map(e, e.at)", None, None),
        ('date("2025-06-05") in events.map(e, e.at)', ["2025-06-05T09:59:59Z"], True),
        ('date("2025-06-04") in events.map(e, e.at)', ["2025-06-04T20:59:59Z"], True),
        ('date("2025-06-04") in events.map(e, e.at)', ["2025-06-04T21:00:00Z"], False),  # the fifth in Istanbul
        ('date("2025-06") in events.map(e, e.at)', ["2025-06-05"], None),
        ('date("2025-07") in events.map(e, e.at)', ["2025-06-05"], False),
        ('date("2025-06-05") in events.map(e, e.at)', [None], None),
        ('date("2025-06-05") in events.map(e, e.at)', None, None),
    ],
)
def test_a_time_is_among_those_of_the_history(expression: str, at: list[str | None] | None, expected: Any) -> None:
    acts = None if at is None else [{"kind": "visit", "actor": "AAA", **({"at": day} if day else {})} for day in at]
    assert of_record(expression, acts, INSTANT) is expected


@pytest.mark.parametrize("events", [None, [], [{"kind": "visit", "actor": "AAA", "at": INSTANT}]])
def test_whether_a_time_of_which_a_reading_says_nothing_is_among_others_is_left_to_that_reading(events: Any) -> None:
    said = {"SAYS": {"held_by": ["AAA"], "is": "as_of"}, "SILENT": {"held_by": ["BBB"], "is": "none"}}
    definitions = {
        "when": {"of": "record", "readings": said},
        "it": {"of": "record", "is": "when in events.map(e, e.at)"},
    }
    program = compiled(definitions, {"r": {"of": "record", "requires": "it"}})
    lists = [{"id": "L", "kind": "prisoners", "role": "proposed", "by": "AAA", "entries": [{"id": "P"}]}]
    found = whole(program, as_of="2025-06-30", events=events, lists=lists, readings={"when": ["SILENT"]})
    assert found["record"]["verdict"] == "not_applicable"


@pytest.mark.parametrize(
    ("at", "days", "expected"),
    [
        ("2025-06-02T20:59:59Z", ["2025-06-01", "2025-06-02"], True),
        ("2025-06-02T21:00:00Z", ["2025-06-01", "2025-06-02"], False),
        ("2025-06-02", ["2025-06"], None),
        (None, ["2025-06-02"], None),
        ("2025-06-02", "open", None),
    ],
)
def test_a_time_is_among_days_by_its_day(at: str | None, days: Any, expected: Any) -> None:
    terms = {"days": {"type": ["date"], "is": days}}
    assert of_act("at in terms.days", terms=terms, **({"at": at} if at else {})) is expected


@pytest.mark.parametrize(
    ("at", "date", "expected"),
    [
        ("2025-06-02T20:59:59Z", "2025-06-02", True),
        ("2025-06-02T21:00:00Z", "2025-06-02", False),
        ("2025-06-02", None, None),
        (None, "2025-06-02", None),
    ],
)
def test_a_time_and_a_date_that_are_not_both_known_are_not_compared(
    at: str | None, date: str | None, expected: Any
) -> None:
    told = {"at": at, "date": date}
    assert of_act("at == date", **{name: value for name, value in told.items() if value}) is expected


def test_a_day_is_as_exact_as_a_time_is_told_so_that_what_is_not_settled_says_why_nothing_is_known() -> None:
    definitions = {"same": {"of": "action", "is": "(terms.first ? as_of : at) == as_of"}}
    terms = {"first": {"type": "bool", "is": "none"}}
    rule = {"of": "action", "requires": "same", "message": {"en": "Not then."}}
    program = compiled(definitions, {"r": rule}, terms=terms)
    action = {"kind": "visit", "actor": "AAA", "at": "2025-06-10"}
    found = whole(program, as_of="2025-06-30", action=action)["action"]
    assert (found["verdict"], found["findings"]) == ("not_applicable", [])
