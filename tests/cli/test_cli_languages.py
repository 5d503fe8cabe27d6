"""What is wrong with files and submissions, in the language that `--lang` asks for."""

import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from typer.testing import CliRunner

from servanda.cli import app
from servanda.cli.files import File, read_list
from servanda.cli.terminal import InputError
from servanda.errors import tell
from servanda.language.vocabulary import standard_fields

ROOT = Path(__file__).resolve().parents[2]
HEADER = ["--as-of", "2025-06-07", "--by", "UKR"]
RULESET = ["--ruleset", "istanbul-2025@2.0.0"]


@pytest.fixture(autouse=True)
def _in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("SERVANDA_RULESETS", raising=False)


def run(*arguments: str | Path, stdin: str | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)
    return result.exit_code, result.stdout, result.stderr


WRONG_IN = {
    "uk": [
        "2: id: очікується від 1 до 64 знаків A-Z a-z 0-9 . _ : -",
        "3: date_of_birth: такого дня в календарі немає",
        "3: pregnant: очікується true або false",
        "3: health_codes: очікується від 1 до 64 знаків A-Z a-z 0-9 . _ : -; "
        "кілька значень розділяють пробілами або знаком |",
        "4: id: той самий ідентифікатор має рядок 3",
    ],
    "ru": [
        "2: id: ожидается от 1 до 64 знаков A-Z a-z 0-9 . _ : -",
        "3: date_of_birth: такого дня в календаре нет",
        "3: pregnant: ожидается true или false",
        "3: health_codes: ожидается от 1 до 64 знаков A-Z a-z 0-9 . _ : -; "
        "несколько значений разделяют пробелами или знаком |",
        "4: id: тот же идентификатор имеет строка 3",
    ],
}


@pytest.mark.parametrize("language", WRONG_IN)
def test_what_is_wrong_with_a_list_is_told_in_the_language_that_is_asked_for(tmp_path: Path, language: str) -> None:
    file = tmp_path / "U.csv"
    file.write_text("id,date_of_birth,pregnant,health_codes\nP 1,,,\nP2,2001-02-30,yes,é\nP2,,,\n", "utf-8")
    code, out, err = run("evaluate", file, *RULESET, *HEADER, "--lang", language)
    assert (code, out) == (3, "")
    assert err.splitlines() == [f"servanda: {file}:{line}" for line in WRONG_IN[language]]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id,helth\nP1,fit\n", ":1: стовпець 2: невідоме поле `helth`, можливо, `health`?"),
        ("id,health\nP1,fit,x\n", ":2: клітинок: 3, а стовпців: 2"),
        ("id\n", ": немає жодного запису"),
        (
            "id\nid\n",
            ":2: назви стовпців замість запису: у файлі має бути одна таблиця, стовпці якої названо один раз",
        ),
        ("id\n1E+11\n", ":2: id: таблиця скоротила це число: запишіть його повністю, як текст"),
        (
            'id,health_codes\nP1,"A\nB"\n',
            ":2: health_codes: серед значень є розрив рядка, знак табуляції або роздільник стовпців: "
            "чи немає зайвих лапок?",
        ),
        ('id\n"P1\n', ":2: це не CSV: лапки тут відкрито й ніде не закрито"),
        ('id\n"P1"x\n', ":2: це не CSV: після '\"' потрібно ','"),
        ('id\n"' + "x" * 200_000, ":2: це не CSV: клітинка довша за 131072 символів"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_in_the_language_that_is_asked_for(
    tmp_path: Path, text: str, told: str
) -> None:
    file = tmp_path / "U.csv"
    file.write_text(text, "utf-8")
    assert run("evaluate", file, *RULESET, *HEADER, "--lang", "uk") == (3, "", f"servanda: {file}{told}\n")
    assert run("evaluate", "-", *RULESET, *HEADER, "--lang", "uk", "--input", "csv", stdin=text) == (
        3,
        "",
        f"servanda: стандартний ввід{told}\n",
    )


def test_what_is_wrong_with_a_submission_or_a_setting_is_told_in_the_language(tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    file.write_text('{"as_of": "2025-06-07",\n "lists": [}', "utf-8")
    told = f"servanda: {file}:2:12: це не JSON: тут потрібне значення\n"
    assert run("evaluate", file, *RULESET, "--lang", "uk") == (3, "", told)
    code, _, err = run(
        "evaluate", "rulesets/istanbul-2025/submissions/june-2025.json", *RULESET, "--as-of", "soon", "--lang", "ru"
    )
    assert (code, err.partition("ГГГГ")[0]) == (2, "servanda: --as-of: ожидается день, ")


def refused(name: str, data: bytes) -> list[str]:
    with pytest.raises(InputError) as error:
        read_list(File(name, "xlsx" if name.endswith("x") else "parquet", data), standard_fields("prisoner", ("UKR",)))
    return [tell(line, "uk") for line in error.value.lines]


def test_what_is_wrong_with_the_cells_of_a_workbook_is_told_in_the_language() -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, ["id", "date_of_birth"])
        sheet.write_row(1, 0, ["P1", 0.5], book.add_format({"num_format": "hh:mm"}))
        sheet.write(2, 3, "stray")
    assert refused("U.xlsx", made.getvalue()) == [
        "U.xlsx: S!B2: date_of_birth: час доби або інше значення, для якого немає поля",
        "U.xlsx: S!D3: клітинка поза стовпцями, які називає перший рядок",
    ]


def test_what_a_workbook_hides_or_shows_otherwise_is_told_in_the_language() -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("S")
        sheet.write(0, 0, "id")
        sheet.write(1, 0, 7, book.add_format({"num_format": '"A"000'}))
    told = "U.xlsx: S!A2: id: число показано у власному форматі: зробіть клітинку текстовою і запишіть його ще раз"
    assert refused("U.xlsx", made.getvalue()) == [told]
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("S")
        sheet.write(0, 0, "id")
        sheet.set_column(0, 0, None, None, {"hidden": True})
    told = "U.xlsx: S!A1: приховані рядки або стовпці: покажіть або вилучіть їх"
    assert refused("U.xlsx", made.getvalue()) == [told]


def test_which_sheet_is_the_list_is_asked_in_the_language() -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        for name in ("U", "V"):
            book.add_worksheet(name).write(0, 0, "id")
        book.get_worksheet_by_name("V").hide()
    asked = "U.xlsx: зазначте за допомогою --sheet, який аркуш є списком: `U`, `V` (прихований)"
    assert refused("U.xlsx", made.getvalue()) == [asked]


def test_what_is_wrong_with_a_parquet_file_is_told_in_the_language() -> None:
    made = io.BytesIO()
    pq.write_table(pa.table({"id": [0.5, float("nan")], "health": [b"fit", b"ill"]}), made)
    assert refused("U.parquet", made.getvalue()) == ["U.parquet: стовпець `health`: такого типу в полів не буває"]
    made = io.BytesIO()
    pq.write_table(pa.table({"id": [0.5, float("nan")]}), made)
    assert refused("U.parquet", made.getvalue()) == ["U.parquet: рядок 2: id: це не число"]


def test_faults_that_are_left_out_are_counted_in_the_language() -> None:
    made = io.BytesIO()
    pq.write_table(pa.table({"id": [float("nan")] * 1234}), made)
    assert refused("U.parquet", made.getvalue())[-1] == "та ще 1\u00a0134"
