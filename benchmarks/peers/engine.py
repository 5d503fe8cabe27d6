"""The side of an engine: it carries out the orders on its standard input, and answers each with a line of JSON."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Mapping
from time import perf_counter, process_time
from typing import Any


def carry_out(orders: Mapping[str, Callable[[], Any]]) -> None:
    """Does what each line says, until there is none."""
    settle()
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        print(json.dumps(orders[line.strip()]()), flush=True)


def settle() -> None:
    """What is there now stays, and is not looked through again: as the service has it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


class Clock:
    """Milliseconds since it was made: of this process or of the wall, whichever are fewer.

    So neither what else runs on the machine counts, nor threads that help an engine.
    """

    def __init__(self) -> None:
        self._wall, self._process = perf_counter(), process_time()

    @property
    def milliseconds(self) -> float:
        return min(perf_counter() - self._wall, process_time() - self._process) * 1_000
