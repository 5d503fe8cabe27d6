"""Everything that is answered instead of a result: RFC 9457 problems, their kinds, and which error becomes which.

INVARIANT: a problem never repeats a submitted value; of a draft, whose text is no submission, it quotes names.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from starlette.responses import Response

from servanda.errors import EngineError, Problem, ServandaError, SubmissionError, UnknownRuleset, tell

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 100
RETRY_AFTER = {"Retry-After": "5"}
_OF_THE_HEAD = frozenset(
    (
        "bad-request",
        "ruleset-not-found",
        "not-acceptable",
        "unsupported-media-type",
        "decompression-limit",
        "draft-limit-exceeded",
    )
)
"""The kinds whose errors have no place in a document: they concern the address, a header, or compressed bytes."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its status, its title, and what to do about it."""

    status: int
    title: str
    text: str


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        # INVARIANT: where a submission has problems of several kinds, the first of them in this order is the answer's.
        "bad-request": Kind(
            400,
            "The request is malformed",
            "Its line, a header or a query parameter is not what HTTP or this API asks for, or its body broke off. "
            "Where the fault is known, `errors` names it.",
        ),
        "invalid-encoding": Kind(
            400,
            "The body is not UTF-8",
            "JSON is read as UTF-8 without a byte order mark; escapes of half a surrogate pair are refused. "
            "`line` and `column` give the place.",
        ),
        "malformed-json": Kind(
            400,
            "The body is not JSON",
            "The body must be one JSON document as of RFC 8259, without NaN, Infinity and trailing data. "
            "`line` and `column` give the place.",
        ),
        "duplicate-key": Kind(
            400,
            "An object of the body has the same key twice",
            "Readers of JSON differ on which of the two counts, so neither is taken. Keys spelled with escapes are "
            "compared as what they spell.",
        ),
        "json-too-deep": Kind(
            400,
            "The body is nested too deep",
            "Objects and lists may be nested as deep as `limit` says.",
        ),
        "malformed-content-encoding": Kind(
            400,
            "The body cannot be decompressed",
            "With `Content-Encoding: gzip` the body must be exactly one whole gzip member: neither corrupt, nor cut "
            "short, nor followed by anything.",
        ),
        "not-found": Kind(404, "There is nothing at this address", "/docs shows the addresses that exist."),
        "ruleset-not-found": Kind(
            404,
            "There is no such agreement or version",
            "A version is named exactly, like `2.0.0`; nothing stands for the latest. `errors` says which of the two "
            "is unknown, and what there is; GET /v1/rulesets lists it all.",
        ),
        "method-not-allowed": Kind(
            405, "The method is not allowed here", "The header `Allow` lists the methods of this address."
        ),
        "not-acceptable": Kind(
            406,
            "The answer has no acceptable media type",
            "The header `Accept` excludes the media type that this address answers with; `errors` names it.",
        ),
        "request-timeout": Kind(
            408,
            "The request took too long to arrive",
            "The headers of a request must be there within 5 seconds, its body within 10 more.",
        ),
        "precondition-failed": Kind(
            412,
            "Another ruleset is loaded than the one that was asked for",
            "No ETag in `If-Match` is that of what is served at this address: for an evaluation, the digest of the "
            "ruleset. The header `ETag` gives the one that is. Nothing was evaluated.",
        ),
        "body-too-large": Kind(
            413,
            "The body is too large",
            "`limit` says how many bytes a body may have, as it is sent. Compress it with gzip, or split the list.",
        ),
        "decompression-limit": Kind(
            413,
            "The decompressed body is too large",
            "`limit` says how many bytes a body may have when decompressed; above 1 MiB it may also be at most 200 "
            "times as large as what was sent. `errors` says which of the two it was.",
        ),
        "too-many-items": Kind(
            413, "There are too many items in the body", "`limit` says how many may stand in one list, or in all."
        ),
        "uri-too-long": Kind(414, "The address is too long", "`limit` says how many bytes it may have."),
        "unsupported-media-type": Kind(
            415,
            "The body must be application/json",
            "In UTF-8; no other charset may be named in `Content-Type`. `errors` says what is wrong with it.",
        ),
        "unsupported-content-encoding": Kind(
            415,
            "The content coding of the body is not supported",
            "The body may be compressed once, with `Content-Encoding: gzip`.",
        ),
        "validation-error": Kind(
            422,
            "The submission cannot be judged",
            "`errors` says everything that is wrong with it, each with a JSON pointer to its place. GET the schema of "
            "the ruleset to see what may be submitted.",
        ),
        "number-out-of-range": Kind(
            422, "A number is beyond the limits", "Whole numbers must lie within ±9007199254740991."
        ),
        "unsafe-text": Kind(
            422,
            "A text holds characters that are refused",
            "Control characters, direction marks and noncharacters make a text look like another one.",
        ),
        "duplicate-record": Kind(
            422,
            "Two records have the same id",
            "Lists, the entries of one list, and its removals must differ in their ids.",
        ),
        "unresolved-reference": Kind(
            422,
            "Something refers to what is not there",
            "A list can only answer lists of the same submission, and leave out whom these have.",
        ),
        "draft-unsafe-yaml": Kind(
            422,
            "The draft uses a part of YAML that is not read",
            "Anchors, aliases, tags, merge keys and directives are refused: a ruleset says everything where it stands. "
            "`errors` says where they are.",
        ),
        "draft-too-complex": Kind(
            422,
            "The draft is too large or too deeply nested",
            "`errors` says which limit of the language it is beyond: of its text, of an expression, or of the worlds "
            "that a rule has.",
        ),
        "unsafe-regex": Kind(
            422, "The draft has a pattern that is refused", "A pattern is a constant, in the syntax of RE2, and short."
        ),
        "draft-invalid": Kind(
            422,
            "The draft is no ruleset",
            "`errors` says everything that is wrong with its text or its patch; /v1/drafts/check says warnings too.",
        ),
        "draft-limit-exceeded": Kind(
            422,
            "Trying it takes too much time or memory",
            "`errors` says which of the two. Drafts are compiled and tried in a process of their own, within limits.",
        ),
        "headers-too-large": Kind(
            431, "The headers are too large", "A request may have 100 headers, and 32 KiB of them."
        ),
        "evaluation-failed": Kind(
            500,
            "The service failed, and there is no verdict",
            "The fault is not in the request. The log of the service says where it happened; it "
            "holds nothing that was submitted.",
        ),
        "over-capacity": Kind(
            503,
            "The service is busy",
            "As many large submissions are being judged as it takes on at once. `Retry-After` says when to try again.",
        ),
        "not-ready": Kind(
            503,
            "The ruleset is not loaded",
            "The service has no ruleset, or the text of this one has errors. Other rulesets are not affected.",
        ),
    }
)
OF_DRAFTS = ("draft-unsafe-yaml", "draft-too-complex", "unsafe-regex", "draft-invalid", "draft-limit-exceeded")
TITLES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "uk": {
            "invalid-encoding": "Тіло запиту не в кодуванні UTF-8",
            "malformed-json": "Тіло запиту не є JSON",
            "duplicate-key": "Об’єкт у тілі запиту двічі має той самий ключ",
            "json-too-deep": "Завелика глибина вкладення в тілі запиту",
            "too-many-items": "У тілі запиту забагато елементів",
            "validation-error": "Подання неможливо оцінити",
            "number-out-of-range": "Число поза межами допустимого",
            "unsafe-text": "Текст містить недозволені символи",
            "duplicate-record": "Два записи мають той самий ідентифікатор",
            "unresolved-reference": "Є посилання на те, чого немає",
            "draft-unsafe-yaml": "Проєкт використовує частину YAML, яку не читають",
            "draft-too-complex": "Проєкт завеликий або має завелику глибину вкладення",
            "unsafe-regex": "Проєкт містить недопустимий шаблон",
            "draft-invalid": "Проєкт не є набором правил",
        },
        "ru": {
            "invalid-encoding": "Тело запроса не в кодировке UTF-8",
            "malformed-json": "Тело запроса не является JSON",
            "duplicate-key": "Объект в теле запроса дважды имеет один и тот же ключ",
            "json-too-deep": "Слишком большая глубина вложения в теле запроса",
            "too-many-items": "В теле запроса слишком много элементов",
            "validation-error": "Представление невозможно оценить",
            "number-out-of-range": "Число вне допустимых пределов",
            "unsafe-text": "Текст содержит недопустимые символы",
            "duplicate-record": "Две записи имеют один и тот же идентификатор",
            "unresolved-reference": "Есть ссылка на то, чего нет",
            "draft-unsafe-yaml": "Проект использует часть YAML, которая не читается",
            "draft-too-complex": "Проект слишком велик или слишком глубоко вложен",
            "unsafe-regex": "Проект содержит недопустимый шаблон",
            "draft-invalid": "Проект не является набором правил",
        },
    }
)
"""The titles of the kinds that submissions can have, in the languages other than English."""
_ORDER = {slug: place for place, slug in enumerate(KINDS)}


