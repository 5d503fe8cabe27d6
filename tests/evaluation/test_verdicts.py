"""A verdict as a whole: under what it is given, whose conduct it is about, and why each rule has its status."""

from __future__ import annotations

from typing import Any

import pytest
from tiny import ANY, Json, compiled, verdict, whole

from servanda.evaluation import answer, trace

PERSON: Json = {"id": "P", "pregnant": True}
LIST: Json = {"id": "L", "kind": "prisoners", "role": "proposed", "by": "AAA", "entries": [PERSON]}
DISPUTED: Json = {
    "of": "prisoner",
    "readings": {
        "BOTH": {"held_by": ["AAA", "BBB"], "is": "pregnant"},
        "THEIRS": {"held_by": ["BBB"], "is": "!pregnant"},
        "OURS": {"held_by": ["AAA"], "is": "fit_to_travel"},
    },
}
RULED = compiled({"two": DISPUTED}, {"r": {"of": "prisoner", "requires": "two"}})
DUTY: Json = {"when": {"on": 'date("2025-06-01")'}, "do": {"event": ["reply"]}, "within": "P7D"}


@pytest.mark.parametrize(
    ("readings", "status"),
    [
        ("all", "disputed"),
        ("common", "satisfied"),  # what both parties hold
        ("AAA", "indeterminate"),
        ("BBB", "disputed"),
        ({"two": ["THEIRS"]}, "violated"),
        ({"two": ["BOTH"]}, "satisfied"),
    ],
)
def test_a_rule_is_judged_under_the_readings_that_are_asked_for(readings: Any, status: str) -> None:
    (entry,) = verdict(RULED, [PERSON], readings=readings, detail="trace")["entries"]
    assert [rule["status"] for rule in entry["rules"]] == [status]
    told = verdict(RULED, [PERSON], readings=readings)["entries"][0]
    assert {name: entry[name] for name in told} == told  # a trace adds the rules, and leaves the rest as it is


def test_a_name_of_which_all_hold_no_reading_is_left_unsettled_where_only_common_readings_are_asked_for() -> None:
    ours, theirs = {"held_by": ["AAA"], "is": "pregnant"}, {"held_by": ["BBB"], "is": "!pregnant"}
    aged = {"OURS": {"held_by": ["AAA"], "is": "5"}, "THEIRS": {"held_by": ["BBB"], "is": "7"}}
    definitions = {
        "two": {"of": "prisoner", "readings": {"OURS": ours, "THEIRS": theirs}},
        "age": {"of": "prisoner", "readings": aged, "shown": "true"},
    }
    program = compiled(definitions, {"r": {"of": "prisoner", "requires": "two"}})
    (entry,) = verdict(program, [PERSON], readings="common")["entries"]
    (finding,) = entry["findings"]
    assert (finding["status"], finding["under"]) == ("indeterminate", {"indeterminate": [{"two": ["none"]}]})
    assert finding["by_party"] == {"AAA": "satisfied", "BBB": "violated"}
    assert entry["values"] == {"age": {"none": None}}


def test_where_a_reading_is_silent_a_rule_does_not_apply_and_its_status_is_that_under_the_others() -> None:
    says, silent = {"held_by": ["AAA"], "is": "!pregnant"}, {"held_by": ["BBB"], "is": "none"}
    silence = {"of": "prisoner", "readings": {"SAYS": says, "SILENT": silent}}
    program = compiled({"two": silence}, {"r": {"of": "prisoner", "requires": "two"}})
    (entry,) = verdict(program, [PERSON])["entries"]
    (finding,) = entry["findings"]
    assert (entry["verdict"], finding["status"]) == ("non_compliant", "violated")
    assert finding["under"] == {"violated": [{"two": ["SAYS"]}], "not_applicable": [{"two": ["SILENT"]}]}
    assert finding["by_party"] == {"AAA": "violated", "BBB": "not_applicable"}


def test_nothing_is_traced_of_what_is_not_in_force() -> None:
    definitions = {"big": {"of": "list", "is": "entries.size() > 1"}, "two": DISPUTED}
    rules = {"r": {"of": "prisoner", "requires": "two"}, "s": {"of": "list", "requires": "big"}}
    program = compiled(definitions, rules)
    found = {as_of: whole(program, as_of=as_of, lists=[LIST], detail="trace") for as_of in ("2019-12-31", "2020-01-01")}
    traced = {
        as_of: [(item["rules"], item["entries"][0]["rules"]) for item in of["lists"]] for as_of, of in found.items()
    }
    assert traced["2019-12-31"] in ([], [([], [])])
    ((of_list, of_entry),) = traced["2020-01-01"]
    assert [(rule["rule"], rule["status"]) for rule in (*of_list, *of_entry)] == [("s", "violated"), ("r", "disputed")]


