"""The JSON Schemas of what goes over the wire, whatever the ruleset: components of the OpenAPI document."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, get_args

from servanda.api.problems import KINDS, MOST_ERRORS
from servanda.evaluation import status
from servanda.evaluation.form import (
    COVERS,
    DETAILS,
    LARGEST_INT,
    MOST_CHARACTERS,
    MOST_ENTRIES,
    MOST_EVENTS,
    MOST_IN_ID,
    MOST_LISTS,
)
from servanda.evaluation.ledger import STRENGTH
from servanda.evaluation.schema import ACTION, EVENTS, SOMETHING, default_of
from servanda.language import truth
from servanda.language.change import STEPS, Kind, Reason, What
from servanda.language.ruleset import Level, Standing
from servanda.language.types import BOOL, DATE, ID, INT, TEXT, TIME, Enumeration, ListOf, Type
from servanda.language.vocabulary import EVENT_KINDS, REMOVAL_FIELDS, Field, standard_fields
from servanda.language.vocabulary import KINDS as LISTS

Schema = dict[str, Any]

STRING: Schema = {"type": "string"}
BOOLEAN: Schema = {"type": "boolean"}
NULL: Schema = {"type": "null"}
WHOLE: Schema = {"type": "integer", "minimum": 0}
DIGEST: Schema = {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}
DAY: Schema = {"type": "string", "format": "date"}

_TYPES: Mapping[Type, Schema] = {
    BOOL: {"type": "boolean"},
    INT: {"type": "integer", "minimum": -LARGEST_INT, "maximum": LARGEST_INT},
    TEXT: {"type": "string", "minLength": 1, "maxLength": MOST_CHARACTERS},
    ID: {"type": "string", "pattern": rf"^[A-Za-z0-9._:-]{{1,{MOST_IN_ID}}}$"},
    DATE: {
        "type": "string",
        "pattern": "^[1-9][0-9]{3}(-[0-9]{2}){0,2}$",
        "description": "A year, a month or a day: YYYY, YYYY-MM or YYYY-MM-DD.",
    },
    TIME: {"type": "string", "description": "A day, YYYY-MM-DD, or an RFC 3339 instant with its offset."},
}
_CODE: Schema = {"type": "string", "description": "A party of the ruleset, or a third party where one may stand."}
_EVENT_KIND: Schema = {
    "type": "string",
    "description": f"One of {', '.join(f'`{kind}`' for kind in EVENT_KINDS)}; or a kind that the ruleset adds.",
}
STATUSES = [name for name in status.NAMES if name != "silent"] + ["disputed"]


def components() -> dict[str, Schema]:
    """All schemas, by name."""
    return {**_submission(), **_verdict(), **_rulesets(), **_changes(), "Problem": _problem()}


def ref(name: str) -> Schema:
    """A reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def record(properties: Mapping[str, Schema], optional: Iterable[str] = (), closed: bool = True) -> Schema:
    """An object with these members, all of them required but for the optional ones."""
    required = [name for name in properties if name not in set(optional)]
    return {"type": "object", "properties": dict(properties), "required": required, "additionalProperties": not closed}


def array(items: Schema, **limits: Any) -> Schema:
    """A list of such items."""
    return {"type": "array", "items": items, **limits}


def by_name(values: Schema, names: Collection[str] = ()) -> Schema:
    """An object whose members are named by the ruleset or the caller, or by some of ``names``."""
    schema: Schema = {"type": "object", "additionalProperties": values}
    return schema | ({"propertyNames": {"enum": list(names)}} if names else {})


def word(*values: str) -> Schema:
    """One of these words."""
    return {"type": "string", "enum": list(values)}


def optional(schema: Schema) -> Schema:
    """The schema, or null."""
    return {"anyOf": [schema, NULL]}


def _submission() -> dict[str, Schema]:
    """Submissions in the standard vocabulary; a ruleset may add fields, and settles the codes of parties."""
    readings = [word("all", "common"), {**_CODE, "description": "A party."}, by_name(array(STRING, minItems=1))]
    request: dict[str, Schema] = {
        "as_of": _TYPES[TIME],
        "readings": {"anyOf": [*readings, NULL], "default": "all"},
        "account": {**optional(_CODE), "default": "all", "description": "`all`, or a party."},
        "conduct_of": optional(_CODE),
        "detail": {**optional(word(*DETAILS)), "default": "findings"},
        "lists": optional(array({"oneOf": [ref("PrisonerList"), ref("RemainsList")]}, maxItems=MOST_LISTS)),
        "action": {**optional(ref("Event")), "description": f"{ACTION}."},
        "events": {**optional(array(ref("Event"), maxItems=MOST_EVENTS)), "description": f"{EVENTS}."},
        "history_covers": {**optional(array(_EVENT_KIND)), "description": f"{COVERS}."},
    }
    event = _entry(standard_fields("event", ()), closed=False)
    event["properties"]["kind"] = _EVENT_KIND
    schemas = {"Submission": {**record(request, request.keys() - {"as_of"}), "anyOf": SOMETHING}, "Event": event}
    for kind, subject in LISTS.items():
        name = subject.title()
        header = {field: _field(f) for field, f in standard_fields("list", ()).items()} | {"kind": {"const": kind}}
        header["removals"] = optional(array(ref("Removal")))
        header["entries"] = array(ref(name), minItems=1, maxItems=MOST_ENTRIES)
        needed = {field for field, f in standard_fields("list", ()).items() if f.required} | {"entries"}
        schemas[f"{name}List"] = record(header, header.keys() - needed, closed=False)
        schemas[name] = _entry(standard_fields(subject, ()), closed=False)
    return schemas | {"Removal": _entry(REMOVAL_FIELDS, closed=True)}


