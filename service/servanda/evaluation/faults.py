"""What is said of submissions that cannot be judged, in English, Ukrainian and Russian."""

from __future__ import annotations

from servanda.errors import Message, Texts

TEXTS: Texts = {
    # What a value is, or should be; in the other languages in the nominative.
    "object": ("an object", "об’єкт", "объект"),
    "list": ("a list", "список", "список"),
    "text": ("text", "текст", "текст"),
    "bool": ("true or false", "true або false", "true или false"),
    "null": ("null", "null", "null"),
    "number": ("a number", "число", "число"),
    "text-or-object": ("text or an object", "текст або об’єкт", "текст или объект"),
    "readings": ("a list of readings", "список тлумачень", "список толкований"),
    "whole-number": ("a whole number", "ціле число", "целое число"),
    "id": ("an id", "ідентифікатор", "идентификатор"),
    "date": ("a date", "дата", "дата"),
    "time": ("a day or an instant", "день або момент часу", "день или момент времени"),
    "field": ("the name of a field", "назва поля", "название поля"),
    "one-of": ("one of {words}", "одне зі слів {words}", "одно из слов {words}"),
    "party": ("a party: one of {words}", "код сторони: {words}", "код стороны: {words}"),
    "party-or-third": (
        "a party or third party: one of {words}",
        "код сторони або третьої сторони: {words}",
        "код стороны или третьей стороны: {words}",
    ),
    # Values.
    "must-be": ("must be {expected}", "очікується {expected}", "ожидается {expected}"),
    "wrong-type": (
        "must be {expected}, not {found}",
        "очікується {expected}, а не {found}",
        "ожидается {expected}, а не {found}",
    ),
    "out-of-range": ("must lie within ±{most}", "має бути в межах ±{most}", "должно быть в пределах ±{most}"),
    "too-small": ("must be at least {least}", "має бути щонайменше {least}", "должно быть не меньше {least}"),
    "fraction": (
        "must be a whole number, written without fraction and exponent",
        "очікується ціле число, записане без дробової частини та експоненти",
        "ожидается целое число, записанное без дробной части и экспоненты",
    ),
    "empty-text": (
        "must not be empty: leave it out where it is unknown",
        "не може бути порожнім: чого не відомо, того не зазначають",
        "не может быть пустым: что неизвестно, того не указывают",
    ),
    "text-too-long": (
        "must have at most {most} code points",
        "має містити щонайбільше {most} знаків Unicode",
        "должно содержать не более {most} знаков Unicode",
    ),
    "unsafe-character": (
        "must not hold control characters, direction marks or noncharacters",
        "не може містити керівних символів, знаків напрямку письма та кодів, що не є символами",
        "не может содержать управляющих символов, знаков направления письма и кодов, не являющихся символами",
    ),
    "not-an-id": (
        "must be 1 to {most} of the characters A-Z a-z 0-9 . _ : -",
        "очікується від 1 до {most} знаків A-Z a-z 0-9 . _ : -",
        "ожидается от 1 до {most} знаков A-Z a-z 0-9 . _ : -",
    ),
    "not-a-date": (
        "must be a date, YYYY, YYYY-MM or YYYY-MM-DD, from year 1000 on",
        "очікується дата, РРРР, РРРР-ММ або РРРР-ММ-ДД, не раніше 1000 року",
        "ожидается дата, ГГГГ, ГГГГ-ММ или ГГГГ-ММ-ДД, не ранее 1000 года",
    ),
    "no-such-day": (
        "the calendar has no such day",
        "такого дня в календарі немає",
        "такого дня в календаре нет",
    ),
    "partial-date": (
        "must be a whole day, YYYY-MM-DD, or an instant",
        "очікується повна дата, РРРР-ММ-ДД, або момент часу",
        "ожидается полная дата, ГГГГ-ММ-ДД, или момент времени",
    ),
    "not-a-time": (
        "must be a day, YYYY-MM-DD, or an instant, like 2025-06-07T12:00:00+03:00",
        "очікується день, РРРР-ММ-ДД, або момент часу, наприклад 2025-06-07T12:00:00+03:00",
        "ожидается день, ГГГГ-ММ-ДД, или момент времени, например 2025-06-07T12:00:00+03:00",
    ),
    "no-offset": (
        "an instant needs its offset, like Z or +03:00",
        "для моменту часу потрібне зміщення від UTC, наприклад Z або +03:00",
        "для момента времени нужно смещение от UTC, например Z или +03:00",
    ),
    "no-such-instant": (
        "the calendar has no such instant",
        "такого моменту часу в календарі немає",
        "такого момента времени в календаре нет",
    ),
    "not-yet": (
        "lies after `as_of`: it cannot have happened yet",
        "пізніше за `as_of`: цього ще не могло статися",
        "позже, чем `as_of`: этого ещё не могло произойти",
    ),
    # Names.
    "near": (", did you mean `{name}`?", ", можливо, `{name}`?", ", возможно, `{name}`?"),
    "unknown-field": (
        "unknown field `{name}`{near}",
        "невідоме поле `{name}`{near}",
        "неизвестное поле `{name}`{near}",
    ),
    "nameless-field": (
        "has a field that the vocabulary does not have",
        "містить поле, якого немає у словнику",
        "содержит поле, которого нет в словаре",
    ),
    "missing-field": ("the field `{name}` is required", "поле `{name}` обов’язкове", "поле `{name}` обязательно"),
    "readings-chosen": (
        "must be one of {words}, or readings by disputed name",
        "очікується одне зі слів {words} або тлумачення спірних понять за їхніми назвами",
        "ожидается одно из слов {words} или толкования спорных понятий по их названиям",
    ),
    "no-such-name": (
        "`{name}` is not a disputed name of this ruleset{near}",
        "`{name}` не є спірним поняттям цього зводу правил{near}",
        "`{name}` не является спорным понятием этого свода правил{near}",
    ),
    "nameless-name": (
        "has a name that is not disputed in this ruleset",
        "містить назву, яка не є спірним поняттям цього зводу правил",
        "содержит название, которое не является спорным понятием этого свода правил",
    ),
    "no-reading": (
        "must name at least one reading",
        "слід назвати щонайменше одне тлумачення",
        "следует назвать хотя бы одно толкование",
    ),
    # Lists, entries and events.
    "nothing-to-judge": (
        "needs a list, an action or a history of events",
        "потрібен список, дія або історія подій",
        "нужен список, действие или история событий",
    ),
    "no-entry": (
        "must hold at least one entry",
        "потрібен щонайменше один запис",
        "нужна хотя бы одна запись",
    ),
    "duplicate-id": (
        "has the id of {other}",
        "той самий ідентифікатор має {other}",
        "тот же идентификатор имеет {other}",
    ),
    "repeated": ("stands twice in the list", "двічі стоїть у списку", "дважды стоит в списке"),
    "answers-nothing": (
        "a list of role `returned` names the lists that it answers in `in_reply_to`",
        "список із роллю `returned` має називати в `in_reply_to` списки, на які він відповідає",
        "список с ролью `returned` должен называть в `in_reply_to` списки, на которые он отвечает",
    ),
    "unknown-list": (
        "the submission has no list of that id",
        "у поданні немає списку з таким ідентифікатором",
        "в представлении нет списка с таким идентификатором",
    ),
    "unknown-entry": (
        "no list that is answered has an entry of that id",
        "у жодному списку, на який дано відповідь, немає запису з таким ідентифікатором",
        "ни в одном списке, на который дан ответ, нет записи с таким идентификатором",
    ),
    "still-listed": (
        "the list has an entry of that id: nobody is both on it and left out",
        "у списку є запис із таким ідентифікатором: не можна водночас бути у списку й бути вилученим",
        "в списке есть запись с таким идентификатором: нельзя одновременно быть в списке и быть исключённым",
    ),
    "reply-to-itself": (
        "a list cannot answer itself",
        "список не може відповідати сам на себе",
        "список не может отвечать сам на себя",
    ),
    # Too many.
    "many-lists": (
        "a submission holds at most {most} lists",
        "у поданні може бути щонайбільше {most} списків",
        "в представлении может быть не более {most} списков",
    ),
    "many-entries": (
        "a list holds at most {most} entries",
        "у списку може бути щонайбільше {most} записів",
        "в списке может быть не более {most} записей",
    ),
    "many-events": (
        "a submission holds at most {most} events",
        "у поданні може бути щонайбільше {most} подій",
        "в представлении может быть не более {most} событий",
    ),
    "many-traced": (
        "a submission that asks for a trace holds at most {most} entries and events",
        "у поданні, для якого просять `trace`, може бути щонайбільше {most} записів і подій",
        "в представлении, для которого просят `trace`, может быть не более {most} записей и событий",
    ),
    "many-compared": (
        "lists answer one another with more than {most} entries on both sides together",
        "у списках, що відповідають один на одного, разом понад {most} записів з обох боків",
        "в списках, отвечающих друг на друга, вместе более {most} записей с обеих сторон",
    ),
    "many-periods": (
        "a duty that repeats comes to more than {most} periods by this time",
        "до цього часу повторюваний обов’язок налічує понад {most} періодів",
        "к этому времени повторяющаяся обязанность насчитывает более {most} периодов",
    ),
    "many-values": (
        "a field holds at most {most} values",
        "у полі може бути щонайбільше {most} значень",
        "в поле может быть не более {most} значений",
    ),
    "many-readings": (
        "a name holds at most {most} readings",
        "для одного поняття може бути щонайбільше {most} тлумачень",
        "для одного понятия может быть не более {most} толкований",
    ),
    "body-objects": (
        "a body of this size holds at most {most} objects",
        "у поданні такого розміру може бути щонайбільше {most} об’єктів",
        "в представлении такого размера может быть не более {most} объектов",
    ),
    "body-lists": (
        "a body of this size holds at most {most} lists",
        "у поданні такого розміру може бути щонайбільше {most} списків JSON",
        "в представлении такого размера может быть не более {most} списков JSON",
    ),
    "body-values": (
        "a body of this size holds at most {most} values",
        "у поданні такого розміру може бути щонайбільше {most} значень",
        "в представлении такого размера может быть не более {most} значений",
    ),
    # Bytes.
    "empty-body": ("the body is empty", "вміст порожній", "содержимое пусто"),
    "byte-order-mark": (
        "begins with a byte order mark",
        "починається з позначки порядку байтів (BOM)",
        "начинается с метки порядка байтов (BOM)",
    ),
    "not-utf8": ("is not UTF-8", "це не UTF-8", "это не UTF-8"),
    "lone-surrogate": ("half of a surrogate pair", "половина сурогатної пари", "половина суррогатной пары"),
    "duplicate-key": (
        "the key `{name}` stands twice in an object",
        "ключ `{name}` стоїть в об’єкті двічі",
        "ключ `{name}` стоит в объекте дважды",
    ),
    "nameless-key": (
        "a key stands twice in an object",
        "один із ключів стоїть в об’єкті двічі",
        "один из ключей стоит в объекте дважды",
    ),
    "too-deep": (
        "objects and lists are nested more than {most} deep",
        "глибина вкладення об’єктів і списків перевищує {most}",
        "глубина вложения объектов и списков превышает {most}",
    ),
    "beyond": ("a number is beyond the limits", "число поза межами допустимого", "число вне допустимых пределов"),
    "not-json": ("is not JSON: {reason}", "це не JSON: {reason}", "это не JSON: {reason}"),
}

