"""Cases: what a case submits, what it expects, and what all cases together reach."""

from pathlib import Path
from typing import Any

import pytest

from servanda.cases import Outcome, run
from servanda.cases.case import Case, Fault, place, read, submission
from servanda.cases.expectation import misplaced, unmet
from servanda.cases.named import tree
from servanda.catalog import Catalog
from servanda.language.types import INT
from servanda.language.vocabulary import Field, standard_fields

FIELDS = {subject: standard_fields(subject, ("UKR", "RUS")) for subject in ("prisoner", "remains", "list", "event")}
FIELDS["prisoner"]["score"] = Field("score", INT)

CASE = """\
cases:
- case: a person
  ruleset: 1.0.0
  as_of: 2025-06-07
  lists:
  - {id: L, kind: prisoners, role: proposed, by: UKR, entries: [{id: P1, health: fit}]}
  expect: {verdict: disputed}
"""


def the_case(text: str) -> Case:
    cases, faults = read(text.encode(), "cases/x.yaml")
    assert not faults
    return cases[0]


def faults_of(text: str) -> list[tuple[int, int, str]]:
    return [(f.span.start.line, f.span.start.column, f.message) for f in read(text.encode(), "x.yaml")[1]]


def submitted(entries: str, more: str = "") -> Any:
    text = CASE.replace("[{id: P1, health: fit}]", entries).replace("by: UKR", "by: UKR" + more)
    return submission(the_case(text), FIELDS)["lists"][0]


def test_a_case_submits_its_lists() -> None:
    assert submission(the_case(CASE), FIELDS) == {
        "as_of": "2025-06-07",
        "lists": [
            {
                "id": "L",
                "kind": "prisoners",
                "role": "proposed",
                "by": "UKR",
                "entries": [{"id": "P1", "health": "fit"}],
            }
        ],
    }


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("surname: NO", "NO"),
        ("surname: 010", "010"),
        ("surname: true", "true"),
        ("surname: null", None),
        ("surname: ~", None),
        ("surname: ", None),
        ("surname: 'null'", "null"),
        ("pregnant: true", True),
        ("pregnant: false", False),
        ("pregnant: yes", "yes"),
        ("score: 12", 12),
        ("score: -12", -12),
        ("score: 1.5", "1.5"),
        ("score: ١", "١"),
        ("health_codes: [A1.a, NO]", ["A1.a", "NO"]),
        ("unheard_of: 1", "1"),
    ],
)
def test_a_text_is_typed_by_its_place(written: str, value: object) -> None:
    (entry,) = submitted(f"[{{id: P1, {written}}}]")["entries"]
    assert entry == {"id": "P1", written.partition(":")[0]: value}


def test_the_header_is_typed_too() -> None:
    assert submitted("[{id: P1}]", ", final: true, in_reply_to: [U]") == {
        "id": "L",
        "kind": "prisoners",
        "role": "proposed",
        "by": "UKR",
        "final": True,
        "in_reply_to": ["U"],
        "entries": [{"id": "P1"}],
    }


def test_a_person_can_be_repeated_after_the_others() -> None:
    found = submitted("[{id: P1}], repeat: {count: 3, of: {id: 'F{n}', surname: 'x{n}', health: fit}}")
    assert found["entries"] == [
        {"id": "P1"},
        {"id": "F1", "surname": "x1", "health": "fit"},
        {"id": "F2", "surname": "x2", "health": "fit"},
        {"id": "F3", "surname": "x3", "health": "fit"},
    ]


@pytest.mark.parametrize("count", ["0", "10001", "-1", "x", "1.5"])
def test_a_repetition_has_a_count_within_bounds(count: str) -> None:
    text = CASE.replace("entries: [", f"repeat: {{count: {count}, of: {{id: 'F{{n}}'}}}}, entries: [")
    assert faults_of(text) == [(6, 63, "`repeat` is `{count: 1 to 10,000, of: {…}}`")]


