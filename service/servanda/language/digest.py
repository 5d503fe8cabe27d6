"""The digest of a ruleset: what a verdict names to say under which text, exactly, it judged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import rfc8785

from servanda.language.document import Document


def digest(document: Document, included: Iterable[str] = ()) -> str:
    """`sha256:…` of the canonical content, and of the digests of the rulesets that it includes.

    Comments, quoting and the order of keys do not matter, except where the order of declaration shapes an answer:
    terms, definitions, their readings, rules, obligations, own fields.
    """
    plain: dict[str, Any] = dict(document.plain())
    for section in ("terms", "definitions", "rules", "obligations"):
        plain[section] = _in_declared_order(plain.get(section, {}))
    plain["fields"] = [[subject, list(fields.items())] for subject, fields in sorted(plain.get("fields", {}).items())]
    if found := list(included):
        plain["included"] = found
    return "sha256:" + hashlib.sha256(rfc8785.dumps(plain)).hexdigest()


def _in_declared_order(section: dict[str, Any]) -> list[Any]:
    def ordered(item: dict[str, Any]) -> dict[str, Any]:
        return {**item, "readings": list(item["readings"].items())} if "readings" in item else item

    return [[name, ordered(item)] for name, item in section.items()]
