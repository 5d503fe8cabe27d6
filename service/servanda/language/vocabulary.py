"""The standard vocabulary of submissions: flat fields, so that a list is also a spreadsheet.

Notation: a type's name, ``a|b|c`` for an enumeration, ``[id]`` for a list, ``!`` for required. ``code`` is a party or
third party of the ruleset. Absent and null mean the same: unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from servanda.language.types import BOOL, DATE, ID, INT, REMOVAL, SIMPLE, TEXT, Type, code, enumeration, list_of

KINDS = MappingProxyType({"prisoners": "prisoner", "remains": "remains"})  # kind of a list → subject of its entries


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a submission: its type, whether it must be there, what it means."""

    name: str
    type: Type
    required: bool = False
    text: Mapping[str, str] = field(default_factory=dict)
    assumed: bool | tuple[()] | None = None  # what absence means, for the few fields where it is not unknown
    least: int | None = None  # the smallest int that may stand there
    derived: bool = False  # the service computes it; nobody can submit it
    rests_on: tuple[str, ...] = ()  # the submitted fields that would make a derived one known


_PRISONER = {
    "id": "id!",
    "power": "code",
    "nationality": "id",
    "held_by": "code",
    "status": "pow|retained_personnel|civilian|hostage|detained_other",
    "surname": "text",
    "given_names": "text",
    "patronymic": "text",
    "father_first_name": "text",
    "mother_maiden_name": "text",
    "sex": "male|female|unspecified",
    "date_of_birth": "date",
    "place_of_birth": "text",
    "rank": "text",
    "rank_class": "private|nco|officer",
    "service_number": "text",
    "unit": "text",
    "captured_on": "date",
    "captured_at": "text",
    "held_at": "id",
    "health": "seriously_wounded|seriously_ill|wounded|ill|fit",
    "health_codes": "[id]",
    "health_certified_by": "commission|camp_physician|holder|home",
    "fit_to_travel": "bool",
    "consent": "given|refused",
    "proceedings": "none|disciplinary|accused|convicted",
    "sentence": "life|term|none",
    "names_communicated": "bool",
    "self_inflicted": "bool",
    "medical_personnel": "bool",
    "pregnant": "bool",
    "refusal_ground": "number|rank|disciplinary|prosecuted|sentenced|nationality|status|other",
    "last_event": "exchanged|released|repatriated|transferred|escaped|died",
    "last_event_on": "date",
    "on_record": "[id]",
}

_REMAINS = {
    "id": "id!",
    "container": "id",
    "claimed_power": "code",
    "claimed_by": "code",
    "confirmed_power": "code",
    "confirmation": "dna|fingerprint|dental|disc|documents",
    "examination": "none|pending|done",
    "completeness": "whole|partial|commingled",
    "profiles": "[id]",
    "disc": "single|double_half|none",
    "died_on": "date",
    "died_at": "text",
    "cause_of_death": "text",
    "in_captivity": "bool",
    "recovered_at": "text",
    "buried_at": "text",
    "person": "id",
    "on_record": "[id]",
}

_LIST = {
    "id": "id!",
    "kind": "prisoners|remains!",
    "role": "proposed|returned|agreed|delivered|register!",
    "by": "code!",
    "to": "code",
    "date": "date",
    "transfer_on": "date",
    "in_reply_to": "[id]",
    "final": "bool",
    "channel": "regular|sanitary",
}

EVENT_KINDS = tuple(
    (
        "submit_list return_list receive_list reply comment agree_list set_date consent agree_place dispatch tender "
        "transfer receive postpone refuse announce publish_names withhold release visit interview notify appoint "
        "medical_decision return_misattributed side_exchange sign close"
    ).split()
)
"""What an event or a proposed action can be; a ruleset may add kinds."""

_EVENT = {
    "id": "id",
    "kind": "|".join(EVENT_KINDS) + "!",
    "actor": "code!",
    "at": "time",
    "date": "date",
    "subject": "prisoners|remains|both",
    "from": "code",
    "to": "code",
    "count": "int",
    "category": "id",
    "batch": "id",
    "location": "id",
    "agreed_location": "id",
    "channel": "regular|sanitary",
    "in_reply_to": "id",
    "list": "id",
    "person": "id",
    "via": "code",
    "as_agreed": "bool",
    "ground": "number|rank|disciplinary|prosecuted|sentenced|nationality|status|other",
    "condition": "text",
    "third_parties": "[code]",
    "stated_by": "[code]",
}
DECLARATIONS = ("consent", "agree_list", "agree_place", "announce", "refuse", "postpone", "sign")
"""Events that are acts of speech: stated by their own actor, they happened in every account."""

