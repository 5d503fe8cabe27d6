"""What was published at a revision stays as it is, and a new version makes a step that is large enough."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from servanda.analysis.diff import diff
from servanda.analysis.version import next_after
from servanda.cases import case as cases
from servanda.cases.case import Case
from servanda.cases.compared import difference, difference_of
from servanda.cli.beside import submissions_of
from servanda.cli.published import Published
from servanda.language import Program
from servanda.language.change import STEPS, Change
from servanda.language.diagnostic import Diagnostic, Position, Severity, Span
from servanda.language.document import Document, Node, parse
from servanda.language.pointer import place
from servanda.report.changes import sentence
from servanda.report.words import words

CODES: dict[str, str] = {
    "published-changed": "A version is published and its content was changed since.",
    "published-removed": "A version is published and its file is gone.",
    "step-too-small": "A change asks for a larger step of the version than it makes after the release before it.",
    "verdict-changed": "A case or submission is judged otherwise than under the release before it, by a step that "
    "is not major.",
}
_START = Span(Position(1, 1), Position(1, 1))
_SAY = words("en")


class Checked(NamedTuple):
    """A file, its text, and what was found in it; no program where that is an error."""

    path: Path
    text: bytes
    program: Program | None
    diagnostics: list[Diagnostic]


def held_against(
    published: Published, checked: Sequence[Checked], whole: bool
) -> Iterator[tuple[str, list[Diagnostic]]]:
    """The diagnostics of the files, each with the text that it is about; of what is gone if ``whole`` is checked."""
    for file in checked:
        if file.program:
            yield from _file(published, file, file.program)
    for agreement, version in published.programs if whole else ():
        path = published.directory / agreement / f"{version}.yaml"
        if not path.exists():
            message = f"`{agreement}@{version}` is published at `{published.revision}`, and its file is gone"
            yield "", [Diagnostic("published-removed", "error", message, _START, path=str(path))]


def _file(published: Published, file: Checked, program: Program) -> Iterator[tuple[str, list[Diagnostic]]]:
    ruleset = program.ruleset
    text, document = file.text.decode(errors="replace"), parse(file.text)[0]
    assert document is not None
    same = published.programs.get((ruleset.agreement, ruleset.version))
    if same:
        yield text, list(_changed(published, same, program, document.root, str(file.path)))
    elif base := published.before(ruleset.agreement, ruleset.version):
        yield text, list(_too_small(published, base.program, program, document.root, str(file.path)))
        yield from _moved(published, base.program, program)


def _changed(published: Published, same: Program, now: Program, root: Node, path: str) -> Iterator[Diagnostic]:
    """What was changed of a version after it was published."""
    found, version = diff(same.ruleset, now.ruleset), now.ruleset.version
    taken = published.versions(now.ruleset.agreement)
    for change in found.changes:
        message = f"{version} is published at `{published.revision}`, and since then: {sentence(change, _SAY)}"
        hint = f"publish it as a version of its own, such as `{next_after(version, found.least or 'patch', taken)}`"
        yield Diagnostic("published-changed", "error", message, _place(root, change), hint, path)


def _too_small(published: Published, base: Program, now: Program, root: Node, path: str) -> Iterator[Diagnostic]:
    """What asks for a larger step than a new version makes."""
    found, before, version = diff(base.ruleset, now.ruleset), base.ruleset.version, now.ruleset.version
    taken = published.versions(now.ruleset.agreement)
    assert (found.made and found.least) or not found.changes
    for change in found.changes:
        if found.made and found.least and STEPS.index(change.step) > STEPS.index(found.made):
            asks = f"that asks for a {change.step} step, and from {before} to {version} it is {found.made}"
            hint = f"`{next_after(before, found.least, taken)}` is the version that comes next"
            message = f"{sentence(change, _SAY)}; {asks}"
            yield Diagnostic("step-too-small", _severity(now), message, _place(root, change), hint, path)


def _severity(now: Program) -> Severity:
    """Of a draft, whose version may yet become another one, what will be an error is a warning."""
    return "warning" if now.ruleset.standing == "draft" else "error"


def _place(root: Node, change: Change) -> Span:
    """Where a change is in the text as it is now; of what is gone, where it stood."""
    return place(root, change.pointer or change.was)


def _moved(published: Published, base: Program, now: Program) -> Iterator[tuple[str, list[Diagnostic]]]:
    """The cases of both versions that are judged otherwise, though the step says that no verdict changes."""
    ruleset, before = now.ruleset, base.ruleset.version
    made = diff(base.ruleset, ruleset).made
    if made == "major":
        return
    judged = f"judged otherwise under {ruleset.version} than under {before}, though the step is {made}"
    yield "", list(_moved_submissions(base, now, published.directory, judged))
    versions = {before, ruleset.version}
    for text, found in _cases(published, ruleset.agreement):
        told = []
        for case in found:
            if versions & {version.text for version in case.versions} and (what := difference(case, base, now)):
                message = f"{case.sentence}: {judged}: {what}"
                span = case.node.get("case")
                at = span.span if span else case.node.span
                told.append(Diagnostic("verdict-changed", _severity(now), message, at, path=case.path))
        yield text.decode(errors="replace"), told


def _cases(published: Published, agreement: str) -> Iterator[tuple[bytes, list[Case]]]:
    """The cases of an agreement, file by file: as they are now, then those at the revision that are no more."""
    known: set[str] = set()
    for path in sorted((published.directory / agreement / "cases").glob("*.yaml")):
        text = path.read_bytes()
        found = cases.read(text, str(path))[0]
        known |= {_submitted(case) for case in found}
        yield text, found
    for name, text in published.cases.get(agreement, {}).items():
        found = cases.read(text, f"{published.revision}:{name}")[0]
        yield text, [case for case in found if _submitted(case) not in known]


def _moved_submissions(base: Program, now: Program, directory: Path, judged: str) -> Iterator[Diagnostic]:
    """The submissions of an agreement that are judged otherwise."""
    for path in submissions_of(directory, now.ruleset.agreement):
        if what := difference_of(path.read_bytes(), base, now):
            yield Diagnostic("verdict-changed", _severity(now), f"it is {judged}: {what}", _START, path=str(path))


def _submitted(case: Case) -> str:
    """What a case submits, and to which versions, as a key."""
    content = Document(case.node).plain()
    return json.dumps({name: part for name, part in content.items() if name != "expect"}, sort_keys=True)
