"""Why each rule has its status: the expression of every definition it rests on, with the value of every part."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from servanda.evaluation.accounts import ByAccount, merged
from servanda.evaluation.answer import Answer
from servanda.evaluation.facts import Calculation, Judged
from servanda.evaluation.render import render
from servanda.evaluation.unchecked import omitted
from servanda.evaluation.verdict import ListVerdict, PairVerdict, SubjectVerdict, Verdict
from servanda.evaluation.worlds import ACCOUNT, Selection
from servanda.language import tree
from servanda.language.compile import tracing
from servanda.language.program import FactFunction, Place, Plan, Program, Subject
from servanda.language.tree import nodes_of
from servanda.language.truth import NAMES, UNKNOWN
from servanda.language.types import ListOf, Type, is_span
from servanda.language.vocabulary import KINDS

_MOST_REMEMBERED = 100
Part = tuple[Place, int]
"""A part of an expression: the place of the definition, and the identity of the node."""
Only = Collection[str] | None
"""The rules that are asked for; None for every one."""


class Trace:
    """Why the rules of one verdict have their statuses."""

    def __init__(self, verdict: Verdict) -> None:
        self._verdict = verdict
        program, submission = verdict.program, verdict.submission
        self._subjects = tracing(program)
        self._selection = Selection.of(program.ruleset, submission.readings, submission.account)
        self._omitted = frozenset(omitted(program, submission))
        if verdict.in_force:
            places = [item.place for item in verdict.lists]
            has_record = verdict.record is not None
            self._facts = Calculation(program, self._subjects, submission, places, has_record).by_party()

    def of_list(self, item: ListVerdict, only: Only = None) -> list[dict[str, Any]]:
        """The traced rules of a list."""
        if not self._verdict.in_force:
            return []
        rules = self._rules(self._subjects.lists[item.submitted.kind], item.submitted.kind)
        return list(
            rules.of(item.answer, self._told([f.lists[item.place].own for f in self._facts]), item.submitted, only)
        )

    def of_entries(self, item: ListVerdict) -> list[list[dict[str, Any]]]:
        """The traced rules of each entry of a list."""
        return [self.of_entry(item, number) for number in range(len(item.answers))]

    def of_entry(self, item: ListVerdict, number: int, only: Only = None) -> list[dict[str, Any]]:
        """The traced rules of one entry of a list."""
        if not self._verdict.in_force:
            return []
        rules = self._rules(self._subjects.entries[KINDS[item.submitted.kind]], item.submitted.kind)
        told = self._told([Judged(0, (), facts.lists[item.place].entry_traces[number]) for facts in self._facts])
        return list(rules.of(item.answers[number], told, item.submitted.entries[number], only))

    def of_pair(self, found: PairVerdict, only: Only = None) -> list[dict[str, Any]]:
        """The traced rules of a pair."""
        if not found.answer.outcomes:
            return []
        kind = self._verdict.submission.lists[found.reply.base].kind
        reply, place = found.place
        told = self._told([facts.pairs[reply][place] for facts in self._facts])
        return list(self._rules(self._subjects.pairs[kind], kind).of(found.answer, told, found.counterpart, only))

    def of_subject(self, found: SubjectVerdict, only: Only = None) -> list[dict[str, Any]]:
        """The traced rules of the record, of an action or of a party."""
        if not found.answer.outcomes:
            return []
        if found.submitted is not None:
            subject, judged = self._subjects.action, [f.actions.get(found.pointer) for f in self._facts]
        elif found.party:
            place = self._verdict.program.ruleset.parties.index(found.party)
            subject, judged = self._subjects.party, [f.parties[place] for f in self._facts]
        else:
            subject, judged = self._subjects.record, [f.record for f in self._facts]
        return list(self._rules(subject, "").of(found.answer, self._told(judged), found.submitted, only))

    def _told(self, judged: Sequence[Judged | None]) -> Told:
        """What is calculated in the accounts that are asked for; under no account's name where they do not differ."""
        whole = merged([each and each.trace for each in judged])
        if not isinstance(whole, ByAccount):
            return {"": whole}
        parties = self._verdict.program.ruleset.parties
        return {parties[place]: trace for place, trace in self._selection.accounts(whole) if trace is not None}

    def _rules(self, subject: Subject, kind: str) -> _Rules:
        return _Rules(self._verdict.program, subject, kind, self._selection, self._omitted)


Told = Mapping[str, tuple[Any, ...]]
"""The trace in each account that differs, by party; else the one trace under no name."""


