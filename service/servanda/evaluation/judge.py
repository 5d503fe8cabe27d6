"""The slow reader of submissions: it decides what is one, and says everything that is wrong with what is not.

The fast path of `submission` only ever accepts what this one accepts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sized
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from servanda.errors import Problem, SubmissionError
from servanda.evaluation.faults import near, quoted, said
from servanda.evaluation.form import ANSWERING, MOST_ENTRIES, MOST_EVENTS, MOST_ITEMS, MOST_LISTS, MOST_TRACED, Form
from servanda.evaluation.strict import SAFE_NAME, read_json
from servanda.evaluation.values import HAPPENED, Check, Fault, check_of, is_date, last_day, wrong_type
from servanda.language.scope import nearest
from servanda.language.types import Enumeration, ListOf, Type
from servanda.language.vocabulary import KINDS, Field

MOST_PROBLEMS = 100

Document = dict[str, Any]
Part = Callable[[Any, str], None]
"""Judges what stands at a place and holds other objects."""


@dataclass(frozen=True, slots=True)
class Items:
    """The check of each item of a list."""

    check: Check


def _check(type_: Type, least: int | None) -> Check | Items:
    return Items(check_of(type_.item)) if isinstance(type_, ListOf) else check_of(type_, least)


class Judge:
    """Judges the submissions of one form."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.checks = {subject: _checks(fields) for subject, fields in form.fields.items()}
        self.required = {subject: _required(fields) for subject, fields in form.fields.items()}
        self.required["list"] += ("entries",)

    def read(self, body: bytes) -> Document:
        """The document of a body, its texts in NFC; raises SubmissionError with all that is wrong."""
        document = read_json(body)
        judgement = _Judgement(self)
        judgement.submission(document)
        if judgement.total:
            raise SubmissionError(judgement.problems, judgement.total)
        checked: Document = document
        return checked


def _checks(fields: Mapping[str, Field]) -> dict[str, Check | Items]:
    return {name: _check(field.type, field.least) for name, field in fields.items()}


def _required(fields: Mapping[str, Field]) -> tuple[str, ...]:
    return tuple(name for name, field in fields.items() if field.required)


