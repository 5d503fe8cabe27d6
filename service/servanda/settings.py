"""The settings of the service: a frozen object from the environment, built once and passed in."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from servanda.catalog import default_directory
from servanda.errors import ServandaError
from servanda.language.scope import suggest

PREFIX = "SERVANDA_"


class SettingsError(ServandaError):
    """A setting is wrong, or there is none of that name."""


class Settings(BaseSettings):
    """What can be set, each by the environment variable of its name after ``SERVANDA_``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    rulesets: Path = Field(default_factory=default_directory)
    log_level: Literal["debug", "info", "warning", "error"] = "info"


def load_settings(**given: Any) -> Settings:
    """The settings: what is given (and not None), else the environment, else the defaults; raises SettingsError."""
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    unknown = {name for name in os.environ if name.upper().startswith(PREFIX)} - {*known, *map(str.lower, known)}
    if unknown:
        raise SettingsError("\n".join(_unknown(name, known) for name in sorted(unknown)))
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        lines = [f"{PREFIX}{str(e['loc'][0]).upper()}: {e['msg'].lower()}" for e in error.errors(include_input=False)]
    raise SettingsError("\n".join(lines))


def _unknown(name: str, known: Sequence[str]) -> str:
    near = suggest(name.upper(), known)
    return f"unknown setting `{name}`, {near or 'there are ' + ', '.join(known)}"
