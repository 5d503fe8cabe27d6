"""The text of an expression → its syntax: CEL's operators and literals, by precedence climbing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields

from servanda.language.tokens import MAX_DEPTH, MAX_HEIGHT, RESERVED, ExpressionError, Token, tokens_of

_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in"})
_WORDS = {"and": "write `&&`", "or": "write `||`", "not": "write `!`"}


@dataclass(frozen=True, slots=True)
class Syntax:
    """A node of the untyped tree, from ``start`` to ``end`` of the text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Literal(Syntax):
    """A bool, an int or a string."""

    value: bool | int | str


@dataclass(frozen=True, slots=True)
class Identifier(Syntax):
    """A bare name."""

    name: str


@dataclass(frozen=True, slots=True)
class Select(Syntax):
    """``operand.name``"""

    operand: Syntax
    name: str


@dataclass(frozen=True, slots=True)
class Apply(Syntax):
    """``function(arguments)``, or ``target.function(arguments)``."""

    target: Syntax | None
    function: str
    arguments: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Subscript(Syntax):
    """``operand[key]``"""

    operand: Syntax
    key: Syntax


@dataclass(frozen=True, slots=True)
class Prefix(Syntax):
    """``!x`` or ``-x``"""

    op: str
    operand: Syntax


@dataclass(frozen=True, slots=True)
class Infix(Syntax):
    """``left op right``"""

    op: str
    left: Syntax
    right: Syntax


@dataclass(frozen=True, slots=True)
class Ternary(Syntax):
    """``condition ? then : otherwise``"""

    condition: Syntax
    then: Syntax
    otherwise: Syntax


@dataclass(frozen=True, slots=True)
class Elements(Syntax):
    """``[a, b]``"""

    items: tuple[Syntax, ...]


def parse_expression(text: str) -> Syntax:
    """The syntax of an expression, or ExpressionError."""
    tree = _Parser(tokens_of(text)).whole()
    if _height(tree) > MAX_HEIGHT:
        raise ExpressionError("expression-too-deep", "operators build on one another too deep", 0, len(text))
    return tree


def _height(tree: Syntax) -> int:
    """The levels of a tree; what the parser counts is only how deep it stood in parentheses at any time."""
    height, level = 0, [tree]
    while level:
        height += 1
        level = [below for node in level for below in _below(node)]
    return height


def parts(node: Syntax) -> Iterator[Syntax]:
    """A node and everything below it, in order of the text's structure."""
    waiting: list[Syntax] = [node]
    while waiting:
        here = waiting.pop()
        yield here
        waiting.extend(reversed(_below(here)))


