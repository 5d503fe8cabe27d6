"""One random change of a random ruleset, such as an author makes, or makes by mistake."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

Json = dict[str, Any]
Place = tuple[Any, Any]  # a mapping or list, and a key of it

EXPRESSIONS = ("is", "applies", "unless", "requires", "where", "on", "until", "duty_of", "total")
WORDS: dict[str, tuple[str, ...]] = {
    "level": ("binding", "review", "advisory"),
    "shown": ("true", "false"),
    "awaited": ("true", "false"),
    "leap_day": ("mar-1", "feb-28"),
    "time_zone": ("Europe/Istanbul", "UTC", "Pacific/Kiritimati"),
    "standing": ("agreed", "disputed", "treaty", "closed"),
    "from": ("2025-06-01", "2025-06-02", "2025-07-02"),
    "en": ("Something else.", "Wrong."),
    "uk": ("Інакше.",),
    "of": ("prisoner", "remains", "list", "record", "action", "party"),
}


def places(node: Any) -> Iterator[Place]:
    """Every part of a document."""
    for key in list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
        yield node, key
        yield from places(node[key])


def mutated(document: Json, other: Json, rng: Random) -> Json:
    """The document with one change; what it may take over is from the other one. It need not be a ruleset any more."""
    found = copy.deepcopy(document)
    everywhere = list(places(found))
    shapes = [place for place in everywhere if isinstance(place[0][place[1]], dict | list)]
    leaves = [place for place in everywhere if isinstance(place[0][place[1]], str)]
    match rng.randrange(8):
        case 0:  # something is left out
            within, key = rng.choice(everywhere)
            del within[key]
        case 1:  # in another order
            within, key = rng.choice(shapes)
            within[key] = shuffled(within[key], rng)
        case 2:  # a thing, or a part of it, as it is somewhere else
            within, key = rng.choice(everywhere)
            alike = [w[k] for w, k in (*places(other), *everywhere) if k == key]
            within[key] = copy.deepcopy(rng.choice(alike))
        case 3:  # the same once more under another name
            within, key = rng.choice([p for p in everywhere if isinstance(p[0], dict)])
            within[f"{key}9"] = copy.deepcopy(within[key])
        case 4:  # by another name
            within, key = rng.choice([p for p in everywhere if isinstance(p[0], dict)])
            items = [(f"{k}9" if k == key else k, v) for k, v in within.items()]
            within.clear()
            within.update(items)
        case 5:  # in other brackets
            within, key = rng.choice([p for p in leaves if p[1] in EXPRESSIONS] or leaves)
            within[key] = f" ( {within[key]})"
        case 6:  # the opposite
            within, key = rng.choice([p for p in leaves if p[1] in EXPRESSIONS] or leaves)
            within[key] = rng.choice(("!({})", "({}) + 1", "true", "{} || false", "none", "open", "1")).format(
                within[key]
            )
        case _:  # another word
            within, key = rng.choice([p for p in leaves if p[1] in WORDS])
            within[key] = rng.choice(WORDS[key])
    return found


def shuffled(part: Any, rng: Random) -> Any:
    """A mapping or list in a random order."""
    items = list(part.items()) if isinstance(part, dict) else list(part)
    rng.shuffle(items)
    return dict(items) if isinstance(part, dict) else items
