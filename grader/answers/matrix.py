"""A matrix, each entry with its share of the credit: ``[[1, 2], [3, 4]]``, rows one after another."""

from collections.abc import Iterator
from dataclasses import replace

from grader.answers.judging import PARTIAL_CREDIT, judge_components, judge_whole
from grader.answers.leaving_open import ARRAY_OPTIONS, judge_left_open
from grader.answers.protocol import Answer, Schema, Task
from grader.answers.reading import read_mathematics, rows_of
from grader.documents import DocumentNode
from grader.errors import AnswerError, Diagnostic
from grader.expr import to_text
from grader.expr.complaints import propose_answer
from grader.expr.nodes import Matrix, Node, Vector
from grader.records import Verdict

__all__ = ["MEMBER", "MatrixAnswer"]


class MatrixAnswer:
    """A matrix; each entry earns its share."""

    kind = "matrix"
    summary = "a matrix; each entry earns its share of the credit"
    options: Schema = {"partial_credit": PARTIAL_CREDIT, **ARRAY_OPTIONS}
    public_options = ("up_to",)
    answer_schema: Schema = {
        "type": ["string", "array"],
        "items": {"type": ["string", "array"], "items": {"type": "string"}},
    }
    example = "[[1, 2], [3, 4]]"
    needs_expected = True
    shape = "matrix"

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read the matrix, as one text or as a list of rows."""
        answer = read_mathematics(given, task)
        tree = as_matrix(answer.tree) if answer.tree else None
        if isinstance(tree, Vector):
            raise AnswerError(explain_flat_list(tree, given))
        return replace(answer, tree=tree) if tree else answer

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Judge entry by entry."""
        assert answer.tree is not None
        assert expected.tree is not None
        wanted = as_matrix(expected.tree)
        if answer.is_bare_zero:
            return judge_left_open(answer.tree, wanted, task, lambda tree: judge_whole(tree, wanted, task))
        return judge_left_open(answer.tree, wanted, task, lambda tree: judge_components(tree, wanted, task, name_entry))


def as_matrix(tree: Node) -> Node:
    """Return a vector of rows of one length as a matrix; anything else unchanged."""
    rows = [row.items for row in rows_of(tree) or () if isinstance(row, Vector)]
    if isinstance(tree, Vector) and len(rows) == len(tree.items) and len({len(row) for row in rows}) == 1:
        return Matrix(tuple(rows))
    return tree


def explain_flat_list(tree: Vector, given: DocumentNode) -> Diagnostic:
    return Diagnostic(
        slug="list-for-matrix",
        what=f"This is a list of {len(tree.items)} values, and a matrix is asked for.",
        why="A list does not say where a row ends.",
        help="Write each row in square brackets of its own, and all rows in another pair.",
        span=given.span,
    ).propose(propose_answer(to_text(matrix), meaning=meaning) for matrix, meaning in split_into_rows(tree))


def split_into_rows(tree: Vector) -> Iterator[tuple[Matrix, str]]:
    """Yield the matrices with at least two rows and columns whose entries, row by row, are those of a list."""
    items = tree.items
    for count in range(2, len(items) // 2 + 1):
        if len(items) % count == 0 and not any(isinstance(item, Vector) for item in items):
            width = len(items) // count
            rows = tuple(items[start : start + width] for start in range(0, len(items), width))
            yield Matrix(rows), f"for {count} rows"


def name_entry(indices: tuple[int, ...]) -> str:
    """Name an entry to a student, counting from 1."""
    return f"entry ({', '.join(map(str, indices))})"


MEMBER = MatrixAnswer()
