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


def found(one: Json, other: Json) -> dict[str, str]:
    """Who the second is to the first: on a list that answers, and in a register of those who were exchanged."""
    own = {"id": "U", "kind": "prisoners", "role": "proposed", "by": "AAA", "entries": [one]}
    reply = {**own, "id": "V", "role": "returned", "by": "BBB", "in_reply_to": ["U"], "entries": [other]}
    exchanged = {**other, "last_event": "exchanged", "last_event_on": "2025-01-01"}
    register = {**own, "id": "R", "role": "register", "entries": [exchanged]}
    verdict = whole(PROGRAM, lists=[own, reply, register])
    status = "+".join(sorted({pair["status"] for pair in verdict["pairs"]}))
    return {
        "in a reply": {"added+dropped": OTHERS, "review": REVIEW}.get(status, FOUND),
        "in a register": _TOLD[verdict["lists"][0]["entries"][0]["verdict"]],
    }


_TOLD = {"compliant": OTHERS, "indeterminate": REVIEW, "non_compliant": FOUND}


def check(one: str | Json, other: str | Json, expected: str, ids: tuple[str, str] = ("A", "B")) -> None:
    """In a reply and in a register, whichever of the two is on which list."""
    before, after = entry(ids[0], one), entry(ids[1], other)
    both = dict.fromkeys(("in a reply", "in a register"), expected)
    assert found(before, after) == found(after, before) == both, (one, other)


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ("P1 p1", REVIEW),
        ("P-1 P1", REVIEW),
        ("a_7-b A7B", REVIEW),
        ("PO1 P01", REVIEW),
        ("P1 P2", OTHERS),
        ("007 7", REVIEW),
        ("P1 R1", OTHERS),
        ("70 7", OTHERS),
    ],
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


TARAS = "Шевченко|Тарас|Григорович|1990-05-12"


@pytest.mark.parametrize(
    ("short", "full"),
    [
        *(("Саша", "Олександр"), ("Саша", "Олександра"), ("Sasha", "Aleksandr"), ("Вова", "Володимир")),
        *(("Vova", "Vladimir"), ("Діма", "Дмитро"), ("Дима", "Дмитрий"), ("Женя", "Євген"), ("Женя", "Евгения")),
        *(("Толя", "Анатолій"), ("Коля", "Микола"), ("Kolya", "Nikolai"), ("Сергійко", "Сергій"), ("Льоша", "Олексій")),
        *(("Лёша", "Алексей"), ("Lyosha", "Oleksii"), ("Валя", "Валентин"), ("Валя", "Валентина")),
        *(("Валера", "Валерій"), ("Шура", "Саша"), ("Тарасик", "Тарас"), ("Оленка", "Олена"), ("Таня", "Тетяна")),
        *(("Слава", name) for name in ("В'ячеслав", "Ярослав", "Мирослав", "Станислав", "Vladyslav")),
    ],
)
def test_a_short_form_is_a_doubt_and_no_identity(short: str, full: str) -> None:
    whole_name = f"Шевченко|{full}|Григорович|1990-05-12"
    for told in ("Григорович|1990-05-12", "|1990-05-13", "Григорович|1990", "|"):
        check(whole_name, f"Шевченко|{short}|{told}", REVIEW)
    check(whole_name, f"Шевчекно|{short}|Григорович|1990-05-12", REVIEW)
    check(whole_name, f"Бойко|{short}||1990", OTHERS)


@pytest.mark.parametrize(
    ("one", "other"), [("Саша", "Тарас"), ("Коля", "Толя"), ("Вова", "Ярослав"), ("Слава", "Сергій"), ("Юра", "Шура")]
)
def test_short_forms_of_other_names_are_others(one: str, other: str) -> None:
    check(f"Шевченко|{one}|Григорович|1990-05-12", f"Шевченко|{other}|Григорович|1990-05-12", OTHERS)


