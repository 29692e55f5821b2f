"""Whether a condition holds at a point, worked out from its text with exact numbers in place of the unknowns.

This shares nothing with the search for the point: the text is lowered anew, so that 0/0 is undefined and nothing is
cancelled first. A comparison holds or fails by balls that do not reach zero, or by an exact proof that a side is zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from flint import fmpq

from grader.equivalence.graph import facts
from grader.equivalence.graph.calculus import list_reachable, substitute
from grader.equivalence.graph.kinds import ATOM, NUMBER, UNDEFINED, ZERO
from grader.equivalence.lowering.scope import Env, Scope
from grader.equivalence.rungs.ladder import Ladder
from grader.equivalence.systems.written_conditions import SIGNS, Condition, UnreadableConditionError, build_condition
from grader.equivalence.values.enclosure import Sample
from grader.equivalence.witness import text_of_ball
from grader.errors import GraderError
from grader.expr.nodes import Node
from grader.records import Equality

__all__ = ["PointCheck"]

PRECISION: Final = 256  # bits, so that a sum that cancels to 10^-50 still shows that it is not zero


class PointCheck:
    """Two conditions that are worked out at points."""

    def __init__(self, scope: Scope, ladder: Ladder, trees: Sequence[Node], env: Env) -> None:
        self.scope = scope
        self.graph = scope.graph
        self.ladder = ladder
        self.trees = trees
        self.env = env
        self.conditions: list[Condition] | None = None
        self.sample = Sample(self.graph, 0, 0, PRECISION)

    def find_who_holds(self, point: Mapping[int, int]) -> bool | None:
        """Return True where the first condition alone holds at a point, False where the second does, else None."""
        try:
            if self.conditions is None:
                self.conditions = [build_condition(self.scope, tree, self.env) for tree in self.trees]
            by_nodes = [self.evaluate(condition, point) for condition in self.conditions]
            if None in by_nodes or by_nodes[0] == by_nodes[1]:
                return None
            # Once more from the texts, with the numbers in place of the names.
            values = {self.graph.data[atom][0]: value for atom, value in point.items()}
            env = {**self.env, **values}
            by_text = [self.evaluate(build_condition(self.scope, tree, env), point) for tree in self.trees]
        except (UnreadableConditionError, GraderError):
            return None
        return by_nodes[0] if by_nodes == by_text else None

    def evaluate(self, condition: Condition, point: Mapping[int, int]) -> bool | None:
        kind, parts = condition
        if kind not in ("and", "or"):
            return self.test(kind, parts, point)
        found = {self.evaluate(part, point) for part in parts}
        decisive = kind == "or"  # one part that holds decides *or*, one that does not hold *and*
        return decisive if decisive in found else None if None in found else not decisive

    def test(self, node: int, operator: str, point: Mapping[int, int]) -> bool | None:
        """Return whether a comparison with zero holds at a point."""
        (value,) = substitute(self.graph, [node], point)
        if value == UNDEFINED:
            return False
        sign = self.find_sign(value)
        return None if sign is None else sign in SIGNS[operator] if sign != "undefined" else False

    def find_sign(self, value: int) -> int | str | None:
        """Return the sign of a constant, ``undefined``, or None where it is not certain."""
        g = self.graph
        if g.kind[value] == NUMBER:
            return int(g.data[value] > 0) - int(g.data[value] < 0)
        if any(g.kind[below] == ATOM for below in list_reachable(g, [value])):
            return None
        ball = self.sample.evaluate()[value]
        if ball is None:
            return "undefined"
        if not ball.is_finite() or facts.find_signs(g, value) & facts.COMPLEX:
            return None
        if not ball.contains(0):
            return 1 if ball > 0 else -1
        found = self.ladder.decide(value, ZERO)
        return 0 if found.result is Equality.EQUAL and not found.remarks else None

    def format_point(self, point: Mapping[int, int]) -> tuple[tuple[str, str], ...]:
        """Return the coordinates by name: exact where they are rational, else enclosed."""
        g = self.graph
        values = self.sample.evaluate()
        return tuple(sorted(
            (g.data[atom][0], str(fmpq(g.data[value])) if g.kind[value] == NUMBER else text_of_ball(values[value]))
            for atom, value in point.items()
        ))  # fmt: skip
