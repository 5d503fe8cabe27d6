"""One list in the table, and what is said of all lists together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from servanda.report.entries import holding, roster, rules
from servanda.report.escape import visible
from servanda.report.layout import Frame, indented
from servanda.report.values import with_values
from servanda.report.wire import Wire
from servanda.report.words import Words


def list_blocks(list_: Wire, submitted: Any, frame: Frame) -> Iterator[RenderableType]:
    """A list: what it says of itself, its people, and the rules that are not simply met."""
    yield from _headline(frame.say("list", id=visible(list_["id"])), list_, frame)
    if submitted is not None:
        yield indented(Text(visible(header(submitted, frame.say))))
    entries = list_.get("entries")
    yield indented(frame.counts(list_["counts"]) if entries is None else roster(entries, frame))
    named = [(visible(list_["id"]), finding) for finding in list_["findings"]]
    named += [(visible(entry["id"]), finding) for entry in entries or () for finding in entry["findings"]]
    yield from rules(named, frame)


def record_blocks(record: Wire, frame: Frame) -> Iterator[RenderableType]:
    """What the rules that look at all lists together say."""
    yield from _headline(frame.say("record"), record, frame)
    if held := holding(record["holds"], frame):
        yield indented(Text(held))
    yield from rules([(frame.say("record.named"), finding) for finding in record["findings"]], frame)


def _headline(name: str, part: Wire, frame: Frame) -> Iterator[Text]:
    yield Text()
    yield Text.assemble((with_values(name, part, frame), "bold"), ": ", frame.verdict(part["verdict"]))


def header(submitted: Any, say: Words) -> str:
    """What a list says of itself, and what was taken for granted: ``prisoners, proposed by UKR to RUS, …``."""
    role = say(f"role.{submitted.role}")
    parts = [say(f"kind.{submitted.kind}")]
    parts.append(say("header.by-to" if submitted.to else "header.by", role=role, by=submitted.by, to=submitted.to))
    parts.append(say("header.dated", day=submitted.date) if submitted.date else say("header.undated"))
    parts.append(say("header.final" if submitted.final is True else "header.open"))
    parts += [say(f"channel.{submitted.channel}")] if submitted.channel else []
    parts += [say("header.transfer", day=submitted.transfer_on)] if submitted.transfer_on else []
    return ", ".join(parts)
