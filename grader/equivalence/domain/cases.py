"""Two expressions rebuilt where the expected one is defined, one case after the other.

Where ``sqrt(s/c)`` is defined, s and c are both positive or both negative. In each of these cases both expressions are
built again in a graph that knows these signs, so that ``sqrt(s/c)`` becomes ``sqrt(s)/sqrt(c)`` there. With one symbol
and polynomial conditions, the cases are the intervals between the roots of all conditions, and every sign is known.

What holds in every case holds wherever the expected expression is defined, but for single points. A case in which the
answer is *total* also shows that the answer is defined there.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from flint import fmpq, fmpq_poly

from grader.equivalence.domain import regions
from grader.equivalence.domain.rebuilding import Case, Region, build_case
from grader.equivalence.domain.requirements import (
    Requirements,
    find_open_factors,
    list_requirements,
    require,
    require_products,
)
from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.facts import NEGATIVE, NULL, POSITIVE
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ATOM, CALL, POWER, PRODUCT
from grader.equivalence.values.exact_roots import (
    NotPolynomialError,
    Root,
    find_critical_numbers,
    find_sign,
    find_sign_polynomial,
    is_place_in_domain,
    list_places,
)
from grader.errors import GraderError
from grader.expr.notation import Domain

__all__ = ["list_cases", "split_signs"]

MAX_CASES = 8  # each is a graph and a proof of its own
MAX_NODES = 600  # of both sides together; building them again takes about 5 µs for each
PRECISION = 256  # bits, to which the roots of conditions are told apart
GRAIN = 2**64  # ends that are no rational numbers are rounded outwards to multiples of 1/GRAIN
CONTINUOUS = ("real", "positive", "nonnegative", "negative", "nonzero")


def list_cases(graph: Graph, student: int, expected: int, *, is_cut: bool = False) -> list[Case] | None:
    """Return both sides in every case; nothing is left out but single points. None where nothing is assumed.

    An empty list says that the expected side has no real value anywhere but at single points. With ``is_cut``, the
    domain is also cut where the expected side has a value everywhere.
    """
    wanted = list_requirements(graph, expected)
    if not wanted and not is_cut:
        return None
    if not all(wanted.values()):
        return []
    nodes = list_reachable(graph, [student, expected])
    if len(nodes) > MAX_NODES:
        return None
    found = list_regions(graph, wanted, nodes)
    if found is None or len(found) > MAX_CASES:
        return None
    try:
        cases = [build_case(graph, region, student, expected) for region in found]
    except GraderError:  # rebuilt, an expression may be longer than it was
        return None
    return [case for case in cases if case is not None]


def list_regions(graph: Graph, wanted: Requirements, nodes: Sequence[int]) -> list[Region] | None:
    """Return the parts of the domain that requirements describe; None where they are too many."""
    atoms = [node for node in nodes if graph.kind[node] == ATOM]
    if len(atoms) == 1 and graph.data[atoms[0]][1].kind in CONTINUOUS:
        try:
            found = cut_line(graph, atoms[0], wanted, nodes)
        except NotPolynomialError:
            found = None
        if found is not None:
            return found
    split = split_signs(graph, wanted) if wanted else None
    if split is None:
        return None
    return [Region(signs, narrow_domains(graph, signs, atoms)) for signs in split]


# One symbol: intervals


def cut_line(graph: Graph, atom: int, wanted: Requirements, nodes: Sequence[int]) -> list[Region] | None:
    """Return the intervals, between the roots of all conditions, on which no requirement fails; None without roots."""
    polynomials = {}
    for node in dict.fromkeys([*wanted, *(edge for below in nodes for edge in list_signed(graph, below))]):
        try:
            polynomials[node] = find_sign_polynomial(graph, atom, node)
        except NotPolynomialError:
            continue
    if not polynomials or (wanted and not any(node in polynomials for node in wanted)):
        return None
    domain = graph.data[atom][1]
    places = list_places(find_critical_numbers(polynomials.values(), domain, PRECISION))
    parts = {str(factor): factor for poly in polynomials.values() for factor, _ in poly.numer().factor()[1]}
    found = []
    for index, place in enumerate(places):
        if isinstance(place, Root) or not is_place_in_domain(place, domain, PRECISION):
            continue
        signs = {node: read_mask(find_sign(place, poly)) for node, poly in polynomials.items()}
        if all(signs.get(node, mask) & mask for node, mask in wanted.items()):
            ends = (places[index - 1] if index else None, places[index + 1] if index + 1 < len(places) else None)
            within = cut_domain(domain, *(end if isinstance(end, Root) else None for end in ends))
            factors = tuple((factor, read_mask(find_sign(place, fmpq_poly(factor)))) for factor in parts.values())
            found.append(Region({**wanted, **signs}, {atom: within}, frozenset(signs), factors))
    return found


def list_signed(graph: Graph, node: int) -> Sequence[int]:
    """Return the nodes whose signs matter for a node: what is below a root, power, logarithm, sign or fraction line."""
    kind, data = graph.kind[node], graph.data[node]
    if kind == PRODUCT:
        return [factor for factor, _ in data]
    if kind == POWER:
        return [data[0]]
    return data[1] if kind == CALL and data[0] in ("log", "sign") else ()


def read_mask(sign: int | None) -> int:
    return POSITIVE if sign == 1 else NEGATIVE if sign == -1 else NULL


def cut_domain(domain: Domain, low: Root | None, high: Root | None) -> Domain:
    """Return a domain between two roots; an end that is no rational number is rounded outwards."""
    lower, upper = domain.lower, domain.upper
    if low is not None:
        lower = find_end(low, -1)
    if high is not None:
        upper = find_end(high, 1)
    return name_kind(replace(domain, lower=lower, upper=upper))


def find_end(root: Root, side: int) -> Fraction:
    """Return a root if it is a rational number, else a number close to it on one side."""
    if root.factor.degree() == 1:
        return Fraction(-int(root.factor[0]), int(root.factor[1]))
    end = fmpq(root.ball.mid().fmpq()) + fmpq(root.ball.rad().fmpq()) * side
    whole = (end * GRAIN).ceil() if side > 0 else (end * GRAIN).floor()
    return Fraction(int(whole), GRAIN)


def name_kind(domain: Domain) -> Domain:
    """Return a domain of real numbers with the kind that its ends give it: between 0 and 2, all are positive."""
    if domain.lower is not None and domain.lower >= 0:
        return replace(domain, kind="positive")
    if domain.upper is not None and domain.upper <= 0:
        return replace(domain, kind="negative")
    return domain


# Several symbols: signs


def split_signs(graph: Graph, wanted: Requirements) -> list[Requirements] | None:
    """Return all choices of signs of the factors of products with a given sign; None where they are too many."""
    todo, done = [dict(wanted)], []
    while todo:
        signs = todo.pop()
        require_products(graph, signs)
        if not all(signs.values()):
            continue
        factor = find_factor_to_split(graph, signs)
        if factor is None:
            done.append(signs)
        else:
            for mask in (NEGATIVE, POSITIVE):
                branch = dict(signs)
                require(graph, branch, factor, mask)
                todo.append(branch)
        if len(todo) + len(done) > 2 * MAX_CASES:
            return None
    return [signs for signs in done if not is_impossible(graph, signs)]


def find_factor_to_split(graph: Graph, signs: Requirements) -> int | None:
    """Return a factor of unknown sign in a product of known sign."""
    for node, mask in signs.items():
        if mask in (NEGATIVE, POSITIVE) and graph.kind[node] == PRODUCT:
            found = find_open_factors(graph, signs, graph.data[node])
            if found:
                return found[0]
    return None


def is_impossible(graph: Graph, signs: Requirements) -> bool:
    """Whether signs contradict each other by linear arithmetic."""
    known = {POSITIVE: 1, NEGATIVE: -1}
    return regions.is_contradictory(graph, [(node, known[mask]) for node, mask in signs.items() if mask in known])


def narrow_domains(graph: Graph, signs: Requirements, atoms: Sequence[int]) -> dict[int, Domain]:
    """Return the domains of symbols whose sign is known in a case."""
    found = {}
    for atom in atoms:
        domain, mask = graph.data[atom][1], signs.get(atom, 0)
        if domain.kind in CONTINUOUS and mask == POSITIVE:
            found[atom] = replace(domain, kind="positive")
        elif domain.kind in CONTINUOUS and mask == NEGATIVE:
            found[atom] = replace(domain, kind="negative")
        elif domain.kind in ("integer", "natural") and mask == POSITIVE:
            found[atom] = replace(domain, lower=max(domain.lower or Fraction(1), Fraction(1)))
        elif domain.kind == "integer" and mask == NEGATIVE:
            found[atom] = replace(domain, upper=min(domain.upper or Fraction(-1), Fraction(-1)))
    return found
