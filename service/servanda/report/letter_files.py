"""The questions to send to the other side, as Markdown, CSV or XLSX."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import StringIO
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from servanda.report import statements
from servanda.report.csv_table import MARK
from servanda.report.escape import inert, literal, markdown, visible
from servanda.report.layout import Frame
from servanda.report.letter import Hand, Question, questions
from servanda.report.sheets import Cell, Sheet, written
from servanda.report.wire import Submitted, Wire

HEADS = ("number", "to", "list", "id", "question", "fields", "may_settle", "why")


class Letter(NamedTuple):
    """The questions to a party, and the verdict that they follow from."""

    to: str
    verdict: Wire
    asked: Sequence[Question]
    frame: Frame


def letter(kind: str, verdict: Wire, submitted: Submitted, frame: Frame, to: str) -> bytes:
    """The file of a kind, one of ``WRITERS``, to a party; a workbook needs the extra `files`."""
    write, hand = WRITERS[kind]
    return write(Letter(to, verdict, questions(verdict, submitted, frame, hand, to), frame))


def _markdown(letter: Letter) -> bytes:
    verdict, asked, frame = letter.verdict, letter.asked, letter.frame
    say = frame.say
    lines = [f"# {markdown(say('letter.title', to=letter.to))}", ""]
    lines += (f"- {head}: {value}" for head, value in _top(verdict, frame, Hand(literal, markdown)))
    lines += (f"- {markdown(remark)}" for remark in _remarks(verdict, frame))
    lines += [f"- {_count(asked, frame)}", "", markdown(say("letter.ids"))]
    numbers = iter(range(1, len(asked) + 1))
    for list_, of_list in groupby(asked, key=attrgetter("list")):
        title = say("list", id=literal(list_)) if list_ else markdown(say("letter.others"))
        lines += ["", f"## {title}", ""]
        lines += (line for question in of_list for line in _item(next(numbers), question))
    if clauses := list(_clauses(asked, frame)):
        lines += ["", f"## {markdown(say('letter.clauses'))}", "", *(f"- {markdown(clause)}" for clause in clauses)]
    return ("\n".join(lines) + "\n").encode()


def _clauses(asked: Sequence[Question], frame: Frame) -> Iterator[str]:
    """The clauses that the questions name, each once, as the ruleset restates them."""
    named = {clause for question in asked for clause in question.clauses}
    for id_, clause in frame.ruleset.clauses.items():
        if id_ in named:
            standing = frame.say(f"standing.{clause.standing}")
            yield frame.say("clause", id=visible(id_), standing=standing, text=frame.localised(clause.text))


def _item(number: int, question: Question) -> Iterator[str]:
    mark = f"{number}. "
    yield mark + question.text
    yield from (f"{' ' * len(mark)}- {why}" for why in question.why)


def _top(verdict: Wire, frame: Frame, hand: Hand) -> Iterator[tuple[str, str]]:
    """Under which agreement and version was judged, and as of when; the verdict is on whoever asks, too."""
    say, mark = frame.say, verdict["ruleset"]
    yield say("head.title"), hand.prose(frame.localised(frame.ruleset.title))
    yield say("head.ruleset"), hand.name(f"{mark['agreement']}@{mark['version']}")
    yield say("head.standing"), say("draft") if verdict.get("draft") else say(f"standing.{mark['standing']}")
    yield say("head.as_of"), hand.prose(visible(verdict["as_of"]))


def _remarks(verdict: Wire, frame: Frame) -> Iterator[str]:
    """Without these the verdict would say too much."""
    yield from statements.narrowed(verdict, frame.say)
    yield from statements.standing(verdict, frame.ruleset, frame.say)
    yield from statements.messages(verdict)


def _count(asked: Sequence[Question], frame: Frame) -> str:
    """``3 questions``, or that there is nothing to ask."""
    if not asked:
        return frame.say("letter.none")
    return frame.say(frame.say.plural("letter.count", len(asked)), count=frame.say.number(len(asked)))


def _rows(letter: Letter) -> Iterator[Sequence[Cell]]:
    for number, question in enumerate(letter.asked, 1):
        place = (number, letter.to, question.list, question.id)
        yield *place, question.text, " ".join(question.fields), " ".join(question.rules), " / ".join(question.why)


def _csv(letter: Letter) -> bytes:
    frame, asked = letter.frame, letter.asked
    top = "; ".join(f"{head}: {value}" for head, value in _top(letter.verdict, frame, Hand()))
    said = [_count(asked, frame), *_remarks(letter.verdict, frame), frame.say("letter.ids"), *_clauses(asked, frame)]
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    heads = [frame.say(f"head.{name}") for name in HEADS]
    for row in (heads, ("", letter.to, "", "", top, "", "", " / ".join(said)), *_rows(letter)):
        writer.writerow(inert(cell) if isinstance(cell, str) else cell for cell in row)
    return (MARK + out.getvalue()).encode()


def _workbook(letter: Letter) -> bytes:
    say, asked = letter.frame.say, letter.asked
    top: list[Sequence[Cell]] = [(say("letter.title", to=letter.to),), *_top(letter.verdict, letter.frame, Hand())]
    remarks = (*_remarks(letter.verdict, letter.frame), _count(asked, letter.frame), say("letter.ids"))
    top += (("", remark) for remark in (*remarks, *_clauses(asked, letter.frame)))
    heads = [say(f"head.{name}") for name in HEADS]
    return written([Sheet(say("sheet.summary"), (), top), Sheet(say("sheet.questions"), heads, _rows(letter))])


WRITERS: Mapping[str, tuple[Callable[[Letter], bytes], Hand]] = {
    "md": (_markdown, Hand(literal, markdown)),
    "csv": (_csv, Hand()),
    "xlsx": (_workbook, Hand()),
}
