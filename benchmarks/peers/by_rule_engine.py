"""rule-engine: one rule, evaluated person by person; what is absent is null by its context."""

from __future__ import annotations

import rule_engine
from core import AFTER, COMPLIANT, NOT, OPEN, OPEN_VERDICT, UNTIL, Person, Result, named
from engine import measure

WOUNDED, ILL = 'health == "seriously_wounded"', 'health == "seriously_ill"'
KNOWN = f"(date_of_birth != null and not (date_of_birth in {list(OPEN)}))"
YOUNG = f'({KNOWN} and date_of_birth > "{AFTER}" and date_of_birth <= "{UNTIL}")'
ENTITLED = f"({WOUNDED} or {ILL} or {YOUNG})"
OUT = f"(health != null and {KNOWN} and not {ENTITLED})"
VERDICT = (
    f'({OUT} or (status != null and status != "pow")) ? "{NOT}"'
    f' : (({ENTITLED} and status != null) ? "{COMPLIANT}" : "{OPEN_VERDICT}")'
)
FLAGS = ", ".join(f'({condition}) ? "yes" : ""' for condition in (WOUNDED, ILL, YOUNG))

rule = rule_engine.Rule(f"[{VERDICT}, {FLAGS}]", context=rule_engine.Context(default_value=None))


def rules(people: list[Person]) -> list[Result]:
    return [(verdict, named([bool(flag) for flag in flags])) for verdict, *flags in map(rule.evaluate, people)]


if __name__ == "__main__":
    measure(rules)
