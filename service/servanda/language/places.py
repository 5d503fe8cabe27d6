"""Where each code point of a YAML scalar's value stands in the scalar's source."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from servanda.language.diagnostic import Position, Span

Stretch = tuple[int, int]  # offsets into the source, the second one after the last character

_BREAK = re.compile(r"\r\n|\r|\n")
_NEWLINES = re.compile(r"\n*")

# A fold is a run of line breaks with the blanks around them; a backslash before it makes it a join.
# INVARIANT: every token takes a whole run of blanks, so that finding all tokens is linear.
_FOLD = r"(?P<fold>[ \t]*(?:\r\n|\r|\n)[ \t\r\n]*)"
_JOIN = r"(?P<join>\\(?:\r\n|\r|\n)[ \t\r\n]*)"
_FLOW = {
    "": re.compile(_FOLD + r"|[ \t]+|[^ \t\r\n]+"),
    "'": re.compile(_FOLD + r"|(?P<escape>'')|[ \t]+|[^ \t\r\n']+"),
    '"': re.compile(_FOLD + "|" + _JOIN + r"|(?P<escape>\\(?:x.{2}|u.{4}|U.{8}|.))|[ \t]+|[^ \t\r\n\\]+"),
}


@dataclass(frozen=True)
class Source:
    """A text that knows where its lines begin."""

    text: str

    @cached_property
    def lines(self) -> list[int]:
        return [0, *(match.end() for match in _BREAK.finditer(self.text))]

    def position(self, offset: int) -> Position:
        line = bisect_right(self.lines, offset)
        return Position(line, 1 + offset - self.lines[line - 1])

    def span(self, start: int, end: int) -> Span:
        return Span(self.position(start), self.position(end))


def places(raw: str, value: str, style: str) -> list[Stretch]:
    """For each code point of the value, the stretch of ``raw`` that it is written as."""
    if style in ("|", ">"):
        return _block(raw, value)
    return _flow(raw, style)


def _flow(raw: str, style: str) -> list[Stretch]:
    """Plain and quoted: a fold of one break is a space, one of n + 1 breaks, or a join of them, is n newlines."""
    found: list[Stretch] = []
    quotes = len(style)
    for token in _FLOW[style].finditer(raw, quotes, len(raw) - quotes):
        match token.lastgroup:
            case "fold":
                found += _breaks(token)[1:] or _breaks(token)
            case "join":
                found += _breaks(token)[1:]
            case "escape":
                found.append(token.span())
            case _:
                found += _one_by_one(token)
    return found


def _block(raw: str, value: str) -> list[Stretch]:
    """Literal and folded: the value tells which breaks were folded away and which chopped off at the end."""
    found: list[Stretch] = []
    blank = rf" {{0,{_indent(raw, value)}}}"
    run = rf"(?:\r\n|\r|\n)(?:{blank}(?:\r\n|\r|\n))*{blank}"
    for token in re.finditer(rf"(?P<header>\A[^\r\n]*{run})|(?P<breaks>{run})|[^\r\n]+", raw):
        match token.lastgroup:
            case "header":
                found += _breaks(token)[1:]
            case "breaks":
                found += _kept(_breaks(token), value, len(found))
            case _:
                found += _one_by_one(token)
    return found[: len(value)]


def _kept(breaks: list[Stretch], value: str, offset: int) -> list[Stretch]:
    """Those of the breaks that the value, from the offset on, shows as newlines or as a space."""
    newlines = _NEWLINES.match(value, offset)
    count = len(newlines[0]) if newlines else 0
    if offset + count == len(value):
        return breaks[:count]  # chomping takes the last ones
    return breaks[-count:] if count else breaks  # folding takes the first one


def _indent(raw: str, value: str) -> int:
    """How many spaces before each line of a block are not content: the first line with content tells."""
    content = re.match(r"(\n*)( *)", value)
    empty, spaces = (len(content[1]), len(content[2])) if content else (0, 0)
    if empty == len(value):
        return len(raw)
    first = re.match(rf"[^\r\n]*(?: *(?:\r\n|\r|\n)){{{empty + 1}}}( *)", raw)
    return len(first[1]) - spaces if first else 0


def _breaks(token: re.Match[str]) -> list[Stretch]:
    return [found.span() for found in _BREAK.finditer(token.string, *token.span())]


def _one_by_one(token: re.Match[str]) -> list[Stretch]:
    return [(offset, offset + 1) for offset in range(*token.span())]
