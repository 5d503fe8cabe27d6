"""Conclusions → Verdict: what is said of every list, entry, act, party and duty, and of the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from servanda import __version__
from servanda.evaluation import differences, unchecked
from servanda.evaluation.accounts import merged
from servanda.evaluation.answer import NO_FINDING, NOTHING, Answer, Answers, inference
from servanda.evaluation.duties import Duties, DutyVerdict, next_steps
from servanda.evaluation.facts import ACTION, Calculation, Facts, Judged, ListFacts, judgement_day
from servanda.evaluation.inference import ENGINE
from servanda.evaluation.ledger import STRENGTH, strongest
from servanda.evaluation.messages import message
from servanda.evaluation.replies import Counterpart, Reply
from servanda.evaluation.submission import Submission
from servanda.evaluation.worlds import Outcome, Selection
from servanda.language.program import Program, Subject
from servanda.language.vocabulary import KINDS

__all__ = ["NO_FINDING", "Answer", "ListVerdict", "SubjectVerdict", "Verdict", "evaluate", "tally", "warm"]


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

    @cached_property
    def answered(self) -> list[tuple[Answer, int]]:
        """Every answer that entries have, with how many have it."""
        return numbered(self.answers)

    @property
    def counts(self) -> dict[str, int]:
        """Entries by verdict, and warnings."""
        return counts([self])


@dataclass(frozen=True, repr=False)
class SubjectVerdict:
    """What is said of one subject: the record, the proposed action or an event, a party."""

    answer: Answer
    values: dict[str, Any]
    verdict: str
    pointer: str = ""  # where it stands in the submission
    submitted: Any = None  # the action or event
    party: str = ""


@dataclass(frozen=True, repr=False)
class PairVerdict:
    """What is said of an entry of a list beside that of the list which answers it."""

    place: tuple[int, int]  # of the reply among all, and of the pair in it
    reply: Reply
    counterpart: Counterpart
    answer: Answer
    values: dict[str, Any]

    @property
    def pointer(self) -> str:
        """Where the entry stands: in the answer, or in what it answers where it is only there."""
        pair = self.counterpart.pair
        if pair.after is None:
            return f"/lists/{self.reply.base}/entries/{pair.before}"
        return f"/lists/{self.reply.reply}/entries/{pair.after}"


@dataclass(frozen=True, repr=False)
class Verdict:
    """The answer to a submission; `servanda.evaluation.encode` gives its bytes."""

    program: Program
    submission: Submission
    verdict: str
    language: str
    lists: tuple[ListVerdict, ...]
    pairs: tuple[PairVerdict, ...]
    actions: tuple[SubjectVerdict, ...]  # the proposed one first, then the events, where rules judge such
    parties: tuple[SubjectVerdict, ...]
    record: SubjectVerdict | None  # where rules or shown definitions of it were judged
    duties: tuple[DutyVerdict, ...]
    next_steps: tuple[DutyVerdict, ...]
    differences: Sequence[dict[str, Any]]
    not_checked: tuple[dict[str, str], ...]
    in_force: bool
    provenance: dict[str, str]
    unowed: tuple[str, ...]  # obligations that nothing triggered

    @property
    def subjects(self) -> tuple[SubjectVerdict, ...]:
        """The acts, the parties and the record."""
        return (*self.actions, *self.parties, *([self.record] if self.record else []))

    @property
    def counts(self) -> dict[str, int]:
        """Entries of all lists, acts, parties and the record by verdict; and warnings."""
        return counts(self.lists, self.subjects, self.duties, self.pairs)


def evaluate(program: Program, submission: Submission, language: str = "en") -> Verdict:
    """The verdict on a submission under a program, with messages in ``language`` where the ruleset has them.

    Raises EngineError where inference fails, SubmissionError where it comes to too many duties; no verdict then.
    """
    day = judgement_day(program, submission.as_of)
    in_force = day >= int(program.ruleset.in_force_from.replace("-", ""))
    judged, left_out = unchecked.places(submission, language)
    evaluation = _Evaluation(program, submission, judged, in_force)
    lists, pairs = tuple(evaluation.lists()), tuple(evaluation.pairs())
    actions = tuple(evaluation.actions())
    duties, others = evaluation.duties()
    parties, record = tuple(evaluation.parties(duties)), evaluation.record()
    if in_force:
        there = {"pair": bool(pairs), "action": bool(actions)}
        why = dict(unchecked.reasons(program, submission, judged, there, others))
    else:
        why = dict.fromkeys(program.reach.ruleset.rules, "before")
    unjudged = [{"rule": rule, "reason": message(reason, language)} for rule, reason in why.items()]
    owed = {duty.obligation.rule.name for duty in duties}
    subjects = [*actions, *parties, *([record] if record else [])]
    verdicts = [item.verdict for part in (lists, subjects, duties) for item in part]
    verdicts += {pair.answer.verdict for pair in pairs}
    return Verdict(
        program,
        submission,
        strongest(verdicts),
        language,
        lists,
        pairs,
        actions,
        parties,
        record,
        tuple(duties),
        tuple(next_steps(duties, program.ruleset.conventions.zone)),
        differences.differences(program.ruleset, evaluation.history()),
        (*unjudged, *left_out, *evaluation.events_left_out(language)),
        in_force,
        {"service": f"servanda {__version__}", "engine": ENGINE},
        tuple(name for name in program.ruleset.obligations if name not in owed and name not in why),
    )


class _Evaluation:
    """Judges the subjects of one request, by the facts of every account."""

    def __init__(self, program: Program, submission: Submission, judged: Sequence[int], in_force: bool) -> None:
        self._program, self._submission, self._judged = program, submission, judged
        self._in_force = in_force
        self._subjects = program.subjects
        self._calculation = Calculation(program, program.subjects, submission, judged, self._has_record)
        self._facts: tuple[Facts, ...] = self._calculation.by_party() if in_force else ()
        selection = Selection.of(program.ruleset, submission.readings, submission.account)
        self._answers = Answers(program, selection, frozenset(unchecked.omitted(program, submission)))
        self._duties = Duties(program, selection, self._answers)

    @property
    def _has_record(self) -> bool:
        """Whether there is something to say of the record: it is no single party's conduct."""
        return self._submission.conduct_of is None and self._subjects.record.judges

    def lists(self) -> Iterator[ListVerdict]:
        for place in self._judged:
            submitted = self._submission.lists[place]
            if self._in_force:
                yield self._list(place, submitted, [facts.lists[place] for facts in self._facts])
            else:
                number = len(submitted.entries)
                yield ListVerdict(place, submitted, NOTHING.verdict, NOTHING, {}, [NOTHING] * number, [{}] * number)

    def _list(self, place: int, submitted: Any, facts: Sequence[ListFacts]) -> ListVerdict:
        """What is said of one list and of its entries."""
        of_entries, own = self._subjects.entries[KINDS[submitted.kind]], self._subjects.lists[submitted.kind]
        answers = self._answers.of(of_entries, KINDS[submitted.kind])
        answer = self._answers.of(own, "list " + submitted.kind)(merged([each.own.profile for each in facts]))
        profiles = _each([each.profiles for each in facts])
        found = {profile: answers(profile) for profile in set(profiles)}
        entries = [*map(found.__getitem__, profiles)]
        verdict = strongest({answer.verdict, *(entry.verdict for entry, _ in numbered(entries))})
        values = self._answers.values(of_entries)
        return ListVerdict(
            place,
            submitted,
            verdict,
            answer,
            self._answers.values(own)(merged([each.own.values for each in facts])),
            entries,
            [values(flat) for flat in _each([each.entry_values for each in facts])],
        )

    def pairs(self) -> Iterator[PairVerdict]:
        """Each entry of a list beside that of the list which answers it; the answer is the conduct of who gave it."""
        for number, reply in enumerate(self._calculation.replies):
            item = self._submission.lists[reply.reply]
            if unchecked.is_others(self._submission, item.by):
                continue
            if not self._in_force:
                told = enumerate(reply.counterparts)
                yield from (PairVerdict((number, place), reply, of, NOTHING, {}) for place, of in told)
                continue
            subject = self._subjects.pairs[item.kind]
            answers, values = self._answers.of(subject, "pair " + item.kind), self._answers.values(subject)
            judged = zip(*(facts.pairs[number] for facts in self._facts), strict=True)
            for place, (counterpart, of) in enumerate(zip(reply.counterparts, judged, strict=True)):
                answer = answers(_profile(of))
                yield PairVerdict((number, place), reply, counterpart, answer, values(_values(of)))

    def actions(self) -> Iterator[SubjectVerdict]:
        """The proposed action and the events that are judged, those of before the agreement as not applicable."""
        if not self._subjects.action.judges:
            return
        later = set(self._calculation.later())
        answers, values = self._of(self._subjects.action)
        for pointer, event in self._acts():
            if pointer in later or unchecked.is_others(self._submission, event.actor):
                continue
            if self._in_force and not self._is_before(event):
                judged = [facts.actions.get(pointer) for facts in self._facts]
                answer, shown = answers(_profile(judged)), values(_values(judged))
                yield SubjectVerdict(answer, shown, answer.verdict, pointer, event)
            else:
                yield SubjectVerdict(NOTHING, {}, NOTHING.verdict, pointer, event)

    def _acts(self) -> Iterator[tuple[str, Any]]:
        if self._submission.action is not None:
            yield ACTION, self._submission.action
        for place, event in enumerate(self._submission.events or ()):
            yield f"/events/{place}", event

    def history(self) -> list[Any]:
        """The events that are part of the history."""
        later = set(self._calculation.later())
        events = ((f"/events/{place}", event) for place, event in enumerate(self._submission.events or ()))
        return [event for pointer, event in events if pointer not in later and not self._is_before(event)]

    def _is_before(self, event: Any) -> bool:
        """Whether an act was before the agreement was in force."""
        return self._calculation.is_before(event)

    def events_left_out(self, language: str) -> Iterator[dict[str, str]]:
        """Rows for the acts that are not judged: those after the time of judgement, another party's, or all of them."""
        later = set(self._calculation.later())
        if self._submission.action is not None and not self._subjects.action.judges:
            yield {"subject": ACTION, "reason": message("no-rule", language)}
        silent = not self._subjects.action.judges and not any(unchecked.history_of_rules(self._program).values())
        if self._submission.events and silent:
            yield {"subject": "/events", "reason": message("no-rule", language)}
        for pointer, event in self._acts():
            reason = "later" if pointer in later else "earlier" if self._is_before(event) else ""
            if not reason and unchecked.is_others(self._submission, event.actor):
                reason = "another"
            if reason:
                yield {"subject": pointer, "reason": message(reason, language)}

    def parties(self, duties: Sequence[DutyVerdict]) -> Iterator[SubjectVerdict]:
        """Each party, by its rules and by the duties that it owes."""
        if not self._in_force or self._submission.events is None:
            return
        if not (self._subjects.party.judges or self._program.ruleset.obligations):
            return
        answers, values = self._of(self._subjects.party)
        for place, party in enumerate(self._program.ruleset.parties):
            if unchecked.is_others(self._submission, party):
                continue
            judged = [facts.parties[place] if facts.parties else Judged(0, ()) for facts in self._facts]
            answer = answers(_profile(judged))
            verdict = strongest([answer.verdict, *(duty.verdict for duty in duties if duty.party == party)])
            yield SubjectVerdict(answer, values(_values(judged)), verdict, "/events", None, party)

    def record(self) -> SubjectVerdict | None:
        if not (self._in_force and self._has_record):
            return None
        answers, values = self._of(self._subjects.record)
        judged = [facts.record for facts in self._facts]
        answer = answers(_profile(judged))
        return SubjectVerdict(answer, values(_values(judged)), answer.verdict)

    def duties(self) -> tuple[list[DutyVerdict], set[str]]:
        """The duties, and the obligations of which another party's were left out."""
        found: list[DutyVerdict] = []
        others: set[str] = set()
        skipped = unchecked.omitted(self._program, self._submission)
        for name in self._program.ruleset.obligations if self._in_force else ():
            if name in skipped:
                continue
            for duty in self._duties.of(name, self._facts):
                if unchecked.is_others(self._submission, duty.party):
                    others.add(name)
                else:
                    found.append(duty)
        return found, others - {duty.obligation.rule.name for duty in found}

    def _of(self, subject: Subject) -> tuple[Any, Any]:
        return self._answers.of(subject, subject.of), self._answers.values(subject)


