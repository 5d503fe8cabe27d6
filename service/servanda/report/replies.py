"""What a list did with the one that it answers: whom it kept, changed, left out and added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from servanda.report.wire import VERDICTS, Submitted, Wire

PAIR_STATUSES = ("kept", "changed", "dropped", "added", "review")
UNJUDGED: Wire = {"verdict": "", "holds": {}, "values": {}, "findings": []}  # a register, or the conduct of another
Entries: TypeAlias = Mapping[tuple[str, str], Wire]
"""List and id → the entry in the verdict."""


class Reply(NamedTuple):
    """A list that answers another, with its pairs; ``reasons`` are the ids for whose removal it gives a reason."""

    base: str
    reply: str
    pairs: Sequence[Wire]
    reasons: frozenset[str] | None  # None: what was submitted is not at hand
    entries: Entries
    answered: str  # begins the pointers of the entries of the list that is answered

    def of(self, status: str) -> list[Wire]:
        """The pairs of a status."""
        return [pair for pair in self.pairs if pair["status"] == status]

    def has_reason(self, pair: Wire) -> bool | None:
        """Whether a reason is given for leaving somebody out; None where nobody was, or that is not known."""
        return pair["id"] in self.reasons if pair["status"] == "dropped" and self.reasons is not None else None

    @property
    def verdict(self) -> str:
        """What the rules on pairs come to."""
        return min((str(pair["verdict"]) for pair in self.pairs), key=VERDICTS.index)

    def place(self, pair: Wire) -> tuple[str, str]:
        """The list and the id under which a pair is judged by itself: in the answer, or in what it answers."""
        if pair["status"] == "dropped" or pair["subject"].startswith(self.answered):
            return self.base, pair["id"]
        return self.reply, pair.get("reply_id", pair["id"])

    def other(self, pair: Wire) -> str:
        """The list on which the candidates of a pair are."""
        return self.base if self.place(pair)[0] == self.reply else self.reply

    def entry(self, pair: Wire) -> Wire:
        """What is said of the person alone."""
        return self.entries.get(self.place(pair), UNJUDGED)

    def before(self, pair: Wire) -> Wire:
        """What is said of the person alone on the list that is answered."""
        return self.entries.get((self.base, pair["id"]), UNJUDGED)


def replies(verdict: Wire, submitted: Submitted) -> Iterator[Reply]:
    """Every list with each that it answers, as the verdict has them; what was submitted tells them apart."""
    found: dict[tuple[str, str], list[Wire]] = {}
    for pair in verdict.get("pairs", ()):
        found.setdefault((pair["base"], pair["reply"]), []).append(pair)
    entries = {(list_["id"], entry["id"]): entry for list_ in verdict["lists"] for entry in list_.get("entries", ())}
    reasons = {list_.id: frozenset(_reasons(list_)) for list_ in submitted.lists} if found else {}
    places = {list_.id: place for place, list_ in enumerate(submitted.lists)}
    for (base, reply), pairs in found.items():
        yield Reply(base, reply, pairs, reasons.get(reply), entries, f"/lists/{places.get(base)}/")


def _reasons(list_: Any) -> Iterator[str]:
    """The ids that a list gives a reason for leaving out; not the reasons, which are for nobody else's eyes."""
    yield from (removal.id for removal in list_.removals or () if isinstance(removal.reason, str))
