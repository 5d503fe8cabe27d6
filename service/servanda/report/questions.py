"""Whom to ask about, and for what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from servanda.report.escape import visible
from servanda.report.layout import Frame
from servanda.report.wire import HEADER, Wire, in_words, list_of, pointer_of


def asking(verdict: Wire, names: Mapping[str, str], frame: Frame) -> Iterator[str]:
    """The questions: everybody of whom the same is missing stands together."""
    yield from _of_headers(verdict, names, frame)
    groups: dict[tuple[str, str], list[str]] = {}
    for item in verdict["clarifications"]:
        if own := [field for field in item["fields"] if not field.startswith(HEADER)]:
            key = (frame.say.joined("or", in_words(own, frame.say)), ", ".join(map(frame.rule, item["may_settle"])))
            groups.setdefault(key, []).append(_asked(item, names, frame))
    for (fields, settled), ids in groups.items():
        yield frame.say("ask", who=frame.ids(ids), fields=fields, rules=settled)


def _asked(item: Wire, names: Mapping[str, str], frame: Frame) -> str:
    """Of whom or of what a question is: a subject, a party's conduct, or a duty and what brought it about."""
    name = names.get(pointer_of(item)) or visible(item["subject"])
    if "obligation" in item:
        duty = frame.rule(item["obligation"])
        return f"{duty} ({name})" if item["subject"] in names else duty
    return visible(item["party"]) if "party" in item else name


def _of_headers(verdict: Wire, names: Mapping[str, str], frame: Frame) -> Iterator[str]:
    """What a list does not say is asked once, not for each of its people."""
    asked: dict[tuple[str, str], dict[str, None]] = {}
    for item in verdict["clarifications"]:
        for field in item["fields"]:
            if field.startswith(HEADER):
                place = list_of(item["subject"])
                missing = (field.removeprefix(HEADER), names.get(place) or visible(place))
                asked.setdefault(missing, {}).update(dict.fromkeys(item["may_settle"]))
    for (field, list_), rules in asked.items():
        own = field in frame.ruleset.own_fields.get("list", ())
        option = f"FILE:{field}=…" if own else f"--{field.replace('_', '-')}"  # the command has options for the others
        yield frame.say("ask.header", field=field, list=list_, option=option, rules=", ".join(map(frame.rule, rules)))
