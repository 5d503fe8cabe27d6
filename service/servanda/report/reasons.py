"""Why a rule has its status, in words: under whose reading, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from servanda.report.escape import flowing
from servanda.report.wire import ACCOUNT, Wire, in_words
from servanda.report.words import Words

UNSETTLED = "none"  # stands in a verdict for the reading of a name that `common` finds no reading of


def reasons(finding: Wire, say: Words) -> Iterator[str]:
    """The message where the rule is broken, under whose reading it has which status, and what is missing."""
    if message := message_of(finding):
        yield message
    yield from under(finding, say)
    yield from by_party(finding, say)
    if finding["missing"]:
        yield say("missing", fields=", ".join(in_words(finding["missing"], say)))


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
    """Which statuses the rule has under which readings and accounts, where it rests on any."""
    worlds = finding.get("under") or {}  # absent where the rule has no disputed name and the accounts do not differ
    if unsettled := sorted(name for boxes in worlds.values() for name in unsettled_names(boxes)):
        yield say("unsettled", names=say.joined("and", dict.fromkeys(unsettled)))
    if worlds and (len(worlds) > 1 or any(_settled(box) for boxes in worlds.values() for box in boxes)):
        several = len(disputed_names(finding)) > 1
        for status, boxes in worlds.items():
            yield _worlds(status_of(finding, status, say), [_settled(box) for box in boxes], several, say)


def _worlds(status: str, boxes: Sequence[Wire], several: bool, say: Words) -> str:
    """``broken under UA-1825, in the account of RUS``: a status with its boxes."""
    if not any(ACCOUNT in box for box in boxes):
        return say("under", status=status, readings=say.joined("or-else", (_box(box, several, say) for box in boxes)))
    if not any(box.keys() - {ACCOUNT} for box in boxes):
        parties = dict.fromkeys(party for box in boxes for party in box.get(ACCOUNT, ()))
        return f"{status} {in_account(parties, say)}"
    return f"{status} {say.joined('or-else', (_place_of(box, several, say) for box in boxes))}"


def _place_of(box: Wire, several: bool, say: Words) -> str:
    """``under UA-1825, in the account of RUS``"""
    readings = {name: held for name, held in box.items() if name != ACCOUNT}
    said = [say("box.readings", readings=_box(readings, several, say))] if readings or ACCOUNT not in box else []
    return ", ".join([*said, *([in_account(box[ACCOUNT], say)] if ACCOUNT in box else [])])


def in_account(parties: Iterable[str], say: Words) -> str:
    """``in the account of RUS``"""
    parties = list(parties)
    return say("in-account" if len(parties) == 1 else "in-accounts", parties=say.joined("and", parties))


def by_party(finding: Wire, say: Words) -> Iterator[str]:
    """The status by the readings of each party, and in its account where that matters, if they differ.

    Where only the accounts matter, their boxes have said it already.
    """
    parties = finding.get("by_party", {})
    boxes = [box for boxes in (finding.get("under") or {}).values() for box in boxes]
    by_account = any(ACCOUNT in box for box in boxes)
    if len(set(parties.values())) > 1 and (disputed_names(finding) or not by_account):
        key = "by-party.both" if by_account else "by-party"
        said = (say(key, party=p, status=status_of(finding, status, say)) for p, status in parties.items())
        yield " · ".join(said)


def disputed_names(finding: Wire) -> set[str]:
    """The disputed names that a finding rests on."""
    boxes = [box for boxes in (finding.get("under") or {}).values() for box in boxes]
    return {name for box in boxes for name in _settled(box)} - {ACCOUNT}


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
