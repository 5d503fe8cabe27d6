"""The command line as a script and a person meet it: exit statuses, words, and nothing that hurts a terminal."""

import json
import os
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from servanda import __version__
from servanda.cli import app

ROOT = Path(__file__).resolve().parents[2]
HEADER = ["--as-of", "2025-06-07", "--by", "UKR", "--to", "RUS", "--date", "2025-06-05"]
RULESET = ["--ruleset", "istanbul-2025@2.0.0"]


@pytest.fixture(autouse=True)
def _in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("SERVANDA_RULESETS", raising=False)


def run(*arguments: str | Path, stdin: str | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def judge(directory: Path, person: str, *options: str) -> tuple[int, str, str]:
    file = directory / "U.csv"
    file.write_text(f"id,status,date_of_birth,health\nP1,{person}\n", "utf-8")
    return run("evaluate", file, *RULESET, *HEADER, *options)


def process(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    command = "from servanda.cli import app; app()"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "service")}
    return subprocess.Popen(
        [sys.executable, "-c", command, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=ROOT,
        **options,
    )


@pytest.mark.parametrize(
    ("person", "verdict", "status"),
    [
        ("pow,2001-04-11,fit", "compliant", 0),
        ("pow,1984-02-20,fit", "non_compliant", 1),
        ("pow,2000-01-01,fit", "disputed", 5),
        ("pow,,", "indeterminate", 5),
    ],
)
def test_the_exit_status_says_the_verdict(tmp_path: Path, person: str, verdict: str, status: int) -> None:
    code, out, _ = judge(tmp_path, person, "--format", "json")
    assert (code, json.loads(out)["verdict"]) == (status, verdict)
    code, out, _ = judge(tmp_path, person)
    assert (code, out.split("  ")[0]) == (status, verdict.upper().replace("_", "-"))


def test_what_does_not_apply_is_no_go(tmp_path: Path) -> None:
    code, out, _ = judge(tmp_path, "pow,2001-04-11,fit", "--as-of", "2025-06-01", "--date", "2025-06-01")
    assert code == 5
    assert out.startswith("NOT APPLICABLE")


def test_a_list_and_the_same_submission_have_the_same_verdict(tmp_path: Path) -> None:
    entry = {"id": "P1", "status": "pow", "date_of_birth": "2000-01-01", "health": "fit"}
    header = {"id": "U", "kind": "prisoners", "role": "proposed", "by": "UKR", "to": "RUS", "date": "2025-06-05"}
    submission = json.dumps({"as_of": "2025-06-07", "lists": [{**header, "entries": [entry]}]})
    verdicts = {
        judge(tmp_path, "pow,2000-01-01,fit", "--format", "json")[1],
        run("evaluate", "-", *RULESET, "--format", "json", stdin=submission)[1],
        run("evaluate", "-", *RULESET, *HEADER, "--id", "U", "--format", "json", stdin=json.dumps(entry))[1],
    }
    assert len(verdicts) == 1


@pytest.mark.parametrize(
    ("readings", "verdict"),
    [
        (["all"], "disputed"),
        (["UKR"], "disputed"),
        (["young=UA-LE25"], "compliant"),
        (["young=RU-LT25", "age=at-list"], "non_compliant"),
        (["young=UA-LE25,RU-LT25"], "disputed"),
        (["young=UA-LE25", "young=RU-LT25"], "disputed"),
    ],
)
def test_readings_can_be_fixed(tmp_path: Path, readings: list[str], verdict: str) -> None:
    options = [word for reading in readings for word in ("--readings", reading)]
    _, out, _ = judge(tmp_path, "pow,2000-01-01,fit", "--format", "json", *options)
    assert json.loads(out)["verdict"] == verdict


@pytest.mark.parametrize(
    ("options", "status", "message"),
    [
        (["--readings", "all", "--readings", "UKR"], 2, "--readings: all, common or one party"),
        (["--readings", "young=A", "--readings", "UKR"], 2, "--readings: `UKR` is not such as young=RU-LT25,UA-LE25"),
        (["--readings", "young=NONE"], 2, "--readings: `NONE` is no reading of young, there is UA-1825, UA-LE25"),
        (["--readings", "young=UA-LE"], 2, "--readings: `UA-LE` is no reading of young, did you mean `UA-LE25`?"),
        (["--readings", "yuong=UA-LE25"], 2, "`yuong` is not a disputed name of this ruleset, did you mean `young`?"),
        (["--readings", "UKRA"], 2, "--readings: `UKRA` is none of all, common, UKR, RUS, did you mean `UKR`?"),
        (["--detail", "trace"], 2, "--detail: a trace does not fit in a table, ask for it with --format json"),
        (["--date", "5 June"], 2, "--date: "),
        (["--transfer-on", "soon"], 2, "--transfer-on: "),
        (["--channel", "secret"], 2, "--channel: "),
        (["--in-reply-to", "W"], 2, "--in-reply-to: the submission has no list of that id"),
        (["--id", "a b"], 2, "--id: "),
        (["--as-of", "7 June"], 2, "--as-of: "),
        (["--by", "ICRC"], 2, "--by: "),
        (["--ruleset", "istanbul-2025"], 2, "no ruleset `istanbul-2025`, did you mean `istanbul-2025@"),
        (["--ruleset", "istambul-2025@2.0.0"], 2, "did you mean `istanbul-2025@2.0.0`?"),
        (["--ruleset", "\x1b[31m"], 2, r"no ruleset `\x1b[31m`"),
        (["--rulesets", "nowhere"], 2, "--rulesets: no directory `nowhere`"),
        (["--lang", "fr"], 2, "--lang: this ruleset has messages in en"),
        (["--detail", "everything"], 2, "--detail: "),
    ],
)
def test_wrong_options_are_refused(tmp_path: Path, options: list[str], status: int, message: str) -> None:
    code, out, err = judge(tmp_path, "pow,2001-04-11,fit", *options)
    assert (code, out) == (status, "")
    assert message in err


def test_problems_of_a_list_are_told_by_line_and_column_without_the_values(tmp_path: Path) -> None:
    file = tmp_path / "U.csv"
    file.write_text('id,status,date_of_birth\nP1,pow,2001-04-11\n"P\n2",pow,2001-02-30\nP3,POW,\n', "utf-8")
    code, out, err = run("evaluate", file, *RULESET, *HEADER)
    assert (code, out) == (3, "")
    lines = err.splitlines()
    assert [line.split(": ")[:3] for line in lines] == [
        ["servanda", f"{file}:3", "id"],
        ["servanda", f"{file}:3", "date_of_birth"],
        ["servanda", f"{file}:5", "status"],
    ]
    assert "2001-02-30" not in err


def test_problems_of_a_submission_are_told_by_pointer_or_line(tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    file.write_text('{"as_of": "2025-06-07",\n "as_of": 1}', "utf-8")
    code, _, err = run("evaluate", file, *RULESET)
    assert code == 3
    assert err.startswith(f"servanda: {file}:2:")
    file.write_text('{"as_of": "2025-06-07", "lists": [{"entries": []}]}', "utf-8")
    code, _, err = run("evaluate", file, *RULESET)
    assert code == 3
    assert f"servanda: {file}: /lists/0" in err


def test_a_name_of_a_file_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "a\x1b[31m.csv"
    file.write_text("id;status\n", "utf-8")
    _, _, err = run("evaluate", file, *RULESET, *HEADER)
    assert "\\x1b[31m" in err
    assert "\x1b" not in err


def test_a_summary_has_no_people_and_a_trace_has_all_rules(tmp_path: Path) -> None:
    _, summary, _ = judge(tmp_path, "pow,2001-04-11,fit", "--format", "json", "--detail", "summary")
    assert "entries" not in json.loads(summary)["lists"][0]
    _, trace, _ = judge(tmp_path, "pow,2001-04-11,fit", "--format", "json", "--detail", "trace")
    assert {"rule": "agreed-category", "status": "satisfied"}.items() <= json.loads(trace)["lists"][0]["entries"][0][
        "rules"
    ][0].items()
    assert judge(tmp_path, "pow,2001-04-11,fit", "--detail", "summary")[0] == 0
    assert judge(tmp_path, "pow,2001-04-11,fit", "--detail", "trace")[0] == 2


def test_the_table_is_the_same_every_time_and_fits_where_nobody_looks(tmp_path: Path) -> None:
    first, second = (judge(tmp_path, "pow,2000-01-01,fit")[1] for _ in range(2))
    assert first == second
    assert max(map(len, first.splitlines())) <= 100
    assert "\x1b" not in first
    assert not any(line.endswith(" ") for line in first.splitlines())


def test_messages_come_in_the_language_that_is_asked_for(tmp_path: Path) -> None:
    _, out, _ = judge(tmp_path, "pow,1984-02-20,fit", "--lang", "uk")
    assert "Особа не належить до жодної з узгоджених категорій." in out
    assert "Кожна особа у списку" in out


def test_a_ruleset_without_faults_passes_the_check() -> None:
    code, out, _ = run("check", "istanbul-2025@2.0.0", "rulesets/istanbul-2025/2.0.0.yaml")
    assert (code, out.splitlines()[-1]) == (0, "2 checked: 0 errors, 0 warnings")
    assert run("check")[0] == 0


def test_a_fault_of_a_ruleset_is_shown_with_its_line(tmp_path: Path) -> None:
    text = (ROOT / "rulesets/istanbul-2025/2.0.0.yaml").read_text("utf-8")
    draft = tmp_path / "2.1.0.yaml"
    draft.write_text(text.replace("year(date_of_birth) > 2000", "year(date_of_brith) > 2000"), "utf-8")
    code, out, _ = run("check", draft)
    assert code == 1
    assert "did you mean `date_of_birth`?" in out
    line, carets = next((a, b) for a, b in zip(out.splitlines(), out.splitlines()[1:], strict=False) if "^" in b)
    assert line[carets.index("^") : carets.rindex("^") + 1] == "date_of_brith"
    code, out, _ = run("check", draft, "--format", "json")
    assert code == 1
    assert json.loads(out)[0]["path"] == str(draft)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nothing.yaml", "no such file `nothing.yaml`"),
        ("istanbul-2025@9.9.9", "no ruleset `istanbul-2025@9.9.9`"),
        ("rulesets", "no ruleset `rulesets`: it is a directory"),
        ("rulesets/istanbul-2025/cases/minimum.yaml", "these are cases: `servanda test rulesets/istanbul-2025/cases"),
    ],
)
def test_what_is_no_ruleset_cannot_be_checked(name: str, message: str) -> None:
    code, _, err = run("check", name)
    assert code == 2
    assert message in err


