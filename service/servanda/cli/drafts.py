"""Rulesets that a command names: published ones, drafts in files, and either with other values in them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from servanda.catalog import finder
from servanda.cli.terminal import Status, existing, fail, load_one, progress
from servanda.errors import PatchError, RulesetError
from servanda.language import Program, compile_text
from servanda.language.document import MOST_BYTES, parse
from servanda.language.document import Mapping as MappingNode
from servanda.language.patch import SECTIONS, patched
from servanda.language.scope import suggest
from servanda.report.diagnostics import text_of

_NAMED = re.compile(r"[a-z0-9][a-z0-9-]*@\S+")
_CHANGE = re.compile(r"(?:(terms|definitions)\.)?([^.=\s]+)(?:\.([^.=\s]+))?\s*=(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Ruled:
    """A program, what it is called, and whether nobody has published it."""

    program: Program
    name: str
    is_draft: bool
    changes: tuple[str, ...] = ()


def names_ruleset(argument: str) -> bool:
    """Whether an argument names a ruleset, and no file of a list."""
    return Path(argument).suffix in (".yaml", ".yml") or bool(
        _NAMED.fullmatch(argument) and not Path(argument).exists()
    )


def ruled(argument: str, directory: Path, changes: Sequence[str] = ()) -> Ruled:
    """What an argument names, with the changes that `--set` asks for."""
    is_file = Path(argument).suffix in (".yaml", ".yml")
    if is_file and not changes:
        return load_draft(Path(argument), directory)
    if not changes:
        return Ruled(load_one(directory, argument), argument, is_draft=False)
    text = _read(Path(argument)) if is_file else _published(argument, directory)
    try:
        patch = patched(text, _patch(text, changes))
    except PatchError as error:
        fail(Status.USAGE, *(f"--set: {problem.message}" for problem in error.problems))
    except RulesetError as error:
        _refuse(error, text, argument)
    changed = f"{argument} with --set"
    return Ruled(_compiled(patch.text, changed, directory), argument, True, tuple(map(str.strip, changes)))


def load_draft(file: Path, directory: Path) -> Ruled:
    """The draft in a file; what it includes comes from the catalogue."""
    return Ruled(_compiled(_read(file), str(file), directory), str(file), is_draft=True)


def _read(file: Path) -> bytes:
    if not file.is_file():
        fail(Status.USAGE, f"no such file `{file}`")
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def _published(name: str, directory: Path) -> bytes:
    """The text of a published ruleset."""
    agreement, _, version = name.partition("@")
    file = directory / agreement / f"{version}.yaml"
    if not file.is_file():
        load_one(directory, name)  # says what there is
    return _read(file)


def _compiled(text: str | bytes, name: str, directory: Path) -> Program:
    try:
        with progress("compiling the draft"):
            return compile_text(text, name, finder(existing(directory)))
    except RulesetError as error:
        _refuse(error, text, name)


def _refuse(error: RulesetError, text: str | bytes, name: str) -> NoReturn:
    source = text if isinstance(text, str) else text.decode(errors="replace")
    fail(Status.INVALID, *text_of(error.diagnostics, source).splitlines(), f"`{name}` is no ruleset")


def _patch(text: bytes, changes: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The patch that such changes as ``young.RU-LT25=age < 26`` make."""
    document, _ = parse(text)
    known = {section: _names(document and document.root.get(section)) for section in SECTIONS}
    patch: dict[str, dict[str, Any]] = {}
    for change in changes:
        found = _CHANGE.fullmatch(change.strip())
        if not found:
            fail(Status.USAGE, f"--set: `{change}` is not such as young.RU-LT25='age < 26'")
        section, name, reading, value = found.groups()
        items = patch.setdefault(section or _section(name, known), {})
        if reading is None and name not in items:
            items[name] = _value(value)
        elif reading is not None and isinstance(items.setdefault(name, {}), dict) and reading not in items[name]:
            items[name][reading] = _value(value)
        else:
            fail(Status.USAGE, f"--set: `{name}` is set twice")
    return patch


def _names(node: object) -> list[str]:
    return [key.text for key, _ in node] if isinstance(node, MappingNode) else []


def _section(name: str, known: Mapping[str, Sequence[str]]) -> str:
    """Where a name stands; it must be in one place alone."""
    places = [section for section, names in known.items() if name in names]
    if len(places) == 1:
        return places[0]
    if places:
        fail(
            Status.USAGE, f"--set: there are a term and a definition `{name}`: write terms.{name} or definitions.{name}"
        )
    near = suggest(name, [name for names in known.values() for name in names])
    fail(Status.USAGE, f"--set: the ruleset has no term or definition `{name}`" + (f", {near}" if near else ""))


def _value(text: str) -> Any:
    """A value as it was written: a list or map where it is one in JSON, else a text."""
    stripped = text.strip()
    if stripped[:1] in ("[", "{"):
        try:
            return json.loads(stripped)
        except (ValueError, RecursionError):
            return stripped
    return stripped
