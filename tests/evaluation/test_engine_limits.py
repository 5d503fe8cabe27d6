"""Facts about durable-rules 2.0.28 that the subset in `inference.py` keeps clear of; each in a process of its own.

Where a fact stops holding, the dependency was mended or built otherwise, and the fence can be looked at again.
"""

import json
import signal
import subprocess
import sys

import pytest

PROLOGUE = """
import json
import durable_rules_engine as engine

def compile(**patterns):
    rules = {name: {"all": [{"m": pattern}]} for name, pattern in patterns.items()}
    return engine.create_ruleset("facts", json.dumps(rules))

def firings(handle, tell, **fact):
    code, state = tell(handle, json.dumps({"id": 1, "sid": "0", **fact}))
    started = engine.start_action_for_state(handle, state)
    firing, names = started and started[1], []
    while firing:
        names.append(*json.loads(firing))
        firing = engine.complete_and_start_action(handle, state)
    return names

"""


def run(script: str, timeout: float = 20, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROLOGUE + script],
        env=environment,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def answer(script: str) -> object:
    done = run(script)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_package_imports_and_fires_one_rule_on_this_python():
    """On Python 3.13 it installs and does not import; a green install proves nothing."""
    assert answer("print(json.dumps(firings(compile(r={'a': 1}), engine.assert_fact, a=1)))") == ["r"]
    assert answer("print(json.dumps(firings(compile(r={'a': 1}), engine.assert_event, a=2)))") == []


@pytest.mark.skipif(sys.platform != "linux", reason="MALLOC_PERTURB_ belongs to glibc")
@pytest.mark.parametrize(("value", "survives"), [(1, True), (2, False)], ids=["fired", "not fired"])
def test_a_session_in_which_nothing_fired_kills_the_process_when_it_is_deleted(value, survives):
    """It frees a pointer that only a firing sets; the allocator is told to fill fresh memory with rubbish."""
    script = f"""
handle = compile(r={{"a": 1}})
firings(handle, engine.assert_fact, a={value})
engine.delete_state(handle, "0")
"""
    done = run(script, MALLOC_PERTURB_="165")
    assert done.returncode == (0 if survives else -signal.SIGSEGV)


def test_a_batch_of_no_facts_returns_a_session_that_is_not_there_and_using_it_kills_the_process():
    done = run("""
handle = compile(r={"a": 1})
code, state = engine.assert_facts(handle, "[]")
print(code, flush=True)
engine.start_action_for_state(handle, state)
""")
    assert done.stdout == "0\n", "reported as a success"
    assert done.returncode == -signal.SIGSEGV


MATCHING = """
count = {count}
handle = compile(**{{f"r{{i}}": {{"$and": [{{"k": 1}}, {{f"a{{i}}": 1}}]}} for i in range(count)}})
try:
    print(json.dumps(len(firings(handle, engine.assert_fact, k=1, **{{f"a{{i}}": 1 for i in range(count)}}))))
except engine.error as error:
    print(json.dumps(str(error)))
"""


@pytest.mark.parametrize(("count", "found"), [(60, 60), (64, 64), (65, "Could not assert fact, error code: 303")])
def test_a_fact_that_more_than_sixty_four_rules_match_is_an_error(count, found):
    assert answer(MATCHING.format(count=count)) == found


CONDITIONS = """
handle = compile(**{{f"r{{i}}": {{"a": i}} for i in range({count})}})
print("compiled", flush=True)
print(firings(handle, engine.assert_fact, a=1))
"""


@pytest.mark.parametrize("count", [400, 511])
def test_five_hundred_and_eleven_conditions_beside_each_other_are_within_the_limit(count):
    assert run(CONDITIONS.format(count=count)).stdout == "compiled\n['r1']\n"


@pytest.mark.parametrize(("count", "printed"), [(512, b"compiled\n"), (513, None)], ids=["matching", "compiling"])
def test_more_conditions_loop_for_ever(count, printed):
    with pytest.raises(subprocess.TimeoutExpired) as caught:
        run(CONDITIONS.format(count=count), timeout=1)
    assert caught.value.stdout == printed


TWO_RULES = """
handle = compile(r={{"a": 1}}, q={{"b": 1}})
print(json.dumps(firings(handle, engine.{tell}, a=1, b=1)))
"""


@pytest.mark.parametrize(("tell", "fired"), [("assert_event", ["r"]), ("assert_fact", ["r", "q"])])
def test_an_event_fires_only_the_first_of_the_rules_that_it_matches(tell, fired):
    """What `post` does: so the questions are put as facts, and only the sentinel is an event."""
    assert answer(TWO_RULES.format(tell=tell)) == fired


@pytest.mark.parametrize(("b", "fired"), [(0, ["r"]), (1, ["r", "r"])])
def test_a_disjunction_fires_once_for_each_part_that_holds(b, fired):
    script = f"""
handle = compile(r={{"$or": [{{"a": 1}}, {{"b": 1}}]}})
print(json.dumps(firings(handle, engine.assert_fact, a=1, b={b})))
"""
    assert answer(script) == fired


def test_a_fact_whose_id_was_seen_is_dropped_with_a_return_code_only():
    assert answer("""
handle = compile(r={"a": 1})
fact = '{"id": 1, "sid": "0", "a": 1}'
print(json.dumps([engine.assert_fact(handle, fact)[0] for _ in range(2)]))
""") == [0, 2]


def test_keys_are_compared_by_their_hash_alone():
    """`costarring` and `liquid` have the same FNV-1a hash of 32 bits: a fact with one meets conditions on the other."""
    assert answer("print(json.dumps(firings(compile(r={'costarring': 1}), engine.assert_fact, liquid=1)))") == ["r"]
