"""Finite sets, intervals and their unions; lists whose order does not matter.

Ends and members are compared by the ladder, so that ``{sqrt(4)}`` is ``{2}``. Where all ends are constants, pieces
that overlap or touch are merged first: ``[0, 1] ∪ (1, 2]`` is ``[0, 2]``. With symbols among the ends, pieces are
matched as they stand, and what cannot be matched is compared as a whole (``members``).
"""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from functools import cmp_to_key

from flint import fmpq

from grader.equivalence.conditions.members import HIGH, LOW, Piece, same_in_any_order, same_members, told_apart
from grader.equivalence.graph.kinds import NUMBER
from grader.equivalence.lowering.arrays import complaint
from grader.equivalence.lowering.scope import Env, Scope
from grader.equivalence.rungs.ladder import Ladder
from grader.equivalence.rungs.tolerance import is_constant
from grader.equivalence.witness import rounded, structural, text_of_ball, undecided
from grader.expr import nodes
from grader.expr.nodes import Node
from grader.records import Decision, Equality

__all__ = ["decide_sets", "matched"]

UNKNOWN = undecided()
EQUAL = Decision(result=Equality.EQUAL, by="exact")
MISSING = "A member of one set is not in the other."
LONGEST = 20  # decimals
LEAST_FOR_DECIMALS = 10


class UndecidedError(Exception):
    """Two ends could not be put in order."""


def decide_sets(scope: Scope, ladder: Ladder, student: Node, expected: Node, env: Env) -> Decision:
    """Return whether two sets have the same members."""
    if isinstance(student, nodes.Vector) and isinstance(expected, nodes.Interval | nodes.Union):
        raise complaint(
            "vector-or-interval",
            "This was read as a list of numbers, but an interval is expected.",
            help="write x ∈ before it, or join it with ∪ {}, so that its brackets are read as those of an interval.",
        )
    if not isinstance(student, nodes.SetOf | nodes.Interval | nodes.Union):
        return structural("A set or an interval is expected.")
    left, right = pieces(scope, student, env), pieces(scope, expected, env)
    ends = [end for piece in left + right for end in (piece.lower, piece.upper) if end >= 0]
    if is_constant(ladder.graph, *ends):
        with suppress(UndecidedError):  # complex numbers are in no order
            return same_pieces(ladder, merged(ladder, left), merged(ladder, right))
    return matched_pieces(ladder, left, right)


def pieces(scope: Scope, tree: Node, env: Env) -> list[Piece]:
    """Return a set as a list of intervals and single numbers."""
    if isinstance(tree, nodes.Union):
        return [piece for part in tree.parts for piece in pieces(scope, part, env)]
    if isinstance(tree, nodes.Interval):
        low, high = end(scope, tree.lower, env), end(scope, tree.upper, env)
        return [Piece(low, high, tree.lower_closed and low >= 0, tree.upper_closed and high >= 0)]
    assert isinstance(tree, nodes.SetOf)
    members = [scope.scalar(item, env) for item in tree.items]
    return [Piece(member, member, True, True) for member in members]


def end(scope: Scope, tree: Node, env: Env) -> int:
    """Return the end of an interval."""
    if isinstance(tree, nodes.Constant) and tree.name == "oo":
        return HIGH
    if isinstance(tree, nodes.Neg) and isinstance(tree.operand, nodes.Constant) and tree.operand.name == "oo":
        return LOW
    return scope.scalar(tree, env)


def compare(ladder: Ladder, left: int, right: int) -> int:
    """Return -1, 0 or 1 as one constant end lies before, at, or after another."""
    if left == right:
        return 0
    if LOW in (left, right) or HIGH in (left, right):
        return -1 if left == LOW or right == HIGH else 1
    for precision in (64, 256, 1024):
        values = ladder.sample(0, precision).evaluate()
        if values[left] is None or values[right] is None:
            raise UndecidedError
        if values[left] < values[right]:
            return -1
        if values[left] > values[right]:
            return 1
    if ladder.decide(left, right).result is Equality.EQUAL:
        return 0
    raise UndecidedError


def merged(ladder: Ladder, parts: list[Piece]) -> list[Piece]:
    """Return the same set as pieces in order that neither overlap nor touch; empty intervals are dropped."""
    kept = [piece for piece in parts if not is_empty(ladder, piece)]
    kept.sort(key=cmp_to_key(lambda a, b: compare(ladder, a.lower, b.lower) or b.lower_closed - a.lower_closed))
    result: list[Piece] = []
    for piece in kept:
        if result and touches(ladder, result[-1], piece):
            result[-1] = joined(ladder, result[-1], piece)
        else:
            result.append(piece)
    return result


