"""The history as expressions see it: which events are there, for whom, and what consents."""

from __future__ import annotations

from typing import Any

import pytest
from tiny import ANY, Json, compiled, text_of, whole

from servanda.language import check_text

COMMENT: Json = {"kind": "comment", "actor": "AAA", "at": "2025-06-01"}
FIELDS = {"event": {"flag": "bool", "number": "int"}}
HOLDS = {"true": True, "false": False, "unknown": None, "disputed": "disputed"}


def event(kind: str = "visit", at: str | None = "2025-06-05", actor: str = "AAA", **more: Any) -> Json:
    return {"kind": kind, "actor": actor, **({"at": at} if at else {}), **more}


def of_record(expression: str, events: list[Json] | None, as_of: str = "2025-06-07", **more: Any) -> Any:
    """A truth (None: unknown) or a value of the record."""
    program = compiled({"it": {"of": "record", "is": expression, "shown": "true"}}, ANY, fields=FIELDS)
    lists = [{"id": "L", "kind": "prisoners", "role": "proposed", "by": "AAA", "entries": [{"id": "P"}]}]
    found = whole(program, as_of=as_of, events=events, lists=lists, **more)["record"]
    return HOLDS[found["holds"]["it"]] if found["holds"] else found["values"]["it"]


def of_acts(expression: str, *events: Json, as_of: str = "2025-06-30", **more: Any) -> list[Any]:
    """A truth (None: unknown) of the proposed action and of every event."""
    program = compiled({"it": {"of": "action", "is": expression, "shown": "true"}}, ANY, fields=FIELDS)
    found = whole(program, as_of=as_of, **({"events": list(events)} if events else {}), **more)
    acts = [*([found["action"]] if found["action"] else []), *found["events"]]
    return [HOLDS[act["holds"]["it"]] if act["holds"] else act["values"].get("it") for act in acts]


# Which events are there


@pytest.mark.parametrize(
    ("at", "as_of", "size", "there"),
    [
        ("2025-06-07", "2025-06-07", 1, True),
        ("2025-06-08", "2025-06-07", 0, False),
        ("2025-06-07T20:59:59Z", "2025-06-07", 1, True),
        ("2025-06-07T21:00:00Z", "2025-06-07", 0, False),
        ("2025-06-07T09:00:00Z", "2025-06-07T09:00:00Z", 1, True),
        ("2025-06-07T09:00:01Z", "2025-06-07T09:00:00Z", 0, False),
        ("2025-06-07", "2025-06-07T09:00:00Z", 1, True),  # a day beside an instant: the days are compared
        (None, "2025-06-07", [0, 1], None),
    ],
)
def test_the_history_goes_up_to_the_time_of_judgement(at: str | None, as_of: str, size: Any, there: Any) -> None:
    assert of_record("events.size()", [event(at=at)], as_of) == size
    assert of_record('events.exists(e, e.kind == "visit")', [event(at=at)], as_of) is there


def test_an_event_that_lies_ahead_is_not_judged_and_said_to_be_left_out() -> None:
    program = compiled({"it": {"of": "action", "is": "true", "shown": "true"}}, ANY)
    found = whole(program, events=[COMMENT, event(at="2025-06-08")])
    assert [act["subject"] for act in found["events"]] == ["/events/0"]
    assert {"subject": "/events/1", "reason": "it lies after the time of judgement"} in found["not_checked"]


def test_an_event_without_a_time_is_possibly_there() -> None:
    undated = event(at=None, count=5)
    assert of_record("events.map(e, e.count).sum()", [event(count=3), undated]) == [3, 8]
    assert of_record("events.all(e, e.count == 3)", [event(count=3), undated]) is None
    assert of_record("events.all(e, e.count < 9)", [event(count=3), undated]) is True
    assert of_record("events.exists(e, e.count == 3)", [event(count=3), undated]) is True
    assert of_record("events.exists_one(e, e.count > 2)", [event(count=3), undated]) is None


def test_who_states_an_event_is_known_even_where_it_is_left_out() -> None:
    assert of_record("events.all(e, has(e.stated_by) && size(e.stated_by) == 0)", [event()]) is True
    assert of_record('events.exists(e, "AAA" in e.stated_by)', [event(stated_by=["AAA", "BBB"])]) is True


# An event that is judged


def test_an_act_sees_what_was_before_it_and_at_the_same_time_but_not_itself() -> None:
    acts = [event(at=f"2025-06-0{day}") for day in (5, 6, 6, 7)]
    assert of_acts("events.size()", *acts) == [0, 2, 2, 3]


def test_of_an_act_without_a_time_nobody_knows_what_was_before_it() -> None:
    assert of_acts("events.size()", event(), event(at=None), event(at="2025-06-06")) == [[0, 1], [0, 2], [1, 2]]


