"""What an expression of a subject can name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from servanda.language.types import BOOL, DATE, INT, TIME, Type, code, list_of
from servanda.language.vocabulary import Field

GIVEN = ("as_of", "parties", "third_parties", "entries", "removals", "individuals", "header", "terms")
"""Names that the service gives; no term, definition, field or variable may take one."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The names of one subject: its fields, its list's fields, the terms, and the definitions checked so far."""

    subject: str
    fields: Mapping[str, Field]
    header: Mapping[str, Field]  # empty for lists, whose header fields are their own
    entry: Mapping[str, Field]  # the fields of prisoners and remains, for macros over `entries`; empty for entries
    terms: Mapping[str, Type]
    definitions: Mapping[str, tuple[str, Type]]  # name → subject and type
    codes: tuple[str, ...]
    leap_day: str | None
    unchecked: Collection[str] = ()  # definitions with a fault of their own, reported where they stand

    @property
    def is_list(self) -> bool:
        return self.subject == "list"

    def given(self, name: str) -> Type | None:
        """The type of a name that the service gives, where this subject has it."""
        everywhere = {"as_of": TIME, "parties": list_of(code(self.codes)), "third_parties": list_of(code(self.codes))}
        return everywhere.get(name) or (INT if self.is_list and name == "individuals" else None)

    def definition(self, name: str, of: Iterable[str]) -> Type | None:
        """The type of a definition of one of those subjects."""
        subject, type_ = self.definitions.get(name, ("", BOOL))
        return type_ if subject in of else None

    def names(self) -> list[str]:
        """Every bare name, for suggestions."""
        own = [name for name, (subject, _) in self.definitions.items() if subject == self.subject]
        given = ["as_of", "parties", "third_parties", "terms"]
        return [*own, *self.fields, *given, *(["entries", "individuals"] if self.is_list else ["header"])]


def suggest(name: str, names: Iterable[str]) -> str:
    """`did you mean …?` for a near name, or nothing."""
    near = get_close_matches(name[:64], [other for other in islice(names, 500) if other != name], n=1, cutoff=0.6)
    return f"did you mean `{near[0]}`?" if near else ""


def is_dated(type_: Type) -> bool:
    """Whether a type is a date or a time."""
    return type_ in (DATE, TIME)
