"""What the API says of the catalogue."""

import hashlib
import shutil
from pathlib import Path

import httpx
import jsonschema_rs
import pytest
from over_http import ROOT, RULESET, connect, evaluate, problem, submission

from servanda.api.app import create_app
from servanda.catalog import Catalog

SOURCE = (ROOT / "rulesets/istanbul-2025/2.0.0.yaml").read_bytes()
INCLUDED = ROOT / "rulesets/list-quality"


@pytest.fixture
def two_versions(tmp_path: Path) -> Catalog:
    """A catalogue with 2.0.0, in force to 30 June 2025, and 3.0.0, in force from 1 July on."""
    text = SOURCE.decode()
    shutil.copytree(INCLUDED, tmp_path / INCLUDED.name)
    for version, days in (("2.0.0", "{from: 2025-06-02, until: 2025-06-30}"), ("3.0.0", "{from: 2025-07-01}")):
        path = tmp_path / f"istanbul-2025/{version}.yaml"
        path.parent.mkdir(exist_ok=True)
        changed = text.replace("version: 2.0.0", f"version: {version}")
        path.write_text(changed.replace("in_force: {from: 2025-06-02}", f"in_force: {days}"))
    return Catalog.load(tmp_path)


async def test_the_list_names_every_agreement_with_its_versions(client: httpx.AsyncClient, catalog: Catalog) -> None:
    response = await client.get("/v1/rulesets")
    assert response.status_code == 200
    found = {item["agreement"]: item for item in response.json()}
    assert found.keys() == {program.ruleset.agreement for program in catalog}
    istanbul = found["istanbul-2025"]
    assert istanbul["title"].keys() >= {"en", "uk", "ru"}
    digest = catalog.program("istanbul-2025", "2.0.0").ruleset.digest
    assert [item["version"] for item in istanbul["versions"]] == ["1.0.0", "2.0.0", "3.0.0"]
    assert istanbul["versions"][1] == {
        "version": "2.0.0",
        "standing": "agreed",
        "in_force": {"from": "2025-06-02", "until": None},
        "digest": digest,
    }


async def test_one_agreement_is_as_in_the_list(client: httpx.AsyncClient) -> None:
    every = (await client.get("/v1/rulesets")).json()
    assert (await client.get("/v1/rulesets/istanbul-2025")).json() in every


@pytest.mark.parametrize(
    ("day", "versions"),
    [
        ("2025-06-01", []),
        ("2025-06-02", ["2.0.0"]),
        ("2025-06-30", ["2.0.0"]),
        ("2025-07-01", ["3.0.0"]),
        ("2026-01-01", ["3.0.0"]),
    ],
)
async def test_on_a_day_only_versions_in_force_are_named(two_versions: Catalog, day: str, versions: list[str]) -> None:
    async with connect(create_app(two_versions)) as client:
        found = (await client.get("/v1/rulesets/istanbul-2025", params={"on": day})).json()
        assert [item["version"] for item in found["versions"]] == versions
        every = (await client.get("/v1/rulesets/istanbul-2025")).json()
        assert [item["version"] for item in every["versions"]] == ["2.0.0", "3.0.0"]


@pytest.mark.parametrize(
    ("day", "versions"), [("2025-06-01", None), ("2025-06-30", ["2.0.0"]), ("2025-07-01", ["3.0.0"])]
)
async def test_on_a_day_the_list_has_only_what_is_in_force(
    two_versions: Catalog, day: str, versions: list[str] | None
) -> None:
    async with connect(create_app(two_versions)) as client:
        found = (await client.get("/v1/rulesets", params={"on": day})).json()
        ours = [agreement for agreement in found if agreement["agreement"] == "istanbul-2025"]
        shown = [[item["version"] for item in agreement["versions"]] for agreement in ours]
        assert shown == ([versions] if versions else [])
        assert problem(await client.get("/v1/rulesets?on=2025-06")) == "bad-request"


@pytest.mark.parametrize("query", ["on=", "on=2025", "on=2025-06", "on=2025-02-30", "on=07.06.2025", "on=20250607"])
async def test_a_day_that_is_none_is_refused(client: httpx.AsyncClient, query: str) -> None:
    assert problem(await client.get(f"/v1/rulesets/istanbul-2025?{query}")) == "bad-request"


