"""People as two lists write them: a population of families, each person written twice by tables and with errors.

The romanisation tables are written out here once more, so that they do not depend on what they test.
"""

import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

# As Ukrainian documents write them; many are near to each other on purpose.
SURNAMES = """
Коваль Ковальчук Коваленко Ковальов Ковалівський Ковальський Коваленків Ковач Шевченко Шевчук Шевцов Шевчишин Швець
Шевців Бондар Бондаренко Бондарчук Бондарев Бойко Бойченко Бойчук Бойків Кравець Кравченко Кравчук Кравців Кравцов
Ткач Ткаченко Ткачук Ткачов Мельник Мельниченко Мельничук Мельников Мельничин Олійник Олійниченко Поліщук Поліщенко
Савченко Савчук Савчин Савицький Савін Савельєв Руденко Рудик Рудь Рудницький Рудаков Мороз Морозов Морозенко Морозюк
Марченко Марчук Мартиненко Мартинюк Мартинов Лисенко Лисюк Лисий Лисицин Литвин Литвиненко Литвинов Литвинчук
Клименко Климчук Климов Климович Павленко Павлюк Павлов Павлишин Павлічук Петренко Петрук Петров Петришин Петрів
Петровський Сидоренко Сидорчук Сидоров Сидорук Гриценко Грицюк Грицай Гриньов Гринчук Іваненко Іванчук Іванов Іванців
Іванюк Іванішин Василенко Василюк Васильєв Васильчук Васильченко Пономаренко Пономарчук Пономарьов Гаврилюк
Гавриленко Гаврилов Гаврилишин Харченко Харчук Харитонов Харкевич Карпенко Карпюк Карпов Карпович Романенко Романюк
Романов Романчук Романишин Левченко Левчук Левицький Левін Левков Гончар Гончаренко Гончарук Гончаров Зайченко Зайчук
Зайцев Заєць Козак Козаченко Козачук Козаков Козлов Козленко Козловський Козлюк Білоус Білик Білий Біленко Білецький
Бєлов Бєляєв Чорний Чорненко Чорноус Черненко Чернов Чернишов Чернявський Черняк Чорнобай Кузьменко Кузьмич Кузьмін
Кузнєцов Кузнецький Федоренко Федорчук Федоров Федорук Федорів Степаненко Степанюк Степанов Степанчук Соколов
Соколенко Сокіл Соколовський Соловйов Соловей Соловейко Журавель Журавльов Журавський Жук Жуков Жуковський Жученко
Гайдук Гайдай Гайдамака Гайденко Громов Громенко Громико Хромов Хромченко Голуб Голубенко Голубєв Голубович Горбань
Горбач Горбаченко Горбунов Горобець Щербак Щербаков Щербина Щербань Щербатюк Яковенко Яковлєв Яковчук Якименко
Якимчук Яценко Яценюк Яцишин Ященко Ющенко Юрченко Юрчук Юрківський Юрков Єременко Єрмак Єрмаков Єрмоленко Євтушенко
Євсєєв Овчаренко Овчаров Овчинников Остапенко Остапчук Осипенко Осипов Осипчук Назаренко Назарчук Назаров Назарук
Нечай Нечипоренко Ніколаєв Ніколаєнко Ніколайчук Новак Новаков Новіков Новицький Прокопенко Прокопчук Прокопів
Пилипенко Пилипчук Панченко Панчук Панасюк Панасенко Панов Паламарчук Паламар Тарасенко Тарасюк Тарасов Тарасович
Тимошенко Тимошук Тимченко Тимчук Тимофєєв Ткачик Третяк Третьяков Терещенко Терещук Терехов Усенко Усик Усов
Устименко Ульянов Уманець Уманський Філіпенко Філіппов Філатов Фоменко Фомін Фомичов Хоменко Хомич Хомчук Хоменчук
Цимбал Цимбалюк Циганков Циганенко Чайка Чайковський Чайкін Чумак Чумаченко Чумаков Шаповал Шаповаленко Шаповалов
Шульга Шульженко Шульгін Яременко Яремчук Ярошенко Ярошук Ярмоленко Яровий Дорошенко Дорошук Дорофєєв Демченко Демчук
Дем'яненко Дем'янчук Демидов Демидюк Денисенко Денисюк Денисов Даниленко Данилюк Данилов Данильчук Дяченко Дячук
Дяків Дьяков Дзюба Дзюбенко Дзюбак Зінченко Зінчук Зіновʼєв Захарченко Захарчук Захаров Захарук Зозуля Золотарьов
Золотаренко Лебідь Лебедєв Лебединський Лебеденко Лук'яненко Лук'янчук Лук'янов Луценко Луцюк Луцик Макаренко
Макарчук Макаров Максименко Максимчук Максимов Матвієнко Матвійчук Матвєєв Медведєв Медведчук Медведенко Мірошниченко
Мірошник Мірошников Михайленко Михайлюк Михайлов Михайличенко Попенко Попов Попович Попівський Радченко Радчук Радько
Самойленко Самойлов Семененко Семенюк Семенов Семенчук Сергієнко Сергійчук Сергєєв Скляр Скляренко Скляров Слободян
Слободянюк Смирнов Смірнов Собко Собчук Стельмах Стельмашенко Стельмащук Стеценко Стецюк Стецик Сорока Сороченко
Сорокін Супрун Супруненко Сухий Сухенко Сухов Сухоруков Титаренко Титов Титарчук Тищенко Тищук Трофименко Трофимчук
Трофимов Волошин Волошенко Волошинський Волков Вовк Вовченко Вовчук Волинець Волинський Воробей Воробйов Воронов
Вороненко Воронюк Власенко Власюк Власов Власенков Вдовиченко Вдовенко Вдовін Артеменко Артемчук Артемов Артюх
Андрієнко Андрійчук Андрєєв Андрусенко Андрощук Антоненко Антонюк Антонов Антонович Абраменко Абрамчук Абрамов
Авраменко Бабенко Бабич Бабій Бабюк Баранов Баранюк Бараненко Барановський Батечко Биков Биковець Близнюк Близнець
Богданов Богданенко Богданюк Борисенко Борисюк Борисов Бурлака Бурлаченко Бутенко Бутко Буряк Буряченко Галушка
Галушко Галущенко Герасименко Герасимчук Герасимов Гнатенко Гнатюк Гнатів Григоренко Григорук Григорʼєв Гусак Гусєв
Гусаренко Кириленко Кирилюк Кириллов Кириченко Киричук Кисіль Кисельов Киселенко Колесник Колесниченко Колесников
Коломієць Коломійченко Комар Комаренко Комаров Комарчук Костенко Костюк Костюченко Котенко Котов Котляр Котляренко
Котляров Кучер Кучеренко Кучерук Кушнір Кушніренко Кушнірук Лазаренко Лазарчук Лазарєв Лещенко Лещук Лещишин
Нечуй-Левицький Квітка-Основ'яненко Сковорода-Мельник Карпенко-Карий Ґудзь Ґалаґан Ґерета
""".split()

