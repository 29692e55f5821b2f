"""One partial derivative, of any order: by one name, or by several in turn.

``∂²f/∂x∂y`` is ``by: [x, y]``; ``d²f/dx²`` is ``by: [x, x]``. With ``at`` it is evaluated at a point, which has one
coordinate for each variable of the function.

Source: Boyd & Vandenberghe, *Convex Optimization*, §A.4. Letters: ``f`` the target, ``by`` the names in turn.

>>> from grader.expr.nodes import Power, Symbol, Vector
>>> from grader.expr.notation import Notation
>>> from grader.expr.calculation.building import number
>>> x = Symbol("x")
>>> MEMBER.solve(Problem(Notation(), {"of": Power(x, number(2)), "by": Vector((x, x))})).value
Number(value=Fraction(2, 1), decimals=None, digits=None)
"""

from dataclasses import replace

from grader.expr.calculation.building import negative
from grader.expr.calculation.differentiate import differentiate
from grader.expr.nodes import Node, Symbol
from grader.limits import MAX_DERIVATIVE_ORDER
from grader.solvers.confirmation.differences import Claim, confirm_derivatives
from grader.solvers.mistakes.calculus import DIFFERENTIATION_MISTAKES, SIGN, differentiate_with
from grader.solvers.named_mistakes import Mistake, PlacedMistakes
from grader.solvers.options import MATH, MATH_LIST, author_limit, options_schema
from grader.solvers.problem.target import (
    Target,
    equation,
    insert_point,
    list_function_variables,
    read_given_point,
    read_target,
)
from grader.solvers.protocol import Confirmation, Problem, Schema, Solution, Step

__all__ = ["MEMBER", "DerivativeSolver"]


def where_higher_order(problem: Problem) -> tuple[str, ...]:
    """One place if more than one derivative is taken."""
    return ("",) if len(read_derivative(problem)[1]) > 1 else ()


def where_other_variables(problem: Problem) -> tuple[str, ...]:
    """One place if the function has other variables to differentiate by."""
    f, by = read_derivative(problem)
    return ("",) if set(f.variables) - set(by) else ()


class DerivativeSolver:
    """Finds one derivative."""

    kind = "derivative"
    summary = "one partial derivative, of any order, in general or at a point"
    options: Schema = options_schema(
        ("of",),
        of={**MATH, "description": "A declared function, a quantity, or a formula."},
        by={**MATH_LIST, "description": "The names to differentiate by, in turn; the only variable if left out."},
        at={**MATH_LIST, "description": "A point; the derivative in general if left out."},
    )

    def solve(self, problem: Problem) -> Solution:
        """Differentiate by each name in turn."""
        f, by = read_derivative(problem)
        value, steps = f.value, list[Step]()
        for order, x in enumerate(by, start=1):
            value = differentiate(value, x, problem.notation)
            steps.append(Step(f"Differentiate ({order} of {len(by)}).", equation(f.partial_name(*by[:order]), value)))
        if "at" not in problem.options:
            return Solution(value, tuple(steps))
        point = read_given_point(problem, f)
        result, inserted = insert_point(value, f, point, problem.notation)
        return Solution(result, (*steps, Step("Insert the point.", equation(f.partial_name(*by), inserted, result))))

    mistakes = (
        SIGN,
        Mistake("stopped-early", "differentiating one time too few", where_higher_order),
        Mistake("wrong-variable", "differentiating by another variable", where_other_variables),
        *DIFFERENTIATION_MISTAKES,
    )

    def mistaken(self, problem: Problem, mistakes: PlacedMistakes, first: int = 0) -> Node:
        """Differentiate with mistakes."""
        f, by = read_derivative(problem)
        if "wrong-variable" in mistakes:
            others = [x for x in f.variables if x not in by]
            by = (*by[:-1], others[0])
        value = f.value
        for x in by[:-1] if "stopped-early" in mistakes else by:
            value = differentiate_with(value, x, problem.notation, mistakes)
        if "at" in problem.options:
            value, _ = insert_point(value, f, read_given_point(problem, f), problem.notation)
        return negative(value) if "sign" in mistakes else value

    def confirm(self, problem: Problem, solution: Solution) -> Confirmation:
        """Compare with central differences."""
        f, by = read_derivative(problem)
        point = f.values_at(read_given_point(problem, f)) if "at" in problem.options else {}
        return confirm_derivatives([Claim(solution.value, f.formula, by, point)], problem.notation)


def read_derivative(problem: Problem) -> tuple[Target, tuple[Symbol, ...]]:
    """Return the function with all its variables, and the names to differentiate by."""
    f = read_target(problem)
    if len(f.variables) > MAX_DERIVATIVE_ORDER:
        what = f"A derivative of order {len(f.variables)} is too long to be written down."
        raise author_limit(what, "MAX_DERIVATIVE_ORDER", "Differentiate fewer times.")
    return replace(f, variables=list_function_variables(problem, f)), f.variables


MEMBER = DerivativeSolver()
