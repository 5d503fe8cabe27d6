"""What is asked again, how often and when; and what is asked once."""

import asyncio
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import time_machine
from either import RULESET, Connect, answer, problem, submission

from servanda_client import (
    AsyncClient,
    DigestMismatch,
    OverCapacity,
    Retries,
    ServandaError,
    TimedOut,
    UnexpectedAnswer,
    Unreachable,
)
from servanda_client.answer import Answer

BUSY = problem(503, "over-capacity")


def failing(error: Exception) -> Callable[[], httpx.Response]:
    def fail() -> httpx.Response:
        raise error

    return fail


def in_turn(*answers: Callable[[], httpx.Response]) -> tuple[Callable[[httpx.Request], httpx.Response], list[Any]]:
    """A service that gives these answers one after the other, then the last again; and what it was sent."""
    sent: list[httpx.Request] = []

    def serve(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return answers[min(len(sent), len(answers)) - 1]()

    return serve, sent


PASSING = [
    lambda: answer(BUSY, 503),
    lambda: answer(problem(429, "rate-limited"), 429),
    lambda: httpx.Response(503, html="<p>down</p>"),
    failing(httpx.ConnectError("refused")),
    failing(httpx.ConnectTimeout("slow")),
    failing(httpx.ReadError("reset")),
    failing(httpx.WriteError("reset")),
    failing(httpx.RemoteProtocolError("closed")),
]


@pytest.mark.parametrize("passing", PASSING)
async def test_what_passes_is_asked_again(connect: Connect, at_once: None, passing: Any) -> None:
    serve, sent = in_turn(passing, passing, answer)
    assert (await connect(serve).evaluate(*RULESET, submission())).is_compliant
    assert len(sent) == 3
    assert len({(request.method, request.url, request.content) for request in sent}) == 1


@pytest.mark.parametrize("passing", PASSING)
async def test_it_is_not_asked_for_ever(connect: Connect, at_once: None, passing: Any) -> None:
    for retries, attempts in ((Retries(), 4), (Retries(attempts=2), 2), (Retries(attempts=1), 1)):
        serve, sent = in_turn(passing)
        with pytest.raises((OverCapacity, UnexpectedAnswer, Unreachable)):
            await connect(serve, retries=retries).evaluate(*RULESET, submission())
        assert len(sent) == attempts


@pytest.mark.parametrize(
    "lasting",
    [
        *(lambda status=status: answer(problem(status, "x"), status) for status in (400, 404, 408, 412, 413, 422, 500)),
        lambda: httpx.Response(502, text="bad gateway"),
        lambda: httpx.Response(504, text="gateway timeout"),
        lambda: answer(content_digest="sha-256=::"),
        lambda: answer(content_digest=""),
        lambda: answer({}),
        failing(httpx.ReadTimeout("slow")),
        failing(httpx.WriteTimeout("slow")),
        failing(httpx.PoolTimeout("slow")),
        failing(httpx.LocalProtocolError("illegal")),
        failing(httpx.UnsupportedProtocol("gopher")),
        failing(httpx.DecodingError("no gzip")),
    ],
)
async def test_nothing_else_is_asked_again(connect: Connect, at_once: None, lasting: Any) -> None:
    serve, sent = in_turn(lasting, answer)
    with pytest.raises(ServandaError):
        await connect(serve).evaluate(*RULESET, submission())
    assert len(sent) == 1


@pytest.mark.parametrize("ask", ["health", "ready"])
async def test_how_the_service_is_now_is_asked_once(connect: Connect, at_once: None, ask: str) -> None:
    serve, sent = in_turn(lambda: answer(problem(503, "not-ready"), 503))
    with pytest.raises(OverCapacity):
        await getattr(connect(serve), ask)()
    assert len(sent) == 1


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made, none of which takes any time."""
    made: list[float] = []

    async def wait(seconds: float) -> None:
        made.append(seconds)

    monkeypatch.setattr("tenacity.nap.time", SimpleNamespace(sleep=made.append))  # not the sleep of other threads
    monkeypatch.setattr("stamina._core._smart_sleep", wait)
    return made


async def test_a_pause_is_as_long_as_the_service_asks_for(connect: Connect, pauses: list[float]) -> None:
    told = ["3", "Wed, 21 Oct 2026 07:28:07 GMT", "0"]
    date = "Wed, 21 Oct 2026 07:28:00 GMT"
    replies = [lambda after=after: answer(BUSY, 503, retry_after=after, date=date) for after in told]
    serve, _ = in_turn(*replies, answer)
    assert (await connect(serve).evaluate(*RULESET, submission())).is_compliant
    assert [int(pause) for pause in pauses] == [3, 7, 0]
    assert all(0 <= pause - least <= 1 for pause, least in zip(pauses, (3, 7, 0), strict=True))


async def test_without_a_word_on_it_pauses_grow(connect: Connect, pauses: list[float]) -> None:
    serve, _ = in_turn(lambda: answer(BUSY, 503, retry_after="soon"))
    with pytest.raises(OverCapacity):
        await connect(serve, retries=Retries(attempts=3)).evaluate(*RULESET, submission())
    assert 0.1 <= pauses[0] <= 1.1
    assert 0.2 <= pauses[1] <= 1.2


@pytest.mark.parametrize("after", ["30", "86400", "999999999", "Wed, 21 Oct 2099 07:28:00 GMT"])
async def test_a_pause_that_is_too_long_is_not_made(connect: Connect, pauses: list[float], after: str) -> None:
    serve, sent = in_turn(lambda: answer(BUSY, 503, retry_after=after))
    with pytest.raises(OverCapacity) as raised:
        await connect(serve).evaluate(*RULESET, submission())
    assert len(sent) == 1
    assert pauses == []
    assert raised.value.retry_after >= 30


async def test_a_real_pause_is_made(connect: Connect) -> None:
    serve, sent = in_turn(lambda: answer(BUSY, 503, retry_after="1"), answer)
    started = time.monotonic()
    assert (await connect(serve).evaluate(*RULESET, submission())).is_compliant
    assert time.monotonic() - started >= 1
    assert len(sent) == 2


async def test_a_pause_can_be_given_up() -> None:
    serve, sent = in_turn(lambda: answer(BUSY, 503, retry_after="20"), answer)
    async with AsyncClient("http://test", transport=httpx.MockTransport(serve)) as client:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await client.evaluate(*RULESET, submission())
    assert len(sent) == 1


NOW = "Wed, 21 Oct 2026 07:28:00 GMT"


@pytest.mark.parametrize(
    ("after", "date", "seconds"),
    [
        ("5", "", 5),
        (" 5 ", "", 5),
        ("0", "", 0),
        ("Wed, 21 Oct 2026 07:28:30 GMT", NOW, 30),
        ("Wed, 21 Oct 2026 07:28:30 GMT", "", 30),
        ("Wed, 21 Oct 2026 07:28:30 GMT", "nonsense", 30),
        ("Wednesday, 21-Oct-26 07:28:30 GMT", NOW, 30),
        ("Wed Oct 21 07:28:30 2026", NOW, 30),
        ("Wed, 21 Oct 2026 09:28:30 +0200", NOW, 30),
        ("Wed, 21 Oct 2020 07:28:00 GMT", NOW, 0),
        *(
            (text, "", None)
            for text in ("", "soon", "-5", "1.5", "5s", "1e3", "５", "nan", "inf", "9" * 40, "1 2 3", "99 99 99 99:99",
                         "Wed, 99 Oct 2026 07:28:00 GMT", "Wed, 21 Oct 99999 07:28:00 GMT", "0x5", "5, 5", ",", ":")
        ),
    ],
)  # fmt: skip
def test_when_to_ask_again(after: str, date: str, seconds: float | None) -> None:
    with time_machine.travel("2026-10-21T07:28:00Z", tick=False):
        assert Answer(503, {"retry-after": after, "date": date}, b"").retry_after == seconds


@pytest.mark.parametrize(
    ("elapsed", "after", "paused"), [(0, 28.9, True), (28.9, 0, True), (0, 30, False), (30, 0, False)]
)
def test_no_pause_goes_beyond_the_time_for_all_attempts(elapsed: float, after: float, paused: bool) -> None:
    found = Retries().pause(UnexpectedAnswer(503, "busy", after), elapsed)
    assert (found is not False) == paused
    assert not paused or after <= found <= after + 1


def test_only_what_passes_is_worth_a_pause() -> None:
    for other in (ValueError(), TimedOut("slow"), DigestMismatch(200, "wrong")):
        assert Retries().pause(other, 0.0) is False


@pytest.mark.parametrize("wrong", [{"attempts": 0}, {"seconds": 0}, {"seconds": -1}, {"seconds": float("nan")}])
def test_retries_have_bounds(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="at least one attempt"):
        Retries(**wrong)
