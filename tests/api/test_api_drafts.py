"""Drafts over HTTP: what is said of them, under them, and what they would change."""

import asyncio
import base64
import gzip
import hashlib
import json
import os
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import jsonschema_rs
import pytest
from over_http import RULESET, connect, encoded, evaluate, problem, submission
from test_api_openapi import COMMITTED

from servanda.api.app import create_app
from servanda.api.capacity import TAKEN_ON
from servanda.api.drafts import Asked
from servanda.api.problems import Refusal
from servanda.api.workers import AT_ONCE, Workers
from servanda.catalog import Catalog

Json = dict[str, Any]

PUBLISHED: Json = {"agreement": "istanbul-2025", "version": "2.0.0"}
YOUNG_26 = {"definitions": {"young": {"RU-LT25": "age < 26"}}}
PATCHED: Json = {**PUBLISHED, "patch": YOUNG_26}
P3 = {"id": "P3", "status": "pow", "date_of_birth": "2000-01-01", "health": "fit"}
UNSAFE = {"text": "a: &x 1\nb: *x"}


def text_of(catalog: Catalog, **choice: str) -> str:
    found = {**PUBLISHED, **choice}
    return catalog.source(found["agreement"], found["version"]).decode()


def conforms(name: str, found: Any) -> None:
    jsonschema_rs.validate({"$ref": f"#/components/schemas/{name}", "components": COMMITTED["components"]}, found)


async def post(client: httpx.AsyncClient, operation: str, document: Any, **headers: str) -> httpx.Response:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.post(
        f"/v1/drafts/{operation}", content=content, headers={"content-type": "application/json", **given}
    )


# What is said of a draft.


@pytest.mark.parametrize("choice", [PUBLISHED, PATCHED, {**PUBLISHED, "patch": None}, {**PUBLISHED, "patch": {}}])
async def test_a_ruleset_without_an_error_is_valid(client: httpx.AsyncClient, choice: Json) -> None:
    response = await post(client, "check", {"ruleset": choice})
    assert response.status_code == 200
    found = response.json()
    conforms("DraftCheck", found)
    assert (found["valid"], found["diagnostics"]) == (True, [])
    published = (await client.get(RULESET)).json()["digest"]
    assert (found["ruleset"]["digest"] == published) == (choice.get("patch") != YOUNG_26)


async def test_a_text_is_checked_with_what_it_includes(client: httpx.AsyncClient, catalog: Catalog) -> None:
    text = text_of(catalog)
    assert "includes:" in text
    assert (await post(client, "check", {"ruleset": {"text": text}})).json()["valid"]


async def test_what_is_wrong_with_a_text_is_said_with_its_place(client: httpx.AsyncClient, catalog: Catalog) -> None:
    text = text_of(catalog).replace("age < 25", "agee < 25")
    found = (await post(client, "check", {"ruleset": {"text": text}})).json()
    conforms("DraftCheck", found)
    assert (found["valid"], found["ruleset"]) == (False, None)
    (diagnostic,) = found["diagnostics"]
    line, column = diagnostic["start"]["line"], diagnostic["start"]["column"]
    assert text.splitlines()[line - 1][column - 1 :].startswith("agee < 25")
    assert (diagnostic["pointer"], diagnostic["code"]) == ("/ruleset/text", "unknown-name")


async def test_what_is_wrong_with_a_patch_is_said_where_it_stands_in_the_patch(client: httpx.AsyncClient) -> None:
    patch = {"definitions": {"young": {"RU-LT25": "agee < 25"}}}
    found = (await post(client, "check", {"ruleset": {**PUBLISHED, "patch": patch}})).json()
    assert [d["pointer"] for d in found["diagnostics"]] == ["/ruleset/patch/definitions/young/RU-LT25"]
    response = await post(client, "evaluations", {"ruleset": {**PUBLISHED, "patch": patch}, "submission": submission()})
    assert problem(response) == "draft-invalid"
    assert response.json()["errors"] == [
        {
            "pointer": "/ruleset/patch/definitions/young/RU-LT25",
            "code": "unknown-name",
            "message": "unknown name `agee`, did you mean `age`?",
        }
    ]


# Verdicts under drafts.


