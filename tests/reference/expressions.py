"""Random expressions of a type, as pieces that can be taken apart again."""

from __future__ import annotations

import re
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
HOURS = ("PT1H", "PT24H", "PT48H", "PT720H")
PATTERNS = ("^7", "[0-9]+$", "a.b", "x|7", "^$")
OPERATORS = ("==", "!=", "<", "<=", ">", ">=")


EVENT_KINDS = ("submit_list", "reply", "transfer", "consent", "announce", "set_date", "side_step")
"""The kinds of events that expressions and submissions use; the last is the ruleset's own."""


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


def variable_of_event(scope: Scope, variable: str) -> bool:
    return any(piece.form == f"{variable}.actor" for piece in scope.leaves)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@dataclass
class Scope:
    """What an expression can name, by type."""

    subject: str
    leaves: list[Piece]
    variables: int = 0
    through: str = ""  # inside a macro over `entries` (or registers) or over `events`
    fields: list[Piece] = field(default_factory=list)  # those that `has` can ask for
    eventful: bool = False  # there are events
    shared: list[Piece] = field(default_factory=list)  # of the leaves those that are the same for all entries of a list

    def of(self, type_: str) -> list[Piece]:
        return [piece for piece in self.leaves if piece.type == type_]

    def within(self, leaves: list[Piece], fields: list[Piece], source: str = "") -> Scope:
        """The scope inside a macro."""
        once = source == "held" or (source == "events" and self.subject not in ("record", "party", "action"))
        many = once or (source == "lists" and self.variables > 0)  # many subjects go through these only once
        through = {"entries": "entries", "held": "entries", "events": "events"}.get(source, self.through)
        return Scope(
            self.subject,
            # Twice: what the macro goes through is what its body should ask about.
            [*leaves, *leaves, *(self.shared if many else self.leaves)],
            self.variables + 1,
            through,
            [*fields, *(piece for piece in self.fields if not many or piece in self.shared)],
            self.eventful,
            [*leaves, *self.shared],
        )

    def sources(self) -> list[str]:
        """What a macro can go through here, beside plain lists."""
        if self.variables >= 2:
            return []
        if self.subject in (
            "prisoner",
            "remains",
            "pair",
            "action",
            "duty",
        ):  # no list is gone through anew for each of many
            often = {"action": 8, "pair": 4, "duty": 2}.get(self.subject, 1) if self.eventful else 0
            return [] if self.variables else ["lists", "lists", "held", *["events"] * often]
        long = 0 if self.through else 1
        again = self.through in ("", "events") if self.subject in ("record", "party") else not self.through
        events = {"party": 9, "record": 6}.get(self.subject, 2) if self.eventful and again else 0
        own = ["removals", *["entries"] * 7 * long] if self.subject == "list" else []
        return [*own, "lists", "lists", *["held"] * long, *["events"] * events]