@pytest.mark.parametrize("count", ["1", "10000"])
def test_a_repetition_within_bounds_is_one(count: str) -> None:
    text = CASE.replace("entries: [", f"repeat: {{count: {count}, of: {{id: 'F{{n}}'}}}}, entries: [")
    assert len(submission(the_case(text), FIELDS)["lists"][0]["entries"]) == int(count) + 1


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("cases:", "case:", (1, 1, "unknown key `case`, did you mean `cases`?")),
        ("  as_of:", "  asof:", (4, 3, "unknown key `asof`, did you mean `as_of`?")),
        ("  as_of: 2025-06-07\n", "", (2, 3, "a case needs `as_of`")),
        ("ruleset: 1.0.0", "ruleset: {a: b}", (3, 12, "`ruleset` is a version or a list of versions")),
        ("ruleset: 1.0.0", "ruleset: [1.0.0, 1.0.0]", (3, 12, "a version stands twice")),
        ("{verdict: disputed}", "{}", (7, 11, "a case must expect something")),
        ("{verdict: disputed}", "disputed", (7, 11, "a case must expect something")),
        ("case: a person", "case: [a, person]", (2, 9, "`case` is a sentence")),
        ("{verdict: disputed}", "{verdict: &x disputed}", (7, 21, "yaml-anchor: ")),
    ],
)
def test_what_is_no_case_is_said_with_its_place(old: str, new: str, fault: tuple[int, int, str]) -> None:
    assert any(
        (line, column) == fault[:2] and message.startswith(fault[2])
        for line, column, message in faults_of(CASE.replace(old, new))
    )


def test_a_problem_of_the_submission_is_put_where_it_stands() -> None:
    case = the_case(CASE)
    found = [
        place(case, p).start for p in ("/lists/0/entries/0/health", "/lists/0/entries/7/id", "/lists/0", "/as_of", "")
    ]
    assert [(p.line, p.column) for p in found] == [(6, 82), (6, 64), (6, 5), (4, 10), (2, 3)]


VERDICT: dict[str, Any] = {
    "verdict": "disputed",
    "lists": [
        {
            "id": "U",
            "verdict": "disputed",
            "findings": [],
            "rules": [{"rule": "minimum", "status": "not_applicable"}],
            "entries": [
                {
                    "id": "P1",
                    "verdict": "disputed",
                    "holds": {"young": "disputed", "ill": "false"},
                    "values": {"age": {"at-agreement": 25, "at-list": [24, 25]}, "days": None},
                    "findings": [
                        {
                            "rule": "category",
                            "status": "disputed",
                            "subject": "/lists/0/entries/0",
                            "under": {
                                "satisfied": [{"young": ["A", "B"]}],
                                "violated": [{"young": ["C"], "ill": ["D"]}],
                            },
                            "by_party": {"UKR": "disputed", "RUS": "violated"},
                            "missing": ["health", "date_of_birth"],
                        }
                    ],
                    "rules": [
                        {"rule": "category", "status": "disputed"},
                        {"rule": "pow", "status": "satisfied"},
                    ],
                },
                {"id": "P2", "verdict": "compliant", "holds": {}, "values": {}, "findings": [], "rules": []},
            ],
        },
        {
            "id": "V",
            "verdict": "compliant",
            "findings": [],
            "rules": [],
            "entries": [{"id": "P2", "verdict": "pending", "holds": {}, "values": {}, "findings": [], "rules": []}],
        },
    ],
    "record": {
        "verdict": "indeterminate",
        "holds": {"all_there": "unknown"},
        "values": {"left": [0, 1]},
        "findings": [{"rule": "nobody-left", "status": "indeterminate", "subject": "", "missing": ["lists.date"]}],
        "rules": [{"rule": "nobody-left", "status": "indeterminate"}],
    },
    "clarifications": [
        {"subject": "/lists/0/entries/0", "fields": ["health", "date_of_birth"], "may_settle": []},
        {"subject": "", "fields": ["lists.date"], "may_settle": ["nobody-left"]},
    ],
}


def unmet_of(expected: str, version: str = "1.0.0") -> list[Fault]:
    case = the_case(CASE.replace("{verdict: disputed}", expected))
    return [*misplaced(case), *unmet(case, version, tree(VERDICT))]


