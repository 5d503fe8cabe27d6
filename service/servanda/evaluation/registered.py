"""Whom registers mean by the people of a list: by id and number, and by name where it is the same person.

A register is no list on which everybody stands once: several of its rows may be one person, and several entries of a
list one row. So every entry is looked up on its own, in all registers of a party together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

from servanda.evaluation.chains import Chains
from servanda.evaluation.pairing import look_up
from servanda.evaluation.persons import MOST_COMPARED, People
from servanda.evaluation.service_numbers import is_one_mark, number_of
from servanda.evaluation.ties import may_be_two


def meant(
    entries: Sequence[Any],
    found: Sequence[tuple[Sequence[Any], Sequence[Any]]],
    registers: Sequence[Sequence[Any]],
    people: People,
    tells: Callable[[Any], bool],
) -> Iterator[list[Any] | None]:
    """Whom the registers of a party mean by each entry of a list; None where that is too close to call.

    ``found`` are those who have its id or number: of what they tell as many as matter, and all of them. They are meant
    unless all else says of each that it is another; of too many nobody can say.
    """
    rows = _Rows([*chain.from_iterable(registers)], tells)
    everybody, registered = people.of(entries), people.of(rows.entries)
    by_name, chains = look_up(everybody, registered), Chains(rows.entries, registered, rows.are_telling)
    for entry, person, (of, every), (sure, unsure) in zip(entries, everybody, found, by_name, strict=True):
        are_many = len(every) > MOST_COMPARED
        is_disputed = len(of) > 0 and (are_many or all(may_be_two(person, other) for other in people.of(every)))
        known = [] if is_disputed else of
        surely = [row for row in rows.telling(sure) if not has_its_mark(entry, row)]
        maybe = chain(rows.of_its_id(entry, bool(sure)), *map(rows.distinct, unsure))
        is_unsure = any(is_disputed or not has_its_mark(entry, row) for row in maybe)
        is_unsure = is_unsure or (is_disputed and not surely)
        told = [*known, *surely]
        yield None if is_unsure or chains.tell_more(person, [sure, *unsure], told) else told


def has_its_mark(entry: Any, row: Any) -> bool:
    """Whether a row has the number of an entry or, where one of the two has none, its id."""
    return is_one_mark((number_of(entry), number_of(row)), (entry.id, row.id))


class _Rows:
    """The rows of all registers of a party, of which some tell something."""

    def __init__(self, entries: Sequence[Any], tells: Callable[[Any], bool]) -> None:
        self.entries = entries
        self.are_telling = [tells(row) for row in entries]
        self._numbers = {number_of(row) for row in entries} - {""}
        self._by_id: dict[str, list[Any]] = defaultdict(list)
        self._distinct: dict[int, list[Any]] = {}
        for row in self.telling(range(len(entries))):
            self._by_id[row.id].append(row)

    def telling(self, places: Sequence[int]) -> list[Any]:
        """Those at some places who tell something."""
        return [self.entries[place] for place in places if self.are_telling[place]]

    def distinct(self, group: Sequence[int]) -> list[Any]:
        """Of a group that many may share, who tells something: two ids for each number, and each id without one.

        Of two ids one is not the entry's, so that more tell no more.

        INVARIANT: groups outlive the rows, so that no two of them are one object.
        """
        if id(group) not in self._distinct:
            marks: dict[str, dict[str, Any]] = defaultdict(dict)
            for row in self.telling(group):
                of_number = marks[number_of(row)]
                if row.id in of_number or len(of_number) < 2 or not number_of(row):
                    of_number[row.id] = row
            self._distinct[id(group)] = [row for of_number in marks.values() for row in of_number.values()]
        return self._distinct[id(group)]

    def of_its_id(self, entry: Any, is_found: bool) -> Sequence[Any]:
        """Who has the id of an entry, and maybe another number: where nobody else is found, either may be wrong."""
        return () if is_found or number_of(entry) in self._numbers else self._by_id.get(entry.id, ())