@pytest.mark.parametrize(
    ("name", "is_wrong"),
    [
        ("list-quality/1.0.0.yaml", False),
        ("list-quality/1.0.1.yaml", True),
        ("list-quality/1.0.0.yml", True),
        ("list-quantity/1.0.0.yaml", True),
        ("list-quality/drafts/1.0.1.yaml", False),
        ("1.0.1.yaml", False),
    ],
)
def test_in_the_catalogue_a_file_is_named_after_what_is_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, is_wrong: bool
) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "rulesets/list-quality/1.0.0.yaml", tmp_path / name)
    code, out, _ = run("check", tmp_path / name, "--rulesets", tmp_path)
    assert code == is_wrong
    told = f"{tmp_path / name}:1:1: wrong-place: the file holds the ruleset of `list-quality/1.0.0.yaml`\n"
    assert (told in out) is is_wrong
    monkeypatch.chdir((tmp_path / name).parent)
    assert run("check", Path(name).name, "--rulesets", tmp_path)[0] == is_wrong
    assert run("check", tmp_path / name, "--rulesets", ROOT / "rulesets")[0] == 0


def test_one_error_is_one_error(tmp_path: Path) -> None:
    draft = tmp_path / "1.0.0.yaml"
    draft.write_text("language: 1\ntitle: [\n", "utf-8")
    _, out, _ = run("check", draft)
    assert out.splitlines()[-1] == "1 checked: 1 error, 0 warnings"


