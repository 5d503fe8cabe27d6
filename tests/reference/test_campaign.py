"""The production path against the reference evaluator, on random rulesets and submissions."""

from typing import Any

import pytest

from servanda.language import tree as t
from servanda.language.ruleset import Definition, Ruleset, Term

from . import generate, missing
from .campaign import compiled, difference, differs, pairs, report
from .derived import DERIVED, held
from .expressions import op
from .values import Span
from .verdict import STRENGTH, judge
from .worlds import contents, nodes

Json = dict[str, Any]
RULESETS = 30  # of one test
SUBMISSIONS = 6  # of one ruleset


def run(seeds: range, submissions: int) -> int:
    """How many pairs were judged alike; the first other one fails the test."""
    judged = 0
    for seed, document, program, submission in pairs(seeds, submissions):
        language = "uk" if judged % 7 == 0 else "en"
        if difference(program, submission, language):
            pytest.fail(report(seed, document, submission), pytrace=False)
        judged += 1
    return judged


@pytest.mark.parametrize("chunk", range(20))
def test_production_and_reference_agree(chunk: int) -> None:
    assert run(range(chunk * RULESETS, (chunk + 1) * RULESETS), SUBMISSIONS) > 0.6 * RULESETS * SUBMISSIONS


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(1000))
def test_production_and_reference_agree_a_million_times(chunk: int) -> None:
    assert run(range(10**6 + chunk * 120, 10**6 + (chunk + 1) * 120), 10) > 500


