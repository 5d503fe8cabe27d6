"""Pointers into the tree of a text: what they name, and where to look for what is not there."""

from __future__ import annotations

import pytest

from servanda.language.document import Mapping, parse
from servanda.language.pointer import find, place, pointer

TEXT = """\
title: {en: "Here"}
parties: [UKR, RUS]
terms:
  a/b: {is: 5}
  c~d:
    is: 6
"""


def root() -> Mapping:
    document, diagnostics = parse(TEXT)
    assert document, diagnostics
    return document.root


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        ((), ""),
        (("terms", "least"), "/terms/least"),
        (("lists", 0, "id"), "/lists/0/id"),
        (("a/b", "c~d"), "/a~1b/c~0d"),
    ],
)
def test_a_pointer_is_made_of_its_steps(steps: tuple[str | int, ...], path: str) -> None:
    assert pointer(*steps) == path


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ("/title/en", 1, 13),  # a text itself
        ("/title", 1, 1),  # of anything else its key
        ("/parties", 2, 1),
        ("/parties/1", 2, 16),  # an item has no key
        ("/parties/2", 2, 1),  # the last one on the way to what is not there
        ("/parties/first", 2, 1),
        ("/terms/a~1b/is", 4, 13),
        ("/terms/c~0d", 5, 3),
        ("/terms/none/is", 3, 1),
        ("/terms/a~1b/is/deeper", 4, 13),
        ("/nothing", 1, 1),
    ],
)
def test_where_to_look_for_what_a_pointer_names(path: str, line: int, column: int) -> None:
    start = place(root(), path).start
    assert (start.line, start.column) == (line, column)


def test_the_whole_has_no_key() -> None:
    assert find(root(), "")[0] is None
