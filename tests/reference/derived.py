"""What is computed of entries and lists from what stands beside them (docs/language.md, "Derived fields").

Every field is looked up anew, from the whole submission, each time that it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from servanda.evaluation import pairing
from servanda.evaluation.persons import People, Person
from servanda.evaluation.service_numbers import as_read, nearly

from .values import MISSING, Span, Value, days_of

Data = Mapping[str, Any]
Lists = Sequence[Data]


def exactly(number: int) -> Span:
    return Span(number, number)


def between(low: int, high: int) -> Span:
    return Span(low, high, None if low == high else "missing")


def on_record(data: Data, name: str) -> bool:
    """Whether a field is held and not sent."""
    return data.get(name) is None and name in (data.get("on_record") or ())


def of_prisoners(lists: Lists, role: str) -> list[Data]:
    """All entries of the lists of prisoners of a role."""
    return [e for item in lists if (item["kind"], item["role"]) == ("prisoners", role) for e in item["entries"]]


# Prisoners


def times(entry: Data, others: list[Data]) -> Value:
    """How many of the others have the service number of an entry, as far as numbers are sent."""
    number = number_of(entry)
    if number is None:
        told = entry.get("service_number") is not None
        return MISSING if told or on_record(entry, "service_number") else exactly(0)
    return exactly(sum(number_of(other) == number for other in others))


def id_of(entry: Data) -> str:
    return str(entry["id"])


def number_of(entry: Data) -> str | None:
    """The service number as it looks on paper; None where it is none."""
    return as_read(entry.get("service_number") or "") or None


def same_number(entry: Data, header: Data, _: Lists) -> Value:
    return times(entry, [other for other in header["entries"] if other is not entry])


def connected(header: Data, lists: Lists) -> set[str]:
    """The ids of a list and of those that are linked with it by answers, through any number of others."""
    found = {header["id"]}
    while True:
        more = {i["id"] for i in lists if found & {i["id"], *(i.get("in_reply_to") or ())}}
        more |= {answered for i in lists if i["id"] in found for answered in i.get("in_reply_to") or ()}
        if more <= found:
            return found
        found |= more


def same_number_elsewhere(entry: Data, header: Data, lists: Lists) -> Value:
    near = connected(header, lists)
    others = [
        other
        for item in lists
        if item["kind"] == "prisoners" and item["by"] == header["by"]
        if item["role"] != "register" and item["id"] not in near
        for other in item["entries"]
    ]
    return times(entry, others)


def same_mark(entry: Data, other: Data) -> bool:
    """By the number where both tell one, else by the id."""
    numbers = [number_of(entry), number_of(other)]
    return entry["id"] == other["id"] if None in numbers else numbers[0] == numbers[1]


def tells(other: Data) -> bool:
    return other.get("last_event") is not None or on_record(other, "last_event")


def persons_of(entries: Sequence[Data]) -> list[Person]:
    told = [SimpleNamespace(**entry) for entry in entries]
    return People(told).of(told)


def tellers(entry: Data, header: Data, lists: Lists) -> dict[str, list[Data] | None]:
    """By party, the entries of registers that tell an event of the person, or hold one; None where it may be others."""
    registers = [item for item in lists if (item["kind"], item["role"]) == ("prisoners", "register")]
    found = {by: of_party(entry, header, [item for item in registers if item["by"] == by]) for by in parties(registers)}
    return {by: told for by, told in found.items() if told is None or told}


def parties(registers: list[Data]) -> list[str]:
    return list(dict.fromkeys(item["by"] for item in registers))


def of_party(entry: Data, header: Data, registers: list[Data]) -> list[Data] | None:
    """Whom the registers of a party mean, of those who tell something; None where that is too close to call."""
    rows = [other for item in registers for other in item["entries"]]
    marked = [other for other in rows if tells(other) and same_mark(entry, other)]
    own, *whom = persons_of([entry, *marked])
    disputed = bool(marked) and all(pairing.may_be_two(own, other) for other in whom)
    looked_up = pairing.look_up(persons_of(header["entries"]), persons_of(rows))
    sure_places, groups = looked_up[header["entries"].index(entry)]
    by_name = [rows[i] for i in sure_places if tells(rows[i])]
    may_be = [rows[i] for group in groups for i in group if tells(rows[i])]
    number = number_of(entry)
    if not sure_places and (number is None or all(number_of(other) != number for other in rows)):
        may_be += [other for other in rows if tells(other) and id_of(other) == id_of(entry)]
    sure = [other for other in by_name if not same_mark(entry, other)]
    if any(disputed or not same_mark(entry, other) for other in may_be) or (disputed and not sure):
        return None
    told = sure if disputed else [*marked, *sure]
    found = {i for group in (sure_places, *groups) for i in group}
    found |= {i for i, other in enumerate(rows) if has_like_number(entry, other) or is_named_by_id(entry, other)}
    others = [other for other in connected_rows(rows, found) if tells(other) and not same_mark(entry, other)]
    new = [other for other in others if telling(other) not in map(telling, told)]
    own = persons_of([entry])[0].birth
    dated = [bool(own and persons_of([other])[0].birth) for other in new]
    return told if all(dates and are_two(entry, other) for dates, other in zip(dated, new, strict=True)) else None


def telling(row: Data) -> tuple[Any, Any]:
    return row.get("last_event"), row.get("last_event_on")


def are_two(a: Data, b: Data) -> bool:
    return pairing.are_plainly_two(*persons_of([a, b]))


def has_like_number(a: Data, b: Data) -> bool:
    numbers = [number_of(a), number_of(b)]
    return None not in numbers and nearly(numbers[0]) == nearly(numbers[1])


def is_named_by_id(entry: Data, other: Data) -> bool:
    """Whether an id says who it is, in spite of no number, and nothing plainly says otherwise."""
    return same_mark(entry, other) and id_of(other) == entry["id"] and not are_two(entry, other)


def connected_rows(rows: list[Data], found: set[int]) -> list[Data]:
    """The rows that numbers connect with some, and ids unless all have numbers, through any number of others."""
    numberless = {id_of(other) for other in rows if number_of(other) is None}
    while True:
        ids = {id_of(rows[i]) for i in found} & numberless
        more = {
            i
            for i, other in enumerate(rows)
            if id_of(other) in ids or any(has_like_number(rows[k], other) for k in found)
        }
        if more <= found:
            return [rows[i] for i in sorted(found)]
        found = found | more


Telling = tuple[str | None, Span | None]  # an event and its days


def of_one_party(told: list[Data]) -> Telling:
    """The last event that the registers of a party tell."""
    days = [None if e.get("last_event_on") is None else days_of(e["last_event_on"]) for e in told]
    tellings = {(e.get("last_event"), day) for e, day in zip(told, days, strict=True)}
    events = {event for event, _ in tellings}
    last = [one for one in tellings if all(is_after(one, other) for other in tellings - {one})]
    if not last:
        return (events.pop() if len(events) == 1 else None), None
    return (None, None) if "died" in events and last[0][0] != "died" else last[0]


def is_after(one: Telling, other: Telling) -> bool:
    """Whether one event was surely later than another."""
    return one[1] is not None and other[1] is not None and one[1].low > other[1].high


def of_all_parties(entry: Data, header: Data, lists: Lists) -> Telling:
    """The last event of a person, as far as the registers agree and it is clear whom they mean."""
    number = number_of(entry)
    doubled = number is not None and sum(number_of(e) == number for e in header["entries"]) > 1
    meant = tellers(entry, header, lists)
    by_party = {by: told for by, told in meant.items() if told is not None}
    if len(by_party) < len(meant):
        return None, None
    found = [of_one_party(told) for told in by_party.values()]
    others = any(other["id"] != entry["id"] for told in by_party.values() for other in told)
    several = any(are_several(entry, told) for told in by_party.values())
    if len({event for event, _ in found}) != 1 or several or (doubled and others):
        return None, None
    days = [day for _, day in found if day is not None]
    unknown = len(days) < len(found)
    hull = None if unknown else between(min(d.low for d in days), max(d.high for d in days))
    return found[0][0], hull


def are_several(entry: Data, told: list[Data]) -> bool:
    """Whether those who are taken for an entry's person tell different events, and may be several."""
    ids, numbers = ({of(other) for other in told} - {None} for of in (id_of, number_of))
    is_told = entry["id"] in ids or not all(same_mark(entry, other) for other in told)
    may_be_several = len(numbers) > 1 or (is_told and len(ids) > 1)
    return may_be_several and len({other.get("last_event") for other in told}) > 1


