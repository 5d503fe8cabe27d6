"""Document → Ruleset: everything resolved, typed and cited, or every diagnostic that says why not."""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from contextlib import suppress
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeVar

from servanda.language import obligations
from servanda.language.diagnostic import Diagnostic, failed, in_order
from servanda.language.digest import digest
from servanda.language.document import Document, Mapping, Node, Scalar
from servanda.language.include import Find, Frame, Includes, Taken, floors, nowhere
from servanda.language.metadata import Metadata
from servanda.language.names import Names
from servanda.language.notation import written
from servanda.language.obligations import Duties, Head
from servanda.language.ruleset import (
    NOT_BINDING,
    Clause,
    Obligation,
    Reading,
    Rule,
    Ruleset,
    Term,
)
from servanda.language.scope import GIVEN, suggest
from servanda.language.shape import Enough
from servanda.language.syntax import shown
from servanda.language.tokens import RESERVED
from servanda.language.vocabulary import EVENT_KINDS, Field, derived_fields, standard_fields

CODES = {
    "bad-date": "a date is not a date",
    "bad-order": "one date must not be after another",
    "no-such-zone": "a time zone is not in the IANA database",
    "no-value": "a term or definition has neither `is` nor `readings`, or both",
    "unknown-clause": "a clause that the ruleset does not list",
    "unchecked-clause": "a clause without a rule does not say why it is not checkable",
    "checked-clause": "a clause says that it is not checkable, and a rule cites it",
    "binding-not-allowed": "a rule under a practice, a proposal or a policy is binding",
    "too-many": "a section has more items than a ruleset can want",
    "unused-source": "a source that nothing cites",
}

MOST_ITEMS = 400
SUBMITTED = ("prisoner", "remains", "list", "event")
SUBJECTS = ("prisoner", "remains", "list", "pair", "action", "party", "record")
_MAY_BE_INCLUDED = ("clauses", "rules")
_REQUIRED = (
    "language",
    "agreement",
    "version",
    "title",
    "standing",
    "in_force",
    "parties",
    "conventions",
    "clauses",
    "rules",
)
_OPTIONAL = (
    "signed",
    "known_on",
    "third_parties",
    "includes",
    "overrides",
    "sources",
    "terms",
    "definitions",
    "fields",
    "event_kinds",
    "obligations",
)

