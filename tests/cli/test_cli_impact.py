"""Drafts on the command line: a list under a draft, and what a change of terms changes for it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from test_cli import ROOT, run

V2 = ROOT / "rulesets/istanbul-2025/2.0.0.yaml"
PUBLISHED = "istanbul-2025@2.0.0"
LIST = "id,status,date_of_birth,health\nP1,pow,2001-04-11,fit\nP3,pow,2000-01-01,fit\nP4,pow,1984-02-20,fit\n"
HEADER = ["--as-of", "2025-06-07", "--by", "UKR", "--date", "2025-06-05"]
YOUNG_26 = "young.RU-LT25=age < 26"


@pytest.fixture(autouse=True)
def _in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("SERVANDA_RULESETS", raising=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "U.csv"
    found.write_text(LIST, "utf-8")
    return found


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    found = tmp_path / "draft.yaml"
    found.write_text(V2.read_text("utf-8").replace("'age < 25'", "'age < 26'"), "utf-8")
    return found


def compare(*arguments: str | Path) -> Any:
    code, out, err = run("impact", *arguments, *HEADER, "--format", "json")
    assert code == 0, err
    return json.loads(out)


def test_a_list_is_judged_under_a_draft_and_the_verdict_says_so(file: Path, draft: Path) -> None:
    code, out, _ = run("evaluate", file, "--draft", draft, *HEADER, "--format", "json")
    assert (code, json.loads(out)["draft"]) == (1, True)
    code, out, _ = run("evaluate", file, "--draft", draft, *HEADER)
    assert (code, "draft, not in force" in out) == (1, True)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "--ruleset AGREEMENT@VERSION or --draft FILE says what is judged under"),
        (("--draft", "x.yaml", "--ruleset", PUBLISHED), "--ruleset AGREEMENT@VERSION or --draft FILE says"),
        (("--draft", "x.yaml"), "no such file `x.yaml`"),
    ],
)
def test_one_thing_is_judged_under(file: Path, options: tuple[str, ...], message: str) -> None:
    code, _, err = run("evaluate", file, *options, *HEADER)
    assert (code, message in err) == (2, True), err


def test_a_draft_with_an_error_is_shown_with_its_place(file: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(V2.read_text("utf-8").replace("'age < 25'", "'agee < 25'"), "utf-8")
    for command in (("evaluate", file, "--draft", wrong), ("impact", PUBLISHED, wrong, file)):
        code, out, err = run(*command, *HEADER)
        assert (code, out) == (3, "")
        assert "unknown-name: unknown name `agee`, did you mean `age`?" in err
        assert "^^^^" in err


def test_a_draft_and_the_same_change_by_name_have_the_same_impact(file: Path, draft: Path) -> None:
    by_file, by_name = compare(PUBLISHED, draft, file), compare(PUBLISHED, file, "--set", YOUNG_26)
    for found in (by_file, by_name):
        assert (found["before"]["draft"], found["after"]["draft"]) == (False, True)
    assert by_file["affected"] == by_name["affected"]
    assert [(of["id"], of["before"], of["after"]) for of in by_name["affected"]] == [("P3", "disputed", "disputed")]


def test_two_published_versions_are_compared(file: Path) -> None:
    found = compare("istanbul-2025@1.0.0", PUBLISHED, file)
    assert [found[side]["ruleset"]["version"] for side in ("before", "after")] == ["1.0.0", "2.0.0"]
    assert not found["after"]["draft"]


def test_a_change_is_made_in_the_second_ruleset(file: Path) -> None:
    found = compare(PUBLISHED, PUBLISHED, file, "--set", YOUNG_26)
    assert [found[side]["draft"] for side in ("before", "after")] == [False, True]


def test_the_table_says_who_gains_and_who_loses(file: Path, draft: Path) -> None:
    everybody = ["--set", "young.RU-LT25=true", "--set", "young.UA-BY-STRICT=true", "--set", "young.UA-BY-LOOSE=true"]
    rest = ["--set", "young.UA-1825=true", "--set", "young.UA-LE25=true", "--set", "young.RU-1825=true"]
    code, out, _ = run("impact", PUBLISHED, file, *HEADER, *everybody, *rest)
    assert code == 0
    gains = out[out.index("Who gains") :]
    assert "disputed → compliant  entry: P3" in gains
    assert "non-compliant → compliant  entry: P4" in gains
    assert "under UA-BY-STRICT (UKR), RU-LT25 (RUS): broken → met" in gains
    assert "Who loses" not in out
    code, out, _ = run("impact", PUBLISHED, file, *HEADER, "--set", "young.RU-LT25=age <= 24")
    assert "Nobody's verdict changes" in out


def test_everybody_who_comes_to_another_verdict_is_named(file: Path) -> None:
    """Also those whom no rule asks anything any more: P1 loses the verdict `compliant`."""
    code, out, _ = run("impact", PUBLISHED, "istanbul-2025@3.0.0", file, *HEADER, "--all")
    assert code == 0
    counted = re.search(r"(\d+) of (\d+) come to another verdict", out)
    assert counted
    named = re.findall(r"^  \S.* → .*  (?:entry: (.*)|record|party: (.*))$", out, re.M)
    assert sum(len((entries or parties).split(", ")) for entries, parties in named) == int(counted[1])
    assert "compliant → not applicable  entry: P1" in out[out.index("Who loses") :]


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_the_table_is_there_in_the_other_languages(file: Path, language: str) -> None:
    english = run("impact", PUBLISHED, file, *HEADER, "--set", YOUNG_26)[1]
    other = run("impact", PUBLISHED, file, *HEADER, "--set", YOUNG_26, "--lang", language)[1]
    assert other != english
    assert "P3: age = 25" in other


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["U.csv"], "`U.csv` names no ruleset: AGREEMENT@VERSION or a FILE.yaml stands first"),
        ([PUBLISHED, "U.csv"], "what is it compared with? Name a second ruleset, or change the first with --set"),
        ([PUBLISHED, PUBLISHED], "for which submission? Name a FILE after the rulesets"),
        ([PUBLISHED, "istanbul-2025@9.0.0", "U.csv"], "no ruleset `istanbul-2025@9.0.0`"),
        ([PUBLISHED, "U.csv", "--set", "young"], "--set: `young` is not such as young.RU-LT25='age < 26'"),
        ([PUBLISHED, "U.csv", "--set", "=5"], "--set: `=5` is not such as"),
        ([PUBLISHED, "U.csv", "--set", "yonug.X=1"], "no term or definition `yonug`, did you mean `young`?"),
        ([PUBLISHED, "U.csv", "--set", "young=1"], "--set: definition `young` has readings, name those that change"),
        ([PUBLISHED, "U.csv", "--set", "young.RU-LT2=1"], "has no reading `RU-LT2`, did you mean `RU-LT25`?"),
        (
            [PUBLISHED, "U.csv", "--set", "young.RU-LT25=age > 1", "--set", "young.RU-LT25=age > 2"],
            "--set: `young` is set twice",
        ),
        ([PUBLISHED, "U.csv", "--set", YOUNG_26, "--readings", "young=RU"], "`RU` is no reading of young"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_told(file: Path, arguments: list[str], message: str) -> None:
    given = [str(file) if argument == "U.csv" else argument for argument in arguments]
    code, out, err = run("impact", *given, *HEADER)
    assert (code, out) == (2, "")
    assert message.replace("U.csv", str(file)) in err


def test_a_term_takes_a_value_and_a_section_may_be_named(file: Path) -> None:
    found = compare(PUBLISHED, file, "--final", "--set", "terms.minimum_per_side.RU-1200=3")
    (of,) = (of for of in found["affected"] if of["kind"] == "list")
    (moved,) = (moved for moved in of["moved"] if moved["rule"] == "minimum")
    assert {"under": {"minimum_per_side": ["RU-1200"]}, "before": "violated", "after": "satisfied"} in moved["worlds"]


def test_a_value_that_makes_no_ruleset_is_shown_with_its_place(file: Path) -> None:
    code, _, err = run("impact", PUBLISHED, file, *HEADER, "--set", "young.RU-LT25=agee < 26")
    assert (code, "unknown name `agee`" in err) == (3, True)
    assert "is no ruleset" in err
