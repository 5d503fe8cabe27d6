"""What a ruleset is told that cannot be compiled: each fault once, in its words, and nothing besides."""

from __future__ import annotations

from typing import Any

import pytest
from tiny import ANY, Json, text_of

from servanda.language import check_text, code, compile_text
from servanda.language.ruleset import languages

MAP = {"m": {"type": {"party": "int"}, "is": {"AAA": "5"}}}
DAY = {"on": 'date("2025-06-01")'}
SINCE = 'as_of > date("2025-06-01")'
DO: Json = {"duty_of": '"AAA"', "do": {"event": ["reply"]}}


def told(text: str) -> list[tuple[str, str]]:
    return [(diagnostic.code, diagnostic.message) for diagnostic in check_text(text)]


@pytest.mark.parametrize(
    ("expression", "of", "code", "message"),
    [
        ('nationality in [natinality, "x"]', "prisoner", "unknown-name", "unknown name `natinality`"),
        ('nationality in ["x", natinality]', "prisoner", "unknown-name", "unknown name `natinality`"),
        (
            'nationality in ["x", pregnant]',
            "prisoner",
            "wrong-type",
            "a list holds words, ints or dates, all of one type",
        ),
        ("terms.m[pregnant] > 1", "prisoner", "wrong-type", "bool cannot be compared with code"),
        ("terms.m[powr] > 1", "prisoner", "unknown-name", "unknown name `powr`"),
        ("surname.startsWith(surnme)", "prisoner", "unknown-name", "unknown name `surnme`"),
        ("surname.startsWith()", "prisoner", "wrong-arguments", "`startsWith` takes one text"),
        ("size(surnme)", "prisoner", "unknown-name", "unknown name `surnme`"),
        ('plus(birth, "P1D") == as_of', "prisoner", "unknown-name", "unknown name `birth`"),
        ("plus(date_of_birth, terms.nn) == as_of", "prisoner", "unknown-name", "unknown term `nn`"),
        ('plus(pregnant, "P1D") == as_of', "prisoner", "wrong-type", "`plus` takes a date, this is bool"),
        (
            "entries.map(e, e.health_codes).size()",
            "list",
            "wrong-type",
            "`map` gives words, bools, ints or dates, this is [id]",
        ),
    ],
)  # fmt: skip
def test_what_an_expression_cannot_mean(expression: str, of: str, code: str, message: str) -> None:
    text = text_of({"it": {"of": of, "is": expression, "shown": "true"}}, ANY, terms=MAP)
    assert told(text) == [(code, message)]


@pytest.mark.parametrize(
    ("parts", "code", "message"),
    [
        ({"includes": {"ruleset": "x"}}, "wrong-shape", "includes are a list"),
        ({"includes": [{"bind": {}}]}, "missing-key", "an include needs `ruleset`"),
        ({"overrides": {"x/y": "C"}}, "unknown-rule", "no included rule `x/y`"),
        ({"fields": {"word": {"x": "int"}}}, "bad-value", "`word` has no fields of its own"),
        (
            {"terms": {"true": {"type": "int", "is": "5"}}},
            "name-taken",
            "`true` is a word of the expression language",
        ),
        ({"terms": {"t": {"is": "5"}}}, "missing-key", "term `t` needs `type`"),
        (
            {"terms": {"t": {"type": "int", "readings": {"A": {"held_by": []}, "B": {"held_by": [], "is": "5"}}}}},
            "missing-key",
            "reading `A` needs `is`",
        ),
        (
            {"clauses": {name: {"text": {"en": "x"}, "standing": how} for name, how in (("C", "agreed"), ("D", "n"))}},
            "bad-value",
            "`n` is not a standing",
        ),
        ({"obligations": {"o": {**DO, "within": "P7D"}}}, "missing-key", "obligation `o` needs `when`"),
        ({"obligations": {"o": {"when": "x", **DO, "within": "P7D"}}}, "wrong-shape", "when is a mapping"),
        (
            {"obligations": {"o": {"when": DAY, **DO, "within": "PT7H"}}},
            "bad-duration",
            "hours are counted from a time, and `on` is a date",
        ),
        (
            {"obligations": {"o": {"when": DAY, **DO, "every": "P0D"}}},
            "bad-duration",
            "a duty is repeated after a time, and this is none",
        ),
        (
            {"obligations": {"o": {"when": DAY, **DO, "every": "P1D", "within": "P7D"}}},
            "bad-trigger",
            "`within` is longer than `every`: what is done late would count for the next period",
        ),
        (
            {"obligations": {"o": {"when": DAY, "duty_of": "CCC", "do": DO["do"], "within": "P7D"}}},
            "unknown-name",
            "unknown name `CCC`",
        ),
        (
            {"obligations": {"o": {"when": DAY, **DO, "duty_of": f'{SINCE} ? "AAA" : "CCC"', "within": "P7D"}}},
            "no-such-value",
            "`CCC` is no party of the ruleset",
        ),
    ],
)  # fmt: skip
def test_what_a_section_cannot_say(parts: Json, code: str, message: str) -> None:
    assert told(text_of(**{"rules": ANY, **parts})) == [(code, message)]


def test_a_source_may_not_be_younger_than_the_day_on_which_all_are_known() -> None:
    source = {"S": {"date": "2024-01-02", "title": "A report", "url": "https://example.org/"}}
    cited = {"C": {"text": {"en": "Something."}, "standing": "agreed", "sources": ["S"]}}
    for known_on, wrong in (("2024-01-01", True), ("2024-01-02", False), (None, False)):
        head = {"known_on": known_on} if known_on else {}
        expected = [("bad-order", "sources are dated after `known_on`: `S`")] if wrong else []
        assert told(text_of(rules=ANY, sources=source, clauses=cited, **head)) == expected


def test_what_comes_to_too_much_code_is_refused(monkeypatch: Any) -> None:
    text = text_of({"it": {"of": "prisoner", "is": "pregnant && fit_to_travel", "shown": "true"}}, ANY)
    assert told(text) == []
    monkeypatch.setattr(code, "MAX_STATEMENTS", 2)
    assert told(text) == [("too-complex", "the ruleset comes to too much code")]


def test_a_ruleset_speaks_the_languages_in_which_all_of_it_is_there() -> None:
    title = {"en": "A tiny agreement", "uk": "Мала угода", "ru": "Малое соглашение"}
    rules = {"any": {**ANY["any"], "message": {"en": "Wrong.", "uk": "Хибно."}}}
    duty = {"o": {"when": DAY, **DO, "within": "P7D", "message": {"en": "Do it.", "ru": "Сделать."}}}
    said = {"rules": rules, "title": title}
    assert languages(compile_text(text_of(**said)).ruleset) == {"en", "uk"}
    assert languages(compile_text(text_of(**said, obligations=duty)).ruleset) == {"en"}
