"""Each kind of change with the step that it asks for, there and back; what an author would call no change is none."""

from __future__ import annotations

import re
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from servanda.analysis import parts
from servanda.analysis.diff import diff
from servanda.analysis.meaning import Names
from servanda.language import compile_text, ruleset
from servanda.language.change import STEPS, Difference, Kind
from servanda.language.ruleset import Ruleset
from servanda.report.changes import sentence
from servanda.report.words import words

GOLDEN = yaml.safe_load((Path(__file__).parent / "changes.yaml").read_text("utf-8"))
TEXT = GOLDEN["ruleset"]
QUALITY = """\
language: 1
agreement: quality
version: 1.0.0
title: Quality of lists
standing: agreed
in_force: {from: 2020-01-01}
parties: [UKR, RUS]
conventions: {time_zone: UTC}
clauses: {Q1: {text: Nobody stands twice., standing: agreed}, Q2: {text: Nobody was seen before., standing: agreed}}
definitions: {twice: {of: prisoner, clause: Q1, is: same_number > 0}}
rules:
  again: {of: prisoner, clause: Q1, requires: '!twice', level: review, message: Twice.}
  seen: {of: prisoner, clause: Q2, requires: twice, level: review, message: Seen before.}
"""
OVERRIDES = {
    "\nsources:\n": "\noverrides: {quality/seen: C1}\nsources:\n",
    "\nobligations:\n": "\n  also: {of: prisoner, clause: C2, requires: fit, message: Not fit.}\nobligations:\n",
}
PUBLISHED = {
    ("quality", "1.0.0"): QUALITY,
    ("quality", "1.1.0"): QUALITY.replace("1.0.0", "1.1.0").replace("> 0", "> 1").replace("Seen", "Has been seen"),
}


def find(agreement: str, version: str) -> bytes | None:
    text = PUBLISHED.get((agreement, version))
    return text.encode() if text else None


@cache
def compiled(text: str) -> Ruleset:
    return compile_text(text, "", find).ruleset


def swapped(swap: dict[str, str], text: str = TEXT) -> str:
    for old, new in swap.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def told(found: Difference) -> list[str]:
    return [f"{change.step}: {sentence(change, words('en'))}" for change in found.changes]


def between(before: str, after: str) -> Difference:
    return diff(compiled(before), compiled(after))


@pytest.mark.parametrize("change", GOLDEN["changes"], ids=lambda change: next(iter(change["swap"].values()))[:40])
def test_what_an_author_changes_is_told_with_the_step_it_asks_for(change: dict[str, Any]) -> None:
    before = swapped(OVERRIDES) if change.get("of") == "overrides" else TEXT
    after = swapped(change["swap"], before)
    assert told(between(before, after)) == change["told"]
    back = told(between(after, before))
    assert back == change["back"] if "back" in change else len(back) == len(change["told"])


def test_every_kind_of_thing_is_tried() -> None:
    texts = " ".join(text for change in GOLDEN["changes"] for text in change["told"])
    names = {"include": "included ruleset", "override": "override of", "event_kind": "kind of event"}
    for kind in get_args(Kind):
        assert names.get(kind, kind) in texts
    for step in STEPS:
        assert f"{step}: " in texts


def test_a_version_is_no_change() -> None:
    assert between(TEXT, TEXT.replace("version: 1.0.0", "version: 2.0.0")).changes == ()


def test_the_same_is_no_change() -> None:
    found = between(TEXT, TEXT)
    assert (found.changes, found.made, found.least, found.enough) == ((), None, None, True)


def test_a_change_has_its_place_in_both_texts() -> None:
    found = between(
        TEXT,
        swapped({"is: age < 25": "is: age < 26", "  fit: {of": "  healthy: {of", "applies: fit": "applies: healthy"}),
    )
    assert [(change.was, change.pointer) for change in found.changes] == [
        ("/definitions/fit", "/definitions/healthy"),
        ("/definitions/young/readings/UNDER/is",) * 2,
        ("/rules/young-only/applies",) * 2,
    ]


def test_what_is_new_or_gone_has_one_place() -> None:
    after = swapped({"event_kinds: [walk_out]": "event_kinds: [march, walk_out]"})
    assert [(c.was, c.pointer) for c in between(TEXT, after).changes] == [("", "/event_kinds/0")]
    assert [(c.was, c.pointer) for c in between(after, TEXT).changes] == [("/event_kinds/0", "")]


