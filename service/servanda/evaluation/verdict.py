"""Conclusions → Verdict: what is said of every list and entry, and of the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from servanda import __version__
from servanda.evaluation import worlds
from servanda.evaluation.facts import Facts, ListFacts, facts_of, judgement_day
from servanda.evaluation.inference import ENGINE, Inference
from servanda.evaluation.ledger import STRENGTH, Ledger, strongest, verdict_of
from servanda.evaluation.messages import message
from servanda.evaluation.submission import Submission
from servanda.evaluation.worlds import Outcome, Selection
from servanda.language.program import Program, Subject
from servanda.language.types import BOOL
from servanda.language.vocabulary import KINDS

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
    outcomes: tuple[Outcome, ...]  # of every rule, in order of declaration
    findings: tuple[Outcome, ...]  # most severe first
    fields: tuple[str, ...]  # what to ask for, the field that matters to most rules first
    warnings: int

    @property
    def may_settle(self) -> list[str]:
        """The rules that the fields to ask for could decide."""
        return [finding.rule.name for finding in self.findings if finding.missing]


@dataclass(frozen=True, repr=False)
class ListVerdict:
    """What is said of one list; ``answers`` and ``values`` are those of its entries."""

    place: int  # in the submission
    submitted: Any
    verdict: str
    answer: Answer
    values: dict[str, Any]
    answers: list[Answer]
    entry_values: list[dict[str, Any]]

    @property
    def counts(self) -> dict[str, int]:
        """Entries by verdict, and warnings."""
        return counts([self])


@dataclass(frozen=True, repr=False)
class RecordVerdict:
    """What is said of the whole record, the lists side by side."""

    answer: Answer
    values: dict[str, Any]

    @property
    def verdict(self) -> str:
        return self.answer.verdict


@dataclass(frozen=True, repr=False)
class Verdict:
    """The answer to a submission; `servanda.evaluation.encode` gives its bytes."""

    program: Program
    submission: Submission
    verdict: str
    language: str
    lists: tuple[ListVerdict, ...]
    record: RecordVerdict | None  # where rules or shown definitions of it were judged
    not_checked: tuple[dict[str, str], ...]
    in_force: bool
    provenance: dict[str, str]

    @property
    def counts(self) -> dict[str, int]:
        """Entries of all lists, and the record, by verdict; and warnings."""
        return counts(self.lists, self.record)


def evaluate(program: Program, submission: Submission, language: str = "en") -> Verdict:
    """The verdict on a submission under a program, with messages in ``language`` where the ruleset has them.

    Raises EngineError where inference fails; there is no verdict then.
    """
    day = judgement_day(program, submission.as_of)
    in_force = day >= int(program.ruleset.in_force_from.replace("-", ""))
    judged, left_out = _conduct(submission, language)
    judge = _Judge(program, Selection.of(program.ruleset, submission.readings))
    lists: tuple[ListVerdict, ...]
    record = None
    if in_force:
        has_record = judges_record(program, submission)
        facts = facts_of(program.subjects, submission.lists, day, judged, has_record)
        lists = tuple(judge.list_verdict(place, submission.lists[place], facts.lists[place]) for place in judged)
        record = judge.record_verdict(facts) if has_record else None
    else:
        lists = tuple(_not_in_force(place, submission.lists[place]) for place in judged)
    reason = _reason(submission, judged) if in_force else lambda _: "before"
    rules = program.ruleset.rules.values()
    reasons = ((rule.name, reason(rule.of)) for rule in rules)
    unjudged = [{"rule": rule, "reason": message(why, language)} for rule, why in reasons if why]
    return Verdict(
        program,
        submission,
        strongest([*(item.verdict for item in lists), *([record.verdict] if record else [])]),
        language,
        lists,
        record,
        (*unjudged, *left_out),
        in_force,
        {"service": f"servanda {__version__}", "engine": ENGINE},
    )


def judges_record(program: Program, submission: Submission) -> bool:
    """Whether there is something to say of the record: it is no single party's conduct."""
    subject = program.subjects.record
    return submission.conduct_of is None and bool(subject.plans or subject.shown)


def tally(verdict: Verdict) -> list[dict[str, Any]]:
    """How often each rule came to which status: what a verdict rests on, and what did not apply."""
    found = {rule.name: Counter[str]() for rule in verdict.program.ruleset.rules.values()}
    for item in verdict.lists:
        times = Counter(map(id, item.answers))
        answers = [*({id(answer): answer for answer in item.answers}.values()), item.answer]
        for answer in answers:
            for outcome in answer.outcomes:
                found[outcome.rule.name][outcome.status] += 1 if answer is item.answer else times[id(answer)]
    for outcome in verdict.record.answer.outcomes if verdict.record else ():
        found[outcome.rule.name][outcome.status] += 1
    rules = verdict.program.ruleset.rules.values()
    return [
        {"rule": r.name, "clause": r.clause, "level": r.level, "statuses": dict(sorted(found[r.name].items()))}
        for r in rules
    ]


def warm(program: Program) -> int:
    """Infer beforehand what the rules' situations come to; how many were inferred."""
    return _inference(program).warm()


def counts(lists: Iterable[ListVerdict], record: RecordVerdict | None = None) -> dict[str, int]:
    """Entries and the record by verdict, and advisory rules violated by entries, lists or the record."""
    found: Counter[str] = Counter()
    warnings = 0
    for item in lists:
        answers = Counter(map(id, item.answers))
        by_id = {id(answer): answer for answer in item.answers}
        for number, times in answers.items():
            found[by_id[number].verdict] += times
            warnings += by_id[number].warnings * times
        warnings += item.answer.warnings
    if record:
        found[record.verdict] += 1
        warnings += record.answer.warnings
    return {**{word: found[word] for word in _COUNTED}, "warnings": warnings}


