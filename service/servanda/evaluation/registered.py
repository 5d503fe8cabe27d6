"""Whom registers mean by the people of a list: by id and number, and by name where it is the same person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from servanda.evaluation.pairing import MOST_CANDIDATES, Pair, may_be_two, pairs
from servanda.evaluation.persons import People
from servanda.evaluation.service_numbers import number_of


class _Recognised(NamedTuple):
    """Of one register: who somebody is, and who somebody may be; those alone who tell something."""

    sure: Sequence[Any] = ()
    unsure: Sequence[Any] = ()


def meant(
    entries: Sequence[Any],
    found: Sequence[Sequence[Any]],
    registers: Sequence[Sequence[Any]],
    people: People,
    tells: Callable[[Any], bool],
) -> Iterator[list[Any] | None]:
    """Whom the registers of a party mean by each entry of a list; None where that is too close to call.

    ``found`` are those who have its id or number: they are meant unless all else says that they are others.
    """
    everybody = people.of(entries)
    who = [pairs(everybody, people.of(register)) for register in registers]
    recognised = [list(_recognised(entries, *of, tells)) for of in zip(registers, who, strict=True)]
    for person, of, *others in zip(everybody, found, *recognised, strict=True):
        is_disputed = len(of) > 0 and all(may_be_two(person, other) for other in people.of(of))
        known = [] if is_disputed else of
        sure = [other for one in others for other in one.sure if other not in of]
        unsure = [other for one in others for other in one.unsure if not _is_among(other, known)]
        yield None if unsure or (is_disputed and not sure) else [*known, *sure]


def _recognised(
    entries: Sequence[Any], register: Sequence[Any], who: Sequence[Pair], tells: Callable[[Any], bool]
) -> Iterator[_Recognised]:
    for entry, pair in zip(entries, who, strict=False):  # behind these stand those of the register
        if pair.after is not None:
            other = register[pair.after]
            telling = [other] if tells(other) else []
            are_two = _have_other_numbers(entry, other)
            yield _Recognised(unsure=telling) if are_two else _Recognised(sure=telling)
        else:
            others = [register[place] for place in pair.candidates]
            is_cut = len(others) == MOST_CANDIDATES  # somebody else may tell something
            yield _Recognised(unsure=others if is_cut else list(filter(tells, others)))


def _have_other_numbers(entry: Any, other: Any) -> bool:
    """Whether two of one id are two people by their numbers."""
    return len({number_of(entry), number_of(other)} - {""}) > 1


def _is_among(other: Any, known: Sequence[Any]) -> bool:
    """Whether somebody has the id or the number of one of those who are known."""
    numbers = {number_of(one) for one in known} - {""}
    return number_of(other) in numbers or any(one.id == other.id for one in known)
