"""What one value of a submission may be, and what is said of one that may not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any

import re2

from servanda.errors import Message
from servanda.evaluation.faults import quoted, said
from servanda.evaluation.form import LARGEST_INT, MOST_CHARACTERS, MOST_IN_ID
from servanda.language.calendar import read_date
from servanda.language.normal import HEAP, normal
from servanda.language.types import BOOL, DATE, ID, INT, TEXT, TIME, Enumeration, Type

CODES: dict[str, str] = {
    "malformed": "The bytes are not JSON.",
    "duplicate-key": "An object has the same key twice, however it is spelled.",
    "not-utf8": "The bytes are not UTF-8.",
    "byte-order-mark": "The body begins with a byte order mark.",
    "lone-surrogate": "An escape names half of a surrogate pair.",
    "too-deep": "Objects and lists are nested too deep.",
    "too-many": "There are more items than the limit allows.",
    "unknown-field": "The vocabulary and the ruleset have no such field here.",
    "missing-field": "A required field is absent or null.",
    "wrong-type": "The value has another JSON type than the field; nothing is converted.",
    "not-an-id": "An id is 1 to 64 of the characters A-Z a-z 0-9 . _ : -",
    "not-a-date": "A date is YYYY, YYYY-MM or YYYY-MM-DD, from year 1000 on.",
    "not-a-time": "A time is a whole day, YYYY-MM-DD, or an RFC 3339 instant.",
    "no-such-day": "The date has the right form, but the calendar has no such day, month or hour.",
    "no-offset": "An instant lacks its offset from UTC.",
    "partial-date": "A year or month stands where a whole day is needed.",
    "not-yet": "What has happened to a person cannot lie after the day of judgement.",
    "not-one-of": "The word is not one of those that the field may hold.",
    "not-a-party": "The code is not that of a party (or third party, where one may stand) of the agreement.",
    "not-a-field": "The name is not that of a field.",
    "out-of-range": "The number is beyond the limits.",
    "empty-text": "The text is empty; what is unknown is left out or null.",
    "text-too-long": "The text has too many code points.",
    "unsafe-character": "The text holds a control character, a direction mark or a noncharacter.",
    "empty-list": "The list is empty where at least one item is needed.",
    "repeated": "The same word stands twice in a list.",
    "duplicate-id": "Two lists, two entries of a list, two removals of a list, or two events have the same id.",
    "unknown-list": "The submission has no list of that id.",
    "unknown-entry": "The lists that are answered have no entry of that id.",
    "still-listed": "A list leaves out somebody who is on it.",
    "reply-to-itself": "A list answers itself.",
    "no-such-name": "The ruleset has no disputed term or definition of that name.",
    "no-such-reading": "The name has no such reading.",
    "nothing-to-judge": "The submission holds no list, no action and no history.",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a value. INVARIANT: the message never holds any part of the value."""

    code: str
    message: Message
    slug: str = "validation-error"


Check = Callable[[Any], Any]
"""Gives back the value as a submission holds it (text in NFC), or a Fault."""

_ALLOWED_IN_ID = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-"
_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_DATE = re.compile(r"[1-9][0-9]{3}(?:-[0-9]{2}){0,2}")
_DAY = re.compile(r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-5][0-9])?"
)

_YEARS = frozenset(map(str, range(1000, 10000)))
_DAYS = (date.fromordinal(date(2025, 1, 1).toordinal() + number).isoformat()[4:] for number in range(365))
_IN_EVERY_YEAR = frozenset(("", *(f"-{month:02}" for month in range(1, 13)), *_DAYS))  # what may follow the year

C0 = "\x00-\x1f"
UNSAFE = (  # in a character class
    "\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}-{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
)
_UNSAFE_TEXT = re2.compile(f"[{C0}{UNSAFE}]")
_UNSAFE_JSON = re2.compile(
    f"[{UNSAFE}]|{HEAP}".encode()
)  # JSON allows C0 between tokens, and its syntax forbids them in strings


def is_id(text: str) -> bool:
    """Whether the text is an id."""
    return _ID.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """Whether the text is a year, month or day of the calendar, from year 1000 on."""
    return text[:4] in _YEARS and (text[4:] in _IN_EVERY_YEAR or read_date(text) is not None)


def is_time(text: str) -> bool:
    """Whether the text is a day of the calendar or an instant with its offset."""
    if len(text) == 10:
        return is_date(text)
    found = _INSTANT.fullmatch(text)
    return bool(found and found[1]) and _is_instant(text)


def _is_instant(text: str) -> bool:
    try:
        datetime.fromisoformat(text).astimezone(UTC)  # which year 9999 west of Greenwich does not have
    except (ValueError, OverflowError):
        return False
    return True


_OF_ENTRIES = ("date_of_birth", "captured_on", "died_on", "last_event_on")
HAPPENED = MappingProxyType({"prisoner": _OF_ENTRIES, "remains": _OF_ENTRIES, "list": ("date",)})
"""The dates that tell what has happened, by subject: none can lie after the time of judgement."""


def last_day(as_of: object) -> str:
    """The last day on which anything can have happened by ``as_of``, in any zone; far off where that is no time."""
    if not isinstance(as_of, str) or not is_time(as_of):
        return "9999-12-31"
    day = date.fromisoformat(as_of[:10])
    return day.isoformat() if len(as_of) == 10 or day == date.max else (day + timedelta(days=1)).isoformat()


def are_ids(words: Collection[str]) -> bool:
    """Whether all the words, none empty or longer than an id, are ids."""
    joined = "".join(words)
    return joined.isascii() and not joined.encode().translate(None, _ALLOWED_IN_ID)


