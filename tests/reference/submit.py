"""Random submissions under a random ruleset: people, numbers and profiles that repeat, values near its constants."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from random import Random
from typing import Any

from .expressions import CODES, DAYS, INTS, POOL
from .generate import KIND, OWN_TYPES, THIRD, VOCABULARY

Json = dict[str, Any]

PEOPLE = (*POOL, "P5", "P6")
"""The ids that entries have: the same ones in all lists."""
IDENTITY = ("id", "kind", "role", "by", "in_reply_to")
"""The fields that are not filled in at random."""


class Submissions:
    """A random submission under a ruleset, with values near its constants."""

    def __init__(self, document: Json, seed: int) -> None:
        self.rng = Random(seed)
        self.document = document
        self.parties = document["parties"]

    def submission(self) -> Json:
        rng = self.rng
        number = rng.choice((1, 1, 2, 3, 4))
        lists = [self.one_list(i, number) for i in range(number)]
        found: Json = {"as_of": self.as_of(), "lists": lists}
        options = {
            "readings": self.readings,
            "account": lambda: rng.choice(("all", self.parties[0])),
            "conduct_of": lambda: rng.choice((None, *self.parties)),
            "detail": lambda: rng.choice(("summary", "findings", "trace", "trace")),
        }
        return {**found, **{name: make() for name, make in options.items() if rng.random() < 0.4}}

    def as_of(self) -> str:
        late = ("2025-06-02", "2025-07-01", "2025-06-02T00:30:00+03:00", "2025-06-02T23:30:00-05:00", "2028-02-29")
        early = ("2025-06-01", "2025-06-01T20:59:59Z", "2025-06-02T00:30:00+05:00")
        return self.rng.choice(late) if self.rng.random() < 0.93 else self.rng.choice(early)

    def readings(self) -> Any:
        disputed = [
            (n, i["readings"])
            for part in ("terms", "definitions")
            for n, i in self.document[part].items()
            if "readings" in i
        ]
        if disputed and self.rng.random() < 0.4:
            some = self.rng.sample(disputed, self.rng.randint(1, len(disputed)))
            return {name: self.rng.sample(list(r), self.rng.randint(1, len(r))) for name, r in some}
        return self.rng.choice(("all", "common", "common", *self.parties))

    def one_list(self, index: int, number: int) -> Json:
        rng = self.rng
        judged = {rule["of"] for rule in self.document["rules"].values()} & KIND.keys()
        subject = rng.choice((*sorted(judged) * 3, *sorted(KIND)))
        header: Json = {
            "id": f"L{index}",
            "kind": KIND[subject],
            "role": rng.choice(("proposed", "agreed", "proposed", "register")),
            "by": rng.choice(self.parties),
        }
        if number > 1 and rng.random() < 0.5:
            header["role"] = rng.choice((header["role"], "returned", "delivered", "delivered"))
            others = [f"L{i}" for i in range(number) if i != index]
            header["in_reply_to"] = rng.sample(others, rng.choice((1, 1, min(2, len(others)))))
        self.fill(header, "list")
        if rng.random() < 0.3:
            header["removals"] = [self.removal(name) for name in rng.sample(PEOPLE, rng.randint(0, 3))]
        header["entries"] = [self.entry(subject, name) for name in rng.sample(PEOPLE, rng.choice((1, 2, 2, 3, 4)))]
        return header

    def removal(self, name: str) -> Json:
        return {"id": name, **({"reason": self.rng.choice(POOL)} if self.rng.random() < 0.7 else {})}

    def entry(self, subject: str, name: str) -> Json:
        rng = self.rng
        entry: Json = {"id": name}
        known = self.fill(entry, subject)
        if rng.random() < 0.3:
            entry["on_record"] = rng.sample(known, 2)
        if rng.random() < 0.2:
            entry["on_record"] = [other for other in known if entry.get(other) is None][:50]
        if subject == "prisoner" and rng.random() < 0.3:  # names, by which persons are told apart
            entry |= {name: rng.choice(POOL[:2]) for name in ("surname", "given_names")}
        return entry

    def fill(self, data: Json, subject: str) -> list[str]:
        """Gives most of the fields a value; the names of all of them."""
        own = {name: OWN_TYPES[name][1] for name in self.document.get("fields", {}).get(subject, {})}
        table = {**VOCABULARY[subject], **own}
        for name, (type_, domain) in table.items():
            chance = self.rng.random()
            if name in IDENTITY or chance < 0.12:
                continue
            data[name] = None if chance < 0.17 else self.value(type_, PEOPLE if name == "person" else domain)
        return list(table)

    def value(self, type_: str, domain: tuple[str, ...]) -> Any:
        rng = self.rng
        if type_.startswith("["):
            values = [self.value(type_.strip("[]"), domain) for _ in range(rng.randint(0, 3))]
            return values if rng.random() < 0.5 else list(dict.fromkeys(values))
        if type_ == "bool":
            return rng.random() < 0.5
        if type_ == "int":
            return (
                rng.choice(INTS) + rng.choice((-1, 0, 0, 1))
                if rng.random() < 0.95
                else rng.choice((1, -1)) * (2**53 - 1)
            )
        if type_ == "date":
            return self.day()
        if domain == CODES:
            return rng.choice((*self.parties, *THIRD))
        return rng.choice(domain or (*POOL, "AAA"))

    def day(self) -> str:
        rng = self.rng
        near = date.fromisoformat(rng.choice(DAYS)) + timedelta(days=rng.choice((-1, 0, 0, 1)))
        year = near.year - rng.choice((0, 0, 0, 1, 18, 25))
        near = date(year, near.month, min(near.day, calendar.monthrange(year, near.month)[1]))
        return near.isoformat()[: rng.choice((4, 7, *[10] * 8))]


def submission(document: Json, seed: int) -> Json:
    """A random submission under the ruleset."""
    made = Submissions(document, seed).submission()
    for told in made["lists"]:
        told["date"] = happened(told.get("date"), made["as_of"][:10])
    for entry in (entry for item in made["lists"] for entry in item["entries"]):
        for name in HAPPENED & entry.keys():
            entry[name] = happened(entry[name], made["as_of"][:10])
    return made


HAPPENED = {"date_of_birth", "captured_on", "died_on", "last_event_on"}


def happened(day: str | None, as_of: str) -> str | None:
    """The day, or one of the same kind some years earlier, by ``as_of``: what has happened is not still to come."""
    while day is not None and day > as_of:
        day = f"{int(day[:4]) - 4}{day[4:]}"  # four years keep 29 February
    return day