async def test_a_verdict_under_a_draft_says_so(client: httpx.AsyncClient, catalog: Catalog) -> None:
    published = (await evaluate(client, encoded(P3))).json()
    drafted = (await post(client, "evaluations", {"ruleset": PATCHED, "submission": submission(P3)})).json()
    conforms("Verdict", drafted)
    assert (published["draft"], drafted["draft"]) == (False, True)
    text = {"text": text_of(catalog)}
    same = (await post(client, "evaluations", {"ruleset": text, "submission": submission(P3)})).json()
    assert same == {**published, "draft": True}
    undrafted = await post(client, "evaluations", {"ruleset": PUBLISHED, "submission": submission(P3)})
    assert undrafted.json() == published


async def test_a_draft_takes_no_published_rulesets_place(client: httpx.AsyncClient, catalog: Catalog) -> None:
    before = (await evaluate(client, encoded(P3))).content
    text = text_of(catalog).replace("age < 25", "age < 99")
    await post(client, "evaluations", {"ruleset": {"text": text}, "submission": submission(P3)})
    assert (await evaluate(client, encoded(P3))).content == before


async def test_an_answer_has_the_digest_of_its_bytes_and_the_callers_language(client: httpx.AsyncClient) -> None:
    asked = {"ruleset": PATCHED, "submission": submission({**P3, "date_of_birth": "1970-01-01"})}
    response = await post(client, "evaluations", asked, accept_language="uk")
    digest = base64.b64encode(hashlib.sha256(response.content).digest()).decode()
    assert response.headers["content-digest"] == f"sha-256=:{digest}:"
    assert (response.headers["content-language"], response.headers["vary"]) == ("uk", "Accept-Language")
    (finding,) = response.json()["lists"][0]["entries"][0]["findings"]
    assert finding["message"] != (await post(client, "evaluations", asked)).json()["lists"][0]["entries"][0][
        "findings"
    ][0]["message"]  # fmt: skip


async def test_a_body_may_be_compressed(client: httpx.AsyncClient) -> None:
    body = gzip.compress(json.dumps({"ruleset": PATCHED, "submission": submission(P3)}).encode())
    response = await post(client, "evaluations", body, content_encoding="gzip")
    assert response.json()["draft"] is True


# What a draft changes.


async def test_an_impact_names_who_changes_and_why(client: httpx.AsyncClient) -> None:
    asked = {"before": PUBLISHED, "after": PATCHED, "submission": submission(P3, {**P3, "id": "P4"})}
    response = await post(client, "impact", asked)
    found = response.json()
    conforms("Impact", found)
    assert [(found[side]["draft"], found[side]["verdict"]) for side in ("before", "after")] == [
        (False, "disputed"),
        (True, "disputed"),
    ]
    assert [of["id"] for of in found["affected"]] == ["P3", "P4"]
    (moved,) = found["affected"][0]["moved"]
    assert moved["worlds"] == [{"under": {"young": ["RU-LT25"]}, "before": "violated", "after": "satisfied"}]
    assert {part["value"] for reason in moved["because"] for part in reason["parts"]} == {25}


async def test_an_impact_between_two_published_versions(client: httpx.AsyncClient) -> None:
    asked = {"before": {**PUBLISHED, "version": "1.0.0"}, "after": PUBLISHED, "submission": submission(P3)}
    found = (await post(client, "impact", asked)).json()
    assert (found["before"]["ruleset"]["version"], found["after"]["ruleset"]["version"]) == ("1.0.0", "2.0.0")
    assert not (found["before"]["draft"] or found["after"]["draft"])


# What is refused.

