"""The page that shows the API and lets one try it: Swagger UI, served whole from here."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fastapi import APIRouter
from starlette.responses import Response

from servanda.api.problems import Refusal

# Everything from here and nothing inline: neither the page nor what it shows can load or send anything elsewhere.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Servanda: the API</title>
<link rel="icon" href="/docs/favicon.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<noscript>The page needs JavaScript; <a href="/openapi.json">the description of the API</a> does not.</noscript>
<div id="api"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""

START = """SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  displayRequestDuration: true,
  validatorUrl: null,
});
"""

SIGNPOST = "/docs shows the API, /openapi.json describes it, /v1/rulesets lists the rulesets.\n"

_FILES = {
    "favicon.png": "image/png",
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
}


def router() -> APIRouter:
    """The page and its parts."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/")
    @routes.get("/v1")
    async def start_here() -> Response:
        return Response(SIGNPOST, 307, {"Location": "/docs"}, "text/plain")

    @routes.get("/docs")
    async def page() -> Response:
        return Response(PAGE, headers={"Content-Security-Policy": POLICY}, media_type="text/html")

    @routes.get("/docs/start.js")
    async def start() -> Response:
        return Response(START, media_type="text/javascript")

    @routes.get("/docs/{name}")
    async def part(name: str) -> Response:
        if name not in _FILES:
            raise Refusal("not-found")
        return Response(_part(name), headers={"Cache-Control": "max-age=3600"}, media_type=_FILES[name])

    return routes


@cache
def _part(name: str) -> bytes:
    return (files("fastapi_offline") / "static" / name).read_bytes()
