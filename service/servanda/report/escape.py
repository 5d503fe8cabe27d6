"""Text from outside, made safe for a terminal, a spreadsheet or Markdown."""

from __future__ import annotations

import re

# What a spreadsheet may take for the beginning of a formula, also in full width and in small forms. A text may be cut
# at `;`, because where the comma is the decimal sign spreadsheets take `;` for the end of a cell; `"` may open one.
_FORMULA = re.compile(r"""(^|;)([ "]*)(?=[=+\-@＝＋－＠﹦﹢﹣﹫])""")

_MARKUP = re.compile(r"([\\`*_{}\[\]<>&#|~!])")


def visible(text: str) -> str:
    """The text on one line, with control, bidi and other invisible characters shown as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def beginning(path: str) -> str:
    """A path that begins a line, so that no CI takes the line for one of its commands (`::set-output …`)."""
    shown = visible(path)
    return f"./{shown}" if shown.lstrip().startswith("::") else shown


def flowing(text: str) -> str:
    """A ruleset's text as one flowing line: its line breaks are layout, not content."""
    return visible(" ".join(text.split()))


def inert(text: str) -> str:
    """The text for a cell of a CSV file, so that no spreadsheet evaluates it or any part of it."""
    return _FORMULA.sub(r"\1\2'", visible(text))


def markdown(text: str) -> str:
    """The text as running text of Markdown, in which nothing is markup."""
    return _MARKUP.sub(r"\\\1", visible(text))


def literal(text: str) -> str:
    """The text as code in Markdown: it stays as it is, is no link, and opens nothing."""
    shown = visible(text)
    fence = "`" * (1 + max(map(len, re.findall("`+", shown)), default=0))
    pad = " " if "`" in shown or shown != shown.strip() else ""
    return f"{fence}{pad}{shown}{pad}{fence}"
