"""Infinity as an answer: ``oo`` or ``-oo`` alone, which is not a number and is never calculated with.

Where the expected answer is infinite, only the same infinity is equal to it; an infinite answer to a finite question is
different. Infinity inside a formula is left to the engine, which refuses it.
"""

from grader.equivalence.lowering.arrays import complaint
from grader.equivalence.witness import refute_by_structure
from grader.expr.nodes import Call, Constant, Div, Interval, Junction, Neg, Node, Number, Relation, SetOf, Union
from grader.expr.traverse import walk
from grader.records import Decision, Equality

__all__ = ["decide_infinite", "sign_of_infinity"]

SAME = Decision(result=Equality.EQUAL, by="tree")


def decide_infinite(student: Node, expected: Node) -> Decision | None:
    """Decide a pair in which one side is infinite; None where neither is.

    >>> decide_infinite(Neg(Constant("oo")), Constant("oo")).witness.reason
    'The answer is infinite, but with the wrong sign.'
    """
    left, right = sign_of_infinity(student), sign_of_infinity(expected)
    if not left and not right:
        return None
    if left:
        reason = "but with the wrong sign" if right else "but a number is expected"
        return SAME if left == right else refute_by_structure(f"The answer is infinite, {reason}.")
    if isinstance(student, SetOf | Interval | Union | Relation | Junction):
        return refute_by_structure("The answer is a set or a condition, but an infinite value is expected.")
    # oo + 1 is refused rather than worked out: by the same rules oo - oo would have a value.
    if any(sign_of_infinity(node) for node in walk(student)):
        raise complaint("infinity-in-formula", "Infinity is used inside a formula here.",
                        "It is not a number, so it cannot be calculated with.", "Write it alone.")  # fmt: skip
    if has_division_by_zero(student):
        return refute_by_structure("The answer is undefined: it divides by zero or takes the logarithm of zero.")
    return refute_by_structure("The answer is finite, but an infinite one is expected.")


def has_division_by_zero(tree: Node) -> bool:
    """Whether a plain 0 is below a fraction line or in a logarithm."""
    # On sight only, because 1/0 and log(0) are what people write for infinity.
    below = [node.denominator for node in walk(tree) if isinstance(node, Div)]
    inside = [node.arguments[0] for node in walk(tree) if isinstance(node, Call) and node.function == "log"]
    return any(isinstance(node, Number) and node.value == 0 for node in (*below, *inside))


def sign_of_infinity(tree: Node) -> int:
    """Return 1 for ``oo``, -1 for ``-oo``, and 0 for anything else."""
    if isinstance(tree, Neg):
        return -sign_of_infinity(tree.operand)
    return int(isinstance(tree, Constant) and tree.name == "oo")
