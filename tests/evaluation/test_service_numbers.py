"""Service numbers as people read them: how they are written matters little, and what only stands for one is none."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from servanda.evaluation.service_numbers import as_read, nearly, number_of


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("AB-12", "AB-12"),
        ("ab-12", "AB-12"),
        ("  AB 12 ", "AB 12"),
        ("AB\u00a0 \t12", "AB 12"),  # blanks are one, whichever they are
        ("АВ-12", "AB-12"),  # Cyrillic letters that look like Latin ones
        ("ав 12", "AB 12"),
        ("ЇЖ-7", "ЇЖ-7"),  # letters that look like no others
        ("АВ–12", "AB-12"),
        ("ＡＢ１２", "AB12"),  # wide letters and digits
        ("А\u0306В12", "ӐB12"),  # a letter and a mark beside it are one letter
        ("0", ""),
        ("000", ""),
        ("-", ""),
        ("–", ""),
        ("б/н", ""),
        ("A", ""),
        ("A0", ""),
        ("A1", "A1"),
        ("", ""),
    ],
)
def test_a_number_is_what_it_is_on_paper(text: str, number: str) -> None:
    assert as_read(text) == number
    assert as_read(number) == number


def test_two_words_of_a_number_are_not_one() -> None:
    assert as_read("ab 12") != as_read("ab12")


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        ("AO-12", "A012", True),
        ("AI12", "A112", True),
        ("AЗ12", "A312", True),
        ("AB-1-2", "AB 12", True),
        ("№ 123456", "123456", True),
        ("N 123456", "123456", True),
        ("No. 123456", "123456", True),
        ("00123", "123", True),
        ("AB-00123", "AB-123", True),
        ("Б-1", "B-1", True),  # the same letter
        ("В-1", "V-1", True),  # and as one reads it
        ("Ж-17", "ZH-17", True),
        ("Х 5", "KH 5", True),
        ("Г-7", "G-7", True),
        ("Ц12", "TS12", True),
        ("10", "1", False),
        ("AB-100", "AB-1", False),
        ("N-1", "M-1", False),
        ("Д-1", "Б-1", False),
        ("12-3", "13-2", False),
        ("AB12", "AB13", False),
        ("AB12", "BA12", False),
    ],
)
def test_numbers_that_are_easily_taken_for_one_another_are_nearly_one(a: str, b: str, alike: bool) -> None:
    assert (nearly(as_read(a)) == nearly(as_read(b))) is alike


@pytest.mark.parametrize(("told", "number"), [("ab 12", "AB 12"), ("–", ""), (None, ""), (12, "")])
def test_an_entry_tells_the_number_that_is_a_text(told: object, number: str) -> None:
    assert number_of(SimpleNamespace(service_number=told)) == number
