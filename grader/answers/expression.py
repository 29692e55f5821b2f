"""An expression: a formula in the names of the rubric, in any equivalent form.

Whole vectors and matrices may be given in matrix form, such as ``(diag(f) - f f^T) e``; they are right or wrong as a
whole (use ``vector`` or ``matrix`` where each entry earns its share).
"""

from dataclasses import replace

from grader.answers.judging import PARTIAL_CREDIT
from grader.answers.leaving_open import CONSTANT_OPTIONS, SPAN_OPTIONS, judge_left_open
from grader.answers.listed_members import read_members
from grader.answers.other_letters import judge_other_letter
from grader.answers.protocol import Answer, Schema, Task
from grader.answers.reading import read_mathematics
from grader.answers.set_members import judge_set
from grader.answers.sets.ends import ENDS, judge_with_open_ends
from grader.documents import DocumentNode
from grader.errors import AnswerError, Diagnostic
from grader.expr import to_text
from grader.expr.complaints import propose_answer
from grader.expr.nodes import Vector
from grader.records import Verdict

__all__ = ["MEMBER", "ExpressionAnswer"]


class ExpressionAnswer:
    """A formula, such as ``2*(x_1 - 6) - x_2``."""

    kind = "expression"
    summary = "a formula, right in any equivalent form"
    options: Schema = {"partial_credit": PARTIAL_CREDIT, "ends": ENDS, **CONSTANT_OPTIONS, **SPAN_OPTIONS}
    public_options = ("up_to",)
    answer_schema: Schema = {"type": "string"}
    example = "2*x + 1"
    needs_expected = True

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read the formula; values in brackets are a list or an interval, and no set."""
        answer = read_mathematics(given, task)
        if task.asked.shape == "set" and isinstance(answer.tree, Vector):
            if members := read_members(answer.tree, given.span.text, task.asked):
                return replace(answer, tree=members)
            raise AnswerError(explain_brackets(answer.tree, given))
        return answer

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Decide whether the two formulas are equal."""
        assert answer.tree is not None
        assert expected.tree is not None
        if task.options.get("ends") == "any":
            return judge_with_open_ends(answer.tree, expected.tree, task)
        wanted = expected.tree
        verdict = judge_left_open(answer.tree, wanted, task, lambda tree: judge_set(tree, wanted, task))
        return judge_other_letter(verdict, answer, expected, task, lambda tree: judge_set(tree, wanted, task))


def explain_brackets(tree: Vector, given: DocumentNode) -> Diagnostic:
    values = ", ".join(map(to_text, tree.items))
    return Diagnostic(
        slug="brackets-for-set",
        what="A set is asked for, and these values are in brackets.",
        why="In brackets they may be a list of members, or the ends of an interval.",
        help="put the members in braces.",
        span=given.span,
    ).propose([propose_answer(f"{{{values}}}", meaning="for the set")])


MEMBER = ExpressionAnswer()
