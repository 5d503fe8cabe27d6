"""A submission goes in, a verdict comes out; or a problem, and then no verdict."""

import asyncio
import base64
import gzip
import hashlib
import inspect
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from over_http import EVALUATIONS, PERSON, RULESET, connect, encoded, evaluate, problem

from servanda.api import body, routes
from servanda.api.app import create_app
from servanda.api.capacity import SMALL, Capacity
from servanda.api.problems import KINDS, OF_DRAFTS, TITLES
from servanda.catalog import Catalog
from servanda.errors import LANGUAGES, EngineError
from servanda.evaluation import encode, strict, values
from servanda.evaluation import evaluate as judge
from servanda.evaluation import judge as judge_module

PEOPLE = [{**PERSON, "id": f"P{number}", "surname": "x" * 50} for number in range(1000)]


async def test_a_verdict_is_what_the_evaluation_says_byte_for_byte(client: httpx.AsyncClient, catalog: Catalog) -> None:
    published = catalog.published("istanbul-2025", "2.0.0")
    response = await evaluate(client)
    assert response.status_code == 200
    assert response.content == encode(judge(published.program, published.reader.read(encoded())))


@pytest.mark.parametrize(
    ("person", "verdict"),
    [
        (PERSON, "compliant"),
        ({**PERSON, "health": "fit"}, "non_compliant"),
        ({**PERSON, "health": "fit", "date_of_birth": "2000-01-01"}, "disputed"),
        ({"id": "P1", "status": "pow"}, "indeterminate"),
    ],
)
async def test_a_verdict_is_always_200(client: httpx.AsyncClient, person: dict[str, Any], verdict: str) -> None:
    response = await evaluate(client, encoded(person))
    assert (response.status_code, response.json()["verdict"]) == (200, verdict)


async def test_the_digest_of_the_answer_is_over_its_bytes(client: httpx.AsyncClient) -> None:
    response = await evaluate(client)
    digest = base64.b64encode(hashlib.sha256(response.content).digest()).decode()
    assert response.headers["content-digest"] == f"sha-256=:{digest}:"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-type"] == "application/json"


async def test_large_compressed_and_chunked_submissions_have_the_same_verdict_as_small_and_plain_ones(
    client: httpx.AsyncClient,
) -> None:
    content = encoded(*PEOPLE)
    assert len(content) > SMALL
    plain = await evaluate(client, content)

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(content), 10_000):
            yield content[start : start + 10_000]

    assert plain.json()["counts"]["compliant"] == len(PEOPLE)
    assert (await evaluate(client, chunks())).content == plain.content
    assert (await evaluate(client, gzip.compress(content), content_encoding="gzip")).content == plain.content
    small = await evaluate(client)
    assert (await evaluate(client, gzip.compress(encoded()), content_encoding="gzip")).content == small.content


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("en", "conduct of another party"),
        ("uk", "дії іншої сторони"),
        ("ru", "действия другой стороны"),
    ],
)
async def test_what_the_service_says_itself_comes_in_that_language_too(
    client: httpx.AsyncClient, language: str, reason: str
) -> None:
    found = (await evaluate(client, encoded(PERSON, conduct_of="RUS"), accept_language=language)).json()
    assert next(row for row in found["not_checked"] if row.get("subject") == "/lists/0")["reason"] == reason


@pytest.mark.parametrize(("wanted", "language"), [("uk", "uk"), ("ru-RU, en;q=0.3", "ru"), ("de", "en")])
async def test_messages_come_in_the_language_that_was_asked_for(
    client: httpx.AsyncClient, wanted: str, language: str
) -> None:
    rule = (await client.get(RULESET)).json()["rules"]["agreed-category"]
    response = await evaluate(client, encoded({**PERSON, "health": "fit"}), accept_language=wanted)
    assert response.headers["content-language"] == language
    assert response.headers["vary"] == "Accept-Language"
    found = response.json()["lists"][0]["entries"][0]["findings"][0]
    assert found["message"] == rule["message"][language]


