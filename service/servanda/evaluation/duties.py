"""Facts → who owes what, by when, and whose move it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from servanda.evaluation import worlds
from servanda.evaluation.accounts import merged
from servanda.evaluation.answer import Answer, Answers
from servanda.evaluation.facts import DutyKey, Facts
from servanda.evaluation.ledger import Ledger, verdict_of
from servanda.evaluation.worlds import Outcome, Selection
from servanda.language import tree
from servanda.language.calendar import LOWEST, end_of
from servanda.language.duty import BEGINS, DUE, part_of
from servanda.language.program import Program, Subject
from servanda.language.ruleset import Obligation
from servanda.language.truth import FALSE


@dataclass(frozen=True, repr=False)
class DutyVerdict:
    """What is said of one duty: of one trigger (and period), and one party that owes."""

    obligation: Obligation
    trigger: str | None  # a pointer, a day, or None where it is awaited, or no day is known
    party: str | None  # None where it is not known
    due: Any  # as the answer gives it
    verdict: str
    outcome: Outcome
    answer: Answer | None  # None where the trigger is awaited

    @property
    def subject(self) -> str:
        """The pointer to what the duty is about."""
        return self.trigger if self.trigger and self.trigger.startswith("/") else "/events"


class Duties:
    """The duties of one request."""

    def __init__(self, program: Program, selection: Selection, answers: Answers) -> None:
        self._program, self._selection, self._answers = program, selection, answers
        self._codes = frozenset((*program.ruleset.parties, *program.ruleset.third_parties))

    def of(self, name: str, facts: Sequence[Facts]) -> Iterator[DutyVerdict]:
        """The duties of an obligation that any account asked for knows of, in the order of their triggers."""
        subject, obligation = self._program.subjects.duties[name], self._program.ruleset.obligations[name]
        answer_of, values_of = self._answers.of(subject, subject.of), self._answers.values(subject)
        keys = dict.fromkeys(key for each in facts for key in each.duties[name])
        found = False
        for key in sorted(keys, key=_order):
            judged = [each.duties[name].get(key) for each in facts]
            profile = merged([each and each.profile for each in judged])
            if not self._happened(subject, profile):
                continue
            found = True
            answer, values = answer_of(profile), values_of(merged([each and each.values for each in judged]))
            trigger = _day(values.get(part_of(name, BEGINS))) if obligation.trigger.of == "record" else key[0]
            party = key[2] if key[2] in self._codes else None
            due = values.get(part_of(name, DUE))
            (outcome,) = answer.outcomes
            verdict = "not_applicable" if _is_open_advice(outcome) else answer.verdict
            yield DutyVerdict(obligation, trigger, party, due, verdict, outcome, answer)
        if obligation.awaited and not found:
            yield self._awaited(obligation)

    def _happened(self, subject: Subject, profile: Any) -> bool:
        """Whether the duty may be there in a world that is asked for."""
        plan = subject.plans[0]
        place = len(plan.rule.premises.names) - 2  # the names end with what happened, and what is done
        return any(
            known >> world.offsets[place] & 7 != FALSE
            for _, known in self._selection.accounts(profile)
            if known is not None
            for world in self._selection.worlds(plan)
        )

    def _awaited(self, obligation: Obligation) -> DutyVerdict:
        """A duty whose trigger is still to come."""
        rule, parties = obligation.rule, self._program.ruleset.parties
        outcome = Outcome(rule, "pending", None, dict.fromkeys(parties, "pending"), ())
        ledger = Ledger(frozenset({rule.name}), {rule.name: (rule.level, outcome.status)})
        whose: Any = obligation.duty_of.tree
        if isinstance(whose, tree.TermOf):  # settled, so of one reading
            whose = self._program.ruleset.terms[whose.name].readings[0]
        told = getattr(whose, "value", None)
        party = told if isinstance(told, str) and told in self._codes else None
        verdict = "not_applicable" if _is_open_advice(outcome) else verdict_of(ledger)
        return DutyVerdict(obligation, None, party, None, verdict, outcome, None)


def _is_open_advice(outcome: Outcome) -> bool:
    """Whether it is a duty of level advisory that is undecided: it makes no verdict worse, and none better."""
    return outcome.rule.level == "advisory" and outcome.status in ("disputed", "indeterminate", "pending")


def _day(begins: Any) -> str | None:
    """The day on which a duty begins: the first that is known over the worlds that are asked for."""
    if isinstance(begins, dict):
        return next((day for value in begins.values() if (day := _day(value))), None)
    if isinstance(begins, list):  # a day and some hours
        first, last = map(_day, begins)
        return first if first == last else None
    return begins[: len("YYYY-MM-DD")] if isinstance(begins, str) else None


def _order(key: DutyKey) -> tuple[list[int], bool, int]:
    """Triggers as they were told; periods by their beginnings, one of which it is not known last."""
    pointer, period, _ = key
    told = [int(part) for part in (pointer or "").split("/") if part.isdigit()]
    return told or [1_000_000], period == LOWEST, period or 0


def next_steps(duties: Sequence[DutyVerdict], time_zone: str) -> list[DutyVerdict]:
    """The pending duties that are due first, and those without a time."""
    pending = [duty for duty in duties if duty.outcome.status == worlds.PENDING_WORD]
    ends = [_first_end(duty.due, time_zone) for duty in pending]
    earliest = min((end for end in ends if end is not None), default=None)
    firsts = [duty for duty, end in zip(pending, ends, strict=True) if end is not None and end == earliest]
    return firsts + [duty for duty, end in zip(pending, ends, strict=True) if end is None]


def _first_end(due: Any, time_zone: str) -> int | None:
    """The earliest moment at which a duty may end: of a day its last one; None where it never does."""
    if isinstance(due, dict):
        ends = [end for value in due.values() if (end := _first_end(value, time_zone)) is not None]
        return min(ends, default=None)
    first = due[0] if isinstance(due, list) else due
    return end_of(first, time_zone) if first else None
