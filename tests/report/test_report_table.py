"""A verdict as a negotiator reads it."""

from copy import deepcopy
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from servanda.language.diagnostic import Position, Span
from servanda.language.ruleset import Definition, Reading, Ruleset
from servanda.language.types import BOOL
from servanda.language.vocabulary import Field
from servanda.report.table import report
from servanda.report.words import LANGUAGES

PLACE = Span(Position(1, 1), Position(1, 1))
AT_80 = """\
NON-COMPLIANT  Istanbul talks, second round, 2 June 2025
istanbul-2025@2.0.0 · agreed · as of 2025-06-07 · sha256:0123456789ab
4 judged: 1 compliant, 1 non-compliant, 1 disputed, 1 indeterminate

List U: non-compliant
                                 what holds                      breaks
  non-compliant  1  Q1 (age 41)                                  agreed-category
  disputed       1  P3 (age 25)  young disputed
  indeterminate  1  P9           seriously_wounded and
                                 seriously_ill and young
                                 unknown
  compliant      1  P1 (age 35)  seriously_wounded

  agreed-category, clause IST2-C03 (agreed): Every person on a list falls in one
  of the agreed categories.
    broken         1  Q1  The person falls in none of the agreed categories.
    disputed       1  P3  met under UA-1825, UA-LE25, UA-BY-LOOSE
                          broken under UA-BY-STRICT, RU-LT25
                          UKR's readings: disputed · RUS's readings: broken
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
    shown = text(verdict, ruleset, 120)
    assert "List \\x1b[31mU\\u202e: " in shown
    assert "[bold]P1[/bold]\\x07\\n" in shown
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)


def test_without_entries_there_are_counts_and_places(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    del verdict["lists"][0]["entries"]
    shown = text(verdict, ruleset)
    assert "List U: non-compliant\n  1 compliant, 1 non-compliant, 1 disputed, 1 indeterminate\n" in shown
    assert "ask about /lists/0/entries/2: " in shown


def test_a_rule_is_met_or_broken_whether_of_a_list_or_of_a_person(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    of_person = verdict["lists"][0]["entries"][1]["findings"][0]
    of_list = {**of_person, "rule": "minimum", "subject": "/lists/0", "message": "The list is too short."}
    verdict["lists"][0]["findings"] = [of_list]
    shown = text(verdict, ruleset, 120)
    assert shown.count("met under UA-1825") == 2
    assert shown.count("RUS's readings: broken") == 2


def test_a_rule_that_binds_nobody_says_so(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    verdict["lists"][0]["entries"][3]["findings"][0]["level"] = "advisory"
    verdict["lists"][0]["entries"][3]["findings"][0]["rule"] = "recommended"
    shown = text(verdict, ruleset)
    assert "recommended (advisory), clause IST2-C03" in shown
    assert "    warning" in shown and "  broken  " not in shown


def test_worlds_of_several_disputed_names_are_named(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    finding = verdict["lists"][0]["entries"][1]["findings"][0]
    finding["under"] = {
        "satisfied": [{"wounded": ["ANY"]}, {"young": ["LE25"], "wounded": ["SERIOUS"]}],
        "violated": [{"young": ["LT25"], "wounded": ["SERIOUS"]}],
    }
    shown = " ".join(text(verdict, ruleset, 120).split())
    assert "met under wounded ANY; or young LE25 with wounded SERIOUS" in shown
    assert "broken under young LT25 with wounded SERIOUS" in shown


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


RULES = [
    {"rule": "agreed-category", "clause": "IST2-C03", "level": "binding", "statuses": {"satisfied": 1, "violated": 1}},
    {"rule": "pow-only", "clause": "IST2-C18", "level": "binding", "statuses": {"satisfied": 4}},
    {"rule": "minimum", "clause": "IST2-C05", "level": "binding", "statuses": {"not_applicable": 1}},
    {"rule": "early", "clause": "IST2-C07", "level": "binding", "statuses": {"not_applicable": 1, "waived": 1}},
    {"rule": "remains", "clause": "IST2-C09", "level": "binding", "statuses": {}},
]


def test_a_verdict_says_what_it_rests_on_and_how_much_is_left(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    assert "judged by" not in text(verdict, ruleset)
    clause = ruleset.clauses["IST2-C03"]
    names = ("IST2-C03", "IST2-C18", "IST2-C05", "IST2-C07", "IST2-C09", "IST2-C10", "IST2-C11")
    seven = replace(ruleset, clauses=dict.fromkeys(names, clause))
    shown = text({**verdict, "rules": RULES}, seven, 160)
    assert "\njudged by: agreed-category (IST2-C03), pow-only (IST2-C18) · " in shown
    assert " · waived: early (IST2-C07) · did not apply: minimum (IST2-C05)\n" in shown
    assert "\nnot checked by any rule: 2 of the 7 clauses of this ruleset\n" in shown
    assert "not checked by any rule" not in text({**verdict, "rules": RULES}, ruleset)
    idle = [{**row, "statuses": {}} for row in RULES]
    assert "\njudged by: no rule\n" in text({**verdict, "rules": idle}, ruleset)


def test_before_the_agreement_no_clause_is_said_to_be_unchecked(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    two = replace(ruleset, clauses={**ruleset.clauses, "C2": ruleset.clauses["IST2-C03"]})
    verdict["rules"] = RULES[:1]
    assert "not checked by any rule: 1 of the 2 clauses" in text(verdict, two)
    verdict["findings"] = [{"rule": "in-force", "message": "The agreement is in force from 2025-06-02."}]
    assert "not checked by any rule" not in text(verdict, two)


@pytest.mark.parametrize(
    ("warnings", "language", "said"),
    [
        (0, "en", ""),
        (1, "en", "1 warning"),
        (2, "en", "2 warnings"),
        (2, "uk", "застереження — 2"),
        (1, "ru", "замечание — 1"),
    ],
)
def test_that_there_are_warnings_stands_beside_the_verdict(
    verdict: dict[str, Any], ruleset: Ruleset, warnings: int, language: str, said: str
) -> None:
    only = {**dict.fromkeys(verdict["counts"], 0), "compliant": 1, "warnings": warnings}
    verdict |= {"verdict": "compliant", "counts": only}
    verdict["lists"][0] |= {"verdict": "compliant", "counts": only, "entries": verdict["lists"][0]["entries"][:1]}
    head, _, judged = text(verdict, ruleset, 120, language=language).splitlines()[:3]
    word = LANGUAGES[language]["verdict.compliant"]
    assert head.startswith(f"{word.upper()} ({said})  Istanbul" if said else f"{word.upper()}  Istanbul")
    assert judged.endswith(f", {said}") if said else judged.endswith("1 compliant")
    head = text({**verdict, "verdict": "disputed"}, ruleset, 120, language=language)
    assert head.startswith(LANGUAGES[language]["verdict.disputed"].upper() + "  Istanbul")


def advice(verdict: dict[str, Any], entry: int, *rules: str, **more: Any) -> None:
    found = verdict["lists"][0]["entries"][entry]["findings"]
    fixed = {"clause": "IST2-C03", "level": "advisory", "message": "Not recorded.", "by_party": {}, "missing": []}
    fixed |= {"status": "violated", "subject": f"/lists/0/entries/{entry}"}
    found += [{**fixed, "rule": rule, **more} for rule in rules]


def test_advice_of_one_clause_stands_together(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    for entry in verdict["lists"][0]["entries"]:
        entry["findings"] = []
    advice(verdict, 0, "gc3/rank", "gc3/number")
    advice(verdict, 1, "gc3/rank", "gc3/number")
    advice(verdict, 2, "gc3/number")
    advice(verdict, 3, "gc3/rank", "gc3/number", status="indeterminate", missing=["rank"])
    shown = text(verdict, ruleset, 160)
    assert (
        shown[shown.index("\n  advisory") : shown.index("\nask about")]
        == """
  advisory, clause IST2-C03 (agreed): Every person on a list falls in one of the agreed categories.
    warning        2  P1, P3  rank, number
    warning        1  P9      number
    indeterminate  1  Q1      rank, number
                              missing: rank
