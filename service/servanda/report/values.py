"""The values that are shown of a subject, in words: intervals, and what readings and accounts make of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from servanda.report.escape import visible
from servanda.report.layout import Frame
from servanda.report.reasons import in_account
from servanda.report.wire import Wire


def with_values(name: str, part: Wire, frame: Frame) -> str:
    """A name with the values that are shown of its subject: ``P1 (age 25)``."""
    values = ", ".join(shown_values(part, frame))
    return name + (f" ({values})" if values else "")


def shown_values(part: Wire, frame: Frame) -> Iterator[str]:
    """The values of a subject that are known, each with its name."""
    for key, value in part["values"].items():
        if not _unknown(value):
            yield f"{frame.name(key)} {said(value, frame)}"


def said(value: object, frame: Frame) -> str:
    """``25``, ``24-25`` where it is known to an interval, ``24 or 25`` where readings differ, ``?``.

    Where accounts differ, the value in each of them.
    """
    match value:
        case Mapping():
            if accounts := _by_account(value, frame):
                parts = (f"{_either(of, frame)} {in_account([party], frame.say)}" for party, of in accounts.items())
                return ", ".join(parts)
            return _either(list(value.values()), frame)
        case [low, high]:
            return f"{said(low, frame)}-{said(high, frame)}"
        case None:
            return "?"
    return visible(str(value))


def _either(values: list[object], frame: Frame) -> str:
    return frame.say.joined("or", dict.fromkeys(said(value, frame) for value in values))


def _by_account(value: Mapping[str, object], frame: Frame) -> dict[str, list[object]]:
    """Party → the values in its account, by reading; empty where the values are not by account."""
    found: dict[str, list[object]] = {}
    for key, part in value.items():
        found.setdefault(key.rpartition("/")[2], []).append(part)
    readings = {reading.name for item in frame.ruleset.disputed.values() for reading in item.readings}
    return found if found.keys() <= set(frame.ruleset.parties) - readings else {}


def _unknown(value: object) -> bool:
    return value is None or (isinstance(value, Mapping) and all(map(_unknown, value.values())))
