"""Verdicts: what holds for every list, entry, act, party and duty, under whose reading, by which clause."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from servanda_client.errors import NotCompliant
from servanda_client.model import Model

# INVARIANT: words of an answer are open sets, so that one which a newer service has can be read; and none but
# `compliant` is taken for it.
VerdictWord: TypeAlias = (
    Literal["non_compliant", "disputed", "indeterminate", "pending", "compliant", "not_applicable"] | str
)
Status: TypeAlias = (
    Literal["not_applicable", "waived", "satisfied", "violated", "indeterminate", "pending", "disputed"] | str
)
Level: TypeAlias = Literal["binding", "review", "advisory"] | str
Holds: TypeAlias = Literal["true", "false", "unknown", "disputed"] | str
Value: TypeAlias = str | int | list[Any] | None
"""A word, a number, a day, an instant, `[lowest, highest]`, or nothing."""
Due: TypeAlias = str | list[str] | dict[str, str | list[str] | None] | None
"""A day or an instant, `[earliest, latest]`, or nothing; by reading and account where these differ."""
Under: TypeAlias = dict[str, list[dict[str, list[str]]]]
"""Of each status, the worlds in which it is so: boxes of readings and accounts."""


class Judged(Model):
    """Something with a verdict of its own."""

    verdict: VerdictWord

    @property
    def is_compliant(self) -> bool:
        """Whether the verdict is exactly `compliant`; a word that is not known is not."""
        return self.verdict == "compliant"


class Counts(Model):
    """How many subjects have which verdict, and how many findings are warnings."""

    non_compliant: int
    disputed: int
    indeterminate: int
    pending: int
    compliant: int
    not_applicable: int
    warnings: int


class RuleCount(Model):
    """How many subjects a rule has in which status."""

    rule: str
    clause: str
    level: Level
    statuses: dict[str, int]


class Remark(Model):
    """A finding about the agreement itself, as that it was not in force."""

    rule: str
    clause: str
    level: Level
    status: Status
    subject: str
    message: str
    under: Under | None = None
    by_party: dict[str, Status] | None = None
    missing: list[str]


class Finding(Model):
    """A rule that is not simply kept, at a subject."""

    rule: str
    clause: str
    level: Level
    status: Status
    subject: str
    message: str
    under: Under | None = None
    by_party: dict[str, Status]
    missing: list[str]


class Part(Model):
    """A part of an expression, and its value."""

    expression: str
    value: Value


class DefinitionTrace(Model):
    """A definition that a rule rests on, with its value in a world."""

    definition: str
    under: dict[str, str]
    expression: str
    value: Value
    parts: list[Part]


class FieldTrace(Model):
    """A field that a rule reads by itself."""

    field: str
    value: Literal["false", "true", "unknown", "open", "silent"] | str


class TracedRule(Model):
    """A rule at a subject, and why it has its status (`detail: trace`)."""

    rule: str
    clause: str
    level: Level
    status: Status
    under: Under | None = None
    by_party: dict[str, Status]
    missing: list[str]
    premises: dict[str, str]
    because: list[DefinitionTrace | FieldTrace]


class _Subject(Judged):
    holds: dict[str, Holds]
    values: dict[str, Value | dict[str, Value]]
    findings: list[Finding]
    rules: list[TracedRule] | None = None


class EntryVerdict(_Subject):
    """Of an entry of a list."""

    id: str


class ListVerdict(_Subject):
    """Of a list; without its entries where only a summary was asked for."""

    id: str
    counts: Counts
    entries: list[EntryVerdict] | None = None


class PairVerdict(_Subject):
    """Of an entry of a list, and of the list that answers it."""

    id: str
    base: str
    reply: str
    subject: str
    status: Literal["kept", "changed", "dropped", "added", "review"] | str
    changed: list[str] | None = None
    reply_id: str | None = None
    matched_by: Literal["id", "service_number", "name"] | str | None = None
    score: int | None = None
    rests_on: list[str] | None = None
    candidates: list[str] | None = None


class ActionVerdict(_Subject):
    """Of the proposed action."""


class EventVerdict(_Subject):
    """Of an event."""

    id: str | None
    subject: str


class PartyVerdict(_Subject):
    """Of the conduct of a party over the history."""

    party: str


class RecordVerdict(_Subject):
    """Of the lists side by side."""


class Duty(Model):
    """Who owes what, by when, and whether it was done."""

    obligation: str
    level: Level
    status: Status
    clause: str
    trigger: str | None
    party: str | None
    due: Due
    message: str
    under: Under | None = None
    by_party: dict[str, Status]
    missing: list[str]


class NextStep(Model):
    """What is due next, and whose move it is."""

    obligation: str
    clause: str
    trigger: str | None
    party: str | None
    due: Due
    message: str
    under: Under | None = None


class Difference(Model):
    """What the accounts of one batch differ in."""

    batch: str
    kind: str
    actor: str
    field: str
    by_account: dict[str, str | int | bool | list[Any] | None]


class Clarification(Model):
    """The fields to ask for, and what they may settle."""

    subject: str
    base: str | None = None
    reply: str | None = None
    party: str | None = None
    obligation: str | None = None
    fields: list[str]
    may_settle: list[str]


class NotChecked(Model):
    """What was not checked, and why not."""

    rule: str | None = None
    subject: str | None = None
    reason: str


class RulesetName(Model):
    """The very ruleset that something was judged under."""

    in_repr = ("agreement", "version")

    agreement: str
    version: str
    digest: str
    standing: str


class Provenance(Model):
    """What judged."""

    service: str
    engine: str


class Verdict(Judged):
    """The verdict on a submission."""

    in_repr = ("verdict", "draft", "ruleset")

    as_of: str
    readings: str | dict[str, list[str]]
    account: str
    conduct_of: str | None
    ruleset: RulesetName
    draft: bool
    counts: Counts
    rules: list[RuleCount]
    findings: list[Remark]
    lists: list[ListVerdict]
    pairs: list[PairVerdict]
    action: ActionVerdict | None
    events: list[EventVerdict]
    parties: list[PartyVerdict]
    record: RecordVerdict | None
    obligations: list[Duty]
    next_steps: list[NextStep]
    differences: list[Difference]
    clarifications: list[Clarification]
    not_checked: list[NotChecked]
    provenance: Provenance

    @property
    def is_compliant(self) -> bool:
        """Whether the verdict is exactly `compliant`, and under a published ruleset; never under a draft."""
        return super().is_compliant and not self.draft

    def raise_unless_compliant(self, *, allow_draft: bool = False) -> None:
        """Raises ``NotCompliant`` unless the verdict is `compliant`, under a draft even then if that is not allowed."""
        if self.verdict != "compliant" or (self.draft and not allow_draft):
            raise NotCompliant(self)

    def __bool__(self) -> bool:
        raise TypeError("a verdict is neither true nor false: ask for `is_compliant`")
