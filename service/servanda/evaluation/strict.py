"""JSON, strictly: what the bytes of a body say, or the one reason why they say nothing."""

from __future__ import annotations

import re
from typing import Any

import jiter

from servanda.errors import Problem, SubmissionError
from servanda.evaluation.faults import reason, said

DEEPEST = 32
UNCOUNTED_BYTES = 4 * 2**20
MOST_OBJECTS = 200_000
MOST_LISTS = 1_000_000
MOST_COMMAS = 4_000_000

SAFE_NAME = re.compile(r"[A-Za-z_]{1,64}")
"""The names of unknown fields that a message may repeat."""

_BOM = b"\xef\xbb\xbf"
_PLACE = re.compile(r"(.*) at line ([0-9]+) column ([0-9]+)", re.DOTALL)
_DUPLICATE = re.compile(r'Detected duplicate key "(.*)"', re.DOTALL)
_SURROGATE = ("lone leading surrogate in hex escape", "unexpected end of hex escape")


def read_json(body: bytes) -> Any:
    """The document of a body: UTF-8, no duplicate key, no NaN, depth at most 32; raises SubmissionError.

    Whether a number is within its limits is for its field to say: here ``1e400`` is infinite.
    """
    document: Any = None
    problem = too_large(body) or _empty(body) or _encoding(body)
    if not problem:
        document, problem = _parse(body)
    if not problem and _is_too_deep(document):
        problem = _too_deep()
    if problem:
        raise SubmissionError([problem])
    return document


def too_large(body: bytes) -> Problem | None:
    """Why the body is not even parsed: many tiny values take up to forty times their bytes in memory."""
    if len(body) <= UNCOUNTED_BYTES:
        return None
    limits = (
        (b"{", MOST_OBJECTS, "body-objects"),
        (b"[", MOST_LISTS, "body-lists"),
        (b",", MOST_COMMAS, "body-values"),
    )
    for mark, most, key in limits:
        if body.count(mark) > most:
            return Problem("too-many-items", said(key, most=most), code="too-many", limit=most)
    return None


def _empty(body: bytes) -> Problem | None:
    if body and not body.isspace():
        return None
    return Problem("malformed-json", said("empty-body"), code="malformed", line=1, column=1)


def _encoding(body: bytes) -> Problem | None:
    if body.startswith(_BOM):
        return Problem("invalid-encoding", said("byte-order-mark"), code="byte-order-mark", line=1, column=1)
    try:
        body.decode()
    except UnicodeDecodeError as error:  # it carries the body: only the offset leaves here
        offset = error.start
    else:
        return None
    return Problem("invalid-encoding", said("not-utf8"), "", "not-utf8", *_position(body, offset))


def _position(body: bytes, offset: int) -> tuple[int, int]:
    """The line, and the column in code points, of an offset; both from 1."""
    start = body.rfind(b"\n", 0, offset) + 1
    return body.count(b"\n", 0, start) + 1, len(body[start:offset].decode(errors="replace")) + 1


def _parse(body: bytes) -> tuple[Any, Problem | None]:
    try:
        return jiter.from_json(body, allow_inf_nan=False, catch_duplicate_keys=True, cache_mode="none"), None
    except ValueError as error:
        message = str(error)
    return None, _malformed(body, message)


def _malformed(body: bytes, message: str) -> Problem:
    """The problem behind a message of jiter, which may hold a key."""
    place = _PLACE.fullmatch(message)
    told, offset = (place[1], _offset(body, int(place[2]), int(place[3]))) if place else (message, 0)
    if duplicate := _DUPLICATE.fullmatch(told):
        name = duplicate[1]
        doubled = said("duplicate-key", name=name) if SAFE_NAME.fullmatch(name) else said("nameless-key")
        return Problem("duplicate-key", doubled, "", "duplicate-key", *_position(body, _start_of_key(body, offset)))
    line, column = _position(body, offset)
    if told in _SURROGATE:
        return Problem("invalid-encoding", said("lone-surrogate"), "", "lone-surrogate", line, column)
    if told == "recursion limit exceeded":
        return _too_deep(line, column)
    if told == "number out of range":
        return Problem("number-out-of-range", said("beyond"), "", "out-of-range", line, column)
    return Problem("malformed-json", said("not-json", reason=reason(told)), "", "malformed", line, column)


def _offset(body: bytes, line: int, column: int) -> int:
    """The offset of a column in bytes."""
    start = 0
    for _ in range(line - 1):
        start = body.index(b"\n", start) + 1
    return start + max(column - 1, 0)


def _start_of_key(body: bytes, offset: int) -> int:
    """Where the key begins whose colon stands before an offset: at a quotation mark that is not escaped."""
    start = body.rfind(b'"', 0, body.rfind(b'"', 0, offset))
    while start > 0 and body[start - 1 : start] == b"\\":
        start = body.rfind(b'"', 0, start)
    return start


def _too_deep(line: int | None = None, column: int | None = None) -> Problem:
    return Problem("json-too-deep", said("too-deep", most=DEEPEST), "", "too-deep", line, column, DEEPEST)


def _is_too_deep(document: object) -> bool:
    """Whether containers are nested deeper than 32; jiter itself stops at 200."""
    level: list[Any] = [document]
    for _ in range(DEEPEST + 1):
        level = [item for item in level if type(item) is dict or type(item) is list]
        if not level:
            return False
        level = [part for item in level for part in (item.values() if type(item) is dict else item)]
    return True
