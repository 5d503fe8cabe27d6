"""A verdict as a tree of names: mappings, texts and lists, as the expectation of a case is."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from servanda.evaluation.verdict import Answer, Verdict

STATUSES = ("satisfied", "violated", "disputed", "indeterminate", "pending", "not_applicable", "waived")
PAIRED = ("kept", "changed", "dropped", "added", "review")
Wire: TypeAlias = Mapping[str, Any]
Tree: TypeAlias = "str | list[Tree] | dict[str, Tree] | Whole"


class Whole(ABC):
    """A part of a verdict that is compared whole, in a way of its own."""

    @abstractmethod
    def equals(self, expected: object) -> bool:
        """Whether a plain expectation is met."""

    def said(self, value: Any) -> str:
        """An expectation in words."""
        return in_flow(value)


class Boxes(Whole):
    """The worlds of one status: compared whole, because half of a box is another box; in any order."""

    def __init__(self, boxes: list[dict[str, list[str]]]) -> None:
        self.boxes = boxes

    def __str__(self) -> str:
        return self.said(self.boxes)

    def equals(self, expected: object) -> bool:
        return _sorted(expected if isinstance(expected, list) else [expected]) == _sorted(self.boxes)

    def said(self, value: Any) -> str:
        """Boxes in words: an empty one is all worlds, and no box is none."""
        boxes = value if isinstance(value, list) else [value]
        if not boxes:
            return "in no world"
        if boxes == [{}]:
            return "in every world"
        return in_flow(boxes[0] if len(boxes) == 1 else boxes)


class Steps(Whole):
    """The next steps in order, each `party` or `party obligation`."""

    def __init__(self, steps: Iterable[Wire]) -> None:
        self.steps = [(str(step["party"]), f"{step['party']} {step['obligation']}") for step in steps]

    def __str__(self) -> str:
        return in_flow([full for _, full in self.steps])

    def equals(self, expected: object) -> bool:
        if not isinstance(expected, list) or len(expected) != len(self.steps):
            return False
        return all(named in step for named, step in zip(expected, self.steps, strict=True))


class Entries(dict[str, Any]):
    """What was judged of entries by name, made when it is asked for: of thousands a case names a few."""

    def __getitem__(self, name: str) -> Tree:
        return _subject(super().__getitem__(name))

    def items(self) -> Any:
        """The names and what was judged."""
        return [(name, self[name]) for name in self]


def with_rules(wire: Any, verdict: Verdict) -> Wire:
    """The wire form with `rules` for every subject: the status of each rule that judged it, also without a finding.

    A trace has them too, with reasons that no case looks at and that cost most of the time.
    """
    for list_, judged in zip(wire["lists"], verdict.lists, strict=True):
        list_["rules"] = _statuses(judged.answer)
        for entry, answer in zip(list_["entries"], judged.answers, strict=True):
            entry["rules"] = _statuses(answer)
    for pair, of_pair in zip(wire["pairs"], verdict.pairs, strict=True):
        pair["rules"] = _statuses(of_pair.answer)
    acts = {event["subject"]: event for event in wire["events"]} | {"/action": wire["action"]}
    for act in verdict.actions:
        acts[act.pointer]["rules"] = _statuses(act.answer)
    for party, of_party in zip(wire["parties"], verdict.parties, strict=True):
        party["rules"] = _statuses(of_party.answer)
    if verdict.record:
        wire["record"]["rules"] = _statuses(verdict.record.answer)
    found: Wire = wire
    return found


def _statuses(answer: Answer) -> list[Wire]:
    return [
        {"rule": found.rule.name, "status": found.status, "under": found.under, "by_party": found.by_party}
        for found in answer.outcomes
    ]


def tree(verdict: Wire, submission: Wire | None = None) -> dict[str, Tree]:
    """The verdict by names: entries by id, or ``list/id`` where several lists have the id; findings by rule.

    Events have their ids, if they have any, and duties the names of their obligations; ``submission`` tells the names
    of what brings duties about. What to ask about the record stands under `record`, about the action under `action`.
    """
    lists = {list_["id"]: _subject(list_) for list_ in verdict["lists"]}
    entries = Entries()
    asked: dict[str, Tree] = {list_: [] for list_ in lists}
    fields = {_asked(item): item["fields"] for item in verdict["clarifications"]}
    ids = Counter(entry["id"] for list_ in verdict["lists"] for entry in list_["entries"])
    for list_ in verdict["lists"]:
        asked[list_["id"]] = fields.get((_pointer(list_),), [])
        for entry in list_["entries"]:
            name = f"{list_['id']}/{entry['id']}"
            names = [name] if ids[entry["id"]] > 1 else [name, entry["id"]]
            entries.update(dict.fromkeys(names, entry))
            asked |= dict.fromkeys(names, fields.get((_pointer(entry),), []))
    single: dict[str, Tree] = {}
    for name, pointer in (("record", ""), ("action", "/action")):
        if verdict.get(name):
            single[name], asked[name] = _subject(verdict[name]), fields.get((pointer,), [])
    events = {event["id"]: event for event in verdict.get("events", ()) if event["id"]}
    parties = {party["party"]: party for party in verdict.get("parties", ())}
    asked |= {id_: fields.get((event["subject"],), []) for id_, event in events.items()}
    asked |= {party: fields.get(("/events", party), []) for party in parties}
    return {
        "verdict": verdict["verdict"],
        "lists": dict(lists),
        "entries": entries,
        **single,
        "events": {id_: _subject(event) for id_, event in events.items()},
        "parties": {code: _subject(party) for code, party in parties.items()},
        "obligations": _duties(verdict, _names(submission or {})),
        "pairs": _pairs(verdict),
        "next_steps": Steps(verdict.get("next_steps", ())),
        "differences": _differences(verdict),
        "clarifications": asked,
    }


def _pairs(verdict: Wire) -> dict[str, Tree]:
    """The pairs by id, or `reply/id` and `base/reply/id` where several have it."""
    rows: list[tuple[list[str], Tree]] = []
    for pair in verdict.get("pairs", ()):
        keys = [pair["id"], f"{pair['reply']}/{pair['id']}", f"{pair['base']}/{pair['reply']}/{pair['id']}"]
        names = ("status", "changed", "matched_by", "reply_id", "score", "candidates")
        told = {name: _value(pair[name]) for name in names if name in pair}
        subject = _subject(pair)
        assert isinstance(subject, dict)
        rows.append((keys, {**told, **subject}))
    return _by_name(rows)


def _asked(item: Wire) -> tuple[str, ...]:
    """What a question is of: a place, and there perhaps a party or a duty."""
    return tuple(item[key] for key in ("subject", "base", "reply", "party", "obligation") if key in item)


def _pointer(subject: Wire) -> str:
    """Where a subject stands in the submission, of whose lists the verdict may hold fewer; only findings say it."""
    return str(subject["findings"][0]["subject"]) if subject["findings"] else "nowhere"


def _subject(subject: Wire) -> Tree:
    """What was judged; `findings` names every rule that judged it, also those that left no finding."""
    findings: dict[str, Tree] = {item["rule"]: _rule(item) for item in subject.get("rules", ())}
    findings |= {item["rule"]: _rule(item) for item in subject["findings"]}
    shown = {key: _value(subject.get(key, {})) for key in ("holds", "values")}
    return {"verdict": subject["verdict"], "findings": findings, **shown}


def _rule(item: Wire) -> dict[str, Tree]:
    under, parties = item.get("under") or {}, item.get("by_party") or {}
    boxes: dict[str, Tree] = {f"{s}_under": Boxes(under.get(s, [])) for s in {*STATUSES, *under}}
    return {"status": item["status"], **boxes, "by_party": dict(parties), "missing": list(item.get("missing", ()))}


def _duties(verdict: Wire, names: Mapping[str, str]) -> dict[str, Tree]:
    """The duties by obligation where it has one, else by trigger, or by trigger and party."""
    rows: list[tuple[list[str], Tree]] = []
    for duty in verdict.get("obligations", ()):
        name, trigger = duty["obligation"], duty["trigger"]
        triggered = names.get(trigger, trigger) if isinstance(trigger, str) else in_flow(_value(trigger))
        told = {"party": _value(duty["party"]), "due": _value(duty["due"]), "trigger": triggered}
        keys = [name, f"{name}/{triggered}", f"{name}/{triggered}/{told['party']}"]
        rows.append((keys, {**_rule(duty), **told}))
    duties = {duty["obligation"] for duty in verdict.get("obligations", ())}
    idle = [row["rule"] for row in verdict.get("rules", ()) if row["statuses"].keys() == {"not_applicable"}]
    nothing: dict[str, Tree] = {name: {"status": "not_applicable"} for name in idle if name not in duties}
    return nothing | _by_name(rows)


def _names(submission: Wire) -> dict[str, str]:
    """Pointer → the id of an event or entry, or ``list/id`` where several lists have it."""
    names = {"/action": "action"}
    for number, event in enumerate(submission.get("events") or ()):
        names[f"/events/{number}"] = event.get("id") or f"/events/{number}"
    lists = submission.get("lists") or ()
    ids = Counter(entry["id"] for list_ in lists for entry in list_["entries"])
    for number, list_ in enumerate(lists):
        for place, entry in enumerate(list_["entries"]):
            name = entry["id"] if ids[entry["id"]] == 1 else f"{list_['id']}/{entry['id']}"
            names[f"/lists/{number}/entries/{place}"] = name
    return names


def _differences(verdict: Wire) -> dict[str, Tree]:
    """Where accounts differ, by batch, or with the kind and the actor of the acts; by field, and by party."""
    groups: dict[tuple[str, str, str], dict[str, Tree]] = {}
    for row in verdict.get("differences", ()):
        group = groups.setdefault((row["batch"], row["kind"], row["actor"]), {})
        group[row["field"]] = {party: _value(value) for party, value in row["by_account"].items()}
    return _by_name([(["/".join(key[:n]) for n in (1, 2, 3)], fields) for key, fields in groups.items()])


def _by_name(rows: Sequence[tuple[Collection[str], Tree]]) -> dict[str, Tree]:
    """The rows, each by those of its names that no other has."""
    times = Counter(name for names, _ in rows for name in names)
    return {name: row for names, row in rows for name in names if times[name] == 1}


def _value(value: Any) -> Tree:
    """A value as the text that a case would write."""
    if isinstance(value, dict):
        return {key: _value(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_value(part) for part in value]
    return value if isinstance(value, str) else json.dumps(value)


def _sorted(boxes: object) -> list[str]:
    """Boxes in a form in which the order of boxes, names and readings does not matter."""
    texts = []
    for box in boxes if isinstance(boxes, list) else [boxes]:
        named = {k: sorted(v) if isinstance(v, list) else v for k, v in box.items()} if isinstance(box, dict) else box
        texts.append(json.dumps(named, sort_keys=True, ensure_ascii=False))
    return sorted(texts)


def in_flow(value: Any) -> str:
    """A tree on one line, as YAML writes it in flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {in_flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(in_flow(part) for part in value) + "]"
    return str(value)
