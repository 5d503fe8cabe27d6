"""Taking over other rulesets: whose parties and conventions count, what is bound, left out and replaced."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from servanda.errors import RulesetError
from servanda.evaluation import encode, evaluate
from servanda.evaluation.submission import Reader
from servanda.language import Program, compile_text

HEAD = """\
language: 1
agreement: {name}
version: 1.0.0
title: {{en: "{name}"}}
standing: agreed
in_force: {{from: 2020-01-01}}
parties: [{parties}]
conventions: {{time_zone: UTC, leap_day: {leap_day}}}
"""
TREATY = """
sources:
  S: {date: 2020-01-01, title: "A report", url: "https://example.org/"}
fields: {prisoner: {camp: {type: id, text: {en: "The camp."}}}}
clauses:
  T1: {text: {en: "Nobody is kept for a punishment."}, standing: treaty, sources: [S]}
  T2: {text: {en: "Records name the camp."}, standing: practice}
terms:
  adult: {clause: T2, type: int, readings: {EARLY: {held_by: [], is: 18}, LATE: {held_by: [], is: 21}}}
definitions:
  age: {of: prisoner, clause: T2, shown: true, is: 'age_on(date_of_birth, as_of)'}
  kept: {of: prisoner, clause: T1, is: 'refusal_ground == "disciplinary"'}
  placed: {of: prisoner, clause: T2, is: 'has(camp)'}
  grown: {of: prisoner, clause: T2, is: 'age >= terms.adult'}
rules:
  not-kept: {of: prisoner, clause: T1, requires: '!kept', message: {en: "Kept."}}
  camp-named: {of: prisoner, clause: T2, level: review, requires: placed, message: {en: "No camp."}}
  of-age: {of: prisoner, clause: T2, level: advisory, requires: grown, message: {en: "A child."}}
"""
OWN = """
clauses:
  A1: {text: {en: "Camps are named."}, standing: agreed}
  A2: {text: {en: "Nobody is kept, for whatever reason."}, standing: agreed}
definitions:
  age: {of: prisoner, clause: A1, is: 'held_at == "X"'}
rules:
  nobody-kept: {of: prisoner, clause: A2, requires: fit_to_travel, message: {en: "Kept."}}
  here: {of: prisoner, clause: A1, level: advisory, requires: age, message: {en: "Elsewhere."}}