def test_a_short_form_of_several_names_is_no_identity_even_with_itself() -> None:
    check("Шевченко|Слава|Григорович|1990-05-12", "Шевченко|Slava|Григорович|1990-05-12", REVIEW)
    check("Шевченко|Саша|Григорович|1990-05-12", "Шевченко|Саша|Григорович|1990-05-12", REVIEW)
    check("Шевченко|Коля|Григорович|1990-05-12", "Шевченко|Коля|Григорович|1990-05-12", FOUND)
    check("Шевченко|Саша|Григорович|1990-05-12", "Шевченко|Саша|Григорович|1990-05-12", FOUND, ("A", "A"))


def test_the_short_name_of_a_father_is_a_doubt() -> None:
    father = {"surname": "Шевченко", "given_names": "Тарас", "father_first_name": "Гриша"}
    check(TARAS, {**father, "date_of_birth": "1990"}, REVIEW)
    check(TARAS, {**father, "father_first_name": "Коля", "date_of_birth": "1990"}, OTHERS)


@pytest.mark.parametrize(
    "told",
    [
        *("Шевчекно|Тарас|Григорович|1990", "Шевчекно|Тарас|Григорович|", "Ешвченко|Тарас|Григорович|"),
        *("Шевчекно|Тарас||1990", "Шевчекно|Тарас||", "SHEVCHEKNO|Taras|Hryhorovych|", "Шевчнеко|Тарас|Григорович|"),
        *("Шевенко|Тарас|Григорович|", "Шевчемко|Тарас|Григорович|", "Швченко|Тарас|Григорович|"),
        *("Шевченк|Тарас|Григорович|1990", "Шевченкко|Тарас|Григорович|"),
    ],
)
def test_an_error_in_a_surname_is_a_doubt_without_a_whole_date(told: str) -> None:
    check(TARAS, told, REVIEW)
    check("Шевченко|Тарас|Григорович|", told, REVIEW)
    check("Шевченко|Остап|Григорович|1990-05-12", told, OTHERS)


@pytest.mark.parametrize(
    "columns",
    [
        *("Шевченко Тарас Григорович|||", "Тарас Григорович Шевченко|||", "|Шевченко Тарас Григорович||"),
        *("||Шевченко Тарас Григорович|", "Тарас|Григорович|Шевченко|", "Григорович|Шевченко|Тарас|"),
        *("Шевченко|Григорович|Тарас|", "Григорович|Тарас|Шевченко|", "Тарас|Шевченко|Григорович|"),
        *("Шевченко Тарас|Григорович||", "Шевченко|Тарас Григорович||", "Тарас Григорович|Шевченко||"),
        *("Тарас|Шевченко Григорович||", "Shevchenko Taras Hryhorovych|||", "|Шевченко Тарас|Григорович|"),
    ],
)
def test_a_whole_name_is_read_in_whatever_columns_it_stands(columns: str) -> None:
    check(TARAS, f"{columns}1990-05-12", FOUND)
    check(TARAS, columns, REVIEW)
    check(f"{TARAS[:-10]}", f"{columns}1990", REVIEW)
    check("Шевченко|Остап|Григорович|1990-05-12", f"{columns}1990-05-12", OTHERS)


@pytest.mark.parametrize("columns", ["Тарас Шевченко|||", "|Тарас Шевченко||", "|Шевченко Тарас||", "Шевченко Т.Г.|||"])
def test_a_name_in_one_column_is_read_without_a_father(columns: str) -> None:
    check(TARAS, columns, REVIEW)
    check("Шевченко|Остап|Григорович|1990-05-12", f"{columns}1990-05-12", OTHERS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Нечуй-Левицький|Іван|Семенович|1990-05-12", "Нечуй-Левицький Іван Семенович|||1990-05-12"),
        ("Алієв|Ахмед|Гейдар огли|1990-05-12", "Aliyev Ahmed Heydar ohly|||1990-05-12"),
        ("Алієв|Ахмед|Гейдар огли|1990-05-12", "Алієв|Ахмед Гейдар огли||1990-05-12"),
        ("Климович|Андрій|Ілліч|1990-05-12", "Андрій|Климович|Ілліч|1990-05-12"),
        ("Шевченко|Тарас||1990-05-12", "Тарас||Шевченко|1990-05-12"),
        ("Попович|Тарас|Григорович|1990-05-12", "Тарас|Григорович|Попович|1990-05-12"),
    ],
)
def test_names_of_several_words_are_taken_apart(one: str, other: str) -> None:
    check(one, other, FOUND)


