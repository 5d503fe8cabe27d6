"""What the service computes of entries before anything is judged: what other entries and other lists say of them.

Every column gives a pair for each entry: the bounds of an int, or a word (UNKNOWN where it cannot be told) and whether
it is there. docs/language.md, "Derived fields", says what each of them means.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from servanda.language.calendar import ANY_DAY, LOWEST, read_date
from servanda.language.truth import UNKNOWN

Pair = tuple[Any, int]
Columns = Mapping[str, Sequence[Pair]]


class Record:
    """The lists of one submission, side by side."""

    def __init__(self, lists: Sequence[Any]) -> None:
        self._lists = lists

    def columns(self, submitted: Any, names: Iterable[str]) -> Columns:
        """The derived fields of a list's entries, by name."""
        columns: dict[str, Callable[[Any], list[Pair]]] = {
            "same_number": self._same_number,
            "same_number_elsewhere": self._same_number_elsewhere,
            "register_event": self._register_event,
            "register_event_on": self._register_event_on,
            "as_remains": self._as_remains,
            "other_containers": _other_containers,
            "profiles_in_container": _profiles_in_container,
        }
        return {name: columns[name](submitted) for name in names}

    @cached_property
    def held(self) -> list[tuple[int, int, Any]]:
        """The entries of registers of prisoners that are on no delivered list: places of list and entry, the entry."""
        delivered = [entry for item in self._of_prisoners("delivered") for entry in item.entries]
        ids = {entry.id for entry in delivered}
        numbers = {entry.service_number for entry in delivered if isinstance(entry.service_number, str)}
        return [
            (place, number, entry)
            for place, item in enumerate(self._lists)
            if item.kind == "prisoners" and item.role == "register"
            for number, entry in enumerate(item.entries)
            if entry.id not in ids and entry.service_number not in numbers
        ]

    def _of_prisoners(self, *roles: str) -> list[Any]:
        return [item for item in self._lists if item.kind == "prisoners" and item.role in roles]

    def _same_number(self, submitted: Any) -> list[Pair]:
        return _times(submitted.entries, [submitted], own=1)

    def _same_number_elsewhere(self, submitted: Any) -> list[Pair]:
        near = self._connected[submitted.id]
        others = [
            item
            for item in self._lists
            if item.kind == "prisoners" and item.by == submitted.by and item.role != "register" and item.id not in near
        ]
        return _times(submitted.entries, others, own=0)

    @cached_property
    def _connected(self) -> dict[str, set[str]]:
        """For each list those that it answers or that answer it, directly or by others, and itself."""
        groups = {item.id: {item.id} for item in self._lists}
        for item in self._lists:
            for answered in item.in_reply_to or ():
                joined = groups[item.id] | groups[answered]
                groups.update((name, joined) for name in joined)
        return groups

    def _register_event(self, submitted: Any) -> list[Pair]:
        if not any(self._registered):
            return [_event([])] * len(submitted.entries)
        return [_event(told) for told in self._told(submitted)]

    def _register_event_on(self, submitted: Any) -> list[Pair]:
        if not any(self._registered):
            return [_event_on([])] * len(submitted.entries)
        return [_event_on(told) for told in self._told(submitted)]

    def _told(self, submitted: Any) -> Iterator[list[Any]]:
        """For each entry what registers tell of the same person."""
        by_id, by_number = self._registered
        for entry in submitted.entries:
            numbered = by_number.get(entry.service_number, ()) if isinstance(entry.service_number, str) else ()
            yield list({id(told): told for told in (*by_id.get(entry.id, ()), *numbered)}.values())

    @cached_property
    def _registered(self) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
        """The entries of registers that tell an event, by id and by service number."""
        by_id, by_number = defaultdict(list), defaultdict(list)
        for entry in (entry for item in self._of_prisoners("register") for entry in item.entries):
            if isinstance(entry.last_event, str) or "last_event" in (entry.on_record or ()):
                by_id[entry.id].append(entry)
                if isinstance(entry.service_number, str):
                    by_number[entry.service_number].append(entry)
        return by_id, by_number

    def _as_remains(self, submitted: Any) -> list[Pair]:
        if not self._dead:
            return [(0, 0)] * len(submitted.entries)
        return [(self._dead[entry.id],) * 2 for entry in submitted.entries]

    @cached_property
    def _dead(self) -> Counter[Any]:
        """How many remains each person may be, by id."""
        return Counter(entry.person for item in self._lists if item.kind == "remains" for entry in item.entries)


