"""Program + Submission → a profile per subject: what its definitions are under every reading, what is absent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from servanda.language.calendar import ANY_DAY, day_of
from servanda.language.program import Program
from servanda.language.vocabulary import KINDS


@dataclass(frozen=True, slots=True)
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
    """How many persons a list names, at least and at most: entries with one service number may be one person.

    Of remains it is not known here: a container may hold several, and one person may be in several.
    """
    if kind != "prisoners":
        return ANY_DAY
    numbers = [n for n in (entry.service_number for entry in entries) if isinstance(n, str)]
    return len(entries) - len(numbers) + len(set(numbers)), len(entries)
