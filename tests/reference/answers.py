"""Prints the answers to some questions: run in other processes, they must be the same bytes."""

from __future__ import annotations

import hashlib
import json
import locale
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from servanda.evaluation import encode, evaluate
from servanda.evaluation.submission import Reader
from servanda.language import Program, check_text, compile_text

from . import generate
from .campaign import pairs

RULESETS = Path(__file__).parents[2] / "rulesets"
SUBMISSION = {
    "as_of": "2025-06-07T00:30:00+03:00",
    "detail": "trace",
    "lists": [
        {
            "id": "U",
            "kind": "prisoners",
            "role": "proposed",
            "by": "UKR",
            "to": "RUS",
            "date": "2025-06-05",
            "transfer_on": "2025-06-09",
            "entries": [
                {"id": "P1", "status": "pow", "date_of_birth": "1990-05-02", "health": "seriously_wounded"},
                {"id": "P3", "status": "pow", "date_of_birth": "2000-01-01", "health": "fit"},
                {"id": "P4", "status": "civilian", "date_of_birth": "2000", "surname": "İğdır Їжак"},
                {"id": "P9", "status": "pow"},
            ],
        }
    ],
}


def find(agreement: str, version: str) -> bytes | None:
    """The text of a bundled ruleset."""
    path = RULESETS / agreement / f"{version}.yaml"
    return path.read_bytes() if path.is_file() else None


def answer(program: Program, submission: Any) -> bytes:
    """The bytes of a verdict."""
    return encode(evaluate(program, Reader(program.ruleset).read(json.dumps(submission).encode()), "en"))


def answers() -> list[bytes]:
    """Verdicts under the bundled ruleset and under random ones, and diagnostics of a ruleset with errors."""
    bundled = (RULESETS / "istanbul-2025" / "2.0.0.yaml").read_bytes()
    wrong = bundled.replace(b"date_of_birth", b"date_of_brith")
    random = (answer(program, submission) for _, _, program, submission in pairs(range(12), 2))
    diagnostics = "\n".join(map(str, check_text(wrong, "wrong.yaml", find))).encode()
    return [
        answer(compile_text(bundled, "", find), SUBMISSION),
        diagnostics,
        generate.text_of(generate.ruleset(1)).encode(),
        *random,
    ]


if __name__ == "__main__":
    with suppress(locale.Error):  # a locale that this machine does not have
        locale.setlocale(locale.LC_ALL, "")
    sys.stdout.write("\n".join(hashlib.sha256(one).hexdigest() for one in answers()))
