"""Text from outside, made safe for a terminal or a spreadsheet."""

from __future__ import annotations

import re

# What a spreadsheet may take for the beginning of a formula, also in full width and in small forms. A text may be cut
# at `;`, because where the comma is the decimal sign spreadsheets take `;` for the end of a cell; `"` may open one.
_FORMULA = re.compile(r"""(^|;)([ "]*)(?=[=+\-@＝＋－＠﹦﹢﹣﹫])""")


def visible(text: str) -> str:
    """The text on one line, with control, bidi and other invisible characters shown as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def flowing(text: str) -> str:
    """A ruleset's text as one flowing line: its line breaks are layout, not content."""
    return visible(" ".join(text.split()))


def inert(text: str) -> str:
    """The text for a cell of a CSV file, so that no spreadsheet evaluates it or any part of it."""
    return _FORMULA.sub(r"\1\2'", visible(text))