@pytest.mark.parametrize("path", ["/v1/rulesets", "/v1/rulesets/istanbul-2025", RULESET, f"{RULESET}/source"])
async def test_a_misspelt_parameter_never_counts_as_left_out(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(f"{path}?On=2025-06-07")
    assert problem(response) == "bad-request"
    assert response.json()["errors"] == [
        {"code": "unknown-parameter", "message": "there is no query parameter `On` here"}
    ]
    response = await client.get(f"{path}?%D0%86%D0%BC%27%D1%8F=1")
    assert response.json()["errors"][0]["message"] == "there is no query parameter here"


async def test_a_parameter_stands_once(client: httpx.AsyncClient) -> None:
    assert problem(await client.get("/v1/rulesets/istanbul-2025?on=2025-06-07&on=2025-06-08")) == "bad-request"


async def test_a_ruleset_is_given_as_json_with_its_expressions_as_written(client: httpx.AsyncClient) -> None:
    found = (await client.get(RULESET)).json()
    assert found["parties"] == ["UKR", "RUS"]
    assert found["clauses"]["IST2-C03"]["sources"] == ["OSTRO7", "ZOR7"]
    assert found["clauses"]["IST2-C04"]["not_checkable"]
    assert found["clauses"]["IST2-C03"]["not_checkable"] is None
    assert found["terms"]["minimum_per_side"]["readings"]["UA-CATEGORY"]["is"] == "none"
    assert found["terms"]["minimum_per_side"]["readings"]["RU-1200"]["is"] == "1200"
    young = found["definitions"]["young"]
    assert (young["is"], young["type"]) == (None, "bool")
    assert young["readings"]["RU-LT25"] == {"held_by": ["RUS"], "is": "age < 25", "sources": ["CRA7", "ZOR7"]}
    assert found["definitions"]["seriously_ill"]["is"] == 'health == "seriously_ill"'
    rule = found["rules"]["agreed-category"]
    assert rule["requires"] == "seriously_wounded || seriously_ill || young"
    assert (rule["applies"], rule["unless"]) == (None, None)
    assert rule["message"].keys() == {"en", "uk", "ru"}


async def test_readings_keep_their_order_of_declaration(client: httpx.AsyncClient) -> None:
    young = (await client.get(RULESET)).json()["definitions"]["young"]["readings"]
    places = [SOURCE.index(f"      {name}:".encode()) for name in young]
    assert places == sorted(places)


async def test_the_source_is_the_file_byte_for_byte(client: httpx.AsyncClient) -> None:
    response = await client.get(f"{RULESET}/source")
    assert response.headers["content-type"] == "application/yaml"
    assert response.content == SOURCE
    assert response.headers["etag"] == f'"sha256:{hashlib.sha256(SOURCE).hexdigest()}"'


async def test_the_schema_takes_a_submission_and_no_unknown_field(client: httpx.AsyncClient) -> None:
    response = await client.get(f"{RULESET}/schema")
    assert response.headers["content-type"] == "application/schema+json"
    schema = jsonschema_rs.validator_for(response.json())
    assert schema.is_valid(submission())
    assert not schema.is_valid(submission({"id": "P1", "date_of_brith": "2000-01-01"}))


async def test_the_tag_of_a_ruleset_is_its_digest(client: httpx.AsyncClient) -> None:
    response = await client.get(RULESET)
    assert response.headers["etag"] == f'"{response.json()["digest"]}"'
    assert response.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", [RULESET, f"{RULESET}/source", f"{RULESET}/schema"])
async def test_what_the_caller_has_is_not_sent_again(client: httpx.AsyncClient, path: str) -> None:
    tag = (await client.get(path)).headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        response = await client.get(path, headers={"if-none-match": known})
        assert (response.status_code, response.content, response.headers["etag"]) == (304, b"", tag)
    assert (await client.get(path, headers={"if-none-match": '"other"'})).status_code == 200
    assert problem(await client.get(path, headers={"if-match": '"other"'})) == "precondition-failed"
    assert (await client.get(path, headers={"if-match": tag})).status_code == 200


@pytest.mark.parametrize("path", ["/v1/rulesets", RULESET, f"{RULESET}/source", "/healthz", "/docs", "/openapi.json"])
async def test_head_answers_like_get_without_the_body(client: httpx.AsyncClient, path: str) -> None:
    head, get = await client.head(path), await client.get(path)
    assert (head.status_code, head.headers, head.content) == (200, get.headers, b"")
    assert int(head.headers["content-length"]) == len(get.content)


@pytest.mark.parametrize(
    ("path", "accept"),
    [("/v1/rulesets", "text/html"), (RULESET, "application/yaml"), (f"{RULESET}/source", "application/json")],
)
async def test_an_answer_that_the_caller_does_not_accept_is_not_sent(
    client: httpx.AsyncClient, path: str, accept: str
) -> None:
    assert problem(await client.get(path, headers={"accept": accept})) == "not-acceptable"


@pytest.mark.parametrize(
    "path",
    [
        "/v1/rulesets/nowhere-1999",
        "/v1/rulesets/istanbul-2025/2.0.1",
        "/v1/rulesets/istanbul-2025/latest",
        "/v1/rulesets/istanbul-2025/2.0",
        "/v1/rulesets/istanbul-2025/v2.0.0",
        "/v1/rulesets/istanbul-2025/2.0.0%20",
        "/v1/rulesets/..%5C..%5Cetc/passwd",
        "/v1/rulesets/nowhere-1999/1.0.0/source",
        "/v1/rulesets/nowhere-1999/1.0.0/schema",
    ],
)
async def test_an_unknown_ruleset_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    assert problem(await client.get(path)) == "ruleset-not-found"


@pytest.mark.parametrize(
    ("path", "code", "message"),
    [
        (
            "istanbul-2205",
            "unknown-agreement",
            "there is no such agreement, did you mean `istanbul-2025`? there are: `",
        ),
        ("Zed", "unknown-agreement", "there is no such agreement, there are: `"),
        ("Zed/2.0.0", "unknown-agreement", "there is no such agreement, there are: `"),
        ("istanbul-2025/latest", "unknown-version", "there is no such version, there are: `"),
        ("istanbul-2025/2.0.1", "unknown-version", "there is no such version, did you mean `2.0.0`? there are: `"),
    ],
)
async def test_of_agreement_and_version_the_one_that_is_unknown_is_told_with_what_there_is(
    client: httpx.AsyncClient, catalog: Catalog, path: str, code: str, message: str
) -> None:
    response = await client.get(f"/v1/rulesets/{path}")
    (error,) = response.json()["errors"]
    assert error.keys() == {"code", "message"}
    assert error["code"] == code
    assert error["message"].startswith(message)
    part = 0 if code == "unknown-agreement" else 1
    names = [(p.ruleset.agreement, p.ruleset.version) for p in catalog]
    for name in (name for name in names if part == 0 or name[0] == "istanbul-2025"):
        assert error["message"].count(f"`{name[part]}`") >= 1
    assert path.rpartition("/")[2] not in error["message"] or code == "unknown-agreement"
    assert "Zed" not in response.text


@pytest.mark.parametrize("path", ["/v2", "/v1/", "/v1/rulesets/", f"{RULESET}/", "/V1/rulesets", "/docs/x"])
async def test_an_unknown_address_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    assert problem(await client.get(path)) == "not-found"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/v1/rulesets", "GET, HEAD, OPTIONS"),
        ("DELETE", RULESET, "GET, HEAD, OPTIONS"),
        ("TRACE", "/healthz", "GET, HEAD, OPTIONS"),
        ("GET", f"{RULESET}/evaluations", "OPTIONS, POST"),
        ("HEAD", f"{RULESET}/evaluations", "OPTIONS, POST"),
        ("PUT", f"{RULESET}/evaluations", "OPTIONS, POST"),
    ],
)
async def test_other_methods_are_refused_with_those_that_are_allowed(
    client: httpx.AsyncClient, method: str, path: str, allowed: str
) -> None:
    response = await client.request(method, path)
    assert (response.status_code, response.headers["allow"]) == (405, allowed)


