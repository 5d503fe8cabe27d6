"""A list, the one that answers it, and a verdict on both with every kind of pair."""

from copy import deepcopy
from types import SimpleNamespace
from typing import Any

Json = dict[str, Any]
WHO = {
    "U": {
        "P1": "compliant",
        "P2": "compliant",
        "P3": "disputed",
        "P4": "compliant",
        "P5": "compliant",
        "P6": "compliant",
    },
    "V": {"P1": "compliant", "P2": "non_compliant", "Q4": "compliant", "Q1": "non_compliant", "Q2": "compliant"},
}


def removal(id_: str, reason: str | None) -> Any:
    return SimpleNamespace(id=id_, reason=reason)


def submitted() -> list[Any]:
    """The two lists as they were submitted; for P5 a reason is given."""
    header = {"kind": "prisoners", "date": None, "final": False, "channel": None, "transfer_on": None}
    lists = [
        SimpleNamespace(id="U", role="proposed", by="UKR", to="RUS", removals=None, **header),
        SimpleNamespace(id="V", role="returned", by="RUS", to=None, removals=[removal("P5", "died")], **header),
    ]
    for list_ in lists:
        list_.entries = [SimpleNamespace(id=id_) for id_ in WHO[list_.id]]
    return lists


def pair(id_: str, status: str, pointer: str, **more: Any) -> Json:
    judged = {"verdict": "not_applicable", "holds": {}, "values": {}, "findings": []}
    return {"id": id_, "base": "U", "reply": "V", "subject": pointer, "status": status, "changed": [], **judged, **more}


PAIRS = [
    pair("P1", "kept", "/lists/1/entries/0", matched_by="id"),
    pair("P2", "changed", "/lists/1/entries/1", matched_by="id", changed=["health", "rank"]),
    pair("P3", "dropped", "/lists/0/entries/2"),
    pair("P4", "kept", "/lists/1/entries/2", reply_id="Q4", matched_by="name", score=930, rests_on=["last_name"]),
    pair("P5", "dropped", "/lists/0/entries/4"),
    pair("P6", "review", "/lists/0/entries/5", candidates=["Q2"]),
    pair("Q1", "added", "/lists/1/entries/3"),
    pair("Q2", "review", "/lists/1/entries/4", candidates=["P6"]),
]


def answered(verdict: Json) -> Json:
    """A verdict with the two lists and their pairs, in place of the list that it has."""
    found = deepcopy(verdict)
    by_verdict = {entry["verdict"]: entry for entry in verdict["lists"][0]["entries"]}
    found["lists"] = []
    for place, (list_, people) in enumerate(WHO.items()):
        entries = [{**deepcopy(by_verdict[word]), "id": id_} for id_, word in people.items()]
        for number, entry in enumerate(entries):
            for finding in entry["findings"]:
                finding["subject"] = f"/lists/{place}/entries/{number}"
        found["lists"].append({**verdict["lists"][0], "id": list_, "entries": entries})
    return {**found, "pairs": deepcopy(PAIRS), "clarifications": []}
