"""The parts of a verdict as api.md writes it, and what people call them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

from servanda.report.escape import visible
from servanda.report.words import Words

Wire: TypeAlias = Mapping[str, Any]  # a verdict, or a part of it

VERDICTS = ("non_compliant", "disputed", "indeterminate", "pending", "compliant", "not_applicable")
STATUSES = ("violated", "disputed", "indeterminate", "pending", "satisfied", "waived", "not_applicable")
HEADER = "header."  # begins the name of a field that an entry's list has to say
ACCOUNT = "account"  # stands in a box of `under` beside the disputed names
WHO = frozenset({"in_before", "in_after", "changed"})  # fields of a pair: known where it is known who it is


class Submitted(NamedTuple):
    """What was submitted: it says what a verdict does not repeat."""

    lists: Sequence[Any] = ()
    action: Any = None
    events: Sequence[Any] = ()

    def act(self, pointer: str) -> Any:
        """The proposed action or the event that a pointer names; None where it is not at hand."""
        if pointer == "/action":
            return self.action
        number = pointer.removeprefix("/events/")
        return self.events[int(number)] if number.isdigit() and int(number) < len(self.events) else None


class Place(NamedTuple):
    """Which subject: of what kind, on which list, with which id; the record and the proposed action need no id."""

    kind: Literal["submission", "list", "entry", "pair", "record", "action", "event", "party", "obligation"]
    list: str = ""
    id: str = ""
    base: str = ""  # of a pair: the list that its list answers


RECORD = Place("record")
ACTION = Place("action")


def subjects(verdict: Wire) -> Iterator[tuple[Place, Wire]]:
    """All that was judged, as the verdict has it; entries follow their list, and pairs all lists."""
    for list_ in verdict["lists"]:
        yield Place("list", list_["id"], list_["id"]), list_
        for entry in list_.get("entries", ()):
            yield Place("entry", list_["id"], entry["id"]), entry
    yield from ((_pair(pair), pair) for pair in verdict.get("pairs", ()))
    if verdict.get("record"):
        yield RECORD, verdict["record"]
    if verdict["action"]:
        yield ACTION, verdict["action"]
    for event in verdict["events"]:
        yield _event(event), event
    for party in verdict["parties"]:
        yield Place("party", "", party["party"]), party


def _event(event: Wire) -> Place:
    return Place("event", "", event["id"] or event["subject"])


def _pair(pair: Wire) -> Place:
    return Place("pair", pair["reply"], pair["id"], pair["base"])


def counted(verdict: Wire) -> dict[str, int]:
    """How many entries of all lists have which verdict, and all warnings; whatever else is judged has its own part."""
    entries = {name: sum(list_["counts"].get(name, 0) for list_ in verdict["lists"]) for name in VERDICTS}
    return {**verdict["counts"], **entries}  # in the order of the verdict


def acts(verdict: Wire) -> list[Wire]:
    """What the proposed action and the events came to, those apart to which nothing applies."""
    judged = [*([verdict["action"]] if verdict["action"] else []), *verdict["events"]]
    return [act for act in judged if act["verdict"] != "not_applicable"]


def counted_acts(verdict: Wire) -> dict[str, int]:
    """How many of the acts have which verdict."""
    found = [act["verdict"] for act in acts(verdict)]
    return {name: found.count(name) for name in VERDICTS if name != "not_applicable"}


def counted_pairs(verdict: Wire) -> dict[str, int]:
    """How many pairs have which verdict; those to which no rule applies were only compared."""
    found = [pair["verdict"] for pair in verdict.get("pairs", ())]
    return {name: found.count(name) for name in VERDICTS if name != "not_applicable"}


def in_words(fields: Iterable[str], say: Words) -> list[str]:
    """Fields by their names, and what only tells who is who in words: nobody can be asked for a field of that name."""
    return list(dict.fromkeys(say("who") if field in WHO else field for field in fields))


def duties(verdict: Wire) -> list[Wire]:
    """The duties, each in the form of a finding on a subject of its own."""
    return [
        {**duty, "rule": duty["obligation"], "subject": number} for number, duty in enumerate(verdict["obligations"])
    ]


def findings(verdict: Wire) -> Iterator[Wire]:
    """The findings of all subjects; those on the verdict itself, such as `not in force`, are not among them."""
    for _, part in subjects(verdict):
        yield from part["findings"]
    yield from duties(verdict)


def places(verdict: Wire, submitted: Submitted) -> dict[str, Place]:
    """Pointer → subject; parties have none, and a pair shares that of an entry (see ``pointer_of``).

    Pointers count the lists of the submission, of which the verdict may hold fewer. Without the submission only
    those who have a finding are known, because findings say their pointers.
    """
    found = {"": RECORD, "/action": ACTION}
    for number, list_ in enumerate(submitted.lists):
        found[f"/lists/{number}"] = Place("list", list_.id, list_.id)
        entries = enumerate(list_.entries)
        found |= {f"/lists/{number}/entries/{n}": Place("entry", list_.id, entry.id) for n, entry in entries}
    for place, part in subjects(verdict) if not submitted.lists else ():
        for finding in part["findings"] if place.kind in ("list", "entry") else ():
            found[list_of(finding["subject"])] = Place("list", place.list, place.list)
            found[finding["subject"]] = place
    for number, event in enumerate(submitted.events):
        found[f"/events/{number}"] = Place("event", "", event.id or f"/events/{number}")
    found |= {pointer_of(pair): _pair(pair) for pair in verdict.get("pairs", ())}
    return found | {event["subject"]: _event(event) for event in verdict["events"]}


def pointer_of(item: Wire) -> str:
    """What tells the subject of a part of a verdict from others: its pointer; of a pair, whose entry has one, more."""
    return f"{item['subject']} {item['base']} {item['reply']}" if "base" in item else str(item["subject"])


def asked(item: Wire, known: Mapping[str, Place]) -> Place:
    """Of whom or of what a clarification is."""
    if "base" in item and pointer_of(item) not in known:
        place = known.get(item["subject"])
        return Place("pair", item["reply"], place.id if place else item["subject"], item["base"])
    if "obligation" in item:
        return Place("obligation", "", item["obligation"])
    if "party" in item:
        return Place("party", "", item["party"])
    return known.get(pointer_of(item)) or Place("entry", "", item["subject"])


def names_of_subjects(verdict: Wire, submitted: Submitted, say: Words) -> dict[str, str]:
    """Pointer → name of every subject: `list U`, `P9`, `P9 of list U` where there are several."""
    several = len(submitted.lists or verdict["lists"]) > 1

    def name(place: Place) -> str:
        if place.kind in ("record", "action"):
            return say(f"{place.kind}.named")
        if place.kind == "pair":
            return say("pair.named", id=visible(place.id), list=visible(place.list), base=visible(place.base))
        if place.kind == "list":
            return say("list.named", id=visible(place.id))
        on_list = several and place.kind == "entry"
        return say("list.entry", id=visible(place.id), list=visible(place.list)) if on_list else visible(place.id)

    return {pointer: name(place) for pointer, place in places(verdict, submitted).items()}


def list_of(pointer: str) -> str:
    """The pointer of the list of a subject."""
    return "/".join(pointer.split("/")[:3])
