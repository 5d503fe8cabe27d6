"""Who has which verdict, and the rules that are not simply met, with everybody whom each concerns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from servanda.report.escape import visible
from servanda.report.layout import Frame, grid, indented
from servanda.report.reasons import by_party, reasons, under
from servanda.report.values import with_values
from servanda.report.wire import STATUSES, VERDICTS, Wire, in_words

Groups: TypeAlias = dict[tuple[str, tuple[str, ...]], tuple[Wire, list[str]]]
"""Status and reasons → one of the findings that have them, and the names of all their subjects."""


def roster(entries: Sequence[Wire], frame: Frame) -> Table:
    """Who has which verdict, what holds of them, and which binding rules they break."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for entry in entries:
        key = (entry["verdict"], holding(entry["holds"], frame), broken(entry["findings"], frame))
        groups.setdefault(key, []).append(with_values(visible(entry["id"]), entry, frame))
    columns = [(1, "what-holds"), (2, "breaks")]
    shown = [(place, head) for place, head in columns if any(key[place] for key in groups)]
    rows = grid(1 + len(shown))
    if shown:
        rows.add_row("", "", "", *(Text(frame.say(head), "italic") for _, head in shown))
    for key, ids in sorted(groups.items(), key=lambda item: VERDICTS.index(item[0][0])):
        said = (Text(key[place]) for place, _ in shown)
        rows.add_row(frame.verdict(key[0]), frame.say.number(len(ids)), Text(frame.ids(ids)), *said)
    return rows


def broken(findings: Sequence[Wire], frame: Frame) -> str:
    """The binding rules that are broken."""
    broken = (f["rule"] for f in findings if f["status"] == "violated" and f["level"] == "binding")
    return ", ".join(map(frame.rule, broken))


def rules(named: Sequence[tuple[str, Wire]], frame: Frame) -> Iterator[RenderableType]:
    """Findings, each with the name of its subject: rule by rule, or where several only advise, clause by clause."""
    advice: dict[str, set[str]] = {}
    for _, finding in named:
        if _is_plain_advice(finding, frame):
            advice.setdefault(finding["clause"], set()).add(finding["rule"])
    sections: dict[tuple[bool, str], list[tuple[str, Wire]]] = {}
    for name, finding in named:
        together = _is_plain_advice(finding, frame) and len(advice[finding["clause"]]) > 1
        key = (together, finding["clause"] if together else finding["rule"])
        sections.setdefault(key, []).append((name, finding))
    told: set[str] = set()  # clauses whose text stands above already
    for (together, _), found in sections.items():
        yield from (_advice if together else _rule)(found, frame, told)


def _is_plain_advice(finding: Wire, frame: Frame) -> bool:
    """Whether a finding is advisory and rests on no reading, so that its rule's name says what is wrong."""
    rests = [*under(finding, frame.say), *by_party(finding, frame.say)]
    return finding["level"] == "advisory" and finding["clause"] in frame.ruleset.clauses and not rests


def _advice(found: Sequence[tuple[str, Wire]], frame: Frame, told: set[str]) -> Iterator[RenderableType]:
    """The advisory rules of one clause: who falls short of which of them."""
    yield Text()
    yield indented(_title(Text(frame.say("level.advisory"), "bold"), found[0][1], frame, told))
    by_subject: dict[tuple[str, str], list[Wire]] = {}  # by pointer and status
    names: dict[str, str] = {}
    for name, finding in found:
        by_subject.setdefault((finding["subject"], finding["status"]), []).append(finding)
        names[finding["subject"]] = name
    groups: Groups = {}
    for (subject, status), findings in by_subject.items():
        why = tuple(_shortcomings(findings, frame))
        groups.setdefault((status, why), (findings[0], []))[1].append(names[subject])
    yield _statuses(groups, frame)


def _shortcomings(findings: Sequence[Wire], frame: Frame) -> Iterator[str]:
    """``record-rank, record-number``, and the fields that are missing where that is the reason."""
    yield ", ".join(frame.rule(finding["rule"]) for finding in findings)
    if missing := dict.fromkeys(field for finding in findings for field in finding["missing"]):
        yield frame.say("missing", fields=", ".join(in_words(missing, frame.say)))


def _rule(found: Sequence[tuple[str, Wire]], frame: Frame, told: set[str]) -> Iterator[RenderableType]:
    """One rule that is not simply met: its clause, and who it concerns in which way."""
    yield Text()
    first = found[0][1]
    title = Text.assemble((visible(first["rule"]), "bold"))
    if first["level"] != "binding":
        title.append(f" ({frame.say('level.' + first['level'])})")
    yield indented(_title(title, first, frame, told))
    groups: Groups = {}
    for name, finding in found:
        why = tuple(reasons(finding, frame.say))
        groups.setdefault((finding["status"], why), (finding, []))[1].append(name)
    yield _statuses(groups, frame)


def _statuses(groups: Groups, frame: Frame) -> Padding:
    """Who has which status, and why, the weightiest first."""
    rows = grid()
    for (_, why), (finding, names) in sorted(groups.items(), key=lambda item: STATUSES.index(item[0][0])):
        count = frame.say.number(len(names))
        rows.add_row(frame.status(finding), count, Text(frame.ids(names)), Text("\n".join(why)))
    return indented(rows, 4)


def _title(text: Text, finding: Wire, frame: Frame, told: set[str]) -> Text:
    """The title with the clause of a finding, whose text is said once."""
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