def _below(node: Syntax) -> list[Syntax]:
    found: list[Syntax] = []
    for item in fields(node):
        value = getattr(node, item.name)
        found.extend(v for v in (value if isinstance(value, tuple) else (value,)) if isinstance(v, Syntax))
    return found


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._next
        self._at += token.kind != "end"
        return token

    def _sees(self, *texts: str) -> bool:
        token = self._next
        return token.text in texts and (token.kind == "symbol" or (token.kind == "name" and token.text == "in"))

    def _expect(self, text: str) -> Token:
        if not self._sees(text):
            raise self._unexpected(f"expected `{text}`")
        return self._take()

    def _unexpected(self, wanted: str, hint: str = "") -> ExpressionError:
        token = self._next
        got = "the expression ends" if token.kind == "end" else f"found `{token.text}`"
        start = max(token.start - 1, 0) if token.kind == "end" else token.start
        return ExpressionError("expression-syntax", f"{wanted}, {got}", start, max(token.end, start + 1), hint)

    def whole(self) -> Syntax:
        if self._next.kind == "end":
            raise ExpressionError("expression-syntax", "the expression is empty", 0, 1)
        node = self._expression()
        if self._next.kind != "end":
            raise self._unexpected("expected an operator", _WORDS.get(self._next.text.lower(), ""))
        return node

    def _expression(self) -> Syntax:
        self._enter()
        condition = self._logical("||")
        if self._sees("?"):
            self._take()
            then = self._expression()
            self._expect(":")
            otherwise = self._expression()
            condition = Ternary(condition.start, otherwise.end, condition, then, otherwise)
        self._depth -= 1
        return condition

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            token = self._next
            raise ExpressionError("expression-too-deep", "at most 32 levels of nesting", token.start, token.end)

    def _logical(self, op: str) -> Syntax:
        def below() -> Syntax:
            return self._logical("&&") if op == "||" else self._comparison()

        operands = [below()]
        while self._sees(op):
            self._take()
            operands.append(below())
        return _balanced(op, operands)

    def _comparison(self) -> Syntax:
        left = self._sum()
        if self._next.text not in _COMPARISONS or not self._sees(*_COMPARISONS):
            return left
        op = self._take().text
        right = self._sum()
        if self._sees(*_COMPARISONS):
            token = self._next
            message = "comparisons cannot be chained"
            raise ExpressionError("chained-comparison", message, token.start, token.end, "join two of them with `&&`")
        return Infix(left.start, right.end, op, left, right)

    def _sum(self) -> Syntax:
        return self._left_associative(("+", "-"), self._product)

    def _product(self) -> Syntax:
        return self._left_associative(("*", "/", "%"), self._unary)

    def _left_associative(self, ops: tuple[str, ...], below: Callable[[], Syntax]) -> Syntax:
        left = below()
        entered = 0
        while self._sees(*ops):
            self._enter()  # each step makes the tree one level deeper
            entered += 1
            op = self._take().text
            right = below()
            left = Infix(left.start, right.end, op, left, right)
        self._depth -= entered
        return left

    def _unary(self) -> Syntax:
        if not self._sees("!", "-"):
            return self._postfix()
        self._enter()
        token = self._take()
        operand = self._unary()
        self._depth -= 1
        if token.text == "-" and isinstance(operand, Literal) and type(operand.value) is int:
            return Literal(token.start, operand.end, -operand.value)
        return Prefix(token.start, operand.end, token.text, operand)

    def _postfix(self) -> Syntax:
        node = self._primary()
        entered = 0
        while self._sees(".", "["):
            self._enter()
            entered += 1
            node = self._member(node) if self._take().text == "." else self._subscript(node)
        self._depth -= entered
        return node

    def _member(self, target: Syntax) -> Syntax:
        name = self._identifier()
        if not self._sees("("):
            return Select(target.start, name.end, target, name.text)
        arguments, end = self._arguments()
        return Apply(target.start, end, target, name.text, arguments)

    def _subscript(self, operand: Syntax) -> Syntax:
        key = self._expression()
        return Subscript(operand.start, self._expect("]").end, operand, key)

    def _identifier(self) -> Token:
        token = self._next
        if token.kind != "name":
            raise self._unexpected("expected a name")
        if token.text in RESERVED:
            raise ExpressionError("reserved-word", f"`{token.text}` is a reserved word", token.start, token.end)
        return self._take()

    def _primary(self) -> Syntax:
        token = self._next
        if token.kind in ("int", "string"):
            return Literal(token.start, token.end, self._take().value)
        if token.kind == "name" and token.text in ("true", "false"):
            return Literal(token.start, self._take().end, token.text == "true")
        if self._sees("("):
            self._take()
            node = self._expression()
            self._expect(")")
            return node
        if self._sees("["):
            items, end = self._sequence("[", "]")
            return Elements(token.start, end, items)
        if token.kind != "name":
            raise self._unexpected("expected a value")
        name = self._identifier()
        if not self._sees("("):
            return Identifier(name.start, name.end, name.text)
        arguments, end = self._arguments()
        return Apply(name.start, end, None, name.text, arguments)

    def _arguments(self) -> tuple[tuple[Syntax, ...], int]:
        return self._sequence("(", ")")

    def _sequence(self, opening: str, closing: str) -> tuple[tuple[Syntax, ...], int]:
        self._expect(opening)
        items: list[Syntax] = []
        while not self._sees(closing):
            if items:
                self._expect(",")
            items.append(self._expression())
        return tuple(items), self._expect(closing).end


def _balanced(op: str, operands: list[Syntax]) -> Syntax:
    """One tree of logarithmic depth: `&&` and `||` are associative, also for what is unknown."""
    if len(operands) == 1:
        return operands[0]
    half = (len(operands) + 1) // 2
    left, right = _balanced(op, operands[:half]), _balanced(op, operands[half:])
    return Infix(left.start, right.end, op, left, right)
