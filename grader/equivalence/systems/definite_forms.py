"""Polynomials that never change their sign: quadratic forms, forms in two variables, sums of even powers.

A quadratic polynomial is a sum of squares exactly if its matrix, with one more row and column for the linear part, has
no negative eigenvalue; it is then zero where its gradient is, if anywhere, which is a system of linear equations. A
form of even degree in two variables is ``y^n f(x/y)``, so it keeps its sign if f has no real root.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from flint import fmpq, fmpq_poly

from grader.equivalence.graph.facts import ANY, COMPLEX, NEGATIVE, NULL, POSITIVE
from grader.equivalence.systems.kernel_polynomials import Polynomial, find_variables

__all__ = ["add_up_signs", "find_definite_zeros", "find_polynomial_signs"]

MAX_ROOT_DEGREE: Final = 16  # of a polynomial in one variable whose real roots are counted


def find_polynomial_signs(polynomial: Polynomial, masks: Sequence[int]) -> int:
    """Return the signs that a polynomial may have, given those of its variables."""
    found = add_up_signs(polynomial, masks)
    if found == ANY and not polynomial.total_degree() % 2:
        for flip in (1, -1):
            zeros = find_definite_zeros(polynomial * flip, masks)
            if zeros is not None:
                never = any(zero.is_constant() for zero in zeros)  # 1 = 0: it is zero nowhere
                return (POSITIVE if flip > 0 else NEGATIVE) | (0 if never else NULL)
    return found


def add_up_signs(polynomial: Polynomial, masks: Sequence[int]) -> int:
    """Return the signs of a sum whose terms pull the same way."""
    total, has_nonzero = 0, False
    for monomial, factor in polynomial.to_dict().items():
        mask = POSITIVE if factor > 0 else NEGATIVE
        for place, power in enumerate(monomial):
            if power:
                mask = multiply(mask, masks[place] & ~COMPLEX if power % 2 else square(masks[place]))
        total |= mask
        has_nonzero = has_nonzero or not mask & NULL
    if total & POSITIVE and total & NEGATIVE:
        return ANY
    return total & ~NULL if has_nonzero else total


def square(mask: int) -> int:
    return (mask & NULL) | (POSITIVE if mask & (POSITIVE | NEGATIVE) else 0)


def multiply(left: int, right: int) -> int:
    result = (left | right) & NULL
    if (left & POSITIVE and right & POSITIVE) or (left & NEGATIVE and right & NEGATIVE):
        result |= POSITIVE
    if (left & POSITIVE and right & NEGATIVE) or (left & NEGATIVE and right & POSITIVE):
        result |= NEGATIVE
    return result


def find_definite_zeros(polynomial: Polynomial, masks: Sequence[int]) -> list[Polynomial] | None:
    """Return equations for where a polynomial that is never negative is zero; None for another one.

    A constant among them means that it is zero nowhere.
    """
    places = find_variables(polynomial)
    if polynomial.total_degree() % 2 or not places:
        return None
    if polynomial.total_degree() == 2:
        return find_quadratic_zeros(polynomial, places)
    if len(places) == 1:
        return [polynomial.context().constant(1)] if is_positive_on_line(read_line(polynomial, places[0])) else None
    if len(places) == 2 and len({sum(monomial) for monomial in polynomial.monoms()}) == 1:
        return find_binary_zeros(polynomial, places)
    return find_zeros_by_discriminant(polynomial, places, masks)


def find_quadratic_zeros(polynomial: Polynomial, places: Sequence[int]) -> list[Polynomial] | None:
    """Complete the squares, one variable after the other."""
    rest, zeros = polynomial, []
    for place in places:
        rate = rest.derivative(place)  # 2 a x + b, where a is a number
        leading = rate.derivative(place)
        if leading == 0:
            # Without its square, a variable must not occur at all: x y and x take both signs.
            if rate != 0:
                return None
            continue
        if leading.leading_coefficient() < 0:
            return None
        # a x^2 + b x + c = (2 a x + b)^2/(4a) + c - b^2/(4a), and 2a is the second derivative.
        zeros.append(rate)
        rest = rest - rate * rate / (2 * leading.leading_coefficient())
    if not rest.is_constant():
        return None
    value = rest.leading_coefficient() if rest != 0 else fmpq(0)
    if value < 0:
        return None
    return [polynomial.context().constant(1)] if value > 0 else zeros


def find_binary_zeros(polynomial: Polynomial, places: Sequence[int]) -> list[Polynomial] | None:
    """Return that a form without a real root is zero at the origin alone."""
    first, second = places
    degree = int(polynomial.total_degree())
    coefficients = [fmpq(0)] * (degree + 1)
    for monomial, factor in polynomial.to_dict().items():
        coefficients[int(monomial[first])] = factor
    if coefficients[degree] <= 0 or not is_positive_on_line(fmpq_poly(coefficients)):
        return None
    generators = polynomial.context().gens()
    return [generators[first], generators[second]]


def find_zeros_by_discriminant(
    polynomial: Polynomial, places: Sequence[int], masks: Sequence[int]
) -> list[Polynomial] | None:
    """Return equations for ``a v^2 + b v + c = 0`` where a > 0 and 4 a c - b^2 is never negative."""
    for place in places:
        if polynomial.degrees()[place] != 2:
            continue
        rate = polynomial.derivative(place)  # 2 a v + b
        double = rate.derivative(place)  # 2 a
        # 4 a p = (2 a v + b)^2 + (4 a c - b^2)
        gap = 2 * double * polynomial - rate * rate
        if add_up_signs(double, masks) == POSITIVE and is_seen_nonnegative(gap, masks):
            return [rate, gap]
    return None


def is_seen_nonnegative(polynomial: Polynomial, masks: Sequence[int]) -> bool:
    """Whether a polynomial is never negative: by its terms, or as a product of squares."""
    if not add_up_signs(polynomial, masks) & NEGATIVE:
        return True
    if polynomial.total_degree() > MAX_ROOT_DEGREE:
        return False
    content, factors = polynomial.factor()
    return bool(content > 0) and all(
        exponent % 2 == 0 or not add_up_signs(factor, masks) & NEGATIVE for factor, exponent in factors
    )


def read_line(polynomial: Polynomial, place: int) -> Any:
    """Return a polynomial in one variable as such."""
    coefficients = [fmpq(0)] * (int(polynomial.degrees()[place]) + 1)
    for monomial, factor in polynomial.to_dict().items():
        coefficients[int(monomial[place])] = factor
    return fmpq_poly(coefficients)


def is_positive_on_line(polynomial: Any) -> bool:
    """Whether a polynomial in one variable is positive everywhere: positive at 0, and without a real root."""
    if polynomial.degree() > MAX_ROOT_DEGREE or polynomial(0) <= 0:
        return False
    return count_real_roots(polynomial) == 0


def count_real_roots(polynomial: Any) -> int:
    """Return the number of different real roots, by Sturm's chain."""
    chain = [polynomial, polynomial.derivative()]
    while chain[-1] != 0:
        chain.append(-(chain[-2] % chain[-1]))
    changes = [count_sign_changes([leading_sign(p, at) for p in chain[:-1]]) for at in (-1, 1)]
    return changes[0] - changes[1]


def leading_sign(polynomial: Any, at: int) -> int:
    """Return the sign far out on one side."""
    sign = 1 if polynomial.leading_coefficient() > 0 else -1
    return sign * at if polynomial.degree() % 2 else sign


def count_sign_changes(signs: Sequence[int]) -> int:
    return sum(1 for left, right in pairwise(signs) if left != right)
