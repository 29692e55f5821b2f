"""Conditions: whether two of them hold at the same numbers.

In one variable both are tested at every candidate (``candidates.py``) and between any two. In several variables all
but one are given numbers, and the rest is a condition in one variable. Points that the maker of the pair knows, such as
the solutions of its system, are tested as well.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

from tests.adversary.oracles.candidates import differences_in, find_candidates
from tests.adversary.oracles.evaluation import (
    EXACT,
    FAST,
    FINE,
    Arithmetic,
    UndefinedError,
    UnsureError,
    evaluate,
    holds,
)
from tests.adversary.oracles.judgement import Judgement, Truth
from tests.adversary.oracles.sampling import is_whole, parse_range
from tests.adversary.oracles.values import symbols_of
from tests.adversary.pairs import Pair
from tests.adversary.tree import Node, num, transform

__all__ = ["judge_conditions", "substitute"]

WHOLE_REACH = 40
MOST_OPEN = 0.2  # the share of points at which rounding may hide what holds
LINES = 8  # choices of all variables but one
LINE_STEPS = 30
# How far an approached root may be off: a simple one by less than 10^-40, a double one by 10^-21.
DISTANCES = tuple(EXACT.number(Fraction(1, 10**digits)) for digits in range(8, 48, 2))


def truth_at(condition: Node, point: Mapping[str, Any], using: Arithmetic = EXACT) -> bool | None:
    """Whether a condition holds at a point, None where that is not sure."""
    try:
        return holds(condition, point, using)
    except UndefinedError:
        return False
    except UnsureError:
        return None


def substitute(node: Node, values: Mapping[str, Fraction]) -> Node:
    """Return the tree with numbers for some symbols."""
    return transform(
        node, lambda part: num(values[str(part.value)]) if part.op == "sym" and part.value in values else part
    )


def to_number(value: Any, using: Arithmetic = EXACT) -> Any:
    if isinstance(value, Node):
        return evaluate(value, {}, using)
    return using.number(Fraction(value)) if isinstance(value, Fraction | float | int) else value


def places_of(conditions: Sequence[Node], name: str, domain: str, steps: int | None = None) -> Iterator[Any]:
    """Yield the numbers at which conditions in one variable are tested: candidates and places between them."""
    lower, upper = parse_range(domain)
    if is_whole(domain):
        first = int(lower) if lower is not None else -WHOLE_REACH
        yield from (Fraction(n) for n in range(first, (int(upper) if upper is not None else WHOLE_REACH) + 1))
        return
    exact, cuts = find_candidates(conditions, name, lower, upper, *([steps] if steps else []))
    # Positive and negative numbers leave out 0; the ends of a range in square brackets belong to it.
    yield from (value for value in exact if value != 0 or domain not in ("positive", "negative", "nonzero"))
    near = sorted({*cuts, *(float(value) for value in exact)})
    for a, b in pairwise(near):
        # Places close to each end, and one in between: a condition may change right beside a candidate.
        for share in (1e-7, 0.4171, 1 - 1e-7):
            yield a + (b - a) * share


def try_points(pair: Pair, points: Iterator[dict[str, Any]]) -> tuple[dict[str, Any] | None, int, bool]:
    """Return a point at which only one condition holds, how many satisfy both, and whether many are open."""
    shared, open_count, count = 0, 0, 0
    for point in points:
        count += 1
        if (agreed := agree_fast(pair, point)) is not None:
            shared += agreed
            continue
        written = point
        point = {name: to_number(value) for name, value in point.items()}
        student, expected = truth_at(pair.student, point), truth_at(pair.expected, point)
        if student is None or expected is None:
            open_count += 1
        elif student != expected and differ_surely(pair, written, point):
            return point, shared, False
        elif student != expected:
            open_count += 1
        else:
            shared += student
    return None, shared, open_count > MOST_OPEN * count


def differ_surely(pair: Pair, written: Mapping[str, Any], point: Mapping[str, Any]) -> bool:
    """Whether two conditions that seem to differ at a point do so for certain.

    Numbers that are known exactly are tried with far more digits. Others are roots that were approached, and near a
    double root 60 digits of the value are 30 of the root.
    """
    approached = [name for name, value in written.items() if not isinstance(value, float | Fraction | Node)]
    if approached:
        return all(is_steady(pair, point, name) for name in approached)
    fine = {name: to_number(value, FINE) for name, value in written.items()}
    student, expected = truth_at(pair.student, fine, FINE), truth_at(pair.expected, fine, FINE)
    return student is not None and expected is not None and student != expected


def is_steady(pair: Pair, point: Mapping[str, Any], name: str) -> bool:
    """Whether every comparison that is not zero at an approached root is far from zero wherever the root may be.

    The root may be wherever a comparison that is zero at the point cannot be told from zero.
    """
    here = [(node, side_at(node, point)) for node in differences_in(pair.student, pair.expected)]
    zeros = [node for node, value in here if value == 0]
    others = [(node, value) for node, value in here if value != 0]
    for distance in DISTANCES:
        step = distance * max(1, abs(point[name]))
        for near in ({**point, name: point[name] + step}, {**point, name: point[name] - step}):
            may_be_root = any(side_at(node, near) in (0, None) for node in zeros)
            if may_be_root and not all(is_same_side(value, side_at(node, near)) for node, value in others):
                return False
    return True


def side_at(node: Node, point: Mapping[str, Any]) -> Any:
    """Return a value, infinity where there is none, None where that is not sure."""
    try:
        return evaluate(node, point, EXACT)
    except UndefinedError:
        return EXACT.library.inf
    except UnsureError:
        return None


def is_same_side(here: Any, near: Any) -> bool:
    """Whether a value has changed so little that it was not zero in between; a square does not change its sign."""
    if here is None or near is None:
        return False
    return bool(here == near or abs(near - here) < abs(here) / 2)


def agree_fast(pair: Pair, point: Mapping[str, Any]) -> bool | None:
    """Whether both conditions hold at a place between candidates, by floating point; None where they seem to differ."""
    if not all(isinstance(value, float) for value in point.values()):
        return None
    student = truth_at(pair.student, point, FAST)
    return student if student == truth_at(pair.expected, point, FAST) else None


def list_points(pair: Pair, rng: Random) -> Iterator[dict[str, Any]]:
    """Yield the points at which the two conditions of a pair are tested."""
    symbols = symbols_of(pair)
    yield from (dict(point) for point in pair.data or () if set(point) == set(symbols))
    if len(symbols) == 1:
        ((name, domain),) = symbols.items()
        for place in places_of((pair.student, pair.expected), name, domain):
            yield {name: place}
        return
    for _ in range(LINES):
        yield from points_on_a_line(pair, symbols, rng)


def points_on_a_line(pair: Pair, symbols: Mapping[str, str], rng: Random) -> Iterator[dict[str, Any]]:
    """Yield points on which all variables but one have small numbers."""
    free = rng.choice(sorted(symbols))
    source = rng.choice(pair.data) if pair.data and rng.random() < 0.7 else {}
    values = {name: draw_small(source.get(name), symbols[name], rng) for name in symbols if name != free}
    conditions = [substitute(side, values) for side in (pair.student, pair.expected)]
    fast = {name: float(value) for name, value in values.items()}
    for place in places_of(conditions, free, symbols[free], LINE_STEPS):
        yield {**(fast if isinstance(place, float) else values), free: place}


def draw_small(known: Any, domain: str, rng: Random) -> Fraction:
    """Return the known coordinate of a solution where it is a plain number, and else a small number of the domain."""
    if isinstance(known, Node) and known.op == "num" and rng.random() < 0.8:
        return Fraction(known.value)  # type: ignore[arg-type]
    lower, upper = parse_range(domain)
    for _ in range(20):
        value = Fraction(rng.randint(-6, 6), 1 if is_whole(domain) else rng.choice((1, 1, 1, 2, 3)))
        if (lower is None or value > lower) and (upper is None or value <= upper):
            return value
    return (lower or 0) + Fraction(1)


def describe(point: Mapping[str, Any], *, student_holds: bool) -> str:
    where = ", ".join(f"{name} = {EXACT.library.nstr(value, 12)}" for name, value in point.items())
    return f"At {where} {'the answer' if student_holds else 'what is expected'} holds, and the other does not."


def judge_conditions(pair: Pair, rng: Random) -> Judgement:
    """Judge two conditions by the points that satisfy them; see the module."""
    found, shared, is_open = try_points(pair, list_points(pair, rng))
    if found is not None:
        return Judgement(Truth.DIFFERENT, describe(found, student_holds=bool(truth_at(pair.student, found))))
    # A condition that nothing satisfies may be one whose solutions were missed.
    return Judgement(Truth.EQUAL if pair.is_equal and shared and not is_open else Truth.UNSURE)
