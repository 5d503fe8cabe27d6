"""From the statuses of rules to a verdict: the one place where the word `compliant` is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from servanda.errors import EngineError

STRENGTH = ("non_compliant", "disputed", "indeterminate", "pending", "compliant", "not_applicable")
"""The words of a verdict, the one that outranks the others first."""

_SETTLED = ("satisfied", "waived")
_NON_COMPLIANT, _DISPUTED, _INDETERMINATE, _PENDING, _COMPLIANT, _NOT_APPLICABLE = STRENGTH


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every rule that a subject must be judged by, and the level and status of those it was judged by."""

    expected: frozenset[str]
    judged: Mapping[str, tuple[str, str]]  # rule → level, status


def verdict_of(ledger: Ledger) -> str:
    """The verdict on one subject.

    INVARIANT: no verdict without every rule. A rule that was not evaluated is an error, never a silent pass.
    """
    if ledger.expected != ledger.judged.keys():
        raise EngineError("the ledger of a subject is not complete")
    found = set(ledger.judged.values())
    if ("binding", "violated") in found:
        return _NON_COMPLIANT
    if ("binding", "disputed") in found:
        return _DISPUTED
    doubts = {
        ("binding", "indeterminate"),
        *(("review", status) for status in ("violated", "disputed", "indeterminate")),
    }
    if found & doubts:
        return _INDETERMINATE
    if found & {("binding", "pending"), ("review", "pending")}:
        return _PENDING
    if any(status in _SETTLED or (level, status) == ("advisory", "violated") for level, status in found):
        return _COMPLIANT
    # What is left are advisory rules that are undecided: they make nothing worse, and say nothing of what is kept.
    return _INDETERMINATE if any(status != "not_applicable" for _, status in found) else _NOT_APPLICABLE


def strongest(verdicts: Iterable[str]) -> str:
    """The verdict on the whole of which these are the verdicts on the parts."""
    return min(verdicts, key=STRENGTH.index, default=_NOT_APPLICABLE)
