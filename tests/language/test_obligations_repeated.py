"""Obligations that are repeated, add up, look ahead, are awaited; that differ by account, or are taken over."""

from __future__ import annotations

from typing import Any

import pytest
from tiny import Json, compiled, duties, statuses, text_of, whole

from servanda.errors import RulesetError, SubmissionError
from servanda.language import Program, compile_text

START = {"start": {"type": "date", "is": "2025-06-10"}, "end": {"type": "date", "is": "2025-06-12"}}
PARTS = {"terms": START}
DAILY: Json = {
    "when": {"on": "terms.start"},
    "duty_of": '"AAA"',
    "do": {"event": ["transfer"], "where": "event.actor == duty", "total": "30"},
    "every": "P1D",
}


def transfer(at: str | None, count: int | None = None, **more: Any) -> Json:
    told = {"at": at, "count": count}
    return {"kind": "transfer", "actor": "AAA", **{name: value for name, value in told.items() if value}, **more}


COMMENT = {"kind": "comment", "actor": "AAA", "at": "2025-06-01"}


@pytest.mark.parametrize(
    ("on", "every", "expected"),
    [
        ("9999-11-10", "P1M", [("9999-11-10", "9999-12-09", "violated"), ("9999-12-10", None, "indeterminate")]),
        ("9999-12-30", "P1D", [("9999-12-30", "9999-12-30", "violated"), ("9999-12-31", None, "indeterminate")]),
    ],
)
def test_a_period_that_the_calendar_does_not_end_is_the_last_one(on: str, every: str, expected: Any) -> None:
    obligation = {**DAILY, "when": {"on": f'date("{on}")'}, "every": every}
    found = duties(obligation, [COMMENT], "9999-12-31")
    assert [(duty["trigger"], duty["due"], duty["status"]) for duty in found] == expected


@pytest.mark.parametrize("at", ["2025-06-12T09:00:00Z", "2025-06-12T20:59:59Z"])
def test_a_period_of_a_day_begins_if_an_end_of_some_time_falls_on_that_day(at: str) -> None:
    ends = [{**COMMENT, "at": "2025-06-12"}, {**COMMENT, "at": at}]  # the earlier of the two: some time of that day
    duty = {**DAILY, "when": {"on": "terms.start", "until": "events.map(e, e.at).min()"}}
    found = duties(duty, ends, "2025-06-20", parts=PARTS)
    assert [(d["trigger"], d["status"]) for d in found] == [(f"2025-06-{day}", "violated") for day in (10, 11, 12)]


def test_a_duty_that_is_repeated_from_a_day_which_is_not_known_is_undecided() -> None:
    program = compiled(
        {"day": {"of": "record", "is": "lists.map(l, l.date).max()"}},
        obligations={"it": {**DAILY, "when": {"on": "day"}}},
    )
    (duty,) = whole(program, as_of="2025-06-12", events=[COMMENT])["obligations"]
    assert (duty["trigger"], duty["due"], duty["status"]) == (None, None, "indeterminate")


# Every day, every week


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2025-06-09", []), ("2025-06-10", [("2025-06-10", "satisfied"), (None, "pending")])],
)
def test_how_often_is_left_open_so_the_first_period_done_is_not_the_whole_duty(as_of: str, expected: Any) -> None:
    parts = {"terms": {**START, "length": {"clause": "C", "type": "duration", "is": "open"}}}
    often = {**DAILY, "every": "terms.length", "within": "P2D"}
    program = compiled(obligations={"it": often}, **parts)
    verdict = whole(program, as_of=as_of, events=[transfer("2025-06-10", 30)])
    assert [(duty["trigger"], duty["status"]) for duty in verdict["obligations"]] == expected
    assert verdict["verdict"] == ("pending" if expected else "not_applicable")


def test_each_period_is_due_on_its_last_day_and_counts_what_is_in_it() -> None:
    events = [
        transfer("2025-06-10", 20),
        transfer("2025-06-10", 10),
        transfer("2025-06-11", 29),
        transfer("2025-06-12", 5),
    ]
    found = duties(DAILY, events, "2025-06-12", parts=PARTS)
    assert [(duty["trigger"], duty["due"], duty["status"]) for duty in found] == [
        ("2025-06-10", "2025-06-10", "satisfied"),
        ("2025-06-11", "2025-06-11", "violated"),
        ("2025-06-12", "2025-06-12", "pending"),
    ]


