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
from typing import Any

from rapidfuzz.distance import OSA

from servanda.evaluation.given_names import MEN, WOMEN

LONGEST = 64
"""Letters of a key; what is longer is no name, and counts as absent."""
_LONGEST_TEXT = 200

# Latin letters that look like Cyrillic ones: within a Cyrillic word they stand for these.
_LOOKALIKES = str.maketrans("aceopxyikmtbh", "асеорхуікмтвн")

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
_LATIN = dict(
    pair.split("=")
    for pair in (
        "zgh=zh zh=z kh=h gh=h ch=c sh=s cz=c tz=c sz=s ph=f ck=k ou=u x=h g=h w=v y=i j=i q=k ł=l đ=d ı=i ß=s û=iu â=ia"
    ).split()
)
_LATIN_SOUND = re.compile("|".join(sorted(_LATIN, key=len, reverse=True)))
_WORD = re.compile(r"[^\W\d_]+")
_SILENT = re.compile(r"['`ʹʺʼʻ’‘ˈ′″\"]")
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
_CONFUSABLE = re.compile(
    r"[^гхжзшсщчц]"
)  # the complement: these keep their difference where both spellings are Cyrillic
_PATRONYMIC = re.compile(r"(?<=..)(?:(?:[oe]v|iv)?ic|[oei]vna|(?:in)?icna)$")
_OF_FATHER = {"ohli", "ohlu", "kizi", "uli", "ulu"}  # words beside the name of a father
_LAST_VOWELS = re.compile(r"(?<=.)[aeiou]+$")
_SHORTEST_GUESSED = 5


def keys(text: Any) -> tuple[str, ...]:
    """The keys of the words of a name; none where it is absent, or too long to be one."""
    return tuple(key for key, _ in _words(text))


def _words(text: Any) -> list[tuple[str, str]]:
    """For each word its key, and the letters of it that the key does not tell apart, where it is Cyrillic."""
    if text.__class__ is not str or len(text) > _LONGEST_TEXT:
        return []
    words = _WORD.findall(_SILENT.sub("", unicodedata.normalize("NFKC", text).casefold()))
    found = [(_key(word), _CONFUSABLE.sub("", word.replace("ґ", "г"))) for word in words]
    return found if sum(len(key) for key, _ in found) <= LONGEST else []


def _key(word: str) -> str:
    if _CYRILLIC.search(word):
        word = word.translate(_LOOKALIKES)
    word = _LATIN_SOUND.sub(_latin_sound, word)
    word = "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))
    word = word.translate(_SOUNDS)
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
        found: dict[str, set[int]] = {}
        for row, key in rows:
            found.setdefault(key, set()).add(row)
        self._rows = {key: min(of) for key, of in found.items() if len(of) == 1}
        self._by_length: dict[int, list[str]] = {}
        for key in self._rows:
            self._by_length.setdefault(len(key), []).append(key)

    def find(self, key: str) -> tuple[int | None, bool]:
        """The only name that a key is, or that it is one error away from; and whether it is that exactly."""
        if key in self._rows:
            return self._rows[key], True
        if len(key) < _SHORTEST_GUESSED:
            return None, False
        near = {
            self._rows[other]
            for length in (len(key) - 1, len(key), len(key) + 1)
            for other in self._by_length.get(length, ())
            if OSA.distance(key, other, score_cutoff=1) <= 1
        }
        return (near.pop() if len(near) == 1 else None), False


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
    return _Table(_with_bare(given)), _Table(_with_bare(stems))


def _with_bare(rows: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """These keys, and those with a first ю or я as in ISO 9 without diacritics, unless they are of other names."""
    taken = {key for _, key in rows}
    return rows + [(row, key[1:]) for row, key in rows if key[:2] in ("iu", "ia") and key[1:] not in taken]


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
        if self.row is not None and other.row is not None:
            return 0.0 if self.row != other.row else 1.0 if self.is_exact and other.is_exact else _WITH_ERRORS
        if self.key == other.key:
            return 1.0 if _may_be_same(self.confusable, other.confusable) else _UNCLEAR
        return _UNCLEAR if OSA.normalized_similarity(self.key, other.key) >= _NEAR else 0.0


_NEAR = 0.75  # what is less alike than this is another name
_WITH_ERRORS = 0.9
_UNCLEAR = 0.7
_ONE_PART = 0.85  # one of two surnames


@dataclass(frozen=True, slots=True, repr=False)
class Name:
    """A full name as its keys."""

    surname: tuple[str, ...] = ()
    given: tuple[_Known, ...] = ()
    father: _Known | None = None
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


def read(entry: Any) -> Name:
    """The name of an entry with any of surname, given_names, patronymic and father_first_name.

    A full name in one field is taken apart; surname and given name are turned where only the surname is a given name.
    """
    surname, given, patronymic = (_words(getattr(entry, f, None)) for f in ("surname", "given_names", "patronymic"))
    if not given and len(surname) in (2, 3):
        surname, given = surname[:1], surname[1:]
    if not patronymic and len(given) > 1 and _PATRONYMIC.search(given[-1][0]):
        given, patronymic = given[:-1], given[-1:]
    is_turned = _is_given(surname) and bool(given) and not _is_given(given)
    if is_turned:
        surname, given = given, surname
    return Name(
        tuple(key for key, _ in surname),
        tuple(_Known(key, *_GIVEN.find(key), rest) for key, rest in given if len(key) > 1),
        _father(patronymic) or _father(_words(getattr(entry, "father_first_name", None))),
        is_turned,
        " ".join(rest for _, rest in surname),
    )


def _is_given(words: list[tuple[str, str]]) -> bool:
    return len(words) > 0 and _GIVEN.find(words[0][0])[1]


def _father(words: list[tuple[str, str]]) -> _Known | None:
    """The father's name, of a patronymic or the name itself; an initial tells nothing."""
    names = [key for key, _ in words if key not in _OF_FATHER and len(key) > 1]
    return _Known(_stem(names[0]), *_STEMS.find(_stem(names[0])), word=names[0]) if names else None


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


_WEIGHTS = (("surname", 0.4), ("given", 0.35), ("father", 0.25))
_TURNED = 0.97
_NO_FATHER = 0.95
_INCOMPLETE = 0.6  # at most, without a surname or a given name
_OTHER_FATHER = 0.65  # at most
_OTHER_GIVEN = 0.4  # at most


def _mean(likeness: Likeness) -> float:
    told = [(part, weight) for name, weight in _WEIGHTS if (part := getattr(likeness, name)) is not None]
    return sum(part * weight for part, weight in told) / sum(weight for _, weight in told) if told else 0.0


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


def similarity(a: Any, b: Any) -> float:
    """How far two full names are alike, from 0 to 1, the same either way.

    Each is an object with any of surname, given_names, patronymic and father_first_name.
    """
    return compare(read(a), read(b)).score
