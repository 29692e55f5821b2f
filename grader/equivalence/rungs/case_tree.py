"""Piecewise functions of many pieces: one sign after the other is settled, and what is left is rebuilt.

The modular rung tries every combination of all signs at once, which is too many for ``max`` of five values: ten signs
have 3^10 combinations. Here the innermost sign gets a value first. Both sides are rebuilt with it, so signs of what
is no longer there vanish, and the next sign is one of those that are left. ``max`` of n values takes n - 1 signs on
every path, as when one looks for the largest of n numbers. A path whose conditions contradict each other is empty.

Where both sides are defined, what is under a logarithm is positive and what is under an even root is not negative;
these are conditions on every path.
"""

from collections.abc import Callable, Sequence
from math import prod

from flint import fmpq

from grader.equivalence.domain.regions import is_contradictory
from grader.equivalence.graph import facts
from grader.equivalence.graph.calculus import list_reachable, substitute
from grader.equivalence.graph.facts import NEGATIVE, NULL, POSITIVE
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import CALL, NUMBER, POWER, ZERO
from grader.equivalence.rungs.identity import MAX_BRANCHES, Prover

__all__ = ["agree_in_every_case", "is_proved", "list_nonnegative"]

MAX_CASES = 400  # six values in two orders take some 200; each costs an evaluation and an elimination
MAX_NEW_NODES = 20_000  # that the cases may add to the graph
MAX_WORK = 1_000_000  # nodes that are evaluated, over all cases and choices of roots: about a second
MAX_ASKED = 8  # cases that another prover is asked about; each may take some 20 ms
MAX_SIGNS = 40  # below both sides; each path settles a part of them
ENOUGH = -90  # as a power of two: 2^10 proofs with smaller errors together have one below 2^-80
MASKS = {1: POSITIVE, -1: NEGATIVE, 0: NULL}
Conditions = tuple[tuple[int, int], ...]  # nodes and their signs
Case = tuple[int, int, Conditions]


def agree_in_every_case(
    prover: Prover, student: int, expected: int, prove_case: Callable[[int, int], bool] | None = None
) -> bool:
    """Whether two nodes agree whatever the signs below them are, as far as these can occur together.

    ``prove_case`` is asked about cases without signs that the modular rung does not prove.
    """
    graph = prover.graph
    below = list_reachable(graph, [student, expected])
    if not 0 < sum(is_sign(graph, node) for node in below) <= MAX_SIGNS:
        return False
    limit, work, asked = len(graph) + MAX_NEW_NODES, 0, 0
    branches = count_branches(graph, below)
    nonnegative = list_nonnegative(graph, below)
    cases: list[Case] = [(student, expected, ())]
    for _ in range(MAX_CASES):
        if not cases:
            return True
        left, right, conditions = cases.pop()
        work += branches * len(graph)
        if work > MAX_WORK or len(graph) > limit:
            return False
        if left == right or is_proved(prover, left, right):
            continue
        sign = find_innermost_sign(graph, left, right)
        if sign is None:
            asked += 1
            if prove_case is None or asked > MAX_ASKED or not prove_case(left, right):
                return False
            continue
        cases += split(prover, (left, right, conditions), sign, nonnegative)
    return not cases


def is_proved(prover: Prover, left: int, right: int) -> bool:
    """Whether the modular rung proves two nodes equal for all signs, with an error small enough for one of many."""
    proof = prover.prove_at_once(left, right)
    return proof is not None and proof.error_bound_log2 is not None and proof.error_bound_log2 <= ENOUGH


def is_sign(graph: Graph, node: int) -> bool:
    return graph.kind[node] == CALL and graph.data[node][0] == "sign"


def count_branches(graph: Graph, nodes: Sequence[int]) -> int:
    """Return how many choices of roots a proof about these nodes may have to try."""
    indices = [fmpq(graph.data[graph.data[node][1]]).q for node in nodes
               if graph.kind[node] == POWER and graph.kind[graph.data[node][1]] == NUMBER]  # fmt: skip
    return min(MAX_BRANCHES, prod(int(index) for index in indices))


def find_innermost_sign(graph: Graph, left: int, right: int) -> int | None:
    """Return the first sign below two nodes; the argument of the first one holds no other."""
    # Operands come first in the list, so no sign is below the first one.
    return next((node for node in list_reachable(graph, [left, right]) if is_sign(graph, node)), None)


def list_nonnegative(graph: Graph, nodes: Sequence[int]) -> list[int]:
    """Return what is not negative wherever all nodes are defined: what they take roots and logarithms of.

    What holds signs is left out.
    """
    found: list[int] = []
    for node in nodes:
        kind, data = graph.kind[node], graph.data[node]
        if kind == CALL and data[0] == "log":
            found.append(data[1][0])
        elif kind == POWER and graph.kind[data[1]] == NUMBER:
            found.append(data[0])
    return [node for node in dict.fromkeys(found) if not facts.has_steps(graph, node)]


def split(prover: Prover, case: Case, sign: int, nonnegative: Sequence[int]) -> list[Case]:
    """Return the cases into which the values of a sign divide one, without those that cannot occur."""
    graph = prover.graph
    left, right, conditions = case
    argument = graph.data[sign][1][0]
    found = []
    for value in list_values(prover, argument):
        wanted = (*conditions, (argument, value))
        if facts.find_signs(graph, argument) & MASKS[value] and not is_contradictory(graph, wanted, nonnegative):
            rebuilt = substitute(graph, [left, right], {sign: graph.number(value)})
            found.append((rebuilt[0], rebuilt[1], wanted))
    return found


def list_values(prover: Prover, argument: int) -> tuple[int, ...]:
    """Return the values of a sign that count: zero only if its argument may be zero on more than single points."""
    if prover.is_left_aside(argument):
        return (1, -1)
    # What is zero everywhere, without being written so, has no other sign.
    return (0,) if is_proved(prover, argument, ZERO) else (1, -1, 0)
