"""Program + Submission → a profile per subject: what its definitions are under every reading, what is absent.

All of it is calculated once for each account that differs from the others; what asks for no events is calculated once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from servanda.errors import Problem, SubmissionError
from servanda.evaluation.accounts import histories
from servanda.evaluation.derived import Record
from servanda.evaluation.faults import said
from servanda.evaluation.individuals import individuals
from servanda.evaluation.persons import People
from servanda.evaluation.replies import Reply, replies
from servanda.evaluation.submission import Submission
from servanda.language.calendar import ANY_DAY, Times, day_of, end_of, whole_day
from servanda.language.history import History
from servanda.language.program import FactFunction, Program, Subjects
from servanda.language.ruleset import Obligation
from servanda.language.runtime import MOST_PERIODS, TooManyPeriods, not_after
from servanda.language.truth import TRUE
from servanda.language.vocabulary import KINDS

ACTION = "/action"


class _Nobody:
    """An entry that is not there: it has no field."""

    def __getattr__(self, name: str) -> None:
        return None


NOBODY = _Nobody()


@dataclass(frozen=True, slots=True, repr=False)
class Judged:
    """What is calculated of one subject; the trace is there where the program was compiled for tracing."""

    profile: int
    values: tuple[Any, ...]
    trace: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class ListFacts:
    """What is calculated of one list: its own profile and values, and those of its entries, in their order."""

    own: Judged
    profiles: list[int]
    entry_values: list[tuple[Any, ...]]
    entry_traces: Sequence[tuple[Any, ...]] = ()


DutyKey = tuple[str | None, int | None, Any]
"""The pointer of a trigger (None: a day), the moment from which a period runs, the party that owes (or a cause)."""


@dataclass(frozen=True, slots=True, repr=False)
class Facts:
    """What is calculated of a submission in one account.

    Lists by their place, actions by pointer, pairs as `replies` has them, duties by obligation and then by trigger,
    period and party.
    """

    lists: Mapping[int, ListFacts]
    actions: Mapping[str, Judged]
    parties: Sequence[Judged]
    pairs: Sequence[Sequence[Judged]]
    record: Judged | None
    duties: Mapping[str, Mapping[DutyKey, Judged]]


def judgement_day(program: Program, as_of: str) -> int:
    """The day of ``as_of`` in the ruleset's time zone, as YYYYMMDD."""
    return day_of(as_of, program.ruleset.conventions.zone)


