"""What a case comes to under two versions: where the one judges otherwise than the other."""

from __future__ import annotations

import json
from collections.abc import Iterator

from servanda import evaluation
from servanda.analysis.impact import Affected, impact
from servanda.cases import case as cases
from servanda.cases.case import Case
from servanda.errors import SubmissionError
from servanda.evaluation.submission import Reader
from servanda.evaluation.verdict import Verdict
from servanda.language import Program

MOST_TOLD = 3  # of the subjects of one case


def difference(case: Case, before: Program, after: Program) -> str:
    """What of a case is judged otherwise under the later version, in a few words; empty where nothing is."""
    bodies = (json.dumps(cases.submission(case, program.ruleset.fields)).encode() for program in (before, after))
    return _difference(before, after, *bodies)


def difference_of(submission: bytes, before: Program, after: Program) -> str:
    """Likewise of a submission as it stands in a file."""
    return _difference(before, after, submission, submission)


def _difference(before: Program, after: Program, *bodies: bytes) -> str:
    old, new = (judged(body, program) for body, program in zip(bodies, (before, after), strict=True))
    if isinstance(old, SubmissionError) or isinstance(new, SubmissionError):
        return "" if type(old) is type(new) else "it is refused under one of them"
    told = list(_told(impact(old, new).affected))
    more = f" and {len(told) - MOST_TOLD} more" if len(told) > MOST_TOLD else ""
    return "; ".join(told[:MOST_TOLD]) + more


def judged(submission: bytes, program: Program, language: str = "en") -> Verdict | SubmissionError:
    """The verdict on a submission, or why it is refused."""
    try:
        return evaluation.evaluate(program, Reader(program.ruleset).read(submission), language)
    except SubmissionError as error:
        return error


def _told(affected: tuple[Affected, ...]) -> Iterator[str]:
    """``P1: compliant -> disputed (agreed-category)``"""
    for of in affected:
        before, after = (verdict or "not judged" for verdict in of.verdicts)
        rules = ", ".join(moved.rule for moved in of.moved)
        yield f"{of.subject.name or of.subject.kind}: {before} -> {after}" + (f" ({rules})" if rules else "")
