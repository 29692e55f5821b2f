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
from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, ONE, POWER, PRODUCT, SUM
from grader.equivalence.precision import precision
from grader.equivalence.rungs.complex_enclosure import CALLS
from grader.equivalence.rungs.identity import Prover, list_branch_choices, salt_of
from grader.equivalence.values.enclosure import Sample, whole_power
from grader.equivalence.values.fields import get_field
from grader.equivalence.values.modular import Residues, RootsNeededError
from grader.records import Decision, Equality

__all__ = ["prove"]

# A prime fits only if all roots exist modulo it: about one in two for each square root. Further primes cost time only
# where no proof is found.
FIELDS = 40
MAX_ROOTS = 7  # more than are ever tried: seven square roots have 128 choices, and MAX_BRANCHES is 64
PRECISION = 512  # bits; conjugates that are not zero must be seen not to be
PROVED = Decision(result=Equality.EQUAL, by="algebraic", error_bound_log2=-80)


def prove(prover: Prover, student: int, expected: int) -> Decision | None:
    """Return the decision ``equal`` where conjugates, exponentials or angles prove it, else None."""
    graph = prover.graph
    # PROVED claims an error below 2^-80, which too high a degree does not allow.
    if not prover.is_bounded(student, expected):
        return None
    difference = graph.sub(student, expected)
    if is_zero_by_exponential(prover, difference):
        return PROVED
    places = find_components(graph, prover.seed, difference)
    if places is None:
        return None
    if is_zero_by_conjugates(graph, prover.seed, difference, places) or is_zero_by_angles(prover, difference, places):
        return PROVED
    return None


# Conjugates


def is_zero_by_conjugates(graph: Graph, seed: int, difference: int, places: Sequence[Sample]) -> bool:
    """Whether a difference is zero at, and around, every given place at which it is defined."""
    nodes = list_reachable(graph, [difference])
    radicals = [node for node in nodes if graph.kind[node] == POWER and graph.kind[graph.data[node][1]] == NUMBER]
    if not 0 < len(radicals) <= MAX_ROOTS or not is_algebraic(graph, nodes):
        return False
    choices = list_branch_choices([int(graph.data[graph.data[node][1]].q) for node in radicals])
    if not choices:
        return False
    counts: dict[tuple[tuple[int, int], ...], int | None] = {}
    seen = 0
    for place in places:
        value = place.evaluate()[difference]
        if value is None:
            continue
        signs = find_signs_at(graph, nodes, place)
        if signs is None or not value.is_finite():
            return False
        # The count depends on the signs alone, so places with the same signs share it.
        key = tuple(sorted(signs.items()))
        if key not in counts:
            counts[key] = count_zeros(graph, seed, difference, radicals, choices, signs)
        # So many conjugates are zero, up to the stated error, and only those whose balls hold 0 can be. If the numbers
        # agree, all these are zero, the usual choice among them.
        if not counts[key] or counts[key] != count_possible_zeros(
            graph, nodes, difference, radicals, choices, place, signs
        ):
            return False
        seen += 1
    # Where the difference is nowhere defined, nothing has been shown.
    return seen > 0


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


def count_zeros(
    graph: Graph,
    seed: int,
    difference: int,
    radicals: Sequence[int],
    choices: Sequence[tuple[int, ...]],
    signs: Mapping[int, int],
) -> int | None:
    """Return the number of conjugates that vanish modulo a prime in which all of them exist; None if none was found."""
    # The salt keeps the answer from holding a multiple of a known prime P, as x + sqrt(3 + 2 sqrt(2)) - sqrt(2) - 1 +
    # P 10^-3000 does for an expected x.
    order, salt = 1, salt_of(graph, difference)
    for attempt in range(FIELDS):
        count = 0
        for choice in choices:
            found = Residues(graph, get_field(seed, attempt, salt), point=attempt, order=order, signs=signs,
                             branches=dict(zip(radicals, choice, strict=True)), all_conjugates=True)  # fmt: skip
            try:
                value = found.evaluate()[difference]
            except RootsNeededError as needed:
                order = needed.order  # from now on, for all further attempts
                break
            if value is None:
                break
            count += value == 0
        else:
            return count
    return None


def count_possible_zeros(
    graph: Graph,
    nodes: Sequence[int],
    difference: int,
    radicals: Sequence[int],
    choices: Sequence[tuple[int, ...]],
    place: Sample,
    signs: Mapping[int, int],
) -> int:
    """Return the number of conjugates whose balls at a place hold zero; -1 unless the usual choice is one of them."""
    count = 0
    for choice in choices:
        with precision(PRECISION):
            ball = evaluate_conjugate(graph, nodes, dict(zip(radicals, choice, strict=True)), place, signs)[difference]
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
        else:
            values[node] = CALLS[data[0]](*(values[argument] for argument in data[1])) if kind == CALL else acb("nan")
    return values


