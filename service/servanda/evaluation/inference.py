"""What follows for one rule in one situation: inferred by durable-rules, checked by a chainer in Python, remembered.

This is the only file that imports `durable_rules_engine`, a C engine that is right within a narrow subset and silently
wrong or crashing outside it (docs/adr/0005). The subset: a rule is one *network*, a few handles of the engine run one
after the other (the stages). A stage has at most 60 rules and 400 conditions. One session at a time per network: a
sentinel event, then facts one by one, then our own bounded firing loop, then the session is deleted.

A situation is one fact, `{k: 1, d0: 1, d1: 2, …}`. Every conjunction that makes a premise true or false is one rule
over that fact; its firing asserts a conclusion, `{k: 2, c: 3, subj: 0}`; four status rules join conclusions on `subj`.
All are monotone, so no absence is ever tested; which of several derived statuses counts is their order in `status`.
"""

from __future__ import annotations

import json
import re
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from threading import Lock
from typing import Any, TypeAlias

import durable_rules_engine as engine

from servanda.errors import EngineError
from servanda.evaluation.status import (
    INDETERMINATE,
    NOT_APPLICABLE,
    PENDING,
    SATISFIED,
    SILENT,
    VIOLATED,
    WAIVED,
)
from servanda.language import truth
from servanda.language.formula import And, Conjunction, Not, Premises, conjunctions, evaluate

Situation: TypeAlias = tuple[int, ...]
"""The truth code of each definition that a rule names."""
Grounds: TypeAlias = tuple[tuple[Conjunction, ...], ...]
"""For each conclusion, the conjunctions that derive it."""

# The conclusions, by number: 2 * premise + value.
APPLIES_FALSE, APPLIES_TRUE, UNLESS_FALSE, UNLESS_TRUE, REQUIRES_FALSE, REQUIRES_TRUE = range(6)

STATUS_RULES = (
    (NOT_APPLICABLE, (APPLIES_FALSE,)),
    (WAIVED, (UNLESS_TRUE,)),
    (SATISFIED, (REQUIRES_TRUE,)),
    (VIOLATED, (APPLIES_TRUE, UNLESS_FALSE, REQUIRES_FALSE)),
)
"""Each status and the conclusions it needs. INVARIANT: the first derived one counts, so the order is the meaning."""

# The engine's stack holds 64 nodes and its tables 512 children; one over is error 303, or a loop that never ends.
MAX_RULES = 60
MAX_CONDITIONS = 400
MAX_NAMES = 200
"""A fact of the engine has at most 255 properties."""
MAX_FAILURES = 100
"""A handle whose session went wrong cannot be deleted safely and stays allocated: so many of them, and no more."""
MAX_REMEMBERED = 200_000
WARM_LIMIT = 243

ENGINE = "durable_rules 2.0.28"

_STATUS = 10
"""What a firing derives: a conclusion (0 to 5), a status (from here on) or nothing (the sentinel)."""
_SENTINEL = -1
_SID = "0"
_KEYS = ("id", "sid", "$s", "k", "c", "subj")
_FIRED = re.compile(r'\{\s*"(r[0-9]+)"')
_SENTINEL_EVENT = '{"id": 0, "sid": "0", "k": 0}'
# The ids are counted on from the situation's, which is 1: the engine compares ids by a hash of 32 bits.
_CONCLUSION_FACTS = tuple(f'{{"id": {2 + c}, "sid": "0", "k": 2, "c": {c}, "subj": 0}}' for c in range(6))
_CAUSES = {truth.UNKNOWN: INDETERMINATE, truth.OPEN: PENDING, truth.SILENT: SILENT}


