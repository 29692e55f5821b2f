"""A point that satisfies one of two systems of equations and certainly not the other.

The equations of a system are solved one after the other: all symbols but one are given short numbers of their domains,
and the equation is solved for that one, exactly (``breakpoints``), or by trying numbers at which functions have simple
values. That it is satisfied at the point is proved by the ladder, that another is not by ball arithmetic; so
``y = 2x`` holds at x = 1, y = 2, and ``y = 3x`` does not.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from flint import fmpq

from grader.equivalence.conditions.breakpoints import list_coefficients, list_zeros
from grader.equivalence.graph import facts
from grader.equivalence.graph.calculus import list_reachable, substitute
from grader.equivalence.graph.graph import tidy
from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, SUM, UNDEFINED, ZERO
from grader.equivalence.precision import WORKING, precision
from grader.equivalence.rungs.ladder import Ladder
from grader.equivalence.values.enclosure import Sample
from grader.equivalence.values.exact_roots import NotPolynomialError
from grader.equivalence.values.points import draw_coordinate, find_ends
from grader.equivalence.witness import refute_by_solution, text_of_ball
from grader.expr.notation import Domain
from grader.records import Decision, Equality

__all__ = ["TRIALS", "PointSearch", "find_solution_of_one"]

PRECISION: Final = 256  # bits, so that a sum that cancels to 10^-50 still shows that it is not zero
TRIALS: Final = 6  # choices of the short numbers and of the symbol that is solved for
MAX_ROOTS: Final = 8  # tried for one equation, so that a sine does not yield points without end
MAX_NODES: Final = 4000  # beyond, solving would take too long
# Short numbers make witnesses that a student can check in their head.
SHORT: Final = tuple(fmpq(*pair) for pair in ((1, 1), (2, 1), (-1, 1), (3, 1), (1, 2), (-2, 1), (1, 3), (5, 1)))
# Where nothing is solved exactly, functions often have simple values at these.
TRIED: Final = (fmpq(0), fmpq(1), fmpq(-1), fmpq(1, 2), fmpq(-1, 2), fmpq(2), fmpq(-2))
TWELFTHS: Final = sorted((n for n in range(-12, 25) if n % 2 == 0 or n % 3 == 0), key=abs)  # of pi
Point = dict[int, int]  # a symbol to the exact constant that is put in its place


def find_solution_of_one(
    ladder: Ladder, student: Sequence[int], expected: Sequence[int], find_who_holds: Callable[[Point], bool | None]
) -> Decision | None:
    """Return the decision ``different`` where a point makes all of one list of nodes vanish, and not of the other.

    ``find_who_holds`` works both texts out at a point and returns whether it is the student's alone that holds.
    """
    g = ladder.graph
    below = list_reachable(g, [*student, *expected])
    atoms = sorted((node for node in below if g.kind[node] == ATOM), key=lambda node: g.data[node][0], reverse=True)
    # The work of substituting grows with the nodes, so it is bounded before it begins.
    if len(below) > MAX_NODES or not atoms:
        return None
    search = PointSearch(ladder, atoms)
    # With one symbol there is nothing to choose, so one trial tells all.
    for trial in range(TRIALS if len(atoms) > 1 else 1):
        for is_students, own, other in ((True, student, expected), (False, expected, student)):
            for point in search.points_on(own, trial):
                # The point is proved to satisfy its own equations, so it is a witness as soon as the other ones fail
                # for certain. The texts are asked as well, where nothing is cancelled: at 0/0 nothing holds.
                if search.certainly_fails(other, point) and find_who_holds(point) is is_students:
                    return refute_by_solution(search.format_point(point), is_students=is_students)
    return None


class PointSearch:
    """The values of constants, while points are sought that solve equations in some symbols."""

    def __init__(self, ladder: Ladder, atoms: Sequence[int]) -> None:
        self.ladder = ladder
        self.graph = ladder.graph
        self.atoms = atoms
        self.sample = Sample(self.graph, 0, 0, PRECISION)

    def points_on(self, equations: Sequence[int], trial: int) -> Iterator[Point]:
        for solved in self.solved(equations, trial, {}):
            point = {atom: self.short(atom, place, trial) for place, atom in enumerate(self.atoms)}
            for atom, value in reversed(solved.items()):  # what was solved first may hold what was solved later
                (point[atom],) = substitute(self.graph, [value], point)
            if len(equations) == 1 or self.is_solution(equations, point):
                yield point

    def solved(self, equations: Sequence[int], trial: int, known: Point) -> Iterator[Point]:
        """Yield the symbols of equations with constants, or what is linear in symbols of later equations."""
        if not equations:
            yield known
            return
        (node,) = substitute(self.graph, equations[:1], known) if known else equations[:1]
        below = set(list_reachable(self.graph, [node]))
        here = [atom for atom in self.atoms if atom in below]
        if not here:
            if self.vanishes(node):
                yield from self.solved(equations[1:], trial, known)
            return
        start = trial // 2 % len(here)  # two choices of the numbers before another symbol is solved for
        unknown, *spared = [*here[start:], *here[:start]][: len(equations)]
        others = [atom for atom in here if atom != unknown and atom not in spared]
        fixed = {atom: self.short(atom, place, trial) for place, atom in enumerate(others)}
        (along,) = substitute(self.graph, [node], fixed) if fixed else [node]
        for value in self.linear(unknown, along) if spared else self.roots(unknown, along):
            yield from self.solved(equations[1:], trial, {**known, **fixed, unknown: value})

    def linear(self, atom: int, node: int) -> list[int]:
        """Return what a symbol is where a node vanishes that is linear in it, with a constant factor."""
        if self.graph.kind[node] != SUM:
            return []
        try:
            constant, factor = list_coefficients(self.graph, atom, node)
        except (NotPolynomialError, ValueError):  # not a polynomial, or one of another degree
            return []
        # A factor that holds a symbol may be zero, and dividing by it would lose or invent solutions.
        is_number = self.graph.kind[factor] == NUMBER and factor != ZERO
        return [self.graph.neg(self.graph.div(constant, factor))] if is_number else []

    def is_solution(self, equations: Sequence[int], point: Point) -> bool:
        """Whether a point of the domain is known to make all nodes vanish."""
        for atom, value in point.items():
            ball = self.value(value)
            if ball is None or not ball.is_finite() or not self.is_within(value, ball, self.graph.data[atom][1]):
                return False
        return all(map(self.vanishes, substitute(self.graph, equations, point)))

    def roots(self, atom: int, node: int) -> Iterator[int]:
        """Yield constants in the domain of a symbol at which a node in it alone vanishes."""
        if node == UNDEFINED:
            return
        found = 0
        for value in dict.fromkeys([*self.solutions(atom, node), *self.guesses(node)]):
            ball = self.value(value)
            if ball is None or not ball.is_finite() or not self.is_within(value, ball, self.graph.data[atom][1]):
                continue
            if self.vanishes(substitute(self.graph, [node], {atom: value})[0]):
                yield value
                found += 1
                if found >= MAX_ROOTS:
                    return

    def solutions(self, atom: int, node: int) -> list[int]:
        """Return numbers among which the zeros of a node are, rational ones first; none where it is not solved."""
        try:
            found = list_zeros(self.graph, atom, node, 0)
        except NotPolynomialError:
            found = []
        return sorted(found, key=lambda value: self.graph.kind[value] != NUMBER)

    def guesses(self, node: int) -> list[int]:
        """Return numbers at which functions often have simple values."""
        g = self.graph
        found = [g.number(tidy(value)) for value in TRIED]
        if any(g.kind[below] == CALL for below in list_reachable(g, [node])):
            pi = g.call("pi")
            found += [g.scale(pi, tidy(fmpq(n, 12))) for n in TWELFTHS]
        return found

    def short(self, atom: int, place: int, trial: int) -> int:
        """Return a short number in the domain of a symbol, another one for each place and trial."""
        name, domain = self.graph.data[atom]
        start = (place + trial) % len(SHORT)
        for value in (*SHORT[start:], *SHORT[:start]):
            node = self.graph.number(tidy(value))
            if self.is_within(node, self.value(node), domain):
                return node
        return self.graph.number(tidy(draw_coordinate(0, name, domain, place + trial)))

    def value(self, node: int) -> Any:
        """Return an enclosure of a constant, None where it has no value."""
        return self.sample.evaluate()[node]

    def is_within(self, node: int, ball: Any, domain: Domain) -> bool:
        """Whether a constant certainly belongs to a domain."""
        number = fmpq(self.graph.data[node]) if self.graph.kind[node] == NUMBER else None
        # A ball cannot show that a number is whole; only an exact one is accepted.
        if domain.kind in ("integer", "natural") and (number is None or number.q != 1):
            return False
        if domain.is_all_reals:  # the precision is not taken for nothing
            return True
        lower, upper = find_ends(domain)
        with precision(WORKING):
            if lower is not None and not ball >= fmpq(lower.numerator, lower.denominator):
                return False
            if upper is not None and not ball <= fmpq(upper.numerator, upper.denominator):
                return False
        return domain.kind not in ("positive", "negative", "nonzero") or not ball.contains(0)

    def vanishes(self, node: int) -> bool:
        if self.graph.kind[node] == NUMBER:
            return bool(self.graph.data[node] == 0)
        ball = self.value(node)
        if ball is None or not ball.is_finite() or not ball.contains(0):
            return False
        # The ladder compares real values here; a complex constant is left open.
        is_real = not facts.find_signs(self.graph, node) & facts.COMPLEX
        return is_real and self.ladder.decide(node, ZERO).result is Equality.EQUAL

    def certainly_fails(self, equations: Sequence[int], point: Mapping[int, int]) -> bool:
        """Whether one of several nodes certainly does not vanish at a point."""
        for node in substitute(self.graph, equations, point):
            ball = self.value(node)
            if ball is None or (ball.is_finite() and not ball.contains(0)):
                return True
        return False

    def format_point(self, point: Mapping[int, int]) -> tuple[tuple[str, str], ...]:
        g = self.graph
        exact = {value: str(fmpq(g.data[value])) for value in point.values() if g.kind[value] == NUMBER}
        return tuple(sorted(
            (g.data[atom][0], exact.get(value) or text_of_ball(self.value(value))) for atom, value in point.items()
        ))  # fmt: skip
