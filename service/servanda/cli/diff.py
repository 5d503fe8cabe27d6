"""`servanda diff`: what changed from one ruleset to another, and the step of the version that it asks for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from servanda.analysis.diff import diff as compare
from servanda.catalog import finder
from servanda.cli.check import path_of
from servanda.cli.output import Output, deliver, ready
from servanda.cli.terminal import CATALOGUE, Rulesets, Status, fail, progress
from servanda.errors import RulesetError
from servanda.language import compile_text
from servanda.language.change import Difference
from servanda.language.document import Node, parse
from servanda.language.pointer import place
from servanda.language.ruleset import Ruleset
from servanda.report.changes import changes_document, changes_markdown, changes_text
from servanda.report.words import LANGUAGES, words

EPILOG = """Exit status: 0 the version makes a step that is large enough, or nothing changed, or the two are of
different agreements; 1 the step is too small; 2 usage; 3 one of the two has errors. major: a verdict can change; minor:
new data or clauses; patch: wording."""

Named = Annotated[str, typer.Argument(metavar="FILE|AGREEMENT@VERSION", show_default=False)]


def diff(  # noqa: PLR0913, PLR0917
    before: Named,
    after: Named,
    format_: Annotated[
        Literal["table", "json", "markdown"], typer.Option("--format", help="What is written.")
    ] = "table",
    language: Annotated[
        str, typer.Option("--lang", metavar="LANGUAGE", help=f"Of the sentences: {', '.join(LANGUAGES)}.")
    ] = "en",
    output: Output = None,
    directory: Rulesets = CATALOGUE,
) -> None:
    """Say what changed from one version of a ruleset to another, and whether the version says so."""
    if language not in LANGUAGES:
        fail(Status.USAGE, f"--lang: changes are told in {', '.join(LANGUAGES)}, not in `{language}`")
    paths = [path_of(name, directory) for name in (before, after)]
    ready(output, inputs=map(str, paths))
    with progress("comparing"):
        old, new = (_ruleset(path, directory) for path in paths)
        found = compare(old, new)
    told = (old, new, found, words(language))
    if format_ == "json":
        document = changes_document(*told)
        for change, at in zip(document["changes"], _places(found, *paths), strict=True):
            change["place"] = at
        deliver(json.dumps(document, ensure_ascii=False, indent=2), output)
    else:
        deliver((changes_markdown if format_ == "markdown" else changes_text)(*told), output)
    raise typer.Exit(Status.FAILED if found.enough is False else Status.OK)


def _ruleset(path: Path, directory: Path) -> Ruleset:
    try:
        return compile_text(path.read_bytes(), str(path), finder(directory)).ruleset
    except RulesetError as error:
        fail(Status.INVALID, *(str(diagnostic) for diagnostic in error.diagnostics))


def _places(found: Difference, before: Path, after: Path) -> list[dict[str, Any]]:
    """Where in the two texts each change is, by line and column."""
    roots = [parse(path.read_bytes())[0] for path in (before, after)]
    return [
        {
            side: _place(root.root, at) if root and at else None
            for side, root, at in zip(("from", "to"), roots, (change.was, change.pointer), strict=True)
        }
        for change in found.changes
    ]


def _place(root: Node, at: str) -> dict[str, int]:
    start = place(root, at).start
    return {"line": start.line, "column": start.column}
