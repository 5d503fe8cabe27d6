"""Runs the cases of an agreement: submissions with what is expected of each, written by people who know it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from servanda import evaluation
from servanda.cases import case as cases
from servanda.cases.case import Case, Fault
from servanda.cases.coverage import Coverage, Seen, coverage
from servanda.cases.expectation import misplaced, unknown_words, unmet
from servanda.cases.named import tree, with_rules
from servanda.catalog import Catalog
from servanda.errors import EngineError, SubmissionError
from servanda.evaluation.submission import Reader
from servanda.language import Program
from servanda.language.scope import suggest

__all__ = ["Coverage", "Failure", "Outcome", "Ran", "run"]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a case fails: the place in its file; what was expected and what was got, where two things differ."""

    path: str
    line: int
    column: int
    case: str
    version: str
    message: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class Ran:
    """A case that was judged, and why it fails, if it does."""

    path: str
    sentence: str
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the cases of one agreement; coverage by version."""

    agreement: str
    ran: tuple[Ran, ...]
    unread: int  # files of which some or all cases could not be read
    unjudged: tuple[str, ...]  # versions that no case judges
    unplaced: tuple[Failure, ...]  # of no case: versions that cannot be loaded, files that cannot be read
    remarks: tuple[str, ...]  # what is odd, though no case fails by it
    coverage: Mapping[str, Coverage]

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Everything that is wrong, what concerns no case first."""
        return (*self.unplaced, *(failure for ran in self.ran for failure in ran.failures))

    @property
    def failed(self) -> int:
        """How many cases fail."""
        return sum(bool(ran.failures) for ran in self.ran)

    @property
    def passed(self) -> int:
        """How many cases hold."""
        return len(self.ran) - self.failed

    @property
    def holds(self) -> bool:
        """Whether every version is judged by cases that all were read and hold."""
        return not self.failures and not self.unjudged


def run(catalog: Catalog, agreement: str, source: Path) -> Outcome:
    """The outcome of the cases in a file, or in all files of a directory, each under every version that it names."""
    programs = {p.ruleset.version: p for p in catalog if p.ruleset.agreement == agreement}
    seen = {version: Seen() for version in programs}
    unplaced = list(_unloaded(catalog, agreement))
    unread = 0
    all_cases: list[Case] = []
    for path in [source] if source.is_file() else sorted(source.glob("*.yaml")):
        found, wrong = cases.read(path.read_bytes(), str(path))
        unplaced += [_failure(str(path), fault) for fault in wrong]
        unread += bool(wrong)
        all_cases += found
    ran = tuple(Ran(case.path, case.sentence, tuple(_faults(case, programs, seen))) for case in all_cases)
    covered = {version: coverage(seen[version], program.ruleset) for version, program in programs.items()}
    # One file on its own need not judge every version.
    unjudged = () if source.is_file() else tuple(version for version, found in seen.items() if not found.runs)
    remarks = (*_ignored(source), *_repeated(all_cases))
    return Outcome(agreement, ran, unread, unjudged, tuple(unplaced), remarks, covered)


def _ignored(directory: Path) -> Iterator[str]:
    """The files among the cases that are not read, because of their names."""
    for path in sorted(directory.glob("*")):
        if path.is_file() and path.suffix != ".yaml" and not path.name.startswith("."):
            yield f"{path}: not read, files of cases end in `.yaml`"


def _repeated(found: Iterable[Case]) -> Iterator[str]:
    """Cases with the sentence of an earlier one."""
    first: dict[str, Case] = {}
    for case in found:
        if (other := first.setdefault(case.sentence, case)) is not case:
            place, earlier = (f"{c.path}:{c.node.span.start.line}" for c in (case, other))
            yield f"{place}: the case has the name of the one at {earlier}"


def _unloaded(catalog: Catalog, agreement: str) -> Iterator[Failure]:
    """The versions of the agreement that cannot be tested at all."""
    for place, diagnostics in catalog.failures.items():
        if place.startswith(f"{agreement}/"):
            yield from (_failure(place, Fault(f"{d.code}: {d.message}", d.span)) for d in diagnostics)


def _faults(case: Case, programs: Mapping[str, Program], seen: Mapping[str, Seen]) -> Iterator[Failure]:
    yield from (_failure(case.path, fault, case) for fault in misplaced(case))
    for version in case.versions:
        if version.text not in programs:
            near = suggest(version.text, programs)
            message = f"no version `{version.text}` of this agreement" + (f", {near}" if near else "")
            yield _failure(case.path, Fault(message, version.span), case)
            continue
        for fault in _judged(case, programs[version.text], seen[version.text]):
            yield _failure(case.path, fault, case, version.text)


def _judged(case: Case, program: Program, seen: Seen) -> Iterable[Fault]:
    """What is wrong with a case under one version."""
    ruleset = program.ruleset
    submitted = cases.submission(case, ruleset.fields)
    try:
        verdict = evaluation.evaluate(program, Reader(ruleset).read(json.dumps(submitted).encode()))
    except SubmissionError as error:
        return [Fault(p.message, cases.place(case, p.pointer)) for p in error.problems]
    except EngineError as error:
        return [Fault(f"no verdict: {error}", case.node.span)]
    wire = with_rules(json.loads(evaluation.encode(verdict)), verdict)
    seen.add(wire)
    return [*unknown_words(case, ruleset), *unmet(case, ruleset.version, tree(wire, submitted))]


def _failure(path: str, fault: Fault, case: Case | None = None, version: str = "") -> Failure:
    start, sentence = fault.span.start, case.sentence if case else ""
    return Failure(path, start.line, start.column, sentence, version, fault.message, fault.expected, fault.got)
