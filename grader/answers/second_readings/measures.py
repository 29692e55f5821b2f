"""Quantities with units that are set equal and are not: ``5 J = 375 kJ``.

>>> [gives_two_measures(text) for text in ("375000 J = 375 kJ", "E = 5 J = 375 kJ", "1/2*8 N = 4 N", "5 N = 5 J")]
[False, True, False, True]
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from grader.answers.conclusions.endings import split_members
from grader.expr.calculation.floats import compute_constant
from grader.expr.notation import Notation
from grader.expr.reading import parse_or_none
from grader.expr.units.units import Unit, read_unit
from grader.patterns import regex

__all__ = ["gives_two_measures"]

_MEASURED: Final = regex(r"[0-9)]\s*[A-Za-zµμΩΩ°\\]")
_UNIT: Final = regex(r"(?<=[0-9)²³⁰¹⁴⁵⁶⁷⁸⁹}])\s*(?=[A-Za-zµμΩΩ\\])")
_ROUGH: Final = 0.005  # of a value that is written with two or three digits


def gives_two_measures(statement: str) -> bool:
    """Whether a chain of equalities has two quantities, each with its unit, that are not the same."""
    if statement.count("=") < 1 or len(_MEASURED.findall(statement)) < 2:  # most answers
        return False
    found = list(list_measures(split_members(statement)))
    return any(
        one.kind != two.kind or differ(first, one, second, two) for (first, one), (second, two) in pairwise(found)
    )


def list_measures(members: tuple[str, ...]) -> Iterator[tuple[float, Unit]]:
    """Yield the value and the unit of each member that is a number or a calculation with a unit after it."""
    for member in members:
        bare = member.strip().rstrip(".")
        for match in _UNIT.finditer(bare):
            written = read_unit(bare, match.end())
            if written is None or written.end < len(bare):
                continue
            tree = parse_or_none(bare[: match.start()], Notation())
            if tree is not None:
                yield compute_constant(tree), written.unit
                break


def differ(first: float, one: Unit, second: float, two: Unit) -> bool:
    """Whether two quantities of a kind differ by more than a rounding; nothing is known of what is no number."""
    left, right = first * float(one.size), second * float(two.size)
    return abs(left - right) > _ROUGH * max(abs(left), abs(right))
