"""Points inside the domain of an expression that is defined on a small part of the line, plane or space only.

``asin(x - 600) + asin(y - 700)`` has no value at any point that is drawn. Its conditions are taken symbol by symbol:
those that hold one symbol alone, once the symbols before it have numbers, cut the line into pieces, and a number is
taken from each piece in which all of them hold. Where that finds nothing, the conditions that fail are improved step by
step (R. Hooke, T. A. Jeeves, "Direct search", Journal of the ACM 8, 1961). Around each point that is found, more are
drawn.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Any

from flint import fmpq

from grader.equivalence.domain.cases import split_signs
from grader.equivalence.domain.regions import find_member
from grader.equivalence.domain.requirements import Requirements, list_requirements, require
from grader.equivalence.graph.calculus import extract_subgraph, list_reachable, substitute
from grader.equivalence.graph.facts import ANY, NEGATIVE, POSITIVE
from grader.equivalence.graph.graph import Graph, tidy
from grader.equivalence.graph.kinds import ATOM, CALL
from grader.equivalence.values.enclosure import Sample
from grader.equivalence.values.exact_roots import (
    NotPolynomialError,
    find_critical_numbers,
    find_sign,
    find_sign_polynomial,
    is_place_in_domain,
    list_places,
)
from grader.equivalence.values.points import draw_coordinate
from grader.errors import GraderError
from grader.expr.notation import Domain

__all__ = ["list_points_beside_signs", "list_points_in_gaps", "list_points_inside"]

PRECISION = 256  # bits
LOOK_PRECISION = 128  # bits, to see which requirements hold
MAX_CENTRES = 3  # places from which further points are drawn; one that refutes is enough
MAX_CHOICES = 80  # numbers that are put in for a symbol, of all symbols together
MAX_LOOKS = 500  # at all requirements at one point; each takes some 30 µs
SMALL = 20  # nodes; to put a number into so many costs no looks, because ``MAX_CHOICES`` bounds it
NODES_PER_LOOK = 10  # of those beyond, which are built anew
MAX_SYMBOLS = 6
MAX_GAPS = 6  # conditions of the answer, each with a search of its own
MAX_GAP_LOOKS = 120
MAX_SPLITS = 4  # of the signs of factors, for each condition
AROUND = 10  # points around each centre
SIZES = tuple(fmpq(4) ** power for power in range(3, -13, -1))  # steps, from the largest on
STARTS = 4  # drawn points that the search by steps begins with
CONTINUOUS = ("real", "positive", "nonnegative", "negative", "nonzero")

UNIT = Domain(lower=Fraction(-1), upper=Fraction(1))

Point = dict[str, fmpq]


@dataclass(slots=True)
class Budget:
    """How many times requirements may still be looked at, at one point each time."""

    left: int


def list_points_inside(graph: Graph, seed: int, student: int, expected: int) -> Iterator[Sample]:
    """Yield points in the domain of the expected side, and some around each of them."""
    needed = list_requirements(graph, expected)
    yield from list_points_where(graph, seed, [student, expected], needed, Budget(MAX_LOOKS))


def list_points_in_gaps(graph: Graph, seed: int, student: int, expected: int) -> Iterator[Sample]:
    """Yield points in the domain of the expected side at which a condition of the answer does not hold."""
    needed = list_requirements(graph, expected)
    own = [
        node
        for node, mask in list_requirements(graph, student).items()
        if not mask & NEGATIVE and needed.get(node, ANY) & NEGATIVE
    ]
    budget = Budget(MAX_LOOKS)
    for node in own[:MAX_GAPS]:
        yield from list_points_with_sign(graph, seed, [student, expected], needed, (node, NEGATIVE), budget)


def list_points_beside_signs(graph: Graph, seed: int, student: int, expected: int) -> Iterator[Sample]:
    """Yield points in every part of the expected side's domain, and where the signs that occur have either value."""
    needed = list_requirements(graph, expected)
    budget = Budget(MAX_LOOKS)
    # sqrt(log(x) y) is defined where both are positive, and where both are negative.
    parts = split_signs(graph, needed) or []
    for part in parts[:MAX_SPLITS] if len(parts) > 1 else ():
        yield from list_points_within(graph, seed, [student, expected], part, budget)
    arguments = [
        graph.data[node][1][0]
        for node in list_reachable(graph, [student, expected])
        if graph.kind[node] == CALL and graph.data[node][0] == "sign"
    ]
    for node in arguments[:MAX_GAPS]:
        for mask in (NEGATIVE, POSITIVE):
            yield from list_points_with_sign(graph, seed, [student, expected], needed, (node, mask), budget)


