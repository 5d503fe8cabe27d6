import re
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nearly_yaml import sources

from servanda.language.document import (
    CODES,
    DEEPEST,
    MOST_BYTES,
    MOST_DIAGNOSTICS,
    MOST_NODES,
    Document,
    Scalar,
    parse,
)

BREAK = re.compile(r"\r\n|\r|\n")


def read(text: str | bytes) -> Document:
    document, diagnostics = parse(text)
    assert not diagnostics
    assert document is not None
    return document


def told(text: str | bytes) -> list[str]:
    document, diagnostics = parse(text)
    assert (document is None) == any(d.severity == "error" for d in diagnostics)
    return [f"{d.span.start.line}:{d.span.start.column} {d.code}" for d in diagnostics]


# What is read.


def test_every_scalar_is_a_text() -> None:
    source = "a: NO\nb: 010\nc: 12:30\nd: ~\ne: null\nf:\ng: ''\nh: 2025-06-02\ni: 1e3\nj: [yes, .inf, '~']\nk: {l: }\n"
    assert read(source).plain() == {
        "a": "NO",
        "b": "010",
        "c": "12:30",
        "d": "~",
        "e": "null",
        "f": "",
        "g": "",
        "h": "2025-06-02",
        "i": "1e3",
        "j": ["yes", ".inf", "~"],
        "k": {"l": ""},
    }


def test_a_scalar_knows_whether_it_is_plain() -> None:
    root = read("a: x\nb: 'x'\nc: \"x\"\nd: |\n  x\ne: >\n  x\nf:\ng: ''\n").root
    assert [value.plain for _, value in root if isinstance(value, Scalar)] == [
        True,
        False,
        False,
        False,
        False,
        True,
        False,
    ]


def test_a_mapping_keeps_the_order_of_declaration() -> None:
    root = read("b: 1\na: 2\nc: 3\n").root
    assert [key.text for key, _ in root] == ["b", "a", "c"]
    assert root.get("d") is None


def test_a_closed_document_is_one_document() -> None:
    assert read("---\na: b\n...\n# the end\n").plain() == {"a": "b"}


def test_content_does_not_depend_on_the_line_breaks_of_the_file() -> None:
    source = "a: |\n  x\n\n  y\nb: x\n  y\nc: [d,\n  e]\n"
    assert read(source).plain() == read(source.replace("\n", "\r\n")).plain() == read(source.encode()).plain()


def test_nodes_span_from_their_first_to_their_last_character() -> None:
    root = read("é😀: [x,\n  {y: 'z'}] # end\nb:\n  c: d   \n\n# comment\ne:\n- f\n- g\n\n").root
    spans = {
        key.text: (value.span.start.line, value.span.start.column, value.span.end.line, value.span.end.column)
        for key, value in root
    }
    assert spans == {"é😀": (1, 5, 2, 12), "b": (4, 3, 4, 7), "e": (8, 1, 9, 4)}


# What is refused. Where one golden file is enough, it is in bad/.

