"""What is not judged, and why: every list, event and rule that a verdict says nothing of has a row of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from servanda.evaluation.messages import message
from servanda.evaluation.submission import Submission
from servanda.language.program import Program
from servanda.language.vocabulary import KINDS

Row = dict[str, str]


def omitted(program: Program, submission: Submission) -> dict[str, str]:
    """The rules that rest on events that were not submitted, each with the key of the message that says so.

    A rule of actions is among them, but is judged where there is an action: what is not there leaves it undecided.
    """
    given, covers = submission.events is not None, submission.history_covers
    found = {}
    for name, kinds in history_of_rules(program).items():
        if kinds and not given:
            found[name] = "no-events"
        elif kinds and covers is not None and not kinds <= set(covers):
            found[name] = "uncovered"
    return found


def history_of_rules(program: Program) -> Mapping[str, frozenset[str]]:
    """The kinds of events that each rule and obligation rests on; `*`: any."""
    known: Mapping[str, frozenset[str]] | None = program.memory.get("history")
    if known is None:
        subjects = program.subjects
        every = (
            *subjects.entries.values(),
            *subjects.lists.values(),
            *subjects.pairs.values(),
            subjects.record,
            subjects.action,
            subjects.party,
            *subjects.duties.values(),
        )
        known = program.memory["history"] = {plan.rule.name: plan.history for of in every for plan in of.plans}
    return known


def places(submission: Submission, language: str) -> tuple[list[int], list[Row]]:
    """The places of the lists to judge, and rows for those that are not: registers, and another party's conduct."""
    kept, rows = [], []
    for place, item in enumerate(submission.lists):
        reason = "register" if item.role == "register" else ""
        if not reason and submission.conduct_of not in (None, item.by):
            reason = "another"
        if reason:
            rows.append({"subject": f"/lists/{place}", "reason": message(reason, language)})
        else:
            kept.append(place)
    return kept, rows


def is_others(submission: Submission, actor: str | None) -> bool:
    """Whether something is the conduct of another party than the one that is asked about."""
    return submission.conduct_of is not None and actor is not None and actor != submission.conduct_of


def reasons(
    program: Program, submission: Submission, judged: Sequence[int], there: Mapping[str, bool], others: set[str]
) -> Iterator[tuple[str, str]]:
    """The rules that judged nothing, with the keys of the messages why.

    ``judged`` are the places of lists, ``there`` says whether any `pair` or `action` was judged, ``others`` are the
    obligations of which another party's duties were left out.
    """
    skipped = omitted(program, submission)
    kinds = {KINDS[submission.lists[place].kind] for place in judged}
    places_ = set(judged)
    left = [item for place, item in enumerate(submission.lists) if place not in places_ and item.role != "register"]
    of_others = {KINDS[item.kind] for item in left} | ({"list"} if left else set())
    kinds_of = {item.id: item.kind for item in submission.lists}
    of_others |= {"pair" for item in left for other in item.in_reply_to or () if kinds_of[other] == item.kind}
    if is_others(submission, getattr(submission.action, "actor", None)) or any(
        is_others(submission, event.actor) for event in submission.events or ()
    ):
        of_others.add("action")

    def of_subject(of: str) -> str:
        if of == "record":
            return "" if submission.conduct_of is None else "whole"
        if of == "party":
            return "" if submission.events is not None else "no-events"
        if there.get(of, bool(judged) if of == "list" else of in kinds):
            return ""
        return "another" if of in of_others else f"no-{of}"

    for rule in program.reach.ruleset.rules.values():
        if rule.of.startswith("duty "):
            reason = skipped.get(rule.name) or ("another" if rule.name in others else "")
        else:
            reason = of_subject(rule.of) or (skipped.get(rule.name, "") if rule.of != "action" else "")
        if reason:
            yield rule.name, reason
