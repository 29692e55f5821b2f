"""Remainders of whole nodes, such as those by which ``cos(pi k n)`` is 1 or -1.

The remainder of a polynomial follows from those of its parts. So ``n^2 + n`` is even for both remainders of n, and ``k
n`` is odd only where both are. All other whole nodes (symbols, floors, factorials) may have any remainder: each one is
a branch, and a proof tries all of them, jointly.
"""

from collections.abc import Mapping, Sequence
from math import lcm, prod

from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import NUMBER, PRODUCT, SUM

__all__ = ["Powers", "Remainders"]

Powers = Sequence[tuple[int, int]]  # factors with whole exponents


class Remainders:
    """The remainders of nodes where those of their parts are on given branches; parts that are met are noted."""

    def __init__(self, graph: Graph, branches: Mapping[int, int], noted: dict[int, int]) -> None:
        self.graph = graph
        self.branches = branches
        self.noted = noted  # each part that may have any remainder, with the modulus that tells all its uses apart
        self.known: dict[tuple[int, int], int] = {}

    def of_product(self, powers: Powers, modulus: int) -> int:
        return prod(pow(self.of(factor, modulus), step, modulus) for factor, step in powers) % modulus

    def of(self, node: int, modulus: int) -> int:
        """Return the remainder of a whole node."""
        found = self.known.get((node, modulus))
        if found is None:
            found = self.known[node, modulus] = self.work_out(node, modulus) % modulus
        return found

    def work_out(self, node: int, modulus: int) -> int:
        kind, data = self.graph.kind[node], self.graph.data[node]
        if kind == NUMBER:
            return int(data)
        if kind == SUM:
            return int(data[0]) + sum(self.of(term, modulus) * int(factor) for term, factor in data[1])
        if kind == PRODUCT:
            return self.of_product(data, modulus)
        self.noted[node] = lcm(self.noted.get(node, 1), modulus)
        return self.branches.get(node, 0)
