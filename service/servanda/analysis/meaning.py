"""What an expression means, in a form that is the same however it is spaced and bracketed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TypeAlias

from servanda.language import formula, tree
from servanda.language.formula import Formula, Premises
from servanda.language.tree import Tree

Meaning: TypeAlias = object
_PLACES = ("type", "start", "end")
_CHAINED = ("&&", "||")  # associative, also where something is unknown


@dataclass(frozen=True, slots=True)
class Names:
    """What terms and definitions are called in the later ruleset, where they are called otherwise there."""

    terms: Mapping[str, str]
    definitions: Mapping[str, str]


def meaning(value: object, names: Names) -> Meaning:
    """The meaning of a part of a ruleset: of an expression, a constant, or nothing at all.

    INVARIANT: equal meanings are judged alike. So what only looks like the same, as `true` and `1`, differs.
    """
    if isinstance(value, tree.Expression):
        return meaning(value.tree, names)
    if isinstance(value, Tree):
        return _tree(value, names)
    if isinstance(value, Mapping):
        return frozenset((key, meaning(item, names)) for key, item in value.items())
    if isinstance(value, tuple):
        return tuple(meaning(item, names) for item in value)
    return type(value), value


def _tree(node: Tree, names: Names) -> Meaning:
    if isinstance(node, tree.Binary) and node.op in _CHAINED:
        return node.op, tuple(_tree(operand, names) for operand in _operands(node, node.op))
    told = {item.name: getattr(node, item.name) for item in fields(node) if item.name not in _PLACES}
    if isinstance(node, tree.TermOf):
        told["name"] = names.terms.get(node.name, node.name)
    elif isinstance(node, tree.DefinitionOf):
        told["name"] = names.definitions.get(node.name, node.name)
    return type(node), node.type, tuple(meaning(value, names) for value in told.values())


def _operands(node: Tree, op: str) -> list[Tree]:
    """What is chained by one operator, from left to right."""
    if isinstance(node, tree.Binary) and node.op == op:
        return [*_operands(node.left, op), *_operands(node.right, op)]
    return [node]


def premise(premises: Premises, part: str, names: Names) -> Meaning:
    """The meaning of `applies`, `unless` or `requires`."""
    called = [names.definitions.get(name, name) for name in premises.names]
    return _formula(getattr(premises, part), called)


def _formula(node: Formula, called: list[str]) -> Meaning:
    match node:
        case formula.Name(index):
            return called[index]
        case formula.Constant(value):
            return value
        case formula.Not(operand):
            return "!", _formula(operand, called)
        case formula.And() | formula.Or():
            return type(node), tuple(_formula(operand, called) for operand in _chained(node, type(node)))


def _chained(node: Formula, kind: type) -> list[Formula]:
    if isinstance(node, kind) and isinstance(node, formula.And | formula.Or):
        return [part for operand in node.operands for part in _chained(operand, kind)]
    return [node]
