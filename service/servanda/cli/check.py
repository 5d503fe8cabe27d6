"""`servanda check`: the diagnostics of rulesets."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated

import typer

from servanda.catalog import finder, misplaced
from servanda.cli.against import Checked, held_against
from servanda.cli.beside import refused
from servanda.cli.output import ready, write_file
from servanda.cli.published import Published
from servanda.cli.terminal import CATALOGUE, Format, Rulesets, Status, existing, fail, progress, unknown, write
from servanda.errors import RulesetError
from servanda.language import compile_text
from servanda.language.diagnostic import Diagnostic, failed
from servanda.report.diagnostics import text_of, wire_of

EPILOG = """Without an argument every ruleset of the catalogue is checked. Where every version of an agreement is,
one of them has to take each submission in <agreement>/submissions/*.json. With --against REVISION, such as `main`:
a version whose file is there at that revision, and is no draft there, must not have changed since (its digest counts,
not its comments); a new version must make a step that its changes allow after the release before it, which may be as
new, and by a step that is not major no case may be judged otherwise. Of a draft that is a warning. Exit status: 0 no
error (there may be warnings); 1 at least one error; 2 usage."""


def check(
    rulesets: Annotated[
        list[str], typer.Argument(metavar="FILE|AGREEMENT@VERSION", help="What is checked; none: all.")
    ] = [],  # noqa: B006 - typer reads it, nobody writes to it
    format_: Format = "table",
    directory: Rulesets = CATALOGUE,
    against: Annotated[
        str | None, typer.Option("--against", metavar="REVISION", help="A git revision, for what is published there.")
    ] = None,
    sarif: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the diagnostics in SARIF besides, for code hosts.")
    ] = None,
) -> None:
    """Check the text of rulesets, and what is new in them against what is published."""
    ready(sarif, inputs=rulesets, option="--sarif")
    paths = [path_of(name, directory) for name in rulesets] or sorted(directory.glob("*/*.yaml"))
    if not paths:
        fail(Status.USAGE, f"no ruleset in `{directory}`")
    with progress("checking"):
        checked = [_checked(path, directory) for path in paths]
        told = [(file.text.decode(errors="replace"), file.diagnostics) for file in checked]
        programs = {file.path.resolve(): file.program for file in checked}
        told.append(("", list(refused(directory, programs, whole=not rulesets))))
        if against is not None:
            published = Published.at(against, existing(directory))
            told += held_against(published, checked, whole=not rulesets)
    found = [diagnostic for _, diagnostics in told for diagnostic in diagnostics]
    if sarif:
        from servanda.report.sarif import sarif_of  # noqa: PLC0415 - it takes longer to load than a check takes

        write_file(sarif, sarif_of(found).encode(), "--sarif")
    if format_ == "json":
        write(json.dumps([wire_of(diagnostic) for diagnostic in found], ensure_ascii=False, indent=2))
    else:
        write("".join(text_of(diagnostics, source) for source, diagnostics in told) + _summary(len(checked), found))
    raise typer.Exit(Status.FAILED if failed(found) else Status.OK)


def path_of(name: str, directory: Path) -> Path:
    """A file, or the place of ``agreement@version`` in the catalogue."""
    agreement, sign, version = name.partition("@")
    path = Path(name)
    if sign and not path.exists():
        path = directory / agreement / f"{version}.yaml"
    if path.is_dir():
        fail(Status.USAGE, f"no ruleset `{name}`: it is a directory")
    if not path.is_file():
        if sign or not path.suffix:
            unknown(name, (f"{file.parent.name}@{file.stem}" for file in sorted(directory.glob("*/*.yaml"))))
        fail(Status.USAGE, f"no such file `{name}`")
    return path


def _checked(path: Path, directory: Path) -> Checked:
    """Everything that can be said about a file: of its text, and of its place if it lies in the catalogue."""
    text = path.read_bytes()
    if re.match(rb"(?:\s*#.*\n|\s)*cases:", text):
        fail(Status.USAGE, f"{path}: these are cases: `servanda test {path}` runs them")
    try:
        program = compile_text(text, str(path), finder(directory))
    except RulesetError as error:
        return Checked(path, text, None, list(error.diagnostics))
    agreement, found = path.parent.resolve(), list(program.warnings)
    if agreement.parent == directory.resolve():
        found = [*misplaced(program.ruleset, f"{agreement.name}/{path.name}", str(path)), *found]
    return Checked(path, text, program, found)


def _summary(files: int, found: list[Diagnostic]) -> str:
    severities = [diagnostic.severity for diagnostic in found]
    errors, warnings = severities.count("error"), severities.count("warning")
    return f"{files} checked: {_number(errors, 'error')}, {_number(warnings, 'warning')}\n"


def _number(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
