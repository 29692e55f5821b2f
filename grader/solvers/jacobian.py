"""The Jacobian: the partial derivatives of every component by every variable, ``J_ij = ∂f_i/∂x_j``.

``of: f_i, by: a_j`` gives the general entry with the letters free, in terms of the declared quantities
(``f_i (1[i = j] − f_j)`` for a softmax); ``of: f, by: a`` the matrix with all entries; a vector of formulas or a
vector-valued function its matrix, with ``at`` at a point.

Source: Goodfellow et al., *Deep Learning*, §4.3.1. Letters: ``f`` the components,
``x`` the variables, ``J`` the matrix.

>>> from grader.expr.nodes import Mul, Vector
>>> from grader.expr.calculation.building import ONE
>>> x, y = Symbol("x"), Symbol("y")
>>> problem = Problem(Notation(), {"of": Vector((Mul((x, y)), y)), "by": Vector((x, y))})
>>> MEMBER.solve(problem).value.rows[0] == (y, x)
True
"""

from dataclasses import replace

from grader.expr.calculation.building import negative
from grader.expr.calculation.differentiate import differentiate
from grader.expr.nodes import Derivative, Matrix, Node, Symbol
from grader.expr.notation import Notation
from grader.solvers.chain.chain_rule import ChainRule, list_entry_names
from grader.solvers.chain.mistakes import CHAIN_MISTAKES
from grader.solvers.chain.student_chain import StudentChain
from grader.solvers.confirmation.differences import Claim, confirm_derivatives
from grader.solvers.mistakes.calculus import DIFFERENTIATION_MISTAKES, SIGN, differentiate_with
from grader.solvers.named_mistakes import Mistake, PlacedMistakes, number_places
from grader.solvers.options import MATH, MATH_LIST, author_error, list_formulas, options_schema, read_formula
from grader.solvers.problem.target import (
    equation,
    evaluate_at,
    list_variables,
    read_components,
    read_given_point,
    read_variables,
)
from grader.solvers.protocol import Confirmation, Problem, Schema, Solution, Step
from grader.solvers.scalars.array_algebra import cells_of

__all__ = ["MEMBER", "JacobianSolver"]


def where_whole_matrix(problem: Problem) -> tuple[str, ...]:
    of = read_formula(problem, "of")
    is_entry = isinstance(of, Symbol) and bool(of.indices)
    return () if is_entry else ("",)


def where_formulas(problem: Problem) -> tuple[str, ...]:
    """One place if formulas are differentiated, and not a declared quantity."""
    return () if is_chained(problem) else ("",)


def where_several_variables(problem: Problem) -> tuple[str, ...]:
    """One place if formulas are differentiated by several variables."""
    return () if is_chained(problem) else number_places(len(read_variables(problem)))[:1] and ("",)


def where_no_softmax(problem: Problem) -> tuple[str, ...]:
    """One place if there is no softmax; a softmax has a mistake of its own in its sign."""
    return () if is_chained(problem) and tuple(CHAIN_MISTAKES[1].places(problem)) else ("",)


