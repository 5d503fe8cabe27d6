"""Many random evaluations, judged twice and counted: how many there were, what they reached, and where they differ."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from servanda.language import Program

from .campaign import Json, difference_from, report, ruleset_of, submissions_of
from .features import REACHED, Memory, Reached, said, told
from .rare import EVERY
from .verdict import judge

SUBMISSIONS = 20  # of one ruleset
VALID = 0.7  # the least share of random rulesets that are valid as they are
ONE_IN = 1000  # evaluations reach each thing of the language at least once


@dataclass
class Tally:
    """What the random rulesets of some seeds came to."""

    rulesets: int = 0
    valid: int = 0
    evaluations: int = 0
    reached: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def __iadd__(self, other: Tally) -> Tally:
        self.rulesets += other.rulesets
        self.valid += other.valid
        self.evaluations += other.evaluations
        self.reached += other.reached
        self.failures += other.failures
        return self

    def wanting(self, evaluations: int, least: int) -> list[str]:
        """Everything that a run of that many evaluations lacks; nothing where it proves what it should."""
        found = [f"{len(self.failures)} seeds failed"] if self.failures else []
        if self.evaluations < evaluations:
            found.append(f"only {self.evaluations:,} evaluations")
        if self.valid < VALID * self.rulesets:
            found.append(f"only {self.valid:,} of {self.rulesets:,} rulesets are valid")
        rare = sorted((self.reached[name], name) for name in REACHED if self.reached[name] < least)
        return found + [f"`{name}` was reached {count:,} times, not {least:,}" for count, name in rare]


def tally(seeds: Iterable[int], submissions: int = SUBMISSIONS) -> Tally:
    """What the rulesets of these seeds come to; a seed that fails is shrunk and told, and the next one is taken."""
    found = Tally()
    for seed in seeds:
        found.rulesets += 1
        try:
            document, program, valid = ruleset_of(seed, rare=seed % EVERY == 0)
            found.valid += valid
            if program is not None:
                evaluated(found, seed, document, program, submissions)
        except Exception:
            found.failures.append(f"seed {seed}\n\n{traceback.format_exc()}")
    return found


def evaluated(found: Tally, seed: int, document: Json, program: Program, submissions: int) -> None:
    """Counts the submissions under a ruleset, up to the first over which the two verdicts differ."""
    reached = Reached(program.ruleset)
    for number, submission in enumerate(submissions_of(seed, document, submissions)):
        language, memory = "uk" if (seed + number) % 7 == 0 else "en", Memory()
        verdict = judge(program.ruleset, submission, language, memory)
        if difference_from(verdict, program, submission, language):
            found.failures.append(report(seed, document, submission, language))
            return
        found.evaluations += 1
        found.reached.update(reached.by(memory, verdict) | told(submission) | said(verdict))
