"""What depends on what: the disputed names that definitions and rules reach, and the worlds that follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from itertools import product
from math import prod

from servanda.language import joins, tree
from servanda.language.ruleset import Definition, Rule, Ruleset, Term
from servanda.language.types import EVENT, ListOf
from servanda.language.vocabulary import COUNTED_BY, INDIVIDUALS, KINDS, OF_REGISTERS, derived_fields

World = Mapping[str, int]
"""A reading for each disputed name, by index; one past the last stands for a name that is left unsettled, because
``readings: common`` was asked for and no reading of it is held by all parties."""
Key = tuple[tuple[str, int], ...]
"""The part of a world that matters to a definition, in order of declaration."""


@dataclass(frozen=True)
class Reach:
    """The dependencies of one ruleset."""

    ruleset: Ruleset

    @cached_property
    def disputed(self) -> dict[str, Term | Definition]:
        return self.ruleset.disputed

    @cached_property
    def _rank(self) -> dict[str, int]:
        return {name: rank for rank, name in enumerate(self.disputed)}

    @cached_property
    def _uses(self) -> dict[str, list[Uses]]:
        """What each reading of each definition names; the last is the reading that leaves it unsettled: nothing."""
        definitions = self.ruleset.definitions.values()
        return {d.name: [*(_uses(reading.value, d.of) for reading in d.readings), Uses()] for d in definitions}

    def _used(self, name: str, world: World) -> Uses:
        return self._uses[name][world[name] if name in self.disputed else 0]

    @cached_property
    def counts_individuals(self) -> bool:
        """Whether anything may ask how many persons or bodies a list names."""
        read = (name for uses in self._uses.values() for used in uses for _, name in used.fields)
        return bool(self.ruleset.obligations) or INDIVIDUALS.name in read

    @cached_property
    def order(self) -> list[str]:
        """The definitions, each after those that it needs."""
        needs = {name: {d for used in uses for d in used.definitions} for name, uses in self._uses.items()}
        return list(TopologicalSorter(needs).static_order())

    @cached_property
    def position(self) -> dict[str, int]:
        """The place of each definition in that order."""
        return {name: place for place, name in enumerate(self.order)}

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        """The disputed names that each definition reaches, by any reading, in order of declaration."""
        reached: dict[str, tuple[str, ...]] = {}
        for name in self.order:
            found = {name}
            for used in self._uses[name]:
                found |= used.terms.union(*(reached[other] for other in used.definitions))
            reached[name] = tuple(sorted(found & self._rank.keys(), key=self._rank.__getitem__))
        return reached

    def names(self, definitions: Iterator[str] | tuple[str, ...]) -> tuple[str, ...]:
        """The disputed names that any of these definitions reaches, in order of declaration."""
        found = {reached for name in definitions for reached in self._names.get(name, ())}
        return tuple(sorted(found, key=self._rank.__getitem__))

    def names_of(self, rule: Rule) -> tuple[str, ...]:
        """The disputed names that a rule reaches."""
        return self.names(rule.premises.names)

    def count(self, names: tuple[str, ...]) -> int:
        """How many worlds there are."""
        return prod(len(self.disputed[name].readings) for name in names)

    def worlds(self, names: tuple[str, ...]) -> Iterator[dict[str, int]]:
        """Every combination of readings, in order of declaration."""
        for combination in product(*(range(len(self.disputed[name].readings)) for name in names)):
            yield dict(zip(names, combination, strict=True))

    def common(self, name: str) -> tuple[int, ...]:
        """The readings that all parties hold; where there is none, one past the last: unsettled."""
        readings, parties = self.disputed[name].readings, set(self.ruleset.parties)
        return tuple(i for i, r in enumerate(readings) if set(r.held_by) >= parties) or (len(readings),)

    def common_worlds(self, names: tuple[str, ...]) -> Iterator[dict[str, int]]:
        """The worlds of ``readings: common``."""
        for combination in product(*(self.common(name) for name in names)):
            yield dict(zip(names, combination, strict=True))

    def value(self, item: Term | Definition, world: World) -> object:
        """What a term or definition is in a world: a constant, an expression, `none`, `open`, or `unsettled`."""
        index = world[item.name] if item.name in self.disputed else 0
        return item.readings[index].value if index < len(item.readings) else "unsettled"

    @cached_property
    def _keys(self) -> dict[tuple[str, tuple[int, ...]], Key]:
        return {}

    def key(self, name: str, world: World) -> Key:
        """The part of ``world`` that matters to a definition, given the readings in it."""
        asked = (
            name,
            tuple([world.get(reached, -1) for reached in self._names[name]]),
        )  # a world may leave out what does not matter
        if asked not in self._keys:
            found = {name} | {
                other for used in self._reached(name, world) for other in (*used.terms, *used.definitions)
            }
            matters = tuple((other, world[other]) for other in self._names[name] if other in found)
            self._keys[asked] = matters
        return self._keys[asked]

    def _reached(self, name: str, world: World) -> Iterator[Uses]:
        """What a definition and those under it name in a world."""
        waiting, seen = [name], {name}
        while waiting:
            used = self._used(waiting.pop(), world)
            yield used
            new = [other for other in used.definitions if other not in seen]
            seen.update(new)
            waiting.extend(new)

    def needs(self, name: str, world: World) -> frozenset[str]:
        """The definitions of the same subject that a definition names in a world."""
        return self._used(name, world).own

    @cached_property
    def _of_history(self) -> dict[str, frozenset[str]]:
        """The kinds of events that each definition goes through, by any reading; `*` where it may be any."""
        reached: dict[str, frozenset[str]] = {}
        for name in self.order:
            found: set[str] = set()
            for used in self._uses[name]:
                found |= {kind for of, read in used.fields if of == "events" for kind in kinds_in(read)}
                found |= {kind for other in used.definitions for kind in reached[other]}
            reached[name] = frozenset(found)
        return reached

    def history(self, names: Iterable[str]) -> frozenset[str]:
        """The kinds of events that any of these names rests on; `*` stands for all of them."""
        return frozenset(kind for name in names for kind in self._of_history.get(name, ()))

    def events_in(self, values: Iterable[tree.Expression]) -> frozenset[tuple[tree.Whose, str]]:
        """The fields of events that these undisputed expressions read, also through definitions."""
        found: set[tuple[tree.Whose, str]] = set()
        for used in (_uses(value, "record") for value in values):
            found |= used.fields.union(*(self.fields(name, {}, "") for name in used.definitions))
        return frozenset(read for read in found if read[0] == "events")

    def fields(self, name: str, world: World, entry: str) -> frozenset[tuple[tree.Whose, str]]:
        """The fields (whose, name) that a definition reads in a world, through other definitions too.

        Those of events have the kinds of events before their name, `consent.date`; no name: the events themselves.

        ``entry`` is the subject of the entries at hand, empty where they are of both: definitions of the other one say
        nothing there, and read nothing. A derived field stands for the fields that would make it known.
        """
        found: set[tuple[tree.Whose, str]] = set()
        waiting: list[tuple[str, tree.Whose]] = [(name, "self")]
        seen = {*waiting}
        while waiting:
            here, owner = waiting.pop()
            used = self._used(here, world)
            found |= {(_seen_from(owner, of), field) for of, field in used.fields}
            steps: set[tuple[str, tree.Whose]] = {(other, owner) for other in used.own}
            for whose, other in used.of_members:
                of_entries = whose in ("entries", "before", "after")
                if not of_entries or entry in ("", self.ruleset.definitions[other].of):
                    steps.add((other, whose))
            waiting.extend(steps - seen)
            seen |= steps
        return frozenset((whose, told) for whose, field in found for told in _told(whose, field, entry))


def _seen_from(owner: tree.Whose, whose: tree.Whose) -> tree.Whose:
    """Whose a field is where a definition of an owner reads it: the header of a pair's entry is that of its side."""
    headers: dict[str, tree.Whose] = {"before": "base", "after": "reply"}
    return owner if whose == "self" else headers.get(owner, whose) if whose == "header" else whose


