"""Bodies within their limits of size, time and compression; both sides of every boundary."""

import asyncio
import gzip
import zlib
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive

from servanda.api import body
from servanda.api.problems import Refusal

MIB = 2**20


def receiving(chunks: Iterable[bytes], *, ends: bool = True) -> Receive:
    """What an ASGI server hands over of a body that comes in chunks, and then ends or waits for ever."""
    waiting = list(chunks)

    async def receive() -> Message:
        if not waiting and not ends:
            await asyncio.sleep(60)
        chunk = waiting.pop(0) if waiting else b""
        return {"type": "http.request", "body": chunk, "more_body": bool(waiting) or not ends}

    return receive


def refused(content: bytes) -> tuple[str, int | None]:
    with pytest.raises(Refusal) as found:
        body.inflate(content)
    return found.value.slug, found.value.limit


async def test_a_body_of_several_chunks_is_read_whole() -> None:
    assert await body.read(receiving([b"ab", b"", b"c"])) == b"abc"
    assert await body.read(receiving([])) == b""


async def test_a_body_may_have_8_mib_and_not_a_byte_more() -> None:
    assert len(await body.read(receiving([b"x" * MIB] * 8))) == 8 * MIB
    with pytest.raises(Refusal) as found:
        await body.read(receiving([*[b"x" * MIB] * 8, b"x"]))
    assert (found.value.slug, found.value.limit) == ("body-too-large", 8 * MIB)


async def test_a_body_that_is_too_large_is_not_read_to_its_end() -> None:
    chunks = [b"x" * MIB] * 100
    receive = receiving(chunks)
    with pytest.raises(Refusal):
        await body.read(receive)
    assert (await receive())["more_body"]


async def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "SECONDS", 0.01)
    with pytest.raises(Refusal) as found:
        await body.read(receiving([b"{"], ends=False))
    assert found.value.slug == "request-timeout"


async def test_a_body_that_breaks_off_is_refused() -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    with pytest.raises(Refusal) as found:
        await body.read(receive)
    assert found.value.slug == "bad-request"


@given(st.binary(max_size=2000))
def test_what_was_compressed_comes_out_again(content: bytes) -> None:
    assert body.inflate(gzip.compress(content)) == content


def test_a_long_body_comes_out_in_steps_and_whole() -> None:
    content = bytes(range(256)) * 8192
    assert len(content) > 4 * body.STEP
    assert body.inflate(gzip.compress(content, 1)) == content


def dense(size: int) -> bytes:
    """Bytes that compress to about a sixth: the ratio does not come into play."""
    pattern = zlib.crc32(b"servanda").to_bytes(4, "big") * 16
    noise = b"".join(zlib.crc32(n.to_bytes(4, "big")).to_bytes(4, "big") + pattern[:20] for n in range(size // 24 + 1))
    return noise[:size]


def test_a_body_may_inflate_to_32_mib_and_not_a_byte_more() -> None:
    content = dense(32 * MIB)
    assert len(body.inflate(gzip.compress(content, 1))) == 32 * MIB
    assert refused(gzip.compress(content + b"x", 1)) == ("decompression-limit", 32 * MIB)


def test_up_to_1_mib_any_ratio_will_do() -> None:
    assert len(body.inflate(gzip.compress(b" " * MIB))) == MIB


def test_above_1_mib_the_ratio_is_at_most_200() -> None:
    packed = gzip.compress(b" " * (MIB + 1))
    assert len(packed) * 200 < MIB
    assert refused(packed) == ("decompression-limit", MIB)
    noise = dense(60_000)
    packed = gzip.compress(noise + b" " * (MIB + 1))
    assert len(packed) * 200 > len(noise) + MIB
    assert len(body.inflate(packed)) == len(noise) + MIB + 1


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        (b" " * (MIB + 1), "ratio", "the decompressed body is more than 200 times as large as what was sent, and"),
        (dense(32 * MIB) + b"x", "size", "the decompressed body is more than 32 MiB"),
    ],
    ids=["ratio", "size"],
)
def test_of_the_two_limits_of_compression_the_one_that_was_met_is_named(
    content: bytes, code: str, message: str
) -> None:
    with pytest.raises(Refusal) as found:
        body.inflate(gzip.compress(content, 1))
    (error,) = found.value.errors
    assert error.code == code
    assert error.message.startswith(message)


def test_a_bomb_is_not_inflated_beyond_the_limit() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    bomb = b"".join(packer.compress(b"\0" * MIB) for _ in range(300)) + packer.flush()
    assert len(bomb) < 400_000
    assert refused(bomb)[0] == "decompression-limit"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x1f\x8b",
        b"{}",
        gzip.compress(b"{}")[:-1],
        gzip.compress(b"{}")[:-9],
        gzip.compress(b"{}") + b"x",
        gzip.compress(b"{}") + gzip.compress(b"{}"),
        gzip.compress(b"{}")[:-8] + b"\0" * 8,
        zlib.compress(b"{}"),
    ],
    ids=["nothing", "head", "plain", "cut", "cut-early", "trailing", "two", "wrong-sum", "zlib"],
)
def test_what_is_not_exactly_one_whole_member_is_refused(content: bytes) -> None:
    assert refused(content)[0] == "malformed-content-encoding"
