"""Generated code as it grows: lines, constants, and the names of values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from servanda.language.truth import FALSE, OPEN, SILENT, TRUE, UNKNOWN
from servanda.language.types import BOOL, Type, is_span

MAX_STATEMENTS = 20_000
TWO = frozenset({FALSE, TRUE})
THREE = TWO | {UNKNOWN}
ANY = THREE | {OPEN, SILENT}
CAUSES = frozenset({UNKNOWN, OPEN, SILENT})
VOID_CODE = {"open": OPEN, "none": SILENT, "unsettled": UNKNOWN}


class TooComplex(Exception):
    """A ruleset that comes to more code than anybody can want."""


@dataclass(frozen=True, slots=True)
class Truth:
    """A truth code; ``may`` is what it can be, ``fixed`` whether it is the same for every entry."""

    code: str
    may: frozenset[int] = ANY
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Interval:
    """An int or date: its bounds and why it may be inexact: `0` never, `2` missing data, or a variable."""

    low: str
    high: str
    cause: str = "2"
    fixed: bool = False

    @property
    def flat(self) -> str:
        return f"{self.low}, {self.high}, {self.cause}"


@dataclass(frozen=True, slots=True)
class Word:
    """A word, duration, map or list; ``may`` are the causes that it can be instead."""

    code: str
    may: frozenset[int] = CAUSES
    fixed: bool = False


Ref = Truth | Interval | Word


@dataclass(frozen=True, slots=True)
class Entry:
    """The variable of a macro over `entries` or `held`: names of the entry, its profile and its values."""

    entry: str
    profile: str
    values: str

    @property
    def parts(self) -> str:
        return f"{self.entry}, {self.profile}, {self.values}"


@dataclass(frozen=True, slots=True)
class Listed:
    """The variable of a macro over `lists`: names of the header, the bounds of its individuals, its profile, values."""

    header: str
    low: str
    high: str
    profile: str
    values: str

    @property
    def parts(self) -> str:
        return f"{self.header}, {self.low}, {self.high}, {self.profile}, {self.values}"


SEQUENCES = {name: Word(name, frozenset(), True) for name in ("entries", "lists", "held")}
"""What generated code is given to go through, of which every member is certain."""


def void(type_: Type, code: int) -> Ref:
    """What is not known at all, of a type."""
    if type_ == BOOL:
        return Truth(str(code), frozenset({code}), True)
    return (
        Interval("LOWEST", "HIGHEST", str(code), True) if is_span(type_) else Word(f"({code})", frozenset({code}), True)
    )


def void_code(*refs: Ref) -> int:
    """The cause of a strict operation that a void operand decides, as far as the compiler can tell, or 0."""
    codes = [_void(ref) for ref in refs]
    if OPEN in codes:
        return OPEN
    undecided = any(_may_be_open(ref) for ref in refs)  # open outranks silent, and is known only when it runs
    return SILENT if SILENT in codes and not undecided else 0


def _void(ref: Ref) -> int:
    if isinstance(ref, Interval):
        return int(ref.cause) if ref.low == "LOWEST" and ref.cause in ("3", "4") else 0
    return int(ref.code.strip("()")) if ref.code.strip("()") in ("3", "4") else 0


def _may_be_open(ref: Ref) -> bool:
    return ref.cause not in ("0", "2", "4") if isinstance(ref, Interval) else OPEN in ref.may


class Code:
    """The lines of the function: ``prelude`` once per list, ``body`` once per entry."""

    def __init__(self) -> None:
        self.prelude: list[str] = []
        self.body: list[str] = []
        self.constants: dict[str, Any] = {}
        self._known: list[dict[str, str]] = [{}, {}]  # what is assigned: in the prelude, in the body, in open blocks
        self._indent = 0
        self._count = 0
        self._hoisting = False

    @property
    def is_hoisting(self) -> bool:
        """Whether what is written now goes before the loop."""
        return self._hoisting

    def fresh(self, prefix: str = "t") -> str:
        """A name that is not used yet."""
        self._count += 1
        if self._count > MAX_STATEMENTS:
            raise TooComplex
        return f"{prefix}{self._count}"

    def line(self, text: str) -> None:
        """One line at the current place of the body."""
        self.body.append("    " * self._indent + text)

    def put(self, value: str, fixed: bool = False) -> str:
        """The name of a value, assigned now if it is not yet."""
        return self.several(value, 1, fixed)[0]

    def several(self, value: str, count: int, fixed: bool = False) -> list[str]:
        """The names of the parts of a value that is a tuple."""
        for layer in self._layers(fixed):
            if value in layer:
                return layer[value].split(", ")
        names = [self.fresh() for _ in range(count)]
        joined = ", ".join(names)
        if fixed and not self._hoisting:
            self.prelude.append(f"{joined} = {value}")
        else:
            self.line(f"{joined} = {value}")
        self._layers(fixed)[-1][value] = joined
        return names

    def _layers(self, fixed: bool) -> list[dict[str, str]]:
        """What is assigned where the next value goes."""
        if self._hoisting:  # the second layer is the body's
            return [self._known[0], *self._known[2:]]
        return self._known[:1] if fixed else self._known

    @contextmanager
    def hoisted(self) -> Iterator[None]:
        """Everything in it goes to the prelude, where nothing of the body is known."""
        before = self.body, self._hoisting, self._indent, self._known
        if not self._hoisting:
            self.body, self._hoisting, self._indent, self._known = self.prelude, True, 0, [self._known[0], {}]
        yield
        self.body, self._hoisting, self._indent, self._known = before

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """An indented block; what is assigned in it is not known after it."""
        self.line(head)
        self._indent += 1
        self._known.append({})
        yield
        self._known.pop()
        self._indent -= 1

    def prune(self, *returned: str) -> None:
        """Leave out the values that nothing names, neither another line nor what is returned."""
        before = -1
        while before != len(self.prelude) + len(self.body):
            before = len(self.prelude) + len(self.body)
            named = Counter(name for text in (*self.prelude, *self.body, *returned) for name in _NAME.findall(text))
            self.prelude, self.body = (
                [line for line in lines if not _is_idle(line, named)] for lines in (self.prelude, self.body)
            )

    def constant(self, value: Any) -> str:
        """The name of a constant that is passed in."""
        for name, known in self.constants.items():
            if known is value or (_is_words(known) and type(known) is type(value) and known == value):
                return name
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return name


_NAME = re.compile(r"\bt[0-9]+\b")
_ASSIGNED = re.compile(r" *(t[0-9]+(?:, t[0-9]+)*) = ")


def _is_idle(line: str, named: Counter[str]) -> bool:
    """Whether a line only gives values their names, and no other line names them."""
    found = _ASSIGNED.match(line)
    return found is not None and all(named[name] == 1 for name in found[1].split(", "))


def _is_words(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, tuple | frozenset) and all(isinstance(part, str) for part in value)
    )
