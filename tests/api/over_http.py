"""Calls of the application without a network."""

import json
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp

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


async def evaluate(client: httpx.AsyncClient, body: Any = None, **headers: str) -> httpx.Response:
    """The answer to a body that is to be judged under the bundled ruleset."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    content = encoded() if body is None else body
    return await client.post(EVALUATIONS, content=content, headers={"content-type": "application/json", **given})


def problem(response: httpx.Response) -> str:
    """The slug of the problem that was answered."""
    assert response.headers["content-type"] == "application/problem+json"
    found = response.json()
    assert found["status"] == response.status_code
    return str(found["type"]).removeprefix("/problems/")
