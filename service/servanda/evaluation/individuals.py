"""How many persons or bodies a list names, at least and at most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from servanda.evaluation.service_numbers import as_read
from servanda.language.calendar import ANY_DAY


def individuals(submitted: Any) -> tuple[int, int]:
    """The bounds of how many persons or bodies a list names; those of anything where that cannot be told."""
    return _persons(submitted.entries) if submitted.kind == "prisoners" else _bodies(submitted)


def _persons(entries: Sequence[Any]) -> tuple[int, int]:
    """Of prisoners.

    Entries may be one person if they have one service number, or one name and date of birth; an entry that tells
    neither is a person of its own, by the caller's id.
    """
    if not _share_marks(entries):
        return len(entries), len(entries)
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


def _share_marks(entries: Sequence[Any]) -> bool:
    """Whether any two entries tell the same: without them nobody can be there twice."""
    numbers = [number for entry in entries if (number := _number(entry))]
    if len(set(numbers)) < len(numbers):
        return True
    names = [(e.surname, e.given_names, e.date_of_birth) for e in entries if e.surname.__class__ is str]
    return len(set(names)) < len(names)


def _number(entry: Any) -> str:
    """What an entry tells as its number; those who tell a dash may be one person, as any who tell the same."""
    text = entry.service_number
    return (as_read(text) or text) if isinstance(text, str) else ""


def _marks(entry: Any) -> Iterator[tuple[str, ...]]:
    """What an entry tells of who it is."""
    if number := _number(entry):
        yield (number,)
    name = entry.surname, entry.given_names, entry.date_of_birth
    if all(isinstance(part, str) for part in name):
        yield name


def _bodies(submitted: Any) -> tuple[int, int]:
    """Of remains: never a count of bags, and without those confirmed to be the dead of the side that hands them over.

    A profile is a person. An entry without profiles is a body of its own if it is whole, and otherwise may be a part
    of any other one; commingled remains without the profiles of at least two may be of any number.
    """
    profiles: set[str] = set()
    whole = parts = 0
    for entry in submitted.entries:
        if entry.confirmed_power == submitted.by:
            continue
        told = set(entry.profiles or ())
        profiles |= told
        if entry.completeness == "commingled" and len(told) < 2:
            return ANY_DAY
        whole += not told and entry.completeness == "whole"
        parts += not told and entry.completeness != "whole"
    counted = len(profiles) + whole
    return counted or min(parts, 1), counted + parts
