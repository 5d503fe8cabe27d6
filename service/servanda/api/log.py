"""The log: one JSON object a line, on standard error."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

from servanda.api.journal import place_of


class _Lines(logging.Formatter):
    """A record as JSON. Of an exception it tells type and place only: its message may hold what was submitted."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1]:
            line |= {"error": type(record.exc_info[1]).__name__, "at": place_of(record.exc_info[1])}
        return json.dumps(line, ensure_ascii=False)


def set_up(level: str) -> None:
    """Sends the log of the service and of its server to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines())
    for name, least in (("servanda", level), ("uvicorn", "error")):  # what uvicorn says below that, the journal says
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(least.upper())
    # What asyncio complains of holds the messages of exceptions and parts of what was received.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
