"""Lists as workbooks: what becomes of cells, which sheet is read, and what is refused with its place."""

import io
import sys
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

import pytest
import typer
import xlsxwriter

from servanda.cli.files import File, read_list
from servanda.cli.listed import ListFile
from servanda.cli.package import letters_of, number_of
from servanda.cli.request import words_of
from servanda.cli.terminal import InputError
from servanda.errors import Problem
from servanda.evaluation.faults import said
from servanda.language.types import BOOL, DATE, INT
from servanda.language.vocabulary import Field, standard_fields

OWN = {"visits": Field("visits", INT), "tall": Field("tall", BOOL), "seen_on": Field("seen_on", DATE)}
FIELDS = {**standard_fields("prisoner", ("UKR", "RUS")), **OWN}

at = datetime  # without a zone, as cells are
Fill = Callable[[Any, Any], object]


def book(*sheets: tuple[str, Fill], **options: Any) -> bytes:
    """A workbook whose sheets are filled by functions of the sheet and the book."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, **options}) as written:
        for name, fill in sheets:
            fill(written.add_worksheet(name), written)
    return made.getvalue()


def rows(*cells: list[Any], formats: Mapping[int, str] | None = None, top: int = 0, left: int = 0) -> Fill:
    """Rows of cells, those of a column in a number format."""

    def fill(sheet: Any, written: Any) -> None:
        styles = {column: written.add_format({"num_format": text}) for column, text in (formats or {}).items()}
        day = written.add_format({"num_format": "yyyy-mm-dd"})
        for row, values in enumerate(cells, top):
            for column, value in enumerate(values, left):
                style = [styles[column - left]] if column - left in styles and row > top else []
                if isinstance(value, date | time):
                    sheet.write_datetime(row, column, value, *(style or [day]))
                elif value is not None:
                    sheet.write(row, column, value, *style)

    return fill


def read(data: bytes, sheet: str = "") -> ListFile:
    return read_list(File("U.xlsx", "xlsx", data), FIELDS, sheet)


def cell(column: str, value: Any, format_: str = "") -> Any:
    """What one cell becomes."""
    formats = {1: format_} if format_ else None
    (entry,) = read(book(("Sheet1", rows(["id", column], ["P1", value], formats=formats)))).entries
    return entry.get(column)


def refusal(data: bytes, sheet: str = "") -> tuple[str, ...]:
    with pytest.raises(InputError) as error:
        read(data, sheet)
    return error.value.lines


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("surname", "  Д'Артаньян ", "Д'Артаньян"),
        ("surname", " ", None),
        ("service_number", "007", "007"),
        ("service_number", 12345.0, "12345"),
        ("service_number", -5, "-5"),
        ("service_number", 1.5, "1.5"),
        ("service_number", 0.1 + 0.2, "0.3"),
        ("service_number", 999_999_999_999_999, "999999999999999"),
        ("held_at", 12, "12"),
        ("health_codes", "A1.a A3.l", ["A1.a", "A3.l"]),
        ("health_codes", 12, ["12"]),
        ("pregnant", True, True),
        ("pregnant", "FALSE", False),
        ("pregnant", 1, 1.0),
        ("visits", 3.0, 3),
        ("visits", 3.5, 3.5),
        ("visits", "3", 3),
        ("surname", True, True),
        ("date_of_birth", date(2001, 4, 11), "2001-04-11"),
        ("date_of_birth", at(2001, 4, 11), "2001-04-11"),
        ("date_of_birth", "2001-04", "2001-04"),
        ("date_of_birth", 1999, "1999"),
        ("date_of_birth", 36992, "36992"),
        ("health", "fit", "fit"),
    ],
)
def test_a_cell_has_the_type_of_its_column(column: str, value: Any, expected: Any) -> None:
    assert cell(column, value) == expected
    assert type(cell(column, value)) is type(expected)


@pytest.mark.parametrize(
    ("format_", "value", "expected"),
    [
        ("yyyy-mm-dd", date(2000, 5, 1), "2000-05-01"),
        ("dd.mm.yyyy", date(2000, 5, 1), "2000-05-01"),
        ("[$-F800]dddd, mmmm dd, yyyy", date(2000, 5, 1), "2000-05-01"),
        ("d mmmm yyyy;@", date(2000, 5, 1), "2000-05-01"),
        ("mmm-yy", date(2000, 5, 1), "2000-05"),
        ('mmmm" den "yyyy', date(2000, 5, 1), "2000-05"),
        ("yyyy", date(2000, 5, 1), "2000"),
    ],
)
def test_a_date_says_no_more_than_its_cell_shows(format_: str, value: date, expected: str) -> None:
    """Spreadsheets make the first of May of `2000-05`, and show May 2000."""
    assert cell("date_of_birth", value, format_) == expected


@pytest.mark.parametrize(
    ("format_", "value", "expected"),
    [
        ("00000", 7, "00007"),
        ("0000000", 7, "0000007"),
        ("00", 123, "123"),
        ("000", -7, "-007"),
        ("0", 7, "7"),
        ("General", 7, "7"),
        ("General", 1.5, "1.5"),
        ("@", 1.5, "1.5"),
    ],
)
@pytest.mark.parametrize("column", ["service_number", "held_at"])
def test_zeros_that_a_format_shows_before_a_number_are_kept(
    column: str, format_: str, value: float, expected: str
) -> None:
    assert cell(column, value, format_) == expected


def test_zeros_before_the_items_of_a_list_and_before_ids_are_kept() -> None:
    assert cell("health_codes", 7, "000") == ["007"]
    table = rows(["id"], [7], [8], formats={0: "0000"})
    assert read(book(("S", table))).entries == ({"id": "0007"}, {"id": "0008"})


@pytest.mark.parametrize("column", ["service_number", "held_at", "health_codes"])
@pytest.mark.parametrize(
    ("format_", "value"),
    [
        ('"A"000', 7),
        (r"\A0000", 7),
        ("000-000", 123456),
        ("#,##0", 7),
        ("0.00", 7),
        ("0%", 7),
        ("0.00E+00", 123456789012),
        ("0000;0000", -7),
        ("0", 12345.6),
        ("0000", 12.5),
    ],
)
def test_a_number_that_is_shown_as_another_text_is_refused(column: str, format_: str, value: float) -> None:
    (line,) = refusal(book(("S", rows(["id", column], ["P1", value], formats={1: format_}))))
    told = "a number shown in a format of its own: make the cell text and write it again"
    assert line == f"U.xlsx: S!B2: {column}: {told}"


def test_a_format_changes_no_number_of_a_field_of_numbers() -> None:
    assert cell("visits", 3, '"x"000') == 3
    assert cell("date_of_birth", 1999, '"in "0') == "1999"


def test_a_number_that_lost_its_digits_is_refused_even_with_zeros_before_it() -> None:
    (line,) = refusal(book(("S", rows(["id", "unit"], ["P1", 10**15], formats={1: "0" * 16}))))
    assert line.startswith("U.xlsx: S!B2: unit: a number of more than 15 digits")


def test_items_may_stand_on_lines_of_their_own() -> None:
    assert cell("health_codes", "A1.a\nA3.l") == ["A1.a", "A3.l"]


def test_a_text_of_a_shortened_number_is_refused() -> None:
    (line,) = refusal(book(("S", rows(["id", "unit"], ["P1", "1.23457E+11"]))))
    assert line == "U.xlsx: S!B2: unit: a spreadsheet has shortened this number: write it out as text"


@pytest.mark.parametrize(
    "again", [["id", "health"], [" id ", None], ["id", "x"], ["health", "id"], ["health", None], ["ID", "status"]]
)
def test_a_second_table_or_a_repeated_first_row_is_refused(again: list[Any]) -> None:
    table = rows(["id", "health"], ["P1", "fit"], [None], again, ["P2", "ill"])
    told = "names of columns instead of an entry: one file holds one table, whose columns are named once"
    assert refusal(book(("S", table))) == (f"U.xlsx: S!4: {told}",)


def test_a_person_may_have_a_cell_that_is_the_name_of_a_field() -> None:
    assert read(book(("S", rows(["id", "surname"], ["P1", "rank"])))).entries == ({"id": "P1", "surname": "rank"},)


@pytest.mark.parametrize(
    ("hide", "place"),
    [
        (lambda sheet: sheet.set_row(1, None, None, {"hidden": True}), "A2"),
        (lambda sheet: sheet.set_column(1, 1, None, None, {"hidden": True}), "B1"),
        (lambda sheet: sheet.set_column(0, 5, None, None, {"hidden": True}), "A1"),
    ],
)
def test_hidden_rows_and_columns_that_hold_something_are_refused(hide: Fill, place: str) -> None:
    def fill(sheet: Any, written: Any) -> None:
        rows(["id", "health"], ["P1", "fit"], ["P2"])(sheet, written)
        hide(sheet)  # type: ignore[call-arg]

    told = "hidden rows or columns: show or remove them"
    assert refusal(book(("S", fill))) == (f"U.xlsx: S!{place}: {told}",)


def test_hidden_rows_and_columns_that_hold_nothing_are_none() -> None:
    def fill(sheet: Any, written: Any) -> None:
        ONE(sheet, written)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(1, 300, None, None, {"hidden": True})

    assert read(book(("S", fill))).entries == ({"id": "P1"},)


@pytest.mark.parametrize(("first", "last"), [("", "1"), ("1", "x")])
def test_hidden_columns_without_numbers_are_damage(first: str, last: str) -> None:
    columns = f'<cols><col min="{first}" max="{last}" hidden="true"/></cols><sheetData>'.encode()
    data = edited(PLAIN, SHEET, b"<sheetData>", columns)
    assert refusal(data) == ("U.xlsx: not a workbook: the file is damaged",)


@pytest.mark.parametrize(
    ("column", "value", "format_", "message"),
    [
        ("date_of_birth", at(2001, 4, 11, 12, 30), "yyyy-mm-dd hh:mm", "must be a date, without a time of day"),
        ("date_of_birth", time(12, 30), "hh:mm", "a time of day, or another kind of value that no field holds"),
        ("date_of_birth", date(2001, 4, 11), "d-mmm", "a date shown without its year, which the spreadsheet has added"),
        ("unit", date(2001, 3, 12), "yyyy-mm-dd", "a date, where none belongs: make the cell text and write it again"),
        ("health_codes", date(2001, 3, 12), "yyyy-mm-dd", "a date, where none belongs"),
        ("pregnant", date(2001, 3, 12), "yyyy-mm-dd", "a date, where none belongs"),
        ("service_number", 10**15, "0", "a number of more than 15 digits, the last of them lost"),
    ],
)
def test_a_cell_that_can_be_no_value_is_refused_with_its_place(
    column: str, value: Any, format_: str, message: str
) -> None:
    data = book(("list 1", rows(["id", "surname", column], ["P1", "x", value], formats={2: format_})))
    (line,) = refusal(data)
    assert line.startswith(f"U.xlsx: list 1!C2: {column}: {message}")
    assert "2001" not in line and "0000" not in line


def test_an_error_of_the_spreadsheet_is_no_empty_cell() -> None:
    def fill(sheet: Any, _: Any) -> None:
        sheet.write_row(0, 0, ["id", "health", "surname"])
        sheet.write_row(1, 0, ["P1"])
        sheet.write_formula(1, 1, "=A9/0", None, "#DIV/0!")
        sheet.write_formula(1, 2, "=A9", None, "fit")
        sheet.write_formula(2, 0, "=#REF!", None, "#REF!")
        sheet.write_formula(3, 0, "=1/0", None, "#NAME?")

    error = "an error of the spreadsheet, such as #REF!, stands where a value is needed"
    assert refusal(book(("S", fill))) == (
        f"U.xlsx: S!B2: health: {error}",
        f"U.xlsx: S!A3: id: {error}",
        f"U.xlsx: S!A4: id: {error}",
    )


def test_a_formula_counts_by_its_result_and_one_without_is_refused() -> None:
    def fill(sheet: Any, _: Any) -> None:
        sheet.write_row(0, 0, ["id", "health", "surname"])
        sheet.write_formula(1, 0, '="P"&1', None, "P1")
        sheet.write_formula(1, 1, '=""', None, "")

    found = edited(book(("S", fill)), "xl/worksheets/sheet1.xml", b'<c r="B2">', b'<c r="B2" t="str">')
    assert read(found).entries == ({"id": "P1"},)
    (line,) = refusal(book(("S", fill)))
    assert (
        line == "U.xlsx: S!B2: health: a formula without its result: open the file in a spreadsheet program and save it"
    )


def test_a_text_that_looks_like_an_error_is_a_text() -> None:
    assert cell("surname", "#REF!") == "#REF!"


def test_blank_rows_and_columns_are_passed_over_and_places_stay() -> None:
    table = rows(["id", "health"], ["P1", "fit"], [None, None], ["P2", " "], [" "], ["P3", "ill"], top=2, left=1)
    found = read(book(("S", table)))
    assert found.entries == ({"id": "P1", "health": "fit"}, {"id": "P2"}, {"id": "P3", "health": "ill"})
    assert [found.place(number, ["health"]) for number in range(3)] == [
        "U.xlsx: S!C4: health",
        "U.xlsx: S!C6: health",
        "U.xlsx: S!C8: health",
    ]
    assert found.place(1, ["surname"]) == "U.xlsx: S!6: surname"
    assert found.place(1, []) == "U.xlsx: S!6"
    problem = Problem("validation-error", said("duplicate-id", other="`/lists/0/entries/1`"), "/lists/0/entries/2/id")
    assert words_of([found], problem) == "has the id of row 6"


def test_columns_may_stand_apart() -> None:
    assert read(book(("S", rows(["id", None, "health"], ["P1", None, "fit"])))).entries == (
        {"id": "P1", "health": "fit"},
    )


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        ([["id", "helth"]], ("S!B1: unknown field `helth`, did you mean `health`?",)),
        ([["id", 5]], ("S!B1: not the name of a field",)),
        ([["List of June"], ["id"]], ("S!A1: not the name of a field", "S!1: no column `id`")),
        ([["id", "health", "health"]], ("S!1: column `health` stands twice",)),
        ([["id"], ["P1", "fit"]], ("S!B2: a cell outside the columns that the first row names",)),
        ([["id"]], ("no entries",)),
        ([[]], ("empty, the first row of a sheet must name the columns",)),
        ([[" "]], ("S!1: no column `id`",)),
    ],
)
def test_what_is_no_table_is_refused_with_its_place(table: list[list[Any]], lines: tuple[str, ...]) -> None:
    assert refusal(book(("S", rows(*table)))) == tuple(f"U.xlsx: {line}" for line in lines)


def test_at_most_a_hundred_faults_are_told() -> None:
    table = rows(["id", "unit"], *([f"P{n}", date(2001, 3, 12)] for n in range(103)))
    lines = refusal(book(("S", table)))
    assert (len(lines), lines[-1]) == (101, "and 3 more")


def hidden(fill: Fill) -> Fill:
    return lambda sheet, written: (fill(sheet, written), sheet.hide())


ONE, TWO = rows(["id"], ["P1"]), rows(["id"], ["P2"])
NOTHING: Fill = lambda *_: None  # noqa: E731


@pytest.mark.parametrize(
    ("sheets", "wanted", "id_"),
    [
        ([("Аркуш1", ONE)], "", "P1"),
        ([("Sheet1", NOTHING), ("Sheet2", TWO), ("Sheet3", NOTHING)], "", "P2"),
        ([("entries", ONE), ("help", rows(["servanda template: x"], ["id", "more"]))], "", "P1"),
        ([("A", ONE), ("B", TWO)], "B", "P2"),
        ([("A", ONE), ("B", hidden(TWO))], "B", "P2"),
    ],
)
def test_the_sheet_that_holds_entries_is_read(sheets: list[tuple[str, Fill]], wanted: str, id_: str) -> None:
    assert read(book(*sheets), wanted).entries == ({"id": id_},)


@pytest.mark.parametrize(
    ("sheets", "there"),
    [
        ([("A", ONE), ("B", TWO)], "`A`, `B`"),
        ([("entries", ONE), ("notes", rows(["x"]))], "`entries`, `notes`"),
        ([("A", ONE), ("B", hidden(TWO))], "`A`, `B` (hidden)"),
        ([("A", NOTHING), ("B", hidden(TWO))], "`B` (hidden)"),
        ([("entries", ONE), ("help", TWO)], "`entries`, `help`"),
    ],
)
def test_no_sheet_that_holds_something_is_passed_over_unsaid(sheets: list[tuple[str, Fill]], there: str) -> None:
    assert refusal(book(*sheets)) == (f"U.xlsx: say with --sheet which sheet is the list: {there}",)


def test_a_sheet_that_is_asked_for_must_be_there(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as stop:
        read(book(("A", ONE), ("B", NOTHING)), "C")
    assert stop.value.exit_code == 2
    assert "U.xlsx: no sheet `C`, there is `A`, `B`" in capsys.readouterr().err
    assert refusal(book(("A", ONE), ("B", NOTHING)), "B") == ("U.xlsx: B: no entries",)


def test_merged_cells_are_refused() -> None:
    def fill(sheet: Any, written: Any) -> None:
        rows(["id", "health"], ["P1"], ["P2"])(sheet, written)
        sheet.merge_range("B2:B3", "fit")

    assert refusal(book(("S", fill))) == ("U.xlsx: S!B2:B3: merged cells, split them",)


def test_the_calendar_of_1904_is_understood() -> None:
    table = rows(["id", "date_of_birth"], ["P1", date(2001, 4, 11)])
    assert read(book(("S", table), date_1904=True)).entries == ({"id": "P1", "date_of_birth": "2001-04-11"},)


def edited(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with a piece of a part exchanged."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        assert old in source.read(part)
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(old, new) if name == part else content)
    return made.getvalue()


def archive(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return made.getvalue()


PLAIN = book(("S", ONE))
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (PLAIN[:-30], "not a workbook: the file is damaged"),
        (PLAIN[: len(PLAIN) // 2], "not a workbook: the file is damaged"),
        (archive(**{"a.txt": b"x"}), "an archive and no workbook, unpack it first"),
        (archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "a workbook of another format"),
        (archive(**{"xl/workbook.bin": b""}), "a workbook of another format, save it as XLSX or CSV"),
        (archive(**{"xl/workbook.xml": b"<workbook"}), "not a workbook: the file is damaged"),
        (edited(PLAIN, SHEET, b"<sheetData>", b"<sheetData"), "not a workbook: the file is damaged"),
        (edited(PLAIN, SHEET, b'r="A2"', b'r="2A"'), "not a workbook: the file is damaged"),
        (
            edited(PLAIN, SHEET, b"<worksheet", b"<!DOCTYPE x [<!ENTITY e 'x'>]><worksheet"),
            "it declares a document type",
        ),
        (
            edited(PLAIN, "xl/_rels/workbook.xml.rels", b"sheet1.xml", b"sheet9.xml"),
            "not a workbook: the file is damaged",
        ),
        (edited(PLAIN, SHEET, b"<v>1</v>", b"<v>99</v>"), "not a workbook that can be read"),
        (book(("S", rows(["id"], ["P1"], [None] * 300 + ["x"], top=9000))), "the sheet is larger than 2,000,000 cells"),
        (edited(PLAIN, SHEET, b"</sheetData>", b"</sheetData>" + b" " * 2**24), "unpacks to more than a list can be"),
        (archive(**{"xl/workbook.xml": b" " * 2**27}), "unpacks to more than a list can be"),
    ],
)
def test_what_is_no_workbook_or_too_large_is_refused(data: bytes, message: str) -> None:
    (line,) = refusal(data)
    assert line.startswith("U.xlsx: ") and message in line


def test_a_workbook_that_lies_about_its_size_is_not_unpacked_further() -> None:
    """The size in the directory of the archive is the limit, whatever would follow."""
    data = edited(PLAIN, SHEET, b"</sheetData>", b"</sheetData>" + b" " * 2**20)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        true = package.getinfo(SHEET).file_size
    lie = data.replace(true.to_bytes(4, "little"), (5000).to_bytes(4, "little"))
    assert lie != data
    assert refusal(lie) == ("U.xlsx: not a workbook: the file is damaged",)


def test_any_damage_gets_a_message() -> None:
    for place in range(0, len(PLAIN), 7):
        data = PLAIN[:place] + bytes([PLAIN[place] ^ 0x55]) + PLAIN[place + 1 :]
        try:
            assert read(data).entries
        except InputError as error:
            assert error.lines[0].startswith("U.xlsx: ")


def test_a_panic_of_the_reader_is_told_as_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    class Panic(BaseException):
        """As those of Rust come: no Exception."""

    def broken(*_: object) -> None:
        raise Panic("about P1")

    monkeypatch.setattr("python_calamine.load_workbook", broken)
    assert refusal(PLAIN) == ("U.xlsx: not a workbook that can be read: save it once more, or as CSV",)


def test_without_the_extra_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(typer.Exit) as stop:
        read(PLAIN)
    assert stop.value.exit_code == 2
    assert "XLSX needs the extra `files`: pip install 'servanda[files]'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("letters", "number"), [("A", 1), ("Z", 26), ("AA", 27), ("AZ", 52), ("ZZ", 702), ("XFD", 16384)]
)
def test_columns_are_counted_in_letters(letters: str, number: int) -> None:
    assert number_of(letters) == number
    assert letters_of(number) == letters


INLINE = '<c{} t="inlineStr"><is><t>{}</t></is></c>'


def test_cells_may_leave_out_where_they_stand() -> None:
    """Places are counted then; Excel always writes them."""
    head = f"<row>{INLINE.format('', 'id')}{INLINE.format('', 'health')}</row>"
    bare = f'{head}<row r="4">{INLINE.format("", "P1")}<c t="e"><v>#N/A</v></c></row>'
    plain = zipfile.ZipFile(io.BytesIO(PLAIN)).read(SHEET)
    old = plain[plain.index(b"<sheetData>") : plain.index(b"</sheetData>")]
    (line,) = refusal(edited(PLAIN, SHEET, old, b"<sheetData>" + bare.encode()))
    assert line.startswith("U.xlsx: S!B4: health: an error of the spreadsheet")
    fine = bare.replace('t="e"><v>#N/A</v>', 't="str"><v>fit</v>')
    assert read(edited(PLAIN, SHEET, old, b"<sheetData>" + fine.encode())).entries == ({"id": "P1", "health": "fit"},)


def test_rows_of_formulas_without_results_are_not_passed_over() -> None:
    """The reader of values ends before them, as if there were nobody."""

    def fill(sheet: Any, _: Any) -> None:
        sheet.write_row(0, 0, ["id"])
        sheet.write_row(1, 0, ["P1"])
        for row in (2, 3):
            sheet.write_formula(row, 0, f"=A{row}", None, "")

    assert [line.split(": ")[1] for line in refusal(book(("S", fill)))] == ["S!A3", "S!A4"]
    alone: Fill = lambda sheet, _: sheet.write_formula(2, 1, "=A1", None, "")  # noqa: E731
    assert refusal(book(("S", alone))) == ("U.xlsx: S!B3: not the name of a field", "U.xlsx: S!3: no column `id`")


def test_a_value_that_the_reader_does_not_know_is_no_empty_cell() -> None:
    table = book(("S", rows(["id", "visits"], ["P1", 3])))
    (line,) = refusal(edited(table, SHEET, b'<c r="B2">', b'<c r="B2" t="z">'))
    assert line.startswith("U.xlsx: ")
