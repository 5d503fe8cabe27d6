import re
import time

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st
from nearly_yaml import sources

from servanda.language.document import Document, Mapping, Node, Scalar, Sequence, parse
from servanda.language.places import Source

BREAK = re.compile(r"\r\n|\r|\n")


def read(text: str) -> Document:
    document, diagnostics = parse(text)
    assert not diagnostics
    assert document is not None
    return document


def scalar(document: Document, *path: str) -> Scalar:
    node: Node | None = document.root
    for key in path:
        assert isinstance(node, Mapping)
        node = node.get(key)
    assert isinstance(node, Scalar)
    return node


def scalars(node: Node) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    if isinstance(node, Sequence):
        return [found for item in node for found in scalars(item)]
    return [found for key, value in node for found in [key, *scalars(value)]]


def place(node: Scalar, start: int, end: int) -> str:
    span = node.part(start, end)
    return f"{span.start.line}:{span.start.column}-{span.end.line}:{span.end.column}"


def test_columns_count_code_points() -> None:
    node = scalar(read("обмін: {😀: 'всіх 😀 на всіх'}"), "обмін", "😀")
    assert place(node, 0, 4) == "1:13-1:17"
    assert place(node, 5, 6) == "1:18-1:19"
    assert place(node, 7, 9) == "1:20-1:22"


PARTS = {
    "plain": ("a: age < 25", "<", "1:8-1:9"),
    "plain over two lines": ("a: age <\n   25 && fit", "25", "2:4-2:6"),
    "plain over two lines, the fold": ("a: age <\n   25 && fit", "< 25", "1:8-2:6"),
    "plain with an empty line": ("a: one\n\n   two", "two", "3:4-3:7"),
    "plain as a key": ("{young men: x}", "men", "1:8-1:11"),
    "single quotes": ("a: 'age < 25'", "25", "1:11-1:13"),
    "single quotes, after a doubled one": ("a: 'it''s so'", "so", "1:11-1:13"),
    "single quotes, the doubled one": ("a: 'it''s so'", "'", "1:7-1:9"),
    "single quotes over lines": ("a: 'one\n   two\n\n   three'", "three", "4:4-4:9"),
    "double quotes": ('a: "age < 25"', "25", "1:11-1:13"),
    "double quotes, a short escape": ('a: "x\\ny z"', "\n", "1:6-1:8"),
    "double quotes, after escapes": ('a: "\\x41\\u0042\\U00000043\\t z"', "z", "1:28-1:29"),
    "double quotes, a long escape": ('a: "\\x41\\u0042\\U00000043\\t z"', "C", "1:15-1:25"),
    "double quotes, an escaped quote": ('a: "say \\"no\\" x"', "no", "1:11-1:13"),
    "plain, a backslash at the end of a line": ("a: one\\\n   two", "\\ two", "1:7-2:7"),
    "double quotes over lines": ('a: "one\n   two\n\n   three"', "three", "4:4-4:9"),
    "double quotes, an escaped line break": ('a: "one\\\n   two"', "two", "2:4-2:7"),
    "double quotes, an escaped line break and a blank": ('a: "one\\\n   \\ two"', " ", "2:4-2:6"),
    "literal": ("a: |\n  one\n  two\n", "two", "3:3-3:6"),
    "literal, its break": ("a: |\n  one\n  two\n", "\n", "2:6-3:1"),
    "literal with indentation indicator": ("a: |2\n    one\n  two\n", "  one", "2:3-2:8"),
    "literal, an indented line": ("a: |\n  one\n    two\n", "  two", "3:3-3:8"),
    "literal after a comment and empty lines": ("a: |- # a comment\n\n\n  one\n\n  two\n\n", "two", "6:3-6:6"),
    "literal, its last break, with more that are chopped off": ("a: |\n  one\n\n\n", "\n", "2:6-3:1"),
    "literal kept": ("a: |+\n  one\n\nb: c\n", "\n\n", "2:6-4:1"),
    "literal within a list": ("a:\n- |\n  one\n  two\n", "two", "4:3-4:6"),
    "folded": (">\n  age\n  < 25\n", "25", "3:5-3:7"),
    "folded, the fold": (">\n  age\n  < 25\n", " ", "2:6-3:1"),
    "folded, an empty line": (">\n  age\n\n  < 25\n", "\n<", "3:1-4:4"),
    "folded, an indented line": (">\n  age\n    < 25\n  end\n", "end", "4:3-4:6"),
    "folded with indentation indicator": (">1-\n   age\n < 25\n", "<", "3:2-3:3"),
    "windows line breaks": ("a: |\r\n  one\r\n  two\r\n", "two", "3:3-3:6"),
    "windows line breaks in quotes": ('a: "one\r\n  two"', "two", "2:3-2:6"),
}


