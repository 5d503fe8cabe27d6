"""What a finding asks for: the fields whose absence keeps a rule from being decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from servanda.language import tree as t
from servanda.language.ruleset import Rule, Ruleset

from . import derived
from .evaluator import KINDS, RECORD, Subject, World, entries_of, list_of, status
from .values import Span, Unknown, Value
from .worlds import contents, nodes


def status_in(world: World, rule: Rule, subject: Subject, forced: Mapping[int, bool] | None = None) -> str:
    """The status of a rule in a world; ``forced`` sets some of its propositions."""
    truths = {i: world.proposition(name, subject) for i, name in enumerate(rule.premises.names)}
    return status(rule.premises, {**truths, **(forced or {})})


OWN, HEADER, ENTRIES, ALL_ENTRIES, LISTS, HELD = range(6)
OF_REGISTERS = {"register_event": "registers.last_event", "register_event_on": "registers.last_event_on"}
"""What registers would have to tell of a person, whatever the entry says."""
PREFIXES = ("", "header.", "entries.", "lists.entries.", "lists.", "held.")


@dataclass(frozen=True, order=True)
class Read:
    """A field that is read, by where the subject of the rule sees it: its own, its list's, that of its entries …"""

    place: int
    name: str


SEEN: Mapping[int, Mapping[str, int]] = {
    OWN: {"self": OWN, "header": HEADER, "entries": ENTRIES, "lists": LISTS, "held": HELD},
    ENTRIES: {"self": ENTRIES, "header": OWN, "lists": LISTS, "held": HELD},
    LISTS: {"self": LISTS, "entries": ALL_ENTRIES, "lists": LISTS, "held": HELD},
    ALL_ENTRIES: {"self": ALL_ENTRIES, "header": LISTS, "lists": LISTS, "held": HELD},
    HELD: {"self": HELD, "header": LISTS, "lists": LISTS, "held": HELD},
}
"""Where a definition of somebody is, and whose field it names → where that is; the parts of removals are nowhere."""


def fields_read(world: World, name: str, kind: str, place: int = OWN) -> set[Read]:
    """The fields that a definition reads in a world, through other definitions too; or the field itself.

    ``place`` says whose definition it is, seen from the subject of the rule, and ``kind`` that of the entries of its
    list.
    """
    definition = world.ruleset.definitions.get(name)
    if definition is None:
        return {Read(OWN, name)}
    found: set[Read] = set()
    if place == ENTRIES and definition.of not in (kind, "record"):  # says nothing of such entries
        return found
    for content in contents(definition, [world.readings.get(name)]):
        for node in nodes(content.tree):
            if isinstance(node, t.DefinitionOf):
                found |= fields_read(world, node.name, kind, SEEN[place][node.whose])
            elif isinstance(node, t.FieldOf):
                found |= told(node, SEEN[place].get(node.whose))
            elif isinstance(node, t.Given) and node.name == "individuals":
                found |= counted(place, kind)
    return found


def told(field: t.FieldOf, place: int | None) -> set[Read]:
    """The submitted fields that a field stands for."""
    if place is None or (field.whose == "lists" and field.name == "individuals"):
        return set()
    if place == HELD and field.name in OF_REGISTERS:
        return set()
    return {Read(place, name) for name in derived.MADE_KNOWN_BY.get(field.name, (field.name,))}


def counted(place: int, kind: str) -> set[Read]:
    """What the number of individuals on a list rests on."""
    if place == OWN:
        return {Read(ENTRIES, name) for name in derived.COUNTED[kind]}
    return {Read(ALL_ENTRIES, name) for names in derived.COUNTED.values() for name in names}


def absent(world: World, subject: Subject, read: Read) -> bool:
    """Whether a field is not there or imprecise; of several, in at least one that can have it."""
    owners = {
        OWN: lambda: [subject],
        HEADER: lambda: [list_of(subject.header)],
        ENTRIES: lambda: entries_of(subject.data),
        LISTS: lambda: [list_of(header) for header in world.lists],
        ALL_ENTRIES: lambda: [entry for header in world.lists for entry in entries_of(header)],
        HELD: lambda: [Subject("prisoner", entry, header) for header, entry in derived.held(world.lists)],
    }[read.place]()
    able = [owner for owner in owners if read.name in fields_of(world.ruleset, owner.kind)]
    return any(vague(world.field(owner, read.name)) for owner in able)


def fields_of(ruleset: Ruleset, kind: str) -> list[str]:
    """The fields of a subject that can be submitted, in vocabulary order; then what can be told of it elsewhere."""
    computed = {"list": ["removals"], "prisoner": [*OF_REGISTERS]}.get(kind, [])
    return [*ruleset.fields.get(kind, ()), *computed]


def vague(value: Value) -> bool:
    return isinstance(value, Unknown) or (isinstance(value, Span) and value.cause is not None)


def missing(worlds_: list[World], rule: Rule, subject: Subject) -> list[Read]:
    """The fields whose absence matters to a rule, in vocabulary order."""
    found: set[Read] = set()
    for world in worlds_:
        now = status_in(world, rule, subject)
        for index, name in enumerate(rule.premises.names):
            if world.proposition(name, subject) != Unknown("missing"):
                continue
            if any(status_in(world, rule, subject, {index: truth}) != now for truth in (True, False)):
                reads = fields_read(world, name, kind_of(subject))
                found |= {read for read in reads if absent(world, subject, read)}
    return sorted(found, key=lambda read: (read.place, position(world.ruleset, subject, read)))


def kind_of(subject: Subject) -> str:
    """The kind of the entries of a subject's list; none for the record."""
    return KINDS[subject.header["kind"]] if subject != RECORD else ""


def position(ruleset: Ruleset, subject: Subject, read: Read) -> int:
    """The place of a field in the vocabulary."""
    own, listed = fields_of(ruleset, subject.kind), fields_of(ruleset, "list")
    every = [*fields_of(ruleset, "prisoner"), *fields_of(ruleset, "remains")]
    places = (own, listed, fields_of(ruleset, kind_of(subject)), every, listed, fields_of(ruleset, "prisoner"))
    return places[read.place].index(read.name)


def shown_field(read: Read) -> str:
    return OF_REGISTERS.get(read.name, PREFIXES[read.place] + read.name)
