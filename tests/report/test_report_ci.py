"""What CI reads: SARIF of diagnostics, JUnit of cases, Markdown of an impact."""

import json
from typing import Any
from xml.etree import ElementTree

import pytest

from servanda.cases import Failure, Outcome, Ran
from servanda.language.diagnostic import Diagnostic, Position, Span
from servanda.report.impact_markdown import SHOWN, impact_markdown
from servanda.report.junit import junit_of
from servanda.report.sarif import sarif_of

PLACE = Span(Position(3, 5), Position(3, 9))
ERROR = Diagnostic(
    "unknown-name", "error", "unknown name `agee`", PLACE, "did you mean `age`?", "rulesets/x/1.0.0.yaml"
)
WARNING = Diagnostic("unused-source", "warning", "nothing cites `S`", PLACE, path="rulesets/x/1.0.0.yaml")


def test_a_diagnostic_is_a_result_at_its_place() -> None:
    (run,) = json.loads(sarif_of([WARNING, ERROR]))["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["unknown-name", "unused-source"]
    warning, error = run["results"]
    assert (warning["level"], error["level"]) == ("warning", "error")
    assert (error["ruleId"], error["ruleIndex"]) == ("unknown-name", 0)
    assert error["message"]["text"] == "unknown name `agee`, did you mean `age`?"
    place = error["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "rulesets/x/1.0.0.yaml"
    assert place["region"] == {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9}


def test_no_diagnostic_is_a_run_without_results() -> None:
    document = json.loads(sarif_of([]))
    assert (document["version"], document["runs"][0]["results"]) == ("2.1.0", [])


def failure(**told: Any) -> Failure:
    found = {"path": "x/cases/a.yaml", "line": 7, "column": 3, "case": "a case", "version": "1.0.0", "message": "wrong"}
    return Failure(**{**found, "expected": "", "got": "", **told})


def test_a_case_is_a_test_and_what_cannot_be_read_is_an_error() -> None:
    holds, fails = Ran("x/cases/a.yaml", "it holds", ()), failure(expected="compliant", got="<disputed> & \x1b")
    ran = (holds, Ran("x/cases/a.yaml", "a case", (fails,)))
    outcome = Outcome("x", ran, 1, ("2.0.0",), (failure(case="", message="no YAML"),), (), {})
    root = ElementTree.fromstring(junit_of([outcome]))
    (suite,) = root
    assert (suite.get("name"), suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("x", "4", "1", "2")
    cases = {case.get("name"): case for case in suite}
    assert list(cases) == ["it holds", "a case", "x/cases/a.yaml", "x/2.0.0.yaml"]
    assert (cases["it holds"].get("classname"), len(cases["it holds"])) == ("x.a", 0)
    (found,) = cases["a case"]
    assert (found.tag, found.get("message")) == ("failure", "wrong")
    assert found.text is not None
    assert found.text.startswith("x/cases/a.yaml:7:3 (1.0.0): wrong\nexpected  compliant\ngot       <disputed> & ")
    assert "\x1b" not in found.text
    assert [cases[name][0].get("message") for name in ("x/cases/a.yaml", "x/2.0.0.yaml")] == [
        "x/cases/a.yaml:7: no YAML",
        "no case judges 2.0.0",
    ]


def impact(count: int, **changes: Any) -> dict[str, Any]:
    counts = {"compliant": count, "disputed": 0, "warnings": 0}
    side = {"verdict": "non_compliant", "counts": counts}
    world = {"under": {"young": ["A", "B"], "account": ["RUS"]}, "before": "violated", "after": None}
    moved = {"rule": "in|out", "clause": "C|1", "before": "disputed", "after": "disputed", "worlds": [world]}
    who = {"kind": "entry", "id": "P`1", "list": "L", "before": "disputed", "after": "compliant", "moved": [moved]}
    transitions = [{"before": "disputed", "after": "compliant", "count": count}]
    found = {"before": side, "after": side, "transitions": transitions, "affected": [who] * count}
    return {**found, **changes}


def test_an_impact_says_the_counts_the_transitions_and_who_changes() -> None:
    lines = impact_markdown(impact(1), ("a@1.0.0", "<b>")).splitlines()
    assert lines[0] == "### Impact: a@1.0.0 → &lt;b>"
    assert "| before | non-compliant | 1 |" in lines
    assert "- 1: disputed → compliant" in lines
    row = "| `P'1` of list `L` | disputed → compliant | `in\\|out` (C\\|1) | disputed "
    assert lines[-1] == row + "| young A or B, account RUS: violated → not there |"


@pytest.mark.parametrize(("count", "more"), [(SHOWN, False), (SHOWN + 1, True)])
def test_so_many_are_named(count: int, more: bool) -> None:
    assert ("and 1 more" in impact_markdown(impact(count), ("a", "b"))) == more


def test_nobody_is_nobody() -> None:
    text = impact_markdown(impact(0, transitions=[], affected=[]), ("a", "b"))
    assert text.endswith("\nNobody's verdict changes.\n")


@pytest.mark.parametrize("kind", ["entry", "list"])
@pytest.mark.parametrize("after", ["disputed", "compliant"])
@pytest.mark.parametrize(
    ("statuses", "telling"),
    [
        ((None, "not_applicable"), False),
        ((None, "satisfied"), False),
        (("waived", None), False),
        ((None, "violated"), True),
        (("pending", None), True),
        (("not_applicable", "satisfied"), True),
    ],
)
def test_a_rule_on_one_side_that_finds_nothing_is_left_out_and_nobody_with_it(
    statuses: tuple[str | None, str | None], telling: bool, after: str, kind: str
) -> None:
    found = impact(1)
    (of,) = found["affected"]
    quiet = {**of["moved"][0], "before": statuses[0], "after": statuses[1], "rule": "quiet"}
    of |= {"kind": kind, "after": after, "moved": [quiet]}
    text = impact_markdown(found, ("a", "b"))
    assert ("`quiet`" in text) == telling
    told = telling or (after == "compliant" and kind == "entry")
    assert ("| who |" in text, "`P'1`" in text) == (told, told)
    assert ("disputed → compliant | | | |" in text) == (told and not telling)
