"""The reference evaluator on times, accounts and duties, on examples that were worked out by hand."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml

from servanda.language import compile_text
from servanda.language.ruleset import Ruleset

from .evaluator import World
from .history import happened
from .subjects import Subject, events_of, party
from .values import Member, Members, Span, Unknown, extreme
from .verdict import judge

MISSING = Unknown("missing")
AAA, BOTH = {"stated_by": ["AAA"]}, {"stated_by": ["AAA", "BBB"]}
JUNE_5 = {"kind": "transfer", "actor": "AAA", "at": "2025-06-05", "count": 2}


def ruleset_with(**sections: Any) -> Ruleset:
    """A ruleset of two parties and a third one."""

    def cited(items: dict[str, Any]) -> dict[str, Any]:
        return {
            name: {"clause": "C", **{k: v for k, v in item.items() if v is not None}} for name, item in items.items()
        }

    message = {"message": {"en": "Wrong."}}
    document = {
        "language": "1",
        "agreement": "example",
        "version": "1.0.0",
        "title": {"en": "An example"},
        "standing": "agreed",
        "in_force": {"from": "2025-06-02"},
        "parties": ["AAA", "BBB"],
        "third_parties": ["MED"],
        "conventions": {
            "time_zone": "Europe/Istanbul",
            "leap_day": "mar-1",
            "deadlines": {"days": "calendar", "last_day": "inclusive"},
        },
        "clauses": {"C": {"text": {"en": "Something."}, "standing": "agreed", "not_checkable": "an example"}},
        "terms": cited(sections.get("terms", {})),
        "definitions": cited(sections.get("definitions", {})),
        "rules": {name: {**message, **rule} for name, rule in cited(sections.get("rules", {})).items()},
        "obligations": {name: {**message, **duty} for name, duty in cited(sections.get("obligations", {})).items()},
    }
    without_aliases = json.loads(json.dumps(document))
    return compile_text(yaml.safe_dump(without_aliases, sort_keys=False)).ruleset


def value_of(expression: str, *events: Any, of: str = "record", as_of: str = "2025-06-07", account: str = "AAA") -> Any:
    """The value of an expression; of an action it is the first event."""
    ruleset = ruleset_with(definitions={"it": {"of": of, "is": expression, "shown": "true"}})
    subject = {"record": Subject("record", {}), "party": party("AAA")}.get(of)
    subject = subject or events_of(events, "action")[0]
    return World(ruleset, as_of, {}, events=events, account=account).definition("it", subject)


def moment(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of June 2025 in UTC."""
    return datetime(2025, 6, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "op", "second", "expected"),
    [
        # a whole day is compared by days with another one, with an instant and with a date
        ("2025-06-05", "==", "2025-06-05", True),
        ("2025-06-05", "==", "2025-06-05T12:00:00+03:00", True),
        ("2025-06-05", "<", "2025-06-05T12:00:00+03:00", False),
        ("2025-06-05", "<", "2025-06-05T21:00:00Z", True),  # which is midnight in Istanbul
        ("2025-06-05T12:00:00+03:00", "==", "2025-06-05T09:00:00Z", True),
        ("2025-06-05T12:00:00+03:00", "<", "2025-06-05T09:00:01Z", True),
    ],
)
def test_times_are_compared_by_days_or_by_moments(first: str, op: str, second: str, expected: Any) -> None:
    events = [{"kind": kind, "actor": "AAA", "at": at} for kind, at in (("transfer", first), ("reply", second))]
    own = {"kind": "transfer", "actor": "AAA", "at": first}
    later = f'events.exists(e, e.kind == "reply" && at {op} e.at)'
    assert value_of(later, own, {**events[1]}, of="action", as_of="2025-06-30") in (expected, False)
    both = 'events.exists(a, a.kind == "transfer" && events.exists(b, b.kind == "reply" && a.at OP b.at))'
    assert value_of(both.replace("OP", op), *events) is expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('at < date("2025-06-05")', False),
        ("date_of(at) == at", True),
        ("hours_between(at, as_of)", Span(48, 71, "missing")),  # to the end of 7 June
        ("hours_between(as_of, at)", Span(-71, -48, "missing")),
        ('plus(at, "P1M") == date("2025-07-05")', True),
        ('plus(at, "PT48H")', Span(moment(6, 21), moment(7, 20, 59).replace(second=59, microsecond=999999), "missing")),
        ('plus(at, "PT48H") == as_of', MISSING),  # a range is compared moment by moment
        ("day(at)", Span(5, 5)),
    ],
)
def test_a_day_is_all_its_moments(expression: str, expected: Any) -> None:
    assert value_of(expression, JUNE_5, of="action") == expected