def numbered(answers: Sequence[Answer]) -> list[tuple[Answer, int]]:
    """Every answer with how many times it is among these; the same answer is the same object."""
    times = Counter(map(id, answers))
    by_id = dict(zip(map(id, answers), answers, strict=True))
    return [(by_id[number], times[number]) for number in times]


def _each(columns: Sequence[list[Any]]) -> Sequence[Any]:
    """Results of many subjects in one list for each account, as one result for each subject."""
    first = columns[0]
    if all(column is first for column in columns):
        return first
    return [merged(each) for each in zip(*columns, strict=True)]


def _profile(judged: Sequence[Judged | None]) -> Any:
    return merged([each and each.profile for each in judged])


def _values(judged: Sequence[Judged | None]) -> Any:
    return merged([each and each.values for each in judged])


def tally(verdict: Verdict) -> list[dict[str, Any]]:
    """How often each rule came to which status: what a verdict rests on, and what did not apply."""
    rules = verdict.program.reach.ruleset.rules
    found: dict[str, dict[str, int]] = {name: {} for name in rules}
    for outcome, times in _outcomes(verdict):
        statuses = found[outcome.rule.name]
        statuses[outcome.status] = statuses.get(outcome.status, 0) + times
    for name in verdict.unowed:
        found[name]["not_applicable"] = found[name].get("not_applicable", 0) + 1
    return [
        {"rule": r.name, "clause": r.clause, "level": r.level, "statuses": dict(sorted(found[r.name].items()))}
        for r in rules.values()
    ]


