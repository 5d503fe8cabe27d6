"""What an expression means: a table worked out by hand from docs/language.md, "Unknown, exactly".

Every row is compiled as the one definition of a tiny ruleset and judged like any other, and the cause of what is
undecided shows in the status of a rule that requires it: indeterminate, pending, or not applicable.
"""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest
from tiny import Json, compiled, verdict

from servanda.language import Program
from servanda.language.types import BOOL, DATE, INT, TIME

MISSING, OPEN, SILENT = "because data is missing", "because a term is open", "because a reading is silent"
STATUS = {"violated": False, "indeterminate": MISSING, "pending": OPEN}
HOLDS = {True: "true", False: "false"}

TERMS = {
    "five": {"type": "int", "is": "5"},
    "open_int": {"type": "int", "is": "open"},
    "silent_int": {"type": "int", "is": "none"},
    "open_day": {"type": "date", "is": "open"},
    "silent_day": {"type": "date", "is": "none"},
    "may_2000": {"type": "date", "is": "2000-05"},
    "yes": {"type": "bool", "is": "true"},
    "no": {"type": "bool", "is": "false"},
    "open_bool": {"type": "bool", "is": "open"},
    "silent_bool": {"type": "bool", "is": "none"},
    "word": {"type": "text", "is": "a word"},
    "open_word": {"type": "text", "is": "open"},
    "silent_word": {"type": "text", "is": "none"},
    "month": {"type": "duration", "is": "P1M"},
    "open_length": {"type": "duration", "is": "open"},
    "silent_length": {"type": "duration", "is": "none"},
    "letters": {"type": ["id"], "is": ["A", "B"]},
    "no_letters": {"type": ["id"], "is": []},
    "open_letters": {"type": ["id"], "is": "open"},
    "silent_letters": {"type": ["id"], "is": "none"},
    "numbers": {"type": ["int"], "is": ["1", "5"]},
    "days": {"type": ["date"], "is": ["2000-05-02", "2001"]},
    "quota": {"type": {"party": "int"}, "is": {"AAA": "5"}},
    "half_quota": {"type": {"party": "int"}, "is": {"AAA": "open", "BBB": "none", "MED": "5"}},
    "colours": {"type": {"id": "text"}, "is": {"A": "red"}},
    "truths": {"type": {"id": "bool"}, "is": {"A": "true", "B": "false"}},
    "open_quota": {"type": {"party": "int"}, "is": "open"},
    "silent_quota": {"type": {"party": "int"}, "is": "none"},
}
FIELDS = {
    "prisoner": {
        "flag": "bool",
        "other": "bool",
        "flags": ["bool"],
        "number": "int",
        "second": "int",
        "numbers": ["int"],
        "days": ["date"],
    }
}


def program_of(definitions: Json, rules: Json) -> Program:
    """The program of a ruleset with the terms that its definitions name."""
    written = json.dumps(definitions)
    named = {name: term for name, term in TERMS.items() if f"terms.{name}" in written}
    return compiled(definitions, rules, terms=named, fields=FIELDS)


def value(expression: str, entries: list[dict[str, Any]], of: str = "prisoner", **more: Any) -> Any:
    """A truth, number, day or word; (low, high, cause) of what is inexact; the cause of what is not known at all."""
    definition = {"of": of, "is": expression, "shown": "true"}
    program = program_of({"it": definition}, {"any": {"of": "prisoner", "requires": "flag"}})
    type_ = program.ruleset.definitions["it"].type
    if type_ == BOOL:
        return truth(expression, entries, of, **more)
    found = judged(program, entries, of, **more)["values"]["it"]
    if isinstance(found, list):
        same = f"{found[0]}" if type_ == INT else f'date("{found[0]}")'
        return (*found, truth(f"({expression}) == {same}", entries, of, **more))
    if found is None:
        anything = {INT: "0", DATE: 'date("2000")', TIME: 'date("2000")'}.get(type_, "terms.word")
        return truth(f"({expression}) == {anything}", entries, of, **more)
    return found


def truth(expression: str, entries: list[dict[str, Any]], of: str, **more: Any) -> Any:
    """True, false, or the cause why it is neither."""
    definition = {"of": of, "is": expression, "shown": "true"}
    program = program_of({"it": definition}, {"r": {"of": of, "requires": "it"}})
    found = judged(program, entries, of, **more)
    result = cause(found)
    assert found["holds"]["it"] == HOLDS.get(result, "unknown")
    return result


def cause(found: Any) -> Any:
    """The truth of what the one rule requires, or why it is undecided."""
    statuses = [STATUS[finding["status"]] for finding in found["findings"]]
    quiet = {"compliant": True, "not_applicable": SILENT}
    return statuses[0] if statuses else quiet[found["verdict"]]


def judged(program: Program, entries: list[dict[str, Any]], of: str, **more: Any) -> Any:
    """What is said of the first entry, or of the list."""
    numbered = [{"id": f"P{number}", **entry} for number, entry in enumerate(entries)]
    found = verdict(program, numbered, **more)
    return found if of == "list" else found["entries"][0]


# Truth. Rows are the left operand, columns the right one: true, false, and undecided for lack of data, because a term
# is open, because a reading is silent.

LETTERS = {"t": True, "f": False, "u": MISSING, "o": OPEN, "s": SILENT}
AND = """
  t f u o s
t t f u o s
f f f f f f
u u f u u u
o o f u o o
s s f u o s
"""
OR = """
  t f u o s
t t t t t t
f t f u o s
u t u u u u
o t o u o o
s t s u o s
"""
EQUAL = """
  t f u o s
t t f u o s
f f t u o s
u u u u o s
o o o o o o
s s s s o s
"""


def cells(table: str) -> list[tuple[str, str, Any]]:
    head, *rows = table.strip("\n").split("\n")
    return [(row[0], column, LETTERS[row[at]]) for row in rows for at, column in enumerate(head) if column != " "]


TERM = {"t": "terms.yes", "f": "terms.no", "o": "terms.open_bool", "s": "terms.silent_bool"}


def operand(letter: str, field: str) -> tuple[str, dict[str, bool]]:
    """An expression of a truth, with a field where a field can have it, and the field."""
    if letter in "os":
        return TERM[letter], {}
    return field, {} if letter == "u" else {field: letter == "t"}


OPERATIONS = [(op, *cell) for op, table in (("&&", AND), ("||", OR), ("==", EQUAL)) for cell in cells(table)]


@pytest.mark.parametrize(("op", "left", "right", "expected"), OPERATIONS)
def test_truth(op: str, left: str, right: str, expected: Any) -> None:
    (a, of_a), (b, of_b) = operand(left, "flag"), operand(right, "other")
    if a != b:  # a comparison with itself is refused
        assert value(f"{a} {op} {b}", [{**of_a, **of_b}]) == expected


@pytest.mark.parametrize(("op", "left", "right", "expected"), [row for row in OPERATIONS if "u" not in row[1:3]])
def test_truth_of_constants(op: str, left: str, right: str, expected: Any) -> None:
    a, b = TERM[left], TERM[right]
    if a != b:
        assert value(f"{a} {op} {b}", [{}]) == expected


@pytest.mark.parametrize(("op", "left", "right", "expected"), OPERATIONS)
def test_truth_that_is_calculated(op: str, left: str, right: str, expected: Any) -> None:
    (a, of_a), (b, of_b) = operand(left, "flag"), operand(right, "other")
    assert value(f"(!{a} == false) {op} (!!{b})", [{**of_a, **of_b}]) == expected


@pytest.mark.parametrize(
    ("letter", "expected"), [("t", False), ("f", True), ("u", MISSING), ("o", OPEN), ("s", SILENT)]
)
def test_negation(letter: str, expected: Any) -> None:
    text, fields = operand(letter, "flag")
    assert value(f"!{text}", [fields]) == expected
    assert value(f"!({text} || false)", [fields]) == expected


