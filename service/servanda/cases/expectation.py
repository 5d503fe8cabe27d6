"""A verdict as a tree of names, and what of a case's expectation it does not meet.

A verdict becomes mappings, texts and lists, as an expectation is; then one comparison does for all of it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from servanda.cases.case import Case, Fault
from servanda.evaluation.verdict import Answer, Verdict
from servanda.language.document import Mapping as Keys
from servanda.language.document import Node, Plain, Scalar, Sequence
from servanda.language.ruleset import Ruleset
from servanda.language.scope import suggest

VERDICTS = ("compliant", "non_compliant", "disputed", "indeterminate", "pending", "not_applicable")
UNSETTLED = "none"  # stands for the reading of a name of which no reading counts
STATUSES = ("satisfied", "violated", "disputed", "indeterminate", "pending", "not_applicable", "waived")
Wire: TypeAlias = Mapping[str, Any]
Tree: TypeAlias = "str | list[Tree] | dict[str, Tree] | Boxes"


class Boxes:
    """The worlds of one status: compared whole, because half of a box is another box; in any order."""

    def __init__(self, boxes: list[dict[str, list[str]]]) -> None:
        self.boxes = boxes

    def __str__(self) -> str:
        return _boxes(self.boxes)

    def equals(self, expected: object) -> bool:
        return _sorted(expected if isinstance(expected, list) else [expected]) == _sorted(self.boxes)


def unmet(case: Case, version: str, got: dict[str, Tree]) -> Iterator[Fault]:
    """Everything that the case expects of a version and that is not so."""
    yield from _members(((key, node) for key, node in case.expect if key.text != "by_version"), got, "")
    by_version = case.expect.get("by_version")
    if isinstance(by_version, Keys) and isinstance(own := by_version.get(version), Keys):
        yield from _members(own, got, "")


def misplaced(case: Case) -> Iterator[Fault]:
    """What `by_version` says of versions that the case is not about, or in another form than a mapping."""
    by_version = case.expect.get("by_version")
    if by_version is not None and not isinstance(by_version, Keys):
        yield Fault("`by_version` is a mapping from versions to what is expected", by_version.span)
    for key, node in by_version if isinstance(by_version, Keys) else ():
        if key.text not in {version.text for version in case.versions}:
            yield Fault(f"`{key.text}` is not among the versions of this case", key.span)
        elif not isinstance(node, Keys):
            yield Fault("what is expected of a version is a mapping", node.span)


def unknown_words(case: Case, ruleset: Ruleset) -> Iterator[Fault]:
    """The verdicts, statuses, names and readings that a case expects and that no verdict under the ruleset has."""
    readings = {name: tuple(r.name for r in item.readings) for name, item in ruleset.disputed.items()}
    by_version = case.expect.get("by_version")
    own = by_version.get(ruleset.version) if isinstance(by_version, Keys) else None
    yield from _unknown_words(((key, node) for key, node in case.expect if key.text != "by_version"), readings)
    yield from _unknown_words(own if isinstance(own, Keys) else (), readings)


def _unknown_words(expected: Iterable[tuple[Scalar, Node]], readings: Mapping[str, Iterable[str]]) -> Iterator[Fault]:
    for key, value in expected:
        words = {"verdict": VERDICTS, "status": STATUSES}.get(key.text)
        if words and isinstance(value, Scalar):
            yield from _unless_known(value, words, f"a {key.text}")
        elif key.text.removesuffix("_under") in STATUSES and key.text.endswith("_under"):
            for box in value if isinstance(value, Sequence) else (value,):
                yield from _unknown_readings(box, readings)
        elif key.text not in ("holds", "values"):  # whose names are those of definitions
            yield from _unknown_words(value if isinstance(value, Keys) else (), readings)


def _unknown_readings(box: Node, readings: Mapping[str, Iterable[str]]) -> Iterator[Fault]:
    """The names and readings of a box that the ruleset does not have."""
    for name, held in box if isinstance(box, Keys) else ():
        yield from _unless_known(name, readings, "a disputed name")
        for reading in held if isinstance(held, Sequence) else (held,):
            if isinstance(reading, Scalar) and name.text in readings:
                yield from _unless_known(reading, (*readings[name.text], UNSETTLED), f"a reading of {name.text}")


def _unless_known(word: Scalar, known: Iterable[str], what: str) -> Iterator[Fault]:
    if word.text not in known:
        near = suggest(word.text, known)
        yield Fault(f"`{word.text}` is not {what}" + (f", {near}" if near else ""), word.span)


def _differences(expected: Node, got: Tree, where: str) -> Iterator[Fault]:
    if isinstance(got, Boxes):
        if not got.equals(plain := _plain(expected)):
            yield Fault(where, expected.span, _boxes(plain), str(got))
    elif isinstance(expected, Keys) and isinstance(got, dict):
        yield from _members(expected, got, where)
    elif isinstance(expected, Keys) or _plain(expected) != got:
        yield _differs(expected, got, where)


def _members(expected: Iterable[tuple[Scalar, Node]], got: dict[str, Tree], where: str) -> Iterator[Fault]:
    """What differs under the names that are expected; a name that is not there differs."""
    for key, node in expected:
        if key.text in got:
            yield from _differences(node, got[key.text], f"{where}.{key.text}" if where else key.text)
        else:
            yield Fault(f"{where or 'expect'}: nothing is named `{key.text}`{_near(key.text, got)}", key.span)


def _differs(expected: Node, got: Tree, where: str) -> Fault:
    return Fault(where, expected.span, _text(_plain(expected)), _text(got))


def _near(name: str, known: dict[str, Tree]) -> str:
    """The names that may have been meant: an entry on several lists, or something spelt nearly alike."""
    on_lists = [f"`{key}`" for key in known if key.endswith(f"/{name}")]
    if on_lists:
        return f", write {' or '.join(on_lists)}"
    near = suggest(name, known)
    return f", {near}" if near else ""


def with_rules(wire: Any, verdict: Verdict) -> Wire:
    """The wire form with `rules` for every subject: the status of each rule that judged it, also without a finding.

    A trace has them too, with reasons that no case looks at and that cost most of the time.
    """
    for list_, judged in zip(wire["lists"], verdict.lists, strict=True):
        list_["rules"] = _statuses(judged.answer)
        for entry, answer in zip(list_["entries"], judged.answers, strict=True):
            entry["rules"] = _statuses(answer)
    if verdict.record:
        wire["record"]["rules"] = _statuses(verdict.record.answer)
    found: Wire = wire
    return found


def _statuses(answer: Answer) -> list[Wire]:
    return [
        {"rule": found.rule.name, "status": found.status, "under": found.under, "by_party": found.by_party}
        for found in answer.outcomes
    ]


def tree(verdict: Wire) -> dict[str, Tree]:
    """The verdict by names: entries by id, or ``list/id`` where several lists have the id; findings by rule.

    What to ask about the record stands under `record`.
    """
    lists = {list_["id"]: _subject(list_) for list_ in verdict["lists"]}
    entries: dict[str, Tree] = {}
    asked: dict[str, Tree] = {list_: [] for list_ in lists}
    fields = {item["subject"]: item["fields"] for item in verdict["clarifications"]}
    ids = Counter(entry["id"] for list_ in verdict["lists"] for entry in list_["entries"])
    for list_ in verdict["lists"]:
        asked[list_["id"]] = fields.get(_pointer(list_), [])
        for entry in list_["entries"]:
            name = f"{list_['id']}/{entry['id']}"
            names = [name] if ids[entry["id"]] > 1 else [name, entry["id"]]
            found = _subject(entry)
            entries |= dict.fromkeys(names, found)
            asked |= dict.fromkeys(names, fields.get(_pointer(entry), []))
    record: dict[str, Tree] = {}
    if verdict["record"]:
        record["record"], asked["record"] = _subject(verdict["record"]), fields.get("", [])
    return {"verdict": verdict["verdict"], "lists": dict(lists), "entries": entries, **record, "clarifications": asked}


def _pointer(subject: Wire) -> str:
    """Where a subject stands in the submission, of whose lists the verdict may hold fewer; only findings say it."""
    return str(subject["findings"][0]["subject"]) if subject["findings"] else "nowhere"


def _subject(subject: Wire) -> Tree:
    """A list or an entry; `findings` names every rule that judged it, also those that left no finding."""
    findings: dict[str, Tree] = {item["rule"]: _rule(item) for item in subject.get("rules", ())}
    findings |= {item["rule"]: _rule(item) for item in subject["findings"]}
    shown = {key: _value(subject.get(key, {})) for key in ("holds", "values")}
    return {"verdict": subject["verdict"], "findings": findings, **shown}


def _rule(item: Wire) -> Tree:
    under, parties = item.get("under") or {}, item.get("by_party") or {}
    boxes: dict[str, Tree] = {f"{s}_under": Boxes(under.get(s, [])) for s in {*STATUSES, *under}}
    return {"status": item["status"], **boxes, "by_party": dict(parties), "missing": list(item.get("missing", ()))}


def _value(value: Any) -> Tree:
    """A value as the text that a case would write."""
    if isinstance(value, dict):
        return {key: _value(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_value(part) for part in value]
    return value if isinstance(value, str) else json.dumps(value)


def _plain(node: Node) -> Plain:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [_plain(item) for item in node]
    return {key.text: _plain(value) for key, value in node}


def _sorted(boxes: object) -> list[str]:
    """Boxes in a form in which the order of boxes, names and readings does not matter."""
    texts = []
    for box in boxes if isinstance(boxes, list) else [boxes]:
        named = {k: sorted(v) if isinstance(v, list) else v for k, v in box.items()} if isinstance(box, dict) else box
        texts.append(json.dumps(named, sort_keys=True, ensure_ascii=False))
    return sorted(texts)


def _boxes(value: Any) -> str:
    """Boxes in words: an empty one is all worlds, and no box is none."""
    boxes = value if isinstance(value, list) else [value]
    if not boxes:
        return "in no world"
    if boxes == [{}]:
        return "in every world"
    return _text(boxes[0] if len(boxes) == 1 else boxes)


def _text(value: Any) -> str:
    """A tree on one line, as YAML writes it in flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_text(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_text(part) for part in value) + "]"
    return str(value)
