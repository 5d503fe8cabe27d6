"""Text from outside, made safe for a terminal."""

from __future__ import annotations


def visible(text: str) -> str:
    """The text on one line, with control, bidi and other invisible characters shown as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def flowing(text: str) -> str:
    """A ruleset's text as one flowing line: its line breaks are layout, not content."""
    return visible(" ".join(text.split()))
