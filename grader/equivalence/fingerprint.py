"""Fingerprints: the values of an answer at a few points, to find quickly what it may be equal to.

Two answers that are equal have fingerprints that are alike; the reverse has to be decided (``decide``). A fingerprint
holds the values of every entry, for every choice of the free index letters, as ordinary floating-point numbers.

>>> from grader.expr import parse
>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={"x": Entry(name="x")})
>>> one, other, third = (parse(text, notation).tree for text in ("(x + 1)^2", "x^2 + 2x + 1", "x^2 + 1"))
>>> bench = Comparer(one, notation)
>>> prints = [fingerprint(tree, bench) for tree in (one, other, third)]
>>> alike(prints[0], prints[1]), alike(prints[0], prints[2])
(True, False)
"""

from math import isfinite

from grader.equivalence.decide import Comparer, free_letters, in_order
from grader.equivalence.lowering.arrays import entries_of
from grader.errors import GraderError
from grader.expr.nodes import Node

__all__ = ["Fingerprint", "alike", "fingerprint"]

Entry = tuple[float, ...]
Fingerprint = tuple[Entry, ...]
POINTS = (0, 1)
PRECISION = 64
NEARNESS = 1e-3  # loose: what is alike is decided afterwards, and a rounded decimal is to be found too


def fingerprint(tree: Node, comparer: Comparer) -> Fingerprint | None:
    """Return the fingerprint of an answer beside an expected one; None for a statement or what has no value."""
    if not free_letters(tree, comparer.notation) <= comparer.letters:
        return None
    bench = comparer.workbenches[0]
    mark, scope = len(bench.graph), bench.scope
    bench.scope = scope.branched()
    try:
        letters = in_order(comparer.letters, comparer.notation)
        letters = [letter for letter in letters if letter in free_letters(comparer.expected, comparer.notation)]
        values = bench.lowered(tree, letters)
        if any(value is None for value in values):
            return None
        entries = [entry for value in values if value is not None for entry in entries_of(value)]
        samples = [bench.ladder.sample(number, PRECISION).evaluate() for number in POINTS]
        return tuple(tuple(as_float(balls[entry]) for balls in samples) for entry in entries)
    except (GraderError, RecursionError):
        return None
    finally:
        bench.scope = scope
        bench.ladder.rewind(mark)


def as_float(ball: object) -> float:
    """Return the middle of a ball; not-a-number where there is no value."""
    return float("nan") if ball is None or not ball.is_finite() else float(ball.mid())  # type: ignore[attr-defined]


def alike(one: Fingerprint | None, other: Fingerprint | None) -> bool:
    """Tell whether two answers may be equal."""
    if one is None or other is None or len(one) != len(other):
        return False
    return all(map(entries_alike, one, other))


def entries_alike(one: Entry, other: Entry) -> bool:
    """Tell whether two entries may be equal."""
    return all(map(near, one, other))


def near(a: float, b: float) -> bool:
    """Tell whether two values may be the same."""
    if not isfinite(a) or not isfinite(b):
        return isfinite(a) == isfinite(b)
    return abs(a - b) <= NEARNESS * max(abs(a), abs(b))
