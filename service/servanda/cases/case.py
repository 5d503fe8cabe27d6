"""The text of a file of cases → cases; a case → the submission that it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from servanda.language import document
from servanda.language.diagnostic import Span
from servanda.language.document import Mapping as Keys
from servanda.language.document import Node, Scalar, Sequence
from servanda.language.pointer import find
from servanda.language.scope import suggest
from servanda.language.types import BOOL, INT, TEXT, ListOf, Type
from servanda.language.vocabulary import KINDS, Field

SETTINGS = ("as_of", "readings", "account", "conduct_of", "history_covers")
JUDGED = ("lists", "action", "events")  # a case submits at least one of them
KEYS = ("case", "scenario", "ruleset", *SETTINGS, *JUDGED, "expect")
NEEDED = ("case", "ruleset", "as_of", "expect")
NOTHING = ("", "~", "null")  # a plain scalar that stands for no value
MOST_REPEATS = 10_000


@dataclass(frozen=True, slots=True)
class Case:
    """A submission and what is expected of it, as written; ``versions`` are those of the ruleset to judge it under."""

    sentence: str
    path: str
    node: Keys
    versions: tuple[Scalar, ...]
    expect: Keys


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a place of a file: of its text, or that what is expected (text) is not what was got."""

    message: str
    span: Span
    expected: str = ""
    got: str = ""


def read(text: bytes, path: str) -> tuple[list[Case], list[Fault]]:
    """The cases of a file, and what is wrong with its text."""
    parsed, diagnostics = document.parse(text)
    if parsed is None:
        return [], [Fault(f"{d.code}: {d.message}", d.span) for d in diagnostics]
    faults = list(_unknown(parsed.root, ("cases",)))
    listed = parsed.root.get("cases")
    if not isinstance(listed, Sequence) or not listed.items:
        return [], [*faults, Fault("a file of cases is `cases:` and a list of them", parsed.root.span)]
    cases: list[Case] = []
    for node in listed:
        wrong = list(_wrong(node))
        faults += wrong
        if isinstance(node, Keys) and not wrong:
            cases.append(_case(node, path))
    return cases, faults


def _wrong(node: Node) -> Iterator[Fault]:
    """What keeps a node from being a case."""
    if not isinstance(node, Keys):
        yield Fault("a case is a mapping", node.span)
        return
    yield from _unknown(node, KEYS)
    yield from (Fault(f"a case needs `{key}`", node.span) for key in NEEDED if node.get(key) is None)
    if all(node.get(key) is None for key in JUDGED):
        yield Fault("a case needs `lists`, `action` or `events`", node.span)
    sentence, expect, lists = node.get("case"), node.get("expect"), node.get("lists")
    if sentence and not isinstance(sentence, Scalar):
        yield Fault("`case` is a sentence", sentence.span)
    if expect and not (isinstance(expect, Keys) and expect.entries):
        yield Fault("a case must expect something", expect.span)
    if lists and not isinstance(lists, Sequence):
        yield Fault("`lists` is a list", lists.span)
    for list_ in lists if isinstance(lists, Sequence) else ():
        if isinstance(list_, Keys) and (repeat := list_.get("repeat")) and not _is_repeat(repeat):
            yield Fault("`repeat` is `{count: 1 to 10,000, of: {…}}`", repeat.span)
    if (ruleset := node.get("ruleset")) and not (versions := _scalars(ruleset)):
        yield Fault("`ruleset` is a version or a list of versions", ruleset.span)
    elif ruleset and len({v.text for v in versions}) < len(versions):
        yield Fault("a version stands twice", ruleset.span)


def _case(node: Keys, path: str) -> Case:
    sentence, ruleset, expect = node.get("case"), node.get("ruleset"), node.get("expect")
    assert isinstance(sentence, Scalar) and ruleset is not None and isinstance(expect, Keys)
    return Case(" ".join(sentence.text.split()), path, node, _scalars(ruleset), expect)


def _scalars(node: Node) -> tuple[Scalar, ...]:
    """The texts of a list of texts, or the one text; empty where the node is neither."""
    items = node.items if isinstance(node, Sequence) else (node,)
    texts = tuple(item for item in items if isinstance(item, Scalar))
    return texts if len(texts) == len(items) else ()


