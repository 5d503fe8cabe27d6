"""The history as generated code goes through it: the events of one account, up to a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from servanda.language.calendar import ANY_DAY, Days, read_date
from servanda.language.runtime import AND, not_after, word_cause
from servanda.language.truth import FALSE, TRUE, UNKNOWN, any_of

ACTS = frozenset("set_date agree_place agree_list dispatch tender transfer announce".split())
"""What nobody does without consenting to it."""

Kinds = tuple[str, ...] | None  # None: of any kind
Members = Sequence[tuple[int, Any]] | int


@dataclass(frozen=True, slots=True, repr=False)
class Member:
    """An event, whether it is in the history (TRUE or UNKNOWN), and its moments."""

    membership: int
    event: Any
    at: Days


class History:
    """The events of one account; ``members`` is None where no history was submitted.

    ``covered`` are the kinds that it covers, None where it covers all. What is not covered is not known.
    """

    def __init__(self, members: Sequence[Member] | None, covered: Collection[str] | None = None) -> None:
        self.members = members or ()
        self._given = members is not None
        self._covered = covered
        self._found: dict[Any, Any] = {}

    def covers(self, kinds: Kinds) -> bool:
        """Whether all events of these kinds are there."""
        if not self._given or self._covered is None:
            return self._given
        return kinds is not None and all(kind in self._covered for kind in kinds)

    def among(self, kinds: Kinds, names: tuple[str, ...] = (), words: tuple[Any, ...] = ()) -> Members:
        """The events of some kinds of which these fields may be these words: membership and event."""
        if not self.covers(kinds):
            return UNKNOWN
        return [(member.membership, member.event) for member in self._matching(kinds, names, words)]

    def before(
        self, own: tuple[Any, Days], kinds: Kinds, names: tuple[str, ...] = (), words: tuple[Any, ...] = ()
    ) -> Members:
        """The same for an action and its own time: what is not after it, itself left out."""
        action, time = own
        if not self.covers(kinds):
            return UNKNOWN
        found = (
            (AND[5 * member.membership + not_after(*member.at, *time)], member.event)
            for member in self._matching(kinds, names, words)
            if member.event is not action
        )
        return [(membership, event) for membership, event in found if membership]

    def _matching(self, kinds: Kinds, names: tuple[str, ...], words: tuple[Any, ...]) -> Sequence[Member]:
        if words and any(word.__class__ is int for word in words):
            known = [(name, word) for name, word in zip(names, words, strict=True) if word.__class__ is not int]
            names, words = tuple(name for name, _ in known), tuple(word for _, word in known)
        table, loose = self._once(("index", kinds, names), lambda: self._index(kinds, names))
        found = table.get(words, ())
        if not loose:
            return found  # type: ignore[no-any-return]
        merged = sorted([*found, *loose], key=lambda item: item[0])
        return [member for _, member in merged]

    def _index(self, kinds: Kinds, names: tuple[str, ...]) -> tuple[dict[tuple[Any, ...], Any], list[Any]]:
        """The events by the words of some fields, and those that lack one; with places where any do."""
        table: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
        loose: list[tuple[int, Member]] = []
        for place, member in enumerate(self.members):
            if kinds is None or member.event.kind in kinds:
                key = tuple(getattr(member.event, name) for name in names)
                (table[key] if all(word.__class__ is str for word in key) else loose).append((place, member))
        if loose:
            return dict(table), loose
        return {key: [member for _, member in found] for key, found in table.items()}, []

    def consented(self, action: Any, own: Days, party: Any, date: Days) -> int:
        """Whether a party consented to an action of those moments, for that date."""
        if party.__class__ is int:
            return word_cause(party)
        if action.kind in ACTS and action.actor == party:
            return TRUE
        dated, undated = self._once(("consents", party), lambda: self._consents(party))
        exact = date[0] == date[1]
        candidates = [*(dated.get(date[0], ()) if exact else [m for of in dated.values() for m in of]), *undated]
        found = any_of([self._consent(member, action, own, date) for member in candidates])
        return found if found == TRUE or self.covers(("consent",)) else UNKNOWN

    def _consents(self, party: str) -> tuple[dict[int, list[Member]], list[Member]]:
        """A party's consents by day, and those to no exact day."""
        dated: dict[int, list[Member]] = defaultdict(list)
        undated: list[Member] = []
        for member in self.members:
            if member.event.kind == "consent" and member.event.actor == party:
                first, last = _days(member.event.date)
                (dated[first] if first == last else undated).append(member)
        return dict(dated), undated

    @staticmethod
    def _consent(member: Member, action: Any, own: Days, date: Days) -> int:
        consent = member.event
        if consent is action:
            return FALSE
        subject = consent.subject if isinstance(consent.subject, str) else None
        asked = action.subject if isinstance(action.subject, str) else None
        about = TRUE if subject == "both" else UNKNOWN if None in (subject, asked) else int(subject == asked)
        first, last = _days(consent.date)
        if last < date[0] or date[1] < first:
            return FALSE
        same_day = TRUE if first == last == date[0] == date[1] else UNKNOWN
        in_time = AND[5 * member.membership + not_after(*member.at, *own)]
        return AND[5 * AND[5 * in_time + about] + same_day]

    def lacks(self, kinds: Kinds, field: str) -> bool:
        """Whether an event of these kinds lacks a field (or a part of a date); no field: whether events may lack."""
        if not field:
            return not self.covers(kinds)
        found: bool = self._once(("lacks", kinds, field), lambda: any(map(_without(field), self._events(kinds))))
        return found

    def _events(self, kinds: Kinds) -> Iterable[Any]:
        return (member.event for member in self.members if kinds is None or member.event.kind in kinds)

    def _once(self, key: Any, make: Callable[[], Any]) -> Any:
        if key not in self._found:
            self._found[key] = make()
        return self._found[key]


def _days(text: Any) -> Days:
    return (read_date(text) if isinstance(text, str) else None) or ANY_DAY


def _without(field: str) -> Callable[[Any], bool]:
    """The test whether an event lacks a field."""

    def lacks(event: Any) -> bool:
        value = getattr(event, field)
        if field == "date" and isinstance(value, str):
            return len(value) < len("YYYY-MM-DD")
        return not isinstance(value, str | int | list | tuple)

    return lacks
