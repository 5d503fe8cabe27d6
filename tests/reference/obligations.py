"""Who owes what, by when, and whether it was done: every duty is walked anew in every world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from servanda.language import tree as t
from servanda.language.calendar import Duration
from servanda.language.ruleset import Obligation

from . import times
from .evaluator import World, outcome, truth
from .subjects import RECORD, Subject, entries_of, events_of, proposed
from .values import (
    MISSING,
    Member,
    Members,
    Span,
    Unknown,
    Value,
    compare,
    conjunction,
    disjunction,
    void,
    worst,
)

OPEN = Unknown("open")
INFINITE = 2**100


@dataclass(frozen=True)
class Duty:
    """What may be owed: because of which trigger, in the period that begins when, by whom (or why that is not known).

    A period is told by its first moment, the same in every world; where there is none, it is not known, or no period.
    """

    obligation: Obligation
    trigger: Subject
    period: Any
    holder: str | Unknown

    @property
    def of_event(self) -> bool:
        return self.trigger.kind == "action"

    @property
    def of_history(self) -> bool:
        """Whether an event triggers it: what is proposed is taken to be at the time of judgement."""
        return self.of_event and self.trigger.pointer != "/action"

    def named(self, **more: Value) -> Mapping[str, Value]:
        """What its expressions name."""
        return {"trigger": self.trigger, "duty": self.holder, **more}


# What may be owed


def triggers(obligation: Obligation, world: World, action: Mapping[str, Any] | None) -> list[Subject]:
    """Everything that may bring an obligation about: events, entries of lists, or a day of the record."""
    of = obligation.trigger.of
    if of == "record":
        return [RECORD]
    if of == "action":
        acts = [*events_of(world.events, "action"), *(proposed(action) if obligation.ahead else [])]
        return [act for act in acts if act.data["kind"] in obligation.trigger.kinds]
    lists = [(i, header) for i, header in enumerate(world.lists) if header["role"] != "register"]
    return [e for i, header in lists for e in entries_of(header, f"/lists/{i}") if e.kind == of]


def duties(obligation: Obligation, worlds: list[World], action: Mapping[str, Any] | None) -> list[Duty]:
    """All duties that there may be in some of the worlds."""
    found: list[Duty] = []
    for trigger in triggers(obligation, worlds[0], action):
        here: dict[Any, Duty] = {}
        for world in worlds:
            for begins in beginnings(obligation, trigger, world):
                for holder in holders(obligation, trigger, world):
                    duty = Duty(obligation, trigger, first_moment(begins), holder)
                    here.setdefault((duty.period, holder), duty)
        dated = sorted((duty for duty in here.values() if duty.period), key=lambda duty: duty.period)
        found += [*dated, *(duty for duty in here.values() if not duty.period)]
    return found


def first_moment(begins: Value) -> Any:
    return begins.low if isinstance(begins, Span) else None


def period_in(duty: Duty, world: World) -> list[Value]:
    """When the period of a duty begins in a world, if it does there."""
    return [b for b in beginnings(duty.obligation, duty.trigger, world) if first_moment(b) == duty.period]


def holders(obligation: Obligation, trigger: Subject, world: World) -> dict[str | Unknown, Value]:
    """Who owes a duty in a world, and whether they surely do."""
    value = world.value(obligation.duty_of.tree, RECORD, {"trigger": trigger})
    items = value.items if isinstance(value, Members) else (Member(value),)
    found: dict[str | Unknown, Value] = {}
    for member in items:
        surely = Unknown(member.cause) if member.cause else True
        found[member.value] = disjunction([found.get(member.value, False), surely])
    return found


def beginnings(obligation: Obligation, trigger: Subject, world: World) -> list[Value]:
    """When the periods of a world begin, up to the time of judgement; one None where nothing is repeated."""
    if obligation.every is None:
        return [None]
    name = f"beginnings {obligation.rule.name}"
    found: list[Value] = world.once(name, trigger, world.settled, lambda: repeated(obligation, trigger, world))
    return found


def repeated(obligation: Obligation, trigger: Subject, world: World) -> list[Value]:
    first, found = first_beginning(obligation, trigger, world), []
    step = later(first, obligation, 1, world)
    if isinstance(first, Unknown):
        return [first]
    length = duration(obligation.every, world)
    if isinstance(length, Unknown):  # once the first has begun, what follows it is not known
        begun = has_begun(obligation, trigger, first, world) is not False
        return [first, Unknown(length.cause or "missing")] if begun else []
    if isinstance(step, Unknown):
        return [first]
    while has_begun(obligation, trigger, begins := later(first, obligation, len(found), world), world) is not False:
        found.append(begins)
    return found


# When


def duration(expression: t.Expression | None, world: World) -> Value:
    return world.value(expression.tree, RECORD, {}) if expression else None


def day_of(obligation: Obligation, trigger: Subject, world: World) -> Value:
    """When what begins on a day begins."""
    on = obligation.trigger.on
    return world.value(on.tree, trigger, {"trigger": trigger}) if on else MISSING


def first_beginning(obligation: Obligation, trigger: Subject, world: World) -> Value:
    """When the first period begins; not known at all where periods cannot be counted from it."""
    first = day_of(obligation, trigger, world)
    exact = isinstance(first, Unknown) or is_exact(first, duration(obligation.every, world), world)
    return first if exact else Unknown(first.cause or "missing")


def is_exact(first: Span, every: Value, world: World) -> bool:
    """Whether periods can be counted from a day or time: in hours only from an instant."""
    day = times.is_time(first) and times.is_whole_day(first, world.zone)
    return bool(first.low == first.high or (day and not in_hours(every)))


def in_hours(length: Value) -> bool:
    return isinstance(length, Duration) and length.hours > 0


def later(first: Value, obligation: Obligation, periods: int, world: World) -> Value:
    """The beginning of a period that so many others precede; not known where none ever comes."""
    every = duration(obligation.every, world)
    if not isinstance(every, Duration):
        return world.call("plus", [first, every])
    every = Duration(*(periods * part for part in (every.months, every.days, every.hours)))
    if every == Duration(0, 0):
        return first if periods == 0 else MISSING
    return world.call("plus", [first, every])


def has_begun(obligation: Obligation, trigger: Subject, begins: Value, world: World) -> Value:
    """Whether what begins then has begun."""
    until = obligation.trigger.until
    last = world.value(until.tree, trigger, {"trigger": trigger}) if until else None
    within = [world.compare("<=", begins, last)] if until else []
    return conjunction([world.compare("<=", begins, times.as_of(world.as_of, world.zone)), *within])


def start(duty: Duty, world: World) -> Value:
    """When a duty, or its period, begins."""
    if duty.obligation.every:
        return next(iter(period_in(duty, world)), MISSING)
    return world.field(duty.trigger, "at") if duty.of_event else day_of(duty.obligation, duty.trigger, world)


def due(duty: Duty, world: World) -> Value:
    """Until when a duty can be performed in time; None where it has no end."""
    within = duration(duty.obligation.within, world)
    if within is not None:
        return world.call("plus", [start(duty, world), within])
    return None if duty.obligation.every is None else before(next_beginning(duty, world), duty.obligation, world)


def next_beginning(duty: Duty, world: World) -> Value:
    """When the period after that of a duty begins."""
    first = first_beginning(duty.obligation, duty.trigger, world)
    periods = beginnings(duty.obligation, duty.trigger, world)
    number = [first_moment(begins) for begins in periods].index(duty.period) if period_in(duty, world) else 0
    return later(first, duty.obligation, number + 1, world)


def before(value: Value, obligation: Obligation, world: World) -> Value:
    """The last day before that of a time, or its last moment where periods are counted in hours."""
    if not isinstance(value, Span):
        return value
    if in_hours(duration(obligation.every, world)):
        return replace(value, low=value.low - times.TICK, high=value.high - times.TICK)
    days = times.days_if_time(value, world.zone)
    last = replace(days, low=days.low - timedelta(days=1), high=days.high - timedelta(days=1))
    return times.moments(last, world.zone) if times.is_time(value) else last


# Whether


def happened(duty: Duty, world: World) -> Value:
    """Whether a duty came about for its holder."""
    obligation, trigger = duty.obligation, duty.trigger
    real = world.is_there(trigger) if duty.of_history else not world.is_before_force(trigger)
    where = obligation.trigger.where
    asked = world.value(where.tree, trigger, duty.named()) if where else True
    begun = has_begun(obligation, trigger, start(duty, world), world) if obligation.trigger.on else True
    period = bool(period_in(duty, world))
    return conjunction([real, asked, begun, period, holders(obligation, trigger, world).get(duty.holder, False)])


@dataclass(frozen=True)
class Candidate:
    """An event that may perform a duty: whether it does, and whether it does so in time."""

    event: Subject
    performs: Value
    in_time: Value


def candidates(duty: Duty, world: World) -> list[Candidate]:
    """The events of the kinds that perform a duty; an event never performs the duty that it triggers."""
    kinds = duty.obligation.kinds
    events = [e for e in events_of(world.events) if e.data["kind"] in kinds and e.pointer != duty.trigger.pointer]
    return [candidate(duty, event, world) for event in events]


def candidate(duty: Duty, event: Subject, world: World) -> Candidate:
    where, at, ends = duty.obligation.where, world.field(event, "at"), due(duty, world)
    performs = conjunction(
        [
            world.is_there(event),
            world.value(where.tree, RECORD, duty.named(event=event)) if where else True,
            *([world.compare("<=", start(duty, world), at)] if follows(duty) else []),
        ]
    )
    if duty.obligation.ahead:
        ahead = world.call("plus", [at, duration(duty.obligation.ahead, world)])
        early = by_the_end(ahead, world.field(duty.trigger, "at"), ahead, world)
    else:
        early = True if ends is None else by_the_end(at, ends, ends, world)
    return Candidate(event, performs, conjunction([performs, early]))


def by_the_end(at: Value, ends: Value, counted: Value, world: World) -> Value:
    """Whether a time is not after another; where what was ``counted`` is no whole day, moment by moment."""
    by_moments = times.is_time(counted) and not times.is_whole_day(counted, world.zone)
    return compare("<=", at, ends) if by_moments and times.is_time(ends) else world.compare("<=", at, ends)


def follows(duty: Duty) -> bool:
    """Whether only what is not before the beginning can perform a duty."""
    return not duty.obligation.ahead and (duty.of_event or duty.obligation.every is not None)


def achieved(duty: Duty, done: list[tuple[Subject, Value]], world: World) -> Value:
    """Whether some events, as far as they count, are what is owed: one of them, or the sum of what they count."""
    total = duty.obligation.total
    if total is None:
        return disjunction([counts for _, counts in done])
    return world.compare(">=", counted(done, world), world.value(total.tree, RECORD, duty.named()))


def counted(done: list[tuple[Subject, Value]], world: World) -> Span:
    """What some events count together; one that does not say may count anything from 0."""
    numbers = [(world.field(event, "count"), counts) for event, counts in done if counts is not False]
    low = sum(number.low for number, counts in numbers if isinstance(number, Span) and counts is True)
    high = sum(number.high if isinstance(number, Span) else INFINITE for number, _ in numbers)
    causes = [value.cause for pair in numbers for value in pair if isinstance(value, Unknown)]
    return Span(low, high, worst(causes) if low != high else None)


def performed(duty: Duty, world: World) -> Value:
    """Whether a duty is performed; open where it is not, and still can be."""
    found, ends = candidates(duty, world), due(duty, world)
    in_time = achieved(duty, [(c.event, c.in_time) for c in found], world)
    if duty.obligation.ahead:
        return in_time
    ever = achieved(duty, [(c.event, c.performs) for c in found], world)
    if ends is None:
        return OPEN if ever is False else ever
    if unknown := void([ends]):
        return unending(ever, unknown)
    late = world.compare(">", times.as_of(world.as_of, world.zone), ends)
    if isinstance(late, Unknown):
        causes = [value.cause for value in (late, in_time) if isinstance(value, Unknown)]
        return True if in_time is True else Unknown(worst(causes))
    return in_time if late else disjunction([in_time, OPEN])


def unending(ever: Value, unknown: Unknown) -> Value:
    """Whether a duty is performed of which nobody can know when it ends."""
    if isinstance(ever, Unknown):
        return Unknown(worst([ever.cause, unknown.cause]))
    return True if ever else unknown


def premises(duty: Duty, world: World, forced: Mapping[str, bool] | None = None) -> list[Value]:
    """Whether a duty applies, is lifted, is performed; ``forced`` sets some of what that rests on."""
    asked, forced = duty.obligation.rule.premises, forced or {}
    truths = {i: forced.get(name, world.proposition(name, duty.trigger)) for i, name in enumerate(asked.names)}
    about = forced.get(HAPPENED, happened(duty, world))
    done = forced.get(DONE, performed(duty, world))
    return [conjunction([about, truth(asked.applies, truths)]), truth(asked.unless, truths), done]


HAPPENED, DONE = "?happened", "?done"
"""What a duty rests on beside what its obligation names."""


def situation(duty: Duty, world: World) -> list[Value]:
    """The truth of everything that a duty rests on, with causes."""
    named = [world.proposition(name, duty.trigger) for name in duty.obligation.rule.premises.names]
    return [happened(duty, world), *named, performed(duty, world)]


def status_of_duty(duty: Duty, world: World, forced: Mapping[str, bool] | None = None) -> str:
    return outcome(*premises(duty, world, forced))


def expressions(obligation: Obligation) -> list[t.Tree]:
    """Everything that an obligation calculates, beside its premises."""
    trigger = obligation.trigger
    about = [trigger.where, trigger.on, trigger.until, obligation.duty_of]
    done = [obligation.where, obligation.total, obligation.within, obligation.every, obligation.ahead]
    return [expression.tree for expression in (*about, *done) if expression]


def trigger_shown(duty: Duty, worlds: list[World]) -> Any:
    """What brought a duty about, as it is shown: a pointer, or the day on which it begins."""
    if duty.trigger != RECORD:
        return duty.trigger.pointer
    begins = [start(duty, world) for world in worlds]
    known = [times.days_if_time(value, world.zone) for value, world in zip(begins, worlds, strict=True)]
    days: list[date] = [value.low for value in known if isinstance(value, Span) and value.low == value.high]
    return days[0].isoformat() if days else None
