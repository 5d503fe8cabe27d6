"""`servanda check`: the diagnostics of rulesets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from servanda.catalog import finder, misplaced
from servanda.cli.terminal import CATALOGUE, Format, Rulesets, Status, fail, progress, write
from servanda.errors import RulesetError
from servanda.language import compile_text
from servanda.language.diagnostic import Diagnostic, failed
from servanda.report.diagnostics import text_of, wire_of

EPILOG = """Without an argument every ruleset of the catalogue is checked. Exit status: 0 no error (there may be
warnings); 1 at least one error; 2 usage."""


def check(
    rulesets: Annotated[
        list[str], typer.Argument(metavar="FILE|AGREEMENT@VERSION", help="What is checked; none: all.")
    ] = [],  # noqa: B006 - typer reads it, nobody writes to it
    format_: Format = "table",
    directory: Rulesets = CATALOGUE,
) -> None:
    """Check the text of rulesets."""
    paths = [path_of(name, directory) for name in rulesets] or sorted(directory.glob("*/*.yaml"))
    if not paths:
        fail(Status.USAGE, f"no ruleset in `{directory}`")
    with progress("checking"):
        checked = list(_checked(paths, directory))
    if format_ == "json":
        write(json.dumps([wire_of(d) for _, found in checked for d in found], ensure_ascii=False, indent=2))
    else:
        write("".join(text_of(found, source) for source, found in checked) + _summary(checked))
    raise typer.Exit(Status.FAILED if any(failed(found) for _, found in checked) else Status.OK)


def path_of(name: str, directory: Path) -> Path:
    """A file, or the place of ``agreement@version`` in the catalogue."""
    agreement, sign, version = name.partition("@")
    path = Path(name)
    if sign and not path.exists():
        path = directory / agreement / f"{version}.yaml"
    if path.is_dir():
        fail(Status.USAGE, f"no ruleset `{name}`: it is a directory")
    if not path.is_file():
        is_name = sign or not path.suffix
        fail(Status.USAGE, f"no ruleset `{name}`" if is_name else f"no such file `{name}`")
    return path


def _checked(paths: list[Path], directory: Path) -> Iterator[tuple[str, list[Diagnostic]]]:
    for path in paths:
        text = path.read_bytes()
        if re.match(rb"(?:\s*#.*\n|\s)*cases:", text):
            fail(Status.USAGE, f"{path}: these are cases: `servanda test {path}` runs them")
        yield text.decode(errors="replace"), _diagnostics(text, path, directory)


def _diagnostics(text: bytes, path: Path, directory: Path) -> list[Diagnostic]:
    """Everything that can be said about a file: of its text, and of its place if it lies in the catalogue."""
    try:
        program = compile_text(text, str(path), finder(directory))
    except RulesetError as error:
        return list(error.diagnostics)
    agreement = path.parent.resolve()
    if agreement.parent != directory.resolve():
        return list(program.warnings)
    return [*misplaced(program.ruleset, f"{agreement.name}/{path.name}", str(path)), *program.warnings]


def _summary(checked: list[tuple[str, list[Diagnostic]]]) -> str:
    severities = [d.severity for _, found in checked for d in found]
    errors, warnings = severities.count("error"), severities.count("warning")
    return f"{len(checked)} checked: {_number(errors, 'error')}, {_number(warnings, 'warning')}\n"


def _number(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
