"""Obligations → rules: what makes a duty of a trigger, when it is due, whether it is performed, as definitions.

So a duty is judged like any other subject. Its subject is `duty <name>`; its definitions carry names that nobody can
write: `<name> happened`, `<name> whose`, `<name> where`, `<name> begins`, `<name> due`, `<name> done`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

from servanda.language import tree
from servanda.language.formula import And, Formula, Name
from servanda.language.ruleset import Definition, Obligation, Reading, Rule, Ruleset
from servanda.language.tree import Expression
from servanda.language.types import BOOL, DATE, TIME

HAPPENED, WHOSE, WHERE, BEGINS, DUE, DONE = "happened", "whose", "where", "begins", "due", "done"
_AT = tree.FieldOf(TIME, 0, 0, "self", "at", "self")
_AS_OF = tree.Given(TIME, 0, 0, "as_of")


def subject_of(name: str) -> str:
    """The subject of an obligation's duties."""
    return f"duty {name}"


def part_of(name: str, part: str) -> str:
    """The name of a definition that stands for a part of an obligation."""
    return f"{name} {part}"


def with_duties(ruleset: Ruleset) -> Ruleset:
    """The ruleset with its obligations as rules and definitions besides; only the compiler sees it."""
    definitions, rules = dict(ruleset.definitions), dict(ruleset.rules)
    for name, duty in ruleset.obligations.items():
        rules[name] = _rule(name, duty)
        definitions |= {found.name: found for found in _definitions(name, duty)}
    return replace(ruleset, definitions=definitions, rules=rules)


def _rule(name: str, duty: Obligation) -> Rule:
    """The rule of an obligation: it applies where its trigger happened, and requires that it is performed."""
    premises = duty.rule.premises
    names = (*premises.names, part_of(name, HAPPENED), part_of(name, DONE))
    applies: Formula = And((Name(len(names) - 2), premises.applies))
    return replace(
        duty.rule,
        of=subject_of(name),
        premises=replace(premises, names=names, applies=applies, requires=Name(len(names) - 1)),
    )


def _definitions(name: str, duty: Obligation) -> list[Definition]:
    begin, due = _begin(duty), _due(duty)
    found = {HAPPENED: _happened(duty, begin), WHOSE: duty.duty_of.tree}
    if begin and duty.trigger.of == "record":
        found[BEGINS] = begin
    if due:
        found[DUE] = due
    found[DONE] = tree.Performance(
        BOOL,
        0,
        0,
        duty.kinds,
        _tree(duty.where),
        _tree(duty.total),
        tree.DefinitionOf(due.type, 0, 0, "self", part_of(name, DUE)) if due else None,
        begin if duty.trigger.of == "action" or duty.every else None,
        _tree(duty.ahead),
    )
    made = [_definition(name, part, subject_of(name), duty.rule, tree_) for part, tree_ in found.items()]
    if where := duty.trigger.where:  # of what triggers: at its own time, by what was not after it
        made.append(_definition(name, WHERE, duty.trigger.of, duty.rule, where.tree))
    return made


def _definition(name: str, part: str, of: str, rule: Rule, made: tree.Tree) -> Definition:
    reading = Reading("", (), (), Expression(made, "", rule.span), "")
    return Definition(part_of(name, part), of, rule.clause, False, made.type, (reading,), rule.span)


def settled(duty: Obligation) -> list[Expression]:
    """What decides how many duties there are, and whose: it must be the same in every world."""
    repeated = (duty.every, duty.trigger.on, duty.trigger.until) if duty.every else ()
    return [expression for expression in (duty.duty_of, *repeated) if expression]


def _tree(expression: Expression | None) -> tree.Tree | None:
    return expression.tree if expression else None


def _begin(duty: Obligation) -> tree.Tree | None:
    """From when a duty runs."""
    if duty.every:
        return tree.Given(TIME, 0, 0, "period")
    return _AT if duty.trigger.of == "action" else _tree(duty.trigger.on)


def _due(duty: Obligation) -> tree.Tree | None:
    begin = _begin(duty)
    if begin and duty.within:
        of = TIME if begin.type == TIME else DATE
        return tree.Call(of, 0, 0, "plus", (begin, duty.within.tree))
    return tree.Given(TIME, 0, 0, "period_end") if duty.every else None


def _happened(duty: Obligation, begin: tree.Tree | None) -> tree.Tree:
    """Whether the trigger is there and the duty is this party's, as far as that is known."""
    parts: list[tree.Tree] = [tree.Given(BOOL, 0, 0, "membership"), tree.Given(BOOL, 0, 0, "held_by")]
    if duty.trigger.where:
        parts.append(tree.DefinitionOf(BOOL, 0, 0, "self", part_of(duty.rule.name, WHERE)))
    if begin and duty.trigger.of != "action":
        parts.append(tree.Binary(BOOL, 0, 0, "<=", begin, _AS_OF))
    if begin and duty.trigger.until:
        asked = duty.trigger.on and duty.trigger.on.tree.type
        day = tree.Call(DATE, 0, 0, "date_of", (begin,)) if asked == DATE and begin.type == TIME else begin
        parts.append(tree.Binary(BOOL, 0, 0, "<=", day, duty.trigger.until.tree))
    return reduce(lambda a, b: tree.Binary(BOOL, 0, 0, "&&", a, b), parts)
