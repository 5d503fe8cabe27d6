"""Text from outside does not act: not on a terminal, and not in a spreadsheet."""

import pytest

from servanda.report.escape import beginning, inert


@pytest.mark.parametrize("sign", "= + - @ ＝ ＋ － ＠ ﹦ ﹢ ﹣ ﹫".split())
def test_what_may_begin_a_formula_is_marked_as_text(sign: str) -> None:
    assert inert(f"{sign}1+1") == f"'{sign}1+1"
    assert inert(f"  {sign}1") == f"  '{sign}1"
    assert inert(f'"{sign}1') == f"\"'{sign}1"
    assert inert(sign) == f"'{sign}"


@pytest.mark.parametrize("text", ["P-1", "a=b", "x@y", "1+1", "", "'", "young, -", "met (=)"])
def test_what_begins_no_formula_stays_as_it_is(text: str) -> None:
    assert inert(text) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [("a;=1", "a;'=1"), ('a; "=1', "a; \"'=1"), ("a;;@x;b", "a;;'@x;b"), ("-a;-b", "'-a;'-b"), ("met; or", "met; or")],
)
def test_where_a_semicolon_may_end_a_cell_the_next_is_marked_too(text: str, said: str) -> None:
    assert inert(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\t=1", "\\t=1"),
        ("\r=1", "\\r=1"),
        ("\n=1", "\\n=1"),
        ("\x00=1", "\\x00=1"),
        ("\u202e=1", "\\u202e=1"),
        ("a\u2066b", "a\\u2066b"),
        ("\u00a0=1", "\\xa0=1"),
    ],
)
def test_control_and_bidi_characters_are_shown_before_they_hide_anything(text: str, said: str) -> None:
    assert inert(text) == said


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("::set-output name=x.yaml", "./::set-output name=x.yaml"),
        ("  ::x.yaml", "./  ::x.yaml"),
        (":x.yaml", ":x.yaml"),
        ("a/::x.yaml", "a/::x.yaml"),
        ("\n::x.yaml", "\\n::x.yaml"),
    ],
)
def test_no_path_begins_a_line_as_a_command_to_a_runner(path: str, said: str) -> None:
    assert beginning(path) == said