class JacobianSolver:
    """Differentiates every component by every variable."""

    kind = "jacobian"
    summary = "the partial derivatives of each component by each variable, as a matrix or as a general entry"
    options: Schema = options_schema(
        ("of",),
        of={
            **MATH,
            "description": "A vector of formulas or function, a quantity (f) or its entry (f_i).",
        },
        by={**MATH_LIST, "description": "The variables, a quantity (a) or its entry (a_j)."},
        at={**MATH_LIST, "description": "A point, for formulas and functions; the Jacobian in general if left out."},
    )

    def solve(self, problem: Problem) -> Solution:
        """Differentiate every component by every variable."""
        if is_chained(problem):
            return solve_chained(problem)
        fs = read_components(problem)
        J = [[differentiate(f.value, x, problem.notation) for x in f.variables] for f in fs]
        steps = [
            Step(f"Component {i}.", equation(f.partial_name(x), slope))
            for i, (f, row) in enumerate(zip(fs, J, strict=True), start=1)
            for x, slope in zip(f.variables, row, strict=True)
        ]
        if "at" in problem.options:
            values = fs[0].values_at(read_given_point(problem, fs[0]))
            J = [[evaluate_at(slope, values, problem.notation) for slope in row] for row in J]
        return Solution(Matrix(tuple(map(tuple, J))), tuple(steps))

    mistakes = (
        replace(SIGN, places=where_no_softmax),
        Mistake("transposed", "exchanging rows and columns", where_whole_matrix),
        Mistake("wrong-variable", "differentiating by the other variable in each column", where_several_variables),
        *CHAIN_MISTAKES[:3],
        *(replace(mistake, places=where_formulas) for mistake in DIFFERENTIATION_MISTAKES),
    )

    def mistaken(self, problem: Problem, mistakes: PlacedMistakes, first: int = 0) -> Node:
        """Differentiate with mistakes."""
        if is_chained(problem):
            rows, columns = list_chained_names(problem)
            chains = [StudentChain(problem.notation, f, asked=columns[0].name, mistakes=mistakes) for f in rows]
            J = [[chain.adjoint(x) for x in columns] for chain in chains]
        else:
            fs = read_components(problem)
            J = [[differentiate_with(f.value, x, problem.notation, mistakes) for x in f.variables] for f in fs]
            if "at" in problem.options:
                values = fs[0].values_at(read_given_point(problem, fs[0]))
                J = [[evaluate_at(slope, values, problem.notation) for slope in row] for row in J]
        if "wrong-variable" in mistakes:
            J = [row[::-1] for row in J]
        if "sign" in mistakes:
            J = [[negative(cell) for cell in row] for row in J]
        if "transposed" in mistakes:
            J = [list(column) for column in zip(*J, strict=True)]
        return J[0][0] if is_chained(problem) and len(J) == len(J[0]) == 1 else Matrix(tuple(map(tuple, J)))

    def confirm(self, problem: Problem, solution: Solution) -> Confirmation:
        """Compare with central differences."""
        pairs, point = list_claims(problem)
        cells = cells_of(solution.value)
        if len(cells) != len(pairs):
            return Confirmation("shape", False, "There is not one entry for each component and variable.")
        claims = [Claim(cell, of, (x,), point) for cell, (of, x) in zip(cells, pairs, strict=True)]
        return confirm_derivatives(claims, problem.notation)


def is_chained(problem: Problem) -> bool:
    """Whether the components are a declared quantity, so that the chain rule runs over the forward pass."""
    of = read_formula(problem, "of")
    entry = problem.notation.entries.get(of.name) if isinstance(of, Symbol) else None
    return entry is not None and entry.definition is not None and entry.parameters is None and bool(entry.axes)


def solve_chained(problem: Problem) -> Solution:
    """Return the general entry, or the matrix of all entries."""
    rows, columns = list_chained_names(problem)
    chains = [ChainRule(problem.notation, f, asked=columns[0].name) for f in rows]
    J = tuple(tuple(chain.adjoint(x) for x in columns) for chain in chains)
    steps = tuple(step for chain in chains for step in chain.steps)
    if len(J) == len(J[0]) == 1:
        return Solution(J[0][0], steps)
    return Solution(Matrix(J), (*steps, Step("Collect the entries.", equation(name_whole(problem), Matrix(J)))))


def name_whole(problem: Problem) -> Node:
    """Return ``∂f/∂a``."""
    return Derivative(read_formula(problem, "of"), list_formulas(problem.options.get("by")))


def list_chained_names(problem: Problem) -> tuple[list[Symbol], list[Symbol]]:
    """Return the names of the components and of the variables."""
    of, by = read_formula(problem, "of"), list_formulas(problem.options.get("by"))
    if not by:
        raise author_error("It is not said by which names to differentiate.", "Write 'by: a' or 'by: a_j'.")
    variables = [symbol for item in by for symbol in list_variables(item, problem.notation)]
    return list_entries(of, problem.notation), variables


def list_entries(of: Node, notation: Notation) -> list[Symbol]:
    """Return the one entry that a name means, or all entries of an array."""
    assert isinstance(of, Symbol)
    return [of] if of.indices else list(list_entry_names(notation.entries[of.name], notation))


def list_claims(problem: Problem) -> tuple[list[tuple[Node, Symbol]], dict[Symbol, Node]]:
    """Return the component and the variable that belong to each entry, and the point."""
    if is_chained(problem):
        rows, columns = list_chained_names(problem)
        return [(f, x) for f in rows for x in columns], {}
    fs = read_components(problem)
    point = fs[0].values_at(read_given_point(problem, fs[0])) if "at" in problem.options else {}
    return [(f.formula, x) for f in fs for x in f.variables], point


MEMBER = JacobianSolver()
