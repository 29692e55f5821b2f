"""Piecewise functions of many pieces: one sign after the other is settled, and what is left is rebuilt.

The modular rung tries every combination of all signs at once, which is too many for ``max`` of five values: ten signs
have 3^10 combinations. Here the innermost sign gets a value first. Both sides are rebuilt with it, so signs of what
is no longer there vanish, and the next sign is one of those that are left. ``max`` of n values takes n - 1 signs on
every path, as when one looks for the largest of n numbers. A path whose conditions contradict each other is empty.

Where both sides are defined, what is under a logarithm is positive and what is under an even root is not negative;
these are conditions on every path.
"""

from collections.abc import Callable, Sequence

from grader.equivalence.domain.regions import is_contradictory
from grader.equivalence.graph import facts
from grader.equivalence.graph.calculus import list_reachable, substitute
from grader.equivalence.graph.facts import NEGATIVE, NULL, POSITIVE
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import CALL, NUMBER, POWER, ZERO
from grader.equivalence.rungs.lemmas import Lemmas

__all__ = ["agree_in_every_case", "list_nonnegative"]

MAX_CASES = 300  # six values in two orders take some 200; each costs an evaluation and an elimination
MAX_ALL_CASES = 400  # for all steps of a proof
REBUILDING = 16  # how many nodes are evaluated in the time in which one is built anew
MAX_NEW_NODES = 20_000  # that the cases may add to the graph
MAX_SIGNS = 40  # below both sides; each path settles a part of them
MASKS = {1: POSITIVE, -1: NEGATIVE, 0: NULL}
Conditions = tuple[tuple[int, int], ...]  # nodes and their signs
Case = tuple[int, int, Conditions]


def agree_in_every_case(
    lemmas: Lemmas, student: int, expected: int, prove_case: Callable[[int, int], bool] | None = None
) -> bool:
    """Whether two nodes agree whatever the signs below them are, as far as these can occur together.

    ``prove_case`` is asked about cases without signs that the modular rung does not prove.
    """
    graph = lemmas.graph
    below = list_reachable(graph, [student, expected])
    if not 0 < sum(is_sign(graph, node) for node in below) <= MAX_SIGNS:
        return False
    limit = len(graph) + MAX_NEW_NODES
    nonnegative = list_nonnegative(graph, below)
    cases: list[Case] = [(student, expected, ())]
    for _ in range(MAX_CASES):
        if not cases:
            return True
        lemmas.cases += 1
        if lemmas.cases > MAX_ALL_CASES:
            return False
        left, right, conditions = cases.pop()
        if len(graph) > limit:
            return False
        if lemmas.is_proved(left, right):
            continue
        below = list_reachable(graph, [left, right])
        lemmas.work += REBUILDING * len(below)
        # Operands come first in the list, so no sign is below the first one.
        sign = next((node for node in below if is_sign(graph, node)), None)
        if sign is None:
            if prove_case is None or not prove_case(left, right):
                return False
            continue
        cases += split(lemmas, (left, right, conditions), sign, nonnegative)
    return not cases


def is_sign(graph: Graph, node: int) -> bool:
    return graph.kind[node] == CALL and graph.data[node][0] == "sign"


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


def split(lemmas: Lemmas, case: Case, sign: int, nonnegative: Sequence[int]) -> list[Case]:
    """Return the cases into which the values of a sign divide one, without those that cannot occur."""
    graph = lemmas.graph
    left, right, conditions = case
    argument = graph.data[sign][1][0]
    found = []
    for value in list_values(lemmas, argument):
        wanted = (*conditions, (argument, value))
        if facts.find_signs(graph, argument) & MASKS[value] and not is_contradictory(graph, wanted, nonnegative):
            rebuilt = substitute(graph, [left, right], {sign: graph.number(value)})
            found.append((rebuilt[0], rebuilt[1], wanted))
    return found


def list_values(lemmas: Lemmas, argument: int) -> tuple[int, ...]:
    """Return the values of a sign that count: zero only if its argument may be zero on more than single points."""
    if lemmas.prover.is_left_aside(argument):
        return (1, -1)
    # What is zero everywhere, without being written so, has no other sign.
    return (0,) if lemmas.is_proved(argument, ZERO) else (1, -1, 0)