@pytest.mark.parametrize(
    "columns", ["Петрович|Баатр|Огнєв|", "Юрко|Микла|Петрович|", "|Анна Марія|Петрівна|", "Юрко|||"]
)
def test_what_is_not_known_stays_in_its_column(columns: str) -> None:
    check(f"{columns}1990-05-12", f"{columns}1990", REVIEW)


LOOKS = [
    ("КОВАНА|Тарас|Григорович", "KOBAHA|Тарас|Григорович"),
    ("КОВАНА|Тарас|", "KOBAHA|TAPAC|"),
    ("КОВАНА|ОКСАНА|ТАРАСОВНА", "KOBAHA|OKCAHA|TAPACOBHA"),
    ("КОВАНА|Іван|Петрович", "KОBAHА|Іван|Петрович"),
    ("KOBAH|Ivan|", "КОВАН|Ivan|"),
    ("Кобаг|Іван|", "КОВАН|Іван|"),
    ("Шарко|Іван|Петрович", "Шapкo|Іван|Петрович"),
    ("Ротар|Іван|Петрович", "POTAP|IBAH|Петрович"),
]


@pytest.mark.parametrize(("one", "other"), LOOKS)
def test_letters_that_look_alike_are_read_in_either_script(one: str, other: str) -> None:
    check(f"{one}|1990-05-12", f"{other}|1990", REVIEW)
    check(f"{one}|1990-05-12", f"{other}|", REVIEW)
    check(f"{one}|1990-05-12", f"{other.partition('|')[0]}||", REVIEW)


@pytest.mark.parametrize(
    ("told", "with_its_id", "with_another"),
    [
        ("Шевченко|О.||", REVIEW, OTHERS),
        ("Шевченко|О.||1990", REVIEW, OTHERS),
        ("Шевченко|О.|Г.|1990-05-12", REVIEW, OTHERS),
        ("Шевченко|Тарас|П.|1990-05-12", REVIEW, REVIEW),
        ("Шевченко|Т.||", FOUND, REVIEW),
        ("Шевченко|T.|H.|1990", FOUND, REVIEW),
        ("Шевченко|Тарас|Г.|1990-05-12", FOUND, FOUND),
    ],
)
def test_an_initial_agrees_or_contradicts(told: str, with_its_id: str, with_another: str) -> None:
    check(TARAS, told, with_its_id, ("A", "A"))
    check(TARAS, told, with_another)


