"""`servanda test`: the cases of agreements, and what they do not reach."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from servanda.cases import Coverage, Failure, Outcome, run
from servanda.catalog import Catalog
from servanda.cli.output import ready, write_file
from servanda.cli.terminal import CATALOGUE, Format, Rulesets, Status, fail, load, progress, write
from servanda.language.ruleset import Ruleset
from servanda.report.escape import beginning, visible
from servanda.report.junit import junit_of

EPILOG = """An argument is an agreement of the catalogue, the directory of one, whose parent is then the catalogue, or a
file in its `cases`. Without an argument all agreements are tested. Exit status: 0 every case holds; 1 a case fails or
cannot be read, or no case judges a version; 2 usage. What no case reaches is reported, and changes nothing in the
status."""


def test(
    agreements: Annotated[
        list[str], typer.Argument(metavar="AGREEMENT|DIR|FILE", help="What is tested; none: all.")
    ] = [],  # noqa: B006 - typer reads it, nobody writes to it
    format_: Format = "table",
    directory: Rulesets = CATALOGUE,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the cases as JUnit's XML besides.")] = None,
) -> None:
    """Run the cases of rulesets."""
    ready(junit, inputs=agreements, option="--junit")
    outcomes: list[Outcome] = []
    lines: list[str] = []
    for root, names in _wanted(agreements, directory).items():
        catalog = load(root)
        known = {place.partition("/")[0]: None for place in catalog.failures}
        known |= {program.ruleset.agreement: None for program in catalog}
        for name, source in names or [(name, root / name / "cases") for name in known]:
            if name not in known:
                fail(Status.USAGE, f"no agreement `{name}` in `{root}`, there is {', '.join(known) or 'none'}")
            with progress(f"running the cases of {name}"):
                outcomes.append(run(catalog, name, source))
            lines += _lines(outcomes[-1], catalog)
    if junit:
        write_file(junit, junit_of(outcomes).encode(), "--junit")
    if format_ == "json":
        write(json.dumps([_wire(outcome) for outcome in outcomes], ensure_ascii=False, indent=2))
    else:
        write("\n".join(lines))
    raise typer.Exit(Status.OK if all(outcome.holds for outcome in outcomes) else Status.FAILED)


def _wanted(arguments: list[str], directory: Path) -> dict[Path, list[tuple[str, Path]]]:
    """Catalogue → the agreements of it that are tested, each with its cases; none: all of it."""
    wanted: dict[Path, list[tuple[str, Path]]] = {}
    for argument in arguments:
        path = Path(argument)
        if path.is_file():
            agreement = path.resolve().parent.parent
            wanted.setdefault(agreement.parent, []).append((agreement.name, path))
        elif path.is_dir() and any(path.glob("*.yaml")):
            agreement = path.resolve()
            wanted.setdefault(agreement.parent, []).append((agreement.name, agreement / "cases"))
        elif path.is_dir():
            wanted.setdefault(path, [])
        else:
            wanted.setdefault(directory, []).append((argument, directory / argument / "cases"))
    return wanted or {directory: []}


def _lines(outcome: Outcome, catalog: Catalog) -> Iterator[str]:
    for version in outcome.unjudged:
        yield f"{beginning(outcome.agreement)}: no case judges {version}"
    for failure in outcome.failures:
        yield from _failure(failure)
        yield ""
    yield from (visible(f"remark: {remark}") for remark in outcome.remarks)
    for version, covered in outcome.coverage.items():
        if covered.runs:
            yield from _coverage(version, covered, catalog.program(outcome.agreement, version).ruleset)
    yield f"{beginning(outcome.agreement)}: {_held(outcome)}"


def _held(outcome: Outcome) -> str:
    """``61 of 61 cases hold; 1 file could not be read``"""
    number = outcome.unread
    unread = f"; {number} file{'' if number == 1 else 's'} could not be read" if number else ""
    return f"{outcome.passed} of {outcome.passed + outcome.failed} cases hold{unread}"


def _failure(failure: Failure) -> Iterator[str]:
    """The failure as a difference, under the sentence of its case; or what is wrong with a file."""
    place = beginning(f"{failure.path}:{failure.line}:{failure.column}")
    if not failure.case:
        yield visible(f"{place}: {failure.message}")
        return
    yield visible(f"{place}: {failure.case}" + (f" ({failure.version})" if failure.version else ""))
    yield visible(f"    {failure.message}")
    if failure.expected or failure.got:
        yield visible(f"    - expected  {failure.expected}")
        yield visible(f"    + got       {failure.got}")


def _coverage(version: str, covered: Coverage, ruleset: Ruleset) -> Iterator[str]:
    yield f"  {version}: {covered.runs} submissions judged; in how many of them a rule came to what:"
    for rule, counts in covered.submissions.items():
        yield f"    {rule}: " + (", ".join(f"{status} {n:,}" for status, n in counts.items()) or "never judged")
    unreached: dict[str, list[str]] = {}
    for rule, status in covered.outcomes:
        unreached.setdefault(rule, []).append(status)
    for rule, statuses in unreached.items():
        yield f"    no case reaches {rule} {', '.join(statuses)}"
    if covered.readings:
        yield "    no case is decided by " + ", ".join(f"{name} {reading}" for name, reading in covered.readings)
    if not covered.outcomes and not covered.readings:
        own = " of its own" if ruleset.includes else ""  # what is included has its own cases
        yield f"    every rule, reading and outcome{own} is reached by a case"


def _wire(outcome: Outcome) -> dict[str, object]:
    coverage = {
        version: {
            "runs": covered.runs,
            "statuses": covered.statuses,
            "submissions": covered.submissions,
            "unreached": {
                "outcomes": [{"rule": rule, "status": status} for rule, status in covered.outcomes],
                "readings": [{"name": name, "reading": reading} for name, reading in covered.readings],
            },
        }
        for version, covered in outcome.coverage.items()
    }
    failures = [asdict(failure) for failure in outcome.failures]
    counts = {"passed": outcome.passed, "failed": outcome.failed, "unread": outcome.unread}
    told = {"unjudged": outcome.unjudged, "remarks": outcome.remarks, "failures": failures}
    return {"agreement": outcome.agreement, **counts, **told, "coverage": coverage}
