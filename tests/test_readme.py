"""The examples of README.md and docs/verdicts.md are what the service says."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from servanda.catalog import Catalog
from servanda.cli import app
from servanda.evaluation import Reader, encode, evaluate

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
VERDICTS = (ROOT / "docs/verdicts.md").read_text("utf-8")


def block(name: str, of: str = "json") -> str:
    """The fenced block of README.md with that information string."""
    found = re.search(rf"^```{of} {name}(?: [^\n]*)?\n(.*?)^```$", README, re.M | re.S)
    assert found, name
    return found[1]


@pytest.fixture(scope="module")
def answer() -> Any:
    """The answer to README's request, traced."""
    program = Catalog.load(ROOT / "rulesets").program("istanbul-2025", "2.0.0")
    submission = {**json.loads(block("request")), "detail": "trace"}
    verdict = evaluate(program, Reader(program.ruleset).read(json.dumps(submission).encode()))
    return json.loads(encode(verdict))["lists"][0]["entries"][0]


def test_the_answer_in_the_readme_is_the_answer(answer: Any) -> None:
    assert json.loads(block("answer")) == {name: value for name, value in answer.items() if name != "rules"}


def test_what_the_readme_says_of_an_act_is_what_is_answered() -> None:
    program = Catalog.load(ROOT / "rulesets").program("istanbul-2025", "2.0.0")
    act = json.loads(block("act"))

    def rule_of(stated_by: list[str] | None) -> Any:
        events = [] if stated_by is None else [{**act["events"][0], "stated_by": stated_by}]
        body = json.dumps({**act, "events": events}).encode()
        found = json.loads(encode(evaluate(program, Reader(program.ruleset).read(body))))["action"]["findings"]
        return next((finding for finding in found if finding["rule"] == "no-date-alone"), None)

    assert rule_of(["RUS"]) == json.loads(block("finding no-date-alone"))
    assert rule_of(None)["status"] == "violated"
    assert rule_of(["UKR"]) is None  # kept


def test_the_list_that_came_back_is_told_and_asked_about_as_the_readme_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("U.csv", "V.csv"):
        (tmp_path / name).write_text(block(name, "csv"), "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    command = block("reply", "sh").replace("\\\n", " ").split()[1:]
    found = CliRunner().invoke(app, [*command, "--rulesets", str(ROOT / "rulesets")])
    assert found.exit_code == 1
    assert "\n" + block("reply", "text") in found.stdout
    assert block("questions", "markdown") in (tmp_path / "questions.md").read_text("utf-8")


def test_the_impact_of_other_terms_is_told_as_the_readme_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("U.csv", "V.csv"):
        (tmp_path / name).write_text(block(name, "csv"), "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    found = CliRunner().invoke(
        app, [*shlex.split(block("impact", "sh").replace("\\\n", " "))[1:], "--rulesets", str(ROOT / "rulesets")]
    )
    assert (found.exit_code, found.stdout) == (0, block("impact", "text"))


def test_the_page_on_verdicts_tells_what_happens_to_that_person(answer: Any) -> None:
    (rule,) = (rule for rule in answer["rules"] if rule["rule"] == "agreed-category")
    shown = json.loads("{" + re.search(r'("under": \{"satisfied".*?\]\})\n', VERDICTS, re.S)[1] + "}")
    assert shown["under"] == rule["under"]
    part = json.loads(re.search(r'\{"definition": "young".*?\]\}', VERDICTS, re.S)[0])
    assert part in rule["because"]


def test_the_readme_names_what_is_there() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", README + VERDICTS):
        assert (ROOT / link).exists(), link
    verbs = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", README, re.M)) <= set(verbs)


def test_the_list_that_is_written_is_the_one_that_is_judged() -> None:
    assert set(re.findall(r"\blist\.[a-z]+\b", README)) == {"list.xlsx"}