BY_PLACE: list[tuple[str, Any, str, str, str]] = [
    ("check", [], "validation-error", "", "wrong-type"),
    ("check", {}, "validation-error", "/ruleset", "missing-field"),
    ("check", {"ruleset": None}, "validation-error", "/ruleset", "missing-field"),
    ("check", {"ruleset": []}, "validation-error", "/ruleset", "wrong-type"),
    ("check", {"ruleset": {}}, "validation-error", "/ruleset/agreement", "missing-field"),
    ("check", {"ruleset": {"text": 1}}, "validation-error", "/ruleset/text", "wrong-type"),
    ("check", {"ruleset": {"text": "", "patch": {}}}, "validation-error", "/ruleset/patch", "unknown-field"),
    ("check", {"ruleset": PUBLISHED, "submission": {}}, "validation-error", "/submission", "unknown-field"),
    ("check", {"rulesett": PUBLISHED}, "validation-error", "/rulesett", "unknown-field"),
    ("check", {"<script>": 1, "ruleset": PUBLISHED}, "validation-error", "", "unknown-field"),
    ("check", {"ruleset": {**PUBLISHED, "version": 2}}, "validation-error", "/ruleset/version", "wrong-type"),
    (
        "check",
        {"ruleset": {**PUBLISHED, "version": "2"}},
        "unresolved-reference",
        "/ruleset/version",
        "unknown-version",
    ),
    (
        "check",
        {"ruleset": {**PUBLISHED, "agreement": "istanbul"}},
        "unresolved-reference",
        "/ruleset/agreement",
        "unknown-agreement",
    ),
    ("check", {"ruleset": {**PUBLISHED, "patch": {"x": {}}}}, "draft-invalid", "/ruleset/patch/x", "bad-patch"),
    ("evaluations", {"ruleset": PUBLISHED}, "validation-error", "/submission", "missing-field"),
    ("evaluations", {"ruleset": PUBLISHED, "submission": []}, "validation-error", "/submission", "wrong-type"),
    (
        "evaluations",
        {"ruleset": PUBLISHED, "submission": submission({"id": "P1", "rnak": "x"})},
        "validation-error",
        "/submission/lists/0/entries/0/rnak",
        "unknown-field",
    ),
    ("evaluations", {"ruleset": UNSAFE, "submission": {}}, "draft-unsafe-yaml", "/ruleset/text", "yaml-anchor"),
    (
        "impact",
        {"before": PUBLISHED, "after": UNSAFE, "submission": {}},
        "draft-unsafe-yaml",
        "/after/text",
        "yaml-anchor",
    ),
    (
        "impact",
        {"before": UNSAFE, "after": PUBLISHED, "submission": {}},
        "draft-unsafe-yaml",
        "/before/text",
        "yaml-anchor",
    ),
]


@pytest.mark.parametrize(("operation", "document", "slug", "pointer", "code"), BY_PLACE)
async def test_what_is_wrong_is_refused_with_its_place(
    client: httpx.AsyncClient, operation: str, document: Any, slug: str, *, pointer: str, code: str
) -> None:
    response = await post(client, operation, document)
    assert (problem(response), response.status_code) == (slug, 422)
    conforms("Problem", response.json())
    first = response.json()["errors"][0]
    assert (first["pointer"], first["code"]) == (pointer, code)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("a: &x 1", "draft-unsafe-yaml"),
        ("a: !!python/object/apply:os.system [id]", "draft-unsafe-yaml"),
        ("<<: {a: 1}", "draft-unsafe-yaml"),
        ("[" * 1000, "draft-too-complex"),
        ("x" * 256 * 1024 + "y", "draft-too-complex"),
        ("a: [" + "1," * 60000 + "]", "draft-too-complex"),
        ("language: 1", "draft-invalid"),
        ("", "draft-invalid"),
    ],
)
async def test_a_text_that_is_no_ruleset_is_refused_by_its_kind(
    client: httpx.AsyncClient, text: str, slug: str
) -> None:
    response = await post(client, "evaluations", {"ruleset": {"text": text}, "submission": submission()})
    assert problem(response) == slug
    checked = await post(client, "check", {"ruleset": {"text": text}})
    assert (checked.status_code, checked.json()["valid"]) == (200, False)


async def test_a_pattern_that_is_refused_has_a_kind_of_its_own(client: httpx.AsyncClient, catalog: Catalog) -> None:
    text = text_of(catalog).replace("'age < 25'", "'surname.matches(\"(a+)+\\\\1\")'")
    response = await post(client, "evaluations", {"ruleset": {"text": text}, "submission": submission()})
    assert problem(response) == "unsafe-regex"


async def test_a_body_that_is_no_json_is_refused_as_everywhere(client: httpx.AsyncClient) -> None:
    assert problem(await post(client, "check", b'{"ruleset": 1, "ruleset": 2}')) == "duplicate-key"
    assert problem(await post(client, "check", b"{")) == "malformed-json"
    assert problem(await post(client, "check", b"{}", content_type="text/plain")) == "unsupported-media-type"
    assert problem(await client.post("/v1/drafts/check?x=1", content=b"{}")) == "bad-request"
    assert problem(await post(client, "check", b"", content_encoding="gzip")) == "malformed-content-encoding"
    assert problem(await client.get("/v1/drafts/check")) == "method-not-allowed"


