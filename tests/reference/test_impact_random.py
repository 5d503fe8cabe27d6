"""The impact of a change against what two traced verdicts say, on random rulesets and submissions."""

import copy
import json
from random import Random
from typing import Any

from servanda.analysis.impact import impact
from servanda.errors import SubmissionError
from servanda.evaluation import encode, evaluate
from servanda.evaluation.submission import Reader
from servanda.language import Program
from servanda.report.impact import impact_document

from .campaign import compiled, pairs

Json = dict[str, Any]


def other(document: Json, chance: Random) -> Program | None:
    """The ruleset with one reading of one definition turned into its opposite; None where it is no ruleset."""
    names = sorted(document.get("definitions", {}))
    for name in chance.sample(names, len(names)):
        changed = copy.deepcopy(document)
        item = changed["definitions"][name]
        place = item if "is" in item else item["readings"][chance.choice(sorted(item["readings"]))]
        place["is"] = f"!({place['is']})"
        if program := compiled(changed):
            return program
    return None


def judged(program: Program, submission: Json) -> Any:
    return evaluate(program, Reader(program.ruleset).read(json.dumps(submission).encode()))


def statuses(verdict: Any) -> dict[str, Json]:
    """By pointer of an entry: its verdict, and what is said of its rules."""
    told = json.loads(encode(verdict))
    return {
        f"/lists/{verdict.lists[n].place}/entries/{place}": {
            "verdict": entry["verdict"],
            **{rule["rule"]: (rule["status"], rule.get("under"), rule["by_party"]) for rule in entry["rules"]},
        }
        for n, of in enumerate(told["lists"])
        for place, entry in enumerate(of["entries"])
    }


def test_whoever_changes_is_affected_and_nobody_else() -> None:
    compared = affected = 0
    for seed, document, program, submission in pairs(range(320, 345), 2):
        after = other(document, Random(seed))
        if after is None or not submission.get("lists"):
            continue
        try:
            verdicts = [judged(each, {**submission, "detail": "trace"}) for each in (program, after)]
        except SubmissionError:
            continue
        told = impact_document(impact(*verdicts), (False, True))
        old, new = map(statuses, verdicts)
        expected = {pointer for pointer in old if old[pointer] != new[pointer]}
        assert {of["subject"] for of in told["affected"] if of["kind"] == "entry"} == expected, seed
        counts = [sum(of["count"] for of in told["transitions"] if of["before"] == word) for word in WORDS]
        assert counts == [verdicts[0].counts[word] for word in WORDS], seed
        for of in told["affected"]:
            due = of.get("due", {"before": None, "after": None})
            assert of["moved"] or of["before"] != of["after"] or due["before"] != due["after"]
            for moved in of["moved"]:
                assert moved["before"] != moved["after"] or moved["worlds"] or moved["by_party"]
                assert all(world["before"] != world["after"] for world in moved["worlds"])
        compared += 1
        affected += len(expected)
    assert compared > 6
    assert affected > 3


WORDS = ("compliant", "non_compliant", "disputed", "indeterminate", "pending", "not_applicable")
