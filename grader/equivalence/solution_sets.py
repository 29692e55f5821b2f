"""Conditions in one variable, compared by their solutions, exactly.

Every comparison ``l < r`` is a polynomial against zero once the signs of its absolute values are fixed. The real
roots of all these polynomials cut the line into points and open intervals, on each of which every comparison is
constant: one rational number inside each interval, and each root itself (a root of one irreducible factor, at which
another polynomial vanishes exactly when that factor divides it), decide whether two conditions have the same
solutions. Where the variable is a whole number, those beside each root are tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flint import arb, ctx, fmpq, fmpq_poly, fmpz_poly

from grader.equivalence.arrays import Array
from grader.equivalence.calculus import reachable, substitute
from grader.equivalence.graph import Graph
from grader.equivalence.kinds import ATOM, CALL, NUMBER, PRODUCT, SUM
from grader.equivalence.points import whole_numbers_beside
from grader.equivalence.witness import solves_one, text_of_ball
from grader.expr.nodes import Call, Div, Junction, Neg, Node, Number, Power, Relation
from grader.expr.notation import Domain
from grader.expr.traverse import walk
from grader.records import Decision, Equality, Witness

if TYPE_CHECKING:
    from grader.equivalence.lower import Env, Scope

__all__ = ["divisors_in_signs", "same_solutions"]

MAX_DEGREE = 60
MAX_BITS = 2000  # of a coefficient; the roots of a quadratic with much longer ones can take minutes
MAX_SIGNS = 12
MAX_WORK = 40_000  # the sum of the squares of the degrees of all irreducible polynomials
POLE = 2  # stands for the sign of what is undefined, which passes no test
TESTS = {">": {1}, ">=": {0, 1}, "<": {-1}, "<=": {-1, 0}, "=": {0}, "!=": {-1, 1}}


@dataclass(frozen=True, slots=True)
class Root:
    """A real root of an irreducible polynomial, with an enclosure that holds no other critical number."""

    factor: Any
    ball: Any


class NotPolynomialError(Exception):
    """A condition is not polynomial in one variable."""


def same_solutions(scope: Scope, student: Node, expected: Node, env: Env) -> Decision | None:
    """Return whether two conditions have the same solutions; None where that cannot be worked out."""
    g = scope.graph
    pairs: dict[int, list[tuple[int, str]]] = {}
    trees = [comparisons(scope, tree, env, pairs) for tree in (student, expected)]
    if None in trees:
        return None
    nodes = [node for found in pairs.values() for node, _ in found]
    below = reachable(g, nodes)
    atoms = [node for node in below if g.kind[node] == ATOM]
    if all(g.kind[node] == NUMBER for node in nodes):
        return decided_by_numbers(g, nodes, trees)
    if len(atoms) != 1:
        return None
    try:
        return compared(g, atoms[0], nodes, trees)
    except NotPolynomialError:
        return None


def comparisons(scope: Scope, tree: Node, env: Env, found: dict[int, list[tuple[int, str]]]) -> Any:
    """Return a condition as nested lists of (node, operator), noting every node."""
    if isinstance(tree, Junction):
        parts = [comparisons(scope, part, env, found) for part in tree.parts]
        return None if None in parts else (tree.kind, parts)
    if not isinstance(tree, Relation):
        return None
    values = [scope.lower(operand, env) for operand in tree.operands]
    tests = []
    for left, operator, right in zip(values, tree.operators, values[1:], strict=False):
        if isinstance(left, Array) or isinstance(right, Array):
            return None
        test = (scope.graph.sub(left, right), operator)
        tests.append(test)
    for divisor in divisors_in_signs(tree):  # sign(1/t) is the node sign(t), which has a value where t is zero
        bottom = scope.lower(divisor, env)
        if isinstance(bottom, Array):
            return None
        tests.append((bottom, "!="))
    found.setdefault(id(tree), []).extend(tests)
    return ("and", tests)


def divisors_in_signs(tree: Node) -> list[Node]:
    """Return by what is divided inside the signs of a tree."""
    inside = [part for call in walk(tree) if isinstance(call, Call) and call.function == "sign" for part in walk(call)]
    powers = [part for part in inside if isinstance(part, Power)]
    return [part.denominator for part in inside if isinstance(part, Div)] + [
        power.base for power in powers
        if isinstance(power.exponent, Neg) or (isinstance(power.exponent, Number) and power.exponent.value < 0)
    ]  # fmt: skip


def holds(tree: Any, signs: Mapping[int, int]) -> bool:
    """Tell whether a condition holds, given the sign of each of its nodes."""
    if isinstance(tree[0], int):
        return signs[tree[0]] in TESTS[tree[1]]
    parts = (holds(part, signs) for part in tree[1])
    return all(parts) if tree[0] == "and" else any(parts)


def decided_by_numbers(g: Graph, nodes: list[int], trees: list[Any]) -> Decision:
    """Return whether two conditions without symbols both hold, or both do not."""
    signs = {node: (g.data[node] > 0) - (g.data[node] < 0) for node in nodes}
    student, expected = (holds(tree, signs) for tree in trees)
    if student == expected:
        return Decision(result=Equality.EQUAL, by="exact")
    witness = Witness(
        reason="One of the two conditions always holds, and the other never does.",
        student=str(student).lower(),
        expected=str(expected).lower(),
    )
    return Decision(result=Equality.DIFFERENT, by="exact", witness=witness)


def compared(g: Graph, atom: int, nodes: list[int], trees: list[Any]) -> Decision | None:
    """Return whether two conditions agree on every interval and at every critical number of the domain."""
    kinks = [node for node in reachable(g, nodes) if g.kind[node] == CALL and g.data[node][0] == "sign"]
    if len(kinks) > MAX_SIGNS:
        return None
    domain = g.data[atom][1]
    before = ctx.prec
    ctx.prec = 256
    try:
        found = Critical(domain)
        choices = Choices(g, atom, kinks, found)
        cases = {choice: resolved(g, atom, nodes, kinks, choice) for choice in choices.occurring()}
        found.add(polynomial for case in cases.values() for polynomial, _ in case.values())
        bottoms = {node: denominators_of(g, node, kinks, cases.values()) for node in nodes}
        for place in found.places():
            signs = signs_at(place, nodes, cases[choices.at(place)])
            if signs is None:
                return None
            signs |= {node: POLE for node in nodes if any(sign_at(place, below) == 0 for below in bottoms[node])}
            verdicts = [holds(tree, signs) for tree in trees]
            if verdicts[0] != verdicts[1]:
                return solution_of_one(g.data[atom][0], place, verdicts[0])
    finally:
        ctx.prec = before
    return Decision(result=Equality.EQUAL, by="exact")


class Choices:
    """Which signs of the absolute values and steps in conditions occur together, and where.

    There are three signs each, but few of all choices occur: one in each interval, and one at each critical number.
    """

    def __init__(self, g: Graph, atom: int, kinks: list[int], found: Critical) -> None:
        self.g = g
        self.atom = atom
        self.kinks = kinks
        self.found = found
        self.arguments: dict[tuple[int, ...], Any] = {}  # of the next sign, where those before it are known

    def occurring(self) -> list[tuple[int, ...]]:
        """Return every choice that occurs in the domain, noting where the signs change."""
        choices: list[tuple[int, ...]] = [()]
        for count, kink in enumerate(self.kinks, start=1):
            argument = self.g.data[kink][1][0]
            for choice in choices:
                values = {kink: self.g.number(sign) for kink, sign in zip(self.kinks, choice, strict=False)}
                self.arguments[choice] = polynomial(self.g, self.atom, substitute(self.g, [argument], values)[0])
            self.found.add(self.arguments[choice] for choice in choices)
            choices = list(dict.fromkeys(self.at(place, count) for place in self.found.places()))
        return choices

    def at(self, place: Root | fmpq, count: int | None = None) -> tuple[int, ...]:
        """Return the signs at a place, all or the first few."""
        choice: tuple[int, ...] = ()
        for _ in self.kinks[:count]:
            sign = sign_at(place, self.arguments[choice])
            if sign is None:
                raise NotPolynomialError
            choice = (*choice, sign)
        return choice


def denominators_of(g: Graph, node: int, kinks: list[int], cases: Iterable[Mapping[int, Any]]) -> list[Any]:
    """Return the polynomials at whose zeros a node is undefined: its denominators, and those in signs below it."""
    below = set(reachable(g, [node]))
    parts = [node, *(g.data[kink][1][0] for kink in kinks if kink in below)]
    return list({str(case[part][1]): case[part][1] for case in cases for part in parts}.values())


def resolved(
    g: Graph, atom: int, nodes: list[int], kinks: list[int], choice: tuple[int, ...]
) -> dict[int, tuple[Any, Any]]:
    """Return every node, and every argument of a sign, as polynomials for one choice of the signs.

    The first has the sign of the node, the second is its denominator: where it vanishes, the node is undefined.
    """
    values = {kink: g.number(sign) for kink, sign in zip(kinks, choice, strict=True)}
    roots = [*nodes, *(g.data[kink][1][0] for kink in kinks)]
    return {root: quotient(g, atom, new) for root, new in zip(roots, substitute(g, roots, values), strict=True)}


def polynomial(g: Graph, atom: int, node: int) -> Any:
    """Return a node as a polynomial whose sign is that of the node: a quotient becomes a product."""
    return quotient(g, atom, node)[0]


def quotient(g: Graph, atom: int, node: int) -> tuple[Any, Any]:
    """Return the polynomial that has the sign of a node, and the node's denominator."""
    top, bottom = fraction(g, atom, node)
    return small(top * bottom), bottom


