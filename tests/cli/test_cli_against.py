"""`servanda check --against`: what is published stays as it is, and a version says what its changes ask for."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from servanda.cli import app

TALKS = """\
language: 1
agreement: talks
version: 1.0.0
title: The talks
standing: agreed
in_force: {from: 2025-06-02}
parties: [UKR, RUS]
conventions: {time_zone: UTC, leap_day: mar-1}
clauses: {C: {text: The young., standing: agreed}}
definitions:
  age: {of: prisoner, clause: C, is: 'age_on(date_of_birth, date("2025-06-02"))'}
  young: {of: prisoner, clause: C, is: age <= 25}
rules:
  young-only: {of: prisoner, clause: C, requires: young, message: Not young.}
"""
CASES = """\
cases:
- case: a person of 25 is young
  ruleset: 1.0.0
  as_of: 2025-06-07
  lists: [{id: L, kind: prisoners, role: proposed, by: UKR, entries: [{id: P1, date_of_birth: 2000-01-01}]}]
  expect: {verdict: compliant}
"""
PEOPLE = [{"id": "P1", "date_of_birth": "2000-01-01"}]
LIST = {"id": "U", "kind": "prisoners", "role": "proposed", "by": "UKR", "entries": PEOPLE}
SUBMISSION = json.dumps({"as_of": "2025-06-07", "lists": [LIST]})
AGE, WORDING = {"<= 25": "< 25"}, {"Not young.": "Too old."}
NEW_CLAUSE = {"clauses: {": "clauses: {D: {text: Talks go on., standing: agreed, not_checkable: it asks nothing}, "}


class Repository:
    """A repository with a catalogue, whose branch `main` is what is published."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.rulesets = root / "below/rulesets"
        self.git("init", "-q", "-b", "main")
        self.write("talks/1.0.0.yaml", TALKS)
        self.write("talks/cases/age.yaml", CASES)
        self.commit()

    def git(self, *arguments: str) -> None:
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        who = ("-c", "user.email=a@example.org", "-c", "user.name=A")
        subprocess.run(["git", *who, *arguments], cwd=self.root, check=True, capture_output=True, env=environment)

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "published")

    def write(self, name: str, text: str) -> Path:
        path = self.rulesets / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def version(self, version: str, *changes: dict[str, str]) -> Path:
        """A version of the talks with changes."""
        text = TALKS.replace("version: 1.0.0", f"version: {version}")
        for old, new in (item for change in changes for item in change.items()):
            assert old in text
            text = text.replace(old, new)
        return self.write(f"talks/{version}.yaml", text)

    def check(self, *names: str | Path, against: str = "main") -> tuple[int, list[Any], str]:
        arguments = [
            "check",
            *map(str, names),
            "--against",
            against,
            "--rulesets",
            str(self.rulesets),
            "--format",
            "json",
        ]
        result = CliRunner().invoke(app, arguments)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, json.loads(result.stdout or "[]"), result.stderr

    def run(self, command: str, *arguments: str) -> tuple[int, str, str]:
        result = CliRunner().invoke(app, [command, *arguments, "--rulesets", str(self.rulesets)])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.stdout, result.stderr

    def compared(self, command: str) -> list[Any]:
        """What `diff` or `impact` tells of all that is new or changed."""
        found: list[Any] = json.loads(self.run(command, "--against", "main", "--format", "json")[1])
        return found

    def told(self, *names: str | Path) -> list[tuple[str, str, str]]:
        """The file, the severity and the code of each diagnostic."""
        status, found, _ = self.check(*names)
        assert status == any(d["severity"] == "error" for d in found)
        return [(Path(d["path"]).name, d["severity"], d["code"]) for d in found]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_what_is_as_it_was_published_is_in_order(repository: Repository) -> None:
    assert repository.check() == (0, [], "")


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"rules:": "# a comment\nrules:"}, []),
        ({"standing: agreed\nin_force: {from: 2025-06-02}": "in_force: {from: 2025-06-02}\nstanding: agreed"}, []),
        (WORDING, ["published-changed"]),
        ({**AGE, **WORDING}, ["published-changed", "published-changed"]),
        ({"message: Not young.": "level: binding, message: Not young."}, ["published-changed"]),
    ],
)
def test_a_published_version_keeps_its_digest(repository: Repository, change: dict[str, str], codes: list[str]) -> None:
    repository.version("1.0.0", change)
    assert repository.told() == [("1.0.0.yaml", "error", code) for code in codes]


