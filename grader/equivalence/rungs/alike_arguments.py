"""Functions of arguments that are written in different ways: ``cos(1 - 2 sin(x/2)^2)`` is ``cos(cos(x))``.

The modular rung draws a residue for each function of an argument, so it sees that two of them are equal only where
their arguments are one node. Here arguments of the same function are proved equal first, the innermost ones before
those that hold them, and the second function is replaced by the first. Inverse functions are compared as angles: a
guess such as ``asin(x) = 2 atan(y)`` is read off at two points, and proved.

Where both sides of a comparison have a value, so have all functions in them, and at such places nothing has changed.

Over the complex numbers roots are such functions too: ``sqrt(cos(z)^2)`` is ``sqrt(cosh(i z)^2)``. There a function of
equal arguments is the same principal value, and no other rule is used.
"""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

from flint import fmpq

from grader.equivalence.graph import powers
from grader.equivalence.graph.calculus import list_reachable, rebuild_node
from grader.equivalence.graph.functions import pi
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import CALL, NUMBER, ONE, POWER
from grader.equivalence.graph.numbers import Coefficient, tidy
from grader.equivalence.graph.signs import sign
from grader.equivalence.precision import precision
from grader.equivalence.rungs.complex_enclosure import evaluate
from grader.equivalence.rungs.lemmas import Lemmas
from grader.equivalence.values.enclosure import PRECISIONS, Sample

__all__ = ["unify_arguments", "unify_principal_arguments"]

MAX_PAIRS = 8  # that are the same at the points below, and for which a proof is looked for
POINTS = 12  # at which functions are compared before that
ANGLES = ("asin", "atan")
PARITY = {"cos": 1, "abs": 1, "sin": -1, "sign": -1}  # what a minus in front of the argument does
CLOSE = 1e-6  # floats, of which nothing more is asked than a guess
SAME = 1e-12  # of a factor, relative to it
LARGEST_BELOW = 1000  # the fraction bar of such a factor
LARGEST_PART = 4  # of a guess, above and below the fraction bar
AreEqual = Callable[[int, int], bool]


def unify_arguments(lemmas: Lemmas, roots: Sequence[int], are_equal: AreEqual) -> list[int]:
    """Return nodes in which equal functions are one node, as far as ``are_equal`` proves them equal."""
    graph = lemmas.graph
    samples = [Sample(graph, lemmas.prover.seed, number, PRECISIONS[0]) for number in range(POINTS)]
    done: dict[int, int] = {}
    known: list[int] = []  # functions of one argument that stay as they are
    left = MAX_PAIRS
    for node in list_reachable(graph, roots):
        new = done[node] = rebuild_node(graph, node, done)
        if graph.kind[new] != CALL or len(graph.data[new][1]) != 1 or new in known:
            continue
        for claim in (claim for other in known for claim in list_claims(graph, samples, new, other)):
            if left <= 0 or not seem_equal(samples, *claim[:2]):
                continue
            left -= 1
            if are_equal(*claim[:2]):
                done[node] = claim[2]
                break
        else:
            known.append(new)
    return [done[root] for root in roots]


def unify_principal_arguments(lemmas: Lemmas, roots: Sequence[int]) -> list[int]:
    """Return nodes in which functions and roots of equal arguments are one node, over the complex numbers."""
    graph = lemmas.graph
    done: dict[int, int] = {}
    known: dict[str | int, list[int]] = {}  # nodes that stay as they are, by their function or exponent
    left = MAX_PAIRS
    for node in list_reachable(graph, roots):
        new = done[node] = rebuild_node(graph, node, done)
        kind, data = graph.kind[new], graph.data[new]
        if not (kind == CALL and len(data[1]) == 1) and not (kind == POWER and graph.kind[data[1]] == NUMBER):
            continue
        alike = known.setdefault(data[0] if kind == CALL else data[1], [])
        if new in alike:
            continue
        for other in alike:
            one, its = (graph.data[each][1][0] if kind == CALL else graph.data[each][0] for each in (new, other))
            factor = guess_factor(graph, lemmas.prover.seed, one, its)
            if left <= 0 or factor is None or (factor != 1 and kind == CALL and data[0] != "log"):
                continue
            left -= 1
            if lemmas.is_proved(one, graph.scale(its, factor)):
                done[node] = put_factor_outside(graph, new, other, graph.number(factor))
                break
        else:
            alike.append(new)
    return [done[root] for root in roots]


