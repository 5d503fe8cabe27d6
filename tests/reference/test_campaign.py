"""The production path against the reference evaluator, on random rulesets and submissions."""

import pytest

from servanda.language import tree as t
from servanda.language.ruleset import Ruleset

from . import generate, verdict
from .campaign import compiled, difference, differs, pairs, report
from .expressions import op
from .worlds import nodes

RULESETS = 30  # of one test
SUBMISSIONS = 6  # of one ruleset


def run(seeds: range, submissions: int) -> int:
    """How many pairs were judged alike; the first other one fails the test."""
    judged = 0
    for seed, document, program, submission in pairs(seeds, submissions):
        language = "uk" if judged % 7 == 0 else "en"
        if difference(program, submission, language):
            pytest.fail(report(seed, document, submission), pytrace=False)
        judged += 1
    return judged


@pytest.mark.parametrize("chunk", range(20))
def test_production_and_reference_agree(chunk: int) -> None:
    assert run(range(chunk * RULESETS, (chunk + 1) * RULESETS), SUBMISSIONS) > 0.7 * RULESETS * SUBMISSIONS


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(1000))
def test_production_and_reference_agree_a_million_times(chunk: int) -> None:
    assert run(range(10**6 + chunk * 120, 10**6 + (chunk + 1) * 120), 10) > 500


OPERATORS = {"&&", "||", "==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "%"}
FUNCTIONS = {
    "age_on",
    "year",
    "month",
    "day",
    "days_between",
    "plus",
    "date_of",
    "startsWith",
    "endsWith",
    "contains",
    "matches",
}
METHODS = {"size", "sum", "min", "max", "distinct", "isSorted"}
MACROS = {"exists", "all", "exists_one", "filter", "map"}
NAMES = {"as_of", "parties", "third_parties", "entries", "individuals"}
NODES = {
    "FieldOf",
    "TermOf",
    "DefinitionOf",
    "Variable",
    "Not",
    "Negative",
    "Choice",
    "Has",
    "Index",
    "ListOfTrees",
    "Constant",
}
READINGS = {"undisputed", "none", "open", "held by nobody", "held by one", "held by several", "held by all"}
DECLARED = {"binding", "review", "advisory", "of prisoner", "of remains", "of list", "applies", "unless"}


def features(ruleset: Ruleset) -> set[str]:
    """What of the language a ruleset uses."""
    found: set[str] = set()
    for item in (*ruleset.terms.values(), *ruleset.definitions.values()):
        for reading in item.readings:
            found |= {reading.value} if reading.value in ("none", "open") else set()
            holders = len(reading.held_by)
            every = {0: "held by nobody", 1: "held by one", len(ruleset.parties): "held by all"}
            found.add(every.get(holders, "held by several") if reading.name else "undisputed")
            for node in nodes(reading.value.tree) if isinstance(reading.value, t.Expression) else ():
                found.add(type(node).__name__)
                found |= {getattr(node, name) for name in ("op", "function", "name") if hasattr(node, name)}
    for rule in ruleset.rules.values():
        found |= {rule.level, f"of {rule.of}", *rule.sources}
    return found


def test_the_random_rulesets_are_mostly_valid_and_use_the_whole_language() -> None:
    programs = [compiled(generate.ruleset(seed)) for seed in range(300)]
    valid = [program for program in programs if program is not None]
    assert len(valid) >= 0.7 * len(programs)
    used = set().union(*(features(program.ruleset) for program in valid))
    wanted = OPERATORS | FUNCTIONS | METHODS | MACROS | NAMES | NODES | READINGS | DECLARED
    assert wanted - used == set()


def test_a_difference_is_found_and_shrunk_to_what_it_rests_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a reference that takes every waived rule for violated."""
    honest = verdict.status
    monkeypatch.setattr(verdict, "status", lambda *given: {"waived": "violated"}.get(honest(*given), honest(*given)))
    found = next((pair for pair in pairs(range(100), 3) if differs(pair[1], pair[3])), None)
    assert found is not None
    seed, document, _, submission = found
    text = report(seed, document, submission)
    assert f"seed {seed}" in text
    assert text.count("unless:") == 1
    assert text.count("requires:") == 1


def test_expressions_are_taken_apart_by_type() -> None:
    document = {"definitions": {"d": {"is": op("bool", "({} && {})", *[op("bool", name) for name in ("a", "b")])}}}
    assert generate.text_of(document) == "definitions:\n  d:\n    is: (a && b)\n"
