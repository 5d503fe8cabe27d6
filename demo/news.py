"""What a reader of the news would ask, answered from a verdict: with the clause, and in whose account and reading."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any, TypeAlias

from rich.console import Group, RenderableType
from rich.text import Text

from servanda.language.ruleset import Ruleset
from servanda.report.acts import described
from servanda.report.duties import owing
from servanda.report.layout import STYLES, indented
from servanda.report.lists import header
from servanda.report.reasons import message_of, status_of, under
from servanda.report.replies import PAIR_STATUSES, Reply, replies
from servanda.report.rows import MET
from servanda.report.wire import VERDICTS, Submitted, Wire, names_of_subjects
from servanda.report.words import words

SAY = words("en")
Row: TypeAlias = tuple[str, str, Iterable[str]]
"""A verdict, of what, and the reasons."""


class News:
    """A verdict with trace, beside what was submitted."""

    def __init__(self, verdict: Wire, submission: Any, ruleset: Ruleset) -> None:
        self.verdict, self.ruleset = verdict, ruleset
        self.submitted = Submitted(submission.lists, submission.action, submission.events or ())

    def lists(self) -> Iterator[Row]:
        """The lists, and who on them does not simply meet which rule."""
        headers = {list_.id: list_ for list_ in self.submitted.lists}
        for list_ in self.verdict["lists"]:
            told = f"list {list_['id']}: {header(headers[list_['id']], SAY)}"
            yield list_["verdict"], told, self._people(list_["entries"])

    def replies(self) -> Iterator[Row]:
        """The lists that answer others: whom they kept, dropped and added, by the verdict on each alone."""
        verdicts = {list_["id"]: list_["verdict"] for list_ in self.verdict["lists"]}
        for reply in replies(self.verdict, self.submitted):
            told = f"list {reply.reply}, which answers list {reply.base}"
            yield verdicts[reply.reply], told, filter(None, (self._fate(reply, status) for status in PAIR_STATUSES))

    def acts(self, kinds: Collection[str]) -> Iterator[Row]:
        """The events of these kinds, where a rule that is not mere advice applies to them."""
        for event in self.verdict["events"]:
            act = self.submitted.act(event["subject"])
            if act.kind in kinds and (reasons := list(self._reasons(event))):
                yield event["verdict"], described(act, SAY), reasons

    def duties(self) -> Iterator[Row]:
        """The duties that are not simply met."""
        names = names_of_subjects(self.verdict, self.submitted, SAY)
        for duty in self.verdict["obligations"]:
            if (status := duty["status"]) not in MET:
                rule = self._rule(duty["obligation"], duty["clause"])
                verdict = "non_compliant" if status == "violated" else status
                yield verdict, owing(duty, names, SAY), [f"{rule}: {duty['message']}", *under(duty, SAY)]

    def movers(self) -> str:
        """The parties whose move it is, in a row."""
        return ", ".join(dict.fromkeys(step["party"] or "?" for step in self.verdict["next_steps"])) or "nobody's"

    def _people(self, entries: Iterable[Wire]) -> Iterator[str]:
        """``agreed-category, clause IST2-C03 (agreed): broken (Q1, Q2), disputed (P8)``"""
        found: dict[tuple[str, str], dict[str, list[str]]] = {}
        for entry in entries:
            for finding in entry["findings"]:
                statuses = found.setdefault((finding["rule"], finding["clause"]), {})
                statuses.setdefault(status_of(finding, finding["status"], SAY), []).append(entry["id"])
        for (rule, clause), statuses in found.items():
            told = ", ".join(f"{status} ({', '.join(ids)})" for status, ids in statuses.items())
            yield f"{self._rule(rule, clause)}: {told}"

    def _fate(self, reply: Reply, status: str) -> str:
        """``kept 3: disputed (P8), compliant (P3, P4)``"""
        pairs = reply.of(status)
        found: dict[str, list[str]] = {}
        for pair in pairs:
            found.setdefault(reply.entry(pair)["verdict"], []).append(pair["id"])
        told = (f"{SAY('verdict.' + word)} ({', '.join(found[word])})" for word in VERDICTS if word in found)
        unexplained = sum(reply.has_reason(pair) is False for pair in pairs)
        without = f", {unexplained} without a reason" if unexplained else ""
        return f"{SAY('pair.' + status)} {len(pairs)}{without}: {', '.join(told)}" if pairs else ""

    def _reasons(self, event: Wire) -> Iterator[str]:
        """The binding rules that applied to an act: met or broken, and in whose account and reading."""
        found: dict[str, list[str]] = {}
        for rule in event["rules"]:
            if rule["level"] == "binding" and rule["status"] != "not_applicable":
                said = {**rule, "message": self.ruleset.rules[rule["rule"]].message["en"]}
                plain = ": ".join(filter(None, [status_of(rule, rule["status"], SAY), message_of(said)]))
                why = "; ".join(under(rule, SAY)) or plain
                found.setdefault(why, []).append(self._rule(rule["rule"], rule["clause"]))
        yield from (f"{'; '.join(rules)}: {why}" for why, rules in found.items())

    def _rule(self, name: str, clause: str) -> str:
        return f"{name}, clause {clause} ({SAY('standing.' + self.ruleset.clauses[clause].standing)})"


def word(verdict: str) -> Text:
    """A verdict in words and in its colour."""
    return Text(SAY(f"verdict.{verdict}"), STYLES.get(verdict, ""))


def weightiest(rows: Iterable[Row]) -> str:
    """The verdict that outranks the others."""
    return min((verdict for verdict, _, _ in rows), key=VERDICTS.index, default="not_applicable")


def answer(rows: Iterable[Row], by: int = 2) -> Group:
    """Each verdict with what it is of, and the reasons under it; the weightiest first."""
    found = sorted(rows, key=lambda row: VERDICTS.index(row[0]))
    blocks: list[RenderableType] = []
    for verdict, what, reasons in found:
        blocks.append(indented(Text.assemble(word(verdict), "  ", what), by))
        blocks += (indented(Text(reason), by + 4) for reason in reasons)
    return Group(*blocks)
