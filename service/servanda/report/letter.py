"""What to ask those whose lists were judged: questions with ids, and nothing else of what was submitted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from servanda.report.escape import flowing, visible
from servanda.report.layout import Frame
from servanda.report.reasons import message_of, status_of, under
from servanda.report.replies import Reply, replies
from servanda.report.wire import HEADER, WHO, Place, Submitted, Wire, asked, places, pointer_of

UNSURE = ("non_compliant", "disputed", "indeterminate", "pending")
SIDES = {"before": "base", "base": "base", "after": "reply", "reply": "reply"}  # how names of fields of pairs begin
HEADERS = ("base", "reply")


class Question(NamedTuple):
    """A question: to whom, of which list and person (none: of the list itself), and why it is asked."""

    to: str
    list: str
    id: str
    text: str
    fields: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    why: tuple[str, ...] = ()


class Hand(NamedTuple):
    """How names and running text are written, so that nothing in them acts where the questions are read."""

    name: Callable[[str], str] = visible
    prose: Callable[[str], str] = visible


@dataclass
class _Missing:
    """What is missing of one subject, and the rules that it may settle."""

    fields: dict[str, None] = field(default_factory=dict)
    rules: dict[str, None] = field(default_factory=dict)


def questions(verdict: Wire, submitted: Submitted, frame: Frame, hand: Hand) -> list[Question]:
    """All questions, by list and by person, in the order of the submission; what is of no list comes last."""
    answers = list(replies(verdict, submitted))
    writer = _Writer(submitted, frame, hand, _added(answers))
    found = [question for reply in answers for question in writer.of_reply(reply)]
    found += writer.of_missing(verdict)
    lists = {list_.id: place for place, list_ in enumerate(submitted.lists)}
    people: dict[tuple[str, str], int] = {}
    for question in found:
        people.setdefault((question.list, question.id), len(people))

    def place(question: Question) -> tuple[int, bool, int]:
        person = people[question.list, question.id]
        return lists.get(question.list, len(lists)), bool(question.id), person

    return sorted(found, key=place)


def _added(answers: Sequence[Reply]) -> dict[tuple[str, str], list[str]]:
    """By answer and id, the lists answered that do not have somebody, where none of them has."""
    on_answer = [(reply, pair) for reply in answers for pair in reply.pairs if reply.place(pair)[0] == reply.reply]
    met = {reply.place(pair) for reply, pair in on_answer if pair["status"] != "added"}
    found: dict[tuple[str, str], list[str]] = {}
    for reply, pair in on_answer:
        if (place := reply.place(pair)) not in met:
            found.setdefault(place, []).append(reply.base)
    return found


class _Writer:
    def __init__(
        self, submitted: Submitted, frame: Frame, hand: Hand, added: Mapping[tuple[str, str], Sequence[str]]
    ) -> None:
        self._added = added
        self._submitted, self._frame, self._say, self._hand = submitted, frame, frame.say, hand
        self._parties = {list_.id: list_.by for list_ in submitted.lists}
        # Whom these leave out may still come.
        self._open = {of.id for of in submitted.lists if of.role == "delivered" and of.final is not True}

    def of_reply(self, reply: Reply) -> Iterator[Question]:
        """What is asked of whoever answered: about those left out, added, changed, or too close to call."""
        told: set[tuple[str, str]] = set()  # who may be whom, once
        for pair in reply.pairs:
            match pair["status"]:
                case "dropped" if not reply.has_reason(pair) and reply.reply not in self._open:
                    yield self._about(reply, pair["id"], self._text(reply, "dropped", id=pair["id"]))
                case "added" if reply.entry(pair)["verdict"] in UNSURE and self._is_first(reply, pair):
                    text = self._asks_why_added(reply, pair)
                    why = tuple(self._own(reply.entry(pair)))
                    rules = tuple(finding["rule"] for finding in _binding(reply.entry(pair)))
                    yield self._about(reply, pair["id"], text)._replace(rules=rules, why=why)
                case "changed":
                    yield from self._changed(reply, pair)
                case "review":
                    couples = {_couple(reply, pair, other) for other in pair.get("candidates", ())}
                    if couples - told:
                        yield self._review(reply, pair)
                    told |= couples
            if reply.contradicts(pair):
                yield self._about(reply, reply.place(pair)[1], self._text(reply, "kept", id=pair["id"]))

    def _is_first(self, reply: Reply, pair: Wire) -> bool:
        """Whether somebody is on none of the lists that are answered, of which this is the first."""
        return reply.base in self._added.get(reply.place(pair), ())[:1]

    def _asks_why_added(self, reply: Reply, pair: Wire) -> str:
        bases = self._added[reply.place(pair)]
        names = {"id": self._name(pair["id"]), "reply": self._name(reply.reply)}
        key = self._say.several("letter.added", len(bases))
        return self._say(key, **names, bases=self._say.joined("and", map(self._name, bases)))

    def _changed(self, reply: Reply, pair: Wire) -> Iterator[Question]:
        id_, name = reply.place(pair)[1], self._name(pair["id"])
        if "reply_id" in pair:
            name = self._say("pair.as", id=name, reply_id=self._name(pair["reply_id"]))
        for changed in pair["changed"]:
            lists = {"base": self._name(reply.base), "reply": self._name(reply.reply)}
            text = self._say("letter.changed", id=name, field=self._name(changed), **lists)
            yield self._about(reply, id_, text)._replace(fields=(changed,))

    def _review(self, reply: Reply, pair: Wire) -> Question:
        list_, id_ = reply.place(pair)
        others = self._say.joined("or", map(self._name, pair["candidates"]))
        where = {"list": self._name(list_), "other": self._name(reply.other(pair))}
        key = self._say.several("letter.review", len(pair["candidates"]))
        rules = tuple(finding["rule"] for finding in pair["findings"] if WHO.intersection(finding["missing"]))
        question = self._about(reply, id_, self._say(key, id=self._name(id_), others=others, **where))
        return question._replace(rules=rules, why=tuple(map(self._settles, rules)))

    def _about(self, reply: Reply, id_: str, text: str) -> Question:
        return Question(self._to(reply.reply), reply.reply, id_, text)

    def _text(self, reply: Reply, key: str, **names: str) -> str:
        names |= {"base": reply.base, "reply": reply.reply}
        return self._say(f"letter.{key}", **{name: self._name(value) for name, value in names.items()})

    def _own(self, entry: Wire) -> Iterator[str]:
        """Why somebody is not surely eligible: the verdict, the rules, and under which readings."""
        yield f"{self._say('own')}: {self._say('verdict.' + entry['verdict'])}"
        for finding in _binding(entry):
            status = status_of(finding, finding["status"], self._say)
            parts = [message_of(finding), *under(finding, self._say)]
            reasons = "; ".join(self._prose(part) for part in parts if part)
            rule = self._rule("letter.rule", finding["rule"], finding["clause"])
            yield ": ".join(filter(None, [rule, status, reasons]))

    def of_missing(self, verdict: Wire) -> Iterator[Question]:
        """Which data is missing, and which rules that may settle; what is missing of one subject is asked at once."""
        known = places(verdict, self._submitted)
        pairs = {pointer_of(pair): pair for pair in verdict.get("pairs", ())}
        found: dict[Place, _Missing] = {}
        for item in verdict["clarifications"]:
            for name in item["fields"]:
                if "base" in item and name in WHO:  # asked about where the pair is
                    continue
                place, own = _whose(name, asked(item, known), pairs.get(pointer_of(item)))
                missing = found.setdefault(place, _Missing())
                missing.fields[own] = None
                missing.rules |= dict.fromkeys(item["may_settle"])
        for place, missing in found.items():
            yield self._of_missing(place, missing)

    def _of_missing(self, place: Place, missing: _Missing) -> Question:
        fields, key = tuple(missing.fields), self._say.several("letter.missing", len(missing.fields))
        text = self._say(key, of=self._subject(place), fields=self._say.joined("and", map(self._name, fields)))
        id_ = "" if place.kind == "list" else place.id or self._say(f"subject.{place.kind}")
        rules = tuple(missing.rules)
        return Question(self._to(place.list), place.list, id_, text, fields, rules, tuple(map(self._settles, rules)))

    def _subject(self, place: Place) -> str:
        """Of what something is missing; with a capital, because sentences begin with it."""
        say, id_ = self._say, self._name(place.id)
        if place.kind == "list":
            return say("list", id=id_)
        if place.list:
            return say("list.entry", id=id_, list=self._name(place.list))
        return f"{say('subject.' + place.kind)} {id_}" if place.id else say(f"subject.{place.kind}")

    def _settles(self, rule: str) -> str:
        """A rule that may be settled, with its clause and what it says of whoever breaks it."""
        ruleset = self._frame.ruleset
        found = ruleset.rules[rule] if rule in ruleset.rules else ruleset.obligations[rule].rule
        says = self._prose(self._frame.localised(found.message))
        return f"{self._rule('letter.settles', rule, found.clause)}: {says}"

    def _rule(self, key: str, rule: str, clause: str) -> str:
        return self._say(key, rule=self._name(rule), clause=self._prose(clause))

    def _to(self, list_: str) -> str:
        """To whom a question goes: to the party whose list it is about; what is of no list, to all."""
        return self._parties.get(list_) or ", ".join(self._frame.ruleset.parties)

    def _name(self, name: str) -> str:
        return self._hand.name(name)

    def _prose(self, text: str) -> str:
        return self._hand.prose(flowing(text))


def _binding(entry: Wire) -> Sequence[Wire]:
    return [finding for finding in entry["findings"] if finding["level"] == "binding"]


def _couple(reply: Reply, pair: Wire, other: str) -> tuple[str, str]:
    """Two who may be the same: the one on the list that is answered first."""
    list_, id_ = reply.place(pair)
    return (id_, other) if list_ == reply.base else (other, id_)


def _whose(name: str, place: Place, pair: Wire | None) -> tuple[Place, str]:
    """Of whom a field is missing: an entry, its list, or either entry or list of a pair; and its name there."""
    if name.startswith(HEADER):
        return Place("list", place.list, place.list), name.removeprefix(HEADER)
    side, dot, own = name.partition(".")
    if place.kind != "pair" or not dot or side not in SIDES:
        return place._replace(kind="entry", base="") if place.kind == "pair" else place, name
    list_ = place.base if SIDES[side] == "base" else place.list
    if side in HEADERS:
        return Place("list", list_, list_), own
    is_other = list_ == place.list and pair is not None
    return Place("entry", list_, pair.get("reply_id", place.id) if is_other and pair else place.id), own