def test_inequality_is_the_negation_of_equality() -> None:
    for left, right, expected in cells(EQUAL):
        (a, of_a), (b, of_b) = operand(left, "flag"), operand(right, "other")
        if a != b:
            swapped = not expected if isinstance(expected, bool) else expected
            assert value(f"{a} != {b}", [{**of_a, **of_b}]) == swapped


# Everything else of a person. Rows: expression, fields, value.

MAY = {"date_of_birth": "2000-05"}
Y1999 = {"date_of_birth": "1999"}
IN_2000 = {"date_of_birth": "2000", "number": 3}  # on 2 June 2025 aged 24 or 25
AGE = 'age_on(date_of_birth, date("2025-06-02"))'

COMPARISONS: list[tuple[str, dict[str, Any], Any]] = [
    ("number < 5", {"number": 4}, True),
    ("number < 5", {"number": 5}, False),
    ("number < 5", {}, MISSING),
    ("number < 5", {"number": None}, MISSING),
    ("number <= 5", {"number": 5}, True),
    ("number <= 5", {"number": 6}, False),
    ("number > 5", {"number": 6}, True),
    ("number > 5", {"number": 5}, False),
    ("number >= 5", {"number": 5}, True),
    ("number >= 5", {"number": 4}, False),
    ("number == 5", {"number": 5}, True),
    ("number == 5", {"number": 4}, False),
    ("number != 5", {"number": 5}, False),
    ("number != 5", {"number": 4}, True),
    ("number == second", {"number": 5, "second": 5}, True),
    ("number == second", {"number": 5}, MISSING),
    ("number < terms.five", {"number": 4}, True),
    ("number < terms.open_int", {"number": 4}, OPEN),
    ("number < terms.open_int", {}, OPEN),
    ("number < terms.silent_int", {"number": 4}, SILENT),
    ("number < terms.silent_int", {}, SILENT),
    ("terms.open_int == terms.silent_int", {}, OPEN),
    ("terms.silent_int >= terms.open_int", {}, OPEN),
    ("number != terms.open_int", {"number": 4}, OPEN),
    # partial dates: every day of the interval must agree
    ('date_of_birth < date("2000-06-01")', MAY, True),
    ('date_of_birth < date("2000-05-31")', MAY, MISSING),
    ('date_of_birth < date("2000-05-02")', MAY, MISSING),
    ('date_of_birth < date("2000-05-01")', MAY, False),
    ('date_of_birth <= date("2000-05-31")', MAY, True),
    ('date_of_birth <= date("2000-05-30")', MAY, MISSING),
    ('date_of_birth <= date("2000-05-01")', MAY, MISSING),
    ('date_of_birth <= date("2000-04-30")', MAY, False),
    ('date_of_birth > date("2000-04-30")', MAY, True),
    ('date_of_birth > date("2000-05-01")', MAY, MISSING),
    ('date_of_birth > date("2000-05-30")', MAY, MISSING),
    ('date_of_birth > date("2000-05-31")', MAY, False),
    ('date_of_birth >= date("2000-05-01")', MAY, True),
    ('date_of_birth >= date("2000-05-02")', MAY, MISSING),
    ('date_of_birth >= date("2000-05-31")', MAY, MISSING),
    ('date_of_birth >= date("2000-06-01")', MAY, False),
    ('date_of_birth == date("2000-05-01")', MAY, MISSING),
    ('date_of_birth == date("2000-05")', MAY, MISSING),
    ('date_of_birth == date("2000-04-30")', MAY, False),
    ('date_of_birth != date("2000-06-01")', MAY, True),
    ('date_of_birth != date("2000-05-31")', MAY, MISSING),
    ('date_of_birth == date("1999-12-31")', {"date_of_birth": "1999-12-31"}, True),
    ('date_of_birth < date("2000")', Y1999, True),
    ('date_of_birth < date("1999-12")', Y1999, MISSING),
    ("date_of_birth == terms.may_2000", MAY, MISSING),
    ("date_of_birth >= terms.may_2000", {"date_of_birth": "2000-05-31"}, True),
    ("date_of_birth >= terms.may_2000", {"date_of_birth": "2000-05-30"}, MISSING),
    ("date_of_birth < terms.open_day", MAY, OPEN),
    ("date_of_birth < terms.silent_day", {}, SILENT),
    ("date_of_birth < captured_on", {**MAY, "captured_on": "2000-05-31"}, MISSING),
    ("date_of_birth < captured_on", {**MAY, "captured_on": "2000-06"}, True),
    ("date_of_birth < as_of", MAY, True),
    ('as_of == date("2025-06-07")', {}, True),
    ('as_of > date("2025-06-07")', {}, False),
    ("captured_on <= header.date", {"captured_on": "2025-06-07"}, MISSING),  # the list has no date
    # words
    ('service_number == "7"', {"service_number": "7"}, True),
    ('service_number == "7"', {"service_number": "07"}, False),
    ('service_number == "7"', {}, MISSING),
    ('service_number != "7"', {}, MISSING),
    ("service_number == terms.open_word", {"service_number": "7"}, OPEN),
    ("service_number == terms.open_word", {}, OPEN),
    ("service_number == terms.silent_word", {}, SILENT),
    ("terms.silent_word == terms.open_word", {}, OPEN),
    ("service_number == unit", {"service_number": "7", "unit": "7"}, True),
    ("service_number == unit", {"unit": "7"}, MISSING),
    ('health == "fit"', {"health": "fit"}, True),
    ('health == "fit"', {"health": "ill"}, False),
    ('"fit" != health', {}, MISSING),
    ("power == header.by", {"power": "AAA"}, True),
    ("power == header.by", {"power": "MED"}, False),
    ("power == header.to", {"power": "MED"}, MISSING),
]

ARITHMETIC: list[tuple[str, dict[str, Any], Any]] = [
    ("number + 2", {"number": 3}, 5),
    ("number - 5", {"number": 3}, -2),
    ("number * -3", {"number": 3}, -9),
    ("-number", {"number": 3}, -3),
    ("number + second", {"number": 3}, MISSING),
    ("number - number", {}, MISSING),
    ("number + terms.open_int", {"number": 3}, OPEN),
    ("number + terms.open_int", {}, OPEN),
    ("number * terms.silent_int", {}, SILENT),
    ("terms.open_int - terms.silent_int", {}, OPEN),
    ("-terms.silent_int", {}, SILENT),
    ("number * 0", {}, MISSING),  # strict, though zero
    # division truncates, the remainder has the sign of the dividend
    ("number / 2", {"number": 7}, 3),
    ("number / 2", {"number": -7}, -3),
    ("number / -2", {"number": 7}, -3),
    ("number / -2", {"number": -7}, 3),
    ("number / 8", {"number": 7}, 0),
    ("number / 8", {"number": -7}, 0),
    ("number % 2", {"number": 7}, 1),
    ("number % 2", {"number": -7}, -1),
    ("number % -2", {"number": 7}, 1),
    ("number % -2", {"number": -7}, -1),
    ("number % 7", {"number": -7}, 0),
    ("5 / number", {"number": 0}, MISSING),
    ("5 % number", {"number": 0}, MISSING),
    ("terms.open_int / number", {"number": 0}, OPEN),
    ("number % terms.open_int", {"number": 5}, OPEN),
    ("number % terms.silent_int", {}, SILENT),
    # overflow, on both sides
    ("9223372036854775806 + number", {"number": 1}, 2**63 - 1),
    ("9223372036854775807 + number", {"number": 1}, MISSING),
    ("-9223372036854775807 - number", {"number": 1}, -(2**63)),
    ("-9223372036854775808 - number", {"number": 1}, MISSING),
    ("4611686018427387904 * number", {"number": -2}, -(2**63)),
    ("4611686018427387904 * number", {"number": 2}, MISSING),
    ("-9223372036854775808 / number", {"number": -1}, MISSING),
    ("-9223372036854775807 / number", {"number": -1}, 2**63 - 1),
    ("-(-9223372036854775807 - number)", {"number": 1}, MISSING),
    ("-9223372036854775808 % number", {"number": -1}, 0),
    ("(9223372036854775807 + number) * 0", {"number": 1}, MISSING),
    ("9223372036854775807 + 1 + terms.open_int", {}, OPEN),
    # intervals, bound by bound
    (AGE, IN_2000, (24, 25, MISSING)),
    (f"{AGE} + number", IN_2000, (27, 28, MISSING)),
    (f"number - {AGE}", IN_2000, (-22, -21, MISSING)),
    (f"{AGE} - {AGE}", IN_2000, (-1, 1, MISSING)),
    (f"-{AGE}", IN_2000, (-25, -24, MISSING)),
    (f"{AGE} * -2", IN_2000, (-50, -48, MISSING)),
    (f"({AGE} - 24) * ({AGE} - 25)", IN_2000, (-1, 0, MISSING)),
    (f"{AGE} / 5", IN_2000, (4, 5, MISSING)),
    (f"{AGE} / 8", IN_2000, 3),
    (f"{AGE} / -5", IN_2000, (-5, -4, MISSING)),
    (f"100 / ({AGE} - 23)", IN_2000, (50, 100, MISSING)),
    (f"100 / ({AGE} - 24)", IN_2000, MISSING),
    (f"{AGE} % 2", IN_2000, MISSING),
    (f"7 % {AGE}", IN_2000, MISSING),
    (f"{AGE} * 0", IN_2000, 0),
    (f"{AGE} + terms.open_int", IN_2000, OPEN),
    (f"{AGE} < 25", IN_2000, MISSING),
    (f"{AGE} <= 25", IN_2000, True),
    (f"{AGE} < 24", IN_2000, False),
    (f"{AGE} >= 24", IN_2000, True),
    (f"{AGE} == 23", IN_2000, False),
    (f"{AGE} == 24", IN_2000, MISSING),
    (f"{AGE} != 26", IN_2000, True),
    (f"{AGE} < terms.silent_int", IN_2000, SILENT),
]

