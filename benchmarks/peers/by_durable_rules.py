"""durable-rules as it is meant to be used: a fact for each person. What is absent is a word, dates are numbers."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from core import CATEGORIES, COMPLIANT, FROM, NOT, OPEN_VERDICT, TO, Person, Result, born
from durable.engine import MessageNotHandledException
from durable.lang import assert_fact, m, ruleset, when_all
from engine import measure

UNKNOWN = "unknown"
WOUNDED, ILL, YOUNG = CATEGORIES
verdicts: list[str] = []
categories: list[list[str]] = []


def category(name: str, c: Any) -> None:
    number = c.m.number
    categories[number].append(name)
    if c.m.status == "pow":
        verdicts[number] = COMPLIANT


def refuse(c: Any) -> None:
    verdicts[c.m.number] = NOT


with ruleset("core"):

    @when_all(m.health == WOUNDED)
    def wounded(c: Any) -> None:
        category(WOUNDED, c)

    @when_all(m.health == ILL)
    def ill(c: Any) -> None:
        category(ILL, c)

    @when_all((m.born > FROM) & (m.born <= TO))
    def young(c: Any) -> None:
        category(YOUNG, c)

    @when_all((m.status != "pow") & (m.status != UNKNOWN))
    def no_prisoner_of_war(c: Any) -> None:
        refuse(c)

    @when_all((m.health != WOUNDED) & (m.health != ILL) & (m.health != UNKNOWN) & (m.born > 0) & (m.born <= FROM))
    def older(c: Any) -> None:
        refuse(c)

    @when_all((m.health != WOUNDED) & (m.health != ILL) & (m.health != UNKNOWN) & (m.born > TO))
    def younger(c: Any) -> None:
        refuse(c)


runs = 0


def rules(people: list[Person]) -> list[Result]:
    global runs  # noqa: PLW0603 - facts stay: each run has a session of its own
    runs += 1
    verdicts[:] = [OPEN_VERDICT] * len(people)
    categories[:] = [[] for _ in people]
    for number, person in enumerate(people):
        with suppress(MessageNotHandledException):  # no rule is about this person
            assert_fact("core", _fact(number, person))
    return [(verdict, sorted(found, key=CATEGORIES.index)) for verdict, found in zip(verdicts, categories, strict=True)]


def _fact(number: int, person: Person) -> dict[str, Any]:
    return {
        "id": number,
        "sid": runs,
        "number": number,
        "health": person.get("health", UNKNOWN),
        "status": person.get("status", UNKNOWN),
        "born": born(person),
    }


if __name__ == "__main__":
    measure(rules)
