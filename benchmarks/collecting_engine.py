"""Judges one body under one way to collect garbage, in a process of its own: `python collecting_engine.py BODY WAY`."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from judging import ISTANBUL, Judging
from peers.engine import Clock, carry_out, settle


def as_python_has_it() -> None:
    gc.unfreeze()
    gc.set_threshold(700, 10, 10)


def off() -> None:
    gc.disable()


def frozen() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(700, 10, 10)


def raised() -> None:
    gc.unfreeze()
    gc.set_threshold(50_000, 20, 20)


WAYS = {"as Python has it": as_python_has_it, "frozen": frozen, "raised": raised, "both": settle, "off": off}


class Engine:
    """What can be ordered."""

    def __init__(self, body: bytes, way: str) -> None:
        self.body, self.settle = body, WAYS[way]
        self.judging = Judging(ISTANBUL)

    def run(self) -> dict[str, float]:
        """One request after another, and what looks for garbage in between, as in a service."""
        clock = Clock()
        self.judging.judge(self.body)
        return {"warm": clock.milliseconds, "full": gc.get_stats()[2]["collections"]}

    def first(self) -> dict[str, float]:
        self.run()
        self.settle()
        return {"warm": 0.0, "full": gc.get_stats()[2]["collections"]}


if __name__ == "__main__":
    engine = Engine(Path(sys.argv[1]).read_bytes(), sys.argv[2])
    carry_out({"first": engine.first, "run": engine.run})