def test_what_is_new_is_given_whole() -> None:
    old = "  old: {of: prisoner, clause: C1, shown: true, readings: {A: {held_by: [UKR], is: age > 60}}}\n"
    added = swapped({"rules:\n": f"{old}rules:\n"})
    (change,) = between(TEXT, added).changes
    assert change.after == {
        "of": "prisoner",
        "clause": "C1",
        "shown": True,
        "readings": {"A": {"held_by": ["UKR"], "is": "age > 60"}},
    }
    assert sentence(change, words("en")) == "definition old added: A `age > 60`"


def test_another_agreement_has_no_step() -> None:
    found = between(TEXT, swapped({"agreement: talks": "agreement: parley"}))
    assert told(found) == ["major: the ruleset: agreement changed from talks to parley"]
    assert (found.made, found.least, found.enough) == (None, "major", None)


@pytest.mark.parametrize(
    ("before", "after", "made", "enough"),
    [
        ("1.0.0", "1.0.1", "patch", ["patch"]),
        ("1.0.0", "1.1.0", "minor", ["patch", "minor"]),
        ("1.0.0", "2.0.0", "major", ["patch", "minor", "major"]),
        ("1.2.3", "2.0.0-rc.1", "major", ["patch", "minor", "major"]),
        ("2.0.0", "1.0.0", "major", ["patch", "minor", "major"]),
        ("0.1.0", "0.2.0", "minor", ["patch", "minor"]),
        ("1.0.0", "1.0.0", None, []),
        ("1.0.0", "1.0.0+build", None, []),
        ("1.0.0-rc.1", "1.0.0-rc.2", None, ["patch", "minor", "major"]),
        ("1.0.0-rc.1", "1.0.0", None, ["patch", "minor", "major"]),
        ("1.0.0-rc.1", "1.0.1", "patch", ["patch"]),
    ],
)
def test_a_step_is_enough_for_what_asks_for_no_larger_one(
    before: str, after: str, made: str | None, enough: list[str]
) -> None:
    changes = {
        "patch": {"title: A report": "title: B"},
        "minor": {"2025-07-01": "2025-07-02"},
        "major": {"age < 25": "age < 26"},
    }
    for least, swap in changes.items():
        old, new = (
            TEXT.replace("version: 1.0.0", f"version: {before}"),
            swapped(swap).replace("version: 1.0.0", f"version: {after}"),
        )
        found = between(old, new)
        assert (found.made, found.least, found.enough) == (made, least, least in enough)


# What stands in a ruleset and is no part of its own: names, places, and what follows from the other parts.
LEFT_OUT = {
    "Ruleset": {"version", "digest", "fields"},
    "Source": {"key"},
    "Clause": {"id"},
    "Term": {"name"},
    "Definition": {"name", "type", "span"},
    "Reading": {"name", "source"},
    "Rule": {"name", "span", "floor", "sources"},
    "Inclusion": {"agreement"},
    "Field": {"name", "required", "assumed", "least", "derived", "rests_on"},
}
NAMED = {
    "in_force_from": "in_force/from",
    "in_force_until": "in_force/until",
    "premises": "requires",
    "value": "is",
    "readings": "is",
}
SECTIONS = {
    *("sources", "clauses", "terms", "definitions", "rules", "obligations"),
    *("own_fields", "event_kinds", "includes", "overrides"),
}


def test_no_part_of_a_ruleset_is_left_out() -> None:
    """A field that is added to the dataclasses must be compared, or named above."""
    one, names = compiled(TEXT), Names({}, {})
    rule, duty = one.rules["young-only"], one.obligations["reply"]
    compared = [
        (one, {*parts.ruleset(one), *SECTIONS}),
        (one.sources["N2"], parts.source(one.sources["N2"])),
        (one.clauses["C1"], parts.clause(one.clauses["C1"])),
        (one.terms["numbers"], parts.term(one.terms["numbers"], names)),
        (one.definitions["fit"], parts.definition(one.definitions["fit"], names)),
        (one.terms["minimum"].readings[0], parts.reading(one.terms["minimum"].readings[0], names)),
        (rule, parts.rule(rule, names)),
        (one.includes[0], parts.inclusion(one.includes[0])),
        (one.own_fields["prisoner"]["colour"], parts.field(one.own_fields["prisoner"]["colour"])),
    ]
    for thing, found in compared:
        heads = {re.split("/", part)[0] for part in found} | set(found)
        own = {item.name for item in fields(thing)} - LEFT_OUT[type(thing).__name__]
        assert {name for name in own if NAMED.get(name, name) not in heads} == set(), type(thing).__name__
    of_duty = {part.split("/")[-1] for part in parts.obligation(duty, names)}
    wanted = {item.name for item in fields(ruleset.Obligation)} | {item.name for item in fields(ruleset.Trigger)}
    assert wanted - of_duty == {"rule", "trigger", "kinds", "of"}  # by parts of their own, `event` and `entry`
