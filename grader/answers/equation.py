"""An equation or inequality: right in any rearranged form, as ``y = 2*x + 1`` and ``2*y - 4*x = 2`` are the same."""

from grader.answers.judging import judge_whole
from grader.answers.protocol import Answer, Schema, Task
from grader.answers.reading import read_tree, refuse_echo
from grader.documents import DocumentNode
from grader.errors import AnswerError, Diagnostic
from grader.expr.nodes import Assignment, Junction, Relation
from grader.records import Verdict

__all__ = ["MEMBER", "EquationAnswer"]


class EquationAnswer:
    """A relation between two sides."""

    kind = "equation"
    summary = "an equation or inequality, right in any rearranged form"
    options: Schema = {}
    answer_schema: Schema = {"type": "string"}
    example = "y = 2*x + 1"
    needs_expected = True
    shape = "condition"

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read the relation; a value alone is not one."""
        tree = read_tree(given, task)
        if not isinstance(tree, Relation | Assignment | Junction):
            raise AnswerError(
                Diagnostic(
                    slug="value-for-relation",
                    what="This is a value, but an equation or inequality is asked for.",
                    why="It has no '=', '<' or '>' in it.",
                    help="Write both sides, with the sign between them.",
                    span=given.span,
                )
            )
        derivatives = "derivatives" in task.options.get("allow", ())
        refuse_echo(tree, given, task, derivatives)
        return Answer(text=given.span.text, tree=tree)

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Decide whether the two relations are equivalent."""
        assert answer.tree is not None
        assert expected.tree is not None
        return judge_whole(answer.tree, expected.tree, task)


MEMBER = EquationAnswer()
