"""A list as a Parquet file: columns are fields, one entry a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servanda.cli.cells import Unfit, is_text, value_of
from servanda.cli.extra import extra
from servanda.cli.faults import at, said
from servanda.cli.listed import ListFile, columns, is_head, told
from servanda.cli.terminal import InputError
from servanda.evaluation.form import MOST_CHARACTERS, MOST_ENTRIES, MOST_ITEMS
from servanda.language.vocabulary import Field

MOST_UNPACKED = 256 * 2**20  # bytes, as the file says of itself
MOST_IN_COLUMN = MOST_ENTRIES * MOST_ITEMS  # items of lists


def read_parquet(name: str, data: bytes, fields: Mapping[str, Field]) -> ListFile:
    """The entries of a table."""
    pyarrow, parquet = extra("pyarrow", "Parquet"), extra("pyarrow.parquet", "Parquet")
    try:
        file = parquet.ParquetFile(pyarrow.BufferReader(data))
        names = _checked(name, file, fields)
        # As dictionaries, one long text in every row is held once.
        table = parquet.read_table(pyarrow.BufferReader(data), read_dictionary=names)
        return _read(name, table, fields)
    except (pyarrow.ArrowException, OSError, MemoryError, ValueError, OverflowError):  # the messages may hold values
        raise InputError(at(name, said("parquet-damaged"))) from None


def _checked(name: str, file: Any, fields: Mapping[str, Field]) -> list[str]:
    """The names of the columns of a file that is no larger than a list can be."""
    about = file.metadata
    groups = [about.row_group(i) for i in range(about.num_row_groups)]
    if max(about.num_rows, sum(group.num_rows for group in groups)) > MOST_ENTRIES:
        raise InputError(at(name, said("many-rows", most=MOST_ENTRIES)))
    if sum(group.total_byte_size for group in groups) > MOST_UNPACKED:
        raise InputError(at(name, said("parquet-unpacks")))
    return columns(file.schema_arrow.names, fields, name, lambda number: at(name, said("column", number=str(number))))


def _read(name: str, table: Any, fields: Mapping[str, Field]) -> ListFile:
    faults = list[str]()
    entries: list[dict[str, Any]] = [{} for _ in range(table.num_rows)]
    for column in table.column_names:
        for row, cell in enumerate(_cells(name, fields[column], table[column])):
            try:
                value = value_of(cell, fields[column].type)
            except Unfit as unfit:
                faults.append(at(_row(name, row + 1), at(column, unfit.message)))
            else:
                if value is not None:
                    entries[row][column] = value
    faults += [at(_row(name, row), said("head-again")) for row, e in enumerate(entries, 1) if is_head(e, fields)]
    if faults:
        raise told(faults)
    numbers = tuple(range(1, len(entries) + 1))
    return ListFile(name, tuple(entries), numbers, lambda row, _: _row(name, row), "row", fields)


def _row(name: str, row: int) -> str:
    return at(name, said("row", number=str(row)))


def _wrong(name: str, column: str, key: str, **values: object) -> InputError:
    return InputError(at(at(name, said("column-named", name=column)), said(key, **values)))


def _cells(name: str, field: Field, values: Any) -> Sequence[object]:
    """The cells of a column; raises InputError where its type is none that a field can have."""
    pyarrow, types = extra("pyarrow", "Parquet"), extra("pyarrow.types", "Parquet")
    column, type_ = field.name, values.type
    if types.is_list(type_) or types.is_large_list(type_) or types.is_fixed_size_list(type_):
        if sum(len(chunk.flatten()) for chunk in values.chunks) > MOST_IN_COLUMN:
            raise _wrong(name, column, "many-items")
        type_ = type_.value_type
    if types.is_dictionary(type_):
        type_ = type_.value_type
    if not _fits(types, type_):
        raise _wrong(name, column, "column-type")
    if is_text(field.type) and (types.is_float16(type_) or types.is_float32(type_)):
        raise _wrong(name, column, "float-short")  # beyond 2^24, it is another number than was meant
    if types.is_timestamp(type_) and type_ == values.type:
        # Finer than a microsecond, Python has no instant.
        values = values.cast(pyarrow.timestamp("us", type_.tz))
    _check_length(name, column, values)
    cells: list[object] = values.to_pylist()
    return cells


def _fits(types: Any, type_: Any) -> bool:
    tests = ("string", "large_string", "string_view", "boolean", "integer", "floating", "date", "timestamp", "null")
    return any(getattr(types, f"is_{test}")(type_) for test in tests)


def _check_length(name: str, column: str, values: Any) -> None:
    """Refuses texts longer than any field holds, while each is held once."""
    compute, types = extra("pyarrow.compute", "Parquet"), extra("pyarrow.types", "Parquet")
    if not types.is_dictionary(values.type):
        return
    for chunk in values.chunks:
        longest = compute.max(compute.binary_length(chunk.dictionary)).as_py() or 0
        if longest > 4 * MOST_CHARACTERS:
            raise _wrong(name, column, "long-text", most=MOST_CHARACTERS)
