"""`servanda serve`: the service over HTTP."""

from __future__ import annotations

from typing import Annotated

import typer

from servanda.cli.terminal import CATALOGUE, Rulesets, existing


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on [default: 127.0.0.1].")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="The port to listen on [default: 8000].")] = None,
    directory: Rulesets = CATALOGUE,
) -> None:
    """Serve the API over HTTP; what is not given comes from the environment (SERVANDA_HOST, …)."""
    from servanda.api.server import serve as run  # noqa: PLC0415 - FastAPI and uvicorn, for no other command

    run(host, port, existing(directory))
