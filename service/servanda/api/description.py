"""The OpenAPI document: what the service says of itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from servanda.api import draft_schemas, schemas
from servanda.api.library import JSON, SCHEMA, YAML
from servanda.api.problems import KINDS, MEDIA_TYPE, OF_DRAFTS, TITLES, refusal_of
from servanda.api.routes import judge_bytes
from servanda.api.schemas import Schema, by_name, record, ref, word
from servanda.catalog import Catalog
from servanda.errors import ServandaError, UnknownRuleset

Operation = dict[str, Any]

DESCRIPTION = """Judges submitted lists, proposed actions and histories against versioned rulesets of agreements.

A verdict is always 200, also where it is `non_compliant`. Everything else is a problem (RFC 9457), whose `type` is an
address that explains it. Nothing that is submitted is stored, logged, or repeated in a problem."""

EXAMPLE = ("istanbul-2025", "2.0.0")
CHANGED = {"from": "1.0.0", "to": EXAMPLE[1]}
_HEADER = {"id": "U", "kind": "prisoners", "role": "proposed", "by": "UKR", "to": "RUS", "date": "2025-06-05"}
_PEOPLE = [
    {"id": "P1", "status": "pow", "date_of_birth": "1990-05-02", "health": "seriously_wounded"},
    {"id": "P3", "status": "pow", "date_of_birth": "2000-01-01", "health": "fit"},
    {"id": "P9", "status": "pow"},
]
SUBMISSION = {"as_of": "2025-06-07", "lists": [{**_HEADER, "entries": _PEOPLE}]}
MISTAKEN = {"as_of": "07.06.2025", "lists": [{**_HEADER, "entries": [{"id": "P1", "date_of_brith": "1990-05-02"}]}]}

_ABOUT_DRAFTS = ("checkDraft", "evaluateDraft", "compareDrafts")
_BODIES = {
    "evaluate": "Submission",
    "checkDraft": "DraftCheckRequest",
    "evaluateDraft": "DraftEvaluationRequest",
    "compareDrafts": "ImpactRequest",
}
_PUBLISHED = {"agreement": EXAMPLE[0], "version": EXAMPLE[1]}
_PATCHED = {**_PUBLISHED, "patch": {"definitions": {"young": {"RU-LT25": "age < 26"}}}}
_ASKED: Mapping[str, tuple[str, Any]] = {
    "evaluate": ("A list of three prisoners", SUBMISSION),
    "checkDraft": ("A published ruleset with another reading", {"ruleset": _PATCHED}),
    "evaluateDraft": ("A list under another reading", {"ruleset": _PATCHED, "submission": SUBMISSION}),
    "compareDrafts": (
        "What another reading changes",
        {"before": _PUBLISHED, "after": _PATCHED, "submission": SUBMISSION},
    ),
}

_HEAD = ("bad-request", "method-not-allowed", "uri-too-long", "headers-too-large")
_ALWAYS = (*_HEAD, "request-timeout", "body-too-large")
_OF_RULESETS = (*_ALWAYS, "not-acceptable", "evaluation-failed", "not-ready")
_OF_VERSIONS = (*_OF_RULESETS, "ruleset-not-found", "precondition-failed")
_OF_WORKERS = [slug for slug in KINDS if slug not in ("not-found", "ruleset-not-found", "precondition-failed")]
_PROBLEMS: Mapping[str, Iterable[str]] = {
    "listRulesets": _OF_RULESETS,
    "getAgreement": (*_OF_RULESETS, "ruleset-not-found"),
    "getRuleset": _OF_VERSIONS,
    "getRulesetSource": _OF_VERSIONS,
    "getSubmissionSchema": _OF_VERSIONS,
    "getChanges": _OF_VERSIONS,
    "evaluate": [slug for slug in KINDS if slug != "not-found" and slug not in OF_DRAFTS],
    **dict.fromkeys(_ABOUT_DRAFTS, _OF_WORKERS),
    "explainProblem": (*_ALWAYS, "not-found", "evaluation-failed"),
    "isAlive": (*_ALWAYS, "evaluation-failed"),
    "isReady": (*_ALWAYS, "evaluation-failed", "not-ready"),
}

_TAGGED: Mapping[str, str] = {
    "evaluations": "Judging submissions.",
    "rulesets": "What the service judges by.",
    "drafts": "Trying terms before they are signed. A draft takes no published ruleset's place.",
    "problems": "What is answered instead of a result.",
    "service": "Whether it runs.",
}
_TAG_OF = {
    "evaluate": "evaluations",
    **dict.fromkeys(_ABOUT_DRAFTS, "drafts"),
    "explainProblem": "problems",
    "isAlive": "service",
    "isReady": "service",
}

_TAGS = r'^(\*|(W/)?"[!#-~]*"( *, *(W/)?"[!#-~]*")*)$'
_HEADERS: Mapping[str, Schema] = {
    "If-Match": {
        "description": "Entity tags, or `*`; 412 if none of them is, strongly, that of the ruleset that is loaded.",
        "schema": {"type": "string", "pattern": _TAGS},
    },
    "If-None-Match": {
        "description": "Entity tags, or `*`; 304 if one of them is that of what would be answered.",
        "schema": {"type": "string", "pattern": _TAGS},
    },
    "Accept-Language": {
        "description": "The languages wanted for messages, like `uk, en;q=0.5`; English where the ruleset has none. "
        "What is wrong with a submission, and what changed, is told in English, Ukrainian or Russian.",
        "schema": {"type": "string"},
    },
    "Content-Encoding": {
        "description": "How the body is compressed: `gzip`, or not at all.",
        "schema": {"type": "string", "pattern": "^(gzip|identity)$"},
    },
}
_RESOURCES = ("If-Match", "If-None-Match")
_VERSION = {"type": "string", "pattern": r"^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$"}
_NAMES: Mapping[str, Schema] = {
    "agreement": {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,63}$"},
    "version": _VERSION,
    "from": _VERSION,
    "to": _VERSION,
    "on": {"type": "string", "format": "date"},
    "slug": word(*KINDS),
}
# Examples fill in the form of /docs: only what an operation cannot do without may have one.
_FILLED_IN: Mapping[str, str] = {"agreement": EXAMPLE[0], "version": EXAMPLE[1], **CHANGED, "slug": "validation-error"}
_PARAMETERS: Mapping[str, Iterable[str]] = {
    "getRuleset": _RESOURCES,
    "getRulesetSource": _RESOURCES,
    "getSubmissionSchema": _RESOURCES,
    "getChanges": (*_RESOURCES, "Accept-Language"),
    "evaluate": ("If-Match", "Accept-Language", "Content-Encoding"),
    **dict.fromkeys(_ABOUT_DRAFTS, ("Accept-Language", "Content-Encoding")),
}


def document(app: FastAPI, catalog: Catalog) -> dict[str, Any]:
    """The document of an application; its examples are evaluated now, where the ruleset that they need is loaded."""
    found = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version="3.1.0",
        description=DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        servers=[{"url": "/"}],
        tags=[{"name": name, "description": text} for name, text in _TAGGED.items()],
        routes=app.routes,
    )
    examples = _examples(catalog)
    for path in found["paths"].values():
        for operation in path.values():
            _complete(operation, examples)
    found["components"] = {"schemas": {**schemas.components(), **draft_schemas.components()}}
    return found


def _complete(operation: Operation, examples: Mapping[str, Any]) -> None:
    """Puts in what the framework does not know: the form of parameters, headers, bodies, responses."""
    name = operation["operationId"]
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = _NAMES[parameter["name"]]
        if example := _FILLED_IN.get(parameter["name"]):
            parameter["example"] = example
    operation["tags"] = [_TAG_OF.get(name, "rulesets")]
    if headers := _PARAMETERS.get(name):
        described = [{"name": header, "in": "header", "required": False, **_HEADERS[header]} for header in headers]
        operation["parameters"] = [*operation.get("parameters", ()), *described]
    if schema := _BODIES.get(name):
        content: dict[str, Any] = {"schema": ref(schema)}
        if examples:
            summary, value = _ASKED[name]
            content["examples"] = {"list": {"summary": summary, "value": value}}
        operation["requestBody"] = {"required": True, "content": {JSON: content}}
    problems = {str(status): _problem(status, slugs) for status, slugs in _by_status(_PROBLEMS[name])}
    if "problem" in examples and name == "evaluate":
        problems["422"]["content"][MEDIA_TYPE]["examples"] = {"mistakes": {"value": examples["problem"]}}
    operation["responses"] = {**_successes(name, examples), **problems}


def _by_status(slugs: Iterable[str]) -> list[tuple[int, list[str]]]:
    ordered = [slug for slug in KINDS if slug in set(slugs)]
    statuses = sorted({KINDS[slug].status for slug in ordered})
    return [(status, [slug for slug in ordered if KINDS[slug].status == status]) for status in statuses]


def _problem(status: int, slugs: Iterable[str]) -> dict[str, Any]:
    told = {405: ["Allow"], 412: ["ETag"], 415: ["Accept", "Accept-Encoding"], 503: ["Retry-After"]}.get(status, [])
    told += ["Content-Language"] if any(slug in titles for titles in TITLES.values() for slug in slugs) else []
    response: dict[str, Any] = {
        "description": "; ".join(f"{KINDS[slug].title} (`{slug}`)" for slug in slugs),
        "content": {MEDIA_TYPE: {"schema": ref("Problem")}},
    }
    return response | ({"headers": _told(*told)} if told else {})


def _told(*names: str) -> dict[str, Any]:
    return {name: {"schema": {"type": "string"}} for name in names}


def _successes(name: str, examples: Mapping[str, Any]) -> dict[str, Any]:
    """The responses that are no problems."""
    text = {"type": "string"}
    status = record({"status": word("ready", "degraded"), "rulesets": schemas.WHOLE, "failed": schemas.WHOLE})
    media: dict[str, tuple[str, str, Schema]] = {
        "listRulesets": ("The agreements", JSON, schemas.array(ref("Agreement"))),
        "getAgreement": ("The agreement", JSON, ref("Agreement")),
        "getRuleset": ("The ruleset", JSON, ref("Ruleset")),
        "getRulesetSource": ("The text", YAML, text),
        "getSubmissionSchema": ("A JSON Schema, 2020-12", SCHEMA, by_name({})),
        "getChanges": ("What changed, and the step of the version that it asks for", JSON, ref("Changes")),
        "evaluate": ("The verdict, whatever it is", JSON, ref("Verdict")),
        "checkDraft": ("What there is to say of it; `valid` where nothing is an error", JSON, ref("DraftCheck")),
        "evaluateDraft": ("The verdict, marked as one under a draft", JSON, ref("Verdict")),
        "compareDrafts": ("Who changes, and why", JSON, ref("Impact")),
        "explainProblem": ("The explanation", "text/plain", text),
        "isAlive": ("It does", JSON, record({"status": word("alive")})),
        "isReady": ("They are; `degraded` where the text of some has errors", JSON, status),
    }
    description, media_type, schema = media[name]
    success: dict[str, Any] = {"description": description, "content": {media_type: {"schema": schema}}}
    if name in _ABOUT_DRAFTS:
        success["headers"] = _told("Content-Digest", *(["Content-Language"] if name != "checkDraft" else []))
    if name == "evaluate":
        success["headers"] = _told("Content-Digest", "Content-Language", "ETag")
        if "verdict" in examples:
            success["content"][JSON]["examples"] = {"list": {"value": examples["verdict"]}}
    if not set(_RESOURCES) <= set(_PARAMETERS.get(name, ())):
        return {"200": success}
    told = _told("ETag", *(["Content-Language"] if name == "getChanges" else []))
    success["headers"] = told
    return {"200": success, "304": {"description": "The caller has it already", "headers": told}}


def _examples(catalog: Catalog) -> dict[str, Any]:
    """The example submission with its verdict, and the problem that a mistaken one has; none without their ruleset."""
    try:
        published = catalog.published(*EXAMPLE)
    except UnknownRuleset:
        return {}
    verdict, _ = judge_bytes(published, json.dumps(SUBMISSION).encode(), False, "en")
    examples = {"verdict": json.loads(verdict)}
    try:
        published.reader.read(json.dumps(MISTAKEN).encode())
    except ServandaError as error:
        examples["problem"] = json.loads(refusal_of(error).body)
    return examples
