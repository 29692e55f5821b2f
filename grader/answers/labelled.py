"""The result of a chain ``a = b = value``."""

from collections.abc import Sequence

from grader.documents import DocumentNode
from grader.errors import AnswerError, Diagnostic, put_in_quotes
from grader.expr.nodes import (
    Assignment,
    Derivative,
    Gradient,
    Junction,
    Node,
    Relation,
    Symbol,
    Vector,
)  # fmt: skip
from grader.expr.printing.text import to_text
from grader.expr.statements.rounding import is_rounded_form, is_rounding_of
from grader.expr.traverse import children, walk

__all__ = ["choose_result", "is_equation", "refuse_equations"]


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


def has_names(tree: Node) -> bool:
    return any(isinstance(part, Symbol) for part in walk(tree))
