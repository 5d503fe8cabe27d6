"""The generated code of a program: its sources, their tokens, and the string literals in them."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator

from servanda.language import Program


def sources_of(program: Program) -> list[str]:
    found = program.subjects
    subjects = [*found.entries.values(), *found.lists.values(), found.record, found.action, found.party]
    of_kind = found.action.facts.of_kind
    assert of_kind is not None
    of_acts = [of_kind(kind).source for kind in program.ruleset.fields["event"]["kind"].type.values]
    return [*of_acts, *(subject.facts.source for subject in (*subjects, *found.duties.values()))]


def tokens_of(program: Program) -> Iterator[tokenize.TokenInfo]:
    for source in sources_of(program):
        yield from tokenize.generate_tokens(io.StringIO(source).readline)


def words_of(program: Program) -> set[str]:
    """The string literals in generated code."""
    return {token.string for token in tokens_of(program) if token.type == tokenize.STRING}
