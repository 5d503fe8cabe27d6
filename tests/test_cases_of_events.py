"""Cases of acts, parties and duties: what is submitted of them, and what can be expected."""

from pathlib import Path
from typing import Any

import pytest

from servanda.cases import Outcome, run
from servanda.cases.case import Case, read, submission
from servanda.cases.coverage import Seen
from servanda.cases.expectation import unmet
from servanda.cases.named import tree
from servanda.catalog import Catalog
from servanda.language.vocabulary import standard_fields

FIELDS = {subject: standard_fields(subject, ("UKR", "RUS")) for subject in ("prisoner", "remains", "list", "event")}
CASE = """\
cases:
- case: a date
  ruleset: 1.0.0
  as_of: 2025-06-07
  history_covers: [set_date, consent]
  action: {kind: announce, actor: RUS, count: 1200, as_agreed: true, date: 2025-06-07}
  events:
  - {id: E1, kind: set_date, actor: RUS, at: 2025-06-06, stated_by: [RUS]}
  - {id: E2, kind: comment, actor: UKR, at: , list: NO}
  expect: EXPECTED
"""


def the_case(expected: str = "{verdict: disputed}", text: str = CASE) -> Case:
    cases, faults = read(text.replace("EXPECTED", expected).encode(), "cases/x.yaml")
    assert not faults
    return cases[0]


def test_a_case_submits_what_happened_and_what_is_proposed() -> None:
    assert submission(the_case(), FIELDS) == {
        "as_of": "2025-06-07",
        "history_covers": ["set_date", "consent"],
        "action": {"kind": "announce", "actor": "RUS", "count": 1200, "as_agreed": True, "date": "2025-06-07"},
        "events": [
            {"id": "E1", "kind": "set_date", "actor": "RUS", "at": "2025-06-06", "stated_by": ["RUS"]},
            {"id": "E2", "kind": "comment", "actor": "UKR", "at": None, "list": "NO"},
        ],
    }


@pytest.mark.parametrize(
    ("events", "submitted"), [("[]", {"events": []}), ("x", {"events": "x"}), ("[x]", {"events": ["x"]})]
)
def test_what_is_no_event_is_left_for_the_reader_to_refuse(events: str, submitted: Any) -> None:
    text = f"cases:\n- {{case: a, ruleset: 1.0.0, as_of: 2025-06-07, events: {events}, expect: EXPECTED}}\n"
    assert submission(the_case(text=text), FIELDS) == {"as_of": "2025-06-07", **submitted}


def test_a_case_must_submit_something() -> None:
    text = "cases:\n- {case: a, ruleset: 1.0.0, as_of: 2025-06-07, expect: {verdict: pending}}\n"
    assert [fault.message for fault in read(text.encode(), "x.yaml")[1]] == [
        "a case needs `lists`, `action` or `events`"
    ]


SUBMITTED: dict[str, Any] = {
    "events": [{"id": "E1"}, {}, {"id": "E3"}],
    "lists": [
        {"id": "R", "entries": [{"id": "P1"}]},
        {"id": "L", "entries": [{"id": "P1"}, {"id": "P2"}]},
    ],
}


def judged(verdict: str, *findings: Any, **more: Any) -> dict[str, Any]:
    return {"verdict": verdict, "holds": {}, "values": {}, "findings": list(findings), **more}


def duty(name: str, status: str, trigger: str | None, party: str | None, **more: Any) -> dict[str, Any]:
    told = {"obligation": name, "clause": "C", "level": "binding", "trigger": trigger, "party": party, "due": None}
    return {**told, "status": status, "message": "It is owed.", "by_party": {"UKR": status}, "missing": [], **more}


BOXES = {"violated": [{"account": ["UKR"]}], "satisfied": [{"account": ["RUS"]}]}
FINDING = {"rule": "no-date-alone", "status": "disputed", "subject": "/events/0", "under": BOXES, "missing": []}


