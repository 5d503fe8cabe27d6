"""Obligations: what triggers a duty, whose it is, until when, and what performs it."""

from __future__ import annotations

from typing import Any

import pytest
from tiny import Json, compiled, duties, statuses, whole

RECEIVED = {"kind": "receive_list", "actor": "AAA", "at": "2025-06-10", "list": "L"}
COMMENT = {"kind": "comment", "actor": "AAA", "at": "2025-06-01"}
REPLY: Json = {
    "when": {"event": ["receive_list"]},
    "duty_of": "trigger.actor",
    "do": {"event": ["reply"], "where": "event.actor == duty && event.in_reply_to == trigger.list"},
    "within": "P7D",
}


def reply(at: str | None = "2025-06-12", **more: Any) -> Json:
    return {"kind": "reply", "actor": "AAA", "in_reply_to": "L", **({"at": at} if at else {}), **more}


def status(obligation: Json, *events: Json, as_of: str = "2025-06-30", **more: Any) -> str:
    """The status of the one duty that there is."""
    (duty,) = duties(obligation, list(events), as_of, **more)
    return str(duty["status"])


# The deadline, in days


@pytest.mark.parametrize(
    ("at", "as_of", "expected"),
    [
        (None, "2025-06-10", "pending"),
        (None, "2025-06-17", "pending"),  # the last day is in time, to its end
        (None, "2025-06-17T20:59:59Z", "pending"),
        (None, "2025-06-17T21:00:00Z", "violated"),  # midnight in Istanbul
        (None, "2025-06-18", "violated"),
        ("2025-06-17", "2025-06-18", "satisfied"),
        ("2025-06-17T20:59:59Z", "2025-06-18", "satisfied"),
        ("2025-06-17T21:00:00Z", "2025-06-18", "violated"),
        ("2025-06-18", "2025-06-18", "violated"),  # done late is not done in time
        ("2025-06-10", "2025-06-10", "satisfied"),
        ("2025-06-18", "2025-06-17", "pending"),  # it lies after the time of judgement
    ],
)
def test_seven_days_after_the_day_of_receipt_the_last_one_included(at: str | None, as_of: str, expected: str) -> None:
    done = [reply(at)] if at else []
    assert status(REPLY, RECEIVED, *done, as_of=as_of) == expected


def test_what_is_due_is_the_last_day() -> None:
    (duty,) = duties(REPLY, [RECEIVED])
    assert (duty["trigger"], duty["party"], duty["due"]) == ("/events/0", "AAA", "2025-06-17")


def test_days_count_from_the_day_of_an_instant_whatever_its_hour() -> None:
    evening = {**RECEIVED, "at": "2025-06-10T20:59:00Z"}
    night = {**RECEIVED, "at": "2025-06-10T21:00:00Z"}
    assert [duty["due"] for duty in duties(REPLY, [evening, night])] == ["2025-06-17", "2025-06-18"]


# The deadline, in hours


@pytest.mark.parametrize(
    ("at", "as_of", "expected"),
    [
        (None, "2025-06-12T09:00:00Z", "pending"),
        (None, "2025-06-12T09:00:00.000001Z", "violated"),
        ("2025-06-12T09:00:00Z", "2025-06-30", "satisfied"),
        ("2025-06-12T09:00:01Z", "2025-06-30", "violated"),
        ("2025-06-12", "2025-06-30", "indeterminate"),  # by the hour, a day may be too late or not
        ("2025-06-11", "2025-06-30", "satisfied"),
        ("2025-06-13", "2025-06-30", "violated"),
    ],
)
def test_forty_eight_hours_by_the_clock(at: str | None, as_of: str, expected: str) -> None:
    obligation = {**REPLY, "within": "PT48H"}
    received = {**RECEIVED, "at": "2025-06-10T09:00:00Z"}
    done = [reply(at)] if at else []
    (duty,) = duties(obligation, [received, *done], as_of)
    assert (duty["status"], duty["due"]) == (expected, "2025-06-12T12:00:00+03:00")


def test_hours_from_a_day_have_no_exact_end() -> None:
    obligation = {**REPLY, "within": "PT24H"}
    (duty,) = duties(obligation, [RECEIVED], "2025-06-11T12:00:00+03:00")
    assert (duty["status"], duty["due"]) == (
        "indeterminate",
        ["2025-06-11T00:00:00+03:00", "2025-06-11T23:59:59.999999+03:00"],
    )
    assert status(obligation, RECEIVED, as_of="2025-06-10T20:00:00Z") == "pending"
    assert status(obligation, RECEIVED, as_of="2025-06-12") == "violated"


