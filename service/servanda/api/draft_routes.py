"""The operations on drafts: a head is read here, and nothing of a body."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from servanda.api import body, negotiation
from servanda.api.drafts import Asked, Operation
from servanda.api.library import JSON, Library
from servanda.api.routes import require_known
from servanda.api.workers import Workers


def router(library: Library, workers: Workers) -> APIRouter:
    """The operations over a library, done by workers."""
    routes = APIRouter()

    @routes.post("/v1/drafts/check", operation_id="checkDraft", summary="What there is to say of a draft")
    async def post_draft(request: Request) -> Response:
        return await _answer(request, "check", library, workers)

    @routes.post("/v1/drafts/evaluations", operation_id="evaluateDraft", summary="Judge a submission under a draft")
    async def post_draft_evaluation(request: Request) -> Response:
        return await _answer(request, "evaluations", library, workers)

    @routes.post(
        "/v1/drafts/impact", operation_id="compareDrafts", summary="Who changes under another ruleset, and why"
    )
    async def post_impact(request: Request) -> Response:
        return await _answer(request, "impact", library, workers)

    return routes


async def _answer(request: Request, operation: Operation, library: Library, workers: Workers) -> Response:
    """The answer to a request about drafts, of which nothing but the head is read here."""
    headers = request.headers
    require_known(request)
    library.require_ready()
    negotiation.require_acceptable(headers.getlist("accept"), JSON)
    negotiation.require_json(headers.getlist("content-type"))
    compressed = negotiation.is_gzip(headers.getlist("content-encoding"))
    with workers.place():
        content = await body.read(request.receive)
        languages = tuple(headers.getlist("accept-language"))
        answered = await workers.answer(Asked(operation, content, compressed, languages))
    return Response(answered.body, answered.status, answered.headers, answered.media_type)
