"""The picture of a descent: contour lines of the function, the student's path over that of the key, step by step.

The contours are drawn once for each function and window. The window follows from the points that are shown alone, in
round steps, so that it tells nothing of a path that is not, and most students share one.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from grader.grading.figure import DescentFigure, Point
from grader.grading.result import ItemResult
from grader.records import Outcome
from grader.reports.contours import contours, levels, sampled
from grader.reports.page import text
from grader.reports.plotted import function, number
from grader.reports.svg import Frame, Place, dot, label, nice, path, picture

__all__ = ["descent_picture"]

Window = tuple[float, float, float, float]
CELLS = 40
LEVELS = 10
LENGTH = 340.0  # of the longer side, in pixels
MARGINS = (46.0, 20.0, 14.0, 36.0)  # left, top, right, bottom
FAR = 1e12
AROUND = ((9.0, -9.0), (9.0, 9.0), (-9.0, -9.0), (-9.0, 9.0))  # where a number may stand, the best place first


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


def drawable(points: Sequence[Place]) -> bool:
    """Tell whether all points lie on a sheet of paper, however large."""
    return bool(points) and all(math.isfinite(each) and abs(each) < FAR for point in points for each in point)


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


def walk(frame: Frame, points: Sequence[Place], kind: str, wrong: int | None) -> Iterator[str]:
    """Yield a path with an arrow on each step; of the student's own, the numbers and the first step that is wrong."""
    spots = [frame.at(*point) for point in points]
    for count, (start, end) in enumerate(pairwise(spots), start=1):
        step = f"{kind} wrong" if count == wrong else kind
        yield path([start, end], step)
        yield from arrow(start, end, step)
    for count, spot in enumerate(spots):
        yield dot(spot, 4 if kind == "own" else 6, f"{kind} wrong" if count == wrong else kind)
    if kind == "own":
        yield from numbers(spots, wrong)


def arrow(start: Place, end: Place, kind: str) -> Iterator[str]:
    """Yield the head of an arrow in the middle of a step that is long enough to bear one."""
    length = math.dist(start, end)
    if length >= 24:
        ux, uy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
        x, y = (start[0] + end[0]) / 2 + 4 * ux, (start[1] + end[1]) / 2 + 4 * uy
        wings = [(x - 8 * ux + turn * 4 * uy, y - 8 * uy - turn * 4 * ux) for turn in (1, -1)]
        yield path([wings[0], (x, y), wings[1]], kind)


def numbers(spots: Sequence[Place], wrong: int | None) -> Iterator[str]:
    """Yield the numbers of the points, each beside its point where there is most room."""
    names: dict[Place, list[str]] = {}
    for count, (x, y) in enumerate(spots):
        names.setdefault((round(x, 1), round(y, 1)), []).append(f"{count} ✗" if count == wrong else str(count))
    taken = [*names, *(near for start, end in pairwise(spots) for near in (*towards(start, end), *towards(end, start)))]
    for (x, y), said in names.items():
        free = max(AROUND, key=lambda turn: min(math.dist((x + turn[0], y + turn[1]), each) for each in taken))
        taken.append((x + free[0], y + free[1]))
        yield label((x + free[0], y + free[1] + 4), ", ".join(said), "step", "start" if free[0] > 0 else "end")


def towards(start: Place, end: Place) -> Iterator[Place]:
    """Yield places on a step near its start, on which no number shall stand."""
    length = math.dist(start, end)
    for distance in (8.0, 16.0, 24.0):
        if distance < length:
            share = distance / length
            yield start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def first_wrong(item: ItemResult) -> int | None:
    """Return the number of the first step that is wrong, counted from 1, where the record tells."""
    wrong = (Outcome.INCORRECT, Outcome.PARTIAL)
    return next((place for place, part in enumerate(item.components, start=1) if part.outcome in wrong), None)


def described(shown: DescentFigure, wrong: int | None) -> str:
    """Return in words what the picture shows."""
    said = [f"Contour lines of {shown.function}.", f"Your path: {listed((shown.start, *shown.own))}."]
    said += [f"The first step that is not right is step {wrong}."] if wrong else []
    said += [f"The expected path: {listed((shown.start, *shown.expected))}."] if shown.expected else []
    return " ".join(said)


def listed(points: Iterable[Point]) -> str:
    """Return points in a row."""
    return ", ".join(f"({', '.join(point)})" for point in points)


def caption(shown: DescentFigure, wrong: int | None) -> str:
    """Return what the signs mean."""
    said = ['<span class="own">●</span> your path, by the numbers of its points']
    said += [f'<span class="wrong">●</span> the first step that is not right (step {wrong})'] if wrong else []
    said += ['<span class="key">○</span> the expected path'] if shown.expected else []
    names = ", ".join(shown.variables)
    return f"{'; '.join(said)}. The lines are contours of {text(shown.function)} over ({text(names)})."