class _Rules:
    """The rules of one kind of subject, and the definitions that each rests on in the worlds that are asked for."""

    def __init__(
        self, program: Program, subject: Subject, kind: str, selection: Selection, omitted: frozenset[str]
    ) -> None:
        self._zone = program.ruleset.conventions.zone
        known: dict[Any, Any] = program.memory.setdefault("rests_on", {})
        if len(known) > _MOST_REMEMBERED:
            known.clear()
        key = (subject.of, kind, selection.readings)
        rests_on, self._places = known.get(key) or known.setdefault(
            key, (_rests_on(program, subject, selection), _places_in(subject.facts))
        )
        pairs = zip(subject.plans, rests_on, strict=True)
        left_out = frozenset() if subject.of == "action" else omitted
        self._plans = [(plan, grounds) for plan, grounds in pairs if plan.rule.name not in left_out]

    def of(self, answer: Answer, told: Told, submitted: Any, only: Only = None) -> Iterator[dict[str, Any]]:
        """Every rule, or those asked for, with its status and its reasons, for one subject."""
        values = {party: _Values(self._places, trace, self._zone) for party, trace in told.items()}
        for (plan, grounds), outcome in zip(self._plans, answer.outcomes, strict=True):
            if only is not None and plan.rule.name not in only:
                continue
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
                "because": [reason for ground in grounds for reason in _reasons(ground, values, submitted)],
            }


class _Values:
    """The values of the parts of definitions in one trace, rendered when they are asked for."""

    def __init__(self, places: Mapping[Part, tuple[Type, int]], trace: tuple[Any, ...], time_zone: str) -> None:
        self._places, self._trace, self._zone = places, trace, time_zone

    def __contains__(self, part: Part) -> bool:
        return part in self._places

    def __getitem__(self, part: Part) -> Any:
        type_, at = self._places[part]
        return render(type_, self._trace, at, self._zone)


def _places_in(facts: FactFunction) -> dict[Part, tuple[Type, int]]:
    """Where the value of each part is in a trace."""
    found, at = {}, 0
    for place, node in facts.traced:
        found[place, id(node)] = node.type, at
        at += 3 if is_span(node.type) else 1
    return found


@dataclass(frozen=True, slots=True)
class _Ground:
    """A definition that a rule rests on in some worlds, and what can be told of it whoever the subject is."""

    name: str
    under: dict[str, str]
    expression: object  # as written; `none`, `open` or `unsettled`; None for a field
    whole: Part | None
    parts: tuple[tuple[str, Part], ...]

    def reason(self, values: _Values, submitted: Any) -> dict[str, Any]:
        """The ground with the values of one subject."""
        if self.expression is None:
            value = getattr(submitted, self.name, None)
            return {"field": self.name, "value": NAMES[int(value) if isinstance(value, bool) else UNKNOWN]}
        return {
            "definition": self.name,
            "under": self.under,
            "expression": self.expression,
            "value": values[self.whole] if self.whole else None,
            "parts": [{"expression": text, "value": values[part]} for text, part in self.parts if part in values],
        }


def _reasons(ground: _Ground, values: Mapping[str, _Values], submitted: Any) -> Iterator[dict[str, Any]]:
    """A definition with the values of its parts, once for each account in which they differ."""
    found = {party: ground.reason(own, submitted) for party, own in values.items()}
    reasons = list(found.values())
    if all(reason == reasons[0] for reason in reasons):
        yield from reasons[:1]
    else:
        for party, reason in found.items():
            yield {**reason, "under": {**reason["under"], ACCOUNT: party}} if "under" in reason else reason


def _rests_on(program: Program, subject: Subject, selection: Selection) -> list[tuple[_Ground, ...]]:
    known: dict[Place, _Ground] = {}

    def ground(place: Place) -> _Ground:
        return known.get(place) or known.setdefault(place, _ground(program, place))

    return [tuple(map(ground, dict.fromkeys(_places(program, plan, selection)))) for plan in subject.plans]


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


def _ground(program: Program, place: Place) -> _Ground:
    name, key = place
    definition = program.ruleset.definitions.get(name)
    if definition is None:
        return _Ground(name, {}, None, None, ())
    under = {other: _reading(program, other, index) for other, index in key}
    value = program.reach.value(definition, dict(key))
    if not isinstance(value, tree.Expression):
        return _Ground(name, under, value, None, ())
    parts: dict[str, Part] = {}
    for node in nodes_of(value):
        if node is not value.tree and not _plain(node):
            parts.setdefault(value.text[node.start : node.end], (place, id(node)))
    return _Ground(name, under, value.text, (place, id(value.tree)), tuple(parts.items()))


def _plain(node: tree.Tree) -> bool:
    return isinstance(node, tree.Constant) or isinstance(node.type, ListOf)


def _reading(program: Program, name: str, index: int) -> str:
    readings = program.ruleset.disputed[name].readings
    return readings[index].name if index < len(readings) else "none"
