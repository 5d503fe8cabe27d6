"""Hostile texts: each is compiled or refused with diagnostics, quickly, and nothing of it is ever run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from generated import words_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny import ANY, Json, compiled, text_of, verdict, whole
from worker import Reading, Worker

from servanda.errors import RulesetError
from servanda.language import check_text, compile_text
from servanda.language.document import MOST_BYTES

BUNDLED = (Path(__file__).parents[2] / "rulesets/list-quality/1.0.0.yaml").read_bytes()
QUICKLY = 2.0  # processor seconds


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    found = Worker()
    found.read(BUNDLED)
    yield found
    found.stop()


def prisoner(expression: str, **more: Any) -> Json:
    return {"of": "prisoner", "is": expression, "shown": "true", **more}


def one(expression: str, of: str = "prisoner", **more: Any) -> str:
    """A ruleset around one expression."""
    return text_of({"it": {"of": of, "is": expression, "shown": "true"}}, ANY, **more)


OWED: Json = {"when": {"event": ["receive"]}, "duty_of": "trigger.actor", "do": {"event": ["reply"]}, "within": "P1D"}
TWO = {"A": {"held_by": ["AAA"], "is": "pregnant"}, "B": {"held_by": ["BBB"], "is": "fit_to_travel"}}
WIDE = {f"d{i}": prisoner(f'rank == "{i}"') for i in range(66)}


def rule(requires: str) -> Json:
    return {**ANY, "it": {"of": "prisoner", "requires": requires}}


def chain(length: int) -> str:
    definitions = {f"d{i}": prisoner(f"d{i - 1}" if i else "pregnant") for i in range(length)}
    return text_of(definitions, rule(f"d{length - 1}"))


def readings(*counts: int) -> str:
    """A rule with as many worlds as the product of the counts."""
    terms = {
        f"t{n}": {"type": "int", "readings": {f"R{i}": {"held_by": [], "is": str(i)} for i in range(count)}}
        for n, count in enumerate(counts)
    }
    expression = " && ".join(f"terms.{name} > 5" for name in terms)
    return text_of({"it": prisoner(expression)}, rule("it"), terms=terms)


def alternatives(inner: str, outer: str, count: int) -> str:
    pairs = (f"(d{2 * i} {inner} d{2 * i + 1})" for i in range(count))
    return text_of(WIDE, rule(f" {outer} ".join(pairs)))


# Texts by what they are; the codes of the errors that they get, none where they compile.
TEXTS: dict[str, tuple[str | bytes, set[str]]] = {
    "brackets": ("[" * MOST_BYTES, {"yaml-too-deep"}),
    "braces": ("{a: " * (MOST_BYTES // 4), {"yaml-too-deep"}),
    "items": ("- " * (MOST_BYTES // 2), {"yaml-too-deep"}),
    "keys": ("? " * (MOST_BYTES // 2), {"yaml-too-deep"}),
    "values": (": " * (MOST_BYTES // 2), {"yaml-syntax"}),
    "one byte too many": (b"a" * (MOST_BYTES + 1), {"yaml-too-large"}),
    "a quote left open": ("a: '" + "x\n  " * 60_000, {"yaml-syntax"}),
    "escapes": ('a: "' + "\\x41" * 60_000 + '"', {"unknown-key", "missing-key"}),
    "many unknown keys": ("".join(f"k{i}: 1\n" for i in range(8_000)), {"unknown-key", "too-many-errors"}),
    "the same key": ("a: 1\n" * 20_000, {"yaml-duplicate-key", "yaml-too-many-errors"}),
    "aliases": ("a: [" + "*a," * 20_000 + "]", {"yaml-alias", "yaml-too-many-errors"}),
    "null bytes": ("a: \0\0", {"yaml-control-character"}),
    "not UTF-8": (b"a: \xff\xfe", {"yaml-encoding"}),
    "a long version": (text_of(rules=ANY, version="1.0.0-" + "a." * 50_000 + "b"), set()),
    "long numbers in a version": (text_of(rules=ANY, version="9" * 20_000 + ".0.0"), {"bad-value"}),
    "a long zone": (text_of(rules=ANY, conventions={"time_zone": "A/" * 50_000}), {"no-such-zone"}),
    "a zone that climbs": (text_of(rules=ANY, conventions={"time_zone": "../../../../etc/passwd"}), {"no-such-zone"}),
    "a long message": (text_of(rules={"any": {**ANY["any"], "message": "a\n" * 80_000}}), set()),
    "400 rules": (text_of(rules={f"r{i}": ANY["any"] for i in range(400)}), set()),
    "401 rules": (text_of(rules={f"r{i}": ANY["any"] for i in range(401)}), {"too-many"}),
    "400 definitions": (text_of({f"d{i}": prisoner("pregnant") for i in range(400)}, ANY), set()),
    "401 definitions": (text_of({f"d{i}": prisoner("pregnant") for i in range(401)}, ANY), {"too-many"}),
    "thousands of definitions": (
        text_of({f"d{i}": {"of": "list", "is": "final"} for i in range(2000)}, ANY),
        {"too-many"},
    ),
    "400 obligations": (text_of(obligations={f"o{i}": OWED for i in range(400)}), set()),
    "401 obligations": (text_of(obligations={f"o{i}": OWED for i in range(401)}), {"too-many"}),
    "an obligation that is code": (text_of(obligations={"o'''\n1/0": OWED}), {"bad-name"}),
    "a kind of event that is code": (text_of(rules=ANY, event_kinds=["__import__('os')", "a b"]), {"bad-name"}),
    "thousands of kinds of events": (text_of(rules=ANY, event_kinds=[f"k{i}" for i in range(5000)]), set()),
    "kinds of events of an obligation": (
        text_of(obligations={"o": {**OWED, "do": {"event": ["reply"] * 5000}}}),
        {"repeated"},
    ),
    "events in events in events": (
        one("events.exists(e, events.exists(f, events.exists(g, g.at < f.at)))", "record"),
        {"nested-macro"},
    ),
    "many macros over events": (one(" && ".join(['events.exists(e, e.kind == "sign")'] * 30), "action"), set()),
    "thousands of terms": (text_of(rules=ANY, terms={f"t{i}": {"type": "int", "is": "1"} for i in range(2500)}), set()),
    "thousands of fields": (text_of(rules=ANY, fields={"prisoner": {f"f{i}": "int" for i in range(4000)}}), set()),
    "thousands of clauses": (
        text_of(rules=ANY, clauses={f"C{i}" if i else "C": {"text": "x", "standing": "agreed"} for i in range(3000)}),
        {"unchecked-clause"},
    ),
    "a chain of 32": (chain(32), set()),
    "a chain of 33": (chain(33), {"definitions-too-deep"}),
    "a ring of 400": (
        text_of({f"d{i}": prisoner(f"d{(i + 1) % 400}") for i in range(400)}, ANY),
        {"definition-cycle"},
    ),
    "everything needs everything": (
        text_of({f"d{i}": prisoner(" && ".join(f"d{j}" for j in range(150) if j != i)) for i in range(150)}, ANY),
        {"definition-cycle"},
    ),
    "a lattice": (
        text_of(
            {f"d{i}": prisoner(" && ".join(f"d{j}" for j in range(i)) or "pregnant") for i in range(32)}, rule("d31")
        ),
        set(),
    ),
    "256 readings": (readings(256), set()),
    "257 readings": (readings(257), {"too-many-worlds"}),
    "16 by 16 worlds": (readings(16, 16), set()),
    "2 by 129 worlds": (readings(2, 129), {"too-many-worlds"}),
    "2 to the 2000 worlds": (
        text_of(
            {
                **{f"d{i}": {"of": "prisoner", "readings": TWO} for i in range(360)},
                **{f"e{i}": prisoner(" && ".join(f"d{j}" for j in range(i * 120, i * 120 + 120))) for i in range(3)},
            },
            rule("e0 && e1 && e2"),
        ),
        {"too-many-worlds"},
    ),
    "64 alternatives": (text_of(WIDE, rule(" && ".join(f"d{i}" for i in range(64)))), set()),
    "65 alternatives": (text_of(WIDE, rule(" && ".join(f"d{i}" for i in range(65)))), {"too-many-alternatives"}),
    "64 alternatives for truth": (text_of(WIDE, rule(" || ".join(f"d{i}" for i in range(64)))), set()),
    "65 alternatives for truth": (
        text_of(WIDE, rule(" || ".join(f"d{i}" for i in range(65)))),
        {"too-many-alternatives"},
    ),
    "2 to the 6 ways": (alternatives("||", "&&", 6), set()),
    "2 to the 7 ways": (alternatives("||", "&&", 7), {"too-many-alternatives"}),
    "2 to the 6 ways to fail": (alternatives("&&", "||", 6), set()),
    "2 to the 33 ways to fail": (alternatives("&&", "||", 33), {"too-many-alternatives"}),
    "a wide conjunction": (one(" && ".join(["pregnant"] * 256)), set()),
    "a wider conjunction": (one(" && ".join(["pregnant"] * 257)), {"expression-too-long"}),
    "a long list": (one("health in [" + ",".join(['"fit"'] * 250) + "]"), set()),
    "a list too long": (one("health in [" + ",".join(['"fit"'] * 260) + "]"), {"expression-too-long"}),
    "a long list of a term": (
        one("id in terms.ids", terms={"ids": {"type": ["id"], "is": [f"P{i}" for i in range(12_000)]}}),
        set(),
    ),
    "a long map of a term": (
        one("terms.m[id] == 1", terms={"m": {"type": {"id": "int"}, "is": {f"P{i}": str(i) for i in range(10_000)}}}),
        set(),
    ),
    "a wide enumeration": (
        one('colour == "c1"', fields={"prisoner": {"colour": [f"c{i}" for i in range(10_000)]}}),
        set(),
    ),
    "macros two deep": (one("parties.exists(p, parties.exists(q, p != q))"), set()),
    "macros three deep": (
        one("parties.exists(p, parties.exists(q, parties.exists(r, r != q)))"),
        {"nested-macro"},
    ),
    "entries in entries": (one("entries.exists(e, entries.exists(f, f.pregnant))", "list"), {"nested-macro"}),
    "entries in a list of words": (one("parties.exists(p, entries.exists(e, e.power == p))", "list"), set()),
    "filters of filters": (one("entries" + ".filter(e, e.pregnant)" * 28 + ".size()", "list"), set()),
    "a huge int": (one("individuals < " + "9" * 4000, "list"), {"number-out-of-range"}),
    "a huge hexadecimal int": (one("individuals < 0x" + "f" * 4000, "list"), {"number-out-of-range"}),
    "a huge int of a term": (text_of(rules=ANY, terms={"t": {"type": "int", "is": "9" * 100_000}}), {"bad-value"}),
    "a large product": (one("individuals" + " * 9223372036854775807" * 20 + " > 0", "list"), set()),
    "patterns that backtrack": (one('surname.matches("(a+)+$") || surname.matches("(a|a)*b|(a|aa)+$")'), set()),
    "a pattern that explodes": (one('surname.matches("((((a{100}){100}){100}){100})")'), {"unsafe-regex"}),
    "many costly patterns": (one(" || ".join([r'surname.matches("\\pL{40}")'] * 70)), set()),
    "a pattern of 1,001 characters": (one('surname.matches("' + "a" * 1001 + '")'), {"unsafe-regex"}),
    "a pattern of 1,000 characters": (one('surname.matches("' + "a" * 1000 + '")'), set()),
    "ternaries": (one("pregnant ? 1 : " * 30 + "2"), set()),
    "too many ternaries": (one("pregnant ? 1 : " * 40 + "2"), {"expression-too-deep"}),
    "an import": (one('__import__("os")'), {"unknown-function"}),
    "an attribute of a name": (one("health.__class__.__mro__"), {"wrong-type"}),
    "an attribute of an entry": (one("entries.exists(e, e.__class__ == e)", "list"), {"unknown-name"}),
    "an attribute of a literal": (one('"".__class__'), {"wrong-type"}),
    "a name of generated code": (one("entry.health"), {"unknown-name"}),
    "another one": (one("profiles"), {"unknown-name"}),
    "a constant of generated code": (one("k0 || t1 || AND"), {"unknown-name"}),
    "a lambda": (one("(lambda: 1)()"), {"expression-syntax"}),
    "a walrus": (one("(x := 1)"), {"expression-syntax"}),
    "a dunder definition": (text_of({"__class__": prisoner("pregnant")}, ANY), {"bad-name"}),
    "a dunder field": (text_of(rules=ANY, fields={"prisoner": {"__class__": "int", "__slots__": "int"}}), {"bad-name"}),
    "a dunder term": (text_of(rules=ANY, terms={"__init__": {"type": "int", "is": "1"}}), {"bad-name"}),
    "a dunder variable": (one("parties.exists(__class__, __class__ == power)"), set()),
    "a field that is code": (
        text_of(rules=ANY, fields={"prisoner": {"a = __import__('os')": "int", "a;b": "int", "a\nb": "int"}}),
        {"bad-name"},
    ),
    "a rule that is code": (text_of(rules={**ANY, "r'''\n1/0": ANY["any"]}), {"bad-name"}),
    "a list of one empty text": (text_of(rules=ANY, fields={"prisoner": {"f": ["", "a"]}}), {"bad-value", "bad-type"}),
    "a mapping as an expression": (one({"a": "b"}), {"wrong-shape"}),  # type: ignore[arg-type]
    "everything empty": (
        "".join(f"{key}:\n" for key in ("language", "agreement", "rules", "terms", "fields", "clauses")),
        {"missing-key"},
    ),
    "everything a list": (
        "".join(f"{key}: []\n" for key in ("parties", "rules", "terms", "fields", "clauses", "title")),
        {"missing-key"},
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_is_compiled_or_refused_quickly(worker: Worker, name: str) -> None:
    text, codes = TEXTS[name]
    found = worker.read(text)
    assert found.exception == ""
    assert found.seconds < QUICKLY
    assert bool(found.codes) == bool(codes)
    assert codes <= found.codes


def test_the_worker_survives_what_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.PATIENCE", 0)
    worker = Worker()
    assert worker.read(BUNDLED).exception == "it hangs"
    monkeypatch.undo()
    assert worker.read(BUNDLED) == Reading(frozenset(), pytest.approx(1, abs=1))
    worker.stop()


# Texts that would break out of generated code if they could

BREAKING = [
    "'",
    '"',
    "'''",
    '"""',
    "\\",
    "\\'",
    "a\nimport os\n",
    "a\r\n1/0",
    "{0}",
    "{entry}",
    "%s%d",
    "${HOME}",
    "`id`",
    "'); raise SystemExit; ('",
    '" + __import__("os").getcwd() + "',
    "#",
    "a # b",
    "\t",
    "t1",
    "k0",
    "LOWEST",
    "None",
    "True",
    "мир",
    "😀",
    "\u2028",
    "\ufeff",
    "\u202e",
    "e\u0301",
    "\ud7ff",
    "\ue000",
    "-",
    "0",
    "none",
    "open",
]


