"""The JSON Schemas of what is asked and answered about drafts: components of the OpenAPI document."""

from __future__ import annotations

from typing import get_args

from servanda.api.schemas import (
    BOOLEAN,
    DIGEST,
    NULL,
    STATUSES,
    STRING,
    WHOLE,
    Schema,
    array,
    by_name,
    optional,
    record,
    ref,
    word,
)
from servanda.evaluation.ledger import STRENGTH
from servanda.language.diagnostic import Severity
from servanda.language.document import MOST_BYTES
from servanda.language.ruleset import Level

_MARK = record({"agreement": STRING, "version": STRING, "digest": DIGEST, "standing": STRING})
_VERDICT = optional(word(*STRENGTH))
_STATUS = optional(word(*STATUSES))
_KINDS = ("entry", "list", "pair", "action", "event", "party", "record", "obligation")


def components() -> dict[str, Schema]:
    """All schemas, by name."""
    return {**_requests(), **_answers(), **_impact()}


def _requests() -> dict[str, Schema]:
    published = {"agreement": STRING, "version": STRING}
    value: Schema = {
        "description": "A value as the ruleset writes it: text, a whole number, true or false, a list or map."
    }
    changes = {**by_name(value), "description": "By name; where a name has readings, an object by reading."}
    patch = {
        **record({"terms": changes, "definitions": changes}, ("terms", "definitions")),
        "description": "Other values for some terms and definitions.",
    }
    text = {**STRING, "maxLength": MOST_BYTES, "description": "A ruleset in YAML, at most 256 KiB."}
    chosen: Schema = {
        "description": "A published ruleset, a published one with a patch, or the text of a draft.",
        "oneOf": [record({**published, "patch": {"anyOf": [ref("Patch"), NULL]}}, ("patch",)), record({"text": text})],
    }
    submission = ref("Submission")
    return {
        "Patch": patch,
        "ChosenRuleset": chosen,
        "DraftCheckRequest": record({"ruleset": ref("ChosenRuleset")}),
        "DraftEvaluationRequest": record({"ruleset": ref("ChosenRuleset"), "submission": submission}),
        "ImpactRequest": record(
            {"before": ref("ChosenRuleset"), "after": ref("ChosenRuleset"), "submission": submission}
        ),
    }


def _answers() -> dict[str, Schema]:
    position = record({"line": WHOLE, "column": WHOLE})
    told = {
        "pointer": {**STRING, "description": "Where in the request it was written."},
        "code": STRING,
        "severity": word(*get_args(Severity)),
        "message": STRING,
        "hint": STRING,
        "start": {**position, "description": "In the text; of a patch, in the text that it makes."},
        "end": position,
    }
    checked = {"valid": BOOLEAN, "ruleset": optional(_MARK), "diagnostics": array(ref("Diagnostic"))}
    return {"Diagnostic": record(told), "DraftCheck": record(checked)}


def _impact() -> dict[str, Schema]:
    side = record({"ruleset": _MARK, "draft": BOOLEAN, "verdict": word(*STRENGTH), "counts": ref("Counts")})
    world = record({"under": by_name(array(STRING)), "before": _STATUS, "after": _STATUS})
    valued = optional(record({"expression": STRING, "value": ref("Value")}))
    part = record({"expression": STRING, "value": ref("Value")})
    decision = record(
        {"definition": STRING, "under": by_name(STRING), "before": valued, "after": valued, "parts": array(part)}
    )
    moved = {
        "rule": STRING,
        "clause": STRING,
        "level": word(*get_args(Level)),
        "before": _STATUS,
        "after": _STATUS,
        "message": STRING,
        "worlds": {**array(world), "description": "In which readings and accounts the status is another one."},
        "by_party": {
            **by_name(record({"before": _STATUS, "after": _STATUS})),
            "description": "Of the parties under whose own readings and account the status is another one.",
        },
        "because": {**array(decision), "description": "The definitions that have another value, and what of."},
    }
    affected = {
        "kind": word(*_KINDS),
        "subject": {**STRING, "description": "An RFC 6901 pointer into the submission."},
        "id": {**STRING, "description": "Of an entry or event, or the name of a party or obligation."},
        "list": {**STRING, "description": "The id of the list that it stands on."},
        "before": _VERDICT,
        "after": _VERDICT,
        "party": {**optional(STRING), "description": "Of a duty: who owes it."},
        "trigger": {**optional(STRING), "description": "Of a duty: what brought it about."},
        "due": {**record({"before": ref("Due"), "after": ref("Due")}), "description": "Of a duty: when it is due."},
        "moved": array(ref("MovedRule")),
    }
    transition = record({"before": _VERDICT, "after": _VERDICT, "count": WHOLE})
    return {
        "MovedRule": record(moved),
        "Affected": record(affected, ("id", "list", "party", "trigger", "due")),
        "ImpactSide": side,
        "Impact": record(
            {
                "as_of": STRING,
                "before": ref("ImpactSide"),
                "after": ref("ImpactSide"),
                "transitions": array(transition),
                "affected": array(ref("Affected")),
            }
        ),
    }
