"""A verdict as a negotiator reads it."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from servanda.language.diagnostic import Position, Span
from servanda.language.ruleset import Definition, Reading, Ruleset
from servanda.language.types import BOOL
from servanda.report.table import report

PLACE = Span(Position(1, 1), Position(1, 1))
AT_80 = """\
NON-COMPLIANT  Istanbul talks, second round, 2 June 2025
istanbul-2025@2.0.0 · agreed · as of 2025-06-07 · sha256:0123456789ab
4 judged: 1 compliant, 1 non-compliant, 1 disputed, 1 indeterminate

List U: non-compliant
  non-compliant  1  Q1 (age 41)
  disputed       1  P3 (age 25)  young disputed
  indeterminate  1  P9           seriously_wounded and seriously_ill and young
                                 unknown
  compliant      1  P1 (age 35)  seriously_wounded

  agreed-category, clause IST2-C03 (agreed): Every person on a list falls in one
  of the agreed categories.
  The person falls in none of the agreed categories.
    out            1  Q1
    disputed       1  P3  in under UA-1825, UA-LE25, UA-BY-LOOSE
                          out under UA-BY-STRICT, RU-LT25
                          UKR's readings: disputed · RUS's readings: out
    indeterminate  1  P9  missing: health, date_of_birth

ask about P9: health or date_of_birth; may settle agreed-category

