"""Fingerprints: the values of an answer at a few points, a quick test of what it may be equal to.

Two answers that are equal have fingerprints that are alike; the reverse has to be decided (``decide``). A fingerprint
holds the values of every entry, for every choice of the free index letters, as ordinary floating-point numbers.

>>> from grader.expr import parse
>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={"x": Entry(name="x")})
>>> one, other, third = (parse(text, notation).tree for text in ("(x + 1)^2", "x^2 + 2x + 1", "x^2 + 1"))
>>> bench = Comparer(one, notation)
>>> prints = [compute_fingerprint(tree, bench) for tree in (one, other, third)]
>>> are_alike(prints[0], prints[1]), are_alike(prints[0], prints[2])
(True, False)
"""

from math import isfinite

from grader.equivalence.decide import Comparer
from grader.equivalence.graph.work import OutOfWorkError
from grader.equivalence.lowering.arrays import entries_of
from grader.equivalence.lowering.index_letters import find_index_letters, order_letters
from grader.errors import GraderError
from grader.expr.nodes import Node

__all__ = ["Entry", "Fingerprint", "are_alike", "compute_fingerprint"]

Entry = tuple[float, ...]
Fingerprint = tuple[Entry, ...]
POINTS = (0, 1)  # two: by chance, different formulas may be alike at one
PRECISION = 64  # bits, a little more than the 53 of a float, which is what is kept
NEARNESS = 1e-3  # loose: what is alike is decided afterwards, and rounded decimals must not be missed


def compute_fingerprint(tree: Node, comparer: Comparer) -> Fingerprint | None:
    """Return the fingerprint of an answer beside an expected one; None for a statement or what has no value."""
    # An answer with an index letter of its own is a family where the expected answer is none.
    if not find_index_letters(tree, comparer.notation) <= comparer.letters:
        return None
    bench = comparer.workbenches[0]
    mark, scope = bench.begin(), bench.scope
    bench.scope = scope.branch()
    try:
        letters = order_letters(comparer.letters, comparer.notation)
        letters = [letter for letter in letters if letter in find_index_letters(comparer.expected, comparer.notation)]
        values = bench.lower_members(tree, letters)
        if any(value is None for value in values):
            return None
        entries = [entry for value in values if value is not None for entry in entries_of(value)]
        samples = [bench.ladder.sample(number, PRECISION).evaluate() for number in POINTS]
        return tuple(tuple(float_of_ball(balls[entry]) for balls in samples) for entry in entries)
    except (GraderError, OutOfWorkError, RecursionError):
        return None
    finally:
        bench.scope = scope
        bench.ladder.rewind(mark)


def float_of_ball(ball: object) -> float:
    """Return the middle of a ball; not-a-number where there is no value."""
    return float("nan") if ball is None or not ball.is_finite() else float(ball.mid())  # type: ignore[attr-defined]


def are_alike(one: Fingerprint | None, other: Fingerprint | None) -> bool:
    if one is None or other is None or len(one) != len(other):
        return False
    return all(map(are_entries_alike, one, other))


def are_entries_alike(one: Entry, other: Entry) -> bool:
    return all(map(are_near, one, other))


def are_near(a: float, b: float) -> bool:
    if not isfinite(a) or not isfinite(b):
        # Undefined at a point is like undefined, so that equal answers with gaps stay alike.
        return isfinite(a) == isfinite(b)
    return abs(a - b) <= NEARNESS * max(abs(a), abs(b))
