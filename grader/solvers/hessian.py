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
from grader.solvers.gradient import partials, with_variables
from grader.solvers.mistakes.calculus import DIFFERENTIATION_MISTAKES, SIGN, differentiate_with
from grader.solvers.named_mistakes import NONE, Mistake, Slips
from grader.solvers.options import MATH, MATH_LIST, schema
from grader.solvers.problem.target import Target, at_point, equation, point_of, read_target
from grader.solvers.protocol import Confirmation, Problem, Schema, Solution, Step

__all__ = ["MEMBER", "HessianSolver", "hessian_at", "second_partials"]


class HessianSolver:
    """All second partial derivatives."""

    kind = "hessian"
    summary = "the matrix of second partial derivatives, in general or at a point"
    options: Schema = schema(
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
        return Solution(hessian_at(f, H, point_of(problem, f), problem.notation), tuple(steps))

    mistakes = (
        SIGN,
        Mistake("mixed-derivatives-missing", "leaving out the mixed derivatives", with_variables),
        Mistake("mixed-sign", "reversing the sign of the mixed derivatives", with_variables),
        Mistake("mixed-doubled", "counting the mixed derivatives twice", with_variables),
        Mistake("rows-exchanged", "exchanging the rows", with_variables),
        *DIFFERENTIATION_MISTAKES,
    )

    def mistaken(self, problem: Problem, slips: Slips, first: int = 0) -> Node:
        """Differentiate twice with slips."""
        f = read_target(problem)
        H = second_partials(f, problem.notation, slips)
        if "at" in problem.options:
            H = hessian_at(f, H, point_of(problem, f), problem.notation)
        rows = [[entry_with(cell, i == j, slips) for j, cell in enumerate(row)] for i, row in enumerate(H.rows)]
        return Matrix(tuple(map(tuple, rows[::-1] if "rows-exchanged" in slips else rows)))

    def confirm(self, problem: Problem, solution: Solution) -> Confirmation:
        """Compare with central differences."""
        f, H = read_target(problem), solution.value
        point = f.values_at(point_of(problem, f)) if "at" in problem.options else {}
        n = len(f.variables)
        if not isinstance(H, Matrix) or len(H.rows) != n or len(H.rows[0]) != n:
            return Confirmation("shape", False, "There is not one entry for each pair of variables.")
        claims = [
            Claim(H.rows[i][j], f.formula, (x, y), point)
            for i, x in enumerate(f.variables)
            for j, y in enumerate(f.variables)
        ]
        return confirm_derivatives(claims, problem.notation)


def entry_with(cell: Node, is_diagonal: bool, slips: Slips) -> Node:
    """Return an entry of the Hessian with the slips that concern its sign and the mixed derivatives."""
    if not is_diagonal:
        if "mixed-derivatives-missing" in slips:
            return ZERO
        cell = total([cell, cell]) if "mixed-doubled" in slips else cell
        cell = negative(cell) if "mixed-sign" in slips else cell
    return negative(cell) if "sign" in slips else cell


def second_partials(f: Target, notation: Notation, slips: Slips = NONE) -> Matrix:
    """Return the Hessian of ``f``."""
    slopes = partials(f, notation, slips)
    return Matrix(tuple(tuple(differentiate_with(g, y, notation, slips) for y in f.variables) for g in slopes))


def hessian_at(f: Target, H: Matrix, point: tuple[Node, ...], notation: Notation) -> Matrix:
    """Return the Hessian at a point, exact where it is rational."""
    values = f.values_at(point)
    return Matrix(tuple(tuple(at_point(cell, values, notation) for cell in row) for row in H.rows))


MEMBER = HessianSolver()
