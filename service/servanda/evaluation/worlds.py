"""A profile → what a rule's status is in each world, and what follows over all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from servanda.evaluation.render import render
from servanda.evaluation.status import (
    INDETERMINATE,
    NAMES,
    NOT_APPLICABLE,
    PENDING,
    SATISFIED,
    SILENT,
    VIOLATED,
    WAIVED,
)
from servanda.language.program import Plan, PlannedWorld, Shown
from servanda.language.ruleset import Rule, Ruleset
from servanda.language.truth import FALSE, TRUE, UNKNOWN
from servanda.language.truth import SILENT as SILENT_TRUTH

W = TypeVar("W")
DISPUTED = "disputed"
UNSETTLED = "none"  # stands for the reading of a name that ``common`` finds no reading of
_REPORTED = (SATISFIED, WAIVED, NOT_APPLICABLE, PENDING, INDETERMINATE, VIOLATED)
_UNDISPUTED = (INDETERMINATE, VIOLATED, PENDING, SATISFIED, WAIVED)

Infer = Callable[[int, tuple[int, ...]], int]
Box = dict[str, list[str]]


@dataclass(frozen=True)
class Selection:
    """The readings that a request asks for: `all`, `common`, a party's, or some by name."""

    ruleset: Ruleset
    readings: str | tuple[tuple[str, tuple[str, ...]], ...]

    @classmethod
    def of(cls, ruleset: Ruleset, readings: str | Mapping[str, Sequence[str]]) -> Selection:
        """The selection of a submission's ``readings``."""
        fixed = readings if isinstance(readings, str) else tuple(sorted((k, tuple(v)) for k, v in readings.items()))
        return cls(ruleset, fixed)

    def worlds(self, plan: Plan) -> Sequence[PlannedWorld]:
        """The worlds of a rule that are asked for."""
        return self._choose(plan.names, plan.worlds, plan.common, lambda world: world.readings)

    def shown(self, shown: Shown) -> Sequence[tuple[tuple[int, ...], int]]:
        """The worlds of a shown definition that are asked for."""
        return self._choose(shown.names, shown.worlds, shown.common, lambda world: world[0])

    def _choose(
        self, names: tuple[str, ...], worlds: Sequence[W], common: Sequence[W], of: Callable[[W], tuple[int, ...]]
    ) -> Sequence[W]:
        if self.readings == "all":
            return worlds
        if self.readings == "common":
            return common
        if isinstance(self.readings, str):
            allowed = [held(self.ruleset, name, self.readings) for name in names]
        else:
            named = dict(self.readings)
            allowed = [_indexes(self.ruleset, name, named.get(name)) for name in names]
        return [w for w in worlds if all(index in a for index, a in zip(of(w), allowed, strict=True))]


def held(ruleset: Ruleset, name: str, party: str) -> frozenset[int]:
    """The readings of a name that a party holds; all of them where it holds none."""
    readings = ruleset.disputed[name].readings
    own = frozenset(index for index, reading in enumerate(readings) if party in reading.held_by)
    return own or frozenset(range(len(readings)))


def _indexes(ruleset: Ruleset, name: str, wanted: Sequence[str] | None) -> frozenset[int]:
    readings = ruleset.disputed[name].readings
    return frozenset(i for i, reading in enumerate(readings) if wanted is None or reading.name in wanted)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What holds of one rule for one profile; ``under`` is None where nothing is disputed."""

    rule: Rule
    status: str
    under: dict[str, list[Box]] | None
    by_party: dict[str, str]
    missing: tuple[str, ...]


def outcome(plan: Plan, profile: int, selection: Selection, infer: Infer) -> Outcome:
    """The outcome of a rule: its status in every world that is asked for, folded."""
    worlds = selection.worlds(plan)
    statuses = [status_in(plan, world, profile, infer) for world in worlds]
    missing = _missing(plan, worlds, statuses, profile, infer)
    under = _under(selection.ruleset, plan, worlds, statuses) if plan.names else None
    by_party = _by_party(selection.ruleset, plan, profile, infer)
    return Outcome(plan.rule, fold(statuses), under, by_party, missing)


def status_in(plan: Plan, world: PlannedWorld, profile: int, infer: Infer) -> int:
    """The status of a rule in one world."""
    return infer(plan.number, tuple([profile >> offset & 7 for offset in world.offsets]))


def fold(statuses: Iterable[int]) -> str:
    """What a rule's status is however the disputed points are settled; worlds in which it is silent do not count."""
    found = {status for status in statuses if status != SILENT}
    if VIOLATED in found and found & {SATISFIED, WAIVED, PENDING, NOT_APPLICABLE}:
        return DISPUTED
    return NAMES[next((status for status in _UNDISPUTED if status in found), NOT_APPLICABLE)]


