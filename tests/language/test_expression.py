"""The parser of expressions: what is an expression, how it binds, where its parts stand, what it costs."""

import time
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from servanda.language import expression as e
from servanda.language.expression import Syntax, parse_expression, parts
from servanda.language.tokens import CODES, MAX_DEPTH, MAX_LENGTH, MAX_TOKENS, RESERVED, ExpressionError


def shape(node: Syntax) -> str:
    """The tree, fully bracketed, without its places."""
    match node:
        case e.Literal(value=value):
            return repr(value)
        case e.Identifier(name=name):
            return name
        case e.Select(operand=operand, name=name):
            return f"{shape(operand)}.{name}"
        case e.Apply(target=target, function=function, arguments=arguments):
            return (f"{shape(target)}." if target else "") + f"{function}({', '.join(map(shape, arguments))})"
        case e.Subscript(operand=operand, key=key):
            return f"{shape(operand)}[{shape(key)}]"
        case e.Prefix(op=op, operand=operand):
            return f"({op}{shape(operand)})"
        case e.Infix(op=op, left=left, right=right):
            return f"({shape(left)} {op} {shape(right)})"
        case e.Ternary(condition=condition, then=then, otherwise=otherwise):
            return f"({shape(condition)} ? {shape(then)} : {shape(otherwise)})"
        case e.Elements(items=items):
            return f"[{', '.join(map(shape, items))}]"
    raise AssertionError(node)


def fault(text: str) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text)
    return caught.value


def faulty(text: str) -> tuple[str, str]:
    """The code, and the stretch of the text that it is about."""
    found = fault(text)
    return found.code, text[found.start : found.end]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a || b && c", "(a || (b && c))"),
        ("a && b || c && d", "((a && b) || (c && d))"),
        ("(a || b) && c", "((a || b) && c)"),
        ("a && b == c", "(a && (b == c))"),
        ("a == b && c", "((a == b) && c)"),
        ("a < b + c", "(a < (b + c))"),
        ("a in b && c", "((a in b) && c)"),
        ("a + b * c", "(a + (b * c))"),
        ("a * b + c", "((a * b) + c)"),
        ("a - b - c", "((a - b) - c)"),
        ("a / b * c % d", "(((a / b) * c) % d)"),
        ("a - b + c", "((a - b) + c)"),
        ("!a && b", "((!a) && b)"),
        ("!a == b", "((!a) == b)"),
        ("!!a", "(!(!a))"),
        ("-a * b", "((-a) * b)"),
        ("- - a", "(-(-a))"),
        ("-a.b", "(-a.b)"),
        ("!a.b(c)", "(!a.b(c))"),
        ("a ? b : c ? d : e", "(a ? b : (c ? d : e))"),
        ("a ? b ? c : d : e", "(a ? (b ? c : d) : e)"),
        ("a || b ? c : d", "((a || b) ? c : d)"),
        ("a ? b || c : d && e", "(a ? (b || c) : (d && e))"),
        ("(a ? b : c) == d", "((a ? b : c) == d)"),
        ("a.b.c", "a.b.c"),
        ("a.b(c, d).e()", "a.b(c, d).e()"),
        ("a[b][c]", "a[b][c]"),
        ("a[b ? c : d].e", "a[(b ? c : d)].e"),
        ("f(a, b || c)", "f(a, (b || c))"),
        ("f()", "f()"),
        ("[a, b + c]", "[a, (b + c)]"),
        ("[]", "[]"),
        ("x in [a]", "(x in [a])"),
        ("a.exists(e, e.b > 1)", "a.exists(e, (e.b > 1))"),
        ("((a))", "a"),
        ("truex", "truex"),
        ("in_force", "in_force"),
        ("_a1", "_a1"),
        ("a\t&&\r\n b", "(a && b)"),
        ("a&&b||!c", "((a && b) || (!c))"),
        ("a<-1", "(a < -1)"),
        ("a--1", "(a - -1)"),
    ],
)
def test_operators_bind_as_in_the_common_expression_language(text: str, expected: str) -> None:
    assert shape(parse_expression(text)) == expected


