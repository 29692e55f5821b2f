"""Both sides of a comparison built again in a graph that knows the signs of one case."""

from dataclasses import dataclass
from typing import Any

from grader.equivalence.domain.factoring import factor_sum
from grader.equivalence.domain.requirements import Requirements
from grader.equivalence.graph import facts, functions, powers
from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.facts import NEGATIVE, POSITIVE
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ATOM, CALL, NOTHING, NUMBER, ONE, POWER, PRODUCT, SUM, UNDEFINED
from grader.expr.notation import Domain

__all__ = ["Case", "Region", "build_case"]

MAX_TERMS = 64  # of a sum of logarithms that is multiplied out


@dataclass(frozen=True, slots=True)
class Case:
    """Both sides in a graph of their own, which knows the signs that hold in this case."""

    graph: Graph
    student: int
    expected: int


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the expected side's domain: the signs of nodes there, and the narrower domains of symbols."""

    signs: Requirements
    domains: dict[int, Domain]
    # The nodes whose sign holds throughout an interval that the region belongs to.
    sure: frozenset[int] = frozenset()
    # With one symbol, the irreducible polynomials that cut the line, with their sign on this interval.
    factors: tuple[tuple[Any, int], ...] = ()


def build_case(graph: Graph, region: Region, student: int, expected: int) -> Case | None:
    """Return both sides built again with the signs of a region; None where these contradict each other."""
    new = Graph(strict=graph.strict, limit=graph.limit)
    done = {UNDEFINED: UNDEFINED}
    # The expected side first: its conditions are known when the answer is built.
    first = [*list_polynomial_parts(graph, region.signs), *list_reachable(graph, [*region.signs, expected])]
    is_defined = set(list_reachable(graph, [expected]))
    note_factors(new, graph, region)
    for node in [*first, *list_reachable(graph, [student])]:
        if node in done:
            continue
        done[node] = built = build_node(new, graph, node, done, region.domains)
        if node in region.signs and not note_signs(new, built, region.signs[node], is_sure=node in region.sure):
            return None
        if node in is_defined:
            note_total(new, built)
    return Case(new, done[student], done[expected])


def list_polynomial_parts(graph: Graph, signs: Requirements) -> list[int]:
    """Return the nodes below those of known sign that hold no root or function: the signs of roots follow from them."""
    found: set[int] = set()
    for node in list_reachable(graph, list(signs)):
        if graph.kind[node] not in (POWER, CALL) and found.issuperset(facts.operands_of(graph, node)):
            found.add(node)
    return sorted(found)


def build_node(new: Graph, graph: Graph, node: int, done: dict[int, int], domains: dict[int, Domain]) -> int:
    """Return a node in another graph, by the constructors, which may find another form there."""
    kind, data = graph.kind[node], graph.data[node]
    if kind == NUMBER:
        return new.number(data)
    if kind == ATOM:
        return build_atom(new, data[0], domains.get(node, data[1]))
    if kind == SUM:
        return new.combine([(ONE, data[0]), *((done[term], factor) for term, factor in data[1])])
    if kind == PRODUCT:
        return new.product([(done[factor], exponent) for factor, exponent in data])
    if kind == POWER:
        return powers.general_power(new, split_argument(new, done[data[0]]), done[data[1]])
    if kind == NOTHING:
        return UNDEFINED
    name, arguments = data
    values = [done[argument] for argument in arguments]
    if name == "log":
        values = [split_argument(new, values[0])]
    elif name == "exp":
        exponent = multiply_out_logarithms(new, values[0])
        # exp(-t) as 1/exp(t), so that 1 - exp(-t) and exp(t) - 1 share their numerator.
        leading = powers.terms_of(new, exponent)[0][1]
        return new.power(powers.exp(new, new.neg(exponent)), -1) if leading < 0 else powers.exp(new, exponent)
    if name in ("asin", "atan"):
        return build_inverse(new, name, values[0])
    known = functions.FUNCTIONS.get(name)
    return known(new, *values) if known and len(values) == 1 else new.call(name, *values)


def build_inverse(new: Graph, name: str, t: int) -> int:
    """Return an inverse sine or tangent whose root (see ``functions.build_with_root``) is split into factors."""
    square = new.combine([(ONE, 1), (new.power(t, 2), 1 if name == "atan" else -1)])
    root = powers.sqrt(new, split_argument(new, square))
    mark = len(new)
    built = functions.FUNCTIONS[name](new, t)
    for node, _ in powers.terms_of(new, built):
        # Only of a node that is new: whatever uses its root is built after the root.
        if node >= mark and new.kind[node] == CALL and new.data[node][0] == name:
            new.notes[node]["root"] = root  # type: ignore[index]
    return built


