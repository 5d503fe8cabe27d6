"""The clients against the service: the application in this process, and a process that serves over a socket."""

import asyncio
import json
import logging
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from either import PERSON, ROOT, RULESET, Connect, submission

from servanda import __version__
from servanda_client import (
    BadRequest,
    Draft,
    Event,
    Invalid,
    NotCompliant,
    NotFound,
    Patch,
    PreconditionFailed,
    Prisoner,
    PrisonerList,
    Published,
    Submission,
    TooLarge,
    Unreachable,
)

CIVILIAN = {**PERSON, "id": "P5", "status": "civilian", "health": "fit", "date_of_birth": "1980-01-01"}


async def test_what_the_service_judges_by_can_be_read(client: Any) -> None:
    every, then = await client.rulesets(), await client.rulesets(on=date(2025, 6, 7))
    assert [agreement.agreement for agreement in every] == ["istanbul-2025", "list-quality"]
    assert all(agreement.versions[0].in_force.from_ <= "2025-06-07" for agreement in then)
    agreement = await client.agreement("istanbul-2025", on="2025-06-07")
    assert [version.version for version in agreement.versions] == ["2.0.0"]
    ruleset = await client.ruleset(*RULESET, if_match=agreement.versions[0].digest)
    assert ruleset.digest == agreement.versions[0].digest
    assert ruleset.definitions["young"].readings["RU-LT25"].is_.startswith("age")
    assert await client.source(*RULESET) == (ROOT / "rulesets/istanbul-2025/2.0.0.yaml").read_text("utf-8")
    assert (await client.schema(*RULESET))["type"] == "object"


async def test_the_service_says_how_it_is(client: Any) -> None:
    assert (await client.health()).status == "alive"
    ready = await client.ready()
    assert (ready.status, ready.failed) == ("ready", 0)
    assert "Control characters" in await client.explain("unsafe-text")


async def test_a_submission_is_judged(client: Any) -> None:
    verdict = await client.evaluate(*RULESET, submission())
    assert verdict.is_compliant
    verdict.raise_unless_compliant()
    (entry,) = verdict.lists[0].entries
    assert entry.is_compliant
    assert entry.values["age"] == {"at-agreement": 35, "at-list": 35}


async def test_who_is_not_compliant_cannot_be_overlooked(client: Any) -> None:
    verdict = await client.evaluate(*RULESET, submission(CIVILIAN), language="uk")
    assert not verdict.is_compliant
    with pytest.raises(NotCompliant, match=r"^the verdict is `non_compliant`, under istanbul-2025 2\.0\.0$") as raised:
        verdict.raise_unless_compliant()
    assert raised.value.verdict is verdict
    assert any("а" in finding.message for finding in verdict.lists[0].entries[0].findings)


async def test_every_rule_of_every_subject_can_be_traced(client: Any) -> None:
    verdict = await client.evaluate(*RULESET, submission(detail="trace"))
    rules = verdict.lists[0].entries[0].rules
    assert any(
        reason.definition == "young" for rule in rules for reason in rule.because if hasattr(reason, "definition")
    )


@dataclass
class Person:
    id: str
    status: str
    date_of_birth: date | None = None
    health: str | None = None


@dataclass
class Act:
    kind: str
    actor: str
    from_: str
    date: date


WRITTEN = Submission(
    as_of=date(2025, 6, 7),
    lists=[
        PrisonerList(
            id="U",
            kind="prisoners",
            role="proposed",
            by="UKR",
            date="2025-06-05",
            entries=[Prisoner(id="P1", status="pow", date_of_birth=date(1990, 5, 2), health="seriously_wounded")],
        )
    ],
)


@pytest.mark.parametrize(
    "given",
    [
        submission(),
        json.dumps(submission()).encode(),
        submission(Person("P1", "pow", date(1990, 5, 2), "seriously_wounded")),
        submission(Prisoner(id="P1", status="pow", date_of_birth="1990-05-02", health="seriously_wounded")),
        WRITTEN,
        Submission.model_validate(submission()),
    ],
    ids=["dict", "bytes", "dataclass within", "model within", "model", "model of a dict"],
)
async def test_a_submission_may_be_given_in_several_ways(client: Any, given: Any) -> None:
    assert await client.evaluate(*RULESET, given) == await client.evaluate(*RULESET, submission())


