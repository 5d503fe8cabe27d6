"""Serving the application: one process, one event loop."""

from __future__ import annotations

import gc
import logging
import socket
import sys
from pathlib import Path

import uvicorn

from servanda.api import log
from servanda.api.app import create_app
from servanda.api.journal import LOGGER
from servanda.api.protocol import Protocol
from servanda.api.workers import Workers
from servanda.catalog import Catalog
from servanda.settings import Settings, load_settings

GRACE_SECONDS = 20
_SWITCH_SECONDS = 0.001  # small requests wait so long for a large one to let them in


class _Server(uvicorn.Server):
    """uvicorn's server, which says in our log where it listens, and ends the workers before the signal ends it."""

    def __init__(self, config: uvicorn.Config, workers: Workers) -> None:
        super().__init__(config)
        self._workers = workers

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for server in self.servers:
            for listener in server.sockets:
                host, port = listener.getsockname()[:2]
                LOGGER.info("listening", extra={"fields": {"host": host, "port": port}})

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        self._workers.close()


def serve(host: str | None = None, port: int | None = None, rulesets: Path | None = None) -> None:
    """Serves until it is told to stop; what is not given comes from the environment."""
    run(load_settings(host=host, port=port, rulesets=rulesets))


def run(settings: Settings) -> None:
    """Loads the catalogue and serves it."""
    log.set_up(settings.log_level)
    catalog = Catalog.load(settings.rulesets)
    for path, diagnostics in catalog.failures.items():
        for diagnostic in diagnostics:
            LOGGER.error("ruleset", extra={"fields": {"file": path, "diagnostic": str(diagnostic)}})
    counts = {"rulesets": len(catalog), "failed": len(catalog.failures), "from": str(settings.rulesets)}
    LOGGER.log(logging.INFO if len(catalog) else logging.ERROR, "loaded", extra={"fields": counts})
    workers = Workers(catalog.sources)
    app = create_app(catalog, workers=workers)
    # What is there now stays. Looking through it again and again would cost large submissions more than judging them.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    sys.setswitchinterval(_SWITCH_SECONDS)
    workers.start()
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    _Server(config, workers).run()
