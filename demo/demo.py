"""A tour in the terminal: the dispute of June 2025, as a reader of the news would ask about it, and then in full."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from news import SAY, News, answer, weightiest, word
from rich.table import Table
from rich.text import Text

from servanda import evaluation
from servanda.cli.terminal import load_one, show, write
from servanda.evaluation.submission import Reader, Submission
from servanda.language import Program
from servanda.report.acts import described
from servanda.report.addressee import addressees
from servanda.report.layout import Frame
from servanda.report.letter_files import letter
from servanda.report.table import report
from servanda.report.wire import Submitted

ROOT = Path(__file__).resolve().parent.parent
DISPUTE: dict[str, Any] = json.loads((ROOT / "rulesets/istanbul-2025/submissions/june-2025.json").read_text("utf-8"))
CLAIMS = [  # consents that the side which is said to have given them does not state itself
    place
    for place, event in enumerate(DISPUTE["events"])
    if event["kind"] == "consent" and event["actor"] not in event.get("stated_by", [event["actor"]])
]
WORDS = {"compliant": "in", "non_compliant": "out", "disputed": "open", "indeterminate": "?"}

INTRODUCTION = """\
In June 2025 Ukraine proposed a list of prisoners and got another one back; Russia named a day for the remains, sent
them, and announced that all of it had been agreed; Ukraine said that it had not. The people are invented; what was
done, the clauses and their readings restate public statements of both sides. What one side alone states is judged in
its account alone. Nothing below is written beforehand: it all follows from verdicts made now.
"""

BY_DAY = """
The same acts, day by day: the verdict in the account of each side, and whose move it was in the evening.

"""

IN_FULL = """
All of it, as `servanda evaluate` prints it:

"""

TO_ASK = """
What there is to ask about the list that came back, as `servanda evaluate --clarifications questions.md` writes it:

"""

BY_READING = """
Who is disputed depends on the reading. In, out or still open:

"""

FURTHER = """
JUNE=rulesets/istanbul-2025/submissions/june-2025.json
the verdict as JSON      .venv/bin/servanda evaluate $JUNE --ruleset istanbul-2025@2.0.0 --format json
the questions to send    .venv/bin/servanda evaluate $JUNE --ruleset istanbul-2025@2.0.0 --clarifications questions.md
in one account           .venv/bin/servanda evaluate $JUNE --ruleset istanbul-2025@2.0.0 --account UKR
under other terms        .venv/bin/servanda impact istanbul-2025@2.0.0 $JUNE --set young.RU-LT25='age < 26'
the service              make serve
the verdict from it      curl -s http://127.0.0.1:8000/v1/rulesets/istanbul-2025/2.0.0/evaluations \\
                           -H 'Content-Type: application/json' -d @$JUNE
