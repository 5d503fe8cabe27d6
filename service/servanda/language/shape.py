"""Reading nodes of a document by what is expected at their place, collecting every remark."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from types import MappingProxyType

from servanda.language.diagnostic import Diagnostic, Severity, Span
from servanda.language.document import Mapping, Node, Scalar, Sequence
from servanda.language.scope import suggest
from servanda.language.syntax import shown

CODES = {
    "unknown-key": "a key that the language does not have at this place",
    "missing-key": "a key that must be there is not",
    "wrong-shape": "a text, a list or a mapping stands where another of them is expected",
    "bad-value": "a text is not one of those that its place takes",
    "bad-name": "a name is not written as names of its kind are",
    "unknown-party": "a party that the ruleset does not name",
    "unknown-source": "a source that the ruleset does not list",
    "repeated": "a list names something twice",
    "other-language": "a text is in a language in which the title is not",
    "too-many-errors": "reading stopped after 100 diagnostics",
}


MOST_DIAGNOSTICS = 100


class Enough(Exception):
    """So much is wrong that looking further helps nobody."""


class Shape:
    """Typed reading of nodes; what is wrong is remembered in ``diagnostics`` and read as None or empty."""

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.languages: frozenset[str] = frozenset()  # those of the title, once it is read

    def report(self, code: str, message: str, span: Span, hint: str = "", severity: Severity = "error") -> None:
        """Remember one remark."""
        self.diagnostics.append(Diagnostic(code, severity, message, span, hint))
        if len(self.diagnostics) >= MOST_DIAGNOSTICS:
            told = f"reading stopped after {MOST_DIAGNOSTICS} remarks"
            self.diagnostics.append(Diagnostic("too-many-errors", "error", told, span))
            raise Enough

    def mapping(self, node: Node | None, what: str) -> Mapping | None:
        """The node as a mapping."""
        if node is None or isinstance(node, Mapping):
            return node
        self.report("wrong-shape", f"{what} is a mapping", node.span)
        return None

    def keyed(
        self, node: Node | None, what: str, required: Collection[str] = (), optional: Collection[str] = ()
    ) -> Mapping | None:
        """The node as a mapping that has the required keys and at most the optional ones besides."""
        mapping = self.mapping(node, what)
        if mapping is None:
            return None
        for key, _ in mapping:
            if key.text not in required and key.text not in optional:
                hint = suggest(key.text, [*required, *optional])
                self.report("unknown-key", f"{what} has no key `{shown(key.text)}`", key.span, hint)
        for name in required:
            if mapping.get(name) is None:
                self.report("missing-key", f"{what} needs `{name}`", mapping.span)
        return mapping

    def named(self, node: Node | None, what: str, name: re.Pattern[str]) -> Iterator[tuple[Scalar, Node]]:
        """The items of a mapping whose keys are names."""
        for key, value in self.mapping(node, what) or ():
            if name.fullmatch(key.text):
                yield key, value
            else:
                self.report(
                    "bad-name", f"`{shown(key.text)}` is no name for {what}", key.span, f"names match {name.pattern}"
                )

    def scalar(self, node: Node | None, what: str) -> Scalar | None:
        """The node as a text that is not empty."""
        if node is None:
            return None
        if not isinstance(node, Scalar):
            self.report("wrong-shape", f"{what} is a text", node.span)
            return None
        if not node.text.strip():
            self.report("bad-value", f"{what} is empty", node.span)
            return None
        return node

    def text(self, node: Node | None, what: str, form: re.Pattern[str] | None = None) -> str:
        """A text of a form; empty where it is not there or wrong."""
        scalar = self.scalar(node, what)
        if scalar is None:
            return ""
        if form and not form.fullmatch(scalar.text):
            self.report("bad-value", f"`{shown(scalar.text)}` is not {what}", scalar.span)
            return ""
        return scalar.text

    def word(self, node: Node | None, what: str, words: Collection[str]) -> str:
        """One of a closed set of words."""
        scalar = self.scalar(node, what)
        if scalar is None:
            return ""
        if scalar.text not in words:
            hint = suggest(scalar.text, words) or "it is one of " + ", ".join(f"`{word}`" for word in words)
            self.report("bad-value", f"`{shown(scalar.text)}` is not {what}", scalar.span, hint)
            return ""
        return scalar.text

    def flag(self, node: Node | None, what: str) -> bool:
        """`true` or `false`; false where it is absent."""
        return self.word(node, f"a value of {what}", ("true", "false")) == "true"

    def items(self, node: Node | None, what: str) -> tuple[Scalar, ...]:
        """The texts of a list, each once."""
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            self.report("wrong-shape", f"{what} is a list", node.span)
            return ()
        found: dict[str, Scalar] = {}
        for item in node:
            scalar = self.scalar(item, f"an item of {what}")
            if scalar and scalar.text in found:
                self.report("repeated", f"`{shown(scalar.text)}` stands twice in {what}", scalar.span)
            elif scalar:
                found[scalar.text] = scalar
        return tuple(found.values())

    def known(self, node: Node | None, what: str, known: Collection[str], code: str) -> tuple[str, ...]:
        """The texts of a list of ``what`` (one of them, such as `source`) that must all be known."""
        found = []
        for scalar in self.items(node, f"the list of {what} names"):
            if scalar.text in known:
                found.append(scalar.text)
            else:
                self.report(code, f"unknown {what} `{shown(scalar.text)}`", scalar.span, suggest(scalar.text, known))
        return tuple(found)

    def localised(self, node: Node | None, what: str) -> MappingProxyType[str, str]:
        """A text by language; a bare text is English."""
        texts = {"en": self.text(node, what)} if isinstance(node, Scalar) else {}
        for key, value in () if texts else self.named(node, what, _LANGUAGE):
            texts[key.text] = self.text(value, what)
        if node is not None and "en" not in texts:
            self.report("missing-key", f"{what} needs `en`", node.span)
        elif node is not None and len(self.languages) > 1 and texts.keys() - self.languages:
            listed = ", ".join(f"`{language}`" for language in sorted(texts.keys() - self.languages))
            message = f"{what} is in a language that the title of the ruleset is not in: {listed}"
            self.report("other-language", message, node.span, severity="warning")
        return MappingProxyType(texts)


_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
