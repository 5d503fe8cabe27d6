"""A verdict on a history in wire form, made by hand, with the acts that were submitted."""

from types import SimpleNamespace
from typing import Any

FIELDS = ("id", "kind", "actor", "at", "date", "subject", "count", "list", "as_agreed", "stated_by")


def act(kind: str, actor: str, **more: Any) -> Any:
    return SimpleNamespace(**{**dict.fromkeys(FIELDS), "kind": kind, "actor": actor, **more})


EVENTS = [
    act("return_list", "RUS", id="E1", at="2025-06-06", list="V"),
    act("set_date", "RUS", at="2025-06-06", date="2025-06-07", subject="remains", stated_by=["RUS"]),
    act("comment", "UKR", id="E3", at="2025-06-07T12:00:00+03:00"),
    act("visit", "ICRC", id="E4"),
]
ANNOUNCEMENT = act("announce", "RUS", at="2025-06-07", date="2025-06-07", subject="remains", count=1200, as_agreed=True)


def finding(rule: str, status: str, subject: str, **more: Any) -> dict[str, Any]:
    fixed = {"rule": rule, "clause": "IST2-C11", "level": "binding", "status": status, "subject": subject}
    told = {"message": "The date was not agreed by both sides.", "by_party": {"UKR": status, "RUS": status}}
    return {**fixed, **told, "missing": [], **more}


def judged(verdict: str, *findings: Any, **more: Any) -> dict[str, Any]:
    return {"verdict": verdict, "holds": {}, "values": {}, "findings": list(findings), **more}


BOXES = {"satisfied": [{"account": ["RUS"]}], "violated": [{"account": ["UKR"]}]}
BY_PARTY = {"UKR": "violated", "RUS": "satisfied"}


def duty(status: str, trigger: str | None, party: str | None, due: Any = None, **more: Any) -> dict[str, Any]:
    fixed = {"obligation": "reply", "clause": "IST2-C07", "level": "binding", "trigger": trigger, "party": party}
    told = {"due": due, "status": status, "message": "A reply to comments is owed.", "missing": []}
    return {**fixed, **told, "by_party": {"UKR": status, "RUS": status}, **more}


def step(owed: dict[str, Any]) -> dict[str, Any]:
    return {key: owed[key] for key in ("party", "obligation", "clause", "trigger", "due", "message")}


def history() -> dict[str, Any]:
    """The parts of a verdict that are about acts."""
    claimed = finding("no-date-alone", "disputed", "/events/1", under=BOXES, by_party=BY_PARTY)
    pending = duty("pending", "/events/2", "RUS")
    return {
        "action": judged(
            "non_compliant", finding("number-agreed", "violated", "/action"), holds={"claims_consent": "true"}
        ),
        "events": [
            judged("compliant", id="E1", subject="/events/0"),
            judged("disputed", claimed, id=None, subject="/events/1"),
            judged("not_applicable", id="E3", subject="/events/2"),
        ],
        "parties": [
            judged("not_applicable", party="UKR"),
            judged("compliant", party="RUS", values={"handed_over": {"UKR": 6057, "RUS": 6060}}),
        ],
        "obligations": [
            pending,
            duty("satisfied", "/events/0", "UKR", "2025-06-14"),
            duty("not_applicable", "/events/3", "UKR"),
        ],
        "next_steps": [step(pending)],
        "differences": [
            difference("count", UKR=1245, RUS=1248),
            difference("kind", UKR=None, RUS="transfer"),
            difference("at", UKR=["2025-06-16", "2025-06-17"], RUS="2025-06-16"),
        ],
    }


def difference(field: str, **accounts: Any) -> dict[str, Any]:
    return {"batch": "B5", "kind": "transfer", "actor": "RUS", "field": field, "by_account": accounts}
