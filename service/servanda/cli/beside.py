"""The submissions that stand beside the versions of an agreement: lists and histories that every version judges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from semver import Version

from servanda.cases.compared import judged
from servanda.errors import SubmissionError
from servanda.language import Program
from servanda.language.diagnostic import Diagnostic, Position, Span

CODES: dict[str, str] = {
    "submission-refused": "No version of its agreement takes a submission that stands beside them.",
}


def submissions_of(directory: Path, agreement: str) -> list[Path]:
    """The files `<agreement>/submissions/*.json`."""
    return sorted((directory / agreement / "submissions").glob("*.json"))


def refused(directory: Path, programs: Mapping[Path, Program | None], whole: bool) -> Iterator[Diagnostic]:
    """The submissions that no version takes, of each agreement of which every version is among the programs.

    Where one of the versions has errors nobody knows what it takes, and nothing is said.
    """
    for folder in sorted(path.parent for path in directory.glob("*/submissions")):
        versions = [path.resolve() for path in sorted(folder.glob("*.yaml"))]
        if (versions or whole) and programs.keys() >= set(versions):
            beside = submissions_of(directory, folder.name)
            known = [program for path in versions if (program := programs[path])]
            if len(known) == len(versions):
                yield from (found for path in beside for found in _refused(path, folder.name, known))


def _refused(path: Path, agreement: str, programs: Sequence[Program]) -> Iterator[Diagnostic]:
    """That none of the versions takes a submission, and what the last one says to it."""
    submission, told, place = path.read_bytes(), "", Position(1, 1)
    for program in sorted(programs, key=lambda program: Version.parse(program.ruleset.version)):
        answer = judged(submission, program)
        if not isinstance(answer, SubmissionError):
            return
        told = f"; under {program.ruleset.version}: {answer}"
        first = answer.problems[0]
        place = Position(first.line or 1, first.column or 1)
    message = f"no version of `{agreement}` takes this submission{told}"
    yield Diagnostic("submission-refused", "error", message, Span(place, place), path=str(path))
