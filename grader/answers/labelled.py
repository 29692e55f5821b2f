"""The result of a chain ``a = b = value``, and why a relation is none."""

import math
from collections.abc import Sequence
from typing import Final

from grader.answers.protocol import Task
from grader.documents import DocumentNode
from grader.equivalence import decide
from grader.errors import AnswerError, Diagnostic, put_in_quotes
from grader.expr.calculation.floats import compute_constant
from grader.expr.complaints import propose_answer
from grader.expr.functions import FUNCTIONS
from grader.expr.nodes import (
    Assignment,
    BigOperator,
    Call,
    Constant,
    Derivative,
    Gradient,
    Interval,
    Junction,
    Matrix,
    Node,
    Number,
    Relation,
    SetOf,
    Symbol,
    Union,
    Vector,
)  # fmt: skip
from grader.expr.printing.text import to_text
from grader.expr.statements.rounding import is_rounded_form, is_rounding_of
from grader.expr.traverse import children, walk
from grader.records import Equality

__all__ = [
    "choose_result", "drop_argument", "explain_relation", "is_equation", "is_letter_of_constant", "is_written_out",
    "refuse_equations",
]  # fmt: skip

_CONSTANTS: Final = {"pi": math.pi, "e": math.e}
_FAR: Final = 0.5  # what is nearer may be a rounded or a wrong value of the constant: π = 3


def refuse_equations(tree: Node, given: DocumentNode) -> None:
    """Refuse a list in which some entries are equations, so that it is not clear what is an entry."""
    loose = next((item for item in children(tree) if isinstance(item, Relation | Assignment | Junction)), None)
    if isinstance(tree, Vector) and loose is not None:
        raise AnswerError(
            Diagnostic(
                slug="equation-in-list",
                what=f"{put_in_quotes(to_text(loose))} is no entry of a list of values.",
                why="An equation gives a value for the name in the question, or for one of its entries.",
                help="Write the values alone.",
                span=given.span,
            )
        )


def is_equation(operands: Sequence[Node], names: Sequence[Node]) -> bool:
    """Whether ``a = b`` is no working: an expression with names in it is set equal to a constant."""
    is_named = operands[0] in names or isinstance(operands[0], Symbol | Derivative | Gradient)
    rest = operands[1:] if is_named else operands
    return len(rest) > 1 and has_names(rest[0]) and not has_names(rest[-1])


def choose_result(operands: Sequence[Node]) -> Node:
    """Return the result of ``a = b = value``: the last of them, or the exact value before its own rounding."""
    before, last = operands[-2:]
    return before if is_rounding_of(last, before, digits=1) and not is_rounded_form(before, last) else last


def is_letter_of_constant(operands: Sequence[Node]) -> bool:
    """Whether π, e or i in front of ``=`` is only a letter: what follows is a list, or a number far from the constant.

    A stationary distribution is called π in every course.
    """
    first, value = operands[:2]
    if not isinstance(first, Constant):
        return False
    if isinstance(value, Vector | Matrix | SetOf | Interval | Union):
        return True
    number = math.nan if has_names(value) else compute_constant(value)
    return abs(number - _CONSTANTS.get(first.name, math.inf)) > _FAR


def has_names(tree: Node) -> bool:
    """Whether a tree has a name other than the index of a sum in it."""
    parts = list(walk(tree))
    indices = {part.index for part in parts if isinstance(part, BigOperator)}
    return any(isinstance(part, Symbol) and part.name not in indices for part in parts)


def explain_relation(tree: Node, given: DocumentNode, task: Task) -> Diagnostic:
    is_set = task.asked.shape in ("set", "interval")
    is_unsolved = is_set and isinstance(tree, Relation) and not isinstance(tree.operands[0], Symbol)
    if isinstance(tree, Junction) or is_unsolved:
        return Diagnostic(
            slug="unsolved-condition",
            what="This condition is not solved, and its solutions are asked for.",
            why="In a solved one, the name is alone on one side of each sign, and numbers are on the other.",
            help="Write the solutions, as a set, as intervals, or as conditions such as x > 2.",
            span=given.span,
        )
    assert isinstance(tree, Relation | Assignment)
    sides = (tree.target, tree.value) if isinstance(tree, Assignment) else tree.operands
    # Of an equation that was set up, only a formula may be meant as the value: no bare name, and not its zero.
    values = [side for side in sides if not is_name(side)]
    # A chain with a second "=" may be two equations that lost what was between them.
    meant = [side for side in values if len(sides) == 2 and not (isinstance(side, Number) and side.value == 0)]
    if is_set:  # of several values, one side of a relation is none
        meant = []
    # The name itself is not shown: it may be 'grad f(9, 3)', which would reveal x^(1).
    why = "Only the name that the question asks for may be on the left of '='."
    return Diagnostic(
        slug="relation-for-value",
        what="This is a relation, but a value is asked for.",
        why=why if task.symbols else "",
        help="Write the value alone, without '='.",
        span=given.span,
    ).propose(propose_answer(to_text(side)) for side in meant)


def is_name(node: Node) -> bool:
    """Whether a node names something: ``y``, ``f(x)``, ``dL/dw``, but not ``(3, -3)^T``."""
    if isinstance(node, Call):
        return node.function not in FUNCTIONS
    return isinstance(node, Symbol | Derivative | Gradient)


def is_written_out(node: Derivative, symbol: Node, task: Task) -> bool:
    """Whether a derivative is that of the formula of the function whose derivative is asked for."""
    if not isinstance(symbol, Derivative) or symbol.by != node.by or not isinstance(symbol.of, Symbol):
        return False
    entry = task.notation.entries.get(symbol.of.name)
    # In practice, nobody knows the formula.
    if entry is None or entry.definition in (None, node.of):
        return entry is not None
    try:
        return decide(node.of, entry.definition, task.notation).result is Equality.EQUAL  # e^x for exp(x)
    except AnswerError:
        return False


def drop_argument(node: Node) -> Node:
    """Return the derivative of ``f(x)`` as that of f; other nodes as they are."""
    if isinstance(node, Derivative) and isinstance(node.of, Call):
        return Derivative(Symbol(node.of.function), node.by)
    return node
