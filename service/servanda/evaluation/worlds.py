"""A profile → what a rule's status is in each world, and what follows over all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from servanda.evaluation.accounts import ByAccount
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
PENDING_WORD = NAMES[PENDING]
ACCOUNT = "account"
UNSETTLED = "none"  # stands for the reading of a name that ``common`` finds no reading of
_REPORTED = (SATISFIED, WAIVED, NOT_APPLICABLE, PENDING, INDETERMINATE, VIOLATED)
_SETTLED = tuple(NAMES[status] for status in (SATISFIED, WAIVED, NOT_APPLICABLE))  # nothing is to be asked for
_UNDISPUTED = (INDETERMINATE, VIOLATED, PENDING, SATISFIED, WAIVED)

Infer = Callable[[int, tuple[int, ...]], int]
Box = dict[str, list[str]]


@dataclass(frozen=True)
class Selection:
    """The readings and the account that a request asks for: `all`, `common`, a party's, or some by name."""

    ruleset: Ruleset
    readings: str | tuple[tuple[str, tuple[str, ...]], ...]
    account: str = "all"

    @classmethod
    def of(cls, ruleset: Ruleset, readings: str | Mapping[str, Sequence[str]], account: str = "all") -> Selection:
        """The selection of a submission's ``readings`` and ``account``."""
        fixed = readings if isinstance(readings, str) else tuple(sorted((k, tuple(v)) for k, v in readings.items()))
        return cls(ruleset, fixed, account)

    def accounts(self, view: Any) -> list[tuple[int, Any]]:
        """What is calculated in each account that is asked for, with the place of its party."""
        parties = self.ruleset.parties
        asked = range(len(parties)) if self.account == "all" else (parties.index(self.account),)
        return [(place, view[place] if isinstance(view, ByAccount) else view) for place in asked]

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


def outcome(plan: Plan, view: Any, selection: Selection, infer: Infer) -> Outcome:
    """The outcome of a rule: its status in every world that is asked for, folded.

    ``view`` is a profile, or one for each account, None in those where the subject does not exist.
    """
    worlds, ruleset = selection.worlds(plan), selection.ruleset
    lived = selection.accounts(view) if isinstance(view, ByAccount) else [(0, view)]
    found = {place: statuses_in(plan, worlds, profile, infer) for place, profile in lived}
    differ = len({_situations(worlds, profile) for _, profile in lived}) > 1
    under = None
    if plan.names or differ:
        accounts = list(found) if differ else list(found)[:1]
        points = [(*world.readings, *([place] if differ else [])) for world in worlds for place in accounts]
        statuses = [found[place][number] for number in range(len(worlds)) for place in accounts]
        names = (*plan.names, *([ACCOUNT] if differ else []))
        under = _under(ruleset, names, points, statuses)
    folded = fold(status for statuses in found.values() for status in statuses)
    missing = () if folded in _SETTLED else _missing(plan, worlds, found, dict(lived), infer)
    return Outcome(plan.rule, folded, under, _by_party(ruleset, plan, view, infer), missing)


def statuses_in(plan: Plan, worlds: Sequence[PlannedWorld], profile: int | None, infer: Infer) -> list[int]:
    """The status of a rule in each world; it does not apply where its subject does not exist."""
    if profile is None:
        return [NOT_APPLICABLE] * len(worlds)
    return [infer(plan.number, tuple([profile >> offset & 7 for offset in world.offsets])) for world in worlds]


def _situations(worlds: Sequence[PlannedWorld], profile: int | None) -> Any:
    """What the premises come to in each world."""
    if profile is None:
        return None
    return tuple(tuple([profile >> offset & 7 for offset in world.offsets]) for world in worlds)


def fold(statuses: Iterable[int]) -> str:
    """What a rule's status is however the disputed points are settled; worlds in which it is silent do not count."""
    found = {status for status in statuses if status != SILENT}
    if VIOLATED in found and found & {SATISFIED, WAIVED, PENDING, NOT_APPLICABLE}:
        return DISPUTED
    return NAMES[next((status for status in _UNDISPUTED if status in found), NOT_APPLICABLE)]