# Ukrainian and Russian given name, patronymics of sons and daughters in both languages; the most frequent first.
MEN = [
    line.split()
    for line in """
Олександр Александр Олександрович Олександрівна Александрович Александровна
Сергій Сергей Сергійович Сергіївна Сергеевич Сергеевна
Володимир Владимир Володимирович Володимирівна Владимирович Владимировна
Микола Николай Миколайович Миколаївна Николаевич Николаевна
Андрій Андрей Андрійович Андріївна Андреевич Андреевна
Олексій Алексей Олексійович Олексіївна Алексеевич Алексеевна
Віктор Виктор Вікторович Вікторівна Викторович Викторовна
Іван Иван Іванович Іванівна Иванович Ивановна
Юрій Юрий Юрійович Юріївна Юрьевич Юрьевна
Дмитро Дмитрий Дмитрович Дмитрівна Дмитриевич Дмитриевна
Василь Василий Васильович Василівна Васильевич Васильевна
Михайло Михаил Михайлович Михайлівна Михайлович Михайловна
Ігор Игорь Ігорович Ігорівна Игоревич Игоревна
Анатолій Анатолий Анатолійович Анатоліївна Анатольевич Анатольевна
Роман Роман Романович Романівна Романович Романовна
Віталій Виталий Віталійович Віталіївна Витальевич Витальевна
Максим Максим Максимович Максимівна Максимович Максимовна
Євген Евгений Євгенович Євгенівна Евгеньевич Евгеньевна
Олег Олег Олегович Олегівна Олегович Олеговна
Петро Пётр Петрович Петрівна Петрович Петровна
Павло Павел Павлович Павлівна Павлович Павловна
Валерій Валерий Валерійович Валеріївна Валерьевич Валерьевна
Вадим Вадим Вадимович Вадимівна Вадимович Вадимовна
Артем Артём Артемович Артемівна Артёмович Артёмовна
Руслан Руслан Русланович Русланівна Русланович Руслановна
Денис Денис Денисович Денисівна Денисович Денисовна
Антон Антон Антонович Антонівна Антонович Антоновна
Богдан Богдан Богданович Богданівна Богданович Богдановна
Станіслав Станислав Станіславович Станіславівна Станиславович Станиславовна
Григорій Григорий Григорович Григорівна Григорьевич Григорьевна
Костянтин Константин Костянтинович Костянтинівна Константинович Константиновна
Ярослав Ярослав Ярославович Ярославівна Ярославович Ярославовна
Степан Степан Степанович Степанівна Степанович Степановна
Геннадій Геннадий Геннадійович Геннадіївна Геннадьевич Геннадьевна
Леонід Леонид Леонідович Леонідівна Леонидович Леонидовна
Борис Борис Борисович Борисівна Борисович Борисовна
Владислав Владислав Владиславович Владиславівна Владиславович Владиславовна
Данило Даниил Данилович Данилівна Даниилович Данииловна
Микита Никита Микитович Микитівна Никитич Никитична
Кирило Кирилл Кирилович Кирилівна Кириллович Кирилловна
Тарас Тарас Тарасович Тарасівна Тарасович Тарасовна
Федір Фёдор Федорович Федорівна Фёдорович Фёдоровна
Яків Яков Якович Яківна Яковлевич Яковлевна
Семен Семён Семенович Семенівна Семёнович Семёновна
Ілля Илья Ілліч Іллівна Ильич Ильинична
Георгій Георгий Георгійович Георгіївна Георгиевич Георгиевна
Матвій Матвей Матвійович Матвіївна Матвеевич Матвеевна
Тимофій Тимофей Тимофійович Тимофіївна Тимофеевич Тимофеевна
Захар Захар Захарович Захарівна Захарович Захаровна
Лев Лев Левович Левівна Львович Львовна
Йосип Иосиф Йосипович Йосипівна Иосифович Иосифовна
Єгор Егор Єгорович Єгорівна Егорович Егоровна
Арсен Арсен Арсенович Арсенівна Арсенович Арсеновна
Арсеній Арсений Арсенійович Арсеніївна Арсеньевич Арсеньевна
Рустам Рустам Рустамович Рустамівна Рустамович Рустамовна
Ахмет Ахмет Ахметович Ахметівна Ахметович Ахметовна
Ельдар Эльдар Ельдарович Ельдарівна Эльдарович Эльдаровна
Зелімхан Зелимхан Зелімханович Зелімханівна Зелимханович Зелимхановна
Баатр Баатр Баатрович Баатрівна Баатрович Баатровна
Сосруко Сосруко Сосрукович Сосруківна Сосрукович Сосруковна
""".strip().splitlines()
]
WOMEN = [
    line.split()
    for line in """
Олена Елена
Наталія Наталья
Тетяна Татьяна
Ірина Ирина
Світлана Светлана
Оксана Оксана
Людмила Людмила
Ольга Ольга
Юлія Юлия
Марія Мария
Катерина Екатерина
Анна Анна
Ганна Анна
Вікторія Виктория
Анастасія Анастасия
Галина Галина
Надія Надежда
Валентина Валентина
Любов Любовь
Інна Инна
Алла Алла
Софія София
Дарина Дарина
Дар'я Дарья
Марина Марина
Олександра Александра
Євгенія Евгения
Христина Кристина
Яна Яна
Аліна Алина
""".strip().splitlines()
]


