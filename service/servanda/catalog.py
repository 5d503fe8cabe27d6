"""The catalogue: every published ruleset, compiled and tried. This is the only reader of ruleset files.

`<directory>/<agreement>/<version>.yaml`; what lies deeper (an agreement's cases) is not the catalogue's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from semver import Version

from servanda.errors import RulesetError, ServandaError, UnknownRuleset
from servanda.evaluation import encode, evaluate, warm
from servanda.evaluation.submission import Reader
from servanda.language import Diagnostic, Find, Program, compile_text
from servanda.language.diagnostic import Position, Span
from servanda.language.document import MOST_BYTES
from servanda.language.include import nowhere
from servanda.language.ruleset import Ruleset

CODES: dict[str, str] = {
    "wrong-place": "The file of a ruleset is not named <agreement>/<version>.yaml after what is in it.",
    "unreadable": "The file cannot be read.",
    "not-evaluable": "The ruleset compiles, but a first evaluation under it fails.",
}
_START = Span(Position(1, 1), Position(1, 1))


@dataclass(frozen=True, slots=True)
class Published:
    """One version of an agreement, ready to judge submissions."""

    program: Program
    reader: Reader
    source: bytes  # the file, as it stands

    @property
    def ruleset(self) -> Ruleset:
        return self.program.ruleset


class Catalog:
    """The published rulesets, in order of agreement, then of version.

    ``failures`` holds the files that could not be loaded, by their path below the directory, with the reasons; they
    take nothing from the others.
    """

    def __init__(
        self, published: Mapping[tuple[str, str], Published], failures: Mapping[str, tuple[Diagnostic, ...]]
    ) -> None:
        self._published = {key: published[key] for key in sorted(published, key=_order)}
        self.failures = dict(failures)

    @classmethod
    def load(cls, directory: Path, only: str | None = None) -> Catalog:
        """The catalogue of the files in a directory; of one place alone where that is named and there."""
        published: dict[tuple[str, str], Published] = {}
        failures: dict[str, tuple[Diagnostic, ...]] = {}
        paths = [path for path in directory.glob("*/*") if path.suffix in (".yaml", ".yml")]
        wanted = [path for path in paths if path.relative_to(directory).as_posix() == only]
        for path in sorted(wanted or paths):
            place = path.relative_to(directory).as_posix()
            try:
                found = _load(path, place)
            except RulesetError as error:
                failures[place] = error.diagnostics
            except Exception as error:  # INVARIANT: whatever is wrong with one file, the others are loaded
                reason = str(error) if isinstance(error, ServandaError) else type(error).__name__
                failures[place] = _failure("not-evaluable", f"a first evaluation fails: {reason}", place).diagnostics
            else:
                published[found.ruleset.agreement, found.ruleset.version] = found
        return cls(published, failures)

    def published(self, agreement: str, version: str) -> Published:
        """One version; raises UnknownRuleset."""
        try:
            return self._published[agreement, version]
        except KeyError:
            raise UnknownRuleset("no such agreement or version") from None

    def program(self, agreement: str, version: str) -> Program:
        """The program of one version; raises UnknownRuleset."""
        return self.published(agreement, version).program

    def source(self, agreement: str, version: str) -> bytes:
        """The text of one version, as it stands in its file; raises UnknownRuleset."""
        return self.published(agreement, version).source

    @property
    def sources(self) -> dict[tuple[str, str], bytes]:
        """The texts of all versions, by agreement and version."""
        return {key: published.source for key, published in self._published.items()}

    def in_force(self, agreement: str, day: str) -> list[Program]:
        """The versions of an agreement in force on a day (YYYY-MM-DD, as the rulesets' own dates are)."""
        return [p for p in self if p.ruleset.agreement == agreement and is_in_force(p.ruleset, day)]

    def has_failed(self, agreement: str, version: str) -> bool:
        """Whether there is a file of that agreement and version that could not be loaded."""
        return f"{agreement}/{version}.yaml" in self.failures

    def __iter__(self) -> Iterator[Program]:
        return (published.program for published in self._published.values())

    def __len__(self) -> int:
        return len(self._published)


def bundled_directory() -> Path:
    """The rulesets beside the source of the service, which are there if it runs from its repository."""
    return Path(__file__).parents[2] / "rulesets"


def default_directory() -> Path:
    """The rulesets where the service is started, or else the bundled ones."""
    here = Path("rulesets")
    return here if here.is_dir() or not bundled_directory().is_dir() else bundled_directory()


def finder(directory: Path) -> Find:
    """Finds the texts of the rulesets in a directory, for those that include them."""

    def find(agreement: str, version: str) -> bytes | None:
        path = directory / agreement / f"{version}.yaml"
        try:
            return _text(path)
        except OSError:
            return None

    return find


def _text(path: Path) -> bytes:
    """What a file holds, and one byte more than a ruleset may have where it is too long."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def is_in_force(ruleset: Ruleset, day: str) -> bool:
    """Whether a version is in force on a day; it is on its first and on its last one."""
    return ruleset.in_force_from <= day and (ruleset.in_force_until is None or day <= ruleset.in_force_until)


def _order(key: tuple[str, str]) -> tuple[str, Version, str]:
    """Agreement, then SemVer's precedence; build metadata, which that ignores, settles the rest."""
    return key[0], Version.parse(key[1]), key[1]


def _load(path: Path, place: str) -> Published:
    """The ruleset in a file, tried; raises RulesetError."""
    try:
        source = _text(path)
    except OSError as error:
        raise _failure("unreadable", f"the file cannot be read: {error.strerror}", place) from None
    found = tried(source, place, finder(path.parents[1]))
    if wrong := misplaced(found.ruleset, place):
        raise RulesetError(wrong)
    return found


def tried(source: bytes, place: str = "", find: Find = nowhere) -> Published:
    """The ruleset of a text, inferred and evaluated once; raises RulesetError, or whatever a first evaluation does."""
    program = compile_text(source, place, find)
    published = Published(program, Reader(program.ruleset), source)
    warm(program)
    encode(evaluate(program, published.reader.read(_control(program.ruleset))))
    return published


def misplaced(ruleset: Ruleset, place: str, path: str = "") -> list[Diagnostic]:
    """What is wrong with the place of a ruleset's file below the directory; ``path`` is the file's name in messages."""
    expected = f"{ruleset.agreement}/{ruleset.version}.yaml"
    if place == expected:
        return []
    return [
        Diagnostic("wrong-place", "error", f"the file holds the ruleset of `{expected}`", _START, path=path or place)
    ]


def _control(ruleset: Ruleset) -> bytes:
    """A submission with nothing but what is required: a list of one person of whom nothing is known."""
    header = {"id": "control", "kind": "prisoners", "role": "proposed", "by": ruleset.parties[0]}
    return json.dumps({"as_of": ruleset.in_force_from, "lists": [{**header, "entries": [{"id": "1"}]}]}).encode()


def _failure(code: str, message: str, place: str) -> RulesetError:
    return RulesetError([Diagnostic(code, "error", message, _START, path=place)])
