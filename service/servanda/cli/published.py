"""What is published at a revision, and which release a version follows, there or among the files as they are now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from semver import Version

from servanda.catalog import finder, misplaced
from servanda.cli.git import files_at
from servanda.cli.terminal import complain
from servanda.errors import RulesetError
from servanda.language import Find, Program, compile_text
from servanda.language.ruleset import Ruleset


class Release(NamedTuple):
    """A version that others follow: neither a draft nor a pre-release, and without errors."""

    program: Program
    text: bytes
    revision: str  # where it is published; empty where it is as new as what follows it

    @property
    def ruleset(self) -> Ruleset:
        return self.program.ruleset


@dataclass(frozen=True, slots=True)
class Published:
    """The rulesets at a revision that are published: not drafts, and without errors; and the cases there."""

    revision: str
    directory: Path
    programs: Mapping[tuple[str, str], Program]
    cases: Mapping[str, Mapping[str, bytes]]  # agreement → path → text
    texts: Mapping[str, bytes]  # of all files, by path

    @classmethod
    def at(cls, revision: str, directory: Path) -> Published:
        """What is published in a directory at a revision."""
        files = files_at(revision, directory)

        def find(agreement: str, version: str) -> bytes | None:
            return files.get(f"{agreement}/{version}.yaml")

        programs: dict[tuple[str, str], Program] = {}
        found: dict[str, dict[str, bytes]] = {}
        for path, text in files.items():
            match path.split("/"):
                case [agreement, "cases", name] if name.endswith(".yaml"):
                    found.setdefault(agreement, {})[path] = text
                case [agreement, name] if name.endswith(".yaml") and (program := _compiled(text, find)):
                    programs[agreement, name.removesuffix(".yaml")] = program
        published = {key: program for key, program in programs.items() if program.ruleset.standing != "draft"}
        return cls(revision, directory, published, found, files)

    def release(self, agreement: str, version: str) -> Release | None:
        """A version as it is published, or else as it is added by the files as they are now."""
        place = f"{agreement}/{version}.yaml"
        if program := self.programs.get((agreement, version)):
            return Release(program, self.texts[place], self.revision)
        path = self.directory / place
        text = path.read_bytes() if path.is_file() else b""
        added = _compiled(text, finder(self.directory))
        if added is None or added.ruleset.standing == "draft" or misplaced(added.ruleset, place):
            return None
        return Release(added, text, "")

    def before(self, agreement: str, version: str) -> Release | None:
        """The nearest release before a version; a pre-release is none."""
        new, known = Version.parse(version), map(Version.parse, self.versions(agreement))
        earlier = sorted((v for v in known if v < new and v.prerelease is None), reverse=True)
        return next((found for v in earlier if (found := self.release(agreement, str(v)))), None)

    def versions(self, agreement: str) -> set[str]:
        """The versions of an agreement for which there is a file, at the revision or now."""
        there = {path for path in map(Path, self.texts) if path.parent == Path(agreement) and path.suffix == ".yaml"}
        now = (self.directory / agreement).glob("*.yaml")
        return {path.stem for path in (*there, *now) if Version.is_valid(path.stem)}


def _compiled(text: bytes, find: Find) -> Program | None:
    try:
        return compile_text(text, "", find)
    except RulesetError:
        return None


class Revised(NamedTuple):
    """A version that is new or changed, beside the release that it follows."""

    path: Path
    before: Release
    after: Program


def revised(published: Published) -> tuple[list[Revised], list[Path]]:
    """The versions that say something else than what is published, each with what it follows; and those with errors."""
    find, found, broken = finder(published.directory), [], []
    for path in sorted(published.directory.glob("*/*.yaml")):
        text = path.read_bytes()
        after, place = _compiled(text, find), (path.parent.name, path.stem)
        if after is None:
            if place in published.programs or published.texts.get(f"{path.parent.name}/{path.name}") != text:
                broken.append(path)
            continue
        name = after.ruleset.agreement, after.ruleset.version
        before = published.release(*name) if name in published.programs else published.before(*name)
        if before and before.ruleset.digest != after.ruleset.digest:
            found.append(Revised(path, before, after))
    return found, broken


def complain_of(broken: Sequence[Path]) -> None:
    """Says which of the versions that are new or changed cannot be compared."""
    complain(*(f"{path}: it has errors and is not compared, `servanda check` says which" for path in broken))
