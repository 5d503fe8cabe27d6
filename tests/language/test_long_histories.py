"""A long history is not gone through anew for each act: what is found then is what going through it finds."""

from __future__ import annotations

import random
from typing import Any

import pytest
from tiny import ANY, Json, compiled, whole

from servanda.language import history

FIELDS = {"event": {"flag": "bool", "number": "int"}}
DAYS = [f"2025-06-{day:02}" for day in range(1, 8)]
INSTANTS = ["2025-06-03T09:00:00Z", "2025-06-03T12:00:00Z", "2025-06-05T21:30:00Z"]
OF_AN_ACT = (
    "events.exists(e, e.number > 2)",
    "events.all(e, e.number < 3)",
    'events.exists(e, e.kind == "visit" && e.flag)',
    'events.exists(e, e.kind == "visit")',
    "events.filter(e, e.flag).size()",
    "events.map(e, e.number).max()",
    "events.exists(e, has(e.batch) && e.batch == batch)",
    "events.exists_one(e, e.flag && e.at < at)",
    'consented("AAA")',
)
OF_THE_RECORD = (
    "events.exists(e, e.number > 2)",
    "events.all(e, e.number < 3)",
    'events.exists(e, e.kind == "visit" && e.flag)',
    'events.exists(e, has(e.batch) && e.batch == "B3")',
    'events.all(e, !has(e.batch) || e.batch != "B3")',
    'events.exists(e, e.kind == "announce")',
)
DUTIES: tuple[Json, ...] = (
    {"do": {"event": ["reply"], "where": "event.number > 2"}, "within": "P2D"},
    {"do": {"event": ["reply"], "where": "event.batch == trigger.batch"}, "within": "P2D"},
    {"do": {"event": ["reply"], "total": "3"}, "within": "P3D"},
    {"do": {"event": ["reply"]}, "within": "P1D"},
)


def acts(seed: int, times: list[str | None], ordered: bool) -> list[Json]:
    """Some forty acts that differ in little."""
    chance = random.Random(seed)
    told = sorted((chance.choice(times) for _ in range(40)), key=lambda at: at or "") if ordered else None
    found = []
    for place in range(40):
        optional = {
            "at": told[place] if told else chance.choice(times),
            "batch": chance.choice((None, "B1", "B2")),
            "number": chance.choice((None, 1, 2, 3)),
            "count": chance.choice((None, 1, 2)),
            "flag": chance.choice((None, True, False)),
        }
        act = {"kind": chance.choice(("visit", "reply", "consent")), "actor": chance.choice(("AAA", "BBB"))}
        found.append({**act, **{name: value for name, value in optional.items() if value is not None}})
    return found


TOLD = {
    "days in order": (DAYS, True),
    "days in any order": (DAYS, False),
    "instants among days": ([*DAYS, *INSTANTS], False),
    "some without a time": ([*DAYS, *INSTANTS, None], False),
    "in order, some without a time": ([*DAYS, None], True),
}


def answers(monkeypatch: pytest.MonkeyPatch, program: Any, events: list[Json], short: int, few: int) -> list[Json]:
    monkeypatch.setattr(history, "_SHORT", short)
    monkeypatch.setattr(history, "_FEW", few)
    found = whole(program, as_of="2025-06-30", events=events, action={"kind": "visit", "actor": "AAA"})
    return [found["record"], found["action"], *found["events"], *found["obligations"]]


@pytest.mark.parametrize("told", TOLD)
def test_what_a_long_history_holds_is_found_without_going_through_it(
    told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = [("action", body) for body in OF_AN_ACT] + [("record", body) for body in OF_THE_RECORD]
    definitions = {f"d{i}": {"of": of, "is": body, "shown": "true"} for i, (of, body) in enumerate(said)}
    duty = {"when": {"event": ["visit"]}, "duty_of": "trigger.actor"}
    obligations = {f"o{i}": {**duty, **more} for i, more in enumerate(DUTIES)}
    program = compiled(definitions, ANY, fields=FIELDS, obligations=obligations)
    for seed in range(4):
        events = acts(seed, *TOLD[told])
        expected = answers(monkeypatch, program, events, short=1000, few=8)
        assert answers(monkeypatch, program, events, short=0, few=8) == expected
        assert answers(monkeypatch, program, events, short=0, few=0) == expected
        assert answers(monkeypatch, program, events, short=3, few=1000) == expected
