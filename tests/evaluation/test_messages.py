"""What evaluation says of itself: the same in every language."""

from string import Formatter

import pytest

from servanda.evaluation.messages import MESSAGES, message


@pytest.mark.parametrize("key", MESSAGES)
def test_every_message_is_there_in_every_language_with_the_same_places(key: str) -> None:
    texts = MESSAGES[key]
    assert list(texts) == ["en", "uk", "ru"]
    assert len({tuple(name for _, name, _, _ in Formatter().parse(text) if name) for text in texts.values()}) == 1
    assert len(set(texts.values())) == 3


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The agreement is in force from 2025-06-02; nothing is judged under it before."),
        ("uk", "Домовленість чинна з 2025-06-02; до цієї дати за нею нічого не оцінюють."),
        ("fr", "The agreement is in force from 2025-06-02; nothing is judged under it before."),
    ],
)
def test_a_message_is_filled_in_and_is_english_where_there_is_no_other(language: str, said: str) -> None:
    assert message("in-force", language, start="2025-06-02") == said