def verdict(**more: Any) -> dict[str, Any]:
    found = {
        "verdict": "disputed",
        "lists": [],
        "record": None,
        "rules": [
            {"rule": "no-date-alone", "statuses": {"disputed": 1, "satisfied": 1}},
            {"rule": "reply", "statuses": {"pending": 1}},
            {"rule": "repeat", "statuses": {"not_applicable": 1}},
            {"rule": "not-judged", "statuses": {}},
        ],
        "action": judged("non_compliant", {**FINDING, "status": "violated"}, holds={"claims": "true"}),
        "events": [
            judged("disputed", FINDING, id="E1", subject="/events/0"),
            judged("compliant", id=None, subject="/events/1"),
        ],
        "parties": [judged("compliant", party="RUS", values={"handed_over": {"UKR": 6057, "RUS": 6060}})],
        "obligations": [duty("reply", "pending", "/events/2", "RUS")],
        "next_steps": [{"party": "RUS", "obligation": "reply"}, {"party": "UKR", "obligation": "other"}],
        "differences": [
            {"batch": "B5", "kind": "transfer", "actor": "RUS", "field": "count", "by_account": {"UKR": 1, "RUS": 2}}
        ],
        "clarifications": [
            {"subject": "/action", "fields": ["date"]},
            {"subject": "/events/0", "fields": ["at"]},
            {"subject": "/events", "party": "RUS", "fields": ["events.count"]},
            {"subject": "/events", "obligation": "repeat", "fields": ["events"]},
        ],
    }
    return {**found, **more}


def differences(expected: str, found: dict[str, Any] | None = None) -> list[tuple[str, str, str]]:
    got = tree(found or verdict(), SUBMITTED)
    return [(f.message, f.expected, f.got) for f in unmet(the_case(expected), "1.0.0", got)]


@pytest.mark.parametrize(
    "expected",
    [
        "{action: {verdict: non_compliant, holds: {claims: true}, findings: {no-date-alone: {status: violated}}}}",
        "{events: {E1: {verdict: disputed, findings: {no-date-alone: {violated_under: {account: [UKR]}}}}}}",
        "{parties: {RUS: {verdict: compliant, values: {handed_over: {UKR: 6057, RUS: 6060}}}}}",
        "{obligations: {reply: {status: pending, party: RUS, due: null, trigger: E3, by_party: {UKR: pending}}}}",
        "{obligations: {reply/E3: {status: pending, missing: []}, reply/E3/RUS: {status: pending}}}",
        "{obligations: {repeat: {status: not_applicable}}}",
        "{next_steps: [RUS, UKR]}",
        "{next_steps: [RUS reply, UKR]}",
        "{differences: {B5: {count: {UKR: 1, RUS: 2}}}}",
        "{differences: {B5/transfer: {count: {UKR: 1, RUS: 2}}, B5/transfer/RUS: {count: {RUS: 2}}}}",
        "{clarifications: {action: [date], E1: [at], RUS: [events.count]}}",
    ],
)
def test_all_of_it_can_be_expected(expected: str) -> None:
    assert differences(expected) == []


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        ("{next_steps: [UKR, RUS]}", ("next_steps", "[UKR, RUS]", "[RUS reply, UKR other]")),
        ("{next_steps: [RUS]}", ("next_steps", "[RUS]", "[RUS reply, UKR other]")),
        ("{next_steps: RUS}", ("next_steps", "RUS", "[RUS reply, UKR other]")),
        (
            "{events: {E1: {findings: {no-date-alone: {violated_under: {account: [RUS]}}}}}}",
            ("events.E1.findings.no-date-alone.violated_under", "{account: [RUS]}", "{account: [UKR]}"),
        ),
        ("{obligations: {reply: {due: 2025-06-14}}}", ("obligations.reply.due", "2025-06-14", "null")),
        ("{events: {E2: {}}}", ("events: nothing is named `E2`", "", "")),
        ("{obligations: {not-judged: {}}}", ("obligations: nothing is named `not-judged`", "", "")),
    ],
)
def test_what_differs_is_told(expected: str, told: tuple[str, str, str]) -> None:
    assert differences(expected) == [told]


