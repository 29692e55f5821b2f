"""A vector, each component with its share of the credit: ``(3, -3)``, or ``[3, -3]`` in YAML or JSON."""

from dataclasses import replace

from grader.answers.judging import PARTIAL_CREDIT, judge_components
from grader.answers.protocol import Answer, Schema, Task
from grader.answers.reading import read_mathematics
from grader.documents import DocumentNode
from grader.errors import AnswerError, Diagnostic, put_in_quotes
from grader.expr import to_text
from grader.expr.complaints import propose_answer
from grader.expr.nodes import Add, Call, Div, Matrix, Mul, Neg, Node, SetOf, Symbol, Vector
from grader.expr.traverse import children, rebuild, walk
from grader.records import Verdict

__all__ = ["MEMBER", "VectorAnswer", "name_component"]


class VectorAnswer:
    """A vector; each component earns its share."""

    kind = "vector"
    summary = "a vector; each component earns its share of the credit"
    options: Schema = {"partial_credit": PARTIAL_CREDIT}
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
        return replace(answer, tree=as_column(answer.tree)) if answer.tree else answer

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Judge component by component."""
        assert answer.tree is not None
        assert expected.tree is not None
        return judge_components(answer.tree, expected.tree, task, name_component)


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


def as_column(tree: Node) -> Node:
    """Return a vector that was written as a row, ``(1, 2)^T`` or ``[[1, 2]]``, or a multiple of one, as a column."""
    if isinstance(tree, Call) and tree.function == "transpose" and isinstance(tree.arguments[0], Vector):
        return tree.arguments[0]
    if isinstance(tree, Matrix) and len(tree.rows) == 1:
        return Vector(tree.rows[0])
    if isinstance(tree, Neg | Div):
        first, *rest = children(tree)
        return rebuild(tree, [as_column(first), *rest])
    if isinstance(tree, Add):
        return rebuild(tree, list(map(as_column, tree.terms)))
    # Of several arrays, a row may be meant as one: (1, 2)^T (3, 4).
    if isinstance(tree, Mul) and sum(map(holds_array, tree.factors)) == 1:
        return rebuild(tree, [as_column(factor) if holds_array(factor) else factor for factor in tree.factors])
    return tree


def holds_array(tree: Node) -> bool:
    return any(isinstance(node, Vector | Matrix) for node in walk(tree))


def name_component(indices: tuple[int, ...]) -> str:
    """Name a component to a student, counting from 1."""
    return f"component {indices[0]}"


MEMBER = VectorAnswer()