@pytest.mark.parametrize(
    "event",
    [
        Event(kind="transfer", actor="RUS", from_="RUS", date="2025-06-07"),
        Act("transfer", "RUS", "RUS", date(2025, 6, 7)),
    ],
    ids=["model", "dataclass"],
)
async def test_a_name_that_python_keeps_for_itself_is_sent_without_its_underscore(client: Any, event: Any) -> None:
    verdict = await client.evaluate(*RULESET, {"as_of": "2025-06-07", "events": [event]})
    same = {"kind": "transfer", "actor": "RUS", "from": "RUS", "date": "2025-06-07"}
    assert verdict == await client.evaluate(*RULESET, {"as_of": "2025-06-07", "events": [same]})


async def test_a_large_submission_goes_in_gzip(connect: Connect, app: Any) -> None:
    seen: list[list[tuple[bytes, bytes]]] = []

    class Watched:
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            seen.append(scope["headers"])
            await app(scope, receive, send)

    people = [{**PERSON, "id": f"P{number}"} for number in range(2000)]
    for compress in (True, False):
        verdict = await connect(Watched(), compress=compress).evaluate(*RULESET, submission(*people))
        assert verdict.counts.compliant == 2000
    assert [(b"content-encoding", b"gzip") in headers for headers in seen] == [True, False]


async def test_another_ruleset_than_the_pinned_one_judges_nothing(client: Any) -> None:
    digest = (await client.ruleset(*RULESET)).digest
    assert (await client.evaluate(*RULESET, submission(), if_match=digest)).ruleset.digest == digest
    assert (await client.evaluate(*RULESET, submission(), if_match=f'"other", "{digest}"')).is_compliant
    with pytest.raises(PreconditionFailed) as raised:
        await client.evaluate(*RULESET, submission(), if_match="sha256:" + "0" * 64)
    assert raised.value.etag == f'"{digest}"'


