"""HTTP/1.1 as uvicorn speaks it, and what it lacks: deadlines, limits on heads, problems in answer to bad requests."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from servanda.api.guard import MOST_HEADER_BYTES, MOST_TARGET_BYTES
from servanda.api.journal import HEADERS, LOGGER
from servanda.api.problems import MEDIA_TYPE, Refusal

HEAD_SECONDS = 5.0
STALL_SECONDS = 30.0
MOST_CONNECTIONS = 1_000
_MOST_HEAD_BYTES = MOST_TARGET_BYTES + MOST_HEADER_BYTES + 4 * 2**10


class Protocol(HttpToolsProtocol):
    """One connection. The head of a request is its first line and its headers."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._head_open = False
        self._head_bytes = 0
        self._head_deadline: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None
        self._refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            self._refuse(Refusal("over-capacity", headers={"Retry-After": "5"}))
        else:
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        self._head_bytes += len(data) if self._head_open else 0
        super().data_received(data)
        if self._refused:
            return
        if self._head_open and self._head_bytes > _MOST_HEAD_BYTES:
            self._refuse(Refusal("headers-too-large"))
        elif self._head_open or self._is_idle():  # idle, and yet there was data: blank lines before a request
            self._await_head()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_open, self._head_bytes = True, 0

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > MOST_TARGET_BYTES:
            # Parsing would cut off what exceeds 65,535 bytes. The guard refuses this one by its length.
            self.url = b"/" * (MOST_TARGET_BYTES + 1)

    def on_headers_complete(self) -> None:
        self._head_open = False
        self._disarm()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        self._refuse(Refusal("bad-request"))

    def _unsupported_upgrade_warning(self) -> None:
        """Says nothing: a request to upgrade is answered as if it did not ask for that."""

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._stalled:
            self._stalled.cancel()
            self._stalled = None

    def _watch(self, waiting: int) -> None:
        """Cuts the caller off who took nothing of ``waiting`` bytes since this was last looked at."""

        def look() -> None:
            left = self.transport.get_write_buffer_size()
            if left >= waiting:
                self.transport.abort()
            else:
                self._watch(left)

        self._stalled = self.loop.call_later(STALL_SECONDS, look)

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _await_head(self) -> None:
        if self._head_deadline is None:
            self._head_deadline = self.loop.call_later(HEAD_SECONDS, self._end_head)

    def _disarm(self) -> None:
        if self._head_deadline:
            self._head_deadline.cancel()
            self._head_deadline = None

    def _end_head(self) -> None:
        """Ends the waiting: with an answer where a request has begun, silently on a connection that was only opened."""
        if self._head_open:
            self._refuse(Refusal("request-timeout"))
        else:
            self.transport.close()

    def _refuse(self, refusal: Refusal) -> None:
        """Answers to what cannot be handed to the application; after the answers to what came before it."""
        self._refused = True
        self._disarm()
        if not self._is_idle():
            # INVARIANT: an answer is never written before or into that of an earlier request on the connection.
            if self.pipeline or self.cycle.response_started or not self.cycle.more_body:
                self.cycle.keep_alive = False
                return
            self.cycle.disconnected = True  # the rest of its body is not coming; this is its answer
            self.cycle.message_event.set()
        line = {"method": None, "route": None, "status": refusal.status, "slug": refusal.slug}
        LOGGER.info("request", extra={"fields": line})
        head = {
            **HEADERS,
            b"content-type": MEDIA_TYPE.encode(),
            b"content-length": b"%d" % len(refusal.body),
            b"connection": b"close",
            **{name.lower().encode(): value.encode() for name, value in refusal.headers.items()},
        }
        lines = [b"%b: %b" % pair for pair in (*self.server_state.default_headers, *head.items())]
        self.transport.write(STATUS_LINE[refusal.status] + b"\r\n".join([*lines, b"", refusal.body]))
        self.transport.close()
