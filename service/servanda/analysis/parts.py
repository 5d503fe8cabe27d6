"""The parts of what stands in a ruleset: how each is written, and what it means.

Parts are named by their paths below the thing, as the API gives it: `when/on`, `text/uk`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from servanda.analysis.meaning import Meaning, Names, meaning, premise
from servanda.language.change import Written
from servanda.language.pointer import pointer
from servanda.language.ruleset import (
    Clause,
    Definition,
    Inclusion,
    Obligation,
    Reading,
    Rule,
    Ruleset,
    Source,
    Term,
)
from servanda.language.tree import Expression
from servanda.language.types import Enumeration, ListOf, Type
from servanda.language.vocabulary import Field


class Part(NamedTuple):
    """One part; ``meaning`` is the same for what is only written otherwise."""

    written: Written
    meaning: Meaning


Parts = Mapping[str, Part]


def _plain(value: str | bool | None) -> Part:
    return Part(value, value)


def _listed(names: Iterable[str]) -> Part:
    """Names whose order counts."""
    return Part(list(names), tuple(names))


def _named(names: Iterable[str]) -> Part:
    """Names of which only counts whether they are there."""
    return Part(list(names), frozenset(names))


def _texts(part: str, texts: Mapping[str, str]) -> dict[str, Part]:
    return {f"{part}/{language}": _plain(text) for language, text in texts.items()}


def _expression(found: Expression | None, names: Names) -> Part:
    return Part(found.text if found else None, meaning(found, names))


def ruleset(item: Ruleset) -> Parts:
    """What a ruleset says of itself; its version is what changes are measured by."""
    conventions = item.conventions
    return {
        "agreement": _plain(item.agreement),
        **_texts("title", item.title),
        "standing": _plain(item.standing),
        "signed": _plain(item.signed),
        "in_force/from": _plain(item.in_force_from),
        "in_force/until": _plain(item.in_force_until),
        "known_on": _plain(item.known_on),
        "parties": _listed(item.parties),
        "third_parties": _listed(item.third_parties),
        "conventions/time_zone": _plain(conventions.time_zone),
        "conventions/leap_day": _plain(conventions.leap_day),
        **{f"conventions/deadlines/{key}": _plain(value) for key, value in conventions.deadlines.items()},
    }


def inclusion(item: Inclusion) -> Parts:
    """What is taken over, and what is changed of it."""
    bind = {pointer("bind", rule)[1:]: _plain(clause) for rule, clause in item.bind.items()}
    return {"version": _plain(item.version), "digest": _plain(item.digest), **bind, "drop": _named(item.drop)}


def source(item: Source) -> Parts:
    """Where something is reported."""
    return {"date": _plain(item.date), "title": _plain(item.title), "url": _plain(item.url)}


def clause(item: Clause) -> Parts:
    """What the agreement says."""
    return {
        **_texts("text", item.text),
        "standing": _plain(item.standing),
        "asserted_by": _named(item.asserted_by),
        "sources": _named(item.sources),
        "not_checkable": _plain(item.not_checkable or None),
    }


def term(item: Term, names: Names) -> Parts:
    """A term without its readings."""
    return {"clause": _plain(item.clause), "type": _type(item.type), **_value(item, names)}


def definition(item: Definition, names: Names) -> Parts:
    """A definition without its readings; its type is that of its expressions."""
    return {"of": _plain(item.of), "clause": _plain(item.clause), "shown": _plain(item.shown), **_value(item, names)}


def _value(item: Term | Definition, names: Names) -> Parts:
    return {} if item.disputed else {"is": reading(item.readings[0], names)["is"]}


def reading(item: Reading, names: Names) -> Parts:
    """One way to understand a name."""
    value = Part(item.source, meaning(item.value, names))
    return {"held_by": _named(item.held_by), "is": value, "sources": _named(item.sources)}


def rule(item: Rule, names: Names) -> Parts:
    """What is asked of a subject."""
    return {"of": _plain(item.of), **_judging(item, ("applies", "unless", "requires"), names)}


def _judging(item: Rule, premises: Iterable[str], names: Names) -> dict[str, Part]:
    """What rules and obligations have in common."""
    return {
        "clause": _plain(item.clause),
        "level": _plain(item.level),
        **{part: Part(item.sources.get(part), premise(item.premises, part, names)) for part in premises},
        **_texts("message", item.message),
    }


def obligation(item: Obligation, names: Names) -> Parts:
    """Who owes what, by when."""
    trigger, of_entry = item.trigger, item.trigger.of in ("prisoner", "remains")
    return {
        "when/event": _named(trigger.kinds),
        "when/entry": _plain(trigger.of if of_entry else None),
        **{f"when/{part}": _expression(getattr(trigger, part), names) for part in ("where", "on", "until")},
        "duty_of": _expression(item.duty_of, names),
        "do/event": _named(item.kinds),
        **{f"do/{part}": _expression(getattr(item, part), names) for part in ("where", "total")},
        **{part: _expression(getattr(item, part), names) for part in ("within", "every", "ahead")},
        "awaited": _plain(item.awaited),
        **_judging(item.rule, ("applies", "unless"), names),
    }


def field(item: Field) -> Parts:
    """A field beyond the vocabulary."""
    return {"type": _type(item.type), **_texts("text", item.text)}


def _type(type_: Type) -> Part:
    """A type as it is written; of `code`, whose values are the parties, only that it is one."""
    item = type_.item if isinstance(type_, ListOf) else type_
    words = frozenset(item.values) if isinstance(item, Enumeration) and item.name == "enumeration" else None
    return Part(str(type_), (type(type_), words or str(type_)))