def fraction(g: Graph, atom: int, node: int) -> tuple[Any, Any]:
    """Return numerator and denominator of a node as polynomials in one symbol."""
    kind, data = g.kind[node], g.data[node]
    if kind == NUMBER:
        return fmpq_poly([fmpq(data)]), fmpq_poly([1])
    if node == atom:
        return fmpq_poly([0, 1]), fmpq_poly([1])
    if kind == SUM:
        top, bottom = fmpq_poly([fmpq(data[0])]), fmpq_poly([1])
        for term, factor in data[1]:
            above, below = fraction(g, atom, term)
            top, bottom = top * below + above * fmpq(factor) * bottom, bottom * below
        return small(top), small(bottom)
    if kind == PRODUCT:
        top, bottom = fmpq_poly([1]), fmpq_poly([1])
        for factor, exponent in data:
            above, below = fraction(g, atom, factor)
            if exponent < 0:
                above, below = below, above
            if max(above.degree(), below.degree(), 1) * abs(exponent) > MAX_DEGREE:  # even a number's power may be huge
                raise NotPolynomialError
            top, bottom = top * above ** abs(exponent), bottom * below ** abs(exponent)
        return small(top), small(bottom)
    raise NotPolynomialError


def small(poly: Any) -> Any:
    """Return a polynomial of bounded degree, and beyond a linear one of bounded coefficients."""
    if poly.degree() > MAX_DEGREE or (poly.degree() > 1 and poly.numer().height_bits() > MAX_BITS):
        raise NotPolynomialError
    return poly