DATES: list[tuple[str, dict[str, Any], Any]] = [
    ("date_of_birth", {"date_of_birth": "2000-05-02"}, "2000-05-02"),
    ("date_of_birth", MAY, ("2000-05-01", "2000-05-31", MISSING)),
    ("date_of_birth", Y1999, ("1999-01-01", "1999-12-31", MISSING)),
    ("date_of_birth", {}, MISSING),
    ("terms.open_day", {}, OPEN),
    ("terms.silent_day", {}, SILENT),
    ("as_of", {}, "2025-06-07"),
    ("date_of(as_of)", {}, "2025-06-07"),
    ("date_of(date_of_birth)", MAY, ("2000-05-01", "2000-05-31", MISSING)),
    ("date_of(terms.open_day)", {}, OPEN),
    (AGE, {"date_of_birth": "2000-06-02"}, 25),
    (AGE, {"date_of_birth": "2000-06-03"}, 24),
    (AGE, {"date_of_birth": "2000-05"}, 25),
    (AGE, {"date_of_birth": "2000-06"}, (24, 25, MISSING)),
    (AGE, {"date_of_birth": "2000-07"}, 24),
    (AGE, {"date_of_birth": "2025-06-03"}, -1),
    (AGE, {}, MISSING),
    ('age_on(date_of_birth, date("2025"))', {"date_of_birth": "2000-06-02"}, (24, 25, MISSING)),
    ('age_on(date_of_birth, date("2025"))', {"date_of_birth": "2000"}, (24, 25, MISSING)),
    ('age_on(date_of_birth, date("2025"))', {"date_of_birth": "2000-01-01"}, 25),
    ("age_on(date_of_birth, terms.open_day)", {"date_of_birth": "2000"}, OPEN),
    ("age_on(date_of_birth, terms.open_day)", {}, OPEN),
    ("age_on(terms.silent_day, as_of)", {}, SILENT),
    ("age_on(date_of_birth, captured_on)", {"date_of_birth": "2000"}, MISSING),
    ("age_on(date_of_birth, header.date)", {"date_of_birth": "2000"}, MISSING),
    ("year(date_of_birth)", {"date_of_birth": "2000-05-02"}, 2000),
    ("year(date_of_birth)", Y1999, 1999),
    ("year(date_of_birth)", {}, MISSING),
    ("year(terms.open_day)", {}, OPEN),
    ("year(terms.silent_day)", {}, SILENT),
    ("year(flag ? terms.open_day : date_of_birth)", {**Y1999, "flag": False}, 1999),
    ("year(flag ? terms.open_day : date_of_birth)", {**Y1999, "flag": True}, OPEN),
    ("year(flag ? terms.open_day : date_of_birth)", Y1999, MISSING),
    ("days_between(date_of_birth, flag ? terms.open_day : as_of)", {"date_of_birth": "2025-06-02", "flag": False}, 5),
    ("days_between(date_of_birth, flag ? terms.open_day : as_of)", {"date_of_birth": "2025-06-02", "flag": True}, OPEN),
    ("plus(date_of_birth, flag ? terms.month : terms.open_length)", {**MAY, "flag": False}, OPEN),
    ("plus(date_of_birth, flag ? terms.month : terms.open_length)", MAY, MISSING),
    (
        "plus(date_of_birth, flag ? terms.month : terms.open_length)",
        {"date_of_birth": "2000-05-02", "flag": True},
        "2000-06-02",
    ),
    ('year(plus(date_of_birth, "P8M"))', MAY, 2001),
    ('year(plus(date_of_birth, "P7M1D"))', MAY, (2000, 2001, MISSING)),
    ("month(date_of_birth)", {"date_of_birth": "2000-05-02"}, 5),
    ("month(date_of_birth)", MAY, 5),
    ("month(date_of_birth)", Y1999, (1, 12, MISSING)),
    ("month(date_of_birth)", {}, MISSING),
    ("month(terms.open_day)", {}, OPEN),
    ('month(plus(date_of_birth, "P1D"))', MAY, (5, 6, MISSING)),
    ('month(plus(date_of_birth, "P1D"))', Y1999, (1, 12, MISSING)),
    ("day(date_of_birth)", {"date_of_birth": "2000-05-02"}, 2),
    ("day(date_of_birth)", MAY, (1, 31, MISSING)),
    ("day(date_of_birth)", {"date_of_birth": "2000-02"}, (1, 29, MISSING)),
    ("day(date_of_birth)", Y1999, (1, 31, MISSING)),
    ("day(date_of_birth)", {}, MISSING),
    ("day(terms.silent_day)", {}, SILENT),
    ('day(plus(date_of_birth, "P1D"))', {"date_of_birth": "2000-02"}, (1, 31, MISSING)),
    ("days_between(captured_on, as_of)", {"captured_on": "2025-06-01"}, 6),
    ("days_between(as_of, captured_on)", {"captured_on": "2025-06-01"}, -6),
    ("days_between(captured_on, as_of)", {"captured_on": "2024-02"}, (464, 492, MISSING)),
    ("days_between(captured_on, date_of_birth)", {"captured_on": "2000-05", **MAY}, (-30, 30, MISSING)),
    ("days_between(captured_on, as_of)", {}, MISSING),
    ("days_between(captured_on, terms.open_day)", {}, OPEN),
    ('plus(date_of_birth, "P1M")', {"date_of_birth": "2000-01-31"}, "2000-02-29"),
    ('plus(date_of_birth, "P1M")', {"date_of_birth": "2001-01-31"}, "2001-02-28"),
    ('plus(date_of_birth, "P1M")', {"date_of_birth": "2001-01"}, ("2001-02-01", "2001-02-28", MISSING)),
    ('plus(date_of_birth, "P18Y")', {"date_of_birth": "2004-02-29"}, "2022-02-28"),
    ('plus(date_of_birth, "P2W")', {"date_of_birth": "2000-05-20"}, "2000-06-03"),
    ('plus(date_of_birth, "P7999Y")', {"date_of_birth": "2000-05-20"}, "9999-05-20"),
    ('plus(date_of_birth, "P8000Y")', {"date_of_birth": "2000-05-20"}, MISSING),
    ('plus(date_of_birth, "P8000Y")', {"date_of_birth": "1999-05"}, ("9999-05-01", "9999-05-31", MISSING)),
    ('plus(date_of_birth, "P7999Y240D")', MAY, MISSING),  # its last day would be in the year 10000
    ('plus(date_of_birth, "P1D")', {}, MISSING),
    ("plus(date_of_birth, terms.month)", {"date_of_birth": "2000-05-02"}, "2000-06-02"),
    ("plus(date_of_birth, terms.open_length)", {"date_of_birth": "2000-05-02"}, OPEN),
    ("plus(date_of_birth, terms.open_length)", {}, OPEN),
    ("plus(date_of_birth, terms.silent_length)", {}, SILENT),
    ("plus(terms.open_day, terms.month)", {}, OPEN),
    ("plus(terms.silent_day, terms.open_length)", {}, OPEN),
]

