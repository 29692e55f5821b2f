"""The gradient: all first partial derivatives of a scalar function, in the order of its variables.

``∇f = (∂f/∂x_1, …, ∂f/∂x_n)``. With ``at`` it is evaluated at a point, exactly where that is rational.

Source: Boyd & Vandenberghe, *Convex Optimization*, §A.4.1. Letters: ``f`` the target, ``x`` its variables.

>>> from grader.expr.nodes import Mul, Symbol
>>> from grader.expr.notation import Notation
>>> x, y = Symbol("x"), Symbol("y")
>>> problem = Problem(Notation(), {"of": Mul((x, y)), "by": Vector((x, y))})
>>> MEMBER.solve(problem).value == Vector((y, x))
True
"""

from grader.expr.calculation.building import negative
from grader.expr.nodes import Node, Vector
from grader.expr.notation import Notation
from grader.expr.traverse import substitute
from grader.solvers.confirmation.differences import Claim, confirm_derivatives
from grader.solvers.mistakes.calculus import DIFFERENTIATION_MISTAKES, SIGN, differentiate_with
from grader.solvers.named_mistakes import NO_MISTAKES, Mistake, PlacedMistakes, number_places
from grader.solvers.options import MATH, MATH_LIST, list_formulas, options_schema
from grader.solvers.problem.target import (
    Target,
    equation,
    evaluate_at,
    read_given_point,
    read_target,
    read_variables,
    write_point,
)
from grader.solvers.protocol import Confirmation, Problem, Schema, Solution, Step

__all__ = ["MEMBER", "GradientSolver", "gradient_at", "partials"]


def where_several_variables(problem: Problem) -> tuple[str, ...]:
    return number_places(len(read_variables(problem)))[:1] and ("",)


def where_point_inserted(problem: Problem) -> tuple[str, ...]:
    """One place if a point with several coordinates is inserted."""
    return where_several_variables(problem) if "at" in problem.options else ()


class GradientSolver:
    """Finds all first partial derivatives."""

    kind = "gradient"
    summary = "the vector of first partial derivatives, in general or at a point"
    options: Schema = options_schema(
        ("of",),
        of={**MATH, "description": "A declared function, a quantity, or a formula."},
        by={**MATH_LIST, "description": "The variables; a function's own parameters if left out."},
        at={**MATH_LIST, "description": "A point; the gradient in general if left out."},
    )

    def solve(self, problem: Problem) -> Solution:
        """Differentiate by each variable; evaluate if a point is given."""
        f = read_target(problem)
        slopes = partials(f, problem.notation)
        steps = [
            Step(f"Partial derivative {place} of {len(slopes)}.", equation(f.partial_name(x), slope))
            for place, (x, slope) in enumerate(zip(f.variables, slopes, strict=True), 1)
        ]
        value = Vector(slopes)
        steps.append(Step("Collect the partial derivatives.", equation(f.gradient_name(), value)))
        if "at" not in problem.options:
            return Solution(value, tuple(steps))
        point = read_given_point(problem, f)
        result, line = gradient_at(f, slopes, point, problem.notation)
        return Solution(result, (*steps, Step("Insert the point.", line)))

    mistakes = (
        SIGN,
        Mistake("wrong-variable", "differentiating by the other variable in each component", where_several_variables),
        Mistake("coordinates-exchanged", "inserting the coordinates in the other order", where_point_inserted),
        *DIFFERENTIATION_MISTAKES,
    )

    def mistaken(self, problem: Problem, mistakes: PlacedMistakes, first: int = 0) -> Node:
        """Differentiate with mistakes."""
        f = read_target(problem)
        slopes = partials(f, problem.notation, mistakes)
        if "wrong-variable" in mistakes:
            slopes = slopes[::-1]
        if "at" in problem.options:
            point = read_given_point(problem, f)
            values = f.values_at(point[::-1] if "coordinates-exchanged" in mistakes else point)
            slopes = tuple(evaluate_at(slope, values, problem.notation) for slope in slopes)
        return Vector(tuple(map(negative, slopes)) if "sign" in mistakes else slopes)

    def confirm(self, problem: Problem, solution: Solution) -> Confirmation:
        """Compare with central differences."""
        f = read_target(problem)
        point = f.values_at(read_given_point(problem, f)) if "at" in problem.options else {}
        slopes = list_formulas(solution.value)
        if len(slopes) != len(f.variables):
            return Confirmation("shape", False, "There is not one partial derivative for each variable.")
        pairs = zip(f.variables, slopes, strict=True)
        return confirm_derivatives([Claim(slope, f.formula, (x,), point) for x, slope in pairs], problem.notation)


def partials(f: Target, notation: Notation, mistakes: PlacedMistakes = NO_MISTAKES) -> tuple[Node, ...]:
    """Return the partial derivatives of ``f`` in the order of its variables."""
    return tuple(differentiate_with(f.value, x, notation, mistakes) for x in f.variables)


def gradient_at(
    f: Target, slopes: tuple[Node, ...], point: tuple[Node, ...], notation: Notation
) -> tuple[Vector, Node]:
    """Return the gradient at a point, and the line ``∇f(9, 3) = (2·(9 − 6) − 3, …) = (3, -3)``."""
    values = f.values_at(point)
    inserted = Vector(tuple(substitute(slope, values, notation.ranges) for slope in slopes))
    result = Vector(tuple(evaluate_at(slope, values, notation) for slope in slopes))
    return result, equation(f.gradient_name(point), write_point(inserted.items), write_point(result.items))


MEMBER = GradientSolver()