def _table(letters: str, values: str) -> dict[str, str]:
    return dict(zip(letters, ["" if value == "-" else value for value in values.split()], strict=True))


SHORT = dict(
    pair.split("=")
    for pair in "Олександр=Саша Александр=Саша Володимир=Вова Сергій=Сергійко Микола=Коля Дмитро=Діма Євген=Женя "
    "Олександра=Саша Ярослав=Слава Владислав=Слава Станіслав=Слава Валерій=Валера Валентина=Валя Євгенія=Женя "
    "Анатолій=Толя Петро=Петрик Oleksandr=Sasha Aleksandr=Sasha Volodymyr=Vova Yevhen=Zhenya Dmitrii=Dima".split()
)
LOOKS = str.maketrans("АВЕІКМНОРСТУХ", "ABEIKMHOPCTYX")
UK = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
RU = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
# Each: the letters inside a word, those that are different at its beginning, and what is replaced before.
TABLES: dict[str, list[tuple[dict[str, str], dict[str, str], dict[str, str]]]] = {
    "uk": [
        (  # the Ukrainian national table of 2010
            _table(UK, "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch - iu ia"),
            {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"},
            {"зг": "zgh"},
        ),
        (  # ICAO Doc 9303
            _table(UK, "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch - iu ia"),
            {},
            {},
        ),
        (  # BGN/PCGN of 1965
            _table(UK, "a b v h g d e ye zh z y i yi y k l m n o p r s t u f kh ts ch sh shch ’ yu ya"),
            {},
            {"зг": "z·h"},
        ),
        (_table(UK, "a b v h g d e je ž z y i ji j k l m n o p r s t u f x c č š šč ′ ju ja"), {}, {}),  # scholarly
        (_table(UK, "a b v g g d e e z z i i i j k l m n o p r s t u f h c c s s - u a"), {}, {}),  # ISO 9, bare
    ],
    "ru": [
        (
            _table(RU, "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y - e iu ia"),
            {},
            {},
        ),  # passport
        (  # BGN/PCGN
            _table(RU, "a b v g d e ë zh z i y k l m n o p r s t u f kh ts ch sh shch ” y ’ e yu ya"),
            {"е": "ye"},
            {},
        ),
        (_table(RU, "a b v g d e ë ž z i j k l m n o p r s t u f h c č š ŝ ″ y ′ è û â"), {}, {}),  # ISO 9
        (_table(RU, "a b v g d e yo zh z i y k l m n o p r s t u f h ts ch sh sch - y - e yu ya"), {}, {}),  # informal
        (
            _table(RU, "a b v g d e e zh z i i k l m n o p r s t u f kh tc ch sh shch - y - e iu ia"),
            {},
            {},
        ),  # GOST of 2006
    ],
}
_TO_RUSSIAN = dict(
    pair.split("=") for pair in "ськ=ск цьк=цк ьо=ё йо=ё 'є=ье ʼє=ье і=и ї=и є=е ґ=г І=И Ї=И Є=Е Ґ=Г '=ь ʼ=ь".split()
)


def russian(surname: str) -> str:
    for ukrainian, own in _TO_RUSSIAN.items():
        surname = surname.replace(ukrainian, own)
    return surname


def romanised(text: str, table: tuple[dict[str, str], dict[str, str], dict[str, str]]) -> str:
    return "-".join(_romanised(word, *table) for word in text.lower().split("-"))


def _romanised(word: str, inside: dict[str, str], beginning: dict[str, str], before: dict[str, str]) -> str:
    for letters, latin in before.items():
        word = word.replace(letters, latin)
    first = beginning.get(word[:1], inside.get(word[:1], word[:1]))
    return (first + "".join(inside.get(letter, letter) for letter in word[1:])).capitalize()


@dataclass(frozen=True)
class Person:
    surname: str
    given: int
    father: int
    is_woman: bool
    born: date
    maiden: str = ""


@dataclass(frozen=True)
class Rates:
    """How often an entry has each flaw."""

    typing: float = 0.03
    turned: float = 0.02
    no_patronymic: float = 0.08
    partial: float = 0.05
    wrong_date: float = 0.02
    married: float = 0.01
    missing: float = 0.05
    rough: float = 0.0  # a short form, an initial, letters of the other script, or words in other columns


@dataclass(frozen=True)
class Written:
    """An entry, the person it is of, and what is wrong with it."""

    entry: Any
    person: int
    errors: int
    has_patronymic: bool
    has_day: bool
    is_married: bool
    name: tuple[str, str]


class Population:
    """People of many families, and two lists of them."""

    def __init__(self, seed: int, size: int, rates: Rates = Rates()) -> None:
        self._chance = random.Random(seed)
        self._rates = rates
        self._weights = [1 / (rank + 3) for rank in range(len(MEN))]
        self.people: list[Person] = []
        while len(self.people) < size:
            self.people += self._family()
        del self.people[size:]
        self._birthdays = {(person.surname, person.given, person.born) for person in self.people}

    def _name(self, *, woman: bool = False, other_than: int = -1) -> int:
        names = WOMEN if woman else MEN
        while True:
            (name,) = self._chance.choices(range(len(names)), self._weights[: len(names)])
            if other_than < 0 or names[name][1] != names[other_than][1]:  # Ганна and Анна are one name
                return name

    def _day(self, first: int = 1965, last: int = 2006) -> date:
        return date(first, 1, 1) + timedelta(days=self._chance.randrange((last - first) * 365))

    def _family(self) -> list[Person]:
        is_woman = self._chance.random() < 0.15
        surname = self._chance.choice(SURNAMES)
        first = Person(surname, self._name(woman=is_woman), self._name(), is_woman, self._day())
        if is_woman:
            first = replace(first, maiden=self._chance.choice(SURNAMES))
        brother = replace(first, given=self._name(woman=is_woman, other_than=first.given))
        match self._chance.choices(["alone", "brother", "twin", "son", "same name"], [70, 12, 5, 8, 5])[0]:
            case "brother":
                return [first, replace(brother, born=self._day())]
            case "twin":
                return [first, brother]
            case "son" if not is_woman:
                given = first.given if self._chance.random() < 0.4 else self._name()
                return [first, Person(surname, given, first.given, False, self._day(1990, 2006))]
            case "same name":
                near = first.born + timedelta(days=self._chance.choice([-1, 1, 10, 30, 365, 3650]))
                return [first, replace(first, born=near if self._chance.random() < 0.3 else self._day())]
            case _:
                return [first]

    def lists(self) -> tuple[list[Written], list[Written]]:
        """Both lists, each in an order of its own, with people who are on one of them only."""
        both = []
        for side in "ab":
            there = [i for i in range(len(self.people)) if self._chance.random() >= self._rates.missing]
            self._chance.shuffle(there)
            both.append([self._written(i, f"{side}{number}") for number, i in enumerate(there)])
        return both[0], both[1]

    def _written(self, number: int, name: str) -> Written:
        person, happens = self.people[number], lambda rate: self._chance.random() < rate
        language = self._chance.choice(["uk", "ru"])
        is_married = bool(person.maiden) and happens(self._rates.married * 5)
        parts = self._parts(replace(person, surname=person.maiden) if is_married else person, language)
        if happens(0.6):
            table = self._chance.choice(TABLES[language])
            parts = [romanised(part, table) for part in parts]
        errors = 0
        for place in range(3):
            if happens(self._rates.typing):
                parts[place] = self._mistyped(parts[place])
                errors += 1
        if happens(self._rates.turned):
            parts[:2] = parts[1::-1]
        has_patronymic = not happens(self._rates.no_patronymic)
        born, has_day = self._born(person)
        entry = SimpleNamespace(
            id=name,
            surname=parts[0].upper() if happens(0.2) else parts[0],
            given_names=parts[1],
            patronymic=parts[2] if has_patronymic else None,
            date_of_birth=born,
        )
        if self._rates.rough and happens(self._rates.rough):
            self._roughen(entry)
            errors += 2
        own = person.surname, (WOMEN if person.is_woman else MEN)[person.given][1]
        return Written(entry, number, errors, has_patronymic, has_day, is_married, own)

    def _parts(self, person: Person, language: str) -> list[str]:
        father = MEN[person.father]
        if language == "uk":
            given = (WOMEN if person.is_woman else MEN)[person.given][0]
            return [person.surname, given, father[3 if person.is_woman else 2]]
        given = (WOMEN if person.is_woman else MEN)[person.given][1]
        return [russian(person.surname), given, father[5 if person.is_woman else 4]]

    def _mistyped(self, text: str) -> str:
        place = self._chance.randrange(1, len(text))
        letters = "aeionrstlk" if text.isascii() else "аеионрстлк"
        match self._chance.choice(["left out", "doubled", "wrong", "changed over", "more"]):
            case "left out":
                return text[:place] + text[place + 1 :]
            case "doubled":
                return text[:place] + text[place] + text[place:]
            case "wrong":
                return text[:place] + self._chance.choice(letters) + text[place + 1 :]
            case "changed over":
                return text[:place] + text[place : place + 2][::-1] + text[place + 2 :]
            case _:
                return text[:place] + self._chance.choice(letters) + text[place:]

    def _roughen(self, entry: Any) -> None:
        columns = [entry.surname, entry.given_names, entry.patronymic or ""]
        match self._chance.choice(["short", "initial", "script", "one column", "rotated"]):
            case "short":
                columns[1] = SHORT.get(columns[1], columns[1])
            case "initial":
                columns[1:] = [column and f"{column[0]}." for column in columns[1:]]
            case "script":
                columns = [column.upper().translate(LOOKS) for column in columns]
            case "one column":
                columns = [" ".join(filter(None, columns)), "", ""]
            case _:
                columns = columns[1:] + columns[:1]
        entry.surname, entry.given_names, entry.patronymic = columns

    def _born(self, person: Person) -> tuple[str, bool]:
        """The birthday as written, and whether it is right; a wrong one is no namesake's: none could tell."""
        text = person.born.isoformat()
        if self._chance.random() < self._rates.partial:
            return text[: self._chance.choice([4, 7])], False
        if self._chance.random() < self._rates.wrong_date:
            other = person.born + timedelta(days=self._chance.choice([-20, -10, -3, -1, 1, 2, 5, 10, 365, 3650]))
            if (person.surname, person.given, other) not in self._birthdays:
                return other.isoformat(), False
        return text, True


def tellable(before: list[Written], after: list[Written], most_namesakes: int) -> set[tuple[int, int]]:
    """The places of those whose two entries say enough for a pair without a human being.

    That is the right day on both, one surname, and of errors at most one, which a patronymic on both outweighs; without
    patronymics no error, and few namesakes.
    """
    names = [Counter(written.name for written in side) for side in (before, after)]
    places = {written.person: j for j, written in enumerate(after)}

    def is_tellable(a: Written, b: Written) -> bool:
        errors = a.errors + b.errors
        if not (a.has_day and b.has_day and a.is_married == b.is_married):
            return False
        if a.has_patronymic and b.has_patronymic:
            return errors <= 1
        return errors == 0 and all(count[a.name] <= most_namesakes for count in names)

    both = ((i, places[written.person]) for i, written in enumerate(before) if written.person in places)
    return {(i, j) for i, j in both if is_tellable(before[i], after[j])}
