"""A ruleset with a prefix before its names, so that it can stand beside another one."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from servanda.language import tree
from servanda.language.diagnostic import Span
from servanda.language.ruleset import Definition, Obligation, Reading, Rule, Ruleset, Source


def prefixed(ruleset: Ruleset, prefix: str, span: Span) -> Ruleset:
    """The ruleset with the prefix before the names of sources, terms, definitions and rules, all placed at ``span``."""
    return replace(
        ruleset,
        sources={prefix + key: Source(prefix + key, s.date, s.title, s.url) for key, s in ruleset.sources.items()},
        clauses={
            name: replace(clause, sources=tuple(prefix + source for source in clause.sources))
            for name, clause in ruleset.clauses.items()
        },
        terms={prefix + name: _with_prefix(term, prefix) for name, term in ruleset.terms.items()},
        definitions={prefix + name: _definition(item, prefix, span) for name, item in ruleset.definitions.items()},
        rules={prefix + name: _rule(rule, ruleset, prefix, span) for name, rule in ruleset.rules.items()},
        obligations={prefix + name: _duty(duty, ruleset, prefix, span) for name, duty in ruleset.obligations.items()},
    )


def _with_prefix(item: Any, prefix: str) -> Any:
    """A term or definition under its new name."""
    readings = tuple(_reading(reading, prefix) for reading in item.readings)
    return replace(item, name=prefix + item.name, readings=readings)


def _definition(definition: Definition, prefix: str, span: Span) -> Definition:
    renamed: Definition = _with_prefix(replace(definition, span=span), prefix)
    return renamed


def _reading(reading: Reading, prefix: str) -> Reading:
    value = reading.value
    if isinstance(value, tree.Expression):
        value = replace(value, tree=_tree(value.tree, prefix))
    return replace(reading, sources=tuple(prefix + source for source in reading.sources), value=value)


def _rule(rule: Rule, ruleset: Ruleset, prefix: str, span: Span) -> Rule:
    names = tuple(prefix + name if name in ruleset.definitions else name for name in rule.premises.names)
    return replace(rule, name=prefix + rule.name, premises=replace(rule.premises, names=names), span=span)


def _duty(duty: Obligation, ruleset: Ruleset, prefix: str, span: Span) -> Obligation:
    trigger = replace(duty.trigger, **_expressions(duty.trigger, prefix))
    renamed: Obligation = replace(
        duty, rule=_rule(duty.rule, ruleset, prefix, span), trigger=trigger, **_expressions(duty, prefix)
    )
    return renamed


def _expressions(item: Any, prefix: str) -> dict[str, Any]:
    """The expressions among the parts of an obligation, with the prefix."""
    found = {part.name: getattr(item, part.name) for part in fields(item)}
    return {
        name: replace(value, tree=_tree(value.tree, prefix))
        for name, value in found.items()
        if isinstance(value, tree.Expression)
    }


def _tree(node: tree.Tree, prefix: str) -> tree.Tree:
    """The tree with the prefix before the terms and definitions that it names."""
    changed: dict[str, Any] = {}
    for item in fields(node):
        value = getattr(node, item.name)
        if isinstance(value, tree.Tree):
            changed[item.name] = _tree(value, prefix)
        elif isinstance(value, tuple) and value and isinstance(value[0], tree.Tree):
            changed[item.name] = tuple(_tree(part, prefix) for part in value)
    if isinstance(node, tree.TermOf | tree.DefinitionOf):
        changed["name"] = prefix + node.name
    return replace(node, **changed)