WORDS: list[tuple[str, dict[str, Any], Any]] = [
    ('service_number.startsWith("AB")', {"service_number": "ABC"}, True),
    ('service_number.startsWith("AB")', {"service_number": "CAB"}, False),
    ('service_number.startsWith("")', {"service_number": "ABC"}, True),
    ('service_number.startsWith("AB")', {}, MISSING),
    ('service_number.startsWith("")', {}, MISSING),  # strict, though true of every word
    ("service_number.startsWith(unit)", {"service_number": "ABC"}, MISSING),
    ("service_number.startsWith(terms.open_word)", {}, OPEN),
    ("terms.silent_word.startsWith(service_number)", {}, SILENT),
    ('service_number.endsWith("BC")', {"service_number": "ABC"}, True),
    ('service_number.endsWith("BC")', {"service_number": "BCA"}, False),
    ('service_number.endsWith("BC")', {}, MISSING),
    ('service_number.contains("B")', {"service_number": "ABC"}, True),
    ('service_number.contains("b")', {"service_number": "ABC"}, False),
    ("service_number.contains(terms.silent_word)", {"service_number": "ABC"}, SILENT),
    ('service_number.matches("B")', {"service_number": "ABC"}, True),
    ('service_number.matches("^B")', {"service_number": "ABC"}, False),
    ('service_number.matches("^[A-C]{3}$")', {"service_number": "ABC"}, True),
    ('service_number.matches("^[A-C]{3}$")', {"service_number": "ABCD"}, False),
    ('service_number.matches("^..$")', {"service_number": "бв"}, True),
    ('service_number.matches(".*")', {}, MISSING),
    ('terms.open_word.matches(".*")', {}, OPEN),
    ('health.startsWith("seriously_")', {"health": "seriously_ill"}, True),
    ("health", {"health": "fit"}, "fit"),
    ("health", {}, MISSING),
    ("terms.word", {}, "a word"),
    ("terms.open_word", {}, OPEN),
    ("header.by", {}, "AAA"),
    ("header.to", {}, MISSING),
]

MEMBERSHIP: list[tuple[str, dict[str, Any], Any]] = [
    ('"A" in health_codes', {"health_codes": ["B", "A"]}, True),
    ('"A" in health_codes', {"health_codes": ["B"]}, False),
    ('"A" in health_codes', {"health_codes": []}, False),
    ('"A" in health_codes', {}, MISSING),
    ("nationality in health_codes", {"health_codes": ["B"]}, MISSING),
    ("nationality in health_codes", {"health_codes": []}, False),
    ("nationality in health_codes", {}, MISSING),
    ("terms.open_word in health_codes", {"health_codes": ["B"]}, OPEN),
    ("terms.open_word in health_codes", {"health_codes": []}, OPEN),
    ("terms.open_word in health_codes", {}, OPEN),
    ("terms.silent_word in health_codes", {"health_codes": []}, SILENT),
    ("nationality in terms.letters", {"nationality": "B"}, True),
    ("nationality in terms.letters", {"nationality": "C"}, False),
    ("nationality in terms.letters", {}, MISSING),
    ("nationality in terms.no_letters", {}, False),
    ("terms.open_word in terms.no_letters", {}, OPEN),
    ("nationality in terms.open_letters", {"nationality": "B"}, OPEN),
    ("nationality in terms.open_letters", {}, OPEN),
    ("nationality in terms.silent_letters", {}, SILENT),
    ("terms.open_word in terms.silent_letters", {}, OPEN),
    ("power in parties", {"power": "BBB"}, True),
    ("power in parties", {"power": "MED"}, False),
    ("power in third_parties", {"power": "MED"}, True),
    ("power in parties", {}, MISSING),
    # a literal list is a disjunction
    ('health in ["fit", "ill"]', {"health": "ill"}, True),
    ('health in ["fit", "ill"]', {"health": "wounded"}, False),
    ('health in ["fit", "ill"]', {}, MISSING),
    ("nationality in [service_number, unit]", {"nationality": "A", "unit": "A"}, True),
    ("nationality in [service_number, unit]", {"nationality": "A", "unit": "B"}, MISSING),
    ("nationality in [service_number, terms.open_word]", {"nationality": "A"}, MISSING),
    ("nationality in [terms.word, terms.open_word]", {"nationality": "A"}, OPEN),
    ("number in [1, terms.silent_int]", {"number": 2}, SILENT),
    # ints and dates
    ("flag in flags", {"flag": True, "flags": [False, True]}, True),
    ("flag in flags", {"flag": True, "flags": [False]}, False),
    ("flag in flags", {"flag": True}, MISSING),
    ("flag in flags", {"flags": [True]}, MISSING),
    ("flag in flags", {"flags": []}, False),
    ("terms.open_bool in flags", {"flags": []}, OPEN),
    ("terms.open_bool in flags", {}, OPEN),
    ("terms.silent_bool in flags", {"flags": [True]}, SILENT),
    ("number in terms.numbers", {"number": 5}, True),
    ("number in terms.numbers", {"number": 4}, False),
    ("number in terms.numbers", {}, MISSING),
    ("terms.open_int in terms.numbers", {}, OPEN),
    (f"{AGE} in terms.numbers", IN_2000, False),
    (f"{AGE} in [24, 25]", IN_2000, MISSING),
    ("number in numbers", {"number": 5, "numbers": [4, 5]}, True),
    ("number in numbers", {"number": 3, "numbers": [4, 5]}, False),
    ("number in numbers", {"numbers": [4, 5]}, MISSING),
    ("number in numbers", {"numbers": []}, False),
    ("number in numbers", {"number": 5}, MISSING),
    ("date_of_birth in terms.days", {"date_of_birth": "2000-05-02"}, True),
    ("date_of_birth in terms.days", {"date_of_birth": "2000-05-03"}, False),
    ("date_of_birth in terms.days", {"date_of_birth": "2001-05-03"}, MISSING),
    ("date_of_birth in terms.days", MAY, MISSING),
    ("date_of_birth in days", {"date_of_birth": "2000-05-02", "days": ["2000-05-02", "1999"]}, True),
    ("date_of_birth in days", {"date_of_birth": "1999-05-02", "days": ["2000-05-02", "1999"]}, MISSING),
]

