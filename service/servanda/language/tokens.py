"""The text of an expression → its tokens: one linear scan, limits first."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from servanda.language.normal import normal

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
_SYMBOLS = ("&&", "||", "==", "!=", "<=", ">=", *"<>+-*/%!?:.,()[]")


class ExpressionError(Exception):
    """An expression that cannot be read; offsets count code points within its text."""

    def __init__(self, code: str, message: str, start: int, end: int, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.start, self.end, self.hint = code, message, start, end, hint


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number, a text or a sign, from ``start`` to ``end`` of the text."""

    kind: str  # name, int, string, symbol, end
    text: str
    start: int
    end: int
    value: int | str = ""


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text, with one that marks its end; or ExpressionError."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError("expression-too-long", "an expression has at most 4,096 characters", 0, 1)
    found: list[Token] = []
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
    return [*found, Token("end", "", len(text), len(text))]


def _token(text: str, at: int) -> Token:
    first = text[at]
    if first.isascii() and (first.isalpha() or first == "_"):
        return _name(text, at)
    if first.isascii() and first.isdigit():
        return _number(text, at)
    if first in "\"'":
        return _string(text, at)
    for symbol in _SYMBOLS:
        if text.startswith(symbol, at):
            return Token("symbol", symbol, at, at + len(symbol))
    name = unicodedata.name(first, "a control character").lower()
    shown = f"`{first}`" if first.isascii() and first.isprintable() else f"U+{ord(first):04X}, {name}"
    raise ExpressionError("expression-syntax", f"unexpected character {shown}", at, at + 1, _HINTS.get(first, ""))


def _run(text: str, at: int, belongs: Callable[[str], bool]) -> int:
    while at < len(text) and belongs(text[at]):
        at += 1
    return at


def _word_character(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char == "_")


def _name(text: str, at: int) -> Token:
    end = _run(text, at, _word_character)
    word = text[at:end]
    if word in ("r", "R", "b", "B") and text[end : end + 1] in ('"', "'"):
        raise ExpressionError("expression-syntax", "there are no raw or bytes literals", at, end + 1)
    return Token("name", word, at, end)


def _number(text: str, at: int) -> Token:
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
    return Token("int", word, at, end, value)


def _string(text: str, at: int) -> Token:
    quote, start = text[at], at
    out: list[str] = []
    if text.startswith(quote * 3, at):
        raise ExpressionError("expression-syntax", "there are no triple-quoted strings", at, at + 3)
    at += 1
    while at < len(text) and text[at] not in "\r\n":
        char = text[at]
        if char == quote:
            return Token("string", text[start : at + 1], start, at + 1, normal("".join(out)))
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