def test_bytes_that_are_no_text_fail_the_check_without_a_traceback(tmp_path: Path) -> None:
    draft = tmp_path / "1.0.0.yaml"
    draft.write_bytes(b"\xff\x00\x1b[31m")
    code, out, _ = run("check", draft)
    assert code == 1
    assert "\x1b" not in out


def run_cases(catalogue: Path, *arguments: str | Path) -> tuple[int, str]:
    """The cases of the agreement that a catalogue is about, beside what it includes, or those that are named."""
    named = [argument for argument in arguments if argument not in ("--format", "json")]
    code, out, err = run("test", "--rulesets", catalogue, *([] if named else ["istanbul-2025"]), *arguments)
    assert err == ""
    return code, out


@pytest.fixture
def one_case(tmp_path: Path) -> Path:
    """A catalogue whose only case holds."""
    (tmp_path / "istanbul-2025/cases").mkdir(parents=True)
    shutil.copy(ROOT / "rulesets/istanbul-2025/2.0.0.yaml", tmp_path / "istanbul-2025")
    shutil.copytree(ROOT / "rulesets/list-quality", tmp_path / "list-quality")
    (tmp_path / "istanbul-2025/cases/one.yaml").write_text(
        """\
cases:
- case: somebody who is ill
  ruleset: 2.0.0
  as_of: 2025-06-07
  lists: [{id: L, kind: prisoners, role: proposed, by: UKR, entries: [{id: P1, status: pow, health: seriously_ill}]}]
  expect: {verdict: compliant}
""",
        "utf-8",
    )
    return tmp_path


