"""Both clients, and what they are tried on: the application, a process that serves, a function that answers."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import stamina
from either import ROOT, Connect, client_of
from starlette.types import ASGIApp

from servanda.api.app import create_app
from servanda.api.workers import Workers
from servanda.catalog import Catalog


@pytest.fixture(scope="session")
def rulesets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some of the bundled rulesets, which are loaded sooner than all of them."""
    folder = tmp_path_factory.mktemp("rulesets")
    for name in ("istanbul-2025", "list-quality"):
        shutil.copytree(ROOT / "rulesets" / name, folder / name)
    return folder


@pytest.fixture(scope="session")
def app(rulesets: Path) -> Iterator[ASGIApp]:
    catalog = Catalog.load(rulesets)
    workers = Workers(catalog.sources)
    yield create_app(catalog, workers=workers)
    workers.close()


@pytest.fixture(params=["sync", "async"])
async def connect(request: pytest.FixtureRequest) -> AsyncIterator[Connect]:
    """Makes clients, of either kind, and closes them."""
    made: list[Any] = []

    def connected(target: Any, **options: Any) -> Any:
        made.append(client_of(request.param, target, **options))
        return made[-1]

    yield connected
    for client in made:
        await client.aclose()


@pytest.fixture
def client(connect: Connect, app: ASGIApp) -> Any:
    """A client of the application over the bundled rulesets."""
    return connect(app)


@pytest.fixture
def at_once() -> Iterator[None]:
    """Retries without pauses."""
    with stamina.set_testing(True, attempts=100, cap=True):
        yield


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory, rulesets: Path) -> Iterator[str]:
    """The address of a service, which is stopped by its process when the tests are done."""
    log: Path = tmp_path_factory.mktemp("service") / "log"
    start = "from servanda.cli import app; app()"
    options = ["--host", "127.0.0.1", "--port", "0", "--rulesets", str(rulesets)]
    command = [sys.executable, "-c", start, "serve", *options]
    with log.open("wb") as written:
        service = subprocess.Popen(
            command, cwd=ROOT, env={"PYTHONPATH": str(ROOT / "service")}, stdout=written, stderr=written
        )
    try:
        yield f"http://127.0.0.1:{_port(log, service)}"
    finally:
        service.terminate()
        service.wait(timeout=30)


def _port(log: Path, service: subprocess.Popen[bytes]) -> int:
    for _ in range(600):
        for line in log.read_text().splitlines():
            found = json.loads(line)
            if found["event"] == "listening":
                return int(found["port"])
        assert service.poll() is None, log.read_text()
        time.sleep(0.05)
    raise AssertionError(log.read_text())
