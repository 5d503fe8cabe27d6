"""The application over the bundled rulesets."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from over_http import ROOT, connect
from starlette.types import ASGIApp

from servanda.api.app import create_app
from servanda.api.workers import Workers
from servanda.catalog import Catalog


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return Catalog.load(ROOT / "rulesets")


@pytest.fixture(scope="session")
def app(catalog: Catalog) -> Iterator[ASGIApp]:
    workers = Workers(catalog.sources)
    yield create_app(catalog, workers=workers)
    workers.close()


@pytest.fixture
async def client(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    async with connect(app) as made:
        yield made