def test_cases_that_hold_have_status_0_whatever_they_do_not_reach(one_case: Path) -> None:
    code, out = run_cases(one_case)
    assert code == 0
    assert out.splitlines()[-1] == "istanbul-2025: 1 of 1 cases hold"
    assert "no case reaches agreed-category violated, " in out
    assert "no case is decided by minimum_per_side RU-1000, " in out
    assert not any("pending" in line for line in out.splitlines() if "agreed-category" in line)  # no term is open


def test_a_case_that_fails_is_shown_as_a_difference_and_has_status_1(one_case: Path) -> None:
    file = one_case / "istanbul-2025/cases/one.yaml"
    file.write_text(file.read_text("utf-8").replace("{verdict: compliant}", "{verdict: pending}"), "utf-8")
    code, out = run_cases(one_case)
    assert code == 1
    assert out.splitlines()[:4] == [
        f"{file}:6:21: somebody who is ill (2.0.0)",
        "    verdict",
        "    - expected  pending",
        "    + got       compliant",
    ]
    code, out = run_cases(one_case, "--format", "json")
    (outcome,) = json.loads(out)
    assert (code, outcome["passed"], outcome["failed"]) == (1, 0, 1)
    assert {"line": 6, "expected": "pending", "got": "compliant"}.items() <= outcome["failures"][0].items()
    assert {"rule": "pow-only", "status": "violated"} in outcome["coverage"]["2.0.0"]["unreached"]["outcomes"]


def test_agreements_are_tested_by_name_or_by_their_place(one_case: Path) -> None:
    everything = run_cases(one_case)
    assert run_cases(one_case, "istanbul-2025") == everything
    assert run_cases(ROOT / "rulesets", one_case / "istanbul-2025") == everything
    assert run_cases(ROOT / "rulesets", one_case) == run_cases(one_case, "istanbul-2025", "list-quality")


def test_an_agreement_that_is_not_there_cannot_be_tested(one_case: Path) -> None:
    code, _, err = run("test", "--rulesets", one_case, "istambul")
    assert code == 2
    assert "no agreement `istambul`" in err


def test_a_version_that_cannot_be_loaded_fails_the_test(one_case: Path) -> None:
    (one_case / "istanbul-2025/2.1.0.yaml").write_text("language: 1\n", "utf-8")
    code, out = run_cases(one_case)
    assert code == 1
    assert "istanbul-2025/2.1.0.yaml:1:1: " in out


def test_one_file_of_cases_can_be_tested_and_several(one_case: Path) -> None:
    file = one_case / "istanbul-2025/cases/one.yaml"
    other = file.with_name("two.yaml")
    shutil.copy(file, other)
    assert run_cases(ROOT / "rulesets", file)[1].splitlines()[-1] == "istanbul-2025: 1 of 1 cases hold"
    code, out = run_cases(ROOT / "rulesets", file, other)
    assert (code, out.count("istanbul-2025: 1 of 1 cases hold")) == (0, 2)


def test_the_last_line_tells_of_files_that_could_not_be_read(one_case: Path) -> None:
    (one_case / "istanbul-2025/cases/bad.yaml").write_text("cases: [\n", "utf-8")
    code, out = run_cases(one_case)
    assert code == 1
    assert out.splitlines()[-1] == "istanbul-2025: 1 of 1 cases hold; 1 file could not be read"


def test_a_version_without_a_case_is_told_first_and_has_status_1(one_case: Path) -> None:
    text = (one_case / "istanbul-2025/2.0.0.yaml").read_text("utf-8")
    (one_case / "istanbul-2025/2.1.0.yaml").write_text(text.replace("version: 2.0.0", "version: 2.1.0"), "utf-8")
    code, out = run_cases(one_case)
    assert code == 1
    assert out.splitlines()[0] == "istanbul-2025: no case judges 2.1.0"


