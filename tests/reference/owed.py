"""What a verdict says of duties: a row for each that came about, and whose move it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from servanda.language.ruleset import Obligation, Rule

from . import times
from .evaluator import World
from .judgement import SETTLED, Json, Request, by_world, relevant, under, verdict_of
from .missing import EVENTS, OWN, Read, fields_read, in_order, kind_of, lacking, read_by, shown_field
from .obligations import (
    DONE,
    HAPPENED,
    Duty,
    due,
    duties,
    expressions,
    happened,
    holders,
    performed,
    period_in,
    situation,
    status_of_duty,
    trigger_shown,
)
from .reach import disputed
from .subjects import RECORD, Subject
from .values import Span, Unknown
from .worlds import fold


@dataclass(frozen=True)
class Owed:
    """A row: the duty that it is about (None: it is still awaited), when it ends, and what is missing."""

    row: Json
    verdict: str
    trigger: Subject | None = None
    ends: tuple[datetime, ...] = ()
    missing: tuple[Read, ...] = ()


def owed(request: Request, obligation: Obligation) -> list[Owed]:
    """The duties of an obligation that came about; where none did, the one that is awaited."""
    names = disputed(request.ruleset, obligation.rule.premises.names, expressions(obligation))
    every = request.worlds(names)
    found = [
        duty_row(request, duty, names)
        for duty in duties(obligation, every, request.action)
        if any(happened(duty, world) is not False for world in every)
    ]
    return found or (awaited(request, obligation, every) if obligation.awaited else [])


def duty_row(request: Request, duty: Duty, names: list[str]) -> Owed:
    """What there is to say about a duty."""
    rule, every = duty.obligation.rule, request.worlds(names)
    accounts = relevant(request, [(world, situation(duty, world)) for world in every])
    statuses = [(world, status_of_duty(duty, world)) for world in request.worlds(names, accounts=accounts)]
    status = fold([status for _, status in statuses])
    reads = [] if status in SETTLED else missing_of(every, duty)
    row = {
        **frame(request, duty.obligation),
        "trigger": trigger_shown(duty, every),
        "party": duty.holder if isinstance(duty.holder, str) else None,
        "due": due_shown(request, duty),
        "status": status,
        **under(request, names, accounts, statuses),
        "by_party": {
            party: fold([status_of_duty(duty, world) for world in request.of_party(names, party)])
            for party in request.ruleset.parties
        },
        "missing": [shown_field(read) for read in reads],
    }
    ends = {end for world in every if period_in(duty, world) for end in [ends_at(duty, world)] if end}
    return Owed(row, verdict_of_duty(rule, status), duty.trigger, tuple(ends), tuple(reads))


def frame(request: Request, obligation: Obligation) -> Json:
    rule = obligation.rule
    return {"obligation": rule.name, "clause": rule.clause, "level": rule.level, "message": request.text(rule)}


def awaited(request: Request, obligation: Obligation, every: list[World]) -> list[Owed]:
    """The row of an obligation that has not come about yet; where it needs no trigger to say so, of whom."""
    holders = every[0].value(obligation.duty_of.tree, RECORD, {"trigger": RECORD})
    row = {
        **frame(request, obligation),
        "trigger": None,
        "party": holders if isinstance(holders, str) else None,
        "due": None,
        "status": "pending",
        "by_party": dict.fromkeys(request.ruleset.parties, "pending"),
        "missing": [],
    }
    return [Owed(row, verdict_of_duty(obligation.rule, "pending"))]


def verdict_of_duty(rule: Rule, status: str) -> str:
    """The verdict of a duty; one that is only advised counts where it is decided."""
    idle = rule.level == "advisory" and status in ("disputed", "indeterminate", "pending")
    return "not_applicable" if idle else verdict_of([(rule, status)])


# Until when


def due_shown(request: Request, duty: Duty) -> Any:
    """The end of a duty, by the readings that it rests on, and by account where that matters."""
    obligation = duty.obligation
    if not (obligation.within or obligation.every):
        return None
    parts = [obligation.within, obligation.every, obligation.trigger.on]
    names = disputed(request.ruleset, [], [part.tree for part in parts if part])
    worlds = [w for w in request.worlds(names) if period_in(duty, w)]
    return by_world(request, names, [(world, due(duty, world)) for world in worlds])


def ends_at(duty: Duty, world: World) -> datetime | None:
    """The moment after which a duty may be late."""
    value = due(duty, world)
    if not isinstance(value, Span):
        return None
    if times.is_time(value) and not times.is_whole_day(value, world.zone):
        return value.low  # type: ignore[no-any-return]
    return times.last_moment(times.days_if_time(value, world.zone).low, world.zone)


def next_steps(found: Sequence[Owed]) -> list[Json]:
    """The pending duties that end first, then those that never do."""
    pending = [one for one in found if one.row["status"] == "pending"]
    first = min((end for one in pending for end in one.ends), default=None)
    steps = [one for one in pending if first in one.ends] + [one for one in pending if not one.ends]
    names = ("party", "obligation", "clause", "trigger", "due", "message", "under")
    return [{name: one.row[name] for name in names if name in one.row} for one in steps]


# What is missing


def missing_of(every: list[World], duty: Duty) -> list[Read]:
    """The fields whose absence matters to a duty, in vocabulary order."""
    found: set[Read] = set()
    for world in every:
        now = status_of_duty(duty, world)
        for name, reads in unknown_parts(duty, world).items():
            if any(status_of_duty(duty, world, {name: truth}) != now for truth in (True, False)):
                found |= lacking(world, duty.trigger, reads)
    return in_order(found, every[0].ruleset, duty.trigger)


def unknown_parts(duty: Duty, world: World) -> Mapping[str, set[Read]]:
    """What of a duty is undecided for lack of data, and the fields that it reads."""
    asked, trigger = duty.obligation, duty.obligation.trigger
    truths = {name: world.proposition(name, duty.trigger) for name in asked.rule.premises.names}
    found = {
        name: fields_read(world, name, kind_of(duty.trigger))
        for name, value in truths.items()
        if value == Unknown("missing")
    }
    if happened(duty, world) == Unknown("missing"):
        surely = holders(asked, duty.trigger, world).get(duty.holder) is True
        parts = (trigger.where, trigger.on, trigger.until, None if surely else asked.duty_of)
        found[HAPPENED] = reads_of(duty, world, [part.tree for part in parts if part], duty.of_history)
    if performed(duty, world) == Unknown("missing"):
        counted_from = trigger.on if asked.within or asked.every else None
        trees = [part.tree for part in (asked.where, asked.total, counted_from) if part]
        trees += [asked.duty_of.tree] if isinstance(duty.holder, Unknown) else []
        events = {"at", *(["count"] if asked.total else [])}
        found[DONE] = {Read(EVENTS, name, asked.kinds) for name in events} | reads_of(duty, world, trees, duty.of_event)
    return found


def reads_of(duty: Duty, world: World, trees: list[Any], timed: bool) -> set[Read]:
    """The fields that some expressions of a duty read, and the time of what triggers it, if that matters."""
    own = {Read(OWN, "at")} if timed else set()
    kind, of, events = kind_of(duty.trigger), duty.trigger.kind, {"event": set(duty.obligation.kinds)}
    return own.union(*(read_by(world, tree, kind, OWN, of, events) for tree in trees))
