"""A ruleset: one version of one agreement, checked and typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from servanda.language.diagnostic import Span
from servanda.language.formula import Premises
from servanda.language.tree import Expression
from servanda.language.types import Type
from servanda.language.vocabulary import Field

Localised = Mapping[str, str]  # language → text; `en` is always there
Standing = Literal["agreed", "asserted", "disputed", "practice", "proposed", "policy", "treaty"]
NOT_BINDING = ("practice", "proposed", "policy")
"""The standings of clauses under which a rule may not be binding."""
Level = Literal["binding", "review", "advisory"]
Void = Literal["none", "open"]  # a reading that is silent; a term that is to be set jointly and is not set


@dataclass(frozen=True, slots=True)
class Source:
    """A public report that a clause or reading rests on."""

    key: str
    date: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Clause:
    """What the agreement says, restated, with its standing and sources."""

    id: str
    text: Localised
    standing: Standing
    asserted_by: tuple[str, ...]
    sources: tuple[str, ...]
    not_checkable: str  # why no rule judges it; empty where one does


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a disputed name; ``value`` is a constant (terms), a tree (definitions), or void."""

    name: str
    held_by: tuple[str, ...]
    sources: tuple[str, ...]
    value: object
    source: str  # as written in the ruleset


@dataclass(frozen=True, slots=True)
class Term:
    """A constant of the agreement; undisputed with one nameless reading, else one reading for each account of it."""

    name: str
    clause: str
    type: Type
    readings: tuple[Reading, ...]

    @property
    def disputed(self) -> bool:
        return self.readings[0].name != ""


@dataclass(frozen=True, slots=True)
class Definition:
    """A calculated name of a subject; undisputed with one nameless reading."""

    name: str
    of: str
    clause: str
    shown: bool
    type: Type
    readings: tuple[Reading, ...]
    span: Span

    @property
    def disputed(self) -> bool:
        return self.readings[0].name != ""


@dataclass(frozen=True, slots=True)
class Rule:
    """What the agreement asks of a subject, as premises over definitions and bool fields."""

    name: str
    of: str
    clause: str
    level: Level
    premises: Premises
    sources: Mapping[str, str]  # applies, unless, requires as written, where given
    message: Localised
    span: Span
    floor: bool = False  # binding under a treaty, or in the place of such a rule: nobody may leave it out


@dataclass(frozen=True, slots=True)
class Trigger:
    """What brings a duty about: an event of one of these kinds, an entry, or (``of`` is `record`) a day.

    ``where`` and ``on`` are expressions of the subject ``of``: `action` for events, `prisoner`, `remains` or `record`.
    """

    of: str
    kinds: tuple[str, ...]  # of events
    where: Expression | None
    on: Expression | None  # when the duty begins; None for events (their `at`) and for entries without such a time
    until: Expression | None  # with `every`: the last day on which a period may begin


@dataclass(frozen=True, slots=True)
class Obligation:
    """Who owes what, by when. ``rule`` holds its name, clause, level, message, and `applies` and `unless`.

    These two are premises over definitions and bool fields of the trigger's subject; `requires` of the rule is
    `true`, and stands for the performance. In the other expressions `trigger` is the trigger, `duty` the party that
    owes, `event` what may perform.
    """

    rule: Rule
    trigger: Trigger
    duty_of: Expression  # a party, or a list of parties: one duty each
    kinds: tuple[str, ...]  # of the events that perform it
    where: Expression | None  # which of them do
    total: Expression | None  # the sum of `count` that they must come to
    within: Expression | None  # durations: a constant or a term
    every: Expression | None
    ahead: Expression | None
    awaited: bool


@dataclass(frozen=True, slots=True)
class Conventions:
    """How dates are counted; None where the ruleset does not say (and then nothing may depend on it)."""

    time_zone: str | None
    leap_day: Literal["feb-28", "mar-1"] | None
    deadlines: Mapping[str, str]

    @property
    def zone(self) -> str:
        """The time zone of what is shown and of the day of judgement: UTC where the ruleset does not say."""
        return self.time_zone or "UTC"


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Another ruleset of which this one takes over what it says, and what it changes of it."""

    agreement: str
    version: str
    digest: str
    bind: Mapping[str, str]  # rule → the clause of this ruleset under which it is binding
    drop: tuple[str, ...]  # the rules that are left out


@dataclass(frozen=True)
class Ruleset:
    """A checked ruleset. Mappings keep the order of declaration.

    What it includes is in it, under names such as `gc3-1949/age`, after what it says itself.
    """

    agreement: str
    version: str
    title: Localised
    standing: Literal["draft", "agreed", "closed", "withdrawn"]
    signed: str | None
    in_force_from: str
    in_force_until: str | None
    known_on: str | None
    parties: tuple[str, ...]
    third_parties: tuple[str, ...]
    conventions: Conventions
    sources: Mapping[str, Source]
    clauses: Mapping[str, Clause]
    terms: Mapping[str, Term]
    definitions: Mapping[str, Definition]
    rules: Mapping[str, Rule]
    obligations: Mapping[str, Obligation]
    fields: Mapping[str, Mapping[str, Field]]  # subject (prisoner, remains, list, event) → standard and own fields
    own_fields: Mapping[str, Mapping[str, Field]]  # only those that the ruleset adds
    digest: str  # "sha256:…" of the canonical content
    event_kinds: tuple[str, ...] = ()  # beyond the standard ones, its own and those of what it includes
    includes: tuple[Inclusion, ...] = ()
    overrides: Mapping[str, str] = field(default_factory=dict)  # included rule → the clause that stands in its place

    @cached_property
    def disputed(self) -> dict[str, Term | Definition]:
        """The names that have readings, in order of declaration: terms, then definitions."""
        named: dict[str, Term | Definition] = {**self.terms, **self.definitions}
        return {name: item for name, item in named.items() if item.disputed}


def languages(ruleset: Ruleset) -> frozenset[str]:
    """The languages in which every message of the ruleset is there."""
    rules = (*ruleset.rules.values(), *(duty.rule for duty in ruleset.obligations.values()))
    texts = [ruleset.title, *(rule.message for rule in rules)]
    return frozenset.intersection(*(frozenset(text) for text in texts))
