"""What a submission comes to under two rulesets, as far as words go: verdicts and statuses, by what they are of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from servanda import evaluation
from servanda.cases.named import Tree, tree, with_rules
from servanda.errors import SubmissionError
from servanda.evaluation.submission import Reader
from servanda.language import Program

Words = Mapping[str, str]
_WORDS = ("verdict", "status")
_IDLE = "not_applicable"


def words(program: Program, submitted: Mapping[str, Any]) -> Words:
    """Every verdict and status, by the path of what has it; that of the whole is `verdict`."""
    submitted = {**submitted, "detail": "findings"}
    try:
        verdict = evaluation.evaluate(program, Reader(program.ruleset).read(json.dumps(submitted).encode()))
    except SubmissionError:
        return {"verdict": "refused"}
    wire = with_rules(json.loads(evaluation.encode(verdict)), verdict)
    return {path: word for path, word in _words(tree(wire, submitted), "") if word != _IDLE}


def _words(node: Tree, path: str) -> Iterator[tuple[str, str]]:
    for key, value in node.items() if isinstance(node, dict) else ():
        place = f"{path}.{key}" if path else key
        if isinstance(value, str) and (key in _WORDS or path.endswith(".by_party")):
            yield place, value
        else:
            yield from _words(value, place)


def moved(before: Words, after: Words) -> Iterator[tuple[str, str, str]]:
    """What has another verdict or status now: its path, and both words."""
    for path in dict.fromkeys([*before, *after]):
        was, now = before.get(path, _IDLE), after.get(path, _IDLE)
        if was != now:
            yield path, was, now
