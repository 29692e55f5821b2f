"""What a solver differentiates or minimises: a function, a quantity or a formula, and its variables.

>>> x, y = Symbol("x"), Symbol("y")
>>> target = read_target(Problem(Notation(), {"of": Mul((x, y)), "by": Vector((x, y))}))
>>> target.variables == (x, y)
True
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from grader.errors import AnswerError, LimitError
from grader.expr.calculation.evaluate import evaluate
from grader.expr.calculation.simplify import simplify, unroll
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
from grader.expr.traverse import count_nodes, free_symbols, substitute, walk
from grader.limits import MAX_SOLUTION_NODES, MAX_VARIABLES
from grader.solvers.options import author_error, author_limit, list_formulas, read_formula
from grader.solvers.protocol import Problem
from grader.solvers.scalars.algebra import SCALARS
from grader.solvers.scalars.arrays import Interpreter, list_parameters, list_scalars, make_leaf

__all__ = [
    "Point",
    "Target",
    "equation",
    "evaluate_at",
    "expand_to_scalars",
    "find_dependents",
    "insert_point",
    "list_function_variables",
    "list_variables",
    "read_components",
    "read_given_point",
    "read_point",
    "read_shape",
    "read_target",
    "read_variables",
    "write_point",
]  # fmt: skip

Point = tuple[Node, ...]


@dataclass(frozen=True)
class Target:
    """A scalar ``value`` in ``variables``; ``name`` is its name in the rubric, ``formula`` its definition there."""

    name: Node
    formula: Node
    value: Node
    variables: tuple[Symbol, ...]

    def gradient_name(self, point: Sequence[Node] = ()) -> Node:
        """Return ``∇f`` or ``∇f(9, 3)``; with one variable ``f'(2)``."""
        at = tuple(point)
        return Gradient(self.name, at, None, isinstance(self.name, Symbol) and len(at) == 1 and at != self.variables)

    def partial_name(self, *variables: Symbol) -> Node:
        """Return ``∂f/∂x`` as a name, or a higher derivative."""
        return Derivative(self.name, variables)

    def name_at(self, point: Sequence[Node]) -> Node:
        """Return ``f(9, 3)`` for a function by name; any other name or formula as it is."""
        return Call(self.name.name, tuple(point)) if point and isinstance(self.name, Symbol) else self.name

    def values_at(self, point: Sequence[Node]) -> dict[Symbol, Node]:
        return dict(zip(self.variables, point, strict=True))


def read_target(problem: Problem) -> Target:
    """Read ``of`` and ``by``: what is differentiated, and with respect to which variables."""
    name, formula = find_formula(read_formula(problem, "of"), problem.notation)
    variables = read_variables(problem)
    return Target(
        name, formula, expand_to_scalars(formula, problem.notation, list_kept_names(variables, problem)), variables
    )


def read_variables(problem: Problem) -> tuple[Symbol, ...]:
    """Return the variables: the names in ``by``, else the function's own parameters or the only name in a formula."""
    by = list_formulas(problem.options.get("by"))
    variables = tuple(symbol for item in by for symbol in list_variables(item, problem.notation))
    if len(variables) > MAX_VARIABLES:
        raise author_limit(f"There are {len(variables)} variables.", "MAX_VARIABLES", "Use fewer.")
    return variables or find_own_variables(read_formula(problem, "of"), problem.notation)


def list_kept_names(variables: Sequence[Symbol], problem: Problem) -> frozenset[str]:
    """Return the names that are not expanded: the variables, and the quantities that do not depend on them."""
    names = frozenset(symbol.name for symbol in variables)
    return (frozenset(problem.notation.entries) - find_dependents(names, problem.notation)) | names


def read_components(problem: Problem, *, needs_variables: bool = True) -> list[Target]:
    """Read ``of`` as a list of scalar targets: the entries of a vector or (by rows) of a matrix, or the one scalar."""
    name, formula = find_formula(read_formula(problem, "of"), problem.notation)
    variables = read_variables(problem) if needs_variables else ()
    kept = list_kept_names(variables, problem) if needs_variables else frozenset()
    if isinstance(formula, Vector) and not any(isinstance(item, Vector) for item in formula.items):
        pairs = [(item, expand_to_scalars(item, problem.notation, kept)) for item in formula.items]
    else:
        cells = Interpreter(SCALARS, problem.notation, make_leaf(problem.notation, kept)).array(formula).cells
        pairs = [(cell if len(cells) > 1 else formula, cell) for cell in cells]
    names = [name] if len(pairs) == 1 else [name_component(name, pairs, i) for i in range(len(pairs))]
    return [Target(n, item, value, variables) for n, (item, value) in zip(names, pairs, strict=True)]


