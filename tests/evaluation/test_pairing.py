"""Who of one list is who of another: hard cases one by one, what always holds, and a labelled population."""

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import Population, Rates, Written, tellable

from servanda.evaluation import pairing, persons
from servanda.evaluation.pairing import MOST_CANDIDATES, Pair
from servanda.evaluation.persons import People

FIELDS = ("surname", "given_names", "patronymic", "date_of_birth")


def entries(side: str, *lines: str, **fields: Any) -> list[SimpleNamespace]:
    """An entry for each line: surname, given name, patronymic and date of birth; a hyphen alone leaves one out."""
    return [
        SimpleNamespace(
            id=f"{side}{place}",
            **{field: part for field, part in zip(FIELDS, line.split(), strict=False) if part != "-"},
            **fields,
        )
        for place, line in enumerate(lines)
    ]


def pairs(before: Sequence[Any], after: Sequence[Any]) -> list[Pair]:
    people = People([*before, *after])
    return pairing.pairs(people.of(before), people.of(after))


def same_person(of: Sequence[Any]) -> list[tuple[int, int]]:
    return pairing.same_person(People(of).of(of))


def kinds(before: Sequence[Any], after: Sequence[Any]) -> list[str]:
    """What becomes of each entry of the base list: how it is paired, review, or nothing."""
    return [pair.matched_by or ("review" if pair.candidates else "") for pair in pairs(before, after)][: len(before)]


def one(before: str, after: str) -> str:
    (kind,) = kinds(entries("a", before), entries("b", after))
    return kind


JOHN = "Коваленко Микола Петрович 1990-05-12"


@pytest.mark.parametrize(
    ("why", "after", "kind"),
    [
        ("the same", JOHN, "name"),
        ("Latin letters, national table", "KOVALENKO Mykola Petrovych 1990-05-12", "name"),
        ("Russian forms in Latin letters", "Kovalenko Nikolai Petrovich 1990-05-12", "name"),
        ("Russian forms", "Коваленко Николай Петрович 1990-05-12", "name"),
        ("no patronymic", "Коваленко Микола - 1990-05-12", "name"),
        ("surname and given name changed over", "Микола Коваленко Петрович 1990-05-12", "name"),
        ("a typing error in the surname", "Ковалеко Микола Петрович 1990-05-12", "name"),
        ("a typing error in a short given name", "Коваленко Микла Петрович 1990-05-12", "review"),
        ("a typing error that makes no known name", "Коваленко Миокла Петрович 1990-05-12", "review"),
        ("a typing error in the surname, no patronymic", "Ковалеко Микола - 1990-05-12", "review"),
        ("the month only", "Коваленко Микола Петрович 1990-05", "review"),
        ("the year only", "Коваленко Микола Петрович 1990", "review"),
        ("no date of birth", "Коваленко Микола Петрович -", "review"),
        ("no date of birth, no patronymic", "Коваленко Микола - -", "review"),
        ("one wrong digit in the date", "Коваленко Микола Петрович 1990-05-13", "review"),
        ("day and month changed over", "Коваленко Микола Петрович 1990-12-05", "review"),
        ("the digits of the year changed over", "Коваленко Микола Петрович 1909-05-12", "review"),
        ("two wrong digits of the year", "Коваленко Микола Петрович 1965-05-12", "review"),
        ("two wrong digits, no patronymic", "Коваленко Микола - 1965-05-12", ""),
        ("three wrong digits", "Коваленко Микола Петрович 1965-05-13", ""),
        ("another year, known to the year", "Коваленко Микола Петрович 1965", ""),
        ("a brother", "Коваленко Степан Петрович 1993-07-01", ""),
        ("a twin", "Коваленко Степан Петрович 1990-05-12", ""),
        ("a son of the same given name", "Коваленко Микола Миколайович 2004-03-11", ""),
        ("another father, the same birthday", "Коваленко Микола Іванович 1990-05-12", "review"),
        ("a near surname", "Ковальчук Микола Петрович 1990-05-12", "review"),
        ("another surname", "Ярош Микола Петрович 1990-05-12", "review"),
        ("another surname, no patronymic", "Ярош Микола - 1990-05-12", ""),
        ("another surname, the year only", "Ярош Микола Петрович 1990", ""),
        ("the surname only", "Коваленко - - 1990-05-12", "review"),
        ("the date only", "- - - 1990-05-12", ""),
        ("no such date", "Коваленко Микола Петрович 1990-02-31", "review"),
        ("nothing", "", ""),
    ],
)
def test_one_entry_and_another(why: str, after: str, kind: str) -> None:
    assert one(JOHN, after) == kind, why
    assert one(after, JOHN) == kind, why


