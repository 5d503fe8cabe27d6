"""Names as bags of words: who may be one where nobody can tell which word is what, or what it is in another script.

Nothing here is enough for a pair: whoever may be one by this is for people to look at.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

from rapidfuzz.distance import OSA

from servanda.evaluation.known_names import (
    Known,
    beside,
    father,
    given_name,
    is_initial,
    is_patronymic,
    letters_of,
    names_of,
)
from servanda.evaluation.words import Word, Words, consonants, is_in_cyrillic

_MOST = 8  # words of a name that are compared
_ONE_WORD = 0.7  # the likeness from which two words may be one
_NEAREST = str.maketrans(
    dict(
        pair.split("=")
        for pair in "ә=a ə=a ғ=h қ=k ҡ=k ң=n ө=o ұ=u ү=u һ=h ҳ=h җ=z ҷ=c ҙ=z ҫ=s ј=i љ=l њ=n ћ=c ђ=d џ=z".split()
    )
    | {"ӏ": None}
)
"""Letters of other languages, which have no key, as those that are written for them in Ukrainian and Russian."""
_ONE_WORD_ACROSS = 0.5  # the same where only one is Cyrillic: it may be romanised by the rules of any state


@dataclass(slots=True, repr=False, eq=False)
class Token:
    """A word that may be a surname, a given name or a patronymic, or the initial of one."""

    key: str
    other: str  # in the other script, where letters look alike
    script: str  # of a word that has no key
    names: frozenset[int]  # the given names that it may be, or those of the father, of the tables
    is_paternal: bool
    is_initial: bool
    letters: frozenset[str]  # that it may begin with
    cores: tuple[str, ...]  # what all forms and most errors leave of it


def token(word: Word) -> Token:
    """A word, in letters that have a key if there are any that are written for its own."""
    if not word.key.isascii():
        word = word._replace(key=word.key.translate(_NEAREST) or word.key)
    script = "" if word.key.isascii() else unicodedata.name(word.key[0], "").split(" ")[0]
    names, is_paternal = names_of(word), is_patronymic(word)
    letters = letters_of(word, names)
    return Token(word.key, word.other, script, names, is_paternal, is_initial(word), letters, _cores(word, names))


def _cores(word: Word, names: frozenset[int]) -> tuple[str, ...]:
    """As those of names that are told in their columns."""
    if is_patronymic(word):
        return (paternal_core(father(word)),)
    own = [given_name(word).own] if not names else [str(name) for name in sorted(names)]
    return tuple(dict.fromkeys([consonants(word.key), *own]))


def paternal_core(name: Known) -> str:
    """What is left of a patronymic."""
    return consonants(name.word) if name.row is None else f"of {name.row}"


@dataclass(repr=False, eq=False)
class Bag:
    """The words of a name that can be compared, and the scripts of the others; ``is_told`` if there is any text."""

    tokens: tuple[Token, ...]
    scripts: frozenset[str]
    is_cyrillic: bool
    is_told: bool

    @property
    def is_known(self) -> bool:
        """Whether any of the words stands in a table."""
        return any(token.names for token in self.tokens)

    @cached_property
    def cores(self) -> Sequence[str]:
        """What the words leave, initials aside."""
        return [core for token in self.tokens if not token.is_initial for core in token.cores]

    @cached_property
    def twos(self) -> Sequence[tuple[str, str]]:
        """What every two of the words leave; a given name and a father together only where nothing else is told."""
        whole = [token for token in self.tokens if not token.is_initial]
        are_all_known = all(token.names for token in whole)
        two = [(a, b) for a, b in combinations(whole, 2) if are_all_known or not (a.names and b.names)]
        return [(min(both), max(both)) for a, b in two for both in product(a.cores, b.cores)]


def bag(texts: Sequence[str], words: Sequence[Words], read: Callable[[Word], Token]) -> Bag:
    """The words of all columns of a name, in no order."""
    tokens = [read(word) for told in words for word in told]
    scripts = frozenset([token.script for token in tokens if token.script])
    known = [token for token in tokens if not token.script] if scripts else tokens
    text = "".join(texts)
    return Bag(tuple(known[:_MOST]), scripts, is_in_cyrillic(text), bool(tokens) or any(map(str.isalnum, text)))


def are_incomparable(a: Bag, b: Bag) -> bool:
    """Whether two names are told, and nothing can be said of whether they are one.

    One of them has no word with a key, being in another script or no name at all; or one is Cyrillic and the other is
    not, and nothing in them is known, so that it may be romanised by rules that have no table here.
    """
    if not (a.is_told and b.is_told):
        return False
    if not a.tokens or not b.tokens:
        return a.scripts.isdisjoint(b.scripts)
    return a.is_cyrillic != b.is_cyrillic and not a.is_known and not b.is_known


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many words of the shorter of two names may be words of the longer one.

    ``whole`` are those that are no initials; ``rest`` tells whether it is another given name that does not agree.
    """

    of: int
    matched: int
    whole: int
    is_other_given: bool

    @property
    def is_full(self) -> bool:
        return 0 < self.of == self.matched


def agreement(a: Bag, b: Bag) -> Agreement:
    """How far two bags agree: each word is taken for one of the other bag at most, whole words before initials.

    Where more than one word is nowhere in the other bag, nothing is.
    """
    few, many = sorted((a.tokens, b.tokens), key=len)
    least = _ONE_WORD_ACROSS if a.is_cyrillic != b.is_cyrillic else _ONE_WORD
    fits: list[list[int]] = []
    for one in few:
        fits.append([place for place, other in enumerate(many) if _may_be_one(one, other, least)])
        if [] in fits[:-1] and not fits[-1]:
            return Agreement(len(few), 0, 0, False)
    are_initials = [other.is_initial for other in many]
    whole_fits = [
        [] if one.is_initial else [place for place in places if not are_initials[place]]
        for one, places in zip(few, fits, strict=True)
    ]
    found: dict[int, int] = {}
    whole = sum([_take(place, whole_fits, found, set()) for place in range(len(few))])
    more = set(range(len(few))) - set(found.values())
    matched = whole + sum([_take(place, fits, found, set()) for place in sorted(more)])
    left = [few[place] for place in set(range(len(few))) - set(found.values())]
    others = [many[place] for place in range(len(many)) if place not in found]
    return Agreement(len(few), matched, whole, _have_given(left) and _have_given(others))


def _have_given(tokens: Sequence[Token]) -> bool:
    return any(token.names and not token.is_paternal for token in tokens)


def _take(place: int, fits: Sequence[Sequence[int]], found: dict[int, int], tried: set[int]) -> bool:
    """Finds a word of the other bag for one more word, also by giving others another one (Kuhn)."""
    for other in fits[place]:
        if other not in tried:
            tried.add(other)
            if other not in found or _take(found[other], fits, found, tried):
                found[other] = place
                return True
    return False


def _may_be_one(a: Token, b: Token, least: float) -> bool:
    """Whether two words may be one: nearly the same, forms of one name, or an initial of the other."""
    if a.is_initial or b.is_initial:
        both = a.is_initial and b.is_initial
        return not (beside(a.letters) if both else a.letters).isdisjoint(b.letters)
    if a.key == b.key or ((a.other or b.other) and (a.other == b.key or b.other == a.key)):
        return True
    if a.is_paternal == b.is_paternal and a.names and b.names:
        return not a.names.isdisjoint(b.names)
    if a.names and b.names:
        return False
    return OSA.normalized_similarity(a.key, b.key, score_cutoff=least) > 0
