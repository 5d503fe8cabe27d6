"""Reading submissions: strictly, the same on both paths, with everything that is wrong in one answer."""

import json
import traceback
from dataclasses import asdict
from typing import Any
from unicodedata import is_normalized

import pytest
from hypothesis import given, settings
from msgspec import UNSET
from submissions import RULESET, a_list, bodies, encode, submission

from servanda.errors import EngineError, Message, Problem, SubmissionError
from servanda.evaluation import strict
from servanda.evaluation.submission import Reader, Submission
from servanda.evaluation.values import CODES

READER = Reader(RULESET)


def refused(body: bytes) -> SubmissionError:
    with pytest.raises(SubmissionError) as caught:
        READER.read(body)
    return caught.value


def problems(document: object) -> list[Problem]:
    return list(refused(encode(document)).problems)


def only(document: object) -> Problem:
    (problem,) = problems(document)
    return problem


def entry(**fields: Any) -> dict[str, Any]:
    return submission({"id": "P1", **fields})


def slowly(body: bytes) -> Any:
    """What the judge makes of a body, or None where it refuses it."""
    try:
        return READER._read_slowly(body)
    except SubmissionError as error:
        assert error.problems and error.total >= len(error.problems)
        assert all(problem.code in CODES and isinstance(problem.message, Message) for problem in error.problems)
        return None


@settings(max_examples=250)
@given(bodies())
def test_the_fast_path_reads_what_the_judge_reads_and_leaves_it_only_escapes_and_texts_to_normalise(
    body: bytes,
) -> None:
    fast, judged = READER._read_fast(body), slowly(body)
    if judged is None or b"\\" in body or not is_normalized("NFC", body.decode()):
        assert fast is None
    else:
        assert fast == judged


def test_a_submission_holds_what_was_sent() -> None:
    document = submission(
        {"id": "P1", "status": "pow", "date_of_birth": "1990-05", "surname": "Шевченко", "rank": None, "medals": ["A"]},
        readings={"young": ["RU-LT25"]},
        conduct_of="RUS",
        detail="trace",
        history_covers=["transfer"],
    )
    read = READER.read(encode(document))
    assert (read.as_of, read.readings, read.account) == ("2025-06-07", {"young": ("RU-LT25",)}, "all")
    assert (read.conduct_of, read.detail, read.history_covers) == ("RUS", "trace", ("transfer",))
    (submitted,) = read.lists
    assert (submitted.id, submitted.kind, submitted.role, submitted.by) == ("L", "prisoners", "proposed", "UKR")
    (person,) = submitted.entries
    assert [getattr(person, name) for name in ("id", "date_of_birth", "surname")] == ["P1", "1990-05", "Шевченко"]
    assert (person.rank, person.health, person.medals) == (None, UNSET, ["A"])


def test_what_is_left_out_or_null_has_its_default() -> None:
    absent = dict.fromkeys(("readings", "account", "conduct_of", "detail", "action", "events", "history_covers"))
    for document in (submission(), submission(**absent)):
        read = READER.read(encode(document))
        assert (read.readings, read.account, read.conduct_of, read.detail) == ("all", "all", None, "findings")
        assert (read.action, read.events, read.history_covers) == (None, None, None)


@pytest.mark.parametrize(
    ("final", "read"), [({}, False), ({"final": None}, False), ({"final": False}, False), ({"final": True}, True)]
)
def test_a_list_is_an_open_tranche_unless_it_says_that_it_is_final(final: dict[str, Any], read: bool) -> None:
    (submitted,) = READER.read(encode({"as_of": "2025-06-07", "lists": [a_list(**final)]})).lists
    assert submitted.final is read


def test_lists_of_remains_have_the_fields_of_remains() -> None:
    document = {"as_of": "2025-06-07", "lists": [a_list({"id": "B1", "container": "C1"}, kind="remains")]}
    (submitted,) = READER.read(encode(document)).lists
    assert (submitted.kind, submitted.entries[0].container) == ("remains", "C1")


