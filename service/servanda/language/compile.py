"""Ruleset → Program."""

from __future__ import annotations

from dataclasses import replace

from servanda.language import tree
from servanda.language.code import TooComplex
from servanda.language.compile_action import ActionFunctions
from servanda.language.compile_duty import DutyCompiler
from servanda.language.compile_entry import EntryCompiler
from servanda.language.compile_pair import PairCompiler
from servanda.language.compile_subject import ALONE, Layouts, SubjectCompiler
from servanda.language.diagnostic import Diagnostic, Position, Span
from servanda.language.duty import settled, with_duties
from servanda.language.program import Layout, Program, Subjects
from servanda.language.reach import Reach
from servanda.language.ruleset import Ruleset
from servanda.language.vocabulary import KINDS

MAX_WORLDS = 256
MAX_PREMISES = 20_000  # of all rules in all of their worlds
CODES = {
    "disputed-duty": "whose duty it is, or how often it is repeated, rests on a disputed name",
    "too-many-worlds": "a rule or a shown definition has more than 256 worlds",
    "too-complex": "a ruleset comes to more generated code than the service compiles",
}


def compile_ruleset(ruleset: Ruleset, warnings: tuple[Diagnostic, ...] = ()) -> Program | list[Diagnostic]:
    """The program of a checked ruleset, or why there is none."""
    reach = Reach(with_duties(ruleset))
    crowded = _crowded(reach)
    if crowded:
        return crowded
    try:
        return Program(ruleset, reach, _subjects(reach, tracing=False), warnings)
    except TooComplex:
        return [Diagnostic("too-complex", "error", "the ruleset comes to too much code", _TOP)]


def tracing(program: Program) -> Subjects:
    """The program's subjects compiled once more, so that they also give the value of every part."""
    found = program.memory.get("tracing") or program.memory.setdefault(
        "tracing", _subjects(program.reach, tracing=True)
    )
    assert isinstance(found, Subjects)
    return found


def _subjects(reach: Reach, tracing: bool) -> Subjects:
    """Every subject, each before those whose results it asks for: it is they that must know what to give."""
    layouts = Layouts({of: Layout() for of in (*KINDS.values(), *ALONE)}, {kind: Layout() for kind in KINDS})
    duties = {
        name: DutyCompiler(reach, duty, layouts, tracing).subject() for name, duty in reach.ruleset.obligations.items()
    }
    asked = {*layouts.subjects["action"].truths}
    action, party = (SubjectCompiler(reach, of, "prisoners", layouts, tracing).subject() for of in ("action", "party"))
    if not tracing:
        of_kind = ActionFunctions(reach, layouts, asked)
        action = replace(action, facts=replace(action.facts, of_kind=of_kind))
    record = SubjectCompiler(reach, "record", "prisoners", layouts, tracing).subject()
    pairs = {kind: PairCompiler(reach, kind, layouts, tracing).subject() for kind in KINDS}
    lists = {kind: SubjectCompiler(reach, "list", kind, layouts, tracing).subject() for kind in KINDS}
    entries = {of: EntryCompiler(reach, of, kind, layouts, tracing).subject() for kind, of in KINDS.items()}
    return Subjects(entries, lists, pairs, record, action, party, duties)


_TOP = Span(Position(1, 1), Position(1, 1))


def _crowded(reach: Reach) -> list[Diagnostic]:
    """A diagnostic for whatever has too many worlds."""
    ruleset, found, premises = reach.ruleset, [], 0
    for rule in ruleset.rules.values():
        count = reach.count(reach.names_of(rule))
        premises += count * len(rule.premises.names)
        if count > MAX_WORLDS:
            message = f"rule `{rule.name}` has {count} worlds, at most {MAX_WORLDS} are judged"
            found.append(Diagnostic("too-many-worlds", "error", message, rule.span))
    for definition in ruleset.definitions.values():
        count = reach.count(reach.names((definition.name,)))
        if definition.shown and count > MAX_WORLDS:
            message = f"definition `{definition.name}` has {count} worlds, at most {MAX_WORLDS} are shown"
            found.append(Diagnostic("too-many-worlds", "error", message, definition.span))
    for duty in ruleset.obligations.values():
        parts = [node for expression in settled(duty) for node in tree.nodes_of(expression)]
        named = {node.name for node in parts if isinstance(node, tree.TermOf)} & reach.disputed.keys()
        if named or reach.names(tuple(node.name for node in parts if isinstance(node, tree.DefinitionOf))):
            message = f"whose duty `{duty.rule.name}` is, and how often, cannot rest on a disputed name"
            found.append(Diagnostic("disputed-duty", "error", message, duty.rule.span))
    if premises > MAX_PREMISES and not found:
        message = f"the rules come to {premises} premises in all of their worlds, at most {MAX_PREMISES} are judged"
        found.append(Diagnostic("too-complex", "error", message, _TOP))
    return found
