"""Who of one list is who of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, repr=False)
class Pair:
    """The places of one person in both lists; None where the person is not on it."""

    before: int | None
    after: int | None
    matched_by: str = ""  # id, service_number, name; empty where it is unpaired
    score: int = 0  # of 1000, by name
    rests_on: tuple[str, ...] = ()  # by name: the fields that told
    candidates: tuple[int, ...] = ()  # too close to call: places in the other list that may be the same person


def pairs(before: Sequence[Any], after: Sequence[Any]) -> list[Pair]:
    """Every entry of both lists, each once: in the order of the first, then those that only the second has."""
    places = {entry.id: place for place, entry in enumerate(after)}
    found = [
        Pair(place, other := places.pop(entry.id, None), "id" if other is not None else "")
        for place, entry in enumerate(before)
    ]
    return [*found, *(Pair(None, place) for place in sorted(places.values()))]
