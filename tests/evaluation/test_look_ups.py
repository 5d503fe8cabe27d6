"""A register names some people in several rows, and several entries of a list in one: what is said of each of them."""

from __future__ import annotations

import random
from typing import Any

import pytest
from people import Population
from tiny import Json, compiled, whole

from servanda.evaluation import pairing
from servanda.evaluation.persons import People

FIELDS = ("surname", "given_names", "patronymic", "date_of_birth", "service_number", "last_event", "last_event_on")
PROGRAM = compiled(
    {"free": {"of": "prisoner", "is": '!has(register_event) || register_event != "exchanged"'}},
    {"not_exchanged": {"of": "prisoner", "requires": "free"}},
)
FREE, REVIEW, GONE = "compliant", "indeterminate", "non_compliant"

N = "Коваленко|Олександр|Іванович|1990-05-02"
LATIN = "Kovalenko|Aleksandr|Ivanovich|1990-05-02"
GONE_N, GONE_LATIN = f"{N}||exchanged|2024-01-01", f"{LATIN}||exchanged|2024-09-14"
DAY_LATER = "Коваленко|Олександр|Іванович|1990-05-03"


def rows(*told: str) -> list[Json]:
    """Rows by their columns, which bars divide; the id stands before them."""
    split = [row.split("|") for row in told]
    return [{"id": id_, **{f: v for f, v in zip(FIELDS, row, strict=False) if v}} for id_, *row in split]


def verdicts(entries: list[Json], *registers: list[Json]) -> list[str]:
    """Of each entry of a list, beside the registers of one party."""
    own = {"id": "U", "kind": "prisoners", "role": "proposed", "by": "AAA", "entries": entries}
    others = [
        {**own, "id": f"R{i}", "role": "register", "by": "BBB", "entries": told} for i, told in enumerate(registers)
    ]
    return [entry["verdict"] for entry in whole(PROGRAM, lists=[own, *others])["lists"][0]["entries"]]