def test_two_people_of_one_name_and_birthday_on_a_list_are_for_review() -> None:
    before, after = entries("a", JOHN), entries("b", JOHN, JOHN)
    assert pairs(before, after) == [
        Pair(0, None, candidates=(0, 1)),
        Pair(None, 0, candidates=(0,)),
        Pair(None, 1, candidates=(0,)),
    ]
    assert kinds(after, entries("c", JOHN, JOHN)) == ["review", "review"]


def test_a_likelier_pair_that_is_not_clearly_likelier_is_for_review() -> None:
    near = "Коваленко Микола Петрович 1990-05-12"
    after = entries("b", near, "Коваленк Микола Петрович 1990-05-12")
    assert kinds(entries("a", JOHN), after) == ["review"]


def test_twins_are_told_apart_by_their_given_names() -> None:
    before = entries("a", JOHN, "Коваленко Михайло Петрович 1990-05-12")
    after = entries("b", "Kovalenko Mikhail Petrovich 1990-05-12", "Kovalenko Nikolai Petrovich 1990-05-12")
    assert [(pair.before, pair.after) for pair in pairs(before, after)] == [(0, 1), (1, 0)]


@pytest.mark.parametrize(
    "twin", ["Гамил Газил", "Дамир Замир", "Эльдар Эльнар", "Аслан Арслан", "Армен Арман", "Назар Назир"]
)
def test_twins_whose_names_differ_in_a_letter_are_for_review_though_no_table_has_them(twin: str) -> None:
    one_name, other = twin.split()
    assert one(f"Хабибуллин {one_name} Рашидович 1990-05-02", f"Хабибуллин {other} Рашидович 1990-05-02") == "review"


def test_an_error_in_a_long_given_name_makes_no_other_name() -> None:
    assert one("Коваль Олександр Петрович 1990-05-12", "Коваль Олексндр Петрович 1990-05-12") == "name"


@pytest.mark.parametrize(
    ("why", "before", "after", "kind"),
    [
        (
            "another surname and day",
            "Іваненко Сергій Петрович 1990-05-02",
            "Сидоренко Сергій Петрович 1990-05-22",
            "review",
        ),
        ("another surname, no day", "Іваненко Сергій Петрович -", "Сидоренко Сергій Петрович -", "review"),
        (
            "another surname, the same day",
            "Коваль Марія Петрівна 1990-05-02",
            "Сидоренко Марія Петрівна 1990-05-02",
            "id",
        ),
        ("no surname, and another day", "Коваль Степан - 1990-05-02", "- Степан - 1990-05-22", "review"),
        ("only another day", "Коваль Степан - 1990-05-02", "Коваль Степан - 1990-05-22", "id"),
        ("only another day is told", "- - - 1990-05-02", "- - - 1990-05-22", "id"),
    ],
)
def test_an_id_is_not_enough_against_a_name_and_a_day(why: str, before: str, after: str, kind: str) -> None:
    assert kinds(entries("5", before), entries("5", after)) == [kind], why
    assert kinds(entries("5", after), entries("5", before)) == [kind], why


def test_whoever_is_listed_twice_and_answered_once_is_not_missing() -> None:
    twice, once = entries("p", JOHN, JOHN), entries("p", JOHN)
    assert [(pair.before, pair.after, pair.candidates) for pair in pairs(twice, once)] == [(0, 0, ()), (1, None, (0,))]
    assert [(pair.before, pair.after, pair.candidates) for pair in pairs(once, twice)] == [(0, 0, ()), (None, 1, (0,))]
    other = entries("p", JOHN, "Коваленко Степан Петрович 1990-05-12")
    assert [(pair.before, pair.after, pair.candidates) for pair in pairs(other, once)] == [(0, 0, ()), (1, None, ())]


def test_rows_that_are_numbered_anew_change_nobody() -> None:
    one_man, other = "Іваненко Сергій Петрович 1990-05-02", "Сидоренко Сергій Петрович 1990-05-22"
    assert set(kinds(entries("r", one_man, other), entries("r", other, one_man))) == {"review"}


