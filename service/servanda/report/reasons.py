"""Why a rule has its status, in words: under whose reading, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from servanda.report.escape import flowing
from servanda.report.wire import Wire
from servanda.report.words import Words

UNSETTLED = "none"  # stands in a verdict for the reading of a name that `common` finds no reading of


def reasons(finding: Wire, say: Words) -> Iterator[str]:
    """The message where the rule is broken, under whose reading it has which status, and what is missing."""
    if message := message_of(finding):
        yield message
    yield from under(finding, say)
    yield from by_party(finding, say)
    if finding["missing"]:
        yield say("missing", fields=", ".join(finding["missing"]))


def is_warning(finding: Wire, status: str) -> bool:
    """Whether a status breaks nothing but advice."""
    return finding["level"] == "advisory" and status == "violated"


def status_of(finding: Wire, status: str, say: Words) -> str:
    """A status of a finding's rule, as people call it."""
    return say("warning" if is_warning(finding, status) else f"status.{status}")


def message_of(finding: Wire) -> str:
    """What is wrong, where it is; beside anybody who does not break the rule it would be a false accusation."""
    return flowing(finding["message"]) if finding["status"] == "violated" else ""


def under(finding: Wire, say: Words) -> Iterator[str]:
    """Which statuses the rule has under which readings, where it rests on any."""
    worlds = finding.get("under") or {}  # absent where the rule has no disputed name
    if unsettled := sorted(name for boxes in worlds.values() for name in unsettled_names(boxes)):
        yield say("unsettled", names=say.joined("and", dict.fromkeys(unsettled)))
    if worlds and (len(worlds) > 1 or any(_settled(box) for boxes in worlds.values() for box in boxes)):
        several = len(disputed_names(finding)) > 1
        for status, boxes in worlds.items():
            readings = say.joined("or-else", (_box(_settled(box), several, say) for box in boxes))
            yield say("under", status=status_of(finding, status, say), readings=readings)


def by_party(finding: Wire, say: Words) -> Iterator[str]:
    """The status by the readings of each party, where they differ."""
    parties = finding.get("by_party", {})
    if len(set(parties.values())) > 1:
        said = (say("by-party", party=p, status=status_of(finding, status, say)) for p, status in parties.items())
        yield " · ".join(said)


def disputed_names(finding: Wire) -> set[str]:
    """The disputed names that a finding rests on."""
    boxes = [box for boxes in (finding.get("under") or {}).values() for box in boxes]
    return {name for box in boxes for name in _settled(box)}


def unsettled_names(boxes: Sequence[Wire]) -> set[str]:
    """The names of which no reading counts."""
    return {name for box in boxes for name, held in box.items() if list(held) == [UNSETTLED]}


def _settled(box: Wire) -> Wire:
    """The box without the names of which no reading counts."""
    return {name: held for name, held in box.items() if list(held) != [UNSETTLED]}


def _box(box: Wire, with_names: bool, say: Words) -> str:
    """``young UA-1825, UA-LE25``; the name is left out where the finding rests on no other."""
    if not box:
        return say("under.every")
    parts = (f"{name} {', '.join(held)}" if with_names else ", ".join(held) for name, held in box.items())
    return say.joined("with", parts)
