"""What depends on what: the disputed names that definitions and rules reach, and the worlds that follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from graphlib import TopologicalSorter
from itertools import product
from math import prod

from servanda.language import tree
from servanda.language.ruleset import Definition, Rule, Ruleset, Term

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
        needs = {name: {d for used in uses for d in (*used.own, *used.of_entries)} for name, uses in self._uses.items()}
        return list(TopologicalSorter(needs).static_order())

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        """The disputed names that each definition reaches, by any reading, in order of declaration."""
        reached: dict[str, tuple[str, ...]] = {}
        for name in self.order:
            found = {name}
            for used in self._uses[name]:
                found |= used.terms.union(*(reached[other] for other in (*used.own, *used.of_entries)))
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

    def fields(self, name: str, world: World, entry: str) -> frozenset[tuple[str, str]]:
        """The fields (owner, name) that a definition reads in a world; `entries` owns those of a list's entries.

        ``entry`` is the subject of those entries: definitions of other subjects say nothing there, and read nothing.
        """
        found: set[tuple[str, str]] = set()
        waiting, seen = [(name, "self")], {(name, "self")}
        while waiting:
            here, owner = waiting.pop()
            used = self._used(here, world)
            found |= {(owner if of == "self" else of, field) for of, field in used.fields}
            below = (other for other in used.of_entries if self.ruleset.definitions[other].of == entry)
            steps = {*((other, owner) for other in used.own), *((other, "entries") for other in below)} - seen
            seen |= steps
            waiting.extend(steps)
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Uses:
    """What one expression names: terms, definitions of its subject and of the entries of its list, fields by owner."""

    terms: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    of_entries: frozenset[str] = frozenset()
    fields: frozenset[tuple[str, str]] = frozenset()

    @property
    def definitions(self) -> frozenset[str]:
        return self.own | self.of_entries


def _uses(value: object) -> Uses:
    nodes = list(nodes_of(value))
    definitions = [node for node in nodes if isinstance(node, tree.DefinitionOf)]
    fields = [node for node in nodes if isinstance(node, tree.FieldOf)]
    return Uses(
        frozenset(node.name for node in nodes if isinstance(node, tree.TermOf)),
        frozenset(node.name for node in definitions if node.owner == "self"),
        frozenset(node.name for node in definitions if node.owner != "self"),
        frozenset((n.owner if n.owner in ("self", "header") else "entries", n.name) for n in fields),
    )


def nodes_of(value: object) -> Iterator[tree.Tree]:
    """Every node of an expression; nothing of a constant or a silent reading."""
    waiting = [value.tree] if isinstance(value, tree.Expression) else []
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(_parts_of(node)))


def _parts_of(node: tree.Tree) -> list[tree.Tree]:
    found: list[tree.Tree] = []
    for item in fields(node):
        value = getattr(node, item.name)
        found.extend(v for v in (value if isinstance(value, tuple) else (value,)) if isinstance(v, tree.Tree))
    return found
