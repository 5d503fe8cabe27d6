"""What a request sends and asks for: media types, languages, content codings (RFC 9110, sections 8 and 12)."""

from __future__ import annotations

import re
from collections.abc import Collection

from servanda.api.problems import MEDIA_TYPE, Refusal, bad_request, refusal

_QUALITY = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")


def require_acceptable(accept: list[str], media_type: str) -> None:
    """Refuses if `Accept` excludes the media type. That it names the one of problems excludes nothing."""
    items = [(name, parameters) for name, parameters in map(_parse, _items(accept)) if "/" in name]
    qualities = {name: _quality(parameters) for name, parameters in items if name != MEDIA_TYPE}
    major = media_type.partition("/")[0]
    named = [name for name in (media_type, f"{major}/*", "*/*") if name in qualities]
    if qualities and not (named and qualities[named[0]]):
        raise refusal("not-acceptable", "offered", f"this address answers with `{media_type}`")


def language_of(accept_language: list[str], known: Collection[str]) -> str:
    """The language that the caller likes best among those known; English where none of them is liked."""
    qualities = {name: _quality(parameters) for name, parameters in map(_parse, _items(accept_language))}
    ranked = sorted(qualities, key=lambda wanted: -qualities[wanted])  # stable: of equals the first named comes first
    found = (_look_up(wanted, known, qualities) for wanted in ranked if qualities[wanted])
    return next(filter(None, found), "en")


def _look_up(wanted: str, known: Collection[str], named: Collection[str]) -> str:
    """The known language of a range, as RFC 4647 looks it up: `uk-UA` finds `uk`; `*` finds one that is not named."""
    if wanted == "*":
        return next((tag for tag in ("en", *sorted(known)) if tag not in named), "")
    tags = {tag.lower(): tag for tag in known}
    while wanted and wanted not in tags:
        wanted = wanted.rpartition("-")[0]
    return tags.get(wanted, "")


def require_json(content_type: list[str]) -> None:
    """Refuses unless the body is said to be JSON, in UTF-8."""
    if len(content_type) > 1:
        raise bad_request("repeated-header", "Content-Type must be there once")
    name, parameters = _parse(content_type[0]) if content_type else ("", {})
    charset = parameters.pop("charset", "utf-8")
    if name != "application/json":
        raise _no_json("Content-Type must be `application/json`" + ("" if name else ", and is not there"))
    if charset.lower() not in ("utf-8", "utf8") or parameters:
        raise _no_json("Content-Type `application/json` takes no parameter but `charset=utf-8`")


def _no_json(message: str) -> Refusal:
    return refusal("unsupported-media-type", "offered", message, headers={"Accept": "application/json"})


def is_gzip(content_encoding: list[str]) -> bool:
    """Whether the body is compressed; refuses any coding other than one gzip."""
    codings = [coding.lower() for coding in _items(content_encoding) if coding.lower() != "identity"]
    if codings and codings not in (["gzip"], ["x-gzip"]):
        raise Refusal("unsupported-content-encoding", headers={"Accept-Encoding": "gzip"})
    return bool(codings)


def _items(values: list[str]) -> list[str]:
    """The items of a header that is a list, however many lines it stands on."""
    return [item for part in ",".join(values).split(",") if (item := part.strip(" \t"))]


def _parse(item: str) -> tuple[str, dict[str, str]]:
    """An item, in lower case, and its parameters."""
    name, *parameters = (part.strip(" \t") for part in item.split(";"))
    pairs = (parameter.partition("=") for parameter in parameters if parameter)
    return name.lower(), {key.lower(): value.removeprefix('"').removesuffix('"') for key, _, value in pairs}


def _quality(parameters: dict[str, str]) -> float:
    """The weight of an item; one that is malformed is as good as none."""
    text = parameters.get("q", "1")
    return float(text) if _QUALITY.fullmatch(text) else 0.0