def test_more_on_one_day_does_not_count_for_the_next() -> None:
    assert statuses(duties(DAILY, [transfer("2025-06-10", 60)], "2025-06-12", parts=PARTS)) == [
        "satisfied",
        "violated",
        "pending",
    ]


@pytest.mark.parametrize(
    ("as_of", "number"), [("2025-06-09", 0), ("2025-06-10", 1), ("2025-06-11", 2), ("2025-06-30", 3)]
)
def test_periods_begin_up_to_the_time_of_judgement_and_no_later_than_the_end(as_of: str, number: int) -> None:
    until = {**DAILY, "when": {"on": "terms.start", "until": "terms.end"}}
    assert len(duties(until, [COMMENT], as_of, parts=PARTS)) == number


SINCE_CONSENT = 'events.filter(e, e.kind == "consent").map(e, e.at).max()'


def since_consent(named: bool) -> Program:
    definitions = {"since": {"clause": "C", "of": "record", "is": SINCE_CONSENT}} if named else None
    often = {**DAILY, "when": {"on": "since" if named else SINCE_CONSENT}}
    return compiled(definitions, obligations={"it": often})


@pytest.mark.parametrize("named", [False, True])
def test_a_duty_of_which_it_is_not_known_since_when_asks_for_the_time(named: bool) -> None:
    found = whole(since_consent(named), as_of="2025-06-11", events=[{"kind": "consent", "actor": "AAA"}])
    assert [(duty["status"], duty["missing"]) for duty in found["obligations"]] == [("indeterminate", ["events.at"])]


@pytest.mark.parametrize("named", [False, True])
@pytest.mark.parametrize(("covers", "number"), [(["transfer", "consent"], 2), (["transfer"], 0)])
def test_how_often_a_duty_is_owed_rests_on_the_history_as_its_performance_does(
    covers: list[str], number: int, named: bool
) -> None:
    consent = {"kind": "consent", "actor": "AAA", "at": "2025-06-10"}
    program = since_consent(named)
    found = whole(program, as_of="2025-06-11", events=[consent], history_covers=covers)
    assert len(found["obligations"]) == number
    assert ("it" in {row["rule"] for row in found["not_checked"] if "rule" in row}) == (number == 0)


@pytest.mark.parametrize(
    ("within", "at", "expected"),
    [
        (None, "2025-06-16", ["satisfied", "pending"]),
        (None, "2025-06-17", ["violated", "satisfied"]),
        ("P2D", "2025-06-12", ["satisfied", "pending"]),
        ("P2D", "2025-06-13", ["violated", "pending"]),
        ("P2D", "2025-06-09", ["violated", "pending"]),
    ],
)
def test_a_week_ends_before_the_next_one_unless_it_is_due_earlier(
    within: str | None, at: str, expected: list[str]
) -> None:
    weekly = {**DAILY, "do": {"event": ["visit"]}, "every": "P1W", **({"within": within} if within else {})}
    found = duties(weekly, [{"kind": "visit", "actor": "BBB", "at": at}], "2025-06-18", parts=PARTS)
    assert [duty["trigger"] for duty in found] == ["2025-06-10", "2025-06-17"]
    assert statuses(found) == expected


def test_months_are_counted_from_the_first_day_so_that_none_slips() -> None:
    parts = {"terms": {"start": {"type": "date", "is": "2025-01-31"}}}
    found = duties({**DAILY, "every": "P1M"}, [COMMENT], "2025-04-30", parts=parts)
    assert [(duty["trigger"], duty["due"]) for duty in found] == [
        ("2025-01-31", "2025-02-27"),
        ("2025-02-28", "2025-03-30"),
        ("2025-03-31", "2025-04-29"),
        ("2025-04-30", "2025-05-30"),
    ]


