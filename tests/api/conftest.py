"""The application over the bundled rulesets, called without a network."""

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp

from servanda.api.app import create_app
from servanda.catalog import Catalog

ROOT = Path(__file__).parents[2]
RULESET = "/v1/rulesets/istanbul-2025/2.0.0"
EVALUATIONS = f"{RULESET}/evaluations"
PERSON = {"id": "P1", "status": "pow", "date_of_birth": "1990-05-02", "health": "seriously_wounded"}


def submission(*entries: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A submission of one list; without entries, of one person who may be exchanged under every reading."""
    header = {"id": "U", "kind": "prisoners", "role": "proposed", "by": "UKR", "date": "2025-06-05"}
    return {"as_of": "2025-06-07", "lists": [{**header, "entries": list(entries) or [PERSON]}], **changes}


def encoded(*entries: dict[str, Any], **changes: Any) -> bytes:
    return json.dumps(submission(*entries, **changes)).encode()


def connect(app: ASGIApp) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


def problem(response: httpx.Response) -> str:
    """The slug of the problem that was answered; it must be a sound one."""
    assert response.headers["content-type"] == "application/problem+json"
    found = response.json()
    assert found["status"] == response.status_code
    return str(found["type"]).removeprefix("/problems/")


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


@pytest.fixture
def evaluate(client: httpx.AsyncClient) -> Callable[..., Any]:
    """Posts a body to be judged under the bundled ruleset."""

    async def post(body: bytes | None = None, **headers: str) -> httpx.Response:
        sent = {"content-type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
        return await client.post(EVALUATIONS, content=encoded() if body is None else body, headers=sent)

    return post
