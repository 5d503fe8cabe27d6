"""A list beside the one that answers it: in the table, in CSV and in a workbook."""

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from pairs_by_hand import PAIRS, answered, pair, removal, submitted
from python_calamine import CalamineWorkbook
from rich.console import Console

from servanda.language.ruleset import Ruleset
from servanda.report.csv_table import csv_table
from servanda.report.table import report
from servanda.report.words import LANGUAGES
from servanda.report.workbook import workbook

Json = dict[str, Any]


def text(verdict: Json, ruleset: Ruleset, width: int = 140, **options: Any) -> str:
    console = Console(width=width, no_color=True, highlight=False)
    with console.capture() as capture:
        console.print(report(verdict, ruleset, lists=submitted(), **options))
    return "".join(line.rstrip() + "\n" for line in capture.get().splitlines())


def section(verdict: Json, ruleset: Ruleset, **options: Any) -> str:
    shown = text(verdict, ruleset, **options)
    return shown[shown.index("List V, which answers list U") :]


def rows(verdict: Json, ruleset: Ruleset, **options: Any) -> list[list[str]]:
    """The lines of the section, cell by cell."""
    lines = section(verdict, ruleset, **options).splitlines()[3:]
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines[: lines.index("")]]


@pytest.fixture
def both(verdict: Json) -> Json:
    return answered(verdict)


def test_how_many_were_kept_changed_dropped_and_added_is_told(both: Json, ruleset: Ruleset) -> None:
    told = section(both, ruleset).splitlines()[:2]
    assert told == [
        "List V, which answers list U",
        "  2 kept, 1 changed, 2 dropped (1 with a reason, 1 without a reason), 1 added, 2 in review",
    ]


def test_the_headline_counts_pairs_that_rules_judge_apart_from_entries(both: Json, ruleset: Ruleset) -> None:
    assert "pairs judged" not in text(both, ruleset)
    both["pairs"][2]["verdict"], both["pairs"][0]["verdict"] = "non_compliant", "compliant"
    assert "\n2 pairs judged: 1 non-compliant, 1 compliant\n" in text(both, ruleset)
    book = CalamineWorkbook.from_filelike(BytesIO(workbook(both, ruleset, "en", submitted())))
    assert ["pairs judged", 2] in book.get_sheet_by_name("summary").to_python()


