"""Finite sets, intervals and their unions; lists whose order does not matter.

Ends and members are compared by the ladder, so that ``{sqrt(4)}`` is ``{2}``. Where all ends are constants, pieces
that overlap or touch are merged first: ``[0, 1] ∪ (1, 2]`` is ``[0, 2]``. With symbols among the ends, pieces are
matched one by one, and what cannot be matched is compared as a whole (``members``).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from functools import cmp_to_key

from flint import fmpq

from grader.equivalence.conditions.equations import combine_decisions
from grader.equivalence.conditions.members import (
    HIGH,
    LOW,
    Piece,
    decide_in_any_order,
    decide_same_members,
    join_proofs,
    refute_on_a_line,
)
from grader.equivalence.graph.kinds import NUMBER
from grader.equivalence.lowering.arrays import complaint, entries_of, shape_of
from grader.equivalence.lowering.scope import Env, Scope
from grader.equivalence.rungs.ladder import Ladder
from grader.equivalence.rungs.tolerance import is_constant
from grader.equivalence.witness import leave_undecided, refute_by_structure, round_enclosure, text_of_ball
from grader.expr import nodes
from grader.expr.nodes import Node
from grader.records import Decision, Equality

__all__ = ["decide_sets", "match_lists"]

UNKNOWN = leave_undecided()
SETS = (nodes.SetOf, nodes.Interval, nodes.Union)
EQUAL = Decision(result=Equality.EQUAL, by="exact")
MISSING = "A member of one set is not in the other."
LONGEST = 20  # decimals  # places of a decimal in a message
LEAST_FOR_DECIMALS = 10  # 1/4 reads better than 0.25, and 0.33 better than 33/100


class UndecidedError(Exception):
    """Two ends could not be put in order."""


def decide_sets(scope: Scope, ladder: Ladder, student: Node, expected: Node, env: Env) -> Decision:
    if isinstance(student, nodes.Vector) and isinstance(expected, nodes.Interval | nodes.Union):
        raise complaint(
            "vector-or-interval",
            "This was read as a list of numbers, but an interval is expected.",
            help="write x ∈ before it, or join it with ∪ {}, so that its brackets are read as those of an interval.",
        )
    points = list_points(expected)
    if points and isinstance(student, SETS):
        return decide_points(scope, ladder, student, points, env)
    if is_sum_of_sets(student):
        left = list_pieces_of_difference(scope, ladder, student, env)
    elif isinstance(student, SETS):
        left = list_pieces(scope, student, env)
    else:
        return refute_by_structure("A set or an interval is expected.")
    right = list_pieces(scope, expected, env)
    ends = [end for piece in left + right for end in (piece.lower, piece.upper) if end >= 0]
    if is_constant(ladder.graph, *ends):
        with suppress(UndecidedError):  # complex numbers are in no order
            return decide_pieces(ladder, merge_pieces(ladder, left), merge_pieces(ladder, right))
    return match_pieces(ladder, left, right)


def list_points(tree: Node) -> list[Node]:
    """Return the members of a set of points; nothing for a set of numbers."""
    members = [item for part in (tree.parts if isinstance(tree, nodes.Union) else (tree,))
               for item in (part.items if isinstance(part, nodes.SetOf) else ())]  # fmt: skip
    return members if any(isinstance(member, nodes.Vector) for member in members) else []


def decide_points(scope: Scope, ladder: Ladder, student: Node, expected: Sequence[Node], env: Env) -> Decision:
    """Return whether two sets of points have the same members, each compared coordinate by coordinate."""
    found = list_points(student)
    if student == nodes.SetOf(()):
        return refute_by_structure(MISSING)
    if not found:
        return refute_by_structure("A set of points is expected.")
    left, right = ([scope.lower(point, env) for point in points] for points in (found, expected))
    if len({shape_of(point) for point in [*left, *right]}) != 1:
        return refute_by_structure("The points do not have as many coordinates as the expected ones.")
    table = [[combine_decisions([ladder.decide(a, b) for a, b in zip(entries_of(one), entries_of(other), strict=True)])
              for other in right] for one in left]  # fmt: skip
    rows = [*table, *map(list, zip(*table, strict=True))]
    partners = [next((part for part in row if part.result is Equality.EQUAL), None) for row in rows]
    if None not in partners:
        return join_proofs([part for part in partners if part is not None], by="exact")
    # With names in the coordinates, which point is which may change from place to place.
    is_certain = is_constant(ladder.graph, *(entry for point in (*left, *right) for entry in entries_of(point)))
    is_alone = any(all(part.result is Equality.DIFFERENT for part in row) for row in rows)
    return refute_by_structure(MISSING) if is_certain and is_alone else UNKNOWN


def is_sum_of_sets(tree: Node) -> bool:
    """Whether sets or lists are added or subtracted, as in ``(0, 6] - (0, 2]``."""
    terms = tree.terms if isinstance(tree, nodes.Add) else ()
    return any(isinstance(drop_sign(term), (*SETS, nodes.Vector)) for term in terms)


def drop_sign(tree: Node) -> Node:
    return tree.operand if isinstance(tree, nodes.Neg) else tree


def list_pieces_of_difference(scope: Scope, ladder: Ladder, tree: Node, env: Env) -> list[Piece]:
    """Return what is left of a set when others are taken away; refuse a sum, and sets with symbols in their ends."""
    assert isinstance(tree, nodes.Add)
    first, *others = tree.terms
    parts = [list_pieces(scope, part, env) for part in map(drop_sign, tree.terms) if isinstance(part, SETS)]
    ends = [end for pieces in parts for piece in pieces for end in (piece.lower, piece.upper) if end >= 0]
    is_difference = isinstance(first, SETS) and all(isinstance(other, nodes.Neg) for other in others)
    if not is_difference or len(parts) != len(tree.terms) or not is_constant(ladder.graph, *ends):
        raise complaint(
            "sum-of-sets",
            "Sets or lists are added or subtracted here.",
            "A set without another one is worked out only where both are written as sets, with numbers as their ends.",
            "write the set that is left, as intervals joined with ∪.",
        )
    try:
        left = merge_pieces(ladder, parts[0])
        for taken in parts[1:]:
            for piece in merge_pieces(ladder, taken):
                left = [part for kept in left for part in cut_out(ladder, kept, piece)]
    except UndecidedError:
        raise complaint("sum-of-sets", "The ends of these sets could not be put in order.",
                        help="write the set that is left, as intervals joined with ∪.") from None  # fmt: skip
    return left


def cut_out(ladder: Ladder, piece: Piece, taken: Piece) -> list[Piece]:
    """Return what is left of a piece to the left and to the right of another one."""
    below, above = compare_ends(ladder, piece.upper, taken.lower), compare_ends(ladder, piece.lower, taken.upper)
    # An end that the other piece leaves out stays: [0, 2] without (1, 2] is [0, 1].
    left = piece if below < 0 else Piece(
        piece.lower, taken.lower, piece.lower_closed,
        not taken.lower_closed and taken.lower >= 0 and (below > 0 or piece.upper_closed),
    )  # fmt: skip
    right = piece if above > 0 else Piece(
        taken.upper, piece.upper,
        not taken.upper_closed and taken.upper >= 0 and (above < 0 or piece.lower_closed), piece.upper_closed,
    )  # fmt: skip
    return [part for part in (left, right) if not is_empty(ladder, part)]


def list_pieces(scope: Scope, tree: Node, env: Env) -> list[Piece]:
    """Return a set as a list of intervals and single numbers."""
    if isinstance(tree, nodes.Union):
        return [piece for part in tree.parts for piece in list_pieces(scope, part, env)]
    if isinstance(tree, nodes.Interval):
        low, high = lower_end(scope, tree.lower, env), lower_end(scope, tree.upper, env)
        return [Piece(low, high, tree.lower_closed and low >= 0, tree.upper_closed and high >= 0)]
    assert isinstance(tree, nodes.SetOf)
    members = [scope.lower_scalar(item, env) for item in tree.items]
    return [Piece(member, member, True, True) for member in members]


def lower_end(scope: Scope, tree: Node, env: Env) -> int:
    if isinstance(tree, nodes.Constant) and tree.name == "oo":
        return HIGH
    if isinstance(tree, nodes.Neg) and isinstance(tree.operand, nodes.Constant) and tree.operand.name == "oo":
        return LOW
    return scope.lower_scalar(tree, env)


def compare_ends(ladder: Ladder, left: int, right: int) -> int:
    """Return -1, 0 or 1 as one constant end is left of, at, or right of another."""
    if left == right:
        return 0
    if LOW in (left, right) or HIGH in (left, right):
        return -1 if left == LOW or right == HIGH else 1
    # More bits are taken only where fewer leave the order open.
    for precision in (64, 256, 1024):
        values = ladder.sample(0, precision).evaluate()
        # An end without a value cannot be put in order.
        if values[left] is None or values[right] is None:
            raise UndecidedError
        if values[left] < values[right]:
            return -1
        if values[left] > values[right]:
            return 1
    # Balls that still overlap: equal is concluded from a proof alone.
    if ladder.decide(left, right).result is Equality.EQUAL:
        return 0
    raise UndecidedError


def merge_pieces(ladder: Ladder, parts: list[Piece]) -> list[Piece]:
    """Return the same set as pieces in order that neither overlap nor touch; empty intervals are dropped."""
    kept = [piece for piece in parts if not is_empty(ladder, piece)]
    # At the same lower end the closed piece comes first, so that it is the one that absorbs the other.
    kept.sort(key=cmp_to_key(lambda a, b: compare_ends(ladder, a.lower, b.lower) or b.lower_closed - a.lower_closed))
    result: list[Piece] = []
    for piece in kept:
        if result and touches_next(ladder, result[-1], piece):
            result[-1] = join_pieces(ladder, result[-1], piece)
        else:
            result.append(piece)
    return result


def is_empty(ladder: Ladder, piece: Piece) -> bool:
    order = compare_ends(ladder, piece.lower, piece.upper)
    return order > 0 or (order == 0 and not (piece.lower_closed and piece.upper_closed))


def touches_next(ladder: Ladder, first: Piece, second: Piece) -> bool:
    """Whether a piece begins inside another or right at its end, leaving no gap."""
    order = compare_ends(ladder, second.lower, first.upper)
    # [0, 1) and (1, 2] leave a gap at 1; [0, 1] and (1, 2] leave none.
    return order < 0 or (order == 0 and (second.lower_closed or first.upper_closed))


def join_pieces(ladder: Ladder, first: Piece, second: Piece) -> Piece:
    """Return the union of two pieces that touch, the first beginning no later."""
    order = compare_ends(ladder, first.upper, second.upper)
    if order > 0:
        return first
    closed = first.upper_closed or second.upper_closed if order == 0 else second.upper_closed
    return Piece(first.lower, second.upper, first.lower_closed, closed)


def decide_pieces(ladder: Ladder, left: list[Piece], right: list[Piece]) -> Decision:
    """Return whether two lists of separate pieces in order are the same."""
    is_finite = all(piece.lower == piece.upper for piece in left + right)
    expected = [end for piece in right for end in (piece.lower, piece.upper)]
    for piece in left:
        for end in (piece.lower, piece.upper):
            if all(compare_ends(ladder, end, other) for other in expected):
                kind = "a member" if piece.lower == piece.upper else "an end"
                said = f"is {kind} of the set, but no end or member of the expected one"
                return refute_by_structure(
                    f"{format_end(ladder, end)} {'is not in the expected set' if is_finite else said}."
                )
    if len(left) != len(right):
        count = f"{len(left)} {'member' if is_finite else 'separate part'}{'' if len(left) == 1 else 's'}"
        return refute_by_structure(
            f"The set has {count}, but {len(right)} {'is' if len(right) == 1 else 'are'} expected."
        )
    for mine, theirs in zip(left, right, strict=True):
        if compare_ends(ladder, mine.lower, theirs.lower) or compare_ends(ladder, mine.upper, theirs.upper):
            return refute_by_structure("The ends are expected ones, but the numbers between them are not.")
        if (mine.lower_closed, mine.upper_closed) != (theirs.lower_closed, theirs.upper_closed):
            return refute_by_structure("An end belongs to one of the two sets and not to the other.")
    return EQUAL


def format_end(ladder: Ladder, node: int) -> str:
    """Return an end as text: short numbers exactly, others rounded."""
    if node in (LOW, HIGH):
        return "-∞" if node == LOW else "∞"
    if ladder.graph.kind[node] == NUMBER:
        return format_rational(fmpq(ladder.graph.data[node]))
    return round_enclosure(text_of_ball(ladder.sample(0, 64).evaluate()[node])).capitalize()


def format_rational(value: fmpq) -> str:
    """Return a rational number as a decimal where it has a short one, unless its denominator is small.

    >>> format_rational(fmpq(33, 100)), format_rational(fmpq(1, 4)), format_rational(fmpq(-22, 7))
    ('0.33', '1/4', '-22/7')
    """
    numerator, denominator = int(value.p), int(value.q)
    places = next((places for places in range(LONGEST) if 10**places % denominator == 0), None)
    if denominator < LEAST_FOR_DECIMALS or places is None:
        return str(value)
    return f"{Decimal(numerator * 10**places // denominator).scaleb(-places):f}"


def match_pieces(ladder: Ladder, left: list[Piece], right: list[Piece]) -> Decision:
    """Return whether sets with symbols in their ends are the same: piece by piece, or as wholes."""
    matches = [[prove_same_piece(ladder, piece, other) for other in right] for piece in left]
    # Each piece has a partner on the other side: then both unions are the same, whatever overlaps.
    partners = [next(filter(None, row), None) for row in [*matches, *zip(*matches, strict=True)]]
    if left and right and None not in partners:
        return join_proofs([proof for proofs in partners for proof in proofs or ()], by="exact")
    if all(piece.lower == piece.upper for piece in left + right):
        return decide_same_members(ladder, [piece.lower for piece in left], [piece.lower for piece in right], MISSING)
    return refute_on_a_line(ladder, left, right, "The ends of the intervals differ.") or UNKNOWN


def prove_same_piece(ladder: Ladder, left: Piece, right: Piece) -> list[Decision] | None:
    """Return the proofs that two pieces have equal ends, if there are."""
    if (left.lower_closed, left.upper_closed) != (right.lower_closed, right.upper_closed):
        return None
    proofs = []
    for a, b in ((left.lower, right.lower), (left.upper, right.upper)):
        # An end without a number is the same only as itself.
        found = EQUAL if a == b else ladder.decide(a, b) if min(a, b) >= 0 else UNKNOWN
        if found.result is not Equality.EQUAL:
            return None
        proofs.append(found)
    return proofs


def match_lists(ladder: Ladder, left: list[int], right: list[int]) -> Decision:
    """Return whether two lists hold the same values in any order."""
    # Each expected value can be matched once: (1, 1, 2) is not (1, 2, 2).
    open_places = list(right)
    rest, proofs = [], []
    for value in left:
        decisions = ((k, ladder.decide(value, other)) for k, other in enumerate(open_places))
        found = next(((k, decision) for k, decision in decisions if decision.result is Equality.EQUAL), None)
        if found is None:
            rest.append(value)
        else:
            del open_places[found[0]]
            proofs.append(found[1])
    if not rest:
        return join_proofs(proofs, by="exact")
    reason = "An entry of the answer is not among the expected ones, or occurs too often."
    return decide_in_any_order(ladder, rest, open_places, reason)