REFUSED: dict[str, tuple[str | bytes, list[str]]] = {
    "an anchor on a mapping": ("&x\na: b", ["1:1 yaml-anchor"]),
    "an anchor and a tag": ("a: !t &x b", ["1:4 yaml-tag", "1:7 yaml-anchor"]),
    "an anchor on nothing": ("a: &x\n", ["1:4 yaml-anchor"]),
    "a tag with an unknown handle": ("a: !e!x b", ["1:4 yaml-tag"]),
    "the tag that means none": ("a: ! b", ["1:4 yaml-tag"]),
    "an alias as a key": ("*x : b\n*x : c", ["1:1 yaml-alias", "2:1 yaml-alias"]),
    "the same key, once in quotes": ("a: 1\n'a': 2", ["2:1 yaml-duplicate-key"]),
    "the same key three times": ("{a, a, a}", ["1:5 yaml-duplicate-key", "1:8 yaml-duplicate-key"]),
    "the same key in an inner mapping": ("a: {b: {c, d, c}}", ["1:15 yaml-duplicate-key"]),
    "a merge key within a list": ("a: [{<<: b}]", ["1:6 yaml-merge-key"]),
    "a mapping as a key": ("{a: b}: c", ["1:1 yaml-complex-key"]),
    "a key in a list's brackets": ("a: [[b]: c]", ["1:5 yaml-complex-key"]),
    "errors within a complex key": ("? {a: 1, a: 2}\n: c", ["1:3 yaml-complex-key", "1:10 yaml-duplicate-key"]),
    "nothing": ("", ["1:1 yaml-empty"]),
    "no bytes": (b"", ["1:1 yaml-empty"]),
    "only a byte order mark": ("\ufeff", ["1:1 yaml-byte-order-mark", "1:1 yaml-empty"]),
    "columns after a byte order mark": ("\ufeffa: &x b", ["1:1 yaml-byte-order-mark", "1:4 yaml-anchor"]),
    "bytes after a byte order mark": (b"\xef\xbb\xbfa: \xff", ["1:4 yaml-encoding"]),
    "UTF-16": ("a: b".encode("utf-16"), ["1:1 yaml-encoding"]),
    "the third line is Windows-1251": ("a: b\nc: d\ne: Обмін".encode() + b"\n\xce", ["4:1 yaml-encoding"]),
    "UTF-8 that ends too early": ("a: é".encode()[:-1], ["1:4 yaml-encoding"]),
    "half a character": ("a: 😀\ud83d", ["1:5 yaml-encoding"]),
    "an empty text in quotes": ("''", ["1:1 yaml-not-a-mapping"]),
    "two texts": ('"a" "b"', ["1:5 yaml-syntax"]),
    "a second document that is empty": ("a: b\n---\n", ["2:1 yaml-several-documents"]),
    "a second document with a directive": ("a: b\n...\n%YAML 1.2\n---\nc: d", ["3:1 yaml-several-documents"]),
    "a second document without its dashes": ("a: b\n...\nc: d", ["3:1 yaml-syntax"]),
    "a directive of another version": ("%YAML 3.0\n---\na: b", ["1:1 yaml-directive"]),
    "a directive twice": ("%YAML 1.2\n%YAML 1.2\n---\na: b", ["1:1 yaml-directive", "2:1 yaml-directive"]),
    "nothing but a directive": ("%YAML 1.2", ["1:1 yaml-empty", "1:1 yaml-directive"]),
    "an escaped half of a character": ('a: "\\ud83d\\ude00"', ["1:7 yaml-syntax"]),
    "an unclosed list at the end of a line": ("a: [b\n", ["2:1 yaml-syntax"]),
    "an unclosed list at the end of the text": ("a: [b", ["1:6 yaml-syntax"]),
    "errors up to a fault": (
        "a: &x b\na: *x\nc: [",
        ["1:4 yaml-anchor", "2:1 yaml-duplicate-key", "2:4 yaml-alias", "3:5 yaml-syntax"],
    ),
}


@pytest.mark.parametrize(("source", "expected"), REFUSED.values(), ids=REFUSED)
def test_what_a_ruleset_may_not_hold_is_told_at_its_place(source: str | bytes, expected: list[str]) -> None:
    assert told(source) == expected


def test_a_percent_sign_within_quotes_is_no_directive() -> None:
    assert read('{a: "x\n%y"}').plain() == {"a": "x %y"}


def test_a_merge_key_in_quotes_is_a_key() -> None:
    assert read("'<<': a").plain() == {"<<": "a"}


UNREADABLE = [*range(9), 0xB, 0xC, *range(0xE, 0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F)]
UNREADABLE += [*range(0x2066, 0x206A), 0xFEFF, 0xFFFE, 0xFFFF]


@pytest.mark.parametrize("point", UNREADABLE, ids=hex)
def test_a_character_that_cannot_be_seen_is_refused(point: int) -> None:
    assert told(f"a: é{chr(point)}b") == ["1:5 yaml-control-character"]


def test_libyaml_can_read_every_other_character() -> None:
    surrogates = range(0xD800, 0xE000)
    points = [p for p in range(0x20, 0x30000) if p not in UNREADABLE and p not in surrogates and p not in (0x22, 0x5C)]
    for part in (points[start : start + 50_000] for start in range(0, len(points), 50_000)):
        text = "".join(map(chr, part))
        assert read(f'a: "x{text}x"').plain() == {"a": f"x{text}x"}


@pytest.mark.parametrize("escape", ["\\0", "\\x01", "\\e", "\\x7f", "\\N", "\\uffff"])
def test_a_control_character_is_refused_even_when_it_is_escaped(escape: str) -> None:
    assert told(f'a: "é{escape}b"') == ["1:6 yaml-control-character"]


ESCAPED = {
    "\\t": "\t",
    "\\n": "\n",
    "\\r": "\r",
    "\\_": "\xa0",
    "\\L": "\u2028",
    "\\u202e": "\u202e",
    "\\uFEFF": "\ufeff",
}


@pytest.mark.parametrize(("escape", "character"), ESCAPED.items())
def test_a_mark_that_is_meant_can_be_escaped(escape: str, character: str) -> None:
    assert read(f'a: "{escape}"').plain() == {"a": character}


