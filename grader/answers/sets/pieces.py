"""Partial credit for the pieces of a set of numbers: its separate intervals, and the single numbers between them.

Of n expected pieces each right one earns 1/n. A piece that meets an expected one, and has a wrong end, is an attempt at
it: it earns nothing and costs nothing. Any other piece is extra, and cancels a right one. So ``(0, 1) ∪ (2, 4)`` earns
half of what ``(0, 1) ∪ (2, 3)`` earns, and so does ``(0, 1)``; ``(0, 1) ∪ (2, 3) ∪ (7, 8)`` does, too.

The pieces are those of the set and not of its spelling: ``(0, 1] ∪ (1, 2)`` is one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain
from typing import Final

from grader.answers.judging import is_all_or_nothing, judge_whole, outcome_of
from grader.answers.protocol import Task
from grader.errors import join_words
from grader.expr import to_text
from grader.expr.grammar.conditions import (
    REALS,
    build_set,
    compare_ends,
    intersect,
    is_empty,
    merge_intervals,
    say_membership,
)
from grader.expr.nodes import Interval, Node, Relation, SetOf, Symbol
from grader.expr.sets.by_sight import solve_by_sight
from grader.expr.sets.solutions import find_solutions
from grader.records import ComponentResult, Outcome, Remark, Verdict

__all__ = ["judge_pieces"]

MAX_PAIRS: Final = 100  # of an own piece with an expected one; each is a question to the engine, and at most three


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of an answer: the expected one that it is equal to, or else the one that it is an attempt at."""

    interval: Interval
    text: str
    equal: int | None = None
    near: int | None = None
    is_wide: bool = False  # it meets several of the expected ones, and so what is between them
    open_remarks: tuple[Remark, ...] | None = None  # why a person decides whether it is right, if one does

    @property
    def is_extra(self) -> bool:
        return self.equal is None and self.near is None and self.open_remarks is None


def judge_pieces(tree: Node, expected: Node, whole: Verdict, task: Task) -> Verdict:
    """Judge a set that is not the expected one by its pieces; as it was judged where these are not known."""
    (name, own), (asked, wanted) = (list_pieces(side, task) for side in (tree, expected))
    if name != asked or not own or not wanted or len(own) * len(wanted) > MAX_PAIRS:
        return whole
    task = replace(task, policy=task.policy.beside_others())
    pieces = find_attempts([compare(piece, name, wanted, task) for piece in own], wanted)
    ends = tuple(remark_on_ends(pieces, wanted, task))
    if len(wanted) == 1 or is_all_or_nothing(task):
        return add_remarks(whole, ends)
    found = give_shares(pieces, wanted)
    if found.credit == 1:  # the whole was refuted, whatever is known of its pieces
        return whole
    right = [piece.text for piece in pieces if piece.equal is not None]
    remarks = (*remark_on_pieces(pieces, wanted), *ends) if right else ends
    said = found.remarks or whole.remarks
    return add_remarks(replace(found, remarks=said, decision=whole.decision), remarks)


def add_remarks(verdict: Verdict, remarks: Sequence[Remark]) -> Verdict:
    """Put remarks on pieces in place of what was said of the whole."""
    kept = tuple(remark for remark in verdict.remarks if remark.id != "structure")
    return replace(verdict, remarks=(*remarks, *kept)) if remarks else verdict


def list_pieces(tree: Node, task: Task) -> tuple[Symbol | None, list[Interval] | None]:
    """Return the name that a condition is about, and the pieces of the set; None where their order is not known."""
    solutions = find_solutions(solve_by_sight(tree), task.asked.taken)
    if solutions is None:
        return None, None
    return solutions[0], merge_intervals(solutions[1])


def compare(piece: Interval, name: Symbol | None, wanted: Sequence[Interval], task: Task) -> Piece:
    """Compare a piece with all expected ones, each as a set, or as the condition that a name is in it."""
    own, *others = (state(each, name) for each in (piece, *wanted))
    verdicts = [judge_whole(own, other, task) for other in others]
    credits = [verdict.credit for verdict in verdicts]
    if 1 in credits:
        return Piece(piece, to_text(own), equal=credits.index(Fraction(1)))
    open_remarks = next((verdict.remarks for verdict in verdicts if verdict.credit is None), None)
    return Piece(piece, to_text(own), open_remarks=open_remarks)


def state(piece: Interval, name: Symbol | None) -> Node:
    """Return a piece as a set, or as the condition that a name is in it: ``x > 2``, with the name in front."""
    if name is None:
        return build_set([piece])
    if piece.upper == REALS.upper and piece.lower != REALS.lower:
        return Relation((name, piece.lower), (">=" if piece.lower_closed else ">",))
    return say_membership(name, build_set([piece]))


def find_attempts(pieces: Sequence[Piece], wanted: Sequence[Interval]) -> list[Piece]:
    """Say for each wrong piece at which of the expected ones that are missing it is an attempt, if at one."""
    free = [place for place in range(len(wanted)) if place not in {piece.equal for piece in pieces}]
    found = []
    for piece in pieces:
        met = [place for place in free if piece.equal is None and meets(piece.interval, wanted[place])]
        found.append(replace(piece, near=met[0] if met else None, is_wide=len(met) > 1))
    return found


