"""Steps between versions, as of SemVer."""

from __future__ import annotations

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


def next_after(version: str, least: Step) -> str:
    """The version that comes next by a step."""
    bumps = {"major": Version.bump_major, "minor": Version.bump_minor, "patch": Version.bump_patch}
    return str(bumps[least](Version.parse(version)))
