"""The history: in whose account an event happened, and which kinds of events an expression goes through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servanda.language import tree as t
from servanda.language.ruleset import Ruleset

Data = Mapping[str, Any]

ACTS = ("set_date", "agree_place", "agree_list", "dispatch", "tender", "transfer", "announce")
"""Who does one of these consents to it by that."""
DECLARATIONS = ("consent", "agree_list", "agree_place", "announce", "refuse", "postpone", "sign")


def happened(event: Data, account: str, ruleset: Ruleset) -> bool:
    """Whether an event happened in the account of a party."""
    stated = set(event.get("stated_by") or ())
    common = not stated or stated >= set(ruleset.parties) or stated & set(ruleset.third_parties)
    declared = event["kind"] in DECLARATIONS and event["actor"] in stated
    return bool(common or declared or account in stated)


def every_kind(ruleset: Ruleset) -> tuple[str, ...]:
    """The kinds of events that there are, in the order of the vocabulary."""
    kinds: tuple[str, ...] = ruleset.fields["event"]["kind"].type.values  # type: ignore[attr-defined]
    return kinds


def is_history(node: t.Tree) -> bool:
    return isinstance(node, t.Given) and node.name == "events"


def kinds_gone_through(node: t.Tree, ruleset: Ruleset) -> set[str]:
    """The kinds of events that this very node goes through; none where it is not over `events` itself."""
    if isinstance(node, t.Call) and node.function == "consented":
        return {"consent"}
    if not isinstance(node, t.Macro | t.Method) or not is_history(node.source):
        return set()
    every = set(every_kind(ruleset))
    return kinds_left(node, every) if isinstance(node, t.Macro) else every


def kinds_left(macro: t.Macro, kinds: set[str]) -> set[str]:
    """The kinds of the events that matter to a macro over events of some kinds: those that its conjuncts name."""
    if macro.name != "map":
        for part, truth in joined(macro.body, macro.name != "all"):
            kinds = kinds & named_kinds(part, truth, macro.variable, kinds)
    return kinds


def joined(node: t.Tree, truth: bool) -> list[tuple[t.Tree, bool]]:
    """What must all be so for a body to have that truth."""
    if isinstance(node, t.Not):
        return joined(node.operand, not truth)
    if isinstance(node, t.Binary) and node.op == ("&&" if truth else "||"):
        return [*joined(node.left, truth), *joined(node.right, truth)]
    return [(node, truth)]


def named_kinds(part: t.Tree, truth: bool, variable: str, every: set[str]) -> set[str]:
    """The kinds of which `e.kind == "x"` or `e.kind in ["x", "y"]` is true; all where it is neither."""
    if not isinstance(part, t.Binary) or part.op not in (("==", "in") if truth else ("!=",)):
        return every
    sides = [part.left, part.right]
    for kind, other in (sides, sides[::-1]) if part.op != "in" else (sides,):
        items = other.items if isinstance(other, t.ListOfTrees) else (other,)
        of_event = isinstance(kind, t.FieldOf) and (kind.owner, kind.name) == (variable, "kind")
        if of_event and all(isinstance(item, t.Constant) for item in items):
            return {item.value for item in items if isinstance(item, t.Constant)}  # type: ignore[misc]
    return every


def without_cover(kinds: set[str], ruleset: Ruleset, events: Any, covers: Any) -> str | None:
    """Why events of these kinds cannot be gone through; None if they can."""
    if not kinds:
        return None
    if events is None:
        return "no events in the submission"
    lacking = [kind for kind in every_kind(ruleset) if kind in kinds and covers is not None and kind not in covers]
    return f"the history does not cover `{lacking[0]}`" if lacking else None
