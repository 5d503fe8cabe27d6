"""On what ground somebody may be on a list: what a ruleset asks of everybody on it, and what of that holds of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from servanda.language.formula import And, Constant, Formula, Name, Not, Or
from servanda.language.ruleset import NOT_BINDING, Rule, Ruleset
from servanda.report.wire import Wire


class Ground(NamedTuple):
    """A rule that everybody on a list has to meet, and the definitions that meet it."""

    rule: str
    clause: str
    names: tuple[str, ...]


def grounds(ruleset: Ruleset, subject: str) -> list[Ground]:
    """The grounds that a ruleset knows for the entries of a subject; those that a verdict shows go before others."""
    found = [_ground(rule) for rule in ruleset.rules.values() if _is_of_everybody(rule, ruleset) and rule.of == subject]
    shown = [ground for ground in found if any(ruleset.definitions[name].shown for name in _defined(ground, ruleset))]
    return shown or found


def clauses(found: Sequence[Ground], ruleset: Ruleset) -> list[str]:
    """The clauses that say what the grounds are: of the rules and of what meets them, in the order of the agreement."""
    named = {ruleset.definitions[name].clause for ground in found for name in _defined(ground, ruleset)}
    named.update(ground.clause for ground in found)
    return [clause for clause in ruleset.clauses if clause in named]


def claimed(entry: Wire, found: Sequence[Ground], ruleset: Ruleset) -> list[str]:
    """The clauses under which an entry comes by what its list says, whatever the reading."""
    unmet = {finding["rule"] for finding in entry["findings"]}
    said: dict[str, None] = {}
    for ground in found if entry["verdict"] not in ("", "not_applicable") else ():
        held = [name for name in _defined(ground, ruleset) if entry["holds"].get(name) == "true"]
        said |= dict.fromkeys(ruleset.definitions[name].clause for name in held)
        if not held and ground.rule not in unmet:
            said[ground.clause] = None
    return list(said)


def _is_of_everybody(rule: Rule, ruleset: Ruleset) -> bool:
    """Whether a rule asks something of everybody, and not only advises it."""
    premises, clause = rule.premises, ruleset.clauses[rule.clause]
    always = premises.applies == Constant(True) and premises.unless == Constant(False)
    return always and rule.level != "advisory" and clause.standing not in NOT_BINDING and bool(_ground(rule).names)


def _ground(rule: Rule) -> Ground:
    held = dict.fromkeys(rule.premises.names[index] for index in _held(rule.premises.requires))
    return Ground(rule.name, rule.clause, tuple(held))


def _held(formula: Formula) -> Iterator[int]:
    """The names that a formula asks to be true."""
    match formula:
        case Name(index):
            yield index
        case And(operands) | Or(operands):
            for operand in operands:
                yield from _held(operand)
        case Not() | Constant():
            return


def _defined(ground: Ground, ruleset: Ruleset) -> list[str]:
    return [name for name in ground.names if name in ruleset.definitions]
