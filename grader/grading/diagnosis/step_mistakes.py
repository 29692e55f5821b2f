"""A single wrong step of a working, held against the named mistakes: of differentiation, and of working a value out.

Where a side of the step names a derivative (``f'(2)``, ``∇f(9, 3)``, ``∂L/∂w``), the solver of that kind is run on it
with each of its mistakes; anything else is worked out with the mistakes of ``value``. What comes out is compared with
the other side by the engine. At most ``MOST_TRIED`` answers are tried, and only for the first wrong step of an answer
that is wrong.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any

from grader.answers import Task
from grader.answers.working.slips import Slip
from grader.answers.working.working import Step, first_failing, remark_on, sides, wrong_entries
from grader.equivalence.known import known_equal
from grader.errors import GraderError
from grader.expr.nodes import Call, Derivative, Gradient, Node, Symbol, Vector
from grader.expr.notation import Notation
from grader.expr.traverse import transform, walk
from grader.grading.marked import Marked
from grader.solvers import SOLVERS, Problem
from grader.solvers.named_mistakes import Mistake, told

__all__ = ["with_mistake_on_step"]

MOST_TRIED = 40
GENERAL = ("arithmetic", "factor", "")
"""The kinds of slip that say less than a named mistake; the last where none was recognised."""


def with_mistake_on_step(one: Marked) -> Marked:
    """Return an item whose remark on its first wrong step says which named mistake leads from one side to the other."""
    remark = next((remark for remark in one.result.remarks if remark.id == "step"), None)
    if remark is None or one.answer is None or one.task is None:
        return one
    found = first_failing(one.answer, one.task)
    mistake = mistake_on(found[0], one.task, dict(remark.parameters).get("kind", "")) if found else None
    if found is None or mistake is None:
        return one
    slip = Slip(kind=mistake[0].id, text=f"The right side is what one gets by {told(*mistake)}.")
    again = remark_on(found[0], one.task, found[1], slip)
    hint = (("hint", mistake[0].hint),) if mistake[0].hint else ()
    again = replace(again, parameters=(*again.parameters, *hint))
    remarks = tuple(again if other is remark else other for other in one.result.remarks)
    return replace(one, result=replace(one.result, remarks=remarks))


def mistake_on(step: Step, task: Task, kind: str) -> tuple[Mistake, str] | None:
    """Return the named mistake, with its place, that leads from the left side of a step to its right side."""
    left, right, _ = sides(step, wrong_entries(step))
    for before, after in dict.fromkeys(((left, right), (step.left, step.right))):
        for mistake, place, predicted in islice(predictions(before, task.notation, kind), MOST_TRIED):
            if known_equal(predicted, after, task.notation, task.policy):
                return mistake, place
    return None


def predictions(left: Node, notation: Notation, kind: str) -> Iterator[tuple[Mistake, str, Node]]:
    """Yield what a side of a step becomes by each mistake that can be made in it."""
    if kind not in GENERAL:
        return
    named = dict.fromkeys(node for node in walk(left) if isinstance(node, Derivative | Gradient))
    if not named:
        yield from run("value", {"of": left}, notation)
    for derivative in named:
        for mistake, place, value in run(*problem_of(derivative, notation), notation):
            yield mistake, place, transform(left, partial(replaced, derivative, value))


def replaced(whole: Node, by: Node, node: Node) -> Node:
    """Return what stands in the place of a node: another one for ``whole``, itself for any other."""
    return by if node == whole else node


def problem_of(named: Derivative | Gradient, notation: Notation) -> tuple[str, dict[str, Any]]:
    """Return the solver that works a derivative out, and its options."""
    of = Symbol(named.of.function) if isinstance(named.of, Call) else named.of
    entry = notation.entries.get(of.name) if isinstance(of, Symbol) else None
    by = named.by if isinstance(named, Derivative) else () if named.by is None else (named.by,)
    if entry is not None and entry.parameters is None and entry.definition is not None and len(by) == 1:
        return "backprop", {"of": of, "by": by[0]}
    options: dict[str, Any] = {"of": of, **({"by": by} if by else {})}
    if isinstance(named, Derivative):
        return "derivative", options
    return "gradient", {**options, **({"at": named.at} if named.at else {})}


def run(kind: str, options: dict[str, Any], notation: Notation) -> Iterator[tuple[Mistake, str, Node]]:
    """Run a solver with each of its mistakes; of a gradient with one component that component."""
    solver, problem = SOLVERS[kind], Problem(notation, options)
    for mistake in solver.mistakes:
        try:
            for place in mistake.places(problem):
                value = solver.mistaken(problem, {mistake.id: place})
                is_single = kind == "gradient" and isinstance(value, Vector) and len(value.items) == 1
                yield mistake, place, value.items[0] if is_single else value
        except GraderError:
            continue
