"""Regions that signs cut out of the domain: which are empty, how expressions look within one, points inside one.

A combination of signs is contradictory when the linear inequalities among its conditions, with every other monomial
treated as a variable of its own, have no solution (Fourier-Motzkin elimination). That is sound, but not complete:
``x^2 < 2x - 2`` has no solution, but it has one if ``x^2`` may be any number.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flint import fmpq

from grader.equivalence.graph import facts
from grader.equivalence.graph.calculus import extract_subgraph, list_reachable, substitute
from grader.equivalence.graph.facts import NEGATIVE, NULL, POSITIVE
from grader.equivalence.graph.graph import Graph, tidy
from grader.equivalence.graph.kinds import ATOM, NUMBER, ONE, SUM
from grader.equivalence.values.enclosure import Sample
from grader.equivalence.values.points import draw_coordinate
from grader.expr.notation import Domain

__all__ = [
    "MAX_INEQUALITIES", "Inequality", "eliminate_variable", "find_member", "is_contradictory", "is_seen_nonzero",
    "is_solvable", "list_points_at_jumps", "narrow", "read_linear_form", "solve_for_terms",
]  # fmt: skip

MAX_INEQUALITIES = 200  # eliminating one variable may square their number; beyond this, nothing is called contradictory
Inequality = tuple[dict[int, fmpq], fmpq, bool]  # sum of factors times nodes + constant, > 0 (strict) or >= 0


def is_seen_nonzero(graph: Graph, seed: int, t: int) -> bool:
    """Whether a node is certainly not zero at one of a few points."""
    # One certain value is a proof; four points, in case some are undefined or too close to a zero.
    small, (node,) = extract_subgraph(graph, [t])  # the graph grows with every region
    for number in range(4):
        value = Sample(small, seed, number, 128).evaluate()[node]
        if value is not None and value.is_finite() and not value.contains(0):
            return True
    return False


def narrow(graph: Graph, region: Mapping[int, int], roots: Sequence[int]) -> list[int] | None:
    """Return the roots rebuilt with the region's signs as numbers; None where the region is empty."""
    found = narrow_with_conditions(graph, region, roots)
    return None if found is None else found[0]


def narrow_with_conditions(
    graph: Graph, region: Mapping[int, int], roots: Sequence[int]
) -> tuple[list[int], list[tuple[int, int]]] | None:
    """Return the roots rebuilt with the region's signs as numbers, and the arguments with their signs."""
    known: dict[int, int] = {}
    conditions: list[tuple[int, int]] = []
    # Operands have smaller numbers than what is built from them, so inner signs are known before outer ones.
    for node in sorted(region):
        argument = substitute(graph, [graph.data[node][1][0]], known)[0]
        known[node] = graph.number(region[node])
        conditions.append((argument, region[node]))
        mask = {1: POSITIVE, -1: NEGATIVE, 0: NULL}[region[node]]
        if not facts.find_signs(graph, argument) & mask:  # this sign cannot occur at all
            return None
    if is_contradictory(graph, conditions):
        return None
    return substitute(graph, roots, known), conditions


def list_forms_at_zeros(graph: Graph, region: Mapping[int, int], roots: Sequence[int]) -> Iterator[list[int]]:
    """Yield the roots as they are where arguments of signs are zero: a term of one is what the other terms make it.

    At all points of the region the term and what replaces it have the same value, so that roots which agree after this
    agree there.
    """
    found = narrow_with_conditions(graph, region, roots)
    if found is None:
        return
    narrowed, conditions = found
    zeros = [argument for argument, sign in conditions if sign == 0]
    for argument in zeros:
        for term, value in solve_for_terms(graph, argument):
            # A second argument that is zero, too, is solved after that.
            current = substitute(graph, [*narrowed, *zeros], {term: value})
            for other in current[len(narrowed) :]:
                step = next(solve_for_terms(graph, other), None) if graph.kind[other] != NUMBER else None
                current = substitute(graph, current, dict([step])) if step is not None else current
            yield current[: len(narrowed)]


