"""The choices of signs of several polynomials that may occur together.

Of k polynomials there are 3^k choices, and of k lines in a plane far fewer occur. So signs are chosen one after the
other, linear polynomials first, and a choice is given up as soon as its linear inequalities contradict each other.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product as tuples
from math import prod
from typing import Final

from grader.equivalence.systems.linear_rows import Row, is_consistent

__all__ = ["Signs", "TooManyCellsError", "list_cells"]

MAX_CELLS: Final = 1200  # choices that are looked at, those that are given up early among them
FEW_CELLS: Final = 243  # choices of which none is given up, because looking at them all costs less
Signs = tuple[int, ...]


class TooManyCellsError(Exception):
    """There are more choices of signs than are looked at."""


def list_cells(
    choices: Sequence[Signs], rows: Mapping[int, Mapping[int, Sequence[Row]]], ranges: Sequence[Row]
) -> Iterator[Signs]:
    """Yield one sign for each polynomial, from those that it may have.

    ``rows`` says, for each linear polynomial and each sign, what that means as inequalities; ``ranges`` always holds.
    """
    count = prod(map(len, choices))
    if count <= (FEW_CELLS if rows else MAX_CELLS):
        yield from tuples(*choices)
        return
    order = sorted(range(len(choices)), key=lambda number: number not in rows)
    visited = 0
    todo: list[tuple[Signs, list[Row]]] = [((), list(ranges))]
    while todo:
        signs, known = todo.pop()
        visited += 1
        if visited > MAX_CELLS:
            raise TooManyCellsError
        if len(signs) == len(order):
            yield tuple(sign for _, sign in sorted(zip(order, signs, strict=True)))
            continue
        number = order[len(signs)]
        for sign in reversed(choices[number]):
            said = rows.get(number, {}).get(sign, ())
            both = [*known, *said]
            if not said or is_consistent(both):
                todo.append(((*signs, sign), both))
