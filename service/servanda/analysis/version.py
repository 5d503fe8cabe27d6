"""Steps between versions, as of SemVer."""

from __future__ import annotations

from collections.abc import Collection

from semver import Version

from servanda.language.change import STEPS, Step


def step(before: str, after: str) -> Step | None:
    """The first of their numbers in which two versions differ; None where they have the same numbers."""
    one, other = Version.parse(before), Version.parse(after)
    for name in reversed(STEPS):
        if getattr(one, name) != getattr(other, name):
            return name
    return None


def is_enough(before: str, after: str, least: Step | None) -> bool:
    """Whether changes that ask for ``least`` may stand between two versions. A pre-release promises nothing."""
    made = step(before, after)
    if least is None or (made is None and before != after and Version.parse(before).prerelease is not None):
        return True
    return made is not None and STEPS.index(made) >= STEPS.index(least)


def next_after(version: str, least: Step, taken: Collection[str]) -> str:
    """The next version by a step that is not taken."""
    bump = {"major": Version.bump_major, "minor": Version.bump_minor, "patch": Version.bump_patch}[least]
    free = bump(Version.parse(version))
    while str(free) in taken:
        free = bump(free)
    return str(free)