_TAKEN = RESERVED | {*GIVEN, "true", *(name for subject in SUBMITTED for name in derived_fields(subject))}
_AGREEMENT = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_ID = re.compile(r"[A-Za-z0-9._:+-]{1,64}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_RULE = re.compile(r"[a-z][a-z0-9_+-]{0,63}")
_READING = re.compile(r"(?!(?:none|open)$)[A-Za-z][A-Za-z0-9_+-]{0,63}")


def validate(
    document: Document, find: Find = nowhere, frame: Frame | None = None
) -> tuple[Ruleset | None, list[Diagnostic]]:
    """The checked ruleset, or None where a diagnostic is an error; under a frame where another one includes it."""
    sections, ruleset = _Sections(document, find, frame), None
    with suppress(Enough):
        ruleset = sections.ruleset()
    diagnostics = in_order(sections.diagnostics)
    return (None if failed(diagnostics) else ruleset), diagnostics


class _Sections(Metadata):
    """The sections of a ruleset, in the order in which they build on one another."""

    def __init__(self, document: Document, find: Find, frame: Frame | None) -> None:
        super().__init__()
        self._document, self._find, self._frame = document, find, frame
        self.unread: set[str] = set()  # fields with a fault of their own, reported where they stand

    def ruleset(self) -> Ruleset | None:
        alone = "includes" not in self._document.plain()
        required = _REQUIRED if alone else tuple(name for name in _REQUIRED if name not in _MAY_BE_INCLUDED)
        root = self.keyed(self._document.root, "a ruleset", required, (*_OPTIONAL, *_MAY_BE_INCLUDED))
        assert root is not None
        self.word(root.get("language"), "the version of the language", ("1",))
        agreement = self.text(root.get("agreement"), "the name of an agreement", _AGREEMENT)
        version, title = self._version(root.get("version")), self.localised(root.get("title"), "title")
        self.languages = frozenset(title)
        standing = self.word(root.get("standing"), "a standing", ("draft", "agreed", "closed", "withdrawn"))
        self._parties(root)
        conventions = self._conventions(root.get("conventions"))
        if self._frame:
            conventions, self._party_codes = self._frame.conventions, self._frame.parties
            self._codes = self._frame.codes
        above = self._frame.above if self._frame else (f"{agreement}@{version}",)
        read = self._frame.read if self._frame else []
        frame = Frame(self._party_codes, self._codes, conventions, above, read)
        includes = Includes(self, self._find, lambda text, under: validate(text, self._find, under), frame)
        taken = [] if failed(self.diagnostics) else includes.taken(root.get("includes"))
        dates = self._dates(root)
        sources = {key.text: self._source(key, node) for key, node in self.named(root.get("sources"), "sources", _ID)}
        self._sources = sources
        self._known_in_time(root.get("known_on"), dates["known_on"], sources)
        clauses = {key.text: self._clause(key, node) for key, node in self.named(root.get("clauses"), "clauses", _ID)}
        self._clauses = clauses
        own = includes.fields(self._own_fields(root.get("fields")), taken)
        kinds = self._event_kinds(root.get("event_kinds"), taken)
        fields = {of: {**standard_fields(of, self._codes, kinds), **own.get(of, {})} for of in SUBMITTED}
        terms = {key.text: self._term(key, node) for key, node in self.named(root.get("terms"), "terms", _NAME)}
        names = Names(self, fields, terms, self._codes, conventions)
        definitions = names.definitions(self._definitions(root.get("definitions")))
        rules, own_duties = self._rules(root, names, Duties(self, names, fields["event"]["kind"].type, self._codes))
        whole = not failed(self.diagnostics)  # what follows from a part would be false
        overrides = includes.overrides(root.get("overrides"), taken, rules) if whole else {}
        rules = {**floors(rules, overrides, taken), **includes.rules(taken, clauses, overrides)}
        all_clauses = includes.clauses(clauses, taken, rules)
        if whole:
            self._cited(root, clauses, rules)
        self._unused(root, clauses, names)
        for name in names.unused(definitions):
            message = f"no rule reaches definition `{name}`, and it is not shown"
            self.report("unused-definition", message, definitions[name].span, severity="warning")
        if failed(self.diagnostics):
            return None
        # INVARIANT: what is written is judged, or an error says why not. A lost rule would be a silent pass.
        lost = (_keys(root, "rules") | _keys(root, "obligations")) - rules.keys()
        if lost or _keys(root, "definitions") != definitions.keys():  # pragma: no cover — or there is a fault here
            raise RuntimeError("a definition, rule or obligation was lost without a diagnostic")
        all_duties = _together(own_duties, *(item.ruleset.obligations for item in taken))
        return Ruleset(
            agreement=agreement,
            version=version,
            title=title,
            standing=standing,  # type: ignore[arg-type]
            signed=dates["signed"] or None,
            in_force_from=dates["from"],
            in_force_until=dates["until"] or None,
            known_on=dates["known_on"] or None,
            parties=self._party_codes,
            third_parties=self._codes[len(self._party_codes) :],
            conventions=conventions,
            sources=_together(sources, *(item.ruleset.sources for item in taken)),
            clauses=all_clauses,
            terms=_together({n: t for n, t in terms.items() if t}, *(item.ruleset.terms for item in taken)),
            definitions=_together(definitions, *(item.ruleset.definitions for item in taken)),
            rules=MappingProxyType({name: rule for name, rule in rules.items() if name not in all_duties}),
            obligations=MappingProxyType({n: replace(o, rule=rules[n]) for n, o in all_duties.items() if n in rules}),
            fields=MappingProxyType(fields),
            own_fields=MappingProxyType(own),
            digest=digest(self._document, (item.ruleset.digest for item in taken)),
            event_kinds=kinds,
            includes=tuple(item.inclusion for item in taken),
            overrides=MappingProxyType(overrides),
        )

    def _at_most(self, node: Node | None, what: str, name: re.Pattern[str]) -> list[tuple[Scalar, Node]]:
        """The items of a section, unless there are too many to be meant."""
        items = list(self.named(node, what, name))
        if node is not None and len(items) > MOST_ITEMS:
            self.report("too-many", f"a ruleset has at most {MOST_ITEMS} {what}", node.span)
        return items[:MOST_ITEMS]

    def _event_kinds(self, node: Node | None, taken: list[Taken]) -> tuple[str, ...]:
        """The kinds of events that this ruleset and the included ones add."""
        found: dict[str, None] = {}
        for kind in self.items(node, "event_kinds"):
            if not _NAME.fullmatch(kind.text):
                self.report("bad-name", f"`{shown(kind.text)}` is no name for an event kind", kind.span)
            elif kind.text in EVENT_KINDS:
                self.report("name-taken", f"`{kind.text}` is a standard event kind", kind.span)
            else:
                found[kind.text] = None
        return tuple(dict.fromkeys([*found, *(kind for item in taken for kind in item.ruleset.event_kinds)]))

    def _own_fields(self, node: Node | None) -> dict[str, Table[str, Field]]:
        own: dict[str, Table[str, Field]] = {}
        for key, value in self.mapping(node, "fields") or ():
            if key.text not in SUBMITTED:
                message = f"`{key.text}` has no fields of its own"
                self.report("bad-value", message, key.span, suggest(key.text, SUBMITTED))
                continue
            found = {}
            for name, item in self.named(value, "fields", _NAME):
                if name.text in standard_fields(key.text, ()) or name.text in _TAKEN:
                    self.report("name-taken", f"`{name.text}` already means something", name.span)
                elif field := self._own_field(name, item):
                    found[name.text] = field
                    self._alike(name, field, key.text, own)
                else:
                    self.unread.add(name.text)
            own[key.text] = MappingProxyType(found)
        return own

    def _alike(self, name: Scalar, field: Field, subject: str, own: Table[str, Table[str, Field]]) -> None:
        """Remark on a field that the other kind of entries has with another type: `e.field` would be neither."""
        other = {"prisoner": "remains", "remains": "prisoner"}.get(subject)
        if other is None:
            return
        known = {**standard_fields(other, self._codes), **own.get(other, {})}.get(name.text)
        if known and known.type != field.type:
            message = f"`{name.text}` is {known.type} for {other}, and cannot be {field.type} here"
            self.report("bad-type", message, name.span)

    def _own_field(self, name: Scalar, node: Node) -> Field | None:
        found = self.keyed(node, f"field `{name.text}`", ("type",), ("text",))
        type_ = self.type(found and found.get("type"), terms=False)
        text = self.localised(found and found.get("text"), "text")
        return Field(name.text, type_, text=text) if type_ else None

    def _term(self, key: Scalar, node: Node) -> Term | None:
        found = self.keyed(node, f"term `{key.text}`", ("clause", "type"), ("is", "readings"))
        if key.text in RESERVED or key.text == "true":
            self.report("name-taken", f"`{key.text}` is a word of the expression language", key.span)
        if found is None:
            return None
        clause, type_ = self.clause(found.get("clause")), self.type(found.get("type"), terms=True)
        said = self.readings(found, f"term `{key.text}`")
        if type_ is None:
            return None
        readings = tuple(
            Reading(name, held_by, sources, self.value(value, type_), written(value))
            for name, held_by, sources, value in said
        )
        return Term(key.text, clause, type_, readings) if readings else None

    def readings(self, found: Mapping, what: str) -> list[tuple[str, tuple[str, ...], tuple[str, ...], Node]]:
        """Name, holders, sources and value of each reading; one nameless one where there is only `is`."""
        value, readings = found.get("is"), found.get("readings")
        if (value is None) == (readings is None):
            self.report("no-value", f"{what} has either `is` or `readings`", found.span)
            return []
        if value is not None:
            return [("", (), (), value)]
        written = []
        for key, node in self.named(readings, "readings", _READING):
            item = self.keyed(node, f"reading `{key.text}`", ("held_by", "is"), ("sources",))
            value = item and item.get("is")
            if item and value is not None:
                written.append((key.text, self.holders(item.get("held_by")), self.cited(item.get("sources")), value))
        if readings is not None and len(written) == 0:
            self.report("no-value", f"{what} has no reading", readings.span)
        return written

    def _definitions(self, node: Node | None) -> list[tuple[Scalar, Mapping, str]]:
        written = []
        for key, value in self._at_most(node, "definitions", _NAME):
            found = self.keyed(value, f"definition `{key.text}`", ("of", "clause"), ("is", "readings", "shown"))
            of = self._subject(found and found.get("of"))
            if found and of:
                written.append((key, found, of))
        return written

    def _subject(self, node: Node | None) -> str:
        return self.word(node, "a subject", SUBJECTS)

    def _rules(self, root: Mapping, names: Names, duties: Duties) -> tuple[dict[str, Rule], dict[str, Obligation]]:
        """The rules, those of obligations among them; and the obligations."""
        rules: dict[str, Rule] = {}
        for key, node in self._at_most(root.get("rules"), "rules", _RULE):
            rule = self._rule(names, key, node)
            if rule is not None:
                rules[key.text] = rule
        owed: dict[str, Obligation] = {}
        for key, node in self._at_most(root.get("obligations"), "obligations", _RULE):
            duty = self._obligation(duties, key, node, rules)
            if duty is not None:
                owed[key.text] = duty
        return {**rules, **{name: duty.rule for name, duty in owed.items()}}, owed

    def _rule(self, names: Names, key: Scalar, node: Node) -> Rule | None:
        optional = ("applies", "unless", "level")
        found = self.keyed(node, f"rule `{key.text}`", ("of", "clause", "requires", "message"), optional)
        of = self._subject(found and found.get("of"))
        if found is None or not of:
            return None
        head = self._head(key, found)
        return names.rule(key, found, of, head.clause, head.level, head.message, head.floor)

    def _obligation(self, duties: Duties, key: Scalar, node: Node, rules: Table[str, Rule]) -> Obligation | None:
        found = self.keyed(node, f"obligation `{key.text}`", obligations.REQUIRED, obligations.OPTIONAL)
        if key.text in rules:
            self.report("name-taken", f"`{key.text}` is a rule already", key.span)
        return duties.obligation(key, found, self._head(key, found)) if found else None

    def _head(self, key: Scalar, found: Mapping) -> Head:
        """What rules and obligations have in common."""
        level = self.word(found.get("level"), "a level", ("binding", "review", "advisory")) or "binding"
        clause, message = self.clause(found.get("clause")), self.localised(found.get("message"), "message")
        standing = self._clauses[clause].standing if clause in self._clauses else ""
        if level == "binding" and standing in NOT_BINDING:
            message_ = f"a rule under a clause of standing `{standing}` is not binding"
            self.report("binding-not-allowed", message_, (found.get("level") or key).span, "`review` or `advisory`")
        return Head(clause, level, message, level == "binding" and standing == "treaty")  # type: ignore[arg-type]

    def _cited(self, root: Mapping, clauses: dict[str, Clause], rules: Table[str, Any]) -> None:
        ruled = {rule.clause for rule in rules.values()}
        section = self.mapping(root.get("clauses"), "clauses")
        for key, _ in section or ():
            clause = clauses[key.text]
            if key.text not in ruled and not clause.not_checkable:
                message = f"no rule cites clause `{key.text}`"
                self.report("unchecked-clause", message, key.span, 'say `not_checkable: "why"`')
            if key.text in ruled and clause.not_checkable:
                message = f"clause `{key.text}` is not checkable, but a rule cites it"
                self.report("checked-clause", message, key.span, severity="warning")

    def _unused(self, root: Mapping, clauses: dict[str, Clause], names: Names) -> None:
        """Remark on sources that nothing cites."""
        used = {source for clause in clauses.values() for source in clause.sources} | names.sources
        for key, _ in self.mapping(root.get("sources"), "sources") or ():
            if key.text not in used:
                self.report("unused-source", f"nothing cites source `{key.text}`", key.span, severity="warning")


def _keys(root: Mapping, section: str) -> set[str]:
    node = root.get(section)
    return {key.text for key, _ in node} if isinstance(node, Mapping) else set()


T = TypeVar("T")


def _together(*parts: Table[str, T]) -> Table[str, T]:
    """The mappings as one; a later one wins, an earlier one gives the order."""
    return MappingProxyType({name: value for part in parts for name, value in part.items()})
