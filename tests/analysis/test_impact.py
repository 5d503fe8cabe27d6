"""What a change of ruleset changes: who, by which rule, under which reading, and what decided."""

import json
from typing import Any

from tiny import compiled

from servanda.analysis.impact import Impact, impact
from servanda.evaluation import evaluate
from servanda.evaluation.submission import Reader
from servanda.language import Program
from servanda.report.impact import impact_document

Json = dict[str, Any]

RULE: Json = {"in": {"of": "prisoner", "requires": "young"}}
ENTRIES = [
    {"id": "P24", "date_of_birth": "2001-06-07"},
    {"id": "P25", "date_of_birth": "2000-06-07"},
    {"id": "P26", "date_of_birth": "1999-06-07"},
    {"id": "P0"},
]


def young(**readings: str) -> Json:
    """A definition with these readings."""
    held = {"A": ["AAA"], "B": ["BBB"]}
    told = {name: {"held_by": held.get(name, []), "is": text} for name, text in readings.items()}
    age = {"of": "prisoner", "is": "age_on(date_of_birth, as_of)"}
    return {"age": age, "young": {"of": "prisoner", "readings": told}}


def found(before: Program, after: Program, **submission: Any) -> Impact:
    if "lists" not in submission and "events" not in submission:
        submission["lists"] = [{"id": "L", "kind": "prisoners", "role": "proposed", "by": "AAA", "entries": ENTRIES}]
    body = json.dumps({"as_of": "2025-06-07", **submission}).encode()
    return impact(*(evaluate(program, Reader(program.ruleset).read(body)) for program in (before, after)))


def told(before: Program, after: Program, **submission: Any) -> Json:
    return impact_document(found(before, after, **submission), (False, True))


def entries(document: Json) -> list[Json]:
    return [of for of in document["affected"] if of["kind"] == "entry"]


BEFORE = compiled(young(A="age < 25", B="age < 26"), RULE)


def test_nothing_changes_under_the_same_ruleset() -> None:
    document = told(BEFORE, BEFORE)
    assert document["affected"] == []
    assert document["transitions"] == [
        {"before": "non_compliant", "after": "non_compliant", "count": 1},
        {"before": "disputed", "after": "disputed", "count": 1},
        {"before": "indeterminate", "after": "indeterminate", "count": 1},
        {"before": "compliant", "after": "compliant", "count": 1},
    ]


def test_who_is_affected_is_told_with_the_rule_the_reading_and_the_value_that_decided() -> None:
    document = told(BEFORE, compiled(young(A="age <= 25", B="age < 26"), RULE))
    assert document["transitions"][1] == {"before": "disputed", "after": "compliant", "count": 1}
    (who,) = document["affected"]
    assert who == {
        "kind": "entry",
        "subject": "/lists/0/entries/1",
        "id": "P25",
        "list": "L",
        "before": "disputed",
        "after": "compliant",
        "moved": [
            {
                "rule": "in",
                "clause": "C",
                "level": "binding",
                "before": "disputed",
                "after": "satisfied",
                "message": "Wrong.",
                "worlds": [{"under": {"young": ["A"]}, "before": "violated", "after": "satisfied"}],
                "by_party": {"AAA": {"before": "violated", "after": "satisfied"}},
                "because": [
                    {
                        "definition": "young",
                        "under": {"young": "A"},
                        "before": {"expression": "age < 25", "value": "false"},
                        "after": {"expression": "age <= 25", "value": "true"},
                        "parts": [{"expression": "age", "value": 25}],
                    }
                ],
            }
        ],
    }


def test_whoever_keeps_the_verdict_is_affected_where_a_rule_is_judged_otherwise_in_some_world() -> None:
    document = told(BEFORE, compiled(young(A="age < 24", B="age < 26"), RULE))
    (who,) = document["affected"]
    assert (who["id"], who["before"], who["after"]) == ("P24", "compliant", "disputed")
    document = told(BEFORE, compiled(young(A="age > 24", B="age < 25"), RULE))
    assert [of["moved"] for of in document["affected"] if of["kind"] == "list"] == [[]]  # it folds its entries
    assert [(who["id"], who["before"], who["after"], who["moved"][0]["worlds"]) for who in entries(document)] == [
        ("P24", "compliant", "disputed", [{"under": {"young": ["A"]}, "before": "satisfied", "after": "violated"}]),
        (
            "P25",
            "disputed",
            "disputed",
            [
                {"under": {"young": ["A"]}, "before": "violated", "after": "satisfied"},
                {"under": {"young": ["B"]}, "before": "satisfied", "after": "violated"},
            ],
        ),
        ("P26", "non_compliant", "disputed", [{"under": {"young": ["A"]}, "before": "violated", "after": "satisfied"}]),
    ]