def test_several_duties_of_an_obligation_are_told_apart_by_trigger_and_party() -> None:
    found = verdict(
        obligations=[
            duty("reply", "pending", "/events/0", "RUS"),
            duty("reply", "violated", "/events/1", "RUS", due="2025-06-06"),
            duty("reply", "satisfied", "/events/1", "UKR"),
            duty("return", "pending", "/lists/1/entries/0", "UKR"),
            duty("return", "pending", "/lists/1/entries/1", "UKR"),
            duty("daily", "pending", "2025-06-07", "UKR"),
            duty("awaited", "pending", None, None),
            duty("asked", "pending", "/action", "RUS"),
        ]
    )
    named = tree(found, SUBMITTED)["obligations"]
    assert isinstance(named, dict)
    assert list(named) == [
        *("repeat", "reply/E1", "reply/E1/RUS", "reply//events/1/RUS", "reply//events/1/UKR"),
        *("return/L/P1", "return/L/P1/UKR", "return/P2", "return/P2/UKR"),
        *("daily", "daily/2025-06-07", "daily/2025-06-07/UKR"),
        *("awaited", "awaited/null", "awaited/null/null"),
        *("asked", "asked/action", "asked/action/RUS"),
    ]


def test_one_of_several_duties_must_be_named() -> None:
    found = verdict(obligations=[duty("reply", "pending", f"/events/{n}", "RUS") for n in (0, 2)])
    named = "`reply/E1` or `reply/E1/RUS` or `reply/E3` or `reply/E3/RUS`"
    told = f"obligations: nothing is named `reply`, write {named}"
    assert differences("{obligations: {reply: {status: pending}}}", found) == [(told, "", "")]


def test_what_differs_in_several_kinds_of_one_batch_is_told_apart() -> None:
    same = verdict()["differences"][0]
    named = tree(verdict(differences=[same, {**same, "kind": "receive"}]))["differences"]
    assert isinstance(named, dict)
    assert list(named) == ["B5/transfer", "B5/transfer/RUS", "B5/receive", "B5/receive/RUS"]


def test_a_verdict_without_acts_has_no_names_of_them() -> None:
    got = tree({"verdict": "pending", "lists": [], "record": None, "clarifications": []})
    assert "action" not in got and got["events"] == got["parties"] == got["obligations"] == {}


def test_outcomes_of_acts_parties_and_duties_are_counted() -> None:
    seen = Seen()
    rules = [{"rule": "no-date-alone", "status": "satisfied"}]
    under = {"pending": [{"days": ["R-7"], "account": ["UKR"]}], "indeterminate": [{"days": ["U-3"]}]}
    found = verdict(obligations=[duty("reply", "pending", "/events/2", "RUS", under=under)] * 2)
    for part in (found["action"], *found["events"], *found["parties"]):
        part["rules"] = rules
    seen.add(found)
    assert seen.statuses == {
        ("no-date-alone", "satisfied"): 4,
        ("no-date-alone", "disputed"): 1,
        ("reply", "pending"): 2,
        ("repeat", "not_applicable"): 1,
    }
    assert ("days", "R-7") in seen.readings and ("days", "U-3") not in seen.readings


