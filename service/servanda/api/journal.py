"""The outermost layer (pure ASGI): a line of log per request, headers of every answer, no way out for exceptions.

INVARIANT: a line holds nothing of a request but its method, the template of its route, sizes and times.
"""

from __future__ import annotations

import logging
import time
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from servanda.api.problems import Refusal, response_to

LOGGER = logging.getLogger("servanda")

HEADERS = {
    b"cache-control": b"no-store",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"cross-origin-resource-policy": b"same-origin",
    b"referrer-policy": b"no-referrer",
    b"x-content-type-options": b"nosniff",
}
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"))


class Journal:
    """Writes down every request of the application, and answers HEAD like GET, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        record = _Record(scope["method"], receive, send)
        # A copy: the server looks at its own scope, and answers HEAD without a body itself.
        inner = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        try:
            await self._app(inner, record.receive, record.send)
        except Exception as error:
            LOGGER.error("failed", extra={"fields": {"error": type(error).__name__, "at": place_of(error)}})
            if not record.status:
                await response_to(Refusal("evaluation-failed"))(inner, record.receive, record.send)
        finally:
            route = inner.get("route")
            LOGGER.info("request", extra={"fields": record.line(getattr(route, "path", None))})


def place_of(error: BaseException) -> str:
    """Where an error was raised. Its message stays out of the log, since it may hold what was submitted."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "unknown"


class _Record:
    """What is written down of one request."""

    def __init__(self, method: str, receive: Receive, send: Send) -> None:
        self._method = method
        self._receive, self._send = receive, send
        self._started = time.perf_counter()
        self.status = self._received = self._sent = 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._received += len(message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = {name.lower() for name, _ in message.get("headers", ())}
            missing = [(name, value) for name, value in HEADERS.items() if name not in given]
            message = {**message, "headers": [*message.get("headers", ()), *missing]}
        elif self._method == "HEAD":
            message = {**message, "body": b""}
        self._sent += len(message.get("body", b""))
        await self._send(message)

    def line(self, route: str | None) -> dict[str, object]:
        return {
            "method": self._method if self._method in _METHODS else "other",
            "route": route,
            "status": self.status,
            "milliseconds": round((time.perf_counter() - self._started) * 1000, 2),
            "received": self._received,
            "sent": self._sent,
        }
