"""Servanda with the core rule as a ruleset, core.yaml: the same minimal answer as the others, and its own answer."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from core import CATEGORIES, Result
from engine import Clock, Measured, carry_out

from servanda.evaluation import Reader, Submission, encode, evaluate, warm
from servanda.language import compile_text

RULESET = Path(__file__).parents[1] / "core.yaml"

program = compile_text(RULESET.read_text("utf-8"), RULESET.name)
reader = Reader(program.ruleset)
warm(program)


def result(answer: Any) -> Result:
    return answer.verdict, [name for name in CATEGORIES if answer.holds[name] == "true"]


class Servanda(Measured):
    """What is decoded is a submission; people with one answer share one result."""

    def run(self) -> dict[str, float]:
        times = super().run()
        own = Clock()
        encode(evaluate(program, reader.read(self.body)))
        return {**times, "own answer": own.milliseconds}

    def people(self) -> Any:
        return reader.read(self.body)

    def encoded(self, people: Any, results: list[Result]) -> bytes:
        return super().encoded([{"id": entry.id} for entry in people.lists[0].entries], results)


def rules(submission: Submission) -> list[Result]:
    (judged,) = evaluate(program, submission).lists
    by_id = {id(answer): answer for answer in judged.answers}
    results = {number: result(answer) for number, answer in by_id.items()}
    return [results[id(answer)] for answer in judged.answers]


if __name__ == "__main__":
    measured = Servanda(Path(sys.argv[1]).read_bytes(), rules)
    carry_out({"run": measured.run, "answer": measured.told})
