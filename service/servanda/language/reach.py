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
    def order(self) -> list[str]:
        """The definitions, each after those that it needs."""
        needs = {name: set[str]() for name in self.ruleset.definitions}
        for name, definition in self.ruleset.definitions.items():
            for reading in definition.readings:
                needs[name] |= {node.name for node in nodes_of(reading.value) if isinstance(node, tree.DefinitionOf)}
        return list(TopologicalSorter(needs).static_order())

    @cached_property
    def _names(self) -> dict[str, frozenset[str]]:
        """The disputed names that each definition reaches, by any reading."""
        reached: dict[str, frozenset[str]] = {}
        for name in self.order:
            own = {name} if name in self.disputed else set[str]()
            for reading in self.ruleset.definitions[name].readings:
                for node in nodes_of(reading.value):
                    if isinstance(node, tree.TermOf) and node.name in self.disputed:
                        own.add(node.name)
                    elif isinstance(node, tree.DefinitionOf):
                        own |= reached[node.name]
            reached[name] = frozenset(own)
        return reached

    def names(self, definitions: Iterator[str] | tuple[str, ...]) -> tuple[str, ...]:
        """The disputed names that any of these definitions reaches, in order of declaration."""
        found = frozenset[str]().union(*(self._names.get(name, frozenset()) for name in definitions))
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

    def key(self, name: str, world: World) -> Key:
        """The part of ``world`` that matters to a definition, given the readings in it."""
        found: dict[str, int] = {}
        waiting, seen = [name], {name}
        while waiting:
            here = waiting.pop()
            if here in self.disputed:
                found[here] = world[here]
            for node in nodes_of(self.value(self.ruleset.definitions[here], world)):
                if isinstance(node, tree.TermOf) and node.name in self.disputed:
                    found[node.name] = world[node.name]
                elif isinstance(node, tree.DefinitionOf) and node.name not in seen:
                    seen.add(node.name)
                    waiting.append(node.name)
        return tuple(sorted(found.items(), key=lambda item: self._rank[item[0]]))

    def fields(self, name: str, world: World) -> frozenset[tuple[str, str]]:
        """The fields (owner, name) that a definition reads in a world; through macros the owner is `entries`."""
        found: set[tuple[str, str]] = set()
        waiting, seen = [(name, "")], {(name, "")}
        while waiting:
            here, through = waiting.pop()
            for node in nodes_of(self.value(self.ruleset.definitions[here], world)):
                if isinstance(node, tree.FieldOf) and node.owner in ("self", "header"):
                    found.add((through or node.owner, node.name) if node.owner == "self" else (node.owner, node.name))
                elif isinstance(node, tree.FieldOf):
                    found.add(("entries", node.name))
                elif isinstance(node, tree.DefinitionOf):
                    step = (node.name, through if node.owner == "self" else "entries")
                    if step not in seen:
                        seen.add(step)
                        waiting.append(step)
        return frozenset(found)


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
