"""Names of people: what is read of one, and how far two of them are alike.

A word of a name, Cyrillic or Latin, becomes a key (words.py). Given names are looked up: their forms in other languages
are one name, and two names of the table are never one, however near they are.

Nothing is kept between requests: names of people do not outlive the one that brought them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product

from rapidfuzz.distance import OSA

from servanda.evaluation.bags import Bag, bag, token
from servanda.evaluation.columns import OF_FATHER, is_plain_father, is_plain_given_name, is_plain_surname, parts
from servanda.evaluation.known_names import (
    UNCLEAR,
    WITH_ERRORS,
    Known,
    beside,
    father,
    given_name,
    initials,
    initials_of,
    is_initial,
    may_be_same,
    read_in_cyrillic,
)
from servanda.evaluation.words import VOWELS, Words, consonants, words

_MOST_GIVEN = 4  # given names of one person that are compared
_ONE_PART = 0.85  # one of two surnames
_SHORTEST_STEM = 5  # of a patronymic: an error makes a shorter one another father's
_SEVERAL_LETTERS = "hzsc"  # of a key, which stand for several each
_NO_LETTERS: frozenset[str] = frozenset()


@dataclass(slots=True, repr=False, eq=False)
class _Surname:
    """A surname: the keys of its words, these as one, what they do not tell apart, and what most errors leave of it."""

    keys: tuple[str, ...]
    whole: str
    confusable: str
    other: str  # in the other script, where letters look alike
    skeleton: str  # the first letter and the consonants: what Ukrainian and Russian spellings of one surname agree in
    cores: tuple[str, ...]

    def begins_like(self, other: _Surname) -> bool:
        """Whether the first letters are one, also where the key does not tell them apart: Гасанов, Хасанов."""
        if self.whole[:1] != other.whole[:1]:
            return False
        letters = self.confusable.strip()[:1], other.confusable.strip()[:1]
        return self.whole[:1] not in _SEVERAL_LETTERS or may_be_same(*letters)


@dataclass(slots=True, repr=False, eq=False)
class _Given:
    """Given names: their keys, what tells them, and what all forms and most errors leave of the first one.

    A short form leaves that of each name that it may be. Initials count where nothing else is told.
    """

    known: tuple[Known, ...]
    keys: tuple[str, ...]
    own: frozenset[str]
    cores: tuple[str, ...]
    initials: frozenset[str]

    @property
    def core(self) -> str:
        return self.cores[0] if self.cores else ""


Both = tuple[str, str]
_Paternal = tuple[Known | None, frozenset[str]]
"""The father's name, or its initials."""


@dataclass(slots=True, repr=False, eq=False)
class Name:
    """A full name as its keys, and the field that tells the father."""

    surname: _Surname
    given: _Given
    father: Known | None
    father_initials: frozenset[str]
    father_field: str
    is_turned: bool
    is_plain: bool  # each word stood in a column of its own, and could stand in no other
    both: tuple[Both, ...]  # what is left of surname and given name, whichever comes first; none without both

    @property
    def namesakes(self) -> Both:
        """What those have in common who are told apart by their fathers and birthdays."""
        one, other = self.surname.skeleton, self.given.core
        return (one, other) if one < other else (other, one)


FIELDS = ("surname", "given_names", "patronymic", "father_first_name")