@given(sources() | st.text(max_size=30) | st.binary(max_size=30))
def test_whatever_cannot_be_read_is_told_in_our_words(source: str | bytes) -> None:
    document, diagnostics = parse(source)
    assert (document is None) == bool(diagnostics)
    assert diagnostics == sorted(diagnostics, key=lambda d: d.span)
    for diagnostic in diagnostics:
        assert diagnostic.code in CODES
        assert diagnostic.message != "this is not YAML"  # the words for a problem of libyaml's that has none of ours
        assert str(diagnostic).isprintable()
        lines = 1 + len(BREAK.findall(source if isinstance(source, str) else source.decode(errors="replace")))
        assert diagnostic.span.start.line <= diagnostic.span.end.line <= lines


# Limits, on both sides.


def test_a_text_of_the_greatest_size_is_read_and_one_byte_more_is_not() -> None:
    for filler in "aé":
        text = "a: " + filler * ((MOST_BYTES - 4) // len(filler.encode()))
        text += "b" * (MOST_BYTES - len(text.encode()))
        assert told(text) == told(text.encode()) == []
        assert told(text + "b") == told((text + "b").encode()) == ["1:1 yaml-too-large"]


@pytest.mark.parametrize(
    ("opening", "closing"), [("[", "]"), ("{a: ", "}"), ("\n- ", "")], ids=["lists", "mappings", "items"]
)
def test_the_deepest_nesting_is_read_and_one_more_is_not(opening: str, closing: str) -> None:
    def nested(depth: int) -> str:
        lines = "".join(f"\n{'  ' * level}-" for level in range(depth))
        return f"a:{lines} x" if closing == "" else "a: " + opening * depth + "x" + closing * depth

    assert told(nested(DEEPEST - 1)) == []
    assert [line.split()[1] for line in told(nested(DEEPEST))] == ["yaml-too-deep"]


def test_lists_side_by_side_are_not_deep() -> None:
    assert told("a: [" + "[], {}, " * DEEPEST + "]") == []


def test_the_greatest_number_of_nodes_is_read_and_one_more_is_not() -> None:
    nodes = "x," * (MOST_NODES - 3)  # beside them the mapping, its key and the list
    assert told(f"a: [{nodes}]") == []
    assert told(f"a: [{nodes}y]") == [f"1:{len(nodes) + 5} yaml-too-many-nodes"]


@pytest.mark.parametrize(
    ("source", "code"), [("{" + "a," * 999 + "}", "yaml-duplicate-key"), ("\0a" * 999, "yaml-control-character")]
)
def test_reading_stops_after_many_diagnostics_and_says_so(source: str, code: str) -> None:
    codes = [line.split()[1] for line in told(source)]
    assert codes == [code] * MOST_DIAGNOSTICS + ["yaml-too-many-errors"]


HOSTILE = {
    "brackets": "[" * MOST_BYTES,
    "braces": "{" * MOST_BYTES,
    "items": "- " * (MOST_BYTES // 2),
    "complex keys": "? " * (MOST_BYTES // 2),
    "empty lists": "[" + "[]," * (MOST_BYTES // 3 - 1) + "]",
    "tag directives": "".join(f"%TAG !a{n}! x\n" for n in range(14_000)),
    "late tag directives": "a: b\n...\n" + "".join(f"%TAG !a{n}! x\n" for n in range(14_000)),
    "a comment of signs after an anchor": "a: &x " + "# " * 120_000,
    "comments": "#\n" * (MOST_BYTES // 2),
    "one long key": "k" * (MOST_BYTES - 3) + ": x",
    "the same key": "a: b\n" * (MOST_BYTES // 5),
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_takes_no_time(source: str) -> None:
    start = time.process_time()
    parse(source)
    assert time.process_time() - start < 5  # 256 KiB of brackets took libyaml 80 s before the depth was counted


def python(program: str) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": ":".join(sys.path)}
    command = [sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=False)


def test_brackets_do_not_crash_the_process() -> None:
    program = f"from servanda.language.document import parse; print(*(d.code for d in parse('[' * {MOST_BYTES})[1]))"
    done = python(program)
    assert (done.returncode, done.stdout.strip()) == (0, "yaml-too-deep")


def test_nothing_starts_without_libyaml() -> None:
    program = "import yaml; yaml.__with_libyaml__ = False; import servanda.language.document"
    done = python(program)
    assert done.returncode == 1
    assert "ImportError: PyYAML was built without libyaml" in done.stderr
