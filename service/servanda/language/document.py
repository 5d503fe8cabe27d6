"""The text of a ruleset as a tree: every scalar a text, every node with its place.

Only libyaml's events are read. Nothing is composed, resolved or constructed, so a ruleset cannot make an object, repeat
a part of itself by reference, or turn `NO` into a boolean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NoReturn, cast

import yaml
from yaml import events

from servanda.language.diagnostic import Diagnostic, Position, Span, failed, in_order
from servanda.language.places import Source, Stretch, places
from servanda.language.syntax import explain, shown

if not yaml.__with_libyaml__:  # pragma: no cover — it is where these tests run
    raise ImportError("PyYAML was built without libyaml; its Python parser is slow and marks other places")

MOST_BYTES = 256 * 1024
MOST_NODES = 50_000
MOST_DIAGNOSTICS = 100
DEEPEST = 32

CODES: dict[str, str] = {
    "yaml-too-large": f"The text is longer than {MOST_BYTES:,} bytes.",
    "yaml-encoding": "The text is not UTF-8.",
    "yaml-byte-order-mark": "The text begins with a byte order mark.",
    "yaml-control-character": "A control character, a direction mark or an unusual line break stands in the text.",
    "yaml-syntax": "The text is not YAML.",
    "yaml-directive": "A line begins with `%`: directives are not read.",
    "yaml-several-documents": "The file holds more than one document.",
    "yaml-empty": "The file holds no document.",
    "yaml-not-a-mapping": "The document is a text or a list, not a mapping.",
    "yaml-too-deep": f"Mappings and lists are nested more than {DEEPEST} deep.",
    "yaml-too-many-nodes": f"There are more than {MOST_NODES:,} keys, values and items.",
    "yaml-too-many-errors": f"Reading stopped after {MOST_DIAGNOSTICS} diagnostics.",
    "yaml-anchor": "A node has an anchor (`&name`).",
    "yaml-alias": "A node is an alias (`*name`).",
    "yaml-tag": "A node has a tag (`!name`).",
    "yaml-merge-key": "A key is the merge key `<<`.",
    "yaml-complex-key": "A key is a mapping or a list.",
    "yaml-empty-key": "A key is empty.",
    "yaml-duplicate-key": "A mapping has the same key twice.",
}

_START = Span(Position(1, 1), Position(1, 1))


@dataclass(frozen=True)
class _Placed:
    """What stands at ``start`` to ``end`` of a source, in code points; lines are only counted when somebody asks."""

    source: Source = field(repr=False)
    start: int
    end: int

    @property
    def span(self) -> Span:
        return self.source.span(self.start, self.end)


@dataclass(frozen=True)
class Scalar(_Placed):
    """A text; ``style`` says how it is written: `'`, `"`, `|`, `>` or, for plain, nothing."""

    text: str
    style: str = ""

    @property
    def plain(self) -> bool:
        return self.style == ""

    def part(self, start: int, end: int) -> Span:
        """Where ``text[start:end]`` stands in the source; the whole scalar where that cannot be told."""
        stretches, length = self._stretches, len(self.text)
        if not stretches or len(stretches) != length:
            return self.span
        start = min(max(start, 0), length)
        end = min(max(end, start), length)
        first = stretches[start][0] if start < length else stretches[-1][1]
        last = stretches[end - 1][1] if end > start else first
        return self.source.span(self.start + first, self.start + last)

    @cached_property
    def _stretches(self) -> list[Stretch]:
        return places(self.source.text[self.start : self.end], self.text, self.style)


@dataclass(frozen=True)
class Mapping(_Placed):
    """Keys with their nodes in order of declaration; no key stands twice."""

    entries: tuple[tuple[Scalar, Node], ...]

    def get(self, key: str) -> Node | None:
        return self._nodes.get(key)

    def __iter__(self) -> Iterator[tuple[Scalar, Node]]:
        return iter(self.entries)

    @cached_property
    def _nodes(self) -> dict[str, Node]:
        return {key.text: node for key, node in self.entries}


@dataclass(frozen=True)
class Sequence(_Placed):
    """Nodes in order."""

    items: tuple[Node, ...]

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)


Node = Scalar | Mapping | Sequence
Plain = str | list["Plain"] | dict[str, "Plain"]


@dataclass(frozen=True)
class Document:
    """The tree of one ruleset's text."""

    root: Mapping

    def plain(self) -> dict[str, Plain]:
        """The content without places and styles: what a digest is taken of."""
        return {key.text: _plain(node) for key, node in self.root}


def _plain(node: Node) -> Plain:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [_plain(item) for item in node]
    return {key.text: _plain(value) for key, value in node}


def parse(text: str | bytes) -> tuple[Document | None, list[Diagnostic]]:
    """The document and all that there is to say about its text; no document where one of that is an error."""
    log = _Log()
    document = None
    try:
        source = _without_directives(_readable(text, log), log)
        document = _Reader(source, log).document()
    except _Stop:
        pass
    return None if failed(log.diagnostics) else document, in_order(log.diagnostics)


