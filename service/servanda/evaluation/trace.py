"""Why each rule has its status: the expression of every definition it rests on, with the value of every part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from servanda.evaluation.facts import facts_of, judgement_day
from servanda.evaluation.render import render
from servanda.evaluation.verdict import Answer, ListVerdict, RecordVerdict, Verdict
from servanda.evaluation.worlds import Selection
from servanda.language import tree
from servanda.language.compile import tracing
from servanda.language.program import FactFunction, Place, Plan, Program, Subject
from servanda.language.tree import nodes_of
from servanda.language.truth import NAMES, UNKNOWN
from servanda.language.types import ListOf, is_span
from servanda.language.vocabulary import KINDS

_MOST_REMEMBERED = 100
Values = dict[tuple[Place, int], Any]  # place of a definition, identity of a node → its rendered value


class Trace:
    """Why the rules of one verdict have their statuses."""

    def __init__(self, verdict: Verdict) -> None:
        self._verdict = verdict
        program, submission = verdict.program, verdict.submission
        self._subjects = tracing(program)
        self._selection = Selection.of(program.ruleset, submission.readings)
        if verdict.in_force:
            day, places = judgement_day(program, submission.as_of), [item.place for item in verdict.lists]
            self._facts = facts_of(self._subjects, submission.lists, day, places, verdict.record is not None)

    def of_list(self, item: ListVerdict) -> list[dict[str, Any]]:
        """The traced rules of a list."""
        if not self._verdict.in_force:
            return []
        rules = self._rules(self._subjects.lists[item.submitted.kind], item.submitted.kind)
        return list(rules.of(item.answer, self._facts.lists[item.place].trace, item.submitted))

    def of_entries(self, item: ListVerdict) -> list[list[dict[str, Any]]]:
        """The traced rules of each entry of a list."""
        if not self._verdict.in_force:
            return [[] for _ in item.answers]
        rules = self._rules(self._subjects.entries[KINDS[item.submitted.kind]], item.submitted.kind)
        traces = self._facts.lists[item.place].entry_traces
        entries = zip(item.answers, traces, item.submitted.entries, strict=True)
        return [list(rules.of(answer, trace, entry)) for answer, trace, entry in entries]

    def of_record(self, record: RecordVerdict) -> list[dict[str, Any]]:
        """The traced rules of the record."""
        return list(self._rules(self._subjects.record, "").of(record.answer, self._facts.trace, None))

    def _rules(self, subject: Subject, kind: str) -> _Rules:
        return _Rules(self._verdict.program, subject, kind, self._selection)


class _Rules:
    """The rules of one kind of subject, and the definitions that each rests on in the worlds that are asked for."""

    def __init__(self, program: Program, subject: Subject, kind: str, selection: Selection) -> None:
        self._program, self._subject = program, subject
        known: dict[Any, Any] = program.memory.setdefault("rests_on", {})
        if len(known) > _MOST_REMEMBERED:
            known.clear()
        key = (subject.of, kind, selection.readings)
        self._rests_on = known.get(key) or known.setdefault(key, _rests_on(program, subject, selection))

    def of(self, answer: Answer, trace: tuple[Any, ...], submitted: Any) -> Iterator[dict[str, Any]]:
        """Every rule with its status and its reasons, for one subject."""
        values = _rendered(self._subject.facts, trace)
        for plan, places, outcome in zip(self._subject.plans, self._rests_on, answer.outcomes, strict=True):
            disputed = {} if outcome.under is None else {"under": outcome.under}
            yield {
                "rule": plan.rule.name,
                "clause": plan.rule.clause,
                "level": plan.rule.level,
                "status": outcome.status,
                **disputed,
                "by_party": outcome.by_party,
                "missing": outcome.missing,
                "premises": dict(plan.rule.sources),
                "because": [_reason(self._program, place, values, submitted) for place in places],
            }


def _rests_on(program: Program, subject: Subject, selection: Selection) -> list[tuple[Place, ...]]:
    return [tuple(dict.fromkeys(_places(program, plan, selection))) for plan in subject.plans]


def _rendered(facts: FactFunction, trace: tuple[Any, ...]) -> Values:
    found, at = {}, 0
    for place, node in facts.traced:
        found[place, id(node)] = render(node.type, trace, at)
        at += 3 if is_span(node.type) else 1
    return found


def _places(program: Program, plan: Plan, selection: Selection) -> Iterator[Place]:
    """Every definition that the rule rests on, in each part of a world that matters to it, before those it needs."""
    for planned in selection.worlds(plan):
        world = dict(zip(plan.names, planned.readings, strict=True))
        waiting = list(reversed(plan.rule.premises.names))
        while waiting:
            name = waiting.pop()
            if name not in program.ruleset.definitions:
                yield name, ()
                continue
            yield name, program.reach.key(name, world)
            value = program.reach.value(program.ruleset.definitions[name], world)
            waiting += [n.name for n in nodes_of(value) if isinstance(n, tree.DefinitionOf) and n.owner == "self"]


def _reason(program: Program, place: Place, values: Values, submitted: Any) -> dict[str, Any]:
    name, key = place
    definition = program.ruleset.definitions.get(name)
    if definition is None:
        value = getattr(submitted, name, None)
        return {"field": name, "value": NAMES[int(value) if isinstance(value, bool) else UNKNOWN]}
    world = dict(key)
    under = {other: _reading(program, other, index) for other, index in key}
    value = program.reach.value(definition, world)
    if not isinstance(value, tree.Expression):
        return {"definition": name, "under": under, "expression": value, "value": None, "parts": []}
    parts: dict[str, Any] = {}
    for node in nodes_of(value):
        text = value.text[node.start : node.end]
        if (place, id(node)) in values and node is not value.tree and not _plain(node):
            parts.setdefault(text, values[place, id(node)])
    return {
        "definition": name,
        "under": under,
        "expression": value.text,
        "value": values[place, id(value.tree)],
        "parts": [{"expression": text, "value": found} for text, found in parts.items()],
    }


def _plain(node: tree.Tree) -> bool:
    return isinstance(node, tree.Constant) or isinstance(node.type, ListOf)


def _reading(program: Program, name: str, index: int) -> str:
    readings = program.ruleset.disputed[name].readings
    return readings[index].name if index < len(readings) else "none"
