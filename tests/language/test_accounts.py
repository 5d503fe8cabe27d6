"""Accounts: in whose version of what happened an event is, and what follows where versions differ."""

from __future__ import annotations

from typing import Any

import pytest
from tiny import ANY, Json, compiled, whole

from servanda.language import Program
from servanda.language.vocabulary import DECLARATIONS

THREE: Json = {"parties": ["AAA", "BBB", "CCC"]}


def transfer(count: int, *stated_by: str, **more: Any) -> Json:
    told = {"stated_by": list(stated_by)} if stated_by else {}
    return {"kind": "transfer", "actor": "AAA", "at": "2025-06-05", "batch": "B1", "count": count, **told, **more}


SUM = 'events.filter(e, e.kind == "transfer" && e.actor == "AAA").map(e, e.count).sum()'
COMMENT: Json = {"id": "C", "kind": "comment", "actor": "AAA", "at": "2025-06-01"}


def handed_over(*events: Json, other: Json | None = None, **request: Any) -> Any:
    """How many were handed over, by account where accounts differ."""
    program = compiled({"it": {"of": "record", "is": SUM, "shown": "true"}}, ANY, **(other or {}))
    return whole(program, events=[COMMENT, *events], **request)["record"]["values"]["it"]


def at_least(count: int, **more: Any) -> Program:
    """A rule that asks for so many, and shows the sum."""
    definitions = {"sum": {"of": "record", "is": SUM}, "enough": {"of": "record", "is": f"sum >= {count}"}}
    return compiled(definitions, {"r": {"of": "record", "requires": "enough"}}, **more)


def finding(program: Program, *events: Json, **request: Any) -> Json:
    """The one finding on the record; `satisfied` where there is none."""
    found = whole(program, events=[COMMENT, *events], **request)["record"]["findings"]
    return found[0] if found else {"status": "satisfied"}


# In whose account an event is


@pytest.mark.parametrize(
    ("stated_by", "sums"),
    [
        ([], 5),
        (["AAA"], {"AAA": 5, "BBB": 0}),
        (["BBB"], {"AAA": 0, "BBB": 5}),
        (["AAA", "BBB"], 5),
        (["MED"], 5),  # a third party
        (["BBB", "MED"], 5),
    ],
)
def test_an_event_is_in_the_account_of_who_states_it_or_of_all(stated_by: list[str], sums: Any) -> None:
    assert handed_over(transfer(5, *stated_by)) == sums
    assert handed_over(transfer(5, stated_by=stated_by)) == sums


def test_an_absent_statement_is_common_ground_like_an_empty_one() -> None:
    assert handed_over(transfer(5, stated_by=None)) == 5


@pytest.mark.parametrize(
    ("stated_by", "sums"), [(["AAA", "BBB"], {"AAA": 5, "BBB": 5, "CCC": 0}), (["AAA", "BBB", "CCC"], 5)]
)
def test_of_three_parties_each_has_an_account_of_its_own(stated_by: list[str], sums: Any) -> None:
    assert handed_over(transfer(5, *stated_by), other=THREE) == sums


@pytest.mark.parametrize("kind", [*DECLARATIONS, "transfer", "set_date", "comment"])
def test_what_a_party_declares_it_has_declared_for_all(kind: str) -> None:
    program = compiled(
        {"it": {"of": "record", "is": f'events.exists(e, e.kind == "{kind}" && e.id == "E")', "shown": "true"}}, ANY
    )
    own, reported = (
        whole(
            program, events=[COMMENT, {"id": "E", "kind": kind, "actor": "BBB", "at": "2025-06-05", "stated_by": [who]}]
        )
        for who in ("BBB", "AAA")
    )
    assert own["record"]["holds"]["it"] == ("true" if kind in DECLARATIONS else "disputed")
    assert reported["record"]["holds"]["it"] == "disputed"


# Worlds


