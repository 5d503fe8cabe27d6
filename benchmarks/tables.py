"""Rows as tables: for a terminal, and as Markdown for a document, in which they replace those of before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rows import Goal, Row, brief

_MARKED = re.compile(
    r"(?P<mark><!-- bench: (?P<part>[a-z]+)(?:; (?P<columns>[^>]+))? -->\n).*?(?P<end><!-- end -->)", re.DOTALL
)


def groups(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """The rows of each title, in their order."""
    for title, found in groupby(rows, key=lambda row: row.group):
        yield title, list(found)


def _columns(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(column for row in rows for column in row.figures))


def _cells(row: Row, columns: Sequence[str]) -> list[str]:
    return [row.name, *(brief(row.figures[column]) if column in row.figures else "" for column in columns)]


def table(title: str, rows: Sequence[Row]) -> Table:
    """A table for a terminal."""
    found = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    columns = _columns(rows)
    found.add_column("")
    for column in columns:
        found.add_column(column, justify="right")
    found.add_column("goals")
    for row in rows:
        found.add_row(*_cells(row, columns), "\n".join(map(str, row.goals)))
    return found


def markdown(title: str, rows: Sequence[Row], columns: Sequence[str] = ()) -> str:
    """A table for a document, of these columns or of all."""
    columns = columns or _columns(rows)
    return _lines([title, *columns], (_cells(row, columns) for row in rows))


def goals(rows: Sequence[Row]) -> str:
    """What every goal came to, for a document."""
    told = ([row.group, row.name, *_told(goal)] for row in rows for goal in row.goals)
    return _lines(["measured", "", "what", "found", "goal", ""], told)


def _told(goal: Goal) -> list[str]:
    word = "at least" if goal.at_least else "at most"
    return [goal.what, brief(goal.figure), f"{word} {brief(goal.bound)}", "holds" if goal.holds else "**missed**"]


def _lines(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rule = ["---", *("---:" for _ in head[1:])]
    return "".join(f"| {' | '.join(line)} |\n" for line in (head, rule, *rows))


def written_into(document: str, rows: Sequence[Row]) -> str:
    """The document with the tables where it marks them; a part that was not measured stays as it was.

    `<!-- bench: PART; COLUMN, COLUMN -->` marks the tables of a part, `<!-- bench: goals -->` that of all goals.
    """

    def anew(match: re.Match[str]) -> str:
        part, columns = match["part"], match["columns"].split(", ") if match["columns"] else []
        of_part = [row for row in rows if row.part == part]
        tables = [markdown(title, of_group, columns) for title, of_group in groups(of_part)]
        found = goals(rows) if part == "goals" and rows else "\n".join(tables)
        return f"{match['mark']}\n{found}\n{match['end']}" if found else match[0]

    return _MARKED.sub(anew, document)
