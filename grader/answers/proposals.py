"""What the message about an unreadable answer proposes, tried in the item that the answer belongs to.

A text that the parser can read may still be no answer to the item: a list where one number is asked for, an update
where an equation is. Only what the item reads at once, and as the kind of thing that it asks for, is shown.
"""

from dataclasses import replace

from grader.answers.protocol import AnswerType, Task
from grader.documents import DocumentNode, Mapping, Scalar, Sequence
from grader.errors import AnswerError, Diagnostic
from grader.expr.grammar.ranks import rank
from grader.expr.nodes import Assignment, Interval, Junction, Matrix, Node, Relation, SetOf, Union, Vector
from grader.expr.notation import Notation
from grader.expr.statements.asked import Asked

__all__ = ["keep_readable_proposals", "put_proposal"]

SEVERAL = (Vector, Matrix, SetOf, Interval, Union, Relation, Junction, Assignment)


def keep_readable_proposals(
    error: AnswerError, answer_type: AnswerType, given: DocumentNode, task: Task
) -> AnswerError:
    """Return an error about an answer without the proposals that would not be read as an answer to its item."""
    return type(error)(keep_readable(diagnostic, answer_type, given, task) for diagnostic in error.diagnostics)


def keep_readable(diagnostic: Diagnostic, answer_type: AnswerType, given: DocumentNode, task: Task) -> Diagnostic:
    kept = diagnostic.keep_proposals(lambda text: is_read(put_proposal(given, diagnostic, text), answer_type, task))
    return replace(kept, otherwise="")  # nobody tries them again


def is_read(given: DocumentNode, answer_type: AnswerType, task: Task) -> bool:
    """Whether an answer is read, as the kind of thing that is asked for."""
    try:
        tree = answer_type.read(given, task).tree
    except AnswerError:
        return False
    return tree is None or answer_type.kind == "update_rule" or fits(tree, task.asked, task.notation)


def fits(tree: Node, asked: Asked, notation: Notation) -> bool:
    """Whether a tree may be what is asked for: several values are no answer where one number is."""
    is_one = asked.shape == "value" and (asked.tree is None or not rank(asked.tree, notation))
    return not (is_one and isinstance(tree, SEVERAL))


def put_proposal(given: DocumentNode, diagnostic: Diagnostic, text: str) -> DocumentNode:
    """Return an answer with a text in place of the one that a message is about, which may be one of a list."""
    span = diagnostic.span
    if not isinstance(given, Scalar) and given.as_typed is None and span is not None and span.text != given.span.text:
        place = span.start
        if isinstance(given, Sequence):
            items = [put_proposal(item, diagnostic, text) if holds(item, place) else item for item in given.items]
            return replace(given, items=tuple(items))
        if isinstance(given, Mapping):
            entries = [
                (key, put_proposal(value, diagnostic, text) if holds(value, place) else value)
                for key, value in given.entries
            ]
            return replace(given, entries=tuple(entries))
    return Scalar.typed(text)


def holds(node: DocumentNode, place: int) -> bool:
    return node.start <= place < node.end