LOOKING_UP: list[tuple[str, dict[str, Any], Any]] = [
    ("terms.quota[power]", {"power": "AAA"}, 5),
    ("terms.quota[power]", {"power": "BBB"}, MISSING),  # no such key
    ("terms.quota[power]", {}, MISSING),
    ('terms.quota["AAA"]', {}, 5),
    ("terms.open_quota[power]", {"power": "AAA"}, OPEN),
    ("terms.open_quota[power]", {}, OPEN),
    ("terms.silent_quota[power]", {}, SILENT),
    ("terms.quota[power] > 4", {"power": "AAA"}, True),
    ("terms.half_quota[power]", {"power": "AAA"}, OPEN),
    ("terms.half_quota[power]", {"power": "BBB"}, SILENT),
    ("terms.half_quota[power]", {"power": "MED"}, 5),
    ("terms.half_quota[power] + number", {"power": "BBB"}, SILENT),
    ("terms.half_quota[power]", {}, MISSING),
    ("terms.colours[nationality]", {"nationality": "A"}, "red"),
    ("terms.colours[nationality]", {"nationality": "B"}, MISSING),
    ("terms.colours[terms.open_word]", {}, OPEN),
    ("terms.truths[nationality]", {"nationality": "A"}, True),
    ("terms.truths[nationality]", {"nationality": "B"}, False),
    ("terms.truths[nationality]", {"nationality": "C"}, MISSING),
]

CHOICES: list[tuple[str, dict[str, Any], Any]] = [
    ("flag ? 1 : 2", {"flag": True}, 1),
    ("flag ? 1 : 2", {"flag": False}, 2),
    ("flag ? 1 : 2", {}, MISSING),
    ("flag ? 1 : 1", {}, 1),
    ("flag ? number : 5", {"flag": False}, 5),
    ("flag ? number : 5", {"flag": True}, MISSING),
    ("flag ? number : 5", {"number": 5}, 5),
    ("flag ? number : number", {}, MISSING),
    ("flag ? terms.open_int : 5", {"flag": False}, 5),
    ("flag ? terms.open_int : 5", {"flag": True}, OPEN),
    ("flag ? terms.open_int : 5", {}, MISSING),
    ("terms.open_bool ? number : 5", {"number": 4}, OPEN),
    ("terms.open_bool ? number : 5", {}, MISSING),
    ("terms.open_bool ? number : 5", {"number": 5}, 5),
    ("terms.open_bool ? terms.silent_int : 5", {}, OPEN),
    ("terms.silent_bool ? terms.open_int : 5", {}, OPEN),
    ("terms.silent_bool ? 4 : 5", {}, SILENT),
    (f"flag ? {AGE} : 5", {**IN_2000, "flag": True}, (24, 25, MISSING)),
    (f"flag ? {AGE} : {AGE}", IN_2000, (24, 25, MISSING)),
    (f"flag ? {AGE} : {AGE} + 0", IN_2000, (24, 25, MISSING)),
    (f"flag ? {AGE} : 24", IN_2000, MISSING),
    (f"terms.open_bool ? {AGE} : {AGE}", IN_2000, (24, 25, MISSING)),
    ('flag ? date_of_birth : date("2000-05")', MAY, ("2000-05-01", "2000-05-31", MISSING)),
    ('flag ? date_of_birth : date("2000-05-02")', {"date_of_birth": "2000-05-02"}, "2000-05-02"),
    ('flag ? date_of_birth : date("2000-05-02")', MAY, MISSING),
    ('flag ? "yes" : "no"', {"flag": True}, "yes"),
    ('flag ? "yes" : "no"', {}, MISSING),
    ('flag ? unit : "no"', {"unit": "no"}, "no"),
    ('flag ? unit : "no"', {}, MISSING),
    ('terms.open_bool ? "yes" : "no"', {}, OPEN),
    ('terms.open_bool ? unit : "no"', {}, MISSING),
    ('flag ? terms.silent_word : "no"', {"flag": True}, SILENT),
    ("flag ? other : true", {"other": True}, True),
    ("flag ? other : false", {"other": False}, False),
    ("flag ? other : true", {"other": False}, MISSING),
    ("flag ? other : true", {"flag": False}, True),
    ("flag ? terms.open_bool : true", {"flag": True}, OPEN),
    ("terms.open_bool ? terms.silent_bool : true", {}, OPEN),
    ("terms.silent_bool ? terms.open_bool : true", {}, OPEN),
    ("terms.silent_bool ? true : false", {}, SILENT),
    ("terms.yes ? number : second", {"number": 3}, 3),
]

PRESENCE: list[tuple[str, dict[str, Any], Any]] = [
    ("has(health)", {"health": "fit"}, True),
    ("has(health)", {}, False),
    ("has(health)", {"health": None}, False),
    ("has(health)", {"on_record": ["health"]}, True),
    ("has(health)", {"on_record": ["rank"]}, False),
    ("has(flag)", {"flag": False}, True),
    ("has(flag)", {}, False),
    ("has(number)", {"number": 0}, True),
    ("has(date_of_birth)", Y1999, True),
    ("has(health_codes)", {"health_codes": []}, True),
    ("has(health_codes)", {}, False),
    ("has(header.date)", {}, False),
    ("has(header.kind)", {}, True),
    ('has(health) && health == "fit"', {"on_record": ["health"]}, MISSING),
    ('has(health) && health == "fit"', {}, False),
    ('!has(health) || health != "fit"', {}, True),
    ("header.final", {}, False),  # absent: an open tranche, never unknown
    ("has(header.final)", {}, True),
]

LISTS_OF_WORDS: list[tuple[str, dict[str, Any], Any]] = [
    ("health_codes.size()", {"health_codes": ["A", "A"]}, 2),
    ("size(health_codes)", {"health_codes": []}, 0),
    ("health_codes.size()", {}, MISSING),
    ("terms.open_letters.size()", {}, OPEN),
    ("terms.silent_letters.size()", {}, SILENT),
    ("health_codes.distinct().size()", {"health_codes": ["A", "B", "A"]}, 2),
    ("health_codes.distinct().size()", {"health_codes": ["AB1", "AB2"]}, 2),
    ("health_codes.distinct().size()", {}, MISSING),
    ("terms.open_letters.distinct().size()", {}, OPEN),
    ('health_codes.exists(c, c == "A")', {"health_codes": ["B", "A"]}, True),
    ('health_codes.exists(c, c == "A")', {"health_codes": ["B"]}, False),
    ('health_codes.exists(c, c == "A")', {"health_codes": []}, False),
    ('health_codes.exists(c, c == "A")', {}, MISSING),
    ("health_codes.exists(c, c == nationality)", {"health_codes": ["B"]}, MISSING),
    ("health_codes.exists(c, c == nationality)", {"health_codes": []}, False),
    ("health_codes.exists(c, c == terms.open_word)", {"health_codes": ["B"]}, OPEN),
    ('health_codes.exists(c, c == "B" || c == nationality)', {"health_codes": ["A", "B"]}, True),
    ('terms.open_letters.exists(c, c == "A")', {}, OPEN),
    ("terms.silent_letters.exists(c, true)", {}, SILENT),
    ('health_codes.all(c, c == "A")', {"health_codes": ["A", "A"]}, True),
    ('health_codes.all(c, c == "A")', {"health_codes": ["A", "B"]}, False),
    ('health_codes.all(c, c == "A")', {"health_codes": []}, True),
    ('health_codes.all(c, c == "A")', {}, MISSING),
    ('health_codes.all(c, c == "A" && c == nationality)', {"health_codes": ["A", "B"]}, False),
    ("health_codes.all(c, c == nationality)", {"health_codes": ["A"]}, MISSING),
    ("terms.silent_letters.all(c, true)", {}, SILENT),
    ('health_codes.exists_one(c, c == "A")', {"health_codes": ["A", "B"]}, True),
    ('health_codes.exists_one(c, c == "A")', {"health_codes": ["A", "A"]}, False),
    ('health_codes.exists_one(c, c == "A")', {"health_codes": ["B"]}, False),
    ('health_codes.exists_one(c, c == "A")', {"health_codes": []}, False),
    ('health_codes.exists_one(c, c == "A")', {}, MISSING),
    ('health_codes.exists_one(c, c == "A" || c == nationality)', {"health_codes": ["A", "A", "B"]}, False),
    ('health_codes.exists_one(c, c == "A" || c == nationality)', {"health_codes": ["A", "B"]}, MISSING),
    ("health_codes.exists_one(c, c == terms.silent_word)", {"health_codes": ["A"]}, SILENT),
    ("terms.open_letters.exists_one(c, true)", {}, OPEN),
    ('health_codes.filter(c, c != "A").size()', {"health_codes": ["A", "B"]}, 1),
    ("health_codes.filter(c, c == nationality).size()", {"health_codes": ["A", "B"]}, (0, 2, MISSING)),
    ("health_codes.filter(c, c == terms.open_word).size()", {"health_codes": ["A", "B"]}, (0, 2, OPEN)),
    ("health_codes.filter(c, c == terms.silent_word).size()", {"health_codes": ["A"]}, (0, 1, SILENT)),
    ("health_codes.filter(c, true).size()", {}, MISSING),
    ("terms.open_letters.filter(c, true).size()", {}, OPEN),
    ("health_codes.filter(c, c == terms.open_word).size() + number", {"health_codes": ["A"]}, MISSING),
    ("health_codes.filter(c, c == terms.open_word).size() == 0", {"health_codes": ["A"]}, OPEN),
    ("health_codes.filter(c, c == terms.open_word).size() < 2", {"health_codes": ["A"]}, True),
    ('"A" in health_codes.filter(c, c == nationality)', {"health_codes": ["A", "B"]}, MISSING),
    ('"C" in health_codes.filter(c, c == nationality)', {"health_codes": ["A", "B"]}, False),
    ('"A" in health_codes.filter(c, c == terms.open_word)', {"health_codes": ["A", "B"]}, OPEN),
    ("health_codes.map(c, c == nationality).exists(b, b)", {"health_codes": ["A"], "nationality": "A"}, True),
    ("health_codes.map(c, c == nationality).exists(b, b)", {"health_codes": ["A"]}, MISSING),
    ('health_codes.map(c, c != "A", c).size()', {"health_codes": ["A", "B", "C"]}, 2),
    ("health_codes.map(c, c == nationality, 1).sum()", {"health_codes": ["A", "B"]}, (0, 2, MISSING)),
    ("health_codes.map(c, number).sum()", {"health_codes": []}, 0),
    ("health_codes.map(c, number).sum()", {"health_codes": ["A"]}, MISSING),
    ("health_codes.map(c, true).size()", {}, MISSING),
    ("parties.exists(p, third_parties.all(t, p == power && t != power))", {"power": "AAA"}, True),
    ("parties.exists(p, third_parties.all(t, p == power && t != power))", {}, MISSING),
]

