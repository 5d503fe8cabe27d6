"""Verdict → flat rows, one for each subject, as spreadsheets sort and filter them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from servanda.language.ruleset import Ruleset
from servanda.report import statements
from servanda.report.acts import described
from servanda.report.duties import differences, owing, steps
from servanda.report.reasons import message_of, under
from servanda.report.replies import Reply, replies
from servanda.report.wire import Place, Submitted, Wire, asked, duties, names_of_subjects, places, subjects
from servanda.report.words import Words

Cell: TypeAlias = str | int | None

STATUSES = ("violated", "disputed", "indeterminate", "pending")
"""The columns of the binding rules that are not simply met. A row says each rule once."""
MET = ("satisfied", "waived", "not_applicable")
LEVELS = ("review", "advisory")
"""The columns of the other rules, each with its status: `already-released=violated`."""
PAIR = (
    *("base", "pair", "changed", "reason", "entry", "entry_under"),
    *("reply_id", "matched_by", "score", "rests_on", "candidates"),
)
"""The columns of pairs, where there are any."""


@dataclass(frozen=True, repr=False)
class Row:
    """What is said of one subject."""

    place: Place
    verdict: str
    holds: dict[str, str]
    values: dict[str, Cell]  # by definition; by definition and reading where it has readings
    rules: dict[str, list[str]]  # STATUSES and LEVELS → rules
    missing: Sequence[str]  # the fields to ask for, in order
    notes: list[str]
    pair: Mapping[str, Cell] = field(default_factory=dict)  # PAIR → cell


def rows(verdict: Wire, ruleset: Ruleset, say: Words, submitted: Submitted) -> list[Row]:
    """The rows: the submission as a whole with what qualifies all others, then every subject."""
    notes = [statements.identity(verdict, say), *statements.remarks(verdict, ruleset, say)]
    names = names_of_subjects(verdict, submitted, say)
    notes += (say("steps.one", step=step) for step in steps(verdict, names, say))
    notes += (say("differences.one", difference=difference) for difference in differences(verdict, say))
    notes += statements.left_out(verdict, names, submitted.lists, say)
    whole = Row(Place("submission"), verdict["verdict"], {}, {}, {}, (), notes)
    known = places(verdict, submitted)
    fields = {asked(item, known): item["fields"] for item in verdict["clarifications"]}
    told = {place: described(submitted.act(pointer), say) for pointer, place in known.items()}
    found = [_row(place, part, fields.get(place, ()), told.get(place, ""), say) for place, part in subjects(verdict)]
    cells = iter([_pair(reply, pair, say) for reply in replies(verdict, submitted) for pair in reply.pairs])
    return [whole, *(replace(row, pair=next(cells)) if row.place.kind == "pair" else row for row in found)]


def _pair(reply: Reply, pair: Wire, say: Words) -> dict[str, Cell]:
    """What the columns of pairs say of one, in words of the wire contract."""
    entry, reason = reply.entry(pair), reply.has_reason(pair)
    told: dict[str, Cell] = {
        "base": pair["base"],
        "pair": pair["status"],
        "changed": " ".join(pair.get("changed", ())),
        "reason": None if reason is None else _cell(reason),
        "entry": entry["verdict"],
        "entry_under": " / ".join(dict.fromkeys(line for item in entry["findings"] for line in under(item, say))),
    }
    told |= {name: pair.get(name) for name in ("reply_id", "matched_by", "score")}
    return told | {name: " ".join(pair.get(name, ())) for name in ("rests_on", "candidates")}


def duty_rows(verdict: Wire, say: Words, submitted: Submitted) -> list[Row]:
    """A row for every duty: a duty has a status, which its notes say, and no verdict."""
    names, found = names_of_subjects(verdict, submitted, say), []
    for duty in duties(verdict):
        notes = [f"{owing(duty, names, say)}: {say('status.' + duty['status'])}", *_notes(duty, say)]
        rules = {} if duty["status"] in MET else _rules([duty])
        found.append(Row(Place("obligation", "", duty["obligation"]), "", {}, {}, rules, duty["missing"], notes))
    return found


def _row(place: Place, part: Wire, missing: Sequence[str], told: str, say: Words) -> Row:
    values = {name: cell for key, value in part["values"].items() for name, cell in _cells(key, value)}
    notes = dict.fromkeys(note for finding in part["findings"] for note in _notes(finding, say))
    rules = _rules(part["findings"])
    return Row(place, part["verdict"], dict(part["holds"]), values, rules, missing, [*([told] if told else []), *notes])


def _notes(finding: Wire, say: Words) -> Iterator[str]:
    if message := message_of(finding):
        yield message
    yield from under(finding, say)


def _rules(findings: Sequence[Wire]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for finding in findings:
        if finding["level"] == "binding":
            found.setdefault(finding["status"], []).append(finding["rule"])
        else:
            found.setdefault(finding["level"], []).append(f"{finding['rule']}={finding['status']}")
    return found


def _cells(name: str, value: object) -> Iterator[tuple[str, Cell]]:
    """A value in one column, or in one for each reading."""
    if isinstance(value, Mapping):
        for reading, of_reading in value.items():
            yield from _cells(f"{name}.{reading}", of_reading)
    else:
        yield name, _cell(value)


def _cell(value: object) -> Cell:
    """A number as a number; ``24..25`` where it is known to an interval, which no spreadsheet takes for a date."""
    match value:
        case [low, high]:
            return f"{_bound(low)}..{_bound(high)}"
        case bool():
            return "true" if value else "false"
        case None | int() | str():
            return value
    return str(value)


def _bound(value: object) -> str:
    return "" if value is None else str(value)


def heads(found: Sequence[Row], say: Words) -> list[str]:
    """The heads of the columns; those of definitions have a prefix, so that none can be mistaken for another column."""
    named = [f"holds.{name}" for name in columns([row.holds for row in found])]
    named += [f"values.{name}" for name in columns([row.values for row in found])]
    first = ("subject", "list", "id", "verdict", *pair_columns(found))
    last = (*STATUSES, *LEVELS, "missing", "notes")
    return [*(say(f"head.{name}") for name in first), *named, *(say(f"head.{name}") for name in last)]


def pair_columns(found: Sequence[Row]) -> Sequence[str]:
    """The columns that only pairs have, where one of the rows is of a pair."""
    return PAIR if any(row.pair for row in found) else ()


def columns(found: Sequence[Mapping[str, object]]) -> list[str]:
    """The keys of all of them, in the order in which they first occur."""
    return list(dict.fromkeys(key for item in found for key in item))
