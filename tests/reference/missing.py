"""What a finding asks for: the fields whose absence keeps a rule from being decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from servanda.language import tree as t
from servanda.language.ruleset import Rule, Ruleset

from . import derived
from .evaluator import FIELDS, World, status
from .history import every_kind, is_history, kinds_gone_through, kinds_left
from .reach import contents, nodes
from .subjects import KINDS, Subject, entries_of, events_of, list_of
from .values import Span, Unknown, Value


def status_in(world: World, rule: Rule, subject: Subject, forced: Mapping[int, bool] | None = None) -> str:
    """The status of a rule in a world; ``forced`` sets some of its propositions."""
    if not world.concerns(subject):
        return "not_applicable"
    truths = {i: world.proposition(name, subject) for i, name in enumerate(rule.premises.names)}
    return status(rule.premises, {**truths, **(forced or {})})


OWN, HEADER, BEFORE, AFTER, BASE, REPLY, ENTRIES, ALL_ENTRIES, LISTS, HELD, EVENTS = range(11)
OF_REGISTERS = {"register_event": "registers.last_event", "register_event_on": "registers.last_event_on"}
"""What registers would have to tell of a person, whatever the entry says."""
SIDE_PREFIXES = ("before.", "after.", "base.", "reply.")
PREFIXES = ("", "header.", *SIDE_PREFIXES, "entries.", "lists.entries.", "lists.", "held.", "events.")
HISTORY = "events"
"""What is missing where the history is absent or does not cover what an expression goes through."""

IMPLIED = "implied"
"""The time of an action itself is read where it tells which events are not after it."""


@dataclass(frozen=True, order=True)
class Read:
    """A field that is read, by where the subject of the rule sees it: its own, its list's, that of its entries …

    Of events, ``kinds`` are those that are gone through.
    """

    place: int
    name: str
    kinds: tuple[str, ...] = ()


SIDES = {"before": BEFORE, "after": AFTER, "base": BASE, "reply": REPLY}
SEEN: Mapping[int, Mapping[str, int]] = {
    OWN: {"self": OWN, "header": HEADER, "entries": ENTRIES, "lists": LISTS, "held": HELD, "trigger": OWN, **SIDES},
    BEFORE: {"self": BEFORE, "header": BASE, "lists": LISTS, "held": HELD},
    AFTER: {"self": AFTER, "header": REPLY, "lists": LISTS, "held": HELD},
    ENTRIES: {"self": ENTRIES, "header": OWN, "lists": LISTS, "held": HELD},
    LISTS: {"self": LISTS, "entries": ALL_ENTRIES, "lists": LISTS, "held": HELD},
    ALL_ENTRIES: {"self": ALL_ENTRIES, "header": LISTS, "lists": LISTS, "held": HELD},
    HELD: {"self": HELD, "header": LISTS, "lists": LISTS, "held": HELD},
}
"""Where a definition of somebody is, and whose field it names → where that is; the parts of removals are nowhere, and
events are the same for everybody."""


def fields_read(world: World, name: str, kind: str, place: int = OWN) -> set[Read]:
    """The fields that a definition reads in a world, through other definitions too; or the field itself.

    ``place`` says whose definition it is, seen from the subject of the rule, and ``kind`` that of the entries of its
    list.
    """
    definition = world.ruleset.definitions.get(name)
    if definition is None:
        return {Read(OWN, name)}
    if place in (ENTRIES, BEFORE, AFTER) and definition.of not in (kind, "record"):  # says nothing of such entries
        return set()
    found: set[Read] = set()
    for content in contents(definition, [world.readings.get(name)]):
        found |= read_by(world, content.tree, kind, place, definition.of)
    return found


def read_by(  # noqa: PLR0917
    world: World, tree: t.Tree, kind: str, place: int, of: str, events: Mapping[str, set[str]] | None = None
) -> set[Read]:
    """The fields that an expression reads in a world, through definitions too; ``of`` is whose it is.

    ``events`` are the variables that stand for events, and the kinds of these.
    """
    found = events_read(world, tree, of, events or {})
    for node in nodes(tree):
        if isinstance(node, t.DefinitionOf):
            found |= fields_read(world, node.name, kind, SEEN[place][node.whose])
        elif isinstance(node, t.FieldOf) and node.whose != "events":
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


# Events


def events_read(world: World, node: t.Tree, of: str, kinds: Mapping[str, set[str]]) -> set[Read]:
    """The fields of events that an expression reads; ``kinds`` are those of the events that a variable stands for."""
    found: set[Read] = set()
    gone_through = kinds_gone_through(node, world.ruleset)
    if gone_through:  # whether an event is there rests on its time, and for an action on its own
        found |= {Read(EVENTS, "at", tuple(sorted(gone_through)))}
        found |= {Read(OWN, "at", (IMPLIED,))} if of == "action" else set()
    if isinstance(node, t.Call) and node.function == "consented":
        found |= {Read(EVENTS, name, ("consent",)) for name in ("subject", "date")}
        found |= {Read(OWN, name) for name in ("subject", "date")}
    if not world.covered(gone_through):
        found.add(Read(EVENTS, HISTORY))
    if isinstance(node, t.FieldOf) and node.whose == "events" and node.owner in kinds:
        found.add(Read(EVENTS, node.name, tuple(sorted(kinds[node.owner]))))
    if isinstance(node, t.Macro) and (source := kinds_of(node.source, world.ruleset)) is not None:
        inner = {**kinds, node.variable: kinds_left(node, source)}
        return found | events_read(world, node.source, of, kinds) | events_read(world, node.body, of, inner)
    return found.union(*(events_read(world, part, of, kinds) for part in parts_of(node)))


def parts_of(node: t.Tree) -> list[t.Tree]:
    """The nodes right below one."""
    slots = [getattr(node, name) for kind in type(node).__mro__ for name in getattr(kind, "__slots__", ())]
    every = [item for slot in slots for item in (slot if isinstance(slot, tuple) else (slot,))]
    return [item for item in every if isinstance(item, t.Tree)]


def kinds_of(source: t.Tree, ruleset: Ruleset) -> set[str] | None:
    """The kinds of the events that a list can hold; None if it is not one of events."""
    if is_history(source):
        return set(every_kind(ruleset))
    if isinstance(source, t.Macro) and source.name == "filter":
        before = kinds_of(source.source, ruleset)
        return None if before is None else kinds_left(source, before)
    return None


# What is not there


def absent(world: World, subject: Subject, read: Read) -> bool:
    """Whether a field is not there or imprecise; of several, in at least one that can have it."""
    if read == Read(EVENTS, HISTORY):
        return True
    owners = {
        OWN: lambda: [subject],
        HEADER: lambda: [list_of(subject.header)],
        **{place: lambda side=side: [subject.sides[side]] for side, place in SIDES.items()},
        ENTRIES: lambda: entries_of(subject.data),
        LISTS: lambda: [list_of(header) for header in world.lists],
        ALL_ENTRIES: lambda: [entry for header in world.lists for entry in entries_of(header)],
        HELD: lambda: [Subject("prisoner", entry, header) for header, entry in derived.held(world.lists)],
        EVENTS: lambda: events_seen(world, read.kinds),
    }[read.place]()
    if read.kinds == (IMPLIED,) and subject.pointer == "/action":
        owners = []  # it is taken to be at the time of judgement
    able = [owner for owner in owners if read.name in fields_of(world.ruleset, owner.kind)]
    return any(vague(world.field(owner, read.name)) for owner in able)


def events_seen(world: World, kinds: tuple[str, ...]) -> list[Subject]:
    """The events of some kinds that are, or may be, a part of the history."""
    every = [event for event in events_of(world.events) if event.data["kind"] in kinds]
    return [event for event in every if world.is_there(event) is not False]


def fields_of(ruleset: Ruleset, kind: str) -> list[str]:
    """The fields of a subject that can be submitted, in vocabulary order; then what can be told of it elsewhere."""
    if kind == "pair":
        return ["in_before", "in_after", "changed", "removal_reason"]
    computed = {"list": ["removals"], "prisoner": [*OF_REGISTERS]}.get(kind, [])
    return [*ruleset.fields.get(FIELDS.get(kind, kind), ()), *computed]


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
                found |= lacking(world, subject, fields_read(world, name, kind_of(subject)))
    return in_order(found, worlds_[0].ruleset, subject)


def lacking(world: World, subject: Subject, reads: set[Read]) -> set[Read]:
    """Those of the fields read that are absent, by their names alone."""
    return {Read(read.place, read.name) for read in reads if absent(world, subject, read)}


def in_order(found: set[Read], ruleset: Ruleset, subject: Subject) -> list[Read]:
    return sorted(found, key=lambda read: (read.place, position(ruleset, subject, read)))


def kind_of(subject: Subject) -> str:
    """The kind of the entries of a subject's list; none for what is on no list."""
    return KINDS[subject.header["kind"]] if subject.header else ""


def position(ruleset: Ruleset, subject: Subject, read: Read) -> int:
    """The place of a field in the vocabulary."""
    own, listed = fields_of(ruleset, subject.kind), fields_of(ruleset, "list")
    entry = fields_of(ruleset, kind_of(subject))
    every = [*fields_of(ruleset, "prisoner"), *fields_of(ruleset, "remains")]
    history = [HISTORY, *fields_of(ruleset, "event")]
    held = fields_of(ruleset, "prisoner")
    places = (own, listed, entry, entry, listed, listed, entry, every, listed, held, history)
    return places[read.place].index(read.name)


def labels(reads: list[Read]) -> list[str]:
    """What fields are called, each once: what registers would have to tell is the same of both sides of a pair."""
    return list(dict.fromkeys(map(shown_field, reads)))


def shown_field(read: Read) -> str:
    if read == Read(EVENTS, HISTORY):
        return HISTORY
    return OF_REGISTERS.get(read.name, PREFIXES[read.place] + read.name)
