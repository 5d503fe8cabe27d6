"""The core rule in plain Python: what every other engine must agree with."""

from __future__ import annotations

from core import AFTER, COMPLIANT, NOT, OPEN, OPEN_VERDICT, UNTIL, Person, Result
from engine import measure


def result(person: Person) -> Result:
    health, born, status = person.get("health"), person.get("date_of_birth"), person.get("status")
    categories = []
    if health in ("seriously_wounded", "seriously_ill"):
        categories.append(health)
    age_is_open = born is None or born in OPEN
    if not age_is_open and AFTER < born <= UNTIL:
        categories.append("young")
    is_out = not categories and health is not None and not age_is_open
    if is_out or (status is not None and status != "pow"):
        return NOT, categories
    return (COMPLIANT if categories and status is not None else OPEN_VERDICT), categories


def rules(people: list[Person]) -> list[Result]:
    return [result(person) for person in people]


if __name__ == "__main__":
    measure(rules)