def build_atom(new: Graph, name: str, domain: Domain) -> int:
    """Return a free symbol; a negative one as the negative of a positive one, so that its powers are real."""
    if facts.signs_of_domain(domain) != NEGATIVE:
        return new.atom(name, domain)
    lower, upper = (None if end is None else -end for end in (domain.upper, domain.lower))
    turned = Domain(kind="integer" if domain.kind == "integer" else "positive", lower=lower, upper=upper)
    return new.neg(new.atom(name, turned))


def note_factors(new: Graph, graph: Graph, region: Region) -> None:
    """Note the signs of the polynomials that cut the line, each in the form that a factor has."""
    if not region.factors:
        return
    ((atom, domain),) = region.domains.items()
    symbol = build_atom(new, graph.data[atom][0], domain)
    for poly, mask in region.factors:
        terms = [(new.power(symbol, place) if place else ONE, int(c)) for place, c in enumerate(poly.coeffs()) if c]
        note_signs(new, new.combine(terms), mask, is_sure=True)


def split_argument(new: Graph, t: int) -> int:
    """Return what is below a root or logarithm as a product of factors, over its denominators of known sign."""
    mask = facts.find_signs(new, t)
    joined = join_fractions(new, t)
    pairs = new.data[joined] if new.kind[joined] == PRODUCT else ((joined, 1),)
    split = new.product([(factor_sum(new, factor), exponent) for factor, exponent in pairs])
    if new.kind[split] != NUMBER:
        note_signs(new, split, mask, is_sure=False)
    return split


def join_fractions(new: Graph, t: int) -> int:
    """Return a sum over its denominators, to even powers where their sign is unknown: ``1 + 3/n`` as ``(n + 3)/n``."""
    if new.kind[t] != SUM:
        return t
    bottom: dict[int, int] = {}
    for term, _ in new.data[t][1]:
        for factor, exponent in new.data[term] if new.kind[term] == PRODUCT else ():
            if exponent < 0:
                is_known = facts.find_signs(new, factor) in (NEGATIVE, POSITIVE)
                bottom[factor] = min(exponent - (0 if is_known else exponent % 2), bottom.get(factor, 0))
    if not bottom:
        return t
    constant, terms = new.data[t]
    clear = new.product([(factor, -exponent) for factor, exponent in bottom.items()])
    top = powers.expand_argument(
        new, new.combine([(clear, constant), *((new.mul([term, clear]), factor) for term, factor in terms)])
    )
    joined = new.product([(top, 1), *bottom.items()])
    below = facts.find_signs(new, clear)
    if below in (NEGATIVE, POSITIVE):
        above = facts.find_signs(new, t)
        note_signs(new, top, above if below == POSITIVE else facts.negate_signs(above), is_sure=False)
    return joined


def multiply_out_logarithms(new: Graph, t: int) -> int:
    """Return an exponent in which ``n (log a - log b)`` is ``n log a - n log b``."""
    result = []
    for term, factor in powers.terms_of(new, t):
        parts = new.data[term] if new.kind[term] == PRODUCT else ()
        sums = [node for node, exponent in parts if exponent == 1 and new.kind[node] == SUM]
        if any(is_logarithm(new, t) for node, _ in parts for t, _ in powers.terms_of(new, node)):
            spread = new.product([pair for pair in parts if pair[0] not in sums])
            for node in sums:
                if len(powers.terms_of(new, spread)) * len(powers.terms_of(new, node)) <= MAX_TERMS:
                    spread = powers.multiply_out(new, spread, node)
                else:
                    spread = new.mul([spread, node])
            term = spread
        result.append((term, factor))
    return new.combine(result)


def is_logarithm(new: Graph, node: int) -> bool:
    return new.kind[node] == CALL and bool(new.data[node][0] == "log")


def note_signs(new: Graph, node: int, mask: int, *, is_sure: bool) -> bool:
    """Note the signs that a node may have in this case, and with it its multiples; False if it has none of them."""
    forms = [(node, mask)]
    if new.kind[node] == SUM:
        leading, rest = new.monic(node)
        # A sum is looked at in several forms: divided by its first coefficient, and with the opposite sign.
        monic = mask if leading > 0 else facts.negate_signs(mask)
        forms += [(rest, monic), (new.neg(rest), facts.negate_signs(monic)), (new.neg(node), facts.negate_signs(mask))]
    for form, signs in forms:
        before = facts.find_signs(new, form)
        now = before & signs
        if now == before:
            continue
        if not now:
            return False
        notes = new.notes[form] = new.notes[form] or {}
        notes["find_signs"] = now
        if not is_sure:
            # The sign holds in this case, which may be in several pieces, so no identity carries through it.
            notes["is_in_one_piece"] = notes["is_unassumed"] = False
    return True


def note_total(new: Graph, node: int) -> None:
    """Note that a node is defined in this case."""
    if not facts.is_total(new, node):
        new.notes[node]["is_total"] = True  # type: ignore[index]