def test_the_last_of_several_days_is_a_day_again() -> None:
    days = [Span(moment(1, 21), moment(2, 20), None), Span(moment(2, 21), moment(3, 20), None)]
    assert extreme(Members(tuple(map(Member, days))), "max") == days[1]
    inexact = Span(moment(2, 22), moment(3, 20), "missing")
    assert extreme(Members((Member(days[1]), Member(Span(moment(2, 22), moment(2, 22))))), "max") == inexact


@pytest.mark.parametrize(
    ("event", "accounts"),
    [
        ({"kind": "transfer", "actor": "AAA"}, {"AAA", "BBB"}),
        ({"kind": "transfer", "actor": "AAA", **AAA}, {"AAA"}),
        ({"kind": "transfer", "actor": "AAA", **BOTH}, {"AAA", "BBB"}),
        ({"kind": "transfer", "actor": "AAA", "stated_by": ["BBB", "MED"]}, {"AAA", "BBB"}),
        ({"kind": "consent", "actor": "AAA", **AAA}, {"AAA", "BBB"}),
        ({"kind": "consent", "actor": "BBB", **AAA}, {"AAA"}),
    ],
)
def test_an_event_happened_in_these_accounts(event: Any, accounts: set[str]) -> None:
    ruleset = ruleset_with()
    assert {account for account in ruleset.parties if happened(event, account, ruleset)} == accounts


SUM = 'events.filter(e, e.kind == "transfer" && e.actor == party).map(e, e.count).sum()'


def test_events_are_counted_that_are_not_surely_after_the_time_of_judgement() -> None:
    undated, late = {**JUNE_5, "at": None}, {**JUNE_5, "at": "2025-06-08"}
    assert value_of(SUM, JUNE_5, late, of="party") == Span(2, 2)
    assert value_of(SUM, JUNE_5, undated, of="party") == Span(2, 4, "missing")
    assert value_of(SUM, JUNE_5, {**JUNE_5, "at": "2025-06-01"}, of="party") == Span(2, 2)  # before it was in force
    assert value_of(SUM, {**JUNE_5, **AAA}, of="party", account="BBB") == Span(0, 0)
    assert value_of(SUM, {**JUNE_5, "at": "2025-06-07"}, of="party", as_of="2025-06-07T00:00:00+03:00") == Span(2, 2)


CONSENT = {"kind": "consent", "actor": "BBB", "at": "2025-06-04", "date": "2025-06-10", "subject": "both"}
ACT = {"kind": "set_date", "actor": "AAA", "at": "2025-06-05", "date": "2025-06-10", "subject": "remains"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"at": "2025-06-05T23:00:00+03:00"}, True),  # on the day of the act, which has no hour
        ({"at": "2025-06-06"}, False),
        ({"date": "2025-06-11"}, False),
        ({"date": "2025-06"}, MISSING),
        ({"subject": "prisoners"}, False),
        ({"subject": None}, MISSING),
        ({"actor": "MED"}, False),
    ],
)
def test_a_consent_is_to_the_same_thing_and_not_after_it(change: dict[str, Any], expected: Any) -> None:
    assert value_of('consented("BBB")', ACT, {**CONSENT, **change}, of="action") == expected
    assert value_of('consented("AAA")', ACT, {**CONSENT, **change}, of="action") is True
    assert value_of("parties.all(p, consented(p))", ACT, {**CONSENT, **change}, of="action") == expected


