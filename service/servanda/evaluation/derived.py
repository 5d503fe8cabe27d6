"""What the service computes of entries before anything is judged: what other entries and other lists say of them.

Every column gives a pair for each entry: the bounds of an int, or a word (UNKNOWN where it cannot be told) and whether
it is there. docs/language.md, "Derived fields", says what each of them means.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any

from servanda.evaluation.names import FIELDS
from servanda.evaluation.pairing import same_person
from servanda.evaluation.persons import People
from servanda.evaluation.registered import has_its_mark, meant
from servanda.evaluation.service_numbers import number_of
from servanda.evaluation.ties import are_plainly_two
from servanda.language.calendar import ANY_DAY, DAYS
from servanda.language.truth import UNKNOWN

MOST_COMPARED = 10_000
"""Containers, one for each profile of an entry, that are compared; beyond that their number is known to bounds only."""

_NOT_REGISTERS = ("proposed", "returned", "agreed", "delivered")
Pair = tuple[Any, int]
_NOBODY: Pair = (0, 0)
_Event = tuple[Any, int, tuple[int, int]]  # the event, whether it is told, its days
_UNTOLD: _Event = (UNKNOWN, 0, ANY_DAY)
_CONTRADICTED: _Event = (UNKNOWN, 1, ANY_DAY)
Columns = Mapping[str, Sequence[Pair]]


class Record:
    """The lists of one submission, side by side."""

    def __init__(self, lists: Sequence[Any], people: People) -> None:
        self._lists = lists
        self._people = people
        self._known: dict[str, list[_Event]] = {}

    def columns(self, submitted: Any, names: Iterable[str]) -> Columns:
        """The derived fields of a list's entries, by name."""
        columns: dict[str, Callable[[Any], list[Pair]]] = {
            "same_number": self._same_number,
            "same_number_elsewhere": self._same_number_elsewhere,
            "same_person": self._same_person,
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
        delivered: dict[str, list[Any]] = defaultdict(list)
        for item in self._of_prisoners("delivered"):
            delivered[item.by] += item.entries
        of_parties = {party: _ByMarks(entries, self._people) for party, entries in delivered.items()}
        return [
            (place, number, entry)
            for place, item in enumerate(self._lists)
            if item.kind == "prisoners" and item.role == "register"
            for number, entry in enumerate(item.entries)
            if not any(of.have(entry, party, self._numbers[item.id]) for party, of in of_parties.items())
        ]

    def _of_prisoners(self, *roles: str) -> list[Any]:
        return [item for item in self._lists if item.kind == "prisoners" and item.role in roles]

    def _same_number(self, submitted: Any) -> list[Pair]:
        found = self._numbers[submitted.id]
        return self._times(submitted, lambda number: found[number] - 1, is_single=len(found) == found.total())

    def _same_number_elsewhere(self, submitted: Any) -> list[Pair]:
        near = self._connected[submitted.id]
        others = [item for item in self._of_party(submitted.by) if item.id not in near]
        found = [self._numbers[item.id] for item in others]
        return self._times(submitted, lambda number: sum(of[number] for of in found), is_single=not found)

    def _times(self, submitted: Any, others: Callable[[str], int], is_single: bool) -> list[Pair]:
        """How many others have the number of each entry; nobody has where ``is_single``.

        A number that is only on record, or only stands for one, cannot be compared: of its own entry nothing is known.
        """
        read = self._read[submitted.id]
        if is_single and all(read):
            return [_NOBODY] * len(read)

        def times(entry: Any, number: str) -> Pair:
            if number:
                return _NOBODY if is_single else (others(number),) * 2
            is_told = entry.service_number.__class__ is str
            return ANY_DAY if is_told or _is_hidden(entry, "service_number") else _NOBODY

        return list(map(times, submitted.entries, read))

    def _of_party(self, party: str) -> list[Any]:
        """The lists of prisoners of a party, registers excepted."""
        return [item for item in self._of_prisoners(*_NOT_REGISTERS) if item.by == party]

    @cached_property
    def _numbers(self) -> dict[str, Counter[str]]:
        """How often each service number stands on each list of prisoners."""
        return {name: Counter(filter(None, numbers)) for name, numbers in self._read.items()}

    @cached_property
    def _read(self) -> dict[str, list[str]]:
        """The service number of each entry of each list of prisoners; empty where it has none."""
        return {item.id: [*map(number_of, item.entries)] for item in self._lists if item.kind == "prisoners"}

    @cached_property
    def _connected(self) -> dict[str, set[str]]:
        """For each list those that it answers or that answer it, directly or by others, and itself."""
        groups = {item.id: {item.id} for item in self._lists}
        for item in self._lists:
            for answered in item.in_reply_to or ():
                joined = groups[item.id] | groups[answered]
                groups.update((name, joined) for name in joined)
        return groups

    def _same_person(self, submitted: Any) -> list[Pair]:
        """How many other entries name the same person: those that surely do, and those that may."""
        entries = submitted.entries
        is_named = any(map(_is_named, entries))
        found = same_person(self._people.of(entries)) if is_named else [_NOBODY] * len(entries)
        if not any(entry.on_record for entry in entries):
            return found
        hidden = [bool(e.on_record) and any(_is_hidden(e, name) for name in _NAMES) for e in entries]
        return [ANY_DAY if unknown else bounds for unknown, bounds in zip(hidden, found, strict=True)]

    def _register_event(self, submitted: Any) -> list[Pair]:
        return [(event, there) for event, there, _ in self._told(submitted)]

    def _register_event_on(self, submitted: Any) -> list[Pair]:
        return [days for _, _, days in self._told(submitted)]

    def _told(self, submitted: Any) -> list[_Event]:
        """What registers tell of the last event of each entry's person."""
        if not self._registers:
            return [_UNTOLD] * len(submitted.entries)
        if submitted.id not in self._known:
            doubles = {number for number, times in self._numbers[submitted.id].items() if times > 1}
            by_party = zip(*(self._meant(submitted, party) for party in self._registers), strict=True)
            self._known[submitted.id] = [
                self._event(entry, number_of(entry) in doubles, of)
                for entry, of in zip(submitted.entries, by_party, strict=True)
            ]
        return self._known[submitted.id]

    def _meant(self, submitted: Any, party: str) -> Iterator[list[Any] | None]:
        """Whom the registers of a party mean by each entry; None where that is too close to call."""
        told = self._registers[party]
        found = [(told.same(entry), told.everybody(entry)) for entry in submitted.entries]
        registers = [item.entries for item in self._of_prisoners("register") if item.by == party]
        return meant(submitted.entries, found, registers, self._people, _tells)

    def _event(self, entry: Any, is_double: bool, by_party: Sequence[list[Any] | None]) -> _Event:
        """The event that the registers of all parties agree on; a number that several entries share is nobody's."""
        told = [(people, of) for people, of in zip(self._registers.values(), by_party, strict=True) if of]
        if None in by_party:
            return _CONTRADICTED
        if not told:
            return _UNTOLD
        events = [_last_event(found) for _, found in told]
        if len({event for event, _ in events}) > 1 or any(_are_several(entry, *of) for of in told):
            return _CONTRADICTED
        if is_double and any(people.ids_of(number_of(entry)) - {entry.id} for people, _ in told):
            return _CONTRADICTED
        return events[0][0], 1, (min(days[0] for _, days in events), max(days[1] for _, days in events))

    @cached_property
    def _registers(self) -> dict[str, _ByMarks]:
        """For each party the entries of its registers that tell an event, or have one on record."""
        found: dict[str, list[Any]] = defaultdict(list)
        for item in self._of_prisoners("register"):
            found[item.by] += filter(_tells, item.entries)
        return {party: _ByMarks(entries, self._people) for party, entries in found.items() if entries}

    def _as_remains(self, submitted: Any) -> list[Pair]:
        if not self._dead:
            return [(0, 0)] * len(submitted.entries)
        return [(self._dead[entry.id],) * 2 for entry in submitted.entries]

    @cached_property
    def _dead(self) -> Counter[Any]:
        """How many remains each person may be, by id."""
        return Counter(entry.person for item in self._lists if item.kind == "remains" for entry in item.entries)


class _ByMarks:
    """Entries by what tells who they are, so that an entry finds those who are the same person.

    An id means one person in the whole submission, unless two different service numbers say otherwise.
    """

    def __init__(self, entries: Iterable[Any], people: People) -> None:
        self._people = people
        self._by_id: dict[str, list[Any]] = defaultdict(list)
        self._by_number: dict[str, _Told] = defaultdict(_Told)
        for entry in entries:
            self._by_id[entry.id].append(entry)
            if number := number_of(entry):
                self._by_number[number].add(entry)

    def same(self, entry: Any) -> list[Any]:
        """Entries that are the same person: of those with one number only as many as matter to what they tell."""
        return self._of_marks(entry, lambda told: told.kept)

    def everybody(self, entry: Any) -> list[Any]:
        """Entries that are the same person: of those with one number each that tells otherwise who it is."""
        return self._of_marks(entry, lambda told: [*told.everybody.values()])

    def _of_marks(self, entry: Any, of_number: Callable[[_Told], list[Any]]) -> list[Any]:
        number = number_of(entry)
        if not number:
            return self._by_id.get(entry.id, [])
        by_id = [e for e in self._by_id.get(entry.id, ()) if not number_of(e)]
        told = of_number(self._by_number[number]) if number in self._by_number else []
        return [*by_id, *told] if by_id else told

    def have(self, entry: Any, party: str, numbers: Counter[str]) -> bool:
        """Whether a person of a register is among these, whom a party delivered.

        A number that the register gives to several tells of nobody without the id; an id alone tells nothing where
        another party is said to hold the person, or where the two are plainly others.
        """
        number = number_of(entry)
        if number in self._by_number and numbers[number] == 1:
            return True
        held_here = entry.held_by.__class__ is not str or entry.held_by == party
        return any(
            held_here and not are_plainly_two(*self._people.of([entry, other]))
            if None in (known := _numbers(entry, other))
            else known[0] == known[1]
            for other in self._by_id.get(entry.id, ())
        )

    def ids_of(self, number: str) -> set[str]:
        """The ids of those with a service number."""
        return self._by_number[number].ids if number in self._by_number else set()


def _numbers(*entries: Any) -> list[str | None]:
    return [number_of(entry) or None for entry in entries]


def _are_several(entry: Any, people: _ByMarks, found: list[Any]) -> bool:
    """Whether those who are found for an entry may be more than one person, and tell different events.

    So they may where their own numbers differ, or where of several ids one is its own, or somebody's name alone told.
    """
    if len({_telling(other)[0] for other in found}) == 1:
        return False
    ids = {other.id for other in found} | people.ids_of(number_of(entry))
    is_told = entry.id in ids or not all(has_its_mark(entry, other) for other in found)
    return len({*_numbers(*found)} - {None}) > 1 or (is_told and len(ids) > 1)


class _Told:
    """What registers tell of one service number: however many do, few of them decide.

    Those are an entry for each event, the one that began last, and the one that ended last of all others.
    """

    def __init__(self) -> None:
        self.everybody: dict[object, Any] = {}
        self.kept: list[Any] = []
        self.ids: set[str] = set()

    def add(self, entry: Any) -> None:
        self.everybody.setdefault(_WHO(entry), entry)
        self.ids.add(entry.id)
        if _telling(entry) in map(_telling, self.kept):
            return
        told = [*self.kept, entry]
        last = max(told, key=_days)
        others = [other for other in told if other is not last]
        ended = [max(others, key=lambda other: _days(other)[1])] if others else []
        events = {_telling(other)[0]: other for other in told}
        kept = {id(other): other for other in (last, *ended, *events.values())}
        self.kept = [other for other in told if id(other) in kept]


_WHO = attrgetter(*FIELDS, "date_of_birth", "sex", "power", "nationality", "mother_maiden_name")


def _is_hidden(entry: Any, field: str) -> bool:
    """Whether the caller holds a field of the entry, and does not send it."""
    return not isinstance(getattr(entry, field), str | list) and field in (entry.on_record or ())


def _is_named(entry: Any) -> bool:
    """Whether an entry tells anything of a name."""
    return str in {field.__class__ for field in _NAMED(entry)}


def _tells(entry: Any) -> bool:
    """Whether an entry of a register tells an event, or has one on record."""
    return isinstance(entry.last_event, str) or _is_hidden(entry, "last_event")


def _last_event(told: list[Any]) -> tuple[Any, tuple[int, int]]:
    """The last of the events that one party's registers tell of a person, and its day."""
    told = list({_telling(entry): entry for entry in told}.values())
    events = {_telling(entry)[0] for entry in told}
    chosen = _latest(told)
    if chosen is None:
        return (events.pop() if len(events) == 1 else UNKNOWN), ANY_DAY
    event, days = _telling(chosen)
    if "died" in events and event != "died":  # nothing follows a death
        return UNKNOWN, ANY_DAY
    return event, days


def _telling(entry: Any) -> tuple[Any, tuple[int, int]]:
    """The event and its day, as an entry of a register tells them."""
    return (entry.last_event if isinstance(entry.last_event, str) else UNKNOWN), _days(entry)


def _latest(told: list[Any]) -> Any:
    """The only entry, or the one whose event began after all others had ended; None where none surely did."""
    last = max(told, key=_days)
    start = _days(last)[0]
    return last if all(_days(entry)[1] < start for entry in told if entry is not last) else None


def _days(entry: Any) -> tuple[int, int]:
    return DAYS[entry.last_event_on]


_NAMED = attrgetter(*FIELDS)
_NAMES = ("surname", "given_names", "date_of_birth")  # without them nobody is compared


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
        profiles = entry.profiles or ()
        if sum(len(holding[profile]) for profile in profiles) > MOST_COMPARED:
            least = max(len(holding[profile]) - (entry.container in holding[profile]) for profile in profiles)
            return least - (not isinstance(entry.container, str)), len(submitted.entries) - 1
        named = set().union(*(holding[profile] for profile in profiles)) - {entry.container}
        unnamed = set().union(*(loose[profile] for profile in profiles)) - {place}
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