LISTS_OF_NUMBERS: list[tuple[str, dict[str, Any], Any]] = [
    ("numbers.sum()", {"numbers": [3, -1, 3]}, 5),
    ("numbers.sum()", {"numbers": []}, 0),
    ("numbers.sum()", {}, MISSING),
    ("numbers.min()", {"numbers": [3, -1]}, -1),
    ("numbers.max()", {"numbers": [3, -1]}, 3),
    ("numbers.min()", {"numbers": []}, MISSING),
    ("numbers.max()", {}, MISSING),
    ("numbers.distinct().sum()", {"numbers": [3, 3, 1]}, 4),
    ("numbers.isSorted()", {"numbers": [1, 1, 2]}, True),
    ("numbers.isSorted()", {"numbers": [1, 2, 1]}, False),
    ("numbers.isSorted()", {"numbers": []}, True),
    ("numbers.isSorted()", {"numbers": [1]}, True),
    ("numbers.isSorted()", {}, MISSING),
    ("terms.numbers.sum()", {}, 6),
    ("[number, 2].sum()", {"number": 3}, 5),
    ("[number, 2].sum()", {}, MISSING),
    ("[terms.open_int, number].sum()", {}, OPEN),
    ("[terms.open_int, terms.silent_int].sum()", {}, OPEN),
    ("[terms.silent_int, 2].min()", {}, SILENT),
    ("[number, 2].min()", {}, MISSING),
    ("[number, 2].isSorted()", {"number": 2}, True),
    ("[number, 2].isSorted()", {"number": 3}, False),
    ("[number, 2].isSorted()", {}, MISSING),
    ("[5, number, 2].isSorted()", {}, False),  # whatever the number
    ("[1, terms.silent_int, 2].isSorted()", {}, SILENT),
    (f"[{AGE}, 30].sum()", IN_2000, (54, 55, MISSING)),
    (f"[{AGE}, 30].max()", IN_2000, 30),
    (f"[{AGE}, 30].min()", IN_2000, (24, 25, MISSING)),
    (f"[{AGE}, 24].max()", IN_2000, (24, 25, MISSING)),
    (f"[{AGE}, 24].min()", IN_2000, 24),
    (f"[{AGE}, 25].isSorted()", IN_2000, True),
    (f"[{AGE}, 24].isSorted()", IN_2000, MISSING),
    (f"[{AGE}, 23].isSorted()", IN_2000, False),
    (f"[{AGE}, 24, 24].distinct().size()", IN_2000, (1, 2, MISSING)),
    ("[9223372036854775807, number].sum()", {"number": 0}, 2**63 - 1),
    ("[9223372036854775807, number].sum()", {"number": 1}, MISSING),
    ("[9223372036854775807, 1, number].sum()", {"number": -1}, 2**63 - 1),
    ("days.min()", {"days": ["2000-05", "2000-05-10"]}, ("2000-05-01", "2000-05-10", MISSING)),
    ("days.max()", {"days": ["2000-05", "2000-05-10"]}, ("2000-05-10", "2000-05-31", MISSING)),
    ("days.min()", {"days": ["2000-05-02", "1999-05-02"]}, "1999-05-02"),
    ("days.min()", {"days": []}, MISSING),
    ("days.isSorted()", {"days": ["1999", "2000-05"]}, True),
    ("days.isSorted()", {"days": ["2000-05", "2000"]}, MISSING),
    ("days.isSorted()", {"days": ["2000-05", "1999"]}, False),
    ("[date_of_birth, as_of].min()", {"date_of_birth": "2000-05-02"}, "2000-05-02"),
    ("[date_of_birth, terms.open_day].max()", {}, OPEN),
]

OF_A_PERSON = [
    *COMPARISONS,
    *ARITHMETIC,
    *DATES,
    *WORDS,
    *MEMBERSHIP,
    *LOOKING_UP,
    *CHOICES,
    *PRESENCE,
    *LISTS_OF_WORDS,
    *LISTS_OF_NUMBERS,
]


@pytest.mark.parametrize(("expression", "fields", "expected"), OF_A_PERSON)
def test_of_a_person(expression: str, fields: dict[str, Any], expected: Any) -> None:
    found = value(expression, [fields])
    assert (type(found), found) == (type(expected), expected)


# Of a list. Rows: expression, entries, value.

YES, NO, UNSAID = {"flag": True, "number": 3}, {"flag": False, "number": 4}, {"number": 5}
Y2000 = {"date_of_birth": "2000", "flag": True}

