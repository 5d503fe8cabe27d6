"""An engine in a process of its own, which works whenever it is told to."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Any

MOST_SECONDS = 120.0


class EngineFailed(Exception):
    """A process ended, or did not answer in time; the text says why."""


class Engine:
    """A process that answers lines with lines of JSON. Its first line says that it is ready."""

    def __init__(self, command: Sequence[str | Path], seconds: float = MOST_SECONDS) -> None:
        self._seconds = seconds
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=self._errors)
        self.ready = self._answer()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def ask(self, order: str) -> Any:
        """What the process answers to an order."""
        assert self._process.stdin
        try:
            self._process.stdin.write(f"{order}\n".encode())
            self._process.stdin.flush()
        except BrokenPipeError:
            raise EngineFailed(self._reason()) from None
        return self._answer()

    def close(self) -> None:
        """Ends the process."""
        assert self._process.stdin and self._process.stdout
        self._process.stdout.close()
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()

    def _answer(self) -> Any:
        assert self._process.stdout
        timer = Timer(self._seconds, self._process.kill)
        timer.start()
        try:
            line = self._process.stdout.readline()
        finally:
            timer.cancel()
        if not line:
            raise EngineFailed(self._reason())
        return json.loads(line)

    def _reason(self) -> str:
        """The last thing that the process said, or how it ended."""
        code = self._process.wait()
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else f"ended with {code}"
