"""Which step of the version each change asks for, and why: major where a verdict can change, patch for wording."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from servanda.language.change import Kind, Reason, Step, What, Written

Asks: TypeAlias = tuple[Step, Reason]

_MAJOR: Asks = ("major", "verdict")
_BINDS: Asks = ("major", "binds")
_REFUSED: Asks = ("major", "refused")
_TOLD: Asks = ("major", "told")
_DATA: Asks = ("minor", "data")
_ORDER: Asks = ("minor", "order")
_BROUGHT: Asks = ("patch", "brought")
_WORDING: Asks = ("patch", "wording")
_SAME: Asks = ("patch", "same")

_WHOLE: Mapping[tuple[Kind, What], Asks] = {
    # What an included ruleset brings or takes with it is in the ruleset, and is a change by itself.
    ("include", "added"): _BROUGHT,
    ("include", "removed"): _BROUGHT,
    ("source", "added"): _DATA,
    ("source", "removed"): _DATA,
    ("clause", "added"): _DATA,
    ("clause", "removed"): _TOLD,
    # Whatever names a new term or definition is changed itself.
    ("term", "added"): _DATA,
    ("definition", "added"): _DATA,
    ("field", "added"): _DATA,
    ("field", "removed"): _REFUSED,
    ("event_kind", "added"): _DATA,
    ("event_kind", "removed"): _REFUSED,
    ("term", "renamed"): _TOLD,
    ("definition", "renamed"): _TOLD,
    ("reading", "renamed"): _TOLD,
    ("rule", "renamed"): _TOLD,
    ("obligation", "renamed"): _TOLD,
}
_PARTS: Mapping[tuple[Kind, str], Asks] = {
    ("ruleset", "title"): _WORDING,
    ("ruleset", "standing"): _BINDS,
    ("ruleset", "signed"): _DATA,
    ("ruleset", "in_force/until"): _DATA,  # it selects versions, and never changes a verdict
    ("ruleset", "known_on"): _DATA,
    ("ruleset", "text"): _SAME,
    ("include", "version"): _BROUGHT,
    ("include", "digest"): _BROUGHT,
    ("source", "date"): _DATA,
    ("source", "title"): _WORDING,
    ("source", "url"): _WORDING,
    ("clause", "text"): _WORDING,
    ("clause", "standing"): _BINDS,
    ("clause", "asserted_by"): _DATA,
    ("clause", "sources"): _DATA,
    ("clause", "not_checkable"): _WORDING,
    ("term", "clause"): _DATA,
    ("definition", "clause"): _DATA,
    ("reading", "sources"): _DATA,
    ("rule", "message"): _WORDING,
    ("obligation", "message"): _WORDING,
    ("field", "type"): _REFUSED,
    ("field", "text"): _WORDING,
}


def asks(kind: Kind, what: What, part: str, before: Written, after: Written) -> Asks:
    """The step that a change asks for. INVARIANT: what is not named here may change a verdict, so it is major."""
    if not part:
        return _WHOLE.get((kind, what), _MAJOR)
    if part == "order":
        return _ORDER
    if (kind, part) == ("definition", "shown"):
        return _DATA if after else _TOLD
    head = part.partition("/")[0]
    localised = head in ("title", "text", "message")
    return _PARTS.get((kind, head if localised else part), _MAJOR)


SAME = _SAME
