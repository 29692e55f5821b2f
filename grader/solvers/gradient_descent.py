"""Gradient descent: from a starting point, step again and again against the gradient.

``x^(k+1) = x^(k) − α_k ∇f(x^(k))``, exact in rational arithmetic as long as the problem is rational.

Source: Boyd & Vandenberghe, *Convex Optimization*, §9.3; Nocedal & Wright, *Numerical Optimization*, §2.2.
Letters: ``f`` the target, ``x`` the iterate, ``g`` its gradient, ``alpha`` the step size α_k.

>>> from fractions import Fraction
>>> from grader.expr.nodes import Power, Symbol
>>> from grader.expr.notation import Notation
>>> from grader.expr.calculation.building import number
>>> x = Symbol("x")
>>> options = {"of": Power(x, number(2)), "start": number(8), "steps": number(Fraction(1, 4)), "count": "2"}
>>> [str(point.value) for point in MEMBER.solve(Problem(Notation(), options)).value.items]
['4', '2']
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from grader.expr.nodes import Add, Mul, Neg, Node
from grader.solvers.descent.method import (
    DESCENT_OPTIONS,
    Descent,
    Iterate,
    choose_asked,
    continue_from,
    name_iterate,
    read_descent,
    read_landscape,
)
from grader.solvers.descent.mistakes import (
    NUMBER_MISTAKES,
    SIZE_MISTAKES,
    STEP_MISTAKES,
    arrange,
    change_sizes,
    choose_with_mistakes,
    lengthen_run,
    list_gradient_mistakes,
    take_step,
)
from grader.solvers.gradient import gradient_at, partials
from grader.solvers.named_mistakes import NO_MISTAKES, PlacedMistakes, select_mistakes
from grader.solvers.options import choice_schema, options_schema
from grader.solvers.problem.target import Point, equation, write_point
from grader.solvers.protocol import Confirmation, Landscape, Problem, Schema, Solution, Step

if TYPE_CHECKING:
    from grader.solvers.descent.replay import Replay

__all__ = ["MEMBER", "GradientDescentSolver", "descend"]


class GradientDescentSolver:
    """Takes steps against the gradient."""

    kind = "gradient_descent"
    summary = "the iterates of gradient descent, with constant, listed or formula steps"
    options: Schema = options_schema(
        ("of", "start", "steps"),
        **DESCENT_OPTIONS,
        **{"yield": choice_schema("iterates", "gradients", description="What to give; the iterates if left out.")},
    )

    mistakes = (*STEP_MISTAKES, *SIZE_MISTAKES, *NUMBER_MISTAKES, *list_gradient_mistakes())

    def solve(self, problem: Problem) -> Solution:
        """Run the method and pick what is asked for."""
        d = read_descent(problem)
        run = list(descend(d))
        steps = [step for iterate in run for step in iterate.trace]

        def last(x: Point) -> Node:
            g, line = gradient_at(d.f, partials(d.f, d.notation), x, d.notation)
            steps.append(Step(f"Evaluate the gradient at iterate {len(run)}.", line))
            return write_point(g.items)

        return Solution(choose_asked(problem, d.start, run, last), tuple(steps))

    def mistaken(self, problem: Problem, mistakes: PlacedMistakes, first: int = 0) -> Node:
        """Run the method with mistakes."""
        longer = lengthen_run(problem, mistakes)
        d = read_descent(longer)
        d = replace(d, alpha=change_sizes(d, longer, mistakes, first))
        run = list(descend(d, mistakes, first))
        if problem.options.get("yield") == "gradients":
            x = run[-1].next if run else d.start
            g, _ = gradient_at(d.f, partials(d.f, d.notation, mistakes), x, d.notation)
            g = (
                gradient_at(d.f, partials(d.f, d.notation), d.start, d.notation)[0]
                if "gradient-reused" in mistakes
                else g
            )
            run.append(Iterate(len(run), x, x, {"gradients": write_point(g.items)}, ()))
        return choose_with_mistakes(problem, d, run, mistakes, first)

    def confirm(self, problem: Problem, solution: Solution) -> Confirmation:
        """Run the method again in sympy."""
        from grader.solvers.descent.replay import confirm_run  # loads sympy

        return confirm_run(problem, solution, read_descent(problem), replay)

    def landscape(self, problem: Problem) -> Landscape:
        """Return the function that is minimised."""
        return read_landscape(problem)

    def resume(self, problem: Problem, own: Sequence[Node], mistakes: PlacedMistakes = NO_MISTAKES) -> Node:
        """Return the iterate that comes after the student's own x^(1), …, x^(k), with these mistakes in its step."""
        d = read_descent(problem)
        d = continue_from(replace(d, alpha=change_sizes(d, problem, mistakes)), arrange(own, mistakes))
        (after,) = arrange((write_point(next(descend(d, mistakes)).next),), mistakes)
        return after


def descend(d: Descent, mistakes: PlacedMistakes = NO_MISTAKES, first: int = 0) -> Iterator[Iterate]:
    """Yield the steps of the run; mistakes are made from step ``first`` on."""
    slopes, mistaken_slopes = partials(d.f, d.notation), partials(d.f, d.notation, mistakes)
    x = d.start
    for k, alpha in enumerate(d.alpha):
        made = select_mistakes(mistakes, k, first)
        at = d.start if "gradient-reused" in made else x
        g, line = gradient_at(d.f, mistaken_slopes if made else slopes, at, d.notation)
        x_next = take_step(x, g.items, alpha, k, d, made)
        move = Add((write_point(x), Neg(Mul((alpha, write_point(g.items))))))
        yield Iterate(
            k,
            x,
            x_next,
            {"gradients": write_point(g.items)},
            (
                Step(f"Evaluate the gradient at iterate {k}.", line),
                Step(f"Step {k + 1} against it.", equation(name_iterate(d.f, k + 1), move, write_point(x_next))),
            ),
        )
        x = x_next


def replay(r: "Replay") -> dict[str, list[Any]]:
    """Run the method a second time, in sympy."""
    x = [r.start]
    for alpha in r.alpha:
        x.append(x[-1] - alpha * r.gradient(x[-1]))
    return {"iterates": x, "gradients": [r.gradient(point) for point in x]}


MEMBER = GradientDescentSolver()
