"""Acts, duties and accounts as people read them: in the terminal, in CSV and in workbooks."""

import csv
from dataclasses import replace
from io import BytesIO, StringIO
from typing import Any

import pytest
from acts_by_hand import ANNOUNCEMENT, EVENTS, act, difference, duty, finding, history, judged, step
from python_calamine import CalamineWorkbook
from rich.console import Console

from servanda.language.ruleset import Reading, Ruleset, Term
from servanda.language.types import INT
from servanda.report.csv_table import csv_table
from servanda.report.table import report
from servanda.report.words import LANGUAGES
from servanda.report.workbook import workbook

SUBMITTED: dict[str, Any] = {"action": ANNOUNCEMENT, "events": EVENTS}
TABLE = """\
NON-COMPLIANT  Istanbul talks, second round, 2 June 2025
istanbul-2025@2.0.0 · agreed · as of 2025-06-07 · sha256:0123456789ab
3 acts judged: 1 non-compliant, 1 disputed, 1 compliant

Proposed action: non-compliant
  announcement by RUS, 2025-06-07, remains: date 2025-06-07, number 1,200, as agreed
  claims_consent

  number-agreed
    broken  1  the proposed action  The date was not agreed by both sides.

Events
  disputed   /events/1  setting of a date by RUS, 2025-06-06, remains, stated by RUS: date 2025-06-07
  compliant  E1         return of a list by RUS, 2025-06-06: list V

  no-date-alone
    disputed  1  /events/1  met in the account of RUS
                            broken in the account of UKR

Conduct of the parties
  compliant  RUS  handed_over 6057 in the account of UKR, 6060 in the account of RUS

Duties

  reply
    pending  1  RUS (since E3, no deadline)
    met      1  UKR (since E1, due 2025-06-14)

Next steps
  RUS (since E3, no deadline): reply, clause IST2-C07: A reply to comments is owed.

Where the accounts differ
  transfer by RUS (batch B5): count 1,245 in the account of UKR, count 1,248 in the account of RUS
  transfer by RUS (batch B5): not told in the account of UKR, told in the account of RUS
  transfer by RUS (batch B5): at 2025-06-16 and 2025-06-17 in the account of UKR, at 2025-06-16 in the account
  of RUS
"""


@pytest.fixture
def of_acts(verdict: dict[str, Any]) -> dict[str, Any]:
    """A verdict on acts alone."""
    counts = {**dict.fromkeys(verdict["counts"], 0), "compliant": 2, "non_compliant": 1, "disputed": 1}
    return {**verdict, **history(), "lists": [], "clarifications": [], "not_checked": [], "counts": counts}


def text(verdict: dict[str, Any], ruleset: Ruleset, width: int = 110, **options: Any) -> str:
    console = Console(width=width, no_color=True, highlight=False)
    with console.capture() as capture:
        console.print(report(verdict, ruleset, **options))
    return "".join(line.rstrip() + "\n" for line in capture.get().splitlines())


