"""The mistakes that the iterative methods share: with signs, step sizes, components and the numbers of iterates.

Each is made at one point of a run: in the step sizes, in the terms that a step is put together from, or in which of the
iterates is written down. Each method lists in its own file the mistakes that can be made in it.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from grader.expr.calculation.building import ONE, negative, number
from grader.expr.nodes import Node, Number, Symbol, Vector
from grader.expr.traverse import free_symbols
from grader.solvers.descent.method import LETTER, Descent, Iterate, combine_points, list_series
from grader.solvers.mistakes.calculus import DIFFERENTIATION_MISTAKES
from grader.solvers.named_mistakes import Mistake, PlacedMistakes, number_places
from grader.solvers.options import author_error, list_formulas, read_formula, read_whole_number
from grader.solvers.problem.target import Point, evaluate_at, read_variables, write_point
from grader.solvers.protocol import Problem, is_whole_run

__all__ = [
    "NUMBER_MISTAKES",
    "SIZE_MISTAKES",
    "STEP_MISTAKES",
    "arrange",
    "change_sizes",
    "choose_with_mistakes",
    "lengthen_run",
    "list_gradient_mistakes",
    "take_step",
]  # fmt: skip


def where_components(problem: Problem) -> tuple[str, ...]:
    """Return the components of an iterate as places; none where there is only one."""
    return number_places(len(read_variables(problem)))


def where_several_components(problem: Problem) -> tuple[str, ...]:
    return where_components(problem)[:1] and ("",)


def where_several_steps(problem: Problem) -> tuple[str, ...]:
    """One place if more than one step is taken, so that steps can be mixed up."""
    asked = max(read_whole_number(problem, key, most=1000, default=0) for key in ("at", "count"))
    return ("",) if asked > 1 or problem.options.get("yield") == "gradients" else ()


def where_sizes_differ(problem: Problem) -> tuple[str, ...]:
    given = problem.options.get("steps")
    if isinstance(given, Vector | list | tuple):
        return ("",) if len(set(list_formulas(given))) > 1 else ()
    return where_sizes_are_numbered(problem)


def where_sizes_are_numbered(problem: Problem) -> tuple[str, ...]:
    """One place if the step size is a formula in the number of the step."""
    given = problem.options.get("steps")
    return ("",) if isinstance(given, Node) and Symbol(LETTER) in free_symbols(given) else ()


STEP_MISTAKES = (
    Mistake(
        "uphill",
        "adding the step instead of subtracting it",
        hint="Look at where the gradient points.",
        repeats=True,
    ),
    Mistake(
        "no-step-size",
        "taking the whole gradient as the step, without the step size",
        hint="Look at what the gradient is multiplied by.",
        repeats=True,
    ),
    Mistake(
        "gradient-reused",
        "using the gradient at the starting point in every step",
        where_several_steps,
        hint="Each step has its own gradient.",
    ),
    Mistake("gradient-swapped", "exchanging the components of the gradient", where_several_components, repeats=True),
    Mistake("component-unchanged", "leaving component {place} as it was", where_components),
    Mistake("roles-exchanged", "exchanging the point and the gradient in the update", repeats=True),
)
SIZE_MISTAKES = (
    Mistake("constant-step", "keeping the first step size for all steps", where_sizes_differ, repeats=True),
    Mistake(
        "step-size-late",
        "taking the step size of the next step",
        where_sizes_differ,
        hint="Look at which step size belongs to which step.",
        repeats=True,
    ),
    Mistake(
        "step-size-early",
        "taking the step size of the step before",
        where_sizes_differ,
        hint="Look at which step size belongs to which step.",
        repeats=True,
    ),
    Mistake(
        "step-number-high",
        "working out the step size with the number of the step one too large",
        where_sizes_are_numbered,
        hint="The first step has the number 0.",
        repeats=True,
    ),
    Mistake(
        "step-number-low",
        "working out the step size with the number of the step one too small",
        where_sizes_are_numbered,
        hint="The first step has the number 0.",
        repeats=True,
    ),
)
NUMBER_MISTAKES = (
    Mistake(
        "components-exchanged", "writing the components in the other order", where_several_components, repeats=True
    ),
    Mistake("stopped-early", "stopping one step early", hint="The starting point has the number 0.", of_run=True),
    Mistake("label-off-by-one", "going one step too far", hint="The starting point has the number 0.", of_run=True),
)


def list_gradient_mistakes() -> tuple[Mistake, ...]:
    """Return the mistakes in the formula of the gradient, which is worked out before the first step."""
    return tuple(
        replace(mistake, words=f"{mistake.words}, in the gradient", repeats=True)
        for mistake in DIFFERENTIATION_MISTAKES
    )


def lengthen_run(problem: Problem, mistakes: PlacedMistakes) -> Problem:
    """Return the problem with one more step if a mistake goes one step too far."""
    if "label-off-by-one" not in mistakes:
        return problem
    count = max(read_whole_number(problem, key, most=1000, default=0) for key in ("at", "count")) + 1
    options = {**problem.options, "count": str(count)}
    given = options.get("steps")
    if isinstance(given, Vector | list | tuple) and 0 < len(list_formulas(given)) <= count:
        sizes = list_formulas(given)
        options["steps"] = Vector((*sizes, *(guess_next_size(sizes) for _ in range(count + 1 - len(sizes)))))
    return replace(problem, options=options)


def guess_next_size(sizes: Sequence[Node]) -> Node:
    """Return the step size that comes next: ``1/5`` after ``1/2, 1/3, 1/4``; else the last one again."""
    values = [size.value for size in sizes if isinstance(size, Number) and size.value]
    if len(values) == len(sizes) >= 2:
        difference = 1 / values[-1] - 1 / values[-2]
        regular = all(1 / b - 1 / a == difference for a, b in pairwise(values))
        if regular and 1 / values[-1] + difference > 0:
            return number(1 / (1 / values[-1] + difference))
    return sizes[-1]


def change_sizes(d: Descent, problem: Problem, mistakes: PlacedMistakes, first: int = 0) -> Point:
    """Return the step sizes, with the mistakes made from step ``first`` on.

    A mistake takes no step size that the exercise does not have: the first step has none before it, and the last none
    after it, so these keep their own.
    """
    alpha = d.alpha
    if "constant-step" in mistakes and first < len(alpha):
        return (*alpha[: first + 1], *(alpha[first],) * (len(alpha) - first - 1))
    if "step-size-late" in mistakes:
        return (*alpha[:first], *alpha[first + 1 :], alpha[-1])
    if "step-size-early" in mistakes:
        return (*alpha[:first], *(alpha[max(0, k - 1)] for k in range(first, len(alpha))))
    shift = ("step-number-high" in mistakes) - ("step-number-low" in mistakes)
    if shift:
        given = read_formula(problem, "steps")
        shifted = (
            evaluate_at(given, {Symbol(LETTER): number(k + shift)}, d.notation) for k in range(first, len(alpha))
        )
        return (*alpha[:first], *shifted)
    return alpha


def take_step(x: Point, g: Point, alpha: Node, k: int, d: Descent, mistakes: PlacedMistakes) -> Point:
    """Return ``x − α g`` with the mistakes."""
    if "no-step-size" in mistakes:
        alpha = ONE
    if "gradient-swapped" in mistakes:
        g = g[::-1]
    back, start = (x, g) if "roles-exchanged" in mistakes else (g, x)
    share = alpha if "uphill" in mistakes else negative(alpha)
    moved = combine_points([(ONE, start), (share, back)], k, d.notation)
    return keep_component(moved, x, mistakes)


def keep_component(moved: Point, x: Point, mistakes: PlacedMistakes) -> Point:
    """Return a new point, with one component as it was if that mistake is made."""
    kept = int(mistakes.get("component-unchanged", "0"))
    return tuple(x[i] if i + 1 == kept else moved[i] for i in range(len(x)))


def choose_with_mistakes(
    problem: Problem, d: Descent, run: Sequence[Iterate], mistakes: PlacedMistakes, first: int = 0
) -> Node:
    """Return what is written down: with a mistake, another number of iterate or the components in reverse order."""
    asked = str(problem.options.get("yield", "iterates"))
    values = list_series(problem, write_point(d.start), run, asked)
    shift = ("label-off-by-one" in mistakes) - ("stopped-early" in mistakes)
    at = problem.options.get("at")
    if at is not None:
        wanted = values[int(at) + shift : int(at) + shift + 1] if int(at) + shift >= 0 else []
    else:
        begin = 1 if is_whole_run(problem) else 0
        count = read_whole_number(problem, "count", most=1000, default=0)
        begins = max(0, begin + shift)
        wanted = [*values[begin : begin + first], *values[begins + first : begin + shift + count]]
    if not wanted:
        raise author_error("There is no such iterate.")
    if "components-exchanged" in mistakes:
        wanted = [*wanted[:first], *map(exchange_components, wanted[first:])]
    return wanted[0] if at is not None else Vector(tuple(wanted))


def arrange(points: Sequence[Node], mistakes: PlacedMistakes) -> tuple[Node, ...]:
    """Return points with their components as they are written down, or, of written ones, as they were worked out."""
    return tuple(map(exchange_components, points)) if "components-exchanged" in mistakes else tuple(points)


def exchange_components(point: Node) -> Node:
    return Vector(point.items[::-1]) if isinstance(point, Vector) else point
