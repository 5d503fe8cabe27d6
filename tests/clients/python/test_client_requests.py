"""What a client sends, and what it refuses to send."""

import gzip
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import httpx
import pytest
from either import RULESET, Connect, answer, client_of, submission

from servanda_client import Client, Draft, Published, Submission, __version__
from servanda_client.encoding import COMPRESS_FROM, compressed, encode, members


@dataclass
class Whole:
    as_of: datetime
    readings: str | None = None


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"a": "ї", "b": [1, True, None]}, '{"a":"ї","b":[1,true,null]}'),
        (MappingProxyType({"a": MappingProxyType({})}), '{"a":{}}'),
        (Whole(datetime(2025, 6, 7, 12, tzinfo=UTC)), '{"as_of":"2025-06-07T12:00:00+00:00"}'),
        (Submission(as_of="2025-06-07", action=None), '{"as_of":"2025-06-07","action":null}'),
        (Submission.model_validate({"as_of": "2025-06-07", "new": 1}), '{"as_of":"2025-06-07","new":1}'),
        (b'{"a": 1, "a": 2}', '{"a": 1, "a": 2}'),
    ],
)
def test_what_is_given_is_what_is_sent(given: Any, sent: str) -> None:
    assert encode(given).decode() == sent


@pytest.mark.parametrize("given", ["{}", [], None, 1, Submission, Whole, {"a": object()}, {"a": {1}}, {"a": b"x"}])
def test_what_json_does_not_have_is_not_sent(given: Any) -> None:
    with pytest.raises(TypeError):
        encode(given)


CIRCLE: dict[str, Any] = {}
CIRCLE["a"] = CIRCLE


@pytest.mark.parametrize("given", [{"a": float("nan")}, {"a": float("inf")}, {"a": "Yev\ud800"}, CIRCLE])
def test_what_the_service_could_not_read_is_not_sent(given: Any) -> None:
    with pytest.raises(ValueError, match=r"surrogate|NaN") as raised:
        encode(given)
    assert raised.value.__context__ is None
    assert "Yev" not in f"{raised.value!r}"


def test_what_is_given_as_bytes_goes_into_a_request_unread() -> None:
    assert members(ruleset=Draft(text="a: b"), submission=b'{"a":1,"a":2}') == (
        b'{"ruleset":{"text":"a: b"},"submission":{"a":1,"a":2}}'
    )
    assert json.loads(members(before=Published(agreement="a", version="1.0.0"), after={"text": ""})) == {
        "before": {"agreement": "a", "version": "1.0.0"},
        "after": {"text": ""},
    }


def test_only_what_is_large_and_no_bomb_is_compressed() -> None:
    mixed = json.dumps([{"id": f"P{n}", "name": f"{n * 7919 % 10_007}"} for n in range(3000)]).encode()
    assert len(mixed) >= COMPRESS_FROM
    packed = compressed(mixed)
    assert packed is not None
    assert gzip.decompress(packed) == mixed
    assert compressed(mixed) == packed
    assert compressed(mixed[: COMPRESS_FROM - 1]) is None
    assert compressed(b" " * 4 * 2**20) is None


async def heard(connect: Connect, **options: Any) -> httpx.Request:
    """The request for a verdict that a client with these options makes."""
    sent: list[httpx.Request] = []

    def hear(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return answer()

    await connect(hear, **options).evaluate(*RULESET, submission())
    return sent[0]


async def test_a_request_says_what_it_is(connect: Connect) -> None:
    request = await heard(connect)
    assert str(request.url) == "http://test/v1/rulesets/istanbul-2025/2.0.0/evaluations"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["accept"] == "application/json, application/problem+json"
    assert request.headers["user-agent"] == f"servanda-client/{__version__}"
    assert "accept-language" not in request.headers
    assert set(request.extensions["timeout"].values()) == {30.0, 5.0}


async def test_options_are_heeded(connect: Connect) -> None:
    named = {"user-agent": "mine", "X-Own": "1", "content-type": "text/plain", "ACCEPT": "x/y"}
    options = {"language": "uk", "headers": named, "auth": ("a", "b"), "timeout": 7.0}
    request = await heard(connect, base_url="https://host.example/under/here/", **options)
    assert str(request.url) == "https://host.example/under/here/v1/rulesets/istanbul-2025/2.0.0/evaluations"
    assert request.headers["accept-language"] == "uk"
    assert request.headers["authorization"] == "Basic YTpi"
    assert (request.headers["user-agent"], request.headers["x-own"]) == ("mine", "1")
    assert request.headers["content-type"] == "application/json"
    assert request.headers["accept"].startswith("application/json,")
    assert set(request.extensions["timeout"].values()) == {7.0}


async def test_a_client_of_httpx_that_is_given_stays_open(connect: Connect) -> None:
    def hear(request: httpx.Request) -> httpx.Response:
        assert request.headers["x-own"] == "1"
        return answer()

    client = connect("http://test", httpx={"transport": httpx.MockTransport(hear), "headers": {"x-own": "1"}})
    for _ in range(2):
        assert (await client.evaluate(*RULESET, submission())).is_compliant
        await client.aclose()


@pytest.mark.parametrize("kind", ["sync", "async"])
async def test_a_client_is_closed_at_the_end_of_its_block(kind: str) -> None:
    client = client_of(kind, lambda _: answer([]))
    if kind == "sync":
        with client.client as entered:
            assert entered.rulesets() == []
    else:
        async with client as entered:
            assert await entered.rulesets() == []
    with pytest.raises(RuntimeError, match="closed"):
        await client.rulesets()


@pytest.mark.parametrize(
    "address", ["", "host", "ftp://host", "http://", "//host", "http://a:b@host", "http://host?a=b", "http://host#a"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="must be like `https://"):
        Client(address)


def test_a_client_shows_its_address_alone() -> None:
    with Client("http://host/x/", headers={"Authorization": "Bearer secret"}, auth=("a", "secret")) as client:
        assert repr(client) == "Client('http://host/x')"
        assert "secret" not in repr(client._address)
    with pytest.raises(TypeError, match="one of the two"):
        Client("http://host", http=httpx.Client(), transport=httpx.MockTransport(lambda _: answer()))


@pytest.mark.parametrize("wrong", ['"', "a b", "sha256:\n", '"a" "b"', "ї"])
async def test_a_condition_is_a_digest_or_tags(connect: Connect, wrong: str) -> None:
    with pytest.raises(ValueError, match="must be a digest"):
        await connect(lambda _: answer()).evaluate(*RULESET, submission(), if_match=wrong)
