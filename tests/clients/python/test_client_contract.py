"""The clients are what openapi.yaml says: an operation is a method, a schema is a model, and the other way round."""

import ast
import inspect
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from typing import Any, get_args

import httpx
import pytest
import yaml
from either import ROOT, client_of
from pydantic import TypeAdapter

import servanda_client
from servanda_client import AsyncClient, Client, changes, drafts, errors, operations, rulesets, submission, verdict
from servanda_client.errors import Slug
from servanda_client.model import Model

OPENAPI = yaml.safe_load((ROOT / "openapi.yaml").read_text("utf-8"))
SCHEMAS = OPENAPI["components"]["schemas"]
OPERATIONS = {
    operation["operationId"]: (method.upper(), path, operation)
    for path, item in OPENAPI["paths"].items()
    for method, operation in item.items()
}
METHODS = {
    "listRulesets": "rulesets",
    "getAgreement": "agreement",
    "getRuleset": "ruleset",
    "getRulesetSource": "source",
    "getSubmissionSchema": "schema",
    "evaluate": "evaluate",
    "explainProblem": "explain",
    "isAlive": "health",
    "isReady": "ready",
    "getChanges": "diff",
    "checkDraft": "check_draft",
    "evaluateDraft": "evaluate_draft",
    "compareDrafts": "impact",
}
MODELS = {
    name: model
    for module in (changes, drafts, errors, operations, rulesets, submission, verdict)
    for name, model in vars(module).items()
    if isinstance(model, type) and issubclass(model, Model) and model.__module__ == module.__name__
}
ALIASES: dict[str, Any] = {
    "Value": verdict.Value,
    "Due": verdict.Due,
    "ChosenRuleset": drafts.Published | drafts.Draft,
}
REQUESTS = {"DraftCheckRequest", "DraftEvaluationRequest", "ImpactRequest"}  # are made of the arguments of methods
SAID = {**{name: model for name, model in MODELS.items() if name in SCHEMAS}, **ALIASES}


def shape(schema: Any, names: dict[str, Any]) -> Any:
    """What a JSON Schema says of members and words, with all that it refers to in its place, in one notation."""
    if schema is True:
        return None
    if "$ref" in schema:
        return shape(names[schema["$ref"].rpartition("/")[2]], names)
    options = schema.get("anyOf") or schema.get("oneOf") or [{**schema, "type": kind} for kind in kinds(schema)]
    if len(options) > 1 or "oneOf" in schema:
        return united(shape({k: v for k, v in option.items() if k != "anyOf"}, names) for option in options)
    if "const" in schema or "enum" in schema:
        return ("words", frozenset(schema.get("enum", [schema.get("const")])))
    match schema.get("type"):
        case "object" if "properties" in schema:
            needed = schema.get("required", [])
            members = {n: (n in needed, shape(s, names)) for n, s in schema["properties"].items()}
            members = {n: (has, found if has else there(found)) for n, (has, found) in members.items()}
            return ("object", frozenset(members.items()))
        case "object":
            return ("map", shape(schema.get("additionalProperties") or {}, names))
        case "array":
            return ("array", shape(schema.get("items") or {}, names))
        case kind:
            return kind


def there(found: Any) -> Any:
    """The shape of a member that may be absent, where it is there: absent and null are one to a model."""
    return united(iter([*(found[1] - {"null"})])) if found[0] == "one of" else found


def kinds(schema: Any) -> list[str]:
    kind = schema.get("type")
    return kind if isinstance(kind, list) else [kind]


def united(shapes: Iterator[Any]) -> Any:
    """One of several: those in which it is the same are one, and words may be others than those that are known."""
    flat: set[Any] = set()
    for found in shapes:
        flat |= found[1] if isinstance(found, tuple) and found[0] == "one of" else {found}
    if any(isinstance(found, tuple) and found[0] == "words" for found in flat):
        flat.discard("string")
    return flat.pop() if len(flat) == 1 else ("one of", frozenset(flat))


def shape_of(kind: Any) -> Any:
    """The shape of a model, or of what is made of models."""
    schema = TypeAdapter(kind).json_schema(by_alias=True)
    return shape(schema, schema.get("$defs", {}))


def told(schema: Any) -> Any:
    """The shape of a schema of openapi.yaml."""
    return shape(schema, SCHEMAS)


@pytest.mark.parametrize("name", sorted(SCHEMAS.keys() - REQUESTS - {"Submission", "Problem"}))
def test_a_schema_has_a_model_of_its_members_and_words(name: str) -> None:
    assert shape_of(SAID[name]) == told(SCHEMAS[name])


def test_a_submission_has_a_model_of_its_members_and_words() -> None:
    schema = {key: value for key, value in SCHEMAS["Submission"].items() if key != "anyOf"}  # at least one of three
    assert shape_of(submission.Submission) == told(schema)


def test_a_problem_has_a_model_and_its_kinds_are_known() -> None:
    properties = SCHEMAS["Problem"]["properties"]
    types = properties["type"]["enum"]
    assert [f"/problems/{slug}" for slug in get_args(Slug)] == types
    open_ = {**properties, "type": {"type": "string"}, "status": {"type": "integer"}}
    plain = {**SCHEMAS["Problem"], "properties": open_}
    mine, theirs = ({name: kind for name, (_, kind) in found[1]} for found in (shape_of(errors.Problem), told(plain)))
    assert mine.keys() == theirs.keys()
    for name in mine.keys() - {"errors"}:
        assert theirs[name] in (mine[name], *(mine[name][1] if mine[name][0] == "one of" else ()))
    assert {status for status in properties["status"]["enum"] if errors.family(status) is errors.ServiceFailed} == {500}


