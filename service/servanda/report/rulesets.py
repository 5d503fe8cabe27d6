"""Rulesets as JSON documents: what the API says of the catalogue, and of one version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from servanda.language.ruleset import (
    Clause,
    Definition,
    Inclusion,
    Obligation,
    Reading,
    Rule,
    Ruleset,
    Term,
    Trigger,
    languages,
)
from servanda.language.tree import Expression
from servanda.language.vocabulary import Field

Document = dict[str, Any]


def agreements(rulesets: Iterable[Ruleset]) -> list[Document]:
    """The agreements with their versions, of rulesets in the catalogue's order."""
    return [agreement(list(versions)) for _, versions in groupby(rulesets, key=lambda ruleset: ruleset.agreement)]


def agreement(versions: Sequence[Ruleset], shown: Sequence[Ruleset] | None = None) -> Document:
    """One agreement under the title of its last version, with those of its versions that are ``shown``."""
    last = versions[-1]
    found = [_version(ruleset) for ruleset in (versions if shown is None else shown)]
    return {"agreement": last.agreement, "title": dict(last.title), "versions": found}


def _version(ruleset: Ruleset) -> Document:
    return {
        "version": ruleset.version,
        "standing": ruleset.standing,
        "in_force": _in_force(ruleset),
        "digest": ruleset.digest,
    }


def _in_force(ruleset: Ruleset) -> Document:
    return {"from": ruleset.in_force_from, "until": ruleset.in_force_until}


def ruleset_document(ruleset: Ruleset) -> Document:
    """The whole ruleset. Its maps keep the order of declaration, which is that of readings in verdicts."""
    conventions = ruleset.conventions
    return {
        "agreement": ruleset.agreement,
        "version": ruleset.version,
        "digest": ruleset.digest,
        "title": dict(ruleset.title),
        "standing": ruleset.standing,
        "signed": ruleset.signed,
        "in_force": _in_force(ruleset),
        "known_on": ruleset.known_on,
        "parties": list(ruleset.parties),
        "third_parties": list(ruleset.third_parties),
        "languages": sorted(languages(ruleset)),
        "conventions": {
            "time_zone": conventions.time_zone,
            "leap_day": conventions.leap_day,
            "deadlines": dict(conventions.deadlines),
        },
        "includes": [_inclusion(inclusion) for inclusion in ruleset.includes],
        "overrides": dict(ruleset.overrides),
        "sources": {key: {"date": s.date, "title": s.title, "url": s.url} for key, s in ruleset.sources.items()},
        "clauses": {name: _clause(clause) for name, clause in ruleset.clauses.items()},
        "terms": {name: _term(term) for name, term in ruleset.terms.items()},
        "definitions": {name: _definition(definition) for name, definition in ruleset.definitions.items()},
        "rules": {name: _rule(rule) for name, rule in ruleset.rules.items()},
        "obligations": {name: _obligation(owed) for name, owed in ruleset.obligations.items()},
        "event_kinds": list(ruleset.event_kinds),
        "fields": {subject: _fields(fields) for subject, fields in ruleset.own_fields.items() if fields},
    }


def _inclusion(inclusion: Inclusion) -> Document:
    return {
        "agreement": inclusion.agreement,
        "version": inclusion.version,
        "digest": inclusion.digest,
        "bind": dict(inclusion.bind),
        "drop": list(inclusion.drop),
    }


def _clause(clause: Clause) -> Document:
    return {
        "text": dict(clause.text),
        "standing": clause.standing,
        "asserted_by": list(clause.asserted_by),
        "sources": list(clause.sources),
        "not_checkable": clause.not_checkable or None,
    }


def _term(term: Term) -> Document:
    return {"clause": term.clause, "type": str(term.type), **_readings(term)}


def _definition(definition: Definition) -> Document:
    head = {"of": definition.of, "clause": definition.clause, "shown": definition.shown, "type": str(definition.type)}
    return {**head, **_readings(definition)}


def _readings(item: Term | Definition) -> Document:
    """What a name is: as written, or so in each of its readings."""
    if item.disputed:
        return {"is": None, "readings": {reading.name: _reading(reading) for reading in item.readings}}
    return {"is": item.readings[0].source, "readings": {}}


def _reading(reading: Reading) -> Document:
    return {"held_by": list(reading.held_by), "is": reading.source, "sources": list(reading.sources)}


def _rule(rule: Rule) -> Document:
    premises = {part: rule.sources.get(part) for part in ("applies", "unless", "requires")}
    return {"of": rule.of, "clause": rule.clause, "level": rule.level, **premises, "message": dict(rule.message)}


def _obligation(owed: Obligation) -> Document:
    rule = owed.rule
    return {
        "clause": rule.clause,
        "level": rule.level,
        "when": _trigger(owed.trigger),
        "duty_of": _text(owed.duty_of),
        "do": {"event": list(owed.kinds), "where": _text(owed.where), "total": _text(owed.total)},
        "within": _text(owed.within),
        "every": _text(owed.every),
        "ahead": _text(owed.ahead),
        "awaited": owed.awaited,
        **{part: rule.sources.get(part) for part in ("applies", "unless")},
        "message": dict(rule.message),
    }


def _trigger(trigger: Trigger) -> Document:
    """What brings a duty about: an event, an entry, or a day."""
    of_entry = trigger.of in ("prisoner", "remains")
    return {
        "event": list(trigger.kinds) if trigger.of == "action" else None,
        "entry": trigger.of if of_entry else None,
        **{part: _text(getattr(trigger, part)) for part in ("where", "on", "until")},
    }


def _text(written: Expression | None) -> str | None:
    return written.text if written else None


def _fields(fields: Mapping[str, Field]) -> Document:
    return {
        name: {"type": str(field.type), "required": field.required, "text": dict(field.text)}
        for name, field in fields.items()
    }
