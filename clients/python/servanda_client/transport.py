"""What the two clients have in common: from an operation to a request of httpx, and back to an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from servanda_client.answer import Answer
from servanda_client.errors import TimedOut, Unreachable
from servanda_client.operations import Operation
from servanda_client.version import VERSION

TIMEOUT: Final = httpx.Timeout(30.0, connect=5.0)
_BROKEN = (httpx.NetworkError, httpx.ConnectTimeout, httpx.RemoteProtocolError)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the service is, and what every request to it says."""

    base_url: str
    headers: httpx.Headers = field(repr=False)
    timeout: httpx.Timeout

    @classmethod
    def of(
        cls, base_url: str | httpx.URL, headers: Mapping[str, str] | None, timeout: float | httpx.Timeout
    ) -> Address:
        """The address, if it is one over HTTP."""
        url = httpx.URL(base_url)
        if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.query or url.fragment:
            raise ValueError("`base_url` must be like `https://servanda.example`; credentials go into `auth`")
        told = httpx.Headers({"User-Agent": f"servanda-client/{VERSION}"})
        told.update(headers)
        return cls(str(url).rstrip("/"), told, httpx.Timeout(timeout))

    def request(self, http: httpx.Client | httpx.AsyncClient, operation: Operation[Any]) -> httpx.Request:
        """The request for an operation; what the operation needs is not for others to change."""
        headers = httpx.Headers(self.headers)
        headers.update(operation.request_headers())
        return http.build_request(
            operation.method,
            self.base_url + operation.path,
            headers=headers,
            content=operation.content,
            timeout=self.timeout,
        )


def answer_of(response: httpx.Response) -> Answer:
    """What a response says."""
    return Answer(
        response.status_code, {name.lower(): value for name, value in response.headers.items()}, response.content
    )


def failure_of(error: httpx.RequestError) -> Unreachable:
    """The exception for a request without a response. It does not keep httpx's, which holds what was submitted."""
    # What a protocol error says may repeat a header.
    told = f": {error}" if isinstance(error, httpx.NetworkError | httpx.TimeoutException) and str(error) else ""
    kind = TimedOut if isinstance(error, httpx.TimeoutException) else Unreachable
    return kind(f"{type(error).__name__}{told}", isinstance(error, _BROKEN))
