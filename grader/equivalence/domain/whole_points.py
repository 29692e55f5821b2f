"""Points at small whole numbers, one by one, with values worked out exactly where all symbols are whole.

Numbers that are drawn are too large for what has values at a few whole numbers alone, such as ``(2 - n)!``, and where
a step is exactly at its edge, as ``1[1/n < 1/3]`` is at 3, no ball shows on which side.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice, product

from flint import arb, fmpq

from grader.equivalence.graph import facts
from grader.equivalence.graph.calculus import list_reachable, substitute
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ATOM, NUMBER
from grader.equivalence.precision import WORKING, precision
from grader.equivalence.values.enclosure import Sample
from grader.equivalence.values.points import draw_coordinate, find_ends
from grader.errors import LimitError
from grader.expr.notation import Domain

__all__ = ["list_points_at_quarters", "list_points_at_whole_numbers"]

MAX_POINTS = 25
MAX_NODES = 80  # below both sides: each point builds as many again
NEAREST = (0, 1, -1, 2, 3, 4, 5, -2, -3)
BITS = 128
QUARTERS = 16  # points


def list_points_at_whole_numbers(graph: Graph, seed: int, student: int, expected: int) -> Iterator[Sample]:
    """Yield points where the whole symbols are small, with exact values where no other symbol is left."""
    below = list_reachable(graph, [student, expected])
    atoms = [node for node in below if graph.kind[node] == ATOM]
    whole = [node for node in atoms if facts.is_whole(graph, node)]
    if not whole or len(below) > MAX_NODES or graph.over_complex:
        return
    # With two symbols five numbers each, with more of them the first two or three.
    values = [list_small_numbers(graph.data[node][1]) for node in whole]
    count = next(size for size in range(len(NEAREST), 0, -1) if size ** len(whole) <= MAX_POINTS or size == 1)
    mark = len(graph)
    for chosen in islice(product(*(few[:count] for few in values)), MAX_POINTS):
        names = [graph.data[node][0] for node in whole]
        sample = Sample(graph, seed, 1, BITS, dict(zip(names, map(fmpq, chosen), strict=True)))
        sample.evaluate()
        if len(whole) == len(atoms):
            put_exact_values(graph, sample, dict(zip(whole, chosen, strict=True)), (student, expected))
            graph.rewind(mark)
            sample.rewind(mark)
        yield sample


def list_points_at_quarters(graph: Graph, seed: int, student: int, expected: int) -> Iterator[Sample]:
    """Yield points whose coordinates are multiples of 1/4, which balls hold exactly.

    There ``|x - 1| + x - 1`` is exactly 0 for x < 1, where it is a ball around 0 at other fractions, whose root is
    nothing that settles anything.
    """
    atoms = [node for node in list_reachable(graph, [student, expected]) if graph.kind[node] == ATOM]
    for number in range(QUARTERS):
        chosen: dict[str, fmpq] = {}
        for node in atoms:
            name, domain = graph.data[node]
            drawn = draw_coordinate(seed, name, domain, number)
            rounded = Fraction(int((4 * drawn).floor()), 4)
            lower, upper = find_ends(domain)
            is_inside = (lower is None or rounded > lower) and (upper is None or rounded < upper) and rounded != 0
            is_kept = is_inside and not facts.is_whole(graph, node)
            chosen[name] = fmpq(rounded.numerator, rounded.denominator) if is_kept else drawn
        yield Sample(graph, seed, number, BITS, chosen)


def list_small_numbers(domain: Domain) -> list[int]:
    """Return the whole numbers of a domain that are nearest to zero."""
    lower, upper = find_ends(domain)
    low = None if lower is None else -(-lower.numerator // lower.denominator)
    high = None if upper is None else upper.numerator // upper.denominator
    start = max(low or 0, 0) if low is not None and low > 0 else min(high or 0, 0) if high is not None else 0
    near = (start + step for step in NEAREST)
    return [number for number in near if (low is None or number >= low) and (high is None or number <= high)]


def put_exact_values(graph: Graph, sample: Sample, chosen: dict[int, int], sides: tuple[int, int]) -> None:
    """Put the exact values of both sides into a sample that could not enclose them."""
    unknown = [side for side in sides if (ball := sample.values[side]) is not None and not ball.is_exact()]
    if not unknown:
        return
    try:
        values = substitute(graph, unknown, {node: graph.number(number) for node, number in chosen.items()})
    except LimitError:  # numbers that are too long to be written out
        return
    for side, value in zip(unknown, values, strict=True):
        # A pole, as of 1/n at 0, is left open, as it is elsewhere.
        if graph.kind[value] == NUMBER:
            with precision(WORKING):
                sample.values[side] = arb(fmpq(graph.data[value]))
