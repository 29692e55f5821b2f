"""The Hessian: the matrix of all second partial derivatives, ``H_ij = ∂²f/∂x_i∂x_j``.

Source: Boyd & Vandenberghe, *Convex Optimization*, §A.4.3. Letters: ``f`` the target,
``x`` its variables, ``H`` the matrix.

>>> from grader.expr.nodes import Mul, Symbol, Vector
>>> from grader.expr.notation import Notation
>>> from grader.expr.calculation.building import ONE, ZERO
>>> x, y = Symbol("x"), Symbol("y")
>>> problem = Problem(Notation(), {"of": Mul((x, y)), "by": Vector((x, y))})
>>> MEMBER.solve(problem).value == Matrix(((ZERO, ONE), (ONE, ZERO)))
True
"""

from grader.expr.calculation.building import ZERO, negative, total
from grader.expr.nodes import Matrix, Node
from grader.expr.notation import Notation
from grader.solvers.confirmation.differences import Claim, confirm_derivatives
from grader.solvers.gradient import partials, where_several_variables
from grader.solvers.mistakes.calculus import DIFFERENTIATION_MISTAKES, SIGN, differentiate_with
from grader.solvers.named_mistakes import NO_MISTAKES, Mistake, PlacedMistakes
from grader.solvers.options import MATH, MATH_LIST, options_schema
from grader.solvers.problem.target import Target, equation, evaluate_at, read_given_point, read_target
from grader.solvers.protocol import Confirmation, Problem, Schema, Solution, Step

__all__ = ["MEMBER", "HessianSolver", "hessian_at", "second_partials"]


class HessianSolver:
    """Finds all second partial derivatives."""

    kind = "hessian"
    summary = "the matrix of second partial derivatives, in general or at a point"
    options: Schema = options_schema(
        ("of",),
        of={**MATH, "description": "A declared function, a quantity, or a formula."},
        by={**MATH_LIST, "description": "The variables; a function's own parameters if left out."},
        at={**MATH_LIST, "description": "A point; the Hessian in general if left out."},
    )

    def solve(self, problem: Problem) -> Solution:
        """Differentiate each partial derivative by each variable."""
        f = read_target(problem)
        H = second_partials(f, problem.notation)
        steps = [
            Step(f"Row {i}.", equation(f.partial_name(x, y), H.rows[i - 1][j]))
            for i, x in enumerate(f.variables, start=1)
            for j, y in enumerate(f.variables)
        ]
        if "at" not in problem.options:
            return Solution(H, tuple(steps))
        return Solution(hessian_at(f, H, read_given_point(problem, f), problem.notation), tuple(steps))

    mistakes = (
        SIGN,
        Mistake("mixed-derivatives-missing", "leaving out the mixed derivatives", where_several_variables),
        Mistake("mixed-sign", "reversing the sign of the mixed derivatives", where_several_variables),
        Mistake("mixed-doubled", "counting the mixed derivatives twice", where_several_variables),
        Mistake("rows-exchanged", "exchanging the rows", where_several_variables),
        *DIFFERENTIATION_MISTAKES,
    )

    def mistaken(self, problem: Problem, mistakes: PlacedMistakes, first: int = 0) -> Node:
        """Differentiate twice with mistakes."""
        f = read_target(problem)
        H = second_partials(f, problem.notation, mistakes)
        if "at" in problem.options:
            H = hessian_at(f, H, read_given_point(problem, f), problem.notation)
        rows = [[change_entry(cell, i == j, mistakes) for j, cell in enumerate(row)] for i, row in enumerate(H.rows)]
        return Matrix(tuple(map(tuple, rows[::-1] if "rows-exchanged" in mistakes else rows)))

    def confirm(self, problem: Problem, solution: Solution) -> Confirmation:
        """Compare with central differences."""
        f, H = read_target(problem), solution.value
        point = f.values_at(read_given_point(problem, f)) if "at" in problem.options else {}
        n = len(f.variables)
        if not isinstance(H, Matrix) or len(H.rows) != n or len(H.rows[0]) != n:
            return Confirmation("shape", False, "There is not one entry for each pair of variables.")
        claims = [
            Claim(H.rows[i][j], f.formula, (x, y), point)
            for i, x in enumerate(f.variables)
            for j, y in enumerate(f.variables)
        ]
        return confirm_derivatives(claims, problem.notation)


def change_entry(cell: Node, is_diagonal: bool, mistakes: PlacedMistakes) -> Node:
    """Return an entry of the Hessian with the mistakes in its sign and in the mixed derivatives."""
    if not is_diagonal:
        if "mixed-derivatives-missing" in mistakes:
            return ZERO
        cell = total([cell, cell]) if "mixed-doubled" in mistakes else cell
        cell = negative(cell) if "mixed-sign" in mistakes else cell
    return negative(cell) if "sign" in mistakes else cell


def second_partials(f: Target, notation: Notation, mistakes: PlacedMistakes = NO_MISTAKES) -> Matrix:
    slopes = partials(f, notation, mistakes)
    return Matrix(tuple(tuple(differentiate_with(g, y, notation, mistakes) for y in f.variables) for g in slopes))


def hessian_at(f: Target, H: Matrix, point: tuple[Node, ...], notation: Notation) -> Matrix:
    """Return the Hessian at a point, exact where it is rational."""
    values = f.values_at(point)
    return Matrix(tuple(tuple(evaluate_at(cell, values, notation) for cell in row) for row in H.rows))


MEMBER = HessianSolver()
