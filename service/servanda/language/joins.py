"""What a macro over `events` asks of words of its members, so that only those that may matter are gone through.

A member of which such a condition is false shapes nothing: it is in no result, and adds no cause.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from servanda.language import tree
from servanda.language.types import DATE, Enumeration, is_scalar

ANY_KIND = "*"


def kinds(source: tree.Tree, variable: str, body: tree.Tree | None, name: str = "exists") -> tuple[str, ...] | None:
    """The kinds of events that matter to a macro over a source; None: any may."""
    found = _kinds_of_source(source)
    return _both(found, kinds_asked(variable, body, name)) if body else found


def kinds_asked(variable: str, body: tree.Tree, name: str = "exists") -> tuple[str, ...] | None:
    """The kinds that a body asks of a member; None: it may be of any."""
    found = None
    for condition in conditions(body, name):
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


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a condition may be other than false of a member: what its fields then equal, lack or have.

    A field that is to equal something may also be absent, unless it is among those that are ``there``. ``asides`` are
    conditions that do not ask the member, each with the truth that must not be ruled out.
    """

    equal: Mapping[str, tree.Tree] = field(default_factory=dict)
    there: frozenset[str] = frozenset()
    lacking: frozenset[str] = frozenset()
    asides: tuple[tuple[tree.Tree, bool], ...] = ()
    few: frozenset[str] = frozenset()
    """The fields that can be but one of a few words: not worth a way of their own."""

    @property
    def names(self) -> tuple[str, ...]:
        """The fields to look up: `=` before those that must be there, `#` before dates, `-` before what is absent."""
        told = [name for name in self.equal if name not in self.lacking]
        marks = ["#" if self.equal[name].type == DATE else "=" if name in self.there else "" for name in told]
        return (*map("".join, zip(marks, told, strict=True)), *(f"-{name}" for name in sorted(self.lacking)))

    @property
    def words(self) -> list[tree.Tree]:
        """What those that are to equal something are to equal, in that order."""
        return [word for name, word in self.equal.items() if name not in self.lacking]

    @property
    def is_narrow(self) -> bool:
        """Whether it asks for one of many words, or for a day."""
        return bool(self.equal.keys() - self.few - self.lacking)

    def without(self, *names: str) -> Way:
        """The same without asking what these fields equal."""
        return replace(self, equal={name: word for name, word in self.equal.items() if name not in names})

    def adds_nothing_to(self, other: Way) -> bool:
        """Whether all that it finds the other finds too."""
        equal = all(self.equal.get(name) == word for name, word in other.equal.items())
        return equal and self.there >= other.there and self.lacking >= other.lacking and not other.asides

    def __and__(self, other: Way) -> Way | None:
        there, lacking = self.there | other.there, self.lacking | other.lacking
        if there & lacking:
            return None
        return Way({**other.equal, **self.equal}, there, lacking, (*self.asides, *other.asides), self.few | other.few)


_ANY = [Way()]
_MOST_WAYS = 16


def ways(variable: str, body: tree.Tree | None, name: str = "exists", has_tells: bool = True) -> list[Way]:
    """The ways in which a member may matter to a macro, as far as words of its fields tell; one that asks nothing: any.

    ``has_tells`` says that `has` of a field is whether the member holds a value of it.
    """
    if body is None or name == "map":
        return _ANY
    found = _Ways(variable, has_tells).of(body, truth=name != "all")
    if kinds_asked(variable, body, name):
        found = [way.without("kind") for way in found]
    if len(found) < 2:
        return found
    common = [name for name, word in found[0].equal.items() if all(way.equal.get(name) == word for way in found)]
    found = [way.without(*(way.few - {"kind", *common})) for way in found]
    if all(way.lacking or way.asides or way.equal.keys() - common for way in found):
        return [way for n, way in enumerate(found) if not any(way.adds_nothing_to(o) for o in found[:n])]
    return [Way({name: found[0].equal[name] for name in common})]


class _Ways:
    """The ways in which conditions on one variable may be true, or may be false."""

    def __init__(self, variable: str, has_tells: bool) -> None:
        self._variable, self._has_tells = variable, has_tells

    def of(self, node: tree.Tree, truth: bool) -> list[Way]:
        match node:
            case tree.Not(operand=operand):
                return self.of(operand, not truth)
            case tree.Binary(op="&&" | "||" as op, left=left, right=right):
                a, b = self.of(left, truth), self.of(right, truth)
                return _both_of(a, b) if (op == "&&") == truth else _either_of(a, b)
            case tree.Choice(condition=asked, then=then, otherwise=otherwise):
                first = _both_of(self.of(asked, truth=True), self.of(then, truth))
                return _either_of(first, _both_of(self.of(asked, truth=False), self.of(otherwise, truth)))
            case tree.Has(field=held) if self._is_word(held) and self._has_tells:
                name = frozenset({held.name})
                return [Way(there=name) if truth else Way(lacking=name)]
            case tree.Binary(op="==" | "!=" as op, left=left, right=right) if (op == "==") == truth:
                for side, other in ((left, right), (right, left)):
                    if self._is_joined(side, other):
                        assert isinstance(side, tree.FieldOf)
                        few = frozenset({side.name} if isinstance(side.type, Enumeration) else ())
                        return [Way(equal={side.name: other}, few=few)]
        return _ANY if _mentions(node, self._variable) else [Way(asides=((node, truth),))]

    def _is_joined(self, side: tree.Tree, other: tree.Tree) -> bool:
        """Whether one side is a field, a word or a date, and the other says what all members must equal."""
        alike = self._is_word(side) and is_scalar(other.type)
        if isinstance(side, tree.FieldOf) and side.owner == self._variable and side.type == other.type == DATE:
            alike = True
        return alike and not _mentions(other, self._variable)

    def _is_word(self, node: tree.Tree) -> bool:
        return isinstance(node, tree.FieldOf) and node.owner == self._variable and is_scalar(node.type)


def _both_of(a: list[Way], b: list[Way]) -> list[Way]:
    """The ways of two conditions at once; one that is narrow enough, or too many, are not taken apart further."""
    found = []
    for one in a:
        split = len(b) == 1 or (not one.is_narrow and len(a) * len(b) <= _MOST_WAYS)
        found += [both for other in b if (both := one & other) is not None] if split else [one]
    return found


def _either_of(a: list[Way], b: list[Way]) -> list[Way]:
    """The ways of one or the other; where one of them finds all that lack a field, the others need not."""
    found = [*a, *b]
    if len(found) > _MOST_WAYS or not all(way.equal or way.lacking or way.asides for way in found):
        return _ANY
    absent = frozenset(name for way in found for name in way.lacking if way == Way(lacking=frozenset({name})))
    return [way if way.lacking else replace(way, there=way.there | (absent & way.equal.keys())) for way in found]


def read(variable: str, body: tree.Tree) -> tuple[str, ...]:
    """The fields of a member that a body reads, by which alone members differ for it."""
    parts = list(tree.nodes_in(body))
    # INVARIANT: a member never stands bare, for all that it holds; the check refuses it.
    assert not any(isinstance(part, tree.Variable) and part.name == variable for part in parts)
    return tuple(dict.fromkeys(p.name for p in parts if isinstance(p, tree.FieldOf) and p.owner == variable))


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
