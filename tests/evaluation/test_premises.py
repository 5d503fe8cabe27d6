"""Truth with causes, and the conjunctions of a premise: they decide exactly where a tree walk does."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kleene import ALWAYS, NEVER, WIDTH, A, B, C, formulas, pairs, rule, strong_kleene

from servanda.evaluation import status
from servanda.evaluation.inference import chain, grounds
from servanda.language import truth
from servanda.language.formula import (
    LIMIT,
    And,
    Name,
    Not,
    Or,
    TooManyConjunctions,
    conjunctions,
    evaluate,
)
from servanda.language.truth import FALSE, OPEN, SILENT, TRUE, UNKNOWN, all_of, any_of, negate

DATA = tuple(product((FALSE, TRUE, UNKNOWN), repeat=WIDTH))


# --- truth


@pytest.mark.parametrize(
    ("truths", "both", "either"),
    [
        ((), TRUE, FALSE),
        ((TRUE, TRUE), TRUE, TRUE),
        ((FALSE, FALSE), FALSE, FALSE),
        ((TRUE, FALSE), FALSE, TRUE),
        ((TRUE, UNKNOWN), UNKNOWN, TRUE),
        ((FALSE, UNKNOWN), FALSE, UNKNOWN),
        ((TRUE, OPEN), OPEN, TRUE),
        ((FALSE, SILENT), FALSE, SILENT),
        ((SILENT, OPEN), OPEN, OPEN),
        ((OPEN, UNKNOWN), UNKNOWN, UNKNOWN),
        ((SILENT, OPEN, UNKNOWN), UNKNOWN, UNKNOWN),
        ((SILENT, OPEN, UNKNOWN, FALSE), FALSE, UNKNOWN),
        ((SILENT, OPEN, UNKNOWN, TRUE), UNKNOWN, TRUE),
    ],
)
def test_the_connectives_are_kleenes_and_the_strongest_cause_wins(truths, both, either):
    for order in (truths, truths[::-1]):
        assert all_of(order) == both
        assert any_of(order) == either


def test_negation_swaps_true_and_false_and_keeps_causes():
    assert [negate(code) for code in range(5)] == [TRUE, FALSE, UNKNOWN, OPEN, SILENT]


def test_every_code_has_its_name():
    assert [truth.NAMES[c] for c in (FALSE, TRUE, UNKNOWN, OPEN, SILENT)] == [
        "false",
        "true",
        "unknown",
        "open",
        "silent",
    ]
    for code, name in enumerate(status.NAMES):
        assert getattr(status, name.upper()) == code


@given(formulas, st.tuples(*[st.integers(0, 4)] * WIDTH))
def test_evaluate_is_strong_kleene_whatever_the_cause(formula, situation):
    assert {0.0: FALSE, 1.0: TRUE}.get(strong_kleene(formula, situation)) in (evaluate(formula, situation), None)
    assert (evaluate(formula, situation) in (FALSE, TRUE)) == (strong_kleene(formula, situation) != 0.5)


# --- conjunctions


@settings(max_examples=300)
@given(formulas)
def test_a_formula_has_a_value_exactly_where_one_of_its_conjunctions_holds(formula):
    ways = {value: conjunctions(formula, value) for value in (False, True)}
    for situation in DATA:
        for value in (False, True):
            held = any(all(situation[i] == v for i, v in way) for way in ways[value])
            assert held == (strong_kleene(formula, situation) == float(value))


@given(formulas, st.booleans())
def test_conjunctions_are_sorted_without_contradiction_and_none_contains_another(formula, value):
    ways = conjunctions(formula, value)
    assert list(ways) == sorted(set(ways))
    for way in ways:
        assert list(way) == sorted(way)
        assert len({index for index, _ in way}) == len(way)
    assert not any(set(a) < set(b) for a in ways for b in ways)


@pytest.mark.parametrize(
    ("formula", "true", "false"),
    [
        (ALWAYS, ((),), ()),
        (NEVER, (), ((),)),
        (A, (((0, 1),),), (((0, 0),),)),
        (Not(A), (((0, 0),),), (((0, 1),),)),
        (And((A, Not(A))), (), (((0, 0),), ((0, 1),))),
        (Or((A, Not(A))), (((0, 0),), ((0, 1),)), ()),
        (Or((A, And((A, B)))), (((0, 1),),), (((0, 0),),)),
        (Or((And((A, B)), And((B, C)), A, C)), (((0, 1),), ((2, 1),)), (((0, 0), (2, 0)),)),
        (And((A, Or((A, B)))), (((0, 1),),), (((0, 0),),)),
        (Not(And((A, Not(B)))), (((0, 0),), ((1, 1),)), (((0, 1), (1, 0)),)),
        # No consensus: `b` alone would do, but Kleene leaves it undecided as long as `a` is.
        (Or((And((A, B)), And((Not(A), B)))), (((0, 0), (1, 1)), ((0, 1), (1, 1))), (((1, 0),),)),
    ],
)
def test_conjunctions_by_example(formula, true, false):
    assert conjunctions(formula, True) == true
    assert conjunctions(formula, False) == false


def test_what_is_undecided_stays_undecided_where_logic_alone_could_decide():
    unknown = (UNKNOWN,) * WIDTH
    for formula in (Or((A, Not(A))), And((A, Not(A)))):
        assert chain(grounds(rule(requires=formula)), unknown) is None
        assert evaluate(formula, unknown) == UNKNOWN
    assert chain(grounds(rule(requires=And((A, Not(A))))), (TRUE,) * WIDTH) == status.VIOLATED
    assert chain(grounds(rule(requires=Or((A, Not(A))))), (TRUE,) * WIDTH) == status.SATISFIED


def test_sixty_four_conjunctions_are_taken_and_one_more_is_refused():
    assert len(conjunctions(pairs(6), True)) == LIMIT == 64
    assert len(conjunctions(Or(tuple(map(Name, range(64)))), True)) == 64
    with pytest.raises(TooManyConjunctions):
        conjunctions(Or(tuple(map(Name, range(65)))), True)
    with pytest.raises(TooManyConjunctions):
        conjunctions(Or((pairs(6), Name(99))), True)


def test_each_value_of_a_premise_is_counted_by_itself():
    assert len(conjunctions(pairs(7), False)) == 7
    with pytest.raises(TooManyConjunctions):
        conjunctions(pairs(7), True)
    with pytest.raises(TooManyConjunctions):
        grounds(rule(requires=pairs(7), width=14))


@pytest.mark.parametrize("wrap", [lambda f: f, lambda f: Not(Not(f)), lambda f: Or((f, f)), lambda f: And((f, f))])
def test_a_formula_of_forty_pairs_fails_before_it_is_multiplied_out(wrap):
    """2 ** 40 products: this test ends only because it is refused early."""
    with pytest.raises(TooManyConjunctions):
        conjunctions(wrap(pairs(40)), True)
    dual = Or(tuple(And((Not(Name(2 * i)), Not(Name(2 * i + 1)))) for i in range(40)))
    with pytest.raises(TooManyConjunctions):
        conjunctions(wrap(dual), False)


def test_the_order_in_which_an_author_writes_does_not_decide_what_is_refused():
    wide = tuple(Or((Name(2 * i), Name(2 * i + 1))) for i in range(7))
    narrow = tuple(Not(Name(2 * i)) for i in range(7))
    [only] = conjunctions(And(wide + narrow), True)
    assert conjunctions(And(narrow + wide), True) == (only,)
    assert only == tuple((i, i % 2) for i in range(14))
