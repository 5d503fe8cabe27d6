"""`servanda rulesets`: the agreements of the catalogue and their versions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from servanda.catalog import is_in_force
from servanda.cli.terminal import CATALOGUE, Format, Rulesets, Status, fail, load, show, write
from servanda.evaluation.values import is_date
from servanda.language.ruleset import Ruleset
from servanda.report.escape import flowing
from servanda.report.rulesets import agreements


def rulesets(
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="Only versions in force on that day.")] = "",
    format_: Format = "table",
    directory: Rulesets = CATALOGUE,
) -> None:
    """List the agreements and their versions."""
    if on and not (len(on) == 10 and is_date(on)):
        fail(Status.USAGE, f"--on: `{on}` is not a date such as 2025-06-07")
    catalog = load(directory)
    found = [program.ruleset for program in catalog if not on or is_in_force(program.ruleset, on)]
    if format_ == "json":
        write(json.dumps(agreements(found), ensure_ascii=False, indent=2))
    else:
        show(_table(found))
    if catalog.failures:
        fail(Status.SERVICE, *(str(d) for diagnostics in catalog.failures.values() for d in diagnostics))


def _table(found: Sequence[Ruleset]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for ruleset in found:
        until = f"until {ruleset.in_force_until}" if ruleset.in_force_until else ""
        name = f"{ruleset.agreement}@{ruleset.version}"
        period = f"from {ruleset.in_force_from} {until}".strip()
        grid.add_row(*map(Text, (name, ruleset.standing, period, flowing(ruleset.title["en"]))))
    return grid
