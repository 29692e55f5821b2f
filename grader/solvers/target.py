"""What a solver differentiates or minimises: a function, a quantity or a formula, and its variables.

>>> x, y = Symbol("x"), Symbol("y")
>>> target = read_target(Problem(Notation(), {"of": Mul((x, y)), "by": Vector((x, y))}))
>>> target.variables == (x, y)
True
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from grader.errors import AnswerError, LimitError
from grader.expr.evaluate import evaluate
from grader.expr.nodes import (
    BigOperator,
    Call,
    Derivative,
    Entry,
    Gradient,
    Matrix,
    Mul,
    Node,
    Number,
    Relation,
    Symbol,
    Vector,
)
from grader.expr.notation import Notation
from grader.expr.simplify import simplify, unroll
from grader.expr.traverse import count_nodes, free_symbols, substitute, walk
from grader.limits import MAX_SOLUTION_NODES
from grader.solvers.algebra import SCALARS
from grader.solvers.arrays import Interpreter, leaf_of, parameter_symbols, scalar_symbols
from grader.solvers.options import author_error, author_limit, items, tree
from grader.solvers.protocol import Problem

__all__ = ["Target", "at_point", "dependents", "equation", "read_point", "read_target", "scalar_form"]


@dataclass(frozen=True)
class Target:
    """A scalar ``value`` in ``variables``; ``name`` is how the rubric calls it, ``formula`` what it says of it."""

    name: Node
    formula: Node
    value: Node
    variables: tuple[Symbol, ...]

    def gradient_name(self, point: Sequence[Node] = ()) -> Node:
        """Return ``∇f`` or ``∇f(9, 3)``."""
        return Gradient(self.name, tuple(point))

    def partial_name(self, *variables: Symbol) -> Node:
        """Return ``∂f/∂x`` as a name, or a higher derivative."""
        return Derivative(self.name, variables)

    def values_at(self, point: Sequence[Node]) -> dict[Symbol, Node]:
        """Return the variables with the coordinates of a point."""
        return dict(zip(self.variables, point, strict=True))


def read_target(problem: Problem) -> Target:
    """Read ``of`` and ``by``: what is differentiated, and with respect to which variables."""
    notation, given = problem.notation, tree(problem, "of")
    by = items(problem.options.get("by"))
    variables = tuple(symbol for item in by for symbol in variable_symbols(item, notation))
    name, formula = named_formula(given, notation)
    if not variables:
        variables = own_variables(given, formula, notation)
    kept = frozenset(notation.entries) - dependents(frozenset(symbol.name for symbol in variables), notation)
    return Target(
        name, formula, scalar_form(formula, notation, kept | {symbol.name for symbol in variables}), variables
    )


def variable_symbols(item: Node, notation: Notation) -> Sequence[Symbol]:
    """Return the scalar variables that one item of ``by`` names: a bare array stands for all its entries."""
    if not isinstance(item, Symbol):
        raise author_error("One can only differentiate by a name.", "Write names under 'by:', such as [x_1, x_2].")
    if item.indices:
        return [item]
    return [Symbol(symbol.name, symbol.indices, item.iterate) for symbol in scalar_symbols(item.name, notation)]


def named_formula(given: Node, notation: Notation) -> tuple[Node, Node]:
    """Return the name of what is given and its formula."""
    entry = notation.entries.get(given.name) if isinstance(given, Symbol) else None
    if entry is not None and isinstance(given, Symbol) and entry.definition is not None and not given.indices:
        return given, entry.definition if entry.parameters is not None or not entry.axes else given
    if isinstance(given, Call) and given.function in notation.entries:
        return Symbol(given.function), given
    return given, given


def own_variables(given: Node, formula: Node, notation: Notation) -> tuple[Symbol, ...]:
    """Return the variables where ``by`` is left out: a function's parameters, or the only name in a formula."""
    if isinstance(given, Symbol) and given.name in notation.entries:
        declared = notation.entries[given.name]
        if declared.parameters is not None:
            return parameter_symbols(given.name, notation)
    names = sorted(free_symbols(formula) - {Symbol(letter) for letter in notation.ranges}, key=repr)
    if len(names) == 1:
        return (names[0],)
    raise author_error("It is not said by which names to differentiate.", "Write 'by: [x_1, x_2]' with the names.")


def dependents(names: frozenset[str], notation: Notation) -> frozenset[str]:
    """Return the quantities and functions whose definitions lead to one of ``names``, in however many steps."""
    reached = set(names)
    for entry in notation.entries.values():  # a definition only uses names declared before it
        if entry.definition is not None and entry.name not in reached:
            used = {symbol.name for symbol in free_symbols(entry.definition)}
            used |= {node.function for node in walk(entry.definition) if isinstance(node, Call)}
            if used & reached and not isinstance(entry.definition, Derivative):
                reached.add(entry.name)
    return frozenset(reached - names)


def scalar_form(formula: Node, notation: Notation, kept: frozenset[str] = frozenset()) -> Node:
    """Return a scalar formula in scalars alone: as it was written where it is one, else with its arrays taken apart."""
    if not any(needs_taking_apart(node, notation, kept) for node in walk(formula)):
        return unroll(formula, notation.ranges)
    return Interpreter(SCALARS, notation, leaf_of(notation, kept)).scalar(formula)


def needs_taking_apart(node: Node, notation: Notation, kept: frozenset[str]) -> bool:
    """Tell whether a node is an array or a name that has to be opened."""
    if isinstance(node, Symbol):
        entry = notation.entries.get(node.name)
        if entry is None:
            return False
        return bool(entry.axes and not node.indices) or (entry.definition is not None and node.name not in kept)
    if isinstance(node, Call):
        return node.function in notation.entries
    return isinstance(node, Vector | Matrix | Entry | BigOperator) or (isinstance(node, Mul) and node.elementwise)


def read_point(given: Node | None, target: Target, notation: Notation, what: str) -> tuple[Node, ...]:
    """Return the coordinates of a point, as numbers where they are rational."""
    coordinates = given.items if isinstance(given, Vector) else () if given is None else (given,)
    if len(coordinates) != len(target.variables):
        raise author_error(
            f"The option '{what}' has {len(coordinates)} coordinates, and there are {len(target.variables)} variables.",
            f"Write '{what}: (…)' with one coordinate for each variable.",
        )
    return tuple(at_point(coordinate, {}, notation) for coordinate in coordinates)


def at_point(node: Node, values: Mapping[Symbol, Node], notation: Notation) -> Node:
    """Return the value of a formula at a point: an exact number where it is rational, else a closed form."""
    numbers = {symbol: value.value for symbol, value in values.items() if isinstance(value, Number)}
    if len(numbers) == len(values):
        try:
            return Number(evaluate(node, numbers, notation.ranges))
        except LimitError:
            raise
        except AnswerError as error:
            if error.diagnostic.slug == "undefined-value":
                raise author_error(error.diagnostic.what, "Choose another point.") from None
    if count_nodes(node) * max(1, *map(count_nodes, values.values()), 1) > MAX_SOLUTION_NODES:
        raise author_limit(
            "The exact value of a formula here is too long.", "MAX_SOLUTION_NODES", "Ask for fewer steps."
        )
    return simplify(substitute(node, values, notation.ranges), notation.ranges)


def equation(*sides: Node) -> Relation:
    """Return ``a = b = c``, leaving out a side that repeats the one before it."""
    kept = [side for place, side in enumerate(sides) if place == 0 or side != sides[place - 1]]
    equals: Literal["="] = "="
    return Relation(tuple(kept), (equals,) * (len(kept) - 1))
