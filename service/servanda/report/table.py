"""Verdict → what a negotiator reads: who is in, who is out, under whose reading, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from servanda.language.ruleset import Ruleset
from servanda.report import statements
from servanda.report.acts import action_blocks, event_blocks, party_blocks
from servanda.report.duties import difference_blocks, duty_blocks, step_blocks
from servanda.report.layout import SHOWN, Frame
from servanda.report.lists import list_blocks, record_blocks
from servanda.report.pairs import reply_blocks
from servanda.report.questions import asking
from servanda.report.readings import legend
from servanda.report.replies import replies
from servanda.report.wire import (
    VERDICTS,
    Submitted,
    Wire,
    acts,
    counted,
    counted_acts,
    counted_pairs,
    names_of_subjects,
)
from servanda.report.words import words


def report(  # noqa: PLR0913 - what was submitted, part by part
    verdict: Wire,
    ruleset: Ruleset,
    language: str = "en",
    everyone: bool = False,
    lists: Sequence[Any] = (),
    *,
    action: Any = None,
    events: Sequence[Any] | None = None,
) -> Group:
    """The verdict for a terminal; with ``everyone``, groups of any size are named in full.

    ``lists``, ``action`` and ``events`` are those that were submitted: they say what a verdict does not repeat.
    """
    frame = Frame(words(language), ruleset, language, None if everyone else SHOWN)
    submitted = Submitted(lists, action, events or ())
    names = names_of_subjects(verdict, submitted, frame.say)
    blocks: list[RenderableType] = list(_heading(verdict, frame))
    blocks += _acts(verdict, names, submitted, frame)
    headers = {item.id: item for item in lists}
    for list_ in verdict["lists"]:
        blocks += list_blocks(list_, headers.get(list_["id"]), frame)
    for reply in replies(verdict, submitted):
        blocks += reply_blocks(reply, verdict, frame)
    record = verdict.get("record")
    if record and (record["verdict"] != "not_applicable" or record["holds"] or record["values"]):
        blocks += record_blocks(record, frame)
    blocks += legend(verdict, frame)
    blocks += (Text("\n" + line) for line in _closing(verdict, names, submitted, frame))
    return Group(*blocks)


def _acts(verdict: Wire, names: Mapping[str, str], submitted: Submitted, frame: Frame) -> Iterator[RenderableType]:
    """What was done or is proposed, who owes what, and where the accounts differ."""
    if verdict["action"]:
        yield from action_blocks(verdict["action"], submitted, frame)
    yield from event_blocks(verdict["events"], submitted, frame)
    yield from party_blocks(verdict["parties"], frame)
    yield from duty_blocks(verdict, names, frame)
    yield from step_blocks(verdict, names, frame)
    yield from difference_blocks(verdict, frame)


def _heading(verdict: Wire, frame: Frame) -> Iterator[RenderableType]:
    say, ruleset = frame.say, frame.ruleset
    counts = counted(verdict)
    warned = {"warnings": counts["warnings"]} if verdict["verdict"] == "compliant" and counts["warnings"] else {}
    beside = Text.assemble(" (", frame.counts(warned), ")") if warned else ""
    yield Text.assemble(frame.verdict(verdict["verdict"], upper=True), beside, "  ", frame.localised(ruleset.title))
    yield Text(statements.identity(verdict, say))
    yield from (Text(line, "bold") for line in statements.narrowed(verdict, say))
    judged = sum(counts[name] for name in VERDICTS)
    if judged or not acts(verdict):
        yield Text.assemble(say("judged", count=say.number(judged)), " ", frame.counts(counts))
    of_pairs = counted_pairs(verdict)
    if compared := sum(of_pairs.values()):
        yield Text.assemble(say("judged.pairs", count=say.number(compared)), " ", frame.counts(of_pairs))
    if done := len(acts(verdict)):
        yield Text.assemble(say("judged.acts", count=say.number(done)), " ", frame.counts(counted_acts(verdict)))
    yield from map(Text, statements.rested(verdict, ruleset, say))
    yield from (Text(line, "bold") for line in statements.standing(verdict, ruleset, say))
    yield from map(Text, statements.messages(verdict))


def _closing(verdict: Wire, names: Mapping[str, str], submitted: Submitted, frame: Frame) -> Iterator[str]:
    """What to ask, and what was left out."""
    yield from asking(verdict, names, frame)
    yield from statements.left_out(verdict, names, submitted.lists, frame.say)
