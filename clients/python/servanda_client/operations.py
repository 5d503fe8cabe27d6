"""The operations of the service: what to send for each, and how to read what comes back. Nothing here does I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Generic, TypeAlias, TypeVar
from urllib.parse import quote

from pydantic import TypeAdapter

from servanda_client.answer import Answer, read, require_digest, require_success, require_true_digest
from servanda_client.changes import Changes
from servanda_client.drafts import Choice, DraftCheck, Impact, is_chosen
from servanda_client.encoding import Given, compressed, encode, members
from servanda_client.rulesets import Agreement, Health, Readiness, Ruleset
from servanda_client.verdict import Verdict

T = TypeVar("T")
On: TypeAlias = str | date | None

JSON, YAML, SCHEMA, TEXT = "application/json", "application/yaml", "application/schema+json", "text/plain"


@dataclass(frozen=True, slots=True)
class Operation(Generic[T]):
    """A request, and how its answer is read."""

    method: str
    path: str
    decode: Callable[[Answer], T] = field(repr=False)
    media_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    content: bytes | None = field(default=None, repr=False)
    has_digest: bool = False
    """Whether the service gives the answer with a digest, as it does where something was judged."""
    asks_for_now: bool = False
    """Whether the answer is about this moment, so that asking again would not answer the question."""

    def request_headers(self) -> dict[str, str]:
        """All headers that the operation itself needs."""
        # The digest is of the bytes as the service makes them: they are asked for as they are.
        found = {"Accept": f"{self.media_type}, application/problem+json", "Accept-Encoding": "identity"}
        return {**found, **({} if self.content is None else {"Content-Type": JSON}), **self.headers}

    def compressed(self) -> Operation[T]:
        """The operation with what it sends in gzip, where that is worth it."""
        packed = None if self.content is None else compressed(self.content)
        if packed is None:
            return self
        return replace(self, content=packed, headers={**self.headers, "Content-Encoding": "gzip"})

    def result(self, answer: Answer) -> T:
        """What the answer says, or the exception that it is."""
        require_true_digest(answer)
        require_success(answer, self.media_type)
        if self.has_digest:
            require_digest(answer)
        return self.decode(answer)


def rulesets(on: On = None) -> Operation[list[Agreement]]:
    """The agreements and their versions."""
    return Operation("GET", f"/v1/rulesets{_query(on)}", _reader(list[Agreement]))


def agreement(name: str, on: On = None) -> Operation[Agreement]:
    """One agreement and its versions."""
    return Operation("GET", f"/v1/rulesets/{_part(name)}{_query(on)}", _reader(Agreement))


def ruleset(name: str, version: str, if_match: str | None = None) -> Operation[Ruleset]:
    """One version of an agreement."""
    return Operation("GET", _version(name, version), _reader(Ruleset), headers=_match(if_match))


def source(name: str, version: str, if_match: str | None = None) -> Operation[str]:
    """The text of a version."""
    return Operation("GET", f"{_version(name, version)}/source", _text, YAML, _match(if_match))


def schema(name: str, version: str, if_match: str | None = None) -> Operation[dict[str, Any]]:
    """What may be submitted."""
    path = f"{_version(name, version)}/schema"
    return Operation("GET", path, _reader(dict[str, Any]), SCHEMA, _match(if_match))


def evaluate(
    name: str, version: str, submission: Given, if_match: str | None, language: str | None
) -> Operation[Verdict]:
    """A verdict on a submission, which is about the very ruleset that was asked for."""
    headers = {**_match(if_match), **_language(language)}

    def decode(answer: Answer) -> Verdict:
        verdict = _VERDICT(answer)
        found = verdict.ruleset
        if verdict.draft or (found.agreement, found.version) != (name, version):
            raise answer.unexpected("the verdict is not under the ruleset that was asked for")
        if if_match not in (None, "*") and found.digest not in if_match:
            raise answer.unexpected("the verdict is under a ruleset with another digest")
        return verdict

    path = f"{_version(name, version)}/evaluations"
    return _post(path, encode(submission), decode, headers)


def check_draft(ruleset: Choice, language: str | None) -> Operation[DraftCheck]:
    """What there is to say of a draft."""
    return _post("/v1/drafts/check", members(ruleset=ruleset), _reader(DraftCheck), _language(language))


def evaluate_draft(ruleset: Choice, submission: Given, language: str | None) -> Operation[Verdict]:
    """A verdict under the ruleset that was chosen, which says whether it is a draft."""

    def decode(answer: Answer) -> Verdict:
        verdict = _VERDICT(answer)
        if not is_chosen(ruleset, verdict.ruleset, verdict.draft):
            raise answer.unexpected("the verdict is not under the ruleset that was chosen")
        return verdict

    content = members(ruleset=ruleset, submission=submission)
    return _post("/v1/drafts/evaluations", content, decode, _language(language))


def impact(before: Choice, after: Choice, submission: Given, language: str | None) -> Operation[Impact]:
    """The same submission under the two rulesets that were chosen."""

    def decode(answer: Answer) -> Impact:
        found = _IMPACT(answer)
        for choice, side in ((before, found.before), (after, found.after)):
            if not is_chosen(choice, side.ruleset, side.draft):
                raise answer.unexpected("the impact is not of the rulesets that were chosen")
        return found

    content = members(before=before, after=after, submission=submission)
    return _post("/v1/drafts/impact", content, decode, _language(language))


def diff(name: str, before: str, after: str, if_match: str | None, language: str | None) -> Operation[Changes]:
    """The changes between two published versions."""
    path = f"{_version(name, before)}/diff/{_part(after)}"
    return Operation("GET", path, _reader(Changes), headers={**_match(if_match), **_language(language)})


def explain(slug: str) -> Operation[str]:
    """What a kind of problem means."""
    return Operation("GET", f"/problems/{_part(slug)}", _text, TEXT)


def health() -> Operation[Health]:
    """Whether the process answers."""
    return Operation("GET", "/healthz", _reader(Health), asks_for_now=True)


def ready() -> Operation[Readiness]:
    """Whether rulesets are loaded."""
    return Operation("GET", "/readyz", _reader(Readiness), asks_for_now=True)


def _post(path: str, content: bytes, decode: Callable[[Answer], T], headers: Mapping[str, str]) -> Operation[T]:
    return Operation("POST", path, decode, headers=headers, content=content, has_digest=True)


def _reader(kind: type[T]) -> Callable[[Answer], T]:
    adapter: TypeAdapter[T] = TypeAdapter(kind)
    return lambda answer: read(adapter, answer)


_VERDICT = _reader(Verdict)
_IMPACT = _reader(Impact)


def _text(answer: Answer) -> str:
    try:
        return answer.content.decode()
    except UnicodeDecodeError:
        pass
    raise answer.unexpected("the text is not UTF-8")


def _part(name: str) -> str:
    """A name as a part of a path, and nothing that would lead elsewhere."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.+_-]*", name):
        raise ValueError("agreements, versions and kinds of problems have names of letters, digits and `.+_-`")
    return quote(name, safe="")


def _version(name: str, version: str) -> str:
    return f"/v1/rulesets/{_part(name)}/{_part(version)}"


def _query(on: On) -> str:
    return "" if on is None else f"?on={quote(str(on), safe='')}"


def _match(if_match: str | None) -> dict[str, str]:
    """The condition that the ruleset is that with this digest, or with one of these entity tags."""
    if if_match is None:
        return {}
    tags = if_match if if_match == "*" or '"' in if_match else f'"{if_match}"'
    if not re.fullmatch(r'\*|(W/)?"[!#-~]*"( *, *(W/)?"[!#-~]*")*', tags):
        raise ValueError("`if_match` must be a digest, as `sha256:…`, or entity tags")
    return {"If-Match": tags}


def _language(language: str | None) -> dict[str, str]:
    return {} if language is None else {"Accept-Language": language}
