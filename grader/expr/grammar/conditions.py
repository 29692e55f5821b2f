"""Conditions made of others: joined ones, and that a value belongs to a set."""

from collections.abc import Sequence
from typing import Literal

from grader.expr.nodes import Constant, Interval, Junction, Neg, Node, Relation, SetOf, Union

__all__ = ["join_conditions", "list_memberships"]

_INFINITE = Constant("oo")


def join_conditions(parts: Sequence[Node], kind: Literal["and", "or"]) -> Node:
    """Join conditions, those of a part that is joined in the same way one by one; a single one is itself."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, Junction) and part.kind == kind else (part,)
    return flat[0] if len(flat) == 1 else Junction(kind, tuple(flat))


def list_memberships(member: Node, within: Node) -> list[Node] | None:
    """Return the conditions of which one holds for a member of a set; None where all numbers are members."""
    found: list[Node] = []
    for part in within.parts if isinstance(within, Union) else (within,):
        if isinstance(part, SetOf):
            found.extend(Relation((member, item), ("=",)) for item in part.items)
        elif isinstance(part, Interval):
            inside = compare_with_ends(member, part)
            if inside is None:
                return None
            found.append(inside)
    return found


def compare_with_ends(member: Node, interval: Interval) -> Node | None:
    """Return the comparison that a value is in an interval, ``0 < x <= 1``; infinite ends add nothing."""
    operands: list[Node] = [member]
    operators: list[str] = []
    if interval.lower != Neg(_INFINITE):
        operands.insert(0, interval.lower)
        operators.append("<=" if interval.lower_closed else "<")
    if interval.upper != _INFINITE:
        operands.append(interval.upper)
        operators.append("<=" if interval.upper_closed else "<")
    return Relation(tuple(operands), tuple(operators)) if operators else None  # type: ignore[arg-type]
