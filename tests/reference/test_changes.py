"""What changed between a random ruleset and a random change of it: nothing is unseen, nothing that counts is small."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

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


class Mutant(NamedTuple):
    """A ruleset and a change of it that is one too."""

    document: Json
    changed: Json
    before: Program
    after: Program
    found: Difference


def mutants(seeds: range) -> Iterator[Mutant]:
    for seed in seeds:
        rng = Random(f"changes {seed}")
        document, other = (generate.plain(generate.ruleset(s)) for s in (seed, seed + 10**6))
        before = compiled(document)
        for _ in range(MUTATIONS if before else 0):
            changed = mutated(document, other, rng)
            after = compiled(changed)
            if before and after and all(changed[name] == document[name] for name in ("agreement", "version")):
                yield Mutant(document, changed, before, after, diff(before.ruleset, after.ruleset))


def judged(program: Program, submitted: Json) -> Verdict | None:
    try:
        return evaluate(program, Reader(program.ruleset).read(json.dumps(submitted).encode()))
    except SubmissionError:
        return None


def moved(of: Mutant, number: int) -> list[Any]:
    """What is judged otherwise: a subject, a rule of it in some world, or whether it is judged at all."""
    before, after = (judged(program, submission(of.document, number)) for program in (of.before, of.after))
    if before is None or after is None:
        return [] if before is after else ["refused"]
    return [*impact(before, after).affected, *({after.verdict} - {before.verdict})]


def holds(of: Mutant) -> None:
    """Something is told if and only if the digest differs, and what moves a verdict is a major step."""
    assert bool(of.found.changes) == (of.before.ruleset.digest != of.after.ruleset.digest), of
    assert bool(diff(of.after.ruleset, of.before.ruleset).changes) == bool(of.found.changes), of
    if of.found.least != "major":
        for number in range(SUBMISSIONS):
            assert not moved(of, number), (number, of)


@pytest.mark.parametrize("seed", range(0, 24, 6))
def test_nothing_is_unseen_and_what_moves_a_verdict_is_major(seed: int) -> None:
    for mutant in mutants(range(seed, seed + 6)):
        holds(mutant)


def test_the_changes_are_of_all_sizes_and_some_move_a_verdict() -> None:
    """Or the property above would hold of nothing."""
    found = list(mutants(range(2000, 2012)))
    steps = Counter(mutant.found.least for mutant in found)
    assert min(steps[step] for step in (None, "patch", "minor", "major")) >= 2, steps
    assert {change.kind for mutant in found for change in mutant.found.changes} >= {
        "term",
        "definition",
        "rule",
        "field",
    }
    major = [mutant for mutant in found if mutant.found.least == "major"]
    assert sum(any(moved(mutant, number) for number in range(SUBMISSIONS)) for mutant in major) >= 3


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(100))
def test_nothing_is_unseen_of_many_and_what_moves_a_verdict_is_major(chunk: int) -> None:
    for mutant in mutants(range(10**7 + chunk * 100, 10**7 + (chunk + 1) * 100)):
        holds(mutant)