class Reader:
    """Reads the names of one request: a word that occurs again is not taken apart again, and none outlives it.

    With the first name that is read all texts that are going to be read are taken apart, at once.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts
        self._surnames, self._given, self._fathers = cache(_surname), cache(_given_names), cache(_father)
        self._plain_surname, self._plain_given = cache(self._of_surname), cache(self._of_given)
        self._plain_father = cache(self._of_father)
        self._tokens = cache(token)

    @cached_property
    def _words(self) -> dict[str, Words]:
        return {text: tuple(map(read_in_cyrillic, told)) for text, told in words({*self._texts}).items()}

    def keys(self, text: str) -> tuple[str, ...]:
        """The keys of the words of a name; none where it is too long to be one."""
        return self._surnames(self._words[text]).keys

    def bag(self, *texts: str) -> Bag:
        """The words of these fields, whichever of them is what."""
        return bag(texts, [self._words[text] for text in texts], self._tokens)

    def read(self, surname: str, given_names: str, patronymic: str, father_first_name: str) -> Name:
        """The name that these fields tell, each of them empty where it is absent."""
        one, other = self._plain_surname(surname), self._plain_given(given_names)
        told, is_turned = self._plain_father(patronymic), False
        is_plain = not (one is None or other is None or told is None)
        if one is None or other is None or told is None:
            found = parts(*[self._words[text] for text in (surname, given_names, patronymic)])
            one, other, is_turned = self._surnames(found.surname), self._given(found.given), found.is_turned
            told = self._fathers(found.father)
        paternal_name, letters = told
        field = "patronymic" if paternal_name else "father_first_name"
        if not paternal_name and father_first_name:
            paternal_name, own = self._fathers(self._words[father_first_name])
            letters = letters or own
        return Name(one, other, paternal_name, letters, field, is_turned, is_plain, _both(one, other))

    # What stands plainly in its own column need not be taken apart with the others; None for all else.

    def _of_surname(self, text: str) -> _Surname | None:
        told = self._words[text]
        return self._surnames(told) if is_plain_surname(told) else None

    def _of_given(self, text: str) -> _Given | None:
        told = self._words[text]
        return self._given(told) if is_plain_given_name(told) else None

    def _of_father(self, text: str) -> _Paternal | None:
        told = self._words[text]
        return self._fathers(told) if is_plain_father(told) else None


def _surname(told: Words) -> _Surname:
    keys = tuple([word.key for word in told])
    whole, other = "".join(keys), ""
    if any(word.other for word in told):
        other = "".join([word.other or word.key for word in told])
    skeleton = whole[:1] + whole[1:].translate(VOWELS)
    cores = tuple(dict.fromkeys([consonants(key) for key in (whole, other) if key]))
    return _Surname(keys, whole, " ".join([word.confusable for word in told]), other, skeleton, cores)


def _given_names(told: Words) -> _Given:
    """Given names, initials aside."""
    known = tuple([given_name(word) for word in told[:_MOST_GIVEN] if not is_initial(word)])
    own = frozenset([name.own for name in known])
    keys, cores = tuple([name.key for name in known]), _cores(known[0]) if known else ()
    return _Given(known, keys, own, cores, initials(told[0]) if told and not known else _NO_LETTERS)


def _cores(name: Known) -> tuple[str, ...]:
    """What is left of a given name: its row of the table, or what most errors leave of its key; and all it may be."""
    own = consonants(name.key) if name.row is None else name.own
    if not name.whose and not name.other:
        return (own,)
    others = [str(row) for row in sorted(name.whose)]
    return tuple(dict.fromkeys([own, *others, *([consonants(name.other)] if name.other else [])]))


def _father(told: Words) -> _Paternal:
    """The father's name, of a patronymic or the name itself, or its initials."""
    names = [word for word in told if word.key not in OF_FATHER]
    if not names or is_initial(names[0]):
        return None, initials(names[0]) if names else _NO_LETTERS
    return father(names[0]), _NO_LETTERS


def _both(surname: _Surname, given: _Given) -> tuple[Both, ...]:
    if len(surname.cores) == len(given.cores) == 1:
        one, other = surname.cores[0], given.cores[0]
        return ((one, other) if one < other else (other, one),)
    return tuple([(one, other) if one < other else (other, one) for one, other in product(surname.cores, given.cores)])


@dataclass(slots=True)
class Likeness:
    """How far the parts of two names are alike, from 0 to 1; None where either name lacks the part."""

    surname: float | None
    given: float | None
    father: float | None
    is_turned: bool = False

    @property
    def score(self) -> float:
        """From 0 to 1: how far the names as a whole are alike. The surname weighs most, the father least."""
        surname, given, father = self.surname, self.given, self.father
        if surname is None or given is None:
            return min(_INCOMPLETE, self._mean_of_told)
        if father is None:
            score = (surname * _SURNAME + given * _GIVEN) / (_SURNAME + _GIVEN) * _NO_FATHER
        else:
            score = surname * _SURNAME + given * _GIVEN + father * _FATHER
        if self.is_turned:
            score *= _TURNED
        if given == 0:
            return min(score, _OTHER_GIVEN)
        return min(score, _OTHER_FATHER) if father == 0 else score

    @property
    def _mean_of_told(self) -> float:
        told = ((self.surname, _SURNAME), (self.given, _GIVEN), (self.father, _FATHER))
        total = sum(weight for part, weight in told if part is not None)
        return sum(part * weight for part, weight in told if part is not None) / total if total else 0.0

    @property
    def contradict(self) -> bool:
        """Whether these are clearly names of two people: another given name, another father, or another surname.

        Another surname is no contradiction where given name and father are the same: it changes with marriage.
        """
        if self.given == 0 or self.father == 0:
            return True
        return self.surname is not None and self.surname < 0.5 and not (self.given and self.father)


