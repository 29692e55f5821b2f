"""``worked out``: nothing that the question asks for is left to be done, so that the question itself is no answer.

``inv([[1, 2], [3, 4]])``, ``2^10``, ``sin(pi/6)``, ``d/dx x^2`` and a name that the exercise gives a value are still to
be worked out. A numeral is worked out, and so is an array of numerals; ``1.2*10^3``, ``3*sqrt(2)`` and ``pi/4`` are
numerals too. Only what is obvious on sight counts, and nothing large is computed.

>>> from grader.expr import parse
>>> from grader.expr.notation import Notation
>>> find_unworked(parse("(sqrt(2)/2, sin(pi/6))", Notation()).tree, Notation())
Call(function='sin', arguments=(Div(numerator=Constant(name='pi'), denominator=Number(value=Fraction(6, 1), \
decimals=None, digits=None)),))
"""

from collections.abc import Iterator
from typing import Final

from grader.equivalence.form.complaints import Words, build_complaint, format_piece
from grader.equivalence.form.known_values import has_known_value, is_root_of_negative
from grader.equivalence.form.like_terms import find_like_factors, find_like_terms
from grader.equivalence.form.numbers import is_unsimplified, rational_of
from grader.equivalence.form.polynomials import find_common_factor
from grader.equivalence.form.written_numbers import read_power_of_ten, read_written_number
from grader.errors import Diagnostic
from grader.expr.nodes import (
    Add,
    BigOperator,
    Call,
    Constant,
    Derivative,
    Div,
    Entry,
    Gradient,
    Matrix,
    Mul,
    Neg,
    Node,
    Number,
    Power,
    SetOf,
    Symbol,
    Vector,
)
from grader.expr.notation import Notation
from grader.expr.traverse import children, free_symbols, walk

__all__ = ["ANY_FRACTION", "check_worked_out", "find_unworked"]

ANY_FRACTION: Final = "any fraction"  # with it, 6/8 may stay
STRAIGHT_ANGLE: Final = 180  # degrees
ARRAYS: Final = (Vector, Matrix, SetOf)
# A column that is written as a row, (1, 2)^T, is only a spelling.
OPERATIONS: Final = frozenset(
    {"det", "diag", "dot", "inv", "norm", "outer", "tr", "transpose", "softmax", "max", "min"}
)


def check_worked_out(tree: Node, words: Words, notation: Notation) -> Diagnostic | None:
    """Nothing is left to be worked out, neither operations on numbers nor on arrays, nor what the exercise gives."""
    found = find_unworked(tree, notation, any_fraction=ANY_FRACTION in words)
    if found is None:
        return None
    piece = format_piece(found)
    if is_given(found, notation):
        return build_complaint("not-worked-out", f"'{piece}' is given in the exercise.", "insert it and work it out.")
    return build_complaint("not-worked-out", f"'{piece}' can be worked out.", "carry it out and write the result.")


def find_unworked(tree: Node, notation: Notation, *, any_fraction: bool = False) -> Node | None:
    """Return the first part of a tree that is still to be worked out, or None."""
    for node in walk_numerals(tree):
        is_fraction = any_fraction and isinstance(node, Div) and rational_of(node) is not None
        if not is_fraction and (is_open(node, notation) or is_open_numeral(node, notation)):
            return node
    return None