CASES: list[tuple[str, list[str], list[str], list[str]]] = [
    ("twice, and one row tells nothing", [f"P1|{N}"], [f"P1|{N}", f"X9|{GONE_N}"], [GONE]),
    (
        "twice, with two events",
        [f"P1|{N}"],
        [f"P1|{N}||transferred|2023-01-01", f"X9|{GONE_LATIN}"],
        [REVIEW],
    ),
    (
        "twice under names alone, and the later event is another",
        [f"P1|{N}"],
        [f"X8|{GONE_LATIN}", f"X9|{N}||transferred|2025-01-01"],
        [REVIEW],
    ),
    ("found by number, and by name", [f"P1|{N}|AA-1"], [f"R1|{N}|AA-1", f"X9|{GONE_LATIN}"], [GONE]),
    ("the second row has another number", [f"P1|{N}|AA-1"], [f"R1|{N}|AA-1", f"X9|{N}|BB-2|exchanged"], [REVIEW]),
    ("the second row has no date", [f"P1|{N}"], [f"R1|{N}", "X9|Коваленко|Олександр|Іванович|||exchanged"], [REVIEW]),
    ("the second row has a surname alone", [f"P1|{N}"], [f"P1|{N}", "X9|Коваленко|||||exchanged"], [REVIEW]),
    ("the second row is another's", [f"P1|{N}"], [f"P1|{N}", "X9|Бойко|Степан||1971-11-23||exchanged"], [FREE]),
    ("one row for an id and a name", ["P1", f"P2|{N}"], [f"P1|{GONE_N}"], [GONE, GONE]),
    ("one row for a number and a name", ["P1|||||AA-7", f"P2|{N}"], [f"R1|{N}|AA-7|exchanged"], [GONE, GONE]),
    ("one row for an id and a day beside it", ["P1", f"P2|{DAY_LATER}"], [f"P1|{GONE_N}"], [GONE, REVIEW]),
    ("the list names somebody twice", [f"P1|{N}", f"P2|{LATIN}"], [f"R1|{GONE_N}"], [GONE, GONE]),
    (
        "the id of a near name, and the whole name",
        ["48|Іванюк|Олександр||1976-05-02"],
        ["48|Іванчук|Олександр||1978-05-02", "49|Іванюк|Олександр||1976-05-02||exchanged"],
        [GONE],
    ),
    (
        "an id with another number, and the right one elsewhere",
        [f"1|{N}|AA-1"],
        ["1|Бойко|Степан||1971-11-23|BB-2|exchanged", f"2|{N}|AA-1"],
        [FREE],
    ),
    ("only an id with another number", [f"1|{N}|AA-1"], ["1|Бойко|Степан||1971-11-23|BB-2|exchanged"], [REVIEW]),
    (
        "the same without a father in several rows",
        ["P1|Коваленко|Олександр||1990-05-02"],
        [f"{name}|Коваленко|Олександр||1990-05-02||exchanged|2024-01-01" for name in ("X1", "X2", "X3")],
        [GONE],
    ),
    ("a number that only another row of the id has", ["P1"], ["P1|||||AA-1", "X9|||||AA-1|exchanged"], [REVIEW]),
    ("the same, written otherwise", ["P1"], ["P1|||||AA-1", "X9|||||№ АА 1|exchanged"], [REVIEW]),
    (
        "a number that only another row of the name has",
        [f"P1|{N}"],
        [f"R1|{N}|AA-1", "X9|||||AA-1|exchanged"],
        [REVIEW],
    ),
    (
        "a number of somebody whom a row may be",
        [f"P1|{N}"],
        [f"R1|{DAY_LATER}|AA-1", "X9|||||AA-1|exchanged"],
        [REVIEW],
    ),
    (
        "a chain to somebody plainly other",
        [f"P1|{N}"],
        [f"P1|{N}|AA-1", "X9|Бойко|Степан||1971-11-23|AA-1|exchanged"],
        [FREE],
    ),
    ("a chain to another name without a date", [f"P1|{N}"], [f"P1|{N}|AA-1", "X9|王|广军|||AA-1|exchanged"], [REVIEW]),
    ("a chain to a row that tells the same", ["P1"], ["P1|||||AA-1|exchanged", "X9|||||AA-1|exchanged"], [GONE]),
    (
        "a chain to a row that tells of another day",
        ["P1"],
        ["P1|||||AA-1|transferred|2024-01-01", "X9|||||AA-1|exchanged|2025-01-01"],
        [REVIEW],
    ),
    ("a chain that tells nothing", [f"P1|{N}"], [f"P1|{N}|AA-1", "X9|||||AA-1"], [FREE]),
    (
        "a chain of others",
        [f"P1|{N}"],
        [f"P1|{N}", "X8|Бойко|Степан||1971-11-23|BB-2", "X9|||||BB-2|exchanged"],
        [FREE],
    ),
    ("a number with № before it", ["P1|||||123456"], ["X9|||||№ 123456|exchanged"], [REVIEW]),
    ("a number without its zeros", ["P1|||||АВ-00123"], ["X9|||||AB 123|exchanged"], [REVIEW]),
    ("a number in the other script", ["P1|||||Б-1"], ["X9|||||B-1|exchanged"], [REVIEW]),
    ("another number of one series", ["P1|||||Б-1"], ["X9|||||Б-10|exchanged"], [FREE]),
    (
        "a name without a father that many have",
        ["P1|Коваленко|Олександр||1990-05-02"],
        [f"X{day}|Коваленко|Олександр||1990-05-{day:02}||exchanged" for day in (2, 12, 25)],
        [REVIEW],
    ),
]


@pytest.mark.parametrize(("why", "entries", "told", "expected"), CASES, ids=[case[0] for case in CASES])
def test_each_entry_is_looked_up_on_its_own(why: str, entries: list[str], told: list[str], expected: list[str]) -> None:
    register = rows(*told)
    assert verdicts(rows(*entries), register) == expected
    assert verdicts(rows(*entries)[::-1], register[::-1]) == expected[::-1]


@pytest.mark.parametrize(("why", "entries", "told", "expected"), CASES, ids=[case[0] for case in CASES])
def test_it_does_not_matter_how_a_register_is_cut_into_files(
    why: str, entries: list[str], told: list[str], expected: list[str]
) -> None:
    assert verdicts(rows(*entries), *([row] for row in rows(*told))) == expected


