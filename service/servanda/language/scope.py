"""What an expression of a subject can name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice

from servanda.language.types import (
    AFTER,
    BASE,
    BEFORE,
    BOOL,
    DATE,
    ENTRY,
    EVENT,
    HELD,
    INT,
    LIST,
    REPLY,
    TIME,
    TRIGGER,
    Record,
    Type,
    code,
    list_of,
)
from servanda.language.vocabulary import Field

SIDES = (BEFORE, AFTER, BASE, REPLY)
GIVEN = (
    "as_of",
    "parties",
    "third_parties",
    "lists",
    "held",
    "entries",
    "removals",
    "individuals",
    "header",
    "terms",
    "events",
    "party",
    "action",
    "trigger",
    "event",
    "duty",
    "account",
    "before",
    "after",
    "base",
    "reply",
)
"""Names that the service gives; no term, definition, field or variable may take one."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The names of one subject: its fields, its list's fields, the terms, and the definitions checked so far."""

    subject: str
    fields: Mapping[str, Field]
    header: Mapping[str, Field]  # for entries, whose list it is of
    members: Mapping[Record, Mapping[str, Field]]  # the fields of what a macro's variable can stand for
    terms: Mapping[str, Type]
    definitions: Mapping[str, tuple[str, Type]]  # name → subject and type
    codes: tuple[str, ...]
    leap_day: str | None
    hours: Collection[str] = ()  # terms that are, in some reading, a length in hours
    unchecked: Collection[str] = ()  # definitions, terms, fields with a fault of their own, reported where they stand
    late: Collection[str] = ()  # definitions of the record that are calculated after all lists
    declared: Mapping[str, str] = field(default_factory=dict)  # the subject of every definition
    trigger: str = ""  # in an obligation: the subject that triggers it

    @property
    def is_many(self) -> bool:
        """Whether what is checked is worked out for each of many entries, events or duties."""
        return self.subject in ("prisoner", "remains", "pair", "action", "duty")

    @property
    def sides(self) -> Mapping[str, Record]:
        """What a pair has of its two lists."""
        return {side.name: side for side in SIDES} if self.subject == "pair" else {}

    def given(self) -> dict[str, Type]:
        """The names that the service gives to this subject, with their types."""
        codes = list_of(code(self.codes))
        everywhere = {
            "as_of": TIME,
            "parties": codes,
            "third_parties": codes,
            "lists": list_of(LIST),
            "held": list_of(HELD),
            "events": list_of(EVENT),
        }
        own: dict[str, dict[str, Type]] = {
            "list": {"entries": list_of(ENTRY), "individuals": INT},
            "party": {"party": code(self.codes)},
        }
        return {**everywhere, **own.get(self.subject, {})}

    def definition(self, name: str, of: Iterable[str]) -> Type | None:
        """The type of a definition of one of those subjects."""
        subject, type_ = self.definitions.get(name, ("", BOOL))
        return type_ if subject in of else None

    def bare(self, name: str) -> Type | None:
        """The type of a definition that stands by its bare name: of the subject itself, or of the record."""
        return None if self.is_too_late(name) else self.definition(name, (self.subject, "record"))

    def is_too_late(self, name: str) -> bool:
        """Whether it is a definition of the record that is calculated after this subject."""
        return self.subject != "record" and name in self.late

    def beyond(self, name: str) -> str:
        """Why a definition of that name cannot be named here; empty where there is none."""
        if self.is_too_late(name):
            return f"`{name}` rests on definitions of lists or registers, so only the record can name it"
        subject = self.declared.get(name, "")
        return f"`{name}` is a definition of `{subject}`, and cannot be named here" if subject else ""

    def defined_for(self, member: Record) -> tuple[str, ...]:
        """The subjects whose definitions a variable has: those that are calculated before this subject."""
        if member == TRIGGER:
            return (self.trigger,)
        if self.subject == "record":
            return {LIST: ("list",), HELD: ("prisoner",)}.get(member, ())
        of_entries = (self.subject, member) == ("list", ENTRY) or member in (BEFORE, AFTER)
        return ("prisoner", "remains") if of_entries else ()

    def names(self) -> list[str]:
        """Every bare name, for suggestions."""
        own = [name for name, (subject, _) in self.definitions.items() if subject in (self.subject, "record")]
        return [*own, *self.fields, *self.given(), *self.sides, "terms", *(["header"] if self.header else [])]


def suggest(name: str, names: Iterable[str]) -> str:
    """`did you mean …?` for a near name, or nothing."""
    near = nearest(name, names)
    return f"did you mean `{near}`?" if near else ""


def nearest(name: str, names: Iterable[str]) -> str:
    """The name that is probably meant, or nothing."""
    near = get_close_matches(name[:64], [other for other in islice(names, 500) if other != name], n=1, cutoff=0.6)
    return near[0] if near else ""


def is_dated(type_: Type) -> bool:
    """Whether a type is a date or a time."""
    return type_ in (DATE, TIME)
