"""What the cases of a ruleset reach: outcomes of rules, and readings that decide one; and what none of them reaches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from servanda.cases.certain import is_certain
from servanda.language import tree
from servanda.language.formula import conjunctions
from servanda.language.ruleset import Definition, Obligation, Rule, Ruleset, Term

STATUSES = ("satisfied", "violated", "disputed", "indeterminate", "pending", "not_applicable", "waived")


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often each rule had each status, and which possible outcomes and which readings no case reaches."""

    runs: int
    statuses: Mapping[str, Mapping[str, int]]  # rule → status → subjects
    submissions: Mapping[str, Mapping[str, int]]  # the same, each submission counted once
    outcomes: tuple[tuple[str, str], ...]  # rule, status
    readings: tuple[tuple[str, str], ...]  # disputed name, reading


@dataclass(slots=True)
class Seen:
    """What the verdicts so far showed."""

    runs: int = 0
    statuses: Counter[tuple[str, str]] = field(default_factory=Counter)
    submissions: Counter[tuple[str, str]] = field(default_factory=Counter)
    readings: set[tuple[str, str]] = field(default_factory=set)

    def add(self, verdict: Mapping[str, Any]) -> None:
        self.runs += 1
        found: set[tuple[str, str]] = set()
        for subject in _subjects(verdict):
            came_to = [(item["rule"], item["status"]) for item in subject.get("rules", ())]
            self.statuses.update(came_to)
            found.update(came_to)
            for finding in subject["findings"]:
                self.readings |= set(_deciding(finding))
        for duty in verdict.get("obligations", ()):
            self.statuses[duty["obligation"], duty["status"]] += 1
            found.add((duty["obligation"], duty["status"]))
            self.readings |= set(_deciding(duty))
        # An obligation that nothing brought about is counted there alone.
        untold = {(row["rule"], status) for row in verdict.get("rules", ()) for status in row["statuses"]} - found
        self.statuses.update(untold)
        self.submissions.update(found | untold)


def _subjects(verdict: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Everything that rules judged."""
    for list_ in verdict["lists"]:
        yield list_
        yield from list_["entries"]
    yield from verdict.get("pairs", ())
    yield from (verdict[name] for name in ("record", "action") if verdict.get(name))
    yield from verdict.get("events", ())
    yield from verdict.get("parties", ())


def _deciding(finding: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The readings that settle a finding: those of worlds in which no data is missing."""
    for status, boxes in (finding.get("under") or {}).items():
        if status != "indeterminate":
            for box in boxes:
                yield from ((name, reading) for name, readings in box.items() for reading in readings)


def coverage(seen: Seen, ruleset: Ruleset) -> Coverage:
    """What was seen, against what the ruleset makes possible.

    What it includes has its own cases; of that, only a violation of each rule that it binds is wanted here.
    """
    bound = {f"{taken.agreement}/{rule}" for taken in ruleset.includes for rule in taken.bind}
    outcomes = [
        (name, status)
        for name, rule in ruleset.rules.items()
        for status in (("violated",) if name in bound else () if "/" in name else _possible(rule, ruleset))
        if not seen.statuses[name, status]
    ]
    outcomes += [
        (name, status)
        for name, owed in ruleset.obligations.items()
        for status in (("violated",) if name in bound else () if "/" in name else _possible_of_duty(owed, ruleset))
        if not seen.statuses[name, status]
    ]
    own = {name: item for name, item in ruleset.disputed.items() if "/" not in name}
    readings = [(name, reading.name) for name, item in own.items() for reading in item.readings]
    unreached = tuple(r for r in readings if r not in seen.readings)
    counts = _by_rule(seen.statuses, ruleset), _by_rule(seen.submissions, ruleset)
    return Coverage(seen.runs, *counts, tuple(outcomes), unreached)


def _by_rule(counts: Counter[tuple[str, str]], ruleset: Ruleset) -> dict[str, dict[str, int]]:
    names = (*ruleset.rules, *ruleset.obligations)
    return {rule: {s: counts[rule, s] for s in STATUSES if counts[rule, s]} for rule in names}


def _possible(rule: Rule, ruleset: Ruleset) -> Iterator[str]:
    """The statuses that some submission may well give to a rule."""
    reached = _reached(rule.premises.names, ruleset)
    voids = {reading.value for item in reached for reading in item.readings if isinstance(reading.value, str)}
    premises = rule.premises
    possible = {
        "satisfied": bool(conjunctions(premises.requires, True)),
        "violated": bool(conjunctions(premises.requires, False)),
        "indeterminate": not all(is_certain(name, ruleset) for name in premises.names),
        "disputed": any(item.disputed for item in reached),
        "pending": "open" in voids,
        "not_applicable": "applies" in rule.sources or "none" in voids,
        "waived": "unless" in rule.sources,
    }
    yield from (status for status in STATUSES if possible.get(status, True))


def _possible_of_duty(owed: Obligation, ruleset: Ruleset) -> Iterator[str]:
    """The statuses that some submission may well give to a duty; that data is missing is asked of rules alone."""
    timed = (owed.within, owed.every, owed.ahead)
    parts = (owed.trigger.where, owed.trigger.on, owed.duty_of, owed.where, owed.total, *timed)
    nodes = [node for part in parts for node in tree.nodes_of(part)]
    named = [node.name for node in nodes if isinstance(node, tree.TermOf | tree.DefinitionOf)]
    reached = _reached((*owed.rule.premises.names, *named), ruleset)
    possible = {
        "violated": any(timed),
        "disputed": any(item.disputed for item in reached),
        "indeterminate": False,
        "pending": owed.ahead is None,
        "not_applicable": not owed.awaited or "applies" in owed.rule.sources,
        "waived": "unless" in owed.rule.sources,
    }
    yield from (status for status in STATUSES if possible.get(status, True))


def _reached(names: tuple[str, ...], ruleset: Ruleset) -> list[Term | Definition]:
    """The terms and definitions that these names rest on, themselves included."""
    known: Mapping[str, Term | Definition] = {**ruleset.terms, **ruleset.definitions}
    waiting, found = list(names), dict[str, Term | Definition]()
    while waiting:
        name = waiting.pop()
        if name in known and name not in found:
            found[name] = known[name]
            nodes = [node for reading in known[name].readings for node in tree.nodes_of(reading.value)]
            waiting += [node.name for node in nodes if isinstance(node, tree.TermOf | tree.DefinitionOf)]
    return list(found.values())
