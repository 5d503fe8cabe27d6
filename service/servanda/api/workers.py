"""The processes in which drafts are compiled and tried: each serves one request, within limits of time and memory.

A worker is forked from a server of its own that has never seen a request, so it holds nothing but the published
rulesets and what it is asked; when it has answered, or was too slow, it is gone.
"""

from __future__ import annotations

import asyncio
import gc
import os
import resource
import signal
import sys
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooSlow
from concurrent.futures.process import BrokenProcessPool
from functools import cached_property
from multiprocessing.context import ForkServerContext, ForkServerProcess
from threading import Lock
from types import ModuleType

from pebble import ProcessExpired, ProcessPool

from servanda.api import drafts
from servanda.api.capacity import Places
from servanda.api.drafts import Answered, Asked, Sources
from servanda.api.problems import Refusal, refusal

AT_ONCE = 2
SECONDS = 2.0
"""Of work, for each ruleset that a request names: on a busy machine it may take longer to get them."""
PATIENCE = 5
"""After so many times as long, work that has not got its seconds is given up."""
MOST_MEMORY = 2**30
"""Bytes of address space."""

_sources: Sources = {}


class _Process(ForkServerProcess):
    """A process that does not run the script again from which the service was started, as it otherwise would."""

    _starting = Lock()

    def start(self) -> None:
        with self._starting:
            script, sys.modules["__main__"] = sys.modules["__main__"], ModuleType("__main__")
            try:
                super().start()
            finally:
                sys.modules["__main__"] = script


class _Context(ForkServerContext):
    Process = _Process


class Workers(Places):
    """Answers to requests about drafts, and places for as many as are taken on."""

    def __init__(self, sources: Sources, seconds: float = SECONDS, memory: int = MOST_MEMORY) -> None:
        super().__init__()
        self._sources, self._seconds, self._memory = sources, seconds, memory

    @cached_property
    def _pool(self) -> ProcessPool:
        context = _Context()
        context.set_forkserver_preload([name for name in sys.modules if name.split(".")[0] == "servanda"])
        return ProcessPool(AT_ONCE, 1, _begin, (self._sources, self._memory), context)

    def start(self) -> None:
        """Makes the processes now, rather than for the first request."""
        self._pool.schedule(os.getpid)

    def close(self) -> None:
        """Ends the processes, whatever they do."""
        if "_pool" in self.__dict__:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            del self._pool
            gc.collect()  # what it shares with the processes is given back now, and not left for the exit

    async def answer(self, asked: Asked) -> Answered:
        """The answer to a request; refuses what takes too long, or too much memory."""
        seconds = self._seconds * asked.rulesets
        try:
            return await self._done(asked, seconds)
        except (TooSlow, TimeoutError):
            raise _too_long(seconds) from None
        except MemoryError:
            raise _beyond("memory", f"it takes more than {self._memory // 2**20} MiB of memory") from None

    async def _done(self, asked: Asked, seconds: float) -> Answered:
        """What a process answers. One that was lost need not be lost to what it did, so it is tried once more."""
        for _ in range(2):
            pool = self._pool
            try:
                return await asyncio.wrap_future(self._scheduled(pool, asked, seconds))
            except ProcessExpired as ended:
                if ended.exitcode == -signal.SIGPROF:
                    raise TimeoutError from None
            except BrokenProcessPool:  # all of them were lost at once, to whatever it was
                if self._pool is pool:
                    self.close()
        raise _beyond("process", "the process in which it was tried has ended, twice")

    @staticmethod
    def _scheduled(pool: ProcessPool, asked: Asked, seconds: float) -> Future[Answered]:
        try:
            return pool.schedule(_answer, (asked, seconds), timeout=seconds * PATIENCE)
        except RuntimeError:  # so it says that it is broken; one that a process raises is another matter
            raise BrokenProcessPool from None


def _too_long(seconds: float) -> Refusal:
    return _beyond("time", f"it takes more than {seconds:g} seconds")


def _beyond(code: str, message: str) -> Refusal:
    return refusal("draft-limit-exceeded", code, message)


def _begin(sources: Sources, memory: int) -> None:
    """Makes a process ready for a text that nobody trusts: little memory, no file written, no environment."""
    global _sources  # noqa: PLW0603 - a worker is a process: this is its whole state
    _sources = sources
    os.environ.clear()
    for limit, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (most, most))


def _answer(asked: Asked, seconds: float) -> Answered:
    signal.setitimer(signal.ITIMER_PROF, seconds)  # whose signal ends the process, whatever it is in the middle of
    return drafts.answer(asked, _sources)
