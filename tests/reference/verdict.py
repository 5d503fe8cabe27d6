"""The verdict of a whole submission, in wire form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from servanda.language.ruleset import Rule, Ruleset

from . import times
from .differences import differences
from .judgement import Judgement, Request, judge_subject
from .missing import Read, labels, position
from .owed import Owed, next_steps, owed
from .pairs import Paired, paired
from .reach import kinds_needed
from .subjects import RECORD, Subject, entries_of, events_of, list_of, party, proposed
from .worlds import selected

Json = dict[str, Any]
Memory = dict[tuple[Any, ...], Any]

STRENGTH = ("non_compliant", "disputed", "indeterminate", "pending", "compliant", "not_applicable")
WHOLE = "the record is the conduct of no single party"
NO_EVENTS = "no events in the submission"
NO_SUBJECT = {
    "prisoner": "no prisoner in the submission",
    "remains": "no remains in the submission",
    "list": "no list in the submission",
    "record": WHOLE,
    "pair": "no list in the submission answers another of its kind",
    "action": "no action in the submission",
    "party": NO_EVENTS,
}
REGISTER = "a register is data, and is not judged"
BEFORE = "the agreement was not in force on the day of judgement"
AFTER = "it lies after the time of judgement"
UNASKED = "the ruleset asks nothing of it"
TOO_EARLY = "it was before the agreement was in force, and is no part of the history"
ANOTHER = "conduct of another party"
NOTHING = Judgement("not_applicable", {}, {}, [], [], [])


def strongest(verdicts: list[str]) -> str:
    return min(verdicts, key=STRENGTH.index, default="not_applicable")


def request_of(ruleset: Ruleset, submission: Json, language: str, memory: Memory) -> Request:
    account = submission.get("account") or "all"
    return Request(
        ruleset,
        submission["as_of"],
        selected(ruleset, submission.get("readings") or "all"),
        language,
        ruleset.parties if account == "all" else (account,),
        submission.get("lists") or (),
        submission.get("events"),
        submission.get("action"),
        submission.get("history_covers"),
        memory,
    )


def judge(ruleset: Ruleset, submission: Json, language: str = "en", memory: Memory | None = None) -> Json:
    """The verdict of a submission; ``memory`` is filled with what was worked out for it."""
    return Judge(request_of(ruleset, submission, language, {} if memory is None else memory), submission).verdict()


class Judge:
    """Judges everything in a submission, and keeps what was judged and what was not."""

    def __init__(self, request: Request, submission: Json) -> None:
        self.request = request
        self.ruleset = request.ruleset
        self.detail = submission.get("detail") or "findings"
        self.conduct = submission.get("conduct_of")
        self.early = before_in_force(request)
        self.judged: list[tuple[Subject, Judgement]] = []
        self.counted: list[str] = []
        self.left_out: list[Json] = []
        self.of_others: set[str] = set()  # obligations of which only others owe anything
        self.others: set[str] = set()  # subjects that are the conduct of another party

    def verdict(self) -> Json:
        lists = [found for i, header in enumerate(self.request.lists) for found in self.one_list(i, header)]
        pairs = [found for pair in paired(self.ruleset, self.request.lists) for found in self.pair(pair)]
        action = [found for act in proposed(self.request.action) for found in self.act(act, {})]
        events = [found for event in events_of(self.request.events, "action") for found in self.event(event)]
        duties, unowed = self.duties()
        parties = [self.party(code, duties) for code in self.parties()]
        record = self.one(RECORD, {}) if self.conduct is None and self.speaks_of("record") and not self.early else None
        parts = [*lists, *pairs, *action, *events, *parties, *([record] if record else [])]
        warnings = [f for _, j in self.judged for f in j.findings] + [duty.row for duty in duties]
        asked = [clarification(judgement, subject, self.ruleset) for subject, judgement in self.judged]
        asked += [clarification_of_duty(duty, self.ruleset) for duty in duties]
        return {
            "verdict": strongest([*(part["verdict"] for part in parts), *(duty.verdict for duty in duties)]),
            "as_of": self.request.as_of,
            "counts": counts(self.counted, warnings),
            "findings": [not_in_force()] if self.early else [],
            "rules": self.tally(duties, unowed),
            "lists": lists,
            "pairs": [] if self.detail == "summary" else pairs,
            "action": action[0] if action else None,
            "events": events,
            "parties": parties,
            "record": record,
            "obligations": [duty.row for duty in duties],
            "next_steps": next_steps(duties),
            "differences": differences(self.request),
            "clarifications": [item for item in asked if item],
            "not_checked": [*self.not_checked(), *self.unasked(), *self.left_out],
        }

    def speaks_of(self, kind: str) -> bool:
        """Whether the ruleset says anything of a subject that shows."""
        subjects = [item.of for item in self.ruleset.definitions.values() if item.shown]
        return kind in (*subjects, *(rule.of for rule in self.ruleset.rules.values()))

    # One after the other

    def one_list(self, index: int, header: Json) -> list[Json]:
        subject = list_of(header, f"/lists/{index}")
        if header["role"] == "register":
            return self.leave_out(subject, REGISTER)
        if self.conduct not in (None, header["by"]):
            self.others |= {entry.kind for entry in entries_of(header, subject.pointer)}
            return self.leave_out(subject, ANOTHER)
        subjects = [subject, *entries_of(header, subject.pointer)]
        found = [(s, NOTHING if self.early else judge_subject(self.request, s)) for s in subjects]
        self.judged += found
        own, *entries = [judgement for _, judgement in found]
        self.counted += [entry.verdict for entry in entries]
        return [list_json(header, own, entries, self.detail)]

    def pair(self, pair: Paired) -> list[Json]:
        """An entry beside whom it answers: the conduct of who gave the answer."""
        if self.conduct not in (None, pair.by):
            self.others.add("pair")
            return []
        judgement = NOTHING if self.early else judge_subject(self.request, pair.subject)
        self.judged.append((pair.subject, judgement))
        self.counted += [judgement.verdict] if judgement.rules else []
        return [{**pair.row, **subject_json({}, judgement, self.detail)}]

    def leave_out(self, subject: Subject, reason: str) -> list[Json]:
        self.left_out.append({"subject": subject.pointer, "reason": reason})
        if reason == ANOTHER:
            self.others.add(subject.kind)
        return []

    def event(self, event: Subject) -> list[Json]:
        world = self.request.world
        if world.is_by_now(event) is False:
            self.others |= {"action"} if self.conduct not in (None, event.data["actor"]) else set()
            return self.leave_out(event, AFTER)
        return self.act(event, {"id": event.data.get("id"), "subject": event.pointer})

    def act(self, act: Subject, named: Json) -> list[Json]:
        """The proposed action or an event, if the ruleset judges such."""
        early = self.request.world.is_before_force(act)
        if early:
            self.leave_out(act, TOO_EARLY)
        if self.conduct not in (None, act.data["actor"]):
            self.others.add("action")
            return [] if early else self.leave_out(act, ANOTHER)
        return [self.one(act, named)] if self.speaks_of("action") else []

    def parties(self) -> list[str]:
        """The parties whose conduct is judged."""
        says = self.speaks_of("party") or self.ruleset.obligations
        every = self.ruleset.parties if says and self.request.events is not None and not self.early else ()
        return [code for code in every if self.conduct in (None, code)]

    def party(self, code: str, duties: list[Owed]) -> Json:
        """A party, by its own rules and by what it owes."""
        own = [duty.verdict for duty in duties if duty.row["party"] == code]
        return self.one(party(code), {"party": code}, own)

    def one(self, subject: Subject, named: Json, also: list[str] | None = None) -> Json:
        early = self.early or self.request.world.is_before_force(subject)
        judgement = NOTHING if early else judge_subject(self.request, subject)
        self.judged.append((subject, judgement))
        verdict = strongest([judgement.verdict, *(also or [])])
        self.counted.append(verdict)
        return {**named, **subject_json({}, judgement, self.detail), "verdict": verdict}

    def duties(self) -> tuple[list[Owed], list[str]]:
        """What is owed, and the obligations of which nothing is."""
        found: list[Owed] = []
        unowed: list[str] = []
        for name, obligation in self.ruleset.obligations.items():
            if self.early or self.request.unowed(obligation):
                continue
            rows = owed(self.request, obligation)
            own = [one for one in rows if self.conduct in (None, one.row["party"]) or one.row["party"] is None]
            found += own
            self.of_others |= {name} if rows and not own else set()
            unowed += [] if rows else [name]
        return found, unowed

    # All together

    def tally(self, duties: list[Owed], unowed: list[str]) -> list[Json]:
        """How often each rule and obligation had each status."""
        rows = [(row["rule"], row["status"]) for _, judgement in self.judged for row in judgement.rules]
        rows += [(duty.row["obligation"], duty.row["status"]) for duty in duties]
        rows += [(name, "not_applicable") for name in unowed]
        return [
            {
                "rule": rule.name,
                "clause": rule.clause,
                "level": rule.level,
                "statuses": dict(Counter(status for name, status in rows if name == rule.name)),
            }
            for rule in self.every_rule()
        ]

    def every_rule(self) -> list[Rule]:
        return [*self.ruleset.rules.values(), *(obligation.rule for obligation in self.ruleset.obligations.values())]

    def not_checked(self) -> list[Json]:
        """The rules and obligations of which nothing was judged, and why."""
        if self.early:
            return [{"rule": rule.name, "reason": BEFORE} for rule in self.every_rule()]
        kinds = {subject.kind for subject, _ in self.judged} | ({"record"} if self.conduct is None else set())
        found: list[Json] = []
        for rule in self.ruleset.rules.values():
            if rule.of not in kinds:
                found.append({"rule": rule.name, "reason": ANOTHER if rule.of in self.others else NO_SUBJECT[rule.of]})
            elif reason := self.request.unjudged(rule):
                found.append({"rule": rule.name, "reason": reason})
        for name, obligation in self.ruleset.obligations.items():
            if reason := self.request.unowed(obligation):
                found.append({"rule": name, "reason": reason})
            elif name in self.of_others:
                found.append({"rule": name, "reason": ANOTHER})
        return found

    def unasked(self) -> list[Json]:
        """The action and the history, where the ruleset asks nothing of them."""
        found = [] if self.request.action is None or self.speaks_of("action") else ["/action"]
        found += ["/events"] if self.request.events and not self.speaks_of_events() else []
        return [{"subject": pointer, "reason": UNASKED} for pointer in found]

    def speaks_of_events(self) -> bool:
        """Whether anything rests on the history."""
        named = [name for rule in self.ruleset.rules.values() for name in rule.premises.names]
        judged = self.speaks_of("action") or self.ruleset.obligations
        return bool(judged or kinds_needed(self.ruleset, named))


def before_in_force(request: Request) -> bool:
    return request.world.precedes_force(times.as_of(request.as_of, request.world.zone))


# What it is called


def clarification(judgement: Judgement, subject: Subject, ruleset: Ruleset) -> Json | None:
    """What a subject should be asked for, the field that occurs most first."""
    everything = [read for lacking in judgement.missing for read in lacking]
    ordered = sorted(
        set(everything),
        key=lambda read: (-everything.count(read), read.place, position(ruleset, subject, read)),
    )
    if not ordered:
        return None
    rules = [finding["rule"] for finding in judgement.findings if finding["missing"]]
    code = {"party": subject.data["party"]} if subject.kind == "party" else {}
    answers = {side: subject.sides[side].data["id"] for side in ("base", "reply") if subject.sides}
    return {"subject": subject.pointer, **code, **answers, "fields": labels(ordered), "may_settle": rules}


def clarification_of_duty(duty: Owed, ruleset: Ruleset) -> Json | None:
    """What should be asked for to settle a duty."""
    if not duty.missing:
        return None
    name, trigger = duty.row["obligation"], duty.trigger
    assert trigger is not None
    fields: list[Read] = list(duty.missing)
    return {
        "subject": trigger.pointer or "/events",
        "obligation": name,
        "fields": labels(fields),
        "may_settle": [name],
    }


def counts(verdicts: list[str], findings: list[Json]) -> Json:
    found = {verdict: verdicts.count(verdict) for verdict in STRENGTH}
    advisory = [f for f in findings if f["level"] == "advisory" and f["status"] == "violated"]
    return {**found, "warnings": len(advisory)}


def not_in_force() -> Json:
    return {
        "rule": "in-force",
        "clause": "",
        "level": "binding",
        "status": "not_applicable",
        "subject": "",
        "missing": [],
    }


def list_json(header: Json, own: Judgement, entries: list[Judgement], detail: str) -> Json:
    found = subject_json(header, own, detail)
    found["verdict"] = strongest([own.verdict, *(entry.verdict for entry in entries)])
    findings = [finding for judgement in (own, *entries) for finding in judgement.findings]
    found["counts"] = counts([entry.verdict for entry in entries], findings)
    if detail != "summary":
        rows = zip(header["entries"], entries, strict=True)
        found["entries"] = [subject_json(entry, judgement, detail) for entry, judgement in rows]
    return found


def subject_json(data: Mapping[str, Any], judgement: Judgement, detail: str) -> Json:
    found = {
        **{key: data[key] for key in ("id",) if key in data},
        "verdict": judgement.verdict,
        "holds": judgement.holds,
        "values": judgement.values,
        "findings": judgement.findings,
    }
    return {**found, "rules": judgement.rules} if detail == "trace" else found
