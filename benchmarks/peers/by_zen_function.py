"""GoRules Zen: a function node, JavaScript that judges all people in one call."""

from __future__ import annotations

import json

import zen
from core import AFTER, CATEGORIES, COMPLIANT, NOT, OPEN, OPEN_VERDICT, UNTIL, Person, Result
from engine import measure

SOURCE = f"""
export const handler = async (input) => ({{
  results: input.people.map((person) => {{
    const categories = {json.dumps(CATEGORIES[:2])}.filter((name) => person.health === name);
    const born = person.date_of_birth ?? null;
    const open = born === null || {json.dumps(OPEN)}.includes(born);
    if (!open && born > "{AFTER}" && born <= "{UNTIL}") categories.push("young");
    const health = person.health ?? null, status = person.status ?? null;
    const out = categories.length === 0 && health !== null && !open;
    if (out || (status !== null && status !== "pow")) return ["{NOT}", categories];
    return [categories.length && status !== null ? "{COMPLIANT}" : "{OPEN_VERDICT}", categories];
  }}),
}});
"""
DECISION = {
    "nodes": [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "core", "type": "functionNode", "name": "core", "content": {"source": SOURCE}},
        {"id": "out", "type": "outputNode", "name": "out"},
    ],
    "edges": [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "core"},
        {"id": "2", "type": "edge", "sourceId": "core", "targetId": "out"},
    ],
}

decision = zen.ZenEngine().create_decision(json.dumps(DECISION))


def rules(people: list[Person]) -> list[Result]:
    results: list[Result] = decision.evaluate({"people": people})["result"]["results"]
    return results


if __name__ == "__main__":
    measure(rules)
