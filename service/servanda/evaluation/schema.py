"""The JSON Schema of a submission under one ruleset.

It says all that the dialect can say. Beyond it, the reader asks that days exist, ids differ and references resolve;
it refuses a whole number that is written as ``1.0``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servanda.evaluation.form import (
    ANSWERING,
    LARGEST_INT,
    MOST_CHARACTERS,
    MOST_ENTRIES,
    MOST_EVENTS,
    MOST_IN_ID,
    MOST_LISTS,
    Form,
    form_of,
)
from servanda.language.ruleset import Ruleset
from servanda.language.types import BOOL, DATE, ID, INT, TEXT, TIME, Enumeration, ListOf, Type
from servanda.language.vocabulary import KINDS, Field

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

_DAY = r"[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_HOUR = r"([01][0-9]|2[0-3])"
_CLOCK = rf"T{_HOUR}:[0-5][0-9]:[0-5][0-9](\.[0-9]{{1,9}})?(Z|[+-]{_HOUR}:[0-5][0-9])"
# The noncharacters beyond the first plane have no escape that every dialect of regular expressions understands.
_CLEAN = r"^[^\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]*$"

_NAMED: dict[str, Schema] = {
    "id": {"type": "string", "pattern": rf"^[A-Za-z0-9._:-]{{1,{MOST_IN_ID}}}$"},
    "text": {"type": "string", "minLength": 1, "maxLength": MOST_CHARACTERS, "pattern": _CLEAN},
    "date": {
        "description": "A year, a month or a day: YYYY, YYYY-MM or YYYY-MM-DD",
        "type": "string",
        "pattern": r"^[1-9][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
    },
    "time": {
        "description": "A day, or an RFC 3339 instant with its offset",
        "type": "string",
        "pattern": f"^{_DAY}({_CLOCK})?$",
    },
}
_TYPES: dict[Type, Schema] = {
    BOOL: {"type": "boolean"},
    INT: {"type": "integer", "minimum": -LARGEST_INT, "maximum": LARGEST_INT},
    TEXT: {"$ref": "#/$defs/text"},
    ID: {"$ref": "#/$defs/id"},
    DATE: {"$ref": "#/$defs/date"},
    TIME: {"$ref": "#/$defs/time"},
}
_NULL: Schema = {"type": "null"}
_EVENT: Schema = {"$ref": "#/$defs/event"}

ACTION = "What is proposed to be done"
EVENTS = "What has happened, in any order; empty: nothing; absent or null: no history was submitted"
SOMETHING: list[Schema] = [
    {"required": ["lists"], "properties": {"lists": {"type": "array", "minItems": 1}}},
    {"required": ["action"], "properties": {"action": {"type": "object"}}},
    {"required": ["events"], "properties": {"events": {"type": "array"}}},
]
"""Any of these: there is something to judge."""


def submission_schema(ruleset: Ruleset) -> Schema:
    """The schema, JSON Schema 2020-12, of what may be submitted under a ruleset."""
    form = form_of(ruleset)
    lists = [{"$ref": f"#/$defs/{subject}_list"} for subject in KINDS.values()]
    return {
        "$schema": DIALECT,
        "title": f"A submission under {ruleset.agreement} {ruleset.version}",
        **_object(
            form.fields["submission"],
            {
                "readings": _readings(form),
                "lists": _optional(_array({"oneOf": lists}, maxItems=MOST_LISTS)),
                "action": {**_optional(_EVENT), "description": ACTION},
                "events": {**_optional(_array(_EVENT, maxItems=MOST_EVENTS)), "description": EVENTS},
            },
        ),
        "anyOf": SOMETHING,
        "$defs": {**_NAMED, **_records(form)},
    }


def _records(form: Form) -> dict[str, Schema]:
    """The schemas of removals, entries, lists and events."""
    subjects = ("removal", *KINDS.values(), "event")
    lists = {f"{subject}_list": _list(form, kind, subject) for kind, subject in KINDS.items()}
    return {subject: _object(form.fields[subject]) for subject in subjects} | lists


def _list(form: Form, kind: str, subject: str) -> Schema:
    parts = {
        "removals": _optional(_array({"$ref": "#/$defs/removal"})),
        "entries": _array({"$ref": f"#/$defs/{subject}"}, minItems=1, maxItems=MOST_ENTRIES),
    }
    schema = _object(form.fields["list"], parts, required=("entries",))
    schema["properties"]["kind"] = {"const": kind}
    schema["properties"]["in_reply_to"] = _optional(_array(_TYPES[ID], uniqueItems=True))
    answers = {"required": ["in_reply_to"], "properties": {"in_reply_to": {"type": "array", "minItems": 1}}}
    schema["if"] = {"required": ["role"], "properties": {"role": {"enum": list(ANSWERING)}}}
    schema["then"] = answers
    return schema


def _readings(form: Form) -> Schema:
    chosen = {
        name: _array({"enum": list(readings)}, minItems=1, uniqueItems=True) for name, readings in form.readings.items()
    }
    by_name = {"type": "object", "properties": chosen, "additionalProperties": False}
    return {"anyOf": [{"enum": list(form.chosen)}, by_name, _NULL], "default": "all"}


def _object(
    fields: Mapping[str, Field], parts: Mapping[str, Schema] | None = None, required: tuple[str, ...] = ()
) -> Schema:
    """The schema of an object with these fields, and what it holds besides."""
    return {
        "type": "object",
        "properties": {**{name: _property(field) for name, field in fields.items()}, **(parts or {})},
        "required": [*(name for name, field in fields.items() if field.required), *required],
        "additionalProperties": False,
    }


def _property(field: Field) -> Schema:
    schema = _type(field.type)
    if field.least is not None:
        schema = {**schema, "minimum": field.least}
    if not field.required:
        schema = _optional(schema)
    if field.assumed is not None:
        schema = {**schema, "default": default_of(field)}
    return {**schema, "description": field.text["en"]} if "en" in field.text else schema


def default_of(field: Field) -> bool | list[Any] | None:
    """What the absence of a field means, as JSON has it; None where it is unknown."""
    return list(field.assumed) if isinstance(field.assumed, tuple) else field.assumed


def _type(type_: Type) -> Schema:
    if isinstance(type_, Enumeration):
        return {"enum": list(type_.values)}
    if isinstance(type_, ListOf):
        return _array(_type(type_.item))
    return _TYPES[type_]


def _array(items: Schema | bool, **limits: Any) -> Schema:
    return {"type": "array", "items": items, **limits}


def _optional(schema: Schema) -> Schema:
    """The schema, or null."""
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    return {"anyOf": [schema, _NULL]}
