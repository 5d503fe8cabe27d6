"""What agreements ask of a party as a whole: sums, parity, ratios, rates, pace, schedules."""

from __future__ import annotations

from typing import Any

import pytest
from tiny import Json, compiled, whole

from servanda.language import Program


def of_party(expression: str, **more: Any) -> Json:
    return {"of": "party", "is": expression, "shown": "true", **more}


def transfer(actor: str, count: int | None, at: str | None = "2025-06-05", **more: Any) -> Json:
    told = {"count": count, "at": at, "subject": "prisoners", **more}
    return {"kind": "transfer", "actor": actor, **{name: value for name, value in told.items() if value is not None}}


def parties(program: Program, *events: Json, as_of: str = "2025-06-30", **more: Any) -> Json:
    """What is said of each party."""
    found = whole(program, as_of=as_of, events=list(events), **more)["parties"]
    return {party["party"]: party for party in found}


def verdicts(program: Program, *events: Json, **more: Any) -> list[str]:
    return [party["verdict"] for party in parties(program, *events, **more).values()]


OWN = 'events.filter(e, e.kind == "transfer" && e.actor == party && e.subject == "prisoners").map(e, e.count).sum()'
OTHER = OWN.replace("e.actor == party", "e.actor != party")


# A minimum for each: sums of what was handed over

MINIMUM = compiled(
    {"handed_over": of_party(OWN), "enough": of_party("handed_over >= terms.minimum[party]")},
    {"minimum": {"of": "party", "requires": "enough"}},
    terms={"minimum": {"type": {"party": "int"}, "is": {"AAA": "10", "BBB": "12"}}},
)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((6, 4), (6, 6), ["compliant", "compliant"]),
        ((6, 3), (6, 6), ["non_compliant", "compliant"]),
        ((6, 4), (6, 5), ["compliant", "non_compliant"]),
        ((6, None), (6, 6), ["indeterminate", "compliant"]),
        ((10, None), (6, 6), ["indeterminate", "compliant"]),
    ],
)
def test_each_party_hands_over_its_minimum_in_whatever_tranches(first: Any, second: Any, expected: list[str]) -> None:
    events = [transfer("AAA", count) for count in first] + [transfer("BBB", count) for count in second]
    assert verdicts(MINIMUM, *events) == expected


def test_other_subjects_and_kinds_and_what_lies_ahead_do_not_count() -> None:
    events = [
        transfer("AAA", 9),
        transfer("AAA", 5, subject="remains"),
        {**transfer("AAA", 5), "kind": "tender"},
        transfer("AAA", 5, "2025-07-01"),
    ]
    assert parties(MINIMUM, *events)["AAA"]["values"] == {"handed_over": 9}
    assert verdicts(MINIMUM, *events)[0] == "non_compliant"


def test_what_may_have_been_handed_over_is_an_interval_from_the_least_to_the_most() -> None:
    told = parties(MINIMUM, transfer("AAA", 7), transfer("AAA", 5, None), transfer("BBB", 12, None))
    assert told["AAA"]["values"] == {"handed_over": [7, 12]}
    assert told["BBB"]["values"] == {"handed_over": [0, 12]}
    assert [party["verdict"] for party in told.values()] == ["indeterminate", "indeterminate"]
    assert verdicts(MINIMUM, transfer("AAA", 4, None), transfer("AAA", 5)) == ["non_compliant", "non_compliant"]
    assert told["AAA"]["findings"][0]["missing"] == ["events.at"]


# Parity: one for one, with a tolerance

PARITY = compiled(
    {"own": of_party(OWN), "others": of_party(OTHER), "even": of_party("others - own <= terms.tolerance")},
    {"parity": {"of": "party", "requires": "even"}},
    terms={"tolerance": {"type": "int", "is": "2"}},
)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (10, 10, ["compliant", "compliant"]),
        (8, 10, ["compliant", "compliant"]),
        (7, 10, ["non_compliant", "compliant"]),
        (10, 7, ["compliant", "non_compliant"]),
    ],
)
def test_neither_side_lags_more_than_two_behind_the_other(first: int, second: int, expected: list[str]) -> None:
    assert verdicts(PARITY, transfer("AAA", first), transfer("BBB", second)) == expected


