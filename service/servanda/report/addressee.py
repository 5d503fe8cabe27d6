"""Whom the questions on lists go to: one side, which is not the one that asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from servanda.report.wire import Submitted, Wire


def addressees(lists: Sequence[Any]) -> list[str]:
    """The parties that the questions may go to: whose lists answer others; where none does, whose lists there are.

    Registers, which are not judged, count where there is nothing else.
    """
    kinds = {list_.id: list_.kind for list_ in lists}
    judged = [list_ for list_ in lists if list_.role != "register"]
    answers = [list_ for list_ in judged if list_.kind in map(kinds.get, list_.in_reply_to or ())]
    return list(dict.fromkeys(list_.by for list_ in answers or judged or lists))


def asked_of(item: Wire, verdict: Wire, submitted: Submitted) -> frozenset[str]:
    """Whose act, conduct or duty is unclear, where a clarification is of no list; nobody's, where it is of all."""
    subject = item["subject"]
    found = {item["party"]} if "party" in item else set()
    if act := submitted.act(subject):
        found.add(act.actor)
    if "obligation" in item:
        found |= {duty["party"] for duty in verdict["obligations"] if _is_of(duty, item)}
        found |= {list_.by for place, list_ in enumerate(submitted.lists) if subject.startswith(f"/lists/{place}/")}
    return frozenset(found)


def _is_of(duty: Wire, item: Wire) -> bool:
    """Whether a clarification is of a duty; all that no event or entry brought about are of the events."""
    trigger = duty["trigger"] if str(duty["trigger"]).startswith("/") else "/events"
    return bool(duty["obligation"] == item["obligation"] and trigger == item["subject"])