def test_a_consent_of_one_account_is_disputed() -> None:
    agreed = {"agreed": {"of": "action", "is": "parties.all(p, consented(p))", "shown": "true"}}
    ruleset = ruleset_with(definitions=agreed, rules={"r": {"of": "action", "requires": "agreed"}})
    verdict = judge(ruleset, {"as_of": "2025-06-07", "action": ACT, "events": [{**CONSENT, **AAA}]})
    [finding] = verdict["action"]["findings"]
    assert finding["under"] == {"satisfied": [{"account": ["AAA"]}], "violated": [{"account": ["BBB"]}]}
    assert (finding["by_party"], verdict["action"]["holds"]) == (
        {"AAA": "satisfied", "BBB": "violated"},
        {"agreed": "disputed"},
    )
    alone = judge(ruleset, {"as_of": "2025-06-07", "action": ACT, "events": [{**CONSENT, **AAA}], "account": "AAA"})
    assert (alone["action"]["verdict"], alone["action"]["findings"]) == ("compliant", [])
    absent = judge(ruleset, {"as_of": "2025-06-07", "action": ACT})
    assert absent["action"]["findings"][0]["missing"] == ["events"]


REPLY = {
    "when": {"event": ["submit_list"]},
    "duty_of": "trigger.to",
    "do": {"event": ["reply"], "where": "event.actor == duty && event.list == trigger.list"},
    "within": "P7D",
}
LIST = {"kind": "submit_list", "actor": "AAA", "to": "BBB", "list": "L", "at": "2025-06-03T12:00:00+03:00"}


