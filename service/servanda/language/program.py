"""A program: generated fact functions, and for each rule the situations of its worlds as places in a profile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from servanda.language import tree
from servanda.language.calendar import ANY_DAY
from servanda.language.diagnostic import Diagnostic
from servanda.language.reach import Key, Reach
from servanda.language.ruleset import Definition, Rule, Ruleset
from servanda.language.tree import Whose
from servanda.language.truth import UNKNOWN
from servanda.language.types import Type, is_span

Place = tuple[str, Key]
"""A definition (or bool field) in the part of a world that matters to it."""


@dataclass
class Layout:
    """Where a fact function puts its results: truths in the profile (three bits each), other values in a flat tuple."""

    bits: int = 0
    truths: dict[Place, int] = field(default_factory=dict)
    values: dict[Place, tuple[int, Type]] = field(default_factory=dict)
    absent: dict[tuple[Whose, str], int] = field(default_factory=dict)
    width: int = 0

    def truth(self, place: Place) -> int:
        """The first bit of a truth."""
        if place not in self.truths:
            self.truths[place] = self.bits
            self.bits += 3
        return self.truths[place]

    def value(self, place: Place, type_: Type) -> int:
        """The index of a value: three places (low, high, cause) for ints and dates, one for words."""
        if place not in self.values:
            self.values[place] = (self.width, type_)
            self.width += 3 if is_span(type_) else 1
        return self.values[place][0]

    @property
    def nothing(self) -> tuple[int, tuple[Any, ...]]:
        """The profile and values of a subject of which nothing is known."""
        values: list[Any] = [UNKNOWN] * self.width
        for index, type_ in self.values.values():
            if is_span(type_):
                values[index : index + 2] = ANY_DAY
        return sum(UNKNOWN << offset for offset in self.truths.values()), tuple(values)

    def absence(self, owner: Whose, name: str) -> int:
        """The bit that says that a field is absent or imprecise."""
        if (owner, name) not in self.absent:
            self.absent[owner, name] = self.bits
            self.bits += 1
        return self.absent[owner, name]


@dataclass(frozen=True)
class FactFunction:
    """Generated code for one kind of subject, and where its results are.

    Every ``run`` takes, after its subjects, ``as_of, lists, held, events, times``. For entries: ``run(entries, header,
    derived, …)`` gives profiles and values, one of each per entry; for actions ``run(actions, …)``, each an event with
    its own first and last moment, for parties ``run(parties, …)``, and for pairs ``run(pairs, …)`` likewise: pairs are
    tuples of what is known of them, entry, profile and values of both sides, and both headers. For lists: ``run(header,
    entries, profiles, values, low, high, …)`` gives one profile and one tuple of values; low and high bound the list's
    individuals. For the record: ``run(…)``, likewise. For duties: ``run(triggers, …)`` gives a tuple of place, period,
    party, profile, values for each duty; triggers are tuples of place, membership, event or entry, header, profile,
    values.

    ``lists`` are tuples (header, low, high, profile, values), ``held`` (entry, profile, values); the profiles and
    values count for the record alone. ``derived`` has for each of the names in ``derived`` a pair for each entry.
    """

    run: Callable[..., Any]
    source: str
    layout: Layout
    labels: tuple[
        tuple[str, int], ...
    ]  # of every field that a rule reads and its bit in the profile, in vocabulary order
    traced: tuple[
        tuple[Place, tree.Tree], ...
    ]  # the parts whose values a tracing function gives besides, in one more result
    derived: tuple[str, ...]  # the derived fields that it wants
    by_account: bool = False  # whether it asks for events, so that its results may differ between accounts
    of_kind: Callable[[str], FactFunction] | None = None  # of actions: what serves one kind of them, and gives the same


@dataclass(frozen=True, slots=True)
class PlannedWorld:
    """One world of a rule: the readings of its disputed names; where each premise is, and what it reads (a mask)."""

    readings: tuple[int, ...]
    offsets: tuple[int, ...]
    reads: tuple[int, ...]


@dataclass(frozen=True)
class Plan:
    """A rule over the profiles of one fact function."""

    rule: Rule
    number: int  # of the rule, for inference
    names: tuple[str, ...]  # disputed, in order of declaration
    worlds: tuple[PlannedWorld, ...]
    common: tuple[PlannedWorld, ...]
    fields: tuple[tuple[str, int], ...]  # label and bit of every field that a premise reads, in vocabulary order
    mask: int  # the bits of a profile that matter to the rule
    history: frozenset[str]  # the kinds of events that it rests on; `*`: any


@dataclass(frozen=True)
class Shown:
    """A shown definition: its worlds, each with the bit or the index of its value."""

    definition: Definition
    names: tuple[str, ...]
    worlds: tuple[tuple[tuple[int, ...], int], ...]
    common: tuple[tuple[tuple[int, ...], int], ...]


@dataclass(frozen=True)
class Subject:
    """Everything that judging one kind of subject takes; ``of`` as rules name it, or `duty` and an obligation."""

    of: str
    facts: FactFunction
    plans: tuple[Plan, ...]
    shown: tuple[Shown, ...]

    @property
    def judges(self) -> bool:
        """Whether there is anything to say of such a subject."""
        return bool(self.plans or self.shown)

    @property
    def is_used(self) -> bool:
        """Whether its facts are asked for, if only by duties."""
        return self.judges or bool(self.facts.layout.bits or self.facts.layout.width)


@dataclass(frozen=True)
class Subjects:
    """Every kind of subject."""

    entries: dict[str, Subject]  # by subject: prisoner, remains
    lists: dict[str, Subject]  # by kind: prisoners, remains
    pairs: dict[str, Subject]  # by kind
    record: Subject
    action: Subject
    party: Subject
    duties: dict[str, Subject]  # by obligation


@dataclass(frozen=True)
class Program:
    """A compiled ruleset: ready to judge, shared by all requests, never changed.

    ``memory`` is evaluation's own: what it has inferred about situations and profiles, nothing of any submission.
    """

    ruleset: Ruleset
    reach: Reach
    subjects: Subjects
    warnings: tuple[Diagnostic, ...]
    memory: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
