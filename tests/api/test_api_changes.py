"""What the API says of the changes between two versions."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from over_http import connect, problem
from test_api_openapi import conforms

from servanda.api.app import create_app
from servanda.catalog import Catalog

CHANGES = "/v1/rulesets/istanbul-2025/{}/diff/{}"
TEXT = """\
language: 1
agreement: talks
version: {version}
title: {{en: The talks, uk: Переговори}}
standing: agreed
in_force: {{from: 2025-06-02}}
parties: [UKR, RUS]
conventions: {{time_zone: UTC, leap_day: mar-1}}
clauses: {{C: {{text: The young., standing: agreed}}}}
definitions:
  young:
    of: prisoner
    clause: C
    readings:
      A: {{held_by: [UKR], is: 'age_on(date_of_birth, date("2025-06-02")) <= 25'}}
      B: {{held_by: [RUS], is: 'age_on(date_of_birth, date("2025-06-02")) < {age}'}}
rules:
  young: {{of: prisoner, clause: C, requires: young, message: {{en: Not young., uk: Не молода особа.}}}}
"""


@pytest.fixture
def talks(tmp_path: Path) -> Catalog:
    """Two versions with another age, of which the later one is a patch only."""
    for version, age in (("1.0.0", 25), ("1.0.1", 26)):
        path = tmp_path / f"talks/{version}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(TEXT.format(version=version, age=age), "utf-8")
    return Catalog.load(tmp_path)


async def found(catalog: Catalog, path: str, **headers: str) -> Any:
    async with connect(create_app(catalog)) as client:
        response = await client.get(path, headers={key.replace("_", "-"): value for key, value in headers.items()})
        assert response.status_code == 200, response.text
        conforms("Changes", response.json())
        return response.json()


async def test_a_change_is_told_with_the_step_that_it_asks_for(talks: Catalog) -> None:
    changes = await found(talks, "/v1/rulesets/talks/1.0.0/diff/1.0.1")
    old, new = (talks.program("talks", version).ruleset.digest for version in ("1.0.0", "1.0.1"))
    assert changes == {
        "agreement": "talks",
        "from": {"agreement": "talks", "version": "1.0.0", "digest": old, "standing": "agreed"},
        "to": {"agreement": "talks", "version": "1.0.1", "digest": new, "standing": "agreed"},
        "step": {"made": "patch", "least": "major", "enough": False},
        "changes": [
            {
                "kind": "reading",
                "name": "B",
                "of": "young",
                "change": "changed",
                "part": "is",
                "pointer": "/definitions/young/readings/B/is",
                "before": 'age_on(date_of_birth, date("2025-06-02")) < 25',
                "after": 'age_on(date_of_birth, date("2025-06-02")) < 26',
                "step": "major",
                "reason": "verdict",
                "text": "reading B of young (held by RUS) changed from "
                '`age_on(date_of_birth, date("2025-06-02")) < 25` to `age_on(date_of_birth, date("2025-06-02")) < 26`',
            }
        ],
    }


@pytest.mark.parametrize(
    ("asked", "language", "begins"),
    [
        ("uk-UA, en;q=0.5", "uk", "тлумачення B для young (дотримуються: RUS): було"),
        ("ru", "ru", "толкование B для young (придерживаются: RUS): было"),
        ("fr", "en", "reading B of young (held by RUS) changed"),
    ],
)
async def test_it_is_told_in_the_language_of_the_caller(talks: Catalog, asked: str, language: str, begins: str) -> None:
    async with connect(create_app(talks)) as client:
        response = await client.get("/v1/rulesets/talks/1.0.0/diff/1.0.1", headers={"Accept-Language": asked})
    assert response.headers["content-language"] == language
    assert response.headers["vary"] == "Accept-Language"
    assert response.json()["changes"][0]["text"].startswith(begins)


async def test_between_a_version_and_itself_nothing_changed(client: httpx.AsyncClient) -> None:
    response = await client.get(CHANGES.format("2.0.0", "2.0.0"))
    assert response.json()["changes"] == []
    assert response.json()["step"] == {"made": None, "least": None, "enough": True}


@pytest.mark.parametrize(("before", "after"), [("1.0.0", "2.0.0"), ("2.0.0", "3.0.0"), ("3.0.0", "1.0.0")])
async def test_the_rounds_of_talks_differ_by_major_steps(client: httpx.AsyncClient, before: str, after: str) -> None:
    response = await client.get(CHANGES.format(before, after))
    conforms("Changes", response.json())
    assert response.json()["step"] == {"made": "major", "least": "major", "enough": True}
    assert len(response.json()["changes"]) > 50


async def test_a_pointer_leads_to_what_changed(client: httpx.AsyncClient) -> None:
    documents = [(await client.get(f"/v1/rulesets/istanbul-2025/{version}")).json() for version in ("2.0.0", "3.0.0")]
    for change in (await client.get(CHANGES.format("2.0.0", "3.0.0"))).json()["changes"]:
        node: Any = documents[change["after"] is not None]
        for escaped in change["pointer"].split("/")[1:]:
            step = escaped.replace("~1", "/").replace("~0", "~")
            node = node[int(step) if isinstance(node, list) else step]
        if change["change"] == "changed" and change["part"] != "order" and change["after"] is not None:
            assert node == change["after"]


async def test_an_unknown_version_is_not_found(client: httpx.AsyncClient) -> None:
    for pair in (("2.0.0", "9.0.0"), ("9.0.0", "2.0.0")):
        response = await client.get(CHANGES.format(*pair))
        assert problem(response) == "ruleset-not-found"
    assert problem(await client.get("/v1/rulesets/istanbul/1.0.0/diff/2.0.0")) == "ruleset-not-found"


async def test_the_tag_is_of_both_digests_and_the_language(client: httpx.AsyncClient, catalog: Catalog) -> None:
    path = CHANGES.format("1.0.0", "2.0.0")
    tag = (await client.get(path)).headers["etag"]
    digests = [catalog.program("istanbul-2025", version).ruleset.digest for version in ("1.0.0", "2.0.0")]
    assert tag == f'"{digests[0]}-{digests[1]}-en"'
    again = await client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["content-language"]) == (304, b"", "en")
    other = await client.get(path, headers={"If-None-Match": tag, "Accept-Language": "uk"})
    assert other.status_code == 200
    assert problem(await client.get(path, headers={"If-Match": '"another"'})) == "precondition-failed"