def is_contradictory(graph: Graph, conditions: Sequence[tuple[int, int]], nonnegative: Sequence[int] = ()) -> bool:
    """Whether sign conditions, and those that other nodes are not negative, are impossible together."""
    system: list[Inequality] = [(*read_linear_form(graph, node), False) for node in nonnegative]
    for node, sign in conditions:
        factors, constant = read_linear_form(graph, node)
        # t = 0 as two inequalities, t >= 0 and -t >= 0; t > 0 and t < 0 are strict.
        if sign == 0:
            system += [(factors, constant, False), ({k: -v for k, v in factors.items()}, -constant, False)]
        else:
            system.append(({k: v * sign for k, v in factors.items()}, constant * sign, True))
    for node in {node for factors, _, _ in system for node in factors}:
        # What is known about each variable without the conditions, such as x^2 >= 0 and e^x > 0.
        mask = facts.find_signs(graph, node)
        if not mask & NEGATIVE:
            system.append(({node: fmpq(1)}, fmpq(0), not mask & NULL))
        elif not mask & POSITIVE:
            system.append(({node: fmpq(-1)}, fmpq(0), not mask & NULL))
        system += list_bounds(graph, node)
    return not is_solvable(system)


def list_bounds(graph: Graph, node: int) -> list[Inequality]:
    if graph.kind[node] != ATOM:
        return []
    domain = graph.data[node][1]
    bounds: list[Inequality] = []
    if domain.lower is not None:
        bounds.append(({node: fmpq(1)}, -fmpq(domain.lower.numerator, domain.lower.denominator), False))
    if domain.upper is not None:
        bounds.append(({node: fmpq(-1)}, fmpq(domain.upper.numerator, domain.upper.denominator), False))
    return bounds


def read_linear_form(graph: Graph, node: int) -> tuple[dict[int, fmpq], fmpq]:
    """Return a node as a linear combination of other nodes, and its constant."""
    if graph.kind[node] == SUM:
        constant, terms = graph.data[node]
        return {term: fmpq(factor) for term, factor in terms}, fmpq(constant)
    return ({}, fmpq(graph.data[node])) if graph.kind[node] == NUMBER else ({node: fmpq(1)}, fmpq(0))


def solve_for_terms(graph: Graph, t: int) -> Iterator[tuple[int, int]]:
    """Yield each term of a node with the value that it has where the node is zero."""
    factors, constant = read_linear_form(graph, t)
    for term, factor in factors.items():
        if factor != 0:  # a factor of 0 only marks where the sum has a value
            rest = [(other, tidy(-share / factor)) for other, share in factors.items() if other != term]
            yield term, graph.combine([(ONE, tidy(-constant / factor)), *rest])


def is_solvable(system: list[Inequality]) -> bool:
    """Whether linear inequalities may have a solution, by eliminating one variable after the other."""
    while True:
        # Without variables, an inequality is a statement about a number: 0 + constant > 0 or >= 0.
        if any(constant < 0 or (strict and constant == 0) for factors, constant, strict in system if not factors):
            return False
        variable = next((node for factors, _, _ in system for node in factors), None)
        if variable is None or len(system) > MAX_INEQUALITIES:  # may be solvable, so the region must be proved
            return True
        system = eliminate_variable(system, variable)


def eliminate_variable(system: list[Inequality], variable: int) -> list[Inequality]:
    """Return what a system says about the other variables."""
    lower = [row for row in system if row[0].get(variable, 0) > 0]
    upper = [row for row in system if row[0].get(variable, 0) < 0]
    rest = [row for row in system if variable not in row[0]]
    # Some value of the variable fits exactly if every lower bound is below every upper bound. Adding positive multiples
    # that cancel the variable says this for each pair; it is strict if one of the two is.
    for below in lower:
        for above in upper:
            a, b = below[0][variable], -above[0][variable]
            factors = {
                node: below[0].get(node, fmpq(0)) * b + above[0].get(node, fmpq(0)) * a
                for node in {*below[0], *above[0]}
            }
            kept = {node: factor for node, factor in factors.items() if factor != 0}
            rest.append((kept, below[1] * b + above[1] * a, below[2] or above[2]))
    return rest


