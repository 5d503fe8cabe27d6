"""Where the parties tell a batch of events differently."""

from __future__ import annotations

from typing import Any

from .evaluator import World
from .history import happened
from .judgement import Request
from .subjects import Subject, events_of

Json = dict[str, Any]
GROUPED = ("batch", "kind", "actor")
APART = ("id", "stated_by", *GROUPED)
"""The fields that tell events apart, or say whose account they are."""


def differences(request: Request) -> list[Json]:
    """For each batch, kind and actor the fields that are not the same in all accounts."""
    events = [e for e in events_of(request.events) if e.data.get("batch") is not None and is_told(request.world, e)]
    groups = dict.fromkeys(tuple(event.data[name] for name in GROUPED) for event in events)
    return [row for group in groups for row in in_group(request, group, events)]


def is_told(world: World, event: Subject) -> bool:
    """Whether an event may be a part of the history."""
    return world.is_by_now(event) is not False and not world.is_before_force(event)


def in_group(request: Request, group: tuple[str, ...], events: list[Subject]) -> list[Json]:
    own = [event for event in events if tuple(event.data[name] for name in GROUPED) == group]
    told = {
        party: [event.data for event in own if happened(event.data, party, request.ruleset)]
        for party in request.ruleset.parties
    }
    if not all(told.values()):
        fields = {"kind": {party: group[1] if mine else None for party, mine in told.items()}}
        fields = {} if not any(told.values()) else fields
    else:
        names = [name for name in request.ruleset.fields["event"] if name not in APART]
        fields = {name: {party: value_of(name, mine) for party, mine in told.items()} for name in names}
    return [
        {**dict(zip(GROUPED, group, strict=True)), "field": name, "by_account": values}
        for name, values in fields.items()
        if any(value != next(iter(values.values())) for value in values.values())
    ]


def value_of(name: str, events: list[Json]) -> Any:
    """The value of a field in some events, or the different ones; counts are added up."""
    values = [event[name] for event in events if event.get(name) is not None]
    if name == "count":
        return sum(values) if len(values) == len(events) else None
    different = [value for i, value in enumerate(values) if value not in values[:i]]
    return different[0] if len(different) == 1 else different or None
