"""Generated code is made of our own words, of names of fields and of numbers: nothing of a user's text stands in it."""

from __future__ import annotations

import re
import tokenize
from pathlib import Path

import pytest
from generated import sources_of, tokens_of, words_of

from servanda.language import compile_text

BUNDLED = (Path(__file__).parents[2] / "rulesets/list-quality/1.0.0.yaml").read_bytes()
GOOD = sorted((Path(__file__).parent / "good").glob("*.yaml"))

OURS = re.compile(
    "[tkrxm][0-9]+[ehlpuv]?|[A-Z_]+|facts|entries|entry|header|profiles|values|traces|as_of|individuals_(low|high)"
    "|lists|held|derived(_[a-z_]+)?|events|times|actions|own_(low|high)|parties|party"
    "|known|key|triggers|place|found|membership|its_list|its_values|profile|duty|held_by|does"
    "|period(_end)?_(low|high|cause)"
)
PYTHON = set("def for in if else return is not or break and append continue class True False None __class__".split())
METHODS = {"startswith", "endswith", "__contains__", "among", "before", "since", "consented", "lacks", "get"}


@pytest.mark.parametrize(
    "text", [BUNDLED, *(path.read_bytes() for path in GOOD)], ids=["bundled", *(p.stem for p in GOOD)]
)
def test_generated_code_is_made_of_our_words_the_names_of_fields_and_numbers(text: bytes) -> None:
    program = compile_text(text)
    fields = {name for known in program.ruleset.fields.values() for name in known}
    given_in = program.subjects.entries["prisoner"].facts.run.__globals__
    functions = given_in.keys() | given_in["__builtins__"].keys() | METHODS
    named = {token.string for token in tokens_of(program) if token.type == tokenize.NAME}
    assert {name for name in named if not OURS.fullmatch(name)} <= PYTHON | fields | functions
    assert words_of(program) <= {"''", "'on_record'", '"/action"'}


@pytest.mark.parametrize(
    "text", [BUNDLED, *(path.read_bytes() for path in GOOD)], ids=["bundled", *(p.stem for p in GOOD)]
)
def test_no_constant_and_no_prose_of_a_ruleset_stands_in_generated_code(text: bytes) -> None:
    program = compile_text(text)
    ruleset, code = program.ruleset, "\n".join(sources_of(program))
    strings = {
        m[1:-1] for d in ruleset.definitions.values() for r in d.readings for m in re.findall(r'"[^"\\]+"', r.source)
    }
    for duty in ruleset.obligations.values():
        trigger = duty.trigger
        parts = (duty.duty_of, duty.where, duty.total, trigger.where, trigger.on)
        strings |= {m[1:-1] for part in parts if part for m in re.findall(r'"[^"\\]+"', part.text)}
        strings |= {*duty.kinds, *trigger.kinds}
    duties = [duty.rule for duty in ruleset.obligations.values()]
    prose = {word for rule in (*ruleset.rules.values(), *duties) for word in rule.message.values()}
    names = {reading.name for item in ruleset.disputed.values() for reading in item.readings}
    known = {name for fields in ruleset.fields.values() for name in fields}
    written = (strings | prose | names | {*ruleset.event_kinds} | ruleset.clauses.keys()) - known
    # what is shorter than three characters stands in some word of ours by chance
    assert [word for word in written if len(word) > 2 and re.search(rf"\b{re.escape(word)}\b", code)] == []


def test_generated_code_has_no_builtins_but_five() -> None:
    facts = compile_text(BUNDLED).subjects.entries["prisoner"].facts.run
    assert facts.__globals__["__builtins__"].keys() == {"getattr", "str", "int", "len", "zip"}
