"""Two verdicts on one submission → who changes, and what moved them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import Any

from servanda.analysis.subjects import Subject, subjects
from servanda.evaluation.duties import DutyVerdict
from servanda.evaluation.ledger import STRENGTH
from servanda.evaluation.trace import Trace
from servanda.evaluation.verdict import Verdict
from servanda.evaluation.worlds import ACCOUNT, UNSETTLED, Box, Outcome, merged

MOST_WORLDS = 4096
"""Rules whose two versions have more worlds together are told by status alone."""
MOST_EXPLAINED = 1000
"""So many subjects are told with the values that decided; of the others it is told which rules moved them."""
AT_EASE = ("satisfied", "waived", "not_applicable")
EVERYWHERE: Mapping[str, list[Box]] = {}

Outcomes = Mapping[str, Outcome]


@dataclass(frozen=True, slots=True)
class World:
    """Where a rule's status is another one: a box of readings (and account), and the status before and after."""

    under: Box
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A rule (or obligation) whose status is another one in some world, or under a party's own readings.

    A status is None where a ruleset has no such rule; ``worlds`` are told where the rule asks something in them, and
    ``by_party`` for the parties for which it differs.
    """

    rule: str
    clause: str
    level: str
    before: str | None
    after: str | None
    message: Mapping[str, str]
    worlds: tuple[World, ...]
    by_party: Mapping[str, tuple[str | None, str | None]]

    @property
    def on_both_sides(self) -> bool:
        """Whether both rulesets have the rule."""
        return None not in (self.before, self.after)

    @property
    def asks(self) -> bool:
        """Whether it is on both sides, or asks something on the one on which it is."""
        return self.on_both_sides or bool({self.before, self.after} - {None, *AT_EASE})


@dataclass(frozen=True, slots=True)
class Decision:
    """A definition that has another value, or another expression: what decided, with the values of its parts."""

    definition: str
    under: Mapping[str, str]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Affected:
    """A subject that changes; ``before`` or ``after`` is None where there is no such subject."""

    before: Subject | None
    after: Subject | None
    moved: tuple[Moved, ...]
    decided: Mapping[str, tuple[Decision, ...]]  # by rule; empty where it is not told

    @property
    def subject(self) -> Subject:
        """The subject as it is known."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def due(self) -> tuple[Any, Any]:
        """When a duty was due, and when it is."""
        return (self.before.due if self.before else None), (self.after.due if self.after else None)

    @property
    def verdicts(self) -> tuple[str | None, str | None]:
        """The verdict before, and the one after."""
        return _verdict(self.before), _verdict(self.after)


@dataclass(frozen=True, repr=False)
class Impact:
    """What the second ruleset changes for a submission."""

    before: Verdict
    after: Verdict
    transitions: Mapping[tuple[str | None, str | None], int]  # of all subjects that `counts` counts
    affected: tuple[Affected, ...]


def impact(before: Verdict, after: Verdict) -> Impact:
    """The changes from one verdict to another on the same submission, in its order."""
    return _Comparison(before, after).impact()


