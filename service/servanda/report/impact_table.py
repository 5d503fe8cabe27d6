"""Impact → what a negotiator reads: who gains, who loses, by which rule, under whose reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from servanda.language.ruleset import Ruleset
from servanda.report import statements
from servanda.report.escape import flowing, visible
from servanda.report.layout import SHOWN, Frame, indented
from servanda.report.reasons import in_account
from servanda.report.values import said
from servanda.report.wire import ACCOUNT
from servanda.report.words import words

if TYPE_CHECKING:
    from servanda.analysis.impact import Affected, Decision, Impact, Moved, World
    from servanda.evaluation.verdict import Verdict

_BEST, _WORST = "compliant", "non_compliant"


def impact_table(
    found: Impact, names: tuple[str, str], changes: Sequence[str] = (), language: str = "en", everyone: bool = False
) -> Group:
    """The impact for a terminal, by what happens to whom; ``changes`` are those that were asked for by name."""
    frames = tuple(_frame(verdict, language, everyone) for verdict in (found.before, found.after))
    table = _Table(found, *frames)
    return Group(*table.heading(names, changes), *table.transitions(), *table.groups())


def _frame(verdict: Verdict, language: str, everyone: bool) -> Frame:
    return Frame(words(language), verdict.program.ruleset, language, None if everyone else SHOWN)


@dataclass(frozen=True)
class _Group:
    """Subjects to whom the same happens: their verdicts, and the rules that moved them."""

    kind: str
    verdicts: tuple[str | None, str | None]
    moved: tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class _Table:
    """The blocks of one impact."""

    found: Impact
    before: Frame
    after: Frame

    def heading(self, names: tuple[str, str], changes: Sequence[str]) -> Iterator[RenderableType]:
        """Both rulesets with what the whole submission comes to under each."""
        say = self.after.say
        changed = say("impact.set", name=names[1], changes=", ".join(changes)) if changes else names[1]
        for key, name, verdict, frame in (
            ("impact.before", names[0], self.found.before, self.before),
            ("impact.after", flowing(changed), self.found.after, self.after),
        ):
            counts = frame.counts(verdict.counts)
            yield Text.assemble(
                (say(key, name=visible(name)), "bold"), ": ", frame.verdict(verdict.verdict, upper=True)
            )
            yield indented(counts)
            yield from (indented(Text(line, "bold")) for line in self._beware(verdict, frame.ruleset))

    def _beware(self, verdict: Verdict, ruleset: Ruleset) -> Iterator[str]:
        return statements.standing({"as_of": verdict.submission.as_of}, ruleset, self.after.say)

    def transitions(self) -> Iterator[RenderableType]:
        """How many keep their verdict, and how many come to which other one."""
        say, moves = self.after.say, self.found.transitions.items()
        kept = sum(count for (before, after), count in moves if before == after)
        changed = [(pair, count) for pair, count in moves if pair[0] != pair[1]]
        total = kept + sum(count for _, count in changed)
        told = say("impact.nobody") if not changed else say(
            "impact.changed", count=say.number(total - kept), total=say.number(total)
        )  # fmt: skip
        yield Text("\n" + told, "bold")
        for pair, count in changed:
            yield indented(Text.assemble(f"{say.number(count)}  ", self._arrow(*pair)))

    def groups(self) -> Iterator[RenderableType]:
        """Those who change, together where the same moved them: who gains first, then who loses, then the others."""
        groups: dict[_Group, list[Affected]] = {}
        for of in self.found.affected:
            told = tuple(map(_signature, _telling(of)))
            changed = of.verdicts[0] != of.verdicts[1] and of.subject.kind != "list"  # whose entries are named
            if told or changed or of.due[0] != of.due[1]:
                groups.setdefault(_Group(of.subject.kind, of.verdicts, told), []).append(of)
        titled = ""
        for group, members in sorted(groups.items(), key=lambda item: _rank(item[0])):
            title = ("impact.gain", "impact.lose", "impact.other", "impact.within")[_rank(group)]
            if title != titled:
                yield Text("\n" + self.after.say(title), "bold")
                titled = title
            yield from self._group(group, members)

    def _group(self, group: _Group, members: Sequence[Affected]) -> Iterator[RenderableType]:
        say = self.after.say
        ids = self.after.ids(self._name(of) for of in members)
        what = say(f"subject.{group.kind}")
        verdicts = self._arrow(*group.verdicts)
        yield indented(Text.assemble(verdicts, f"  {what}: {ids}" if ids else f"  {what}"))
        for moved in _telling(members[0]):
            yield indented(Text.assemble(self._rule(moved), ": ", self._statuses(moved)), 4)
            yield from (indented(self._world(world, moved), 6) for world in moved.worlds)
            yield from (indented(Text(line), 6) for line in self._parties(moved))
            yield from (indented(Text(line), 6) for line in self._decided(members, moved))

    def _parties(self, moved: Moved) -> Iterator[str]:
        """``RUS's readings: disputed → broken``, where neither the worlds say it nor the rule as a whole"""
        told = {} if moved.worlds else moved.by_party
        for party, (before, after) in told.items() if {*told.values()} != {(moved.before, moved.after)} else ():
            status = f"{self._status(before)} → {self._status(after)}"
            yield self.after.say("by-party", party=party, status=status)

    def _name(self, of: Affected) -> str:
        subject = of.subject
        if subject.kind == "obligation":
            return self._duty(of)
        several = len(self.found.after.submission.lists) > 1 and subject.kind == "entry"
        named = visible(subject.name)
        return self.after.say("list.entry", id=named, list=visible(subject.list)) if several else named

    def _duty(self, of: Affected) -> str:
        """``reply-to-list (RUS, due 2025-06-12 → 2025-06-06)``"""
        before, after = (said(due, self.after) if due else "" for due in of.due)
        days = f"{before or '–'} → {after or '–'}" if before != after else after
        due = self.after.say("impact.due", day=days) if days else ""
        told = ", ".join(part for part in (visible(of.subject.source.party or ""), due) if part)
        return self.after.rule(of.subject.name) + (f" ({told})" if told else "")

    def _rule(self, moved: Moved) -> str:
        return f"{self.after.rule(moved.rule)} ({visible(moved.clause)})"

    def _arrow(self, before: str | None, after: str | None) -> Text:
        sides = (
            self.after.verdict(word) if word else Text(self.after.say("impact.absent")) for word in (before, after)
        )
        return Text(" → ").join(sides) if before != after else self.after.verdict(before or "not_applicable")

    def _statuses(self, moved: Moved) -> str:
        if moved.before == moved.after:
            return self.after.say("impact.same", status=self._status(moved.before))
        return f"{self._status(moved.before)} → {self._status(moved.after)}"

    def _status(self, status: str | None) -> str:
        return self.after.say(f"status.{status}") if status else self.after.say("impact.absent")

    def _world(self, world: World, moved: Moved) -> Text:
        """``under RU-LT25 (RUS): broken → met``"""
        say = self.after.say
        readings = {name: held for name, held in world.under.items() if name != ACCOUNT}
        parts = [say("box.readings", readings=self._readings(readings))] if readings else []
        parts += [in_account(world.under[ACCOUNT], say)] if ACCOUNT in world.under else []
        where = ", ".join(parts) or say("under.every")
        return Text(f"{where}: {self._status(world.before)} → {self._status(world.after)}")

    def _readings(self, box: dict[str, list[str]]) -> str:
        parts = (", ".join(self._reading(name, reading) for reading in held) for name, held in box.items())
        return self.after.say.joined("with", parts)

    def _reading(self, name: str, reading: str) -> str:
        """A reading with who holds it."""
        for frame in (self.after, self.before):
            item = frame.ruleset.disputed.get(name)
            for known in item.readings if item else ():
                if known.name == reading and known.held_by:
                    return f"{visible(reading)} ({', '.join(known.held_by)})"
        return visible(reading)

    def _decided(self, members: Sequence[Affected], moved: Moved) -> Iterator[str]:
        """What each definition that decided was and is, once for all; and the values of the first who have them."""
        lines: dict[str, None] = {}
        for of in members[: self.after.limit]:
            for decision in of.decided.get(moved.rule, ()):
                lines[self._decision(decision)] = None
        yield from lines
        for of in members[: self.after.limit]:
            values = dict.fromkeys(v for d in of.decided.get(moved.rule, ()) for v in self._values(d))
            if values:
                yield f"{self._name(of)}: {', '.join(values)}" if of.subject.name else ", ".join(values)

    def _decision(self, decision: Decision) -> str:
        """``young RU-LT25: no → yes; age < 25 → age < 26``"""
        before, after = decision.before, decision.after
        values = " → ".join(
            self._truth(side["value"]) if side else self.after.say("impact.absent") for side in (before, after)
        )
        texts = [flowing(str(side["expression"])) for side in (before, after) if side]
        written = " → ".join(dict.fromkeys(texts))
        if not any(side and side["value"] is not None for side in (before, after)):  # of a duty: what it asks
            return f"{visible(decision.definition)}: {written}"
        name = f"{self.after.name(decision.definition)} {visible(decision.under.get(decision.definition, ''))}".strip()
        return f"{name}: {values}; {written}"

    def _truth(self, value: object) -> str:
        known = value in ("true", "false", "unknown")
        return self.after.say(f"truth.{value}") if known else said(value, self.after)

    def _values(self, decision: Decision) -> Iterator[str]:
        told = decision.after or decision.before or {}
        for part in told["parts"]:
            if part["value"] is not None and part["value"] not in ("true", "false", "unknown"):
                yield f"{flowing(part['expression'])} = {said(part['value'], self.after)}"


def _telling(of: Affected) -> list[Moved]:
    """The rules that moved a subject: those that ask something, or else those by which it was or is at ease."""
    asking = [moved for moved in of.moved if moved.asks]
    if asking or of.verdicts[0] == of.verdicts[1]:
        return asking
    return [moved for moved in of.moved if {moved.before, moved.after} & {"satisfied", "waived"}]


def _signature(moved: Moved) -> tuple[object, ...]:
    worlds = tuple((repr(world.under), world.before, world.after) for world in moved.worlds)
    return moved.rule, moved.before, moved.after, worlds, tuple(moved.by_party.items())


def _rank(group: _Group) -> int:
    """0 who gains, 1 who loses, 2 whose verdict is another one besides, 3 who keeps it."""
    before, after = group.verdicts
    if before == after:
        return 3
    if _BEST in (after, before):
        return 0 if after == _BEST else 1
    return 1 if after == _WORST else 0 if before == _WORST else 2
