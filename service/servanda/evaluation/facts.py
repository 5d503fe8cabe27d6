"""Program + Submission → a profile per subject: what its definitions are under every reading, what is absent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from servanda.evaluation.derived import Record
from servanda.evaluation.individuals import individuals
from servanda.language.calendar import day_of
from servanda.language.program import Program, Subjects
from servanda.language.vocabulary import KINDS


@dataclass(frozen=True, slots=True, repr=False)
class ListFacts:
    """What is calculated of one list: its own profile and values, and those of its entries, in their order.

    The traces are there where the program was compiled for tracing.
    """

    profile: int
    values: tuple[Any, ...]
    profiles: list[int]
    entry_values: list[tuple[Any, ...]]
    trace: tuple[Any, ...] = ()
    entry_traces: Sequence[tuple[Any, ...]] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Facts:
    """What is calculated of a submission: of lists by their place, and of the record where it is judged."""

    lists: Mapping[int, ListFacts]
    profile: int = 0
    values: tuple[Any, ...] = ()
    trace: tuple[Any, ...] = ()


def judgement_day(program: Program, as_of: str) -> int:
    """The day of ``as_of`` in the ruleset's time zone, as YYYYMMDD."""
    return day_of(as_of, program.ruleset.conventions.time_zone or "UTC")


def facts_of(subjects: Subjects, lists: Sequence[Any], day: int, judged: Collection[int], record: bool) -> Facts:
    """The facts of the lists at those places; and of the record, which takes those of all lists, registers too."""
    side_by_side = Record(lists)
    bounds = [individuals(item) for item in lists]
    around = [(item, *of, 0, ()) for item, of in zip(lists, bounds, strict=True)]
    held = [(entry, 0, ()) for _, _, entry in side_by_side.held]
    found: dict[int, ListFacts] = {}
    for place in range(len(lists)) if record else judged:
        item = lists[place]
        of_entries, own = subjects.entries[KINDS[item.kind]].facts, subjects.lists[item.kind].facts
        columns = side_by_side.columns(item, of_entries.derived)
        profiles, values, *traces = of_entries.run(item.entries, item, day, columns, around, held)
        profile, own_values, *trace = own.run(item, item.entries, profiles, values, day, *bounds[place], around, held)
        found[place] = ListFacts(profile, own_values, profiles, values, *trace, *traces)
    if not record:
        return Facts(found)
    known = [(item, *of, found[place].profile, found[place].values) for place, (item, *of, _, _) in enumerate(around)]
    registered = [
        (entry, found[place].profiles[number], found[place].entry_values[number])
        for place, number, entry in side_by_side.held
    ]
    profile, own_values, *trace = subjects.record.facts.run(known, registered, day)
    return Facts(found, profile, own_values, *trace)
