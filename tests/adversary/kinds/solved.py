"""The solutions of a condition in one variable, written out: ``x = 1 or x = 2``, ``x < 1 or x >= 2``."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from tests.adversary.oracles.candidates import find_candidates, may_touch_zero
from tests.adversary.oracles.evaluation import EXACT, UndefinedError, UnsureError, evaluate, holds
from tests.adversary.tree import Node, num, rel, sym

__all__ = ["write_solutions"]

MAX_PARTS = 5


def truth(condition: Node, name: str, value: Any) -> bool:
    try:
        return holds(condition, {name: EXACT.number(value) if isinstance(value, Fraction) else value}, EXACT)
    except UndefinedError:
        return False


def write_solutions(condition: Node, name: str, known: Sequence[Node]) -> Node | None:
    """Return the solutions of a condition as a condition, None where an end is neither a fraction nor known."""
    # x^2 sin x = x^2 also holds where the sine touches 1.
    if may_touch_zero(condition, name):
        return None
    exact, _ = find_candidates((condition,), name, None, None)
    ends: dict[Any, Node] = {}
    for value in exact:
        written = num(value) if isinstance(value, Fraction) else find_known(value, known)
        ends[EXACT.number(value) if isinstance(value, Fraction) else value] = written  # type: ignore[assignment]
    try:
        return write_pieces(condition, name, sorted(ends.items(), key=lambda item: item[0]))
    except UnsureError:
        return None


def find_known(value: Any, known: Sequence[Node]) -> Node | None:
    for node in known:
        if abs(evaluate(node, {}, EXACT) - value) < EXACT.small:
            return node
    return None


def write_pieces(condition: Node, name: str, ends: Sequence[tuple[Any, Node | None]]) -> Node | None:
    """Walk over all ends and the places between them, and write what holds."""
    values = [value for value, _ in ends]
    between = [values[0] - 1, *((a + b) / 2 for a, b in pairwise(values)), values[-1] + 1]
    opened = [truth(condition, name, place) for place in between]
    at_end = [truth(condition, name, num_value(value, node)) for value, node in ends]
    parts: list[Node] = []
    lower: tuple[Node, bool] | None = None  # the end at which the running piece began, and whether it belongs to it
    is_running = opened[0]
    for place, (_, node) in enumerate(ends):
        left, here, right = opened[place], at_end[place], opened[place + 1]
        if left == here == right:
            continue
        if node is None:
            return None
        if left:
            parts.append(piece(name, lower, (node, here)))
        if here and not left and not right:
            parts.append(rel(sym(name), "=", node))
        is_running = right
        lower = (node, here) if right else None
    if is_running:
        parts.append(piece(name, lower, None))
    if not 0 < len(parts) <= MAX_PARTS or Node("true") in parts:
        return None
    return parts[0] if len(parts) == 1 else Node("or", tuple(parts))


def num_value(value: Any, node: Node | None) -> Any:
    return Fraction(node.value) if node is not None and node.op == "num" else value  # type: ignore[arg-type]


def piece(name: str, lower: tuple[Node, bool] | None, upper: tuple[Node, bool] | None) -> Node:
    bounds = []
    if lower:
        bounds.append(rel(sym(name), ">=" if lower[1] else ">", lower[0]))
    if upper:
        bounds.append(rel(sym(name), "<=" if upper[1] else "<", upper[0]))
    if not bounds:
        return Node("true")
    return bounds[0] if len(bounds) == 1 else Node("and", tuple(bounds))
