"""What a ruleset says of itself and of its clauses: parties, dates, conventions, sources."""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from types import MappingProxyType

import semver

from servanda.language import calendar
from servanda.language.document import Mapping, Node, Scalar
from servanda.language.notation import Notation
from servanda.language.ruleset import (
    Clause,
    Conventions,
    Source,
)
from servanda.language.scope import suggest
from servanda.language.syntax import shown

STANDINGS = ("agreed", "asserted", "disputed", "practice", "proposed", "policy", "treaty")
_PARTY = re.compile(r"[A-Z]{3}|urn:[A-Za-z0-9._:-]{1,60}")
_THIRD_PARTY = re.compile(r"[A-Z][A-Z0-9]{1,15}|urn:[A-Za-z0-9._:-]{1,60}")
_URL = re.compile(r"https?://[^\s<>\"]{1,2000}")


class Metadata(Notation):
    """Reads the sections on which all others rest."""

    _party_codes: tuple[str, ...] = ()
    _sources: Table[str, Source]
    _clauses: Table[str, Clause]

    def _version(self, node: Node | None) -> str:
        text = self.text(node, "a version")
        if node is not None and text and not semver.Version.is_valid(text):
            self.report("bad-value", f"`{shown(text)}` is not a semantic version", node.span, "such as `1.0.0`")
        return text

    def _parties(self, root: Mapping) -> None:
        found: list[list[str]] = []
        for key, form in (("parties", _PARTY), ("third_parties", _THIRD_PARTY)):
            items = self.items(root.get(key), key)
            for item in items:
                if not form.fullmatch(item.text):
                    self.report(
                        "bad-value", f"`{shown(item.text)}` is not a party", item.span, "ISO 3166-1 alpha-3 or a URN"
                    )
                elif key == "third_parties" and item.text in found[0]:
                    self.report("repeated", f"`{shown(item.text)}` is a party already", item.span)
            found.append([item.text for item in items])
        node = root.get("parties")
        if node is not None and not 2 <= len(found[0]) <= 8:
            self.report("bad-value", "an agreement has two to eight parties", node.span)
        self._party_codes = tuple(found[0])
        self._codes = (*found[0], *found[1])

    def _dates(self, root: Mapping) -> dict[str, str]:
        in_force = self.keyed(root.get("in_force"), "in_force", ("from",), ("until",))
        until = in_force and in_force.get("until")
        dates = {
            "signed": self._day(root.get("signed"), "signed"),
            "known_on": self._day(root.get("known_on"), "known_on"),
            "from": self._day(in_force and in_force.get("from"), "in_force.from"),
            "until": self._day(until, "in_force.until"),
        }
        if until is not None and "" != dates["until"] < dates["from"]:
            self.report("bad-order", "the agreement ends before it is in force", until.span)
        return dates

    def _known_in_time(self, node: Node | None, known_on: str, sources: Table[str, Source]) -> None:
        """Remark on a source that is younger than the day on which all of them are said to be known."""
        late = sorted(source.key for source in sources.values() if source.date > known_on)
        if node is not None and known_on and late:
            named = ", ".join(f"`{key}`" for key in late[:3])
            self.report("bad-order", f"sources are dated after `known_on`: {named}", node.span)

    def _day(self, node: Node | None, what: str, partial: bool = False) -> str:
        text = self.text(node, what)
        days = calendar.read_date(text) if text else None
        if node is not None and text and (days is None or (days[0] != days[1] and not partial)):
            self.report("bad-date", f"`{shown(text)}` is not a day", node.span, "such as `2025-06-02`")
        return text

    def _conventions(self, node: Node | None) -> Conventions:
        found = self.keyed(node, "conventions", ("time_zone",), ("leap_day", "deadlines"))
        get = found.get if found else lambda _: None
        zone = self.text(get("time_zone"), "a time zone")
        if zone and calendar.zone(zone) is None:
            self.report("no-such-zone", f"unknown time zone `{shown(zone)}`", get("time_zone").span)  # type: ignore[union-attr]
        leap_day = self.word(get("leap_day"), "a convention for 29 February", ("feb-28", "mar-1")) or None
        deadlines = self.keyed(get("deadlines"), "deadlines", (), ("days", "last_day"))
        counted = {key.text: self.text(value, key.text) for key, value in deadlines or ()}
        self.word(deadlines and deadlines.get("days"), "a way to count days", ("calendar",))
        self.word(deadlines and deadlines.get("last_day"), "a way to count the last day", ("inclusive",))
        return Conventions(zone or None, leap_day, MappingProxyType(counted))  # type: ignore[arg-type]

    def _source(self, key: Scalar, node: Node) -> Source:
        found = self.keyed(node, "a source", ("date", "title", "url"))
        get = found.get if found else lambda _: None
        return Source(
            key.text,
            self._day(get("date"), "date", partial=True),
            self.text(get("title"), "a title"),
            self.text(get("url"), "a web address", _URL),
        )

    def cited(self, node: Node | None) -> tuple[str, ...]:
        """The sources that a clause or reading names."""
        return self.known(node, "source", self._sources, "unknown-source")

    def holders(self, node: Node | None) -> tuple[str, ...]:
        """The parties that a clause or reading names."""
        return self.known(node, "party", self._party_codes, "unknown-party")

    def _clause(self, key: Scalar, node: Node) -> Clause:
        optional = ("asserted_by", "sources", "not_checkable")
        found = self.keyed(node, f"clause `{key.text}`", ("text", "standing"), optional)
        get = found.get if found else lambda _: None
        return Clause(
            key.text,
            self.localised(get("text"), "text"),
            self.word(get("standing"), "a standing", STANDINGS),  # type: ignore[arg-type]
            self.holders(get("asserted_by")),
            self.cited(get("sources")),
            self.text(get("not_checkable"), "not_checkable"),
        )

    def clause(self, node: Node | None) -> str:
        """The clause that a term, definition or rule cites."""
        scalar = self.scalar(node, "clause")
        if scalar and scalar.text not in self._clauses:
            hint = suggest(scalar.text, self._clauses)
            self.report("unknown-clause", f"unknown clause `{shown(scalar.text)}`", scalar.span, hint)
        return scalar.text if scalar else ""
