"""A profile → everything that follows for a subject that has it: worked out once, remembered by the program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from servanda.evaluation import worlds
from servanda.evaluation.inference import Inference
from servanda.evaluation.ledger import Ledger, strongest, verdict_of
from servanda.evaluation.worlds import Outcome, Selection
from servanda.language.program import Plan, Program, Subject
from servanda.language.types import BOOL

NO_FINDING = ("satisfied", "waived", "not_applicable")
_LEVELS = ("binding", "review", "advisory")
_SEVERITY = ("violated", "disputed", "indeterminate", "pending")
_MOST_REMEMBERED = 20_000
_MOST_SELECTIONS = 100


@dataclass(frozen=True, repr=False)
class Answer:
    """What follows for every subject of one kind that has the same profile."""

    verdict: str
    holds: dict[str, str]
    outcomes: tuple[Outcome, ...]  # of every rule that is judged, in order of declaration
    findings: tuple[Outcome, ...]  # most severe first
    fields: tuple[str, ...]  # what to ask for, the field that matters to most rules first
    warnings: int

    @property
    def may_settle(self) -> list[str]:
        """The rules that the fields to ask for could decide."""
        return [finding.rule.name for finding in self.findings if finding.missing]


NOTHING = Answer(strongest(()), {}, (), (), (), 0)
"""What is said where the agreement does not bind yet."""


def inference(program: Program) -> Inference:
    """The program's inference, made when first needed."""
    found = program.memory.get("inference")
    if found is None:
        made = Inference([rule.premises for rule in program.reach.ruleset.rules.values()])
        found = program.memory.setdefault("inference", made)
    assert isinstance(found, Inference)
    return found


class Answers:
    """The answers of one request; ``omitted`` are the rules that are not judged in it."""

    def __init__(self, program: Program, selection: Selection, omitted: frozenset[str]) -> None:
        self._program, self._selection, self._omitted = program, selection, omitted
        self._infer = inference(program).status

    def of(self, subject: Subject, kind: str) -> Callable[[Any], Answer]:
        """The answer to each profile, or profile by account, of a kind of subject."""
        remembered = self._remembered(kind)

        def answer(profile: Any) -> Answer:
            found = remembered.get(profile)
            if found is None:
                found = remembered[profile] = self._answer(subject, profile)
            return found

        return answer

    def _remembered(self, kind: str) -> dict[Any, Answer]:
        """The answers that the program remembers for such requests; it starts anew where it remembers too many."""
        tables: dict[Any, dict[Any, Answer]] = self._program.memory.setdefault("answers", {})
        if len(tables) > _MOST_SELECTIONS or sum(map(len, list(tables.values()))) > _MOST_REMEMBERED:
            tables.clear()
        return tables.setdefault((kind, self._selection.readings, self._selection.account, self._omitted), {})

    def _answer(self, subject: Subject, profile: Any) -> Answer:
        plans = [plan for plan in subject.plans if not self.omits(plan)]
        outcomes = tuple(worlds.outcome(plan, profile, self._selection, self._infer) for plan in plans)
        rules = self._program.reach.ruleset.rules.values()
        expected = frozenset(rule.name for rule in rules if rule.of == subject.of)
        if subject.of != "action":
            expected -= self._omitted
        judged = {found.rule.name: (found.rule.level, found.status) for found in outcomes}
        findings = tuple(sorted((found for found in outcomes if found.status not in NO_FINDING), key=_severity))
        return Answer(
            verdict_of(Ledger(expected, judged)),
            {
                s.definition.name: worlds.holds(s, profile, self._selection)
                for s in subject.shown
                if s.definition.type == BOOL
            },
            outcomes,
            findings,
            _asked(subject, findings),
            sum(found.rule.level == "advisory" and found.status == "violated" for found in findings),
        )

    def omits(self, plan: Plan) -> bool:
        """Whether a rule is not judged; of actions every rule is: what they lack leaves them undecided."""
        return plan.rule.of != "action" and plan.rule.name in self._omitted

    def values(self, subject: Subject) -> Callable[[Any], dict[str, Any]]:
        """The shown values of a flat tuple, or of one for each account, as the answer gives them."""
        shown = [item for item in subject.shown if item.definition.type != BOOL]
        known: dict[Any, dict[str, Any]] = {}

        def values(flat: Any) -> dict[str, Any]:
            found = known.get(flat)
            if found is None:
                found = known[flat] = {s.definition.name: worlds.values(s, flat, self._selection) for s in shown}
            return found

        return values


def _severity(outcome: Outcome) -> tuple[int, int, str]:
    return _LEVELS.index(outcome.rule.level), _SEVERITY.index(outcome.status), outcome.rule.name


def _asked(subject: Subject, findings: Sequence[Outcome]) -> tuple[str, ...]:
    """The fields to ask for: the one that is missing in most rules first, ties in vocabulary order."""
    missing = Counter(label for finding in findings for label in finding.missing)
    places: dict[str, int] = {}
    for place, (label, _) in enumerate(subject.facts.labels):
        places.setdefault(label, place)
    return tuple(sorted(missing, key=lambda label: (-missing[label], places[label])))
