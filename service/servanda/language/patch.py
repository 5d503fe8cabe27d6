"""The text of a ruleset with other values in the place of some of its terms and definitions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from servanda.errors import PatchError, Problem, RulesetError
from servanda.language.diagnostic import Position, Span
from servanda.language.document import Document, Node, Scalar, parse
from servanda.language.document import Mapping as MappingNode
from servanda.language.places import Source
from servanda.language.scope import suggest
from servanda.language.syntax import shown

SECTIONS = ("terms", "definitions")


@dataclass(frozen=True)
class Patched:
    """The text after a patch, and where in it each part of the patch stands."""

    text: str
    places: tuple[tuple[int, int, str], ...] = ()  # offsets, and the pointer into the patch

    def pointer(self, span: Span) -> str | None:
        """The pointer to the part of the patch in which a span of the text begins."""
        return next((pointer for place, pointer in self._spans if _is_in(span.start, place)), None)

    @property
    def _spans(self) -> Iterator[tuple[Span, str]]:
        source = Source(self.text)
        return ((source.span(start, end), pointer) for start, end, pointer in self.places)


def _is_in(position: Position, span: Span) -> bool:
    return span.start <= position < span.end


Replacement = tuple[Node, str, str]
"""A node, the text that takes its place, and the pointer to it in the patch."""


def patched(source: str | bytes, patch: Any) -> Patched:
    """The text of a ruleset under a patch; raises RulesetError for the text, PatchError for the patch.

    A patch is ``{"terms": {name: value}, "definitions": {name: value}}``; the value of a name that has readings is an
    object, ``{reading: value}``. What the ruleset says elsewhere, and what it includes, stays as it is.
    """
    document, diagnostics = parse(source)
    if document is None:
        raise RulesetError(diagnostics)
    faults: list[Problem] = []
    found = sorted(_replacements(document, patch, faults), key=lambda replacement: replacement[0].start)
    if faults:
        raise PatchError(faults)
    return _put_in(source if isinstance(source, str) else source.decode(), found)


def _put_in(text: str, found: Sequence[Replacement]) -> Patched:
    parts: list[str] = []
    places: list[tuple[int, int, str]] = []
    at = length = 0
    for node, value, pointer in found:
        stretch = text[node.start : node.end]
        trailing = stretch[len(stretch.rstrip()) :]  # of a block: the line break before what follows
        before = text[at : node.start]
        start = length + len(before)
        parts += (before, value, trailing)
        places.append((start, start + len(value), pointer))
        at, length = node.end, start + len(value) + len(trailing)
    return Patched("".join((*parts, text[at:])), tuple(places))


def _replacements(document: Document, patch: Any, faults: list[Problem]) -> Iterator[Replacement]:
    if not isinstance(patch, Mapping):
        faults.append(_fault("", "a patch is an object"))
        return
    for section, changes in patch.items():
        if section not in SECTIONS:
            near = suggest(section, SECTIONS) or "it changes `terms` and `definitions`"
            faults.append(_fault(_pointer(section), f"a patch has no `{shown(section)}`, {near}"))
        elif not isinstance(changes, Mapping):
            faults.append(_fault(_pointer(section), f"`{section}` is an object, by name"))
        else:
            items = document.root.get(section)
            for name, value in changes.items():
                yield from _replaced(section, name, value, items, faults)


def _replaced(section: str, name: str, value: Any, items: Node | None, faults: list[Problem]) -> Iterator[Replacement]:
    pointer = _pointer(section, name)
    what = f"{section.removesuffix('s')} `{shown(name)}`"
    known = [key.text for key, _ in items] if isinstance(items, MappingNode) else []
    item = items.get(name) if isinstance(items, MappingNode) else None
    if item is None:
        near = suggest(name, known)
        why = "what is included is changed in its own ruleset" if "/" in name else near
        faults.append(_fault(pointer, f"the ruleset has no {what}" + (f", {why}" if why else "")))
    elif not isinstance(item, MappingNode):
        faults.append(_fault(pointer, f"{what} cannot be read"))
    elif (whole := item.get("is")) is not None:
        yield from _value(whole, value, pointer, faults)
    elif isinstance(readings := item.get("readings"), MappingNode):
        yield from _by_reading(what, pointer, value, readings, faults)
    else:
        faults.append(_fault(pointer, f"{what} has neither `is` nor `readings`"))


def _by_reading(
    what: str, pointer: str, value: Any, readings: MappingNode, faults: list[Problem]
) -> Iterator[Replacement]:
    names = [key.text for key, _ in readings]
    if not isinstance(value, Mapping):
        there = ", ".join(f"`{name}`" for name in names)
        faults.append(_fault(pointer, f"{what} has readings, name those that change: {there}"))
        return
    for name, new in value.items():
        place = f"{pointer}{_pointer(name)}"
        reading = readings.get(name)
        if isinstance(reading, MappingNode) and (node := reading.get("is")) is not None:
            yield from _value(node, new, place, faults)
        else:
            near = suggest(name, names) or "there is " + ", ".join(f"`{known}`" for known in names)
            faults.append(_fault(place, f"{what} has no reading `{shown(name)}`, {near}"))


def _value(node: Node, value: Any, pointer: str, faults: list[Problem]) -> Iterator[Replacement]:
    written = _written(value)
    if written is None:
        faults.append(_fault(pointer, "a value is a text, a whole number, true or false, or an object or list of such"))
    elif isinstance(node, Scalar) and isinstance(value, list | Mapping):
        faults.append(_fault(pointer, "a single value stands here"))
    else:
        yield node, written, pointer


def _written(value: Any) -> str | None:
    """A value as YAML, which is JSON here; None for what a ruleset cannot hold."""
    match value:
        case bool() | int():
            return json.dumps(value)
        case str():
            return json.dumps(value, ensure_ascii=False) if value.strip() else None
        case list() | tuple():
            items = [_written(item) for item in value]
            return None if None in items or not items else f"[{', '.join(filter(None, items))}]"
        case Mapping():
            pairs = {json.dumps(str(key), ensure_ascii=False): _written(item) for key, item in value.items()}
            told = ", ".join(f"{key}: {item}" for key, item in pairs.items())
            return None if None in pairs.values() or not pairs else f"{{{told}}}"
    return None


def _fault(pointer: str, message: str) -> Problem:
    return Problem("draft-invalid", message, pointer, "bad-patch")


def _pointer(*names: str) -> str:
    return "".join("/" + name.replace("~", "~0").replace("/", "~1") for name in names)