@dataclass(frozen=True, slots=True)
class Uses:
    """What one expression names: terms, definitions by their bare name and of members of lists, fields by owner."""

    terms: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    of_members: frozenset[tuple[tree.Whose, str]] = frozenset()
    fields: frozenset[tuple[tree.Whose, str]] = frozenset()

    @property
    def definitions(self) -> frozenset[str]:
        return self.own.union(name for _, name in self.of_members) if self.of_members else self.own


def _uses(value: object, of: str) -> Uses:
    nodes = list(tree.nodes_of(value))
    definitions = [node for node in nodes if isinstance(node, tree.DefinitionOf)]
    read: set[tuple[tree.Whose, str]] = {
        (node.whose, node.name) for node in nodes if isinstance(node, tree.FieldOf) and node.whose != "events"
    }
    read |= {("events", f"{kinds}.{field}") for kinds, field in _of_events(value)}
    if any(isinstance(node, tree.Call) and node.function == "consented" for node in nodes):
        read |= {("self", name) for name in ("date", "subject")}
    if any(isinstance(node, tree.Given) and node.name == "membership" for node in nodes):
        read.add(("self", OWN_TIME))
    if of == "action" and any(whose == "events" for whose, _ in read):
        read.add(("self", OWN_TIME))
    if any(isinstance(node, tree.Given) and node.name == INDIVIDUALS.name for node in nodes):
        read.add(("entries", INDIVIDUALS.name))
    return Uses(
        frozenset(node.name for node in nodes if isinstance(node, tree.TermOf)),
        frozenset(node.name for node in definitions if node.owner == "self"),
        frozenset((node.whose, node.name) for node in definitions if node.owner != "self"),
        frozenset(read),
    )


