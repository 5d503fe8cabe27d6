"""What an expression means, slowly and plainly: a walk over its tree, for one subject in one world.

It shares the artefacts with the production path (the typed tree, the vocabulary), and none of its code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from servanda.language import formula as f
from servanda.language import tree as t
from servanda.language import types
from servanda.language.ruleset import Definition, Ruleset, Term
from servanda.language.vocabulary import REMOVAL_FIELDS, Field

from . import derived, times
from .history import ACTS, happened, kinds_gone_through, without_cover
from .reach import hears_parties, points
from .subjects import KINDS, RECORD, Subject, entries_of, events_of, list_of
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


def of_pair(known: Any) -> Value:
    """The value of what is known of a pair besides its entries."""
    if known is None:
        return MISSING
    return Members(tuple(map(Member, known))) if isinstance(known, list) else known


DEFINITION = "definition "
"""Before the name of what is worked out once."""
FIELDS = {"action": "event"}
"""What is judged as an action has the fields of an event."""


@dataclass(frozen=True)
class World:
    """A ruleset, a time, what was submitted, a reading for each disputed name (None leaves it unsettled), an account.

    ``events`` are None where no history was submitted, ``covers`` where it covers all kinds of events. ``memory`` is
    that of the whole judgement: what was worked out once of a subject in a world is not worked out again.
    """

    ruleset: Ruleset
    as_of: str
    readings: Mapping[str, str | None]
    lists: Sequence[Mapping[str, Any]] = ()
    events: Sequence[Mapping[str, Any]] | None = None
    covers: Sequence[str] | None = None
    account: str = ""
    memory: dict[tuple[Any, ...], tuple[Subject, Any]] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: str, subject: Subject, settled: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """What is made of a subject where that much is settled; it is kept, so that no other one takes its place."""
        key = name, subject.places, settled
        if key not in self.memory:
            self.memory[key] = subject, make()
        return self.memory[key][1]

    @property
    def settled(self) -> tuple[Any, ...]:
        """All that this world settles."""
        return self.account, *self.readings.items()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.ruleset.conventions.time_zone or "UTC")

    def definition(self, name: str, subject: Subject) -> Value:
        """The value of a definition for a subject; one of prisoners says nothing of remains, and so on."""
        definition = self.ruleset.definitions[name]
        if definition.of == "record":
            subject = RECORD
        if definition.of != subject.kind:
            return MISSING
        account = self.account if hears_parties(self.ruleset, name) else ""
        settled = (account, *((point, self.readings.get(point)) for point in points(self.ruleset, name)))
        return self.once(f"{DEFINITION}{name}", subject, settled, lambda: self.defined(definition, subject))

    def defined(self, definition: Definition, subject: Subject) -> Value:
        content = self._content(definition)
        return self.value(content.tree, subject, {}) if isinstance(content, t.Expression) else word(content)

    def proposition(self, name: str, subject: Subject) -> Value:
        """The truth of what a rule names: a definition of its subject, or one of its fields."""
        if name in self.ruleset.definitions:
            return self.definition(name, subject)
        return self.field(subject, name)

    def field(self, subject: Subject, name: str) -> Value:
        """The value of a field, as it was submitted or as it follows from what was."""
        if subject.kind == "pair":
            return of_pair(subject.data[name])
        if compute := derived.DERIVED.get(subject.kind, {}).get(name):
            return self.once(name, subject, (), lambda: compute(subject.data, subject.header, self.lists))
        data = subject.data.get(name)
        if subject.kind == "list" and name == "removals":
            removals = [Member(Subject("removal", item, subject.header)) for item in data or ()]
            return MISSING if data is None else Members(tuple(removals))
        known = self.known(subject, name)
        if known is None:
            return MISSING
        if data is None:
            assumed = Members(()) if known.assumed == () else known.assumed
            return MISSING if assumed is None else assumed
        return self.submitted(known.type, data)

    def known(self, subject: Subject, name: str) -> Field | None:
        """The field of that name, if what is judged can have it."""
        fields = self.ruleset.fields.get(FIELDS.get(subject.kind, subject.kind), {})
        return REMOVAL_FIELDS.get(name) if subject.kind == "removal" else fields.get(name)

    def has(self, subject: Subject, name: str) -> Value:
        """Whether a field is there, or is held without being sent; what stands for an absence is always there.

        It is undecided where it is too close to call whose it would be.
        """
        if subject.kind == "somebody":
            of = KINDS[subject.header["kind"]]
            return MISSING if name in self.ruleset.fields[of] or name in derived.DERIVED[of] else False
        if subject.kind == "pair" and name == "removal_reason":
            known = subject.data["in_before"] is not None and subject.data[name] != MISSING
            return subject.data[name] is not None if known else MISSING
        if name in derived.DERIVED.get(subject.kind, {}):
            return derived.is_there(name, subject.data, subject.header, self.lists)
        known = self.known(subject, name)
        assumed = known is not None and known.assumed is not None
        return subject.data.get(name) is not None or derived.on_record(subject.data, name) or assumed

    def submitted(self, type_: types.Type, data: Any) -> Value:
        """The value of what stands in a submission."""
        if isinstance(type_, types.ListOf):
            return Members(tuple(Member(self.submitted(type_.item, item)) for item in data))
        if type_ == types.INT:
            return Span(data, data)
        if type_ == types.TIME:
            return times.time_of(data, self.zone)
        return days_of(data) if type_ == types.DATE else data

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
            case t.Call(function="consented"):
                return self.consented(walk(node.arguments[0]), subject)
            case t.Call():
                return self.call(node.function, [walk(argument) for argument in node.arguments])
            case t.Method() | t.Macro() if not self.covered(kinds_gone_through(node, self.ruleset)):
                return MISSING
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
            return disjunction(truth_of_members(right, [self.compare("==", left, m.value) for m in right.items]))
        if node.op in COMPARISONS:
            return self.compare(node.op, left, right)
        return arithmetic(node.op, left, right)

    def compare(self, op: str, left: Value, right: Value) -> Value:
        return compare(op, *times.comparable(left, right, self.zone))

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
            return times.plus(*arguments, self.zone)
        if function == "hours_between":
            return times.hours_between(*arguments)
        return self.of_days(function, [times.days_if_time(argument, self.zone) for argument in arguments])

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
            return times.as_of(self.as_of, self.zone)
        if name == "party":
            return subject.data["party"]
        if name == "events":
            return MISSING if self.events is None else self.history(subject)
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

    def history(self, subject: Subject) -> Members:
        """The events that there are for a subject."""
        of = subject if subject.kind == "action" else RECORD
        return self.once("history", of, (self.account,), lambda: self.events_for(subject))

    def events_for(self, subject: Subject) -> Members:
        found = [(event, self.is_there(event, subject)) for event in events_of(self.events)]
        causes = [(event, there.cause if isinstance(there, Unknown) else None) for event, there in found if there]
        return Members(tuple(Member(event, cause) for event, cause in causes))

    def is_there(self, event: Subject, subject: Subject = RECORD) -> Value:
        """Whether an event happened, by the time of judgement, and for an action besides it and not after it."""
        own = subject.kind == "action"
        not_after = self.compare("<=", self.field(event, "at"), self.time_of_action(subject)) if own else True
        besides = not own or event.pointer != subject.pointer
        real = happened(event.data, self.account, self.ruleset) and not self.is_before_force(event)
        return conjunction([real, self.is_by_now(event), not_after, besides])

    def is_by_now(self, event: Subject) -> Value:
        """Whether an event lies by the time of judgement."""
        return self.compare("<=", self.field(event, "at"), times.as_of(self.as_of, self.zone))

    def time_of_action(self, action: Subject) -> Value:
        """When an action is or was; a proposed one at the time of judgement, where it does not say."""
        at = self.field(action, "at")
        proposed = action.pointer == "/action" and isinstance(at, Unknown)
        return times.as_of(self.as_of, self.zone) if proposed else at

    def concerns(self, subject: Subject) -> bool:
        """Whether rules are asked of a subject: not of an event in an account in which it did not happen."""
        of_history = subject.kind == "action" and subject.pointer != "/action"
        return not of_history or happened(subject.data, self.account, self.ruleset)

    def is_before_force(self, subject: Subject) -> bool:
        """Whether an event or action was before the agreement was in force: such are no part of the history."""
        return subject.kind in ("event", "action") and self.precedes_force(self.field(subject, "at"))

    def precedes_force(self, at: Value) -> bool:
        start = date.fromisoformat(self.ruleset.in_force_from)
        return self.compare("<", at, Span(start, start)) is True

    def covered(self, kinds: set[str]) -> bool:
        """Whether the history tells of all events of these kinds."""
        return without_cover(kinds, self.ruleset, self.events, self.covers) is None

    def consented(self, party: Value, action: Subject) -> Value:
        """Whether a party consented to an action, by doing it or by saying so."""
        by_doing = conjunction([self.compare("==", self.field(action, "actor"), party), action.data["kind"] in ACTS])
        events = self.history(action).items
        said = [self.is_consent(m.value, party, action) for m in events]
        there = truth_of_members(Members(events), said)
        found = disjunction([by_doing, disjunction(there)])
        return found if found is True or self.covered({"consent"}) else MISSING

    def is_consent(self, event: Subject, party: Value, action: Subject) -> Value:
        """Whether an event is the consent of a party to an action."""
        subject, both = self.field(event, "subject"), "both"
        return conjunction(
            [
                event.data["kind"] == "consent",
                self.compare("==", self.field(event, "actor"), party),
                disjunction(
                    [self.compare("==", subject, self.field(action, "subject")), self.compare("==", subject, both)]
                ),
                self.compare("==", self.field(event, "date"), self.field(action, "date")),
            ]
        )

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
        if type_ == types.DATE:
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
        return subject if owner == "self" else {**subject.sides, **variables}[owner]


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
    return outcome(*(truth(part, truths) for part in (premises.applies, premises.unless, premises.requires)))


def outcome(applies: Value, unless: Value, requires: Value) -> str:
    """The status of a rule or a duty, from the truth of its three premises."""
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
