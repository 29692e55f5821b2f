"""Letters that run together: ``xe^x``, ``2xsin(3x)``, ``lnx``, where the names of an exercise allow one reading only.

>>> from grader.expr.names import Names
>>> from grader.expr.notation import Entry, Notation
>>> names = Names(Notation(entries={"x": Entry(name="x"), "y": Entry(name="y")}))
>>> [split_run(names, run, after) for run, after in [("xsin", "("), ("xye", ""), ("cos2", "x"), ("xq", "")]]
[('x', 'sin'), ('x', 'y', 'e'), ('cos', '2'), None]
"""

from collections.abc import Iterator
from typing import Final

from grader.expr.names import Names
from grader.expr.reading_memory import ReadingMemory
from grader.limits import MAX_NAME_CHARACTERS

__all__ = ["list_readings", "split_run"]

Pieces = tuple[str, ...]
_readings: Final = ReadingMemory(capacity=1024)  # one answer has the same runs in each of its readings


def split_run(names: Names, run: str, after: str, bound: frozenset[str] = frozenset()) -> Pieces | None:
    """Return the names and functions that a run of letters can only mean; None if there is no such reading, or two.

    ``after`` is the sign that follows the run, and ``bound`` are the letters of open sums.
    """
    readings = list_readings(names, run, after, bound)
    return readings[0] if len(readings) == 1 else None


def list_readings(names: Names, run: str, after: str, bound: frozenset[str] = frozenset()) -> tuple[Pieces, ...]:
    """Return up to two ways to read a run of letters as names and functions.

    A function needs an argument; one that is always written with brackets needs a bracket after it.
    """
    if not 2 <= len(run) <= MAX_NAME_CHARACTERS:
        return ()
    # Of the sign after a run, it only matters whether there is one, and whether it is a bracket.
    return _readings.read(run, (names,), list_anew, after and ("(" if after.startswith("(") else " "), bound)


def list_anew(run: str, names: Names, after: str, bound: frozenset[str]) -> tuple[Pieces, ...]:
    # For each place, up to two ways to read what is before it: two are enough to know that there is a choice.
    readings: list[list[Pieces]] = [[()], *([] for _ in run)]
    for end in range(1, len(run) + 1):
        follows = run[end:] or after
        for start in range(end):
            if readings[start] and len(readings[end]) < 2:
                found = extend_readings(names, readings[start], run[start:end], follows, bound)
                readings[end] = [*readings[end], *found][:2]
    known = names.resolve(run, (), bound).kind != "unknown"
    return tuple(pieces for pieces in readings[-1] if not (known and len(pieces) == 1) and is_product(names, pieces))


def is_product(names: Names, pieces: Pieces) -> bool:
    """Whether pieces can be multiplied: of two columns side by side, one would have to be transposed."""
    return sum(names.resolve(piece).rank == 1 for piece in pieces) < 2


def extend_readings(
    names: Names, before: list[Pieces], piece: str, follows: str, bound: frozenset[str]
) -> Iterator[Pieces]:
    """Yield the readings that go on with one more piece."""
    if piece.isdecimal():
        # A number is only the beginning of an argument: sin3x. In x2, the 2 could be an index or an exponent.
        yield from ((*pieces, piece) for pieces in before if pieces and takes_number(names, pieces[-1], piece))
    elif piece[0].isalpha() and piece[-1] != "_" and is_piece(names, piece, follows, bound):
        yield from ((*pieces, piece) for pieces in before)


def is_piece(names: Names, piece: str, follows: str, bound: frozenset[str]) -> bool:
    """Whether a piece of a run is a name, a constant, or a function that has an argument after it."""
    meaning = names.resolve(piece, (), bound)
    if meaning.kind == "function":
        bare = meaning.function is not None and meaning.function.bare and not meaning.items
        return follows.startswith("(") or (bare and follows != "")
    if meaning.kind == "form":
        return follows.startswith("(")
    if meaning.kind == "unknown":
        return "_" not in piece and bool(names.with_index(piece))  # wk for w_k
    # A letter that is only an index belongs to the name before it, so there would be two readings.
    return meaning.kind == "constant" or (meaning.kind == "symbol" and meaning.entry is not None)


def takes_number(names: Names, piece: str, number: str) -> bool:
    """Whether a piece is a function, and the number after it is no part of its name as in ``log2``."""
    return names.resolve(piece).kind == "function" and names.resolve(piece + number).kind != "form"
