"""What of the language a random ruleset uses and an evaluation reaches, what submissions tell and verdicts say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from servanda.language import tree as t
from servanda.language.calendar import Duration
from servanda.language.ruleset import Definition, Obligation, Reading, Rule, Ruleset, Term
from servanda.language.types import ListOf

from .derived import DERIVED, held
from .evaluator import DEFINITION
from .expressions import CODES
from .history import kinds_gone_through
from .reach import contents, nodes
from .values import Span
from .verdict import STRENGTH

Json = dict[str, Any]
Memory = dict[tuple[Any, ...], Any]

OPERATORS = {"&&", "||", "==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "%"}
FUNCTIONS = {
    "age_on",
    "year",
    "month",
    "day",
    "days_between",
    "plus",
    "hours_between",
    "date_of",
    "consented",
    "startsWith",
    "endsWith",
    "contains",
    "matches",
}
METHODS = {"size", "sum", "min", "max", "distinct", "isSorted"}
MACROS = {"exists", "all", "exists_one", "filter", "map"}
NAMES = {"as_of", "parties", "third_parties", "entries", "individuals", "lists", "held", "removals", "events", "party"}
NODES = {
    "FieldOf",
    "TermOf",
    "DefinitionOf",
    "Variable",
    "Not",
    "Negative",
    "Choice",
    "Has",
    "Index",
    "ListOfTrees",
    "Constant",
}
READINGS = {"undisputed", "none", "open", "held by nobody", "held by one", "held by several", "held by all"}
SUBJECTS = {"prisoner", "remains", "list", "pair", "record", "action", "party"}
OWED = {
    *("duty by event", "duty by entry", "duty by day", "where of duty", "holders by literal", "holders by trigger"),
    *("within", "every", "ahead", "awaited", "total", "until", "duty applies", "duty unless", "several holders"),
    *("length in hours", "length in days", "length by term", "event of duty", "trigger of duty", "duty of duty"),
}
DECLARED = {"binding", "review", "advisory", "applies", "unless", *(f"of {subject}" for subject in SUBJECTS)}
COMPUTED_NAMES = {name for names in DERIVED.values() for name in names} - {"individuals"}
COMPUTED = {f"self {name}" for name in COMPUTED_NAMES}
BESIDE = {
    *COMPUTED,
    *(name.replace("self", "entries") for name in COMPUTED),
    "lists individuals",
    *(f"{name} of {subject}" for name in ("lists", "held") for subject in SUBJECTS),
    *(f"lists within a macro of {subject}" for subject in ("list", "record")),
    *(f"events of {subject}" for subject in SUBJECTS),
    *(f"events within a macro of {subject}" for subject in ("party", "record")),
    *(f"{kind} of events by {name}" for kind in ("one kind", "all kinds") for name in ("exists", "all", "filter")),
    *(f"record of {subject}" for subject in SUBJECTS),
    *(f"record in a premise of {subject}" for subject in SUBJECTS),
    "list of record",
    *(f"{subject} of pair" for subject in ("prisoner", "remains", "pair")),
    "pair in a premise of pair",
    *(f"has {name}" for name in ("in_before", "in_after", "removal_reason")),
    *(f"self {name}" for name in ("in_before", "in_after", "changed", "removal_reason")),
    *(f"{side} {name}" for side in ("before", "after") for name in ("health", "container", *COMPUTED_NAMES)),
    *(f"{side} {name}" for side in ("base", "reply") for name in ("by", "role", "final", "transfer_on")),
    "prisoner of record",
    "has register_event",
    "has same_number",
}
"""What is computed of a subject and of entries; macros over lists and registers; whose definitions name whose."""


STATUSES = ("satisfied", "waived", "violated", "disputed", "indeterminate", "pending", "not_applicable")
LANGUAGE = OPERATORS | FUNCTIONS | METHODS | MACROS | NAMES | NODES | READINGS | DECLARED | BESIDE | OWED
"""What random rulesets use."""


def features(ruleset: Ruleset) -> set[str]:
    """What of the language a ruleset uses."""
    found: set[str] = set()
    items: list[Term | Definition] = [*ruleset.terms.values(), *ruleset.definitions.values()]
    for item in items:
        for reading in item.readings:
            found |= of_reading(ruleset, item, reading)
        found |= beside(ruleset, item, item.readings) if isinstance(item, Definition) else set()
    for obligation in ruleset.obligations.values():
        found |= of_duty(obligation)
    for rule in ruleset.rules.values():
        found |= of_rule(ruleset, rule)
    return found


def of_reading(ruleset: Ruleset, item: Term | Definition, reading: Reading) -> set[str]:
    """What a reading uses: who holds it, and every kind of node of its expression."""
    found = {reading.value} if reading.value in ("none", "open") else set()
    holders = len(reading.held_by)
    every = {0: "held by nobody", 1: "held by one", len(ruleset.parties): "held by all"}
    found.add(every.get(holders, "held by several") if reading.name else "undisputed")
    for node in nodes(reading.value.tree) if isinstance(reading.value, t.Expression) else ():
        found.add(type(node).__name__)
        found |= {getattr(node, name) for name in ("op", "function", "name") if hasattr(node, name)}
    return found


def of_rule(ruleset: Ruleset, rule: Rule) -> set[str]:
    """What a rule uses."""
    named = [ruleset.definitions[name].of for name in rule.premises.names if name in ruleset.definitions]
    return {rule.level, f"of {rule.of}", *rule.sources, *(f"{of} in a premise of {rule.of}" for of in named)}


class Reached:
    """What of the language an evaluation reaches: what is worked out of somebody, not what only stands there."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.known: dict[tuple[str, str | None], set[str]] = {}

    def by(self, memory: Memory, verdict: Json) -> set[str]:
        """What was reached, from what a judgement worked out and what it came to."""
        worked_out = {(key[0].removeprefix(DEFINITION), key[-1][1:]) for key in memory if key[0].startswith(DEFINITION)}
        found: set[str] = set()
        for name, readings in worked_out:
            chosen = dict(readings)
            found |= self.of(name, chosen.get(name))
            for term in self.terms(name, chosen.get(name)):
                found |= self.of(term, chosen.get(term))
        for row in verdict["rules"]:
            rule = self.ruleset.rules.get(row["rule"])
            found |= of_rule(self.ruleset, rule) if rule and row["statuses"] else set()
            found |= {f"{row['level']} {status}" for status in row["statuses"]} if rule else set()
        for name in {row["obligation"] for row in verdict["obligations"]}:
            found |= of_duty(self.ruleset.obligations[name])
        return found

    def of(self, name: str, chosen: str | None) -> set[str]:
        """What a term or a definition uses, under one of its readings."""
        if (name, chosen) not in self.known:
            item = self.ruleset.terms.get(name) or self.ruleset.definitions[name]
            readings = [reading for reading in item.readings if not item.disputed or reading.name == chosen]
            found = set().union(*(of_reading(self.ruleset, item, reading) for reading in readings))
            found |= beside(self.ruleset, item, readings) if isinstance(item, Definition) else set()
            self.known[name, chosen] = found
        return self.known[name, chosen]

    def terms(self, name: str, chosen: str | None) -> set[str]:
        """The terms that a definition names, under one of its readings."""
        every = contents(self.ruleset.definitions[name], [chosen])
        return {node.name for content in every for node in nodes(content.tree) if isinstance(node, t.TermOf)}


