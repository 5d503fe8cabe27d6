"""What the service judges by: agreements, their versions, and all that is written in one; and how it is doing."""

from __future__ import annotations

from typing import Literal

from servanda_client.model import Model
from servanda_client.verdict import Level


class InForce(Model):
    """The days on which something is in force."""

    in_repr = ("from_", "until")

    from_: str
    until: str | None


class Version(Model):
    """A version of an agreement."""

    in_repr = ("version", "standing")

    version: str
    standing: str
    in_force: InForce
    digest: str


class Agreement(Model):
    """An agreement and its versions."""

    in_repr = ("agreement", "versions")

    agreement: str
    title: dict[str, str]
    versions: list[Version]


class Conventions(Model):
    """How days and deadlines are counted."""

    time_zone: str | None
    leap_day: Literal["feb-28", "mar-1"] | str | None
    deadlines: dict[str, str]


class Inclusion(Model):
    """Another ruleset that is taken over."""

    agreement: str
    version: str
    digest: str
    bind: dict[str, str]
    drop: list[str]


class Source(Model):
    """Where something is written."""

    date: str
    title: str
    url: str


class Clause(Model):
    """A clause."""

    text: dict[str, str]
    standing: Literal["agreed", "asserted", "disputed", "practice", "proposed", "policy", "treaty"] | str
    asserted_by: list[str]
    sources: list[str]
    not_checkable: str | None


class Reading(Model):
    """What a term or a definition is to those who hold this reading."""

    held_by: list[str]
    is_: str
    sources: list[str]


class Term(Model):
    """A number or a day that the agreement names."""

    clause: str
    type: str
    is_: str | None
    readings: dict[str, Reading]


class Definition(Model):
    """A definition."""

    of: str
    clause: str
    shown: bool
    type: str
    is_: str | None
    readings: dict[str, Reading]


class Rule(Model):
    """A rule."""

    of: str
    clause: str
    level: Level
    applies: str | None
    unless: str | None
    requires: str | None
    message: dict[str, str]


class Trigger(Model):
    """What brings an obligation about."""

    event: list[str] | None
    entry: Literal["prisoner", "remains"] | str | None
    where: str | None
    on: str | None
    until: str | None


class Performance(Model):
    """What fulfils an obligation."""

    event: list[str]
    where: str | None
    total: str | None


class Obligation(Model):
    """An obligation."""

    clause: str
    level: Level
    when: Trigger
    duty_of: str
    do: Performance
    within: str | None
    every: str | None
    ahead: str | None
    awaited: bool
    applies: str | None
    unless: str | None
    message: dict[str, str]


class OwnField(Model):
    """A field that the ruleset adds to the vocabulary."""

    type: str
    required: bool
    text: dict[str, str]


class Ruleset(Model):
    """One version of an agreement, whole."""

    in_repr = ("agreement", "version", "digest")

    agreement: str
    version: str
    digest: str
    title: dict[str, str]
    standing: str
    signed: str | None
    in_force: InForce
    known_on: str | None
    parties: list[str]
    third_parties: list[str]
    languages: list[str]
    conventions: Conventions
    includes: list[Inclusion]
    overrides: dict[str, str]
    sources: dict[str, Source]
    clauses: dict[str, Clause]
    terms: dict[str, Term]
    definitions: dict[str, Definition]
    rules: dict[str, Rule]
    obligations: dict[str, Obligation]
    event_kinds: list[str]
    fields: dict[str, dict[str, OwnField]]


class Health(Model):
    """That the process answers."""

    in_repr = ("status",)

    status: Literal["alive"] | str


class Readiness(Model):
    """Whether rulesets are loaded, and how many could not be."""

    in_repr = ("status", "rulesets", "failed")

    status: Literal["ready", "degraded"] | str
    rulesets: int
    failed: int
