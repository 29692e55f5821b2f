"""Whether two formulas are known to be equal: yes only where the engine has proved it."""

from grader.equivalence.decide import decide
from grader.equivalence.policy import Policy
from grader.errors import AnswerError
from grader.expr.nodes import Node
from grader.expr.notation import Notation
from grader.records import Equality

__all__ = ["are_known_equal"]


def are_known_equal(left: Node, right: Node, notation: Notation, policy: Policy = Policy()) -> bool:
    """Whether two formulas are known to be equal; what cannot be compared is not."""
    try:
        return decide(left, right, notation, policy).result is Equality.EQUAL
    except AnswerError:  # of two shapes, or too long: not equal as far as is known
        return False