"""
    )


def test_advice_that_stands_alone_or_rests_on_readings_keeps_its_own_part(
    verdict: dict[str, Any], ruleset: Ruleset
) -> None:
    advice(verdict, 0, "rank")
    assert "\n  rank (advisory), clause IST2-C03 (agreed)" in text(verdict, ruleset, 160)
    assert "Not recorded." in text(verdict, ruleset, 160)
    advice(verdict, 0, "number", status="disputed", under={"satisfied": [{"n": ["A"]}], "violated": [{"n": ["B"]}]})
    shown = text(verdict, ruleset, 160)
    assert "\n  number (advisory), clause IST2-C03 (agreed)" in shown
    assert "disputed  1  P1  met under A\n" in shown
    assert "warning under B\n" in shown
    assert "\n  rank (advisory)" in shown
    advice(verdict, 0, "elsewhere", clause="C9")
    assert "\n  elsewhere (advisory)\n" in text(verdict, ruleset, 160)


def test_the_message_stands_only_beside_those_who_break_the_rule(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    message = "The person falls in none of the agreed categories."
    assert text(verdict, ruleset, 160).count(message) == 1
    del verdict["lists"][0]["entries"][3]
    assert message not in text(verdict, ruleset, 160)


def test_who_breaks_a_binding_rule_is_told_which(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    head, first = text(verdict, ruleset, 120).splitlines()[5:7]
    assert head.split() == ["what", "holds", "breaks"]
    assert first.index("agreed-category") == head.index("breaks")
    verdict["lists"][0]["entries"][3]["findings"][0]["level"] = "advisory"
    assert "breaks" not in text(verdict, ruleset, 120)


def test_a_name_that_no_reading_settles_is_told_once_in_words(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    finding = verdict["lists"][0]["entries"][1]["findings"][0]
    finding["status"], finding["by_party"] = "indeterminate", {}
    finding["under"] = {"indeterminate": [{"young": ["none"]}]}
    young = Definition("young", "prisoner", "IST2-C02", True, BOOL, (Reading("A", ("UKR",), (), None, "x"),) * 2, PLACE)
    with_young = replace(ruleset, definitions={"young": young})
    shown = text({**verdict, "readings": "common"}, with_young, 120)
    assert "P3  young left unsettled\n" in shown
    assert "\nyoung: no reading is held by all parties, so it is left unsettled\n" in shown
    assert "under" not in shown
    assert "readings of young" not in shown
    finding["under"] = {"satisfied": [{"ill": ["B"], "young": ["none"]}], "indeterminate": [{"young": ["none"]}]}
    shown = text({**verdict, "readings": "common"}, with_young, 120)
    assert "met under B\n" in shown
    assert "indeterminate under every reading" in shown


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("all", ["ONE", "TWO", "BOTH"]),
        ("UKR", ["ONE", "BOTH"]),
        ("common", ["BOTH"]),
        ({"young": ["TWO"]}, ["TWO"]),
        ({"age": ["X"]}, ["ONE", "TWO", "BOTH"]),
    ],
)
def test_only_the_readings_that_counted_are_explained(
    verdict: dict[str, Any], ruleset: Ruleset, asked: Any, names: list[str]
) -> None:
    held = {"ONE": ("UKR",), "TWO": ("RUS",), "BOTH": ("UKR", "RUS")}
    readings = tuple(Reading(name, parties, (), None, "is so") for name, parties in held.items())
    young = Definition("young", "prisoner", "IST2-C02", True, BOOL, readings, PLACE)
    shown = text({**verdict, "readings": asked}, replace(ruleset, definitions={"young": young}), 120)
    assert [name for name in held if f"\n  {name}" in shown] == names


@pytest.mark.parametrize("standing", ["draft", "withdrawn"])
def test_a_ruleset_that_may_bind_nobody_says_so(verdict: dict[str, Any], ruleset: Ruleset, standing: Any) -> None:
    assert "beware" not in text(verdict, ruleset)
    assert "\nbeware: this ruleset is " in text(verdict, replace(ruleset, standing=standing))


@pytest.mark.parametrize(
    ("as_of", "is_past"),
    [
        ("2025-06-30", False),
        ("2025-07-01", True),
        ("2025-06-30T20:59:59Z", False),
        ("2025-06-30T21:00:00Z", True),
        ("2025-07-01T00:30:00.123456789+05:00", False),
    ],
)
def test_a_day_after_the_end_of_the_agreement_is_told(
    verdict: dict[str, Any], ruleset: Ruleset, as_of: str, is_past: bool
) -> None:
    conventions = replace(ruleset.conventions, time_zone="Europe/Istanbul")
    ended = replace(ruleset, in_force_until="2025-06-30", conventions=conventions)
    shown = text({**verdict, "as_of": as_of}, ended)
    assert ("beware: the agreement was in force until 2025-06-30" in shown) is is_past


def submitted(id_: str, *people: str, **more: Any) -> Any:
    header = {"kind": "prisoners", "role": "proposed", "by": "UKR", "to": None, "date": None, "final": False}
    header |= {"channel": None, "transfer_on": None}
    return SimpleNamespace(id=id_, entries=[SimpleNamespace(id=person) for person in people], **{**header, **more})


def test_a_list_says_what_was_taken_for_granted(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    shown = text(verdict, ruleset, lists=[submitted("U", "P1", "P3", "P9", "Q1")])
    assert "\nList U: non-compliant\n  prisoners, proposed by UKR, no date, open tranche\n" in shown
    more = {"to": "RUS", "date": "2025-06-05", "final": True, "channel": "sanitary", "transfer_on": "2025-06-09"}
    shown = text(verdict, ruleset, 120, lists=[submitted("U", **more)])
    said = "prisoners, proposed by UKR to RUS, dated 2025-06-05, final, sanitary channel, transfer on 2025-06-09"
    assert f"\n  {said}\n" in shown


def test_with_the_submission_everybody_has_a_name_and_registers_are_told(
    verdict: dict[str, Any], ruleset: Ruleset
) -> None:
    del verdict["lists"][0]["entries"]
    verdict["not_checked"].append({"subject": "/lists/2", "reason": "conduct of another party"})
    lists = [submitted("U", "P1", "P3", "P9"), submitted("R", role="register"), submitted("V")]
    shown = text(verdict, ruleset, lists=lists)
    assert "ask about P9 of list U: " in shown
    assert "not checked: list V (conduct of another party)" in shown
    assert "not judged: list R (a register is not judged)" in shown
    verdict["not_checked"].append({"subject": "/lists/1", "reason": "a register is data"})
    shown = text(verdict, ruleset, lists=lists)
    assert "not checked: list R (a register is data)" in shown
    assert "not judged" not in shown


def test_what_a_list_does_not_say_is_asked_once_for_all_its_people(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    asked = {"fields": ["header.date"], "may_settle": ["agreed-category"]}
    verdict["clarifications"] = [{**asked, "subject": f"/lists/0/entries/{n}"} for n in (1, 2)]
    shown = text(verdict, ruleset, 120)
    said = "the date of list U is not given (in its header, or --date); may settle agreed-category"
    assert shown.count(said) == 1
    assert "ask about" not in shown


def record(status: str = "violated") -> dict[str, Any]:
    """What is said of all lists together, by a rule that another ruleset brought along."""
    message = "Both sides hand over the same number."
    finding = {"rule": "list-quality/equal-number", "clause": "IST2-C03", "level": "binding", "status": status}
    finding |= {"subject": "", "message": message, "by_party": {}, "missing": []}
    holds = {"complete": "true", "balanced": "unknown", "late": "false"}
    return {"verdict": "non_compliant", "holds": holds, "values": {"handed_over": 7}, "findings": [finding]}


def test_what_is_said_of_all_lists_together_stands_after_them(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    assert "All lists together" not in text({**verdict, "record": None}, ruleset)
    shown = text({**verdict, "record": record()}, ruleset)
    assert (
        shown[shown.index("\nAll lists") : shown.index("\nask about")]
        == """
