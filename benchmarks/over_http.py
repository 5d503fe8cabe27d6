"""Lists over HTTP, to a service that `servanda serve` started, by a client that keeps its connection."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from time import clock_gettime, perf_counter, sleep
from types import TracebackType

import lists
from judging import ISTANBUL, RULESETS
from measure import Times
from rows import Figure, Goal, Row

PART = "http"
SIZES = (1, 100, 1_000, 6_000)
JUDGED = 6_000
ROUNDS = 12
MOST_SECONDS = 60.0
STARTED = 2_000.0  # milliseconds from the start of the process until it is ready
ONE = 1.5  # milliseconds for one entry: about a millisecond
KINDS = {"with names": lists.submission, "ids alone": lists.nameless}
PATH = f"/v1/rulesets/{ISTANBUL.parent.name}/{ISTANBUL.stem}/evaluations"
HEADERS = {"Content-Type": "application/json"}
SERVANDA = Path(sys.executable).with_name("servanda")


class Service:
    """A service on a free port of this machine; it ends with the block."""

    def __init__(self) -> None:
        start = perf_counter()
        command = [SERVANDA, "serve", "--host", "127.0.0.1", "--port", "0", "--rulesets", RULESETS]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self._connection = HTTPConnection("127.0.0.1", self._port(), timeout=MOST_SECONDS)
        while self._status("/readyz") != 200:
            sleep(0.005)
        self.started, self.worked_to_start = (perf_counter() - start) * 1_000, self.worked

    def __enter__(self) -> Service:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._connection.close()
        self._process.terminate()
        assert self._process.stderr
        self._process.stderr.close()
        self._process.wait()

    def _port(self) -> int:
        assert self._process.stderr
        for line in self._process.stderr:
            told = json.loads(line)
            if told.get("event") == "listening":
                return int(told["port"])
        raise RuntimeError(f"the service did not start: it ended with {self._process.wait()}")

    def _status(self, path: str) -> int:
        self._connection.request("GET", path)
        response = self._connection.getresponse()
        response.read()
        return response.status

    def connect(self) -> None:
        """Opens the connection anew: the service closes one on which nothing was asked for seconds."""
        self._connection.close()
        self._status("/healthz")

    def judge(self, body: bytes) -> bytes:
        self._connection.request("POST", PATH, body, HEADERS)
        response = self._connection.getresponse()
        answer = response.read()
        if response.status != 200:
            raise RuntimeError(f"the service answers {response.status}: {answer[:500].decode()}")
        return answer

    @property
    def worked(self) -> float:
        """The milliseconds that processors have worked for the service, where Linux tells; else 0."""
        if sys.platform != "linux":
            return 0.0
        return clock_gettime((~self._process.pid << 3) | 2) * 1_000  # as clock_getcpuclockid(3) makes it of a process


@dataclass
class Found:
    """What is known of one body, in milliseconds."""

    kind: str
    size: int
    body: bytes
    service: Service
    cold: float | None = None
    answer: bytes = b""
    warm: list[float] = field(default_factory=list)
    service_alone: list[float] = field(default_factory=list)
    json_alone: list[float] = field(default_factory=list)

    def first(self) -> None:
        """The first request of all to its service."""
        self.service.connect()
        start = perf_counter()
        self.service.judge(self.body)
        self.cold = (perf_counter() - start) * 1_000

    def run(self) -> None:
        """The request, and what Python's json needs for the same bytes, side by side."""
        self.service.connect()
        self.answer = self.answer or self.service.judge(self.body)
        told = json.loads(self.answer)
        worked, start = self.service.worked, perf_counter()
        self.service.judge(self.body)
        self.warm.append((perf_counter() - start) * 1_000)
        self.service_alone.append(self.service.worked - worked)
        start = perf_counter()
        json.loads(self.body)
        json.dumps(told)
        self.json_alone.append((perf_counter() - start) * 1_000)

    def row(self) -> Row:
        warm, alone = Times(tuple(self.warm)), Times(tuple(self.json_alone))
        service = Times(tuple(self.service_alone))
        figures: dict[str, Figure] = {"warm": warm.median, "spread": warm.spread}
        figures |= {} if self.cold is None else {"cold": self.cold}
        figures |= {"of it the service": service.median, "json": alone.median, "warm/json": warm.median / alone.median}
        goals = [Goal("warm/json", warm.median / alone.median, 1.0)] if self.size == JUDGED else []
        goals += [Goal("milliseconds", warm.median, ONE)] if self.size == 1 else []
        group = f"lists of prisoners over HTTP, {self.kind}, milliseconds"
        details = {"bytes": len(self.body), "answer": len(self.answer), "warm": warm.told(), "json": alone.told()}
        name = "1 entry" if self.size == 1 else f"{self.size:,} entries"
        return Row(PART, group, name, figures, tuple(goals), details)


def rows() -> Iterator[Row]:
    with ExitStack() as stack:
        services = {kind: stack.enter_context(Service()) for kind in KINDS}
        found = [Found(kind, size, body(size), services[kind]) for kind, body in KINDS.items() for size in SIZES]
        for each in found:
            if each.size == JUDGED:
                each.first()
        for _ in range(ROUNDS):
            for each in found:
                each.run()
    yield from (each.row() for each in found)
    yield _started(list(services.values()))


def _started(services: list[Service]) -> Row:
    wall = Times(tuple(service.started for service in services))
    work = Times(tuple(service.worked_to_start for service in services))
    figures: dict[str, Figure] = {"median": wall.median, "best": wall.best, "spread": wall.spread, "work": work.median}
    goals = (Goal("best", wall.best, STARTED),)
    group = "from the start of the service until it is ready, milliseconds"
    return Row(PART, group, "with the rulesets of this project", figures, goals, {"wall": wall.told()})
