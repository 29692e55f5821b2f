"""Numbers at which a condition in one variable may begin or stop to hold.

They are found by *sign tables*: left minus right of every comparison is evaluated on a grid; where its sign or its
being defined changes, or where it comes close to zero without a change, there is a candidate. It is made exact by
trying fractions with small denominators, and otherwise by bisection and secants to 60 digits.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from tests.adversary.oracles.evaluation import (
    EXACT,
    FAST,
    FINE_RAW,
    MP,
    RAW,
    Arithmetic,
    UndefinedError,
    UnsureError,
    evaluate,
)
from tests.adversary.tree import Node, number_of, sub, subtrees

__all__ = ["differences_in", "find_candidates", "may_touch_zero"]

REACH = 12
STEPS = 150
# Solutions lie far out too: that of ln(x) = 9.
EXTRA = (14, 17, 20.5, 26, 35, 50, 75, 101, 250, 1003, 4007, 3e4 + 7, *(10.0**n + 7 for n in range(6, 26, 3)))
BISECTIONS = 30
EARLY = 10
SECANTS = 12
NEAR_ZERO = 1e-10  # a dip that is as deep as this may be a zero
ROUGH = Arithmetic(math, float, 0, 0)  # floating point that takes nothing for zero


def differences_in(*conditions: Node) -> list[Node]:
    """Return left minus right of every comparison of some conditions."""
    found = [sub(*part.args) for condition in conditions for _, part in subtrees(condition) if part.op == "rel"]
    return list(dict.fromkeys(found))


def denominators_in(*conditions: Node) -> list[Node]:
    """Return what is divided by: where it is zero nothing holds, though no side shows it nearby, as sin(x)/sin(x)."""
    found = [part.args[1] for condition in conditions for _, part in subtrees(condition) if part.op == "div"]
    return [part for part in dict.fromkeys(found) if part.op != "num"]


def numbers_in(*conditions: Node) -> set[Fraction]:
    """Return the numbers that are written in some conditions, and their negatives."""
    found = {number_of(part) for condition in conditions for _, part in subtrees(condition) if part.op == "num"}
    return found | {-value for value in found} | {Fraction(0), Fraction(1), Fraction(-1)}


def fast_value(node: Node, name: str, x: float) -> float | None:
    """Return a value in floating point, NaN where there is none, None where that is not sure."""
    try:
        return evaluate(node, {name: x}, FAST)
    except UndefinedError:
        return math.nan
    except UnsureError:
        return None


def find_candidates(
    conditions: Sequence[Node], name: str, lower: Fraction | None, upper: Fraction | None, steps: int = STEPS
) -> tuple[list[Any], list[float]]:
    """Return candidates to 60 digits (or exact fractions), and the places between them and other changes."""
    grid = list(grid_within(lower, upper, steps))
    exact: list[Any] = [value for value in numbers_in(*conditions) if is_within(value, lower, upper)]
    cuts: list[float] = [float(value) for value in exact]
    for node in [*differences_in(*conditions), *denominators_in(*conditions)]:
        for start, stop in find_changes(node, name, grid):
            cuts.append((start + stop) / 2)
            root = polish(node, name, start, stop)
            if root is not None:
                exact.append(root)
    exact += [Fraction(end) for end in (lower, upper) if end is not None]
    return [value for value in exact if is_within(value, lower, upper)], sorted({*cuts, *grid})


def may_touch_zero(condition: Node, name: str) -> bool:
    """Whether a side seems to touch zero without a change of sign, at a number that could not be made exact."""
    grid = list(grid_within(None, None, STEPS))
    return any(
        find_lowest(node, name, start, stop) < NEAR_ZERO and polish(node, name, start, stop) is None
        for node in differences_in(condition)
        for start, stop in find_changes(node, name, grid)
    )


def find_lowest(node: Node, name: str, a: float, b: float) -> float:
    """Return how close to zero a function comes in an interval, by thirds; infinity where it has no value."""
    lowest = math.inf
    for _ in range(2 * BISECTIONS):
        left, right = a + (b - a) / 3, b - (b - a) / 3
        try:
            values = [abs(evaluate(node, {name: x}, ROUGH)) for x in (left, right)]
        except (UndefinedError, UnsureError):
            return lowest
        a, b = (a, right) if values[0] < values[1] else (left, b)
        lowest = min(lowest, *values)
    return lowest


def is_within(value: Any, lower: Fraction | None, upper: Fraction | None) -> bool:
    number = EXACT.number(value) if isinstance(value, Fraction) else value
    return (lower is None or number >= EXACT.number(lower)) and (upper is None or number <= EXACT.number(upper))


def grid_within(lower: Fraction | None, upper: Fraction | None, steps: int) -> Iterator[float]:
    """Yield places that no formula has on purpose, in order."""
    first = float(lower) if lower is not None else -REACH + 0.0137
    last = float(upper) if upper is not None else (REACH + 0.0171 if lower is None else first + 2 * REACH)
    outside = [-x for x in EXTRA[::-1]] if lower is None else []
    yield from outside
    for step in range(steps + 1):
        yield first + (last - first) * (step + 0.3331 * (0 < step < steps)) / (steps + 0.3331)
    if upper is None:
        yield from (x for x in EXTRA if x > last)


def find_changes(node: Node, name: str, grid: Sequence[float]) -> Iterator[tuple[float, float]]:
    """Yield short intervals in which a function may be zero, or stops being defined."""
    table = [(x, value) for x in grid if (value := fast_value(node, name, x)) is not None]
    for (a, left), (b, right) in pairwise(table):
        if math.isnan(left) != math.isnan(right):
            edge = narrow(node, name, a, b, lambda value: math.isnan(value))
            yield edge
            # Between the edge and the next place it may have come from the other side of zero.
            inside, place, known = (edge[1], b, right) if math.isnan(left) else (edge[0], a, left)
            near = find_sure_place(node, name, inside, place)
            if near is not None and (near[1] > 0) != (known > 0):
                yield narrow(node, name, min(near[0], place), max(near[0], place), lambda value: value > 0)
        elif (left > 0) != (right > 0) and not math.isnan(left):
            yield narrow(node, name, a, b, lambda value: value > 0)
    for (a, left), (_, middle), (b, right) in zip(table, table[1:], table[2:], strict=False):
        if abs(middle) <= abs(left) and abs(middle) <= abs(right) and (left > 0) == (middle > 0) == (right > 0):
            yield find_dip(node, name, a, b)


def find_sure_place(node: Node, name: str, edge: float, place: float) -> tuple[float, float] | None:
    """Return the place nearest to an edge that has a sure value, with that value.

    Right beside its edge a root is so small that its value is not sure: sqrt(t - 5) at t = 5 + 10^-10.
    """
    for halvings in range(BISECTIONS, 0, -1):
        x = edge + (place - edge) / 2**halvings
        value = fast_value(node, name, x)
        if value is not None and not math.isnan(value):
            return x, value
    return None


def narrow(node: Node, name: str, a: float, b: float, side: Any) -> tuple[float, float]:
    """Halve an interval between two places on different sides of a change."""
    first = side(fast_value(node, name, a))
    for _ in range(BISECTIONS):
        middle = (a + b) / 2
        value = fast_value(node, name, middle)
        if value is None:
            return (middle + a) / 2, (middle + b) / 2
        if side(value) == first:
            a = middle
        else:
            b = middle
    return a, b


def find_dip(node: Node, name: str, a: float, b: float) -> tuple[float, float]:
    """Return a short interval around the place between a and b where a function is closest to zero."""
    first = fast_value(node, name, a)
    for step in range(2 * BISECTIONS):
        left, right = a + (b - a) / 3, b - (b - a) / 3
        values = (fast_value(node, name, left), fast_value(node, name, right))
        if first is None or values[0] is None or values[1] is None or math.isnan(values[0] + values[1]):
            return a, b
        if abs(values[0]) < abs(values[1]):
            b = right
        else:
            a = left
        # By now a function that touches zero has come closer to it: a square by a thousand, a corner by sixty.
        if step == EARLY and min(map(abs, values)) > abs(first) / 10:
            return a, b
    return a, b


def polish(node: Node, name: str, start: float, stop: float) -> Any:
    """Return an exact fraction in a short interval, or a zero to 60 digits; None where there is neither."""
    middle = (start + stop) / 2
    for most in (1, 12, 1000):
        guess = Fraction(middle).limit_denominator(most)
        if abs(float(guess) - middle) < 1e-6 * max(1, abs(middle)) and is_special(node, name, guess):
            return guess
    ends = MP.mpf(start), MP.mpf(stop) + MP.mpf(10) ** -9
    root = secant(lambda x: evaluate(node, {name: x}, RAW), *ends)
    if root is None or not is_zero_at(node, name, root):
        # Where it touches zero, its slope is zero. That takes more digits: a slope is a small difference of values.
        fine = [FINE_RAW.library.mpf(end) for end in ends]
        root = secant(lambda x: slope_at(node, name, x), *fine)
        root = None if root is None else MP.mpf(root)
    return root if root is not None and is_zero_at(node, name, root) else None


def slope_at(node: Node, name: str, x: Any) -> Any:
    step = FINE_RAW.library.mpf(10) ** -60
    return evaluate(node, {name: x + step}, FINE_RAW) - evaluate(node, {name: x - step}, FINE_RAW)


def is_special(node: Node, name: str, guess: Fraction) -> bool:
    """Whether a function is zero or undefined exactly there."""
    try:
        return evaluate(node, {name: EXACT.number(guess)}, EXACT) == 0
    except UndefinedError:
        return True
    except UnsureError:
        return False


def is_zero_at(node: Node, name: str, place: Any) -> bool:
    """Whether a zero was reached with many digits: the root of a square cancels to 0 from far off."""
    try:
        if evaluate(node, {name: place}, EXACT) != 0:
            return False
        value = evaluate(node, {name: FINE_RAW.library.mpf(place)}, FINE_RAW)
    except (UndefinedError, UnsureError):
        return False
    return bool(abs(value) < EXACT.tiny * max(1, abs(place)))


def secant(function: Callable[[Any], Any], a: Any, b: Any) -> Any:
    """Return a zero near two places, or None where a step leads nowhere."""
    try:
        left, right = function(a), function(b)
        for _ in range(SECANTS):
            if right == 0 or left == right:
                break
            a, left, b = b, right, b - right * (b - a) / (right - left)
            right = function(b)
    except (UndefinedError, UnsureError):
        return None
    return b
