"""On what ground somebody may be on a list, as the bundled rulesets say it."""

from pathlib import Path
from typing import Any

import pytest

from servanda.catalog import Catalog
from servanda.report.grounds import claimed, clauses, grounds
from servanda.report.words import words

CATALOG = Catalog.load(Path(__file__).resolve().parents[2] / "rulesets")
CATEGORIES = ["IST2-C01", "IST2-C02", "IST2-C03", "IST2-C04"]


@pytest.mark.parametrize(
    ("agreement", "version", "subject", "told"),
    [
        ("istanbul-2025", "2.0.0", "prisoner", CATEGORIES),
        ("istanbul-2025-gc3", "1.0.0", "prisoner", CATEGORIES),
        ("istanbul-2025", "3.0.0", "prisoner", ["IST3-C02"]),
        ("istanbul-2025", "2.0.0", "remains", []),
        ("istanbul-2025", "1.0.0", "prisoner", []),  # no criterion was agreed
        ("list-quality", "1.0.0", "prisoner", []),  # practice
    ],
)
def test_the_clauses_of_what_everybody_has_to_meet_are_the_grounds(
    agreement: str, version: str, subject: str, told: list[str]
) -> None:
    ruleset = CATALOG.program(agreement, version).ruleset
    assert clauses(grounds(ruleset, subject), ruleset) == told


@pytest.mark.parametrize(
    ("verdict", "holds", "unmet", "told"),
    [
        ("compliant", {"seriously_ill": "true", "young": "disputed"}, "", ["IST2-C01"]),
        ("non_compliant", {"seriously_ill": "true", "young": "true"}, "pow-only", ["IST2-C01", "IST2-C02"]),
        ("compliant", {"seriously_wounded": "disputed", "young": "disputed"}, "", ["IST2-C03"]),
        ("disputed", {"young": "disputed"}, "agreed-category", []),
        ("non_compliant", {"young": "false"}, "agreed-category", []),
        ("not_applicable", {}, "", []),
        ("", {}, "", []),
    ],
)
def test_a_ground_is_claimed_that_holds_whatever_the_reading(
    verdict: str, holds: dict[str, str], unmet: str, told: list[str]
) -> None:
    ruleset = CATALOG.program("istanbul-2025", "2.0.0").ruleset
    entry: Any = {"verdict": verdict, "holds": holds, "findings": [{"rule": unmet}] if unmet else []}
    assert claimed(entry, grounds(ruleset, "prisoner"), ruleset) == told


def test_a_row_in_a_sentence_has_its_conjunction_before_the_last() -> None:
    say = words("en")
    assert [say.listed("and", "PQR"[:length]) for length in (1, 2, 3)] == ["P", "P and Q", "P, Q and R"]
    assert words("uk").listed("or", "PQR") == "P, Q" + words("uk")("or") + "R"