not checked: no-date-alone (no action in the submission)
"""


def text(verdict: dict[str, Any], ruleset: Ruleset, width: int = 80, **options: Any) -> str:
    console = Console(width=width, no_color=True, highlight=False)
    with console.capture() as capture:
        console.print(report(verdict, ruleset, **options))
    return "".join(line.rstrip() + "\n" for line in capture.get().splitlines())


def test_it_reads_well_at_80_columns_without_colour(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    assert text(verdict, ruleset) == AT_80


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal(verdict: dict[str, Any], ruleset: Ruleset, width: int) -> None:
    verdict["lists"][0]["entries"][0]["id"] = "P" * 64
    lines = text(verdict, ruleset, width).splitlines()
    assert max(len(line) for line in lines) <= width
    assert "".join(lines).replace(" ", "").count("P") >= 64


def test_a_colour_only_repeats_what_the_words_say(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    console = Console(width=80, force_terminal=True, color_system="truecolor", highlight=False)
    with console.capture() as capture:
        console.print(report(verdict, ruleset))
    assert "\x1b[1;31mNON-COMPLIANT" in capture.get()
    assert "NON-COMPLIANT" in text(verdict, ruleset)


def crowd(verdict: dict[str, Any], size: int) -> dict[str, Any]:
    """The verdict with many people like the third and the fourth."""
    grown = deepcopy(verdict)
    entries = grown["lists"][0]["entries"]
    missing, out = entries[2:4]
    entries += [{**out, "id": f"X{i}"} for i in range(size)]
    for i in range(size):
        finding = {**missing["findings"][0], "subject": f"/lists/0/entries/{len(entries)}"}
        entries.append({**missing, "id": f"M{i}", "findings": [finding]})
        grown["clarifications"].append({**verdict["clarifications"][0], "subject": finding["subject"]})
    return grown


def test_six_thousand_people_stay_readable(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    shown = text(crowd(verdict, 3000), ruleset, 120)
    assert len(shown.splitlines()) < 50
    assert "3,001" in shown
    assert "X10 and 2,989 more" in shown
    assert "ask about P9, M0, M1, M2, M3, M4, M5, M6, M7, M8, M9, M10 and 2,989 more: health or date_of_birth" in shown


def test_everybody_is_named_where_that_is_asked_for(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    shown = text(crowd(verdict, 300), ruleset, 120, everyone=True)
    assert "more" not in shown
    assert all(f"M{i}" in shown and f"X{i}" in shown for i in range(300))


def test_control_characters_and_markup_of_the_input_are_shown_not_obeyed(
    verdict: dict[str, Any], ruleset: Ruleset
) -> None:
    verdict["lists"][0]["id"] = "\x1b[31mU\u202e"
    verdict["lists"][0]["entries"][0]["id"] = "[bold]P1[/bold]\x07\n"
    shown = text(verdict, ruleset)
    assert "List \\x1b[31mU\\u202e: " in shown
    assert "[bold]P1[/bold]\\x07\\n" in shown
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)


def test_without_entries_there_are_counts_and_places(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    del verdict["lists"][0]["entries"]
    shown = text(verdict, ruleset)
    assert "List U: non-compliant\n  1 compliant, 1 non-compliant, 1 disputed, 1 indeterminate\n" in shown
    assert "ask about /lists/0/entries/2: " in shown


def test_a_rule_of_the_list_is_met_or_broken_and_a_person_is_in_or_out(
    verdict: dict[str, Any], ruleset: Ruleset
) -> None:
    of_person = verdict["lists"][0]["entries"][1]["findings"][0]
    of_list = {**of_person, "rule": "minimum", "subject": "/lists/0", "message": "The list is too short."}
    verdict["lists"][0]["findings"] = [of_list]
    shown = text(verdict, ruleset, 120)
    assert "met under UA-1825" in shown and "RUS's readings: broken" in shown
    assert "in under UA-1825" in shown and "RUS's readings: out" in shown


def test_a_rule_that_binds_nobody_says_so(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    verdict["lists"][0]["entries"][3]["findings"][0]["level"] = "advisory"
    verdict["lists"][0]["entries"][3]["findings"][0]["rule"] = "recommended"
    shown = text(verdict, ruleset)
    assert "recommended (advisory), clause IST2-C03" in shown
    assert "    broken" in shown


def test_worlds_of_several_disputed_names_are_named(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    finding = verdict["lists"][0]["entries"][1]["findings"][0]
    finding["under"] = {
        "satisfied": [{"wounded": ["ANY"]}, {"young": ["LE25"], "wounded": ["SERIOUS"]}],
        "violated": [{"young": ["LT25"], "wounded": ["SERIOUS"]}],
    }
    shown = " ".join(text(verdict, ruleset, 120).split())
    assert "in under wounded ANY; or young LE25 with wounded SERIOUS" in shown
    assert "out under young LT25 with wounded SERIOUS" in shown


def test_the_readings_that_findings_rest_on_are_explained_and_no_others(
    verdict: dict[str, Any], ruleset: Ruleset
) -> None:
    le, lt = Reading("UA-LE25", ("UKR",), (), None, "age <= 25"), Reading("X-LT25", (), (), None, "age < 25")
    young = Definition("young", "prisoner", "IST2-C02", True, BOOL, (le, lt), PLACE)
    old = replace(young, name="old")
    shown = text(verdict, replace(ruleset, definitions={"young": young, "old": old}))
    assert "readings of young (clause IST2-C02)\n  UA-LE25  held by UKR     age <= 25\n" in shown
    assert "  X-LT25   held by nobody  age < 25\n" in shown
    assert "readings of old" not in shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (25, "P1 (age 25)"),
        ({"at-agreement": 24, "at-list": 25}, "P1 (age 24 or 25)"),
        ([24, 25], "P1 (age 24-25)"),
        ({"at-agreement": [24, 25], "at-list": None}, "P1 (age 24-25 or ?)"),
        (None, "P1  "),
        ({"at-agreement": None, "at-list": None}, "P1  "),
    ],
)
def test_values_stand_beside_the_person(verdict: dict[str, Any], ruleset: Ruleset, value: Any, shown: str) -> None:
    verdict["lists"][0]["entries"][0]["values"] = {"age": value}
    assert shown in text(verdict, ruleset, 120)


def test_a_draft_says_that_it_is_one(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    assert "draft" not in text(verdict, ruleset)
    assert "istanbul-2025@2.0.0 · draft, not in force · " in text({**verdict, "draft": True}, ruleset)


def test_the_clause_is_said_in_the_language_of_the_reader(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    assert "Кожна особа" in text(verdict, ruleset, language="uk")
    assert "Every person" in text(verdict, ruleset, language="ru")


def test_that_nothing_was_judged_before_the_agreement_is_said(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    verdict["findings"] = [{"rule": "in-force", "message": "The agreement is in force from 2025-06-02."}]
    assert "\nThe agreement is in force from 2025-06-02.\n" in text(verdict, ruleset)


def test_of_several_lists_it_is_said_on_which_one_somebody_stands(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    """The verdict may hold fewer lists than the submission, by whose places pointers count."""
    second = deepcopy(verdict["lists"][0])
    second["id"] = "V"
    for entry in second["entries"]:
        for finding in entry["findings"]:
            finding["subject"] = finding["subject"].replace("/lists/0/", "/lists/2/")
    verdict["lists"].append(second)
    verdict["clarifications"][0]["subject"] = "/lists/2/entries/2"
    assert "ask about P9 of list V: " in text(verdict, ruleset)


def test_what_was_not_judged_is_told_with_the_reason(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    verdict["not_checked"].append({"subject": "/lists/1", "reason": "conduct of another party"})
    assert "not checked: /lists/1 (conduct of another party)" in text(verdict, ruleset)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"readings": "UKR"}, "only the readings of UKR"),
        ({"readings": "common"}, "only common readings"),
        ({"readings": {"young": ["A", "B"], "age": ["C"]}}, "only the readings young A or B, age C"),
        ({"account": "RUS", "conduct_of": "UKR"}, "only the account of RUS · the conduct of UKR"),
    ],
)
def test_a_verdict_on_a_part_says_so_at_its_head(
    verdict: dict[str, Any], ruleset: Ruleset, asked: dict[str, Any], said: str
) -> None:
    assert "only" not in text(verdict, ruleset)
    assert text({**verdict, **asked}, ruleset).splitlines()[2] == said
