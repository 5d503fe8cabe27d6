"""Judges one body in a process of its own: `python list_engine.py BODY`."""

from __future__ import annotations

import resource
import sys
from functools import cache
from pathlib import Path

from judging import ISTANBUL, Judging
from measure import Way, timed
from peers.engine import carry_out

from servanda.evaluation import strict

STATUS = Path("/proc/self/status")
MANY = 10_000


def _lift_limits() -> None:
    """Lets more through than the service does, which takes 200,000 objects and four million values."""
    strict.MOST_OBJECTS = strict.MOST_COMMAS = sys.maxsize


class Engine:
    """What can be ordered."""

    def __init__(self, body: bytes) -> None:
        self.body, self.answer = body, b""
        self.judging = Judging(ISTANBUL)
        self.ways = cache(self._ways)

    def _ways(self) -> dict[str, Way]:
        of = self.judging.whole if self.body.count(b'"id"') > MANY else self.judging.ways
        return of(self.body, self.answer)

    def first(self) -> dict[str, float]:
        """The first request: how long it takes, and how many bytes of memory more than before."""
        before = _resident()
        return {"cold": self.cold(), "memory": _most_resident() - before}

    def cold(self) -> float:
        time, self.answer = self.judging.cold(self.body)
        return time

    def run(self) -> dict[str, float]:
        """Every way once, in turn."""
        return {name: timed(way) for name, way in self.ways().items()}

    def floor(self) -> dict[str, float]:
        """The floor alone."""
        return {"floor": timed(self.judging.floor(self.body, self.answer))}


def _resident() -> int:
    """Bytes of memory in use; what was the most until now is forgotten, where Linux lets it."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return _most_resident()
    return _status("VmRSS")


def _most_resident() -> int:
    unit = 1 if sys.platform == "darwin" else 1_024
    return _status("VmHWM") if STATUS.exists() else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _status(name: str) -> int:
    lines = STATUS.read_text().splitlines()
    return next(int(line.split()[1]) * 1_024 for line in lines if line.startswith(name))


if __name__ == "__main__":
    _lift_limits()
    engine = Engine(Path(sys.argv[1]).read_bytes())
    carry_out({"first": engine.first, "cold": engine.cold, "run": engine.run, "floor": engine.floor})
