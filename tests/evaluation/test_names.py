"""Names across scripts and languages: keys of words, and how far two names are alike."""

from itertools import chain
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import MEN, SURNAMES, TABLES, WOMEN, romanised, russian

from servanda.evaluation import given_names
from servanda.evaluation.names import FIELDS, Reader, compare
from servanda.evaluation.words import words


def keys(text: str) -> tuple[str, ...]:
    return Reader([text]).keys(text)


def similarity(a: Any, b: Any) -> float:
    told = [[getattr(entry, field, None) or "" for field in FIELDS] for entry in (a, b)]
    reader = Reader(chain.from_iterable(told))
    return compare(*(reader.read(*texts) for texts in told)).score


def name(text: str = "", **fields: Any) -> SimpleNamespace:
    """A name by its words: surname, given name, patronymic; a hyphen alone leaves one out."""
    parts = dict(zip(("surname", "given_names", "patronymic"), text.split(), strict=False))
    return SimpleNamespace(**{field: part for field, part in parts.items() if part != "-"}, **fields)


def alike(a: str, b: str) -> float:
    return similarity(name(a), name(b))


@pytest.mark.parametrize(
    "spellings",
    [
        "Шевченко Shevchenko Ševčenko Sevcenko ШЕВЧЕНКО",
        "Згурський Zghurskyi Zgurskij Згурский Zgurskii Zgurskiy",
        "Щербак Shcherbak Ščerbak Ŝerbak Scherbak",
        "Харченко Kharchenko Harchenko Xarčenko Harcenko",
        "Ющенко Yushchenko Iushchenko Juščenko Ûŝenko Jushchenko",
        "Яценюк Yatseniuk Iatseniuk Jacenjuk Yatsenyuk Iatceniuk Jatzenyuk",
        "Медведєв Медведев Medvediev Medvedev Medvedyev",
        "Соловйов Соловьёв Соловьев Soloviov Solovyov Solovev Solov′ev",
        "Зеленський Зеленский Zelenskyi Zelenskii Zelensky Zelenskij Zelenski Zelens'kyy",
        "Королев Королёв Korolev Korolyov Koroliov Korolëv",
        "Биков Быков Bykov",
        "Ґалаґан Галаган Galagan Halahan",
        "Лук'яненко Лукʼяненко Лук’яненко Lukianenko Lukyanenko Luk′janenko Лукьяненко",
        "Воробьёв Воробйов Vorobiov Vorobyev",
        "Цимбал Tsymbal Cymbal Tzymbal Cimbal",
        "Iванов Іванов Иванов Ivanov",
    ],
)
def test_spellings_of_one_surname_have_one_key(spellings: str) -> None:
    assert len({keys(spelling) for spelling in spellings.split()}) == 1


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_documented_tables_keep_the_key_of_a_surname_but_for_a_letter(language: str) -> None:
    for surname in SURNAMES:
        own = surname if language == "uk" else russian(surname)
        for table in TABLES[language]:
            latin = romanised(own, table)
            assert similarity(name(f"{own} Іван"), name(f"{latin} Іван")) >= 0.85, (own, latin)


def test_most_romanisations_keep_the_key_to_the_letter() -> None:
    same = [
        "".join(keys(surname)) == "".join(keys(romanised(surname, table)))
        for surname in SURNAMES
        for table in TABLES["uk"][:4]
    ]
    assert sum(same) / len(same) > 0.99


def test_every_given_name_is_one_name_in_all_tables_and_languages() -> None:
    for forms in (*MEN, *WOMEN):
        ukrainian, other = forms[:2]
        written = [ukrainian, other]
        written += [romanised(ukrainian, table) for table in TABLES["uk"]]
        written += [romanised(other, table) for table in TABLES["ru"]]
        for spelling in written:
            if ukrainian != "Яна":  # which is Ana in ISO 9 without diacritics: another name
                assert alike(f"Коваль {ukrainian}", f"Коваль {spelling}") == alike("Коваль Іван", "Коваль Іван"), (
                    spelling
                )


