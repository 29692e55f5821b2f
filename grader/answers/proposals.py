"""What the message about an unreadable answer proposes, tried in the item that the answer belongs to.

A text that the parser can read may still be no answer to the item: a list where one number is asked for, an update
where an equation is. Only what the item reads at once, and as the kind of thing that it asks for, is shown.
"""

from collections.abc import Callable
from dataclasses import replace

from grader.answers.protocol import Answer, AnswerType, Task
from grader.documents import DocumentNode, Scalar, Sequence
from grader.errors import AnswerError, Diagnostic
from grader.expr.asked.asked import Asked
from grader.expr.doubts.spaced_entries import write_out
from grader.expr.grammar.ranks import rank
from grader.expr.nodes import Assignment, Interval, Junction, Matrix, Node, Relation, SetOf, Union, Vector
from grader.expr.notation import Notation

__all__ = ["is_read", "keep_proposals", "put_proposal", "read_fitting"]

SEVERAL = (Vector, Matrix, SetOf, Interval, Union, Relation, Junction, Assignment)


def keep_proposals(error: AnswerError, given: DocumentNode, is_good: Callable[[DocumentNode], bool]) -> AnswerError:
    """Return an error about an answer with only those proposals that make a good answer of it."""

    def keep(diagnostic: Diagnostic) -> Diagnostic:
        return diagnostic.keep_proposals(lambda text: is_good(put_proposal(given, diagnostic, text)))

    return type(error)(map(keep, error.diagnostics))


def is_read(given: DocumentNode, answer_type: AnswerType, task: Task) -> bool:
    """Whether an answer is read, as the kind of thing that is asked for."""
    return read_fitting(given, answer_type, task) is not None


def read_fitting(given: DocumentNode, answer_type: AnswerType, task: Task) -> Answer | None:
    """Return an answer if it is read as the kind of thing that is asked for; else None."""
    try:
        answer = answer_type.read(given, task)
    except AnswerError:
        return None
    tree = answer.tree
    is_fitting = tree is None or answer_type.kind == "update_rule" or fits(tree, task.asked, task.notation)
    return answer if is_fitting else None


def fits(tree: Node, asked: Asked, notation: Notation) -> bool:
    """Whether a tree may be what is asked for: no list for one number, no list or condition for a set."""
    if asked.shape == "set" and isinstance(tree, Vector | Matrix | Relation | Junction | Assignment):
        return False
    if asked.shape in ("family", "vector", "matrix") and isinstance(tree, SetOf):
        return False
    if asked.shape == "interval" and isinstance(tree, SetOf) and len(tree.items) > 1:
        return False
    if asked.shape in ("vector", "matrix", "interval") and not (isinstance(tree, SEVERAL) or rank_of(tree, notation)):
        return False
    is_one = asked.shape == "value" and (asked.tree is None or not rank(asked.tree, notation))
    return not (is_one and isinstance(tree, SEVERAL))


def rank_of(tree: Node, notation: Notation) -> int:
    """The rank of a tree in which quantities such as a unit vector are written out."""
    return rank(write_out(tree, notation), notation)


def put_proposal(given: DocumentNode, diagnostic: Diagnostic, text: str) -> DocumentNode:
    """Return an answer with a text in place of the one that a message is about, which may be one of a list."""
    span = diagnostic.span
    if isinstance(given, Scalar) or given.as_typed is not None or span is None or span.text == given.span.text:
        return Scalar.typed(text)
    if isinstance(given, Sequence):
        items = [put_proposal(item, diagnostic, text) if holds(item, span.start) else item for item in given.items]
        return replace(given, items=tuple(items))
    entries = [
        (key, put_proposal(value, diagnostic, text) if holds(value, span.start) else value)
        for key, value in given.entries
    ]
    return replace(given, entries=tuple(entries))


def holds(node: DocumentNode, place: int) -> bool:
    return node.start <= place < node.end
