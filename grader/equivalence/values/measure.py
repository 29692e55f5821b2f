"""How large the polynomials are in which a proof computes: their degree, and how long their coefficients are.

Every node is a quotient of two polynomials in *letters*: a letter for each symbol and for each kernel, such as
``exp(x)`` or the turn ``exp(i x)``. What the error bound of a proof needs of them is bounded here from the structure
alone: the degree of both, and for each the *length*, a power of two that bounds the sum of the sizes of its
coefficients. A root is no letter of its own in this count but as long as what it is a root of, because the product of
all its conjugates is (``rungs/salted.py`` uses the numbers in this way).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from flint import fmpq

from grader.equivalence.graph.facts import operands_of
from grader.equivalence.graph.graph import Coefficient, Graph
from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, POWER, PRODUCT, SUM
from grader.equivalence.values.needed import find_noted_root, list_parts

__all__ = ["HIGHEST", "Size", "measure"]

HIGHEST = 1 << 200  # stands for anything that is too large: it allows no bound below 2^-80
Size = tuple[int, int, int]  # the degree, and the bits of the lengths above and below the fraction bar
Sizes = Mapping[int, Size]  # of the nodes that were measured so far
LETTER: Size = (1, 0, 0)
NOTHING: Size = (0, 0, 0)


def measure(graph: Graph, nodes: Iterable[int]) -> dict[int, Size]:
    """Return, for nodes with all that they need, bounds on their degree and on the bits of both lengths."""
    sizes: dict[int, Size] = {}
    for node in nodes:
        kind, data = graph.kind[node], graph.data[node]
        if kind == SUM:
            found = measure_sum(sizes, data)
        elif kind == PRODUCT:
            found = measure_product(sizes, data)
        elif kind == ATOM:
            found = LETTER
        elif kind == NUMBER:
            found = (0, *count_bits(data))
        elif kind == CALL:
            found = measure_call(graph, sizes, *data)
        else:
            found = measure_power(graph, sizes, *data) if kind == POWER else NOTHING
        sizes[node] = found if max(found) < HIGHEST else (HIGHEST, HIGHEST, HIGHEST)
    return sizes


def count_bits(value: Coefficient) -> tuple[int, int]:
    """Return the bits of a number's numerator and of its denominator, 0 for a denominator of 1."""
    if type(value) is int:
        return value.bit_length(), 0
    return int(value.p).bit_length(), int(value.q).bit_length()


def measure_sum(sizes: Sizes, data: Any) -> Size:
    """Measure a sum over the product of all its denominators."""
    constant, terms = data
    tallest, scale = count_bits(constant) if constant else (0, 0)
    degree = bottom = 0
    for term, factor in terms:
        its_degree, above, below = sizes[term]
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


def measure_product(sizes: Sizes, data: Any) -> Size:
    degree = top = bottom = 0
    for factor, exponent in data:
        its_degree, above, below = sizes[factor]
        times = abs(exponent)
        if exponent < 0:
            above, below = below, above
        degree += its_degree * times
        top += above * times
        bottom += below * times
    return degree, top, bottom


def measure_power(graph: Graph, sizes: Sizes, base: int, exponent: int) -> Size:
    degree, above, below = sizes[base]
    if graph.kind[exponent] == NUMBER:
        # (a/b)^(1/q) is (a b^(q - 1))^(1/q)/b, so its numerator is not longer than the longer one of a and b.
        return degree, max(above, below), below
    # One letter for each term of the exponent, and the base itself for its constant.
    degrees, size = 0, 0
    for term, factor in list_parts(graph, exponent):
        times = count_times(factor)
        degrees += times * (degree + 1)
        size += times * max(above, below) if graph.kind[term] == NUMBER else 0
    return degrees, size, size


def measure_call(graph: Graph, sizes: Sizes, name: str, arguments: tuple[int, ...]) -> Size:
    if name not in ("exp", "sin", "cos", "log") or len(arguments) != 1:
        return LETTER
    argument = arguments[0]
    if name == "log":
        # A sum of one letter for each factor, times its exponent.
        exponents = [abs(step) for _, step in graph.data[argument]] if graph.kind[argument] == PRODUCT else [1]
        return len(exponents), sum(exponents).bit_length(), 0
    degree = size = 0
    for term, factor in list_parts(graph, argument):
        its_degree, its_size = measure_turn(graph, sizes, term)
        times = count_times(factor)
        degree += its_degree * times
        size += its_size * times
    # The sine and cosine are (w + 1/w)/2 and (w - 1/w)/(2i) for a turn w = a/b, so (a^2 + b^2)/(2ab) and the like.
    return (degree, size, size) if name == "exp" else (2 * degree, 2 * size + 1, 2 * size + 1)


def measure_turn(graph: Graph, sizes: Sizes, term: int) -> tuple[int, int]:
    """Return the degree and bits of ``exp(term)`` or ``exp(i term)``: a letter, if it is not algebraic in its parts."""
    degree, size = 1, 0
    for part in operands_of(graph, term) if graph.kind[term] == PRODUCT else (term,):
        name = graph.data[part][0] if graph.kind[part] == CALL else ""
        if name not in ("log", "asin", "atan"):
            continue
        its_degree, above, below = sizes[graph.data[part][1][0]]
        degree += its_degree
        if name == "log":  # exp(log t) is t
            size += max(above, below)
        for root in find_noted_root(graph, part):
            root_degree, root_above, root_below = sizes[root]
            degree += root_degree
            # root + i t of an inverse sine, and (1 + i t)/root of an inverse tangent.
            if name == "asin":
                size += max(root_above + below, above + root_below, below + root_below) + 1
            else:
                size += max(max(above, below) + 1 + root_below, below + root_above)
    return degree, size


def count_times(factor: Coefficient) -> int:
    """Return the size of a coefficient, rounded up: how often a letter is multiplied in an exponential."""
    return abs(factor) if type(factor) is int else int(abs(fmpq(factor)).ceil())
