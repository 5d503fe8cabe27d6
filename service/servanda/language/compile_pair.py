"""One kind of list → the fact function of its pairs: an entry of a list beside that of the list that answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from servanda.language import tree
from servanda.language.code import THREE, Entry, Ref, Truth
from servanda.language.compile_subject import Layouts, SubjectCompiler
from servanda.language.emit import Emitter
from servanda.language.reach import Reach
from servanda.language.vocabulary import KINDS, PAIR, REASON, Field, derived_fields

_ENTRIES = {side: Entry(f"{side}_entry", f"{side}_profile", f"{side}_values") for side in ("before", "after")}
_HEADERS = ("base", "reply")
_EACH = f"entry, {', '.join(entry.parts for entry in _ENTRIES.values())}, base, reply"


class _PairEmitter(Emitter):
    """Emits what is asked of pairs: of one that is too close to call it is undecided whose a field would be."""

    def has(self, node: tree.FieldOf) -> Truth:
        told = super().has(node)
        if self.around.field(node.whose, node.name) is None:
            return told
        if node.whose in _ENTRIES:
            there = self._is_on_list(f"in_{node.whose}")
            return Truth(self.code.put(f"{told.code} if {there.code} == 1 else {there.code}"), THREE)
        if node.whose == "self" and node.name == REASON.name:
            there = self._is_on_list("in_before")
            reason = self.class_of("entry", node.name, fixed=False)  # a number: why it is not known
            return Truth(self.code.put(f"2 if {there.code} == 2 or {reason} is int else {told.code}"), THREE)
        return told

    def _is_on_list(self, name: str) -> Truth:
        there = self.load("entry", PAIR[name], fixed=False)
        assert isinstance(there, Truth)
        return there


class PairCompiler(SubjectCompiler):
    """Compiles the pairs of one kind of list; of an entry that is not there nothing is known."""

    def __init__(self, reach: Reach, kind: str, layouts: Layouts, tracing: bool) -> None:
        super().__init__(reach, "pair", kind, layouts, tracing)
        for side, entry in _ENTRIES.items():
            self._emitter.bind(side, entry)

    def _make_emitter(self) -> Emitter:
        return _PairEmitter(self._code, {"self": "entry", "base": "base", "reply": "reply"})

    def _table(self, owner: tree.Whose) -> Mapping[str, Field]:
        if owner == "self":
            return PAIR
        if owner in _ENTRIES:
            return self._askable(KINDS[self._kind])
        return self._ruleset.fields["list"] if owner in _HEADERS else super()._table(owner)

    def _field(self, owner: str, name: str) -> Field | None:
        whose: tree.Whose = owner  # type: ignore[assignment]
        if owner not in _ENTRIES:
            return self._table(whose).get(name)
        found = self._table(whose).get(name) or derived_fields(KINDS[self._kind]).get(name)
        return found and replace(found, required=False)  # the entry itself need not be there

    def _is_absent(self, owner: tree.Whose, name: str) -> str:
        if owner not in _ENTRIES:
            return super()._is_absent(owner, name)
        bit = self._layouts.subjects[KINDS[self._kind]].absence("self", name)
        return f"{_ENTRIES[owner].profile} >> {bit} & 1"

    def _load(self, owner: str, name: str) -> Ref:
        if owner not in _HEADERS:
            return super()._load(owner, name)
        return self._emitter.load(owner, self._ruleset.fields["list"][name], fixed=False)

    def _lines(self, returned: tuple[str, str], trace: str) -> list[str]:
        return self._for_each("pairs", _EACH, "pairs", returned, trace)
