"""The history as generated code goes through it: the events of one account, up to a time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product, repeat, zip_longest
from operator import itemgetter
from typing import Any

from servanda.language.calendar import ANY_DAY, DAYS, LOWEST, MOMENTS, Days, is_whole_day
from servanda.language.runtime import AND, PRESENT, word_cause
from servanda.language.truth import FALSE, TRUE, UNKNOWN, any_of

ACTS = frozenset("set_date agree_place agree_list dispatch tender transfer announce".split())
"""What nobody does without consenting to it."""

Kinds = tuple[str, ...] | None  # None: of any kind
Members = Sequence[tuple[int, Any]] | int
_PLACE = itemgetter(0)


Fields = tuple[str, ...]
Ways = tuple[tuple[Fields, tuple[Any, ...]] | None, ...]
"""Fields as `joins.Way` names them, with their words; None for a way that is ruled out."""
ANY_WAY: Ways = (((), ()),)
Moment = tuple[int, int]
"""The number of a day and the moment in it; -1 where it is the whole day, which is not after any moment of it."""


def _day_and_moment(time: Days) -> Moment | None:
    """The day of a time and the moment in it; None of a time that is not known."""
    low, high = time
    if low == LOWEST:
        return None
    return low // MOMENTS, -1 if is_whole_day(low, high) else low % MOMENTS


class Member:
    """An event, whether it is in the history (TRUE or UNKNOWN), and when it was."""

    __slots__ = ("at", "event", "membership", "moment")

    def __init__(self, membership: int, event: Any, at: Days) -> None:
        self.membership, self.event, self.at = membership, event, at
        self.moment = _day_and_moment(at)


class Course:
    """Some events in their order: what is not after a time is found without looking at each of them."""

    def __init__(self, members: Sequence[tuple[int, Member]]) -> None:
        self.members = members
        self.told = [(member.membership, member.event) for _, member in members]
        self._times = [member.moment for _, member in members]
        self._is_short = len(self.told) <= _SHORT
        self._alike: dict[Fields, list[Alike] | None] = {}
        self._ordered: dict[Fields, list[Alike] | None] = {}

    @cached_property
    def _first(self) -> list[tuple[Moment, int]]:
        return sorted((time, place) for place, time in enumerate(self._times) if time)[:2]

    @cached_property
    def _undated(self) -> list[int]:
        return [place for place, time in enumerate(self._times) if not time]

    @cached_property
    def _tail(self) -> list[tuple[int, Any]]:
        return [self.told[place] for place in self._undated]

    @cached_property
    def _days(self) -> list[int] | None:
        """The day of each, or of the last one before it that has any; None where they do not ascend."""
        if not all(a[0] <= b[0] for a, b in pairwise(time for time in self._times if time)):
            return None
        day = -1
        return [day := time[0] if time else day for time in self._times]

    def before(self, action: Any, own: Days) -> Sequence[tuple[int, Any]]:
        """Membership and event of all that are not after an action of that time, itself left out."""
        latest = _latest(own)
        if latest is None:
            return [(UNKNOWN, event) for _, event in self.told if event is not action]
        if self._is_short or self._days is None:
            return self._tested(0, len(self.told), action, latest)
        start, end = bisect_left(self._days, latest[0]), bisect_right(self._days, latest[0])
        same_day = self._tested(start, end, action, latest) if start < end else []
        later = self._tail[bisect_left(self._undated, end) :] if self._tail else []
        return self.told[:start] + same_day + later

    def _tested(self, start: int, end: int, action: Any, latest: Moment) -> list[tuple[int, Any]]:
        told = zip(self._times[start:end], self.told[start:end], strict=True)
        return [item for time, item in told if (time is None or time <= latest) and item[1] is not action]

    def each(self, read: Fields) -> Sequence[tuple[int, Any]]:
        """One event of each that differ in these fields, or in whether they are certain."""
        alike = self._told_apart(read)
        if alike is None:
            return self.told
        found = [(TRUE, dated[0][1]) for dated, _ in alike if dated]
        return found + [(UNKNOWN, undated[0]) for _, undated in alike if undated]

    def each_before(self, action: Any, own: Days, read: Fields) -> Sequence[tuple[int, Any]]:
        """The same of what is not after an action of that time, itself left out."""
        latest, alike = _latest(own), self._told_apart(read)
        if alike is None:
            return self.before(action, own)
        found = []
        for dated, undated in alike:
            for time, event in dated:
                if event is not action and (latest is None or time <= latest):
                    found.append((UNKNOWN if latest is None else TRUE, event))
                    break
            for event in undated:
                if event is not action:
                    found.append((UNKNOWN, event))
                    break
        return found

    def since(self, action: Any, own: Days, read: Fields | None) -> Sequence[tuple[int, Any]]:
        """Membership and event of all that are not before an action of that time, itself left out; one of each."""
        earliest = _day_and_moment(own)
        if earliest is None:
            told = self.told if read is None else self.each_before(action, own, read)
            return [(UNKNOWN, event) for _, event in told if event is not action]
        groups = None if read is None or self._is_short else self._by_time(read)
        if groups is None:
            return self._from(action, earliest)
        found = []
        for dated, undated in groups:
            found += [(TRUE, event) for event in _earliest(dated, earliest, action)]
            found += [(UNKNOWN, event) for event in undated if event is not action][:1]
        return found

    def _grouped(self, read: Fields) -> dict[Any, Alike]:
        """Events by what these fields hold, those with a time apart from those without."""
        groups: dict[Any, Alike] = defaultdict(lambda: ([], []))
        for time, (_, event) in zip(self._times, self.told, strict=True):
            dated, undated = groups[tuple([_hashable(getattr(event, name)) for name in read])]
            if time is None:
                undated.append(event)
            else:
                dated.append((time, event))
        return groups

    def _by_time(self, read: Fields) -> list[Alike] | None:
        """Events by what these fields hold, in the order of their beginnings; None where those are too many."""
        if read not in self._ordered:
            groups = self._grouped(read)
            few = [(sorted(dated, key=_PLACE), undated[:2]) for dated, undated in groups.values()]
            self._ordered[read] = few if len(few) <= _FEW else None
        return self._ordered[read]

    def _from(self, action: Any, earliest: Moment) -> list[tuple[int, Any]]:
        """Membership and event of all that are not before that."""
        start, end = 0, len(self.told)
        if not self._is_short and self._days is not None:
            start, end = bisect_left(self._days, earliest[0]), bisect_right(self._days, earliest[0])
        timed = zip(self._times[start:end], self.told[start:end], strict=True)
        same_day = [item for time, item in timed if (time is None or _end(time) >= earliest) and item[1] is not action]
        earlier = self._tail[: bisect_left(self._undated, start)] if start else []
        return earlier + same_day + self.told[end:]

    def _told_apart(self, read: Fields) -> list[Alike] | None:
        """Events by what these fields hold, the first and last two of each; None where hardly any are alike."""
        if self._is_short:
            return None
        if read not in self._alike:
            groups = self._grouped(read)
            few = len(groups) <= len(self.told) // 2
            found = [(_ends(dated), undated[:2]) for dated, undated in groups.values()] if few else None
            self._alike[read] = found
        return self._alike[read]

    def has_begun(self, action: Any, own: Days) -> int:
        """Whether any other event is not after an action of that time: the first one tells."""
        latest = _latest(own)
        if latest is None:
            return UNKNOWN if any(event is not action for _, event in self.told[:2]) else FALSE
        if any(first <= latest and self.told[place][1] is not action for first, place in self._first):
            return TRUE
        return UNKNOWN if self._undated else FALSE


_SHORT = 16  # events that are gone through as they are
_FEW = 8  # groups of events that are gone through rather than all events
Alike = tuple[list[tuple[Moment, Any]], list[Any]]
"""Events that do not differ in some fields, some or all of them, with their times; and two without a time."""


def _together(courses: list[Course]) -> Course:
    """One course of all their events."""
    return Course(sorted({place: member for course in courses for place, member in course.members}.items()))


_NOTHING = Course(())


def _earliest(dated: list[tuple[Moment, Any]], start: Moment, action: Any) -> list[Any]:
    """Of events in order, the one that begins first of those not before a time, and the one that ends first."""
    found: list[tuple[Moment, Any]] = []
    for time, event in dated[bisect_left(dated, (start[0], -1), key=_PLACE) :]:
        if found and time[0] > found[0][0][0]:
            break
        if _end(time) >= start and event is not action:
            found.append((time, event))
    if not found:
        return []
    first, last = found[0][1], min(found, key=lambda item: _end(item[0]))[1]
    return [first] if first is last else [first, last]


def _ends(dated: list[tuple[Moment, Any]]) -> list[tuple[Moment, Any]]:
    by_start = sorted(dated, key=_PLACE)
    return [*by_start[:2], *sorted(by_start, key=lambda item: _end(item[0]))[-2:]]


def _end(time: Moment) -> Moment:
    return time if time[1] >= 0 else (time[0], MOMENTS)


def _hashable(value: Any) -> Any:
    return tuple(value) if value.__class__ is list else value


def _latest(time: Days) -> Moment | None:
    """The last that is not after a time: of a whole day all of its moments."""
    known = _day_and_moment(time)
    return (known[0], MOMENTS) if known and known[1] < 0 else known


@dataclass(frozen=True, slots=True, repr=False)
class Consents:
    """The consents of one party to the same days and subject."""

    days: Days
    subject: str | None
    course: Course


class History:
    """The events of one account; ``members`` is None where no history was submitted.

    ``covered`` are the kinds that it covers, None where it covers all. What is not covered is not known.
    """

    def __init__(self, members: Sequence[Member] | None, covered: Collection[str] | None = None) -> None:
        self.members = members or ()
        self._given = members is not None
        self._covered = covered
        self._found: dict[Any, Any] = {}
        self._courses: dict[tuple[Kinds, Ways], list[Course]] = {}

    def covers(self, kinds: Kinds) -> bool:
        """Whether all events of these kinds are there."""
        if not self._given or self._covered is None:
            return self._given
        return kinds is not None and all(kind in self._covered for kind in kinds)

    def among(self, kinds: Kinds, ways: Ways = ANY_WAY, read: Fields | None = None) -> Members:
        """Membership and event of all of some kinds that may matter in one of these ways.

        Where it only matters which there are, ``read`` are the fields by which they are told apart: one of each.
        """
        if not self.covers(kinds):
            return UNKNOWN
        return self._asked(kinds, ways, read, lambda course: course.told if read is None else course.each(read))

    def before(self, own: tuple[Any, Days], kinds: Kinds, ways: Ways = ANY_WAY, read: Fields | None = None) -> Members:
        """The same for an action and its own time: what is not after it, itself left out."""
        if not self.covers(kinds):
            return UNKNOWN
        if read is None:
            return self._asked(kinds, ways, read, lambda course: course.before(*own))
        return self._asked(kinds, ways, read, lambda course: course.each_before(*own, read))

    def since(self, own: tuple[Any, Days], kinds: Kinds, ways: Ways = ANY_WAY, read: Fields | None = None) -> Members:
        """The same of what is not before a trigger and its time, itself left out."""
        if not self.covers(kinds):
            return UNKNOWN
        return self._asked(kinds, ways, read, lambda course: course.since(*own, read))

    def _asked(
        self, kinds: Kinds, ways: Ways, read: Fields | None, ask: Callable[[Course], Sequence[tuple[int, Any]]]
    ) -> Sequence[tuple[int, Any]]:
        """What the courses of these ways give, each event once; in their order where it may matter."""
        courses = self._courses.get((kinds, ways))
        if courses is None:
            found = {id(course): course for way in ways if way and (course := self._course(kinds, *way)).told}
            courses = self._courses[kinds, ways] = list(found.values()) or [_NOTHING]
        if len(courses) == 1:
            return ask(courses[0])
        if read is None:
            return ask(self._once(("together", *map(id, courses)), lambda: _together(courses)))
        return list({id(item[1]): item for course in courses for item in ask(course)}.values())

    def _course(self, kinds: Kinds, names: Fields, words: tuple[Any, ...]) -> Course:
        """The events of some kinds whose fields may hold these words, as `joins.Way` names them."""
        if any(word.__class__ is int for word in words):  # what is not known may be any
            pairs = zip_longest(names, words)
            names = tuple([name for name, word in pairs if word.__class__ is not int])
            words = tuple([word for word in words if word.__class__ is not int])
        table, loose = self._once(("index", kinds, names), lambda: self._looked_up(kinds, names))
        options = [(word, None) if may else (word,) for word, may in zip_longest(words, loose)]
        places = tuple([key for key in product(*options) if key in table])
        if not places:
            return _NOTHING
        found: Course = self._once(
            (kinds, names, places), lambda: Course(sorted([m for key in places for m in table[key]], key=_PLACE))
        )
        return found

    def _looked_up(self, kinds: Kinds, names: Fields) -> tuple[Mapping[tuple[Any, ...], Any], list[bool]]:
        """The events by the words of some fields, None where they lack it; whether those that do are found too."""
        fields = tuple([name.lstrip("=-") for name in names])
        table = self._once(("table", kinds, fields), lambda: self._table(kinds, fields))
        loose = [name[0] not in "=-" and None in self._column(kinds, name) for name in names]
        return table, loose

    def _table(self, kinds: Kinds, fields: Fields) -> Mapping[tuple[Any, ...], Sequence[tuple[int, Member]]]:
        table: dict[tuple[Any, ...], list[tuple[int, Member]]] = {}
        columns = [self._column(kinds, field) for field in fields]
        words = zip(*columns, strict=True) if columns else repeat(())
        for key, numbered in zip(words, self._of(kinds), strict=False):
            table.setdefault(key, []).append(numbered)
        return table

    def _column(self, kinds: Kinds, field: str) -> list[str | None]:
        """What can be looked up of the events of some kinds: the words of a field, with `#` its days, or None."""
        name, read = field.removeprefix("#"), _day if field.startswith("#") else _word
        found: list[str | None] = self._once(
            ("column", kinds, field), lambda: [read(getattr(member.event, name)) for _, member in self._of(kinds)]
        )
        return found

    def _of(self, kinds: Kinds) -> Sequence[tuple[int, Member]]:
        """The events of some kinds, with places."""
        if kinds is None:
            return list(enumerate(self.members))
        found: Sequence[tuple[int, Member]] = self._once(("of", kinds), lambda: self._gathered(kinds))
        return found

    def _gathered(self, kinds: Fields) -> Sequence[tuple[int, Member]]:
        by_kind = self._once("kinds", self._by_kind)
        found = [numbered for kind in dict.fromkeys(kinds) for numbered in by_kind.get(kind, ())]
        return sorted(found, key=_PLACE) if len(kinds) > 1 else found

    def _by_kind(self) -> dict[str, list[tuple[int, Member]]]:
        found: dict[str, list[tuple[int, Member]]] = defaultdict(list)
        for place, member in enumerate(self.members):
            found[member.event.kind].append((place, member))
        return dict(found)

    def consented(self, action: Any, own: Days, party: Any, date: Days) -> int:
        """Whether a party consented to an action of those moments, for that date."""
        acts = action.kind in ACTS
        if acts and action.actor == party:
            return TRUE
        by_day, undated, whenever = self._once(("consents", party), lambda: self._consents(party))
        if date == ANY_DAY:
            groups = whenever
        else:
            exact = date[0] == date[1]
            groups = [*(by_day.get(date, ()) if exact else [g for of in by_day.values() for g in of]), *undated]
        told = [self._consent(group, action, own, date) for group in groups]
        if party.__class__ is int:  # nobody knows whose consent is asked for
            whose = word_cause(party)
            told = [AND[5 * whose + each] for each in told] + [whose if acts else FALSE]
        found = any_of(told)
        return found if found == TRUE or self.covers(("consent",)) else UNKNOWN

    def _consents(self, party: Any) -> tuple[dict[Days, list[Consents]], list[Consents], list[Consents]]:
        """A party's consents by exact day, those to none, and all of them by subject alone; of an unknown one, all."""
        groups: dict[tuple[Days, str | None], list[tuple[int, Member]]] = defaultdict(list)
        whenever: dict[tuple[Days, str | None], list[tuple[int, Member]]] = defaultdict(list)
        for place, member in self._of(("consent",)):
            if party.__class__ is int or member.event.actor == party:
                subject = member.event.subject if isinstance(member.event.subject, str) else None
                groups[DAYS[member.event.date], subject].append((place, member))
                whenever[ANY_DAY, subject].append((place, member))
        by_day: dict[Days, list[Consents]] = defaultdict(list)
        undated: list[Consents] = []
        for (days, subject), members in groups.items():
            group = Consents(days, subject, Course(members))
            (by_day[days] if days[0] == days[1] else undated).append(group)
        return dict(by_day), undated, [Consents(*key, Course(members)) for key, members in whenever.items()]

    @staticmethod
    def _consent(group: Consents, action: Any, own: Days, date: Days) -> int:
        asked = action.subject if isinstance(action.subject, str) else None
        subject, (first, last) = group.subject, group.days
        about = TRUE if subject == "both" else UNKNOWN if None in (subject, asked) else int(subject == asked)
        if about == FALSE or last < date[0] or date[1] < first:
            return FALSE
        same_day = TRUE if first == last == date[0] == date[1] else UNKNOWN
        return AND[5 * AND[5 * group.course.has_begun(action, own) + about] + same_day]

    def lacks(self, kinds: Kinds, field: str, is_date: bool = False) -> bool:
        """Whether an event of these kinds lacks a field, or a part of a date; no field: whether events may lack."""
        if not field:
            return not self.covers(kinds)
        found: bool = self._once(("lacks", kinds, field), lambda: self._any_lacks(kinds, field, is_date))
        return found

    def _any_lacks(self, kinds: Kinds, field: str, is_date: bool) -> bool:
        values = [getattr(member.event, field) for _, member in self._of(kinds)]
        if is_date:  # a part of one is not enough
            values = [
                value if value.__class__ is not str or len(value) == len("YYYY-MM-DD") else None for value in values
            ]
        return any(value.__class__ not in PRESENT for value in values)

    def _once(self, key: Any, make: Callable[[], Any]) -> Any:
        if key not in self._found:
            self._found[key] = make()
        return self._found[key]


def _word(value: Any) -> str | None:
    return value if value.__class__ is str else None


def _day(text: Any) -> str | None:
    """An exact date as `exact_day` gives it; None where it may be another one."""
    days = DAYS[text]
    return str(days[0]) if days[0] == days[1] else None
