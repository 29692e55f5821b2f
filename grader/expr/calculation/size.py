"""How large an answer's exact values would be, estimated before anything large is computed.

Every exact constant in a tree is evaluated, but only after an estimate shows that it has fewer than
``MAX_VALUE_DIGITS`` digits; so ``9**9**9**9``, ``(((100!)!)!)!`` and ``(1/3)**(10**9)`` are refused in microseconds.
A power of a written decimal, a root or any other inexact value is never computed exactly, so it needs no limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import factorial, log10
from typing import Final

from grader.errors import LimitError
from grader.expr.complaints import complain_over_limit
from grader.expr.nodes import (
    Add,
    BigOperator,
    Call,
    Constant,
    Div,
    Factorial,
    Mul,
    Neg,
    Node,
    Number,
    Power,
    Symbol,
)  # fmt: skip
from grader.expr.traverse import children
from grader.limits import MAX_DEPTH, MAX_FACTORIAL, MAX_SUM_TERMS, MAX_VALUE_DIGITS

__all__ = ["check_size", "list_nodes_by_level", "may_be_exact"]

Places = Mapping[int, tuple[Node, int, int]]

_LIMITS: Final = {
    "MAX_VALUE_DIGITS": MAX_VALUE_DIGITS,
    "MAX_FACTORIAL": MAX_FACTORIAL,
    "MAX_SUM_TERMS": MAX_SUM_TERMS,
    "MAX_DEPTH": MAX_DEPTH,
}
_EXACT: Final = (Number, Neg, Add, Mul, Div, Power, Factorial, Call)
_LEAVES: Final = (Number, Symbol, Constant)


def check_size(tree: Node, text: str, places: Places) -> None:
    """Refuse a tree that is nested too deeply, or in which an exact value or a number of terms is over its limit."""
    inner_first = list_nodes_by_level(tree, text, places)
    estimates = _Estimates(text, places)
    for node in reversed(inner_first):
        estimates.add(node)
    if estimates.has_sums:
        check_term_count(tree, 1, estimates)


def may_be_exact(node: Node) -> bool:
    """Whether a node may have an exact value: it is made of whole numbers and fractions alone.

    Otherwise no power with it as base or exponent is ever computed.
    """
    if isinstance(node, Number):
        return node.decimals is None
    return isinstance(node, _EXACT) and all(map(may_be_exact, children(node)))


def list_nodes_by_level(tree: Node, text: str, places: Places) -> list[Node]:
    """List all nodes, outer before inner, without recursion; refuse a tree deeper than ``MAX_DEPTH``."""
    nodes: list[Node] = []
    level = [tree]
    depth = 0
    while level:
        nodes += level
        depth += 1
        if depth > MAX_DEPTH + 1:
            raise complain_about_node("MAX_DEPTH", tree, text, places)
        level = [part for node in level if not isinstance(node, _LEAVES) for part in children(node)]
    return nodes


def complain_about_node(name: str, node: Node, text: str, places: Places) -> LimitError:
    _, start, end = places.get(id(node), (node, 0, len(text)))
    return complain_over_limit(text, start, end, name, limit=_LIMITS[name])


class _Estimates:
    """The exact value of every constant part seen so far, by identity; None if a part is not an exact constant."""

    def __init__(self, text: str, places: Places) -> None:
        self.text = text
        self.places = places
        self.values: dict[int, Fraction | None] = {}
        self.has_sums = False

    def add(self, node: Node) -> None:
        """Compute the value of ``node``, or refuse it; its parts must have been added before."""
        value: Fraction | None = None
        if isinstance(node, BigOperator):
            self.has_sums = True
        elif isinstance(node, Number):
            value = node.value if node.decimals is None else None
        elif isinstance(node, _EXACT):
            inner = [self.values.get(id(part)) for part in children(node)]
            known = [item for item in inner if item is not None]
            if len(known) == len(inner):
                value = self.exact(node, known)
        self.values[id(node)] = value

    def exact(self, node: Node, inner: list[Fraction]) -> Fraction | None:
        """The exact value of a construct from the values of its parts; None if it has none."""
        if isinstance(node, Power):
            return self.power(node, *inner)
        if isinstance(node, Factorial):
            return self.factorial(node, inner[0])
        if isinstance(node, Call):
            return self.call(node, inner)
        if sum(count_digits(value) for value in inner) > MAX_VALUE_DIGITS and len(inner) > 1:
            raise complain_about_node("MAX_VALUE_DIGITS", node, self.text, self.places)
        if isinstance(node, Neg):
            return -inner[0]
        if isinstance(node, Div):
            return inner[0] / inner[1] if inner[1] else None
        value = Fraction(0) if isinstance(node, Add) else Fraction(1)
        for item in inner:
            value = value + item if isinstance(node, Add) else value * item
        return value

    def power(self, node: Node, base: Fraction, exponent: Fraction) -> Fraction | None:
        """A power with a whole exponent; other exponents give roots, which are not exact."""
        if exponent.denominator != 1 or (base == 0 and exponent < 0):
            return None
        if base in (0, 1, -1):
            return base ** (exponent.numerator % 2 + 2) if exponent else Fraction(1)
        # Even 2 to a power above 4 times the limit has more digits, because log10(2) is 0.301.
        if abs(exponent) > 4 * MAX_VALUE_DIGITS or count_digits(base) * abs(exponent) > MAX_VALUE_DIGITS:
            raise complain_about_node("MAX_VALUE_DIGITS", node, self.text, self.places)
        return base**exponent.numerator

    def factorial(self, node: Node, argument: Fraction) -> Fraction | None:
        if argument > MAX_FACTORIAL:
            raise complain_about_node("MAX_FACTORIAL", node, self.text, self.places)
        return Fraction(factorial(int(argument))) if argument >= 0 and argument.denominator == 1 else None

    def call(self, node: Call, inner: list[Fraction]) -> Fraction | None:
        """The value of the few functions that keep exact numbers exact; large binomials are refused."""
        if node.function == "binomial" and len(inner) == 2 and min(inner[1], inner[0] - inner[1]) > MAX_FACTORIAL:
            raise complain_about_node("MAX_FACTORIAL", node, self.text, self.places)
        if node.function in ("max", "min") and inner:
            return max(inner) if node.function == "max" else min(inner)
        return abs(inner[0]) if node.function == "abs" and len(inner) == 1 else None


def count_digits(value: Fraction) -> float:
    """About how many decimal digits the larger of numerator and denominator has."""
    largest = max(abs(value.numerator), value.denominator)
    return largest.bit_length() * 0.30103 if largest > 10**15 else log10(largest)  # 0.30103 is log10(2)


def check_term_count(node: Node, terms: int, estimates: _Estimates) -> None:
    """Refuse nested sums and products that have too many terms together; the depth is already bounded."""
    if isinstance(node, BigOperator) and node.lower is not None and node.upper is not None:
        lower, upper = estimates.values.get(id(node.lower)), estimates.values.get(id(node.upper))
        if lower is not None and upper is not None:
            terms = max(1, terms * max(0, int(upper - lower) + 1))
            if terms > MAX_SUM_TERMS:
                raise complain_about_node("MAX_SUM_TERMS", node, estimates.text, estimates.places)
    if not isinstance(node, _LEAVES):
        for part in children(node):
            check_term_count(part, terms, estimates)
