"""`servanda impact`: who changes under another ruleset, and why."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from servanda import evaluation
from servanda.analysis.impact import Impact, impact
from servanda.cases.compared import judged
from servanda.cli import options
from servanda.cli.beside import submissions_of
from servanda.cli.drafts import Ruled, names_ruleset, ruled
from servanda.cli.output import Output, deliver, ready
from servanda.cli.published import Published, Revised, complain_of, revised
from servanda.cli.request import Options, submissions
from servanda.cli.terminal import CATALOGUE, Rulesets, Status, existing, fail, laid_out, progress
from servanda.errors import SubmissionError
from servanda.evaluation.verdict import Verdict
from servanda.report.escape import beginning
from servanda.report.impact import impact_document
from servanda.report.impact_markdown import impact_markdown
from servanda.report.impact_table import impact_table
from servanda.report.refusals import Answer, refusal_document, refusal_markdown, refusal_text

EPILOG = """The rulesets stand first, each as AGREEMENT@VERSION or as the FILE.yaml of a draft; then the files, as
`servanda evaluate` reads them. With --set one ruleset is enough, and is compared with what --set makes of it:

servanda impact istanbul-2025@2.0.0 U.csv --as-of 2025-06-07 --by UKR --set young.RU-LT25='age < 26'

--set gives a term or a definition another value, in the second ruleset: NAME=VALUE, or NAME.READING=VALUE of one that
has readings. Where a term and a definition have the same name, terms.NAME or definitions.NAME says which.