"""


def submitted(program: Program, **changes: Any) -> Submission:
    """The dispute, with what is changed about the request."""
    return Reader(program.ruleset).read(json.dumps({**DISPUTE, **changes}).encode())


def judge(program: Program, **changes: Any) -> dict[str, Any]:
    """The verdict on the dispute, with what is changed about the request."""
    verdict: dict[str, Any] = json.loads(evaluation.encode(evaluation.evaluate(program, submitted(program, **changes))))
    return verdict


def news(program: Program, **changes: Any) -> News:
    """The verdict with trace, ready for questions."""
    changes["detail"] = "trace"
    return News(judge(program, **changes), submitted(program, **changes), program.ruleset)


def in_short(shared: News, whole: News) -> Table:
    """The four answers in a line each: without the consents that only the other side states, and with them."""
    rows = Table.grid(padding=(0, 2, 0, 2))
    rows.add_row("1. the lists", word(weightiest(whole.lists())))
    for label, kinds in (
        ("2. the day that one side set", ["set_date"]),
        ("3. the steps taken", ["dispatch", "tender"]),
    ):
        alone, claimed = (weightiest(seen.acts(kinds)) for seen in (shared, whole))
        told = Text.assemble(word(alone), " and, if the claimed consent counts for who claims it, ", word(claimed))
        rows.add_row(label, told if claimed != alone else word(alone))
    due = {duty["due"] for duty in whole.verdict["obligations"] if duty["status"] == "pending"}
    waiting = Text.assemble(
        word(weightiest(whole.duties())), ", no deadline" if due == {None} else "", f", next step: {whole.movers()}"
    )
    rows.add_row("4. waiting for an answer", waiting)
    return rows


def answers(program: Program) -> None:
    """The four answers, and whether the announcements stand."""
    whole = news(program)
    shared = news(program, events=[event for place, event in enumerate(DISPUTE["events"]) if place not in CLAIMS])
    write("\nIn short:\n\n")
    show(in_short(shared, whole))
    write("\n1. Do the lists keep to what was agreed about who is exchanged?\n")
    show(answer(whole.lists()))
    write("  and what became of those who were asked for:\n")
    show(answer(whole.replies()))
    write("\n2. Was the day set by one side alone?\n")
    with_and_without(shared, whole, "set_date")
    write("\n3. Were there steps that had not been agreed?\n")
    with_and_without(shared, whole, "dispatch", "tender", "postpone")
    write("\n4. Is anybody late, and whose move is it?\n")
    show(answer(whole.duties()))
    write(f"  next step: {whole.movers()}\n")
    write("\nDo the announcements stand: the day, the number, that it was agreed?\n")
    with_and_without(shared, whole, "announce")


def with_and_without(shared: News, whole: News, *kinds: str) -> None:
    """The acts of these kinds, without the consents that only the other side states, and what changes with them."""
    claims = "; ".join(described(whole.submitted.events[place], SAY) for place in CLAIMS)
    without = list(shared.acts(kinds))
    write(f"  if this is left out: {claims}\n")
    show(answer(without, 4))
    write("  if it counts for those who state it\n")
    show(answer([row for row in whole.acts(kinds) if row not in without], 4))


def by_day(program: Program) -> Table:
    """The verdict on the acts in each account, and whose move it was, on the evening of each day."""
    days = [f"2025-06-{day:02}" for day in range(2, 10)]
    rows = Table.grid(padding=(0, 2, 0, 2))
    rows.add_row("", *(f"as {party} tells it" for party in program.ruleset.parties), "whose move")
    for day in days:
        acts = {"as_of": day, "lists": None}
        verdicts = [judge(program, **acts, account=party)["verdict"] for party in program.ruleset.parties]
        rows.add_row(day, *(word(verdict) for verdict in verdicts), news(program, **acts).movers())
    return rows


def entries(verdict: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The entries of all lists, by list and id."""
    return {f"{list_['id']}/{entry['id']}": entry for list_ in verdict["lists"] for entry in list_["entries"]}


def by_reading(program: Program, verdict: dict[str, Any]) -> Table:
    """Who of those who are disputed is in and who is out, under each reading and by the words of each party."""
    disputed = {name: entry for name, entry in entries(verdict).items() if entry["verdict"] == "disputed"}
    rows = Table.grid(padding=(0, 2, 0, 0))
    rows.add_row("if only this counts", *disputed)
    for label, readings in questions(program, disputed):
        found = entries(judge(program, readings=readings))
        rows.add_row(Text(label), *(WORDS[found[person]["verdict"]] for person in disputed))
    return rows


def questions(program: Program, disputed: dict[str, Any]) -> list[tuple[str, Any]]:
    """What may hold: what one party said, or one reading of a name on which somebody depends."""
    ruleset = program.ruleset
    under = [
        boxes for entry in disputed.values() for finding in entry["findings"] for boxes in finding["under"].values()
    ]
    names = {name for boxes in under for box in boxes for name in box}
    return [(f"what {party} said", party) for party in ruleset.parties] + [
        (f"{name} is {reading.name}", {name: [reading.name]})
        for name, item in ruleset.disputed.items()
        for reading in item.readings
        if name in names
    ]


def to_ask(program: Program, verdict: dict[str, Any], submission: Submission) -> str:
    """The questions to the party whose list answers the other."""
    (to,) = addressees(submission.lists)
    whole = Submitted(submission.lists, submission.action, submission.events or ())
    return letter("md", verdict, whole, Frame(SAY, program.ruleset, "en", None), to).decode()


def main() -> None:
    """Prints the tour."""
    program = load_one(ROOT / "rulesets", "istanbul-2025@2.0.0")
    verdict, submission = judge(program), submitted(program)
    write(INTRODUCTION)
    answers(program)
    write(BY_DAY)
    show(by_day(program))
    write(IN_FULL)
    acts: dict[str, Any] = {"action": submission.action, "events": submission.events}
    show(report(verdict, program.ruleset, lists=submission.lists, **acts))
    write(TO_ASK)
    show(Text(to_ask(program, verdict, submission)))
    write(BY_READING)
    show(by_reading(program, verdict))
    write(FURTHER)


if __name__ == "__main__":
    main()
