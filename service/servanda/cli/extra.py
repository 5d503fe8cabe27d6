"""The packages of the optional extra `files`, loaded when a command needs them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from servanda.cli.terminal import Status, fail


def extra(module: str, format_: str) -> Any:
    """A module of the extra; where it is not installed the command ends, and says what to install."""
    try:
        return import_module(module)
    except ImportError:
        fail(Status.USAGE, f"{format_} needs the extra `files`: pip install 'servanda[files]'")
