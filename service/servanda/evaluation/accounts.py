"""Whose account an event is in, and the history of each account: the events that happened in it, up to a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from servanda.language.calendar import Times, whole_day
from servanda.language.history import History, Member
from servanda.language.ruleset import Ruleset
from servanda.language.runtime import not_after
from servanda.language.vocabulary import DECLARATIONS


class ByAccount(tuple[Any, ...]):
    """One result for each party's account, in the order of the parties, where they are not all the same."""

    __slots__ = ()


def merged(results: Sequence[Any]) -> Any:
    """The one result that all accounts have, or the result of each."""
    first = results[0]
    return first if all(result == first for result in results) else ByAccount(results)


def accounts_of(event: Any, ruleset: Ruleset) -> Sequence[str]:
    """The parties in whose account an event happened."""
    parties, stated = ruleset.parties, event.stated_by or ()
    if not stated or any(who in ruleset.third_parties for who in stated):
        return parties
    if event.kind in DECLARATIONS and event.actor in stated:
        return parties
    return [party for party in parties if party in stated]


def histories(
    ruleset: Ruleset, events: Sequence[Any] | None, covers: Collection[str] | None, as_of: int, times: Times
) -> tuple[History, ...]:
    """The history in each party's account, since the agreement is in force; accounts with the same events share one.

    What was before is no part of it: it neither performs nor breaks anything that was agreed later.
    """
    if events is None:
        return (History(None),) * len(ruleset.parties)
    start, _ = whole_day(int(ruleset.in_force_from.replace("-", "")))
    found: dict[tuple[int, ...], History] = {}
    members: list[tuple[int, Member, Sequence[str]]] = []
    for place, event in enumerate(events):
        at = times[event.at]
        membership = not_after(*at, as_of, as_of)
        if membership and at[1] >= start:
            members.append((place, Member(membership, event, at), accounts_of(event, ruleset)))
    histories_ = []
    for party in ruleset.parties:
        own = [(place, member) for place, member, parties in members if party in parties]
        key = tuple(place for place, _ in own)
        if key not in found:
            found[key] = History([member for _, member in own], covers)
        histories_.append(found[key])
    return tuple(histories_)
