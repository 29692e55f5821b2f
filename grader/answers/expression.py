"""An expression: a formula in the names of the rubric, in any equivalent form.

Whole vectors and matrices may be given in matrix form, such as ``(diag(f) - f f^T) e``; they are right or wrong as a
whole (use ``vector`` or ``matrix`` where each entry earns its share).
"""

from grader.answers.judging import judge_whole
from grader.answers.protocol import Answer, Schema, Task
from grader.answers.reading import read_mathematics
from grader.documents import DocumentNode
from grader.records import Verdict

__all__ = ["MEMBER", "ExpressionAnswer"]


class ExpressionAnswer:
    """A formula, such as ``2*(x_1 - 6) - x_2``."""

    kind = "expression"
    summary = "a formula, right in any equivalent form"
    options: Schema = {}
    answer_schema: Schema = {"type": "string"}
    example = "2*x + 1"
    needs_expected = True

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read the formula."""
        return read_mathematics(given, task)

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Decide whether the two formulas are equal."""
        assert answer.tree is not None
        assert expected.tree is not None
        return judge_whole(answer.tree, expected.tree, task)


MEMBER = ExpressionAnswer()
