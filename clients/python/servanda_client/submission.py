"""Submissions in the standard vocabulary. The service says what is wrong with one; here are only its names and types.

Fields that a ruleset adds are given as members of a dict: ``Prisoner.model_validate({"id": "P1", "seats": 9})``.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, TypeAlias

from servanda_client.model import Model

Day: TypeAlias = str | date
"""A year, a month or a day: YYYY, YYYY-MM or YYYY-MM-DD."""
Instant: TypeAlias = str | date | datetime
"""A day, or an RFC 3339 instant with its offset."""
Names: TypeAlias = list[str]
"""Several; by this name, as `list` is a field of events."""
Detail: TypeAlias = Literal["summary", "findings", "trace"]
Role: TypeAlias = Literal["proposed", "returned", "agreed", "delivered", "register"]
Channel: TypeAlias = Literal["regular", "sanitary"]
Ground: TypeAlias = Literal[
    "number", "rank", "disciplinary", "prosecuted", "sentenced", "nationality", "status", "other"
]


class Removal(Model):
    """Someone who was struck off a list."""

    id: str
    reason: str | None = None


class Prisoner(Model):
    """An entry of a list of prisoners."""

    id: str
    power: str | None = None
    nationality: str | None = None
    held_by: str | None = None
    status: Literal["pow", "retained_personnel", "civilian", "hostage", "detained_other"] | None = None
    surname: str | None = None
    given_names: str | None = None
    patronymic: str | None = None
    father_first_name: str | None = None
    mother_maiden_name: str | None = None
    sex: Literal["male", "female", "unspecified"] | None = None
    date_of_birth: Day | None = None
    place_of_birth: str | None = None
    rank: str | None = None
    rank_class: Literal["private", "nco", "officer"] | None = None
    service_number: str | None = None
    unit: str | None = None
    captured_on: Day | None = None
    captured_at: str | None = None
    held_at: str | None = None
    health: Literal["seriously_wounded", "seriously_ill", "wounded", "ill", "fit"] | None = None
    health_codes: list[str] | None = None
    health_certified_by: Literal["commission", "camp_physician", "holder", "home"] | None = None
    fit_to_travel: bool | None = None
    consent: Literal["given", "refused"] | None = None
    proceedings: Literal["none", "disciplinary", "accused", "convicted"] | None = None
    sentence: Literal["life", "term", "none"] | None = None
    names_communicated: bool | None = None
    self_inflicted: bool | None = None
    medical_personnel: bool | None = None
    pregnant: bool | None = None
    refusal_ground: Ground | None = None
    last_event: Literal["exchanged", "released", "repatriated", "transferred", "escaped", "died"] | None = None
    last_event_on: Day | None = None
    on_record: list[str] | None = None


class Remains(Model):
    """An entry of a list of remains."""

    id: str
    container: str | None = None
    claimed_power: str | None = None
    claimed_by: str | None = None
    confirmed_power: str | None = None
    confirmation: Literal["dna", "fingerprint", "dental", "disc", "documents"] | None = None
    examination: Literal["none", "pending", "done"] | None = None
    completeness: Literal["whole", "partial", "commingled"] | None = None
    profiles: list[str] | None = None
    disc: Literal["single", "double_half", "none"] | None = None
    died_on: Day | None = None
    died_at: str | None = None
    cause_of_death: str | None = None
    in_captivity: bool | None = None
    recovered_at: str | None = None
    buried_at: str | None = None
    person: str | None = None
    on_record: list[str] | None = None


class _List(Model):
    id: str
    role: Role
    by: str
    to: str | None = None
    date: Day | None = None
    transfer_on: Day | None = None
    in_reply_to: list[str] | None = None
    final: bool | None = None
    channel: Channel | None = None
    removals: list[Removal] | None = None


class PrisonerList(_List):
    """A list of prisoners."""

    kind: Literal["prisoners"]
    entries: list[Prisoner]


class RemainsList(_List):
    """A list of remains."""

    kind: Literal["remains"]
    entries: list[Remains]


class Event(Model):
    """Something that happened, or that is proposed."""

    id: str | None = None
    kind: str
    actor: str
    at: Instant | None = None
    date: Day | None = None
    subject: Literal["prisoners", "remains", "both"] | None = None
    from_: str | None = None
    to: str | None = None
    count: int | None = None
    category: str | None = None
    batch: str | None = None
    location: str | None = None
    agreed_location: str | None = None
    channel: Channel | None = None
    in_reply_to: str | None = None
    list: str | None = None
    person: str | None = None
    via: str | None = None
    as_agreed: bool | None = None
    ground: Ground | None = None
    condition: str | None = None
    third_parties: Names | None = None
    stated_by: Names | None = None


class Submission(Model):
    """What is to be judged: lists, a proposed action, a history of events; at least one of them."""

    as_of: Instant
    readings: Literal["all", "common"] | str | dict[str, list[str]] | None = None
    account: str | None = None
    conduct_of: str | None = None
    detail: Detail | None = None
    lists: list[PrisonerList | RemainsList] | None = None
    action: Event | None = None
    events: list[Event] | None = None
    history_covers: list[str] | None = None