def are_dates(words: Collection[str]) -> bool:
    """Whether all the words are dates; a look at their halves settles nearly all of them."""
    odd = [word for word in words if word[4:] not in _IN_EVERY_YEAR or word[:4] not in _YEARS]
    return all(map(is_date, odd))


def are_times(words: Collection[str]) -> bool:
    """Whether all the words are times."""
    return all(map(is_time, words))


def is_clean(body: bytes) -> bool:
    """Whether all the strings of a JSON text without escapes are safe and in NFC; may raise UnicodeDecodeError.

    A text with a heap of marks is not called clean, whatever it is: to ask would take too long.

    INVARIANT: every part of a text in NFC is in NFC; the quotation mark combines with nothing.
    """
    if body.isascii():
        return b"\x7f" not in body
    return not _UNSAFE_JSON.search(body) and unicodedata.is_normalized("NFC", body.decode())


_KINDS = {dict: "object", list: "list", str: "text", bool: "bool", type(None): "null"}


def wrong_type(expected: str | Message, value: object) -> Fault:
    """The fault of a value of another JSON type; that of a number beyond the limits is that it is.

    ``expected`` is a message, or the key of one.
    """
    if isinstance(value, (int, float)) and abs(value) > LARGEST_INT:
        return _OUT_OF_RANGE
    return _wrong_type(expected, _KINDS.get(type(value), "number"))


@cache  # a submission may have a million of them
def _wrong_type(expected: str | Message, found: str) -> Fault:
    wanted = expected if isinstance(expected, Message) else said(expected)
    return Fault("wrong-type", said("wrong-type", expected=wanted, found=said(found)))


def check_of(type_: Type, least: int | None = None) -> Check:
    """The check of a type that is not a list; ``least`` is the smallest int."""
    if isinstance(type_, Enumeration):
        return _check_word(type_)
    return _CHECKS[type_] if least is None else _at_least(least)


def _check_bool(value: object) -> object:
    return value if type(value) is bool else wrong_type("bool", value)


def _check_int(value: object) -> object:
    if type(value) is not int and type(value) is not float:
        return wrong_type("whole-number", value)
    if abs(value) > LARGEST_INT:
        return _OUT_OF_RANGE
    return value if type(value) is int else _FRACTION


def _at_least(least: int) -> Check:
    """The check of an int that has a smallest value."""
    fault = Fault("out-of-range", said("too-small", least=least))

    def check(value: object) -> object:
        checked = _check_int(value)
        return fault if type(checked) is int and checked < least else checked

    return check


_OUT_OF_RANGE = Fault("out-of-range", said("out-of-range", most=str(LARGEST_INT)), "number-out-of-range")
_FRACTION = Fault("wrong-type", said("fraction"))


def _check_text(value: object) -> object:
    if type(value) is not str:
        return wrong_type("text", value)
    text = normal(value)
    if not text:
        return _EMPTY
    if max(len(text), len(value)) > MOST_CHARACTERS:  # normalisation makes some texts longer
        return _TOO_LONG
    if not text.isprintable() and _UNSAFE_TEXT.search(text):
        return _UNSAFE
    return text


_EMPTY = Fault("empty-text", said("empty-text"))
_TOO_LONG = Fault("text-too-long", said("text-too-long", most=MOST_CHARACTERS))
_UNSAFE = Fault("unsafe-character", said("unsafe-character"), "unsafe-text")


def _check_id(value: object) -> object:
    if type(value) is not str:
        return wrong_type("id", value)
    return value if is_id(value) else _NOT_AN_ID


_NOT_AN_ID = Fault("not-an-id", said("not-an-id", most=MOST_IN_ID))


def _check_date(value: object) -> object:
    if type(value) is not str:
        return wrong_type("date", value)
    if is_date(value):
        return value
    return _NO_SUCH_DAY if _DATE.fullmatch(value) else _NOT_A_DATE


_NOT_A_DATE = Fault("not-a-date", said("not-a-date"))
_NO_SUCH_DAY = Fault("no-such-day", said("no-such-day"))


def _check_time(value: object) -> object:
    if type(value) is not str:
        return wrong_type("time", value)
    if is_time(value):
        return value
    return _fault_of_time(value)


def _fault_of_time(text: str) -> Fault:
    if _DAY.fullmatch(text):
        return _NO_SUCH_DAY
    if _DATE.fullmatch(text):
        return _PARTIAL
    found = _INSTANT.fullmatch(text)
    if not found:
        return _NOT_A_TIME
    if not found[1]:
        return _NO_OFFSET
    return _NO_SUCH_INSTANT


_PARTIAL = Fault("partial-date", said("partial-date"))
_NOT_A_TIME = Fault("not-a-time", said("not-a-time"))
_NO_OFFSET = Fault("no-offset", said("no-offset"))
_NO_SUCH_INSTANT = Fault("no-such-day", said("no-such-instant"))


_CHECKS: dict[Type, Check] = {
    BOOL: _check_bool,
    INT: _check_int,
    TEXT: _check_text,
    ID: _check_id,
    DATE: _check_date,
    TIME: _check_time,
}


def _check_word(type_: Enumeration) -> Check:
    """The check of an enumeration; the word itself is given back as the ruleset's own object."""
    words = {word: word for word in type_.values}
    allowed = quoted(type_.values)
    codes = {"party": "not-a-party", "code": "not-a-party", "field": "not-a-field"}
    code = codes.get(type_.name, "not-one-of")
    expected = said("field") if code == "not-a-field" else said("one-of", words=allowed)
    owners = {"party": "party", "code": "party-or-third"}
    owned = said(owners[type_.name], words=allowed) if type_.name in owners else expected
    fault = Fault(code, said("must-be", expected=owned))

    def check(value: object) -> object:
        if type(value) is not str:
            return wrong_type(expected, value)
        if value in words or (value := normal(value)) in words:
            return value
        return fault

    return check
