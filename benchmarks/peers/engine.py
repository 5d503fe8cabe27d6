"""The side of an engine: it carries out the orders on its standard input, and answers each with a line of JSON."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from core import Person, Result, Rules


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


class Measured:
    """An engine that is given people and gives results; msgspec, which no other JSON is faster than, does the rest."""

    def __init__(self, body: bytes, rules: Rules) -> None:
        self.body, self.rules = body, rules
        self.answer = b""

    def run(self) -> dict[str, float]:
        """Milliseconds from bytes to bytes, and of the rules alone in between."""
        gc.collect()
        whole = Clock()
        people = self.people()
        alone = Clock()
        results = self.rules(people)
        stage = alone.milliseconds
        self.answer = self.encoded(people, results)
        return {"rules": stage, "whole": whole.milliseconds}

    def people(self) -> list[Person]:
        found: list[Person] = msgspec.json.decode(self.body)["lists"][0]["entries"]
        return found

    def encoded(self, people: list[Person], results: list[Result]) -> bytes:
        return msgspec.json.encode(
            [
                {"id": person["id"], "verdict": verdict, "categories": categories}
                for person, (verdict, categories) in zip(people, results, strict=True)
            ]
        )

    def told(self) -> Any:
        return json.loads(self.answer)


def measure(rules: Rules) -> None:
    """Runs the rules on the body whose file the command names, whenever it is told to."""
    measured = Measured(Path(sys.argv[1]).read_bytes(), rules)
    carry_out({"run": measured.run, "answer": measured.told})