@pytest.mark.parametrize(
    "expected",
    [
        "{verdict: disputed}",
        "{lists: {U: {verdict: disputed, findings: {minimum: {status: not_applicable}}}, V: {verdict: compliant}}}",
        "{entries: {P1: {verdict: disputed, holds: {young: disputed}}}}",
        "{entries: {U/P1: {verdict: disputed}, U/P2: {verdict: compliant}, V/P2: {verdict: pending}}}",
        "{entries: {P1: {values: {age: {at-agreement: 25, at-list: [24, 25]}, days: null}}}}",
        "{entries: {P1: {values: {age: {at-list: [24, 25]}}}}}",
        "{entries: {P1: {findings: {pow: {status: satisfied}, category: {status: disputed}}}}}",
        "{entries: {P1: {findings: {category: {satisfied_under: {young: [A, B]}}}}}}",
        "{entries: {P1: {findings: {category: {satisfied_under: {young: [B, A]}}}}}}",
        "{entries: {P1: {findings: {category: {satisfied_under: [{young: [B, A]}]}}}}}",
        "{entries: {P1: {findings: {category: {violated_under: {ill: [D], young: [C]}}}}}}",
        "{entries: {P1: {findings: {category: {pending_under: []}}}}}",
        "{entries: {P1: {findings: {category: {by_party: {RUS: violated}, missing: [health, date_of_birth]}}}}}",
        "{clarifications: {P1: [health, date_of_birth], U/P2: [], U: []}}",
        "{by_version: {1.0.0: {verdict: disputed}}}",
        "{record: {verdict: indeterminate, holds: {all_there: unknown}, values: {left: [0, 1]}}}",
        "{record: {findings: {nobody-left: {status: indeterminate, missing: [lists.date]}}}}",
        "{clarifications: {record: [lists.date], P1: [health, date_of_birth]}}",
    ],
)
def test_only_what_is_named_is_compared(expected: str) -> None:
    assert unmet_of(expected) == []


@pytest.mark.parametrize(
    ("expected", "where", "wanted", "got"),
    [
        ("{verdict: compliant}", "verdict", "compliant", "disputed"),
        ("{record: {verdict: compliant}}", "record.verdict", "compliant", "indeterminate"),
        ("{verdict: [disputed]}", "verdict", "[disputed]", "disputed"),
        ("{verdict: {is: disputed}}", "verdict", "{is: disputed}", "disputed"),
        ("{lists: {V: {verdict: disputed}}}", "lists.V.verdict", "disputed", "compliant"),
        ("{entries: {P1: {holds: {ill: disputed}}}}", "entries.P1.holds.ill", "disputed", "false"),
        ("{entries: {P1: {values: {age: {at-list: 25}}}}}", "entries.P1.values.age.at-list", "25", "[24, 25]"),
        ("{entries: {P1: {values: {days: 0}}}}", "entries.P1.values.days", "0", "null"),
        (
            "{entries: {P1: {findings: {pow: {status: violated}}}}}",
            "entries.P1.findings.pow.status",
            "violated",
            "satisfied",
        ),
        (
            "{entries: {P1: {findings: {category: {satisfied_under: {young: [A]}}}}}}",
            "entries.P1.findings.category.satisfied_under",
            "{young: [A]}",
            "{young: [A, B]}",
        ),
        (
            "{entries: {P1: {findings: {category: {violated_under: {young: [C]}}}}}}",
            "entries.P1.findings.category.violated_under",
            "{young: [C]}",
            "{young: [C], ill: [D]}",
        ),
        (
            "{entries: {P1: {findings: {category: {violated_under: [{}]}}}}}",
            "entries.P1.findings.category.violated_under",
            "in every world",
            "{young: [C], ill: [D]}",
        ),
        (
            "{entries: {P1: {findings: {category: {violated_under: []}}}}}",
            "entries.P1.findings.category.violated_under",
            "in no world",
            "{young: [C], ill: [D]}",
        ),
        (
            "{entries: {P1: {findings: {pow: {violated_under: {young: [C]}}}}}}",
            "entries.P1.findings.pow.violated_under",
            "{young: [C]}",
            "in no world",
        ),
        (
            "{entries: {P1: {findings: {category: {missing: [health]}}}}}",
            "entries.P1.findings.category.missing",
            "[health]",
            "[health, date_of_birth]",
        ),
        (
            "{clarifications: {P1: [date_of_birth, health]}}",
            "clarifications.P1",
            "[date_of_birth, health]",
            "[health, date_of_birth]",
        ),
        ("{clarifications: {U/P2: [health]}}", "clarifications.U/P2", "[health]", "[]"),
        ("{by_version: {1.0.0: {verdict: pending}}}", "verdict", "pending", "disputed"),
    ],
)
def test_what_differs_is_shown_as_expected_and_got(expected: str, where: str, wanted: str, got: str) -> None:
    assert [(f.message, f.expected, f.got) for f in unmet_of(expected)] == [(where, wanted, got)]


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        ("{verdit: disputed}", "expect: nothing is named `verdit`, did you mean `verdict`?"),
        ("{entries: {P-1: {verdict: disputed}}}", "entries: nothing is named `P-1`, did you mean `P1`?"),
        ("{entries: {P2: {verdict: disputed}}}", "entries: nothing is named `P2`, write `U/P2` or `V/P2`"),
        ("{entries: {P1: {hold: {}}}}", "entries.P1: nothing is named `hold`, did you mean `holds`?"),
        ("{entries: {P1: {holds: {yuong: x}}}}", "entries.P1.holds: nothing is named `yuong`, did you mean `young`?"),
        (
            "{entries: {P1: {findings: {categories: {status: x}}}}}",
            "entries.P1.findings: nothing is named `categories`, did you mean `category`?",
        ),
        ("{entries: {P1: {findings: {minimum: {status: x}}}}}", "entries.P1.findings: nothing is named `minimum`"),
        (
            "{entries: {P1: {findings: {category: {satisfied_unter: {}}}}}}",
            "entries.P1.findings.category: nothing is named `satisfied_unter`, did you mean `satisfied_under`?",
        ),
        ("{by_version: {2.0.0: {verdict: disputed}}}", "`2.0.0` is not among the versions of this case"),
        ("{by_version: {1.0.0: disputed}}", "what is expected of a version is a mapping"),
        ("{by_version: disputed}", "`by_version` is a mapping from versions to what is expected"),
        ("{by_version: {1.0.0: {by_version: {}}}}", "expect: nothing is named `by_version`"),
    ],
)
def test_a_name_that_the_verdict_does_not_have_is_a_failure(expected: str, message: str) -> None:
    assert [f.message for f in unmet_of(expected)] == [message]