def critical(polynomials: Iterable[Any], domain: Domain) -> list[Root]:
    """Return all real roots, and the ends of the domain, in order and told apart."""
    found = Critical(domain)
    found.add(polynomials)
    return found.in_order()


class Critical:
    """The real roots of polynomials, and the ends of a domain."""

    def __init__(self, domain: Domain) -> None:
        self.domain = domain
        self.roots: dict[str, list[Root]] = {}
        self.work = 0
        for end in (domain.lower, domain.upper):
            if end is not None:
                self.isolate(fmpz_poly([-end.numerator, end.denominator]))
        if domain.kind != "real":
            self.isolate(fmpz_poly([0, 1]))

    def add(self, polynomials: Iterable[Any]) -> None:
        """Find the roots of more polynomials."""
        for poly in polynomials:
            for factor, _ in poly.numer().factor()[1]:
                self.isolate(factor)

    def isolate(self, factor: Any) -> None:
        """Find the roots of an irreducible polynomial, once, and as long as the work is bounded."""
        key = str(factor)
        if key not in self.roots:
            self.work += factor.degree() ** 2
            if self.work > MAX_WORK:
                raise NotPolynomialError
            self.roots[key] = [Root(factor, ball.real) for ball, _ in factor.complex_roots() if ball.imag == 0]

    def in_order(self) -> list[Root]:
        """Return the roots from left to right."""
        roots = [root for found in self.roots.values() for root in found]
        return sorted(roots, key=lambda root: fmpq(root.ball.mid().fmpq()))

    def places(self) -> list[Root | fmpq]:
        """Return the roots within the domain and a number in each interval, or the whole numbers beside the roots."""
        roots = self.in_order()
        if self.domain.kind in ("integer", "natural"):
            return list(whole_numbers_beside(self.domain, [fmpq(root.ball.mid().fmpq()) for root in roots]))
        return [place for place in places(roots) if in_domain(place, self.domain)]


