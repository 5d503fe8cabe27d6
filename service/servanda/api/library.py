"""The catalogue as the API answers about it: what stays the same is made once, when the service starts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import Response

from servanda.api import conditions, negotiation
from servanda.api.problems import Refusal
from servanda.catalog import Catalog, Published
from servanda.errors import UnknownRuleset
from servanda.evaluation.schema import submission_schema
from servanda.language.ruleset import Ruleset, languages
from servanda.report import rulesets

JSON, YAML, SCHEMA = "application/json", "application/yaml", "application/schema+json"


@dataclass(frozen=True, slots=True)
class Resource:
    """Something that stays as it is while a version is loaded: its media type, its bytes, its strong entity tag."""

    media_type: str
    content: bytes
    tag: str

    def answer(self, headers: Headers) -> Response:
        """The resource, or that the caller has it already."""
        negotiation.require_acceptable(headers.getlist("accept"), self.media_type)
        conditions.require_match(headers.getlist("if-match"), self.tag)
        kept = {"ETag": self.tag, "Cache-Control": "no-cache"}
        if conditions.is_known(headers.getlist("if-none-match"), self.tag):
            return Response(None, 304, kept)
        return Response(self.content, 200, kept, self.media_type)


@dataclass(frozen=True, slots=True)
class Edition:
    """One version and all that is answered about it, made when the service starts."""

    published: Published
    document: Resource
    source: Resource
    schema: Resource
    languages: frozenset[str]


def _edition(published: Published) -> Edition:
    ruleset = published.ruleset
    schema = json_bytes(submission_schema(ruleset))
    return Edition(
        published,
        Resource(JSON, json_bytes(rulesets.ruleset_document(ruleset)), f'"{ruleset.digest}"'),
        Resource(YAML, published.source, _tag(published.source)),
        Resource(SCHEMA, schema, _tag(schema)),
        languages(ruleset),
    )


def _tag(content: bytes) -> str:
    return f'"sha256:{hashlib.sha256(content).hexdigest()}"'


def json_bytes(document: Any) -> bytes:
    """A document as JSON, in its own order."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


class Library:
    """The catalogue as the API sees it; every operation on rulesets is refused while nothing is loaded."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        names = [(program.ruleset.agreement, program.ruleset.version) for program in catalog]
        self._editions: Mapping[tuple[str, str], Edition] = {name: _edition(catalog.published(*name)) for name in names}

    @property
    def failed(self) -> int:
        return len(self._catalog.failures)

    def __len__(self) -> int:
        return len(self._editions)

    def rulesets(self) -> list[Ruleset]:
        """All rulesets."""
        if not self._editions:
            raise Refusal("not-ready")
        return [program.ruleset for program in self._catalog]

    def versions(self, agreement: str) -> list[Ruleset]:
        """The versions of an agreement, at least one."""
        found = [ruleset for ruleset in self.rulesets() if ruleset.agreement == agreement]
        if not found:
            raise UnknownRuleset("no such agreement")
        return found

    def in_force(self, agreement: str, day: str) -> list[Ruleset]:
        """The versions of an agreement in force on a day."""
        return [program.ruleset for program in self._catalog.in_force(agreement, day)]

    def edition(self, agreement: str, version: str) -> Edition:
        """One version; it is not ready, rather than unknown, where its file could not be loaded."""
        found = self._editions.get((agreement, version))
        if found:
            return found
        if not self._editions or self._catalog.has_failed(agreement, version):
            raise Refusal("not-ready")
        raise UnknownRuleset("no such version")
