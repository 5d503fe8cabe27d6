"""Every exception that leaves a public function.

ServandaError
  RulesetError        the text of a ruleset is wrong; carries .diagnostics
  UnknownRuleset      no such agreement or version
  SubmissionError     the submission cannot be judged at all; carries .problems
  EngineError         inference failed; a verdict would not be sound
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servanda.language.diagnostic import Diagnostic


class ServandaError(Exception):
    """The root of the tree above."""


class RulesetError(ServandaError):
    """A ruleset's text has at least one diagnostic of severity error."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("\n".join(str(d) for d in diagnostics))
        self.diagnostics = tuple(diagnostics)


class UnknownRuleset(ServandaError):
    """The catalogue holds no ruleset of that name and version."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a submission: where, what, in words that never repeat a submitted value.

    ``slug`` is the kind of problem (`/problems/<slug>` on the wire), ``pointer`` an RFC 6901 pointer into the
    submission (empty: the whole); ``line`` and ``column`` count from 1 and are there for faults of the bytes.
    """

    slug: str
    message: str
    pointer: str = ""
    code: str = ""
    line: int | None = None
    column: int | None = None
    limit: int | None = None


class SubmissionError(ServandaError):
    """A submission that cannot be judged; ``problems`` says everything that is wrong with it, at most 100."""

    def __init__(self, problems: Sequence[Problem], total: int | None = None) -> None:
        super().__init__("; ".join(f"{p.pointer}: {p.message}" if p.pointer else p.message for p in problems[:3]))
        self.problems = tuple(problems)
        self.total = len(problems) if total is None else total


class EngineError(ServandaError):
    """Inference failed, or its two ways disagree."""
