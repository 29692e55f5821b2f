"""Formulas with values: both sides at many points of the domain, in floating point first and then with 60 digits.

They are *different* if at some point, and at points around it, the answer differs from a defined expected value or has
none. They are *equal* if every step of making the pair keeps the value, and no point speaks against it.
"""

import re
from collections.abc import Mapping
from random import Random
from typing import Any

from tests.adversary.oracles.evaluation import COMPLEX, EXACT, FAST, Arithmetic, UndefinedError, UnsureError, evaluate
from tests.adversary.oracles.judgement import Judgement, Truth
from tests.adversary.oracles.sampling import Point, draw_neighbour, draw_points, is_whole
from tests.adversary.pairs import Pair
from tests.adversary.tree import Node, names_in, subtrees

__all__ = ["AGREE", "DIFFER", "compare_at", "judge_values", "symbols_of"]

POINTS = 40
LEAST_AGREEING = 3  # points at which both sides have the same value before a pair counts as equal
LEAST_LOST = 4  # whole numbers at which an answer has no value, before that counts
NEIGHBOURS = 3
AGREE, DIFFER, LOST, NOTHING, UNKNOWN = "agree", "differ", "lost", "nothing", "unknown"


def symbols_of(pair: Pair) -> dict[str, str]:
    """Return the declared domains, or every name of both sides as a real number; of an array, each entry."""
    names = sorted(names_in(pair.student) | names_in(pair.expected))
    declared = pair.symbols or dict.fromkeys(names, "real")
    return {entry: kind for name, domain in declared.items() for entry, kind in list_entries(name, domain)}


def list_entries(name: str, domain: str) -> list[tuple[str, str]]:
    """Return the entries of a vector or matrix whose size is a number, and any other symbol alone."""
    found = re.fullmatch(r"(?:vector|matrix)\((\d+)(?:, (\d+))?\)", domain)
    if found is None:
        return [(name, domain)]
    columns = [""] if found[2] is None else [str(j + 1) for j in range(int(found[2]))]
    return [(f"{name}_{i + 1}{column}", "real") for i in range(int(found[1])) for column in columns]


def arithmetic_of(pair: Pair) -> Arithmetic:
    """Return the complex numbers where a pair has ``i`` or a complex symbol, and else the real ones."""
    has_i = any(part.op == "const" and part.value == "i" for side in sides_of(pair) for _, part in subtrees(side))
    return COMPLEX if has_i or "complex" in pair.symbols.values() else EXACT


def sides_of(pair: Pair) -> tuple[Node, Node]:
    return pair.student, pair.expected


def value_at(node: Node, point: Mapping[str, Any], using: Arithmetic) -> Any:
    """Return a value, None where there certainly is none."""
    try:
        return evaluate(node, point, using)
    except UndefinedError:
        return None


def compare_at(pair: Pair, point: Mapping[str, Any], using: Arithmetic) -> str:
    """Say how the two sides compare at a point of this arithmetic."""
    try:
        expected = value_at(pair.expected, point, using)
        if expected is None:
            return NOTHING
        student = value_at(pair.student, point, using)
    except UnsureError:
        return UNKNOWN
    if student is None:
        return LOST
    off = abs(student - expected)
    scale = max(1, abs(expected), abs(student))
    return DIFFER if off > using.small * scale else (AGREE if off <= using.tiny * 10**3 * scale else UNKNOWN)


def convert(point: Point, using: Arithmetic) -> dict[str, Any]:
    """Return a point as numbers of an arithmetic; a name with ``.im`` is the imaginary part of its symbol."""
    found: dict[str, Any] = {}
    for name, value in point.items():
        if not name.endswith(".im"):
            found[name] = using.number(value)
    for name, value in point.items():
        if name.endswith(".im"):
            found[name[:-3]] += using.number(value) * 1j if using is COMPLEX else 0
    return found


def split_complex(symbols: Mapping[str, str]) -> dict[str, str]:
    """Return the domains with two real coordinates for every complex symbol."""
    parts = {f"{name}.im": "real" for name, domain in symbols.items() if domain == "complex"}
    return {**{name: "real" if domain == "complex" else domain for name, domain in symbols.items()}, **parts}


def describe(pair: Pair, point: Point, outcome: str) -> str:
    where = ", ".join(f"{name} = {value}" for name, value in point.items())
    what = "the answer has no value" if outcome == LOST else "the values differ"
    return f"At {where} {what}." if where else f"{what[0].upper()}{what[1:]}."


def differs_around(pair: Pair, point: Point, using: Arithmetic, rng: Random) -> str:
    """Return the outcome at a point, if it is the same kind of difference there and all around it."""
    symbols = split_complex(symbols_of(pair))
    places = [point]
    if any(not is_whole(domain) for domain in symbols.values()):
        places += [draw_neighbour(point, symbols, rng) for _ in range(NEIGHBOURS)]
    outcomes = {compare_at(pair, convert(place, using), using) for place in places}
    return outcomes.pop() if len(outcomes) == 1 and outcomes <= {DIFFER, LOST} else ""


def judge_values(pair: Pair, rng: Random) -> Judgement:
    """Judge a pair by its values; see the module."""
    using = arithmetic_of(pair)
    fast = FAST if using is EXACT else using
    symbols = split_complex(symbols_of(pair))
    agreeing: list[Point] = []
    poles: set[tuple[Any, ...]] = set()
    are_whole = bool(symbols) and all(map(is_whole, symbols.values()))
    for point in draw_points(symbols, rng, POINTS if symbols else 1):
        outcome = compare_at(pair, convert(point, fast), fast)
        if outcome == UNKNOWN and fast is FAST:
            outcome = compare_at(pair, convert(point, using), using)
        if outcome in (DIFFER, LOST) and (found := differs_around(pair, point, using, rng)):
            # Single points do not count, and whole numbers have no others around them: 0/n is 0.
            poles |= {tuple(point.values())} if found == LOST else set()
            if found == LOST and are_whole and len(poles) < LEAST_LOST:
                continue
            return Judgement(Truth.DIFFERENT, describe(pair, point, found))
        if outcome == AGREE:
            agreeing.append(point)
    if not pair.is_equal or len(agreeing) < min(LEAST_AGREEING, POINTS if symbols else 1):
        return Judgement(Truth.UNSURE)
    confirmed = [compare_at(pair, convert(point, using), using) for point in agreeing[:LEAST_AGREEING]]
    return Judgement(Truth.EQUAL if set(confirmed) == {AGREE} else Truth.UNSURE)
