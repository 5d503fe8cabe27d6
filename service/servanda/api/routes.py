"""The operations of the API: from a request to the bytes of its answer."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Path, Query, Request
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response

from servanda.api import body, conditions, documents, negotiation
from servanda.api.capacity import SMALL, Capacity
from servanda.api.guard import declared_length
from servanda.api.problems import KINDS, Refusal, bad_request
from servanda.catalog import Catalog, Published
from servanda.errors import UnknownRuleset
from servanda.evaluation import encode, evaluate
from servanda.evaluation.schema import submission_schema
from servanda.evaluation.strict import SAFE_NAME
from servanda.evaluation.values import is_date
from servanda.language.ruleset import Ruleset, languages

JSON, YAML, SCHEMA = "application/json", "application/yaml", "application/schema+json"
VERSION_PATH = "/v1/rulesets/{agreement}/{version}"

Agreement: TypeAlias = Annotated[str, Path(description="The name of an agreement.", examples=["istanbul-2025"])]
Version: TypeAlias = Annotated[str, Path(description="An exact version, as of SemVer.", examples=["2.0.0"])]
On: TypeAlias = Annotated[
    str | None,
    Query(description="A day, YYYY-MM-DD: only the versions in force on it.", examples=["2025-06-07"]),
]


@dataclass(frozen=True, slots=True)
class Resource:
    """Something that stays as it is while a version is loaded: its media type, its bytes, its strong entity tag."""

    media_type: str
    content: bytes
    tag: str

    def answer(self, headers: Headers) -> Response:
        """The resource, or that the caller has it already."""
        negotiation.require_acceptable(headers.getlist("accept"), self.media_type)
        conditions.require_match(headers.getlist("if-match"), self.tag)
        kept = {"ETag": self.tag, "Cache-Control": "no-cache"}
        if conditions.is_known(headers.getlist("if-none-match"), self.tag):
            return Response(None, 304, kept)
        return Response(self.content, 200, kept, self.media_type)


@dataclass(frozen=True, slots=True)
class Shelf:
    """One version and all that is answered about it, made when the service starts."""

    published: Published
    document: Resource
    source: Resource
    schema: Resource

    @property
    def languages(self) -> frozenset[str]:
        return languages(self.published.ruleset)


def _shelf(published: Published) -> Shelf:
    ruleset = published.ruleset
    schema = json_bytes(submission_schema(ruleset))
    return Shelf(
        published,
        Resource(JSON, json_bytes(documents.ruleset_document(ruleset)), f'"{ruleset.digest}"'),
        Resource(YAML, published.source, _tag(published.source)),
        Resource(SCHEMA, schema, _tag(schema)),
    )


def _tag(content: bytes) -> str:
    return f'"sha256:{hashlib.sha256(content).hexdigest()}"'


def json_bytes(document: Any) -> bytes:
    """A document as JSON, in its own order."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


