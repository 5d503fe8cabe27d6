"""How the cost of a list grows with rules, with the readings of one definition, and with worlds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import lists
from judging import Judging
from measure import Times, timed
from rows import Figure, Goal, Row

PART = "growth"
ENTRIES = 6_000
SECONDS = 1.0
SLOW = 5_000.0  # milliseconds
RULES = (6, 60, 400)
READINGS = (1, 2, 4, 16, 64)
DISPUTED = (0, 1, 2, 4, 6, 8)  # definitions of two readings each, on which one rule rests: 1 to 256 worlds
COMPILED = 500.0  # milliseconds for the most rules
COMPILATIONS = 3
FROM_BIRTH = range(17, 66)
HEALTH = ("fit", "ill", "wounded", "seriously_wounded", "seriously_ill")

HEAD = """
language: 1
agreement: growth
version: 1.0.0
title: {en: "Made up to measure with"}
standing: draft
in_force: {from: 2025-06-02}
parties: [UKR, RUS]
conventions: {time_zone: Europe/Istanbul, leap_day: mar-1}
sources: {NONE: {date: 2025-06-02, title: "None", url: "https://example.org/growth"}}
clauses: {C: {text: {en: "Made up."}, standing: agreed, sources: [NONE]}}
"""
AGE_ON = 'age_on(date_of_birth, date("2025-06-02"))'
AGE = {"age": f"{{of: prisoner, clause: C, is: '{AGE_ON}'}}"}


def rows() -> Iterator[Row]:
    body = lists.nameless(ENTRIES)
    for number in RULES:
        yield _row("number of rules", f"{number:,}", _ruled(number), body, number == max(RULES))
    for number in READINGS:
        yield _row("number of readings of one definition", f"{number:,}", _read(number), body)
    for number in DISPUTED:
        yield _row("number of worlds of one rule", f"{2**number:,}", _disputed(number), body)


def _row(what: str, name: str, text: str, body: bytes, most: bool = False) -> Row:
    judging = Judging(text)
    compiled = Times(tuple(timed(judging.compiled) for _ in range(COMPILATIONS)))
    times = judging.measured(body, SECONDS, SLOW)
    figures: dict[str, Figure] = {part: times[part].median for part in ("warm", "cold", "floor") if part in times}
    if "warm" in times:
        figures["spread"] = times["warm"].spread
        figures["warm/floor"] = times["warm"].median / times["floor"].median
        figures["evaluate"] = times["evaluate"].median
    figures["compiled in"] = compiled.median
    goals = (Goal("compiled in", compiled.best, COMPILED),) if most else ()
    details = {"times": {part: found.told() for part, found in {**times, "compiled": compiled}.items()}}
    return Row(PART, f"{what}, {ENTRIES:,} entries, milliseconds", name, figures, goals, details)


def _text(definitions: Mapping[str, str], rules: Mapping[str, str]) -> str:
    told = "".join(f"  {name}: {definition}\n" for name, definition in definitions.items())
    asked = "".join(
        f"  {name}: {{of: prisoner, clause: C, requires: '{formula}', level: binding, message: {{en: No.}}}}\n"
        for name, formula in rules.items()
    )
    return f"{HEAD}definitions:\n{told}rules:\n{asked}"


def _ruled(number: int) -> str:
    """So many rules, of which a person breaks few: each asks that nobody is of one age and one state of health."""
    kinds = list(product(HEALTH, FROM_BIRTH))
    definitions = {}
    for place in range(number):
        health, age = kinds[place * 7 % len(kinds)]
        definitions[f"d{place}"] = f"{{of: prisoner, clause: C, is: '{AGE_ON} == {age} && health == \"{health}\"'}}"
    return _text(definitions, {f"r{place}": f"!d{place}" for place in range(number)})


def _read(number: int) -> str:
    """One rule that rests on one definition of so many readings."""
    readings = ", ".join(f"R{n}: {{held_by: [UKR], is: 'age <= {18 + n % 48}'}}" for n in range(number))
    return _text({**AGE, "young": f"{{of: prisoner, clause: C, readings: {{{readings}}}}}"}, {"only-young": "young"})


def _disputed(number: int) -> str:
    """One rule that rests on so many definitions of two readings each."""
    definitions = {
        f"d{n}": "{of: prisoner, clause: C, readings: "
        f"{{A: {{held_by: [UKR], is: 'age <= {60 - n}'}}, B: {{held_by: [RUS], is: 'age > {20 + n}'}}}}}}"
        for n in range(number)
    } or {"d0": "{of: prisoner, clause: C, is: 'age <= 60'}"}
    return _text({**AGE, **definitions}, {"all": " && ".join(definitions)})
