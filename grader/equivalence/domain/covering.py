"""Where an answer is undefined along a line, by covering the line with balls.

A root needs a radicand that is not negative, a logarithm a positive argument, an inverse sine one between -1 and 1.
Such a condition is evaluated in ball arithmetic on whole intervals: where the ball is positive, the condition *holds*
on the whole interval, where it is negative it holds nowhere there, and otherwise the interval is halved. So
``sqrt((e^x - 2)^2 - 10^-12)``, undefined on a piece of length 10^-6 around log 2, is found after some forty halvings,
and ``sqrt(e^x - x)`` is proved to be defined between -64 and 64 (R. E. Moore, *Interval Analysis*, 1966). Larger
numbers come last and are covered as far as the number of balls allows.

Only conditions that the expected answer does not have itself, and whose sign is not known, are checked. Those that are
polynomial along the line are left to ``pieces``, which finds their roots exactly.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import pairwise

from flint import arb, fmpq

from grader.equivalence.domain.pieces import point_of
from grader.equivalence.graph import facts
from grader.equivalence.graph.calculus import extract_subgraph, list_reachable, substitute
from grader.equivalence.graph.denominators import is_known_positive
from grader.equivalence.graph.graph import Graph, tidy
from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, ONE, POWER
from grader.equivalence.precision import precision
from grader.equivalence.values.enclosure import Ball, Sample
from grader.equivalence.values.exact_roots import NotPolynomialError, find_sign_polynomial, find_simplest
from grader.expr.notation import Domain

__all__ = ["find_places_without_value"]

PRECISION = 256  # bits; the narrowest intervals differ in the 90th, so the ends keep many digits
MAX_BALLS = 800  # the line between -64 and 64; a gap of 10^-6 takes some forty halvings
BROAD = 300  # balls; then the newest half is taken first, so the search follows one interval down to a narrow gap
MAX_FAR = 60  # beyond that; large numbers are covered only as far as these allow
MAX_PLACES = 8  # numbers in one search; one that refutes is enough, but the expected answer may be undefined at some
FAR = 64  # covered completely up to here, if the balls are enough
MAX_LINES = 12  # pairs of a symbol and a condition, each with its own balls
NARROWEST = fmpq(1, 2**90)  # as a part of the numbers in the interval
# An interval that ends at 0 is as wide as its numbers are large. It is halved until they are below this.
NEAREST = fmpq(1, 2**64)
# The first cuts, as powers of two: fine around 1, and reaching from 2^-64 to 2^64.
SCALES = (-64, -32, -16, -8, -4, -2, -1, 0, 1, 2, 3, 4, 6, 8, 16, 32, 64)


def find_places_without_value(graph: Graph, seed: int, student: int, expected: int) -> Iterator[Sample]:
    """Yield points at which a condition of the answer, which the expected one does not have, does not hold."""
    conditions = list_new_conditions(graph, student, expected)
    atoms = (
        [node for node in list_reachable(graph, [student, expected]) if graph.kind[node] == ATOM] if conditions else []
    )
    lines = [(atom, t) for atom in atoms for t in conditions if facts.is_continuous(graph, atom)]
    for atom, condition in lines[:MAX_LINES]:
        # The others are fixed at one point: a gap that this line does not meet is missed.
        fixed = {other: point_of(graph, seed, other) for other in atoms if other != atom}
        chosen = {graph.data[other][0]: value for other, value in fixed.items()}
        known = {other: graph.number(tidy(value)) for other, value in fixed.items()}
        (along,) = substitute(graph, [condition], known)
        if graph.kind[along] != NUMBER and not is_polynomial(graph, atom, along):
            small, roots = extract_subgraph(graph, [along, *substitute(graph, [expected], known)])
            for value in search_line(small, roots, *graph.data[atom]):
                # The point may be in a gap of width 2^-90, so more digits are needed.
                yield Sample(graph, seed, 1, 4 * PRECISION, {**chosen, graph.data[atom][0]: value})


def list_new_conditions(graph: Graph, student: int, expected: int) -> list[int]:
    """Return the nodes that must not be negative for the answer, and that the expected answer does not need."""
    # A condition of both is no difference: where it fails, the expected answer is undefined as well.
    shared = set(list_reachable(graph, [expected]))
    own = [node for node in list_reachable(graph, [student]) if node not in shared]
    found = dict.fromkeys(t for node in own for t in list_conditions(graph, node))
    return [t for t in found if facts.find_signs(graph, t) & facts.NEGATIVE and not is_known_positive(graph, t)]


def list_conditions(graph: Graph, node: int) -> list[int]:
    """Return the nodes that must not be negative for a node to be defined where its operands are."""
    kind, data = graph.kind[node], graph.data[node]
    if kind == POWER:
        return [data[0]]
    if kind == CALL and data[0] == "log":
        return [data[1][0]]
    if kind == CALL and data[0] == "asin":
        return [graph.combine([(ONE, 1), (data[1][0], step)]) for step in (1, -1)]
    return []


def is_polynomial(graph: Graph, atom: int, node: int) -> bool:
    """Whether a node is a quotient of polynomials in one symbol."""
    try:
        find_sign_polynomial(graph, atom, node)
    except NotPolynomialError:
        return False
    return True


def search_line(graph: Graph, roots: Sequence[int], name: str, domain: Domain) -> Iterator[fmpq]:
    """Yield numbers at which a condition does not hold although the expected answer may have a value there."""
    cut = cut_domain(domain)
    near = [interval for interval in cut if max(map(abs, interval)) <= FAR]
    yield from search_intervals(graph, roots, name, deque(near), MAX_BALLS)
    yield from search_intervals(
        graph, roots, name, deque(interval for interval in cut if interval not in near), MAX_FAR
    )


def search_intervals(
    graph: Graph, roots: Sequence[int], name: str, todo: deque[tuple[fmpq, fmpq]], limit: int
) -> Iterator[fmpq]:
    """Yield some numbers in some intervals at which a condition does not hold, with a limited number of balls."""
    condition, expected = roots
    found = 0
    for count in range(limit):
        if not todo or found >= MAX_PLACES:
            return
        # First breadth, so every interval is looked at; then depth, so the rest of the balls is not spread over many.
        low, high = todo.popleft() if count < BROAD else todo.pop()
        values = evaluate_between(graph, name, low, high)
        value = values[condition]
        if values[expected] is None or (value is not None and value > 0):  # nothing can be wrong on this interval
            continue
        if value is None or value < 0:
            found += 1
            yield find_simplest(low, high)
        # A condition that touches 0 without crossing it, as e^(2x) - 4e^x + 4, would be halved for ever.
        elif high - low > NARROWEST * max(abs(low), abs(high)) > NARROWEST * NEAREST:
            middle = (low + high) / 2
            todo += [(low, middle), (middle, high)]


def evaluate_between(graph: Graph, name: str, low: fmpq, high: fmpq) -> list[Ball]:
    """Return balls that hold all values of all nodes on an interval of one symbol."""
    with precision(PRECISION):
        return Sample(graph, 0, 0, PRECISION, {name: arb(low).union(arb(high))}).evaluate()


def cut_domain(domain: Domain) -> list[tuple[fmpq, fmpq]]:
    """Return the intervals, of growing length, into which a domain is cut at first."""
    powers = [fmpq(2) ** scale for scale in SCALES]
    ends = [*(-power for power in reversed(powers)), fmpq(0), *powers]
    if domain.lower is not None:
        lower = fmpq(domain.lower.numerator, domain.lower.denominator)
        ends = [lower, *(end for end in ends if end > lower)]
    if domain.upper is not None:
        upper = fmpq(domain.upper.numerator, domain.upper.denominator)
        ends = [*(end for end in ends if end < upper), upper]
    mask = facts.signs_of_domain(domain)
    cut = pairwise(ends)
    return [(a, b) for a, b in cut if (a >= 0 or mask & facts.NEGATIVE) and (b <= 0 or mask & facts.POSITIVE)]
