"""What looking for garbage costs large lists, and how it is best settled: each way in a process of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import lists
from collecting_engine import WAYS
from measure import Times
from process import Engine
from rows import Figure, Goal, Row

PART = "collection"
SIZES = {6_000: 8, 30_000: 3}  # how often each is judged
SERVED = "both"  # as the service settles it
LEAST = 1.1  # times the quickest way
ENGINE = Path(__file__).with_name("collecting_engine.py")


def rows() -> Iterator[Row]:
    with TemporaryDirectory() as folder:
        for size, rounds in SIZES.items():
            path = Path(folder) / f"{size}.json"
            with path.open("wb") as file:
                lists.written(size, False, file)
            yield from _of(size, _measured(path, rounds))


def _measured(path: Path, rounds: int) -> dict[str, list[dict[str, float]]]:
    """The runs under each way; the first one, in which answers are made, only prepares them."""
    with ExitStack() as stack:
        engines = {way: stack.enter_context(Engine([sys.executable, ENGINE, path, way])) for way in WAYS}
        found: dict[str, list[dict[str, float]]] = {way: [engine.ask("first")] for way, engine in engines.items()}
        for _ in range(rounds):
            for way, engine in engines.items():
                found[way].append(engine.ask("run"))
    return found


def _of(size: int, found: dict[str, list[dict[str, float]]]) -> Iterator[Row]:
    times = {way: Times(tuple(run["warm"] for run in runs[1:])) for way, runs in found.items()}
    quickest = min(each.median for each in times.values())
    for way, each in times.items():
        figures: dict[str, Figure] = {"warm": each.median, "spread": each.spread, "slowest": max(each.runs)}
        figures["to the quickest"] = each.median / quickest
        figures["full collections"] = round((found[way][-1]["full"] - found[way][0]["full"]) / len(each.runs), 2)
        goals = (Goal("to the quickest", each.median / quickest, LEAST),) if way == SERVED else ()
        group = f"ways to collect garbage, {size:,} entries, ids alone, milliseconds"
        name = f"{way} (the service's)" if way == SERVED else way
        yield Row(PART, group, name, figures, goals, {"warm": each.told()})
