"""Taking over other rulesets: their definitions, terms and rules, under this ruleset's parties, with its exceptions.

What is taken over keeps its clauses and gets the included agreement's name before its own names (`gc3-1949/age`), so
that nothing of it can be meant by accident.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import semver

from servanda.language import document
from servanda.language.diagnostic import Diagnostic, Span, failed, in_order
from servanda.language.document import Document, Node, Scalar, Sequence
from servanda.language.formula import And, Not, conjunctions
from servanda.language.prefix import prefixed
from servanda.language.ruleset import NOT_BINDING, Clause, Conventions, Inclusion, Rule, Ruleset
from servanda.language.scope import suggest
from servanda.language.shape import Shape
from servanda.language.syntax import shown
from servanda.language.vocabulary import Field, standard_fields

CODES = {
    "unknown-ruleset": "an included ruleset is not in the catalogue",
    "include-cycle": "a ruleset includes itself, or the chain of includes is too long",
    "broken-include": "an included ruleset is wrong, or cannot stand under this ruleset's parties and conventions",
    "include-clash": "a clause or field of an included ruleset means something else in this one",
    "unknown-rule": "a rule that the included ruleset does not have",
    "treaty-floor": "a binding rule of a treaty is left out, and no binding rule of this ruleset stands in its place",
}
MAX_CHAIN = 8
MAX_INCLUDES = 20
MAX_READ = 100
LEFT_OUT = "the ruleset that includes it leaves its rules out, or binds them to clauses of its own"

Find = Callable[[str, str], bytes | None]
"""The text of a published ruleset by agreement and version, None where there is none."""

_NAME = re.compile(r"([a-z0-9][a-z0-9-]{0,63})@([0-9A-Za-z.+-]{5,64})")


def nowhere(agreement: str, version: str) -> None:
    """Finds nothing: what a ruleset is checked with that stands alone."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What an included ruleset is read under: parties, third parties and conventions of the one that includes it."""

    parties: tuple[str, ...]
    codes: tuple[str, ...]  # parties and third parties
    conventions: Conventions
    above: tuple[str, ...]  # the rulesets that include it, outermost first
    read: list[str]  # what was included so far, however deep; grows


Fields = Mapping[str, Field]
Read = Callable[[Document, Frame], tuple[Ruleset | None, list[Diagnostic]]]


@dataclass(frozen=True, slots=True)
class Taken:
    """One included ruleset, its names prefixed, and what this one changes of it, by the names as they are there."""

    ruleset: Ruleset
    span: Span
    bind: Mapping[str, Scalar]  # rule → clause
    drop: Mapping[str, Span]

    @property
    def prefix(self) -> str:
        return f"{self.ruleset.agreement}/"

    @property
    def inclusion(self) -> Inclusion:
        included, bind = self.ruleset, {rule: clause.text for rule, clause in self.bind.items()}
        return Inclusion(included.agreement, included.version, included.digest, bind, tuple(self.drop))


