"""Typed trees → statements of one generated function: what goes through lists and the history.

Values of single subjects are emitted by `emit_values`.
"""

from __future__ import annotations

from dataclasses import replace

from servanda.language import joins, tree
from servanda.language.code import (
    ANY,
    CAUSES,
    SEQUENCES,
    THREE,
    Entry,
    Interval,
    Listed,
    Ref,
    Truth,
    Word,
)
from servanda.language.emit_values import BOUND, Values, in_list
from servanda.language.truth import FALSE, TRUE, UNKNOWN
from servanda.language.types import BOOL, DATE, ENTRY, HELD, LIST, TIME, ListOf, Record, Type, is_span
from servanda.language.vocabulary import Field


class Emitter(Values):
    """Emits the trees of one world after another into one `Code`."""

    def _emit(self, node: tree.Tree) -> Ref:  # noqa: C901, PLR0912 — one line for each kind of node
        match node:
            case tree.Constant(type=type_, value=value):
                return self.constant(type_, value)
            case tree.FieldOf():
                return self._field(node)
            case tree.TermOf(name=name):
                return self.term(*self.around.term(name))
            case tree.DefinitionOf(owner="self", name=name):
                return self.around.definition(name)
            case tree.DefinitionOf(owner=owner, name=name):
                member = self._variables[owner]
                assert isinstance(member, Entry | Listed)
                return self.around.member(name, node.type, member)
            case tree.Variable(name=name):
                variable = self._variables[name]
                assert not isinstance(variable, Entry | Listed)
                return variable
            case tree.Given(name="events"):
                return self._events(None, [joins.Way()])
            case tree.Given(name=name):
                return SEQUENCES[name] if name in SEQUENCES else self.around.given(name)
            case tree.Not(operand=operand):
                return self._not(self.truth(operand))
            case tree.Negative(operand=operand):
                return self._triple("negative", self.interval(operand))
            case tree.Binary():
                return self._binary(node)
            case tree.Choice():
                return self._choice(node)
            case tree.Has(field=field):
                return self.has(field)
            case tree.Call():
                return self._call(node)
            case tree.Method():
                return self._method(node)
            case tree.Macro():
                return self._macro(node)
            case tree.Index():
                return self._index(node)
            case tree.ListOfTrees():
                return self._list(node)
            case tree.Performance():
                return self._performance(node)
        raise AssertionError(node)  # pragma: no cover — the kinds of trees are all above

    def _method(self, node: tree.Method) -> Ref:
        source = self.word(node.source)
        if source in SEQUENCES.values():
            assert node.name == "size"
            size = self.code.put(f"len({source.code})", fixed=True)
            return Interval(size, size, "0", fixed=True)
        value = f"{_METHODS[node.name]}({source.code})"
        if node.name == "distinct":
            return Word(self.code.put(value, source.fixed), source.may, source.fixed)
        if node.name == "isSorted":
            return Truth(self.code.put(value, source.fixed), ANY, source.fixed)
        low, high, cause = self.code.several(value, 3, source.fixed)
        return Interval(low, high, cause, source.fixed)

    def _macro(self, node: tree.Macro) -> Ref:
        if self._is_fixed(node):
            with self.code.hoisted():
                return replace(self._go_through(node), fixed=True)
        return self._go_through(node)

    def _is_fixed(self, node: tree.Macro) -> bool:
        """Whether a macro is the same for every entry: it is then worked out before the first of them."""
        if self._variables.keys() - BOUND or not self.many:
            return False
        nodes = list(tree.nodes_in(node))
        if any(map(self._is_own, nodes)):
            return False
        own = {part.name for part in nodes if isinstance(part, tree.DefinitionOf) and part.owner == "self"}
        return all(self.around.definition(name).fixed for name in own)

    def _is_own(self, part: tree.Tree) -> bool:
        """Whether a part differs between the many that are judged, definitions of the subject itself aside."""
        match part:
            case tree.Call(function=function):
                return function == "consented"
            case tree.FieldOf(whose="header"):
                return self._owners["header"] != "header"  # each entry that triggers a duty has its own
            case tree.FieldOf(whose=whose):
                return whose in tree.OWN_SIDES
            case tree.DefinitionOf(whose=whose, owner=owner):
                return owner != "self" and whose in tree.OWN_SIDES
            case tree.Variable(name=name):
                return name in BOUND
            case tree.Given(name=name):
                return name in self.own_names
        return False

    def _go_through(self, node: tree.Macro) -> Truth | Word:
        source = self._source(node)
        result = self.code.fresh("r")
        gathers = node.name in ("filter", "map", "exists_one")
        start = "[]" if gathers else "1" if node.name == "all" else "0"
        if source.may:
            with self.code.block(f"if {source.code}.__class__ is int:"):
                self.code.line(f"{result} = {source.code}")
            with self.code.block("else:"):
                self._loop(node, source, result, start)
        else:
            self._loop(node, source, result, start)
        return Truth(result, ANY) if node.type == BOOL else Word(result, source.may)

    def _source(self, node: tree.Macro) -> Word:
        """The list that a macro goes through; of the history only what may matter to it."""
        if isinstance(node.source, tree.Given) and node.source.name == "events":
            kinds = joins.kinds(node.source, node.variable, node.body, node.name)
            read = joins.read(node.variable, node.body) if node.name in ("exists", "all") else None
            return self._events(kinds, self._ways(node.variable, node.body, node.name), read)
        return self.word(node.source)

    def _ways(self, variable: str, body: tree.Tree | None, name: str = "exists") -> list[joins.Way]:
        recorded = self.around.field("events", "on_record") is not None  # then `has` looks there too
        return joins.ways(variable, body, name, not recorded)

    def _events(
        self,
        kinds: tuple[str, ...] | None,
        ways: list[joins.Way],
        read: tuple[str, ...] | None = None,
        since: str = "",
    ) -> Word:
        """The events of some kinds that may matter in one of these ways; one of each that these fields tell apart."""
        code = self.code
        told, fixed = zip(*map(self._way, ways), strict=True) if ways else ((), ())
        wanted = f"{code.constant(kinds) if kinds else None}, ({''.join(f'{way}, ' for way in told)})"
        if read is not None:
            wanted += f", {code.constant(read)}"
        if since:
            return Word(code.put(f"events.since({since}, {wanted})"), frozenset({UNKNOWN}))
        if self.own_time and not code.is_hoisting:
            return Word(code.put(f"events.before((entry, ({self.own_time})), {wanted})"), frozenset({UNKNOWN}))
        return Word(code.put(f"events.among({wanted})", all(fixed)), frozenset({UNKNOWN}), all(fixed))

    def _way(self, way: joins.Way) -> tuple[str, bool]:
        """The fields and words of one way, or None where something besides rules it out; whether it is fixed."""
        words = [self._probe(word) for word in way.words]
        told = f"({self.code.constant(way.names)}, ({''.join(f'{word.code}, ' for word in words)}))"
        asides = [(self.truth(node), truth) for node, truth in way.asides]
        asked = [f"{aside.code} != {FALSE if truth else TRUE}" for aside, truth in asides]
        fixed = all(word.fixed for word in words) and all(aside.fixed for aside, _ in asides)
        return (f"{told} if {' and '.join(asked)} else None" if asked else told), fixed

    def _probe(self, node: tree.Tree) -> Word:
        """What a field is to equal: a word, or a day as one."""
        if node.type != DATE:
            return self.word(node)
        day = self.interval(node)
        return Word(self.code.put(f"exact_day({day.low}, {day.high})", day.fixed), frozenset({UNKNOWN}), day.fixed)

    def _consented(self, party: Word) -> Truth:
        date = self.load("entry", self._field_of("date"), fixed=False)
        assert isinstance(date, Interval)
        value = f"events.consented(entry, ({self.own_time}), {party.code}, ({date.low}, {date.high}))"
        return Truth(self.code.put(value), THREE | party.may)

    def _field_of(self, name: str) -> Field:
        field = self.around.field("self", name)
        assert field is not None
        return field

    def _performance(self, node: tree.Performance) -> Truth:
        """Whether a duty is performed, from every event that may do it."""
        code, result = self.code, self.code.fresh("r")
        since = self.interval(node.since) if node.since else None
        total = self.interval(node.total) if node.total else None
        due = self.interval(node.due) if node.due else None
        only_whether = node.where is not None and not (total or due or node.ahead)
        by_trigger = since and not node.ahead and isinstance(node.since, tree.FieldOf)
        one_of_each = only_whether or (by_trigger and not total)  # the earliest ones tell whether it was in time
        read = joins.read("event", node.where) if node.where and one_of_each else None
        own = f"(entry, ({since.low}, {since.high}))" if since and by_trigger else ""
        source = self._events(node.kinds, self._ways("event", node.where), read, own)
        membership, event = code.fresh("m"), code.fresh("x")
        with code.block(f"if {source.code}.__class__ is int:"):
            code.line(f"{result} = {source.code}")
        with code.block("else:"):
            code.line(f"{result} = []")
            with code.block(f"for {membership}, {event} in {source.code}:"):
                code.line(f"if {event} is entry: continue")
                self._variables["event"] = Word(event, frozenset())
                self._know_kind(event, node.kinds)
                self._performing(node, None if own else since, Truth(membership, CAUSES | {TRUE}), event, result)
                del self._variables["event"]
            flat = [f"({ref.flat})" if ref else "None" for ref in (total, due)]
            if node.ahead:
                code.line(f"{result} = done_ahead({result}, {flat[0]})")
            else:
                by_day = node.due is not None and node.due.type != TIME
                code.line(f"{result} = performed({result}, {', '.join(flat)}, {by_day}, as_of)")
        return Truth(result)

    def _performing(self, node: tree.Performance, since: Interval | None, does: Truth, event: str, result: str) -> None:
        """One event that may perform a duty."""
        code = self.code
        if node.where:
            does = self.connect("&&", does, self.truth(node.where))
        if not (since or node.total or node.due or node.ahead):  # one that surely does it is enough
            code.line(f"if {does.code}: {result}.append(({does.code}, 0, 0, 0, 0))")
            return code.line(f"if {does.code} == 1: break")
        at, count = (self.load(event, field, fixed=False) for field in self.around.performing)
        assert isinstance(at, Interval) and isinstance(count, Interval)
        if since and node.ahead:
            length = self.word(node.ahead)
            low, high, cause = code.several(f"later_time({at.flat}, {length.code})", 3)
            early = code.put(f"early_enough({low}, {high}, {cause}, {since.flat})")
            does = self.connect("&&", does, Truth(early))
        elif since:
            does = self.connect("&&", does, self._compare_times("<=", since, at))
        appended = f"({does.code}, {at.low}, {at.high}, {count.low}, {count.high})"
        return code.line(f"if {does.code}: {result}.append({appended})")

    def _loop(self, node: tree.Macro, source: Word, result: str, start: str) -> None:
        assert isinstance(node.source.type, ListOf)
        self.code.line(f"{result} = {start}")
        membership, head, item, variable = self._member(source, node.source.type.item)
        with self.code.block(f"for {head}:"):
            self._variables[node.variable] = variable
            if isinstance(node.source, tree.Given) and node.source.name == "events":
                self._know_kind(item, joins.kinds(node.source, node.variable, node.body, node.name))
            self._step(node, membership, item, result)
            del self._variables[node.variable]
        if node.name == "exists_one":
            self.code.line(f"{result} = exactly_one({result})")

    def _know_kind(self, event: str, kinds: tuple[str, ...] | None) -> None:
        """Let the kind of an event be known where only those of one kind are gone through."""
        if kinds and len(kinds) == 1:
            self.known[event, "kind"] = kinds[0]

    def _member(self, source: Word, type_: Type) -> tuple[Truth, str, str, Ref | Entry | Listed]:
        """A member of a list in a loop: its membership, the head of the loop, the member, the variable's value."""
        code, name = self.code, self.code.fresh("x")
        if type_ in (ENTRY, HELD, LIST):
            member = (
                Listed(f"{name}h", f"{name}l", f"{name}u", f"{name}p", f"{name}v")
                if type_ == LIST
                else Entry(f"{name}e", f"{name}p", f"{name}v")
            )
            if source in SEQUENCES.values():
                gone_through = "zip(entries, profiles, values)" if type_ == ENTRY else source.code
                return Truth("1", frozenset({TRUE})), f"{member.parts} in {gone_through}", f"({member.parts})", member
            membership = code.fresh("m")
            head = f"{membership}, ({member.parts}) in {source.code}"
            return Truth(membership, CAUSES | {TRUE}), head, f"({member.parts})", member
        membership = code.fresh("m")
        ref: Ref = Word(name, frozenset() if isinstance(type_, Record) else CAUSES)
        if type_ == BOOL:
            ref = Truth(name)
        elif is_span(type_):
            ref = Interval(f"{name}[0]", f"{name}[1]", f"{name}[2]")
        return Truth(membership, CAUSES | {TRUE}), f"{membership}, {name} in {source.code}", name, ref

    def _step(self, node: tree.Macro, membership: Truth, item: str, result: str) -> None:
        code = self.code
        if node.name == "map":
            return code.line(f"{result}.append(({membership.code}, {in_list(self.emit(node.body))}))")
        body = self.truth(node.body)
        if node.name == "all":
            out = self._not(membership)
            code.line(f"{result} = AND[5 * {result} + {self.connect('||', out, body).code}]")
            return code.line(f"if {result} == 0: break")
        found = self.connect("&&", membership, body).code
        if node.name == "exists":
            code.line(f"{result} = OR[5 * {result} + {found}]")
            return code.line(f"if {result} == 1: break")
        if node.name == "exists_one":
            return code.line(f"{result}.append({found})")
        return code.line(f"if {found}: {result}.append(({found}, {item}))")


_METHODS = {
    "size": "size",
    "sum": "total",
    "min": "least",
    "max": "greatest",
    "distinct": "distinct",
    "isSorted": "is_sorted",
}
