"""A ruleset that only includes another one says the same as that one, under longer names."""

from __future__ import annotations

from typing import Any

import pytest

from servanda.language import Program, compile_text

from . import generate
from .campaign import comparable, difference, first_difference, pairs, produced

Json = dict[str, Any]
PREFIX = "random/"
FRAME = ("language", "title", "standing", "in_force", "parties", "third_parties", "conventions")


def around(document: Json) -> Program:
    """The program of a ruleset that takes over everything of another one."""
    text = generate.text_of(document).encode()
    outer = {key: document[key] for key in FRAME} | {"agreement": "around", "version": "2.0.0"}
    outer["includes"] = [{"ruleset": "random@1.0.0"}]

    def find(agreement: str, version: str) -> bytes | None:
        return text if (agreement, version) == ("random", "1.0.0") else None

    return compile_text(generate.text_of(outer), "", find)


def asked(submission: Json) -> Json:
    """The submission with its readings, where they are named, under the longer names."""
    readings = submission.get("readings")
    if not isinstance(readings, dict):
        return submission
    return {**submission, "readings": {PREFIX + name: chosen for name, chosen in readings.items()}}


def renamed(part: Any) -> Any:
    """A verdict, or a part of it, under the longer names."""
    if isinstance(part, list):
        return [renamed(item) for item in part]
    if not isinstance(part, dict):
        return part
    found = {key: renamed(value) for key, value in part.items()}
    for key in found.keys() & {"holds", "values"}:
        found[key] = {PREFIX + name: value for name, value in found[key].items()}
    for name in {"rule", "obligation"} & found.keys():
        found[name] = (PREFIX if found[name] != "in-force" else "") + found[name]
    if "may_settle" in found:
        found["may_settle"] = [PREFIX + name for name in found["may_settle"]]
    if "under" in found:
        under = found["under"].items()
        found["under"] = {status: [longer(box) for box in boxes] for status, boxes in under}
    return found


def longer(box: Json) -> Json:
    """A box under the longer names; an account has none."""
    return {name if name == "account" else PREFIX + name: points for name, points in box.items()}


@pytest.mark.parametrize("seed", range(0, 64, 4))
def test_a_ruleset_included_alone_judges_as_by_itself(seed: int) -> None:
    for _, document, program, submission in pairs(range(seed, seed + 4), 2):
        outer = around(document)
        alone = renamed(comparable(produced(program, submission, "en"), "en"))
        assert first_difference(comparable(produced(outer, asked(submission), "en"), "en"), alone) == ""
        assert difference(outer, asked(submission)) == ""


def test_only_names_of_the_ruleset_are_longer() -> None:
    box = {"satisfied": [{"flag": ["A"]}]}
    finding = {"rule": "r", "status": "violated", "under": box, "missing": ["flag"]}
    verdict = {"holds": {"flag": "true"}, "values": {"d": {"A/B": 1}}, "findings": [finding, {"rule": "in-force"}]}
    longer = {**finding, "rule": "random/r", "under": {"satisfied": [{"random/flag": ["A"]}]}}
    assert renamed(verdict) == {
        "holds": {"random/flag": "true"},
        "values": {"random/d": {"A/B": 1}},
        "findings": [longer, {"rule": "in-force"}],
    }
