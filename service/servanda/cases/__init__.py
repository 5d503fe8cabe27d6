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
from servanda.cases.expectation import misplaced, tree, unmet, with_rules
from servanda.catalog import Catalog
from servanda.errors import EngineError, SubmissionError
from servanda.evaluation.submission import Reader
from servanda.language import Program
from servanda.language.scope import suggest

__all__ = ["Coverage", "Failure", "Outcome", "run"]


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
class Outcome:
    """What came of the cases of one agreement; coverage by version."""

    agreement: str
    passed: int
    failed: int
    failures: tuple[Failure, ...]
    coverage: Mapping[str, Coverage]


def run(catalog: Catalog, agreement: str, directory: Path) -> Outcome:
    """The outcome of all cases in the ``.yaml`` files of a directory, each under every version that it names."""
    programs = {p.ruleset.version: p for p in catalog if p.ruleset.agreement == agreement}
    seen = {version: Seen() for version in programs}
    failures = list(_unloaded(catalog, agreement))
    passed = failed = 0
    for path in sorted(directory.glob("*.yaml")):
        found, wrong = cases.read(path.read_bytes(), str(path))
        failures += [_failure(str(path), fault) for fault in wrong]
        for case in found:
            faults = list(_faults(case, programs, seen))
            failures += faults
            failed, passed = failed + bool(faults), passed + (not faults)
    covered = {version: coverage(seen[version], program.ruleset) for version, program in programs.items()}
    return Outcome(agreement, passed, failed, tuple(failures), covered)


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
    body = json.dumps(cases.submission(case, ruleset.fields)).encode()
    try:
        verdict = evaluation.evaluate(program, Reader(ruleset).read(body))
    except SubmissionError as error:
        return [Fault(p.message, cases.place(case, p.pointer)) for p in error.problems]
    except EngineError as error:
        return [Fault(f"no verdict: {error}", case.node.span)]
    wire = with_rules(json.loads(evaluation.encode(verdict)), verdict)
    seen.add(wire)
    return list(unmet(case, ruleset.version, tree(wire)))


def _failure(path: str, fault: Fault, case: Case | None = None, version: str = "") -> Failure:
    start, sentence = fault.span.start, case.sentence if case else ""
    return Failure(path, start.line, start.column, sentence, version, fault.message, fault.expected, fault.got)
