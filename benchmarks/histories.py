"""Submissions with histories, always the same ones: a likely course of things, and courses made to cost."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

START = datetime(2025, 6, 3, 6, tzinfo=UTC)
AS_OF = "2025-09-30T12:00:00+03:00"
MOST = 1_000
OTHER = {"UKR": "RUS", "RUS": "UKR"}

Event = dict[str, Any]

ACTION: Event = {
    "kind": "dispatch",
    "actor": "RUS",
    "to": "UKR",
    "at": "2025-09-29T09:00:00+03:00",
    "date": "2025-09-29",
    "subject": "remains",
    "batch": "B1",
    "location": "NOVA",
}


def submission(events: list[Event], action: Event | None = ACTION) -> bytes:
    """The body of a request that proposes an action after these events."""
    told = {"as_of": AS_OF, "events": events, **({"action": action} if action else {})}
    return json.dumps(told).encode()


def likely(number: int) -> list[Event]:
    """Batch after batch with its lists, dates, consents, transfers and receipts; a tenth stated by one side alone."""
    chance = random.Random(4)
    course = _course(chance)
    events = [next(course) for _ in range(number)]
    step = timedelta(days=110) / max(number, 1)
    for place, event in enumerate(events):
        moment = START + step * place
        event["id"] = f"E{place}"
        event["at"] = moment.date().isoformat() if chance.random() < 0.3 else moment.isoformat(timespec="seconds")
        if chance.random() < 0.1:
            event["stated_by"] = [chance.choice(("UKR", "RUS"))]
    return events


def _course(chance: random.Random) -> Iterator[Event]:
    batch = 0
    while True:
        batch += 1
        day = (START + timedelta(days=2 * batch % 110)).date().isoformat()
        subject = "remains" if batch % 2 else "prisoners"
        about = {"batch": f"B{batch}", "subject": subject, "date": day}
        for actor in ("UKR", "RUS"):
            to = OTHER[actor]
            yield {"kind": "submit_list", "actor": actor, "to": to, "list": f"L{batch}-{actor}", **about}
            if chance.random() < 0.8:
                answer = {"list": f"R{batch}-{to}", "in_reply_to": f"L{batch}-{actor}"}
                yield {"kind": "return_list", "actor": to, "to": actor, **answer, **about}
            yield {"kind": "comment", "actor": to, "list": f"L{batch}-{actor}"}
        yield {"kind": "set_date", "actor": "RUS", **about}
        if chance.random() < 0.3:
            yield {"kind": chance.choice(("postpone", "refuse")), "actor": "UKR", **about}
        for actor in ("UKR", "RUS"):
            yield {"kind": "consent", "actor": actor, "subject": subject, "date": day}
            yield {"kind": "agree_place", "actor": actor, "location": "NOVA", **about}
        for actor in ("UKR", "RUS"):
            to, count = OTHER[actor], chance.randrange(10, 60)
            way = {"to": to, "from": actor, "location": "NOVA", "via": "ICRC"}
            yield {"kind": "dispatch", "actor": actor, **way, **about}
            for part in (count, chance.randrange(10, 60)):
                yield {"kind": "transfer", "actor": actor, "count": part, **way, **about}
            received = count if chance.random() < 0.9 else count - 1
            yield {"kind": "receive", "actor": to, "count": received, **about}
        yield {"kind": "announce", "actor": "RUS", "count": chance.randrange(1000), **about}


def costly() -> dict[str, list[Event]]:
    """Histories of the most events that are taken, each made to cost as much as it may."""
    many = range(MOST)
    transfer = {"kind": "transfer", "actor": "RUS", "to": "UKR", "batch": "B1", "count": 1, "subject": "remains"}
    consent = {"kind": "consent", "actor": "UKR", "subject": "remains", "date": "2025-09-29"}
    sent = {"kind": "dispatch", "actor": "RUS"}
    received = {"kind": "receive", "actor": "UKR"}
    bare = ("transfer", "consent", "submit_list", "dispatch")
    return {
        "transfers in one batch": [
            {**transfer, "at": _instant(n), "actor": _side(n), "to": OTHER[_side(n)]} for n in many
        ],
        "transfers, half told by one side": [
            {**transfer, "at": _instant(n), **({"stated_by": [_side(n // 2)]} if n % 2 else {})} for n in many
        ],
        "transfers and receipts in one batch": [
            {**transfer, **(received if n % 2 else {}), "at": _instant(n)} for n in many
        ],
        "consents to one date": [{**consent, "at": _instant(n)} for n in many],
        "dispatches and consents to one date": [
            {**consent, **(sent if n % 2 else {}), "at": _instant(n)} for n in many
        ],
        "consents without date, then dispatches": [
            {**consent, **sent} if n % 2 else {"kind": "consent", "actor": "UKR"} for n in many
        ],
        "without any field": [{"kind": bare[n % len(bare)], "actor": _side(n)} for n in many],
        "transfers without any field": [{"kind": "transfer", "actor": _side(n)} for n in many],
        "all trigger duties": [
            {"kind": "submit_list", "actor": _side(n), "to": OTHER[_side(n)], "list": f"L{n}", "at": _instant(n)}
            for n in many
        ],
        "refusals, duties of both sides": [{"kind": "refuse", "actor": _side(n), "at": _instant(n)} for n in many],
        "comments and returned lists, each on something else": [
            {**_answer(n), "list": f"L{n}", "in_reply_to": f"X{n}"} for n in many
        ],
        "comments and returned lists, half on a list": [
            {**_answer(n), **({"list": f"L{n // 4}"} if n % 2 or n % 4 else {})} for n in many
        ],
        "batches of which the sides tell otherwise": [
            {**transfer, "batch": f"B{n // 2}", "count": n, "at": _instant(n), "stated_by": [_side(n)]} for n in many
        ],
    }


def _answer(number: int) -> Event:
    """A comment, or a list that is returned."""
    said = {"kind": "comment", "actor": "UKR"} if number % 2 else {"kind": "return_list", "actor": "RUS"}
    return {**said, "id": f"E{number}"}


def _side(number: int) -> str:
    return ("UKR", "RUS")[number % 2]


def _instant(number: int) -> str:
    return (START + timedelta(hours=2) * number).isoformat(timespec="seconds")