def test_patronymics_follow_from_the_names_of_fathers() -> None:
    for father, other, *patronymics in MEN:
        for place, patronymic in enumerate(patronymics):
            language = "uk" if place < 2 else "ru"
            for spelling in (patronymic, *(romanised(patronymic, table) for table in TABLES[language])):
                a = name(f"Коваль Іван {patronymics[0]}")
                assert similarity(a, name(f"Коваль Іван {spelling}")) == 1, spelling
            for first in (father, other):
                b = name("Коваль Іван", father_first_name=first)
                assert similarity(name(f"Коваль Іван {patronymic}"), b) == 1, (patronymic, first)


def test_no_key_of_a_given_name_stands_for_two() -> None:
    found: dict[tuple[str, ...], str] = {}
    for line in (given_names.MEN + given_names.WOMEN).splitlines():
        for form in line.partition("|")[0].split():
            assert found.setdefault(keys(form), line) == line, form


def test_no_romanisation_makes_one_given_name_of_another() -> None:
    own = {
        keys(form): line
        for line in (given_names.MEN + given_names.WOMEN).splitlines()
        for form in line.partition("|")[0].split()
    }
    for line in set(own.values()):
        for form in line.partition("|")[0].split():
            letters = "uk" if set("іїєґ") & set(form.lower()) else "ru"
            for table in () if form.isascii() else TABLES[letters]:
                latin = romanised(form, table)
                if latin != "Uliana":  # Юліана in ISO 9 without diacritics, but mostly Уляна
                    assert own.get(keys(latin), line) == line, (form, latin)


def test_a_word_that_may_be_either_of_two_names_is_neither() -> None:
    for full in ("Анна", "Яна", "Ганна"):
        assert 0.8 < alike(f"Коваль {full} Іванович", "Koval Ana Ivanovych") < 0.9


APART = (
    "Юрій Георгій, Ігор Єгор, Марія Марина, Марія Мар'яна, Арсен Арсеній, Олег Олексій, Роман Руслан, "
    "Валерій Віталій, Олександр Олександра, Євген Євгенія, Раміль Каміль, Данило Давид, Яна Інна"
)


@pytest.mark.parametrize("two", APART.split(", "))
def test_names_that_only_sound_alike_are_two(two: str) -> None:
    one, other = two.split()
    assert alike(f"Коваль {one} Іванович", f"Коваль {other} Іванович") <= 0.4


@pytest.mark.parametrize("short", ["Саша", "Коля", "Вова", "Діма"])
def test_a_short_form_is_no_evidence(short: str) -> None:
    full = {"Саша": "Олександр", "Коля": "Микола", "Вова": "Володимир", "Діма": "Дмитро"}[short]
    assert alike(f"Коваль {full}", f"Коваль {short}") < 0.9


def test_the_same_name_in_two_scripts_and_languages_is_wholly_alike() -> None:
    assert alike("Шевченко Микола Олексійович", "SHEVCHENKO Nikolai Alekseevich") == 1


def test_a_brother_is_not_alike() -> None:
    assert alike("Коваль Іван Петрович", "Коваль Степан Петрович") <= 0.4


def test_a_son_of_the_same_given_name_is_less_alike_than_anyone_with_errors() -> None:
    assert alike("Коваль Іван Петрович", "Коваль Іван Іванович") <= 0.65


def test_changed_order_costs_little_and_two_errors_of_typing_no_more_than_that() -> None:
    assert 0.95 < alike("Коваль Іван Петрович", "Іван Коваль Петрович") < 1
    assert 0.95 < alike("Ахмедов Баатр Петрович", "Баатр Ахмедов Петрович") < 1
    assert 0.9 < alike("Бондаренко Іван Петрович", "Бондаернко Іван Петрович") < 1
    assert 0.9 < alike("Бондаренко Олександр Петрович", "Бондаренко Олексндр Петрович") < 1


def test_near_surnames_are_not_close() -> None:
    for other in ("Ковальчук", "Коваленко", "Ковальський"):
        assert alike("Коваль Іван Петрович", f"{other} Іван Петрович") < 0.9


