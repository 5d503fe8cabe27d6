"""Random submissions under a random ruleset: people, numbers and profiles that repeat, values near its constants."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from random import Random
from typing import Any

from servanda.language.vocabulary import EVENT_KINDS as STANDARD

from .expressions import CODES, DAYS, EVENT_KINDS, INTS, POOL
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
        eventful = "event_kinds" in self.document
        number = rng.choice((0, 0, 0, 1, 2) if eventful else (1, 1, 2, 3, 4))
        lists = leaving_out([self.one_list(i, number) for i in range(number)])
        as_of = self.as_of()
        found: Json = {"as_of": as_of, **({"lists": lists} if lists or rng.random() < 0.5 else {})}
        if eventful:
            found |= History(self, as_of).told(bool(lists))
        options = {
            "readings": self.readings,
            "account": lambda: rng.choice(("all", *self.parties)),
            "conduct_of": lambda: rng.choice((None, *self.parties)),
            "detail": lambda: rng.choice(("summary", "findings", "trace", "trace")),
        }
        return {**found, **{name: make() for name, make in options.items() if rng.random() < 0.4}}

    def as_of(self) -> str:
        late = ("2025-06-02", "2025-07-01", "2025-06-02T00:30:00+03:00", "2025-06-02T23:30:00-05:00")
        late = (
            *late,
            "2025-06-30" if "event_kinds" in self.document else "2028-02-29",
        )  # there are not too many periods
        early = ("2025-06-01", "2025-06-01T20:59:59Z", "2025-06-02T00:30:00+05:00")
        return self.rng.choice(late) if self.rng.random() < 0.93 else self.rng.choice(early)

    def readings(self) -> Any:
        disputed = [
            (n, i["readings"])
            for part in ("terms", "definitions")
            for n, i in self.document.get(part, {}).items()
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

    def answer(self, lists: list[Json]) -> Json:
        """A list that answers one or two others: who is on the first of these is kept, changed or left out."""
        rng = self.rng
        base, *others = rng.sample(lists, min(2, len(lists)))
        subject = next(subject for subject, kind in KIND.items() if kind == base["kind"])
        roles = ("returned", "returned", "delivered", "delivered", "agreed", "proposed", "register")
        header: Json = {"id": f"L{len(lists)}", "kind": base["kind"], "role": rng.choice(roles)}
        header["by"] = rng.choice(self.parties)
        header["in_reply_to"] = [item["id"] for item in (base, *others[: rng.choice((0, 0, 1))])]
        self.fill(header, "list")
        kept = [entry for entry in base["entries"] if rng.random() < 0.7]
        new = [name for name in PEOPLE if all(entry["id"] != name for entry in base["entries"])]
        added = rng.sample(new, min(len(new), rng.choice((0, 0, 1, 2))))
        kept = kept or base["entries"][: 0 if added else 1]
        gone = [entry["id"] for entry in base["entries"] if entry not in kept or rng.random() < 0.15]
        if rng.random() < 0.8:
            header["removals"] = [self.removal(name) for name in gone if rng.random() < 0.8]
        header["entries"] = [self.told_again(entry, subject) for entry in kept]
        header["entries"] += [self.entry(subject, name) for name in added]
        rng.shuffle(header["entries"])
        return header

    def told_again(self, entry: Json, subject: str) -> Json:
        """The same person, told as before, less exactly, or otherwise."""
        rng, again = self.rng, self.entry(subject, entry["id"])
        fields = sorted({*entry, *again} - {"id"})
        chosen = rng.sample(fields, min(len(fields), rng.choice((0, 1, 1, 3, 30))))
        days = [name for name, value in entry.items() if isinstance(value, str) and value[4:5] == "-"]
        found = {**entry, **{name: again.get(name) for name in chosen}}
        return found | {name: entry[name][:7] for name in days if rng.random() < 0.2}

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


def with_answers(document: Json, seed: int, lists: list[Json]) -> list[Json]:
    """The lists, and some that answer them; drawn apart, so that all else stays as it is."""
    made = Submissions(document, seed)
    made.rng = rng = Random(f"answers {seed}")
    found = list(lists)
    for _ in range(rng.choice((0, 1, 1, 1, 2))):
        if not found or rng.random() < 0.2:
            found.append(made.one_list(len(found), 1))
        found.append(made.answer(found))
    return leaving_out(found or [made.one_list(0, 1)])


def leaving_out(lists: list[Json]) -> list[Json]:
    """The lists, which leave out nobody who is on them, nor anybody but whom the lists that they answer have."""
    entries = {item["id"]: {entry["id"] for entry in item["entries"]} for item in lists}
    for item in lists:
        if item.get("removals"):
            answered = item.get("in_reply_to") or ()
            there = set().union(*(entries[id_] for id_ in answered)) if answered else {*PEOPLE}
            gone = there - entries[item["id"]]
            item["removals"] = [removal for removal in item["removals"] if removal["id"] in gone]
    return lists


class History:
    """A random history, and a proposed action: acts that have much in common, near the time of judgement."""

    def __init__(self, made: Submissions, as_of: str) -> None:
        self.made = made
        self.rng = made.rng
        self.parties = made.parties
        self.today = date.fromisoformat(as_of[:10])
        kinds = [kind for o in made.document.get("obligations", {}).values() for kind in kinds_of(o)]
        self.kinds = [*EVENT_KINDS, *kinds * 2]

    def told(self, lists: bool) -> Json:
        """The history, the action and what the history covers; something at least where there are no lists."""
        rng = self.rng
        found: Json = {}
        if rng.random() < 0.5:
            found["action"] = self.act()
        if rng.random() < 0.88 or not (lists or found):
            least = 0 if lists or found else 1
            found["events"] = [self.event(i) for i in range(rng.randint(least, rng.choice((3, 6, 12))))]
        if "action" in found and "events" in found and rng.random() < 0.6:
            found["events"] += [self.consent(party, found["action"]) for party in self.parties if rng.random() < 0.6]
        if rng.random() < 0.12:
            lacking = rng.sample(EVENT_KINDS, rng.choice((1, 1, 2)))
            found["history_covers"] = [kind for kind in STANDARD if kind not in lacking] + [EVENT_KINDS[-1]] * (
                EVENT_KINDS[-1] not in lacking
            )
        return found

    def event(self, index: int) -> Json:
        act = self.act()
        return {**({"id": f"E{index}"} if self.rng.random() < 0.5 else {}), **act}

    def act(self) -> Json:
        rng = self.rng
        found: Json = {
            "kind": rng.choice(self.kinds),
            "actor": rng.choice((*self.parties[:2] * 3, *self.parties, *THIRD)),
        }
        usual: dict[str, tuple[float, Any]] = {
            "at": (0.9, self.time),
            "date": (0.6, lambda: rng.choice((*TO_COME, TO_COME[0][:7]))),
            "subject": (0.7, lambda: rng.choice(("prisoners", "remains", "both"))),
            "to": (0.7, lambda: rng.choice(self.parties)),
            "count": (0.75, lambda: rng.choice((0, 1, 2, 2, 3, 25))),
            "batch": (0.5, lambda: rng.choice(("B1", "B1", "B2"))),
            "list": (0.5, lambda: rng.choice(("L0", "L1"))),
            "channel": (0.3, lambda: rng.choice(("regular", "sanitary"))),
            "as_agreed": (0.5, lambda: rng.random() < 0.5),
            "third_parties": (0.3, lambda: rng.choice(([], list(THIRD)))),
            "stated_by": (0.5, self.stated_by),
        }
        for name, (share, make) in usual.items():
            chance = rng.random()
            if chance < share:
                found[name] = make()
            elif chance > 0.98:
                found[name] = None
        own = {name: OWN_TYPES[name][1] for name in self.made.document.get("fields", {}).get("event", {})}
        for name, (type_, domain) in own.items():
            if rng.random() < 0.8:
                found[name] = self.made.value(type_, domain)
        return found

    def stated_by(self) -> list[str]:
        one = [[party] for party in self.parties]
        return self.rng.choice((*one, *one, list(self.parties), list(THIRD), []))

    def time(self) -> str:
        """A day or an instant, on the day of judgement and around it."""
        rng = self.rng
        day = self.today + timedelta(days=rng.choice((-40, -31, -8, -7, -7, -3, -2, -2, -1, -1, -1, 0, 0, 0, 1)))
        if rng.random() < 0.5:
            return day.isoformat()
        clock = rng.choice(("00:00:00", "12:00:00", "12:00:00", "12:00:01", "23:59:59", "20:30:00.5"))
        return f"{day.isoformat()}T{clock}{rng.choice(('Z', '+03:00', '+03:00', '-05:00'))}"

    def consent(self, party: str, action: Json) -> Json:
        """Words of consent that may fit an action."""
        rng = self.rng
        found: Json = {"kind": "consent", "actor": party, "at": self.time()}
        same = {name: action[name] for name in ("date", "subject") if action.get(name) is not None}
        found |= same if rng.random() < 0.8 else {}
        if rng.random() < 0.3:
            found["subject"] = "both"
        if rng.random() < 0.4:
            found["stated_by"] = self.stated_by()
        return found


def kinds_of(obligation: Json) -> list[str]:
    """The kinds that an obligation names; while it is shrunk it may name none."""
    return [kind for part in ("when", "do") for kind in obligation.get(part, {}).get("event", [])]


TO_COME = ("2025-06-10", "2025-06-11")
"""The days of a transfer that is spoken of."""


def submission(document: Json, seed: int) -> Json:
    """A random submission under the ruleset."""
    made = Submissions(document, seed).submission()
    if any(item["of"] == "pair" for part in ("definitions", "rules") for item in document[part].values()):
        made["lists"] = with_answers(document, seed, made.get("lists") or [])
    for told in made.get("lists", []):
        told["date"] = happened(told.get("date"), made["as_of"][:10])
    for entry in (entry for item in made.get("lists", []) for entry in item["entries"]):
        for name in HAPPENED & entry.keys():
            entry[name] = happened(entry[name], made["as_of"][:10])
    return made


HAPPENED = {"date_of_birth", "captured_on", "died_on", "last_event_on"}


def happened(day: str | None, as_of: str) -> str | None:
    """The day, or one of the same kind some years earlier, by ``as_of``: what has happened is not still to come."""
    while day is not None and day > as_of:
        day = f"{int(day[:4]) - 4}{day[4:]}"  # four years keep 29 February
    return day
