"""Gradient descent with momentum: each step repeats a share of the step before.

``v^(k+1) = β v^(k) − α_k ∇f(x^(k))`` and ``x^(k+1) = x^(k) + v^(k+1)``, from ``v^(0) = 0``. The gradient is taken
ahead, at ``x^(k) + β v^(k)``, with ``nesterov: "yes"``.

Source: Goodfellow et al., *Deep Learning*, §8.3.2 and §8.3.3 (Polyak 1964, Nesterov 1983).
Letters: ``f`` the target, ``x`` the iterate, ``v`` the velocity, ``g`` the gradient, ``alpha`` the step size α_k,
``beta`` the share β that is kept.

>>> from fractions import Fraction
>>> from grader.expr.nodes import Power, Symbol
>>> from grader.expr.notation import Notation
>>> from grader.expr.calculation.building import number
>>> half = number(Fraction(1, 2))
>>> options = {"of": Power(Symbol("x"), number(2)), "start": number(8), "steps": half, "beta": half, "count": "3"}
>>> [str(point.value) for point in MEMBER.solve(Problem(Notation(), options)).value.items]
['0', '-4', '-2']
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from grader.expr.calculation.building import ONE, ZERO, negative, number
from grader.expr.calculation.simplify import simplify
from grader.expr.nodes import Add, Mul, Neg, Node, Symbol
from grader.solvers.descent.method import (
    DESCENT_OPTIONS,
    Descent,
    Iterate,
    choose_asked,
    combine_points,
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
    keep_component,
    lengthen_run,
    list_gradient_mistakes,
)
from grader.solvers.gradient import gradient_at, partials
from grader.solvers.named_mistakes import NO_MISTAKES, Mistake, PlacedMistakes, select_mistakes
from grader.solvers.options import MATH, MATH_LIST, choice_schema, options_schema, read_formula
from grader.solvers.problem.target import Point, equation, evaluate_at, read_point, write_point
from grader.solvers.protocol import Confirmation, Landscape, Problem, Schema, Solution, Step

if TYPE_CHECKING:
    from grader.solvers.descent.replay import Replay

__all__ = ["MEMBER", "MomentumSolver", "accelerate"]


def where_ahead(problem: Problem) -> tuple[str, ...]:
    return ("",) if problem.options.get("nesterov") == "yes" else ()


def where_not_ahead(problem: Problem) -> tuple[str, ...]:
    return () if where_ahead(problem) else ("",)


class MomentumSolver:
    """Takes steps that keep a share of the step before."""

    kind = "momentum"
    summary = "the iterates of gradient descent with momentum, Polyak's or Nesterov's"
    options: Schema = options_schema(
        ("of", "start", "steps", "beta"),
        **DESCENT_OPTIONS,
        beta={**MATH, "description": "The share of the velocity that is kept."},
        velocity={**MATH_LIST, "description": "The velocity at the start; zero if left out."},
        nesterov=choice_schema("yes", "no", description="Whether the gradient is taken ahead; no if left out."),
        **{
            "yield": choice_schema(
                "iterates", "velocities", "gradients", description="What to give; the iterates if left out."
            )
        },
    )

    mistakes = (
        Mistake(
            "velocity-sign", "subtracting the velocity instead of adding it", hint="Look at the sign.", repeats=True
        ),
        Mistake("velocity-kept", "keeping the whole velocity instead of a share of it", repeats=True),
        Mistake("velocity-forgotten", "forgetting the velocity that the step begins with"),
        Mistake("memory-sign", "subtracting the share of the old velocity instead of adding it", repeats=True),
        Mistake("shares-added-up", "giving the gradient only the share that the velocity leaves", repeats=True),
        Mistake("old-velocity", "moving by the velocity that the step begins with"),
        Mistake("not-ahead", "taking the gradient at the point itself instead of ahead of it", where_ahead),
        Mistake("ahead", "taking the gradient ahead of the point", where_not_ahead, repeats=True),
        *STEP_MISTAKES[:5],
        *SIZE_MISTAKES,
        *NUMBER_MISTAKES,
        *list_gradient_mistakes(),
    )

    def solve(self, problem: Problem) -> Solution:
        """Run the method and pick what is asked for."""
        d = read_descent(problem)
        beta, v, ahead = read_momentum(problem, d)
        run = list(accelerate(d, beta, v, ahead=ahead))
        return Solution(choose_asked(problem, d.start, run), tuple(step for iterate in run for step in iterate.trace))

    def mistaken(self, problem: Problem, mistakes: PlacedMistakes, first: int = 0) -> Node:
        """Run the method with mistakes."""
        longer = lengthen_run(problem, mistakes)
        d = read_descent(longer)
        d = replace(d, alpha=change_sizes(d, longer, mistakes, first))
        beta, v, ahead = read_momentum(longer, d)
        return choose_with_mistakes(
            problem, d, list(accelerate(d, beta, v, mistakes, first, ahead=ahead)), mistakes, first
        )

    def confirm(self, problem: Problem, solution: Solution) -> Confirmation:
        """Run the method again in sympy."""
        from grader.solvers.descent.replay import confirm_run  # loads sympy

        d = read_descent(problem)
        beta, v, ahead = read_momentum(problem, d)
        return confirm_run(problem, solution, d, lambda r: replay(r, r.bridge.scalar(beta), r.point(v), ahead=ahead))

    def landscape(self, problem: Problem) -> Landscape:
        """Return the function that is minimised."""
        return read_landscape(problem)

    def resume(self, problem: Problem, own: Sequence[Node], mistakes: PlacedMistakes = NO_MISTAKES) -> Node:
        """Return the iterate that comes after the student's own x^(1), …, x^(k), with these mistakes in its step."""
        d = read_descent(problem)
        beta, v, ahead = read_momentum(problem, d)
        points = arrange(own, mistakes)
        v = find_own_velocity(d, v, points)
        if own and "velocity-sign" in mistakes:  # the step went against the velocity
            v = tuple(map(negative, v))
        d = continue_from(replace(d, alpha=change_sizes(d, problem, mistakes)), points)
        (after,) = arrange((write_point(next(accelerate(d, beta, v, mistakes, ahead=ahead)).next),), mistakes)
        return after