def test_what_was_changed_is_told_at_its_place(repository: Repository) -> None:
    path = repository.version("1.0.0", AGE)
    status, found, _ = repository.check(path)
    assert (status, found) == (
        1,
        [
            {
                "path": str(path),
                "code": "published-changed",
                "severity": "error",
                "message": "1.0.0 is published at `main`, and since then: definition young changed from `age <= 25` to "
                "`age < 25`",
                "hint": "publish it as a version of its own, such as `2.0.0`",
                "start": {"line": 12, "column": 40},
                "end": {"line": 12, "column": 48},
            }
        ],
    )


def test_what_was_published_may_not_go(repository: Repository) -> None:
    repository.version("2.0.0", AGE)
    (repository.rulesets / "talks/1.0.0.yaml").unlink()
    assert repository.told() == [("1.0.0.yaml", "error", "published-removed")]
    assert repository.told(repository.rulesets / "talks/2.0.0.yaml") == []


@pytest.mark.parametrize(
    ("version", "change", "codes"),
    [
        ("1.0.1", WORDING, []),
        ("1.0.1", NEW_CLAUSE, ["step-too-small"]),
        ("1.1.0", NEW_CLAUSE, []),
        ("1.1.0", {"age <= 25": "age <= 26"}, ["step-too-small"]),
        ("1.0.1", {**NEW_CLAUSE, "age <= 25": "age <= 26"}, ["step-too-small", "step-too-small"]),
        ("2.0.0", AGE, []),
        ("2.0.0-rc.1", AGE, []),
        ("1.0.1-rc.1", NEW_CLAUSE, ["step-too-small"]),
        ("0.9.0", AGE, []),  # nothing is published before it
    ],
)
def test_a_new_version_makes_a_step_that_is_large_enough(
    repository: Repository, version: str, change: dict[str, str], codes: list[str]
) -> None:
    repository.version(version, change)
    assert repository.told() == [(f"{version}.yaml", "error", code) for code in codes]


def test_the_step_is_that_after_the_nearest_release_before(repository: Repository) -> None:
    repository.version("1.1.0-rc.1", AGE)
    repository.version("2.0.0", AGE)
    repository.commit()
    repository.version("1.1.0", AGE)  # of 1.0.0: a pre-release promises nothing
    repository.version("2.0.1", AGE, WORDING)
    assert repository.told() == [
        ("1.1.0.yaml", "error", "step-too-small"),
        ("age.yaml", "error", "verdict-changed"),
    ]
    message = repository.check()[1][0]["message"]
    assert message.endswith("that asks for a major step, and from 1.0.0 to 1.1.0 it is minor")


@pytest.mark.parametrize(
    ("first", "follows"),
    [
        ({}, "2.0.0"),
        ({"standing: agreed\n": "standing: draft\n"}, "1.0.0"),
        ({"requires: young": "requires: yung"}, "1.0.0"),
        ({"version: 2.0.0": "version: 1.9.0"}, "1.0.0"),  # another one than its file is named after
    ],
)
def test_a_version_follows_a_release_that_is_as_new(
    repository: Repository, first: dict[str, str], follows: str
) -> None:
    repository.write("talks/submissions/people.json", SUBMISSION)
    repository.version("2.0.0", first, AGE)
    path = repository.version("2.0.1", {"<= 25": "< 24"})
    codes = [code for _, _, code in repository.told(path)]
    assert codes == (["step-too-small"] if follows == "2.0.0" else [])
    changes = {of["to"]["version"]: of["from"]["version"] for of in repository.compared("diff")}
    assert changes["2.0.1"] == follows
    impacts = {of["after"]["ruleset"]["version"]: of["before"] for of in repository.compared("impact")}
    assert (impacts["2.0.1"]["ruleset"]["version"], impacts["2.0.1"]["draft"]) == (follows, follows == "2.0.0")