def _entry(fields: Mapping[str, Field], closed: bool) -> Schema:
    rest = [name for name, field in fields.items() if not field.required]
    return record({name: _field(field) for name, field in fields.items()}, rest, closed)


def _field(field: Field) -> Schema:
    schema = _type(field.type)
    if field.least is not None:
        schema = {**schema, "minimum": field.least}
    if not field.required:
        schema = optional(schema)
    return schema if field.assumed is None else {**schema, "default": default_of(field)}


def _type(type_: Type) -> Schema:
    if isinstance(type_, ListOf):
        return array(_type(type_.item))
    if isinstance(type_, Enumeration):
        return word(*type_.values) if type_.values else _CODE
    return _TYPES[type_]


_JUDGED = {
    "verdict": word(*STRENGTH),
    "holds": by_name(word("true", "false", "unknown", "disputed")),
    "values": by_name({"anyOf": [ref("Value"), by_name(ref("Value"))]}),
    "findings": array(ref("Finding")),
}
_RULES = {"rules": {**array(ref("TracedRule")), "description": "With `detail: trace` only."}}
_RULE = {"rule": STRING, "clause": STRING, "level": word(*get_args(Level)), "status": word(*STATUSES)}
_DISPUTED = {"under": by_name(array(by_name(array(STRING))), STATUSES), "by_party": by_name(word(*STATUSES))}
_POINTER = {"type": "string", "description": "An RFC 6901 pointer into the submission."}
_PAIRS = "Who was kept, changed, dropped and added, for each list that answers another one."
_ABSENT_OR_TEXT: Schema = {"type": ["string", "null"]}
_TRIGGER: Schema = {
    **_ABSENT_OR_TEXT,
    "description": "What brings the duty about: an RFC 6901 pointer into the submission, or the day on which it "
    "begins; null where that has not come about.",
}


def _verdict() -> dict[str, Schema]:
    named = {"agreement": STRING, "version": STRING, "digest": DIGEST, "standing": STRING}
    unchecked = {"rule": STRING, "subject": _POINTER, "reason": STRING}
    whole = {
        "verdict": word(*STRENGTH),
        "as_of": STRING,
        "readings": {"anyOf": [STRING, by_name(array(STRING))]},
        "account": STRING,
        "conduct_of": optional(STRING),
        "ruleset": record(named),
        "draft": BOOLEAN,
        "counts": ref("Counts"),
        "rules": array(ref("RuleCount")),
        "findings": {**array(ref("Remark")), "description": "That the agreement was not in force."},
        "lists": array(ref("ListVerdict")),
        "pairs": {**array(ref("PairVerdict")), "description": f"{_PAIRS} Not with `detail: summary`."},
        "action": {**optional(ref("ActionVerdict")), "description": "The proposed action, where there is one."},
        "events": {**array(ref("EventVerdict")), "description": "The events that are judged, in their order."},
        "parties": {**array(ref("PartyVerdict")), "description": "The conduct of each party over the history."},
        "record": {**optional(ref("RecordVerdict")), "description": "The lists side by side, where rules judge that."},
        "obligations": {**array(ref("Duty")), "description": "Who owes what, by when, and whether it was done."},
        "next_steps": {**array(ref("NextStep")), "description": "What is due next, then what has no day."},
        "differences": {**array(ref("Difference")), "description": "What the accounts of the parties differ in."},
        "clarifications": array(ref("Clarification")),
        "not_checked": array(record(unchecked, ("rule", "subject"))),
        "provenance": record({"service": STRING, "engine": STRING}),
    }
    return {"Verdict": record(whole), **_parts_of_verdicts(), **_history()}


