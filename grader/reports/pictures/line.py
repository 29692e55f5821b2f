"""The picture of a descent in one variable: the function's curve, with the visited points on it."""

from functools import lru_cache

from grader.grading.figure import DescentFigure
from grader.grading.result import ItemResult
from grader.reports.pictures.curves import BOX, SIZE, choose_heights, draw_pieces, sample_curve
from grader.reports.pictures.descent import choose_side
from grader.reports.pictures.plotted import read_function, read_number
from grader.reports.pictures.svg import Frame, Place, choose_round_step, draw_picture
from grader.reports.pictures.walked_path import caption_path, describe_path, draw_walk, find_first_wrong, is_drawable

__all__ = ["draw_line_descent"]


def draw_line_descent(item: ItemResult, shown: DescentFigure) -> str:
    """Return the picture with its caption; empty if it cannot be drawn."""
    f = read_function(shown.function, shown.variables)
    if f is None:
        return ""
    paths = [[shown.start, *points] if points else [] for points in (shown.own, shown.expected)]
    own, expected = ([(x, f(x)) for x in (read_number(point[0]) for point in points)] for points in paths)
    if not own or not is_drawable([*own, *expected]):
        return ""
    frame = make_line_frame([*own, *expected])
    wrong = find_first_wrong(item)
    parts = [draw_function_curve(shown.function, shown.variables, frame)]
    parts += [*draw_walk(frame, expected, "key", None), *draw_walk(frame, own, "own", wrong)]
    svg = draw_picture("descent", SIZE, (f"The path of your answer: {item.title}", describe_path(shown, wrong)), parts)
    return f"<figure>{svg}<figcaption>{caption_path(shown, wrong)}</figcaption></figure>"


def make_line_frame(points: list[Place]) -> Frame:
    """Return the frame of the plot, with all points well inside and round ends on the variable's axis."""
    xs, ys = zip(*points, strict=True)
    span = max(xs) - min(xs) or max(abs(xs[0]), 1.0) / 4
    low, high = min(ys), max(ys)
    margin = (high - low) * 0.25 or max(abs(high), 1.0) / 4
    return Frame(window=(*choose_side(xs, span, choose_round_step(span / 8)), low - margin, high + margin), box=BOX)


@lru_cache(maxsize=256)
def draw_function_curve(formula: str, variables: tuple[str, ...], frame: Frame) -> str:
    """Return the function's curve with its axes, which everybody shares whose path fits into the same window."""
    f = read_function(formula, variables)
    points = sample_curve(f, frame.window[:2]) if f is not None else []
    if choose_heights([y for _, y in points]) is None:
        return ""
    return "".join([*draw_pieces(frame, points, "curve"), *frame.axes((variables[0], ""))])
