"""Reading an answer: from a status, headers and bytes to a model, or to an exception."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import takewhile
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from servanda_client.errors import DigestMismatch, Problem, Refused, UnexpectedAnswer, family

T = TypeVar("T")
_NAME = re.compile("[a-z_]{1,64}|[0-9]+")  # of a member; other keys may be what was submitted
_DIGEST = re.compile(r"(?:^|,)[ \t]*sha-256=([^,]*)")


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, its header names in lower case, its bytes as the service made them: not compressed."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)

    @property
    def media_type(self) -> str:
        """The media type, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def retry_after(self) -> float | None:
        """The seconds after which to ask again; from a date, counted from that of the answer."""
        value = self.headers.get("retry-after", "").strip()
        if re.fullmatch("[0-9]{1,9}", value):
            return float(value)
        until = _instant(value)
        if until is None:
            return None
        now = _instant(self.headers.get("date", "")) or datetime.now(UTC)
        return max(0.0, (until - now).total_seconds())

    def unexpected(self, reason: str) -> UnexpectedAnswer:
        """The exception for an answer that the service does not give."""
        return UnexpectedAnswer(self.status, reason, self.retry_after)


def require_true_digest(answer: Answer) -> None:
    """Raises unless every SHA-256 in `Content-Digest` is that of the content."""
    true = f":{b64encode(hashlib.sha256(answer.content).digest()).decode()}:"
    if any(found != true for found in _digests(answer)):
        raise DigestMismatch(answer.status, "`Content-Digest` is not that of the content")


def require_digest(answer: Answer) -> None:
    """Raises unless there is a SHA-256 in `Content-Digest`."""
    if not _digests(answer):
        raise DigestMismatch(answer.status, "there is no `Content-Digest`")


def _digests(answer: Answer) -> list[str]:
    found = _DIGEST.findall(answer.headers.get("content-digest", ""))
    return [value.partition(";")[0].strip() for value in found]


def require_success(answer: Answer, media_type: str) -> None:
    """Raises unless the answer is a result of this media type."""
    if answer.status == 200:
        if answer.media_type != media_type:
            raise answer.unexpected(f"{_named(answer)} instead of `{media_type}`")
    elif 300 <= answer.status < 400:
        raise answer.unexpected("redirects are not followed; what was submitted would go elsewhere")
    else:
        raise _refusal(answer)


def read(kind: TypeAdapter[T], answer: Answer) -> T:
    """The content as a model, or as something made of models."""
    try:
        return kind.validate_json(answer.content, strict=True)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        place = "".join(f"/{part}" for part in takewhile(_NAME.fullmatch, map(str, found[0]["loc"])))
        reason = f"`{place}` is not what it should be: {found[0]['type']}"
    raise answer.unexpected(reason)  # here, since the error that was caught holds the content


_PROBLEM = TypeAdapter(Problem)


def _refusal(answer: Answer) -> Refused | UnexpectedAnswer:
    if answer.media_type != "application/problem+json":
        return answer.unexpected(f"{_named(answer)} instead of a problem document")
    problem = read(_PROBLEM, answer)
    if "/problems/" not in problem.type:
        return answer.unexpected("the problem is none of the service's")
    return family(answer.status)(answer.status, problem, answer.retry_after, answer.headers.get("etag"))


def _named(answer: Answer) -> str:
    """The media type, where it is one to show."""
    return f"`{answer.media_type}`" if re.fullmatch("[a-z0-9.+/-]{1,64}", answer.media_type) else "no media type"


def _instant(text: str) -> datetime | None:
    try:
        found: datetime = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
