"""What is judged, and what variables stand for, as it was submitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Subject:
    """A prisoner, remains, a list, a pair, an event, an action (an event that is judged), a party, or the record.

    ``sides`` are the entries and the headers of a pair, by their names in expressions.
    """

    kind: str
    data: Mapping[str, Any]
    header: Mapping[str, Any] = field(default_factory=dict)
    pointer: str = ""
    sides: Mapping[str, Subject] = field(default_factory=dict)

    @cached_property
    def places(self) -> tuple[Any, ...]:
        """What tells a subject from every other one that is there at the same time."""
        sides = [place for side in self.sides.values() for place in side.places]
        return self.kind, self.pointer, id(self.data), id(self.header), *sides


KINDS = {"prisoners": "prisoner", "remains": "remains"}
RECORD = Subject("record", {})
"""The submission as a whole: what it is made of stands in the world."""
NOBODY = Subject("nobody", {})
"""An entry that is not there: it has no fields, and nothing is defined of it.

One that may be there, but it is too close to call, is `somebody`: of it everything is unknown.
"""


def list_of(header: Mapping[str, Any], pointer: str = "") -> Subject:
    return Subject("list", header, header, pointer)


def entries_of(header: Mapping[str, Any], pointer: str = "") -> list[Subject]:
    kind = KINDS[header["kind"]]
    return [Subject(kind, entry, header, f"{pointer}/entries/{i}") for i, entry in enumerate(header["entries"])]


def events_of(events: Sequence[Mapping[str, Any]] | None, kind: str = "event") -> list[Subject]:
    """The events of a history; each is an `action` where it is judged or triggers a duty."""
    return [Subject(kind, event, pointer=f"/events/{i}") for i, event in enumerate(events or ())]


def proposed(action: Mapping[str, Any] | None) -> list[Subject]:
    """The proposed action, if there is one."""
    return [] if action is None else [Subject("action", action, pointer="/action")]


def party(code: str) -> Subject:
    return Subject("party", {"party": code}, pointer="/events")
