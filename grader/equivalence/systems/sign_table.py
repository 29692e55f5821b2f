"""Conditions as functions of the signs of irreducible polynomials.

Whether ``y/x > 0`` holds depends on the signs of x and y alone, as ``x y > 0`` does. So every comparison is brought
over one denominator and factored; absolute values are split into their cases, sums of what is never negative into
their terms, and logarithms are undone. Two conditions are the same if they agree for every choice of signs that occurs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from grader.equivalence.graph import facts
from grader.equivalence.graph.calculus import list_reachable, substitute
from grader.equivalence.graph.facts import COMPLEX, NEGATIVE, NULL, POSITIVE
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import CALL, NUMBER, PRODUCT, SUM, UNDEFINED
from grader.equivalence.systems.definite_forms import find_polynomial_signs
from grader.equivalence.systems.kernel_polynomials import (
    KernelRing,
    OutOfReachError,
    Polynomial,
    find_variables,
    make_monic,
    undo_exponentials,
    undo_logarithms,
)
from grader.equivalence.systems.written_conditions import SIGNS, Condition

__all__ = ["ALWAYS", "Formula", "NEVER", "SignTable", "holds"]

MAX_KINKS: Final = 3  # absolute values and steps in one comparison; each splits it in three
MAX_REWRITES: Final = 3  # logarithms inside each other
Formula = tuple[Any, ...]  # ("and" or "or", parts), or ("sign", sign, factors, denominators, allowed signs)
ALWAYS: Final[Formula] = ("and", [])
NEVER: Final[Formula] = ("or", [])
SQUARES: Final = {"=": "and", "!=": "or", ">": "or", "<=": "and"}  # how a sum of terms that are >= 0 falls apart


class SignTable:
    """The irreducible factors of all comparisons, numbered, and the conditions written by their signs."""

    def __init__(self, ring: KernelRing) -> None:
        self.ring = ring
        self.graph = ring.graph
        self.factors: list[Polynomial] = []
        self.numbers: dict[str, int] = {}
        self.ordered: set[int] = set()  # factors of which it matters whether they are positive or negative
        self.poles: set[int] = set()  # factors where a comparison may have no value if they are zero
        self.definedness: dict[int, Formula] = {}  # of each variable

    def convert(self, condition: Condition) -> Formula:
        if condition[0] in ("and", "or"):
            return (condition[0], [self.convert(part) for part in condition[1]])
        return self.convert_comparison(*condition)

    def convert_comparison(self, node: int, operator: str) -> Formula:
        g = self.graph
        if node == UNDEFINED:
            return NEVER
        if g.kind[node] == NUMBER:
            return ALWAYS if (g.data[node] > 0) - (g.data[node] < 0) in SIGNS[operator] else NEVER
        kinks = [below for below in list_reachable(g, [node]) if g.kind[below] == CALL and g.data[below][0] == "sign"]
        if kinks:
            return self.split_cases(node, operator, kinks)
        return self.split_squares(node, operator) or self.convert_fraction(node, operator)

    def split_cases(self, node: int, operator: str, kinks: Sequence[int]) -> Formula:
        """Return a comparison with absolute values as one without, for each choice of their signs."""
        if len(kinks) > MAX_KINKS:
            raise OutOfReachError
        return ("or", list(self.list_cases(node, operator, kinks, {})))

    def list_cases(self, node: int, operator: str, kinks: Sequence[int], known: dict[int, int]) -> Iterator[Formula]:
        g = self.graph
        if not kinks:
            yield self.convert_comparison(substitute(g, [node], known)[0], operator)
            return
        # Operands have smaller numbers, so the signs inside an argument are known already.
        (argument,) = substitute(g, [g.data[kinks[0]][1][0]], known)
        for sign, test in ((1, ">"), (0, "="), (-1, "<")):
            holds = self.convert_comparison(argument, test)
            if holds != NEVER:
                for rest in self.list_cases(node, operator, kinks[1:], {**known, kinks[0]: g.number(sign)}):
                    yield ("and", [holds, rest])

    def split_squares(self, node: int, operator: str) -> Formula | None:
        """Return what a sum of terms that are never negative says: a^2 + b^2 = 0 where both are zero."""
        g = self.graph
        if g.kind[node] != SUM:
            return None
        constant, terms = g.data[node]
        flip = -1 if constant < 0 or any(factor < 0 for _, factor in terms) else 1
        if len(terms) + (constant != 0) < 2 or constant * flip < 0 or any(
            factor * flip < 0 or facts.find_signs(g, term) & (COMPLEX | NEGATIVE) for term, factor in terms
        ):  # fmt: skip
            return None
        if flip < 0:
            operator = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(operator, operator)
        # The written condition says where the terms have a value, so that here they all do.
        if operator in (">=", "<"):
            return self.with_definedness(node, ALWAYS if operator == ">=" else NEVER)
        test = "=" if operator in ("=", "<=") else "!="
        parts = [self.convert_comparison(g.number(constant), test)]
        parts += [self.convert_comparison(term, test) for term, factor in terms if factor != 0]
        return self.with_definedness(node, (SQUARES[operator], parts))

    def convert_fraction(self, node: int, operator: str) -> Formula:
        """Return a comparison by the signs of the factors above and below the line."""
        held: set[int] = set()
        sign, powers, below = 1, dict[int, int](), dict[int, int]()
        # Factor by factor, so that a power is not multiplied out.
        for factor, exponent in list_factors(self.graph, node):
            top, bottom = self.ring.fraction(factor)
            if top == 0:
                return self.with_definedness(factor, ALWAYS if 0 in SIGNS[operator] and exponent > 0 else NEVER)
            for polynomial, is_below in ((top, exponent < 0), (bottom, True)):
                flip, found = self.split(polynomial, held)
                sign *= flip if exponent % 2 else 1
                for number, power in found.items():
                    powers[number] = powers.get(number, 0) + power * abs(exponent)
                    if is_below:
                        below[number] = 1
        if operator not in ("=", "!="):
            self.ordered |= {number for number, exponent in powers.items() if exponent % 2}
        self.poles |= {*below} if operator != "!=" else {*powers}
        factors = tuple((number, 2 - exponent % 2) for number, exponent in powers.items())
        formula = ("sign", sign, factors, tuple(below), frozenset(SIGNS[operator]))
        return self.join_definedness(held, formula)

    def split(self, polynomial: Polynomial, held: set[int], depth: int = 0) -> tuple[int, dict[int, int]]:
        """Return the sign of the constant factor, and the numbers of all others with their exponents."""
        held |= set(find_variables(polynomial))
        content, found = polynomial.factor()
        sign = 1 if content > 0 else -1
        powers: dict[int, int] = {}
        for factor, exponent in found:
            leading, monic = make_monic(factor)
            inner_sign, inner = self.rewrite(monic, held, depth)
            if (leading < 0) != (inner_sign < 0) and exponent % 2:
                sign = -sign
            for number, power in inner.items():
                powers[number] = powers.get(number, 0) + power * int(exponent)
        return sign, powers

    def rewrite(self, factor: Polynomial, held: set[int], depth: int) -> tuple[int, dict[int, int]]:
        """Return an irreducible factor, or those of a polynomial that has the same signs without a logarithm."""
        node = undo_logarithms(self.ring, factor)
        node = node if node is not None else undo_exponentials(self.ring, factor)
        if node is None:
            return 1, {self.find_number(factor): 1}
        if depth == MAX_REWRITES:
            raise OutOfReachError
        top, bottom = self.ring.fraction(node)
        if top == 0:  # a factor that is zero everywhere, such as ln(e^x) - x
            raise OutOfReachError
        sign, powers = self.split(top, held, depth + 1)
        flip, below = self.split(bottom, held, depth + 1)
        for number, power in below.items():
            powers[number] = powers.get(number, 0) + power
        return sign * flip, powers

    def find_number(self, factor: Polynomial) -> int:
        key = str(factor)
        if key not in self.numbers:
            self.numbers[key] = len(self.factors)
            self.factors.append(factor)
        return self.numbers[key]

    def with_definedness(self, node: int, formula: Formula) -> Formula:
        top, bottom = self.ring.fraction(node)
        return self.join_definedness({*find_variables(top), *find_variables(bottom)}, formula)

    def join_definedness(self, places: set[int], formula: Formula) -> Formula:
        """Return a formula that holds only where all variables in it have a value."""
        demands = [demand for place in sorted(places) if (demand := self.demand_value(place)) != ALWAYS]
        return ("and", [*demands, formula]) if demands else formula

    def demand_value(self, place: int) -> Formula:
        """Return where a variable has a value."""
        if place not in self.definedness:
            parts = [self.convert_comparison(*leaf) for leaf in self.ring.requirements[place]]
            parts = [part for part in parts if part != ALWAYS]
            self.definedness[place] = ("and", parts) if parts else ALWAYS
        return self.definedness[place]

    def list_signs(self, number: int) -> tuple[int, ...]:
        """Return the signs that a factor may have; 1 means *not zero* where only that matters."""
        mask = find_polynomial_signs(self.factors[number], list(map(self.ring.signs_of, range(len(self.ring.nodes)))))
        signs = [sign for sign, bit in ((0, NULL), (1, POSITIVE), (-1, NEGATIVE)) if mask & bit]
        if number in self.ordered or len(signs) < 2:
            return tuple(signs)
        return (0, 1) if 0 in signs else (1,)


def list_factors(g: Graph, node: int) -> list[tuple[int, int]]:
    """Return the factors of a node with their exponents."""
    if g.kind[node] == SUM:
        constant, terms = g.data[node]
        if constant == 0 and len(terms) == 1 and terms[0][1] != 0:
            return [(g.number(terms[0][1]), 1), *list_factors(g, terms[0][0])]
    return list(g.data[node]) if g.kind[node] == PRODUCT else [(node, 1)]


def holds(formula: Formula, signs: Sequence[int]) -> bool:
    """Whether a condition holds, given the sign of each factor."""
    kind = formula[0]
    if kind == "and":
        return all(holds(part, signs) for part in formula[1])
    if kind == "or":
        return any(holds(part, signs) for part in formula[1])
    _, sign, factors, below, allowed = formula
    if any(signs[number] == 0 for number in below):  # a pole, where nothing holds
        return False
    for number, power in factors:
        sign *= signs[number] if power == 1 else abs(signs[number])
    return sign in allowed
