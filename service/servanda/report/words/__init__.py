"""What reports say in their own words, in the language of the reader. Names of the wire contract stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from servanda.report.words import en, ru, uk

LANGUAGES: Mapping[str, Mapping[str, str]] = MappingProxyType({"en": en.TEXTS, "uk": uk.TEXTS, "ru": ru.TEXTS})


@dataclass(frozen=True)
class Words:
    """The texts of one language, by key. What is filled in must already be safe to show."""

    language: str
    texts: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key with its places filled in."""
        return self.texts[key].format(**values)

    def number(self, count: int) -> str:
        """A number with its digits in groups of three."""
        return f"{count:,}".replace(",", self.texts["digits"])

    def plural(self, key: str, count: int) -> str:
        """The key of the form that goes with a number that is said: `one`, `few` (2 to 4, not in English), `many`."""
        one, few = count == 1, False
        if self.language != "en":
            one = count % 10 == 1 and count % 100 != 11
            few = count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14)
        return f"{key}.{'one' if one else 'few' if few else 'many'}"

    def several(self, key: str, count: int) -> str:
        """The key of the form that goes with one thing or with several, whose number is not said."""
        return f"{key}.{'one' if count == 1 else 'many'}"

    def joined(self, conjunction: str, items: Iterable[str]) -> str:
        """Items with a conjunction between them."""
        return self.texts[conjunction].join(items)

    def listed(self, conjunction: str, items: Iterable[str]) -> str:
        """Items in a sentence, with commas before all but the last, which has a conjunction."""
        *first, last = items
        return self.joined(conjunction, [", ".join(first), last]) if first else last


def words(language: str) -> Words:
    """The words of a language; English where there are none, because a ruleset may have more languages."""
    known = language if language in LANGUAGES else "en"
    return Words(known, LANGUAGES[known])
