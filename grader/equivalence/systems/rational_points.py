"""A rational point that satisfies polynomial equations and inequalities: short numbers that a student can check.

Variables are chosen one after the other. What the linear conditions leave of a variable is worked out by eliminating
all others (Fourier-Motzkin), so that conditions which are all linear are always satisfied where they can be; roots of
what is left in one variable alone are tried too. Every point is checked exactly before it is returned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from flint import fmpq

from grader.equivalence.domain.regions import MAX_INEQUALITIES, eliminate_variable
from grader.equivalence.systems.definite_forms import read_line
from grader.equivalence.systems.kernel_polynomials import Polynomial, find_variables
from grader.equivalence.systems.real_systems import RealSystem, TooLargeError
from grader.equivalence.values.exact_roots import find_simplest

__all__ = ["find_rational_point"]

MAX_TRIALS: Final = 400  # choices of one number
SHORT: Final = tuple(
    fmpq(*pair) for pair in ((1, 1), (0, 1), (2, 1), (-1, 1), (3, 1), (1, 2), (-2, 1), (5, 1), (-1, 2))
)
Point = dict[int, fmpq]  # the place of a variable to its value


def find_rational_point(
    system: RealSystem, places: Sequence[int], is_allowed: Callable[[int, fmpq], bool]
) -> Point | None:
    """Return a point with all the given variables at which a reduced system holds; None if none is found."""
    search = Search(system, is_allowed)
    solved = {place for place, _ in system.solved}
    for point in search.complete({}, [place for place in places if place not in solved], system):
        # What was solved first may hold what was solved later.
        try:
            for place, value in reversed(system.solved):
                point[place] = evaluate(value, point)
        except TooLargeError:
            continue
        if all(is_allowed(place, value) for place, value in point.items()):
            return point
    return None


class Search:
    """Numbers for one variable after the other, with a bound on how many are tried."""

    def __init__(self, system: RealSystem, is_allowed: Callable[[int, fmpq], bool]) -> None:
        self.system = system
        self.is_allowed = is_allowed
        self.trials = 0

    def complete(self, point: Point, places: Sequence[int], system: RealSystem) -> Iterator[Point]:
        """Yield points of the remaining system with values for all the given variables."""
        if not places:
            if all(is_met(group, test) for group, test in list_groups(system)):
                yield dict(point)
            return
        place = choose_next(places, system)
        for value in self.list_candidates(place, places, system):
            self.trials += 1
            if self.trials > MAX_TRIALS:
                return
            if self.is_allowed(place, value):
                rest = fix(system, place, value)
                if all(is_possible(group, test) for group, test in list_groups(rest)):
                    yield from self.complete({**point, place: value}, [p for p in places if p != place], rest)

    def list_candidates(self, place: int, places: Sequence[int], system: RealSystem) -> list[fmpq]:
        """Return numbers for a variable: what the conditions on it alone single out, then short ones."""
        own = [zero for zero in system.zeros if find_variables(zero) == [place]]
        if own:
            return list_rational_roots(own[0], place)
        low, high = find_range(system, place, places)
        edges = sorted({root for group in (system.positives, system.nonnegatives, system.nonzeros) for p in group
                        if find_variables(p) == [place] for root in list_rational_roots(p, place)})  # fmt: skip
        edges = sorted({*edges, *(end for end in (low, high) if end is not None)})
        between = [find_simplest(left, right) for left, right in pairwise(edges)]
        beyond = [fmpq(edges[0].floor()) - 1, fmpq(edges[-1].ceil()) + 1] if edges else []
        found = dict.fromkeys([*SHORT, *between, *edges, *beyond])
        return [value for value in found if (low is None or value >= low) and (high is None or value <= high)]


def choose_next(places: Sequence[int], system: RealSystem) -> int:
    """Return the variable that an equation determines, if there is one, or else the first."""
    for zero in system.zeros:
        held = find_variables(zero)
        if len(held) == 1 and held[0] in places:
            return held[0]
    return places[0]


def list_groups(system: RealSystem) -> list[tuple[list[Polynomial], Callable[[fmpq], bool]]]:
    """Return the polynomials of a system with what their values must be."""
    return [(system.zeros, lambda value: value == 0), (system.positives, lambda value: value > 0),
            (system.nonnegatives, lambda value: value >= 0), (system.nonzeros, lambda value: value != 0)]  # fmt: skip


def is_met(group: Sequence[Polynomial], test: Callable[[fmpq], bool]) -> bool:
    return all(polynomial.is_constant() and test(constant_of(polynomial)) for polynomial in group)


def is_possible(group: Sequence[Polynomial], test: Callable[[fmpq], bool]) -> bool:
    """Whether no condition without variables fails."""
    return all(not polynomial.is_constant() or test(constant_of(polynomial)) for polynomial in group)


def constant_of(polynomial: Polynomial) -> fmpq:
    return fmpq(polynomial.leading_coefficient()) if polynomial != 0 else fmpq(0)


def fix(system: RealSystem, place: int, value: fmpq) -> RealSystem:
    """Return a system with a number in place of a variable."""
    name = f"t{place}"
    groups = (system.zeros, system.positives, system.nonnegatives, system.nonzeros)
    return RealSystem(system.known, *([p.subs({name: value}) for p in group] for group in groups))


def evaluate(polynomial: Polynomial, point: Point) -> fmpq:
    result = polynomial.subs({f"t{place}": value for place, value in point.items()})
    if not result.is_constant():
        raise TooLargeError
    return constant_of(result)


def list_rational_roots(polynomial: Polynomial, place: int) -> list[fmpq]:
    """Return the rational roots of a polynomial in one variable."""
    _, factors = read_line(polynomial, place).factor()
    return [-fmpq(factor[0]) / fmpq(factor[1]) for factor, _ in factors if factor.degree() == 1]


def find_range(system: RealSystem, place: int, places: Sequence[int]) -> tuple[fmpq | None, fmpq | None]:
    """Return the ends between which linear conditions leave a variable, by eliminating all others."""
    rows = [
        *read_rows(system.positives, True), *read_rows(system.nonnegatives, False), *read_rows(system.zeros, False),
        *read_rows([-zero for zero in system.zeros], False),
    ]  # fmt: skip
    for other in places:
        if other != place and len(rows) <= MAX_INEQUALITIES:
            rows = eliminate_variable(rows, other)
    rows = [row for row in rows if [*row[0]] == [place]]
    lower = [-constant / factors[place] for factors, constant, _ in rows if factors[place] > 0]
    upper = [-constant / factors[place] for factors, constant, _ in rows if factors[place] < 0]
    return max(lower, default=None), min(upper, default=None)


def read_rows(polynomials: Sequence[Polynomial], strict: bool) -> list[Any]:
    """Return those of the inequalities that are linear."""
    rows = []
    for polynomial in polynomials:
        if polynomial.total_degree() == 1:
            factors: dict[int, fmpq] = {}
            constant = fmpq(0)
            for monomial, factor in polynomial.to_dict().items():
                held = [place for place, power in enumerate(monomial) if power]
                if held:
                    factors[held[0]] = factor
                else:
                    constant = factor
            rows.append((factors, constant, strict))
    return rows