ENTRIES: list[tuple[str, list[dict[str, Any]], Any]] = [
    ("entries.size()", [YES, NO], 2),
    ("size(entries)", [UNSAID], 1),
    ("entries.exists(e, e.flag)", [NO, YES], True),
    ("entries.exists(e, e.flag)", [NO, UNSAID], MISSING),
    ("entries.exists(e, e.flag)", [UNSAID, YES], True),
    ("entries.exists(e, e.flag)", [NO, NO], False),
    ("entries.exists(e, e.flag && terms.open_bool)", [NO, YES], OPEN),
    ("entries.exists(e, e.flag && terms.open_bool)", [UNSAID, YES], MISSING),
    ("entries.exists(e, e.flag && terms.silent_bool)", [NO], False),
    ("entries.all(e, e.flag)", [YES, YES], True),
    ("entries.all(e, e.flag)", [YES, UNSAID], MISSING),
    ("entries.all(e, e.flag)", [UNSAID, NO], False),
    ("entries.all(e, e.flag || terms.open_bool)", [YES, NO], OPEN),
    ("entries.exists_one(e, e.flag)", [YES, NO], True),
    ("entries.exists_one(e, e.flag)", [YES, YES], False),
    ("entries.exists_one(e, e.flag)", [NO, NO], False),
    ("entries.exists_one(e, e.flag)", [YES, UNSAID], MISSING),
    ("entries.exists_one(e, e.flag)", [YES, YES, UNSAID], False),
    ("entries.exists_one(e, e.flag)", [UNSAID], MISSING),
    ("entries.exists_one(e, e.flag && terms.silent_bool)", [YES, NO], SILENT),
    ("entries.filter(e, e.flag).size()", [YES, NO, YES], 2),
    ("entries.filter(e, e.flag).size()", [YES, NO, UNSAID], (1, 2, MISSING)),
    ("entries.filter(e, e.flag && terms.open_bool).size()", [YES, NO], (0, 1, OPEN)),
    ("entries.filter(e, e.flag && terms.open_bool).size()", [YES, UNSAID], (0, 2, MISSING)),
    ("entries.filter(e, e.flag).exists(f, f.number > 3)", [YES, NO, UNSAID], MISSING),
    ("entries.filter(e, e.flag).exists(f, f.number > 5)", [YES, NO, UNSAID], False),
    ("entries.filter(e, e.flag).exists(f, f.number > 2)", [YES, NO, UNSAID], True),
    ("entries.filter(e, e.flag).all(f, f.number > 2)", [YES, NO, UNSAID], True),
    ("entries.filter(e, e.flag).all(f, f.number < 5)", [YES, NO, UNSAID], MISSING),
    ("entries.filter(e, e.flag).all(f, f.number > 3)", [YES, NO, UNSAID], False),
    ("entries.filter(e, e.flag).exists_one(f, f.number > 2)", [YES, UNSAID], MISSING),
    ("entries.filter(e, e.flag).filter(f, f.number > 3).size()", [YES, UNSAID], (0, 1, MISSING)),
    ("entries.map(e, e.number).sum()", [YES, NO], 7),
    ("entries.map(e, e.number).sum()", [YES, {}], MISSING),
    ("entries.filter(e, e.flag).map(e, e.number).sum()", [YES, NO, UNSAID], (3, 8, MISSING)),
    ("entries.filter(e, e.flag).map(e, -e.number).sum()", [YES, NO, UNSAID], (-8, -3, MISSING)),
    ("entries.map(e, e.flag, e.number).sum()", [YES, NO, UNSAID], (3, 8, MISSING)),
    ("entries.map(e, e.flag, e.number + terms.open_int).sum()", [UNSAID], OPEN),
    ("entries.map(e, e.flag, e.number + terms.open_int).sum()", [NO], 0),
    ("entries.map(e, e.flag && terms.open_bool, e.number).sum()", [YES], (0, 3, OPEN)),
    ("entries.map(e, e.flag && terms.silent_bool, e.number).sum()", [YES], (0, 3, SILENT)),
    ("entries.map(e, e.flag, e.number).min()", [YES, NO, UNSAID], 3),
    ("entries.map(e, e.flag, e.number).max()", [YES, NO, UNSAID], (3, 5, MISSING)),
    ("entries.map(e, e.flag, 1 - e.number).min()", [YES, UNSAID], (-4, -2, MISSING)),
    ("entries.map(e, e.flag, e.number).min()", [NO], MISSING),
    ("entries.map(e, e.flag, e.number).min()", [UNSAID], MISSING),
    ("entries.map(e, e.flag && terms.open_bool, e.number).min()", [YES], OPEN),
    ("entries.map(e, e.flag, e.number).max()", [YES, {"flag": True}], MISSING),
    ("entries.map(e, year(e.date_of_birth)).max()", [Y2000, Y2000], 2000),
    ("entries.map(e, e.date_of_birth).min()", [Y2000, Y2000], ("2000-01-01", "2000-12-31", MISSING)),
    ("entries.map(e, e.number).distinct().size()", [YES, YES, NO], 2),
    ("entries.map(e, e.number).distinct().size()", [YES, {}], (1, 2, MISSING)),
    ("entries.map(e, e.flag, e.number).distinct().size()", [YES, {"number": 3}, UNSAID], (1, 2, MISSING)),
    ("entries.map(e, e.service_number).distinct().size()", [{"service_number": "1"}, {"service_number": "1"}], 1),
    ("entries.map(e, e.service_number).distinct().size()", [{"service_number": "1"}, {}], (1, 2, MISSING)),
    ("entries.map(e, e.number).isSorted()", [YES, NO, UNSAID], True),
    ("entries.map(e, e.number).isSorted()", [NO, YES], False),
    ("entries.map(e, e.number).isSorted()", [YES, {}], MISSING),
    ("entries.map(e, e.flag, e.number).isSorted()", [UNSAID, YES], MISSING),
    ("entries.map(e, e.flag, e.number).isSorted()", [{"number": 1}, YES], True),
    ("entries.map(e, e.flag, -e.number).isSorted()", [YES, UNSAID, {**YES, "number": 4}], False),
    ("entries.map(e, e.flag && terms.open_bool, e.number).isSorted()", [NO, {**YES, "number": 9}, YES], OPEN),
    ('"7" in entries.map(e, e.service_number)', [{"service_number": "7"}, {}], True),
    ('"7" in entries.map(e, e.service_number)', [{"service_number": "8"}, {}], MISSING),
    ("3 in entries.map(e, e.number)", [YES, {}], True),
    ("3 in entries.map(e, e.number)", [NO, {}], MISSING),
    ("3 in entries.map(e, e.flag, e.number)", [{"number": 3}], MISSING),
    ("2 in entries.map(e, e.flag, e.number)", [{"number": 3}], False),
    ('entries.exists(e, e.health_codes.exists(c, c == "A"))', [{"health_codes": ["B"]}, {"health_codes": ["A"]}], True),
    ('entries.exists(e, e.health_codes.exists(c, c == "A"))', [{"health_codes": ["B"]}, {}], MISSING),
    ("entries.exists(e, has(e.health))", [{}, {"health": "fit"}], True),
    ("entries.exists(e, has(e.health))", [{}, {}], False),
    ("entries.exists(e, has(e.container))", [YES], False),  # a field of remains
    ('entries.exists(e, e.container == "B1")', [YES], MISSING),
    ("entries.all(e, e.power == by)", [{"power": "AAA"}], True),
    ("individuals", [YES, NO], 2),
    ("individuals", [{"service_number": "1"}, {"service_number": "2"}], 2),
    ("individuals", [{"service_number": "1"}, {"service_number": "1"}, YES], (2, 3, MISSING)),
    ("individuals >= 2", [{"service_number": "1"}, {"service_number": "1"}, YES], True),
    ("individuals >= 3", [{"service_number": "1"}, {"service_number": "1"}, YES], MISSING),
    ("final", [YES], False),
    ("to == by", [YES], MISSING),
    ('kind == "prisoners"', [YES], True),
]


@pytest.mark.parametrize(("expression", "entries", "expected"), ENTRIES)
def test_of_a_list(expression: str, entries: list[dict[str, Any]], expected: Any) -> None:
    found = value(expression, entries, "list")
    assert (type(found), found) == (type(expected), expected)


def test_a_list_that_is_final_says_so() -> None:
    assert value("final", [YES], "list", header={"final": True}) is True
    assert value("final", [YES], "list", header={"final": None}) is False


def test_remains_are_counted_by_what_is_told_of_them() -> None:
    whole, told = {"completeness": "whole"}, {"profiles": ["p1", "p2"]}
    assert value("individuals", [{}, {}], "list", kind="remains") == (1, 2, MISSING)
    assert value("individuals", [whole, told, told], "list", kind="remains") == 3
    assert value("individuals", [whole, {"completeness": "commingled"}], "list", kind="remains") == MISSING
    assert value("entries.size()", [{}, {}], "list", kind="remains") == 2


