"""The picture of a descent: contour lines of the function, the student's path over that of the key, step by step.

The contours are drawn once for each function and window. The window depends only on the points that are shown, in round
steps. So it reveals nothing about a hidden path, and most students share one window.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from grader.grading.figure import DescentFigure, Point
from grader.grading.result import ItemResult
from grader.reports.pictures.contours import choose_levels, sample_grid, trace_contours
from grader.reports.pictures.plotted import read_function, read_number
from grader.reports.pictures.svg import Frame, Place, choose_round_step, draw_label, draw_path, draw_picture
from grader.reports.pictures.walked_path import caption_path, describe_path, draw_walk, find_first_wrong, is_drawable

__all__ = ["draw_descent", "choose_side"]

Window = tuple[float, float, float, float]
CELLS = 40  # along each side of the grid, about 8 pixels each
LEVELS = 10  # contour lines
LENGTH = 340.0  # the longer side, in pixels
EDGE = 16.0  # from a label to the frame, in pixels
APART = 28.0  # from a label to the next, in pixels
MARGINS = (46.0, 20.0, 14.0, 36.0)  # left, top, right, bottom


def draw_descent(item: ItemResult, shown: DescentFigure) -> str:
    """Return the picture with its caption; empty if it cannot be drawn."""
    own, expected = list_places(shown.start, shown.own), list_places(shown.start, shown.expected)
    if not is_drawable([*own, *expected]):
        return ""
    window = choose_window([*own, *expected])
    ground = draw_contours(shown.function, shown.variables, window)
    if not ground:
        return ""
    frame = make_plane_frame(window)
    wrong = find_first_wrong(item)
    parts = [ground, *draw_walk(frame, expected, "key", None), *draw_walk(frame, own, "own", wrong)]
    size = (frame.box[0] + frame.box[2] + MARGINS[2], frame.box[1] + frame.box[3] + MARGINS[3])
    svg = draw_picture("descent", size, (f"The path of your answer: {item.title}", describe_path(shown, wrong)), parts)
    return f"<figure>{svg}<figcaption>{caption_path(shown, wrong)}</figcaption></figure>"


def list_places(start: Point, points: Sequence[Point]) -> list[Place]:
    """Return the points of a path with its start; none if there is no path."""
    return [(read_number(x), read_number(y)) for x, y in (start, *points)] if points else []


def choose_window(points: Iterable[Place]) -> Window:
    """Return a window with all points well inside and round ends, and neither side much longer than the other."""
    xs, ys = zip(*points, strict=True)
    span = max(max(xs) - min(xs), max(ys) - min(ys)) or max(abs(xs[0]), abs(ys[0]), 1.0) / 4
    step = choose_round_step(span / 8)
    (left, right), (bottom, top) = (choose_side(values, span, step) for values in (xs, ys))
    return left, right, bottom, top


def choose_side(values: Sequence[float], span: float, step: float) -> tuple[float, float]:
    middle, half = (min(values) + max(values)) / 2, max(max(values) - min(values), span * 0.55) / 2 + span * 0.15
    low, high = math.floor((middle - half) / step) * step, math.ceil((middle + half) / step) * step
    return float(f"{low:.12g}"), float(f"{high:.12g}")


def make_plane_frame(window: Window) -> Frame:
    """Return the frame of the plot, in which both axes have the same scale."""
    width, height = window[1] - window[0], window[3] - window[2]
    scale = LENGTH / max(width, height)
    return Frame(window=window, box=(MARGINS[0], MARGINS[1], width * scale, height * scale))


@lru_cache(maxsize=256)
def draw_contours(formula: str, variables: tuple[str, str], window: Window) -> str:
    """Return the contour lines with their axes, which everybody shares whose path fits into the same window."""
    f = read_function(formula, variables)
    if f is None:
        return ""
    frame, grid = make_plane_frame(window), sample_grid(f, window, CELLS)
    left, right, bottom, top = window
    across, up = (right - left) / CELLS, (top - bottom) / CELLS
    levels = choose_levels(grid, LEVELS)
    lines = [
        (place, [frame.at(left + across * i, bottom + up * j) for i, j in line])
        for place, line in trace_contours(grid, levels)
    ]
    drawn = [draw_path(line, "contour") for _, line in lines]
    return "".join([*drawn, *label_contours(frame, lines, levels), *frame.axes(variables)])


def label_contours(
    frame: Frame, lines: Sequence[tuple[int, Sequence[Place]]], levels: Sequence[float]
) -> Iterator[str]:
    """Yield the value on the longest line of every other level, where it is farthest from the other values."""
    x, y, width, height = frame.box
    taken: list[Place] = []
    longest = dict(sorted(lines, key=lambda one: len(one[1])))
    for place, line in sorted(longest.items()):
        inside = [spot for spot in line if EDGE < spot[0] - x < width - EDGE and EDGE < spot[1] - y < height - EDGE]
        if place % 2 == 0 or not inside:  # the lowest line is nearly always under the last points
            continue
        spot = max(inside, key=lambda spot: min((math.dist(spot, other) for other in taken), default=spot[0]))
        if all(math.dist(spot, other) >= APART for other in taken):
            taken.append(spot)
            yield draw_label((spot[0], spot[1] + 4), f"{levels[place]:g}".replace("-", "−"), "level")
