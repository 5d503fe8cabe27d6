"""The text of an expression → its syntax: CEL's operators and literals, by precedence climbing, limits first."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields

MAX_LENGTH = 4096
MAX_TOKENS = 512
MAX_DEPTH = 32
MAX_HEIGHT = 2 * MAX_DEPTH  # of the tree; whatever walks it recurses that deep
MAX_INT = 2**63

CODES = {
    "expression-too-long": "an expression has more than 4,096 characters or 512 tokens",
    "expression-too-deep": "an expression is nested more than 32 levels deep",
    "expression-syntax": "an expression is not well formed",
    "unterminated-string": "a string literal does not end",
    "bad-escape": "a string literal has an escape that does not exist",
    "number-out-of-range": "an int literal does not fit in 64 bits",
    "no-floats": "there are no floating point numbers",
    "reserved-word": "a word that CEL reserves stands where a name is expected",
    "chained-comparison": "comparisons cannot be chained",
}

RESERVED = frozenset(
    "as break const continue else false for function if import in let loop namespace null package return true var void "
    "while".split()
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"', "'": "'", "`": "`", "?": "?"}
_HEXADECIMAL = {"x": 2, "u": 4, "U": 8}
_HINTS = {
    "&": "and is written `&&`",
    "|": "or is written `||`",
    "=": "equality is written `==`",
    "≤": "write `<=`",
    "≥": "write `>=`",
    "≠": "write `!=`",
    **dict.fromkeys("‘’“”«»", "quotes are `'` or `\"`"),
    **dict.fromkeys("–—−", "write `-`"),
}
_WORDS = {"and": "write `&&`", "or": "write `||`", "not": "write `!`"}
_SYMBOLS = ("&&", "||", "==", "!=", "<=", ">=", *"<>+-*/%!?:.,()[]")
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in"})


class ExpressionError(Exception):
    """An expression that cannot be read; offsets count code points within its text."""

    def __init__(self, code: str, message: str, start: int, end: int, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.start, self.end, self.hint = code, message, start, end, hint


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


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # name, int, string, symbol, end
    text: str
    start: int
    end: int
    value: int | str = ""


def parse_expression(text: str) -> Syntax:
    """The syntax of an expression, or ExpressionError."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError("expression-too-long", "an expression has at most 4,096 characters", 0, 1)
    tree = _Parser(_tokens(text)).whole()
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


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while at < len(text):
        if text[at] in " \t\r\n":
            at += 1
            continue
        token = _token(text, at)
        found.append(token)
        if len(found) > MAX_TOKENS:
            raise ExpressionError("expression-too-long", "an expression has at most 512 tokens", at, token.end)
        at = token.end
    return [*found, _Token("end", "", len(text), len(text))]


def _token(text: str, at: int) -> _Token:
    first = text[at]
    if first.isascii() and (first.isalpha() or first == "_"):
        return _name(text, at)
    if first.isascii() and first.isdigit():
        return _number(text, at)
    if first in "\"'":
        return _string(text, at)
    for symbol in _SYMBOLS:
        if text.startswith(symbol, at):
            return _Token("symbol", symbol, at, at + len(symbol))
    name = unicodedata.name(first, "a control character").lower()
    shown = f"`{first}`" if first.isascii() and first.isprintable() else f"U+{ord(first):04X}, {name}"
    raise ExpressionError("expression-syntax", f"unexpected character {shown}", at, at + 1, _HINTS.get(first, ""))


def _run(text: str, at: int, belongs: Callable[[str], bool]) -> int:
    while at < len(text) and belongs(text[at]):
        at += 1
    return at


def _word_character(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char == "_")


def _name(text: str, at: int) -> _Token:
    end = _run(text, at, _word_character)
    word = text[at:end]
    if word in ("r", "R", "b", "B") and text[end : end + 1] in ('"', "'"):
        raise ExpressionError("expression-syntax", "there are no raw or bytes literals", at, end + 1)
    return _Token("name", word, at, end)


def _number(text: str, at: int) -> _Token:
    end = _run(text, at, _word_character)
    word = text[at:end]
    if text[end : end + 1] == "." and text[end + 1 : end + 2].isdigit():
        raise ExpressionError("no-floats", "there are no floating point numbers", at, end + 1)
    try:
        value = int(word, 16) if word[:2] in ("0x", "0X") else int(word)
    except ValueError:
        code = "no-floats" if word[-1:].isdigit() and "e" in word.lower() else "expression-syntax"
        raise ExpressionError(code, "not an int literal", at, end) from None
    if "_" in word or (len(word) > 1 and word[0] == "0" and word.isdigit()):
        hint = 'a date is written `date("2025-06-02")`' if text[at - 1 : at] == "-" else ""
        raise ExpressionError("expression-syntax", "an int is written without `_` and leading zeros", at, end, hint)
    if value > MAX_INT:
        raise ExpressionError("number-out-of-range", "an int literal does not fit in 64 bits", at, end)
    return _Token("int", word, at, end, value)


def _string(text: str, at: int) -> _Token:
    quote, start = text[at], at
    out: list[str] = []
    if text.startswith(quote * 3, at):
        raise ExpressionError("expression-syntax", "there are no triple-quoted strings", at, at + 3)
    at += 1
    while at < len(text) and text[at] not in "\r\n":
        char = text[at]
        if char == quote:
            return _Token("string", text[start : at + 1], start, at + 1, unicodedata.normalize("NFC", "".join(out)))
        if char == "\\":
            value, at = _escape(text, at)
            out.append(value)
        else:
            out.append(char)
            at += 1
    raise ExpressionError("unterminated-string", "the string does not end", start, at)


def _escape(text: str, at: int) -> tuple[str, int]:
    letter = text[at + 1 : at + 2]
    if letter in _ESCAPES:
        return _ESCAPES[letter], at + 2
    width = _HEXADECIMAL.get(letter, 0)
    digits = text[at + 2 : at + 2 + width]
    if width and len(digits) == width and all(d in "0123456789abcdefABCDEF" for d in digits):
        number = int(digits, 16)
        if number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF:
            return chr(number), at + 2 + width
    raise ExpressionError("bad-escape", "no such escape in a string", at, min(at + 2, len(text)))


class _Parser:
    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        self._at += token.kind != "end"
        return token

    def _sees(self, *texts: str) -> bool:
        token = self._next
        return token.text in texts and (token.kind == "symbol" or (token.kind == "name" and token.text == "in"))

    def _expect(self, text: str) -> _Token:
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

    def _identifier(self) -> _Token:
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