def list_points_with_sign(
    graph: Graph, seed: int, roots: Sequence[int], needed: Requirements, wanted: tuple[int, int], budget: Budget
) -> Iterator[Sample]:
    """Yield points at which a node has a sign, in every case of the signs of factors that follows from it."""
    signs = dict(needed)
    require(graph, signs, *wanted)
    for case in (split_signs(graph, signs) or [])[:MAX_SPLITS]:
        yield from list_points_within(graph, seed, roots, case, budget)


def list_points_within(
    graph: Graph, seed: int, roots: Sequence[int], needed: Requirements, budget: Budget
) -> Iterator[Sample]:
    """Yield points at which nodes have the signs that are needed, with a share of a budget."""
    share = Budget(min(MAX_GAP_LOOKS, budget.left))
    budget.left -= share.left
    yield from list_points_where(graph, seed, roots, needed, share)
    budget.left += max(share.left, 0)


def list_points_where(
    graph: Graph, seed: int, roots: Sequence[int], needed: Requirements, budget: Budget
) -> Iterator[Sample]:
    """Yield points at which nodes have the signs that are needed, with a limited number of looks."""
    atoms = [node for node in list_reachable(graph, roots) if graph.kind[node] == ATOM]
    if not needed or not 0 < len(atoms) <= MAX_SYMBOLS or any(graph.data[atom][1].kind == "complex" for atom in atoms):
        return
    # Two small graphs: what is evaluated at every look does not grow with the numbers that are put in.
    small, nodes = extract_subgraph(graph, [*needed, *atoms])
    put, _ = extract_subgraph(graph, [*needed, *atoms])
    signs = dict(zip(nodes, needed.values(), strict=False))
    search = Search(small, put, seed, nodes[len(needed) :], signs, budget)
    for centre in islice(search.list_centres(), MAX_CENTRES):
        yield Sample(graph, seed, 0, PRECISION, centre)
        for point in search.draw_around(centre):
            yield Sample(graph, seed, 0, PRECISION, point)


