"""Inference: the engine, the chainer and a tree walk agree, and each situation is inferred once."""

import gc
import json
import random
import subprocess
import sys
import threading
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from kleene import ALWAYS, NEVER, WIDTH, A, B, C, formulas, pairs, rule, strong_kleene

from servanda.errors import EngineError
from servanda.evaluation import inference, status
from servanda.evaluation.inference import Inference, chain, fnv1a, grounds
from servanda.language.formula import And, Constant, Formula, Name, Not, Or, Premises
from servanda.language.truth import FALSE, OPEN, SILENT, TRUE, UNKNOWN

DATA = tuple(product((FALSE, TRUE, UNKNOWN), repeat=WIDTH))


def random_formula(chance: random.Random, depth: int, width: int = WIDTH) -> Formula:
    kind = chance.random()
    if depth == 0 or kind < 0.15:
        return Constant(chance.random() < 0.5) if chance.random() < 0.1 else Name(chance.randrange(width))
    if kind < 0.35:
        return Not(random_formula(chance, depth - 1, width))
    parts = tuple(random_formula(chance, depth - 1, width) for _ in range(chance.choice((1, 2, 2, 3))))
    return And(parts) if kind < 0.7 else Or(parts)


def walked(premises: Premises, situation: tuple[int, ...]) -> int | None:
    """The status of a rule as the language defines it, by strong Kleene tables; None: undecided."""
    applies, unless, requires = (
        strong_kleene(f, situation) for f in (premises.applies, premises.unless, premises.requires)
    )
    if applies == 0:
        return status.NOT_APPLICABLE
    if unless == 1:
        return status.WAIVED
    if requires == 1:
        return status.SATISFIED
    return status.VIOLATED if (applies, unless, requires) == (1, 0, 0) else None


# --- statuses


@pytest.mark.parametrize(
    ("applies", "unless", "requires", "expected"),
    [
        (FALSE, TRUE, TRUE, "not_applicable"),
        (FALSE, UNKNOWN, UNKNOWN, "not_applicable"),
        (TRUE, TRUE, FALSE, "waived"),
        (UNKNOWN, TRUE, UNKNOWN, "waived"),
        (TRUE, FALSE, TRUE, "satisfied"),
        (UNKNOWN, UNKNOWN, TRUE, "satisfied"),
        (TRUE, FALSE, FALSE, "violated"),
        (UNKNOWN, FALSE, FALSE, "indeterminate"),
        (TRUE, UNKNOWN, FALSE, "indeterminate"),
        (TRUE, FALSE, UNKNOWN, "indeterminate"),
        (TRUE, FALSE, OPEN, "pending"),
        (TRUE, FALSE, SILENT, "silent"),
        (OPEN, SILENT, FALSE, "pending"),
        (OPEN, SILENT, UNKNOWN, "indeterminate"),
        (FALSE, OPEN, SILENT, "not_applicable"),
        (OPEN, TRUE, SILENT, "waived"),
        (SILENT, OPEN, TRUE, "satisfied"),
    ],
)
def test_the_status_of_a_rule_is_the_first_that_holds(applies, unless, requires, expected):
    engine = Inference([rule(A, B, C, width=3)])
    assert status.NAMES[engine.status(0, (applies, unless, requires))] == expected


@settings(max_examples=200)
@given(formulas, formulas, formulas)
def test_the_chainer_is_the_tree_walk(applies, unless, requires):
    premises = rule(applies, unless, requires)
    ground = grounds(premises)
    for situation in DATA:
        assert chain(ground, situation) == walked(premises, situation)


def test_engine_chainer_and_tree_walk_agree_on_random_rules_in_every_situation():
    chance = random.Random(20250602)
    rules = [rule(*(random_formula(chance, 3, 3) for _ in range(3)), width=3) for _ in range(400)]
    engine = Inference(rules)
    for number, premises in enumerate(rules):
        for situation in product((FALSE, TRUE, UNKNOWN), repeat=3):
            expected = walked(premises, situation)
            assert engine.status(number, situation) == (status.INDETERMINATE if expected is None else expected)
    assert engine.misses == 400 * 27
    assert engine.failures == 0


def test_causes_never_decide_and_each_undecided_status_has_its_cause():
    chance = random.Random(1949)
    rules = [rule(*(random_formula(chance, 2, 3) for _ in range(3)), width=3) for _ in range(40)]
    engine = Inference(rules)
    seen = set()
    for number, premises in enumerate(rules):
        for situation in product(range(5), repeat=3):
            found, expected = engine.status(number, situation), walked(premises, situation)
            seen.add(found)
            if expected is not None:
                assert found == expected
                continue
            needed = {status.INDETERMINATE: UNKNOWN, status.PENDING: OPEN, status.SILENT: SILENT}[found]
            assert needed in situation
    assert seen == set(range(7))