def register_event(entry: Data, header: Data, lists: Lists) -> Value:
    event, _ = of_all_parties(entry, header, lists)
    return MISSING if event is None else event


def register_event_on(entry: Data, header: Data, lists: Lists) -> Value:
    _, day = of_all_parties(entry, header, lists)
    return MISSING if day is None else day


def as_remains(entry: Data, _: Data, lists: Lists) -> Value:
    dead = [body for item in lists if item["kind"] == "remains" for body in item["entries"]]
    return exactly(sum(body.get("person") == entry["id"] for body in dead))


# Remains


def profiles(entry: Data) -> set[str]:
    return set(entry.get("profiles") or ())


def other_containers(entry: Data, header: Data, _: Lists) -> Value:
    if not profiles(entry):
        return MISSING if on_record(entry, "profiles") else exactly(0)
    own = entry.get("container")
    sharing = [e for e in header["entries"] if e is not entry and profiles(e) & profiles(entry)]
    named = {e["container"] for e in sharing if e.get("container") not in (None, own)}
    unnamed = sum(e.get("container") is None for e in sharing)
    return between(max(len(named) - 1, 0) if own is None else len(named), len(named) + unnamed)


def profiles_in_container(entry: Data, header: Data, _: Lists) -> Value:
    own = entry.get("container")
    together = [entry] if own is None else [e for e in header["entries"] if e.get("container") == own]
    if any(on_record(e, "profiles") for e in together):
        return MISSING
    return exactly(len(set().union(*map(profiles, together))))