@dataclass(eq=False)  # not frozen: whoever handles an exception may set its traceback
class Refusal(Exception):
    """A request that is answered with a problem."""

    slug: str
    errors: Sequence[Problem] = ()
    total: int | None = None
    limit: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"  # of its title and messages

    @property
    def status(self) -> int:
        return KINDS[self.slug].status

    @property
    def body(self) -> bytes:
        """The problem as JSON."""
        return json.dumps(self._document(), ensure_ascii=False, separators=(",", ":")).encode()

    def _document(self) -> dict[str, Any]:
        kind = KINDS[self.slug]
        title = TITLES.get(self.language, {}).get(self.slug, kind.title)
        document: dict[str, Any] = {"type": f"/problems/{self.slug}", "title": title, "status": kind.status}
        if self.errors:
            shown = self.errors[:MOST_ERRORS]
            document["errors"] = [_error(e, self.language) for e in shown]
            document["errors_total"] = len(self.errors) if self.total is None else self.total
        placed = next((e for e in self.errors if e.line is not None), None)
        limits = (e.limit for e in self.errors if e.slug == self.slug and e.limit is not None)
        extra = {
            "limit": next(limits, None) if self.limit is None else self.limit,
            "line": placed and placed.line,
            "column": placed and placed.column,
        }
        return document | {name: value for name, value in extra.items() if value is not None}