def test_who_it_is_is_no_field_to_ask_for_by_name(both: Json, ruleset: Ruleset) -> None:
    whole = both["lists"][1]["entries"][1]["findings"][0]
    undecided = {**whole, "rule": "stay", "status": "indeterminate", "missing": ["in_after", "changed", "base.date"]}
    both["pairs"][5] |= {"verdict": "indeterminate", "findings": [undecided]}
    asked = {"subject": "/lists/0/entries/5", "base": "U", "reply": "V", "fields": ["in_after"]}
    both["clarifications"] = [{**asked, "may_settle": ["stay"]}]
    shown = text(both, ruleset)
    assert "missing: who is who, base.date" in shown and "in_after" not in shown
    assert "ask about P6 (lists U and V): who is who; may settle stay" in shown
    book = CalamineWorkbook.from_filelike(BytesIO(workbook(both, ruleset, "uk", submitted())))
    sheets = repr([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    assert "in_after" not in sheets and "хто є хто" in sheets


def test_who_may_be_on_another_list_that_is_answered_is_told_so(both: Json, ruleset: Ruleset) -> None:
    elsewhere = pair("Q2", "review", "/lists/1/entries/4")
    del elsewhere["changed"]
    both["pairs"][7] = elsewhere
    told = "perhaps on another of the lists that are answered"
    assert ["in review", "1", "Q2 (age 35)", told, "compliant, seriously_wounded"] in rows(both, ruleset)
    assert "review" in csv_table(both, ruleset, "en", submitted()).decode()


def test_whoever_is_on_the_list_and_said_to_be_left_out_is_told_of(both: Json, ruleset: Ruleset) -> None:
    lists = submitted()
    lists[1].removals.append(removal("P1", None))
    console = Console(width=200, no_color=True)
    with console.capture() as capture:
        console.print(report(both, ruleset, lists=lists))
    assert "P1 (age 35)" in capture.get() and "said to be left out" not in text(both, ruleset)
    assert "said to be left out, and on the list" in capture.get()


def test_a_reason_without_a_word_is_none(both: Json, ruleset: Ruleset) -> None:
    lists = submitted()
    lists[1].removals = [removal("P5", " - ")]
    console = Console(width=200, no_color=True)
    with console.capture() as capture:
        console.print(report(both, ruleset, lists=lists))
    assert "2 dropped (2 without a reason)" in capture.get()


def test_each_row_says_who_what_differs_and_how_the_person_alone_is_judged(both: Json, ruleset: Ruleset) -> None:
    found = rows(both, ruleset)
    assert ["kept", "1", "P1 (age 35)", "compliant, seriously_wounded"] in found
    assert [
        "kept",
        "1",
        "P4 as Q4, score 930 (age 35)",
        "matched by name (last_name)",
        "compliant, seriously_wounded",
    ] in found
    place = found.index(["changed", "1", "P2 (age 41)", "health, rank", "non-compliant, breaks agreed-category"])
    assert found[place + 1] == ["list U: compliant, seriously_wounded"]
    assert ["dropped", "1", "P5 (age 35)", "with a reason", "compliant, seriously_wounded"] in found
    assert ["added", "1", "Q1 (age 41)", "non-compliant, breaks agreed-category"] in found
    assert ["in review", "1", "P6 (age 35)", "perhaps Q2 of list V", "compliant, seriously_wounded"] in found
    assert ["in review", "1", "Q2 (age 35)", "perhaps P6 of list U", "compliant, seriously_wounded"] in found


def test_of_somebody_disputed_the_readings_are_told(both: Json, ruleset: Ruleset) -> None:
    found = rows(both, ruleset)
    place = found.index(["dropped", "1", "P3 (age 25)", "without a reason", "disputed, young disputed"])
    assert found[place + 1 : place + 3] == [
        ["met under UA-1825, UA-LE25, UA-BY-LOOSE"],
        ["broken under UA-BY-STRICT, RU-LT25"],
    ]


def test_where_several_rules_rest_on_readings_each_is_named(both: Json, ruleset: Ruleset) -> None:
    entry = both["lists"][0]["entries"][2]
    entry["findings"] = [*entry["findings"], {**entry["findings"][0], "rule": "other"}]
    found = rows(both, ruleset)
    assert ["agreed-category:"] in found and ["other:"] in found


def test_how_somebody_was_recognised_is_told_where_it_was_not_by_id(both: Json, ruleset: Ruleset) -> None:
    both["pairs"][3] = pair("P4", "kept", "/lists/1/entries/2", reply_id="Q4", matched_by="service_number")
    found = rows(both, ruleset)
    assert ["kept", "1", "P4 as Q4 (age 35)", "matched by service number", "compliant, seriously_wounded"] in found


def test_the_whole_answer_has_its_verdict_and_pairs_theirs_where_they_are_judged(both: Json, ruleset: Ruleset) -> None:
    assert "\n  list V as a whole: non-compliant\n" in section(both, ruleset)
    broken = {**both["lists"][1]["entries"][1]["findings"][0], "rule": "no-silent-removal", "message": "No reason."}
    both["pairs"][2] |= {"verdict": "non_compliant", "findings": [broken]}
    shown = section(both, ruleset)
    assert shown.startswith("List V, which answers list U: non-compliant\n")
    assert "  no-silent-removal, clause IST2-C03" in shown and "broken  1  P3  No reason.\n" in shown


def test_long_sections_are_shortened_unless_everybody_is_asked_for(both: Json, ruleset: Ruleset) -> None:
    both["pairs"] += [pair(f"X{n}", "dropped", f"/lists/0/entries/{n}") for n in range(20)]
    assert "X0, X1, X2, X3, X4, X5, X6, X7, X8, X9, X10, X11 and 8 more" in section(both, ruleset, width=300)
    assert "X19" in section(both, ruleset, everyone=True) and " more" not in section(both, ruleset, everyone=True)


def test_groups_too_are_shortened_unless_everybody_is_asked_for(both: Json, ruleset: Ruleset) -> None:
    changes = [pair(f"X{n}", "changed", "/lists/1/entries/0", changed=[f"f{n}"]) for n in range(20)]
    both["pairs"] = [*PAIRS, *changes]
    assert ["changed", "and 9 more"] in rows(both, ruleset)
    assert ["changed", "1", "X19", "f19", "not judged"] in rows(both, ruleset, everyone=True)


def test_who_was_not_judged_is_not_said_to_be_eligible(both: Json, ruleset: Ruleset) -> None:
    both["lists"] = both["lists"][1:]
    assert ["dropped", "1", "P3", "without a reason", "not judged"] in rows(both, ruleset)


def test_without_what_was_submitted_no_reason_is_said_to_lack(both: Json, ruleset: Ruleset) -> None:
    console = Console(width=140)
    with console.capture() as capture:
        console.print(report(both, ruleset))
    assert "2 dropped, 1 added" in capture.get() and "without a reason" not in capture.get()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("uk", "залишено — 2, змінено — 1, вилучено — 2 (із зазначенням причини — 1, без зазначення причини — 1), "),
        ("ru", "оставлено — 2, изменено — 1, исключено — 2 (с указанием причины — 1, без указания причины — 1), "),
    ],
)
def test_the_counts_agree_with_any_number(both: Json, ruleset: Ruleset, language: str, told: str) -> None:
    shown = text(both, ruleset, language=language)
    assert told in shown
    assert LANGUAGES[language]["own"] in shown and LANGUAGES[language]["differs"] in shown


