"""Random rulesets: well typed, small, and thick with boundaries, unknowns and disputes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Any

import yaml

from .expressions import (
    CODES,
    DAYS,
    DURATIONS,
    EVENT_KINDS,
    EXTREMES,
    HOURS,
    INTS,
    PARTIAL,
    POOL,
    Expressions,
    Piece,
    Scope,
    leaf,
    op,
)
from .owing import DAYS_NEAR, DEADLINES, Obligations

Json = dict[str, Any]

PARTIES = ("AAA", "BBB", "CCC")
THIRD = ("MED",)

# The fields that expressions and submissions use; types are those of pieces.

EVENTS = ("exchanged", "released", "repatriated", "transferred", "escaped", "died")
VOCABULARY: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
    "prisoner": {
        "id": ("word", ()),
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
        "last_event": ("word", EVENTS),
        "last_event_on": ("date", ()),
    },
    "remains": {
        "id": ("word", ()),
        "container": ("word", ()),
        "claimed_power": ("word", CODES),
        "confirmed_power": ("word", CODES),
        "completeness": ("word", ("whole", "partial", "commingled")),
        "confirmation": ("word", ("dna", "fingerprint", "dental", "disc", "documents")),
        "profiles": ("[word]", ()),
        "died_on": ("date", ()),
        "in_captivity": ("bool", ()),
        "person": ("word", ()),
    },
    "list": {
        "id": ("word", ()),
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
    "event": {
        "id": ("word", ()),
        "kind": ("word", EVENT_KINDS),
        "actor": ("word", CODES),
        "at": ("time", ()),
        "date": ("date", ()),
        "subject": ("word", ("prisoners", "remains", "both")),
        "to": ("word", CODES),
        "count": ("int", ()),
        "batch": ("word", ()),
        "channel": ("word", ("regular", "sanitary")),
        "list": ("word", ()),
        "as_agreed": ("bool", ()),
        "third_parties": ("[word]", CODES),
        "stated_by": ("[word]", CODES),
    },
    "pair": {
        "in_before": ("bool", ()),
        "in_after": ("bool", ()),
        "changed": ("[word]", ()),
        "removal_reason": ("word", ()),
    },
}
DERIVED: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
    "prisoner": {
        "same_number": ("int", ()),
        "same_number_elsewhere": ("int", ()),
        "register_event": ("word", EVENTS),
        "register_event_on": ("date", ()),
        "as_remains": ("int", ()),
    },
    "remains": {"other_containers": ("int", ()), "profiles_in_container": ("int", ())},
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
    "hours": "duration",
    "code": "code",
    "near": "date",
    "bool": "bool",
    "word": "string",
    "[int]": ["int"],
    "[date]": ["date"],
    "[word]": ["id"],
    "{int}": {"party": "int"},
    "{date}": {"id": "date"},
}
FIELDS = {"action": "event"}
KIND = {"prisoner": "prisoners", "remains": "remains"}
SUBJECTS = ("prisoner", "remains", "list", "record", "action", "party")


class Rulesets:
    """A random ruleset as a document whose expressions are still pieces."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.terms: list[Piece] = []
        self.eventful = self.rng.random() < 0.65
        self.defined: dict[str, list[Piece]] = {subject: [] for subject in SUBJECTS}
        self.late: set[str] = set()  # definitions of the record that only the record can name
        self.parties = PARTIES[: self.rng.choice((2, 2, 3))]

    def document(self) -> Json:
        rng = self.rng
        own = self.own_fields()
        terms = {f"t{i}": self.term(f"t{i}") for i in range(rng.randint(0, 4))}
        if self.eventful:
            for i, type_ in enumerate(rng.sample(("duration", "hours", "duration", "code", "near"), rng.randint(0, 4))):
                name = {"duration": "p", "hours": "h", "code": "c", "near": "n"}[type_] + str(i)
                terms[name] = self.term(name, type_)
        if own.get("prisoner", {}).get("flag") and rng.random() < 0.3:
            terms["flag"] = self.term("flag", "int")  # a term may be called like a field
        definitions = {}
        of = [""] * rng.randint(1, 6)
        if rng.random() < 0.2:  # enough for the record to look back on
            of = ["list", "list", "prisoner", *of[:2], "record", "record"]
        for i, subject in enumerate(of):
            definitions[f"d{i}"] = self.definition(f"d{i}", own, subject)
        if rng.random() < 0.3:
            names = list(definitions)
            rng.shuffle(names)
            definitions = {name: definitions[name] for name in names}
        rules = {f"r{i}": self.rule(own) for i in range(rng.randint(1, 4))}
        owed = {f"o{i}": self.obligation(own) for i in range(rng.choice((0, 1, 1, 2)) if self.eventful else 0)}
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
                "deadlines": {"days": "calendar", "last_day": "inclusive"},
            },
            "clauses": {"C1": {"text": {"en": "Something."}, "standing": "agreed"}},
            "terms": terms,
            "definitions": definitions,
            "rules": rules,
            **({"obligations": owed} if owed else {}),
            "fields": own,
            **({"event_kinds": [EVENT_KINDS[-1]]} if self.eventful else {}),
        }

    def own_fields(self) -> Json:
        own: Json = {}
        for subject in ("prisoner", "remains", "list", *(["event"] if self.eventful else [])):
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
        used_as = {"code": "word", "near": "date"}.get(type_, type_)
        self.terms.append(leaf(used_as, f"terms.{name}", CODES if type_ == "code" else ()))

        def value() -> Any:
            return rng.choice(("open", "open", "none")) if rng.random() < 0.25 else self.constant(type_)

        share = 0 if type_ in ("code", "near") else 0.4  # who owes, and how often, cannot be disputed
        return {"clause": "C1", "type": TERM_TYPES[type_], **self.readings(value, share)}

    def constant(self, type_: str) -> Any:
        rng = self.rng
        match type_:
            case "int":
                return str(rng.choice(EXTREMES if rng.random() < 0.05 else INTS))
            case "date":
                return rng.choice((*DAYS, *PARTIAL))
            case "duration":
                return rng.choice((*DURATIONS, *DEADLINES))
            case "hours":
                return rng.choice(HOURS)
            case "near":
                return rng.choice(DAYS_NEAR)
            case "code":
                return rng.choice(self.codes())
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
        subject = FIELDS.get(subject, subject)
        if subject not in VOCABULARY:  # a party or the record
            return []
        table = {**VOCABULARY[subject], **{name: OWN_TYPES[name][1] for name in own.get(subject, {})}}
        narrowed = {name: (t, self.codes() if domain == CODES else domain) for name, (t, domain) in table.items()}
        return [leaf(type_, name, domain) for name, (type_, domain) in narrowed.items()]

    @staticmethod
    def derived(subject: str) -> list[Piece]:
        return [leaf(type_, name, domain) for name, (type_, domain) in DERIVED.get(subject, {}).items()]

    def members(self, subject: str, own: Json) -> dict[str, tuple[list[Piece], list[Piece]]]:
        """The fields and definitions of what a macro goes through in an expression of a subject."""
        entries = {p.form: p for s in KIND for p in (*self.fields(s, own), *self.derived(s))}
        found = {
            "entries": ([*entries.values(), *[p for s in KIND for p in self.derived(s)] * 2], ("prisoner", "remains")),
            "lists": ([*self.fields("list", own), leaf("int", "individuals")], ("list",)),
            "held": (self.fields("prisoner", own), ("prisoner",)),
            "removals": ([leaf("word", "id"), leaf("word", "reason")], ()),
            **({"events": (self.fields("event", own), ())} if self.eventful else {}),
        }
        if subject != "record":  # it alone looks back on what was defined of lists
            found = {name: (fields, of if name == "entries" else ()) for name, (fields, of) in found.items()}
        reachable = {name: [p for s in of for p in self.defined[s]] for name, (_, of) in found.items()}
        often = 8 if subject == "record" else 2
        return {
            name: ([*fields, *reachable[name] * often], [p for p in fields if p.form != "individuals"])
            for name, (fields, _) in found.items()
        }

    def expressions(self, subject: str, own: Json) -> tuple[Expressions, Scope]:
        everywhere = [
            leaf("date", "date_of(as_of)"),
            leaf("time", "as_of"),
            leaf("[word]", "parties", self.codes()),
            leaf("[word]", "third_parties", self.codes()),
        ]
        fields = [*self.fields(subject, own), *self.derived(subject)]
        shared = [*everywhere, *self.terms * 2, *self.of_record(subject) * 2]
        if subject == "pair":
            return self.expressions_of_pairs(own, everywhere)
        if subject == "party":
            everywhere += [leaf("word", "party", self.parties)] * 3
        if subject == "action":
            fields += [replace(piece, form=f"action.{piece.form}") for piece in self.rng.sample(fields, 3)]
        if subject == "list":
            everywhere.append(leaf("int", "individuals"))
        elif subject in KIND:
            header = self.rng.sample([replace(p, form=f"header.{p.form}") for p in self.fields("list", own)], 4)
            fields, shared = [*fields, *header], [*header, *shared]
        has = [*fields, leaf("removals", "removals")] if subject == "list" else fields
        own_names = self.defined.get(subject, [])
        often = 6 if subject in ("action", "party") else 2
        leaves = [*fields, *everywhere, *self.terms * often, *self.of_record(subject) * 2, *own_names * 3]
        scope = Scope(subject, leaves, fields=has, shared=shared, eventful=self.eventful)
        return Expressions(self.rng, self.members(subject, own)), scope

    def of_record(self, subject: str) -> list[Piece]:
        """The definitions of the record that a subject can name."""
        return [p for p in self.defined["record"] if subject == "record" or p.form not in self.late]

    def definition(self, name: str, own: Json, subject: str = "") -> Json:
        rng = self.rng
        usual = ("prisoner", "prisoner", "prisoner", "list", "list", "list", "remains", *["record"] * 3)
        of_events = (*["action"] * 10, *["party"] * 6, *["record"] * 2)
        subject = subject or rng.choice((*usual, *of_events) if self.eventful else usual)
        types = [*["bool"] * 12, "int", "int", "int", "date", "word", "[int]", "[date]", "[word]"]
        type_ = rng.choice([*types, "int", "int", "time"] if self.eventful else types)
        expressions, scope = self.expressions(subject, own)
        made = expressions.of(type_, scope, rng.randint(1, 4))
        if subject == "record" and type_ == "bool" and rng.random() < 0.5:  # what the record is there for
            made = expressions.looked_back(self.defined, scope)
        if subject == "pair" and type_ == "bool" and rng.random() < 0.5:
            made = self.of_pair(expressions, scope, own)
        same = type_ in ("word", "[word]")  # readings have one type, and there are many of words
        same = same or (subject in ("record", "pair") and rng.random() < 0.5)
        written = self.readings(lambda: made if same else expressions.of(type_, scope, rng.randint(1, 4)), 0.4)
        named = set(re.findall(r"\bv\d\.(?=d\d)|\bd\d", " ".join(map(str, values(written)))))
        if subject == "record" and named & {"v1.", "v2.", *self.late}:
            self.late.add(name)
        self.defined[subject].append(leaf(type_, name))
        shown = {"shown": "true"} if not type_.startswith("[") and rng.random() < 0.6 else {}
        return {"of": subject, "clause": "C1", **shown, **written}

    def rule(self, own: Json, subject: str = "") -> Json:
        rng = self.rng
        able = [s for s in self.defined if any(p.type == "bool" for p in self.defined[s])] or ["prisoner"]
        subject = subject or rng.choice(able)
        names = [p for p in self.defined[subject] if p.type == "bool"] * 4
        names += [p for p in self.of_record(subject) if p.type == "bool"]
        names += [p for p in self.fields(subject, own) if p.type == "bool"]
        rule: Json = {"of": subject, "clause": "C1"}
        for part, share in (("applies", 0.5), ("unless", 0.3), ("requires", 1)):
            if rng.random() < share:
                rule[part] = self.premise(names, rng.randint(0, 2))
        if rng.random() < 0.9:
            rule["level"] = rng.choice(("binding", "binding", "review", "advisory"))
        return {**rule, "message": {"en": "Wrong.", "uk": "Хибно."}}

    # Pairs

    def with_pairs(self, document: Json, seed: int) -> Json:
        """The document, in some with rules of pairs; drawn apart, so that all else stays as it is."""
        rng = self.rng = Random(f"pairs {seed}")
        if rng.random() < 0.6:
            return document
        own, definitions, rules = document["fields"], dict(document["definitions"]), dict(document["rules"])
        self.defined["pair"] = []
        for i in range(rng.randint(1, 2)):  # of the entries, for pairs to ask about
            definitions[f"e{i}"] = self.definition(f"e{i}", own, rng.choice(("prisoner", "prisoner", "remains")))
        for i in range(rng.randint(3, 6)):
            definitions[f"b{i}"] = self.definition(f"b{i}", own, "pair")
        for i in range(rng.randint(1, 2)):
            rules[f"b{i}"] = self.rule(own, "pair")
        return {**document, "definitions": definitions, "rules": rules}

    def sides(self, own: Json) -> dict[str, list[Piece]]:
        """What a pair has of its lists: the fields of the headers, and the fields and definitions of the entries."""
        entries = {p.form: p for s in KIND for p in (*self.fields(s, own), *self.derived(s))}
        owners = {side: [*entries.values()] for side in ("before", "after")}
        owners |= {side: self.fields("list", own) for side in ("base", "reply")}
        return {side: [replace(p, form=f"{side}.{p.form}") for p in fields] for side, fields in owners.items()}

    def expressions_of_pairs(self, own: Json, everywhere: list[Piece]) -> tuple[Expressions, Scope]:
        """What expressions of pairs can name."""
        rng, sides = self.rng, self.sides(own)
        told = [piece for fields in sides.values() for piece in rng.sample(fields, min(16, len(fields)))]
        told += [replace(p, form=f"{side}.{p.form}") for side in ("before", "after") for p in self.derived("prisoner")]
        defined = [
            replace(piece, form=f"{side}.{piece.form}")
            for side in ("before", "after")
            for subject in KIND
            for piece in self.defined[subject]
            if piece.type[0] not in "[{"
        ]
        own_fields, names = self.fields("pair", own), self.of_record("pair")
        shared = [*everywhere, *self.terms * 2, *names]
        leaves = [*own_fields * 2, *told, *defined * 2, *shared, *names * 2, *self.defined["pair"] * 3]
        scope = Scope("pair", leaves, fields=[*own_fields * 8, *told], shared=shared, eventful=self.eventful)
        return Expressions(rng, self.members("pair", own)), scope

    def of_pair(self, made: Expressions, scope: Scope, own: Json) -> Piece:
        """What pairs are there for: who was left out and why, and what has become of somebody."""
        rng, side = self.rng, self.rng.choice(("before", "after"))
        field = rng.choice([p for s in KIND for p in self.fields(s, own)])
        alike = op("bool", f"({{}}.size() {rng.choice(('==', '<'))} 2)", leaf("[word]", "changed"))
        if not field.type.startswith("["):
            form = f"({{}} {rng.choice(('==', '!='))} {{}})"
            alike = op("bool", form, *[replace(field, form=f"{s}.{field.form}") for s in ("before", "after")])
        bools = [p for p in scope.of("bool") if p.form.startswith(side)]
        of_side = rng.choice(bools) if bools else made.of("bool", scope, 1)
        return rng.choice(
            (
                leaf("bool", f'("{field.form}" in changed)'),
                leaf("bool", "(in_after || has(removal_reason))"),
                alike,
                op("bool", "(" + f"in_{side}" + " && {})", of_side),
                op("bool", "({} || {})", of_side, made.of("bool", scope, 2)),
                *[op("bool", "({} && {})", leaf("bool", f"in_{side}"), made.quantifier(scope, 1))] * 2,
                op("bool", "({} && !{})", leaf("bool", f"has({side}.{field.form})"), of_side),
            )
        )

    def obligation(self, own: Json) -> Json:
        """An obligation whose premises name definitions of its trigger."""

        def premise(of: str) -> Piece | None:
            defined = [] if of == "record" else self.defined[of] * 3
            names = [p for p in [*defined, *self.of_record("duty"), *self.fields(of, own)] if p.type == "bool"]
            return self.premise(names, self.rng.randint(0, 1)) if names else None

        made = Obligations(self.rng, lambda of: self.expressions(of, own), lambda of: self.fields(of, own))
        return made.obligation(premise)

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
    return yaml.dump(plain(document), Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=1000)


def values(document: Any) -> Iterator[Any]:
    """Everything in a document that has no parts."""
    if isinstance(document, dict | list):
        for part in document.values() if isinstance(document, dict) else document:
            yield from values(part)
    else:
        yield document


def plain(document: Any) -> Any:
    if isinstance(document, dict):
        return {key: plain(value) for key, value in document.items()}
    if isinstance(document, list):
        return [plain(value) for value in document]
    return str(document)


def ruleset(seed: int, pairs: bool = True) -> Json:
    """A random ruleset, or what it is without its rules of pairs."""
    made = Rulesets(seed)
    document = made.document()
    return made.with_pairs(document, seed) if pairs else document
