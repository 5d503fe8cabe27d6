"""Rulesets that are not published: what is wrong with one, and who gains and who loses by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from servanda_client.model import Model
from servanda_client.verdict import Counts, RulesetName, VerdictWord


class Published(Model):
    """A published ruleset, patched or as it is."""

    in_repr = ("agreement", "version")

    agreement: str
    version: str
    patch: dict[str, Any] | None = None


class Draft(Model):
    """A ruleset as a text in YAML."""

    text: str


Choice: TypeAlias = Published | Draft | Mapping[str, object]
"""A ruleset to try; as a dict, with the members of one of the two."""


def is_draft(choice: Choice) -> bool:
    """Whether it is a ruleset that nobody has published."""
    given = choice.model_dump() if isinstance(choice, Model) else choice
    return "text" in given or given.get("patch") is not None


class Diagnostic(Model):
    """Something that is wrong with a draft, or odd, and where."""

    in_repr = ("code", "severity")

    code: str
    severity: Literal["error", "warning"] | str
    message: str
    hint: str | None = None


class DraftCheck(Model):
    """Whether a draft can be judged by, and what there is to say of it."""

    in_repr = ("valid",)

    valid: bool
    ruleset: RulesetName | None
    diagnostics: list[Diagnostic]


class Side(Model):
    """A submission under one of the two rulesets."""

    ruleset: RulesetName
    verdict: VerdictWord
    counts: Counts


class Transition(Model):
    """How many subjects went from one verdict to another."""

    before: VerdictWord
    after: VerdictWord
    count: int


class Impact(Model):
    """The same submission under two rulesets."""

    as_of: str
    before: Side
    after: Side
    transitions: list[Transition]
    affected: list[dict[str, Any]]
