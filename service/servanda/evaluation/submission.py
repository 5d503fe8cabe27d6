"""The submission: what was asked, of which lists and events, typed by the fields of one ruleset; and its reader."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import Annotated, Any, Literal, Protocol

import msgspec
from msgspec import UNSET, Meta, UnsetType

from servanda.errors import EngineError
from servanda.evaluation.form import (
    ANSWERING,
    LARGEST_INT,
    MOST_CHARACTERS,
    MOST_ENTRIES,
    MOST_EVENTS,
    MOST_IN_ID,
    MOST_ITEMS,
    MOST_LISTS,
    MOST_TRACED,
    Form,
    form_of,
)
from servanda.evaluation.judge import Judge
from servanda.evaluation.strict import too_large
from servanda.evaluation.values import HAPPENED, are_dates, are_ids, are_times, is_clean, last_day
from servanda.language.ruleset import Ruleset
from servanda.language.types import BOOL, DATE, ID, INT, TEXT, TIME, Enumeration, ListOf, Type
from servanda.language.vocabulary import KINDS, Field


class Entry(Protocol):
    """One person or body: an attribute for each field; None (sent as null) and UNSET (absent) both mean unknown."""

    @property
    def id(self) -> str: ...


class Removal(Protocol):
    """An entry of the list answered that this list leaves out."""

    @property
    def id(self) -> str: ...
    @property
    def reason(self) -> str | UnsetType | None: ...


class SubmittedList(Protocol):
    """A list: an attribute for each field of its header, absent ones as in entries."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def by(self) -> str: ...
    @property
    def final(self) -> bool: ...
    @property
    def in_reply_to(self) -> Sequence[str] | UnsetType | None: ...
    @property
    def removals(self) -> Sequence[Removal] | UnsetType | None: ...
    @property
    def entries(self) -> Sequence[Entry]: ...


@dataclass(frozen=True, slots=True, repr=False)
class Submission:
    """What is to be judged. Its representation shows nothing that was submitted.

    The action and the events have an attribute for each field of events (`from` too), absent ones as in entries.
    """

    as_of: str
    lists: tuple[SubmittedList, ...]
    readings: str | Mapping[str, tuple[str, ...]] = "all"
    account: str = "all"
    conduct_of: str | None = None
    detail: str = "findings"
    action: Any | None = None
    events: tuple[Any, ...] | None = None  # None: no history was submitted; empty: nothing has happened
    history_covers: tuple[str, ...] | None = None


class Reader:
    """Reads the submissions under one ruleset."""

    def __init__(self, ruleset: Ruleset) -> None:
        form = form_of(ruleset)
        self._judge = Judge(form)
        self._envelope = _envelope(form)
        self._decoder = msgspec.json.Decoder(self._envelope)
        self._encoder = msgspec.json.Encoder()
        self._readings = form.readings
        self._assume = _assumptions(form.fields["list"])
        self._columns = {subject: _columns(fields) for subject, fields in form.fields.items()}

    def read(self, body: bytes) -> Submission:
        """The submission that a body holds; raises SubmissionError with everything that is wrong with it."""
        envelope = self._read_fast(body)
        return _submission(self._read_slowly(body) if envelope is None else envelope, self._assume)

    def _read_fast(self, body: bytes) -> Any:
        """The envelope, or None where there is any doubt."""
        envelope = self._decoded(body)
        return envelope if envelope is not None and self._is_sound(envelope) else None

    def _decoded(self, body: bytes) -> Any:
        """What the body holds by its types, or None where anything of it may be lost, or is no safe text.

        INVARIANT: without a backslash every string and key is written with exactly two quotation marks, so equal counts
        in the body and in the encoded envelope prove that no key was lost to a duplicate.
        """
        if b"\\" in body or too_large(body):
            return None
        try:
            clean = is_clean(body)
            envelope = self._decoder.decode(body)
        except (UnicodeDecodeError, RecursionError, msgspec.DecodeError):  # these carry parts of the body
            return None
        if not clean or body.count(b'"') != self._encoder.encode(envelope).count(b'"'):
            return None
        return envelope

    def _read_slowly(self, body: bytes) -> Any:
        document = self._judge.read(body)
        try:
            return msgspec.convert(document, self._envelope)
        except msgspec.ValidationError:  # it may name a value
            pass
        raise EngineError("the two readers of submissions disagree")

    def _is_sound(self, envelope: Any) -> bool:
        """Whether what types cannot say holds: of ids, dates and times, of doubles, of references, of readings."""
        lists, history = envelope.lists or (), envelope.events or ()
        events = [*history, envelope.action] if envelope.action else history
        records = {
            "submission": [envelope],
            "list": lists,
            "removal": [removal for submitted in lists for removal in submitted.removals or ()],
            "event": events,
            **{subject: _entries(lists, kind) for kind, subject in KINDS.items()},
        }
        traced = len(history) + sum(len(submitted.entries) for submitted in lists)
        latest = last_day(envelope.as_of)
        return (
            bool(lists or events or isinstance(envelope.events, list))
            and all(self._hold(subject, told, latest) for subject, told in records.items() if told)
            and _differ(lists)
            and all(_differ(submitted.entries) and _differ(submitted.removals or ()) for submitted in lists)
            and _differ([event for event in events if event.id])
            and _answer(lists)
            and _remove(lists)
            and self._fixes_readings(envelope.readings)
            and (envelope.detail != "trace" or traced <= MOST_TRACED)
        )

    def _hold(self, subject: str, records: Sequence[Any], latest: str) -> bool:
        """Whether the values of records are what their types cannot say, and nothing is told of what is yet to come.

        ISO dates compare as texts.
        """
        for name, column, test in self._columns[subject]:
            values = column(records)
            if not test(values) or (name in HAPPENED.get(subject, ()) and max(values, default=latest) > latest):
                return False
        return True

    def _fixes_readings(self, readings: Any) -> bool:
        """Whether the readings chosen by name exist, each once."""
        if not isinstance(readings, dict):
            return True
        return all(
            name in self._readings and len(set(chosen)) == len(chosen) and set(chosen).issubset(self._readings[name])
            for name, chosen in readings.items()
        )


