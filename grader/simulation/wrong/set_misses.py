"""Near misses of a set of numbers: one end wrong, one that belongs to it wrongly, a part missing, and one too many.

>>> from grader.expr import parse, to_text
>>> from grader.expr.notation import Notation
>>> for miss in list_set_misses(parse("(0, 1] ∪ {3}", Notation()).tree, any_ends=False):
...     print(to_text(miss.tree), "|", miss.words, "|", miss.credit)
[0, 1] ∪ {3} | whether 0 belongs to the set | 1/2
(0, 1) ∪ {3} | whether 1 belongs to the set | 1/2
(0, 2] ∪ {3} | an end is 2 in place of 1 | 1/2
{3} | the part (0, 1] is missing | 1/2
(0, 1] | the part {3} is missing | 1/2
(0, 1] ∪ {3} ∪ (9, 10) | the part (9, 10) is added | 1/2
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from grader.answers.sets.ends import find_float
from grader.expr import to_text
from grader.expr.calculation.building import ONE, number, total
from grader.expr.grammar.conditions import REALS, build_set, list_intervals, merge_intervals, say_membership, subtract
from grader.expr.nodes import Interval, Node, Number, Union
from grader.expr.sets.solutions import find_solutions
from grader.simulation.wrong.near_misses import NearMiss

__all__ = ["has_pieces", "list_set_misses"]

GAP: Final = 6  # between the last end of a set and a part that is added


def has_pieces(tree: Node) -> bool:
    """Whether the pieces of a set may earn a share each."""
    solutions = find_solutions(tree)
    return solutions is not None and isinstance(solutions[1], Interval | Union)


def list_set_misses(tree: Node, *, any_ends: bool, has_shares: bool = True) -> Iterator[NearMiss]:
    """Yield sets or conditions that are nearly the same; nothing for a tree without intervals.

    Where each part earns a share, one that is wrong, missing or added costs one.
    """
    solutions = find_solutions(tree)
    if solutions is None or not has_pieces(tree):
        return
    name, values = solutions
    pieces = merge_intervals(values)
    if not pieces:
        return
    for changed, words in change_pieces(pieces, any_ends=any_ends):
        found = build_set(changed)
        shown = found if name is None else say_membership(name, found)
        yield NearMiss(tree=shown, words=words, credit=find_credit(pieces, found) if has_shares else Fraction(0))


def find_credit(pieces: Sequence[Interval], changed: Node) -> Fraction | None:
    """Return what a set earns in which one part is changed; None where other rules hold, or parts grew together."""
    own, rest = merge_intervals(changed), subtract(REALS, build_set(pieces))
    is_all_but_some = rest is not None and all(gap.lower == gap.upper for gap in list_intervals(rest))
    if len(pieces) > 1 and (is_all_but_some or own is None or abs(len(own) - len(pieces)) > 1):
        return None
    kept = sum(piece in pieces for piece in own or ())
    return Fraction(len(pieces) - 1, len(pieces)) if kept >= len(pieces) - 1 else None


def change_pieces(pieces: list[Interval], *, any_ends: bool) -> Iterator[tuple[list[Interval], str]]:
    for place, piece in enumerate(pieces):
        if piece.lower != piece.upper:
            for other, words in (*([] if any_ends else flip_ends(piece)), *move_end(piece)):
                yield [*pieces[:place], other, *pieces[place + 1 :]], words
    if len(pieces) > 1:
        for place, piece in enumerate(pieces):
            yield [*pieces[:place], *pieces[place + 1 :]], f"the part {to_text(build_set([piece]))} is missing"
    last = find_float(pieces[-1].upper)
    if last is not None:
        start = math.floor(last) + GAP
        extra = Interval(number(start), number(start + 1), False, False)
        yield [*pieces, extra], f"the part {to_text(extra)} is added"


def flip_ends(piece: Interval) -> Iterator[tuple[Interval, str]]:
    if piece.lower != REALS.lower:
        words = f"whether {to_text(piece.lower)} belongs to the set"
        yield replace(piece, lower_closed=not piece.lower_closed), words
    if piece.upper != REALS.upper:
        words = f"whether {to_text(piece.upper)} belongs to the set"
        yield replace(piece, upper_closed=not piece.upper_closed), words


def move_end(piece: Interval) -> Iterator[tuple[Interval, str]]:
    """Yield a piece whose last end is 1 larger."""
    upper = piece.upper
    if upper != REALS.upper:
        moved = number(upper.value + 1) if isinstance(upper, Number) else total((upper, ONE))
        yield replace(piece, upper=moved), f"an end is {to_text(moved)} in place of {to_text(upper)}"
