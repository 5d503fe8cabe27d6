"""An engine that fails gives an error, never a status, and the next call works again."""

from itertools import product

import pytest
from kleene import A, B, C, rule

from servanda.errors import EngineError
from servanda.evaluation import inference, status
from servanda.evaluation.inference import Inference
from servanda.language.truth import FALSE, TRUE


def fail(*_):
    raise inference.engine.error("error code: 303")


def returning(value):
    return lambda *_: value


FAULTS = {
    "create raises": ("create_ruleset", fail),
    "an invalid handle": ("create_ruleset", returning(131000)),
    "no handle": ("create_ruleset", returning(None)),
    "the event is refused by an exception": ("assert_event", fail),
    "the event was already observed": ("assert_event", returning((2, 1))),
    "the event is deferred": ("assert_event", returning((3, 0))),
    "nothing comes back": ("assert_event", returning(None)),
    "the fact is refused by an exception": ("assert_fact", fail),
    "the fact was already observed": ("assert_fact", returning((2, 1))),
    "the fact is deferred": ("assert_fact", returning((3, 1))),
    "facts are swallowed": ("assert_fact", returning((1, 1))),
    "memory is short": ("assert_fact", lambda *_: (_ for _ in ()).throw(MemoryError())),
    "nothing ever fires": ("start_action_for_state", returning(None)),
    "start raises": ("start_action_for_state", fail),
    "start returns no text": ("start_action_for_state", returning(("{}", 7))),
    "start returns no JSON": ("start_action_for_state", returning(("{}", "{"))),
    "start fires nothing": ("start_action_for_state", returning(("{}", "{}"))),
    "start fires what does not exist": ("start_action_for_state", returning(("{}", '{"r99": {}}'))),
    "firings stop early": ("complete_and_start_action", returning(None)),
    "completion raises": ("complete_and_start_action", fail),
    "one rule fires for ever": ("complete_and_start_action", returning('{"r1": {}}')),
    "the sentinel fires for ever": ("complete_and_start_action", returning('{"r0": {}}')),
    "the session cannot be deleted": ("delete_state", fail),
}
ANSWERS = {FALSE: status.VIOLATED, TRUE: status.SATISFIED}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failing_engine_is_an_error_and_never_a_status_and_the_next_call_works(fault, monkeypatch):
    name, replacement = FAULTS[fault]
    engine = Inference([rule(width=1)])
    for code, expected in ANSWERS.items():
        # At the second turn the rule is compiled and was inferred before; a fault in compiling needs a new program.
        engine = Inference([rule(width=1)]) if name == "create_ruleset" else engine
        with monkeypatch.context() as patch:
            patch.setattr(inference.engine, name, replacement)
            with pytest.raises(EngineError):
                engine.status(0, (code,))
        assert engine.failures > 0
        assert engine.status(0, (code,)) == expected


@pytest.mark.parametrize("wrong", [None, *range(4)])
def test_a_status_on_which_engine_and_chainer_disagree_is_an_error(wrong, monkeypatch):
    engine = Inference([rule(A, B, C, width=3)])
    situations = {
        (FALSE, FALSE, FALSE): status.NOT_APPLICABLE,
        (TRUE, TRUE, FALSE): status.WAIVED,
        (TRUE, FALSE, TRUE): status.SATISFIED,
        (TRUE, FALSE, FALSE): status.VIOLATED,
    }
    for situation, right in situations.items():
        if right == wrong:
            continue
        with monkeypatch.context() as patch:
            patch.setattr(inference, "chain", returning(wrong))
            with pytest.raises(EngineError, match="disagree"):
                engine.status(0, situation)
        assert engine.status(0, situation) == right


def test_an_interruption_in_the_middle_of_a_session_is_passed_on_and_the_next_call_works(monkeypatch):
    engine = Inference([rule(width=1)])

    def interrupt(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(inference.engine, "complete_and_start_action", interrupt)
        with pytest.raises(KeyboardInterrupt):
            engine.status(0, (TRUE,))
    assert engine.status(0, (TRUE,)) == status.SATISFIED


def test_after_too_many_failures_nothing_is_inferred_any_more(monkeypatch):
    monkeypatch.setattr(inference, "MAX_FAILURES", 3)
    engine = Inference([rule(width=2)])
    situations = list(product((FALSE, TRUE), repeat=2))
    for situation in situations[:3]:
        with monkeypatch.context() as patch:
            patch.setattr(inference.engine, "start_action_for_state", returning(None))
            with pytest.raises(EngineError, match="sentinel"):
                engine.status(0, situation)
        if engine.failures < 3:
            assert engine.status(0, situation) == status.VIOLATED
    with pytest.raises(EngineError, match="too often"):
        engine.status(0, situations[3])
    assert engine.failures == 3
    assert engine.status(0, situations[0]) == status.VIOLATED, "what is remembered stays"


def test_an_error_names_the_rule_and_not_the_situation(monkeypatch):
    engine = Inference([rule(width=1), rule(width=1)])
    monkeypatch.setattr(inference.engine, "assert_fact", fail)
    with pytest.raises(EngineError) as caught:
        engine.status(1, (TRUE,))
    assert str(caught.value) == "rule 1 could not be inferred: error code: 303"
