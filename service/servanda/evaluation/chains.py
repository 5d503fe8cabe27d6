"""Rows of registers that only other rows connect with a person, by a number or an id that its own do not tell.

Who is found under an id may have a number there, and another row may know that number alone. What such a row tells may
be of the same person, and is never enough to say so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cached_property
from typing import Any

from servanda.evaluation.persons import MOST_COMPARED, Person
from servanda.evaluation.service_numbers import is_one_mark, nearly
from servanda.evaluation.ties import are_plainly_two

Mark = tuple[str, str]
"""What connects rows: an id, or a number, however it is written."""


class Chains:
    """The rows of all registers of a party, as far as numbers and ids connect them; some of them tell something.

    INVARIANT: the lists of places that it is asked about outlive it, so that no two of them are one object.
    """

    def __init__(self, rows: Sequence[Any], people: Sequence[Person], are_telling: Sequence[bool]) -> None:
        self._rows, self._people, self._are_telling = rows, people, are_telling
        self._of_groups: dict[int, frozenset[int]] = {}

    def tell_more(self, person: Person, found: Iterable[Sequence[int]], told: Iterable[Any]) -> bool:
        """Whether rows that are connected with those found for a person may tell anything else of it than is told."""
        chains = self._of_person(person).union(*map(self._of_group, found))
        if not chains:
            return False
        known = {_telling(row) for row in told}
        return any(self._tells_more(self._telling[chain], person, known) for chain in chains)

    def _tells_more(self, telling: Mapping[str, Sequence[int]], person: Person, known: Set[Any]) -> bool:
        """Whether a chain does, of which those who tell something are given by their numbers; too many always do."""
        others = [places for number, places in telling.items() if not number or number != person.number]
        if sum(map(len, others)) > MOST_COMPARED:
            return True
        return any(
            _telling(self._rows[i]) not in known
            and not _have_one_mark(person, self._people[i])
            and not _are_others(person, self._people[i])
            for places in others
            for i in places
        )

    def _of_person(self, person: Person) -> frozenset[int]:
        """The chains of the rows that have the number of a person or, unless they are plainly another's, the id."""
        of_number = self._by_mark.get(("number", nearly(person.number)), ()) if person.number else ()
        of_id = self._by_mark.get(("id", person.id), ())
        if len(of_id) <= MOST_COMPARED:
            of_id = [i for i in of_id if _may_have_one_mark(person, self._people[i])]
        return self._chains_of([*of_number[:1], *of_id])

    def _of_group(self, places: Sequence[int]) -> frozenset[int]:
        if id(places) not in self._of_groups:
            self._of_groups[id(places)] = self._chains_of(places)
        return self._of_groups[id(places)]

    def _chains_of(self, places: Iterable[int]) -> frozenset[int]:
        """The chains of some rows of which others tell anything."""
        return frozenset([chain for place in places if (chain := self._chain[place]) in self._telling])

    @cached_property
    def _telling(self) -> Mapping[int, Mapping[str, Sequence[int]]]:
        """Of each chain of several rows those that tell something, by their numbers."""
        several = {chain for place, chain in enumerate(self._chain) if place != chain}
        found: dict[int, dict[str, list[int]]] = {}
        for place, chain in enumerate(self._chain):
            if self._are_telling[place] and chain in several:
                found.setdefault(chain, {}).setdefault(self._people[place].number, []).append(place)
        return found

    @cached_property
    def _chain(self) -> Sequence[int]:
        """For each row the first of those that are connected with it, through any number of others."""
        found = [-1] * len(self._people)
        left_over = {mark: places for mark, places in self._by_mark.items() if self._connects(mark)}
        for first in range(len(found)):
            left = [first]
            while left:
                place = left.pop()
                if found[place] < 0:
                    found[place] = first
                    left += [i for mark in _marks(self._people[place]) for i in left_over.pop(mark, ())]
        return found

    def _connects(self, mark: Mark) -> bool:
        """Whether those who have a mark may be one: an id is one person's, unless all have numbers of their own."""
        return mark[0] == "number" or any(not self._people[i].number for i in self._by_mark[mark])

    @cached_property
    def _by_mark(self) -> Mapping[Mark, Sequence[int]]:
        """The places of the rows that have a mark."""
        found: dict[Mark, list[int]] = defaultdict(list)
        for place, person in enumerate(self._people):
            for mark in _marks(person):
                found[mark].append(place)
        return found


def _marks(person: Person) -> Sequence[Mark]:
    return [("id", person.id), *([("number", nearly(person.number))] if person.number else [])]


def _telling(row: Any) -> tuple[Any, Any]:
    return row.last_event, row.last_event_on


def _have_one_mark(a: Person, b: Person) -> bool:
    return is_one_mark((a.number, b.number), (a.id, b.id))


def _are_others(a: Person, b: Person) -> bool:
    """Whether names and dates, both told, say plainly that these are two people."""
    return bool(a.birth and b.birth) and are_plainly_two(a, b)


def _may_have_one_mark(a: Person, b: Person) -> bool:
    return _have_one_mark(a, b) and not are_plainly_two(a, b)