@pytest.mark.parametrize("op", ["&&", "||"])
def test_a_chain_of_conjunctions_becomes_a_shallow_tree_of_the_same_order(op: str) -> None:
    names = [f"a{i}" for i in range(MAX_TOKENS // 2)]
    node = parse_expression(f" {op} ".join(names))
    assert [part.name for part in parts(node) if isinstance(part, e.Identifier)] == names

    def depth(here: Syntax) -> int:
        return 1 + max(depth(here.left), depth(here.right)) if isinstance(here, e.Infix) else 0

    assert depth(node) == 8


# Literals


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("7", 7),
        ("-7", -7),
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)),
        ("0x0", 0),
        ("0xfF", 255),
        ("0X1F", 31),
        ("-0x8000000000000000", -(2**63)),
        ("true", True),
        ("false", False),
    ],
)
def test_a_literal_has_its_value(text: str, value: object) -> None:
    node = parse_expression(text)
    assert isinstance(node, e.Literal)
    assert (type(node.value), node.value) == (type(value), value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('""', ""),
        ("''", ""),
        ('"a"', "a"),
        ("'a'", "a"),
        ("""'"'""", '"'),
        ('''"'"''', "'"),
        (r'"\""', '"'),
        (r"'\''", "'"),
        (r'"\n\t\r\\\`\?"', "\n\t\r\\`?"),
        (r'"\x41\u0042\U00000043"', "ABC"),
        (r'"\U0001F600"', "😀"),
        (r'"\uD7FF\uE000"', "\ud7ff\ue000"),
        (r'"\U0010FFFF"', "\U0010ffff"),
        (r'"\xe9"', "é"),
        ('"мир 😀"', "мир 😀"),
        ('"// no comment && {} %s #"', "// no comment && {} %s #"),
        (r'"\\"', "\\"),
        (r'"\\n"', "\\n"),
    ],
)
def test_a_string_is_read_escape_by_escape(text: str, value: str) -> None:
    node = parse_expression(text)
    assert isinstance(node, e.Literal)
    assert node.value == value
    assert (node.start, node.end) == (0, len(text))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (r'"\a"', r"\a"),
        (r'"\d"', r"\d"),
        (r'"\0"', r"\0"),
        (r'"\101"', r"\1"),
        (r'"ab\x4"', r"\x"),
        (r'"\x4g"', r"\x"),
        (r'"\u004"', r"\u"),
        (r'"\U0000004"', r"\U"),
        (r'"\ud800"', r"\u"),
        (r'"\uDFFF"', r"\u"),
        (r'"\U00110000"', r"\U"),
        (r'"\u٠٠٠٠"', r"\u"),
        ('"\\', "\\"),
    ],
)
def test_an_escape_that_does_not_exist_is_shown(text: str, place: str) -> None:
    assert faulty(text) == ("bad-escape", place)


