"""Verdict → what a negotiator reads: who is in, who is out, under whose reading, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from servanda.language.ruleset import Definition, Reading, Ruleset, Term
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
UNSETTLED = "none"  # stands in a verdict for the reading of a name that `common` finds no reading of
HEADER = "header."  # begins the name of a field that an entry's list has to say


def report(
    verdict: Wire, ruleset: Ruleset, language: str = "en", everyone: bool = False, lists: Sequence[Any] = ()
) -> Group:
    """The verdict for a terminal; with ``everyone``, groups of any size are named in full.

    ``lists`` are those that were submitted: they say what a verdict does not repeat.
    """
    limit = None if everyone else SHOWN
    blocks: list[RenderableType] = list(_heading(verdict, ruleset, language))
    headers = {submitted.id: submitted for submitted in lists}
    for list_ in verdict["lists"]:
        blocks += _list(list_, headers.get(list_["id"]), ruleset, language, limit)
    blocks += _legend(verdict, ruleset)
    names = _names_of_subjects(verdict, lists)
    blocks += _asking(verdict, names, limit)
    blocks += _unchecked(verdict, names)
    registers = [visible(submitted.id) for submitted in lists if submitted.role == "register"]
    blocks += [Text(f"\nnot judged: list {_ids(registers, limit)} (a register is not judged)")] if registers else []
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
    yield from (Text(visible(line)) for line in _judged_by(verdict.get("rules", ()), ruleset))
    yield from (Text(line, "bold") for line in _standing(verdict, ruleset))
    yield from (Text(flowing(finding["message"])) for finding in verdict["findings"])  # such as: not yet in force


def _judged_by(rules: Sequence[Wire], ruleset: Ruleset) -> Iterator[str]:
    """How little a verdict may rest on: the rules that judged something, and the clauses that no rule is of."""
    did: dict[str, list[str]] = {"judged by": [], "waived": [], "did not apply": []}
    for row in rules:
        if statuses := set(row["statuses"]) - {"not_applicable"}:
            did["waived" if statuses == {"waived"} else "judged by"].append(f"{row['rule']} ({row['clause']})")
        elif row["statuses"]:
            did["did not apply"].append(f"{row['rule']} ({row['clause']})")
    if rules and not did["judged by"]:
        did["judged by"] = ["no rule"]
    if said := [f"{what}: {', '.join(names)}" for what, names in did.items() if names]:
        yield " · ".join(said)
    unruled = ruleset.clauses.keys() - {row["clause"] for row in rules}
    if rules and unruled:
        are = "is" if len(unruled) == 1 else "are"
        yield f"{len(unruled)} of {len(ruleset.clauses)} clauses of this ruleset {are} not checked by any rule"


def _standing(verdict: Wire, ruleset: Ruleset) -> Iterator[str]:
    """Why an agreement may not bind, whatever the verdict under it."""
    standing, until = ruleset.standing, ruleset.in_force_until
    if standing in ("draft", "withdrawn"):
        yield f"beware: this ruleset is {'a draft' if standing == 'draft' else standing}, it may bind nobody"
    if until and _day(verdict["as_of"], ruleset.conventions.time_zone or "UTC") > until:
        yield f"beware: the agreement was in force until {until}, and that day is past"


def _day(time: str, zone: str) -> str:
    """The day of a day or of an instant in a time zone, as YYYY-MM-DD."""
    return time if len(time) == 10 else datetime.fromisoformat(time).astimezone(ZoneInfo(zone)).date().isoformat()


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


def _list(list_: Wire, submitted: Any, ruleset: Ruleset, language: str, limit: int | None) -> Iterator[RenderableType]:
    yield Text()
    yield Text.assemble((f"List {_with_values(list_)}", "bold"), ": ", _word(list_["verdict"]))
    if submitted is not None:
        yield Padding(Text(visible(_header(submitted))), (0, 0, 0, 2))
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
    for found in by_rule.values():
        yield from _rule(found, ruleset, language, limit)


def _header(submitted: Any) -> str:
    """What a list says of itself, and what was taken for granted: ``prisoners, proposed by UKR to RUS, …``."""
    parts = [submitted.kind, f"{submitted.role} by {submitted.by}" + (f" to {submitted.to}" if submitted.to else "")]
    parts.append(f"dated {submitted.date}" if submitted.date else "no date")
    parts.append("final" if submitted.final is True else "open tranche")
    parts += [f"{submitted.channel} channel"] if submitted.channel else []
    parts += [f"transfer on {submitted.transfer_on}"] if submitted.transfer_on else []
    return ", ".join(parts)


def _roster(entries: Sequence[Wire], limit: int | None) -> Table:
    """Who has which verdict, what holds of them, and which binding rules they break."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for entry in entries:
        key = (entry["verdict"], _holding(entry["holds"]), _broken(entry["findings"]))
        groups.setdefault(key, []).append(_with_values(entry))
    columns = [(1, "belongs to"), (2, "breaks")]
    shown = [(place, head) for place, head in columns if any(key[place] for key in groups)]
    grid = _grid(1 + len(shown))
    if shown:
        grid.add_row("", "", "", *(Text(head, "italic") for _, head in shown))
    for key, ids in sorted(groups.items(), key=lambda item: VERDICTS.index(item[0][0])):
        grid.add_row(_word(key[0]), f"{len(ids):,}", Text(_ids(ids, limit)), *(Text(key[place]) for place, _ in shown))
    return grid


