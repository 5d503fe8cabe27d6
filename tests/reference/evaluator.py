"""What an expression means, slowly and plainly: a walk over its tree, for one subject in one world.

It shares the artefacts with the production path (the typed tree, the vocabulary), and none of its code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from servanda.language import formula as f
from servanda.language import tree as t
from servanda.language import types
from servanda.language.ruleset import Definition, Ruleset, Term
from servanda.language.vocabulary import REMOVAL_FIELDS

from . import derived
from .values import (
    COMPARISONS,
    METHODS,
    MISSING,
    Member,
    Members,
    Span,
    Unknown,
    Value,
    age,
    arithmetic,
    choice,
    compare,
    conjunction,
    days_of,
    disjunction,
    later,
    macro,
    negation,
    span,
    truth_of_members,
    undecided,
    void,
)


def word(content: str | None) -> Unknown:
    """What a reading says that has no value: one that is open, one that is silent, or one that is not settled."""
    return {"open": Unknown("open"), "none": Unknown("silent"), None: MISSING}[content]


@dataclass(frozen=True)
class Subject:
    """What is judged, or what a macro's variable stands for: a prisoner, remains, a list … as it was submitted."""

    kind: str
    data: Mapping[str, Any]
    header: Mapping[str, Any]
    pointer: str = ""


KINDS = {"prisoners": "prisoner", "remains": "remains"}
RECORD = Subject("record", {}, {})
"""The submission as a whole: what it is made of stands in the world."""


def list_of(header: Mapping[str, Any], pointer: str = "") -> Subject:
    return Subject("list", header, header, pointer)


def entries_of(header: Mapping[str, Any], pointer: str = "") -> list[Subject]:
    kind = KINDS[header["kind"]]
    return [Subject(kind, entry, header, f"{pointer}/entries/{i}") for i, entry in enumerate(header["entries"])]


