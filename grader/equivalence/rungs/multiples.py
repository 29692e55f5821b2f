"""Multiplicative relations: what is under logarithms, signs and roots, written by as few factors as possible.

``ln|csc u - cot u|`` and ``ln|tan(u/2)|`` are kernels without rules to the modular prover, although ``1 - cos u`` is
``2 sin(u/2)^2`` and ``sin u`` is ``2 sin(u/2) cos(u/2)``. So the *factors* of all arguments of logarithms, signs and
roots are collected, after polynomials were factored, and relations ``prod A^n = c`` are looked for. Small whole
exponents n are guessed from the values of ``log|A|`` at a few points by lattice reduction, and the rational c from the
value at one point. The guess proves nothing; each relation is then proved by the modular prover. (A. Lenstra, H.
Lenstra, L. Lovász, "Factoring polynomials with rational coefficients", Mathematische Annalen 261, 1982.)

A relation in which A has the exponent 1 gives ``A = c prod B^m``. Then, wherever the left sides are defined, ``log A``
is ``log|c|`` and the sum of ``m log|B|``, ``sign A`` is the sign of c times the signs of the B, and a root of A is one
of the product. A factor with a negative exponent must not be zero on a region: there the product would be undefined,
and A may have a value.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flint import arb, fmpq, fmpz_mat

from grader.equivalence.domain.components import find_components
from grader.equivalence.graph import facts, powers, signs
from grader.equivalence.graph.calculus import list_reachable, rebuild_node
from grader.equivalence.graph.fractions import factor_node
from grader.equivalence.graph.graph import Graph, tidy
from grader.equivalence.graph.kinds import CALL, NUMBER, ONE, POWER, PRODUCT, SUM
from grader.equivalence.graph.sign_rules import find_sign
from grader.equivalence.precision import precision
from grader.equivalence.rungs.case_tree import list_nonnegative
from grader.equivalence.rungs.lemmas import Lemmas
from grader.equivalence.values.enclosure import Sample
from grader.equivalence.values.exact_roots import find_simplest
from grader.equivalence.values.magnitude import is_short

__all__ = ["reduce_to_factors"]

MAX_FACTORS = 12  # the lattice has one dimension more for each; reducing it takes well below a millisecond
MAX_EXPONENT = 8  # in a relation; larger ones are chance
MAX_CONSTANT_BITS = 64  # of c, numerator and denominator
MAX_POINTS = 3  # each gives one more column that a relation has to make zero
TRIED_POINTS = 12  # some factors have no value at some points
PRECISION = 320  # bits
SCALE = 160  # bits of a logarithm that enter the lattice, so that chance relations have long exponents
PASSES = 3  # a relation may show only after what is below it was rewritten


@dataclass(frozen=True, slots=True)
class Relation:
    """A factor as ``constant`` times powers of other factors, all with whole exponents."""

    factor: int
    constant: fmpq
    powers: tuple[tuple[int, int], ...]


def reduce_to_factors(lemmas: Lemmas, roots: Sequence[int]) -> list[int]:
    """Return nodes that are equal to the given ones wherever these are defined, with fewer factors in arguments."""
    found = list(roots)
    for _ in range(PASSES):
        rewritten = rewrite(lemmas.graph, found, find_factorings(lemmas.graph, list_factors(lemmas.graph, found)))
        relations = find_relations(lemmas, list_factors(lemmas.graph, rewritten))
        rewritten = rewrite(lemmas.graph, rewritten, relations) if relations else rewritten
        if rewritten == found:
            break
        found = rewritten
    return found


# What is under logarithms, signs and roots


def list_factors(graph: Graph, roots: Sequence[int]) -> list[int]:
    """List the factors of all arguments of logarithms, signs and roots, without numbers."""
    found: dict[int, None] = {}
    for node in list_reachable(graph, roots):
        argument = argument_of(graph, node)
        for factor, _ in factors_of(graph, argument) if argument is not None else ():
            if graph.kind[factor] != NUMBER and not is_mark(graph, factor):
                found[factor] = None
    return list(found)


def is_mark(graph: Graph, node: int) -> bool:
    """Whether a node is a constant that only marks where something is undefined (see ``Graph.linear``)."""
    return graph.kind[node] == SUM and all(factor == 0 for _, factor in graph.data[node][1])


def argument_of(graph: Graph, node: int) -> int | None:
    """Return what is under a logarithm, sign or root; None for any other node."""
    kind, data = graph.kind[node], graph.data[node]
    if kind == CALL and data[0] in ("log", "sign"):
        argument = int(data[1][0])
        # Taken apart, the sign of 1/n has a value at n = 0 too, and for whole numbers that is no single point.
        has_pole = graph.kind[argument] == PRODUCT and signs.has_whole_pole(graph, argument)
        return None if has_pole else argument
    return int(data[0]) if kind == POWER and graph.kind[data[1]] == NUMBER else None


def factors_of(graph: Graph, node: int) -> Sequence[tuple[int, int]]:
    return graph.data[node] if graph.kind[node] == PRODUCT else ((node, 1),)


# Relations


def find_factorings(graph: Graph, factors: Sequence[int]) -> dict[int, Relation]:
    """Return each sum that is a product of irreducible polynomials as this product."""
    found = {}
    for factor in factors:
        factored = factor_node(graph, factor) if graph.kind[factor] == SUM else None
        if factored is not None and factored.factors != ((factor, 1),):
            found[factor] = Relation(factor, factored.constant, factored.factors)
    return found


def find_relations(lemmas: Lemmas, factors: Sequence[int]) -> dict[int, Relation]:
    """Return proved relations by the factor that each of them replaces; none of those occurs in another one."""
    if not 1 < len(factors) <= MAX_FACTORS:
        return {}
    points = list(take_points(lemmas, factors))
    if not points:
        return {}
    found: dict[int, Relation] = {}
    divisors = {factor for factor in factors if is_divisor(lemmas, factor)}
    for exponents in eliminate(guess_exponents(factors, points), divisors):
        relation = prove_relation(lemmas, exponents, points[0])
        if relation is not None:
            found[relation.factor] = relation
    return found


def take_points(lemmas: Lemmas, factors: Sequence[int]) -> Iterator[dict[int, Any]]:
    """Yield the factors' values at the first few points at which all of them have one that is not zero."""
    taken = 0
    for number in range(TRIED_POINTS):
        values = Sample(lemmas.graph, lemmas.prover.seed, number, PRECISION).evaluate()
        balls = {factor: values[factor] for factor in factors}
        if all(ball is not None and ball.is_finite() and not ball.contains(0) for ball in balls.values()):
            yield balls
            taken += 1
            if taken > MAX_POINTS:
                return