OPERATORS = {"&&", "||", "==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "%"}
FUNCTIONS = {
    "age_on",
    "year",
    "month",
    "day",
    "days_between",
    "plus",
    "date_of",
    "startsWith",
    "endsWith",
    "contains",
    "matches",
}
METHODS = {"size", "sum", "min", "max", "distinct", "isSorted"}
MACROS = {"exists", "all", "exists_one", "filter", "map"}
NAMES = {"as_of", "parties", "third_parties", "entries", "individuals", "lists", "held", "removals"}
NODES = {
    "FieldOf",
    "TermOf",
    "DefinitionOf",
    "Variable",
    "Not",
    "Negative",
    "Choice",
    "Has",
    "Index",
    "ListOfTrees",
    "Constant",
}
READINGS = {"undisputed", "none", "open", "held by nobody", "held by one", "held by several", "held by all"}
SUBJECTS = {"prisoner", "remains", "list", "record"}
DECLARED = {"binding", "review", "advisory", "applies", "unless", *(f"of {subject}" for subject in SUBJECTS)}
COMPUTED = {f"self {name}" for names in DERIVED.values() for name in names} - {"self individuals"}
BESIDE = {
    *COMPUTED,
    *(name.replace("self", "entries") for name in COMPUTED),
    "lists individuals",
    *(f"{name} of {subject}" for name in ("lists", "held") for subject in SUBJECTS),
    *(f"lists within a macro of {subject}" for subject in ("list", "record")),
    *(f"record of {subject}" for subject in SUBJECTS),
    *(f"record in a premise of {subject}" for subject in SUBJECTS),
    "list of record",
    "prisoner of record",
    "has register_event",
    "has same_number",
}
"""What is computed of a subject and of entries; macros over lists and registers; whose definitions name whose."""


def features(ruleset: Ruleset) -> set[str]:
    """What of the language a ruleset uses."""
    found: set[str] = set()
    items: list[Term | Definition] = [*ruleset.terms.values(), *ruleset.definitions.values()]
    for item in items:
        for reading in item.readings:
            found |= {reading.value} if reading.value in ("none", "open") else set()
            holders = len(reading.held_by)
            every = {0: "held by nobody", 1: "held by one", len(ruleset.parties): "held by all"}
            found.add(every.get(holders, "held by several") if reading.name else "undisputed")
            for node in nodes(reading.value.tree) if isinstance(reading.value, t.Expression) else ():
                found.add(type(node).__name__)
                found |= {getattr(node, name) for name in ("op", "function", "name") if hasattr(node, name)}
        found |= beside(ruleset, item) if isinstance(item, Definition) else set()
    for rule in ruleset.rules.values():
        found |= {rule.level, f"of {rule.of}", *rule.sources}
        named = [ruleset.definitions[name].of for name in rule.premises.names if name in ruleset.definitions]
        found |= {f"{of} in a premise of {rule.of}" for of in named}
    return found


def beside(ruleset: Ruleset, definition: Definition) -> set[str]:
    """What a definition names of what stands beside its subject."""
    found: set[str] = set()
    for node in (node for content in contents(definition) for node in nodes(content.tree)):
        if isinstance(node, t.FieldOf):
            found.add(f"{node.whose} {node.name}")
        elif isinstance(node, t.Has):
            found.add(f"has {node.field.name}")
        elif isinstance(node, t.Given):
            found.add(f"{node.name} of {definition.of}")
        elif isinstance(node, t.DefinitionOf):
            found.add(f"{ruleset.definitions[node.name].of} of {definition.of}")
        elif isinstance(node, t.Macro):
            inner = [part for part in nodes(node.body) if isinstance(part, t.Given)]
            found |= {f"{part.name} within a macro of {definition.of}" for part in inner}
    return found


def test_the_random_rulesets_are_mostly_valid_and_use_the_whole_language() -> None:
    programs = [compiled(generate.ruleset(seed)) for seed in range(600)]
    valid = [program for program in programs if program is not None]
    assert len(valid) >= 0.7 * len(programs)
    used = set().union(*(features(program.ruleset) for program in valid))
    wanted = OPERATORS | FUNCTIONS | METHODS | MACROS | NAMES | NODES | READINGS | DECLARED | BESIDE
    assert wanted - used == set()


def told(submission: Json) -> set[str]:
    """What a submission tells: roles, answers, and every way in which a derived field is known or not."""
    lists = submission["lists"]
    roles = {item["role"] for item in lists} | ({"held"} if held(lists) else set())
    found = roles | {f"{len(item['in_reply_to'])} answered" for item in lists if "in_reply_to" in item}
    for item in lists:
        subject = {"prisoners": "prisoner", "remains": "remains"}[item["kind"]]
        for name, compute in (*DERIVED["list"].items(), *DERIVED[subject].items()):
            for entry in item["entries"] if name != "individuals" else [item]:
                found.add(f"{name} {kind_of(compute(entry, item, lists))}")
    return found


def kind_of(value: object) -> str:
    if not isinstance(value, Span):
        return "known" if isinstance(value, str) else "unknown"
    return "inexact" if value.low != value.high else "0" if value.low == 0 else "known"


def said(verdict: Json) -> set[str]:
    """What a verdict says of the record, and where what is missing stands."""
    record = verdict["record"]
    found = {f"record {record['verdict'] if record else None}"}
    found |= {f"{row['subject'] == ''}" for row in verdict["clarifications"]}
    found |= {
        f"record {field.rpartition('.')[0]}" for f in (record or {}).get("findings", []) for field in f["missing"]
    }
    parts = [part for item in verdict["lists"] for part in (item, *item.get("entries", []))]
    labels = {field for part in parts for finding in part["findings"] for field in finding["missing"]}
    return found | {field.rpartition(".")[0] for field in labels} | {row["reason"] for row in verdict["not_checked"]}


EXPECTED = {
    *("proposed", "agreed", "returned", "delivered", "register", "held", "1 answered", "2 answered"),
    *(f"{name} {kind}" for name in ("same_number", "same_number_elsewhere") for kind in ("unknown", "0", "known")),
    *(f"register_event {kind}" for kind in ("unknown", "known")),
    *(f"register_event_on {kind}" for kind in ("unknown", "inexact", "known")),
    *(f"{name} {kind}" for name in ("as_remains", "profiles_in_container") for kind in ("0", "known")),
    *(f"{name} {kind}" for name in ("other_containers", "individuals") for kind in ("0", "inexact", "known")),
    "individuals unknown",
    *(f"record {verdict}" for verdict in (*STRENGTH, None, "lists", "lists.entries", "held")),
    *("", "header", "entries", "lists", "True", "False"),
    "the record is the conduct of no single party",
    "a register is data, and is not judged",
}


def test_the_random_submissions_tell_and_the_verdicts_say_all_that_there_is() -> None:
    found: set[str] = set()
    for _, _, program, submission in pairs(range(600), 2):
        found |= told(submission) | said(judge(program.ruleset, submission))
    assert EXPECTED - found == set()


def test_a_difference_is_found_and_shrunk_to_what_it_rests_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a reference that takes every waived rule for violated."""
    honest = missing.status
    monkeypatch.setattr(missing, "status", lambda *given: {"waived": "violated"}.get(honest(*given), honest(*given)))
    found = next((pair for pair in pairs(range(100), 3) if differs(pair[1], pair[3])), None)
    assert found is not None
    seed, document, _, submission = found
    text = report(seed, document, submission)
    assert f"seed {seed}" in text
    assert text.count("unless:") == 1
    assert text.count("requires:") == 1


def test_expressions_are_taken_apart_by_type() -> None:
    document = {"definitions": {"d": {"is": op("bool", "({} && {})", *[op("bool", name) for name in ("a", "b")])}}}
    assert generate.text_of(document) == "definitions:\n  d:\n    is: (a && b)\n"