@dataclass(frozen=True)
class World:
    """A ruleset, a time, a reading for each disputed name (None leaves it unsettled), and the lists submitted."""

    ruleset: Ruleset
    as_of: str
    readings: Mapping[str, str | None]
    lists: Sequence[Mapping[str, Any]] = ()

    def definition(self, name: str, subject: Subject) -> Value:
        """The value of a definition for a subject; one of prisoners says nothing of remains, and so on."""
        definition = self.ruleset.definitions[name]
        if definition.of == "record":
            subject = RECORD
        if definition.of != subject.kind:
            return MISSING
        content = self._content(definition)
        return self.value(content.tree, subject, {}) if isinstance(content, t.Expression) else word(content)

    def proposition(self, name: str, subject: Subject) -> Value:
        """The truth of what a rule names: a definition of its subject, or one of its fields."""
        if name in self.ruleset.definitions:
            return self.definition(name, subject)
        return self.field(subject, name)

    def field(self, subject: Subject, name: str) -> Value:
        """The value of a field, as it was submitted or as it follows from what was."""
        if compute := derived.DERIVED.get(subject.kind, {}).get(name):
            return compute(subject.data, subject.header, self.lists)
        data = subject.data.get(name)
        if subject.kind == "list" and name == "removals":
            removals = [Member(Subject("removal", item, subject.header)) for item in data or ()]
            return MISSING if data is None else Members(tuple(removals))
        known = REMOVAL_FIELDS.get(name) if subject.kind == "removal" else self.ruleset.fields[subject.kind].get(name)
        if known is None:
            return MISSING
        if data is None:
            return MISSING if known.assumed is None else known.assumed
        return self.submitted(known.type, data)

    def has(self, subject: Subject, name: str) -> bool:
        """Whether a field is there, or is held without being sent; what stands for an absence is always there."""
        if name in derived.DERIVED.get(subject.kind, {}):
            return derived.is_there(name, subject.data, subject.header, self.lists)
        return subject.data.get(name) is not None or derived.on_record(subject.data, name) or name == "final"

    def submitted(self, type_: types.Type, data: Any) -> Value:
        """The value of what stands in a submission."""
        if isinstance(type_, types.ListOf):
            return Members(tuple(Member(self.submitted(type_.item, item)) for item in data))
        if type_ == types.INT:
            return Span(data, data)
        if type_ in (types.DATE, types.TIME):
            return self.day(data)
        return data

    def day(self, text: str) -> Span:
        """The days of a date; that of an instant in the ruleset's time zone."""
        if "T" not in text.upper():
            return days_of(text)
        instant = datetime.fromisoformat(text.upper().replace("Z", "+00:00"))
        local = instant.astimezone(ZoneInfo(self.ruleset.conventions.time_zone or "UTC")).date()
        return Span(local, local)

    def value(  # noqa: C901, PLR0912  (a case for each kind of node)
        self, node: t.Tree, subject: Subject, variables: Mapping[str, Value]
    ) -> Value:
        """The value of an expression for a subject."""

        def walk(part: t.Tree, **more: Value) -> Value:
            return self.value(part, subject, {**variables, **more})

        match node:
            case t.Constant():
                return self.constant(node.type, node.value)
            case t.FieldOf():
                return self.field(self._owner(node.owner, subject, variables), node.name)
            case t.DefinitionOf():
                return self.definition(node.name, self._owner(node.owner, subject, variables))
            case t.TermOf():
                term = self.ruleset.terms[node.name]
                return self.agreed(term.type, self._content(term))
            case t.Variable():
                return variables[node.name]
            case t.Given():
                return self.given(node.name, subject)
            case t.Not():
                return negation(walk(node.operand))
            case t.Negative():
                return arithmetic("-", Span(0, 0), walk(node.operand))
            case t.Binary():
                return self.binary(node, walk)
            case t.Choice():
                return choice(walk(node.condition), walk(node.then), walk(node.otherwise))
            case t.Has():
                return self.has(self._owner(node.field.owner, subject, variables), node.field.name)
            case t.Call():
                return self.call(node.function, [walk(argument) for argument in node.arguments])
            case t.Method():
                members = walk(node.source)
                return members if isinstance(members, Unknown) else METHODS[node.name](members)
            case t.Macro():
                members = walk(node.source)
                if isinstance(members, Unknown):
                    return members
                return macro(node.name, members, [walk(node.body, **{node.variable: m.value}) for m in members.items])
            case t.Index():
                source, key = walk(node.source), walk(node.key)
                unknown = isinstance(source, Unknown) or isinstance(key, Unknown)
                return undecided([source, key]) if unknown else source.get(key, MISSING)
            case t.ListOfTrees():
                return Members(tuple(Member(walk(item)) for item in node.items))
        raise AssertionError(node)

    def binary(self, node: t.Binary, walk: Callable[[t.Tree], Value]) -> Value:
        left, right = walk(node.left), walk(node.right)
        if node.op == "&&":
            return conjunction([left, right])
        if node.op == "||":
            return disjunction([left, right])
        if node.op == "in":
            literal = isinstance(node.right, t.ListOfTrees)
            unknown = None if literal else void([left, right])
            if unknown or isinstance(right, Unknown):
                return unknown or undecided([left, right])
            return disjunction(truth_of_members(right, [compare("==", left, m.value) for m in right.items]))
        if node.op in COMPARISONS:
            return compare(node.op, left, right)
        return arithmetic(node.op, left, right)

    def call(self, function: str, arguments: list[Value]) -> Value:
        if any(isinstance(argument, Unknown) for argument in arguments):
            return undecided(arguments)
        if function in ("startsWith", "endsWith", "contains", "matches"):
            text, part = arguments
            return {
                "startsWith": lambda: text.startswith(part),
                "endsWith": lambda: text.endswith(part),
                "contains": lambda: part in text,
                "matches": lambda: re.search(part, text) is not None,
            }[function]()
        if function == "plus":
            length = arguments[1]
            bounds = [later(day, length.months, length.days) for day in (arguments[0].low, arguments[0].high)]
            return MISSING if None in bounds else span(*bounds, arguments)
        return self.of_days(function, arguments)

    def of_days(self, function: str, days: list[Span]) -> Value:
        first, last = days[0], days[-1]
        if function == "age_on":
            leap_day = self.ruleset.conventions.leap_day
            return span(age(first.high, last.low, leap_day), age(first.low, last.high, leap_day), days)
        if function == "days_between":
            return span((last.low - first.high).days, (last.high - first.low).days, days)
        if function == "date_of":
            return first
        low, high = first.low, first.high
        if function == "year":
            return span(low.year, high.year, days)
        if function == "month":
            return span(*((low.month, high.month) if low.year == high.year else (1, 12)), days)
        assert function == "day", function
        same = (low.year, low.month) == (high.year, high.month)
        return span(*((low.day, high.day) if same else (1, 31)), days)

    def given(self, name: str, subject: Subject) -> Value:
        if name == "as_of":
            return self.submitted(types.TIME, self.as_of)
        if name == "individuals":
            return derived.individuals(subject.data)
        if name == "lists":
            return Members(tuple(Member(list_of(header)) for header in self.lists))
        if name == "held":
            found = derived.held(self.lists)
            return Members(tuple(Member(Subject("prisoner", entry, header)) for header, entry in found))
        if name == "entries":
            return Members(tuple(map(Member, entries_of(subject.data))))
        parties = {"parties": self.ruleset.parties, "third_parties": self.ruleset.third_parties}[name]
        return Members(tuple(Member(party) for party in parties))

    def agreed(self, type_: types.Type, value: Any) -> Value:
        """The value of a term, or of what stands under a key of a map."""
        if value is None or value in ("open", "none"):
            return word(value)
        if isinstance(type_, types.MapOf):
            return {key: self.agreed(type_.value, item) for key, item in value.items()}
        return self.constant(type_, value)

    def constant(self, type_: types.Type, value: Any) -> Value:
        """The value of a literal or of a term without keys."""
        if isinstance(type_, types.ListOf):
            return Members(tuple(Member(self.constant(type_.item, item)) for item in value))
        if type_ == types.INT:
            return Span(value, value)
        if type_ in (types.DATE, types.TIME):
            low, high = (date(day // 10000, day // 100 % 100, day % 100) for day in value)
            return Span(low, high, None if low == high else "missing")
        return value

    def _content(self, item: Term | Definition) -> Any:
        if not item.disputed:
            return item.readings[0].value
        chosen = self.readings[item.name]
        return None if chosen is None else next(r.value for r in item.readings if r.name == chosen)

    def _owner(self, owner: str, subject: Subject, variables: Mapping[str, Value]) -> Subject:
        if owner == "header":
            return list_of(subject.header)
        return subject if owner == "self" else variables[owner]


# Rules


def truth(node: f.Formula, truths: Mapping[int, Value]) -> Value:
    """The truth of a rule's premise."""
    match node:
        case f.Constant(value):
            return value
        case f.Name(index):
            return truths[index]
        case f.Not(operand):
            return negation(truth(operand, truths))
        case f.And(operands):
            return conjunction([truth(operand, truths) for operand in operands])
        case f.Or(operands):
            return disjunction([truth(operand, truths) for operand in operands])


def status(premises: f.Premises, truths: Mapping[int, Value]) -> str:
    """The status of a rule in one world."""
    applies, unless = truth(premises.applies, truths), truth(premises.unless, truths)
    requires = truth(premises.requires, truths)
    if applies is False:
        return "not_applicable"
    if unless is True:
        return "waived"
    if requires is True:
        return "satisfied"
    broken = conjunction([applies, negation(unless), negation(requires)])
    if broken is True:
        return "violated"
    return {"missing": "indeterminate", "open": "pending", "silent": "silent"}[broken.cause]