def walk_numerals(tree: Node) -> Iterator[Node]:
    """Yield the nodes of a tree in reading order, without the parts of a number such as ``1.2*10^3`` and ``10^6``."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Number | Neg | Div) or not is_numeral(node):
            yield node
            waiting += reversed(children(node))


def is_numeral(node: Node) -> bool:
    """Whether a node is a number as it is written, such as ``12``, ``1.2*10^3`` and ``10^6``."""
    return read_written_number(node) is not None or read_power_of_ten(node) is not None


def is_open(node: Node, notation: Notation) -> bool:
    """Whether a node is an operation on arrays that are written out, a derivative, a sum of known length, or given."""
    if isinstance(node, Derivative | Gradient):
        return True
    if isinstance(node, BigOperator):
        bounds = [bound for bound in (node.lower, node.upper) if bound is not None]
        return len(bounds) == 2 and None not in map(rational_of, bounds)
    if isinstance(node, Call):
        return is_given(node, notation) or (
            node.function in OPERATIONS
            and any(is_array(argument, notation) for argument in node.arguments)
            and not is_turned_row(node)
        )
    if isinstance(node, Symbol):
        return is_given(node, notation)
    if isinstance(node, Entry):
        return isinstance(children(node)[0], ARRAYS)
    if isinstance(node, Power):
        return is_array(node.base, notation)
    if isinstance(node, Add):
        return any(is_array(term, notation) for term in node.terms)
    # -1/2*[[4, -2], [-3, 1]] may stay: a number in front of an array is a usual way to write one.
    return isinstance(node, Mul) and sum(is_array(factor, notation) for factor in node.factors) > 1


def is_array(node: Node, notation: Notation) -> bool:
    """Whether a node is an array that is written out, the name of one that the exercise gives, or a multiple of one."""
    if isinstance(node, Mul):
        return any(is_array(factor, notation) for factor in node.factors)
    if isinstance(node, Neg | Div):
        return is_array(node.operand if isinstance(node, Neg) else node.numerator, notation)
    entry = notation.entries.get(node.name) if isinstance(node, Symbol) else None
    return isinstance(node, ARRAYS) or (entry is not None and isinstance(entry.definition, ARRAYS))


def is_turned_row(node: Call) -> bool:
    return node.function == "transpose" and isinstance(node.arguments[0], Vector)


def is_given(node: Node, notation: Notation) -> bool:
    """Whether a node is a name to which the exercise gives a value, or a value of a function that it gives."""
    name = node.function if isinstance(node, Call) else node.name if isinstance(node, Symbol) else ""
    entry = notation.entries.get(name)
    if entry is None or entry.definition is None:
        return False
    return entry.parameters is not None or not free_symbols(entry.definition)


def is_open_numeral(node: Node, notation: Notation) -> bool:
    """Whether a node is arithmetic with numbers that can be carried out."""
    if is_unsimplified(node) or has_known_value(node):
        return True
    if any(isinstance(part, Symbol) for part in walk(node)):
        return False
    if isinstance(node, Add):
        return find_like_terms(node, notation) is not None
    if isinstance(node, Mul):
        return is_open_product(node) or find_like_factors(node, notation) is not None
    if isinstance(node, Power):
        is_whole = isinstance(node.exponent, Number) and node.exponent.value.denominator == 1
        return is_whole and isinstance(node.base, Add | Call | Div | Mul | Neg)
    if isinstance(node, Call):
        first = node.arguments[0]
        is_long = node.function == "sqrt" and not isinstance(first, Number) and is_numeral(first)
        return is_long or is_root_of_negative(node) or (node.function == "abs" and Constant("i") in walk(first))
    if not isinstance(node, Div) or is_in_degrees(node):
        return False
    return Constant("i") in walk(node.denominator) or find_common_factor(node) is not None


def is_in_degrees(node: Div) -> bool:
    """Whether a fraction is an angle in degrees, which is read as so many times pi/180."""
    return rational_of(node.denominator) == STRAIGHT_ANGLE and Constant("pi") in walk(node.numerator)


def is_open_product(node: Mul) -> bool:
    """Whether a product of numbers has two sums, or two roots, or i twice."""
    sums = [factor for factor in node.factors if isinstance(factor, Add)]
    roots = sum(is_square_root(factor) for factor in node.factors)
    numerals = sum(is_numeral(factor) for factor in node.factors)
    units = node.factors.count(Constant("i"))
    # i*(1 + i) and sqrt(2)*(1 + sqrt(2)) are open; 2*(1 + i) and 3*(1 + sqrt(2)) may stay.
    has_both = any(
        (units and Constant("i") in walk(one)) or (roots and any(map(is_square_root, walk(one)))) for one in sums
    )
    return len(sums) > 1 or roots > 1 or numerals > 1 or units > 1 or has_both


def is_square_root(node: Node) -> bool:
    return isinstance(node, Call) and node.function == "sqrt"
