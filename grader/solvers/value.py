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
from grader.solvers.mistakes.values import VALUE_MISTAKES, change_powers, change_products
from grader.solvers.named_mistakes import PlacedMistakes
from grader.solvers.options import MATH, MATH_LIST, options_schema, read_formula
from grader.solvers.problem.target import equation, evaluate_at, read_components, read_given_point, read_shape
from grader.solvers.protocol import Confirmation, Problem, Schema, Solution, Step
from grader.solvers.scalars.array_algebra import cells_of

__all__ = ["MEMBER", "ValueSolver"]


class ValueSolver:
    """Evaluates a formula."""

    kind = "value"
    summary = "the value of a formula or function, at a point if one is given"
    options: Schema = options_schema(
        ("of",),
        of={**MATH, "description": "A declared function, a quantity, or a formula; also of vectors and matrices."},
        by={**MATH_LIST, "description": "The variables of the point; a function's own parameters if left out."},
        at={**MATH_LIST, "description": "A point; if left out, the formula is worked out unchanged."},
    )

    def solve(self, problem: Problem) -> Solution:
        """Insert the point and work the formula out."""
        fs = read_components(problem, needs_variables="at" in problem.options)
        point = read_given_point(problem, fs[0]) if "at" in problem.options else ()
        cells = [evaluate_at(f.value, f.values_at(point) if point else {}, problem.notation) for f in fs]
        value = reshape_cells(cells, read_shape(problem))
        shown = fs[0].name_at(point) if len(fs) == 1 else read_formula(problem, "of")
        return Solution(value, (Step("Work it out.", equation(shown, value)),))

    mistakes = VALUE_MISTAKES

    def mistaken(self, problem: Problem, mistakes: PlacedMistakes, first: int = 0) -> Node:
        """Insert the point and work the formula out with mistakes."""
        of = change_products(read_formula(problem, "of"), problem.notation, mistakes)
        problem = replace(problem, options={**problem.options, "of": of})
        fs = read_components(problem, needs_variables="at" in problem.options)
        point = read_given_point(problem, fs[0]) if "at" in problem.options else ()
        point = point[::-1] if "coordinates-exchanged" in mistakes else point
        cells = []
        for f in fs:
            values = f.values_at(point) if point else {}
            cells.append(
                evaluate_at(change_powers(f.value, values, problem.notation, mistakes), values, problem.notation)
            )
        return reshape_cells([negative(cell) for cell in cells] if "sign" in mistakes else cells, read_shape(problem))

    def confirm(self, problem: Problem, solution: Solution) -> Confirmation:
        """Compare with the formula evaluated in balls."""
        fs = read_components(problem, needs_variables="at" in problem.options)
        point = fs[0].values_at(read_given_point(problem, fs[0])) if "at" in problem.options else {}
        return confirm_values(cells_of(solution.value), [f.formula for f in fs], point, problem.notation)


def reshape_cells(cells: list[Node], shape: tuple[int, ...]) -> Node:
    if not shape:
        return cells[0]
    if len(shape) == 1:
        return Vector(tuple(cells))
    return Matrix(tuple(tuple(cells[row * shape[1] : (row + 1) * shape[1]]) for row in range(shape[0])))


MEMBER = ValueSolver()
