"""Vectors and matrices of graph nodes, with the algebra that mathematicians write.

A vector of shape ``(n,)`` is a column; its transpose is a row of shape ``(1, n)``, and a matrix of one column is the
vector. A product of two vectors written side by side is their inner product. Nothing is broadcast except a scalar
that is added to a vector (``1 - f``), and functions of one variable, which act entry by entry.
"""

from collections.abc import Callable, Sequence
from itertools import product as tuples

from grader import limits
from grader.equivalence.graph import powers, signs
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ONE, ZERO
from grader.errors import AnswerError, Diagnostic

__all__ = [
    "Array",
    "Value",
    "add_values",
    "complaint",
    "determinant",
    "diagonal",
    "dot",
    "apply_elementwise",
    "entries_of",
    "inverse",
    "matmul",
    "describe_shape",
    "norm",
    "outer",
    "shape_of",
    "trace",
    "transpose",
]


class Array:
    """A vector or matrix of nodes, row by row."""

    __slots__ = ("entries", "shape")

    def __init__(self, shape: tuple[int, ...], entries: Sequence[int]) -> None:
        # A matrix of one column is the vector. The 1 × 1 matrix stays: it has two indices.
        if len(shape) == 2 and shape[1] == 1 and shape[0] != 1:
            shape = shape[:1]
        if len(entries) > limits.MAX_ENTRIES:
            raise complaint("array-too-large", f"An array here has more than {limits.MAX_ENTRIES} entries.",
                            "The limit MAX_ENTRIES keeps the work for one answer bounded.")  # fmt: skip
        self.shape = shape
        self.entries = list(entries)

    @property
    def rows(self) -> int:
        """The number of rows."""
        return self.shape[0]

    @property
    def columns(self) -> int:
        """The number of columns; a vector has one."""
        return self.shape[1] if len(self.shape) == 2 else 1

    def row(self, i: int) -> list[int]:
        """Return one row, counted from 0."""
        width = self.columns
        return self.entries[i * width : (i + 1) * width]

    def entry_at(self, indices: tuple[int, ...]) -> int:
        """Return an entry; indices count from 1."""
        if len(indices) == 1 and len(self.shape) == 2 and 1 in self.shape:
            return self.entries[indices[0] - 1]
        return self.entries[(indices[0] - 1) * self.columns + (indices[1] - 1 if len(indices) > 1 else 0)]

    def list_indices(self) -> list[tuple[int, ...]]:
        """List the indices of all entries, row by row."""
        return list(tuples(*(range(1, size + 1) for size in self.shape)))


Value = int | Array


def complaint(slug: str, what: str, why: str = "", help: str = "") -> AnswerError:
    return AnswerError(Diagnostic(slug=slug, what=what, why=why, help=help))


def shape_of(value: Value) -> tuple[int, ...]:
    return value.shape if isinstance(value, Array) else ()


def describe_shape(shape: tuple[int, ...]) -> str:
    if not shape:
        return "a number"
    if len(shape) == 1:
        return f"a vector with {shape[0]} component{'' if shape[0] == 1 else 's'}"
    return f"a {shape[0]} × {shape[1]} matrix"


def apply_elementwise(function: Callable[..., int], *values: Value) -> Value:
    """Apply a function entry by entry; scalars go with every entry."""
    arrays = [value for value in values if isinstance(value, Array)]
    if not arrays:
        return function(*values)
    shape = arrays[0].shape
    for other in arrays[1:]:
        if other.shape != shape:
            raise complaint(
                "shape-mismatch",
                f"Here {describe_shape(shape)} is combined with {describe_shape(other.shape)}, entry by entry.",
                "Both must have the same shape.",
            )
    columns = [value.entries if isinstance(value, Array) else [value] * len(arrays[0].entries) for value in values]
    return Array(shape, [function(*entries) for entries in zip(*columns, strict=True)])


