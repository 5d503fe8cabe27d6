"""Names of people: what is read of one, and how far two of them are alike.

A word of a name, Cyrillic or Latin, becomes a key (words.py). Given names are looked up: their forms in other languages
are one name, and two names of the table are never one, however near they are.

Nothing is kept between requests: names of people do not outlive the one that brought them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product

from rapidfuzz.distance import OSA

from servanda.evaluation.given_names import MEN, WOMEN
from servanda.evaluation.words import Words, words

_MOST_GIVEN = 4  # given names of one person that are compared

_PATRONYMIC = re.compile(r"(?<=..)(?:(?:[oe]v|iv)?ic|[oei]vna|(?:in)?icna)$")
_OF_FATHER = {"ohli", "ohlu", "kizi", "uli", "ulu"}  # words beside the name of a father
_LAST_VOWELS = re.compile(r"(?<=.)[aeiou]+$")
_VOWELS = str.maketrans(dict.fromkeys("aeiou"))
_SHORTEST_GUESSED, _LONGEST_GUESSED = 5, 14


def _stem(key: str) -> str:
    """What a patronymic and the name of the father have in common."""
    return _LAST_VOWELS.sub("", _PATRONYMIC.sub("", key))


class _Table:
    """Which names are one: by their keys, and by the nearest of them where a key has one error.

    INVARIANT: of two keys that are one error apart, one is the other without a letter, or both are one without one.
    """

    def __init__(self, rows: Iterable[tuple[int, str]]) -> None:
        self._rows: dict[str, set[int]] = {}
        for row, key in rows:
            self._rows.setdefault(key, set()).add(row)
        self._near: dict[str, list[str]] = {}
        for key in self._rows:
            for short in _shortened(key):
                self._near.setdefault(short, []).append(key)

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def find(self, key: str) -> tuple[int | None, bool]:
        """The only name that a key is, or that it is one error away from; and whether the key stands in the table."""
        if key in self._rows:
            return _only(self._rows[key]), True
        if not _SHORTEST_GUESSED <= len(key) <= _LONGEST_GUESSED:
            return None, False
        shortened = _shortened(key)
        if self._near.keys().isdisjoint(shortened):
            return None, False
        near = {other for short in shortened for other in self._near.get(short, ())}
        close = [other for other in near if OSA.distance(key, other, score_cutoff=1) <= 1]
        return _only(set().union(*(self._rows[other] for other in close))), False


def _shortened(key: str) -> set[str]:
    """A key, and what is left of it without one letter."""
    return {key, *[key[:place] + key[place + 1 :] for place in range(len(key))]}


def _only(rows: set[int]) -> int | None:
    return next(iter(rows)) if len(rows) == 1 else None


def _rows() -> tuple[_Table, _Table]:
    """The tables of given names and of the stems of patronymics; a father has one row in both."""
    given: list[tuple[int, str]] = []
    stems: list[tuple[int, str]] = []
    men = MEN.split("\n")
    known = words({*f"{MEN} {WOMEN}".replace("|", " ").split()})
    for row, line in enumerate(men + WOMEN.split("\n")):
        forms, _, patronymics = line.partition("|")
        given += ((row, known[form][0][0]) for form in forms.split())
        if row < len(men):
            cyrillic = (word for word in f"{forms} {patronymics}".split() if not word.isascii())
            stems += ((row, _stem(known[word][0][0])) for word in cyrillic)
    return _Table(_with_bare(given, 3)), _Table(_with_bare(stems, 2))


def _with_bare(rows: list[tuple[int, str]], shortest: int) -> list[tuple[int, str]]:
    """These keys, and those with a first ю or я as in ISO 9 without diacritics, unless they are of other names."""
    taken = {key for _, key in rows}
    bare = [(row, key[1:]) for row, key in rows if key[:2] in ("iu", "ia") and len(key) > shortest]
    return rows + [(row, key) for row, key in bare if key not in taken]


_GIVEN, _STEMS = _rows()


@dataclass(slots=True, repr=False, eq=False)
class _Known:
    """A given name, or that of a father: its key, its row of the table if any, and whether the key stands there."""

    key: str
    row: int | None
    is_exact: bool
    confusable: str = ""
    word: str = ""  # of a father: the whole patronymic

    @property
    def own(self) -> str:
        """What tells it: the same for all forms of the name."""
        return self.key if self.row is None else str(self.row)

    def likeness(self, other: _Known) -> float:
        """1 for one name, less where it is written with errors; 0 for two. Unknown names are one only if equal."""
        if self.key == other.key:
            return 1.0 if _may_be_same(self.confusable, other.confusable) else _UNCLEAR
        if self.row is not None and self.row == other.row and (self.is_exact or other.is_exact):
            if self.is_exact and other.is_exact:
                return 1.0
            return _WITH_ERRORS if min(len(self.key), len(other.key)) >= _SHORTEST_MISSPELT else _UNCLEAR
        if self.is_exact and other.is_exact:
            return 0.0
        return _UNCLEAR if OSA.normalized_similarity(self.key, other.key, score_cutoff=_NEAR) else 0.0


_NEAR = 0.5  # what is less alike than this is another name
_WITH_ERRORS = 0.9
_SHORTEST_MISSPELT = 7  # of shorter names one error makes another: Равиль and Рамиль, where one is not in the table
_UNCLEAR = 0.7
_ONE_PART = 0.85  # one of two surnames


@dataclass(slots=True, repr=False, eq=False)
class _Surname:
    """A surname: the keys of its words, these as one, what they do not tell apart, and what most errors leave of it."""

    keys: tuple[str, ...]
    whole: str
    confusable: str
    core: str


@dataclass(slots=True, repr=False, eq=False)
class _Given:
    """Given names: their keys, what tells them, and what all forms and most errors leave of the first one."""

    known: tuple[_Known, ...]
    keys: tuple[str, ...]
    own: frozenset[str]
    core: str


@dataclass(slots=True, repr=False, eq=False)
class Name:
    """A full name as its keys, and the field that tells the father."""

    surname: _Surname
    given: _Given
    father: _Known | None
    father_field: str
    is_turned: bool
    both: tuple[str, str] | None  # what is left of surname and given name, whichever comes first; None without both


FIELDS = ("surname", "given_names", "patronymic", "father_first_name")


class Reader:
    """Reads the names of one request: a word that occurs again is not taken apart again, and none outlives it.

    With the first name that is read all texts that are going to be read are taken apart, at once.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts
        self._surnames, self._given, self._fathers = cache(_surname), cache(_given_names), cache(_father)

    @cached_property
    def _words(self) -> dict[str, Words]:
        return words({*self._texts})

    def keys(self, text: str) -> tuple[str, ...]:
        """The keys of the words of a name; none where it is too long to be one."""
        return self._surnames(self._words[text]).keys

    def read(self, surname: str, given_names: str, patronymic: str, father_first_name: str) -> Name:
        """The name that these fields tell, each of them empty where it is absent.

        A full name in one field is taken apart; surname and given name are turned where only the surname is a given
        name.
        """
        texts = surname, given_names, patronymic, father_first_name
        family, given, paternal, of_father = [self._words[text] for text in texts]
        if not given and len(family) in (2, 3):
            family, given = family[:1], family[1:]
        if not paternal and len(given) > 1 and _PATRONYMIC.search(given[-1][0]):
            given, paternal = given[:-1], given[-1:]
        is_turned = _is_given(family) and bool(given) and not _is_given(given)
        if is_turned:
            family, given = given, family
        father = self._fathers(paternal) if paternal else None
        field = "patronymic" if father else "father_first_name"
        if not father and of_father:
            father = self._fathers(of_father)
        one, other = self._surnames(family), self._given(given)
        return Name(one, other, father, field, is_turned, _both(one.core, other.core))