@pytest.mark.parametrize(
    ("given", "family", "slug", "pointer"),
    [
        (submission({**PERSON, "rnk": "1"}), Invalid, "validation-error", "/lists/0/entries/0/rnk"),
        (submission(as_of="07.06.2025"), Invalid, "validation-error", "/as_of"),
        (submission(PERSON, PERSON), Invalid, "duplicate-record", "/lists/0/entries/1/id"),
        (b'{"as_of": NaN}', BadRequest, "malformed-json", None),
        (b'{"a": 1, "a": 2}', BadRequest, "duplicate-key", None),
        (submission(*[{"id": f"P{n}"} for n in range(10_001)]), TooLarge, "too-many-items", "/lists/0/entries"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_is_wrong_is_told_with_its_place(
    client: Any, given: Any, family: type, slug: str, pointer: str | None
) -> None:
    with pytest.raises(family) as raised:
        await client.evaluate(*RULESET, given)
    error = raised.value
    assert error.slug == slug
    assert pointer is None or error.errors[0].pointer == pointer
    if family is BadRequest:
        assert error.problem.line == 1


@pytest.mark.parametrize("name", [("istanbul-2025", "2.0.1"), ("istanbul-2026", "2.0.0"), ("istanbul-2025", "latest")])
async def test_a_version_that_is_not_there_is_not_found(client: Any, name: tuple[str, str]) -> None:
    with pytest.raises(NotFound, match=r"404 ruleset-not-found: .*there are: `"):
        await client.evaluate(*name, submission())


@pytest.mark.parametrize("name", ["", "..", ".", "a/b", "2.0.0/source", "ї", "2.0.0?on=1", "a\n"])
async def test_a_name_never_leads_elsewhere(client: Any, name: str) -> None:
    for names in ((name, "2.0.0"), ("istanbul-2025", name)):
        with pytest.raises(ValueError, match="have names of letters"):
            await client.ruleset(*names)


async def test_over_a_socket_it_is_the_same(connect: Connect, client: Any, address: str) -> None:
    over = connect(address)
    digest = (await over.ruleset(*RULESET)).digest
    people = [{**PERSON, "id": f"P{number}"} for number in range(2000)]
    for given in (submission(), submission(CIVILIAN), submission(*people)):
        assert await over.evaluate(*RULESET, given, if_match=digest) == await client.evaluate(*RULESET, given)
    with pytest.raises(Invalid):
        await over.evaluate(*RULESET, submission(as_of=7))
    found = await asyncio.gather(*(over.evaluate(*RULESET, submission()) for _ in range(20)))
    assert all(verdict.is_compliant for verdict in found)
    assert found[0].provenance.service == f"servanda {__version__}"


async def test_where_nobody_listens_there_is_no_answer(connect: Connect, at_once: None) -> None:
    with pytest.raises(Unreachable, match=r"^no answer: ConnectError") as raised:
        await connect("http://127.0.0.1:9").health()
    assert raised.value.__cause__ is raised.value.__context__ is None


async def test_no_log_and_no_message_holds_what_was_submitted(
    connect: Connect, client: Any, address: str, caplog: pytest.LogCaptureFixture, at_once: None
) -> None:
    canary = "Yevdokymenko"
    caplog.set_level(logging.DEBUG)
    bad = {**PERSON, "surname": canary, "health": canary}
    errors = []
    for given in (submission(bad), json.dumps(submission(bad)).encode()[:-2] + canary.encode()):
        for target in (client, connect(address), connect("http://127.0.0.1:9")):
            with pytest.raises((Invalid, BadRequest, Unreachable)) as raised:
                await target.evaluate(*RULESET, given)
            errors.append(raised.value)
    named = [
        submission({**PERSON, "surname": canary}),
        Submission.model_validate(submission({**PERSON, canary: canary})),
    ]
    verdict = await connect(address).evaluate(*RULESET, named[0])
    shown = [f"{error} {error!r}" for error in errors] + [repr(verdict), str(verdict), repr(named[1]), str(named[1])]
    assert canary not in " ".join(shown)
    assert canary not in caplog.text
    assert not any(canary in str(vars(record)) for record in caplog.records)
    assert any(record.name == "stamina" for record in caplog.records)


PUBLISHED = Published(agreement="istanbul-2025", version="2.0.0")
PATCHED = Published(
    agreement="istanbul-2025", version="2.0.0", patch=Patch(definitions={"young": {"RU-LT25": "age < 26"}})
)
SMALL = ("list-quality", "1.0.0")
P3 = {"id": "P3", "status": "pow", "date_of_birth": "2000-01-01", "health": "fit"}


async def test_a_draft_is_checked(client: Any) -> None:
    text = await client.source(*SMALL)
    found = await client.check_draft(Draft(text=text))
    assert (found.valid, found.diagnostics) == (True, [])
    assert (found.ruleset.agreement, found.ruleset.version) == SMALL
    found = await client.check_draft(Draft(text=text.replace("agreement:", "agrement:", 1)))
    assert not found.valid
    assert found.ruleset is None
    assert {"error"} <= {diagnostic.severity for diagnostic in found.diagnostics}
    assert all(diagnostic.start.line >= 1 for diagnostic in found.diagnostics)


async def test_a_submission_is_judged_under_a_draft(client: Any) -> None:
    verdict = await client.evaluate_draft(PATCHED, submission())
    assert (verdict.verdict, verdict.draft, verdict.is_compliant) == ("compliant", True, False)
    with pytest.raises(NotCompliant, match="in a draft"):
        verdict.raise_unless_compliant()
    verdict.raise_unless_compliant(allow_draft=True)
    text = await client.source(*SMALL)
    assert (await client.evaluate_draft(Draft(text=text), submission())).draft
    published = Published(agreement=SMALL[0], version=SMALL[1])
    assert await client.evaluate_draft(published, submission()) == await client.evaluate(*SMALL, submission())


async def test_the_impact_of_other_terms_is_told(client: Any) -> None:
    found = await client.impact(PUBLISHED, PATCHED, submission(P3), language="uk")
    assert (found.before.draft, found.after.draft) == (False, True)
    (moved,) = (rule for of in found.affected if of.kind == "entry" for rule in of.moved)
    assert moved.rule == "agreed-category"
    assert moved.because[0].definition == "young"
    assert moved.because[0].after.expression == "age < 26"
    assert re.search("[а-я]", moved.message)


@pytest.mark.parametrize(
    ("choice", "slug"),
    [
        (Draft(text="a: &x 1\nb: *x"), "draft-unsafe-yaml"),
        (Draft(text="language: 1"), "draft-invalid"),
        (Published(agreement="istanbul-2025", version="9.9.9"), "unresolved-reference"),
    ],
)
async def test_a_draft_that_cannot_be_judged_by_is_invalid(client: Any, choice: Any, slug: str) -> None:
    with pytest.raises(Invalid) as raised:
        await client.evaluate_draft(choice, json.dumps(submission()).encode())
    assert raised.value.slug == slug
    assert raised.value.errors[0].pointer.startswith("/ruleset/")


async def test_what_changed_between_two_versions_is_told(client: Any) -> None:
    found = await client.diff("istanbul-2025", "1.0.0", "2.0.0")
    assert (found.agreement, found.from_.version, found.to.version) == ("istanbul-2025", "1.0.0", "2.0.0")
    assert (found.step.made, found.step.enough) == ("major", True)
    assert {change.change for change in found.changes} <= {"added", "removed", "changed", "renamed"}
    assert all(change.text for change in found.changes)
    assert (await client.diff("istanbul-2025", "2.0.0", "2.0.0")).changes == []
