"""`servanda test`: the cases of agreements, and what they do not reach."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from servanda.cases import Coverage, Failure, Outcome, run
from servanda.cli.terminal import CATALOGUE, Format, Rulesets, Status, fail, load, progress, write
from servanda.report.escape import visible

EPILOG = """An argument is an agreement of the catalogue, or the directory of one, whose parent is then the catalogue.
Without an argument all agreements are tested. Exit status: 0 every case holds; 1 a case fails; 2 usage. What no case
reaches is reported, and changes nothing in the status."""


def test(
    agreements: Annotated[
        list[str], typer.Argument(metavar="[AGREEMENT|DIR]...", help="What is tested; none: all.")
    ] = [],  # noqa: B006 - typer reads it, nobody writes to it
    format_: Format = "table",
    directory: Rulesets = CATALOGUE,
) -> None:
    """Run the cases of rulesets."""
    outcomes: list[Outcome] = []
    for root, names in _wanted(agreements, directory).items():
        catalog = load(root)
        known = {place.partition("/")[0]: None for place in catalog.failures}
        known |= {program.ruleset.agreement: None for program in catalog}
        for name in names or known:
            if name not in known:
                fail(Status.USAGE, f"no agreement `{name}` in `{root}`, there is {', '.join(known) or 'none'}")
            with progress(f"running the cases of {name}"):
                outcomes.append(run(catalog, name, root / name / "cases"))
    if format_ == "json":
        write(json.dumps([_wire(outcome) for outcome in outcomes], ensure_ascii=False, indent=2))
    else:
        write("\n".join(line for outcome in outcomes for line in _lines(outcome)))
    raise typer.Exit(Status.FAILED if any(outcome.failures for outcome in outcomes) else Status.OK)


def _wanted(arguments: list[str], directory: Path) -> dict[Path, list[str]]:
    """Catalogue → the agreements of it that are tested; none: all of it."""
    wanted: dict[Path, list[str]] = {}
    for argument in arguments:
        path = Path(argument)
        if path.is_dir() and any(path.glob("*.yaml")):
            wanted.setdefault(path.resolve().parent, []).append(path.resolve().name)
        elif path.is_dir():
            wanted.setdefault(path, [])
        else:
            wanted.setdefault(directory, []).append(argument)
    return wanted or {directory: []}


def _lines(outcome: Outcome) -> Iterator[str]:
    for failure in outcome.failures:
        yield from _failure(failure)
        yield ""
    yield f"{outcome.agreement}: {outcome.passed} of {outcome.passed + outcome.failed} cases hold"
    for version, covered in outcome.coverage.items():
        yield from _coverage(version, covered)


def _failure(failure: Failure) -> Iterator[str]:
    """The failure as a difference, under the sentence of its case; or what is wrong with a file."""
    place = f"{failure.path}:{failure.line}:{failure.column}"
    if not failure.case:
        yield visible(f"{place}: {failure.message}")
        return
    yield visible(f"{place}: {failure.case}" + (f" ({failure.version})" if failure.version else ""))
    yield visible(f"    {failure.message}")
    if failure.expected or failure.got:
        yield visible(f"    - expected  {failure.expected}")
        yield visible(f"    + got       {failure.got}")


def _coverage(version: str, covered: Coverage) -> Iterator[str]:
    yield f"  {version}: {covered.runs} submissions judged"
    for rule, counts in covered.statuses.items():
        yield f"    {rule}: " + (", ".join(f"{status} {n:,}" for status, n in counts.items()) or "never judged")
    if covered.outcomes:
        yield "    no case reaches " + ", ".join(f"{rule} {status}" for rule, status in covered.outcomes)
    if covered.readings:
        yield "    no case is decided by " + ", ".join(f"{name} {reading}" for name, reading in covered.readings)


def _wire(outcome: Outcome) -> dict[str, object]:
    coverage = {
        version: {
            "runs": covered.runs,
            "statuses": covered.statuses,
            "unreached": {
                "outcomes": [{"rule": rule, "status": status} for rule, status in covered.outcomes],
                "readings": [{"name": name, "reading": reading} for name, reading in covered.readings],
            },
        }
        for version, covered in outcome.coverage.items()
    }
    failures = [asdict(failure) for failure in outcome.failures]
    counts = {"passed": outcome.passed, "failed": outcome.failed}
    return {"agreement": outcome.agreement, **counts, "failures": failures, "coverage": coverage}
