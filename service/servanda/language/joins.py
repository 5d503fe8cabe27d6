"""What a macro over `events` asks of its members by equality, so that only those that may matter are gone through.

A member of which such a condition is false shapes nothing: it is in no result, and adds no cause.
"""

from __future__ import annotations

from collections.abc import Iterator

from servanda.language import tree
from servanda.language.types import is_scalar

ANY_KIND = "*"


def kinds(source: tree.Tree, variable: str, body: tree.Tree | None, name: str = "exists") -> tuple[str, ...] | None:
    """The kinds of events that matter to a macro over a source; None: any may."""
    found = _kinds_of_source(source)
    for condition in conditions(body, name) if body else ():
        found = _both(found, _kinds_in(condition, variable))
    return found


def _kinds_of_source(source: tree.Tree) -> tuple[str, ...] | None:
    if isinstance(source, tree.Macro) and source.name == "filter":
        return kinds(source.source, source.variable, source.body, "filter")
    return None


def _both(a: tuple[str, ...] | None, b: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if a is None or b is None:
        return b if a is None else a
    return tuple(kind for kind in a if kind in b)


def _kinds_in(condition: tree.Tree, variable: str) -> tuple[str, ...] | None:
    match condition:
        case tree.Binary(op="==", left=left, right=tree.Constant(value=str(kind))) if _is_kind(left, variable):
            return (kind,)
        case tree.Binary(op="==", left=tree.Constant(value=str(kind)), right=right) if _is_kind(right, variable):
            return (kind,)
        case tree.Binary(op="in", left=left, right=tree.ListOfTrees(items=items)) if _is_kind(left, variable):
            words = [item.value for item in items if isinstance(item, tree.Constant) and isinstance(item.value, str)]
            return tuple(words) if len(words) == len(items) else None
    return None


def _is_kind(node: tree.Tree, variable: str) -> bool:
    return isinstance(node, tree.FieldOf) and (node.owner, node.name) == (variable, "kind")


def equalities(variable: str, body: tree.Tree | None, name: str = "exists") -> list[tuple[str, tree.Tree]]:
    """Fields of a member, `kind` aside, with the words that they must equal: expressions without the variable."""
    found: dict[str, tree.Tree] = {}
    for asked in conditions(body, name) if body else ():
        condition = _where_both_are_there(asked) if isinstance(asked, tree.Choice) else asked
        if isinstance(condition, tree.Binary) and condition.op == "==":
            for field, other in ((condition.left, condition.right), (condition.right, condition.left)):
                if _is_field(field, variable) and is_scalar(other.type) and not _mentions(other, variable):
                    assert isinstance(field, tree.FieldOf)
                    found.setdefault(field.name, other)
    return list(found.items())


def read(variable: str, body: tree.Tree) -> tuple[str, ...] | None:
    """The fields of a member that a body reads, by which alone members differ for it; None: it may be any."""
    parts = list(tree.nodes_in(body))
    if any(isinstance(part, tree.Variable) and part.name == variable for part in parts):
        return None
    return tuple(dict.fromkeys(p.name for p in parts if isinstance(p, tree.FieldOf) and p.owner == variable))


def _where_both_are_there(choice: tree.Choice) -> tree.Tree | None:
    """The equality of `has(a) && has(b) ? a == b : …`: it decides wherever both are known."""
    equal, asked = choice.then, list(conditions(choice.condition, "exists"))
    if not (isinstance(equal, tree.Binary) and equal.op == "=="):
        return None
    sides = [(side.owner, side.name) for side in (equal.left, equal.right) if isinstance(side, tree.FieldOf)]
    told = [(part.field.owner, part.field.name) for part in asked if isinstance(part, tree.Has)]
    return equal if len(told) == len(asked) and set(told) <= set(sides) else None


def _is_field(node: tree.Tree, variable: str) -> bool:
    mine = isinstance(node, tree.FieldOf) and node.owner == variable and node.name != "kind"
    return mine and is_scalar(node.type)


def _mentions(node: tree.Tree, variable: str) -> bool:
    parts = tree.nodes_in(node)
    return any(
        (isinstance(part, tree.FieldOf | tree.DefinitionOf) and part.owner == variable)
        or isinstance(part, tree.Macro)
        or (isinstance(part, tree.Variable) and part.name == variable)
        for part in parts
    )


def conditions(body: tree.Tree, name: str) -> Iterator[tree.Tree]:
    """What must be true of a member to matter: conjuncts; of `all`, the denials among the disjuncts."""
    if name == "map":
        return
    waiting = [body]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, tree.Binary) and node.op == ("||" if name == "all" else "&&"):
            waiting[:0] = [node.left, node.right]
        elif name != "all":
            yield node
        elif isinstance(node, tree.Not):
            yield node.operand
        elif isinstance(node, tree.Binary) and node.op == "!=":
            yield tree.Binary(node.type, node.start, node.end, "==", node.left, node.right)
