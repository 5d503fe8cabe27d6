"""The body of a request: read within limits of size and time, and inflated within limits of size and ratio."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Iterator

from starlette.types import Receive

from servanda.api.problems import Refusal, bad_request, refusal

MOST_BYTES = 8 * 2**20
MOST_INFLATED = 32 * 2**20
MOST_RATIO = 200
RATIO_COUNTS_FROM = 2**20
SECONDS = 10.0
STEP = 256 * 2**10


async def read(receive: Receive) -> bytes:
    """The bytes of the body, as they were sent; refuses more than 8 MiB, or more time than it may take."""
    body = bytearray()
    try:
        async with asyncio.timeout(SECONDS):
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    raise bad_request("broken-off", "the body broke off")
                body += message.get("body", b"")
                require_small(len(body))
                if not message.get("more_body", False):
                    return bytes(body)
    except TimeoutError:
        raise Refusal("request-timeout") from None


def require_small(length: int) -> None:
    """Refuses a body of so many bytes if it is too large."""
    if length > MOST_BYTES:
        raise Refusal("body-too-large", limit=MOST_BYTES)


def inflate(body: bytes) -> bytes:
    """What a gzip body holds; refuses what is not exactly one whole member, and what grows too large."""
    return b"".join(_inflated(body))


def _inflates_too_far(most: int) -> Refusal:
    by_ratio = f"more than {MOST_RATIO} times as large as what was sent, and than {RATIO_COUNTS_FROM // 2**20} MiB"
    code, message = ("size", f"more than {most // 2**20} MiB") if most == MOST_INFLATED else ("ratio", by_ratio)
    return refusal("decompression-limit", code, f"the decompressed body is {message}", limit=most)


def _inflated(body: bytes) -> Iterator[bytes]:
    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
    most = min(MOST_INFLATED, max(RATIO_COUNTS_FROM, MOST_RATIO * len(body)))
    total, rest = 0, body
    try:
        while not member.eof:
            step = member.decompress(rest, STEP)
            total, rest = total + len(step), member.unconsumed_tail
            if total > most:
                raise _inflates_too_far(most)
            if not step and not rest and not member.eof:
                raise Refusal("malformed-content-encoding")
            yield step
    except zlib.error:
        raise Refusal("malformed-content-encoding") from None
    if member.unused_data:
        raise Refusal("malformed-content-encoding")