def test_nobody_is_clearly_ahead_of_a_namesake_whose_birthday_is_one_error_away() -> None:
    after = entries("b", JOHN, "Коваленко Микола Петрович 1990-05-13")
    assert kinds(entries("a", JOHN), after) == ["review"]


def test_namesakes_born_a_day_apart_are_told_by_their_days_where_both_are_on_both_lists() -> None:
    days = [f"Коваленко Микола Петрович 1990-05-{day}" for day in (12, 13, 14)]
    before, after = entries("a", *days[:2]), entries("b", *days[1::-1])
    assert [(pair.before, pair.after, pair.matched_by) for pair in pairs(before, after)] == [
        (0, 1, "name"),
        (1, 0, "name"),
    ]
    assert kinds(before, entries("b", *days)) == kinds(entries("a", *days), after)[:2] == ["review"] * 2
    assert kinds(entries("a", *days[:2]), entries("b", days[0], days[0], days[1])) == ["review"] * 2


def test_father_and_son_are_told_apart_by_their_birthdays() -> None:
    before = entries("a", "Коваль Іван - 1965-01-02", "Коваль Іван - 1990-03-04")
    after = entries("b", "Коваль Иван - 1990-03-04", "Коваль Иван - 1965-01-02")
    assert [(pair.before, pair.after) for pair in pairs(before, after)] == [(0, 1), (1, 0)]


def test_without_fathers_a_birthday_tells_only_those_of_rare_names() -> None:
    others = [f"Коваленко Микола - 19{year}-01-02" for year in range(70, 72)]
    before, after = entries("a", JOHN, *others), entries("b", "Коваленко Микола - 1990-05-12", *others)
    assert kinds(before[:2], after[:2]) == ["name", "name"]
    assert kinds(before, after[:1])[0] == kinds(before[:1], after)[0] == "review"
    assert kinds(before, entries("b", JOHN, *others))[0] == "name"


def test_a_pair_by_name_says_what_it_rests_on() -> None:
    (pair,) = pairs(entries("a", JOHN), entries("b", JOHN))
    told = ("surname", "given_names", "patronymic", "date_of_birth")
    assert pair == Pair(0, 0, "name", 1000, told)
    (pair,) = pairs(entries("a", JOHN), entries("b", "Коваленко Микола - 1990-05-12"))
    assert pair == Pair(0, 0, "name", 950, ("surname", "given_names", "date_of_birth"))
    (pair,) = pairs(entries("a", JOHN), entries("b", "Коваленко Микола - 1990-05-12", father_first_name="Петро"))
    assert pair.rests_on == ("surname", "given_names", "patronymic", "father_first_name", "date_of_birth")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ({"service_number": "1"}, {"service_number": "2"}),
        ({"sex": "male"}, {"sex": "female"}),
        ({"nationality": "UKR"}, {"nationality": "GEO"}),
        ({"power": "UKR"}, {"power": "RUS"}),
        ({"mother_maiden_name": "Ярош"}, {"mother_maiden_name": "Бойко"}),
    ],
)
def test_whatever_else_contradicts_is_for_review(a: dict[str, str], b: dict[str, str]) -> None:
    assert kinds(entries("a", JOHN, **a), entries("b", JOHN, **b)) == ["review"]
    assert kinds(entries("a", JOHN, **a), entries("b", JOHN, **a)) != ["review"]


def test_an_id_pairs_unless_anything_speaks_against_it() -> None:
    remains = [SimpleNamespace(id="x"), SimpleNamespace(id="y")]
    assert pairs(remains, remains[::-1]) == [Pair(0, 1, "id"), Pair(1, 0, "id")]
    other = "Бойко Степан Іванович"
    assert kinds(entries("a", JOHN), entries("a", other)) == ["review"]
    assert kinds(entries("a", JOHN), entries("a", f"{other} 1970-11-23")) == ["review"]
    assert kinds(entries("a", JOHN, service_number="1"), entries("a", other, service_number="2")) == ["review"]
    assert kinds(entries("a", JOHN, service_number="1"), entries("a", JOHN, service_number="2")) == ["id"]
    assert kinds(entries("a", JOHN), entries("a", "Коваленко Микола Петрович 1970-11-23")) == ["review"]
    assert kinds(entries("a", JOHN), entries("a", "Коваленко Микола Петрович 1991-05-12")) == ["id"]
    assert kinds(entries("a", JOHN, sex="male"), entries("a", JOHN, sex="female")) == ["review"]
    nameless = [SimpleNamespace(id="a", service_number=number) for number in ("1", "2")]
    assert kinds(nameless[:1], nameless[1:]) == ["review"]


