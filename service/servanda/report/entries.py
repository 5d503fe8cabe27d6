"""Who has which verdict, and the rules that are not simply met, with everybody whom each concerns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from servanda.report.escape import visible
from servanda.report.layout import Frame, grid, indented
from servanda.report.reasons import reasons
from servanda.report.wire import STATUSES, VERDICTS, Wire
from servanda.report.words import Words


def roster(entries: Sequence[Wire], frame: Frame) -> Table:
    """Who has which verdict, what holds of them, and which binding rules they break."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for entry in entries:
        key = (entry["verdict"], holding(entry["holds"], frame), _broken(entry["findings"], frame))
        groups.setdefault(key, []).append(with_values(visible(entry["id"]), entry, frame))
    columns = [(1, "belongs-to"), (2, "breaks")]
    shown = [(place, head) for place, head in columns if any(key[place] for key in groups)]
    rows = grid(1 + len(shown))
    if shown:
        rows.add_row("", "", "", *(Text(frame.say(head), "italic") for _, head in shown))
    for key, ids in sorted(groups.items(), key=lambda item: VERDICTS.index(item[0][0])):
        said = (Text(key[place]) for place, _ in shown)
        rows.add_row(frame.verdict(key[0]), frame.say.number(len(ids)), Text(frame.ids(ids)), *said)
    return rows


def _broken(findings: Sequence[Wire], frame: Frame) -> str:
    broken = (f["rule"] for f in findings if f["status"] == "violated" and f["level"] == "binding")
    return ", ".join(map(frame.rule, broken))


def rules(named: Sequence[tuple[str, Wire]], frame: Frame) -> Iterator[RenderableType]:
    """Findings, each with the name of its subject, rule by rule."""
    by_rule: dict[str, list[tuple[str, Wire]]] = {}
    for name, finding in named:
        by_rule.setdefault(finding["rule"], []).append((name, finding))
    told: set[str] = set()  # clauses whose text stands above already
    for found in by_rule.values():
        yield from _rule(found, frame, told)


def _rule(found: Sequence[tuple[str, Wire]], frame: Frame, told: set[str]) -> Iterator[RenderableType]:
    """One rule that is not simply met: its clause, and who it concerns in which way."""
    yield Text()
    yield indented(_title(found[0][1], frame, told))
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for name, finding in found:
        groups.setdefault((finding["status"], tuple(reasons(finding, frame.say))), []).append(name)
    rows = grid()
    for (status, why), names in sorted(groups.items(), key=lambda item: STATUSES.index(item[0][0])):
        count = frame.say.number(len(names))
        rows.add_row(frame.status(status), count, Text(frame.ids(names)), Text("\n".join(why)))
    yield indented(rows, 4)


def _title(finding: Wire, frame: Frame, told: set[str]) -> Text:
    text = Text.assemble((visible(finding["rule"]), "bold"))
    if finding["level"] != "binding":
        text.append(f" ({frame.say('level.' + finding['level'])})")
    if clause := frame.ruleset.clauses.get(finding["clause"]):
        standing, says = frame.say(f"standing.{clause.standing}"), frame.localised(clause.text)
        key = "clause.again" if clause.id in told else "clause"
        text.append(", " + frame.say(key, id=clause.id, standing=standing, text=says))
        told.add(clause.id)
    return text


def holding(holds: Wire, frame: Frame) -> str:
    """``young`` where it is true, ``young disputed``, ``young unknown``; what is false is left out."""
    parts: dict[str, list[str]] = {"true": [], "disputed": [], "unknown": []}
    for name, value in holds.items():
        if value != "false":
            parts[value].append(frame.name(name))
    say = frame.say
    joined = {value: say.joined("and", names) for value, names in parts.items() if names}
    return ", ".join(n if value == "true" else say(f"holding.{value}", names=n) for value, n in joined.items())


def with_values(name: str, part: Wire, frame: Frame) -> str:
    """A name with the values that are shown of its subject: ``P1 (age 25)``."""
    values = [
        f"{frame.name(key)} {_value(value, frame.say)}" for key, value in part["values"].items() if not _unknown(value)
    ]
    return name + (f" ({', '.join(values)})" if values else "")


def _unknown(value: object) -> bool:
    return value is None or (isinstance(value, Mapping) and all(v is None for v in value.values()))


def _value(value: object, say: Words) -> str:
    """``25``, ``24-25`` where it is known to an interval, ``24 or 25`` where readings differ, ``?``."""
    match value:
        case Mapping():
            return say.joined("or", dict.fromkeys(_value(v, say) for v in value.values()))
        case [low, high]:
            return f"{_value(low, say)}-{_value(high, say)}"
        case None:
            return "?"
    return visible(str(value))