All lists together (handed_over 7): non-compliant
  complete, balanced unknown

  list-quality/equal-number, clause IST2-C03 (agreed): Every person on a list
  falls in one of the agreed categories.
    broken  1  all lists together  Both sides hand over the same number.
"""
    )


def test_what_is_missing_of_all_lists_together_is_asked(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    verdict["clarifications"] = [{"subject": "", "fields": ["date"], "may_settle": ["equal-number"]}]
    assert "\nask about all lists together: date; may settle equal-number\n" in text(verdict, ruleset)


def test_readings_that_only_the_record_rests_on_are_explained(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    readings = tuple(Reading(name, ("UKR",), (), None, "is so") for name in ("ONE", "TWO"))
    even = Definition("even", "record", "IST2-C02", True, BOOL, readings, PLACE)
    disputed = record("disputed")
    disputed["findings"][0]["under"] = {"satisfied": [{"even": ["ONE"]}], "violated": [{"even": ["TWO"]}]}
    shown = text({**verdict, "record": disputed}, replace(ruleset, definitions={"even": even}), 120)
    assert "met under ONE\n" in shown
    assert "readings of even (clause IST2-C02)" in shown


@pytest.mark.parametrize("width", [60, 80, 120])
def test_long_names_of_included_rules_fit(verdict: dict[str, Any], ruleset: Ruleset, width: int) -> None:
    name = "list-quality/already-released-or-repatriated"
    verdict["lists"][0]["entries"][3]["findings"][0]["rule"] = name
    verdict["rules"] = [{"rule": name, "clause": "LQ-C01", "level": "binding", "statuses": {"violated": 1}}]
    shown = text(verdict, ruleset, width)
    assert max(map(len, shown.splitlines())) <= width
    assert "judged by: list-quality: already-released-or-repatriated (LQ-C01)" in " ".join(shown.split())
    assert f"\n  {name}, clause" in shown


def test_rules_are_named_by_the_ruleset_that_they_come_from_and_their_clause_once(
    verdict: dict[str, Any], ruleset: Ruleset
) -> None:
    rows = [("own", "C1"), ("gc3/rank", "C2"), ("gc3/number", "C3"), ("gc3/name", "C2")]
    fixed = {"level": "binding", "statuses": {"satisfied": 1}}
    verdict["rules"] = [{"rule": rule, "clause": clause, **fixed} for rule, clause in rows]
    shown = text(verdict, ruleset, 120)
    assert "\njudged by: own (C1); gc3: rank, name (C2), number (C3)\n" in shown


def test_a_name_is_short_where_no_other_is_the_same(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    readings = (Reading("", (), (), True, "true"),)
    same = Definition("young", "prisoner", "IST2-C02", True, BOOL, readings, PLACE)
    names = ("gc3/young", "lq/ill", "gc3/age")
    entry = verdict["lists"][0]["entries"][3]
    entry["holds"] = {"gc3/young": "true", "lq/ill": "true"}
    entry["values"] = {"gc3/age": 7}
    entry["findings"][0]["rule"] = "gc3/category"
    definitions = dict.fromkeys(names, same)
    shown = text(verdict, replace(ruleset, definitions=definitions), 120)
    assert "Q1 (age 7)   young and ill" in shown
    assert "category\n" in shown
    assert "\n  gc3/category, clause IST2-C03" in shown
    alike = replace(ruleset, definitions={**definitions, "lq/young": same}, rules={"gc3/category": 1, "category": 2})
    shown = text(verdict, alike, 120)
    assert "Q1 (age 7)   gc3/young and ill" in shown
    assert "gc3/category\n" in shown


def test_the_text_of_a_clause_stands_once_in_a_list(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    finding = verdict["lists"][0]["entries"][3]["findings"][0]
    verdict["lists"][0]["entries"][3]["findings"].append({**finding, "rule": "other"})
    shown = text(verdict, ruleset, 160)
    assert shown.count("Every person on a list falls in one of the agreed categories.") == 1
    assert "\n  other, clause IST2-C03 (agreed)\n" in shown
    verdict["lists"].append({**verdict["lists"][0], "id": "V"})
    assert text(verdict, ruleset, 160).count("Every person on a list falls in one of the agreed categories.") == 2


UKRAINIAN = """\
НЕ ВІДПОВІДАЄ  Istanbul talks, second round, 2 June 2025
istanbul-2025@2.0.0 · узгоджено · станом на 2025-06-07 · sha256:0123456789ab
оцінено 4: відповідає — 1, не відповідає — 1, спірно — 1, не встановлено — 1

