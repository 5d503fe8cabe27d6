"""What can be said about the text of a ruleset: a code, a place, a message."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in the text; line and column count from 1, columns in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the text; ``end`` is the position after the last character."""

    start: Position
    end: Position


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One remark on a ruleset's text; ``code`` is stable and documented in docs/language.md."""

    code: str
    severity: Severity
    message: str
    span: Span
    hint: str = ""
    path: str = ""

    def __str__(self) -> str:
        start = self.span.start
        place = f"{self.path}:{start.line}:{start.column}" if self.path else f"{start.line}:{start.column}"
        return f"{place}: {self.code}: {self.message}" + (f", {self.hint}" if self.hint else "")


def in_order(diagnostics: Iterable[Diagnostic], path: str = "") -> list[Diagnostic]:
    """The diagnostics by position, each once, under the name of their file."""
    named = {replace(d, path=path) if path else d for d in diagnostics}
    return sorted(named, key=lambda d: (d.span, d.severity, d.code, d.message))


def failed(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether one of them forbids going on."""
    return any(d.severity == "error" for d in diagnostics)