def duties(duty: dict[str, Any], *events: Any, as_of: str = "2025-06-10", **more: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = judge(
        ruleset_with(obligations={"o": {**REPLY, **duty}}), {"as_of": as_of, "events": list(events), **more}
    )["obligations"]
    return rows


def answered(**change: Any) -> dict[str, Any]:
    return {"kind": "reply", "actor": "BBB", "list": "L", "at": "2025-06-10", **change}


@pytest.mark.parametrize(
    ("as_of", "events", "status"),
    [
        ("2025-06-10", [], "pending"),
        ("2025-06-11", [], "violated"),
        ("2025-06-11", [answered()], "satisfied"),
        ("2025-06-11", [answered(at="2025-06-11")], "violated"),
        ("2025-06-11", [answered(at=None)], "indeterminate"),
        ("2025-06-10", [answered(actor="AAA")], "pending"),
        ("2025-06-11", [answered(**AAA)], "disputed"),
        ("2025-06-11", [answered(at="2025-06-03T11:00:00+03:00")], "violated"),  # before it was submitted
    ],
)
def test_a_duty_is_done_in_time_or_not(as_of: str, events: list[Any], status: str) -> None:
    [row] = duties({}, LIST, *events, as_of=as_of)
    assert (row["party"], row["due"], row["trigger"], row["status"]) == ("BBB", "2025-06-10", "/events/0", status)


def test_deadlines_by_the_hour_count_from_the_instant() -> None:
    [row] = duties({"within": "PT48H"}, LIST, answered(at="2025-06-05T12:00:00+03:00"))
    assert (row["due"], row["status"]) == ("2025-06-05T12:00:00+03:00", "satisfied")
    [row] = duties({"within": "PT48H"}, LIST, answered(at="2025-06-05"))
    assert (row["status"], row["missing"]) == ("indeterminate", [])  # of the day nobody knows the hour


def test_duties_are_repeated_and_added_up() -> None:
    weekly = {
        "when": {"on": 'date("2025-06-02")'},
        "every": "P7D",
        "duty_of": "parties",
        "do": {"event": ["transfer"], "where": "event.actor == duty", "total": "3"},
    }
    rows = duties({**weekly, "within": None}, JUNE_5, {**JUNE_5, "at": "2025-06-08"}, {**JUNE_5, "at": "2025-06-09"})
    found = [(row["trigger"], row["party"], row["due"], row["status"]) for row in rows]
    assert found == [
        ("2025-06-02", "AAA", "2025-06-08", "satisfied"),
        ("2025-06-02", "BBB", "2025-06-08", "violated"),
        ("2025-06-09", "AAA", "2025-06-15", "pending"),
        ("2025-06-09", "BBB", "2025-06-15", "pending"),
    ]


def test_what_comes_ahead_is_asked_of_a_proposed_action_too() -> None:
    ahead = {
        "when": {"event": ["transfer"]},
        "duty_of": "trigger.actor",
        "do": {"event": ["announce"]},
        "within": None,
        "ahead": "PT48H",
    }
    announced = {"kind": "announce", "actor": "AAA", "at": "2025-06-05T12:00:00+03:00"}
    for at, status in (("2025-06-07T12:00:00+03:00", "satisfied"), ("2025-06-07T11:59:59+03:00", "violated")):
        [row] = duties(ahead, announced, action={"kind": "transfer", "actor": "AAA", "at": at})
        assert (row["trigger"], row["due"], row["status"]) == ("/action", None, status)


def test_what_nothing_has_brought_about_may_be_awaited() -> None:
    assert duties({}, answered()) == []
    [row] = duties({"awaited": "true"}, answered())
    assert (row["trigger"], row["party"], row["status"]) == (None, None, "pending")


def test_who_owes_what_is_due_first_is_next() -> None:
    ruleset = ruleset_with(obligations={"o": REPLY, "p": {**REPLY, "within": None}})
    later = {**LIST, "at": "2025-06-04", "list": "M"}
    verdict = judge(ruleset, {"as_of": "2025-06-08", "events": [later, LIST]})
    steps = [(step["obligation"], step["trigger"], step["due"]) for step in verdict["next_steps"]]
    assert steps == [("o", "/events/1", "2025-06-10"), ("p", "/events/0", None), ("p", "/events/1", None)]
    assert [(part["party"], part["verdict"]) for part in verdict["parties"]] == [
        ("AAA", "not_applicable"),
        ("BBB", "pending"),
    ]


def test_a_period_that_another_account_has_not_does_not_end_in_it() -> None:
    """Told from the first event on, it begins on the 28th in one account and on the 29th in the other."""
    ruleset = ruleset_with(
        obligations={
            "o": {
                "when": {"on": "events.map(e, e.at).min()"},
                "every": "P1M",
                "duty_of": '"BBB"',
                "do": {"event": ["reply"]},
            }
        }
    )
    first = {"kind": "submit_list", "actor": "BBB", "at": "2025-06-28", "stated_by": ["BBB"]}
    events = [first, {"kind": "set_date", "actor": "BBB", "at": "2025-06-29"}]
    found = judge(ruleset, {"as_of": "2025-07-01", "events": events})
    assert [duty["due"] for duty in found["obligations"]] == ["2025-07-27", "2025-07-28"]
    assert [step["due"] for step in found["next_steps"]] == ["2025-07-27"]


def test_accounts_of_a_batch_are_put_side_by_side() -> None:
    batch = {**JUNE_5, "batch": "B"}
    ruleset = ruleset_with(obligations={"o": REPLY})
    told = [{**batch, **AAA}, {**batch, **AAA}, {**batch, "count": 3, "stated_by": ["BBB"]}]
    [row] = judge(ruleset, {"as_of": "2025-06-07", "events": told})["differences"]
    assert (row["field"], row["by_account"]) == ("count", {"AAA": 4, "BBB": 3})
    [row] = judge(ruleset, {"as_of": "2025-06-07", "events": told[:1]})["differences"]
    assert (row["field"], row["by_account"]) == ("kind", {"AAA": "transfer", "BBB": None})


def test_a_history_may_not_cover_what_a_rule_goes_through() -> None:
    done = {"done": {"of": "party", "is": f"{SUM} > 1"}}
    ruleset = ruleset_with(definitions=done, rules={"r": {"of": "party", "requires": "done"}}, obligations={"o": REPLY})
    verdict = judge(ruleset, {"as_of": "2025-06-07", "events": [JUNE_5, LIST], "history_covers": ["reply"]})
    assert verdict["not_checked"][:2] == [
        {"rule": "r", "reason": "the history does not cover `transfer`"},
        {"rule": "o", "reason": "the history does not cover `submit_list`"},
    ]
    assert verdict["verdict"] == "not_applicable"