class _Comparison:
    """Goes through the subjects of both verdicts; what follows from a pair of answers is worked out once."""

    def __init__(self, before: Verdict, after: Verdict) -> None:
        self._verdicts = before, after
        self._known: dict[tuple[int, int], tuple[Moved, ...]] = {}
        self._explained = 0

    @cached_property
    def _traces(self) -> tuple[_Explained, _Explained]:
        before, after = self._verdicts
        return _Explained(before), _Explained(after)

    def impact(self) -> Impact:
        transitions: Counter[tuple[str | None, str | None]] = Counter()
        affected = []
        for before, after in self._paired():
            subject = after or before
            assert subject is not None
            verdicts = _verdict(before), _verdict(after)
            if subject.counts:
                transitions[verdicts] += 1
            moved = self._moved(before, after)
            due = (before.due if before else None), (after.due if after else None)
            if moved or verdicts[0] != verdicts[1] or due[0] != due[1]:
                affected.append(Affected(before, after, moved, self._decided(before, after, moved)))
        ordered = {pair: transitions[pair] for pair in sorted(transitions, key=_order)}
        return Impact(*self._verdicts, ordered, tuple(affected))

    def _paired(self) -> Iterator[tuple[Subject | None, Subject | None]]:
        before, after = (dict(subjects(verdict)) for verdict in self._verdicts)
        for key, subject in before.items():
            yield subject, after.get(key)
        for key, subject in after.items():
            if key not in before:
                yield None, subject

    def _moved(self, before: Subject | None, after: Subject | None) -> tuple[Moved, ...]:
        key = id(before and before.answer), id(after and after.answer)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = tuple(self._changes(_by_rule(before), _by_rule(after)))
        return found

    def _changes(self, before: Outcomes, after: Outcomes) -> Iterator[Moved]:
        for name in dict.fromkeys((*before, *after)):
            old, new = before.get(name), after.get(name)
            statuses = (old.status if old else None), (new.status if new else None)
            if {*statuses} == {None, "not_applicable"}:  # it is on one side alone, and asks nothing of the subject
                continue
            at_ease = None in statuses and not {*statuses} - {None, *AT_EASE}
            worlds = () if at_ease else tuple(self._worlds(old, new))
            by_party = _by_party(old, new)
            if worlds or by_party or statuses[0] != statuses[1]:
                rule = (after.get(name) or before[name]).rule
                yield Moved(name, rule.clause, rule.level, *statuses, rule.message, worlds, by_party)

    def _worlds(self, before: Outcome | None, after: Outcome | None) -> Iterator[World]:
        """Where the statuses differ, as disjoint boxes; none where the rule has no worlds, or too many."""
        boxes = [_boxes(outcome) for outcome in (before, after)]
        names = self._names({name for of in boxes for box, _ in of for name in box})
        domains = [self._domain(name, boxes) for name in names]
        if not names or prod(map(len, domains)) > MOST_WORLDS:
            return
        found: dict[tuple[str | None, str | None], list[tuple[int, ...]]] = {}
        for point in product(*(range(len(domain)) for domain in domains)):
            world = {name: domain[at] for name, domain, at in zip(names, domains, point, strict=True)}
            old, new = (self._status(side, boxes[side], (before, after)[side], world) for side in (0, 1))
            if old != new:
                found.setdefault((old, new), []).append(point)
        for (old, new), points in found.items():
            for box in merged(points):
                yield World(_named(box, names, domains), old, new)

    def _status(
        self, side: int, boxes: Sequence[tuple[Box, str]], outcome: Outcome | None, world: Mapping[str, str]
    ) -> str | None:
        """The status in a world; None where there is no such rule, or no such reading."""
        disputed = self._verdicts[side].program.ruleset.disputed
        for name, reading in world.items():
            if name in disputed and reading not in (UNSETTLED, *(known.name for known in disputed[name].readings)):
                return None
        if not boxes:
            return outcome.status if outcome else None
        holds = (status for box, status in boxes if all(world[name] in readings for name, readings in box.items()))
        return next(holds, None)

    def _names(self, found: set[str]) -> list[str]:
        """The names in order of declaration, the account last."""
        declared = dict.fromkeys(name for verdict in self._verdicts for name in verdict.program.ruleset.disputed)
        return [*(name for name in declared if name in found), *([ACCOUNT] if ACCOUNT in found else [])]

    def _domain(self, name: str, boxes: Sequence[Sequence[tuple[Box, str]]]) -> list[str]:
        """Every reading of a name that any box tells of, in order of declaration."""
        told = {reading for of in boxes for box, _ in of for reading in box.get(name, ())}
        rulesets = [verdict.program.ruleset for verdict in self._verdicts]
        items = [ruleset.disputed[name] for ruleset in rulesets if name in ruleset.disputed]
        declared = [reading.name for item in items for reading in item.readings]
        parties = [party for ruleset in rulesets for party in ruleset.parties]
        known = dict.fromkeys(parties if name == ACCOUNT else declared)
        return [*(reading for reading in known if reading in told), *sorted(told - known.keys())]

    def _decided(
        self, before: Subject | None, after: Subject | None, moved: Sequence[Moved]
    ) -> Mapping[str, tuple[Decision, ...]]:
        if before and after and before.kind == "obligation":
            return {moved[0].rule: tuple(_terms_of(before.source, after.source))} if moved else {}
        rules = {of.rule for of in moved if of.on_both_sides}
        if not rules or self._explained >= MOST_EXPLAINED:
            return {}
        self._explained += 1
        old, new = (trace.reasons(subject, rules) for trace, subject in zip(self._traces, (before, after), strict=True))
        found = {rule: tuple(_decisions(old.get(rule, {}), new.get(rule, {}))) for rule in sorted(rules)}
        return {rule: decisions for rule, decisions in found.items() if decisions}