_SURNAME, _GIVEN, _FATHER = 0.4, 0.35, 0.25  # what each part weighs
_TURNED = 0.97
_NO_FATHER = 0.95
_INCOMPLETE = 0.6  # at most, without a surname or a given name
_OTHER_FATHER = 0.65  # at most
_OTHER_GIVEN = 0.4  # at most


def compare(a: Name, b: Name) -> Likeness:
    """How far two names are alike, part by part."""
    paternal = _fathers(a.father, b.father) if a.father and b.father else _paternal_initials(a, b)
    if are_turned(a, b):
        return Likeness(1.0, 1.0, paternal, True)
    return Likeness(_surnames(a.surname, b.surname), _given(a.given, b.given), paternal, a.is_turned != b.is_turned)


def are_turned(a: Name, b: Name) -> bool:
    """Whether the surname of each is the given name of the other."""
    one = a.surname.keys
    if one != b.given.keys or not one:
        return False
    other = b.surname.keys
    return bool(other) and one != other and other == a.given.keys


def have_other_given(a: Name, b: Name) -> bool:
    """Whether the first given names of both stand in the table, each as one name, and are two."""
    one, other = a.given.known, b.given.known
    return bool(one and other) and one[0].is_exact and other[0].is_exact and one[0].row != other[0].row


def _paternal_initials(a: Name, b: Name) -> float | None:
    if not a.father_initials and not b.father_initials:
        return None
    one, other = [(name.father,) if name.father else () for name in (a, b)]
    return _by_initials(one, a.father_initials, other, b.father_initials)


def _by_initials(
    one: Sequence[Known], letters: frozenset[str], other: Sequence[Known], other_letters: frozenset[str]
) -> float | None:
    """0 for names of which an initial is no initial of the other; of names that agree an initial tells no more."""
    letters = letters.union(*map(initials_of, one))
    other_letters = other_letters.union(*map(initials_of, other))
    if not one and not other:
        letters = beside(letters)
    return 0.0 if letters and other_letters and letters.isdisjoint(other_letters) else None


def _fathers(a: Known, b: Known) -> float:
    """The likeness of the names of fathers.

    An error in the ending of a patronymic does not make it another, nor do letters that changed places, nor any error
    where one of the two is known and its name not short; what several names have in common is no name: Арсенович and
    Арсенійович.
    """
    if a is b:
        return 1.0
    alike = a.likeness(b)
    if a.key == b.key and a.word != b.word and a.is_exact and a.row is None and _are_sons(a, b):
        return min(alike, UNCLEAR)
    if (a.is_exact and b.is_exact) or OSA.distance(a.word, b.word, score_cutoff=1) > 1:
        return alike
    is_slip = a.word.startswith(b.key) or b.word.startswith(a.key) or sorted(a.word) == sorted(b.word)
    is_misspelt = a.is_exact != b.is_exact and min(len(a.key), len(b.key)) >= _SHORTEST_STEM
    return max(alike, WITH_ERRORS) if is_slip or is_misspelt else alike


def _are_sons(*fathers: Known) -> bool:
    """Whether these are patronymics of men, whose endings tell the names; those of women mostly do not."""
    return all(father.word.endswith("ic") for father in fathers)


def _surnames(a: _Surname, b: _Surname) -> float | None:
    if not a.keys or not b.keys:
        return None
    if a.keys == b.keys:
        return 1.0 if may_be_same(a.confusable, b.confusable) else _ONE_PART
    alike = OSA.normalized_similarity(a.whole, b.whole)
    if (a.other or b.other) and (a.other == b.whole or b.other == a.whole):
        return max(alike, _ONE_PART)
    if len(a.keys) + len(b.keys) > 2 and not set(a.keys).isdisjoint(b.keys):
        return max(alike, _ONE_PART)
    return alike


def _given(a: _Given, b: _Given) -> float | None:
    """The likeness of given names: of several those that are most alike, in doubt where not all are the same."""
    if not a.known or not b.known:
        return _by_initials(a.known, a.initials, b.known, b.initials) if a.initials or b.initials else None
    if a is b and not a.known[0].whose:
        return 1.0
    if len(a.known) == len(b.known) == 1:
        return a.known[0].likeness(b.known[0])
    most = 1.0 if a.own == b.own else UNCLEAR
    alike = 0.0
    for x, y in product(a.known, b.known):
        alike = max(alike, x.likeness(y))
        if alike >= most:
            return most
    return alike