def test_more_data_never_makes_or_unmakes_a_violation_or_brings_a_decided_rule_back_into_doubt():
    chance = random.Random(77)
    rules = [rule(*(random_formula(chance, 2, 3) for _ in range(3)), width=3) for _ in range(60)]
    engine = Inference(rules)
    harmless = {status.NOT_APPLICABLE, status.WAIVED, status.SATISFIED}
    for number in range(len(rules)):
        for situation in product(range(5), repeat=3):
            before = engine.status(number, situation)
            for place in (p for p in range(3) if situation[p] == UNKNOWN):
                for code in (FALSE, TRUE):
                    after = engine.status(number, (*situation[:place], code, *situation[place + 1 :]))
                    assert before not in (status.VIOLATED, status.NOT_APPLICABLE) or after == before
                    assert before not in harmless or after in harmless


# --- wide rules


def test_a_rule_over_forty_definitions():
    names = tuple(map(Name, range(40)))
    engine = Inference([rule(requires=Or(names), width=40), rule(requires=And(names), width=40)])
    none, every = (FALSE,) * 40, (TRUE,) * 40
    for place in range(0, 40, 13):
        one = (*none[:place], TRUE, *none[place + 1 :])
        gap = (*every[:place], UNKNOWN, *every[place + 1 :])
        assert engine.status(0, one) == status.SATISFIED
        assert engine.status(1, gap) == status.INDETERMINATE
        assert engine.status(1, (*gap[:-1], FALSE)) == status.VIOLATED
    assert engine.status(0, none) == status.VIOLATED
    assert engine.status(0, (*none[:-1], UNKNOWN)) == status.INDETERMINATE
    assert engine.status(1, every) == status.SATISFIED


def test_a_rule_of_the_most_conjunctions_runs_over_several_stages():
    """Three premises of 64 conjunctions each for one value: more than one handle of the engine takes."""
    premises = rule(pairs(6), Not(pairs(6, 12)), pairs(6, 24), width=36)
    assert sum(map(len, grounds(premises))) == 3 * (64 + 6)
    engine = Inference([premises])
    chance = random.Random(5)
    seen = set()
    for _ in range(150):
        situation = tuple(chance.choices((FALSE, TRUE, UNKNOWN), (2, 6, 1), k=36))
        expected = walked(premises, situation)
        found = engine.status(0, situation)
        seen.add(found)
        assert found == (status.INDETERMINATE if expected is None else expected)
    assert seen >= {status.NOT_APPLICABLE, status.WAIVED, status.SATISFIED, status.INDETERMINATE}
    violated = (TRUE,) * 24 + (FALSE,) * 12
    assert engine.status(0, violated) == status.VIOLATED


@pytest.mark.parametrize("width", [1, 54, 55, 56, 64])
def test_no_handle_gets_more_rules_or_conditions_than_the_engine_can_take(width, monkeypatch):
    compiled = []
    create = inference.engine.create_ruleset

    def record(name, text):
        compiled.append(json.loads(text))
        return create(name, text)

    monkeypatch.setattr(inference.engine, "create_ruleset", record)
    names = tuple(map(Name, range(width)))
    engine = Inference([rule(And(names), pairs(6), Or(names), width=max(width, 12))])
    engine.warm()
    for definition in compiled:
        assert len(definition) <= 60
        assert "r0" in definition
        patterns = [p["$and"] for entry in definition.values() for m in entry["all"] for p in m.values()]
        assert sum(map(len, patterns)) <= 400
    status_rules = [len(definition) for definition in compiled if any(len(e["all"]) == 3 for e in definition.values())]
    assert len(status_rules) == 1


def test_a_rule_of_two_hundred_definitions_is_the_widest():
    names = tuple(f"n{index}" for index in range(201))
    assert Inference([Premises(names[:200], ALWAYS, NEVER, A)]).status(0, (TRUE,) * 200) == status.SATISFIED
    with pytest.raises(EngineError, match="definitions"):
        Inference([Premises(names, ALWAYS, NEVER, A)]).status(0, (TRUE,) * 201)


def test_our_keys_have_different_hashes_and_our_hash_is_the_engines():
    """The constants stand in the engine's source, state.h and rete.c."""
    known = {"id": 926444256, "sid": 3593476751, "$and": 3746487396, "$i": 1622948014}
    assert {key: fnv1a(key) for key in known} == known
    keys = ["id", "sid", "$s", "k", "c", "subj", *(f"d{index}" for index in range(200))]
    assert len({fnv1a(key) for key in keys}) == len(keys)


# --- memory


def test_a_situation_is_inferred_once():
    engine = Inference([rule(), rule(width=5)])
    for _ in range(3):
        assert engine.status(0, (TRUE, FALSE, FALSE, FALSE)) == status.SATISFIED
    assert engine.misses == 1
    engine.status(1, (TRUE, FALSE, FALSE, FALSE, FALSE))
    assert engine.misses == 2


def test_a_rule_is_compiled_for_the_engine_once(monkeypatch):
    compiled, compile_ = [], inference._compile
    monkeypatch.setattr(inference, "_compile", lambda stage: compiled.append(stage) or compile_(stage))
    engine = Inference([rule(width=2)])
    for situation in product((FALSE, TRUE), repeat=2):
        engine.status(0, situation)
    assert len(compiled) == 1