def test_a_rule_is_disputed_where_it_is_violated_in_one_account_only() -> None:
    differing = (transfer(10, "AAA"), transfer(8, "BBB"))
    told = finding(at_least(9), *differing)
    assert (told["status"], told["by_party"]) == ("disputed", {"AAA": "satisfied", "BBB": "violated"})
    assert told["under"] == {"satisfied": [{"account": ["AAA"]}], "violated": [{"account": ["BBB"]}]}
    assert finding(at_least(8), *differing)["status"] == "satisfied"
    assert finding(at_least(11), *differing)["status"] == "violated"


def test_accounts_that_differ_in_what_a_rule_does_not_ask_are_no_worlds() -> None:
    told = finding(at_least(11), transfer(10, "AAA"), transfer(8, "BBB"))
    assert told["by_party"] == {"AAA": "violated", "BBB": "violated"}
    assert "under" not in told


def test_readings_and_accounts_together_make_the_worlds() -> None:
    readings = {"MANY": {"held_by": ["AAA"], "is": "10"}, "FEW": {"held_by": ["BBB"], "is": "8"}}
    program = compiled(
        {"enough": {"of": "record", "is": f"{SUM} >= terms.number"}},
        {"r": {"of": "record", "requires": "enough"}},
        terms={"number": {"type": "int", "readings": readings}},
    )
    differing = (transfer(10, "AAA"), transfer(8, "BBB"))
    told = finding(program, *differing)
    assert told["under"]["violated"] == [{"number": ["MANY"], "account": ["BBB"]}]
    assert told["under"]["satisfied"] == [{"account": ["AAA"]}, {"number": ["FEW"], "account": ["BBB"]}]
    assert told["by_party"] == {"AAA": "satisfied", "BBB": "satisfied"}  # each by its own words and its own account
    assert finding(program, *differing, readings="AAA")["under"] == {
        "satisfied": [{"account": ["AAA"]}],
        "violated": [{"account": ["BBB"]}],
    }
    assert finding(program, *differing, account="BBB")["under"] == {
        "satisfied": [{"number": ["FEW"]}],
        "violated": [{"number": ["MANY"]}],
    }
    assert finding(program, *differing, readings="AAA", account="BBB")["status"] == "violated"


def test_what_is_missing_is_missing_in_any_account_asked_for() -> None:
    program, vague = at_least(9), {name: value for name, value in transfer(0, "BBB").items() if name != "count"}
    told = finding(program, transfer(10, "AAA"), vague)
    assert (told["status"], told["missing"]) == ("indeterminate", ["events.count"])
    assert finding(program, transfer(10, "AAA"), vague, account="AAA")["status"] == "satisfied"


# Asking for one account


@pytest.mark.parametrize(("account", "status"), [("AAA", "satisfied"), ("BBB", "violated")])
def test_one_account_alone_is_asked_for(account: str, status: str) -> None:
    told = finding(at_least(9), transfer(10, "AAA"), transfer(8, "BBB"), account=account)
    assert told["status"] == status
    assert "under" not in told
    if status == "violated":
        assert told["by_party"] == {"AAA": "satisfied", "BBB": "violated"}  # whatever was asked


# Values


def test_values_are_told_by_reading_and_account_where_accounts_differ() -> None:
    differing = (transfer(10, "AAA"), transfer(8, "BBB"))
    assert handed_over(*differing) == {"AAA": 10, "BBB": 8}
    assert handed_over(*differing, account="BBB") == 8
    readings = {"SUM": {"held_by": [], "is": SUM}, "ALL": {"held_by": [], "is": "events.map(e, e.count).size()"}}
    program = compiled({"it": {"of": "record", "shown": "true", "readings": readings}}, ANY)
    found = whole(program, events=list(differing))["record"]["values"]["it"]
    assert found == {"SUM/AAA": 10, "SUM/BBB": 8, "ALL/AAA": 1, "ALL/BBB": 1}
    same = whole(program, events=[transfer(9)])["record"]["values"]["it"]
    assert same == {"SUM": 9, "ALL": 1}


