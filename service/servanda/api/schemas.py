"""The JSON Schemas of what goes over the wire, whatever the ruleset: components of the OpenAPI document."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, get_args

from servanda.api.problems import KINDS, MOST_ERRORS
from servanda.evaluation import status
from servanda.evaluation.form import DETAILS, LARGEST_INT, MOST_CHARACTERS, MOST_ENTRIES, MOST_IN_ID
from servanda.evaluation.ledger import STRENGTH
from servanda.language import truth
from servanda.language.ruleset import Level, Standing
from servanda.language.types import BOOL, DATE, ID, INT, TEXT, Enumeration, ListOf, Type
from servanda.language.vocabulary import KINDS as LISTS
from servanda.language.vocabulary import REMOVAL_FIELDS, Field, standard_fields

Schema = dict[str, Any]

TEXT_OF_ANY: Schema = {"type": "string"}
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
}
_CODE: Schema = {"type": "string", "description": "A party of the ruleset, or a third party where one may stand."}
_STATUSES = [name for name in status.NAMES if name != "silent"] + ["disputed"]


def components() -> dict[str, Schema]:
    """All schemas, by name."""
    return {**_submission(), **_verdict(), **_rulesets(), "Problem": _problem()}


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
    readings = [word("all", "common"), {**_CODE, "description": "A party."}, by_name(array(TEXT_OF_ANY, minItems=1))]
    time = {"type": "string", "description": "A day, YYYY-MM-DD, or an RFC 3339 instant with its offset."}
    nothing = "This version judges lists only."
    request = {
        "as_of": time,
        "readings": {"anyOf": [*readings, NULL], "default": "all"},
        "account": {**optional(_CODE), "default": "all", "description": "`all`, or a party."},
        "conduct_of": optional(_CODE),
        "detail": {**optional(word(*DETAILS)), "default": "findings"},
        "lists": array({"oneOf": [ref("PrisonerList"), ref("RemainsList")]}, minItems=1),
        "action": {**NULL, "description": nothing},
        "events": {**optional(array({}, maxItems=0)), "description": nothing},
        "history_covers": optional(array(_TYPES[ID])),
    }
    schemas = {"Submission": record(request, [name for name in request if name not in ("as_of", "lists")])}
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
    if not field.required:
        schema = optional(schema)
    return schema if field.assumed is None else {**schema, "default": field.assumed}


def _type(type_: Type) -> Schema:
    if isinstance(type_, ListOf):
        return array(_type(type_.item))
    if isinstance(type_, Enumeration):
        return word(*type_.values) if type_.values else _CODE
    return _TYPES[type_]


def _verdict() -> dict[str, Schema]:
    verdict, result = word(*STRENGTH), word(*_STATUSES)
    value: Schema = {"anyOf": [{"type": ["string", "integer", "null"]}, array({}, minItems=2, maxItems=2)]}
    value["description"] = "What is known: a word, a number or a date, `[low, high]`, or null for nothing."
    counts = record({name: WHOLE for name in (*(s for s in STRENGTH), "warnings")})
    shown = {"holds": by_name(word("true", "false", "unknown", "disputed")), "values": by_name({"anyOf": [value, by_name(value)]})}
    disputed = {"under": by_name(array(by_name(array(TEXT_OF_ANY))), _STATUSES), "by_party": by_name(result)}
    head = {"rule": TEXT_OF_ANY, "clause": TEXT_OF_ANY, "level": word(*get_args(Level)), "status": result}
    missing = array(TEXT_OF_ANY)
    pointer = {"type": "string", "description": "An RFC 6901 pointer into the submission."}
    finding = record({**head, "subject": pointer, "message": TEXT_OF_ANY, **disputed, "missing": missing}, disputed)
    premises = by_name(TEXT_OF_ANY, ("applies", "unless", "requires"))
    reason = {"definition": TEXT_OF_ANY, "under": by_name(TEXT_OF_ANY), "expression": TEXT_OF_ANY, "value": value}
    reason["parts"] = array(record({"expression": TEXT_OF_ANY, "value": value}))
    field = record({"field": TEXT_OF_ANY, "value": word(*truth.NAMES)})
    because = array({"anyOf": [record(reason), field]})
    traced = record({**head, **disputed, "missing": missing, "premises": premises, "because": because}, disputed)
    judged = {"id": TEXT_OF_ANY, "verdict": verdict, **shown, "findings": array(ref("Finding"))}
    rules = {"rules": {**array(ref("TracedRule")), "description": "With `detail: trace` only."}}
    entries = {"entries": {**array(ref("EntryVerdict")), "description": "Not with `detail: summary`."}}
    clarification = {"subject": pointer, "fields": array(TEXT_OF_ANY), "may_settle": array(TEXT_OF_ANY)}
    later = {**array({"type": "object"}), "description": "Empty: this version judges lists only."}
    unchecked = {"rule": TEXT_OF_ANY, "subject": pointer, "reason": TEXT_OF_ANY}
    whole = {
        "verdict": verdict,
        "as_of": TEXT_OF_ANY,
        "readings": {"anyOf": [TEXT_OF_ANY, by_name(array(TEXT_OF_ANY))]},
        "account": TEXT_OF_ANY,
        "conduct_of": optional(TEXT_OF_ANY),
        "ruleset": record({"agreement": TEXT_OF_ANY, "version": TEXT_OF_ANY, "digest": DIGEST, "standing": TEXT_OF_ANY}),
        "draft": {"type": "boolean"},
        "counts": ref("Counts"),
        "findings": array(ref("Finding")),
        "lists": array(ref("ListVerdict")),
        "pairs": later,
        "action": {"type": ["object", "null"], "description": "Null: this version judges lists only."},
        "events": later,
        "parties": later,
        "record": {"type": ["object", "null"], "description": "Null: this version judges lists only."},
        "obligations": later,
        "next_steps": later,
        "differences": later,
        "clarifications": array(record(clarification)),
        "not_checked": array(record(unchecked, ("rule", "subject"))),
        "provenance": record({"service": TEXT_OF_ANY, "engine": TEXT_OF_ANY}),
    }
    return {
        "Verdict": record(whole),
        "ListVerdict": record({**judged, "counts": ref("Counts"), **rules, **entries}, ("rules", "entries")),
        "EntryVerdict": record({**judged, **rules}, ("rules",)),
        "Finding": finding,
        "TracedRule": traced,
        "Counts": counts,
    }


def _rulesets() -> dict[str, Schema]:
    text = by_name(TEXT_OF_ANY)
    names = array(TEXT_OF_ANY)
    in_force = record({"from": DAY, "until": optional(DAY)})
    version = {"version": TEXT_OF_ANY, "standing": TEXT_OF_ANY, "in_force": in_force, "digest": DIGEST}
    reading = record({"held_by": names, "is": TEXT_OF_ANY, "sources": names})
    written = {"is": optional(TEXT_OF_ANY), "readings": by_name(reading)}
    clause = {"text": text, "standing": word(*get_args(Standing)), "asserted_by": names, "sources": names}
    premises = {part: optional(TEXT_OF_ANY) for part in ("applies", "unless", "requires")}
    rule = {"of": TEXT_OF_ANY, "clause": TEXT_OF_ANY, "level": word(*get_args(Level)), **premises, "message": text}
    definition = {"of": TEXT_OF_ANY, "clause": TEXT_OF_ANY, "shown": {"type": "boolean"}, "type": TEXT_OF_ANY, **written}
    leap_day = optional(word("feb-28", "mar-1"))
    field = record({"type": TEXT_OF_ANY, "required": {"type": "boolean"}, "text": text})
    ruleset = {
        "agreement": TEXT_OF_ANY,
        "version": TEXT_OF_ANY,
        "digest": DIGEST,
        "title": text,
        "standing": TEXT_OF_ANY,
        "signed": optional(DAY),
        "in_force": in_force,
        "known_on": optional(DAY),
        "parties": names,
        "third_parties": names,
        "languages": names,
        "conventions": record({"time_zone": optional(TEXT_OF_ANY), "leap_day": leap_day, "deadlines": text}),
        "sources": by_name(record({"date": TEXT_OF_ANY, "title": TEXT_OF_ANY, "url": TEXT_OF_ANY})),
        "clauses": by_name(record({**clause, "not_checkable": optional(TEXT_OF_ANY)})),
        "terms": by_name(record({"clause": TEXT_OF_ANY, "type": TEXT_OF_ANY, **written})),
        "definitions": by_name(record(definition)),
        "rules": by_name(record(rule)),
        "fields": by_name(by_name(field)),
    }
    agreement = record({"agreement": TEXT_OF_ANY, "title": text, "versions": array(record(version))})
    return {"Agreement": agreement, "Ruleset": record(ruleset)}


def _problem() -> Schema:
    error = record({"pointer": TEXT_OF_ANY, "code": TEXT_OF_ANY, "message": TEXT_OF_ANY})
    extra = {
        "errors": {**array(error, maxItems=MOST_ERRORS), "description": "What is wrong, and where; no submitted value."},
        "errors_total": WHOLE,
        "limit": WHOLE,
        "line": WHOLE,
        "column": WHOLE,
    }
    head = {
        "type": word(*(f"/problems/{slug}" for slug in KINDS)),
        "title": TEXT_OF_ANY,
        "status": {"type": "integer", "enum": sorted({kind.status for kind in KINDS.values()})},
    }
    return record({**head, **extra}, extra)
