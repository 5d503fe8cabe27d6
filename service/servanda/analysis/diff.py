"""Two rulesets → what was added, removed, changed and renamed from the one to the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

from servanda.analysis import parts, version
from servanda.analysis.asks import SAME, asks
from servanda.analysis.meaning import Names
from servanda.analysis.parts import Part, Parts
from servanda.language.change import Change, Difference, Kind, What, Written
from servanda.language.pointer import pointer
from servanda.language.ruleset import Definition, Reading, Ruleset, Term

T = TypeVar("T")
Disputed: TypeAlias = Term | Definition  # or not
NOTHING: Mapping[str, str] = MappingProxyType({})
_ABSENT = Part(None, None)
_SAME_NAMES = Names({}, {})


def diff(before: Ruleset, after: Ruleset) -> Difference:
    """All that changed, in the order of sections, there in that of declaration, what was removed last.

    Versions are no change: it is they that changes are measured by. INVARIANT: where the digests of two texts of one
    version differ, something is told.
    """
    found = tuple(_Walk().changes(before, after))
    if not found and before.version == after.version and before.digest != after.digest:
        found = (_rewritten(before, after),)
    if before.agreement != after.agreement:
        return Difference(found, None, None)
    made = version.step(before.version, after.version)
    difference = Difference(found, made, None)
    return Difference(found, made, version.is_enough(before.version, after.version, difference.least))


def _rewritten(before: Ruleset, after: Ruleset) -> Change:
    """That a text says the same in another way, such as by writing out what is understood."""
    step, reason = asks("ruleset", "changed", "text", before.digest, after.digest)
    told = (before.digest, after.digest, "/digest", "/digest", step, reason)
    return Change("ruleset", after.agreement, "", (), "changed", "text", *told)


@dataclass(frozen=True, slots=True)
class _Item:
    """A thing at its place, with its parts; ``whole`` is it as it is written, ``held_by`` whose reading it is."""

    kind: Kind
    name: str
    of: str
    at: str
    parts: Parts
    held_by: tuple[str, ...] = ()
    readings: Mapping[str, Parts] = field(default_factory=dict)

    def place(self, part: str) -> str:
        """The pointer to a part that is there; an override has no parts, it is a clause."""
        if part not in self.parts:
            return ""
        return self.at if self.kind == "override" else f"{self.at}/{part}"

    @property
    def content(self) -> object:
        """What it is apart from its name and from how it is written."""
        readings = tuple((name, _meanings(of)) for name, of in self.readings.items())
        return _meanings(self.parts), readings

    @property
    def whole(self) -> Written:
        readings: dict[str, Written] = {name: _written(of) for name, of in self.readings.items()}
        return {**_written(self.parts), **({"readings": readings} if readings else {})}


def _meanings(of: Parts) -> object:
    return frozenset((name, part.meaning) for name, part in of.items() if part.written is not None)


def _written(of: Parts) -> dict[str, Written]:
    """The parts that are there, one within another as their paths say."""
    found: dict[str, Any] = {}
    for path, part in of.items():
        *above, name = path.split("/")
        if part.written not in (None, []):
            reduce(lambda inner, step: inner.setdefault(step, {}), above, found)[name] = part.written
    return found


Items = Mapping[str, _Item]


class _Walk:
    """One comparison; what terms and definitions are called now is found on the way."""

    def __init__(self) -> None:
        self._terms: dict[str, str] = {}
        self._definitions: dict[str, str] = {}
        self._names = Names(self._terms, self._definitions)

    def changes(self, before: Ruleset, after: Ruleset) -> Iterator[Change]:
        """The changes of all sections."""
        both = before, after
        yield from _changed(*(_Item("ruleset", r.agreement, "", "", parts.ruleset(r)) for r in both))
        yield from _ordered("/includes", (_inclusions(r) for r in both))
        yield from _compared(_overrides(r.overrides) for r in both)
        yield from _compared(_items("source", ("sources",), r.sources, parts.source) for r in both)
        yield from _compared(_items("clause", ("clauses",), r.clauses, parts.clause) for r in both)
        yield from self._disputed("term", "terms", before.terms, after.terms)
        yield from self._disputed("definition", "definitions", before.definitions, after.definitions)
        yield from self._judging("rule", "rules", before.rules, after.rules, parts.rule)
        yield from self._judging("obligation", "obligations", before.obligations, after.obligations, parts.obligation)
        yield from _compared(_event_kinds(r.event_kinds) for r in both)
        for subject in dict.fromkeys([*before.own_fields, *after.own_fields]):
            at, of_both = ("fields", subject), (r.own_fields.get(subject, {}) for r in both)
            yield from _ordered(pointer(*at), (_items("field", at, own, parts.field, subject) for own in of_both))

    def _judging(
        self,
        kind: Kind,
        section: str,
        before: Mapping[str, T],
        after: Mapping[str, T],
        parts_of: Callable[[T, Names], Parts],
    ) -> Iterator[Change]:
        """The changes of rules or obligations."""
        old = _items(kind, (section,), before, lambda item: parts_of(item, self._names))
        new = _items(kind, (section,), after, lambda item: parts_of(item, _SAME_NAMES))
        yield from _ordered(f"/{section}", (old, new), _renamed(old, new))

    def _disputed(
        self, kind: Kind, section: str, before: Mapping[str, Disputed], after: Mapping[str, Disputed]
    ) -> Iterator[Change]:
        """The changes of terms or definitions, and of their readings."""
        old = {name: _named(kind, section, item, self._names) for name, item in before.items()}
        new = {name: _named(kind, section, item, _SAME_NAMES) for name, item in after.items()}
        renamed = _renamed(old, new)
        if renamed:
            (self._terms if kind == "term" else self._definitions).update(renamed)
            old = {name: _named(kind, section, item, self._names) for name, item in before.items()}
        yield from _ordered(f"/{section}", (old, new), renamed)
        for name, item in before.items():
            if (called := renamed.get(name, name)) in after:
                yield from self._readings(section, item, after[called])

    def _readings(self, section: str, before: Disputed, after: Disputed) -> Iterator[Change]:
        old, new = (
            {r.name: _reading(section, item.name, r, names) for r in item.readings if item.disputed}
            for item, names in ((before, self._names), (after, _SAME_NAMES))
        )
        yield from _ordered(pointer(section, after.name, "readings"), (old, new), _renamed(old, new))


def _named(kind: Kind, section: str, item: Disputed, names: Names) -> _Item:
    of = parts.term(item, names) if isinstance(item, Term) else parts.definition(item, names)
    readings = {r.name: parts.reading(r, names) for r in item.readings} if item.disputed else {}
    return _Item(kind, item.name, "", pointer(section, item.name), of, (), readings)


def _items(
    kind: Kind, section: tuple[str, ...], found: Mapping[str, T], parts_of: Callable[[T], Parts], of: str = ""
) -> dict[str, _Item]:
    return {name: _Item(kind, name, of, pointer(*section, name), parts_of(item)) for name, item in found.items()}


def _inclusions(ruleset: Ruleset) -> dict[str, _Item]:
    return {
        item.agreement: _Item("include", item.agreement, "", pointer("includes", place), parts.inclusion(item))
        for place, item in enumerate(ruleset.includes)
    }


def _overrides(found: Mapping[str, str]) -> dict[str, _Item]:
    return _items("override", ("overrides",), found, lambda clause: {"clause": Part(clause, clause)})


def _event_kinds(found: Sequence[str]) -> dict[str, _Item]:
    return {name: _Item("event_kind", name, "", pointer("event_kinds", n), {}) for n, name in enumerate(found)}


def _reading(section: str, of: str, reading: Reading, names: Names) -> _Item:
    at = pointer(section, of, "readings", reading.name)
    return _Item("reading", reading.name, of, at, parts.reading(reading, names), reading.held_by)


def _renamed(before: Items, after: Items) -> dict[str, str]:
    """The names that are gone, with those that are new and stand for the same, where there is one of each only."""
    gone: dict[object, list[str]] = {}
    come: dict[object, list[str]] = {}
    for names, here, there in ((gone, before, after), (come, after, before)):
        for name, item in here.items():
            if name not in there:
                names.setdefault(item.content, []).append(name)
    return {names[0]: come[c][0] for c, names in gone.items() if len(names) == 1 == len(come.get(c, ()))}


def _ordered(at: str, both: Iterable[Items], renamed: Mapping[str, str] = NOTHING) -> Iterator[Change]:
    """The changes of a section whose order shapes answers, and last that of its order."""
    before, after = both
    yield from _compared((before, after), renamed)
    old = [called for name in before if (called := renamed.get(name, name)) in after]
    new = [name for name in after if name in set(old)]
    if old != new:
        item = after[new[0]]
        step, reason = asks(item.kind, "changed", "order", [], [])
        yield Change(item.kind, "", item.of, (), "changed", "order", [*old], [*new], at, at, step, reason)


def _compared(both: Iterable[Items], renamed: Mapping[str, str] = NOTHING) -> Iterator[Change]:
    """The changes of a section: those of the later one's things in their order, then what is gone."""
    before, after = both
    was = {new: old for old, new in renamed.items()}
    for name, item in after.items():
        old = before.get(was.get(name, name))
        if old is None:
            yield _change(item, "added", "", None, item.whole, "", item.at)
            continue
        if name in was:
            yield _change(item, "renamed", "", old.name, name, old.at, item.at)
        yield from _changed(old, item)
    for name, item in before.items():
        if name not in after and name not in renamed:
            yield _change(item, "removed", "", item.whole, None, item.at, "")


def _changed(before: _Item, after: _Item) -> Iterator[Change]:
    """The parts of a thing that are otherwise."""
    for name in dict.fromkeys([*after.parts, *before.parts]):
        old, new = before.parts.get(name, _ABSENT), after.parts.get(name, _ABSENT)
        if old.written == new.written:
            continue
        if name == "digest" and before.parts["version"] != after.parts["version"]:
            continue  # of another version it is another one anyway
        same = old.meaning == new.meaning
        was, at = (item.place(name) for item in (before, after))
        yield _change(after, "changed", name, old.written, new.written, was, at, same)


def _change(  # noqa: PLR0913, PLR0917 — a change has that many parts
    item: _Item, what: What, part: str, before: Written, after: Written, was: str, at: str, same: bool = False
) -> Change:
    step, reason = SAME if same else asks(item.kind, what, part, before, after)
    return Change(item.kind, item.name, item.of, item.held_by, what, part, before, after, was, at, step, reason)