@pytest.mark.parametrize(
    ("path", "allowed"), [(RULESET, "GET, HEAD, OPTIONS"), (f"{RULESET}/evaluations", "OPTIONS, POST")]
)
async def test_options_tells_the_methods(client: httpx.AsyncClient, path: str, allowed: str) -> None:
    response = await client.options(path)
    assert (response.status_code, response.headers["allow"], response.content) == (204, allowed, b"")
    assert problem(await client.options("/nowhere")) == "not-found"


async def test_without_rulesets_the_service_is_alive_and_not_ready() -> None:
    async with connect(create_app(Catalog({}, {}))) as client:
        assert (await client.get("/healthz")).json() == {"status": "alive"}
        for path in ("/readyz", "/v1/rulesets", "/v1/rulesets/istanbul-2025", RULESET):
            response = await client.get(path)
            assert problem(response) == "not-ready"
            assert int(response.headers["retry-after"]) > 0
        assert problem(await evaluate(client)) == "not-ready"


async def test_with_a_broken_ruleset_the_others_are_served(tmp_path: Path) -> None:
    folder = tmp_path / "istanbul-2025"
    folder.mkdir()
    shutil.copytree(INCLUDED, tmp_path / INCLUDED.name)
    (folder / "2.0.0.yaml").write_bytes(SOURCE)
    (folder / "2.1.0.yaml").write_bytes(SOURCE[:5000])
    async with connect(create_app(Catalog.load(tmp_path))) as client:
        ready = await client.get("/readyz")
        assert (ready.status_code, ready.json()) == (200, {"status": "degraded", "rulesets": 2, "failed": 1})
        assert (await evaluate(client)).json()["verdict"] == "compliant"
        assert problem(await client.get("/v1/rulesets/istanbul-2025/2.1.0")) == "not-ready"
        assert problem(await client.get("/v1/rulesets/istanbul-2025/2.2.0")) == "ruleset-not-found"


async def test_with_all_rulesets_loaded_the_service_is_ready(client: httpx.AsyncClient, catalog: Catalog) -> None:
    assert (await client.get("/readyz")).json() == {"status": "ready", "rulesets": len(catalog), "failed": 0}
