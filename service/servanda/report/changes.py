"""What changed between two rulesets, in sentences: as text, Markdown or a JSON document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from servanda.language.change import STEPS, Change, Difference, Written
from servanda.language.ruleset import Ruleset
from servanda.report.escape import flowing, literal, markdown, visible
from servanda.report.words import Words

Document = dict[str, Any]
_PROSE = ("title", "text", "message", "not_checkable")
_CODE = ("is", "applies", "unless", "requires", "where", "on", "until", "duty_of", "total", "within", "every", "ahead")
_SAYS: Mapping[str, str] = {  # the part that a new or lost thing is told by
    "include": "version",
    "override": "clause",
    "source": "title",
    "clause": "text",
    "reading": "is",
    "rule": "requires",
    "obligation": "message",
    "field": "type",
}


@dataclass(frozen=True, slots=True)
class Hand:
    """How what is filled into a sentence is written: expressions, names and values, texts."""

    code: Callable[[str], str]
    name: Callable[[str], str]
    prose: Callable[[str], str]


PLAIN = Hand(lambda text: f"`{flowing(text)}`", visible, flowing)
MARKDOWN = Hand(lambda text: literal(" ".join(text.split())), markdown, lambda text: markdown(flowing(text)))


def changes_document(before: Ruleset, after: Ruleset, found: Difference, say: Words) -> Document:
    """The changes as the API gives them; ``pointer`` is into the later one, of what is gone into the earlier."""
    return {
        "agreement": after.agreement,
        "from": _named(before),
        "to": _named(after),
        "step": {"made": found.made, "least": found.least, "enough": found.enough},
        "changes": [_change(change, say) for change in found.changes],
    }


def _named(ruleset: Ruleset) -> Document:
    return {
        "agreement": ruleset.agreement,
        "version": ruleset.version,
        "digest": ruleset.digest,
        "standing": ruleset.standing,
    }


def _change(change: Change, say: Words) -> Document:
    return {
        "kind": change.kind,
        "name": change.name,
        "of": change.of or None,
        "change": change.what,
        "part": change.part or None,
        "pointer": change.pointer or change.was,
        "before": change.before,
        "after": change.after,
        "step": change.step,
        "reason": change.reason,
        "text": sentence(change, say),
    }


def changes_text(before: Ruleset, after: Ruleset, found: Difference, say: Words) -> str:
    """The changes, those first that ask for most, each under the reason for it."""
    lines = [_title(before, after), *_verdict(after, found, say)]
    for head, sentences in _grouped(found, say, PLAIN):
        lines += ["", head, *(f"  {told}" for told in sentences)]
    return "\n".join(lines) + "\n"


def changes_markdown(before: Ruleset, after: Ruleset, found: Difference, say: Words) -> str:
    """The changes for a comment on a pull request."""
    lines = [f"## {markdown(_title(before, after))}", "", *map(markdown, _verdict(after, found, say))]
    for head, sentences in _grouped(found, say, MARKDOWN):
        lines += ["", f"### {markdown(head)}", "", *(f"- {told}" for told in sentences)]
    return "\n".join(lines) + "\n"


def _title(before: Ruleset, after: Ruleset) -> str:
    return f"{before.agreement}@{before.version} -> {after.agreement}@{after.version}"


def _verdict(after: Ruleset, found: Difference, say: Words) -> Iterator[str]:
    """Whether the step of the version is large enough."""
    if found.least is None:
        yield say("changes.none")
    elif found.enough is None:
        yield say("changes.least", least=found.least)
    elif found.enough:
        yield say("changes.enough", least=found.least, made=found.made or after.version)
    else:
        made = say("changes.made", made=found.made) if found.made else say("changes.made.none")
        yield say("changes.too-small", least=found.least, made=made)


def _grouped(found: Difference, say: Words, hand: Hand) -> Iterator[tuple[str, list[str]]]:
    def rank(change: Change) -> tuple[int, str]:
        return -STEPS.index(change.step), change.reason

    for _, group in groupby(sorted(found.changes, key=rank), key=rank):
        changes = list(group)
        head = f"{changes[0].step}: {say(f'changes.reason.{changes[0].reason}')}"
        yield head, [sentence(change, say, hand) for change in changes]


def sentence(change: Change, say: Words, hand: Hand = PLAIN) -> str:
    """The change in words that need no knowledge of the language of rulesets."""
    if change.part == "order":
        return say("change.order", at=hand.name(change.pointer[1:]), **_told(change, say, hand))
    thing = _thing(change, say, hand)
    if change.what in ("added", "removed"):
        said = _said(change, change.after if change.what == "added" else change.before, say, hand)
        return say(f"change.{change.what}{'.saying' if said else ''}", thing=thing, said=said)
    if change.what == "renamed":
        return say("change.renamed", thing=thing, before=hand.name(str(change.before)))
    if (change.kind, change.part) == ("ruleset", "text"):
        return say("change.rewritten", thing=thing)
    place = thing if change.part == "is" else f"{thing}: {hand.name(_part(change.part))}"
    told = _told(change, say, hand)
    if change.reason == "same":
        return say("change.same", place=place, **told)
    if change.before is None:
        return say("change.given", place=place, **told)
    if change.after is None:
        return say("change.dropped", place=place, **told)
    return say("change.changed", place=place, **told)


def _told(change: Change, say: Words, hand: Hand) -> dict[str, str]:
    before, after = (_value(change.part, value, say, hand) for value in (change.before, change.after))
    return {"before": before, "after": after}


def _thing(change: Change, say: Words, hand: Hand) -> str:
    holders = ", ".join(change.held_by)
    held = say("held-by", parties=hand.name(holders)) if holders else say("held-by-nobody")
    return say(f"change.{change.kind}", name=hand.name(change.name), of=hand.name(change.of), held=held)


def _part(part: str) -> str:
    """The path of a part for people: `in_force.from`, `text (uk)`."""
    head, _, rest = part.partition("/")
    rest = rest.replace("~1", "/").replace("~0", "~")
    if head in _PROSE:
        return f"{head} ({rest})" if rest else head
    return f"{head} {rest}" if head == "bind" else part.replace("/", ".")


def _value(part: str, value: Written, say: Words, hand: Hand) -> str:
    head, _, last = part.rpartition("/")
    if isinstance(value, list):
        return ", ".join(hand.name(str(item)) for item in value) or say("changes.nothing")
    if value is None:
        return say("changes.nothing")
    if isinstance(value, bool):
        return "true" if value else "false"
    if head in _PROSE or last in _PROSE:
        return f"“{hand.prose(str(value))}”"
    return hand.code(str(value)) if last in _CODE and head != "in_force" else hand.name(str(value))


def _said(change: Change, whole: Written, say: Words, hand: Hand) -> str:
    """What a thing that was added or removed says, as far as one line tells it."""
    if not isinstance(whole, dict) or not whole:  # a kind of event has no parts
        return ""
    if isinstance(readings := whole.get("readings"), dict):
        found = [(name, reading["is"]) for name, reading in readings.items() if isinstance(reading, dict)]
        return "; ".join(f"{hand.name(name)} {_value('is', value, say, hand)}" for name, value in found)
    part = _SAYS.get(change.kind, "is")
    value = whole.get(part)
    if isinstance(value, dict):
        value = value.get(say.language, value["en"])
    return _value(part, value, say, hand)
