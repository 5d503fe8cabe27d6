"""The file of `--clarifications`: of which kind it is, whom it goes to, and what is in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from servanda.cli.terminal import Status, fail
from servanda.evaluation.submission import Submission
from servanda.language.ruleset import Ruleset
from servanda.language.scope import suggest
from servanda.report.addressee import addressees
from servanda.report.layout import Frame
from servanda.report.letter_files import WRITERS, letter
from servanda.report.wire import Submitted

NO_SUMMARY = "--clarifications: a summary says nothing of single people, ask with --detail findings"


def letter_kind(file: Path | None, ask: str, output: Path | None, detail: str) -> str:
    """The kind of file that the questions go into; refuses a name that tells none, and what names nobody."""
    if file is None:
        if ask:
            fail(Status.USAGE, "--ask: only with --clarifications FILE")
        return ""
    kind = file.suffix.lower().removeprefix(".")
    if kind not in WRITERS:
        fail(Status.USAGE, f"--clarifications: `{file}` is named neither .md nor .csv nor .xlsx")
    if output is not None and file.resolve() == output.resolve():
        fail(Status.USAGE, f"--clarifications: `{file}` is the file of --output")
    if detail == "summary":
        fail(Status.USAGE, NO_SUMMARY)
    return kind


def addressee(kind: str, ask: str, submission: Submission, ruleset: Ruleset) -> str:
    """The party that the questions go to; refuses a party that there is not, and what leaves several."""
    if not kind:
        return ""
    if submission.detail == "summary":
        fail(Status.USAGE, NO_SUMMARY)
    known = [*ruleset.parties, *ruleset.third_parties]
    if ask:
        if ask not in known:
            near = suggest(ask, known)
            fail(Status.USAGE, f"--ask: `{ask}` is none of {', '.join(known)}{f', {near}' if near else ''}")
        return ask
    found = addressees(submission.lists)
    if len(found) != 1:
        which = " or ".join(f"--ask {party}" for party in found or ruleset.parties)
        fail(Status.USAGE, f"--clarifications: the questions go to one side, say to which: {which}")
    return found[0]


def letter_of(kind: str, wire: Any, submission: Submission, frame: Frame, to: str) -> bytes:
    """The questions to a party, as a file of a kind; nothing where no file is asked for."""
    submitted = Submitted(submission.lists, submission.action, submission.events or ())
    return letter(kind, wire, submitted, frame, to) if kind else b""