def test_where_accounts_differ_parity_is_disputed_of_the_side_that_may_lag() -> None:
    events = [transfer("AAA", 10, stated_by=["AAA"]), transfer("AAA", 7, stated_by=["BBB"]), transfer("BBB", 10)]
    assert verdicts(PARITY, *events) == ["disputed", "compliant"]
    assert verdicts(PARITY, *events, account="BBB") == ["non_compliant", "compliant"]
    assert parties(PARITY, *events)["AAA"]["values"]["own"] == {"AAA": 10, "BBB": 7}


# A ratio with sub-quotas: thirty prisoners for each hostage, fifty for a soldier

HOSTAGES = 'events.filter(e, e.kind == "release" && e.actor == "AAA" && e.category == "{}").map(e, e.count).sum()'
RATIO = compiled(
    {
        "soldiers": {"of": "record", "is": HOSTAGES.format("soldier")},
        "civilians": {"of": "record", "is": HOSTAGES.format("civilian")},
        "owed": of_party('soldiers * terms.for_each["soldier"] + civilians * terms.for_each["civilian"]'),
        "released": of_party(OWN),
        "long_sentences": of_party(OWN.replace('e.subject == "prisoners"', 'e.category == "long"')),
        "is_owing": of_party('party == "BBB"'),
        "ratio_kept": of_party("released >= owed"),
        "quota_kept": of_party("long_sentences * 5 >= owed"),  # a fifth of them
    },
    {
        "ratio": {"of": "party", "applies": "is_owing", "requires": "ratio_kept"},
        "quota": {"of": "party", "applies": "is_owing", "requires": "quota_kept"},
    },
    terms={"for_each": {"type": {"id": "int"}, "is": {"soldier": "50", "civilian": "30"}}},
)


@pytest.mark.parametrize(
    ("ordinary", "long", "broken"),
    [(88, 22, []), (87, 22, ["ratio"]), (89, 21, ["quota"]), (87, 21, ["quota", "ratio"]), (60, 50, [])],
)
def test_so_many_for_each_and_a_fifth_of_them_of_a_kind(ordinary: int, long: int, broken: list[str]) -> None:
    events: list[Json] = [
        {"kind": "release", "actor": "AAA", "at": "2025-06-01", "count": 1, "category": "soldier"},
        {"kind": "release", "actor": "AAA", "at": "2025-06-02", "count": 2, "category": "civilian"},
        transfer("BBB", ordinary, category="short"),
        transfer("BBB", long, category="long"),
    ]
    told = parties(RATIO, *events)
    assert told["BBB"]["values"]["owed"] == 110
    assert sorted(finding["rule"] for finding in told["BBB"]["findings"]) == broken
    assert told["AAA"]["verdict"] == "not_applicable"


# A rate: so many trucks a day, counted since the start

RATE = compiled(
    {
        "days": {"of": "record", "is": "days_between(terms.start, as_of) + 1"},
        "let_in": of_party('events.filter(e, e.kind == "let_in" && e.actor == party).map(e, e.trucks).sum()'),
        "begun": of_party('as_of >= terms.start && party == "AAA"'),
        "enough": of_party("let_in >= 600 * days"),
    },
    {"rate": {"of": "party", "applies": "begun", "requires": "enough"}},
    terms={"start": {"type": "date", "is": "2025-06-10"}},
    fields={"event": {"trucks": "int"}},
    event_kinds=["let_in"],
)


@pytest.mark.parametrize(
    ("as_of", "trucks", "expected"),
    [
        ("2025-06-09", 0, "not_applicable"),
        ("2025-06-10", 600, "compliant"),
        ("2025-06-10", 599, "non_compliant"),
        ("2025-06-11", 1200, "compliant"),
        ("2025-06-11", 1199, "non_compliant"),
        ("2025-06-11", None, "indeterminate"),
    ],
)
def test_a_daily_number_is_asked_from_the_first_day_on(as_of: str, trucks: int | None, expected: str) -> None:
    let_in = {"kind": "let_in", "actor": "AAA", "at": "2025-06-09", "trucks": trucks}
    assert verdicts(RATE, let_in, as_of=as_of) == [expected, "not_applicable"]


# A pace that is coupled to another process: for each sector that is left, a group is released