RULESET = """\
language: 1
agreement: tiny
version: 1.0.0
title: {en: "A tiny agreement"}
standing: agreed
in_force: {from: 2025-01-01}
parties: [UKR, RUS]
conventions: {time_zone: Europe/Istanbul, leap_day: mar-1}
clauses:
  C1: {text: {en: "The fit."}, standing: agreed}
definitions:
  well:
    of: prisoner
    clause: C1
    shown: true
    readings:
      STRICT: {held_by: [UKR], is: 'health == "fit"'}
      LOOSE:  {held_by: [RUS], is: 'health == "fit" || health == "ill"'}
  covered: {of: prisoner, clause: C1, is: 'status == "pow"'}
rules:
  health:
    of: prisoner
    clause: C1
    applies: 'covered'
    requires: 'well'
    level: binding
    message: {en: "The person is not well."}
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    (tmp_path / "tiny/cases").mkdir(parents=True)
    (tmp_path / "tiny/1.0.0.yaml").write_text(RULESET, "utf-8")
    changed = RULESET.replace("1.0.0", "2.0.0").replace("'status == \"pow\"'", "'status != \"civilian\"'")
    (tmp_path / "tiny/2.0.0.yaml").write_text(changed, "utf-8")
    return tmp_path


def outcome(catalogue: Path, *cases: str) -> Outcome:
    text = "cases:\n" + "".join(f"- {case}\n" for case in cases)
    (catalogue / "tiny/cases/all.yaml").write_text(text, "utf-8")
    return run(Catalog.load(catalogue), "tiny", catalogue / "tiny/cases")


def tiny(person: str, expect: str, version: str = "1.0.0", sentence: str = "somebody") -> str:
    """A case of one person, on one line."""
    header = "id: L, kind: prisoners, role: proposed, by: UKR"
    lists = f"[{{{header}, entries: [{{id: P1, {person}}}]}}]"
    return f"{{case: {sentence}, ruleset: {version}, as_of: 2025-06-07, lists: {lists}, expect: {expect}}}"


def test_cases_that_hold_are_counted_and_those_that_fail_are_shown(catalogue: Path) -> None:
    found = outcome(
        catalogue,
        tiny("status: pow, health: fit", "{verdict: compliant}"),
        tiny("status: pow, health: ill", "{entries: {P1: {findings: {health: {violated_under: {well: [STRICT]}}}}}}"),
        tiny("status: pow, health: wounded", "{verdict: compliant}", sentence="a wounded person"),
    )
    assert (found.passed, found.failed) == (2, 1)
    (failure,) = found.failures
    assert (Path(failure.path).name, failure.line) == ("all.yaml", 4)
    assert (failure.case, failure.version) == ("a wounded person", "1.0.0")
    assert (failure.message, failure.expected, failure.got) == ("verdict", "compliant", "non_compliant")


def test_one_case_can_have_another_outcome_under_each_version(catalogue: Path) -> None:
    by_version = "{by_version: {1.0.0: {verdict: not_applicable}, 2.0.0: {verdict: compliant}}}"
    found = outcome(catalogue, tiny("status: hostage, health: fit", by_version, "[1.0.0, 2.0.0]"))
    assert found.failures == ()
    assert [covered.runs for covered in found.coverage.values()] == [1, 1]
    found = outcome(catalogue, tiny("status: hostage, health: fit", "{verdict: compliant}", "[1.0.0, 2.0.0]"))
    assert [failure.version for failure in found.failures] == ["1.0.0"]


def test_an_unknown_version_is_a_failure(catalogue: Path) -> None:
    found = outcome(catalogue, tiny("status: pow", "{verdict: compliant}", "1.0.1"))
    assert found.failed == 1
    assert "no version `1.0.1` of this agreement, did you mean `1.0.0`?" in found.failures[0].message


def test_what_cannot_be_submitted_is_a_failure_with_its_place(catalogue: Path) -> None:
    found = outcome(catalogue, tiny("status: NO", "{verdict: compliant}"), tiny("helth: fit", "{verdict: compliant}"))
    assert [failure.line for failure in found.failures] == [2, 3]
    text = (catalogue / "tiny/cases/all.yaml").read_text("utf-8").splitlines()
    assert text[1][found.failures[0].column - 1 :].startswith("NO")
    assert "did you mean `health`?" in found.failures[1].message


def test_coverage_counts_outcomes_and_names_what_no_case_reaches(catalogue: Path) -> None:
    held = "{verdict: compliant}"
    first = outcome(catalogue, tiny("status: pow, health: fit", held)).coverage["1.0.0"]
    assert first.statuses == {"health": {"satisfied": 1}}
    assert first.outcomes == tuple(("health", s) for s in ("violated", "disputed", "indeterminate", "not_applicable"))
    assert first.readings == (("well", "STRICT"), ("well", "LOOSE"))
    more = outcome(
        catalogue,
        tiny("status: pow, health: fit", held),
        tiny("status: pow, health: ill", "{verdict: disputed}"),
        tiny("status: pow, health: wounded", "{verdict: non_compliant}"),
        tiny("status: pow", "{verdict: indeterminate}"),
        tiny("status: civilian", "{verdict: not_applicable}"),
    )
    assert more.failures == ()
    assert more.coverage["1.0.0"].outcomes == ()
    assert more.coverage["1.0.0"].readings == ()


def test_a_reading_counts_only_where_it_decides(catalogue: Path) -> None:
    """Of a person whose health is unknown every reading leaves the rule undecided."""
    found = outcome(catalogue, tiny("status: pow", "{verdict: indeterminate}")).coverage["1.0.0"]
    assert found.readings == (("well", "STRICT"), ("well", "LOOSE"))


def test_a_file_that_is_no_list_of_cases_is_a_failure(catalogue: Path) -> None:
    (catalogue / "tiny/cases/bad.yaml").write_text("cases: {}\n", "utf-8")
    found = run(Catalog.load(catalogue), "tiny", catalogue / "tiny/cases")
    assert [failure.message for failure in found.failures] == ["a file of cases is `cases:` and a list of them"]


def test_the_cases_of_all_published_rulesets_hold() -> None:
    directory = Path(__file__).resolve().parents[1] / "rulesets"
    catalog = Catalog.load(directory)
    for agreement in {program.ruleset.agreement for program in catalog}:
        found = run(catalog, agreement, directory / agreement / "cases")
        assert found.failures == ()
        assert found.passed > 0


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        ("{verdict: complaint}", "`complaint` is not a verdict, did you mean `compliant`?"),
        ("{entries: {P1: {verdict: satisfied}}}", "`satisfied` is not a verdict"),
        (
            "{entries: {P1: {findings: {health: {status: compliant}}}}}",
            "`compliant` is not a status",
        ),
        (
            "{by_version: {1.0.0: {lists: {L: {verdict: dispute}}}}}",
            "`dispute` is not a verdict, did you mean `disputed`?",
        ),
        (
            "{entries: {P1: {findings: {health: {violated_under: [{well: [STRCIT]}]}}}}}",
            "`STRCIT` is not a reading of well, did you mean `STRICT`?",
        ),
        (
            "{entries: {P1: {findings: {health: {violated_under: {wel: STRICT}}}}}}",
            "`wel` is not a disputed name, did you mean `well`?",
        ),
    ],
)
def test_words_that_no_verdict_has_are_told_with_the_near_ones(catalogue: Path, expect: str, message: str) -> None:
    found = outcome(catalogue, tiny("status: pow, health: ill", expect))
    assert found.failed == 1
    assert message in [failure.message for failure in found.failures]


def test_words_that_verdicts_have_are_not_told(catalogue: Path) -> None:
    expect = "{verdict: disputed, entries: {P1: {holds: {well: disputed}, findings: {health: {status: disputed, "
    expect += "satisfied_under: {well: [LOOSE]}, violated_under: [{well: [STRICT]}]}}}}}"
    assert outcome(catalogue, tiny("status: pow, health: ill", expect)).failures == ()


def test_a_file_that_cannot_be_read_is_counted(catalogue: Path) -> None:
    (catalogue / "tiny/cases/bad.yaml").write_text("cases: {}\n", "utf-8")
    found = outcome(catalogue, tiny("status: pow, health: fit", "{verdict: compliant}"))
    assert (found.passed, found.failed, found.unread, found.holds) == (1, 0, 1, False)


def test_a_file_of_another_name_is_remarked(catalogue: Path) -> None:
    (catalogue / "tiny/cases/other.yml").write_text("cases: []\n", "utf-8")
    (catalogue / "tiny/cases/.hidden").write_text("", "utf-8")
    found = outcome(catalogue, tiny("status: pow, health: fit", "{verdict: compliant}", "[1.0.0, 2.0.0]"))
    (remark,) = found.remarks
    assert remark.endswith("cases/other.yml: not read, files of cases end in `.yaml`")
    assert found.holds


def test_a_version_that_no_case_judges_is_told(catalogue: Path) -> None:
    found = outcome(catalogue, tiny("status: pow, health: fit", "{verdict: compliant}"))
    assert (found.unjudged, found.holds) == (("2.0.0",), False)
    one_file = run(Catalog.load(catalogue), "tiny", catalogue / "tiny/cases/all.yaml")
    assert (one_file.passed, one_file.unjudged, one_file.holds) == (1, (), True)


def test_two_cases_of_one_name_are_remarked(catalogue: Path) -> None:
    case = tiny("status: pow, health: fit", "{verdict: compliant}")
    other = tiny("status: pow, health: fit", "{verdict: compliant}", sentence="another")
    assert outcome(catalogue, case, other).remarks == ()
    (remark,) = outcome(catalogue, case, other, case).remarks
    assert "all.yaml:4: the case has the name of the one at " in remark
    assert remark.endswith("all.yaml:2")


def test_a_submission_counts_once_for_each_outcome(catalogue: Path) -> None:
    many = tiny("status: pow, health: fit", "{verdict: compliant}").replace(
        "entries: [", "repeat: {count: 9, of: {id: 'F{n}', status: pow, health: fit}}, entries: ["
    )
    found = outcome(catalogue, many, tiny("status: pow, health: fit", "{verdict: compliant}", sentence="one"))
    assert found.coverage["1.0.0"].statuses == {"health": {"satisfied": 11}}
    assert found.coverage["1.0.0"].submissions == {"health": {"satisfied": 2}}
