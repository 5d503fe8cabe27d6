"""Where the accounts of one batch differ: what each party says of it, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from servanda.evaluation.accounts import accounts_of
from servanda.language.ruleset import Ruleset

_NAMING = ("id", "kind", "actor", "batch", "stated_by")  # what tells events apart, or whose account they are of


def differences(ruleset: Ruleset, events: Sequence[Any]) -> list[dict[str, Any]]:
    """The fields of the events of one batch, kind and actor that are not the same in every account."""
    groups: dict[tuple[str, str, str], dict[str, list[Any]]] = {}
    for event in events:
        if isinstance(event.batch, str):
            group = groups.setdefault((event.batch, event.kind, event.actor), {p: [] for p in ruleset.parties})
            for party in accounts_of(event, ruleset):
                group[party].append(event)
    return [
        {"batch": batch, "kind": kind, "actor": actor, "field": field, "by_account": told}
        for (batch, kind, actor), group in groups.items()
        for field, told in _told(ruleset, kind, group)
    ]


def _told(ruleset: Ruleset, kind: str, group: dict[str, list[Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    if len({tuple(map(id, events)) for events in group.values()}) == 1:
        return  # the same events in every account
    if not all(group.values()):
        yield "kind", {party: kind if events else None for party, events in group.items()}
        return
    for field in ruleset.fields["event"]:
        if field not in _NAMING:
            told = {party: _value(field, events) for party, events in group.items()}
            first, *others = told.values()
            if any(other != first for other in others):
                yield field, told


def _value(field: str, events: Sequence[Any]) -> Any:
    """What is said in one account: of counts the sum, else the one value, or all that differ."""
    values = [getattr(event, field) for event in events]
    known = [value for value in values if isinstance(value, str | int | list | tuple)]
    if field == "count":
        return sum(known) if len(known) == len(values) else None
    distinct = list({tuple(value) if isinstance(value, list) else value: value for value in known}.values())
    return (distinct[0] if len(distinct) == 1 else distinct) if distinct else None
