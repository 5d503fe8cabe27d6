"""Types and values as rulesets write them."""

from __future__ import annotations

import re
from types import MappingProxyType

from servanda.language import calendar
from servanda.language.document import Mapping, Node, Scalar
from servanda.language.normal import normal
from servanda.language.scope import suggest
from servanda.language.shape import Shape
from servanda.language.syntax import shown
from servanda.language.types import SIMPLE, Enumeration, ListOf, MapOf, Type, code, enumeration, list_of, map_of

CODES = {
    "bad-type": "a type is not one of the language",
}

_INT = re.compile(r"-?(0|[1-9][0-9]{0,18})")
_WORD = re.compile(r"[A-Za-z0-9._:-]{1,64}")


class Notation(Shape):
    """Reading of types and values; ``_codes`` are the parties and third parties, once they are read."""

    _codes: tuple[str, ...] = ()

    def type(self, node: Node | None, terms: bool) -> Type | None:
        """The type that a node names; durations and maps are for terms, enumerations for fields."""
        match node:
            case None:
                return None
            case Scalar(text="code"):
                return code(self._codes)
            case Scalar(text=text) if text in SIMPLE and (terms or text != "duration") and text != "time":
                return SIMPLE[text]
            case Mapping(entries=((Scalar(text="party" | "id" as key), value),)) if terms:
                item = self.type(value, terms)
                if isinstance(item, ListOf | MapOf):
                    self.report("bad-type", "a map holds single values", value.span)
                    return None
                return item and map_of(code(self._codes) if key == "party" else SIMPLE["id"], item)
            case Scalar() | Mapping():
                self.report(
                    "bad-type", "not a type of the language", node.span, suggest(text_of(node), [*SIMPLE, "code"])
                )
                return None
        words = self.items(node, "a type")
        if len(words) == 1 and (words[0].text in SIMPLE or words[0].text == "code"):
            item = self.type(words[0], terms=False)
            return item and list_of(item)
        if terms or len(words) < 2:
            self.report("bad-type", "a list has one type of items", node.span)
            return None
        return enumeration(*(normal(word.text) for word in words))

    def value(self, node: Node, type_: Type) -> object:
        """The value of a term in one reading; `none` and `open` as they are."""
        if isinstance(node, Scalar) and node.text in ("none", "open"):
            return node.text
        if isinstance(type_, MapOf):
            pairs = self.mapping(node, "a map")
            return MappingProxyType({self._plain(k, type_.key): self.value(v, type_.value) for k, v in pairs or ()})
        if isinstance(type_, ListOf):
            return tuple(self._plain(item, type_.item) for item in self.items(node, "a list"))
        scalar = self.scalar(node, "a value")
        return scalar and self._plain(scalar, type_)

    def _plain(self, scalar: Scalar, type_: Type) -> object:
        value = _read(scalar.text, type_)
        if value is None:
            self.report("bad-value", f"`{shown(scalar.text)}` is not {_article(type_)}", scalar.span)
        return value


def text_of(node: Node) -> str:
    """The text of a scalar; empty for any other node."""
    return node.text if isinstance(node, Scalar) else ""


def written(node: Node) -> str:
    """A value as it is written, on one line; the keys of a map are sorted, because their order says nothing."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return "{" + ", ".join(sorted(f"{key.text}: {written(value)}" for key, value in node)) + "}"
    return "[" + ", ".join(written(item) for item in node) + "]"


def _article(type_: Type) -> str:
    return f"an {type_}" if str(type_)[:1] in "aeiou" else f"a {type_}"


def _read(text: str, type_: Type) -> object:
    """The value of a literal of a type, or None; words are in the normal form that submissions are brought into."""
    text = normal(text)
    if isinstance(type_, Enumeration):
        return text if text in type_.values else None
    match type_.name:
        case "int":
            return int(text) if _INT.fullmatch(text) and -(2**63) <= int(text) < 2**63 else None
        case "bool":
            return {"true": True, "false": False}.get(text)
        case "date":
            return calendar.read_date(text)
        case "duration":
            return calendar.read_duration(text)
        case "id":
            return text if _WORD.fullmatch(text) else None
    return text