def beside(ruleset: Ruleset, definition: Definition, readings: Sequence[Reading]) -> set[str]:
    """What a definition names of what stands beside its subject."""
    found: set[str] = set()
    expressions = [reading.value for reading in readings if isinstance(reading.value, t.Expression)]
    for node in (node for expression in expressions for node in nodes(expression.tree)):
        if isinstance(node, t.FieldOf):
            found.add(f"{node.whose} {node.name}")
        elif isinstance(node, t.Has):
            found.add(f"has {node.field.name}")
        elif isinstance(node, t.Given):
            found.add(f"{node.name} of {definition.of}")
        elif isinstance(node, t.DefinitionOf):
            found.add(f"{ruleset.definitions[node.name].of} of {definition.of}")
        elif isinstance(node, t.Macro):
            kinds = kinds_gone_through(node, ruleset)
            found.add(f"{'one kind' if len(kinds) == 1 else 'all kinds'} of events by {node.name}" if kinds else "")
            inner = [part for part in nodes(node.body) if isinstance(part, t.Given)]
            found |= {f"{part.name} within a macro of {definition.of}" for part in inner}
    return found


def of_duty(obligation: Obligation) -> set[str]:
    """What an obligation uses."""
    trigger = obligation.trigger
    found = {"duty by " + {"action": "event", "record": "day"}.get(trigger.of, "entry")}
    found |= {"where of duty"} if trigger.where else set()
    found |= {name for name in ("within", "every", "ahead", "awaited", "total") if getattr(obligation, name)}
    found |= {"until"} if trigger.until else set()
    found |= {f"duty {part}" for part in obligation.rule.sources}
    found |= {"several holders"} if isinstance(obligation.duty_of.tree.type, ListOf) else set()
    by_trigger = any(isinstance(node, t.FieldOf) for node in nodes(obligation.duty_of.tree))
    found.add(f"holders by {'trigger' if by_trigger else 'literal'}")
    for length in filter(None, (obligation.within, obligation.every, obligation.ahead)):
        value = length.tree.value if isinstance(length.tree, t.Constant) else None
        found.add(
            f"length in {'hours' if value.hours else 'days'}" if isinstance(value, Duration) else "length by term"
        )
    for expression in filter(None, (obligation.where, obligation.total)):
        names = [getattr(node, "owner", getattr(node, "name", "")) for node in nodes(expression.tree)]
        found |= {f"{name} of duty" for name in ("event", "trigger", "duty") if name in names}
    return found


