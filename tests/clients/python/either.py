"""Both clients in one guise, so that every test is of both: each method is awaited."""

import asyncio
import json
from base64 import b64encode
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp

from servanda_client import AsyncClient, Client

ROOT = Path(__file__).parents[3]
RULESET = ("istanbul-2025", "2.0.0")
DIGEST = "sha256:" + "0" * 64
PERSON = {"id": "P1", "status": "pow", "date_of_birth": "1990-05-02", "health": "seriously_wounded"}

Handler = Callable[[httpx.Request], httpx.Response]
Connect = Callable[..., Any]
"""Makes a client: `client_of` of a kind."""


def submission(*entries: Any, **changes: Any) -> dict[str, Any]:
    """A submission of one list; without entries, of one person who may be exchanged under every reading."""
    header = {"id": "U", "kind": "prisoners", "role": "proposed", "by": "UKR", "date": "2025-06-05"}
    return {"as_of": "2025-06-07", "lists": [{**header, "entries": list(entries) or [PERSON]}], **changes}


class InProcess(httpx.BaseTransport):
    """Calls an application from a thread of its own, without a network."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = httpx.ASGITransport(app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        async def ask() -> httpx.Response:
            found = await self._app.handle_async_request(request)
            return httpx.Response(found.status_code, headers=found.headers, content=await found.aread())

        return asyncio.run(ask())


class Waiting:
    """A client that waits for its answers, in a thread."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        method = getattr(self.client, name)

        async def ask(*arguments: Any, **named: Any) -> Any:
            return await asyncio.to_thread(method, *arguments, **named)

        return ask

    async def aclose(self) -> None:
        self.client.close()


def client_of(kind: str, target: str | ASGIApp | Handler, **options: Any) -> Any:
    """A client of this kind: of a service at an address, of an application, or of a function that answers."""
    asks = kind == "async"
    if "httpx" in options:  # one of its clients, of the same kind
        options["http"] = (httpx.AsyncClient if asks else httpx.Client)(**options.pop("httpx"))
    if isinstance(target, str):
        return AsyncClient(target, **options) if asks else Waiting(Client(target, **options))
    if is_handler(target):
        transport = httpx.MockTransport(target)
    else:
        transport = httpx.ASGITransport(target) if asks else InProcess(target)
    address = options.pop("base_url", "http://test")
    made = (AsyncClient if asks else Client)(address, transport=transport, **options)
    return made if asks else Waiting(made)


def is_handler(target: Any) -> bool:
    return getattr(target, "__code__", None) is not None


def digest_of(content: bytes) -> str:
    return f"sha-256=:{b64encode(sha256(content).digest()).decode()}:"


VERDICT: dict[str, Any] = {
    "verdict": "compliant",
    "as_of": "2025-06-07",
    "readings": "all",
    "account": "all",
    "conduct_of": None,
    "ruleset": {"agreement": RULESET[0], "version": RULESET[1], "digest": DIGEST, "standing": "agreed"},
    "draft": False,
    "counts": dict.fromkeys(
        ("non_compliant", "disputed", "indeterminate", "pending", "compliant", "not_applicable", "warnings"), 0
    ),
    "provenance": {"service": "servanda 0.1.0", "engine": "durable_rules 2.0.28"},
    "action": None,
    "record": None,
    **{
        name: []
        for name in (
            "rules findings lists pairs events parties obligations next_steps differences clarifications not_checked"
        ).split()
    },
}


def answer(document: Any = VERDICT, status: int = 200, **headers: str) -> httpx.Response:
    """A response that is as it should be, but for the headers that are given; those that are empty are left out."""
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    media_type = "application/json" if status == 200 else "application/problem+json"
    named = {"content_type": media_type, "content_digest": digest_of(content), **headers}
    told = {name.replace("_", "-"): value for name, value in named.items() if value}
    return httpx.Response(status, headers=told, content=content)


def problem(status: int, slug: str, **members: Any) -> dict[str, Any]:
    return {"type": f"/problems/{slug}", "title": "A title", "status": status, **members}
