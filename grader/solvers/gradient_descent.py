"""Gradient descent: from a starting point, repeatedly a step against the gradient.

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
    chosen,
    iterate_name,
    landscape_of,
    read_descent,
    resumed,
)
from grader.solvers.descent.mistakes import (
    NUMBER_MISTAKES,
    SIZE_MISTAKES,
    STEP_MISTAKES,
    chosen_with,
    gradient_mistakes,
    lengthened,
    sizes_with,
    step_with,
)
from grader.solvers.gradient import gradient_at, partials
from grader.solvers.named_mistakes import NONE, Slips, from_step
from grader.solvers.options import choice, schema
from grader.solvers.problem.target import Point, equation, written
from grader.solvers.protocol import Confirmation, Landscape, Problem, Schema, Solution, Step

if TYPE_CHECKING:
    from grader.solvers.descent.replay import Replay

__all__ = ["MEMBER", "GradientDescentSolver", "descend"]


class GradientDescentSolver:
    """Steps against the gradient."""

    kind = "gradient_descent"
    summary = "the iterates of gradient descent, with constant, listed or formula steps"
    options: Schema = schema(
        ("of", "start", "steps"),
        **DESCENT_OPTIONS,
        **{"yield": choice("iterates", "gradients", description="What is asked for: iterates if left out.")},
    )

    mistakes = (*STEP_MISTAKES, *SIZE_MISTAKES, *NUMBER_MISTAKES, *gradient_mistakes())

    def solve(self, problem: Problem) -> Solution:
        """Run the method and pick out what is asked for."""
        d = read_descent(problem)
        run = list(descend(d))
        steps = [step for iterate in run for step in iterate.shown]

        def last(x: Point) -> Node:
            g, line = gradient_at(d.f, partials(d.f, d.notation), x, d.notation)
            steps.append(Step(f"Evaluate the gradient at iterate {len(run)}.", line))
            return written(g.items)

        return Solution(chosen(problem, d.start, run, last), tuple(steps))

    def mistaken(self, problem: Problem, slips: Slips, first: int = 0) -> Node:
        """Run the method with slips."""
        longer = lengthened(problem, slips)
        d = read_descent(longer)
        d = replace(d, alpha=sizes_with(d, longer, slips, first))
        run = list(descend(d, slips, first))
        if problem.options.get("yield") == "gradients":
            x = run[-1].next if run else d.start
            g, _ = gradient_at(d.f, partials(d.f, d.notation, slips), x, d.notation)
            g = gradient_at(d.f, partials(d.f, d.notation), d.start, d.notation)[0] if "gradient-reused" in slips else g
            run.append(Iterate(len(run), x, x, {"gradients": written(g.items)}, ()))
        return chosen_with(problem, d, run, slips, first)

    def confirm(self, problem: Problem, solution: Solution) -> Confirmation:
        """Run the method again in sympy."""
        from grader.solvers.descent.replay import confirm_run  # loads sympy

        return confirm_run(problem, solution, read_descent(problem), replay)

    def landscape(self, problem: Problem) -> Landscape:
        """Return the function that is descended."""
        return landscape_of(problem)

    def resume(self, problem: Problem, own: Sequence[Node]) -> Node:
        """Return the iterate that comes after the student's own x^(1), …, x^(k)."""
        return written(next(descend(resumed(read_descent(problem), own))).next)


def descend(d: Descent, slips: Slips = NONE, first: int = 0) -> Iterator[Iterate]:
    """Yield the steps of the run; those from step ``first`` on with slips."""
    slopes, slipping = partials(d.f, d.notation), partials(d.f, d.notation, slips)
    x = d.start
    for k, alpha in enumerate(d.alpha):
        made = from_step(slips, k, first)
        at = d.start if "gradient-reused" in made else x
        g, line = gradient_at(d.f, slipping if made else slopes, at, d.notation)
        x_next = step_with(x, g.items, alpha, k, d, made)
        move = Add((written(x), Neg(Mul((alpha, written(g.items))))))
        yield Iterate(
            k,
            x,
            x_next,
            {"gradients": written(g.items)},
            (
                Step(f"Evaluate the gradient at iterate {k}.", line),
                Step(f"Step {k + 1} against it.", equation(iterate_name(d.f, k + 1), move, written(x_next))),
            ),
        )
        x = x_next


def replay(r: "Replay") -> dict[str, list[Any]]:
    """Return the run a second time, in sympy."""
    x = [r.start]
    for alpha in r.alpha:
        x.append(x[-1] - alpha * r.gradient(x[-1]))
    return {"iterates": x, "gradients": [r.gradient(point) for point in x]}


MEMBER = GradientDescentSolver()