def test_what_is_reached_is_told_a_rule_a_line() -> None:
    code, out, _ = run("test", "istanbul-2025-gc3")
    assert code == 0
    assert "    every rule, reading and outcome of its own is reached by a case\n" in out  # it includes another
    assert "outcome is reached" not in out
    code, out, _ = run("test", "list-quality")
    assert code == 0
    assert "    every rule, reading and outcome is reached by a case\n" in out


def test_what_is_odd_about_cases_is_remarked(one_case: Path) -> None:
    (one_case / "istanbul-2025/cases/other.yml").write_text("cases: []\n", "utf-8")
    code, out = run_cases(one_case)
    assert code == 0
    assert "other.yml: not read, files of cases end in `.yaml`" in out.splitlines()[0]


def test_the_rulesets_are_listed_as_the_service_lists_them() -> None:
    code, out, _ = run("rulesets", "--format", "json")
    (found,) = [item for item in json.loads(out) if item["agreement"] == "istanbul-2025"]
    assert code == 0
    assert found["title"]["en"].startswith("Istanbul talks")
    assert "2.0.0" in [version["version"] for version in found["versions"]]
    assert "istanbul-2025@2.0.0" in run("rulesets")[1]


@pytest.mark.parametrize(("day", "listed"), [("2025-06-01", False), ("2025-06-02", True)])
def test_only_what_is_in_force_on_a_day_can_be_listed(day: str, listed: bool) -> None:
    assert ("istanbul-2025@2.0.0" in run("rulesets", "--on", day)[1]) is listed


@pytest.mark.parametrize("day", ["2025", "2025-06-31", "20250602", "2025-W23-1"])
def test_what_is_no_day_is_refused(day: str) -> None:
    assert run("rulesets", "--on", day)[0] == 2


def test_the_version_is_said() -> None:
    assert run("--version") == (0, f"servanda {__version__}\n", "")


@pytest.mark.parametrize(
    ("command", "usage"),
    [
        ("evaluate", "Usage: servanda evaluate [OPTIONS] {FILE}..."),
        ("check", "Usage: servanda check [OPTIONS] [FILE|AGREEMENT@VERSION]..."),
        ("test", "Usage: servanda test [OPTIONS] [AGREEMENT|DIR|FILE]..."),
    ],
)
def test_help_says_once_that_arguments_repeat(command: str, usage: str) -> None:
    assert run(command, "--help")[1].strip().splitlines()[0] == usage


def test_help_says_the_exit_statuses() -> None:
    text = " ".join(run("evaluate", "--help")[1].split())
    assert "0 compliant, perhaps with warnings; 1 non-compliant; 2 usage; 3 invalid input; 4 the service" in text
    assert "service failed; 5 disputed" in text


@pytest.mark.parametrize("arguments", [["evaluate"], ["evaluate", "x", "--no-such"], ["nothing"], ["rulesets", "x"]])
def test_wrong_usage_has_status_2(arguments: list[str]) -> None:
    assert run(*arguments)[0] == 2


def test_an_error_of_the_program_itself_is_no_verdict_and_shows_no_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("about P1, born 2001-04-11")

    monkeypatch.setattr("servanda.evaluation.evaluate", broken)
    code, out, err = judge(tmp_path, "pow,2001-04-11,fit")
    assert (code, out) == (4, "")
    assert err.startswith("servanda: internal error: ValueError at test_cli.py:")
    assert "P1" not in err


@pytest.fixture
def half_broken(tmp_path: Path) -> Path:
    """A catalogue with one version that can be loaded and one that cannot."""
    for agreement in ("istanbul-2025", "list-quality"):
        shutil.copytree(ROOT / "rulesets" / agreement, tmp_path / agreement)
    (tmp_path / "istanbul-2025/2.1.0.yaml").write_text("language: 1\n", "utf-8")
    return tmp_path


def test_a_broken_ruleset_takes_nothing_from_the_others_but_is_told(half_broken: Path) -> None:
    code, out, err = run("rulesets", "--rulesets", half_broken)
    assert code == 4
    assert "istanbul-2025@2.0.0" in out
    assert err.startswith("servanda: istanbul-2025/2.1.0.yaml:1:1: ")


def test_under_a_broken_ruleset_nothing_is_judged(half_broken: Path, tmp_path: Path) -> None:
    assert judge(tmp_path, "pow,2001-04-11,fit", "--rulesets", str(half_broken))[0] == 0
    more = ("--rulesets", str(half_broken), "--ruleset", "istanbul-2025@2.1.0")
    code, out, err = judge(tmp_path, "pow,2001-04-11,fit", *more)
    assert (code, out) == (4, "")
    assert err.startswith("servanda: istanbul-2025/2.1.0.yaml:1:1: ")


