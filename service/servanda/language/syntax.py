"""What libyaml says about a text that is not YAML, in our words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from servanda.language.places import Source


@dataclass(frozen=True, slots=True)
class Fault:
    """Where libyaml gave up, under which code, what is wrong and what to do."""

    code: str
    message: str
    offset: int
    hint: str


_TAB = ("a tab cannot indent", "use spaces")

# libyaml's words for what is wrong, and ours: what, and what to do.
_SYNTAX: dict[str, tuple[str, str]] = {
    "mapping values are not allowed in this context": (
        "a second `: ` cannot stand here",
        "put the text in quotes, or indent the keys of a mapping alike",
    ),
    "mapping keys are not allowed in this context": ("a `? ` key cannot stand here", "write `key: value`"),
    "block sequence entries are not allowed in this context": (
        "a `- ` item cannot stand here",
        "begin the list on a line of its own",
    ),
    "could not find expected ':'": ("this line has no `: `", "write `key: value`, or indent it as part of a text"),
    "found character that cannot start any token": ("a text cannot begin with `{character}`", "put it in quotes"),
    "found a tab character that violates indentation": _TAB,
    "found a tab character where an indentation space is expected": _TAB,
    "found unexpected end of stream": ("the quotes that open here are never closed", "add the closing quote"),
    "found unexpected document indicator": (
        "the quotes that open on line {line} are not closed before this",
        "add the closing quote, or indent the line",
    ),
    "found unknown escape character": (
        "this escape means nothing between double quotes",
        "write a backslash as `\\\\`, or use single quotes",
    ),
    "did not find expected hexdecimal number": (
        "a hexadecimal digit is missing here",
        "`\\x` takes two, `\\u` four, `\\U` eight",
    ),
    "found invalid Unicode character escape code": (
        "this escape is no character",
        "write characters beyond U+FFFF as `\\U` with eight digits",
    ),
    "found an indentation indicator equal to 0": ("an indentation of 0 is none", "use 1 to 9, or leave it out"),
    "did not find expected comment or line break": ("nothing else can stand here", "begin the text on the next line"),
    "found unexpected ':'": ("a `:` cannot stand here", "put the text in quotes"),
    "did not find expected alphabetic or numeric character": (
        "a text cannot begin with `&` or `*`",
        "put it in quotes",
    ),
    "did not find expected ',' or ']'": ("the list `[` of line {line} lacks a `,` or `]` here", ""),
    "did not find expected ',' or '}'": ("the mapping `{{` of line {line} lacks a `,` or `}}` here", ""),
    "did not find expected '-' indicator": (
        "the list of line {line} goes on here without `- `",
        "indent its items alike",
    ),
    "did not find expected key": (
        "the mapping of line {line} goes on here without a key",
        "indent its keys alike, and put nothing after a quoted text",
    ),
    "did not find expected node content": ("a text, a list or a mapping is missing here", ""),
    "did not find expected <document start>": (
        "text stands after the end of the document",
        "indent the keys of a mapping alike",
    ),
}
_AT_ITS_BEGINNING = {"found unexpected end of stream", "could not find expected ':'"}

# Faults within what is not allowed anyway: a word of libyaml's, and what to say wherever in it the fault is.
_NOT_ALLOWED = {
    "directive": (
        "yaml-directive",
        "a line that begins with `%` is a directive",
        "remove it, or put the text in quotes",
    ),
    " tag": ("yaml-tag", "`!` begins a tag", "remove it, or put the text in quotes"),
}


def explain(error: yaml.YAMLError, source: Source) -> Fault:
    """The fault that libyaml found in the source."""
    problem, context = str(getattr(error, "problem", "")), str(getattr(error, "context", ""))
    begin, mark = getattr(error, "context_mark", None), getattr(error, "problem_mark", None)
    for word, (code, message, hint) in _NOT_ALLOWED.items():
        if word in f"{context} {problem}":
            return Fault(code, message, _offset(begin or mark, source), hint)
    offset = _offset(begin if problem in _AT_ITS_BEGINNING else mark, source)
    character = source.text[offset : offset + 1]
    message, hint = _SYNTAX.get(problem, ("this is not YAML", ""))
    if "{character}" in message and character == "\t":
        message, hint = _TAB
    line = source.position(_offset(begin, source)).line
    return Fault("yaml-syntax", message.format(line=line, character=shown(character)), offset, hint)


def _offset(mark: Any, source: Source) -> int:  # Any: a yaml.Mark or nothing, by the word of an untyped exception
    return min(mark.index, len(source.text)) if mark else 0


def shown(text: str, longest: int = 60) -> str:
    """The text fit to be quoted in a message: on one line, visible, not long."""
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)
