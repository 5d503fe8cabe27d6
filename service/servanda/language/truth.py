"""Truth with causes: true, false, or undecided because of something.

The causes of "undecided" are ordered. Missing data outranks an open term, which outranks a silent reading, because
data that is still to come could decide the matter whatever the text leaves open.
"""

from __future__ import annotations

from collections.abc import Collection

FALSE = 0
TRUE = 1
UNKNOWN = 2
"""Undecided: data is missing."""
OPEN = 3
"""Undecided: a term is to be set jointly, and is not set."""
SILENT = 4
"""Undecided: a reading says nothing."""

NAMES = ("false", "true", "unknown", "open", "silent")

_CAUSES = (UNKNOWN, OPEN, SILENT)


def all_of(truths: Collection[int]) -> int:
    """Kleene's conjunction: FALSE if one is false, else the strongest cause, else TRUE."""
    return _first((FALSE, *_CAUSES), truths, TRUE)


def any_of(truths: Collection[int]) -> int:
    """Kleene's disjunction: TRUE if one is true, else the strongest cause, else FALSE."""
    return _first((TRUE, *_CAUSES), truths, FALSE)


def negate(truth: int) -> int:
    """Kleene's negation: swaps TRUE and FALSE, keeps causes."""
    return 1 - truth if truth < UNKNOWN else truth


def _first(order: tuple[int, ...], truths: Collection[int], otherwise: int) -> int:
    """The first of ``order`` that occurs in ``truths``."""
    for truth in order:
        if truth in truths:
            return truth
    return otherwise
