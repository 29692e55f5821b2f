"""Back-propagation: the derivative of a loss by any quantity of a declared forward pass.

``by`` names one entry (``w_1``), an entry in general (``w_k``, a formula with the letter k free), or a whole array
(``v``: every entry, in its shape). The chain rule runs over the declared quantities from the loss backwards; the result
is written in terms of them. Arrays whose sizes stay symbolic are handled by matrix calculus (``matrix_calculus``).

Source: Goodfellow et al., *Deep Learning*, §6.5; Griewank & Walther, *Evaluating Derivatives*, §3.2.

>>> from grader.expr.nodes import Call, Mul, Power
>>> from grader.expr.notation import Entry, Notation
>>> from grader.expr.calculation.building import number
>>> w, x, h = Symbol("w"), Symbol("x"), Symbol("h")
>>> h_entry = Entry(name="h", definition=Call("tanh", (Mul((w, x)),)))
>>> loss = Entry(name="L", definition=Power(h, number(2)))
>>> names = Notation(entries={"w": Entry(name="w"), "x": Entry(name="x"), "h": h_entry, "L": loss})
>>> solution = MEMBER.solve(Problem(names, {"of": Symbol("L"), "by": w}))
>>> [step.title for step in solution.trace][-2:]
['Local derivative.', 'Chain rule.']
"""

from grader.expr.calculation.building import number, product
from grader.expr.nodes import Derivative, Matrix, Node, Symbol, Vector
from grader.expr.notation import Notation
from grader.solvers.chain.chain_rule import ChainRule, find_ancestors, list_entry_names
from grader.solvers.chain.matrix_calculus import MatrixCalculus, transpose
from grader.solvers.chain.mistakes import (
    CHAIN_MISTAKES,
    LOSS_MISTAKES,
    TRANSPOSED,
    exchange_weight_indices,
    find_loss_factor,
    find_size_factor,
)
from grader.solvers.chain.student_chain import StudentChain
from grader.solvers.chain.student_matrix import StudentMatrix
from grader.solvers.confirmation.differences import Claim, confirm_array, confirm_derivatives
from grader.solvers.named_mistakes import PlacedMistakes
from grader.solvers.options import MATH, author_error, options_schema, read_formula
from grader.solvers.problem.target import equation, find_dependents
from grader.solvers.protocol import Confirmation, Problem, Schema, Solution, Step
from grader.solvers.scalars.array_algebra import cells_of

__all__ = ["MEMBER", "BackpropSolver"]


class BackpropSolver:
    """Runs reverse mode over a declared forward pass."""

    kind = "backprop"
    summary = "the derivative of a loss by any quantity of a declared forward pass"
    options: Schema = options_schema(
        ("of", "by"),
        of={**MATH, "description": "The loss: a declared quantity."},
        by={**MATH, "description": "One entry (w_1), an entry in general (w_k), or a whole array (v)."},
    )

    def solve(self, problem: Problem) -> Solution:
        """Chain backwards from the loss."""
        of, by = read_declared_name(problem, "of"), read_declared_name(problem, "by")
        if is_matrix_shaped(of, by, problem.notation):
            calculus = MatrixCalculus(problem.notation, of, asked=by.name)
            return Solution(calculus.adjoint(by.name), tuple(calculus.steps))
        chain = ChainRule(problem.notation, of, asked=by.name)
        entries = list_entries_asked(by, problem.notation)
        value = arrange_derivatives([chain.adjoint(entry) for entry in entries], by, problem.notation)
        steps = tuple(chain.steps)
        if entries != [by]:
            steps += (Step("Collect the entries.", equation(Derivative(of, (by,)), value)),)
        return Solution(value, steps)

    mistakes = (*LOSS_MISTAKES, *CHAIN_MISTAKES, TRANSPOSED)

    def mistaken(self, problem: Problem, mistakes: PlacedMistakes, first: int = 0) -> Node:
        """Chain backwards with mistakes."""
        of, by, factor = (
            read_declared_name(problem, "of"),
            read_declared_name(problem, "by"),
            find_loss_factor(problem, mistakes),
        )
        if is_matrix_shaped(of, by, problem.notation):
            changed = product([number(factor), find_size_factor(mistakes)])
            found = StudentMatrix(problem.notation, of, asked=by.name, mistakes=mistakes, factor=changed).adjoint(
                by.name
            )
            return transpose(found) if TRANSPOSED.id in mistakes else found
        chain = StudentChain(problem.notation, of, asked=by.name, mistakes=mistakes, factor=factor)
        entries = list_entries_asked(by, problem.notation)
        if "weights-transposed" not in mistakes:
            whole = arrange_derivatives([chain.adjoint(entry) for entry in entries], by, problem.notation)
            return flip_matrix(whole) if TRANSPOSED.id in mistakes else whole
        turned = [chain.adjoint(exchange_indices(entry, problem.notation)) for entry in entries]
        return exchange_weight_indices(arrange_derivatives(turned, by, problem.notation), problem.notation)

    def confirm(self, problem: Problem, solution: Solution) -> Confirmation:
        """Compare with central differences of the forward pass."""
        of, by = read_declared_name(problem, "of"), read_declared_name(problem, "by")
        if is_matrix_shaped(of, by, problem.notation):
            return confirm_array(solution.value, of, by, problem.notation)
        entries, cells = list_entries_asked(by, problem.notation), cells_of(solution.value)
        if len(entries) != len(cells):
            return Confirmation("shape", False, "There is not one derivative for each entry.")
        claims = [Claim(cell, of, (entry,)) for cell, entry in zip(cells, entries, strict=True)]
        return confirm_derivatives(claims, problem.notation)


def read_declared_name(problem: Problem, key: str) -> Symbol:
    """Read an option that names a declared quantity or a given name."""
    name = read_formula(problem, key)
    if isinstance(name, Symbol) and name.name in problem.notation.entries:
        return name
    raise author_error(f"The option '{key}' does not name a quantity.", f"Write '{key}:' with a name of the notation.")


def exchange_indices(entry: Symbol, notation: Notation) -> Symbol:
    turned = exchange_weight_indices(entry, notation)
    assert isinstance(turned, Symbol)
    return turned


def is_matrix_shaped(of: Symbol, by: Symbol, notation: Notation) -> bool:
    """Whether a whole array or scalar is asked for, with arrays without index letters between it and the loss."""
    if by.indices or of.indices:
        return False
    between = find_ancestors(of.name, notation) & (find_dependents(frozenset([by.name]), notation) | {by.name})
    axes = {axis for name in between for axis in notation.entries[name].axes}
    return any(axis not in notation.ranges for axis in axes)


def list_entries_asked(by: Symbol, notation: Notation) -> list[Symbol]:
    """Return the entries that are asked for: one, or all of an array."""
    return [by] if by.indices else list(list_entry_names(notation.entries[by.name], notation))


def arrange_derivatives(values: list[Node], by: Symbol, notation: Notation) -> Node:
    axes = notation.entries[by.name].axes
    if by.indices or not axes:
        return values[0]
    if len(axes) == 1:
        return Vector(tuple(values))
    width = notation.size(axes[1]) or 1
    return Matrix(tuple(tuple(values[place : place + width]) for place in range(0, len(values), width)))


def flip_matrix(value: Node) -> Node:
    return Matrix(tuple(zip(*value.rows, strict=True))) if isinstance(value, Matrix) else value


MEMBER = BackpropSolver()
