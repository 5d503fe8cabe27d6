"""Verdict → the bytes of the wire contract: the same verdict gives the same bytes, everywhere.

What entries with one profile have in common is encoded once; only ids, places and values differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from servanda.evaluation.answer import Answer
from servanda.evaluation.duties import DutyVerdict
from servanda.evaluation.facts import ACTION
from servanda.evaluation.messages import message
from servanda.evaluation.trace import Trace
from servanda.evaluation.verdict import ListVerdict, SubjectVerdict, Verdict, tally
from servanda.evaluation.worlds import Outcome
from servanda.language.ruleset import Ruleset

_ENCODER = msgspec.json.Encoder()
_HERE = "@"  # stands for a subject's place until that is known


def encode(verdict: Verdict, draft: bool = False) -> bytes:
    """The JSON body of a verdict, marked where the ruleset is a draft that nobody has published."""
    submission, ruleset = verdict.submission, verdict.program.ruleset
    trace = Trace(verdict) if submission.detail == "trace" else None
    return _ENCODER.encode(
        {
            "verdict": verdict.verdict,
            "as_of": submission.as_of,
            "readings": submission.readings,
            "account": submission.account,
            "conduct_of": submission.conduct_of,
            "ruleset": mark(ruleset),
            "draft": draft,
            "counts": verdict.counts,
            "rules": tally(verdict),
            "findings": [] if verdict.in_force else [_before(verdict)],
            "lists": [_list(verdict, item, trace) for item in verdict.lists],
            "pairs": _raw(_pairs(verdict, trace)),
            "action": _action(verdict, trace),
            "events": _events(verdict, trace),
            "parties": [{"party": found.party, **_subject(verdict, found, trace)} for found in verdict.parties],
            "record": _subject(verdict, verdict.record, trace) if verdict.record else None,
            "obligations": [_duty(verdict, duty) for duty in verdict.duties],
            "next_steps": [_next_step(verdict, duty) for duty in verdict.next_steps],
            "differences": verdict.differences,
            "clarifications": _raw(_clarifications(verdict)),
            "not_checked": verdict.not_checked,
            "provenance": verdict.provenance,
        }
    )


def mark(ruleset: Ruleset) -> dict[str, str]:
    """What says under which ruleset something was judged."""
    return {
        "agreement": ruleset.agreement,
        "version": ruleset.version,
        "digest": ruleset.digest,
        "standing": ruleset.standing,
    }


def _before(verdict: Verdict) -> dict[str, Any]:
    start = verdict.program.ruleset.in_force_from
    return {
        "rule": "in-force",
        "clause": "",
        "level": "binding",
        "status": "not_applicable",
        "subject": "",
        "message": message("in-force", verdict.language, start=start),
        "missing": [],
    }


def _subject(verdict: Verdict, found: SubjectVerdict, trace: Trace | None) -> dict[str, Any]:
    """What every judged subject has."""
    answer = found.answer
    told = {
        "verdict": found.verdict,
        "holds": answer.holds,
        "values": found.values,
        "findings": [_finding(finding, found.pointer, verdict.language) for finding in answer.findings],
    }
    return {**told, "rules": trace.of_subject(found)} if trace else told


def _action(verdict: Verdict, trace: Trace | None) -> dict[str, Any] | None:
    proposed = [found for found in verdict.actions if found.pointer == ACTION]
    return _subject(verdict, proposed[0], trace) if proposed else None


def _events(verdict: Verdict, trace: Trace | None) -> list[dict[str, Any]]:
    return [
        {
            "id": found.submitted.id if isinstance(found.submitted.id, str) else None,
            "subject": found.pointer,
            **_subject(verdict, found, trace),
        }
        for found in verdict.actions
        if found.pointer != ACTION
    ]


def _duty(verdict: Verdict, duty: DutyVerdict) -> dict[str, Any]:
    rule, outcome = duty.obligation.rule, duty.outcome
    disputed = {} if outcome.under is None else {"under": outcome.under}
    return {
        "obligation": rule.name,
        "clause": rule.clause,
        "level": rule.level,
        "trigger": duty.trigger,
        "party": duty.party,
        "due": duty.due,
        "status": outcome.status,
        "message": rule.message.get(verdict.language, rule.message["en"]),
        **disputed,
        "by_party": outcome.by_party,
        "missing": outcome.missing,
    }


def _next_step(verdict: Verdict, duty: DutyVerdict) -> dict[str, Any]:
    told = _duty(verdict, duty)
    names = ("party", "obligation", "clause", "trigger", "due", "message", "under")
    return {name: told[name] for name in names if name in told}


def _list(verdict: Verdict, item: ListVerdict, trace: Trace | None) -> dict[str, Any]:
    place = f"/lists/{item.place}"
    found: dict[str, Any] = {
        "id": item.submitted.id,
        "verdict": item.verdict,
        "holds": item.answer.holds,
        "values": item.values,
        "findings": [_finding(finding, place, verdict.language) for finding in item.answer.findings],
        "counts": item.counts,
    }
    if trace:
        found["rules"] = trace.of_list(item)
    if verdict.submission.detail != "summary":
        entries = _traced_entries(verdict, item, trace) if trace else _entries(verdict, item)
        found["entries"] = _raw(entries)
    return found


def _finding(finding: Outcome, place: str, language: str) -> dict[str, Any]:
    rule = finding.rule
    disputed = {} if finding.under is None else {"under": finding.under}
    return {
        "rule": rule.name,
        "clause": rule.clause,
        "level": rule.level,
        "status": finding.status,
        "subject": place,
        "message": rule.message.get(language, rule.message["en"]),
        **disputed,
        "by_party": finding.by_party,
        "missing": finding.missing,
    }


def _entries(verdict: Verdict, item: ListVerdict) -> Iterator[str]:
    parts = {id(answer): _parts(answer, verdict.language) for answer, _ in item.answered}
    values = {id(shown): shown for shown in item.entry_values}
    told = {number: _text(shown) for number, shown in values.items()}
    place = f"/lists/{item.place}/entries/"
    pieces = zip(item.submitted.entries, item.answers, item.entry_values, strict=True)
    for number, (entry, answer, shown) in enumerate(pieces):
        head, tail = parts[id(answer)]
        ends = tail[0] if len(tail) == 1 else f"{place}{number}".join(tail)
        yield f'{{"id":"{entry.id}{head}{told[id(shown)]}{ends}'


def _parts(answer: Answer, language: str) -> tuple[str, list[str]]:
    """An entry's answer: what stands before its values, and what after them, split wherever its place stands."""
    findings = [_finding(finding, _HERE, language) for finding in answer.findings]
    head = f'","verdict":"{answer.verdict}","holds":{_text(answer.holds)},"values":'
    tail = f',"findings":{_text(findings)}}}'
    # INVARIANT: a text has a quotation mark only behind a backslash, and never a bare null: no message spells these.
    return head, tail.replace('"subject":"@"', '"subject":"\0"').split("\0")