class Expressions:
    """Random expressions of a type in a scope."""

    def __init__(self, rng: Random, members: dict[str, tuple[list[Piece], list[Piece]]]) -> None:
        self.rng = rng
        self.has_times = "events" in members
        self.members = members  # what a macro goes through → its variable's leaves, and which of them are fields

    def of(self, type_: str, scope: Scope, depth: int) -> Piece:
        """An expression, or the literal that is left where the depth is used up."""
        if depth <= 0 or self.rng.random() < 0.15:
            return self.atom(type_, scope)
        makers = self.makers(type_, scope)
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
            case "time":
                return leaf("time", "as_of")
            case "hours":
                return leaf("hours", quoted(choose(HOURS)), constant=True)
            case "word":
                return leaf("word", quoted(choose(POOL)), constant=True)
            case "duration":
                return leaf("duration", quoted(choose(DURATIONS)), constant=True)
        item = type_.strip("[]")
        items = [self.atom(item, scope) for _ in range(self.rng.randint(1, 3))]
        if item == "bool":  # there are no literal lists of them
            return op("[bool]", "{}.map(" + self.variable(scope) + ", {})", self.literal("[int]", scope), items[0])
        return Piece(type_, "[" + ", ".join(["{}"] * len(items)) + "]", tuple(items))

    def makers(self, type_: str, scope: Scope) -> list[Callable[[Scope, int], Piece]]:
        every = [lambda scope, depth: self.choice(type_, scope, depth)]
        if type_ in ("duration", "hours"):  # a literal is one only inside `plus`
            return [lambda scope, depth: self.agreed_duration(type_, scope, depth)]
        if type_ == "bool":
            logic = [self.both, self.both, self.negation]
            tests = [self.comparison, self.comparison, self.words_equal, self.bools_equal, self.text_test]
            tests += [self.consent] * (3 if scope.subject == "action" else 0)
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
            of_days += [self.hours, self.hours, self.counted, self.counted, self.counted] if self.has_times else []
            return [*every, self.arithmetic, self.arithmetic, self.negative, *of_days, *of_lists]
        if type_ == "date":
            return [*every, self.plus, self.day_of, self.folded_date, self.looked_up_date]
        if type_ == "time":
            return [
                *every,
                self.plus_time,
                self.plus_time,
                *[self.first_or_last] * 3,
                lambda scope, _: self.atom("time", scope),
            ]
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

    def agreed_duration(self, type_: str, scope: Scope, depth: int) -> Piece:
        known = scope.of(type_)
        if len(known) < 2 or self.rng.random() < 0.5:
            return self.atom(type_, scope)
        return op(type_, "({} ? {} : {})", self.of("bool", scope, depth), *self.rng.sample(known, 2))

    def moment(self, scope: Scope, depth: int) -> Piece:
        """A date, or a time where both may stand."""
        times = 0.4 if scope.eventful else 0.1
        return self.of("time" if self.rng.random() < times else "date", scope, depth)

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
            others = [p for p in scope.of(left.type) if str(p) != str(right)]
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
        share = {"list": 0.75, "pair": 0.75, "record": 0.85}.get(scope.subject, 0.4)
        if not source_type and scope.sources() and self.rng.random() < share:
            name_of = self.rng.choice(scope.sources())
            source = self.gone_through(name_of, scope, depth)
            inner = scope.within(*self.of_member(name_of, variable), name_of)
        else:
            source_type = source_type or self.rng.choice(("[int]", "[date]", "[word]", "[word]", "[bool]"))
            source = self.of(source_type, scope, min(depth, 2))
            once = scope.subject == "pair" and re.search(r"\b(held|events|lists)\b", str(source))
            inner = scope.within(
                [leaf(source_type.strip("[]"), variable, source.domain)] * 2, [], "held" if once else ""
            )
        if variable_of_event(inner, variable) and name in ("exists", "exists_one", "filter", "all"):
            return op(type_, "{}." + name + "(" + variable + ", {})", source, self.of_events(name, scope, inner, depth))
        if name == "map" and self.rng.random() < 0.2:
            condition, result = self.of("bool", inner, depth - 1), self.of(body, inner, depth)
            return op(type_, "{}.map(" + variable + ", {}, {})", source, condition, result)
        return op(type_, "{}." + name + "(" + variable + ", {})", source, self.of(body, inner, depth))

    def gone_through(self, name: str, scope: Scope, depth: int) -> Piece:
        """The entries of the list, all lists … or some of them."""
        source = leaf(name, name)
        if self.rng.random() < (0.7 if name == "events" else 0.3):
            inner = scope.within(*self.of_member(name, self.variable(scope)), name)
            if name == "events":
                body = self.of_events("filter", scope, inner, depth - 1)
                return op(name, "{}.filter(" + self.variable(scope) + ", {})", source, body)
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

    # events

    def of_events(self, name: str, outer: Scope, inner: Scope, depth: int) -> Piece:
        """What is asked of each event: of some kinds, by somebody, of the same batch, and something else."""
        choose, variable, chance = self.rng.choice, f"v{inner.variables}", self.rng.random
        kinds = self.rng.sample(EVENT_KINDS, 2)
        one, several = f'{variable}.kind == "{kinds[0]}"', f'{variable}.kind in ["{kinds[0]}", "{kinds[1]}"]'
        parts = [leaf("bool", one if chance() < 0.8 else several)] if chance() < 0.85 else []
        if name == "all" and parts:
            return op("bool", "!({}) || {}", parts[0], self.of("bool", inner, depth - 1))
        once = outer.subject in ("prisoner", "remains", "pair", "duty")
        words = [piece for piece in (outer.shared if once else outer.leaves) if piece.type == "word"]
        codes = [piece for piece in words if set(piece.domain) & set(CODES)]
        if chance() < 0.5:
            who = choose([*codes, leaf("word", quoted(choose(CODES[:2])))])
            parts.append(op("bool", f"{variable}.{choose(('actor', 'actor', 'to'))} == {{}}", who))
        same = [piece for piece in words if re.fullmatch(r"(trigger\.|event\.|v1\.)?(batch|list)", piece.form)]
        if same and chance() < 0.5:
            piece = choose(same)
            parts.append(op("bool", f"{variable}.{piece.form.rpartition('.')[2]} == {{}}", piece))
        if not parts or chance() < 0.4:
            parts.append(op("bool", "({})", self.of("bool", inner, depth - 1)))
        self.rng.shuffle(parts)
        return op("bool", " && ".join(["{}"] * len(parts)), *parts)

    def counted(self, scope: Scope, depth: int) -> Piece:
        """How much some events come to."""
        if "events" not in scope.sources():
            return self.atom("int", scope)
        variable = self.variable(scope)
        form = (
            "{}.map(" + variable + f", {variable}.count)." + self.rng.choice(("sum", "sum", "sum", "max", "min")) + "()"
        )
        return op("int", form, self.gone_through("events", scope, depth))

    def first_or_last(self, scope: Scope, depth: int) -> Piece:
        """When the first or the last of some events was."""
        if "events" not in scope.sources():
            return self.atom("time", scope)
        variable = self.variable(scope)
        inner = scope.within(*self.of_member("events", variable), "events")
        form = "{}.map(" + variable + ", {})." + self.rng.choice(("min", "max")) + "()"
        return op("time", form, self.gone_through("events", scope, depth), self.of("time", inner, depth - 1))

    def consent(self, scope: Scope, depth: int) -> Piece:
        """Whether somebody, or everybody, consented to an action."""
        words = [piece for piece in scope.of("word") if set(piece.domain) & set(CODES)]
        if scope.variables < 2 and self.rng.random() < 0.5:
            variable = self.variable(scope)
            macro = self.rng.choice(("all", "exists"))
            return leaf("bool", f"parties.{macro}({variable}, consented({variable}))")
        return op("bool", "consented({})", self.rng.choice([leaf("word", quoted(self.rng.choice(CODES[:2]))), *words]))

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
        return op("date", "plus({}, {})", self.of("date", scope, depth), self.of("duration", scope, depth))

    def day_of(self, scope: Scope, depth: int) -> Piece:
        return op("date", "date_of({})", self.moment(scope, depth))

    def folded_date(self, scope: Scope, depth: int) -> Piece:
        return op("date", "{}." + self.rng.choice(("min", "max")) + "()", self.of("[date]", scope, depth))

    def looked_up_date(self, scope: Scope, depth: int) -> Piece:
        maps = scope.of("{date}")
        return (
            op("date", "{}[{}]", self.rng.choice(maps), self.atom("word", scope)) if maps else self.atom("date", scope)
        )

    # time

    def plus_time(self, scope: Scope, depth: int) -> Piece:
        length = self.of(self.rng.choice(("duration", "hours", "hours")), scope, depth)
        return op("time", "plus({}, {})", self.of("time", scope, depth), length)

    def hours(self, scope: Scope, depth: int) -> Piece:
        return op("int", "hours_between({}, {})", self.of("time", scope, depth), self.of("time", scope, depth))