def _parts_of_verdicts() -> dict[str, Schema]:
    entries = {"entries": {**array(ref("EntryVerdict")), "description": "Not with `detail: summary`."}}
    may_lack = ("rules", "entries")
    finding = {**_RULE, "subject": _POINTER, "message": STRING, **_DISPUTED, "missing": array(STRING)}
    counted = {"statuses": {**by_name(WHOLE, STATUSES), "description": "How many subjects have it in which status."}}
    part = record({"expression": STRING, "value": ref("Value")})
    reason = {"definition": STRING, "under": by_name(STRING), "expression": STRING, "value": ref("Value")}
    field = {"field": STRING, "value": word(*truth.NAMES)}
    traced = {
        **_RULE,
        **_DISPUTED,
        "missing": array(STRING),
        "premises": by_name(STRING, ("applies", "unless", "requires")),
        "because": array({"anyOf": [record({**reason, "parts": array(part)}), record(field)]}),
    }
    whose = ("base", "reply", "party", "obligation")
    asked = {"subject": _POINTER, **dict.fromkeys(whose, STRING), "fields": array(STRING)}
    return {
        "ListVerdict": record({"id": STRING, **_JUDGED, "counts": ref("Counts"), **_RULES, **entries}, may_lack),
        "EntryVerdict": _judged(id=STRING),
        "RecordVerdict": _judged(),
        "RuleCount": record({name: _RULE[name] for name in ("rule", "clause", "level")} | counted),
        "Remark": record(finding, _DISPUTED),
        "Finding": record(finding, ("under",)),
        "TracedRule": record(traced, ("under",)),
        "PairVerdict": _pair(),
        "Clarification": record({**asked, "may_settle": array(STRING)}, whose),
        "Counts": record(dict.fromkeys((*STRENGTH, "warnings"), WHOLE)),
        "Value": {
            "description": "What is known: a word, a number, a day, an instant, `[lowest, highest]` (of a partial "
            "date, its first day and its last), or null for nothing.",
            "anyOf": [{"type": ["string", "integer", "null"]}, array({}, minItems=2, maxItems=2)],
        },
    }


def _pair() -> Schema:
    """Of an entry of a list, and of the list that answers it."""
    names = array(STRING)
    told = {
        "id": {**STRING, "description": "Of the entry in the list that is answered, where it is there."},
        "base": {**STRING, "description": "The id of the list that is answered."},
        "reply": {**STRING, "description": "The id of the list that answers it."},
        "subject": _POINTER,
        "status": word("kept", "changed", "dropped", "added", "review"),
        "changed": {**names, "description": "The fields of which the two entries tell otherwise; none of `review`."},
        "reply_id": {**STRING, "description": "The id in the answer, where it is another one."},
        "matched_by": word("id", "service_number", "name"),
        "score": {**WHOLE, "description": "Of 1,000: how near the names and dates are, where it is by name."},
        "rests_on": {**names, "description": "The fields that told who it is, where it is by name."},
        "candidates": {
            **names,
            "description": "Of `review`: those on the other list who it may be; none where it is on another.",
        },
    }
    optional_ = ("changed", "reply_id", "matched_by", "score", "rests_on", "candidates", "rules")
    return record({**told, **_JUDGED, **_RULES}, optional_)


def _judged(**named: Schema) -> Schema:
    """What is said of a subject that is so named."""
    return record({**named, **_JUDGED, **_RULES}, ("rules",))


def _history() -> dict[str, Schema]:
    """What is said of the proposed action, the history, and what is owed after it."""
    due: Schema = {"anyOf": [_ABSENT_OR_TEXT, array(STRING, minItems=2, maxItems=2)]}
    owed = {"clause": STRING, "trigger": _TRIGGER, "party": _ABSENT_OR_TEXT, "due": ref("Due"), "message": STRING}
    duty = {"obligation": STRING, "level": _RULE["level"], "status": _RULE["status"], **owed, **_DISPUTED}
    step = {"obligation": STRING, **owed, "under": _DISPUTED["under"]}
    told = {"type": ["string", "integer", "boolean", "array", "null"]}
    by_account = {**by_name(told), "description": "What it is in each: a value, several, or null for nothing."}
    return {
        "ActionVerdict": _judged(),
        "EventVerdict": _judged(id=_ABSENT_OR_TEXT, subject=_POINTER),
        "PartyVerdict": _judged(party=STRING),
        "Duty": record({**duty, "missing": array(STRING)}, ("under",)),
        "NextStep": record(step, ("under",)),
        "Difference": record({**dict.fromkeys(("batch", "kind", "actor", "field"), STRING), "by_account": by_account}),
        "Due": {
            "description": "A day or an instant, `[earliest, latest]`, or null for none; by reading and account where "
            "these differ.",
            "anyOf": [*due["anyOf"], by_name(due)],
        },
    }


