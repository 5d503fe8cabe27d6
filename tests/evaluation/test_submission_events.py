"""Reading actions and events: what they may hold, on both paths, and what is said of those that may not be."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec import UNSET
from submissions import (
    EVENT_KINDS,
    RULESET,
    a_list,
    acting,
    an_event,
    encode,
    history,
    submission,
    submissions,
)

from servanda.errors import Problem, SubmissionError
from servanda.evaluation.submission import Reader
from servanda.language.vocabulary import standard_fields

READER = Reader(RULESET)


def problems(document: object) -> list[Problem]:
    """What is said of a document, which the fast path must not take either."""
    assert READER._read_fast(encode(document)) is None
    with pytest.raises(SubmissionError) as caught:
        READER.read(encode(document))
    return list(caught.value.problems)


def told(document: object) -> list[tuple[str, str, str]]:
    return [(problem.pointer, problem.code, problem.slug) for problem in problems(document)]


def taken(document: object) -> Any:
    """What the fast path makes of a document, which is what the judge makes of it."""
    body = encode(document)
    fast = READER._read_fast(body)
    assert fast is not None
    assert fast == READER._read_slowly(body)
    return fast


def acted(**changes: Any) -> dict[str, Any]:
    """A submission of an action alone."""
    return {"as_of": "2025-06-07", "action": an_event(**changes)}


FULL = {
    "id": "E1",
    "kind": "transfer",
    "actor": "RUS",
    "at": "2025-06-07T12:00:00+03:00",
    "date": "2025-06",
    "subject": "both",
    "from": "RUS",
    "to": "UKR",
    "count": 1212,
    "category": "young",
    "batch": "B1",
    "location": "X",
    "agreed_location": "Y",
    "channel": "sanitary",
    "in_reply_to": "nothing.of.this.submission",
    "list": "nothing.of.this.submission",
    "person": "nobody",
    "via": "ICRC",
    "as_agreed": False,
    "ground": "other",
    "condition": "Тиша",
    "third_parties": ["ICRC"],
    "stated_by": ["UKR", "RUS"],
    "seats": -3,
    "stops": ["A", "B"],
}


def test_every_field_of_events_is_tried() -> None:
    assert list(FULL) == [*standard_fields("event", ()), "seats", "stops"] == list(RULESET.fields["event"])


def test_an_action_and_events_hold_what_was_sent_under_the_names_of_their_fields() -> None:
    read = READER.read(encode(submission(action={**FULL, "id": "A"}, events=[FULL, an_event(at=None)])))
    assert read.events is not None
    assert {name: getattr(read.events[0], name) for name in FULL} == FULL
    assert {name: getattr(read.action, name) for name in FULL} == {**FULL, "id": "A"}
    assert (read.events[1].id, read.events[1].at, read.events[1].stated_by) == (UNSET, None, UNSET)


def test_no_history_is_told_from_an_empty_one() -> None:
    assert READER.read(encode(submission())).events is None
    assert READER.read(encode(submission(events=None))).events is None
    assert READER.read(encode(submission(events=[]))).events == ()


def test_who_states_an_event_stays_as_it_was_sent() -> None:
    sent = [an_event(stated_by=stated) for stated in (None, [], ["UKR"])]
    read = READER.read(encode(history(*sent)))
    assert read.events is not None
    assert [event.stated_by for event in read.events] == [None, [], ["UKR"]]


@pytest.mark.parametrize(
    "document",
    [
        acted(),
        history(an_event()),
        {**acted(), "lists": []},
        {**acted(), "lists": None, "events": None},
        {**acted(), "events": []},
        history(an_event(), lists=[], action=None),
        submission(events=[], action=None),
        {"as_of": "2025-06-07", "events": []},
        {"as_of": "2025-06-07", "lists": [], "action": None, "events": []},
    ],
)
def test_there_need_not_be_lists_where_there_is_an_action_or_a_history(document: dict[str, Any]) -> None:
    taken(document)
    assert len(READER.read(encode(document)).lists) == len(document.get("lists") or ())


@pytest.mark.parametrize("lists", [{}, {"lists": None}, {"lists": []}])
@pytest.mark.parametrize("action", [{}, {"action": None}])
@pytest.mark.parametrize("events", [{}, {"events": None}])
def test_without_a_list_an_action_and_a_history_there_is_nothing_to_judge(
    lists: dict[str, Any], action: dict[str, Any], events: dict[str, Any]
) -> None:
    (problem,) = problems({"as_of": "2025-06-07", **lists, **action, **events})
    assert (problem.pointer, problem.code) == ("/lists", "nothing-to-judge")
    assert problem.message == "needs a list, an action or a history of events"


@pytest.mark.parametrize(
    "fields",
    [
        *({"kind": kind} for kind in ("submit_list", "close", "inspect")),
        *({"actor": code} for code in ("UKR", "ICRC")),
        *({"count": count} for count in (0, 1, 2**53 - 1, None)),
        *({"at": time} for time in ("2025-06-07", "2025-06-07T12:00:00Z", "2025-06-07T12:00:00.123456789+03:00")),
        *({"at": time} for time in ("2025-06-08", "9999-12-31", "2025-06-07T23:59:59-11:00")),  # after `as_of`
        *({"date": day} for day in ("2025", "2025-06", "2025-06-08")),
        {"id": None},
        {"condition": "a" * 4096},
        {"third_parties": []},
        {"stated_by": ["UKR", "UKR"]},
        {"stops": ["A"] * 1000},
        {"seats": -(2**53) + 1},
    ],
)
def test_values_within_the_limits_are_read_on_both_paths(fields: dict[str, Any]) -> None:
    taken(acted(**fields))
    taken(history(an_event(), an_event(**fields)))


@pytest.mark.parametrize(
    ("fields", "within", "code", "slug"),
    [
        ({"kind": "exchange"}, "/kind", "not-one-of", "validation-error"),
        ({"kind": None}, "/kind", "missing-field", "validation-error"),
        ({"kind": ["transfer"]}, "/kind", "wrong-type", "validation-error"),
        ({"actor": "BLR"}, "/actor", "not-a-party", "validation-error"),
        ({"actor": None}, "/actor", "missing-field", "validation-error"),
        ({"from": "both"}, "/from", "not-a-party", "validation-error"),
        ({"via": 1}, "/via", "wrong-type", "validation-error"),
        ({"count": -1}, "/count", "out-of-range", "validation-error"),
        ({"count": -(2**53)}, "/count", "out-of-range", "number-out-of-range"),
        ({"count": 2**53}, "/count", "out-of-range", "number-out-of-range"),
        ({"count": -1.0}, "/count", "wrong-type", "validation-error"),
        ({"count": "1"}, "/count", "wrong-type", "validation-error"),
        ({"count": True}, "/count", "wrong-type", "validation-error"),
        ({"at": "2025"}, "/at", "partial-date", "validation-error"),
        ({"at": "2025-06"}, "/at", "partial-date", "validation-error"),
        ({"at": "2025-06-31"}, "/at", "no-such-day", "validation-error"),
        ({"at": "2025-06-07T24:00:00Z"}, "/at", "no-such-day", "validation-error"),
        ({"at": "2025-06-07T12:00:00"}, "/at", "no-offset", "validation-error"),
        ({"at": "2025-06-07 12:00:00Z"}, "/at", "not-a-time", "validation-error"),
        ({"at": "2025-06-07T12:00Z"}, "/at", "not-a-time", "validation-error"),
        ({"at": ""}, "/at", "not-a-time", "validation-error"),
        ({"at": 20250607}, "/at", "wrong-type", "validation-error"),
        ({"date": "2025-06-07T12:00:00Z"}, "/date", "not-a-date", "validation-error"),
        ({"subject": "prisoner"}, "/subject", "not-one-of", "validation-error"),
        ({"batch": "a b"}, "/batch", "not-an-id", "validation-error"),
        ({"id": ""}, "/id", "not-an-id", "validation-error"),
        ({"in_reply_to": ["E"]}, "/in_reply_to", "wrong-type", "validation-error"),
        ({"as_agreed": 0}, "/as_agreed", "wrong-type", "validation-error"),
        ({"condition": "a\u202eb"}, "/condition", "unsafe-character", "unsafe-text"),
        ({"condition": ""}, "/condition", "empty-text", "validation-error"),
        ({"third_parties": "ICRC"}, "/third_parties", "wrong-type", "validation-error"),
        ({"third_parties": ["ICRC", None]}, "/third_parties/1", "wrong-type", "validation-error"),
        ({"stated_by": ["BLR"]}, "/stated_by/0", "not-a-party", "validation-error"),
        ({"stops": [["A"]]}, "/stops/0", "wrong-type", "validation-error"),
        ({"seats": 2**53}, "/seats", "out-of-range", "number-out-of-range"),
        ({"rank": "major"}, "/rank", "unknown-field", "validation-error"),
        ({"entries": []}, "/entries", "unknown-field", "validation-error"),
        ({"Іван": 1}, "", "unknown-field", "validation-error"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(fields: dict[str, Any], within: str, code: str, slug: str) -> None:
    assert told(acted(**fields)) == [(f"/action{within}", code, slug)]
    assert told(history(an_event(), an_event(**fields))) == [(f"/events/1{within}", code, slug)]


@pytest.mark.parametrize(
    ("document", "found"),
    [
        (submission(action=[an_event()]), [("/action", "wrong-type")]),
        (submission(action="transfer"), [("/action", "wrong-type")]),
        (submission(action=False), [("/action", "wrong-type")]),
        (submission(action={}), [("/action/kind", "missing-field"), ("/action/actor", "missing-field")]),
        ({"as_of": "2025-06-07", "action": []}, [("/action", "wrong-type"), ("/lists", "nothing-to-judge")]),
        ({"as_of": "2025-06-07", "action": {"kind": "close"}}, [("/action/actor", "missing-field")]),
        (submission(events=an_event()), [("/events", "wrong-type")]),
        (submission(events={}), [("/events", "wrong-type")]),
        (submission(events=0), [("/events", "wrong-type")]),
        (history(an_event(), None), [("/events/1", "wrong-type")]),
        (history([an_event()], "transfer"), [("/events/0", "wrong-type"), ("/events/1", "wrong-type")]),
        (history({"actor": "RUS"}), [("/events/0/kind", "missing-field")]),
        (submission(history_covers="transfer"), [("/history_covers", "wrong-type")]),
        (submission(history_covers=["transfer", "exchange"]), [("/history_covers/1", "not-one-of")]),
        (submission(history_covers=["transfer", None]), [("/history_covers/1", "wrong-type")]),
        (
            history(an_event(count=-1), an_event(at="x"), action=an_event(kind="x"), lists=[a_list(by="x")]),
            [
                ("/events/0/count", "out-of-range"),
                ("/events/1/at", "not-a-time"),
                ("/action/kind", "not-one-of"),
                ("/lists/0/by", "not-a-party"),
            ],
        ),
    ],
)
def test_actions_and_events_of_another_shape_are_refused(document: object, found: list[tuple[str, str]]) -> None:
    assert [(problem.pointer, problem.code) for problem in problems(document)] == found


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (acted(acotr="RUS"), "unknown field `acotr`, did you mean `actor`?"),
        (history(an_event(form="RUS")), "unknown field `form`, did you mean `from`?"),
        (history(an_event(count=-1)), "must be at least 0"),
        (acted(at="2025"), "must be a whole day, YYYY-MM-DD, or an instant"),
        (acted(actor="BLR"), "must be a party or third party: one of `UKR`, `RUS`, `ICRC`"),
        (acted(kind="exchange"), "must be one of " + ", ".join(f"`{kind}`" for kind in EVENT_KINDS)),
        (submission(event=[]), "unknown field `event`, did you mean `events`?"),
        (history(an_event(id="E"), an_event(), an_event(id="E")), "has the id of `/events/0`"),
        (history(an_event(), an_event(id="E"), action=an_event(id="E")), "has the id of `/events/1`"),
    ],
)
def test_a_problem_says_what_would_be_right(document: object, message: str) -> None:
    assert [problem.message for problem in problems(document)] == [message]


def test_ids_of_events_differ_and_that_of_the_action_is_none_of_them() -> None:
    duplicate = ("duplicate-id", "duplicate-record")
    taken(history(an_event(id="A"), an_event(id="B"), an_event(), an_event(), action=an_event(id="C")))
    taken(history(an_event(id=None), an_event(id=None), action=an_event(id=None)))
    taken(submission({"id": "A"}, events=[an_event(id="A")], action=an_event(id="L")))  # of other kinds of objects
    assert told(history(an_event(id="A"), an_event(id="A"))) == [("/events/1/id", *duplicate)]
    assert told({**acted(id="A"), "events": [an_event(), an_event(id="A")]}) == [("/action/id", *duplicate)]
    twice = [("/events/1/id", *duplicate), ("/action/id", *duplicate)]
    assert told(history(an_event(id="A"), an_event(id="A"), action=an_event(id="A"))) == twice


@pytest.mark.parametrize(
    ("within", "pointer"),
    [
        (lambda n: history(*[an_event()] * n), "/events"),
        (lambda n: history(*[an_event()] * n, detail="trace"), "/events"),
        (
            lambda n: submission(*({"id": f"P{i}"} for i in range(n - 1)), events=[an_event()], detail="trace"),
            "/detail",
        ),
        (lambda n: submission({"id": "P"}, events=[an_event()] * (n - 1), detail="trace"), "/detail"),
        (lambda n: history(an_event(stated_by=["UKR"] * n)), "/events/0/stated_by"),
        (lambda n: {**acted(), "history_covers": ["transfer"] * n}, "/history_covers"),
    ],
)
def test_what_would_cost_too_much_is_refused_whole(within: Any, pointer: str) -> None:
    taken(within(1000))
    (problem,) = problems(within(1001))
    assert (problem.slug, problem.limit, problem.pointer) == ("too-many-items", 1000, pointer)


def test_an_action_is_not_counted_among_what_is_traced() -> None:
    taken(history(*[an_event()] * 1000, action=an_event(), detail="trace"))


def test_events_nested_too_deep_do_not_exhaust_the_stack() -> None:
    for start in (b'{"as_of": "2025-06-07", "action": ', b'{"as_of": "2025-06-07", "events": ['):
        with pytest.raises(SubmissionError) as caught:
            READER.read(start + b'{"stops": ' + b"[" * 100_000)
        assert caught.value.problems[0].code == "too-deep"


@pytest.mark.parametrize("path", ["fast", "slow"])
def test_a_key_that_stands_twice_is_refused(path: str) -> None:
    body = encode(history(an_event(condition="a" if path == "fast" else 'a"b')))
    with pytest.raises(SubmissionError) as caught:
        READER.read(body.replace(b'"actor": "RUS"', b'"actor": "RUS", "actor": "RUS"'))
    assert caught.value.problems[0].code == "duplicate-key"


@pytest.mark.parametrize("secret", ["Sikorskyi", "Сікорський", "2025-06-32", "77777777777777777777", "gate number 1"])
def test_no_problem_repeats_a_value(secret: str) -> None:
    fields = {name: [secret] if isinstance(value, list) else secret for name, value in FULL.items()}
    wrong = {**fields, "id": secret + " ", "condition": secret + "\u202e"}
    known = an_event(id="E", stops=[{secret: secret}], kind={secret: secret})
    for document in (history(wrong, wrong, known, known, action=wrong), submission(history_covers=[secret, [secret]])):
        found = [(problem.message, problem.pointer) for problem in problems(document)]
        assert found
        assert secret not in json.dumps(found, ensure_ascii=False)


def test_a_submission_shows_nothing_of_its_events() -> None:
    read = READER.read(encode(history(an_event(condition="Sikorskyi"), action=an_event(condition="Sikorskyi"))))
    assert "Sikorskyi" not in repr(read) + repr(read.events) + repr(read.action)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(submissions(), acting())
def test_what_is_read_of_any_action_and_events_is_the_same_on_both_paths(
    document: dict[str, Any], acts: dict[str, Any]
) -> None:
    bodies = (encode({**document, **acts}), json.dumps({**document, **acts}).encode())
    found = []
    for body in bodies:
        try:
            found.append(READER._read_slowly(body))
        except SubmissionError as error:
            found.append([(problem.pointer, problem.code) for problem in error.problems])
    fast = READER._read_fast(bodies[0])
    assert found[0] == found[1]
    assert fast is None or fast == found[0]
