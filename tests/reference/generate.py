"""Random rulesets and submissions: well typed, small, and thick with boundaries, unknowns and disputes."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import yaml

from .expressions import CODES, DAYS, DURATIONS, EXTREMES, INTS, PARTIAL, POOL, Expressions, Piece, Scope, leaf, op

Json = dict[str, Any]

PARTIES = ("AAA", "BBB", "CCC")
THIRD = ("MED",)

# The fields that expressions and submissions use; types are those of pieces.

VOCABULARY: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
    "prisoner": {
        "power": ("word", CODES),
        "nationality": ("word", ()),
        "status": ("word", ("pow", "retained_personnel", "civilian", "hostage", "detained_other")),
        "date_of_birth": ("date", ()),
        "service_number": ("word", ()),
        "captured_on": ("date", ()),
        "health": ("word", ("seriously_wounded", "seriously_ill", "wounded", "ill", "fit")),
        "health_codes": ("[word]", ()),
        "fit_to_travel": ("bool", ()),
        "pregnant": ("bool", ()),
    },
    "remains": {
        "container": ("word", ()),
        "claimed_power": ("word", CODES),
        "confirmation": ("word", ("dna", "fingerprint", "dental", "disc", "documents")),
        "profiles": ("[word]", ()),
        "died_on": ("date", ()),
        "in_captivity": ("bool", ()),
    },
    "list": {
        "kind": ("word", ("prisoners", "remains")),
        "role": ("word", ("proposed", "returned", "agreed", "delivered", "register")),
        "by": ("word", CODES),
        "to": ("word", CODES),
        "date": ("date", ()),
        "transfer_on": ("date", ()),
        "final": ("bool", ()),
        "channel": ("word", ("regular", "sanitary")),
        "in_reply_to": ("[word]", ()),
    },
}
OWN_TYPES: dict[str, tuple[Any, tuple[str, tuple[str, ...]]]] = {
    "flag": ("bool", ("bool", ())),
    "number": ("int", ("int", ())),
    "day_of": ("date", ("date", ())),
    "word": ("string", ("word", ())),
    "token": ("id", ("word", ())),
    "side": ("code", ("word", CODES)),
    "colour": (["red", "green", "blue"], ("word", ("red", "green", "blue"))),
    "tags": (["id"], ("[word]", ())),
    "numbers": (["int"], ("[int]", ())),
    "days": (["date"], ("[date]", ())),
    "flags": (["bool"], ("[bool]", ())),
}
TERM_TYPES: dict[str, Any] = {
    "int": "int",
    "date": "date",
    "duration": "duration",
    "bool": "bool",
    "word": "string",
    "[int]": ["int"],
    "[date]": ["date"],
    "[word]": ["id"],
    "{int}": {"party": "int"},
    "{date}": {"id": "date"},
}
KIND = {"prisoner": "prisoners", "remains": "remains"}


# Rulesets


class Rulesets:
    """A random ruleset as a document whose expressions are still pieces."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.terms: list[Piece] = []
        self.defined: dict[str, list[Piece]] = {"prisoner": [], "remains": [], "list": []}
        self.parties = PARTIES[: self.rng.choice((2, 2, 3))]

    def document(self) -> Json:
        rng = self.rng
        own = self.own_fields()
        terms = {f"t{i}": self.term(f"t{i}") for i in range(rng.randint(0, 4))}
        if own.get("prisoner", {}).get("flag") and rng.random() < 0.3:
            terms["flag"] = self.term("flag", "int")  # a term may be called like a field
        definitions = {}
        for i in range(rng.randint(1, 6)):
            definitions[f"d{i}"] = self.definition(f"d{i}", own)
        if rng.random() < 0.3:
            names = list(definitions)
            rng.shuffle(names)
            definitions = {name: definitions[name] for name in names}
        rules = {f"r{i}": self.rule(own) for i in range(rng.randint(1, 4))}
        return {
            "language": "1",
            "agreement": "random",
            "version": "1.0.0",
            "title": {"en": "Random"},
            "standing": "agreed",
            "in_force": {"from": "2025-06-02"},
            "parties": list(self.parties),
            "third_parties": list(THIRD),
            "conventions": {
                "time_zone": rng.choice(("Europe/Istanbul", "UTC", "Pacific/Kiritimati")),
                "leap_day": rng.choice(("mar-1", "feb-28")),
            },
            "clauses": {"C1": {"text": {"en": "Something."}, "standing": "agreed"}},
            "terms": terms,
            "definitions": definitions,
            "rules": rules,
            "fields": own,
        }

    def own_fields(self) -> Json:
        own: Json = {}
        for subject in ("prisoner", "remains", "list"):
            names = [name for name in OWN_TYPES if self.rng.random() < 0.3]
            if names:
                own[subject] = {name: {"type": OWN_TYPES[name][0], "text": {"en": name}} for name in names}
        return own

    def holders(self) -> list[str]:
        return [party for party in self.parties if self.rng.random() < 0.5]

    def readings(self, value: Callable[[], Any], share: float) -> Json:
        """`is`, or two or three readings, of which one may be silent."""
        if self.rng.random() > share:
            return {"is": value()}
        names = self.rng.sample(("A", "B-1", "C+2", "none-of-it"), self.rng.choice((1, 2, 2, 2, 3)))
        found = {name: {"held_by": self.holders(), "is": value()} for name in names}
        if len(names) > 1 and self.rng.random() < 0.25:
            found[self.rng.choice(names)]["is"] = "none"
        return {"readings": found}

    def term(self, name: str, type_: str = "") -> Json:
        rng = self.rng
        type_ = type_ or rng.choice((*TERM_TYPES, "int", "date", "bool"))
        self.terms.append(leaf(type_, f"terms.{name}"))

        def value() -> Any:
            return rng.choice(("open", "open", "none")) if rng.random() < 0.25 else self.constant(type_)

        return {"clause": "C1", "type": TERM_TYPES[type_], **self.readings(value, 0.4)}

    def constant(self, type_: str) -> Any:
        rng = self.rng
        match type_:
            case "int":
                return str(rng.choice(EXTREMES if rng.random() < 0.05 else INTS))
            case "date":
                return rng.choice((*DAYS, *PARTIAL))
            case "duration":
                return rng.choice(DURATIONS)
            case "bool":
                return rng.choice(("true", "false"))
            case "word":
                return rng.choice((*POOL, "pow", "AAA"))
            case "{int}":
                return {p: "open" if rng.random() < 0.1 else str(rng.choice(INTS)) for p in rng.sample(self.codes(), 2)}
            case "{date}":
                return {p: rng.choice(DAYS) for p in rng.sample(("AAA", *POOL), 2)}
        pool = {"[int]": [str(i) for i in INTS], "[date]": [*DAYS, *PARTIAL], "[word]": [*POOL, "AAA"]}[type_]
        return rng.sample(pool, rng.randint(0, 3))

    def codes(self) -> tuple[str, ...]:
        return (*self.parties, *THIRD)

    def fields(self, subject: str, own: Json) -> list[Piece]:
        table = {**VOCABULARY[subject], **{name: OWN_TYPES[name][1] for name in own.get(subject, {})}}
        narrowed = {name: (t, self.codes() if domain == CODES else domain) for name, (t, domain) in table.items()}
        return [leaf(type_, name, domain) for name, (type_, domain) in narrowed.items()]

    def entry_leaves(self, own: Json) -> tuple[list[Piece], list[Piece]]:
        """The fields and definitions of entries, for macros over them."""
        fields = {p.form: p for subject in ("remains", "prisoner") for p in self.fields(subject, own)}
        reachable = [p for s in ("prisoner", "remains") for p in self.defined[s] if not p.type.startswith("[")]
        return [*fields.values(), *reachable, *reachable], list(fields.values())

    def expressions(self, subject: str, own: Json) -> tuple[Expressions, Scope]:
        everywhere = [
            leaf("date", "date_of(as_of)"),
            leaf("[word]", "parties", self.codes()),
            leaf("[word]", "third_parties", self.codes()),
        ]
        fields = self.fields(subject, own)
        if subject == "list":
            everywhere.append(leaf("int", "individuals"))
        else:
            header = [replace(p, form=f"header.{p.form}") for p in self.fields("list", own)]
            fields = [*fields, *self.rng.sample(header, 4)]
        defined = self.defined[subject]
        leaves = [*fields, *everywhere, *self.terms * 2, *defined * 3]
        return Expressions(self.rng, *self.entry_leaves(own)), Scope(subject, leaves, fields=fields)

    def definition(self, name: str, own: Json) -> Json:
        rng = self.rng
        subject = rng.choice(("prisoner", "prisoner", "prisoner", "list", "list", "remains"))
        type_ = rng.choice((*["bool"] * 12, "int", "int", "int", "date", "word", "[int]", "[date]", "[word]"))
        expressions, scope = self.expressions(subject, own)
        made = expressions.of(type_, scope, rng.randint(1, 4))
        same = type_ in ("word", "[word]")  # readings have one type, and there are many of words
        written = self.readings(lambda: made if same else expressions.of(type_, scope, rng.randint(1, 4)), 0.4)
        self.defined[subject].append(leaf(type_, name))
        shown = {"shown": "true"} if not type_.startswith("[") and rng.random() < 0.6 else {}
        return {"of": subject, "clause": "C1", **shown, **written}

    def rule(self, own: Json) -> Json:
        rng = self.rng
        able = [s for s in self.defined if any(p.type == "bool" for p in self.defined[s])] or ["prisoner"]
        subject = rng.choice(able)
        names = [p for p in self.defined[subject] if p.type == "bool"] * 4
        names += [p for p in self.fields(subject, own) if p.type == "bool"]
        rule: Json = {"of": subject, "clause": "C1"}
        for part, share in (("applies", 0.5), ("unless", 0.3), ("requires", 1)):
            if rng.random() < share:
                rule[part] = self.premise(names, rng.randint(0, 2))
        if rng.random() < 0.9:
            rule["level"] = rng.choice(("binding", "binding", "review", "advisory"))
        return {**rule, "message": {"en": "Wrong.", "uk": "Хибно."}}

    def premise(self, names: list[Piece], depth: int) -> Piece:
        rng = self.rng
        if depth == 0:
            return self.rng.choice([*names, leaf("bool", "true")]) if rng.random() < 0.1 else rng.choice(names)
        if rng.random() < 0.25:
            return op("bool", "!{}", self.premise(names, depth - 1))
        form = rng.choice(("({} && {})", "({} || {})"))
        return op("bool", form, self.premise(names, depth - 1), self.premise(names, depth - 1))