_ASSUMED: Mapping[str, bool | tuple[()]] = {"final": False, "stated_by": ()}  # an open tranche; common ground
_LEAST = {"count": 0}

_DERIVED = {
    "prisoner": {
        "same_number": Field("same_number", INT, derived=True, rests_on=("service_number",)),
        "same_number_elsewhere": Field("same_number_elsewhere", INT, derived=True, rests_on=("service_number",)),
        "same_person": Field(
            "same_person", INT, derived=True, rests_on=("surname", "given_names", "date_of_birth", "service_number")
        ),
        "register_event": Field("register_event", enumeration(*_PRISONER["last_event"].split("|")), derived=True),
        "register_event_on": Field("register_event_on", DATE, derived=True),
        "as_remains": Field("as_remains", INT, derived=True),
    },
    "remains": {
        "other_containers": Field("other_containers", INT, derived=True, rests_on=("container", "profiles")),
        "profiles_in_container": Field("profiles_in_container", INT, derived=True, rests_on=("profiles",)),
    },
}
"""What the service computes of each entry; docs/language.md says how."""

OF_REGISTERS = MappingProxyType(
    {"register_event": "registers.last_event", "register_event_on": "registers.last_event_on"}
)
"""Derived fields that no field of the entry would make known, with the fields of other lists that would."""

COUNTED_BY = MappingProxyType({"prisoner": ("service_number",), "remains": ("completeness", "profiles")})
"""The fields of entries that tell how many persons or bodies a list names (`individuals`)."""

INDIVIDUALS = Field("individuals", INT, derived=True)
"""How many persons or bodies a list names; for expressions over lists."""
REMOVALS = Field("removals", list_of(REMOVAL))
"""What a list leaves out of the list that it answers; for expressions over lists, beside the fields of the header."""
REASON = Field("removal_reason", TEXT)
PAIR = MappingProxyType(
    {
        "in_before": Field("in_before", BOOL),
        "in_after": Field("in_after", BOOL),
        "changed": Field("changed", list_of(ID)),
        REASON.name: REASON,
    }
)
"""What is known of a pair besides its entries; nobody can submit it."""
REMOVAL_FIELDS = MappingProxyType({"id": Field("id", ID, required=True), "reason": Field("reason", TEXT)})


def read_type(notation: str, parties: tuple[str, ...]) -> Type | None:
    """The type that a notation names, or None."""
    if notation.startswith("[") and notation.endswith("]"):
        item = read_type(notation[1:-1], parties)
        return item and list_of(item)
    if "|" in notation:
        return enumeration(*notation.split("|"))
    return code(parties) if notation == "code" else SIMPLE.get(notation)


def standard_fields(subject: str, parties: tuple[str, ...], kinds: tuple[str, ...] = ()) -> dict[str, Field]:
    """The standard fields of a prisoner, of remains, of the header of a list or of an event, in vocabulary order.

    ``parties`` are the codes that a field of type ``code`` may hold, ``kinds`` the event kinds that a ruleset adds. A
    list's ``entries`` and ``removals`` are not among its header fields.
    """
    table = {"prisoner": _PRISONER, "remains": _REMAINS, "list": _LIST, "event": _EVENT}[subject]
    fields = {}
    for name, notation in table.items():
        type_ = read_type(notation.removesuffix("!"), parties)
        assert type_ is not None, notation
        if (subject, name) == ("event", "kind"):
            type_ = enumeration(*EVENT_KINDS, *kinds)
        fields[name] = Field(name, type_, notation.endswith("!"), assumed=_ASSUMED.get(name), least=_LEAST.get(name))
    return fields


def derived_fields(subject: str) -> Mapping[str, Field]:
    """What the service computes of each entry of a kind, by name; nothing of other subjects."""
    return MappingProxyType(_DERIVED.get(subject, {}))
