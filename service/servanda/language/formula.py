"""Premises of rules: boolean formulas over definitions, and the conjunctions of literals that decide them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from servanda.errors import ServandaError
from servanda.language.truth import FALSE, TRUE, all_of, any_of, negate

LIMIT = 64
"""The most conjunctions that one value of a formula, or of a part of it, may come to."""


@dataclass(frozen=True, slots=True)
class Name:
    """The definition at ``index`` of the rule's names."""

    index: int


@dataclass(frozen=True, slots=True)
class Not:
    """True where the operand is false."""

    operand: Formula


@dataclass(frozen=True, slots=True)
class And:
    """True where all operands are; true of none."""

    operands: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """True where one operand is; false of none."""

    operands: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Constant:
    """True or false whatever the situation."""

    value: bool


Formula: TypeAlias = Name | Not | And | Or | Constant
Literal: TypeAlias = tuple[int, int]
"""The index of a definition, and the truth (FALSE or TRUE) that it must have."""
Conjunction: TypeAlias = tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Premises:
    """What one rule asks: formulas over the definitions ``names``; an absent `applies` is true, `unless` false."""

    names: tuple[str, ...]
    applies: Formula
    unless: Formula
    requires: Formula


class TooManyConjunctions(ServandaError):
    """A formula that is too tangled to be inferred; part of it wants a definition of its own."""

    def __init__(self) -> None:
        super().__init__(f"the formula comes to more than {LIMIT} alternatives")


def conjunctions(formula: Formula, value: bool) -> tuple[Conjunction, ...]:
    """The smallest conjunctions of literals that each give ``formula`` that value, sorted.

    Exactly Kleene's tree walk (`evaluate`): the formula has the value if and only if all literals of one of them hold.
    `a || !a` stays undecided where `a` is, because no conjunction is dropped but contradictory and wider ones.
    Raises TooManyConjunctions before it multiplies out.
    """
    return tuple(sorted(tuple(sorted(way)) for way in _ways(formula, int(value))))


def evaluate(formula: Formula, truths: tuple[int, ...]) -> int:
    """The truth of ``formula``, with its cause if it is undecided, by walking the tree."""
    match formula:
        case Name(index):
            return truths[index]
        case Constant(value):
            return TRUE if value else FALSE
        case Not(operand):
            return negate(evaluate(operand, truths))
        case And(operands):
            return all_of([evaluate(operand, truths) for operand in operands])
        case Or(operands):  # pragma: no branch — a formula is one of these
            return any_of([evaluate(operand, truths) for operand in operands])


_Way: TypeAlias = frozenset[Literal]


def _ways(formula: Formula, value: int) -> list[_Way]:
    """The conjunctions of `conjunctions`; carrying ``value`` down is the negation normal form."""
    match formula:
        case Constant(constant):
            return [frozenset()] if constant == bool(value) else []
        case Name(index):
            return [frozenset({(index, value)})]
        case Not(operand):
            return _ways(operand, 1 - value)
        case And(operands):
            return _every(operands, value) if value else _either(operands, value)
        case Or(operands):  # pragma: no branch — a formula is one of these
            return _either(operands, value) if value else _every(operands, value)


def _either(operands: tuple[Formula, ...], value: int) -> list[_Way]:
    """The ways in which one operand has the value."""
    return _smallest(way for operand in operands for way in _ways(operand, value))


def _every(operands: tuple[Formula, ...], value: int) -> list[_Way]:
    """The ways in which all operands have the value."""
    ways: list[_Way] = [frozenset()]
    # The narrow operands first: they keep the products small, in whatever order the author wrote them.
    for part in sorted((_ways(operand, value) for operand in operands), key=len):
        ways = _smallest(left | right for left in ways for right in part if _consistent(left, right))
    return ways


def _consistent(left: _Way, right: _Way) -> bool:
    """Whether no definition would have to be true and false at once."""
    return not any((index, 1 - value) in left for index, value in right)


def _smallest(candidates: Iterable[_Way]) -> list[_Way]:
    """The candidates that contain no other one.

    INVARIANT: the result is never longer than LIMIT, so a product of two has at most LIMIT * LIMIT candidates.
    """
    kept: list[_Way] = []
    for candidate in sorted(set(candidates), key=len):
        if any(way <= candidate for way in kept):
            continue
        if len(kept) == LIMIT:
            raise TooManyConjunctions
        kept.append(candidate)
    return kept