class Includes:
    """Reads the sections `includes` and `overrides` of a ruleset; what is wrong is reported by ``shape``."""

    def __init__(self, shape: Shape, find: Find, read: Read, frame: Frame) -> None:
        self._shape, self._find, self._read, self._frame = shape, find, read, frame

    def taken(self, node: Node | None) -> list[Taken]:
        """The included rulesets, in their order."""
        if node is None:
            return []
        if not isinstance(node, Sequence):
            self._shape.report("wrong-shape", "includes are a list", node.span)
            return []
        if len(node.items) > MAX_INCLUDES:
            self._shape.report("too-many", f"a ruleset includes at most {MAX_INCLUDES} others", node.span)
            return []
        found: dict[str, Taken] = {}
        for item in node:
            taken = self._item(item)
            if taken and taken.ruleset.agreement in found:
                message = f"`{taken.ruleset.agreement}` is included twice"
                self._shape.report("repeated", message, item.span)
            elif taken:
                found[taken.ruleset.agreement] = taken
        return list(found.values())

    def _item(self, node: Node) -> Taken | None:
        item = self._shape.keyed(node, "an include", ("ruleset",), ("bind", "drop"))
        named = self._shape.scalar(item.get("ruleset"), "the ruleset to include") if item else None
        if item is None or named is None:
            return None
        included = self._ruleset(named)
        if included is None:
            return None
        bind = {}
        for rule, value in self._shape.mapping(item.get("bind"), "bind") or ():
            clause = self._shape.scalar(value, "the clause of a rule")
            if clause and self._is_rule(rule, included):
                bind[rule.text] = clause
        dropped = self._shape.items(item.get("drop"), "drop")
        drop = {rule.text: rule.span for rule in dropped if self._is_rule(rule, included)}
        for rule_name in bind.keys() & drop.keys():
            self._shape.report("repeated", f"`{rule_name}` is bound and dropped", drop[rule_name])
        return Taken(prefixed(included, f"{included.agreement}/", named.span), named.span, bind, drop)

    def _ruleset(self, named: Scalar) -> Ruleset | None:
        name = _NAME.fullmatch(named.text)
        if not name or not semver.Version.is_valid(name[2]):
            message = f"`{shown(named.text)}` is not a ruleset at an exact version"
            self._shape.report("bad-value", message, named.span, "such as `gc3-1949@1.0.0`")
            return None
        chain = (*self._frame.above, named.text)
        if named.text in self._frame.above or len(chain) > MAX_CHAIN:
            self._shape.report("include-cycle", " includes ".join(f"`{each}`" for each in chain), named.span)
            return None
        if len(self._frame.read) >= MAX_READ:
            self._shape.report("too-many", f"at most {MAX_READ} rulesets are included, however deep", named.span)
            return None
        self._frame.read.append(named.text)
        text = self._find(name[1], name[2])
        if text is None:
            self._shape.report("unknown-ruleset", f"no ruleset `{named.text}` is published here", named.span)
            return None
        return self._fitting(self._read_text(text, named, chain), named)

    def _read_text(self, text: bytes, named: Scalar, chain: tuple[str, ...]) -> Ruleset | None:
        parsed, diagnostics = document.parse(text)
        ruleset = None
        if parsed is not None:
            ruleset, more = self._read(parsed, replace(self._frame, above=chain))
            diagnostics = in_order([*diagnostics, *more])
        if failed(diagnostics):
            wrong = next(d for d in diagnostics if d.severity == "error")
            message = f"`{named.text}` cannot be included: in its line {wrong.span.start.line}, {wrong.message}"
            self._shape.report("broken-include", message, named.span, wrong.hint)
        return ruleset

    def _fitting(self, included: Ruleset | None, named: Scalar) -> Ruleset | None:
        """The ruleset, if it is the one that was asked for and still stands."""
        if included is None:
            return None
        if f"{included.agreement}@{included.version}" != named.text:
            message = f"what is published as `{named.text}` calls itself otherwise"
        elif included.standing == "withdrawn":
            message = f"`{named.text}` is withdrawn"
        else:
            return included
        self._shape.report("broken-include", message, named.span)
        return None

    def _is_rule(self, rule: Scalar, included: Ruleset) -> bool:
        known = _rules_of(included)
        if rule.text not in known:
            message = f"`{included.agreement}` has no rule or obligation `{shown(rule.text)}`"
            self._shape.report("unknown-rule", message, rule.span, suggest(rule.text, known))
        return rule.text in known

    def fields(self, own: Mapping[str, Fields], taken: list[Taken]) -> dict[str, Fields]:
        """The fields that this ruleset adds to each subject, and those that the included ones add."""
        found = dict(own)
        for item in taken:
            for subject, fields in item.ruleset.own_fields.items():
                other = {"prisoner": "remains", "remains": "prisoner"}.get(subject, subject)
                known = {**standard_fields(other, self._frame.codes), **found.get(other, {}), **found.get(subject, {})}
                for name, field in fields.items():
                    if name in known and (known[name].type, known[name].text) != (field.type, field.text):
                        message = f"the field `{name}` of `{item.ruleset.agreement}` means something else here"
                        self._shape.report("include-clash", message, item.span)
                found[subject] = MappingProxyType({**fields, **found.get(subject, {})})
        return found

    def clauses(self, own: Mapping[str, Clause], taken: list[Taken], rules: Mapping[str, Rule]) -> Mapping[str, Clause]:
        """The clauses of this ruleset and the included ones; where all rules of one are left out, it says so."""
        found, cited = dict(own), {rule.clause for rule in rules.values()}
        for item in taken:
            for name, clause in item.ruleset.clauses.items():
                known = found.get(name, clause)
                if _said(known) != _said(clause):
                    message = f"clause `{name}` of `{item.ruleset.agreement}` says something else here"
                    self._shape.report("include-clash", message, item.span)
                judged = name in cited or known.not_checkable not in ("", LEFT_OUT)
                why = known.not_checkable.replace(LEFT_OUT, "") if judged else LEFT_OUT
                found[name] = known if name in own else replace(known, not_checkable=why)
        return MappingProxyType(found)

    def overrides(self, node: Node | None, taken: list[Taken], rules: Mapping[str, Rule]) -> dict[str, str]:
        """The included rules that clauses of this ruleset replace, with those clauses; ``rules`` are its own."""
        included = {name: rule for item in taken for name, rule in _rules_of(item.ruleset).items()}
        found = {}
        for name, value in self._shape.mapping(node, "overrides") or ():
            clause, rule = self._shape.scalar(value, "the clause that overrides a rule"), included.get(name.text)
            if rule is None:
                message = f"no included rule `{shown(name.text)}`"
                self._shape.report("unknown-rule", message, name.span, suggest(name.text, included))
            elif any(name.text == item.prefix + bound for item in taken for bound in item.bind):
                self._shape.report("repeated", f"`{shown(name.text)}` is bound and overridden", name.span)
            elif clause:
                found[name.text] = clause.text
                self._stands_in(clause, rule, rules)
        return found

    def _stands_in(self, clause: Scalar, rule: Rule, rules: Mapping[str, Rule]) -> None:
        """Remark where no rule of this ruleset can stand for the included one under that clause."""
        standing = [own for own in stand_ins(clause.text, rule, rules) if _can_be_broken(own)]
        if not standing:
            what = "obligation" if rule.of == "duty" else f"rule of `{rule.of}`"
            message = f"no {what} here cites clause `{shown(clause.text)}`: nothing replaces `{rule.name}`"
            self._shape.report("unknown-clause", message, clause.span)
        elif rule.floor and not any(own.level == "binding" for own in standing):
            self._shape.report("treaty-floor", _FLOOR.format(rule.name), clause.span)

    def rules(self, taken: list[Taken], clauses: Mapping[str, Clause], overrides: Mapping[str, str]) -> dict[str, Rule]:
        """The included rules and duties that stand, bound where this ruleset binds them; ``clauses`` are its own."""
        standing = {}
        for item in taken:
            for name, span in item.drop.items():
                if _rules_of(item.ruleset)[item.prefix + name].floor:
                    hint = "`overrides` names the clause whose stricter rule replaces it"
                    self._shape.report("treaty-floor", _FLOOR.format(item.prefix + name), span, hint)
            bound = {item.prefix + rule: clause for rule, clause in item.bind.items()}
            gone = {*overrides, *(item.prefix + name for name in item.drop)}
            for name, rule in _rules_of(item.ruleset).items():
                if name in bound:
                    self._binds(bound[name], clauses)
                    standing[name] = replace(rule, level="binding", clause=bound[name].text)
                elif name not in gone:
                    standing[name] = rule
        return standing

    def _binds(self, clause: Scalar, clauses: Mapping[str, Clause]) -> None:
        if clause.text not in clauses:
            message = f"unknown clause `{shown(clause.text)}`: a rule is bound to a clause of this ruleset"
            self._shape.report("unknown-clause", message, clause.span, suggest(clause.text, clauses))
        elif (standing := clauses[clause.text].standing) in NOT_BINDING:
            message = f"a clause of standing `{standing}` binds nobody"
            self._shape.report("binding-not-allowed", message, clause.span)


