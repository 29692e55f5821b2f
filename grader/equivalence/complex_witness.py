"""A second look at a complex witness: both trees evaluated as they are written, at the point that is reported.

It shares nothing with the graph and its rules: every function is flint's own principal value. Where both values are
known to many digits and still meet, a rule of the graph is wrong, and the pair is undecided instead of different.
Of two conditions, the one that is said to fail at the point must be seen to fail there: what solves equations works
with real numbers, and ``ln z = i pi`` holds at -1.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from math import prod
from typing import Any

from flint import acb, arb, fmpq

from grader.equivalence.precision import precision
from grader.equivalence.witness import leave_undecided, refute_by_solution
from grader.expr.nodes import Add, Call, Constant, Div, Junction, Mul, Neg, Node, Number, Power, Relation, Symbol
from grader.expr.notation import Notation
from grader.limits import MAX_VALUE_DIGITS
from grader.records import Decision, Equality, Witness

__all__ = ["confirm_complex_witness", "evaluate_tree", "refute_at_solution"]

BITS = 256
SHOWN_DIGITS = 20
KNOWN_BITS = 64  # to which both values have to be known: a value beside a branch cut is not
MAX_DEPTH = 200
CONDITIONS = (Relation, Junction)
CONSTANTS: Mapping[str, Callable[[], Any]] = {"pi": acb.pi, "e": lambda: acb(1).exp(), "i": lambda: acb(0, 1)}
BY_METHOD = (
    *("exp", "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "sqrt", "log"),
    *("sinh", "cosh", "tanh", "coth", "sech", "csch", "asinh", "acosh", "atanh"),
)
FUNCTIONS: Mapping[str, Callable[[Any], Any]] = {
    **{name: getattr(acb, name) for name in BY_METHOD},
    "abs": lambda t: acb(abs(t)),
    "acot": lambda t: (1 / t).atan(),
}


class NoValueError(Exception):
    """A tree holds something that is not evaluated here."""


def confirm_complex_witness(decision: Decision, student: Node, expected: Node) -> Decision:
    """Return a decision as it is, or undecided where both sides are seen to have one value at its point."""
    witness = decision.witness
    if decision.result is not Equality.DIFFERENT or witness is None or witness.at:
        return decision
    if isinstance(student, CONDITIONS) and isinstance(expected, CONDITIONS):
        return confirm_conditions(decision, witness, student, expected)
    if decision.by != "enclosure":
        return decision
    with precision(BITS):
        try:
            point = {name: parse_coordinate(text) for name, text in witness.point}
            left, right = evaluate_tree(student, point), evaluate_tree(expected, point)
        except (NoValueError, ValueError):
            return decision
        is_known = min(left.rel_one_accuracy_bits(), right.rel_one_accuracy_bits()) >= KNOWN_BITS
        if not (is_known and left.overlaps(right)):
            return decision
    undecided = leave_undecided("Two ways to evaluate both sides do not agree at a point.")
    return replace(undecided, agreement=None)


def confirm_conditions(decision: Decision, witness: Witness, student: Node, expected: Node) -> Decision:
    """Return a decision about conditions, or undecided where no one of them is seen to fail at its point."""
    # A difference in structure has no point.
    if not witness.point:
        return decision
    failing = student if witness.student == "false" else expected
    with precision(BITS):
        try:
            fails = holds(failing, {name: parse_coordinate(text) for name, text in witness.point}) is False
        except (NoValueError, ValueError):
            fails = False
    return decision if fails else leave_undecided("It could not be confirmed that one of the conditions fails.")


def holds(tree: Node, point: Mapping[str, Any]) -> bool | None:
    """Whether a condition holds at a point; None where balls cannot tell, as where both sides are equal."""
    if isinstance(tree, Junction):
        parts = [holds(part, point) for part in tree.parts]
        deciding = tree.kind == "or"  # one part that holds settles *or*, one that fails settles *and*
        return deciding if deciding in parts else None if None in parts else not deciding
    if not isinstance(tree, Relation):
        raise NoValueError
    values = [evaluate_tree(side, point) for side in tree.operands]
    found = [compare_values(*pair, sign) for pair, sign in zip(pairwise(values), tree.operators, strict=True)]
    return False if False in found else None if None in found else True


def compare_values(left: Any, right: Any, sign: str) -> bool | None:
    """Whether a comparison holds between two balls; only real numbers are in an order."""
    if sign in ("=", "!="):
        return None if left.overlaps(right) or not (left.is_finite() and right.is_finite()) else sign == "!="
    if not (left.imag == 0 and right.imag == 0) or sign not in ("<", "<=", ">", ">="):
        return None
    below, above = left.real < right.real, left.real > right.real
    return sign[0] == "<" if below else sign[0] == ">" if above else None


def refute_at_solution(student: Node, expected: Node, notation: Notation) -> Decision | None:
    """Return ``different`` where a solution that one condition names, as ``z = 2 + i`` does, fails the other."""
    if not (isinstance(student, CONDITIONS) and isinstance(expected, CONDITIONS)):
        return None
    with precision(BITS):
        for naming, other in ((student, expected), (expected, student)):
            for name, tree in list_named_solutions(naming, notation):
                try:
                    value = evaluate_tree(tree, {})
                    fails = value.is_finite() and holds(other, {name: value}) is False
                except NoValueError:
                    continue
                if fails:
                    shown = str(value.str(SHOWN_DIGITS, radius=False))
                    return refute_by_solution(((name, shown),), is_students=naming is student)
    return None


def list_named_solutions(tree: Node, notation: Notation) -> Iterator[tuple[str, Node]]:
    """Yield the name and value of each alternative ``z = value`` for a complex symbol z."""
    if isinstance(tree, Junction) and tree.kind == "or":
        for part in tree.parts:
            yield from list_named_solutions(part, notation)
    if isinstance(tree, Relation) and tree.operators == ("=",):
        for symbol, value in (tree.operands, tree.operands[::-1]):
            entry = notation.entries.get(symbol.name) if isinstance(symbol, Symbol) and not symbol.indices else None
            if entry is not None and entry.domain.kind == "complex" and entry.definition is None:
                yield entry.name, value


def parse_coordinate(text: str) -> Any:
    """Return a coordinate such as ``2/3 - 5/7 i`` as a number, or the ball that an enclosure shows."""
    if text.startswith("["):
        return acb(arb(text))
    real, sign, imaginary = text.partition(" + ") if " + " in text else text.partition(" - ")
    value = acb(parse_rational(real))
    part = parse_rational(imaginary.removesuffix(" i")) if sign else fmpq(0)
    return value + acb(0, -part if sign == " - " else part)


def parse_rational(text: str) -> fmpq:
    above, _, below = text.partition("/")
    return fmpq(int(above), int(below or 1))


def evaluate_tree(tree: Node, point: Mapping[str, Any], depth: int = 0) -> Any:
    """Return the principal complex value of a tree of numbers; NoValueError where it holds anything else."""
    if depth > MAX_DEPTH:
        raise NoValueError
    match tree:
        case Number(value=value):
            return acb(fmpq(value.numerator, value.denominator))
        case Constant(name=name) if name in CONSTANTS:
            return CONSTANTS[name]()
        case Symbol(name=name, indices=(), iterate=None) if name in point:
            return point[name]
        case Add(terms=terms):
            return sum((evaluate_tree(term, point, depth + 1) for term in terms), acb(0))
        case Neg(operand=operand):
            return -evaluate_tree(operand, point, depth + 1)
        case Mul(factors=factors, elementwise=False):
            return prod((evaluate_tree(factor, point, depth + 1) for factor in factors), start=acb(1))
        case Div(numerator=above, denominator=below):
            return evaluate_tree(above, point, depth + 1) / evaluate_tree(below, point, depth + 1)
        case Power(base=base, exponent=exponent):
            return raise_value(evaluate_tree(base, point, depth + 1), evaluate_tree(exponent, point, depth + 1))
        case Call(function=name, arguments=(argument,)) if name in FUNCTIONS:
            return FUNCTIONS[name](evaluate_tree(argument, point, depth + 1))
    raise NoValueError


def raise_value(base: Any, exponent: Any) -> Any:
    """Return a principal power; NoValueError where it would be too long."""
    if not (base.is_finite() and abs(exponent) < MAX_VALUE_DIGITS):
        raise NoValueError
    return base**exponent
