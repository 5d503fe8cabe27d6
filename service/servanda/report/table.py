"""Verdict → what a negotiator reads: who is in, who is out, under whose reading, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from servanda.language.ruleset import Ruleset
from servanda.report import statements
from servanda.report.layout import SHOWN, Frame
from servanda.report.lists import list_blocks, record_blocks
from servanda.report.questions import asking
from servanda.report.readings import legend
from servanda.report.wire import VERDICTS, Wire, counted, names_of_subjects
from servanda.report.words import words


def report(
    verdict: Wire, ruleset: Ruleset, language: str = "en", everyone: bool = False, lists: Sequence[Any] = ()
) -> Group:
    """The verdict for a terminal; with ``everyone``, groups of any size are named in full.

    ``lists`` are those that were submitted: they say what a verdict does not repeat.
    """
    frame = Frame(words(language), ruleset, language, None if everyone else SHOWN)
    headers = {submitted.id: submitted for submitted in lists}
    blocks: list[RenderableType] = list(_heading(verdict, frame))
    for list_ in verdict["lists"]:
        blocks += list_blocks(list_, headers.get(list_["id"]), frame)
    record = verdict.get("record")
    if record and (record["verdict"] != "not_applicable" or record["holds"] or record["values"]):
        blocks += record_blocks(record, frame)
    blocks += legend(verdict, frame)
    blocks += (Text("\n" + line) for line in _closing(verdict, frame, lists))
    return Group(*blocks)


def _heading(verdict: Wire, frame: Frame) -> Iterator[RenderableType]:
    say, ruleset = frame.say, frame.ruleset
    counts = counted(verdict)
    warned = {"warnings": counts["warnings"]} if verdict["verdict"] == "compliant" and counts["warnings"] else {}
    beside = Text.assemble(" (", frame.counts(warned), ")") if warned else ""
    yield Text.assemble(frame.verdict(verdict["verdict"], upper=True), beside, "  ", frame.localised(ruleset.title))
    yield Text(statements.identity(verdict, say))
    yield from (Text(line, "bold") for line in statements.narrowed(verdict, say))
    judged = sum(counts[name] for name in VERDICTS)
    yield Text.assemble(say("judged", count=say.number(judged)), " ", frame.counts(counts))
    yield from map(Text, statements.rested(verdict, ruleset, say))
    yield from (Text(line, "bold") for line in statements.standing(verdict, ruleset, say))
    yield from map(Text, statements.messages(verdict))


def _closing(verdict: Wire, frame: Frame, lists: Sequence[Any]) -> Iterator[str]:
    """What to ask, and what was left out."""
    names = names_of_subjects(verdict, lists, frame.say)
    yield from asking(verdict, names, frame)
    yield from statements.left_out(verdict, names, lists, frame.say)