def _entries(lists: Sequence[Any], kind: str) -> list[Any]:
    return list(chain.from_iterable(submitted.entries for submitted in lists if submitted.kind == kind))


def _differ(records: Sequence[Any]) -> bool:
    """Whether all ids differ."""
    return len(set(map(attrgetter("id"), records))) == len(records)


def _answer(lists: Sequence[Any]) -> bool:
    """Whether every list that must answers lists, and all answer other lists of the submission, each once."""
    known = {submitted.id for submitted in lists}
    for submitted in lists:
        answered = submitted.in_reply_to or ()
        if submitted.id in answered or len(set(answered)) != len(answered) or not known.issuperset(answered):
            return False
        if not answered and submitted.role in ANSWERING:
            return False
    return True


def _remove(lists: Sequence[Any]) -> bool:
    """Whether whoever a list leaves out is not on it, and on one of those that it answers, if it answers any."""
    known = {submitted.id: submitted for submitted in lists}
    for submitted in lists:
        gone = {removal.id for removal in submitted.removals or ()}
        if gone and not gone.isdisjoint(entry.id for entry in submitted.entries):
            return False
        if gone and submitted.in_reply_to:
            answered = {entry.id for id_ in submitted.in_reply_to for entry in known[id_].entries}
            if not gone <= answered:
                return False
    return True


def _assumptions(fields: Mapping[str, Field]) -> Callable[[Any], Any]:
    """What fills in the fields of a header whose absence means something."""
    assumed = {name: field.assumed for name, field in fields.items() if field.assumed is not None}

    def assume(submitted: Any) -> Any:
        absent = {name: value for name, value in assumed.items() if getattr(submitted, name) in _ABSENT}
        return msgspec.structs.replace(submitted, **absent) if absent else submitted

    return assume


def _submission(envelope: Any, assume: Callable[[Any], Any]) -> Submission:
    """The submission of an envelope, with what absence means."""
    readings = envelope.readings or "all"
    covers, events = envelope.history_covers, envelope.events
    return Submission(
        as_of=envelope.as_of,
        lists=tuple(map(assume, envelope.lists or ())),
        readings=readings if isinstance(readings, str) else {name: tuple(chosen) for name, chosen in readings.items()},
        account=envelope.account or "all",
        conduct_of=envelope.conduct_of or None,
        detail=envelope.detail or "findings",
        action=envelope.action or None,
        events=tuple(events) if isinstance(events, list) else None,
        history_covers=tuple(covers) if isinstance(covers, list) else None,
    )


