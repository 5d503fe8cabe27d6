"""Definitions and rules: expressions checked in the order in which they build on one another."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Table
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType
from typing import TYPE_CHECKING

from servanda.language import expression as syntax
from servanda.language import formula, tree
from servanda.language.calendar import Duration
from servanda.language.check import check
from servanda.language.check_calls import Report
from servanda.language.diagnostic import Span
from servanda.language.document import Mapping, Node, Scalar
from servanda.language.expression import parse_expression, parts
from servanda.language.ruleset import Conventions, Definition, Localised, Reading, Rule, Term
from servanda.language.scope import GIVEN, Scope, suggest
from servanda.language.tokens import RESERVED, ExpressionError
from servanda.language.types import (
    AFTER,
    BASE,
    BEFORE,
    BOOL,
    DURATION,
    ENTRY,
    EVENT,
    HELD,
    LIST,
    REMOVAL,
    REPLY,
    TRIGGER,
    ListOf,
    MapOf,
    Record,
    Type,
)
from servanda.language.vocabulary import INDIVIDUALS, KINDS, PAIR, REMOVAL_FIELDS, REMOVALS, Field, derived_fields

if TYPE_CHECKING:
    from servanda.language.validate import _Sections

CODES = {
    "definition-cycle": "a definition needs itself",
    "definitions-too-deep": "definitions build on one another more than 32 levels deep",
    "readings-differ": "the readings of one definition have different types",
    "not-shown": "a definition of this type cannot be shown",
    "not-a-premise": "a premise of a rule holds something other than definitions, bool fields, && || !",
    "too-many-alternatives": "a premise comes to more than 64 alternatives",
    "unused-definition": "no rule reaches a definition, and it is not shown",
}

MAX_CHAIN = 32
PREMISES = ("applies", "unless", "requires")

Written = tuple[str, tuple[str, ...], tuple[str, ...], Node]  # name, holders, sources, value of a reading
Text = tuple[Scalar, syntax.Syntax | None]  # an expression as written and as parsed; nothing parsed: a silent reading
Parsed = tuple[Scalar, Mapping, str, list[tuple[Written, Text | None]]]  # name, node, subject, readings of a definition


class Names:
    """The names of a ruleset's expressions, growing as its definitions are checked."""

    def __init__(
        self,
        sections: _Sections,
        fields: Table[str, Table[str, Field]],
        terms: Table[str, Term | None],
        codes: tuple[str, ...],
        conventions: Conventions,
    ) -> None:
        self._sections = sections
        self._fields = fields
        self._terms = {name: term.type for name, term in terms.items() if term}
        self._hours = frozenset(name for name, term in terms.items() if term and _counts_hours(term))
        self._codes = codes
        self._conventions = conventions
        self._types: dict[str, tuple[str, Type]] = {}
        self._reached: set[str] = set()
        # A fault in one of these is reported where it stands.
        self._unchecked = sections.unread | {name for name, term in terms.items() if not term}
        self._late: set[str] = set()
        self._declared: dict[str, str] = {}
        self._needs: dict[str, set[str]] = {}
        self.failed = False
        self.sources: set[str] = {s for term in terms.values() if term for r in term.readings for s in r.sources}

    def scope(self, of: str, trigger: str = "") -> Scope:
        """What expressions of a subject can name, as far as definitions are checked; of duties by their trigger."""
        fields = {of: {**own, **derived_fields(of)} for of, own in self._fields.items()}
        fields["list"][REMOVALS.name] = REMOVALS
        fields["pair"] = dict(PAIR)
        members = {
            ENTRY: {**fields["remains"], **fields["prisoner"]},
            HELD: self._fields["prisoner"],
            LIST: {**self._fields["list"], INDIVIDUALS.name: INDIVIDUALS},
            REMOVAL: REMOVAL_FIELDS,
            EVENT: self._fields["event"],
            TRIGGER: self._fields.get("event" if trigger == "action" else trigger, {}),
            BASE: self._fields["list"],
            REPLY: self._fields["list"],
        }
        members[BEFORE] = members[AFTER] = members[ENTRY]
        return Scope(
            of,
            fields.get("event" if of == "action" else of, {}),
            self._fields["list"] if of in KINDS.values() else {},
            members,
            self._terms,
            self._types,
            self._codes,
            self._conventions.leap_day,
            self._hours,
            self._unchecked,
            self._late,
            self._declared,
            trigger,
        )

    def definitions(self, written: list[tuple[Scalar, Mapping, str]]) -> dict[str, Definition]:
        """The checked definitions, in order of declaration."""
        parsed = {}
        for key, node, of in written:
            self._free(key)
            readings = self._sections.readings(node, f"definition `{key.text}`")
            parsed[key.text] = (key, node, of, [(reading, self._parse(reading[3])) for reading in readings])
        checked = {}
        self._declared = {name: of for name, (_, _, of, _) in parsed.items()}
        order = list(self._order(parsed))
        self._unchecked |= parsed.keys() - set(order)
        for name in order:
            definition = self._definition(*parsed[name])
            if definition is None:
                self._unchecked.add(name)
            else:
                checked[name] = definition
                self._types[name] = (definition.of, definition.type)
                if definition.of == "record" and self._is_late(definition):
                    self._late.add(name)
        return {name: checked[name] for name in parsed if name in checked}

    def _is_late(self, definition: Definition) -> bool:
        """Whether a definition of the record can be calculated only after all lists."""
        nodes = (node for reading in definition.readings for node in tree.nodes_of(reading.value))
        named = [node for node in nodes if isinstance(node, tree.DefinitionOf)]
        return any(node.owner != "self" or node.name in self._late for node in named)

    def _free(self, key: Scalar) -> None:
        """Remark on a definition's name that means something already."""
        name = key.text
        taken = name in RESERVED or name in GIVEN or name in ("true", "false")
        # A premise, a trace and an included rule tell definitions from fields by name, whatever the subject.
        fields = (name in {**own, **derived_fields(subject)} for subject, own in self._fields.items())
        if taken or name in self._terms or name in PAIR or any(fields):
            self._sections.report("name-taken", f"`{name}` already means something here", key.span)
            self.failed = True

    def _parse(self, node: Node, may_be_silent: bool = True) -> Text | None:
        """The text of an expression and its syntax, which is None for a reading that is silent."""
        scalar = self._sections.scalar(node, "an expression")
        if scalar is None:
            self.failed = True
            return None
        if scalar.text == "none" and may_be_silent:
            return scalar, None
        try:
            return scalar, parse_expression(scalar.text)
        except ExpressionError as error:
            span = scalar.part(error.start, error.end)
            self._sections.report(error.code, error.message, span, error.hint)
            self.failed = True
            return None

    def _order(self, parsed: Table[str, Parsed]) -> Iterable[str]:
        needs: dict[str, set[str]] = {}
        for name, (_, _, of, readings) in parsed.items():
            needs[name] = set()
            for _, found in readings:
                if found and found[1]:
                    mentioned = _mentioned(found[1])
                    needs[name] |= {other for other, bare in mentioned if self._is_needed(parsed, other, of, bare)}
        try:
            order = list(TopologicalSorter(needs).static_order())
        except CycleError as error:
            cycle = error.args[1]
            path = " → ".join(f"`{name}`" for name in reversed(cycle))
            self._sections.report("definition-cycle", f"a definition needs itself: {path}", parsed[cycle[0]][0].span)
            self.failed = True
            return []
        depth: dict[str, int] = {}
        for name in order:
            depth[name] = 1 + max((depth[need] for need in needs[name]), default=0)
            if depth[name] == MAX_CHAIN + 1:
                message = "definitions build on one another at most 32 levels deep"
                self._sections.report("definitions-too-deep", message, parsed[name][0].span)
        self._needs = needs
        return [name for name in order if depth[name] <= MAX_CHAIN]

    @staticmethod
    def _is_needed(parsed: Table[str, Parsed], name: str, of: str, bare: bool) -> bool:
        """Whether a name in an expression of ``of`` could be that definition: bare, or of a macro's variable."""
        if name not in parsed:
            return False
        members = {
            "list": ("prisoner", "remains"),
            "pair": ("prisoner", "remains"),
            "record": ("list", "prisoner"),
        }.get(of, ())
        return parsed[name][2] in ((of, "record") if bare else members)

    def _definition(
        self,
        key: Scalar,
        node: Mapping,
        of: str,
        readings: list[tuple[Written, Text | None]],
    ) -> Definition | None:
        sections, checked, types = self._sections, [], []
        clause, shown = sections.clause(node.get("clause")), sections.flag(node.get("shown"), "shown")
        for (name, held_by, sources, _), found in readings:
            self.sources.update(sources)
            value = self._expression(found, of) if found else None
            if value is None or found is None:
                continue
            if isinstance(value, tree.Expression):
                types.append(value.tree.type)
            checked.append(Reading(name, held_by, sources, value, found[0].text))
        if len(checked) < len(readings) or not checked:
            self.failed = True
            return None
        if not types:
            sections.report("no-value", f"definition `{key.text}` has no reading that says something", key.span)
        elif any(type_ != types[0] for type_ in types):
            listed = ", ".join(f"{type_}" for type_ in types)
            sections.report("readings-differ", f"the readings of `{key.text}` have different types: {listed}", key.span)
        elif shown and (isinstance(types[0], ListOf | MapOf) or types[0] == DURATION):
            sections.report("not-shown", f"a value of type {types[0]} cannot be shown", key.span)
        else:
            return Definition(key.text, of, clause, shown, types[0], tuple(checked), key.span)
        self.failed = True
        return None

    def _expression(self, found: Text, of: str) -> tree.Expression | str | None:
        scalar, node = found
        if node is None:
            return "none"
        checked = check(node, self.scope(of), self._reporter(scalar))
        if checked is None:
            return None
        if isinstance(checked.type, ListOf) and isinstance(checked.type.item, Record):
            self._sections.report("wrong-type", "a definition cannot be a list of entries", scalar.span)
            return None
        return tree.Expression(checked, scalar.text, scalar.span)

    def _reporter(self, scalar: Scalar) -> Report:
        def report(code: str, message: str, start: int, end: int, hint: str) -> None:
            self._sections.report(code, message, scalar.part(start, end), hint)

        return report

    def rule(  # noqa: PLR0913, PLR0917 — a rule has that many parts
        self, key: Scalar, node: Mapping, of: str, clause: str, level: str, message: Localised, floor: bool
    ) -> Rule | None:
        """The checked rule, or None."""
        premises, written = self.premises(node, self.scope(of))
        if premises is None:
            return None
        return Rule(key.text, of, clause, level, premises, written, message, key.span, floor)  # type: ignore[arg-type]

    def premises(
        self, node: Mapping, scope: Scope, parts: tuple[str, ...] = PREMISES
    ) -> tuple[formula.Premises | None, Localised]:
        """What a rule or obligation asks, or None after a report; and each part as written."""
        names: dict[str, int] = {}
        written, formulas = {}, {}
        for part, absent in zip(PREMISES, (True, False, True), strict=True):
            premise: formula.Formula | None = formula.Constant(absent)
            if part in parts and (value := node.get(part)) is not None:
                found = self._parse(value, may_be_silent=False)
                premise = found and found[1] and self._premise(found[0], found[1], scope, names)  # type: ignore[assignment]
                written[part] = found[0].text if found else ""
            formulas[part] = premise
        applies, unless, requires = (formulas[part] for part in PREMISES)
        if applies is None or unless is None or requires is None:
            self.failed = True
            return None, {}
        self._reach(names)
        return formula.Premises(tuple(names), applies, unless, requires), MappingProxyType(written)

    def expression(self, node: Node, scope: Scope, variables: Table[str, Type]) -> tree.Expression | None:
        """A checked expression that stands in no definition, or None after a report."""
        found = self._parse(node, may_be_silent=False)
        checked = found and found[1] and check(found[1], scope, self._reporter(found[0]), variables)
        if not found or not checked:
            self.failed = True
            return None
        self._reach(n.name for n in tree.nodes_in(checked) if isinstance(n, tree.DefinitionOf))
        return tree.Expression(checked, found[0].text, found[0].span)

    def need_deadlines(self, span: Span) -> None:
        """Remark where a deadline is counted and the ruleset does not say how."""
        if set(self._conventions.deadlines) != {"days", "last_day"}:
            hint = "`deadlines: {days: calendar, last_day: inclusive}`"
            self._sections.report("no-convention", "a deadline needs `conventions: {deadlines: …}`", span, hint)

    def _premise(
        self, scalar: Scalar, node: syntax.Syntax, scope: Scope, names: dict[str, int]
    ) -> formula.Formula | None:
        made = self._formula(scalar, node, scope, names)
        if made is None:
            return None
        try:
            for value in (True, False):
                formula.conjunctions(made, value)
        except formula.TooManyConjunctions as error:
            self._sections.report("too-many-alternatives", str(error), scalar.span, "give a part of it a name")
            return None
        return made

    def _formula(
        self, scalar: Scalar, node: syntax.Syntax, scope: Scope, names: dict[str, int]
    ) -> formula.Formula | None:
        match node:
            case syntax.Literal(value=bool(value)):
                return formula.Constant(value)
            case syntax.Prefix(op="!", operand=operand):
                inner = self._formula(scalar, operand, scope, names)
                return inner and formula.Not(inner)
            case syntax.Infix(op="&&" | "||" as op, left=left, right=right):
                both = [self._formula(scalar, side, scope, names) for side in (left, right)]
                kind = formula.And if op == "&&" else formula.Or
                if not all(both):
                    return None
                flat = [part for side in both for part in (side.operands if isinstance(side, kind) else (side,))]
                return kind(tuple(flat))  # type: ignore[arg-type]
            case syntax.Identifier():
                return self._proposition(scalar, node, scope, names)
        hint = "give what must be computed a definition of its own"
        self._sections.report(
            "not-a-premise", "a premise combines definitions with && || !", scalar.part(node.start, node.end), hint
        )
        return None

    def _proposition(
        self, scalar: Scalar, node: syntax.Identifier, scope: Scope, names: dict[str, int]
    ) -> formula.Formula | None:
        name, field = node.name, scope.fields.get(node.name)
        type_ = field.type if field else scope.bare(name)
        if type_ == BOOL:
            return formula.Name(names.setdefault(name, len(names)))
        place = scalar.part(node.start, node.end)
        if type_ is not None:
            self._sections.report("wrong-type", f"a premise is made of bools, `{name}` is {type_}", place)
        elif name in scope.unchecked:
            self.failed = True
        elif beyond := scope.beyond(name):
            self._sections.report("unknown-name", beyond, place)
        else:
            self._sections.report("unknown-name", f"unknown definition `{name}`", place, suggest(name, scope.names()))
        return None

    def _reach(self, names: Iterable[str]) -> None:
        waiting = [name for name in names if name in self._types]
        while waiting:
            name = waiting.pop()
            if name not in self._reached:
                self._reached.add(name)
                waiting.extend(self._needs[name])

    def unused(self, definitions: Table[str, Definition]) -> list[str]:
        """The definitions that shape no answer; none are named where something failed that may reach them."""
        if self.failed:
            return []
        self._reach(name for name, definition in definitions.items() if definition.shown)
        return [name for name in definitions if name not in self._reached]


def _mentioned(node: syntax.Syntax) -> set[tuple[str, bool]]:
    """The names in an expression, and whether they stand bare."""
    found = (part for part in parts(node) if isinstance(part, syntax.Identifier | syntax.Select))
    return {(part.name, isinstance(part, syntax.Identifier)) for part in found}


def _counts_hours(term: Term) -> bool:
    """Whether a reading of a term is a length in hours."""
    written = (reading.value for reading in term.readings)
    values = (part for value in written for part in (value.values() if isinstance(value, Table) else (value,)))
    return any(isinstance(value, Duration) and value.hours for value in values)
