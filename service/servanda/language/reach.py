"""What depends on what: the disputed names that definitions and rules reach, and the worlds that follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from itertools import product
from math import prod

from servanda.language import tree
from servanda.language.ruleset import Definition, Rule, Ruleset, Term
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
        return {d.name: [*(_uses(reading.value) for reading in d.readings), Uses()] for d in definitions}

    def _used(self, name: str, world: World) -> Uses:
        return self._uses[name][world[name] if name in self.disputed else 0]

    @cached_property
    def order(self) -> list[str]:
        """The definitions, each after those that it needs."""
        needs = {name: {d for used in uses for d in used.definitions} for name, uses in self._uses.items()}
        return list(TopologicalSorter(needs).static_order())

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

    def fields(self, name: str, world: World, entry: str) -> frozenset[tuple[tree.Whose, str]]:
        """The fields (whose, name) that a definition reads in a world, through other definitions too.

        ``entry`` is the subject of the entries at hand, empty where they are of both: definitions of the other one say
        nothing there, and read nothing. A derived field stands for the fields that would make it known.
        """
        found: set[tuple[tree.Whose, str]] = set()
        waiting: list[tuple[str, tree.Whose]] = [(name, "self")]
        seen = {*waiting}
        while waiting:
            here, owner = waiting.pop()
            used = self._used(here, world)
            found |= {(owner if of == "self" else of, field) for of, field in used.fields}
            steps: set[tuple[str, tree.Whose]] = {(other, owner) for other in used.own}
            for whose, other in used.of_members:
                if whose != "entries" or entry in ("", self.ruleset.definitions[other].of):
                    steps.add((other, whose))
            waiting.extend(steps - seen)
            seen |= steps
        return frozenset((whose, told) for whose, field in found for told in _told(whose, field, entry))


@dataclass(frozen=True, slots=True)
class Uses:
    """What one expression names: terms, definitions by their bare name and of members of lists, fields by owner."""

    terms: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    of_members: frozenset[tuple[tree.Whose, str]] = frozenset()
    fields: frozenset[tuple[tree.Whose, str]] = frozenset()

    @property
    def definitions(self) -> frozenset[str]:
        return self.own | {name for _, name in self.of_members}


def _uses(value: object) -> Uses:
    nodes = list(tree.nodes_of(value))
    definitions = [node for node in nodes if isinstance(node, tree.DefinitionOf)]
    read: set[tuple[tree.Whose, str]] = {(node.whose, node.name) for node in nodes if isinstance(node, tree.FieldOf)}
    if any(isinstance(node, tree.Given) and node.name == INDIVIDUALS.name for node in nodes):
        read.add(("entries", INDIVIDUALS.name))
    return Uses(
        frozenset(node.name for node in nodes if isinstance(node, tree.TermOf)),
        frozenset(node.name for node in definitions if node.owner == "self"),
        frozenset((node.whose, node.name) for node in definitions if node.owner != "self"),
        frozenset(read),
    )


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
