"""Right and wrong answers for the trial of a rubric: other forms of the key, and other points."""

from collections.abc import Iterator, Sequence

from grader.answers.leaving_open.columns import combine, find_rank
from grader.answers.leaving_open.solution_set import add
from grader.answers.loci.affine import Flat, read_flat
from grader.answers.loci.shapes import ByEquations, Locus
from grader.answers.protocol import Task
from grader.expr import to_text
from grader.expr.calculation.building import ONE, ZERO, number, product, total
from grader.expr.nodes import Node, Symbol, Vector
from grader.expr.traverse import substitute

__all__ = ["list_forms", "list_misses"]

FREE = "tsuvwk"  # letters of parameters


def list_forms(key: Locus, coordinates: Sequence[Symbol], task: Task) -> Iterator[str]:
    """Yield the same points by other parameters, coordinate by coordinate, and by multiples of equations."""
    letters = [name for name in FREE if name in task.notation.entries and task.notation.entries[name].is_arbitrary]
    flat = read_flat(key, coordinates, task)
    if isinstance(flat, Flat) and 0 < flat.dimension <= len(letters):
        for factor, shift in ((1, 0), (-2, 1), (3, -1)):
            factors = [total((product([number(factor), Symbol(name)]), number(shift))) for name in letters]
            entries = add(flat.start, combine(flat.directions, tuple(factors[: flat.dimension])))
            yield to_text(Vector(entries))
            yield write_each(entries, coordinates)
    if isinstance(key, ByEquations):
        for factor in (2, -3):
            yield " and ".join(f"{factor}*({to_text(zero)}) = 0" for zero in key.zeros)
    elif not isinstance(flat, Flat):
        yield write_each(key.entries, coordinates)
        other = {Symbol(name): product([number(-1), Symbol(name)]) for name in key.letters}
        yield to_text(Vector(tuple(substitute(entry, other) for entry in key.entries)))


def write_each(entries: Sequence[Node], coordinates: Sequence[Symbol]) -> str:
    return ", ".join(f"{to_text(name)} = {to_text(entry)}" for name, entry in zip(coordinates, entries, strict=True))


def list_misses(key: Locus, coordinates: Sequence[Symbol], task: Task) -> Iterator[tuple[str, str]]:
    """Yield texts with other points, and what is wrong with them."""
    flat = read_flat(key, coordinates, task)
    if isinstance(flat, Flat) and 0 < flat.dimension < len(coordinates):
        letters = tuple(Symbol(name) for name in FREE[: flat.dimension])
        yield to_text(Vector(flat.start)), "it is only a point"
        for place in range(len(coordinates)):
            unit = tuple(ONE if row == place else ZERO for row in range(len(coordinates)))
            pivots = find_rank([*flat.directions, unit], task.notation, task.policy.seed)
            if pivots is not None and pivots.rank > flat.dimension:
                shifted = add(flat.start, unit)
                yield to_text(Vector(add(shifted, combine(flat.directions, letters)))), "it is moved by 1"
                turned = (*flat.directions[:-1], add(flat.directions[-1], unit))
                yield to_text(Vector(add(flat.start, combine(turned, letters)))), "a direction is wrong"
                break
    if isinstance(key, ByEquations):
        for place, zero in enumerate(key.zeros):
            moved = (*key.zeros[:place], total((zero, ONE)), *key.zeros[place + 1 :])
            yield " and ".join(f"{to_text(one)} = 0" for one in moved), "a constant is 1 larger"
    elif not isinstance(flat, Flat):
        first, *rest = key.entries
        yield to_text(Vector((total((first, ONE)), *rest))), "a coordinate is 1 larger"