def text_of(document: Any) -> str:
    """The document as the YAML that an author would write."""
    return yaml.safe_dump(plain(document), sort_keys=False, allow_unicode=True, width=1000)


def plain(document: Any) -> Any:
    if isinstance(document, dict):
        return {key: plain(value) for key, value in document.items()}
    if isinstance(document, list):
        return [plain(value) for value in document]
    return str(document)


def ruleset(seed: int) -> Json:
    """A random ruleset."""
    return Rulesets(seed).document()


# Submissions


class Submissions:
    """A random submission under a ruleset, with values near its constants."""

    def __init__(self, document: Json, seed: int) -> None:
        self.rng = Random(seed)
        self.document = document
        self.parties = document["parties"]
        self.ids = iter(range(1000))

    def submission(self) -> Json:
        rng = self.rng
        lists = [self.list(i) for i in range(rng.choice((1, 1, 2, 3)))]
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

    def list(self, index: int) -> Json:
        rng = self.rng
        judged = {rule["of"] for rule in self.document["rules"].values()} & KIND.keys()
        subject = rng.choice((*sorted(judged) * 3, *sorted(KIND)))
        header: Json = {
            "id": f"L{index}",
            "kind": KIND[subject],
            "role": rng.choice((*["proposed", "agreed"] * 3, "register")),
            "by": rng.choice(self.parties),
        }
        self.fill(header, "list", skip=("id", "kind", "role", "by", "in_reply_to"))
        if index and rng.random() < 0.3:
            header["in_reply_to"] = [f"L{index - 1}"]
        header["entries"] = [self.entry(subject) for _ in range(rng.choice((1, 2, 2, 3, 4)))]
        return header

    def entry(self, subject: str) -> Json:
        entry: Json = {"id": f"P{next(self.ids)}"}
        known = self.fill(entry, subject)
        if self.rng.random() < 0.2:
            entry["on_record"] = self.rng.sample(known, 2)
        return entry

    def fill(self, data: Json, subject: str, skip: tuple[str, ...] = ()) -> list[str]:
        """Gives most of the fields a value; the names of all of them."""
        own = {name: OWN_TYPES[name][1] for name in self.document.get("fields", {}).get(subject, {})}
        table = {**VOCABULARY[subject], **own}
        for name, (type_, domain) in table.items():
            chance = self.rng.random()
            if name in skip or chance < 0.12:
                continue
            data[name] = None if chance < 0.17 else self.value(type_, domain)
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
