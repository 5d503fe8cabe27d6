"""Verdict → what a negotiator reads: who is in, who is out, under whose reading, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from servanda.language.ruleset import Ruleset
from servanda.report.escape import flowing, visible

Wire: TypeAlias = Mapping[str, Any]  # a verdict, or a part of it, as api.md writes it

VERDICTS = ("non_compliant", "disputed", "indeterminate", "pending", "compliant", "not_applicable")
STATUSES = ("violated", "disputed", "indeterminate", "pending", "satisfied", "waived", "not_applicable")
STYLES = {
    "compliant": "green",
    "satisfied": "green",
    "non_compliant": "bold red",
    "violated": "bold red",
    "disputed": "magenta",
    "indeterminate": "yellow",
    "pending": "blue",
}
SHOWN = 12  # how many of a group are named before "and 1,234 more"


def report(verdict: Wire, ruleset: Ruleset, language: str = "en", everyone: bool = False) -> Group:
    """The verdict for a terminal; with ``everyone``, groups of any size are named in full."""
    limit = None if everyone else SHOWN
    blocks: list[RenderableType] = list(_heading(verdict, ruleset, language))
    for list_ in verdict["lists"]:
        blocks += _list(list_, ruleset, language, limit)
    blocks += _legend(verdict, ruleset)
    blocks += _asking(verdict, limit)
    blocks += _unchecked(verdict)
    return Group(*blocks)


def _heading(verdict: Wire, ruleset: Ruleset, language: str) -> Iterator[RenderableType]:
    mark = verdict["ruleset"]
    yield Text.assemble(_word(verdict["verdict"], upper=True), "  ", _localised(ruleset.title, language))
    version = f"{mark['agreement']}@{mark['version']}"
    draft = ["draft, not in force"] if verdict.get("draft") else []
    facts = [version, *draft, mark["standing"], f"as of {verdict['as_of']}", mark["digest"][:19]]
    yield Text(visible(" · ".join(facts)))
    if narrowed := list(_narrowed(verdict)):
        yield Text(visible("only " + " · ".join(narrowed)), "bold")
    judged = sum(verdict["counts"].get(name, 0) for name in VERDICTS)
    yield Text.assemble(f"{judged:,} judged: ", _counts(verdict["counts"]))
    yield from (Text(flowing(finding["message"])) for finding in verdict["findings"])  # such as: not yet in force


def _narrowed(verdict: Wire) -> Iterator[str]:
    """What was left out of account because it was asked so: without it the verdict would say too much."""
    readings = verdict["readings"]
    if isinstance(readings, Mapping):
        yield "the readings " + ", ".join(f"{name} {' or '.join(chosen)}" for name, chosen in readings.items())
    elif readings != "all":
        yield "common readings" if readings == "common" else f"the readings of {readings}"
    if verdict["account"] != "all":
        yield f"the account of {verdict['account']}"
    if verdict["conduct_of"] is not None:
        yield f"the conduct of {verdict['conduct_of']}"


def _list(list_: Wire, ruleset: Ruleset, language: str, limit: int | None) -> Iterator[RenderableType]:
    yield Text()
    yield Text.assemble((f"List {_with_values(list_)}", "bold"), ": ", _word(list_["verdict"]))
    entries = list_.get("entries")
    if entries is None:
        yield Padding(_counts(list_["counts"]), (0, 0, 0, 2))
    else:
        yield Padding(_roster(entries, limit), (0, 0, 0, 2))
    named = [(list_["id"], finding) for finding in list_["findings"]]
    named += [(entry["id"], finding) for entry in entries or () for finding in entry["findings"]]
    by_rule: dict[str, list[tuple[str, Wire]]] = {}
    for id_, finding in named:
        by_rule.setdefault(finding["rule"], []).append((id_, finding))
    for rule, found in by_rule.items():
        yield from _rule(rule, found, ruleset, language, limit)


def _roster(entries: Sequence[Wire], limit: int | None) -> Table:
    """Who has which verdict, and what holds of them."""
    groups: dict[tuple[str, str], list[str]] = {}
    for entry in entries:
        groups.setdefault((entry["verdict"], _holding(entry["holds"])), []).append(_with_values(entry))
    grid = _grid()
    for (verdict, holding), ids in sorted(groups.items(), key=lambda item: VERDICTS.index(item[0][0])):
        grid.add_row(_word(verdict), f"{len(ids):,}", Text(_ids(ids, limit)), Text(holding))
    return grid


def _rule(
    rule: str, found: Sequence[tuple[str, Wire]], ruleset: Ruleset, language: str, limit: int | None
) -> Iterator[RenderableType]:
    """One rule that is not simply met: its clause, and who it concerns in which way."""
    first = found[0][1]
    yield Text()
    yield Padding(_title(first, ruleset, language), (0, 0, 0, 2))
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for id_, finding in found:
        key = (finding["status"], tuple(_reasons(finding)))
        groups.setdefault(key, []).append(visible(id_))
    grid = _grid()
    for (status, reasons), ids in sorted(groups.items(), key=lambda item: STATUSES.index(item[0][0])):
        grid.add_row(_status(status, first), f"{len(ids):,}", Text(_ids(ids, limit)), Text("\n".join(reasons)))
    yield Padding(grid, (0, 0, 0, 4))


def _title(finding: Wire, ruleset: Ruleset, language: str) -> Text:
    text = Text.assemble((visible(finding["rule"]), "bold"))
    if finding["level"] != "binding":
        text.append(f" ({finding['level']})")
    clause = ruleset.clauses.get(finding["clause"])
    if clause:
        text.append(f", clause {clause.id} ({clause.standing}): {_localised(clause.text, language)}")
    if finding["message"]:
        text.append("\n" + flowing(finding["message"]))
    return text


def _reasons(finding: Wire) -> Iterator[str]:
    """Under whose reading the rule has which status, and what is missing."""
    under = finding.get("under")  # absent where the rule has no disputed name
    if under and list(under.values()) != [[{}]]:
        yield from (_worlds(status, boxes, finding) for status, boxes in under.items())
    parties = finding.get("by_party", {})
    if len(set(parties.values())) > 1:
        sides = (f"{party}'s readings: {_status_name(status, finding)}" for party, status in parties.items())
        yield " · ".join(sides)
    if finding["missing"]:
        yield "missing: " + ", ".join(finding["missing"])


def _worlds(status: str, boxes: Sequence[Wire], finding: Wire) -> str:
    several = len(_names(finding)) > 1
    return f"{_status_name(status, finding)} under " + "; or ".join(_box(box, several) for box in boxes)


def _box(box: Wire, with_names: bool) -> str:
    """``young UA-1825, UA-LE25``; the name is left out where the finding rests on no other."""
    if not box:
        return "every reading"
    return " with ".join(f"{name} {', '.join(held)}" if with_names else ", ".join(held) for name, held in box.items())


def _status(status: str, finding: Wire) -> Text:
    return Text(_status_name(status, finding), STYLES.get(status, ""))


def _status_name(status: str, finding: Wire) -> str:
    """A person is in or out by a binding rule; anything else is met or broken."""
    person = "/entries/" in finding["subject"] and finding["level"] == "binding"
    words = {"satisfied": "in", "violated": "out"} if person else {"satisfied": "met", "violated": "broken"}
    return words.get(status, status.replace("_", " "))


def _legend(verdict: Wire, ruleset: Ruleset) -> Iterator[RenderableType]:
    """What the readings that findings rest on say, and who holds them."""
    resting = {name for finding in _findings(verdict) for name in _names(finding)}
    for name, item in ruleset.disputed.items():
        if name in resting:
            grid = Table.grid(padding=(0, 2, 0, 0))
            for reading in item.readings:
                held = ", ".join(reading.held_by) or "nobody"
                grid.add_row(*map(Text, (reading.name, f"held by {held}", flowing(reading.source))))  # Text: no markup
            yield Text()
            yield Text.assemble("readings of ", (name, "bold"), f" (clause {item.clause})")
            yield Padding(grid, (0, 0, 0, 2))


def _names(finding: Wire) -> set[str]:
    """The disputed names that a finding rests on."""
    return {name for boxes in (finding.get("under") or {}).values() for box in boxes for name in box}


def _findings(verdict: Wire) -> Iterator[Wire]:
    for list_ in verdict["lists"]:
        yield from list_["findings"]
        for entry in list_.get("entries", ()):
            yield from entry["findings"]


def _asking(verdict: Wire, limit: int | None) -> Iterator[RenderableType]:
    """Whom to ask about, and for what: everybody of whom the same is missing stands together."""
    groups: dict[tuple[str, str], list[str]] = {}
    names = _names_of_subjects(verdict)
    for item in verdict["clarifications"]:
        key = (" or ".join(item["fields"]), ", ".join(item["may_settle"]))
        groups.setdefault(key, []).append(names.get(item["subject"]) or visible(item["subject"]))
    for (fields, rules), ids in groups.items():
        yield Text()
        yield Text(f"ask about {_ids(ids, limit)}: {fields}; may settle {rules}")


def _unchecked(verdict: Wire) -> Iterator[RenderableType]:
    left_out: dict[str, list[str]] = {}  # rules without a subject, or lists that were not to be judged
    for item in verdict["not_checked"]:
        left_out.setdefault(item["reason"], []).append(item.get("rule") or item["subject"])
    for reason, names in left_out.items():
        yield Text()
        yield Text(visible(f"not checked: {', '.join(names)} ({reason})"))


def _names_of_subjects(verdict: Wire) -> dict[str, str]:
    """Pointer → name of every subject that has a finding: `list U`, `P9`, `P9 of list U` where there are several.

    Pointers count the lists of the submission, of which the verdict may hold fewer; so the findings have to say.
    """
    names: dict[str, str] = {}
    for list_ in verdict["lists"]:
        name = f"list {visible(list_['id'])}"
        names |= {finding["subject"]: name for finding in list_["findings"]}
        of = f" of {name}" if len(verdict["lists"]) > 1 else ""
        for entry in list_.get("entries", ()):
            names |= {finding["subject"]: visible(entry["id"]) + of for finding in entry["findings"]}
    return names


def _holding(holds: Wire) -> str:
    """``young`` where it is true, ``young disputed``, ``young unknown``; what is false is left out."""
    parts: dict[str, list[str]] = {"true": [], "disputed": [], "unknown": []}
    for name, value in holds.items():
        if value != "false":
            parts[value].append(name)
    said = [f"{' and '.join(names)}{'' if value == 'true' else ' ' + value}" for value, names in parts.items() if names]
    return ", ".join(said)


def _with_values(entry: Wire) -> str:
    values = [f"{name} {_value(value)}" for name, value in entry["values"].items() if not _unknown(value)]
    return visible(entry["id"]) + (f" ({', '.join(values)})" if values else "")


def _unknown(value: object) -> bool:
    return value is None or (isinstance(value, Mapping) and all(v is None for v in value.values()))


def _value(value: object) -> str:
    """``25``, ``24-25`` where it is known to an interval, ``24 or 25`` where readings differ, ``?``."""
    match value:
        case Mapping():
            return " or ".join(dict.fromkeys(_value(v) for v in value.values()))
        case [low, high]:
            return f"{_value(low)}-{_value(high)}"
        case None:
            return "?"
    return visible(str(value))


def _counts(counts: Wire) -> Text:
    words = {name: _word(name) if name in VERDICTS else Text(name) for name in counts}
    said = [Text.assemble(f"{count:,} ", words[name]) for name, count in counts.items() if count]
    return Text(", ").join(said) if said else Text("nothing")


def _ids(ids: Iterable[str], limit: int | None) -> str:
    ids = list(ids)
    shown = ids if limit is None else ids[:limit]
    more = len(ids) - len(shown)
    return ", ".join(shown) + (f" and {more:,} more" if more else "")


def _grid() -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    return grid


def _word(verdict: str, upper: bool = False) -> Text:
    word = verdict.replace("_", "-" if verdict == "non_compliant" else " ")
    return Text(word.upper() if upper else word, STYLES.get(verdict, ""))


def _localised(text: Mapping[str, str], language: str) -> str:
    return flowing(text.get(language) or text["en"])
