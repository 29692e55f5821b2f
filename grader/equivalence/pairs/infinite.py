"""Infinity as an answer: ``oo`` or ``-oo`` alone, which is no number and is never calculated with.

Where the expected answer is infinite, only the same infinity is equal to it; an infinite answer to a finite question is
different. Infinity inside a formula is left to the engine, which refuses it.
"""

from grader.equivalence.lowering.arrays import complaint
from grader.equivalence.witness import structural
from grader.expr.nodes import Call, Constant, Div, Neg, Node, Number
from grader.expr.traverse import walk
from grader.records import Decision, Equality

__all__ = ["decide_infinite"]

SAME = Decision(result=Equality.EQUAL, by="tree")


def decide_infinite(student: Node, expected: Node) -> Decision | None:
    """Return the decision where one side is infinite; None where neither is.

    >>> decide_infinite(Neg(Constant("oo")), Constant("oo")).witness.reason
    'The answer is infinite, but with the wrong sign.'
    """
    left, right = sign_of_infinity(student), sign_of_infinity(expected)
    if not left and not right:
        return None
    if left:
        reason = "but with the wrong sign" if right else "but a number is expected"
        return SAME if left == right else structural(f"The answer is infinite, {reason}.")
    if any(sign_of_infinity(node) for node in walk(student)):
        raise complaint("infinity-in-formula", "Infinity stands inside a formula here.",
                        "It is not a number, so it cannot be calculated with.", "Write it alone.")  # fmt: skip
    if divides_by_zero(student):
        return structural("The answer is undefined: it divides by zero or takes the logarithm of zero.")
    return structural("The answer is finite, but an infinite one is expected.")


def divides_by_zero(tree: Node) -> bool:
    """Tell whether a plain 0 stands below a fraction line or in a logarithm."""
    below = [node.denominator for node in walk(tree) if isinstance(node, Div)]
    inside = [node.arguments[0] for node in walk(tree) if isinstance(node, Call) and node.function == "log"]
    return any(isinstance(node, Number) and node.value == 0 for node in (*below, *inside))


def sign_of_infinity(tree: Node) -> int:
    """Return 1 for ``oo``, -1 for ``-oo``, and 0 for anything else."""
    if isinstance(tree, Neg):
        return -sign_of_infinity(tree.operand)
    return int(isinstance(tree, Constant) and tree.name == "oo")
