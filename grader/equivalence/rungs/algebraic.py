"""Nested roots, sums of logarithms and of angles.

A difference D that holds roots has *conjugates*: its values for every choice of every root. Modulo a prime in which
all roots exist, all choices can be carried out; the number of choices for which D vanishes there is the number of
conjugates that are truly zero (the characteristic polynomial of D over Q has that many zero roots; it is reduced
modulo the prime). In complex balls, all conjugates but a few are certainly not zero. If just as many are left as must
be zero, these are the zeros, and if the usual choice is among them, D = 0 is proved. So ``sqrt(3 + 2 sqrt(2)) = 1 +
sqrt(2)`` although the two roots of 3 + 2 sqrt(2) cannot be distinguished modulo a prime.

With symbols, D is analytic on each connected part of the domain on which its roots are real, so one point in each
part settles it; where the parts are not known, nothing is claimed. A sum of logarithms is zero when its exponential
is one; a sum of inverse tangents and sines when ``exp(i N D)`` is one and D is smaller than ``2 pi / N``.

(Compare C. Yap, "Towards exact geometric computation", and the constructive zero bounds of Burnikel, Fleischer,
Mehlhorn and Schirra, 2000: counting zeros modulo a prime takes the place of a bound on their size.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import lcm
from typing import Any

from flint import acb, fmpq

from grader.equivalence.domain.components import find_components
from grader.equivalence.graph import facts, powers
from grader.equivalence.graph.calculus import list_reachable, substitute
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, ONE, PRODUCT, SUM
from grader.equivalence.precision import precision
from grader.equivalence.rungs.complex_enclosure import CALLS
from grader.equivalence.rungs.identity import Prover
from grader.equivalence.rungs.proof import Proof
from grader.equivalence.rungs.salted import BranchAgreement, Salted, ZeroCount, list_branch_choices
from grader.equivalence.values.enclosure import Sample, whole_power
from grader.equivalence.values.needed import find_noted_root

__all__ = ["prove"]

PRECISION = 512  # bits; conjugates that are not zero must be seen not to be
Payments = tuple[BranchAgreement | ZeroCount, ...]


def prove(prover: Prover, student: int, expected: int) -> Proof | None:
    """Return a proof where conjugates, exponentials or angles give one, else None."""
    graph = prover.graph
    difference = graph.sub(student, expected)
    paid = pay_by_exponential(prover, difference)
    if paid is None:
        places = find_components(graph, prover.seed, difference)
        if places is None:
            return None
        paid = pay_by_conjugates(prover, difference, places) or pay_by_angles(prover, difference, places)
    return None if paid is None else Proof(by="algebraic", payments=paid)


# Conjugates


def pay_by_conjugates(prover: Prover, difference: int, places: Sequence[Sample]) -> Payments | None:
    """Return what proves that a difference is zero at, and around, every given place at which it is defined."""
    graph = prover.graph
    question = prover.salt(difference)
    choices = list_branch_choices(list(question.roots.values()))
    if not question.roots or not choices or not is_algebraic(graph, question.nodes):
        return None
    counts: dict[tuple[tuple[int, int], ...], ZeroCount | None] = {}
    for place in places:
        value = place.evaluate()[difference]
        if value is None:
            continue
        signs = find_signs_at(graph, question.nodes, place)
        if signs is None or not value.is_finite():
            return None
        # The count depends on the signs alone, so places with the same signs share it.
        key = tuple(sorted(signs.items()))
        if key not in counts:
            counts[key] = question.count_zeros(signs)
        found = counts[key]
        # So many conjugates are zero, up to the stated error, and only those whose balls hold 0 can be. If the numbers
        # agree, all these are zero, the usual choice among them.
        if not found or not found.count or found.count != count_possible_zeros(question, choices, place, signs):
            return None
    # Where the difference is nowhere defined, nothing has been shown.
    return tuple(found for found in counts.values() if found) or None


def is_algebraic(graph: Graph, nodes: Sequence[int]) -> bool:
    """Whether all kernels have complex enclosures and residues that belong together."""
    return all(
        graph.kind[node] != CALL or graph.data[node][0] in ("sign", "pi", "exp", "log", "sin", "cos", "atan", "asin")
        for node in nodes
    )


def find_signs_at(graph: Graph, nodes: Sequence[int], place: Sample) -> dict[int, int] | None:
    """Return the sign of every argument of a sign at a place; None where one is not certain."""
    values = place.evaluate()
    signs = {}
    for node in nodes:
        if graph.kind[node] == CALL and graph.data[node][0] == "sign":
            ball = values[graph.data[node][1][0]]
            if ball is None or not (ball > 0 or ball < 0):
                return None
            signs[node] = 1 if ball > 0 else -1
    return signs


def count_possible_zeros(
    question: Salted, choices: Sequence[tuple[int, ...]], place: Sample, signs: Mapping[int, int]
) -> int:
    """Return the number of conjugates whose balls at a place hold zero; -1 unless the usual choice is one of them."""
    (difference,) = question.sides
    count = 0
    for choice in choices:
        branches = dict(zip(question.roots, choice, strict=True))
        with precision(PRECISION):
            ball = evaluate_conjugate(question.graph, question.nodes, branches, place, signs)[difference]
        # A conjugate that could not be enclosed may be zero: counting it can only prevent a proof.
        holds_zero = not ball.is_finite() or ball.contains(0)
        # The usual choice is the value itself. If it is not zero, no count can help.
        if not any(choice) and not holds_zero:
            return -1
        count += holds_zero
    return count


def evaluate_conjugate(
    graph: Graph, nodes: Sequence[int], branches: Mapping[int, int], place: Sample, signs: Mapping[int, int]
) -> dict[int, Any]:
    """Return complex enclosures of nodes with given choices of the roots, at the precision that is set."""
    graph.work.spend(8 * len(nodes))  # complex balls of 512 bits
    values: dict[int, Any] = {}
    for node in nodes:
        kind, data = graph.kind[node], graph.data[node]
        if kind == NUMBER:
            values[node] = acb(fmpq(data))
        elif kind == ATOM:
            values[node] = acb(place.coordinate(*data))
        elif kind == SUM:
            values[node] = sum((values[term] * fmpq(factor) for term, factor in data[1]), acb(fmpq(data[0])))
        elif kind == PRODUCT:
            values[node] = acb(1)
            for factor, exponent in data:
                values[node] *= whole_power(values[factor], exponent)
        elif node in branches:
            index = int(graph.data[data[1]].q)
            # The principal root, turned by a root of unity: this runs through all roots.
            values[node] = values[data[0]].root(index) * acb(fmpq(2 * branches[node], index)).exp_pi_i()
        elif node in signs:
            values[node] = acb(signs[node])
        elif kind == CALL and data[0] in ("sin", "cos"):
            values[node] = evaluate_circular(graph, data[0], data[1][0], values)
        else:
            values[node] = CALLS[data[0]](*(values[argument] for argument in data[1])) if kind == CALL else acb("nan")
    return values


def evaluate_circular(graph: Graph, name: str, angle: int, values: Mapping[int, Any]) -> Any:
    """Return the sine or cosine of an angle; of inverse functions in it, through the chosen branch of their roots."""
    turn, rest = acb(1), acb(0)
    for term, factor in powers.terms_of(graph, angle):
        inverse = graph.data[term][0] if graph.kind[term] == CALL else ""
        if inverse in ("asin", "atan") and type(factor) is int:
            t = values[graph.data[term][1][0]]
            (root,) = (values[noted] for noted in find_noted_root(graph, term))
            # exp(i asin t) and exp(i atan t), as residues have them (``Residues.turn_of_inverse``).
            turn *= whole_power(root + acb(0, 1) * t if inverse == "asin" else (1 + acb(0, 1) * t) / root, factor)
        else:
            rest += values[term] * fmpq(factor)
    if turn == 1:
        return CALLS[name](rest)
    turn *= (acb(0, 1) * rest).exp()
    return (turn + 1 / turn) / 2 if name == "cos" else (turn - 1 / turn) / acb(0, 2)


# Exponentials and angles


def pay_by_exponential(prover: Prover, difference: int) -> Payments | None:
    """Return what proves that a sum of logarithms is zero because its exponential is one."""
    graph = prover.graph
    terms = graph.data[difference][1] if graph.kind[difference] == SUM else ((difference, 1),)
    logarithms = [(term, c) for term, c in terms if graph.kind[term] == CALL and graph.data[term][0] == "log"]
    if not logarithms or facts.find_signs(graph, difference) & facts.COMPLEX:
        return None
    # c log t with c = p/q becomes p log t, whose exponential t^p has no root. A sum is zero where its multiple is.
    scale = lcm(*(int(fmpq(c).q) for _, c in logarithms))
    if any(abs(fmpq(c) * scale) > 1000 for _, c in logarithms):  # t^1000 is the highest power that is formed
        return None
    constant = graph.data[difference][0] if graph.kind[difference] == SUM else 0
    rest = graph.linear(constant, {term: c for term, c in terms if (term, c) not in logarithms})
    factors = [(graph.data[term][1][0], int((fmpq(c) * scale).p)) for term, c in logarithms]
    product = graph.product([(powers.exp(graph, graph.scale(rest, scale)), 1), *factors])
    if product == ONE:
        return ()
    proof = prover.prove(product, ONE)
    if proof is not None:
        return proof.payments
    places = find_components(graph, prover.seed, product)
    return None if places is None else pay_by_conjugates(prover, graph.sub(product, ONE), places)


def pay_by_angles(prover: Prover, difference: int, places: Sequence[Sample]) -> Payments | None:
    """Return what proves a sum of angles zero: that it is a multiple of a full turn over N, and smaller than that."""
    graph = prover.graph
    terms = graph.data[difference][1] if graph.kind[difference] == SUM else ((difference, 1),)
    # The turn of a rational number is a kernel of its own here, so nothing could cancel it.
    if graph.kind[difference] == SUM and graph.data[difference][0] != 0:
        return None
    if not any(graph.kind[term] == CALL and graph.data[term][0] in ("atan", "asin") for term, _ in terms):
        return None
    scale = lcm(
        *(int(fmpq(c).q) for term, c in terms if graph.kind[term] == CALL and graph.data[term][0] in ("atan", "asin"))
    )
    # Twice the common denominator: all coefficients are whole, and the root in exp(i atan t) = (1 + i t)/sqrt(1 + t^2)
    # is squared, so it is no choice any more.
    angle = graph.scale(difference, 2 * scale)
    payments = []
    for place in places:
        ball = place.evaluate()[angle]
        if ball is None:
            continue
        # exp(i D) = 1 says that D is a multiple of 2 pi. Of these, only 0 is smaller than 1 (anything below 2 pi would
        # do).
        if not -1 < ball < 1:
            return None
        signs = find_signs_at(graph, list_reachable(graph, [difference]), place)
        paid = None if signs is None else pay_full_turn(prover, angle, signs)
        if paid is None:
            return None
        payments.append(paid)
    # Where the angle is nowhere defined, nothing has been shown.
    return tuple(payments) or None


def pay_full_turn(prover: Prover, angle: int, signs: Mapping[int, int]) -> BranchAgreement | None:
    """Return what proves that the cosine of an angle is one where its signs are known."""
    graph = prover.graph
    # The signs as numbers: so ``pi sign(t)`` is plus or minus pi.
    values = {node: graph.number(sign) for node, sign in signs.items()}
    (fixed,) = substitute(graph, [angle], values)
    # As it is, without the rules that know the cosines of some angles.
    found = prover.salt(graph.call("cos", fixed), ONE).agree(signs)
    return found if isinstance(found, BranchAgreement) else None