With --against REVISION, such as `main`, every version of the catalogue that is new or changed is compared with the
release that it follows, there or among the new ones, for the submissions in <agreement>/submissions/*.json.

Exit status: 0 compared, whoever changes; 2 usage; 3 invalid input, also a submission that the later ruleset refuses, or
a draft or new version that is no ruleset; 4 the service failed."""
NOTHING = "no version is new or changed and follows a release, or no submission stands beside it"


def compare(  # noqa: PLR0913, PLR0917 - an option each; those of `options` are read from the context, all together
    context: typer.Context,
    arguments: Annotated[
        list[str], typer.Argument(metavar="RULESET [RULESET] FILE...", help="What is compared, for which submission.")
    ] = [],  # noqa: B006 - typer reads it, nobody writes to it
    against: Annotated[
        str | None,
        typer.Option("--against", metavar="REVISION", help="A git revision, in the place of rulesets and files."),
    ] = None,
    changes: Annotated[
        list[str], typer.Option("--set", metavar="NAME=VALUE", help="Another value in the second ruleset (repeatable).")
    ] = [],  # noqa: B006
    as_of: options.AsOf = "",
    kind: options.ListKind = "",
    role: options.Role = "",
    by: options.By = "",
    to: options.To = "",
    date: options.Date = "",
    transfer_on: options.TransferOn = "",
    channel: options.Channel = "",
    in_reply_to: options.InReplyTo = [],  # noqa: B006
    reply: options.ReplyFile = [],  # noqa: B006
    id_: options.ListId = "",
    final: options.Final = False,
    readings: options.Readings = [],  # noqa: B006
    account: options.Account = "",
    conduct_of: options.ConductOf = "",
    format_: Annotated[
        Literal["table", "json", "markdown"],
        typer.Option("--format", help="For people, for programs, for the summary of a run of CI."),
    ] = "table",
    output: Output = None,
    everyone: Annotated[bool, typer.Option("--all", help="Name everybody in the table, however many.")] = False,
    language: options.Language = "en",
    input_: options.InputKind = None,
    sheet: options.Sheet = "",
    directory: Rulesets = CATALOGUE,
) -> None:
    """Compare what a submission comes to under two rulesets."""
    compared: list[_Compared | _Refused]
    if against is not None:
        if arguments or changes:
            fail(Status.USAGE, "--against: takes the place of rulesets, files and --set")
        ready(output)
        versions, broken = revised(Published.at(against, existing(directory)))
        compared = list(_revised(versions, directory, language))
    else:
        rulesets, files = _split(arguments, bool(changes))
        ready(output, inputs=[*files, *reply])
        before, after = ruled(rulesets[0], directory), ruled(rulesets[-1], directory, changes)
        for side in (before, after):
            language = options.language_of(language, side.program)
        told = options.told(context.params, [before.program, after.program])
        compared, broken = [_Compared(before, after, _impact(before, after, files, told, language))], []
    if format_ == "json":
        documents = [of.document(language) for of in compared]
        deliver(json.dumps(documents[0] if against is None else documents, ensure_ascii=False, indent=2), output)
    else:
        on_terminal = output is None and sys.stdout.isatty()
        told_of = [of.told(format_, language, everyone, on_terminal) for of in compared]
        deliver("\n".join(told_of) or ("" if broken else NOTHING), output)
    complain_of(broken)
    if broken or any(isinstance(of, _Refused) and isinstance(of.answers[1], SubmissionError) for of in compared):
        raise typer.Exit(Status.INVALID)


@dataclass(frozen=True, slots=True)
class _Compared:
    """An impact between two rulesets, of a submission that stands beside them if a file is named."""

    before: Ruled
    after: Ruled
    impact: Impact
    file: Path | None = None

    def document(self, language: str) -> dict[str, Any]:
        """The impact as JSON."""
        found = impact_document(self.impact, (self.before.is_draft, self.after.is_draft), language)
        return {"submission": str(self.file), **found} if self.file else found

    def told(self, kind: str, language: str, everyone: bool, on_terminal: bool) -> str:
        """The impact for people."""
        names = self.before.name, self.after.name
        if kind == "markdown":
            after = ", ".join((self.after.name, *self.after.changes))
            of = f", for {self.file}" if self.file else ""
            return impact_markdown(self.document(language), (self.before.name, after + of))
        title = f"{beginning(str(self.file))}\n" if self.file else ""
        return title + laid_out(impact_table(self.impact, names, self.after.changes, language, everyone), on_terminal)


@dataclass(frozen=True, slots=True)
class _Refused:
    """A submission beside two rulesets that one of them refuses at least."""

    before: Ruled
    after: Ruled
    answers: tuple[Verdict | SubmissionError, Verdict | SubmissionError]
    file: Path

    def document(self, language: str) -> dict[str, Any]:
        """What either ruleset says to it as JSON."""
        sides = zip((self.before, self.after), self.answers, strict=True)
        before, after = (Answer(side.program.ruleset, side.is_draft, answer) for side, answer in sides)
        return {"submission": str(self.file), **refusal_document(before, after, language)}

    def told(self, kind: str, language: str, _everyone: bool, _on_terminal: bool) -> str:
        """The same for people."""
        document, names = self.document(language), (self.before.name, self.after.name)
        if kind == "markdown":
            return refusal_markdown(document, (names[0], f"{names[1]}, for {self.file}"))
        return f"{beginning(str(self.file))}\n{refusal_text(document, names, language)}"


def _revised(versions: Iterable[Revised], directory: Path, language: str) -> Iterator[_Compared | _Refused]:
    """The impact of every version that is new or changed on the submissions that stand beside it."""
    for path, before, after in versions:
        name = f"{before.ruleset.agreement}@{before.ruleset.version}"
        at = f" at {before.revision}" if before.revision else ""
        old, new = (
            Ruled(before.program, name + at, is_draft=not before.revision),
            Ruled(after, str(path), is_draft=True),
        )
        for file in submissions_of(directory, after.ruleset.agreement):
            was, now = (judged(file.read_bytes(), side.program, language) for side in (old, new))
            if isinstance(was, SubmissionError) or isinstance(now, SubmissionError):
                yield _Refused(old, new, (was, now), file)
            else:
                yield _Compared(old, new, impact(was, now), file)


def _split(arguments: Sequence[str], changed: bool) -> tuple[Sequence[str], Sequence[str]]:
    """The rulesets that are named first, and the files that follow."""
    count = 0
    while count < min(2, len(arguments)) and names_ruleset(arguments[count]):
        count += 1
    if not arguments:
        fail(Status.USAGE, "which rulesets are compared? Name them, or say --against REVISION")
    if count == 0:
        fail(Status.USAGE, f"`{arguments[0]}` names no ruleset: AGREEMENT@VERSION or a FILE.yaml stands first")
    if count == 1 and not changed:
        fail(Status.USAGE, "what is it compared with? Name a second ruleset, or change the first with --set")
    if count == len(arguments):
        fail(Status.USAGE, "for which submission? Name a FILE after the rulesets")
    return arguments[:count], arguments[count:]


def _impact(before: Ruled, after: Ruled, files: Sequence[str], told: Options, language: str) -> Impact:
    programs = [before.program, after.program]
    read = submissions(files, told, programs, language)
    with progress("judging"):
        verdicts = [evaluation.evaluate(p, s, language) for p, s in zip(programs, read, strict=True)]
        return impact(*verdicts)
