"""Whether the witness of a verdict *different* holds: it is evaluated again with the adversary's own trees.

At its point the values must differ truly, or the answer must be undefined where the expected value is defined; and the
same must be so around it, because single points decide nothing. Of conditions one must hold and the other must not.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import Any

from tests.adversary.oracles.evaluation import (
    EXACT,
    FINE,
    FINE_RAW,
    RAW,
    UndefinedError,
    UnsureError,
    evaluate,
    holds,
)
from tests.adversary.oracles.sampling import draw_neighbour, draw_points
from tests.adversary.oracles.values import (
    AGREE,
    DIFFER,
    LOST,
    NOTHING,
    POINTS,
    arithmetic_of,
    compare_at,
    convert,
    differs_around,
    split_complex,
    symbols_of,
)  # fmt: skip
from tests.adversary.pairs import Pair
from tests.adversary.tree import Node

__all__ = ["HOLDS", "find_witness_fault", "parse_point"]

COMPLEX_NUMBER = re.compile(r"(?P<real>-?\d+(?:/\d+)?) (?P<sign>[+-]) (?P<imaginary>\d+(?:/\d+)?) ?i")
HOLDS = "The witness holds."
SAME = 1e-9  # relative: two values of one difference, computed with different numbers of digits
STATEMENTS = ("rel", "and", "or")


def parse_point(written: Mapping[str, str]) -> dict[str, Fraction] | None:
    """Return the point of a witness, None if a coordinate is not written as an exact number."""
    point: dict[str, Fraction] = {}
    for name, text in written.items():
        if found := COMPLEX_NUMBER.fullmatch(text):
            point[name] = Fraction(found["real"])
            point[f"{name}.im"] = Fraction(found["sign"] + found["imaginary"])
        elif re.fullmatch(r"-?\d+(/\d+)?", text):
            point[name] = Fraction(text)
        else:
            return None
    return point


def find_witness_fault(pair: Pair, record: Mapping[str, Any], rng: Random) -> str:
    """Say what is wrong with a witness: ``HOLDS`` if nothing is, and an empty text if it cannot be checked here."""
    witness = record.get("witness") or {}
    point = parse_point(witness.get("point", {}))
    if point is None or ("point" not in witness and symbols_of(pair)):
        return ""
    if pair.expected.op in STATEMENTS:
        return find_condition_fault(pair, point)
    part = part_of(pair, witness.get("at"))
    return find_value_fault(part, point, rng) if part else ""


def part_of(pair: Pair, at: Mapping[str, int] | None) -> Pair | None:
    """Return the pair of the entries that a witness speaks of, None where there is no such pair."""
    if not at:
        return pair if pair.oracle == "values" else None
    places = list(at.values())
    try:
        student, expected = (find_entry(side, places) for side in (pair.student, pair.expected))
    except (IndexError, AttributeError):
        return None
    return Pair(pair.kind, student, expected, pair.symbols or symbols_of(pair))


def find_entry(node: Node, places: list[int]) -> Node:
    for place in places:
        if node.op not in ("vector", "matrix"):
            raise IndexError
        node = node.args[place - 1]
    if node.op in ("vector", "matrix"):
        raise IndexError
    return node


def complete(pair: Pair, point: Mapping[str, Fraction], rng: Random) -> dict[str, Fraction]:
    """Return a point with a value for every symbol; one that the witness leaves out may have any value."""
    symbols = split_complex(symbols_of(pair))
    missing = {name: domain for name, domain in symbols.items() if name not in point and not name.endswith(".im")}
    drawn = {name: Fraction(rng.randint(1, 9), 1) for name in missing}
    return {**drawn, **point}


def find_value_fault(pair: Pair, point: Mapping[str, Fraction], rng: Random) -> str:
    using = arithmetic_of(pair)
    whole = complete(pair, point, rng)
    if len(whole) > len(point):
        return ""
    try:
        outcome = compare_at(pair, convert(whole, using), using)
    except (KeyError, ArithmeticError):
        return ""
    if outcome == AGREE and using is EXACT and compare_at(pair, convert(whole, FINE), FINE) == DIFFER:
        return HOLDS  # by less than 60 digits show, as sinh(50) and cosh(50)
    if outcome in (AGREE, NOTHING) and using is EXACT and (seen := is_seen_unrounded(pair, whole)) is not False:
        return HOLDS if seen else ""
    if outcome == AGREE:
        return "The values agree at the witness."
    if outcome == NOTHING:
        # Where the expected answer has no real value anywhere, complex values are compared.
        return "The expected answer has no value at the witness, but elsewhere." if has_values(pair, rng) else ""
    if outcome in (DIFFER, LOST):
        if differs_around(pair, whole, using, rng):
            return HOLDS
        around = [compare_at(pair, convert(near, using), using) for near in neighbours(pair, whole, rng)]
        if set(around) <= {AGREE, NOTHING}:
            return "The witness is a single point: around it the values agree."
    return ""


def is_seen_unrounded(pair: Pair, point: Mapping[str, Fraction]) -> bool | None:
    """Whether the sides differ where nothing counts as zero, by as much with 60 digits as with 700; None if unsure.

    So exp(-3500) is no zero. A difference that is made by rounding is another one with other digits.
    """
    gaps = []
    for using in (RAW, FINE_RAW):
        numbers = convert(point, using)
        try:
            gaps.append(evaluate(pair.student, numbers, using) - evaluate(pair.expected, numbers, using))
        except UndefinedError:
            return False
        except UnsureError:
            return None
    return bool(gaps[0] != 0 and abs(gaps[0] - gaps[1]) <= SAME * abs(gaps[0]))


def has_values(pair: Pair, rng: Random) -> bool:
    """Whether the expected answer has a value somewhere, and around there; ``(-1)^r`` has some only at points."""
    using = arithmetic_of(pair)
    valued = (AGREE, DIFFER, LOST)
    points = draw_points(split_complex(symbols_of(pair)), rng, POINTS)
    return any(
        compare_at(pair, convert(point, using), using) in valued
        and any(compare_at(pair, convert(near, using), using) in valued for near in neighbours(pair, point, rng))
        for point in points
    )


def neighbours(pair: Pair, point: Mapping[str, Fraction], rng: Random) -> list[dict[str, Fraction]]:
    return [draw_neighbour(point, split_complex(symbols_of(pair)), rng) for _ in range(4)]


def find_condition_fault(pair: Pair, point: Mapping[str, Fraction]) -> str:
    """Say so where both conditions hold at the point, or neither does."""
    numbers = convert(dict(point), EXACT)
    truths = []
    for side in (pair.student, pair.expected):
        try:
            truths.append(holds(side, numbers, EXACT))
        except UndefinedError:
            truths.append(False)
        except (UnsureError, KeyError):
            return ""
    if truths[0] != truths[1]:
        return HOLDS
    return "Both sides hold at the witness." if truths[0] else "Neither side holds at the witness."
