"""What was done or is proposed, and what each party's conduct amounts to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from servanda.report.entries import broken, holding, rules
from servanda.report.escape import visible
from servanda.report.layout import Frame, aligned, indented
from servanda.report.values import shown_values, with_values
from servanda.report.wire import VERDICTS, Submitted, Wire
from servanda.report.words import Words


def action_blocks(action: Wire, submitted: Submitted, frame: Frame) -> Iterator[RenderableType]:
    """The proposed action: who would do what and when, and the rules that are not simply met."""
    yield Text()
    yield Text.assemble(
        (with_values(frame.say("action"), action, frame), "bold"), ": ", frame.verdict(action["verdict"])
    )
    if told := described(submitted.action, frame.say):
        yield indented(Text(told))
    if held := holding(action["holds"], frame):
        yield indented(Text(held))
    yield from rules([(frame.say("action.named"), finding) for finding in action["findings"]], frame)


def event_blocks(events: Sequence[Wire], submitted: Submitted, frame: Frame) -> Iterator[RenderableType]:
    """The events to which a rule applies, and the rules that are not simply met."""
    judged = [event for event in events if event["verdict"] != "not_applicable"]
    if not judged:
        return
    yield Text()
    yield Text(frame.say("events"), "bold")
    rows = aligned(2, 3)
    for word in VERDICTS:
        same = [event for event in judged if event["verdict"] == word]
        shown = same if frame.limit is None else same[: frame.limit]
        for event in shown:
            told = described(submitted.act(event["subject"]), frame.say)
            rows.add_row(frame.verdict(word), Text(_event(event)), Text(told), Text(_judged(event, frame)))
        if more := len(same) - len(shown):
            rows.add_row(frame.verdict(word), Text(frame.say("more", count=frame.say.number(more)).strip()))
    yield indented(rows)
    yield from rules([(_event(event), finding) for event in judged for finding in event["findings"]], frame)


def _event(event: Wire) -> str:
    return visible(event["id"] or event["subject"])


def _judged(part: Wire, frame: Frame) -> str:
    """What holds of a subject, its values, and which binding rules it breaks."""
    breaks = broken(part["findings"], frame)
    told = [holding(part["holds"], frame), *shown_values(part, frame)]
    told += [frame.say("breaks.these", rules=breaks)] if breaks else []
    return "; ".join(filter(None, told))


def party_blocks(parties: Sequence[Wire], frame: Frame) -> Iterator[RenderableType]:
    """What the whole conduct of each party amounts to."""
    told = [part for part in parties if part["verdict"] != "not_applicable" or part["holds"] or part["values"]]
    if not told:
        return
    yield Text()
    yield Text(frame.say("parties"), "bold")
    rows = aligned(1)
    for part in told:
        rows.add_row(frame.verdict(part["verdict"]), Text(visible(part["party"])), Text(_judged(part, frame)))
    yield indented(rows)
    named = [(part["party"], finding) for part in told for finding in part["findings"]]
    yield from rules([(visible(party), {**finding, "subject": party}) for party, finding in named], frame)


def described(act: Any, say: Words) -> str:
    """An act in words: ``announcement by RUS, 2025-06-07, about remains: date 2025-06-07, number 1,200, as agreed``."""
    if act is None:
        return ""
    claims = [say("act.date", day=visible(act.date))] if act.date else []
    claims += [say("act.count", count=say.number(act.count))] if type(act.count) is int else []
    claims += [say("act.as-agreed")] if act.as_agreed is True else []
    claims += [say("act.list", list=visible(act.list))] if act.list else []
    parts = [say("act.by", kind=kind_of(act.kind, say), party=visible(act.actor))]
    parts += [visible(act.at) if act.at else say("act.undated")]
    parts += [say(f"about.{act.subject}")] if act.subject else []
    parts += [say("act.stated", parties=say.joined("and", map(visible, act.stated_by)))] if act.stated_by else []
    return ", ".join(parts) + (": " + ", ".join(claims) if claims else "")


def kind_of(kind: str, say: Words) -> str:
    """A kind of event in words; one that only this ruleset has stays as it is."""
    return visible(say.texts.get(f"event.{kind}", kind))
