"""What CI runs of clients/ci, on a repository with rulesets: the steps of the action, the hooks, the script."""

import json
import os
import re
import subprocess
import sys
from copy import copy
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
CI = ROOT / "clients/ci"
ACTION = yaml.safe_load((CI / "action.yml").read_text("utf-8"))
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
README = (CI / "README.md").read_text("utf-8")

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
  ruleset: [1.0.0]
  as_of: 2025-06-07
  lists: [{id: L, kind: prisoners, role: proposed, by: UKR, entries: [{id: P1, date_of_birth: 2000-01-01}]}]
  expect: {verdict: compliant}
"""
PEOPLE = [{"id": "P1", "date_of_birth": "2000-01-01"}, {"id": "P2", "date_of_birth": "1999-01-01"}]
LIST = {"id": "U", "kind": "prisoners", "role": "proposed", "by": "UKR", "entries": PEOPLE}
SUBMISSION = json.dumps({"as_of": "2025-06-07", "lists": [LIST]})


class Repository:
    """A repository with a catalogue, published on `main`, and a runner's folders beside it."""

    def __init__(self, root: Path) -> None:
        self.root, self.temp = root / "repository", root / "temp"
        self.log = ""
        self.temp.mkdir()
        self.root.mkdir()
        self.git("init", "-q", "-b", "main")
        self.write("talks/1.0.0.yaml", TALKS)
        self.write("talks/cases/age.yaml", CASES)
        self.write("talks/submissions/people.json", SUBMISSION)
        self.commit()

    def git(self, *arguments: str) -> str:
        who = ("-c", "user.email=a@example.org", "-c", "user.name=A")
        found = subprocess.run(["git", *who, *arguments], cwd=self.root, check=True, capture_output=True, env=BARE)
        return found.stdout.decode().strip()

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "change")

    def write(self, name: str, text: str) -> None:
        path = self.root / "rulesets" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def version(self, version: str, old: str, new: str) -> None:
        """A new version with one change, judged by the cases too."""
        assert old in TALKS
        self.write(f"talks/{version}.yaml", TALKS.replace("version: 1.0.0", f"version: {version}").replace(old, new))
        self.write("talks/cases/age.yaml", CASES.replace("[1.0.0]", f"[1.0.0, {version}]"))

    def sh(self, command: list[str] | str, **environment: str) -> subprocess.CompletedProcess[str]:
        shell = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", command]
        arguments = shell if isinstance(command, str) else command
        given = {**BARE, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", **environment}
        told: dict[str, Any] = {"cwd": self.root, "capture_output": True, "text": True, "env": given, "timeout": 120}
        return subprocess.run(arguments, check=False, **told)

    @property
    def results(self) -> Path:
        return self.temp / "servanda-ci"

    def sarif(self) -> list[tuple[str, str, str]]:
        """The level, the code and the place of every diagnostic."""
        (run,) = json.loads((self.results / "check.sarif").read_text("utf-8"))["runs"]
        places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
        at = [f"{place['artifactLocation']['uri']}:{place['region']['startLine']}" for place in places]
        return [(r["level"], r["ruleId"], place) for r, place in zip(run["results"], at, strict=True)]

    def failing(self) -> list[str | None]:
        """The cases that fail."""
        cases = ElementTree.parse(self.results / "cases.xml").iter("testcase")
        return [case.get("name") for case in cases if len(case)]


BARE = {
    **{name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "SERVANDA", "GITHUB_"))},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def act(repository: Repository, base: str | None = None) -> tuple[int, str]:
    """Runs the steps of the action as a runner does; the exit status of the step that checks, and the summary."""
    files = {name: repository.temp / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_PATH")}
    known = {
        "inputs.base": repository.git("rev-parse", "main") if base is None else base,
        "inputs.rulesets": ACTION["inputs"]["rulesets"]["default"],
        "github.action_path": str(CI),
        "runner.temp": str(repository.temp),
        "steps.python.outputs.python-path": sys.executable,
    }
    status = 0
    for step in ACTION["runs"]["steps"]:
        if "run" not in step or (status and step.get("if") != "always()"):
            continue
        given = {name: filled(value, known) for name, value in step.get("env", {}).items()}
        ran = repository.sh(step["run"], **given, **{name: str(path) for name, path in files.items()})
        repository.log += ran.stdout
        if step.get("id") == "rulesets":
            status = ran.returncode
        else:
            assert ran.returncode == 0, ran.stderr
        if step.get("id"):
            outputs = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
            known |= {f"steps.{step['id']}.outputs.{name}": value for name, value in outputs.items()}
    assert not files["GITHUB_PATH"].exists()  # what runs after it keeps its own Python
    return status, files["GITHUB_STEP_SUMMARY"].read_text("utf-8")


def filled(text: str, known: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ *([a-z_.-]+) *\}\}", lambda found: known[found[1]], text)