@dataclass(slots=True)
class Search:
    """A search for points at which some nodes have the signs that they need."""

    graph: Graph
    put: Graph  # the same nodes, and those that come from putting in numbers
    seed: int
    atoms: Sequence[int]
    needed: Requirements
    budget: Budget
    choices: int = 0

    def list_centres(self) -> Iterator[Point]:
        """Yield points at which all requirements hold."""
        is_found = False
        for point in self.choose_numbers({}, list(self.needed.items())):
            if self.rate(point) == 0:
                is_found = True
                yield point
        if not is_found:
            yield from self.climb()

    # Symbol by symbol

    def choose_numbers(self, known: Mapping[int, fmpq], needed: Sequence[tuple[int, int]]) -> Iterator[Point]:
        """Yield points whose symbols, one after the other, satisfy what is needed of each of them alone."""
        rest = [atom for atom in self.atoms if atom not in known]
        if not rest:
            yield {self.graph.data[atom][0]: value for atom, value in known.items()}
            return
        alone = {atom: self.find_conditions(atom, needed) for atom in rest}
        atom = max(rest, key=lambda atom: len(alone[atom]))
        for value in self.list_numbers(atom, alone[atom]):
            self.choices += 1
            self.budget.left -= max(0, len(self.graph) - SMALL) // NODES_PER_LOOK
            if self.choices > MAX_CHOICES or self.budget.left < 0:
                return
            number = {atom: self.put.number(tidy(value))}
            try:
                nodes = substitute(self.put, [node for node, _ in needed], number)
            except GraderError:  # a number that is too long to be worked out
                continue
            yield from self.choose_numbers(
                {**known, atom: value}, [(node, mask) for node, (_, mask) in zip(nodes, needed, strict=True)]
            )

    def find_conditions(self, atom: int, needed: Sequence[tuple[int, int]]) -> list[tuple[Any, int]]:
        """Return the conditions that are polynomial in one symbol and hold no other, as polynomials."""
        found = []
        for node, mask in needed:
            try:
                found.append((find_sign_polynomial(self.put, atom, node), mask))
            except NotPolynomialError:
                continue
        return [(poly, mask) for poly, mask in found if poly.degree() > 0]

    def list_numbers(self, atom: int, conditions: Sequence[tuple[Any, int]]) -> list[fmpq]:
        """Return numbers from each piece on which conditions hold; drawn numbers where there is no condition."""
        name, domain = self.graph.data[atom]
        drawn = [draw_coordinate(self.seed, name, domain, number) for number in range(STARTS)]
        if not conditions or domain.kind not in CONTINUOUS:
            return drawn
        try:
            places = list_places(find_critical_numbers([poly for poly, _ in conditions], domain, PRECISION))
            found = [place for index in range(len(places)) for place in list_in_piece(places, index)]
            return [
                place
                for place in sorted(found, key=lambda number: abs(number))
                if is_place_in_domain(place, domain, PRECISION)
                and all(read_mask(find_sign(place, poly)) & mask for poly, mask in conditions)
            ]
        except NotPolynomialError:
            return drawn

    # Step by step

    def climb(self) -> Iterator[Point]:
        """Yield points reached from drawn ones by steps along one symbol that make less fail."""
        for number in range(STARTS):
            point = {name: draw_coordinate(self.seed, name, domain, number) for name, domain in self.list_symbols()}
            best = self.rate(point)
            for size in SIZES:
                is_better = True
                while is_better and best < 0:
                    is_better = False
                    for other in self.list_neighbours(point, size):
                        if self.budget.left < 0:
                            return
                        rating = self.rate(other)
                        if rating > best:
                            point, best, is_better = other, rating, True
            if best == 0:
                yield point

    def list_symbols(self) -> list[tuple[str, Domain]]:
        return [self.graph.data[atom] for atom in self.atoms]

    def list_neighbours(self, point: Point, size: Any) -> Iterator[Point]:
        """Yield points one step away along each symbol."""
        for name, domain in self.list_symbols():
            for step in (fmpq(size), -fmpq(size)):
                value = find_member(domain, point[name] + step)
                if value is not None:
                    yield {**point, name: value}

    def rate(self, point: Mapping[str, fmpq]) -> float:
        """Return how far the requirements are from holding at a point: 0 where all hold, else below 0."""
        self.budget.left -= 1
        if self.budget.left < 0:
            return -math.inf
        values = Sample(self.graph, self.seed, 0, LOOK_PRECISION, point).evaluate_up_to(max(self.needed))
        total = 0.0
        for node, mask in self.needed.items():
            value = values[node]
            if value is None or not value.is_finite():
                total -= 2  # more than any value that fails
            elif not is_allowed(value, mask):
                size = min(abs(float(value.mid())), 1e300)
                total -= max(size / (1 + size), 1e-300) if mask & (NEGATIVE | POSITIVE) else 1
        return total

    def draw_around(self, centre: Point) -> Iterator[Point]:
        """Yield points around a point at which all requirements hold, at smaller distances the closer the edge is."""
        found = 0
        for scale in range(0, 40, 2):
            for number in range(2):
                point = {}
                for name, domain in self.list_symbols():
                    share = draw_coordinate(self.seed, name, UNIT, scale + number)
                    value = find_member(domain, centre[name] + share * fmpq(3, 2**scale))
                    point[name] = centre[name] if value is None else value
                if self.rate(point) == 0:
                    found += 1
                    yield point
                if found >= AROUND:
                    return


def is_allowed(value: Any, mask: int) -> bool:
    """Whether a ball is certainly of one of some signs, zero not among them."""
    return bool((mask & POSITIVE and value > 0) or (mask & NEGATIVE and value < 0))


def read_mask(sign: int | None) -> int:
    return POSITIVE if sign == 1 else NEGATIVE if sign == -1 else 0


def list_in_piece(places: list[Any], index: int) -> list[fmpq]:
    """Return the number that a piece has, and one closer to each of its ends, or one further out."""
    middle = places[index]
    if not isinstance(middle, fmpq):
        return []
    around = places[index - 1 : index] + places[index + 1 : index + 2] if index else places[1:2]
    ends = [fmpq(root.ball.mid().fmpq()) for root in around]
    if len(ends) == 2:
        return [middle, *(middle + (end - middle) * fmpq(5, 7) for end in ends)]
    return [middle, *(end + (middle - end) * share for end in ends for share in (fmpq(2, 7), fmpq(17, 7)))]
