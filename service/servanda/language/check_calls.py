"""Syntax → typed tree: functions, methods and macros, with what each of them takes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import re2

from servanda.language import expression as syntax
from servanda.language import tree
from servanda.language.calendar import Duration, read_date, read_duration
from servanda.language.scope import Scope, is_dated, suggest
from servanda.language.types import (
    BOOL,
    DATE,
    DURATION,
    EVENT,
    INT,
    TIME,
    Enumeration,
    ListOf,
    Record,
    Type,
    code,
    comparable,
    is_scalar,
    is_span,
    list_of,
)
from servanda.language.vocabulary import INDIVIDUALS

MACROS = ("exists", "all", "exists_one", "filter", "map")
METHODS = ("size", "sum", "min", "max", "distinct", "isSorted")
TEXT_TESTS = ("startsWith", "endsWith", "contains", "matches")
FUNCTIONS = (
    "age_on consented date date_of day days_between has hours_between month plus size year"  # alphabetical
).split()
_TWO = ("age_on", "days_between", "hours_between", "plus")  # of two arguments
MAX_PATTERN = 1000
MAX_NESTED_MACROS = 2
_ONCE = "let the body be the same for all of them, or make it a definition of the record"

Report = Callable[[str, str, int, int, str], None]  # code, message, start, end, hint


def pattern(text: str) -> Any:
    """The compiled RE2 pattern, or None where RE2 refuses it."""
    options = re2.Options()
    options.max_mem = 1 << 20
    options.log_errors = False
    try:
        return re2.compile(text, options)
    except re2.error:
        return None


class Calls(ABC):
    """Checks what is applied to something; all other expressions are `check`'s."""

    def __init__(self, scope: Scope, report: Report, variables: Mapping[str, Type]) -> None:
        self._scope = scope
        self._report = report
        self._given = len(variables)
        self._variables: dict[str, Type] = {**variables}
        self._through = "entries" if scope.is_many else ""  # for each member of which long list this is worked out

    def _fail(self, code: str, message: str, node: syntax.Syntax | tree.Tree, hint: str = "") -> None:
        self._report(code, message, node.start, node.end, hint)

    def _is(self, operand: tree.Tree, wanted: Type, op: str) -> bool:
        if operand.type != wanted:
            self._fail("wrong-type", f"`{op}` takes {wanted}, this is {operand.type}", operand)
        return operand.type == wanted

    def _comparable(self, place: syntax.Syntax | tree.Tree, left: tree.Tree, right: tree.Tree, type_: Type) -> bool:
        if not comparable(left.type, type_) or left.type == DURATION:
            self._fail("wrong-type", f"{left.type} cannot be compared with {type_}", place)
            return False
        return self._has_value(left.type, right) and self._has_value(type_, left)

    def _has_value(self, type_: Type, other: tree.Tree) -> bool:
        if not isinstance(type_, Enumeration):
            return True
        values = (other.value,) if isinstance(other, tree.Constant) else getattr(other.type, "values", type_.values)
        if set(values) & set(type_.values):
            return True
        shown = ", ".join(f"`{value}`" for value in type_.values[:10]) + (" …" if len(type_.values) > 10 else "")
        near = suggest(str(values[0]), type_.values) if values else ""
        self._fail("no-such-value", f"this can only be one of {shown}", other, near)
        return False

    def _apply(self, node: syntax.Apply) -> tree.Tree | None:
        if node.target is None:
            return self._function(node)
        if node.function in MACROS:
            return self._macro(node, node.target)
        target = self.check(node.target)
        if target is None:
            return None
        if node.function in METHODS:
            return self._method(node, target)
        if node.function in TEXT_TESTS:
            return self._text_test(node, target)
        names = (*METHODS, *MACROS, *TEXT_TESTS)
        self._fail("unknown-function", f"unknown method `{node.function}`", node, suggest(node.function, names))
        return None

    def _macro(self, node: syntax.Apply, target: syntax.Syntax) -> tree.Tree | None:
        source = self.check(target)
        if source is None:
            return None
        if not isinstance(source.type, ListOf):
            self._fail("wrong-type", f"`{node.function}` goes through a list, this is {source.type}", source)
            return None
        names = node.arguments[:1]
        count = len(node.arguments)
        if (
            not names
            or not isinstance(names[0], syntax.Identifier)
            or count not in ((2, 3) if node.function == "map" else (2,))
        ):
            self._fail("wrong-arguments", f"`{node.function}` takes a variable and an expression", node)
            return None
        return self._bound(node, source, names[0])

    def _bound(self, node: syntax.Apply, source: tree.Tree, variable: syntax.Identifier) -> tree.Tree | None:
        assert isinstance(source.type, ListOf)
        name = variable.name
        if name in (*self._scope.names(), *self._scope.declared, *self._variables, "header", "self"):
            self._fail("name-taken", f"`{name}` already means something here", variable)
            return None
        if self._depth >= MAX_NESTED_MACROS:
            self._fail("nested-macro", "macros nest at most two deep", node)
            return None
        outer = self._through
        self._variables[name], self._through = source.type.item, outer or _long(source)
        bodies = [self.check(body) for body in node.arguments[1:]]
        del self._variables[name]
        self._through = outer
        return self._macro_tree(node, source, name, bodies)

    def _macro_tree(
        self, node: syntax.Apply, source: tree.Tree, name: str, bodies: list[tree.Tree | None]
    ) -> tree.Tree | None:
        checked = [body for body in bodies if body is not None]
        if len(checked) < len(bodies):
            return None
        if not self._may_go_through(node, source, checked):
            return None
        *filters, body = checked
        if node.function != "map":
            filters, kind, result = [body], node.function, source.type if node.function == "filter" else BOOL
        else:
            kind, result = "map", list_of(body.type)
        if not all([self._is(condition, BOOL, node.function) for condition in filters]):  # noqa: C419 — each reports
            return None
        if kind == "map" and not (is_scalar(body.type) or is_span(body.type) or body.type == BOOL):
            self._fail("wrong-type", f"`map` gives words, bools, ints or dates, this is {body.type}", body)
            return None
        if kind == "map" and filters:
            source = tree.Macro(source.type, node.start, node.end, "filter", source, name, filters[0])
        return tree.Macro(result, node.start, node.end, kind, source, name, body)  # type: ignore[arg-type]

    @property
    def _depth(self) -> int:
        """How many macros stand around."""
        return len(self._variables) - self._given

    def _may_go_through(self, node: syntax.Syntax, source: tree.Tree, bodies: Sequence[tree.Tree]) -> bool:
        """Whether a long list may be gone through here: not anew for each of many, that would be a square."""
        inner, nested, subject = _long(source), self._depth > 0, self._scope.subject
        if not inner and nested and self._scope.is_many and _names(source, "lists"):
            inner = "lists"
        if not (inner and self._through):
            return True
        if inner == "events":  # of which there are few
            if subject == "action" and EVENT not in self._variables.values():
                return True
            if subject in ("record", "party") and self._through == "events":
                return True
        parts = (part for body in (source, *bodies) for part in tree.nodes_in(body))
        if self._scope.is_many and not nested and not any(map(self._is_of_the_subject, parts)):
            return True
        self._fail("nested-macro", "this would go through all of them anew for each of many", node, _ONCE)
        return False

    def _is_of_the_subject(self, part: tree.Tree) -> bool:
        """Whether it differs between the many that are judged; that of duties is what their variables hold."""
        if isinstance(part, tree.DefinitionOf):
            if part.owner == "self":
                return self._scope.definition(part.name, ("record",)) is None
            return part.whose in tree.OWN_SIDES
        if isinstance(part, tree.FieldOf):
            return part.whose in tree.OWN_SIDES or part.owner == "event"
        return isinstance(part, tree.Variable) and part.name == "duty"

    def _method(self, node: syntax.Apply, target: tree.Tree) -> tree.Tree | None:
        name = node.function
        item = target.type.item if isinstance(target.type, ListOf) else None
        if node.arguments:
            self._fail("wrong-arguments", f"`{name}` takes no arguments", node)
            return None
        takes = {
            "sum": item == INT,
            "size": item is not None,
            "distinct": item is not None and not isinstance(item, Record) and item != TIME,
            "isSorted": item in (INT, DATE),  # of a day and an instant of it nobody knows which is first
        }
        if item is None or not takes.get(name, is_span(item)) or (name == "distinct" and item == BOOL):
            self._fail("wrong-type", f"`{name}` does not work on {target.type}", target)
            return None
        result = {"size": INT, "distinct": target.type, "isSorted": BOOL}.get(name, item)
        return tree.Method(result, node.start, node.end, name, target)  # type: ignore[arg-type]

    def _text_test(self, node: syntax.Apply, target: tree.Tree) -> tree.Tree | None:
        arguments = [self.check(argument) for argument in node.arguments]
        if len(arguments) != 1 or arguments[0] is None:
            if len(arguments) != 1:
                self._fail("wrong-arguments", f"`{node.function}` takes one text", node)
            return None
        argument = arguments[0]
        for operand in (target, argument):
            if not is_scalar(operand.type):
                self._fail("wrong-type", f"`{node.function}` works on text, this is {operand.type}", operand)
                return None
        if node.function == "matches" and not self._safe_pattern(argument):
            return None
        return tree.Call(BOOL, node.start, node.end, node.function, (target, argument))

    def _safe_pattern(self, argument: tree.Tree) -> bool:
        text = argument.value if isinstance(argument, tree.Constant) else None
        if isinstance(text, str) and len(text) <= MAX_PATTERN and pattern(text) is not None:
            return True
        self._fail("unsafe-regex", "`matches` takes a constant RE2 pattern of at most 1,000 characters", argument)
        return False

    def _function(self, node: syntax.Apply) -> tree.Tree | None:
        name = node.function
        if name not in FUNCTIONS:
            after = name in (*MACROS, *METHODS, *TEXT_TESTS)
            hint = f"it is written `x.{name}(…)`" if after else suggest(name, (*FUNCTIONS, *METHODS, *TEXT_TESTS))
            self._fail("unknown-function", f"unknown function `{name}`", node, hint)
            return None
        wanted = 2 if name in _TWO else 1
        if len(node.arguments) != wanted:
            self._fail("wrong-arguments", f"`{name}` takes {wanted} argument{'s' * (wanted > 1)}", node)
            return None
        if name in ("date", "plus"):
            return self._date(node) if name == "date" else self._plus(node)
        arguments = [self.check(argument) for argument in node.arguments]
        checked = [argument for argument in arguments if argument is not None]
        if len(checked) < wanted:
            return None
        if name == "size":
            return self._method(syntax.Apply(node.start, node.end, None, "size", ()), checked[0])
        if name == "consented":
            return self._consented(node, checked[0])
        return self._has(node, checked[0]) if name == "has" else self._dated(node, checked)

    def _consented(self, node: syntax.Apply, party: tree.Tree) -> tree.Tree | None:
        if self._scope.subject != "action":
            self._fail("unknown-function", "`consented` can be asked of actions only", node)
            return None
        if not comparable(party.type, code(self._scope.codes)):
            self._fail("wrong-type", f"`consented` takes a party, this is {party.type}", party)
            return None
        if not self._has_value(code(self._scope.codes), party):
            return None
        return tree.Call(BOOL, node.start, node.end, "consented", (party,))

    def _has(self, node: syntax.Apply, field: tree.Tree) -> tree.Tree | None:
        if isinstance(field, tree.FieldOf) and (field.whose, field.name) != ("lists", INDIVIDUALS.name):
            return tree.Has(BOOL, node.start, node.end, field)
        self._fail("wrong-arguments", "`has` asks for a field", node)
        return None

    def _dated(self, node: syntax.Apply, arguments: list[tree.Tree]) -> tree.Tree | None:
        name, scope = node.function, self._scope
        for argument in arguments:
            if not is_dated(argument.type) or (name == "hours_between" and argument.type != TIME):
                taken = "times" if name == "hours_between" else "dates"
                self._fail("wrong-type", f"`{name}` takes {taken}, this is {argument.type}", argument)
                return None
        if name == "age_on" and scope.leap_day is None:
            self._fail("no-convention", "`age_on` needs `conventions: {leap_day: …}`", node)
            return None
        return tree.Call(DATE if name == "date_of" else INT, node.start, node.end, name, tuple(arguments))

    def _date(self, node: syntax.Apply) -> tree.Tree | None:
        text = node.arguments[0]
        days = read_date(text.value) if isinstance(text, syntax.Literal) and isinstance(text.value, str) else None
        if days is None:
            self._fail("bad-date", "this is no date of the calendar", text, 'a date is a literal such as "2025-06-02"')
            return None
        return tree.Constant(DATE, node.start, node.end, days)

    def _plus(self, node: syntax.Apply) -> tree.Tree | None:
        day, length = self.check(node.arguments[0]), self.check(node.arguments[1])
        if day is None or length is None:
            return None
        if not is_dated(day.type):
            self._fail("wrong-type", f"`plus` takes a date, this is {day.type}", day)
            return None
        if isinstance(length, tree.Constant) and isinstance(length.value, str):
            duration = read_duration(length.value)
            if duration is None:
                self._fail("bad-duration", 'a duration is written like "P7D", "P3M" or "PT72H"', length)
                return None
            length = tree.Constant(DURATION, length.start, length.end, duration)
        if length.type != DURATION:
            self._fail("wrong-type", f"`plus` takes a duration, this is {length.type}", length)
            return None
        if day.type == DATE and self._counts_hours(length):
            self._fail("bad-duration", "hours can be added to a time only, and this is a date", length)
            return None
        return tree.Call(day.type, node.start, node.end, "plus", (day, length))

    def _counts_hours(self, length: tree.Tree) -> bool:
        if isinstance(length, tree.Constant):
            return isinstance(length.value, Duration) and bool(length.value.hours)
        return any(isinstance(part, tree.TermOf) and part.name in self._scope.hours for part in tree.nodes_in(length))

    @abstractmethod
    def check(self, node: syntax.Syntax) -> tree.Tree | None:
        """The typed tree of any expression."""


def _long(source: tree.Tree) -> str:
    """What a list has a member for: each of many `entries` or `events`; nothing where it is short."""
    if _names(source, "entries") or _names(source, "held"):
        return "entries"
    return "events" if _names(source, "events") else ""


def _names(source: tree.Tree, name: str) -> bool:
    return any(isinstance(part, tree.Given) and part.name == name for part in tree.nodes_in(source))
