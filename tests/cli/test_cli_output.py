"""Where verdicts go: to standard output or to a file, as a table, JSON, CSV or a workbook."""

import csv
import json
import os
import stat
import sys
from collections import Counter
from io import BytesIO, StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
from click.testing import Result
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from servanda.cli import app, output

ROOT = Path(__file__).resolve().parents[2]
DEMO = ["rulesets/istanbul-2025/submissions/june-2025.json", "--ruleset", "istanbul-2025@2.0.0"]
FORMATS = ["table", "json", "csv", "xlsx"]


@pytest.fixture(autouse=True)
def _in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("SERVANDA_RULESETS", raising=False)


def judge(*options: str | Path, files: list[str] = DEMO) -> Result:
    result = CliRunner().invoke(app, ["evaluate", *files, *map(str, options)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_gets_what_standard_output_gets_and_the_status_is_the_same(tmp_path: Path, format_: str) -> None:
    file = tmp_path / "verdict"
    printed, saved = judge("--format", format_), judge("--format", format_, "--output", file)
    assert (printed.exit_code, saved.exit_code, saved.stdout, saved.stderr) == (1, 1, "", "")
    assert file.read_bytes() == printed.stdout_bytes
    assert os.listdir(tmp_path) == ["verdict"]


@pytest.mark.parametrize(("person", "status"), [("2001-04-11,fit", 0), ("1984-02-20,fit", 1), (",", 5)])
@pytest.mark.parametrize("format_", FORMATS)
def test_the_exit_status_says_the_verdict_whatever_the_format(
    tmp_path: Path, person: str, status: int, format_: str
) -> None:
    (tmp_path / "U.csv").write_text(f"id,status,date_of_birth,health\nP1,pow,{person}\n", "utf-8")
    given = [str(tmp_path / "U.csv"), *DEMO[1:], "--as-of", "2025-06-07", "--by", "UKR", "--date", "2025-06-05"]
    assert judge("--format", format_, "-o", tmp_path / "out", files=given).exit_code == status


def test_a_verdict_as_csv_is_what_the_table_says() -> None:
    text = judge("--format", "csv", "--lang", "uk").stdout_bytes.decode("utf-8-sig")
    first, *rows = csv.DictReader(StringIO(text, newline=""), strict=True)
    assert list(first)[:4] == ["об’єкт оцінки", "список", "ідентифікатор", "оцінка"]
    assert (first["об’єкт оцінки"], first["оцінка"]) == ("submission", "non_compliant")
    people = {(row["список"], row["ідентифікатор"]): row for row in rows if row["об’єкт оцінки"] == "entry"}
    assert len(people) == 18
    out = people["V", "Q1"]
    assert (out["оцінка"], out["holds.young"], out["порушено"]) == ("non_compliant", "false", "agreed-category")


def test_a_workbook_goes_into_a_pipe_too() -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(judge("--format", "xlsx", "--lang", "ru-RU").stdout_bytes))
    assert book.sheet_names == ["сводка", "записи", "пары", "выводы", "обязанности", "что уточнить"]
    kinds = Counter(row[0] for row in book.get_sheet_by_name("записи").to_python())
    assert (kinds["список"], kinds["запись"]) == (2, 18)


@pytest.mark.parametrize(
    ("name", "format_"), [("r.json", "json"), ("r.csv", "csv"), ("r.XLSX", "xlsx"), ("r", "table")]
)
def test_the_name_of_a_file_tells_its_format(tmp_path: Path, name: str, format_: str) -> None:
    assert judge("--output", tmp_path / name).exit_code == 1
    assert (tmp_path / name).read_bytes() == judge("--format", format_).stdout_bytes
    assert judge("--output", tmp_path / name, "--format", format_).exit_code == 1


@pytest.mark.parametrize(("name", "told"), [("r.json", "json"), ("r.csv", "csv"), ("r.XLSX", "xlsx")])
def test_a_name_that_tells_another_format_is_refused(tmp_path: Path, name: str, told: str) -> None:
    for format_ in {*FORMATS} - {told}:
        result = judge("-o", tmp_path / name, "--format", format_)
        assert result.exit_code == 2
        assert result.stderr == f"servanda: --format: `{tmp_path / name}` is named as {told}, not as {format_}\n"
    assert os.listdir(tmp_path) == []


def test_a_trace_goes_into_a_file_that_is_named_as_json(tmp_path: Path) -> None:
    assert judge("--detail", "trace", "-o", tmp_path / "r.json").exit_code == 1
    assert judge("--detail", "trace", "-o", tmp_path / "r.csv").exit_code == 2


def test_a_workbook_is_not_written_to_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(output, "sys", SimpleNamespace(stdout=SimpleNamespace(isatty=lambda: True)))
    output.ready(None)
    output.ready(Path("verdict.xlsx"), binary=True)
    with pytest.raises(typer.Exit) as left:
        output.ready(None, binary=True)
    assert left.value.exit_code == 2
    assert "name a file with --output FILE" in capsys.readouterr().err


def test_without_the_extra_a_workbook_is_refused_before_anything_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    result = judge("--format", "xlsx")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "XLSX needs the extra `files`: pip install 'servanda[files]'" in result.stderr
    assert judge("--format", "csv").exit_code == 1


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("{}", "` is a directory"),
        ("{}/nowhere/verdict.csv", "--output: no directory `"),
        ("{}/U.csv", "` is one of the files that are read"),
    ],
)
def test_where_nothing_can_be_written_nothing_is_judged(tmp_path: Path, file: str, message: str) -> None:
    (tmp_path / "U.csv").write_text("id\nP1\n", "utf-8")
    given = [f"{tmp_path}/U.csv:by=UKR", *DEMO[1:], "--as-of", "2025-06-07", "--output", file.format(tmp_path)]
    result = judge(files=given)
    assert result.exit_code == 2
    assert message in result.stderr
    assert (tmp_path / "U.csv").read_text("utf-8") == "id\nP1\n"


