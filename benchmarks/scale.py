"""Lists of one entry to a million, from bytes to bytes in process; each is judged in a process of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import lists
from judging import ISTANBUL
from measure import Times
from process import Engine
from rows import Figure, Goal, Row

PART = "lists"
SIZES = (1, 100, 1_000, 6_000, 100_000)
LARGEST = 1_000_000
MOST_SECONDS = 1_800.0
JUDGED = 6_000  # the size that goals are about
ROUNDS = 10
COLD_ROUNDS = 3
MANY = 10_000  # larger ones are judged a few times only
FEW_ROUNDS = 3
LONG = 3_000.0  # milliseconds: what takes longer is judged once
WARM, COLD = 3.0, 8.0  # times the floor
LINEAR = 1.5  # an entry among 100,000 may cost so many times what it costs among 6,000
KINDS = {True: "with names", False: "ids alone"}
ENGINE = Path(__file__).with_name("list_engine.py")


@dataclass
class Found:
    """What is known of the lists of one size."""

    size: int
    names: bool
    engine: Engine
    memory: float = 0.0
    runs: dict[str, list[float]] = field(default_factory=dict)

    @property
    def usual(self) -> Times:
        """The times when warm, or cold where that is all there is: with so many entries they hardly differ."""
        return self.times("warm" if "warm" in self.runs else "cold")

    @property
    def rounds(self) -> int:
        return ROUNDS if self.size <= MANY else FEW_ROUNDS if self.runs["cold"][0] < LONG else 1

    def add(self, **times: float) -> None:
        for name, time in times.items():
            self.runs.setdefault(name, []).append(time)

    def times(self, name: str) -> Times:
        return Times(tuple(self.runs[name]))


def rows(large: bool) -> Iterator[Row]:
    with TemporaryDirectory() as folder, ExitStack() as stack:
        found = [
            Found(size, names, stack.enter_context(_engine(_body(Path(folder), size, names))))
            for names in KINDS
            for size in (*SIZES, *([LARGEST] if large else []))
        ]
        _measure(found)
    for names in KINDS:
        of_kind = [each for each in found if each.names == names]
        yield from (_row(each, of_kind) for each in of_kind)


def _engine(body: Path) -> Engine:
    return Engine([sys.executable, ENGINE, body], MOST_SECONDS)


def _body(folder: Path, size: int, names: bool) -> Path:
    path = folder / f"{size}-{names}.json"
    with path.open("wb") as file:
        lists.written(size, names, file)
    return path


def _measure(found: list[Found]) -> None:
    """All in turn; of the large ones less often."""
    for each in found:
        told = each.engine.ask("first")
        each.memory = told["memory"]
        each.add(cold=told["cold"])
    for number in range(ROUNDS):
        for each in found:
            if number < each.rounds:
                each.add(**each.engine.ask("run" if each.size < LARGEST else "floor"))
            if each.size <= MANY and number < COLD_ROUNDS - 1:
                each.add(cold=each.engine.ask("cold"))


def _row(found: Found, of_kind: list[Found]) -> Row:
    told = {name: Times(tuple(runs)) for name, runs in found.runs.items()}
    figures: dict[str, Figure] = {name: told[name].median for name in ("warm", "cold", "floor") if name in told}
    figures["spread"] = found.usual.spread
    ratios = {name: told[name].median / told["floor"].median for name in ("warm", "cold") if name in told}
    figures |= {f"{name}/floor": ratio for name, ratio in ratios.items()}
    figures["µs/entry"] = found.usual.median * 1_000 / found.size
    if found.size >= JUDGED:
        figures["bytes/entry"] = round(found.memory / found.size)
    if "read" in found.runs:
        figures |= {name: found.times(name).median for name in ("read", "facts", "evaluate", "encode")}
    bounds = {"warm": WARM, "cold": COLD} if found.size == JUDGED else {}
    goals = [Goal(f"{name}/floor", ratios[name], bound) for name, bound in bounds.items()]
    if found.size > JUDGED:
        goals.append(Goal(f"an entry, to that of {JUDGED:,}", _growth(found, of_kind), LINEAR))
    group = f"lists of prisoners, {KINDS[found.names]}, {ISTANBUL.parent.name} {ISTANBUL.stem}, milliseconds"
    details = {"times": {name: times.told() for name, times in told.items()}, "memory": found.memory}
    return Row(PART, group, _counted(found.size), figures, tuple(goals), details)


def _growth(found: Found, of_kind: list[Found]) -> float:
    """What an entry costs here, by what it costs in a list of the size that goals are about."""
    base = next(each for each in of_kind if each.size == JUDGED)
    return (found.usual.median / found.size) / (base.usual.median / base.size)


def _counted(number: int) -> str:
    return "1 entry" if number == 1 else f"{number:,} entries"
