"""A tour in the terminal: the dispute of June 2025, judged, and then reading by reading."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from rich.table import Table

from servanda import evaluation
from servanda.catalog import Catalog
from servanda.cli.terminal import load, show, write
from servanda.evaluation.submission import Reader
from servanda.language import Program
from servanda.report.table import report

ROOT = Path(__file__).parent.parent
LISTS = ROOT / "demo/june-2025.json"
WORDS = {"compliant": "in", "non_compliant": "out", "disputed": "disputed", "indeterminate": "?"}

INTRODUCTION = """In June 2025 Ukraine proposed a list of prisoners (U below) and got another one back (V).
Both lists here are invented; the clauses and their readings are public statements of both sides.
"""

BY_READING = """
The same people, reading by reading (`?`: something is missing about them)
"""

FURTHER = """
The same verdict as JSON:  .venv/bin/servanda evaluate demo/june-2025.json --ruleset istanbul-2025@2.0.0 --format json
As a service:              make serve
and in another terminal:   curl -s http://127.0.0.1:8000/v1/rulesets/istanbul-2025/2.0.0/evaluations \\
                             -H 'Content-Type: application/json' -d @demo/june-2025.json
"""


def judge(program: Program, readings: Any = "all") -> dict[str, Any]:
    """The verdict on the lists when only some readings are considered."""
    submission = {**json.loads(LISTS.read_text("utf-8")), "readings": readings}
    read = Reader(program.ruleset).read(json.dumps(submission).encode())
    verdict: dict[str, Any] = json.loads(evaluation.encode(evaluation.evaluate(program, read)))
    return verdict


def verdicts(verdict: dict[str, Any]) -> dict[str, str]:
    """Person → verdict, by list and id."""
    return {f"{list_['id']}/{e['id']}": e["verdict"] for list_ in verdict["lists"] for e in list_["entries"]}


def by_reading(program: Program, everything: dict[str, Any]) -> Table:
    """For everybody who is disputed: in or out under each reading, and by the readings of each party."""
    people = [name for name, verdict in verdicts(everything).items() if verdict == "disputed"]
    ruleset = program.ruleset
    rows: list[tuple[str, Any]] = [(f"only what {party} said", party) for party in ruleset.parties]
    for name in sorted({name for f in findings(everything) for box in f["under"]["violated"] for name in box}):
        rows += [(f"{name}: {r.source}", {name: [r.name]}) for r in ruleset.disputed[name].readings]
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_row("if the agreement means", *people)
    for label, readings in rows:
        found = verdicts(judge(program, readings))
        table.add_row(label, *(WORDS[found[person]] for person in people))
    return table
