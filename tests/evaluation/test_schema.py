"""The JSON Schema of a submission says what the reader takes, as far as a schema can say it."""

import json

import jsonschema_rs
import pytest
from hypothesis import given, settings
from submissions import RULESET, a_list, an_event, bodies, encode, history, submission

from servanda.errors import SubmissionError
from servanda.evaluation.schema import submission_schema
from servanda.evaluation.submission import Reader

SCHEMA = submission_schema(RULESET)
VALIDATOR = jsonschema_rs.validator_for(SCHEMA)
READER = Reader(RULESET)

NOT_JSON = {"malformed", "duplicate-key", "not-utf8", "byte-order-mark", "lone-surrogate", "too-deep"}
BEYOND_A_SCHEMA = {
    "no-such-day",  # of 30 February
    "duplicate-id",
    "unknown-list",
    "unknown-entry",
    "still-listed",
    "reply-to-itself",
    "not-yet",  # of a day after `as_of`
    "unsafe-character",  # of the higher planes
    "wrong-type",  # a whole number written as 1.0
}


def codes(body: bytes) -> set[str]:
    try:
        READER.read(body)
    except SubmissionError as error:
        return {problem.code for problem in error.problems}
    return set()


def test_the_schema_is_one() -> None:
    jsonschema_rs.meta.validate(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


@settings(max_examples=100)
@given(bodies())
def test_the_schema_and_the_reader_agree(body: bytes) -> None:
    found = codes(body)
    if found & NOT_JSON:
        return
    if VALIDATOR.is_valid(json.loads(body)):
        assert not found or found & BEYOND_A_SCHEMA
    else:
        assert found


@pytest.mark.parametrize(
    ("document", "valid"),
    [
        (submission(), True),
        (submission(readings={"young": ["RU-LT25"]}, account="RUS", conduct_of="UKR", detail="trace"), True),
        (submission(readings={"young": []}), False),
        (submission(readings={"old": ["RU-LT25"]}), False),
        (submission(readings="ICRC"), False),
        (submission(account="ICRC"), False),
        (submission(action=an_event(), events=[an_event(id="E"), an_event()]), True),
        (submission(action=None, events=[]), True),
        (submission(action=[an_event()]), False),
        (submission(events=an_event()), False),
        (submission(action={}), False),
        (history(), True),
        (history(an_event()), True),
        (history(an_event(), lists=[], action=None), True),
        (history(an_event(), lists=[{}]), False),
        (history(None), False),
        (history(*[an_event()] * 1000), True),
        (history(*[an_event()] * 1001), False),
        ({"as_of": "2025-06-07", "action": an_event()}, True),
        ({"as_of": "2025-06-07", "action": an_event(), "lists": None, "events": None}, True),
        ({"as_of": "2025-06-07", "action": None, "lists": None, "events": None}, False),
        (history(an_event(kind="inspect", seats=-1, stops=["A", "B"], at="2025-06-07T12:00:00Z", date="2025")), True),
        (history({"kind": "transfer", "actor": "RUS", "from": "UKR", "to": "ICRC", "third_parties": ["ICRC"]}), True),
        (history(an_event(kind="inspection")), False),
        (history(an_event(actor=None)), False),
        (history(an_event(at="2025-06")), False),
        (history(an_event(at="2025-06-07T12:00:00")), False),
        (history(an_event(count=0)), True),
        (history(an_event(count=-1)), False),
        (history(an_event(count=2**53)), False),
        (history(an_event(stated_by=[])), True),
        (history(an_event(stated_by=["BLR"])), False),
        (history(an_event(surname="A")), False),
        (submission(history_covers=["inspect", "consent"]), True),
        (submission(history_covers=["inspection"]), False),
        (submission({"id": "P1", "served_months": 12, "medals": ["A"], "seen_on": ["1999"]}), True),
        (submission({"id": "P1", "served_months": 2**53}), False),
        (submission({"id": "P1", "status": None}), True),
        (submission({"id": "P1", "status": "prisoner"}), False),
        (submission({"id": None}), False),
        (submission({"id": "P1", "surname": "a\u2066b"}), False),
        (submission({"id": "P1", "surname": "a" * 4097}), False),
        (submission({"id": "P1", "on_record": ["surname"]}), True),
        (submission({"id": "P1", "on_record": ["name"]}), False),
        (submission({"id": "P1", "container": "C"}), False),
        ({"as_of": "2025-06-07", "lists": [a_list({"id": "B", "container": "C"}, kind="remains")]}, True),
        ({"as_of": "2025-06-07", "lists": [a_list(by="ICRC")]}, False),
        ({"as_of": "2025-06-07", "lists": [a_list(role="returned")]}, False),
        ({"as_of": "2025-06-07", "lists": [a_list(role="returned", in_reply_to=[])]}, False),
        ({"as_of": "2025-06-07", "lists": [a_list(id="A"), a_list(role="returned", in_reply_to=["A"])]}, True),
        ({"as_of": "2025-06-07", "lists": []}, False),
        ({"lists": [a_list()]}, False),
    ],
)
def test_submissions_that_the_schema_takes_are_those_that_the_reader_takes(document: object, valid: bool) -> None:
    assert VALIDATOR.is_valid(document) is valid
    assert (not codes(encode(document))) is valid


def test_own_fields_are_described_in_the_words_of_the_ruleset() -> None:
    assert SCHEMA["$defs"]["prisoner"]["properties"]["seen_on"]["description"] == "Days on which the person was seen"


def test_an_event_is_common_ground_unless_it_says_who_states_it() -> None:
    assert SCHEMA["$defs"]["event"]["properties"]["stated_by"]["default"] == []


def test_a_list_is_an_open_tranche_unless_it_says_otherwise() -> None:
    assert SCHEMA["$defs"]["prisoner_list"]["properties"]["final"]["default"] is False
