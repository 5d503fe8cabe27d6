"""Normal form C, of any text, and soon."""

import time
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.language.normal import normal

MARKS = st.sampled_from("\u0301\u0316\u0344\u0315\u034f\u0488\u093e\u0f71\u0f74\u3099\u05b0\u302a\U0001d165\u0306")
HEAPS = st.tuples(st.sampled_from(["", "a", "и", "\u1e69", "가", "\u1100"]), st.text(MARKS, max_size=90)).map("".join)


@given(st.lists(HEAPS | st.text(max_size=5), max_size=4).map("".join))
def test_it_is_that_of_unicode(text: str) -> None:
    assert normal(text) == normalize("NFC", text)


@pytest.mark.parametrize("marks", ["\u0301\u0316", "\u0316\u0301\u0344", "\u0301"])
def test_a_heap_of_marks_takes_no_longer_than_a_text(marks: str) -> None:
    begun = time.process_time()
    found = normal("a" + marks * 100_000)
    assert time.process_time() - begun < 2
    assert len(found) >= 100_000