@pytest.mark.parametrize("number", ["-", "0", "000", "б/н", " "])
def test_what_only_stands_for_a_number_pairs_nobody(number: str) -> None:
    assert kinds(entries("a", "Коваль", service_number=number), entries("b", "", service_number=number)) == [""]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Невідомий-1", "Невідомий-2"),
        ("Мороз-Коваль", "Мороз-Шевчук"),
        ("Павленко", "Павличенко"),
    ],
)
def test_surnames_with_more_than_one_error_or_another_half_are_not_paired_automatically(a: str, b: str) -> None:
    people = [entries(side, f"{name} Іван Іванович 1990-05-12") for side, name in (("a", a), ("b", b))]
    assert "name" not in kinds(*people)


OTHER = "Бойко Степан Іванович 1970-11-23"


@pytest.mark.parametrize(
    ("told", "elsewhere", "kind"),
    [
        ({"service_number": "1"}, entries("b", JOHN, service_number="1"), "service_number"),
        ({"service_number": "1"}, entries("b", "", service_number="1"), "service_number"),
        ({}, entries("b", JOHN), "name"),
        ({}, entries("b", "Коваленко Микола Петрович 1990"), "review"),
    ],
)
def test_whoever_has_the_id_of_a_plainly_other_man_is_paired_with_the_right_one(
    told: dict[str, str], elsewhere: list[SimpleNamespace], kind: str
) -> None:
    before, after = entries("a", JOHN, **told), entries("a", OTHER, service_number="2") + elsewhere
    assert kinds(before, after) == [kind]
    if kind != "review":
        assert pairs(before, after)[1:] == [Pair(None, 0)]


def test_whoever_has_the_id_of_a_plainly_other_man_and_is_nowhere_else_is_for_review() -> None:
    assert pairs(entries("a", JOHN), entries("a", OTHER)) == [
        Pair(0, None, candidates=(0,)),
        Pair(None, 0, candidates=(0,)),
    ]


@pytest.mark.parametrize(
    ("why", "of_id"),
    [
        ("the same number", entries("a", OTHER, service_number="1")),
        ("the same birthday", entries("a", "Коваленко Степан Петрович 1990-05-12")),
        ("only the date is another", entries("a", "Коваленко Микола Петрович 1970-11-23")),
        ("only the number is another", entries("a", "", service_number="2")),
    ],
)
def test_nobody_whose_id_is_disputed_without_saying_plainly_two_is_paired_otherwise(
    why: str, of_id: list[SimpleNamespace]
) -> None:
    before = entries("a", "" if why == "only the number is another" else JOHN, service_number="1")
    number = "-" if why == "the same number" else "1"
    assert kinds(before, of_id + entries("b", JOHN, service_number=number)) == ["review"]


def test_a_given_name_that_is_spelled_like_the_surname_does_not_make_up_for_its_errors() -> None:
    a, b = (f"{surname} Ахметахметов Петрович 1990-05-12" for surname in ("Ахметахметов", "Ахмедахмедов"))
    assert one(a, a) == "name"
    assert one(a, b) == one(b, a) == "review"


