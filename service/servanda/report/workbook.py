"""Verdict → XLSX: a summary, everybody judged, every finding, and what to ask; in the words of the reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, TypeAlias

from servanda.language.ruleset import Ruleset
from servanda.report.duties import day_of, due, trigger_of
from servanda.report.escape import flowing
from servanda.report.reasons import message_of, status_of, under
from servanda.report.rows import LEVELS, STATUSES, Row, columns, heads, pair_columns, rows
from servanda.report.sheets import Cell, Colour, Sheet, written
from servanda.report.wire import (
    VERDICTS,
    Place,
    Submitted,
    Wire,
    acts,
    asked,
    counted,
    counted_pairs,
    duties,
    in_words,
    names_of_subjects,
    places,
    subjects,
)
from servanda.report.words import Words, words

Cells: TypeAlias = Iterator[Sequence[Cell]]
FINDINGS = ("subject", "list", "id", "rule", "clause", "level", "status", "message", "under", "by_party", "missing")
OBLIGATIONS = ("obligation", "clause", "level", "trigger", "party", "due", *FINDINGS[6:])
QUESTIONS = ("subject", "list", "id", "fields", "may_settle")


def workbook(  # noqa: PLR0913 - what was submitted, part by part
    verdict: Wire,
    ruleset: Ruleset,
    language: str = "en",
    lists: Sequence[Any] = (),
    *,
    action: Any = None,
    events: Sequence[Any] | None = None,
) -> bytes:
    """The verdict as an XLSX file; ``lists``, ``action`` and ``events`` are those that were submitted.

    Needs the extra `files`.
    """
    say, submitted = words(language), Submitted(lists, action, events or ())
    found = rows(verdict, ruleset, say, submitted)
    title = flowing(ruleset.title.get(language) or ruleset.title["en"])
    notes = ((say("head.notes") if place == 0 else "", note) for place, note in enumerate(found[0].notes[1:]))
    people = [row for row in found[1:] if row.place.kind != "pair"]
    pairs = [row for row in found if row.place.kind == "pair"]
    beside = Sheet(say("sheet.pairs"), heads(pairs, say), _entries(pairs, say))
    owed = Sheet(say("sheet.obligations"), _heads(OBLIGATIONS, say), _obligations(verdict, submitted, say))
    return written(
        [
            Sheet(say("sheet.summary"), (), chain(_summary(verdict, title, say), notes)),
            Sheet(say("sheet.entries"), heads(people, say), _entries(people, say)),
            *([beside] if pairs else []),
            Sheet(say("sheet.findings"), _heads(FINDINGS, say), _findings(verdict, say)),
            *([owed] if ruleset.obligations else []),
            Sheet(say("sheet.questions"), _heads(QUESTIONS, say), _questions(verdict, submitted, say)),
        ]
    )


def _heads(names: Sequence[str], say: Words) -> list[str]:
    return [say(f"head.{name}") for name in names]


def _summary(verdict: Wire, title: str, say: Words) -> Cells:
    """What the verdict is, under what, and how many it is of."""
    mark, counts = verdict["ruleset"], counted(verdict)
    yield say("head.verdict"), _verdict(verdict["verdict"], say)
    yield say("head.title"), title
    yield say("head.ruleset"), f"{mark['agreement']}@{mark['version']}"
    yield say("head.standing"), say("draft") if verdict.get("draft") else say(f"standing.{mark['standing']}")
    yield say("head.digest"), mark["digest"]
    yield say("head.as_of"), verdict["as_of"]
    yield say("head.judged"), sum(counts[name] for name in VERDICTS)
    yield from ((_verdict(name, say), counts[name]) for name in VERDICTS)
    yield say("head.warnings"), counts.get("warnings", 0)
    if compared := sum(counted_pairs(verdict).values()):
        yield say("head.pairs"), compared
    if done := len(acts(verdict)):
        yield say("head.acts"), done


def _entries(found: Sequence[Row], say: Words) -> Cells:
    of_pairs, holds = pair_columns(found), columns([row.holds for row in found])
    values = columns([row.values for row in found])
    for row in found:
        truths = (say(f"truth.{row.holds[name]}") if name in row.holds else None for name in holds)
        numbers = (row.values.get(name) for name in values)
        rules = (" ".join(row.rules.get(name, ())) for name in (*STATUSES, *LEVELS))
        last = (", ".join(in_words(row.missing, say)), " ".join(row.notes))
        told = (_of_pair(name, row.pair.get(name), say) for name in of_pairs)
        yield *_place(row.place, say), _verdict(row.verdict, say), *told, *truths, *numbers, *rules, *last


def _of_pair(name: str, cell: Cell, say: Words) -> Cell:
    """A cell of a pair, in words where the column has words of the wire contract."""
    kind = {"pair": "pair", "reason": "truth", "matched_by": "matched"}.get(name)
    if name == "entry" and cell:
        return _verdict(str(cell), say)
    return say(f"{kind}.{cell}") if kind and cell else cell


def _findings(verdict: Wire, say: Words) -> Cells:
    yield from (_finding(Place("submission"), finding, say) for finding in verdict["findings"])
    for place, part in subjects(verdict):
        yield from (_finding(place, finding, say) for finding in part["findings"])


def _finding(place: Place, finding: Wire, say: Words) -> Sequence[Cell]:
    message = flowing(finding["message"]) if place.kind == "submission" else message_of(finding)
    head = (finding["rule"], finding["clause"], say(f"level.{finding['level']}"))
    return *_place(place, say), *head, *_outcome(finding, message, say)


def _outcome(finding: Wire, message: str, say: Words) -> Sequence[Cell]:
    """Status, message, under which readings and accounts, by which party's, and what is missing."""
    status = finding["status"]
    parties = (f"{party}: {status_of(finding, of, say)}" for party, of in finding.get("by_party", {}).items())
    return (
        Colour(status, status_of(finding, status, say)),
        message,
        " / ".join(under(finding, say)),
        ", ".join(parties),
        ", ".join(in_words(finding["missing"], say)),
    )


def _obligations(verdict: Wire, submitted: Submitted, say: Words) -> Cells:
    names = names_of_subjects(verdict, submitted, say)
    for duty in duties(verdict):
        trigger = trigger_of(duty, names, say) if duty["trigger"] else None
        head = (duty["rule"], duty["clause"], say(f"level.{duty['level']}"))
        message = flowing(duty["message"]) if duty["status"] == "pending" else message_of(duty)
        day = due(duty, say) if duty["due"] is None else day_of(duty["due"], say)
        yield *head, trigger, duty["party"], day, *_outcome(duty, message, say)


def _questions(verdict: Wire, submitted: Submitted, say: Words) -> Cells:
    known = places(verdict, submitted)
    for item in verdict["clarifications"]:
        yield *_place(asked(item, known), say), ", ".join(in_words(item["fields"], say)), ", ".join(item["may_settle"])


def _place(place: Place, say: Words) -> Sequence[Cell]:
    list_ = say("pair.lists", list=place.list, base=place.base) if place.base else place.list
    return say(f"subject.{place.kind}"), list_, place.id


def _verdict(word: str, say: Words) -> Colour:
    return Colour(word, say(f"verdict.{word}"))