def list_points_at_jumps(graph: Graph, seed: int, student: int, expected: int) -> Iterator[Sample]:
    """Yield points on both sides of every place where a sign or floor changes along one symbol, and whole numbers."""
    nodes = list_reachable(graph, [student, expected])
    atoms = {node: graph.data[node] for node in nodes if graph.kind[node] == ATOM}
    for node in nodes:
        if facts.is_step(graph, node):
            yield from list_points_around(graph, seed, graph.data[node][1][0], graph.data[node][0] == "floor", atoms)
    # With strict, a difference at a single point counts, and drawn points are hardly ever whole numbers.
    if graph.strict:
        for value in (0, 1, -1, 2):
            chosen = {name: find_member(domain, fmpq(value)) for name, domain in atoms.values()}
            yield Sample(graph, seed, 0, 128, {name: at for name, at in chosen.items() if at is not None})


def list_points_around(graph: Graph, seed: int, t: int, is_floor: bool, atoms: Mapping[int, Any]) -> Iterator[Sample]:
    """Yield points near those where a linear argument vanishes, or passes a few whole numbers."""
    factors, constant = read_linear_form(graph, t)
    for atom in (node for node in factors if node in atoms):
        name, domain = atoms[atom]
        fixed = {
            atoms[other][0]: draw_coordinate(seed, atoms[other][0], atoms[other][1], 1)
            for other in atoms
            if other != atom
        }
        # The argument is linear in the symbol, so the place where it vanishes is a quotient of exact numbers.
        rest = constant + sum(
            (factors[other] * fixed[atoms[other][0]] for other in factors if other in atoms and other != atom), fmpq(0)
        )
        # A floor jumps at every whole number: those nearest to 0, and two larger ones.
        for level in (0, 1, -1, 7, 1000) if is_floor else (0,):
            for offset in list_offsets(graph.strict):
                value = find_member(domain, (level - rest) / factors[atom] + offset)
                # At an end of a range only one side exists, so a difference there has measure zero.
                if value is not None and (graph.strict or not is_end(domain, value)):
                    yield Sample(graph, seed, 1, 128, {**fixed, name: value})


def list_offsets(strict: bool) -> list[fmpq]:
    """Return distances from a place of change; 0, the place itself, only where it counts."""
    # Close by; within half a unit, before a floor jumps again; and about 100 away.
    small = [fmpq(1, 9973), fmpq(-1, 9973), fmpq(3, 7), fmpq(-3, 7), fmpq(710, 7), fmpq(-710, 7)]
    return [fmpq(0), *small] if strict else small


def is_end(domain: Domain, value: fmpq) -> bool:
    """Whether a number is an end of a domain, where an expression may jump without changing almost anywhere."""
    if domain.kind in ("integer", "natural"):
        return False
    ends = [fmpq(end.numerator, end.denominator) for end in (domain.lower, domain.upper) if end is not None]
    return value in ends or (domain.kind == "nonnegative" and value == 0)


def find_member(domain: Domain, value: fmpq) -> fmpq | None:
    """Return a number if it belongs to a domain, for whole numbers the next one below; None if that is outside."""
    if domain.kind in ("integer", "natural"):
        value = fmpq(value.floor())
    if domain.lower is not None and value < fmpq(domain.lower.numerator, domain.lower.denominator):
        return None
    if domain.upper is not None and value > fmpq(domain.upper.numerator, domain.upper.denominator):
        return None
    sign = facts.POSITIVE if value > 0 else facts.NEGATIVE if value < 0 else facts.NULL
    return value if sign & facts.signs_of_domain(domain) else None
