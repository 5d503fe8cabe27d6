"""Pairs of rulesets or submissions of which the verdicts must agree, and what of the verdicts must.

The genuine exceptions of the language are told with each relation.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from random import Random
from typing import Any

from servanda.language import Program
from servanda.language import tree as t
from servanda.language.ruleset import Ruleset

from .campaign import Json, produced
from .derived import DERIVED
from .expressions import Piece
from .reach import all_reached, contents, nodes
from .subjects import KINDS
from .submit import HAPPENED, Submissions, happened

COUNTED = {"same_person", *(name for names in DERIVED.values() for name in names)}
"""What is counted over a whole list, or over all of them."""
BESIDE = {"lists", "held", "entries", "individuals", "removals"}


def verdict_of(program: Program, submission: Json) -> Json:
    found: Json = produced(program, {**submission, "detail": "trace"}, "en")
    assert "raised" not in found, found
    return found


# Order


def reordered(submission: Json, rng: Random) -> Json:
    """The submission with the entries of each list in another order."""
    found = copy.deepcopy(submission)
    for item in found.get("lists") or ():
        rng.shuffle(item["entries"])
    return found


def rests_on_order(ruleset: Ruleset) -> bool:
    """Whether a ruleset asks for an order: that is what `isSorted` means, and it may be of what entries tell."""
    trees = [content.tree for item in ruleset.definitions.values() for content in contents(item)]
    return any(isinstance(node, t.Method) and node.name == "isSorted" for tree in trees for node in nodes(tree))


def without_places(verdict: Json, submission: Json) -> Any:
    """A verdict in which everything stands under its id, in an order of its own."""
    text = json.dumps({key: value for key, value in verdict.items() if key != "provenance"})
    lists = submission.get("lists") or []

    def by_id(match: re.Match[str]) -> str:
        item = lists[int(match[1])]
        entry = f"/entries/{item['entries'][int(match[2])]['id']}" if match[2] else ""
        return f"/lists/{item['id']}{entry}"

    return unordered(json.loads(re.sub(r"/lists/(\d+)(?:/entries/(\d+))?", by_id, text)))


def unordered(part: Any) -> Any:
    if isinstance(part, list):
        return sorted(map(unordered, part), key=json.dumps)
    return {key: unordered(value) for key, value in sorted(part.items())} if isinstance(part, dict) else part


# Apart from each other


def stands_alone(ruleset: Ruleset, name: str) -> bool:
    """Whether a definition of an entry rests on that entry, its header and the history alone.

    It does not where it goes through lists and registers, counts over them, names a definition of the record, which
    may, or asks for the id of its list.
    """
    for content in contents(ruleset.definitions[name]):
        for node in nodes(content.tree):
            if isinstance(node, t.FieldOf) and (node.name in COUNTED or (node.owner, node.name) == ("header", "id")):
                return False
            if isinstance(node, t.Given) and node.name in BESIDE:
                return False
            if isinstance(node, t.DefinitionOf):
                other = ruleset.definitions[node.name]
                if other.of not in ("prisoner", "remains") or not stands_alone(ruleset, node.name):
                    return False
    return True


def judged_alone(ruleset: Ruleset, verdict: Json) -> Json:
    """Of each entry, by its id, what rests on it alone."""
    alone = {n for n, d in ruleset.definitions.items() if d.of in ("prisoner", "remains") and stands_alone(ruleset, n)}
    own = set(ruleset.fields["prisoner"]) | set(ruleset.fields["remains"])
    rules = {
        n
        for n, rule in ruleset.rules.items()
        if all(p in alone or is_field(ruleset, p, own) for p in rule.premises.names)
    }
    found: Json = {}
    for item in verdict["lists"]:
        for entry in item["entries"]:
            findings = [{k: v for k, v in f.items() if k != "subject"} for f in entry["findings"] if f["rule"] in rules]
            found[entry["id"]] = {
                "rules": {row["rule"]: row["status"] for row in entry["rules"] if row["rule"] in rules},
                "findings": findings,
                **{part: {n: v for n, v in entry[part].items() if n in alone} for part in ("holds", "values")},
            }
    return found


def is_field(ruleset: Ruleset, name: str, fields: set[str]) -> bool:
    return name not in ruleset.definitions and name in fields


def with_own_ids(submission: Json) -> Json:
    """The submission with ids of entries that no two lists share, and without removals, which name them."""
    found = copy.deepcopy(submission)
    for item in found.get("lists") or ():
        item.pop("removals", None)
        for entry in item["entries"]:
            entry["id"] = f"{item['id']}-{entry['id']}"
    return found


def split(submission: Json) -> Json:
    """The submission with each list made two, which answer the same; replies answer both parts."""
    found = copy.deepcopy(submission)
    lists: list[Json] = []
    parts: dict[str, list[str]] = {}
    for item in found.get("lists") or ():
        entries = item["entries"]
        halves = [half for half in (entries[: len(entries) // 2], entries[len(entries) // 2 :]) if half]
        new = [{**item, "id": f"{item['id']}{'ab'[i]}", "entries": half} for i, half in enumerate(halves)]
        parts[item["id"]] = [part["id"] for part in new]
        lists += new
    for item in lists:
        if item.get("in_reply_to"):
            item["in_reply_to"] = [part for name in item["in_reply_to"] for part in parts[name]]
    return {**found, "lists": lists} if lists else found


def with_others(submission: Json) -> Json:
    """The submission with entries of which nothing is told, first and last on each list."""
    found = copy.deepcopy(submission)
    for item in found.get("lists") or ():
        item["entries"] = [{"id": f"{item['id']}-first"}, *item["entries"], {"id": f"{item['id']}-last"}]
    return found


# Other names

NAME, READING = "zz_", "zz-"
"""Before every name: so their order stays, by which findings are sorted."""
NAMED = ("terms", "definitions", "rules", "obligations")


def renamed(document: Json) -> Json:
    """The ruleset with all its terms, definitions, rules, obligations and readings under other names."""
    names = {name for part in NAMED for name in document.get(part, {})}
    pattern = re.compile(r"(?<![\w\"])(" + "|".join(map(re.escape, sorted(names))) + r")(?![\w\"])")
    fields = {name for own in document["fields"].values() for name in own}

    def text(piece: Any) -> str:
        words = str(piece)
        for name in fields & names:  # a term that is called like a field
            words = re.sub(rf"\bterms\.{name}\b", f"terms.{NAME}{name}", words)
        return pattern.sub(lambda m: m[1] if m[1] in fields else NAME + m[1], words)

    def walk(part: Any) -> Any:
        if isinstance(part, dict):
            found = {key: walk(value) for key, value in part.items()}
            readings = {READING + name: reading for name, reading in found.get("readings", {}).items()}
            return found | ({"readings": readings} if readings else {})
        if isinstance(part, list):
            return [walk(item) for item in part]
        return text(part) if isinstance(part, Piece) or re.fullmatch(r"terms\.\w+", str(part)) else part

    return {
        **document,
        **{
            part: {NAME + name: walk(item) for name, item in document[part].items()}
            for part in NAMED
            if part in document
        },
    }


def asked_by(submission: Json) -> Json:
    """The submission with its readings, where they are named, under the other names."""
    readings = submission.get("readings")
    if not isinstance(readings, dict):
        return submission
    chosen = {NAME + name: [READING + reading for reading in some] for name, some in readings.items()}
    return {**submission, "readings": chosen}


# More told

ASSUMED = {
    "final",
    "stated_by",
    "third_parties",
    "in_reply_to",
    "on_record",
    "removals",
    "id",
    "kind",
    "role",
    "by",
    "at",
}
"""Absence says something of these; and when an act was says whether it is a part of the history, and judged at all."""
MARKS = {
    *("service_number", "date_of_birth", "container", "completeness", "confirmed_power", "profiles", "person"),
    *("last_event", "last_event_on"),
}
"""By these people and bodies are told apart, and looked up: who tells nothing of them counts as somebody else."""
FINE = {"satisfied", "waived"}


def told_more(submission: Json, document: Json, ruleset: Ruleset, seed: int) -> Json:
    """The submission with some of what was not told, and with some dates told more exactly."""
    rng, made, found = Random(f"more {seed}"), Submissions(document, seed), copy.deepcopy(submission)
    left_out = ASSUMED | (MARKS if tells_apart(ruleset) else set())
    parts = [("list", item) for item in found.get("lists") or ()]
    parts += [(KINDS[item["kind"]], entry) for _, item in parts for entry in item["entries"]]
    acts = [*(found.get("events") or ()), *([found["action"]] if found.get("action") else [])]
    for subject, part in [*parts, *(("event", act) for act in acts)]:
        more: Json = {}
        made.fill(more, subject)
        for name, value in more.items():
            day = happened(value, submission["as_of"][:10]) if name in HAPPENED or name == "date" else value
            if name in left_out or value is None or rng.random() < 0.3:
                continue
            if part.get(name) is None:
                part[name] = day
            elif re.fullmatch(r"\d{4}(-\d\d)?", str(part[name])) and isinstance(part[name], str) and "-" in str(value):
                part[name] += rng.choice(("-01-01", "-02-28"))[len(part[name]) - 4 :]
    return found


def tells_apart(ruleset: Ruleset) -> bool:
    """Whether a ruleset asks who is who."""
    items = [*ruleset.definitions.values()]
    every = [node for item in items for content in contents(item) for node in nodes(content.tree)]
    asked = {getattr(node, "name", "") for node in every} & (COUNTED | {"held", "individuals"})
    return bool(asked) or any(item.of == "pair" for item in items)


def asks_what_is_there(ruleset: Ruleset, name: str) -> bool:
    """Whether a rule asks by `has` if something is told: that is then told."""
    reached_ = all_reached(ruleset, ruleset.rules[name].premises.names)
    trees = [c.tree for n in reached_ if n in ruleset.definitions for c in contents(ruleset.definitions[n])]
    return any(isinstance(node, t.Has) for tree in trees for node in nodes(tree))


def in_one_world(submission: Json, ruleset: Ruleset, rng: Random) -> Json:
    """The submission with every disputed point settled."""
    readings = {name: [rng.choice(item.readings).name] for name, item in ruleset.disputed.items()}
    found = {key: value for key, value in submission.items() if key != "conduct_of"}
    return {**found, "readings": readings, "account": rng.choice(ruleset.parties)}


def settled(ruleset: Ruleset, verdict: Json) -> dict[tuple[str, ...], str]:
    """Of each subject and rule, in one world: `violated`, or `fine`, where that is settled by what was told.

    A rule that does not apply is fine too, but where a reading is silent, which may only have left it undecided. More
    may tell why it is fine otherwise: a rule that is satisfied, whether it applies or not, may turn out not to apply.
    """
    items = [*ruleset.terms.values(), *ruleset.definitions.values()]
    silent = any(reading.value == "none" for item in items for reading in item.readings)
    fine = FINE if silent else FINE | {"not_applicable"}
    found = {}
    for subject, rows in subjects_of(verdict):
        for row in rows:
            status = "fine" if row["status"] in fine else row["status"]
            if status in ("fine", "violated") and not asks_what_is_there(ruleset, row["rule"]):
                found[*subject, row["rule"]] = status
    return found


def subjects_of(verdict: Json) -> Iterator[tuple[tuple[str, ...], list[Json]]]:
    for item in verdict["lists"]:
        yield ("list", item["id"]), item["rules"]
        for entry in item["entries"]:
            yield ("entry", item["id"], entry["id"]), entry["rules"]
    for event in verdict["events"]:
        yield ("event", event["subject"]), event["rules"]
    for part in verdict["parties"]:
        yield ("party", part["party"]), part["rules"]
    for name in ("action", "record"):
        if verdict[name]:
            yield (name,), verdict[name]["rules"]