def literal(text: str) -> str:
    """The text as a string literal of an expression, every character escaped."""
    return '"' + "".join(f"\\U{ord(c):08x}" for c in text) + '"'


@pytest.mark.parametrize("text", BREAKING)
def test_a_text_means_itself_and_nothing_else(text: str) -> None:
    definitions = {
        "equal": prisoner(f"surname == {literal(text)}"),
        "one_of": prisoner(f"surname in [{literal(text)}, {literal(text + 'x')}]"),
        "begins": prisoner(f"(surname.startsWith({literal(text)}) && surname.endsWith({literal(text)}))"),
        "found": prisoner(f"surname.matches({literal(re.escape(text))})"),
        "said": prisoner(literal(text)),
    }
    program = compiled(definitions, ANY)
    (same, other) = verdict(program, [{"id": "A", "surname": "a same one"}, {"id": "B"}])["entries"]
    assert set(same["holds"].values()) <= {"true", "false"}
    assert same["values"]["said"] == other["values"]["said"] == normalize("NFC", text)
    assert set(other["holds"].values()) == {"unknown"}
    assert words_of(program) <= {"''", "'on_record'"}


@pytest.mark.parametrize(
    "text", [text for text in BREAKING if not re.search("[\x00-\x1f\u2028\ufeff\u202e]|\u0301", text)]
)
def test_a_submitted_text_equals_its_literal(text: str) -> None:
    program = compiled({"it": prisoner(f"surname == {literal(text)} && surname.contains({literal(text)})")}, ANY)
    entries = verdict(program, [{"id": "A", "surname": text}, {"id": "B", "surname": text + "x"}])["entries"]
    assert [entry["holds"]["it"] for entry in entries] == ["true", "false"]


