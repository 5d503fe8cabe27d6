"""Every exception that leaves a public function.

ServandaError
  RulesetError        the text of a ruleset is wrong; carries .diagnostics
  PatchError          a patch does not fit its ruleset; carries .problems
  UnknownRuleset      no such agreement or version
  SubmissionError     the submission cannot be judged at all; carries .problems
  EngineError         inference failed; a verdict would not be sound
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from servanda.language.diagnostic import Diagnostic

LANGUAGES = ("en", "uk", "ru")
Texts: TypeAlias = Mapping[str, tuple[str, str, str]]
"""Texts in these languages, by key; what stands in braces is filled in."""


class Message(str):
    """A text in English that can be told in the other languages too.

    INVARIANT: what is filled in is safe to show: never a submitted value. Numbers get their digits in groups, several
    texts commas between them, and messages are told in the same language.
    """

    __slots__ = ("key", "texts", "values")
    key: str
    texts: Texts
    values: Mapping[str, object]

    def __new__(cls, texts: Texts, key: str, /, **values: object) -> Message:
        message = super().__new__(cls, _told(texts[key], values, "en"))
        message.key, message.texts, message.values = key, texts, values
        return message

    def __deepcopy__(self, memo: Mapping[int, Any]) -> Message:
        return self

    def told(self, language: str) -> str:
        """The text in a language, in English where it is none of the three."""
        return _told(self.texts[self.key], self.values, language if language in LANGUAGES else "en")


def _told(texts: tuple[str, str, str], values: Mapping[str, object], language: str) -> str:
    shown = {name: _shown(value, language) for name, value in values.items()}
    return texts[LANGUAGES.index(language)].format(**shown)


def _shown(value: object, language: str) -> object:
    if isinstance(value, int):
        return f"{value:,}".replace(",", "," if language == "en" else "\u00a0")
    if isinstance(value, tuple):
        return ", ".join(tell(text, language) for text in value)
    return tell(value, language) if isinstance(value, str) else value


def tell(text: str, language: str) -> str:
    """A message in a language; any other text as it is."""
    return text.told(language) if isinstance(text, Message) else text


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

    ``message`` is English; where it is a Message, `tell` has it in the other languages.
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


class PatchError(ServandaError):
    """A patch that does not fit its ruleset; the pointers of its ``problems`` are pointers into the patch."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems[:3]))
        self.problems = tuple(problems)


class EngineError(ServandaError):
    """Inference failed, or its two ways disagree."""
