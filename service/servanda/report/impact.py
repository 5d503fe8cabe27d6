"""What a change of ruleset changes for a submission, as JSON has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from servanda.evaluation.encode import mark

if TYPE_CHECKING:
    from servanda.analysis.impact import Affected, Decision, Impact, Moved
    from servanda.evaluation.verdict import Verdict

Document = dict[str, Any]


def impact_document(found: Impact, drafts: tuple[bool, bool], language: str = "en") -> Document:
    """The impact; ``drafts`` says which of the two rulesets nobody has published."""
    return {
        "as_of": found.after.submission.as_of,
        "before": _side(found.before, drafts[0]),
        "after": _side(found.after, drafts[1]),
        "transitions": [
            {"before": before, "after": after, "count": count} for (before, after), count in found.transitions.items()
        ],
        "affected": [_affected(of, language) for of in found.affected],
    }


def _side(verdict: Verdict, draft: bool) -> Document:
    return {
        "ruleset": mark(verdict.program.ruleset),
        "draft": draft,
        "verdict": verdict.verdict,
        "counts": verdict.counts,
    }


def _affected(of: Affected, language: str) -> Document:
    subject = of.subject
    before, after = of.verdicts
    return {
        "kind": subject.kind,
        "subject": subject.pointer,
        **({"id": subject.name} if subject.name else {}),
        **({"list": subject.list} if subject.list else {}),
        "before": before,
        "after": after,
        **_duty(of),
        "moved": [_moved(moved, of.decided.get(moved.rule, ()), language) for moved in of.moved],
    }


def _duty(of: Affected) -> Document:
    """Of a duty, whose it is, what brought it about, and when it is due; nothing of other subjects."""
    if of.subject.kind != "obligation":
        return {}
    duty, (before, after) = of.subject.source, of.due
    return {"party": duty.party, "trigger": duty.trigger, "due": {"before": before, "after": after}}


def _moved(moved: Moved, decided: tuple[Decision, ...], language: str) -> Document:
    return {
        "rule": moved.rule,
        "clause": moved.clause,
        "level": moved.level,
        "before": moved.before,
        "after": moved.after,
        "message": moved.message.get(language) or moved.message["en"],
        "worlds": [{"under": world.under, "before": world.before, "after": world.after} for world in moved.worlds],
        "by_party": {party: {"before": old, "after": new} for party, (old, new) in moved.by_party.items()},
        "because": [_decision(decision) for decision in decided],
    }


def _decision(decision: Decision) -> Document:
    told = decision.after or decision.before or {}
    return {
        "definition": decision.definition,
        "under": dict(decision.under),
        "before": _value(decision.before),
        "after": _value(decision.after),
        "parts": list(told.get("parts", ())),
    }


def _value(reason: Mapping[str, Any] | None) -> Document | None:
    return None if reason is None else {"expression": reason["expression"], "value": reason["value"]}
