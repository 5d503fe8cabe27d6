"""Words of names across scripts: the sounds that all documented romanisations of one spelling keep.

The key of a word is the same for the Ukrainian national table of 2010, ICAO Doc 9303, the passports of Russia, BGN/PCGN
and ISO 9; informal romanisations, and Ukrainian and Russian spellings of one surname, come near.

Many texts are taken apart at once, each on a line of its own: that costs less than one after the other. Nothing is kept
between calls.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import NamedTuple

VOWELS = str.maketrans(dict.fromkeys("aeiou"))
LONGEST = 64
"""Letters of all keys of a text; what is longer is no name, and counts as absent."""
_LONGEST_TEXT = 200

# Letters that look alike: in a word that is mostly of one script those of the other stand for these.
_LATIN_LOOKS, _CYRILLIC_LOOKS = "aceopxyikmtbh", "асеорхуікмтвн"
_AS_CYRILLIC = str.maketrans(_LATIN_LOOKS, _CYRILLIC_LOOKS)
_AS_LATIN = str.maketrans(_CYRILLIC_LOOKS, _LATIN_LOOKS)

# Each letter as its sound. Letters that some tables do not tell apart are one: г, ґ and х; ж and з; ш, щ and с;
# ч and ц; і, и, й and ы.
_SOUNDS = str.maketrans(
    dict(
        zip(
            "абвгґдеєёэжзіиыйїклмнопрстуўфхцчшщюя",
            "a b v h h d e e e e z z i i i i i k l m n o p r s t u u f h c c s s iu ia".split(),
            strict=True,
        )
    )
    | dict.fromkeys("ьъ")
)
_LETTERS = _SOUNDS | str.maketrans(
    dict(pair.split("=") for pair in "x=h g=h w=v y=i j=i q=k ł=l đ=d ı=i ß=s û=iu â=ia".split())
)
_SEVERAL = dict(pair.split("=") for pair in "zgh=zh zh=z kh=h gh=h ch=c sh=s cz=c tz=c sz=s ph=f ck=k ou=u".split())
_EITHER = {"ana": "an_a"}  # Яна in ISO 9 without diacritics, Анна elsewhere: near to both, and neither
_ANY_SEVERAL = re.compile("|".join(_SEVERAL))
_WORD = re.compile(r"[^\W\d_]+")
_SILENT = re.compile(r"['`ʹʺʼʻ’‘”ˈ′″·\"]")
_CYRILLIC = re.compile(r"[а-яґєіїёў]")
_ONLY_LATIN = re.compile(f"[^{_CYRILLIC_LOOKS}{_LATIN_LOOKS}а-яґєіїёў]")
_ONLY_CYRILLIC = re.compile(f"(?![{_CYRILLIC_LOOKS}])[а-яґєіїёў]")
_EITHER_SCRIPT = re.compile(f"[{_CYRILLIC_LOOKS}{_LATIN_LOOKS}]+")
_MIXED = re.compile(r"^(?:[а-яґєіїёў]+[^а-яґєіїёў\n]|[^а-яґєіїёў\n]+[а-яґєіїёў]).*", re.MULTILINE)
# In this order, after all letters are sounds: what is spelled with one letter here and with two there.
_SPELLINGS = [
    (re.compile(pattern, re.MULTILINE), sound)
    for pattern, sound in (
        (r"(.)(?=\1)", ""),
        (r"i[eo]", "e"),
        (r"(?<=.)i(?=[au])", ""),
        (r"ts?c|ts", "c"),
        (r"sc", "s"),
        (r"(.)(?=\1)", ""),
        (r"[eo]v(?=a?$)", "ov"),
    )
]
_NOT_CONFUSABLE = re.compile(r"[^гхжзшсщчц\n]+")  # all but these, which keep their difference in Cyrillic


class Word(NamedTuple):
    """A word of a name.

    Its key, and the letters of it that the key does not tell apart, where it is Cyrillic; and where all of its letters
    look alike in both scripts, its key in the other one, and whether that one is Cyrillic.
    """

    key: str
    confusable: str = ""
    other: str = ""
    is_other_cyrillic: bool = False


Words = tuple[Word, ...]


def words(texts: Collection[str]) -> dict[str, Words]:
    """The words of each text; none where it is too long for a name, or has digits in it and only stands for one."""
    names = [text for text in texts if len(text) <= _LONGEST_TEXT]
    plain = unicodedata.normalize("NFKC", _as_lines(text.replace("\n", " ") for text in names)).casefold()
    digits = {letter for letter in {*plain} if letter.isdigit()}
    lines = _lines(_SILENT.sub("", plain))
    found = [_WORD.findall(line) if digits.isdisjoint(line) else [] for line in lines]
    known = _known({word for line in found for word in line})
    told = [tuple([known[word] for word in line if known[word].key]) for line in found]
    short = [line if sum([len(word.key) for word in line]) <= LONGEST else () for line in told]
    return dict.fromkeys(texts, ()) | dict(zip(names, short, strict=True))


def consonants(key: str) -> str:
    """The consonants of a key, sorted: spellings of one surname agree in them, and letters that changed places do."""
    return "".join(sorted(key.translate(VOWELS))) or key


def is_in_cyrillic(text: str) -> bool:
    """Whether any letter of a text is Cyrillic."""
    return not text.isascii() and _CYRILLIC.search(text.casefold()) is not None


def _as_lines(texts: Iterable[str]) -> str:
    return "".join([f"{text}\n" for text in texts])


def _lines(text: str) -> list[str]:
    return text.split("\n")[:-1]


def _known(folded: Collection[str]) -> dict[str, Word]:
    """What each word in lower case tells."""
    confusable = _NOT_CONFUSABLE.sub("", _as_lines(folded).replace("ґ", "г"))
    found = {
        word: Word(_EITHER.get(word, key), rest)
        for word, key, rest in zip(folded, _keys(folded), _lines(confusable), strict=True)
    }
    either = [word for word in folded if len(word) < _LONGEST_TEXT and _EITHER_SCRIPT.fullmatch(word)]
    turned = [(word.translate(_AS_LATIN if _is_cyrillic(word) else _AS_CYRILLIC)) for word in either]
    for word, key in zip(either, _keys(turned), strict=True):
        found[word] = found[word]._replace(other=key, is_other_cyrillic=not _is_cyrillic(word))
    return found


def _keys(folded: Iterable[str]) -> list[str]:
    text = _MIXED.sub(_of_one_script, _as_lines(folded))
    text = _ANY_SEVERAL.sub(_one_sound, text).translate(_LETTERS)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        marks = {ord(letter): None for letter in {*text} if unicodedata.combining(letter)}
        text = text.translate(_SOUNDS | marks)
    for pattern, sound in _SPELLINGS:
        text = pattern.sub(sound, text)
    return _lines(text)


def _of_one_script(found: re.Match[str]) -> str:
    """A word whose letters that look alike are of the script that it is in."""
    return found[0].translate(_AS_CYRILLIC if _is_cyrillic(found[0]) else _AS_LATIN)


def _is_cyrillic(word: str) -> bool:
    """Whether a word is in Cyrillic: by the letters that only one script has, and otherwise by most of them."""
    has_cyrillic, has_latin = _ONLY_CYRILLIC.search(word) is not None, _ONLY_LATIN.search(word) is not None
    if has_cyrillic != has_latin:
        return has_cyrillic
    return 2 * len(_CYRILLIC.findall(word)) >= len(word)


def _one_sound(found: re.Match[str]) -> str:
    return _SEVERAL[found[0]]