def _of_events(value: object) -> Iterator[tuple[str, str]]:
    """The kinds of events that an expression goes through, with each field that it reads of them; and with no field."""
    if isinstance(value, tree.Expression):
        yield from _of_events_in(value.tree, {})


def _of_events_in(node: tree.Tree, variables: Mapping[str, Kinds]) -> Iterator[tuple[str, str]]:
    match node:
        case tree.FieldOf(whose="events", owner=owner, name=name):
            yield _written(variables.get(owner)), name
        case tree.Call(function="consented"):
            yield from (("consent", name) for name in (*_MEMBERSHIP, "date", "subject"))
        case tree.Given(name="events"):
            yield from ((_written(None), name) for name in _MEMBERSHIP)
        case tree.Performance():
            yield from ((_written(node.kinds), name) for name in (*_MEMBERSHIP, *(["count"] if node.total else [])))
            variables = {**variables, "event": node.kinds}
        case tree.Macro(source=source, variable=variable, body=body, name=name) if _is_of_events(source):
            kinds = joins.kinds(source, variable, body, name)
            yield from ((_written(kinds), name) for name in _MEMBERSHIP)
            yield from _of_events_in(body, {**variables, variable: kinds})
            if not isinstance(source, tree.Given):
                yield from _of_events_in(source, variables)
            return
    for part in tree.parts_of(node):
        yield from _of_events_in(part, variables)


Kinds = tuple[str, ...] | None
OWN_TIME = ".at"
"""The time at which an action is judged: the field `at`, which a proposed one need not have."""
_MEMBERSHIP = ("", "at")  # whether an event is there rests on the history as a whole, and on its own time


def _is_of_events(source: tree.Tree) -> bool:
    return isinstance(source.type, ListOf) and source.type.item == EVENT


def _written(kinds: Kinds) -> str:
    return "|".join(kinds) if kinds is not None else joins.ANY_KIND


def kinds_in(read: str) -> tuple[str, ...]:
    """The kinds of events in what is read of them; `*` for any."""
    kinds = read.partition(".")[0]
    return tuple(kinds.split("|")) if kinds else ()


_DERIVED = {name: field for subject in KINDS.values() for name, field in derived_fields(subject).items()}


def _told(whose: tree.Whose, field: str, entry: str) -> tuple[str, ...]:
    """The fields to ask for where a field is absent."""
    if whose == "removals":
        return ()
    if field == INDIVIDUALS.name:
        counted = (names for of, names in COUNTED_BY.items() if entry in ("", of)) if whose == "entries" else ()
        return tuple(name for names in counted for name in names)
    if field in OF_REGISTERS:
        return () if whose == "held" else (field,)
    return _DERIVED[field].rests_on if field in _DERIVED else (field,)
