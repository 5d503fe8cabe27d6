"""The OpenAPI document is true of the service, and the committed file is the document."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
import yaml
from over_http import PERSON, ROOT, RULESET, connect, encoded, evaluate

from servanda.api import openapi, schemas
from servanda.api.app import create_app
from servanda.api.problems import KINDS
from servanda.catalog import Catalog

COMMITTED = yaml.safe_load((ROOT / "openapi.yaml").read_text())
OPERATIONS = [
    (path, method, operation) for path, item in COMMITTED["paths"].items() for method, operation in item.items()
]
EVALUATE = COMMITTED["paths"]["/v1/rulesets/{agreement}/{version}/evaluations"]["post"]


def conforms(name: str, found: Any) -> None:
    """Passes if what was found is what the component says."""
    jsonschema_rs.validate({"$ref": f"#/components/schemas/{name}", "components": COMMITTED["components"]}, found)


def says(name: str, found: Any) -> bool:
    """Whether what was found is what the component says as it is now."""
    components = {"schemas": schemas.components()}
    return jsonschema_rs.is_valid({"$ref": f"#/components/schemas/{name}", "components": components}, found)


def references(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (value for key, value in part.items() if key == "$ref" and isinstance(value, str))
        part = list(part.values())
    if isinstance(part, list):
        for item in part:
            yield from references(item)


def test_the_committed_file_is_what_the_service_says_of_itself() -> None:
    assert openapi.main(["--check", str(ROOT / "openapi.yaml")]) == 0


def test_another_file_is_noticed_and_can_be_written_anew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "openapi.yaml"
    assert openapi.main(["--check", str(file)]) == 1
    assert openapi.main(["--write", str(file)]) == 0
    assert openapi.main(["--check", str(file)]) == 0
    file.write_text(file.read_text().replace("Servanda", "Servant", 1))
    assert openapi.main(["--check", str(file)]) == 1
    assert "make openapi" in capsys.readouterr().err


async def test_the_service_serves_the_committed_document(client: httpx.AsyncClient) -> None:
    assert (await client.get("/openapi.json")).json() == COMMITTED


def test_every_reference_leads_somewhere() -> None:
    known = {f"#/components/schemas/{name}" for name in COMMITTED["components"]["schemas"]}
    assert set(references(COMMITTED)) <= known


def test_every_schema_is_a_schema() -> None:
    for name in COMMITTED["components"]["schemas"]:
        schema = {"$ref": f"#/components/schemas/{name}", "components": COMMITTED["components"]}
        jsonschema_rs.validator_for({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})
        jsonschema_rs.meta.validate(COMMITTED["components"]["schemas"][name])


@pytest.mark.parametrize("operation", [o for _, _, o in OPERATIONS], ids=lambda o: str(o["operationId"]))
def test_every_operation_is_named_and_says_what_can_go_wrong(operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert {"400", "405", "408", "413", "414", "431", "500"} <= operation["responses"].keys()
    for status, response in operation["responses"].items():
        media = response.get("content", {})
        assert (status < "400") == ("application/problem+json" not in media)


@pytest.mark.parametrize("operation", [o for _, _, o in OPERATIONS], ids=lambda o: str(o["operationId"]))
def test_the_page_fills_in_what_is_needed_and_nothing_else(operation: dict[str, Any]) -> None:
    """Swagger UI fills in examples, and the first word of an enumeration only where a parameter is required."""
    for parameter in operation.get("parameters", ()):
        assert parameter["required"] == ("example" in parameter)
        assert parameter["required"] or "enum" not in parameter["schema"]
        assert not parameter["schema"].keys() & {"example", "examples", "default"}
    (tag,) = operation["tags"]
    assert tag in {item["name"] for item in COMMITTED["tags"]}


async def test_what_the_page_fills_in_can_be_had(client: httpx.AsyncClient) -> None:
    for path, method, operation in OPERATIONS:
        filled = path.format(**{p["name"]: p["example"] for p in operation.get("parameters", ()) if p["required"]})
        if method == "get":
            assert (await client.get(filled)).status_code == 200


async def test_the_rules_of_a_verdict_are_counted_over_all_subjects(client: httpx.AsyncClient) -> None:
    found = (await evaluate(client, encoded(PERSON, {**PERSON, "id": "P2", "health": "fit"}))).json()
    statuses = {row["rule"]: row["statuses"] for row in found["rules"]}
    ruleset = (await client.get(RULESET)).json()
    assert list(statuses) == [*ruleset["rules"], *ruleset["obligations"]]
    assert statuses["agreed-category"] == {"satisfied": 1, "violated": 1}


def test_no_two_operations_have_one_name() -> None:
    names = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(set(names)) == len(names)


def test_every_kind_of_problem_is_named_where_it_can_occur() -> None:
    described = json.dumps([operation["responses"] for _, _, operation in OPERATIONS])
    for slug in KINDS:
        assert f"`{slug}`" in described


async def test_the_example_is_answered_exactly_as_it_says(client: httpx.AsyncClient) -> None:
    request = EVALUATE["requestBody"]["content"]["application/json"]["examples"]["list"]["value"]
    response = await evaluate(client, json.dumps(request).encode())
    assert response.json() == EVALUATE["responses"]["200"]["content"]["application/json"]["examples"]["list"]["value"]
    conforms("Submission", request)
    conforms("Verdict", response.json())


async def test_the_example_of_a_problem_is_one(client: httpx.AsyncClient) -> None:
    example = EVALUATE["responses"]["422"]["content"]["application/problem+json"]["examples"]["mistakes"]["value"]
    mistaken = {"id": "P1", "date_of_brith": "1990-05-02"}
    found = (await evaluate(client, encoded(mistaken, as_of="07.06.2025"))).json()
    assert found == example
    conforms("Problem", found)


@pytest.mark.parametrize("detail", ["summary", "findings", "trace"])
@pytest.mark.parametrize("as_of", ["2025-06-01", "2025-06-07"])
async def test_verdicts_are_what_their_schema_says(client: httpx.AsyncClient, detail: str, as_of: str) -> None:
    people = [
        PERSON,
        {"id": "P2"},
        {**PERSON, "id": "P3", "health": "fit", "date_of_birth": "2000"},
        {**PERSON, "id": "P4", "health": "fit", "date_of_birth": "2000-01-01"},
        {**PERSON, "id": "P5", "health": "fit", "date_of_birth": "1980-01-01", "status": "civilian"},
    ]
    lists = json.loads(encoded(*people))["lists"]
    lists[0] |= {"final": True, "transfer_on": "2025-06-07", "date": "2025-05-30"}
    for readings in ("all", "UKR", "common", {"young": ["RU-LT25"]}):
        content = encoded(lists=lists, detail=detail, as_of=as_of, readings=readings)
        response = await evaluate(client, content)
        assert response.status_code == 200
        conforms("Submission", json.loads(content))
        conforms("Verdict", response.json())


EVENT = {"kind": "transfer", "actor": "RUS", "from": "RUS", "count": 0, "stated_by": [], "seats": 9}


@pytest.mark.parametrize(
    ("changes", "valid"),
    [
        ({"action": EVENT}, True),
        ({"events": [EVENT], "action": None, "lists": None}, True),
        ({"events": [{**EVENT, "kind": "inspect"}], "history_covers": ["inspect"]}, True),
        ({"events": [EVENT] * 1000}, True),
        ({"events": [EVENT] * 1001}, False),
        ({"events": [EVENT], "lists": []}, True),
        ({"events": [], "lists": [], "action": None}, True),
        ({"events": None, "lists": [], "action": None}, False),
        ({}, False),
        ({"action": [EVENT]}, False),
        ({"action": {"kind": "transfer"}}, False),
        ({"events": EVENT}, False),
        ({"events": [{**EVENT, "count": -1}]}, False),
        ({"events": [{**EVENT, "stated_by": "RUS"}]}, False),
        ({"event": EVENT}, False),
    ],
)
def test_a_submission_holds_lists_an_action_or_events(changes: dict[str, Any], valid: bool) -> None:
    assert says("Submission", {"as_of": "2025-06-07", **changes}) is valid


FINDING = {
    "rule": "no-delay",
    "clause": "C1",
    "level": "binding",
    "status": "disputed",
    "subject": "/action",
    "message": "Too late.",
    "under": {"satisfied": [{"young": ["RU-LT25"], "account": ["RUS"]}], "violated": [{"account": ["UKR"]}]},
    "by_party": {"UKR": "violated", "RUS": "satisfied"},
    "missing": ["at", "events.date"],
}
JUDGED = {
    "verdict": "disputed",
    "holds": {"late": "disputed"},
    "values": {"handed_over": {"UKR": 6057, "RUS": 6060}, "since": "2025-06-07T12:00:00+03:00"},
    "findings": [FINDING],
}
OWED = {"obligation": "reply", "clause": "C2", "trigger": "/events/3", "party": "RUS", "due": None, "message": "Reply."}
DUTY = {**OWED, "level": "binding", "status": "pending", "by_party": {"RUS": "pending"}, "missing": []}
WHEN = dict.fromkeys(("event", "entry", "where", "on", "until"))
RULED = {
    "clause": "C4",
    "level": "binding",
    "when": WHEN,
    "duty_of": "trigger.actor",
    "awaited": False,
    "do": {"event": ["reply"], "where": None, "total": None},
    "message": {"en": "Reply."},
    **dict.fromkeys(("within", "every", "ahead", "applies", "unless")),
}
ASKED = {"subject": "/events", "fields": ["events.at"], "may_settle": ["reply"]}
DIFFERENCE = {"batch": "B1", "kind": "transfer", "actor": "RUS", "field": "count", "by_account": {"UKR": 1, "RUS": 2}}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("ActionVerdict", JUDGED),
        ("ActionVerdict", {**JUDGED, "rules": []}),
        ("EventVerdict", {"id": None, "subject": "/events/0", **JUDGED}),
        ("PartyVerdict", {"party": "UKR", **JUDGED}),
        *(("Duty", {**DUTY, "trigger": trigger}) for trigger in ("/action", "/lists/0/entries/4", "2025-06-07", None)),
        ("Duty", {**DUTY, "party": None, "under": {"pending": [{"account": ["RUS"]}]}}),
        *(("Due", due) for due in (None, "2025-06-14", "2025-10-13T12:00:00+03:00", ["2025-06-14", "2025-06-16"])),
        ("Due", {"P7D/UKR": "2025-06-14", "P7D/RUS": ["2025-06-14", "2025-06-16"], "open": None}),
        ("Obligation", {**RULED, "when": {**WHEN, "event": ["receive_list", "inspect"], "where": "has(list)"}}),
        ("Obligation", {**RULED, "when": {**WHEN, "entry": "remains"}, "within": "P7D", "applies": "late"}),
        ("NextStep", OWED),
        ("NextStep", {**OWED, "due": {"UKR": "2025-06-14"}, "under": {"pending": [{"account": ["UKR"]}]}}),
        *(
            ("Difference", {**DIFFERENCE, "by_account": {"UKR": told, "RUS": None}})
            for told in ("transfer", True, ["X", "Y"], [["ICRC"], []])
        ),
        ("Clarification", ASKED),
        ("Clarification", {**ASKED, "party": "UKR"}),
        ("Clarification", {**ASKED, "subject": "/action", "obligation": "reply"}),
    ],
)
def test_what_is_said_of_a_history_is_what_its_schema_says(name: str, found: Any) -> None:
    assert says(name, found)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("ActionVerdict", {**JUDGED, "id": "A"}),
        ("ActionVerdict", {**JUDGED, "verdict": "violated"}),
        ("EventVerdict", JUDGED),
        ("PartyVerdict", {**JUDGED, "party": None}),
        ("Duty", {**DUTY, "status": "compliant"}),
        ("Duty", OWED),
        ("Due", ["2025-06-14"]),
        ("Due", {"UKR": {"P7D": "2025-06-14"}}),
        ("NextStep", DUTY),
        ("Difference", {**DIFFERENCE, "by_account": None}),
        ("Clarification", {**ASKED, "id": "A"}),
    ],
)
def test_clients_can_rely_on_closed_records_of_a_history(name: str, found: Any) -> None:
    assert not says(name, found)


def test_nothing_is_told_to_be_of_another_version() -> None:
    assert "lists only" not in json.dumps(schemas.components())


async def test_rulesets_and_problems_are_what_their_schemas_say(client: httpx.AsyncClient) -> None:
    conforms("Ruleset", (await client.get(RULESET)).json())
    for item in (await client.get("/v1/rulesets")).json():
        conforms("Agreement", item)
    for response in (await client.get("/nowhere"), await evaluate(client, b"{"), await evaluate(client, b"[]")):
        conforms("Problem", response.json())


async def test_without_the_ruleset_of_the_examples_there_are_none() -> None:
    async with connect(create_app(Catalog({}, {}))) as client:
        found = (await client.get("/openapi.json")).json()
    post = found["paths"]["/v1/rulesets/{agreement}/{version}/evaluations"]["post"]
    assert "examples" not in post["requestBody"]["content"]["application/json"]
    assert found.keys() == COMMITTED.keys()
    assert found["components"] == COMMITTED["components"]
