"""Rego in C++ (rego-cpp): one query over all people, who are its input."""

from __future__ import annotations

import json

from core import AFTER, CATEGORIES, COMPLIANT, NOT, OPEN, OPEN_VERDICT, UNTIL, Person, Result
from engine import measure
from regopy import Input, Interpreter

MODULE = f"""
package core
import rego.v1

open := {{ {", ".join(f'"{date}"' for date in OPEN)} }}

wounded(p) if p.health == "{CATEGORIES[0]}"
ill(p) if p.health == "{CATEGORIES[1]}"
known(p) if {{ p.date_of_birth; not open[p.date_of_birth] }}
young(p) if {{ known(p); p.date_of_birth > "{AFTER}"; p.date_of_birth <= "{UNTIL}" }}

entitled(p) if wounded(p)
entitled(p) if ill(p)
entitled(p) if young(p)

out(p) if p.status != "pow"
out(p) if {{ p.health; known(p); not entitled(p) }}

verdict(p) := "{NOT}" if out(p)
else := "{COMPLIANT}" if {{ entitled(p); p.status }}
else := "{OPEN_VERDICT}"

flag(p, 0) if wounded(p)
flag(p, 1) if ill(p)
flag(p, 2) if young(p)

results := [[verdict(p), [n | some n in [0, 1, 2]; flag(p, n)]] | some p in input.people]
"""

interpreter = Interpreter()
interpreter.add_module("core", MODULE)


def rules(people: list[Person]) -> list[Result]:
    interpreter.set_input(Input({"people": people}))
    (found,) = json.loads(str(interpreter.query("data.core.results")))["expressions"]
    return [(verdict, [CATEGORIES[number] for number in numbers]) for verdict, numbers in found]


if __name__ == "__main__":
    measure(rules)
