"""Looking up in the history: what conditions tell of words and days finds all that going through the history finds."""

from __future__ import annotations

import random

import pytest
from tiny import ANY, Json, compiled, whole

FIELDS = {"event": {"flag": "bool", "number": "int"}}
WORDS = ("batch", "list", "in_reply_to")
MACROS = {
    "exists": "events.exists(e, {})",
    "all": "events.all(e, {})",
    "exists_one": "events.exists_one(e, {})",
    "filter": "events.filter(e, {}).size()",
}


class Conditions:
    """Random conditions on a member, and random acts of a few words that come near to meeting them."""

    def __init__(self, seed: int, member: str, own: str) -> None:
        self.chance, self.member, self.own = random.Random(seed), member, own

    def condition(self, depth: int = 3) -> str:
        if depth == 0 or self.chance.random() < 0.15:
            return self.atom()
        a, b, c = (self.condition(depth - 1) for _ in range(3))
        return self.chance.choice((f"({a} && {b})",) * 4 + (f"({a} || {b})",) * 3 + (f"!{a}", f"({a} ? {b} : {c})"))

    def atom(self) -> str:
        member, own, pick = self.member, self.own, self.chance.choice
        word = pick(WORDS)
        asked = (
            f"!has({member}.{word}) && {member}.{word} == {own}{pick(WORDS)}",
            f"!has({member}.{word}) || {member}.{word} == {own}{pick(WORDS)}",
            f"{member}.{pick(WORDS)} == {own}{pick(WORDS)}",
            f'{member}.{pick(WORDS)} == "B1"',
            f"{own}{pick(WORDS)} != {member}.{pick(WORDS)}",
            f"{member}.date == {own}date",
            f'date("2025-06-05") == {member}.date',
            f'{member}.subject == "remains"',
            f'{member}.kind == "{pick(("visit", "comment"))}"',
            f'{member}.kind in ["visit", "reply"]',
            f"has({member}.{pick((*WORDS, 'date', 'flag', 'subject'))})",
            f"has({own}{pick(WORDS)})",
            f"{member}.flag",
            f"{own}flag",
            f"{member}.batch == {member}.list",
        )
        return f"({pick(asked)})"

    def act(self) -> Json:
        pick = self.chance.choice
        told = {
            "kind": pick(("visit", "comment", "reply")),
            "actor": pick(("AAA", "BBB")),
            "at": pick((None, "2025-06-03", "2025-06-04", "2025-06-04T09:00:00Z", "2025-06-05")),
            "date": pick((None, "2025-06-05", "2025-06-06", "2025-06", "2025")),
            "subject": pick((None, "remains", "prisoners")),
            "flag": pick((None, True, False)),
            **{name: pick((None, "B1", "B2", "B3")) for name in WORDS},
        }
        return {name: value for name, value in told.items() if value is not None}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("macro", MACROS)
def test_a_macro_over_events_gives_what_going_through_all_of_them_gives(macro: str, seed: int) -> None:
    some = Conditions(seed, "e", "")
    definitions = {}
    for number in range(8):
        condition = some.condition()
        for name, asked in (("found", condition), ("through", f"({condition} == true)")):
            made = MACROS[macro].format(asked)
            definitions[f"{name}{number}"] = {"of": "action", "is": made, "shown": "true"}
    program = compiled(definitions, ANY, fields=FIELDS)
    for _ in range(4):
        acts = [some.act() for _ in range(some.chance.randrange(40))]
        judged = whole(program, events=acts, action=some.act())
        for act in (judged["action"], *judged["events"]):
            said = {**act["holds"], **act["values"]}
            for number in range(8):
                assert said.get(f"found{number}") == said.get(f"through{number}"), definitions[f"found{number}"]["is"]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("more", [{}, {"within": "P1D"}, {"within": "PT12H"}])
def test_what_performs_a_duty_is_found_as_by_going_through_all_events(more: Json, seed: int) -> None:
    some = Conditions(seed, "event", "trigger.")
    obligations: Json = {}
    for number in range(4):
        condition = some.condition()
        for name, where in (("found", condition), ("through", f"({condition} == true)")):
            done = {"event": ["visit", "reply"], "where": f"event.actor == duty && {where}"}
            when = {"event": ["comment", "visit"]}
            obligations[f"{name}{number}"] = {"when": when, "duty_of": "parties", "do": done, **more}
    program = compiled(obligations=obligations, fields=FIELDS)
    for _ in range(4):
        acts = [some.act() for _ in range(some.chance.randrange(40))]
        rows = whole(program, events=acts)["obligations"]
        for number in range(4):
            found, through = (
                [{**row, "obligation": ""} for row in rows if row["obligation"] == f"{name}{number}"]
                for name in ("found", "through")
            )
            assert found == through, obligations[f"found{number}"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        # conditions that contradict each other are met by nobody
        ("events.exists(e, has(e.batch) && !has(e.batch) && e.batch == batch)", ["false", "false", "false"]),
        ('events.filter(e, e.kind in ["visit", "reply"]).exists(f, f.kind == "reply")', ["false", "false", "true"]),
        ('events.filter(e, e.kind in ["visit", "comment"]).exists(f, f.kind == "reply")', ["false", "false", "false"]),
        ('events.exists(e, e.kind == "reply" && e.kind in ["visit", "reply"])', ["false", "false", "true"]),
    ],
)
def test_conditions_on_a_source_and_on_a_body_are_both_asked(expression: str, expected: list[str]) -> None:
    program = compiled({"it": {"of": "action", "is": expression, "shown": "true"}}, ANY)
    acts = [("visit", "2025-06-01", "B1"), ("reply", "2025-06-02", "B1"), ("visit", "2025-06-03", None)]
    events = [
        {"kind": kind, "actor": "AAA", "at": at, **({"batch": batch} if batch else {})} for kind, at, batch in acts
    ]
    found = whole(program, as_of="2025-06-30", events=events)["events"]
    assert [act["holds"]["it"] for act in found] == expected