def _broken(findings: Sequence[Wire]) -> str:
    return ", ".join(visible(f["rule"]) for f in findings if f["status"] == "violated" and f["level"] == "binding")


def _rule(
    found: Sequence[tuple[str, Wire]], ruleset: Ruleset, language: str, limit: int | None
) -> Iterator[RenderableType]:
    """One rule that is not simply met: its clause, and who it concerns in which way."""
    yield Text()
    yield Padding(_title(found[0][1], ruleset, language), (0, 0, 0, 2))
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for id_, finding in found:
        key = (finding["status"], tuple(_reasons(finding)))
        groups.setdefault(key, []).append(visible(id_))
    grid = _grid()
    for (status, reasons), ids in sorted(groups.items(), key=lambda item: STATUSES.index(item[0][0])):
        grid.add_row(_status(status), f"{len(ids):,}", Text(_ids(ids, limit)), Text("\n".join(reasons)))
    yield Padding(grid, (0, 0, 0, 4))


def _title(finding: Wire, ruleset: Ruleset, language: str) -> Text:
    text = Text.assemble((visible(finding["rule"]), "bold"))
    if finding["level"] != "binding":
        text.append(f" ({finding['level']})")
    clause = ruleset.clauses.get(finding["clause"])
    if clause:
        text.append(f", clause {clause.id} ({clause.standing}): {_localised(clause.text, language)}")
    return text


def _reasons(finding: Wire) -> Iterator[str]:
    """Why: the message where the rule is broken, under whose reading it has which status, and what is missing."""
    if finding["status"] == "violated" and finding["message"]:
        yield flowing(finding["message"])
    under = finding.get("under") or {}  # absent where the rule has no disputed name
    unsettled = sorted(name for boxes in under.values() for name in _unsettled(boxes))
    if unsettled:
        yield f"{' and '.join(dict.fromkeys(unsettled))} left unsettled"
    if under and (len(under) > 1 or any(_settled(box) for boxes in under.values() for box in boxes)):
        yield from (_worlds(status, boxes, finding) for status, boxes in under.items())
    parties = finding.get("by_party", {})
    if len(set(parties.values())) > 1:
        yield " · ".join(f"{party}'s readings: {_status_name(status)}" for party, status in parties.items())
    if finding["missing"]:
        yield "missing: " + ", ".join(finding["missing"])


def _unsettled(boxes: Sequence[Wire]) -> set[str]:
    """The names of which no reading counts."""
    return {name for box in boxes for name, held in box.items() if list(held) == [UNSETTLED]}


def _settled(box: Wire) -> Wire:
    """The box without the names of which no reading counts."""
    return {name: held for name, held in box.items() if list(held) != [UNSETTLED]}


def _worlds(status: str, boxes: Sequence[Wire], finding: Wire) -> str:
    several = len(_names(finding)) > 1
    return f"{_status_name(status)} under " + "; or ".join(_box(_settled(box), several) for box in boxes)


def _box(box: Wire, with_names: bool) -> str:
    """``young UA-1825, UA-LE25``; the name is left out where the finding rests on no other."""
    if not box:
        return "every reading"
    return " with ".join(f"{name} {', '.join(held)}" if with_names else ", ".join(held) for name, held in box.items())


def _status(status: str) -> Text:
    return Text(_status_name(status), STYLES.get(status, ""))


def _status_name(status: str) -> str:
    """A rule is met or broken; whether somebody is in or out is for all rules together to say."""
    return {"satisfied": "met", "violated": "broken"}.get(status, status.replace("_", " "))


def _legend(verdict: Wire, ruleset: Ruleset) -> Iterator[RenderableType]:
    """What the readings that findings rest on say, and who holds them."""
    resting = {name for finding in _findings(verdict) for name in _names(finding)}
    unsettled = {n for f in _findings(verdict) for boxes in (f.get("under") or {}).values() for n in _unsettled(boxes)}
    for name, item in ruleset.disputed.items():
        if name in unsettled:
            yield Text(f"\n{name}: no reading is held by all parties, so it is left unsettled")
        elif name in resting:
            grid = Table.grid(padding=(0, 2, 0, 0))
            for reading in _counting(name, item, verdict["readings"], ruleset.parties):
                held = ", ".join(reading.held_by) or "nobody"
                grid.add_row(*map(Text, (reading.name, f"held by {held}", flowing(reading.source))))  # Text: no markup
            yield Text()
            yield Text.assemble("readings of ", (name, "bold"), f" (clause {item.clause})")
            yield Padding(grid, (0, 0, 0, 2))


