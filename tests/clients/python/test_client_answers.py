"""What a client makes of answers that are not as they should be: none of them is ever taken for success."""

import asyncio
import gzip
import pickle
from typing import Any

import httpx
import pytest
from either import DIGEST, RULESET, VERDICT, Connect, answer, digest_of, problem, submission

from servanda_client import (
    AccessDenied,
    AsyncClient,
    BadRequest,
    DigestMismatch,
    Draft,
    Invalid,
    NotCompliant,
    NotFound,
    OverCapacity,
    Patch,
    PreconditionFailed,
    Problem,
    Published,
    Refused,
    ServandaError,
    ServiceFailed,
    TimedOut,
    TooLarge,
    UnexpectedAnswer,
    Unreachable,
    Verdict,
)

TEXT = Draft(text="language: 1")
PATCHED = Published(agreement=RULESET[0], version=RULESET[1], patch=Patch(terms={}))
PLAIN = Published(agreement=RULESET[0], version=RULESET[1])


async def evaluated(connect: Connect, response: httpx.Response, **named: Any) -> Any:
    return await connect(lambda _: response).evaluate(*RULESET, submission(), **named)


async def refused(connect: Connect, response: httpx.Response) -> Any:
    def again(_: httpx.Request) -> httpx.Response:  # a response can be read once
        return httpx.Response(response.status_code, headers=response.headers, content=response.content)

    with pytest.raises(ServandaError) as raised:
        await connect(again).evaluate(*RULESET, submission())
    return raised.value


WORDS = ["disputed", "non_compliant", "pending", "indeterminate", "not_applicable", "conforming", "", "Compliant"]
WORDS += ["compliant ", "compliant\x00", "true", "соmpliant"]


@pytest.mark.parametrize("word", WORDS)
async def test_no_other_word_is_taken_for_compliant(connect: Connect, word: str) -> None:
    verdict = await evaluated(connect, answer({**VERDICT, "verdict": word}))
    assert verdict.verdict == word
    assert not verdict.is_compliant
    for allow_draft in (False, True):
        with pytest.raises(NotCompliant):
            verdict.raise_unless_compliant(allow_draft=allow_draft)


@pytest.mark.parametrize("value", [None, True, 1, ["compliant"], {"compliant": True}])
async def test_a_verdict_that_is_no_word_is_none(connect: Connect, value: Any) -> None:
    with pytest.raises(UnexpectedAnswer, match="`/verdict` is not what it should be"):
        await evaluated(connect, answer({**VERDICT, "verdict": value}))


async def test_a_verdict_is_no_truth_value(connect: Connect) -> None:
    verdict = await evaluated(connect, answer())
    with pytest.raises(TypeError, match="is_compliant"):
        assert verdict


async def test_what_a_newer_service_adds_is_kept_and_changes_nothing(connect: Connect) -> None:
    added = {"is_compliant": True, "raise_unless_compliant": 1, "weight": 7, "model_config": {}, "draft_of": "x"}
    counts = {**VERDICT["counts"], "escalated": 2}
    verdict = await evaluated(connect, answer({**VERDICT, "verdict": "escalated", "counts": counts, **added}))
    assert verdict.weight == 7
    assert verdict.model_extra == added
    assert verdict.counts.escalated == 2
    assert not verdict.is_compliant
    with pytest.raises(NotCompliant):
        verdict.raise_unless_compliant()


@pytest.mark.parametrize("member", VERDICT)
async def test_a_verdict_that_lacks_something_is_none(connect: Connect, member: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=f"`/{member}` is not what it should be: missing"):
        await evaluated(connect, answer({name: value for name, value in VERDICT.items() if name != member}))


@pytest.mark.parametrize(
    "changes",
    [
        {"draft": True},
        {"ruleset": {**VERDICT["ruleset"], "version": "1.0.0"}},
        {"ruleset": {**VERDICT["ruleset"], "agreement": "gc3-1949"}},
    ],
)
async def test_a_verdict_under_another_ruleset_is_none(connect: Connect, changes: dict[str, Any]) -> None:
    with pytest.raises(UnexpectedAnswer, match="not under the ruleset that was asked for"):
        await evaluated(connect, answer({**VERDICT, **changes}))


async def test_a_verdict_under_a_ruleset_with_another_digest_is_none(connect: Connect) -> None:
    assert (await evaluated(connect, answer(), if_match=DIGEST)).is_compliant
    assert (await evaluated(connect, answer(), if_match="*")).is_compliant
    with pytest.raises(UnexpectedAnswer, match="another digest"):
        await evaluated(connect, answer(), if_match=DIGEST[:-1] + "1")


async def test_a_verdict_under_a_draft_passes_only_where_that_is_allowed(connect: Connect) -> None:
    client = connect(lambda _: answer({**VERDICT, "draft": True}))
    for choice in (TEXT, PATCHED):
        verdict = await client.evaluate_draft(choice, submission())
        assert verdict.verdict == "compliant"
        assert not verdict.is_compliant
        with pytest.raises(NotCompliant, match="in a draft, which binds nobody"):
            verdict.raise_unless_compliant()
        verdict.raise_unless_compliant(allow_draft=True)


