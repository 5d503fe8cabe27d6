"""A failing ruleset and submission, made as small as they can be and still fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from .expressions import Piece, leaf

Json = dict[str, Any]

MOST_TRIES = 1000  # some ten seconds
MANY = 3


def shrink(document: Json, submission: Json, fails: Callable[[Json, Json], bool]) -> tuple[Json, Json]:
    """A ruleset and a submission that still fail, and of which no part can be left out (as far as MOST_TRIES go)."""
    tries = 0

    def still(pair: tuple[Json, Json]) -> bool:
        nonlocal tries
        tries += 1
        return tries <= MOST_TRIES and fails(*pair)

    while True:
        pairs = ((less, submission) for less in smaller(document))
        pairs_ = ((document, less) for less in smaller(submission))
        found = next((pair for some in (pairs_, pairs) for pair in some if still(pair)), None)
        if found is None:
            return document, submission
        document, submission = found


def smaller(value: Any) -> Iterator[Any]:
    """Every document or submission that is one step simpler."""
    if isinstance(value, Piece):
        yield from simpler(value)
    elif isinstance(value, dict):
        yield from (dict(half) for half in halves(list(value.items())))
        for key in value:
            yield {k: v for k, v in value.items() if k != key}
        if "readings" in value and isinstance(value["readings"], dict):
            rest = {k: v for k, v in value.items() if k != "readings"}
            yield from ({**rest, "is": r["is"]} for r in value["readings"].values() if isinstance(r, dict))
        for key, item in value.items():
            yield from ({**value, key: less} for less in smaller(item))
    elif isinstance(value, list):
        yield from halves(value)
        for i in range(len(value)):
            yield value[:i] + value[i + 1 :]
        for i, item in enumerate(value):
            yield from ([*value[:i], less, *value[i + 1 :]] for less in smaller(item))


def halves(items: list[Any]) -> Iterator[list[Any]]:
    """The two halves of many items: large steps first."""
    if len(items) > MANY:
        yield items[: len(items) // 2]
        yield items[len(items) // 2 :]


def simpler(piece: Piece) -> Iterator[Piece]:
    """Every expression of the same type that is one step simpler."""
    for inner in below(piece):
        if inner.type == piece.type:
            yield inner
    if piece.parts and piece.type == "bool":
        yield from (leaf("bool", word) for word in ("true", "false"))
    for i, part in enumerate(piece.parts):
        for less in simpler(part):
            yield replace(piece, parts=(*piece.parts[:i], less, *piece.parts[i + 1 :]))


def below(piece: Piece) -> Iterator[Piece]:
    for part in piece.parts:
        yield part
        yield from below(part)
