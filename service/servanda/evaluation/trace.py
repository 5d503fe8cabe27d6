"""Why each rule has its status: the expression of every definition it rests on, with the value of every part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
        self._selection = Selection.of(program.ruleset, submission.readings, submission.account)
        self._omitted = frozenset(omitted(program, submission))
        if verdict.in_force:
            places = [item.place for item in verdict.lists]
            has_record = verdict.record is not None
            self._facts = Calculation(program, self._subjects, submission, places, has_record).by_party()

    def of_list(self, item: ListVerdict) -> list[dict[str, Any]]:
        """The traced rules of a list."""
        if not self._verdict.in_force:
            return []
        rules = self._rules(self._subjects.lists[item.submitted.kind], item.submitted.kind)
        return list(rules.of(item.answer, self._told([f.lists[item.place].own for f in self._facts]), item.submitted))

    def of_entries(self, item: ListVerdict) -> list[list[dict[str, Any]]]:
        """The traced rules of each entry of a list."""
        if not self._verdict.in_force:
            return [[] for _ in item.answers]
        rules = self._rules(self._subjects.entries[KINDS[item.submitted.kind]], item.submitted.kind)
        lists = [facts.lists[item.place] for facts in self._facts]
        return [
            list(rules.of(answer, self._told([Judged(0, (), of.entry_traces[number]) for of in lists]), entry))
            for number, (answer, entry) in enumerate(zip(item.answers, item.submitted.entries, strict=True))
        ]

    def of_pair(self, found: PairVerdict) -> list[dict[str, Any]]:
        """The traced rules of a pair."""
        if not found.answer.outcomes:
            return []
        kind = self._verdict.submission.lists[found.reply.base].kind
        reply, place = found.place
        told = self._told([facts.pairs[reply][place] for facts in self._facts])
        return list(self._rules(self._subjects.pairs[kind], kind).of(found.answer, told, found.counterpart))

    def of_subject(self, found: SubjectVerdict) -> list[dict[str, Any]]:
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
        return list(self._rules(subject, "").of(found.answer, self._told(judged), found.submitted))

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
        self._program, self._subject = program, subject
        self._zone = program.ruleset.conventions.time_zone or "UTC"
        known: dict[Any, Any] = program.memory.setdefault("rests_on", {})
        if len(known) > _MOST_REMEMBERED:
            known.clear()
        key = (subject.of, kind, selection.readings)
        rests_on = known.get(key) or known.setdefault(key, _rests_on(program, subject, selection))
        pairs = zip(subject.plans, rests_on, strict=True)
        left_out = frozenset() if subject.of == "action" else omitted
        self._plans = [(plan, places) for plan, places in pairs if plan.rule.name not in left_out]

    def of(self, answer: Answer, told: Told, submitted: Any) -> Iterator[dict[str, Any]]:
        """Every rule with its status and its reasons, for one subject."""
        values = {party: _rendered(self._subject.facts, trace, self._zone) for party, trace in told.items()}
        for (plan, places), outcome in zip(self._plans, answer.outcomes, strict=True):
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
                "because": [reason for place in places for reason in self._reasons(place, values, submitted)],
            }

    def _reasons(self, place: Place, values: Mapping[str, Values], submitted: Any) -> Iterator[dict[str, Any]]:
        """A definition with the values of its parts, once for each account in which they differ."""
        found = {party: _reason(self._program, place, own, submitted) for party, own in values.items()}
        reasons = list(found.values())
        if all(reason == reasons[0] for reason in reasons):
            yield from reasons[:1]
        else:
            for party, reason in found.items():
                yield {**reason, "under": {**reason["under"], ACCOUNT: party}} if "under" in reason else reason


def _rests_on(program: Program, subject: Subject, selection: Selection) -> list[tuple[Place, ...]]:
    return [tuple(dict.fromkeys(_places(program, plan, selection))) for plan in subject.plans]


def _rendered(facts: FactFunction, trace: tuple[Any, ...], time_zone: str) -> Values:
    found, at = {}, 0
    for place, node in facts.traced:
        found[place, id(node)] = render(node.type, trace, at, time_zone)
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
