"""Actions after histories, and lists with their answers, likely ones and those made to cost, in one process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import histories
import lists
from judging import ISTANBUL, Judging
from measure import Times
from rows import Figure, Goal, Row

PART = "cases"
LENGTHS = (0, 1, 10, 100, histories.MOST)
ENTRIES = 6_000
MOST_ENTRIES = 10_000
EXCHANGE = Path(__file__).with_name("exchange.yaml")
COLUMNS = ("warm", "spread", "cold", "floor", "read", "facts", "verdict", "encode", "warm/floor")


@dataclass(frozen=True)
class Case:
    """What is measured; the goal in milliseconds, for the best run."""

    group: str
    name: str
    judging: Judging
    body: bytes
    seconds: float = 1.0
    goal: float | None = None


def rows(costly: bool) -> Iterator[Row]:
    of_group: list[tuple[Row, float]] = []
    for case in cases(costly):
        row, best = measured(case)
        of_group = [(before, time) for before, time in of_group if before.group == row.group]
        of_group.append((row, best))
        yield _with_growth(row, {before.name: time for before, time in of_group})


def cases(costly: bool) -> Iterator[Case]:
    istanbul, exchange = Judging(ISTANBUL), Judging(EXCHANGE)
    most = f"{histories.MOST:,} events"
    for judging, goal in ((istanbul, 20.0), (exchange, None)):
        group = f"an action after a likely history, {judging.name}, milliseconds"
        for number in LENGTHS:
            body = histories.submission(histories.likely(number))
            yield Case(group, f"{number:,} events", judging, body, goal=goal if number == histories.MOST else None)
    for name, events in histories.costly().items() if costly else ():
        group = f"an action after {most} made to cost, {istanbul.name}, milliseconds"
        yield Case(group, name, istanbul, histories.submission(events), 0.0, 1_000.0)
    group = f"lists of {ENTRIES:,} entries, {istanbul.name}, milliseconds"
    yield Case(group, "one list", istanbul, lists.submission(ENTRIES), 2.0)
    yield Case(group, "one list, people's names", istanbul, lists.named(ENTRIES), 2.0)
    yield Case(group, "a reply, by ids", istanbul, lists.answered(ENTRIES), 2.0)
    yield Case(group, "a reply, by names alone", istanbul, lists.recognised(ENTRIES), 2.0)
    if costly:
        most = f"a reply, {MOST_ENTRIES:,} made to cost"
        yield Case(group, most, istanbul, lists.made_to_cost(MOST_ENTRIES), 0.0, 5_000.0)


def measured(case: Case) -> tuple[Row, float]:
    """One row of the report, and the milliseconds of the best run."""
    times = case.judging.measured(case.body, case.seconds)
    best = times.get("warm", times["cold"]).best
    goals = () if case.goal is None else (Goal("best run", best, case.goal),)
    details = {"bytes": len(case.body), "best": best, "times": {part: found.told() for part, found in times.items()}}
    return Row(PART, case.group, case.name, _figures(times), goals, details), best


def _figures(times: dict[str, Times]) -> dict[str, Figure]:
    """The medians, and what follows from them."""
    medians = {part: found.median for part, found in times.items()}
    if "warm" in medians:
        medians["verdict"] = max(medians["evaluate"] - medians["facts"], 0.0)
        medians["spread"] = times["warm"].spread
        medians["warm/floor"] = medians["warm"] / medians["floor"]
    return {column: medians[column] for column in COLUMNS if column in medians}


def _with_growth(row: Row, best: dict[str, float]) -> Row:
    """The row, with how much longer ten times as many events take."""
    if row.name != "1,000 events" or "100 events" not in best:
        return row
    return replace(row, figures={**row.figures, "to 100 events": best["1,000 events"] / best["100 events"]})
