"""A verdict as a workbook: sheets to read, and nothing in them that a spreadsheet evaluates."""

import re
from copy import deepcopy
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from servanda.language.ruleset import Ruleset
from servanda.report import sheets
from servanda.report.sheets import Sheet, TooManyRows, written
from servanda.report.wire import counted
from servanda.report.words import LANGUAGES
from servanda.report.workbook import workbook

Rows = list[list[Any]]


def read(data: bytes) -> dict[str, Rows]:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def parts(data: bytes) -> dict[str, str]:
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def dicts(rows: Rows) -> list[dict[str, Any]]:
    return [{k: v for k, v in zip(rows[0], row, strict=True) if v != ""} for row in rows[1:]]


def test_there_are_four_sheets(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    assert list(read(workbook(verdict, ruleset))) == ["summary", "entries", "findings", "questions"]


def test_the_summary_says_under_what_and_how_many(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    verdict["readings"] = "UKR"
    summary = read(workbook(verdict, ruleset))["summary"]
    assert dict(summary[:7] + summary[8:9]) == {
        "verdict": "non-compliant",
        "agreement": "Istanbul talks, second round, 2 June 2025",
        "ruleset": "istanbul-2025@2.0.0",
        "standing": "agreed",
        "digest": ruleset.digest,
        "as of": "2025-06-07",
        "judged": 4,
        "disputed": 1,
    }
    notes = [note for _, note in summary[14:]]
    assert notes == ["only the readings of UKR", "not checked: no-date-alone (no action in the submission)"]
    draft = read(workbook({**verdict, "draft": True}, ruleset))["summary"]
    assert ["standing", "draft, not in force"] in draft


def test_the_summary_counts_entries_and_not_the_record(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    counts = verdict["lists"][0]["counts"]
    verdict["counts"] = {**counts, "non_compliant": counts["non_compliant"] + 1, "warnings": 3}
    summary = dict(read(workbook(verdict, ruleset))["summary"][:14])
    assert (summary["judged"], summary["non-compliant"], summary["warnings"]) == (4, 1, 3)
    assert counted(verdict) == {**counts, "warnings": 3}
    verdict["lists"] *= 2
    assert dict(read(workbook(verdict, ruleset))["summary"][:14])["judged"] == 8


def test_advice_that_is_not_followed_is_a_warning(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    disputed, broken = (verdict["lists"][0]["entries"][place]["findings"][0] for place in (1, 3))
    disputed["level"] = broken["level"] = "advisory"
    first, _, last = dicts(read(workbook(verdict, ruleset))["findings"])
    assert (first["by_party"], last["status"]) == ("UKR: disputed, RUS: warning", "warning")
    assert first["under"].endswith(" / warning under UA-BY-STRICT, RU-LT25")


def test_entries_are_rows_with_what_holds_in_words(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    list_, first, second, third, last = dicts(read(workbook(verdict, ruleset))["entries"])
    assert list_ == {"subject": "list", "list": "U", "id": "U", "verdict": "non-compliant"}
    assert first["holds.seriously_wounded"] == "yes"
    assert (first["values.age.at-list"], second["holds.young"]) == (35, "disputed")
    assert (third["missing"], third["indeterminate"]) == ("health, date_of_birth", "agreed-category")
    assert (last["id"], last["verdict"], last["violated"]) == ("Q1", "non-compliant", "agreed-category")


def test_findings_are_rows_with_the_readings_in_words(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    disputed, unknown, broken = dicts(read(workbook(verdict, ruleset))["findings"])
    same = {"subject": "entry", "list": "U", "rule": "agreed-category", "clause": "IST2-C03", "level": "binding"}
    assert disputed == same | {
        "id": "P3",
        "status": "disputed",
        "under": "met under UA-1825, UA-LE25, UA-BY-LOOSE / broken under UA-BY-STRICT, RU-LT25",
        "by_party": "UKR: disputed, RUS: broken",
    }
    assert unknown["missing"] == "health, date_of_birth"
    assert broken["message"] == "The person falls in none of the agreed categories."


def test_that_nothing_was_judged_is_a_finding_of_the_submission(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    before = {"rule": "in-force", "clause": "", "level": "binding", "status": "not_applicable", "missing": []}
    verdict["findings"] = [{**before, "message": "Not before 2025-06-02."}]
    found = dicts(read(workbook(verdict, ruleset))["findings"])[0]
    assert (found["subject"], found["status"], found["message"]) == (
        "submission",
        "not applicable",
        "Not before 2025-06-02.",
    )


def test_questions_say_whom_to_ask_in_order(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    verdict["clarifications"].append({"subject": "", "fields": ["date"], "may_settle": ["parity"]})
    assert dicts(read(workbook(verdict, ruleset))["questions"]) == [
        {
            "subject": "entry",
            "list": "U",
            "id": "P9",
            "ask for": "health, date_of_birth",
            "may settle": "agreed-category",
        },
        {"subject": "record", "ask for": "date", "may settle": "parity"},
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_frame_is_in_the_language_of_the_reader(
    verdict: dict[str, Any], ruleset: Ruleset, language: str
) -> None:
    texts = LANGUAGES[language]
    found = read(workbook(verdict, ruleset, language))
    assert list(found) == [texts[f"sheet.{name}"] for name in ("summary", "entries", "findings", "questions")]
    assert found[texts["sheet.summary"]][0] == [texts["head.verdict"], texts["verdict.non_compliant"]]
    entries = dicts(found[texts["sheet.entries"]])
    assert entries[2][texts["head.verdict"]] == texts["verdict.disputed"]
    assert entries[1]["holds.seriously_wounded"] == texts["truth.true"]
    findings = dicts(found[texts["sheet.findings"]])
    assert findings[2][texts["head.status"]] == texts["status.violated"]


def test_heads_stay_in_view_and_filter(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    files = parts(workbook(verdict, ruleset))
    for number, cells in ((2, "A1:Q6"), (3, "A1:K4"), (4, "A1:E2")):
        sheet = files[f"xl/worksheets/sheet{number}.xml"]
        assert f'<autoFilter ref="{cells}"/>' in sheet
        assert 'state="frozen"' in sheet


def test_a_colour_only_repeats_what_the_words_say(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    sheet = parts(workbook(verdict, ruleset))["xl/worksheets/sheet2.xml"]
    styles = re.findall(r'<c r="D[2-6]" s="(\d+)"', sheet)
    assert len(styles) == 5
    assert styles[0] == styles[4]  # the list and Q1 are non-compliant
    assert len(set(styles)) == 4


def test_the_same_verdict_gives_the_same_bytes(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    first = workbook(verdict, ruleset)
    assert first == workbook(deepcopy(verdict), ruleset)
    assert "2000-01-01T00:00:00Z" in parts(first)["docProps/core.xml"]


HOSTILE = ["=1+1", "+1", "-5", "@SUM(A1)", "\t=1", "＝1", "http://x.example", "mailto:a@b.example", "007", "{=1}"]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_cell_is_a_formula_a_link_or_a_number(
    verdict: dict[str, Any], ruleset: Ruleset, text: str
) -> None:
    list_ = verdict["lists"][0]
    list_["id"] = list_["entries"][3]["id"] = list_["entries"][3]["findings"][0]["rule"] = text
    list_["entries"][3]["findings"][0]["message"] = text
    list_["entries"][0]["values"] = {"name": text}
    list_["entries"][0]["holds"] = {text: "true"}
    data = workbook(verdict, ruleset)
    assert not re.search("<f[ >]|<hyperlink|quotePrefix", "".join(parts(data).values()))
    found = dicts(read(data)["entries"])[4]
    assert found["id"] == found["violated"] == text.replace("\t", "\\t")


def test_a_cell_that_is_too_long_says_that_it_was_cut() -> None:
    ((cell,),) = read(written([Sheet("s", (), [["\U0001f54a" * 20_000]])]))["s"]
    assert cell == "\U0001f54a" * sheets.LONGEST + "…"


def test_more_rows_than_a_sheet_has_are_refused_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    assert len(read(written([Sheet("s", ["a"], [["1"], ["2"]])]))["s"]) == 3
    with pytest.raises(TooManyRows, match="csv or json"):
        written([Sheet("s", ["a"], [["1"], ["2"], ["3"]])])


def test_thousands_of_entries_are_all_there(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    list_ = verdict["lists"][0]
    list_["entries"] = [{**list_["entries"][0], "id": f"P{n}"} for n in range(2000)]
    ids = [row[2] for row in read(workbook(verdict, ruleset))["entries"]]
    assert ids[2:] == [f"P{n}" for n in range(2000)]
