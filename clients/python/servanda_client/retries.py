"""When a request is sent again. That is safe: the service stores nothing, and the same request has the same answer."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from servanda_client.errors import ServandaError

_JITTER = 1.0


@dataclass(frozen=True, slots=True)
class Retries:
    """So many attempts in all, and none after one that failed later than so many seconds from the start."""

    attempts: int = 4
    seconds: float = 30.0

    def __post_init__(self) -> None:
        if self.attempts < 1 or not self.seconds > 0:
            raise ValueError("there must be at least one attempt, and more than 0 seconds")

    def pause(self, error: Exception, elapsed: float) -> bool | float:
        """Whether to try again, or after how many seconds: those that the service asks for, and up to one more."""
        if not isinstance(error, ServandaError) or not error.is_transient:
            return False
        if error.retry_after is None:
            return True
        wait = error.retry_after + random.uniform(0, _JITTER)  # noqa: S311 - so that not all come back at once
        return wait if elapsed + wait < self.seconds else False

    def hook(self) -> Callable[[Exception], bool | float]:
        """``pause`` for the attempts that begin now."""
        started = time.monotonic()
        return lambda error: self.pause(error, time.monotonic() - started)


RETRIES = Retries()
ONCE = Retries(attempts=1)