Column = Callable[[Sequence[Any]], Collection[str]]
Test = Callable[[Collection[str]], bool]
_TESTS: dict[Type, Test] = {ID: are_ids, DATE: are_dates, TIME: are_times}
_ABSENT = {None, UNSET}


def _columns(fields: Mapping[str, Field]) -> list[tuple[str, Column, Test]]:
    """Each field whose type alone says too little, how to gather its distinct values, and how to test them."""
    found = []
    for name, field in fields.items():
        leaf, depth = field.type, 0
        while isinstance(leaf, ListOf):
            leaf, depth = leaf.item, depth + 1
        if leaf in _TESTS:
            found.append((name, _column(name, depth), _TESTS[leaf]))
    return found


def _column(name: str, depth: int) -> Column:
    """Gathers the distinct values of a field, of lists in lists ``depth`` deep."""
    get = attrgetter(name)

    def column(records: Sequence[Any]) -> set[str]:
        values: Iterable[Any] = map(get, records)
        for _ in range(depth):
            values = chain.from_iterable(value for value in values if isinstance(value, list))
        return set(values) - _ABSENT

    return column


_ID = Annotated[str, Meta(min_length=1, max_length=MOST_IN_ID)]
_ANNOTATIONS: dict[Type, Any] = {
    BOOL: bool,
    TEXT: Annotated[str, Meta(min_length=1, max_length=MOST_CHARACTERS)],
    ID: _ID,
    DATE: str,
    TIME: str,
}


def _annotation(type_: Type, least: int | None = None) -> Any:
    if type_ == INT:
        return Annotated[int, Meta(ge=-LARGEST_INT if least is None else least, le=LARGEST_INT)]
    if isinstance(type_, Enumeration):
        return Literal[type_.values]
    if isinstance(type_, ListOf):
        return _many(_annotation(type_.item), max_length=MOST_ITEMS)
    return _ANNOTATIONS[type_]


def _many(item: Any, min_length: int | None = None, max_length: int | None = None) -> Any:
    """The annotation of a list."""
    return Annotated[list[item], Meta(min_length=min_length, max_length=max_length)]


def _struct(name: str, members: Iterable[tuple[Any, ...]], tag: str | None = None) -> Any:
    """A struct that knows no other members and shows none of its values; its tag is its attribute ``kind``."""
    namespace: dict[str, Any] = {"__repr__": lambda self: f"<{name}>"}
    tagged: dict[str, Any] = {}
    if tag:
        namespace["kind"] = tag
        tagged = {"tag_field": "kind", "tag": tag}
    # Without cycles, and so many that the garbage collector must not look at each.
    return msgspec.defstruct(
        name, members, namespace=namespace, forbid_unknown_fields=True, frozen=True, kw_only=True, gc=False, **tagged
    )


def _members(fields: Mapping[str, Field]) -> list[tuple[Any, ...]]:
    """The members of a struct; those not required may be null or absent, and the two are kept apart."""
    typed = [(field, _annotation(field.type, field.least)) for field in fields.values()]
    return [
        (field.name, type_) if field.required else (field.name, type_ | None | UnsetType, UNSET)
        for field, type_ in typed
    ]


def _list(form: Form, kind: str, subject: str) -> Any:
    header = {name: field for name, field in form.fields["list"].items() if name != "kind"}
    entry = _struct(subject.title(), _members(form.fields[subject]))
    removal = _struct("Removal", _members(form.fields["removal"]))
    parts = [
        ("removals", _many(removal) | None | UnsetType, UNSET),
        ("entries", _many(entry, min_length=1, max_length=MOST_ENTRIES)),
    ]
    return _struct(f"{subject.title()}List", [*_members(header), *parts], tag=kind)


def _envelope(form: Form) -> Any:
    """The struct of a whole submission."""
    prisoners, remains = (_list(form, kind, subject) for kind, subject in KINDS.items())
    by_name = dict[str, Annotated[list[str], Meta(min_length=1, max_length=MOST_ITEMS)]]
    event = _struct("Event", _members(form.fields["event"]))
    parts = [
        ("readings", Literal[form.chosen] | by_name | None | UnsetType, UNSET),
        ("lists", _many(prisoners | remains, max_length=MOST_LISTS) | None | UnsetType, UNSET),
        ("action", event | None | UnsetType, UNSET),
        ("events", _many(event, max_length=MOST_EVENTS) | None | UnsetType, UNSET),
    ]
    return _struct("Submission", [*_members(form.fields["submission"]), *parts])
