"""Tiny rulesets, made around a few parts, and what they say of a person, a list, or a whole submission."""

from __future__ import annotations

import json
from typing import Any

from servanda import evaluation
from servanda.evaluation.submission import Reader
from servanda.language import Program, compile_text

Json = dict[str, Any]

BASE: Json = {
    "language": "1",
    "agreement": "tiny",
    "version": "1.0.0",
    "title": {"en": "A tiny agreement"},
    "standing": "agreed",
    "in_force": {"from": "2020-01-01"},
    "parties": ["AAA", "BBB"],
    "third_parties": ["MED"],
    "conventions": {
        "time_zone": "Europe/Istanbul",
        "leap_day": "mar-1",
        "deadlines": {"days": "calendar", "last_day": "inclusive"},
    },
    "clauses": {"C": {"text": {"en": "Something."}, "standing": "agreed"}},
}

ANY: Json = {"any": {"of": "prisoner", "requires": "pregnant"}}
"""A rule, so that the clause has one."""


def text_of(
    definitions: Json | None = None,
    rules: Json | None = None,
    terms: Json | None = None,
    fields: Json | None = None,
    obligations: Json | None = None,
    **other: Any,
) -> str:
    """The text of a ruleset; its parts cite its one clause and say what is needed besides."""
    parts = {
        "terms": _cited(terms or {}),
        "definitions": _cited(definitions or {}),
        "rules": _cited({name: {"message": "Wrong.", **rule} for name, rule in (rules or {}).items()}),
        "obligations": _cited({name: {"message": "Do it.", **duty} for name, duty in (obligations or {}).items()}),
        "fields": {
            subject: {name: {"type": type_, "text": name} for name, type_ in own.items()}
            for subject, own in (fields or {}).items()
        },
    }
    return json.dumps({**BASE, **parts, **other}, ensure_ascii=False, indent=1)  # JSON is YAML, and quick to write


def _cited(items: Json) -> Json:
    return {name: {"clause": "C", **item} for name, item in items.items()}


def verdict(
    program: Program, entries: list[Json], header: Json | None = None, kind: str = "prisoners", **request: Any
) -> Json:
    """The one list of the verdict on a list of these entries."""
    submitted = {"id": "L", "kind": kind, "role": "proposed", "by": "AAA", **(header or {}), "entries": entries}
    judged: Json = whole(program, lists=[submitted], **request)["lists"][0]
    return judged


def whole(program: Program, **submission: Any) -> Json:
    """The verdict on a submission."""
    body = json.dumps({"as_of": "2025-06-07", **submission}).encode()
    found: Json = json.loads(evaluation.encode(evaluation.evaluate(program, Reader(program.ruleset).read(body))))
    return found


def compiled(definitions: Json | None = None, rules: Json | None = None, **other: Any) -> Program:
    """The program of a tiny ruleset."""
    return compile_text(text_of(definitions, rules, **other))


def duties(obligation: Json, events: list[Json] | None, as_of: str = "2025-06-30", **more: Any) -> list[Json]:
    """The duties of one obligation, `it`, from a history; ``parts`` are other sections of the ruleset."""
    program = compiled(obligations={"it": obligation}, **more.pop("parts", {}))
    found: list[Json] = whole(program, as_of=as_of, events=events, **more)["obligations"]
    return found


def statuses(found: list[Json]) -> list[str]:
    """The statuses of duties, in their order."""
    return [duty["status"] for duty in found]