def test_nothing_but_serving_loads_the_web_framework() -> None:
    code = "import sys, servanda.cli; print({'fastapi', 'uvicorn', 'pydantic'} & set(sys.modules))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "service")}
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert out.stdout == "set()\n"


def test_a_reader_that_goes_away_is_no_verdict_and_no_traceback() -> None:
    running = process("evaluate", "rulesets/istanbul-2025/submissions/june-2025.json", *RULESET, "--format", "json")
    assert running.stdout and running.stderr
    running.stdout.close()
    assert running.wait() == 4
    assert running.stderr.read() == ""
    running.stderr.close()


def test_an_interruption_is_no_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("servanda.evaluation.evaluate", interrupted)
    code, out, err = judge(tmp_path, "pow,2001-04-11,fit")
    assert (code, out, err.strip()) == (130, "", "")


def test_cyrillic_on_a_terminal_without_unicode_is_escaped(tmp_path: Path) -> None:
    file = tmp_path / "U.csv"
    file.write_text("id,status\nP1,civilian\n", "utf-8")
    code = "import sys; from servanda.cli import app; app()"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "service"), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-c", code, "evaluate", str(file), *RULESET, *HEADER, "--lang", "uk"]
    found = subprocess.run(command, capture_output=True, check=False, env=environment, cwd=ROOT)
    assert found.returncode == 1
    assert b"\\u041e" in found.stdout


def test_the_demo_runs(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "service")}
    command = [sys.executable, str(ROOT / "demo/demo.py")]
    found = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd=tmp_path)
    assert found.stderr == ""
    assert "List U (counted 10): disputed\n  prisoners, proposed by UKR to RUS, " in found.stdout
    assert "List V (counted 8): non-compliant" in found.stdout
    assert "make serve" in found.stdout
    assert max(map(len, found.stdout.splitlines())) <= 120
    asked = " ".join(found.stdout.partition("# Questions on lists, to RUS\n")[2].split())
    assert "Why is `P1` of list `U` not on list `V`?" in asked and "On what ground was `Q4` added to list `V`?" in asked
    assert "- clause IST2-C03: indeterminate 11. " in asked and "going by list `V`, `Q4` comes under clause" in asked
    assert "`P9` of list `U`: " not in asked and "`Q3` of list `V`: the field `health` is missing" in asked


def test_serving_hands_on_what_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[tuple[object, ...]] = []
    monkeypatch.setattr("servanda.api.server.serve", lambda *given: served.append(given))
    assert run("serve", "--port", "8123", "--rulesets", "rulesets") == (0, "", "")
    assert served == [(None, 8123, Path("rulesets"))]
    assert run("serve", "--rulesets", "nowhere")[0] == 2
    assert run("serve", "--port", "65536")[0] == 2
    assert len(served) == 1


def test_a_list_of_thousands_is_judged_and_stays_readable(tmp_path: Path) -> None:
    days = [f"{1980 + n % 30}-{1 + n % 12:02}-{1 + n % 28:02}" for n in range(6000)]
    rows = [f"P{n},pow,{day},fit" for n, day in enumerate(days)]
    file = tmp_path / "U.csv"
    file.write_text("\n".join(["id,status,date_of_birth,health", *rows]), "utf-8")
    code, out, _ = run("evaluate", file, *RULESET, *HEADER)
    assert code == 1
    assert out.splitlines()[2].startswith("6,000 judged: ")
    assert len(out.splitlines()) < 90
    assert "P5999" in run("evaluate", file, *RULESET, *HEADER, "--all")[1]


def test_options_that_are_wrong_do_not_hide_that_the_list_is_too(tmp_path: Path) -> None:
    code, _, err = judge(tmp_path, "pow,2001-02-30,fit", "--date", "5 June")
    assert code == 3
    assert "--date: " in err and "U.csv:2: date_of_birth: " in err


def test_an_option_that_overrides_a_submission_is_named_by_what_is_wrong_with_it(tmp_path: Path) -> None:
    code, _, err = run("evaluate", "rulesets/istanbul-2025/submissions/june-2025.json", *RULESET, "--as-of", "soon")
    assert code == 2
    assert err.startswith("servanda: --as-of: ")


