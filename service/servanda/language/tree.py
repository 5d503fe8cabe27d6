"""The typed tree of an expression: every name resolved, every type known.

What a node means when something is unknown is said in docs/language.md, "Unknown, exactly".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from typing import Literal

from servanda.language.diagnostic import Span
from servanda.language.types import Type

MacroName = Literal["exists", "all", "exists_one", "filter", "map"]
MethodName = Literal["size", "sum", "min", "max", "distinct", "isSorted"]


@dataclass(frozen=True, slots=True)
class Tree:
    """A node: its type and its place in the expression's own text (``start`` to ``end``, code points)."""

    type: Type
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Constant(Tree):
    """A literal. Values: bool, int, str, a date as (first day, last day), a duration as text, a tuple of these."""

    value: object


Whose = Literal[
    "self",
    "header",
    "entries",
    "lists",
    "held",
    "removals",
    "events",
    "trigger",
    "before",
    "after",
    "base",
    "reply",
]
"""Whose field or definition is meant: the subject's own, its list's, that of a member of one of the lists or of the
history, that of what triggers a duty, or that of a side of a pair."""
OWN_SIDES = ("self", "trigger", "before", "after", "base", "reply")
"""Those that differ between the many that are judged."""


@dataclass(frozen=True, slots=True)
class FieldOf(Tree):
    """A field; ``owner`` is `self` for the subject's own, `header` for its list's, else a variable.

    Variables are those of macros and, in obligations, `trigger` and `event`.
    """

    owner: str
    name: str
    whose: Whose = "self"


@dataclass(frozen=True, slots=True)
class TermOf(Tree):
    """A term of the agreement."""

    name: str


@dataclass(frozen=True, slots=True)
class DefinitionOf(Tree):
    """A definition: of the subject or the record (``owner`` "self"), or of what a macro's variable names."""

    owner: str
    name: str
    whose: Whose = "self"


@dataclass(frozen=True, slots=True)
class Variable(Tree):
    """The variable of a macro over a list of plain values; in obligations also `duty`, whose duty it is."""

    name: str


@dataclass(frozen=True, slots=True)
class Given(Tree):
    """A name that is everywhere or that the service derives: as_of, parties, party, lists, held, entries, events …"""

    name: str


@dataclass(frozen=True, slots=True)
class Not(Tree):
    """``!x``"""

    operand: Tree


@dataclass(frozen=True, slots=True)
class Negative(Tree):
    """``-x``"""

    operand: Tree


@dataclass(frozen=True, slots=True)
class Binary(Tree):
    """``left op right`` for && || == != < <= > >= in + - * / %."""

    op: str
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Choice(Tree):
    """``condition ? then : otherwise``"""

    condition: Tree
    then: Tree
    otherwise: Tree


@dataclass(frozen=True, slots=True)
class Has(Tree):
    """``has(field)``"""

    field: FieldOf


@dataclass(frozen=True, slots=True)
class Call(Tree):
    """A function: age_on, year, month, day, days_between, hours_between, plus, date_of, consented, startsWith,
    endsWith, contains, matches.

    The pattern of ``matches`` is a Constant.
    """

    function: str
    arguments: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Method(Tree):
    """size, sum, min, max, distinct or isSorted of a list."""

    name: MethodName
    source: Tree


@dataclass(frozen=True, slots=True)
class Macro(Tree):
    """``source.exists(variable, body)`` and its kin; ``filter`` and ``map`` give a list. For CEL's three-argument map,
    the condition is a filter around the source."""

    name: MacroName
    source: Tree
    variable: str
    body: Tree


@dataclass(frozen=True, slots=True)
class Index(Tree):
    """``map[key]`` of a term; a key that is not there is unknown."""

    source: Tree
    key: Tree


@dataclass(frozen=True, slots=True)
class ListOfTrees(Tree):
    """A list literal."""

    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Performance(Tree):
    """Whether events perform a duty; nobody writes it, the compiler makes it of an obligation.

    ``where`` is of the variable `event`; without ``due`` nothing is ever late; ``since``: nothing before it counts;
    ``ahead``: how long before ``since`` the event must come instead.
    """

    kinds: tuple[str, ...]
    where: Tree | None
    total: Tree | None
    due: Tree | None
    since: Tree | None
    ahead: Tree | None


@dataclass(frozen=True, slots=True)
class Expression:
    """A typed tree with the text it came from and the place of that text."""

    tree: Tree
    text: str
    span: Span


def nodes_of(value: object) -> Iterator[Tree]:
    """Every node of an expression; nothing of a constant or a silent reading."""
    return nodes_in(value.tree) if isinstance(value, Expression) else iter(())


def nodes_in(tree: Tree) -> Iterator[Tree]:
    """A tree's nodes, itself first."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(parts_of(node)))


def parts_of(node: Tree) -> list[Tree]:
    """The nodes directly below a node."""
    found: list[Tree] = []
    for name in _own_fields(type(node)):  # type: ignore[arg-type]  # a class is hashable, whatever its instances are
        value = getattr(node, name)
        if isinstance(value, Tree):
            found.append(value)
        elif isinstance(value, tuple):
            found += [part for part in value if isinstance(part, Tree)]
    return found


@cache
def _own_fields(kind: type[Tree]) -> tuple[str, ...]:
    """The fields that a kind of node has beside those of every node."""
    return tuple(item.name for item in fields(kind) if item.name not in Tree.__slots__)
