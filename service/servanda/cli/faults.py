"""What is said of files that hold no list or submission, in English, Ukrainian and Russian."""

from __future__ import annotations

from servanda.errors import Message, Texts

TEXTS: Texts = {
    # Places.
    "at": ("{place}: {what}", "{place}: {what}", "{place}: {what}"),
    "on": ("{name}:{numbers}", "{name}:{numbers}", "{name}:{numbers}"),
    "input": ("standard input", "стандартний ввід", "стандартный ввод"),
    "line": ("line {number}", "рядок {number}", "строка {number}"),
    "row": ("row {number}", "рядок {number}", "строка {number}"),
    "list": ("list {number}", "список {number}", "список {number}"),
    "column": ("column {number}", "стовпець {number}", "столбец {number}"),
    "column-named": ("column `{name}`", "стовпець `{name}`", "столбец `{name}`"),
    "more": ("and {count} more", "та ще {count}", "и ещё {count}"),
    # Files.
    "locked": (
        "locked by a password, save it without",
        "файл захищено паролем, збережіть його без пароля",
        "файл защищён паролем, сохраните его без пароля",
    ),
    "old": (
        "an old workbook, save it as XLSX or CSV",
        "книга старого формату, збережіть її як XLSX або CSV",
        "книга старого формата, сохраните её как XLSX или CSV",
    ),
    "compressed": (
        "compressed, unpack it first",
        "файл стиснено, спершу розпакуйте його",
        "файл сжат, сначала распакуйте его",
    ),
    "not-format": (
        "by its first bytes it is not {format}",
        "судячи з перших байтів, це не {format}",
        "судя по первым байтам, это не {format}",
    ),
    "not-utf16": (
        "not UTF-16, save the file as UTF-8",
        "це не UTF-16, збережіть файл у кодуванні UTF-8",
        "это не UTF-16, сохраните файл в кодировке UTF-8",
    ),
    "not-utf8": (
        "not UTF-8, save the file as UTF-8",
        "це не UTF-8, збережіть файл у кодуванні UTF-8",
        "это не UTF-8, сохраните файл в кодировке UTF-8",
    ),
    "no-entries": ("no entries", "немає жодного запису", "нет ни одной записи"),
    "entry-no-object": ("an entry must be an object", "запис має бути об’єктом", "запись должна быть объектом"),
    "submission-no-object": (
        "a submission must be an object",
        "подання має бути об’єктом",
        "представление должно быть объектом",
    ),
    # Columns.
    "no-field": ("not the name of a field{near}", "це не назва поля{near}", "это не название поля{near}"),
    "removals-apart": (
        "whom a list leaves out stands in a file of its own, with the columns id and reason: FILE:removals=OTHER",
        "вилучених зі списку записують в окремому файлі зі стовпцями id та reason: FILE:removals=OTHER",
        "исключённых из списка записывают в отдельном файле со столбцами id и reason: FILE:removals=OTHER",
    ),
    "column-twice": ("column `{name}` stands twice", "стовпець `{name}` стоїть двічі", "столбец `{name}` стоит дважды"),
    "no-column": ("no column `{name}`", "немає стовпця `{name}`", "нет столбца `{name}`"),
    "head-again": (
        "names of columns instead of an entry: one file holds one table, whose columns are named once",
        "назви стовпців замість запису: у файлі має бути одна таблиця, стовпці якої названо один раз",
        "названия столбцов вместо записи: в файле должна быть одна таблица, столбцы которой названы один раз",
    ),
    # CSV.
    "csv-empty": (
        "empty, the first line must name the columns",
        "файл порожній, а його перший рядок має називати стовпці",
        "файл пуст, а его первая строка должна называть столбцы",
    ),
    "csv-cells": (
        "{cells} cells, but {columns} columns",
        "клітинок: {cells}, а стовпців: {columns}",
        "ячеек: {cells}, а столбцов: {columns}",
    ),
    "csv-separators": (
        "the columns must be separated by commas, semicolons or tabs",
        "стовпці слід розділяти комами, крапками з комою або знаками табуляції",
        "столбцы следует разделять запятыми, точками с запятой или знаками табуляции",
    ),
    "csv-open": (
        "not CSV: a quotation mark is opened here and never closed",
        "це не CSV: лапки тут відкрито й ніде не закрито",
        "это не CSV: кавычки здесь открыты и нигде не закрыты",
    ),
    "csv-quoted": (
        "not CSV: {separator} expected after '\"'",
        "це не CSV: після '\"' потрібно {separator}",
        "это не CSV: после '\"' нужно {separator}",
    ),
    "csv-long": (
        "not CSV: field larger than field limit ({most})",
        "це не CSV: клітинка довша за {most} символів",
        "это не CSV: ячейка длиннее {most} символов",
    ),
    "csv-stray": (
        "a line break, a tab or a separator of columns among the items: is there a quotation mark too many?",
        "серед значень є розрив рядка, знак табуляції або роздільник стовпців: чи немає зайвих лапок?",
        "среди значений есть разрыв строки, знак табуляции или разделитель столбцов: нет ли лишних кавычек?",
    ),
    "csv-other": ("not CSV: {reason}", "це не CSV: {reason}", "это не CSV: {reason}"),
    # Cells.
    "items": (
        "{what}; items are separated by blanks or |",
        "{what}; кілька значень розділяють пробілами або знаком |",
        "{what}; несколько значений разделяют пробелами или знаком |",
    ),
    "other-value": (
        "a time of day, or another kind of value that no field holds",
        "час доби або інше значення, для якого немає поля",
        "время суток или другое значение, для которого нет поля",
    ),
    "empty-item": ("an item of the list is empty", "одне зі значень порожнє", "одно из значений пусто"),
    "no-number": ("not a number", "це не число", "это не число"),
    "long-number": (
        "a number of more than 15 digits, the last of them lost: make the cell text and write it again",
        "число довше за 15 цифр, останні з них втрачено: зробіть клітинку текстовою і запишіть його ще раз",
        "число длиннее 15 цифр, последние из них потеряны: сделайте ячейку текстовой и запишите его ещё раз",
    ),
    "short-number": (
        "a spreadsheet has shortened this number: write it out as text",
        "таблиця скоротила це число: запишіть його повністю, як текст",
        "таблица сократила это число: запишите его полностью, как текст",
    ),
    "number-format": (
        "a number shown in a format of its own: make the cell text and write it again",
        "число показано у власному форматі: зробіть клітинку текстовою і запишіть його ще раз",
        "число показано в собственном формате: сделайте ячейку текстовой и запишите его ещё раз",
    ),
    "stray-date": (
        "a date, where none belongs: make the cell text and write it again",
        "дата там, де її не має бути: зробіть клітинку текстовою і запишіть значення ще раз",
        "дата там, где её не должно быть: сделайте ячейку текстовой и запишите значение ещё раз",
    ),
    "date-in-zone": (
        "must be a date, not an instant in a time zone",
        "очікується дата, а не момент часу в часовому поясі",
        "ожидается дата, а не момент времени в часовом поясе",
    ),
    "date-with-time": (
        "must be a date, without a time of day",
        "очікується дата без часу доби",
        "ожидается дата без времени суток",
    ),
    "date-without-year": (
        "a date shown without its year, which the spreadsheet has added: write the year too",
        "дату показано без року, який додала сама таблиця: запишіть і рік",
        "дата показана без года, который добавила сама таблица: запишите и год",
    ),
    "cell-unread": (
        "a value that cannot be read: make the cell text and write it again",
        "значення не вдається прочитати: зробіть клітинку текстовою і запишіть його ще раз",
        "значение не удаётся прочитать: сделайте ячейку текстовой и запишите его ещё раз",
    ),
    "cell-outside": (
        "a cell outside the columns that the first row names",
        "клітинка поза стовпцями, які називає перший рядок",
        "ячейка вне столбцов, которые называет первая строка",
    ),
    "cell-error": (
        "an error of the spreadsheet, such as #REF!, stands where a value is needed",
        "замість значення стоїть помилка таблиці, наприклад #REF!",
        "вместо значения стоит ошибка таблицы, например #REF!",
    ),
    "cell-formula": (
        "a formula without its result: open the file in a spreadsheet program and save it",
        "формула без результату: відкрийте файл у табличному редакторі та збережіть його",
        "формула без результата: откройте файл в табличном редакторе и сохраните его",
    ),
    # Workbooks.
    "book-empty": (
        "empty, the first row of a sheet must name the columns",
        "книга порожня, а перший рядок аркуша має називати стовпці",
        "книга пуста, а первая строка листа должна называть столбцы",
    ),
    "which-sheet": (
        "say with --sheet which sheet is the list: {sheets}",
        "зазначте за допомогою --sheet, який аркуш є списком: {sheets}",
        "укажите с помощью --sheet, какой лист является списком: {sheets}",
    ),
    "hidden": ("`{name}` (hidden)", "`{name}` (прихований)", "`{name}` (скрытый)"),
    "merged": ("merged cells, split them", "об’єднані клітинки, роз’єднайте їх", "объединённые ячейки, разъедините их"),
    "hidden-cells": (
        "hidden rows or columns: show or remove them",
        "приховані рядки або стовпці: покажіть або вилучіть їх",
        "скрытые строки или столбцы: покажите или удалите их",
    ),
    "book-damaged": (
        "not a workbook: the file is damaged",
        "це не книга: файл пошкоджено",
        "это не книга: файл повреждён",
    ),
    "book-unread": (
        "not a workbook that can be read: save it once more, or as CSV",
        "книгу не вдається прочитати: збережіть її ще раз або як CSV",
        "книгу не удаётся прочитать: сохраните её ещё раз или как CSV",
    ),
    "book-other": (
        "a workbook of another format, save it as XLSX or CSV",
        "книга іншого формату, збережіть її як XLSX або CSV",
        "книга другого формата, сохраните её как XLSX или CSV",
    ),
    "archive": (
        "an archive and no workbook, unpack it first",
        "архів, а не книга, спершу розпакуйте його",
        "архив, а не книга, сначала распакуйте его",
    ),
    "book-unpacks": (
        "unpacks to more than a list can be, save the list alone in a new workbook",
        "у розпакованому вигляді більше, ніж може бути список: збережіть сам список у новій книзі",
        "в распакованном виде больше, чем может быть список: сохраните только список в новой книге",
    ),
    "book-doctype": (
        "not a workbook: it declares a document type",
        "це не книга: файл оголошує тип документа",
        "это не книга: файл объявляет тип документа",
    ),
    "many-cells": (
        "the sheet is larger than {most} cells, save the list alone in a new workbook",
        "на аркуші понад {most} клітинок: збережіть сам список у новій книзі",
        "на листе более {most} ячеек: сохраните только список в новой книге",
    ),
    # Parquet.
    "parquet-damaged": (
        "not Parquet that can be read: it is damaged, or holds values out of range",
        "файл Parquet не вдається прочитати: його пошкоджено або в ньому є значення поза межами допустимого",
        "файл Parquet не удаётся прочитать: он повреждён или содержит значения вне допустимых пределов",
    ),
    "many-rows": (
        "more than {most} rows, the most entries that a list can have",
        "понад {most} рядків, а більше записів у списку бути не може",
        "более {most} строк, а больше записей в списке быть не может",
    ),
    "parquet-unpacks": (
        "unpacks to more than a list can be",
        "у розпакованому вигляді більше, ніж може бути список",
        "в распакованном виде больше, чем может быть список",
    ),
    "many-items": (
        "more items than a list can have",
        "значень більше, ніж може бути у списку",
        "значений больше, чем может быть в списке",
    ),
    "column-type": (
        "its type is none that a field can have",
        "такого типу в полів не буває",
        "такого типа у полей не бывает",
    ),
    "float-short": (
        "numbers of this type are inexact: make the column text and write it again",
        "числа такого типу неточні: зробіть стовпець текстовим і запишіть його ще раз",
        "числа такого типа неточны: сделайте столбец текстовым и запишите его ещё раз",
    ),
    "long-text": (
        "a text of more than {most} characters",
        "текст довший за {most} символів",
        "текст длиннее {most} символов",
    ),
}


def said(key: str, **values: object) -> Message:
    """The text of a key with its places filled in."""
    return Message(TEXTS, key, **values)


def at(place: str, what: str) -> Message:
    """``place: what``"""
    return said("at", place=place, what=what)


def on(name: str, *numbers: int) -> Message:
    """``name:line:column``: a line of a file, or a column of that line."""
    return said("on", name=name, numbers=":".join(map(str, numbers)))
