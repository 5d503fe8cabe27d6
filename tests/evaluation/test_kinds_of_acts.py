"""The code of one kind of acts says what the code of all acts says: what the kind leaves out shapes no answer."""

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from servanda.catalog import Catalog
from servanda.evaluation import Reader, encode, evaluate
from servanda.language import Program
from servanda.language.vocabulary import EVENT_KINDS

RULESETS = Path(__file__).parents[2] / "rulesets"
VERSIONS = ["istanbul-2025/1.0.0", "istanbul-2025/2.0.0", "istanbul-2025/3.0.0", "gc3-1949/1.0.0"]
WORDS: dict[str, list[Any]] = {
    "actor": ["UKR", "RUS", "ICRC"],
    "at": ["2025-06-01", "2025-06-05", "2025-06-06T12:00:00+03:00", "2025-06-06", "2025-07-24", None],
    "date": ["2025-06-07", "2025-06-11", "2025-06", None],
    "subject": ["prisoners", "remains", "both", None],
    "count": [3, 1_000, 1_200, 6_000, None],
    "category": ["wounded", "civilian", None],
    "batch": ["B1", "B2", None],
    "location": ["A", "B", None],
    "agreed_location": ["A", None],
    "channel": ["sanitary", "regular", None],
    "in_reply_to": ["L", None],
    "list": ["L", None],
    "via": ["ICRC", None],
    "as_agreed": [True, False, None],
    "third_parties": [["ICRC"], None],
    "stated_by": [["UKR"], ["RUS"], None, None],
}


def event(chance: random.Random) -> dict[str, Any]:
    found = {name: chance.choice(words) for name, words in WORDS.items()}
    return {"kind": chance.choice(EVENT_KINDS), **{name: word for name, word in found.items() if word is not None}}


def in_general(program: Program) -> Program:
    """The program without code for single kinds."""
    action = program.subjects.action
    facts = replace(action.facts, of_kind=None)
    subjects = replace(program.subjects, action=replace(action, facts=facts))
    return replace(program, subjects=subjects, memory={})


@pytest.mark.parametrize("version", VERSIONS)
def test_code_of_one_kind_and_of_all_kinds_give_the_same_answer(version: str) -> None:
    program = Catalog.load(RULESETS, only=f"{version}.yaml").program(*version.split("/"))
    general, reader, chance = in_general(program), Reader(program.ruleset), random.Random(version)
    for _ in range(40):
        asked = {"as_of": "2025-07-25", "action": event(chance), "events": [event(chance) for _ in range(12)]}
        submission = reader.read(json.dumps(asked).encode())
        assert encode(evaluate(program, submission)) == encode(evaluate(general, submission))
