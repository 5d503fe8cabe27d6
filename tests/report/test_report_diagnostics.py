"""Diagnostics in a terminal: the place is under the carets."""

import pytest

from servanda.language.diagnostic import Diagnostic, Position, Span
from servanda.report.diagnostics import text_of, wire_of


def diagnostic(line: int, start: int, end: int, end_line: int = 0) -> Diagnostic:
    span = Span(Position(line, start), Position(end_line or line, end))
    return Diagnostic("unknown-name", "error", "unknown field `x`", span, "did you mean `y`?", "a/1.0.0.yaml")


def excerpt(source: str, *place: int) -> list[str]:
    return text_of([diagnostic(*place)], source).splitlines()[1:]


def test_a_diagnostic_has_its_place_and_its_line() -> None:
    assert text_of([diagnostic(2, 5, 9)], "first\n  is: some\n") == (
        "a/1.0.0.yaml:2:5: unknown-name: unknown field `x`, did you mean `y`?\n    2 |   is: some\n      |     ^^^^\n"
    )


def test_a_warning_is_called_one() -> None:
    warning = Diagnostic("unused", "warning", "never used", Span(Position(1, 1), Position(1, 2)), path="a.yaml")
    assert text_of([warning], "x").startswith("warning: a.yaml:1:1: unused: never used\n")


@pytest.mark.parametrize(
    ("source", "place", "shown", "carets"),
    [
        ("ключ: x", (1, 7, 8), "ключ: x", "      ^"),
        ("名前: x", (1, 5, 6), "名前: x", "      ^"),
        ("\ta: x", (1, 5, 6), " a: x", "    ^"),
        ("a\x1b: x", (1, 5, 6), "a\\x1b: x", "       ^"),
        ("abc", (1, 4, 4), "abc", "   ^"),
        ("abc", (1, 2, 2), "abc", " ^"),
        ("abc\ndef", (1, 2, 3, 2), "abc", " ^^"),
        ("abc\rdef\r\nghi", (3, 1, 4), "ghi", "^^^"),
    ],
)
def test_carets_stand_under_the_place(source: str, place: tuple[int, ...], shown: str, carets: str) -> None:
    line, marks = excerpt(source, *place)
    assert line.partition(" | ")[2] == shown
    assert marks.partition(" | ")[2] == carets


def test_of_a_very_long_line_only_the_neighbourhood_is_shown() -> None:
    line, marks = excerpt("a" * 5000 + "WRONG" + "b" * 5000, 1, 5001, 5006)
    assert len(line) < 150
    assert line[marks.index("^") : marks.rindex("^") + 1] == "WRONG"


def test_a_place_outside_of_the_source_has_no_line() -> None:
    assert excerpt("abc", 9, 1, 2) == []


def test_the_wire_form_has_the_place() -> None:
    assert wire_of(diagnostic(2, 5, 9)) == {
        "path": "a/1.0.0.yaml",
        "code": "unknown-name",
        "severity": "error",
        "message": "unknown field `x`",
        "hint": "did you mean `y`?",
        "start": {"line": 2, "column": 5},
        "end": {"line": 2, "column": 9},
    }
