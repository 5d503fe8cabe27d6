"""Times of several ways to do the same work, each in turn, so that whatever slows the machine slows all of them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter, process_time

Way = Callable[[], object]


@dataclass(frozen=True)
class Times:
    """Milliseconds of some runs."""

    runs: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.runs)

    @property
    def best(self) -> float:
        return min(self.runs)

    @property
    def spread(self) -> float:
        """The width of the middle half of the runs."""
        if len(self.runs) < 3:
            return max(self.runs) - min(self.runs)
        low, _, high = quantiles(self.runs, n=4, method="inclusive")
        return high - low

    def told(self) -> dict[str, float]:
        found = {"median": self.median, "best": self.best, "spread": self.spread}
        return {name: round(value, 3) for name, value in found.items()} | {"runs": len(self.runs)}


def interleaved(ways: Mapping[str, Way], seconds: float, least: int, most: int = 50) -> dict[str, Times]:
    """The times of every way, run in turn for about so many seconds, ``least`` to ``most`` times."""
    runs: dict[str, list[float]] = {name: [] for name in ways}
    start = perf_counter()
    for number in range(most):
        if number >= least and perf_counter() - start > seconds:
            break
        for name, way in ways.items():
            runs[name].append(timed(way))
    return {name: Times(tuple(found)) for name, found in runs.items()}


def timed(way: Way) -> float:
    """How long it takes, in milliseconds of this process: other processes do not count, nor garbage of before."""
    gc.collect()
    start = process_time()
    way()
    return (process_time() - start) * 1_000