def test_rules_of_one_form_are_inferred_once_whatever_they_name():
    one, other = rule(), replace(rule(), names=("w", "x", "y", "z"))
    engine = Inference([one, rule(width=5), other])
    assert engine.status(0, (TRUE, FALSE, FALSE, FALSE)) == engine.status(2, (TRUE, FALSE, FALSE, FALSE))
    assert engine.misses == 1


def test_open_and_silent_do_not_reach_the_engine_where_unknown_did():
    engine = Inference([rule(width=1)])
    found = [engine.status(0, (code,)) for code in (UNKNOWN, OPEN, SILENT, OPEN)]
    assert found == [status.INDETERMINATE, status.PENDING, status.SILENT, status.PENDING]
    assert engine.misses == 1


def test_memory_is_bounded_and_what_is_not_remembered_is_inferred_again():
    engine = Inference([rule(width=2)], max_remembered=2)
    first, second, third = (FALSE, TRUE), (TRUE, TRUE), (TRUE, FALSE)
    for situation in (first, second, third, first, second):
        engine.status(0, situation)
    assert engine.misses == 3
    assert [engine.status(0, third) for _ in range(2)] == [status.SATISFIED] * 2
    assert engine.misses == 5


def test_warming_infers_every_situation_of_narrow_rules_and_one_of_each_wide_rule():
    engine = Inference([rule(width=2), rule(width=3), rule(width=5), rule(width=6), Premises((), ALWAYS, NEVER, NEVER)])
    assert engine.warm(limit_per_rule=27) == 9 + 27 + 1 + 1 + 1
    assert engine.warm(limit_per_rule=27) == 0
    assert engine.warm(limit_per_rule=26) == 0
    assert engine.warm() == 243 - 1
    assert engine.status(4, ()) == status.VIOLATED


@pytest.mark.parametrize("situation", [(), (TRUE,), (TRUE,) * 3, (TRUE, 5), (-1, TRUE)])
def test_a_situation_that_does_not_fit_the_rule_is_an_error(situation):
    engine = Inference([rule(width=2)])
    with pytest.raises(EngineError, match="2 truth codes"):
        engine.status(0, situation)
    assert engine.status(0, (TRUE, TRUE)) == status.SATISFIED


def test_four_threads_get_the_same_statuses_and_infer_each_situation_once():
    chance = random.Random(4)
    rules = [rule(*(random_formula(chance, 2) for _ in range(3))) for _ in range(6)]
    engine = Inference(rules)
    start, results = threading.Barrier(4), {}

    def work(thread: int) -> None:
        jobs = list(product(range(len(rules)), DATA))
        random.Random(thread).shuffle(jobs)
        start.wait()
        results[thread] = {job: engine.status(*job) for job in jobs}

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results[0] == results[1] == results[2] == results[3]
    for (number, situation), found in results[0].items():
        assert found == (e if (e := walked(rules[number], situation)) is not None else status.INDETERMINATE)
    assert engine.misses == len(rules) * len(DATA)


FLAT = """
import resource, sys
from itertools import product
from servanda.evaluation.inference import Inference
from servanda.language.formula import And, Constant, Name, Not, Or, Premises

rule = Premises(("a", "b", "c"), Name(0), And((Name(1), Not(Name(2)))), Or((Name(1), Name(2))))
situations = list(product((0, 1, 2), repeat=3))

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

def misses(count):
    engine = Inference([rule], max_remembered=0)
    for number in range(count):
        engine.status(0, situations[number % 27])
    assert engine.misses == count
    engine.close()

misses(2000)
for _ in range(50):
    misses(1)
before = peak()
misses(20000)
for _ in range(1000):
    misses(1)
print(peak() - before)
"""


def test_memory_stays_flat_over_twenty_thousand_misses_and_a_thousand_programs():
    service = str(Path(inference.__file__).parents[2])
    # The allocator is told to fill fresh memory with rubbish: a pointer that the engine leaves unset would show.
    environment = {"PYTHONPATH": service, "MALLOC_PERTURB_": "165"}
    done = subprocess.run(
        [sys.executable, "-c", FLAT], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert int(done.stdout) < 2048, "KiB"


# --- closing


def test_a_closed_inference_remembers_and_infers_no_more():
    engine = Inference([rule(width=1)])
    assert engine.status(0, (TRUE,)) == status.SATISFIED
    engine.close()
    engine.close()
    assert engine.status(0, (TRUE,)) == status.SATISFIED
    with pytest.raises(EngineError, match="closed"):
        engine.status(0, (FALSE,))


@pytest.mark.parametrize("how", ["closed", "forgotten"])
def test_rulesets_are_deleted_when_inference_is(how, monkeypatch):
    deleted = []
    delete = inference.engine.delete_ruleset

    def record(handle):
        deleted.append(handle)
        delete(handle)

    monkeypatch.setattr(inference.engine, "delete_ruleset", record)
    engine = Inference([rule(width=1), rule(width=2)])
    engine.warm()
    if how == "closed":
        engine.close()
    del engine
    gc.collect()
    assert len(deleted) == len(set(deleted)) == 2
