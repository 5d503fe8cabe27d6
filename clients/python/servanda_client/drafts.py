"""Rulesets that are not published: what there is to say of one, and who changes under it, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from servanda_client.model import Model
from servanda_client.verdict import Counts, Due, Level, Part, RulesetName, Status, Value, VerdictWord


class Patch(Model):
    """Other values for some terms and definitions of a ruleset, by name; by reading, where a name has readings."""

    terms: dict[str, Any] | None = None
    definitions: dict[str, Any] | None = None


class Published(Model):
    """A published ruleset, patched or as it is."""

    in_repr = ("agreement", "version")

    agreement: str
    version: str
    patch: Patch | None = None


class Draft(Model):
    """A ruleset as a text in YAML."""

    text: str


Choice: TypeAlias = Published | Draft | Mapping[str, object]
"""A ruleset to try; as a dict, with the members of one of the two."""


def is_chosen(choice: Choice, found: RulesetName, draft: bool) -> bool:
    """Whether something is about the ruleset that was chosen, and says that it is a draft if it is one."""
    given = choice.model_dump() if isinstance(choice, Model) else choice
    if "text" in given:
        return draft
    same = (found.agreement, found.version) == (given.get("agreement"), given.get("version"))
    return same and draft == (given.get("patch") is not None)


class Position(Model):
    """A place in a text."""

    in_repr = ("line", "column")

    line: int
    column: int


class Diagnostic(Model):
    """Something that is wrong with a draft, or odd, and where."""

    in_repr = ("code", "severity", "start")

    pointer: str
    code: str
    severity: Literal["error", "warning"] | str
    message: str
    hint: str
    start: Position
    end: Position


class DraftCheck(Model):
    """Whether a draft can be judged by, and what there is to say of it."""

    in_repr = ("valid", "diagnostics")

    valid: bool
    ruleset: RulesetName | None
    diagnostics: list[Diagnostic]


class MovedWorld(Model):
    """Readings and accounts in which a rule has another status."""

    under: dict[str, list[str]]
    before: Status | None
    after: Status | None


class Valued(Model):
    """An expression and its value."""

    expression: str
    value: Value


class Decision(Model):
    """A definition that has another value."""

    definition: str
    under: dict[str, str]
    before: Valued | None
    after: Valued | None
    parts: list[Part]


class MovedStatus(Model):
    """The status under a party's own readings and account, where it is another one."""

    before: Status | None
    after: Status | None


class MovedDue(Model):
    """When a duty was due, and when it is."""

    before: Due
    after: Due


class MovedRule(Model):
    """A rule that has another status at a subject, and why."""

    rule: str
    clause: str
    level: Level
    before: Status | None
    after: Status | None
    message: str
    worlds: list[MovedWorld]
    by_party: dict[str, MovedStatus]
    because: list[Decision]


Moved: TypeAlias = list[MovedRule]
"""By this name, as `list` is a member of what is affected."""


class Affected(Model):
    """A subject that has another verdict, or other rules that are not kept."""

    kind: Literal["entry", "list", "pair", "action", "event", "party", "record", "obligation"] | str
    subject: str
    id: str | None = None
    list: str | None = None
    before: VerdictWord | None
    after: VerdictWord | None
    party: str | None = None
    trigger: str | None = None
    due: MovedDue | None = None
    moved: Moved


class ImpactSide(Model):
    """A submission under one of the two rulesets."""

    in_repr = ("verdict", "draft", "ruleset")

    ruleset: RulesetName
    draft: bool
    verdict: VerdictWord
    counts: Counts


class Transition(Model):
    """How many subjects went from one verdict to another; none is for those that only one ruleset judges."""

    in_repr = ("before", "after", "count")

    before: VerdictWord | None
    after: VerdictWord | None
    count: int


class Impact(Model):
    """The same submission under two rulesets."""

    in_repr = ("before", "after", "transitions")

    as_of: str
    before: ImpactSide
    after: ImpactSide
    transitions: list[Transition]
    affected: list[Affected]
