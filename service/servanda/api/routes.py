"""The operations of the API: from a request to the bytes of its answer."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from contextlib import ExitStack
from functools import partial
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import PlainTextResponse, Response

from servanda.api import body, conditions, negotiation
from servanda.api.capacity import SMALL, Capacity
from servanda.api.guard import declared_length
from servanda.api.library import JSON, Edition, Library, Resource, in_force, json_bytes
from servanda.api.problems import KINDS, Refusal, bad_request
from servanda.catalog import Published
from servanda.evaluation import encode, evaluate
from servanda.evaluation.strict import SAFE_NAME
from servanda.evaluation.values import is_date
from servanda.report import rulesets
from servanda.report.words import LANGUAGES

VERSION_PATH = "/v1/rulesets/{agreement}/{version}"
CHANGES_PATH = "/v1/rulesets/{agreement}/{from}/diff/{to}"

Agreement: TypeAlias = Annotated[str, Path(description="The name of an agreement.")]
Version: TypeAlias = Annotated[str, Path(description="An exact version, as of SemVer.")]
From: TypeAlias = Annotated[str, Path(alias="from", description="The version that changes are counted from.")]
To: TypeAlias = Annotated[str, Path(description="The version that they lead to.")]
On: TypeAlias = Annotated[
    str | None, Query(description="A day, like 2025-06-07: only the versions in force on it, and their agreements.")
]


def router(library: Library, capacity: Capacity) -> APIRouter:
    """The operations over a library."""
    routes = APIRouter()

    @routes.get("/v1/rulesets", operation_id="listRulesets", summary="The agreements and their versions")
    async def list_rulesets(request: Request, on: On = None) -> Response:
        every = library.rulesets()
        return _listing(request, rulesets.agreements(every if on is None else in_force(every, _day(on))))

    @routes.get("/v1/rulesets/{agreement}", operation_id="getAgreement", summary="One agreement and its versions")
    async def get_agreement(request: Request, agreement: Agreement, on: On = None) -> Response:
        versions = library.versions(agreement)
        shown = versions if on is None else in_force(versions, _day(on))
        return _listing(request, rulesets.agreement(versions, shown))

    @routes.get(VERSION_PATH, operation_id="getRuleset", summary="One version of an agreement, as JSON")
    async def get_ruleset(request: Request, agreement: Agreement, version: Version) -> Response:
        return _resource(request, library.edition(agreement, version).document)

    @routes.get(f"{VERSION_PATH}/source", operation_id="getRulesetSource", summary="The text of a version, in YAML")
    async def get_source(request: Request, agreement: Agreement, version: Version) -> Response:
        return _resource(request, library.edition(agreement, version).source)

    @routes.get(
        f"{VERSION_PATH}/schema", operation_id="getSubmissionSchema", summary="What may be submitted, as JSON Schema"
    )
    async def get_schema(request: Request, agreement: Agreement, version: Version) -> Response:
        return _resource(request, library.edition(agreement, version).schema)

    @routes.get(CHANGES_PATH, operation_id="getChanges", summary="What changed from one version to another")
    async def get_changes(request: Request, agreement: Agreement, from_: From, to: To) -> Response:
        before, after = (library.edition(agreement, version) for version in (from_, to))
        language = negotiation.language_of(request.headers.getlist("accept-language"), LANGUAGES)
        response = _resource(request, library.changes(before, after, language))
        response.headers.update({"Content-Language": language, "Vary": "Accept-Language"})
        return response

    @routes.post(f"{VERSION_PATH}/evaluations", operation_id="evaluate", summary="Judge a submission under a version")
    async def post_evaluation(request: Request, agreement: Agreement, version: Version) -> Response:
        return await _evaluation(request, library.edition(agreement, version), capacity)

    _about_itself(routes, library)
    return routes


def _about_itself(routes: APIRouter, library: Library) -> None:
    """The operations that say how the service is, and what it means."""

    @routes.get("/problems/{slug}", operation_id="explainProblem", summary="What a kind of problem means")
    async def explain_problem(slug: str) -> Response:
        kind = KINDS.get(slug)
        if kind is None:
            raise Refusal("not-found")
        return PlainTextResponse(f"{kind.title} ({slug}, {kind.status})\n\n{kind.text}\n")

    @routes.get("/healthz", operation_id="isAlive", summary="Whether the process answers")
    async def is_alive() -> Response:
        return _json({"status": "alive"})

    @routes.get("/readyz", operation_id="isReady", summary="Whether rulesets are loaded")
    async def is_ready() -> Response:
        if not len(library):
            raise Refusal("not-ready")
        status = "degraded" if library.failed else "ready"
        return _json({"status": status, "rulesets": len(library), "failed": library.failed})


def _listing(request: Request, document: Any) -> Response:
    require_known(request, ("on",))
    negotiation.require_acceptable(request.headers.getlist("accept"), JSON)
    return _json(document)


def _json(document: Any) -> Response:
    return Response(json_bytes(document), media_type=JSON)


def _resource(request: Request, resource: Resource) -> Response:
    require_known(request)
    return resource.answer(request.headers)


def require_known(request: Request, parameters: tuple[str, ...] = ()) -> None:
    """Refuses query parameters that the operation does not have: one that is misspelt must not count as left out."""
    for name in request.query_params:
        if name not in parameters:
            shown = f" `{name}`" if SAFE_NAME.fullmatch(name) else ""
            raise bad_request("unknown-parameter", f"there is no query parameter{shown} here")
        if len(request.query_params.getlist(name)) > 1:
            raise bad_request("repeated-parameter", f"the query parameter `{name}` must be there once")


def _day(text: str) -> str:
    if len(text) != 10 or not is_date(text):
        raise bad_request("not-a-date", "`on` must be a day, YYYY-MM-DD")
    return text


async def _evaluation(request: Request, edition: Edition, capacity: Capacity) -> Response:
    """The verdict on the body of a request."""
    headers = request.headers
    require_known(request)
    negotiation.require_acceptable(headers.getlist("accept"), JSON)
    negotiation.require_json(headers.getlist("content-type"))
    compressed = negotiation.is_gzip(headers.getlist("content-encoding"))
    conditions.require_match(headers.getlist("if-match"), edition.document.tag)
    language = negotiation.language_of(headers.getlist("accept-language"), edition.languages)
    length = declared_length(headers.raw)
    large = compressed or length is None or length > SMALL
    with ExitStack() as stack:
        if large:
            stack.enter_context(capacity.place())
        content = await body.read(request.receive)
        if not large and b"trace" in content:  # a trace may be a thousand times the size of what asks for it
            stack.enter_context(capacity.place())
            large = True
        judge = partial(judge_bytes, edition.published, content, compressed, language)
        verdict, digest = await capacity.run(judge) if large else judge()
    told = {
        "Content-Digest": digest,
        "Content-Language": language,
        "ETag": edition.document.tag,  # what `If-Match` is compared with here: the ruleset, not this verdict
        "Vary": "Accept-Language",
    }
    return Response(verdict, headers=told, media_type=JSON)


def judge_bytes(published: Published, content: bytes, compressed: bool, language: str) -> tuple[bytes, str]:
    """The verdict on a submission as it was sent, and its digest (RFC 9530)."""
    submission = published.reader.read(body.inflate(content) if compressed else content)
    verdict = encode(evaluate(published.program, submission, language))
    return verdict, f"sha-256=:{b64encode(hashlib.sha256(verdict).digest()).decode()}:"
