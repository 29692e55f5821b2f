"""A vector, each component with its share of the credit: ``(3, -3)``, or ``[3, -3]`` in YAML or JSON."""

from dataclasses import replace

from grader.answers.judging import PARTIAL_CREDIT, judge_components, judge_whole
from grader.answers.leaving_open import SOLUTION_OPTIONS, UP_TO, judge_left_open
from grader.answers.protocol import Answer, Schema, Task
from grader.answers.reading import read_mathematics
from grader.documents import DocumentNode
from grader.errors import AnswerError, Diagnostic, put_in_quotes
from grader.expr import to_text
from grader.expr.complaints import propose_answer
from grader.expr.nodes import SetOf, Symbol, Vector
from grader.expr.shapes.columns import as_column, turn_row
from grader.records import Verdict

__all__ = ["MEMBER", "VectorAnswer", "explain_iterate", "is_mere_iterate", "name_component"]


class VectorAnswer:
    """A vector; each component earns its share."""

    kind = "vector"
    summary = "a vector; each component earns its share of the credit"
    options: Schema = {"partial_credit": PARTIAL_CREDIT, "up_to": UP_TO, **SOLUTION_OPTIONS}
    public_options = ("up_to",)
    answer_schema: Schema = {"type": ["string", "array"], "items": {"type": "string"}}
    example = "(1, 2)"
    needs_expected = True
    shape = "vector"

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read the vector, as one text or as a list of components; a row is read as the same vector."""
        answer = read_mathematics(given, task)
        if isinstance(answer.tree, Symbol) and is_mere_iterate(answer.tree, task):
            raise AnswerError(explain_iterate(answer.tree, given))
        if isinstance(answer.tree, SetOf):
            raise AnswerError(explain_set(answer.tree, given))
        return replace(answer, tree=turn_row(as_column(answer.tree), task.notation)) if answer.tree else answer

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Judge component by component."""
        assert answer.tree is not None
        assert expected.tree is not None
        wanted = expected.tree
        if answer.is_bare_zero:
            return judge_left_open(answer.tree, wanted, task, lambda tree: judge_whole(tree, wanted, task))
        return judge_left_open(
            answer.tree, wanted, task, lambda tree: judge_components(tree, wanted, task, name_component)
        )


def is_mere_iterate(tree: Symbol, task: Task) -> bool:
    """Whether an answer is an iterate by name alone, whose value is not given: ``x^(2)``."""
    entry = task.notation.entries.get(tree.name)
    return entry is not None and entry.iterates and entry.definition is None and tree.name not in task.own


def explain_iterate(tree: Symbol, given: DocumentNode) -> Diagnostic:
    return Diagnostic(
        slug="iterate-for-value",
        what=f"{put_in_quotes(to_text(tree))} only names a point.",
        why="Its value is asked for.",
        help="Write the coordinates of the point in round brackets.",
        span=given.span,
    )


def explain_set(tree: SetOf, given: DocumentNode) -> Diagnostic:
    return Diagnostic(
        slug="set-for-vector",
        what="This is a set, and a vector is asked for.",
        why="The members of a set have no order.",
        help="Write round brackets around the components, in their order.",
        span=given.span,
    ).propose([propose_answer(to_text(tree.items[0] if len(tree.items) == 1 else Vector(tree.items)))])


def name_component(indices: tuple[int, ...]) -> str:
    """Name a component to a student, counting from 1."""
    return f"component {indices[0]}"


MEMBER = VectorAnswer()
