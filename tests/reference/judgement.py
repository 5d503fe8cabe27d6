"""What there is to say about one subject, world by world: every rule is walked anew in every world."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from servanda.language import types
from servanda.language.ruleset import Obligation, Rule, Ruleset

from . import times
from .evaluator import World
from .history import without_cover
from .missing import Read, labels, missing, status_in
from .obligations import expressions
from .reach import disputed, kinds_needed
from .subjects import Subject
from .values import Members, Span, Unknown, Value
from .worlds import Readings, boxes, fold, of_party, worlds

Json = dict[str, Any]

SEVERITY = ("violated", "disputed", "indeterminate", "pending")
LEVELS = ("binding", "review", "advisory")
SETTLED = ("satisfied", "waived", "not_applicable")


@dataclass(frozen=True)
class Request:
    """Under what a submission is judged: the readings and accounts asked for, and what else stands in it."""

    ruleset: Ruleset
    as_of: str
    readings: Readings
    language: str
    accounts: Sequence[str]
    lists: Sequence[Json] = ()
    events: Sequence[Json] | None = None
    action: Json | None = None
    covers: Sequence[str] | None = None
    memory: dict[tuple[Any, ...], Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def world(self) -> World:
        """What was submitted, before any point is settled."""
        return World(self.ruleset, self.as_of, {}, self.lists, self.events, self.covers, memory=self.memory)

    def worlds(
        self, names: list[str], readings: Readings | None = None, accounts: Collection[str] | None = None
    ) -> list[World]:
        """The worlds of some disputed names: those asked for, or others."""
        ranges = readings or self.readings
        key = "worlds", *((name, ranges[name]) for name in names), *(accounts or self.accounts)
        if key not in self.memory:
            self.memory[key] = worlds(self.world, names, ranges, accounts or self.accounts)
        found: list[World] = self.memory[key]
        return found

    def of_party(self, names: list[str], party: str) -> list[World]:
        """The worlds of a party: its own readings, in its own account."""
        return self.worlds(names, of_party(self.ruleset, party), [party])

    def obstacle(self, kinds: set[str]) -> str | None:
        """Why the history says nothing of events of some kinds; None if it does."""
        return without_cover(kinds, self.ruleset, self.events, self.covers)

    def unjudged(self, rule: Rule) -> str | None:
        """Why a rule is not judged for lack of history; one of actions always is."""
        return None if rule.of == "action" else self.obstacle(kinds_needed(self.ruleset, rule.premises.names))

    def unowed(self, obligation: Obligation) -> str | None:
        """Why an obligation is not judged for lack of history."""
        kinds = {*obligation.trigger.kinds, *obligation.kinds}
        needed = kinds_needed(self.ruleset, obligation.rule.premises.names, expressions(obligation))
        return self.obstacle(kinds | needed)

    def text(self, rule: Rule) -> str:
        return rule.message.get(self.language, rule.message["en"])


@dataclass(frozen=True)
class Judgement:
    """What there is to say about one subject."""

    verdict: str
    holds: Json
    values: Json
    findings: list[Json]
    missing: list[list[Read]]
    rules: list[Json]


def judge_subject(request: Request, subject: Subject) -> Judgement:
    rules = [r for r in request.ruleset.rules.values() if r.of == subject.kind and not request.unjudged(r)]
    judged = [(rule, *judge_rule(request, subject, rule)) for rule in rules]
    statuses = [(rule, finding["status"]) for rule, finding, _ in judged]
    found = [(finding, lacking) for _, finding, lacking in judged if finding["status"] not in SETTLED]
    found.sort(key=lambda item: severity(item[0]))
    holds, values = shown(request, subject)
    return Judgement(
        verdict_of(statuses),
        holds,
        values,
        [finding for finding, _ in found],
        [lacking for _, lacking in found],
        [{"rule": rule.name, "status": status} for rule, status in statuses],
    )


def severity(finding: Json) -> tuple[int, int, str]:
    return LEVELS.index(finding["level"]), SEVERITY.index(finding["status"]), finding["rule"]


def situation(world: World, rule: Rule, subject: Subject) -> list[Value] | None:
    """The truth of everything that a rule names, with causes; None where the rule is not asked."""
    if not world.concerns(subject):
        return None
    return [world.proposition(name, subject) for name in rule.premises.names]


def judge_rule(request: Request, subject: Subject, rule: Rule) -> tuple[Json, list[Read]]:
    """A finding, also where there is nothing to find fault with, and the fields that are missing."""
    ruleset = request.ruleset
    names = disputed(ruleset, rule.premises.names)
    every = request.worlds(names)
    accounts = relevant(request, [(world, situation(world, rule, subject)) for world in every])
    by_world = [(world, status_in(world, rule, subject)) for world in request.worlds(names, accounts=accounts)]
    finding: Json = {
        "rule": rule.name,
        "clause": rule.clause,
        "level": rule.level,
        "status": fold([status for _, status in by_world]),
        "subject": subject.pointer,
        "message": request.text(rule),
        **under(request, names, accounts, by_world),
        "by_party": {
            party: fold([status_in(world, rule, subject) for world in request.of_party(names, party)])
            for party in ruleset.parties
        },
    }
    lacking = [] if finding["status"] in SETTLED else missing(every, rule, subject)
    finding["missing"] = labels(lacking)
    return finding, lacking


def relevant(request: Request, found: list[tuple[World, Any]]) -> Sequence[str]:
    """The accounts asked for, if what was found in each world differs between them; else one of them."""
    accounts = [account for account in request.accounts if any(world.account == account for world, _ in found)]
    by_account = [[what for world, what in found if world.account == account] for account in accounts]
    return accounts if any(other != by_account[0] for other in by_account) else accounts[:1]


def under(request: Request, names: list[str], accounts: Sequence[str], by_world: list[tuple[World, str]]) -> Json:
    """In which worlds there is which status; nothing where there is but one."""
    ranges = {name: request.readings[name] for name in names}
    if len(accounts) > 1:
        ranges["account"] = tuple(accounts)
    return {"under": boxes(ranges, by_world)} if ranges else {}


def verdict_of(statuses: list[tuple[Rule, str]]) -> str:
    """The verdict of a subject from its rules."""
    binding = {status for rule, status in statuses if rule.level == "binding"}
    review = {status for rule, status in statuses if rule.level == "review"}
    if "violated" in binding:
        return "non_compliant"
    if "disputed" in binding:
        return "disputed"
    if "indeterminate" in binding or review & {"violated", "disputed", "indeterminate"}:
        return "indeterminate"
    if "pending" in binding | review:
        return "pending"
    applied = {(rule.level, status) for rule, status in statuses if status != "not_applicable"}
    if not applied:
        return "not_applicable"
    undecided = {("advisory", status) for status in ("indeterminate", "disputed", "pending")}
    return "indeterminate" if applied <= undecided else "compliant"


# What is shown


def shown(request: Request, subject: Subject) -> tuple[Json, Json]:
    """What holds of a subject, and its values."""
    holds, values, ruleset = {}, {}, request.ruleset
    for name, definition in ruleset.definitions.items():
        if not definition.shown or definition.of != subject.kind:
            continue
        names = disputed(ruleset, [name])
        found = [(w, w.definition(name, subject)) for w in request.worlds(names) if w.concerns(subject)]
        if definition.type == types.BOOL:
            holds[name] = held([value for _, value in found])
        else:
            values[name] = by_world(request, names, found)
    return holds, values


def held(truths: list[Value]) -> str:
    """What there is to say about a definition that is true or false, from its value in each world."""
    heard = [truth for truth in truths if truth != Unknown("silent")]
    if True in heard and False in heard:
        return "disputed"
    return str(heard[0]).lower() if heard and heard[0] in (True, False) and len(set(heard)) == 1 else "unknown"


def by_world(request: Request, names: list[str], found: list[tuple[World, Value]]) -> Any:
    """A value, by readings where it rests on any, and by account where that matters."""
    shown_in = [(world, plain(value, world)) for world, value in found]
    if not shown_in:
        return None
    accounts = relevant(request, shown_in)
    keys = {
        "/".join(
            [*(world.readings[n] or "none" for n in names), *([world.account] if len(accounts) > 1 else [])]
        ): value
        for world, value in shown_in
        if world.account in accounts
    }
    return keys if names or len(accounts) > 1 else shown_in[0][1]


def plain(value: Value, world: World) -> Any:
    """A value as it is shown."""
    if value is None or isinstance(value, Unknown):
        return None
    if isinstance(value, Members):
        return [plain(member.value, world) for member in value.items]
    if not isinstance(value, Span):
        return value
    if times.is_time(value):
        return times.shown_time(value, world.zone)
    low, high = (bound if isinstance(bound, int) else bound.isoformat() for bound in (value.low, value.high))
    return low if low == high else [low, high]
