"""The connected parts of a domain on which an expression is analytic, each by one point inside it.

The parts are known in four cases: for constants; for roots and logarithms of something positive for all values of the
symbols (the domain is in one piece); for one symbol with polynomial conditions (the parts are the intervals between
their real roots); and for several symbols where every condition is a monomial in them (the parts are orthants). In all
other cases nothing is returned and nothing is claimed.
"""

from collections.abc import Sequence
from itertools import product as tuples

from flint import fmpq

from grader.equivalence.graph import facts
from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.facts import NEGATIVE
from grader.equivalence.graph.fractions import factor_node
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, ONE, POWER, PRODUCT, SUM
from grader.equivalence.graph.sign_rules import find_sign
from grader.equivalence.values.enclosure import Sample
from grader.equivalence.values.exact_roots import (
    NotPolynomialError,
    Root,
    find_critical_numbers,
    find_sign_polynomial,
    is_place_in_domain,
    list_places,
)
from grader.equivalence.values.points import draw_coordinate

__all__ = ["find_components"]

PRECISION = 256  # bits; signs at a point, and whether the expression has a value there, must be certain
MAX_ORTHANT_SYMBOLS = 4  # 2^4 = 16 orthants, each with a proof of its own


def find_components(graph: Graph, seed: int, node: int) -> list[Sample] | None:
    """Return one point in every connected part of the domain of a node; None where the parts are not known."""
    nodes = list_reachable(graph, [node])
    atoms = [current for current in nodes if graph.kind[current] == ATOM]
    # Whole numbers are not connected, and a complex domain is not cut by real zeros.
    if any(graph.data[atom][1].kind in ("integer", "natural", "complex") for atom in atoms):
        return None
    if any(
        graph.kind[current] == CALL and graph.data[current][0] in ("floor", "abs", "factorial") for current in nodes
    ):
        return None
    # By the identity theorem an analytic function that is zero around one point is zero on its connected part. So what
    # matters is only where the parts are separated.
    borders = [border for border in list_irreducible(graph, nodes) if not is_harmless(graph, border)]
    # A symbol declared nonzero has two sides: sqrt(x^4 + x^2) is x sqrt(x^2 + 1) on one of them only.
    borders += [atom for atom in atoms if facts.is_split(graph.data[atom][1])]
    if not borders:
        # No border: the domain is in one piece, and a single point in it would be enough.
        return [Sample(graph, seed, number, PRECISION) for number in range(3 if atoms else 1)]
    if len(atoms) == 1:
        return pick_in_intervals(graph, seed, atoms[0], borders)
    return (
        pick_in_orthants(graph, seed, atoms) if all(is_signed_monomial(graph, border) for border in borders) else None
    )


def list_irreducible(graph: Graph, nodes: Sequence[int]) -> list[int]:
    """Return nodes among whose zeros are all those of the boundaries: their factors, where these are known.

    So ``1 - (u/sqrt(1 + u^2))^2``, which is ``1/(1 + u^2)``, is found to have none.
    """
    if graph.over_complex:  # the rules for signs are about real values
        return list_boundaries(graph, nodes)
    found: list[int] = []
    for border in list_boundaries(graph, nodes):
        # What is assumed in one case of a proof says nothing about where the domain ends.
        if graph.kind[border] == ATOM or is_harmless(graph, border) or not facts.is_unassumed(graph, border):
            found.append(border)
            continue
        factored = factor_node(graph, border)
        for factor in [factor for factor, _ in factored.factors] if factored is not None else [border]:
            # A root vanishes where its base does.
            found += list_simpler(graph, graph.data[factor][0] if graph.kind[factor] == POWER else factor)
    return list(dict.fromkeys(found))


def list_simpler(graph: Graph, border: int) -> list[int]:
    """Return nodes among whose zeros are those of a border, by the rules for signs: x for ``e^x - 1``."""
    if graph.kind[border] in (ATOM, NUMBER) or is_harmless(graph, border):
        return [border]
    # The sign of the border is made of these signs so that it is not zero unless one of them is.
    return [
        graph.data[node][1][0] for node in list_reachable(graph, [find_sign(graph, border)]) if is_sign(graph, node)
    ]