def told(submission: Json) -> set[str]:
    """What a submission tells: roles, answers, and every way in which a derived field is known or not."""
    lists = submission.get("lists") or []
    roles = {item["role"] for item in lists} | ({"held"} if held(lists) else set())
    found = roles | {f"{len(item['in_reply_to'])} answered" for item in lists if "in_reply_to" in item}
    for item in lists:
        subject = {"prisoners": "prisoner", "remains": "remains"}[item["kind"]]
        for name, compute in (*DERIVED["list"].items(), *DERIVED[subject].items()):
            for entry in item["entries"] if name != "individuals" else [item]:
                found.add(f"{name} {kind_of(compute(entry, item, lists))}")
    return found


def kind_of(value: object) -> str:
    if not isinstance(value, Span):
        return "known" if isinstance(value, str) else "unknown"
    return "inexact" if value.low != value.high else "0" if value.low == 0 else "known"


def said(verdict: Json) -> set[str]:
    """What a verdict says of the record, and where what is missing stands."""
    record = verdict["record"]
    found = of_history(verdict)
    found |= {f"record {record['verdict'] if record else None}"}
    found |= {f"{row['subject'] == ''}" for row in verdict["clarifications"]}
    found |= {
        f"record {field.rpartition('.')[0]}" for f in (record or {}).get("findings", []) for field in f["missing"]
    }
    parts = [part for item in verdict["lists"] for part in (item, *item.get("entries", []))]
    labels = {field for part in parts for finding in part["findings"] for field in finding["missing"]}
    found |= of_pairs(verdict)
    return found | {field.rpartition(".")[0] for field in labels} | {row["reason"] for row in verdict["not_checked"]}


def of_pairs(verdict: Json) -> set[str]:
    """What a verdict says of the pairs."""
    found: set[str] = set()
    for pair in verdict["pairs"]:
        found |= {f"pair {pair['status']}", f"pair {pair['verdict']}"}
        found |= {f"pair {of_boxes(row)}" for row in pair["findings"] if "under" in row}
        labels = {field for row in pair["findings"] for field in row["missing"]}
        found |= {f"pair lacks {field.partition('.')[0]}" for field in labels}
    return found | {"asked of a pair" for row in verdict["clarifications"] if "base" in row}


