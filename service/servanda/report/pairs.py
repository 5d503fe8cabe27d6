"""A list that answers another, in the table: who was kept, changed, left out and added, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from servanda.report.entries import broken, holding, rules
from servanda.report.escape import visible
from servanda.report.layout import STYLES, Frame, grid, indented
from servanda.report.reasons import under
from servanda.report.replies import PAIR_STATUSES, Reply
from servanda.report.values import with_values
from servanda.report.wire import Wire


def reply_blocks(reply: Reply, verdict: Wire, frame: Frame) -> Iterator[RenderableType]:
    """What a list did with the one that it answers; ``verdict`` is that on the whole."""
    title = frame.say("reply", reply=visible(reply.reply), base=visible(reply.base))
    yield Text()
    judged = reply.verdict != "not_applicable"
    yield Text.assemble((title, "bold"), ": " if judged else "", frame.verdict(reply.verdict) if judged else "")
    yield indented(Text(", ".join(_counts(reply, frame))))
    yield indented(_people(reply, frame))
    named = [(named_pair(pair, frame), finding) for pair in reply.pairs for finding in pair["findings"]]
    yield from rules(named, frame)
    for list_ in verdict["lists"]:
        if list_["id"] == reply.reply:
            yield Text()
            whole = frame.say("reply.whole", reply=visible(reply.reply))
            yield indented(Text.assemble(whole, ": ", frame.verdict(list_["verdict"])))


def _counts(reply: Reply, frame: Frame) -> Iterator[str]:
    """``2 kept``; of those left out, how many with a reason."""
    for status in PAIR_STATUSES:
        if found := reply.of(status):
            told = _counted(len(found), f"pair.{status}", frame)
            reasons = [reply.has_reason(pair) for pair in found]
            parts = [(reasons.count(True), "reason.given"), (reasons.count(False), "reason.none")]
            said = ", ".join(_counted(count, key, frame) for count, key in parts if count)
            yield f"{told} ({said})" if said else told


def _counted(count: int, key: str, frame: Frame) -> str:
    return frame.say("counted", count=frame.say.number(count), what=frame.say(key))


def _people(reply: Reply, frame: Frame) -> Table:
    """Everybody: those of the same status of whom the same is said stand together."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    words: dict[str, str] = {}
    for pair in reply.pairs:
        entry = reply.entry(pair)
        key = (pair["status"], "\n".join(_differences(reply, pair, frame)), "\n".join(_own(reply, pair, frame)))
        words[key[2]] = entry["verdict"]
        groups.setdefault(key, []).append(with_values(named_pair(pair, frame), entry, frame))
    rows = grid(3)
    rows.add_row("", "", "", Text(frame.say("differs"), "italic"), Text(frame.say("own"), "italic"))
    for status in PAIR_STATUSES:
        same = [(key, ids) for key, ids in groups.items() if key[0] == status]
        shown = same if frame.limit is None else same[: frame.limit]
        for (_, differs, own), ids in shown:
            count = frame.say.number(len(ids))
            said = Text(own, STYLES.get(words[own], ""))
            rows.add_row(frame.say(f"pair.{status}"), count, Text(frame.ids(ids)), Text(differs), said)
        if more := sum(len(ids) for _, ids in same[len(shown) :]):
            told = frame.say("more", count=frame.say.number(more)).strip()
            rows.add_row(frame.say(f"pair.{status}"), "", Text(told))
    return rows


def named_pair(pair: Wire, frame: Frame) -> str:
    """``P1``; ``P1 as Q7`` where the answer has another id, with the score where that rests on names."""
    if "reply_id" not in pair:
        return visible(pair["id"])
    name = frame.say("pair.as", id=visible(pair["id"]), reply_id=visible(pair["reply_id"]))
    return f"{name}, {frame.say('score', score=frame.say.number(pair['score']))}" if "score" in pair else name


def _differences(reply: Reply, pair: Wire, frame: Frame) -> Iterator[str]:
    """The fields that were changed, whether there is a reason, how somebody was recognised, or who it may be."""
    say = frame.say
    if changed := pair.get("changed"):
        yield ", ".join(map(visible, changed))
    if (reason := reply.has_reason(pair)) is not None:
        yield say("reason.given" if reason else "reason.none")
    if reply.contradicts(pair):
        yield say("reason.kept")
    yield from _recognised(pair, frame)
    if candidates := [visible(id_) for id_ in pair.get("candidates", ())]:
        yield say("candidates", ids=say.joined("or", candidates), list=visible(reply.other(pair)))
    elif pair["status"] == "review":
        yield say("elsewhere")


def _recognised(pair: Wire, frame: Frame) -> Iterator[str]:
    by = pair.get("matched_by", "id")
    if by != "id":
        told = frame.say("matched", by=frame.say(f"matched.{by}"))
        rests_on = frame.say.joined("and", map(visible, pair.get("rests_on", ())))
        yield f"{told} ({rests_on})" if rests_on else told


def _own(reply: Reply, pair: Wire, frame: Frame) -> Iterator[str]:
    """What is said of the person alone; and what is on the list that is answered, where that is something else."""
    entry, before = reply.entry(pair), reply.before(pair)
    yield eligibility(entry, frame)
    yield from _under(entry["findings"], frame)
    if pair["status"] in ("kept", "changed") and before["verdict"] not in ("", entry["verdict"]):
        on_list = frame.say("list.named", id=visible(reply.base))
        yield f"{on_list}: {eligibility(before, frame)}"


def eligibility(entry: Wire, frame: Frame) -> str:
    """``disputed, young disputed``; ``non-compliant, breaks agreed-category``; or that nobody was judged."""
    if not entry["verdict"]:
        return frame.say("own.none")
    breaks = broken(entry["findings"], frame)
    told = [frame.say(f"verdict.{entry['verdict']}"), holding(entry["holds"], frame)]
    return ", ".join(filter(None, [*told, frame.say("breaks.these", rules=breaks) if breaks else ""]))


def _under(findings: Sequence[Wire], frame: Frame) -> Iterator[str]:
    """The readings under which binding rules are met or broken, with their names where there are several."""
    found = [(finding, list(under(finding, frame.say))) for finding in findings if finding["level"] == "binding"]
    found = [(finding, lines) for finding, lines in found if lines]
    for finding, lines in found:
        yield from ([f"{frame.rule(finding['rule'])}:"] if len(found) > 1 else [])
        yield from lines
