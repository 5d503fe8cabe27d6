"""Rulesets as documents: what only obligations and events have; the rest is tested with the service."""

from dataclasses import replace
from typing import Any

import pytest

from servanda.language.diagnostic import Position, Span
from servanda.language.formula import Constant, Premises
from servanda.language.ruleset import Obligation, Rule, Ruleset, Trigger
from servanda.language.tree import Expression, Tree
from servanda.language.types import BOOL
from servanda.report.rulesets import ruleset_document

PLACE = Span(Position(1, 1), Position(1, 1))
RULE = Rule(
    "reply",
    "duty",
    "C4",
    "binding",
    Premises((), Constant(True), Constant(False), Constant(True)),
    {"unless": "excused"},
    {"en": "A reply is owed."},
    PLACE,
)


def written(text: str) -> Expression:
    return Expression(Tree(BOOL, 0, 0), text, PLACE)


def document(ruleset: Ruleset, trigger: Trigger, **parts: Any) -> Any:
    plain = dict.fromkeys(("where", "total", "within", "every", "ahead"))
    owed = Obligation(RULE, trigger, written("trigger.actor"), ("reply",), awaited=False, **{**plain, **parts})
    return ruleset_document(replace(ruleset, obligations={"reply": owed}))["obligations"]["reply"]


def test_an_obligation_stands_as_it_is_written(ruleset: Ruleset) -> None:
    trigger = Trigger("action", ("receive_list", "comment"), written("has(list)"), None, None)
    where = written("event.in_reply_to == trigger.list")
    assert document(ruleset, trigger, where=where, within=written("P7D")) == {
        "clause": "C4",
        "level": "binding",
        "when": {
            "event": ["receive_list", "comment"],
            "entry": None,
            "where": "has(list)",
            "on": None,
            "until": None,
        },
        "duty_of": "trigger.actor",
        "do": {"event": ["reply"], "where": "event.in_reply_to == trigger.list", "total": None},
        "within": "P7D",
        "every": None,
        "ahead": None,
        "awaited": False,
        "applies": None,
        "unless": "excused",
        "message": {"en": "A reply is owed."},
    }


@pytest.mark.parametrize(
    ("trigger", "told"),
    [
        (
            Trigger("record", (), None, written("terms.day1"), written("terms.end")),
            {"event": None, "entry": None, "where": None, "on": "terms.day1", "until": "terms.end"},
        ),
        (
            Trigger("remains", (), written("misattributed"), written("header.date"), None),
            {"event": None, "entry": "remains", "where": "misattributed", "on": "header.date", "until": None},
        ),
    ],
)
def test_what_brings_a_duty_about_stands_as_it_is_written(ruleset: Ruleset, trigger: Trigger, told: Any) -> None:
    assert document(ruleset, trigger)["when"] == told


def test_kinds_of_events_that_a_ruleset_adds_are_there(ruleset: Ruleset) -> None:
    assert ruleset_document(replace(ruleset, event_kinds=("withdrawal_complete",)))["event_kinds"] == [
        "withdrawal_complete"
    ]