def test_a_reading_that_is_left_out_or_new_has_no_status_on_the_other_side() -> None:
    document = told(BEFORE, compiled(young(A="age < 25"), RULE))
    who = {of["id"]: of["moved"][0]["worlds"] for of in document["affected"]}
    assert {"under": {"young": ["B"]}, "before": "satisfied", "after": None} in who["P25"]
    document = told(compiled(young(A="age < 25"), RULE), BEFORE)
    who = {of["id"]: of["moved"][0]["worlds"] for of in document["affected"]}
    assert {"under": {"young": ["B"]}, "before": None, "after": "satisfied"} in who["P25"]


def test_a_rule_that_is_new_moves_everybody_whom_it_judges() -> None:
    more = {**RULE, "fit": {"of": "prisoner", "requires": "fit_to_travel", "level": "advisory"}}
    document = told(BEFORE, compiled(young(A="age < 25", B="age < 26"), more))
    assert [of["id"] for of in document["affected"]] == ["P24", "P25", "P26", "P0"]
    assert all(of["moved"][0]["before"] is None for of in document["affected"])
    assert document["transitions"] == told(BEFORE, BEFORE)["transitions"]


def test_an_expression_that_is_written_otherwise_affects_nobody() -> None:
    assert told(BEFORE, compiled(young(A="!(age >= 25)", B="age <= 25"), RULE))["affected"] == []


def test_a_list_is_affected_by_its_own_rules_and_is_not_counted() -> None:
    enough = {"enough": {"of": "list", "is": "individuals >= 4"}}
    rule = {"enough-people": {"of": "list", "requires": "enough"}}
    before = compiled(enough, rule)
    after = compiled({"enough": {"of": "list", "is": "individuals >= 5"}}, rule)
    document = told(before, after)
    (of,) = document["affected"]
    assert (of["kind"], of["id"], of["before"], of["after"]) == ("list", "L", "compliant", "non_compliant")
    assert of["moved"][0]["because"][0]["parts"] == [{"expression": "individuals", "value": 4}]
    assert document["transitions"] == [{"before": "not_applicable", "after": "not_applicable", "count": 4}]


def owing(days: int) -> Program:
    """A reply is owed to every list so many days after it was received."""
    duty = {"when": {"event": ["receive_list"]}, "duty_of": "trigger.actor", "do": {"event": ["reply"]}}
    return compiled(obligations={"it": {**duty, "within": f"P{days}D"}})


RECEIVED = [{"kind": "receive_list", "actor": "AAA", "at": "2025-06-01"}]


def test_a_duty_is_the_same_duty_though_its_day_moves() -> None:
    assert told(owing(7), owing(7), events=RECEIVED)["affected"] == []
    assert told(owing(7), owing(8), events=RECEIVED)["affected"] == [
        {
            "kind": "obligation",
            "subject": "/events/0",
            "id": "it",
            "before": "pending",
            "after": "pending",
            "party": "AAA",
            "trigger": "/events/0",
            "due": {"before": "2025-06-08", "after": "2025-06-09"},
            "moved": [],
        }
    ]


def test_a_duty_is_told_with_who_owes_it_and_what_it_asks_now() -> None:
    affected = told(owing(7), owing(3), events=RECEIVED)["affected"]
    (duty,) = [of for of in affected if of["kind"] == "obligation"]
    assert (duty["party"], duty["before"], duty["after"]) == ("AAA", "pending", "non_compliant")
    assert duty["due"] == {"before": "2025-06-08", "after": "2025-06-04"}
    (reason,) = duty["moved"][0]["because"]
    assert (reason["definition"], reason["before"]["expression"], reason["after"]["expression"]) == (
        "within",
        "P7D",
        "P3D",
    )
    assert [(of["kind"], of["id"], of["before"], of["after"]) for of in affected if of["kind"] == "party"] == [
        ("party", "AAA", "pending", "non_compliant")
    ]


def test_whose_reading_it_is_moves_a_party_though_no_world_changes() -> None:
    other = young(A="age < 25", B="age < 26")
    for name, party in (("A", "BBB"), ("B", "AAA")):
        other["young"]["readings"][name]["held_by"] = [party]
    (who,) = entries(told(BEFORE, compiled(other, RULE)))
    (moved,) = who["moved"]
    assert (who["id"], moved["before"], moved["after"], moved["worlds"]) == ("P25", "disputed", "disputed", [])
    assert moved["by_party"] == {
        "AAA": {"before": "violated", "after": "satisfied"},
        "BBB": {"before": "satisfied", "after": "violated"},
    }


def test_an_agreement_that_is_not_yet_in_force_moves_everybody() -> None:
    later = compiled(young(A="age < 25", B="age < 26"), RULE, in_force={"from": "2026-01-01"})
    document = told(BEFORE, later)
    assert {of["after"] for of in document["affected"]} == {"not_applicable"}
    assert {of["moved"][0]["after"] for of in document["affected"] if of["kind"] == "entry"} == {None}