# No deadline, or one that is still open


def test_without_a_deadline_a_duty_is_pending_and_never_overdue() -> None:
    obligation = {name: part for name, part in REPLY.items() if name != "within"}
    assert duties(obligation, [RECEIVED], "2035-06-10")[0]["due"] is None
    assert status(obligation, RECEIVED, as_of="2035-06-10") == "pending"
    assert status(obligation, RECEIVED, reply("2034-01-01"), as_of="2035-06-10") == "satisfied"


@pytest.mark.parametrize(("value", "expected"), [("open", "pending"), ("none", "not_applicable"), ("P7D", "violated")])
def test_a_length_that_is_not_agreed_leaves_the_duty_pending_and_one_that_is_denied_leaves_it_out(
    value: str, expected: str
) -> None:
    parts = {"terms": {"wait": {"type": "duration", "is": value}}}
    obligation = {**REPLY, "within": "terms.wait"}
    assert status(obligation, RECEIVED, parts=parts) == expected
    assert status(obligation, RECEIVED, reply("2025-06-12"), parts=parts) == "satisfied"


def test_readings_of_a_length_make_a_duty_disputed_between_the_two_ends() -> None:
    readings = {"A": {"held_by": ["AAA"], "is": "P7D"}, "B": {"held_by": ["BBB"], "is": "P10D"}}
    parts = {"terms": {"wait": {"type": "duration", "readings": readings}}}
    obligation = {**REPLY, "within": "terms.wait"}
    (duty,) = duties(obligation, [RECEIVED, reply("2025-06-19")], parts=parts)
    assert (duty["status"], duty["due"]) == ("disputed", {"A": "2025-06-17", "B": "2025-06-20"})
    assert duty["under"] == {"satisfied": [{"wait": ["B"]}], "violated": [{"wait": ["A"]}]}
    assert duty["by_party"] == {"AAA": "violated", "BBB": "satisfied"}
    assert status(obligation, RECEIVED, reply("2025-06-21"), parts=parts) == "violated"
    assert status(obligation, RECEIVED, reply("2025-06-17"), parts=parts) == "satisfied"


# What is not known


def test_a_deed_without_a_time_may_have_been_in_time() -> None:
    (duty,) = duties(REPLY, [RECEIVED, reply(None)])
    assert (duty["status"], duty["missing"]) == ("indeterminate", ["events.at"])
    assert status(REPLY, RECEIVED, reply(None), as_of="2025-06-12") == "indeterminate"
    assert status(REPLY, RECEIVED, reply(None), reply("2025-06-17")) == "satisfied"


def test_a_trigger_without_a_time_may_not_have_happened_yet() -> None:
    received = {name: value for name, value in RECEIVED.items() if name != "at"}
    (duty,) = duties(REPLY, [received])
    assert (duty["status"], duty["due"]) == ("indeterminate", None)
    assert "at" in duty["missing"]


def test_a_deed_of_which_it_is_not_known_to_what_it_replies_leaves_the_duty_open() -> None:
    vague = {"kind": "reply", "actor": "AAA", "at": "2025-06-12"}
    (duty,) = duties(REPLY, [RECEIVED, vague])
    assert (duty["status"], duty["missing"]) == ("indeterminate", ["events.in_reply_to"])


# Triggers


@pytest.mark.parametrize(
    ("where", "number"), [("count > 5", 1), ("count > 6", 0), ('subject == "remains"', 1), ("large", 1), ("!large", 0)]
)
def test_only_events_of_the_kinds_that_fulfil_the_condition_trigger(where: str, number: int) -> None:
    parts = {
        "definitions": {
            "large": {"of": "action", "is": "count > 3 && few"},
            "few": {"of": "record", "is": "held.size() == 0"},
        }
    }
    if "large" not in where:
        parts = {}
    obligation = {**REPLY, "when": {"event": ["receive_list", "receive"], "where": where}}
    events = [{**RECEIVED, "count": 6}, {"kind": "transfer", "actor": "AAA", "at": "2025-06-10", "count": 100}]
    assert len(duties(obligation, events, parts=parts)) == number