def guess_exponents(factors: Sequence[int], points: Sequence[Mapping[int, Any]]) -> list[dict[int, int]]:
    """Return exponents for which the product of the factors' powers seems to be the same at all points."""
    first, *others = points
    if not others:
        return []
    with precision(PRECISION):
        rows = [
            [int(row == column) for column in range(len(factors))]
            + [round_scaled((abs(point[factor]) / abs(first[factor])).log()) for point in others]
            for row, factor in enumerate(factors)
        ]
    found = []
    for row in fmpz_mat(rows).lll().tolist():
        exponents, residues = [int(entry) for entry in row[: len(factors)]], row[len(factors) :]
        # A true relation leaves rounding errors alone. By chance they would be as long as SCALE, less the exponents.
        if all(abs(n) <= MAX_EXPONENT for n in exponents) and all(abs(int(r)) < 1 << 20 for r in residues):
            found.append({factor: n for factor, n in zip(factors, exponents, strict=True) if n})
    return found


def round_scaled(ball: Any) -> int:
    return int(((ball * arb(2) ** SCALE).mid()).fmpq().floor())


def is_divisor(lemmas: Lemmas, factor: int) -> bool:
    """Whether a factor is known to be zero on no region of its domain; it has a value that is not zero somewhere."""
    graph = lemmas.graph
    if not facts.find_signs(graph, factor) & facts.NULL or facts.is_meromorphic(graph, factor):
        return True
    if facts.has_steps(graph, factor):
        return False
    # sqrt(x^2 + 2x + 1) - x - 1 is zero for all x > -1, so one value that is not zero is needed in each part.
    places = find_components(graph, lemmas.prover.seed, factor)
    return places is not None and all(is_seen_nonzero(place.evaluate()[factor]) for place in places)


