"""GoRules Zen: one expression of its own language, which loops over all people."""

from __future__ import annotations

import json

import zen
from core import CATEGORIES, COMPLIANT, FROM, NOT, OPEN_VERDICT, TO, Person, Result, born
from engine import measure

SERIOUS = 'p.health in ["seriously_wounded", "seriously_ill"]'
YOUNG = f"(p.born > {FROM} and p.born <= {TO})"
OUT = f"(not({SERIOUS}) and not({YOUNG}) and p.health != null and p.born != 0)"
RESULT = f"""[
  {OUT} or (p.status != null and p.status != "pow") ? "{NOT}"
    : ({SERIOUS} or {YOUNG}) and p.status != null ? "{COMPLIANT}" : "{OPEN_VERDICT}",
  {SERIOUS} ? p.health : null,
  {YOUNG} ? "{CATEGORIES[2]}" : null
]"""
DECISION = {
    "nodes": [
        {"id": "in", "type": "inputNode", "name": "in"},
        {
            "id": "core",
            "type": "expressionNode",
            "name": "core",
            "content": {
                "expressions": [{"id": "r", "key": "results", "value": f"map(people, {RESULT.replace('p.', '#.')})"}]
            },
        },
        {"id": "out", "type": "outputNode", "name": "out"},
    ],
    "edges": [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "core"},
        {"id": "2", "type": "edge", "sourceId": "core", "targetId": "out"},
    ],
}

decision = zen.ZenEngine().create_decision(json.dumps(DECISION))


def rules(people: list[Person]) -> list[Result]:
    told = [{**person, "born": born(person)} for person in people]
    found = decision.evaluate({"people": told})["result"]["results"]
    return [(verdict, [name for name in names if name]) for verdict, *names in found]


if __name__ == "__main__":
    measure(rules)