class _Judgement:
    """The problems of one document, in its order; those of references come last."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self.problems: list[Problem] = []
        self.total = 0
        self.last_day = last_day(None)
        self.traced = 0

    def add(self, place: str, fault: Fault) -> None:
        self.total += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(fault.slug, fault.message, place, fault.code))

    def submission(self, document: object) -> None:
        if not isinstance(document, dict):
            return self.add("", wrong_type("object", document))
        self.last_day = last_day(document.get("as_of"))
        parts = {"readings": self.readings, "lists": self.lists, "action": self.action, "events": self.events}
        self.record(document, "submission", "", parts)
        nothing = document.get("lists") in (None, []) and document.get("action") in (None, [])
        if nothing and document.get("events") is None:  # that nothing happened is something to judge
            self.add("/lists", Fault("nothing-to-judge", said("nothing-to-judge")))
        if document.get("detail") == "trace" and self.traced > MOST_TRACED:
            raise _too_many(MOST_TRACED, "many-traced", "/detail")
        self.replies(document.get("lists"))
        return self.apart(document.get("action"), document.get("events"))

    def record(self, record: Document, subject: str, place: str, parts: Mapping[str, Part] | None = None) -> None:
        """Judges the fields of an object, and with ``parts`` what it holds besides."""
        checks = self.judge.checks[subject]
        for name, value in record.items():
            check = checks.get(name)
            if check is None:
                self.part(name, value, place, parts or {}, checks)
            elif value is None:
                continue
            elif isinstance(check, Items):
                self.items(value, check, f"{place}/{name}")
            elif (checked := check(value)) is not value:
                self.settle(record, name, checked, place)
        for name in self.judge.required[subject]:
            if record.get(name) is None:
                self.add(f"{place}/{name}", _missing(name))
        for name in HAPPENED.get(subject, ()):
            day = record.get(name)
            if type(day) is str and is_date(day) and day > self.last_day:
                self.add(f"{place}/{name}", _NOT_YET)

    def settle(self, holder: Any, key: str | int, checked: object, place: str) -> None:
        """Keeps the value in its normal form, or the fault."""
        if isinstance(checked, Fault):
            self.add(f"{place}/{key}", checked)
        else:
            holder[key] = checked

    def part(self, name: str, value: object, place: str, parts: Mapping[str, Part], checks: Mapping[str, Any]) -> None:
        if name in parts:
            return parts[name](value, f"{place}/{name}") if value is not None else None
        if len(self.problems) >= MOST_PROBLEMS:  # nobody would read it, and there may be a million
            self.total += 1
            return None
        if not SAFE_NAME.fullmatch(name):
            return self.add(place, Fault("unknown-field", said("nameless-field")))
        message = said("unknown-field", name=name, near=near(nearest(name, [*checks, *parts])))
        return self.add(f"{place}/{name}", Fault("unknown-field", message))

    def items(self, value: object, check: Items, place: str) -> None:
        if not isinstance(value, list):
            return self.add(place, wrong_type("list", value))
        _limit(value, MOST_ITEMS, "many-values", place)
        for index, item in enumerate(value):
            if (checked := check.check(item)) is not item:
                self.settle(value, index, checked, place)
        return None

    def records(self, value: object, subject: str, place: str) -> None:
        """Judges a list of objects whose ids, where they have any, must differ."""
        seen: dict[str, int] = {}
        for index, record in self.objects(value, place):
            self.record(record, subject, f"{place}/{index}")
            self.unique(record, seen, index, place)

    def objects(self, value: object, place: str) -> Iterator[tuple[int, Document]]:
        """The objects in what must be a list of objects."""
        if not isinstance(value, list):
            return self.add(place, wrong_type("list", value))
        for index, item in enumerate(value):
            if isinstance(item, dict):
                yield index, item
            else:
                self.add(f"{place}/{index}", wrong_type("object", item))
        return None

    def unique(self, record: Document, seen: dict[str, int], index: int, place: str) -> None:
        name = record.get("id")
        if type(name) is str and (first := seen.setdefault(name, index)) != index:
            self.add(f"{place}/{index}/id", _duplicate(f"{place}/{first}"))

    def readings(self, value: object, place: str) -> None:
        if isinstance(value, dict):
            for name, chosen in value.items():
                self.chosen(name, chosen, place)
        elif isinstance(value, str):
            words = self.judge.form.chosen
            if value not in words:
                self.add(place, Fault("not-one-of", said("readings-chosen", words=quoted(words))))
        else:
            self.add(place, wrong_type("text-or-object", value))

    def chosen(self, name: str, chosen: object, place: str) -> None:
        """Judges the readings that a request fixes for one disputed name."""
        known = self.judge.form.readings
        if name not in known:
            return self.add(*_no_such_name(name, place, known))
        place = f"{place}/{name.replace('/', '~1')}"  # of an included name
        if not isinstance(chosen, list):
            return self.add(place, wrong_type("readings", chosen))
        _limit(chosen, MOST_ITEMS, "many-readings", place)
        if not chosen:
            return self.add(place, Fault("empty-list", said("no-reading")))
        check = check_of(Enumeration("reading", known[name]))
        for index, reading in enumerate(chosen):
            self.settle(chosen, index, check(reading), place)
        return self.repeated(chosen, place)

    def repeated(self, words: list[Any], place: str) -> None:
        seen: set[str] = set()
        for index, word in enumerate(words):
            if type(word) is str and word in seen:
                self.add(f"{place}/{index}", _REPEATED)
            elif type(word) is str:
                seen.add(word)

    def action(self, value: object, place: str) -> None:
        if isinstance(value, dict):
            self.record(value, "event", place)
        else:
            self.add(place, wrong_type("object", value))

    def events(self, value: object, place: str) -> None:
        if isinstance(value, list):
            self.traced += len(value)
            _limit(value, MOST_EVENTS, "many-events", place)
        self.records(value, "event", place)

    def lists(self, value: object, place: str) -> None:
        if isinstance(value, list):
            _limit(value, MOST_LISTS, "many-lists", place)
        seen: dict[str, int] = {}
        for index, record in self.objects(value, place):
            kind = record.get("kind")
            subject = KINDS.get(kind, "") if type(kind) is str else ""
            parts: dict[str, Part] = {"entries": partial(self.entries, subject), "removals": self.removals}
            self.record(record, "list", f"{place}/{index}", parts)
            self.unique(record, seen, index, place)

    def entries(self, subject: str, value: object, place: str) -> None:
        if isinstance(value, list):
            self.traced += len(value)
            _limit(value, MOST_ENTRIES, "many-entries", place)
        if value == []:
            self.add(place, Fault("empty-list", said("no-entry")))
        elif subject:
            self.records(value, subject, place)
        else:  # of an unknown kind: what its entries may hold cannot be said
            list(self.objects(value, place))

    def removals(self, value: object, place: str) -> None:
        self.records(value, "removal", place)

    def replies(self, lists: object) -> None:
        """Judges whether every list answers lists that are there, and those answer one that must."""
        if not isinstance(lists, list):
            return
        known = {record["id"]: record for record in lists if type(record) is dict and type(record.get("id")) is str}
        for index, record in enumerate(lists):
            if type(record) is dict:
                self.reply(record, known, f"/lists/{index}/in_reply_to")
                self.left_out(record, known, f"/lists/{index}/removals")

    def left_out(self, record: Document, known: Mapping[str, Document], place: str) -> None:
        """Judges whether whoever a list leaves out is not on it, and on one of those that it answers."""
        own, answered = set(_ids(record.get("entries"))), record.get("in_reply_to")
        lists = answered if isinstance(answered, list) else []
        is_known = bool(lists) and all(
            type(name) is str and name in known for name in lists
        )  # else it is judged already
        there = {name for id_ in lists for name in _ids(known[id_].get("entries"))} if is_known else set()
        for index, name in enumerate(_ids(record.get("removals"))):
            if name and name in own:
                self.add(f"{place}/{index}/id", _STILL_LISTED)
            elif name and is_known and name not in there:
                self.add(f"{place}/{index}/id", _UNKNOWN_ENTRY)

    def reply(self, record: Document, known: Mapping[str, Document], place: str) -> None:
        answered = record.get("in_reply_to")
        if not answered and record.get("role") in ANSWERING:
            return self.add(place, Fault("missing-field", said("answers-nothing")))
        if not isinstance(answered, list):
            return None  # absent, or judged already
        for index, name in enumerate(answered):
            if type(name) is str and name not in known:
                self.add(f"{place}/{index}", _UNKNOWN_LIST)
            elif type(name) is str and name == record.get("id"):
                self.add(f"{place}/{index}", Fault("reply-to-itself", said("reply-to-itself")))
        return self.repeated(answered, place)

    def apart(self, action: object, events: object) -> None:
        """Judges whether no event has the id of the action."""
        name = action.get("id") if isinstance(action, dict) else None
        if type(name) is not str or not isinstance(events, list):
            return
        named = (index for index, event in enumerate(events) if type(event) is dict and event.get("id") == name)
        if (index := next(named, None)) is not None:
            self.add("/action/id", _duplicate(f"/events/{index}"))


def _ids(records: object) -> list[str]:
    """The id of each record; empty where it has none."""
    items = records if isinstance(records, list) else []
    found = [item.get("id") if isinstance(item, dict) else None for item in items]
    return [name if isinstance(name, str) else "" for name in found]


def _limit(items: Sized, most: int, key: str, place: str) -> None:
    """Refuses the whole submission for a list of too many items: looking at each of them would cost too much."""
    if len(items) > most:
        raise _too_many(most, key, place)


def _too_many(most: int, key: str, place: str) -> SubmissionError:
    return SubmissionError([Problem("too-many-items", said(key, most=most), place, "too-many", limit=most)])


def _duplicate(other: str) -> Fault:
    return Fault("duplicate-id", said("duplicate-id", other=f"`{other}`"), "duplicate-record")


@cache
def _missing(name: str) -> Fault:
    return Fault("missing-field", said("missing-field", name=name))


def _no_such_name(name: str, place: str, known: Mapping[str, object]) -> tuple[str, Fault]:
    if not SAFE_NAME.fullmatch(name):
        return place, Fault("no-such-name", said("nameless-name"))
    message = said("no-such-name", name=name, near=near(nearest(name, known)))
    return f"{place}/{name}", Fault("no-such-name", message)


_NOT_YET = Fault("not-yet", said("not-yet"))
_REPEATED = Fault("repeated", said("repeated"))
_STILL_LISTED = Fault("still-listed", said("still-listed"))
_UNKNOWN_ENTRY = Fault("unknown-entry", said("unknown-entry"), "unresolved-reference")
_UNKNOWN_LIST = Fault("unknown-list", said("unknown-list"), "unresolved-reference")
