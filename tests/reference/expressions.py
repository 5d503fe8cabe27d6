"""Random expressions of a type, as pieces that can be taken apart again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

CODES = ("AAA", "BBB", "CCC", "MED")
"""The parties and third parties that a ruleset may have."""
POOL = ("x1", "7", "712", "a7b")  # texts and ids without a vocabulary
INTS = (-1, 0, 1, 2, 3, 18, 25)
EXTREMES = (2**63 - 1, -(2**63), 2**62)
DAYS = ("2000-02-29", "2001-03-01", "1999-12-31", "2000-01-01", "2025-06-02")
PARTIAL = ("2000", "2000-02", "2001-03")
DURATIONS = ("P1D", "P1M", "P1Y", "P3W", "P1Y1M1D", "P9999Y")
COMPUTED = ("same_number", "register_event", "register_event_on", "other_containers")
PATTERNS = ("^7", "[0-9]+$", "a.b", "x|7", "^$")
OPERATORS = ("==", "!=", "<", "<=", ">", ">=")


@dataclass(frozen=True)
class Piece:
    """A part of an expression: its type, its text with `{}` for each smaller part; for words, what they can be."""

    type: str
    form: str
    parts: tuple[Piece, ...] = ()
    domain: tuple[str, ...] = ()
    constant: bool = False

    def __str__(self) -> str:
        return self.form.format(*self.parts)


def leaf(type_: str, text: str, domain: tuple[str, ...] = (), constant: bool = False) -> Piece:
    return Piece(type_, text.replace("{", "{{").replace("}", "}}"), (), domain, constant)


def op(type_: str, form: str, *parts: Piece, domain: tuple[str, ...] = ()) -> Piece:
    return Piece(type_, form, parts, domain)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@dataclass
class Scope:
    """What an expression can name, by type."""

    subject: str
    leaves: list[Piece]
    variables: int = 0
    over_long: bool = False  # inside a macro over entries or registers
    fields: list[Piece] = field(default_factory=list)  # those that `has` can ask for
    shared: list[Piece] = field(default_factory=list)  # of the leaves those that are the same for all entries of a list

    def of(self, type_: str) -> list[Piece]:
        return [piece for piece in self.leaves if piece.type == type_]

    def within(self, leaves: list[Piece], fields: list[Piece], source: str = "") -> Scope:
        """The scope inside a macro."""
        many = source == "held" or (source == "lists" and self.variables > 0)  # an entry goes through these only once
        return Scope(
            self.subject,
            # Twice: what the macro goes through is what its body should ask about.
            [*leaves, *leaves, *(self.shared if many else self.leaves)],
            self.variables + 1,
            self.over_long or source in ("entries", "held"),
            [*fields, *(piece for piece in self.fields if not many or piece in self.shared)],
            [*leaves, *self.shared],
        )

    def sources(self) -> list[str]:
        """What a macro can go through here, beside plain lists."""
        if self.variables >= 2:
            return []
        if self.subject in ("prisoner", "remains"):  # no list is gone through anew for each of many entries
            return [] if self.variables else ["lists", "lists", "held"]
        own = ["removals", *["entries"] * (0 if self.over_long else 7)] if self.subject == "list" else []
        return [*own, "lists", "lists", *["held"] * (0 if self.over_long else 1)]


class Expressions:
    """Random expressions of a type in a scope."""

    def __init__(self, rng: Random, members: dict[str, tuple[list[Piece], list[Piece]]]) -> None:
        self.rng = rng
        self.members = members  # what a macro goes through → its variable's leaves, and which of them are fields

    def of(self, type_: str, scope: Scope, depth: int) -> Piece:
        """An expression, or the literal that is left where the depth is used up."""
        if depth <= 0 or self.rng.random() < 0.15:
            return self.atom(type_, scope)
        makers = self.makers(type_)
        return self.rng.choice(makers)(scope, depth - 1)

    def atom(self, type_: str, scope: Scope) -> Piece:
        known = scope.of(type_)
        return self.rng.choice(known) if known and self.rng.random() < 0.85 else self.literal(type_, scope)

    def literal(self, type_: str, scope: Scope) -> Piece:
        choose = self.rng.choice
        match type_:
            case "bool":
                return leaf("bool", choose(("true", "false")), constant=True)
            case "int":
                return leaf("int", str(choose(EXTREMES if self.rng.random() < 0.1 else INTS)), constant=True)
            case "date":
                text = choose(PARTIAL if self.rng.random() < 0.2 else DAYS)
                return leaf("date", f'date("{text}")', constant=True)
            case "word":
                return leaf("word", quoted(choose(POOL)), constant=True)
            case "duration":
                return leaf("duration", quoted(choose(DURATIONS)), constant=True)
        item = type_.strip("[]")
        items = [self.atom(item, scope) for _ in range(self.rng.randint(1, 3))]
        if item == "bool":  # there are no literal lists of them
            return op("[bool]", "{}.map(" + self.variable(scope) + ", {})", self.literal("[int]", scope), items[0])
        return Piece(type_, "[" + ", ".join(["{}"] * len(items)) + "]", tuple(items))

    def makers(self, type_: str) -> list[Callable[[Scope, int], Piece]]:
        every = [lambda scope, depth: self.choice(type_, scope, depth)]
        if type_ == "duration":  # a literal is one only inside `plus`
            return [self.agreed_duration]
        if type_ == "bool":
            logic = [self.both, self.both, self.negation]
            tests = [self.comparison, self.comparison, self.words_equal, self.bools_equal, self.text_test]
            return [
                *every,
                *logic,
                *tests,
                self.membership,
                self.membership,
                self.has,
                *[self.quantifier] * 4,
                self.is_sorted,
            ]
        if type_ == "int":
            of_days = [self.age, self.part, self.between]
            of_lists = [self.size, self.size, self.folded_int, self.folded_int, self.looked_up_int]
            return [*every, self.arithmetic, self.arithmetic, self.negative, *of_days, *of_lists]
        if type_ == "date":
            return [*every, self.plus, self.day_of, self.folded_date, self.looked_up_date]
        if type_.startswith("["):
            item = type_.strip("[]")
            distinct = [] if item == "bool" else [lambda s, d: op(type_, "{}.distinct()", self.of(type_, s, d))]
            return [  # no `?:`, which chooses between single values
                *distinct,
                lambda s, d: self.filtered(type_, s, d),
                *[lambda s, d: self.mapped(type_, s, d)] * 3,
            ]
        return [*every, lambda scope, _: self.atom(type_, scope)]

    def choice(self, type_: str, scope: Scope, depth: int) -> Piece:
        then, otherwise = self.of(type_, scope, depth), self.of(type_, scope, depth)
        if self.rng.random() < 0.15:
            otherwise = then
        domain = then.domain if then.domain == otherwise.domain else ()
        return op(type_, "({} ? {} : {})", self.of("bool", scope, depth), then, otherwise, domain=domain)

    def agreed_duration(self, scope: Scope, depth: int) -> Piece:
        known = scope.of("duration")
        if len(known) < 2 or self.rng.random() < 0.5:
            return self.atom("duration", scope)
        return op("duration", "({} ? {} : {})", self.of("bool", scope, depth), *self.rng.sample(known, 2))

    def moment(self, scope: Scope, depth: int) -> Piece:
        """A date, or a time where both may stand."""
        return leaf("date", "as_of") if self.rng.random() < 0.1 else self.of("date", scope, depth)

    # bool

    def both(self, scope: Scope, depth: int) -> Piece:
        form = self.rng.choice(("({} && {})", "({} || {})"))
        return op("bool", form, self.of("bool", scope, depth), self.of("bool", scope, depth))

    def negation(self, scope: Scope, depth: int) -> Piece:
        return op("bool", "!{}", self.of("bool", scope, depth))

    def compared(self, type_: str, ops: tuple[str, ...], scope: Scope, depth: int) -> Piece:
        make = self.moment if type_ == "date" else lambda *rest: self.of(type_, *rest)
        left, right = make(scope, depth), make(scope, depth)
        if (left.constant and right.constant) or str(left) == str(right):
            others = [p for p in scope.of(type_) if str(p) != str(right)]
            if not others:
                return self.atom("bool", scope)
            left = self.rng.choice(others)
        return op("bool", "(" + "{} " + self.rng.choice(ops) + " {})", left, right)

    def comparison(self, scope: Scope, depth: int) -> Piece:
        return self.compared(self.rng.choice(("int", "date")), OPERATORS, scope, depth)

    def bools_equal(self, scope: Scope, depth: int) -> Piece:
        return self.compared("bool", ("==", "!="), scope, depth)

    def words_equal(self, scope: Scope, depth: int) -> Piece:
        left = self.word(scope, depth)
        return op("bool", "({} " + self.rng.choice(("==", "!=")) + " {})", left, self.match(left, scope))

    def word(self, scope: Scope, depth: int) -> Piece:
        """A word that is not a literal, if there is one."""
        return (
            self.of("word", scope, depth)
            if self.rng.random() < 0.2
            else self.rng.choice(scope.of("word") or [leaf("word", '"x1"')])
        )

    def match(self, left: Piece, scope: Scope) -> Piece:
        """A word that the left one can be equal to."""
        alike = [p for p in scope.of("word") if (not p.domain or not left.domain or set(p.domain) & set(left.domain))]
        alike = [p for p in alike if str(p) != str(left)]
        if alike and self.rng.random() < 0.3:
            return self.rng.choice(alike)
        return leaf("word", quoted(self.rng.choice(left.domain or POOL)), constant=True)

    def membership(self, scope: Scope, depth: int) -> Piece:
        type_ = self.rng.choice(("word", "word", "int", "date"))
        if type_ == "word":
            left = self.word(scope, depth)
            if self.rng.random() < 0.5:
                items = {str(item): item for item in (self.match(left, scope) for _ in range(self.rng.randint(1, 3)))}
                return Piece("bool", "({} in [" + ", ".join(["{}"] * len(items)) + "])", (left, *items.values()))
            lists = [
                p for p in scope.of("[word]") if not p.domain or not left.domain or set(p.domain) & set(left.domain)
            ]
            right = self.of("[word]", scope, depth) if not lists or self.rng.random() < 0.3 else self.rng.choice(lists)
            return op("bool", "({} in {})", left, right)
        return op("bool", "({} in {})", self.of(type_, scope, depth), self.of(f"[{type_}]", scope, depth))

    def text_test(self, scope: Scope, depth: int) -> Piece:
        name = self.rng.choice(("startsWith", "endsWith", "contains", "matches"))
        if name == "matches":
            part = leaf("pattern", quoted(self.rng.choice(PATTERNS)), constant=True)
        else:
            part = leaf("word", quoted(self.rng.choice(("7", "", "x", "po"))), constant=True)
            part = self.of("word", scope, depth) if self.rng.random() < 0.3 else part
        return op("bool", "{}." + name + "({})", self.word(scope, depth), part)

    def has(self, scope: Scope, _: int) -> Piece:
        told = [piece for piece in scope.fields if piece.form.endswith(COMPUTED)] if self.rng.random() < 0.2 else []
        fields = told or scope.fields
        return op("bool", "has({})", self.rng.choice(fields)) if fields else self.atom("bool", scope)

    def is_sorted(self, scope: Scope, depth: int) -> Piece:
        return op("bool", "{}.isSorted()", self.of(self.rng.choice(("[int]", "[date]")), scope, depth))

    def quantifier(self, scope: Scope, depth: int) -> Piece:
        name = self.rng.choice(("exists", "all", "exists_one"))
        return self.macro("bool", name, "bool", scope, depth)

    def looked_back(self, defined: dict[str, list[Piece]], scope: Scope) -> Piece:
        """Whether definitions of lists or of prisoners hold, of all lists or of those held."""
        source, of = self.rng.choice((("lists", "list"), ("lists", "list"), ("held", "prisoner")))
        bools = [piece for piece in defined[of] if piece.type == "bool"]
        if not bools:
            return self.quantifier(scope, 2)
        form = source + "." + self.rng.choice(("exists", "all", "exists_one")) + "(v1, {})"
        chosen = self.rng.choice(bools)
        return op("bool", form, replace(chosen, form=f"v1.{chosen.form}"))

    # lists

    def variable(self, scope: Scope) -> str:
        return f"v{scope.variables + 1}"

    def macro(  # noqa: PLR0917
        self, type_: str, name: str, body: str, scope: Scope, depth: int, source_type: str = ""
    ) -> Piece:
        """A macro over entries, lists … or over a list of plain values."""
        if scope.variables >= 2:
            return self.atom(type_, scope)
        variable = self.variable(scope)
        share = {"list": 0.75, "record": 0.85}.get(scope.subject, 0.4)
        if not source_type and scope.sources() and self.rng.random() < share:
            name_of = self.rng.choice(scope.sources())
            source = self.gone_through(name_of, scope, depth)
            inner = scope.within(*self.of_member(name_of, variable), name_of)
        else:
            source_type = source_type or self.rng.choice(("[int]", "[date]", "[word]", "[word]", "[bool]"))
            source = self.of(source_type, scope, min(depth, 2))
            inner = scope.within([leaf(source_type.strip("[]"), variable, source.domain)] * 2, [])
        if name == "map" and self.rng.random() < 0.2:
            condition, result = self.of("bool", inner, depth - 1), self.of(body, inner, depth)
            return op(type_, "{}.map(" + variable + ", {}, {})", source, condition, result)
        return op(type_, "{}." + name + "(" + variable + ", {})", source, self.of(body, inner, depth))

    def gone_through(self, name: str, scope: Scope, depth: int) -> Piece:
        """The entries of the list, all lists … or some of them."""
        source = leaf(name, name)
        if self.rng.random() < 0.3:
            inner = scope.within(*self.of_member(name, self.variable(scope)), name)
            source = op(name, "{}.filter(" + self.variable(scope) + ", {})", source, self.of("bool", inner, depth - 1))
        return source

    def of_member(self, name: str, variable: str) -> tuple[list[Piece], list[Piece]]:
        def named(piece: Piece) -> Piece:
            return replace(piece, form=f"{variable}.{piece.form}")

        leaves, fields = self.members[name]
        return [named(piece) for piece in leaves], [named(piece) for piece in fields]

    def filtered(self, type_: str, scope: Scope, depth: int) -> Piece:
        return self.macro(type_, "filter", "bool", scope, depth, type_)

    def mapped(self, type_: str, scope: Scope, depth: int) -> Piece:
        return self.macro(type_, "map", type_.strip("[]"), scope, depth)

    # int

    def arithmetic(self, scope: Scope, depth: int) -> Piece:
        form = "({} " + self.rng.choice("+-*/%") + " {})"
        return op("int", form, self.of("int", scope, depth), self.of("int", scope, depth))

    def negative(self, scope: Scope, depth: int) -> Piece:
        return op("int", "-({})", self.of("int", scope, depth))

    def age(self, scope: Scope, depth: int) -> Piece:
        return op("int", "age_on({}, {})", self.moment(scope, depth), self.moment(scope, depth))

    def part(self, scope: Scope, depth: int) -> Piece:
        return op("int", self.rng.choice(("year", "month", "day")) + "({})", self.moment(scope, depth))

    def between(self, scope: Scope, depth: int) -> Piece:
        return op("int", "days_between({}, {})", self.moment(scope, depth), self.moment(scope, depth))

    def size(self, scope: Scope, depth: int) -> Piece:
        form = self.rng.choice(("{}.size()", "size({})"))
        if scope.sources() and self.rng.random() < (0.5 if scope.subject in ("list", "record") else 0.1):
            return op("int", form, self.gone_through(self.rng.choice(scope.sources()), scope, depth))
        return op("int", form, self.of(self.rng.choice(("[int]", "[word]", "[date]", "[bool]")), scope, depth))

    def folded_int(self, scope: Scope, depth: int) -> Piece:
        return op("int", "{}." + self.rng.choice(("sum", "min", "max")) + "()", self.of("[int]", scope, depth))

    def looked_up_int(self, scope: Scope, depth: int) -> Piece:
        maps = scope.of("{int}")
        if not maps:
            return self.atom("int", scope)
        keys = [p for p in scope.of("word") if not p.domain or set(p.domain) & set(CODES)]
        literal = leaf("word", quoted(self.rng.choice(CODES)), constant=True)
        return op("int", "{}[{}]", self.rng.choice(maps), self.rng.choice([literal, *keys]))

    # date

    def plus(self, scope: Scope, depth: int) -> Piece:
        return op("date", "plus({}, {})", self.moment(scope, depth), self.of("duration", scope, depth))

    def day_of(self, scope: Scope, depth: int) -> Piece:
        return op("date", "date_of({})", self.moment(scope, depth))

    def folded_date(self, scope: Scope, depth: int) -> Piece:
        return op("date", "{}." + self.rng.choice(("min", "max")) + "()", self.of("[date]", scope, depth))

    def looked_up_date(self, scope: Scope, depth: int) -> Piece:
        maps = scope.of("{date}")
        return (
            op("date", "{}[{}]", self.rng.choice(maps), self.atom("word", scope)) if maps else self.atom("date", scope)
        )