def test_what_may_fulfil_the_condition_triggers_a_duty_that_is_undecided() -> None:
    obligation = {**REPLY, "when": {"event": ["receive_list"], "where": "count > 5"}}
    (duty,) = duties(obligation, [RECEIVED])
    assert (duty["status"], duty["missing"]) == ("indeterminate", ["count"])


def test_the_condition_is_that_of_an_act_at_its_own_time() -> None:
    first = {**REPLY, "when": {"event": ["receive_list"], "where": '!events.exists(e, e.kind == "receive_list")'}}
    events = [RECEIVED, {**RECEIVED, "at": "2025-06-12"}]
    assert [duty["trigger"] for duty in duties(first, events)] == ["/events/0"]
    agreed = {**REPLY, "when": {"event": ["receive_list"], "where": 'consented("BBB")'}}
    consent = {"kind": "consent", "actor": "BBB", "at": "2025-06-11", "date": "2025-06-20", "subject": "both"}
    events = [{**event, "date": "2025-06-20", "subject": "both"} for event in events]
    assert [duty["trigger"] for duty in duties(agreed, [*events, consent])] == ["/events/1"]


@pytest.mark.parametrize(
    ("as_of", "rows"), [("2025-06-09", []), ("2025-06-10", ["pending"]), ("2025-06-17", ["pending"])]
)
def test_a_day_triggers_from_its_beginning(as_of: str, rows: list[str]) -> None:
    parts = {"terms": {"start": {"type": "date", "is": "2025-06-10"}}}
    obligation = {"when": {"on": "terms.start"}, "duty_of": '"BBB"', "do": {"event": ["announce"]}, "within": "P7D"}
    found = duties(obligation, [COMMENT], as_of, parts=parts)
    assert [duty["status"] for duty in found] == rows
    assert [(duty["trigger"], duty["due"]) for duty in found] == [("2025-06-10", "2025-06-17")] * len(rows)


def test_a_day_and_some_hours_triggers_on_the_day_that_all_its_moments_are_of() -> None:
    obligation = {
        "when": {"on": 'plus(events.map(e, e.at).max(), "PT48H")'},
        "duty_of": '"BBB"',
        "do": {"event": ["announce"]},
        "within": "P7D",
    }
    (duty,) = duties(obligation, [COMMENT])
    assert duty["trigger"] == "2025-06-03"
    (duty,) = duties({**obligation, "when": {"on": 'plus(events.map(e, e.at).min(), "PT47H")'}}, [COMMENT])
    assert duty["trigger"] is None  # the second or the third


def test_a_day_that_is_still_to_be_set_leaves_its_duty_pending() -> None:
    parts = {"terms": {"start": {"type": "date", "is": "open"}}}
    obligation = {"when": {"on": "terms.start"}, "duty_of": '"BBB"', "do": {"event": ["announce"]}, "within": "P7D"}
    (duty,) = duties(obligation, [COMMENT], parts=parts)
    assert (duty["status"], duty["trigger"], duty["due"]) == ("pending", None, None)


def test_what_was_done_before_the_day_counts_too() -> None:
    parts = {"terms": {"start": {"type": "date", "is": "2025-06-10"}}}
    obligation = {"when": {"on": "terms.start"}, "duty_of": '"BBB"', "do": {"event": ["announce"]}, "within": "P7D"}
    early = {"kind": "announce", "actor": "BBB", "at": "2025-06-01"}
    assert status(obligation, early, parts=parts) == "satisfied"