def meets(one: Interval, other: Interval) -> bool:
    """Whether two pieces are known to have a number in common."""
    common = intersect(one, other)
    return common is not None and not is_empty(common)


def give_shares(pieces: Sequence[Piece], wanted: Sequence[Interval]) -> Verdict:
    """Add up what the pieces earn."""
    components = [
        ComponentResult(label=f"part {piece.text}", outcome=outcome_of(credit), credit=credit)
        for piece in pieces
        for credit in [Fraction(piece.equal is not None) if piece.open_remarks is None else None]
    ]
    open_remarks = [piece.open_remarks for piece in pieces if piece.open_remarks is not None]
    missing = 0 if open_remarks else len(list_missing(pieces, wanted))
    components += [ComponentResult(label="another part", outcome=Outcome.BLANK, credit=Fraction(0))] * missing
    right = sum(piece.equal is not None for piece in pieces)
    extra = sum(piece.is_extra for piece in pieces)
    credit = None if open_remarks else max(Fraction(0), Fraction(right - extra, len(wanted)))
    remarks = tuple(dict.fromkeys(chain.from_iterable(open_remarks)))
    return Verdict(outcome=outcome_of(credit), credit=credit, remarks=remarks, components=tuple(components))


def list_missing(pieces: Sequence[Piece], wanted: Sequence[Interval]) -> list[int]:
    tried = {place for piece in pieces for place in (piece.equal, piece.near)}
    return [place for place in range(len(wanted)) if place not in tried]


def remark_on_pieces(pieces: Sequence[Piece], wanted: Sequence[Interval]) -> Iterator[Remark]:
    """Yield the sentence about which pieces are right, which are too many, and how many are missing."""
    right = [piece.text for piece in pieces if piece.equal is not None]
    extra = [piece.text for piece in pieces if piece.is_extra]
    is_open = any(piece.open_remarks is not None for piece in pieces)
    missing = 0 if is_open else len(list_missing(pieces, wanted))
    said = [f"{join_words(right)} {'is' if len(right) == 1 else 'are'} right"]
    if extra:
        said.append(f"{join_words(extra)} {'is' if len(extra) == 1 else 'are'} not a part of the set")
    if missing:
        said.append(f"{'1 part is' if missing == 1 else f'{missing} parts are'} missing")
    text = f"{'; '.join(said)}."
    text += " Each extra part cancels a right one." if extra else ""
    parameters = (("right", "; ".join(right)), ("extra", "; ".join(extra)), ("missing", str(missing)))
    yield Remark(id="set-pieces", text=text, parameters=parameters)


def remark_on_ends(pieces: Sequence[Piece], wanted: Sequence[Interval], task: Task) -> Iterator[Remark]:
    """Yield what is wrong with the ends of each piece that is an attempt at an expected one."""
    for piece in pieces:
        if piece.near is not None and piece.open_remarks is None:
            text, ends = explain_ends(piece, wanted[piece.near], task)
            parameters = (("piece", piece.text), ("ends", "; ".join(ends)))
            yield from [Remark(id="set-ends", text=text, parameters=parameters)] if text else ()


def explain_ends(piece: Piece, wanted: Interval, task: Task) -> tuple[str, Sequence[str]]:
    """Say which ends of a piece are wrong, or which do not belong to it as they should; also name them."""
    own = piece.interval
    ends = ((own.lower, wanted.lower), (own.upper, wanted.upper))
    wrong = [end for end, other in ends if not are_same(end, other, task)]
    names = [to_text(end) for end in wrong]
    if own.lower == own.upper:
        return "", names
    if piece.is_wide or wanted.lower == wanted.upper:
        return f"Not all numbers of {piece.text} are in the set.", names
    if len(wrong) == len(ends):
        return f"Neither end of {piece.text} is right.", names
    if wrong and wrong[0] in (REALS.lower, REALS.upper):
        side = "lower" if wrong[0] == REALS.lower else "upper"
        return f"{piece.text} has no {side} end, and that is not right.", names
    if wrong:
        return f"The end {names[0]} of {piece.text} is not right.", names
    closed = ((own.lower, own.lower_closed, wanted.lower_closed), (own.upper, own.upper_closed, wanted.upper_closed))
    flipped = [to_text(end) for end, is_closed, other in closed if is_closed is not other]
    if not flipped:
        return "", flipped
    belongs = f"{join_words(flipped)} {'belongs' if len(flipped) == 1 else 'belong'} to it"
    return f"The ends of {piece.text} are right, but whether {belongs} is not.", flipped


def are_same(own: Node, wanted: Node, task: Task) -> bool:
    """Whether two ends are the same number, as far as the item asks for it."""
    order = compare_ends(own, wanted)
    if order == 0 or {own, wanted} & {REALS.lower, REALS.upper}:
        return order == 0
    return judge_whole(SetOf((own,)), SetOf((wanted,)), task).credit == 1
