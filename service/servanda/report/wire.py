"""The parts of a verdict as api.md writes it, and what people call them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

from servanda.report.escape import visible
from servanda.report.words import Words

Wire: TypeAlias = Mapping[str, Any]  # a verdict, or a part of it

VERDICTS = ("non_compliant", "disputed", "indeterminate", "pending", "compliant", "not_applicable")
STATUSES = ("violated", "disputed", "indeterminate", "pending", "satisfied", "waived", "not_applicable")
HEADER = "header."  # begins the name of a field that an entry's list has to say


class Place(NamedTuple):
    """Which subject: of what kind, on which list, with which id; the record is on no list and has no id."""

    kind: Literal["submission", "list", "entry", "record"]
    list: str = ""
    id: str = ""


RECORD = Place("record")


def subjects(verdict: Wire) -> Iterator[tuple[Place, Wire]]:
    """All that was judged, as the verdict has it; entries follow their list, the record comes last."""
    for list_ in verdict["lists"]:
        yield Place("list", list_["id"], list_["id"]), list_
        for entry in list_.get("entries", ()):
            yield Place("entry", list_["id"], entry["id"]), entry
    if verdict.get("record"):
        yield RECORD, verdict["record"]


def counted(verdict: Wire) -> dict[str, int]:
    """How many entries of all lists have which verdict, and all warnings; the record has a part of its own."""
    entries = {name: sum(list_["counts"].get(name, 0) for list_ in verdict["lists"]) for name in VERDICTS}
    return {**verdict["counts"], **entries}  # in the order of the verdict


def findings(verdict: Wire) -> Iterator[Wire]:
    """The findings of all subjects; those on the verdict itself, such as `not in force`, are not among them."""
    for _, part in subjects(verdict):
        yield from part["findings"]


def places(verdict: Wire, lists: Sequence[Any]) -> dict[str, Place]:
    """Pointer → subject.

    Pointers count the lists of the submission, of which the verdict may hold fewer. Without the submission only
    those who have a finding are known, because findings say their pointers.
    """
    found = {"": RECORD}
    for number, submitted in enumerate(lists):
        found[f"/lists/{number}"] = Place("list", submitted.id, submitted.id)
        entries = enumerate(submitted.entries)
        found |= {f"/lists/{number}/entries/{n}": Place("entry", submitted.id, entry.id) for n, entry in entries}
    for place, part in subjects(verdict) if not lists else ():
        for finding in part["findings"] if place.list else ():
            found[list_of(finding["subject"])] = Place("list", place.list, place.list)
            found[finding["subject"]] = place
    return found


def names_of_subjects(verdict: Wire, lists: Sequence[Any], say: Words) -> dict[str, str]:
    """Pointer → name of every subject: `list U`, `P9`, `P9 of list U` where there are several."""
    several = len(lists or verdict["lists"]) > 1

    def name(place: Place) -> str:
        if place.kind == "record":
            return say("record.named")
        if place.kind == "list":
            return say("list.named", id=visible(place.id))
        return say("list.entry", id=visible(place.id), list=visible(place.list)) if several else visible(place.id)

    return {pointer: name(place) for pointer, place in places(verdict, lists).items()}


def list_of(pointer: str) -> str:
    """The pointer of the list of a subject."""
    return "/".join(pointer.split("/")[:3])
