"""Impact → Markdown for the summary of a run of CI, from its JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from servanda.evaluation.answer import NO_FINDING
from servanda.report.escape import flowing

SHOWN = 50
"""So many of those who change are named."""


def impact_markdown(impact: Mapping[str, Any], names: tuple[str, str]) -> str:
    """Both verdicts with their counts, the transitions, and those who change with the rules that moved them."""
    return "\n".join(_lines(impact, names)) + "\n"


def _lines(impact: Mapping[str, Any], names: tuple[str, str]) -> Iterator[str]:
    yield f"### Impact: {_cell(names[0])} → {_cell(names[1])}"
    yield ""
    counted = [word for word in impact["before"]["counts"] if any(impact[side]["counts"][word] for side in _SIDES)]
    yield f"| | verdict | {' | '.join(map(_word, counted))} |"
    yield "|---|---|" + "---:|" * len(counted)
    for side in _SIDES:
        counts = " | ".join(str(impact[side]["counts"][word]) for word in counted)
        yield f"| {side} | {_word(impact[side]['verdict'])} | {counts} |"
    yield ""
    moved = [of for of in impact["transitions"] if of["before"] != of["after"]]
    if not moved:
        yield "Nobody's verdict changes."
    yield from (f"- {of['count']}: {_arrow(of)}" for of in moved)
    affected = [(of, rules) for of in impact["affected"] if (rules := _telling(of)) or _changes(of)]
    if affected:
        yield ""
        yield "| who | verdict | rule | status | where |"
        yield "|---|---|---|---|---|"
        yield from (row for of, rules in affected[:SHOWN] for row in _rows(of, rules))
    if len(affected) > SHOWN:
        yield f"\nand {len(affected) - SHOWN} more"


_SIDES = ("before", "after")


def _telling(of: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The rules that moved somebody, without those on one side alone that find nothing."""
    return [
        moved
        for moved in of["moved"]
        if None not in (statuses := {moved[side] for side in _SIDES}) or statuses - {None, *NO_FINDING}
    ]


def _changes(of: Mapping[str, Any]) -> bool:
    """Whether another verdict is told of somebody; that of a list is told with its entries."""
    return bool(of["kind"] != "list" and of["before"] != of["after"])


def _rows(of: Mapping[str, Any], rules: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    who = f"`{_cell(of['id'])}`" if "id" in of else of["kind"]
    who += f" of list `{_cell(of['list'])}`" if of["kind"] == "entry" else f" ({of['kind']})"
    if not rules:
        yield f"| {who} | {_arrow(of)} | | | |"
    for moved in rules:
        worlds = "; ".join(f"{_box(world['under'])}: {_arrow(world)}" for world in moved["worlds"])
        rule = f"`{_cell(moved['rule'])}` ({_cell(moved['clause'])})"
        yield f"| {who} | {_arrow(of)} | {rule} | {_arrow(moved)} | {worlds} |"


def _box(under: Mapping[str, list[str]]) -> str:
    return _cell(", ".join(f"{name} {' or '.join(held)}" for name, held in under.items())) or "everywhere"


def _arrow(of: Mapping[str, Any]) -> str:
    before, after = _word(of["before"]), _word(of["after"])
    return before if before == after else f"{before} → {after}"


def _word(word: str | None) -> str:
    return word.replace("_", "-") if word else "not there"


def _cell(text: str) -> str:
    """A text that stays in its cell."""
    return flowing(text).replace("\\", "\\\\").replace("|", "\\|").replace("`", "'").replace("<", "&lt;")
