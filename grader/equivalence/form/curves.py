"""The usual forms of lines, circles and quadratics, in x and y or in the two names that the demand gives.

>>> from grader.expr import parse
>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={name: Entry(name=name) for name in ("x", "y")})
>>> line = parse("2*y - 4*x = 2", notation).tree
>>> check_slope_intercept(line, (), notation).help
'write it as y = m*x + b.'
>>> check_standard_line(line, (), notation)
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from grader.equivalence.form.complaints import Words, build_complaint
from grader.equivalence.form.numbers import rational_of
from grader.errors import Diagnostic
from grader.expr.nodes import Add, Div, Mul, Neg, Node, Number, Power, Relation, Symbol
from grader.expr.notation import Notation
from grader.expr.traverse import walk

__all__ = [
    "check_slope_intercept", "check_standard_circle", "check_standard_line", "check_standard_quadratic",
    "check_vertex_form",
]  # fmt: skip

USUAL: Final = ("x", "y")
SQUARE: Final = 2
MINUS_ONE: Final = Number(Fraction(-1))


def check_slope_intercept(tree: Node, words: Words, notation: Notation) -> Diagnostic | None:
    """``y = m*x + b``, with y alone and at most one term of each kind on the other side."""
    x, y = read_names(words)
    other = find_other_side(tree, y)
    if other is not None:
        degrees = [degree_of(term, x) for term in terms_of(other)]
        if not has_name(other, y) and set(degrees) <= {0, 1} and degrees.count(1) <= 1:
            return None
    return refuse(f"{y} = m*{x} + b", "slope-intercept form")


def check_standard_line(tree: Node, words: Words, notation: Notation) -> Diagnostic | None:
    """``A*x + B*y = C``: the names on the left, each once, and a number on the right."""
    x, y = read_names(words)
    sides = sides_of(tree)
    if sides is not None and not any(has_name(sides[1], name) for name in (x, y)):
        degrees = [(degree_of(term, x), degree_of(term, y)) for term in terms_of(sides[0])]
        if set(degrees) <= {(1, 0), (0, 1)} and len(set(degrees)) == len(degrees):
            return None
    return refuse(f"A*{x} + B*{y} = C", "the standard form of a line")


def check_standard_circle(tree: Node, words: Words, notation: Notation) -> Diagnostic | None:
    """``(x - h)^2 + (y - k)^2 = r^2``: a square for each name on the left, and a number on the right."""
    x, y = read_names(words)
    sides = sides_of(tree)
    if sides is not None and not any(has_name(sides[1], name) for name in (x, y)):
        squares = terms_of(sides[0])
        found = {name for term in squares for name, other in ((x, y), (y, x)) if is_shifted_square(term, name, other)}
        if len(squares) == 2 and found == {x, y}:
            return None
    return refuse(f"({x} - h)^2 + ({y} - k)^2 = r^2", "the standard form of a circle")


def check_vertex_form(tree: Node, words: Words, notation: Notation) -> Diagnostic | None:
    """``a*(x - h)^2 + k``, alone or after ``y =``."""
    x, y = read_names(words)
    value = find_other_side(tree, y) if isinstance(tree, Relation) else tree
    if value is not None and not has_name(value, y):
        with_name = [term for term in terms_of(value) if has_name(term, x)]
        if len(with_name) == 1 and any(is_shifted_square(factor, x, y) for factor in factors_of(with_name[0])):
            rest = [factor for factor in factors_of(with_name[0]) if not is_shifted_square(factor, x, y)]
            if not any(has_name(factor, x) for factor in rest):
                return None
    return refuse(f"a*({x} - h)^2 + k", "vertex form")


def check_standard_quadratic(tree: Node, words: Words, notation: Notation) -> Diagnostic | None:
    """``a*x^2 + b*x + c``, each power once, alone, after ``y =``, or before ``= 0``."""
    x, y = read_names(words)
    sides = sides_of(tree)
    value = tree if sides is None else find_other_side(tree, y) or (sides[0] if rational_of(sides[1]) == 0 else None)
    if value is not None and not isinstance(value, Relation):
        degrees = [degree_of(term, x) for term in terms_of(value)]
        if set(degrees) <= {0, 1, SQUARE} and degrees.count(SQUARE) == 1 and degrees.count(1) <= 1:
            return None
    return refuse(f"a*{x}^2 + b*{x} + c", "the standard form of a quadratic")


def refuse(form: str, words: str) -> Diagnostic:
    return build_complaint("not-standard-form", f"This is not in {words}.", f"write it as {form}.")


def read_names(words: Words) -> tuple[str, str]:
    """Return the names of the two coordinates: those that the demand gives, or x and y."""
    first, second = (*words, *USUAL[len(words) :])[:2]
    return first, second


def sides_of(tree: Node) -> tuple[Node, Node] | None:
    """Return the two sides of an equation, or None."""
    if isinstance(tree, Relation) and tree.operators == ("=",):
        return tree.operands[0], tree.operands[1]
    return None


def find_other_side(tree: Node, name: str) -> Node | None:
    """Return what an equation gives a name that is alone on one side, or None."""
    sides = sides_of(tree)
    for own, other in (sides, sides[::-1]) if sides is not None else ():
        if isinstance(own, Symbol) and own.name == name and not own.indices:
            return other
    return None


def has_name(tree: Node, name: str) -> bool:
    return any(isinstance(node, Symbol) and node.name == name for node in walk(tree))


def terms_of(tree: Node) -> tuple[Node, ...]:
    return tree.terms if isinstance(tree, Add) else (tree,)


def factors_of(term: Node) -> Iterator[Node]:
    """Yield what a term multiplies; a denominator without names belongs to the number in front."""
    if isinstance(term, Neg):
        yield from factors_of(term.operand)
    elif isinstance(term, Div):
        yield from factors_of(term.numerator)
        yield Power(term.denominator, MINUS_ONE)
    elif isinstance(term, Mul):
        for factor in term.factors:
            yield from factors_of(factor)
    else:
        yield term


def degree_of(term: Node, name: str) -> int | None:
    """Return the degree of a term in a name, where it is a number times a power of it; None where it is more."""
    degree = 0
    for factor in factors_of(term):
        if not has_name(factor, name):
            continue
        base, exponent = (factor.base, rational_of(factor.exponent)) if isinstance(factor, Power) else (factor, 1)
        if not isinstance(base, Symbol) or exponent is None or exponent != int(exponent) or exponent < 0 or degree:
            return None
        degree = int(exponent)
    return degree


def is_shifted_square(node: Node, name: str, other: str) -> bool:
    """Whether a node is ``(x - h)^2`` or ``x^2``: the name with the factor 1, and what has neither name."""
    if not isinstance(node, Power) or rational_of(node.exponent) != SQUARE:
        return False
    terms = terms_of(node.base)
    alone = [term for term in terms if isinstance(term, Symbol) and term.name == name]
    return len(alone) == 1 and sum(has_name(term, name) or has_name(term, other) for term in terms) == 1
