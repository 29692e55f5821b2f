"""How large the polynomials are in which a proof computes: their degree, and how long their coefficients are.

Every node is a quotient of two polynomials in *letters*: a letter for each symbol and for each kernel, such as
``exp(x)`` or the turn ``exp(i x)``. What the error bound of a proof needs of them is bounded here from the structure
alone: the degree of both, and for each the *length*, a power of two that bounds the sum of the sizes of its
coefficients. A root is no letter of its own in this count but as long as what it is a root of, because the product of
all its conjugates is (``rungs/salted.py`` uses the numbers in this way).
"""

from typing import Any

from flint import fmpq

from grader.equivalence.graph.facts import operands_of, remember_fact
from grader.equivalence.graph.graph import Coefficient, Graph
from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, ONE, POWER, PRODUCT, SUM

__all__ = ["HIGHEST", "Size", "measure"]

HIGHEST = 1 << 200  # stands for anything that is too large: it allows no bound below 2^-80
Size = tuple[int, int, int]  # the degree, and the bits of the lengths above and below the fraction bar
LETTER: Size = (1, 0, 0)
NOTHING: Size = (0, 0, 0)


@remember_fact
def measure(graph: Graph, node: int) -> Size:
    """Return bounds on the degree of a node, and on the bits of its numerator's and denominator's lengths."""
    kind, data = graph.kind[node], graph.data[node]
    if kind == ATOM:
        return LETTER
    if kind == NUMBER:
        return (0, *count_bits(data))
    if kind == SUM:
        found = measure_sum(graph, data)
    elif kind == PRODUCT:
        found = measure_product(graph, data)
    elif kind == POWER:
        found = measure_power(graph, *data)
    elif kind == CALL:
        found = measure_call(graph, *data)
    else:
        return NOTHING
    degree, above, below = found
    return found if degree < HIGHEST and above < HIGHEST and below < HIGHEST else (HIGHEST, HIGHEST, HIGHEST)


def count_bits(value: Coefficient) -> tuple[int, int]:
    """Return the bits of a number's numerator and of its denominator, 0 for a denominator of 1."""
    if type(value) is int:
        return value.bit_length(), 0
    return int(value.p).bit_length(), int(value.q).bit_length()


def measure_sum(graph: Graph, data: Any) -> Size:
    """Measure a sum over the product of all its denominators."""
    constant, terms = data
    tallest, scale = count_bits(constant) if constant else (0, 0)
    degree = bottom = 0
    for term, factor in terms:
        its_degree, above, below = measure(graph, term)
        top = 1 if factor == 1 or factor == -1 else factor.bit_length() if type(factor) is int else 0
        if not top:
            top, its_scale = count_bits(factor)
            scale += its_scale
        degree += its_degree
        bottom += below
        # Relative to the common denominator: its own one is divided out again.
        tallest = max(tallest, top + above - below)
    # k + 1 terms of at most so many bits each have so many bits and those of k + 1 together.
    return degree, max(tallest, 0) + bottom + scale + len(terms).bit_length(), bottom + scale


def measure_product(graph: Graph, data: Any) -> Size:
    degree = top = bottom = 0
    for factor, exponent in data:
        its_degree, above, below = measure(graph, factor)
        times = abs(exponent)
        if exponent < 0:
            above, below = below, above
        degree += its_degree * times
        top += above * times
        bottom += below * times
    return degree, top, bottom


def measure_power(graph: Graph, base: int, exponent: int) -> Size:
    degree, above, below = measure(graph, base)
    if graph.kind[exponent] == NUMBER:
        # (a/b)^(1/q) is (a b^(q - 1))^(1/q)/b, so its numerator is not longer than the longer one of a and b.
        return degree, max(above, below), below
    # One letter for each term of the exponent, and the base itself for its constant.
    degrees, size = 0, 0
    for term, factor in list_terms(graph, exponent):
        times = count_times(factor)
        degrees += times * (degree + 1)
        size += times * max(above, below) if graph.kind[term] == NUMBER else 0
    return degrees, size, size


def measure_call(graph: Graph, name: str, arguments: tuple[int, ...]) -> Size:
    if name not in ("exp", "sin", "cos", "log") or len(arguments) != 1:
        return LETTER
    argument = arguments[0]
    if name == "log":
        # A sum of one letter for each factor, times its exponent.
        exponents = [abs(step) for _, step in graph.data[argument]] if graph.kind[argument] == PRODUCT else [1]
        return len(exponents), sum(exponents).bit_length(), 0
    degree = size = 0
    for term, factor in list_terms(graph, argument):
        its_degree, its_size = measure_turn(graph, term)
        times = count_times(factor)
        degree += its_degree * times
        size += its_size * times
    # The sine and cosine are (w + 1/w)/2 and (w - 1/w)/(2i) for a turn w = a/b, so (a^2 + b^2)/(2ab) and the like.
    return (degree, size, size) if name == "exp" else (2 * degree, 2 * size + 1, 2 * size + 1)


def measure_turn(graph: Graph, term: int) -> tuple[int, int]:
    """Return the degree and bits of ``exp(term)`` or ``exp(i term)``: a letter, if it is not algebraic in its parts."""
    degree, size = 1, 0
    parts = operands_of(graph, term) if graph.kind[term] == PRODUCT else (term,)
    for part in parts:
        if graph.kind[part] == CALL and graph.data[part][0] in ("log", "asin", "atan"):
            # exp(log t) is t; the others are made of t and of the root that is noted beside them.
            for below in (graph.data[part][1][0], (graph.notes[part] or {}).get("root")):
                if below is not None:
                    its_degree, above, bottom = measure(graph, below)
                    degree += its_degree
                    size += above + bottom + 1
    return degree, size


def list_terms(graph: Graph, node: int) -> list[tuple[int, Any]]:
    """Return the terms of an exponent with their coefficients, and its constant as a number node with the factor 1."""
    if graph.kind[node] == SUM:
        constant, terms = graph.data[node]
        return [*terms, (ONE, constant)] if constant else list(terms)
    return [(ONE, graph.data[node])] if graph.kind[node] == NUMBER else [(node, 1)]


def count_times(factor: Coefficient) -> int:
    """Return the size of a coefficient, rounded up: how often a letter is multiplied in an exponential."""
    return abs(factor) if type(factor) is int else int(abs(fmpq(factor)).ceil())