@pytest.mark.parametrize("path", ["fast", "slow"])
def test_text_is_read_in_normal_form_c(path: str) -> None:
    document = entry(surname="И\u0306ван")
    body = encode(document) if path == "fast" else json.dumps(document).encode()
    assert READER.read(body).lists[0].entries[0].surname == "Йван"


@pytest.mark.parametrize(
    "good",
    [
        *(
            {"date_of_birth": day}
            for day in ("1000", "2025", "1999-01", "1999-12", "2024-02-29", "2000-02-29", "1999-12-31")
        ),
        *({"nationality": name} for name in ("U", "u" * 64, "a.b_c:d-9")),
        *({"served_months": number} for number in (0, -1, 2**53 - 1, -(2**53) + 1)),
        *(
            {"surname": text}
            for text in ("a", "a" * 4096, "я" * 4096, "\U00020000" * 4096, "  ", "a\u00a0b", "o\u200dx")
        ),
        {"on_record": ["surname", "id"]},
        {"on_record": []},
        {"seen_on": ["1999", "1999-05-02", "9999"]},
        {"fit_to_travel": False},
        {"power": "ICRC"},
    ],
)
def test_values_within_the_limits_are_read_on_both_paths(good: dict[str, Any]) -> None:
    body = encode(entry(**good))
    fast = READER._read_fast(body)
    assert fast is not None
    assert fast == slowly(body)


WRONG: list[tuple[dict[str, Any], str, str]] = [
    *(
        ({"date_of_birth": day}, "no-such-day", "")
        for day in ("2025-02-29", "1900-02-29", "1999-04-31", "1999-13", "1999-00")
    ),
    *(
        ({"date_of_birth": day}, "not-a-date", "")
        for day in ("31.12.1990", "0999", "19990501", "1999-5-1", "1999-05-02 ", "")
    ),
    *(
        ({"date_of_birth": day}, "not-a-date", "")
        for day in ("1999-05-02\n", "१९९९", "1999-05-02T10:00:00Z", "1999-W05-1")
    ),
    ({"date_of_birth": 1999}, "wrong-type", ""),
    *(({"nationality": name}, "not-an-id", "") for name in ("", "u" * 65, "a b", "a\n", "я", "\u212a")),
    ({"nationality": True}, "wrong-type", ""),
    *(({"served_months": number}, "out-of-range", "") for number in (2**53, -(2**53), 10**30, 1e300)),
    *(({"served_months": number}, "wrong-type", "") for number in (1.0, 0.5, True, "42", [1])),
    *(({"fit_to_travel": value}, "wrong-type", "") for value in (1, 0, "true", {})),
    *(({"status": value}, "not-one-of", "") for value in ("POW", "", "pow ")),
    ({"status": 1}, "wrong-type", ""),
    ({"power": "BLR"}, "not-a-party", ""),
    ({"surname": 5}, "wrong-type", ""),
    ({"surname": ""}, "empty-text", ""),
    *(({"surname": "a" * 4097}, "text-too-long", "") for _ in "a"),
    *(
        ({"surname": f"a{sign}b"}, "unsafe-character", "")
        for sign in "\0\t\n\x1f\x7f\x80\x9f\u200e\u200f\u061c\u202a\u202e\u2066\u2069"
    ),
    *(({"surname": f"a{sign}b"}, "unsafe-character", "") for sign in "\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0010ffff"),
    ({"health_codes": "A1.a"}, "wrong-type", ""),
    ({"health_codes": ["A1.a", None]}, "wrong-type", "/1"),
    ({"health_codes": ["A1.a", "a b"]}, "not-an-id", "/1"),
    ({"seen_on": ["1999", "1999-02-30"]}, "no-such-day", "/1"),
    ({"on_record": ["surname", "surnam"]}, "not-a-field", "/1"),
]


@pytest.mark.parametrize(("fields", "code", "within"), WRONG)
def test_values_that_a_field_may_not_hold_are_refused_at_their_place(
    fields: dict[str, Any], code: str, within: str
) -> None:
    for body in (encode(entry(**fields)), json.dumps(entry(**fields)).encode()):
        (problem,) = refused(body).problems
        (name,) = fields
        assert (problem.pointer, problem.code) == (f"/lists/0/entries/0/{name}{within}", code)