@pytest.mark.parametrize(
    "text",
    [text for text in BREAKING[:-2] if text.strip() and not re.search("[\r\u2028\ufeff\u202e]", text)],
)
def test_a_text_of_a_term_or_an_enumeration_means_itself(text: str) -> None:
    terms = {"words": {"type": ["text"], "is": [text]}}
    fields = {"prisoner": {"colour": [text, "another"]}}
    program = compiled(
        {"it": prisoner(f"colour == {literal(text)} && colour in terms.words")}, ANY, terms=terms, fields=fields
    )
    entries = verdict(program, [{"id": "A", "colour": text}, {"id": "B", "colour": "another"}])["entries"]
    assert [entry["holds"]["it"] for entry in entries] == ["true", "false"]
    assert words_of(program) <= {"''", "'on_record'"}


KEYWORDS = [
    "class",
    "lambda",
    "def",
    "pass",
    "global",
    "yield",
    "async",
    "not",
    "is",
    "print",
    "self",
    "entry",
    "header",
]


@pytest.mark.parametrize(
    "name", [*KEYWORDS[:-1], "k0", "t1", "facts", "getattr", "zip", "match", "exec", "eval", "id_", "mro"]
)
def test_a_field_may_have_a_name_that_means_something_to_python(name: str) -> None:
    program = compiled(
        {
            "it": prisoner(f"{name} == 5 && has({name})"),
            f"{name}_": {"of": "list", "is": f"entries.exists(e, e.{name} == 5)", "shown": "true"},
        },
        {**ANY, "r": {"of": "prisoner", "requires": "it"}},
        fields={"prisoner": {name: "int"}},
    )
    found = verdict(program, [{"id": "A", name: 5}, {"id": "B", name: 4}, {"id": "C"}], detail="trace")
    assert [entry["holds"]["it"] for entry in found["entries"]] == ["true", "false", "false"]
    assert found["holds"][f"{name}_"] == "true"