Список U: не відповідає
  полонені, запропоновано стороною UKR, без дати, неостаточний
                                  що справджується               порушує
  не відповідає   1  Q1 (age 41)                                 agreed-category
  спірно          1  P3 (age 25)  young (спірно)
  не встановлено  1  P9           seriously_wounded і
                                  seriously_ill і young
                                  (невідомо)
  відповідає      1  P1 (age 35)  seriously_wounded

  agreed-category, пункт IST2-C03 (узгоджено): Кожна особа
    порушено        1  Q1  The person falls in none of the agreed categories.
    спірно          1  P3  дотримано за тлумачень: UA-1825, UA-LE25, UA-BY-LOOSE
                           порушено за тлумачень: UA-BY-STRICT, RU-LT25
                           за тлумаченнями сторони UKR: спірно · за тлумаченнями
                           сторони RUS: порушено
    не встановлено  1  P9  бракує: health, date_of_birth

слід уточнити — P9: health або date_of_birth; від цього залежить:
agreed-category

не перевірено: no-date-alone (no action in the submission)
"""


def test_it_reads_well_in_ukrainian(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    assert text(verdict, ruleset, language="uk", lists=[submitted("U", "P1", "P3", "P9", "Q1")]) == UKRAINIAN


def test_thousands_are_grouped_as_the_language_has_it(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    grown = crowd(verdict, 3000)
    assert "и ещё 2\u00a0989" in text(grown, ruleset, 120, language="ru")
    assert "та ще 2\u00a0989" in text(grown, ruleset, 120, language="uk")


def test_what_only_this_ruleset_asks_of_a_list_is_said_with_its_file(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    asked = {"subject": "/lists/0/entries/1", "fields": ["header.during_war"], "may_settle": ["agreed-category"]}
    own = replace(ruleset, own_fields={"list": {"during_war": Field("during_war", BOOL)}})
    shown = text({**verdict, "clarifications": [asked]}, own, 120)
    assert "the during_war of list U is not given (in its header, or FILE:during_war=…); may settle" in shown
