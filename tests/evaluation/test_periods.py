"""A duty that repeats is judged for each of its periods, and refused where they are more than anybody reads."""

import json
from datetime import date, timedelta

import pytest

from servanda.errors import SubmissionError, tell
from servanda.evaluation import encode, evaluate
from servanda.evaluation.submission import Reader
from servanda.language import compile_text

DAILY = {
    "clause": "C",
    "when": {"on": 'date("2020-01-01")'},
    "every": "P1D",
    "duty_of": '"AAA"',
    "do": {"event": ["notify"]},
    "message": "A report is owed every day.",
}
RULESET = {
    "language": "1",
    "agreement": "daily",
    "version": "1.0.0",
    "title": {"en": "A report a day"},
    "standing": "agreed",
    "in_force": {"from": "2020-01-01"},
    "parties": ["AAA", "BBB"],
    "conventions": {"time_zone": "UTC", "deadlines": {"days": "calendar", "last_day": "inclusive"}},
    "clauses": {"C": {"text": {"en": "A report is sent every day."}, "standing": "agreed"}},
    "rules": {},
    "obligations": {"report": DAILY},
}
PROGRAM = compile_text(json.dumps(RULESET))


def statuses(days: int) -> list[str]:
    """The status of the duty of each of so many days, in which nothing happened."""
    as_of = (date(2020, 1, 1) + timedelta(days=days - 1)).isoformat()
    submission = Reader(PROGRAM.ruleset).read(json.dumps({"as_of": as_of, "events": [], "action": ACTION}).encode())
    return [duty["status"] for duty in json.loads(encode(evaluate(PROGRAM, submission)))["obligations"]]


ACTION = {"kind": "comment", "actor": "AAA"}


def test_a_day_is_late_when_it_is_over() -> None:
    assert statuses(1) == ["pending"]
    assert statuses(3) == ["violated", "violated", "pending"]


def test_a_thousand_periods_are_judged_and_one_more_is_refused() -> None:
    assert len(statuses(1_000)) == 1_000
    with pytest.raises(SubmissionError) as caught:
        statuses(1_001)
    (problem,) = caught.value.problems
    assert (problem.slug, problem.limit) == ("too-many-items", 1_000)
    assert tell(problem.message, "uk") != problem.message
