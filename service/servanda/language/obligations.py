"""The section `obligations` of a ruleset: who owes what, by when."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Table
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servanda.language import tree
from servanda.language.calendar import Duration, read_duration
from servanda.language.document import Mapping, Node, Scalar
from servanda.language.ruleset import Level, Localised, Obligation, Rule, Trigger
from servanda.language.scope import Scope, is_dated, suggest
from servanda.language.syntax import shown
from servanda.language.tree import Expression
from servanda.language.types import (
    BOOL,
    DATE,
    DURATION,
    EVENT,
    INT,
    TRIGGER,
    Enumeration,
    ListOf,
    Type,
    code,
    comparable,
)

if TYPE_CHECKING:
    from servanda.language.names import Names
    from servanda.language.validate import _Sections

CODES = {
    "bad-trigger": "an obligation does not say what triggers it, or says what its trigger does not take",
}

REQUIRED = ("clause", "when", "duty_of", "do", "message")
OPTIONAL = ("level", "applies", "unless", "within", "every", "ahead", "awaited")


@dataclass(frozen=True, slots=True)
class Head:
    """What an obligation has in common with rules."""

    clause: str
    level: Level
    message: Localised
    floor: bool


class Duties:
    """Reads obligations; what is wrong is reported by the sections."""

    def __init__(self, sections: _Sections, names: Names, kinds: Type, codes: tuple[str, ...]) -> None:
        assert isinstance(kinds, Enumeration)
        self._sections, self._names = sections, names
        self._kinds, self._codes = kinds.values, codes
        self._of = ""  # the subject of the trigger at hand

    def obligation(self, key: Scalar, found: Mapping, head: Head) -> Obligation | None:
        """The checked obligation, or None after a report."""
        before = len(self._sections.diagnostics)
        trigger = self._trigger(found, found.get("every") is not None)
        if trigger is None:
            return None
        self._of = trigger.of
        scope, variables = self._scope(trigger)
        do = self._sections.keyed(found.get("do"), "do", ("event",), ("where", "total"))
        premises, written = self._names.premises(found, scope, ("applies", "unless"))
        duty_of = self._value(found.get("duty_of"), self._duty, variables, self._is_holder, "a party or several")
        self._known_holders(duty_of)
        every = self._length(found.get("every"), "every")
        within, ahead = self._length(found.get("within"), "within"), self._length(found.get("ahead"), "ahead")
        variables["duty"] = code(self._codes)
        total = self._value(do and do.get("total"), self._duty, variables, lambda t: t == INT, "an int")
        variables["event"] = EVENT
        where = self._value(do and do.get("where"), self._duty, variables, lambda t: t == BOOL, "a bool")
        kinds = self._event(do and do.get("event"))
        awaited = self._sections.flag(found.get("awaited"), "awaited")
        self._fitting(found, trigger)
        self._lengths(trigger, within, every)
        if premises is None or duty_of is None or len(self._sections.diagnostics) > before:
            return None
        rule = Rule(
            key.text,
            "duty",
            head.clause,
            head.level,
            premises,
            written,
            head.message,
            key.span,
            head.floor,
        )
        return Obligation(rule, trigger, duty_of, kinds, where, total, within, every, ahead, awaited)

    def _trigger(self, found: Mapping, repeated: bool) -> Trigger | None:
        sections, node = self._sections, found.get("when")
        when = sections.mapping(node, "when")
        ways = [name for name in ("event", "on", "entry") if when and when.get(name) is not None]
        if when is None:
            return None
        if ways[:1] == ["event"] and len(ways) == 1:
            sections.keyed(when, "when", ("event",), ("where",))
            where = self._of_subject(when.get("where"), "action")
            return Trigger("action", self._event(when.get("event")), where, None, None)
        if "entry" in ways and "event" not in ways:
            sections.keyed(when, "when", ("entry", "where"), ("on",))
            of = sections.word(when.get("entry"), "a kind of entry", ("prisoner", "remains"))
            where = self._of_subject(when.get("where"), of or "prisoner")
            return Trigger(of, (), where, self._time(when.get("on"), of), None) if of else None
        if ways == ["on"]:
            sections.keyed(when, "when", ("on",), ("until",) if repeated else ())
            on, until = (self._time(when.get(name), "duty") for name in ("on", "until"))
            return Trigger("record", (), None, on, until) if on else None
        sections.report("bad-trigger", "`when` names an `event`, an `entry` or a day (`on`)", when.span)
        return None

    def _fitting(self, found: Mapping, trigger: Trigger) -> None:
        """Remark on parts that a duty of this trigger cannot have."""
        wrong = {
            "every": trigger.of != "record" and "`every` repeats a day: it goes with `on`",
            "ahead": trigger.of != "action" and "`ahead` counts back from an event: it goes with `event`",
            "within": (found.get("ahead") is not None and "a duty is due `within` or `ahead`, not both")
            or (
                trigger.of in ("prisoner", "remains")
                and trigger.on is None
                and "`within` counts from a time: say `on` in `when`"
            ),
        }
        for name, message in wrong.items():
            if message and (node := found.get(name)) is not None:
                self._sections.report("bad-trigger", message, node.span)
        node = found.get("within") or found.get("every")
        if node is not None:
            self._names.need_deadlines(node.span)

    def _lengths(self, trigger: Trigger, within: Expression | None, every: Expression | None) -> None:
        """Remark on lengths that do not fit what they are counted from, or one another."""
        on_a_date = trigger.on is not None and trigger.on.tree.type == DATE
        counted = every or within
        if on_a_date and counted and self._counts_hours(counted.tree):
            message = "hours are counted from a time, and `on` is a date"
            self._sections.report("bad-duration", message, counted.span)
        step, limit = map(_written_out, (every, within))
        if every and step and not _most(step):
            self._sections.report("bad-duration", "a duty is repeated after a time, and this is none", every.span)
        elif within and step and limit and _least(limit) > _most(step):
            message = "`within` is longer than `every`: what is done late would count for the next period"
            self._sections.report("bad-trigger", message, within.span)

    def _counts_hours(self, length: tree.Tree) -> bool:
        if isinstance(length, tree.Constant):
            return isinstance(length.value, Duration) and bool(length.value.hours)
        return isinstance(length, tree.TermOf) and length.name in self._duty.hours

    @property
    def _duty(self) -> Scope:
        return self._names.scope("duty", self._of)

    def _scope(self, trigger: Trigger) -> tuple[Scope, dict[str, Type]]:
        """The scope of premises, and the variables of the other expressions."""
        if trigger.of == "record":
            return self._duty, {}
        return self._names.scope(trigger.of), {"trigger": TRIGGER}

    def _of_subject(self, node: Node | None, of: str) -> Expression | None:
        return self._value(node, self._names.scope(of), {}, lambda t: t == BOOL, "a bool")

    def _time(self, node: Node | None, of: str) -> Expression | None:
        return self._value(node, self._names.scope(of or "duty"), {}, is_dated, "a time")

    def _is_holder(self, type_: Type) -> bool:
        return comparable(type_.item if isinstance(type_, ListOf) else type_, code(self._codes))

    def _known_holders(self, duty_of: Expression | None) -> None:
        """Remark on words that name no party."""
        waiting = [duty_of.tree] if duty_of else []
        for node in waiting:
            match node:
                case tree.Choice(then=then, otherwise=otherwise):
                    waiting += [then, otherwise]
                case tree.ListOfTrees(items=items):
                    waiting += items
                case tree.Constant(value=word) if duty_of and word not in self._codes:
                    message = f"`{shown(str(word))}` is no party of the ruleset"
                    self._sections.report("no-such-value", message, duty_of.span, suggest(str(word), self._codes))

    def _value(
        self, node: Node | None, scope: Scope, variables: Table[str, Type], fits: Callable[[Type], bool], what: str
    ) -> Expression | None:
        """A checked expression of a type that fits."""
        if node is None:
            return None
        found = self._names.expression(node, scope, variables)
        if found and not fits(found.tree.type):
            self._sections.report("wrong-type", f"this is {found.tree.type}, and must be {what}", found.span)
            return None
        return found

    def _length(self, node: Node | None, what: str) -> Expression | None:
        """A duration: written out, or that of a term."""
        scalar = self._sections.scalar(node, what)
        if scalar is None:
            return None
        if (duration := read_duration(scalar.text)) is not None:
            constant = tree.Constant(DURATION, 0, len(scalar.text), duration)
            return Expression(constant, scalar.text, scalar.span)
        if "." not in scalar.text:
            hint = 'it is written like "P7D" or "PT72H", or names a term, `terms.…`'
            self._sections.report("bad-duration", f"`{shown(scalar.text)}` is no duration", scalar.span, hint)
            return None
        return self._value(scalar, self._duty, {}, lambda t: t == DURATION, "a duration")

    def _event(self, node: Node | None) -> tuple[str, ...]:
        """Kinds of events."""
        found = self._sections.items(node, "the kinds of events")
        for kind in found:
            if kind.text not in self._kinds:
                message = f"`{shown(kind.text)}` is no kind of event"
                self._sections.report("no-such-value", message, kind.span, suggest(kind.text, self._kinds))
        if node is not None and not found:
            self._sections.report("bad-trigger", "no kind of event is named", node.span)
        return tuple(kind.text for kind in found)


def _least(length: Duration) -> int:
    """The fewest hours that a length may come to."""
    return (length.months * 28 + length.days) * 24 + length.hours


def _most(length: Duration) -> int:
    """The most hours that a length may come to."""
    return (length.months * 31 + length.days) * 24 + length.hours


def _written_out(length: Expression | None) -> Duration | None:
    """The duration that is no term's."""
    value = length.tree.value if length and isinstance(length.tree, tree.Constant) else None
    return value if isinstance(value, Duration) else None
