"""How two dates of birth go together: partial ones, and those with errors."""

from __future__ import annotations

from enum import Enum

from rapidfuzz.distance import OSA

from servanda.language.calendar import DAYS, ordinal

WHOLE_DATE = len("1999-05-02")


class Dates(Enum):
    """How two dates of birth go together, and what that leaves of the likeness of the names."""

    SAME_DAY = 1.0
    COMPATIBLE = 0.9  # one of them is less precise, or neither is precise
    NEAR = 0.85  # one wrong digit, another month or another day, or day and month changed over
    UNTOLD = 0.75
    TWICE_WRONG = 0.63  # two wrong digits, or one day, month or year later: enough for one whole name with its father
    CONTRADICTING = 0.0

    def __init__(self, weight: float) -> None:
        self.weight = weight


OTHER_DATES = (Dates.TWICE_WRONG, Dates.CONTRADICTING)


def compare_dates(a: str, b: str) -> Dates:
    """How two dates go together; an empty one is not told."""
    if not a or not b:
        return Dates.UNTOLD
    known = min(len(a), len(b))
    a, b = a[:known], b[:known]
    if a == b:
        return Dates.SAME_DAY if known == WHOLE_DATE else Dates.COMPATIBLE
    if _is_near(a, b):
        return Dates.NEAR
    return Dates.TWICE_WRONG if _is_twice_wrong(a, b) else Dates.CONTRADICTING


def _is_near(a: str, b: str) -> bool:
    """Whether two dates of one precision may be one with an error."""
    if OSA.distance(a, b, score_cutoff=1) == 1:  # a digit, or two that changed places
        return True
    if len(a) < WHOLE_DATE or a[:4] != b[:4]:
        return False
    return a[5:7] == b[5:7] or a[8:] == b[8:] or (a[5:7], a[8:]) == (b[8:], b[5:7])


def _is_twice_wrong(a: str, b: str) -> bool:
    """Whether two dates of one precision may be one with two errors, or with one that carries over."""
    if len(a) == WHOLE_DATE and OSA.distance(a, b, score_cutoff=2) <= 2:
        return True
    earlier, later = sorted((a, b))
    if int(later[:4]) - int(earlier[:4]) > 1:
        return False
    return ordinal(DAYS[later][0]) - ordinal(DAYS[earlier][1]) == 1