def name_component(name: Node, pairs: Sequence[tuple[Node, Node]], i: int) -> Node:
    """Return ``f_i`` for a component of something that has a name, else the component itself."""
    return Symbol(name.name, (Number(Fraction(i + 1)),)) if isinstance(name, Symbol) else pairs[i][0]


def read_shape(problem: Problem) -> tuple[int, ...]:
    _, formula = find_formula(read_formula(problem, "of"), problem.notation)
    return Interpreter(SCALARS, problem.notation, lambda symbol: symbol).array(formula).shape


def list_variables(item: Node, notation: Notation) -> Sequence[Symbol]:
    """Return the scalar variables that one item of ``by`` names: a bare array name means all its entries."""
    if not isinstance(item, Symbol):
        raise author_error("One can only differentiate by a name.", "Write names under 'by:', such as [x_1, x_2].")
    if item.indices:
        return [item]
    return [Symbol(symbol.name, symbol.indices, item.iterate) for symbol in list_scalars(item.name, notation)]


def find_formula(given: Node, notation: Notation) -> tuple[Node, Node]:
    """Return the name in ``of`` and the formula that it has."""
    entry = notation.entries.get(given.name) if isinstance(given, Symbol) else None
    if entry is not None and isinstance(given, Symbol) and entry.definition is not None and not given.indices:
        return given, entry.definition if entry.parameters is not None or not entry.axes else given
    if isinstance(given, Call) and given.function in notation.entries:
        return Symbol(given.function), given
    return given, given


def find_own_variables(given: Node, notation: Notation) -> tuple[Symbol, ...]:
    """Return the variables if ``by`` is left out: the function's parameters, or the only name in a formula."""
    entry = notation.entries.get(given.name) if isinstance(given, Symbol) else None
    if entry is not None and entry.parameters is not None:
        return list_parameters(entry.name, notation)
    _, formula = find_formula(given, notation)
    names = sorted(free_symbols(formula) - {Symbol(letter) for letter in notation.ranges}, key=repr)
    if len(names) == 1:
        return (names[0],)
    raise author_error("It is not said by which names to differentiate.", "Write 'by: [x_1, x_2]' with the names.")


def list_function_variables(problem: Problem, f: Target) -> tuple[Symbol, ...]:
    """Return all variables of a function; a derivative may use only some of them."""
    entry = problem.notation.entries.get(f.name.name) if isinstance(f.name, Symbol) else None
    if entry is not None and entry.parameters is not None:
        return list_parameters(entry.name, problem.notation)
    return tuple(dict.fromkeys(f.variables))


def find_dependents(names: frozenset[str], notation: Notation) -> frozenset[str]:
    """Return the quantities and functions whose definitions lead to one of ``names``, in however many steps."""
    reached = set(names)
    for entry in notation.entries.values():  # a definition only uses names declared before it
        if entry.definition is not None and entry.name not in reached:
            used = {symbol.name for symbol in free_symbols(entry.definition)}
            used |= {node.function for node in walk(entry.definition) if isinstance(node, Call)}
            if used & reached and not isinstance(entry.definition, Derivative):
                reached.add(entry.name)
    return frozenset(reached - names)


def expand_to_scalars(formula: Node, notation: Notation, kept: frozenset[str] = frozenset()) -> Node:
    """Return a scalar formula without arrays: unchanged if it has none, else with its arrays expanded."""
    if not any(needs_expanding(node, notation, kept) for node in walk(formula)):
        return unroll(formula, notation.ranges)
    return Interpreter(SCALARS, notation, make_leaf(notation, kept)).scalar(formula)


def needs_expanding(node: Node, notation: Notation, kept: frozenset[str]) -> bool:
    """Whether a node is an array, or a name that has to be replaced by its definition."""
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
    return tuple(evaluate_at(coordinate, {}, notation) for coordinate in coordinates)


def read_given_point(problem: Problem, f: Target) -> tuple[Node, ...]:
    """Return the point that the option ``at`` gives."""
    given = list_formulas(problem.options["at"])
    return read_point(Vector(given), f, problem.notation, "at")


def insert_point(value: Node, f: Target, point: Sequence[Node], notation: Notation) -> tuple[Node, Node]:
    """Return the value of a formula at a point, and the formula with the point inserted."""
    values = f.values_at(point)
    return evaluate_at(value, values, notation), substitute(value, values, notation.ranges)


def evaluate_at(node: Node, values: Mapping[Symbol, Node], notation: Notation) -> Node:
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
    """Return ``a = b = c``, without a side that repeats the one before it."""
    kept = [side for place, side in enumerate(sides) if place == 0 or side != sides[place - 1]]
    equals: Literal["="] = "="
    return Relation(tuple(kept), (equals,) * (len(kept) - 1))


def write_point(point: Point) -> Node:
    """Return a point as it is written: a vector, or a number if there is one variable."""
    return point[0] if len(point) == 1 else Vector(point)
