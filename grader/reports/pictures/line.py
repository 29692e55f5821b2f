"""The picture of a descent in one variable: the curve of the function, and on it the points that were visited."""

from functools import lru_cache

from grader.grading.figure import DescentFigure
from grader.grading.result import ItemResult
from grader.reports.pictures.curves import BOX, SIZE, curve, drawn, height_of
from grader.reports.pictures.descent import side
from grader.reports.pictures.plotted import function, number
from grader.reports.pictures.svg import Frame, Place, nice, picture
from grader.reports.pictures.walked_path import caption, described, drawable, first_wrong, walk

__all__ = ["line_picture"]


def line_picture(item: ItemResult, shown: DescentFigure) -> str:
    """Return the picture with its caption; empty where it cannot be drawn."""
    f = function(shown.function, shown.variables)
    if f is None:
        return ""
    paths = [[shown.start, *points] if points else [] for points in (shown.own, shown.expected)]
    own, expected = ([(x, f(x)) for x in (number(point[0]) for point in points)] for points in paths)
    if not own or not drawable([*own, *expected]):
        return ""
    frame = frame_of([*own, *expected])
    wrong = first_wrong(item)
    parts = [background(shown.function, shown.variables, frame)]
    parts += [*walk(frame, expected, "key", None), *walk(frame, own, "own", wrong)]
    svg = picture("descent", SIZE, (f"The path of your answer: {item.title}", described(shown, wrong)), parts)
    return f"<figure>{svg}<figcaption>{caption(shown, wrong)}</figcaption></figure>"


def frame_of(points: list[Place]) -> Frame:
    """Return the frame of the plot: all points well inside, the ends of the axis of the variable at round numbers."""
    xs, ys = zip(*points, strict=True)
    span = max(xs) - min(xs) or max(abs(xs[0]), 1.0) / 4
    low, high = min(ys), max(ys)
    room = (high - low) * 0.25 or max(abs(high), 1.0) / 4
    return Frame(window=(*side(xs, span, nice(span / 8)), low - room, high + room), box=BOX)


@lru_cache(maxsize=256)
def background(formula: str, variables: tuple[str, ...], frame: Frame) -> str:
    """Return the curve of the function with its axes: the same for everybody whose path fits into the same window."""
    f = function(formula, variables)
    points = curve(f, frame.window[:2]) if f is not None else []
    if height_of([y for _, y in points]) is None:
        return ""
    return "".join([*drawn(frame, points, "curve"), *frame.axes((variables[0], ""))])