def test_a_good_change_passes_and_is_told(repository: Repository) -> None:
    repository.git("switch", "-q", "-c", "change")
    repository.version("2.0.0", "age <= 25", "age <= 26")
    repository.commit()
    status, summary = act(repository)
    assert (status, repository.sarif(), repository.failing()) == (0, [], [])
    assert "- texts, and what is published: holds\n- cases: holds\n" in summary
    assert "definition young changed from `age <= 25` to `age <= 26`" in summary
    assert "- 1: non-compliant → compliant" in summary
    assert "| `P2` of list `U` | non-compliant → compliant | `young-only` (C) |" in summary


@pytest.mark.parametrize("base", ["", "0" * 40, "main"])
def test_where_nothing_was_there_before_the_default_branch_is_compared_with(
    repository: Repository, tmp_path: Path, base: str
) -> None:
    origin = tmp_path / "origin"
    repository.git("clone", "-q", "--bare", ".", str(origin))
    shallow = copy(repository)
    shallow.root = tmp_path / "shallow"
    repository.version("2.0.0", "age <= 25", "age <= 26")
    repository.git("switch", "-q", "-c", "change")
    repository.commit()
    repository.git("push", "-q", str(origin), "change")
    repository.git("clone", "-q", "--depth=1", "--branch=change", f"file://{origin}", str(shallow.root))
    status, summary = act(shallow, base)
    assert (status, shallow.sarif()) == (0, [])
    assert ("::notice::nothing was there before, so that the default branch" in shallow.log) == (base != "main")
    assert "definition young changed from `age <= 25` to `age <= 26`" in summary


def test_nothing_new_passes_and_says_so(repository: Repository) -> None:
    status, summary = act(repository)
    assert status == 0
    assert "no changes" in summary


def test_a_step_that_is_too_small_fails_at_the_line_that_asks_for_more(repository: Repository) -> None:
    repository.version("1.0.1", "age <= 25", "age <= 24")
    status, summary = act(repository)
    assert status == 1
    assert ("error", "step-too-small", "rulesets/talks/1.0.1.yaml:12") in repository.sarif()
    assert "verdict-changed" in {code for _, code, _ in repository.sarif()}
    assert "- texts, and what is published: **fails**" in summary
    assert "- steps of versions: **fails**" in summary
    assert repository.failing() == ["a person of 25 is young"]


def test_a_submission_that_is_judged_otherwise_under_a_patch_is_named(repository: Repository) -> None:
    repository.version("1.0.1", "age <= 25", "age <= 26")
    assert act(repository)[0] == 1
    places = [place for _, code, place in repository.sarif() if code == "verdict-changed"]
    assert places == ["rulesets/talks/submissions/people.json:1"]


def test_a_broken_ruleset_fails_at_its_line(repository: Repository) -> None:
    repository.version("2.0.0", "requires: young", "requires: yuong")
    status, summary = act(repository)
    assert status == 1
    assert ("error", "unknown-name", "rulesets/talks/2.0.0.yaml:14") in repository.sarif()
    assert "talks/2.0.0.yaml" in repository.failing()
    assert "- steps of versions: **could not be done**" in summary
    assert "- texts, and what is published: **fails**" in summary


def test_a_submission_that_is_refused_is_no_impact_that_holds(repository: Repository) -> None:
    repository.version("2.0.0", "parties: [UKR, RUS]", "parties: [POL, RUS]")
    repository.write("talks/cases/age.yaml", CASES)
    repository.write("talks/cases/poland.yaml", CASES.replace("[1.0.0]", "2.0.0").replace("by: UKR", "by: POL"))
    status, summary = act(repository)
    assert (status, repository.failing(), repository.sarif()) == (3, [], [])
    assert "- impact on the submissions beside them: **could not be done**" in summary
    assert "- `/lists/0/by`: must be a party: " in summary


def test_a_case_that_fails_is_a_failing_test(repository: Repository) -> None:
    repository.write("talks/cases/age.yaml", CASES.replace("compliant}", "disputed}"))
    status, summary = act(repository)
    assert (status, repository.failing(), repository.sarif()) == (1, ["a person of 25 is young"], [])
    assert "- texts, and what is published: holds\n- cases: **fails**\n" in summary