def _unknown(node: Keys, known: tuple[str, ...]) -> Iterator[Fault]:
    for key, _ in node:
        if key.text not in known:
            near = suggest(key.text, known)
            yield Fault(f"unknown key `{key.text}`" + (f", {near}" if near else ""), key.span)


def submission(case: Case, fields: Mapping[str, Mapping[str, Field]]) -> dict[str, Any]:
    """What the case submits, as JSON has it: each text typed by its place, wrong ones left for the reader to refuse."""
    found = {key: _any(node) for key in SETTINGS if (node := case.node.get(key)) is not None}
    lists, action, events = map(case.node.get, JUDGED)
    if isinstance(lists, Sequence):
        found["lists"] = [_list(node, fields) for node in lists]
    if action is not None:
        found["action"] = _entry(action, fields["event"])
    if events is not None:
        of = fields["event"]
        found["events"] = [_entry(e, of) for e in events] if isinstance(events, Sequence) else _any(events)
    return found


def _list(node: Node, fields: Mapping[str, Mapping[str, Field]]) -> Any:
    if not isinstance(node, Keys):
        return _any(node)
    own = [(key, value) for key, value in node if key.text not in ("entries", "removals", "repeat")]
    wire = {key.text: _value(value, _type(fields["list"], key.text)) for key, value in own}
    if (removals := node.get("removals")) is not None:
        wire["removals"] = _any(removals)
    entry = fields.get(KINDS.get(str(wire.get("kind")), ""), {})
    entries, repeat = node.get("entries"), node.get("repeat")
    if isinstance(entries, Sequence):
        wire["entries"] = [_entry(item, entry) for item in entries]
    elif entries is not None:
        wire["entries"] = _any(entries)
    if repeat is not None:
        wire["entries"] = [*wire.get("entries", ()), *_repeated(repeat, entry)]
    return wire


def _is_repeat(node: Node) -> bool:
    if not isinstance(node, Keys) or {key.text for key, _ in node} != {"count", "of"}:
        return False
    count, of = node.get("count"), node.get("of")
    number = count.text if isinstance(count, Scalar) and re.fullmatch("[0-9]{1,5}", count.text) else "0"
    return isinstance(of, Keys) and 0 < int(number) <= MOST_REPEATS


def _repeated(node: Node, fields: Mapping[str, Field]) -> Iterator[Any]:
    """``count`` entries made ``of`` one, with ``{n}`` from 1."""
    assert isinstance(node, Keys)
    count, of = node.get("count"), node.get("of")
    assert isinstance(count, Scalar) and of is not None
    for n in range(1, int(count.text) + 1):
        yield _entry(of, fields, str(n))


def _entry(node: Node, fields: Mapping[str, Field], number: str = "{n}") -> Any:
    if not isinstance(node, Keys):
        return _any(node)
    return {key.text: _value(value, _type(fields, key.text), number) for key, value in node}


def _type(fields: Mapping[str, Field], name: str) -> Type:
    return fields[name].type if name in fields else TEXT


def _value(node: Node, type_: Type, number: str = "{n}") -> Any:
    """A text typed by its place: `NO` stays NO where a text is wanted."""
    if isinstance(node, Sequence) and isinstance(type_, ListOf):
        return [_value(item, type_.item, number) for item in node]
    if not isinstance(node, Scalar):
        return _any(node)
    text = node.text.replace("{n}", number)
    if node.plain and text in NOTHING:
        return None
    if type_ == BOOL and text in ("true", "false"):
        return text == "true"
    if type_ == INT and re.fullmatch("-?[0-9]{1,19}", text):
        return int(text)
    return text


def _any(node: Node) -> Any:
    if isinstance(node, Scalar):
        return None if node.plain and node.text in NOTHING else node.text
    if isinstance(node, Sequence):
        return [_any(item) for item in node]
    return {key.text: _any(value) for key, value in node}


def place(case: Case, pointer: str) -> Span:
    """Where in the case's file the part of the submission stands that a pointer names, or what holds it."""
    return find(case.node, pointer)[1].span
