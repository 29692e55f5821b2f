"""Partial credit for all numbers but some, ``x ≠ 1 and x ≠ 2``: each one rightly left out earns its share.

Of n numbers to leave out, r right ones and w wrong ones earn max(0, r - w)/n, as the members of a set do. An answer
that leaves out more than single numbers earns nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from grader.answers.judging import is_all_or_nothing
from grader.answers.protocol import Task
from grader.errors import join_words
from grader.expr.grammar.conditions import REALS, list_intervals, subtract
from grader.expr.nodes import Node
from grader.expr.sets.by_sight import solve_by_sight
from grader.expr.sets.solutions import find_solutions
from grader.records import Outcome, Remark, Verdict

__all__ = ["judge_left_out", "list_left_out"]

Judge = Callable[[Sequence[Node], Sequence[Node], Verdict, Task], Verdict]
MAX_PAIRS: Final = 100  # of numbers, each compared once


def list_left_out(tree: Node, task: Task) -> tuple[Node, ...]:
    """List the numbers that a set leaves out; nothing where it leaves out none, or more than single numbers."""
    solutions = find_solutions(solve_by_sight(tree), task.asked.taken)
    removed = None if solutions is None else subtract(REALS, solutions[1])
    pieces = [] if removed is None else list_intervals(removed)
    return tuple(piece.lower for piece in pieces) if all(piece.lower == piece.upper for piece in pieces) else ()


def judge_left_out(tree: Node, wanted: Sequence[Node], whole: Verdict, task: Task, judge: Judge) -> Verdict:
    """Judge the numbers that an answer leaves out by those that are to be left out; ``judge`` compares members."""
    own = list_left_out(tree, task)
    if not own or len(wanted) < 2 or is_all_or_nothing(task) or len(own) * len(wanted) > MAX_PAIRS:
        return whole
    found = judge(own, wanted, whole, replace(task, policy=task.policy.beside_others()))
    if found.credit == 1:  # the whole was refuted, whatever is known of these
        return whole
    names = {
        outcome: [part.label.removeprefix("member ") for part in found.components if part.outcome is outcome]
        for outcome in (Outcome.CORRECT, Outcome.INCORRECT, Outcome.BLANK)
    }
    right, wrong, missing = names.values()
    if not right:
        return found
    said = [f"{join_words(right)} {'is' if len(right) == 1 else 'are'} rightly left out"]
    if wrong:
        said.append(f"{join_words(wrong)} {'is' if len(wrong) == 1 else 'are'} not to be left out")
    if missing:
        said.append(
            f"{'another number has' if len(missing) == 1 else f'{len(missing)} more numbers have'} to be left out"
        )
    text = f"{'; '.join(said)}." + (" Each wrong one cancels a right one." if wrong else "")
    parameters = (("right", "; ".join(right)), ("wrong", "; ".join(wrong)), ("missing", str(len(missing))))
    kept = tuple(remark for remark in found.remarks if remark.id not in ("components", "structure"))
    remark = Remark(id="left-out", text=text, parameters=parameters)
    components = tuple(replace(part, label=name_left_out(part.label)) for part in found.components)
    return replace(found, remarks=(remark, *kept), components=components)


def name_left_out(label: str) -> str:
    return label.replace("another member", "without another").replace("member ", "without ")
