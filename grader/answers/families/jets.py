"""Functions as columns of numbers: their values and derivatives at one point, by which they are told apart.

If a function is a combination of others, its derivatives at a point are the same combination of theirs. So the only
combination that it could be is read off there, and if the columns of several functions are independent, so are these
(the Wronskian; here with as many derivatives as are needed, since it may be 0 at a point). At 0 and 1 most of these
numbers are rational, which leaves short factors for the engine to confirm.

>>> from grader.expr import parse, to_text
>>> from grader.expr.notation import Entry
>>> task = Task(notation=Notation(entries={"x": Entry(name="x")}))
>>> basis = [(parse(text, task.notation).tree,) for text in ("e^x", "e^(-x)")]
>>> frame = find_frame(basis, [], ("x",), task)
>>> frame.rank, list(map(to_text, frame.columns[1]))
(2, ['1', '-1'])
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from grader.answers.leaving_open.columns import Column, evaluate_column, find_rank, solve_for_column
from grader.answers.leaving_open.fixed_names import fix_names, list_given_names
from grader.answers.leaving_open.letters import list_letters
from grader.answers.leaving_open.values import ZERO, are_equal
from grader.answers.protocol import Task
from grader.errors import GraderError
from grader.expr.calculation.building import ONE, number, product, simplify_entry, total
from grader.expr.calculation.differentiate import differentiate
from grader.expr.calculation.simplify import simplify
from grader.expr.nodes import Add, Call, Div, Entry, Indicator, Matrix, Mul, Neg, Node, Number, Symbol, Vector
from grader.expr.notation import Domain, Notation
from grader.expr.traverse import count_nodes, free_symbols, substitute, transform, walk

__all__ = ["Frame", "find_factors", "find_frame", "write_out"]

# Where exponentials, powers, sines and logarithms have short values; the last is for what has none at whole numbers.
POINTS: Final = (Fraction(0), Fraction(1), Fraction(2), Fraction(-1), Fraction(17, 11))
MORE: Final = 3  # derivatives beyond those of the Wronskian, for functions such as x^3 and x^4 at 0
MAX_NODES: Final = 300  # of a formula that is differentiated: each derivative may square it
# Functions with a corner or a jump where an argument is 0; elsewhere the derivatives are what the rules say.
CORNERS: Final = frozenset({"abs", "sign", "relu"})
JUMPS: Final = frozenset({"max", "min", "floor", "ceil"})


@dataclass(frozen=True, slots=True)
class Frame:
    """Where functions were looked at, and the columns of them and of others; ``rows`` tell the first ones apart."""

    columns: tuple[Column, ...]
    others: tuple[Column, ...]
    rows: tuple[int, ...]

    @property
    def rank(self) -> int:
        return len(self.rows)


def find_frame(basis: Sequence[Column], others: Sequence[Column], variables: Sequence[str], task: Task) -> Frame | None:
    """Look at functions at a point where all of them have values, and the first ones are independent.

    A function is given by its components. None where there is no such point, which proves nothing.
    """
    functions, values = (*basis, *others), list[tuple[Column, ...]]()
    domains = [task.notation.entries[name].domain for name in variables]
    for point in POINTS:
        if not all(is_inside(point, domain) for domain in domains):
            continue
        if at_point := list_jets(functions, variables, point, 1, task):
            values.append(at_point)
        for count in (len(basis), len(basis) + MORE):
            jets = list_jets(functions, variables, point, count, task) if at_point else ()
            if jets and (frame := make_frame(jets, len(basis), task)):
                return frame
    # Where there is a corner between them, as of |x|, functions are told apart by their values at several points.
    together = tuple(tuple(entry for column in each for entry in column) for each in zip(*values, strict=True))
    return make_frame(together, len(basis), task) if together else None


def make_frame(columns: Sequence[Column], count: int, task: Task) -> Frame | None:
    """Return columns with rows in which the first ones are independent; None if these are not."""
    pivots = find_rank(columns[:count], task.notation, task.policy.seed)
    is_whole = pivots is not None and pivots.rank == count
    return Frame(tuple(columns[:count]), tuple(columns[count:]), pivots.rows) if pivots and is_whole else None


def list_jets(
    functions: Sequence[Column], variables: Sequence[str], point: Fraction, count: int, task: Task
) -> tuple[Column, ...]:
    """Return the columns of functions at a point; nothing if one of them has no value or derivative there."""
    found: list[Column] = []
    for function in functions:
        jet = list_jet(function, variables, point, count, task)
        if jet is None:
            return ()
        found.append(jet)
    return tuple(found)


def find_factors(frame: Frame, column: Column, task: Task) -> Column:
    """Return the factors with which the functions of a frame could add up to the one with this column."""
    values = [evaluate_column(tuple(each[row] for row in frame.rows)) for each in frame.columns]
    if None in values or evaluate_column(column) is not None:
        return solve_for_column(frame.columns, frame.rows, column)
    # Of rational numbers, the inverse is worked out, and only the right side is a formula.
    height = len(column)
    found: list[list[Node]] = [[] for _ in frame.columns]
    for row in frame.rows:
        unit = tuple(ONE if place == row else ZERO for place in range(height))
        for terms, factor in zip(found, solve_for_column(frame.columns, frame.rows, unit), strict=True):
            terms.append(product([factor, column[row]]))
    return tuple(map(total, found))


def write_out(tree: Node) -> Node:
    """Return a formula in which entries of sums and multiples of written arrays are formulas of their own."""
    return transform(tree, lambda part: write_out_entry(part) if isinstance(part, Entry) else part)


def write_out_entry(tree: Node) -> Node:
    """Return an entry of a sum or multiple of arrays as the sum or multiple of their entries."""
    match tree:
        case Entry(of=Add(terms=terms), indices=indices):
            return total(write_out_entry(Entry(term, indices)) for term in terms)
        case Entry(of=Neg(operand=operand), indices=indices):
            return Neg(write_out_entry(Entry(operand, indices)))
        case Entry(of=Div(numerator=numerator, denominator=denominator), indices=indices):
            return Div(write_out_entry(Entry(numerator, indices)), denominator)
        case Entry(of=Mul(factors=factors, elementwise=False), indices=indices):
            arrays = [factor for factor in factors if holds_array(factor)]
            if len(arrays) == 1:
                return product(
                    write_out_entry(Entry(factor, indices)) if factor in arrays else factor for factor in factors
                )
        case Entry(of=Vector(items=items), indices=(Number(), Number(value=Fraction(numerator=1)))):
            return simplify_entry(Vector(items), tree.indices[:1])
        case Entry(of=of, indices=indices):
            return simplify_entry(of, indices)
    return tree


def holds_array(tree: Node) -> bool:
    return any(isinstance(part, Vector | Matrix) for part in walk(tree))


def is_inside(point: Fraction, domain: Domain) -> bool:
    """Whether a value is inside a domain, where a function has derivatives, and not at an end of it."""
    signs = {"positive": point > 0, "nonnegative": point > 0, "negative": point < 0, "nonzero": point != 0}
    is_between = (domain.lower is None or domain.lower < point) and (domain.upper is None or point < domain.upper)
    return is_between and signs.get(domain.kind, domain.kind in ("real", "complex"))


def list_jet(function: Column, variables: Sequence[str], point: Fraction, count: int, task: Task) -> Column | None:
    """Return as many derivatives of each component at a point, by each variable; None if one has no value there."""
    at: dict[Symbol, Node] = dict.fromkeys(map(Symbol, variables), number(point))
    found: list[Node] = []
    for entry in function:
        for place, name in enumerate(variables):
            derivatives = list_derivatives(entry, name, count, task.notation)
            if count > 1 and not all(is_smooth(derivative, at, task) for derivative in derivatives):
                return None
            values = [evaluate_at(derivative, at, task) for derivative in derivatives]
            known = [value for value in values if value is not None]
            if len(known) < count:
                return None
            found += known[1:] if place else known
    return tuple(found)


def list_derivatives(tree: Node, name: str, count: int, notation: Notation) -> list[Node]:
    """Return a formula and its derivatives, so many in all; fewer if there is no rule, or they become too long."""
    found: list[Node] = []
    try:
        while len(found) < count and count_nodes(tree) <= MAX_NODES:
            tree = differentiate(tree, Symbol(name), notation) if found else simplify(tree)
            found.append(tree)
    except GraderError:
        pass
    return found


def evaluate_at(tree: Node, at: dict[Symbol, Node], task: Task) -> Node | None:
    """Return the value of a formula at a point; None if it has none."""
    try:
        value = simplify(substitute(tree, at))
    except GraderError:
        return None
    return value if has_value(value, task) else None


def is_smooth(tree: Node, at: dict[Symbol, Node], task: Task) -> bool:
    """Whether no corner or jump of a function is at a point."""
    for part in walk(tree):
        if not (isinstance(part, Indicator) or (isinstance(part, Call) and part.function in CORNERS | JUMPS)):
            continue
        if not free_symbols(part) & at.keys():
            continue
        if isinstance(part, Indicator) or part.function in JUMPS:
            return False
        if are_equal(substitute(part.arguments[0], at), ZERO, task.notation, task.policy.seed) is not False:
            return False
    return True


def has_value(tree: Node, task: Task) -> bool:
    """Whether a formula has a value, where its names and its letters of constants have some."""
    if evaluate_column((tree,)) is not None:
        return True
    chosen = substitute(tree, {Symbol(name): ONE for name in list_letters([tree], task.notation)})
    fixed = fix_names([chosen], task.notation, list_given_names([chosen], task.notation))
    if fixed is None:
        return False
    (value,) = fixed.trees
    return are_equal(Mul((ZERO, value)), ZERO, fixed.notation, task.policy.seed) is True
