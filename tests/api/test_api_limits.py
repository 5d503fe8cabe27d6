"""What the guard lets through; both sides of every limit."""

import asyncio
from typing import Any

import httpx
import pytest
from over_http import evaluate, problem
from starlette.types import ASGIApp, Message

from servanda.api import body

MIB = 2**20


async def call(app: ASGIApp, headers: list[tuple[bytes, bytes]], **changes: Any) -> list[Message]:
    """What is sent in answer to a GET of /healthz, as a server hands it over, with these headers."""
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": "/healthz",
        "raw_path": b"/healthz",
        "query_string": b"",
        "headers": headers,
        **changes,
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


async def status(app: ASGIApp, *headers: tuple[bytes, bytes], **changes: Any) -> int:
    return int((await call(app, [(b"host", b"test"), *headers], **changes))[0]["status"])


async def test_an_address_may_have_8_kib(client: httpx.AsyncClient) -> None:
    path = "/v1/rulesets/istanbul-2025?on="
    assert problem(await client.get(path + "x" * (8192 - len(path)))) == "bad-request"
    response = await client.get(path + "x" * (8193 - len(path)))
    assert (problem(response), response.json()["limit"]) == ("uri-too-long", 8192)
    assert problem(await client.get("/" + "x" * 8191)) == "not-found"
    assert problem(await client.get("/" + "x" * 8192)) == "uri-too-long"


async def test_a_request_may_have_100_headers(app: ASGIApp) -> None:
    assert await status(app, *[(b"x", b"y")] * 99) == 200
    assert await status(app, *[(b"x", b"y")] * 100) == 431


async def test_headers_may_have_32_kib_together(app: ASGIApp) -> None:
    rest = 2**15 - len(b"host: test\r\n") - len(b"x: \r\n")
    assert await status(app, (b"x", b"y" * rest)) == 200
    assert await status(app, (b"x", b"y" * (rest + 1))) == 431


async def test_a_declared_length_that_is_too_large_is_refused_before_anything_is_read(app: ASGIApp) -> None:
    assert await status(app, (b"content-length", str(8 * MIB).encode())) == 200
    sent = await call(
        app, [(b"host", b"test"), (b"content-length", str(8 * MIB + 1).encode()), (b"expect", b"100-continue")]
    )
    assert sent[0]["status"] == 413
    assert (b"connection", b"close") in sent[0]["headers"]


@pytest.mark.parametrize("length", [b"-1", b"1.0", b"", b"0x10", b"1e3", "²".encode(), b"9" * 30])
async def test_a_length_that_is_no_number_is_refused(app: ASGIApp, length: bytes) -> None:
    assert await status(app, (b"content-length", length)) == 400


@pytest.mark.parametrize("name", [b"host", b"content-length", b"content-type"])
async def test_what_must_stand_once_stands_once(app: ASGIApp, name: bytes) -> None:
    assert await status(app, (name, b"1"), (name, b"1")) == 400


async def test_two_lengths_are_refused(app: ASGIApp) -> None:
    assert await status(app, (b"transfer-encoding", b"chunked"), (b"content-length", b"1")) == 400
    assert await status(app, (b"transfer-encoding", b"chunked")) == 200


async def test_a_host_must_be_named_but_in_http_1_0(app: ASGIApp) -> None:
    assert (await call(app, []))[0]["status"] == 400
    assert (await call(app, [], http_version="1.0"))[0]["status"] == 200


async def test_an_answer_before_the_whole_body_was_read_ends_the_connection(client: httpx.AsyncClient) -> None:
    assert (await client.post("/healthz", content=b"x")).headers["connection"] == "close"
    assert (await client.get("/healthz", headers={"content-length": "5"})).headers["connection"] == "close"
    assert "connection" not in (await client.get("/healthz")).headers
    assert "connection" not in (await evaluate(client)).headers
    assert "connection" not in (await evaluate(client, b"{")).headers


async def test_a_body_of_8_mib_is_read(client: httpx.AsyncClient) -> None:
    assert problem(await evaluate(client, b" " * body.MOST_BYTES)) == "malformed-json"


async def test_what_is_not_http_goes_to_the_application(app: ASGIApp) -> None:
    """Servers may ask for a lifespan; this application has none of its own."""
    messages = asyncio.Queue[Message]()
    answered: list[str] = []
    for kind in ("lifespan.startup", "lifespan.shutdown"):
        messages.put_nowait({"type": kind})

    async def send(message: Message) -> None:
        answered.append(message["type"])

    await app({"type": "lifespan"}, messages.get, send)
    assert answered == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


async def test_every_answer_has_the_headers_that_keep_it_to_itself(client: httpx.AsyncClient) -> None:
    for response in (await client.get("/healthz"), await client.get("/nowhere"), await evaluate(client)):
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert "server" not in response.headers