class Inference:
    """The statuses of a program's rules, each inferred once per situation and remembered.

    Rules of one form are one to the engine: what was inferred for one of them holds for all.

    ``misses`` counts the situations that had to be inferred, ``failures`` those at which the engine failed.
    """

    def __init__(self, rules: Sequence[Premises], max_remembered: int = MAX_REMEMBERED) -> None:
        self.misses = 0
        self.failures = 0
        self._rules = tuple(rules)
        self._grounds = tuple(grounds(premises) for premises in self._rules)
        first: dict[object, int] = {}
        self._first = tuple(first.setdefault(_form(premises), rule) for rule, premises in enumerate(self._rules))
        known: dict[int, dict[Situation, int]] = {rule: {} for rule in first.values()}
        self._known = tuple(known[rule] for rule in self._first)
        self._room = max_remembered
        self._lock = Lock()
        self._networks: dict[int, _Network] = {}
        self._finalizer = weakref.finalize(self, _delete, self._networks)

    def status(self, rule: int, situation: Situation) -> int:
        """The status of the rule; an EngineError, never a status, if the engine fails or contradicts the chainer."""
        known = self._known[rule].get(situation)
        return self._learn(rule, situation) if known is None else known

    def warm(self, limit_per_rule: int = WARM_LIMIT) -> int:
        """How many situations were inferred: all of rules with few, and of each other rule the one without any data."""
        before = self.misses
        for rule, premises in enumerate(self._rules):
            width = len(premises.names)
            codes = (truth.FALSE, truth.TRUE, truth.UNKNOWN) if 3**width <= limit_per_rule else (truth.UNKNOWN,)
            for situation in product(codes, repeat=width):
                self.status(rule, situation)
        return self.misses - before

    def close(self) -> None:
        """Give the engine's memory back; what is remembered stays, everything else is an EngineError from now on."""
        with self._lock:
            self._finalizer()

    def _learn(self, rule: int, situation: Situation) -> int:
        """The status of a situation that is not remembered yet."""
        self._check(rule, situation)
        if any(code > truth.UNKNOWN for code in situation):
            status = self.status(rule, tuple(min(code, truth.UNKNOWN) for code in situation))
            with self._lock:
                return self._remember(rule, situation, self._cause(rule, situation) if status > VIOLATED else status)
        with self._lock:
            known = self._known[rule].get(situation)
            return self._remember(rule, situation, self._infer(rule, situation)) if known is None else known

    def _check(self, rule: int, situation: Situation) -> None:
        expected = len(self._rules[rule].names)
        if len(situation) != expected or not all(0 <= code < len(truth.NAMES) for code in situation):
            raise EngineError(f"rule {rule}: a situation is {expected} truth codes")

    def _remember(self, rule: int, situation: Situation, status: int) -> int:
        if self._room > 0:
            self._room -= 1
            self._known[rule][situation] = status
        return status

    def _infer(self, rule: int, situation: Situation) -> int:
        """The status by the engine and by the chainer."""
        self.misses += 1
        if not self._finalizer.alive:
            raise EngineError("inference was closed")
        if self.failures >= MAX_FAILURES:
            raise EngineError("inference failed too often; this program has to be loaded anew")
        try:
            derived = self._network(rule).derive(situation)
            if derived != chain(self._grounds[rule], situation):
                raise EngineError("the engine and the chainer disagree")
        except BaseException as error:
            self._drop(rule)
            if isinstance(error, Exception):
                raise EngineError(f"rule {rule} could not be inferred: {error}") from error
            raise
        return self._cause(rule, situation) if derived is None else derived

    def _network(self, rule: int) -> _Network:
        first = self._first[rule]
        network = self._networks.get(first)
        if network is None:
            network = self._networks[first] = _Network(self._grounds[rule], len(self._rules[rule].names))
        return network

    def _drop(self, rule: int) -> None:
        """Forget the rule's network without deleting it, because a session may still be in it; the next call rebuilds.

        Deleting a session that never fired frees a pointer that was never set, and the process dies.
        """
        self.failures += 1
        self._networks.pop(self._first[rule], None)

    def _cause(self, rule: int, situation: Situation) -> int:
        """The undecided status of a rule, by what leaves it undecided."""
        premises = self._rules[rule]
        violated = And((premises.applies, Not(premises.unless), Not(premises.requires)))
        cause = _CAUSES.get(evaluate(violated, situation))
        if cause is None:  # pragma: no cover — or chaining and evaluating disagree
            raise EngineError(f"rule {rule} was left undecided, but its formula is decided")
        return cause


def _form(premises: Premises) -> tuple[object, ...]:
    """What a rule says of its definitions, whichever they are."""
    return len(premises.names), premises.applies, premises.unless, premises.requires


def grounds(premises: Premises) -> Grounds:
    """The conjunctions of each conclusion."""
    formulas = (premises.applies, premises.unless, premises.requires)
    return tuple(conjunctions(formula, value) for formula in formulas for value in (False, True))


def chain(grounds: Grounds, situation: Situation) -> int | None:
    """The status that the engine must infer, None where the rule is undecided: this function is the specification."""
    held = [any(all(situation[i] == value for i, value in way) for way in ways) for ways in grounds]
    if held[APPLIES_FALSE]:
        return NOT_APPLICABLE
    if held[UNLESS_TRUE]:
        return WAIVED
    if held[REQUIRES_TRUE]:
        return SATISFIED
    if held[APPLIES_TRUE] and held[UNLESS_FALSE] and held[REQUIRES_FALSE]:
        return VIOLATED
    return None


def fnv1a(text: str) -> int:
    """The hash by which the engine compares keys: it never looks at the text again."""
    value = 2166136261
    for byte in text.encode():
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


class _Network:
    """One rule, compiled: its stages, of which each is told what the earlier ones concluded."""

    def __init__(self, grounds: Grounds, width: int) -> None:
        keys = [f"d{index}" for index in range(width)]
        if width > MAX_NAMES or len({fnv1a(key) for key in (*_KEYS, *keys)}) != len(_KEYS) + width:
            raise EngineError("the rule's definitions cannot be told apart by the engine")
        self.stages = tuple(map(_compile, _definitions(grounds)))
        self._fact = '{"id": 1, "sid": "0", "k": 1' + "".join(f', "{key}": %d' for key in keys) + "}"

    def derive(self, situation: Situation) -> int | None:
        """The status that the engine infers, None if it infers none."""
        fact = self._fact % situation
        derived: set[int] = set()
        for stage in self.stages:
            derived |= stage.derive([fact, *(_CONCLUSION_FACTS[c] for c in sorted(derived))], frozenset(derived))
        return min((code - _STATUS for code in derived if code >= _STATUS), default=None)


