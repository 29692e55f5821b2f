"""A solution of one of two conditions in one variable that has no closed form, enclosed by a change of sign.

Where an equation is not solved exactly, its sides are evaluated, as they are written, at numbers of every size. Between
two neighbours at which their difference has different signs, the interval is halved until the difference is finite on
all of it: then it is defined and continuous there and takes the value zero (Bolzano), so the interval holds a solution.
If the other condition certainly fails on the whole interval, the two are different (R. E. Moore, *Interval Analysis*,
1966). Nothing is concluded where no such interval is found: roots without a change of sign are missed.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from flint import arb, fmpq

from grader.equivalence.precision import compute_at_precision
from grader.equivalence.solving.written_values import evaluate_tree, holds_as_written
from grader.equivalence.values.points import find_ends
from grader.equivalence.witness import refute_by_solution, text_of_ball
from grader.expr.nodes import Junction, Node, Relation
from grader.expr.notation import Domain
from grader.records import Decision

__all__ = ["find_certified_solution"]

PRECISION = 256  # bits
MAX_HALVINGS = 120  # of an interval; the narrowest is 2^-120 of its first width
FIRST_HALVINGS = 24  # before the other condition is asked
SHOWN_HALVINGS = 72  # 2^-72 is below 10^-20
MAX_LEAVES = 8  # equations in a condition, each looked at on its own
MAX_INTERVALS = 40  # that are halved, so that a sine takes no longer than others
# Eighths between -13 and 13, which hold two periods of a sine, and then powers of two.
STEP = fmpq(1, 8)
NEAR = 104
FAR = range(4, 24)
SHIFT = fmpq(1, 1009)  # so that no grid point is a root that people choose


def find_certified_solution(student: Node, expected: Node, name: str, domain: Domain) -> Decision | None:
    """Return the decision ``different`` at a number that solves one of two conditions and certainly not the other."""
    if domain.kind in ("integer", "natural", "complex"):  # a root that is only enclosed is not known to be whole
        return None
    for is_students, own, other in ((True, student, expected), (False, expected, student)):
        found = compute_at_precision(PRECISION, partial(search, own, other, name, domain))
        if found is not None:
            return refute_by_solution(((name, text_of_ball(found)),), is_students=is_students, by="enclosure")
    return None


def search(own: Node, other: Node, name: str, domain: Domain) -> Any:
    """Return an interval that holds a solution of one condition and none of the other; None where none is found."""
    grid = list_grid(domain)
    for leaf in list_equations(own)[:MAX_LEAVES]:
        # Those near 0 first: a witness that people can check.
        changes = sorted(list_sign_changes(leaf, name, grid), key=lambda ends: abs(ends[0] + ends[1]))
        for low, high in changes[:MAX_INTERVALS]:
            found = narrow_down(leaf, own, other, name, (low, high))
            if found is not None:
                return found
    return None


def list_equations(tree: Node) -> list[Relation]:
    """Return the equations with two sides in a condition."""
    if isinstance(tree, Junction):
        return [leaf for part in tree.parts for leaf in list_equations(part)]
    return [tree] if isinstance(tree, Relation) and tree.operators == ("=",) else []


def list_grid(domain: Domain) -> list[fmpq]:
    """Return numbers of a domain in order: close together near 0, or within a short range, and then ever larger."""
    lower, upper = (None if end is None else fmpq(end.numerator, end.denominator) for end in find_ends(domain))
    if lower is not None and upper is not None:
        return [lower + (upper - lower) * step / (2 * NEAR) for step in range(1, 2 * NEAR)]
    near = [SHIFT + STEP * step for step in range(-NEAR, NEAR + 1)]
    far = [fmpq(2) ** power for power in FAR]
    tiny = [1 / value for value in far]
    found = sorted([*near, *tiny, *far, *(-value for value in (*far, *tiny))])
    shift = lower if lower is not None else upper
    # A range that is open on one side is seen from its end.
    if shift is not None and shift != 0:
        found = [value + shift for value in found]
    return [value for value in found if (lower is None or value > lower) and (upper is None or value < upper)
            and not (domain.kind == "nonzero" and value == 0)]  # fmt: skip


def list_sign_changes(leaf: Relation, name: str, grid: Sequence[fmpq]) -> Iterator[tuple[fmpq, fmpq]]:
    """Yield neighbours on a grid at which the difference of two sides certainly has different signs."""
    signs = [(value, find_sign_of_gap(leaf, name, arb(value))) for value in grid]
    for (low, left), (high, right) in pairwise(signs):
        if left * right < 0:
            yield low, high


def find_sign_of_gap(leaf: Relation, name: str, at: Any) -> int:
    """Return the sign of left minus right; 0 where it is not certain."""
    gap = find_gap(leaf, name, at)
    return 0 if gap is None else int(gap > 0) - int(gap < 0)


def find_gap(leaf: Relation, name: str, at: Any) -> Any:
    left, right = (evaluate_tree(side, {name: at}) for side in leaf.operands)
    if left is None or right is None:
        return None
    gap = left - right
    return gap if gap.is_finite() else None


def narrow_down(leaf: Relation, own: Node, other: Node, name: str, ends: tuple[fmpq, fmpq]) -> Any:
    """Return an interval around a change of sign on which an equation has a solution and another condition fails."""
    low, high = ends
    left = find_sign_of_gap(leaf, name, arb(low))
    for count in range(MAX_HALVINGS):
        if count >= FIRST_HALVINGS and count % 8 == 0:
            ball = arb((low + high) / 2, (high - low) / 2)
            # Finite on the whole interval: defined and continuous there, with both signs, and so zero somewhere.
            is_root = find_gap(leaf, name, ball) is not None
            if is_root and holds_as_written(own, {name: ball}, leaf) is True:
                says = holds_as_written(other, {name: ball})
                if says is True:
                    return None
                # Narrow enough for as many digits as a witness shows.
                if says is False and count >= SHOWN_HALVINGS:
                    return ball
        middle = (low + high) / 2
        sign = find_sign_of_gap(leaf, name, arb(middle))
        if sign == 0:  # perhaps the root itself
            middle = low + (high - low) * fmpq(5, 11)
            sign = find_sign_of_gap(leaf, name, arb(middle))
        if sign == 0:
            return None
        low, high = (middle, high) if sign == left else (low, middle)
    return None
