"""The picture of a descent: contour lines of the function, the student's path over that of the key, step by step.

The contours are drawn once for each function and window. The window follows from the points that are shown alone, in
round steps, so that it tells nothing of a path that is not, and most students share one.
"""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

from grader.grading.figure import DescentFigure, Point
from grader.grading.result import ItemResult
from grader.reports.pictures.contours import contours, levels, sampled
from grader.reports.pictures.plotted import function, number
from grader.reports.pictures.svg import Frame, Place, nice, path, picture
from grader.reports.pictures.walked_path import caption, described, drawable, first_wrong, walk

__all__ = ["descent_picture", "side"]

Window = tuple[float, float, float, float]
CELLS = 40
LEVELS = 10
LENGTH = 340.0  # of the longer side, in pixels
MARGINS = (46.0, 20.0, 14.0, 36.0)  # left, top, right, bottom


def descent_picture(item: ItemResult, shown: DescentFigure) -> str:
    """Return the picture with its caption; empty where it cannot be drawn."""
    own, expected = places(shown.start, shown.own), places(shown.start, shown.expected)
    if not drawable([*own, *expected]):
        return ""
    window = window_of([*own, *expected])
    ground = background(shown.function, shown.variables, window)
    if not ground:
        return ""
    frame = frame_of(window)
    wrong = first_wrong(item)
    parts = [ground, *walk(frame, expected, "key", None), *walk(frame, own, "own", wrong)]
    size = (frame.box[0] + frame.box[2] + MARGINS[2], frame.box[1] + frame.box[3] + MARGINS[3])
    svg = picture("descent", size, (f"The path of your answer: {item.title}", described(shown, wrong)), parts)
    return f"<figure>{svg}<figcaption>{caption(shown, wrong)}</figcaption></figure>"


def places(start: Point, points: Sequence[Point]) -> list[Place]:
    """Return the points of a path with its start; none where there is no path."""
    return [(number(x), number(y)) for x, y in (start, *points)] if points else []


def window_of(points: Iterable[Place]) -> Window:
    """Return a window with all points well inside, its sides at round numbers, neither much longer than the other."""
    xs, ys = zip(*points, strict=True)
    span = max(max(xs) - min(xs), max(ys) - min(ys)) or max(abs(xs[0]), abs(ys[0]), 1.0) / 4
    step = nice(span / 8)
    (left, right), (bottom, top) = (side(values, span, step) for values in (xs, ys))
    return left, right, bottom, top


def side(values: Sequence[float], span: float, step: float) -> tuple[float, float]:
    """Return the ends of one side of the window."""
    middle, half = (min(values) + max(values)) / 2, max(max(values) - min(values), span * 0.55) / 2 + span * 0.15
    low, high = math.floor((middle - half) / step) * step, math.ceil((middle + half) / step) * step
    return float(f"{low:.12g}"), float(f"{high:.12g}")


def frame_of(window: Window) -> Frame:
    """Return the frame of the plot, in which a unit is as long one way as the other."""
    width, height = window[1] - window[0], window[3] - window[2]
    scale = LENGTH / max(width, height)
    return Frame(window=window, box=(MARGINS[0], MARGINS[1], width * scale, height * scale))


@lru_cache(maxsize=256)
def background(formula: str, variables: tuple[str, str], window: Window) -> str:
    """Return the contour lines with their axes: the same for everybody whose path fits into the same window."""
    f = function(formula, variables)
    if f is None:
        return ""
    frame, grid = frame_of(window), sampled(f, window, CELLS)
    left, right, bottom, top = window
    across, up = (right - left) / CELLS, (top - bottom) / CELLS
    found = contours(grid, levels(grid, LEVELS))
    lines = [path([frame.at(left + across * i, bottom + up * j) for i, j in line], "contour") for _, line in found]
    return "".join([*lines, *frame.axes(variables)])
