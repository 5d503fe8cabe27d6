"""The words of reports: the same ones in every language, and one for every word of the wire contract."""

from string import Formatter
from typing import get_args

import pytest

from servanda.language import ruleset, vocabulary
from servanda.language.types import Enumeration
from servanda.report.wire import STATUSES, VERDICTS, Place
from servanda.report.words import LANGUAGES, words


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_with_the_same_places(language: str) -> None:
    english, texts = LANGUAGES["en"], LANGUAGES[language]
    assert list(texts) == list(english)
    assert {key: places(text) for key, text in texts.items()} == {key: places(text) for key, text in english.items()}
    assert all(text for text in texts.values())
    assert all(c.isprintable() or c == "\u00a0" for text in texts.values() for c in text)


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_nothing_was_left_in_english_or_in_the_letters_of_the_other(language: str) -> None:
    foreign = {"uk": "ыъэё", "ru": "іїєґ’"}[language]
    for key, text in LANGUAGES[language].items():
        told = "".join(part for part, *_ in Formatter().parse(text))
        assert key in ("digits", "counted") or any("а" <= c.lower() <= "я" or c in "ії" for c in told), key
        assert not set(told.lower()) & set(foreign), key


def members(name: str, subject: str = "list") -> list[str]:
    type_ = vocabulary.standard_fields(subject, ("UKR", "RUS"))[name].type
    assert isinstance(type_, Enumeration)
    return list(type_.values)


WORDS = {
    "verdict": list(VERDICTS),
    "status": list(STATUSES),
    "level": list(get_args(ruleset.Level)),
    "standing": [*get_args(ruleset.Standing), "draft", "agreed", "closed", "withdrawn"],
    "truth": ["true", "false", "unknown", "disputed"],
    "kind": members("kind"),
    "role": members("role"),
    "channel": members("channel"),
    "about": members("subject", "event"),
    "event": members("kind", "event"),
    "subject": list(get_args(Place.__annotations__["kind"])),
}


@pytest.mark.parametrize(("group", "word"), [(group, word) for group, all_ in WORDS.items() for word in all_])
def test_every_word_of_the_contract_has_one_for_people(group: str, word: str) -> None:
    for texts in LANGUAGES.values():
        assert f"{group}.{word}" in texts


@pytest.mark.parametrize("group", ["verdict", "status"])
def test_no_two_outcomes_are_called_the_same(group: str) -> None:
    for texts in LANGUAGES.values():
        said = [texts[f"{group}.{word}"] for word in WORDS[group]]
        assert len(set(said)) == len(said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_sheets_are_such_as_the_format_allows(language: str) -> None:
    names = [text for key, text in LANGUAGES[language].items() if key.startswith("sheet.")]
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)
    assert len({name.casefold() for name in names}) == len(names)


def test_a_language_without_words_is_answered_in_english() -> None:
    assert words("fr").texts is LANGUAGES["en"]
    assert words("uk").texts is LANGUAGES["uk"]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "1,234,567"), ("uk", "1\u00a0234\u00a0567"), ("ru", "1\u00a0234\u00a0567")]
)
def test_digits_stand_in_groups_of_three(language: str, said: str) -> None:
    assert words(language).number(1_234_567) == said
    assert words(language).number(999) == "999"


def test_what_is_filled_in_is_not_read_as_a_place() -> None:
    assert words("en")("list", id="{digits}") == "List {digits}"