class _Stop(Exception):
    """Nothing after this point can be read soundly."""


class _Log:
    """The diagnostics so far."""

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []

    def report(self, code: str, message: str, span: Span, hint: str = "") -> None:
        if len(self.diagnostics) == MOST_DIAGNOSTICS:
            rest = Diagnostic("yaml-too-many-errors", "error", "too many errors, the rest was not read", span)
            self.diagnostics.append(rest)
            raise _Stop
        self.diagnostics.append(Diagnostic(code, "error", message, span, hint))

    def stop(self, code: str, message: str, span: Span, hint: str = "") -> NoReturn:
        self.report(code, message, span, hint)
        raise _Stop


# What the bytes say, before YAML.

# YAML's own unprintable characters; the breaks that only YAML 1.1 takes for breaks (editors count lines without them);
# marks that show a reviewer another order of characters than the machine reads; invisible U+FEFF.
_UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_UNREADABLE_EVEN_ESCAPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_HEAD = re.compile(r"(?:(?:[ \t]*(?:#[^\r\n]*)?|%[^\r\n]*)(?:\r\n|\r|\n))*(?:%[^\r\n]*)?")
_DIRECTIVE = re.compile(r"(?<![^\r\n])%[^\r\n]*")


def _readable(text: str | bytes, log: _Log) -> Source:
    """The text without byte order mark, of a fair size and of characters that can be seen."""
    # a code point takes at least one byte, so that a much too large text is never encoded
    if len(text) > MOST_BYTES or (isinstance(text, str) and len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES):
        message = f"the text has more than {MOST_BYTES:,} bytes"
        log.stop("yaml-too-large", message, _START, "move a part of it to a ruleset of its own")
    source = _decoded(text, log)
    if source.startswith("\ufeff"):
        message = "the text begins with a byte order mark"
        log.report("yaml-byte-order-mark", message, _START, "save it as UTF-8 without one")
        source = source[1:]
    readable = Source(source)
    for match in _UNREADABLE.finditer(source):
        _report_unreadable(match[0], readable.span(*match.span()), log)
    if _UNREADABLE.search(source):
        raise _Stop
    return readable


def _decoded(text: str | bytes, log: _Log) -> str:
    if isinstance(text, str):
        if lone := _SURROGATE.search(text):
            place = Source(text).span(*lone.span())
            log.stop("yaml-encoding", f"U+{ord(lone[0]):04X} is half of a character", place)
        return text
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        before = text[: error.start].decode().removeprefix("\ufeff")
        place = Source(before).span(len(before), len(before))
        log.stop("yaml-encoding", f"the byte 0x{text[error.start]:02X} is not UTF-8 here", place, "save it as UTF-8")


def _report_unreadable(character: str, span: Span, log: _Log) -> None:
    point = f"U+{ord(character):04X}"
    if _UNREADABLE_EVEN_ESCAPED.match(character):
        log.report("yaml-control-character", f"the control character {point} cannot stand in a ruleset", span)
    else:
        hint = f'where it is meant, write `\\u{ord(character):04x}` between `"`'
        log.report("yaml-control-character", f"the invisible character {point} stands in the text", span, hint)


def _without_directives(source: Source, log: _Log) -> Source:
    """The text with the directives at its head made comments; libyaml compares each `%TAG` with all before it."""
    head = _HEAD.match(source.text)
    end = head.end() if head else 0
    found = list(_DIRECTIVE.finditer(source.text, 0, end))
    for match in found:
        log.report("yaml-directive", "directives are not read", source.span(*match.span()), "remove the line")
    if not found:
        return source
    return Source(_DIRECTIVE.sub(lambda match: "#" + match[0][1:], source.text[:end]) + source.text[end:])


# From events to the tree.

_PROPERTY = re.compile(r"(?:\s|#[^\r\n]*+)*+(!<[^\s>]*>|[&!][^\s,\[\]{}]*)")


