"""The limits of a request that hold whatever it asks for, before anything else looks at it (pure ASGI)."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from servanda.api import body
from servanda.api.problems import Refusal, bad_request, response_to

MOST_TARGET_BYTES = 8 * 2**10
MOST_HEADERS = 100
MOST_HEADER_BYTES = 32 * 2**10
LINGER_SECONDS = 2.0
_ONCE = (b"host", b"content-length", b"content-type", b"transfer-encoding")


class Guard:
    """Refuses what is beyond the limits, and lets the rest through."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        exchange = _Exchange(scope, receive, send)
        try:
            _inspect(scope)
        except Refusal as refusal:
            return await response_to(refusal)(scope, exchange.receive, exchange.send)
        return await self._app(scope, exchange.receive, exchange.send)


def _inspect(scope: Scope) -> None:
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    query = scope.get("query_string", b"")
    target = len(scope.get("raw_path") or scope["path"].encode()) + (len(query) + 1 if query else 0)
    if target > MOST_TARGET_BYTES:
        raise Refusal("uri-too-long", limit=MOST_TARGET_BYTES)
    if len(headers) > MOST_HEADERS or sum(len(name) + len(value) + 4 for name, value in headers) > MOST_HEADER_BYTES:
        raise Refusal("headers-too-large")
    names = [name for name, _ in headers]
    for name in _ONCE:
        if names.count(name) > 1:
            raise bad_request("repeated-header", f"{name.decode().title()} must be there once")
    if b"host" not in names and scope["http_version"] != "1.0":
        raise bad_request("missing-header", "Host must be there")
    body.require_small(declared_length(headers) or 0)


def declared_length(headers: list[tuple[bytes, bytes]]) -> int | None:
    """The length that `Content-Length` declares; None where the body comes without one, 0 where there is no body."""
    found = dict(headers)
    length = found.get(b"content-length")
    if b"transfer-encoding" in found:
        if length is not None:
            raise bad_request("two-lengths", "Content-Length and Transfer-Encoding exclude each other")
        return None
    if length is None:
        return 0
    if not length.isdigit() or len(length) > 18:
        raise bad_request("malformed-header", "Content-Length must be a number")
    return int(length)


class _Exchange:
    """One request and its answer; an answer given before the whole body was read ends the connection, gently."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        names = {name for name, value in scope["headers"] if value != b"0"}
        self._receive, self._send = receive, send
        self._unread = bool(names & {b"content-length", b"transfer-encoding"})
        self._waits = b"expect" in names  # such a caller sends no body once it is refused

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] != "http.request" or not message.get("more_body", False):
            self._unread = False
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and self._unread:
            message = {**message, "headers": [*message.get("headers", ()), (b"connection", b"close")]}
        if message["type"] == "http.response.body" and not message.get("more_body", False) and self._unread:
            await self._send({**message, "more_body": True})
            await self._linger()
            message = {"type": "http.response.body", "body": b""}
        await self._send(message)

    async def _linger(self) -> None:
        """Reads and drops the rest: with bytes unread, closing would reset the connection before the answer is read."""
        if self._waits:
            return
        try:
            async with asyncio.timeout(LINGER_SECONDS):
                while self._unread:
                    await self.receive()
        except TimeoutError:
            pass
