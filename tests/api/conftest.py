"""The application over the bundled rulesets."""

from collections.abc import AsyncIterator

import httpx
import pytest
from over_http import ROOT, connect
from starlette.types import ASGIApp

from servanda.api.app import create_app
from servanda.catalog import Catalog


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return Catalog.load(ROOT / "rulesets")


@pytest.fixture(scope="session")
def app(catalog: Catalog) -> ASGIApp:
    return create_app(catalog)


@pytest.fixture
async def client(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    async with connect(app) as made:
        yield made