def _surname(told: Words) -> _Surname:
    keys = tuple([key for key, _ in told])
    whole = "".join(keys)
    return _Surname(keys, whole, " ".join([rest for _, rest in told]), _core(whole))


def _given_names(told: Words) -> _Given:
    """Given names, initials aside."""
    known = tuple([_Known(key, *_GIVEN.find(key), rest) for key, rest in told[:_MOST_GIVEN] if len(key) > 1])
    own = [name.own for name in known]
    return _Given(known, tuple([name.key for name in known]), frozenset(own), _core(own[0]) if own else "")


def _father(told: Words) -> _Known | None:
    """The father's name, of a patronymic or the name itself; an initial tells nothing."""
    names = [key for key, _ in told if key not in _OF_FATHER and len(key) > 1]
    return _Known(_stem(names[0]), *_STEMS.find(_stem(names[0])), word=names[0]) if names else None


def _both(one: str, other: str) -> tuple[str, str] | None:
    if not one or not other:
        return None
    return (one, other) if one < other else (other, one)


def _core(key: str) -> str:
    """The first letter and the consonants of a key: Ukrainian and Russian spellings of one surname agree in them."""
    return key[:1] + key[1:].translate(_VOWELS)


def _is_given(told: Words) -> bool:
    return len(told) > 0 and told[0][0] in _GIVEN