# Whatever the text

LINES = BUNDLED.split(b"\n")
FRAGMENTS = st.sampled_from(
    [bytes([byte]) for byte in b"'\"|[{(\t\xff\x00\n&*"]
    + [b"", b"none", b"open", b"is: ", b"- ", b"  ", b"&a ", b"*a", b"!!x", b"&&", b"9" * 30]
    + [b"age", b" && ", b"terms.", b".size()", b"date(", b"entries.filter(e, ", b"readings: "]
)


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """The bundled ruleset with lines deleted, doubled or swapped, bytes flipped, and fragments put in."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        here, there = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        match draw(st.sampled_from(["delete", "double", "swap", "flip", "insert", "cut"])):
            case "delete":
                del lines[here]
            case "double":
                lines.insert(there, lines[here])
            case "swap":
                lines[here], lines[there] = lines[there], lines[here]
            case "cut":
                lines[here] = lines[here][: draw(st.integers(0, len(lines[here])))]
            case change:
                line = bytearray(lines[here])
                at = draw(st.integers(0, len(line)))
                line[at : at + (change == "flip")] = draw(FRAGMENTS)
                lines[here] = bytes(line)
    return b"\n".join(lines)


@settings(max_examples=60, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(mutations())
def test_a_damaged_ruleset_is_told_what_is_wrong_or_judges(text: bytes) -> None:
    diagnostics = check_text(text)
    assert all(d.code and d.message and d.span.start <= d.span.end for d in diagnostics)
    try:
        program = compile_text(text)
    except RulesetError as error:
        assert [str(d) for d in error.diagnostics] == [str(d) for d in diagnostics]
        return
    assert all(d.severity == "warning" for d in diagnostics)
    header = {"id": "L", "kind": "prisoners", "role": "proposed", "by": program.ruleset.parties[0]}
    found = whole(program, lists=[{**header, "entries": [{"id": "P"}]}], as_of="2025-07-01")
    statuses = {status for rule in found["rules"] if rule["level"] != "advisory" for status in rule["statuses"]}
    assert found["verdict"] != "compliant" or statuses <= {"satisfied", "waived", "not_applicable"}


EXPRESSIONS = st.lists(
    st.sampled_from(
        "pregnant health date_of_birth health_codes terms.t terms.m header.date as_of parties entries individuals e p "
        '1 -7 true "fit" "A" date("2000") && || == != < >= in + - * / % ! ? : ( ) [ ] , .size() .sum() .exists(p, '
        ".filter(p, .map(p, .distinct() .isSorted() .min() .matches( .startsWith( age_on( year( plus( has( size( "
        'days_between( events events.exists(e, events.map(e, e.at e.count e.kind at count "P2D" "PT5H" hours_between( '
        "consented( party action.date".split()
    ),
    min_size=1,
    max_size=12,
).map(" ".join)
SUBJECTS = ["prisoner", "list", "remains", "action", "party", "record"]
HAPPENED = [{"kind": "visit", "actor": "AAA", "count": 3}, {"kind": "sign", "actor": "BBB", "at": "2025-06-05"}]


@settings(max_examples=300, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(EXPRESSIONS, st.sampled_from(SUBJECTS))
def test_whatever_the_expression_it_is_refused_or_judges(expression: str, of: str) -> None:
    terms = {"t": {"type": "int", "is": "5"}, "m": {"type": {"party": "int"}, "is": {"AAA": "5"}}}
    text = one(expression, of, terms=terms)
    if not any(d.severity == "error" for d in check_text(text)):
        program = compile_text(text)
        for kind in ("prisoners", "remains"):
            verdict(program, [{"id": "P"}], kind=kind, detail="trace", events=HAPPENED, action=HAPPENED[0])