PACE = compiled(
    {
        "sectors": {"of": "record", "is": 'events.filter(e, e.kind == "withdraw").map(e, e.sector).distinct().size()'},
        "released": of_party('events.filter(e, e.kind == "release" && e.actor == party).map(e, e.count).sum()'),
        "releases": of_party('party == "BBB"'),
        "keeps_pace": of_party("released >= terms.group * sectors"),
        "runs_ahead": of_party("released > terms.group * (sectors + 1)"),
    },
    {
        "pace": {"of": "party", "applies": "releases", "requires": "keeps_pace"},
        "not-ahead": {"of": "party", "applies": "releases", "requires": "!runs_ahead", "level": "advisory"},
    },
    terms={"group": {"type": "int", "is": "25"}},
    fields={"event": {"sector": "id"}},
    event_kinds=["withdraw"],
)


@pytest.mark.parametrize(
    ("sectors", "released", "expected"),
    [
        (["S1"], 25, "compliant"),
        (["S1"], 24, "non_compliant"),
        (["S1", "S1"], 25, "compliant"),  # one sector, reported twice
        (["S1", "S2"], 49, "non_compliant"),
        (["S1", "S2"], 50, "compliant"),
        (["S1", None], 25, "indeterminate"),  # it may be another one
        (["S1", None], 50, "compliant"),
        ([], 25, "compliant"),
    ],
)
def test_releases_keep_pace_with_the_withdrawal(sectors: list[str | None], released: int, expected: str) -> None:
    withdrawals = [{"kind": "withdraw", "actor": "AAA", "at": "2025-06-02", "sector": sector} for sector in sectors]
    release = {"kind": "release", "actor": "BBB", "at": "2025-06-04", "count": released}
    assert verdicts(PACE, *withdrawals, release) == ["not_applicable", expected]


def test_to_run_ahead_is_a_warning() -> None:
    release = {"kind": "release", "actor": "BBB", "at": "2025-06-04", "count": 26}
    assert whole(PACE, events=[release], as_of="2025-06-30")["counts"]["warnings"] == 1
    assert whole(PACE, events=[{**release, "count": 25}], as_of="2025-06-30")["counts"]["warnings"] == 0


# A schedule by integer arithmetic: three on day 1, then three every seven days, the last fourteen on day 43

SCHEDULE = compiled(
    {
        "day": {"of": "record", "is": "days_between(terms.start, as_of) + 1"},
        "due": {
            "of": "record",
            "is": "day < 1 ? 0 : day >= 43 ? 33 : day < 7 ? 3 : 7 + 3 * ((day - 7) / 7)",
            "shown": "true",
        },
        "released": of_party('events.filter(e, e.kind == "release" && e.actor == party).map(e, e.count).sum()'),
        "releases": of_party('party == "AAA"'),
        "on_schedule": of_party("released >= due"),
    },
    {"schedule": {"of": "party", "applies": "releases", "requires": "on_schedule"}},
    terms={"start": {"type": "date", "is": "2025-01-19"}},
)


@pytest.mark.parametrize(
    ("as_of", "due"),
    [
        ("2025-01-18", 0),
        ("2025-01-19", 3),
        ("2025-01-24", 3),
        ("2025-01-25", 7),
        ("2025-01-31", 7),
        ("2025-02-01", 10),
        ("2025-02-08", 13),
        ("2025-02-28", 19),
        ("2025-03-01", 22),
        ("2025-03-02", 33),
        ("2025-12-31", 33),
    ],
)
def test_a_schedule_is_an_expression_of_the_day(as_of: str, due: int) -> None:
    comment: Json = {"kind": "comment", "actor": "AAA", "at": "2025-01-01"}
    assert whole(SCHEDULE, as_of=as_of, events=[comment])["record"]["values"]["due"] == due
    for released, expected in ((due, "compliant"), (due - 1, "non_compliant")):
        if released >= 0:
            release = {"kind": "release", "actor": "AAA", "at": "2025-01-10", "count": released}
            assert verdicts(SCHEDULE, comment, release, as_of=as_of)[0] == expected


def test_without_a_history_no_party_is_judged_and_with_one_of_other_kinds_no_rule_is() -> None:
    lists = [{"id": "L", "kind": "prisoners", "role": "proposed", "by": "AAA", "entries": [{"id": "P"}]}]
    found = whole(MINIMUM, lists=lists)
    assert (found["parties"], found["not_checked"][0]) == (
        [],
        {"rule": "minimum", "reason": "no events in the submission"},
    )
    found = whole(MINIMUM, events=[transfer("AAA", 5)], history_covers=["visit"])
    assert [party["verdict"] for party in found["parties"]] == ["not_applicable", "not_applicable"]
    assert found["not_checked"][0]["rule"] == "minimum"