def parts(kind: type[Model]) -> Iterator[type[Model]]:
    """The models that a model is made of, itself among them."""
    yield kind
    for field in kind.model_fields.values():
        for part in inner(field.annotation):
            yield from parts(part)


def inner(annotation: Any) -> Iterator[type[Model]]:
    if isinstance(annotation, type) and not get_args(annotation) and issubclass(annotation, Model):
        yield annotation
    for argument in get_args(annotation):
        yield from inner(argument)


def test_there_is_no_model_of_what_the_service_does_not_know() -> None:
    roots = [model for name, model in MODELS.items() if name in SCHEMAS]
    roots += [rulesets.Health, rulesets.Readiness, drafts.Published, drafts.Draft]
    used = {part for root in roots for part in parts(root)}
    apart = {name for name, model in MODELS.items() if model not in used and not name.startswith("_")}
    assert apart == {"Judged"}


def test_the_client_needs_what_it_declares_and_nothing_of_the_service() -> None:
    folder = ROOT / "clients/python"
    declared = tomllib.loads((folder / "pyproject.toml").read_text())["project"]["dependencies"]
    trees = [ast.parse(path.read_text("utf-8")) for path in (folder / "servanda_client").glob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    others = {name.partition(".")[0] for name in names} - sys.stdlib_module_names
    assert others == {"servanda_client", *(re.split("[<>=~ ]", requirement)[0] for requirement in declared)}


def test_every_operation_has_a_method() -> None:
    assert METHODS.keys() == OPERATIONS.keys()


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_every_method_is_of_an_operation(kind: type) -> None:
    public = {name for name, member in vars(kind).items() if inspect.isfunction(member) and not name.startswith("_")}
    assert public - {"close", "aclose"} == set(METHODS.values())


@pytest.mark.parametrize("name", ["__init__", *METHODS.values()])
def test_both_clients_have_the_same_methods_with_the_same_options(name: str) -> None:
    waits, asks = (inspect.signature(getattr(kind, name)) for kind in (Client, AsyncClient))
    apart = {"http", "transport"}
    assert [str(p) for p in waits.parameters.values() if p.name not in apart] == [
        str(p) for p in asks.parameters.values() if p.name not in apart
    ]
    assert waits.return_annotation == asks.return_annotation
    assert getattr(Client, name).__doc__ == getattr(AsyncClient, name).__doc__


GIVEN = {
    "agreement": "istanbul-2025",
    "version": "2.0.0",
    "before": "1.0.0",
    "after": "2.0.0",
    "slug": "not-ready",
    "name": "istanbul-2025",
    "submission": {"as_of": "2025-06-07"},
    "ruleset": {"text": ""},
    "on": "2025-06-07",
    "if_match": "*",
    "language": "uk",
}
CHOSEN = {"agreement": "istanbul-2025", "version": "2.0.0"}


def arguments(function: Any) -> dict[str, Any]:
    """What to call a function with."""
    names = inspect.signature(function).parameters
    given = {**GIVEN, **({"before": CHOSEN, "after": CHOSEN} if "submission" in names else {})}
    return {name: given.get(name) for name in names}


UNASKED = {"If-None-Match", "Content-Encoding"}
"""Caches are httpx's, and whether to compress is an option of the client."""


@pytest.mark.parametrize("operation", sorted(METHODS))
@pytest.mark.parametrize("kind", ["sync", "async"])
async def test_a_method_asks_what_its_operation_describes(kind: str, operation: str) -> None:
    sent: list[httpx.Request] = []

    def hear(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(418)

    name = METHODS[operation]
    given = arguments(getattr(Client, name))
    del given["self"]
    with pytest.raises(servanda_client.UnexpectedAnswer):
        await getattr(client_of(kind, hear), name)(**given)
    method, path, described = OPERATIONS[operation]
    (request,) = sent
    assert request.method == method
    assert re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)), request.url.path)
    parameters = {(p["in"], p["name"]) for p in described.get("parameters", []) if p["in"] != "path"}
    headers = {h for h in ("If-Match", "If-None-Match", "Accept-Language", "Content-Encoding") if h in request.headers}
    assert {("query", n) for n in request.url.params} | {("header", h) for h in headers} == {
        (place, name) for place, name in parameters if name not in UNASKED
    }
    (media_type,) = described["responses"]["200"]["content"]
    assert request.headers["accept"].split(", ") == [media_type, "application/problem+json"]
    body = described.get("requestBody", {"content": {}})["content"]
    assert ([request.headers["content-type"]] if request.content else []) == list(body)
    asked = next((part["schema"]["$ref"].rpartition("/")[2] for part in body.values()), "")
    if asked in REQUESTS:
        assert json.loads(request.content).keys() == SCHEMAS[asked]["properties"].keys()


@pytest.mark.parametrize("operation", sorted(METHODS))
def test_a_digest_is_required_where_one_is_promised(operation: str) -> None:
    function = getattr(operations, METHODS[operation])
    promised = OPERATIONS[operation][2]["responses"]["200"].get("headers", {})
    assert function(**arguments(function)).has_digest == ("Content-Digest" in promised)
