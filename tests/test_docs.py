"""docs/language.md: its examples compile, its cases hold, and its tables name everything there is."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from servanda import evaluation
from servanda.cases import run
from servanda.catalog import Catalog, finder
from servanda.cli import against, beside
from servanda.evaluation.submission import Reader
from servanda.language import check_calls, check_text, compile_text
from servanda.language.tokens import MAX_DEPTH, MAX_LENGTH, MAX_TOKENS
from servanda.language.types import Enumeration, ListOf
from servanda.language.vocabulary import KINDS, standard_fields

DOCS = Path(__file__).resolve().parents[1] / "docs"
LANGUAGE = (DOCS / "language.md").read_text("utf-8")
PARTIES = ("UKR", "RUS")

HEAD = """\
language: 1
agreement: example
version: 1.0.0
title: An example
standing: draft
in_force: {from: 2025-06-02}
parties: [UKR, RUS]
conventions: {time_zone: Europe/Istanbul, leap_day: mar-1}
"""
REST = {
    "clauses": "clauses: {C1: {text: A clause., standing: agreed}}\n",
    "rules": "rules: {a-rule: {of: prisoner, clause: C1, requires: pregnant, message: Wrong.}}\n",
}


def blocks(kind: str) -> list[str]:
    """The examples of a kind, with their lines where they stand on the page, so that diagnostics point there."""
    found = re.finditer(rf"^```yaml {kind}\n(.*?)^```$", LANGUAGE, re.M | re.S)
    return [match[1] for match in found]


def section(title: str) -> str:
    """The text under a heading."""
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#+ |\Z)", LANGUAGE, re.M | re.S)
    assert found, title
    return found[1]


def test_every_example_is_of_a_kind_that_is_tried() -> None:
    kinds = re.findall(r"^```(.+)$", LANGUAGE, re.M)
    assert set(kinds) == {"yaml ruleset", "yaml including", "yaml part", "yaml cases"}
    assert len(kinds) >= 11


@pytest.mark.parametrize("text", [*blocks("ruleset"), *blocks("including")])
def test_a_whole_example_compiles_without_a_remark(text: str) -> None:
    assert [str(diagnostic) for diagnostic in check_text(text, find=finder(DOCS.parent / "rulesets"))] == []


@pytest.mark.parametrize("text", blocks("part"), ids=lambda text: text.split(":")[0])
def test_a_part_compiles_with_what_it_leaves_out(text: str) -> None:
    whole = HEAD + text + "".join(rest for key, rest in REST.items() if not re.search(f"^{key}:", text, re.M))
    told = check_text(whole)
    assert [str(d) for d in told if d.severity == "error" or d.code != "unused-definition"] == []


def cases_of(agreement: str) -> str:
    """The example of cases that goes with the ruleset of an agreement: they stand in the same order."""
    named = [re.findall("^agreement: (.+)$", text, re.M)[0] for text in blocks("ruleset")]
    return dict(zip(named, sorted(blocks("cases"), key=lambda text: "events:" in text), strict=True))[agreement]


@pytest.mark.parametrize(("name", "number"), [("northern-talks", 2), ("shore-talks", 4)])
def test_the_cases_hold(tmp_path: Path, name: str, number: int) -> None:
    (ruleset,) = (text for text in blocks("ruleset") if f"agreement: {name}\n" in text)
    agreement = tmp_path / name
    (agreement / "cases").mkdir(parents=True)
    (agreement / "1.0.0.yaml").write_text(ruleset, "utf-8")
    (agreement / "cases/some.yaml").write_text(cases_of(name), "utf-8")
    outcome = run(Catalog.load(tmp_path), name, agreement / "cases")
    assert outcome.failures == ()
    assert outcome.passed == number


def test_what_is_said_of_the_short_list_is_so(tmp_path: Path) -> None:
    ruleset, _ = blocks("ruleset")
    agreement = tmp_path / "northern-talks"
    (agreement / "cases").mkdir(parents=True)
    (agreement / "1.0.0.yaml").write_text(ruleset, "utf-8")
    (agreement / "cases/minimum.yaml").write_text(
        """\
cases:
- case: a final list of one person is too short
  ruleset: 1.0.0
  as_of: 2025-06-07
  lists: [{id: L, kind: prisoners, role: proposed, by: UKR, final: true, entries: [{id: P, date_of_birth: 2001-01-01}]}]
  expect: {lists: {L: {findings: {minimum: {status: violated, violated_under: {minimum: [A-NUMBER]}}}}}}