@pytest.mark.parametrize(
    ("name", "initial"),
    [
        *(
            ("Микола", "Н."),
            ("Николай", "M."),
            ("Олександр", "A."),
            ("Євген", "Y."),
            ("Євген", "E."),
            ("Харитон", "K."),
        ),
        *(("Юрій", "Yu."), ("Юрій", "Ю."), ("Яків", "Ia."), ("Н.", "М."), ("Ганна", "А."), ("Щербина", "Shch.")),
        *(("Саша", "О."), ("Баатр", "Б."), ("Микола", "H.")),
    ],
)
def test_an_initial_may_be_that_of_any_form_of_a_name(name: str, initial: str) -> None:
    check(f"Шевченко|{name}||", f"Шевченко|{initial}||", REVIEW)
    check(f"Шевченко|{name}||1990-05-12", f"Шевченко|{initial}||1990-05-12", FOUND, ("A", "A"))
    check(f"Шевченко|{name}||", "Шевченко|Р.||", OTHERS)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Умарович", "Усманович", REVIEW),
        ("Каримович", "Рахимович", REVIEW),
        ("Хасанович", "Хусаинович", REVIEW),
        ("Магомедович", "Нурмагомедович", REVIEW),
        ("Равилович", "Рамилович", REVIEW),
        ("Алиевич", "Валиевич", REVIEW),
        ("Арсенович", "Арсенійович", REVIEW),
        ("Умарович", "Умаровч", FOUND),
        ("Усманович", "Усмнаович", FOUND),
        ("Арсенович", "Arsenovych", FOUND),
    ],
)
def test_another_father_is_never_the_same_man_without_a_look(one: str, other: str, expected: str) -> None:
    check(f"Магомедов|Магомед|{one}|1990-01-01", f"Магомедов|Магомед|{other}|1990-01-01", expected)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Єгор", "Георгий"),
        ("Ахмет", "Ахмед"),
        ("Мурад", "Мурат"),
        ("Ільдар", "Эльдар"),
        ("Muhammad", "Магомед"),
        ("Остап", "Євстафій"),
        ("Магомед-Алі", "Алі"),
        ("Марія-Анна", "Анна"),
    ],
)
def test_names_that_one_person_may_be_written_with_are_a_doubt(one: str, other: str) -> None:
    check(f"Коваль|{one}|Іванович|1990-05-12", f"Коваль|{other}|Іванович|1990-05-12", REVIEW)


ROWS = {
    "another surname, another year, another number": (
        "Іванчук|Олександр||1978-05-02|AA-751770",
        "Іванюк|Олександр||1976-05-02|AA-205361",
    ),
    "no dates": ("Коваленко|Олександр|Іванович||AA-02", "Коваленко|Олександр|Іванович||AA-03"),
    "a date near": ("Коваленко|Олександр|Іванович|1990-05-02|AA-02", "Коваленко|Олександр|Іванович|1990-05-12|AA-03"),
    "a year": ("Бойко|Іван||1990|AA-02", "Бойко|Іван||1990|AA-03"),
}


@pytest.mark.parametrize("why", ROWS)
def test_rows_that_are_numbered_anew_make_nobody_another(why: str) -> None:
    one, other = [line.rsplit("|", 1) for line in ROWS[why]]
    rows = [{**entry(name, told), "service_number": number} for name, (told, number) in (("48", one), ("49", other))]
    own = {"id": "U", "kind": "prisoners", "role": "proposed", "by": "AAA", "entries": rows}
    answer = [{**rows[1], "id": "48"}]  # the first one was left out
    reply = {**own, "id": "V", "role": "returned", "by": "BBB", "in_reply_to": ["U"], "entries": answer}
    verdict = whole(PROGRAM, lists=[own, reply])
    assert {pair["id"]: pair["status"] for pair in verdict["pairs"]}["48"] != "kept"
    assert {pair["status"] for pair in verdict["pairs"]} <= {"review", "dropped", "kept"}
    assert not [p for p in verdict["pairs"] if p["status"] == "dropped" and p["id"] == "49"]


def test_an_id_gives_way_to_somebody_else_who_has_the_whole_name_and_the_day() -> None:
    rows = [
        entry("1", "Коваленко|Олександр|Іванович|1990-05-02"),
        entry("2", "Коваленко|Олександр|Іванович|1991-05-02"),
    ]
    own = {"id": "U", "kind": "prisoners", "role": "proposed", "by": "AAA", "entries": rows}
    answer = [{**rows[1], "id": "1"}]
    reply = {**own, "id": "V", "role": "returned", "by": "BBB", "in_reply_to": ["U"], "entries": answer}
    assert {pair["status"] for pair in whole(PROGRAM, lists=[own, reply])["pairs"]} == {"review"}


# Names that cannot be taken apart

