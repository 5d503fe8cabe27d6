"""Random pairs of a ruleset and a submission, judged twice; where the two differ, the smallest pair that still does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from servanda.errors import RulesetError, SubmissionError
from servanda.evaluation import encode, evaluate
from servanda.evaluation.submission import Reader
from servanda.language import Program, compile_text

from . import generate, submit
from .rare import with_rarities
from .shrink import shrink
from .verdict import judge

Json = dict[str, Any]


LAST_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T23:59:59\.999999[+-]\d\d:\d\d")
"""The end of a day, which may also be written as that day."""


def compiled(document: Json) -> Program | None:
    """The program of a ruleset, or None where its text has an error."""
    try:
        return compile_text(generate.text_of(document))
    except RulesetError:
        return None


LAST: list[Any] = [None, None]
"""The program that was judged by last, and what reads submissions under it: many follow one another."""


def reader(program: Program) -> Reader:
    """What reads the submissions under a ruleset."""
    if LAST[0] is not program:
        LAST[:] = program, Reader(program.ruleset)
    found: Reader = LAST[1]
    return found


def produced(program: Program, submission: Json, language: str) -> Any:
    """The verdict of the production path, or the exception that it raised."""
    try:
        read = reader(program).read(json.dumps(submission).encode())
        return json.loads(encode(evaluate(program, read, language)))
    except SubmissionError:
        raise
    except Exception as error:  # whatever it is, it is a difference
        return {"raised": f"{type(error).__name__}: {error}"}


def difference(program: Program, submission: Json, language: str = "en") -> str:
    """The first place where the two verdicts differ, and what each of them says there; empty where they agree."""
    return difference_from(judge(program.ruleset, submission, language), program, submission, language)


def difference_from(expected: Json, program: Program, submission: Json, language: str) -> str:
    """The first place where the verdict of the production path differs from another one."""
    found = produced(program, submission, language)
    return first_difference(comparable(found, language), comparable(expected, language))


def comparable(verdict: Any, language: str) -> Any:
    """What both ways of judging say in the same words."""
    found = {key: in_any_order(verdict[key]) for key in COMPARED if key in verdict}
    found = json.loads(LAST_MOMENT.sub(r"\1", json.dumps(found)))
    found["findings"] = [
        {k: v for k, v in f.items() if k != "message" or f["rule"] != "in-force"} for f in found.get("findings", [])
    ]
    for row in found.get("not_checked", []):  # of several kinds, which are named is a matter of words
        if row["reason"].startswith("the history does not cover"):
            row["reason"] = "the history does not cover"
    for row in found.get("clarifications", []):
        if "base" in row:  # what registers tell of either side of a pair has one name: at whose place it stands is open
            told = [label for label in row["fields"] if not label.startswith("registers.")]
            row["fields"] = told + sorted(set(row["fields"]) - set(told))
    if language != "en":  # the reference speaks of its own in English
        found["not_checked"] = [{k: v for k, v in row.items() if k != "reason"} for row in found.get("not_checked", [])]
    found["not_checked"] = sorted(found.get("not_checked", []), key=json.dumps)
    lists = found.get("lists", [])
    parts = [*lists, *(entry for item in lists for entry in item.get("entries", []))]
    parts += [*found.get("pairs", []), *found.get("events", []), *found.get("parties", [])]
    for judged in (*parts, found.get("action") or {}, found.get("record") or {}):
        if "rules" in judged:
            judged["rules"] = [{"rule": r["rule"], "status": r["status"]} for r in judged["rules"]]
    return {**found, **{key: verdict[key] for key in ("raised",) if key in verdict}}


COMPARED = (
    "verdict as_of counts rules findings lists pairs action events parties record obligations next_steps differences "
    "clarifications not_checked"
).split()


def in_any_order(part: Any) -> Any:
    """The answer with the boxes of accounts sorted: in which order they stand says nothing."""
    if isinstance(part, list):
        return [in_any_order(item) for item in part]
    if not isinstance(part, dict):
        return part
    found = {key: in_any_order(value) for key, value in part.items()}
    boxes = [box for several in found.get("under", {}).values() for box in several]
    if any("account" in box for box in boxes):
        found["under"] = {status: sorted(several, key=json.dumps) for status, several in found["under"].items()}
    return found


def first_difference(found: Any, expected: Any, place: str = "") -> str:
    if isinstance(found, dict) and isinstance(expected, dict):
        for key in {**found, **expected}:
            if (key in found) != (key in expected):
                return f"{place}/{key}: only in {'production' if key in found else 'the reference'}"
            if deeper := first_difference(found[key], expected[key], f"{place}/{key}"):
                return deeper
        return ""
    if isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        pairs = enumerate(zip(found, expected, strict=True))
        return next((d for i, pair in pairs if (d := first_difference(*pair, f"{place}/{i}"))), "")
    return (
        ""
        if found == expected and type(found) is type(expected)
        else f"{place}: {found!r}, the reference: {expected!r}"
    )


def differs(document: Json, submission: Json, language: str = "en") -> bool:
    """Whether the two verdicts differ for a ruleset and a submission that are both valid."""
    try:
        program = compiled(document)
        return program is not None and bool(difference(program, submission, language))
    except (AttributeError, KeyError, IndexError, SubmissionError, TypeError, ValueError):  # what shrinking broke
        return False


def ruleset_of(seed: int, rare: bool = False) -> tuple[Json, Program | None, bool]:
    """A random ruleset, its program, and whether it was valid at once: where not, its rules of pairs are left out."""

    def made(pairs: bool) -> Json:
        document = generate.ruleset(seed, pairs)
        return with_rarities(document, seed) if rare else document

    document = made(pairs=True)
    try:
        if program := compiled(document):
            return document, program, True
        document = made(pairs=False)
        return document, compiled(document), False
    except Exception as error:
        raise AssertionError(f"the ruleset of seed {seed} cannot be compiled") from error


def submissions_of(seed: int, document: Json, number: int) -> Iterator[Json]:
    for i in range(number):
        yield submit.submission(document, 1000 * seed + i)


def pairs(seeds: range, submissions: int) -> Iterator[tuple[int, Json, Program, Json]]:
    """Seed, ruleset, its program and a submission; rulesets with errors are left out, or only their rules of pairs."""
    for seed in seeds:
        document, program, _ = ruleset_of(seed)
        if program is not None:
            for submission in submissions_of(seed, document, submissions):
                yield seed, document, program, submission


def report(seed: int, document: Json, submission: Json, language: str = "en") -> str:
    """The smallest pair that still differs, to be read by a person."""
    document, submission = shrink(document, submission, lambda *pair: differs(*pair, language))
    program = compiled(document)
    assert program is not None
    parts = (
        f"seed {seed}",
        difference(program, submission, language),
        generate.text_of(document),
        json.dumps(submission, indent=1),
    )
    return "\n\n".join(parts)