@pytest.mark.parametrize(("option", "value"), [("--transfer-on", "2025-06-06"), ("--channel", "sanitary")])
def test_a_header_that_options_state_changes_what_is_judged(tmp_path: Path, option: str, value: str) -> None:
    """The rule of lists in advance looks at the day of transfer, and the sanitary channel is excepted."""
    more = ["--final", "--transfer-on", "2025-06-06"] if option == "--channel" else ["--final"]
    before = json.loads(judge(tmp_path, "pow,2001-04-11,fit", *more, "--format", "json")[1])
    after = json.loads(judge(tmp_path, "pow,2001-04-11,fit", *more, option, value, "--format", "json")[1])
    assert before["rules"] != after["rules"]


def test_the_table_says_what_the_list_was_taken_to_be(tmp_path: Path) -> None:
    _, out, _ = judge(tmp_path, "pow,2001-04-11,fit")
    assert "List U (counted 1): compliant\n  prisoners, proposed by UKR to RUS, dated 2025-06-05, open tranche\n" in out
    _, out, _ = run("evaluate", "--help")
    assert "[default: prisoners]" in " ".join(out.split())
    assert "[default: proposed]" in " ".join(out.split())


def test_without_the_date_of_the_list_one_line_says_so(tmp_path: Path) -> None:
    file = tmp_path / "U.csv"
    file.write_text(
        "id,status,date_of_birth,health\n" + "".join(f"P{n},pow,2000-01-01,fit\n" for n in range(9)), "utf-8"
    )
    _, out, _ = run("evaluate", file, *RULESET, "--as-of", "2025-06-07", "--by", "UKR")
    assert out.count("the date of list U is not given (in its header, or --date)") == 1
    assert "ask about" not in out


def test_a_summary_asks_by_id_and_a_register_is_told(tmp_path: Path) -> None:
    _, out, _ = judge(tmp_path, "pow,,", "--detail", "summary")
    assert "ask about P1: " in out
    code, out, _ = judge(tmp_path, "pow,,", "--role", "register")
    assert code == 5
    assert "not checked: list U (a register is data" in out


@pytest.mark.parametrize("language", ["UK", "uk-UA", "uk_UA"])
def test_a_tag_of_a_language_asks_for_the_language(tmp_path: Path, language: str) -> None:
    assert "Особа не належить" in judge(tmp_path, "pow,1984-02-20,fit", "--lang", language)[1]


@pytest.mark.parametrize(("told", "width"), [("60", 60), ("140", 140), ("5", 100), ("wide", 100)])
def test_a_width_that_is_told_is_kept_where_nobody_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", told)
    _, out, _ = judge(tmp_path, "pow,2000-01-01,fit")
    assert width - 20 < max(map(len, out.splitlines())) <= width


def test_every_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "U.csv").write_text("id,helth\nP1,fit\n", "utf-8")
    (tmp_path / "V.csv").write_text("id\nP1,fit\n", "utf-8")
    code, _, err = run("evaluate", tmp_path / "U.csv", tmp_path / "V.csv", *RULESET, *HEADER)
    assert code == 3
    assert [line.split(": ")[1] for line in err.splitlines()] == [f"{tmp_path}/U.csv:1", f"{tmp_path}/V.csv:2"]


ACTS = """\
language: 1
agreement: acts
version: 1.0.0
title: {en: "An agreement on acts"}
standing: agreed
in_force: {from: 2025-06-01}
parties: [UKR, RUS]
conventions: {time_zone: Europe/Istanbul, leap_day: mar-1, deadlines: {days: calendar, last_day: inclusive}}
clauses:
  C1: {text: {en: "Both agree to the day."}, standing: agreed}
  C2: {text: {en: "Comments are answered."}, standing: agreed}
definitions:
  sets: {of: action, clause: C1, is: 'kind == "set_date"'}
  agreed: {of: action, clause: C1, is: 'parties.all(p, consented(p))'}
rules:
  alone: {of: action, clause: C1, applies: 'sets', requires: 'agreed', message: {en: "One side alone set the day."}}
obligations:
  answer:
    clause: C2
    when: {event: [comment]}
    duty_of: 'trigger.actor == "UKR" ? "RUS" : "UKR"'
    do: {event: [reply], where: 'event.actor == duty'}
    message: {en: "The comment is to be answered."}
"""
A_DAY = {"kind": "set_date", "actor": "RUS", "at": "2025-06-06", "date": "2025-06-07", "subject": "remains"}
HISTORY: list[dict[str, Any]] = [
    {"id": "E1", **A_DAY, "kind": "consent", "actor": "UKR", "stated_by": ["RUS"]},
    {"id": "E2", "kind": "comment", "actor": "UKR", "at": "2025-06-06"},
    {
        "id": "E3",
        "kind": "transfer",
        "actor": "RUS",
        "at": "2025-06-06",
        "count": 9,
        "batch": "B",
        "stated_by": ["RUS"],
    },
]