@dataclass(slots=True)
class Likeness:
    """How far the parts of two names are alike, from 0 to 1; None where either name lacks the part."""

    surname: float | None
    given: float | None
    father: float | None
    is_turned: bool = False

    @property
    def score(self) -> float:
        """From 0 to 1: how far the names as a whole are alike."""
        if self.given is None or self.surname is None:
            return min(_INCOMPLETE, _mean(self))
        score = _mean(self) * (_TURNED if self.is_turned else 1) * (_NO_FATHER if self.father is None else 1)
        if self.given == 0:
            return min(score, _OTHER_GIVEN)
        return min(score, _OTHER_FATHER) if self.father == 0 else score

    @property
    def contradict(self) -> bool:
        """Whether these are clearly names of two people: another given name, another father, or another surname.

        Another surname is no contradiction where given name and father are the same: it changes with marriage.
        """
        if self.given == 0 or self.father == 0:
            return True
        return self.surname is not None and self.surname < 0.5 and not (self.given and self.father)


_TURNED = 0.97
_NO_FATHER = 0.95
_INCOMPLETE = 0.6  # at most, without a surname or a given name
_OTHER_FATHER = 0.65  # at most
_OTHER_GIVEN = 0.4  # at most


def _mean(likeness: Likeness) -> float:
    """The mean of the parts that are told: the surname weighs most, the father least."""
    total = weight = 0.0
    if likeness.surname is not None:
        total, weight = likeness.surname * 0.4, 0.4
    if likeness.given is not None:
        total, weight = total + likeness.given * 0.35, weight + 0.35
    if likeness.father is not None:
        total, weight = total + likeness.father * 0.25, weight + 0.25
    return total / weight if weight else 0.0


def compare(a: Name, b: Name) -> Likeness:
    """How far two names are alike, part by part."""
    father = _fathers(a.father, b.father) if a.father and b.father else None
    if are_turned(a, b):
        return Likeness(1.0, 1.0, father, True)
    return Likeness(_surnames(a.surname, b.surname), _given(a.given, b.given), father, a.is_turned != b.is_turned)


def are_turned(a: Name, b: Name) -> bool:
    """Whether the surname of each is the given name of the other."""
    one, other = a.surname.keys, b.surname.keys
    return one != other and one == b.given.keys and other == a.given.keys and bool(one and other)


def _fathers(a: _Known, b: _Known) -> float:
    """The likeness of the names of fathers; an error in the ending of a patronymic does not make it another."""
    if a is b:
        return 1.0
    alike = a.likeness(b)
    is_told = a.is_exact and b.is_exact
    return alike if is_told or OSA.distance(a.word, b.word, score_cutoff=1) > 1 else max(alike, _WITH_ERRORS)


def _surnames(a: _Surname, b: _Surname) -> float | None:
    if not a.keys or not b.keys:
        return None
    if a.keys == b.keys:
        return 1.0 if _may_be_same(a.confusable, b.confusable) else _ONE_PART
    alike = OSA.normalized_similarity(a.whole, b.whole)
    if len(a.keys) + len(b.keys) > 2 and not set(a.keys).isdisjoint(b.keys):
        return max(alike, _ONE_PART)
    return alike


def _may_be_same(a: str, b: str) -> bool:
    """Whether what the keys do not tell apart is the same, or is not told on one side."""
    return a == b or not a.strip() or not b.strip()


def _given(a: _Given, b: _Given) -> float | None:
    """The likeness of given names: of several those that are most alike, and less where not all are the same."""
    if not a.known or not b.known:
        return None
    if a is b:
        return 1.0
    if len(a.known) == len(b.known) == 1:
        return a.known[0].likeness(b.known[0])
    most = 1.0 if a.own == b.own else _WITH_ERRORS if 1 in (len(a.known), len(b.known)) else _UNCLEAR
    alike = 0.0
    for x, y in product(a.known, b.known):
        alike = max(alike, x.likeness(y))
        if alike >= most:
            return most
    return alike