async def test_under_another_digest_nothing_is_evaluated(client: httpx.AsyncClient) -> None:
    tag = (await client.get(RULESET)).headers["etag"]
    for fitting in (tag, "*", f'"other", {tag}'):
        response = await evaluate(client, if_match=fitting)
        assert (response.status_code, response.headers["etag"]) == (200, tag)
    for other in ('"other"', f"W/{tag}", tag.upper()):
        response = await evaluate(client, if_match=other)
        assert problem(response) == "precondition-failed"
        assert response.headers["etag"] == tag
        assert b"compliant" not in response.content
    assert problem(await evaluate(client, if_match=tag.strip('"'))) == "bad-request"


async def test_what_another_answer_than_200_would_come_of_comes_before_the_precondition(
    client: httpx.AsyncClient,
) -> None:
    assert problem(await evaluate(client, if_match='"other"', content_type="text/plain")) == "unsupported-media-type"
    assert problem(await evaluate(client, if_match='"other"', accept="text/html")) == "not-acceptable"


async def test_all_that_is_wrong_with_a_submission_is_said_at_once(client: httpx.AsyncClient) -> None:
    response = await evaluate(client, encoded({"id": "P1", "date_of_brith": "x"}, as_of="07.06.2025"))
    assert (response.status_code, problem(response)) == (422, "validation-error")
    errors = {(e["pointer"], e["code"]) for e in response.json()["errors"]}
    assert errors == {("/as_of", "not-a-time"), ("/lists/0/entries/0/date_of_brith", "unknown-field")}
    assert response.json()["errors_total"] == 2


async def test_at_most_100_errors_are_named_and_all_are_counted(client: httpx.AsyncClient) -> None:
    response = await evaluate(client, encoded(*({"id": f"P{n}", "date_of_birth": "x"} for n in range(150))))
    assert (len(response.json()["errors"]), response.json()["errors_total"]) == (100, 150)


async def test_the_place_of_a_fault_in_the_bytes_is_told(client: httpx.AsyncClient) -> None:
    response = await evaluate(client, b'{"as_of": "2025-06-07",\n "lists": [}')
    assert problem(response) == "malformed-json"
    assert (response.json()["line"], response.json()["column"]) == (2, 12)