def is_seen_nonzero(ball: Any) -> bool:
    """Whether a value is certainly not zero, or certainly undefined."""
    return ball is None or bool(ball.is_finite() and not ball.contains(0))


def eliminate(relations: Sequence[dict[int, int]], divisors: Collection[int]) -> list[dict[int, int]]:
    """Return relations that each have a factor of their own with exponent 1, by Gaussian elimination.

    Only divisors may have positive exponents besides: on the other side of the equation they are negative.
    """
    done: list[tuple[int, dict[int, int]]] = []
    for relation in relations:
        row = dict(relation)
        for pivot, other in done:
            row = subtract(row, other, row.get(pivot, 0))
        # The factor that was built last is usually the longest.
        pivot = max((factor for factor in row if is_pivot(row, factor, divisors)), default=-1)
        if pivot < 0:
            continue
        row = {factor: n * row[pivot] for factor, n in row.items()}
        done = [(p, subtract(other, row, other.get(pivot, 0))) for p, other in done] + [(pivot, row)]
    return [
        {pivot: 1, **{factor: n for factor, n in row.items() if factor != pivot}}
        for pivot, row in done
        if is_pivot(row, pivot, divisors)
    ]


def is_pivot(row: Mapping[int, int], pivot: int, divisors: Collection[int]) -> bool:
    """Whether a relation may replace a factor: it has exponent 1, and what is divided by is not zero on a region."""
    n = row[pivot]
    return n in (1, -1) and all(factor in divisors for factor, m in row.items() if m * n > 0 and factor != pivot)


def subtract(row: Mapping[int, int], other: Mapping[int, int], times: int) -> dict[int, int]:
    found = {factor: row.get(factor, 0) - times * other.get(factor, 0) for factor in {*row, *other}}
    return {factor: n for factor, n in sorted(found.items()) if n}


def prove_relation(lemmas: Lemmas, exponents: Mapping[int, int], point: Mapping[int, Any]) -> Relation | None:
    """Return a relation for the first factor, if the guess is true."""
    graph = lemmas.graph
    (factor, _), *others = exponents.items()
    with precision(PRECISION):
        value = arb(1)
        for base, n in exponents.items():
            value *= point[base] ** n
    constant = guess_rational(value)
    if constant is None or any(abs(n) > MAX_EXPONENT for n in exponents.values()):
        return None
    rest = graph.product([(graph.number(tidy(constant)), 1), *((base, -n) for base, n in others)])
    if not lemmas.is_proved(factor, rest):
        return None
    return Relation(factor, constant, tuple((base, -n) for base, n in others))


def guess_rational(ball: Any) -> fmpq | None:
    """Return the simplest rational number in a ball, if it is short."""
    if not ball.is_finite() or not is_short(ball.mid()):
        return None
    with precision(PRECISION):
        middle, radius = fmpq(ball.mid().fmpq()), fmpq(ball.rad().fmpq())
    found = find_simplest(middle - radius - fmpq(1, 2**200), middle + radius + fmpq(1, 2**200))
    return found if found != 0 and found.p.bit_length() + found.q.bit_length() <= MAX_CONSTANT_BITS else None


# Rewriting


def rewrite(graph: Graph, roots: Sequence[int], relations: Mapping[int, Relation]) -> list[int]:
    """Return nodes in which no factor with a relation is under a logarithm, sign or root, innermost first."""
    below = list_reachable(graph, roots)
    sizes = find_sizes(graph, below, relations)
    done: dict[int, int] = {}
    for node in below:
        rebuilt = rebuild_node(graph, node, done)
        argument = argument_of(graph, rebuilt)
        if argument is None:
            done[node] = rebuilt
        elif any(factor in relations for factor, _ in factors_of(graph, argument)):
            done[node] = rewrite_node(graph, rebuilt, expand(graph, argument, relations), sizes)
        else:
            done[node] = (
                find_sign(graph, argument)
                if graph.kind[rebuilt] == CALL and graph.data[rebuilt][0] == "sign"
                else rebuilt
            )
    return [done[root] for root in roots]


