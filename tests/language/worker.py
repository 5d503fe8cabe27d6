"""A process that reads hostile texts, so that one that hangs or dies takes no test run with it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection

from servanda.errors import RulesetError
from servanda.language import compile_text

PATIENCE = 20  # seconds on the clock, of a machine that does other things besides


@dataclass(frozen=True)
class Reading:
    """What came of a text: the codes of its errors, processor seconds, and any exception that should not be."""

    codes: frozenset[str]
    seconds: float
    exception: str = ""


def read(text: str | bytes) -> Reading:
    """Reads one text here."""
    start = time.process_time()
    codes, exception = frozenset[str](), ""
    try:
        compile_text(text)
    except RulesetError as error:
        codes = frozenset(d.code for d in error.diagnostics if d.severity == "error")
    except BaseException as error:
        exception = f"{type(error).__name__}: {error}"
    return Reading(codes, time.process_time() - start, exception)


def serve(connection: Connection) -> None:
    """Reads every text that is sent."""
    while (text := connection.recv()) is not None:
        connection.send(read(text))


class Worker:
    """Sends texts to a process; kills it and starts another where it takes too long."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        here, there = get_context("spawn").Pipe()
        self._connection = here
        self._process = get_context("spawn").Process(target=serve, args=(there,), daemon=True)
        self._process.start()
        there.close()

    def read(self, text: str | bytes) -> Reading:
        """What comes of a text in the other process."""
        try:
            self._connection.send(text)
            if self._connection.poll(PATIENCE):
                found: Reading = self._connection.recv()
                return found
            reason = "it hangs"
        except (EOFError, OSError):
            reason = "the process died"
        self.stop()
        self._start()
        return Reading(frozenset(), PATIENCE, reason)

    def stop(self) -> None:
        """Ends the process, whatever it does."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self._connection.close()