@pytest.mark.parametrize(
    ("there", "hint"),
    [([], "2.0.0"), (["2.0.0"], "3.0.0"), (["3.0.0"], "2.0.0"), (["2.0.0", "3.0.0"], "4.0.0")],
)
def test_the_version_that_is_proposed_is_free(repository: Repository, there: list[str], hint: str) -> None:
    for version in there:
        repository.version(version, AGE)
    repository.version("1.0.0", AGE)
    assert [d["hint"] for d in repository.check("talks@1.0.0")[1]] == [
        f"publish it as a version of its own, such as `{hint}`"
    ]
    repository.version("1.0.0")
    repository.version("1.0.1", AGE)
    assert repository.check("talks@1.0.1")[1][0]["hint"] == f"`{hint}` is the version that comes next"


@pytest.mark.parametrize("version", ["1.0.1", "1.1.0"])
def test_a_case_that_is_judged_otherwise_is_named(repository: Repository, version: str) -> None:
    repository.version(version, AGE)
    _, found, _ = repository.check()
    assert [d["code"] for d in found] == ["step-too-small", "verdict-changed"]
    assert found[1]["message"] == (
        f"a person of 25 is young: judged otherwise under {version} than under 1.0.0, though the step is "
        f"{'patch' if version == '1.0.1' else 'minor'}: "
        "L: compliant -> non_compliant; P1: compliant -> non_compliant (young-only)"
    )
    assert found[1]["start"] == {"line": 2, "column": 9}


def test_a_case_that_is_no_more_is_judged_too(repository: Repository) -> None:
    repository.version("1.0.1", AGE)
    repository.write("talks/cases/age.yaml", CASES.replace("2000-01-01", "2001-01-01").replace("25", "24"))
    found = repository.check()[1]
    assert [d["path"] for d in found if d["code"] == "verdict-changed"] == ["main:talks/cases/age.yaml"]


def test_a_case_of_another_version_says_nothing(repository: Repository) -> None:
    repository.write("talks/cases/age.yaml", CASES.replace("1.0.0", "0.1.0"))
    repository.commit()
    repository.version("1.0.1", AGE)
    assert [code for _, _, code in repository.told()] == ["step-too-small"]


def test_a_draft_may_change_and_its_step_is_a_remark(repository: Repository) -> None:
    draft = {"standing: agreed\n": "standing: draft\n"}
    repository.version("1.1.0", draft)
    repository.commit()
    repository.version("1.1.0", draft, AGE)
    assert repository.told() == [
        ("1.1.0.yaml", "warning", "step-too-small"),  # and its standing
        ("1.1.0.yaml", "warning", "step-too-small"),
        ("age.yaml", "warning", "verdict-changed"),
    ]


def test_what_was_wrong_there_was_not_published(repository: Repository) -> None:
    repository.version("1.0.1", {"requires: young": "requires: yung"})
    repository.commit()
    repository.version("1.0.1", WORDING)
    assert repository.told() == []


def test_what_is_wrong_now_is_told_alone(repository: Repository) -> None:
    repository.version("1.0.0", {"requires: young": "requires: yung"})
    assert [code for _, _, code in repository.told()] == ["unknown-name"]