def test_hours_repeat_by_the_clock() -> None:
    first = {"kind": "comment", "actor": "AAA", "at": "2025-06-10T12:00:00+03:00"}
    owed = {**DAILY, "when": {"on": 'events.map(e, e.kind == "comment", e.at).min()'}, "every": "PT24H"}
    assert len(duties(owed, [first], "2025-06-11T11:59:59+03:00", parts=PARTS)) == 1
    assert len(duties(owed, [first], "2025-06-11T12:00:00+03:00", parts=PARTS)) == 2
    whole = {**first, "at": "2025-06-10"}  # of a day nobody knows when its hours begin
    assert statuses(duties(owed, [whole], "2025-06-20", parts=PARTS)) == ["indeterminate"]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2025-06-11T11:59:59.999999+03:00", ["satisfied", "violated"]),
        ("2025-06-11T12:00:00+03:00", ["violated", "satisfied"]),
    ],
)
def test_a_period_of_hours_ends_where_the_next_one_begins(at: str, expected: list[str]) -> None:
    first = {"kind": "comment", "actor": "AAA", "at": "2025-06-10T12:00:00+03:00"}
    on = 'events.filter(e, e.kind == "comment").map(e, e.at).min()'
    daily = {**DAILY, "do": {"event": ["visit"]}, "when": {"on": on}, "every": "PT24H"}
    found = duties(daily, [first, {"kind": "visit", "actor": "AAA", "at": at}], "2025-06-12", parts=PARTS)
    assert statuses(found)[:2] == expected
    assert found[0]["due"] == "2025-06-11T11:59:59.999999+03:00"


def test_each_period_has_its_own_duty_of_each_party() -> None:
    found = duties({**DAILY, "duty_of": "parties"}, [transfer("2025-06-10", 30)], "2025-06-11", parts=PARTS)
    assert [(duty["trigger"][-2:], duty["party"], duty["status"]) for duty in found] == [
        ("10", "AAA", "satisfied"),
        ("10", "BBB", "violated"),
        ("11", "AAA", "pending"),
        ("11", "BBB", "pending"),
    ]


def test_a_thousand_periods_are_judged_and_no_more() -> None:
    assert len(duties(DAILY, [COMMENT], "2028-03-05", parts=PARTS)) == 1000
    with pytest.raises(SubmissionError, match=r"1,?000"):
        duties(DAILY, [COMMENT], "2028-03-06", parts=PARTS)


# Totals

RECEIVED = {"kind": "receive", "actor": "BBB", "at": "2025-06-10", "count": 3, "batch": "B1"}
TOTAL: Json = {
    "when": {"event": ["receive"]},
    "duty_of": '"AAA"',
    "do": {
        "event": ["transfer"],
        "where": "event.batch == trigger.batch && event.actor == duty",
        "total": "30 * trigger.count",
    },
    "within": "P7D",
}


def batch(at: str | None, count: int | None, **more: Any) -> Json:
    return transfer(at, count, **{"batch": "B1", **more})


@pytest.mark.parametrize(
    ("events", "as_of", "expected"),
    [
        ([batch("2025-06-11", 40), batch("2025-06-12", 50)], "2025-06-30", "satisfied"),
        ([batch("2025-06-11", 40), batch("2025-06-12", 49)], "2025-06-30", "violated"),
        ([batch("2025-06-11", 40), batch("2025-06-12", 49)], "2025-06-17", "pending"),
        ([batch("2025-06-17", 40), batch("2025-06-18", 50)], "2025-06-30", "violated"),
        ([batch("2025-06-11", 90, batch="B2")], "2025-06-30", "violated"),
        ([batch("2025-06-09", 90)], "2025-06-30", "violated"),
        ([batch("2025-06-11", 89), batch("2025-06-12", None)], "2025-06-30", "indeterminate"),
        ([batch("2025-06-11", 90), batch("2025-06-12", None)], "2025-06-30", "satisfied"),
        ([batch("2025-06-11", 80), batch(None, 10)], "2025-06-30", "indeterminate"),
        ([batch("2025-06-11", 79), batch(None, 10)], "2025-06-30", "violated"),
        ([batch("2025-06-11", 90, batch=None)], "2025-06-30", "indeterminate"),
    ],
)
def test_thirty_for_each_one_received_however_many_transfers_it_takes(
    events: list[Json], as_of: str, expected: str
) -> None:
    assert statuses(duties(TOTAL, [RECEIVED, *events], as_of)) == [expected]