def test_a_truth_that_differs_is_disputed() -> None:
    program = compiled({"it": {"of": "record", "is": f"{SUM} == 10", "shown": "true"}}, ANY)
    differing = [transfer(10, "AAA"), transfer(8, "BBB")]
    assert whole(program, events=differing)["record"]["holds"] == {"it": "disputed"}
    assert whole(program, events=differing, account="AAA")["record"]["holds"] == {"it": "true"}


# Acts that happened in one account only


def test_an_event_does_not_apply_where_it_did_not_happen() -> None:
    program = compiled(
        {"it": {"of": "action", "is": "count >= 9", "shown": "true"}}, {"r": {"of": "action", "requires": "it"}}
    )
    (one,) = whole(program, events=[transfer(8, "BBB")])["events"]
    assert one["findings"][0]["status"] == "disputed"
    assert one["findings"][0]["under"] == {
        "violated": [{"account": ["BBB"]}],
        "not_applicable": [{"account": ["AAA"]}],
    }
    assert one["findings"][0]["by_party"] == {"AAA": "not_applicable", "BBB": "violated"}
    (one,) = whole(program, events=[transfer(8, "BBB")], account="BBB")["events"]
    assert one["verdict"] == "non_compliant"
    (one,) = whole(program, events=[transfer(8, "BBB")], account="AAA")["events"]
    assert one["verdict"] == "not_applicable"
    (one,) = whole(program, events=[transfer(9, "BBB")])["events"]
    assert one["verdict"] == "compliant"


def test_consent_that_the_other_side_alone_reports_is_disputed_and_that_nobody_reports_is_none() -> None:
    definitions = {"agreed": {"of": "action", "is": "parties.all(p, consented(p))"}}
    program = compiled(definitions, {"r": {"of": "action", "requires": "agreed"}})
    act = {"kind": "set_date", "actor": "BBB", "at": "2025-06-05", "date": "2025-06-09", "subject": "remains"}
    consent = {**act, "kind": "consent", "actor": "AAA"}

    def status(*events: Json) -> str:
        found = whole(program, action=act, events=[COMMENT, *events])["action"]["findings"]
        return str(found[0]["status"]) if found else "satisfied"

    assert status() == "violated"
    assert status({**consent, "stated_by": ["BBB"]}) == "disputed"
    assert status({**consent, "stated_by": ["AAA"]}) == "satisfied"
    assert status({**consent, "stated_by": ["MED"]}) == "satisfied"
    assert status(consent) == "satisfied"


# A party is judged in each account, too


def test_a_party_is_judged_by_every_account() -> None:
    definitions = {
        "own": {
            "of": "party",
            "shown": "true",
            "is": 'events.filter(e, e.kind == "transfer" && e.actor == party).map(e, e.count).sum()',
        },
        "enough": {"of": "party", "is": "own >= 9"},
    }
    program = compiled(definitions, {"r": {"of": "party", "requires": "enough"}})
    both = [transfer(10, "AAA"), transfer(8, "BBB"), transfer(20, actor="BBB")]
    first, second = whole(program, events=both)["parties"]
    assert (first["verdict"], first["values"]) == ("disputed", {"own": {"AAA": 10, "BBB": 8}})
    assert (second["verdict"], second["values"]) == ("compliant", {"own": 20})
    (only,) = whole(program, events=both, conduct_of="BBB")["parties"]
    assert only["party"] == "BBB"


# Side by side


def test_differences_are_told_side_by_side() -> None:
    events = [
        transfer(10, "AAA"),
        transfer(3, "AAA", id="A2"),
        transfer(8, "BBB"),
        transfer(5, "AAA", batch="B2"),
        transfer(7, batch="B3"),
    ]
    found = whole(at_least(1), events=events)["differences"]
    common = {"kind": "transfer", "actor": "AAA"}
    assert found == [
        {"batch": "B1", **common, "field": "count", "by_account": {"AAA": 13, "BBB": 8}},
        {"batch": "B2", **common, "field": "kind", "by_account": {"AAA": "transfer", "BBB": None}},
    ]
