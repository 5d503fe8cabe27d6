"""Where everything is known, expressions mean what they mean in another implementation of CEL.

Left out, since CEL has nothing like them: `has` of a bare field, `plus`, instants, macros over entries, lists and
events, terms, and everything that is unknown. Dates are numbers of days there; functions of days and of whole lists are
given to it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import cel
import pytest

from servanda.evaluation import encode, evaluate
from servanda.language import Program

from .campaign import compiled, reader
from .expressions import INTS, POOL, Expressions, Piece, Scope, leaf
from .generate import OWN_TYPES
from .submit import Submissions

Json = dict[str, Any]
FIELDS = {name: OWN_TYPES[name][0] for name in "flag number day_of word token colour tags numbers days flags".split()}
CASES = 3  # of one expression


class Known(Scope):
    """A scope without lists, events and registers to go through."""

    def sources(self) -> list[str]:
        return []


class TwoValued(Expressions):
    """Random expressions of which CEL has all but a few functions."""

    def moment(self, scope: Scope, depth: int) -> Piece:
        return self.of("date", scope, depth)

    def plus(self, scope: Scope, depth: int) -> Piece:
        return self.atom("date", scope)

    def has(self, scope: Scope, _: int) -> Piece:
        return self.negation(scope, 1)


def age(born: int, on: int) -> int:
    """Completed years; who was born on 29 February comes of age on 1 March."""
    first, last = date.fromordinal(born), date.fromordinal(on)
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


GIVEN: dict[str, Callable[..., Any]] = {
    "date": lambda text: date.fromisoformat(text).toordinal(),
    "date_of": lambda day: day,
    "year": lambda day: date.fromordinal(day).year,
    "month": lambda day: date.fromordinal(day).month,
    "day": lambda day: date.fromordinal(day).day,
    "days_between": lambda first, last: last - first,
    "age_on": age,
    "sum": sum,
    "min": min,
    "max": max,
    "distinct": lambda items: list(dict.fromkeys(items)),
    "isSorted": lambda items: sorted(items) == items,
}


def expressions(seeds: range) -> Iterator[tuple[int, str]]:
    """Random expressions, many of their brackets left out."""
    for seed in seeds:
        rng = Random(f"cel {seed}")
        types = {name: OWN_TYPES[name][1] for name in FIELDS}
        leaves = [leaf(type_, name, domain) for name, (type_, domain) in types.items()]
        made = TwoValued(rng, {}).of("bool", Known("prisoner", leaves), 5)
        yield seed, str(bare(made, rng))


def bare(piece: Piece, rng: Random) -> Piece:
    """The expression without some of its brackets: what it then means is a matter of precedence."""
    form = piece.form
    if form.startswith("(") and form.endswith(")") and rng.random() < 0.5:
        form = form[1:-1]
    return replace(piece, form=form, parts=tuple(bare(part, rng) for part in piece.parts))


def document(expression: str) -> Json:
    said = {"clause": "C1", "of": "prisoner"}
    return {
        "language": "1",
        "agreement": "cel",
        "version": "1.0.0",
        "title": {"en": "CEL"},
        "standing": "agreed",
        "in_force": {"from": "2025-06-02"},
        "parties": ["AAA", "BBB"],
        "conventions": {"time_zone": "UTC", "leap_day": "mar-1"},
        "clauses": {"C1": {"text": {"en": "Something."}, "standing": "agreed"}},
        "definitions": {"it": {**said, "is": expression, "shown": "true"}},
        "rules": {"r": {**said, "requires": "it", "message": {"en": "Wrong."}}},
        "fields": {"prisoner": {name: {"type": type_, "text": {"en": name}} for name, type_ in FIELDS.items()}},
    }


def people(seed: int) -> list[Json]:
    """Some of whom everything is known, and exactly."""
    rng = Random(f"people {seed}")
    made = Submissions({"parties": ["AAA", "BBB"]}, 0)
    made.rng = rng
    found = []
    for i in range(CASES):
        one: Json = {name: made.value(*OWN_TYPES[name][1]) for name in FIELDS}
        one |= {"number": rng.choice(INTS), "day_of": whole(one["day_of"]), "days": [*map(whole, one["days"])]}
        one |= {"word": rng.choice(POOL), "token": rng.choice(POOL)}
        found.append({"id": f"P{i}", **one})
    return found


def whole(day: str) -> str:
    return day + "-01-01"[len(day) - 4 :]


def here(program: Program, entries: list[Json]) -> list[str]:
    """The truth of the expression for each."""
    header = {"id": "L", "kind": "prisoners", "role": "proposed", "by": "AAA", "entries": entries}
    body = json.dumps({"as_of": "2025-06-07", "lists": [header]}).encode()
    verdict = json.loads(encode(evaluate(program, reader(program).read(body))))
    return [entry["holds"]["it"] for entry in verdict["lists"][0]["entries"]]


def there(expression: str, entry: Json) -> str:
    """What the other CEL says, or that it is an error."""
    known = {name: entry[name] for name in FIELDS}
    context = cel.Context({**known, "day_of": ordinal(known["day_of"]), "days": [*map(ordinal, known["days"])]})
    for name, function in GIVEN.items():
        context.add_function(name, function)
    try:
        return str(cel.evaluate(expression, context)).lower()
    except (RuntimeError, ValueError, OverflowError, ZeroDivisionError):
        return "unknown"


def ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def compare(seeds: range) -> Counter[str]:
    """How often both said what."""
    found: Counter[str] = Counter()
    for seed, expression in expressions(seeds):
        program = compiled(document(expression))
        if program is None:
            found["refused"] += 1
            continue
        entries = people(seed)
        for entry, truth in zip(entries, here(program, entries), strict=True):
            other = there(expression, entry)
            found[f"{truth} {other}"] += 1
            assert other in (truth, "unknown"), (seed, expression, entry, truth, other)
    return found


def test_random_expressions_mean_what_they_mean_in_another_cel() -> None:
    found = compare(range(50))
    assert min(found["true true"], found["false false"]) > 20


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(50))
def test_many_random_expressions_mean_what_they_mean_in_another_cel(chunk: int) -> None:
    compare(range(10**6 + chunk * 400, 10**6 + (chunk + 1) * 400))


def test_brackets_may_be_left_out_where_precedence_says_the_same() -> None:
    """Or the expressions above would tell nothing of it."""
    every = [expression for _, expression in expressions(range(60))]
    assert any("||" in e and "&&" in e.split("||")[0] and not e.startswith("(") for e in every)
