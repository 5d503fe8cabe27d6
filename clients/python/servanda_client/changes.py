"""What changed from one version of an agreement to another."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from servanda_client.model import Model
from servanda_client.verdict import RulesetName

Step: TypeAlias = Literal["patch", "minor", "major"] | str


class VersionStep(Model):
    """The step of the version that is made, and the least one that the changes ask for."""

    in_repr = ("made", "least", "enough")

    made: Step | None
    least: Step | None
    enough: bool | None


class Change(Model):
    """One change, as it is written and in words."""

    in_repr = ("kind", "name", "change", "step")

    kind: (
        Literal[
            "ruleset",
            "include",
            "override",
            "source",
            "clause",
            "term",
            "definition",
            "reading",
            "rule",
            "obligation",
            "event_kind",
            "field",
        ]
        | str
    )
    name: str
    of: str | None
    change: Literal["added", "removed", "changed", "renamed"] | str
    part: str | None
    pointer: str
    before: Any
    after: Any
    step: Step
    reason: Literal["verdict", "binds", "refused", "told", "data", "order", "brought", "wording", "same"] | str
    text: str


class Changes(Model):
    """All that changed, and the step of the version that it asks for."""

    in_repr = ("agreement", "from_", "to", "step")

    agreement: str
    from_: RulesetName
    to: RulesetName
    step: VersionStep
    changes: list[Change]
