"""Names of people across scripts and languages: what they have in common, and how far two of them are alike.

A word of a name, Cyrillic or Latin, becomes a key: the sounds that all documented romanisations of one spelling keep.
It is the same for the Ukrainian national table of 2010, ICAO Doc 9303, the passports of Russia, BGN/PCGN and ISO 9;
informal romanisations, and Ukrainian and Russian spellings of one surname, come near. Given names are looked up: their
forms in other languages are one name, and two names of the table are never one, however near they are.

Nothing is kept between calls: names of people do not outlive the request that brought them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from servanda.evaluation.given_names import MEN, WOMEN

LONGEST = 64
"""Letters of a key; what is longer is no name, and counts as absent."""
_LONGEST_TEXT = 200
_MOST_GIVEN = 4  # given names of one person that are compared

# Letters that look alike: in a word that is mostly of one script those of the other stand for these.
_LATIN_LOOKS, _CYRILLIC_LOOKS = "aceopxyikmtbh", "асеорхуікмтвн"
_AS_CYRILLIC = str.maketrans(_LATIN_LOOKS, _CYRILLIC_LOOKS)
_AS_LATIN = str.maketrans(_CYRILLIC_LOOKS, _LATIN_LOOKS)

# Each letter as its sound. Letters that some tables do not tell apart are one: г, ґ and х; ж and з; ш, щ and с;
# ч and ц; і, и, й and ы.
_SOUNDS = str.maketrans(
    dict(
        zip(
            "абвгґдеєэжзіиыйїклмнопрстуўфхцчшщюя",
            "a b v h h d e e e z z i i i i i k l m n o p r s t u v f h c c s s iu ia".split(),
            strict=True,
        )
    )
    | dict.fromkeys("ьъ")
)
_OF_SOUNDS = re.compile("[абвгґдеєэжзіиыйїклмнопрстуфхцчшщюяьъ]+")
_LATIN = dict(
    pair.split("=")
    for pair in (
        "zgh=zh zh=z kh=h gh=h ch=c sh=s cz=c tz=c sz=s ph=f ck=k ou=u "
        "x=h g=h w=v y=i j=i q=k ł=l đ=d ı=i ß=s û=iu â=ia"
    ).split()
)
_EITHER = {"ana": "an_a"}  # Яна in ISO 9 without diacritics, Анна elsewhere: near to both, and neither
_LATIN_SOUND = re.compile("|".join(sorted(_LATIN, key=len, reverse=True)))
_WORD = re.compile(r"[^\W\d_]+")
_SILENT = re.compile(r"['`ʹʺʼʻ’‘”ˈ′″·\"]")
_CYRILLIC = re.compile(r"[а-яґєіїёў]")
# In this order, after all letters are sounds: what is spelled with one letter here and with two there.
_SPELLINGS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"(.)\1+", r"\1"),
        (r"i[eo]", "e"),
        (r"(?<=.)i(?=[au])", ""),
        (r"ts?c|ts", "c"),
        (r"sc", "s"),
        (r"(.)\1+", r"\1"),
        (r"[eo]v(?=a?$)", "ov"),
    )
]
_ANY_SPELLING = re.compile(r"(.)\1|i[eo]|.i[au]|ts|sc|[eo]va?$|tc")
_CONFUSABLE = re.compile(
    r"[^гхжзшсщчц]"
)  # the complement: these keep their difference where both spellings are Cyrillic
_PATRONYMIC = re.compile(r"(?<=..)(?:(?:[oe]v|iv)?ic|[oei]vna|(?:in)?icna)$")
_OF_FATHER = {"ohli", "ohlu", "kizi", "uli", "ulu"}  # words beside the name of a father
_LAST_VOWELS = re.compile(r"(?<=.)[aeiou]+$")
_SHORTEST_GUESSED, _LONGEST_GUESSED = 5, 14


Words = tuple[tuple[str, str], ...]


def keys(text: Any) -> tuple[str, ...]:
    """The keys of the words of a name; none where it is absent, or too long to be one."""
    return tuple(key for key, _ in _words(text))


def _words(text: Any) -> Words:
    """For each word its key, and the letters of it that the key does not tell apart, where it is Cyrillic."""
    if text.__class__ is not str or len(text) > _LONGEST_TEXT:
        return ()
    plain = text.casefold() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    if any(letter.isdigit() for letter in plain):
        return ()  # what has digits in it is no name, but stands for one
    words = [plain] if _OF_SOUNDS.fullmatch(plain) else _WORD.findall(_SILENT.sub("", plain))
    found = [(key, _CONFUSABLE.sub("", word.replace("ґ", "г"))) for word in words if (key := _key(word))]
    return tuple(found) if sum(len(key) for key, _ in found) <= LONGEST else ()


def _key(word: str) -> str:
    if word in _EITHER:
        return _EITHER[word]
    if _OF_SOUNDS.fullmatch(word):
        word = word.translate(_SOUNDS)
    elif word.isascii():
        word = _LATIN_SOUND.sub(_latin_sound, word)
    else:
        cyrillic = len(_CYRILLIC.findall(word))
        if 0 < cyrillic < len(word):
            word = word.translate(_AS_CYRILLIC if 2 * cyrillic >= len(word) else _AS_LATIN)
        word = _LATIN_SOUND.sub(_latin_sound, word)
        word = "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))
        word = word.translate(_SOUNDS)
    if _ANY_SPELLING.search(word):
        for pattern, sound in _SPELLINGS:
            word = pattern.sub(sound, word)
    return word


def _latin_sound(found: re.Match[str]) -> str:
    return _LATIN[found[0]]


def _stem(key: str) -> str:
    """What a patronymic and the name of the father have in common."""
    return _LAST_VOWELS.sub("", _PATRONYMIC.sub("", key))


class _Table:
    """Which names are one: by their keys, and by the nearest of them where a key has one error."""

    def __init__(self, rows: Iterable[tuple[int, str]]) -> None:
        self._rows: dict[str, set[int]] = {}
        for row, key in rows:
            self._rows.setdefault(key, set()).add(row)
        self._by_length: dict[int, list[str]] = {}
        for key in self._rows:
            self._by_length.setdefault(len(key), []).append(key)

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def find(self, key: str) -> tuple[int | None, bool]:
        """The only name that a key is, or that it is one error away from; and whether the key stands in the table."""
        if key in self._rows:
            return _only(self._rows[key]), True
        if not _SHORTEST_GUESSED <= len(key) <= _LONGEST_GUESSED:
            return None, False
        near = [other for length in (-1, 0, 1) for other in self._by_length.get(len(key) + length, ())]
        close = process.extract_iter(key, near, scorer=OSA.distance, processor=None, score_cutoff=1)
        return _only(set().union(*(self._rows[other] for other, _, _ in close))), False


def _only(rows: set[int]) -> int | None:
    return next(iter(rows)) if len(rows) == 1 else None


def _rows() -> tuple[_Table, _Table]:
    """The tables of given names and of the stems of patronymics; a father has one row in both."""
    given: list[tuple[int, str]] = []
    stems: list[tuple[int, str]] = []
    men = MEN.split("\n")
    for row, line in enumerate(men + WOMEN.split("\n")):
        forms, _, patronymics = line.partition("|")
        given += ((row, _key(form.casefold())) for form in forms.split())
        if row < len(men):
            cyrillic = (word.casefold() for word in f"{forms} {patronymics}".split() if not word.isascii())
            stems += ((row, _stem(_key(word))) for word in cyrillic)
    return _Table(_with_bare(given, 3)), _Table(_with_bare(stems, 2))


def _with_bare(rows: list[tuple[int, str]], shortest: int) -> list[tuple[int, str]]:
    """These keys, and those with a first ю or я as in ISO 9 without diacritics, unless they are of other names."""
    taken = {key for _, key in rows}
    bare = [(row, key[1:]) for row, key in rows if key[:2] in ("iu", "ia") and len(key) > shortest]
    return rows + [(row, key) for row, key in bare if key not in taken]


_GIVEN, _STEMS = _rows()


@dataclass(frozen=True, slots=True, repr=False)
class _Known:
    """A given name, or that of a father: its key, its row of the table if any, and whether the key stands there."""

    key: str
    row: int | None
    is_exact: bool
    confusable: str = ""
    word: str = ""  # of a father: the whole patronymic

    def likeness(self, other: _Known) -> float:
        """1 for one name, less where it is written with errors; 0 for two. Unknown names are one only if equal."""
        if self.key == other.key:
            return 1.0 if _may_be_same(self.confusable, other.confusable) else _UNCLEAR
        if self.row is not None and self.row == other.row and (self.is_exact or other.is_exact):
            return 1.0 if self.is_exact and other.is_exact else _WITH_ERRORS
        if self.is_exact and other.is_exact:
            return 0.0
        return _UNCLEAR if OSA.normalized_similarity(self.key, other.key) >= _NEAR else 0.0


_NEAR = 0.5  # what is less alike than this is another name
_WITH_ERRORS = 0.9
_UNCLEAR = 0.7
_ONE_PART = 0.85  # one of two surnames


@dataclass(frozen=True, slots=True, repr=False)
class Name:
    """A full name as its keys, and the field that tells the father."""

    surname: tuple[str, ...] = ()
    given: tuple[_Known, ...] = ()
    father: _Known | None = None
    father_field: str = ""
    is_turned: bool = False
    confusable: str = ""

    @property
    def given_key(self) -> str:
        """What tells the first given name: the same for all its forms."""
        return _own(self.given[0]) if self.given else ""

    @property
    def father_key(self) -> str:
        """What tells the name of the father: the same for all its forms."""
        return _own(self.father) if self.father else ""


def _own(known: _Known) -> str:
    return known.key if known.row is None else str(known.row)


class Reader:
    """Reads the names of one request: a word that occurs again is not taken apart again, and none outlives it."""

    def __init__(self) -> None:
        self._words = cache(_words)
        self._known, self._fathers = cache(_known), cache(_father)

    def read(self, entry: Any) -> Name:
        """The name of an entry with any of surname, given_names, patronymic and father_first_name.

        A full name in one field is taken apart; surname and given name are turned where only the surname is a given
        name.
        """
        surname, given, patronymic = (self._told(entry, field) for field in ("surname", "given_names", "patronymic"))
        if not given and len(surname) in (2, 3):
            surname, given = surname[:1], surname[1:]
        if not patronymic and len(given) > 1 and _PATRONYMIC.search(given[-1][0]):
            given, patronymic = given[:-1], given[-1:]
        is_turned = _is_given(surname) and bool(given) and not _is_given(given)
        if is_turned:
            surname, given = given, surname
        father = self._fathers(patronymic)
        return Name(
            surname=tuple([key for key, _ in surname]),
            given=self._known(given),
            father=father or self._fathers(self._told(entry, "father_first_name")),
            father_field="patronymic" if father else "father_first_name",
            is_turned=is_turned,
            confusable=" ".join([rest for _, rest in surname]),
        )

    def _told(self, entry: Any, field: str) -> Words:
        text = getattr(entry, field, None)
        return self._words(text) if text.__class__ is str else ()


def _known(words: Words) -> tuple[_Known, ...]:
    """Given names, initials aside."""
    return tuple([_Known(key, *_GIVEN.find(key), rest) for key, rest in words[:_MOST_GIVEN] if len(key) > 1])


def _father(words: Words) -> _Known | None:
    """The father's name, of a patronymic or the name itself; an initial tells nothing."""
    names = [key for key, _ in words if key not in _OF_FATHER and len(key) > 1]
    return _Known(_stem(names[0]), *_STEMS.find(_stem(names[0])), word=names[0]) if names else None