@pytest.mark.parametrize("text", ['"', "'", '"a', "\"a'", '"a\nb"', "'a\r'", r'"a\"', 'a == "b && c'])
def test_a_string_that_does_not_end_is_shown_from_its_quote(text: str) -> None:
    code, place = faulty(text)
    assert code == "unterminated-string"
    assert place[0] in "\"'"


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("9223372036854775809", "number-out-of-range", "9223372036854775809"),
        ("a < 99999999999999999999", "number-out-of-range", "99999999999999999999"),
        ("0x8000000000000001", "number-out-of-range", "0x8000000000000001"),
        ("1.5", "no-floats", "1."),
        ("1e3", "no-floats", "1e3"),
        ("1E3", "no-floats", "1E3"),
        ("007", "expression-syntax", "007"),
        ("00", "expression-syntax", "00"),
        ("1_000", "expression-syntax", "1_000"),
        ("0x", "expression-syntax", "0x"),
        ("0xg", "expression-syntax", "0xg"),
        ("12abc", "expression-syntax", "12abc"),
        ("1u", "expression-syntax", "1u"),
        ("٣", "expression-syntax", "٣"),
        ("1 2", "expression-syntax", "2"),
        ("a b", "expression-syntax", "b"),
        ("a &", "expression-syntax", "&"),
        ("a & b", "expression-syntax", "&"),
        ("a | b", "expression-syntax", "|"),
        ("a = b", "expression-syntax", "="),
        ("a === b", "expression-syntax", "="),
        ("a; b", "expression-syntax", ";"),
        ("a # b", "expression-syntax", "#"),
        ("a // b", "expression-syntax", "/"),
        ("{a: b}", "expression-syntax", "{"),
        ("`a`", "expression-syntax", "`"),
        ("$a", "expression-syntax", "$"),
        ("день", "expression-syntax", "д"),
        ("a.день", "expression-syntax", "д"),
        ("\u00a0a", "expression-syntax", "\u00a0"),
        ("r'a'", "expression-syntax", "r'"),
        ('b"a"', "expression-syntax", 'b"'),
        ('"""a"""', "expression-syntax", '"""'),
        ("'''a'''", "expression-syntax", "'''"),
        ("", "expression-syntax", ""),
        (" \n", "expression-syntax", " "),
        ("a ||", "expression-syntax", "|"),
        ("&& a", "expression-syntax", "&&"),
        ("a + + b", "expression-syntax", "+"),
        ("+1", "expression-syntax", "+"),
        ("(a", "expression-syntax", "a"),
        ("a)", "expression-syntax", ")"),
        ("()", "expression-syntax", ")"),
        ("a.", "expression-syntax", "."),
        ("a.1", "expression-syntax", "1"),
        ("a..b", "expression-syntax", "."),
        (".a", "expression-syntax", "."),
        ("a[", "expression-syntax", "["),
        ("a[]", "expression-syntax", "]"),
        ("[a,]", "expression-syntax", "]"),
        ("[,a]", "expression-syntax", ","),
        ("f(a,)", "expression-syntax", ")"),
        ("f(a b)", "expression-syntax", "b"),
        ("a ? b", "expression-syntax", "b"),
        ("a ? : b", "expression-syntax", ":"),
        ("a : b", "expression-syntax", ":"),
        ("a !b", "expression-syntax", "!"),
        ("a < b < c", "chained-comparison", "<"),
        ("a == b != c", "chained-comparison", "!="),
        ("a in b in c", "chained-comparison", "in"),
        ("a <= b && c > d >= e", "chained-comparison", ">="),
    ],
)
def test_what_is_no_expression_is_shown_at_its_place(text: str, code: str, place: str) -> None:
    assert faulty(text) == (code, place)


@pytest.mark.parametrize("word", sorted(RESERVED - {"in", "true", "false"}))
def test_a_reserved_word_is_no_name(word: str) -> None:
    assert faulty(f"a && {word}") == ("reserved-word", word)
    assert faulty(f"{word}(a)") == ("reserved-word", word)


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_reserved_word_is_no_member(word: str) -> None:
    assert faulty(f"a.{word}") == ("reserved-word", word)
    assert faulty(f"a.{word}()") == ("reserved-word", word)


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_longer_or_capital_word_is_not_reserved(word: str) -> None:
    assert shape(parse_expression(f"{word}_ && {word.upper()}")) == f"({word}_ && {word.upper()})"


# Places


def test_every_node_knows_its_place() -> None:
    text = ' !a.b ||  (f( "x" , -1 )  in [ c , d[ 0x1 ] ])? e : g '
    shown = [text[node.start : node.end] for node in parts(parse_expression(text))]
    assert shown == [
        '!a.b ||  (f( "x" , -1 )  in [ c , d[ 0x1 ] ])? e : g',
        '!a.b ||  (f( "x" , -1 )  in [ c , d[ 0x1 ] ]',
        "!a.b",
        "a.b",
        "a",
        'f( "x" , -1 )  in [ c , d[ 0x1 ] ]',
        'f( "x" , -1 )',
        '"x"',
        "-1",
        "[ c , d[ 0x1 ] ]",
        "c",
        "d[ 0x1 ]",
        "d",
        "0x1",
        "e",
        "g",
    ]


@pytest.mark.parametrize("text", ["😀", "a && 😀", '"😀" == b c'])
def test_places_count_code_points(text: str) -> None:
    assert faulty(text)[1] in ("😀", "c")


# Limits, on both sides


def test_an_expression_may_have_4096_characters() -> None:
    assert MAX_LENGTH == 4096
    parse_expression('"' + "a" * (MAX_LENGTH - 2) + '"')
    assert fault('"' + "a" * (MAX_LENGTH - 1) + '"').code == "expression-too-long"