def _text(told: Any) -> str:
    return _ENCODER.encode(told).decode()


def _raw(parts: Iterable[str]) -> msgspec.Raw:
    """The JSON array of parts that are JSON already."""
    return msgspec.Raw(f"[{','.join(parts)}]".encode())


def _traced_entries(verdict: Verdict, item: ListVerdict, trace: Trace) -> Iterator[str]:
    plain = zip(item.submitted.entries, item.answers, item.entry_values, trace.of_entries(item), strict=True)
    for number, (entry, answer, values, traced) in enumerate(plain):
        place = f"/lists/{item.place}/entries/{number}"
        findings = [_finding(finding, place, verdict.language) for finding in answer.findings]
        yield _text(
            {
                "id": entry.id,
                "verdict": answer.verdict,
                "holds": answer.holds,
                "values": values,
                "findings": findings,
                "rules": traced,
            }
        )


def _pairs(verdict: Verdict, trace: Trace | None) -> Iterator[str]:
    if verdict.submission.detail == "summary":
        return
    lists = verdict.submission.lists
    for found in verdict.pairs:
        base, reply, pair = lists[found.reply.base], lists[found.reply.reply], found.counterpart.pair
        ids = [
            None if place is None else of.entries[place].id for of, place in ((base, pair.before), (reply, pair.after))
        ]
        others = base if pair.before is None else reply
        told: dict[str, Any] = {
            "id": ids[0] or ids[1],
            "base": base.id,
            "reply": reply.id,
            "subject": found.pointer,
            "status": found.counterpart.status,
        }
        if found.counterpart.changed is not None:
            told["changed"] = found.counterpart.changed
        if None not in ids and ids[0] != ids[1]:
            told["reply_id"] = ids[1]
        if pair.matched_by:
            told["matched_by"] = pair.matched_by
        if pair.matched_by == "name":
            told |= {"score": pair.score, "rests_on": pair.rests_on}
        if pair.candidates:
            told["candidates"] = [others.entries[place].id for place in pair.candidates]
        told |= {"verdict": found.answer.verdict, "holds": found.answer.holds, "values": found.values}
        told["findings"] = [_finding(finding, found.pointer, verdict.language) for finding in found.answer.findings]
        if trace:
            told["rules"] = trace.of_pair(found)
        yield _text(told)


def _clarifications(verdict: Verdict) -> Iterator[str]:
    for item in verdict.lists:
        tails: dict[int, str] = {}
        place = f"/lists/{item.place}"
        if item.answer.fields:
            yield f'{{"subject":"{place}{_question(item.answer)}'
        for number, answer in enumerate(item.answers):
            if answer.fields:
                tail = tails.get(id(answer)) or tails.setdefault(id(answer), _question(answer))
                yield f'{{"subject":"{place}/entries/{number}{tail}'
    for pair in verdict.pairs:
        if pair.answer.fields:
            base, reply = (verdict.submission.lists[place].id for place in (pair.reply.base, pair.reply.reply))
            yield f'{{"subject":"{pair.pointer}","base":"{base}","reply":"{reply}{_question(pair.answer)}'
    for found in verdict.subjects:
        if found.answer.fields:
            whose = f'","party":"{found.party}' if found.party else ""
            yield f'{{"subject":"{found.pointer}{whose}{_question(found.answer)}'
    for duty in verdict.duties:
        if duty.answer and duty.answer.fields:
            whose = f'","obligation":"{duty.obligation.rule.name}'
            yield f'{{"subject":"{duty.subject}{whose}{_question(duty.answer)}'


def _question(answer: Answer) -> str:
    return '",' + _text({"fields": answer.fields, "may_settle": answer.may_settle})[1:]
