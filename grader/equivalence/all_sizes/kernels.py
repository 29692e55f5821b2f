"""Functions that are not rational, in an evaluation that holds for all sizes (``tensors``).

The value of such a function is a fresh residue, the same one wherever its argument has the same residue; that makes it
a free entry of its own, for which the sums in its argument do not count. Two arguments that agree at the sizes of the
evaluation agree at all sizes if there are enough places for the sums in both, so those are noted (``sums``). A few true
relations are built in: ``log exp t = t``, ``exp log t = t``, odd functions, ``cos^2 + sin^2 = 1``, and the square of a
root of a number, for which both roots must be tried (``flips``).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from math import isqrt

from grader.equivalence.all_sizes.tensors import (
    LOCAL,
    Counts,
    Extent,
    Space,
    Tensor,
    UndefinedError,
    add_counts,
    take_larger,
)
from grader.equivalence.values.fields import Residue, find_root

__all__ = ["Kernels", "NoResidueError", "find_small_ratio"]

SMALL = 1 << 20  # of numerator and denominator: a random residue is such a ratio with probability 2^(41 - 126)


class NoResidueError(Exception):
    """A root, or a fraction, does not exist modulo this prime; another point or prime may do."""


class Kernels:
    """The functions of one evaluation, with what they have been applied to."""

    def __init__(self, space: Space, flips: Sequence[bool] = ()) -> None:
        self.space = space
        self.flips = flips  # which roots of numbers are the other ones, in the order in which they are met
        self.roots: dict[int, Residue] = {}
        self.root_count = 0
        self.arguments: dict[tuple[str, int], tuple[Residue, Extent]] = {}  # of exponentials and logarithms
        self.sums: Counts = {}
        self.axes: Counts = {}
        self.loops: Counts = {}  # places that are the index of a sum
        self.degree = 1
        self.count = 0  # of arguments for which a kernel was drawn, or looked for

    def note(self, value: Tensor) -> None:
        """Remember how many indices a function's argument sums, and how many it has itself."""
        self.sums = take_larger(self.sums, add_counts(value.extent.sums, value.extent.bottom))
        own = self.loops
        for axis in value.axes:
            own = add_counts(own, {axis: 1}) if isinstance(axis, str) else own
        self.axes = take_larger(self.axes, own)
        self.degree += value.extent.degree
        self.count += len(value.entries)

    def apply(self, name: str, *values: Tensor) -> Tensor:
        """Return a function without relations, entry by entry."""
        for value in values:
            self.note(value)
        return self.space.each(lambda *residues: self.fresh(name, *residues), LOCAL, *values)

    def fresh(self, name: str, *residues: Residue) -> Residue:
        return self.space.field.random(name, self.space.point, *map(int, residues))

    def odd(self, name: str, residue: Residue) -> Residue:
        """Return a kernel for which ``f(-t) = -f(t)`` and so ``f(0) = 0``."""
        if residue == 0:
            return residue
        mirrored = -residue
        return self.fresh(name, residue) if int(residue) <= int(mirrored) else -self.fresh(name, mirrored)

    def turning(self, name: str, residue: Residue) -> Residue:
        """Return a kernel for which ``f(-t) = 1 / f(t)`` and ``f(0) = 1``."""
        if residue == 0:
            return self.space.field.ring(1)
        mirrored = -residue
        return self.fresh(name, residue) if int(residue) <= int(mirrored) else self.fresh(name, mirrored) ** -1

    def of_odd(self, name: str, value: Tensor) -> Tensor:
        self.note(value)
        return self.space.each(lambda residue: self.odd(name, residue), LOCAL, value)

    def zero(self, value: Tensor, is_ignored: bool) -> Tensor:
        """Return what is 1 where a value is 0, entry by entry, and 0 elsewhere; such points may be ignored."""
        self.note(value)
        otherwise = self.space.field.ring(0)

        def of_residue(residue: Residue) -> Residue:
            if residue == 0:
                return residue + 1
            return otherwise if is_ignored else self.fresh("zero", min(residue, -residue, key=int))

        return self.space.each(of_residue, LOCAL, value)

    # Exponentials and logarithms

    def exp(self, value: Tensor) -> Tensor:
        """Return exponentials; that of a logarithm is its argument."""
        return self.undoing("log", "exp", lambda residue: self.turning("exp", residue), value)

    def log(self, value: Tensor) -> Tensor:
        """Return logarithms of absolute values; that of an exponential is its argument."""
        return self.undoing("exp", "log", self.log_of, value)

    def log_of(self, residue: Residue) -> Residue:
        if residue == 0:
            raise UndefinedError
        # log |t| is the same for t and -t, so one of the two residues stands for both.
        smaller = min(int(residue), int(-residue))
        return self.space.field.ring(0) if smaller == 1 else self.fresh("log", smaller)

    def undoing(self, inverse: str, name: str, build: Callable[[Residue], Residue], value: Tensor) -> Tensor:
        """Return a function, entry by entry; where an entry is a value of the inverse, what that was applied to."""
        self.note(value)
        known = [self.arguments.get((inverse, int(residue))) for residue in value.entries]
        if value.diagonal is None and None not in known:
            entries = [argument[0] for argument in known if argument]
            extents = {id(argument[1]): argument[1] for argument in known if argument}
            return Tensor(value.axes, entries, reduce(Extent.plus, extents.values()))
        found = self.space.each(build, LOCAL, value)
        for residue, argument in zip(found.entries, value.entries, strict=True):
            self.arguments[name, int(residue)] = (argument, value.extent)
        return found

    def circular(self, value: Tensor) -> tuple[Tensor, Tensor]:
        self.note(value)
        turn = self.space.each(lambda residue: self.turning("turn", residue), LOCAL, value)
        i = self.space.field.i
        cosine = self.space.each(lambda w: (w + w**-1) / 2, LOCAL, turn)
        return cosine, self.space.each(lambda w: (w - w**-1) / (2 * i), LOCAL, turn)

    # Quotients and roots

    def reciprocal(self, value: Tensor) -> Tensor:
        """Return reciprocals: exact for a number, and entry by entry for what does not hold sums."""
        if any(entry == 0 for entry in value.entries):
            raise UndefinedError
        extent = value.extent
        if extent.is_local:
            return self.space.each(lambda residue: residue**-1, replace(LOCAL, degree=extent.degree), value)
        if value.axes or self.loops:
            return self.of_odd("reciprocal", value)
        self.note(value)
        # 1/(a/b) is b/a: the denominators go up again, and what was the numerator becomes a denominator of its own.
        top = value.entries[0]
        for below, (count, _) in extent.below.items():
            top = top * self.space.field.ring(below) ** count
        bottom: Mapping[int, tuple[int, Counts]] = {int(top): (1, extent.sums)} if extent.sums else {}
        return Tensor((), [value.entries[0] ** -1], Extent(extent.bottom, bottom, extent.degree))

    def sqrt(self, value: Tensor) -> Tensor:
        """Return square roots: of a number with its square known, else functions without relations."""
        if value.axes or self.loops:
            return self.apply("root 2", value)
        self.note(value)
        (residue,) = value.entries
        root = self.roots.get(int(residue))
        if root is None:
            root = self.roots[int(residue)] = self.related_root(residue)
        return Tensor((), [root], value.extent)

    def related_root(self, residue: Residue) -> Residue:
        """Return a root that fits those met before: ``sqrt(4 v)`` is ``2 sqrt(v)``."""
        if residue == 0:
            return residue
        for known, root in self.roots.items():
            # sqrt(4 v) and 2 sqrt(v) must be one residue, whichever of the two roots of v was taken.
            factor = find_exact_root(find_small_ratio(residue, self.space.field.ring(known), self.space.field.prime))
            if factor is not None:
                return root * factor[0] / factor[1]
        root = find_root(self.space.field, int(residue), 2)
        if root is None:
            raise NoResidueError
        self.root_count += 1
        flipped = self.root_count <= len(self.flips) and self.flips[self.root_count - 1]
        return -root if flipped else root


def find_small_ratio(top: Residue, bottom: Residue, prime: int) -> tuple[int, int] | None:
    """Return the ratio of two residues as a fraction of two small numbers, if it is one (by Euclid's algorithm)."""
    if bottom == 0:
        return None
    # Euclid's algorithm stopped half way: of all fractions that have this residue it finds the one of small terms
    # (rational reconstruction; von zur Gathen and Gerhard, Modern Computer Algebra, section 5.10).
    before, now = (prime, 0), (int(top / bottom), 1)
    while now[0] > SMALL:
        step = before[0] // now[0]
        before, now = now, (before[0] - step * now[0], before[1] - step * now[1])
    if now[0] == 0 or not 0 < abs(now[1]) <= SMALL:
        return None
    return now if now[1] > 0 else (-now[0], -now[1])


def find_exact_root(ratio: tuple[int, int] | None) -> tuple[int, int] | None:
    if ratio is None or ratio[0] <= 0:
        return None
    top, bottom = isqrt(ratio[0]), isqrt(ratio[1])
    return (top, bottom) if top * top == ratio[0] and bottom * bottom == ratio[1] else None
