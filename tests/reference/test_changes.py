"""What changed between a random ruleset and a random change of it: nothing is unseen, nothing that counts is small."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from servanda.analysis.diff import diff
from servanda.analysis.impact import impact
from servanda.errors import SubmissionError
from servanda.evaluation import evaluate
from servanda.evaluation.submission import Reader
from servanda.evaluation.verdict import Verdict
from servanda.language import Program
from servanda.language.change import Difference

from . import generate
from .campaign import compiled
from .mutate import mutated
from .submit import submission

Json = dict[str, Any]
MUTATIONS = 8  # of one ruleset
SUBMISSIONS = 3


def mutants(seeds: range) -> Iterator[tuple[Json, Json, Program, Program, Difference]]:
    """Rulesets with changes of them that are rulesets too."""
    for seed in seeds:
        rng = Random(f"changes {seed}")
        before, other = (generate.plain(generate.ruleset(s)) for s in (seed, seed + 10**6))
        program = compiled(before)
        for _ in range(MUTATIONS if program else 0):
            after = mutated(before, other, rng)
            changed = compiled(after)
            if (
                program
                and changed
                and (after["agreement"], after["version"]) == (before["agreement"], before["version"])
            ):
                yield before, after, program, changed, diff(program.ruleset, changed.ruleset)


@pytest.mark.parametrize("seed", range(0, 40, 10))
def test_something_is_told_if_and_only_if_the_digest_differs(seed: int) -> None:
    for before, after, old, new, found in mutants(range(seed, seed + 10)):
        assert bool(found.changes) == (old.ruleset.digest != new.ruleset.digest), (before, after)
        assert bool(diff(new.ruleset, old.ruleset).changes) == bool(found.changes)
        again = compiled(before)
        assert again and diff(old.ruleset, again.ruleset).changes == ()


@pytest.mark.parametrize("seed", range(1000, 1040, 10))
def test_what_changes_a_verdict_is_a_major_step(seed: int) -> None:
    for before, after, old, new, found in mutants(range(seed, seed + 10)):
        if found.least != "major":
            _judged_alike(before, after, old, new, found)


def judged(program: Program, submitted: Json) -> Verdict | None:
    try:
        return evaluate(program, Reader(program.ruleset).read(json.dumps(submitted).encode()))
    except SubmissionError:
        return None


def moved(old: Program, new: Program, submitted: Json) -> list[Any]:
    """What is judged otherwise: a subject, a rule of it in some world, or whether it is judged at all."""
    before, after = judged(old, submitted), judged(new, submitted)
    if before is None or after is None:
        return [] if before is after else ["refused"]
    return [*impact(before, after).affected, *({before.verdict, after.verdict} - {before.verdict})]


def _judged_alike(before: Json, after: Json, old: Program, new: Program, found: Difference) -> None:
    for number in range(SUBMISSIONS):
        submitted = submission(before, number)
        differ = moved(old, new, submitted)
        assert not differ, (found.changes, differ, before, after, submitted)


def test_the_changes_are_of_all_sizes_and_many_move_a_verdict() -> None:
    """Or the properties above would hold of nothing."""
    steps: Counter[str | None] = Counter()
    kinds: set[str] = set()
    moving = 0
    for before, _, old, new, found in mutants(range(2000, 2015)):
        steps[found.least] += 1
        kinds |= {change.kind for change in found.changes}
        if found.least == "major":
            moving += any(moved(old, new, submission(before, number)) for number in range(SUBMISSIONS))
    assert min(steps[step] for step in (None, "patch", "minor", "major")) >= 2, steps
    assert moving >= 3
    assert kinds >= {"ruleset", "clause", "term", "definition", "reading", "rule", "obligation", "field"}


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(100))
def test_what_changes_a_verdict_is_a_major_step_in_a_hundred_thousand(chunk: int) -> None:
    for before, after, old, new, found in mutants(range(10**7 + chunk * 100, 10**7 + (chunk + 1) * 100)):
        if found.least != "major":
            _judged_alike(before, after, old, new, found)
