"""A verdict as CSV: one table that people sort and filter, and that does nothing by itself."""

import csv
from dataclasses import replace
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest

from servanda.language.ruleset import Ruleset
from servanda.report.csv_table import csv_table
from servanda.report.words import LANGUAGES

HEADS = "subject list id verdict holds.seriously_wounded holds.seriously_ill holds.young"
HEADS += (
    " values.age.at-agreement values.age.at-list violated disputed indeterminate pending review advisory missing notes"
)


def table(verdict: dict[str, Any], ruleset: Ruleset, **options: Any) -> list[dict[str, str]]:
    text = csv_table(verdict, ruleset, **options).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline=""), strict=True))


def row(verdict: dict[str, Any], ruleset: Ruleset, id_: str, **options: Any) -> dict[str, str]:
    """The row of an entry, without what is empty."""
    (found,) = [r for r in table(verdict, ruleset, **options) if r["id"] == id_ and r["subject"] == "entry"]
    return {name: cell for name, cell in found.items() if cell}


def test_there_is_a_row_for_the_submission_and_every_subject(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    rows = table(verdict, ruleset)
    assert list(rows[0]) == HEADS.split()
    assert [(r["subject"], r["list"], r["id"], r["verdict"]) for r in rows] == [
        ("submission", "", "", "non_compliant"),
        ("list", "U", "U", "non_compliant"),
        ("entry", "U", "P1", "compliant"),
        ("entry", "U", "P3", "disputed"),
        ("entry", "U", "P9", "indeterminate"),
        ("entry", "U", "Q1", "non_compliant"),
    ]


def test_a_row_says_what_holds_and_which_rules_are_not_met(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    same = {"subject": "entry", "list": "U"}
    unknown = dict.fromkeys(("holds.seriously_wounded", "holds.seriously_ill", "holds.young"), "unknown")
    out = dict.fromkeys(unknown, "false")
    assert row(verdict, ruleset, "P9") == same | unknown | {
        "id": "P9",
        "verdict": "indeterminate",
        "indeterminate": "agreed-category",
        "missing": "health date_of_birth",
    }
    assert row(verdict, ruleset, "Q1") == same | out | {
        "id": "Q1",
        "verdict": "non_compliant",
        "values.age.at-agreement": "41",
        "values.age.at-list": "41",
        "violated": "agreed-category",
        "notes": "The person falls in none of the agreed categories.",
    }


def test_under_whose_reading_somebody_is_in_or_out_is_noted(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    notes = "met under UA-1825, UA-LE25, UA-BY-LOOSE / broken under UA-BY-STRICT, RU-LT25"
    assert row(verdict, ruleset, "P3")["notes"] == notes


def test_rules_that_do_not_bind_stand_apart_with_their_status(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    entry = verdict["lists"][0]["entries"][3]
    entry["findings"] += [
        {**entry["findings"][0], "rule": "list-quality/released", "level": "advisory"},
        {**entry["findings"][0], "rule": "age-checked", "level": "review", "status": "disputed"},
        {**entry["findings"][0], "rule": "not-a-civilian"},
    ]
    found = row(verdict, ruleset, "Q1")
    assert found["violated"] == "agreed-category not-a-civilian"
    assert found["advisory"] == "list-quality/released=violated"
    assert found["review"] == "age-checked=disputed"
    assert "disputed" not in found


def test_the_record_and_lists_have_rows_and_columns_of_their_own(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    finding = {**verdict["lists"][0]["entries"][3]["findings"][0], "rule": "parity", "subject": "", "missing": ["date"]}
    record = {"verdict": "non_compliant", "holds": {"even": "false"}, "values": {"count": 3}, "findings": [finding]}
    verdict["lists"][0] |= {"holds": {"enough": "true"}, "values": {"individuals": [2, None]}}
    verdict["clarifications"].append({"subject": "", "fields": ["date"], "may_settle": ["parity"]})
    rows = table({**verdict, "record": record}, ruleset)
    assert [r["subject"] for r in rows][-2:] == ["entry", "record"]
    last = {name: cell for name, cell in rows[-1].items() if cell}
    assert {"holds.even": "false", "values.count": "3", "violated": "parity", "missing": "date"}.items() <= last.items()
    assert not last.get("list")
    assert (rows[1]["holds.enough"], rows[1]["values.individuals"], rows[1]["holds.even"]) == ("true", "2..", "")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (25, "25"),
        (-5, "-5"),
        (0, "0"),
        ([24, 25], "24..25"),
        ([None, 3], "..3"),
        (None, ""),
        ("2025-06-02", "2025-06-02"),
    ],
)
def test_a_value_is_a_number_or_an_interval_that_is_no_date(
    verdict: dict[str, Any], ruleset: Ruleset, value: Any, cell: str
) -> None:
    verdict["lists"][0]["entries"][0]["values"] = {"value": value}
    assert row(verdict, ruleset, "P1").get("values.value", "") == cell


def test_the_first_row_says_what_qualifies_all_others(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    verdict |= {"readings": "UKR", "findings": [{"message": "The agreement\nis in force from 2025-06-02."}]}
    withdrawn = replace(ruleset, standing="withdrawn")
    register = SimpleNamespace(id="R", role="register", entries=[])
    notes = table(verdict, withdrawn, lists=[register])[0]["notes"].split(" / ")
    assert notes == [
        "istanbul-2025@2.0.0 · agreed · as of 2025-06-07 · sha256:0123456789ab",
        "only the readings of UKR",
        "beware: this ruleset is withdrawn, it may bind nobody",
        "The agreement is in force from 2025-06-02.",
        "not checked: no-date-alone (no action in the submission)",
        "not judged: list R (a register is not judged)",
    ]


def test_a_summary_has_rows_of_lists_alone(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    del verdict["lists"][0]["entries"]
    assert [r["subject"] for r in table(verdict, ruleset)] == ["submission", "list"]


def test_the_file_is_as_spreadsheets_expect_it(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    data = csv_table(verdict, ruleset)
    assert data == csv_table(verdict, ruleset)
    assert data.startswith(b"\xef\xbb\xbfsubject,list,id,")
    assert data.count(b"\r\n") == data.count(b"\n") == 7
    assert data.endswith(b"\r\n")
    assert b'"met under UA-1825, UA-LE25' in data


@pytest.mark.parametrize("language", LANGUAGES)
def test_heads_and_notes_are_for_the_reader_and_words_of_the_contract_stay(
    verdict: dict[str, Any], ruleset: Ruleset, language: str
) -> None:
    rows = table(verdict, ruleset, language=language)
    texts = LANGUAGES[language]
    assert list(rows[0])[3:5] == [texts["head.verdict"], "holds.seriously_wounded"]
    assert rows[2][texts["head.verdict"]] == "compliant"
    assert rows[4][texts["head.indeterminate"]] == "agreed-category"
    assert rows[4][texts["head.subject"]] == "entry"
    assert texts["status.violated"] in rows[3][texts["head.notes"]]


HOSTILE = [
    "=HYPERLINK(1)",
    "+1",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "a;=1",
    'x;"=1',
    "\u202e=1",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_cell_is_a_formula_wherever_it_comes_from(
    verdict: dict[str, Any], ruleset: Ruleset, text: str
) -> None:
    """Ids, messages, names of rules, values and clauses of a hostile list or ruleset."""
    list_ = verdict["lists"][0]
    list_["id"] = list_["entries"][3]["id"] = list_["entries"][3]["findings"][0]["rule"] = text
    list_["entries"][3]["findings"][0]["message"] = text
    list_["entries"][0]["values"] = {"name": text}
    list_["entries"][0]["holds"] = {text: "true"}
    verdict["not_checked"] = [{"rule": text, "reason": text}]
    data = csv_table(verdict, ruleset).decode("utf-8-sig")
    for delimiter in ",;\t":
        cells = [cell for row in csv.reader(StringIO(data, newline=""), delimiter=delimiter) for cell in row]
        assert not [cell for cell in cells if cell.lstrip(' "')[:1] in tuple("=+-@＝＋－＠")]
    assert not {"\t", "\u202e"} & set(data)
