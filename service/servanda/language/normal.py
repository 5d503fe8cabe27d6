"""Texts in Unicode's normal form C, which texts of rulesets and of submissions are compared in."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from unicodedata import combining, normalize

import re2

HEAP = r"\pM{31}"
"""More marks on one letter than any text has that is written to be read (30: Unicode's stream-safe format)."""
_HEAPS = re2.compile(r"\pM{31,}")


def normal(text: str) -> str:
    """The text in normal form C.

    The marks of a heap are put in order before: ``normalize`` takes time that grows with the square of their number,
    three minutes for 800 KB.
    """
    if text.isascii():
        return text
    found: str = _HEAPS.sub(_in_order, text) if _HEAPS.search(text) else text
    return normalize("NFC", found)


def _in_order(heap: Any) -> str:
    """Marks in canonical order: by their class, those of one class as they stood; class 0 stays where it is."""
    marks = (mark for char in heap.group() for mark in normalize("NFD", char))
    runs = (list(run) for _, run in groupby(marks, key=lambda mark: combining(mark) == 0))
    return "".join("".join(sorted(run, key=combining)) for run in runs)
