"""Everything that goes wrong. No message repeats a value of a submission, nor the body of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from pydantic import Field

from servanda_client.model import Model

if TYPE_CHECKING:
    from servanda_client.verdict import Verdict

Slug: TypeAlias = Literal[
    "bad-request",
    "invalid-encoding",
    "malformed-json",
    "duplicate-key",
    "json-too-deep",
    "malformed-content-encoding",
    "not-found",
    "ruleset-not-found",
    "method-not-allowed",
    "not-acceptable",
    "request-timeout",
    "precondition-failed",
    "body-too-large",
    "decompression-limit",
    "too-many-items",
    "uri-too-long",
    "unsupported-media-type",
    "unsupported-content-encoding",
    "validation-error",
    "number-out-of-range",
    "unsafe-text",
    "duplicate-record",
    "unresolved-reference",
    "draft-unsafe-yaml",
    "draft-too-complex",
    "unsafe-regex",
    "draft-invalid",
    "draft-limit-exceeded",
    "headers-too-large",
    "evaluation-failed",
    "over-capacity",
    "not-ready",
]
"""The kinds of problems. A service may have others."""


class Fault(Model):
    """Something that is wrong with a submission, and where."""

    in_repr = ("pointer", "code")

    pointer: str | None = None
    code: str
    message: str


class Problem(Model):
    """What the service answers instead of a result (RFC 9457)."""

    in_repr = ("type", "status")

    type: str
    title: str
    status: int
    errors: list[Fault] = Field(default_factory=list)
    errors_total: int | None = None
    limit: int | None = None
    line: int | None = None
    column: int | None = None

    @property
    def slug(self) -> Slug | str:
        """The kind of the problem: the last part of its type."""
        return self.type.rpartition("/")[2]


class ServandaError(Exception):
    """All that this package raises on purpose, but for `TypeError` and `ValueError` at wrong arguments."""

    is_transient = False
    """Whether the same request may be answered if it is sent again."""
    retry_after: float | None = None
    """After how many seconds the service wants to be asked again."""


class Unreachable(ServandaError):
    """There is no answer: the connection failed, or broke off."""

    def __init__(self, reason: str, is_transient: bool = False) -> None:
        super().__init__(reason, is_transient)
        self.reason, self.is_transient = reason, is_transient

    def __str__(self) -> str:
        return f"no answer: {self.reason}"


class TimedOut(Unreachable):
    """There is no answer in the time that it may take."""


class UnexpectedAnswer(ServandaError):
    """The answer is none that the service gives: of a proxy, of another version, or spoilt on the way."""

    def __init__(self, status: int, reason: str, retry_after: float | None = None) -> None:
        super().__init__(status, reason, retry_after)
        self.status, self.reason, self.retry_after = status, reason, retry_after
        self.is_transient = status in (429, 503)

    def __str__(self) -> str:
        return f"unexpected answer with status {self.status}: {self.reason}"


class DigestMismatch(UnexpectedAnswer):
    """The bytes of the answer are not those that its `Content-Digest` stands for, or a verdict comes without one."""


class Refused(ServandaError):
    """The service answered with a problem."""

    def __init__(
        self, status: int, problem: Problem, retry_after: float | None = None, etag: str | None = None
    ) -> None:
        super().__init__(status, problem, retry_after, etag)
        self.status, self.problem, self.retry_after, self.etag = status, problem, retry_after, etag
        self.is_transient = status in (429, 503)

    @property
    def slug(self) -> Slug | str:
        """The kind of the problem."""
        return self.problem.slug

    @property
    def errors(self) -> list[Fault]:
        """What is wrong, and where: at most 100 of ``problem.errors_total``."""
        return self.problem.errors

    def __str__(self) -> str:
        problem = self.problem
        told = [f"{self.status} {problem.slug}: {problem.title}"]
        if problem.line is not None:
            told.append(f"line {problem.line}, column {problem.column}")
        if problem.limit is not None:
            told.append(f"the limit is {problem.limit}")
        told += [f"{fault.pointer or 'request'}: {fault.message}" for fault in self.errors[:3]]
        more = (problem.errors_total or len(self.errors)) - 3
        return "; ".join([*told, f"and {more} more"] if more > 0 else told)


class BadRequest(Refused):
    """400, 405, 406, 408, 415: the request is not what the service reads."""


class AccessDenied(Refused):
    """401, 403: who asks may not."""


class NotFound(Refused):
    """404: there is no such agreement, version or address."""


class PreconditionFailed(Refused):
    """412: another ruleset is loaded than ``if_match`` says; nothing was judged. ``etag`` is that of the one loaded."""


class TooLarge(Refused):
    """413, 414, 431: more than the service takes."""


class Invalid(Refused):
    """422: the submission, or the draft, cannot be judged; ``errors`` say everything that is wrong with it."""


class OverCapacity(Refused):
    """429, 503: the service cannot answer now."""


class ServiceFailed(Refused):
    """Any other status from 500: the service failed, and there is no verdict."""


_FAMILIES: dict[int, type[Refused]] = {
    401: AccessDenied,
    403: AccessDenied,
    404: NotFound,
    412: PreconditionFailed,
    413: TooLarge,
    414: TooLarge,
    422: Invalid,
    429: OverCapacity,
    431: TooLarge,
    503: OverCapacity,
}


def family(status: int) -> type[Refused]:
    """The class of problems with a status."""
    return _FAMILIES.get(status, ServiceFailed if status >= 500 else BadRequest)


class NotCompliant(ServandaError):
    """The verdict is not `compliant`, or it is under a draft. It is in ``verdict``."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict)
        self.verdict = verdict

    def __str__(self) -> str:
        named = self.verdict.ruleset
        draft = " in a draft, which binds nobody" if self.verdict.draft else ""
        return f"the verdict is `{self.verdict.verdict}`, under {named.agreement} {named.version}{draft}"