L = "/lists/0"


@pytest.mark.parametrize(
    ("document", "pointer", "code", "slug"),
    [
        ([], "", "wrong-type", "validation-error"),
        ({}, "/as_of", "missing-field", "validation-error"),
        ({"as_of": "2025-06-07"}, "/lists", "nothing-to-judge", "validation-error"),
        ({"as_of": "2025-06-07", "lists": [], "events": None}, "/lists", "nothing-to-judge", "validation-error"),
        ({"as_of": "2025-06-07", "lists": None}, "/lists", "nothing-to-judge", "validation-error"),
        ({"lists": [a_list()]}, "/as_of", "missing-field", "validation-error"),
        (submission(as_of=None), "/as_of", "missing-field", "validation-error"),
        (submission(as_of="2025-06"), "/as_of", "partial-date", "validation-error"),
        (submission(as_of="2025"), "/as_of", "partial-date", "validation-error"),
        (submission(as_of="2025-06-31"), "/as_of", "no-such-day", "validation-error"),
        (submission(as_of="2025-06-07T12:00:00"), "/as_of", "no-offset", "validation-error"),
        (submission(as_of="2025-06-07T24:00:00Z"), "/as_of", "no-such-day", "validation-error"),
        (submission(as_of="2025-06-07T12:00:00+24:00"), "/as_of", "no-such-day", "validation-error"),
        (submission(as_of="9999-12-31T23:59:59-01:00"), "/as_of", "no-such-day", "validation-error"),
        (submission(as_of="2025-06-07 12:00:00Z"), "/as_of", "not-a-time", "validation-error"),
        (submission(as_of="2025-06-07T12:00Z"), "/as_of", "not-a-time", "validation-error"),
        (submission(as_of="today"), "/as_of", "not-a-time", "validation-error"),
        (submission(as_of=20250607), "/as_of", "wrong-type", "validation-error"),
        (submission(readings="ICRC"), "/readings", "not-one-of", "validation-error"),
        (submission(readings=["all"]), "/readings", "wrong-type", "validation-error"),
        (submission(readings={"old": ["RU-LT25"]}), "/readings/old", "no-such-name", "validation-error"),
        (submission(readings={"young": "RU-LT25"}), "/readings/young", "wrong-type", "validation-error"),
        (submission(readings={"young": []}), "/readings/young", "empty-list", "validation-error"),
        (submission(readings={"young": ["RU"]}), "/readings/young/0", "not-one-of", "validation-error"),
        (submission(readings={"young": ["RU-LT25"] * 2}), "/readings/young/1", "repeated", "validation-error"),
        (submission(account="common"), "/account", "not-one-of", "validation-error"),
        (submission(conduct_of="ICRC"), "/conduct_of", "not-a-party", "validation-error"),
        (submission(detail="all"), "/detail", "not-one-of", "validation-error"),
        (submission(events={}), "/events", "wrong-type", "validation-error"),
        (submission(history_covers=["a b"]), "/history_covers/0", "not-one-of", "validation-error"),
        (submission(lists={"id": "L"}), "/lists", "wrong-type", "validation-error"),
        (submission(lists=[[]]), "/lists/0", "wrong-type", "validation-error"),
        (submission(lists=[a_list(kind="people")]), f"{L}/kind", "not-one-of", "validation-error"),
        (submission(lists=[a_list(kind=None)]), f"{L}/kind", "missing-field", "validation-error"),
        (submission(lists=[a_list(by="ICRC")]), f"{L}/by", "not-a-party", "validation-error"),
        (submission(lists=[a_list(to="BLR")]), f"{L}/to", "not-a-party", "validation-error"),
        (submission(lists=[a_list(entries=[])]), f"{L}/entries", "empty-list", "validation-error"),
        (submission(lists=[a_list(entries=None)]), f"{L}/entries", "missing-field", "validation-error"),
        (submission(lists=[a_list(entries=["P1"])]), f"{L}/entries/0", "wrong-type", "validation-error"),
        (submission({"status": "pow"}), f"{L}/entries/0/id", "missing-field", "validation-error"),
        (submission({"id": "P"}, {"id": "P"}), f"{L}/entries/1/id", "duplicate-id", "duplicate-record"),
        (submission(lists=[a_list(), a_list()]), "/lists/1/id", "duplicate-id", "duplicate-record"),
        (
            submission(lists=[a_list(removals=[{"id": "X"}, {"id": "X"}])]),
            f"{L}/removals/1/id",
            "duplicate-id",
            "duplicate-record",
        ),
        (
            submission(lists=[a_list(removals=[{"reason": "x"}])]),
            f"{L}/removals/0/id",
            "missing-field",
            "validation-error",
        ),
        (submission(lists=[a_list(role="returned")]), f"{L}/in_reply_to", "missing-field", "validation-error"),
        (
            submission(lists=[a_list(role="returned", in_reply_to=[])]),
            f"{L}/in_reply_to",
            "missing-field",
            "validation-error",
        ),
        (submission(lists=[a_list(in_reply_to=["M"])]), f"{L}/in_reply_to/0", "unknown-list", "unresolved-reference"),
        (
            submission(
                lists=[a_list(id="A"), a_list({"id": "P"}, in_reply_to=["A"], removals=[{"id": "P1"}, {"id": "Q"}])]
            ),
            "/lists/1/removals/1/id",
            "unknown-entry",
            "unresolved-reference",
        ),
        (
            submission(lists=[a_list(id="A"), a_list(in_reply_to=["A"], removals=[{"id": "P1"}])]),
            "/lists/1/removals/0/id",
            "still-listed",
            "validation-error",
        ),
        (submission(lists=[a_list(removals=[{"id": "P1"}])]), f"{L}/removals/0/id", "still-listed", "validation-error"),
        (submission(lists=[a_list(in_reply_to=["L"])]), f"{L}/in_reply_to/0", "reply-to-itself", "validation-error"),
        (
            submission(lists=[a_list(id="A"), a_list(in_reply_to=["A", "A"])]),
            "/lists/1/in_reply_to/1",
            "repeated",
            "validation-error",
        ),
        (entry(surname="a\u202eb"), f"{L}/entries/0/surname", "unsafe-character", "unsafe-text"),
        (entry(served_months=2**53), f"{L}/entries/0/served_months", "out-of-range", "number-out-of-range"),
        (submission(as_of=2**53), "/as_of", "out-of-range", "number-out-of-range"),
        (submission(as_of=-(2**53)), "/as_of", "out-of-range", "number-out-of-range"),
        (submission(as_of=2**53 - 1), "/as_of", "wrong-type", "validation-error"),
        (submission(lists=1e300), "/lists", "out-of-range", "number-out-of-range"),
        (entry(surname=-1e300), f"{L}/entries/0/surname", "out-of-range", "number-out-of-range"),
        (entry(container="C1"), f"{L}/entries/0/container", "unknown-field", "validation-error"),
        ({**submission(), "Иван": 1}, "", "unknown-field", "validation-error"),
        (submission(readings={"a b": []}), "/readings", "no-such-name", "validation-error"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(document: object, pointer: str, code: str, slug: str) -> None:
    found = {(p.pointer, p.code, p.slug) for p in problems(document)}
    assert (pointer, code, slug) in found
    assert len(found) == 1 or document == {}


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (entry(date_of_brith="1999"), "unknown field `date_of_brith`, did you mean `date_of_birth`?"),
        (entry(qqq=1), "unknown field `qqq`"),
        (entry(**{"Іван Франко": 1}), "has a field that the vocabulary does not have"),
        ({**submission(), "list": []}, "unknown field `list`, did you mean `lists`?"),
        (entry(on_record=["sirname"]), "must be the name of a field"),
        (submission(readings={"yuong": []}), "`yuong` is not a disputed name of this ruleset, did you mean `young`?"),
        (submission(lists=[a_list(by="BLR")]), "must be a party: one of `UKR`, `RUS`"),
        (entry(power="BLR"), "must be a party or third party: one of `UKR`, `RUS`, `ICRC`"),
        (entry(sentence="none "), "must be one of `life`, `term`, `none`"),
        (entry(fit_to_travel=1), "must be true or false, not a number"),
        (submission({"id": "P"}, {"id": "Q"}, {"id": "P"}), "has the id of `/lists/0/entries/0`"),
        (submission({}), "the field `id` is required"),
    ],
)
def test_a_problem_says_what_would_be_right(document: object, message: str) -> None:
    assert only(document).message == message


def test_every_problem_is_found_at_once_in_the_order_of_the_document() -> None:
    document = submission({"id": "a b", "status": "x"}, {"helth": "fit"}, as_of="2025", detail="all")
    assert [p.pointer for p in problems(document)] == [
        "/as_of",
        "/lists/0/entries/0/id",
        "/lists/0/entries/0/status",
        "/lists/0/entries/1/helth",
        "/lists/0/entries/1/id",
        "/detail",
    ]


def test_at_most_a_hundred_problems_are_told_and_all_are_counted() -> None:
    for count in (100, 101):
        error = refused(encode(submission(*({"id": f"P{i}", "rank": 1} for i in range(count)))))
        assert (len(error.problems), error.total) == (100, count)


def test_unknown_fields_beyond_a_hundred_problems_are_counted_too() -> None:
    for count in (100, 101, 250):
        error = refused(encode(entry(**{f"field_{i}": 1 for i in range(count)})))
        assert (len(error.problems), error.total) == (100, count)


@pytest.mark.parametrize("count", [10_000, 10_001])
def test_a_list_holds_ten_thousand_entries(count: int) -> None:
    body = encode(submission(*({"id": f"P{i}"} for i in range(count))))
    if count == 10_000:
        assert len(READER.read(body).lists[0].entries) == count
    else:
        (problem,) = refused(body).problems
        assert (problem.slug, problem.pointer, problem.limit) == ("too-many-items", "/lists/0/entries", 10_000)


GOOD = encode(submission())
INSIDE = len(b'{"as_of": "')


@pytest.mark.parametrize(
    ("body", "slug", "code", "line", "column"),
    [
        (b"", "malformed-json", "malformed", 1, 1),
        (b" \r\n\t", "malformed-json", "malformed", 1, 1),
        (GOOD[:-1], "malformed-json", "malformed", 1, len(GOOD) - 1),
        (GOOD + b" x", "malformed-json", "malformed", 1, len(GOOD) + 2),
        (GOOD + GOOD, "malformed-json", "malformed", 1, len(GOOD) + 1),
        (GOOD + b"\0", "malformed-json", "malformed", 1, len(GOOD) + 1),
        ('{"as_of":\n "яя" x'.encode(), "malformed-json", "malformed", 2, 7),
        (b'{"as_of": NaN}', "malformed-json", "malformed", 1, 11),
        (b'{"as_of": -Infinity}', "malformed-json", "malformed", 1, 12),
        (b'{"as_of": 01}', "malformed-json", "malformed", 1, 12),
        (b'{"as_of": "a\tb"}', "malformed-json", "malformed", 1, 13),
        (b'{"as_of": 1,}', "malformed-json", "malformed", 1, 13),
        (b"{'as_of': 1}", "malformed-json", "malformed", 1, 2),
        (b"\xef\xbb\xbf" + GOOD, "invalid-encoding", "byte-order-mark", 1, 1),
        ('{"as_of":\n "я'.encode() + b"\xff", "invalid-encoding", "not-utf8", 2, 4),
        (GOOD.decode().encode("utf-16"), "invalid-encoding", "not-utf8", 1, 1),
        (b'{"as_of": "\xed\xa0\x80"}', "invalid-encoding", "not-utf8", 1, 12),
        (b'{"as_of": "\\ud800"}', "invalid-encoding", "lone-surrogate", 1, 18),
        (b'{"as_of": "\\udc00x"}', "invalid-encoding", "lone-surrogate", 1, 17),
        (b'{"as_of": 1, "as_of": 2}', "duplicate-key", "duplicate-key", 1, 14),
        (b'{"as_of": 1,\n "as_of"\n: {"x": 2}}', "duplicate-key", "duplicate-key", 2, 2),
        ('{"яя": 1, "a\\"b": 1, "a\\"b" : "c"}'.encode(), "duplicate-key", "duplicate-key", 1, 22),
        (b'{"as_of": 1, "\\u0061s_of": 2}', "duplicate-key", "duplicate-key", 1, 14),
        (b"[" * 33 + b"]" * 33, "json-too-deep", "too-deep", None, None),
        (b"[" * 1_000_000, "json-too-deep", "too-deep", 1, 202),
        (b'{"as_of": ' + b"9" * 5000 + b"}", "number-out-of-range", "out-of-range", 1, 4312),
    ],
)
def test_faults_of_the_bytes_have_a_line_and_a_column(
    body: bytes, slug: str, code: str, line: int | None, column: int | None
) -> None:
    (problem,) = refused(body).problems
    assert (problem.slug, problem.code, problem.pointer) == (slug, code, "")
    assert (problem.line, problem.column) == (line, column)


def test_an_empty_body_is_called_empty_and_a_short_one_is_not() -> None:
    assert refused(b"").problems[0].message == refused(b"\n").problems[0].message == "the body is empty"
    assert refused(b"0").problems[0].code == "wrong-type"


def test_a_number_that_is_infinite_is_beyond_the_limits() -> None:
    body = encode(submission(as_of="?")).replace(b'"?"', b"1e400")
    assert refused(body).problems[0].code == "out-of-range"


def test_thirty_two_levels_are_not_too_deep() -> None:
    assert only(json.loads("[" * 32 + "]" * 32)).code == "wrong-type"


@pytest.mark.parametrize("place", [b'"id": "P1"', b'"kind": "prisoners"', b'"as_of": "2025-06-07"', b'"by": "UKR"'])
def test_a_key_that_stands_twice_is_refused_even_with_the_same_value(place: bytes) -> None:
    assert GOOD.count(place) == 1
    body = GOOD.replace(place, place + b", " + place)
    (problem,) = refused(body).problems
    assert (problem.slug, problem.code) == ("duplicate-key", "duplicate-key")


def test_a_hostile_list_of_unknown_kind_does_not_exhaust_the_stack() -> None:
    body = b'{"as_of": "2025-06-07", "lists": [{"entries": ' + b"[" * 100_000
    assert refused(body).problems[0].code == "too-deep"


@pytest.mark.parametrize("unit", [b"{},", b"[]\n\n,", b'"a",'])
def test_a_body_of_too_many_tiny_values_is_not_even_parsed(unit: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict, "UNCOUNTED_BYTES", 2**16)
    monkeypatch.setattr(strict, "MOST_OBJECTS", 10_000)
    monkeypatch.setattr(strict, "MOST_LISTS", 10_000)
    monkeypatch.setattr(strict, "MOST_COMMAS", 10_000)
    (problem,) = refused(b"[" + unit * 30_000 + b"0]").problems
    assert (problem.slug, problem.limit) == ("too-many-items", 10_000)


SECRETS = ("Sikorskyi", "Сікорський", "1990-05-32", "77777777777777777777", "svc.number 1")


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(
    "hide",
    [
        lambda s: entry(status=s, date_of_birth=s, power=s, served_months=s, on_record=[s], medals=[{s: s}], sex=[s]),
        lambda s: submission(
            {"id": s + " "}, {"id": s + " "}, as_of=s, readings=s, account=s, detail=s, action=s, events=s
        ),
        lambda s: submission(lists=[a_list(id=s, kind=s, role=s, by=s, in_reply_to=[s], removals=[s], entries=s)]),
        lambda s: submission(readings={"young": [s, s]}, lists=[s, a_list(entries=[s])]),
        lambda s: entry(surname=s + "\u202e", rank=s * 1000),
    ],
)
def test_no_error_repeats_a_value(secret: str, hide: Any) -> None:
    for body in (encode(hide(secret)), encode(hide(secret))[:-1], encode(hide(secret)).replace(b'"as', b'\xff"as')):
        error = refused(body)
        told = json.dumps([asdict(p) for p in error.problems], ensure_ascii=False) + "".join(
            traceback.format_exception(error)
        )
        assert secret not in told
        assert error.__cause__ is None and error.__context__ is None


def test_the_name_of_a_doubled_key_is_repeated_only_if_it_could_be_a_field() -> None:
    assert refused(b'{"surname": 1, "surname": 2}').problems[0].message == "the key `surname` stands twice in an object"
    assert refused('{"Іван": 1, "Іван": 2}'.encode()).problems[0].message == "a key stands twice in an object"


def test_a_submission_shows_nothing_that_was_submitted() -> None:
    read = READER.read(encode(entry(surname="Sikorskyi")))
    assert isinstance(read, Submission)
    assert "Sikorskyi" not in repr(read) + repr(read.lists) + repr(read.lists[0].entries)


def test_readers_that_disagree_give_no_submission(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(READER._judge, "read", lambda body: {"as_of": "Sikorskyi", "lists": 5})
    with pytest.raises(EngineError) as caught:
        READER.read(b"\\")
    assert "Sikorskyi" not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize("name", ["date_of_birth", "captured_on", "last_event_on"])
@pytest.mark.parametrize(
    ("as_of", "last", "next_"),
    [
        ("2025-06-07", "2025-06-07", "2025-06-08"),
        ("2025-06-07", "2025-06", "2025-07"),
        ("2025-06-07", "2025", "2026"),
        ("2025-06-30T23:00:00-11:00", "2025-07-01", "2025-07-02"),  # it may be the next day where it happened
    ],
)
def test_what_has_happened_cannot_lie_after_the_time_of_judgement(name: str, as_of: str, last: str, next_: str) -> None:
    within, beyond = entry(**{name: last}), entry(**{name: next_})
    within["as_of"] = beyond["as_of"] = as_of
    body = encode(within)
    assert READER._read_fast(body) == slowly(body) is not None
    assert READER._read_fast(encode(beyond)) is None
    with pytest.raises(SubmissionError) as caught:
        READER.read(encode(beyond))
    assert [(p.pointer, p.code) for p in caught.value.problems] == [(f"/lists/0/entries/0/{name}", "not-yet")]


@pytest.mark.parametrize(("date", "problems"), [("2025-06-07", []), ("2025-06", []), ("2025-06-08", ["/lists/0/date"])])
def test_a_list_cannot_be_of_a_day_to_come(date: str, problems: list[str]) -> None:
    body = encode(submission(lists=[a_list(date=date)], as_of="2025-06-07"))
    assert (READER._read_fast(body) is None) == bool(problems)
    try:
        READER.read(body)
        found: list[str] = []
    except SubmissionError as error:
        found = [problem.pointer for problem in error.problems]
    assert found == problems


@pytest.mark.parametrize(
    ("within", "limit", "pointer"),
    [
        (lambda n: submission(lists=[a_list(id=f"L{i}") for i in range(n)]), 100, "/lists"),
        (lambda n: entry(on_record=["surname"] * n), 1000, "/lists/0/entries/0/on_record"),
        (lambda n: submission(*({"id": f"P{i}"} for i in range(n)), detail="trace"), 1000, "/detail"),
    ],
)
def test_what_would_cost_too_much_is_refused_whole(within: Any, limit: int, pointer: str) -> None:
    assert READER._read_fast(encode(within(limit))) is not None
    assert READER._read_fast(encode(within(limit + 1))) is None
    with pytest.raises(SubmissionError) as caught:
        READER.read(encode(within(limit + 1)))
    (problem,) = caught.value.problems
    assert (problem.slug, problem.limit, problem.pointer) == ("too-many-items", limit, pointer)