def _error(error: Problem, language: str) -> dict[str, Any]:
    place: dict[str, Any] = {} if error.slug in _OF_THE_HEAD else {"pointer": error.pointer}
    lines = {} if error.line is None else {"line": error.line, "column": error.column}
    return {**place, "code": error.code, "message": tell(error.message, language), **lines}


def refusal(slug: str, code: str, message: str, **more: Any) -> Refusal:
    """The refusal for one reason that has no place in a document."""
    return Refusal(slug, [Problem(slug, message, code=code)], **more)


def bad_request(code: str, message: str) -> Refusal:
    """The refusal of a request that is malformed outside its body."""
    return refusal("bad-request", code, message)


def of_submission(error: SubmissionError, language: str = "en") -> Refusal:
    """What is answered to a submission that cannot be judged."""
    first = min((p.slug for p in error.problems), key=_ORDER.__getitem__)
    told = {"Content-Language": language, "Vary": "Accept-Language"}
    return Refusal(first, error.problems, error.total, headers=told, language=language)


_REFUSALS: Mapping[type[ServandaError], Callable[[Any], Refusal]] = {
    SubmissionError: of_submission,
    UnknownRuleset: lambda error: Refusal("ruleset-not-found"),
    EngineError: lambda error: Refusal("evaluation-failed"),
}


def refusal_of(error: Exception) -> Refusal:
    """What is answered to an error; to one that nobody expected, that the evaluation failed."""
    if isinstance(error, Refusal):
        return error
    make = next((make for kind, make in _REFUSALS.items() if isinstance(error, kind)), None)
    return make(error) if make else Refusal("evaluation-failed")


def response_to(error: Exception) -> Response:
    """The answer to an error."""
    refusal = refusal_of(error)
    retry = RETRY_AFTER if refusal.status == 503 else {}
    return Response(refusal.body, refusal.status, {**retry, **refusal.headers}, MEDIA_TYPE)
