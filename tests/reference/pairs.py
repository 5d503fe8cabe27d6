"""Lists that answer others: everybody on either list, beside whom they are on the other one (docs/language.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations, product
from types import SimpleNamespace
from typing import Any

from servanda.evaluation import pairing
from servanda.evaluation.persons import People
from servanda.evaluation.service_numbers import as_read
from servanda.language import types
from servanda.language.ruleset import Ruleset
from servanda.language.vocabulary import Field

from .subjects import KINDS, NOBODY, Subject, entries_of, list_of
from .values import MISSING, Span, days_of

Json = dict[str, Any]


@dataclass(frozen=True)
class Paired:
    """A pair, and what the answer says of who is who."""

    subject: Subject
    row: Json
    by: str  # whose conduct it is


def paired(ruleset: Ruleset, lists: Sequence[Json]) -> list[Paired]:
    """Every pair of every list with each list that it answers, in the order of the submission."""
    found: list[Paired] = []
    by_id = {item["id"]: (place, item) for place, item in enumerate(lists)}
    for place, reply in enumerate(lists):
        for answered in reply.get("in_reply_to") or ():
            base_place, base = by_id[answered]
            if reply["role"] != "register" and reply["kind"] == base["kind"]:
                sides = list_of(base, f"/lists/{base_place}"), list_of(reply, f"/lists/{place}")
                others = [other for _, other in by_id.values() if is_beside(other, base, reply)]
                disputed = of_two(ruleset, reply, [by_id[name][1] for name in reply["in_reply_to"]])
                on_others = [who_is_who(ruleset, other, reply) for other in others]
                for who in who_is_who(ruleset, base, reply):
                    elsewhere = [is_on(of, who) for of in on_others] if who.before is None else []
                    if True not in elsewhere:
                        is_disputed = who.before is not None and base["entries"][who.before]["id"] in disputed
                        too_close = bool(who.candidates) or None in elsewhere
                        found.append(one(ruleset, *sides, who, too_close, disputed=is_disputed))
    return found


def is_beside(other: Json, base: Json, reply: Json) -> bool:
    """Whether a list is answered together with another one."""
    same = all(other[name] == base[name] for name in ("kind", "role"))
    return same and other["id"] != base["id"] and other["id"] in reply["in_reply_to"]


def is_on(paired: Sequence[pairing.Pair], somebody: pairing.Pair) -> bool | None:
    """Whether somebody of an answer is on the list that these pairs are of; None where that is too close to call."""
    (who,) = [pair for pair in paired if pair.after == somebody.after]
    return None if who.candidates else who.before is not None


def of_two(ruleset: Ruleset, reply: Json, answered: Sequence[Json]) -> set[str]:
    """Of the ids that an answer gives reasons for, those of entries which may be two people: either may be meant."""
    left_out = {removal["id"] for removal in reply.get("removals") or () if says(removal.get("reason"))}
    found: set[str] = set()
    for one_, other in combinations([item for item in answered if item["kind"] == reply["kind"]], 2):
        both = whole(ruleset, one_), whole(ruleset, other)
        people = People([*both[0], *both[1]])
        for a, b in product(people.of(both[0]), people.of(both[1])):
            if a.id == b.id and a.id in left_out and pairing.may_be_two(a, b):
                found.add(a.id)
    return found


def whole(ruleset: Ruleset, item: Json) -> list[SimpleNamespace]:
    """The entries of a list, with what they leave out."""
    names = ruleset.fields[KINDS[item["kind"]]]
    return [SimpleNamespace(**{name: entry.get(name) for name in names}) for entry in item["entries"]]


def who_is_who(ruleset: Ruleset, base: Json, reply: Json) -> list[pairing.Pair]:
    """Who of one list is who of the other."""
    before, after = whole(ruleset, base), whole(ruleset, reply)
    people = People([*before, *after])
    return pairing.pairs(people.of(before), people.of(after))


def one(
    ruleset: Ruleset, base: Subject, reply: Subject, who: pairing.Pair, too_close: bool, *, disputed: bool
) -> Paired:
    """One pair: who it is, what is known of them, and how it is told."""
    before = None if who.before is None else entries_of(base.data, base.pointer)[who.before]
    after = None if who.after is None else entries_of(reply.data, reply.pointer)[who.after]
    different = changed(ruleset, before, after) if before and after else []
    known = {
        "in_before": None if too_close and not before else bool(before),
        "in_after": None if too_close and not after else bool(after),
        "changed": None if too_close else different,
        "removal_reason": MISSING if disputed else reason(reply.data, before),
    }
    there = after or before
    assert there is not None
    nobody = Subject("somebody", {}, reply.data) if too_close else NOBODY
    sides = {"before": before or nobody, "after": after or nobody, "base": base, "reply": reply}
    row: Json = {
        "id": (before or there).data["id"],
        "base": base.data["id"],
        "reply": reply.data["id"],
        "subject": there.pointer,
        "status": status(known, too_close),
    }
    if not too_close:
        row["changed"] = different
    if before and after and before.data["id"] != after.data["id"]:
        row["reply_id"] = after.data["id"]
    if who.matched_by:
        row["matched_by"] = who.matched_by
    if who.matched_by == "name":
        row |= {"score": who.score, "rests_on": list(who.rests_on)}
    if who.candidates:
        others = (reply if before else base).data["entries"]
        row["candidates"] = [others[place]["id"] for place in who.candidates]
    return Paired(Subject("pair", known, reply.data, there.pointer, sides), row, reply.data["by"])


def status(known: Mapping[str, Any], too_close: bool) -> str:
    """What became of somebody."""
    if too_close:
        return "review"
    if not known["in_after"]:
        return "dropped"
    if not known["in_before"]:
        return "added"
    return "changed" if known["changed"] else "kept"


def reason(reply: Json, before: Subject | None) -> str | None:
    """The reason that the answer gives for leaving out somebody who was on the list that it answers."""
    removals = [] if before is None else reply.get("removals") or []
    found = next((removal.get("reason") for removal in removals if removal["id"] == before.data["id"]), None)
    return found if says(found) else None


def says(found: str | None) -> bool:
    """Whether a reason is given."""
    return found is not None and re.search(r"[^\W_]", found) is not None


def changed(ruleset: Ruleset, before: Subject, after: Subject) -> list[str]:
    """The fields of which both tell, and surely otherwise; which of an entry's fields are sent is none of them."""
    every = [field for field in ruleset.fields[before.kind].values() if field.name not in ("id", "on_record")]
    both = [(field, told(field, before), told(field, after)) for field in every]
    return [field.name for field, a, b in both if a is not None and b is not None and not may_be_same(field.type, a, b)]


def told(field: Field, entry: Subject) -> Any:
    """What an entry tells of a field; of a service number what it is on paper, and nothing where it is none."""
    value = entry.data.get(field.name)
    return as_read(value) or None if field.name == "service_number" and value is not None else value


def may_be_same(type_: types.Type, a: Any, b: Any) -> bool:
    """Whether two values may be one and the same; of lists, in some order."""
    if isinstance(type_, types.ListOf):
        return len(a) == len(b) and any_order(type_.item, a, b)
    if type_ != types.DATE:
        return bool(a == b)
    one_, other = days_of(a), days_of(b)
    return meet(one_, other)


def any_order(item: types.Type, a: Sequence[Any], b: Sequence[Any]) -> bool:
    return any(all(may_be_same(item, x, y) for x, y in zip(a, order, strict=True)) for order in permutations(b))


def meet(a: Span, b: Span) -> bool:
    """Whether two intervals have something in common."""
    return bool(a.low <= b.high and b.low <= a.high)