# Exponentials and angles


def is_zero_by_exponential(prover: Prover, difference: int) -> bool:
    """Whether a sum of logarithms is zero because its exponential is one."""
    graph = prover.graph
    terms = graph.data[difference][1] if graph.kind[difference] == SUM else ((difference, 1),)
    logarithms = [(term, c) for term, c in terms if graph.kind[term] == CALL and graph.data[term][0] == "log"]
    if not logarithms or facts.find_signs(graph, difference) & facts.COMPLEX:
        return False
    # c log t with c = p/q becomes p log t, whose exponential t^p has no root. A sum is zero where its multiple is.
    scale = lcm(*(int(fmpq(c).q) for _, c in logarithms))
    if any(abs(fmpq(c) * scale) > 1000 for _, c in logarithms):  # t^1000 is the highest power that is formed
        return False
    constant = graph.data[difference][0] if graph.kind[difference] == SUM else 0
    rest = graph.linear(constant, {term: c for term, c in terms if (term, c) not in logarithms})
    factors = [(graph.data[term][1][0], int((fmpq(c) * scale).p)) for term, c in logarithms]
    product = graph.product([(powers.exp(graph, graph.scale(rest, scale)), 1), *factors])
    if product == ONE or prover.prove(product, ONE) is not None:
        return True
    places = find_components(graph, prover.seed, product)
    return places is not None and is_zero_by_conjugates(graph, prover.seed, graph.sub(product, ONE), places)


def is_zero_by_angles(prover: Prover, difference: int, places: Sequence[Sample]) -> bool:
    """Whether a sum of angles is zero because it is a multiple of a full turn over N, and smaller than that."""
    graph, seed = prover.graph, prover.seed
    terms = graph.data[difference][1] if graph.kind[difference] == SUM else ((difference, 1),)
    # The turn of a rational number is a kernel of its own here, so nothing could cancel it.
    if graph.kind[difference] == SUM and graph.data[difference][0] != 0:
        return False
    if not any(graph.kind[term] == CALL and graph.data[term][0] in ("atan", "asin") for term, _ in terms):
        return False
    scale = lcm(
        *(int(fmpq(c).q) for term, c in terms if graph.kind[term] == CALL and graph.data[term][0] in ("atan", "asin"))
    )
    # Twice the common denominator: all coefficients are whole, and the root in exp(i atan t) = (1 + i t)/sqrt(1 + t^2)
    # is squared, so it is no choice any more.
    angle = graph.scale(difference, 2 * scale)
    for place in places:
        values = place.evaluate()
        ball = values[angle]
        if ball is None:
            continue
        # exp(i D) = 1 says that D is a multiple of 2 pi. Of these, only 0 is smaller than 1 (anything below 2 pi would
        # do).
        if not -1 < ball < 1:
            return False
        signs = find_signs_at(graph, list_reachable(graph, [difference]), place)
        if signs is None or not is_full_turn(graph, seed, angle, signs):
            return False
    return bool(places)


def is_full_turn(graph: Graph, seed: int, angle: int, signs: Mapping[int, int]) -> bool:
    """Whether ``exp(i angle)`` is one on all branches of its roots."""
    pieces = fix_signs(graph, angle, signs)
    salt = salt_of(graph, angle)
    for attempt in range(FIELDS):
        where = get_field(seed, attempt, salt)
        first = Residues(graph, where, point=attempt, signs=signs)
        try:
            turn = first.turn_of(pieces)
        except RootsNeededError:
            return False
        if turn is None:  # a root is missing modulo this prime; the next one may have it
            continue
        radicals = sorted(first.radicals)
        choices = list_branch_choices([first.radicals[node] for node in radicals])
        if len(radicals) > MAX_ROOTS or not choices:
            return False
        turns = [
            Residues(
                graph,
                where,
                point=attempt,
                signs=signs,
                branches=dict(zip(radicals, choice, strict=True)),
            ).turn_of(pieces)
            for choice in choices
        ]
        # Modulo a prime the branches cannot be distinguished, so all of them must give one.
        return all(turn is not None and turn == 1 for turn in turns)
    return False


def fix_signs(graph: Graph, angle: int, signs: Mapping[int, int]) -> list[tuple[int, Any]]:
    """Return the terms of an angle with their coefficients, in which ``pi sign(t)`` is plus or minus pi."""
    values = {node: graph.number(sign) for node, sign in signs.items()}
    fixed = substitute(graph, [angle], values)[0]
    return powers.terms_of(graph, fixed)
