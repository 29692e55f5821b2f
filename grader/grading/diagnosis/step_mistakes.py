"""Explaining the first wrong step of a working by a named mistake, in differentiation or in working out a value.

If a side of the step names a derivative (``f'(2)``, ``∇f(9, 3)``, ``∂L/∂w``), the solver of that kind runs on it with
each of its mistakes. Anything else is worked out with the mistakes of ``value``. The engine compares each result with
the other side. At most ``MAX_TRIED`` results are tried, and only for the first wrong step of a wrong answer.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import islice

from grader.answers import Task
from grader.answers.working.slips import StepMistake
from grader.answers.working.working import Step, find_first_failing, find_sides, find_wrong_entries, remark_on_step
from grader.equivalence.known import are_known_equal
from grader.expr.nodes import Derivative, Gradient, Node
from grader.expr.notation import Notation
from grader.expr.traverse import transform, walk
from grader.grading.diagnosis.named_derivatives import find_problem, run_with_each_mistake
from grader.grading.diagnosis.predictions import is_all_zero
from grader.grading.marked import Marked
from grader.solvers.named_mistakes import Mistake, describe_mistake

__all__ = ["name_step_mistake"]

MAX_TRIED = 40  # each one runs a solver and a comparison
GENERAL = ("arithmetic", "factor", "")
"""The kinds of mistake that say less than a named one; the empty kind means that none was recognised."""


def name_step_mistake(one: Marked) -> Marked:
    """Name the mistake that leads from one side of the first wrong step to the other, in the remark on that step."""
    remark = next((remark for remark in one.result.remarks if remark.id == "step"), None)
    if remark is None or one.answer is None or one.task is None:
        return one
    found = find_first_failing(one.answer, one.task)
    mistake = find_mistake(found[0], one.task, dict(remark.parameters).get("kind", "")) if found else None
    if found is None or mistake is None:
        return one
    recognised = StepMistake(
        kind=mistake[0].id, text=f"The right side is what one gets by {describe_mistake(*mistake)}."
    )
    again = remark_on_step(found[0], one.task, found[1], recognised)
    hint = (("hint", mistake[0].hint),) if mistake[0].hint else ()
    again = replace(again, parameters=(*again.parameters, *hint))
    remarks = tuple(again if other is remark else other for other in one.result.remarks)
    return replace(one, result=replace(one.result, remarks=remarks))


def find_mistake(step: Step, task: Task, kind: str) -> tuple[Mistake, str] | None:
    """The named mistake, with its place, that leads from the left side of a step to its right side."""
    left, right, _ = find_sides(step, find_wrong_entries(step))
    for before, after in dict.fromkeys(((left, right), (step.left, step.right))):
        for mistake, place, predicted in islice(predict_step(before, task.notation, kind), MAX_TRIED):
            if not is_all_zero(predicted) and are_known_equal(predicted, after, task.notation, task.policy):
                return mistake, place
    return None


def predict_step(left: Node, notation: Notation, kind: str) -> Iterator[tuple[Mistake, str, Node]]:
    """Yield the results of working out one side of a step with each mistake that can be made in it."""
    if kind not in GENERAL:
        return
    named = dict.fromkeys(node for node in walk(left) if isinstance(node, Derivative | Gradient))
    if not named:
        yield from run_with_each_mistake("value", {"of": left}, notation)
    for derivative in named:
        for mistake, place, value in run_with_each_mistake(*find_problem(derivative, notation), notation):
            yield mistake, place, transform(left, partial(replace_node, derivative, value))


def replace_node(whole: Node, by: Node, node: Node) -> Node:
    """Replace ``whole`` by another node, and leave every other node as it is."""
    return by if node == whole else node