def test_a_total_that_is_not_known_is_not_reached_for_sure() -> None:
    received = {name: value for name, value in RECEIVED.items() if name != "count"}
    (duty,) = duties(TOTAL, [received, batch("2025-06-11", 90)])
    assert (duty["status"], duty["missing"]) == ("indeterminate", ["count"])


def test_a_total_that_is_open_leaves_the_duty_pending() -> None:
    terms = {"q": {"type": "int", "is": "open"}}
    obligation = {**TOTAL, "do": {**TOTAL["do"], "total": "terms.q"}}
    assert statuses(duties(obligation, [RECEIVED, batch("2025-06-11", 90)], parts={"terms": terms})) == ["pending"]


def test_an_event_that_counts_nothing_keeps_nothing_open() -> None:
    parts = {"terms": {"q": {"type": ["int"], "is": [1]}, "all": {"type": "bool", "is": "open"}}}
    obligation = {**TOTAL, "do": {**TOTAL["do"], "total": "terms.q.filter(n, terms.all).sum()"}}
    for count, expected in ((0, "pending"), (1, "indeterminate")):
        undated = {**batch(None, 1), "count": count}
        assert statuses(duties(obligation, [RECEIVED, undated], parts=parts)) == [expected]


# Ahead

AHEAD: Json = {
    "when": {"event": ["transfer"]},
    "duty_of": "trigger.actor",
    "do": {"event": ["notify"], "where": "event.actor == duty && event.batch == trigger.batch"},
    "ahead": "PT48H",
}


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2025-06-08T09:00:00Z", "satisfied"),
        ("2025-06-08T09:00:00.000001Z", "violated"),
        ("2025-06-07", "satisfied"),
        ("2025-06-08", "indeterminate"),  # at noon, or earlier, or later
        ("2025-06-09", "violated"),
        ("2025-06-10", "violated"),
        (None, "indeterminate"),
    ],
)
def test_notice_is_given_forty_eight_hours_ahead(at: str | None, expected: str) -> None:
    notice = {"kind": "notify", "actor": "AAA", "batch": "B1", **({"at": at} if at else {})}
    (duty,) = duties(AHEAD, [notice, transfer("2025-06-10T09:00:00Z", batch="B1")])
    assert (duty["status"], duty["due"], duty["trigger"]) == (expected, None, "/events/1")


@pytest.mark.parametrize(("at", "expected"), [("2025-06-08", "satisfied"), ("2025-06-09", "violated")])
def test_two_days_ahead_of_a_day(at: str, expected: str) -> None:
    notice = {"kind": "notify", "actor": "AAA", "batch": "B1", "at": at}
    assert statuses(duties({**AHEAD, "ahead": "P2D"}, [notice, transfer("2025-06-10", batch="B1")])) == [expected]


@pytest.mark.parametrize(
    ("counts", "expected"), [((2, 1), "satisfied"), ((1, 1), "violated"), ((2, None), "indeterminate")]
)
def test_what_must_come_ahead_may_have_to_come_to_a_total(counts: tuple[int | None, ...], expected: str) -> None:
    owed = {**AHEAD, "do": {**AHEAD["do"], "total": "3"}}
    notices = [
        {"kind": "notify", "actor": "AAA", "at": "2025-06-01", "batch": "B1", "count": count} for count in counts
    ]
    assert statuses(duties(owed, [*notices, transfer("2025-06-10", batch="B1")])) == [expected]


def test_what_is_proposed_asks_for_notice_ahead_too_but_brings_about_no_other_duty() -> None:
    program = compiled(obligations={"ahead": AHEAD, "after": TOTAL})
    action = transfer("2025-06-10T09:00:00Z", batch="B1")
    found = whole(program, as_of="2025-06-07", action=action, events=[COMMENT])
    assert [(duty["obligation"], duty["trigger"], duty["status"]) for duty in found["obligations"]] == [
        ("ahead", "/action", "violated")
    ]
    receiving = {**RECEIVED, "at": "2025-06-08"}
    assert whole(program, as_of="2025-06-07", action=receiving, events=[COMMENT])["obligations"] == []


# Awaited


def test_a_duty_of_a_trigger_that_is_awaited_is_pending() -> None:
    (duty,) = duties({**TOTAL, "awaited": "true"}, [COMMENT])
    assert [duty[name] for name in ("trigger", "party", "due", "status")] == [None, "AAA", None, "pending"]
    assert duty["by_party"] == {"AAA": "pending", "BBB": "pending"}
    (duty,) = duties({**AHEAD, "awaited": "true"}, [COMMENT])
    assert (duty["party"], duty["status"]) == (None, "pending")


