"""The reference: three-valued truth by minimum, maximum and complement; formulas and rules to try it on."""

from hypothesis import strategies as st

from servanda.language.formula import And, Constant, Formula, Name, Not, Or, Premises
from servanda.language.truth import FALSE, TRUE

WIDTH = 4
A, B, C = (Name(index) for index in range(3))
ALWAYS, NEVER = Constant(True), Constant(False)

formulas = st.recursive(
    st.builds(Name, st.integers(0, WIDTH - 1)) | st.builds(Constant, st.booleans()),
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(And, st.lists(inner, max_size=3).map(tuple))
        | st.builds(Or, st.lists(inner, max_size=3).map(tuple))
    ),
    max_leaves=10,
)


def strong_kleene(formula: Formula, situation: tuple[int, ...]) -> float:
    """0 false, 1 true, 0.5 undecided."""
    match formula:
        case Constant(value):
            return float(value)
        case Name(index):
            return {FALSE: 0.0, TRUE: 1.0}.get(situation[index], 0.5)
        case Not(operand):
            return 1 - strong_kleene(operand, situation)
        case And(operands):
            return min((strong_kleene(o, situation) for o in operands), default=1.0)
        case Or(operands):
            return max((strong_kleene(o, situation) for o in operands), default=0.0)


def rule(applies: Formula = ALWAYS, unless: Formula = NEVER, requires: Formula = A, width: int = WIDTH) -> Premises:
    return Premises(tuple(f"n{index}" for index in range(width)), applies, unless, requires)


def pairs(count: int, first: int = 0) -> Formula:
    """(n0 || n1) && (n2 || n3) && …: 2 ** count ways to be true, count ways to be false."""
    return And(tuple(Or((Name(first + 2 * i), Name(first + 2 * i + 1))) for i in range(count)))