def read_momentum(problem: Problem, d: Descent) -> tuple[Node, Point, bool]:
    """Return β, the velocity at the start, and whether the gradient is taken ahead."""
    beta = evaluate_at(read_formula(problem, "beta"), {}, d.notation)
    v: Point = (ZERO,) * len(d.start)
    if "velocity" in problem.options:
        v = read_point(read_formula(problem, "velocity"), d.f, d.notation, "velocity")
    return beta, v, problem.options.get("nesterov") == "yes"


def find_own_velocity(d: Descent, v: Point, own: Sequence[Node]) -> Point:
    """Return the velocity that led to somebody's own last iterate: ``v^(k) = x^(k) − x^(k−1)``."""
    if not own:
        return v
    x = [d.start, *(read_point(point, d.f, d.notation, "start") for point in own[-2:])]
    return combine_points([(ONE, x[-1]), (negative(ONE), x[-2])], len(own), d.notation)


def accelerate(
    d: Descent, beta: Node, v: Point, mistakes: PlacedMistakes = NO_MISTAKES, first: int = 0, *, ahead: bool
) -> Iterator[Iterate]:
    """Yield the steps of the run; mistakes are made from step ``first`` on."""
    slopes, mistaken_slopes = partials(d.f, d.notation), partials(d.f, d.notation, mistakes)
    x = d.start
    for k, alpha in enumerate(d.alpha):
        made = select_mistakes(mistakes, k, first)
        far = (ahead and "not-ahead" not in made) or "ahead" in made
        look = combine_points([(ONE, x), (beta, v)], k, d.notation) if far else x
        at = d.start if "gradient-reused" in made else look
        g, line = gradient_at(d.f, mistaken_slopes if made else slopes, at, d.notation)
        kept, push_by, turned = find_shares(beta, alpha, g.items, made)
        v_next = combine_points([(kept, v), (push_by, turned)], k, d.notation)
        way = negative(ONE) if "velocity-sign" in made else ONE
        moved = combine_points([(ONE, x), (way, v if "old-velocity" in made else v_next)], k, d.notation)
        x_next = keep_component(moved, x, made)
        push = Add((Mul((beta, write_point(v))), Neg(Mul((alpha, write_point(g.items))))))
        v_name, x_name = Symbol("v", (), number(k + 1)), name_iterate(d.f, k + 1)
        where = "ahead of" if ahead else "at"
        yield Iterate(
            k,
            x,
            x_next,
            {"velocities": write_point(v_next), "gradients": write_point(g.items)},
            (
                Step(f"Evaluate the gradient {where} iterate {k}.", line),
                Step("Update the velocity.", equation(v_name, push, write_point(v_next))),
                Step(
                    f"Take step {k + 1}.",
                    equation(x_name, Add((write_point(x), write_point(v_next))), write_point(x_next)),
                ),
            ),
        )
        x, v = x_next, v_next


def find_shares(beta: Node, alpha: Node, g: Point, mistakes: PlacedMistakes) -> tuple[Node, Node, Point]:
    """Return the factors of the old velocity and of the gradient, ``β`` and ``−α``, and the gradient; with mistakes.

    >>> find_shares(ONE, ONE, (), {"velocity-forgotten": ""})[0] == ZERO
    True
    """
    kept = ONE if "velocity-kept" in mistakes else ZERO if "velocity-forgotten" in mistakes else beta
    alpha = ONE if "no-step-size" in mistakes else alpha
    if "shares-added-up" in mistakes:
        alpha = simplify(Mul((Add((ONE, Neg(beta))), alpha)))
    return (
        negative(kept) if "memory-sign" in mistakes else kept,
        alpha if "uphill" in mistakes else negative(alpha),
        g[::-1] if "gradient-swapped" in mistakes else g,
    )


def replay(r: "Replay", beta: Any, v0: Any, *, ahead: bool) -> dict[str, list[Any]]:
    """Run the method a second time, in sympy."""
    x, v, g = [r.start], [v0], []
    for alpha in r.alpha:
        g.append(r.gradient(x[-1] + beta * v[-1] if ahead else x[-1]))
        v.append(beta * v[-1] - alpha * g[-1])
        x.append(x[-1] + v[-1])
    return {"iterates": x, "velocities": v[1:], "gradients": g}


MEMBER = MomentumSolver()
