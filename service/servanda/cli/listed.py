"""The entries of one file, and where each of them stands in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from servanda.cli.faults import at, said
from servanda.cli.terminal import InputError
from servanda.evaluation import faults
from servanda.evaluation.strict import SAFE_NAME
from servanda.language.vocabulary import Field

_OF_REMOVALS = {"reason", "removal_reason", "removal", "removals", "removed"}
MOST_TOLD = 100  # faults of one file

Place = Callable[[int, str], str]
"""The place of an entry, by its number, or of one of its fields; an empty name is the whole entry."""


@dataclass(frozen=True, slots=True)
class ListFile:
    """The entries of one file, with the number of the line or row on which each of them begins."""

    name: str
    entries: tuple[dict[str, Any], ...]
    numbers: tuple[int, ...]
    at: Place
    unit: str = "line"
    fields: Mapping[str, Field] = field(default_factory=dict)  # of a table: what its cells are typed by
    says: Mapping[str, Any] = field(default_factory=dict)  # members of the header that go with the file's name
    removals: ListFile | None = None  # whom the list says it leaves out

    def part(self, name: str) -> ListFile:
        """The file that holds the records of a member of the list: its entries, or its removals."""
        return self.removals if name == "removals" and self.removals else self

    def place(self, entry: int, rest: Sequence[str]) -> str:
        """``U.csv:17: health``"""
        if entry >= len(self.numbers):
            return at(self.name, rest[0]) if rest else self.name
        place = self.at(self.numbers[entry], "".join(rest[:1]))
        return at(place, rest[0]) if rest else place


def told(wrong: Sequence[str]) -> InputError:
    """All the faults of a file, the first of them in words."""
    rest = len(wrong) - MOST_TOLD
    return InputError(*wrong[:MOST_TOLD], *([said("more", count=rest)] if rest > 0 else []))


def columns(cells: Sequence[str], fields: Mapping[str, Field], whole: str, place: Callable[[int], str]) -> list[str]:
    """The names of the columns, where all of them are fields, none twice and none missing that is required.

    ``whole`` is the place of the row that names them, ``place`` that of a column, which are counted from 1.
    """
    named, unknown = "id" in cells, [(i, cell) for i, cell in enumerate(cells, 1) if cell not in fields]
    wrong = [at(place(i), _unknown(cell, fields, named)) for i, cell in unknown[:MOST_TOLD]]
    wrong += wrong[-1:] * (len(unknown) - MOST_TOLD)  # counted: what is like them is looked for only where it is told
    wrong += [at(whole, said("column-twice", name=cell)) for cell in _repeated(cells) if cell in fields]
    wrong += [at(whole, said("no-column", name=f.name)) for f in fields.values() if f.required and f.name not in cells]
    if wrong:
        raise told(wrong)
    return list(cells)


def _repeated(cells: Sequence[str]) -> Iterable[str]:
    return (cell for cell, count in Counter(cells).items() if count > 1)


def is_head(cells: Mapping[str, object], fields: Mapping[str, Field]) -> bool:
    """Whether a row, its cells by their columns, names columns once more: nobody has the id `id`."""
    texts = {column: cell.strip() if isinstance(cell, str) else "" for column, cell in cells.items()}
    return texts.get("id", "").lower() == "id" or (bool(texts) and all(text in fields for text in texts.values()))


def _unknown(column: str, fields: Mapping[str, Field], among_names: bool) -> str:
    """What is said of a column; in a first row that names none, its cells may be somebody's name."""
    if column.lower() in _OF_REMOVALS and "reason" not in fields:
        return said("removals-apart")
    near = faults.near("".join(get_close_matches(column.lower(), fields, n=1)))
    if SAFE_NAME.fullmatch(column) and (near or among_names):
        return faults.said("unknown-field", name=column, near=near)
    return said("no-field", near=near)