def _outcomes(verdict: Verdict) -> Iterator[tuple[Outcome, int]]:
    """Every outcome of a rule, with how many subjects have it."""
    answers = [pair.answer for pair in verdict.pairs] + [subject.answer for subject in verdict.subjects]
    answers += [item.answer for item in verdict.lists]
    for answer, times in (*numbered(answers), *(told for item in verdict.lists for told in item.answered)):
        yield from ((outcome, times) for outcome in answer.outcomes)
    yield from ((duty.outcome, 1) for duty in verdict.duties)


def warm(program: Program) -> int:
    """Infer beforehand what the rules' situations come to; how many were inferred."""
    return inference(program).warm()


def counts(
    lists: Iterable[ListVerdict],
    subjects: Iterable[SubjectVerdict] = (),
    duties: Iterable[DutyVerdict] = (),
    pairs: Iterable[PairVerdict] = (),
) -> dict[str, int]:
    """Entries, other subjects, and pairs that rules judge, by verdict; and advisory rules that are violated."""
    found: Counter[str] = Counter()
    warnings = 0
    for item in lists:
        for answer, times in item.answered:
            found[answer.verdict] += times
            warnings += answer.warnings * times
        warnings += item.answer.warnings
    for subject in subjects:
        found[subject.verdict] += 1
        warnings += subject.answer.warnings
    for answer in (pair.answer for pair in pairs if pair.answer.outcomes):
        found[answer.verdict] += 1
        warnings += answer.warnings
    warnings += sum(duty.answer.warnings for duty in duties if duty.answer)
    return {**{word: found[word] for word in _COUNTED}, "warnings": warnings}


_COUNTED = tuple(STRENGTH[place] for place in (4, 0, 1, 2, 3, 5))  # in the order of the wire contract
