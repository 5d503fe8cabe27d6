"""One kind of subject → its fact function, and its rules as places in a profile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush

from servanda.language import calendar, joins, members, runtime, tree
from servanda.language.code import VOID_CODE, Code, Entry, Interval, Listed, Ref, Truth, Word, void
from servanda.language.emit import Emitter
from servanda.language.emit_values import Surroundings
from servanda.language.program import FactFunction, Layout, Place, Plan, PlannedWorld, Shown, Subject
from servanda.language.reach import OWN_TIME, Key, Reach, World, kinds_in
from servanda.language.ruleset import Definition, Rule
from servanda.language.types import BOOL, DATE, TIME, Type, code, is_span, list_of
from servanda.language.vocabulary import KINDS, OF_REGISTERS, REMOVALS, Field, derived_fields

_ENTRY = {"self": "entry", "header": "header"}
_HOLDERS: dict[str, dict[str, str]] = {
    "list": {"self": "header"},
    "record": {},
    "party": {},
    "action": {"self": "entry"},
}
_OWNERS: tuple[tree.Whose, ...] = (
    "self",
    "header",
    "before",
    "after",
    "base",
    "reply",
    "entries",
    "lists",
    "held",
    "events",
)  # in the order in which labels are told
_OWN_NAMES = {"party": ("party",), "action": ("events",)}  # given names that differ between the many that are judged
_EQUAL = tuple(
    runtime.word_cause(*(t for t in (a, b) if t > 1)) if max(a, b) > 1 else int(a == b)
    for a in range(5)
    for b in range(5)
)
_RUNTIME = (
    "AND OR NOT add subtract negative multiply divide remainder year month day days_between later undecided word_equal "
    "choose_truth choose_interval choose_word test_word look_up look_up_interval is_among read_word any_absent "
    "any_absent_in days moments compare_times performed done_ahead early_enough holders "
    "periods exact_day"
).split()
_MEMBERS = (
    "certain certain_ints certain_days contains contains_truth contains_interval contains_time days_of exactly_one "
    "size total least greatest distinct is_sorted"
).split()
_GLOBALS = {
    **{name: getattr(runtime, name) for name in _RUNTIME},
    **{name: getattr(members, name) for name in _MEMBERS},
    "DAYS": calendar.DAYS,
    "EQUAL": _EQUAL,
    "PRESENT": runtime.PRESENT,
    "ANY_DAY": calendar.ANY_DAY,
    "LOWEST": calendar.LOWEST,
    "HIGHEST": calendar.HIGHEST,
    "__builtins__": {"getattr": getattr, "str": str, "int": int, "len": len, "zip": zip},
}


@dataclass(frozen=True, slots=True)
class Layouts:
    """What the subjects give one another: of lists by kind, of all others by subject."""

    subjects: dict[str, Layout]
    lists: dict[str, Layout]

    def of(self, subject: str, kind: str) -> Layout:
        """The layout of a subject of a kind of list; one of its own for a duty, which nothing looks back on."""
        return self.lists[kind] if subject == "list" else self.subjects.get(subject) or Layout()


ALONE = ("record", "action", "party")


AROUND = "as_of, lists, held, events, times"  # what every function is told besides its subjects
_MANY = {"action": ("entry, own_low, own_high", "actions"), "party": ("party", "parties")}


class SubjectCompiler:
    """Compiles one kind of subject: a list of a kind, the record, an action or a party; others have their own."""

    def __init__(self, reach: Reach, subject: str, kind: str, layouts: Layouts, tracing: bool) -> None:
        self._reach, self._ruleset = reach, reach.ruleset
        self._subject, self._kind = subject, kind
        self._layouts = layouts
        self._layout = layouts.of(subject, kind)
        self._asked = {*self._layout.truths, *self._layout.values}  # by subjects that were compiled before
        self._code = Code()
        self._emitter = self._make_emitter()
        event = self._ruleset.fields["event"]
        self._emitter.around = Surroundings(
            self._term,
            self._definition,
            self._member,
            self._field,
            self._given,
            (event["at"], event["count"]),
            self._leap_day,
        )
        self._refs: dict[Place, Ref] = {}
        self._world: World = {}
        self._read: dict[Place, frozenset[tuple[tree.Whose, str]]] = {}
        self._tracing = tracing
        self._traced: list[tuple[Place, tree.Tree, Ref]] = []

    def _make_emitter(self) -> Emitter:
        return Emitter(self._code, _HOLDERS.get(self._subject, _ENTRY), _OWN_NAMES.get(self._subject, ()))

    @property
    def _leap_day(self) -> str:
        return self._ruleset.conventions.leap_day or "mar-1"

    def subject(self) -> Subject:
        """The compiled subject."""
        rules = [rule for rule in self._ruleset.rules.values() if rule.of == self._subject]
        shows = tuple(self._show(definition) for definition in self._shown())
        places = [(rule, self._placed(rule, False), self._placed(rule, True)) for rule in rules]
        self._absences(rules)
        plans = tuple(self._plan(*placed) for placed in places)
        return Subject(self._subject, self._function(), plans, shows)

    def _shown(self) -> list[Definition]:
        return [d for d in self._ruleset.definitions.values() if d.shown and d.of == self._subject]

    def _show(self, definition: Definition) -> Shown:
        names = self._reach.names((definition.name,))

        def put(worlds: Iterator[dict[str, int]]) -> tuple[tuple[tuple[int, ...], int], ...]:
            return tuple((tuple(world.values()), self._place(definition, world)) for world in worlds)

        return Shown(definition, names, put(self._reach.worlds(names)), put(self._reach.common_worlds(names)))

    def _place(self, definition: Definition, world: World) -> int:
        place = (definition.name, self._reach.key(definition.name, world))
        return self._layout.truth(place) if definition.type == BOOL else self._layout.value(place, definition.type)

    def _placed(self, rule: Rule, common: bool) -> list[tuple[dict[str, int], tuple[int, ...]]]:
        names = self._reach.names_of(rule)
        worlds = self._reach.common_worlds(names) if common else self._reach.worlds(names)
        return [
            (world, tuple(self._layout.truth(self._premise(n, world)) for n in rule.premises.names)) for world in worlds
        ]

    def _premise(self, name: str, world: World) -> Place:
        return (name, self._reach.key(name, world) if name in self._ruleset.definitions else ())

    def _reads(self, name: str, world: World) -> frozenset[tuple[tree.Whose, str]]:
        place = self._premise(name, world)
        if place not in self._read:
            found: frozenset[tuple[tree.Whose, str]] = frozenset({("self", name)})
            if name in self._ruleset.definitions:
                found = self._reach.fields(name, world, "" if self._subject == "record" else KINDS[self._kind])
            # The header of a list's entries is the list's own, what triggers a duty is itself the subject.
            mine: dict[str, tree.Whose] = {"trigger": "self"}
            if self._subject in ("list", "record"):
                mine["header"] = "self" if self._subject == "list" else "lists"
            self._read[place] = frozenset((mine.get(owner, owner), field) for owner, field in found)
        return self._read[place]

    def _absences(self, rules: Iterable[Rule]) -> None:
        """Bits for every field that a rule reads, in vocabulary order."""
        read: set[tuple[tree.Whose, str]] = set()
        for rule in rules:
            names = self._reach.names_of(rule)
            for world in self._reach.worlds(names):
                for name in rule.premises.names:
                    read |= self._reads(name, world)
        for owner, name in sorted(read, key=self._vocabulary_order):
            field = self._table(owner).get(name.rpartition(".")[2])
            if (field and field.assumed is None) or (owner == "events" and name.endswith(".")):
                self._layout.absence(owner, name)
                if owner == "entries":
                    self._ask_of_entries(name)
                elif owner in ("before", "after"):
                    self._layouts.subjects[KINDS[self._kind]].absence("self", name)

    def _ask_of_entries(self, name: str) -> None:
        """Make the lists and their entries tell whether a field of an entry is absent."""
        for kind in KINDS if self._subject == "record" else (self._kind,):
            if name in self._askable(KINDS[kind]):
                self._layouts.lists[kind].absence("entries", name)
                self._layouts.subjects[KINDS[kind]].absence("self", name)

    def _vocabulary_order(self, item: tuple[tree.Whose, str]) -> tuple[int, int, str]:
        owner, whole = item
        table, name = self._table(owner), whole.rpartition(".")[2]
        position = list(table).index(name) if name in table else len(table) if name else -1
        return _OWNERS.index(owner), position, whole

    def _table(self, owner: tree.Whose) -> Mapping[str, Field]:
        """The fields of the subject itself, of its list, of the entries or lists that it goes through."""
        fields = self._ruleset.fields
        if (owner, self._subject) in (
            ("self", "list"),
            ("lists", "record"),
        ):  # of these it is known what they leave out
            return {**fields["list"], REMOVALS.name: REMOVALS}
        if owner == "events" or (owner, self._subject) == ("self", "action"):
            return fields["event"]
        if owner == "self":
            return self._askable(self._subject) if self._subject in KINDS.values() else {}
        if owner in ("header", "lists"):
            return fields["list"]
        if owner == "entries" and self._subject == "record":
            return {**self._askable("prisoner"), **fields["remains"]}
        return fields["prisoner"] if owner == "held" else self._askable(KINDS[self._kind])

    def _askable(self, of: str) -> Mapping[str, Field]:
        """The fields of an entry, and what registers could tell of it."""
        told = {name: field for name, field in derived_fields(of).items() if name in OF_REGISTERS}
        return {**self._ruleset.fields[of], **told}

    def _plan(
        self,
        rule: Rule,
        worlds: list[tuple[dict[str, int], tuple[int, ...]]],
        common: list[tuple[dict[str, int], tuple[int, ...]]],
    ) -> Plan:
        planned = tuple(self._planned(rule, *item) for item in worlds)
        commonly = tuple(self._planned(rule, *item) for item in common)
        mask = 0
        for world in (*planned, *commonly):
            for offset, reads in zip(world.offsets, world.reads, strict=True):
                mask |= 7 << offset | reads
        fields = tuple((label, bit) for label, bit in self._labels() if mask >> bit & 1)
        number = list(self._ruleset.rules).index(rule.name)
        history = self._history(rule)
        return Plan(rule, number, self._reach.names_of(rule), planned, commonly, fields, mask, history)

    def _history(self, rule: Rule) -> frozenset[str]:
        """The kinds of events that a rule rests on."""
        return self._reach.history(rule.premises.names)

    def _labels(self) -> tuple[tuple[str, int], ...]:
        of_entries = "lists.entries." if self._subject == "record" else "entries."
        prefix = {"self": "", "entries": of_entries}
        absent = sorted(self._layout.absent.items(), key=lambda item: self._vocabulary_order(item[0]))

        def label(owner: tree.Whose, name: str) -> str:
            if owner == "events":
                field = name.rpartition(".")[2]
                return f"events.{field}" if field else "events"
            return OF_REGISTERS.get(name, prefix.get(owner, f"{owner}.") + name.rpartition(".")[2])

        return tuple((label(*item), bit) for item, bit in absent)

    def _planned(self, rule: Rule, world: World, offsets: tuple[int, ...]) -> PlannedWorld:
        absent = self._layout.absent
        reads = (
            sum(1 << absent[item] for item in self._reads(name, world) if item in absent)
            for name in rule.premises.names
        )
        return PlannedWorld(tuple(world.values()), offsets, tuple(reads))

    def _function(self) -> FactFunction:
        with self._loops():
            self._emit_definitions()
            returned = self._packed()
            trace = f"({''.join(flat_of(ref) + ', ' for _, _, ref in self._traced)})"
            lines = self._lines(returned, trace)
        source = "\n".join(lines) + "\n"
        zone = self._ruleset.conventions.zone
        space = {
            **_GLOBALS,
            "age_on": runtime.ages(self._leap_day),
            "hours_between": runtime.hours(zone),
            "later_time": runtime.later_times(zone),
            **self._code.constants,
        }
        exec(compile(source, f"<facts of {self._subject}>", "exec"), space)  # noqa: S102 — our own text, names checked
        traced = tuple((place, node) for place, node, _ in self._traced)
        derived_names = tuple(sorted(self._emitter.derived))
        named = (name for name, _ in (*self._layout.truths, *self._layout.values))
        by_account = "events." in source if self._subject == "action" else bool(self._reach.history(named))
        return FactFunction(space["facts"], source, self._layout, self._labels(), traced, derived_names, by_account)

    def _loops(self) -> AbstractContextManager[None]:
        """What stands around the definitions, inside the loop over subjects."""
        return nullcontext()

    def _lines(self, returned: tuple[str, str], trace: str) -> list[str]:
        """The lines of the function."""
        if self._subject == "list":
            return self._once("header, entries, profiles, values, individuals_low, individuals_high", returned, trace)
        if self._subject == "record":
            return self._once("", returned, trace)
        if self._subject in _MANY:
            each, many = _MANY[self._subject]
            return self._for_each(many, each, many, returned, trace)
        raise AssertionError(self._subject)  # pragma: no cover — subjects are named by this package alone

    def _for_each(self, parameters: str, each: str, many: str, returned: tuple[str, str], trace: str) -> list[str]:
        """The lines of a function that judges many subjects."""
        gathered = [("profiles", returned[0]), ("values", returned[1]), *([("traces", trace)] if self._tracing else [])]
        loop = [f"{', '.join(name for name, _ in gathered)} = {', '.join('[]' for _ in gathered)}"]
        loop += [f"for {each} in {many}:", *indented(self._code.body)]
        loop += [f"    {name}.append({value})" for name, value in gathered]
        loop.append(f"return {', '.join(name for name, _ in gathered)}")
        return [f"def facts({parameters}, {AROUND}):", *indented([*self._code.prelude, *loop])]

    def _once(self, parameters: str, returned: tuple[str, str], trace: str) -> list[str]:
        """The lines of a function that judges one subject."""
        ends = f"return {returned[0]}, {returned[1]}{', ' + trace if self._tracing else ''}"
        head = f"def facts({parameters}, {AROUND}):" if parameters else f"def facts({AROUND}):"
        return [head, *indented([*self._code.prelude, *self._code.body, ends])]

    def _emit_definitions(self) -> None:
        """Every place that is needed."""
        self._emit_places((*self._layout.truths, *self._layout.values))

    def _emit_places(self, places: Iterable[Place]) -> None:
        """These places, each after those that it needs."""
        needed: dict[str, dict[Key, None]] = {}
        position = self._reach.position
        for name, key in places:
            if name in position:
                needed.setdefault(name, {})[key] = None
        waiting = [-position[name] for name in needed]
        heapify(waiting)
        while waiting:  # the last in order first: nothing after it can need it any more
            name = self._reach.order[-heappop(waiting)]
            for key in needed[name]:
                world = dict(key)
                for other in self._reach.needs(name, world):
                    if other not in needed:
                        heappush(waiting, -position[other])
                    needed.setdefault(other, {})[self._reach.key(other, world)] = None
        for name in sorted(needed, key=position.__getitem__):
            of = self._ruleset.definitions[name].of
            here = needed[name] if of in (self._subject, "record") else {}
            for key in (key for key in here if (name, key) not in self._refs):
                emit = self._emit if of == self._subject else self._emit_once
                self._refs[name, key] = emit(name, dict(key))

    def _emit_once(self, name: str, world: World) -> Ref:
        """A definition of the record, named by another subject: the same for every entry, worked out before them."""
        with self._code.hoisted():
            return replace(self._emit(name, world), fixed=True)

    def _emit(self, name: str, world: World) -> Ref:
        definition = self._ruleset.definitions[name]
        value = self._reach.value(definition, world)
        self._world = world
        if not isinstance(value, tree.Expression):
            return void(definition.type, VOID_CODE[str(value)])
        if self._tracing:
            place = (name, self._reach.key(name, world))
            self._emitter.trace = lambda node, ref: self._traced.append((place, node, ref))
        return self._emitter.emit(value.tree)

    def _term(self, name: str) -> tuple[Type, object]:
        term = self._ruleset.terms[name]
        return term.type, self._reach.value(term, self._world)

    def _definition(self, name: str) -> Ref:
        return self._refs[name, self._reach.key(name, self._world)]

    def _member(self, name: str, type_: Type, member: Entry | Listed) -> Ref:
        """A definition or derived field of what a macro's variable stands for."""
        if isinstance(member, Listed):
            return self._of_list(name, type_, member)
        definition = self._ruleset.definitions.get(name)
        if definition and definition.of != self._member_subject:
            return void(type_, 2)  # a definition of remains, in a list of prisoners
        place = (name, self._reach.key(name, self._world) if definition else ())
        layout = self._layouts.subjects[self._member_subject]
        if type_ == BOOL:
            return Truth(self._code.put(f"{member.profile} >> {layout.truth(place)} & 7"))
        index = layout.value(place, type_)
        values = member.values
        if is_span(type_):
            return Interval(f"{values}[{index}]", f"{values}[{index + 1}]", f"{values}[{index + 2}]")
        return Word(self._code.put(f"{values}[{index}]"))

    @property
    def _member_subject(self) -> str:
        """Of what subject the entries are that a variable stands for."""
        return KINDS[self._kind]

    def _of_list(self, name: str, type_: Type, member: Listed) -> Ref:
        """A definition of a list; each kind of list has its own place for it."""
        place = (name, self._reach.key(name, self._world))
        layouts = [self._layouts.lists[kind] for kind in KINDS]
        is_first = f"{member.header}.kind == {self._code.constant(next(iter(KINDS)))}"
        if type_ == BOOL:
            first, second = (layout.truth(place) for layout in layouts)
            return Truth(self._code.put(f"{member.profile} >> ({first} if {is_first} else {second}) & 7"))
        first, second = (layout.value(place, type_) for layout in layouts)
        at = self._code.put(f"{first} if {is_first} else {second}")
        if is_span(type_):
            low, high, cause = (self._code.put(f"{member.values}[{at} + {part}]") for part in range(3))
            return Interval(low, high, cause)
        return Word(self._code.put(f"{member.values}[{at}]"))

    def _field(self, owner: str, name: str) -> Field | None:
        whose: tree.Whose = owner  # type: ignore[assignment]
        table = self._table(whose)
        subject = self._subject if owner == "self" else KINDS[self._kind] if owner == "entries" else ""
        return table.get(name) or derived_fields(subject).get(name)

    def _given(self, name: str) -> Ref:
        if name == "individuals":
            return Interval("individuals_low", "individuals_high", "2")
        if name == "as_of":
            return Interval("as_of", "as_of", "0", fixed=True)
        if name == "party":
            return Word("party", frozenset())
        parties = self._ruleset.parties if name == "parties" else self._ruleset.third_parties
        return self._emitter.constant(list_of(code(parties)), parties)

    def _packed(self) -> tuple[str, str]:
        """The expressions of the profile and of the tuple of values."""
        truths = ((place, offset) for place, offset in self._layout.truths.items() if self._matters(place))
        parts = [f"{self._truth(place)} << {offset}" for place, offset in truths]
        if self._is_asked_of:
            parts += [f"({self._is_absent(*item)}) << {bit}" for item, bit in self._lacking()]
        values = [flat_of(self._refs.get(place) or self._load("self", place[0])) for place in self._layout.values]
        told = f"({''.join(value + ', ' for value in values)})"
        profile = self._profile(parts, told)
        if not self._is_asked_of and self._lacking():
            profile = self._with_lacking(profile)
        return profile, told

    @property
    def _is_asked_of(self) -> bool:
        """Whether other subjects ask which fields are absent; if not, it matters only where something is unknown."""
        return self._subject == "list" or self._subject in KINDS.values()

    def _with_lacking(self, profile: str) -> str:
        """The profile with the fields that are absent, where a truth in it is UNKNOWN."""
        result, offsets = self._code.fresh("r"), list(self._layout.truths.values())
        low, high = (sum(1 << offset + bit for offset in offsets) for bit in (0, 1))
        self._code.line(f"{result} = {profile}")
        # UNKNOWN is 2: of its bits only the second is set, and no other truth's are so.
        with self._code.block(f"if {result} & {high} & ~(({result} & {low}) << 1):"):
            parts = [f"({self._is_absent(*item)}) << {bit}" for item, bit in self._lacking()]
            self._code.line(f"{result} |= {self._sum(parts)}")
        return result

    def _profile(self, parts: list[str], values: str) -> str:
        """The profile that parts make; entries share it as far as their ``values`` let them."""
        return self._sum(parts)

    def _sum(self, parts: list[str]) -> str:
        """Parts of a profile together."""
        while len(parts) > 1:  # short sums: one deep expression could overflow the stack of Python's own compiler
            sums = [" | ".join(parts[at : at + 40]) for at in range(0, len(parts), 40)]
            parts = sums if len(sums) == 1 else [self._code.put(part) for part in sums]
            if len(sums) == 1:
                break
        return parts[0] if parts else "0"

    def _matters(self, place: Place) -> bool:
        """Whether it makes any difference what a definition comes to."""
        return True

    def _lacking(self) -> list[tuple[tuple[tree.Whose, str], int]]:
        """The fields of which it makes a difference whether they are absent, with their bits."""
        return list(self._layout.absent.items())

    def _truth(self, place: Place) -> str:
        """A definition, a bool field, or whether a derived field is there."""
        name = place[0]
        ref = self._refs.get(place) or self._load("self", name)
        assert isinstance(ref, Truth)
        return ref.code

    def _is_absent(self, owner: tree.Whose, name: str) -> str:
        if owner == "entries" and self._subject == "record":
            return self._code.put(f"any_absent_in(lists, {self._code.constant(self._bits(name))})")
        if owner == "entries":
            bit = self._layouts.subjects[KINDS[self._kind]].absence("self", name)
            return self._code.put(f"any_absent(profiles, {bit})")
        if owner in ("lists", "held"):
            return self._is_absent_among(owner, name)
        if owner == "events":
            kinds, field_ = kinds_in(name), name.rpartition(".")[2]
            wanted = self._code.constant(kinds) if kinds != (joins.ANY_KIND,) else None
            is_date = field_ != "" and self._ruleset.fields["event"][field_].type == DATE
            return self._code.put(f"events.lacks({wanted}, {self._code.constant(field_)}, {is_date})", fixed=True)
        if name == OWN_TIME:
            return self._lacks_own_time()
        return absent(self._load(owner, name), self._table(owner)[name].type)

    def _lacks_own_time(self) -> str:
        return "own_low == LOWEST"

    def _bits(self, name: str) -> dict[str, int]:
        """By kind of list, the bit of its profile that says whether a field of its entries is absent."""
        kinds = (kind for kind, of in KINDS.items() if name in self._askable(of))
        return {kind: self._layouts.lists[kind].absence("entries", name) for kind in kinds}

    def _is_absent_among(self, owner: tree.Whose, name: str) -> str:
        """Whether any list, or any entry of a register, lacks a field."""
        result, member = self._code.fresh("r"), self._code.fresh("x")
        with self._code.hoisted():
            self._code.line(f"{result} = 0")
            with self._code.block(f"for {member}, *_ in {owner}:"):
                ref = self._emitter.load(member, self._table(owner)[name], fixed=False)
                self._code.line(f"if {absent(ref, self._table(owner)[name].type)}: {result} = 1")
        return result

    def _load(self, owner: str, name: str) -> Ref:
        """A field of the subject itself or of its list's header, or whether a derived field is there."""
        if name.startswith("has "):
            return self._emitter.has(tree.FieldOf(BOOL, 0, 0, "self", name.removeprefix("has ")))
        field_, fixed = self._field(owner, name), self._subject == "list" or owner == "header"
        assert field_ is not None
        return self._emitter.load("header" if fixed else "entry", field_, fixed)


def absent(ref: Ref, type_: Type) -> str:
    """The test whether a loaded field is absent or imprecise; a day is precise enough for a time."""
    if isinstance(ref, Interval) and type_ == TIME:
        return f"{ref.low} == LOWEST"
    if isinstance(ref, Interval):
        return f"{ref.low} != {ref.high}"
    return f"{ref.code} == 2" if isinstance(ref, Truth) else f"{ref.code}.__class__ is int"


def flat_of(ref: Ref) -> str:
    """A value as its parts in a tuple."""
    return ref.flat if isinstance(ref, Interval) else ref.code


def indented(lines: Iterable[str]) -> list[str]:
    """The lines of a block."""
    return ["    " + line for line in lines]
