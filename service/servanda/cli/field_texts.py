"""What the standard fields of entries mean, and the words of templates, in English, Ukrainian and Russian."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Texts: TypeAlias = Mapping[str, tuple[str, str, str]]

LANGUAGES = ("en", "uk", "ru")

PERSONAL = frozenset(
    "surname given_names patronymic father_first_name mother_maiden_name"
    " place_of_birth captured_at died_at recovered_at buried_at".split()
)
"""Names and places: what tells of a person more than judging takes."""

_BOTH: Texts = {
    "on_record": (
        "Names of fields that you hold and do not send.",
        "Назви полів, які ви маєте, але не передаєте.",
        "Названия полей, которые у вас есть, но которые вы не передаёте.",
    ),
}

_PRISONER: Texts = {
    "id": (
        "Your own pseudonym of the person; no two rows have the same.",
        "Ваше власне умовне позначення особи; у кожному рядку своє.",
        "Ваше собственное условное обозначение лица; в каждой строке своё.",
    ),
    "power": (
        "The party on which the person depends.",
        "Сторона, до якої належить особа.",
        "Сторона, к которой принадлежит лицо.",
    ),
    "nationality": (
        "The nationality, by its ISO 3166 code of three letters.",
        "Громадянство: трилітерний код ISO 3166.",
        "Гражданство: трёхбуквенный код ISO 3166.",
    ),
    "held_by": (
        "The party that holds the person.",
        "Сторона, яка утримує особу.",
        "Сторона, которая удерживает лицо.",
    ),
    "status": (
        "Prisoner of war, retained personnel, civilian, hostage, or detained otherwise.",
        "Військовополонений, утримуваний персонал (медичний чи духовний), цивільна особа, заручник"
        " або затриманий з інших підстав.",
        "Военнопленный, удерживаемый персонал (медицинский или духовный), гражданское лицо, заложник"
        " или задержанный по иным основаниям.",
    ),
    "surname": ("The surname.", "Прізвище.", "Фамилия."),
    "given_names": ("The given names.", "Ім’я (імена).", "Имя (имена)."),
    "patronymic": ("The patronymic.", "По батькові.", "Отчество."),
    "father_first_name": ("The first name of the father.", "Ім’я батька.", "Имя отца."),
    "mother_maiden_name": ("The maiden name of the mother.", "Дівоче прізвище матері.", "Девичья фамилия матери."),
    "sex": ("The sex, as documents state it.", "Стать за документами.", "Пол по документам."),
    "date_of_birth": (
        "The date of birth; the year or the month alone where no more is known.",
        "Дата народження; лише рік або рік і місяць, якщо більше не відомо.",
        "Дата рождения; только год или год и месяц, если больше не известно.",
    ),
    "place_of_birth": ("The place of birth.", "Місце народження.", "Место рождения."),
    "rank": ("The rank, as it is called.", "Військове звання.", "Воинское звание."),
    "rank_class": (
        "Whether the rank is that of a private, of a non-commissioned officer or of an officer.",
        "До якого складу належить звання: рядового, сержантського чи офіцерського.",
        "К какому составу относится звание: рядовому, сержантскому или офицерскому.",
    ),
    "service_number": (
        "The army, regimental, personal or serial number; it also tells the same person in two rows.",
        "Особистий (військовий) номер; за ним також виявляють ту саму особу у двох рядках.",
        "Личный (войсковой) номер; по нему также выявляют одно и то же лицо в двух строках.",
    ),
    "unit": ("The unit.", "Військова частина або підрозділ.", "Воинская часть или подразделение."),
    "captured_on": ("The day of capture.", "Дата взяття в полон.", "Дата взятия в плен."),
    "captured_at": ("The place of capture.", "Місце взяття в полон.", "Место взятия в плен."),
    "held_at": (
        "Your own token of the place of detention; not its name.",
        "Ваше умовне позначення місця утримання; не його назва.",
        "Ваше условное обозначение места содержания; не его название.",
    ),
    "health": (
        "Seriously wounded, seriously ill, wounded, ill, or fit.",
        "Тяжко поранена, тяжко хвора, поранена, хвора або здорова особа.",
        "Тяжело раненное, тяжело больное, раненое, больное или здоровое лицо.",
    ),
    "health_codes": (
        "Items of Annex I to the Third Geneva Convention, such as A1.a.",
        "Пункти додатка I до Третьої Женевської конвенції, наприклад A1.a.",
        "Пункты приложения I к Третьей Женевской конвенции, например A1.a.",
    ),
    "health_certified_by": (
        "Who certified the state of health: a mixed medical commission, a camp physician, the holding party,"
        " or the person's own party.",
        "Хто засвідчив стан здоров’я: змішана медична комісія, лікар табору, сторона, що утримує,"
        " або сторона, до якої належить особа.",
        "Кто засвидетельствовал состояние здоровья: смешанная медицинская комиссия, врач лагеря,"
        " удерживающая сторона или сторона, к которой принадлежит лицо.",
    ),
    "fit_to_travel": (
        "Whether the person can be moved.",
        "Чи придатна особа до перевезення за станом здоров’я.",
        "Позволяет ли состояние здоровья перевозить лицо.",
    ),
    "consent": (
        "Whether the person agreed to being sent home, or refused.",
        "Чи погодилася особа на повернення, чи відмовилася.",
        "Согласилось ли лицо на возвращение или отказалось.",
    ),
    "proceedings": (
        "None, disciplinary, accused of an offence, or convicted.",
        "Переслідування: немає, дисциплінарне, особу обвинувачено або засуджено.",
        "Преследование: нет, дисциплинарное, лицо обвиняется или осуждено.",
    ),
    "sentence": (
        "The sentence: for life, for a term, or none.",
        "Покарання: довічне, на строк або немає.",
        "Наказание: пожизненное, на срок или нет.",
    ),
    "names_communicated": (
        "Whether the names of those kept back for proceedings were told to the other party.",
        "Чи повідомлено іншій стороні імена тих, кого затримано через переслідування.",
        "Сообщены ли другой стороне имена тех, кто задержан из-за преследования.",
    ),
    "self_inflicted": (
        "Whether the injury was self-inflicted.",
        "Чи заподіяла особа ушкодження собі сама.",
        "Причинило ли лицо повреждение себе само.",
    ),
    "medical_personnel": (
        "Whether the person belongs to medical personnel.",
        "Чи належить особа до медичного персоналу.",
        "Относится ли лицо к медицинскому персоналу.",
    ),
    "pregnant": ("Whether the person is pregnant.", "Чи вагітна особа.", "Беременно ли лицо."),
    "refusal_ground": (
        "The reason given for not handing the person over.",
        "Підстава, з якої відмовлено в передачі особи.",
        "Основание, по которому отказано в передаче лица.",
    ),
    "last_event": (
        "What last became of the person, for registers: exchanged, released, repatriated, transferred, escaped, died.",
        "Що востаннє сталося з особою (для реєстрів): обмін, звільнення, репатріація, переведення, втеча, смерть.",
        "Что в последний раз произошло с лицом (для реестров): обмен, освобождение, репатриация, перевод, побег,"
        " смерть.",
    ),
    "last_event_on": ("The day of that event.", "Дата цієї події.", "Дата этого события."),
    **_BOTH,
}

_REMAINS: Texts = {
    "id": (
        "Your own token of the remains; no two rows have the same.",
        "Ваше власне позначення останків; у кожному рядку своє.",
        "Ваше собственное обозначение останков; в каждой строке своё.",
    ),
    "container": (
        "The bag or coffin; several remains may share one.",
        "Мішок або труна; в одному можуть бути кілька останків.",
        "Мешок или гроб; в одном могут быть несколько останков.",
    ),
    "claimed_power": (
        "The party whose person this is said to be.",
        "Сторона, до якої, як стверджують, належала особа.",
        "Сторона, к которой, как утверждается, принадлежало лицо.",
    ),
    "claimed_by": ("Who says so.", "Хто це стверджує.", "Кто это утверждает."),
    "confirmed_power": (
        "The party whose person this is, as an examination found.",
        "Сторона, до якої належала особа, за висновком експертизи.",
        "Сторона, к которой принадлежало лицо, по заключению экспертизы.",
    ),
    "confirmation": (
        "By what it was found: DNA, fingerprints, teeth, identity disc, documents.",
        "За чим це встановлено: ДНК, відбитки пальців, зуби, жетон, документи.",
        "По чему это установлено: ДНК, отпечатки пальцев, зубы, жетон, документы.",
    ),
    "examination": (
        "Whether the examination has not begun, goes on, or is done.",
        "Експертиза: не розпочата, триває або завершена.",
        "Экспертиза: не начата, идёт или завершена.",
    ),
    "completeness": (
        "Whole, partial, or commingled with others.",
        "Останки цілі, неповні або змішані з іншими.",
        "Останки целые, неполные или смешанные с другими.",
    ),
    "profiles": (
        "References to DNA profiles; never a profile itself.",
        "Посилання на ДНК-профілі; ніколи не сам профіль.",
        "Ссылки на ДНК-профили; никогда не сам профиль.",
    ),
    "disc": (
        "The identity disc that was found: single, half of a double one, none.",
        "Знайдений жетон: одинарний, половина подвійного або немає.",
        "Найденный жетон: одинарный, половина двойного или нет.",
    ),
    "died_on": ("The day of death.", "Дата смерті.", "Дата смерти."),
    "died_at": ("The place of death.", "Місце смерті.", "Место смерти."),
    "cause_of_death": ("The cause of death.", "Причина смерті.", "Причина смерти."),
    "in_captivity": (
        "Whether the person died in captivity.",
        "Чи померла особа в полоні.",
        "Умерло ли лицо в плену.",
    ),
    "recovered_at": ("The place of recovery.", "Місце, де знайдено останки.", "Место, где найдены останки."),
    "buried_at": ("The place of burial.", "Місце поховання.", "Место захоронения."),
    "person": (
        "The id of the prisoner's entry that this may be.",
        "Позначення (id) запису про полоненого, яким це може бути.",
        "Обозначение (id) записи о пленном, которым это может быть.",
    ),
    **_BOTH,
}

MEANINGS: Mapping[str, Texts] = {"prisoner": _PRISONER, "remains": _REMAINS}
"""What the fields of the entries of each kind of list mean."""

WORDS: Texts = {
    "optional": (
        "Optional: what is unknown stays empty.",
        "Необов’язкове: що невідоме, лишають порожнім.",
        "Необязательное: что неизвестно, оставляют пустым.",
    ),
    "required": ("Required in every row.", "Обов’язкове в кожному рядку.", "Обязательное в каждой строке."),
    "read by": ("Read by the rules: {rules}.", "Потрібне правилам: {rules}.", "Нужно правилам: {rules}."),
    "read by none": ("No rule reads it.", "Жодне правило його не читає.", "Ни одно правило его не читает."),
    "leave out": (
        "Personal: nothing is judged by it. Leave it out.",
        "Особисті дані: за ними нічого не оцінюють. Не вносьте їх.",
        "Личные данные: по ним ничего не оценивают. Не вносите их.",
    ),
    "for rules": (
        "Personal: wanted for these rules alone. Leave it out where you can: `on_record` says that you hold it.",
        "Особисті дані: потрібні лише цим правилам. За можливості не вносьте їх:"
        " що вони у вас є, вказують у `on_record`.",
        "Личные данные: нужны только этим правилам. По возможности не вносите их:"
        " что они у вас есть, указывают в `on_record`.",
    ),
    "one of": ("One of: {words}.", "Одне зі слів: {words}.", "Одно из слов: {words}."),
    "several": (
        "Several are separated by blanks or |.",
        "Кілька значень розділяють пробілами або знаком |.",
        "Несколько значений разделяют пробелами или знаком |.",
    ),
    "names of fields": ("Names of the columns.", "Назви стовпців.", "Названия столбцов."),
    "id type": (
        "1 to 64 of A-Z a-z 0-9 . _ : -",
        "Від 1 до 64 знаків A-Z a-z 0-9 . _ : -",
        "От 1 до 64 знаков A-Z a-z 0-9 . _ : -",
    ),
    "date": (
        "A date: YYYY-MM-DD, or YYYY-MM or YYYY.",
        "Дата: РРРР-ММ-ДД, або РРРР-ММ, або РРРР.",
        "Дата: ГГГГ-ММ-ДД, или ГГГГ-ММ, или ГГГГ.",
    ),
    "bool": ("true or false.", "true (так) або false (ні).", "true (да) или false (нет)."),
    "int": ("A whole number.", "Ціле число.", "Целое число."),
    "string": ("Text.", "Текст.", "Текст."),
    "wrong": (
        "Choose one of the words in the list.",
        "Виберіть одне зі слів у списку.",
        "Выберите одно из слов в списке.",
    ),
    "column": ("Column", "Стовпець", "Столбец"),
    "meaning": ("Meaning", "Значення", "Значение"),
    "what": ("What it holds", "Що вносять", "Что вносят"),
    "needed": ("Needed", "Чи обов’язкове", "Обязательно ли"),
    "rules": ("Rules that read it", "Правила, яким воно потрібне", "Правила, которым оно нужно"),
    "advice": ("Advice", "Порада", "Совет"),
}
"""The words of templates; what stands in braces is filled in."""


def text(texts: Texts, key: str, language: str) -> str:
    """A text in one of the languages."""
    return texts[key][LANGUAGES.index(language)]
