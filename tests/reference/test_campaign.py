"""The production path against the reference evaluator, on random rulesets and submissions."""

import json
from typing import Any

import pytest

from servanda.evaluation import pairing, registered, replies
from servanda.evaluation.pairing import Pair

from . import generate, missing
from .campaign import compiled, difference, differs, pairs, report
from .expressions import op
from .features import EXPECTED, LANGUAGE, RARE, features, said, told
from .verdict import judge

Json = dict[str, Any]
RULESETS = 20  # of one test
SUBMISSIONS = 4  # of one ruleset


def run(seeds: range, submissions: int) -> int:
    """How many pairs were judged alike; the first other one fails the test."""
    judged = 0
    for seed, document, program, submission in pairs(seeds, submissions):
        language = "uk" if judged % 7 == 0 else "en"
        if difference(program, submission, language):
            pytest.fail(report(seed, document, submission), pytrace=False)
        judged += 1
    return judged


@pytest.mark.parametrize("chunk", range(10))
def test_production_and_reference_agree(chunk: int) -> None:
    assert run(range(chunk * RULESETS, (chunk + 1) * RULESETS), SUBMISSIONS) > 0.6 * RULESETS * SUBMISSIONS


def test_the_random_rulesets_are_mostly_valid_and_use_the_whole_language() -> None:
    programs = [compiled(generate.ruleset(seed)) for seed in range(300)]
    valid = [program for program in programs if program is not None]
    assert len(valid) >= 0.7 * len(programs)
    used = set().union(*(features(program.ruleset) for program in valid))
    assert LANGUAGE - used == set()


def test_what_was_left_open_is_pending_and_what_one_side_tells_disputed() -> None:
    document = generate.ruleset(0) | {"definitions": {}, "rules": {}, "obligations": {}}
    document["terms"] = {"day": {"clause": "C1", "type": "date", "is": "open"}}
    document["definitions"] = {
        "acted": {"clause": "C1", "of": "action", "is": "date == terms.day"},
        "recorded": {"clause": "C1", "of": "record", "is": "date_of(as_of) == terms.day"},
        "answered": {"clause": "C1", "of": "pair", "is": "in_before && base.date == terms.day"},
        "heard": {"clause": "C1", "of": "pair", "is": 'in_after && events.exists(e, e.kind == "reply")'},
    }
    document["rules"] = {
        name: {"of": of, "clause": "C1", "level": "binding", "requires": name, "message": {"en": "On the day."}}
        for name, of in (("acted", "action"), ("recorded", "record"), ("answered", "pair"), ("heard", "pair"))
    }
    document["rules"]["heard"]["level"] = "advisory"  # so that it leaves the verdict to the other one
    program = compiled(document)
    assert program is not None
    act = {"kind": "set_date", "actor": program.ruleset.parties[0], "date": "2025-06-10"}
    told: Json = {"kind": "prisoners", "by": act["actor"], "entries": [{"id": "P1"}], "date": "2025-06-09"}
    lists = [{**told, "id": "L", "role": "agreed"}, {**told, "id": "M", "role": "returned", "in_reply_to": ["L"]}]
    reply = {"kind": "reply", "actor": act["actor"], "at": "2025-06-09", "stated_by": [act["actor"]]}
    events = [{**act, "at": "2025-06-09"}, reply]
    submission = {"as_of": "2025-06-20", "action": act, "events": events, "lists": lists}
    assert difference(program, submission) == ""
    assert said(judge(program.ruleset, submission)) >= RARE


def test_the_random_submissions_tell_and_the_verdicts_say_all_that_there_is() -> None:
    wanted = set(EXPECTED)
    every = pairs(range(400), 2)
    while wanted and (pair := next(every, None)):
        _, _, program, submission = pair
        wanted -= told(submission) | said(judge(program.ruleset, submission))
    assert wanted == set()


def close_calls(before: list[Any], after: list[Any]) -> list[Pair]:
    """Who is who, where some ids tell nothing: some people are too close to call, and some known by their names."""
    open_ids, renamed = ("x1", "P5", "a7b"), {"7": "712", "712": "P6"}
    doubtful = [tuple(i for i, entry in enumerate(of) if entry.id in open_ids) for of in (before, after)]
    places = {entry.id: place for place, entry in enumerate(after)}
    known = {entry.id for entry in before}
    found = []
    for place, entry in enumerate(before):
        if entry.id in open_ids and doubtful[1]:
            found.append(Pair(place, None, candidates=doubtful[1]))
        elif entry.id in places:
            found.append(Pair(place, places[entry.id], "id"))
        elif (other := renamed.get(entry.id)) in places and other not in known:
            found.append(Pair(place, places[other], "name", 870, ("surname", "given_names")))
        else:
            found.append(Pair(place, None))
    left = [place for place in range(len(after)) if place not in {pair.after for pair in found}]
    return [*found, *(Pair(None, p, candidates=doubtful[0] if after[p].id in open_ids else ()) for p in left)]


def close_look_ups(entries: list[Any], rows: list[Any]) -> list[Any]:
    """The same of a register: the rows that each entry surely is by name, and the groups of those that it may be."""
    told = close_calls(entries, rows)[: len(entries)]
    return [([pair.after] if pair.matched_by == "name" else [], [pair.candidates]) for pair in told]


def test_production_and_reference_agree_where_it_is_too_close_to_call(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (pairing, replies):
        monkeypatch.setattr(module, "pairs", close_calls)
    for module in (pairing, registered):
        monkeypatch.setattr(module, "look_up", close_look_ups)
    found: set[str] = set()
    for seed in range(60):
        if any(rule["of"] == "pair" for rule in generate.ruleset(seed)["rules"].values()):
            assert run(range(seed, seed + 1), 3) in (0, 3)
            for *_, program, submission in pairs(range(seed, seed + 1), 1):
                found |= said(judge(program.ruleset, submission))
    assert found >= {"pair review", "pair changed", "pair lacks in_before", "pair lacks in_after"}


def test_a_difference_is_found_and_shrunk_to_what_it_rests_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a reference that takes every waived rule for violated."""
    honest = missing.status
    monkeypatch.setattr(missing, "status", lambda *given: {"waived": "violated"}.get(honest(*given), honest(*given)))
    every = [pair for pair in pairs(range(56, 64), 3) if differs(pair[1], pair[3])]
    found = min(every, key=lambda pair: len(json.dumps(pair[3])))  # the quickest one to make small
    seed, document, _, submission = found
    text = report(seed, document, submission)
    assert f"seed {seed}" in text
    assert text.count("unless:") == 1
    assert text.count("requires:") == 1


def test_expressions_are_taken_apart_by_type() -> None:
    document = {"definitions": {"d": {"is": op("bool", "({} && {})", *[op("bool", name) for name in ("a", "b")])}}}
    assert generate.text_of(document) == "definitions:\n  d:\n    is: (a && b)\n"
