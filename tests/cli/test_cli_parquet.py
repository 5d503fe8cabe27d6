"""Lists as Parquet: what becomes of columns of every type, and what is refused with its place."""

import io
import sys
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typer

from servanda.cli.files import File, read_list
from servanda.cli.listed import ListFile
from servanda.cli.request import words_of
from servanda.cli.terminal import InputError
from servanda.errors import Problem
from servanda.evaluation.faults import said
from servanda.language.types import DATE, INT, list_of
from servanda.language.vocabulary import Field, standard_fields

OWN = {"visits": Field("visits", INT), "seen_on": Field("seen_on", list_of(DATE))}
FIELDS = {**standard_fields("prisoner", ("UKR", "RUS")), **OWN}

at = datetime  # without a zone, as tables of data frames are


def table(**columns: Any) -> bytes:
    made = io.BytesIO()
    pq.write_table(pa.table(columns), made)
    return made.getvalue()


def read(data: bytes) -> ListFile:
    return read_list(File("U.parquet", "parquet", data), FIELDS)


def refusal(data: bytes) -> tuple[str, ...]:
    with pytest.raises(InputError) as error:
        read(data)
    return error.value.lines


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ("surname", ["Їжак"], "Їжак"),
        ("surname", pa.array(["Їжак"], pa.large_string()), "Їжак"),
        ("surname", pa.array(["Їжак"], pa.string_view()), "Їжак"),
        ("surname", pa.array(["Їжак"]).dictionary_encode(), "Їжак"),
        ("surname", [" "], None),
        ("surname", [None], None),
        ("surname", pa.nulls(1), None),
        ("service_number", ["007"], "007"),
        ("service_number", [2**62], str(2**62)),
        ("service_number", [12345.0], "12345"),
        ("date_of_birth", [date(2001, 4, 11)], "2001-04-11"),
        ("date_of_birth", pa.array([date(2001, 4, 11)], pa.date64()), "2001-04-11"),
        ("date_of_birth", pa.array([at(2001, 4, 11)], pa.timestamp("ns")), "2001-04-11"),
        ("date_of_birth", pa.array([at(2001, 4, 11)], pa.timestamp("s")), "2001-04-11"),
        ("date_of_birth", ["2001-04"], "2001-04"),
        ("date_of_birth", [1999], "1999"),
        ("pregnant", [False], False),
        ("pregnant", ["true"], True),
        ("pregnant", [1], 1),
        ("visits", [3], 3),
        ("visits", [3.0], 3),
        ("visits", [3.5], 3.5),
        ("health_codes", [["A1.a", "A3.l"]], ["A1.a", "A3.l"]),
        ("health_codes", pa.array([["A1.a"]], pa.large_list(pa.large_string())), ["A1.a"]),
        ("health_codes", pa.array([["A1.a"]], pa.list_(pa.dictionary(pa.int8(), pa.string()))), ["A1.a"]),
        ("health_codes", ["A1.a | A3.l"], ["A1.a", "A3.l"]),
        ("health_codes", [[]], []),
        ("health", [["fit"]], ["fit"]),
        ("seen_on", [[date(2001, 4, 11)]], ["2001-04-11"]),
    ],
)
def test_a_value_has_the_type_of_its_field(column: str, values: Any, expected: object) -> None:
    (entry,) = read(table(id=["P1"], **{column: values})).entries
    assert entry == {"id": "P1", column: expected} if expected is not None else {"id": "P1"}


@pytest.mark.parametrize(
    ("column", "values", "message"),
    [
        ("date_of_birth", [at(2001, 4, 11, 12)], "must be a date, without a time of day"),
        ("date_of_birth", [at(2001, 4, 11, tzinfo=UTC)], "must be a date, not an instant in a time zone"),
        ("surname", [date(2001, 4, 11)], "a date, where none belongs"),
        ("visits", [float("nan")], "not a number"),
        ("service_number", [1e16], "a number of more than 15 digits"),
        ("health_codes", [["A1.a", None]], "an item of the list is empty"),
    ],
)
def test_a_value_that_fits_no_field_is_refused_with_its_row(column: str, values: list[Any], message: str) -> None:
    (line,) = refusal(table(id=["P1", "P2"], **{column: [None, *values]}))
    assert line.startswith(f"U.parquet: row 2: {column}: {message}")
    assert "2001" not in line