RULESET = """\
language: 1
agreement: tiny
version: 1.0.0
title: {en: "A tiny agreement"}
standing: agreed
in_force: {from: 2025-01-01}
parties: [UKR, RUS]
conventions: {time_zone: Europe/Istanbul, leap_day: mar-1, deadlines: {days: calendar, last_day: inclusive}}
clauses:
  C1: {text: {en: "Both agree."}, standing: agreed}
  C2: {text: {en: "Comments are answered."}, standing: agreed}
terms:
  days:
    clause: C2
    type: duration
    readings:
      SHORT: {held_by: [UKR], is: P1D}
      LONG: {held_by: [RUS], is: P7D}
definitions:
  sets: {of: action, clause: C1, is: 'kind == "set_date"'}
  agreed: {of: action, clause: C1, is: 'parties.all(p, consented(p))'}
  commented: {of: action, clause: C1, is: 'events.exists(e, e.kind == "comment" && e.actor != actor)'}
  given:
    {of: party, clause: C1, shown: true, is: 'events.map(e, e.kind == "transfer" && e.actor == party, e.count).sum()'}
  gave: {of: party, clause: C1, is: 'given > 0'}
rules:
  alone: {of: action, clause: C1, applies: 'sets', requires: 'agreed', message: {en: "Alone."}}
  silent: {of: action, clause: C1, level: advisory, applies: 'sets', requires: 'commented', message: {en: "Silent."}}
  gives: {of: party, clause: C1, level: advisory, requires: 'gave', message: {en: "Nothing was given."}}
obligations:
  answer:
    clause: C2
    when: {event: [comment]}
    duty_of: 'trigger.actor == "UKR" ? "RUS" : "UKR"'
    do: {event: [reply], where: 'event.actor == duty'}
    within: terms.days
    message: {en: "The comment is to be answered."}
  confirm:
    clause: C2
    when: {event: [reply]}
    duty_of: 'trigger.actor == "UKR" ? "RUS" : "UKR"'
    do: {event: [consent], where: 'event.actor == duty'}
    message: {en: "The answer is to be confirmed."}
"""
DISPUTE = """\
cases:
- case: a day that one side alone says both agreed to
  ruleset: 1.0.0
  as_of: 2025-06-05
  events:
  - {id: E1, kind: set_date, actor: RUS, at: 2025-06-01, date: 2025-06-07, subject: remains}
  - {id: E2, kind: consent, actor: UKR, at: 2025-06-01, date: 2025-06-07, subject: remains, stated_by: [RUS]}
  - {id: E3, kind: comment, actor: UKR, at: 2025-06-02}
  - {id: T1, kind: transfer, actor: RUS, at: 2025-06-03, count: 1245, batch: B5, stated_by: [UKR]}
  - {id: T2, kind: transfer, actor: RUS, at: 2025-06-03, count: 1248, batch: B5, stated_by: [RUS]}
  expect:
    events:
      E1:
        verdict: disputed
        findings:
          alone: {status: disputed, violated_under: {account: [UKR]}, by_party: {UKR: violated, RUS: satisfied}}
          silent: {status: violated}
    parties: {RUS: {values: {given: {UKR: 1245, RUS: 1248}}, findings: {gives: {status: satisfied}}}}
    obligations:
      answer:
        status: disputed
        party: RUS
        trigger: E3
        due: {SHORT: 2025-06-03, LONG: 2025-06-09}
        violated_under: {days: [SHORT]}
        pending_under: {days: [LONG]}
      confirm: {status: not_applicable}
    next_steps: []
    differences: {B5: {count: {UKR: 1245, RUS: 1248}}}
"""


def outcome(directory: Path, cases: str) -> Outcome:
    (directory / "tiny/cases").mkdir(parents=True)
    (directory / "tiny/1.0.0.yaml").write_text(RULESET, "utf-8")
    (directory / "tiny/cases/all.yaml").write_text(cases, "utf-8")
    return run(Catalog.load(directory), "tiny", directory / "tiny/cases")


def test_a_dispute_is_judged_as_its_case_expects(tmp_path: Path) -> None:
    found = outcome(tmp_path, DISPUTE)
    assert found.failures == () and found.holds


def test_coverage_names_what_no_case_reaches_of_acts_and_duties(tmp_path: Path) -> None:
    covered = outcome(tmp_path, DISPUTE).coverage["1.0.0"]
    assert covered.statuses["answer"] == {"disputed": 1}
    assert covered.statuses["confirm"] == {"not_applicable": 1}
    assert set(covered.outcomes) == {
        ("alone", "satisfied"),
        ("alone", "violated"),
        ("alone", "indeterminate"),  # of an act that does not say its day
        ("silent", "satisfied"),
        ("answer", "satisfied"),
        ("answer", "violated"),
        ("answer", "pending"),
        ("answer", "not_applicable"),
        ("confirm", "satisfied"),
        ("confirm", "pending"),
    }
    assert covered.readings == ()


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        ("{account: [UKRA]}", "`UKRA` is not a party, did you mean `UKR`?"),
        ("{acount: [UKR]}", "`acount` is not a disputed name, did you mean `account`?"),
    ],
)
def test_words_that_no_account_has_are_told(tmp_path: Path, expected: str, told: str) -> None:
    failures = outcome(tmp_path, DISPUTE.replace("{account: [UKR]}", expected)).failures
    assert told in [failure.message for failure in failures]
