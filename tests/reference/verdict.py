"""A verdict in wire form, world by world: every rule of every subject is walked anew in every world."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from servanda.language import types
from servanda.language.ruleset import Rule, Ruleset

from .evaluator import RECORD, Subject, World, entries_of, list_of
from .missing import Read, missing, position, shown_field, status_in
from .values import Members, Span, Unknown, Value
from .worlds import Readings, boxes, disputed, fold, of_party, selected, worlds

Json = dict[str, Any]

STRENGTH = ("non_compliant", "disputed", "indeterminate", "pending", "compliant", "not_applicable")
SEVERITY = ("violated", "disputed", "indeterminate", "pending")
LEVELS = ("binding", "review", "advisory")
SETTLED = ("satisfied", "waived", "not_applicable")
WHOLE = "the record is the conduct of no single party"
NO_SUBJECT = {
    "prisoner": "no prisoner in the submission",
    "remains": "no remains in the submission",
    "list": "no list in the submission",
    "record": WHOLE,
}


# One subject


@dataclass(frozen=True)
class Request:
    """Under what a submission is judged."""

    ruleset: Ruleset
    as_of: str
    readings: Readings
    language: str
    lists: Sequence[Json] = ()

    def worlds(self, names: list[str], readings: Readings | None = None) -> list[World]:
        return worlds(World(self.ruleset, self.as_of, {}, self.lists), names, readings or self.readings)


@dataclass(frozen=True)
class Judgement:
    """What there is to say about one subject."""

    verdict: str
    holds: Json
    values: Json
    findings: list[Json]
    missing: list[list[Read]]
    rules: list[Json]


def judge_subject(request: Request, subject: Subject) -> Judgement:
    rules = [rule for rule in request.ruleset.rules.values() if rule.of == subject.kind]
    judged = [(rule, *judge_rule(request, subject, rule)) for rule in rules]
    statuses = [(rule, finding["status"]) for rule, finding, _ in judged]
    found = [(finding, lacking) for _, finding, lacking in judged if finding["status"] not in SETTLED]
    found.sort(key=lambda item: severity(item[0]))
    holds, values = shown(request, subject)
    return Judgement(
        verdict_of(statuses),
        holds,
        values,
        [finding for finding, _ in found],
        [lacking for _, lacking in found],
        [{"rule": rule.name, "status": status} for rule, status in statuses],
    )


def severity(finding: Json) -> tuple[int, int, str]:
    return LEVELS.index(finding["level"]), SEVERITY.index(finding["status"]), finding["rule"]


def judge_rule(request: Request, subject: Subject, rule: Rule) -> tuple[Json, list[Read]]:
    """A finding, also where there is nothing to find fault with, and the fields that are missing."""
    ruleset = request.ruleset
    names = disputed(ruleset, rule.premises.names)
    by_world = [(world, status_in(world, rule, subject)) for world in request.worlds(names)]
    finding: Json = {
        "rule": rule.name,
        "clause": rule.clause,
        "level": rule.level,
        "status": fold([status for _, status in by_world]),
        "subject": subject.pointer,
        "message": rule.message.get(request.language, rule.message["en"]),
    }
    if names:
        finding["under"] = boxes(names, request.readings, by_world)
    finding["by_party"] = {
        party: fold([status_in(world, rule, subject) for world in request.worlds(names, of_party(ruleset, party))])
        for party in ruleset.parties
    }
    lacking = [] if finding["status"] in SETTLED else missing([world for world, _ in by_world], rule, subject)
    finding["missing"] = [shown_field(read) for read in lacking]
    return finding, lacking


def verdict_of(statuses: list[tuple[Rule, str]]) -> str:
    """The verdict of a subject from its rules."""
    binding = {status for rule, status in statuses if rule.level == "binding"}
    review = {status for rule, status in statuses if rule.level == "review"}
    if "violated" in binding:
        return "non_compliant"
    if "disputed" in binding:
        return "disputed"
    if "indeterminate" in binding or review & {"violated", "disputed", "indeterminate"}:
        return "indeterminate"
    if "pending" in binding | review:
        return "pending"
    applied = {(rule.level, status) for rule, status in statuses if status != "not_applicable"}
    if not applied:
        return "not_applicable"
    undecided = {("advisory", status) for status in ("indeterminate", "disputed", "pending")}
    return "indeterminate" if applied <= undecided else "compliant"


def shown(request: Request, subject: Subject) -> tuple[Json, Json]:
    """What holds of a subject, and its values."""
    holds, values, ruleset = {}, {}, request.ruleset
    for name, definition in ruleset.definitions.items():
        if not definition.shown or definition.of != subject.kind:
            continue
        names = disputed(ruleset, [name])
        found = [(world, world.definition(name, subject)) for world in request.worlds(names)]
        if definition.type == types.BOOL:
            holds[name] = held([value for _, value in found])
        elif names:
            values[name] = {
                "/".join(world.readings[n] or "none" for n in names): plain(value) for world, value in found
            }
        else:
            values[name] = plain(found[0][1])
    return holds, values


def held(truths: list[Value]) -> str:
    """What there is to say about a definition that is true or false, from its value in each world."""
    heard = [truth for truth in truths if truth != Unknown("silent")]
    if True in heard and False in heard:
        return "disputed"
    return str(heard[0]).lower() if heard and heard[0] in (True, False) and len(set(heard)) == 1 else "unknown"


def plain(value: Value) -> Any:
    """A value as it is shown."""
    if isinstance(value, Unknown):
        return None
    if isinstance(value, Members):
        return [plain(member.value) for member in value.items]
    if not isinstance(value, Span):
        return value
    low, high = (bound if isinstance(bound, int) else bound.isoformat() for bound in (value.low, value.high))
    return low if low == high else [low, high]


# The whole submission


def strongest(verdicts: list[str]) -> str:
    return min(verdicts, key=STRENGTH.index, default="not_applicable")


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
    return {"subject": subject.pointer, "fields": [shown_field(read) for read in ordered], "may_settle": rules}


def counts(entries: list[Judgement], warnings: list[Judgement]) -> Json:
    found = {verdict: sum(j.verdict == verdict for j in entries) for verdict in STRENGTH}
    advisory = [f for j in warnings for f in j.findings if f["level"] == "advisory" and f["status"] == "violated"]
    return {**found, "warnings": len(advisory)}


def before_in_force(ruleset: Ruleset, as_of: str) -> bool:
    return World(ruleset, as_of, {}).day(as_of).low.isoformat() < ruleset.in_force_from


REGISTER = "a register is data, and is not judged"
BEFORE = "the agreement was not in force on the day of judgement"
ANOTHER = "conduct of another party"
NOTHING = Judgement("not_applicable", {}, {}, [], [], [])


def judge(ruleset: Ruleset, submission: Json, language: str = "en") -> Json:
    """The verdict of a submission."""
    as_of, detail = submission["as_of"], submission.get("detail") or "findings"
    readings = selected(ruleset, submission.get("readings") or "all")
    request = Request(ruleset, as_of, readings, language, submission["lists"])
    early, conduct = before_in_force(ruleset, as_of), submission.get("conduct_of")
    judged: list[tuple[Subject, Judgement]] = []
    lists: list[Json] = []
    left_out: list[Json] = []
    kinds: set[str] = set()
    others: set[str] = set()
    counted: list[Judgement] = []
    for index, header in enumerate(submission["lists"]):
        subject = list_of(header, f"/lists/{index}")
        if header["role"] == "register":
            left_out.append({"subject": subject.pointer, "reason": REGISTER})
            continue
        if conduct not in (None, header["by"]):
            left_out.append({"subject": subject.pointer, "reason": ANOTHER})
            others |= {"list", *(entry.kind for entry in entries_of(header, subject.pointer))}
            continue
        subjects = [subject, *entries_of(header, subject.pointer)]
        found = [(s, NOTHING if early else judge_subject(request, s)) for s in subjects]
        judged += found
        own, *entries = [judgement for _, judgement in found]
        counted += entries
        lists.append(list_json(header, own, entries, detail))
    record = judge_subject(request, RECORD) if not early and conduct is None and speaks_of_record(ruleset) else None
    if record:
        judged.append((RECORD, record))
        counted.append(record)
    if conduct is None:
        kinds.add("record")
    asked = [clarification(judgement, subject, ruleset) for subject, judgement in judged]
    return {
        "verdict": strongest([*(item["verdict"] for item in lists), *([record.verdict] if record else [])]),
        "as_of": as_of,
        "counts": counts(counted, [judgement for _, judgement in judged]),
        "findings": [not_in_force()] if early else [],
        "rules": tally(ruleset, [judgement for _, judgement in judged]),
        "lists": lists,
        "record": subject_json({}, record, detail) if record else None,
        "clarifications": [item for item in asked if item],
        "not_checked": [
            *not_checked(ruleset, kinds | {subject.kind for subject, _ in judged}, others, early),
            *left_out,
        ],
    }


def speaks_of_record(ruleset: Ruleset) -> bool:
    """Whether a ruleset says anything of the record that shows."""
    subjects = [item.of for item in ruleset.definitions.values() if item.shown]
    return "record" in (*subjects, *(rule.of for rule in ruleset.rules.values()))


def tally(ruleset: Ruleset, judgements: list[Judgement]) -> list[Json]:
    """How often each rule had each status."""
    rows = [(row["rule"], row["status"]) for judgement in judgements for row in judgement.rules]
    return [
        {
            "rule": rule.name,
            "clause": rule.clause,
            "level": rule.level,
            "statuses": dict(Counter(status for name, status in rows if name == rule.name)),
        }
        for rule in ruleset.rules.values()
    ]


def not_in_force() -> Json:
    return {
        "rule": "in-force",
        "clause": "",
        "level": "binding",
        "status": "not_applicable",
        "subject": "",
        "missing": [],
    }


def not_checked(ruleset: Ruleset, kinds: set[str], others: set[str], early: bool) -> list[Json]:
    if early:
        return [{"rule": name, "reason": BEFORE} for name in ruleset.rules]
    unjudged = [rule for rule in ruleset.rules.values() if rule.of not in kinds]
    return [{"rule": r.name, "reason": ANOTHER if r.of in others else NO_SUBJECT[r.of]} for r in unjudged]


def list_json(header: Json, own: Judgement, entries: list[Judgement], detail: str) -> Json:
    found = subject_json(header, own, detail)
    found["verdict"] = strongest([own.verdict, *(entry.verdict for entry in entries)])
    found["counts"] = counts(entries, [own, *entries])
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