def test_hostile_ids_are_shown_and_not_obeyed(both: Json, ruleset: Ruleset) -> None:
    both["pairs"][0]["id"] = "[bold]\x1b[31mP\u202e"
    both["pairs"][5]["candidates"] = ["\x07"]
    both["pairs"][1]["changed"] = ["\x1b"]
    shown = section(both, ruleset)
    assert "[bold]\\x1b[31mP\\u202e" in shown and "perhaps \\x07 of" in shown
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)


@pytest.mark.parametrize("width", [40, 80])
def test_no_line_is_wider_than_the_terminal(both: Json, ruleset: Ruleset, width: int) -> None:
    assert max(map(len, text(both, ruleset, width=width).splitlines())) <= width


def table(verdict: Json, ruleset: Ruleset) -> list[dict[str, str]]:
    data = csv_table(verdict, ruleset, lists=submitted()).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(data, newline=""), strict=True))


def test_in_csv_each_pair_has_a_row(both: Json, ruleset: Ruleset) -> None:
    found = {row["id"]: {k: v for k, v in row.items() if v} for row in table(both, ruleset) if row["subject"] == "pair"}
    same = {"subject": "pair", "list": "V", "answered list": "U", "verdict": "not_applicable"}
    assert list(found) == ["P1", "P2", "P3", "P4", "P5", "P6", "Q1", "Q2"]
    assert found["P3"] == same | {
        "id": "P3",
        "pair": "dropped",
        "reason given": "false",
        "entry by itself": "disputed",
        "entry under": "met under UA-1825, UA-LE25, UA-BY-LOOSE / broken under UA-BY-STRICT, RU-LT25",
    }
    assert found["P5"]["reason given"] == "true"
    assert (found["P2"]["changed"], found["P2"]["entry by itself"]) == ("health rank", "non_compliant")
    assert found["P4"] == same | {
        "id": "P4",
        "pair": "kept",
        "entry by itself": "compliant",
        "id in the answer": "Q4",
        "matched by": "name",
        "score of 1000": "930",
        "rests on": "last_name",
    }
    assert found["P6"]["perhaps"] == "Q2"


def test_without_pairs_there_are_no_columns_of_them(verdict: Json, ruleset: Ruleset) -> None:
    assert "pair" not in table(verdict, ruleset)[0]


def test_what_is_missing_of_a_pair_stands_with_the_pair(both: Json, ruleset: Ruleset) -> None:
    asked = {"subject": "/lists/1/entries/1", "base": "U", "reply": "V"}
    both["clarifications"] = [{**asked, "fields": ["before.health"], "may_settle": ["r"]}]
    missing = [(row["subject"], row["id"], row["missing"]) for row in table(both, ruleset) if row["missing"]]
    assert missing == [("pair", "P2", "before.health")]
    assert "ask about P2 (lists U and V): before.health; may settle r" in text(both, ruleset)


def read(data: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_a_workbook_has_pairs_on_a_sheet_of_their_own(both: Json, ruleset: Ruleset) -> None:
    finding = {**both["lists"][1]["entries"][1]["findings"][0], "rule": "no-silent-removal"}
    both["pairs"][2]["findings"] = [finding]
    both["clarifications"] = [{**both["pairs"][2], "fields": ["removal_reason"], "may_settle": ["r"]}]
    found = read(workbook(both, ruleset, lists=submitted()))
    assert list(found) == ["summary", "entries", "pairs", "findings", "questions"]
    assert {row[0] for row in found["entries"][1:]} == {"list", "entry"}
    head, *people = found["pairs"]
    third = dict(zip(head, people[2], strict=True))
    assert (third["subject"], third["list"], third["id"]) == ("pair", "V to U", "P3")
    assert (third["pair"], third["reason given"], third["entry by itself"]) == ("dropped", "no", "disputed")
    assert dict(zip(head, people[3], strict=True))["score of 1000"] == 930
    assert ["pair", "V to U", "P3", "no-silent-removal"] in [row[:4] for row in found["findings"]]
    assert found["questions"][1] == ["pair", "V to U", "P3", "removal_reason", "r"]


def test_in_csv_hostile_ids_begin_no_formula(both: Json, ruleset: Ruleset) -> None:
    both["pairs"][0] |= {"id": "=1+1", "reply_id": "@SUM(A1)"}
    both["pairs"][5]["candidates"] = ["-5"]
    cells = [cell for row in table(both, ruleset) for cell in row.values()]
    assert {"'=1+1", "'@SUM(A1)", "'-5"} <= set(cells)
