"""`servanda template`: an empty list for one ruleset, to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal

import typer

from servanda.cli.field_texts import LANGUAGES, MEANINGS, PERSONAL, WORDS, text
from servanda.cli.output import Output, deliver, ready
from servanda.cli.template_book import Column, workbook
from servanda.cli.terminal import CATALOGUE, Rulesets, Status, fail, load_one
from servanda.language import Program
from servanda.language.program import Subject
from servanda.language.ruleset import Rule, Ruleset
from servanda.language.tree import DefinitionOf, FieldOf, nodes_of
from servanda.language.types import Enumeration, ListOf, Type
from servanda.language.vocabulary import KINDS, Field

EPILOG = """The columns are `id` and the fields that rules of the ruleset read; with --all every field. A workbook has
the allowed words to choose from, and says of each column what it means and which rules read it; `servanda evaluate`
reads it as it is. The names of people are not asked for where no rule reads them: leave out what you need not send."""

REGISTERED = ("service_number", "last_event", "last_event_on")
TOLD_ELSEWHERE: dict[str, dict[str, tuple[str, ...]]] = {
    "prisoners": dict.fromkeys(("register_event", "register_event_on"), REGISTERED),
    "remains": {"as_remains": ("person",)},
}
"""Kind → derived field of prisoners → the fields of lists of that kind that it is derived from."""


def template(  # noqa: PLR0913, PLR0917 - an option each
    ruleset: Annotated[str, typer.Option(metavar="AGREEMENT@VERSION", help="Such as istanbul-2025@2.0.0.")],
    kind: Annotated[Literal["prisoners", "remains"], typer.Option(help="Of the list.")] = "prisoners",
    everything: Annotated[bool, typer.Option("--all", help="Every field, not only those that rules read.")] = False,
    output: Output = None,
    format_: Annotated[
        Literal["csv", "xlsx"] | None, typer.Option("--format", help="[default: as FILE is named, else csv]")
    ] = None,
    language: Annotated[str, typer.Option("--lang", help="Of what columns mean: en, uk or ru.")] = "en",
    directory: Rulesets = CATALOGUE,
) -> None:
    """Write an empty list to fill in."""
    tag = re.split("[-_]", language.lower())[0]
    if tag not in LANGUAGES:
        fail(Status.USAGE, f"--lang: columns are explained in {', '.join(LANGUAGES)}, not in `{language}`")
    wanted = format_ or ("xlsx" if output and output.suffix.lower() == ".xlsx" else "csv")
    ready(output, binary=wanted == "xlsx")
    program = load_one(directory, ruleset)
    found = list(columns(program, kind, everything, tag))
    if wanted == "csv":
        deliver(",".join(column.name for column in found) + "\n", output)
    else:
        deliver(workbook(f"{program.ruleset.agreement}@{program.ruleset.version} {kind}", found, tag), output)


def columns(program: Program, kind: str, everything: bool, language: str) -> Iterator[Column]:
    """The columns: those required, then those that rules read, then the others if everything is wanted."""
    subject = KINDS[kind]
    fields = program.ruleset.fields[subject]
    readers = read_by(program, kind)
    required = [name for name, field in fields.items() if field.required]
    read = [name for name in fields if name in readers]
    instead = ["on_record"] if PERSONAL & readers.keys() else []  # of what is held and need not be sent
    for name in dict.fromkeys([*required, *read, *instead, *(fields if everything else ())]):
        yield _column(fields[name], subject, readers.get(name, ()), language)


def read_by(program: Program, kind: str) -> dict[str, list[str]]:
    """The fields of entries that rules read, each with the names of the rules."""
    subjects = program.subjects
    read: list[tuple[Subject, str]] = [
        (subjects.entries[KINDS[kind]], ""),
        (subjects.lists[kind], "entries."),
        (subjects.record, "lists.entries."),
        *([(subjects.record, "held.")] if kind == "prisoners" else []),
    ]
    found: dict[str, dict[str, None]] = {}
    for subject, prefix in read:
        for plan in subject.plans:
            for label, _ in plan.fields:
                name = label.removeprefix(prefix)
                if label.startswith(prefix) and "." not in name:
                    found.setdefault(name, {})[plan.rule.name] = None
    for rule in program.ruleset.rules.values():
        for derived in _derived(rule, program.ruleset) & TOLD_ELSEWHERE[kind].keys():
            for name in TOLD_ELSEWHERE[kind][derived]:
                found.setdefault(name, {})[rule.name] = None
    return {name: list(rules) for name, rules in found.items()}


def _derived(rule: Rule, ruleset: Ruleset) -> set[str]:
    """The names of fields in the definitions that a rule rests on, derived ones among them."""
    waiting, known, fields = list(rule.premises.names), set[str](), set[str]()
    while waiting:
        name = waiting.pop()
        if name in known or name not in ruleset.definitions:
            continue
        known.add(name)
        nodes = [node for reading in ruleset.definitions[name].readings for node in nodes_of(reading.value)]
        waiting += [node.name for node in nodes if isinstance(node, DefinitionOf)]
        fields |= {node.name for node in nodes if isinstance(node, FieldOf)}
    return fields


def _column(field: Field, subject: str, rules: tuple[str, ...] | list[str], language: str) -> Column:
    def say(key: str) -> str:
        return text(WORDS, key, language)

    advice = say("for rules" if rules else "leave out") if field.name in PERSONAL else ""
    return Column(
        field.name,
        field.type,
        _meaning(field, subject, language),
        _holds(field, language),
        say("required" if field.required else "optional"),
        tuple(rules),
        say("read by").format(rules=", ".join(rules)) if rules else say("read by none"),
        advice,
    )


def _meaning(field: Field, subject: str, language: str) -> str:
    """What the field means, in the ruleset's own words if it is the ruleset's own; empty where nobody says."""
    standard = MEANINGS[subject]
    own = field.text.get(language) or field.text.get("en", "")
    return text(standard, field.name, language) if not own and field.name in standard else own


def _holds(field: Field, language: str) -> str:
    """What a cell of the column holds, in words."""
    several = " " + text(WORDS, "several", language) if isinstance(field.type, ListOf) else ""
    if field.name == "on_record":
        return text(WORDS, "names of fields", language) + several
    item = field.type.item if isinstance(field.type, ListOf) else field.type
    return _of_type(item, language) + several


def _of_type(type_: Type, language: str) -> str:
    if isinstance(type_, Enumeration):
        return text(WORDS, "one of", language).format(words=", ".join(type_.values))
    return text(WORDS, "id type" if type_.name == "id" else type_.name, language)