def expand(graph: Graph, argument: int, relations: Mapping[int, Relation]) -> tuple[fmpq, dict[int, int]]:
    """Return an argument as a rational number times powers of the factors that are left."""
    constant, exponents = fmpq(1), dict[int, int]()
    for factor, n in factors_of(graph, argument):
        if graph.kind[factor] == NUMBER:
            constant *= fmpq(graph.data[factor]) ** n
            continue
        relation = relations.get(factor, Relation(factor, fmpq(1), ((factor, 1),)))
        constant *= relation.constant**n
        for base, m in relation.powers:
            exponents[base] = exponents.get(base, 0) + n * m
    return constant, {base: n for base, n in exponents.items() if n}


def find_sizes(graph: Graph, nodes: Sequence[int], relations: Mapping[int, Relation]) -> dict[int, int]:
    """Return the absolute values of factors whose sign follows from where both sides are defined.

    There what is under a logarithm or even root is not negative. Of a product of which only one factor is open, this
    gives the sign of that factor.
    """
    sizes: dict[int, int] = {}
    for t in list_nonnegative(graph, nodes):
        sizes[t] = t
        sizes[graph.neg(t)] = t
        constant, exponents = expand(graph, t, relations)
        odd = [base for base, n in exponents.items() if n % 2 and facts.find_signs(graph, base) & facts.NEGATIVE]
        open_ones = [base for base in odd if base not in sizes]
        if len(open_ones) == 1:
            turns = sum(sizes[base] != base for base in odd if base in sizes) + (constant < 0)
            (base,) = open_ones
            size = base if turns % 2 == 0 else graph.neg(base)
            sizes[base] = sizes[graph.neg(base)] = size
    return sizes


def rewrite_node(graph: Graph, node: int, product: tuple[fmpq, dict[int, int]], sizes: Mapping[int, int]) -> int:
    """Return a logarithm, sign or root of a product by its factors; ``sizes`` are known absolute values."""
    constant, exponents = product
    kind, data = graph.kind[node], graph.data[node]
    if kind == POWER:
        return rewrite_root(graph, product, graph.data[data[1]], sizes)
    if data[0] == "log":
        terms = [
            (powers.log(graph, sizes[base]) if base in sizes else log_of_absolute(graph, base), n)
            for base, n in exponents.items()
        ]
        return graph.combine([(powers.log(graph, graph.number(tidy(abs(constant)))), 1), *terms])
    sides = [(find_sign(graph, base), abs(n)) for base, n in exponents.items()]
    return graph.product([(ONE if constant > 0 else graph.number(-1), 1), *sides])


def log_of_absolute(graph: Graph, node: int) -> int:
    """Return the logarithm of an absolute value; one of a product is not taken apart again."""
    size = signs.absolute(graph, node)
    return graph.call("log", size) if graph.kind[size] == PRODUCT else powers.log(graph, size)


def rewrite_root(graph: Graph, product: tuple[fmpq, dict[int, int]], power: Any, sizes: Mapping[int, int]) -> int:
    """Return a root of a product: factors of known sign have roots of their own, the others stay together."""
    constant, exponents = product
    turns = sum(n for base, n in exponents.items() if sizes.get(base, base) != base) + (constant < 0)
    known = [(sizes[base], n) for base, n in exponents.items() if base in sizes]
    rest = [(base, n) for base, n in exponents.items() if base not in sizes]
    roots = [powers.root(graph, size, fmpq(power) * n) for size, n in known]
    inside = graph.scale(graph.product(rest), -1 if turns % 2 else 1)
    return graph.mul(
        [powers.root(graph, graph.number(tidy(abs(constant))), power), powers.root(graph, inside, power), *roots]
    )
