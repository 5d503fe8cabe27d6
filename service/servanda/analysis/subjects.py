"""A verdict → its subjects: everybody and everything that has a verdict of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from servanda.evaluation.facts import ACTION
from servanda.evaluation.verdict import ListVerdict, PairVerdict, SubjectVerdict, Verdict
from servanda.evaluation.worlds import Outcome

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject in one of the two verdicts: its verdict, the outcomes of its rules, and how they are explained."""

    kind: str  # entry, list, pair, action, event, party, record, obligation
    pointer: str
    name: str  # the id, the party, the obligation; empty where there is but one of the kind
    list: str  # of an entry: the id of its list; of a pair: that of the answering one
    verdict: str
    answer: Any  # what is the same for every subject that has it
    outcomes: tuple[Outcome, ...]
    source: Any  # the part of the verdict that it is
    place: int = 0  # of an entry in its list
    counts: bool = True
    due: Any = None  # of a duty


def subjects(verdict: Verdict) -> Iterator[tuple[Key, Subject]]:
    """Every subject that has a verdict of its own, by what it is known by in both verdicts."""
    for item in verdict.lists:
        yield from _of_list(item)
    for pair in verdict.pairs:
        if pair.answer.outcomes:
            yield _of_pair(verdict, pair)
    for found in verdict.subjects:
        yield _of_subject(found)
    yield from _duties(verdict)


def _duties(verdict: Verdict) -> Iterator[tuple[Key, Subject]]:
    """Duties, each by its trigger and who owes; those of several periods by their order, as their days may move."""
    periods: Counter[Key] = Counter()
    for duty in verdict.duties:
        rule = duty.obligation.rule
        key = ("obligation", rule.name, str(duty.trigger), str(duty.party))
        periods[key] += 1
        subject = Subject(
            "obligation",
            duty.subject,
            rule.name,
            "",
            duty.verdict,
            duty,
            (duty.outcome,),
            duty,
            counts=False,
            due=duty.due,
        )
        yield (*key, str(periods[key])), subject


def _of_list(item: ListVerdict) -> Iterator[tuple[Key, Subject]]:
    pointer, id_ = f"/lists/{item.place}", item.submitted.id
    answer = item.answer
    yield (
        ("list", pointer),
        Subject("list", pointer, id_, "", item.verdict, answer, answer.outcomes, item, counts=False),
    )
    for place, (entry, of) in enumerate(zip(item.submitted.entries, item.answers, strict=True)):
        where = f"{pointer}/entries/{place}"
        yield ("entry", where), Subject("entry", where, entry.id, id_, of.verdict, of, of.outcomes, item, place)


def _of_pair(verdict: Verdict, pair: PairVerdict) -> tuple[Key, Subject]:
    lists, sides = verdict.submission.lists, pair.counterpart.pair
    base, reply = lists[pair.reply.base], lists[pair.reply.reply]
    id_ = base.entries[sides.before].id if sides.before is not None else reply.entries[sides.after or 0].id
    key = ("pair", base.id, reply.id, str(sides.before), str(sides.after))
    answer = pair.answer
    return key, Subject("pair", pair.pointer, id_, reply.id, answer.verdict, answer, answer.outcomes, pair)


def _of_subject(found: SubjectVerdict) -> tuple[Key, Subject]:
    kind, name = "record", ""
    if found.party:
        kind, name = "party", found.party
    elif found.submitted is not None:
        is_action = found.pointer == ACTION
        kind, name = ("action", "") if is_action else ("event", found.submitted.id or found.pointer)
    answer = found.answer
    key = (kind, found.pointer, found.party)
    return key, Subject(kind, found.pointer, name, "", found.verdict, answer, answer.outcomes, found)
