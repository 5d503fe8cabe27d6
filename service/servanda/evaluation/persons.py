"""Entries → people: what an entry tells of who it is, and who shares so much with whom that the two are compared."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product, repeat
from typing import Any

from servanda.evaluation.bags import Bag, paternal_core
from servanda.evaluation.birthdays import WHOLE_DATE
from servanda.evaluation.names import FIELDS, Name, Reader
from servanda.evaluation.service_numbers import as_read
from servanda.language.calendar import ANY_DAY, DAYS

MOST_COMPARED = 225
"""Comparisons within a group of entries that share something; in a larger group nobody is told from another."""
_OTHERS = ("sex", "power", "nationality")  # fields that are equal for one person where both are told
_ALONE = ("date_of_birth", "service_number", "mother_maiden_name")


_Row = tuple[str, tuple[str, ...], tuple[str, ...], str, str]


class Person:
    """What an entry tells of who it is.

    A name is read when it is first asked for, in each of both ways: most people are told by their ids.
    """

    __slots__ = ("_reader", "bag", "birth", "day", "id", "maiden", "name", "number", "others", "told")
    name: Name
    bag: Bag

    def __init__(self, reader: Reader, row: _Row) -> None:
        own, told, others, number, maiden = row
        birth = told[0]
        self.id = own
        self.told = told  # the date of birth, and the fields of a name
        self.birth = birth if birth and DAYS[birth] is not ANY_DAY else ""
        self.day = self.birth if len(birth) == WHOLE_DATE else ""
        self.others = others
        self.number = as_read(number) if number else ""
        self.maiden = maiden
        self._reader = reader

    def __getattr__(self, attribute: str) -> Name | Bag:
        if attribute == "name":
            self.name = self._reader.read(*self.told[1:])
            return self.name
        if attribute == "bag":
            self.bag = self._reader.bag(*self.told[1:4])
            return self.bag
        raise AttributeError(attribute)

    @property
    def surnames(self) -> tuple[str, ...]:
        return self.name.surname.cores

    @property
    def skeleton(self) -> str:
        return self.name.surname.skeleton

    @property
    def given(self) -> str:
        return self.name.given.core

    @property
    def father(self) -> str:
        return self.name.father.own if self.name.father else ""

    @property
    def is_plain(self) -> bool:
        """Whether each word of the name stands in a column of its own, and could stand in no other."""
        return self.name.is_plain

    @property
    def is_unreadable(self) -> bool:
        """Whether a name is told, and no word of it has a key."""
        return self.bag.is_told and not self.bag.tokens

    @property
    def words(self) -> Sequence[str]:
        """What is left of all words of the name."""
        return self.bag.cores

    @property
    def two_words(self) -> Sequence[tuple[str, str]]:
        """What is left of every two words of the name that few people share."""
        name = self.name
        if not name.is_plain:
            return self.bag.twos
        father = [paternal_core(name.father)] if name.father else []
        return [*name.both, *[(min(two), max(two)) for two in product(name.surname.cores, father)]]

    @property
    def maiden_name(self) -> str:
        return "".join(self._reader.keys(self.maiden))


class People:
    """The people of all entries of one request: whoever asks, each is read once, when the first of them is asked for.

    INVARIANT: the entries outlive it, so that no two of them are one object.
    """

    def __init__(self, entries: Iterable[Any]) -> None:
        self._entries = entries

    @cached_property
    def _persons(self) -> dict[int, Person]:
        entries = [*self._entries]
        names = [_texts(entries, field) for field in FIELDS]
        others = [_texts(entries, field) for field in _OTHERS]
        births, numbers, maiden = (_texts(entries, field) for field in _ALONE)
        reader = Reader(set().union(*names, maiden))
        told = zip(births, *names, strict=True)
        rows = zip([entry.id for entry in entries], told, zip(*others, strict=True), numbers, maiden, strict=True)
        return dict(zip(map(id, entries), map(Person, repeat(reader), rows), strict=True))

    def of(self, entries: Iterable[Any]) -> list[Person]:
        """The people of some of the entries, in their order."""
        known = self._persons
        return [known[id(entry)] for entry in entries]


def _texts(entries: Sequence[Any], field: str) -> list[str]:
    """A field of every entry, empty where it is no text."""
    values = [getattr(entry, field, None) for entry in entries]
    return [value if value.__class__ is str else "" for value in values]


Side = Mapping[int, Person]
"""Those at some places of a list, in its order."""
Two = set[tuple[int, int]]
_Key = Callable[[Person], Iterable[Hashable]]
_Group = tuple[list[int], list[int]]


@dataclass(frozen=True, slots=True, repr=False)
class Crowd:
    """Places of both lists that share so much that nobody is told from another."""

    before: Sequence[int]
    after: Sequence[int]
    is_of_one_day: bool


def neighbours(before: Side, after: Side) -> tuple[Two, list[Crowd]]:
    """The places of every two who share enough to be compared, and crowds where these would be too many.

    With one list on both sides nobody is compared with themselves, and every two of it only once.
    """
    two: Two = set()
    crowds: list[Crowd] = []
    for feature in _FEATURES:
        for group in _groups(before, after, feature.key):
            if _are_few(group):
                two.update(_every_two(group))
                continue
            own = {place: before[place] for place in group[0]}
            others = own if before is after else {place: after[place] for place in group[1]}
            for closer in _groups(own, others, feature.closer_key):
                if _are_few(closer):
                    two.update(_every_two(closer))
                else:
                    crowds.append(Crowd(*closer, feature.is_of_one_day))
    return two, crowds


def _groups(before: Side, after: Side, key: _Key) -> list[_Group]:
    """The places of those of both lists who share a key; with one list on both sides each group is one list, too."""
    left = _by(before, key)
    if before is after:
        return [(places, places) for places in left.values() if len(places) > 1]
    right = _by(after, key)
    return [(places, right[value]) for value, places in left.items() if value in right]


def _by(side: Side, key: _Key) -> dict[Hashable, list[int]]:
    """Places by their keys; those who have none are nowhere."""
    found: dict[Hashable, list[int]] = {}
    for place, values in zip(side, map(key, side.values()), strict=True):
        for value in values:
            found.setdefault(value, []).append(place)
    return found


def _are_few(group: _Group) -> bool:
    return len(group[0]) * len(group[1]) <= MOST_COMPARED


def _every_two(group: _Group) -> Iterator[tuple[int, int]]:
    before, after = group
    return combinations(before, 2) if before is after else product(before, after)


@dataclass(frozen=True, slots=True)
class _Feature:
    """What two people have to share to be compared at all, and what else where many share that.

    Each has as many keys as there are names that it may have, mostly one.
    """

    key: _Key
    closer_key: _Key
    is_of_one_day: bool


def _day_and_given(person: Person) -> Iterable[Hashable]:
    return [(person.day, given) for given in person.name.given.cores] if person.day else ()


def _day_and_surname(person: Person) -> Iterable[Hashable]:
    return [(person.day, surname) for surname in person.name.surname.cores] if person.day else ()


def _names(person: Person) -> Iterable[Hashable]:
    return person.name.both


def _other_names(person: Person) -> Iterable[Hashable]:
    """Given name, father and year of birth: what stays the same when the surname changes."""
    father, year = person.name.father, person.birth[:4]
    return [(given, father.own, year) for given in person.name.given.cores] if father and year else ()


def _initial(person: Person) -> Iterable[Hashable]:
    return dict.fromkeys([core[:1] for core in person.name.surname.cores] or [""])


def _given(person: Person) -> Iterable[Hashable]:
    return person.name.given.cores or ("",)


def _year(person: Person) -> Iterable[Hashable]:
    return (person.birth[:4],)


_FEATURES = (
    _Feature(_day_and_given, _initial, is_of_one_day=True),
    _Feature(_day_and_surname, _given, is_of_one_day=True),
    _Feature(_names, _year, is_of_one_day=False),
    _Feature(_other_names, _initial, is_of_one_day=False),
)
