"""The questions to send to the other side, as Markdown, CSV or XLSX."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import StringIO
from itertools import groupby
from operator import attrgetter

from servanda.language.ruleset import Ruleset
from servanda.report import statements
from servanda.report.csv_table import MARK
from servanda.report.escape import inert, literal, markdown, visible
from servanda.report.layout import Frame
from servanda.report.letter import Hand, Question, questions
from servanda.report.sheets import Cell, Colour, Sheet, written
from servanda.report.wire import Submitted, Wire
from servanda.report.words import words

HEADS = ("number", "to", "list", "id", "question", "fields", "may_settle", "why")


def letter(kind: str, verdict: Wire, ruleset: Ruleset, language: str, submitted: Submitted) -> bytes:
    """The file of a kind, one of ``WRITERS``; a workbook needs the extra `files`."""
    frame = Frame(words(language), ruleset, language, None)
    write, hand = WRITERS[kind]
    return write(verdict, questions(verdict, submitted, frame, hand), frame)


def _markdown(verdict: Wire, asked: Sequence[Question], frame: Frame) -> bytes:
    say = frame.say
    lines = [f"# {markdown(say('letter.title'))}", ""]
    lines += (f"- {head}: {value}" for head, value in _top(verdict, frame, Hand(literal, markdown)))
    lines += (f"- {markdown(remark)}" for remark in _remarks(verdict, frame))
    lines += [f"- {_count(asked, frame)}", "", markdown(say("letter.ids"))]
    numbers = iter(range(1, len(asked) + 1))
    for (list_, to), of_list in groupby(asked, key=attrgetter("list", "to")):
        title = say("letter.list", list=literal(list_), to=to) if list_ else say("letter.others", to=to)
        lines += ["", f"## {title}"]
        for id_, of_person in groupby(of_list, key=attrgetter("id")):
            lines += ["", f"### {literal(id_) if id_ else markdown(say('letter.itself'))}", ""]
            lines += (line for question in of_person for line in _item(next(numbers), question))
    return ("\n".join(lines) + "\n").encode()


def _item(number: int, question: Question) -> Iterator[str]:
    mark = f"{number}. "
    yield mark + question.text
    yield from (f"{' ' * len(mark)}- {why}" for why in question.why)


def _top(verdict: Wire, frame: Frame, hand: Hand) -> Iterator[tuple[str, str]]:
    """Under which agreement and version was judged, as of when, and with which verdict."""
    say, mark = frame.say, verdict["ruleset"]
    yield say("head.title"), hand.prose(frame.localised(frame.ruleset.title))
    yield say("head.ruleset"), hand.name(f"{mark['agreement']}@{mark['version']}")
    yield say("head.standing"), say("draft") if verdict.get("draft") else say(f"standing.{mark['standing']}")
    yield say("head.as_of"), hand.prose(visible(verdict["as_of"]))
    yield say("head.verdict"), say(f"verdict.{verdict['verdict']}")


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


def _rows(asked: Sequence[Question]) -> Iterator[Sequence[Cell]]:
    for number, question in enumerate(asked, 1):
        place = (number, question.to, question.list, question.id)
        yield *place, question.text, " ".join(question.fields), " ".join(question.rules), " / ".join(question.why)


def _csv(verdict: Wire, asked: Sequence[Question], frame: Frame) -> bytes:
    top = "; ".join(f"{head}: {value}" for head, value in _top(verdict, frame, Hand()))
    remarks = " / ".join([_count(asked, frame), *_remarks(verdict, frame)])
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in ([frame.say(f"head.{name}") for name in HEADS], ("", "", "", "", top, "", "", remarks), *_rows(asked)):
        writer.writerow(inert(cell) if isinstance(cell, str) else cell for cell in row)
    return (MARK + out.getvalue()).encode()


def _workbook(verdict: Wire, asked: Sequence[Question], frame: Frame) -> bytes:
    say = frame.say
    top: list[Sequence[Cell]] = [*_top(verdict, frame, Hand())]
    top[-1] = (say("head.verdict"), Colour(verdict["verdict"], say(f"verdict.{verdict['verdict']}")))
    top += (("", remark) for remark in (*_remarks(verdict, frame), _count(asked, frame), say("letter.ids")))
    heads = [say(f"head.{name}") for name in HEADS]
    return written([Sheet(say("sheet.summary"), (), top), Sheet(say("sheet.questions"), heads, _rows(asked))])


WRITERS: Mapping[str, tuple[Callable[[Wire, Sequence[Question], Frame], bytes], Hand]] = {
    "md": (_markdown, Hand(literal, markdown)),
    "csv": (_csv, Hand()),
    "xlsx": (_workbook, Hand()),
}
