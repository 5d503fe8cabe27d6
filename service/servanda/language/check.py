"""Syntax → typed tree: every name resolved in a scope, every operation checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from servanda.language import expression as syntax
from servanda.language import tree
from servanda.language.check_calls import Calls, Report
from servanda.language.scope import Scope, is_dated, suggest
from servanda.language.types import (
    AFTER,
    BASE,
    BEFORE,
    BOOL,
    DATE,
    ENTRY,
    EVENT,
    HELD,
    ID,
    INT,
    LIST,
    REMOVAL,
    REPLY,
    TEXT,
    TRIGGER,
    ListOf,
    MapOf,
    Record,
    Type,
    is_scalar,
    is_span,
    list_of,
)
from servanda.language.vocabulary import Field

CODES = {
    "unknown-name": "a name in an expression is not in scope",
    "unknown-function": "a function or method does not exist",
    "wrong-type": "an operand has a type that the operation does not take",
    "wrong-arguments": "a function has the wrong number or kind of arguments",
    "no-such-value": "a word is compared with an enumeration that does not have it",
    "constant-comparison": "a comparison is always true or always false",
    "bad-date": "a date literal is not a date",
    "bad-duration": "a duration literal is not a duration",
    "unsafe-regex": "a pattern is not a constant RE2 pattern of at most 1,000 characters",
    "nested-macro": "macros are nested too deep",
    "name-taken": "a name is already in scope",
    "no-convention": "an expression needs a convention that the ruleset does not state",
}

WHOSE: Mapping[Record, tree.Whose] = {
    ENTRY: "entries",
    HELD: "held",
    LIST: "lists",
    REMOVAL: "removals",
    EVENT: "events",
    TRIGGER: "trigger",
    BEFORE: "before",
    AFTER: "after",
    BASE: "base",
    REPLY: "reply",
}


def check(
    node: syntax.Syntax, scope: Scope, report: Report, variables: Mapping[str, Type] | None = None
) -> tree.Tree | None:
    """The typed tree of ``node``, or None after at least one report; ``variables`` are bound around it."""
    return _Checker(scope, report, {**scope.sides, **(variables or {})}).check(node)


class _Checker(Calls):
    """Checks the expressions of one scope."""

    def check(self, node: syntax.Syntax) -> tree.Tree | None:
        match node:
            case syntax.Literal(start, end, value):
                return self._literal(start, end, value)
            case syntax.Identifier():
                return self._identifier(node)
            case syntax.Select():
                return self._select(node)
            case syntax.Prefix():
                return self._prefix(node)
            case syntax.Infix():
                return self._infix(node)
            case syntax.Ternary():
                return self._ternary(node)
            case syntax.Elements():
                return self._elements(node)
            case syntax.Subscript():
                return self._subscript(node)
            case syntax.Apply():
                return self._apply(node)
        raise AssertionError(node)  # pragma: no cover — the kinds of syntax are all above

    def _literal(self, start: int, end: int, value: bool | int | str) -> tree.Tree | None:
        if type(value) is int and not -(2**63) <= value < 2**63:
            self._report("number-out-of-range", "an int literal does not fit in 64 bits", start, end, "")
            return None
        type_ = BOOL if isinstance(value, bool) else INT if isinstance(value, int) else TEXT
        return tree.Constant(type_, start, end, value)

    def _identifier(self, node: syntax.Identifier) -> tree.Tree | None:
        name, scope = node.name, self._scope
        if name in self._variables:
            return tree.Variable(self._variables[name], node.start, node.end, name)
        if field := scope.fields.get(name):
            return tree.FieldOf(field.type, node.start, node.end, "self", name)
        if type_ := scope.bare(name):
            return tree.DefinitionOf(type_, node.start, node.end, "self", name)
        if type_ := scope.given().get(name):
            return tree.Given(type_, node.start, node.end, name)
        hint = f"did you mean `terms.{name}`?" if name in scope.terms else ""
        self._unknown(name, node, [*scope.names(), *self._variables], hint)
        return None

    def _unknown(self, name: str, node: syntax.Syntax, names: list[str], hint: str = "") -> None:
        if name in self._scope.unchecked:
            return None
        if beyond := self._scope.beyond(name):
            return self._fail("unknown-name", beyond, node)
        return self._fail("unknown-name", f"unknown name `{name}`", node, hint or suggest(name, names))

    def _select(self, node: syntax.Select) -> tree.Tree | None:
        match node.operand:
            case syntax.Identifier(name="terms"):
                return self._member(node, self._scope.terms, tree.TermOf, "term")
            case syntax.Identifier(name="header") if self._scope.header:
                return self._field(node, self._scope.header, "header", "header")
            case syntax.Identifier(name="action") if self._scope.subject == "action":
                return self._field(node, self._scope.fields, "self", "self")
            case syntax.Identifier(name=name) if isinstance(self._variables.get(name), Record):
                return self._of_variable(node, name)
        operand = self.check(node.operand)
        if operand:
            self._fail("wrong-type", f"a value of type {operand.type} has no fields", node)
        return None

    def _member(
        self, node: syntax.Select, types: Mapping[str, Type], make: Callable[..., tree.Tree], what: str
    ) -> tree.Tree | None:
        if node.name in types:
            return make(types[node.name], node.start, node.end, node.name)
        if node.name in self._scope.unchecked:
            return None
        self._fail("unknown-name", f"unknown {what} `{node.name}`", node, suggest(node.name, types))
        return None

    def _field(
        self, node: syntax.Select, fields: Mapping[str, Field], owner: str, whose: tree.Whose
    ) -> tree.Tree | None:
        if node.name in fields:
            return tree.FieldOf(fields[node.name].type, node.start, node.end, owner, node.name, whose)
        if node.name in self._scope.unchecked:
            return None
        message = self._scope.beyond(node.name) or f"unknown field `{node.name}`"
        self._fail("unknown-name", message, node, suggest(node.name, fields))
        return None

    def _of_variable(self, node: syntax.Select, variable: str) -> tree.Tree | None:
        member = self._variables[variable]
        assert isinstance(member, Record)
        type_ = self._scope.definition(node.name, self._scope.defined_for(member))
        if type_ is None:
            return self._field(node, self._scope.members[member], variable, WHOSE[member])
        if isinstance(type_, ListOf | MapOf):
            self._fail("wrong-type", "a definition that is a list or a map cannot be reached by a variable", node)
            return None
        return tree.DefinitionOf(type_, node.start, node.end, variable, node.name, WHOSE[member])

    def _prefix(self, node: syntax.Prefix) -> tree.Tree | None:
        operand = self.check(node.operand)
        wanted, make = (BOOL, tree.Not) if node.op == "!" else (INT, tree.Negative)
        if operand is None or not self._is(operand, wanted, node.op):
            return None
        return make(wanted, node.start, node.end, operand)

    def _infix(self, node: syntax.Infix) -> tree.Tree | None:
        left, right = self.check(node.left), self.check(node.right)
        if left is None or right is None:
            return None
        op, ok, result = node.op, True, BOOL
        if op in ("&&", "||"):
            ok = self._is(left, BOOL, op) & self._is(right, BOOL, op)
        elif op in ("+", "-", "*", "/", "%"):
            ok, result = self._is(left, INT, op) & self._is(right, INT, op), INT
        elif op == "in":
            ok = self._membership(node, left, right)
        else:
            ok = self._comparison(node, left, right)
        return tree.Binary(result, node.start, node.end, op, left, right) if ok else None

    def _membership(self, node: syntax.Infix, left: tree.Tree, right: tree.Tree) -> bool:
        if not isinstance(right.type, ListOf) or isinstance(right.type.item, Record):
            self._fail("wrong-type", f"`in` takes a list of values, this is {right.type}", right)
            return False
        if not self._may_go_through(node, right, [left]):
            return False
        items = right.items if isinstance(right, tree.ListOfTrees) else ()
        if not items:
            return self._comparable(node, left, right, right.type.item)
        return all([self._comparable(item, left, item, item.type) for item in items])  # noqa: C419 — every item reports

    def _comparison(self, node: syntax.Infix, left: tree.Tree, right: tree.Tree) -> bool:
        if not self._comparable(node, left, right, right.type):
            return False
        ordered = is_span(left.type) and is_span(right.type)
        if node.op not in ("==", "!=") and not ordered:
            self._fail("wrong-type", f"`{node.op}` orders ints and dates, this is {left.type}", left)
            return False
        return self._can_differ(node, left, right)

    def _can_differ(self, node: syntax.Infix, left: tree.Tree, right: tree.Tree) -> bool:
        same = _unplaced(left) == _unplaced(right)
        if same or (isinstance(left, tree.Constant) and isinstance(right, tree.Constant)):
            self._fail("constant-comparison", "this comparison always has the same result", node)
            return False
        return True

    def _ternary(self, node: syntax.Ternary) -> tree.Tree | None:
        condition, then, otherwise = self.check(node.condition), self.check(node.then), self.check(node.otherwise)
        if condition is None or then is None or otherwise is None or not self._is(condition, BOOL, "?:"):
            return None
        type_ = _common(then.type, otherwise.type)
        if type_ is None or isinstance(type_, ListOf | MapOf):
            message = f"`?:` chooses between single values of one type, these are {then.type} and {otherwise.type}"
            self._fail("wrong-type", message, node)
            return None
        return tree.Choice(type_, node.start, node.end, condition, then, otherwise)

    def _elements(self, node: syntax.Elements) -> tree.Tree | None:
        items = [self.check(item) for item in node.items]
        if not items:
            self._fail("wrong-type", "an empty list has no type", node)
            return None
        type_ = items[0].type if items and items[0] else None
        found: list[tree.Tree] = []
        for item in items:
            if item is None or type_ is None:
                return None
            type_ = _common(type_, item.type)
            if type_ is None or not (is_scalar(type_) or is_span(type_)):
                self._fail("wrong-type", "a list holds words, ints or dates, all of one type", item)
                return None
            found.append(item)
        assert type_ is not None
        return tree.ListOfTrees(list_of(type_), node.start, node.end, tuple(found))

    def _subscript(self, node: syntax.Subscript) -> tree.Tree | None:
        operand, index = self.check(node.operand), self.check(node.key)
        if operand is None or index is None:
            return None
        if not isinstance(operand.type, MapOf):
            self._fail("wrong-type", f"`[…]` looks up a map, this is {operand.type}", operand)
            return None
        if not self._comparable(node, index, operand, operand.type.key):
            return None
        return tree.Index(operand.type.value, node.start, node.end, operand, index)


def _common(a: Type, b: Type) -> Type | None:
    if a == b:
        return a
    if is_scalar(a) and is_scalar(b):
        return ID if ID in (a, b) and TEXT not in (a, b) else TEXT
    return DATE if is_dated(a) and is_dated(b) else None


def _unplaced(node: tree.Tree) -> object:
    """What a tree says, without its places."""
    parts: list[object] = [type(node)]
    for name in (name for kind in type(node).__mro__ for name in getattr(kind, "__slots__", ())):
        value = getattr(node, name)
        if isinstance(value, tree.Tree):
            parts.append(_unplaced(value))
        elif isinstance(value, tuple):
            parts.append(tuple(_unplaced(v) if isinstance(v, tree.Tree) else v for v in value))
        elif name not in ("start", "end"):
            parts.append(value)
    return tuple(parts)
