"""Rows as tables: for a terminal, and as Markdown for a document, in which they replace those of before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rows import Row, brief

_MARKED = re.compile(r"(<!-- bench: ([a-z ]+) -->\n).*?(<!-- end -->)", re.DOTALL)


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


def markdown(title: str, rows: Sequence[Row]) -> str:
    """A table for a document."""
    columns = _columns(rows)
    goals = ["goals"] if any(row.goals for row in rows) else []
    lines = [[title, *columns, *goals], ["---", *("---:" for _ in columns), *("---" for _ in goals)]]
    lines += [[*_cells(row, columns), *("; ".join(map(str, row.goals)) for _ in goals)] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def written_into(document: str, rows: Sequence[Row]) -> str:
    """The document with the tables of each part that it marks; a part that was not measured stays as it was."""

    def anew(match: re.Match[str]) -> str:
        of_part = [row for row in rows if row.part == match[2]]
        found = "\n".join(markdown(title, of_group) for title, of_group in groups(of_part))
        return f"{match[1]}{found}{match[3]}" if found else match[0]

    return _MARKED.sub(anew, document)
