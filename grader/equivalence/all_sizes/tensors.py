"""Vectors and matrices whose sizes are names, valued modulo a prime: one evaluation holds for all sizes.

A formula in arrays of symbolic sizes is built of entries, functions of one entry, and sums over indices. Written as one
fraction, its numerator is a sum over at most k indices of some size, and so the sum, over the sets S of at most k
places, of a part that depends on the entries at S alone. If it vanishes for every selection of k places, all these
parts vanish (Möbius inversion), and with them the numerator for *every* size. Here every place carries a random
*weight* by which sums multiply: what vanishes for random weights vanishes for the weights 0 and 1, and these are all
selections at once. A size that occurs as a number, such as m in 1/m, is the sum of the weights.

An ``Extent`` counts the indices of numerator and denominators, so that k is known. An entry on the diagonal of a square
matrix is kept apart (``diagonal``), so that a product with diag(f) or with the identity is no sum.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product as tuples
from typing import Any, Final

from grader.equivalence.values.fields import Field, Residue

__all__ = [
    "LOCAL", "Axis", "Counts", "Extent", "NotCoveredError", "Space", "Tensor", "UndefinedError", "add_counts",
    "take_entry", "take_larger",
]  # fmt: skip

Axis = str | int  # the name of a size that stays symbolic, or a number
Counts = Mapping[str, int]


class NotCoveredError(Exception):
    """An expression holds something that no argument covers for all sizes."""


class UndefinedError(NotCoveredError):
    """An expression divides by what is 0, or inverts what is singular, at almost every point."""


def take_larger(left: Counts, right: Counts) -> Counts:
    return {name: max(left.get(name, 0), right.get(name, 0)) for name in {**left, **right}} if right else left


def add_counts(left: Counts, right: Counts, times: int = 1) -> Counts:
    return {name: left.get(name, 0) + times * right.get(name, 0) for name in {**left, **right}} if right else left


@dataclass(frozen=True, slots=True)
class Extent:
    """How many indices are summed in a value, as one fraction.

    ``sums`` bounds the indices in a term of the numerator, by size. ``below`` holds the denominators that are sums
    themselves: by residue, with the power of each and its own sums. ``degree`` bounds that of the whole.
    """

    sums: Counts = field(default_factory=dict)
    below: Mapping[int, tuple[int, Counts]] = field(default_factory=dict)
    degree: int = 1

    @property
    def is_local(self) -> bool:
        """Whether the value depends on the entries at its own indices alone."""
        return not self.sums and not self.below

    @property
    def bottom(self) -> Counts:
        """The indices that are summed in all denominators together."""
        found: Counts = {}
        for count, sums in self.below.values():
            found = add_counts(found, sums, count)
        return found

    def over(self, below: Mapping[int, tuple[int, Counts]]) -> Counts:
        """Return the sums of the numerator over a common denominator."""
        sums = self.sums
        for key, (count, inner) in below.items():
            # A denominator that this value lacks is multiplied into its numerator, with the indices that it sums.
            sums = add_counts(sums, inner, count - self.below.get(key, (0,))[0])
        return sums

    def plus(self, other: "Extent") -> "Extent":
        degree = self.degree + other.degree
        if not self.below and not other.below:
            return Extent(take_larger(self.sums, other.sums), {}, degree)
        below = {**self.below, **other.below}
        for key in self.below.keys() & other.below.keys():
            # The common denominator holds each one as often as the side that has it more often.
            below[key] = max(self.below[key], other.below[key], key=lambda held: held[0])
        return Extent(take_larger(self.over(below), other.over(below)), below, degree)

    def times(self, other: "Extent") -> "Extent":
        below = {**self.below, **other.below}
        for key in self.below.keys() & other.below.keys():
            # In a product the powers of one denominator add up.
            below[key] = (self.below[key][0] + other.below[key][0], below[key][1])
        return Extent(add_counts(self.sums, other.sums), below, self.degree + other.degree)

    def summed(self, axis: Axis, size: int) -> "Extent":
        sums = add_counts(self.sums, {axis: 1}) if isinstance(axis, str) else self.sums
        # All terms of a sum share the denominators, but they may all be different in degree, so the degree grows with
        # the number of terms.
        return Extent(sums, self.below, self.degree * size)


LOCAL: Final = Extent()


@dataclass(frozen=True, slots=True)
class Tensor:
    """A scalar, vector or matrix of residues, row by row.

    Of a square matrix of symbolic size, ``diagonal`` is what the entries on the diagonal have beyond ``entries``.
    """

    axes: tuple[Axis, ...]
    entries: Sequence[Residue]
    extent: Extent = LOCAL
    diagonal: Sequence[Residue] | None = None


class Space:
    """The sizes, weights and residues of one evaluation; without weights it holds for its own sizes alone."""

    def __init__(self, where: Field, point: int, sizes: Counts, *, are_weighted: bool = True) -> None:
        self.field = where
        self.point = point
        self.sizes = sizes
        self.are_weighted = are_weighted
        self.weights = {name: [self.weight(name, place) for place in range(size)] for name, size in sizes.items()}

    def weight(self, name: str, place: int) -> Residue:
        return self.field.atom(f"weight/{name}/{place}", self.point) if self.are_weighted else self.field.ring(1)

    def size(self, axis: Axis) -> int:
        return axis if isinstance(axis, int) else self.sizes[axis]

    def places(self, axes: Sequence[Axis]) -> list[tuple[int, ...]]:
        """Return the indices of all entries, counted from 0."""
        return list(tuples(*(range(self.size(axis)) for axis in axes)))

    def weighted(self, axis: Axis, terms: Iterable[Residue]) -> Residue:
        """Return a sum over an index, every place with its weight."""
        total = self.field.ring(0)
        if isinstance(axis, int):
            for term in terms:
                total += term
        else:
            for term, weight in zip(terms, self.weights[axis], strict=True):
                # The weight makes one evaluation stand for every selection of places: with weight 0 a place is left
                # out.
                total += term * weight
        return total

    def scalar(self, value: Any, extent: Extent = LOCAL) -> Tensor:
        return Tensor((), [self.field.ring(value)], extent)

    def count(self, axis: Axis) -> Tensor:
        if isinstance(axis, int):
            return self.scalar(axis)
        # A size as a number is the sum of the weights, which is the number of places where all weights are 1.
        return Tensor((), [self.weighted(axis, [1] * self.size(axis))], LOCAL.summed(axis, 1))

    def symbol(self, name: str, axes: tuple[Axis, ...]) -> Tensor:
        """Return a free symbol, every entry a random residue."""
        entries = [self.field.atom(f"{name}{list(place)}", self.point) for place in self.places(axes)]
        return Tensor(axes, entries)

    def identity(self, axis: Axis) -> Tensor:
        return self.diagonal(Tensor((axis,), [self.field.ring(1)] * self.size(axis)))

    # Entry by entry

    def each(self, function: Callable[..., Residue], extent: Extent, *values: Tensor) -> Tensor:
        """Return a function applied entry by entry; scalars go with every entry."""
        shaped = [value for value in values if value.axes]
        axes = shaped[0].axes if shaped else ()
        if any(value.axes != axes for value in shaped):
            raise NotCoveredError
        count = len(shaped[0].entries) if shaped else 1
        columns = [value.entries if value.axes else list(value.entries) * count for value in values]
        entries = [function(*row) for row in zip(*columns, strict=True)]
        if all(value.diagonal is None for value in values):
            return Tensor(axes, entries, extent)
        size = self.size(axes[0])
        # On the diagonal a function sees the whole entry; what it yields there beyond the off-diagonal rule is kept
        # apart again, so that no sum has to run over a Kronecker delta.
        whole = [function(*row) for row in zip(*(self.on_diagonal(value, size) for value in values), strict=True)]
        return Tensor(axes, entries, extent, [whole[i] - entries[i * (size + 1)] for i in range(size)])

    def on_diagonal(self, value: Tensor, size: int) -> list[Residue]:
        """Return the entries on the diagonal of a square matrix; a scalar is the same everywhere."""
        if not value.axes:
            return list(value.entries) * size
        beyond = value.diagonal or [0] * size
        return [value.entries[i * (size + 1)] + beyond[i] for i in range(size)]

    def plus(self, left: Tensor, right: Tensor) -> Tensor:
        return self.each(lambda a, b: a + b, left.extent.plus(right.extent), left, right)

    def minus(self, value: Tensor) -> Tensor:
        return self.each(lambda a: -a, value.extent, value)

    def times(self, left: Tensor, right: Tensor) -> Tensor:
        return self.each(lambda a, b: a * b, left.extent.times(right.extent), left, right)

    def is_zero(self, value: Tensor) -> bool:
        return all(entry == 0 for entry in [*value.entries, *(value.diagonal or ())])

    # Matrices

    def two_axes(self, value: Tensor) -> tuple[Axis, Axis]:
        if not 1 <= len(value.axes) <= 2:
            raise NotCoveredError
        return (value.axes[0], value.axes[1] if len(value.axes) == 2 else 1)

    def transpose(self, value: Tensor) -> Tensor:
        if not value.axes:
            return value
        rows, columns = self.two_axes(value)
        width = self.size(columns)
        entries = [value.entries[i * width + j] for j in range(width) for i in range(self.size(rows))]
        return make_matrix((columns, rows), entries, value.extent, value.diagonal)

    def matmul(self, left: Tensor, right: Tensor) -> Tensor:
        """Return a product: by a scalar, of matrices, or the inner product of two vectors."""
        if not left.axes or not right.axes:
            return self.times(left, right)
        # Two vectors side by side mean their inner product here; an outer product needs a transpose.
        if len(left.axes) == 1 and left.axes == right.axes:
            left = self.transpose(left)
        (rows, inner), (matching, columns) = self.two_axes(left), self.two_axes(right)
        if inner != matching:
            raise NotCoveredError
        n, width = self.size(inner), self.size(columns)
        across = [right.entries[j::width] for j in range(width)]
        entries = []
        for i in range(self.size(rows)):
            row = left.entries[i * n : (i + 1) * n]
            entries += [self.weighted(inner, [a * b for a, b in zip(row, column, strict=True)]) for column in across]
        extent = left.extent.times(right.extent)
        if inner != 1:
            extent = extent.summed(inner, n)
        d, e = left.diagonal, right.diagonal
        if d is not None:
            entries = [entry + d[place // width] * right.entries[place] for place, entry in enumerate(entries)]
        if e is not None:
            entries = [entry + left.entries[place] * e[place % width] for place, entry in enumerate(entries)]
        # diag(d) times diag(e) is diag(d e): the product of what both have on the diagonal is no sum.
        both = [a * b for a, b in zip(d, e, strict=True)] if d is not None and e is not None else None
        return make_matrix((rows, columns), entries, extent, both)

    def diagonal(self, value: Tensor) -> Tensor:
        """Return the diagonal matrix of a vector, or the diagonal of a square matrix."""
        if len(value.axes) == 2:
            if value.axes[0] != value.axes[1]:
                raise NotCoveredError
            return Tensor(value.axes[:1], self.on_diagonal(value, self.size(value.axes[0])), value.extent)
        (axis,) = value.axes or (1,)
        size = self.size(axis)
        zero = self.field.ring(0)
        if isinstance(axis, str):
            return Tensor((axis, axis), [zero] * size**2, value.extent, value.entries)
        entries = [value.entries[i] if i == j else zero for i in range(size) for j in range(size)]
        return Tensor((axis, axis), entries, value.extent)

    def total(self, value: Tensor) -> Tensor:
        if value.diagonal is not None:
            raise NotCoveredError
        for axis in reversed(value.axes):
            width = self.size(axis)
            rows = [value.entries[i : i + width] for i in range(0, len(value.entries), width)]
            entries = [self.weighted(axis, row) for row in rows]
            value = Tensor(value.axes[:-1], entries, value.extent.summed(axis, width))
        return value

    def trace(self, value: Tensor) -> Tensor:
        return self.total(self.diagonal(value)) if len(value.axes) == 2 else value


def make_matrix(
    axes: tuple[Axis, Axis], entries: Sequence[Residue], extent: Extent, diagonal: Sequence[Residue] | None
) -> Tensor:
    """Return a matrix; one of a single column is a vector, one of a single entry a number."""
    if axes[1] == 1:
        return Tensor(() if axes[0] == 1 else axes[:1], entries, extent)
    return Tensor(axes, entries, extent, diagonal)


def take_entry(value: Tensor, places: Sequence[int], space: Space) -> Tensor:
    """Return one entry of an array, or one row of a matrix."""
    if len(value.axes) == 2 and value.axes[0] == 1 and len(places) == 1:
        places = (0, *places)
    if len(places) > len(value.axes):
        raise NotCoveredError
    if value.diagonal is not None:
        raise NotCoveredError
    if len(places) == len(value.axes):
        width = space.size(value.axes[-1])
        place = places[0] if len(places) == 1 else places[0] * width + places[1]
        return replace(value, axes=(), entries=[value.entries[place]])
    width = space.size(value.axes[1])
    return replace(value, axes=value.axes[1:], entries=value.entries[places[0] * width : (places[0] + 1) * width])
