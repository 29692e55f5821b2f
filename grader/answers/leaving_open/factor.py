"""``factor``: any multiple of the key but by 0, as of an eigenvector or of a vector that is normal to a plane.

The factor is a number: it may not depend on the names of the exercise. With it, ``x^2`` would be a multiple of ``x``.
"""

from grader.answers.leaving_open.multiples import Multiples
from grader.answers.protocol import Task
from grader.expr.nodes import Node
from grader.records import Remark

__all__ = ["MEMBER", "Factor"]


class Factor(Multiples):
    """The key times any number but 0."""

    kind = "factor"
    summary = "the key times any number but 0"
    with_key = "or any multiple of it but 0"
    factors = (2, -1, -3)

    def refuse_factor(self, factor: Node, task: Task) -> Remark | None:
        """Refuse no factor: that it is not 0 is known."""
        return None


MEMBER = Factor()