@dataclass(frozen=True, slots=True)
class _Stage:
    """One handle of the engine, and what the firing of each of its rules derives."""

    handle: int
    derives: dict[str, int]

    def derive(self, facts: Iterable[str], told: frozenset[int]) -> set[int]:
        """Everything that follows from the facts; ``told`` are the conclusions among them."""
        # The sentinel comes first and fires first: a session without any firing cannot be deleted.
        state = _tell(engine.assert_event, self.handle, _SENTINEL_EVENT)
        for fact in facts:
            _tell(engine.assert_fact, self.handle, fact)
        started = engine.start_action_for_state(self.handle, state)
        if started is None or self.derives.get(_fired(started[1])) != _SENTINEL:
            raise EngineError("the sentinel did not fire")
        try:
            return self._fire(state, started[1], told)
        finally:
            engine.delete_state(self.handle, _SID)

    def _fire(self, state: int, firing: str | None, told: frozenset[int]) -> set[int]:
        """What the firings derive. INVARIANT: no rule fires twice, so the loop ends."""
        derives = dict(self.derives)
        derived: set[int] = set()
        while firing is not None:
            code = derives.pop(_fired(firing), None)
            if code is None:
                raise EngineError("the engine fired a rule twice, or one that does not exist")
            if 0 <= code < _STATUS and code not in derived and code not in told:
                _tell(engine.assert_fact, self.handle, _CONCLUSION_FACTS[code])
            derived.add(code)
            firing = engine.complete_and_start_action(self.handle, state)
        return derived - {_SENTINEL}


def _fired(firing: str) -> str:
    """The name of the rule that fired: the only key of the object, before all that it fired upon."""
    found = _FIRED.match(firing)
    return found[1] if found else ""


def _tell(function: Callable[[int, str], Any], handle: int, message: str) -> int:
    """The engine's state after a fact or event; 0 is matched, 1 not matched, anything else a failure."""
    code, state = function(handle, message)
    if code not in (0, 1):
        raise EngineError(f"the engine refused a fact with code {code}")
    return int(state)


_Pattern: TypeAlias = list[dict[str, Any]]
"""Conditions that one fact must meet, all of them."""
_Definition: TypeAlias = dict[int, list[list[_Pattern]]]
"""What is derived → the rules that derive it, each a pattern per fact."""


def _definitions(grounds: Grounds) -> Iterator[_Definition]:
    """The stages: in each as many conjunctions as the engine's limits allow, in the last also the status rules."""
    sentinel: _Definition = {_SENTINEL: [[[{"k": 0}]]]}
    statuses: _Definition = {_STATUS + status: [_status_rule(needed)] for status, needed in STATUS_RULES}
    rules = MAX_RULES - len(statuses | sentinel)
    conditions = MAX_CONDITIONS - sum(len(pattern) for [rule] in (statuses | sentinel).values() for pattern in rule)
    stage: _Definition = {}
    rules_left, conditions_left = rules, conditions
    for conclusion, ways in enumerate(grounds):
        for way in ways:
            pattern: _Pattern = [{"k": 1}, *({f"d{index}": value} for index, value in way)]
            if not rules_left or conditions_left < len(pattern):
                yield sentinel | stage
                stage, rules_left, conditions_left = {}, rules, conditions
            stage.setdefault(conclusion, []).append([pattern])
            rules_left -= 1
            conditions_left -= len(pattern)
    yield sentinel | stage | statuses


def _status_rule(needed: Iterable[int]) -> list[_Pattern]:
    """One pattern per conclusion, joined on `subj` to the first one."""
    join = {"subj": {"m0": "subj"}}
    return [[{"k": 2}, {"c": conclusion}, *([join] if place else [])] for place, conclusion in enumerate(needed)]


def _compile(definition: _Definition) -> _Stage:
    """A stage of the engine. `k` comes first everywhere, so that no condition ever meets a fact without its key."""
    rules: dict[str, Any] = {}
    derives: dict[str, int] = {}
    for code, alternatives in definition.items():
        for patterns in alternatives:
            name = f"r{len(rules)}"
            rules[name] = {"all": [{f"m{place}": {"$and": pattern}} for place, pattern in enumerate(patterns)]}
            derives[name] = code
    return _Stage(engine.create_ruleset("rule", json.dumps(rules)), derives)


def _delete(networks: dict[int, _Network]) -> None:
    """Delete the rulesets of networks that have no session left."""
    while networks:
        _, network = networks.popitem()
        for stage in network.stages:
            engine.delete_ruleset(stage.handle)
