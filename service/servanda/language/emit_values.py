"""Typed trees → statements of one generated function: constants, fields, comparisons, functions.

Nothing of a user's text stands in generated code but names that are checked to be identifiers: words, patterns and maps
are passed in by table, numbers are written by us. Every value gets one name, assigned once; equal right-hand sides
share it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from keyword import iskeyword
from typing import Any

from servanda.language import tree
from servanda.language.calendar import ANY_DAY
from servanda.language.check_calls import pattern
from servanda.language.code import (
    ANY,
    CAUSES,
    THREE,
    TWO,
    VOID_CODE,
    Code,
    Entry,
    Interval,
    Listed,
    Ref,
    Truth,
    Word,
    void,
    void_code,
)
from servanda.language.truth import FALSE, TRUE, UNKNOWN
from servanda.language.types import BOOL, DATE, INT, TIME, ListOf, Type, is_span
from servanda.language.vocabulary import INDIVIDUALS, Field


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What emission asks of the compiler: values of terms, definitions and fields in the world at hand."""

    term: Callable[[str], tuple[Type, object]]
    definition: Callable[[str], Ref]  # of the subject itself, or of the record
    member: Callable[[str, Type, Entry | Listed], Ref]  # a definition or derived field of what a variable stands for
    field: Callable[[str, str], Field | None]  # whose, name; None: this kind does not have it
    given: Callable[[str], Ref]
    performing: tuple[Field, Field]  # of an event: when it is, and its count
    leap_day: str


