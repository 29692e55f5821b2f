"""Which picture belongs to which figure."""

from grader.grading.figure import DescentFigure
from grader.grading.result import ItemResult
from grader.reports.pictures.curves import draw_curves
from grader.reports.pictures.descent import draw_descent
from grader.reports.pictures.line import draw_line_descent

__all__ = ["draw_item"]


def draw_item(item: ItemResult) -> str:
    """Return the picture for an item's answer, with its caption; empty if there is none."""
    if item.figure is None:
        return ""
    if isinstance(item.figure, DescentFigure):
        flat = len(item.figure.variables) == 1
        return draw_line_descent(item, item.figure) if flat else draw_descent(item, item.figure)
    return draw_curves(item, item.figure)