"""


def text(name: str, body: str, parties: str = "UKR, RUS", leap_day: str = "mar-1") -> str:
    return HEAD.format(name=name, parties=parties, leap_day=leap_day) + body


def program(body: str, published: Mapping[str, str] | None = None, **head: str) -> Program:
    """The program of a ruleset that may include `treaty@1.0.0`, and whatever else is published."""
    texts = {"treaty@1.0.0": text("treaty", TREATY), **(published or {})}

    def find(agreement: str, version: str) -> bytes | None:
        found = texts.get(f"{agreement}@{version}")
        return found and found.encode()  # type: ignore[return-value]

    return compile_text(text("agreement", body, **head), find=find)


def verdict(made: Program, entry: dict[str, Any], by: str = "UKR", as_of: str = "2025-03-01") -> Any:
    header = {"id": "L", "kind": "prisoners", "role": "proposed", "by": by}
    body = {"as_of": as_of, "detail": "trace", "lists": [{**header, "entries": [{"id": "P", **entry}]}]}
    read = Reader(made.ruleset).read(json.dumps(body).encode())
    return json.loads(encode(evaluate(made, read)))["lists"][0]["entries"][0]


def statuses(made: Program, entry: dict[str, Any], by: str = "UKR") -> dict[str, str]:
    return {rule["rule"]: rule["status"] for rule in verdict(made, entry, by)["rules"]}


def test_a_ruleset_may_consist_of_includes_alone() -> None:
    made = program("includes: [{ruleset: treaty@1.0.0}]")
    found = verdict(made, {"refusal_ground": "disciplinary", "date_of_birth": "2005-03-02", "camp": "C"})
    assert found["verdict"] == "non_compliant"
    assert found["values"] == {"treaty/age": 19}
    assert [(f["rule"], f["clause"], f["status"]) for f in found["findings"]] == [
        ("treaty/not-kept", "T1", "violated"),
        ("treaty/of-age", "T2", "disputed"),
    ]
    assert found["findings"][1]["under"] == {
        "satisfied": [{"treaty/adult": ["EARLY"]}],
        "violated": [{"treaty/adult": ["LATE"]}],
    }


def test_what_is_included_judges_as_it_does_by_itself() -> None:
    alone, taken = compile_text(text("treaty", TREATY)), program("includes: [{ruleset: treaty@1.0.0}]")
    for entry in ({}, {"camp": "C"}, {"refusal_ground": "rank", "date_of_birth": "2004"}, {"on_record": ["camp"]}):
        expected = {f"treaty/{rule}": status for rule, status in statuses(alone, entry).items()}
        assert statuses(taken, entry) == expected


def test_names_of_the_two_do_not_meet() -> None:
    made = program("includes: [{ruleset: treaty@1.0.0}]" + OWN)
    found = statuses(made, {"held_at": "X", "date_of_birth": "1990-01-01"})
    assert (found["here"], found["treaty/of-age"]) == ("satisfied", "satisfied")


def test_a_bound_rule_is_binding_under_the_clause_of_the_agreement() -> None:
    made = program("includes: [{ruleset: treaty@1.0.0, bind: {camp-named: A1}}]" + OWN)
    found = verdict(made, {"fit_to_travel": True, "refusal_ground": "rank", "date_of_birth": "1990"})
    assert found["verdict"] == "non_compliant"
    assert found["findings"][0]["rule"] == "treaty/camp-named"
    assert found["findings"][0]["clause"] == "A1"


def test_a_dropped_rule_judges_nobody_and_its_clause_says_so() -> None:
    made = program("includes: [{ruleset: treaty@1.0.0, drop: [camp-named, of-age]}]")
    assert list(made.ruleset.rules) == ["treaty/not-kept"]
    assert "leaves its rules out" in made.ruleset.clauses["T2"].not_checkable
    assert not made.ruleset.clauses["T1"].not_checkable


def test_a_binding_rule_may_stand_in_the_place_of_one_of_a_treaty() -> None:
    made = program("includes: [{ruleset: treaty@1.0.0}]\noverrides: {treaty/not-kept: A2}" + OWN)
    assert "treaty/not-kept" not in made.ruleset.rules
    assert made.ruleset.overrides == {"treaty/not-kept": "A2"}


def codes(body: str, published: Mapping[str, str] | None = None, **head: str) -> set[str]:
    with pytest.raises(RulesetError) as refused:
        program(body, published, **head)
    return {diagnostic.code for diagnostic in refused.value.diagnostics}


@pytest.mark.parametrize(
    "body",
    [
        "includes: [{ruleset: treaty@1.0.0, drop: [not-kept]}]",
        "includes: [{ruleset: treaty@1.0.0}]\noverrides: {treaty/not-kept: A1}" + OWN,
    ],
)
def test_nothing_goes_below_the_floor_of_a_treaty(body: str) -> None:
    assert codes(body) == {"treaty-floor"}


def test_conventions_are_those_of_the_ruleset_that_includes() -> None:
    born = {"date_of_birth": "2004-02-29"}
    made = [program("includes: [{ruleset: treaty@1.0.0}]", leap_day=day) for day in ("mar-1", "feb-28")]
    ages = [verdict(each, born, as_of="2025-02-28")["values"]["treaty/age"] for each in made]
    assert ages == [20, 21]


def test_parties_are_those_of_the_ruleset_that_includes() -> None:
    made = program("includes: [{ruleset: treaty@1.0.0}]", parties="AAA, BBB")
    assert statuses(made, {"refusal_ground": "rank"}, by="AAA")["treaty/not-kept"] == "satisfied"


def test_a_party_that_is_named_must_be_there() -> None:
    named = TREATY.replace("held_by: []", "held_by: [UKR]", 1)
    published = {"treaty@1.0.0": text("treaty", named)}
    assert codes("includes: [{ruleset: treaty@1.0.0}]", published, parties="AAA, BBB") == {"broken-include"}


def test_includes_may_include() -> None:
    published = {"middle@1.0.0": text("middle", "includes: [{ruleset: treaty@1.0.0, drop: [of-age]}]")}
    made = program("includes: [{ruleset: middle@1.0.0, drop: [treaty/camp-named]}]", published)
    assert list(made.ruleset.rules) == ["middle/treaty/not-kept"]
    assert made.ruleset.definitions["middle/treaty/age"].shown


def test_one_ruleset_may_come_by_two_ways() -> None:
    published = {"middle@1.0.0": text("middle", "includes: [{ruleset: treaty@1.0.0}]")}
    made = program("includes: [{ruleset: middle@1.0.0}, {ruleset: treaty@1.0.0}]", published)
    found = statuses(made, {"refusal_ground": "rank"})
    assert found["middle/treaty/not-kept"] == found["treaty/not-kept"] == "satisfied"


def test_a_chain_of_includes_ends() -> None:
    links = {f"m{i}@1.0.0": text(f"m{i}", f"includes: [{{ruleset: m{i + 1}@1.0.0}}]") for i in range(9)}
    assert codes("includes: [{ruleset: m0@1.0.0}]", links) == {"broken-include"}
    assert program("includes: [{ruleset: m3@1.0.0}]", {**links, "m9@1.0.0": text("m9", TREATY)}).ruleset.rules


def test_more_includes_than_anybody_can_want_are_refused() -> None:
    assert codes("includes: [" + "{ruleset: treaty@1.0.0}," * 21 + "]") == {"too-many"}


def test_the_digest_changes_with_what_is_included() -> None:
    body, other = "includes: [{ruleset: treaty@1.0.0}]", text("treaty", TREATY.replace("is: 21", "is: 20"))
    digests = [program(body).ruleset.digest, program(body, {"treaty@1.0.0": other}).ruleset.digest]
    assert digests[0] != digests[1]
    assert program(body, {"treaty@1.0.0": text("treaty", TREATY) + "# a remark\n"}).ruleset.digest == digests[0]


def test_fields_of_what_is_included_can_be_submitted_and_named() -> None:
    own = OWN.replace("held_at ==", "camp ==")
    made = program("includes: [{ruleset: treaty@1.0.0}]" + own)
    assert statuses(made, {"camp": "X"})["here"] == "satisfied"


@pytest.mark.parametrize("name", ["treaty@1.0", "treaty", "../treaty@1.0.0", "treaty@../1.0.0", "TREATY@1.0.0"])
def test_only_an_exact_version_can_be_included(name: str) -> None:
    assert codes(f"includes: [{{ruleset: '{name}'}}]") == {"bad-value"}


MIDDLE_BINDS = "includes: [{ruleset: treaty@1.0.0, bind: {not-kept: M1}}]\nclauses: {M1: {text: M, standing: agreed}}\n"
MIDDLE_OVERRIDES = "includes: [{ruleset: treaty@1.0.0}]\noverrides: {treaty/not-kept: A2}" + OWN


@pytest.mark.parametrize(("middle", "dropped"), [(MIDDLE_BINDS, "treaty/not-kept"), (MIDDLE_OVERRIDES, "nobody-kept")])
def test_the_floor_holds_through_a_ruleset_in_between(middle: str, dropped: str) -> None:
    published = {"middle@1.0.0": text("middle", middle)}
    assert codes(f"includes: [{{ruleset: middle@1.0.0, drop: [{dropped}]}}]", published) == {"treaty-floor"}
    assert program("includes: [{ruleset: middle@1.0.0}]", published).ruleset.rules[f"middle/{dropped}"].floor


@pytest.mark.parametrize(
    "never",
    [
        "requires: 'true'",
        "applies: 'false', requires: fit_to_travel",
        "applies: fit_to_travel, requires: fit_to_travel",
        "applies: pregnant, unless: pregnant, requires: 'false'",
    ],
)
def test_what_nobody_can_break_replaces_no_rule(never: str) -> None:
    own = OWN.replace("requires: fit_to_travel", never)
    assert codes("includes: [{ruleset: treaty@1.0.0}]\noverrides: {treaty/not-kept: A2}" + own) >= {"unknown-clause"}


def test_a_ruleset_is_taken_for_what_it_calls_itself() -> None:
    assert codes("includes: [{ruleset: other@1.0.0}]", {"other@1.0.0": text("treaty", TREATY)}) == {"broken-include"}


def test_a_text_that_cannot_be_read_is_not_included() -> None:
    assert codes("includes: [{ruleset: other@1.0.0}]", {"other@1.0.0": "parties: ["}) == {"broken-include"}


def test_a_withdrawn_ruleset_is_not_included() -> None:
    gone = text("treaty", TREATY).replace("standing: agreed", "standing: withdrawn", 1)
    assert codes("includes: [{ruleset: treaty@1.0.0}]", {"treaty@1.0.0": gone}) == {"broken-include"}


def test_what_is_included_in_all_is_bounded() -> None:
    wide = {f"w{i}@1.0.0": text(f"w{i}", TREATY) for i in range(20)}
    each = ", ".join(f"{{ruleset: {name}}}" for name in wide)
    many = {f"m{i}@1.0.0": text(f"m{i}", f"includes: [{each}]") for i in range(6)}
    body = "includes: [" + ", ".join(f"{{ruleset: m{i}@1.0.0}}" for i in range(6)) + "]"
    assert codes(body, {**wide, **many}) <= {"too-many", "broken-include"}


def test_a_field_means_one_thing() -> None:
    other = text("other", "fields: {prisoner: {camp: {type: id, text: {en: The prison.}}}}\nclauses: {}\nrules: {}\n")
    assert codes("includes: [{ruleset: treaty@1.0.0}, {ruleset: other@1.0.0}]", {"other@1.0.0": other}) == {
        "include-clash"
    }


def test_a_rule_is_bound_or_overridden_and_not_both() -> None:
    body = "includes: [{ruleset: treaty@1.0.0, bind: {not-kept: A1}}]\noverrides: {treaty/not-kept: A2}"
    assert codes(body + OWN) == {"repeated"}


def test_a_rule_is_overridden_by_one_clause() -> None:
    assert codes("includes: [{ruleset: treaty@1.0.0}]\noverrides: {treaty/not-kept: [A2]}" + OWN) == {"wrong-shape"}


def test_a_clause_that_is_judged_by_one_way_is_judged() -> None:
    middle = "includes: [{ruleset: treaty@1.0.0, drop: [camp-named, of-age]}]"
    body = "includes: [{ruleset: middle@1.0.0}, {ruleset: treaty@1.0.0}]"
    made = program(body, {"middle@1.0.0": text("middle", middle)})
    assert not made.ruleset.clauses["T2"].not_checkable
