"""The step of a version that changes ask for."""

from __future__ import annotations

import pytest

from servanda.language.change import Step, largest


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([], None),
        (["patch"], "patch"),
        (["patch", "minor", "patch"], "minor"),
        (["major", "minor"], "major"),
        (["minor", "major", "patch"], "major"),
    ],
)
def test_of_several_steps_the_largest_counts(steps: list[Step], expected: Step | None) -> None:
    assert largest(steps) == expected
