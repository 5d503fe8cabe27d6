"""The client that waits for its answers."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
import stamina

from servanda_client import operations
from servanda_client.changes import Changes
from servanda_client.drafts import Choice, DraftCheck, Impact
from servanda_client.encoding import Given
from servanda_client.operations import On, Operation
from servanda_client.retries import ONCE, RETRIES, Retries
from servanda_client.rulesets import Agreement, Health, Readiness, Ruleset
from servanda_client.transport import TIMEOUT, Address, answer_of, failure_of
from servanda_client.verdict import Verdict

T = TypeVar("T")


class Client:
    """A client of the service at ``base_url``; to be closed, or used in a `with` statement.

    ``language`` is that of messages, ``compress`` whether large submissions are sent in gzip. ``http`` is a client of
    httpx to use, which its owner closes; ``transport`` is for the one that is made otherwise.
    """

    def __init__(  # noqa: PLR0913 - options
        self,
        base_url: str,
        *,
        timeout: float | httpx.Timeout = TIMEOUT,
        retries: Retries = RETRIES,
        language: str | None = None,
        headers: Mapping[str, str] | None = None,
        auth: httpx.Auth | tuple[str, str] | None = None,
        compress: bool = True,
        http: httpx.Client | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        if http is not None and transport is not None:
            raise TypeError("`http` has a transport already: give one of the two")
        self._address = Address.of(base_url, headers, timeout)
        self._retries, self._language, self._compress = retries, language, compress
        self._auth = httpx.USE_CLIENT_DEFAULT if auth is None else auth
        self._http, self._is_own = http or httpx.Client(transport=transport), http is None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._address.base_url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections, but for those of an ``http`` that was given."""
        if self._is_own:
            self._http.close()

    def rulesets(self, on: On = None) -> list[Agreement]:
        """The agreements and their versions; of those in force on a day, if one is given."""
        return self._do(operations.rulesets(on))

    def agreement(self, agreement: str, on: On = None) -> Agreement:
        """One agreement and its versions; those in force on a day, if one is given."""
        return self._do(operations.agreement(agreement, on))

    def ruleset(self, agreement: str, version: str, *, if_match: str | None = None) -> Ruleset:
        """One version of an agreement, whole."""
        return self._do(operations.ruleset(agreement, version, if_match))

    def source(self, agreement: str, version: str, *, if_match: str | None = None) -> str:
        """The text of a version, in YAML."""
        return self._do(operations.source(agreement, version, if_match))

    def schema(self, agreement: str, version: str, *, if_match: str | None = None) -> dict[str, Any]:
        """What may be submitted under a version, as JSON Schema."""
        return self._do(operations.schema(agreement, version, if_match))

    def evaluate(
        self,
        agreement: str,
        version: str,
        submission: Given,
        *,
        if_match: str | None = None,
        language: str | None = None,
    ) -> Verdict:
        """The verdict on a submission; with ``if_match``, only under the ruleset that has this digest."""
        spoken = language or self._language
        return self._do(operations.evaluate(agreement, version, submission, if_match, spoken))

    def check_draft(self, ruleset: Choice, *, language: str | None = None) -> DraftCheck:
        """Whether a ruleset can be judged by, and what there is to say of it."""
        return self._do(operations.check_draft(ruleset, language or self._language))

    def evaluate_draft(self, ruleset: Choice, submission: Given, *, language: str | None = None) -> Verdict:
        """The verdict on a submission under a draft; it says that it is one, and is not compliant by itself."""
        spoken = language or self._language
        return self._do(operations.evaluate_draft(ruleset, submission, spoken))

    def impact(self, before: Choice, after: Choice, submission: Given, *, language: str | None = None) -> Impact:
        """What becomes of a submission if one ruleset takes the place of another."""
        spoken = language or self._language
        return self._do(operations.impact(before, after, submission, spoken))

    def diff(
        self,
        agreement: str,
        before: str,
        after: str,
        *,
        if_match: str | None = None,
        language: str | None = None,
    ) -> Changes:
        """The changes between two published versions."""
        return self._do(operations.diff(agreement, before, after, if_match, language or self._language))

    def explain(self, slug: str) -> str:
        """What a kind of problem means."""
        return self._do(operations.explain(slug))

    def health(self) -> Health:
        """Whether the process answers; asked once."""
        return self._do(operations.health())

    def ready(self) -> Readiness:
        """Whether rulesets are loaded; asked once, and ``OverCapacity`` where there are none."""
        return self._do(operations.ready())

    def _do(self, operation: Operation[T]) -> T:
        retries = ONCE if operation.asks_for_now else self._retries
        operation = operation.compressed() if self._compress else operation
        # INVARIANT: stamina is given no arguments of a call; its instrumentation would log them.
        for attempt in stamina.retry_context(retries.hook(), retries.attempts, retries.seconds):
            with attempt:
                return self._try(operation)
        raise AssertionError("the last attempt returns or raises")

    def _try(self, operation: Operation[T]) -> T:
        request = self._address.request(self._http, operation)
        try:
            response = self._http.send(request, auth=self._auth, follow_redirects=False)
        except httpx.RequestError as error:
            failure = failure_of(error)
        else:
            return operation.result(answer_of(response))
        raise failure
