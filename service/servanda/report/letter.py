"""What to ask the other side: questions with ids, and nothing else of what was submitted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from servanda.language.vocabulary import KINDS, REASON
from servanda.report import grounds
from servanda.report.addressee import asked_of
from servanda.report.escape import flowing, visible
from servanda.report.layout import Frame
from servanda.report.reasons import message_of, status_of, under
from servanda.report.replies import Reply, replies
from servanda.report.wire import HEADER, WHO, Place, Submitted, Wire, asked, places, pointer_of, subjects

SIDES = {"before": "base", "base": "base", "after": "reply", "reply": "reply"}  # how names of fields of pairs begin
HEADERS = ("base", "reply")


class Question(NamedTuple):
    """A question: of which list and person (none: of the list itself), why it is asked, and the clauses it names."""

    list: str
    id: str
    text: str
    fields: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()


class Hand(NamedTuple):
    """How names and running text are written, so that nothing in them acts where the questions are read."""

    name: Callable[[str], str] = visible
    prose: Callable[[str], str] = visible


@dataclass
class _Missing:
    """What is missing of one subject, and the rules that it may settle."""

    fields: dict[str, None] = field(default_factory=dict)
    rules: dict[str, None] = field(default_factory=dict)


def questions(verdict: Wire, submitted: Submitted, frame: Frame, hand: Hand, to: str) -> list[Question]:
    """The questions to a party, by list and by person, in the order of the submission; what is of no list comes last.

    What is to be asked of others, and of whoever asks, is left out.
    """
    answers = list(replies(verdict, submitted))
    writer = _Writer(submitted, frame, hand, _Several(_added(answers), _in_doubt(answers)), to)
    found = [question for reply in answers if writer.is_asked(reply.reply) for question in writer.of_reply(reply)]
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


def _in_doubt(answers: Sequence[Reply]) -> dict[tuple[str, str], list[str]]:
    """By answer and id, the lists answered with the id that a reason may be about: who was dropped comes first."""
    dropped = [(reply, pair) for reply in answers for pair in reply.of("dropped") if reply.has_reason(pair)]
    in_doubt = {(reply.reply, pair["id"]) for reply, pair in dropped if reply.lacks_reason(pair)}
    others = [(reply, pair) for reply in answers for pair in reply.pairs if in_doubt and reply.is_answered(pair)]
    found: dict[tuple[str, str], dict[str, None]] = {}
    for reply, pair in (*dropped, *others):
        if (place := (reply.reply, pair["id"])) in in_doubt:
            found.setdefault(place, {})[reply.base] = None
    return {place: [*bases] for place, bases in found.items()}


class _Several(NamedTuple):
    """What is asked once of several lists that are answered together: by answer and id, those lists."""

    added: Mapping[tuple[str, str], Sequence[str]]
    in_doubt: Mapping[tuple[str, str], Sequence[str]]


class _Writer:
    def __init__(self, submitted: Submitted, frame: Frame, hand: Hand, several: _Several, to: str) -> None:
        self._added, self._in_doubt = several
        self._to = to
        self._submitted, self._frame, self._say, self._hand = submitted, frame, frame.say, hand
        self._parties = {list_.id: list_.by for list_ in submitted.lists}
        # Whom these leave out may still come.
        self._open = {of.id for of in submitted.lists if of.role == "delivered" and of.final is not True}
        self._grounds = {of.id: grounds.grounds(frame.ruleset, KINDS[of.kind]) for of in submitted.lists}

    def is_asked(self, list_: str) -> bool:
        """Whether a list is of the party that is asked; whose lists are not at hand is taken to be asked."""
        return bool(self._parties.get(list_, self._to) == self._to)

    def of_reply(self, reply: Reply) -> Iterator[Question]:
        """What is asked of whoever answered: about those left out, added, changed, or too close to call."""
        told: set[tuple[str, str]] = set()  # who may be whom, once
        for pair in reply.pairs:
            match pair["status"]:
                case "dropped" if reply.reply not in self._open:
                    yield from self._dropped(reply, pair)
                case "added" if self._is_first(reply, pair):
                    yield self._asks_why_added(reply, pair)
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

    def _dropped(self, reply: Reply, pair: Wire) -> Iterator[Question]:
        """Why somebody was left out; of whom a reason is given, where a rule is not content with it."""
        rules = [finding["rule"] for finding in pair["findings"] if finding["level"] != "advisory"]
        has_reason = reply.has_reason(pair)
        if bases := self._in_doubt.get((reply.reply, pair["id"]), ()):
            if reply.base == bases[0]:
                names = {"id": self._name(pair["id"]), "reply": self._name(reply.reply)}
                text = self._say("letter.removal", **names, bases=self._listed("and", bases))
                yield self._settling(self._about(reply, pair["id"], text), rules)
        elif rules or not has_reason:
            text = self._text(reply, "reason" if has_reason else "dropped", id=pair["id"])
            yield self._settling(self._about(reply, pair["id"], text), rules)

    def _asks_why_added(self, reply: Reply, pair: Wire) -> Question:
        """On what ground somebody was added; where the list tells one, it is asked to confirm that."""
        bases, entry, found = self._added[reply.place(pair)], reply.entry(pair), self._grounds.get(reply.reply, [])
        names = {"id": self._name(pair["id"]), "reply": self._name(reply.reply)}
        text = self._say(self._say.several("letter.added", len(bases)), **names, bases=self._listed("and", bases))
        if known := grounds.clauses(found, self._frame.ruleset):
            text = f"{text} {self._of_clauses('letter.grounds', known)}"
        why = list(self._own(entry, names))
        if claimed := grounds.claimed(entry, found, self._frame.ruleset):
            why.append(self._of_clauses("letter.claimed", claimed, **names))
        rules = tuple(finding["rule"] for finding in _binding(entry))
        clauses = (*known, *claimed, *(finding["clause"] for finding in _binding(entry)))
        return self._about(reply, pair["id"], text)._replace(rules=rules, why=tuple(why), clauses=clauses)

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
        others = self._listed("or", pair["candidates"])
        where = {"list": self._name(list_), "other": self._name(reply.other(pair))}
        key = self._say.several("letter.review", len(pair["candidates"]))
        rules = [finding["rule"] for finding in pair["findings"] if WHO.intersection(finding["missing"])]
        question = self._about(reply, id_, self._say(key, id=self._name(id_), others=others, **where))
        return self._settling(question, rules)

    def _about(self, reply: Reply, id_: str, text: str) -> Question:
        return Question(reply.reply, id_, text)

    def _text(self, reply: Reply, key: str, **names: str) -> str:
        names |= {"base": reply.base, "reply": reply.reply}
        return self._say(f"letter.{key}", **{name: self._name(value) for name, value in names.items()})

    def _own(self, entry: Wire, names: Mapping[str, str]) -> Iterator[str]:
        """Why somebody is not surely eligible: what is wrong by what the list says, or under which readings."""
        for finding in _binding(entry):
            clause = self._say("letter.clause", clause=self._prose(finding["clause"]))
            told = ["; ".join(under(finding, self._say))]
            if not told[0] or finding["status"] not in finding["under"]:  # else the readings say it
                told.insert(0, status_of(finding, finding["status"], self._say))
            if says := message_of(finding):
                told = [says]
                clause = self._say("letter.says", **names, clause=clause)
            yield ": ".join([clause, *(self._prose(part) for part in told if part)])

    def of_missing(self, verdict: Wire) -> Iterator[Question]:
        """Which data is missing, and which rules that may settle; what is missing of one subject is asked at once."""
        known = places(verdict, self._submitted)
        pairs = {pointer_of(pair): pair for pair in verdict.get("pairs", ())}
        lacking, found = _lacking(verdict), dict[Place, _Missing]()
        for item in verdict["clarifications"]:
            for name in item["fields"]:
                if "base" in item and (name in WHO or self._is_in_doubt(name, pairs.get(pointer_of(item)))):
                    continue  # asked about where the pair is
                place, own = _whose(name, asked(item, known), pairs.get(pointer_of(item)))
                if not self._is_of_whom_is_asked(place, item, verdict):
                    continue
                missing = found.setdefault(place, _Missing())
                missing.fields[own] = None
                settled = [rule for rule in item["may_settle"] if name in lacking.get((pointer_of(item), rule), [name])]
                missing.rules |= dict.fromkeys(settled or item["may_settle"])
        for place, missing in found.items():
            yield self._of_missing(place, missing)

    def _is_in_doubt(self, name: str, pair: Wire | None) -> bool:
        """Whether a field is the reason for a removal of which it is asked whom it is about."""
        return name == REASON.name and pair is not None and (pair["reply"], pair["id"]) in self._in_doubt

    def _is_of_whom_is_asked(self, place: Place, item: Wire, verdict: Wire) -> bool:
        if place.list:
            return self.is_asked(place.list)
        return self._to in (asked_of(item, verdict, self._submitted) or [self._to])

    def _of_missing(self, place: Place, missing: _Missing) -> Question:
        fields, key = tuple(missing.fields), self._say.several("letter.missing", len(missing.fields))
        text = self._say(key, of=self._subject(place), fields=self._listed("and", fields))
        id_ = "" if place.kind == "list" else place.id or self._say(f"subject.{place.kind}")
        return self._settling(Question(place.list, id_, text, fields), list(missing.rules))

    def _subject(self, place: Place) -> str:
        """Of what something is missing; with a capital, because sentences begin with it."""
        say, id_ = self._say, self._name(place.id)
        if place.kind == "list":
            return say("list", id=id_)
        if place.list:
            return say("list.entry", id=id_, list=self._name(place.list))
        return f"{say('subject.' + place.kind)} {id_}" if place.id else say(f"subject.{place.kind}")

    def _settling(self, question: Question, rules: Sequence[str]) -> Question:
        """A question with the rules that its answer may settle, and why it is asked: their clauses."""
        clauses = tuple(dict.fromkeys(map(self._clause, rules)))
        why = (self._of_clauses("letter.settles", clauses),) if clauses else ()
        return question._replace(rules=tuple(rules), why=why, clauses=clauses)

    def _clause(self, rule: str) -> str:
        ruleset = self._frame.ruleset
        return (ruleset.rules[rule] if rule in ruleset.rules else ruleset.obligations[rule].rule).clause

    def _of_clauses(self, key: str, clauses: Sequence[str], **names: str) -> str:
        """What is said of clauses, in the form that goes with one or several."""
        told = self._say.listed("and", map(self._prose, clauses))
        return self._say(self._say.several(key, len(clauses)), clauses=told, **names)

    def _listed(self, conjunction: str, names: Iterable[str]) -> str:
        return self._say.listed(conjunction, map(self._name, names))

    def _name(self, name: str) -> str:
        return self._hand.name(name)

    def _prose(self, text: str) -> str:
        return self._hand.prose(flowing(text))


def _binding(entry: Wire) -> Sequence[Wire]:
    return [finding for finding in entry["findings"] if finding["level"] == "binding"]


def _lacking(verdict: Wire) -> dict[tuple[str, str], list[str]]:
    """By subject and rule, the fields that the rule lacks."""
    found: dict[tuple[str, str], list[str]] = {}
    for _, part in subjects(verdict):
        for finding in part["findings"]:
            pointer = pointer_of(part) if "base" in part else finding["subject"]
            found[pointer, finding["rule"]] = finding["missing"]
    return found


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
