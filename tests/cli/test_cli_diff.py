"""`servanda diff`: what changed, in words, and whether the version says so."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from servanda.cli import app

ROOT = Path(__file__).resolve().parents[2]
ISTANBUL = ROOT / "rulesets/istanbul-2025/2.0.0.yaml"
WORDING = {"Istanbul talks, second round, 2 June 2025": "Istanbul, second round"}
NEW_AGE = {"'age < 25'": "'age < 26'"}


@pytest.fixture(autouse=True)
def _in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("SERVANDA_RULESETS", raising=False)


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["diff", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def draft(directory: Path, version: str, *changes: dict[str, str]) -> Path:
    text = ISTANBUL.read_text("utf-8").replace("version: 2.0.0", f"version: {version}")
    for old, new in (item for change in changes for item in change.items()):
        assert old in text
        text = text.replace(old, new, 1)
    path = directory / "draft.yaml"
    path.write_text(text, "utf-8")
    return path


def test_the_changes_are_told_by_the_step_that_they_ask_for(tmp_path: Path) -> None:
    status, out, _ = run("istanbul-2025@2.0.0", draft(tmp_path, "2.0.1", WORDING, NEW_AGE))
    assert status == 1
    assert out == (
        "istanbul-2025@2.0.0 -> istanbul-2025@2.0.1\n"
        "the step is too small: the changes ask for major at least, the version makes a step of patch\n"
        "\n"
        "major: a verdict can change\n"
        "  reading RU-LT25 of young (held by RUS) changed from `age < 25` to `age < 26`\n"
        "\n"
        "patch: wording\n"
        "  the ruleset: title (en) changed from “Istanbul talks, second round, 2 June 2025” to "
        "“Istanbul, second round”\n"
    )


@pytest.mark.parametrize(
    ("version", "change", "status"),
    [
        ("2.0.1", WORDING, 0),
        ("2.0.1", NEW_AGE, 1),
        ("2.1.0", NEW_AGE, 1),
        ("3.0.0", NEW_AGE, 0),
        ("2.0.0", WORDING, 1),
        ("2.0.0", {}, 0),
        ("2.0.1", {}, 0),
    ],
)
def test_the_status_says_whether_the_step_is_large_enough(
    tmp_path: Path, version: str, change: dict[str, str], status: int
) -> None:
    assert run("istanbul-2025@2.0.0", draft(tmp_path, version, change))[0] == status


def test_between_agreements_there_is_no_step() -> None:
    status, out, _ = run("istanbul-2025@2.0.0", "istanbul-2025-gc3@1.0.0", "--lang", "uk")
    assert status == 0
    assert out.split("\n")[1] == "зміни потребують щонайменше такого кроку версії: major"


def test_nothing_is_told_of_the_same(tmp_path: Path) -> None:
    assert run(ISTANBUL, "istanbul-2025@2.0.0") == (
        0,
        "istanbul-2025@2.0.0 -> istanbul-2025@2.0.0\nno changes\n",
        "",
    )


def test_as_json_a_change_has_its_lines_in_both_texts(tmp_path: Path) -> None:
    new = "definitions:\n  old: {of: prisoner, clause: IST2-C02, shown: true, is: 'age > 60'}\n"
    file = draft(tmp_path, "3.0.0", {"definitions:\n": new}, NEW_AGE)
    document = json.loads(run("istanbul-2025@2.0.0", file, "--format", "json")[1])
    assert document["step"] == {"made": "major", "least": "major", "enough": True}
    places = {change["name"]: change["place"] for change in document["changes"]}
    was, now = (path.read_text("utf-8").split("\n") for path in (ISTANBUL, file))
    assert places["old"]["from"] is None
    assert now[places["old"]["to"]["line"] - 1][places["old"]["to"]["column"] - 1 :].startswith("old:")
    for lines, place, text in ((was, "from", "'age < 25'"), (now, "to", "'age < 26'")):
        at = places["RU-LT25"][place]
        assert lines[at["line"] - 1][at["column"] - 1 :].startswith(text)


def test_as_markdown_nothing_in_a_ruleset_is_markup(tmp_path: Path) -> None:
    hostile = {"Istanbul talks, second round, 2 June 2025": "<img src=x> [a](b) | `c`"}
    out = run("istanbul-2025@2.0.0", draft(tmp_path, "2.0.1", hostile), "--format", "markdown")[1]
    assert out.startswith("## istanbul-2025@2.0.0 -\\> istanbul-2025@2.0.1\n\n")
    assert "### patch: wording\n\n- the ruleset: title (en) changed from" in out
    assert "“\\<img src=x\\> \\[a\\](b) \\| \\`c\\`”" in out


def test_the_result_goes_to_a_file(tmp_path: Path) -> None:
    target = tmp_path / "changes.md"
    status, out, _ = run("istanbul-2025@1.0.0", "istanbul-2025@2.0.0", "--format", "markdown", "-o", target)
    assert (status, out) == (0, "")
    assert target.read_text("utf-8").startswith("## istanbul-2025@1.0.0")


def test_a_text_with_errors_is_explained(tmp_path: Path) -> None:
    status, out, err = run("istanbul-2025@2.0.0", draft(tmp_path, "2.0.1", {"'age < 25'": "'agee < 25'"}))
    assert (status, out) == (3, "")
    assert "unknown-name: unknown name `agee`" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("istanbul-2025@2.0.0", "istanbul-2025@9.0.0"),
            "no ruleset `istanbul-2025@9.0.0`, did you mean `istanbul-2025@",
        ),
        (("istanbul-2025@2.0.0", "istanbul-2025@2.1.0"), "`istanbul-2025@2.1.0`, did you mean `istanbul-2025@2.0.0`?"),
        (("zzzzzz@1", "istanbul-2025@2.0.0"), "no ruleset `zzzzzz@1`; `servanda rulesets` lists what there is"),
        (("nowhere.yaml", "istanbul-2025@2.0.0"), "no such file `nowhere.yaml`"),
        (("istanbul-2025@1.0.0", "istanbul-2025@2.0.0", "--lang", "fr"), "changes are told in en, uk, ru, not in `fr`"),
    ],
)
def test_what_cannot_be_compared_is_said(arguments: tuple[str, ...], said: str) -> None:
    status, _, err = run(*arguments)
    assert status == 2
    assert said in err
