"""The one place where the word `compliant` is given, and what it takes."""

import ast
from itertools import product
from pathlib import Path

import pytest

from servanda.errors import EngineError
from servanda.evaluation import ledger
from servanda.evaluation.ledger import STRENGTH, Ledger, strongest, verdict_of

LEVELS = ("binding", "review", "advisory")
VERDICTS = {  # of a subject with one rule, by the rule's status and level
    "violated": ("non_compliant", "indeterminate", "compliant"),
    "disputed": ("disputed", "indeterminate", "indeterminate"),
    "indeterminate": ("indeterminate", "indeterminate", "indeterminate"),
    "pending": ("pending", "pending", "indeterminate"),
    "satisfied": ("compliant", "compliant", "compliant"),
    "waived": ("compliant", "compliant", "compliant"),
    "not_applicable": ("not_applicable", "not_applicable", "not_applicable"),
}
ALONE = [(level, status, found) for status, row in VERDICTS.items() for level, found in zip(LEVELS, row, strict=True)]


def of(*judged: tuple[str, str]) -> str:
    rules = {f"r{number}": pair for number, pair in enumerate(judged)}
    return verdict_of(Ledger(frozenset(rules), rules))


@pytest.mark.parametrize(("level", "status", "expected"), ALONE)
def test_one_rule_gives_the_verdict_of_its_level_and_status(level: str, status: str, expected: str) -> None:
    assert of((level, status)) == expected


def test_beside_a_rule_that_is_kept_an_undecided_advisory_one_changes_nothing() -> None:
    for status in VERDICTS:
        assert of(("binding", "satisfied"), ("advisory", status)) == "compliant"


def test_a_second_rule_never_makes_a_verdict_better_unless_it_says_something() -> None:
    for one, other in product(ALONE, ALONE):
        weaker = min(one[2], other[2], key=STRENGTH.index)
        both = of(one[:2], other[:2])
        undecided = "advisory" in (one[0], other[0]) and weaker == "indeterminate"
        assert both == weaker or undecided


def test_no_rules_are_no_verdict_that_anything_is_kept() -> None:
    assert of() == "not_applicable"
    assert strongest([]) == "not_applicable"


@pytest.mark.parametrize("expected", [{"a"}, {"a", "b", "c"}, set(), {"a", "c"}])
def test_a_ledger_that_lacks_a_rule_or_has_another_gives_no_verdict(expected: set[str]) -> None:
    judged = {"a": ("binding", "satisfied"), "b": ("binding", "satisfied")}
    with pytest.raises(EngineError):
        verdict_of(Ledger(frozenset(expected), judged))


def test_the_strongest_verdict_is_that_of_the_whole() -> None:
    for place, verdict in enumerate(STRENGTH):
        assert all(strongest([verdict, weaker]) == verdict for weaker in STRENGTH[place:])


def test_compliant_is_returned_in_one_place_of_the_package() -> None:
    package = Path(ledger.__file__).parents[1]
    given = []
    for path in [*package.glob("evaluation/*.py"), *package.glob("api/*.py"), package / "catalog.py"]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Return) and node.value is not None:
                words = {n.value for n in ast.walk(node.value) if isinstance(n, ast.Constant)}
                names = {n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)}
                if "_COMPLIANT" in names or "compliant" in words:
                    given.append((path.name, node.lineno))
    assert len(given) == 1, given
    assert given[0][0] == "ledger.py"