def put_factor_outside(graph: Graph, new: int, other: int, factor: int) -> int:
    """Return a logarithm or power of c t by that of t, for a number c > 0: it does not change the angle of t."""
    if factor == ONE:
        return other
    if graph.kind[new] == POWER:
        return graph.mul([powers.general_power(graph, factor, graph.data[new][1]), other])
    return graph.add([powers.log(graph, factor), other])


def guess_factor(graph: Graph, seed: int, left: int, right: int) -> Coefficient | None:
    """Return the positive fraction by which two nodes seem to differ at a point, None where there is none."""
    with precision(PRECISIONS[0]):
        values = evaluate(graph, list_reachable(graph, [left, right]), seed, 0)
        ratio = values[left] / values[right]
    # Far more digits than a fraction with four has by chance; what is a guess is proved afterwards.
    if not ratio.is_finite() or not ratio.imag.contains(0) or not ratio.real > 0:
        return None
    found = float(ratio.real.mid())
    if not math.isfinite(found):  # too large for a float, and so for the fractions that are tried
        return None
    factor = Fraction(found).limit_denominator(LARGEST_BELOW)
    return tidy(fmpq(*factor.as_integer_ratio())) if abs(factor - found) < SAME * found else None


def list_claims(graph: Graph, samples: Sequence[Sample], new: int, other: int) -> list[tuple[int, int, int]]:
    """Return pairs of nodes, each with what replaces a function if they are equal."""
    (name, (argument,)), (its_name, (its_argument,)) = graph.data[new], graph.data[other]
    if name in ANGLES and its_name in ANGLES:
        angles = [guess_angle(graph, samples, new, other)]
        if name == its_name == "atan" and seem_equal(samples, graph.product([(argument, 1), (its_argument, 1)]), ONE):
            angles = [graph.combine([(other, -1), (graph.mul([pi(graph), sign(graph, argument)]), fmpq(1, 2))])]
        return [(new, angle, angle) for angle in angles if angle is not None]
    if name != its_name:
        return []
    claims = [(argument, its_argument, other)]
    if name in PARITY:
        claims.append((argument, graph.neg(its_argument), graph.scale(other, PARITY[name])))
    return claims


def guess_angle(graph: Graph, samples: Sequence[Sample], new: int, other: int) -> int | None:
    """Return ``c`` times another angle and ``d pi``, with small fractions as two points show them."""
    points = []
    for sample in samples:
        values = sample.evaluate()
        if all(values[node] is not None and values[node].is_finite() for node in (new, other)):
            points.append((float(values[new].mid()), float(values[other].mid())))
        if len(points) == 2:
            break
    else:
        return None
    (y, x), (its_y, its_x) = points
    # Of two numbers, the one is the other or its opposite.
    is_constant = abs(x - its_x) < CLOSE
    factor = Fraction((y - its_y) / (x - its_x) if not is_constant else 1).limit_denominator(LARGEST_PART)
    if is_constant and abs(x - y) > CLOSE:
        factor = Fraction(-1)
    turns = Fraction((y - float(factor) * x) / math.pi).limit_denominator(LARGEST_PART)
    if not factor or max(abs(factor), abs(turns)) > LARGEST_PART:
        return None
    parts = [(other, factor), (pi(graph), turns)]
    return graph.combine([(node, tidy(fmpq(*part.as_integer_ratio()))) for node, part in parts if part])


def seem_equal(samples: Sequence[Sample], left: int, right: int) -> bool:
    """Whether two nodes are the same at some points, and have values at one of them."""
    is_seen = False
    for sample in samples:
        values = sample.evaluate()
        one, other = values[left], values[right]
        if one is None or other is None or not one.is_finite() or not other.is_finite():
            continue
        if not one.overlaps(other):
            return False
        is_seen = True
    return is_seen