def test_an_expression_may_have_512_tokens() -> None:
    assert MAX_TOKENS == 512
    parse_expression("!" + " && ".join(["a"] * 256))
    assert fault("!!" + " && ".join(["a"] * 256)).code == "expression-too-long"


Nest = Callable[[int], str]


@pytest.mark.parametrize(
    "nested",
    [
        lambda n: "(" * n + "a" + ")" * n,
        lambda n: "!" * n + "a",
        lambda n: "- " * n + "a",
        lambda n: "[" * n + "a" + "]" * n,
        lambda n: "f(" * n + "a" + ")" * n,
        lambda n: "a ? b : " * n + "c",
        lambda n: "a" + ".b" * n,
        lambda n: "a" + ".b()" * n,
        lambda n: "a" + " + b" * n,
        lambda n: "a" + " * b" * n,
    ],
    ids=lambda nested: nested(2),
)
def test_an_expression_may_nest_32_levels_deep(nested: Nest) -> None:
    assert MAX_DEPTH == 32
    parse_expression(nested(MAX_DEPTH - 1))
    assert fault(nested(MAX_DEPTH)).code == "expression-too-deep"


def test_a_level_that_was_left_does_not_count() -> None:
    deep = "(" * 20 + "a" + ")" * 20
    parse_expression(" && ".join([deep] * 10))


@pytest.mark.parametrize("nested", ["((((", "[[[[", "!!!!", "----", "a?(", "f(g(", "a[b[", "a.b(c.d("])
def test_what_is_left_open_however_often_is_an_error_and_no_crash(nested: str) -> None:
    assert fault(nested * 500).code in ("expression-too-deep", "expression-too-long")


# Whatever the text


def outcome(text: str) -> Syntax | ExpressionError:
    try:
        return parse_expression(text)
    except ExpressionError as error:
        return error


PIECES = st.sampled_from(
    [*"abc()[]?:.,!-+*/%<> \"'\\\n😀", "&&", "||", "==", "true", "in", "null", "12", "0x", "1.5", "\\u00", "f(", "r'"]
)


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=40))
@example("\ud800")
def test_whatever_the_text_it_is_parsed_or_its_error_has_a_place(text: str) -> None:
    found = outcome(text)
    if isinstance(found, ExpressionError):
        assert found.code in CODES
        assert 0 <= found.start < found.end <= max(len(text), 1)
    else:
        assert all(0 <= node.start < node.end <= len(text) for node in parts(found))


EXPRESSIONS = st.recursive(
    st.sampled_from(["a", "1", "true", '"x"', "-1"]),
    lambda inner: (
        st.tuples(inner, st.sampled_from(["&&", "||", "+", "*", "=="]), inner).map(
            lambda t: f"({t[0]}) {t[1]} ({t[2]})"
        )
        | inner.map(lambda x: f"!({x})")
        | st.tuples(inner, inner, inner).map(lambda t: f"({t[0]}) ? ({t[1]}) : ({t[2]})")
        | inner.map(lambda x: f"f({x}, [{x}])")
    ),
    max_leaves=8,
)


@given(EXPRESSIONS)
def test_what_is_written_out_again_is_the_same_tree(text: str) -> None:
    written = shape(parse_expression(text)).replace("True", "true").replace("'x'", '"x"')
    assert shape(parse_expression(written)) == shape(parse_expression(text))


@pytest.mark.parametrize(
    "text",
    [
        '"' + "\\" * (MAX_LENGTH - 2),
        '"' + "\\x41" * 1000,
        "'" + "a" * (MAX_LENGTH - 1),
        "\"'" * 2000,
        "9" * MAX_LENGTH,
        "0x" + "f" * (MAX_LENGTH - 2),
        "a" * MAX_LENGTH,
        " " * MAX_LENGTH,
        " " * (MAX_LENGTH - 1) + '"',
        "a" + " && a" * 255,
        "f(" * 31 + "a" + ")" * 31,
        "1" + "-1" * 255,
    ],
    ids=lambda text: text[:8],
)
def test_no_text_takes_long(text: str) -> None:
    start = time.process_time()
    outcome(text)
    assert time.process_time() - start < 0.25  # 1 ms is usual; a backtracking string token took 30 s for 41 bytes
