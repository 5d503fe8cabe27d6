"""Lists in files: what becomes of cells and lines, and where in the file a problem stands."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typer
import xlsxwriter

from servanda.cli.cells import typed
from servanda.cli.files import File, kind_of, read_list
from servanda.cli.request import Options, Request, place_of, request, words_of
from servanda.cli.terminal import InputError
from servanda.errors import Problem
from servanda.evaluation.faults import said
from servanda.evaluation.values import wrong_type
from servanda.language.types import INT
from servanda.language.vocabulary import standard_fields

PARTIES = ("UKR", "RUS")
FIELDS = {subject: standard_fields(subject, PARTIES) for subject in ("prisoner", "remains", "list")}
SETTINGS = {"as_of": "2025-06-07"}
NO_BOOL = wrong_type("bool", "x").message


def entries(text: str, kind: Any = "csv") -> list[dict[str, Any]]:
    return list(read_list(File("U", kind, text.encode()), FIELDS["prisoner"]).entries)


def refusal(text: str | bytes, kind: Any = "csv") -> tuple[str, ...]:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(InputError) as error:
        read_list(File("U", kind, data), FIELDS["prisoner"])
    return error.value.lines


def write(directory: Path, name: str, text: str) -> str:
    (directory / name).write_text(text, "utf-8")
    return str(directory / name)


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("health", "fit", "fit"),
        ("date_of_birth", "2000-01-01", "2000-01-01"),
        ("date_of_birth", "1999", "1999"),
        ("service_number", "007", "007"),
        ("surname", "NO", "NO"),
        ("surname", " Д'Артаньян\u00a0", "Д'Артаньян"),
        ("surname", '"Smith, ""J""\nsecond line"', 'Smith, "J"\nsecond line'),
        ("pregnant", "true", True),
        ("pregnant", "FALSE", False),
        ("pregnant", "1", "1"),
        ("pregnant", "yes", "yes"),
        ("health_codes", "A1.a A3.l", ["A1.a", "A3.l"]),
        ("health_codes", "A1.a|A3.l", ["A1.a", "A3.l"]),
        ("health_codes", "A1.a | A3.l ", ["A1.a", "A3.l"]),
        ("health_codes", "A1.a", ["A1.a"]),
    ],
)
def test_a_cell_has_the_type_of_its_column(column: str, cell: str, value: object) -> None:
    assert entries(f"id,{column}\nP1,{cell}\n") == [{"id": "P1", column: value}]


def test_an_empty_cell_is_absent() -> None:
    assert entries("id,health,health_codes\nP1,,\nP2,fit,\n") == [{"id": "P1"}, {"id": "P2", "health": "fit"}]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffid\nP1\n",
        "id\r\nP1\r\n",
        "id\nP1",
        "\nid\n\nP1\n\n",
        "sep=,\nid\nP1\n",
        " id ,,\nP1,,\n",
        "id,\n,,\n P1\n,\n",
        "id,health\n,\nP1,\n , \n",
    ],
)
def test_files_of_spreadsheets_are_read(text: str) -> None:
    assert entries(text) == [{"id": "P1"}]


@pytest.mark.parametrize(
    ("cell", "value"),
    [("7", 7), ("-7", -7), ("007", 7), ("1.0", "1.0"), ("1e3", "1e3"), ("٧", "٧"), ("9" * 20, "9" * 20)],
)
def test_a_number_is_written_in_digits(cell: str, value: object) -> None:
    assert typed(cell, INT) == value


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ("U: empty, the first line must name the columns",)),
        ("id\n", ("U: no entries",)),
        ("sep=|\nid|health\n", ("U:1: the columns must be separated by commas, semicolons or tabs",)),
        (
            "sep=;\nid,health\n",
            ("U:2: column 1: not the name of a field, did you mean `health`?", "U:2: no column `id`"),
        ),
        ("sep=;\n\nid;helth\n", ("U:3: column 2: unknown field `helth`, did you mean `health`?",)),
        ("id;health\nP1,fit\n", ("U:2: 1 cells, but 2 columns",)),
        ("id;helth\nP1;fit\n", ("U:1: column 2: unknown field `helth`, did you mean `health`?",)),
        ("id|x\n", ("U:1: column 1: not the name of a field, did you mean `id`?", "U:1: no column `id`")),
        ('sep=;\nid;surname\nP1;"a\nb"\nP2;"x\n', ("U:5: not CSV: a quotation mark is opened here and never closed",)),
        ("id,health\n,\n", ("U: no entries",)),
        ("id,,health\n", ("U:1: column 2: not the name of a field",)),
        ("id,health,\nP1,fit,,x\n", ("U:2: 4 cells, but 2 columns",)),
        ("id,helth\n", ("U:1: column 2: unknown field `helth`, did you mean `health`?",)),
        ("id,Health\n", ("U:1: column 2: unknown field `Health`, did you mean `health`?",)),
        ("id,\x1b[31m\n", ("U:1: column 2: not the name of a field",)),
        ("id,health,health\n", ("U:1: column `health` stands twice",)),
        ("health,status\n", ("U:1: no column `id`",)),
        ("id,health\nP1,fit\nP2\n", ("U:3: 1 cells, but 2 columns",)),
        ("id,health\nP1,fit,fit\n", ("U:2: 3 cells, but 2 columns",)),
        ('id,health\nP1,"fit\n', ("U:2: not CSV: a quotation mark is opened here and never closed",)),
        ('id,health\nP1,"fit"x\n', ("U:2: not CSV: ',' expected after '\"'",)),
    ],
)
def test_what_is_no_table_is_refused_with_its_place(text: str, lines: tuple[str, ...]) -> None:
    assert refusal(text) == lines


STRAY = "a line break, a tab or a separator of columns among the items: is there a quotation mark too many?"


@pytest.mark.parametrize(
    "text",
    [
        'id\thealth_codes\nP1\t"A1.a\nP2\tA3.l"\n',
        'id\thealth_codes\nP1\t"A1.a\tA3.l"\n',
        'id\thealth_codes\nP1\t"A1.a\nA3.l"\n',
        'id,health_codes\nP1,"A1.a\rA3.l"\n',
        'id,health_codes\nP1,"A1.a\tA3.l"\n',
        'id,health_codes\nP1,"A1.a,A3.l"\n',
        'id;health_codes\nP1;"A1.a;A3.l"\n',
        'id,health_codes\nP1,"A1.a\u2028A3.l"\n',
    ],
)
def test_a_stray_quotation_mark_makes_no_items_of_people(text: str) -> None:
    assert refusal(text) == (f"U:2: health_codes: {STRAY}",)


def test_items_are_separated_by_blanks_and_bars() -> None:
    table = "id,health_codes\nP1,A1.a A3.l\u00a0A2 | A4|A5\n"
    assert entries(table) == [{"id": "P1", "health_codes": ["A1.a", "A3.l", "A2", "A4", "A5"]}]


@pytest.mark.parametrize("number", ["1.23457E+11", '"1,23457E+11"', "1E+11", "2e5", "123E-7"])
@pytest.mark.parametrize("column", ["service_number", "held_at", "health_codes"])
def test_a_number_that_a_spreadsheet_has_shortened_is_refused(column: str, number: str) -> None:
    separator = ";" if "," in number else ","
    told = "a spreadsheet has shortened this number: write it out as text"
    assert refusal(f"id{separator}{column}\nP1{separator}{number}\n") == (f"U:2: {column}: {told}",)


def test_ids_that_are_no_shortened_numbers_are_kept() -> None:
    numbers = ["E11", "1.5", "12E", "A1E5", "1E5A", "1E5-2"]
    table = "id,service_number\n" + "".join(f"P1,{number}\n" for number in numbers)
    assert [entry["service_number"] for entry in entries(table)] == numbers


@pytest.mark.parametrize("again", ["id,health", "id,", "id,fit", "ID,Health", "health,id", "health,"])
def test_a_second_table_or_a_repeated_first_line_is_refused(again: str) -> None:
    told = "names of columns instead of an entry: one file holds one table, whose columns are named once"
    assert refusal(f"id,health\nP1,fit\n{again}\nP2,ill\n") == (f"U:3: {told}",)


def test_a_first_line_that_names_no_columns_is_not_repeated() -> None:
    told = ["U:1: column 1: not the name of a field", "U:1: column 2: not the name of a field", "U:1: no column `id`"]
    assert refusal("P-77,Kovalchuk\n") == tuple(told)
    assert refusal("id,Kovalchuk\n") == ("U:1: column 2: unknown field `Kovalchuk`",)
    assert refusal("helth\n")[0] == "U:1: column 1: unknown field `helth`, did you mean `health`?"


@pytest.mark.parametrize("kind", ["csv", "ndjson"])
def test_a_file_that_is_not_utf8_is_refused_with_the_line(kind: str) -> None:
    assert refusal(b"id\nP1\n\xff\n", kind) == ("U:3: not UTF-8, save the file as UTF-8",)


def test_ndjson_is_an_entry_a_line() -> None:
    text = '{"id": "P1", "pregnant": true}\n\n{"id": "P2", "health": null}\r\n'
    assert entries(text, "ndjson") == [{"id": "P1", "pregnant": True}, {"id": "P2", "health": None}]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('{"id": "P2", "id": "P3"}', "U:2:"),
        (r'{"id": "P2", "\u0069d": "P3"}', "U:2:"),
        ('{"id": NaN}', "U:2:8: "),
        ('{"id": "P2"', "U:2:"),
        ('{"id": "P2"}]}', "U:2:13: "),
        ('["P2"]', "U:2: an entry must be an object"),
        ("[" * 100_000, "U:2:"),
    ],
)
def test_a_line_that_is_no_strict_json_object_is_refused(line: str, place: str) -> None:
    (message,) = refusal('{"id": "P1"}\n' + line, "ndjson")
    assert message.startswith(place)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("U.csv", b"{", "csv"),
        ("U.NDJSON", b"", "ndjson"),
        ("U.jsonl", b"", "ndjson"),
        ("U.json", b'{"id": "P1"}', "json"),
        ("-", b"id,health\nP1,fit\n", "csv"),
        ("-", b'\n {\n "as_of": "2025-06-07"}', "json"),
        ("-", b'{"lists": []}', "json"),
        ("-", b'{"id": "P1"}\n{"id": "P2"}\n', "ndjson"),
        ("-", b'{"id": "P1"}', "ndjson"),
        ("-", b"PK\x03\x04", "xlsx"),
        ("-", b"PAR1", "parquet"),
        ("U.csv", b"PK\x03\x04", "xlsx"),
        ("U.XLSM", b"", "xlsx"),
        ("U.parquet", b"", "parquet"),
    ],
)
def test_the_format_is_known_by_the_name_or_else_by_the_content(name: str, data: bytes, kind: str) -> None:
    assert kind_of(name, data) == kind


def test_what_is_too_deep_is_refused_when_it_is_read() -> None:
    data = b'{"a":' * 100_000
    assert kind_of("-", data) == "json"
    with pytest.raises(InputError):
        read_list(File("U.ndjson", "ndjson", data), FIELDS)


def wire(asked: Request) -> Any:
    return json.loads(asked.body)


def test_several_files_are_several_lists_named_after_them(tmp_path: Path) -> None:
    files = [write(tmp_path, "U.csv", "id\nP1\n"), write(tmp_path, "V.2.ndjson", '{"id": "P2"}')]
    header = {"by": "UKR", "to": "RUS", "final": True}
    assert wire(request(files, Options(header, SETTINGS), FIELDS)) == {
        "as_of": "2025-06-07",
        "lists": [
            {**header, "id": "U", "kind": "prisoners", "role": "proposed", "entries": [{"id": "P1"}]},
            {**header, "id": "V", "kind": "prisoners", "role": "proposed", "entries": [{"id": "P2"}]},
        ],
    }


def test_a_list_of_remains_has_columns_of_remains(tmp_path: Path) -> None:
    file = write(tmp_path, "R.csv", "id,container,profiles\nB1,C1,X Y\n")
    asked = request([file], Options({"kind": "remains", "by": "RUS"}, SETTINGS), FIELDS)
    assert wire(asked)["lists"][0]["entries"] == [{"id": "B1", "container": "C1", "profiles": ["X", "Y"]}]


def test_a_submission_goes_to_the_reader_as_it_is(tmp_path: Path) -> None:
    text = '{"as_of": "2025-06-07", "as_of": "2025-06-08"}\n'
    file = write(tmp_path, "s.json", text)
    assert request([file], Options({}, {}), FIELDS).body == text.encode()


def test_options_override_what_a_submission_says(tmp_path: Path) -> None:
    file = write(tmp_path, "s.json", '{"as_of": "2025-06-01", "account": "UKR", "lists": []}')
    asked = request([file], Options({}, {"as_of": "2025-06-07"}), FIELDS)
    assert wire(asked) == {"as_of": "2025-06-07", "account": "UKR", "lists": []}


@pytest.mark.parametrize(
    "text", ['{"lists": [], "lists": []}', '{"lists": [{"id": "U", "id": "V"}]}', "[]", "{", "\ufeff{}"]
)
def test_a_submission_that_is_overridden_is_read_as_strictly(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError):
        request([write(tmp_path, "s.json", text)], Options({}, SETTINGS), FIELDS)


@pytest.mark.parametrize(
    ("files", "header", "settings", "message"),
    [
        (["U.csv"], {"by": "UKR"}, {}, "--as-of: needed with a list"),
        (["U.csv"], {}, {}, "--as-of and --by: needed with a list"),
        (["U.csv"], {"by": "UKR", "kind": "people"}, SETTINGS, "--kind: must be one of prisoners, remains"),
        (["U.csv", "U.csv"], {"by": "UKR", "id": "U"}, SETTINGS, "--id: only with one list"),
        (["U.csv", "s.json"], {"by": "UKR"}, SETTINGS, "a submission in JSON stands alone"),
        (["s.json"], {"by": "UKR"}, SETTINGS, "--by: a submission in JSON says this itself"),
        (["none.csv"], {"by": "UKR"}, SETTINGS, "none.csv: No such file or directory"),
        (["-", "-"], {"by": "UKR"}, SETTINGS, "`-` is standard input, and can be read once only"),
    ],
)
def test_options_that_do_not_fit_the_files_are_refused(  # noqa: PLR0917
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    files: list[str],
    header: dict[str, Any],
    settings: dict[str, Any],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "U.csv", "id\nP1\n")
    write(tmp_path, "s.json", "{}")
    with pytest.raises(typer.Exit) as stop:
        request(files, Options(header, settings), FIELDS)
    assert stop.value.exit_code == 2
    assert f"servanda: {message}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("/lists/0/entries/0/health", "U.csv:2: health"),
        ("/lists/0/entries/1/health_codes/0", "U.csv:4: health_codes"),
        ("/lists/0/entries/1", "U.csv:4"),
        ("/lists/1/entries/0", "V.ndjson:2"),
        ("/lists/0/by", "--by"),
        ("/lists/1/entries", "V.ndjson"),
        ("/lists/1", "V.ndjson"),
        ("/as_of", "--as-of"),
        ("/readings/young/0", "--readings"),
        ("/lists", "/lists"),
        ("", "U.csv, V.ndjson"),
    ],
)
def test_a_problem_is_put_where_it_stands_in_the_files(pointer: str, place: str) -> None:
    first = File("U.csv", "csv", b'id,surname,health\nP1,"two\nlines",fit\nP2,,fit\n')
    second = File("V.ndjson", "ndjson", b'\n{"id": "P3"}\n')
    lists = [read_list(file, FIELDS["prisoner"]) for file in (first, second)]
    assert place_of(lists, Problem("validation-error", "is wrong", pointer)) == place


def test_a_problem_of_a_submission_has_the_line_of_its_bytes(tmp_path: Path) -> None:
    file = write(tmp_path, "s.json", "{}")
    exact = request([file], Options({}, {}), FIELDS)
    overridden = request([file], Options({}, SETTINGS), FIELDS)
    problem = Problem("malformed-json", "is not JSON", line=3, column=7)
    assert exact.place(problem) == f"{file}:3:7"
    assert overridden.place(problem) == file
    assert exact.place(Problem("validation-error", "is wrong", "/lists/0/by")) == f"{file}: /lists/0/by"


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        (["U.csv", "V.csv"], ["U", "V"]),
        (["U.csv", "другий.csv"], ["U", "list-2"]),
        (["my list.csv"], ["list-1"]),
        (["a/U.csv", "b/U.csv", "V.csv"], ["list-1", "list-2", "V"]),
        (["x" * 65 + ".csv"], ["list-1"]),
    ],
)
def test_a_list_is_named_after_its_file_where_that_is_an_id(tmp_path: Path, names: list[str], ids: list[str]) -> None:
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
    files = [write(tmp_path, name, "id\nP1\n") for name in names]
    assert [list_["id"] for list_ in wire(request(files, Options({"by": "UKR"}, SETTINGS), FIELDS))["lists"]] == ids


def test_a_list_does_not_answer_itself(tmp_path: Path) -> None:
    files = [write(tmp_path, "U.csv", "id\nP1\n"), write(tmp_path, "V.csv", "id\nP1\n")]
    header = {"by": "UKR", "in_reply_to": ["U"]}
    first, second = wire(request(files, Options(header, SETTINGS), FIELDS))["lists"]
    assert "in_reply_to" not in first
    assert second["in_reply_to"] == ["U"]


def test_a_list_answers_the_others_of_those_that_are_told_for_all(tmp_path: Path) -> None:
    files = [write(tmp_path, "U.csv", "id\nP1\n"), write(tmp_path, "V.csv", "id\nP1\n")]
    header = {"by": "UKR", "in_reply_to": ["U", "V", "held"]}
    lists = wire(request(files, Options(header, SETTINGS), FIELDS))["lists"]
    assert [list_["in_reply_to"] for list_ in lists] == [["V", "held"], ["U", "held"]]


def test_what_one_list_is_told_to_answer_is_left_as_it_is(tmp_path: Path) -> None:
    files = [write(tmp_path, "U.csv", "id\nP1\n"), write(tmp_path, "V.csv", "id\nP1\n")]
    files[1] += ":in_reply_to=V,in_reply_to=U"
    first, second = wire(request(files, Options({"by": "UKR", "in_reply_to": ["U"]}, SETTINGS), FIELDS))["lists"]
    assert "in_reply_to" not in first
    assert second["in_reply_to"] == ["V", "U"]


@pytest.mark.parametrize(
    ("start", "message"),
    [
        (b"PK\x03\x04", "not a workbook: the file is damaged"),
        (b"PAR1", "not Parquet that can be read: it is damaged, or holds values out of range"),
        (b"\xd0\xcf\x11\xe0", "an old workbook, save it as XLSX or CSV"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "locked by a password, save it without"),
        (b"\x1f\x8b", "compressed, unpack it first"),
    ],
)
def test_a_file_that_is_no_text_is_known_by_its_first_bytes(tmp_path: Path, start: bytes, message: str) -> None:
    file = tmp_path / "U.csv"
    file.write_bytes(start + b"\x00" * 20)
    with pytest.raises(InputError) as error:
        request([str(file)], Options({"by": "UKR"}, SETTINGS), FIELDS)
    assert error.value.lines == (f"{file}: {message}",)


@pytest.mark.parametrize(
    ("pointer", "message", "words"),
    [
        ("/lists/0/entries/0/pregnant", NO_BOOL, "must be true or false"),
        ("/lists/1/entries/0/pregnant", NO_BOOL, "must be true or false, not text"),
        ("/lists/0/entries/0/health_codes/0", "is wrong", "is wrong; items are separated by blanks or |"),
        ("/lists/0/entries/1/id", said("duplicate-id", other="`/lists/0/entries/0`"), "has the id of line 2"),
        ("/lists/1/id", said("duplicate-id", other="`/lists/0`"), "has the id of list 1"),
    ],
)
def test_a_problem_is_told_in_words_of_the_file(pointer: str, message: str, words: str) -> None:
    first = File("U.csv", "csv", b"id,pregnant,health_codes\nP1,x,A1\nP1,,\n")
    second = File("V.ndjson", "ndjson", b'{"id": "P3", "pregnant": "x"}\n')
    lists = [read_list(file, FIELDS["prisoner"]) for file in (first, second)]
    assert words_of(lists, Problem("validation-error", message, pointer)) == words


@pytest.mark.parametrize(
    "text",
    [
        "id;surname\nP1;a,b\n",
        "id\tsurname\nP1\ta,b\n",
        '"id";"surname"\n"P1";"a,b"\n',
        'id,surname\nP1,"a,b"\n',
        'sep=;\r\n"id";surname\r\nP1;"a,b"\r\n',
        '"sep=;"\nid;surname\nP1;a,b\n',
        "sep=;;\nid;surname\nP1;a,b\n",
        "sep=\t\nid\tsurname\nP1\ta,b\n",
        ";;\n;\nid;surname;;\nP1;a,b;;\n",
        "\ufeffid;surname\nP1;a,b",
    ],
)
def test_columns_are_separated_by_commas_semicolons_or_tabs(text: str) -> None:
    assert entries(text) == [{"id": "P1", "surname": "a,b"}]


def test_a_line_is_counted_as_it_stands_in_the_file() -> None:
    file = read_list(File("U", "csv", b'sep=;\n\nid;surname\nP1;\'a\nP2;"b\nc"\nP3;d\n'), FIELDS["prisoner"])
    assert [file.place(number, ["surname"]) for number in range(3)] == ["U:4: surname", "U:5: surname", "U:7: surname"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_text_of_spreadsheets_says_its_encoding(encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    data = (mark + "id\tsurname\r\nP1\tЇжак\r\n").encode(encoding)
    found = read_list(File("U", "csv", data), FIELDS["prisoner"])
    assert found.entries == ({"id": "P1", "surname": "Їжак"},)


def test_half_a_character_of_utf16_is_refused() -> None:
    assert refusal(b"\xff\xfei\x00d") == ("U: not UTF-16, save the file as UTF-8",)


@pytest.mark.parametrize(("kind", "data"), [("csv", b"PK\x03\x04"), ("xlsx", b"id\nP1\n"), ("parquet", b"PK\x03\x04")])
def test_a_format_that_is_told_must_be_that_of_the_bytes(tmp_path: Path, kind: Any, data: bytes) -> None:
    file = tmp_path / "U"
    file.write_bytes(data)
    with pytest.raises(InputError) as error:
        request([str(file)], Options({"by": "UKR"}, SETTINGS, kind), FIELDS)
    assert error.value.lines == (f"{file}: by its first bytes it is not {kind.upper()}",)


def test_what_stands_behind_a_file_is_said_of_its_list_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "U.csv", "id\nP1\n")
    write(tmp_path, "V.csv", "id\nP1\n")
    write(tmp_path, "bodies.csv", "id;container\nB1;C1\n")
    write(tmp_path, "held.csv", "id\nP2\n")
    arguments = [
        "U.csv",
        "V.csv:by=RUS,role=returned,in-reply-to=U,in_reply_to=held,final=true",
        "bodies.csv:kind=remains,by=RUS,id=R:1",
        "held.csv:role=register",
    ]
    header = {"by": "UKR", "date": "2025-06-05"}
    lists = wire(request(arguments, Options(header, SETTINGS), FIELDS))["lists"]
    assert [{name: value for name, value in list_.items() if name != "entries"} for list_ in lists] == [
        {"id": "U", "kind": "prisoners", "role": "proposed", **header},
        {
            "id": "V",
            "kind": "prisoners",
            "role": "returned",
            "by": "RUS",
            "date": "2025-06-05",
            "in_reply_to": ["U", "held"],
            "final": True,
        },
        {"id": "R:1", "kind": "remains", "role": "proposed", "by": "RUS", "date": "2025-06-05"},
        {"id": "held", "kind": "prisoners", "role": "register", **header},
    ]


def test_a_party_that_every_file_says_need_not_be_said_once_more(tmp_path: Path) -> None:
    asked = request([write(tmp_path, "U.csv", "id\nP1\n") + ":by=RUS"], Options({}, SETTINGS), FIELDS)
    assert wire(asked)["lists"][0]["by"] == "RUS"


def test_a_file_that_has_the_whole_name_comes_first(tmp_path: Path) -> None:
    asked = request([write(tmp_path, "U.csv:by=RUS", "id\nP1\n")], Options({"by": "UKR"}, SETTINGS, "csv"), FIELDS)
    assert wire(asked)["lists"][0]["by"] == "UKR"


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("U.csv:bye=RUS", "U.csv:bye=RUS: a list has no `bye`, did you mean `by`?"),
        ("U.csv:by=RUS,", "U.csv:by=RUS,: a list has no ``, there is id, kind, "),
        ("U.csv:by=", "U.csv:by=: `by` is not such as by=VALUE"),
        ("U.csv:by=RUS,final", "U.csv:by=RUS,final: `final` is not such as final=VALUE"),
        ("U.csv:by=RUS,by=UKR", "U.csv:by=RUS,by=UKR: `by` stands twice"),
        ("U.csv:sheet=1", "U.csv: only a workbook has sheets"),
        ("U.csv:kind=people", "U.csv: kind: must be one of prisoners, remains"),
        ("s.json:by=RUS", "by: a submission in JSON says this itself"),
        ("W.csv:by=RUS", "W.csv: No such file or directory"),
        ("W.csv:RUS", "W.csv:RUS: No such file or directory"),
    ],
)
def test_what_a_list_cannot_say_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], argument: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "U.csv", "id\nP1\n")
    write(tmp_path, "s.json", "{}")
    with pytest.raises(typer.Exit) as stop:
        request([argument], Options({} if argument.startswith("s") else {"by": "UKR"}, SETTINGS), FIELDS)
    assert stop.value.exit_code == 2
    assert f"servanda: {message}" in capsys.readouterr().err


def test_a_header_that_a_file_says_is_named_with_the_file(tmp_path: Path) -> None:
    files = [write(tmp_path, name, "id\nP1\n") for name in ("U.csv", "V.csv")]
    asked = request([files[0], files[1] + ":role=returned"], Options({"by": "UKR"}, SETTINGS), FIELDS)
    first, second = (Problem("validation-error", "is wrong", f"/lists/{number}/in_reply_to") for number in (0, 1))
    entry = Problem("validation-error", "is wrong", "/lists/1/entries/0/id")
    assert [asked.place(problem) for problem in (first, second)] == ["--in-reply-to", f"{files[1]}: in_reply_to"]
    assert [asked.is_usage(problem) for problem in (first, second, entry)] == [True, True, False]


def test_reading_text_loads_nothing_of_the_extra() -> None:
    code = "import sys, servanda.cli; print({'pyarrow', 'python_calamine', 'xlsxwriter'} & set(sys.modules))"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2] / "service")}
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert out.stdout == "set()\n"


def in_memory(kind: str) -> bytes:
    """A list of one, in a format that is no text."""
    made = io.BytesIO()
    if kind == "parquet":
        pq.write_table(pa.table({"id": ["P1"], "health": ["fit"]}), made)
    else:
        with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["id", "health"])
            sheet.write_row(1, 0, ["P1", "fit"])
    return made.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_standard_input_may_be_of_any_format(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(in_memory(kind))))
    asked = request(["-:by=RUS"], Options({"by": "UKR"}, SETTINGS), FIELDS)
    (list_,) = wire(asked)["lists"]
    assert (list_["id"], list_["by"], list_["entries"]) == ("list", "RUS", [{"id": "P1", "health": "fit"}])
    assert asked.place(Problem("validation-error", "is wrong", "/lists/0/entries/0/health")).startswith(
        "standard input: "
    )


def test_the_sheets_of_one_workbook_are_lists_by_name(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "both.xlsx")) as book:
        for name in ("U", "V"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["id"])
            sheet.write_row(1, 0, [f"{name}1"])
    file = f"{tmp_path}/both.xlsx"
    arguments = [f"{file}:sheet=U,id=U", f"{file}:sheet=V,by=RUS"]
    lists = wire(request(arguments, Options({"by": "UKR"}, SETTINGS), FIELDS))["lists"]
    assert [(list_["id"], list_["by"], list_["entries"]) for list_ in lists] == [
        ("U", "UKR", [{"id": "U1"}]),
        ("list-2", "RUS", [{"id": "V1"}]),
    ]
    (one,) = wire(request([file], Options({"by": "UKR"}, SETTINGS, sheet="V"), FIELDS))["lists"]
    assert (one["id"], one["entries"]) == ("both", [{"id": "V1"}])


def test_a_sheet_is_asked_of_a_workbook_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        request([write(tmp_path, "U.csv", "id\nP1\n")], Options({"by": "UKR"}, SETTINGS, sheet="V"), FIELDS)
    assert "--sheet: only a workbook has sheets" in capsys.readouterr().err
