"""What two people have in common, and what that makes of them: one, perhaps one, or two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from servanda.evaluation.bags import agreement, are_incomparable
from servanda.evaluation.birthdays import OTHER_DATES, Dates, compare_dates
from servanda.evaluation.doubts import MayBe
from servanda.evaluation.known_names import WITH_ERRORS
from servanda.evaluation.names import Likeness, are_turned, compare, have_other_given
from servanda.evaluation.persons import Person
from servanda.evaluation.service_numbers import nearly

AUTOMATIC = 920
"""The score from which two entries are one person, if nothing contradicts and nobody else comes near."""
MARGIN = 160
"""How far behind everybody else has to be: farther than somebody of the same name whose birthday is one error away."""
REVIEW = 600
"""The score from which two entries may be one person."""
_ONE_SURNAME = 0.7
"""The likeness from which a surname may be another one with errors."""


def _contradict(a: Person, b: Person) -> bool:
    """Whether anything but id, name and date of birth says that these are two people."""
    return _have_other_numbers(a, b) or _are_others(a, b)


def _have_other_numbers(a: Person, b: Person) -> bool:
    return a.number != b.number and _differ(nearly(a.number), nearly(b.number))


def _are_others(a: Person, b: Person) -> bool:
    """Whether sex, power, nationality or the mother's name say that these are two people."""
    if a.others != b.others and any(map(_differ, a.others, b.others)):
        return True
    if not a.maiden or not b.maiden:
        return False
    maiden = a.maiden_name, b.maiden_name
    return all(maiden) and OSA.normalized_similarity(*maiden) < 0.6


def _differ(a: str, b: str) -> bool:
    return bool(a and b and a != b)


@dataclass(slots=True)
class Tie:
    """What two entries have in common."""

    score: int
    is_automatic: bool
    rests_on: tuple[str, ...] = ()


def tie_of(a: Person, b: Person, are_rare: Callable[[Person, Person], bool]) -> Tie | None:
    """What makes two people one, if that is enough for a review; without fathers the names have to be rare."""
    dates = compare_dates(a.birth, b.birth)
    if dates is Dates.CONTRADICTING:
        return None
    likeness = compare(a.name, b.name)
    score = round(1000 * likeness.score * dates.weight)
    if score < REVIEW:
        return None
    if score < AUTOMATIC or dates is not Dates.SAME_DAY or _contradict(a, b) or not _are_one_surname(a, b):
        return Tie(score, False)
    if not are_rare(a, b) if likeness.father is None else likeness.father < WITH_ERRORS:
        return Tie(score, False)
    fathers = set() if likeness.father is None else {a.name.father_field, b.name.father_field}
    return Tie(score, True, ("surname", "given_names", *sorted(fathers, reverse=True), "date_of_birth"))


def _are_one_surname(a: Person, b: Person) -> bool:
    """Whether two surnames are one, with at most one error in all of their parts, and none in the first letter."""
    one, other = a.name.surname, b.name.surname
    is_slip = OSA.distance(one.whole, other.whole, score_cutoff=1) <= 1
    return (is_slip and one.begins_like(other)) or are_turned(a.name, b.name)


def may_be_two(a: Person, b: Person) -> bool:
    """Whether anything says that two entries of one id or number are two people: then people have to look."""
    if (a.told, a.number, a.others) == (b.told, b.number, b.others):
        return False
    likeness = compare(a.name, b.name)
    dates = compare_dates(a.birth, b.birth)
    if likeness.contradict or dates in OTHER_DATES or _are_others(a, b):
        return True
    if dates is Dates.SAME_DAY:
        return _have_other_numbers(a, b) and not are_one_name(likeness)
    # Lists number their rows: an id, a given name and a father are those of many.
    if _have_other_numbers(a, b) or (likeness.surname is not None and likeness.surname < _ONE_SURNAME):
        return True
    return dates is Dates.NEAR and not are_one_name(likeness) and any((*a.told[1:], *b.told[1:]))


def are_one_name(likeness: Likeness) -> bool:
    """Whether surname and given name are told, and the same on both sides, and no father is another."""
    return likeness.surname == likeness.given == 1 and likeness.father in (None, 1)


def are_plainly_two(a: Person, b: Person) -> bool:
    """Whether two of one id or number are so surely two people that somebody else may well be either of them."""
    if a.number and a.number == b.number:
        return False
    return compare(a.name, b.name).contradict and compare_dates(a.birth, b.birth) is not Dates.SAME_DAY


def _may_be_one(a: Person, b: Person) -> bool:
    """Whether two who tell too little to be compared may be one for all that they tell."""
    likeness = compare(a.name, b.name)
    dates = compare_dates(a.birth, b.birth)
    is_fit = dates is not Dates.NEAR and dates not in OTHER_DATES
    return is_fit and not likeness.contradict and not _contradict(a, b)


def _may_be_misspelt(a: Person, b: Person) -> bool:
    """Whether two of one given name and father, whose surnames have other consonants, may be one with an error."""
    if a.surnames == b.surnames:
        return False  # then they are compared by their names
    one, other = a.name.surname.whole, b.name.surname.whole
    return OSA.normalized_similarity(one, other, score_cutoff=_ONE_SURNAME) > 0 and not _contradict(a, b)


def _are_compared(a: Person, b: Person) -> bool:
    """Whether two share so much of surname and given name that these tell."""
    return not set(a.name.both).isdisjoint(b.name.both)


def _of_one_day(a: Person, b: Person) -> bool:
    """Whether two who were born on one day may be one by the words of their names, though the columns say otherwise.

    Where a column may hold what belongs in another, one word may be another one, as for people whose names are plain:
    no given name.
    """
    if _are_compared(a, b) or (a.is_plain and b.is_plain and have_other_given(a.name, b.name)):
        return False
    if are_incomparable(a.bag, b.bag):
        return not _contradict(a, b)
    told = agreement(a.bag, b.bag)
    if told.is_full:
        return told.whole > 1 or not _contradict(a, b)
    is_nearly = told.of > 2 and told.whole >= told.of - 1 and not told.is_other_given
    return is_nearly and not (a.is_plain and b.is_plain)


def _of_same_words(a: Person, b: Person) -> bool:
    """Whether two whose names have the same words may be one, whenever they were born."""
    dates = compare_dates(a.birth, b.birth)
    if dates is Dates.CONTRADICTING or _are_compared(a, b):
        return False
    told = agreement(a.bag, b.bag)
    fewest = 3 if dates is Dates.TWICE_WRONG else 2
    return told.is_full and told.whole >= fewest and not _contradict(a, b)


MAY_BE = MayBe(
    _may_be_one,
    _may_be_misspelt,
    lambda a, b: not are_plainly_two(a, b),
    _of_one_day,
    _of_same_words,
)