class Values(ABC):
    """Emits the values of expressions, world after world, into one `Code`; what goes through lists is `Emitter`'s."""

    def __init__(
        self, code: Code, owners: dict[str, str], own_names: tuple[str, ...] = (), trigger: Entry | None = None
    ) -> None:
        self.code = code
        self._owners = owners  # self, header → the variable that holds it, and whether it is fixed
        self.own_names = own_names  # given names that differ between the many that are judged
        self.many = owners.get("self") == "entry" or bool(own_names)
        self.own_time = "own_low, own_high" if "events" in own_names else ""
        self.trigger = trigger
        self._variables: dict[str, Ref | Entry | Listed] = {"trigger": trigger} if trigger else {}
        self.around: Surroundings
        self.derived: set[str] = set()  # the derived fields that are read, of the entries at hand
        self.trace: Callable[[tree.Tree, Ref], None] | None = None
        self.known: dict[tuple[str, str], str] = {}  # what is known of fields, by the variable that has them

    def emit(self, node: tree.Tree) -> Ref:
        """The value of a tree."""
        ref = self._emit(node)
        if self.trace and self._variables.keys() <= BOUND:
            self.trace(node, ref)
        return ref

    def bind(self, variable: str, ref: Ref | Entry) -> None:
        """Let a variable stand for a value in all that is emitted from now on."""
        self._variables[variable] = ref

    def truth(self, node: tree.Tree) -> Truth:
        """The value of a bool tree."""
        ref = self.emit(node)
        assert isinstance(ref, Truth)
        return ref

    def moments(self, node: tree.Tree) -> Interval:
        """The value of a time tree, or the moments of a date."""
        ref = self.interval(node)
        if node.type == TIME:
            return ref
        low, high, cause = self.code.several(f"moments({ref.flat})", 3, ref.fixed)
        return Interval(low, high, cause, ref.fixed)

    def interval(self, node: tree.Tree) -> Interval:
        """The value of an int or date tree."""
        ref = self.emit(node)
        assert isinstance(ref, Interval), node
        return ref

    def word(self, node: tree.Tree) -> Word:
        """The value of any other tree."""
        ref = self.emit(node)
        assert isinstance(ref, Word), node
        return ref

    def constant(self, type_: Type, value: object) -> Ref:
        """A literal, or the value of a term that has one."""
        if type_ == BOOL:
            return Truth(str(int(bool(value))), frozenset({int(bool(value))}), True)
        if is_span(type_):
            low, high = value if isinstance(value, tuple) else (value, value)
            return Interval(str(low), str(high), "0" if low == high else "2", True)
        return Word(self.code.constant(_table(type_, value)), frozenset(), True)

    def term(self, type_: Type, value: object) -> Ref:
        """The value of a term in one reading; `none` and `open` are reserved there."""
        return (
            void(type_, VOID_CODE[value])
            if isinstance(value, str) and value in VOID_CODE
            else self.constant(type_, value)
        )

    def _field(self, node: tree.FieldOf) -> Ref:
        holder, member = self._holder(node.owner), self._variables.get(node.owner)
        if node.whose == "removals":
            return Word(self.code.put(f"read_word({holder}.{node.name})"), frozenset({UNKNOWN}))
        if isinstance(member, Listed) and node.name == INDIVIDUALS.name:
            return Interval(member.low, member.high, "2")
        field = self.around.field(node.whose, node.name)
        if field is None:
            return void(node.type, UNKNOWN)
        if field.derived and node.whose in ("self", "trigger") and self.trigger:
            member = self.trigger
        if field.derived and isinstance(member, Entry):
            return self.around.member(node.name, node.type, member)
        return self.load(holder, field, holder == "header")

    def _holder(self, owner: str) -> str:
        """The variable of generated code whose attribute a field is."""
        if owner in self._owners:
            return self._owners[owner]
        match self._variables[owner]:
            case Entry(entry=holder) | Listed(header=holder) | Word(code=holder):
                return holder
        raise AssertionError(owner)  # pragma: no cover — what stands for members is bound to one of these

    def raw(self, holder: str, name: str, fixed: bool) -> str:
        """The value of an attribute as submitted."""
        value = f"{holder}.{name}" if not iskeyword(name) else f"getattr({holder}, {self.code.constant(name)})"
        return self.code.put(value, fixed)

    def class_of(self, holder: str, name: str, fixed: bool) -> str:
        """The class of an attribute as submitted: that of absence, where it is absent."""
        return self.code.put(f"{self.raw(holder, name, fixed)}.__class__", fixed)

    def load(self, holder: str, field: Field, fixed: bool) -> Ref:
        """The value of a field."""
        code, type_ = self.code, field.type
        if field.derived:
            return self._derived(field)
        if known := self.known.get((holder, field.name)):
            return Word(code.constant(known), frozenset(), True)
        raw = self.raw(holder, field.name, fixed)
        if type_ == BOOL and field.assumed is not None:
            return Truth(code.put(f"1 if {raw} is {not field.assumed} else 0", fixed), TWO, fixed)
        if type_ == BOOL:
            return Truth(code.put(f"1 if {raw} is True else 0 if {raw} is False else 2", fixed), THREE, fixed)
        if type_ == INT:
            low, high = code.several(f"({raw}, {raw}) if {raw}.__class__ is int else ANY_DAY", 2, fixed)
            return Interval(low, high, "2", fixed)
        if is_span(type_):
            low, high = code.several(f"{'times' if type_ == TIME else 'DAYS'}[{raw}]", 2, fixed)
            return Interval(low, high, "2", fixed)
        if isinstance(type_, ListOf):
            if field.assumed is not None:
                return Word(code.put(f"certain({raw} or ())", fixed), frozenset(), fixed)
            items = "certain_ints" if type_.item == INT else "certain_days" if is_span(type_.item) else "certain"
            return Word(code.put(f"{items}({raw})", fixed), frozenset({UNKNOWN}), fixed)
        if field.required:
            return Word(raw, frozenset(), fixed)
        return Word(code.put(f"{raw} if {raw}.__class__ is str else 2", fixed), frozenset({UNKNOWN}), fixed)

    def _derived(self, field: Field) -> Ref:
        """What the service computed of the entry at hand: bounds of an int or date; a word, and whether it is there."""
        self.derived.add(field.name)
        first, second = self.code.several(f"derived_{field.name}", 2)
        return Interval(first, second) if is_span(field.type) else Word(first, frozenset({UNKNOWN}))

    def has(self, node: tree.FieldOf) -> Truth:
        """Whether a field is there."""
        holder, field = self._holder(node.owner), self.around.field(node.whose, node.name)
        if node.whose in ("entries", "before", "after") and field is None:
            return Truth("0", frozenset({FALSE}), True)
        if (field and field.required) or (holder, node.name) in self.known:
            return Truth("1", frozenset({TRUE}), True)
        if field and (field.assumed is not None or (field.derived and field.type == INT)):
            return Truth("1", frozenset({TRUE}), True)  # a count, or what stands for absence, is always there
        if field and field.derived:
            return self._has_derived(node, field)
        fixed = holder == "header"
        recorded = "0"
        if self.around.field(node.whose, "on_record"):
            on_record = self.code.put(f"getattr({holder}, 'on_record', None)", fixed)  # removals have none
            recorded = f"is_among({on_record}, {self.code.constant(node.name)})"
        value = f"1 if {self.class_of(holder, node.name, fixed)} in PRESENT else {recorded}"
        return Truth(self.code.put(value, fixed), TWO, fixed)

    def _has_derived(self, node: tree.FieldOf, field: Field) -> Truth:
        member = self._variables.get(node.owner)
        if isinstance(member, Entry):
            told = self.around.member(f"has {node.name}", BOOL, member)
            assert isinstance(told, Truth)
            return told
        self.derived.add(field.name)
        first, second = self.code.several(f"derived_{field.name}", 2)
        return Truth(self.code.put(f"1 if {first} != LOWEST else 0") if is_span(field.type) else second, TWO)

    def _not(self, a: Truth) -> Truth:
        if len(a.may) == 1:
            (only,) = a.may
            return a if only > TRUE else Truth(str(1 - only), frozenset({1 - only}), True)
        value = f"1 - {a.code}" if a.may <= TWO else f"NOT[{a.code}]"
        return Truth(self.code.put(value, a.fixed), a.may, a.fixed)

    def connect(self, op: str, a: Truth, b: Truth) -> Truth:
        """`a && b` or `a || b`."""
        absorbing = FALSE if op == "&&" else TRUE
        for one, other in ((a, b), (b, a)):
            if one.may == {absorbing}:
                return one
            if one.may == {1 - absorbing}:
                return other
        fixed = a.fixed and b.fixed
        if a.may <= TWO and b.may <= TWO:
            return Truth(self.code.put(f"{a.code} {op[0]} {b.code}", fixed), TWO, fixed)
        table = "AND" if op == "&&" else "OR"
        return Truth(self.code.put(f"{table}[5 * {a.code} + {b.code}]", fixed), a.may | b.may, fixed)

    def _binary(self, node: tree.Binary) -> Ref:
        op = node.op
        if op in ("&&", "||"):
            return self._connected(node)
        if op == "in":
            return self._in(node)
        if op in _ARITHMETIC:
            return self._triple(_ARITHMETIC[op], self.interval(node.left), self.interval(node.right))
        return self._compared(op, node.left.type, self.emit(node.left), node.right.type, self.emit(node.right))

    def _compared(self, op: str, of_a: Type, a: Ref, of_b: Type, b: Ref) -> Truth:
        """A comparison of values of these types; a time beside a date counts as its day."""
        if TIME not in (of_a, of_b):
            return self.compare(op, a, b)
        assert isinstance(a, Interval) and isinstance(b, Interval)
        if of_a == of_b:
            return self._compare_times(op, a, b)
        return self.compare(op, self.as_days(of_a, a), self.as_days(of_b, b))

    def _compare_times(self, op: str, a: Interval, b: Interval) -> Truth:
        if op == "!=":
            return self._not(self._compare_times("==", a, b))
        if code := void_code(a, b):
            return Truth(str(code), frozenset({code}), True)
        if op in (">", ">="):
            op, a, b = op.replace(">", "<"), b, a
        fixed = a.fixed and b.fixed
        simple = a.cause in ("0", "2") and b.cause in ("0", "2")
        value = f"compare_times({self.code.constant(op)}, {a.flat}, {b.flat})"
        return Truth(self.code.put(value, fixed), THREE if simple else ANY, fixed)

    def as_days(self, type_: Type, ref: Interval) -> Interval:
        """A date, or the days on which a time may fall."""
        if type_ != TIME:
            return ref
        if code := void_code(ref):
            return Interval("LOWEST", "HIGHEST", str(code), True)
        low, high, cause = self.code.several(f"days({ref.flat})", 3, ref.fixed)
        return Interval(low, high, ref.cause if ref.cause in ("0", "2") else cause, ref.fixed)

    def days(self, node: tree.Tree) -> Interval:
        """The value of a date tree, or the days of a time."""
        return self.as_days(node.type, self.interval(node))

    def _connected(self, node: tree.Binary) -> Truth:
        """A conjunction or disjunction; what goes through a list is worked out only if the other side leaves it open.

        Neither the truth nor its cause depends on the order of the sides.
        """
        first, then = node.left, node.right
        if _goes_through(first) and not _goes_through(then):
            first, then = then, first
        cheap, absorbing = self.truth(first), FALSE if node.op == "&&" else TRUE
        if cheap.may == {absorbing} and not self.trace:
            return cheap
        if not _goes_through(then) or self.trace or absorbing not in cheap.may:
            return self.connect(node.op, cheap, self.truth(then))
        result = self.code.fresh("r")
        self.code.line(f"{result} = {cheap.code}")
        with self.code.block(f"if {result} != {absorbing}:"):
            found = self.connect(node.op, cheap, self.truth(then))
            self.code.line(f"{result} = {found.code}")
        return Truth(result)

    def _triple(self, function: str, *operands: Interval) -> Interval:
        code = void_code(*operands)
        if code:
            return Interval("LOWEST", "HIGHEST", str(code), True)
        fixed = all(operand.fixed for operand in operands)
        value = f"{function}({', '.join(operand.flat for operand in operands)})"
        low, high, cause = self.code.several(value, 3, fixed)
        return Interval(low, high, "2" if all(o.cause in ("0", "2") for o in operands) else cause, fixed)

    def compare(self, op: str, a: Ref, b: Ref) -> Truth:
        """A comparison of two values of one kind."""
        if op == "!=":
            return self._not(self.compare("==", a, b))
        if code := void_code(a, b):
            return Truth(str(code), frozenset({code}), True)
        if isinstance(a, Interval) and isinstance(b, Interval):
            return self._compare_intervals(op, a, b)
        fixed = a.fixed and b.fixed
        if isinstance(a, Truth) and isinstance(b, Truth):
            if a.may <= TWO and b.may <= TWO:
                return Truth(self.code.put(f"1 if {a.code} == {b.code} else 0", fixed), TWO, fixed)
            return Truth(self.code.put(f"EQUAL[5 * {a.code} + {b.code}]", fixed), ANY, fixed)
        assert isinstance(a, Word) and isinstance(b, Word)
        constants = self.code.constants
        if a.code in constants and b.code in constants:
            equal = int(constants[a.code] == constants[b.code])
            return Truth(str(equal), frozenset({equal}), True)
        if a.may and b.may:
            return Truth(self.code.put(f"word_equal({a.code}, {b.code})", fixed), TWO | a.may | b.may, fixed)
        if b.may:
            a, b = b, a
        known = f"1 if {a.code} == {b.code} else 0"
        value = f"{a.code} if {a.code}.__class__ is int else {known}" if a.may else known
        return Truth(self.code.put(value, fixed), TWO | a.may, fixed)

    def _compare_intervals(self, op: str, a: Interval, b: Interval) -> Truth:
        fixed = a.fixed and b.fixed
        if op in (">", ">="):
            op, a, b = op.replace(">", "<"), b, a
        true, false = {
            "<": (f"{a.high} < {b.low}", f"{a.low} >= {b.high}"),
            "<=": (f"{a.high} <= {b.low}", f"{a.low} > {b.high}"),
            "==": (f"{a.low} == {a.high} == {b.low} == {b.high}", f"{a.high} < {b.low} or {b.high} < {a.low}"),
        }[op]
        if a.cause == b.cause == "0":
            return Truth(self.code.put(f"1 if {true} else 0", fixed), TWO, fixed)
        simple = a.cause in ("0", "2") and b.cause in ("0", "2")
        cause = "2" if simple else f"undecided({a.flat}, {b.flat})"
        value = f"1 if {true} else 0 if {false} else {cause}"
        return Truth(self.code.put(value, fixed), THREE if simple else ANY, fixed)

    def _in(self, node: tree.Binary) -> Ref:
        left = self.emit(node.left)
        if isinstance(node.right, tree.ListOfTrees):
            found = Truth("0", frozenset({FALSE}), True)
            for item in node.right.items:
                equal = self._compared("==", node.left.type, left, item.type, self.emit(item))
                found = self.connect("||", found, equal)
            return found
        right = self.word(node.right)
        fixed = left.fixed and right.fixed
        assert isinstance(node.right.type, ListOf)
        if TIME in (node.left.type, node.right.type.item):
            return self._in_times(node.left.type, left, node.right.type.item, right)
        if isinstance(left, Interval):
            return Truth(self.code.put(f"contains_interval(({left.flat}), {right.code})", fixed), ANY, fixed)
        if isinstance(left, Word) and (words := self.code.constants.get(right.code)) and _are_certain(words):
            known = self.code.constant(frozenset(word for _, word in words))
            value = f"{left.code} if {left.code}.__class__ is int else 1 if {left.code} in {known} else 0"
            return Truth(self.code.put(value, left.fixed), TWO | left.may, left.fixed)
        function = "contains_truth" if isinstance(left, Truth) else "contains"
        return Truth(self.code.put(f"{function}({left.code}, {right.code})", fixed), ANY, fixed)

    def _in_times(self, of_left: Type, left: Ref, of_items: Type, right: Word) -> Truth:
        """Membership of a time, or among times: by days where a date is on one side."""
        assert isinstance(left, Interval)
        fixed, items, by_day = left.fixed and right.fixed, right.code, of_left != of_items
        if by_day:
            left = self.as_days(of_left, left)
            items = self.code.put(f"days_of({items})", right.fixed) if of_items == TIME else items
        function = "contains_interval" if by_day else "contains_time"
        return Truth(self.code.put(f"{function}(({left.flat}), {items})", fixed), ANY, fixed)

    def _choice(self, node: tree.Choice) -> Ref:
        condition = self.truth(node.condition)
        if condition.may <= TWO and len(condition.may) == 1 and not self.trace:
            return self._as(node.type, node.then if condition.may == {TRUE} else node.otherwise)
        a, b = (self._as(node.type, side) for side in (node.then, node.otherwise))
        fixed = condition.fixed and a.fixed and b.fixed
        if isinstance(a, Interval) and isinstance(b, Interval):
            low, high, cause = self.code.several(f"choose_interval({condition.code}, {a.flat}, {b.flat})", 3, fixed)
            simple = condition.may <= THREE and a.cause in ("0", "2") and b.cause in ("0", "2")
            return Interval(low, high, "2" if simple else cause, fixed)
        assert not isinstance(a, Interval) and not isinstance(b, Interval)
        function = "choose_truth" if isinstance(a, Truth) else "choose_word"
        doubt = f"{function}({condition.code}, {a.code}, {b.code})"
        value = f"{a.code} if {condition.code} == 1 else {b.code} if {condition.code} == 0 else {doubt}"
        may = a.may | b.may | (condition.may - TWO)
        return type(a)(self.code.put(value, fixed), may, fixed)

    def _as(self, type_: Type, node: tree.Tree) -> Ref:
        """The value of a tree, its day where a date is wanted."""
        return self.days(node) if type_ == DATE else self.emit(node)

    def _call(self, node: tree.Call) -> Ref:
        if node.function in _TEXT_TESTS:
            return self._text_test(node)
        if node.function == "date_of":
            return self.days(node.arguments[0])
        if node.function == "plus":
            return self._plus(node)
        if node.function == "consented":
            return self._consented(self.word(node.arguments[0]))
        if node.function == "hours_between":
            return self._triple("hours_between", *(self.interval(argument) for argument in node.arguments))
        operands = [self.days(argument) for argument in node.arguments]
        if node.function in ("age_on", "year") and all(operand.cause in ("0", "2") for operand in operands):
            if node.function == "year":
                return self._year(*operands)
            if self.around.leap_day == "mar-1" and not void_code(*operands):
                return self._age(*operands)
        return self._triple(node.function, *operands)

    def _age(self, birth: Interval, on: Interval) -> Interval:
        # A key's difference counts completed years, with 29 February after 28 February: the anniversary is 1 March.
        fixed = birth.fixed and on.fixed
        any_day = " or ".join(f"{day.low} == LOWEST" for day in (birth, on) if day.cause != "0") or "0"
        low = self.code.put(f"LOWEST if {any_day} else ({on.low} - {birth.high}) // 10000", fixed)
        high = self.code.put(f"HIGHEST if {any_day} else ({on.high} - {birth.low}) // 10000", fixed)
        return Interval(low, high, "2" if "2" in (birth.cause, on.cause) else "0", fixed)

    def _year(self, day: Interval) -> Interval:
        low = self.code.put(f"LOWEST if {day.low} == LOWEST else {day.low} // 10000", day.fixed)
        high = self.code.put(f"HIGHEST if {day.low} == LOWEST else {day.high} // 10000", day.fixed)
        return Interval(low, high, day.cause, day.fixed)

    def _plus(self, node: tree.Call) -> Ref:
        day, length = self.interval(node.arguments[0]), self.word(node.arguments[1])
        if code := void_code(day, length):
            return Interval("LOWEST", "HIGHEST", str(code), True)
        fixed = day.fixed and length.fixed
        function = "later_time" if node.type == TIME else "later"
        low, high, cause = self.code.several(f"{function}({day.flat}, {length.code})", 3, fixed)
        return Interval(low, high, "2" if day.cause in ("0", "2") and length.may <= {UNKNOWN} else cause, fixed)

    def _text_test(self, node: tree.Call) -> Ref:
        target, argument = node.arguments
        a = self.word(target)
        if node.function == "matches":
            assert isinstance(argument, tree.Constant)
            test, b = self.code.constant(_searcher(str(argument.value))), Word("''", frozenset(), True)
        else:
            test, b = _TEXT_TESTS[node.function], self.word(argument)
        fixed = a.fixed and b.fixed
        return Truth(self.code.put(f"test_word({test}, {a.code}, {b.code})", fixed), TWO | a.may | b.may, fixed)

    def _index(self, node: tree.Index) -> Ref:
        table, word = self.word(node.source), self.word(node.key)
        fixed = table.fixed and word.fixed
        if is_span(node.type):
            low, high, cause = self.code.several(f"look_up_interval({table.code}, {word.code})", 3, fixed)
            return Interval(low, high, cause, fixed)
        value = self.code.put(f"look_up({table.code}, {word.code})", fixed)
        return Truth(value, ANY, fixed) if node.type == BOOL else Word(value, CAUSES, fixed)

    def _list(self, node: tree.ListOfTrees) -> Ref:
        assert isinstance(node.type, ListOf)
        refs = [self._as(node.type.item, item) for item in node.items]
        fixed = all(ref.fixed for ref in refs)
        items = ", ".join(f"(1, {in_list(ref)})" for ref in refs)
        return Word(self.code.put(f"({items},)", fixed), frozenset(), fixed)

    @abstractmethod
    def _emit(self, node: tree.Tree) -> Ref:
        """The value of a tree of any kind."""

    @abstractmethod
    def _consented(self, party: Word) -> Truth:
        """Whether a party consented to the action at hand."""