def add_values(g: Graph, terms: Sequence[Value]) -> Value:
    """Return a sum; all terms have one shape, except that a number may be added to a vector."""
    shapes = {term.shape for term in terms if isinstance(term, Array)}
    if not shapes:
        return g.add(terms)  # type: ignore[arg-type]
    scalars = len(terms) > sum(isinstance(term, Array) for term in terms)
    shape = next(term.shape for term in terms if isinstance(term, Array))
    # 1 - f for a vector f is usual, while A + 1 for a matrix could mean A + I: it is refused.
    for other in [*(s for s in shapes if s != shape), *([()] if scalars and len(shape) != 1 else [])]:
        raise complaint(
            "shape-mismatch",
            f"{describe_shape(shape)[0].upper() + describe_shape(shape)[1:]} "
            f"and {describe_shape(other)} are added here.",
            "Only what has the same shape can be added.",
            "check the transposes and the order of the factors." if other else "write the number times the identity.",
        )
    return apply_elementwise(lambda *entries: g.add(entries), *terms)


def matmul(g: Graph, left: Value, right: Value) -> Value:
    """Return a product: by a scalar, of matrices, or the inner product of two vectors."""
    if not isinstance(left, Array) or not isinstance(right, Array):
        return apply_elementwise(lambda a, b: g.mul((a, b)), left, right)
    # Two vectors side by side are read as their inner product, as in "w x"; as matrices, n × 1 times n × 1 has no
    # meaning.
    if len(left.shape) == 1 and left.shape == right.shape and left.rows > 1:
        return dot(g, left, right)
    if left.columns != right.rows:
        raise complaint(
            "shape-mismatch",
            f"The product of {describe_shape(left.shape)} and {describe_shape(right.shape)} is not defined.",
            f"The first has {left.columns} column{'' if left.columns == 1 else 's'}, the second {right.rows} rows.",
            "check the transposes and the order of the factors.",
        )
    columns = [right.entries[j :: right.columns] for j in range(right.columns)]
    entries = [g.add([g.mul(pair) for pair in zip(left.row(i), column, strict=True)])
               for i in range(left.rows) for column in columns]  # fmt: skip
    # x^T x is a number, and not a 1 × 1 matrix. A product of two such matrices is one.
    if len(entries) == 1 and not (left.shape == right.shape == (1, 1)):
        return entries[0]
    return Array((left.rows, right.columns), entries)


def dot(g: Graph, left: Value, right: Value) -> int:
    if not isinstance(left, Array) or not isinstance(right, Array):
        return (
            g.mul([left, right])
            if not isinstance(left, Array) and not isinstance(right, Array)
            else refuse_non_vectors(left, right)
        )
    if len(left.entries) != len(right.entries):
        refuse_non_vectors(left, right)
    return g.add([g.mul(pair) for pair in zip(left.entries, right.entries, strict=True)])


def refuse_non_vectors(left: Value, right: Value) -> int:
    raise complaint(
        "shape-mismatch",
        f"The inner product of {describe_shape(shape_of(left))} and {describe_shape(shape_of(right))} is not defined.",
        "Both must be vectors of the same length.",
    )


def outer(g: Graph, left: Value, right: Value) -> Value:
    a, b = entries_of(left), entries_of(right)
    return Array((len(a), len(b)), [g.mul((x, y)) for x in a for y in b])


def entries_of(value: Value) -> list[int]:
    return value.entries if isinstance(value, Array) else [value]


def transpose(value: Value) -> Value:
    if not isinstance(value, Array):
        return value
    width = value.columns
    return Array((width, value.rows), [value.entries[i * width + j] for j in range(width) for i in range(value.rows)])


def diagonal(g: Graph, value: Value) -> Value:
    """Return the diagonal matrix of a vector, or the diagonal of a matrix."""
    if isinstance(value, Array) and len(value.shape) == 2 and 1 not in value.shape:
        rows_of_square(value, "diagonal")
        return Array(value.shape[:1], value.entries[:: value.rows + 1])
    entries = entries_of(value)
    size = len(entries)
    return Array((size, size), [entries[i] if i == j else ZERO for i in range(size) for j in range(size)])