def sheets(verdict: dict[str, Any], ruleset: Ruleset, **options: Any) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(workbook(verdict, ruleset, **options)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def of_columns(rows: list[list[Any]]) -> list[dict[str, Any]]:
    return [{k: v for k, v in zip(rows[0], row, strict=True) if v != ""} for row in rows[1:]]


def with_obligation(ruleset: Ruleset) -> Ruleset:
    obligations: Any = {"reply": None}
    return replace(ruleset, obligations=obligations)


def test_acts_duties_and_accounts_read_well(of_acts: dict[str, Any], ruleset: Ruleset) -> None:
    assert text(of_acts, ruleset, **SUBMITTED) == TABLE


def test_acts_stand_before_lists(verdict: dict[str, Any], ruleset: Ruleset) -> None:
    shown = text({**verdict, **history()}, ruleset, **SUBMITTED)
    assert "4 judged: 1 compliant" in shown and "\n3 acts judged: " in shown
    parts = ["Proposed action", "Events", "Conduct", "Duties", "Next steps", "Where the", "List U", "ask about"]
    assert sorted(parts, key=lambda part: shown.index(f"\n{part}")) == parts


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_it_all(of_acts: dict[str, Any], ruleset: Ruleset, language: str) -> None:
    shown = text(of_acts, ruleset, 200, language=language, **SUBMITTED)
    words = LANGUAGES[language]
    for key in ("action", "events", "parties", "duties", "steps", "differences", "duty.undated", "act.as-agreed"):
        assert words[key] in shown, key
    assert words["in-account"].format(parties="RUS") in shown
    assert "\\x" not in shown and (words["digits"] + "245") in shown


def test_without_the_submission_acts_have_their_ids_and_places(of_acts: dict[str, Any], ruleset: Ruleset) -> None:
    shown = text(of_acts, ruleset)
    assert "  disputed   /events/1\n  compliant  E1\n" in shown
    assert "Proposed action: non-compliant\n  claims_consent\n" in shown


def test_nothing_is_said_of_acts_where_nothing_applies(of_acts: dict[str, Any], ruleset: Ruleset) -> None:
    idle = [judged("not_applicable", id=None, subject="/events/0")]
    parties = [judged("not_applicable", party="UKR")]
    empty = {"obligations": [], "next_steps": [], "differences": []}
    shown = text({**of_acts, **empty, "action": None, "events": idle, "parties": parties}, ruleset)
    assert shown.count("\n") == 3 and "0 judged" in shown


def test_events_are_cut_where_there_are_too_many(of_acts: dict[str, Any], ruleset: Ruleset) -> None:
    of_acts["events"] = [judged("compliant", id=f"E{n}", subject=f"/events/{n}") for n in range(1000)]
    shown = text(of_acts, ruleset)
    assert "E11" in shown and "E12" not in shown and "and 988 more" in shown
    assert "E999" in text(of_acts, ruleset, everyone=True)


def worlds(of_acts: dict[str, Any], ruleset: Ruleset, under: dict[str, Any]) -> str:
    by_party = {"UKR": "violated", "RUS": "satisfied"}
    found = finding("minimum", "disputed", "/events/1", under=under, by_party=by_party)
    of_acts["events"][1]["findings"] = [found]
    return text(of_acts, ruleset, 160)


def test_readings_and_accounts_are_told_together(of_acts: dict[str, Any], ruleset: Ruleset) -> None:
    shown = worlds(
        of_acts,
        ruleset,
        {
            "satisfied": [{"young": ["LE25"], "account": ["RUS"]}, {"account": ["UKR", "TUR"]}],
            "violated": [{"young": ["LT25"], "account": ["RUS"]}],
        },
    )
    assert "met under LE25, in the account of RUS; or in the accounts of UKR and TUR\n" in shown
    assert "broken under LT25, in the account of RUS\n" in shown
    assert "UKR's readings and account: broken · RUS's readings and account: met" in shown


def test_accounts_that_matter_in_one_reading_only(of_acts: dict[str, Any], ruleset: Ruleset) -> None:
    under = {"violated": [{"young": ["LT25"]}, {"young": ["LE25"], "account": ["UKR"]}], "satisfied": [{}]}
    assert "broken under LT25; or under LE25, in the account of UKR\n" in worlds(of_acts, ruleset, under)


def test_the_account_is_no_name_that_has_readings(of_acts: dict[str, Any], ruleset: Ruleset) -> None:
    assert "readings of" not in text(of_acts, ruleset)


def test_readings_that_only_a_duty_rests_on_are_explained(of_acts: dict[str, Any], ruleset: Ruleset) -> None:
    readings = (Reading("R-7", ("RUS",), (), 7, "7"), Reading("U-3", ("UKR",), (), 3, "3"))
    disputed = replace(ruleset, terms={"days": Term("days", "IST2-C07", INT, readings)})
    under = {"pending": [{"days": ["R-7"]}], "violated": [{"days": ["U-3"]}]}
    of_acts["obligations"] = [duty("disputed", "/events/2", "RUS", {"R-7": "2025-06-14", "U-3": None}, under=under)]
    shown = text(of_acts, disputed, **SUBMITTED)
    assert "RUS (since E3, due 2025-06-14)  pending under R-7\n" in shown
    assert "readings of days (clause IST2-C07)\n  R-7  held by RUS  7\n" in shown


def test_values_are_by_account_only_where_no_reading_is_called_so(of_acts: dict[str, Any], ruleset: Ruleset) -> None:
    of_acts["parties"][1]["values"] = {"total": {"A/UKR": 1, "B/UKR": 2, "A/RUS": 3, "B/RUS": 3}, "none": {"UKR": None}}
    shown = text(of_acts, ruleset)
    assert "RUS  total 1 or 2 in the account of UKR, 3 in the account of RUS\n" in shown
    readings = (Reading("UKR", (), (), 7, "7"), Reading("RUS", (), (), 3, "3"))
    named_so = replace(ruleset, terms={"days": Term("days", "C", INT, readings)})
    of_acts["parties"][1]["values"] = {"total": {"UKR": 1, "RUS": 2}}
    assert "RUS  total 1 or 2\n" in text(of_acts, named_so)


@pytest.mark.parametrize(
    ("owed", "shown"),
    [
        (("/events/2", "RUS", "2025-06-14"), "RUS (since E3, due 2025-06-14)"),
        (
            ("/action", "RUS", ["2025-06-13", "2025-06-14"]),
            "RUS (since the proposed action, due between 2025-06-13 and",
        ),
        (("2025-06-07", "UKR", None), "UKR (since 2025-06-07, no deadline)"),
        ((["2025-06-07", "2025-06-08"], "UKR", None), "UKR (since between 2025-06-07 and 2025-06-08, no deadline)"),
        (({"A": "2025-06-07", "B": "2025-06-08"}, "UKR", None), "UKR (since 2025-06-07 or 2025-06-08, no deadline)"),
        (("/events/1", "UKR", {"UKR": "2025-06-14", "RUS": "2025-06-15"}), "due 2025-06-14 or 2025-06-15)"),
        ((None, None, None), "not yet brought about"),
        ((None, "RUS", None), "RUS (not yet brought about)"),
    ],
)
def test_a_duty_says_since_when_and_until_when(
    of_acts: dict[str, Any], ruleset: Ruleset, owed: Any, shown: str
) -> None:
    pending = duty("pending", *owed)
    of_acts |= {"obligations": [pending], "next_steps": [step(pending)]}
    assert text(of_acts, ruleset, 150, **SUBMITTED).count(shown) == 2


def test_advice_to_several_parties_and_of_several_duties_is_told_apart(
    of_acts: dict[str, Any], ruleset: Ruleset
) -> None:
    known = replace(ruleset, clauses={"IST2-C07": ruleset.clauses["IST2-C03"]})
    more = {"clause": "IST2-C07", "level": "advisory"}
    for place, party in enumerate(of_acts["parties"]):
        broken = [finding(rule, "violated", "/events", **more) for rule in ("prompt", "civil")[place:]]
        party |= {"verdict": "compliant", "findings": broken}
    names = ("reply", "remark")
    of_acts["obligations"] = [duty("violated", "/events/2", "RUS", obligation=name, **more) for name in names]
    shown = text(of_acts, known, **SUBMITTED)
    assert "    warning  1  UKR  prompt, civil\n    warning  1  RUS  civil\n" in shown
    assert "    warning  1  RUS (since E3)  reply\n    warning  1  RUS (since E3)  remark\n" in shown


def test_a_duty_that_is_broken_says_what_it_is(of_acts: dict[str, Any], ruleset: Ruleset) -> None:
    of_acts["obligations"] = [duty("violated", "/events/2", "RUS", "2025-06-06", missing=["events.at"])]
    shown = text(of_acts, ruleset, **SUBMITTED)
    assert "broken  1  RUS (since E3, due 2025-06-06)  A reply to comments is owed.\n" in shown
    assert "missing: events.at" in shown


def test_what_to_ask_is_asked_of_acts_parties_and_duties(of_acts: dict[str, Any], ruleset: Ruleset) -> None:
    subjects: list[dict[str, str]] = [
        {"subject": "/action"},
        {"subject": "/events/0"},
        {"subject": "/events", "party": "UKR"},
        {"subject": "/events/2", "obligation": "gc3-1949/reply"},
        {"subject": "/events", "obligation": "repeat"},
    ]
    of_acts["clarifications"] = [{**item, "fields": ["events.at"], "may_settle": ["reply"]} for item in subjects]
    shown = text(of_acts, ruleset, **SUBMITTED)
    assert "ask about the proposed action, E1, UKR, reply (E3), repeat: events.at; may settle reply\n" in shown


def test_what_was_not_judged_of_the_history_is_named(of_acts: dict[str, Any], ruleset: Ruleset) -> None:
    of_acts["not_checked"] = [
        {"subject": "/events/3", "reason": "it lies after the time of judgement"},
        {"rule": "reply", "reason": "the history does not cover `comment`"},
    ]
    shown = text(of_acts, ruleset, **SUBMITTED)
    assert "not checked: E4 (it lies after the time of judgement)\n" in shown
    assert "not checked: reply (the history does not cover `comment`)\n" in shown


def test_what_was_submitted_of_acts_is_shown_not_obeyed(of_acts: dict[str, Any], ruleset: Ruleset) -> None:
    evil = "\x1b[31m=cmd\u202e"
    action = act("announce", "RUS", id=evil, at=evil, date=evil, list=evil, stated_by=[evil])
    of_acts["differences"] = [difference("location", UKR=evil, RUS=[evil])]
    of_acts["events"][0]["id"] = evil
    shown = text(of_acts, ruleset, action=action, events=[act("transfer", "RUS", id=evil)])
    assert not {"\x1b", "\u202e"} & set(shown)
    assert shown.count("\\x1b[31m=cmd\\u202e") > 5
    of_csv = csv_table(of_acts, ruleset, action=action, events=[act("transfer", "RUS", id="=1+1")]).decode()
    assert not {"\x1b", "\u202e"} & set(of_csv)


def test_a_kind_that_only_this_ruleset_has_stays_as_it_is(of_acts: dict[str, Any], ruleset: Ruleset) -> None:
    assert "  withdrawal_complete by RUS, no time given\n" in text(
        of_acts, ruleset, action=act("withdrawal_complete", "RUS")
    )


def test_acts_and_duties_are_rows_of_csv(of_acts: dict[str, Any], ruleset: Ruleset) -> None:
    of_acts["clarifications"] = [{"subject": "/events", "party": "RUS", "fields": ["events.count"], "may_settle": []}]
    found = csv_table(of_acts, ruleset, **SUBMITTED).decode("utf-8-sig")
    first, *rows = csv.DictReader(StringIO(found, newline=""), strict=True)
    assert [(row["subject"], row["id"], row["verdict"]) for row in rows] == [
        ("action", "", "non_compliant"),
        ("event", "E1", "compliant"),
        ("event", "/events/1", "disputed"),
        ("event", "E3", "not_applicable"),
        ("party", "UKR", "not_applicable"),
        ("party", "RUS", "compliant"),
        ("obligation", "reply", ""),
        ("obligation", "reply", ""),
        ("obligation", "reply", ""),
    ]
    assert rows[0]["violated"] == "number-agreed" and rows[0]["holds.claims_consent"] == "true"
    assert rows[0]["notes"].startswith("announcement by RUS, 2025-06-07, remains: date 2025-06-07")
    assert rows[2]["notes"].endswith(" / met in the account of RUS / broken in the account of UKR")
    assert (rows[5]["values.handed_over.UKR"], rows[5]["values.handed_over.RUS"]) == ("6057", "6060")
    assert rows[5]["missing"] == "events.count"
    assert (rows[6]["pending"], rows[6]["notes"]) == ("reply", "RUS (since E3, no deadline): pending")
    assert (rows[7]["pending"], rows[7]["notes"]) == ("", "UKR (since E1, due 2025-06-14): met")
    assert "next step: RUS (since E3, no deadline): reply, clause IST2-C07" in first["notes"]
    assert "the accounts differ: transfer by RUS (batch B5): count 1,245 in the account of UKR" in first["notes"]


def test_acts_are_rows_of_sheets(of_acts: dict[str, Any], ruleset: Ruleset) -> None:
    of_acts["clarifications"] = [
        {"subject": "/events/2", "obligation": "reply", "fields": ["at"], "may_settle": ["reply"]}
    ]
    book = sheets(of_acts, with_obligation(ruleset), **SUBMITTED)
    assert list(book) == ["summary", "entries", "findings", "obligations", "questions"]
    assert ["acts judged", 3] in [row[:2] for row in book["summary"]]
    findings = [(row["subject"], row.get("id"), row["rule"]) for row in of_columns(book["findings"])]
    assert findings == [("proposed action", None, "number-agreed"), ("event", "/events/1", "no-date-alone")]
    assert of_columns(book["entries"])[5]["values.handed_over.UKR"] == 6057
    question = {"subject": "duty", "id": "reply", "ask for": "at", "may settle": "reply"}
    assert of_columns(book["questions"]) == [question]


def test_duties_have_a_sheet_of_their_own(of_acts: dict[str, Any], ruleset: Ruleset) -> None:
    first, second, third = of_columns(sheets(of_acts, with_obligation(ruleset), **SUBMITTED)["obligations"])
    same = {"obligation": "reply", "clause": "IST2-C07", "level": "binding"}
    assert first == same | {
        "trigger": "E3",
        "party": "RUS",
        "due": "no deadline",
        "status": "pending",
        "message": "A reply to comments is owed.",
        "by_party": "UKR: pending, RUS: pending",
    }
    assert (second["due"], second["status"], "message" in second) == ("2025-06-14", "met", False)
    assert third["status"] == "not applicable"
