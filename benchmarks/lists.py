"""Submissions with lists, always the same ones."""

from __future__ import annotations

import json
import random

AS_OF = "2025-06-07"


def submission(number: int) -> bytes:
    """The body of a request with one list of so many prisoners, some of whose fields are missing."""
    chance = random.Random(1)
    header = {"id": "L1", "kind": "prisoners", "role": "proposed", "by": "UKR", "to": "RUS", "date": "2025-06-05"}
    entries = [_entry(place, chance) for place in range(number)]
    return json.dumps({"as_of": AS_OF, "lists": [{**header, "final": True, "entries": entries}]}).encode()


def _entry(place: int, chance: random.Random) -> dict[str, str]:
    born = f"{chance.randrange(1960, 2008)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    entry = {
        "id": f"P{place}",
        "status": "pow" if chance.random() < 0.97 else "civilian",
        "surname": f"Прізвище{place}",
        "given_names": "Іван",
        "date_of_birth": born if chance.random() < 0.95 else born[:4],
        "service_number": f"S{place}",
        "health": chance.choice(("fit", "fit", "ill", "wounded", "seriously_wounded", "seriously_ill")),
        "captured_on": "2023-05-17",
    }
    if chance.random() < 0.05:
        del entry["health"]
    return entry
