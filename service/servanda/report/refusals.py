"""A submission that is refused under one of two rulesets, where an impact would be told: as JSON, text or Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from servanda.errors import SubmissionError, tell
from servanda.evaluation.encode import mark
from servanda.evaluation.verdict import Verdict
from servanda.language.ruleset import Ruleset
from servanda.report.escape import literal, markdown, visible
from servanda.report.words import words

Document = dict[str, Any]
MOST_TOLD = 3  # of what is wrong with a submission under one ruleset


class Answer(NamedTuple):
    """What a submission comes to under a ruleset, and whether nobody has published that."""

    ruleset: Ruleset
    draft: bool
    of: Verdict | SubmissionError


def refusal_document(before: Answer, after: Answer, language: str) -> Document:
    """The verdict under either ruleset, null where there is none; ``refused`` says why, and is empty where there is."""
    return {"before": _side(before, language), "after": _side(after, language)}


def _side(answer: Answer, language: str) -> Document:
    error = answer.of if isinstance(answer.of, SubmissionError) else None
    problems = error.problems[:MOST_TOLD] if error else ()
    return {
        "ruleset": mark(answer.ruleset),
        "draft": answer.draft,
        "verdict": None if isinstance(answer.of, SubmissionError) else answer.of.verdict,
        "refused": [{"pointer": p.pointer, "message": tell(p.message, language)} for p in problems],
        "refused_total": error.total if error else 0,
    }


def refusal_text(document: Mapping[str, Any], names: tuple[str, str], language: str) -> str:
    """The refusal for a terminal."""
    say = words(language)
    lines = []
    for side, name in zip(_SIDES, names, strict=True):
        told = document[side]
        verdict = say(f"verdict.{told['verdict']}") if told["verdict"] else say("impact.refused")
        lines += [f"{say(f'impact.{side}', name=visible(name))}: {verdict}"]
        lines += [visible(f"    {p['pointer']}: {p['message']}".replace(" : ", " ")) for p in told["refused"]]
    return "\n".join(lines) + "\n"


def refusal_markdown(document: Mapping[str, Any], names: tuple[str, str]) -> str:
    """The refusal for the summary of a run of CI."""
    return "\n".join(_lines(document, names)) + "\n"


def _lines(document: Mapping[str, Any], names: tuple[str, str]) -> Iterator[str]:
    yield f"### Impact: {markdown(names[0])} → {markdown(names[1])}"
    yield ""
    yield "**Nobody is compared: the submission is refused.**"
    yield ""
    for side, name in zip(_SIDES, names, strict=True):
        told = document[side]
        yield f"- {side}, under {markdown(name)}: {'refused' if told['refused'] else told['verdict'].replace('_', '-')}"
        for problem in told["refused"]:
            at = f"{literal(problem['pointer'])}: " if problem["pointer"] else ""
            yield f"  - {at}{markdown(problem['message'])}"


_SIDES = ("before", "after")