_COUNTED = tuple(STRENGTH[place] for place in (4, 0, 1, 2, 3, 5))  # in the order of the wire contract


def _conduct(submission: Submission, language: str) -> tuple[list[int], list[dict[str, str]]]:
    """The places of the lists to judge, and rows for those that are not: registers, and another party's conduct."""
    kept, rows = [], []
    for place, item in enumerate(submission.lists):
        reason = "register" if item.role == "register" else ""
        if not reason and submission.conduct_of not in (None, item.by):
            reason = "another"
        if reason:
            rows.append({"subject": f"/lists/{place}", "reason": message(reason, language)})
        else:
            kept.append(place)
    return kept, rows


def _reason(submission: Submission, judged: Sequence[int]) -> Callable[[str], str]:
    """The key of the message why rules of a subject judged nothing; empty where they judged something."""
    kinds = {KINDS[submission.lists[place].kind] for place in judged}
    places = set(judged)
    left_out = [item for place, item in enumerate(submission.lists) if place not in places and item.role != "register"]

    def reason(of: str) -> str:
        if of == "record":
            return "" if submission.conduct_of is None else "whole"
        if judged if of == "list" else of in kinds:
            return ""
        others = bool(left_out) if of == "list" else any(KINDS[item.kind] == of for item in left_out)
        return "another" if others else f"no-{of}"

    return reason


def _inference(program: Program) -> Inference:
    """The program's inference, made when first needed."""
    found = program.memory.get("inference")
    if found is None:
        made = Inference([rule.premises for rule in program.ruleset.rules.values()])
        found = program.memory.setdefault("inference", made)
    assert isinstance(found, Inference)
    return found


class _Judge:
    """Judges the lists of one request; what follows from a profile is remembered by the program."""

    def __init__(self, program: Program, selection: Selection) -> None:
        self._program, self._selection = program, selection
        self._infer = _inference(program).status

    def list_verdict(self, place: int, submitted: Any, facts: ListFacts) -> ListVerdict:
        """What is said of one list and of its entries."""
        subject = self._program.subjects.entries[KINDS[submitted.kind]]
        own = self._program.subjects.lists[submitted.kind]
        answers = self._answers(subject, KINDS[submitted.kind])
        answer = self._answers(own, "list " + submitted.kind)(facts.profile)
        entries = [answers(profile) for profile in facts.profiles]
        verdict = strongest({answer.verdict, *(entry.verdict for entry in {id(e): e for e in entries}.values())})
        values = self._values(subject)
        return ListVerdict(
            place,
            submitted,
            verdict,
            answer,
            self._values(own)(facts.values),
            entries,
            [values(v) for v in facts.entry_values],
        )

    def record_verdict(self, facts: Facts) -> RecordVerdict:
        """What is said of the record."""
        subject = self._program.subjects.record
        return RecordVerdict(self._answers(subject, "record")(facts.profile), self._values(subject)(facts.values))

    def _answers(self, subject: Subject, kind: str) -> Callable[[int], Answer]:
        """The answer to each profile of a kind of subject."""
        remembered = self._remembered(kind)

        def answer(profile: int) -> Answer:
            found = remembered.get(profile)
            if found is None:
                found = remembered[profile] = self._answer(subject, profile)
            return found

        return answer

    def _remembered(self, kind: str) -> dict[int, Answer]:
        """The answers that the program remembers for these readings; it starts anew where it remembers too many."""
        tables: dict[Any, dict[int, Answer]] = self._program.memory.setdefault("answers", {})
        if len(tables) > _MOST_SELECTIONS or sum(map(len, list(tables.values()))) > _MOST_REMEMBERED:
            tables.clear()
        return tables.setdefault((kind, self._selection.readings), {})

    def _answer(self, subject: Subject, profile: int) -> Answer:
        outcomes = tuple(worlds.outcome(plan, profile, self._selection, self._infer) for plan in subject.plans)
        expected = frozenset(rule.name for rule in self._program.ruleset.rules.values() if rule.of == subject.of)
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

    def _values(self, subject: Subject) -> Callable[[tuple[Any, ...]], dict[str, Any]]:
        """The shown values of a flat tuple, as the answer gives them."""
        shown = [item for item in subject.shown if item.definition.type != BOOL]
        known: dict[tuple[Any, ...], dict[str, Any]] = {}

        def values(flat: tuple[Any, ...]) -> dict[str, Any]:
            found = known.get(flat)
            if found is None:
                found = known[flat] = {s.definition.name: worlds.values(s, flat, self._selection) for s in shown}
            return found

        return values


def _not_in_force(place: int, submitted: Any) -> ListVerdict:
    """What is said of a list before the agreement binds anybody: nothing."""
    nothing, number = Answer(strongest(()), {}, (), (), (), 0), len(submitted.entries)
    return ListVerdict(place, submitted, nothing.verdict, nothing, {}, [nothing] * number, [{}] * number)


def _severity(outcome: Outcome) -> tuple[int, int, str]:
    return _LEVELS.index(outcome.rule.level), _SEVERITY.index(outcome.status), outcome.rule.name


def _asked(subject: Subject, findings: Sequence[Outcome]) -> tuple[str, ...]:
    """The fields to ask for: the one that is missing in most rules first, ties in vocabulary order."""
    missing = Counter(label for finding in findings for label in finding.missing)
    places = {label: place for place, (label, _) in enumerate(subject.facts.labels)}
    return tuple(sorted(missing, key=lambda label: (-missing[label], places[label])))