@pytest.mark.parametrize("headers", [{}, {"content_encoding": "gzip"}], ids=["plain", "gzip"])
async def test_an_empty_body_is_called_empty(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    content = gzip.compress(b"") if headers else b""
    response = await evaluate(client, content, **headers)
    assert problem(response) == "malformed-json"
    assert response.json()["errors"][0]["message"] == "the body is empty"


@pytest.mark.parametrize("number", ["1e400", "-1e400", "9007199254740992", "9007199254740993"])
async def test_a_number_beyond_the_limits_is_told_as_that_wherever_it_stands(
    client: httpx.AsyncClient, number: str
) -> None:
    response = await evaluate(client, encoded(as_of="?").replace(b'"?"', number.encode()))
    assert problem(response) == "number-out-of-range"
    assert response.json()["errors"][0]["pointer"] == "/as_of"
    response = await evaluate(client, encoded(as_of="?").replace(b'"?"', b"9007199254740991"))
    assert problem(response) == "validation-error"


@pytest.mark.parametrize("error", [EngineError("Shevchenko"), ValueError("Shevchenko"), RecursionError("Shevchenko")])
@pytest.mark.parametrize("part", ["evaluate", "encode"])
@pytest.mark.parametrize("size", [1, 1000])
async def test_whatever_fails_there_is_no_verdict_and_no_detail(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, error: Exception, part: str, size: int
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(routes, part, fail)
    response = await evaluate(client, encoded(*PEOPLE[:size]))
    assert (response.status_code, problem(response)) == (500, "evaluation-failed")
    assert response.json().keys() == {"type", "title", "status"}
    assert b"compliant" not in response.content


async def test_over_capacity_large_submissions_wait_for_another_time_and_small_ones_do_not(catalog: Catalog) -> None:
    async with connect(create_app(catalog, Capacity(at_once=1, taken_on=0))) as client:
        for content, headers in ((encoded(*PEOPLE), {}), (gzip.compress(encoded()), {"content_encoding": "gzip"})):
            response = await evaluate(client, content, **headers)
            assert (response.status_code, problem(response)) == (503, "over-capacity")
            assert int(response.headers["retry-after"]) > 0
        assert (await evaluate(client)).status_code == 200


async def test_a_place_is_free_again_after_a_verdict_and_after_a_problem(catalog: Catalog) -> None:
    async with connect(create_app(catalog, Capacity(at_once=1, taken_on=1))) as client:
        for _ in range(3):
            assert (await evaluate(client, encoded(*PEOPLE))).status_code == 200
            assert problem(await evaluate(client, encoded(*PEOPLE)[:-1])) == "malformed-json"


async def test_a_large_evaluation_does_not_hold_up_small_requests(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The large one waits until the small ones have been answered: on one thread they would wait for each other."""
    loop, answered = asyncio.get_running_loop(), asyncio.Event()

    def wait(content: bytes) -> bytes:
        asyncio.run_coroutine_threadsafe(answered.wait(), loop).result(timeout=10)
        return gzip.decompress(content)

    monkeypatch.setattr(body, "inflate", wait)
    async with connect(create_app(catalog)) as client:
        large = asyncio.create_task(evaluate(client, gzip.compress(encoded(*PEOPLE)), content_encoding="gzip"))
        await asyncio.sleep(0.05)
        assert (await evaluate(client)).status_code == 200
        assert (await client.get("/healthz")).status_code == 200
        assert not large.done()
        answered.set()
        assert (await large).status_code == 200


async def test_the_same_submission_has_the_same_answer_at_the_same_time(client: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(evaluate(client, encoded(*PEOPLE)) for _ in range(4)))
    assert len({answer.content for answer in answers}) == 1


async def stalled() -> AsyncIterator[bytes]:
    yield b"{"
    await asyncio.sleep(60)


def with_person(**fields: object) -> bytes:
    return encoded({**PERSON, **fields})


Send = Callable[[httpx.AsyncClient], Any]
NEW = json.loads(encoded())["lists"][0]
REFUSED: dict[str, Send] = {
    "bad-request": lambda client: client.post(f"{EVALUATIONS}?detail=trace", content=encoded()),
    "invalid-encoding": lambda client: evaluate(client, b'{"as_of": "\xff"}'),
    "malformed-json": lambda client: evaluate(client, b""),
    "duplicate-key": lambda client: evaluate(client, b'{"as_of": "2025-06-07", "as_\\u006ff": "2025-06-07"}'),
    "json-too-deep": lambda client: evaluate(client, b"[" * 33 + b"]" * 33),
    "malformed-content-encoding": lambda client: evaluate(client, encoded(), content_encoding="gzip"),
    "not-found": lambda client: client.get("/problems/unheard-of"),
    "ruleset-not-found": lambda client: client.post("/v1/rulesets/istanbul-2025/9.9.9/evaluations", content=encoded()),
    "method-not-allowed": lambda client: client.put(EVALUATIONS, content=encoded()),
    "not-acceptable": lambda client: evaluate(client, accept="text/html"),
    "request-timeout": lambda client: evaluate(client, stalled()),
    "precondition-failed": lambda client: evaluate(client, if_match='"other"'),
    "body-too-large": lambda client: evaluate(client, b" " * (body.MOST_BYTES + 1)),
    "decompression-limit": lambda client: evaluate(client, gzip.compress(b" " * 2**21), content_encoding="gzip"),
    "too-many-items": lambda client: evaluate(client, encoded(*({"id": str(n)} for n in range(10_001)))),
    "uri-too-long": lambda client: client.get("/v1/rulesets/" + "a" * 8192),
    "unsupported-media-type": lambda client: evaluate(client, content_type="text/plain"),
    "unsupported-content-encoding": lambda client: evaluate(client, content_encoding="br"),
    "validation-error": lambda client: evaluate(client, with_person(status="prisoner")),
    "number-out-of-range": lambda client: evaluate(client, b'{"as_of": ' + b"9" * 5000 + b"}"),
    "unsafe-text": lambda client: evaluate(client, with_person(surname="a\u202eb")),
    "duplicate-record": lambda client: evaluate(client, encoded(PERSON, PERSON)),
    "unresolved-reference": lambda client: evaluate(client, encoded(lists=[{**NEW, "in_reply_to": ["L"]}])),
    "headers-too-large": lambda client: client.get("/healthz", headers={"x": "y" * 2**15}),
}
ELSEWHERE = {"evaluation-failed", "over-capacity", "not-ready", *OF_DRAFTS}


@pytest.mark.parametrize("slug", REFUSED)
async def test_every_kind_of_problem_is_answered_where_it_occurs(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, slug: str
) -> None:
    monkeypatch.setattr(body, "SECONDS", 0.05)
    monkeypatch.setattr("servanda.api.guard.LINGER_SECONDS", 0.05)
    response = await REFUSED[slug](client)
    assert problem(response) == slug
    assert b"compliant" not in response.content


def test_no_kind_of_problem_is_left_out() -> None:
    assert REFUSED.keys() | ELSEWHERE == routes.KINDS.keys()


async def test_every_kind_of_problem_is_explained_where_its_type_points(client: httpx.AsyncClient) -> None:
    for slug, kind in routes.KINDS.items():
        response = await client.get(f"/problems/{slug}")
        assert response.status_code == 200
        assert kind.title in response.text
        assert kind.text in response.text


SAID = {
    "en": ("The submission cannot be judged", "unknown field `helth`, did you mean `health`?"),
    "uk": ("Подання неможливо оцінити", "невідоме поле `helth`, можливо, `health`?"),
    "ru": ("Представление невозможно оценить", "неизвестное поле `helth`, возможно, `health`?"),
}


@pytest.mark.parametrize(
    ("wanted", "language"),
    [("uk", "uk"), ("ru-RU, en;q=0.3", "ru"), ("de", "en"), ("de, uk;q=0.1", "uk"), ("", "en")],
)
@pytest.mark.parametrize("compressed", [False, True])
async def test_what_is_wrong_with_a_submission_comes_in_the_language_that_was_asked_for(
    client: httpx.AsyncClient, wanted: str, language: str, compressed: bool
) -> None:
    content = encoded({"id": "P1", "helth": "fit"})
    if compressed:
        response = await evaluate(client, gzip.compress(content), content_encoding="gzip", accept_language=wanted)
    else:
        response = await evaluate(client, content, accept_language=wanted)
    assert (response.status_code, problem(response)) == (422, "validation-error")
    assert (response.headers["content-language"], response.headers["vary"]) == (language, "Accept-Language")
    document = response.json()
    (error,) = document["errors"]
    assert (document["title"], error["message"]) == SAID[language]
    assert (error["pointer"], error["code"]) == ("/lists/0/entries/0/helth", "unknown-field")


async def test_what_is_wrong_with_the_request_itself_is_told_in_english(client: httpx.AsyncClient) -> None:
    response = await evaluate(client, accept_language="uk", content_type="text/plain")
    assert problem(response) == "unsupported-media-type"
    assert response.json()["title"] == "The body must be application/json"
    assert "content-language" not in response.headers


def test_every_kind_of_problem_that_a_submission_can_have_has_a_title_in_every_language() -> None:
    assert [*TITLES] == [language for language in LANGUAGES if language != "en"]
    source = "".join(inspect.getsource(module) for module in (judge_module, strict, values))
    slugs = {"validation-error", *(slug for slug in KINDS if f'"{slug}"' in source)}
    slugs |= {*OF_DRAFTS} - {"draft-limit-exceeded"}  # which no language of a caller's is known for
    assert all(titles.keys() == slugs for titles in TITLES.values())
    assert len({titles[slug] for titles in TITLES.values() for slug in slugs}) == len(TITLES) * len(slugs)
