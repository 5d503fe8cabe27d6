"""How many large submissions are judged at once, beside the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from servanda.api.problems import Refusal

SMALL = 64 * 2**10
"""A body of at most so many bytes, not compressed, is judged on the spot: it takes a few milliseconds."""
AT_ONCE = 2
TAKEN_ON = 16
"""So many large bodies are being read, waiting or judged; each may be 8 MiB, and those being judged 32 MiB more."""

T = TypeVar("T")


class Places:
    """How many requests are taken on at once."""

    def __init__(self, taken_on: int = TAKEN_ON) -> None:
        self._free = taken_on

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place, from the first byte of a body to the last of its answer; refuses where none is free."""
        if self._free < 1:
            raise Refusal("over-capacity")
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1


class Capacity(Places):
    """Places for large submissions, and the threads that judge them."""

    def __init__(self, at_once: int = AT_ONCE, taken_on: int = TAKEN_ON) -> None:
        super().__init__(taken_on)
        self._threads = ThreadPoolExecutor(at_once, "evaluation")

    async def run(self, function: Callable[[], T]) -> T:
        """What the function returns, in one of the threads."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, function)
