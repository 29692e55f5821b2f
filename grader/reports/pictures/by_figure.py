"""Which picture belongs to which figure."""

from grader.grading.figure import DescentFigure
from grader.grading.result import ItemResult
from grader.reports.pictures.curves import curves_picture
from grader.reports.pictures.descent import descent_picture
from grader.reports.pictures.line import line_picture
from grader.reports.pictures.network import network_picture

__all__ = ["item_picture", "network_picture"]


def item_picture(item: ItemResult) -> str:
    """Return the picture of an item's answer with its caption; empty where there is none."""
    if item.figure is None:
        return ""
    if isinstance(item.figure, DescentFigure):
        flat = len(item.figure.variables) == 1
        return line_picture(item, item.figure) if flat else descent_picture(item, item.figure)
    return curves_picture(item, item.figure)
