"""Vectors and matrices in all the brackets that books and programs have for them."""

from collections.abc import Iterator
from typing import Final

from grader.expr.nodes import Matrix, Vector
from grader.rubric import Item
from grader.simulation.spellings.protocol import Spelling
from grader.simulation.spellings.writing import find_tree, write_arrays

__all__ = ["MEMBER", "ROW_OR_COLUMN"]

# A pattern, what is between two entries of a row, and between two rows.
VECTORS: Final = (
    ("(%s)", ", "), ("(%s)", ","), ("[%s]", ", "), ("(%s)^T", ", "), ("[%s]^T", ", "), ("[%s]", "; "),
    ("vector(%s)", ", "), ("np.array([%s])", ", "), ("Matrix([%s])", ", "), ("[[%s]]", "], ["), ("%s", ", "),
    ("\\begin{pmatrix} %s \\end{pmatrix}", " \\\\ "), ("\\begin{bmatrix} %s \\end{bmatrix}", "\\\\"),
    ("\\left(%s\\right)", ", "), ("\\begin{pmatrix} %s \\end{pmatrix}^T", " & "),
    ("\\left[\\begin{array}{c} %s \\end{array}\\right]", " \\\\ "),
)  # fmt: skip
MATRICES: Final = (
    ("[[%s]]", ", ", "], ["), ("[[%s]]", ",", "],["), ("((%s))", ", ", "), ("), ("{{%s}}", ", ", "}, {"),
    ("[%s]", ", ", "; "), ("[%s]", " ", "; "), ("Matrix([[%s]])", ", ", "], ["), ("np.array([[%s]])", ", ", "], ["),
    ("\\begin{pmatrix} %s \\end{pmatrix}", " & ", " \\\\ "), ("\\begin{bmatrix}%s\\end{bmatrix}", "&", "\\\\"),
    ("\\left(\\begin{array}{cc} %s \\end{array}\\right)", " & ", " \\\\ "), ("[[%s]]", ", ", "],\n ["),
)  # fmt: skip
ROW_OR_COLUMN: Final = "A list may be a row or a column of a matrix."


def write(item: Item) -> Iterator[str]:
    """Write a vector as a tuple, a row in square brackets, a column; a matrix by rows, as LaTeX and programs do."""
    tree = find_tree(item)
    is_plain = isinstance(tree, Vector) and not any(isinstance(entry, Vector) for entry in tree.items)
    if item.type == "vector" and isinstance(tree, Vector) and is_plain and len(tree.items) > 1:
        for pattern, between in VECTORS:
            yield write_arrays(tree, pattern, between)
    if item.type == "matrix" and isinstance(tree, Matrix):
        for pattern, between, between_rows in MATRICES:
            yield write_arrays(tree, pattern, between, between_rows)


MEMBER = Spelling(
    kind="array brackets",
    summary="vectors and matrices in other brackets",
    write=write,
    asked={
        "list-for-matrix": ROW_OR_COLUMN,
        "spaced-list": "Blanks between numbers are no commas.",
        "spaced-entries": "A sign after a blank may begin an entry, or join two terms.",
    },
)
