"""The status of one rule in one world. Small integers, because lists of worlds are packed."""

from __future__ import annotations

NOT_APPLICABLE = 0
WAIVED = 1
SATISFIED = 2
VIOLATED = 3
INDETERMINATE = 4
"""Undecided: data is missing."""
PENDING = 5
"""Undecided: a term is open."""
SILENT = 6
"""Undecided: a reading is silent; such a world is left out of the fold."""

NAMES = ("not_applicable", "waived", "satisfied", "violated", "indeterminate", "pending", "silent")