def list_boundaries(graph: Graph, nodes: Sequence[int]) -> list[int]:
    """Return the nodes at whose zeros an expression may stop being analytic."""
    found: list[int] = []
    for node in nodes:
        kind, data = graph.kind[node], graph.data[node]
        if kind == POWER:
            found.append(data[0])
        elif kind == PRODUCT:
            found += [factor for factor, exponent in data if exponent < 0]
        elif kind == CALL and data[0] in ("log", "sign"):
            found.append(data[1][0])
        elif kind == CALL and data[0] == "asin":
            # An inverse sine ends where its argument is -1 or 1: at the zeros of 1 - t^2.
            found.append(graph.combine([(ONE, 1), (graph.power(data[1][0], 2), -1)]))
    return list(dict.fromkeys(find_radicand(graph, border) for border in found))


def find_radicand(graph: Graph, node: int) -> int:
    """Return what is below a root, which vanishes where the root does; other nodes as they are."""
    while graph.kind[node] == POWER and graph.kind[graph.data[node][1]] == NUMBER:
        node = graph.data[node][0]
    return node


def is_harmless(graph: Graph, border: int) -> bool:
    """Whether a border never vanishes: it is entire and positive, or has no symbols."""
    return (
        graph.kind[border] == NUMBER
        or (
            facts.is_entire(graph, border)
            and not facts.find_signs(graph, border) & (facts.NULL | NEGATIVE)
            and facts.is_unassumed(graph, border)
        )
        or not has_symbol(graph, border)
    )


def has_symbol(graph: Graph, node: int) -> bool:
    """Whether a node depends on a free symbol."""
    return any(graph.kind[current] == ATOM for current in list_reachable(graph, [node]))


def pick_in_intervals(graph: Graph, seed: int, atom: int, borders: Sequence[int]) -> list[Sample] | None:
    """Return a point in every interval between the real zeros of the borders."""
    name, domain = graph.data[atom]
    try:
        # sign(t) vanishes where t does.
        polynomials = [
            find_sign_polynomial(graph, atom, graph.data[border][1][0] if is_sign(graph, border) else border)
            for border in borders
        ]
        inside = [
            place
            for place in list_places(find_critical_numbers(polynomials, domain))
            if not isinstance(place, Root) and is_place_in_domain(place, domain)
        ]
    except NotPolynomialError:
        return None
    return [Sample(graph, seed, 0, PRECISION, {name: fmpq(place)}) for place in inside]


def is_sign(graph: Graph, node: int) -> bool:
    return graph.kind[node] == CALL and graph.data[node][0] == "sign"


def is_signed_monomial(graph: Graph, border: int) -> bool:
    """Whether the signs of the symbols alone decide the sign of a border."""
    if graph.kind[border] == SUM:
        constant, terms = graph.data[border]
        return bool(constant == 0 and len(terms) == 1 and is_signed_monomial(graph, terms[0][0])) or is_harmless(
            graph, border
        )
    if graph.kind[border] == PRODUCT:
        return all(is_signed_monomial(graph, factor) for factor, _ in graph.data[border])
    return (
        graph.kind[border] == ATOM
        or (is_sign(graph, border) and is_signed_monomial(graph, graph.data[border][1][0]))
        or is_harmless(graph, border)
    )


def pick_in_orthants(graph: Graph, seed: int, atoms: Sequence[int]) -> list[Sample] | None:
    """Return a point in every orthant that the symbols' domains reach."""
    if len(atoms) > MAX_ORTHANT_SYMBOLS:
        return None
    found = []
    for signs in tuples((1, -1), repeat=len(atoms)):
        chosen = {}
        for atom, sign in zip(atoms, signs, strict=True):
            name, domain = graph.data[atom]
            # A range may cut an orthant off, or leave a slice of it that the drawn point is not in.
            if domain.lower is not None or domain.upper is not None:
                return None
            mask = facts.find_signs(graph, atom)
            if not mask & (facts.POSITIVE if sign > 0 else NEGATIVE):  # the symbol does not reach this orthant
                break
            chosen[name] = abs(draw_coordinate(seed, name, domain, 0)) * sign
        else:
            found.append(Sample(graph, seed, 0, PRECISION, chosen))
    return found