DERIVED: Mapping[str, Mapping[str, Callable[[Data, Data, Lists], Value]]] = {
    "prisoner": {
        "same_number": same_number,
        "same_number_elsewhere": same_number_elsewhere,
        "register_event": register_event,
        "register_event_on": register_event_on,
        "as_remains": as_remains,
    },
    "remains": {"other_containers": other_containers, "profiles_in_container": profiles_in_container},
    "list": {"individuals": lambda _, header, __: individuals(header)},
}

MADE_KNOWN_BY = {
    "same_number": ("service_number",),
    "same_number_elsewhere": ("service_number",),
    "other_containers": ("container", "profiles"),
    "register_event": ("register_event",),
    "register_event_on": ("register_event_on",),
    "as_remains": (),
    "profiles_in_container": ("profiles",),
}
COUNTED = {"prisoner": ("service_number",), "remains": ("completeness", "profiles")}
"""The fields that make the number of individuals known."""


def is_there(name: str, entry: Data, header: Data, lists: Lists) -> bool:
    """Whether there is a derived field: a count always, an event if a register knows of one, and its day if known."""
    if name == "register_event_on":
        return isinstance(register_event_on(entry, header, lists), Span)
    return name != "register_event" or bool(tellers(entry, header, lists))


# Lists


def held(lists: Lists) -> list[tuple[Data, Data]]:
    """The entries of registers that were not delivered, each after its list."""
    return [
        (item, entry)
        for item in lists
        if (item["kind"], item["role"]) == ("prisoners", "register")
        for entry in item["entries"]
        if not any(
            was_delivered(entry, item, other, delivered["by"])
            for delivered in lists
            if (delivered["kind"], delivered["role"]) == ("prisoners", "delivered")
            for other in delivered["entries"]
        )
    ]


def was_delivered(entry: Data, register: Data, other: Data, by: str) -> bool:
    """Whether a person of a register is the one whom a party delivered."""
    numbers = [number_of(entry), number_of(other)]
    if None in numbers:
        named = entry["id"] == other["id"] and entry.get("held_by") in (None, by)
        return named and not pairing.are_plainly_two(*persons_of([entry, other]))
    shared = sum(number_of(e) == numbers[0] for e in register["entries"]) > 1
    return numbers[0] == numbers[1] and (not shared or entry["id"] == other["id"])


def individuals(header: Data) -> Value:
    """The number of persons or bodies that a list names."""
    return persons(header["entries"]) if header["kind"] == "prisoners" else bodies(header)


def persons(entries: Sequence[Data]) -> Value:
    """At least one for all entries that may be one person, at most one for each entry."""
    found: list[set[object]] = []  # what is told of each; entries that share anything of it may be one person
    for entry in entries:
        marks: set[object] = (
            {("number", number_of(entry) or told)} if (told := entry.get("service_number")) is not None else set()
        )
        name = tuple(entry.get(part) for part in ("surname", "given_names", "date_of_birth"))
        marks |= {name} if None not in name else set()
        alike = [person for person in found if person & marks]
        found = [person for person in found if not person & marks] + [marks.union(*alike)]
    return between(len(found), len(entries))


def bodies(header: Data) -> Value:
    """Those that are not known to be of the side that hands them over."""
    entries = [entry for entry in header["entries"] if entry.get("confirmed_power") != header["by"]]
    if any(entry.get("completeness") == "commingled" and len(profiles(entry)) < 2 for entry in entries):
        return MISSING
    known = len(set().union(*map(profiles, entries)))
    nameless = [entry for entry in entries if not profiles(entry)]
    whole = sum(entry.get("completeness") == "whole" for entry in nameless)
    return between(max(known + whole, min(len(entries), 1)), known + len(nameless))