def places(roots: list[Root]) -> list[Root | fmpq]:
    """Return a number in each interval, and the critical numbers between them."""
    if not roots:
        return [fmpq(0)]
    middles = [fmpq(root.ball.mid().fmpq()) for root in roots]
    found: list[Root | fmpq] = [fmpq(middles[0].floor()) - 1]
    for index, root in enumerate(roots):
        found.append(root)
        last = index + 1 == len(roots)
        found.append(fmpq(middles[index].ceil()) + 1 if last else well_between(middles[index], middles[index + 1]))
    return found


def well_between(low: fmpq, high: fmpq) -> fmpq:
    """Return a short number in the middle half of an interval; its ends are known nearly, not exactly."""
    margin = (high - low) / 4
    return simplest(low + margin, high - margin)


def simplest(low: fmpq, high: fmpq) -> fmpq:
    """Return the rational number of smallest denominator strictly between two others, by their continued fractions.

    >>> simplest(fmpq(314, 100), fmpq(315, 100)), simplest(fmpq(-1, 2), fmpq(0))
    (22/7, -1/3)
    """
    wholes: list[fmpq] = []
    while (whole := fmpq(low.floor())) + 1 >= high and low != whole:
        wholes.append(whole)
        low, high = 1 / (high - whole), 1 / (low - whole)
    found = whole + 1 / (fmpq((1 / (high - whole)).floor()) + 1)
    for whole in reversed(wholes):
        found = whole + 1 / found
    return found


def in_domain(place: Root | fmpq, domain: Domain) -> bool:
    """Tell whether a number belongs to a symbol's domain."""
    if domain.kind not in ("real", "positive", "nonnegative", "negative", "nonzero"):
        raise NotPolynomialError
    ball = place.ball if isinstance(place, Root) else arb(place)
    if domain.lower is not None and ball < arb(fmpq(domain.lower.numerator, domain.lower.denominator)):
        return False
    if domain.upper is not None and ball > arb(fmpq(domain.upper.numerator, domain.upper.denominator)):
        return False
    allowed = {
        "real": True,
        "positive": ball > 0,
        "nonnegative": not ball < 0,
        "negative": ball < 0,
        "nonzero": ball != 0,
    }
    return bool(allowed[domain.kind])


def signs_at(place: Root | fmpq, nodes: list[int], case: Mapping[int, tuple[Any, Any]]) -> dict[int, int] | None:
    """Return the sign of every node at a place; None where one is not certain."""
    found = {node: sign_at(place, case[node][0]) for node in nodes}
    return None if None in found.values() else found  # type: ignore[return-value]


def sign_at(place: Root | fmpq, poly: Any) -> int | None:
    """Return the sign of a polynomial at a rational number or at a root; None where it is not certain."""
    if isinstance(place, Root):
        if poly.numer() % place.factor == 0:
            return 0
        value = ball_value(poly, place.ball)
        return 1 if value > 0 else -1 if value < 0 else None
    exact = poly(place)
    return 1 if exact > 0 else -1 if exact < 0 else 0


def ball_value(poly: Any, ball: Any) -> Any:
    """Return an enclosure of a polynomial's value."""
    total = arb(0)
    for coefficient in reversed(poly.coeffs()):
        total = total * ball + coefficient
    return total


def solution_of_one(name: str, place: Root | fmpq, is_students: bool) -> Decision:
    """Return the decision that a number solves one condition and not the other."""
    if isinstance(place, Root):
        exact = place.factor.degree() == 1
        value = str(-fmpq(place.factor[0], place.factor[1])) if exact else text_of_ball(place.ball)
    else:
        value = str(place)
    return solves_one(((name, value),), is_students=is_students)
