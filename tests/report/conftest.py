"""A ruleset and a verdict in wire form, made by hand: reports need no evaluation."""

from typing import Any

import pytest

from servanda.language.ruleset import Clause, Conventions, Ruleset

NAMES = ("compliant", "non_compliant", "disputed", "indeterminate", "pending", "not_applicable", "warnings")


@pytest.fixture
def ruleset() -> Ruleset:
    clause = Clause(
        id="IST2-C03",
        text={"en": "Every person on a list falls in one\nof the agreed categories.", "uk": "Кожна особа"},
        standing="agreed",
        asserted_by=("UKR", "RUS"),
        sources=(),
        not_checkable="",
    )
    return Ruleset(
        agreement="istanbul-2025",
        version="2.0.0",
        title={"en": "Istanbul talks, second round, 2 June 2025"},
        standing="agreed",
        signed=None,
        in_force_from="2025-06-02",
        in_force_until=None,
        known_on=None,
        parties=("UKR", "RUS"),
        third_parties=(),
        conventions=Conventions(None, None, {}),
        sources={},
        clauses={"IST2-C03": clause},
        terms={},
        definitions={},
        rules={},
        obligations={},
        fields={},
        own_fields={},
        digest="sha256:" + "0123456789ab" * 5 + "0123",
    )


def person(id_: str, verdict: str, age: object, holds: dict[str, str], findings: list[Any]) -> dict[str, Any]:
    both = {"at-agreement": age, "at-list": age}
    return {"id": id_, "verdict": verdict, "holds": holds, "values": {"age": both}, "findings": findings}


def finding(status: str, entry: int, **more: Any) -> dict[str, Any]:
    message = "The person falls in none of the agreed categories."
    fixed = {"rule": "agreed-category", "clause": "IST2-C03", "level": "binding", "status": status, "message": message}
    parties = {"UKR": status, "RUS": status}
    return {**fixed, "subject": f"/lists/0/entries/{entry}", "by_party": parties, "missing": [], **more}


@pytest.fixture
def verdict() -> dict[str, Any]:
    out = {"seriously_wounded": "false", "seriously_ill": "false", "young": "false"}
    worlds = {
        "satisfied": [{"young": ["UA-1825", "UA-LE25", "UA-BY-LOOSE"]}],
        "violated": [{"young": ["UA-BY-STRICT", "RU-LT25"]}],
    }
    disputed = finding("disputed", 1, under=worlds, by_party={"UKR": "disputed", "RUS": "violated"})
    asked = ["health", "date_of_birth"]
    unknown = dict.fromkeys(out, "unknown")
    entries = [
        person("P1", "compliant", 35, {**out, "seriously_wounded": "true"}, []),
        person("P3", "disputed", 25, {**out, "young": "disputed"}, [disputed]),
        person("P9", "indeterminate", None, unknown, [finding("indeterminate", 2, missing=asked)]),
        person("Q1", "non_compliant", 41, out, [finding("violated", 3)]),
    ]
    counts = {**dict.fromkeys(NAMES, 0), "compliant": 1, "disputed": 1, "indeterminate": 1, "non_compliant": 1}
    heading = {"id": "U", "verdict": "non_compliant", "holds": {}, "values": {}}
    return {
        "verdict": "non_compliant",
        "as_of": "2025-06-07",
        "readings": "all",
        "account": "all",
        "conduct_of": None,
        "ruleset": {
            "agreement": "istanbul-2025",
            "version": "2.0.0",
            "digest": "sha256:" + "0123456789ab" * 5 + "0123",
            "standing": "agreed",
        },
        "draft": False,
        "counts": counts,
        "findings": [],
        "lists": [{**heading, "findings": [], "counts": counts, "entries": entries}],
        "action": None,
        "events": [],
        "parties": [],
        "obligations": [],
        "next_steps": [],
        "differences": [],
        "clarifications": [{"subject": "/lists/0/entries/2", "fields": asked, "may_settle": ["agreed-category"]}],
        "not_checked": [{"rule": "no-date-alone", "reason": "no action in the submission"}],
        "provenance": {"service": "servanda 0.1.0", "engine": "durable_rules 2.0.28"},
    }
