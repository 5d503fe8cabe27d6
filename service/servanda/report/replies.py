"""What a list did with the one that it answers: whom it kept, changed, left out and added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from servanda.evaluation.replies import says
from servanda.language.vocabulary import REASON
from servanda.report.wire import VERDICTS, Submitted, Wire

PAIR_STATUSES = ("kept", "changed", "dropped", "added", "review")
UNJUDGED: Wire = {"verdict": "", "holds": {}, "values": {}, "findings": []}  # a register, or the conduct of another
Entries: TypeAlias = Mapping[tuple[str, str], Wire]
"""List and id → the entry in the verdict."""


class Reply(NamedTuple):
    """A list that answers another, with its pairs; ``removals`` are the ids that it says it leaves out.

    Of each it is known whether there is a reason; not the reason, which is for nobody else's eyes.
    """

    base: str
    reply: str
    pairs: Sequence[Wire]
    removals: Mapping[str, bool] | None  # None: what was submitted is not at hand
    entries: Entries
    answered: str  # begins the pointers of the entries of the list that is answered

    def of(self, status: str) -> list[Wire]:
        """The pairs of a status."""
        return [pair for pair in self.pairs if pair["status"] == status]

    def has_reason(self, pair: Wire) -> bool | None:
        """Whether a reason is given for leaving somebody out; None where nobody was, or that is not known."""
        if pair["status"] != "dropped" or self.removals is None:
            return None
        return self.removals.get(pair["id"], False)

    def lacks_reason(self, pair: Wire) -> bool:
        """Whether it is not known of somebody what reason is given, as far as a rule asks for it."""
        return any(REASON.name in finding["missing"] for finding in pair["findings"])

    def contradicts(self, pair: Wire) -> bool:
        """Whether somebody is said to be left out who is on the list."""
        return pair["status"] in ("kept", "changed") and pair["id"] in (self.removals or ())

    @property
    def verdict(self) -> str:
        """What the rules on pairs come to."""
        return min((str(pair["verdict"]) for pair in self.pairs), key=VERDICTS.index)

    def place(self, pair: Wire) -> tuple[str, str]:
        """The list and the id under which a pair is judged by itself: in the answer, or in what it answers."""
        if pair["status"] == "dropped" or pair["subject"].startswith(self.answered):
            return self.base, pair["id"]
        return self.reply, pair.get("reply_id", pair["id"])

    def is_answered(self, pair: Wire) -> bool:
        """Whether the id of a pair is that of the list that is answered."""
        return pair["status"] in ("kept", "changed") or self.place(pair)[0] == self.base

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
    removals = {list_.id: _removals(list_) for list_ in submitted.lists} if found else {}
    places = {list_.id: place for place, list_ in enumerate(submitted.lists)}
    for (base, reply), pairs in found.items():
        yield Reply(base, reply, pairs, removals.get(reply), entries, f"/lists/{places.get(base)}/")


def _removals(list_: Any) -> dict[str, bool]:
    """The ids that a list says it leaves out, and whether it gives a reason."""
    return {removal.id: says(removal.reason) for removal in list_.removals or ()}