def test_a_service_number_pairs_where_it_is_of_one_entry_on_both_lists() -> None:
    def number(side: str, *lines: str) -> list[SimpleNamespace]:
        return entries(side, *lines, service_number="1")

    assert kinds(number("a", "Коваль"), number("b", "Ярош")) == ["review"]
    assert kinds(number("a", JOHN), number("b", "")) == ["service_number"]
    assert kinds(number("a", JOHN), number("b", "Ярош Микола Петрович 1990-05-12")) == ["service_number"]
    assert kinds(number("a", JOHN), number("b", "Коваленко Микола Петрович 1991-05-12")) == ["service_number"]
    assert kinds(number("a", JOHN), number("b", "Коваленко Степан Петрович")) == ["review"]
    assert kinds(number("a", JOHN), number("b", "Коваленко Микола Петрович 1965-02-01")) == ["review"]
    assert kinds(number("a", JOHN), number("b", "", "")) == ["review"]
    assert [len(pair.candidates) for pair in pairs(number("a", "", ""), number("b", "", "", ""))] == [3, 3, 2, 2, 2]
    assert kinds(number("a", JOHN), number("b", JOHN, "")) == ["name"]


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("АВ-123", "AB-123", "service_number"),  # Cyrillic and Latin
        ("ОО 17", "oo  17", "service_number"),
        ("ХРСТ–1", "XPCT-1", "service_number"),
        ("АВ-123", "AB123", "review"),
        ("1O5", "105", "review"),
        ("АВ-123", "AB-124", ""),
    ],
)
def test_numbers_that_look_alike_are_one_and_those_that_nearly_do_are_for_review(
    before: str, after: str, kind: str
) -> None:
    for one_, other in ((before, after), (after, before)):
        assert kinds(entries("a", "", service_number=one_), entries("b", "", service_number=other)) == [kind]
    numbers = entries("a", JOHN, service_number=before), entries("b", JOHN, service_number=after)
    assert kinds(*numbers) == [{"review": "name", "": "review"}.get(kind, kind)]
    assert kinds(numbers[0], entries("b", OTHER, service_number=after)) == ["review" if kind else ""]


@pytest.mark.parametrize(
    ("why", "before", "after", "kind"),
    [
        ("surname and birthday, surname and year", "Коваленко - - 1990-05-12", "Kovalenko - - 1990", "review"),
        ("the whole, surname and year", JOHN, "Коваленко - - 1990", "review"),
        ("the whole, an initial and a year", JOHN, "Коваленко М. - 1990", "review"),
        ("the whole, a surname", JOHN, "Коваленко", "review"),
        ("no surname on one side", JOHN, "- Николай Петрович 1990-05", "review"),
        ("no surname and no father", JOHN, "- Николай - 1990-05", ""),
        ("another surname", JOHN, "Бойко - - 1990", ""),
        ("another year", JOHN, "Коваленко - - 1991", ""),
        ("another father", JOHN, "Коваленко - Степанович 1990", ""),
        ("the year only, and all else", JOHN, "Коваленко Микола Петрович 1990", "review"),
    ],
)
def test_whoever_tells_too_little_to_be_told_from_another_is_for_review(
    why: str, before: str, after: str, kind: str
) -> None:
    assert one(before, after) == one(after, before) == kind, why


@pytest.mark.parametrize("other", [{"sex": "female"}, {"service_number": "2"}])
def test_little_that_is_told_is_no_doubt_where_something_contradicts(other: dict[str, str]) -> None:
    before = entries("a", JOHN, sex="male", service_number="1")
    assert kinds(before, entries("b", "Коваленко - - 1990", **other)) == [""]


def test_many_who_tell_too_little_are_for_review_by_year() -> None:
    thin = [f"Коваленко - - {year}" for year in (1990, 1991, "-")]
    after = entries("b", *[line for line in thin for _ in range(20)])
    assert kinds(entries("a", *[JOHN] * 12, *["Коваленко - - 1980"] * 8), after) == ["review"] * 20
    assert kinds(entries("a", *["Коваленко - - 1980-01-01"] * 20), after[:40]) == [""] * 20


def test_whoever_tells_too_little_hides_nobody() -> None:
    after = entries("b", JOHN, "Коваленко", "Коваленко - - 1990")
    assert pairs(entries("a", JOHN), after) == [
        Pair(0, 0, "name", 1000, ("surname", "given_names", "patronymic", "date_of_birth")),
        Pair(None, 1),
        Pair(None, 2),
    ]


def test_what_is_no_text_is_absent() -> None:
    odd = [SimpleNamespace(id="a", surname=3, date_of_birth=object(), service_number=None, given_names=["Іван"])]
    assert kinds(odd, entries("b", JOHN)) == [""]
    assert pairs([], []) == []
    assert pairs([], odd) == [Pair(None, 0)]


def test_what_is_no_text_tells_nothing() -> None:
    odd = entries("a", "", surname=None, given_names=3, service_number=7)
    (person,) = People(odd).of(odd)
    assert (person.told, person.number) == (("",) * 5, "")


