"""The campaign itself: it counts what is reached, and is not content with less than it should prove."""

import pytest

from . import missing
from .__main__ import asked, progress, table
from .features import EXPECTED, LANGUAGE, REACHED
from .tally import Tally, tally


def complete() -> Tally:
    """A tally that proves what it should of a thousand evaluations."""
    found = Tally(rulesets=100, valid=70, evaluations=1000)
    found.reached.update(dict.fromkeys(REACHED, 7))
    return found


def test_a_few_seeds_are_counted() -> None:
    found, other = tally(range(8, 11), 2), tally(range(11, 12), 2)
    assert (found.failures, found.rulesets) == ([], 3)
    assert 2 <= found.evaluations <= 6
    assert found.reached["undisputed"] <= found.evaluations
    assert found.reached.keys() & LANGUAGE
    assert found.reached.keys() & EXPECTED
    sums = found.evaluations + other.evaluations, found.reached["Binary"] + other.reached["Binary"]
    found += other
    assert (found.rulesets, found.evaluations, found.reached["Binary"]) == (4, *sums)


def test_a_failing_seed_is_told_and_the_next_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reference.tally.report", lambda seed, *_: f"seed {seed} differs")
    monkeypatch.setattr(missing, "status", lambda *_: "violated")
    found = tally(range(8, 12), 2)
    assert found.rulesets == 4
    assert found.failures
    assert all(failure.endswith("differs") for failure in found.failures)
    assert f"{len(found.failures)} seeds failed" in found.wanting(0, 0)


def test_a_run_lacks_nothing_only_if_it_proves_all_that_it_should() -> None:
    assert complete().wanting(1000, 7) == []
    assert complete().wanting(1001, 7) == ["only 1,000 evaluations"]
    assert len(complete().wanting(1000, 8)) == len(REACHED)
    few = complete()
    few.valid -= 1
    few.reached["*"] = 6
    assert few.wanting(1000, 7) == ["only 69 of 100 rulesets are valid", "`*` was reached 6 times, not 7"]


def test_the_table_names_everything_and_the_rarest_first() -> None:
    found = complete()
    found.reached["*"] = 1
    shown = table(found)
    assert shown.split()[:2] == ["1", "*"]
    assert all(name in shown for name in REACHED)
    assert progress(5, 24, found, 2000, 60) == "seeds 5 to 24: 1,000 evaluations, 0 failures, some 1 minutes left"


def test_a_campaign_may_begin_elsewhere_and_be_shorter() -> None:
    assert asked([]).evaluations == 1_000_000
    assert (asked(["--first", "7", "--evaluations", "9"]).first, asked(["--least", "3"]).least) == (7, 3)