def test_what_is_proposed_sees_all_events_up_to_its_own_time_or_else_to_the_time_of_judgement() -> None:
    acts = (event(at="2025-06-05"), event(at="2025-06-06"))
    assert of_acts("events.size()", *acts, action=event(at="2025-06-05"))[0] == 1
    assert of_acts("events.size()", *acts, action=event(at="2025-06-04"))[0] == 0
    assert of_acts("events.size()", *acts, action=event(at=None))[0] == 2


def test_a_definition_of_the_record_named_by_an_act_sees_the_whole_history() -> None:
    program = compiled(
        {
            "own": {"of": "action", "is": "events.size()", "shown": "true"},
            "all_of_them": {"of": "record", "is": "events.size()"},
            "seen": {"of": "action", "is": "all_of_them", "shown": "true"},
        },
        ANY,
    )
    found = whole(program, events=[event(), event(at="2025-06-06")], as_of="2025-06-07")["events"]
    assert [act["values"] for act in found] == [{"own": 0, "seen": 2}, {"own": 1, "seen": 2}]


def test_an_act_from_before_the_agreement_is_not_judged_by_it() -> None:
    program = compiled({"it": {"of": "action", "is": "has(count)"}}, {"r": {"of": "action", "requires": "it"}})
    found = whole(program, events=[event(at="2019-12-31"), event(at="2020-01-01"), event(at=None)])["events"]
    assert [act["verdict"] for act in found] == ["not_applicable", "non_compliant", "non_compliant"]


# Consent

SET = event("set_date", "2025-06-05", "BBB", date="2025-06-10", subject="remains")
CONSENT = event("consent", "2025-06-04", "AAA", date="2025-06-10", subject="remains")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"subject": "both"}, True),
        ({"subject": "prisoners"}, False),
        ({"subject": None}, None),
        ({"date": "2025-06-11"}, False),
        ({"date": None}, None),
        ({"date": "2025-06"}, None),
        ({"date": "2025-07"}, False),
        ({"at": "2025-06-05"}, True),
        ({"at": "2025-06-06"}, False),
        ({"at": None}, None),
        ({"actor": "BBB"}, False),
        ({"actor": "MED"}, False),
        ({"kind": "comment"}, False),
    ],
)
def test_a_party_consents_to_the_subject_and_the_date_and_no_later_than_the_act(change: Json, expected: Any) -> None:
    assert of_acts('kind == "set_date" && consented("AAA")', SET, {**CONSENT, **change})[0] is expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [({"subject": None}, None), ({"date": None}, None), ({"date": "2025-06"}, None), ({"at": None}, None)],
)
def test_what_is_not_known_of_the_act_leaves_the_consent_undecided(change: Json, expected: Any) -> None:
    assert of_acts('consented("AAA")', {**SET, **change}, CONSENT)[0] is expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(kind, True) for kind in "set_date agree_place agree_list dispatch tender transfer announce".split()]
    + [("comment", False), ("consent", False), ("receive", False)],
)
def test_who_does_it_consents_to_it(kind: str, expected: bool) -> None:
    assert of_acts('consented("BBB")', {**SET, "kind": kind})[0] is expected


def test_whose_consent_is_asked_for_may_not_be_known() -> None:
    assert of_acts("consented(to)", {**SET, "to": "AAA"}, CONSENT)[0] is True
    assert of_acts("consented(to)", SET, CONSENT)[0] is None
    assert of_acts("parties.all(p, consented(p))", SET, CONSENT)[0] is True
    assert of_acts("parties.all(p, consented(p))", SET, COMMENT)[0] is False


# What the history does not tell


def test_without_a_history_what_is_proposed_is_undecided_and_the_history_is_asked_for() -> None:
    definitions = {"it": {"of": "action", "is": 'consented("AAA") || events.exists(e, e.kind == "sign")'}}
    program = compiled(definitions, {"r": {"of": "action", "requires": "it"}})
    (finding,) = whole(program, action=SET)["action"]["findings"]
    assert finding["status"] == "indeterminate"
    assert "events" in finding["missing"]
    assert whole(program, action={**SET, "actor": "AAA"})["action"]["verdict"] == "compliant"


@pytest.mark.parametrize("of", ["record", "party", "prisoner", "list"])
def test_without_a_history_no_other_rule_that_rests_on_it_is_judged(of: str) -> None:
    program = compiled({"it": {"of": of, "is": "events.size() > 0"}}, {"r": {"of": of, "requires": "it"}})
    lists = [{"id": "L", "kind": "prisoners", "role": "proposed", "by": "AAA", "entries": [{"id": "P"}]}]
    found = whole(program, lists=lists)
    assert found["not_checked"] == [{"rule": "r", "reason": "no events in the submission"}]
    assert found["verdict"] == "not_applicable"


