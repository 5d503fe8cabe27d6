"""What differs between two rulesets, and the step of the version that it asks for at least."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Written: TypeAlias = "str | bool | list[Written] | dict[str, Written] | None"
"""Something of a ruleset as it is written; None where it is not there."""
What = Literal["added", "removed", "changed", "renamed"]
Step = Literal["patch", "minor", "major"]
Kind = Literal[
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
Reason = Literal["verdict", "binds", "refused", "told", "data", "order", "brought", "wording", "same"]
STEPS: tuple[Step, ...] = ("patch", "minor", "major")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``part`` is the path of what changed below the thing (`when/on`); empty for the whole of it.

    ``was`` and ``pointer`` are RFC 6901 pointers into the earlier and the later ruleset, as the API gives them; empty
    where the thing is not there. Of the order of a section ``name`` is empty and ``part`` is `order`.
    """

    kind: Kind
    name: str
    of: str  # the term or definition that a reading is of, the subject that a field is of
    held_by: tuple[str, ...]  # of a reading
    what: What
    part: str
    before: Written
    after: Written
    was: str
    pointer: str
    step: Step
    reason: Reason


@dataclass(frozen=True, slots=True)
class Difference:
    """All that changed from one ruleset to another, in the order of sections.

    ``made`` is the step from one version to the other, None where there is none (the same version, another agreement);
    ``enough`` whether the changes ask for no larger one, None between agreements.
    """

    changes: tuple[Change, ...]
    made: Step | None
    enough: bool | None

    @property
    def least(self) -> Step | None:
        """The smallest step that all the changes allow."""
        return largest(change.step for change in self.changes)


def largest(steps: Iterable[Step]) -> Step | None:
    """The largest of the steps; None of none."""
    return max(steps, key=STEPS.index, default=None)