def test_how_many_others_are_the_same_person() -> None:
    people = entries(
        "a",
        JOHN,
        "Kovalenko Nikolai Petrovich 1990-05-12",
        "Коваленко Микола Петрович 1990",
        "Коваленко Степан Петрович 1990-05-12",
        "Бойко Степан Іванович 1970-11-23",
        "",
    )
    assert same_person(people) == [(1, 2), (1, 2), (0, 2), (0, 0), (0, 0), (0, 0)]
    assert same_person([]) == []
    assert same_person(people[:1]) == [(0, 0)]


def test_a_crowd_that_nobody_can_be_told_from_is_for_review_whole() -> None:
    before, after = entries("a", *[JOHN] * 3_000), entries("b", *[JOHN] * 3_000)
    found = pairs(before, after)
    assert len(found) == 6_000
    assert {len(pair.candidates) for pair in found} == {MOST_CANDIDATES}
    assert not any(pair.matched_by for pair in found)
    assert set(same_person(before)) == {(0, 2_999)}


def test_a_crowd_does_not_hide_those_whom_a_birthday_tells() -> None:
    days = [f"Коваленко Микола Петрович 19{i + 60}-{i * 5 % 12 + 1:02}-{i * 7 % 28 + 1:02}" for i in range(39)]
    before = entries("a", *days, *["Коваленко Микола"] * 30)
    after = entries("b", *reversed(days), *["Коваленко Микола"] * 30)
    assert kinds(before, after) == ["name"] * len(days) + ["review"] * 30


somebody = st.fixed_dictionaries(
    {},
    optional={
        "surname": st.sampled_from(
            ["Коваль", "Koval", "Ковальчук", "Коавль", "Іван", "Громов", "Хромов", "Ахметов-Коваль", "КОВАНА", "KOBAHA"]
        ),
        "given_names": st.sampled_from(
            ["Іван", "Ivan", "Микола", "Николай", "Миокла", "Коваль", "Бас", "І.", "Ваня", "Петрович"]
        ),
        "patronymic": st.sampled_from(["Петрович", "Іванович", "Petrovich", "Петровч", "П.", "Іван", "Коваль"]),
        "father_first_name": st.sampled_from(["Петро", "Иван"]),
        "date_of_birth": st.sampled_from(
            ["1990", "1990-05", "1990-05-12", "1990-12-05", "1990-05-13", "1991-05-13", "1971-01-01", "?"]
        ),
        "service_number": st.sampled_from(["1", "2", "3"]),
        "sex": st.sampled_from(["male", "female"]),
        "mother_maiden_name": st.sampled_from(["Бойко", "Ярош"]),
    },
)
lists = st.dictionaries(st.sampled_from("abcdefghij"), somebody, max_size=7).map(
    lambda found: [SimpleNamespace(id=key, **fields) for key, fields in found.items()]
)


def by_ids(found: Sequence[Pair], before: Sequence[Any], after: Sequence[Any]) -> set[tuple[Any, ...]]:
    """Pairs without places."""

    def ids(people: Sequence[Any], places: Sequence[int | None]) -> tuple[str | None, ...]:
        return tuple(None if place is None else people[place].id for place in places)

    return {
        (
            *ids(before, [pair.before]),
            *ids(after, [pair.after]),
            pair.matched_by,
            pair.score,
            pair.rests_on,
            ids(before if pair.before is None else after, pair.candidates),
        )
        for pair in found
    }


crowds = st.sampled_from([2, persons.MOST_COMPARED]).map(lambda most: patch.object(persons, "MOST_COMPARED", most))
"""How many comparisons make a crowd: so few that there are crowds in short lists, or as many as ever."""


@given(lists, lists, crowds)
def test_every_place_of_both_lists_is_in_one_pair_and_in_order(before: list[Any], after: list[Any], crowd: Any) -> None:
    with crowd:
        found = pairs(before, after)
    assert [pair.before for pair in found if pair.before is not None] == list(range(len(before)))
    assert sorted(pair.after for pair in found if pair.after is not None) == list(range(len(after)))
    only = [pair.after for pair in found if pair.before is None]
    assert [pair.after for pair in found[len(before) :]] == only == sorted(only, key=int)
    for pair in found:
        assert bool(pair.matched_by) == (None not in (pair.before, pair.after))
        assert not (pair.matched_by and pair.candidates)
        assert bool(pair.score) == bool(pair.rests_on) == (pair.matched_by == "name")


