"""The application: the operations, behind the guard, behind the journal."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from servanda import __version__
from servanda.api import docs, draft_routes, negotiation
from servanda.api.capacity import Capacity
from servanda.api.description import document
from servanda.api.guard import Guard
from servanda.api.journal import Journal
from servanda.api.library import JSON, Library, json_bytes
from servanda.api.problems import Refusal, bad_request, of_submission, response_to
from servanda.api.routes import router
from servanda.api.workers import Workers
from servanda.catalog import Catalog
from servanda.errors import LANGUAGES, SubmissionError, UnknownRuleset

# FastAPI's own telemetry would record the messages of exceptions and the values that were submitted.
_NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}


def create_app(catalog: Catalog, capacity: Capacity | None = None, workers: Workers | None = None) -> ASGIApp:
    """The whole application over a catalogue; who passes workers closes them, others end with the process."""
    return Journal(Guard(operations(catalog, capacity or Capacity(), workers)))


def operations(catalog: Catalog, capacity: Capacity, workers: Workers | None = None) -> FastAPI:
    """The operations alone: without limits, log and the answer to errors that nobody expected."""
    app = FastAPI(
        title="Servanda",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=_NO_TELEMETRY,
    )
    library = Library(catalog)
    app.include_router(router(library, capacity))
    app.include_router(draft_routes.router(library, workers or Workers(catalog.sources)))
    app.include_router(docs.router())
    description = json_bytes(document(app, catalog))

    @app.get("/openapi.json", include_in_schema=False)
    async def openapi() -> Response:
        return Response(description, media_type=JSON)

    app.add_exception_handler(SubmissionError, _refuse_submission)
    for kind in (UnknownRuleset, Refusal):
        app.add_exception_handler(kind, _refuse)
    app.add_exception_handler(Exception, _refuse)  # Starlette answers so, and passes the error on to the journal
    app.add_exception_handler(HTTPException, _refuse_route)
    app.add_exception_handler(RequestValidationError, _refuse_parameters)
    return app


async def _refuse(request: Request, error: Exception) -> Response:
    return response_to(error)


async def _refuse_submission(request: Request, error: Exception) -> Response:
    """The answer to a submission that cannot be judged, in the language that the caller likes best."""
    assert isinstance(error, SubmissionError)
    language = negotiation.language_of(request.headers.getlist("accept-language"), LANGUAGES)
    return response_to(of_submission(error, language))


async def _refuse_route(request: Request, error: Exception) -> Response:
    """The answer to what the router says: that it has no such address, or not this method, for which OPTIONS asks."""
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return response_to(Refusal("not-found"))
    if error.status_code != 405:
        return response_to(Refusal("bad-request"))
    methods = {*(error.headers or {})["Allow"].split(", "), "OPTIONS"}
    told = {"Allow": ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))}
    if request.method == "OPTIONS":
        return Response(None, 204, told)
    return response_to(Refusal("method-not-allowed", headers=told))


async def _refuse_parameters(request: Request, error: Exception) -> Response:
    return response_to(bad_request("malformed-parameter", "a parameter is malformed"))
