"""Diagnostics → text with the line that each of them is about."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rich.cells import cell_len

from servanda.language.diagnostic import Diagnostic
from servanda.report.escape import beginning, visible

BEFORE, AFTER = 60, 40  # how much of a very long line is shown on either side of the place


def text_of(diagnostics: Iterable[Diagnostic], source: str = "") -> str:
    """The diagnostics, each with the line of ``source`` that it is about and carets under the place."""
    lines = re.split("\r\n|\r|\n", source)
    return "".join(f"{_headline(d)}\n{_excerpt(d, lines)}" for d in diagnostics)


def wire_of(diagnostic: Diagnostic) -> dict[str, object]:
    """The diagnostic as JSON has it."""
    start, end = diagnostic.span.start, diagnostic.span.end
    return {
        "path": diagnostic.path,
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "start": {"line": start.line, "column": start.column},
        "end": {"line": end.line, "column": end.column},
    }


def _headline(diagnostic: Diagnostic) -> str:
    mark = "" if diagnostic.severity == "error" else f"{diagnostic.severity}: "
    return beginning(mark + str(diagnostic))


def _excerpt(diagnostic: Diagnostic, lines: list[str]) -> str:
    start, end = diagnostic.span.start, diagnostic.span.end
    if not 1 <= start.line <= len(lines):
        return ""
    line = lines[start.line - 1]
    first = min(start.column - 1, len(line))
    last = end.column - 1 if end.line == start.line else len(line)
    place = line[first : max(last, first)][:AFTER]
    head, marked = _shown(line[max(0, first - BEFORE) : first]), _shown(place)
    tail = _shown(line[first + len(place) :][:AFTER])
    gutter = f"{start.line:>5} | "
    blank = f"{'':>5} | "
    # Carets are placed by the width that the escaped text takes up, not by the count of characters.
    carets = " " * cell_len(head) + "^" * max(1, cell_len(marked))
    return f"{gutter}{head}{marked}{tail}\n{blank}{carets}\n"


def _shown(text: str) -> str:
    return visible(text.replace("\t", " "))