BOUND = {"trigger", "duty", "before", "after"}
"""Variables of obligations: they are there around everything."""
_ARITHMETIC = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "%": "remainder"}
_TEXT_TESTS = {
    "startsWith": "str.startswith",
    "endsWith": "str.endswith",
    "contains": "str.__contains__",
    "matches": "",
}


def _goes_through(node: tree.Tree) -> bool:
    parts = tree.nodes_in(node)
    return any(isinstance(p, tree.Macro) or (isinstance(p, tree.Call) and p.function == "consented") for p in parts)


def in_list(ref: Ref) -> str:
    """A value as a member of a list holds it."""
    return f"({ref.flat})" if isinstance(ref, Interval) else ref.code


def _table(type_: Type, value: Any) -> Any:
    """A constant as generated code wants it: words as they are, lists with memberships, maps by word."""
    if isinstance(type_, ListOf):
        return tuple((TRUE, _cell(type_.item, item)) for item in value)
    if isinstance(value, str) or not hasattr(value, "items"):
        return value
    cells = ((key, type_.value, item) for key, item in value.items())  # type: ignore[attr-defined]
    return {key: _void_cell(of, item) if item in ("open", "none") else _cell(of, item) for key, of, item in cells}


def _void_cell(type_: Type, value: str) -> Any:
    return (*ANY_DAY, VOID_CODE[value]) if is_span(type_) else VOID_CODE[value]


def _cell(type_: Type, value: Any) -> Any:
    if is_span(type_):
        low, high = value if isinstance(value, tuple) else (value, value)
        return low, high, 0 if low == high else UNKNOWN
    return int(value) if isinstance(value, bool) else value


def _searcher(text: str) -> Callable[[str, str], bool]:
    compiled = pattern(text)
    return lambda word, _: compiled.search(word) is not None


def _are_certain(members: object) -> bool:
    """Whether a constant is a list of words, and not empty: what is not known is then not known to be in it."""
    certain = isinstance(members, tuple) and all(m == TRUE and isinstance(word, str) for m, word in members)
    return certain and bool(members)
