"""Measures what judging costs: `make bench`."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import histories
import lists
from judging import RULESETS, Judging
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import track
from rich.table import Table

LENGTHS = (0, 1, 10, 100, histories.MOST)
ENTRIES = 6_000
MOST_ENTRIES = 10_000
ISTANBUL = RULESETS / "istanbul-2025/2.0.0.yaml"
EXCHANGE = Path(__file__).with_name("exchange.yaml")
COLUMNS = ("warm", "spread", "cold", "floor", "read", "facts", "verdict", "encode")

Row = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """What is measured; the goal in milliseconds, for the best run."""

    group: str
    name: str
    judging: Judging
    body: bytes
    seconds: float = 1.0
    goal: float | None = None


def cases(costly: bool) -> Iterator[Case]:
    istanbul, exchange = Judging(ISTANBUL), Judging(EXCHANGE)
    most = f"{histories.MOST:,} events"
    for judging, goal in ((istanbul, 20.0), (exchange, None)):
        group = f"an action after a likely history, {judging.name}"
        for number in LENGTHS:
            body = histories.submission(histories.likely(number))
            yield Case(group, f"{number:,} events", judging, body, goal=goal if number == histories.MOST else None)
    for name, events in histories.costly().items() if costly else ():
        group = f"an action after {most} made to cost, {istanbul.name}"
        yield Case(group, name, istanbul, histories.submission(events), 0.0, 1_000.0)
    group = f"lists of {ENTRIES:,} entries, {istanbul.name}"
    yield Case(group, "one list", istanbul, lists.submission(ENTRIES), 2.0)
    yield Case(group, "one list, people's names", istanbul, lists.named(ENTRIES), 2.0)
    yield Case(group, "a reply, by ids", istanbul, lists.answered(ENTRIES), 2.0)
    yield Case(group, "a reply, by names alone", istanbul, lists.recognised(ENTRIES), 2.0)
    if costly:
        most = f"a reply, {MOST_ENTRIES:,} made to cost"
        yield Case(group, most, istanbul, lists.made_to_cost(MOST_ENTRIES), 0.0, 5_000.0)


def measured(case: Case) -> Row:
    """One row of the report."""
    times = case.judging.measured(case.body, case.seconds)
    best = times.get("warm", times["cold"]).best
    return {
        "group": case.group,
        "name": case.name,
        "bytes": len(case.body),
        "goal": case.goal,
        "holds": None if case.goal is None else best <= case.goal,
        "best": round(best, 3),
        "times": {part: found.told() for part, found in times.items()},
    }


def table(group: str, rows: list[Row]) -> Table:
    found = Table(title=group, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    found.add_column("milliseconds")
    for column in (*COLUMNS, "warm/floor"):
        found.add_column(column, justify="right")
    found.add_column("goal (best run)")
    for row in rows:
        shown = _shown(row["times"])
        found.add_row(row["name"], *(shown.get(column, "") for column in (*COLUMNS, "warm/floor")), _goal(row))
    return found


def _shown(times: dict[str, dict[str, float]]) -> dict[str, str]:
    """The medians, and what follows from them."""
    medians = {part: told["median"] for part, told in times.items()}
    if "warm" in medians:
        medians["verdict"] = max(medians["evaluate"] - medians["facts"], 0.0)
        medians["spread"] = times["warm"]["spread"]
        medians["warm/floor"] = medians["warm"] / medians["floor"]
    return {part: f"{value:,.1f}" for part, value in medians.items()}


def _goal(row: Row) -> str:
    if row["goal"] is None:
        return ""
    sign = "<=" if row["holds"] else ">"
    return f"{'holds' if row['holds'] else 'missed'}: {row['best']:,.1f} {sign} {row['goal']:,.0f}"


def growth(rows: list[Row]) -> str:
    """How much longer ten times as many events take."""
    best = {row["name"]: row["best"] for row in rows}
    if {"100 events", "1,000 events"} <= best.keys():
        return f"  from 100 to 1,000 events: {best['1,000 events'] / best['100 events']:.1f} times as long\n"
    return ""


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there, too")
    parser.add_argument("--likely", action="store_true", help="leave out what is made to cost")
    arguments = parser.parse_args()
    console = Console(width=140 if not os.isatty(1) else None)
    chosen = list(cases(not arguments.likely))
    rows = [measured(case) for case in track(chosen, "measuring", console=Console(stderr=True), transient=True)]
    for group in dict.fromkeys(row["group"] for row in rows):
        of_group = [row for row in rows if row["group"] == group]
        console.print(table(group, of_group))
        console.print(growth(of_group), style="dim")
    if arguments.json:
        told = {"python": platform.python_version(), "machine": platform.machine(), "rows": rows}
        arguments.json.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
