"""The mistakes that the iterative methods share: with signs, step sizes, components and the numbers of iterates.

Each is made at one place of a run: in the step sizes that are used, in the terms that a step is put together from, or
in which of the iterates is written down. A method names those that can be made in it in its own file.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from grader.errors import AnswerError
from grader.expr.calculation.building import ONE, negative, number
from grader.expr.nodes import Node, Number, Symbol, Vector
from grader.expr.traverse import free_symbols
from grader.solvers.descent.method import LETTER, Descent, Iterate, combined, series
from grader.solvers.mistakes.calculus import DIFFERENTIATION_MISTAKES
from grader.solvers.named_mistakes import Mistake, Slips, several
from grader.solvers.options import author_error, items, whole_number
from grader.solvers.problem.target import Point, at_point, read_variables, written
from grader.solvers.protocol import Problem, is_run

__all__ = [
    "NUMBER_MISTAKES", "SIZE_MISTAKES", "STEP_MISTAKES", "chosen_with", "gradient_mistakes", "lengthened", "sizes_with",
    "step_with",
]  # fmt: skip


def components_of(problem: Problem) -> tuple[str, ...]:
    """Return the components of an iterate as places; none where there is only one."""
    return several(len(read_variables(problem)))


def with_components(problem: Problem) -> tuple[str, ...]:
    """Return one place where an iterate has several components."""
    return components_of(problem)[:1] and ("",)


def in_a_run(problem: Problem) -> tuple[str, ...]:
    """Return one place where more than one step is taken, so that steps can be mixed up."""
    asked = max(whole_number(problem, key, most=1000, default=0) for key in ("at", "count"))
    return ("",) if asked > 1 or problem.options.get("yield") == "gradients" else ()


def with_sizes(problem: Problem) -> tuple[str, ...]:
    """Return one place where the step sizes are not all the same."""
    given = problem.options.get("steps")
    if isinstance(given, Vector | list | tuple):
        return ("",) if len(set(items(given))) > 1 else ()
    return ("",) if isinstance(given, Node) and Symbol(LETTER) in free_symbols(given) else ()


STEP_MISTAKES = (
    Mistake("uphill", "adding the step instead of subtracting it", hint="Look at where the gradient points."),
    Mistake(
        "no-step-size",
        "taking the whole gradient as the step, without the step size",
        hint="Look at what the gradient is multiplied by.",
    ),
    Mistake(
        "gradient-reused",
        "using the gradient at the starting point in every step",
        in_a_run,
        hint="Each step has its own gradient.",
    ),
    Mistake("gradient-swapped", "exchanging the components of the gradient", with_components),
    Mistake("component-unchanged", "leaving component {place} as it was", components_of),
    Mistake("roles-exchanged", "exchanging the point and the gradient in the update"),
)
SIZE_MISTAKES = (
    Mistake("constant-step", "keeping the first step size for all steps", with_sizes),
    Mistake(
        "step-size-late",
        "taking the step size of the next step",
        with_sizes,
        hint="Look at which step size belongs to which step.",
    ),
    Mistake(
        "step-size-early",
        "taking the step size of the step before",
        with_sizes,
        hint="Look at which step size belongs to which step.",
    ),
)
NUMBER_MISTAKES = (
    Mistake("components-exchanged", "writing the components in the other order", with_components),
    Mistake("stopped-early", "stopping one step early", hint="The starting point has the number 0."),
    Mistake("label-off-by-one", "going one step too far", hint="The starting point has the number 0."),
)


def gradient_mistakes() -> tuple[Mistake, ...]:
    """Return the mistakes that are made in the formula of the gradient, before the first step."""
    return tuple(replace(mistake, words=f"{mistake.words}, in the gradient") for mistake in DIFFERENTIATION_MISTAKES)


def lengthened(problem: Problem, slips: Slips) -> Problem:
    """Return the problem with one more step where a mistake looks that far."""
    if not slips.keys() & {"label-off-by-one", "step-size-late"}:
        return problem
    count = max(whole_number(problem, key, most=1000, default=0) for key in ("at", "count")) + 1
    options = {**problem.options, "count": str(count)}
    given = options.get("steps")
    if isinstance(given, Vector | list | tuple) and 0 < len(items(given)) <= count:
        listed = items(given)
        options["steps"] = Vector((*listed, *(going_on(listed) for _ in range(count + 1 - len(listed)))))
    return replace(problem, options=options)


def going_on(sizes: Sequence[Node]) -> Node:
    """Return the step size that comes next: ``1/5`` after ``1/2, 1/3, 1/4``; else the last one again."""
    values = [size.value for size in sizes if isinstance(size, Number) and size.value]
    if len(values) == len(sizes) >= 2:
        difference = 1 / values[-1] - 1 / values[-2]
        regular = all(1 / b - 1 / a == difference for a, b in pairwise(values))
        if regular and 1 / values[-1] + difference > 0:
            return number(1 / (1 / values[-1] + difference))
    return sizes[-1]


def sizes_with(d: Descent, problem: Problem, slips: Slips, first: int) -> Point:
    """Return the step sizes that are used, those from step ``first`` on with the slips."""
    alpha = d.alpha
    if "constant-step" in slips and first < len(alpha):
        return (*alpha[: first + 1], *(alpha[first],) * (len(alpha) - first - 1))
    if "step-size-late" in slips:
        return (*alpha[:first], *alpha[first + 1 :], alpha[-1])
    if "step-size-early" in slips and alpha:
        before = alpha[first - 1] if first else size_before(d, problem)
        return (*alpha[:first], before, *alpha[first:-1])
    return alpha


def size_before(d: Descent, problem: Problem) -> Node:
    """Return the step size with the number −1, by the formula or as the list would have it."""
    given = problem.options.get("steps")
    if isinstance(given, Node) and Symbol(LETTER) in free_symbols(given):
        try:
            return at_point(given, {Symbol(LETTER): number(-1)}, d.notation)
        except AnswerError:
            return d.alpha[0]
    return going_on(d.alpha[::-1])


def step_with(x: Point, g: Point, alpha: Node, k: int, d: Descent, slips: Slips) -> Point:
    """Return ``x − α g``, put together with the slips."""
    if "no-step-size" in slips:
        alpha = ONE
    if "gradient-swapped" in slips:
        g = g[::-1]
    back, start = (x, g) if "roles-exchanged" in slips else (g, x)
    share = alpha if "uphill" in slips else negative(alpha)
    moved = combined([(ONE, start), (share, back)], k, d.notation)
    return unchanged(moved, x, slips)


def unchanged(moved: Point, x: Point, slips: Slips) -> Point:
    """Return a new point, of which one component may have been left as it was."""
    kept = int(slips.get("component-unchanged", "0"))
    return tuple(x[i] if i + 1 == kept else moved[i] for i in range(len(x)))


def chosen_with(problem: Problem, d: Descent, run: Sequence[Iterate], slips: Slips, first: int = 0) -> Node:
    """Return what is written down: with a slip, another number of iterate, or components in the other order."""
    asked = str(problem.options.get("yield", "iterates"))
    values = series(problem, written(d.start), run, asked)
    shift = ("label-off-by-one" in slips) - ("stopped-early" in slips)
    at = problem.options.get("at")
    if at is not None:
        wanted = values[int(at) + shift : int(at) + shift + 1] if int(at) + shift >= 0 else []
    else:
        begin = 1 if is_run(problem) else 0
        count = whole_number(problem, "count", most=1000, default=0)
        begins = max(0, begin + shift)
        wanted = [*values[begin : begin + first], *values[begins + first : begin + shift + count]]
    if not wanted:
        raise author_error("There is no such iterate.")
    if "components-exchanged" in slips:
        wanted = [*wanted[:first], *map(exchanged, wanted[first:])]
    return wanted[0] if at is not None else Vector(tuple(wanted))


def exchanged(point: Node) -> Node:
    """Return a point with its components in the other order."""
    return Vector(point.items[::-1]) if isinstance(point, Vector) else point
