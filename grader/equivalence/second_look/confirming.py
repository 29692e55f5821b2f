"""Whether a point that is to prove two answers different holds for both sides as they were typed.

The trees are evaluated, not the graph that the engine makes of them, and with functions of their own. First in floats,
which confirm most points in some microseconds; then in balls, at growing precision. Where both values are certainly the
same, or the answer has a value where the engine saw none, the verdict is not reported. What is not known here (arrays,
families, functions without a definition) is left as the engine decided it.
"""

import math

from flint import arb, fmpq

from grader.equivalence.precision import precision
from grader.equivalence.second_look.balls import BALLS
from grader.equivalence.second_look.floats import CLEAR, FLOATS
from grader.equivalence.second_look.looking import Look, UnknownHereError
from grader.expr.nodes import Node
from grader.expr.notation import Notation
from grader.records import Agreement, Decision, Equality, Witness

__all__ = ["confirm_difference"]

PRECISIONS = (128, 1024, 4000)  # bits; the last is the highest at which the engine itself evaluates
UNDEFINED = "undefined"  # how a witness says that a side has no value
REASON = "A point seemed to show a difference, but looking again did not confirm it."


def confirm_difference(decision: Decision, student: Node, expected: Node, notation: Notation) -> Decision:
    """Return a decision ``different`` if its point holds for both sides as typed, or if nothing can be said of it."""
    witness = decision.witness
    if decision.by != "enclosure" or witness is None or witness.at or witness.reason.startswith("Neither"):
        return decision
    sides = (student, expected)
    try:
        if is_confirmed_by_floats(sides, witness, notation):
            return decision
        is_contradicted = is_contradicted_by_balls(sides, witness, notation)
    except (UnknownHereError, RecursionError):
        return decision
    if not is_contradicted:
        return decision
    agreement = Agreement(points=0, digits=0)
    return Decision(result=Equality.UNKNOWN, by="limit", agreement=agreement, witness=Witness(reason=REASON))


def is_confirmed_by_floats(sides: tuple[Node, Node], witness: Witness, notation: Notation) -> bool:
    """Whether floats show what a witness says; False where they are too close or too large for that."""
    look = Look(FLOATS, {name: read_float(text) for name, text in witness.point}, notation)
    try:
        left, right = look.find(sides[0]), look.find(sides[1])
    except (ArithmeticError, ValueError):
        return False
    is_undefined = witness.student == UNDEFINED, witness.expected == UNDEFINED
    if left is None or right is None:
        is_finite = all(value is None or math.isfinite(value) for value in (left, right))
        return is_finite and (left is None, right is None) == is_undefined
    gap = abs(left - right)
    return CLEAR * max(abs(left), abs(right)) < gap < math.inf and not any(is_undefined)


def is_contradicted_by_balls(sides: tuple[Node, Node], witness: Witness, notation: Notation) -> bool:
    """Whether balls show the opposite of what a witness says."""
    for bits in PRECISIONS:
        with precision(bits):
            point = {name: arb(read_fraction(text)) for name, text in witness.point}
            look = Look(BALLS, point, notation)
            left, right = (look.find(side) for side in sides)
            for value, said in ((left, witness.student), (right, witness.expected)):
                if value is not None and not value.is_finite():
                    raise UnknownHereError
                if said == UNDEFINED:
                    return value is not None
            if left is None or right is None:
                raise UnknownHereError  # a single point without a value, beside which there may be some
            if not left.overlaps(right):
                return False
    return True


def read_float(text: str) -> float:
    top, _, bottom = text.partition("/")
    try:
        return int(top) / int(bottom) if bottom else float(int(top))
    except (ValueError, OverflowError):
        raise UnknownHereError from None  # a complex number, or an enclosure


def read_fraction(text: str) -> fmpq:
    top, _, bottom = text.partition("/")
    return fmpq(int(top), int(bottom or 1))
