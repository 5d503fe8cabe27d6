"""Lists → replies: who of a list is who of the list that it answers, what was changed, and why some were left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import accumulate, combinations
from operator import attrgetter
from typing import Any, NamedTuple

from servanda.errors import Problem, SubmissionError
from servanda.evaluation.faults import said
from servanda.evaluation.form import MOST_TRACED
from servanda.evaluation.names import compare
from servanda.evaluation.pairing import Pair, pairs
from servanda.evaluation.persons import People, Person
from servanda.evaluation.service_numbers import as_read
from servanda.evaluation.submission import Submission
from servanda.evaluation.ties import may_be_two
from servanda.language.calendar import DAYS
from servanda.language.ruleset import Ruleset
from servanda.language.runtime import PRESENT
from servanda.language.truth import UNKNOWN
from servanda.language.types import DATE, ListOf
from servanda.language.vocabulary import KINDS, Field

MOST_COMPARED = 100_000
"""Entries on both sides of all answers together; with a trace fewer."""
SAME_NAME = 0.9
"""The likeness from which two spellings are of one name, and no change."""
_PART_OF = {"surname": "surname", "given_names": "given", "patronymic": "father", "father_first_name": "father"}
_TELLS_WHO = ("id", "on_record")  # which is whose, and what is held: no change of what is said of a person


@dataclass(frozen=True, slots=True, repr=False)
class Counterpart:
    """An entry of the list that is answered, of the answer, or of both; the fields of a `pair` are attributes of it.

    Whether somebody is on a list is None where it is too close to call who it is; then no change is known either.
    """

    pair: Pair
    in_before: bool | None
    in_after: bool | None
    changed: list[str] | None
    removal_reason: str | int | None  # UNKNOWN where it may be of somebody else who has the id

    @property
    def status(self) -> str:
        """`kept`, `changed`, `dropped`, `added`, or `review` where it is too close to call."""
        if self.changed is None:
            return "review"
        if self.in_before and self.in_after:
            return "changed" if self.changed else "kept"
        return "dropped" if self.in_before else "added"


@dataclass(frozen=True, slots=True, repr=False)
class Reply:
    """A list and one that it answers, by their places in the submission."""

    base: int
    reply: int
    counterparts: list[Counterpart]


def replies(ruleset: Ruleset, submission: Submission, people: People) -> list[Reply]:
    """Every list that answers another of its kind, registers excepted, with each that it answers.

    Raises SubmissionError where these come to more entries than anybody compares.
    """
    lists = submission.lists
    answered = _answered(lists)
    found = [(base, place) for place, bases in answered.items() for base in bases]
    most = MOST_TRACED if submission.detail == "trace" else MOST_COMPARED
    entries = accumulate(len(lists[base].entries) + len(lists[place].entries) for base, place in found)
    if beyond := [place for (_, place), compared in zip(found, entries, strict=True) if compared > most]:
        pointer = f"/lists/{beyond[0]}/in_reply_to"
        raise SubmissionError(
            [Problem("too-many-items", said("many-compared", most=most), pointer, "too-many", limit=most)]
        )
    return [reply for place, bases in answered.items() for reply in _replies(ruleset, lists, place, bases, people)]


def _answered(lists: Sequence[Any]) -> dict[int, list[int]]:
    """By the place of each list, registers excepted, the places of those of its kind that it answers."""
    places = {item.id: place for place, item in enumerate(lists)}
    return {
        place: [base for base in map(places.__getitem__, item.in_reply_to or ()) if lists[base].kind == item.kind]
        for place, item in enumerate(lists)
        if item.role != "register"
    }


def _replies(
    ruleset: Ruleset, lists: Sequence[Any], place: int, bases: Sequence[int], people: People
) -> Iterator[Reply]:
    """A list with each that it answers.

    Those of one role are answered together: who is on any of them was not added to the others. What was proposed is
    not agreed by that, so lists of other roles do not count.
    """
    reply = lists[place]
    found = {base: pairs(people.of(lists[base].entries), people.of(reply.entries)) for base in bases}
    changed = _changed(ruleset, reply.kind, people)
    known, unsure = defaultdict[str, set[int | None]](set), defaultdict[str, set[int | None]](set)
    shared = _shared(reply, [lists[base] for base in bases], people)
    for base, paired in found.items():
        known[lists[base].role].update(pair.after for pair in paired if pair.before is not None)
        unsure[lists[base].role].update(pair.after for pair in paired if pair.candidates)
    for base, paired in found.items():
        role = lists[base].role
        there = [pair for pair in paired if pair.before is not None or pair.after not in known[role]]
        doubts = _Doubts(unsure[role], shared)
        yield Reply(base, place, _counterparts(lists[base], reply, there, doubts, changed))


def _changed(ruleset: Ruleset, kind: str, people: People) -> Callable[[Any, Any], list[str]]:
    """Tells the fields of which two entries of a kind of list surely tell otherwise, in vocabulary order."""
    fields = [field for name, field in ruleset.fields[KINDS[kind]].items() if name not in _TELLS_WHO]
    told = attrgetter(*(field.name for field in fields))

    def changed(before: Any, after: Any) -> list[str]:
        one, other = told(before), told(after)
        if one == other:
            return []
        found = [field.name for field, a, b in zip(fields, one, other, strict=True) if a != b and _differ(field, a, b)]
        return _but_spelling(found, *people.of([before, after])) if _PART_OF.keys() & found else found

    return changed


class _Doubts(NamedTuple):
    """Who may be on another of the lists that are answered, by place, and ids of removals that may be of two people."""

    added: Set[int | None]
    removed: Set[str]


def _shared(reply: Any, bases: Sequence[Any], people: People) -> Set[str]:
    """The ids of removals with a reason that may be of two people: whom it explains is not known."""
    gone = {removal.id for removal in reply.removals or () if says(removal.reason)}
    named = [{entry.id: entry for entry in base.entries if entry.id in gone} for base in bases] if gone else []
    return {
        name
        for one, other in combinations(named, 2)
        for name in one.keys() & other.keys()
        if may_be_two(*people.of([one[name], other[name]]))
    }


def _counterparts(
    base: Any, reply: Any, paired: Sequence[Pair], doubts: _Doubts, changed: Callable[[Any, Any], list[str]]
) -> list[Counterpart]:
    """The pairs with what is known of them."""
    reasons = {removal.id: removal.reason for removal in reply.removals or () if says(removal.reason)}
    reasons |= dict.fromkeys(doubts.removed, UNKNOWN)

    def counterpart(pair: Pair) -> Counterpart:
        before = None if pair.before is None else base.entries[pair.before]
        after = None if pair.after is None else reply.entries[pair.after]
        is_unsure = bool(pair.candidates) or (before is None and pair.after in doubts.added)
        other = None if is_unsure else False
        return Counterpart(
            pair,
            before is not None or other,
            after is not None or other,
            None if is_unsure else [] if before is None or after is None else changed(before, after),
            None if before is None else reasons.get(before.id),
        )

    return [counterpart(pair) for pair in paired]


def _differ(field: Field, a: Any, b: Any) -> bool:
    if not {a.__class__, b.__class__} <= PRESENT:
        return False
    if isinstance(field.type, ListOf):
        return not _may_be_same_days(a, b) if field.type.item == DATE else sorted(a) != sorted(b)
    if field.name == "service_number":
        return len({as_read(a), as_read(b)} - {""}) > 1
    return not _meet(a, b) if field.type == DATE else bool(a != b)


def _may_be_same_days(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two lists of dates may be the same days, in whatever order.

    INVARIANT: of two dates that meet one holds the other. So the narrowest of all can take, of those that meet it, the
    narrowest: whatever else that one meets, the wider ones meet too.
    """
    left = (sorted(a, key=_width), sorted(b, key=_width))
    while all(left):
        mine, other = left if _width(left[0][0]) <= _width(left[1][0]) else left[::-1]
        met = next((day for day in other if _meet(mine[0], day)), None)
        if met is None:
            return False
        other.remove(met)
        del mine[0]
    return not any(left)


def _width(day: str) -> int:
    """Days, months and years, from narrow to wide."""
    return -len(day)


def _meet(a: str, b: str) -> bool:
    """Whether two dates may be one day."""
    return bool(DAYS[a][0] <= DAYS[b][1] and DAYS[b][0] <= DAYS[a][1])


def _but_spelling(found: list[str], before: Person, after: Person) -> list[str]:
    """The fields without those of names that are one name in another script, language or order."""
    likeness = compare(before.name, after.name)
    told = {name: getattr(likeness, part) for name, part in _PART_OF.items()}
    return [name for name in found if (told.get(name) or 0) < SAME_NAME]


def says(reason: Any) -> bool:
    """Whether a reason is given: blanks and dashes are none."""
    return isinstance(reason, str) and any(map(str.isalnum, reason))
