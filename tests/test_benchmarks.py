"""The benchmarks measure one rule everywhere: plain Python, which others are held against, judges as Servanda."""

import json
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"

HEALTH = ("fit", "ill", "wounded", "seriously_wounded", "seriously_ill", None)
BOUNDS = ("1999-06-02", "1999-06-03", "2007-06-02", "2007-06-03")
PARTS_OF_DATES = (
    "1998",
    "1999",
    "2000",
    "2007",
    "2008",
    "1999-05",
    "1999-06",
    "1999-07",
    "2007-05",
    "2007-06",
    "2007-07",
)
STATUS = ("pow", "civilian", None)


def answer(engine: str, body: Path) -> Any:
    """What an engine answers once it has run."""
    command = [sys.executable, BENCHMARKS / "peers" / engine, body]
    told = subprocess.run(command, input="run\nanswer\n", capture_output=True, text=True, check=True).stdout
    ready, _, found = map(json.loads, told.splitlines())
    assert ready == "ready"
    return found


def test_plain_python_judges_as_servanda_does_on_both_sides_of_every_boundary_and_without_data(tmp_path: Path) -> None:
    people = [
        {name: value for name, value in zip(("health", "date_of_birth", "status"), told, strict=True) if value}
        for told in product(HEALTH, (*BOUNDS, *PARTS_OF_DATES, None), STATUS)
    ]
    header = {"id": "L", "kind": "prisoners", "role": "proposed", "by": "UKR", "to": "RUS", "date": "2025-06-05"}
    entries = [{"id": f"P{number}", **person} for number, person in enumerate(people)]
    body = tmp_path / "body.json"
    body.write_text(json.dumps({"as_of": "2025-06-07", "lists": [{**header, "final": True, "entries": entries}]}))
    expected = answer("by_plain_python.py", body)
    assert {found["verdict"] for found in expected} == {"compliant", "non_compliant", "indeterminate"}
    assert answer("by_servanda.py", body) == expected
