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
from grader.solvers.named_mistakes import NONE, Mistake, Slips, several
from grader.solvers.options import MATH, MATH_LIST, items, schema
from grader.solvers.problem.target import (
    Target,
    at_point,
    equation,
    point_of,
    read_target,
    read_variables,
    written,
)
from grader.solvers.protocol import Confirmation, Problem, Schema, Solution, Step

__all__ = ["MEMBER", "GradientSolver", "gradient_at", "partials", "written"]


def with_variables(problem: Problem) -> tuple[str, ...]:
    """Return one place where there are several variables."""
    return several(len(read_variables(problem)))[:1] and ("",)


def at_a_point(problem: Problem) -> tuple[str, ...]:
    """Return one place where a point with several coordinates is inserted."""
    return with_variables(problem) if "at" in problem.options else ()


class GradientSolver:
    """All first partial derivatives."""

    kind = "gradient"
    summary = "the vector of first partial derivatives, in general or at a point"
    options: Schema = schema(
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
        point = point_of(problem, f)
        result, line = gradient_at(f, slopes, point, problem.notation)
        return Solution(result, (*steps, Step("Insert the point.", line)))

    mistakes = (
        SIGN,
        Mistake("wrong-variable", "differentiating by the other variable in each component", with_variables),
        Mistake("coordinates-exchanged", "inserting the coordinates in the other order", at_a_point),
        *DIFFERENTIATION_MISTAKES,
    )

    def mistaken(self, problem: Problem, slips: Slips, first: int = 0) -> Node:
        """Differentiate with slips."""
        f = read_target(problem)
        slopes = partials(f, problem.notation, slips)
        if "wrong-variable" in slips:
            slopes = slopes[::-1]
        if "at" in problem.options:
            point = point_of(problem, f)
            values = f.values_at(point[::-1] if "coordinates-exchanged" in slips else point)
            slopes = tuple(at_point(slope, values, problem.notation) for slope in slopes)
        return Vector(tuple(map(negative, slopes)) if "sign" in slips else slopes)

    def confirm(self, problem: Problem, solution: Solution) -> Confirmation:
        """Compare with central differences."""
        f = read_target(problem)
        point = f.values_at(point_of(problem, f)) if "at" in problem.options else {}
        slopes = items(solution.value)
        if len(slopes) != len(f.variables):
            return Confirmation("shape", False, "There is not one partial derivative for each variable.")
        pairs = zip(f.variables, slopes, strict=True)
        return confirm_derivatives([Claim(slope, f.formula, (x,), point) for x, slope in pairs], problem.notation)


def partials(f: Target, notation: Notation, slips: Slips = NONE) -> tuple[Node, ...]:
    """Return the partial derivatives of ``f`` in the order of its variables."""
    return tuple(differentiate_with(f.value, x, notation, slips) for x in f.variables)


def gradient_at(
    f: Target, slopes: tuple[Node, ...], point: tuple[Node, ...], notation: Notation
) -> tuple[Vector, Node]:
    """Return the gradient at a point, and the line ``∇f(9, 3) = (2·(9 − 6) − 3, …) = (3, -3)``."""
    values = f.values_at(point)
    inserted = Vector(tuple(substitute(slope, values, notation.ranges) for slope in slopes))
    result = Vector(tuple(at_point(slope, values, notation) for slope in slopes))
    return result, equation(f.gradient_name(point), written(inserted.items), written(result.items))


MEMBER = GradientSolver()
