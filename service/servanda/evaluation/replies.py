"""Lists → replies: who of a list is who of the list that it answers, what was changed, and why some were left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from servanda.evaluation.pairing import Pair, pairs
from servanda.language.calendar import DAYS
from servanda.language.ruleset import Ruleset
from servanda.language.types import DATE
from servanda.language.vocabulary import KINDS, Field

_TELLS_WHO = ("id", "on_record")  # which is whose, and what is held: no change of what is said of a person


@dataclass(frozen=True, slots=True, repr=False)
class Counterpart:
    """An entry of the list that is answered, of the answer, or of both; the fields of a `pair` are attributes of it.

    Whether somebody is on a list is None where it is too close to call who it is; then no change is known either.
    """

    pair: Pair
    in_before: bool | None
    in_after: bool | None
    changed: list[str] | None
    removal_reason: str | None

    @property
    def status(self) -> str:
        """`kept`, `changed`, `dropped`, `added`, or `review` where it is too close to call."""
        if self.pair.candidates:
            return "review"
        if self.in_before and self.in_after:
            return "changed" if self.changed else "kept"
        return "dropped" if self.in_before else "added"


@dataclass(frozen=True, slots=True, repr=False)
class Reply:
    """A list and one that it answers, by their places in the submission."""

    base: int
    reply: int
    counterparts: list[Counterpart]


def replies(ruleset: Ruleset, lists: Sequence[Any]) -> list[Reply]:
    """Every list that answers another of its kind, registers excepted, with each that it answers."""
    places = {item.id: place for place, item in enumerate(lists)}
    return [
        Reply(places[answered], place, _counterparts(ruleset, lists[places[answered]], item))
        for place, item in enumerate(lists)
        if item.role != "register"
        for answered in item.in_reply_to or ()
        if lists[places[answered]].kind == item.kind
    ]


def _counterparts(ruleset: Ruleset, base: Any, reply: Any) -> list[Counterpart]:
    fields = ruleset.fields[KINDS[base.kind]]
    reasons = {removal.id: removal.reason for removal in reply.removals or ()}

    def counterpart(pair: Pair) -> Counterpart:
        before = None if pair.before is None else base.entries[pair.before]
        after = None if pair.after is None else reply.entries[pair.after]
        other = None if pair.candidates else False
        return Counterpart(
            pair,
            before is not None or other,
            after is not None or other,
            None if pair.candidates else [] if before is None or after is None else _changed(fields, before, after),
            reason if before is not None and isinstance(reason := reasons.get(before.id), str) else None,
        )

    return [counterpart(pair) for pair in pairs(base.entries, reply.entries)]


def _changed(fields: Mapping[str, Field], before: Any, after: Any) -> list[str]:
    """The fields of which the two entries surely tell otherwise, in vocabulary order."""
    told = ((field, getattr(before, name), getattr(after, name)) for name, field in fields.items())
    return [field.name for field, a, b in told if a != b and field.name not in _TELLS_WHO and _differ(field, a, b)]


def _differ(field: Field, a: Any, b: Any) -> bool:
    if not (_is_told(a) and _is_told(b)):
        return False
    if field.type == DATE:
        return bool(DAYS[a][1] < DAYS[b][0] or DAYS[b][1] < DAYS[a][0])
    return sorted(a) != sorted(b) if isinstance(a, list | tuple) else bool(a != b)


def _is_told(value: Any) -> bool:
    return isinstance(value, str | int | list | tuple)