@pytest.mark.parametrize(
    ("expression", "covers", "judged"),
    [
        ('events.exists(e, e.kind == "sign")', ["sign"], True),
        ('events.exists(e, e.kind == "sign")', ["visit"], False),
        ('events.exists(e, e.count == 1 && "sign" == e.kind)', ["sign"], True),
        ('events.exists(e, e.kind in ["sign", "close"])', ["sign", "close"], True),
        ('events.exists(e, e.kind in ["sign", "close"])', ["sign"], False),
        ('events.filter(e, e.kind == "sign").all(e, e.count == 1)', ["sign"], True),
        ('events.all(e, e.kind != "sign" || e.count == 1)', ["sign"], True),
        ('events.all(e, e.kind == "sign" || e.count == 1)', ["sign"], False),
        ("events.exists(e, e.count == 1)", ["sign"], False),
    ],
)
def test_a_rule_is_judged_where_the_history_covers_the_kinds_that_it_goes_through(
    expression: str, covers: list[str], judged: bool
) -> None:
    program = compiled({"it": {"of": "record", "is": expression}}, {"r": {"of": "record", "requires": "it"}})
    found = whole(program, events=[COMMENT], history_covers=covers)
    assert ({"rule": "r"}.items() <= found["not_checked"][0].items() if found["not_checked"] else False) is not judged
    assert bool(found["rules"][0]["statuses"]) is judged


def test_a_history_that_does_not_cover_consent_leaves_it_undecided_where_there_is_none() -> None:
    assert of_acts('consented("AAA")', SET, history_covers=["set_date"]) == [None]
    assert of_acts('consented("AAA")', SET, history_covers=["set_date", "consent"]) == [False]
    assert of_acts('consented("AAA")', SET, CONSENT, history_covers=["set_date"])[0] is True


# Nesting


def test_each_party_is_asked_for_by_an_act() -> None:
    announced = 'parties.all(p, events.exists(e, e.kind == "announce" && e.actor == p))'
    acts = [event("announce", "2025-06-05"), event("announce", "2025-06-05", "BBB"), event(at="2025-06-06")]
    assert of_acts(announced, *acts) == [False, False, True]
    assert of_acts(announced, acts[0], event(at="2025-06-06")) == [False, False]


def test_macros_over_events_nest_in_the_record_and_of_a_party() -> None:
    answered = (
        'events.all(e, e.kind != "submit_list" || '
        'events.exists(f, f.kind == "reply" && f.in_reply_to == e.list && f.at >= e.at))'
    )
    sent, reply = event("submit_list", list="L1"), event("reply", "2025-06-06", in_reply_to="L1")
    assert of_record(answered, [sent]) is False
    assert of_record(answered, [sent, reply]) is True
    assert of_record(answered, [sent, {**reply, "at": "2025-06-04"}]) is False
    assert of_record(answered, [sent, {**reply, "in_reply_to": None}]) is None


@pytest.mark.parametrize(
    ("of", "expression", "refused"),
    [
        ("action", "events.exists(e, events.exists(f, f.list == e.list))", True),
        ("action", "parties.all(p, events.exists(e, e.actor == p))", False),
        ("action", "events.exists(e, parties.exists(p, p == e.actor && p != actor))", False),
        ("action", "events.exists(e, held.exists(h, h.id == e.person))", True),
        ("record", "events.exists(e, events.exists(f, f.list == e.list))", False),
        ("record", "events.exists(e, held.exists(h, h.id == e.person))", True),
        ("party", "events.exists(e, events.exists(f, f.actor == party))", False),
        ("prisoner", "events.exists(e, e.person == id)", True),
        ("prisoner", 'events.exists(e, e.kind == "sign") && pregnant', False),
        ("remains", "events.exists(e, e.list == header.id)", False),
        ("list", "events.exists(e, e.list == id)", False),
        ("list", "entries.exists(x, events.exists(e, e.person == x.id))", True),
    ],
)
def test_what_would_go_through_the_history_for_each_of_many_is_refused(of: str, expression: str, refused: bool) -> None:
    told = check_text(text_of({"it": {"of": of, "is": expression, "shown": "true"}}, ANY))
    assert [diagnostic.code for diagnostic in told] == (["nested-macro"] if refused else [])


@pytest.mark.parametrize(
    ("day", "status", "missing"),
    [
        ("2025", "indeterminate", ["events.day"]),
        (None, "indeterminate", ["events.day"]),
        ("2025-06-30", "violated", []),
        ("2025-07-01", "satisfied", []),
    ],
)
def test_of_a_date_that_a_ruleset_adds_to_events_a_part_is_not_enough(day: Any, status: str, missing: Any) -> None:
    late = {"of": "record", "is": 'events.exists(e, e.day > date("2025-06-30"))'}
    rule = {"of": "record", "requires": "late"}
    program = compiled({"late": late}, {"r": rule}, fields={"event": {"day": "date"}})
    found = whole(program, as_of="2025-07-07", events=[event(day=day)])
    assert list(found["rules"][0]["statuses"]) == [status]
    assert [field for finding in found["record"]["findings"] for field in finding["missing"]] == missing
