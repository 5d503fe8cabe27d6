"""The Common Expression Language in Rust: one compiled expression, evaluated person by person.

Its own loop, `people.map(…)`, takes time that grows with the square of the list.
"""

from __future__ import annotations

import cel
from core import AFTER, COMPLIANT, NOT, OPEN, OPEN_VERDICT, UNTIL, Person, Result, named
from engine import measure

WOUNDED, ILL = ('has(p.health) && p.health == "seriously_wounded"', 'has(p.health) && p.health == "seriously_ill"')
KNOWN = f"(has(p.date_of_birth) && !(p.date_of_birth in {list(OPEN)}))"
YOUNG = f'{KNOWN} && p.date_of_birth > "{AFTER}" && p.date_of_birth <= "{UNTIL}"'
ENTITLED = f"({WOUNDED} || {ILL} || {YOUNG})"
OUT = f"(has(p.health) && {KNOWN} && !{ENTITLED})"
VERDICT = (
    f'{OUT} || (has(p.status) && p.status != "pow") ? "{NOT}"'
    f' : {ENTITLED} && has(p.status) ? "{COMPLIANT}" : "{OPEN_VERDICT}"'
)

program = cel.compile(f"[{VERDICT}, {WOUNDED}, {ILL}, {YOUNG}]")


def rules(people: list[Person]) -> list[Result]:
    return [(verdict, named(flags)) for verdict, *flags in (program.execute({"p": person}) for person in people)]


if __name__ == "__main__":
    measure(rules)
