"""Which definitions are decided whatever their subject leaves out, so that no case can leave them undecided."""

from __future__ import annotations

from servanda.language import tree
from servanda.language.ruleset import Ruleset
from servanda.language.types import INT
from servanda.language.vocabulary import derived_fields

GIVEN = ("party", "parties", "third_parties", "as_of", "events")


def is_certain(name: str, ruleset: Ruleset) -> bool:
    """Whether a definition asks only what is there, or counts; what events may leave out is not asked for here."""
    definition = ruleset.definitions.get(name)
    if definition is None:  # a field
        return False
    trees = [reading.value.tree for reading in definition.readings if isinstance(reading.value, tree.Expression)]
    return len(trees) == len(definition.readings) and all(_decided(found, definition.of, ruleset) for found in trees)


def _decided(node: tree.Tree, of: str, ruleset: Ruleset) -> bool:
    """Whether a part of an expression of a subject is."""
    match node:
        case tree.Has():
            return True
        case tree.FieldOf():
            return node.whose == "events" or (node.whose == "self" and _is_there(node.name, of, ruleset))
        case tree.DefinitionOf():
            return node.owner == "self" and is_certain(node.name, ruleset)
        case tree.Given():
            return node.name in GIVEN
        case tree.Binary(op="/" | "%") | tree.Index() | tree.Call(function="consented"):  # which reads the own date
            return False
    return all(_decided(part, of, ruleset) for part in tree.parts_of(node))


def _is_there(field: str, of: str, ruleset: Ruleset) -> bool:
    """Whether a field of a subject has a value whatever is submitted."""
    derived = derived_fields(of).get(field)
    if derived is not None:
        return derived.type == INT and not derived.rests_on
    own = ruleset.fields.get("event" if of == "action" else of, {}).get(field)
    return own is not None and (own.required or own.assumed is not None)