def _by_party(before: Outcome | None, after: Outcome | None) -> dict[str, tuple[str | None, str | None]]:
    """The status under the readings of each party for which both rulesets tell it, where it differs."""
    if before is None or after is None:
        return {}
    told = ((party, before.by_party[party], after.by_party.get(party)) for party in before.by_party)
    return {party: (old, new) for party, old, new in told if new is not None and old != new}


def _terms_of(before: DutyVerdict, after: DutyVerdict) -> Iterator[Decision]:
    """What a duty asks otherwise than before: its time, its amount."""
    for part in ("within", "every", "ahead", "total"):
        old, new = (getattr(duty.obligation, part) for duty in (before, after))
        texts = [value and value.text for value in (old, new)]
        if texts[0] != texts[1]:
            sides = ({"expression": text, "value": None} if text else None for text in texts)
            yield Decision(part, {}, *sides)


def _verdict(subject: Subject | None) -> str | None:
    return subject.verdict if subject else None


def _by_rule(subject: Subject | None) -> Outcomes:
    return {outcome.rule.name: outcome for outcome in subject.outcomes} if subject else {}


def _boxes(outcome: Outcome | None) -> list[tuple[Box, str]]:
    under = (outcome.under if outcome else None) or EVERYWHERE
    return [(box, status) for status, boxes in under.items() for box in boxes]


def _named(box: Sequence[frozenset[int]], names: Sequence[str], domains: Sequence[Sequence[str]]) -> Box:
    """The box by name; a name of which every reading is in it is left out."""
    parts = zip(names, domains, box, strict=True)
    return {name: [domain[at] for at in sorted(held)] for name, domain, held in parts if len(held) < len(domain)}


def _order(verdicts: tuple[str | None, str | None]) -> tuple[int, ...]:
    return tuple(STRENGTH.index(word) if word else len(STRENGTH) for word in verdicts)


Reasons = Mapping[tuple[str, tuple[tuple[str, str], ...]], Mapping[str, Any]]
"""Definitions in the part of a world that matters to them, with their expression, value and parts."""


class _Explained:
    """The reasons of the rules of one verdict, subject by subject."""

    def __init__(self, verdict: Verdict) -> None:
        self._trace = Trace(verdict)

    def reasons(self, subject: Subject | None, only: Collection[str]) -> Mapping[str, Reasons]:
        """Those of some rules; nothing for obligations, and where there is no such subject."""
        rules = self._rules(subject, only) if subject else []
        return {rule["rule"]: {_key(of): of for of in rule["because"] if "definition" in of} for rule in rules}

    def _rules(self, subject: Subject, only: Collection[str]) -> list[dict[str, Any]]:
        match subject.kind:
            case "entry":
                return self._trace.of_entry(subject.source, subject.place, only)
            case "list":
                return self._trace.of_list(subject.source, only)
            case "pair":
                return self._trace.of_pair(subject.source, only)
            case "obligation":
                return []
        return self._trace.of_subject(subject.source, only)


def _key(reason: Mapping[str, Any]) -> tuple[str, tuple[tuple[str, str], ...]]:
    return reason["definition"], tuple(sorted(reason["under"].items()))


def _decisions(before: Reasons, after: Reasons) -> Iterator[Decision]:
    """The definitions of which the value is another one, or what is left or new."""
    met: set[Any] = set()
    for (name, under), old in before.items():
        for key in (key for key in after if key[0] == name and _agree(under, key[1])):
            met |= {("before", name, under), ("after", *key)}
            if old["value"] != after[key]["value"]:
                yield Decision(name, dict(sorted({*under, *key[1]})), old, after[key])
    for (name, under), old in before.items():
        if ("before", name, under) not in met:
            yield Decision(name, dict(under), old, None)
    for (name, under), new in after.items():
        if ("after", name, under) not in met:
            yield Decision(name, dict(under), None, new)


def _agree(under: tuple[tuple[str, str], ...], other: tuple[tuple[str, str], ...]) -> bool:
    """Whether two parts of worlds can be parts of one."""
    known = dict(under)
    return all(known.get(name, reading) == reading for name, reading in other)