def _rulesets() -> dict[str, Schema]:
    text = by_name(STRING)
    names = array(STRING)
    in_force = record({"from": DAY, "until": optional(DAY)})
    version = {"version": STRING, "standing": STRING, "in_force": in_force, "digest": DIGEST}
    reading = record({"held_by": names, "is": STRING, "sources": names})
    written = {"is": optional(STRING), "readings": by_name(reading)}
    clause = {"text": text, "standing": word(*get_args(Standing)), "asserted_by": names, "sources": names}
    premises = {part: optional(STRING) for part in ("applies", "unless", "requires")}
    rule = {"of": STRING, "clause": STRING, "level": word(*get_args(Level)), **premises, "message": text}
    definition = {"of": STRING, "clause": STRING, "shown": BOOLEAN, "type": STRING, **written}
    leap_day = optional(word("feb-28", "mar-1"))
    field = record({"type": STRING, "required": BOOLEAN, "text": text})
    included = {"agreement": STRING, "version": STRING, "digest": DIGEST, "bind": text, "drop": names}
    ruleset = {
        "agreement": STRING,
        "version": STRING,
        "digest": DIGEST,
        "title": text,
        "standing": STRING,
        "signed": optional(DAY),
        "in_force": in_force,
        "known_on": optional(DAY),
        "parties": names,
        "third_parties": names,
        "languages": names,
        "conventions": record({"time_zone": optional(STRING), "leap_day": leap_day, "deadlines": text}),
        "includes": array(record(included)),
        "overrides": {**text, "description": "Included rules, with the clauses that stand in their place."},
        "sources": by_name(record({"date": STRING, "title": STRING, "url": STRING})),
        "clauses": by_name(record({**clause, "not_checkable": optional(STRING)})),
        "terms": by_name(record({"clause": STRING, "type": STRING, **written})),
        "definitions": by_name(record(definition)),
        "rules": by_name(record(rule)),
        "obligations": by_name(ref("Obligation")),
        "event_kinds": {**names, "description": "Kinds of events beyond those of the vocabulary."},
        "fields": by_name(by_name(field)),
    }
    agreement = record({"agreement": STRING, "title": text, "versions": array(record(version))})
    return {"Agreement": agreement, "Ruleset": record(ruleset), "Obligation": _obligation()}


def _obligation() -> Schema:
    """What a ruleset says of duties, as it is written there."""
    written = optional(STRING)
    entry = optional(word(*LISTS.values()))
    when = {"event": optional(array(STRING)), "entry": entry, "where": written, "on": written, "until": written}
    return record(
        {
            "clause": STRING,
            "level": _RULE["level"],
            "when": record(when),
            "duty_of": STRING,
            "do": record({"event": array(STRING), "where": written, "total": written}),
            **dict.fromkeys(("within", "every", "ahead"), written),
            "awaited": BOOLEAN,
            **dict.fromkeys(("applies", "unless"), written),
            "message": by_name(STRING),
        }
    )


def _changes() -> dict[str, Schema]:
    """What changed from one version of a ruleset to another."""
    version = record({"agreement": STRING, "version": STRING, "digest": DIGEST, "standing": STRING})
    step = word(*STEPS)
    written: Schema = {"description": "As it is written; null where it is not there."}
    enough = {**optional(BOOLEAN), "description": "Whether the step that is made is as large as the changes ask for."}
    change = {
        "kind": word(*get_args(Kind)),
        "name": {**STRING, "description": "Empty for the order of a section."},
        "of": {**optional(STRING), "description": "What a reading is of, or the subject of a field."},
        "change": word(*get_args(What)),
        "part": {**optional(STRING), "description": "The path of what changed below the thing; null for all of it."},
        "pointer": {
            "type": "string",
            "description": "An RFC 6901 pointer into the later version; of what is gone, into the earlier one.",
        },
        "before": written,
        "after": written,
        "step": {**step, "description": "The least step of the version that the change asks for."},
        "reason": word(*get_args(Reason)),
        "text": STRING,
    }
    told = {"made": optional(step), "least": optional(step), "enough": enough}
    whole = {"agreement": STRING, "from": version, "to": version, "step": record(told)}
    return {"Changes": record({**whole, "changes": array(ref("Change"))}), "Change": record(change)}


def _problem() -> Schema:
    place = {"line": WHOLE, "column": WHOLE}
    error = record({"pointer": STRING, "code": STRING, "message": STRING, **place}, ("pointer", *place))
    extra: dict[str, Schema] = {
        "errors": {**array(error, maxItems=MOST_ERRORS), "description": "What is wrong, and where."},
        "errors_total": WHOLE,
        "limit": WHOLE,
        **place,
    }
    head = {
        "type": word(*(f"/problems/{slug}" for slug in KINDS)),
        "title": STRING,
        "status": {"type": "integer", "enum": sorted({kind.status for kind in KINDS.values()})},
    }
    return record({**head, **extra}, extra)