""",
        "utf-8",
    )
    assert run(Catalog.load(tmp_path), "northern-talks", agreement / "cases").failures == ()


@pytest.mark.parametrize(
    "name", [*check_calls.FUNCTIONS, *check_calls.MACROS, *check_calls.METHODS, *check_calls.TEXT_TESTS]
)
def test_every_function_method_and_macro_is_documented(name: str) -> None:
    assert re.search(rf"[`.]{name}\(", section("Functions") + section("Methods and macros"))


def test_no_function_is_documented_that_does_not_exist() -> None:
    named = set(re.findall(r"\b([a-z]\w*)\(", section("Functions") + section("Methods and macros")))
    assert named == {*check_calls.FUNCTIONS, *check_calls.MACROS, *check_calls.METHODS, *check_calls.TEXT_TESTS}


SUBJECTS = (*KINDS.values(), "list", "event")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_tables_of_fields_are_the_vocabulary(subject: str) -> None:
    tables = re.findall(r"^\| field \| type \|\n\|---\|---\|\n(.*?)\n\n", LANGUAGE, re.M | re.S)
    rows = [row.strip("| ").split(" | ") for row in tables[SUBJECTS.index(subject)].split("\n")]
    documented = {name: meaning for names, meaning in rows for name in re.findall("`([a-z_]+)`", names)}
    known = standard_fields(subject, PARTIES)
    assert documented.keys() == known.keys()
    for name, field in known.items():
        assert ("required" in documented[name]) == field.required
        type_ = field.type
        if isinstance(type_, Enumeration) and type_.name == "enumeration":
            assert documented[name].split(";")[0].split(", ") == list(type_.values)
        elif name != "by":
            word = f"[{type_.item}]" if isinstance(type_, ListOf) else {"string": "text"}.get(type_.name, type_.name)
            assert documented[name].startswith(word)


def test_the_limits_are_those_of_the_parser() -> None:
    said = section("Expressions")
    assert f"{MAX_LENGTH:,} characters and {MAX_TOKENS} tokens, and nests at most {MAX_DEPTH} levels" in " ".join(
        said.split()
    )


@pytest.mark.parametrize("page", ["language.md", "verdicts.md", "versions.md"])
def test_a_link_within_the_documents_leads_somewhere(page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    headings = {
        re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in re.findall(r"^#+ (.+)$", text, re.M)
    }
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if link.startswith("#"):
            assert link[1:] in headings
        elif not link.startswith("http"):
            assert (DOCS / link.split("#")[0]).exists()


def test_the_example_in_the_page_is_cited_by_its_digest() -> None:
    text, _ = blocks("ruleset")
    assert (
        compile_text(text).ruleset.digest
        == compile_text("# a comment\n" + text.replace("'young'", "young")).ruleset.digest
    )


def test_what_the_page_of_verdicts_says_of_acts_and_duties_is_so() -> None:
    page = (DOCS / "verdicts.md").read_text("utf-8")
    _, ruleset = blocks("ruleset")
    (told,) = re.findall(r"^```yaml events\n(.*?)^```$", page, re.M | re.S)
    events = [_event(line) for line in told.strip().split("\n")]
    program = compile_text(ruleset)
    body = json.dumps({"as_of": "2025-06-17", "events": events}).encode()
    verdict = json.loads(evaluation.encode(evaluation.evaluate(program, Reader(program.ruleset).read(body))))
    shown = re.findall(r"^```json (\S+)\n(.*?)^```$", page, re.M | re.S)
    assert len(shown) >= 7
    for place, text in shown:
        expected = json.loads(text)
        found: Any = verdict
        for name in place.split("."):
            found = found[name] if isinstance(found, dict) else next(item for item in found if name in item.values())
        rows = found if isinstance(found, list) else [found]
        assert any({name: row.get(name) for name in expected} == expected for row in rows), text
    assert [party["verdict"] for party in verdict["parties"]] == ["non_compliant", "disputed"]


def _event(line: str) -> dict[str, Any]:
    """An event of the page, in YAML's flow style."""
    pairs = re.findall(r"(\w+): (\[.*?\]|[^,}]+)", line)
    return {
        name: [value[1:-1]] if value[0] == "[" else int(value) if name == "count" else value for name, value in pairs
    }


def test_every_code_of_what_is_published_is_documented() -> None:
    page = (DOCS / "versions.md").read_text("utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \|", page, re.M) == [*against.CODES, *beside.CODES]