@pytest.mark.parametrize(
    ("conduct_of", "owed", "left_out"),
    [(None, ["AAA", "BBB"], []), ("AAA", ["AAA"], ["b"]), ("BBB", ["BBB"], ["a"])],
)
def test_the_duties_of_another_party_are_left_out_and_said_to_be(
    conduct_of: str | None, owed: list[str], left_out: list[str]
) -> None:
    duties = {"a": {**DUTY, "duty_of": '"AAA"'}, "b": {**DUTY, "duty_of": '"BBB"'}}
    program = compiled({}, ANY, obligations=duties)
    found = whole(program, events=[], **({"conduct_of": conduct_of} if conduct_of else {}))
    assert [duty["party"] for duty in found["obligations"]] == owed
    assert [row["rule"] for row in found["not_checked"] if row["reason"] == "conduct of another party"] == left_out


def test_an_act_and_a_history_that_no_rule_asks_of_are_said_to_be_left_out() -> None:
    act = {"kind": "visit", "actor": "AAA"}
    found = whole(compiled({}, ANY), action=act, events=[{**act, "at": "2025-06-01"}])
    left_out = [row["subject"] for row in found["not_checked"] if row["reason"] == "the ruleset asks nothing of it"]
    assert left_out == ["/action", "/events"]


def test_no_duty_is_judged_without_the_history() -> None:
    program = compiled({}, ANY, obligations={"a": {**DUTY, "duty_of": '"AAA"'}})
    found = whole(program, lists=[LIST])
    assert found["obligations"] == []
    assert {"rule": "a", "reason": "no events in the submission"} in found["not_checked"]


@pytest.mark.parametrize(
    ("whose", "party"),
    [('"BBB"', "BBB"), ("terms.who", "BBB"), ("trigger.actor", None), ('["AAA", "BBB"]', None)],
)
def test_whose_duty_is_awaited_is_told_where_it_is_settled(whose: str, party: str | None) -> None:
    duty = {**DUTY, "when": {"event": ["set_date"]}, "duty_of": whose, "awaited": "true"}
    program = compiled({}, ANY, obligations={"a": duty}, terms={"who": {"type": "code", "is": "BBB"}})
    found = whole(program, events=[])["obligations"]
    assert [(each["party"], each["status"]) for each in found] == [(party, "pending")]


@pytest.mark.parametrize(
    ("module", "most"), [(answer, "_MOST_REMEMBERED"), (answer, "_MOST_SELECTIONS"), (trace, "_MOST_REMEMBERED")]
)
def test_what_is_remembered_is_forgotten_where_it_is_too_much_and_nothing_changes(
    module: Any, most: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = [{"readings": readings, "detail": "trace"} for readings in ("all", "common", "AAA", "BBB")]
    program = compiled({"two": DISPUTED}, {"r": {"of": "prisoner", "requires": "two"}})
    entries = [PERSON, {"id": "Q"}, {"id": "R", "pregnant": False, "fit_to_travel": True}]
    expected = [verdict(RULED, entries, **request) for request in requests]
    monkeypatch.setattr(module, most, 1)
    assert [verdict(program, entries, **request) for request in requests * 2] == expected * 2
    kept = program.memory["answers" if module is answer else "rests_on"]
    assert len(kept) <= 2


def test_values_of_a_list_are_seen_in_the_record() -> None:
    of_lists = {
        "day": {"of": "list", "is": "date"},
        "name": {"of": "list", "is": "id"},
        "long": {"of": "list", "is": "entries.size()"},
    }
    of_record = {
        "named": {"of": "record", "is": 'lists.exists(l, l.name == "R")', "shown": "true"},
        "last": {"of": "record", "is": "lists.map(l, l.day).max()", "shown": "true"},
        "all_in_all": {"of": "record", "is": "lists.map(l, l.long).sum()", "shown": "true"},
    }
    program = compiled({**of_lists, **of_record}, ANY)
    own, dead = {**LIST, "date": "2025-06-01"}, {**LIST, "id": "R", "kind": "remains", "date": "2025-06-03"}
    found = whole(program, lists=[own, {**dead, "entries": [{"id": "D"}, {"id": "E"}]}])["record"]
    assert (found["holds"], found["values"]) == ({"named": "true"}, {"last": "2025-06-03", "all_in_all": 3})
    found = whole(program, lists=[own])["record"]
    assert (found["holds"], found["values"]) == ({"named": "false"}, {"last": "2025-06-01", "all_in_all": 1})