def _by_party(ruleset: Ruleset, plan: Plan, profile: int, infer: Infer) -> dict[str, str]:
    statuses = [status_in(plan, world, profile, infer) for world in plan.worlds]
    found = {}
    for party in ruleset.parties:
        allowed = [held(ruleset, name, party) for name in plan.names]
        found[party] = fold(
            status
            for world, status in zip(plan.worlds, statuses, strict=True)
            if all(index in a for index, a in zip(world.readings, allowed, strict=True))
        )
    return found


def _missing(
    plan: Plan, worlds: Sequence[PlannedWorld], statuses: Sequence[int], profile: int, infer: Infer
) -> tuple[str, ...]:
    """The absent or imprecise fields that could change the status in some world."""
    reads = 0
    for world, status in zip(worlds, statuses, strict=True):
        situation = [profile >> offset & 7 for offset in world.offsets]
        for place, truth in enumerate(situation):
            if truth != UNKNOWN or not world.reads[place] & profile & ~reads:
                continue
            for settled in (FALSE, TRUE):
                situation[place] = settled
                if infer(plan.number, tuple(situation)) != status:
                    reads |= world.reads[place] & profile
            situation[place] = truth
    return tuple(label for label, bit in plan.fields if reads >> bit & 1)


def _under(
    ruleset: Ruleset, plan: Plan, worlds: Sequence[PlannedWorld], statuses: Sequence[int]
) -> dict[str, list[Box]]:
    """In which worlds the rule has which status, as disjoint boxes."""
    selected = [frozenset(world.readings[place] for world in worlds) for place in range(len(plan.names))]
    found = {}
    for status in _REPORTED:
        same = (status, SILENT) if status == NOT_APPLICABLE else (status,)
        points = [world.readings for world, has in zip(worlds, statuses, strict=True) if has in same]
        if points:
            found[NAMES[status]] = [_box(ruleset, plan.names, box, selected) for box in merged(points)]
    return found


def merged(points: Iterable[tuple[int, ...]]) -> list[tuple[frozenset[int], ...]]:
    """Points of a product, one index a name, as disjoint boxes: one name at a time until nothing changes."""
    boxes = [tuple(frozenset((index,)) for index in point) for point in points]
    width, before = len(boxes[0]), 0
    while before != len(boxes):
        before = len(boxes)
        for place in range(width):
            groups: dict[tuple[Any, ...], frozenset[int]] = {}
            for box in boxes:
                others = (*box[:place], None, *box[place + 1 :])
                groups[others] = groups.get(others, frozenset()) | box[place]
            boxes = [(*others[:place], readings, *others[place + 1 :]) for others, readings in groups.items()]
    return boxes


def _box(
    ruleset: Ruleset, names: tuple[str, ...], box: tuple[frozenset[int], ...], selected: list[frozenset[int]]
) -> Box:
    """The box by name; a name of which every reading asked for is in it is left out, unless it is unsettled."""
    found = {name: [_reading(ruleset, name, index) for index in sorted(r)] for name, r in zip(names, box, strict=True)}
    every = dict(zip(names, selected, strict=True))
    kept = (name for name, shown in found.items() if len(shown) < len(every[name]) or shown == [UNSETTLED])
    return {name: found[name] for name in kept}


def _reading(ruleset: Ruleset, name: str, index: int) -> str:
    readings = ruleset.disputed[name].readings
    return readings[index].name if index < len(readings) else UNSETTLED


def holds(shown: Shown, profile: int, selection: Selection) -> str:
    """What a shown bool comes to over the worlds that are asked for."""
    truths = {profile >> offset & 7 for _, offset in selection.shown(shown)} - {SILENT_TRUTH}
    if truths >= {TRUE, FALSE}:
        return DISPUTED
    return {frozenset({TRUE}): "true", frozenset({FALSE}): "false"}.get(frozenset(truths), "unknown")


def values(shown: Shown, flat: tuple[Any, ...], selection: Selection) -> Any:
    """A shown value, by reading where there are readings."""
    if not shown.names:
        return render(shown.definition.type, flat, shown.worlds[0][1])
    found = {}
    for readings, index in selection.shown(shown):
        named = "/".join(
            _reading(selection.ruleset, name, reading) for name, reading in zip(shown.names, readings, strict=True)
        )
        found[named] = render(shown.definition.type, flat, index)
    return found