REASONS: Texts = {
    "EOF while parsing a list": (
        "EOF while parsing a list",
        "текст уривається всередині списку",
        "текст обрывается внутри списка",
    ),
    "EOF while parsing an object": (
        "EOF while parsing an object",
        "текст уривається всередині об’єкта",
        "текст обрывается внутри объекта",
    ),
    "EOF while parsing a string": (
        "EOF while parsing a string",
        "текст уривається всередині рядка в лапках",
        "текст обрывается внутри строки в кавычках",
    ),
    "EOF while parsing a value": (
        "EOF while parsing a value",
        "текст уривається там, де потрібне значення",
        "текст обрывается там, где нужно значение",
    ),
    "expected value": ("expected value", "тут потрібне значення", "здесь нужно значение"),
    "expected `:`": ("expected `:`", "тут потрібна `:`", "здесь нужно `:`"),
    "expected `,` or `]`": ("expected `,` or `]`", "тут потрібна `,` або `]`", "здесь нужна `,` или `]`"),
    "expected `,` or `}`": ("expected `,` or `}}`", "тут потрібна `,` або `}}`", "здесь нужна `,` или `}}`"),
    "expected ident": (
        "expected ident",
        "тут потрібне true, false або null",
        "здесь нужно true, false или null",
    ),
    "invalid escape": (
        "invalid escape",
        "недійсна послідовність після зворотної скісної риски",
        "недопустимая последовательность после обратной косой черты",
    ),
    "invalid number": ("invalid number", "число записано неправильно", "число записано неправильно"),
    "invalid unicode code point": (
        "invalid unicode code point",
        "такого коду в Unicode немає",
        "такого кода в Unicode нет",
    ),
    "control character (\\u0000-\\u001F) found while parsing a string": (
        "control character (\\u0000-\\u001F) found while parsing a string",
        "керівний символ (\\u0000-\\u001F) у рядку в лапках",
        "управляющий символ (\\u0000-\\u001F) в строке в кавычках",
    ),
    "key must be a string": (
        "key must be a string",
        "ключ має бути рядком у лапках",
        "ключ должен быть строкой в кавычках",
    ),
    "trailing comma": ("trailing comma", "зайва кома", "лишняя запятая"),
    "trailing characters": (
        "trailing characters",
        "після кінця стоїть ще щось",
        "после конца стоит ещё что-то",
    ),
}
"""Why something is no JSON: by what the parser says of it."""


def said(key: str, **values: object) -> Message:
    """The text of a key with its places filled in."""
    return Message(TEXTS, key, **values)


def near(name: str) -> str:
    """``, did you mean …?``, to be filled in; nothing where there is no near name."""
    return said("near", name=name) if name else ""


def reason(told: str) -> str:
    """What the parser says, as a message; as it is where it says something else."""
    return Message(REASONS, told) if told in REASONS else told


def quoted(words: tuple[str, ...]) -> str:
    """Words that are allowed, each in backticks."""
    return ", ".join(f"`{word}`" for word in words)
