"""Given names and the names of fathers that are known: which forms are one name, and which short form may be whose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from servanda.evaluation.given_names import MEN, WOMEN
from servanda.evaluation.short_names import SHORT
from servanda.evaluation.words import Word, words

_PATRONYMIC = re.compile(r"(?<=..)(?:(?:[oe]v|iv)?ic|[oei]vna|(?:in)?icna)$")
_LAST_VOWELS = re.compile(r"(?<=.)[aeiou]+$")
_SHORTENING = re.compile(r"(?<=...)(?:c?iko?|[eo]ck[ao]|[eo]nk[ao]|k[ao]|[eo]k)$")  # Тарасик, Оленка, Іванко
_SHORTEST_GUESSED, _LONGEST_GUESSED = 5, 14
NOBODY: frozenset[int] = frozenset()


def is_patronymic(word: Word) -> bool:
    """Whether a word ends as patronymics do."""
    return _PATRONYMIC.search(word.key) is not None


def is_of_known_father(word: Word) -> bool:
    """Whether a word is the patronymic of a name of the table."""
    return is_patronymic(word) and stem(word.key) in STEMS


def stem(key: str) -> str:
    """What a patronymic and the name of the father have in common."""
    return _LAST_VOWELS.sub("", _PATRONYMIC.sub("", key))


class Table:
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

    def items(self) -> Iterator[tuple[str, int]]:
        """Every key and a name that it is."""
        return ((key, row) for key, rows in self._rows.items() for row in rows)

    def rows(self, key: str) -> frozenset[int]:
        """All names that a key is."""
        return frozenset(self._rows.get(key, NOBODY))

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


def _rows() -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """The keys of given names and of the stems of patronymics; a father has one row in both."""
    given: list[tuple[int, str]] = []
    stems: list[tuple[int, str]] = []
    men = MEN.split("\n")
    known = words({*f"{MEN} {WOMEN}".replace("|", " ").split()})
    for row, line in enumerate(men + WOMEN.split("\n")):
        forms, _, patronymics = line.partition("|")
        given += ((row, known[form][0].key) for form in forms.split())
        if row < len(men):
            cyrillic = (word for word in f"{forms} {patronymics}".split() if not word.isascii())
            stems += ((row, stem(known[word][0].key)) for word in cyrillic)
    return _with_bare(given, 3), _with_bare(stems, 2)


def _with_bare(rows: list[tuple[int, str]], shortest: int) -> list[tuple[int, str]]:
    """These keys, and those with a first ю or я as in ISO 9 without diacritics, unless they are of other names."""
    taken = {key for _, key in rows}
    bare = [(row, key[1:]) for row, key in rows if key[:2] in ("iu", "ia") and len(key) > shortest]
    return rows + [(row, key) for row, key in bare if key not in taken]


def _short_forms() -> dict[str, frozenset[int]]:
    """The names that each short form of the list may be."""
    known = words({*SHORT.replace("|", " ").split()})
    found: dict[str, frozenset[int]] = {}
    for line in SHORT.strip().split("\n"):
        name, _, forms = line.partition(" | ")
        rows = GIVEN.rows(known[name][0].key)
        for form in forms.split():
            found[known[form][0].key] = found.get(known[form][0].key, NOBODY) | rows
    return found


def _beginnings() -> dict[str, frozenset[int]]:
    """The names that begin with what a suffix leaves of their short form."""
    found: dict[str, frozenset[int]] = {}
    for key, row in GIVEN.items():
        beginning = _LAST_VOWELS.sub("", key)
        found[beginning] = found.get(beginning, NOBODY) | {row}
    return found


GIVEN, STEMS = map(Table, _rows())
_SHORT, _BEGINNINGS = _short_forms(), _beginnings()


def is_given(word: Word) -> bool:
    """Whether a word is a given name, or its short form that is listed."""
    return word.key in GIVEN or word.key in _SHORT


def is_full(word: Word) -> bool:
    """Whether a word is a given name, and no short form."""
    return word.key in GIVEN


def is_nearly_given(word: Word) -> bool:
    """Whether a word is a given name with at most one error."""
    return GIVEN.find(word.key)[0] is not None


def whose(key: str) -> frozenset[int]:
    """The names that a key is a short form of."""
    if key in _SHORT:
        return _SHORT[key]
    if key in GIVEN:
        return NOBODY
    shortened = _SHORTENING.sub("", key)
    return NOBODY if shortened == key else _BEGINNINGS.get(_LAST_VOWELS.sub("", shortened), NOBODY)


def names_of(word: Word) -> frozenset[int]:
    """The names of the tables that a word is a form of, a listed short form, or the patronymic of."""
    if is_patronymic(word):
        return STEMS.rows(stem(word.key))
    return GIVEN.rows(word.key) | _SHORT.get(word.key, NOBODY)


def read_in_cyrillic(word: Word) -> Word:
    """The word that is meant: in Cyrillic where it is a name of the table there, and none as it is typed."""
    if not word.is_other_cyrillic:
        return word
    other = Word(word.other, "", word.key)
    is_known = is_given(other) or is_of_known_father(other)
    return word if not is_known or is_given(word) or is_of_known_father(word) else other


NEAR = 0.5  # what is less alike than this is another name
WITH_ERRORS = 0.9
_SHORTEST_MISSPELT = 7  # of shorter names one error makes another: Равиль and Рамиль, where one is not in the table
UNCLEAR = 0.7


@dataclass(slots=True, repr=False, eq=False)
class Known:
    """A given name, or that of a father: its key, its row of the table if any, and whether the key stands there."""

    key: str
    row: int | None
    is_exact: bool
    confusable: str = ""
    other: str = ""  # its key in the other script, where all of its letters look alike
    word: str = ""  # of a father: the whole patronymic
    whose: frozenset[int] = NOBODY  # of a short form: the names that it may be

    @property
    def own(self) -> str:
        """What tells it: the same for all forms of the name."""
        return self.key if self.row is None else str(self.row)

    @property
    def rows(self) -> frozenset[int]:
        """The names that it may be."""
        return self.whose if self.row is None else self.whose | {self.row}

    def likeness(self, other: Known) -> float:
        """1 for one name, less where it is written with errors; 0 for two. Unknown names are one only if equal."""
        if self.key == other.key:
            is_one = (self.is_exact or len(self.whose) < 2) and may_be_same(self.confusable, other.confusable)
            return 1.0 if is_one else UNCLEAR
        if self.row is not None and self.row == other.row and (self.is_exact or other.is_exact):
            if self.is_exact and other.is_exact:
                return 1.0
            return WITH_ERRORS if min(len(self.key), len(other.key)) >= _SHORTEST_MISSPELT else UNCLEAR
        if (self.whose or other.whose) and not self.rows.isdisjoint(other.rows):
            return UNCLEAR
        if (self.is_exact or self.key in _SHORT) and (other.is_exact or other.key in _SHORT):
            return 0.0
        if (self.other or other.other) and (self.other == other.key or other.other == self.key):
            return UNCLEAR
        return UNCLEAR if OSA.normalized_similarity(self.key, other.key, score_cutoff=NEAR) else 0.0


def given_name(word: Word) -> Known:
    """A word as a given name."""
    return Known(word.key, *GIVEN.find(word.key), word.confusable, word.other, whose=whose(word.key))


def father(word: Word) -> Known:
    """A patronymic, or the name of a father, as the name of the father."""
    key = stem(word.key)
    shortened = NOBODY if is_patronymic(word) else whose(word.key)
    return Known(key, *STEMS.find(key), word=word.key, whose=shortened)


def may_be_same(a: str, b: str) -> bool:
    """Whether what the keys do not tell apart is the same, or is not told on one side."""
    return a == b or not a.strip() or not b.strip()


_INITIALS_ALIKE = str.maketrans("ek", "ih")  # Є and Ye, Х and Kh


def is_initial(word: Word) -> bool:
    """Whether a word is no more than the first letter of a name."""
    return len(word.key) == 1 or word.key in ("iu", "ia")


def initials(word: Word) -> frozenset[str]:
    """The letters that an initial may be."""
    return frozenset(key[0].translate(_INITIALS_ALIKE) for key in (word.key, word.other) if key)


def initials_of(name: Known) -> frozenset[str]:
    """The letters that the forms of a name begin with."""
    return letters_of(Word(name.key, "", name.other), name.rows)


def letters_of(word: Word, names: frozenset[int]) -> frozenset[str]:
    """The letters that a word begins with, and the forms of the names that it may be."""
    return initials(word).union(*(_INITIALS[row] for row in names))


def beside(letters: frozenset[str]) -> frozenset[str]:
    """These initials, and those of other forms of the names that may be meant: М. of Микола is Н. of Николай."""
    return letters.union(*(_BESIDE.get(letter, ()) for letter in letters))


def _initials() -> dict[int, frozenset[str]]:
    """The letters that the forms of each name begin with."""
    found: dict[int, frozenset[str]] = {}
    for key, row in GIVEN.items():
        found[row] = found.get(row, frozenset()) | initials(Word(key))
    return found


_INITIALS = _initials()
_BESIDE = {
    letter: frozenset().union(*(told for told in _INITIALS.values() if letter in told))
    for letter in frozenset().union(*_INITIALS.values())
}