def test_a_ruleset_changes_with_what_it_includes(repository: Repository) -> None:
    outer = (
        TALKS.replace("agreement: talks", "agreement: outer").split("clauses:")[0]
        + "includes: [{ruleset: talks@1.0.0}]\n"
    )
    repository.write("outer/1.0.0.yaml", outer)
    repository.commit()
    repository.version("1.0.0", AGE)
    _, found, _ = repository.check("outer@1.0.0")
    assert [d["code"] for d in found] == ["published-changed", "published-changed"]
    assert "definition talks/young changed from `age <= 25` to `age < 25`" in found[1]["message"]


def test_the_text_shows_the_lines(repository: Repository) -> None:
    path = repository.version("1.0.0", AGE)
    result = CliRunner().invoke(app, ["check", "--against", "main", "--rulesets", str(repository.rulesets)])
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{path}:12:40: published-changed: 1.0.0 is published at `main`")
    assert "\n   12 |   young: {of: prisoner, clause: C, is: age < 25}\n" in result.stdout
    assert result.stdout.endswith("1 checked: 1 error, 0 warnings\n")


def test_no_line_is_a_command_to_a_runner(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository.root)
    for name in ("::set-output name=x.yaml", "::set-output name=y.csv"):
        Path(name).write_text("a: b\n", "utf-8")
        out = "\n".join(repository.run("check", f"./{name}")[1:])
        assert "./::set-output name=" in out
        assert not [line for line in out.split("\n") if line.lstrip().startswith("::")]


def test_names_that_are_odd_and_links_are_no_hindrance(repository: Repository) -> None:
    repository.write("talks/notes of «round» 1.txt", "not a ruleset\n")
    (repository.rulesets / "talks/latest.yaml").symlink_to("1.0.0.yaml")
    repository.commit()
    (repository.rulesets / "talks/latest.yaml").unlink()
    assert repository.told() == []


def test_where_nothing_was_published_nothing_is_held_against(repository: Repository) -> None:
    repository.git("checkout", "-q", "--orphan", "empty")
    repository.git("rm", "-rq", "--cached", ".")
    repository.git("commit", "-q", "--allow-empty", "-m", "empty")
    assert repository.check(against="empty") == (0, [], "")


@pytest.mark.parametrize("revision", ["mane", "--help", "main:below", "HEAD~1"])
def test_an_unknown_revision_is_said(repository: Repository, revision: str) -> None:
    status, _, err = repository.check(against=revision)
    assert (status, err) == (
        2,
        f"servanda: --against: no revision `{revision}` here; a shallow clone lacks what it was not given\n",
    )


@pytest.mark.parametrize("command", ["check", "diff", "impact"])
def test_an_empty_revision_is_none(repository: Repository, command: str) -> None:
    assert repository.run(command, "--against", "") == (2, "", "servanda: --against: the revision is empty\n")


def test_outside_a_repository_there_is_nothing_to_compare_with(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(repository.root.parent))
    (repository.root / ".git").rename(repository.root / "git")
    status, _, err = repository.check()
    assert (status, err) == (2, f"servanda: --against: `{repository.rulesets}` is in no git repository\n")