@pytest.mark.parametrize("step", ["os.replace", "os.fsync"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_cannot_be_written_as_a_whole_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    def fails(*_: object) -> None:
        raise error

    file = tmp_path / "verdict.json"
    file.write_text("before", "utf-8")
    monkeypatch.setattr(step, fails)
    result = judge("--format", "json", "--output", file)
    if isinstance(error, OSError):
        assert (result.exit_code, result.stderr) == (4, f"servanda: --output: {file}: No space left on device\n")
    else:
        assert result.exit_code == 130
    assert file.read_text("utf-8") == "before"
    assert os.listdir(tmp_path) == ["verdict.json"]


def test_a_submission_that_cannot_be_judged_leaves_no_file(tmp_path: Path) -> None:
    (tmp_path / "U.csv").write_text("id,status\nP1,nobody\n", "utf-8")
    given = [str(tmp_path / "U.csv"), *DEMO[1:], "--as-of", "2025-06-07", "--by", "UKR"]
    assert judge("--output", tmp_path / "verdict.json", files=given).exit_code == 3
    assert os.listdir(tmp_path) == ["U.csv"]


def test_a_new_file_is_for_its_owner_alone_and_an_old_one_stays_for_whom_it_was(tmp_path: Path) -> None:
    file = tmp_path / "verdict.json"
    judge("--format", "json", "--output", file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o640)
    judge("--format", "json", "--output", file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_links_stay_links_and_devices_devices(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "verdict.json")
    judge("--format", "json", "--output", tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert json.loads((tmp_path / "verdict.json").read_text("utf-8"))["verdict"] == "non_compliant"
    assert judge("--format", "json", "--output", "/dev/null").exit_code == 1
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


def test_a_table_in_a_file_is_text_of_a_fixed_width(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    judge("--output", tmp_path / "verdict.txt")
    text = (tmp_path / "verdict.txt").read_text("utf-8")
    assert text.startswith("NON-COMPLIANT  Istanbul talks")
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("format_", ["table", "csv", "xlsx"])
def test_a_trace_is_for_json_alone(format_: str) -> None:
    result = judge("--detail", "trace", "--format", format_)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "ask for it with --format json" in result.stderr


@pytest.mark.parametrize("format_", ["table", "csv", "xlsx"])
def test_a_summary_names_nobody_but_those_to_ask_about(format_: str) -> None:
    data = judge("--detail", "summary", "--format", format_).stdout_bytes
    if format_ == "xlsx":
        data = repr(
            [s.to_python() for s in map(CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index, range(5))]
        ).encode()
    assert b"Q1" not in data
    assert b"P9" in data or format_ == "csv"


@pytest.mark.parametrize("saying", ["", ":by=UKR"])
def test_a_list_that_is_read_is_not_overwritten_whatever_colons_its_path_holds(tmp_path: Path, saying: str) -> None:
    (tmp_path / "a:b").mkdir()
    file = tmp_path / "a:b" / "U.csv"
    file.write_text("id\nP1\n", "utf-8")
    result = judge("--by", "UKR", "--as-of", "2025-06-07", "--output", file, files=[f"{file}{saying}", *DEMO[1:]])
    told = f"servanda: --output: `{file}` is one of the files that are read\n"
    assert (result.exit_code, result.stderr) == (2, told)
    assert file.read_text("utf-8") == "id\nP1\n"