@pytest.mark.parametrize(("source", "part", "expected"), PARTS.values(), ids=PARTS)
def test_a_part_of_a_scalar_has_its_place_in_the_source(source: str, part: str, expected: str) -> None:
    document = read(source if source[0] != ">" else f"a: {source}")
    node = next(found for found in scalars(document.root) if part in found.text)
    start = node.text.index(part)
    assert place(node, start, start + len(part)) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 0, "1:5-1:5"),
        (2, 2, "1:7-1:7"),
        (3, 3, "1:8-1:8"),
        (0, 99, "1:5-1:8"),
        (99, 99, "1:8-1:8"),
        (-1, 1, "1:5-1:6"),
    ],
)
def test_a_part_that_is_empty_or_too_long_has_a_place(start: int, end: int, expected: str) -> None:
    assert place(scalar(read("a: 'xyz'"), "a"), start, end) == expected


@pytest.mark.parametrize(("source", "expected"), [("a: ''", "1:4-1:6"), ("a:", "1:3-1:3"), ("a: |\n", "1:4-2:1")])
def test_a_part_of_an_empty_scalar_is_where_the_scalar_is(source: str, expected: str) -> None:
    assert place(scalar(read(source), "a"), 0, 0) == expected


def test_a_part_of_a_scalar_that_its_source_does_not_spell_is_the_whole_scalar() -> None:
    assert place(Scalar(Source("ab"), 0, 2, "other"), 1, 3) == "1:1-1:3"


def in_source(source: str, node: Scalar, index: int) -> tuple[int, int]:
    """The offsets that the place of one character stands for, worked out by lines alone."""
    begins = [0, *(match.end() for match in BREAK.finditer(source))]
    span = node.part(index, index + 1)
    start, end = (begins[at.line - 1] + at.column - 1 for at in (span.start, span.end))
    return start, end


def spelt(style: str, written: str) -> set[str]:
    """What a piece of source may stand for in a scalar of that style."""
    if BREAK.fullmatch(written):
        return {"\n"} if style == "|" else {" ", "\n"}
    if style == "'" and written == "''":
        return {"'"}
    if style == '"' and written.startswith("\\"):
        return {yaml.load(f'"{written}"', Loader=yaml.CBaseLoader)}
    return {written}


# What a value may skip: blanks and breaks at a fold or before a block's lines, the backslash at the end of a line.
SKIPPED = re.compile(r"(?:[ \t]|\\?(?:\r\n|\r|\n))*")


def check_places(source: str, node: Scalar) -> None:
    """Every character is written where its place says, in order, and nothing that says something is passed over."""
    before = None
    for index, character in enumerate(node.text):
        start, end = in_source(source, node, index)
        assert character in spelt(node.style, source[start:end])
        assert before is None or SKIPPED.fullmatch(source, before, start)
        before = end
    if node.style in ("'", '"') and before is not None:
        assert SKIPPED.fullmatch(source, before, node.end - 1)
    elif before is not None:
        assert SKIPPED.fullmatch(source, before, node.end)


VISIBLE = st.characters(
    exclude_categories=("Cs", "Cc"),
    exclude_characters="\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\ufffe\uffff",
)
TEXTS = st.text(st.sampled_from("ab \n'\"\\:#-é😀\t") | VISIBLE, max_size=60)


@pytest.mark.parametrize("style", ["", "'", '"', "|", ">"])
@given(text=TEXTS, width=st.integers(5, 80), escaped=st.booleans(), crlf=st.booleans())
def test_what_an_emitter_writes_maps_back(style: str, text: str, width: int, escaped: bool, crlf: bool) -> None:
    source = yaml.dump(
        {"a": [{"b": text}], "c": "d"},
        default_style=style or None,
        allow_unicode=not escaped,
        width=width,
        line_break="\r\n" if crlf else "\n",
    )
    source = re.sub(r"!!\w+ ", "", source)
    document, diagnostics = parse(source)
    assume(document is not None or any(d.code == "yaml-tag" for d in diagnostics))
    if document is not None:
        for node in scalars(document.root):
            check_places(source, node)


@given(sources())
@example("a: |\n   \n  \n   x\n\n\n# c\nb: c")
@example("a: >\n  \n    x\n  y\n  z\n   \n  w\n\n")
@example('a: "x \\\n  \n\\\n y\n\n  z "')
@example("a: >+\n\n \n\n")
@example("a: |\r\n  x\r  y\n")
def test_whatever_can_be_read_reads_as_libyaml_does_and_every_character_has_its_place(source: str) -> None:
    document, _ = parse(source)
    if document is None:
        return
    assert document.plain() == yaml.load(source, Loader=yaml.CBaseLoader)
    for node in scalars(document.root):
        check_places(source, node)


LONG = {
    "plain": "a: b" + " \n" * 120_000 + " c",
    "single": "a: '" + "''" * 60_000 + " " * 120_000 + "'",
    "double": 'a: "' + "\\n" * 60_000 + " " * 120_000 + '"',
    "literal": "a: |\n " + "\n x" * 80_000,
    "folded": "a: >\n  x\n" + "   " * 80_000 + "\n\n  y",
}


@pytest.mark.parametrize("source", LONG.values(), ids=LONG)
def test_all_parts_of_a_long_scalar_take_no_time(source: str) -> None:
    node = scalar(read(source), "a")
    start = time.process_time()
    for index in range(len(node.text) - 2000, len(node.text)):
        node.part(index, index + 1)
    assert time.process_time() - start < 5