def test_a_trigger_that_came_is_awaited_no_longer() -> None:
    assert statuses(duties({**TOTAL, "awaited": "true"}, [RECEIVED], "2025-06-30")) == ["violated"]


# Accounts


def test_a_deed_that_one_side_alone_tells_of_makes_the_duty_disputed() -> None:
    told = batch("2025-06-11", 90, stated_by=["AAA"])
    (duty,) = duties(TOTAL, [RECEIVED, told])
    assert (duty["status"], duty["by_party"]) == ("disputed", {"AAA": "satisfied", "BBB": "violated"})
    assert duty["under"] == {"satisfied": [{"account": ["AAA"]}], "violated": [{"account": ["BBB"]}]}
    assert statuses(duties(TOTAL, [RECEIVED, told], account="BBB")) == ["violated"]


def test_a_trigger_that_one_side_alone_tells_of_is_a_duty_in_its_account_only() -> None:
    received = {**RECEIVED, "stated_by": ["BBB"]}
    (duty,) = duties(TOTAL, [received])
    assert (duty["status"], duty["by_party"]) == ("disputed", {"AAA": "not_applicable", "BBB": "violated"})
    assert statuses(duties(TOTAL, [received], account="BBB")) == ["violated"]
    assert duties(TOTAL, [received], account="AAA") == []


# Next steps


def test_the_next_step_is_what_is_due_first_then_what_has_no_day() -> None:
    without = {name: part for name, part in TOTAL.items() if name != "within"}
    program = compiled(obligations={"later": {**TOTAL, "within": "P9D"}, "some-day": without, "first": TOTAL})
    steps = whole(program, as_of="2025-06-11", events=[RECEIVED])["next_steps"]
    assert [(step["obligation"], step["due"]) for step in steps] == [("first", "2025-06-17"), ("some-day", None)]
    late = whole(program, as_of="2025-06-18", events=[RECEIVED])["next_steps"]
    assert [(step["obligation"], step["due"]) for step in late] == [("later", "2025-06-19"), ("some-day", None)]


@pytest.mark.parametrize(
    ("at", "hours", "first"),
    [
        ("2025-06-10", "PT24H", ["by-the-hour"]),  # which may end as the day begins
        ("2025-06-10T09:00:00Z", "PT24H", ["by-the-hour"]),
        ("2025-06-10T09:00:00Z", "PT48H", ["by-the-day"]),
    ],
)
def test_an_hour_is_before_the_end_of_its_day(at: str, hours: str, first: list[str]) -> None:
    duties_ = {"by-the-day": {**TOTAL, "within": "P1D"}, "by-the-hour": {**TOTAL, "within": hours}}
    steps = whole(compiled(obligations=duties_), as_of="2025-06-10T09:00:00Z", events=[{**RECEIVED, "at": at}])
    assert [step["obligation"] for step in steps["next_steps"]] == first


# Taken over


LARGE = {"event": ["receive"], "where": "count > 2"}


def taken_over(**more: Any) -> Json:
    """The verdict under a ruleset that includes one with an obligation."""
    other = text_of(
        obligations={"give-back": {**TOTAL, "when": LARGE, "level": "review"}, "tell": AHEAD},
        agreement="other",
        clauses={"O": {"text": "Another.", "standing": "treaty"}},
    ).replace('"clause": "C"', '"clause": "O"')

    def find(agreement: str, version: str) -> bytes | None:
        return other.encode() if (agreement, version) == ("other", "1.0.0") else None

    whose = {"it": {"of": "prisoner", "requires": "pregnant"}, **more.pop("rules", {})}
    text = text_of(rules=whose, includes=[{"ruleset": "other@1.0.0", **more.pop("include", {})}], **more)
    return whole(compile_text(text, find=find), as_of="2025-06-30", events=[RECEIVED, batch("2025-06-11", 90)])


