"""The value of a formula or function, at a point if one is given: exact where it is rational, else in closed form.

Arrays are worked out entry by entry.

Source: Golub & Van Loan, *Matrix Computations*, §1.1, for products of arrays. Letters: ``f`` the formula.

>>> from grader.expr.nodes import Mul, Symbol
>>> from grader.expr.notation import Notation
>>> from grader.expr.calculation.building import number
>>> MEMBER.solve(Problem(Notation(), {"of": Mul((number(6), number(7)))})).value.value
Fraction(42, 1)
"""

from dataclasses import replace

from grader.expr.calculation.building import negative
from grader.expr.nodes import Matrix, Node, Vector
from grader.solvers.confirmation.differences import confirm_values
from grader.solvers.mistakes.values import VALUE_MISTAKES, rearranged, with_powers
from grader.solvers.named_mistakes import Slips
from grader.solvers.options import MATH, MATH_LIST, schema, tree
from grader.solvers.problem.target import at_point, components, equation, point_of, shape_of
from grader.solvers.protocol import Confirmation, Problem, Schema, Solution, Step
from grader.solvers.scalars.array_algebra import cells_of

__all__ = ["MEMBER", "ValueSolver"]


class ValueSolver:
    """A formula evaluated."""

    kind = "value"
    summary = "the value of a formula or function, at a point if one is given"
    options: Schema = schema(
        ("of",),
        of={**MATH, "description": "A declared function, a quantity, or a formula; also of vectors and matrices."},
        by={**MATH_LIST, "description": "The variables of the point; a function's own parameters if left out."},
        at={**MATH_LIST, "description": "A point; the formula is worked out as it stands if left out."},
    )

    def solve(self, problem: Problem) -> Solution:
        """Insert the point and work the formula out."""
        fs = components(problem, needs_variables="at" in problem.options)
        point = point_of(problem, fs[0]) if "at" in problem.options else ()
        cells = [at_point(f.value, f.values_at(point) if point else {}, problem.notation) for f in fs]
        value = arranged(cells, shape_of(problem))
        shown = fs[0].name_at(point) if len(fs) == 1 else tree(problem, "of")
        return Solution(value, (Step("Work it out.", equation(shown, value)),))

    mistakes = VALUE_MISTAKES

    def mistaken(self, problem: Problem, slips: Slips, first: int = 0) -> Node:
        """Insert the point and work the formula out with slips."""
        of = rearranged(tree(problem, "of"), problem.notation, slips)
        problem = replace(problem, options={**problem.options, "of": of})
        fs = components(problem, needs_variables="at" in problem.options)
        point = point_of(problem, fs[0]) if "at" in problem.options else ()
        point = point[::-1] if "coordinates-exchanged" in slips else point
        cells = []
        for f in fs:
            values = f.values_at(point) if point else {}
            cells.append(at_point(with_powers(f.value, values, problem.notation, slips), values, problem.notation))
        return arranged([negative(cell) for cell in cells] if "sign" in slips else cells, shape_of(problem))

    def confirm(self, problem: Problem, solution: Solution) -> Confirmation:
        """Compare with the formula evaluated in balls."""
        fs = components(problem, needs_variables="at" in problem.options)
        point = fs[0].values_at(point_of(problem, fs[0])) if "at" in problem.options else {}
        return confirm_values(cells_of(solution.value), [f.formula for f in fs], point, problem.notation)


def arranged(cells: list[Node], shape: tuple[int, ...]) -> Node:
    """Return the entries in their shape."""
    if not shape:
        return cells[0]
    if len(shape) == 1:
        return Vector(tuple(cells))
    return Matrix(tuple(tuple(cells[row * shape[1] : (row + 1) * shape[1]]) for row in range(shape[0])))


MEMBER = ValueSolver()
