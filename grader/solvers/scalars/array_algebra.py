"""Arrays of scalars: products, transposes and functions of whole arrays, each as operations on the scalars.

>>> from grader.expr.calculation.building import number
>>> from grader.solvers.scalars.algebra import SCALARS
>>> trace(SCALARS, Array((2, 2), tuple(map(number, (1, 2, 3, 4))))).cells
(Number(value=Fraction(5, 1), decimals=None, digits=None),)
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any, Generic, TypeVar

from grader.expr.nodes import Matrix, Node, Vector
from grader.solvers.options import author_error
from grader.solvers.scalars.algebra import Algebra

__all__ = ["ARRAY_FUNCTIONS", "Array", "cells_of", "inverse", "map_entries", "multiply_arrays", "scalar_array"]

T = TypeVar("T")
MAX_INVERTED = 5  # Laplace expansion of n rows has n! terms: 120 for five


@dataclass(frozen=True)
class Array(Generic[T]):
    """Scalars in a shape: ``()`` for a scalar, ``(n,)`` for a column vector, ``(m, n)`` for a matrix by rows."""

    shape: tuple[int, ...]
    cells: tuple[T, ...]

    def at(self, row: int, column: int = 0) -> T:
        """Return a cell, counted from 0; a vector has one column."""
        return self.cells[row * self.columns + column]

    @property
    def rows(self) -> int:
        return self.shape[0] if self.shape else 1

    @property
    def columns(self) -> int:
        return self.shape[1] if len(self.shape) == 2 else 1


def cells_of(value: Node) -> list[Node]:
    """Return the scalars of a value in order, however deep its vectors are nested."""
    if isinstance(value, Vector):
        return [cell for item in value.items for cell in cells_of(item)]
    return [cell for row in value.rows for cell in row] if isinstance(value, Matrix) else [value]


def scalar_array(value: T) -> Array[T]:
    return Array((), (value,))


def map_entries(operation: Callable[[Sequence[T]], T], arrays: Sequence[Array[T]]) -> Array[T]:
    """Apply an operation entry by entry; a scalar is combined with every entry."""
    shapes = {array.shape for array in arrays if array.shape}
    if len(shapes) > 1:
        raise author_error(f"Shapes {' and '.join(map(str, sorted(shapes)))} do not fit together.")
    shape = shapes.pop() if shapes else ()
    columns = [array.cells if array.shape else array.cells * prod(shape) for array in arrays]
    return Array(shape, tuple(operation(cells) for cells in zip(*columns, strict=True)))


def multiply_arrays(algebra: Algebra[T], arrays: Sequence[Array[T]], elementwise: bool) -> Array[T]:
    """Return a product: of matrices where both are arrays, else entry by entry."""
    if elementwise or sum(bool(array.shape) for array in arrays) < 2:
        return map_entries(algebra.multiply, arrays)
    result = arrays[0]
    for array in arrays[1:]:
        both = result.shape and array.shape
        result = matrix_product(algebra, result, array) if both else map_entries(algebra.multiply, [result, array])
    return result


def matrix_product(algebra: Algebra[T], a: Array[T], b: Array[T]) -> Array[T]:
    """Return a matrix product; a column vector times a column vector of the same length is their dot product."""
    if len(a.shape) == 1 and a.shape == b.shape:
        a = transpose(algebra, a)
    if a.columns != b.rows:
        raise author_error(f"A {a.rows}×{a.columns} matrix cannot multiply a {b.rows}×{b.columns} one.")
    cells = tuple(
        algebra.add([algebra.multiply([a.at(i, k), b.at(k, j)]) for k in range(a.columns)])
        for i in range(a.rows)
        for j in range(b.columns)
    )
    shape: tuple[int, ...] = (a.rows, b.columns) if len(b.shape) == 2 else (a.rows,)
    return Array(() if len(cells) == 1 and 1 in shape else shape, cells)


def transpose(_: Algebra[T], a: Array[T]) -> Array[T]:
    """Return the transpose: a column vector becomes a matrix with one row, and back."""
    if not a.shape:
        return a
    cells = tuple(a.at(i, j) for j in range(a.columns) for i in range(a.rows))
    return Array((a.columns,) if a.rows == 1 else (a.columns, a.rows), cells)


def diagonal(algebra: Algebra[T], a: Array[T]) -> Array[T]:
    zero, n = algebra.number(Fraction(0)), a.rows
    return Array((n, n), tuple(a.cells[i] if i == j else zero for i in range(n) for j in range(n)))


def trace(algebra: Algebra[T], a: Array[T]) -> Array[T]:
    return scalar_array(algebra.add([a.at(i, i) for i in range(a.rows)]))


def dot(algebra: Algebra[T], a: Array[T], b: Array[T]) -> Array[T]:
    return scalar_array(algebra.add(map_entries(algebra.multiply, [a, b]).cells))


def norm(algebra: Algebra[T], a: Array[T], order: Array[T] | None = None) -> Array[T]:
    """Return the Euclidean (Frobenius) norm."""
    if order is not None:
        raise author_error("Only the Euclidean norm is taken here.", "Write another norm out, with abs or max.")
    return scalar_array(algebra.call("sqrt", dot(algebra, a, a).cells))


def softmax(algebra: Algebra[T], a: Array[T]) -> Array[T]:
    return Array(a.shape, tuple(algebra.softmax(a.cells)))


def outer(algebra: Algebra[T], a: Array[T], b: Array[T]) -> Array[T]:
    return matrix_product(algebra, Array((a.rows, 1), a.cells), Array((1, b.rows), b.cells))


def logsumexp(algebra: Algebra[T], *arrays: Array[T]) -> Array[T]:
    """Return the logarithm of the sum of the exponentials of all entries."""
    powers = [algebra.call("exp", [cell]) for array in arrays for cell in array.cells]
    return scalar_array(algebra.call("log", [algebra.add(powers)]))


def determinant(algebra: Algebra[T], a: Array[T]) -> Array[T]:
    """Return the determinant of a small square matrix, by expansion along its first row."""
    if a.rows != a.columns or a.rows > MAX_INVERTED:
        raise author_error(f"A determinant is taken of a square matrix with at most {MAX_INVERTED} rows.")
    return scalar_array(
        expand_determinant(algebra, [list(a.cells[i * a.rows : (i + 1) * a.rows]) for i in range(a.rows)])
    )


def expand_determinant(algebra: Algebra[T], rows: list[list[T]]) -> T:
    """Return a determinant by Laplace expansion."""
    if len(rows) == 1:
        return rows[0][0]
    terms = []
    for j, head in enumerate(rows[0]):
        minor = expand_determinant(algebra, [[*row[:j], *row[j + 1 :]] for row in rows[1:]])
        term = algebra.multiply([head, minor])
        terms.append(algebra.negative(term) if j % 2 else term)
    return algebra.add(terms)


def inverse(algebra: Algebra[T], a: Array[T]) -> Array[T]:
    """Return the inverse of a small square matrix, by Cramer's rule."""
    whole, n = determinant(algebra, a).cells[0], a.rows
    rows = [list(a.cells[i * n : (i + 1) * n]) for i in range(n)]
    cells = []
    for i in range(n):
        for j in range(n):
            minor = [[*row[:i], *row[i + 1 :]] for k, row in enumerate(rows) if k != j]
            value = expand_determinant(algebra, minor) if minor else algebra.number(Fraction(1))
            cells.append(algebra.divide(algebra.negative(value) if (i + j) % 2 else value, whole))
    return Array(a.shape, tuple(cells))


ARRAY_FUNCTIONS: Mapping[str, Callable[..., Array[Any]]] = {
    "transpose": transpose,
    "diag": diagonal,
    "tr": trace,
    "dot": dot,
    "norm": norm,
    "softmax": softmax,
    "outer": outer,
    "det": determinant,
    "inv": inverse,
    "logsumexp": logsumexp,
}
