"""What random rulesets come upon too seldom: some of it is put into every fourth of a campaign."""

from __future__ import annotations

from random import Random
from typing import Any

from .expressions import Piece, leaf

Json = dict[str, Any]
EVERY = 4

DERIVED = (
    *("same_number > 0", "same_number_elsewhere > 0", "as_remains > 0", "profiles_in_container > 1"),
    *("other_containers > 0", 'register_event == "released"', 'register_event_on < date("2025-06-02")'),
)
SIDES = ('health == "fit"', 'container == "x1"', "pregnant", *DERIVED)
HEADERS = (
    *('by == "AAA"', 'role == "proposed"', 'role == "delivered"', "final", 'transfer_on < date("2025-06-02")'),
    'transfer_on > date("2025-06-02")',
)
HELD = ("held.exists(v1, v1.pregnant)", "held.size() > 1", 'held.all(v1, v1.health == "fit")')
LISTS = ('lists.exists(v1, v1.transfer_on < date("2025-06-02"))', "lists.exists(v1, v1.individuals > 2)")
EVENTS = (
    *("events.all(v1, v1.count > 1)", "events.exists(v1, v1.count > 2)", "events.filter(v1, v1.as_agreed).size() > 0"),
    'events.exists(v1, v1.kind == "transfer" && v1.count > 1)',
    'events.all(v1, v1.kind != "reply" || v1.as_agreed)',
    'events.filter(v1, v1.kind == "transfer").map(v1, v1.count).sum() > 2',
)
BETWEEN = "parties.exists(v1, events.exists(v2, v2.actor == v1 && v2.count > 1))"
OFTEN: dict[str, tuple[str, ...]] = {
    "prisoner": (*(f"header.{field}" for field in HEADERS), *HELD, *LISTS, *DERIVED[:3], *DERIVED[5:]),
    "remains": (*HELD, *LISTS, "(in_captivity || zr)", "(profiles_in_container > 1 && zr)", *DERIVED[3:5]),
    "list": (
        *(f"entries.{macro}(v1, v1.{field})" for macro in ("exists", "all") for field in (*DERIVED, *DERIVED[3:5] * 3)),
        *("entries.exists(v1, v1.pregnant && lists.size() > 1)", "zl"),
        *HELD,
    ),
    "pair": (
        *(f"{side}.{field}" for side in ("before", "after") for field in SIDES),
        *(f"{side}.{field}" for side in ("base", "reply") for field in HEADERS),
        *(
            "(has(in_before) && has(in_after))",
            "(in_after || has(removal_reason))",
            "before.container == after.container",
        ),
        *('removal_reason == "x1"', "before.profiles_in_container == after.profiles_in_container"),
        *LISTS,
    ),
    "record": (*HELD, *LISTS, "lists.exists(v1, v1.zl)", "lists.all(v1, v1.zl)", "zr"),
    "action": (*HELD, *LISTS, "count > 1", "as_agreed", 'actor == "AAA"', "zr"),
    "party": (*HELD, *LISTS, "zr", "zv > 1"),
}
OF_EVENTS = {
    "record": (*EVENTS, BETWEEN),
    "action": ('consented("AAA")', "parties.all(v1, consented(v1))", *EVENTS),
    "party": (*EVENTS, BETWEEN),
}
NAMED: Json = {
    "zl": {"of": "list", "is": "(entries.exists(v1, v1.pregnant) || individuals > 2)"},
    "zr": {"of": "record", "is": "lists.size() > 1"},
}
BY_EVENTS: Json = {"zv": {"of": "party", "is": 'events.filter(v1, v1.actor == party || v1.kind == "reply").size()'}}


def with_rarities(document: Json, seed: int) -> Json:
    """The document with a few more definitions and rules, each about something rare."""
    rng, eventful = Random(f"rare {seed}"), "event_kinds" in document
    definitions = {**NAMED, **(BY_EVENTS if eventful else {})}
    definitions = {name: {"clause": "C1", "shown": "true", **item} for name, item in definitions.items()}
    rules: Json = {}
    subjects = [
        "list",
        "pair",
        "pair",
        "record",
        "remains",
        "prisoner",
        "list",
        *(["action", "action", "party"] if eventful else []),
    ]
    for i in range(3):
        of = rng.choice(subjects)
        forms = (*OFTEN[of], *(OF_EVENTS.get(of, ()) if eventful else ()))
        definitions[f"z{i}"] = {"of": of, "clause": "C1", "shown": "true", **content(document["parties"], forms, rng)}
        level = rng.choice(("binding", "binding", "review", "advisory"))
        rules[f"z{i}"] = {"of": of, "clause": "C1", "level": level, "requires": leaf("bool", f"z{i}")}
        rules[f"z{i}"]["message"] = {"en": "Rare.", "uk": "Рідко."}
    return {
        **document,
        "definitions": {**document["definitions"], **definitions},
        "rules": {**document["rules"], **rules},
    }


def content(parties: list[str], forms: tuple[str, ...], rng: Random) -> Json:
    """What a definition says: the same for all, or two things of which each side holds one."""

    def made() -> Piece:
        return leaf("bool", rng.choice(forms))

    if rng.random() < (0.2 if "as_agreed" in forms else 0.6):  # acts are seldom disputed otherwise
        return {"is": made()}
    return {"readings": {name: {"held_by": [by], "is": made()} for name, by in zip("AB", parties, strict=False)}}
