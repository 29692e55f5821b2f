"""The work for one answer, counted before it is done: long numbers, written-out sums, evaluations, and questions.

Everything is counted in operations and bits, never in time, and anew for each answer: no verdict depends on the
machine, or on what else was decided. An answer whose numbers or sums are too long is refused. One that takes too many
evaluations is left undecided (``OutOfWorkError``).
"""

from collections.abc import Sequence
from math import inf
from typing import Any

from grader import limits
from grader.equivalence.graph.kinds import PRODUCT, SUM
from grader.equivalence.graph.numbers import MAX_BITS, Coefficient, build_size_error, count_bits
from grader.errors import Diagnostic, LimitError

__all__ = ["FEW", "LONG", "MAX_EVALUATIONS", "MAX_QUESTIONS", "OutOfWorkError", "Work"]

# Numbers up to here cost next to nothing; of longer ones the bits are added up, over all operations for one answer. At
# MAX_BITS an operation with fractions takes about a millisecond, so that all together stay below a second.
LONG_BITS = 2048
LONG = 1 << LONG_BITS
MAX_LONG_WORK = 20_000_000
# What is made on the way to a number may be twice as long, so that 9^9000 * 9^9000 / 9^9000 is still written out.
MAX_MADE_BITS = 2 * MAX_BITS
# Operands of all nodes that are evaluated, at 64 bits: half a second, a second where the nodes are costly ones.
# Of the case tables no pair takes a fifth of it, and of 5,000 random pairs none that was decided took a third.
MAX_EVALUATIONS = 1_000_000
FEW = 100  # so many nodes are not counted: each loop over points and branches has a bound of its own
MAX_QUESTIONS = 4  # to sympy; an array may have hundreds of entries that nothing else decides


class OutOfWorkError(Exception):
    """An answer takes more evaluations than one answer may. It is undecided."""


class Work:
    """What one answer has taken so far."""

    __slots__ = ("base", "evaluated", "limit", "long_bits", "questions", "reach", "written")

    def __init__(self) -> None:
        self.reach = [0]  # how many operands all nodes before each node have; as far as it was asked for
        self.limit: float = inf
        self.begin(0)

    def begin(self, base: int, limit: float = inf) -> None:
        """Begin to count for an answer, whose nodes are those from ``base`` on."""
        self.base = base
        self.limit = limit
        self.evaluated = 0
        self.long_bits = 0
        self.written = 0
        self.questions = 0

    def check_number(self, value: Coefficient) -> Coefficient:
        """Return a number that was made, unless it is too long, or too many long ones were made for this answer."""
        bits = count_bits(value)
        if bits > LONG_BITS:
            self.long_bits += bits
            if bits > MAX_MADE_BITS or self.long_bits > MAX_LONG_WORK:
                raise build_size_error()
        return value

    def write_out(self, count: int) -> None:
        """Count the nodes of the terms of a sum that is written out."""
        self.written += count
        if self.written > limits.MAX_EXPANDED_NODES:
            raise LimitError(
                Diagnostic(
                    slug="sum-too-long",
                    what=f"The sums here hold more than {limits.MAX_EXPANDED_NODES} symbols, numbers and operations "
                    "when they are written out.",
                    why="The limit MAX_EXPANDED_NODES keeps the work for one answer bounded.",
                    help="write a shorter sum, or a sum in closed form.",
                )
            )

    def may_ask(self) -> bool:
        """Count a question to sympy, unless there were enough."""
        self.questions += 1
        return self.questions <= MAX_QUESTIONS

    def evaluate(self, graph: Any, start: int, end: int, *, weight: int = 1, is_kept: bool = False) -> None:
        """Count the evaluation of the nodes between two places, unless they are few; raise ``OutOfWorkError``.

        Values that are kept from answer to answer were computed below ``base`` once for all of them, and do not count.
        """
        start = max(start, self.base) if is_kept else start
        if end - start <= FEW:
            return
        self.measure(graph, end)
        self.spend((self.reach[end] - self.reach[start]) * weight)

    def evaluate_nodes(self, graph: Any, nodes: Sequence[int], weight: int = 1) -> None:
        """Count the evaluation of some nodes; raise ``OutOfWorkError``."""
        self.measure(graph, max(nodes) + 1)
        self.spend(weight * sum(self.reach[node + 1] - self.reach[node] for node in nodes))

    def spend(self, count: int) -> None:
        """Count evaluations of operands."""
        self.evaluated += count
        if self.evaluated > self.limit:
            raise OutOfWorkError

    def measure(self, graph: Any, end: int) -> None:
        """Find out how many operands the nodes before a place have."""
        reach, kind, data = self.reach, graph.kind, graph.data
        for node in range(len(reach) - 1, end):
            what = kind[node]
            count = len(data[node]) if what == PRODUCT else len(data[node][1]) if what == SUM else 1
            reach.append(reach[-1] + 1 + count)

    def rewind(self, mark: int) -> None:
        """Forget nodes from ``mark`` on."""
        del self.reach[mark + 1 :]
