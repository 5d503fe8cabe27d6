"""What is written down of a request: nothing that was submitted."""

import gzip
import json
import logging
from collections.abc import Iterator
from io import StringIO

import httpx
import pytest
from over_http import EVALUATIONS, PERSON, encoded, evaluate

from servanda.api import log, routes

CANARY = "Yevdokymenko"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """The log of the service, as it is set up to serve."""
    written = StringIO()
    monkeypatch.setattr("sys.stderr", written)
    names = ("servanda", "uvicorn", "asyncio")
    before = [(logger, logger.handlers, logger.propagate, logger.level) for logger in map(logging.getLogger, names)]
    log.set_up("debug")
    yield written
    for logger, handlers, propagate, level in before:
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


def read(lines: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


async def test_a_request_is_one_line_of_its_method_route_status_time_and_sizes(
    client: httpx.AsyncClient, lines: StringIO
) -> None:
    response = await evaluate(client)
    [line] = read(lines)
    assert line.keys() == {"time", "level", "event", "method", "route", "status", "milliseconds", "received", "sent"}
    assert line["event"] == "request"
    assert line["method"] == "POST"
    assert line["route"] == "/v1/rulesets/{agreement}/{version}/evaluations"
    assert (line["status"], line["received"], line["sent"]) == (200, len(encoded()), len(response.content))


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/healthz", ("GET", "/healthz", 200)),
        ("HEAD", "/healthz", ("HEAD", "/healthz", 200)),
        ("GET", "/nowhere", ("GET", None, 404)),
        ("PUT", "/healthz", ("PUT", "/healthz", 405)),
        (CANARY, "/healthz", ("other", "/healthz", 405)),
        ("GET", "/v1/rulesets/istanbul-2025", ("GET", "/v1/rulesets/{agreement}", 200)),
        ("GET", f"/v1/rulesets/{CANARY}/1.0.0", ("GET", "/v1/rulesets/{agreement}/{version}", 404)),
    ],
)
async def test_the_route_is_named_by_its_template(
    client: httpx.AsyncClient, lines: StringIO, method: str, path: str, expected: tuple[object, ...]
) -> None:
    await client.request(method, path)
    [line] = read(lines)
    assert (line["method"], line["route"], line["status"]) == expected


async def test_no_submitted_value_reaches_the_log_or_a_problem(
    client: httpx.AsyncClient, lines: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = {**PERSON, "surname": CANARY}
    bodies = [
        encoded(person),
        encoded({**person, "status": CANARY}),
        encoded({**person, "date_of_birth": CANARY}),
        encoded({**person, "id": f"{CANARY} 1"}),
        encoded({**person, f"{CANARY}-1": CANARY}),
        encoded(person, readings=CANARY, account=CANARY, as_of=CANARY, conduct_of=CANARY),
        encoded(person)[:-1],
        encoded(person).replace(CANARY.encode(), CANARY.encode() + b"\xff"),
        encoded(person).replace(CANARY.encode(), CANARY.encode() + rb"\ud800"),
    ]
    answers = [await evaluate(client, content) for content in bodies]
    answers += [await evaluate(client, gzip.compress(content), content_encoding="gzip") for content in bodies]
    paths = [f"/{CANARY}", f"/v1/rulesets/{CANARY}", f"/v1/rulesets/istanbul-2025?on={CANARY}", f"/problems/{CANARY}"]
    answers += [await client.get(path) for path in (*paths, f"/docs/{CANARY}", f"/healthz?{CANARY}")]
    names = ("accept", "accept-language", "content-type", "content-encoding", "if-match", "host", "content-length")
    answers += [await client.post(EVALUATIONS, content=encoded(), headers={name: f"x/{CANARY}"}) for name in names]
    for part in ("encode", "evaluate"):

        def fail(*_: object) -> None:
            raise ValueError(CANARY) from RuntimeError(CANARY)

        monkeypatch.setattr(routes, part, fail)
        answers.append(await evaluate(client, encoded(person)))
    assert {answer.status_code for answer in answers} >= {200, 400, 404, 406, 415, 422, 500}
    for answer in answers:
        assert CANARY not in str(answer.headers)
        assert CANARY not in answer.text
    assert len(read(lines)) >= len(answers)
    assert CANARY not in lines.getvalue()


async def test_a_failure_is_written_down_by_its_type_and_place(
    client: httpx.AsyncClient, lines: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr(routes, "evaluate", fail)
    await evaluate(client)
    failed, request = read(lines)
    assert (failed["level"], failed["event"], failed["error"]) == ("error", "failed", "ValueError")
    assert str(failed["at"]).startswith("test_api_log.py:")
    assert (request["event"], request["status"]) == ("request", 500)


def test_what_a_library_logs_of_an_exception_is_its_type_and_place(lines: StringIO) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("in the application")
        logging.getLogger("asyncio").exception("never retrieved")
    [line] = read(lines)
    assert (line["event"], line["error"]) == ("in the application", "ValueError")
    assert CANARY not in lines.getvalue()