def test_letters_that_romanisations_do_not_tell_apart_are_told_apart_in_cyrillic() -> None:
    assert alike("Громов Іван Петрович", "Хромов Иван Петрович") < 1
    assert alike("Громов Іван Петрович", "Gromov Ivan Petrovich") == 1
    assert alike("Хромов Іван Петрович", "Khromov Ivan Petrovich") == 1


def test_one_of_two_surnames_and_one_of_two_given_names_is_near() -> None:
    assert 0.9 < alike("Нечуй-Левицький Іван Петрович", "Левицкий Иван Петрович") < 1
    assert alike("Нечуй-Левицький Іван Петрович", "Нечуй Иван Петрович") > 0.9
    both = SimpleNamespace(surname="Kowalska", given_names="Anna Maria")
    assert similarity(both, SimpleNamespace(surname="Kowalska", given_names="Maria Anna")) == 0.95
    assert 0.8 < similarity(both, SimpleNamespace(surname="Kowalska", given_names="Anna")) < 0.85  # her sister, perhaps
    assert similarity(both, SimpleNamespace(surname="Kowalska", given_names="Anna Sofia")) < 0.9


def test_a_full_name_in_one_field_is_taken_apart() -> None:
    whole = name("Коваль Іван Петрович")
    assert similarity(whole, SimpleNamespace(surname="Koval Ivan Petrovych")) == 1
    assert similarity(whole, SimpleNamespace(surname="Коваль", given_names="Іван Петрович")) == 1


def test_what_is_absent_counts_for_little() -> None:
    assert alike("Коваль Іван Петрович", "Коваль Іван") == 0.95
    assert alike("Коваль Іван Петрович", "Коваль") == 0.6
    assert alike("Коваль Іван Петрович", "- Іван Петрович") == 0.6
    assert alike("Коваль І. Петрович", "Коваль Іван П.") == 0.6
    assert similarity(name(), name()) == 0


def test_what_is_too_long_for_a_name_is_absent() -> None:
    long = "Коваль" * 13
    assert keys(long) == keys("аб" * 5000) == ()
    assert similarity(name(f"{long} Іван"), name(f"{long} Іван")) == 0.6


texts = st.text(st.sampled_from("абвгґеєжіїйкхцчшщьюяabcghijkstxyz '-’ŠžЄІ"), max_size=20) | st.text(max_size=8)
names = st.builds(
    SimpleNamespace,
    surname=texts | st.sampled_from(SURNAMES) | st.none(),
    given_names=texts | st.sampled_from([form for forms in MEN for form in forms[:2]]) | st.none(),
    patronymic=texts | st.sampled_from([form for forms in MEN for form in forms[2:]]) | st.none(),
    father_first_name=texts | st.none(),
)


@given(names, names)
def test_likeness_is_the_same_either_way_and_between_0_and_1(a: SimpleNamespace, b: SimpleNamespace) -> None:
    assert 0 <= similarity(a, b) <= 1
    assert similarity(a, b) == similarity(b, a)
    assert similarity(a, b) <= similarity(a, a) or similarity(a, a) < 1


@given(texts)
def test_keys_have_no_marks_and_do_not_depend_on_case(text: str) -> None:
    assert all(key == key.strip() and key for key in keys(text))
    assert keys(text.strip()) == keys(text)


@given(st.lists(texts | st.sampled_from(["", "\u0301а", "а\nб", "Н1", "а" * 300]), max_size=6))
def test_texts_that_are_taken_apart_together_are_those_taken_apart_alone(some: list[str]) -> None:
    assert words(some) == {text: words([text])[text] for text in some}


def test_one_error_finds_a_name_of_the_table_and_two_do_not() -> None:
    for spelling in ("Володмир", "Волоадимир", "Волотимир", "Вололимир", "Воолдимир"):
        assert 0.9 < alike("Коваль Володимир Петрович", f"Коваль {spelling} Петрович") < 1, spelling
    for spelling in ("Воломир", "Волотимер", "Воолидмир"):
        assert alike("Коваль Володимир Петрович", f"Коваль {spelling} Петрович") < 0.9, spelling
