"""Submissions with lists, always the same ones."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import BinaryIO

AS_OF = "2025-06-07"
MOST_ON_A_LIST = 10_000
NAMES = ("surname", "given_names", "patronymic", "service_number")

HEADER = {"id": "L1", "kind": "prisoners", "role": "proposed", "by": "UKR", "to": "RUS", "date": "2025-06-05"}
ANSWER = {**HEADER, "id": "R1", "role": "returned", "by": "RUS", "to": "UKR", "in_reply_to": ["L1"]}
SYLLABLES = "ба вер гон дзю жу зал іс ко луц мар ні ор пет ру сав та ус фед ха цим чор шев щер яр".split()
ENDINGS = "енко ук ов ський ак ець ин ич".split()
MEN = "Олександр Сергій Володимир Микола Андрій Олексій Віктор Іван Юрій Дмитро Василь Михайло Ігор Роман Петро".split()
FATHERS = "Сергійович Миколайович Андрійович Вікторович Іванович Юрійович Васильович Петрович Степанович".split()
_LATIN = dict(
    zip(
        "абвгдеєжзиіїйклмнопрстуфхцчшщюя",
        "a b v h d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch iu ia".split(),
        strict=True,
    )
) | {"ь": ""}

Entry = dict[str, str]


def submission(number: int) -> bytes:
    """The body of a request with one list of so many prisoners, some of whose fields are missing."""
    return _body(_entries(number))


def nameless(number: int) -> bytes:
    """The same without names and numbers: people that only their ids tell apart."""
    return _body(list(map(_without_name, _entries(number))))


def written(number: int, names: bool, file: BinaryIO) -> None:
    """Writes such a body list by list, as many as it takes: a list has no more than 10,000 entries."""
    chance = random.Random(1)
    file.write(f'{{"as_of": "{AS_OF}", "lists": ['.encode())
    for start in range(0, number, MOST_ON_A_LIST):
        entries = [_entry(place, chance) for place in range(start, min(start + MOST_ON_A_LIST, number))]
        header = {**HEADER, "id": f"L{start // MOST_ON_A_LIST + 1}", "final": True}
        told = {**header, "entries": entries if names else list(map(_without_name, entries))}
        file.write((", " if start else "").encode() + json.dumps(told, ensure_ascii=False).encode())
    file.write(b"]}")


def named(number: int) -> bytes:
    """The same with names that people have."""
    return _body(_named(number))


def answered(number: int) -> bytes:
    """That list, and one that answers it with the same ids; a tenth are others, and a tenth are written otherwise."""
    base = _named(number)
    return _body(
        base, [_romanised(entry) if place % 10 == 1 else entry for place, entry in enumerate(base) if place % 10]
    )


def recognised(number: int) -> bytes:
    """That list, and one that answers it in Latin letters, without an id or a number in common."""
    base = _named(number)
    answer = [{**_romanised(entry), "id": f"R{place}"} for place, entry in enumerate(base) if place % 10]
    return _body([_without_number(entry) for entry in base], [_without_number(entry) for entry in answer])


def made_to_cost(number: int) -> bytes:
    """Two lists of people with four names that no table knows, fifteen of whom always share as much as can be."""
    chance = random.Random(2)
    base = [_unknown(place, chance) for place in range(number)]
    return _body(base, [{**entry, "id": f"R{entry['id']}"} for entry in base])


def _body(*lists: Sequence[Entry]) -> bytes:
    told = [
        {**header, "final": True, "entries": entries} for header, entries in zip((HEADER, ANSWER), lists, strict=False)
    ]
    return json.dumps({"as_of": AS_OF, "lists": told}, ensure_ascii=False).encode()


def _entries(number: int) -> list[Entry]:
    chance = random.Random(1)
    return [_entry(place, chance) for place in range(number)]


def _named(number: int) -> list[Entry]:
    chance = random.Random(3)

    def surname() -> str:
        return (chance.choice(SYLLABLES) + chance.choice(SYLLABLES) + chance.choice(ENDINGS)).capitalize()

    names = [
        {"surname": surname(), "given_names": chance.choice(MEN), "patronymic": chance.choice(FATHERS)}
        for _ in range(number)
    ]
    return [{**entry, **name} for entry, name in zip(_entries(number), names, strict=True)]


def _romanised(entry: Entry) -> Entry:
    """The entry with its name in the letters of passports."""
    names = {field: entry[field] for field in ("surname", "given_names", "patronymic")}
    return {
        **entry,
        **{field: "".join(_LATIN[letter] for letter in name.lower()).upper() for field, name in names.items()},
    }


def _without_name(entry: Entry) -> Entry:
    return {field: value for field, value in entry.items() if field not in NAMES}


def _without_number(entry: Entry) -> Entry:
    return {field: value for field, value in entry.items() if field != "service_number"}


def _unknown(place: int, chance: random.Random) -> Entry:
    group = random.Random(place // 15)

    def word(of: random.Random, syllables: int = 6) -> str:
        return "".join(of.choice(SYLLABLES) for _ in range(syllables))

    return {
        "id": f"P{place}",
        "status": "pow",
        "surname": word(group, 3) + word(chance, 1),
        "given_names": " ".join((word(group, 4), *(word(chance, 4) for _ in range(3)))),
        "patronymic": word(chance, 5),
        "date_of_birth": f"{group.randrange(1960, 2008)}-05-12",
    }


def _entry(place: int, chance: random.Random) -> Entry:
    born = f"{chance.randrange(1960, 2008)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    entry = {
        "id": f"P{place}",
        "status": "pow" if chance.random() < 0.97 else "civilian",
        "surname": f"Прізвище{place}",
        "given_names": "Іван",
        "date_of_birth": born if chance.random() < 0.95 else born[:4],
        "service_number": f"S{place}",
        "health": chance.choice(("fit", "fit", "ill", "wounded", "seriously_wounded", "seriously_ill")),
        "captured_on": "2023-05-17",
    }
    if chance.random() < 0.05:
        del entry["health"]
    return entry
