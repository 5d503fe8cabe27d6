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


def markdown(title: str, rows: Sequence[Row], chosen: Sequence[str] = ()) -> str:
    """A table for a document, of the columns that were chosen or of all; rows that have none of them are left out."""
    columns = [column for column in chosen or _columns(rows) if any(column in row.figures for row in rows)]
    told = [row for row in rows if not row.figures.keys().isdisjoint(columns)]
    return _lines([title, *columns], (_cells(row, columns) for row in told))


def goals(rows: Sequence[Row]) -> str:
    """What every goal came to, for a document; of those that rows of a table share, the furthest from it."""
    told = [(row, goal) for row in rows for goal in row.goals]
    shared: dict[tuple[str, str, float], list[tuple[Row, Goal]]] = {}
    for row, goal in told:
        shared.setdefault((row.group, goal.what, goal.bound), []).append((row, goal))
    return _lines(["measured", "what", "found", "goal", ""], (_told(*_worst(found)) for found in shared.values()))


def _worst(found: Sequence[tuple[Row, Goal]]) -> tuple[Row, Goal]:
    at_least = found[0][1].at_least
    return min(found, key=lambda each: each[1].figure if at_least else -each[1].figure)


def _told(row: Row, goal: Goal) -> list[str]:
    word = "at least" if goal.at_least else "at most"
    name = f"{row.group.removesuffix(', milliseconds')}: {row.name}"
    return [name, goal.what, brief(goal.figure), f"{word} {brief(goal.bound)}", "holds" if goal.holds else "**missed**"]


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