def test_nothing_in_a_ruleset_commands_the_runner(repository: Repository) -> None:
    repository.write("talks/cases/age.yaml", CASES + "##[group]::set-output name=x::y\n::set-output name=x::y\n")
    act(repository)
    token = re.search(r"^::stop-commands::([0-9a-f]{32})$", repository.log, re.M)
    assert token
    told = repository.log[token.end() : repository.log.index(f"\n::{token[1]}::\n")]
    assert "== check" in told
    assert "== what changed" in told


def test_a_published_version_that_was_changed_fails(repository: Repository) -> None:
    repository.write("talks/1.0.0.yaml", TALKS.replace("<= 25", "<= 26"))
    assert act(repository)[0] == 1
    assert ("error", "published-changed", "rulesets/talks/1.0.0.yaml:12") in repository.sarif()


def test_the_script_serves_any_other_ci_and_tells_what_could_not_be_done(repository: Repository) -> None:
    script = str(CI / "servanda-ci.sh")
    for command in ([script], [script, ""]):
        ran = repository.sh(command)
        assert (ran.returncode, "servanda-ci.sh REVISION [RULESETS]" in ran.stderr) == (2, True)
    ran = repository.sh([script, "nowhere", "rulesets"], SERVANDA_OUT=str(repository.results))
    assert (ran.returncode, "no revision `nowhere`" in ran.stderr) == (2, True)
    assert "- texts, and what is published: **could not be done**" in ran.stdout
    assert "- cases: holds" in ran.stdout
    example = re.search(r"^```sh generic\n(.*?)^```$", README, re.M | re.S)
    assert example
    command = example[1].replace("git fetch --no-tags --depth=1 origin main", "git update-ref FETCH_HEAD main")
    ran = repository.sh(command.replace("clients/ci/servanda-ci.sh", script))
    assert ran.returncode == 0, ran.stderr
    assert {path.name for path in (repository.root / "results").iterdir()} == {"cases.xml", "check.sarif", "summary.md"}


def test_results_of_an_earlier_run_are_not_taken_for_those_of_this_one(repository: Repository) -> None:
    script = str(CI / "servanda-ci.sh")
    assert repository.sh([script, "main"], SERVANDA_OUT=str(repository.results)).returncode == 0
    assert {path.name for path in repository.results.iterdir()} == {"cases.xml", "check.sarif", "summary.md"}
    ran = repository.sh([script, "main"], SERVANDA_OUT=str(repository.results), SERVANDA="false")
    assert (ran.returncode, [path.name for path in repository.results.iterdir()]) == (1, ["summary.md"])


def hook(repository: Repository, name: str, *args: str) -> subprocess.CompletedProcess[str]:
    """Runs a hook on everything that it is for, as pre-commit does."""
    found: dict[str, Any] = HOOKS[name]
    files = [str(path.relative_to(repository.root)) for path in repository.root.rglob("*") if path.is_file()]
    named = sorted(file for file in files if re.search(found["files"], file) and not file.startswith(".git"))
    assert named
    command = [
        *found["entry"].split(),
        *(args or found.get("args", [])),
        *(named if found.get("pass_filenames", True) else []),
    ]
    return repository.sh(command)


def test_the_hooks_pass_what_is_sound_and_stop_what_is_not(repository: Repository) -> None:
    for name, args in (("servanda-check", ()), ("servanda-test", ()), ("servanda-published", ("main",))):
        ran = hook(repository, name, *args)
        assert ran.returncode == 0, ran.stderr
    repository.write("talks/1.0.0.yaml", TALKS.replace("<= 25", "<= 24"))
    assert hook(repository, "servanda-check").returncode == 0
    assert hook(repository, "servanda-test").returncode == 1
    assert hook(repository, "servanda-published", "main").returncode == 1
    repository.write("talks/1.0.0.yaml", TALKS.replace("requires: young", "requires: yuong"))
    assert hook(repository, "servanda-check").returncode == 1


def test_the_readme_names_the_inputs_and_the_hooks() -> None:
    assert re.findall(r"^\| `([a-z]+)` \|", README, re.M) == [*ACTION["inputs"]]
    block = re.search(r"^```yaml hooks\n(.*?)^```$", README, re.M | re.S)
    assert block
    (source,) = yaml.safe_load(block[1])["repos"]
    assert [found["id"] for found in source["hooks"]] == [*HOOKS]
    workflow = re.search(r"^```yaml workflow\n(.*?)^```$", README, re.M | re.S)
    assert workflow
    assert "clients/ci@" in yaml.safe_load(workflow[1])["jobs"]["rulesets"]["steps"][1]["uses"]