@pytest.mark.parametrize("seed", range(3))
def test_what_is_told_of_somebody_is_told_whoever_else_is_on_the_lists(seed: int) -> None:
    """Whoever is found alone in a register of one row is not lost among others, but in doubt at most."""
    listed, told = ([written.entry for written in side] for side in Population(seed, 150).lists())
    for entry in (*listed, *told):
        others = ("service_number", "sex", "power", "nationality", "mother_maiden_name", "father_first_name")
        vars(entry).update(dict.fromkeys(others))
    people = People([*listed, *told])
    everybody, rows_ = people.of(listed), people.of(told)
    for person, (sure, groups) in zip(everybody, pairing.look_up(everybody, rows_), strict=True):
        maybe = {place for group in groups for place in group}
        for place, row in enumerate(rows_):
            (pair, *_) = pairing.pairs([person], [row])
            assert pair.after is None or place in {*sure, *maybe}
            assert not pair.candidates or place in maybe


def test_a_crowd_of_one_name_and_day_is_in_doubt_and_takes_no_longer() -> None:
    listed = [f"P{i}|{N}|A-{i}" for i in range(400)]
    told = [f"R{i}|{N}|B-{i}" for i in range(399)]
    random.Random(1).shuffle(told)
    free = verdicts(rows(*listed), rows(*told))
    assert set(free) == {FREE}
    exchanged: Any = verdicts(rows(*listed), rows(*told, f"R|{GONE_LATIN}"))
    assert set(exchanged) == {REVIEW}


def test_in_which_order_rows_of_one_number_stand_decides_nothing() -> None:
    whole_name = "Коваленко|Олександр|Іванович"
    told = [f"X9|{whole_name}||AA-1|exchanged|2024-01-01", f"P1|{whole_name}||AA-1|transferred|2023-01-01"]
    more = [f"X{number}|{whole_name}||AA-1|transferred|2022-01-01" for number in range(5)]
    for several in (told, told[::-1], [*told, *more], [*more, *told[::-1]], [*told[::-1], *more]):
        assert verdicts(rows(f"P1|{N}"), rows(*several)) == [REVIEW]
        assert verdicts(rows(f"P1|{N}"), *(rows(row) for row in several)) == [REVIEW]


def test_a_chain_that_is_too_long_to_be_compared_is_in_doubt_and_takes_no_longer() -> None:
    others = [f"X{i}|Бойко|Степан||1971-11-23||transferred|2024-01-01" for i in range(2)]
    register = [f"P1|{N}|AA-1", *[row.replace("||transferred", "|AA-1|transferred") for row in others]]
    assert verdicts(rows(f"P1|{N}"), rows(*register)) == [FREE]
    many = [f"X{i}|Бойко|Степан||1971-11-23|AA-1|transferred|2024-01-01" for i in range(3_000)]
    listed = [f"P{i}|{N}" for i in range(1, 500)]
    assert verdicts(rows(*listed), rows(*(f"P{i}|{N}|AA-1" for i in range(1, 500)), *many)) == [REVIEW] * 499


@pytest.mark.parametrize(
    ("entry", "told", "expected"),
    [
        ("P1|||||AA-1", ["R1|||||AA-1", "R1||||||exchanged"], REVIEW),
        (f"P1|{N}", [f"R1|{N}|AA-1", "R1||||||exchanged"], REVIEW),
        ("P1", ["P1|||||AA-1", "R2|||||AA-1", "R2", "R2|||||BB-2", "X9|||||BB-2|exchanged"], REVIEW),
        (f"P1|{N}|AA-1", [f"7|{N}|AA-1", "7|||||BB-2|exchanged"], FREE),  # an id of two people
    ],
)
def test_rows_of_one_id_are_connected_across_registers_unless_they_have_numbers_of_their_own(
    entry: str, told: list[str], expected: str
) -> None:
    assert verdicts(rows(entry), *(rows(row) for row in told)) == [expected]
    assert verdicts(rows(entry), *(rows(row) for row in told[::-1])) == [expected]


def test_whoever_tells_the_same_under_one_number_first_or_last_a_row_of_the_same_person_counts() -> None:
    own, other = f"P1|{N}|AA-1|exchanged", "X9|Бойко|Степан||1971-11-23|AA-1|exchanged"
    for several in ([own, other], [other, own], [other, other.replace("X9", "X8"), own]):
        assert verdicts(rows(f"P1|{N}|AA-1"), rows(*several)) == [GONE]
    assert verdicts(rows(f"P1|{N}|AA-1"), rows(other)) == [REVIEW]
