"""Whom a list that answers and a register mean, where a name, a date or an id is written otherwise: by what is said."""

from __future__ import annotations

import pytest
from tiny import Json, compiled, whole

FIELDS = ("surname", "given_names", "patronymic", "date_of_birth")
PROGRAM = compiled(
    {
        "there": {"of": "pair", "is": "in_after"},
        "free": {"of": "prisoner", "is": '!has(register_event) || register_event != "exchanged"'},
    },
    {"kept": {"of": "pair", "requires": "there"}, "not_exchanged": {"of": "prisoner", "requires": "free"}},
)
REVIEW, FOUND, OTHERS = "review", "found", "others"


def entry(name: str, told: str | Json) -> Json:
    """An entry by its columns, which bars divide: surname, given name, patronymic and date of birth."""
    if isinstance(told, dict):
        return {"id": name, **told}
    columns = zip(FIELDS, (column.strip() for column in told.split("|")), strict=False)
    return {"id": name, **{field: column for field, column in columns if column}}


def in_a_reply(one: Json, other: Json) -> str:
    base = {"id": "U", "kind": "prisoners", "role": "proposed", "by": "AAA", "entries": [one]}
    reply = {**base, "id": "V", "role": "returned", "by": "BBB", "in_reply_to": ["U"], "entries": [other]}
    statuses = {pair["status"] for pair in whole(PROGRAM, lists=[base, reply])["pairs"]}
    if statuses == {"dropped", "added"}:
        return OTHERS
    return REVIEW if statuses == {"review"} else FOUND


def in_a_register(one: Json, other: Json) -> str:
    own = {"id": "L", "kind": "prisoners", "role": "proposed", "by": "AAA", "entries": [one]}
    exchanged = {**other, "last_event": "exchanged", "last_event_on": "2025-01-01"}
    register = {**own, "id": "R", "role": "register", "entries": [exchanged]}
    verdict = whole(PROGRAM, lists=[own, register])["lists"][0]["entries"][0]["verdict"]
    return {"compliant": OTHERS, "indeterminate": REVIEW, "non_compliant": FOUND}[verdict]


def check(one: str | Json, other: str | Json, expected: str, ids: tuple[str, str] = ("A", "B")) -> None:
    """In a reply and in a register, whichever of the two is on which list."""
    before, after = entry(ids[0], one), entry(ids[1], other)
    found = {
        (way.__name__, order): way(*told)
        for way in (in_a_reply, in_a_register)
        for order, told in (("as told", (before, after)), ("the other way", (after, before)))
    }
    assert set(found.values()) == {expected}, (one, other, found)


@pytest.mark.parametrize(
    ("ids", "expected"),
    [("P1 p1", REVIEW), ("P-1 P1", REVIEW), ("a_7-b A7B", REVIEW), ("PO1 P01", REVIEW), ("P1 P2", OTHERS)],
)
def test_ids_that_differ_in_case_and_dashes_are_a_doubt(ids: str, expected: str) -> None:
    one, other = ids.split()
    check("", "", expected, (one, other))
    check("Шевченко|Тарас||1990-05-12", "|||1990-05-21", expected, (one, other))
    check("Шевченко|Тарас||1990-05-12", "Бойко|Степан||1971-11-23", OTHERS, (one, other))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("1990-12-31", "1991-01-01", REVIEW),
        ("1989-12-31", "1990-01-01", REVIEW),
        ("1989-05-12", "1990-05-12", REVIEW),
        ("1990-05-12", "1990-06-13", REVIEW),
        ("1990-12", "1991-01", REVIEW),
        ("1989", "1990", REVIEW),
        ("1989-12-31", "1990", REVIEW),
        ("1990-05-12", "1971-11-23", OTHERS),
        ("1990-05", "1971-06", OTHERS),
        ("1988", "1990", OTHERS),
    ],
)
def test_dates_with_two_errors_are_a_doubt_where_all_names_are_the_same(one: str, other: str, expected: str) -> None:
    check(f"Шевченко|Тарас|Григорович|{one}", f"SHEVCHENKO|Taras|Hryhorovych|{other}", expected)
    check(f"Шевченко|Тарас|Григорович|{one}", f"Шевчук|Тарас|Григорович|{other}", OTHERS)
    check(f"Шевченко|Тарас||{one}", f"Шевченко|Тарас||{other}", OTHERS)
