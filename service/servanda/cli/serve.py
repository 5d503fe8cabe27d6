"""`servanda serve`: the service over HTTP."""

from __future__ import annotations

from typing import Annotated

import typer

from servanda.cli.terminal import CATALOGUE, Rulesets


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on.")] = 8000,
    directory: Rulesets = CATALOGUE,
) -> None:
    """Serve the API over HTTP."""
    from servanda.api.server import serve as run  # noqa: PLC0415 - FastAPI and uvicorn, for no other command

    run(host, port, directory)
