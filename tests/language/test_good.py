"""Rulesets that use every construct: they compile without a remark, and judge."""

from pathlib import Path
from typing import Any

import pytest
from tiny import whole

from servanda.language import check_text, compile_text
from servanda.language.vocabulary import KINDS

GOOD = sorted((Path(__file__).parent / "good").glob("*.yaml"))
PERSON = {
    "id": "P",
    "date_of_birth": "2000-02-29",
    "health": "fit",
    "power": "UKR",
    "service_number": "123456",
    "health_codes": ["A1.a", "B"],
    "pregnant": False,
    "captured_on": "2025-05",
}
BODY = {"id": "R", "died_on": "2025", "confirmation": "dna"}
ACT = {"kind": "transfer", "actor": "UKR", "at": "2025-07-06", "date": "2025-07-06", "list": "L", "count": 150}
HISTORY: list[dict[str, Any]] = [
    {"kind": "submit_list", "actor": "RUS", "at": "2025-06-11T10:00:00+03:00", "list": "L"},
    {"kind": "receive_list", "actor": "UKR", "at": "2025-06-12", "list": "L"},
    {"kind": "transfer", "actor": "RUS", "at": "2025-06-14T08:00:00Z", "count": 130, "batch": "B1"},
    {"kind": "receive", "actor": "UKR", "at": "2025-06-14T09:00:00Z", "count": 128, "batch": "B1"},
    {"kind": "transfer", "actor": "RUS", "count": 7},
    {"kind": "consent", "actor": "RUS", "date": "2025-07-06", "subject": "both"},
    {"kind": "visit", "actor": "UKR", "at": "2025-06-20", "stated_by": ["UKR"]},
]


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_ruleset_compiles_without_a_remark(path: Path) -> None:
    assert [str(diagnostic) for diagnostic in check_text(path.read_bytes())] == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_ruleset_judges_and_says_why(path: Path, kind: str) -> None:
    program = compile_text(path.read_bytes())
    entry = PERSON if kind == "prisoners" else BODY
    entries: list[dict[str, Any]] = [{"id": "nothing"}, entry]
    submitted = {"id": "L", "kind": kind, "role": "proposed", "by": "UKR", "final": True, "entries": entries}
    found = whole(program, as_of="2025-07-07T12:00:00Z", lists=[submitted], action=ACT, events=HISTORY, detail="trace")

    def rules(of: str) -> list[str]:
        return [rule.name for rule in program.ruleset.rules.values() if rule.of == of]

    def judged(subjects: list[dict[str, Any]]) -> list[list[str]]:
        return [[rule["rule"] for rule in subject["rules"]] for subject in subjects]

    assert judged(found["lists"][0]["entries"]) == [rules(KINDS[kind])] * 2
    assert all(names == rules("action") for names in judged([*found["events"], found["action"] or {"rules": []}]))
    assert all(names == rules("party") for names in judged(found["parties"]))
    assert {row["rule"] for row in found["rules"]} >= program.ruleset.obligations.keys()
