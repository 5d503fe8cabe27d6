"""A tour in the terminal: the dispute of June 2025, judged, and then reading by reading."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from servanda import evaluation
from servanda.cli.terminal import load, show, write
from servanda.evaluation.submission import Reader, Submission
from servanda.language import Program
from servanda.report.table import report

ROOT = Path(__file__).resolve().parent.parent
LISTS = ROOT / "demo/june-2025.json"
WORDS = {"compliant": "in", "non_compliant": "out", "disputed": "open", "indeterminate": "?"}

INTRODUCTION = """\
In June 2025 Ukraine proposed a list of prisoners and got another one back. Below, U stands for the first and V for the
second. The people are invented; the clauses and their readings restate public statements of both sides.

"""

BY_READING = """
Who is disputed depends on the reading. In, out or still open:

"""

FURTHER = """
the verdict as JSON      .venv/bin/servanda evaluate demo/june-2025.json --ruleset istanbul-2025@2.0.0 --format json
the service              make serve
the verdict from it      curl -s http://127.0.0.1:8000/v1/rulesets/istanbul-2025/2.0.0/evaluations \\
                           -H 'Content-Type: application/json' -d @demo/june-2025.json
"""


def submitted(program: Program, readings: str | dict[str, list[str]] = "all") -> Submission:
    """The lists, with the readings that are to be considered."""
    submission = {**json.loads(LISTS.read_text("utf-8")), "readings": readings}
    return Reader(program.ruleset).read(json.dumps(submission).encode())


def judge(program: Program, readings: str | dict[str, list[str]] = "all") -> dict[str, Any]:
    """The verdict on the lists where only some readings are considered."""
    found = evaluation.evaluate(program, submitted(program, readings))
    verdict: dict[str, Any] = json.loads(evaluation.encode(found))
    return verdict


def entries(verdict: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The entries of all lists, by list and id."""
    return {f"{list_['id']}/{entry['id']}": entry for list_ in verdict["lists"] for entry in list_["entries"]}


def by_reading(program: Program, verdict: dict[str, Any]) -> Table:
    """Who of those who are disputed is in and who is out, under each reading and by the words of each party."""
    disputed = {name: entry for name, entry in entries(verdict).items() if entry["verdict"] == "disputed"}
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_row("if only this counts", *disputed)
    for label, readings in questions(program, disputed):
        found = entries(judge(program, readings))
        table.add_row(Text(label), *(WORDS[found[person]["verdict"]] for person in disputed))
    return table


def questions(program: Program, disputed: dict[str, Any]) -> list[tuple[str, Any]]:
    """What may hold: what one party said, or one reading of a name on which somebody depends."""
    ruleset = program.ruleset
    under = [
        boxes for entry in disputed.values() for finding in entry["findings"] for boxes in finding["under"].values()
    ]
    names = {name for boxes in under for box in boxes for name in box}
    return [(f"what {party} said", party) for party in ruleset.parties] + [
        (f"{name} is {reading.name}", {name: [reading.name]})
        for name, item in ruleset.disputed.items()
        for reading in item.readings
        if name in names
    ]


def main() -> None:
    """Prints the tour."""
    program = load(ROOT / "rulesets").program("istanbul-2025", "2.0.0")
    verdict = judge(program)
    write(INTRODUCTION)
    show(report(verdict, program.ruleset, lists=submitted(program).lists))
    write(BY_READING)
    show(by_reading(program, verdict))
    write(FURTHER)


if __name__ == "__main__":
    main()
