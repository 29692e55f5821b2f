"""Replacing some entries of an answer by those of another one."""

from collections.abc import Sequence

from grader.expr.nodes import Matrix, Node, Vector

__all__ = ["replace_parts"]


def replace_parts(right: Node, predicted: Node, places: Sequence[int]) -> Node | None:
    """Replace some entries of a right answer by those of a prediction; ``places`` count row by row, from 0."""
    if isinstance(right, Vector) and isinstance(predicted, Vector) and len(right.items) == len(predicted.items):
        pairs = enumerate(zip(right.items, predicted.items, strict=True))
        return Vector(tuple(theirs if place in places else ours for place, (ours, theirs) in pairs))
    if isinstance(right, Matrix) and isinstance(predicted, Matrix):
        width = len(right.rows[0])
        flat = replace_parts(
            Vector(tuple(cell for row in right.rows for cell in row)),
            Vector(tuple(cell for row in predicted.rows for cell in row)),
            places,
        )
        if isinstance(flat, Vector):
            cells = flat.items
            return Matrix(tuple(cells[start : start + width] for start in range(0, len(cells), width)))
    return None
