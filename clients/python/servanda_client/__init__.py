"""A client of Servanda, which judges lists, actions and histories against versioned rulesets of agreements."""

from servanda_client.async_client import AsyncClient
from servanda_client.changes import Change, Changes
from servanda_client.client import Client
from servanda_client.drafts import (
    Affected,
    Diagnostic,
    Draft,
    DraftCheck,
    Impact,
    ImpactSide,
    MovedRule,
    Patch,
    Published,
    Transition,
)
from servanda_client.errors import (
    AccessDenied,
    BadRequest,
    DigestMismatch,
    Fault,
    Invalid,
    NotCompliant,
    NotFound,
    OverCapacity,
    PreconditionFailed,
    Problem,
    Refused,
    ServandaError,
    ServiceFailed,
    TimedOut,
    TooLarge,
    UnexpectedAnswer,
    Unreachable,
)
from servanda_client.retries import Retries
from servanda_client.rulesets import Agreement, Health, Readiness, Ruleset
from servanda_client.submission import Event, Prisoner, PrisonerList, Remains, RemainsList, Removal, Submission
from servanda_client.verdict import EntryVerdict, Finding, ListVerdict, Verdict
from servanda_client.version import VERSION

__version__ = VERSION
__all__ = [
    "AccessDenied",
    "Affected",
    "Agreement",
    "AsyncClient",
    "BadRequest",
    "Change",
    "Changes",
    "Client",
    "Diagnostic",
    "DigestMismatch",
    "Draft",
    "DraftCheck",
    "EntryVerdict",
    "Event",
    "Fault",
    "Finding",
    "Health",
    "Impact",
    "ImpactSide",
    "Invalid",
    "ListVerdict",
    "MovedRule",
    "NotCompliant",
    "NotFound",
    "OverCapacity",
    "Patch",
    "PreconditionFailed",
    "Prisoner",
    "PrisonerList",
    "Problem",
    "Published",
    "Readiness",
    "Refused",
    "Remains",
    "RemainsList",
    "Removal",
    "Retries",
    "Ruleset",
    "ServandaError",
    "ServiceFailed",
    "Submission",
    "TimedOut",
    "TooLarge",
    "Transition",
    "UnexpectedAnswer",
    "Unreachable",
    "Verdict",
    "__version__",
]
