"""Who owes what, whose move it is, and where the accounts of the parties differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import RenderableType
from rich.text import Text

from servanda.report.acts import kind_of
from servanda.report.entries import rules
from servanda.report.escape import flowing, visible
from servanda.report.layout import Frame, indented
from servanda.report.reasons import in_account
from servanda.report.wire import Wire, duties
from servanda.report.words import Words


def duty_blocks(verdict: Wire, names: Mapping[str, str], frame: Frame) -> Iterator[RenderableType]:
    """The duties, obligation by obligation; those apart to which nothing applies."""
    owed = [duty for duty in duties(verdict) if duty["status"] != "not_applicable"]
    if owed:
        yield Text()
        yield Text(frame.say("duties"), "bold")
        yield from rules([(owing(duty, names, frame.say), duty) for duty in owed], frame)


def owing(duty: Wire, names: Mapping[str, str], say: Words) -> str:
    """Who owes a duty, since when and until when: ``RUS (since E7, due 2025-06-14)``."""
    since = say("duty.since", what=trigger_of(duty, names, say)) if duty["trigger"] else say("duty.awaited")
    told = ", ".join(filter(None, [since, due(duty, say)]))
    return f"{visible(duty['party'])} ({told})" if duty["party"] else told


def trigger_of(duty: Wire, names: Mapping[str, str], say: Words) -> str:
    """What brought a duty about: a subject, or a day."""
    trigger = duty["trigger"]
    return names.get(trigger) or visible(trigger) if isinstance(trigger, str) else day_of(trigger, say)


def due(duty: Wire, say: Words) -> str:
    """``due 2025-06-14``, or that a duty has no deadline; of one that is met or broken without a day, nothing."""
    if duty["due"] is not None:
        return say("duty.due", day=day_of(duty["due"], say))
    is_open = duty.get("status", "pending") == "pending" and duty["trigger"] is not None  # a next step has no status
    return say("duty.undated") if is_open else ""


def day_of(value: object, say: Words) -> str:
    """A day, the two between which it lies, or one for each reading or account."""
    match value:
        case Mapping():
            days = {day_of(day, say): None for day in value.values() if day is not None}
            return say.joined("or", days)
        case [low, high]:
            return say("duty.between", low=day_of(low, say), high=day_of(high, say))
        case None:
            return "?"
    return visible(str(value))


def step_blocks(verdict: Wire, names: Mapping[str, str], frame: Frame) -> Iterator[RenderableType]:
    """Whose move it is."""
    if lines := list(steps(verdict, names, frame.say)):
        yield Text()
        yield Text(frame.say("steps"), "bold")
        yield from (indented(Text(line)) for line in lines)


def steps(verdict: Wire, names: Mapping[str, str], say: Words) -> Iterator[str]:
    """The next steps, a line each: who, by which obligation and clause, until when."""
    for step in verdict["next_steps"]:
        who = owing(step, names, say)
        yield say(
            "step", who=who, duty=visible(step["obligation"]), clause=step["clause"], message=flowing(step["message"])
        )


def difference_blocks(verdict: Wire, frame: Frame) -> Iterator[RenderableType]:
    """Where the accounts differ."""
    if lines := list(differences(verdict, frame.say)):
        yield Text()
        yield Text(frame.say("differences"), "bold")
        yield from (indented(Text(line)) for line in lines)


def differences(verdict: Wire, say: Words) -> Iterator[str]:
    """The differences, a line each: of what, in which field, and what each account has."""
    for found in verdict["differences"]:
        of = say("act.by", kind=kind_of(found["kind"], say), party=visible(found["actor"]))
        accounts = found["by_account"].items()
        if found["field"] == "kind":  # one account lacks it altogether
            told = {party: say("difference.told" if value else "difference.lacking") for party, value in accounts}
        else:
            told = {party: f"{found['field']} {_value(value, say)}" for party, value in accounts}
        values = ", ".join(f"{value} {in_account([party], say)}" for party, value in told.items())
        yield say("difference", batch=visible(found["batch"]), of=of, values=values)


def _value(value: object, say: Words) -> str:
    match value:
        case bool():
            return say("truth.true" if value else "truth.false")
        case int():
            return say.number(value)
        case [*items]:
            return say.joined("and", (_value(item, say) for item in items))
        case None:
            return "?"
    return visible(str(value))
