"""The types of the language and the notation in which vocabularies and rulesets write them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Type:
    """A type without parts."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Enumeration(Type):
    """A closed set of words; ``code`` (the parties and third parties of a ruleset) is one of them."""

    values: tuple[str, ...]

    def __str__(self) -> str:
        return self.name if self.name != "enumeration" else " | ".join(self.values)


@dataclass(frozen=True, slots=True)
class ListOf(Type):
    """A list of one type."""

    item: Type

    def __str__(self) -> str:
        return f"[{self.item}]"


@dataclass(frozen=True, slots=True)
class MapOf(Type):
    """A map of a term, by party or id."""

    key: Type
    value: Type

    def __str__(self) -> str:
        return f"{{{self.key}: {self.value}}}"


@dataclass(frozen=True, slots=True)
class Record(Type):
    """Something with fields: an entry, the header of a list, a removal."""


BOOL = Type("bool")
INT = Type("int")
TEXT = Type("string")
ID = Type("id")
DATE = Type("date")
TIME = Type("time")  # a date or an instant
DURATION = Type("duration")
ENTRY = Record("entry")  # of the list that is judged
HELD = Record("held")  # an entry of a register
LIST = Record("list")
REMOVAL = Record("removal")
EVENT = Record("event")
TRIGGER = Record("trigger")  # of a duty: an event or an entry
BEFORE, AFTER = (
    Record("before"),
    Record("after"),
)  # of a pair: the entry of the list that is answered, and of the answer
BASE, REPLY = Record("base"), Record("reply")  # the headers of the two

SIMPLE = {
    "bool": BOOL,
    "int": INT,
    "string": TEXT,
    "text": TEXT,
    "id": ID,
    "date": DATE,
    "time": TIME,
    "duration": DURATION,
}


def enumeration(*values: str) -> Enumeration:
    """An enumeration without a name of its own."""
    return Enumeration("enumeration", values)


def code(parties: tuple[str, ...]) -> Enumeration:
    """The type of fields that name a party or third party."""
    return Enumeration("code", parties)


def list_of(item: Type) -> ListOf:
    """A list of ``item``."""
    return ListOf("list", item)


def map_of(key: Type, value: Type) -> MapOf:
    """A map from ``key`` to ``value``."""
    return MapOf("map", key, value)


def is_scalar(type_: Type) -> bool:
    """Whether values are words that can only be equal or not: text, ids, members of enumerations."""
    return type_ in (TEXT, ID) or isinstance(type_, Enumeration)


def is_span(type_: Type) -> bool:
    """Whether values are ordered and may be known to an interval only: ints, dates, times."""
    return type_ in (INT, DATE, TIME)


def comparable(left: Type, right: Type) -> bool:
    """Whether ``==`` makes sense between the two."""
    if is_scalar(left) and is_scalar(right):
        return True
    dated = (DATE, TIME)
    return (left == right and (left == BOOL or is_span(left))) or (left in dated and right in dated)
