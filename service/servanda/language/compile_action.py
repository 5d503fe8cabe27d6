"""One kind of act → a fact function of its own: of most rules an act's kind alone tells that they do not apply."""

from __future__ import annotations

from servanda.language import tree
from servanda.language.code import Ref, Truth
from servanda.language.compile_subject import Layouts, SubjectCompiler
from servanda.language.formula import And, Formula, Name, Not, Or, evaluate
from servanda.language.program import FactFunction, Place
from servanda.language.reach import Reach
from servanda.language.ruleset import Rule
from servanda.language.truth import FALSE, TRUE, UNKNOWN
from servanda.language.types import BOOL

Owner = tuple[tree.Whose, str]


class ActionFunctions:
    """The fact functions of the kinds of acts, each compiled when it is first asked for."""

    def __init__(self, reach: Reach, layouts: Layouts, asked: set[Place]) -> None:
        self._reach, self._layouts, self._asked = reach, layouts, asked
        self._known: dict[str, FactFunction] = {}

    def __call__(self, kind: str) -> FactFunction:
        found = self._known.get(kind)
        if found is None:
            found = self._known[kind] = _KindCompiler(self._reach, self._layouts, kind, self._asked).function()
        return found


class _KindCompiler(SubjectCompiler):
    """Compiles the acts of one kind into the places of all acts; what makes no difference there is left zero.

    It makes none to a rule in a world where `applies` is false, or `unless` true, by the kind alone.
    """

    def __init__(self, reach: Reach, layouts: Layouts, kind: str, asked: set[Place]) -> None:
        super().__init__(reach, "action", "prisoners", layouts, tracing=False)
        self._asked = asked
        self._emitter.known = {("entry", "kind"): kind}
        self._live: set[Place] = set()
        self._doubtful: set[Owner] = set()

    def function(self) -> FactFunction:
        """The fact function."""
        return self._function()

    def _emit_definitions(self) -> None:
        shown = {(name, key) for name, key in self._layout.truths if self._is_shown(name)}
        self._live = {place for place in self._asked | shown if place in self._layout.truths}
        self._emit_places((*self._live, *self._layout.values))
        for rule in (rule for rule in self._ruleset.rules.values() if rule.of == "action"):
            names = self._reach.names_of(rule)
            for world in (*self._reach.worlds(names), *self._reach.common_worlds(names)):
                self._emit_rule(rule, [self._premise(name, world) for name in rule.premises.names], world)

    def _is_shown(self, name: str) -> bool:
        definition = self._ruleset.definitions.get(name)
        return definition is not None and definition.shown and definition.type == BOOL

    def _emit_rule(self, rule: Rule, places: list[Place], world: dict[str, int]) -> None:
        """What a rule needs in a world: whether it applies, and if the kind leaves that open, all of it."""
        premises = rule.premises
        asked = self._indexes(premises.applies) | self._indexes(premises.unless)
        self._put([places[index] for index in asked])
        truths = tuple(self._told(place) if index in asked else UNKNOWN for index, place in enumerate(places))
        if evaluate(premises.applies, truths) != FALSE and evaluate(premises.unless, truths) != TRUE:
            self._put(places)
        for name, place in zip(premises.names, places, strict=True):
            if place in self._live and UNKNOWN in self._ref(place).may:
                self._doubtful |= self._reads(name, world)

    def _put(self, places: list[Place]) -> None:
        self._emit_places(place for place in places if place[0] in self._ruleset.definitions)
        self._live.update(places)

    def _indexes(self, formula: Formula) -> set[int]:
        """The definitions that a premise names, by their place among the rule's names."""
        match formula:
            case Name(index):
                return {index}
            case Not(operand):
                return self._indexes(operand)
            case And(operands) | Or(operands):
                return set().union(*map(self._indexes, operands))
        return set()

    def _ref(self, place: Place) -> Truth:
        ref: Ref = self._refs.get(place) or self._load("self", place[0])
        assert isinstance(ref, Truth)
        return ref

    def _told(self, place: Place) -> int:
        """What a definition is whatever the act, or UNKNOWN."""
        may = self._ref(place).may
        return next(iter(may)) if len(may) == 1 else UNKNOWN

    def _matters(self, place: Place) -> bool:
        return place in self._live

    def _lacking(self) -> list[tuple[Owner, int]]:
        return [(item, bit) for item, bit in self._layout.absent.items() if item in self._doubtful]

    def _packed(self) -> tuple[str, str]:
        returned = super()._packed()
        self._code.prune(*returned)
        return returned