def test_obligations_are_taken_over_under_the_name_of_their_ruleset() -> None:
    found = taken_over()["obligations"]
    assert [(duty["obligation"], duty["clause"], duty["level"], duty["status"]) for duty in found] == [
        ("other/give-back", "O", "review", "satisfied"),
        ("other/tell", "O", "binding", "violated"),
    ]


def test_an_obligation_is_bound_to_a_clause_of_this_ruleset() -> None:
    bound, _ = taken_over(include={"bind": {"give-back": "C"}})["obligations"]
    assert (bound["obligation"], bound["clause"], bound["level"]) == ("other/give-back", "C", "binding")


def test_an_obligation_is_dropped() -> None:
    assert [duty["obligation"] for duty in taken_over(include={"drop": ["give-back"]})["obligations"]] == ["other/tell"]


def test_an_obligation_of_a_treaty_is_overridden_by_a_binding_obligation_only() -> None:
    own = {**AHEAD, "ahead": "PT72H"}
    found = taken_over(overrides={"other/tell": "C"}, obligations={"own": own})["obligations"]
    assert [duty["obligation"] for duty in found] == ["own", "other/give-back"]
    for obligations in ({}, {"own": {**own, "level": "review"}}):
        with pytest.raises(RulesetError, match=r"no obligation here cites clause `C`|treaty"):
            taken_over(overrides={"other/tell": "C"}, obligations=obligations)


# What is gone through for each duty


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"duty_of": "parties.filter(p, p != trigger.actor)"}, [("/events/0", "AAA", "violated")]),
        ({"duty_of": "parties.filter(p, p != trigger.other)"}, [("/events/0", "BBB", "violated")]),
        (
            {"do": {"event": ["visit"], "total": "lists.filter(l, l.id == trigger.list).map(l, l.individuals).sum()"}},
            [("/events/0", "BBB", "satisfied")],
        ),
        (
            {"duty_of": "parties", "do": {"event": ["visit"], "total": "lists.exists(l, l.by == duty) ? 2 : 3"}},
            [("/events/0", "AAA", "satisfied"), ("/events/0", "BBB", "violated")],
        ),
        (
            {
                "when": {"entry": "prisoner", "where": "lists.exists(l, l.role == 'returned' && l.id != header.id)"},
                "within": None,
            },
            [("/lists/0/entries/0", "BBB", "pending")],
        ),
        (
            {"when": {"entry": "prisoner", "where": "events.exists(e, e.list == header.id)"}, "within": None},
            [("/lists/1/entries/0", "BBB", "pending")],
        ),
    ],
)
def test_what_goes_through_lists_is_gone_through_for_each_trigger_and_each_party_that_owes(
    change: Json, expected: Any
) -> None:
    first = {"id": "L", "kind": "prisoners", "role": "proposed", "by": "AAA", "entries": [{"id": "P"}]}
    lists = [first, {**first, "id": "M", "role": "returned", "in_reply_to": ["L"], "by": "AAA"}]
    obligation = {
        "when": {"event": ["receive"]},
        "duty_of": '"BBB"',
        "do": {"event": ["visit"], "where": "event.person == trigger.id"},
        "within": "P1D",
        **change,
    }
    other = {"other": {"of": "action", "is": 'actor == "AAA" ? "BBB" : "AAA"'}}
    events = [
        {"kind": "receive", "actor": "BBB", "at": "2025-06-01", "list": "M", "id": "E1"},
        {"kind": "visit", "actor": "AAA", "at": "2025-06-01", "count": 2, "person": "X", "list": "M"},
    ]
    parts = {"definitions": other} if "other" in str(change) else {}
    present = {name: part for name, part in obligation.items() if part is not None}
    found = duties(present, events, lists=lists, parts=parts)
    assert [(duty["trigger"], duty["party"], duty["status"]) for duty in found] == expected


def test_what_is_proposed_is_not_asked_for_its_time_for_the_history_before_it() -> None:
    consent = {"of": "action", "is": 'as_agreed && !consented("BBB")'}
    program = compiled({"agreed": consent}, obligations={"ahead": {**AHEAD, "unless": "agreed"}})
    action = {"kind": "transfer", "actor": "AAA", "batch": "B1"}
    (duty,) = whole(program, as_of="2025-06-10", events=[], action=action)["obligations"]
    assert (duty["status"], duty["missing"]) == ("indeterminate", ["date", "subject", "as_agreed"])
