"""Which readings a submission asks for, the worlds that they make, and what these come to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

from servanda.language.ruleset import Ruleset

from .evaluator import World

Readings = Mapping[str, tuple[str | None, ...]]
"""For each disputed name, in order of declaration, the readings it may have; (None,): none is held in common."""

BOX_ORDER = ("satisfied", "waived", "not_applicable", "pending", "indeterminate", "violated")


def all_readings(ruleset: Ruleset) -> dict[str, tuple[str | None, ...]]:
    return {name: tuple(r.name for r in item.readings) for name, item in ruleset.disputed.items()}


def held_by(ruleset: Ruleset, parties: Collection[str]) -> dict[str, tuple[str | None, ...]]:
    """The readings of each disputed name that all of those parties hold."""
    return {
        name: tuple(r.name for r in item.readings if set(parties) <= set(r.held_by))
        for name, item in ruleset.disputed.items()
    }


def of_party(ruleset: Ruleset, party: str) -> Readings:
    """The readings that a party holds; all of them where it holds none."""
    return {name: own or all_readings(ruleset)[name] for name, own in held_by(ruleset, [party]).items()}


def selected(ruleset: Ruleset, request: Any) -> Readings:
    """The readings that a submission asks for."""
    if request == "all":
        return all_readings(ruleset)
    if request == "common":
        return {name: common or (None,) for name, common in held_by(ruleset, ruleset.parties).items()}
    if isinstance(request, str):
        return of_party(ruleset, request)
    chosen = {}
    for name, names in all_readings(ruleset).items():
        chosen[name] = tuple(r for r in names if r in request[name]) if name in request else names
    return chosen


def worlds(world: World, names: list[str], readings: Readings, accounts: Collection[str] = ("",)) -> list[World]:
    """The world under every combination of the readings of these names, each in all of those accounts."""
    ways = product(*(readings[name] for name in names))
    found = [replace(world, readings=dict(zip(names, way, strict=True))) for way in ways]
    return [replace(one, account=account) for one in found for account in accounts]


# Folding


def fold(statuses: list[str]) -> str:
    """The status of a rule, from that in each world."""
    heard = [status for status in statuses if status != "silent"]
    if "violated" in heard and set(heard) & {"satisfied", "waived", "pending", "not_applicable"}:
        return "disputed"
    order = ("indeterminate", "violated", "pending", "satisfied", "waived")
    return next((status for status in order if status in heard), "not_applicable")


Box = dict[str, list[str | None]]
Ranges = Mapping[str, tuple[str | None, ...]]
"""What worlds settle, in order: for each disputed name the readings asked for, then the accounts where they matter."""


def settled(world: World, ranges: Ranges) -> dict[str, str | None]:
    """How a world settles each point."""
    return {name: world.account if name == "account" else world.readings[name] for name in ranges}


def boxes(ranges: Ranges, by_world: list[tuple[World, str]]) -> dict[str, Any]:
    """The worlds of each status as boxes, merged one name at a time until nothing changes."""
    under = {}
    for wanted in BOX_ORDER:
        found: list[Box] = [
            {name: [point] for name, point in settled(world, ranges).items()}
            for world, status in by_world
            if ("not_applicable" if status == "silent" else status) == wanted
        ]
        while (merged := merge_all(ranges, found)) != found:
            found = merged
        if found:
            under[wanted] = [shown_box(box, ranges) for box in found]
    return under


def merge_all(ranges: Ranges, found: list[Box]) -> list[Box]:
    for name in ranges:
        found = merge(name, ranges, found)
    return found


def merge(name: str, ranges: Ranges, found: list[Box]) -> list[Box]:
    """The boxes with those made one that are equal but for this name."""
    kept: list[Box] = []
    for box in found:
        twin = next((k for k in kept if all(k[other] == box[other] for other in box if other != name)), None)
        if twin is None:
            kept.append(dict(box))
        else:
            twin[name] = [reading for reading in ranges[name] if reading in twin[name] or reading in box[name]]
    return kept


def shown_box(box: Box, ranges: Ranges) -> dict[str, Any]:
    """A box without the names that do not matter; one that is unsettled always shows."""
    parts = {name: ranged for name, ranged in box.items() if ranged == [None] or tuple(ranged) != tuple(ranges[name])}
    return {name: [reading or "none" for reading in ranged] for name, ranged in parts.items()}
