"""The core rule: who is entitled to be exchanged, in one reading, of a person as JSON has it.

What is missing stays open: an unknown health or age makes a category unknown, and a verdict rests on what is unknown
only where it would change it. A date may be a year or a month alone; then the age is known where it is the same on all
its days. 18 to 25 on 2 June 2025 is born after 2 June 1999 and not after 2 June 2007; as texts, ISO dates compare as
days, and these four alone are open.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Person = dict[str, Any]
Result = tuple[str, list[str]]
"""The verdict, and the categories that the person belongs to."""
Rules = Callable[[list[Person]], list[Result]]

AFTER, UNTIL = "1999-06-02", "2007-06-02"
OPEN = ("1999", "1999-06", "2007", "2007-06")
CATEGORIES = ("seriously_wounded", "seriously_ill", "young")
COMPLIANT, NOT, OPEN_VERDICT = "compliant", "non_compliant", "indeterminate"
FROM, TO = 19990602, 20070602


def born(person: Person) -> int:
    """The date of birth as a number, for engines that cannot order texts; 0 where it is open."""
    date = person.get("date_of_birth")
    if date is None or date in OPEN:
        return 0
    return int(f"{date}-01-01"[:10].replace("-", ""))


def named(flags: tuple[bool, ...] | list[bool]) -> list[str]:
    """The categories whose flags are set."""
    return [name for name, flag in zip(CATEGORIES, flags, strict=True) if flag]
