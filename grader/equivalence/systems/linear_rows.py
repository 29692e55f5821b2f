"""Linear equations and inequalities in variables of any kind, such as the monomials of polynomials.

A row says ``sum of factors times variables + constant`` is zero, positive, or not negative. Equations are solved first,
because as two inequalities each they would square the work of Fourier-Motzkin elimination.
"""

from collections.abc import Sequence

from flint import fmpq

from grader.equivalence.domain.regions import is_solvable

__all__ = ["Row", "is_consistent"]

Row = tuple[dict[int, fmpq], fmpq, bool | None]  # > 0 (True), >= 0 (False) or = 0 (None)


def is_consistent(rows: Sequence[Row]) -> bool:
    """Whether rows may have a solution together; False is a proof that they have none."""
    equations = [(factors, constant) for factors, constant, strict in rows if strict is None]
    others = [(factors, constant, strict) for factors, constant, strict in rows if strict is not None]
    while equations:
        factors, constant = equations.pop()
        if not factors:
            if constant != 0:
                return False
            continue
        variable = next(iter(factors))
        equations = [eliminate(row, constant_of, variable, factors, constant) for row, constant_of in equations]
        others = [(*eliminate(row, constant_of, variable, factors, constant), strict)
                  for row, constant_of, strict in others]  # fmt: skip
    return is_solvable(others)


def eliminate(
    row: dict[int, fmpq], constant: fmpq, variable: int, equation: dict[int, fmpq], rest: fmpq
) -> tuple[dict[int, fmpq], fmpq]:
    """Return a row with a variable replaced by what an equation says it is."""
    if variable not in row:
        return row, constant
    share = row[variable] / equation[variable]
    found = dict(row)
    for other, factor in equation.items():
        left = found.get(other, fmpq(0)) - share * factor
        if other == variable or left == 0:
            found.pop(other, None)
        else:
            found[other] = left
    return found, constant - share * rest
