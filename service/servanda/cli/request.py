"""Files and options → the JSON of one submission, and back from a problem of that submission to the place in its file.

Nothing is judged here: the text that comes out goes through the same reader as a request over HTTP.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

from servanda.cli.faults import at, on, said
from servanda.cli.files import File, Kind, read_file, read_list, unreadable
from servanda.cli.listed import ListFile
from servanda.cli.replies import heads as heads_of_replies
from servanda.cli.source import Source, source_of
from servanda.cli.terminal import InputError, Status, fail, progress
from servanda.errors import Message, Problem, SubmissionError, tell
from servanda.evaluation import faults
from servanda.evaluation.strict import read_json
from servanda.evaluation.submission import Reader, Submission
from servanda.evaluation.values import is_id
from servanda.language import Program
from servanda.language.vocabulary import KINDS, REMOVAL_FIELDS, Field

T = TypeVar("T")
R = TypeVar("R")

# The members of a submission and of a list's header that options say, with the options.
SETTINGS = {name: f"--{name.replace('_', '-')}" for name in ("as_of", "readings", "account", "conduct_of", "detail")}
OF_LISTS = ("kind", "role", "by", "to", "date", "transfer_on", "channel", "in_reply_to", "id", "final")
HEADER = {name: f"--{name.replace('_', '-')}" for name in OF_LISTS}
RECORDS = ("entries", "removals")
DEFAULTS = {"kind": "prisoners", "role": "proposed"}


@dataclass(frozen=True, slots=True)
class Request:
    """The bytes of a submission, and where a problem of it stands."""

    body: bytes
    place: Callable[[Problem], str]
    words: Callable[[Problem], str] = attrgetter("message")
    is_usage: Callable[[Problem], bool] = lambda _: False  # whether it is a problem of what the command was told


@dataclass(frozen=True, slots=True)
class Options:
    """What options say of all files: members of the headers of lists and of the submission, format and sheet."""

    header: Mapping[str, Any]
    settings: Mapping[str, Any]
    kind: Kind | None = None
    sheet: str = ""
    replies: Sequence[str] = ()  # files that answer the others


def submissions(files: Sequence[str], options: Options, programs: Sequence[Program], language: str) -> list[Submission]:
    """The submission that files and options make, as each of the programs reads it; its columns are the last one's.

    What is wrong with it is told in the language.
    """
    ruleset = programs[-1].ruleset
    try:
        asked = request(files, options, ruleset.fields, ruleset.parties)
        with progress("reading the submission"):
            return [_read_under(program, asked) for program in programs]
    except InputError as error:
        fail(error.status, *(tell(line, language) for line in error.lines))


def _read_under(program: Program, asked: Request) -> Submission:
    """The submission; what is wrong with options alone is a matter of usage, not of the input."""
    try:
        return Reader(program.ruleset).read(asked.body)
    except SubmissionError as error:
        is_usage = all(map(asked.is_usage, error.problems))
        raise unreadable(error, asked.place, asked.words, Status.USAGE if is_usage else Status.INVALID) from None


def request(
    arguments: Sequence[str],
    options: Options,
    fields: Mapping[str, Mapping[str, Field]],
    parties: Sequence[str] = (),
) -> Request:
    """The submission that files and options make together."""
    sources = [source_of(argument, fields["list"]) for argument in (*arguments, *options.replies)]
    if [name for source in sources for name in (source.name, source.removals)].count("-") > 1:
        fail(Status.USAGE, "`-` is standard input, and can be read once only")
    files = _each(partial(_read, kind=options.kind), sources)
    for source, file in zip(sources, files, strict=True):
        if source.sheet and file.kind != "xlsx":
            fail(Status.USAGE, f"{file.name}: only a workbook has sheets")
    if options.sheet and all(file.kind != "xlsx" for file in files):
        fail(Status.USAGE, "--sheet: only a workbook has sheets")
    if all(file.kind != "json" for file in files):
        heads = _heads(sources, files, options, parties)
        return _from_lists(sources, files, heads, options, fields)
    if options.replies:
        fail(Status.USAGE, "--reply: only with lists; a submission in JSON says `in_reply_to` in the header of a list")
    if len(files) > 1:
        fail(Status.USAGE, "a submission in JSON stands alone: put all lists into it")
    if options.header or sources[0].says or sources[0].removals:
        removals = ["removals"] if sources[0].removals else []
        said = ", ".join([*(HEADER[name] for name in options.header), *sources[0].says, *removals])
        fail(Status.USAGE, f"{said}: a submission in JSON says this itself, in the header of each list")
    return _from_submission(files[0], options.settings)


def _read(source: Source, kind: Kind | None) -> File:
    with progress(f"reading {source.name}"):
        return read_file(source.name, kind)


def _each(read: Callable[[T], R], sources: Iterable[T]) -> list[R]:
    """What is read from each; raises one InputError for all that cannot be read."""
    found, wrong = list[R](), list[str]()
    for source in sources:
        try:
            found.append(read(source))
        except InputError as error:
            wrong += error.lines
    if wrong:
        raise InputError(*wrong)
    return found


def _from_submission(file: File, settings: Mapping[str, Any]) -> Request:
    if not settings:
        return Request(file.data, partial(place_in, file, True))
    try:
        submission = read_json(file.data)
    except SubmissionError as error:
        raise unreadable(error, partial(place_in, file, True)) from None
    if not isinstance(submission, dict):
        raise InputError(at(file.name, said("submission-no-object")))
    body = json.dumps({**submission, **settings}).encode()
    return Request(body, partial(_place_among, file, settings), is_usage=lambda problem: _member(problem) in settings)


def _from_lists(
    sources: Sequence[Source],
    files: Sequence[File],
    heads: Sequence[Mapping[str, Any]],
    options: Options,
    fields: Mapping[str, Mapping[str, Field]],
) -> Request:
    own = len(files) - len(options.replies)  # behind these stand those that answer them, of which options say nothing

    def entries_of(number: int) -> ListFile:
        with progress(f"reading the entries of {files[number].name}"):
            source, subject = sources[number], KINDS[heads[number]["kind"]]
            says = source.says if number < own else heads[number]
            found = read_list(files[number], fields[subject], source.sheet or options.sheet)
            return replace(found, says=says, removals=_removals(source))

    lists = _each(entries_of, range(len(files)))
    wire = [{**_answering(dict(head), read.says), **_records(read)} for head, read in zip(heads, lists, strict=True)]
    body = json.dumps({**options.settings, "lists": wire}).encode()
    return Request(body, partial(place_of, lists), partial(words_of, lists), _is_told)


def _removals(source: Source) -> ListFile | None:
    """The file of whom a list leaves out, where there is one."""
    return read_list(_read(Source(source.removals), None), REMOVAL_FIELDS) if source.removals else None


def _records(read: ListFile) -> dict[str, Any]:
    return {"entries": read.entries, **({"removals": read.removals.entries} if read.removals else {})}


def _heads(
    sources: Sequence[Source], files: Sequence[File], options: Options, parties: Sequence[str]
) -> list[Mapping[str, Any]]:
    """The headers of all lists: as options and what stands behind the names of files say; then those that answer."""
    own = len(files) - len(options.replies)
    ids = _ids([file.name for file in files])
    lists = [
        {"id": id_, **DEFAULTS, **options.header, **source.says}
        for id_, source in zip(ids[:own], sources[:own], strict=True)
    ]
    _check_heads(sources[:own], lists, options)
    replies = list(heads_of_replies(list(zip(ids[own:], sources[own:], strict=True)), lists, parties))
    _check_kinds(sources[own:], replies)
    return [*lists, *replies]


def _check_heads(sources: Sequence[Source], heads: Sequence[Mapping[str, Any]], options: Options) -> None:
    """Refuses headers that lack what no list can say itself."""
    missing = ["--as-of"] if "as_of" not in options.settings else []
    missing += ["--by"] if any("by" not in head for head in heads) else []
    if missing:
        fail(Status.USAGE, f"{' and '.join(missing)}: needed with a list, which cannot say it itself")
    _check_kinds(sources, heads)
    if len(heads) > 1 and "id" in options.header:
        fail(Status.USAGE, "--id: only with one list; several are named after their files")


def _check_kinds(sources: Sequence[Source], heads: Sequence[Mapping[str, Any]]) -> None:
    for source, head in zip(sources, heads, strict=True):
        if head["kind"] not in KINDS:
            place = f"{source.name}: kind" if "kind" in source.says else "--kind"
            fail(Status.USAGE, f"{place}: must be one of {', '.join(KINDS)}")


def _answering(header: dict[str, Any], says: Mapping[str, Any]) -> dict[str, Any]:
    """The header without its own list among those that it answers, where all lists were told together what they answer.

    What was said of one list alone stays: that it answers itself is for the reader to judge.
    """
    if "in_reply_to" in says or "in_reply_to" not in header:
        return header
    others = [id_ for id_ in header["in_reply_to"] if id_ != header["id"]]
    rest = {name: value for name, value in header.items() if name != "in_reply_to"}
    return {**rest, "in_reply_to": others} if others else rest


def _ids(names: Sequence[str]) -> list[str]:
    """The ids of lists: what their files are called, or `list-2` where that is no id, or that of another file."""
    stems = ["list" if name == "standard input" else Path(name).name.partition(".")[0] for name in names]
    return [stem if is_id(stem) and stems.count(stem) == 1 else f"list-{place}" for place, stem in enumerate(stems, 1)]


def _member(problem: Problem) -> str:
    return problem.pointer.partition("/")[2].partition("/")[0]


def _is_told(problem: Problem) -> bool:
    """Whether a problem is one of what the command was told: of the header of a list, or of a setting."""
    match problem.pointer.split("/")[1:]:
        case ["lists", _, name, *_]:
            return name not in RECORDS
    return _member(problem) in SETTINGS


def place_of(files: Sequence[ListFile], problem: Problem) -> str:
    """Where a problem of a submission made from list files stands: a line of a file, or an option."""
    match problem.pointer.split("/")[1:]:
        case ["lists", index, name, entry, *rest] if name in RECORDS:
            return files[int(index)].part(name).place(int(entry), rest)
        case ["lists", index, name, *_] if name not in HEADER:
            file = files[int(index)].part(name)
            return file.name if name in RECORDS else at(file.name, name)
        case ["lists", index, name, *_] if files[int(index)].says:
            return at(files[int(index)].name, name)
        case ["lists", _, name, *_]:
            # An id that is wrong was given: those made from the names of files are sound.
            return HEADER[name]
        case ["lists", index]:
            return files[int(index)].name
        case [member, *_] if member in SETTINGS:
            return SETTINGS[member]
    return problem.pointer or ", ".join(file.name for file in files)


def words_of(files: Sequence[ListFile], problem: Problem) -> str:
    """What is wrong, in words of the file: another entry is named by its line, and a cell is always text."""
    match problem.pointer.split("/")[1:], problem.message:
        case _, Message(key="duplicate-id", values={"other": str(other)}):
            return faults.said("duplicate-id", other=_other(files, other.strip("`")))
        case ["lists", index, part, _, name, *items], message if name in files[int(index)].part(part).fields:
            return said("items", what=_of_cell(message)) if items else _of_cell(message)
    return problem.message


def _of_cell(message: str) -> str:
    match message:
        case Message(key="wrong-type", values={"found": "text", "expected": expected}):
            return faults.said("must-be", expected=expected)
    return message


def _other(files: Sequence[ListFile], pointer: str) -> str:
    """``line 2``: where another entry of the same list stands."""
    _, _, index, *rest = pointer.split("/")
    file = files[int(index)].part("".join(rest[:1]))
    return said(file.unit, number=str(file.numbers[int(rest[1])])) if rest else said("list", number=int(index) + 1)


def _place_among(file: File, settings: Mapping[str, Any], problem: Problem) -> str:
    """Where a problem stands of a submission in JSON whose settings options override."""
    member = _member(problem)
    return SETTINGS[member] if member in settings else place_in(file, False, problem)


def place_in(file: File, exact: bool, problem: Problem) -> str:
    """Where a problem of a submission in JSON stands; ``exact``: its bytes went to the reader as they are."""
    if exact and problem.line is not None:
        return on(file.name, problem.line, problem.column or 1)
    return at(file.name, problem.pointer) if problem.pointer else file.name