def of_acts(directory: Path, *options: str, **submitted: Any) -> tuple[int, str, str]:
    (directory / "acts").mkdir(exist_ok=True)
    (directory / "acts/1.0.0.yaml").write_text(ACTS, "utf-8")
    file = directory / "acts.json"
    file.write_text(json.dumps({"as_of": "2025-06-06", **submitted}), "utf-8")
    return run("evaluate", file, "--ruleset", "acts@1.0.0", "--rulesets", directory, *options)


def test_acts_are_judged_and_reported(tmp_path: Path) -> None:
    code, out, _ = of_acts(tmp_path, action=A_DAY, events=HISTORY)
    assert code == 5
    assert out.startswith("DISPUTED  An agreement on acts\n")
    assert "Proposed action: disputed\n  setting of a date by RUS, 2025-06-06, remains: date 2025-06-07\n" in out
    assert "met in the account of RUS\n" in out and "broken in the account of UKR\n" in out
    assert "pending  1  RUS (since E2, no deadline)\n" in out
    assert "\nNext steps\n  RUS (since E2, no deadline): answer, clause C2: The comment is to be answered.\n" in out
    told = "transfer by RUS (batch B): not told in the account of UKR, told in the account of RUS"
    assert told in " ".join(out.split())


@pytest.mark.parametrize(
    ("options", "status", "narrowed"),
    [
        (["--account", "UKR"], 1, "only the account of UKR"),
        (["--account", "RUS"], 5, "only the account of RUS"),
        (["--conduct-of", "UKR"], 5, "only the conduct of UKR"),
    ],
)
def test_one_account_and_the_conduct_of_one_party_can_be_asked(
    tmp_path: Path, options: list[str], status: int, narrowed: str
) -> None:
    code, out, _ = of_acts(tmp_path, *options, action=A_DAY, events=HISTORY)
    assert (code, out.splitlines()[2]) == (status, narrowed)


def test_acts_that_cannot_be_read_are_told_with_their_places(tmp_path: Path) -> None:
    code, _, err = of_acts(tmp_path, events=[{**A_DAY, "kind": "set_dat"}])
    assert code == 3 and "acts.json: /events/0/kind: must be one of " in err
    code, _, err = of_acts(tmp_path, "--account", "FRA", events=HISTORY)
    assert code == 2 and err.startswith("servanda: --account: ")


def test_the_demo_answers_what_a_reader_of_the_news_would_ask() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "service")}
    command = [sys.executable, str(ROOT / "demo/demo.py")]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout
    parts = [
        "\n1. Do ",
        "\n2. Was ",
        "\n3. Were ",
        "\n4. Is ",
        "\nDo the announcements",
        "\nThe same acts",
        "\nAll of it",
    ]
    places = [shown.index(part) for part in parts]
    short = shown[: places[0]]
    assert short.count("non-compliant") == 3 and "pending, no deadline, next step: RUS" in short
    lists, day, steps, waiting, announced, days = (shown[start:end] for start, end in pairwise(places))
    assert "  non-compliant  list V: " in lists and "IST2-C03" in lists
    assert "  non-compliant  list V, which answers list U\n      kept 3: disputed (P8), compliant (P3, P4)\n" in lists
    told = " ".join(lists.split())
    assert "added 5: non-compliant (Q1, Q2), disputed (Q5), indeterminate (Q3), compliant (Q4)" in told
    assert "dropped 7, 7 without a reason: disputed (P6, P7), indeterminate (P9), compliant (P1, P2, P5, P10)" in told
    for part, act in ((day, "setting of a date"), (steps, "dispatch"), (announced, "announcement")):
        assert part.index(f"    non-compliant  {act} by RUS") < part.index(f"    disputed  {act} by RUS")
        assert "IST2-C11" in part and "broken in the account of UKR" in " ".join(part.split())
    assert "  pending  RUS (" in waiting and "no deadline" in waiting and "  next step: RUS\n" in waiting
    assert "met under RU-1200" in announced
    assert sum(line.startswith("2025-06-0") for line in days.splitlines()) == 8