OTHER = {"agreement": RULESET[0], "version": "1.0.0"}


@pytest.mark.parametrize(
    ("choice", "draft"),
    [
        *((choice, False) for choice in (TEXT, PATCHED, {"text": ""}, PATCHED.model_dump(), OTHER)),
        *((choice, True) for choice in (PLAIN, {**OTHER, "patch": {}}, OTHER, {})),
    ],
)
async def test_a_verdict_or_an_impact_of_another_ruleset_is_none(connect: Connect, choice: Any, draft: bool) -> None:
    document = {**VERDICT, "draft": draft}
    with pytest.raises(UnexpectedAnswer, match="not under the ruleset that was chosen"):
        await connect(lambda _: answer(document)).evaluate_draft(choice, submission())
    sides = [{name: document[name] for name in ("ruleset", "draft", "verdict", "counts")}]
    sides.append({**sides[0], "draft": False})
    for (before, after), (one, other) in (((0, 1), (choice, PLAIN)), ((1, 0), (PLAIN, choice))):
        found = {"as_of": "2025-06-07", "before": sides[before], "after": sides[after]}
        told = answer({**found, "transitions": [], "affected": []})
        with pytest.raises(UnexpectedAnswer, match="not of the rulesets that were chosen"):
            await connect(lambda _, told=told: told).impact(one, other, submission())


GOOD = digest_of(answer().content)
BAD = digest_of(b"another")


FALSE = [BAD, f"{GOOD}, {BAD}", f"{BAD}, {GOOD}", GOOD[:-1], "sha-256=::", "sha-256="]
ABSENT = ["", "sha-512=:AAAA:", "nonsense", GOOD.upper()]


@pytest.mark.parametrize("digest", [*FALSE, *ABSENT])
async def test_a_verdict_without_its_true_digest_is_none(connect: Connect, digest: str) -> None:
    with pytest.raises(DigestMismatch):
        await evaluated(connect, answer(content_digest=digest))


@pytest.mark.parametrize("digest", [GOOD, f"sha-512=:AAAA:, {GOOD}", f"{GOOD},sha-512=:AAAA:", f"{GOOD};a=1"])
async def test_a_true_digest_is_one_among_others_too(connect: Connect, digest: str) -> None:
    assert (await evaluated(connect, answer(content_digest=digest))).is_compliant


@pytest.mark.parametrize("status", [200, 404, 503])
async def test_a_false_digest_spoils_any_answer(connect: Connect, at_once: None, status: int) -> None:
    document = [] if status == 200 else problem(status, "not-found")
    with pytest.raises(DigestMismatch):
        await connect(lambda _: answer(document, status, content_digest=BAD)).rulesets()
    if status == 200:
        assert await connect(lambda _: answer(document, content_digest="")).rulesets() == []


async def test_bytes_are_asked_for_as_they_are_and_judged_as_the_service_made_them(connect: Connect) -> None:
    def proxy(request: httpx.Request) -> httpx.Response:
        assert request.headers["accept-encoding"] == "identity"
        made = answer()
        headers = {**made.headers, "content-encoding": "gzip"}
        return httpx.Response(200, headers=headers, content=gzip.compress(made.content))

    assert (await connect(proxy).evaluate(*RULESET, submission())).is_compliant


FAMILIES = [
    (400, "malformed-json", BadRequest),
    (401, "unauthenticated", AccessDenied),
    (403, "forbidden", AccessDenied),
    (404, "ruleset-not-found", NotFound),
    (405, "method-not-allowed", BadRequest),
    (406, "not-acceptable", BadRequest),
    (408, "request-timeout", BadRequest),
    (412, "precondition-failed", PreconditionFailed),
    (413, "body-too-large", TooLarge),
    (414, "uri-too-long", TooLarge),
    (415, "unsupported-media-type", BadRequest),
    (418, "unheard-of", BadRequest),
    (422, "validation-error", Invalid),
    (429, "rate-limited", OverCapacity),
    (431, "headers-too-large", TooLarge),
    (500, "evaluation-failed", ServiceFailed),
    (501, "unheard-of", ServiceFailed),
    (503, "over-capacity", OverCapacity),
]


@pytest.mark.parametrize(("status", "slug", "family"), FAMILIES)
async def test_a_problem_is_an_exception_of_its_family(
    connect: Connect, at_once: None, status: int, slug: str, family: type
) -> None:
    error = await refused(connect, answer(problem(status, slug), status))
    assert type(error) is family
    assert (error.status, error.slug) == (status, slug)