def of_boxes(row: Json) -> str:
    """By what the worlds of a finding differ."""
    names = {name for several in row["under"].values() for box in several for name in box}
    return "by account" if "account" in names else "by readings" if names else ""


def of_history(verdict: Json) -> set[str]:
    """What a verdict says of the action, the events, the parties and the duties."""
    found = {f"action {verdict['action']['verdict'] if verdict['action'] else None}"}
    found |= {f"event {part['verdict']}" for part in verdict["events"]}
    found |= {f"party {part['verdict']}" for part in verdict["parties"]}
    found |= {f"{row['field']} differs" for row in verdict["differences"]}
    found |= {"next step"} if verdict["next_steps"] else set()
    parts = [*verdict["events"], *verdict["parties"], verdict["action"] or {}]
    findings = [finding for part in parts for finding in part.get("findings", ())]
    for duty in verdict["obligations"]:
        found |= {f"duty {duty['status']}", f"due {type(duty['due']).__name__}"}
        found |= {"duty of nobody"} if duty["party"] is None else set()
        found |= {"duty awaited"} if duty["trigger"] is None else set()
    for name, row in [*(("finding", f) for f in findings), *(("duty", duty) for duty in verdict["obligations"])]:
        boxes = [box for several in row.get("under", {}).values() for box in several]
        found |= {f"{name} by account"} if any("account" in box for box in boxes) else set()
        found |= {f"{name} lacks {field.partition('.')[0]}" for field in row["missing"] if field.startswith("events")}
    values = [value for part in parts for value in part.get("values", {}).values() if isinstance(value, dict)]
    return found | {"values by account" for value in values if any(key.rpartition("/")[2] in CODES for key in value)}


RARE = {*(f"{subject} pending" for subject in ("action", "event", "record", "pair")), "pair by account"}
"""By hand below: of a thousand submissions one may have it."""
EXPECTED = {
    *(f"{name} {verdict}" for name in ("action", "event", "party") for verdict in STRENGTH),
    *(f"duty {status}" for status in ("satisfied", "waived", "not_applicable", "pending", "violated", "disputed")),
    *("duty indeterminate", "duty of nobody", "duty awaited", "duty by account", "finding by account", "next step"),
    *("due NoneType", "due str", "due list", "due dict", "kind differs", "count differs", "at differs"),
    *("finding lacks events", "duty lacks events", "values by account"),
    *(f"pair {verdict}" for verdict in STRENGTH),
    *(f"pair {status}" for status in ("kept", "changed", "dropped", "added")),
    *(f"pair lacks {name}" for name in ("before", "after", "base", "reply", "removal_reason", "lists")),
    *("pair by readings", "pair by account", "asked of a pair"),
    "no list in the submission answers another of its kind",
    "no events in the submission",
    "it lies after the time of judgement",
    "it was before the agreement was in force, and is no part of the history",
    "the ruleset asks nothing of it",
    *("proposed", "agreed", "returned", "delivered", "register", "held", "1 answered", "2 answered"),
    *(f"{name} {kind}" for name in ("same_number", "same_number_elsewhere") for kind in ("unknown", "0", "known")),
    *(f"register_event {kind}" for kind in ("unknown", "known")),
    *(f"register_event_on {kind}" for kind in ("unknown", "inexact", "known")),
    *(f"{name} {kind}" for name in ("as_remains", "profiles_in_container") for kind in ("0", "known")),
    *(f"{name} {kind}" for name in ("other_containers", "individuals") for kind in ("0", "inexact", "known")),
    "individuals unknown",
    *(f"record {verdict}" for verdict in (*STRENGTH, None, "lists", "lists.entries", "held")),
    *("", "header", "entries", "lists", "True", "False"),
    "the record is the conduct of no single party",
    "a register is data, and is not judged",
} - RARE

ENDED = {f"{level} {status}" for level in ("binding", "review", "advisory") for status in STATUSES}
"""What becomes of rules."""
REACHED = LANGUAGE | EXPECTED | ENDED
"""What a campaign reaches, and often."""
