"""Verdict → CSV (RFC 4180), for people who sort and filter: a row for each subject, all rows with the same columns.

Words of the wire contract stay as they are (verdicts, rules, fields, names of definitions); the heads of the other
columns and the notes are in the language of the reader. Machines are better served by JSON.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Any

from servanda.language.ruleset import Ruleset
from servanda.report.escape import inert
from servanda.report.rows import LEVELS, STATUSES, Cell, Row, columns, duty_rows, heads, pair_columns, rows
from servanda.report.wire import Submitted, Wire
from servanda.report.words import words

MARK = "\ufeff"  # without it spreadsheets take UTF-8 for the code page of the machine


def csv_table(  # noqa: PLR0913 - what was submitted, part by part
    verdict: Wire,
    ruleset: Ruleset,
    language: str = "en",
    lists: Sequence[Any] = (),
    *,
    action: Any = None,
    events: Sequence[Any] | None = None,
) -> bytes:
    """The verdict as CSV; ``lists``, ``action`` and ``events`` are those that were submitted."""
    say, submitted = words(language), Submitted(lists, action, events or ())
    found = [*rows(verdict, ruleset, say, submitted), *duty_rows(verdict, say, submitted)]
    holds, values = columns([row.holds for row in found]), columns([row.values for row in found])
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(_safe, heads(found, say)))
    of_pairs = pair_columns(found)
    writer.writerows(map(_safe, _cells(row, of_pairs, holds, values)) for row in found)
    return (MARK + out.getvalue()).encode()


def _cells(row: Row, of_pairs: Sequence[str], holds: Sequence[str], values: Sequence[str]) -> Iterator[Cell]:
    yield from (row.place.kind, row.place.list, row.place.id, row.verdict)
    yield from (row.pair.get(name) for name in of_pairs)
    yield from (row.holds.get(name) for name in holds)
    yield from (row.values.get(name) for name in values)
    yield from (" ".join(row.rules.get(name, ())) for name in (*STATUSES, *LEVELS))
    yield from (" ".join(row.missing), " / ".join(row.notes))


def _safe(cell: Cell) -> Cell:
    return inert(cell) if isinstance(cell, str) else cell