def rows_of_square(value: Value, what: str) -> list[list[int]]:
    """Return the rows of a square matrix; refuse any other."""
    if not isinstance(value, Array):
        return [[value]]
    if value.rows != value.columns:
        raise complaint(
            "shape-mismatch",
            f"The {what} of {describe_shape(value.shape)} is not defined.",
            "The matrix must be square.",
        )
    return [value.row(i) for i in range(value.rows)]


def trace(g: Graph, value: Value) -> int:
    return g.add([row[i] for i, row in enumerate(rows_of_square(value, "trace"))])


def determinant(g: Graph, value: Value) -> int:
    """Return the determinant, by minors of growing size (each is built once)."""
    rows = rows_of_square(value, "determinant")
    if len(rows) > 8:  # n rows have 2^n minors: 8 rows have 256
        raise complaint(
            "matrix-too-large", "A determinant here has more than 8 rows.", "It is worked out symbolically."
        )
    # Laplace expansion along the last row. The minors of the first rows are shared by all larger ones, so there are 2^n
    # of them and not n! products.
    minors: dict[tuple[int, ...], int] = {(): ONE}
    for size in range(1, len(rows) + 1):
        row = rows[size - 1]
        minors = {
            columns: g.combine([
                (g.mul([row[column], minors[columns[:place] + columns[place + 1 :]]]), (-1) ** (size - 1 - place))
                for place, column in enumerate(columns)
            ])
            for columns in list_column_choices(len(rows), size)
        }  # fmt: skip
    return minors[tuple(range(len(rows)))]


def list_column_choices(count: int, size: int) -> list[tuple[int, ...]]:
    """List the increasing tuples of ``size`` columns out of ``count``."""
    found: list[tuple[int, ...]] = [()]
    for _ in range(size):
        found = [(*head, column) for head in found for column in range(head[-1] + 1 if head else 0, count)]
    return found


def inverse(g: Graph, value: Value) -> Value:
    """Return the inverse matrix, by cofactors."""
    rows = rows_of_square(value, "inverse")
    if not isinstance(value, Array):
        return g.power(value, -1)
    if len(rows) > 5:  # 25 cofactors, each with a determinant of its own; they share no minors
        raise complaint("matrix-too-large", "An inverse here has more than 5 rows.", "It is worked out symbolically.")
    size = len(rows)
    # Entry by entry as a formula, not by elimination: a pivot would have to be known not to be zero.
    reciprocal = g.power(determinant(g, value), -1)
    entries = [
        g.combine([(g.mul([reciprocal, minor(g, rows, j, i)]), (-1) ** (i + j))])
        for i in range(size)
        for j in range(size)
    ]
    return Array(value.shape, entries)


def minor(g: Graph, rows: list[list[int]], i: int, j: int) -> int:
    """Return the determinant without row i and column j."""
    left = [entry for r, row in enumerate(rows) if r != i for c, entry in enumerate(row) if c != j]
    size = len(rows) - 1
    # Of a 1 × 1 matrix nothing is left, and the determinant of nothing is 1.
    return determinant(g, Array((size, size), left)) if size > 1 else left[0] if left else ONE


def norm(g: Graph, value: Value, order: str = "2") -> int:
    """Return a norm of a vector: Euclidean (of a matrix: Frobenius), sum of absolute values, or the largest."""
    entries = entries_of(value)
    if order == "2":
        return powers.sqrt(g, g.add([g.power(entry, 2) for entry in entries]))
    sizes = [signs.absolute(g, entry) for entry in entries]
    if order == "1":
        return g.add(sizes)
    largest = sizes[0]
    for size in sizes[1:]:
        largest = signs.maximum(g, largest, size)
    return largest
