"""One ruleset and what judging takes under it: from bytes to bytes, part by part, and the floor beneath it."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from measure import Times, Way, interleaved, timed

from servanda.catalog import finder
from servanda.evaluation import Reader, encode, evaluate, warm
from servanda.evaluation.facts import Calculation
from servanda.language import Program, compile_text

RULESETS = Path(__file__).parents[1] / "rulesets"
ISTANBUL = RULESETS / "istanbul-2025/2.0.0.yaml"
COLD_RUNS = 3
SLOW = 1_000.0  # milliseconds: what takes longer is not repeated


class Judging:
    """A ruleset, compiled: a file's, or one that is made up."""

    def __init__(self, source: Path | str) -> None:
        is_text = isinstance(source, str)
        self._text, self._place = (source, "made-up") if is_text else (source.read_text("utf-8"), source.name)
        self.program = self.compiled()
        self.reader = Reader(self.program.ruleset)
        self.name = f"{self.program.ruleset.agreement} {self.program.ruleset.version}"
        self._anew()

    def compiled(self) -> Program:
        return compile_text(self._text, self._place, finder(RULESETS))

    def _anew(self) -> None:
        """Forgets what was inferred and prepares the program as it is when a service has started."""
        self.program.memory.clear()
        warm(self.program)
        gc.collect()
        gc.freeze()

    def judge(self, body: bytes) -> bytes:
        return encode(evaluate(self.program, self.reader.read(body)))

    def measured(self, body: bytes, seconds: float, slow: float = SLOW) -> dict[str, Times]:
        """Times of the whole, cold and warm; of the floor; of the parts. What is slow, cold, is not run again.

        Without ``seconds`` everything is run once.
        """
        first, answer = self.cold(body)
        if first > slow:
            return {"cold": Times((first,))}
        cold = Times((first, *(self.cold(body)[0] for _ in range(COLD_RUNS - 1 if seconds else 0))))
        return {"cold": cold, **interleaved(self.ways(body, answer), seconds, least=3 if seconds else 1)}

    def ways(self, body: bytes, answer: bytes) -> dict[str, Way]:
        """The whole when warm, the floor, and the parts."""
        submission = self.reader.read(body)
        verdict = evaluate(self.program, submission)
        return {
            **self.whole(body, answer),
            "read": lambda: self.reader.read(body),
            "facts": self._facts(submission),
            "evaluate": lambda: evaluate(self.program, submission),
            "encode": lambda: encode(verdict),
        }

    def whole(self, body: bytes, answer: bytes) -> dict[str, Way]:
        """The whole when warm, and the floor."""
        return {"warm": lambda: self.judge(body), "floor": self.floor(body, answer)}

    def cold(self, body: bytes) -> tuple[float, bytes]:
        """How long the first request after a start takes, in milliseconds, and its answer."""
        self._anew()
        found: list[bytes] = []
        return timed(lambda: found.append(self.judge(body))), found[0]

    def floor(self, body: bytes, answer: bytes) -> Callable[[], None]:
        """Decoding the same bytes strictly into the same types and encoding the same answer, with nothing in between.

        Strictly: so that no key is lost that stands twice, and no character comes through that is not safe.
        """
        decode, encoder = self.reader._decoded, msgspec.json.Encoder()
        told = msgspec.json.decode(answer)

        def floor() -> None:
            decode(body)
            encoder.encode(told)

        return floor

    def _facts(self, submission: Any) -> Way:
        program, places = self.program, range(len(submission.lists))
        record = program.subjects.record.judges
        return lambda: Calculation(program, program.subjects, submission, places, record).by_party()
