"""Program + Submission → a profile per subject: what its definitions are under every reading, what is absent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from servanda.language.calendar import ANY_DAY, day_of
from servanda.language.program import Program
from servanda.language.vocabulary import KINDS


@dataclass(frozen=True, slots=True, repr=False)
class ListFacts:
    """What is calculated of one list: its own profile and values, and those of its entries, in their order."""

    profile: int
    values: tuple[Any, ...]
    profiles: list[int]
    entry_values: list[tuple[Any, ...]]


def judgement_day(program: Program, as_of: str) -> int:
    """The day of ``as_of`` in the ruleset's time zone, as YYYYMMDD."""
    return day_of(as_of, program.ruleset.conventions.time_zone or "UTC")


def list_facts(program: Program, submitted: Any, as_of: int) -> ListFacts:
    """The facts of one submitted list and of its entries."""
    entries = submitted.entries
    profiles, values = program.entries[KINDS[submitted.kind]].facts.run(entries, submitted, as_of)
    low, high = individuals(submitted.kind, entries)
    own = program.lists[submitted.kind].facts
    profile, own_values = own.run(submitted, entries, profiles, values, as_of, low, high)
    return ListFacts(profile, own_values, profiles, values)


def individuals(kind: str, entries: Sequence[Any]) -> tuple[int, int]:
    """How many persons a list names, at least and at most.

    Entries may be one person if they have one service number, or one name and date of birth; an entry that tells
    neither is a person of its own, by the caller's id. Of remains it is not known here: a container may hold several,
    and one person may be in several.
    """
    if kind != "prisoners":
        return ANY_DAY
    first: dict[tuple[str, ...], int] = {}  # what identifies somebody → the first entry that has it
    leader = list(range(len(entries)))  # of the entries that may be one person

    def lead(place: int) -> int:
        while leader[place] != place:
            leader[place] = place = leader[leader[place]]
        return place

    for place, entry in enumerate(entries):
        for mark in _marks(entry):
            leader[lead(place)] = lead(first.setdefault(mark, place))
    return sum(other == place for place, other in enumerate(leader)), len(entries)


def _marks(entry: Any) -> Iterator[tuple[str, ...]]:
    """What an entry tells of who it is."""
    if isinstance(entry.service_number, str):
        yield (entry.service_number,)
    name = entry.surname, entry.given_names, entry.date_of_birth
    if all(isinstance(part, str) for part in name):
        yield name
