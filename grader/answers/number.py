"""A number: exact where exact is expected, otherwise within a stated tolerance or rounding.

``8.67`` is the exact number 867/100, unless the item accepts rounding: with ``digits: 3`` a decimal with at least three
significant digits means all numbers that round to it (Higham, *Accuracy and Stability of Numerical Algorithms*, §1.2),
and 26/3 is one of them. ``rtol`` and ``atol`` accept ``|answer - expected| <= atol + rtol*|expected|``.
"""

from grader.answers.judging import judge_whole
from grader.answers.protocol import Answer, Schema, Task
from grader.answers.reading import read_mathematics
from grader.documents import DocumentNode
from grader.errors import AnswerError, Diagnostic
from grader.expr import to_text
from grader.expr.nodes import Node, Symbol
from grader.expr.traverse import walk
from grader.records import Verdict

__all__ = ["MEMBER", "NumberAnswer"]


class NumberAnswer:
    """A single number, such as ``26/3``, ``sqrt(2)`` or ``8.67``."""

    kind = "number"
    summary = "one number, exact or within a stated tolerance"
    options: Schema = {}
    answer_schema: Schema = {"type": "string"}
    example = "3/4"
    needs_expected = True
    shape = "value"

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read a constant; names are not allowed in it."""
        answer = read_mathematics(given, task)
        if answer.tree is not None:
            refuse_names(answer.tree, given, task)
        return answer

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Compare the two numbers."""
        assert answer.tree is not None
        assert expected.tree is not None
        return judge_whole(answer.tree, expected.tree, task)


def refuse_names(tree: Node, given: DocumentNode, task: Task) -> None:
    """Refuse a number that contains a name, unless the student defined that name."""
    for node in walk(tree):
        if isinstance(node, Symbol) and node.name not in task.own:
            raise AnswerError(
                Diagnostic(
                    slug="name-in-number",
                    what=f"'{to_text(node)}' is a name in this answer, but a number is asked for.",
                    why="A number has no names in it but constants such as pi.",
                    help="Insert the values and write the resulting number.",
                    span=given.span,
                )
            )


MEMBER = NumberAnswer()