async def test_a_problem_carries_what_it_says(connect: Connect) -> None:
    faults = [{"pointer": f"/lists/{n}", "code": "wrong-type", "message": "must be text"} for n in range(5)]
    told = problem(422, "unsafe-text", errors=faults, errors_total=120, limit=7, line=2, column=3, hint="new")
    error = await refused(connect, answer(told, 422))
    assert [fault.pointer for fault in error.errors] == [f"/lists/{n}" for n in range(5)]
    assert error.errors[0].code == "wrong-type"
    assert (error.problem.line, error.problem.column, error.problem.limit) == (2, 3, 7)
    assert error.problem.hint == "new"
    assert str(error) == (
        "422 unsafe-text: A title; line 2, column 3; the limit is 7; /lists/0: must be text; /lists/1: must be text; "
        "/lists/2: must be text; and 117 more"
    )


SECRET = "Yevdokymenko"


@pytest.mark.parametrize(
    ("response", "told"),
    [
        (httpx.Response(502, html=f"<p>{SECRET}</p>"), "status 502: `text/html` instead of a problem document"),
        (httpx.Response(200, html=SECRET), "`text/html` instead of `application/json`"),
        (httpx.Response(403, text=SECRET), "`text/plain` instead of a problem document"),
        (httpx.Response(500), "no media type instead of a problem document"),
        (httpx.Response(404, headers={"content-type": SECRET * 9}, content=b"x"), "no media type instead"),
        (httpx.Response(302, headers={"location": f"http://{SECRET}/"}), "redirects are not followed"),
        (httpx.Response(204), "no media type|problem document"),
        (answer({"type": "about:blank", "title": SECRET, "status": 403}, 403), "none of the service's"),
        (answer(problem(422, SECRET.lower(), errors=SECRET), 422), "`/errors` is not what it should be"),
        (answer(f'{{"{SECRET}'.encode(), 422), "is not what it should be: json_invalid"),
        (answer([SECRET], 500), "is not what it should be"),
        (answer(f'{{"verdict": {SECRET}'.encode()), "is not what it should be: json_invalid"),
        (answer({**VERDICT, "rules": SECRET}), "`/rules` is not what it should be"),
        (answer({**VERDICT, "rules": [{SECRET: 1}]}), "`/rules/0/rule` is not what it should be: missing"),
        (answer({**VERDICT, "draft": "false"}), "`/draft` is not what it should be"),
        (answer({**VERDICT, "readings": {SECRET: SECRET}}), "is not what it should be"),
        (answer(b"\xff"), "is not what it should be"),
        (answer(b""), "is not what it should be"),
    ],
)
async def test_an_answer_of_another_makes_a_clear_exception_without_its_content(
    connect: Connect, response: httpx.Response, told: str
) -> None:
    error = await refused(connect, response)
    assert type(error) is UnexpectedAnswer
    with pytest.raises(UnexpectedAnswer, match=told):
        raise error
    assert SECRET.lower() not in f"{error} {error!r} {error.__context__!r}".lower()
    assert error.__cause__ is error.__context__ is None


async def test_redirects_are_not_followed_by_a_client_that_does(connect: Connect) -> None:
    hosts = []

    def elsewhere(asked: httpx.Request) -> httpx.Response:
        hosts.append(asked.url.host)
        return httpx.Response(307, headers={"location": "http://elsewhere/"})

    client = connect("http://test", httpx={"transport": httpx.MockTransport(elsewhere), "follow_redirects": True})
    with pytest.raises(UnexpectedAnswer, match="redirects"):
        await client.evaluate(*RULESET, submission())
    assert hosts == ["test"]


@pytest.mark.parametrize("error", [httpx.ReadTimeout, httpx.WriteTimeout, httpx.PoolTimeout, httpx.ConnectTimeout])
async def test_what_takes_too_long_times_out(
    connect: Connect, at_once: None, error: type[httpx.TimeoutException]
) -> None:
    def slow(request: httpx.Request) -> httpx.Response:
        raise error("too slow", request=request)

    with pytest.raises(TimedOut, match=f"{error.__name__}: too slow"):
        await connect(slow).health()


async def test_a_protocol_error_does_not_repeat_a_header(connect: Connect) -> None:
    def illegal(request: httpx.Request) -> httpx.Response:
        raise httpx.LocalProtocolError(f"Illegal header value b'{SECRET}'", request=request)

    with pytest.raises(Unreachable, match=r"^no answer: LocalProtocolError$"):
        await connect(illegal).health()


def test_exceptions_survive_pickling() -> None:
    verdict = Verdict.model_validate({**VERDICT, "verdict": "pending"})
    refusal = Refused(422, Problem.model_validate(problem(422, "x")), 1.0, "e")
    for error in (NotCompliant(verdict), refusal, DigestMismatch(200, "why"), Unreachable("why", True)):
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert (str(again), again.is_transient) == (str(error), error.is_transient)


async def test_a_request_that_is_given_up_is_not_sent_again() -> None:
    sent, ended = [], []

    async def hang(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            ended.append(request)
            raise
        return answer()

    async with AsyncClient("http://test", transport=httpx.MockTransport(hang)) as client:
        task = asyncio.create_task(client.evaluate(*RULESET, submission()))
        while not sent:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await client.health()
    assert len(sent) == len(ended) == 2