_FLOOR = "`{}` is a binding rule of a treaty, which is a floor: nothing stricter is named in its place"


def _rules_of(ruleset: Ruleset) -> dict[str, Rule]:
    """Rules and obligations: both can be bound, left out and replaced."""
    return {**ruleset.rules, **{name: duty.rule for name, duty in ruleset.obligations.items()}}


def _said(clause: Clause) -> tuple[object, ...]:
    """What a clause says; its sources may be named in another way."""
    return clause.text, clause.standing, clause.asserted_by


def stand_ins(clause: str, rule: Rule, rules: Mapping[str, Rule]) -> list[Rule]:
    """The rules that stand in the place of one that a clause overrides."""
    return [own for own in rules.values() if own.clause == clause and own.of == rule.of]


def _can_be_broken(rule: Rule) -> bool:
    """Whether some situation violates a rule; one that always holds, or never applies, replaces nothing."""
    if rule.of == "duty":
        return True
    premises = rule.premises
    return bool(conjunctions(And((premises.applies, Not(premises.unless), Not(premises.requires))), True))


def floors(rules: Mapping[str, Rule], overrides: Mapping[str, str], taken: list[Taken]) -> dict[str, Rule]:
    """The rules, with those that stand in for a floor being one themselves."""
    included = {name: rule for item in taken for name, rule in _rules_of(item.ruleset).items()}
    below = {
        own.name
        for name, clause in overrides.items()
        if included[name].floor
        for own in stand_ins(clause, included[name], rules)
        if own.level == "binding"
    }
    return {name: replace(rule, floor=rule.floor or name in below) for name, rule in rules.items()}