class Library:
    """The catalogue as the API sees it; every operation on rulesets is refused while nothing is loaded."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        names = [(program.ruleset.agreement, program.ruleset.version) for program in catalog]
        self._shelves: Mapping[tuple[str, str], Shelf] = {name: _shelf(catalog.published(*name)) for name in names}

    @property
    def failed(self) -> int:
        return len(self._catalog.failures)

    def __len__(self) -> int:
        return len(self._shelves)

    def rulesets(self) -> list[Ruleset]:
        """All rulesets."""
        if not self._shelves:
            raise Refusal("not-ready")
        return [program.ruleset for program in self._catalog]

    def versions(self, agreement: str) -> list[Ruleset]:
        """The versions of an agreement, at least one."""
        found = [ruleset for ruleset in self.rulesets() if ruleset.agreement == agreement]
        if not found:
            raise UnknownRuleset(agreement)
        return found

    def in_force(self, agreement: str, day: str) -> list[Ruleset]:
        """The versions of an agreement in force on a day."""
        return [program.ruleset for program in self._catalog.in_force(agreement, day)]

    def shelf(self, agreement: str, version: str) -> Shelf:
        """One version; it is not ready, rather than unknown, where its file could not be loaded."""
        found = self._shelves.get((agreement, version))
        if found:
            return found
        if not self._shelves or self._catalog.has_failed(agreement, version):
            raise Refusal("not-ready")
        raise UnknownRuleset(f"{agreement} {version}")


def router(library: Library, capacity: Capacity) -> APIRouter:
    """The operations over a library."""
    routes = APIRouter()

    @routes.get("/v1/rulesets", operation_id="listRulesets", summary="The agreements and their versions")
    async def list_rulesets(request: Request) -> Response:
        return _listing(request, documents.agreements(library.rulesets()))

    @routes.get("/v1/rulesets/{agreement}", operation_id="getAgreement", summary="One agreement and its versions")
    async def get_agreement(request: Request, agreement: Agreement, on: On = None) -> Response:
        versions = library.versions(agreement)
        shown = versions if on is None else library.in_force(agreement, _day(on))
        return _listing(request, documents.agreement(versions, shown), ("on",))

    @routes.get(VERSION_PATH, operation_id="getRuleset", summary="One version of an agreement, as JSON")
    async def get_ruleset(request: Request, agreement: Agreement, version: Version) -> Response:
        return _resource(request, library.shelf(agreement, version).document)

    @routes.get(f"{VERSION_PATH}/source", operation_id="getRulesetSource", summary="The text of a version, in YAML")
    async def get_source(request: Request, agreement: Agreement, version: Version) -> Response:
        return _resource(request, library.shelf(agreement, version).source)

    @routes.get(f"{VERSION_PATH}/schema", operation_id="getSubmissionSchema", summary="What may be submitted, as JSON Schema")
    async def get_schema(request: Request, agreement: Agreement, version: Version) -> Response:
        return _resource(request, library.shelf(agreement, version).schema)

    @routes.post(f"{VERSION_PATH}/evaluations", operation_id="evaluate", summary="Judge a submission under a version")
    async def post_evaluation(request: Request, agreement: Agreement, version: Version) -> Response:
        return await _evaluation(request, library.shelf(agreement, version), capacity)

    @routes.get("/problems/{slug}", operation_id="explainProblem", summary="What a kind of problem means")
    async def explain_problem(slug: Annotated[str, Path(examples=["not-found"])]) -> Response:
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

    return routes


def _listing(request: Request, document: Any, parameters: tuple[str, ...] = ()) -> Response:
    _require_known(request, parameters)
    negotiation.require_acceptable(request.headers.getlist("accept"), JSON)
    return _json(document)


def _json(document: Any) -> Response:
    return Response(json_bytes(document), media_type=JSON)


def _resource(request: Request, resource: Resource) -> Response:
    _require_known(request)
    return resource.answer(request.headers)


def _require_known(request: Request, parameters: tuple[str, ...] = ()) -> None:
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


async def _evaluation(request: Request, shelf: Shelf, capacity: Capacity) -> Response:
    """The verdict on the body of a request."""
    headers = request.headers
    _require_known(request)
    negotiation.require_acceptable(headers.getlist("accept"), JSON)
    negotiation.require_json(headers.getlist("content-type"))
    compressed = negotiation.is_gzip(headers.getlist("content-encoding"))
    conditions.require_match(headers.getlist("if-match"), shelf.document.tag)
    language = negotiation.language_of(headers.getlist("accept-language"), shelf.languages)
    length = declared_length(headers.raw)
    large = compressed or length is None or length > SMALL
    with ExitStack() as stack:
        if large:
            stack.enter_context(capacity.place())
        content = await body.read(request.receive)
        judge = partial(judge_bytes, shelf.published, content, compressed, language)
        verdict, digest = await capacity.run(judge) if large else judge()
    return Response(
        verdict,
        headers={"Content-Digest": digest, "Content-Language": language, "Vary": "Accept-Language"},
        media_type=JSON,
    )


def judge_bytes(published: Published, content: bytes, compressed: bool, language: str) -> tuple[bytes, str]:
    """The verdict on a submission as it was sent, and its digest (RFC 9530)."""
    submission = published.reader.read(body.inflate(content) if compressed else content)
    verdict = encode(evaluate(published.program, submission, language))
    return verdict, f"sha-256=:{b64encode(hashlib.sha256(verdict).digest()).decode()}:"