class _Reader:
    """Takes the events of one text, once, into a tree."""

    def __init__(self, source: Source, log: _Log) -> None:
        self.source = source
        self.log = log
        self.events = yaml.parse(source.text, Loader=yaml.CBaseLoader)
        self.nodes = 0
        self.depth = 0

    def next(self) -> events.Event:
        try:
            return next(self.events)
        except yaml.YAMLError as error:
            self.stop_at_syntax(error)

    def document(self) -> Document | None:
        self.next()  # the start of the stream
        start = self.next()
        if isinstance(start, events.StreamEndEvent):
            self.log.stop("yaml-empty", "the file holds no document", _START)
        root = self.node(self.next())
        self.next()  # the end of the document
        self.expect_no_more()
        if isinstance(root, Mapping):
            return Document(root)
        if isinstance(root, Scalar) and root.start == root.end:
            self.log.stop("yaml-empty", "the document is empty", root.span)
        kind = "a list" if isinstance(root, Sequence) else "a text"
        self.log.stop("yaml-not-a-mapping", f"the document is {kind}, not a mapping", root.span, "write `key: value`")

    def expect_no_more(self) -> None:
        event = self.next()
        if not isinstance(event, events.StreamEndEvent):
            start, _ = _offsets(event)
            span = self.source.span(start, start + 3)
            self.log.stop("yaml-several-documents", "a second document begins here", span, "give it a file of its own")

    def node(self, event: events.Event) -> Node:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            message = f"the text has more than {MOST_NODES:,} keys, values and items"
            self.log.stop("yaml-too-many-nodes", message, self.span(event))
        if isinstance(event, events.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, events.CollectionStartEvent):
            return self.collection(event)
        return self.alias(cast("events.AliasEvent", event))  # YAML's grammar has no other event here

    def alias(self, event: events.AliasEvent) -> Scalar:
        node = Scalar(self.source, *_offsets(event), "")
        message = f"`*{shown(event.anchor or '')}` is an alias"
        self.log.report("yaml-alias", message, node.span, "write the text itself out")
        return node

    def scalar(self, event: events.ScalarEvent) -> Scalar:
        scalar = Scalar(self.source, *_offsets(event), event.value, event.style or "")
        if event.anchor is not None or event.tag is not None:
            self.report_properties(event)
        elif event.style == '"':
            for match in _UNREADABLE_EVEN_ESCAPED.finditer(event.value):
                _report_unreadable(match[0], scalar.part(match.start(), match.end()), self.log)
        return scalar

    def collection(self, event: events.CollectionStartEvent) -> Mapping | Sequence:
        self.depth += 1
        if self.depth > DEEPEST:
            message = f"mappings and lists are nested more than {DEEPEST} deep"
            self.log.stop("yaml-too-deep", message, self.span(event))
        if event.anchor is not None or event.tag is not None:
            self.report_properties(event)
        found = self.mapping(event) if isinstance(event, events.MappingStartEvent) else self.sequence(event)
        self.depth -= 1
        return found

    def sequence(self, start: events.CollectionStartEvent) -> Sequence:
        items: list[Node] = []
        while not isinstance(event := self.next(), events.SequenceEndEvent):
            items.append(self.node(event))
        return Sequence(self.source, *_extent(start, event, items[-1] if items else None), tuple(items))

    def mapping(self, start: events.CollectionStartEvent) -> Mapping:
        entries: list[tuple[Scalar, Node]] = []
        first: dict[str, Scalar] = {}
        while not isinstance(event := self.next(), events.MappingEndEvent):
            key = self.node(event)
            node = self.node(self.next())
            if isinstance(key, Scalar) and not isinstance(event, events.AliasEvent):
                self.check_key(key, first)
                entries.append((key, node))
            elif not isinstance(key, Scalar):
                message = "a key must be a text, this one is a mapping or a list"
                self.log.report("yaml-complex-key", message, key.span, "put it in quotes if it is a text")
        return Mapping(self.source, *_extent(start, event, entries[-1][1] if entries else None), tuple(entries))

    def check_key(self, key: Scalar, first: dict[str, Scalar]) -> None:
        """Reports a key that cannot be one; ``first`` remembers the first of each."""
        if not key.text:
            self.log.report("yaml-empty-key", "a key is empty", key.span)
        elif key.text == "<<" and key.plain:
            self.log.report("yaml-merge-key", "`<<` merges nothing here", key.span, "write the keys themselves out")
        elif key is not (other := first.setdefault(key.text, key)):
            message = f"the key `{shown(key.text)}` stands on line {other.span.start.line} already"
            self.log.report("yaml-duplicate-key", message, key.span, "keep one of the two")

    def report_properties(self, event: events.NodeEvent) -> None:
        """Reports the anchor and the tag of a node, each at its own place."""
        offset, _ = _offsets(event)
        while match := _PROPERTY.match(self.source.text, offset):
            span = self.source.span(*match.span(1))
            if match[1].startswith("&"):
                self.log.report("yaml-anchor", f"`{shown(match[1])}` is an anchor", span, "remove it")
            else:
                hint = "if `!` means not, put the whole text in quotes; else remove it: every scalar is read as text"
                self.log.report("yaml-tag", f"`{shown(match[1])}` is a tag", span, hint)
            offset = match.end()

    def stop_at_syntax(self, error: yaml.YAMLError) -> NoReturn:
        fault = explain(error, self.source)
        self.log.stop(fault.code, fault.message, self.source.span(fault.offset, fault.offset), fault.hint)

    def span(self, event: events.Event) -> Span:
        return self.source.span(*_offsets(event))


def _extent(start: events.Event, end: events.Event, last: Node | None) -> Stretch:
    """From the start of a collection to its bracket or, in block style, to the end of its last node."""
    first, (before, after) = _offsets(start)[0], _offsets(end)
    return first, after if after > before or last is None else last.end


def _offsets(event: Any) -> Stretch:  # Any: the stubs would have it that an event may be without marks
    """Where the event begins and ends, in code points: measured, also beyond ASCII and beyond U+FFFF."""
    return event.start_mark.index, event.end_mark.index