# What a hostile draft costs.


@pytest.fixture
async def strict(catalog: Catalog) -> AsyncIterator[httpx.AsyncClient]:
    """A service that gives a draft a twentieth of a second."""
    workers = Workers(catalog.sources, seconds=0.05)
    workers.start()
    async with connect(create_app(catalog, workers=workers)) as client:
        yield client
    workers.close()


async def test_a_draft_that_takes_too_long_is_refused_and_costs_nobody_else(strict: httpx.AsyncClient) -> None:
    asked = {"before": PUBLISHED, "after": PATCHED, "submission": submission(P3)}
    slow = [asyncio.create_task(post(strict, "impact", asked)) for _ in range(3)]
    healthy = await strict.get("/healthz")
    assert (healthy.status_code, (await evaluate(strict)).status_code) == (200, 200)
    for response in await asyncio.gather(*slow):
        assert problem(response) == "draft-limit-exceeded"
        assert response.json()["errors"] == [{"code": "time", "message": "it takes more than 0.1 seconds"}]
    assert problem(await post(strict, "evaluations", {"ruleset": UNSAFE, "submission": {}})) == "draft-unsafe-yaml"


@pytest.fixture
def workers(catalog: Catalog) -> Iterator[Workers]:
    made = Workers(catalog.sources)
    yield made
    made.close()


async def test_a_draft_that_takes_too_much_memory_is_refused(catalog: Catalog) -> None:
    workers = Workers(catalog.sources, memory=100 * 2**20)  # of which the process itself takes most
    large = submission(*({**P3, "id": f"P{n}", "surname": "x" * 700} for n in range(10000)))
    with pytest.raises(Refusal) as refused:
        await workers.answer(Asked("evaluations", json.dumps({"ruleset": PUBLISHED, "submission": large}).encode()))
    assert refused.value.slug == "draft-limit-exceeded"
    assert refused.value.errors[0].code in ("memory", "process")
    workers.close()


async def test_a_process_that_dies_takes_nothing_from_the_next(workers: Workers) -> None:
    for _ in range(AT_ONCE + 1):
        workers._pool.schedule(os.abort)
    body = json.dumps({"ruleset": UNSAFE}).encode()
    assert (await workers.answer(Asked("check", body))).status == 200


async def test_no_process_serves_two_requests_or_knows_the_environment(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SERVANDA_TEST_SECRET", "x")
    state = "__import__('os').getpid(), dict(__import__('os').environ)"
    seen = [await asyncio.wrap_future(workers._pool.schedule(eval, (state,))) for _ in range(4)]
    assert len({pid for pid, _ in seen}) == 4
    assert not any(environment for _, environment in seen)


async def test_what_nobody_expected_is_answered_as_everywhere_and_no_other_process_is_lost(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    workers._pool.schedule(os.getpid).result()
    pool = workers._pool
    monkeypatch.setattr(workers, "_scheduled", lambda pool, *_: pool.schedule(exec, ("raise RecursionError",)))
    with pytest.raises(RecursionError):
        await workers.answer(Asked("check", b"{}"))
    assert workers._pool is pool


async def test_processes_that_cannot_even_begin_are_made_anew(catalog: Catalog) -> None:
    workers = Workers(catalog.sources)
    workers._pool.schedule(os.getpid).result()
    for _ in range(AT_ONCE):  # ended between two requests, as by a machine that is short of memory
        for process in list(workers._pool._pool_manager.worker_manager.workers.values()):
            process.kill()
    assert (await workers.answer(Asked("check", json.dumps({"ruleset": UNSAFE}).encode()))).status == 200
    workers.close()


async def test_so_many_are_taken_on_and_no_more(workers: Workers) -> None:
    places = [workers.place() for _ in range(TAKEN_ON)]
    for place in places:
        place.__enter__()
    with pytest.raises(Refusal) as refused, workers.place():
        pass
    assert refused.value.slug == "over-capacity"
    places[0].__exit__(None, None, None)
    with workers.place():
        pass


async def test_without_a_ruleset_there_are_no_drafts() -> None:
    async with connect(create_app(Catalog({}, {}))) as client:
        assert problem(await post(client, "check", {"ruleset": PUBLISHED})) == "not-ready"