class Calculation:
    """Calculates the facts of one submission, account by account.

    ``places`` are those of the lists to judge; ``record`` says whether the lists side by side are judged.
    """

    def __init__(
        self, program: Program, subjects: Subjects, submission: Submission, places: Collection[int], record: bool
    ) -> None:
        self._program, self._subjects, self._submission = program, subjects, submission
        self._lists = submission.lists
        self._as_of = end_of(submission.as_of, program.ruleset.conventions.zone)
        self._times = Times(program.ruleset.conventions.zone)
        self._start, _ = whole_day(int(program.ruleset.in_force_from.replace("-", "")))
        self._obligations = program.ruleset.obligations
        of_entries = any(duty.trigger.of in KINDS.values() for duty in self._obligations.values())
        people = People(chain.from_iterable([item.entries for item in self._lists]))
        self.replies = replies(program.ruleset, submission, people)
        of_pairs = {place for reply in self.replies for place in (reply.base, reply.reply)}
        self._places = range(len(self._lists)) if record or of_entries else sorted({*places, *of_pairs})
        self._record = record
        self._pointers = {id(event): f"/events/{place}" for place, event in enumerate(submission.events or ())}
        self._side_by_side = Record(self._lists, people)
        counts = program.reach.counts_individuals
        self._bounds = [individuals(item) if counts else ANY_DAY for item in self._lists]
        self._around = [(item, *of, 0, ()) for item, of in zip(self._lists, self._bounds, strict=True)]
        self._held = [(entry, 0, ()) for _, _, entry in self._side_by_side.held]

    def by_party(self) -> tuple[Facts, ...]:
        """The facts in the account of each party, in their order; accounts that do not differ share them."""
        submission, ruleset = self._submission, self._program.ruleset
        found: dict[int, Facts] = {}
        every = histories(ruleset, submission.events, submission.history_covers, self._as_of, self._times)
        for history in every:
            if id(history) not in found:
                found[id(history)] = self._facts(history, next(iter(found.values()), None))
        return tuple(found[id(history)] for history in every)

    def later(self) -> list[str]:
        """The pointers of the events that lie after the time of judgement."""
        events, end = self._submission.events or (), (self._as_of, self._as_of)
        return [self._pointers[id(event)] for event in events if not not_after(*self._times[event.at], *end)]

    def is_before(self, event: Any) -> bool:
        """Whether an act was before the agreement was in force."""
        return self._times[event.at][1] < self._start

    def _facts(self, history: History, first: Facts | None) -> Facts:
        """The facts in one account; ``first`` are those of another one, for all that asks for no events."""
        around = (self._as_of, self._around, self._held, history, self._times)
        lists = {place: self._list(place, around, first) for place in self._places}
        actions = dict(self._actions(history, around, first))
        pairs = [self._pairs(reply, lists, around) for reply in self.replies]
        record = self._of_record(lists, around, first) if self._record else None
        parties: list[Judged] = []
        if self._submission.events is not None and (of := self._subjects.party).is_used:
            parties = _zipped(of.facts.run(self._program.ruleset.parties, *around))
        duties = {}
        if self._submission.events is not None:
            for name, duty in self._obligations.items():
                duties[name] = self._duties(name, list(self._triggers(duty, history, lists, actions)), around)
        return Facts(lists, actions, parties, pairs, record, duties)

    def _list(self, place: int, around: tuple[Any, ...], first: Facts | None) -> ListFacts:
        item, before = self._lists[place], first.lists[place] if first else None
        entries, own = self._subjects.entries[KINDS[item.kind]].facts, self._subjects.lists[item.kind].facts
        if before and not entries.by_account:
            profiles, values, traces = before.profiles, before.entry_values, before.entry_traces
        else:
            columns = self._side_by_side.columns(item, entries.derived)
            profiles, values, *told = entries.run(item.entries, item, columns, *around)
            traces = told[0] if told else ()
        if before and not own.by_account and profiles is before.profiles:
            return before
        of_list = own.run(item, item.entries, profiles, values, *self._bounds[place], *around)
        return ListFacts(Judged(*of_list), profiles, values, traces)

    def _pairs(self, reply: Reply, lists: Mapping[int, ListFacts], around: tuple[Any, ...]) -> list[Judged]:
        """What is calculated of each entry of a list beside that of the list which answers it."""
        base, answer = (self._lists[place] for place in (reply.base, reply.reply))
        entries, of = self._subjects.entries[KINDS[base.kind]].facts, self._subjects.pairs[base.kind]
        if not of.is_used:
            return [Judged(0, ())] * len(reply.counterparts)

        nobody = (NOBODY, *entries.layout.nothing)

        def side(item: Any, of_list: ListFacts, place: int | None) -> tuple[Any, ...]:
            if place is None:
                return nobody
            return item.entries[place], of_list.profiles[place], of_list.entry_values[place]

        rows = [
            (
                counterpart,
                *side(base, lists[reply.base], counterpart.pair.before),
                *side(answer, lists[reply.reply], counterpart.pair.after),
                base,
                answer,
            )
            for counterpart in reply.counterparts
        ]
        return _zipped(of.facts.run(rows, *around))

    def _of_record(self, lists: Mapping[int, ListFacts], around: tuple[Any, ...], first: Facts | None) -> Judged:
        facts = self._subjects.record.facts
        if first and first.record and not facts.by_account:
            return first.record
        known = [
            (item, low, high, lists[place].own.profile, lists[place].own.values)
            for place, (item, low, high, _, _) in enumerate(self._around)
        ]
        registered = [
            (entry, lists[place].profiles[number], lists[place].entry_values[number])
            for place, number, entry in self._side_by_side.held
        ]
        as_of, _, _, *rest = around
        return Judged(*facts.run(as_of, known, registered, *rest))

    def _actions(self, history: History, around: tuple[Any, ...], first: Facts | None) -> Iterator[tuple[str, Judged]]:
        """The proposed action, and every event of the account at its own time."""
        submission, subject = self._submission, self._subjects.action
        if not subject.is_used:
            return
        found = [(self._pointers[id(member.event)], member.event, member.at) for member in history.members]
        if submission.action is not None:
            known = isinstance(submission.action.at, str)
            own = self._times[submission.action.at] if known else (self._as_of, self._as_of)
            found.insert(0, (ACTION, submission.action, own))
        rows = [(pointer, event.kind, (event, *own)) for pointer, event, own in found]
        told = first.actions if first else {}
        judged = {p: told[p] for p, kind, _ in rows if p in told and not self._of_kind(kind).by_account}
        for kind in dict.fromkeys(kind for _, kind, _ in rows):
            asked = {pointer: row for pointer, of, row in rows if of == kind and pointer not in judged}
            if asked:
                run = self._of_kind(kind).run(list(asked.values()), *around)
                judged |= zip(asked, _zipped(run), strict=True)
        yield from ((pointer, judged[pointer]) for pointer, _, _ in rows)

    def _of_kind(self, kind: str) -> FactFunction:
        facts = self._subjects.action.facts
        return facts.of_kind(kind) if facts.of_kind else facts

    def _triggers(
        self, duty: Obligation, history: History, lists: Mapping[int, ListFacts], actions: Mapping[str, Judged]
    ) -> Iterator[tuple[str | None, tuple[Any, ...]]]:
        """What may bring a duty about: its pointer, and what generated code is told of it."""
        trigger, nothing = duty.trigger, Judged(0, ())
        if trigger.of == "record":
            yield None, (TRUE, None, None, 0, ())
        elif trigger.of == "action":
            found = [(self._pointers[id(m.event)], m.membership, m.event) for m in history.members]
            proposed = self._submission.action
            if duty.ahead and proposed is not None and not self.is_before(proposed):
                found.append((ACTION, TRUE, proposed))
            for pointer, membership, event in found:
                if event.kind in trigger.kinds:
                    judged = actions.get(pointer, nothing)
                    yield pointer, (membership, event, None, judged.profile, judged.values)
        else:
            for place, item in enumerate(self._lists):
                if KINDS[item.kind] == trigger.of and item.role != "register":
                    of = lists[place]
                    rows = zip(item.entries, of.profiles, of.entry_values, strict=True)
                    for number, (entry, profile, values) in enumerate(rows):
                        yield f"/lists/{place}/entries/{number}", (TRUE, entry, item, profile, values)

    def _duties(
        self, name: str, triggers: list[tuple[str | None, tuple[Any, ...]]], around: tuple[Any, ...]
    ) -> dict[DutyKey, Judged]:
        if not triggers:
            return {}
        run = self._subjects.duties[name].facts.run
        try:
            rows = run([(pointer, *told) for pointer, told in triggers], *around)
        except TooManyPeriods:
            message = said("many-periods", most=MOST_PERIODS)
            problem = Problem("too-many-items", message, "/as_of", "too-many", limit=MOST_PERIODS)
            raise SubmissionError([problem]) from None
        return {(pointer, period, party): Judged(*judged) for pointer, period, party, *judged in rows}


def _zipped(columns: tuple[list[Any], ...]) -> list[Judged]:
    """What a function gives of many subjects, one by one."""
    return [Judged(*row) for row in zip(*columns, strict=True)]
