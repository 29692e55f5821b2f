"""Sets and unordered lists whose members hold symbols: which member is which may change from point to point.

At every point ``{max(x, y), min(x, y)}`` is ``{x, y}``, though no member of one is a member of the other everywhere.
So they are compared as wholes. A number belongs to a finite set if the product of its differences from all members is
zero. A set is part of another if that holds, everywhere, for each of its members. Two lists hold the same values, each
as often, if ``(t - a)(t - b) …`` is the same polynomial in t. The ladder decides about each of these equalities.
With intervals, two sets are different at a point at which some number certainly belongs to one and not to the other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from itertools import pairwise
from typing import Any

from flint import arb

from grader.equivalence.graph.kinds import UNDEFINED
from grader.equivalence.precision import WORKING, precision
from grader.equivalence.rungs.ladder import ORDER, Ladder
from grader.equivalence.values.enclosure import PRECISIONS, Sample
from grader.equivalence.witness import leave_undecided, point_of, refute_by_structure
from grader.records import Decision, Equality, Witness

__all__ = ["HIGH", "LOW", "Piece", "decide_in_any_order", "decide_same_members", "join_proofs", "refute_on_a_line"]

LOW, HIGH = -1, -2  # infinite ends; every other end is a node
UNKNOWN = leave_undecided()
POINTS = 24
FINE_POINTS = 4
MAX_PAIRS = 16
VARIABLE = " member"  # with a space, which no name in an exercise has
LATEST = ("tree", "exact", "modular", "algebraic", "sympy")  # of several proofs the last is reported
Place = Any  # an end, or flint's arb: a number that is none


@dataclass(frozen=True, slots=True)
class Piece:
    """An interval, or a single number where both ends are the same node."""

    lower: int
    upper: int
    lower_closed: bool
    upper_closed: bool


# Finite sets and lists


def decide_same_members(ladder: Ladder, left: Sequence[int], right: Sequence[int], reason: str) -> Decision:
    """Return whether two finite sets have the same members at every point; ``reason`` says that one is missing."""
    g = ladder.graph
    if UNDEFINED in left or not left or not right:
        return refute_by_structure(reason)
    ours, theirs = g.add(left), g.add(right)  # a side has a value where its sum has one
    decisions = [ladder.decide(g.add([theirs, multiply_distances(ladder, member, right)]), theirs) for member in left]
    decisions += [ladder.decide(ours, g.add([ours, multiply_distances(ladder, member, left)])) for member in right]
    return combine_verdicts(decisions, reason)


def multiply_distances(ladder: Ladder, member: int, others: Sequence[int]) -> int:
    """Return a node that is zero where a value is one of some others."""
    g = ladder.graph
    return g.mul([g.sub(member, other) for other in others])


def decide_in_any_order(ladder: Ladder, left: Sequence[int], right: Sequence[int], reason: str) -> Decision:
    """Return whether two lists hold the same values, each as often, at every point."""
    g = ladder.graph
    if UNDEFINED in left:
        return refute_by_structure(reason)
    t = g.atom(VARIABLE)
    return combine_verdicts(
        [ladder.decide(multiply_distances(ladder, t, left), multiply_distances(ladder, t, right))], reason
    )


def combine_verdicts(decisions: Sequence[Decision], reason: str) -> Decision:
    """Return what equalities between nodes say about the sets or lists that they come from."""
    worst = min(decisions, key=lambda decision: ORDER[decision.result])
    if worst.result is Equality.UNKNOWN:
        return UNKNOWN
    if worst.result is Equality.DIFFERENT:
        point = worst.witness.point if worst.witness is not None else ()
        return refute_at_point(reason, tuple([(name, value) for name, value in point if name != VARIABLE]))
    return join_proofs(decisions, by=max([decision.by for decision in decisions], key=LATEST.index))


def join_proofs(decisions: Sequence[Decision], *, by: str) -> Decision:
    """Return the decision ``equal`` with all that some proofs rest on and assume."""
    bounds = [decision.error_bound_log2 for decision in decisions if decision.error_bound_log2 is not None]
    remarks = tuple(dict.fromkeys(remark for decision in decisions for remark in decision.remarks))
    assumes = tuple(dict.fromkeys(text for decision in decisions for text in decision.assumes))
    bound = max(bounds, default=None)
    return Decision(result=Equality.EQUAL, by=by, error_bound_log2=bound, remarks=remarks, assumes=assumes)


def refute_at_point(reason: str, point: tuple[tuple[str, str], ...]) -> Decision:
    """Return the decision that two sets or lists differ at a point."""
    return Decision(result=Equality.DIFFERENT, by="structure", witness=Witness(reason=reason, point=point))


# Intervals


def refute_on_a_line(ladder: Ladder, left: Sequence[Piece], right: Sequence[Piece], reason: str) -> Decision | None:
    """Return the decision ``different`` at the first point where a number belongs to one of two sets only."""
    sides = [[end for piece in side for end in (piece.lower, piece.upper) if end >= 0] for side in (left, right)]
    proved: dict[tuple[int, int], bool] = {}
    for sample in draw_points(ladder, *sides):
        values = sample.evaluate()
        if not all(values[end] is not None and values[end].is_finite() for side in sides for end in side):
            continue
        line = Line(ladder, values, proved)
        for place in line.places([*left, *right]):
            if {line.holds(left, place), line.holds(right, place)} == {True, False}:
                return refute_at_point(reason, point_of(ladder.graph, sample, [*sides[0], *sides[1]]))
    return None


def draw_points(ladder: Ladder, left: Sequence[int], right: Sequence[int]) -> Iterator[Sample]:
    """Yield points of the domain, then a few in more digits, then those where a pair of ends may jump."""
    yield from (ladder.sample(number, PRECISIONS[0]) for number in range(POINTS))
    for bits in PRECISIONS[1:]:
        yield from (ladder.sample(number, bits) for number in range(FINE_POINTS))
    pairs = [(ours, theirs) for ours in left for theirs in right]
    for ours, theirs in pairs[:MAX_PAIRS]:
        yield from ladder.list_targeted_points(ours, theirs)


@dataclass(frozen=True, slots=True)
class Line:
    """The real line at one point of the domain, with the ends of pieces on it."""

    ladder: Ladder
    values: Sequence[Any]
    proved: dict[tuple[int, int], bool]  # which ends are known to be equal everywhere, kept from point to point

    def places(self, pieces: Sequence[Piece]) -> list[Place]:
        """Return all ends, a number between any two neighbours, and one beyond them on each side."""
        ends = list(dict.fromkeys(end for piece in pieces for end in (piece.lower, piece.upper) if end >= 0))
        middles = sorted([self.values[end].mid() for end in ends] or [arb(0)], key=cmp_to_key(self.before))
        with precision(WORKING):
            between = [(low + high) / 2 for low, high in pairwise(middles)]
            return [*ends, middles[0] - 1, *between, middles[-1] + 1]

    def holds(self, pieces: Sequence[Piece], place: Place) -> bool | None:
        """Whether a place belongs to any of some pieces; None where that is not certain."""
        found = [self.is_inside(piece, place) for piece in pieces]
        return True if True in found else None if None in found else False

    def is_inside(self, piece: Piece, place: Place) -> bool | None:
        """Whether a place belongs to a piece; None where that is not certain."""
        sides = ((piece.lower, place, piece.lower_closed), (place, piece.upper, piece.upper_closed))
        found = [self.is_ordered(low, high, is_closed) for low, high, is_closed in sides]
        return False if False in found else None if None in found else True

    def is_ordered(self, low: Place, high: Place, is_closed: bool) -> bool | None:
        """Whether one place is left of another, or is the same where that counts."""
        if isinstance(low, int) and isinstance(high, int) and self.are_equal(low, high):
            return is_closed
        if is_infinite(low) or is_infinite(high):
            return (is_infinite(low) and low == LOW) or (is_infinite(high) and high == HIGH)
        order = self.before(*(self.values[place] if isinstance(place, int) else place for place in (low, high)))
        return None if order == 0 else order < 0

    def before(self, low: Any, high: Any) -> int:
        """Return -1 or 1 as a ball is certainly left or right of another, and 0 where they meet."""
        return -1 if low < high else 1 if low > high else 0

    def are_equal(self, first: int, second: int) -> bool:
        """Whether two ends are known to be equal everywhere."""
        if first == second:
            return True
        if min(first, second) < 0 or self.before(self.values[first], self.values[second]):
            return False
        key = (min(first, second), max(first, second))
        if key not in self.proved:
            self.proved[key] = self.ladder.decide(first, second).result is Equality.EQUAL
        return self.proved[key]


def is_infinite(place: Place) -> bool:
    return isinstance(place, int) and place < 0
