"""Whatever the bytes are: each reader reads them or refuses them in words of its own, and soon."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from servanda.cli.files import File, kind_of, read_list
from servanda.cli.terminal import InputError
from servanda.errors import RulesetError, SubmissionError
from servanda.evaluation.submission import Reader
from servanda.language import check_text, compile_text

RULESETS = Path(__file__).parent.parent / "rulesets"
QUALITY = (RULESETS / "list-quality" / "1.0.0.yaml").read_bytes()
JUNE = (RULESETS / "istanbul-2025" / "submissions" / "june-2025.json").read_bytes()
RULESET = compile_text(QUALITY).ruleset
READER, FIELDS = Reader(RULESET), RULESET.fields["prisoner"]
QUICKLY = 2.0  # processor seconds

ROWS = [{"id": f"P{i}", "surname": "Коваль", "date_of_birth": "1999-05-02", "health": "fit"} for i in range(5)]
LISTS = b'{"as_of":"2025-06-07","lists":[{"id":"L","kind":"prisoners","role":"proposed","by":"UKR","entries":'
ONE = LISTS + b'[{"id":"P1"}]}]}'
CSV = "\n".join(["id,surname,date_of_birth,health", *(",".join(row.values()) for row in ROWS)]).encode()
NDJSON = "\n".join(json.dumps(row) for row in ROWS).encode()

Read = Callable[[bytes], object]


def ruleset(data: bytes) -> None:
    """Compiled, or refused with diagnostics."""
    check_text(data)
    try:
        compile_text(data)
    except RulesetError as error:
        assert error.diagnostics
        assert all(str(diagnostic) for diagnostic in error.diagnostics)


def body(data: bytes) -> None:
    """Read, or refused with problems."""
    try:
        READER.read(data)
    except SubmissionError as error:
        assert error.problems
        assert all(problem.message for problem in error.problems)


def listed(data: bytes, name: str) -> None:
    """Read, or refused in words."""
    try:
        read_list(File(name, kind_of(name, data), data), FIELDS)
    except InputError as error:
        assert all(error.lines)


def csv(data: bytes) -> None:
    listed(data, "U.csv")


def ndjson(data: bytes) -> None:
    listed(data, "U.ndjson")


def unnamed(data: bytes) -> None:
    if kind_of("-", data) in ("csv", "json", "ndjson"):
        listed(data, "-")


SAMPLES: list[tuple[Read, bytes]] = [
    *[(ruleset, QUALITY), (body, JUNE), (body, ONE), (csv, CSV), (ndjson, NDJSON), (unnamed, CSV), (unnamed, NDJSON)],
]
FRAGMENTS = (
    *(b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", "\u202e".encode(), "e\u0301".encode()),
    *(b'"', b"'", b"\\", b"\\u0000", b"\\ud800", b"{", b"}", b"[", b"]", b"[" * 40, b",", b";", b"\t", b"\r", b"\n\n"),
    *(b":", b": ", b"- ", b"|", b">", b"&a ", b"*a", b"!!x ", b"#", b"---\n", b"? ", b"%"),
    *(b"null", b"true", b"NaN", b"1e999", b"9" * 400, b"-0", b"0x7", b"1_0", b"", b"none", b"open", b"is: ", b" && "),
)


def mutated(sample: bytes, rng: Random) -> bytes:
    """The sample with some bytes flipped, cut, doubled, moved or put in."""
    data = bytearray(sample)
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        start = rng.randrange(len(data) + 1)
        end = min(len(data), start + rng.choice((1, 2, 8, 64, 512)))
        part = bytes(data[start:end])
        match rng.randrange(6):
            case 0:
                data[start:end] = rng.choice(FRAGMENTS)
            case 1:
                data[start:start] = rng.choice(FRAGMENTS) * rng.choice((1, 1, 2, 50))
            case 2:
                data[start:end] = bytes(byte ^ (1 << rng.randrange(8)) for byte in part)
            case 3:
                data[start:end] = b""
            case 4:
                data[start:start] = part * rng.choice((1, 2, 30))
            case _:
                del data[start:end]
                there = rng.randrange(len(data) + 1)
                data[there:there] = part
    return bytes(data)


def soon(read: Read, data: bytes) -> None:
    begun = time.process_time()
    read(data)
    assert time.process_time() - begun < QUICKLY, (read.__name__, len(data), data[:200])


def fuzzed(read: Read, sample: bytes, seeds: range) -> None:
    for seed in seeds:
        data = mutated(sample, Random(f"{read.__name__} {seed}"))
        try:
            soon(read, data)
        except Exception as error:
            raise AssertionError(f"{read.__name__}, seed {seed}: {data!r}") from error


@pytest.mark.parametrize(("read", "sample"), SAMPLES)
def test_no_bytes_raise_anything_else(read: Read, sample: bytes) -> None:
    fuzzed(read, sample, range(12 if read is ruleset else 80))


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(50))
@pytest.mark.parametrize(("read", "sample"), SAMPLES)
def test_none_of_many_bytes_raise_anything_else(read: Read, sample: bytes, chunk: int) -> None:
    fuzzed(read, sample, range(10**6 + chunk * 1000, 10**6 + chunk * 1000 + (200 if read is ruleset else 1000)))


@pytest.mark.long
@pytest.mark.parametrize("path", sorted(RULESETS.glob("*/*.yaml")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_bytes_of_a_bundled_ruleset_raise_anything_else(path: Path) -> None:
    fuzzed(ruleset, path.read_bytes(), range(300))


# Made to be slow: large, deep, full of errors, and of names that are nearly right

NEAR = [f"surnam{chr(97 + i % 26)}{'x' * (i % 40)}" for i in range(50_000)]
MANY = 200_000
HEAP = "\u0316\u0301".encode() * MANY
WRONG = [{"id": f"x y{i}", "helth": "fit", "date_of_birth": "1999-13"} for i in range(9_000)]


def entries(items: object) -> bytes:
    return LISTS + json.dumps(items).encode() + b"}]}"


SLOW: dict[str, tuple[Read, bytes]] = {
    "brackets": (body, b"[" * MANY),
    "braces": (body, b'{"a":' * MANY),
    "brackets within": (body, LISTS + b"[" * MANY),
    "a long number": (body, b'{"as_of":' + b"9" * 10**6 + b"}"),
    "a long number of a field": (body, ONE.replace(b'"P1"', b'"P1","rank":' + b"1" * 10**6)),
    "a long exponent": (body, b'{"as_of":1e' + b"9" * 10**6 + b"}"),
    "a long text": (body, ONE.replace(b'"P1"', b'"P1","surname":"' + b"a" * 10**6 + b'"')),
    "marks without end": (body, ONE.replace(b'"P1"', b'"P1","surname":"a' + HEAP + b'"')),
    "marks in a word": (body, entries([{"id": f"P{i}", "health": "a" + HEAP.decode()[:4000]} for i in range(200)])),
    "marks in a key": (body, ONE.replace(b'"P1"', b'"P1","a' + HEAP + b'":1')),
    "marks in a cell": (csv, b"id,surname\nP1,a" + HEAP[:120_000]),
    "marks in a ruleset": (ruleset, QUALITY.replace(b"title:", b"title:\n  en: a" + HEAP[:200_000] + b"\nx:", 1)),
    "marks in a term": (
        ruleset,
        QUALITY + b"\nterms:\n  t: {clause: LQ, type: string, is: 'a" + HEAP[:200_000] + b"'}\n",
    ),
    "escapes": (body, ONE.replace(b'"P1"', b'"P1","surname":"' + b"\\u0041" * MANY + b'"')),
    "a quote left open": (body, b'{"as_of":"' + b"\\" * 10**6),
    "blanks": (body, b" " * 10**6 + b"1"),
    "many unknown keys": (body, b"{" + b",".join(b'"%s":1' % name.encode() for name in NEAR) + b"}"),
    "many keys that are nearly right": (
        body,
        entries([{"id": f"P{i}", name[:60]: 1} for i, name in enumerate(NEAR[:9999])]),
    ),
    "one key over and over": (body, b"{" + b'"a":1,' * MANY + b'"a":1}'),
    "an error in each entry": (body, entries(WRONG)),
    "words that are nearly right": (body, entries([{"id": f"P{i}", "health": f"fi{i}"} for i in range(9_999)])),
    "long words that are nearly right": (
        body,
        entries([{"id": f"P{i}", "health": "seriously_" * 300} for i in range(999)]),
    ),
    "the same id": (body, entries([{"id": "P"}] * 9_999)),
    "lists that answer one another": (
        body,
        json.dumps(
            {
                "as_of": "2025-06-07",
                "lists": [
                    {
                        "id": f"L{i}",
                        "kind": "prisoners",
                        "role": "returned",
                        "by": "UKR",
                        "entries": [{"id": "P"}],
                        "in_reply_to": [f"L{j}" for j in range(100) if j != i],
                    }
                    for i in range(100)
                ],
            }
        ).encode(),
    ),
    "readings that there are not": (
        body,
        ONE[:-1] + b',"readings":{' + b",".join(b'"a%d":["b"]' % i for i in range(50_000)) + b"}}",
    ),
    "columns that are nearly right": (csv, ("id," + ",".join(name[:60] for name in NEAR[:5_000]) + "\nP1").encode()),
    "a cell": (csv, b"id,surname\nP1," + b"a" * 10**6),
    "a quoted cell left open": (csv, b'id,surname\nP1,"' + b"a\n" * MANY),
    "quotation marks": (csv, b"id,surname\nP1," + b'"' * MANY),
    "separators": (csv, b"id,surname\n" + b"," * MANY),
    "semicolons and tabs": (csv, b"id" + b";\t," * MANY),
    "lines": (csv, b"id,surname\n" + b"\n" * MANY + b"P1,x"),
    "a wrong cell in each row": (csv, b"id,health,date_of_birth\n" + b"x y,fitt,1999-13\n" * 9_999),
    "items": (csv, b'id,health_codes\nP1,"' + b"a b;" * MANY + b'"'),
    "one line": (ndjson, b'{"a":' * MANY),
    "many lines": (ndjson, b'{"id":1}\n' * 50_000),
    "lines that are none": (ndjson, b"[1]\n" * MANY),
    "no name": (unnamed, b'{"a":' * MANY),
    "definitions that are nearly right": (
        ruleset,
        QUALITY
        + b"\n"
        + b"".join(b"# %d\n" % i for i in range(10))
        + b"x_definitions:\n"
        + b"".join(b"  surnam%d: {of: prisoner, is: 'surnam%d'}\n" % (i, i + 1) for i in range(2_000)),
    ),
    "names that are nearly right": (
        ruleset,
        QUALITY.replace(
            b"\nrules:",
            b"\n"
            + b"".join(
                b"  n%d: {of: prisoner, clause: LQ, is: 'surnme%d == surnam%d'}\n" % (i, i, i) for i in range(350)
            )
            + b"\nrules:",
        ),
    ),
    "a long name": (
        ruleset,
        QUALITY.replace(b"\nrules:", b"\n  n: {of: prisoner, is: '" + b"surname_" * 500 + b" == 1'}\n\nrules:"),
    ),
    "long keys": (ruleset, b"".join(b"%s%d: 1\n" % (b"definitions" * 20, i) for i in range(1_000))),
    "a huge int": (
        ruleset,
        QUALITY.replace(b"\nrules:", b"\n  n: {of: list, is: 'individuals < " + b"9" * 4_000 + b"'}\n\nrules:"),
    ),
}


@pytest.mark.parametrize("name", SLOW)
def test_what_is_made_to_be_slow_is_not(name: str) -> None:
    soon(*SLOW[name])
