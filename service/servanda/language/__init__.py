"""The ruleset language: text → Document → Ruleset → Program."""

from __future__ import annotations

from servanda.errors import RulesetError
from servanda.language.compile import compile_ruleset
from servanda.language.diagnostic import Diagnostic, in_order
from servanda.language.document import parse
from servanda.language.include import Find, nowhere
from servanda.language.program import Program
from servanda.language.validate import validate

__all__ = ["Diagnostic", "Find", "Program", "check_text", "compile_text"]


def check_text(text: str | bytes, path: str = "", find: Find = nowhere) -> list[Diagnostic]:
    """Everything that can be said about the text of a ruleset, by position; ``find`` finds what it includes."""
    return _compiled(text, path, find)[1]


def compile_text(text: str | bytes, path: str = "", find: Find = nowhere) -> Program:
    """The program of a ruleset's text, or RulesetError with everything that is wrong."""
    program, diagnostics = _compiled(text, path, find)
    if program is None:
        raise RulesetError(diagnostics)
    return program


def _compiled(text: str | bytes, path: str, find: Find) -> tuple[Program | None, list[Diagnostic]]:
    document, diagnostics = parse(text)
    if document is None:
        return None, in_order(diagnostics, path)
    ruleset, more = validate(document, find)
    diagnostics = in_order([*diagnostics, *more], path)
    if ruleset is None:
        return None, diagnostics
    program = compile_ruleset(ruleset, tuple(diagnostics))
    if isinstance(program, Program):
        return program, diagnostics
    return None, in_order([*diagnostics, *program], path)
