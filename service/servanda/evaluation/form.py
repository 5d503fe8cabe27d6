"""What a submission may hold under one ruleset: the vocabulary, with the ruleset's own fields, parties and readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from servanda.language.types import TIME, Enumeration, Type, enumeration, list_of
from servanda.language.vocabulary import REMOVAL_FIELDS, Field

if TYPE_CHECKING:
    from servanda.language.ruleset import Ruleset

MOST_ENTRIES = 10_000
MOST_LISTS = 100
MOST_EVENTS = 1_000
MOST_TRACED = 1_000
"""Entries and events of a submission that asks for a trace: each is answered with every part of every expression."""
MOST_ITEMS = 1_000
"""Values of a field that holds several."""
MOST_CHARACTERS = 4_096
MOST_IN_ID = 64
LARGEST_INT = 2**53 - 1

COVERS = "The kinds of which `events` holds all there are; absent or null: every kind"
ANSWERING = ("returned",)  # the roles of lists that must name a list that they answer
DETAILS = ("summary", "findings", "trace")


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of every object of a submission, by subject, and the names that a request may fix the readings of.

    Subjects: submission, list, removal, prisoner, remains, event. What holds other objects is not among the fields:
    ``lists``, ``entries``, ``removals``, ``action``, ``events``; nor is ``readings``.
    """

    fields: Mapping[str, Mapping[str, Field]]
    chosen: tuple[str, ...]  # the words that ``readings`` may be: all, common, a party
    readings: Mapping[str, tuple[str, ...]]  # disputed name → its readings


def form_of(ruleset: Ruleset) -> Form:
    """The form of submissions under a ruleset."""
    party = Enumeration("party", ruleset.parties)
    header = dict(ruleset.fields["list"])
    header["by"] = replace(header["by"], type=party)  # a third party records what it saw, it does not hand in lists
    fields = {
        "submission": _of_request(party, ruleset.fields["event"]["kind"].type),
        "list": header,
        "removal": REMOVAL_FIELDS,
        "prisoner": _of_entry(ruleset.fields["prisoner"]),
        "remains": _of_entry(ruleset.fields["remains"]),
        "event": ruleset.fields["event"],
    }
    readings = {name: tuple(r.name for r in item.readings) for name, item in ruleset.disputed.items()}
    return Form(fields, ("all", "common", *ruleset.parties), readings)


def _of_request(party: Enumeration, kind: Type) -> dict[str, Field]:
    fields = (
        Field("as_of", TIME, required=True),
        Field("account", enumeration("all", *party.values)),
        Field("conduct_of", party),
        Field("detail", enumeration(*DETAILS)),
        Field("history_covers", list_of(kind), text={"en": COVERS}),
    )
    return {field.name: field for field in fields}


def _of_entry(fields: Mapping[str, Field]) -> dict[str, Field]:
    """The fields of an entry, with ``on_record`` narrowed to their names."""
    names = Enumeration("field", tuple(fields))
    return {**fields, "on_record": replace(fields["on_record"], type=list_of(names))}