NO_DAY = ("1990-05-12", "1990", "")


@pytest.mark.parametrize("day", NO_DAY)
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Хасаханов|Турпал-Алі|Мовсарович", "Хасаханов Турпал-Алі Мовсарович||"),
        ("Хасаханов|Турпал-Алі|Мовсарович", "Турпал-Алі Мовсарович Хасаханов||"),
        ("Хасаханов|Турпал-Алі|Мовсарович", "|Хасаханов Турпал-Алі Мовсарович|"),
        ("Коваленко|Олександр|Іванович", "О. І. Коваленко||"),
        ("Коваленко|Олександр|Іванович", "Коваленко О.І.||"),
        ("Коваленко|Олександр|Іванович", "О.|І.|Коваленко"),
        ("Коваленко|Олександр|Іванович", "О. І.|Коваленко|"),
        ("Коваленко|Олександр|Іванович", "А. Коваленко||"),  # Александр
        ("Бекмурзаев|Заурбек|Сосланович", "Заурбек Сосланович Бекмурзаев||"),
        ("Бекмурзаев|Заурбек|Сосланович", "Сосланович|Бекмурзаев|Заурбек"),
        ("Бекмурзаев|Заурбек|Сосланович", "|Бекмурзаев Заурбек|"),
        ("Петрович|Іван|Сергійович", "Іван Петрович||"),
        ("Петрович|Іван|Сергійович", "|Петрович Іван|"),
    ],
)
def test_a_name_that_cannot_be_taken_apart_is_a_doubt_where_it_has_the_same_words(
    one: str, other: str, day: str
) -> None:
    check(f"{one}|1990-05-12", f"{other}|{day}", REVIEW)


@pytest.mark.parametrize(
    "other",
    [
        "Хасаханов Магомед Мовсарович||",
        "О. І. Коваль||",
        "Т. І. Коваленко||",
        "Заурбек Ахметович Дзагоев||",
        "Бойко Степан Іванович||",
        "Турпал Ахметович Дудаев||",
    ],
)
def test_one_word_in_common_makes_nobody_one_of_a_day(other: str) -> None:
    for one in ("Хасаханов|Турпал-Алі|Мовсарович", "Коваленко|Олександр|Іванович", "Бекмурзаев|Заурбек|Сосланович"):
        check(f"{one}|1990-05-12", f"{other}|1990-05-12", OTHERS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Шевців|Іван|", "Шевцов|Иван|"),
        ("Алиев|Джавид|", "Əliyev|Cavid|"),
        ("Мамедов|Эльчин|", "Məmmədov|Elçin|"),
        ("Ван|Гуанцзюнь|", "Wang|Guangjun|"),
        ("Сюй|Бо|", "Xu|Bo|"),
        ("Джавахишвили|Георгий|", "Dschawachischwili|Giorgi|"),
        ("Коваленко|Микола|Петрович", "კოვალენკო|მიკოლა|"),
        ("Ван|Гуанцзюнь|", "王|广军|"),
        ("Хасан|Али|", "حسن|علي|"),
    ],
)
def test_a_name_that_another_state_wrote_is_a_doubt_on_the_same_day(one: str, other: str) -> None:
    check(f"{one}|1990-05-12", f"{other}|1990-05-12", REVIEW)
    check(f"{one}|1990-05-12", f"{other}|1971-11-23", OTHERS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Коваленко|Микола|Петрович", "Wang|Guangjun|"),
        ("Коваленко|Микола|Петрович", "SHEVCHENKO|TARAS|"),
        ("Алиев|Джавид|", "SHEVCHENKO|TARAS|"),
        ("Шевців|Іван|", "Шевцов|Тарас|"),
        ("王|广军|", "李|明|"),
    ],
)
def test_people_of_one_day_whose_names_can_be_compared_are_others(one: str, other: str) -> None:
    check(f"{one}|1990-05-12", f"{other}|1990-05-12", OTHERS)
