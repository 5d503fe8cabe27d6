"""What a benchmark found: rows of figures with the goals that they are held against."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

Figure = float | int | str


@dataclass(frozen=True)
class Goal:
    """At most (or at least) so much of something, and what it was."""

    what: str
    figure: float
    bound: float
    at_least: bool = False

    @property
    def holds(self) -> bool:
        return self.figure >= self.bound if self.at_least else self.figure <= self.bound

    def __str__(self) -> str:
        sign = (">=" if self.at_least else "<=") if self.holds else ("<" if self.at_least else ">")
        return f"{self.what} {'holds' if self.holds else 'missed'}: {brief(self.figure)} {sign} {brief(self.bound)}"


@dataclass(frozen=True)
class Row:
    """One line of a table: ``group`` is its title, the keys of ``figures`` are its columns."""

    part: str
    group: str
    name: str
    figures: dict[str, Figure]
    goals: tuple[Goal, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)  # for the JSON alone

    def told(self) -> dict[str, Any]:
        return {**asdict(self), "goals": [{**asdict(goal), "holds": goal.holds} for goal in self.goals]}


def row_of(told: dict[str, Any]) -> Row:
    """The row that was told as JSON."""
    goals = tuple(Goal(**{name: value for name, value in goal.items() if name != "holds"}) for goal in told["goals"])
    return Row(**{**told, "goals": goals})


def brief(figure: Figure) -> str:
    """A figure with as many digits as say something."""
    if isinstance(figure, str):
        return figure
    if isinstance(figure, int) or abs(figure) >= 100:
        return f"{figure:,.0f}"
    return f"{figure:,.1f}" if abs(figure) >= 1 else f"{figure:.2f}"
