"""Who may be one for all that is told, where that is too little to say so: a surname alone, a number of several."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Generic, Protocol, TypeVar

from servanda.evaluation.service_numbers import nearly, nearly_id

MOST_COMPARED = 225
"""Comparisons of those who share what they tell; of more nobody is told from another."""
_MOST_OF_EACH = 15  # comparisons of each of those of one day; where more share words, anybody may be anyone


class Telling(Protocol):
    """What doubts rest on, of each entry; a part of a name that is not told is empty."""

    @property
    def id(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def birth(self) -> str: ...
    @property
    def day(self) -> str: ...
    @property
    def surnames(self) -> Sequence[str]: ...
    @property
    def skeleton(self) -> str: ...
    @property
    def given(self) -> str: ...
    @property
    def father(self) -> str: ...
    @property
    def is_plain(self) -> bool: ...
    @property
    def is_unreadable(self) -> bool: ...
    @property
    def words(self) -> Sequence[str]: ...
    @property
    def two_words(self) -> Sequence[tuple[str, str]]: ...


T = TypeVar("T", bound=Telling)
Places = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MayBe(Generic[T]):
    """Whether two may be one: for all that they tell, in spite of an error in the surname, in spite of all else.

    And as people of one day, and by their words, whichever of them is surname or given name.
    """

    one: Callable[[T, T], bool]
    misspelt: Callable[[T, T], bool]
    of_one_id: Callable[[T, T], bool]
    of_one_day: Callable[[T, T], bool]
    of_same_words: Callable[[T, T], bool]


def doubts(before: Mapping[int, T], after: Mapping[int, T], may_be: MayBe[T]) -> Iterator[tuple[Places, Places]]:
    """Places of two lists: each of the former may be each of the latter."""
    for left, right in _shared(before, after, _number):
        yield tuple(left), tuple(right)
    for left, right in _shared(before, after, _id):
        yield from _of_one_time(left, right, may_be.of_one_id)
    for key, lacks, are_one in (
        (_surname, _has_no_given_name, may_be.one),
        (_given_and_father, _has_no_surname, may_be.one),
        (_but_end_of_surname, _has_no_date, may_be.misspelt),
        (_but_beginning_of_surname, _has_no_date, may_be.misspelt),
        (_two_words, _is_mixed_up, may_be.of_same_words),
    ):
        thin = {place: person for place, person in before.items() if lacks(person)}
        whole = {place: person for place, person in before.items() if place not in thin}
        others = {place: person for place, person in after.items() if lacks(person)}
        for left, right in (*_shared(thin, after, key), *_shared(whole, others, key)):
            yield from _of_one_time(left, right, are_one)
    for left, right in _shared(before, after, _day):
        yield from _of_one_day(left, right, may_be.of_one_day)


Keys = Iterable[Hashable]


def _number(person: Telling) -> Keys:
    return [number] if (number := nearly(person.number)) else ()


def _id(person: Telling) -> Keys:
    return [name] if (name := nearly_id(person.id)) else ()


def _surname(person: Telling) -> Keys:
    return person.surnames


def _given_and_father(person: Telling) -> Sequence[tuple[str, str]]:
    return [(person.given, person.father)] if person.given and person.father else ()


def _but_end_of_surname(person: Telling) -> Keys:
    return [(*names, person.skeleton[0]) for names in _given_and_father(person) if person.skeleton]


def _but_beginning_of_surname(person: Telling) -> Keys:
    return [(*names, person.skeleton[-1]) for names in _given_and_father(person) if person.skeleton]


def _words(person: Telling) -> Keys:
    return person.words


def _two_words(person: Telling) -> Keys:
    return person.two_words


def _day(person: Telling) -> Keys:
    return [person.day] if person.day else ()


def _has_no_given_name(person: Telling) -> bool:
    return not person.given


def _has_no_surname(person: Telling) -> bool:
    return not person.surnames


def _has_no_date(person: Telling) -> bool:
    return not person.birth


def _is_mixed_up(person: Telling) -> bool:
    return not person.is_plain


def _shared(
    before: Mapping[int, T], after: Mapping[int, T], keys: Callable[[T], Keys]
) -> Iterator[tuple[Mapping[int, T], Mapping[int, T]]]:
    """Those of both lists who share a key, if they have any."""
    if not before or not after:
        return
    left, right = _by(before, keys), _by(after, keys)
    yield from ((left[value], right[value]) for value in left if value in right)


def _by(people: Mapping[int, T], keys: Callable[[T], Keys]) -> Mapping[Hashable, Mapping[int, T]]:
    found: dict[Hashable, dict[int, T]] = {}
    for place, person in people.items():
        for value in keys(person):
            found.setdefault(value, {})[place] = person
    return found


def _of_one_time(
    before: Mapping[int, T], after: Mapping[int, T], may_be_one: Callable[[T, T], bool]
) -> Iterator[tuple[Places, Places]]:
    """Of those who share a name who may be whom; where they are many, of one year, and of none that is told."""
    if _are_few(before, after):
        yield from _every_one(before, after, may_be_one)
        return
    of_before, of_after = (_by(people, lambda person: (person.birth[:4],)) for people in (before, after))
    for year, other in product(of_before, of_after):
        if not year or not other or year == other:
            left, right = of_before[year], of_after[other]
            if _are_few(left, right):
                yield from _every_one(left, right, may_be_one)
            else:
                yield tuple(left), tuple(right)


def _are_few(before: Mapping[int, T], after: Mapping[int, T]) -> bool:
    return len(before) * len(after) <= MOST_COMPARED


def _every_one(
    before: Mapping[int, T], after: Mapping[int, T], may_be_one: Callable[[T, T], bool]
) -> Iterator[tuple[Places, Places]]:
    return (((i,), (j,)) for i, j in product(before, after) if may_be_one(before[i], after[j]))


def _of_one_day(
    before: Mapping[int, T],
    after: Mapping[int, T],
    may_be_one: Callable[[T, T], bool],
    closer: Sequence[Callable[[T], Keys]] = (_words, _two_words),
) -> Iterator[tuple[Places, Places]]:
    """Of those who were born on a day who may be whom; where they are many, of those who share a word, or two.

    Whoever has a name that cannot be read may be anyone then.
    """
    if _are_few(before, after):
        yield from _every_one(before, after, may_be_one)
        return
    if not closer:
        yield tuple(before), tuple(after)
        return
    unread, others = (tuple([i for i, one in of.items() if one.is_unreadable]) for of in (before, after))
    yield from ((some, of) for some, of in ((unread, tuple(after)), (tuple(before), others)) if some and of)
    groups = [*_shared(before, after, closer[0])]
    comparisons = sum([len(left) * len(right) for left, right in groups if _are_few(left, right)])
    if comparisons > _MOST_OF_EACH * (len(before) + len(after)):
        yield tuple(before), tuple(after)
        return
    for left, right in groups:
        yield from _of_one_day(left, right, may_be_one, closer[1:])
