"""What is sent: submissions and rulesets as JSON."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, ClassVar, Protocol, TypeAlias, TypeGuard

from pydantic import BaseModel


class Record(Protocol):
    """A dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


Given: TypeAlias = BaseModel | Mapping[str, object] | Record | bytes
"""A submission: a model of this package, a dict, a dataclass with the names of the vocabulary, or JSON as bytes."""

COMPRESS_FROM = 64 * 2**10
"""The service judges smaller bodies on the spot, if they are not compressed."""
_MOST_RATIO = 200  # the service takes a body for a bomb that grows further


def encode(given: Given) -> bytes:
    """A submission, or another object, as JSON; bytes stay as they are."""
    if isinstance(given, bytes):
        return given
    if not isinstance(given, BaseModel | Mapping) and not _is_record(given):
        raise TypeError(f"a `{type(given).__name__}` is no JSON object: give a dict, a dataclass, a model or bytes")
    try:
        return json.dumps(given, default=_plain, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        reason = "a text holds half a surrogate pair"
    except ValueError:
        reason = "a number is NaN or infinite, or an object contains itself"
    raise ValueError(reason)  # here, since the error that was caught holds what was given


def members(**given: Given) -> bytes:
    """An object of these members. What is given as bytes goes into it as it is, so that the service sees its faults."""
    return b"{" + b",".join(b'"%b":%b' % (name.encode(), encode(value)) for name, value in given.items()) + b"}"


def compressed(content: bytes) -> bytes | None:
    """The content in gzip, where that is worth it and the service takes it."""
    if len(content) < COMPRESS_FROM:
        return None
    packed = gzip.compress(content, compresslevel=1, mtime=0)
    return packed if len(content) <= _MOST_RATIO * len(packed) else None


def _plain(value: object) -> Any:
    """What stands in JSON for a value that JSON does not have."""
    if isinstance(value, BaseModel):
        return value.model_dump(by_alias=True, exclude_unset=True)
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if _is_record(value):
        pairs = ((field.name.removesuffix("_"), getattr(value, field.name)) for field in fields(value))
        return {name: member for name, member in pairs if member is not None}
    raise TypeError(f"a `{type(value).__name__}` has no place in JSON")


def _is_record(value: object) -> TypeGuard[Record]:
    return is_dataclass(value) and not isinstance(value, type)