def _times(entries: Sequence[Any], lists: Sequence[Any], own: int) -> list[Pair]:
    """How often each entry's service number is sent on those lists, itself not counted.

    A number that is only on record cannot be compared: of its own entry nothing is known.
    """
    others = (entry for item in lists for entry in item.entries)
    found = Counter(entry.service_number for entry in others if isinstance(entry.service_number, str))

    def times(entry: Any) -> Pair:
        if isinstance(entry.service_number, str):
            return (found[entry.service_number] - own,) * 2
        return ANY_DAY if _is_hidden(entry, "service_number") else (0, 0)

    return [times(entry) for entry in entries]


def _is_hidden(entry: Any, field: str) -> bool:
    """Whether the caller holds a field of the entry, and does not send it."""
    return not isinstance(getattr(entry, field), str | list) and field in (entry.on_record or ())


def _event(told: list[Any]) -> Pair:
    """The event of those entries of registers, if they agree or one of them is certainly the latest."""
    chosen = told[0] if len({entry.last_event for entry in told}) == 1 else _latest(told)
    known = chosen is not None and isinstance(chosen.last_event, str)
    return (chosen.last_event if known else UNKNOWN), int(bool(told))


def _event_on(told: list[Any]) -> Pair:
    """The day of that event."""
    same = len({(entry.last_event, entry.last_event_on) for entry in told}) == 1
    chosen = told[0] if same else _latest(told)
    return ANY_DAY if chosen is None else _days(chosen)


def _latest(told: list[Any]) -> Any:
    """The entry whose event began after all others had ended; None where no entry's surely did."""
    last = max(told, key=lambda entry: _days(entry)[0], default=None)
    start = _days(last)[0] if last else LOWEST
    after_all = start != LOWEST and all(_days(entry)[1] < start for entry in told if entry is not last)
    return last if after_all else None


def _days(entry: Any) -> tuple[int, int]:
    return (isinstance(entry.last_event_on, str) and read_date(entry.last_event_on)) or ANY_DAY


def _other_containers(submitted: Any) -> list[Pair]:
    """How many other containers hold a profile of an entry; one that is not named may be any."""
    holding: dict[str, set[str]] = defaultdict(set)
    loose: dict[str, set[int]] = defaultdict(set)  # the entries that name no container
    for place, entry in enumerate(submitted.entries):
        for profile in entry.profiles or ():
            if isinstance(entry.container, str):
                holding[profile].add(entry.container)
            else:
                loose[profile].add(place)

    def count(place: int, entry: Any) -> Pair:
        if _is_hidden(entry, "profiles"):
            return ANY_DAY
        named = set().union(*(holding[profile] for profile in entry.profiles or ())) - {entry.container}
        unnamed = set().union(*(loose[profile] for profile in entry.profiles or ())) - {place}
        least = len(named) if isinstance(entry.container, str) else max(len(named) - 1, 0)
        return least, len(named) + len(unnamed)

    return [count(place, entry) for place, entry in enumerate(submitted.entries)]


def _profiles_in_container(submitted: Any) -> list[Pair]:
    """How many profiles the container of an entry holds; without a container, how many the entry has."""
    held: dict[str, set[str]] = defaultdict(set)
    unknown: set[str] = set()  # the containers with profiles that are only on record
    for entry in submitted.entries:
        if isinstance(entry.container, str):
            held[entry.container].update(entry.profiles or ())
            unknown |= {entry.container} if _is_hidden(entry, "profiles") else set()

    def count(entry: Any) -> Pair:
        if not isinstance(entry.container, str):
            return ANY_DAY if _is_hidden(entry, "profiles") else (len({*(entry.profiles or ())}),) * 2
        return ANY_DAY if entry.container in unknown else (len(held[entry.container]),) * 2

    return [count(entry) for entry in submitted.entries]
