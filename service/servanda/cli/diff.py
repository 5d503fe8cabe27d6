"""`servanda diff`: what changed from one ruleset to another, and the step of the version that it asks for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import typer

from servanda.analysis.diff import diff as compare
from servanda.catalog import finder
from servanda.cli.check import path_of
from servanda.cli.output import Output, deliver, ready
from servanda.cli.published import Published, complain_of, revised
from servanda.cli.terminal import CATALOGUE, Rulesets, Status, existing, fail, progress
from servanda.errors import RulesetError
from servanda.language import compile_text
from servanda.language.change import Difference
from servanda.language.document import Node, parse
from servanda.language.pointer import place
from servanda.language.ruleset import Ruleset
from servanda.report.changes import changes_document, changes_markdown, changes_text
from servanda.report.words import LANGUAGES, Words, words

EPILOG = """With --against REVISION, such as `main`, every version of the catalogue that is new or changed is compared
with the release that it follows, there or among the new ones. Exit status: 0 the version makes a step that is large
enough, or nothing changed, or the two are of different agreements; 1 a step is too small; 2 usage; 3 one of the two has
errors. major: a verdict can change; minor: new data or clauses; patch: wording."""


class _Pair(NamedTuple):
    """Two rulesets that are compared, and their texts."""

    before: Ruleset
    after: Ruleset
    texts: tuple[bytes, bytes]


def diff(  # noqa: PLR0913, PLR0917
    rulesets: Annotated[
        list[str], typer.Argument(metavar="[BEFORE AFTER]", help="Two rulesets, each FILE or AGREEMENT@VERSION.")
    ] = [],  # noqa: B006 - typer reads it, nobody writes to it
    against: Annotated[
        str | None, typer.Option("--against", metavar="REVISION", help="A git revision, in the place of two rulesets.")
    ] = None,
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
    if len(rulesets) != (2 if against is None else 0):
        fail(Status.USAGE, "two rulesets are compared, or --against REVISION says with what")
    ready(output, inputs=rulesets)
    with progress("comparing"):
        pairs, broken = ([_named(rulesets, directory)], []) if against is None else _revised(against, directory)
        found = [compare(pair.before, pair.after) for pair in pairs]
    if format_ == "json":
        documents = [_document(pair, of, words(language)) for pair, of in zip(pairs, found, strict=True)]
        written = json.dumps(documents[0] if against is None else documents, ensure_ascii=False, indent=2)
    else:
        write = changes_markdown if format_ == "markdown" else changes_text
        told = [write(p.before, p.after, of, words(language)) for p, of in zip(pairs, found, strict=True)]
        written = "\n".join(told) or ("" if broken else words(language)("changes.none") + "\n")
    deliver(written, output)
    complain_of(broken)
    too_small = any(of.enough is False for of in found)
    raise typer.Exit(Status.FAILED if too_small else Status.INVALID if broken else Status.OK)


def _named(names: Sequence[str], directory: Path) -> _Pair:
    before, after = (path_of(name, directory) for name in names)
    texts = before.read_bytes(), after.read_bytes()
    return _Pair(_ruleset(before, directory), _ruleset(after, directory), texts)


def _revised(revision: str, directory: Path) -> tuple[list[_Pair], list[Path]]:
    found, broken = revised(Published.at(revision, existing(directory)))
    return [
        _Pair(before.ruleset, after.ruleset, (before.text, path.read_bytes())) for path, before, after in found
    ], broken


def _document(pair: _Pair, found: Difference, say: Words) -> dict[str, Any]:
    """The changes as the API gives them, and where in the texts they are."""
    document = changes_document(pair.before, pair.after, found, say)
    for change, at in zip(document["changes"], _places(found, *pair.texts), strict=True):
        change["place"] = at
    return document


def _ruleset(path: Path, directory: Path) -> Ruleset:
    try:
        return compile_text(path.read_bytes(), str(path), finder(directory)).ruleset
    except RulesetError as error:
        fail(Status.INVALID, *(str(diagnostic) for diagnostic in error.diagnostics))


def _places(found: Difference, before: bytes, after: bytes) -> list[dict[str, Any]]:
    """Where in the two texts each change is, by line and column."""
    roots = [parse(text)[0] for text in (before, after)]
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