@pytest.mark.parametrize(
    ("columns", "lines"),
    [
        ({"id": ["P1"], "helth": ["fit"]}, ("U.parquet: column 2: unknown field `helth`, did you mean `health`?",)),
        ({"health": ["fit"]}, ("U.parquet: no column `id`",)),
        ({"id": pa.array([], pa.string())}, ("U.parquet: no entries",)),
        ({"id": [b"P1"]}, ("U.parquet: column `id`: its type is none that a field can have",)),
        ({"id": ["P1"], "rank": [{"a": 1}]}, ("U.parquet: column `rank`: its type is none that a field can have",)),
        (
            {"id": ["P1"], "health_codes": [[["A"]]]},
            ("U.parquet: column `health_codes`: its type is none that a field",),
        ),
    ],
)
def test_columns_that_are_no_fields_are_refused(columns: dict[str, Any], lines: tuple[str, ...]) -> None:
    found = refusal(table(**columns))
    assert len(found) == len(lines)
    assert all(line.startswith(start) for line, start in zip(found, lines, strict=True))


@pytest.mark.parametrize("type_", [pa.float32(), pa.float16()])
@pytest.mark.parametrize("column", ["service_number", "held_at"])
def test_numbers_that_are_inexact_are_no_texts(column: str, type_: Any) -> None:
    """In 32 bits, 16777217 is 16777216."""
    short = pa.array([7.0], pa.float64()).cast(type_)
    told = "numbers of this type are inexact: make the column text and write it again"
    assert refusal(table(id=["P1"], **{column: short})) == (f"U.parquet: column `{column}`: {told}",)
    assert read(table(id=["P1"], visits=short)).entries == ({"id": "P1", "visits": 7},)
    assert read(table(id=["P1"], **{column: [16777217.0]})).entries == ({"id": "P1", column: "16777217"},)


def test_inexact_items_of_a_list_are_refused() -> None:
    (line,) = refusal(table(id=["P1"], health_codes=pa.array([[7.0]], pa.list_(pa.float32()))))
    assert line.startswith("U.parquet: column `health_codes`: numbers of this type are inexact")


def test_a_row_of_names_of_columns_is_refused() -> None:
    lines = refusal(table(id=["P1", "id"], health=["fit", "health"]))
    assert lines[0].startswith("U.parquet: row 2: names of columns instead of an entry")


def test_a_list_has_at_most_ten_thousand_rows() -> None:
    assert len(read(table(id=[f"P{n}" for n in range(10_000)])).entries) == 10_000
    message = "U.parquet: more than 10,000 rows, the most entries that a list can have"
    assert refusal(table(id=[f"P{n}" for n in range(10_001)])) == (message,)


def test_a_long_text_in_every_row_is_refused_before_it_is_spread_out() -> None:
    rows = pa.DictionaryArray.from_arrays(pa.array([0] * 10_000), ["x" * 1_000_000])
    message = "U.parquet: column `surname`: a text of more than 4,096 characters"
    assert refusal(table(id=[f"P{n}" for n in range(10_000)], surname=rows)) == (message,)
    assert len(read(table(id=["P1"], surname=["ї" * 4096])).entries) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"PAR1",
        b"PAR1" + b"\x00" * 40 + b"PAR1",
        table(id=["P1"])[:-20],
        table(id=["P1"], date_of_birth=pa.array([-1_000_000_000], pa.int32()).cast(pa.date32())),
    ],
)
def test_what_cannot_be_read_is_told_without_a_value(data: bytes) -> None:
    assert refusal(data) == ("U.parquet: not Parquet that can be read: it is damaged, or holds values out of range",)


def test_any_damage_gets_a_message() -> None:
    whole = table(id=["P1", "P2"], health=["fit", None])
    for place in range(4, len(whole), 5):
        data = whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]
        try:
            read(data)
        except InputError as error:
            assert error.lines[0].startswith("U.parquet: ")


def test_problems_are_put_in_rows() -> None:
    found = read(table(id=["P1", "P1"], health=["fit", "fit"]))
    assert found.place(1, ["health"]) == "U.parquet: row 2: health"
    problem = Problem("validation-error", said("duplicate-id", other="`/lists/0/entries/0`"), "/lists/0/entries/1/id")
    assert words_of([found], problem) == "has the id of row 1"


def test_without_the_extra_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = table(id=["P1"])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(typer.Exit) as stop:
        read(data)
    assert stop.value.exit_code == 2
    assert "Parquet needs the extra `files`: pip install 'servanda[files]'" in capsys.readouterr().err
