"""The form ``partial fractions``: a sum of fractions, each over a power of something that does not factor any further.

Above each line the degree is smaller than that of what is raised below it: ``(x + 1)/(x^2 + 4)^2``, ``3/(x - 1)``.
Factoring is over the rational numbers, and a polynomial may be one more term.

>>> from grader.expr import parse
>>> from grader.expr.notation import Entry
>>> notation = Notation(entries={"x": Entry(name="x")})
>>> texts = ("1/x + 1/(x + 1)", "x + 2/(x - 1)^2", "(x + 1)/(x^2 + 4)", "1/(x(x + 1))", "x/(x - 1)", "1/(x^2 - 1)")
>>> [check_partial_fractions(parse(text, notation).tree, (), notation) is None for text in texts]
[True, True, True, False, False, False]
"""

from collections.abc import Iterator

from grader.equivalence.form.complaints import Words, build_complaint, format_piece
from grader.equivalence.form.numbers import rational_of
from grader.equivalence.form.polynomials import find_reducible_factor
from grader.errors import Diagnostic
from grader.expr.calculation.building import number
from grader.expr.nodes import Add, Div, Mul, Neg, Node, Number, Power, Symbol
from grader.expr.notation import Notation
from grader.expr.traverse import walk

__all__ = ["check_partial_fractions"]


def check_partial_fractions(tree: Node, words: Words, notation: Notation) -> Diagnostic | None:
    """Fractions over powers of what does not factor, with smaller degrees above, added up."""
    for term in list_terms(tree):
        if not is_partial(term):
            return build_complaint(
                "not-partial-fractions",
                f"'{format_piece(term)}' can be taken apart further.",
                "write a sum of fractions, each over a power of one factor, with a smaller degree above the line.",
            )
    return None


def list_terms(tree: Node) -> Iterator[Node]:
    """Yield the terms of a sum without their signs, also of sums in brackets."""
    if isinstance(tree, Add):
        for term in tree.terms:
            yield from list_terms(term)
    elif isinstance(tree, Neg):
        yield from list_terms(tree.operand)
    else:
        yield tree


def is_partial(term: Node) -> bool:
    """Whether a term is a polynomial, or one fraction that is not to be taken apart."""
    if isinstance(term, Mul):
        divided = [factor for factor in term.factors if holds_fraction(factor)]
        rest = [factor for factor in term.factors if not holds_fraction(factor)]
        if len(divided) == 1 and all(rational_of(factor) is not None for factor in rest):
            return is_partial(divided[0])
    if isinstance(term, Power) and (power := rational_of(term.exponent)) is not None and power < 0:
        return is_partial(Div(number(1), Power(term.base, number(-power))))
    if not isinstance(term, Div) or not has_name(term.denominator):
        return not holds_fraction(term)
    factors = [factor for factor in factors_of(term.denominator) if has_name(factor)]
    if len(factors) != 1 or holds_fraction(term.numerator):
        return False
    base = base_of(factors[0])
    below, above = find_degree(base), find_degree(term.numerator)
    return below is not None and above is not None and above < below and find_reducible_factor(base) is None


def holds_fraction(tree: Node) -> bool:
    """Whether a name is below a fraction line, or has a negative power."""
    return any(
        (isinstance(node, Div) and has_name(node.denominator))
        or (isinstance(node, Power) and has_name(node.base) and (rational_of(node.exponent) or 0) < 0)
        for node in walk(tree)
    )


def has_name(tree: Node) -> bool:
    return any(isinstance(node, Symbol) for node in walk(tree))


def factors_of(tree: Node) -> tuple[Node, ...]:
    return tree.factors if isinstance(tree, Mul) else (tree,)


def base_of(factor: Node) -> Node:
    """Return what is raised to a whole power, or the factor itself."""
    exponent = rational_of(factor.exponent) if isinstance(factor, Power) else None
    return factor.base if isinstance(factor, Power) and exponent is not None and exponent >= 1 else factor


def find_degree(tree: Node) -> int | None:
    """Return the degree of a polynomial as it is written, in all names together; None for anything else."""
    match tree:
        case Number():
            return 0
        case Symbol():
            return 1
        case Neg(operand=inner):
            return find_degree(inner)
        case Add(terms=parts) | Mul(factors=parts):
            degrees = [find_degree(part) for part in parts]
            known = [degree for degree in degrees if degree is not None]
            found = max(known, default=0) if isinstance(tree, Add) else sum(known)
            return found if len(known) == len(degrees) else None
        case Div(numerator=above, denominator=below):
            return find_degree(above) if not has_name(below) else None
        case Power(base=base, exponent=exponent):
            power, degree = rational_of(exponent), find_degree(base)
            if power is None or degree is None or power.denominator != 1 or power < 0:
                return None
            return degree * int(power)
    return None if has_name(tree) else 0