@given(lists, lists, crowds)
def test_the_other_way_round_is_the_mirror(before: list[Any], after: list[Any], crowd: Any) -> None:
    with crowd:
        turned = {(j, i, *rest) for i, j, *rest in by_ids(pairs(after, before), after, before)}
        assert by_ids(pairs(before, after), before, after) == turned


@given(lists, lists, crowds, st.randoms(use_true_random=False))
def test_the_order_of_entries_decides_nothing(before: list[Any], after: list[Any], crowd: Any, chance: Any) -> None:
    others = chance.sample(before, len(before)), chance.sample(after, len(after))
    with crowd:
        assert by_ids(pairs(*others), *others) == by_ids(pairs(before, after), before, after)
        counts = dict(zip((entry.id for entry in before), same_person(before), strict=True))
        assert dict(zip((entry.id for entry in others[0]), same_person(others[0]), strict=True)) == counts


@given(lists, crowds)
def test_the_same_person_is_as_often_certain_as_possible_or_less(people: list[Any], crowd: Any) -> None:
    with crowd:
        assert all(0 <= certain <= possible < len(people) for certain, possible in same_person(people))


def measured(before: Sequence[Written], after: Sequence[Written], report: Callable[[str], None] = print) -> float:
    """How many of those who can be paired are; fails where anybody is paired with somebody else."""
    found = pairs([written.entry for written in before], [written.entry for written in after])
    paired = {(pair.before, pair.after) for pair in found if pair.before is not None and pair.after is not None}
    places = {written.person: j for j, written in enumerate(after)}
    true = {(i, places[written.person]) for i, written in enumerate(before) if written.person in places}
    told = tellable(list(before), list(after), pairing.MOST_NAMESAKES)
    shown = paired | {(pair.before, j) for pair in found if pair.before is not None for j in pair.candidates}
    wrong = paired - true
    recall = len(paired & told) / len(told)
    report(
        f"{len(paired)} pairs, precision {1 - len(wrong) / len(paired):.5f} ({len(wrong)} wrong); "
        f"recall {recall:.3f} of {len(told)} with data that allow it, {len(paired & true) / len(true):.3f} of all "
        f"{len(true)}, {len(shown & true) / len(true):.3f} with reviews"
    )
    assert not wrong
    return recall


def test_nobody_of_a_population_is_taken_for_somebody_else() -> None:
    assert measured(*Population(1_000, 3_000).lists()) > 0.95


HARD = Rates(typing=0.06, turned=0.05, no_patronymic=0.3, partial=0.1, wrong_date=0.05, missing=0.5)


def test_nobody_is_taken_for_somebody_else_where_half_of_them_are_missing() -> None:
    assert measured(*Population(2_000, 3_000, HARD).lists()) > 0.9


ROUGH = Rates(rough=0.3, no_patronymic=0.2, missing=0.3)


def test_nobody_is_taken_for_somebody_else_where_names_are_short_or_stand_in_other_columns() -> None:
    assert measured(*Population(5_000, 3_000, ROUGH).lists()) > 0.93


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5_001, 5_004))
def test_nobody_of_ten_thousand_is_taken_for_somebody_else_where_names_are_short_or_stand_in_other_columns(
    seed: int,
) -> None:
    assert measured(*Population(seed, 14_000, ROUGH).lists()) > 0.93


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3_000, 3_013))
def test_nobody_of_ten_thousand_is_taken_for_somebody_else(seed: int) -> None:
    assert measured(*Population(seed, 10_500).lists()) > 0.94  # all thirteen together 0.95


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4_000, 4_005))
def test_nobody_of_ten_thousand_is_taken_for_somebody_else_where_half_are_missing(seed: int) -> None:
    assert measured(*Population(seed, 20_000, HARD).lists()) > 0.9


def test_namesakes_are_counted_whether_or_not_they_are_paired_by_their_ids() -> None:
    many = [f"Коваленко Олександр - 19{year}-01-01" for year in range(60, 68)]
    last = "Коваленко Олександр - 1990-01-01"
    assert kinds(entries("a", *many) + entries("b", last), entries("a", *many) + entries("c", last))[-1] == "review"
    assert kinds(entries("b", last), entries("c", last)) == ["name"]
