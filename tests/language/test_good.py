"""Rulesets that use every construct: they compile without a remark, and judge."""

from pathlib import Path
from typing import Any

import pytest
from tiny import verdict

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


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_ruleset_compiles_without_a_remark(path: Path) -> None:
    assert [str(diagnostic) for diagnostic in check_text(path.read_bytes())] == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_ruleset_judges_and_says_why(path: Path, kind: str) -> None:
    program = compile_text(path.read_bytes())
    entry = PERSON if kind == "prisoners" else BODY
    entries: list[dict[str, Any]] = [{"id": "nothing"}, entry]
    judged = verdict(program, entries, {"by": "UKR", "final": True}, kind, detail="trace")
    of = KINDS[kind]
    rules = [rule.name for rule in program.ruleset.rules.values() if rule.of == of]
    assert [[rule["rule"] for rule in entry["rules"]] for entry in judged["entries"]] == [rules, rules]