def _by_party(ruleset: Ruleset, plan: Plan, view: Any, infer: Infer) -> dict[str, str]:
    """The status under each party's own readings and account."""
    known: dict[int | None, list[int]] = {}
    found = {}
    for place, party in enumerate(ruleset.parties):
        profile = view[place] if isinstance(view, ByAccount) else view
        if profile not in known:
            known[profile] = statuses_in(plan, plan.worlds, profile, infer)
        allowed = [held(ruleset, name, party) for name in plan.names]
        found[party] = fold(
            status
            for world, status in zip(plan.worlds, known[profile], strict=True)
            if all(index in a for index, a in zip(world.readings, allowed, strict=True))
        )
    return found


def _missing(
    plan: Plan,
    worlds: Sequence[PlannedWorld],
    found: Mapping[int, Sequence[int]],
    profiles: Mapping[int, int | None],
    infer: Infer,
) -> tuple[str, ...]:
    """The absent or imprecise fields that could change the status in some world."""
    reads = 0
    for place, profile in profiles.items():
        if profile is not None:
            reads |= _missing_in(plan, worlds, found[place], profile, infer)
    return tuple(dict.fromkeys(label for label, bit in plan.fields if reads >> bit & 1))


def _missing_in(plan: Plan, worlds: Sequence[PlannedWorld], statuses: Sequence[int], profile: int, infer: Infer) -> int:
    """The bits of those fields in one account."""
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
    return reads


def _under(
    ruleset: Ruleset, names: tuple[str, ...], points: Sequence[tuple[int, ...]], statuses: Sequence[int]
) -> dict[str, list[Box]]:
    """In which worlds the rule has which status, as disjoint boxes."""
    selected = [frozenset(point[place] for point in points) for place in range(len(names))]
    found = {}
    for status in _REPORTED:
        same = (status, SILENT) if status == NOT_APPLICABLE else (status,)
        these = [point for point, has in zip(points, statuses, strict=True) if has in same]
        if these:
            found[NAMES[status]] = [_box(ruleset, names, box, selected) for box in merged(these)]
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
    if name == ACCOUNT:
        return ruleset.parties[index]
    readings = ruleset.disputed[name].readings
    return readings[index].name if index < len(readings) else UNSETTLED


def holds(shown: Shown, view: Any, selection: Selection) -> str:
    """What a shown bool comes to over the worlds that are asked for."""
    profiles = {profile for _, profile in selection.accounts(view) if profile is not None}
    offsets = [offset for _, offset in selection.shown(shown)]
    truths = {profile >> offset & 7 for profile in profiles for offset in offsets} - {SILENT_TRUTH}
    if truths >= {TRUE, FALSE}:
        return DISPUTED
    return {frozenset({TRUE}): "true", frozenset({FALSE}): "false"}.get(frozenset(truths), "unknown")


def values(shown: Shown, view: Any, selection: Selection) -> Any:
    """A shown value; by reading where there are readings, by account where the accounts differ."""
    if not isinstance(view, ByAccount):
        return _values(shown, view, selection)
    parties = selection.ruleset.parties
    found = {
        parties[place]: _values(shown, flat, selection) for place, flat in selection.accounts(view) if flat is not None
    }
    told = list(found.values())
    if all(value == told[0] for value in told):
        return told[0] if told else None  # the subject is in no account that is asked for
    if not shown.names:
        return found
    return {f"{reading}/{party}": value for party, of in found.items() for reading, value in of.items()}


def _values(shown: Shown, flat: tuple[Any, ...], selection: Selection) -> Any:
    zone = selection.ruleset.conventions.zone
    if not shown.names:
        return render(shown.definition.type, flat, shown.worlds[0][1], zone)
    found = {}
    for readings, index in selection.shown(shown):
        named = "/".join(
            _reading(selection.ruleset, name, reading) for name, reading in zip(shown.names, readings, strict=True)
        )
        found[named] = render(shown.definition.type, flat, index, zone)
    return found
