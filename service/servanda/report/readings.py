"""The readings that findings rest on: what they say, and who holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from servanda.language.ruleset import Definition, Reading, Term
from servanda.report.escape import flowing
from servanda.report.layout import Frame, indented
from servanda.report.reasons import disputed_names, unsettled_names
from servanda.report.wire import Wire, findings
from servanda.report.words import Words


def legend(verdict: Wire, frame: Frame) -> Iterator[RenderableType]:
    """Of every disputed name that a finding rests on, the readings that count."""
    say, ruleset = frame.say, frame.ruleset
    resting = {name for finding in findings(verdict) for name in disputed_names(finding)}
    unsettled = {
        n for f in findings(verdict) for boxes in (f.get("under") or {}).values() for n in unsettled_names(boxes)
    }
    for name, item in ruleset.disputed.items():
        if name in unsettled:
            yield Text("\n" + say("readings.unsettled", name=name))
        elif name in resting:
            rows = Table.grid(padding=(0, 2, 0, 0))
            for reading in _counting(name, item, verdict["readings"], ruleset.parties):
                rows.add_row(*map(Text, (reading.name, _held(reading, say), flowing(reading.source))))  # no markup
            yield Text()
            yield Text(say("readings", name=name, clause=item.clause), "bold")
            yield indented(rows)


def _held(reading: Reading, say: Words) -> str:
    return say("held-by", parties=", ".join(reading.held_by)) if reading.held_by else say("held-by-nobody")


def _counting(name: str, item: Term | Definition, asked: Any, parties: Sequence[str]) -> Sequence[Reading]:
    """The readings of a name that a request counts; all of them for a party that holds none."""
    if isinstance(asked, Mapping):
        return [r for r in item.readings if r.name in asked.get(name, [r.name])]
    holders = set(parties) if asked == "common" else {asked}
    held = [r for r in item.readings if holders <= set(r.held_by)]
    return item.readings if asked == "all" else held or item.readings
