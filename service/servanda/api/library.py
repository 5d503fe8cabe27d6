"""The catalogue as the API answers about it: what stays the same is made once, when the service starts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import Response

from servanda.analysis.diff import diff
from servanda.api import conditions, negotiation
from servanda.api.problems import Refusal, refusal
from servanda.catalog import Catalog, Published, is_in_force
from servanda.evaluation.schema import submission_schema
from servanda.language.ruleset import Ruleset, languages
from servanda.language.scope import suggest
from servanda.report import rulesets
from servanda.report.changes import changes_document
from servanda.report.words import words

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
        self._changes: dict[tuple[str, str, str], Resource] = {}  # by two digests and a language, as they are asked for

    @property
    def failed(self) -> int:
        return len(self._catalog.failures)

    def __len__(self) -> int:
        return len(self._editions)

    def require_ready(self) -> None:
        """Refuses where nothing is loaded."""
        if not self._editions:
            raise Refusal("not-ready")

    def rulesets(self) -> list[Ruleset]:
        """All rulesets."""
        self.require_ready()
        return [program.ruleset for program in self._catalog]

    def versions(self, agreement: str) -> list[Ruleset]:
        """The versions of an agreement, at least one."""
        found = [ruleset for ruleset in self.rulesets() if ruleset.agreement == agreement]
        if not found:
            raise _unknown("agreement", agreement, [ruleset.agreement for ruleset in self.rulesets()])
        return found

    def edition(self, agreement: str, version: str) -> Edition:
        """One version; it is not ready, rather than unknown, where its file could not be loaded."""
        found = self._editions.get((agreement, version))
        if found:
            return found
        if not self._editions or self._catalog.has_failed(agreement, version):
            raise Refusal("not-ready")
        raise _unknown("version", version, [ruleset.version for ruleset in self.versions(agreement)])

    def changes(self, before: Edition, after: Edition, language: str) -> Resource:
        """What changed from one version to another, told in a language."""
        old, new = before.published.ruleset, after.published.ruleset
        key = old.digest, new.digest, language
        if key not in self._changes:
            document = changes_document(old, new, diff(old, new), words(language))
            self._changes[key] = Resource(JSON, json_bytes(document), f'"{old.digest}-{new.digest}-{language}"')
        return self._changes[key]


def in_force(found: Iterable[Ruleset], day: str) -> list[Ruleset]:
    """Those of the rulesets that are in force on a day."""
    return [ruleset for ruleset in found if is_in_force(ruleset, day)]


def _unknown(what: str, name: str, known: Iterable[str]) -> Refusal:
    """The refusal of a name; it holds only names that are there."""
    names = list(dict.fromkeys(known))
    near, there = suggest(name, names), ", ".join(f"`{known}`" for known in names)
    message = f"there is no such {what}, " + (f"{near} " if near else "") + f"there are: {there}"
    return refusal("ruleset-not-found", f"unknown-{what}", message)
