"""One kind of entry → its fact function, in which what entries have in common is worked out once.

Of six thousand people most tell the same in all but their dates and names. What rests on words, truths and derived
fields alone is worked out once for all entries of a list that agree in these; the rest for each of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from servanda.language import tree
from servanda.language.compile_subject import SubjectCompiler
from servanda.language.types import BOOL, Enumeration, ListOf, is_span
from servanda.language.vocabulary import Field

_NAME = re.compile(r"\b(?:[trmx][0-9]+[a-z]?|derived_[a-z_]+|entry)\b")
_ASSIGNED = re.compile(r"^ *((?:[trmx][0-9]+(?:, )?)+) \|?= ", re.MULTILINE)
_ADDED_TO = re.compile(r"\b(r[0-9]+)\.append\(")
_LOAD = re.compile(r"t[0-9]+ = entry\.([a-z_]+)")
_ON_RECORD = re.compile(r"t[0-9]+ = getattr\(entry, 'on_record', None\)")
_CLASS = re.compile(r"t[0-9]+ = t[0-9]+\.__class__")


class EntryCompiler(SubjectCompiler):
    """Compiles the entries of one kind of list."""

    def _lines(self, returned: tuple[str, str], trace: str) -> list[str]:
        derived = sorted(self._emitter.derived)
        each = ", ".join(["entry", *(f"derived_{name}" for name in derived)])
        columns = ", ".join(["entries", *(f"derived[{self._code.constant(name)}]" for name in derived)])
        through = f"zip({columns})" if derived else columns
        return self._for_each("entries, header, derived", each, through, returned, trace)

    def _profile(self, parts: list[str], values: str) -> str:
        """The profile, put together once for all entries that agree in a key; a trace wants all parts of each."""
        if self._tracing:
            return super()._profile(parts, values)
        code, body = self._code, _Body(self._code.body, self._are_few)
        own = [part for part in parts if body.is_own(part)]
        shared = body.needed(part for part in parts if part not in own)
        key = [*body.inputs(shared), *dict.fromkeys(part.rpartition(" << ")[0] for part in own)]
        each = body.needed([values, *key])
        code.prelude.append("known = {}")
        code.body[:] = body.lines(each)
        code.line(f"key = ({''.join(f'{part}, ' for part in key)})")
        code.line("profile = known.get(key)")
        with code.block("if profile is None:"):
            for line in body.lines(shared - each):
                code.line(line)
            code.line(f"profile = known[key] = {self._sum(parts)}")
        return "profile"

    def _are_few(self, field: str) -> bool:
        """Whether a field has few values."""
        type_ = self._ruleset.fields[self._subject][field].type
        return type_ == BOOL or isinstance(type_, Enumeration)

    def _is_absent(self, owner: tree.Whose, name: str) -> str:
        field_ = self._ruleset.fields[self._subject].get(name)
        if self._tracing or owner != "self" or field_ is None or not _is_word(field_):
            return super()._is_absent(owner, name)
        return f"{self._emitter.class_of('entry', name, fixed=False)} is not str"


def _is_word(field_: Field) -> bool:
    """Whether a field may be absent, and is a word where it is not."""
    type_ = field_.type
    return not (field_.required or type_ == BOOL or is_span(type_) or isinstance(type_, ListOf))


@dataclass(frozen=True, slots=True)
class _Statement:
    """Lines that belong together, what they name and what they assign."""

    lines: tuple[str, ...]
    names: frozenset[str]
    assigned: frozenset[str]


class _Body:
    """The body of a function as statements: which of them need which, and which an entry has for itself."""

    def __init__(self, lines: Sequence[str], are_few: Callable[[str], bool]) -> None:
        self._statements = [_statement(each) for each in _together(lines)]
        self._givers: dict[str, list[int]] = {}
        self._own = {"entry"}  # names of what may be another thing in each entry
        self._few: dict[int, str] = {}  # what many entries share all the same, as part of a key
        for place, statement in enumerate(self._statements):
            for name in statement.assigned:
                self._givers.setdefault(name, []).append(place)
            if self._own.isdisjoint(statement.names):
                continue
            if shared := _shared(statement, are_few):
                self._few[place] = shared
            else:
                self._own |= statement.assigned

    def is_own(self, text: str) -> bool:
        """Whether an expression rests on more than what many entries share."""
        return not self._own.isdisjoint(_NAME.findall(text))

    def needed(self, texts: Iterable[str]) -> frozenset[int]:
        """The statements that expressions need, by place."""
        found: set[int] = set()
        waiting = [name for text in texts for name in _NAME.findall(text)]
        while waiting:
            for place in self._givers.get(waiting.pop(), ()):
                if place not in found:
                    found.add(place)
                    waiting += self._statements[place].names
        return frozenset(found)

    def inputs(self, places: Iterable[int]) -> list[str]:
        """What these statements are given, as parts of a key: what many entries share, and derived fields."""
        places = sorted(places)
        names = {name for place in places for name in self._statements[place].names}
        shared = [self._few[place] for place in places if place in self._few]
        return shared + sorted(name for name in names if name.startswith("derived_"))

    def lines(self, places: Iterable[int]) -> Iterator[str]:
        """The lines of statements, in their order."""
        return (line for place in sorted(places) for line in self._statements[place].lines)


def _together(lines: Sequence[str]) -> list[list[str]]:
    """Lines by statement: what is indented, and what is done otherwise, belongs to the line before it."""
    found: list[list[str]] = []
    for line in lines:
        if line.startswith((" ", "else:", "elif ")):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _statement(lines: list[str]) -> _Statement:
    text = "\n".join(lines)
    assigned = {name for names in _ASSIGNED.findall(text) for name in names.split(", ")}
    return _Statement(tuple(lines), frozenset(_NAME.findall(text)), frozenset({*assigned, *_ADDED_TO.findall(text)}))


def _shared(statement: _Statement, are_few: Callable[[str], bool]) -> str:
    """What a statement gives, as part of a key, where many entries share it; else empty."""
    (line, *_), (name, *_) = statement.lines, statement.assigned
    if _ON_RECORD.fullmatch(line):
        return f"(*({name} or ()),)"
    load = _LOAD.fullmatch(line)
    return name if _CLASS.fullmatch(line) or (load and are_few(load[1])) else ""
