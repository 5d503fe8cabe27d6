"""What is said of submissions and files that cannot be judged: the same in every language, and nothing else."""

import json
import re
from copy import deepcopy
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from submissions import RULESET, a_list, an_event, encode, history, submission

import servanda
from servanda.cli import faults as files
from servanda.errors import LANGUAGES, Message, SubmissionError, Texts, tell
from servanda.evaluation import faults, strict
from servanda.evaluation.submission import Reader

PACKAGE = Path(servanda.__file__).parent
TABLES = {"submissions": faults.TEXTS, "reasons": faults.REASONS, "files": files.TEXTS}
ALL = [(name, key) for name, texts in TABLES.items() for key in texts]
READER = Reader(RULESET)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def words(text: str) -> str:
    """What a text says besides places and names of the wire contract, in letters."""
    told = "".join(part for part, *_ in Formatter().parse(text))
    return re.sub(r"`[^`]*`|--[a-z]+|[^a-zа-яёіїєґ’]", "", told.lower())


@pytest.mark.parametrize(("table", "key"), ALL)
def test_every_fault_is_told_in_every_language_with_the_same_places(table: str, key: str) -> None:
    english, *others = TABLES[table][key]
    assert len(others) == len(LANGUAGES) - 1
    for text, foreign in zip(others, ("ыъэё", "іїєґ’"), strict=True):
        assert places(text) == places(english)
        assert not set(text.lower()) & set(foreign)
        assert (words(text) != words(english)) == bool(words(english)) or english == "null"
        assert text.isprintable() and text == text.strip().removesuffix(".")


def sources(*folders: str) -> str:
    """The code of folders, without the tables of texts themselves."""
    code = "".join(file.read_text("utf-8") for folder in folders for file in (PACKAGE / folder).rglob("*.py"))
    for texts in TABLES.values():
        for key in texts:
            code = re.sub(rf'^    "{re.escape(key)}": \(', "", code, flags=re.MULTILINE)
    return code


@pytest.mark.parametrize(
    ("texts", "folders"), [(faults.TEXTS, ["evaluation", "cli"]), (files.TEXTS, ["cli"])], ids=["submissions", "files"]
)
def test_no_text_is_left_that_nobody_says(texts: Texts, folders: list[str]) -> None:
    code = sources(*folders)
    assert [key for key in texts if f'"{key}"' not in code] == []


def test_nothing_is_said_that_has_no_text() -> None:
    for folder, texts in (("evaluation", faults.TEXTS), ("cli", {**faults.TEXTS, **files.TEXTS})):
        said = set(re.findall(r'\bsaid\(\s*"([^"]+)"', sources(folder)))
        assert said
        assert said <= texts.keys()


PERSON: dict[str, Any] = {"id": "P1"}
WRONG: list[object] = [
    [],
    {},
    {**submission(), "list": [], "qqq": 1, "Іван": 1},
    submission({"id": "P1"}, {"id": "P1"}, {"id": "x y"}, {}, 1, None, {"id": 7}),
    submission(lists=[a_list(by="BLR", kind=1), a_list(), a_list(id="M", kind="people", entries=[])]),
    submission(lists=[a_list(role="returned"), a_list(id="M", in_reply_to=["M", "N", "L", "L"])]),
    submission(lists=[a_list(entries=[]), a_list(removals=[{"id": "a"}, {"id": "a"}, 5])]),
    submission(lists=[a_list(id="A"), a_list(in_reply_to=["A"], removals=[{"id": "Q"}, {"id": "P1"}])]),
    submission(lists={}),
    submission(readings="none", action={}, events=[{}]),
    submission(readings={"yuong": [], "a b": [], "young": [], "qqq": []}),
    submission(readings={"young": ["x", "RU-LT25", "RU-LT25", 1]}, account=1, detail=2, conduct_of="x"),
    submission(readings=5, events=5, history_covers=5),
    submission(readings={"young": "RU-LT25"}),
    submission(readings={"young": ["RU-LT25"] * 1001}),
    submission(lists=[a_list()] * 101),
    submission(*[PERSON] * 1001, detail="trace"),
    submission(*[PERSON] * 10_001),
    history(*[an_event()] * 1001),
    history(an_event(count=-1)),
    *(submission({**PERSON, "date_of_birth": day}) for day in ("x", "1999-02-30", 5, "2030", True, [], {})),
    *(submission(as_of=time) for time in ("x", "2025", "2025-06-31", "2025-06-07T12:00:00", "2025-06-07T25:00:00Z", 1)),
    *(submission({**PERSON, "served_months": number}) for number in (2**53, 1.5, "x")),
    *(submission({**PERSON, "surname": text}) for text in ("", "x" * 4097, "\u202e", 5)),
    *(submission({**PERSON, "medals": items}) for items in (["x"] * 1001, [1], 5)),
    submission({**PERSON, "power": "BLR", "on_record": ["sirname", 5], "fit_to_travel": 1, "health": 1}),
]
BYTES = [
    b"",
    b"\xef\xbb\xbf{}",
    b'{"as_of": "\xff"}',
    b'{"surname": 1, "surname": 2}',
    '{"Іван": 1, "Іван": 2}'.encode(),
    b'["\\udc00"]',
    b"[" * 33 + b"]" * 33,
    b"[" + b"9" * 5000 + b"]",
]
NOT_JSON = {
    b"[": "EOF while parsing a list",
    b"{": "EOF while parsing an object",
    b'"': "EOF while parsing a string",
    b"[1,": "EOF while parsing a value",
    b"x": "expected value",
    b'{"a" 1}': "expected `:`",
    b"[1 2]": "expected `,` or `]`",
    b'{"a": 1 "b"}': "expected `,` or `}`",
    b"[nuxx]": "expected ident",
    b'["\\x"]': "invalid escape",
    b"[01]": "invalid number",
    b'["\n"]': "control character (\\u0000-\\u001F) found while parsing a string",
    b"{1: 2}": "key must be a string",
    b"[1,]": "trailing comma",
    b"1 2": "trailing characters",
}
BODIES = [*map(encode, WRONG), *BYTES, *NOT_JSON]


