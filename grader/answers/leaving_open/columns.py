"""Exact linear algebra with columns of formulas: their rank, and one column as a combination of others.

Rational entries are eliminated with fractions. Of other entries the engine decides which minors are 0, one larger by a
row and a column at a time: if none of those around a minor that is not 0 differs from 0, the rank is its size
(Kronecker's theorem of bordered minors). With names in the entries this is the rank almost everywhere.

>>> from grader.expr import parse
>>> columns = [parse(text, Notation()).tree.items for text in ("(1, 2, 0)", "(2, 4, 0)", "(0, 1, 1)")]
>>> find_rank(columns, Notation(), 0)
Pivots(rows=(0, 1), columns=(0, 2))
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from grader.answers.leaving_open.values import ZERO, are_equal
from grader.answers.protocol import Task
from grader.equivalence import Policy, decide
from grader.errors import AnswerError, GraderError
from grader.expr.calculation.building import number, product, total
from grader.expr.calculation.evaluate import evaluate
from grader.expr.nodes import Call, Div, Entry, Matrix, Mul, Node, SetOf, Vector
from grader.expr.notation import Notation
from grader.records import Remark

__all__ = [
    "MAX_COLUMNS", "NEAR", "ROUNDED", "Column", "Pivots", "combine", "find_rank", "list_columns", "solve_for_column",
]  # fmt: skip

MAX_COLUMNS: Final = 20  # as many as a matrix may have rows and columns
MAX_MINOR: Final = 4  # rows of a determinant that the engine works out; larger ones are for a person
MAX_MINORS: Final = 100  # that the engine decides on, for one rank
MAX_DIGITS: Final = 400  # of a rational entry, as many as may be typed; elimination multiplies them
NEAR: Final = Policy(rtol=Fraction(1, 100), atol=Fraction(1, 100))  # of a combination of values with three digits
ROUNDED = Remark(
    id="rounded",
    text="These may be correctly rounded values of exact ones, so a person will decide whether they are enough. "
    "To be sure, write fractions or roots instead of decimals.",
)

Column = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Pivots:
    """The rows and columns of a largest minor that is not 0, from 0."""

    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()

    @property
    def rank(self) -> int:
        return len(self.rows)


def list_columns(tree: Node, task: Task) -> list[Column] | None:
    """List the vectors of a set or list, or the columns of a matrix, by their entries; None if it is none of these."""
    if isinstance(tree, SetOf):
        members = tree.items
    elif isinstance(tree, Vector):
        members = tree.items if all(isinstance(item, Vector) for item in tree.items) else (tree,)
    else:
        rows = list_rows(tree, task)
        return list(zip(*rows, strict=True)) if rows and is_small(rows) else None
    if len(members) > MAX_COLUMNS:
        return None
    found = [list_entries(member, task) for member in members]
    columns = [column for column in found if column is not None]
    return columns if len(columns) == len(found) and is_small(columns) else None


def is_small(columns: Sequence[Column]) -> bool:
    return len(columns) <= MAX_COLUMNS and all(len(column) <= MAX_COLUMNS for column in columns)


def list_entries(tree: Node, task: Task) -> Column | None:
    """List the entries of a vector, which may be a column or a row, or a formula whose value is a vector."""
    if isinstance(tree, Vector):
        return None if any(isinstance(item, Vector | Matrix) for item in tree.items) else tree.items
    rows = list_rows(tree, task)
    if rows is None or (len(rows) > 1 and len(rows[0]) > 1):
        return None
    return tuple(entry for row in rows for entry in row)


def list_rows(tree: Node, task: Task) -> list[Column] | None:
    """List the rows of a matrix, or of a formula whose value is one; those of a vector have one entry each."""
    if isinstance(tree, Matrix):
        return list(tree.rows)
    try:  # the engine knows the entries of every array: it compares them one by one
        parts = decide(Mul((ZERO, tree)), tree, task.notation, Policy(seed=task.policy.seed)).parts
    except AnswerError:
        return None
    rows: dict[int, list[Node]] = {}
    for place, _ in parts:
        if not all(isinstance(index, int) for index in place):
            return None
        rows.setdefault(place[0] if place else 0, []).append(Entry(tree, tuple(map(number, place))))
    found = list(map(tuple, rows.values()))
    return found if found and len({len(row) for row in found}) == 1 else None


def find_rank(columns: Sequence[Column], notation: Notation, seed: int) -> Pivots | None:
    """Return where a largest minor is that is not 0; None if that is not known."""
    values = [evaluate_column(column) for column in columns]
    known = [column for column in values if column is not None]
    return eliminate(known) if len(known) == len(values) else border(columns, notation, seed)


def evaluate_column(column: Column) -> list[Fraction] | None:
    """Return the entries as fractions; None where one is not rational, has no value, or is too long."""
    try:
        values = [evaluate(entry, {}) for entry in column]
    except GraderError:
        return None
    is_short = all(max(abs(value.numerator), value.denominator) < 10**MAX_DIGITS for value in values)
    return values if is_short else None


def eliminate(columns: Sequence[Sequence[Fraction]]) -> Pivots:
    """Eliminate with fractions, column by column."""
    rows: list[int] = []
    chosen: list[int] = []
    kept: list[list[Fraction]] = []  # of each pivot column what was left of it, divided by its pivot
    for place, column in enumerate(columns):
        rest = list(column)
        for row, pivot in zip(rows, kept, strict=True):
            factor = rest[row]
            rest = [entry - factor * other for entry, other in zip(rest, pivot, strict=True)]
        row = next((at for at, entry in enumerate(rest) if entry), -1)
        if row >= 0:
            rows.append(row)
            chosen.append(place)
            kept.append([entry / rest[row] for entry in rest])
    return Pivots(tuple(rows), tuple(chosen))


def border(columns: Sequence[Column], notation: Notation, seed: int) -> Pivots | None:
    """Border a minor that is not 0 as long as one of those around it is not 0, either."""
    found, height, tried = Pivots(), len(columns[0]) if columns else 0, 0
    while found.rank < min(len(columns), height):
        if found.rank == MAX_MINOR:
            return None
        larger, is_known = None, True
        for candidate in list_borders(found, len(columns), height):
            tried += 1
            if tried > MAX_MINORS:
                return None
            is_zero = are_equal(make_minor(columns, candidate), ZERO, notation, seed)
            is_known = is_known and is_zero is not None
            if is_zero is False:
                larger = candidate
                break
        if larger is None:
            return found if is_known else None
        found = larger
    return found


def list_borders(found: Pivots, count: int, height: int) -> Iterator[Pivots]:
    """Yield the minors that have one more row and column."""
    for place in (place for place in range(count) if place not in found.columns):
        for row in (row for row in range(height) if row not in found.rows):
            yield Pivots((*found.rows, row), (*found.columns, place))


def make_minor(columns: Sequence[Column], pivots: Pivots) -> Node:
    """Return the determinant of some rows and columns."""
    if pivots.rank == 1:
        return columns[pivots.columns[0]][pivots.rows[0]]
    return Call("det", (Matrix(tuple(tuple(columns[place][row] for place in pivots.columns) for row in pivots.rows)),))


def solve_for_column(columns: Sequence[Column], rows: Sequence[int], wanted: Column) -> Column:
    """Return the factors with which independent columns add up to another one in as many rows (Cramer's rule)."""
    values = [evaluate_column(tuple(column[row] for row in rows)) for column in (*columns, wanted)]
    known = [column for column in values if column is not None]
    if len(known) == len(values):
        return tuple(map(number, solve_exactly(known[:-1], known[-1])))
    square = Pivots(tuple(rows), tuple(range(len(columns))))
    whole = make_minor(columns, square)
    return tuple(
        Div(make_minor([*columns[:place], wanted, *columns[place + 1 :]], square), whole)
        for place in range(len(columns))
    )


def solve_exactly(columns: Sequence[Sequence[Fraction]], wanted: Sequence[Fraction]) -> list[Fraction]:
    """Solve a square system with one solution by elimination (Gauss and Jordan)."""
    rows = [[*entries] for entries in zip(*columns, wanted, strict=True)]
    for place in range(len(columns)):
        at = next(row for row in range(place, len(rows)) if rows[row][place])
        rows[place], rows[at] = rows[at], rows[place]
        pivot = rows[place] = [entry / rows[place][place] for entry in rows[place]]
        for row in range(len(rows)):
            if row != place:
                factor = rows[row][place]
                rows[row] = [entry - factor * other for entry, other in zip(rows[row], pivot, strict=True)]
    return [row[-1] for row in rows]


def combine(columns: Sequence[Column], factors: Column) -> Column:
    """Return a sum of multiples of columns."""
    return tuple(
        total(product([factor, entry]) for factor, entry in zip(factors, row, strict=True))
        for row in zip(*columns, strict=True)
    )