def test_an_entry_triggers_a_duty_of_its_own() -> None:
    definitions = {
        "ill": {"of": "prisoner", "is": 'health == "seriously_ill"'},
        "holder": {"of": "prisoner", "is": "has(held_by) ? held_by : header.by"},
    }
    obligation = {
        "when": {"entry": "prisoner", "where": "ill", "on": "header.date"},
        "duty_of": "trigger.holder",
        "do": {"event": ["transfer"], "where": "event.person == trigger.id && event.actor == duty"},
        "within": "P30D",
        "unless": "pregnant",
    }
    people = [
        {"id": "P1", "health": "seriously_ill", "pregnant": False},
        {"id": "P2", "health": "fit", "pregnant": False},
        {"id": "P3", "health": "seriously_ill", "held_by": "BBB", "pregnant": False},
        {"id": "P4", "health": "seriously_ill", "pregnant": True},
        {"id": "P5", "pregnant": False},
    ]
    submitted = {
        "id": "L",
        "kind": "prisoners",
        "role": "proposed",
        "by": "AAA",
        "date": "2025-06-01",
        "entries": people,
    }
    event = {"kind": "transfer", "actor": "AAA", "at": "2025-06-20", "person": "P1"}
    found = duties(obligation, [event], "2025-07-02", lists=[submitted], parts={"definitions": definitions})
    assert [(duty["trigger"][-1], duty["party"], duty["due"], duty["status"]) for duty in found] == [
        ("0", "AAA", "2025-07-01", "satisfied"),
        ("2", "BBB", "2025-07-01", "violated"),
        ("3", "AAA", "2025-07-01", "waived"),
        ("4", "AAA", "2025-07-01", "indeterminate"),
    ]
    assert "health" in found[3]["missing"]
    register = {**submitted, "role": "register"}
    assert duties(obligation, [event], "2025-07-02", lists=[register], parts={"definitions": definitions}) == []


def test_what_no_register_tells_of_an_entry_is_asked_of_registers() -> None:
    obligation = {
        "when": {"entry": "prisoner", "where": 'register_event == "died"'},
        "duty_of": '"AAA"',
        "do": {"event": ["announce"]},
    }
    asked = {"id": "L", "kind": "prisoners", "role": "proposed", "by": "AAA", "entries": [{"id": "P1"}]}
    told = {**asked, "id": "R", "role": "register", "entries": [{"id": "P1", "last_event": "died"}]}
    (duty,) = duties(obligation, [COMMENT], lists=[asked, {**told, "entries": [{"id": "P1"}]}])
    assert (duty["status"], duty["missing"]) == ("indeterminate", ["registers.last_event"])
    (duty,) = duties(obligation, [COMMENT], lists=[asked, told])
    assert (duty["status"], duty["missing"]) == ("pending", [])


# Whose duty it is


def test_every_party_of_a_list_owes_for_itself() -> None:
    obligation = {
        "when": {"event": ["sign"]},
        "duty_of": "parties",
        "do": {"event": ["announce"], "where": "event.actor == duty"},
        "within": "P1D",
    }
    signed = {"kind": "sign", "actor": "AAA", "at": "2025-06-10"}
    announced = {"kind": "announce", "actor": "BBB", "at": "2025-06-10"}
    found = duties(obligation, [signed, announced])
    assert [(duty["party"], duty["status"]) for duty in found] == [("AAA", "violated"), ("BBB", "satisfied")]


def test_a_definition_says_who_is_on_the_other_side() -> None:
    parts = {"definitions": {"other": {"of": "action", "is": 'actor == "AAA" ? "BBB" : "AAA"'}}}
    (duty,) = duties({**REPLY, "duty_of": "trigger.other"}, [RECEIVED], parts=parts)
    assert duty["party"] == "BBB"


def test_whose_duty_it_is_may_not_be_known() -> None:
    owed = {**REPLY, "duty_of": "trigger.to"}
    assert [(duty["party"], duty["status"]) for duty in duties(owed, [RECEIVED])] == [(None, "violated")]
    (duty,) = duties(owed, [RECEIVED, reply()])
    assert (duty["party"], duty["status"], duty["missing"]) == (None, "indeterminate", ["to"])


def test_a_party_that_may_not_owe_asks_who_does_and_one_that_surely_owes_does_not() -> None:
    received = {"kind": "receive_list", "actor": "AAA", "list": "L"}
    some = duties({**REPLY, "duty_of": "parties.filter(p, p != trigger.to)"}, [received])
    assert [(duty["party"], duty["missing"]) for duty in some] == [("AAA", ["at", "to"]), ("BBB", ["at", "to"])]
    every = duties({**REPLY, "duty_of": "parties"}, [received])
    assert [(duty["party"], duty["missing"]) for duty in every] == [("AAA", ["at"]), ("BBB", ["at"])]


# Performing


def test_an_event_never_performs_the_duty_that_it_triggers() -> None:
    obligation = {
        "when": {"event": ["transfer"]},
        "duty_of": "trigger.actor",
        "do": {"event": ["transfer"], "where": "event.actor == duty"},
        "within": "P1D",
    }
    first, second = ({"kind": "transfer", "actor": "AAA", "at": at} for at in ("2025-06-10", "2025-06-11"))
    assert statuses(duties(obligation, [first])) == ["violated"]
    assert statuses(duties(obligation, [first, second])) == ["satisfied", "violated"]