def is_empty(ladder: Ladder, piece: Piece) -> bool:
    """Tell whether an interval holds no number."""
    order = compare(ladder, piece.lower, piece.upper)
    return order > 0 or (order == 0 and not (piece.lower_closed and piece.upper_closed))


def touches(ladder: Ladder, first: Piece, second: Piece) -> bool:
    """Tell whether a piece begins inside another or right at its end, leaving no gap."""
    order = compare(ladder, second.lower, first.upper)
    return order < 0 or (order == 0 and (second.lower_closed or first.upper_closed))


def joined(ladder: Ladder, first: Piece, second: Piece) -> Piece:
    """Return the union of two pieces that touch, the first beginning no later."""
    order = compare(ladder, first.upper, second.upper)
    if order > 0:
        return first
    closed = first.upper_closed or second.upper_closed if order == 0 else second.upper_closed
    return Piece(first.lower, second.upper, first.lower_closed, closed)


def same_pieces(ladder: Ladder, left: list[Piece], right: list[Piece]) -> Decision:
    """Return whether two lists of separate pieces in order are the same."""
    is_finite = all(piece.lower == piece.upper for piece in left + right)
    expected = [end for piece in right for end in (piece.lower, piece.upper)]
    for piece in left:
        for end in (piece.lower, piece.upper):
            if all(compare(ladder, end, other) for other in expected):
                kind = "a member" if piece.lower == piece.upper else "an end"
                said = f"is {kind} of the set, but no end or member of the expected one"
                return structural(f"{shown(ladder, end)} {'is not in the expected set' if is_finite else said}.")
    if len(left) != len(right):
        count = f"{len(left)} {'member' if is_finite else 'separate part'}{'' if len(left) == 1 else 's'}"
        return structural(f"The set has {count}, but {len(right)} {'is' if len(right) == 1 else 'are'} expected.")
    for mine, theirs in zip(left, right, strict=True):
        if compare(ladder, mine.lower, theirs.lower) or compare(ladder, mine.upper, theirs.upper):
            return structural("The ends are expected ones, but the numbers between them are not.")
        if (mine.lower_closed, mine.upper_closed) != (theirs.lower_closed, theirs.upper_closed):
            return structural("An end belongs to one of the two sets and not to the other.")
    return EQUAL


def shown(ladder: Ladder, node: int) -> str:
    """Return an end as text: short numbers exactly, others rounded."""
    if node in (LOW, HIGH):
        return "-∞" if node == LOW else "∞"
    if ladder.graph.kind[node] == NUMBER:
        return plain(fmpq(ladder.graph.data[node]))
    return rounded(text_of_ball(ladder.sample(0, 64).evaluate()[node])).capitalize()


def plain(value: fmpq) -> str:
    """Return a rational number as a decimal where it has a short one, unless its denominator is small.

    >>> plain(fmpq(33, 100)), plain(fmpq(1, 4)), plain(fmpq(-22, 7))
    ('0.33', '1/4', '-22/7')
    """
    numerator, denominator = int(value.p), int(value.q)
    places = next((places for places in range(LONGEST) if 10**places % denominator == 0), None)
    if denominator < LEAST_FOR_DECIMALS or places is None:
        return str(value)
    return f"{Decimal(numerator * 10**places // denominator).scaleb(-places):f}"


def matched_pieces(ladder: Ladder, left: list[Piece], right: list[Piece]) -> Decision:
    """Return whether sets with symbols in their ends are the same: piece by piece, or as wholes."""
    matches = [[same_piece(ladder, piece, other) for other in right] for piece in left]
    if left and right and all(map(any, [*matches, *zip(*matches, strict=True)])):
        return EQUAL
    if all(piece.lower == piece.upper for piece in left + right):
        return same_members(ladder, [piece.lower for piece in left], [piece.lower for piece in right], MISSING)
    return told_apart(ladder, left, right, "The ends of the intervals differ.") or UNKNOWN


def same_piece(ladder: Ladder, left: Piece, right: Piece) -> bool:
    """Tell whether two pieces are known to have equal ends."""
    ends = ((left.lower, right.lower), (left.upper, right.upper))
    return (left.lower_closed, left.upper_closed) == (right.lower_closed, right.upper_closed) and all(
        a == b or (min(a, b) >= 0 and ladder.decide(a, b).result is Equality.EQUAL) for a, b in ends
    )


def matched(ladder: Ladder, left: list[int], right: list[int]) -> Decision:
    """Return whether two lists hold the same values in any order."""
    open_places = list(right)
    rest = []
    for value in left:
        found = next((k for k, o in enumerate(open_places) if ladder.decide(value, o).result is Equality.EQUAL), None)
        if found is None:
            rest.append(value)
        else:
            del open_places[found]
    if not rest:
        return EQUAL
    reason = "An entry of the answer is not among the expected ones, or stands there too often."
    return same_in_any_order(ladder, rest, open_places, reason)
