"""One obligation → the fact function of its duties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from servanda.language import tree, truth
from servanda.language.code import Entry, Interval, Ref, Truth, Word
from servanda.language.compile_subject import AROUND, Layouts, SubjectCompiler, absent, indented
from servanda.language.duty import BEGINS, DONE, DUE, HAPPENED, WHOSE, part_of, settled, subject_of
from servanda.language.emit import Emitter
from servanda.language.program import Place
from servanda.language.reach import Reach, World, kinds_in
from servanda.language.ruleset import Definition, Obligation, Rule
from servanda.language.types import TIME
from servanda.language.vocabulary import KINDS, OF_REGISTERS, Field, derived_fields

# Before fields that say whose duty it is: they are asked for where it is unsure whether it is this party's, or whose.
_WHETHER, _WHOSE = "whether.", "whose."
_UNSURE = {_WHETHER: "held_by != 1", _WHOSE: "duty.__class__ is int"}
_OF_DUTIES = ("membership", "held_by", "period", "period_end")


class DutyCompiler(SubjectCompiler):
    """Compiles the duties of one obligation: for each trigger, each period and each party that owes."""

    def __init__(self, reach: Reach, duty: Obligation, layouts: Layouts, tracing: bool) -> None:
        self._duty = duty
        kind = next((kind for kind, of in KINDS.items() if of == duty.trigger.of), "prisoners")
        super().__init__(reach, subject_of(duty.rule.name), kind, layouts, tracing)

    def _make_emitter(self) -> Emitter:
        # The header is another one for each trigger: not fixed, so not under its own name.
        owners = {"self": "entry", "header": "its_list"}
        return Emitter(self._code, owners, _OF_DUTIES, Entry("entry", "profile", "its_values"))

    @property
    def _member_subject(self) -> str:
        return self._duty.trigger.of

    def _table(self, owner: tree.Whose) -> Mapping[str, Field]:
        of = self._duty.trigger.of
        if owner in ("self", "trigger"):
            return (
                self._askable(of) if of in KINDS.values() else self._ruleset.fields["event"] if of == "action" else {}
            )
        return super()._table(owner)

    def _reads(self, name: str, world: World) -> frozenset[tuple[tree.Whose, str]]:
        found = super()._reads(name, world)
        happened, done = (part_of(self._duty.rule.name, part) for part in (HAPPENED, DONE))
        if name == done and self._duty.every:
            found |= self._reach.events_in(settled(self._duty))
        if name in (happened, done):
            whose = super()._reads(part_of(self._duty.rule.name, WHOSE), {})
            found |= {
                (owner, (_WHOSE if name == done else _WHETHER) + field) for owner, field in whose if owner == "self"
            }
        return found

    def _is_absent(self, owner: tree.Whose, name: str) -> str:
        why, dot, field = name.partition(".")
        if owner != "self" or why + dot not in _UNSURE:
            return super()._is_absent(owner, name)
        return f"1 if {_UNSURE[why + dot]} and ({super()._is_absent(owner, field)}) else 0"

    def _lacks_own_time(self) -> str:  # a proposed action is taken to be at the time of judgement
        return f'place != "/action" and {absent(self._load("self", "at"), TIME)}'

    def _field(self, owner: str, name: str) -> Field | None:
        if owner in ("self", "trigger"):
            return self._table("self").get(name) or derived_fields(self._duty.trigger.of).get(name)
        return super()._field(owner, name)

    def _definition(self, name: str) -> Ref:
        definition = self._ruleset.definitions[name]
        if definition.of == self._duty.trigger.of and definition.of != "record":
            return self._member(name, definition.type, Entry("entry", "profile", "its_values"))
        place = (name, self._reach.key(name, self._world))
        if place not in self._refs and definition.of == "record":
            world = self._world
            self._refs[place] = self._emit_once(name, dict(place[1]))
            self._world = world
        return super()._definition(name)

    def _truth(self, place: Place) -> str:
        name, key = place
        if place not in self._refs and name in self._ruleset.definitions:  # of what triggers the duty
            self._world = dict(key)
            self._refs[place] = self._definition(name)
        return super()._truth(place)

    def _load(self, owner: str, name: str) -> Ref:
        if owner == "header":  # of the entry at hand
            return self._emitter.load("its_list", self._table("header")[name], fixed=False)
        if owner == "self" and name in OF_REGISTERS:
            return self._member(name, self._table("self")[name].type, Entry("entry", "profile", "its_values"))
        return super()._load(owner, name)

    def _given(self, name: str) -> Ref:
        if name in ("membership", "held_by"):
            return Truth(name)
        if name in ("period", "period_end"):
            return Interval(f"{name}_low", f"{name}_high", f"{name}_cause")
        return super()._given(name)

    def _shown(self) -> list[Definition]:
        names = (part_of(self._duty.rule.name, part) for part in (BEGINS, DUE))
        return [self._ruleset.definitions[name] for name in names if name in self._ruleset.definitions]

    def _history(self, rule: Rule) -> frozenset[str]:
        often = {kind for _, read in self._reach.events_in(settled(self._duty)) for kind in kinds_in(read)}
        return super()._history(rule) | often | {*self._duty.trigger.kinds, *self._duty.kinds}

    @contextmanager
    def _loops(self) -> Iterator[None]:
        code, duty, emit = self._code, self._duty, self._emitter
        with ExitStack() as blocks:
            if duty.every:
                assert duty.trigger.on
                until = duty.trigger.until
                on, every = emit.moments(duty.trigger.on.tree), emit.word(duty.every.tree)
                end = f"({emit.moments(until.tree).flat})" if until else "None"
                found = f"periods(({on.flat}), {every.code}, {end}, as_of, later_time)"
                ends = (f"({name}_low, {name}_high, {name}_cause)" for name in ("period", "period_end"))
                each = ", ".join(ends)
                blocks.enter_context(code.block(f"for {each} in {found}:"))
            whose = emit.word(duty.duty_of.tree)
            blocks.enter_context(code.block(f"for held_by, duty in holders({whose.code}):"))
            emit.bind("duty", Word("duty", frozenset({truth.UNKNOWN})))
            yield

    def _lines(self, returned: tuple[str, str], trace: str) -> list[str]:
        code = self._code
        name = part_of(self._duty.rule.name, HAPPENED)
        happened = [self._truth(place) for place in self._layout.truths if place[0] == name]
        period = "period_low" if self._duty.every else "None"
        code.line(f"if {' or '.join(happened)}: found.append((place, {period}, duty, {returned[0]}, {returned[1]}))")
        loop = ["found = []", "for place, membership, entry, its_list, profile, its_values in triggers:"]
        return [
            f"def facts(triggers, {AROUND}):",
            *indented([*code.prelude, *loop, *indented(code.body), "return found"]),
        ]