@pytest.mark.parametrize(
    ("at", "expected"),
    [("2025-06-09", "violated"), ("2025-06-10T00:00:00+03:00", "satisfied"), ("2025-06-10", "satisfied")],
)
def test_what_was_before_the_trigger_does_not_perform(at: str, expected: str) -> None:
    assert status(REPLY, RECEIVED, reply(at)) == expected


def test_every_deed_performs_one_duty_after_another_in_a_chain() -> None:
    program = compiled(
        obligations={
            "reply": REPLY,
            "agree": {
                **REPLY,
                "when": {"event": ["reply"]},
                "do": {"event": ["agree_list"]},
                "duty_of": '"BBB"',
                "within": "P2D",
            },
        }
    )
    found = whole(program, as_of="2025-06-14", events=[RECEIVED, reply("2025-06-12")])
    assert [(d["obligation"], d["party"], d["due"], d["status"]) for d in found["obligations"]] == [
        ("reply", "AAA", "2025-06-17", "satisfied"),
        ("agree", "BBB", "2025-06-14", "pending"),
    ]
    assert [(step["party"], step["obligation"], step["due"]) for step in found["next_steps"]] == [
        ("BBB", "agree", "2025-06-14")
    ]
    assert [(party["party"], party["verdict"]) for party in found["parties"]] == [
        ("AAA", "compliant"),
        ("BBB", "pending"),
    ]


# Premises and levels


def test_a_duty_that_does_not_apply_is_a_row_that_says_so() -> None:
    parts = {
        "definitions": {
            "large": {"of": "action", "is": "count > 5"},
            "excused": {"of": "action", "is": "has(condition)"},
        }
    }
    obligation = {**REPLY, "applies": "large", "unless": "excused && as_agreed"}
    cases = {
        "not_applicable": {"count": 5},
        "violated": {"count": 6, "as_agreed": True},
        "waived": {"count": 6, "as_agreed": True, "condition": "a storm"},
        "indeterminate": {"count": 6, "condition": "a storm"},
    }
    for expected, told in cases.items():
        assert status(obligation, {**RECEIVED, **told}, parts=parts) == expected


@pytest.mark.parametrize(
    ("level", "verdict", "warnings"),
    [("binding", "non_compliant", 0), ("review", "indeterminate", 0), ("advisory", "compliant", 1)],
)
def test_the_level_of_an_obligation_says_what_its_breach_makes_of_the_verdict(
    level: str, verdict: str, warnings: int
) -> None:
    program = compiled(obligations={"it": {**REPLY, "level": level}})
    found = whole(program, as_of="2025-06-18", events=[RECEIVED])
    assert (found["verdict"], found["counts"]["warnings"]) == (verdict, warnings)
    assert found["parties"][0]["verdict"] == verdict
    assert found["parties"][1]["verdict"] == "not_applicable"


def test_an_obligation_that_nothing_triggers_is_counted_as_not_applicable() -> None:
    found = whole(compiled(obligations={"it": REPLY}), events=[COMMENT])
    assert (found["obligations"], found["verdict"]) == ([], "not_applicable")
    assert found["rules"] == [{"rule": "it", "clause": "C", "level": "binding", "statuses": {"not_applicable": 1}}]


def test_without_a_history_an_obligation_is_not_checked() -> None:
    submitted = {"id": "L", "kind": "prisoners", "role": "proposed", "by": "AAA", "entries": [{"id": "P"}]}
    found = whole(compiled(obligations={"it": REPLY}), lists=[submitted])
    assert {"rule": "it", "reason": "no events in the submission"} in found["not_checked"]


@pytest.mark.parametrize(
    ("covers", "checked"),
    [(["receive_list", "reply"], True), (["receive_list"], False), (["reply"], False), ([], False)],
)
def test_an_obligation_is_checked_where_the_history_covers_its_trigger_and_what_performs_it(
    covers: list[str], checked: bool
) -> None:
    found = whole(compiled(obligations={"it": REPLY}), events=[RECEIVED], as_of="2025-06-30", history_covers=covers)
    assert bool(found["obligations"]) == checked
    assert any(row.get("rule") == "it" for row in found["not_checked"]) != checked
