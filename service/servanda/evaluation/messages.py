"""What evaluation itself says in verdicts, beside the messages of the ruleset, in the languages that it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MESSAGES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "in-force": {
            "en": "The agreement is in force from {start}; nothing is judged under it before.",
            "uk": "Домовленість чинна з {start}; до цієї дати за нею нічого не оцінюють.",
            "ru": "Договорённость действует с {start}; до этой даты по ней ничего не оценивается.",
        },
        "before": {
            "en": "the agreement was not in force on the day of judgement",
            "uk": "на день оцінювання домовленість не була чинною",
            "ru": "на день оценки договорённость не действовала",
        },
        "register": {
            "en": "a register is data, and is not judged",
            "uk": "реєстр є джерелом даних, його не оцінюють",
            "ru": "реестр служит источником данных и не оценивается",
        },
        "another": {
            "en": "conduct of another party",
            "uk": "дії іншої сторони",
            "ru": "действия другой стороны",
        },
        "whole": {
            "en": "the record is the conduct of no single party",
            "uk": "усі списки разом не є діями лише однієї сторони",
            "ru": "все списки вместе не являются действиями лишь одной стороны",
        },
        "no-prisoner": {
            "en": "no prisoner in the submission",
            "uk": "у поданні немає жодного полоненого",
            "ru": "в представлении нет ни одного пленного",
        },
        "no-remains": {
            "en": "no remains in the submission",
            "uk": "у поданні немає тіл (останків) загиблих",
            "ru": "в представлении нет тел (останков) погибших",
        },
        "no-action": {
            "en": "no action in the submission",
            "uk": "у поданні немає дії, яку належить оцінити",
            "ru": "в представлении нет действия, которое надлежит оценить",
        },
        "no-events": {
            "en": "no events in the submission",
            "uk": "у поданні немає подій",
            "ru": "в представлении нет событий",
        },
        "uncovered": {
            "en": "the history does not cover all the kinds of events that it rests on",
            "uk": "історія охоплює не всі види подій, від яких залежить це правило",
            "ru": "история охватывает не все виды событий, от которых зависит это правило",
        },
        "no-rule": {
            "en": "the ruleset asks nothing of it",
            "uk": "звід правил нічого про це не вимагає",
            "ru": "свод правил ничего об этом не требует",
        },
        "earlier": {
            "en": "it was before the agreement was in force, and is no part of the history",
            "uk": "це сталося до того, як домовленість набула чинності, і до історії не належить",
            "ru": "это произошло до того, как договорённость вступила в силу, и к истории не относится",
        },
        "later": {
            "en": "it lies after the time of judgement",
            "uk": "це відбувається пізніше за час оцінювання",
            "ru": "это происходит позже времени оценки",
        },
        "no-pair": {
            "en": "no list in the submission answers another of its kind",
            "uk": "у поданні жоден список не є відповіддю на інший того самого виду",
            "ru": "в представлении ни один список не является ответом на другой того же вида",
        },
        "no-list": {
            "en": "no list in the submission",
            "uk": "у поданні немає списку, який підлягає оцінюванню",
            "ru": "в представлении нет списка, который подлежит оценке",
        },
    }
)


def message(key: str, language: str, **values: str) -> str:
    """The text of a key with its places filled in; English where it is not there in the language."""
    texts = MESSAGES[key]
    return texts.get(language, texts["en"]).format(**values)