def refused(body: bytes) -> list[str]:
    with pytest.raises(SubmissionError) as caught:
        READER.read(body)
    return [problem.message for problem in caught.value.problems]


def keys(message: object) -> set[str]:
    """The keys of a message and of those that are filled into it."""
    if not isinstance(message, Message):
        return set()
    return {message.key}.union(*map(keys, message.values.values()))


def test_every_fault_that_the_judge_can_give_has_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict, "UNCOUNTED_BYTES", 2**17)
    for limit in ("MOST_OBJECTS", "MOST_LISTS", "MOST_COMMAS"):
        monkeypatch.setattr(strict, limit, 2**16)
    large = [b"[" + unit * (2**16 + 1) + b"0]" for unit in (b"{},", b"[],", b"0,,")]
    messages = [message for body in (*BODIES, *large) for message in refused(body)]
    assert all(isinstance(message, Message) for message in messages)
    of_evaluation = {"many-periods", "many-compared"}  # tests/evaluation/test_periods.py, tests/language/test_pairs.py
    assert set().union(*map(keys, messages)) >= faults.TEXTS.keys() - of_evaluation
    assert all(tell(message, language) != message for message in messages for language in ("uk", "ru"))


@pytest.mark.parametrize(("body", "reason"), NOT_JSON.items())
def test_why_something_is_no_json_is_told_in_every_language(body: bytes, reason: str) -> None:
    (message,) = refused(body)
    assert message == f"is not JSON: {reason}"
    assert reason not in tell(message, "uk")


def test_a_reason_that_nobody_knows_is_told_as_it_is() -> None:
    assert tell(faults.said("not-json", reason=faults.reason("it is {odd}")), "uk") == "це не JSON: it is {odd}"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "unknown field `helth`, did you mean `health`?"),
        ("uk", "невідоме поле `helth`, можливо, `health`?"),
        ("ru", "неизвестное поле `helth`, возможно, `health`?"),
        ("fr", "unknown field `helth`, did you mean `health`?"),
    ],
)
def test_what_is_filled_in_is_told_in_the_same_language(language: str, told: str) -> None:
    assert [tell(message, language) for message in refused(encode(submission({"id": "P1", "helth": 1})))] == [told]


@pytest.mark.parametrize(("language", "most"), [("en", "10,000"), ("uk", "10\u00a0000"), ("ru", "10\u00a0000")])
def test_a_limit_has_its_digits_in_groups(language: str, most: str) -> None:
    assert most in faults.said("many-entries", most=10_000).told(language)


def test_a_message_is_its_english_text_and_any_other_text_is_told_as_it_is() -> None:
    message = faults.said("missing-field", name="{id}")
    assert message == "the field `{id}` is required"
    assert deepcopy(message) is message
    assert json.dumps(message, ensure_ascii=False) == '"the field `{id}` is required"'
    assert tell("the field", "uk") == "the field"
