"""Which readings a submission asks for, what a rule rests on, and what its worlds come to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import wraps
from itertools import product
from typing import Any

from servanda.language import tree as t
from servanda.language.ruleset import Definition, Ruleset

from .evaluator import World
from .history import kinds_gone_through

Readings = Mapping[str, tuple[str | None, ...]]
"""For each disputed name, in order of declaration, the readings it may have; (None,): none is held in common."""

BOX_ORDER = ("satisfied", "waived", "not_applicable", "pending", "indeterminate", "violated")


def all_readings(ruleset: Ruleset) -> dict[str, tuple[str | None, ...]]:
    return {name: tuple(r.name for r in item.readings) for name, item in ruleset.disputed.items()}


def held_by(ruleset: Ruleset, parties: Collection[str]) -> dict[str, tuple[str | None, ...]]:
    """The readings of each disputed name that all of those parties hold."""
    return {
        name: tuple(r.name for r in item.readings if set(parties) <= set(r.held_by))
        for name, item in ruleset.disputed.items()
    }


def of_party(ruleset: Ruleset, party: str) -> Readings:
    """The readings that a party holds; all of them where it holds none."""
    return {name: own or all_readings(ruleset)[name] for name, own in held_by(ruleset, [party]).items()}


def selected(ruleset: Ruleset, request: Any) -> Readings:
    """The readings that a submission asks for."""
    if request == "all":
        return all_readings(ruleset)
    if request == "common":
        return {name: common or (None,) for name, common in held_by(ruleset, ruleset.parties).items()}
    if isinstance(request, str):
        return of_party(ruleset, request)
    chosen = {}
    for name, names in all_readings(ruleset).items():
        chosen[name] = tuple(r for r in names if r in request[name]) if name in request else names
    return chosen


def nodes(node: Any) -> list[t.Tree]:
    """A node and everything below it."""
    if isinstance(node, tuple):
        return [found for item in node for found in nodes(item)]
    if not isinstance(node, t.Tree):
        return []
    slots = [name for kind in type(node).__mro__ for name in getattr(kind, "__slots__", ())]
    return [node, *(found for name in slots for found in nodes(getattr(node, name)))]


def contents(definition: Definition, readings: Collection[str | None] | None = None) -> list[Any]:
    """What a definition says, under each of its readings or under some of them."""
    return [
        r.value
        for r in definition.readings
        if isinstance(r.value, t.Expression) and (readings is None or not definition.disputed or r.name in readings)
    ]


def once_a_name(make: Callable[[Ruleset, str], set[str]]) -> Callable[[Ruleset, str], set[str]]:
    """The function, which makes nothing of a name of the same ruleset twice."""
    last: list[Any] = [None, {}]

    @wraps(make)
    def made(ruleset: Ruleset, name: str) -> set[str]:
        if last[0] is not ruleset:
            last[:] = ruleset, {}
        if name not in last[1]:
            last[1][name] = make(ruleset, name)
        found: set[str] = last[1][name]
        return found

    return made


@once_a_name
def reached(ruleset: Ruleset, name: str) -> set[str]:
    """A definition, and all terms and definitions that one of its readings reaches."""
    return {name}.union(*(reached_by(ruleset, content.tree) for content in contents(ruleset.definitions[name])))


def reached_by(ruleset: Ruleset, tree: t.Tree) -> set[str]:
    """All terms and definitions that an expression reaches."""
    found: set[str] = set()
    for node in nodes(tree):
        if isinstance(node, t.TermOf):
            found.add(node.name)
        elif isinstance(node, t.DefinitionOf):
            found |= reached(ruleset, node.name)
    return found


def all_reached(ruleset: Ruleset, names: Collection[str], trees: Collection[t.Tree] = ()) -> set[str]:
    """The terms and definitions that these names (of which some are fields) and expressions reach."""
    of_names = (reached(ruleset, name) for name in names if name in ruleset.definitions)
    return set().union(*of_names, *(reached_by(ruleset, tree) for tree in trees))


def disputed(ruleset: Ruleset, names: Collection[str], trees: Collection[t.Tree] = ()) -> list[str]:
    """The disputed names that any of these names and expressions reaches, in order of declaration."""
    everything = all_reached(ruleset, names, trees)
    return [name for name in ruleset.disputed if name in everything]


def kinds_needed(ruleset: Ruleset, names: Collection[str], trees: Collection[t.Tree] = ()) -> set[str]:
    """The kinds of events that these names and expressions go through, under any reading and by definitions too."""
    definitions = [name for name in all_reached(ruleset, names, trees) if name in ruleset.definitions]
    of_trees = (kinds_gone_through(node, ruleset) for tree in trees for node in nodes(tree))
    return set().union(*of_trees, *(kinds_of(ruleset, name) for name in definitions))


@once_a_name
def kinds_of(ruleset: Ruleset, name: str) -> set[str]:
    """The kinds of events that a definition itself goes through, under any of its readings."""
    trees = [content.tree for content in contents(ruleset.definitions[name])]
    return set().union(*(kinds_gone_through(node, ruleset) for tree in trees for node in nodes(tree)))


def worlds(world: World, names: list[str], readings: Readings, accounts: Collection[str] = ("",)) -> list[World]:
    """The world under every combination of the readings of these names, each in all of those accounts."""
    ways = product(*(readings[name] for name in names))
    found = [replace(world, readings=dict(zip(names, way, strict=True))) for way in ways]
    return [replace(one, account=account) for one in found for account in accounts]


# Folding


def fold(statuses: list[str]) -> str:
    """The status of a rule, from that in each world."""
    heard = [status for status in statuses if status != "silent"]
    if "violated" in heard and set(heard) & {"satisfied", "waived", "pending", "not_applicable"}:
        return "disputed"
    order = ("indeterminate", "violated", "pending", "satisfied", "waived")
    return next((status for status in order if status in heard), "not_applicable")


Box = dict[str, list[str | None]]
Ranges = Mapping[str, tuple[str | None, ...]]
"""What worlds settle, in order: for each disputed name the readings asked for, then the accounts where they matter."""


def settled(world: World, ranges: Ranges) -> dict[str, str | None]:
    """How a world settles each point."""
    return {name: world.account if name == "account" else world.readings[name] for name in ranges}


def boxes(ranges: Ranges, by_world: list[tuple[World, str]]) -> dict[str, Any]:
    """The worlds of each status as boxes, merged one name at a time until nothing changes."""
    under = {}
    for wanted in BOX_ORDER:
        found: list[Box] = [
            {name: [point] for name, point in settled(world, ranges).items()}
            for world, status in by_world
            if ("not_applicable" if status == "silent" else status) == wanted
        ]
        while (merged := merge_all(ranges, found)) != found:
            found = merged
        if found:
            under[wanted] = [shown_box(box, ranges) for box in found]
    return under


def merge_all(ranges: Ranges, found: list[Box]) -> list[Box]:
    for name in ranges:
        found = merge(name, ranges, found)
    return found


def merge(name: str, ranges: Ranges, found: list[Box]) -> list[Box]:
    """The boxes with those made one that are equal but for this name."""
    kept: list[Box] = []
    for box in found:
        twin = next((k for k in kept if all(k[other] == box[other] for other in box if other != name)), None)
        if twin is None:
            kept.append(dict(box))
        else:
            twin[name] = [reading for reading in ranges[name] if reading in twin[name] or reading in box[name]]
    return kept


def shown_box(box: Box, ranges: Ranges) -> dict[str, Any]:
    """A box without the names that do not matter; one that is unsettled always shows."""
    parts = {name: ranged for name, ranged in box.items() if ranged == [None] or tuple(ranged) != tuple(ranges[name])}
    return {name: [reading or "none" for reading in ranged] for name, ranged in parts.items()}