def _counting(name: str, item: Term | Definition, asked: Any, parties: Sequence[str]) -> Sequence[Reading]:
    """The readings of a name that a request counts; all of them for a party that holds none."""
    if isinstance(asked, Mapping):
        return [r for r in item.readings if r.name in asked.get(name, [r.name])]
    holders = set(parties) if asked == "common" else {asked}
    held = [r for r in item.readings if holders <= set(r.held_by)]
    return item.readings if asked == "all" else held or item.readings


def _names(finding: Wire) -> set[str]:
    """The disputed names that a finding rests on."""
    boxes = [box for boxes in (finding.get("under") or {}).values() for box in boxes]
    return {name for box in boxes for name in _settled(box)}


def _findings(verdict: Wire) -> Iterator[Wire]:
    for list_ in verdict["lists"]:
        yield from list_["findings"]
        for entry in list_.get("entries", ()):
            yield from entry["findings"]


def _asking(verdict: Wire, names: Mapping[str, str], limit: int | None) -> Iterator[RenderableType]:
    """Whom to ask about, and for what: everybody of whom the same is missing stands together."""
    groups: dict[tuple[str, str], list[str]] = {}
    headers: dict[str, dict[str, None]] = {}  # what a list does not say is asked once, not for each of its people
    for item in verdict["clarifications"]:
        own = [field for field in item["fields"] if not field.startswith(HEADER)]
        place = "/".join(item["subject"].split("/")[:3])
        for field in item["fields"]:
            if field.startswith(HEADER):
                name = field.removeprefix(HEADER)
                told = f"the {name} of {names.get(place, place)} is not given (in its header, or --{_option(name)})"
                headers.setdefault(told, {}).update(dict.fromkeys(item["may_settle"]))
        if own:
            key = (" or ".join(own), ", ".join(item["may_settle"]))
            groups.setdefault(key, []).append(names.get(item["subject"]) or visible(item["subject"]))
    for told, rules in headers.items():
        yield Text(f"\n{told}; may settle {', '.join(rules)}")
    for (fields, settled), ids in groups.items():
        yield Text(f"\nask about {_ids(ids, limit)}: {fields}; may settle {settled}")


def _option(name: str) -> str:
    return name.replace("_", "-")


def _unchecked(verdict: Wire, names: Mapping[str, str]) -> Iterator[RenderableType]:
    left_out: dict[str, list[str]] = {}  # rules without a subject, or lists that were not to be judged
    for item in verdict["not_checked"]:
        name = item.get("rule") or names.get(item["subject"], item["subject"])
        left_out.setdefault(item["reason"], []).append(name)
    for reason, left in left_out.items():
        yield Text()
        yield Text(visible(f"not checked: {', '.join(left)} ({reason})"))


def _names_of_subjects(verdict: Wire, lists: Sequence[Any]) -> dict[str, str]:
    """Pointer → name of every subject: `list U`, `P9`, `P9 of list U` where there are several.

    Pointers count the lists of the submission, of which the verdict may hold fewer. Without the submission only
    those who have a finding are named, because findings say their pointers.
    """
    names: dict[str, str] = {}
    several = len(lists or verdict["lists"]) > 1
    for place, submitted in enumerate(lists):
        name = names[f"/lists/{place}"] = f"list {visible(submitted.id)}"
        of = f" of {name}" if several else ""
        names |= {f"/lists/{place}/entries/{n}": visible(e.id) + of for n, e in enumerate(submitted.entries)}
    for list_ in verdict["lists"] if not lists else ():
        name = f"list {visible(list_['id'])}"
        of = f" of {name}" if several else ""
        names |= {finding["subject"]: name for finding in list_["findings"]}
        for entry in list_.get("entries", ()):
            for finding in entry["findings"]:
                names["/".join(finding["subject"].split("/")[:3])] = name
                names[finding["subject"]] = visible(entry["id"]) + of
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


def _grid(wide: int = 2) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(justify="right", no_wrap=True)
    for place in range(wide):
        grid.add_column(ratio=1 if place else wide - 1, overflow="fold")
    return grid


def _word(verdict: str, upper: bool = False) -> Text:
    word = verdict.replace("_", "-" if verdict == "non_compliant" else " ")
    return Text(word.upper() if upper else word, STYLES.get(verdict, ""))


def _localised(text: Mapping[str, str], language: str) -> str:
    return flowing(text.get(language) or text["en"])
