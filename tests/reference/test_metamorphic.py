"""Relations between verdicts, whatever they are: under other orders, parts, neighbours and names, with more data."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from servanda.errors import SubmissionError
from servanda.language import Program, compile_text

from . import alike
from .answers import RULESETS, SUBMISSION, find
from .campaign import Json, compiled, pairs

JUNE = json.loads(Path(RULESETS / "istanbul-2025" / "submissions" / "june-2025.json").read_text())
BUNDLED = [("istanbul-2025", "2.0.0"), ("istanbul-2025", "3.0.0"), ("list-quality", "1.0.0"), ("gc3-1949", "1.0.0")]
FEW, MANY = range(2000, 2020), 400


def order_of_entries(program: Program, _: Json, submission: Json, seed: int) -> bool:
    """It does not matter, but to a ruleset that asks whether values come in order."""
    if alike.rests_on_order(program.ruleset):
        return False
    other = alike.reordered(submission, Random(seed))
    found, expected = (alike.without_places(alike.verdict_of(program, s), s) for s in (other, submission))
    assert found == expected
    return other != submission


def splitting_a_list(program: Program, _: Json, submission: Json, seed: int) -> bool:
    """It does not matter to what is asked of an entry alone; rules of lists, of pairs and of the record may see it."""
    whole = alike.with_own_ids(submission)
    return alone(program, whole, alike.split(whole))


def entries_of_others(program: Program, _: Json, submission: Json, seed: int) -> bool:
    """They do not matter either, to the same."""
    whole = alike.with_own_ids(submission)
    return alone(program, whole, alike.with_others(whole))


def alone(program: Program, submission: Json, other: Json) -> bool:
    before, after = (alike.judged_alone(program.ruleset, alike.verdict_of(program, s)) for s in (submission, other))
    assert before == {name: after[name] for name in before}
    return any(any(entry.values()) for entry in before.values())


def names(program: Program, document: Json, submission: Json, seed: int) -> bool:
    """Those of terms, definitions, rules, obligations and readings do not matter."""
    other = compiled(alike.renamed(document))
    assert other is not None
    found = alike.verdict_of(other, alike.asked_by(submission))
    expected = alike.verdict_of(program, submission)
    text = json.dumps({**found, "ruleset": expected["ruleset"]}).replace(alike.NAME, "").replace(alike.READING, "")
    assert json.loads(text) == expected
    return True


def more_data(program: Program, document: Json, submission: Json, seed: int) -> bool:
    """It settles what is open, and never turns what is settled in a world into something else.

    Left out: rules that ask by `has` what is told; fields of which the absence says something; marks by which people
    are told apart, where that is asked.
    """
    ruleset = program.ruleset
    told = alike.in_one_world(submission, ruleset, Random(seed))
    more = alike.told_more(told, document, ruleset, seed)
    try:
        after = alike.settled(ruleset, alike.verdict_of(program, more))
    except SubmissionError:  # what is told does not fit together
        return False
    before = alike.settled(ruleset, alike.verdict_of(program, told))
    unsettled = {key: status for key, status in before.items() if key in after and after[key] != status}
    assert not unsettled
    return any(status == after.get(key) for key, status in before.items())


RELATIONS = (order_of_entries, splitting_a_list, entries_of_others, names, more_data)


def related(program: Program, document: Json, submission: Json, seed: int) -> Counter[str]:
    """Which relations there was something to see of."""
    return Counter(relation.__name__ for relation in RELATIONS if relation(program, document, submission, seed))


def test_relations_hold_of_random_rulesets() -> None:
    found: Counter[str] = Counter()
    for seed, document, program, submission in pairs(FEW, 1):
        found += related(program, document, submission, seed)
    assert min(found[relation.__name__] for relation in RELATIONS) >= 2, found


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(MANY))
def test_relations_hold_of_many_random_rulesets(chunk: int) -> None:
    for seed, document, program, submission in pairs(range(3 * 10**6 + chunk * 25, 3 * 10**6 + (chunk + 1) * 25), 4):
        related(program, document, submission, seed)


@pytest.mark.parametrize(("agreement", "version"), BUNDLED)
def test_relations_hold_of_the_bundled_rulesets(agreement: str, version: str) -> None:
    text = find(agreement, version)
    assert text
    program = compile_text(text, "", find)
    document = {"parties": list(program.ruleset.parties)}
    for submission in (JUNE, SUBMISSION):
        for relation in (order_of_entries, splitting_a_list, entries_of_others):
            relation(program, document, submission, 0)
        for seed in range(3):
            more_data(program, document, submission, seed)
