"""What a name or an expression reaches: terms, definitions, points in dispute, kinds of events."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, TypeVar

from servanda.language import tree as t
from servanda.language.ruleset import Definition, Ruleset

from .history import is_history, kinds_gone_through

T = TypeVar("T")


def nodes(node: Any) -> list[t.Tree]:
    """A node and everything below it."""
    if isinstance(node, tuple):
        return [found for item in node for found in nodes(item)]
    if not isinstance(node, t.Tree):
        return []
    if id(node) not in WALKED:
        if len(WALKED) > MOST_WALKED:
            WALKED.clear()
        slots = [name for kind in type(node).__mro__ for name in getattr(kind, "__slots__", ())]
        WALKED[id(node)] = node, [node, *(found for name in slots for found in nodes(getattr(node, name)))]
    return WALKED[id(node)][1]


WALKED: dict[int, tuple[t.Tree, list[t.Tree]]] = {}
"""By its identity each node, which is kept so that no other one takes its place, and everything below it."""
MOST_WALKED = 10_000


def contents(definition: Definition, readings: Collection[str | None] | None = None) -> list[Any]:
    """What a definition says, under each of its readings or under some of them."""
    return [
        r.value
        for r in definition.readings
        if isinstance(r.value, t.Expression) and (readings is None or not definition.disputed or r.name in readings)
    ]


def once_a_name(make: Callable[[Ruleset, str], T]) -> Callable[[Ruleset, str], T]:
    """The function, which makes nothing of a name of the same ruleset twice."""
    last: list[Any] = [None, {}]

    @wraps(make)
    def made(ruleset: Ruleset, name: str) -> T:
        if last[0] is not ruleset:
            last[:] = ruleset, {}
        if name not in last[1]:
            last[1][name] = make(ruleset, name)
        found: T = last[1][name]
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


@once_a_name
def points(ruleset: Ruleset, name: str) -> list[str]:
    """The disputed names that a definition reaches."""
    return disputed(ruleset, [name])


@once_a_name
def hears_parties(ruleset: Ruleset, name: str) -> bool:
    """Whether a definition reaches events, of which each party may tell its own."""
    definitions = [ruleset.definitions[other] for other in reached(ruleset, name) if other in ruleset.definitions]
    trees = [node for item in definitions for content in contents(item) for node in nodes(content.tree)]
    return any(is_history(node) or getattr(node, "function", "") == "consented" for node in trees)
