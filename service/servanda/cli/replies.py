"""What is taken for granted of a list that `--reply` names: which lists it answers, and whose it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

from servanda.cli.source import Source
from servanda.cli.terminal import Status, fail

Head = Mapping[str, Any]
NOTHING = "there is no list of its kind that it could answer"


def heads(replies: Sequence[tuple[str, Source]], lists: Sequence[Head], parties: Sequence[str]) -> Iterator[Head]:
    """The headers of lists that answer those before them, each by its id and source; what a source says goes first."""
    answered = [head for head in lists if head["role"] != "register"]
    known = [*lists]
    for id_, source in replies:
        head = {"id": id_, "role": "returned", **source.says}
        if "kind" not in head:
            head["kind"] = _kind(source, _named(head, known) or answered)
        if "in_reply_to" not in head:
            head["in_reply_to"] = [_answered(source, [item["id"] for item in answered if item["kind"] == head["kind"]])]
        if "by" not in head:
            head["by"] = _other(source, _named(head, known) or answered, parties)
        known.append(head)
        yield head


def _named(head: Head, known: Sequence[Head]) -> list[Head]:
    """The lists that a header says it answers."""
    return [item for item in known if item["id"] in head.get("in_reply_to", ())]


def _answered(source: Source, ids: Sequence[str]) -> str:
    """The only list that there is to answer; of several some may be answered by others, or not yet."""
    if not ids:
        _refuse(source, NOTHING)
    if len(ids) > 1:
        every = ",".join(f"in_reply_to={id_}" for id_ in ids)
        _refuse(source, f"say which lists it answers: one, such as {source.name}:in_reply_to={ids[0]}, or all, {every}")
    return ids[0]


def _kind(source: Source, answered: Sequence[Head]) -> str:
    kinds = list(dict.fromkeys(item["kind"] for item in answered))
    if not kinds:
        _refuse(source, NOTHING)
    if len(kinds) > 1:
        _refuse(source, f"say of which kind it is, such as {source.name}:kind={kinds[0]}")
    return str(kinds[0])


def _other(source: Source, answered: Sequence[Head], parties: Sequence[str]) -> str:
    """The party that is not the one whose lists are answered, where the agreement has just the two."""
    others = [party for party in parties if party not in {item["by"] for item in answered}]
    if len(parties) != 2 or not others:
        _refuse(source, f"say whose it is, such as {source.name}:by={parties[-1]}")
    return others[-1]  # of two where the one that is answered is by nobody who is a party: that list is refused


def _refuse(source: Source, why: str) -> NoReturn:
    fail(Status.USAGE, f"--reply: {source.name}: {why}")
