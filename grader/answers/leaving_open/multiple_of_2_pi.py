"""``multiple of 2 pi``: the same angle after any whole number of turns; of 360 where degrees are asked for.

Of two numbers only one whole number of turns can be between them. It is read off their decimals, and the engine decides
whether the answer is equal to the key and so many turns. With names, it decides whether the cosine of the difference is
1, which it is for whole numbers of turns alone.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import isfinite, tau
from random import Random
from typing import Final

from grader.answers.judging import is_misfit, judge_whole
from grader.answers.leaving_open.protocol import AsWritten, Miss
from grader.answers.leaving_open.values import are_equal, find_index_fault, join_verdicts, leave_to_person
from grader.answers.protocol import Task
from grader.expr.calculation.building import ONE, ZERO, negative, number, product, quotient, total
from grader.expr.calculation.floats import compute_constant
from grader.expr.nodes import Call, Constant, Node
from grader.records import Remark, Verdict

__all__ = ["MEMBER", "MultipleOf2Pi"]

PI: Final = Constant("pi")
DEGREES: Final = 360
# Beyond it, decimals with 15 digits no longer show which whole number of turns it is.
MAX_TURNS: Final = 10**9
ROUNDED_TURNS: Final = 2  # three digits of more turns than that leave the angle itself too vague
MANY_TURNS = Remark(
    id="undecided", text="This is too many turns from what is expected to be compared, so a person will look at it."
)
UNDECIDED = Remark(
    id="undecided",
    text="It could not be proved that this is right or wrong up to whole turns, so a person will look at it.",
)


class MultipleOf2Pi(AsWritten):
    """The same angle after whole turns."""

    kind = "multiple of 2 pi"
    summary = "the key plus any whole number of turns"
    types = frozenset({"expression", "number", "equation"})
    is_for_members = True
    is_for_lists = False
    has_shares = False
    with_key = "or after any number of whole turns"

    def find_fault(self, tree: Node, task: Task) -> str:
        """Say that the key is no angle, but an array or a family."""
        if fault := find_index_fault(tree, task):
            return fault
        is_number = are_equal(product([ZERO, tree]), ZERO, task.notation, task.policy.seed)
        return "" if is_number else "The expected answer is no single number, and an angle is one."

    def judge(self, tree: Node, expected: Node, task: Task) -> Verdict:
        """Compare with the key and the only number of turns that could be between them."""
        plain = judge_whole(tree, expected, task)
        if plain.credit == 1 or is_misfit(plain):
            return plain
        turns = count_turns(tree, expected, task)
        if turns is None:
            return judge_by_cosine(tree, expected, plain, task)
        if abs(turns) > MAX_TURNS:
            return leave_to_person(plain, MANY_TURNS)
        return judge_after(round(turns), tree, expected, plain, task)

    def vary(self, tree: Node, task: Task, random: Random) -> Node:
        """Return the key, or the same angle after a few turns."""
        return add_turns(tree, random.choice((-2, -1, 0, 1, 3)), task)

    def list_misses(self, tree: Node, task: Task) -> Iterator[Miss]:
        """Yield the opposite direction, and a right angle more."""
        turn = find_turn(task)
        for part, words in ((2, "it is half a turn away"), (4, "it is a right angle away")):
            yield Miss(tree=total([tree, quotient(turn, number(part))]), words=words)


def find_turn(task: Task) -> Node:
    """Return a whole turn: 360 where the question asks for degrees and the key is a number of them, else 2 pi."""
    return number(DEGREES) if task.asked.in_degrees else product([number(2), PI])


def add_turns(tree: Node, count: int, task: Task) -> Node:
    """Return an angle after whole turns."""
    return total([tree, product([number(count), find_turn(task)])]) if count else tree


def count_turns(tree: Node, expected: Node, task: Task) -> float | None:
    """Return how many turns are between two numbers, as a decimal; None of anything else, such as names."""
    found = (compute_constant(tree) - compute_constant(expected)) / (DEGREES if task.asked.in_degrees else tau)
    return found if isfinite(found) else None


def judge_after(turns: int, tree: Node, expected: Node, plain: Verdict, task: Task) -> Verdict:
    """Judge an angle that is so many turns from the expected one, or wrong.

    A tolerance is one of the key, whatever the number of turns: a hundredth of many turns is more than one of them. So
    is a rounding of the first few turns only.
    """
    if turns == 0:
        return plain
    verdicts = []
    if task.policy.has_range:
        within = replace(task, policy=task.policy.without_rounding())
        verdicts.append(judge_whole(add_turns(tree, -turns, task), expected, within))
    if not verdicts or task.policy.accepts_rounding:
        rounded = replace(task, policy=task.policy.without_range())
        verdict = judge_whole(tree, add_turns(expected, turns, task), rounded)
        is_rounded = verdict.credit == 1 and verdict.decision is not None and verdict.decision.by == "rounding"
        is_vague = is_rounded and abs(turns) > ROUNDED_TURNS
        verdicts.append(leave_to_person(verdict, MANY_TURNS) if is_vague else verdict)
    return join_verdicts(verdicts)


def judge_by_cosine(tree: Node, expected: Node, plain: Verdict, task: Task) -> Verdict:
    """Judge formulas with names: the difference is a whole number of turns where its cosine is 1."""
    difference = total([tree, negative(expected)])
    if task.asked.in_degrees:
        difference = product([difference, quotient(PI, number(DEGREES // 2))])
    is_whole = are_equal(Call("cos", (difference,)), ONE, task.notation, task.policy.seed)
    if is_whole is None:
        return leave_to_person(plain, UNDECIDED)
    if not is_whole:
        return plain if plain.credit == 0 else leave_to_person(plain, UNDECIDED)
    return judge_whole(Call("cos", (difference,)), ONE, task)


MEMBER = MultipleOf2Pi()