def read(entry: Any) -> Name:
    """The name of one entry."""
    return Reader().read(entry)


def _is_given(words: Words) -> bool:
    return len(words) > 0 and words[0][0] in _GIVEN


@dataclass(frozen=True, slots=True)
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
    for part, weighs in ((likeness.surname, 0.4), (likeness.given, 0.35), (likeness.father, 0.25)):
        if part is not None:
            total += part * weighs
            weight += weighs
    return total / weight if weight else 0.0


def compare(a: Name, b: Name) -> Likeness:
    """How far two names are alike, part by part."""
    father = _fathers(a.father, b.father) if a.father and b.father else None
    if a.surname and b.surname and a.surname != b.surname and a.surname == _spelled(b) and b.surname == _spelled(a):
        return Likeness(1.0, 1.0, father, True)
    return Likeness(_surnames(a, b), _given(a.given, b.given), father, a.is_turned != b.is_turned)


def _fathers(a: _Known, b: _Known) -> float:
    """The likeness of the names of fathers; an error in the ending of a patronymic does not make it another."""
    alike = a.likeness(b)
    is_told = a.is_exact and b.is_exact
    return alike if is_told or OSA.distance(a.word, b.word, score_cutoff=1) > 1 else max(alike, _WITH_ERRORS)


def _spelled(name: Name) -> tuple[str, ...]:
    return tuple(known.key for known in name.given)


def _surnames(a: Name, b: Name) -> float | None:
    if not a.surname or not b.surname:
        return None
    if a.surname == b.surname:
        return 1.0 if _may_be_same(a.confusable, b.confusable) else _ONE_PART
    alike = OSA.normalized_similarity("".join(a.surname), "".join(b.surname))
    if len(a.surname) + len(b.surname) > 2 and not set(a.surname).isdisjoint(b.surname):
        return max(alike, _ONE_PART)
    return alike


def _may_be_same(a: str, b: str) -> bool:
    """Whether what the keys do not tell apart is the same, or is not told on one side."""
    return a == b or not a.strip() or not b.strip()


def _given(a: tuple[_Known, ...], b: tuple[_Known, ...]) -> float | None:
    """The likeness of given names: of several those that are most alike, and less where not all are the same."""
    if not a or not b:
        return None
    if len(a) == len(b) == 1:
        return a[0].likeness(b[0])
    alike = max(x.likeness(y) for x in a for y in b)
    if {*map(_own, a)} == {*map(_own, b)}:
        return alike
    return min(alike, _WITH_ERRORS if 1 in (len(a), len(b)) else _UNCLEAR)