@pytest.mark.parametrize(
    ("as_of", "shown", "expected"),
    [
        ("2025-06-01", "2025-06-01", "2025-06-01"),
        ("2025-06-01T20:59:59Z", "2025-06-01T23:59:59+03:00", "2025-06-01"),
        ("2025-06-01T21:00:00Z", "2025-06-02T00:00:00+03:00", "2025-06-02"),
        ("2025-06-02T00:00:00+03:00", "2025-06-02T00:00:00+03:00", "2025-06-02"),
    ],
)
def test_an_instant_is_a_day_in_the_zone_of_the_ruleset(as_of: str, shown: str, expected: str) -> None:
    assert value("as_of", [{}], as_of=as_of) == shown
    assert value("date_of(as_of)", [{}], as_of=as_of) == expected
    assert value(f'as_of == date("{expected}")', [{}], as_of=as_of) is True


# Definitions, and what they pass on

INSIDE = {"t": "flag", "f": "flag", "u": "flag", "o": "terms.open_bool", "s": "terms.silent_bool"}


@pytest.mark.parametrize(
    ("letter", "through"), list(product("tfuos", ("inner", "!!inner", "inner && true", "inner || false")))
)
def test_a_definition_passes_on_what_it_rests_on(letter: str, through: str) -> None:
    definitions = {
        "inner": {"of": "prisoner", "is": INSIDE[letter]},
        "it": {"of": "prisoner", "is": through, "shown": "true"},
    }
    program = program_of(definitions, {"r": {"of": "prisoner", "requires": "it"}})
    fields = {"t": {"flag": True}, "f": {"flag": False}}.get(letter, {})
    assert cause(judged(program, [fields], "prisoner")) == LETTERS[letter]


@pytest.mark.parametrize(
    ("letter", "expected"), [("t", True), ("f", False), ("u", MISSING), ("o", OPEN), ("s", SILENT)]
)
def test_a_list_reaches_the_definitions_of_its_entries(letter: str, expected: Any) -> None:
    definitions = {
        "inner": {"of": "prisoner", "is": INSIDE[letter]},
        "it": {"of": "list", "is": "entries.exists(e, e.inner)", "shown": "true"},
    }
    program = program_of(definitions, {"r": {"of": "list", "requires": "it"}})
    fields = {"t": {"flag": True}, "f": {"flag": False}}.get(letter, {})
    assert cause(judged(program, [fields], "list")) == expected


@pytest.mark.parametrize(
    ("birth", "expected"), [("2000-06-02", 25), ("2000-06-03", 24), ("2000", [24, 25]), (None, None)]
)
def test_a_list_reaches_the_values_of_its_entries(birth: str | None, expected: Any) -> None:
    definitions = {
        "age": {"of": "prisoner", "is": AGE},
        "oldest": {"of": "list", "is": "entries.map(e, e.age).max()", "shown": "true"},
    }
    program = program_of(definitions, {"r": {"of": "prisoner", "requires": "flag"}})
    assert judged(program, [{"date_of_birth": birth}], "list")["values"]["oldest"] == expected


LEAP_DAY = [("2022-02-27", 17, 17), ("2022-02-28", 17, 18), ("2022-03-01", 18, 18), ("2022", [17, 18], [17, 18])]


@pytest.mark.parametrize(("on", "mar_1", "feb_28"), LEAP_DAY)
def test_who_is_born_on_29_february_comes_of_age_by_the_convention(on: str, mar_1: Any, feb_28: Any) -> None:
    definitions = {"age": {"of": "prisoner", "is": "age_on(date_of_birth, captured_on)", "shown": "true"}}
    rules = {"r": {"of": "prisoner", "requires": "flag"}}
    for leap_day, expected in (("mar-1", mar_1), ("feb-28", feb_28)):
        conventions = {"time_zone": "UTC", "leap_day": leap_day}
        program = compiled(definitions, rules, fields=FIELDS, conventions=conventions)
        found = judged(program, [{"date_of_birth": "2004-02-29", "captured_on": on}], "prisoner")
        assert found["values"]["age"] == expected


# Worlds: what readings do to a rule

READINGS = {
    "YES": {"held_by": ["AAA"], "is": "true"},
    "NO": {"held_by": ["BBB"], "is": "false"},
    "FLAG": {"held_by": [], "is": "flag"},
    "SILENT": {"held_by": ["AAA"], "is": "none"},
    "OPEN": {"held_by": ["BBB"], "is": "terms.open_bool"},
}


@pytest.mark.parametrize(
    ("names", "fields", "status", "holds"),
    [
        (["YES", "NO"], {}, "disputed", "disputed"),
        (["YES", "FLAG"], {"flag": True}, "satisfied", "true"),
        (["YES", "FLAG"], {"flag": False}, "disputed", "disputed"),
        (["YES", "FLAG"], {}, "indeterminate", "unknown"),
        (["NO", "FLAG"], {"flag": False}, "violated", "false"),
        (["NO", "FLAG"], {}, "indeterminate", "unknown"),
        (["YES", "SILENT"], {}, "satisfied", "true"),
        (["NO", "SILENT"], {}, "violated", "false"),
        (["FLAG", "SILENT"], {}, "indeterminate", "unknown"),
        (["YES", "OPEN"], {}, "pending", "unknown"),
        (["NO", "OPEN"], {}, "disputed", "unknown"),
        (["SILENT", "OPEN"], {}, "pending", "unknown"),
        (["FLAG", "OPEN"], {}, "indeterminate", "unknown"),
        (["YES", "NO", "SILENT"], {}, "disputed", "disputed"),
    ],
)
def test_a_rule_folds_its_worlds(names: list[str], fields: dict[str, Any], status: str, holds: str) -> None:
    definition = {"of": "prisoner", "shown": "true", "readings": {name: READINGS[name] for name in names}}
    program = program_of({"it": definition}, {"r": {"of": "prisoner", "requires": "it"}})
    found = judged(program, [fields], "prisoner", detail="trace")
    assert (found["rules"][0]["status"], found["holds"]["it"]) == (status, holds)


PREMISES = {True: "terms.yes", False: "terms.no", MISSING: "flag", OPEN: "terms.open_bool", SILENT: "terms.silent_bool"}


@pytest.mark.parametrize(
    ("applies", "unless", "requires", "status"),
    [
        (False, True, False, "not_applicable"),
        (False, MISSING, MISSING, "not_applicable"),
        (True, True, False, "waived"),
        (MISSING, True, False, "waived"),
        (True, False, True, "satisfied"),
        (True, MISSING, True, "satisfied"),
        (MISSING, MISSING, True, "satisfied"),
        (True, False, False, "violated"),
        (True, MISSING, False, "indeterminate"),
        (MISSING, False, False, "indeterminate"),
        (True, False, MISSING, "indeterminate"),
        (True, False, OPEN, "pending"),
        (OPEN, False, False, "pending"),
        (True, OPEN, False, "pending"),
        (OPEN, MISSING, False, "indeterminate"),
        (True, SILENT, OPEN, "pending"),
        (True, False, SILENT, "not_applicable"),
        (SILENT, False, False, "not_applicable"),
        (SILENT, True, False, "waived"),
        (SILENT, False, MISSING, "indeterminate"),
        (SILENT, SILENT, True, "satisfied"),
    ],
)
def test_the_parts_of_a_rule_in_one_world(applies: Any, unless: Any, requires: Any, status: str) -> None:
    definitions = {
        name: {"of": "prisoner", "is": PREMISES[part]}
        for name, part in (("a", applies), ("u", unless), ("r", requires))
    }
    rules = {"rule": {"of": "prisoner", "applies": "a", "unless": "u", "requires": "r"}}
    program = program_of(definitions, rules)
    assert judged(program, [{}], "prisoner", detail="trace")["rules"][0]["status"] == status
