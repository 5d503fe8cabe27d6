"""Cedar: a request for each person, in one batch; the policies that permit it are what holds of the person.

It has no order of texts, so the date of birth is given as a number; what is absent is asked for with `has`.
"""

from __future__ import annotations

from cedarpy import PolicySet, is_authorized_batch
from core import CATEGORIES, COMPLIANT, FROM, NOT, OPEN_VERDICT, TO, Person, Result, born
from engine import measure

WOUNDED, ILL = (f'(context has health && context.health == "{name}")' for name in CATEGORIES[:2])
YOUNG = f"(context.born > {FROM} && context.born <= {TO})"
ENTITLED = f"({WOUNDED} || {ILL} || {YOUNG})"
NOT_POW = '(context has status && context.status != "pow")'
OUT = f"({NOT_POW} || (context has health && context.born != 0 && !{ENTITLED}))"
IN = f"({ENTITLED} && context has status && !{NOT_POW})"
NAMES = {f"policy{number}": name for number, name in enumerate((*CATEGORIES, NOT, COMPLIANT))}

policies = PolicySet.from_str(
    "\n".join(f"permit(principal, action, resource) when {{ {when} }};" for when in (WOUNDED, ILL, YOUNG, OUT, IN))
)
REQUEST = {"principal": 'Side::"UKR"', "action": 'Action::"exchange"', "resource": 'List::"L1"'}
USED = ("health", "status")


def rules(people: list[Person]) -> list[Result]:
    requests = [
        {**REQUEST, "context": {**{name: p[name] for name in USED if name in p}, "born": born(p)}} for p in people
    ]
    return [_result(found.diagnostics.reasons) for found in is_authorized_batch(requests, policies, [])]


def _result(reasons: list[str]) -> Result:
    holds = {NAMES[reason] for reason in reasons}
    verdict = NOT if NOT in holds else COMPLIANT if COMPLIANT in holds else OPEN_VERDICT
    return verdict, [name for name in CATEGORIES if name in holds]


if __name__ == "__main__":
    measure(rules)