def test_without_git_that_is_said(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    status, _, err = repository.check()
    assert (status, err) == (2, "servanda: --against: git is not there\n")


RENAMED = {"parties: [UKR, RUS]": "parties: [POL, RUS]"}
REFUSAL = {"pointer": "/lists/0/by", "message": "must be a party: one of `POL`, `RUS`"}


def refusing(repository: Repository) -> Path:
    """The submission that 1.0.0 takes and 2.0.0 refuses."""
    path = repository.write("talks/submissions/people.json", SUBMISSION)
    repository.version("2.0.0", RENAMED)
    return path


def test_who_could_not_be_compared_is_told(repository: Repository) -> None:
    path = refusing(repository)
    status, out, _ = repository.run("impact", "--against", "main", "--format", "json")
    (found,) = json.loads(out)
    assert (status, found["submission"]) == (3, str(path))
    assert [(found[side]["verdict"], found[side]["refused"]) for side in ("before", "after")] == [
        ("compliant", []),
        (None, [REFUSAL]),
    ]
    after = repository.rulesets / "talks/2.0.0.yaml"
    assert repository.run("impact", "--against", "main")[:2] == (
        3,
        f"{path}\nbefore, under talks@1.0.0 at main: compliant\nafter, under {after}: refused\n"
        "    /lists/0/by: must be a party: one of `POL`, `RUS`\n",
    )
    status, out, _ = repository.run("impact", "--against", "main", "--format", "markdown")
    assert (status, "**Nobody is compared: the submission is refused.**" in out) == (3, True)
    assert out.endswith(": refused\n  - `/lists/0/by`: must be a party: one of \\`POL\\`, \\`RUS\\`\n")


def test_what_the_earlier_version_alone_refuses_is_told_and_no_fault(repository: Repository) -> None:
    repository.write("talks/submissions/people.json", SUBMISSION.replace("UKR", "POL"))
    repository.version("2.0.0", RENAMED)
    status, out, _ = repository.run("impact", "--against", "main", "--format", "json")
    (found,) = json.loads(out)
    assert (status, found["before"]["verdict"], found["after"]["verdict"]) == (0, None, "compliant")
    assert repository.told() == []


@pytest.mark.parametrize("text", ["", "{", "[]", "id,date_of_birth\n", "{}"])
def test_what_is_no_submission_is_told(repository: Repository, text: str) -> None:
    repository.write("talks/submissions/people.json", text)
    repository.version("2.0.0", AGE)
    assert repository.run("impact", "--against", "main")[0] == 3
    assert repository.told() == [("people.json", "error", "submission-refused")]


def test_nothing_is_said_to_be_new_only_where_nothing_is(repository: Repository) -> None:
    nothing = "no version is new or changed and follows a release, or no submission stands beside it\n"
    repository.version("2.0.0", AGE)
    assert repository.run("impact", "--against", "main")[:2] == (0, nothing)
    path = repository.write("talks/submissions/people.json", SUBMISSION)
    assert repository.run("impact", "--against", "main")[1].startswith(f"{path}\n")
    repository.version("2.0.0", {"requires: young": "requires: yung"})
    said = f"servanda: {repository.rulesets / 'talks/2.0.0.yaml'}: it has errors and is not compared, `servanda check` "
    for command in ("diff", "impact"):
        status, out, err = repository.run(command, "--against", "main")
        assert (status, out.strip(), err) == (3, "", said + "says which\n")
    repository.commit()
    assert repository.run("impact", "--against", "main")[:2] == (0, nothing)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ((), True),
        (("talks@1.0.0", "talks@2.0.0"), True),
        (("talks@2.0.0",), False),  # 1.0.0 may take it
    ],
)
def test_a_submission_that_no_version_takes_is_an_error_where_all_are_checked(
    repository: Repository, names: tuple[str, ...], told: bool
) -> None:
    path = refusing(repository)
    assert repository.run("check", *names)[0] == 0
    path.write_text(SUBMISSION.replace("UKR", "FRA"), "utf-8")
    status, out, _ = repository.run("check", *names, "--format", "json")
    assert (status, [d["code"] for d in json.loads(out)]) == ((1, ["submission-refused"]) if told else (0, []))
    if told:
        under = "under 2.0.0: /lists/0/by: must be a party: one of `POL`, `RUS`"
        message = f"no version of `talks` takes this submission; {under}"
        assert [(d["path"], d["message"]) for d in json.loads(out)] == [(str(path), message)]


def test_where_a_version_has_errors_nobody_knows_what_it_takes(repository: Repository) -> None:
    repository.write("talks/submissions/people.json", "{}")
    repository.version("2.0.0", {"requires: young": "requires: yung"})
    assert [code for _, _, code in repository.told()] == ["unknown-name"]


def test_a_submission_beside_no_version_is_an_error(repository: Repository) -> None:
    repository.write("tolks/submissions/people.json", SUBMISSION)
    assert [d["message"] for d in repository.check()[1]] == ["no version of `tolks` takes this submission"]
